/* Panel 3: how many weights have which size. One bar a bin, its layers stacked, square root of the count upwards: few
 * large weights stay visible beside many small ones. Net and twin share the scale, so the two can be compared. */
#include "panels/panel.h"

#include <stdio.h>
#include <string.h>

enum { GROUPS = 3 }; /* first layer, hidden ones, output: the three colours of a theme */

typedef struct Bars {
    Rect r;
    int count[GROUPS][HIST_BINS], twin[HIST_BINS];
    bool there[GROUPS], ghost;
    float most; /* largest total of net and twin */
} Bars;

/* Bars are stacked in this order, the many hidden weights at the bottom. */
static const int stacked[GROUPS] = { 1, 0, 2 };

int weights_group(int layer, int layers) { return layer == layers - 1 ? 2 : layer == 0 ? 0 : 1; }

const char *weights_group_name(int group, int layers, bool filters)
{
    static const char *const few[GROUPS] = { N_("layer 1"), N_("layer 2"), N_("output") };
    static const char *const many[GROUPS] = { N_("first layer"), N_("hidden"), N_("output") };
    if (filters && group == 0)
        return tr("filters");
    return tr(layers <= 3 ? few[group] : many[group]);
}

static Bars bars_of(const Findings *f, const PanelView *v, Rect body)
{
    float k = v->k, top = (v->compact ? 56 : 62) * k; /* norm and legend */
    Bars b = { .r = { body.x + 16 * k, body.y + top, body.w - 32 * k, body.h - top - 32 * k }, .most = max_f(1, v->top) };
    const Hist *h = &f->hist, *g = &f->hist_twin;
    b.ghost = panel_twin(f, v) && g->layers > 0;
    for (int l = 0; l < h->layers; l++)
        b.there[weights_group(l, h->layers)] = true;
    for (int i = 0; i < HIST_BINS; i++) {
        int total = 0;
        for (int l = 0; l < h->layers; l++) {
            b.count[weights_group(l, h->layers)][i] += h->count[l][i];
            total += h->count[l][i];
        }
        for (int l = 0; b.ghost && l < g->layers; l++)
            b.twin[i] += g->count[l][i];
        b.most = max_f(b.most, (float)max_i(total, b.twin[i]));
    }
    return b;
}

static float bar_y(const Bars *b, int count)
{
    return b->r.y + b->r.h - __builtin_sqrtf((float)count / b->most) * b->r.h;
}

static void size_text(char out[32], float v)
{
    if (v < 1e5f)
        panel_fixed(out, (double)v, 1);
    else
        text_short(out, (double)v);
}

static void norm(const Findings *f, const PanelView *v, const Bars *b, Rect body, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k, x = body.x + 16 * k, y = body.y + (v->compact ? 28 : 30) * k, right = body.x + body.w - 16 * k;
    char text[32];
    TextStyle big = panel_type(v, 26, FACE_SEMIBOLD, t->lam, ALIGN_LEFT);
    TextStyle value = panel_type(v, 13, FACE_SEMIBOLD, t->ink, ALIGN_RIGHT);
    TextStyle name = panel_type(v, 13, FACE_REGULAR, t->ink2, ALIGN_RIGHT);
    big.tabular = true;
    size_text(text, f->hist.norm);
    float sign = ui_norm_width(c, 17 * k, FACE_SEMIBOLD_ITALIC, false) + 8 * k,
          end = x + sign + canvas_text_width(c, big, text);
    if (end > right || body.h < 40 * k)
        return;
    ui_norm(c, x, y, 17 * k, FACE_SEMIBOLD_ITALIC, t->lam, false);
    canvas_text(c, x + sign, y, big, text);
    size_text(text, f->hist_twin.norm);
    const char *twin = panel_twin_name(&f->snap.config);
    float w = canvas_text_width(c, value, text) + canvas_text_width(c, name, twin) + 6 * k;
    if (!b->ghost || right - w < end + 12 * k)
        return;
    float left = right - canvas_text(c, right, y, value, text);
    canvas_text(c, left - 6 * k, y, name, twin);
}

