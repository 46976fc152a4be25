/* Panel variance: the boundaries of nets that learned the same from other training sets, a bundle with their mean; and
 * beside it, along the slider's axis, how far they scatter and how far their mean is from the truth. */
#include "panels/panel.h"

#include <stdio.h>

typedef struct Boxes {
    Rect bundle, curve; /* w 0: not shown */
} Boxes;

static Boxes lay_out(const Variance *d, const PanelView *v, Rect body)
{
    const float aspect = (VARIANCE_W - 1) / (float)(VARIANCE_H - 1);
    float k = v->k, top = 44 * k, side = 16 * k, left = 42 * k, high = body.h - top - 12 * k;
    Boxes b = { .curve = { body.x + side + left, body.y + top + 4 * k, body.w - 2 * side - left, high - 24 * k } };
    if (!d->strands)
        return b;
    float share = d->values == 1 ? 1 : panel_large(v, body) ? 0.5f : 0.51f; /* no curve: no strength to draw it along */
    float wide = min_f(high * aspect, share * body.w - (d->values == 1 ? 2 * side : 0));
    b.bundle = (Rect){ body.x + side, body.y + top, wide, wide / aspect };
    b.curve.x = b.bundle.x + wide + (panel_large(v, body) ? 64 : 46) * k;
    b.curve.w = body.x + body.w - side - b.curve.x;
    return b;
}

/* --- the bundle --- */

static void strands(const Bundle *d, int from, int to, int first, Rect r, Stroke s, Color color, const PanelView *v,
                    Canvas *c)
{
    Vec2 *p = arena_new(v->scratch, Vec2, VARIANCE_POINTS);
    for (int i = from, at = first; i < to; at += d->count[i++]) {
        for (int k = 0; k < d->count[i]; k++)
            p[k] = (Vec2){ r.x + (float)d->at[at + k][0] / VARIANCE_UNIT * r.w,
                           r.y + (float)d->at[at + k][1] / VARIANCE_UNIT * r.h };
        s.closed = d->closed[i];
        canvas_stroke(c, p, d->count[i], s, color);
    }
}

/* Of a curve that a generator made the test set is the true one. */
static bool has_truth(const Findings *f) { return f->snap.test.raw_inputs == 1 && !data_defs[f->snap.config.data].own; }

static void true_curve(const Findings *f, const PanelView *v, Rect r, const Window *w, Canvas *c)
{
    const Points *test = &f->snap.test;
    if (!has_truth(f))
        return;
    Plot p = { .r = r, .x0 = w->x0, .x1 = w->x1, .y0 = w->y0, .y1 = w->y1 };
    float *x = arena_new(v->scratch, float, test->n), *y = arena_new(v->scratch, float, test->n);
    for (int i = 0; i < test->n; i++)
        x[i] = (float)test->raw[i], y[i] = (float)test->y[i];
    plot_line(c, &p, x, y, test->n, (Stroke){ .width = 5 * v->k }, color_alpha(v->theme->train, 0.35f));
}

static void bundle(const Findings *f, const PanelView *v, int value, Rect r, Canvas *c)
{
    const Theme *t = v->theme;
    const Bundle *d = &f->variance->bundle[value], *truth = &f->variance->truth;
    float k = v->k * clamp_f(r.w / (500 * v->k), 0.7f, 1);
    int last = d->lines + d->mean_lines;
    canvas_rect(c, r, 6, t->bg);
    canvas_push_clip(c, r);
    true_curve(f, v, r, &f->variance->window, c);
    strands(d, 0, d->lines, 0, r, (Stroke){ .width = 1.5f * k }, color_alpha(t->ink, 0.32f), v, c);
    strands(d, d->lines, last, d->points, r, (Stroke){ .width = 6.5f * k }, t->bg, v, c);
    strands(d, d->lines, last, d->points, r, (Stroke){ .width = 3.5f * k }, t->ink, v, c);
    strands(truth, 0, truth->lines, 0, r,
            (Stroke){ .width = 2.5f * k, .dash = (float[]){ 3 * k, 5 * k }, .dashes = 2, .butt = true }, t->train, v,
            c);
    canvas_pop_clip(c);
    Labels l = { .in = r };
    if (d->lines == 0 && f->variance->nets[value] > 0)
        panel_label(&l, c, r.x + r.w / 2, r.y + r.h / 2, panel_type(v, 13, FACE_REGULAR, t->ink2, ALIGN_CENTER),
                    tr("no net has a boundary"));
}

