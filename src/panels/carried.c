/* The picture of panel representation: the sheet (sheet.c) and the points that lie on it, at some place between two
 * layers. Every layer has axes of its own; between two
 * layers everything moves straight from where it is drawn in one to where it is drawn in the other. */
#include "panels/panel.h"

#include <stdio.h>

/* --- from a stage to pixels --- */

typedef struct Frame2 {
    float cx, cy, scale; /* the middle of the picture, and pixels a unit */
} Frame2;

static const float nice_ranges[] = { 1, 1.5f, 2, 2.5f, 3, 4, 5, 6, 8 };

/* Axes move in few steps, so that they stand still while training moves the points. */
static float round_range(float reach)
{
    for (float unit = 1; unit < 1e9f; unit *= 10)
        for (int i = 0; i < COUNT(nice_ranges); i++)
            if (reach <= nice_ranges[i] * unit * 1.02f)
                return nice_ranges[i] * unit;
    return 1e9f;
}

static bool one_sided(const HiddenStage *t) { return t->direct && t->positive; }

typedef struct Span {
    float lo, hi;
} Span;

static Span span_of(const Vec2 *p, int n, bool up)
{
    Span s = { 1e9f, -1e9f };
    for (int i = 0; i < n; i++) {
        float at = up ? p[i].y : p[i].x;
        s = (Span){ min_f(s.lo, at), max_f(s.hi, at) };
    }
    return s;
}

/* All training points, and a little of the sheet around them. */
static Span wanted(Span points, Span sheet)
{
    float margin = 0.15f * (points.hi - points.lo);
    return (Span){ min_f(points.lo, max_f(sheet.lo, points.lo - margin)),
                   max_f(points.hi, min_f(sheet.hi, points.hi + margin)) };
}

/* A middle from which +-range has room for what is wanted, as near as possible to that of the sheet. */
static bool middle(Span want, Span sheet, float range, float *out)
{
    float step = range / 10, low = step * __builtin_ceilf((want.hi - 1.02f * range) / step),
          high = step * __builtin_floorf((want.lo + 1.02f * range) / step);
    *out = clamp_f(step * __builtin_floorf((sheet.lo + sheet.hi) / 2 / step + 0.5f), low, high);
    return low <= high;
}

/* A square around the points whose size and place are round numbers. Its zero means nothing on a main plane. */
static Window fitted(const Hidden *h, const HiddenStage *t)
{
    Span sheet[2], want[2];
    for (int up = 0; up < 2; up++) {
        Span points = span_of(t->train, h->train, up);
        sheet[up] = h->wide * h->high > 0 ? span_of(t->grid, h->wide * h->high, up) : points;
        want[up] = wanted(points, sheet[up]);
    }
    for (float unit = 1; unit < 1e9f; unit *= 10)
        for (int i = 0; i < COUNT(nice_ranges); i++) {
            float range = nice_ranges[i] * unit, x, y;
            if (middle(want[0], sheet[0], range, &x) && middle(want[1], sheet[1], range, &y))
                return (Window){ x - range, x + range, y - range, y + range };
        }
    return (Window){ -1e9f, 1e9f, -1e9f, 1e9f };
}

/* Of a stage that is no input plane. Units that are drawn as they are keep their 0 in the middle, or in the corner. */
static Window axes_of(const Hidden *h, const HiddenStage *t)
{
    float range = round_range(t->reach), low = one_sided(t) ? 0 : -range;
    if (!t->direct && h->train > 0)
        return fitted(h, t);
    return (Window){ low, range, low, range };
}

/* k: of the view; numbers and names of the axes stand around the frame. */
static Frame2 frame_of(const Hidden *h, const HiddenStage *t, Rect r, float k)
{
    const Window *w = &h->window;
    float room = max_f(1, 0.5f * min_f(r.w, r.h) - 19 * k);
    if (t->kind == HIDDEN_INPUT && h->high > 1)
        return (Frame2){ (w->x0 + w->x1) / 2, (w->y0 + w->y1) / 2,
                         min_f(r.w / (w->x1 - w->x0), r.h / (w->y1 - w->y0)) };
    if (t->kind == HIDDEN_INPUT && h->high == 1)
        return (Frame2){ (w->x0 + w->x1) / 2, 0, r.w / (w->x1 - w->x0) };
    Window a = axes_of(h, t);
    return (Frame2){ (a.x0 + a.x1) / 2, (a.y0 + a.y1) / 2, 2 * room / (a.x1 - a.x0) };
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
    Frame2 from = frame_of(at->hidden, &stage[at->from], at->r, v->k);
    Frame2 to = frame_of(at->hidden, &stage[min_i(at->from + 1, at->hidden->stages - 1)], at->r, v->k);
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
    at.axes = axes_of(h, near);
    at.train = between(v, &at, a->train, b->train, h->train);
    at.test = between(v, &at, a->test, b->test, h->test);
    at.grid = between(v, &at, a->grid, b->grid, h->wide * h->high);
    return at;
}

