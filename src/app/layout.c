/* Where everything goes. The window is divided into a layout space: its size over a scale that grows with the window
 * and with the size of text. How much room that space has decides the tier: what no longer fits beside the rest becomes
 * a tab, then a drawer or a row of a menu. Numbers are those of the design's table; nothing is drawn here. */
#include "app/app_state.h"

static const float HEADER = 40, LEAST_AREA = 48;

const float text_scales[TEXT_SCALES] = { 1, 1.25f, 1.5f, 2, 3 };

/* The least room of each tier; the last one takes what is left. */
static const struct {
    float w, h;
} tier_defs[] = {
    [TIER_FULL] = { 1600, 1000 },  /* four boxes beside the hero */
    [TIER_COMPACT] = { 960, 600 }, /* two; a toolbar of one line */
    [TIER_SMALL] = { 640, 400 },   /* one; rare tools in a menu */
    [TIER_TINY] = { 0, 0 },        /* one panel at a time; value in the toolbar, the rest of the deck as a drawer */
};

/* Heights of the deck's rows and where the curve stands. */
typedef struct DeckDef {
    float formula, sweep, film, track; /* rows; the last one is always there */
    float lead, rise, plot;            /* curve: its row down to the track; its top above the track; its height */
    float top;                         /* of the formula in its row */
} DeckDef;
static const DeckDef deck_full = { 80, 88, 72, 72, 96, 98, 80, 8 }, deck_compact = { 76, 68, 0, 72, 74, 78, 60, 4 },
                     deck_present = { 58, 52, 0, 74, 52, 65, 46, 5 }, deck_tiny = { 76, 74, 0, 60, 74, 78, 60, 4 };

enum {
    LESSON_BESIDE = 960, /* the narrowest layout that has a lesson beside the rest */
    LEAST_LESSON = 160,  /* height of a lesson over the rest that leaves the deck free */
};

/* Present counts in half units: 960 x 540 of them are a screen of 1920 x 1080, and all type is twice as large. */
enum { PRESENT_W = 720, PRESENT_H = 540, PRESENT_WIDE = 860, PRESENT_LEAST_W = 640, PRESENT_LEAST_H = 460 };

static float eighths(float s) /* so that hairlines and small type stay crisp */
{
    return max_f(1, (float)(int)(s * 8) / 8);
}

float layout_zoom(const App *a, float w, float h)
{
    float most = 0.999f * min_f(w / PRESENT_LEAST_W, h / PRESENT_LEAST_H); /* larger, and it is no longer Present */
    if (!a->present)
        return text_scales[a->text];
    return max_f(1, min_f(most, text_scales[a->text] * eighths(min_f(w / PRESENT_W, h / PRESENT_H))));
}

Rect app_layout(const App *a, float w, float h, float *scale)
{
    bool full = w >= tier_defs[TIER_FULL].w && h >= tier_defs[TIER_FULL].h;
    float fit = full ? min_f(w / 1600, h / 1000) : min_f(w / 1280, h / 720), zoom = layout_zoom(a, w, h);
    float s = a->present ? zoom : zoom * eighths(fit);
    *scale = s;
    return (Rect){ 0, 0, w / s, h / s };
}

static Tier tier_of(Rect all)
{
    int tier = TIER_FULL;
    while (all.w < tier_defs[tier].w || all.h < tier_defs[tier].h)
        tier++;
    return (Tier)tier;
}

Rect layout_body(Rect panel) { return (Rect){ panel.x, panel.y + HEADER, panel.w, max_f(0, panel.h - HEADER) }; }

/* In front of a class a step's first panel is the hero. */
int layout_main(const App *a) { return a->present && a->player.lesson ? a->main : PANEL_BOUNDARY; }

bool layout_headed(const App *a, const Layout *l, int panel)
{
    if (l->tier == TIER_TINY) /* its title is in the toolbar */
        return false;
    bool told = a->player.lesson || !a->ui.in; /* by whoever presents; a picture has nobody beside it */
    return !l->present || !l->hero || panel != PANEL_BOUNDARY || told;
}

Rect layout_lecture(const App *a, const Layout *l, int panel)
{
    bool here = a->expanded >= 0 || !l->hero || panel == layout_main(a); /* what the class looks at */
    if (!l->present || l->tier == TIER_TINY || !here || l->panel[panel].w <= 0)
        return (Rect){ 0 };
    Rect body = layout_body(l->panel[panel]);
    return (Rect){ body.x, body.y, body.w, min_f(body.h, lecture_height(a)) };
}