static void bars(const PanelView *v, const Bars *b, Canvas *c)
{
    float w = b->r.w / HIST_BINS, gap = w > 3 ? 0.5f : 0;
    for (int i = 0; i < HIST_BINS; i++) {
        int sum = 0;
        for (int g = 0; g < GROUPS; g++) {
            int n = b->count[stacked[g]][i];
            if (n == 0)
                continue;
            float y0 = bar_y(b, sum), y1 = bar_y(b, sum + n);
            Vec2 p[] = { { b->r.x + (float)i * w + gap, y1 },
                         { b->r.x + (float)(i + 1) * w - gap, y1 },
                         { b->r.x + (float)(i + 1) * w - gap, max_f(y0, y1 + 1) },
                         { b->r.x + (float)i * w + gap, max_f(y0, y1 + 1) } };
            canvas_fill(c, p, 4, v->theme->layer[stacked[g]]); /* not snapped: every bar has the same width */
            sum += n;
        }
    }
}

static void outline(const PanelView *v, const Bars *b, Canvas *c)
{
    Vec2 p[2 * HIST_BINS];
    float w = b->r.w / HIST_BINS, k = v->k;
    for (int i = 0; i < HIST_BINS; i++) {
        p[2 * i] = (Vec2){ b->r.x + (float)i * w, bar_y(b, b->twin[i]) };
        p[2 * i + 1] = (Vec2){ b->r.x + (float)(i + 1) * w, p[2 * i].y };
    }
    canvas_stroke(c, p, 2 * HIST_BINS,
                  (Stroke){ .width = 1.5f * k, .dash = (float[]){ 4 * k, 3 * k }, .dashes = 2, .butt = true },
                  v->theme->ink);
}

/* 1, 2 or 5 times a power of ten: three or so of them make the range. */
static double tick_of(float range)
{
    static const double nice[] = { 1, 2, 5 };
    double power = 1;
    for (;; power *= 10)
        for (int i = 0; i < COUNT(nice); i++)
            if (nice[i] * power >= (double)range / 3.5)
                return nice[i] * power;
}

/* From the middle outwards and from the ends inwards, as long as there is room. */
static void axis(const PanelView *v, const Bars *b, Rect body, float range, Canvas *c)
{
    static const int order[] = { 0, -3, 3, -2, 2, -1, 1 };
    const double tick = tick_of(range);
    const Theme *t = v->theme;
    float k = v->k, y = b->r.y + b->r.h;
    char text[32];
    Labels l = { .in = body };
    TextStyle s = panel_type(v, 13, FACE_MONO, t->ink3, ALIGN_CENTER);
    canvas_line(c, b->r.x, y + 0.5f, b->r.x + b->r.w, y + 0.5f, 1, t->ink3);
    for (int i = 0; i < COUNT(order); i++) {
        double value = tick * order[i];
        float x = b->r.x + ((float)value + range) / (2 * range) * b->r.w;
        if (x < b->r.x || x > b->r.x + b->r.w)
            continue;
        snprintf(text, sizeof text, "%s", value < 0 ? "−" : "");
        text_short(text + strlen(text), value < 0 ? -value : value);
        if (panel_label(&l, c, x, y + 18 * k, s, tick < 1e4 ? panel_fixed(text, value, 0) : text))
            canvas_line(c, x, y, x, y + 4, 1, t->ink3);
    }
}

