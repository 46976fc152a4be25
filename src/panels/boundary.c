/* Panel 1: data and decision field. Bottom to top: the net's answer at every place, the dashed boundary of the
 * lambda = 0 twin, the points (filled: train, hollow: test, ringed: wrong label), the net's boundary, boxes.
 *
 * Classes 0 and 1 are told apart by colour, as everywhere; further classes also by shape. To show another kind of
 * point: a row in legend_defs and its drawing in points(). */
#include "panels/panel.h"

#include <stdio.h>

static const char *const class_names[THEME_CLASSES] = { "blue", "orange", "violet", "green" };

typedef struct Map {
    Rect r;
    Window win;
    float s; /* size of marks: k, smaller in a small field */
} Map;       /* from data to layout pixels */

static Vec2 map_at(const Map *m, const real *x)
{
    float u = ((float)x[0] - m->win.x0) / (m->win.x1 - m->win.x0),
          w = (m->win.y1 - (float)x[1]) / (m->win.y1 - m->win.y0);
    return (Vec2){ m->r.x + clamp_f(u, -1, 2) * m->r.w, m->r.y + clamp_f(w, -1, 2) * m->r.h };
}

static Map map_of(const PanelView *v, Rect r, const Field *f)
{
    return (Map){ r, f->window, v->k * clamp_f(min_f(r.w, r.h) / 280, 0.5f, 1) };
}

static const Field *shown(const Findings *f) { return panel_diverged(f) ? &f->before : &f->net; }

/* --- what the net says at one point --- */

static bool can_ask(const Findings *f) { return f->snap.params && f->snap.shape.inputs == 2 && f->snap.members > 0; }

