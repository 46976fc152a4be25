/* The curvature of the loss over steps: the largest eigenvalue of the Hessian of the data loss (teal) and of the total
 * (ink), on a logarithmic axis; between them is what the penalty adds. The twin's data loss is dashed. A large
 * body has a column beside it (caveats.c). */
#include "panels/panel.h"

#include <math.h> /* NAN */
#include <stdio.h>

enum { COLUMN = 452 }; /* of numbers and prose, in a body large enough for both */

static const float FLOOR = 1e-4f; /* the axis goes no further down: that is as good as flat */

typedef struct Track {
    int n;
    float step[CURVATURE_POINTS], value[CURVATURE_POINTS]; /* NaN: none that an axis of powers can show */
} Track;

typedef struct Layout {
    Rect plot, column; /* column.w 0: none */
    bool foot;
} Layout;

static Layout layout_of(const PanelView *v, Rect body)
{
    float k = v->k, top = v->compact ? 14 * k : 16 * k, below = 32 * k;
    Layout l = { .foot = body.h >= 170 * k };
    float w = body.w;
    if (body.w >= 2 * COLUMN * k && body.h >= 440 * k) {
        l.column = (Rect){ body.x + body.w - COLUMN * k, body.y + 8 * k, (COLUMN - 24) * k, body.h - 16 * k };
        l.foot = false;
        w -= COLUMN * k;
    }
    below += l.foot ? 20 * k : 0;
    l.plot = (Rect){ body.x + 42 * k, body.y + top, w - 58 * k, body.h - top - below };
    return l;
}

/* Eigenvalue number k over steps. */
static Track track_of(const Curvature *d, const float value[][CURVATURE_TOP], int k)
{
    Track s = { .n = d->points };
    for (int i = 0; i < d->points; i++) {
        s.step[i] = d->at[i];
        s.value[i] = value[i][k] > FLOOR ? value[i][k] : value[i][k] <= FLOOR ? FLOOR : (float)NAN;
    }
    return s;
}

static const float *now_of(const Curvature *d, const float value[][CURVATURE_TOP]) { return value[d->points - 1]; }

static bool penalised(const Curvature *d) { return d->strength[d->points - 1] > 0; }

static bool shows_twin(const Findings *f, const PanelView *v)
{
    return panel_twin(f, v) && num_finite((double)now_of(f->curvature, f->curvature->twin)[0]);
}

const char *sharpness_number(char out[32], float v)
{
    double x = (double)v, size = x < 0 ? -x : x;
    if (!num_finite(x))
        return "–";
    if (size >= 0.095 || x == 0)
        return panel_fixed(out, x, size >= 99.5 ? 0 : size >= 9.95 ? 1 : 2);
    text_short(out, x);
    return out;
}

/* --- axes --- */

static float power_of_ten(int e) { return (float)num_pow10((double)e); }

static Plot axes_of(const Findings *f, const PanelView *v, const Layout *l)
{
    const Curvature *d = f->curvature;
    const Track all[] = { track_of(d, d->data, 0), track_of(d, d->total, 0), track_of(d, d->twin, 0) };
    const int lower = l->column.w > 0 ? CURVATURE_TOP : 1;
    float least = 1e30f, most = FLOOR;
    for (int i = 0; i < (shows_twin(f, v) ? 3 : 2); i++)
        for (int k = 0; k < d->points; k++)
            if (num_finite((double)all[i].value[k])) {
                least = min_f(least, all[i].value[k]);
                most = max_f(most, all[i].value[k]);
            }
    float floor = least / 10; /* the smaller ones may take a decade, not more */
    for (int i = 1; i < lower; i++)
        for (int k = 0; k < d->points; k++)
            least = d->data[k][i] > floor ? min_f(least, d->data[k][i]) : least;
    int lo = -4, hi = -3;
    while (power_of_ten(lo + 1) <= least && lo < 8)
        lo++;
    while (hi <= lo || (power_of_ten(hi) < most && hi < 38))
        hi++;
    Plot p = { .r = l->plot, .x1 = curves_reach(&f->snap), .log_y = true };
    p.y0 = power_of_ten(lo);
    p.y1 = power_of_ten(hi);
    return p;
}

static float line_y(float y) { return __builtin_floorf(y) + 0.5f; }

