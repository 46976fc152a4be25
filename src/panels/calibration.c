/* Panel calibration: on which side of the boundary the points lie and how far, and whether the net is right as often as
 * it believes. Of a regression: by how much it misses. */
#include "panels/panel.h"

#include <stdio.h>

typedef struct Boxes {
    Rect margins, curve; /* plots; curve.w 0: no classes */
} Boxes;

/* Test labels are true. Where the net has learned from wrong ones, it is fair to ask it about others like them. */
static bool third_line(const Findings *f, const PanelView *v, Rect body)
{
    return f->margins.wrong_valid > 0 && body.h >= 200 * v->k;
}

static Boxes lay_out(const Findings *f, const PanelView *v, Rect body)
{
    float k = v->k, top = (third_line(f, v, body) ? 64 : 44) * k, side = 16 * k, foot = 30 * k,
          high = body.h - top - foot;
    Boxes b = { .margins = { body.x + side, body.y + top, body.w - 2 * side, high } };
    if (f->margins.residuals)
        return b;
    float square = min_f(high, 0.42f * body.w), gap = 46 * k;
    b.curve = (Rect){ body.x + body.w - side - square, body.y + top, square, high };
    b.margins.w = b.curve.x - gap - b.margins.x;
    return b;
}

/* --- margins --- */

static float most_share(const Margins *m)
{
    const MarginSet *const set[] = { &m->train, &m->test, &m->twin };
    float most = 0;
    for (int s = 0; s < 3; s++)
        for (int i = 1; i + 1 < MARGIN_BINS; i++) /* what the end bins collect may leave the picture */
            if (set[s]->n)
                most = max_f(most, (float)set[s]->count[i] / (float)set[s]->n);
    return most > 0 ? most : 1;
}

static float top_of(const Rect *r, const MarginSet *s, int bin, float most)
{
    float share = s->n ? (float)s->count[bin] / (float)s->n : 0;
    return r->y + r->h - min_f(share / most, 1) * r->h;
}

static void outline(const PanelView *v, Rect r, const MarginSet *s, float most, bool dashed, Color color, Canvas *c)
{
    Vec2 p[2 * MARGIN_BINS + 2];
    float w = r.w / MARGIN_BINS, k = v->k;
    if (s->n == 0)
        return;
    p[0] = (Vec2){ r.x, r.y + r.h };
    for (int i = 0; i < MARGIN_BINS; i++) {
        p[2 * i + 1] = (Vec2){ r.x + (float)i * w, top_of(&r, s, i, most) };
        p[2 * i + 2] = (Vec2){ r.x + (float)(i + 1) * w, top_of(&r, s, i, most) };
    }
    p[2 * MARGIN_BINS + 1] = (Vec2){ r.x + r.w, r.y + r.h };
    const float dash[] = { 4 * k, 3 * k };
    Stroke line = { .width = 2 * k };
    if (dashed)
        line = (Stroke){ .width = 1.5f * k, .dash = dash, .dashes = 2, .butt = true };
    canvas_stroke(c, p, COUNT(p), line, color);
}

static void margin_axis(const Margins *m, const PanelView *v, Rect r, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k, y = r.y + r.h;
    char text[40], number[32];
    int decimals = m->range < 0.1f ? 2 : m->range < 1 ? 1 : 0;
    TextStyle s = panel_type(v, 13, FACE_MONO, t->ink3, ALIGN_CENTER);
    Labels l = { .in = { r.x - 16 * k, y, r.w + 32 * k, 30 * k } };
    canvas_line(c, r.x, y + 0.5f, r.x + r.w, y + 0.5f, 1, t->ink3);
    canvas_line(c, r.x + r.w / 2, r.y, r.x + r.w / 2, y, 1, t->ink3);
    panel_label(&l, c, r.x + r.w / 2, y + 18 * k, s, "0");
    panel_fixed(number, (double)-m->range, decimals);
    s.align = ALIGN_LEFT;
    panel_label(&l, c, r.x, y + 18 * k, s, number);
    s.align = ALIGN_RIGHT;
    panel_label(&l, c, r.x + r.w, y + 18 * k, s, panel_fixed(text, (double)m->range, decimals));
    s.face = FACE_REGULAR;
    s.align = ALIGN_CENTER;
    if (m->residuals) {
        panel_label(&l, c, r.x + 0.25f * r.w, y + 18 * k, s, tr("says too little"));
        panel_label(&l, c, r.x + 0.75f * r.w, y + 18 * k, s, tr("says too much"));
    } else {
        const char *left = r.w > 240 * k ? tr("wrong side") : tr("wrong"),
                   *right = r.w > 240 * k ? tr("right side") : tr("right");
        if (panel_label(&l, c, r.x + 0.27f * r.w, y + 18 * k, s, left))
            panel_label(&l, c, r.x + 0.73f * r.w, y + 18 * k, s, right);
    }
}

