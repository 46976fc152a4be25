/* The picture of panel representation: the sheet, that is the grid over the input plane coloured by what the net says
 * there, and the points that lie on it, at some place between two layers. Every layer has axes of its own; between two
 * layers everything moves straight from where it is drawn in one to where it is drawn in the other. */
#include "panels/panel.h"

#include <stdio.h>
#include <string.h>

enum { CELL = 4 }; /* nodes from one line of the grid to the next */

/* --- from a stage to pixels --- */

typedef struct Frame2 {
    float cx, cy, scale; /* the middle of the picture, and pixels a unit */
} Frame2;

/* Axes move in few steps, so that they stand still while training moves the points: 1, 1.5, 2, 3, 5, 7, 10 ... */
static float round_range(float reach)
{
    static const float nice[] = { 1, 1.5f, 2, 3, 5, 7 };
    for (float unit = 1; unit < 1e9f; unit *= 10)
        for (int i = 0; i < COUNT(nice); i++)
            if (reach <= nice[i] * unit * 1.02f)
                return nice[i] * unit;
    return 1e9f;
}

static bool one_sided(const HiddenStage *t) { return t->direct && t->least >= 0 && t->kind == HIDDEN_LAYER; }

static Frame2 frame_of(const Hidden *h, const HiddenStage *t, Rect r)
{
    const Window *w = &h->window;
    float range = round_range(t->reach), room = 0.5f * min_f(r.w, r.h) / 1.1f;
    if (t->kind == HIDDEN_INPUT && h->high > 1)
        return (Frame2){ (w->x0 + w->x1) / 2, (w->y0 + w->y1) / 2,
                         min_f(r.w / (w->x1 - w->x0), r.h / (w->y1 - w->y0)) };
    if (t->kind == HIDDEN_INPUT && h->high == 1)
        return (Frame2){ (w->x0 + w->x1) / 2, 0, r.w / (w->x1 - w->x0) };
    if (one_sided(t))
        return (Frame2){ range / 2, range / 2, 2 * room / range };
    return (Frame2){ 0, 0, room / range };
}

static Vec2 in_frame(const Frame2 *f, Rect r, Vec2 p)
{
    float far = 4 * (r.w + r.h), x = (p.x - f->cx) * f->scale, y = (p.y - f->cy) * f->scale;
    return (Vec2){ r.x + r.w / 2 + clamp_f(x == x ? x : 0, -far, far),
                   r.y + r.h / 2 - clamp_f(y == y ? y : 0, -far, far) };
}

/* --- making it --- */

static Vec2 *between(const PanelView *v, const Carried *at, const Vec2 *a, const Vec2 *b, int n)
{
    const HiddenStage *stage = at->hidden->stage;
    Frame2 from = frame_of(at->hidden, &stage[at->from], at->r);
    Frame2 to = frame_of(at->hidden, &stage[min_i(at->from + 1, at->hidden->stages - 1)], at->r);
    Vec2 *p = arena_new(v->scratch, Vec2, n + 1);
    for (int i = 0; i < n; i++) {
        Vec2 s = in_frame(&from, at->r, a[i]), e = in_frame(&to, at->r, b[i]);
        p[i] = (Vec2){ mix_f(s.x, e.x, at->way), mix_f(s.y, e.y, at->way) };
    }
    return p;
}

Carried carried_make(const Findings *f, const PanelView *v, const Hidden *h, int member, Rect r)
{
    Carried at = { .hidden = h, .params = f->snap.params + (size_t)member * (size_t)f->snap.shape.params, .r = r };
    float place = (1 - clamp_f(v->scrub, 0, 1)) * (float)(h->stages - 1);
    at.from = min_i((int)place, max_i(0, h->stages - 2));
    float t = place - (float)at.from;
    at.way = t * t * (3 - 2 * t); /* leaves and arrives gently */
    const HiddenStage *a = &h->stage[at.from], *b = &h->stage[min_i(at.from + 1, h->stages - 1)];
    const HiddenStage *near = &h->stage[carried_stage(&at)];
    at.range = round_range(near->reach);
    at.low = one_sided(near) ? 0 : -at.range;
    at.train = between(v, &at, a->train, b->train, h->train);
    at.test = between(v, &at, a->test, b->test, h->test);
    at.grid = between(v, &at, a->grid, b->grid, h->wide * h->high);
    return at;
}

int carried_stage(const Carried *at) { return min_i(at->from + (at->way > 0.5f), at->hidden->stages - 1); }

static bool arrived(const Carried *at) { return at->way < 0.02f || at->way > 0.98f; }

/* --- the sheet --- */

static Vec2 on_sheet(const Carried *at, Vec2 node)
{
    int wide = at->hidden->wide, i = min_i((int)node.x, wide - 2), j = min_i((int)node.y, at->hidden->high - 2);
    const Vec2 *p = at->grid + j * wide + i, *q = p + wide;
    float s = node.x - (float)i, t = node.y - (float)j;
    return (Vec2){ mix_f(mix_f(p[0].x, p[1].x, s), mix_f(q[0].x, q[1].x, s), t),
                   mix_f(mix_f(p[0].y, p[1].y, s), mix_f(q[0].y, q[1].y, s), t) };
}