static void axis(const PanelView *v, const Plot *p, Canvas *c)
{
    static const int parts[] = { 1, 2, 5 };
    float k = v->k;
    Labels l = { .in = { p->r.x - 42 * k, p->r.y - 12 * k, 40 * k, p->r.h + 24 * k } };
    TextStyle s = panel_type(v, 13, FACE_REGULAR, v->theme->ink3, ALIGN_RIGHT);
    bool few = p->y1 <= 150 * p->y0; /* two decades: numbers between the powers as well */
    for (int i = 0; i < (few ? 3 : 1); i++)
        for (int e = -4; e <= 38; e++) {
            float value = power_of_ten(e) * (float)parts[i], y = plot_at(p, 0, (double)value).y;
            char text[32];
            if (value < 0.99f * p->y0 || value > 1.01f * p->y1)
                continue;
            if (e >= -2 && e <= 3)
                panel_fixed(text, (double)value, max_i(0, -e));
            else
                text_power(text, e);
            if (panel_label(&l, c, p->r.x - 6 * k, y + 4 * k, s, text) || i == 0)
                canvas_line(c, p->r.x, line_y(y), p->r.x + p->r.w, line_y(y), 1, v->theme->line);
        }
}

/* --- curves --- */

static Vec2 last_of(const Plot *p, const Track *s)
{
    return plot_at(p, (double)s->step[s->n - 1], (double)s->value[s->n - 1]);
}

static void curve(const PanelView *v, const Plot *p, const Track *s, float width, bool dots, Color color, Canvas *c)
{
    plot_line(c, p, s->step, s->value, s->n, (Stroke){ .width = width * v->k }, color);
    for (int i = 0; dots && i < s->n; i++)
        if (num_finite((double)s->value[i]))
            canvas_disc(c, plot_at(p, (double)s->step[i], (double)s->value[i]), (i + 1 == s->n ? 4 : 2.25f) * v->k,
                        color);
}

/* A label beside its dot; `up`: rather above than below. */
static void end_label(const PanelView *v, Vec2 dot, bool up, Color color, const char *text, Labels *l, Canvas *c)
{
    static const float away[] = { -8, -24, -40, -58, -76, -94 };
    Place place[3 + 4 * COUNT(away)];
    float k = v->k, side = up ? 1.f : -1.f, right = l->in.x + l->in.w;
    int n = 0;
    place[n++] = (Place){ dot.x + 9 * k, dot.y + 5 * k, ALIGN_LEFT };
    place[n++] = (Place){ dot.x + 9 * k, dot.y + (up ? -4 : 14) * k, ALIGN_LEFT };
    place[n++] = (Place){ dot.x + 9 * k, dot.y + (up ? -12 : 22) * k, ALIGN_LEFT };
    for (int flip = 0; flip < 2; flip++, side = -side)
        for (int i = 0; i < COUNT(away); i++) {
            float y = side > 0 ? dot.y + away[i] * k : dot.y + (12 - away[i]) * k;
            place[n++] = (Place){ min_f(dot.x, right), y, ALIGN_RIGHT };
            place[n++] = (Place){ dot.x - 12 * k, y, ALIGN_RIGHT };
        }
    TextStyle s = panel_type(v, 13, FACE_SEMIBOLD, color, ALIGN_LEFT);
    s.halo = v->theme->surface;
    s.halo_width = 2 * k;
    panel_place(l, c, place, n, true, s, text);
}

/* Dashed as far as the twin's past is known; a ring where it is now. */
static void twin_curve(const PanelView *v, const Plot *p, const Track *s, Canvas *c)
{
    float k = v->k;
    Vec2 at = last_of(p, s);
    Stroke dashed = { .width = 2 * k, .dash = (float[]){ 7 * k, 6 * k }, .dashes = 2, .butt = true };
    if (num_finite((double)s->value[0]))
        plot_line(c, p, s->step, s->value, s->n, dashed, v->theme->ink2);
    canvas_disc(c, at, 4 * k, v->theme->surface);
    canvas_ring(c, at, 4 * k, 2 * k, v->theme->ink2);
}

static Vec2 *placed(const Plot *p, const Track *s, Arena *a)
{
    Vec2 *out = arena_new(a, Vec2, s->n);
    for (int i = 0; i < s->n; i++)
        out[i] = plot_at(p, (double)s->step[i], (double)s->value[i]);
    return out;
}