Rect layout_panel_body(const App *a, const Layout *l, int panel)
{
    Rect r = l->panel[panel];
    bool all = l->present && panel == PANEL_BOUNDARY; /* nothing stands beside or below the picture */
    if (layout_headed(a, l, panel)) {
        r = layout_body(r);
        float told = layout_lecture(a, l, panel).h;
        r.y += told, r.h -= told;
        return all ? (Rect){ r.x + 4, r.y, max_f(0, r.w - 8), max_f(0, r.h - 4) } : r;
    }
    return r.w > 8 && r.h > 8 ? rect_inset(r, all ? 4 : 1) : (Rect){ 0 };
}

bool layout_poster(const Layout *l, int panel)
{
    return panel == PANEL_BOUNDARY && (l->present || l->tier == TIER_TINY);
}

Rect layout_field(const App *a, const Layout *l)
{
    Rect body = layout_panel_body(a, l, PANEL_BOUNDARY);
    return layout_poster(l, PANEL_BOUNDARY) ? body : boundary_field_rect(body);
}

/* Which box of the window a panel's home is: small windows have two, one above the other, or one. */
static int home(const Layout *l, int panel)
{
    int box = panel_defs[panel].box;
    if (l->tier >= TIER_SMALL || l->present)
        return 0;
    if (l->diverged && panel == PANEL_WEIGHTS)
        box = 3; /* the cost's climb has the upper row for itself */
    return l->compact && box > 1 ? 1 : box;
}

/* In Present one panel stands beside the hero; where there is no room for that, the two share a place. */
static bool is_shown(const App *a, const Layout *l, int panel)
{
    if (panel == layout_main(a) && l->hero)
        return false; /* it has a place of its own */
    if (l->present)
        return panel == layout_main(a) || panel == a->beside;
    return a->open[panel];
}

