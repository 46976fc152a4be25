/* Panel 1: data and decision field. Bottom to top: the net's answer at every place, the dashed boundary of the
 * lambda = 0 twin, the points (points.c), the net's boundary, boxes with numbers. */
#include "panels/panel.h"

static const Field *shown(const Findings *f) { return panel_diverged(f) ? &f->before : &f->net; }

/* --- the field --- */

/* Three classes and more: the classes' colours mixed by probability, and the less certain the more neutral. rgb: those
 * of the classes and, behind them, the neutral one. */
static Color blend(float rgb[NN_CLASSES + 1][3], const float *z, int outputs)
{
    float e[NN_CLASSES], top = z[0], sum = 0, most = 0, out[3];
    for (int k = 1; k < outputs; k++)
        top = max_f(top, z[k]);
    for (int k = 0; k < outputs; k++)
        sum += e[k] = num_expf(z[k] - top);
    for (int k = 0; k < outputs; k++)
        most = max_f(most, e[k]);
    float even = 1 / (float)outputs, sure = (most / sum - even) / (1 - even);
    sure = sure >= 0 ? sure : 0; /* NaN is neutral */
    for (int i = 0; i < 3; i++) {
        out[i] = rgb[outputs][i] * (1 - sure) + 0.5f;
        for (int k = 0; k < outputs && sure > 0; k++)
            out[i] += sure * e[k] / sum * rgb[k][i];
    }
    return 0xFF000000u | (Color)out[0] << 16 | (Color)out[1] << 8 | (Color)out[2];
}

static void channels(Color c, float rgb[3])
{
    for (int i = 0; i < 3; i++)
        rgb[i] = (float)(c >> (16 - 8 * i) & 255);
}

void boundary_pixels(const Field *f, const Theme *t, Color *out)
{
    const Color *ramp = theme_ramp(t);
    int n = f->w * f->h;
    if (f->outputs > 1) {
        float rgb[NN_CLASSES + 1][3];
        for (int k = 0; k < f->outputs; k++)
            channels(t->field_cls[k % THEME_CLASSES], rgb[k]);
        channels(t->field_mid, rgb[f->outputs]);
        for (int i = 0; i < n; i++)
            out[i] = blend(rgb, f->z + (size_t)i * (size_t)f->outputs, f->outputs);
        return;
    }
    for (int i = 0; i < n; i++) { /* first the levels, which vectorises, then their colours */
        float p = num_sigmoidf(f->z[i]);
        out[i] = (Color)(int)((p >= 0 ? p : 0.5f) * 255 + 0.5f); /* NaN is neutral */
    }
    for (int i = 0; i < n; i++)
        out[i] = ramp[out[i]];
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
    if (r.w < 1.6f * w || r.h < 1.6f * h) { /* test accuracy alone */
        w = 132 * k;
        h = 66 * k;
    }
    if (r.w < 1.6f * w || r.h < 1.6f * h) /* the points matter more */
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
    float room = r.w - 14 * k - canvas_text_width(c, small, percent(text, m->train_accuracy)); /* 100.0% is wider */
    canvas_text(c, r.x + min_f(132 * k, room), r.y + 52 * k, small, text);
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

static void margin_note(const Findings *f, const PanelView *v, const PointMap *m, Rect accuracy, Canvas *c)
{
    float k = v->k;
    Rect r = { m->r.x + 12, m->r.y + 12, 218 * k, 58 * k };
    if (v->compact || accuracy.w <= 0 || r.x + r.w + 24 > accuracy.x || m->r.h < 260 * k)
        return;
    int i = points_fenced(f, v, m, r, accuracy);
    if (i < 0)
        return;
    Vec2 to = points_at(m, f->snap.train.x + 2 * i), from = points_leader(r, to);
    float dx = from.x - to.x, dy = from.y - to.y, d = __builtin_sqrtf(dx * dx + dy * dy), ring = 11 * m->s / d;
    TextStyle s = panel_type(v, 14, FACE_REGULAR, v->theme->ink, ALIGN_LEFT);
    canvas_line(c, from.x, from.y, to.x + ring * dx, to.y + ring * dy, 1.5f * k, v->theme->ink);
    box(v, r, c);
    canvas_text(c, r.x + 14 * k, r.y + 24 * k, s, "The λ = 0 twin still fences");
    canvas_text(c, r.x + 14 * k, r.y + 45 * k, s, "off this one wrong label.");
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
    PointMap m = points_map(v, r, net);
    texture(net, t, v->scratch, r, c);
    if (panel_twin(f, v) && f->twin.z && !panel_diverged(f))
        boundary_line(&f->twin, v->scratch, r,
                      (Stroke){ .width = 2 * k, .dash = (float[]){ 7 * k, 6 * k }, .dashes = 2, .butt = true }, 0,
                      t->ink, c);
    if (f->snap.train.inputs == 2 && f->snap.test.inputs == 2)
        points_draw(&f->snap, &m, t, c);
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
        points_legend(f, v, body, body.y + body.h - 20, c);
    canvas_pop_clip(c);
}

bool boundary_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out)
{
    Rect r = boundary_field_rect(body);
    if (!f->net.z || panel_diverged(f) || !rect_has(r, at) || rect_has(accuracy_rect(v, r), at))
        return false;
    PointMap m = points_map(v, r, &f->net);
    return points_tip(f, v, &m, at, out);
}
