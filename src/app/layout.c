/* Where everything goes: the full layout from 1600 x 1000 layout pixels on, the compact one below. Extra width goes to
 * the hero, extra height to its row. Numbers are those of the design's table; nothing is drawn here. */
#include "app/app_state.h"

enum { FULL_W = 1600, FULL_H = 1000, COMPACT_W = 1280, COMPACT_H = 720 };

static const float HEADER = 40;

Rect app_layout(float w, float h, float *scale)
{
    bool full = w >= FULL_W && h >= FULL_H;
    float fit = full ? min_f(w / FULL_W, h / FULL_H) : min_f(w / COMPACT_W, h / COMPACT_H);
    float s = max_f(1, (float)(int)(fit * 8) / 8); /* eighths, so that hairlines and small type stay crisp */
    *scale = s;
    return (Rect){ 0, 0, w / s, h / s };
}

Rect layout_body(Rect panel) { return (Rect){ panel.x, panel.y + HEADER, panel.w, max_f(0, panel.h - HEADER) }; }

/* Which box of the window a panel's home is: small windows have two, one above the other. */
static int home(const Layout *l, int panel)
{
    int box = panel_defs[panel].box;
    if (l->diverged && panel == PANEL_WEIGHTS)
        box = 3; /* the cost's climb has the upper row for itself */
    return l->compact && box > 1 ? 1 : box;
}

/* Open panels into their boxes. */
static void fill_boxes(const App *a, Layout *l)
{
    for (int i = 0; i < panel_count; i++) {
        int b = home(l, i);
        if (i != PANEL_BOUNDARY && a->open[i])
            l->box[b].panel[l->box[b].n++] = i;
    }
}

/* Two boxes side by side; an empty one leaves its place to the other. */
static void row_of(Layout *l, Rect r, float gap, int first, int second)
{
    bool one = l->box[first].n > 0, two = l->box[second].n > 0;
    float half = one && two ? (r.w - gap) / 2 : r.w;
    l->box[first].r = (Rect){ r.x, r.y, half, r.h };
    l->box[second].r = (Rect){ r.x + r.w - half, r.y, half, r.h };
}

static void place_boxes(Layout *l, Rect r, float gap)
{
    bool top = l->box[0].n || (!l->compact && l->box[1].n);
    bool bottom = l->compact ? l->box[1].n > 0 : l->box[2].n || l->box[3].n;
    float half = top && bottom ? (r.h - gap) / 2 : r.h;
    Rect upper = { r.x, r.y, r.w, half }, lower = { r.x, r.y + r.h - half, r.w, half };
    if (l->compact) {
        l->box[0].r = upper;
        l->box[1].r = lower;
    } else {
        row_of(l, upper, gap, 0, 1);
        row_of(l, lower, gap, 2, 3);
    }
}

static void place_panels(const App *a, Layout *l)
{
    for (int b = 0; b < PANEL_BOXES; b++) {
        const int *panel = l->box[b].panel;
        int top = 0;
        for (int i = 1; i < l->box[b].n; i++)
            top = a->raised[panel[i]] > a->raised[panel[top]] ? i : top;
        if (l->box[b].n)
            l->panel[panel[top]] = l->box[b].r;
    }
}

bool layout_tabbed(const Layout *l, int panel, int *box)
{
    for (int b = 0; b < PANEL_BOXES; b++)
        for (int i = 0; i < l->box[b].n; i++)
            if (l->box[b].panel[i] == panel) {
                *box = b;
                return l->box[b].n > 1;
            }
    return false;
}

/* Two cards side by side, and one more for their difference. */
static void place_cards(const App *a, Layout *l, float gap)
{
    int n = a->difference ? 3 : 2;
    float w = (l->area.w - gap * (float)(n - 1)) / (float)n;
    for (int i = 0; i < n; i++)
        l->card[i] = (Rect){ l->area.x + (w + gap) * (float)i, l->area.y, w, l->area.h };
}

Layout layout_make(const App *a, Rect all, bool diverged)
{
    Layout l = { .all = all, .diverged = diverged };
    l.compact = all.w < FULL_W || all.h < FULL_H;
    float gap = l.compact ? 8 : 16, bar = l.compact ? 48 : 64;
    bool film = a->part[PART_FILM], sweep = a->part[PART_SWEEP];
    float deck = l.compact ? 216 : 312;
    if (!l.compact && !film)
        deck -= 72;
    if (!sweep)
        deck -= l.compact ? 68 : 88;
    if (!a->part[PART_FORMULA])
        deck -= l.compact ? 76 : 80;
    l.toolbar = (Rect){ 0, 0, all.w, bar };
    l.deck = (Rect){ 0, all.h - deck, all.w, deck };
    l.area = (Rect){ gap, bar + gap, all.w - 2 * gap, all.h - deck - bar - 2 * gap };
    if (diverged) {
        float h = l.compact ? 64 : 72;
        l.banner = (Rect){ gap, bar + gap, all.w - 2 * gap, h };
        l.area.y += h + gap;
        l.area.h -= h + gap;
    }
    if (compare_on(a)) {
        place_cards(a, &l, gap);
        return l;
    }
    if (a->expanded >= 0) {
        l.panel[a->expanded] = l.area;
        return l;
    }
    fill_boxes(a, &l);
    bool right = false;
    for (int b = 0; b < PANEL_BOXES; b++)
        right = right || l.box[b].n > 0;
    float side = l.compact ? 344 : 816;
    float hero = a->open[PANEL_BOUNDARY] ? (right ? l.area.w - side - gap : l.area.w) : 0;
    if (right) /* a field twice as wide as tall is enough; the rest helps the other panels */
        hero = min_f(hero, max_f(2 * l.area.h, l.area.w / 2));
    if (hero > 0)
        l.panel[PANEL_BOUNDARY] = (Rect){ l.area.x, l.area.y, hero, l.area.h };
    float x = l.area.x + (hero > 0 ? hero + gap : 0);
    place_boxes(&l, (Rect){ x, l.area.y, l.area.x + l.area.w - x, l.area.h }, gap);
    place_panels(a, &l);
    return l;
}