/* --- the curves --- */

enum { BIAS, VARIANCE, SUM, CURVES };

typedef struct Curves {
    int n;
    float x[VARIANCE_VALUES], value[VARIANCE_VALUES], y[CURVES][VARIANCE_VALUES]; /* x: layout pixels */
    int of[VARIANCE_VALUES];                                                      /* index into Variance */
    float most;
} Curves;

/* Values in the units of a file are squared ones. */
static float unit_of(const Findings *f)
{
    const Own *o = panel_own(f);
    float scale = o && o->classes == 0 ? o->scale[o->inputs] : 1;
    return scale * scale;
}

/* What is printed. The estimate of bias² can fall a little below 0, the bias² itself cannot; and the sum is that of the
 * numbers beside it, as they are rounded, so that the line adds up. */
typedef struct Parts {
    double bias2, variance, sum;
} Parts;

static double rounded(double x)
{
    const double thousandths = 1000 * x;
    return num_finite(x) && thousandths < 1e15 ? __builtin_floor(thousandths + 0.5) / 1000 : x;
}

static Parts parts_of(const Findings *f, int value)
{
    const Variance *d = f->variance;
    const double unit = (double)unit_of(f), bias2 = unit * (double)d->bias2[value];
    Parts p = { .bias2 = rounded(bias2 > 0 ? bias2 : 0), .variance = rounded(unit * (double)d->variance[value]) };
    p.sum = p.bias2 + p.variance;
    return p;
}

static Curves curves_at(const Findings *f, const Along *a)
{
    const Variance *d = f->variance;
    Curves out = { .most = 0 };
    float unit = unit_of(f);
    for (int i = 0; i < d->values; i++) {
        if (d->nets[i] < 2 || d->lost[i] || !num_finite((double)(d->bias2[i] + d->variance[i])))
            continue;
        int n = out.n++;
        out.of[n] = i;
        out.value[n] = d->value[i];
        out.x[n] = along_x(a, d->value[i]);
        out.y[BIAS][n] = unit * max_f(d->bias2[i], 0);
        out.y[VARIANCE][n] = unit * d->variance[i];
        out.y[SUM][n] = out.y[BIAS][n] + out.y[VARIANCE][n];
        out.most = max_f(out.most, out.y[SUM][n]);
    }
    return out;
}

static Plot plot_of(const Curves *d, Rect r)
{
    return (Plot){ .r = r, .x0 = r.x, .x1 = r.x + r.w, .y1 = along_top(d->most, 4) };
}

/* now: where the line of the present strength stands. */
static void names(const PanelView *v, const Plot *p, const Curves *d, float now, Canvas *c)
{
    static const char *const name[CURVES] = { N_("bias²"), N_("variance"), N_("sum") };
    static const float below[] = { -7, 17, 32, -22, 47 }; /* baselines, from the curve down */
    const Theme *t = v->theme;
    const Color color[CURVES] = { t->ink2, t->gap_text, t->ink };
    const Vec2 strength[] = { { now, p->r.y }, { now, p->r.y + p->r.h } };
    Labels l = { .in = p->r };
    Vec2 line[CURVES][VARIANCE_VALUES];
    for (int i = 0; i < CURVES; i++) {
        for (int k = 0; k < d->n; k++)
            line[i][k] = plot_at(p, (double)d->x[k], (double)d->y[i][k]);
        panel_avoid(&l, line[i], d->n);
    }
    panel_avoid(&l, strength, 2);
    for (int i = CURVES - 1; i >= 0; i--) {
        int n = 0;
        Place place[2 * COUNT(below) * VARIANCE_VALUES];
        for (int row = 0; row < COUNT(below); row++)
            for (int k = 0; k < d->n; k++) { /* bias is high at the right, the others at the left */
                Vec2 q = line[i][i == BIAS ? d->n - 1 - k : k];
                place[n++] = (Place){ q.x + 5 * v->k, q.y + below[row] * v->k, ALIGN_LEFT };
                place[n++] = (Place){ q.x - 5 * v->k, q.y + below[row] * v->k, ALIGN_RIGHT };
            }
        panel_place(&l, c, place, n, false, panel_type(v, 13, FACE_SEMIBOLD, color[i], ALIGN_LEFT), tr(name[i]));
    }
}

