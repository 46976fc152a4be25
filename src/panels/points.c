/* The points of panel 1: train filled, test hollow, validation (of own data, which are all to be seen) hollow with a
 * dot, wrong labels ringed; and what the net and its twin say about each. Classes 0 and 1 are told apart by colour, as
 * everywhere; further classes also by shape.
 *
 * To show another kind of point: its drawing in points_draw, and a row in legend.c with its symbol. */
#include "panels/panel.h"

#include <stdio.h>

static const char *const class_names[THEME_CLASSES] = { N_("blue"),  N_("orange"), N_("violet"), N_("green"),
                                                        N_("brown"), N_("mauve"),  N_("cyan"),   N_("olive") };

Vec2 points_at(const PointMap *m, const real *x)
{
    float u = ((float)x[0] - m->win.x0) / (m->win.x1 - m->win.x0),
          w = (m->win.y1 - (float)x[1]) / (m->win.y1 - m->win.y0);
    return (Vec2){ m->r.x + clamp_f(u, -1, 2) * m->r.w, m->r.y + clamp_f(w, -1, 2) * m->r.h };
}

PointMap points_map(const PanelView *v, Rect r, const Field *f)
{
    return (PointMap){ r, f->window, v->theme->weight * v->k * clamp_f(min_f(r.w, r.h) / 280, 0.5f, 1) };
}

/* --- points --- */

static int class_of(const Points *p, int i)
{
    return clamp_i((int)p->y[(size_t)i * (size_t)p->targets], 0, NN_CLASSES - 1);
}

/* Marks of classes 2 to 7, in radii of a disc of about their size; classes 0 and 1 are discs. */
typedef struct Mark {
    int corners;
    Vec2 p[4];
} Mark;
static const Mark marks[THEME_CLASSES] = {
    [2] = { 4, { { -0.9f, -0.9f }, { 0.9f, -0.9f }, { 0.9f, 0.9f }, { -0.9f, 0.9f } } }, /* square */
    [3] = { 3, { { 0, -1.3f }, { 1.23f, 0.91f }, { -1.23f, 0.91f } } },                  /* triangle */
    [4] = { 4, { { 0, -1.35f }, { 1.35f, 0 }, { 0, 1.35f }, { -1.35f, 0 } } },           /* diamond */
    [5] = { 3, { { 0, 1.3f }, { 1.23f, -0.91f }, { -1.23f, -0.91f } } },                 /* triangle, point down */
    [6] = { 4, { { -1.3f, -0.6f }, { 1.3f, -0.6f }, { 1.3f, 0.6f }, { -1.3f, 0.6f } } }, /* bar, lying */
    [7] = { 4, { { -0.6f, -1.3f }, { 0.6f, -1.3f }, { 0.6f, 1.3f }, { -0.6f, 1.3f } } }, /* bar, standing */
};

/* Corners of the mark of a class as large as a disc of this radius: 0 for a disc. */
static int corners_of(int cls, Vec2 at, float r, Vec2 p[4])
{
    const Mark *m = &marks[cls % THEME_CLASSES];
    for (int i = 0; i < m->corners; i++)
        p[i] = (Vec2){ at.x + r * m->p[i].x, at.y + r * m->p[i].y };
    return m->corners;
}

int points_corners(int cls) { return marks[cls].corners; }

void points_shape(Canvas *c, int cls, Vec2 at, float r, Color color)
{
    Vec2 p[4] = { { 0, 0 } };
    int n = corners_of(cls, at, r, p);
    if (n)
        canvas_fill(c, p, n, color);
    else
        canvas_disc(c, at, r, color);
}

static void hollow(Canvas *c, int cls, Vec2 at, float r, float width, Color color)
{
    Vec2 p[4] = { { 0, 0 } };
    int n = corners_of(cls, at, r, p);
    if (n)
        canvas_stroke(c, p, n, (Stroke){ .width = width, .closed = true }, color);
    else
        canvas_ring(c, at, r, width, color);
}

