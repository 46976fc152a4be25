/* Panel 2: losses over steps (climb.c: what the cost did when training diverged).
 *
 * Train is teal, test is ink, yellow is test above train; vertical lines in lambda's colour are where it was changed,
 * dashed is the test loss of the lambda = 0 twin. Where a wrong loss is reported on purpose, that is a curve as well.
 */
#include "panels/panel.h"

#include <stdio.h>

enum { GAP_TO_VALUE = 62 }; /* px between two marks from which on the first one keeps its value */

static bool any_steps(const Findings *f) { return f->snap.members > 0 && f->snap.curve_points > 1; }

static Rect plot_rect(const PanelView *v, Rect body)
{
    float k = v->k, top = v->compact ? 14 * k : 16 * k;
    return (Rect){ body.x + 42 * k, body.y + top, body.w - 58 * k, body.h - top - 32 * k };
}

static int nearest(const float *x, int n, float at)
{
    int best = 0;
    for (int i = 1; i < n; i++)
        if (__builtin_fabsf(x[i] - at) <= __builtin_fabsf(x[best] - at))
            best = i;
    return best;
}

float curves_drag(const Snapshot *s) { return (float)s->config.until / 50; }

void curves_marks(const Snapshot *s, float closest, Marks *m)
{
    m->n = 0;
    for (int i = 0; i < s->changes; i++) {
        const Change *c = &s->journal[i];
        if (!path_moves(s, c))
            continue;
        if (m->n == 0 || ((float)c->step - m->step[m->n - 1] > closest && m->n < COUNT(m->step)))
            m->n++;
        m->step[m->n - 1] = (float)c->step;
        m->value[m->n - 1] = (float)c->value;
    }
}

float curves_reach(const Snapshot *s)
{
    static const float spans[] = { 1, 2, 5, 10 };
    float reach = (float)max_i(1, s->config.until), span = reach;
    for (int i = 0; reach < (float)s->step; i++) {
        if (i > 0 && i % 3 == 0)
            span *= 10;
        reach = span * spans[i % 3 + 1];
    }
    return reach;
}

void curves_steps(const PanelView *v, Rect r, float from, float to, bool word, Canvas *c)
{
    float k = v->k, y = r.y + r.h + 18 * k;
    Labels l = { .in = { r.x - 42 * k, r.y, r.w + 58 * k, r.h + 32 * k } };
    char text[32];
    TextStyle s = panel_type(v, 13, FACE_MONO, v->theme->ink3, ALIGN_LEFT);
    panel_label(&l, c, r.x, y, s, panel_fixed(text, (double)from, 0));
    s.align = ALIGN_RIGHT;
    panel_label(&l, c, r.x + r.w, y, s, panel_fixed(text, (double)to, 0));
    s.align = ALIGN_CENTER;
    panel_label(&l, c, r.x + r.w / 2, y, s, panel_fixed(text, (double)(from + to) / 2, 0));
    s.face = FACE_REGULAR;
    if (word)
        panel_label(&l, c, r.x + r.w / 4, y, s, tr("steps"));
}

/* --- marks and labels --- */

static float line_y(float y) { return __builtin_floorf(y) + 0.5f; }

static void mark(const PanelView *v, const Plot *p, float x, Canvas *c)
{
    float k = v->k, y = p->r.y;
    canvas_line(c, x, y - 2, x, y + p->r.h, 1.5f * k, v->theme->lam);
    canvas_fill(c, (Vec2[]){ { x - 5 * k, y - 8 * k }, { x + 5 * k, y - 8 * k }, { x, y - k } }, 3, v->theme->lam);
}