int carried_stage(const Carried *at) { return min_i(at->from + (at->way > 0.5f), at->hidden->stages - 1); }

static bool arrived(const Carried *at) { return at->way < 0.02f || at->way > 0.98f; }

/* --- the last layer, if it has two units: then the plane is all there is, and the boundary on it is straight --- */

static bool last_plane(const Carried *at)
{
    const Hidden *h = at->hidden;
    const HiddenStage *t = &h->stage[h->stages - 1];
    return t->units == 2 && t->kind == HIDDEN_LAYER && carried_stage(at) == h->stages - 1 && at->way > 0.5f;
}

static Rect axes_box(const Frame2 *f, const Carried *at)
{
    const Window *w = &at->axes;
    Vec2 a = in_frame(f, at->r, (Vec2){ w->x0, w->y1 }), b = in_frame(f, at->r, (Vec2){ w->x1, w->y0 });
    return (Rect){ a.x, a.y, b.x - a.x, b.y - a.y };
}

/* What the output makes of every place on it; fades in on the way. */
static void plane(const Findings *f, const PanelView *v, const Carried *at, Canvas *c)
{
    enum { NODES = 49 };
    const Shape *s = &f->snap.shape;
    int last = s->layers - 1, o = s->outputs;
    Frame2 frame = frame_of(at->hidden, &at->hidden->stage[at->hidden->stages - 1], at->r, v->k);
    Rect box = axes_box(&frame, at);
    Field said = { .w = NODES, .h = NODES, .outputs = o, .mid = at->hidden->said.mid, .slope = at->hidden->said.slope };
    Color *px = arena_new(v->scratch, Color, NODES * NODES);
    said.z = arena_new(v->scratch, float, NODES *NODES *o);
    const real *w = at->params + s->weights[last], *b = at->params + s->biases[last];
    for (int i = 0; i < NODES * NODES; i++) {
        float x = mix_f(at->axes.x0, at->axes.x1, (float)(i % NODES) / (NODES - 1));
        float y = mix_f(at->axes.y1, at->axes.y0, (float)(i / NODES) / (NODES - 1));
        for (int k = 0; k < o; k++)
            said.z[i * o + k] = (float)w[k] * x + (float)w[o + k] * y + (float)b[k];
    }
    float there = clamp_f(2 * at->way - 1, 0, 1);
    boundary_pixels(&said, v->theme, px);
    for (int i = 0; i < NODES * NODES; i++)
        px[i] = color_mix(v->theme->bg, px[i], there);
    panel_image(c, box, px, NODES, NODES, field_hash(0, px, sizeof *px * NODES * NODES));
    if (arrived(at) && said.slope == 0)
        boundary_line(&said, v->scratch, box, (Stroke){ .width = 2.5f * v->k }, v->theme->point_outline, v->theme->ink,
                      c);
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

/* That a round number has, two at most. */
static int decimals(float x)
{
    int n = 0;
    for (; n < 2 && __builtin_fabsf(x - __builtin_floorf(x + 0.5f)) > 0.01f; n++)
        x *= 10;
    return n;
}

static void axes(const PanelView *v, const Carried *at, Canvas *c)
{
    const HiddenStage *t = &at->hidden->stage[carried_stage(at)];
    const Theme *th = v->theme;
    float k = v->k;
    Frame2 f = frame_of(at->hidden, t, at->r, k);
    bool input = t->kind == HIDDEN_INPUT && at->hidden->high > 0;
    Rect box = axes_box(&f, at);
    char text[32];
    if (input || !arrived(at) || min_f(at->r.w, at->r.h) < 110 * k)
        return;
    canvas_rect(c, (Rect){ box.x - 4, box.y + box.h, box.w + 8, 19 * k }, 3,
                color_alpha(th->bg, 0.92f)); /* for words */
    canvas_frame(c, box, 0, 1, color_alpha(th->ink3, 0.55f));
    TextStyle number = panel_type(v, 13, FACE_MONO, th->ink3, ALIGN_LEFT);
    TextStyle name = panel_type(v, 13, t->direct ? FACE_ITALIC : FACE_REGULAR, th->ink2, ALIGN_CENTER);
    const float x0 = at->axes.x0, x1 = at->axes.x1;
    int digits = max_i(decimals(x0), decimals(x1));
    float y = box.y + box.h + 14 * k;
    float left = canvas_text(c, box.x, y, number, panel_fixed(text, (double)x0, x0 == 0 ? 0 : digits));
    number.align = ALIGN_RIGHT;
    float right = canvas_text(c, box.x + box.w, y, number, panel_fixed(text, (double)x1, digits));
    const bool layer = t->kind == HIDDEN_LAYER;
    const char *across = layer ? "h₁" : "x₁", *up = layer ? "h₂" : "x₂";
    const char *what[] = { t->direct ? across : tr("plane of the two main directions"), tr("two main directions"),
                           tr("main plane") };
    for (int i = 0; i < (t->direct ? 1 : COUNT(what)); i++)
        if (canvas_text_width(c, name, what[i]) + 2 * max_f(left, right) + 16 * k < box.w) {
            canvas_text(c, box.x + box.w / 2, y, name, what[i]);
            break;
        }
    name.align = ALIGN_RIGHT;
    if (t->direct && t->units > 1)
        canvas_text(c, box.x - 3 * k, box.y + box.h / 2 + 4 * k, name, up);
}

/* Nothing is left but one place: that is worth a word. false: it is more. */
static bool one_place(const Findings *f, const PanelView *v, const Carried *at, Canvas *c)
{
    const HiddenStage *t = &at->hidden->stage[carried_stage(at)];
    Vec2 far = { 0, 0 };
    for (int i = 0; i < at->hidden->train; i++) {
        far.x = max_f(far.x, __builtin_fabsf(at->train[i].x - at->train[0].x));
        far.y = max_f(far.y, __builtin_fabsf(at->train[i].y - at->train[0].y));
    }
    if (t->kind != HIDDEN_LAYER || !arrived(at) || max_f(far.x, far.y) > 3 || f->snap.train.n < 2)
        return false;
    Labels l = { .in = rect_inset(at->r, 4) };
    panel_reserve(&l, (Rect){ at->train[0].x - 8 * v->k, at->train[0].y - 8 * v->k, 16 * v->k, 16 * v->k });
    TextStyle s = panel_type(v, 13, FACE_MEDIUM, v->theme->ink2, ALIGN_CENTER);
    float x = at->r.x + at->r.w / 2, y = at->train[0].y;
    const Place place[] = { { x, y - 20 * v->k, ALIGN_CENTER }, { x, y + 28 * v->k, ALIGN_CENTER } };
    if (!panel_place(&l, c, place, 2, true, s, tr("all points in one place")))
        panel_place(&l, c, place, 2, true, s, tr("one place"));
    return true;
}

/* How wide the points lie beside how long, 0 ... 1: the root of the ratio of the two variances. */
static float width_of(const Vec2 *p, int n)
{
    float x = 0, y = 0, xx = 0, xy = 0, yy = 0;
    for (int i = 0; i < n; i++) {
        x += p[i].x / (float)n;
        y += p[i].y / (float)n;
    }
    for (int i = 0; i < n; i++) {
        float a = p[i].x - x, b = p[i].y - y;
        xx += a * a;
        xy += a * b;
        yy += b * b;
    }
    float mean = (xx + yy) / 2, half = (xx - yy) / 2, d = __builtin_sqrtf(half * half + xy * xy);
    return mean + d > 0 ? __builtin_sqrtf(max_f(0, mean - d) / (mean + d)) : 1;
}

/* Two units of which one would do. */
static void one_line(const PanelView *v, const Carried *at, Canvas *c)
{
    const HiddenStage *t = &at->hidden->stage[carried_stage(at)];
    if (t->kind != HIDDEN_LAYER || !t->direct || t->units != 2 || !arrived(at) || at->hidden->train < 3 ||
        !(width_of(t->train, at->hidden->train) < 0.05f))
        return;
    Labels l = { .in = rect_inset(at->r, 4) };
    TextStyle s = panel_type(v, 13, FACE_MEDIUM, v->theme->ink2, ALIGN_CENTER);
    s.halo = v->theme->bg;
    s.halo_width = 4;
    panel_label(&l, c, at->r.x + at->r.w / 2, at->r.y + 15 * v->k, s, tr("on one line: one unit would do"));
}

/* --- all of it --- */

void carried_draw(const Findings *f, const PanelView *v, const Carried *at, bool test, Canvas *c)
{
    float r = clamp_f(min_f(at->r.w, at->r.h) / 80, 2.6f * v->k, 5 * v->k);
    bool sheet = at->hidden->high > 1;
    canvas_rect(c, at->r, 6, v->theme->bg);
    canvas_push_clip(c, at->r);
    bool last = last_plane(at), whole = last && arrived(at); /* then the plane shows what the sheet carries */
    if (last)
        plane(f, v, at, c);
    if (sheet)
        sheet_draw(v, at, whole, c);
    else if (at->hidden->high == 1)
        canvas_stroke(c, at->grid, at->hidden->wide, (Stroke){ .width = 2.5f * v->k }, v->theme->ink2);
    axes(v, at, c);
    if (test)
        test_points(f, v, at, 0.85f * r, c);
    train_points(f, v, at, r, c);
    if (!one_place(f, v, at, c))
        one_line(v, at, c);
    canvas_pop_clip(c);
    panel_corners(c, at->r, 6, v->theme->surface);
}
