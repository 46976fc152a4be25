/* What panel 2 draws: the columns of the recorded curve, and the axes that hold them. Axes come from the curve alone,
 * so the same run has the same axes. */
#include "panels/panel.h"

static float *column(const CurvePoint *p, int n, size_t field, Arena *a)
{
    float *out = arena_new(a, float, n);
    for (int i = 0; i < n; i++)
        out[i] = *(const float *)(const void *)((const char *)&p[i] + field);
    return out;
}
#define COLUMN(p, field) column(p, d.n, offsetof(CurvePoint, field), v->scratch)

Series series_of(const Findings *f, const PanelView *v)
{
    const Snapshot *s = &f->snap;
    Series d = { .n = s->curve_points };
    d.step = COLUMN(s->curve, step);
    d.train = COLUMN(s->curve, data_loss);
    d.test = COLUMN(s->curve, test_loss);
    if (reg_mistake(&s->config) == MISTAKE_LOSS)
        d.reported = COLUMN(s->curve, cost);
    if (!panel_twin(f, v))
        return d;
    Marks m;
    curves_marks(s, 0, &m);
    float from = path_strength(&s->start) > 0 || m.n == 0 ? 0 : m.step[0];
    d.twin = COLUMN(s->curve + s->curve_points, test_loss);
    while (d.twin_from + 1 < d.n && d.step[d.twin_from + 1] <= from)
        d.twin_from++;
    return d;
}

static float largest(const float *y, int n, float most)
{
    for (int i = 0; i < n; i++)
        most = num_finite((double)y[i]) && y[i] > most ? y[i] : most;
    return most;
}

static float power_of_ten(int e) { return (float)num_pow10((double)e); }

/* Of the linear axis. Losses end at 10; what is only reported may leave them far below. */
static const struct {
    float top, step;
} tops[] = { { 0.05f, 0.01f }, { 0.1f, 0.02f }, { 0.2f, 0.05f }, { 0.5f, 0.1f }, { 1, 0.25f }, { 2, 0.5f },
             { 3, 1 },         { 5, 1 },        { 10, 2 },       { 20, 5 },      { 50, 10 },   { 100, 20 } };
enum { LOSS_TOPS = 9 };

static int top_for(int least, int rows, float most)
{
    int i = least;
    while (i + 1 < rows && tops[i].top < most)
        i++;
    return i;
}

Plot series_axes(const Findings *f, const PanelView *v, const Series *d, Rect r)
{
    const int least_top = f->net.slope > 0 ? 0 : 4; /* losses of values can be small, those of classes start at ln 2 */
    Plot p = { .r = r, .x1 = curves_reach(&f->snap), .log_y = v->log_loss };
    float most = largest(d->train, d->n, largest(d->test, d->n, v->top));
    float all = d->twin ? largest(d->twin, d->n, most) : most;
    int top = top_for(least_top, LOSS_TOPS, most), with_twin = top_for(least_top, LOSS_TOPS, all);
    top = with_twin <= top + 1 ? with_twin : top; /* the twin must not flatten the curves */
    float reported = d->reported ? largest(d->reported, d->n, 0) : 0;
    p.y1 = tops[max_i(top, top_for(0, COUNT(tops), reported))].top; /* but what is wrong may: that is to be seen */
    if (!p.log_y)
        return p;
    float least = 1;
    for (int i = 0; i < d->n; i++) {
        least = d->train[i] > 0 && d->train[i] < least ? d->train[i] : least;
        least = d->test[i] > 0 && d->test[i] < least ? d->test[i] : least;
    }
    int e = -1;
    while (e > -5 && power_of_ten(e) > least)
        e--;
    p.y0 = power_of_ten(e);
    p.y1 = max_f(all, reported) > 10 && d->reported ? 100 : max_f(all, reported) > 1 ? 10 : 1;
    return p;
}

static void grid_line(const PanelView *v, const Plot *p, float value, const char *label, Canvas *c)
{
    float k = v->k, y = plot_at(p, 0, (double)value).y;
    TextStyle s = panel_type(v, 13, p->log_y ? FACE_REGULAR : FACE_MONO, v->theme->ink3, ALIGN_RIGHT);
    canvas_line(c, p->r.x, __builtin_floorf(y) + 0.5f, p->r.x + p->r.w, __builtin_floorf(y) + 0.5f, 1, v->theme->line);
    canvas_text(c, p->r.x - 6 * k, y + 4 * k, s, label);
}

void series_grid(const PanelView *v, const Plot *p, Canvas *c)
{
    char text[32];
    if (p->log_y) {
        for (int e = -5; e <= 2; e++) {
            float value = power_of_ten(e);
            text_power(text, e);
            if (value >= 0.99f * p->y0 && value <= 1.01f * p->y1)
                grid_line(v, p, value, e == 0 ? "1" : e == 1 ? "10" : text, c);
        }
        return;
    }
    float step = tops[top_for(0, COUNT(tops), p->y1)].step;
    while (step < p->y1 && step / p->y1 * p->r.h < 17 * v->k)
        step *= 2;
    for (float y = 0; y < p->y1 * 1.001f; y += step) {
        panel_fixed(text, (double)y, y == __builtin_floorf(y) ? 0 : step < 0.5f ? 2 : 1);
        grid_line(v, p, y, text[0] == '0' && text[1] ? text + 1 : text, c); /* .25, as there is little room */
    }
}