/* Open panels into their boxes. */
static void fill_boxes(const App *a, Layout *l)
{
    for (int i = 0; i < panel_count; i++) {
        int b = home(l, i);
        if (is_shown(a, l, i))
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

/* Two cards side by side, and one more for their difference; or all in one place, of which one is seen. */
static void place_cards(const App *a, Layout *l, float gap)
{
    int n = a->difference ? 3 : 2;
    float w = (l->area.w - gap * (float)(n - 1)) / (float)n;
    for (int i = 0; i < n; i++)
        l->card[i] =
            l->tier == TIER_TINY ? l->area : (Rect){ l->area.x + (w + gap) * (float)i, l->area.y, w, l->area.h };
}

/* --- the deck --- */

static const DeckDef *deck_def(const Layout *l)
{
    if (l->tier == TIER_TINY)
        return &deck_tiny;
    return l->present ? &deck_present : l->compact ? &deck_compact : &deck_full;
}

/* Small windows have a part of the deck only while it is asked for. */
static bool has_part(const App *a, const Layout *l, DeckPart part)
{
    bool drawer = a->drawer == (int)part;
    if (l->tier == TIER_TINY)
        return drawer;
    if (l->tier == TIER_SMALL && part == PART_SWEEP)
        return drawer || (a->part[part] && l->all.h >= 480);
    if (part == PART_FILM && l->compact) /* it takes the curve's place */
        return drawer;
    return a->part[part];
}

bool layout_drawer(const App *a, DeckPart part)
{
    Tier tier = tier_of(a->all);
    return tier == TIER_TINY || (part == PART_FILM && tier > TIER_FULL) || (part == PART_SWEEP && tier == TIER_SMALL);
}

static void place_deck(const App *a, Layout *l, float left)
{
    const DeckDef *d = deck_def(l);
    bool formula = has_part(a, l, PART_FORMULA), film = has_part(a, l, PART_FILM), sweep = has_part(a, l, PART_SWEEP);
    bool over = film && d->film == 0; /* the strip, over the curve */
    float h = d->track + (formula ? d->formula : 0) + (sweep || over ? d->sweep : 0) + (film ? d->film : 0);
    l->deck = (Rect){ left, l->all.h - h, l->all.w - left, h };
    l->formula = formula ? (Rect){ left, l->deck.y + d->top, l->deck.w, d->formula - d->top } : (Rect){ 0 };
    l->track = l->deck.y + (formula ? d->formula : 0) + (sweep || over ? d->lead : 0) + 18;
    if (sweep && !over)
        l->curve = (Rect){ left, l->track - d->rise, l->deck.w, d->plot };
    if (film)
        l->film = over ? l->track - 90 : l->deck.y + h - 72;
}

/* --- the lesson pane --- */

/* Beside the rest where there is room for both, else a drawer over the hero. */
bool layout_lesson_drawer(Rect all) { return all.w < LESSON_BESIDE; }

static bool has_lesson(const App *a, const Layout *l)
{
    if (!a->player.lesson || l->present)
        return false;
    return layout_lesson_drawer(l->all) ? a->pane.drawer : !a->pane.closed;
}

/* Returns the width that it takes from the rest. */
static float place_lesson(Layout *l, float bar)
{
    if (layout_lesson_drawer(l->all))
        return 0;
    l->lesson = (Rect){ 0, bar, l->compact ? 248 : 288, l->all.h - bar };
    return l->lesson.w;
}

static void place_lesson_drawer(Layout *l, float bar)
{
    bool deck = l->tier < TIER_TINY || l->deck.y - bar >= LEAST_LESSON; /* the slider is at hand, if there is room */
    float bottom = deck ? l->deck.y : l->all.h;
    float wide = l->all.w < 400 ? l->all.w : 320; /* nothing can be seen in a sliver beside it */
    l->lesson = (Rect){ 0, bar, wide, bottom - bar };
    l->lesson_over = true;
}

/* --- all of it --- */

/* Hero and boxes in the area. */
static void place_area(const App *a, Layout *l, float gap, bool vote)
{
    bool wanted = a->open[PANEL_BOUNDARY] || l->present;
    l->hero = wanted && l->tier < TIER_TINY && !(l->present && l->all.w < PRESENT_WIDE);
    fill_boxes(a, l);
    bool right = vote && l->hero;
    for (int b = 0; b < PANEL_BOXES; b++)
        right = right || l->box[b].n > 0;
    float side = l->present              ? (l->area.w - gap) * 0.386f
                 : l->tier == TIER_SMALL ? min_f(344, (l->area.w - gap) / 2)
                 : l->compact            ? 344
                 : l->lesson.w > 0       ? 608
                                         : 816;
    float hero = l->hero ? (right ? l->area.w - side - gap : l->area.w) : 0;
    if (right && !l->present) /* a field twice as wide as tall is enough; the rest helps the other panels */
        hero = min_f(hero, max_f(2 * l->area.h, l->area.w / 2));
    if (hero > 0)
        l->panel[layout_main(a)] = (Rect){ l->area.x, l->area.y, hero, l->area.h };
    float x = l->area.x + (hero > 0 ? hero + gap : 0);
    Rect rest = { x, l->area.y, l->area.x + l->area.w - x, l->area.h };
    if (vote && !l->hero)
        rest.w = (rest.w - gap) / 2;
    if (vote)
        l->vote = l->hero ? rest : (Rect){ rest.x + rest.w + gap, rest.y, rest.w, rest.h };
    if (vote && l->hero)
        return;
    place_boxes(l, rest, gap);
    place_panels(a, l);
}

Layout layout_make(const App *a, Rect all, bool diverged)
{
    Layout l = { .all = all, .diverged = diverged, .tier = tier_of(all) };
    l.present = a->present && a->stage == STAGE_PANELS;
    if (l.present) /* a few large things: room for them is counted in other numbers */
        l.tier = all.w >= PRESENT_LEAST_W && all.h >= PRESENT_LEAST_H ? TIER_COMPACT : TIER_TINY;
    l.compact = l.tier > TIER_FULL;
    float gap = l.present && l.tier < TIER_TINY ? 12 : l.compact ? 8 : 16, bar = l.compact ? 48 : 64;
    l.toolbar = (Rect){ 0, 0, all.w, bar };
    if (l.present && l.tier < TIER_TINY) { /* it lies over the panels while the pointer is at the top */
        l.toolbar.y = a->toolbar_out ? 0 : -bar - 4;
        bar = 0;
    }
    float left = has_lesson(a, &l) ? place_lesson(&l, bar) : 0;
    place_deck(a, &l, left);
    if (has_lesson(a, &l) && l.lesson.w <= 0)
        place_lesson_drawer(&l, bar);
    l.area = (Rect){ left + gap, bar + gap, all.w - left - 2 * gap, max_f(0, l.deck.y - bar - 2 * gap) };
    if (diverged) {
        float h = l.compact ? 64 : 72;
        l.banner = (Rect){ l.area.x, l.area.y, l.area.w, h };
        l.area.y += h + gap;
        l.area.h = max_f(0, l.area.h - h - gap);
    }
    if (compare_on(a)) {
        place_cards(a, &l, gap);
        return l;
    }
    if (a->stage == STAGE_GRID)
        return l;
    bool vote = l.present && l.tier < TIER_TINY && player_predict(a) == PREDICT_OPEN;
    if (a->expanded >= 0 && !vote)
        l.panel[a->expanded] = l.area;
    else if (l.area.h >= LEAST_AREA) /* else a drawer lies over all */
        place_area(a, &l, gap, vote);
    return l;
}