static void curves(const Findings *f, const PanelView *v, Rect r, int shown, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k;
    Along a = along_of(&f->snap.config, r);
    Curves d = curves_at(f, &a);
    if (d.n == 0)
        return;
    Plot p = plot_of(&d, r);
    float zero[VARIANCE_VALUES] = { 0 };
    along_values(v, &p, "", c);
    along_axis(v, &a, true, c);
    plot_between(c, &p, d.x, zero, d.y[VARIANCE], d.n, t->gap_fill);
    along_now(v, &a, path_strength(&f->snap.config), c);
    along_link(v, &a, c);
    plot_line(c, &p, d.x, d.y[BIAS], d.n, (Stroke){ .width = 2 * k }, t->ink2);
    plot_line(c, &p, d.x, d.y[VARIANCE], d.n, (Stroke){ .width = 2 * k }, t->gap_text);
    plot_line(c, &p, d.x, d.y[SUM], d.n, (Stroke){ .width = 2.75f * k }, t->ink);
    for (int i = 0; i < d.n; i++)
        if (d.of[i] == shown)
            for (int j = 0; j < CURVES; j++)
                panel_diamond(c, plot_at(&p, (double)d.x[i], (double)d.y[j][i]), 5 * k, t->surface,
                              j == BIAS  ? t->ink2
                              : j == SUM ? t->ink
                                         : t->gap_text,
                              2 * k);
    names(v, &p, &d, along_x(&a, path_strength(&f->snap.config)), c);
}

/* --- words --- */

static void numbers(const Findings *f, const PanelView *v, int value, Rect body, Canvas *c)
{
    const Variance *d = f->variance;
    const Theme *t = v->theme;
    float k = v->k, x = body.x + 16 * k, y = body.y + 14 * k;
    char at[32], bias[32], variance[32], sum[32], text[2][288], note[3][288], way[64];
    Parts p = parts_of(f, value);
    bool none = reg_slider(&f->snap.config) < 0;
    text_short(at, (double)d->value[value]);
    panel_fixed(bias, p.bias2, 3);
    panel_fixed(variance, p.variance, 3);
    panel_fixed(sum, p.sum, 3);
    if (none)
        snprintf(way, sizeof way, "%s", tr("No penalty"));
    else
        snprintf(way, sizeof way, "%s = %s", panel_symbol(&f->snap.config), at);
    if (d->lost[value])
        snprintf(text[0], sizeof text[0], tr("%s: some of the nets diverge"), way);
    else if (d->nets[value] < 2)
        snprintf(text[0], sizeof text[0], tr("%s: the first nets are being trained"), way);
    else
        snprintf(text[0], sizeof text[0], tr("%s: bias² %s + variance %s = %s"), way, bias, variance, sum);
    snprintf(text[1], sizeof text[1], tr("%s: %s + %s = %s"), way, bias, variance, sum);
    Labels l = { .in = { body.x, body.y, body.w - 16 * k, 42 * k } };
    TextStyle s = panel_type(v, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT),
              small = panel_type(v, 13, FACE_REGULAR, t->ink3, ALIGN_LEFT);
    for (int i = 0; i < COUNT(text); i++)
        if (panel_label(&l, c, x, y, s, text[i]))
            break;
    /* Whole clauses, each of which stands for itself: what follows the semicolon explains the lines, then the numbers.
     */
    const char *noise = d->known ? "" : tr("; bias² includes the noise of the labels");
    const char *dotted = d->truth.lines ? tr("; thick: their mean, dotted: the best possible")
                         : has_truth(f) ? tr("; thick: their mean, green: the true curve")
                                        : "";
    int used = snprintf(note[0], sizeof note[0],
                        d->fresh ? tr("%d of %d nets on fresh training sets of %d points")
                                 : tr("%d of %d nets on draws of %d points from the training set"),
                        d->nets[value], VARIANCE_NETS, d->points);
    snprintf(note[0] + used, sizeof note[0] - (size_t)used, "%s%s", noise, dotted);
    used = snprintf(note[1], sizeof note[1],
                    d->fresh ? tr("%d of %d nets on fresh training sets")
                             : tr("%d of %d nets on draws from the training set"),
                    d->nets[value], VARIANCE_NETS);
    snprintf(note[1] + used, sizeof note[1] - (size_t)used, "%s", d->known ? "" : tr("; noise in bias²"));
    used = snprintf(note[2], sizeof note[2], tr("%d of %d nets"), d->nets[value], VARIANCE_NETS);
    snprintf(note[2] + used, sizeof note[2] - (size_t)used, "%s", d->known ? "" : tr("; noise in bias²"));
    for (int i = 0; i < COUNT(note); i++)
        if (panel_label(&l, c, x, y + 19 * k, small, note[i]))
            break;
}