float points_crowd(int n) { return clamp_f(__builtin_sqrtf(400 / (float)max_i(1, n)), 0.35f, 1); }

void points_mark(Canvas *c, const Theme *t, int cls, Vec2 at, float r)
{
    points_shape(c, cls, at, 1.14f * r, t->point_outline);
    points_shape(c, cls, at, 0.86f * r, t->cls[cls % THEME_CLASSES]);
}

/* Regression: the colour is the value's, as in the field, and the rim tells the point from it. */
static void value_points(const Findings *f, const PointMap *m, const Theme *t, Canvas *c)
{
    const Points *p = &f->snap.train;
    const Color *ramp = theme_ramp(t);
    int shown = min_i(p->n, BOUNDARY_TRAIN_SHOWN);
    float size = m->s * points_crowd(shown);
    for (int i = 0; i < shown; i++) {
        float level = num_sigmoidf(f->net.slope * ((float)p->y[i * p->targets] - f->net.mid));
        Vec2 at = points_at(m, p->raw + 2 * i);
        canvas_disc(c, at, 7.5f * size, t->ink);
        canvas_disc(c, at, 5.5f * size, ramp[(int)(255 * level + 0.5f)]);
    }
}

void points_held(Canvas *c, const Theme *t, int cls, Vec2 at, float r, bool dot)
{
    hollow(c, cls, at, 0.72f * r, 0.6f * r, t->point_outline);
    hollow(c, cls, at, 0.72f * r, 0.3f * r, t->cls[cls % THEME_CLASSES]);
    if (dot)
        canvas_disc(c, at, 0.28f * r, t->cls[cls % THEME_CLASSES]);
}

static void held_out(const Points *p, const PointMap *m, const Theme *t, float r, bool dot, Canvas *c)
{
    for (int i = 0; i < min_i(p->n, BOUNDARY_TEST_SHOWN); i++)
        points_held(c, t, class_of(p, i), points_at(m, p->raw + 2 * i), r, dot);
}

void points_draw(const Findings *f, const PointMap *m, const Theme *t, Canvas *c)
{
    const Snapshot *s = &f->snap;
    float r = 6 * m->s;
    if (f->net.slope > 0) {
        value_points(f, m, t, c);
        return;
    }
    held_out(&s->test, m, t, r, false, c);
    if (panel_own(f))
        held_out(&s->valid, m, t, r, true, c);
    int shown = min_i(s->train.n, BOUNDARY_TRAIN_SHOWN);
    r *= points_crowd(shown);
    for (int i = 0; i < shown; i++) {
        Vec2 at = points_at(m, s->train.raw + 2 * i);
        int cls = class_of(&s->train, i);
        points_mark(c, t, cls, at, r);
    }
    for (int i = 0; i < shown; i++)
        if (s->train.wrong && s->train.wrong[i]) {
            Vec2 at = points_at(m, s->train.raw + 2 * i);
            canvas_ring(c, at, r + 3.5f * m->s, 4.5f * m->s, t->point_outline);
            canvas_ring(c, at, r + 3.5f * m->s, 2 * m->s, t->ink);
        }
}

void points_linked(const Findings *f, const PanelView *v, const PointMap *m, Canvas *c)
{
    const Link *l = &v->link;
    const Points *p = l->split == SPLIT_TRAIN   ? &f->snap.train
                      : l->split == SPLIT_VALID ? &f->snap.valid
                                                : &f->snap.test;
    if (l->kind != LINK_POINT || l->point < 0 || l->point >= p->n || p->raw_inputs != 2)
        return;
    Vec2 at = points_at(m, p->raw + 2 * l->point);
    canvas_ring(c, at, 15 * m->s, 6 * m->s, v->theme->point_outline);
    canvas_ring(c, at, 15 * m->s, 3 * m->s, v->theme->ink);
}

/* --- what the net says at one point --- */

static bool can_ask(const Findings *f) { return f->snap.params && f->snap.shape.map.raw == 2 && f->snap.members > 0; }