static void cells(const PanelView *v, const Carried *at, Canvas *c)
{
    int wide = at->hidden->wide, high = at->hidden->high, n = 0;
    Color *node = arena_new(v->scratch, Color, wide * high), *color = arena_new(v->scratch, Color, wide * high);
    Vec2 *p = arena_new(v->scratch, Vec2, 4 * wide * high);
    boundary_pixels(&at->hidden->said, v->theme, node);
    for (int j = 0; j + 1 < high; j++)
        for (int i = 0; i + 1 < wide; i++) {
            const int corner[] = { j * wide + i, j * wide + i + 1, (j + 1) * wide + i + 1, (j + 1) * wide + i };
            for (int k = 0; k < 4; k++)
                p[4 * n + k] = at->grid[corner[k]];
            color[n++] = color_mix(color_mix(node[corner[0]], node[corner[2]], 0.5f),
                                   color_mix(node[corner[1]], node[corner[3]], 0.5f), 0.5f);
        }
    canvas_quads(c, p, color, n);
}

static void lines(const PanelView *v, const Carried *at, Canvas *c)
{
    int wide = at->hidden->wide, high = at->hidden->high;
    Vec2 *p = arena_new(v->scratch, Vec2, max_i(wide, high));
    Color color = color_alpha(v->theme->ink, v->theme->dark ? 0.34f : 0.4f);
    int step = wide > HIDDEN_WIDE / 2 + 1 ? CELL : CELL / 2;
    for (int j = 0; j < high; j += step) {
        for (int i = 0; i < wide; i++)
            p[i] = at->grid[j * wide + i];
        canvas_stroke(c, p, wide, (Stroke){ .width = 1 }, color);
    }
    for (int i = 0; i < wide; i += step) {
        for (int j = 0; j < high; j++)
            p[j] = at->grid[j * wide + i];
        canvas_stroke(c, p, high, (Stroke){ .width = 1 }, color);
    }
}

static void boundary(const PanelView *v, const Carried *at, Canvas *c)
{
    Lines l;
    contour_boundaries(&at->hidden->said, v->scratch, &l);
    for (int i = 0; i < l.points; i++)
        l.p[i] = on_sheet(at, l.p[i]);
    for (int pass = 0; pass < 2; pass++) {
        const Vec2 *p = l.p;
        for (int i = 0; i < l.lines; p += l.count[i++])
            canvas_stroke(c, p, l.count[i], (Stroke){ .width = (pass ? 2.25f : 4) * v->k, .closed = l.closed[i] },
                          pass ? v->theme->ink : v->theme->point_outline);
    }
}

/* In the last layer the boundary is straight, and with two units it is all there is to see: on to the edges. */
static void straight(const Findings *f, const PanelView *v, const Carried *at, Canvas *c)
{
    enum { NODES = 25 };
    const Shape *s = &f->snap.shape;
    const Hidden *h = at->hidden;
    int last = s->layers - 1, o = s->outputs;
    const HiddenStage *t = &h->stage[h->stages - 1];
    if (carried_stage(at) != h->stages - 1 || !arrived(at) || t->units != 2 || h->said.slope > 0)
        return;
    Frame2 frame = frame_of(h, t, at->r);
    Field plane = { .w = NODES, .h = NODES, .outputs = o };
    plane.z = arena_new(v->scratch, float, NODES *NODES *o);
    const real *w = at->params + s->weights[last], *b = at->params + s->biases[last];
    for (int i = 0; i < NODES * NODES; i++) {
        float x = frame.cx + ((float)(i % NODES) / (NODES - 1) - 0.5f) * at->r.w / frame.scale;
        float y = frame.cy + (0.5f - (float)(i / NODES) / (NODES - 1)) * at->r.h / frame.scale;
        for (int k = 0; k < o; k++)
            plane.z[i * o + k] = (float)w[k] * x + (float)w[o + k] * y + (float)b[k];
    }
    Lines l;
    contour_boundaries(&plane, v->scratch, &l);
    const Vec2 *p = l.p;
    for (int i = 0; i < l.points; i++)
        l.p[i] = (Vec2){ at->r.x + l.p[i].x / (NODES - 1) * at->r.w, at->r.y + l.p[i].y / (NODES - 1) * at->r.h };
    for (int i = 0; i < l.lines; p += l.count[i++])
        canvas_stroke(c, p, l.count[i], (Stroke){ .width = 1.25f * v->k, .closed = l.closed[i] }, v->theme->ink2);
}

/* --- points --- */

static int class_of(const Points *p, int i) { return clamp_i((int)p->y[i * p->targets], 0, NN_CLASSES - 1); }