static void histogram(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const Theme *t = v->theme;
    const Margins *m = &f->margins;
    float most = most_share(m), w = r.w / MARGIN_BINS;
    for (int i = 0; i < MARGIN_BINS; i++) {
        float y = top_of(&r, &m->train, i, most), x = r.x + (float)i * w, gap = w > 4 ? 0.5f : 0;
        if (m->train.count[i])
            canvas_fill(
                c, (Vec2[]){ { x + gap, y }, { x + w - gap, y }, { x + w - gap, r.y + r.h }, { x + gap, r.y + r.h } },
                4, color_mix(t->surface, t->train, 0.6f));
    }
    if (panel_twin(f, v))
        outline(v, r, &m->twin, most, true, t->ink3, c);
    outline(v, r, &m->test, most, false, t->ink, c);
    margin_axis(m, v, r, c);
}

static void legend(const Findings *f, const PanelView *v, float x, float y, Rect body, Canvas *c)
{
    Labels l = { .in = body };
    static const char *const name[] = { N_("train"), N_("test"), NULL };
    const Theme *t = v->theme;
    float k = v->k;
    TextStyle s = panel_type(v, 13, FACE_REGULAR, t->ink2, ALIGN_LEFT);
    for (int i = 0; i < 3; i++) {
        const char *label = tr(name[i]);
        char twin[64];
        if (i == 2) {
            snprintf(twin, sizeof twin, tr("%s, train"), panel_twin_name(&f->snap.config));
            label = twin;
        }
        if ((i == 2 && !panel_twin(f, v)) || !panel_label(&l, c, x + 20 * k, y, s, label))
            continue;
        if (i == 0)
            canvas_rect(c, (Rect){ x, y - 9 * k, 14 * k, 9 * k }, 0, color_mix(t->surface, t->train, 0.6f));
        else if (i == 1)
            canvas_line(c, x, y - 4.5f * k, x + 14 * k, y - 4.5f * k, 2 * k, t->ink);
        else
            canvas_stroke(c, (Vec2[]){ { x, y - 4.5f * k }, { x + 15 * k, y - 4.5f * k } }, 2,
                          (Stroke){ .width = 1.5f * k, .dash = (float[]){ 4 * k, 3 * k }, .dashes = 2, .butt = true },
                          t->ink3);
        x += 34 * k + canvas_text_width(c, s, label);
    }
}

/* --- calibration --- */

static float least_confidence(const Findings *f) { return 1 / (float)max_i(2, f->snap.shape.outputs); }

static Plot reliability_plot(const Findings *f, Rect r)
{
    return (Plot){ .r = r, .x0 = least_confidence(f), .x1 = 1, .y0 = 0, .y1 = 1 };
}

static void reliability_line(const Calibration *a, const Plot *p, Stroke s, Color color, Canvas *c)
{
    float x[CALIBRATION_BINS], y[CALIBRATION_BINS];
    int n = 0;
    for (int i = 0; i < CALIBRATION_BINS; i++)
        if (a->count[i])
            x[n] = a->confidence[i], y[n++] = a->accuracy[i];
    plot_line(c, p, x, y, n, s, color);
}

