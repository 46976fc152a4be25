/* Panel 2 after training diverged: the cost J of the last steps, from the change of lambda that did it on. A
 * logarithmic axis, and on it what stopped the run: the largest 32-bit number, or weights beyond all sense. */
#include "panels/panel.h"

#include <stdio.h>

static const double BEYOND = 38.5; /* exponent at which what is no number is drawn; the largest float is 3.4e38 */

typedef struct Climb {
    int n;
    double first;     /* step of the first one */
    double *exponent; /* log10 of the cost, one a step; the last one is where the run stopped */
    bool marked;      /* the climb begins with a change of lambda */
    float value;
} Climb;

static double exponent_of(double cost)
{
    double e = num_finite(cost) ? num_log10(cost > 0.1 ? cost : 0.1) : BEYOND;
    return e < BEYOND ? e : BEYOND;
}

static Climb climb_of(const Snapshot *s, Arena *a)
{
    Marks m;
    double from = (double)s->step - s->recent_points;
    int skip = 0;
    Climb out = { 0 };
    curves_marks(s, 0, &m);
    if (m.n && (double)m.step[m.n - 1] >= from) {
        skip = clamp_i((int)((double)m.step[m.n - 1] - from), 0, s->recent_points);
        out.marked = true;
        out.value = m.value[m.n - 1];
    }
    out.n = s->recent_points - skip + 1;
    out.first = from + skip;
    out.exponent = arena_new(a, double, out.n);
    for (int i = 0; i < out.n - 1; i++)
        out.exponent[i] = exponent_of((double)s->recent[skip + i]);
    out.exponent[out.n - 1] = exponent_of(s->metrics[0].objective);
    return out;
}

static Plot plot_of(const PanelView *v, const Climb *d, Rect body)
{
    float k = v->k;
    double most = 0;
    for (int i = 0; i < d->n; i++)
        most = d->exponent[i] > most ? d->exponent[i] : most;
    return (Plot){ .r = { body.x + 72 * k, body.y + 16 * k, body.w - 100 * k, body.h - 52 * k },
                   .x0 = (float)d->first,
                   .x1 = (float)d->first + (float)max_i(1, d->n - 1),
                   .y0 = -1,
                   .y1 = most < 9    ? 10
                         : most < 19 ? 21
                         : most < 29 ? 31
                                     : 39 };
}

static void cost_axis(const PanelView *v, const Plot *p, Rect body, Canvas *c)
{
    static const int ticks[] = { 38, 0, 20, 10, 30, 5, 15 }; /* in the order in which they claim their room */
    const Theme *t = v->theme;
    float k = v->k;
    Labels l = { .in = { body.x, body.y, p->r.x - body.x, body.h } };
    for (int i = 0; i < COUNT(ticks); i++) {
        float y = __builtin_floorf(plot_at(p, 0, (double)ticks[i]).y) + 0.5f;
        char text[32] = "1";
        TextStyle style = panel_type(v, 13, FACE_REGULAR, t->ink3, ALIGN_RIGHT);
        if (ticks[i])
            text_power(text, ticks[i]);
        bool inside = (float)ticks[i] <= p->y1 && (p->y1 < 30 || ticks[i] % 10 != 5);
        if (!inside || !panel_label(&l, c, p->r.x - 10 * k, y + 4 * k, style, text))
            continue;
        Vec2 line[] = { { p->r.x, y }, { p->r.x + p->r.w, y } };
        Stroke limit = { .width = 1.5f * k, .dash = (float[]){ 6 * k, 4 * k }, .dashes = 2, .butt = true };
        canvas_stroke(c, line, 2, ticks[i] == 38 ? limit : (Stroke){ .butt = true },
                      ticks[i] == 38 ? t->danger : t->line);
    }
}

/* What ended the run: a cost beyond the largest number, or weights beyond all sense while the cost was still one. */
static void why_label(const PanelView *v, const Plot *p, const Climb *d, Vec2 end, Labels *l, Canvas *c)
{
    static const char *const why[] = { N_("stopped: the weights are beyond 10⁶"), N_("weights beyond 10⁶"),
                                       N_("stopped") };
    float k = v->k, right = p->r.x + p->r.w;
    TextStyle style = panel_type(v, 13, FACE_REGULAR, v->theme->danger, ALIGN_LEFT);
    if (p->y1 > 38)
        panel_label(l, c, p->r.x + 8 * k, plot_at(p, 0, 38).y + 20 * k, style, tr("largest 32-bit number"));
    if (d->exponent[d->n - 1] >= BEYOND)
        return;
    const Place place[] = {
        { end.x - 14 * k, end.y - 6 * k, ALIGN_RIGHT },  { end.x - 14 * k, end.y + 16 * k, ALIGN_RIGHT },
        { end.x - 14 * k, end.y - 24 * k, ALIGN_RIGHT }, { right, end.y - 14 * k, ALIGN_RIGHT },
        { right, end.y + 24 * k, ALIGN_RIGHT },          { right, end.y - 32 * k, ALIGN_RIGHT },
        { right, end.y + 42 * k, ALIGN_RIGHT },          { p->r.x + 8 * k, p->r.y + 16 * k, ALIGN_LEFT }
    };
    for (int i = 0; i < COUNT(why); i++)
        if (panel_place(l, c, place, COUNT(place), true, style, tr(why[i])))
            return;
}

void climb_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k;
    Climb d = climb_of(&f->snap, v->scratch);
    Plot p = plot_of(v, &d, body);
    Rect r = p.r;
    if (r.w < 90 * k || r.h < 60 * k) {
        panel_empty(v, body, c, tr("The cost is too large to draw"), tr("Undo goes back"));
        return;
    }
    cost_axis(v, &p, body, c);
    Vec2 *at = arena_new(v->scratch, Vec2, d.n);
    for (int i = 0; i < d.n; i++)
        at[i] = plot_at(&p, d.first + i, d.exponent[i]);
    Labels l = { .in = r };
    panel_avoid(&l, at, d.n);
    if (d.marked) {
        char text[64], value[32];
        text_short(value, (double)d.value);
        snprintf(text, sizeof text, tr("%s set to %s"), panel_symbol(&f->snap.config), value);
        canvas_line(c, r.x, r.y - 4, r.x, r.y + r.h, 2 * k, t->lam);
        const Place place[] = { { r.x + 8 * k, at[0].y - 20 * k, ALIGN_LEFT },
                                { r.x + 8 * k, at[0].y + 24 * k, ALIGN_LEFT },
                                { r.x + 8 * k, at[0].y - 44 * k, ALIGN_LEFT } };
        panel_place(&l, c, place, COUNT(place), true, panel_type(v, 13, FACE_SEMIBOLD, t->lam, ALIGN_LEFT), text);
    }
    canvas_stroke(c, at, d.n, (Stroke){ .width = 3 * k }, t->danger);
    canvas_disc(c, at[d.n - 1], 6 * k, t->danger);
    why_label(v, &p, &d, at[d.n - 1], &l, c);
    curves_steps(v, r, p.x0, p.x1, false, c);
}