void curves_draw_marks(const Snapshot *s, const PanelView *v, const Plot *p, const Marks *m, Canvas *c)
{
    float k = v->k, y = p->r.y - 4 * k, right = p->r.x + p->r.w;
    char text[32];
    TextStyle small = panel_type(v, 13, FACE_MEDIUM, v->theme->lam, ALIGN_LEFT);
    text_short(text, (double)path_strength(&s->start));
    float x = plot_at(p, 0, 0).x, next = m->n ? plot_at(p, (double)m->step[0], 0).x : right;
    if (next - x > 62 * k && reg_slider(&s->start) >= 0)
        canvas_textf(c, x + 4, y, small, "%s = %s", panel_symbol(&s->start), text);
    for (int i = 0; i < m->n; i++) {
        x = plot_at(p, (double)m->step[i], 0).x;
        next = i + 1 < m->n ? plot_at(p, (double)m->step[i + 1], 0).x : right + GAP_TO_VALUE * k;
        mark(v, p, x, c);
        if (next - x < GAP_TO_VALUE * k)
            continue;
        TextStyle style = small;
        style.face = i + 1 == m->n ? FACE_SEMIBOLD : FACE_MEDIUM;
        text_short(text, (double)m->value[i]);
        float room = right + 12 * k - (x + 8 * k), w = canvas_text_width(c, style, text);
        float before = i ? plot_at(p, (double)m->step[i - 1], 0).x : plot_at(p, 0, 0).x;
        if (w <= room) {
            canvas_text(c, x + 8 * k, y, style, text);
        } else if (x - before > w + 76 * k) { /* at the right edge it stands on the left, beside what is there */
            style.align = ALIGN_RIGHT;
            canvas_text(c, x - 8 * k, y, style, text);
        }
    }
}

static Vec2 *placed(const Plot *p, const float *x, const float *y, int n, Arena *a)
{
    Vec2 *out = arena_new(a, Vec2, n);
    for (int i = 0; i < n; i++)
        out[i] = plot_at(p, (double)x[i], (double)y[i]);
    return out;
}

/* "gap" stands where the gap is tall and far from marks and edges at once, and never across a curve. */
static void gap_label(const PanelView *v, const Plot *p, const Series *d, const Marks *m, Labels *l, Canvas *c)
{
    float k = v->k, best = 0, end = plot_at(p, (double)d->step[d->n - 1], 0).x;
    Vec2 at = { 0 };
    for (int i = 0; i < d->n; i++) {
        Vec2 a = plot_at(p, (double)d->step[i], (double)d->train[i]),
             b = plot_at(p, (double)d->step[i], (double)d->test[i]);
        float hi = max_f(b.y, p->r.y), lo = min_f(a.y, p->r.y + p->r.h), side = min_f(a.x - p->r.x, end - a.x);
        for (int j = 0; j < m->n; j++)
            side = min_f(side, __builtin_fabsf(plot_at(p, (double)m->step[j], 0).x - a.x));
        float score = (lo - hi) * min_f(side, 0.2f * p->r.w), y = (lo + hi) / 2;
        Rect r = { a.x - 15 * k, y - 9 * k, 30 * k, 18 * k };
        if (lo - hi < 24 * k || side < 18 * k || score <= best || panel_crossed(l, r))
            continue;
        best = score;
        at = (Vec2){ a.x, y + 5 * k };
    }
    if (best > 0)
        panel_label(l, c, at.x, at.y, panel_type(v, 13, FACE_SEMIBOLD, v->theme->gap_text, ALIGN_CENTER), tr("gap"));
}

/* An end label: right of its dot where there is room, else at the right edge, `up` above its dot or else below it, else
 * left of the last change of lambda, at `mark`. */
static void end_label(const PanelView *v, const Plot *p, Vec2 dot, float mark, bool up, TextStyle s, const char *text,
                      Labels *l, Canvas *c)
{
    static const float beside[] = { 5, 1, 9, -5, 14, -10, 20, -16 }, above[] = { -8, -24, -40, -56 },
                       below[] = { 20, 36, 52, 68 };
    Place place[COUNT(beside) + 2 * (COUNT(above) + COUNT(below))];
    float k = v->k, edge[] = { min_f(dot.x, p->r.x + p->r.w), mark - 8 * k };
    int n = 0;
    dot.y = clamp_f(dot.y, p->r.y, p->r.y + p->r.h);
    for (int i = 0; i < COUNT(beside); i++)
        place[n++] = (Place){ dot.x + 10 * k, dot.y + beside[i] * k, ALIGN_LEFT };
    for (int e = 0; e < COUNT(edge); e++) {
        for (int i = 0; i < COUNT(above); i++)
            place[n++] = (Place){ edge[e], dot.y + (up ? above[i] : below[i]) * k, ALIGN_RIGHT };
        for (int i = 0; i < COUNT(below); i++)
            place[n++] = (Place){ edge[e], dot.y + (up ? below[i] : above[i]) * k, ALIGN_RIGHT };
    }
    s.halo = v->theme->surface;
    s.halo_width = 2 * k;
    panel_place(l, c, place, n, true, s, text);
}