static void reliability(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const Theme *t = v->theme;
    const Calibration *a = &f->margins.on_test;
    float k = v->k;
    char text[32];
    Plot p = reliability_plot(f, r);
    Labels l = { .in = { r.x - 40 * k, r.y - 8 * k, r.w + 52 * k, r.h + 38 * k } };
    TextStyle number = panel_type(v, 13, FACE_MONO, t->ink3, ALIGN_RIGHT),
              word = panel_type(v, 13, FACE_REGULAR, t->ink3, ALIGN_CENTER);
    for (int i = 0; i <= 2; i++) {
        float y = plot_at(&p, 1, 0.5 * i).y;
        canvas_line(c, r.x, __builtin_floorf(y) + 0.5f, r.x + r.w, __builtin_floorf(y) + 0.5f, 1, t->line);
        panel_label(&l, c, r.x - 6 * k, y + 4 * k, number, i == 0 ? "0" : i == 1 ? ".5" : "1");
    }
    number.align = ALIGN_LEFT;
    panel_label(&l, c, r.x, r.y + r.h + 18 * k, number, panel_fixed(text, (double)p.x0, 2) + 1);
    number.align = ALIGN_RIGHT;
    panel_label(&l, c, r.x + r.w, r.y + r.h + 18 * k, number, "1");
    panel_label(&l, c, r.x + r.w / 2, r.y + r.h + 18 * k, word, tr("how sure"));
    Vec2 from = plot_at(&p, (double)p.x0, (double)p.x0), to = plot_at(&p, 1, 1);
    canvas_line(c, from.x, from.y, to.x, to.y, 1.5f * k, t->ink3);
    if (panel_twin(f, v))
        reliability_line(&f->margins.twin_on_test, &p,
                         (Stroke){ .width = 1.5f * k, .dash = (float[]){ 4 * k, 3 * k }, .dashes = 2, .butt = true },
                         t->ink3, c);
    reliability_line(a, &p, (Stroke){ .width = 2.25f * k }, t->ink, c);
    for (int i = 0; i < CALIBRATION_BINS; i++) {
        if (!a->count[i])
            continue;
        float size = (2 + 6 * __builtin_sqrtf((float)a->count[i] / (float)a->n)) * k; /* its area: how many points */
        Vec2 at = plot_at(&p, (double)a->confidence[i], (double)a->accuracy[i]);
        canvas_disc(c, at, size, t->surface);
        canvas_ring(c, at, size, 2 * k, t->ink);
    }
}

/* --- words --- */

static void points_apart(char out[64], const Calibration *a)
{
    double away = 100 * (a->mean_confidence - a->mean_accuracy);
    char number[32];
    panel_fixed(number, away < 0 ? -away : away, 1);
    snprintf(out, 64, away < 0 ? tr("%s points too unsure") : tr("%s points too sure"), number);
}

static void verdict(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    const Margins *m = &f->margins;
    const Theme *t = v->theme;
    float k = v->k, x = body.x + 16 * k, y = body.y + 14 * k;
    char sure[32], is_right[32], apart[64], error[32], text[4][256];
    TextStyle s = panel_type(v, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT),
              plain = panel_type(v, 13, FACE_REGULAR, t->ink2, ALIGN_LEFT);
    Labels l = { .in = { body.x, body.y, body.w - 16 * k, 66 * k } };
    points_apart(apart, &m->on_test);
    panel_fixed(sure, 100 * m->on_test.mean_confidence, 1);
    panel_fixed(is_right, 100 * m->on_test.mean_accuracy, 1);
    panel_fixed(error, 100 * m->on_test.error, 1);
    snprintf(text[0], sizeof text[0], tr("%s%% sure, %s%% right on test: %s; calibration error %s points"), sure,
             is_right, apart, error);
    snprintf(text[1], sizeof text[1], tr("%s%% sure, %s%% right on test: %s"), sure, is_right, apart);
    snprintf(text[2], sizeof text[2], tr("%s%% sure, %s%% right: %s"), sure, is_right, apart);
    snprintf(text[3], sizeof text[3], tr("%s%% sure, %s%% right on test"), sure, is_right);
    for (int i = 0; i < COUNT(text); i++)
        if (panel_label(&l, c, x, y, s, text[i]))
            break;
    legend(f, v, x, y + (third_line(f, v, body) ? 40 : 20) * k, body, c);
    if (!third_line(f, v, body))
        return;
    panel_fixed(sure, 100 * m->on_valid.mean_confidence, 1);
    panel_fixed(is_right, 100 * m->on_valid.mean_accuracy, 1);
    panel_fixed(error, 100 * m->on_valid.error, 1);
    snprintf(text[0], sizeof text[0],
             tr("on validation labels, as wrong as those it learned from: %s%% sure, %s%% right; calibration error %s "
                "points"),
             sure, is_right, error);
    snprintf(text[1], sizeof text[1], tr("on labels as wrong as its own: %s%% sure, %s%% right"), sure, is_right);
    snprintf(text[2], sizeof text[2], tr("validation: %s%% sure, %s%% right"), sure, is_right);
    for (int i = 0; i < 3; i++)
        if (panel_label(&l, c, x, y + 20 * k, plain, text[i]))
            break;
}