/* One line above the bars, where none can reach it. */
static void legend(const PanelView *v, const Bars *b, const Hist *h, Canvas *c)
{
    float k = v->k, x = b->r.x, y = b->r.y - 10 * k;
    Labels l = { .in = { b->r.x, b->r.y - 24 * k, b->r.w, 24 * k } };
    TextStyle s = panel_type(v, 13, FACE_REGULAR, v->theme->ink2, ALIGN_LEFT);
    for (int g = 0; g < GROUPS; g++) {
        if (!b->there[g] || !panel_label(&l, c, x + 16 * k, y, s, weights_group_name(g, h->layers, h->filters)))
            continue;
        canvas_rect(c, (Rect){ x, y - 9 * k, 10 * k, 10 * k }, 2, v->theme->layer[g]);
        x += 28 * k + canvas_text_width(c, s, weights_group_name(g, h->layers, h->filters));
    }
    s.color = v->theme->ink3;
    s.align = ALIGN_RIGHT;
    panel_label(&l, c, b->r.x + b->r.w, y, s, tr("√ count"));
}

/* Where the weight is that another panel is asked about. */
static void linked(const Findings *f, const PanelView *v, const Bars *b, Canvas *c)
{
    const Snapshot *s = &f->snap;
    int i = v->link.weight;
    if (v->link.kind != LINK_WEIGHT || i < 0 || i >= s->shape.params || !s->params)
        return;
    float range = f->hist.range, w = clamp_f((float)s->params[i], -range, range);
    float x = b->r.x + (w + range) / (2 * range) * b->r.w, k = v->k;
    canvas_line(c, x, b->r.y, x, b->r.y + b->r.h, 2 * k, v->theme->ink);
    canvas_fill(c, (Vec2[]){ { x - 6 * k, b->r.y }, { x + 6 * k, b->r.y }, { x, b->r.y + 8 * k } }, 3, v->theme->ink);
}

static bool drawable(const Findings *f)
{
    return f->hist.layers > 0 && num_finite((double)f->hist.norm) && num_finite((double)f->hist.largest);
}

void weights_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    canvas_push_clip(c, body);
    if (panel_diverged(f) || (f->hist.layers > 0 && !drawable(f))) {
        panel_empty(v, body, c, tr("Weights too large to draw"), tr("Undo brings them back"));
    } else if (drawable(f)) {
        Bars b = bars_of(f, v, body);
        norm(f, v, &b, body, c);
        if (b.r.w >= 40 && b.r.h >= 20) {
            bars(v, &b, c);
            if (b.ghost)
                outline(v, &b, c);
            linked(f, v, &b, c);
            axis(v, &b, body, f->hist.range, c);
            legend(v, &b, &f->hist, c);
        }
    }
    canvas_pop_clip(c);
}

bool weights_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out)
{
    if (!drawable(f) || panel_diverged(f))
        return false;
    Bars b = bars_of(f, v, body);
    if (!rect_has(b.r, at))
        return false;
    float w = b.r.w / HIST_BINS, range = f->hist.range, bin = 2 * range / HIST_BINS;
    int decimals = range < 10 ? 2 : range < 1000 ? 1 : 0;
    int i = clamp_i((int)((at.x - b.r.x) / w), 0, HIST_BINS - 1);
    char lo[32], hi[32];
    panel_fixed(lo, (double)((float)i * bin - range), decimals);
    panel_fixed(hi, (double)((float)(i + 1) * bin - range), decimals);
    *out = (PanelTip){ .anchor = { b.r.x + (float)i * w, b.r.y, w, b.r.h } };
    if (i == 0)
        panel_tip_row(out, tr("Weights below"), "%s", hi);
    else if (i == HIST_BINS - 1)
        panel_tip_row(out, tr("Weights above"), "%s", lo);
    else
        panel_tip_row(out, tr("Weights"), tr("%s to %s"), lo, hi);
    for (int g = 0; g < GROUPS; g++)
        if (b.there[g])
            panel_tip_row(out, weights_group_name(g, f->hist.layers, f->hist.filters), "%d", b.count[g][i]);
    if (b.ghost)
        panel_tip_row(out, panel_twin_name(&f->snap.config), "%d", b.twin[i]);
    return true;
}