/* --- the panel --- */

static int shown_value(const Findings *f)
{
    return f->variance ? variance_nearest(f->variance, path_strength(&f->snap.config)) : -1;
}

void bundle_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    int value = shown_value(f);
    canvas_push_clip(c, body);
    if (value < 0) {
        char hint[64];
        snprintf(hint, sizeof hint, tr("The first ones come in a moment: %d%%"),
                 (int)(100 * max_f(0, f->progress[STUDY_VARIANCE])));
        panel_empty(v, body, c, tr("24 nets are trained on other training sets."), hint);
    } else {
        Boxes b = lay_out(f->variance, v, body);
        numbers(f, v, value, body, c);
        if (b.bundle.w > 24 && b.bundle.h > 24)
            bundle(f, v, value, b.bundle, c);
        if (b.curve.w > 60 && b.curve.h > 40 && f->variance->values > 1)
            curves(f, v, b.curve, value, c);
    }
    canvas_pop_clip(c);
}

bool bundle_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out)
{
    if (shown_value(f) < 0 || f->variance->values < 2)
        return false;
    Boxes b = lay_out(f->variance, v, body);
    if (!rect_has(b.curve, at))
        return false;
    Along a = along_of(&f->snap.config, b.curve);
    Curves d = curves_at(f, &a);
    int best = -1;
    float least = 1e9f;
    for (int i = 0; i < d.n; i++) {
        float away = d.x[i] < at.x ? at.x - d.x[i] : d.x[i] - at.x;
        best = away < least ? i : best;
        least = min_f(least, away);
    }
    if (best < 0)
        return false;
    char text[32];
    Parts p = parts_of(f, d.of[best]);
    text_short(text, (double)d.value[best]);
    *out = (PanelTip){ .anchor = { d.x[best] - 3, b.curve.y, 6, b.curve.h },
                       .link = { .kind = LINK_STRENGTH, .strength = d.value[best] } };
    panel_tip_row(out, panel_symbol(&f->snap.config), "%s", text);
    panel_tip_row(out, tr("bias²"), "%s", panel_fixed(text, p.bias2, 3));
    panel_tip_row(out, tr("variance"), "%s", panel_fixed(text, p.variance, 3));
    panel_tip_row(out, tr("sum"), "%s", panel_fixed(text, p.sum, 3));
    panel_tip_row(out, tr("nets"), "%d", f->variance->nets[d.of[best]]);
    return true;
}