static void labels(const Findings *f, const PanelView *v, const Plot *p, const Marks *m, const Track *data,
                   const Track *total, const Track *twin, bool lower, Canvas *c)
{
    const Curvature *d = f->curvature;
    const Theme *t = v->theme;
    float k = v->k;
    int now = d->points - 1;
    char text[64], value[32];
    Labels l = { .in = { p->r.x + 2, p->r.y, p->r.w + 10 * k, p->r.h } };
    for (int i = 0; i < m->n; i++)
        panel_reserve(&l, (Rect){ plot_at(p, (double)m->step[i], 0).x - 4 * k, p->r.y, 8 * k, p->r.h });
    panel_avoid(&l, placed(p, data, v->scratch), data->n);
    panel_avoid(&l, placed(p, total, v->scratch), total->n);
    if (twin)
        panel_avoid(&l, placed(p, twin, v->scratch), twin->n);
    bool twin_above = twin && !(twin->value[now] < data->value[now]);
    if (twin) {
        snprintf(text, sizeof text, "%s %s", panel_twin_name(&f->snap.config),
                 sharpness_number(value, d->twin[now][0]));
        end_label(v, last_of(p, twin), twin_above, t->ink2, text, &l, c);
    }
    bool there = penalised(d) && num_finite((double)total->value[now]);
    bool apart = there && last_of(p, data).y - last_of(p, total).y > 6 * k;
    if (apart) {
        snprintf(text, sizeof text, tr("total %s"), sharpness_number(value, d->total[now][0]));
        end_label(v, last_of(p, total), true, t->ink, text, &l, c);
    }
    if (num_finite((double)data->value[now])) {
        int n = snprintf(text, sizeof text, there && !apart ? tr("data %s") : tr("data loss %s"),
                         sharpness_number(value, d->data[now][0]));
        if (there && !apart) /* one line to the eye */
            snprintf(text + n, sizeof text - (size_t)n, tr(", total %s"), sharpness_number(value, d->total[now][0]));
        end_label(v, last_of(p, data), !apart && !twin_above, t->train, text, &l, c);
    }
    for (int i = 1; i < CURVATURE_TOP && lower; i++) {
        Track next = track_of(d, d->data, i);
        TextStyle s = panel_type(v, 13, FACE_REGULAR, t->train, ALIGN_RIGHT);
        Vec2 at = last_of(p, &next);
        const Place place[] = { { at.x, at.y - 6 * k, ALIGN_RIGHT }, { at.x, at.y + 16 * k, ALIGN_RIGHT } };
        if (next.value[now] >= p->y0)
            panel_place(&l, c, place, COUNT(place), true, s, i == 1 ? tr("second") : tr("third"));
    }
}

static void step_line(const PanelView *v, const Plot *p, float step, Canvas *c)
{
    float x = line_y(plot_at(p, (double)step, 0).x);
    canvas_line(c, x, p->r.y, x, p->r.y + p->r.h, 1, v->theme->ink3);
}

/* lower: the second and third eigenvalue as well */
static void picture(const Findings *f, const PanelView *v, const Plot *p, bool lower, Canvas *c)
{
    const Curvature *d = f->curvature;
    const Theme *t = v->theme;
    Track data = track_of(d, d->data, 0), total = track_of(d, d->total, 0), twin = track_of(d, d->twin, 0);
    bool with_twin = shows_twin(f, v);
    Marks m;
    curves_marks(&f->snap, max_f(curves_drag(&f->snap), 6 * v->k * p->x1 / p->r.w), &m);
    axis(v, p, c);
    if (v->link.kind == LINK_STEP && v->link.step <= p->x1)
        step_line(v, p, v->link.step, c);
    plot_between(c, p, data.step, data.value, total.value, data.n, color_alpha(t->lam, 0.35f));
    for (int k = CURVATURE_TOP - 1; k > 0 && lower; k--) {
        Track next = track_of(d, d->data, k);
        curve(v, p, &next, 1.25f, false, color_alpha(t->train, 0.6f), c);
    }
    if (with_twin)
        twin_curve(v, p, &twin, c);
    curve(v, p, &total, v->highlight == HIGHLIGHT_TOTAL ? 4.5f : 2.75f, penalised(d), t->ink, c);
    curve(v, p, &data, v->highlight == HIGHLIGHT_DATA ? 4.5f : 2.25f, true, t->train, c);
    curves_draw_marks(&f->snap, v, p, &m, c);
    labels(f, v, p, &m, &data, &total, with_twin ? &twin : NULL, lower, c);
    curves_steps(v, p->r, 0, p->x1, true, c);
}

/* --- numbers and words --- */

static void top_three(char out[112], const float value[CURVATURE_TOP])
{
    char text[CURVATURE_TOP][32];
    snprintf(out, 112, "%s · %s · %s", sharpness_number(text[0], value[0]), sharpness_number(text[1], value[1]),
             sharpness_number(text[2], value[2]));
}