/* A curve that leaves through the top of the axis ends in an arrow there. */
static void leaves(const PanelView *v, const Plot *p, float x, float value, Color color, Labels *l, Canvas *c)
{
    float k = v->k, y = plot_at(p, 0, (double)value).y, top = p->r.y;
    if (!num_finite((double)value))
        return;
    if (value > p->y1) {
        canvas_fill(c, (Vec2[]){ { x - 5 * k, top + 9 * k }, { x + 5 * k, top + 9 * k }, { x, top + k } }, 3, color);
        y = top + 5 * k;
    } else {
        canvas_disc(c, (Vec2){ x, y }, 4 * k, color);
    }
    panel_reserve(l, (Rect){ x - 3 * k, y - 3 * k, 6 * k, 6 * k });
}

static void ends(const PanelView *v, const Plot *p, const Series *d, const Marks *m, Labels *l, Canvas *c)
{
    const Theme *t = v->theme;
    int last = d->n - 1;
    char text[48], number[32];
    const struct {
        const char *name;
        float value;
        Color color;
    } end[3] = { { tr("train"), d->train[last], t->train },
                 { tr("test"), d->test[last], t->ink },
                 { tr("reported"), d->reported ? d->reported[last] : 0, t->danger } };
    const int n = d->reported ? 3 : 2;
    float x = plot_at(p, (double)d->step[last], 0).x, mark = m->n ? plot_at(p, (double)m->step[m->n - 1], 0).x : x;
    for (int i = 0; i < n; i++)
        leaves(v, p, x, end[i].value, end[i].color, l, c);
    for (int i = 0; i < n; i++) {
        bool up = end[i].value > end[i < 2 ? 1 - i : 1].value;
        if (!num_finite((double)end[i].value))
            continue;
        snprintf(text, sizeof text, "%s %s", end[i].name, panel_fixed(number, (double)end[i].value, 2));
        TextStyle s = panel_type(v, 13, FACE_SEMIBOLD, end[i].color, ALIGN_LEFT);
        end_label(v, p, (Vec2){ x, plot_at(p, 0, (double)end[i].value).y }, mark, up, s, text, l, c);
    }
}

/* Between train and test, where yellow means the net's own gap. */
static bool in_gap(const Plot *p, const Series *d, int i, float y)
{
    return y < plot_at(p, 0, (double)d->train[i]).y && y > plot_at(p, 0, (double)d->test[i]).y;
}