static void misses(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    char train[32], test[32], text[160];
    float k = v->k;
    const Own *o = panel_own(f);
    double scale = o ? (double)o->scale[o->inputs] : 1;
    panel_fixed(train, f->margins.train.below * scale, 3);
    panel_fixed(test, f->margins.test.below * scale, 3);
    snprintf(text, sizeof text, tr("misses by %s on train, %s on test (root mean square)"), train, test);
    Labels l = { .in = { body.x, body.y, body.w - 16 * k, 22 * k } };
    if (!panel_label(&l, c, body.x + 16 * k, body.y + 14 * k,
                     panel_type(v, 14, FACE_SEMIBOLD, v->theme->ink, ALIGN_LEFT), text)) {
        snprintf(text, sizeof text, tr("rms: train %s, test %s"), train, test);
        panel_label(&l, c, body.x + 16 * k, body.y + 14 * k,
                    panel_type(v, 14, FACE_SEMIBOLD, v->theme->ink, ALIGN_LEFT), text);
    }
    legend(f, v, body.x + 16 * k, body.y + 34 * k, body, c);
}

/* --- the panel --- */

static void pictures(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    Boxes b = lay_out(f, v, body);
    if (b.margins.w > 40 && b.margins.h > 24)
        histogram(f, v, b.margins, c);
    if (b.curve.w > 40 && b.curve.h > 24)
        reliability(f, v, b.curve, c);
    if (f->margins.residuals)
        misses(f, v, body, c);
    else
        verdict(f, v, body, c);
}

void calibration_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    canvas_push_clip(c, body);
    if (panel_diverged(f))
        panel_empty(v, body, c, tr("Weights too large to draw"), tr("Undo brings them back"));
    else if (!(f->have & WANT_MARGINS))
        panel_empty(v, body, c, tr("No net yet."), "");
    else
        pictures(f, v, body, c);
    canvas_pop_clip(c);
}

bool calibration_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out)
{
    const Margins *m = &f->margins;
    if (!(f->have & WANT_MARGINS) || panel_diverged(f))
        return false;
    Boxes b = lay_out(f, v, body);
    char text[32], other[32];
    if (rect_has(b.margins, at)) {
        int bin = clamp_i((int)((at.x - b.margins.x) / b.margins.w * MARGIN_BINS), 0, MARGIN_BINS - 1);
        double lo = (double)m->range * (2.0 * bin / MARGIN_BINS - 1),
               hi = (double)m->range * (2.0 * (bin + 1) / MARGIN_BINS - 1);
        int decimals = m->range < 1 ? 3 : m->range < 10 ? 2 : 1;
        *out = (PanelTip){ .anchor = { at.x - 6, b.margins.y, 12, b.margins.h } };
        panel_tip_row(out, m->residuals ? tr("Residual") : tr("Margin"), tr("%s to %s"),
                      panel_fixed(text, lo, decimals), panel_fixed(other, hi, decimals));
        panel_tip_row(out, tr("train points"), tr("%d of %d"), m->train.count[bin], m->train.n);
        panel_tip_row(out, tr("test points"), tr("%d of %d"), m->test.count[bin], m->test.n);
        if (panel_twin(f, v))
            panel_tip_row(out, panel_twin_name(&f->snap.config), tr("%d of %d"), m->twin.count[bin], m->twin.n);
        return true;
    }
    if (!rect_has(b.curve, at))
        return false;
    int bin = clamp_i((int)((at.x - b.curve.x) / b.curve.w * CALIBRATION_BINS), 0, CALIBRATION_BINS - 1);
    const Calibration *a = &m->on_test;
    float least = least_confidence(f), width = (1 - least) / CALIBRATION_BINS;
    *out = (PanelTip){ .anchor = { at.x - 6, b.curve.y, 12, b.curve.h } };
    panel_tip_row(out, tr("Sure to"), tr("%s to %s"), panel_fixed(text, (double)(least + width * (float)bin), 2),
                  panel_fixed(other, (double)(least + width * (float)(bin + 1)), 2));
    panel_tip_row(out, tr("test points"), tr("%d of %d"), a->count[bin], a->n);
    if (a->count[bin])
        panel_tip_row(out, tr("of them right"), "%s%%", panel_fixed(text, 100 * (double)a->accuracy[bin], 1));
    if (a->count[bin])
        panel_tip_row(out, tr("mean confidence"), "%s%%", panel_fixed(text, 100 * (double)a->confidence[bin], 1));
    return true;
}