static void ask(const Findings *f, int member, const real *at, Scratch *w, float z[NN_CLASSES])
{
    const Shape *s = &f->snap.shape;
    real x[NN_INPUTS], out[NN_CLASSES];
    data_inputs(&s->map, at, 1, x);
    net_forward(s, f->snap.params + (size_t)member * (size_t)s->params, x, 1, out, w);
    for (int k = 0; k < s->outputs; k++)
        z[k] = (float)out[k];
}

static int winner(const float *z, int outputs)
{
    int best = 0;
    if (outputs == 1)
        return z[0] > 0;
    for (int k = 1; k < outputs; k++)
        best = z[k] > z[best] ? k : best;
    return best;
}

/* Probability of class k of outputs z. */
static float probability(const float *z, int outputs, int k)
{
    float top = z[0], sum = 0;
    if (outputs == 1)
        return k ? field_p1(z[0]) : 1 - field_p1(z[0]);
    for (int i = 1; i < outputs; i++)
        top = max_f(top, z[i]);
    for (int i = 0; i < outputs; i++)
        sum += num_expf(z[i] - top);
    return num_expf(z[k] - top) / sum;
}

const char *points_class(const Findings *f, char out[32], int cls)
{
    const Own *o = panel_own(f);
    if (o && o->label[cls][0])
        return o->label[cls];
    if (cls < THEME_CLASSES)
        return tr(class_names[cls]);
    snprintf(out, 32, tr("class %d"), cls);
    return out;
}

bool points_say(const Findings *f, const PanelView *v, const real *at, char out[48])
{
    char name[32], number[32];
    float z[NN_CLASSES];
    int outputs = f->snap.shape.outputs;
    if (!can_ask(f) || panel_diverged(f))
        return false;
    ask(f, 0, at, net_scratch(&f->snap.shape, v->scratch), z);
    int best = winner(z, outputs);
    if (f->net.slope > 0)
        snprintf(out, 48, "%s", panel_fixed(number, (double)z[0], 3));
    else if (outputs == 1)
        snprintf(out, 48, "p %s", panel_fixed(number, (double)probability(z, outputs, 1), 2));
    else
        snprintf(out, 48, "%s %s", points_class(f, name, best),
                 panel_fixed(number, (double)probability(z, outputs, best), 2));
    return num_finite((double)z[0]);
}

/* --- the note --- */

Vec2 points_leader(Rect note, Vec2 to)
{
    return (Vec2){ clamp_f(to.x, note.x + 24, note.x + note.w - 24), note.y + note.h };
}

static float distance(Vec2 a, Vec2 b) { return __builtin_sqrtf((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)); }

/* Whether the line from a to b passes through the ring of a wrong label other than number i. */
static bool through_a_ring(const Points *p, const PointMap *m, int i, Vec2 a, Vec2 b)
{
    float d = distance(a, b);
    for (int j = 0; j < p->n; j++) {
        Vec2 q = points_at(m, p->raw + 2 * j);
        float along = ((q.x - a.x) * (b.x - a.x) + (q.y - a.y) * (b.y - a.y)) / (d * d);
        along = clamp_f(along, 0, 1);
        Vec2 near = { mix_f(a.x, b.x, along), mix_f(a.y, b.y, along) };
        if (j != i && p->wrong[j] && distance(q, near) < 13 * m->s)
            return true;
    }
    return false;
}

int points_fenced(const Findings *f, const PanelView *v, const PointMap *m, Rect note, Rect accuracy)
{
    const Points *p = &f->snap.train;
    int best = -1;
    float least = 1e9f;
    if (!can_ask(f) || !panel_twin(f, v) || !p->wrong || f->snap.metrics->status == STATUS_COLLAPSED)
        return -1;
    Scratch *w = net_scratch(&f->snap.shape, v->scratch);
    for (int i = 0; i < min_i(p->n, BOUNDARY_TRAIN_SHOWN); i++) {
        float net[NN_CLASSES], twin[NN_CLASSES];
        Vec2 at = points_at(m, p->raw + 2 * i), from = points_leader(note, at);
        if (!p->wrong[i] || at.y <= note.y + note.h + 24 || rect_has(rect_inset(accuracy, -12), at))
            continue;
        float far = distance(from, at) + (through_a_ring(p, m, i, from, at) ? 1e4f : 0);
        if (far >= least)
            continue;
        ask(f, 0, p->raw + 2 * i, w, net);
        ask(f, 1, p->raw + 2 * i, w, twin);
        int label = class_of(p, i), outputs = f->snap.shape.outputs;
        if (winner(twin, outputs) != label || winner(net, outputs) == label)
            continue;
        least = far;
        best = i;
    }
    return best;
}