static void footer(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    const Curvature *d = f->curvature;
    char text[3][160], three[112];
    TextStyle s = panel_type(v, 13, FACE_REGULAR, v->theme->ink3, ALIGN_LEFT);
    float age = panel_age(f, v, STUDY_CURVATURE, d->step, body, c);
    Labels l = { .in = { body.x, body.y, body.w - age, body.h } };
    top_three(three, d->data[d->points - 1]);
    snprintf(text[0], sizeof text[0], tr("largest of the data loss, %d of %d points: %s"), d->rows, f->snap.train.n,
             three);
    snprintf(text[1], sizeof text[1], tr("largest of the data loss: %s"), three);
    snprintf(text[2], sizeof text[2], tr("largest: %s"), three);
    for (int i = d->rows == f->snap.train.n; i < COUNT(text); i++)
        if (panel_label(&l, c, body.x + 16 * v->k, body.y + body.h - 13 * v->k, s, text[i]))
            return;
}

/* --- the panel --- */

static bool any_sharpness_number(const Curvature *d)
{
    for (int i = 0; i < d->points; i++)
        if (num_finite((double)d->data[i][0]))
            return true;
    return false;
}

static bool is_there(const Findings *f)
{
    return f->snap.members > 0 && f->curvature && any_sharpness_number(f->curvature);
}

static void nothing(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    char text[64];
    float next = f->progress[STUDY_CURVATURE];
    if (f->snap.members > 0 && f->curvature && next < 0) {
        panel_empty(v, body, c, tr("The loss is not finite"), tr("Reset, or undo."));
        return;
    }
    snprintf(text, sizeof text, "%d%%", (int)(100 * max_f(0, next)));
    panel_empty(v, body, c, tr("Curvature is being measured"), next >= 0 ? text : tr("Press Space to train."));
}

void sharpness_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    Layout l = layout_of(v, body);
    canvas_push_clip(c, body);
    if (panel_diverged(f)) {
        panel_empty(v, body, c, tr("Weights too large to draw"), tr("Undo brings them back"));
    } else if (!is_there(f)) {
        nothing(f, v, body, c);
    } else if (l.plot.w < 90 * v->k || l.plot.h < 40 * v->k) {
        char three[112];
        top_three(three, f->curvature->data[f->curvature->points - 1]);
        panel_empty(v, body, c, three, tr("largest of the data loss"));
    } else {
        Plot p = axes_of(f, v, &l);
        picture(f, v, &p, l.column.w > 0, c);
        if (l.foot)
            footer(f, v, body, c);
        if (l.column.w > 0)
            caveats_draw(f, v, l.column, shows_twin(f, v), c);
    }
    canvas_pop_clip(c);
}

bool sharpness_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out)
{
    Layout l = layout_of(v, body);
    if (!is_there(f) || panel_diverged(f) || !rect_has(l.plot, at))
        return false;
    const Curvature *d = f->curvature;
    Plot p = axes_of(f, v, &l);
    float step = (at.x - p.r.x) / p.r.w * p.x1;
    if (step > d->at[d->points - 1] + 4 * p.x1 / p.r.w)
        return false;
    int best = 0;
    for (int i = 1; i < d->points; i++)
        if (__builtin_fabsf(d->at[i] - step) <= __builtin_fabsf(d->at[best] - step))
            best = i;
    char text[112];
    *out = (PanelTip){ .anchor = { plot_at(&p, (double)d->at[best], 0).x - 1, p.r.y, 2, p.r.h },
                       .link = { .kind = LINK_STEP, .step = d->at[best] } };
    panel_tip_row(out, tr("Step"), "%s", panel_fixed(text, (double)d->at[best], 0));
    top_three(text, d->data[best]);
    panel_tip_row(out, tr("data loss, largest three"), "%s", text);
    top_three(text, d->total[best]);
    panel_tip_row(out, tr("total"), "%s", text);
    if (shows_twin(f, v) && num_finite((double)d->twin[best][0])) {
        top_three(text, d->twin[best]);
        panel_tip_row(out, panel_twin_name(&f->snap.config), "%s", text);
    }
    text_short(text, (double)d->strength[best]);
    panel_tip_row(out, !(d->strength[best] > 0) ? "λ" : d->free ? tr("λ adds at most") : tr("λ adds"), "%s", text);
    if (out->rows < COUNT(out->left))
        panel_tip_row(out, tr("vanishes as well once every point is fitted"), "%s", "");
    return true;
}
