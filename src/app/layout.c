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

/* One or two panels side by side; a closed one leaves its place to the other. */
static void row_of(const App *a, Layout *l, Rect r, float gap, int first, int second)
{
    bool one = a->open[first], two = second >= 0 && a->open[second];
    float half = one && two ? (r.w - gap) / 2 : r.w;
    if (one)
        l->panel[first] = (Rect){ r.x, r.y, half, r.h };
    if (two)
        l->panel[second] = (Rect){ r.x + r.w - half, r.y, half, r.h };
}

static void right_side(const App *a, Layout *l, Rect r, float gap)
{
    bool top = a->open[PART_CURVES] || (!l->diverged && a->open[PART_WEIGHTS]);
    bool bottom = a->open[PART_SURFACE] || (l->diverged && a->open[PART_WEIGHTS]);
    float half = top && bottom ? (r.h - gap) / 2 : r.h;
    Rect upper = { r.x, r.y, r.w, half }, lower = { r.x, r.y + r.h - half, r.w, half };
    if (l->diverged) { /* the cost's climb is the story: give it the whole width */
        row_of(a, l, upper, gap, PART_CURVES, -1);
        row_of(a, l, lower, gap, PART_WEIGHTS, PART_SURFACE);
    } else {
        row_of(a, l, upper, gap, PART_CURVES, PART_WEIGHTS);
        row_of(a, l, lower, gap, PART_SURFACE, -1);
    }
}

static void right_side_compact(const App *a, Layout *l, Rect r, float gap)
{
    bool weights = a->open[PART_WEIGHTS], surface = a->open[PART_SURFACE], box = weights || surface;
    float half = a->open[PART_CURVES] && box ? (r.h - gap) / 2 : r.h;
    if (a->open[PART_CURVES])
        l->panel[PART_CURVES] = (Rect){ r.x, r.y, r.w, half };
    if (!box)
        return;
    Rect lower = { r.x, r.y + r.h - half, r.w, half };
    l->tabbed = weights && surface;
    l->tabs = lower;
    int shown = l->tabbed ? (a->tab == PART_SURFACE ? PART_SURFACE : PART_WEIGHTS)
                : weights ? PART_WEIGHTS
                          : PART_SURFACE;
    l->panel[shown] = lower;
}

Layout layout_make(const App *a, Rect all, bool diverged)
{
    Layout l = { .all = all, .diverged = diverged };
    l.compact = all.w < FULL_W || all.h < FULL_H;
    float gap = l.compact ? 8 : 16, bar = l.compact ? 48 : 64;
    bool film = a->open[PART_FILM], sweep = a->open[PART_SWEEP];
    float deck = l.compact ? 216 : 312;
    if (!l.compact && !film)
        deck -= 72;
    if (!sweep)
        deck -= l.compact ? 68 : 88;
    if (!a->open[PART_FORMULA])
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
    if (a->expanded >= 0) {
        l.panel[a->expanded] = l.area;
        return l;
    }
    bool right = a->open[PART_CURVES] || a->open[PART_WEIGHTS] || a->open[PART_SURFACE];
    float side = l.compact ? 344 : 816;
    float hero = a->open[PART_BOUNDARY] ? (right ? l.area.w - side - gap : l.area.w) : 0;
    if (right) /* a field twice as wide as tall is enough; the rest helps the other panels */
        hero = min_f(hero, max_f(2 * l.area.h, l.area.w / 2));
    if (hero > 0)
        l.panel[PART_BOUNDARY] = (Rect){ l.area.x, l.area.y, hero, l.area.h };
    float x = l.area.x + (hero > 0 ? hero + gap : 0);
    Rect r = { x, l.area.y, l.area.x + l.area.w - x, l.area.h };
    if (right && l.compact)
        right_side_compact(a, &l, r, gap);
    else if (right)
        right_side(a, &l, r, gap);
    return l;
}