/* The twin's name beside its own curve, best outside of the gap; with its value where it has left the axis. */
static void twin_label(const PanelView *v, const Plot *p, const Series *d, const char *name, Labels *l, Canvas *c)
{
    static const float along[] = { 0.7f, 0.5f, 0.85f, 0.3f, 0.6f, 0.4f, 0.95f };
    static const Place off[] = { { 0, 20, ALIGN_CENTER },  { 0, -10, ALIGN_CENTER }, { 0, 30, ALIGN_CENTER },
                                 { 0, -20, ALIGN_CENTER }, { 8, 6, ALIGN_LEFT },     { -8, 6, ALIGN_RIGHT },
                                 { 16, 14, ALIGN_LEFT },   { -16, -6, ALIGN_RIGHT } };
    Place place[2 + 2 * COUNT(along) * COUNT(off)];
    float k = v->k, last = d->twin[d->n - 1], end = plot_at(p, (double)d->step[d->n - 1], 0).x;
    char text[64], number[32];
    int n = 0;
    bool away = last > p->y1;
    TextStyle s = panel_type(v, 13, FACE_REGULAR, v->theme->ink2, ALIGN_CENTER);
    s.halo = v->theme->surface;
    s.halo_width = 2 * k;
    snprintf(text, sizeof text, "%s%s%s", name, away ? " " : "", away ? panel_fixed(number, (double)last, 2) : "");
    if (away) { /* beside the arrow, where the curve has left */
        place[n++] = (Place){ end + 10 * k, p->r.y + 11 * k, ALIGN_LEFT };
        place[n++] = (Place){ end - 10 * k, p->r.y + 11 * k, ALIGN_RIGHT };
    }
    for (int yellow = 0; yellow < 2; yellow++)
        for (int i = 0; i < COUNT(off); i++)
            for (int j = 0; j < COUNT(along); j++) {
                int at = nearest(d->step, d->n, mix_f(d->step[d->twin_from], d->step[d->n - 1], along[j]));
                Vec2 q = plot_at(p, (double)d->step[at], (double)d->twin[at]);
                float y = max_f(q.y, p->r.y) + off[i].y * k;
                if (in_gap(p, d, at, y) == (yellow != 0))
                    place[n++] = (Place){ q.x + off[i].x * k, y, off[i].align };
            }
    panel_place(l, c, place, n, false, s, text); /* across another curve it would seem to be that one's name */
}

/* --- the loss over steps --- */

static void losses(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k;
    Rect r = plot_rect(v, body);
    Series d = series_of(f, v);
    Labels l = { .in = { r.x + 2, r.y, r.w + 8 * k, r.h } };
    if (r.w < 90 * k || r.h < 40 * k) { /* no room for axes: the numbers alone */
        Plot none = { .r = rect_inset(body, 4), .x1 = 1, .y1 = 1 };
        l.in = body;
        d.step[d.n - 1] = 0;
        ends(v, &none, &d, &(Marks){ .n = 0 }, &l, c);
        return;
    }
    Plot p = series_axes(f, v, &d, r);
    Marks m;
    curves_marks(&f->snap, max_f(curves_drag(&f->snap), 6 * k * p.x1 / r.w), &m);
    series_grid(v, &p, c);
    const Highlight lit = v->highlight;
    plot_between(c, &p, d.step, d.train, d.test, d.n, lit == HIGHLIGHT_GAP ? color_alpha(t->gap, 0.5f) : t->gap_fill);
    if (d.twin)
        plot_line(c, &p, d.step + d.twin_from, d.twin + d.twin_from, d.n - d.twin_from,
                  (Stroke){ .width = (lit == HIGHLIGHT_TWIN ? 3.5f : 1.75f) * k,
                            .dash = (float[]){ 5 * k, 4 * k },
                            .dashes = 2,
                            .butt = true },
                  lit == HIGHLIGHT_TWIN ? t->ink : t->ink3);
    plot_line(c, &p, d.step, d.train, d.n, (Stroke){ .width = (lit == HIGHLIGHT_DATA ? 4.5f : 2.25f) * k }, t->train);
    plot_line(c, &p, d.step, d.test, d.n, (Stroke){ .width = (lit == HIGHLIGHT_TEST ? 5 : 2.75f) * k }, t->ink);
    if (d.reported)
        plot_line(c, &p, d.step, d.reported, d.n, (Stroke){ .width = 2.25f * k }, t->danger);
    curves_draw_marks(&f->snap, v, &p, &m, c);
    Vec2 line[2];
    bool best = best_line(f, v, &p, line, c);
    for (int i = 0; i < m.n; i++) /* a label across such a line would be hard to read */
        panel_reserve(&l, (Rect){ plot_at(&p, (double)m.step[i], 0).x - 4 * k, r.y, 8 * k, r.h });
    panel_avoid(&l, placed(&p, d.step, d.train, d.n, v->scratch), d.n);
    panel_avoid(&l, placed(&p, d.step, d.test, d.n, v->scratch), d.n);
    if (d.reported)
        panel_avoid(&l, placed(&p, d.step, d.reported, d.n, v->scratch), d.n);
    if (d.twin)
        panel_avoid(&l, placed(&p, d.step + d.twin_from, d.twin + d.twin_from, d.n - d.twin_from, v->scratch),
                    d.n - d.twin_from);
    if (d.twin && d.twin[d.n - 1] > p.y1)
        leaves(v, &p, plot_at(&p, (double)d.step[d.n - 1], 0).x, d.twin[d.n - 1], t->ink3, &l, c);
    ends(v, &p, &d, &m, &l, c);
    if (best) /* the ends may lie on it: often the last step is the best one */
        panel_avoid(&l, line, 2);
    gap_label(v, &p, &d, &m, &l, c);
    if (d.twin)
        twin_label(v, &p, &d, panel_twin_name(&f->snap.config), &l, c);
    if (best)
        best_label(f, v, line[0], &l, c);
    curves_steps(v, r, 0, p.x1, true, c);
}