static void train_points(const Findings *f, const PanelView *v, const Carried *at, float r, Canvas *c)
{
    const Theme *t = v->theme;
    const Points *p = &f->snap.train;
    const Field *said = &at->hidden->said;
    for (int i = 0; i < at->hidden->train; i++) {
        Vec2 a = at->train[i];
        if (f->snap.shape.map.raw == 1) {
            canvas_disc(c, a, 1.3f * r, t->point_outline);
            canvas_disc(c, a, r, t->train);
        } else if (said->slope > 0) {
            float level = num_sigmoidf(said->slope * ((float)p->y[i * p->targets] - said->mid));
            canvas_disc(c, a, 1.3f * r, t->ink);
            canvas_disc(c, a, r, theme_ramp(t)[(int)(255 * level + 0.5f)]);
        } else {
            points_mark(c, t, class_of(p, i), a, r);
        }
    }
    for (int i = 0; i < at->hidden->train; i++) {
        Vec2 a = at->train[i];
        bool linked = v->link.kind == LINK_POINT && v->link.split == SPLIT_TRAIN && v->link.point == i;
        if (p->wrong && p->wrong[i]) {
            canvas_ring(c, a, r + 2.8f * v->k, 3.4f * v->k, t->point_outline);
            canvas_ring(c, a, r + 2.8f * v->k, 1.6f * v->k, t->ink);
        }
        if (linked)
            canvas_ring(c, a, r + 6 * v->k, 2.5f * v->k, t->ink);
    }
}

static void test_points(const Findings *f, const PanelView *v, const Carried *at, float r, Canvas *c)
{
    const Points *p = &f->snap.test;
    bool classes = f->snap.shape.loss != loss_for(0);
    for (int i = 0; i < at->hidden->test && classes; i++) {
        canvas_ring(c, at->test[i], r, 0.8f * r, v->theme->point_outline);
        canvas_ring(c, at->test[i], r, 0.4f * r, v->theme->cls[class_of(p, i) % THEME_CLASSES]);
    }
}

/* --- axes --- */

static const char *axis_name(char out[32], const HiddenStage *t, int axis)
{
    if (t->kind == HIDDEN_LAYER && t->direct)
        return axis ? "h₂" : "h₁";
    if (!t->direct)
        return axis ? "2nd direction" : "1st principal direction";
    snprintf(out, 32, "%s", axis ? "x₂" : "x₁");
    return out;
}

static void axes(const PanelView *v, const Carried *at, Canvas *c)
{
    const HiddenStage *t = &at->hidden->stage[carried_stage(at)];
    const Theme *th = v->theme;
    float k = v->k;
    Frame2 f = frame_of(at->hidden, t, at->r);
    bool input = t->kind == HIDDEN_INPUT && at->hidden->high > 0;
    if (input || !arrived(at) || min_f(at->r.w, at->r.h) < 110 * k)
        return;
    Vec2 a = in_frame(&f, at->r, (Vec2){ at->low, at->range }), b = in_frame(&f, at->r, (Vec2){ at->range, at->low });
    Rect box = { a.x, a.y, b.x - a.x, b.y - a.y };
    canvas_frame(c, box, 0, 1, color_alpha(th->ink3, 0.55f));
    char text[32];
    TextStyle number = panel_type(v, 13, FACE_MONO, th->ink3, ALIGN_LEFT);
    number.halo = th->bg;
    number.halo_width = 3;
    TextStyle name = panel_type(v, 13, t->direct ? FACE_ITALIC : FACE_REGULAR, th->ink2, ALIGN_CENTER);
    name.halo = th->bg;
    name.halo_width = 3;
    int digits = at->range < 2 && at->range > 1 ? 1 : 0;
    canvas_text(c, box.x + 3 * k, box.y + box.h - 4 * k, number, panel_fixed(text, (double)at->low, digits));
    number.align = ALIGN_RIGHT;
    canvas_text(c, box.x + box.w - 3 * k, box.y + box.h - 4 * k, number, panel_fixed(text, (double)at->range, digits));
    float side = canvas_text_width(c, name, axis_name(text, t, 0));
    if (side + 70 * k < box.w)
        canvas_text(c, box.x + box.w / 2, box.y + box.h - 4 * k, name, axis_name(text, t, 0));
    name.align = ALIGN_LEFT;
    canvas_text(c, box.x + 4 * k, box.y + 14 * k, name, axis_name(text, t, 1));
}

/* --- all of it --- */

void carried_draw(const Findings *f, const PanelView *v, const Carried *at, bool test, Canvas *c)
{
    float r = clamp_f(min_f(at->r.w, at->r.h) / 80, 2.6f * v->k, 5 * v->k);
    bool sheet = at->hidden->high > 1;
    canvas_rect(c, at->r, 6, v->theme->bg);
    canvas_push_clip(c, at->r);
    if (sheet) {
        cells(v, at, c);
        lines(v, at, c);
        straight(f, v, at, c);
        if (at->hidden->said.slope == 0)
            boundary(v, at, c);
    } else if (at->hidden->high == 1) {
        canvas_stroke(c, at->grid, at->hidden->wide, (Stroke){ .width = 2.5f * v->k }, v->theme->ink2);
    }
    axes(v, at, c);
    if (test)
        test_points(f, v, at, 0.85f * r, c);
    train_points(f, v, at, r, c);
    canvas_pop_clip(c);
    panel_corners(c, at->r, 6, v->theme->surface);
}