/* --- what is under the pointer --- */

/* Nearest of the first n points within `reach` pixels; reach becomes its distance. -1: none. */
static int nearest(const Points *p, int n, const PointMap *m, Vec2 at, float *reach)
{
    int best = -1;
    for (int i = 0; i < n; i++) {
        Vec2 q = points_at(m, p->raw + 2 * i);
        float d = distance(q, at);
        if (d <= *reach) {
            *reach = d;
            best = i;
        }
    }
    return best;
}

bool points_tip(const Findings *f, const PanelView *v, const PointMap *m, Vec2 at, PanelTip *out)
{
    const Snapshot *s = &f->snap;
    if (!can_ask(f))
        return false;
    float reach = 10 * v->k;
    const struct {
        const Points *p;
        Split split;
        const char *title, *label;
        int shown;
    } sets[] = { { &s->test, SPLIT_TEST, tr("Test point"), tr("true class"), BOUNDARY_TEST_SHOWN },
                 { &s->valid, SPLIT_VALID, tr("Validation point"), tr("label"),
                   panel_own(f) ? BOUNDARY_TEST_SHOWN : 0 },
                 { &s->train, SPLIT_TRAIN, tr("Train point"), tr("label"), BOUNDARY_TRAIN_SHOWN } };
    int set = -1, i = -1;
    for (int k = 0; k < COUNT(sets); k++) { /* as they are drawn: the uppermost wins a tie */
        int found = nearest(sets[k].p, min_i(sets[k].p->n, sets[k].shown), m, at, &reach);
        set = found < 0 ? set : k;
        i = found < 0 ? i : found;
    }
    if (set < 0)
        return false;
    const Points *p = sets[set].p;
    int label = class_of(p, i), outputs = s->shape.outputs;
    int asked = outputs == 1 ? 1 : label; /* two classes: p is always that of class 1, as in the colour key */
    char name[32], number[32], row[64];
    float z[NN_CLASSES];
    Scratch *w = net_scratch(&s->shape, v->scratch);
    Vec2 q = points_at(m, p->raw + 2 * i);
    *out = (PanelTip){ .anchor = { q.x - 6 * v->k, q.y - 6 * v->k, 12 * v->k, 12 * v->k },
                       .link = { .kind = LINK_POINT, .split = (int)sets[set].split, .point = i } };
    ask(f, 0, p->raw + 2 * i, w, z);
    panel_tip_row(out, sets[set].title, "%s", winner(z, outputs) == label ? tr("right") : tr("missed"));
    panel_tip_row(out, sets[set].label, "%s", points_class(f, name, label));
    snprintf(row, sizeof row, "p(%s)", points_class(f, name, asked));
    panel_tip_row(out, row, "%s", panel_fixed(number, (double)probability(z, outputs, asked), 2));
    if (panel_twin(f, v)) {
        ask(f, 1, p->raw + 2 * i, w, z);
        snprintf(row, sizeof row, tr("%s says"), panel_twin_name(&s->config));
        panel_tip_row(out, row, "%s", panel_fixed(number, (double)probability(z, outputs, asked), 2));
    }
    if (p == &s->train && p->wrong && p->wrong[i])
        panel_tip_row(out, tr("wrong label"), outputs == 1 ? tr("true class %s") : "%s",
                      outputs == 1 ? tr(class_names[1 - label]) : tr("yes"));
    return true;
}