/* --- the panel --- */

/* Point of the curve above or below the pointer, -1: the pointer is not over the curve. */
static int hovered(const Findings *f, const PanelView *v, Rect body, Vec2 at, Plot *p, Series *d)
{
    Rect r = plot_rect(v, body);
    if (!any_steps(f) || panel_diverged(f) || !rect_has(r, at))
        return -1;
    *d = series_of(f, v);
    *p = series_axes(f, v, d, r);
    float step = (at.x - r.x) / r.w * p->x1;
    return step <= d->step[d->n - 1] + 4 * p->x1 / r.w ? nearest(d->step, d->n, step) : -1;
}

/* The step that another panel is asked about, where it is on this axis. */
static int linked(const Findings *f, const PanelView *v, Rect body, Plot *p, Series *d)
{
    if (v->link.kind != LINK_STEP)
        return -1;
    *d = series_of(f, v);
    *p = series_axes(f, v, d, plot_rect(v, body));
    return v->link.step <= d->step[d->n - 1] ? nearest(d->step, d->n, v->link.step) : -1;
}

void curves_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    Plot p;
    Series d;
    canvas_push_clip(c, body);
    if (panel_diverged(f))
        climb_draw(f, v, body, c);
    else if (!any_steps(f))
        panel_empty(v, body, c, tr("No steps yet"), tr("Press Space to train."));
    else {
        int i = v->hovering ? hovered(f, v, body, v->hover, &p, &d) : linked(f, v, body, &p, &d);
        if (i >= 0) {
            float x = line_y(plot_at(&p, (double)d.step[i], 0).x);
            canvas_line(c, x, p.r.y, x, p.r.y + p.r.h, 1, v->theme->ink3);
        }
        losses(f, v, body, c);
    }
    canvas_pop_clip(c);
}

bool curves_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out)
{
    Plot p;
    Series d;
    char text[32];
    int i = hovered(f, v, body, at, &p, &d);
    if (i < 0)
        return false;
    *out = (PanelTip){ .anchor = { plot_at(&p, (double)d.step[i], 0).x - 1, p.r.y, 2, p.r.h },
                       .link = { .kind = LINK_STEP, .step = d.step[i] } };
    panel_tip_row(out, tr("Step"), "%s", panel_fixed(text, (double)d.step[i], 0));
    if (d.reported)
        panel_tip_row(out, tr("reported"), "%s", panel_fixed(text, (double)d.reported[i], 3));
    char some[64];
    snprintf(some, sizeof some, tr("train: %d of %d"), RUN_MEASURED, f->snap.train.n);
    panel_tip_row(out, f->snap.train.n > RUN_MEASURED ? some : tr("train"), "%s",
                  panel_fixed(text, (double)d.train[i], 3));
    panel_tip_row(out, tr("test"), "%s", panel_fixed(text, (double)d.test[i], 3));
    if (d.twin && i >= d.twin_from && !d.reported) /* there are five rows at most */
        panel_tip_row(out, panel_twin_name(&f->snap.config), "%s", panel_fixed(text, (double)d.twin[i], 3));
    text_short(text, (double)f->snap.curve[i].strength);
    panel_tip_row(out, panel_symbol(&f->snap.config), "%s", text);
    return true;
}