static void ask(const Findings *f, int member, const real *x, Scratch *w, float z[NN_CLASSES])
{
    const Shape *s = &f->snap.shape;
    real out[NN_CLASSES];
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

/* --- the field --- */

/* Three classes and more: the classes' colours mixed by probability, and the less certain the more neutral. */
static Color blend(const Theme *t, const float *z, int outputs)
{
    float rgb[3] = { 0 }, most = 0;
    for (int k = 0; k < outputs; k++) {
        float p = probability(z, outputs, k);
        Color c = t->field_cls[k % THEME_CLASSES];
        most = max_f(most, p);
        for (int i = 0; i < 3; i++)
            rgb[i] += p * (float)(c >> (16 - 8 * i) & 255);
    }
    if (!(rgb[0] + rgb[1] + rgb[2] >= 0))
        return t->field_mid;
    Color c = 0xFF000000u | (Color)rgb[0] << 16 | (Color)rgb[1] << 8 | (Color)rgb[2];
    float sure = (most - 1 / (float)outputs) / (1 - 1 / (float)outputs);
    return color_mix(t->field_mid, c, sure);
}

void boundary_pixels(const Field *f, const Theme *t, Color *out)
{
    const Color *ramp = theme_ramp(t);
    int n = f->w * f->h;
    if (f->outputs > 1) {
        for (int i = 0; i < n; i++)
            out[i] = blend(t, f->z + (size_t)i * (size_t)f->outputs, f->outputs);
        return;
    }
    for (int i = 0; i < n; i++) {
        float p = field_p1(f->z[i]);
        out[i] = p >= 0 ? ramp[(int)(p * 255 + 0.5f)] : t->field_mid; /* NaN is neutral */
    }
}

static void texture(const Field *f, const Theme *t, Arena *a, Rect r, Canvas *c)
{
    Color *px = arena_new(a, Color, f->w * f->h);
    boundary_pixels(f, t, px);
    panel_image(c, r, px, f->w, f->h, f->version * 2 + t->dark);
}

static void boundary_line(const Field *f, Arena *a, Rect r, Stroke s, Color casing, Color ink, Canvas *c)
{
    Lines l;
    contour_boundaries(f, a, &l);
    for (int i = 0; i < l.points; i++)
        l.p[i] = (Vec2){ r.x + l.p[i].x / (float)(f->w - 1) * r.w, r.y + l.p[i].y / (float)(f->h - 1) * r.h };
    for (int pass = casing >> 24 ? 0 : 1; pass < 2; pass++) { /* all casings first: they must not cut lines */
        const Vec2 *p = l.p;
        for (int i = 0; i < l.lines; p += l.count[i++]) {
            Stroke one = s;
            one.closed = l.closed[i];
            one.width += pass ? 0 : s.width > 3 ? 3 : 2;
            canvas_stroke(c, p, l.count[i], one, pass ? ink : casing);
        }
    }
}

void boundary_thumb(const Field *f, const Theme *t, Arena *a, Rect r, Canvas *c)
{
    canvas_push_clip(c, r);
    texture(f, t, a, r, c);
    boundary_line(f, a, r, (Stroke){ .width = 2 }, t->point_outline, t->ink, c);
    canvas_pop_clip(c);
    panel_corners(c, r, 4, t->surface);
}

/* --- points --- */

static int class_of(const Points *p, int i)
{
    return clamp_i((int)p->y[(size_t)i * (size_t)p->targets], 0, NN_CLASSES - 1);
}

/* Corners of the mark of a class as large as a disc of this radius: 0 for the disc of the first two classes. */
static int corners_of(int cls, Vec2 at, float r, Vec2 p[4])
{
    if (cls < 2)
        return 0;
    float a = cls == 2 ? 0.9f * r : 1.3f * r;
    if (cls == 2) { /* square */
        Vec2 q[] = { { at.x - a, at.y - a }, { at.x + a, at.y - a }, { at.x + a, at.y + a }, { at.x - a, at.y + a } };
        for (int i = 0; i < 4; i++)
            p[i] = q[i];
        return 4;
    }
    p[0] = (Vec2){ at.x, at.y - a }; /* triangle */
    p[1] = (Vec2){ at.x + 0.95f * a, at.y + 0.7f * a };
    p[2] = (Vec2){ at.x - 0.95f * a, at.y + 0.7f * a };
    return 3;
}

static void filled(Canvas *c, int cls, Vec2 at, float r, Color color)
{
    Vec2 p[4];
    int n = corners_of(cls, at, r, p);
    if (n)
        canvas_fill(c, p, n, color);
    else
        canvas_disc(c, at, r, color);
}

static void hollow(Canvas *c, int cls, Vec2 at, float r, float width, Color color)
{
    Vec2 p[4];
    int n = corners_of(cls, at, r, p);
    if (n)
        canvas_stroke(c, p, n, (Stroke){ .width = width, .closed = true }, color);
    else
        canvas_ring(c, at, r, width, color);
}

static void points(const Snapshot *s, const Map *m, const Theme *t, Canvas *c)
{
    float r = 6 * m->s;
    for (int i = 0; i < min_i(s->test.n, BOUNDARY_TEST_SHOWN); i++) {
        Vec2 at = map_at(m, s->test.x + 2 * i);
        int cls = class_of(&s->test, i);
        hollow(c, cls, at, 0.72f * r, 0.6f * r, t->point_outline);
        hollow(c, cls, at, 0.72f * r, 0.3f * r, t->cls[cls % THEME_CLASSES]);
    }
    for (int i = 0; i < s->train.n; i++) {
        Vec2 at = map_at(m, s->train.x + 2 * i);
        int cls = class_of(&s->train, i);
        filled(c, cls, at, 1.14f * r, t->point_outline);
        filled(c, cls, at, 0.86f * r, t->cls[cls % THEME_CLASSES]);
    }
    for (int i = 0; i < s->train.n; i++)
        if (s->train.wrong && s->train.wrong[i]) {
            Vec2 at = map_at(m, s->train.x + 2 * i);
            canvas_ring(c, at, r + 3.5f * m->s, 4.5f * m->s, t->point_outline);
            canvas_ring(c, at, r + 3.5f * m->s, 2 * m->s, t->ink);
        }
}

/* --- boxes on the field --- */

static void box(const PanelView *v, Rect r, Canvas *c)
{
    canvas_rect(c, r, 6, v->theme->note);
    canvas_frame(c, r, 6, 1, v->theme->line);
}

static const char *percent(char out[32], double accuracy)
{
    if (!num_finite(accuracy))
        return "\u2013";
    panel_fixed(out, 100 * accuracy, 1);
    for (int i = 0;; i++)
        if (!out[i]) {
            out[i] = '%';
            out[i + 1] = 0;
            return out;
        }
}

/* Test and train accuracy, and the twin's, or how far the two are apart. w 0: there is no room. */
static Rect accuracy_rect(const PanelView *v, Rect r)
{
    float k = v->k, w = 224 * k, h = 112 * k;
    if (r.w < w + 24 || r.h < h + 24) { /* test accuracy alone */
        w = 132 * k;
        h = 66 * k;
    }
    if (r.w < w + 24 || r.h < h + 24)
        return (Rect){ r.x, r.y, 0, 0 };
    return (Rect){ r.x + r.w - w - 12, r.y + 12, w, h };
}

static void accuracy_box(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const Theme *t = v->theme;
    const Metrics *m = f->snap.metrics;
    float k = v->k;
    char text[32];
    if (r.w <= 0 || f->snap.members < 1)
        return;
    box(v, r, c);
    TextStyle big = panel_type(v, 32, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    TextStyle small = panel_type(v, 22, FACE_SEMIBOLD, t->train, ALIGN_LEFT);
    big.tabular = small.tabular = true;
    canvas_text(c, r.x + 14 * k, r.y + 22 * k, panel_type(v, 13, FACE_REGULAR, t->ink2, ALIGN_LEFT), "Test");
    canvas_text(c, r.x + 14 * k, r.y + 52 * k, big, percent(text, m->test_accuracy));
    if (r.h < 112 * k)
        return;
    canvas_text(c, r.x + 132 * k, r.y + 22 * k, panel_type(v, 13, FACE_REGULAR, t->train, ALIGN_LEFT), "Train");
    canvas_text(c, r.x + 132 * k, r.y + 52 * k, small, percent(text, m->train_accuracy));
    canvas_line(c, r.x + 14 * k, r.y + 68.5f * k, r.x + r.w - 14 * k, r.y + 68.5f * k, 1, t->line);
    if (m->l2 == 0 || !panel_twin(f, v)) {
        double gap = 100 * (m->train_accuracy - m->test_accuracy);
        canvas_text(c, r.x + 14 * k, r.y + 92 * k, panel_type(v, 14, FACE_SEMIBOLD, t->gap_text, ALIGN_LEFT), "gap");
        if (num_finite(gap))
            canvas_textf(c, r.x + r.w - 14 * k, r.y + 92 * k, panel_type(v, 14, FACE_SEMIBOLD, t->ink, ALIGN_RIGHT),
                         "%s points", panel_fixed(text, gap, 1));
        return;
    }
    Vec2 dash[] = { { r.x + 14 * k, r.y + 86 * k }, { r.x + 36 * k, r.y + 86 * k } };
    canvas_stroke(c, dash, 2, (Stroke){ .width = 2 * k, .dash = (float[]){ 6 * k, 4 * k }, .dashes = 2, .butt = true },
                  t->ink);
    canvas_text(c, r.x + 44 * k, r.y + 90.5f * k, panel_type(v, 13, FACE_REGULAR, t->ink2, ALIGN_LEFT),
                "λ = 0 twin, test");
    canvas_text(c, r.x + r.w - 14 * k, r.y + 90.5f * k, panel_type(v, 13, FACE_SEMIBOLD, t->ink, ALIGN_RIGHT),
                percent(text, m[1].test_accuracy));
}

/* The highest wrong label that the twin gives in to and the net does not, and that neither box hides; -1: none. */
static int fenced_off(const Findings *f, const PanelView *v, const Map *m, Rect note, Rect accuracy)
{
    const Points *p = &f->snap.train;
    int best = -1;
    if (!can_ask(f) || !panel_twin(f, v) || !p->wrong)
        return -1;
    Scratch *w = net_scratch(&f->snap.shape, v->scratch);
    for (int i = 0; i < p->n; i++) {
        float net[NN_CLASSES], twin[NN_CLASSES];
        Vec2 at = map_at(m, p->x + 2 * i);
        bool seen = at.y > note.y + note.h + 24 && !rect_has(rect_inset(accuracy, -12), at);
        if (!p->wrong[i] || !seen || (best >= 0 && p->x[2 * i + 1] <= p->x[2 * best + 1]))
            continue;
        ask(f, 0, p->x + 2 * i, w, net);
        ask(f, 1, p->x + 2 * i, w, twin);
        int label = class_of(p, i), outputs = f->snap.shape.outputs;
        if (winner(twin, outputs) == label && winner(net, outputs) != label)
            best = i;
    }
    return best;
}

static void margin_note(const Findings *f, const PanelView *v, const Map *m, Rect accuracy, Canvas *c)
{
    float k = v->k;
    Rect r = { m->r.x + 12, m->r.y + 12, 218 * k, 58 * k };
    if (v->compact || accuracy.w <= 0 || r.x + r.w + 24 > accuracy.x || m->r.h < 260 * k)
        return;
    int i = fenced_off(f, v, m, r, accuracy);
    if (i < 0)
        return;
    Vec2 to = map_at(m, f->snap.train.x + 2 * i), from = { clamp_f(to.x, r.x + 24, r.x + r.w - 24), r.y + r.h };
    float dx = from.x - to.x, dy = from.y - to.y, d = __builtin_sqrtf(dx * dx + dy * dy), ring = 11 * m->s / d;
    TextStyle s = panel_type(v, 14, FACE_REGULAR, v->theme->ink, ALIGN_LEFT);
    canvas_line(c, from.x, from.y, to.x + ring * dx, to.y + ring * dy, 1.5f * k, v->theme->ink);
    box(v, r, c);
    canvas_text(c, r.x + 14 * k, r.y + 24 * k, s, "The λ = 0 twin still fences");
    canvas_text(c, r.x + 14 * k, r.y + 45 * k, s, "off this one wrong label.");
}

/* --- legend --- */

typedef enum LegendKind { LEGEND_TRAIN, LEGEND_TEST, LEGEND_WRONG, LEGEND_LINE, LEGEND_TWIN, LEGENDS } LegendKind;
static const struct {
    const char *label;
    float width; /* of the symbol and the space behind it */
} legend_defs[LEGENDS] = {
    [LEGEND_TRAIN] = { "train", 18 },   [LEGEND_TEST] = { "test", 18 },       [LEGEND_WRONG] = { "wrong label", 21 },
    [LEGEND_LINE] = { "boundary", 28 }, [LEGEND_TWIN] = { "λ = 0 twin", 30 },
};

static void symbol(const PanelView *v, LegendKind kind, float x, float y, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k;
    Vec2 line[] = { { x, y }, { x + (kind == LEGEND_TWIN ? 22 : 20) * k, y } };
    switch (kind) {
    case LEGEND_TRAIN: canvas_disc(c, (Vec2){ x + 6 * k, y }, 5 * k, t->ink2); break;
    case LEGEND_TEST: canvas_ring(c, (Vec2){ x + 6 * k, y }, 4.5f * k, 2 * k, t->ink2); break;
    case LEGEND_WRONG:
        canvas_disc(c, (Vec2){ x + 7 * k, y }, 4 * k, t->ink2);
        canvas_ring(c, (Vec2){ x + 7 * k, y }, 7 * k, 1.75f * k, t->ink);
        break;
    case LEGEND_LINE: canvas_stroke(c, line, 2, (Stroke){ .width = 3.5f * k, .butt = true }, t->ink); break;
    default:
        canvas_stroke(c, line, 2,
                      (Stroke){ .width = 2 * k, .dash = (float[]){ 6 * k, 4 * k }, .dashes = 2, .butt = true }, t->ink);
    }
}

/* The colours of the field: a ramp for two classes, the marks of the classes otherwise. x: right end. */
static void color_key(const Findings *f, const PanelView *v, float x, float y, Canvas *c)
{
    float k = v->k;
    TextStyle s = panel_type(v, 13, FACE_REGULAR, v->theme->ink3, ALIGN_LEFT);
    if (f->snap.shape.outputs > 1) {
        int classes = min_i(f->snap.shape.outputs, THEME_CLASSES);
        for (int i = 0; i < classes; i++) {
            Vec2 at = { x - (float)(classes - i) * 32 * k + 8 * k, y };
            filled(c, i, at, 5 * k, v->theme->cls[i]);
            canvas_textf(c, at.x + 9 * k, y + 4.5f * k, s, "%d", i);
        }
        return;
    }
    x -= 112 * k;
    canvas_image(c, (Rect){ x + 24 * k, y - 5 * k, 65 * k, 10 * k }, theme_ramp(v->theme), 256, 1, v->theme->field_lo,
                 0);
    canvas_text(c, x + 94 * k, y + 4.5f * k, s, "1");
    s.align = ALIGN_RIGHT;
    canvas_text(c, x + 18 * k, y + 4.5f * k, s, "p 0");
}

static void legend(const Findings *f, const PanelView *v, Rect body, float y, Canvas *c)
{
    float k = v->k, x = body.x + 16, right = body.x + body.w - 16;
    TextStyle s = panel_type(v, 13, FACE_REGULAR, v->theme->ink2, ALIGN_LEFT);
    bool wrong = false;
    for (int i = 0; i < f->snap.train.n && f->snap.train.wrong; i++)
        wrong |= f->snap.train.wrong[i] != 0;
    const bool there[LEGENDS] = { true, f->snap.test.n > 0, wrong, true, panel_twin(f, v) && !panel_diverged(f) };
    for (int i = 0; i < LEGENDS; i++) {
        float w = legend_defs[i].width * k + canvas_text_width(c, s, legend_defs[i].label);
        if (!there[i] || x + w > right)
            continue;
        symbol(v, (LegendKind)i, x, y, c);
        canvas_text(c, x + legend_defs[i].width * k, y + 4.7f * k, s, legend_defs[i].label);
        x += w + 20 * k;
    }
    if (right - 112 * k > x + 40)
        color_key(f, v, right, y, c);
}

/* --- the panel --- */

Rect boundary_field_rect(Rect body)
{
    float foot = body.h >= 140 ? 40 : 8, side = body.w >= 140 ? 8 : 4;
    return (Rect){ body.x + side, body.y, max_f(0, body.w - 2 * side), max_f(0, body.h - foot) };
}

/* Diverged: what was there before the change, behind hatching, so that nobody takes it for now. */
static void before_the_change(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k;
    canvas_rect(c, r, 0, color_alpha(t->surface, 0.72f));
    for (float x = r.x - r.h; x < r.x + r.w; x += 24)
        canvas_line(c, x, r.y + r.h, x + r.h, r.y, 6, color_alpha(t->ink, 0.07f));
    Rect b = { r.x + r.w / 2 - 140 * k, r.y + r.h / 2 - 32 * k, 280 * k, 64 * k };
    if (b.w > r.w - 16 || b.h > r.h - 16)
        return;
    char l2[32];
    text_short(l2, (double)f->snap.before_l2);
    canvas_rect(c, b, 6, t->surface);
    canvas_frame(c, b, 6, 1, t->line);
    canvas_text(c, b.x + b.w / 2, b.y + 27 * k, panel_type(v, 16, FACE_SEMIBOLD, t->ink, ALIGN_CENTER),
                "Before the change");
    canvas_textf(c, b.x + b.w / 2, b.y + 50 * k, panel_type(v, 14, FACE_REGULAR, t->ink2, ALIGN_CENTER),
                 "step %llu, λ = %s", (unsigned long long)f->snap.before_step, l2);
}

static void field(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const Theme *t = v->theme;
    const Field *net = shown(f);
    float k = v->k;
    Map m = map_of(v, r, net);
    texture(net, t, v->scratch, r, c);
    if (panel_twin(f, v) && f->twin.z && !panel_diverged(f))
        boundary_line(&f->twin, v->scratch, r,
                      (Stroke){ .width = 2 * k, .dash = (float[]){ 7 * k, 6 * k }, .dashes = 2, .butt = true }, 0,
                      t->ink, c);
    if (f->snap.train.inputs == 2 && f->snap.test.inputs == 2)
        points(&f->snap, &m, t, c);
    boundary_line(net, v->scratch, r, (Stroke){ .width = 3.5f * k }, t->point_outline, t->ink, c);
    if (panel_diverged(f)) {
        before_the_change(f, v, r, c);
    } else {
        Rect accuracy = accuracy_rect(v, r);
        accuracy_box(f, v, accuracy, c);
        margin_note(f, v, &m, accuracy, c);
    }
}

void boundary_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    Rect r = boundary_field_rect(body);
    canvas_push_clip(c, body);
    canvas_push_clip(c, r);
    if (shown(f)->z) {
        field(f, v, r, c);
    } else {
        canvas_rect(c, r, 0, v->theme->field_mid);
        if (panel_diverged(f))
            panel_empty(v, r, c, "Weights too large to draw", "Undo brings them back");
    }
    canvas_pop_clip(c);
    panel_corners(c, r, 6, v->theme->surface);
    if (body.h - r.h >= 40)
        legend(f, v, body, body.y + body.h - 20, c);
    canvas_pop_clip(c);
}

/* --- what is under the pointer --- */

/* Nearest of the first n points within `reach` pixels; reach becomes its distance. -1: none. */
static int nearest(const Points *p, int n, const Map *m, Vec2 at, float *reach)
{
    int best = -1;
    for (int i = 0; i < n; i++) {
        Vec2 q = map_at(m, p->x + 2 * i);
        float d = __builtin_sqrtf((q.x - at.x) * (q.x - at.x) + (q.y - at.y) * (q.y - at.y));
        if (d <= *reach) {
            *reach = d;
            best = i;
        }
    }
    return best;
}

static const char *class_name(char out[32], int cls)
{
    if (cls < THEME_CLASSES)
        return class_names[cls];
    snprintf(out, 32, "class %d", cls);
    return out;
}

bool boundary_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out)
{
    Rect r = boundary_field_rect(body);
    const Snapshot *s = &f->snap;
    if (!f->net.z || !can_ask(f) || panel_diverged(f) || !rect_has(r, at) || rect_has(accuracy_rect(v, r), at))
        return false;
    Map m = map_of(v, r, &f->net);
    float reach = 10 * v->k;
    int test = nearest(&s->test, min_i(s->test.n, BOUNDARY_TEST_SHOWN), &m, at, &reach);
    int train = nearest(&s->train, s->train.n, &m, at, &reach); /* drawn above: wins a tie */
    if (test < 0 && train < 0)
        return false;
    const Points *p = train >= 0 ? &s->train : &s->test;
    int i = train >= 0 ? train : test, label = class_of(p, i), outputs = s->shape.outputs;
    int asked = outputs == 1 ? 1 : label; /* two classes: p is always that of class 1, as in the colour key */
    char name[32], number[32], row[64];
    float z[NN_CLASSES];
    Scratch *w = net_scratch(&s->shape, v->scratch);
    Vec2 q = map_at(&m, p->x + 2 * i);
    *out = (PanelTip){ .anchor = { q.x - 6 * v->k, q.y - 6 * v->k, 12 * v->k, 12 * v->k } };
    ask(f, 0, p->x + 2 * i, w, z);
    panel_tip_row(out, train >= 0 ? "Train point" : "Test point", "%s",
                  winner(z, outputs) == label ? "right" : "missed");
    panel_tip_row(out, train >= 0 ? "label" : "true class", "%s", class_name(name, label));
    snprintf(row, sizeof row, "p(%s)", class_name(name, asked));
    panel_tip_row(out, row, "%s", panel_fixed(number, (double)probability(z, outputs, asked), 2));
    if (panel_twin(f, v)) {
        ask(f, 1, p->x + 2 * i, w, z);
        panel_tip_row(out, "λ = 0 twin says", "%s", panel_fixed(number, (double)probability(z, outputs, asked), 2));
    }
    if (train >= 0 && p->wrong && p->wrong[i])
        panel_tip_row(out, "wrong label", "%s%s", outputs == 1 ? "true class " : "yes",
                      outputs == 1 ? class_names[1 - label] : "");
    return true;
}
