/* The box in the hero's corner: test and train accuracy, of a regression the root of the mean squared error, and the
 * twin's, or how far the two are apart. */
#include "panels/panel.h"

#include <math.h>
#include <stdio.h>

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

static const char *figure(char out[32], const Findings *f, double accuracy, double loss)
{
    if (f->net.slope == 0 || !num_finite(loss))
        return percent(out, accuracy);
    return panel_value(out, panel_rms(f, loss));
}

/* As figure writes it: the gap is the difference of the two numbers that can be read. */
static double rounded(const Findings *f, double accuracy, double loss)
{
    char text[32];
    double v;
    bool value = f->net.slope > 0;
    return text_to_double(value ? panel_value(text, panel_rms(f, loss)) : panel_fixed(text, 100 * accuracy, 1), &v)
               ? v
               : (double)NAN;
}

static const char *test_name(const Findings *f)
{
    if (f->net.slope == 0)
        return tr("Test");
    return data_defs[f->snap.config.data].own ? tr("RMS, test") : tr("RMS to truth");
}

Score score_of(const Findings *f)
{
    const Metrics *m = f->snap.metrics;
    Score s = { .test_name = f->snap.test.n > 0 ? test_name(f) : NULL };
    char text[32];
    if (f->snap.members < 1)
        return (Score){ 0 };
    snprintf(s.train, sizeof s.train, "%s", figure(text, f, m->train_accuracy, m->data_loss));
    if (s.test_name)
        snprintf(s.test, sizeof s.test, "%s", figure(text, f, m->test_accuracy, m->test_loss));
    return s;
}

/* Then net and twin go by the same rule, whatever came before: how far test and train are apart says more. */
static bool unpenalised(const Config *c)
{
    Penalty p = reg_penalty(c);
    bool drops = reg_defs[c->reg].dropout && c->dropout > 0;
    return p.l2 == 0 && p.reported == 0 && p.decay == 0 && p.shrink == 0 && !drops;
}

/* Points of one set beside a curve that lie below the box. They stay where they are, so it does not jump. */
static int hidden_of(const Points *p, int shown, const Field *net, Rect r, Rect box)
{
    const Window *w = &net->window;
    Plot plot = { .r = r, .x0 = w->x0, .x1 = w->x1, .y0 = w->y0, .y1 = w->y1 };
    int n = 0;
    for (int i = 0; i < min_i(p->n, shown); i++)
        n += rect_has(rect_inset(box, -4), plot_at(&plot, (double)p->raw[i], (double)p->y[i]));
    return n;
}

static int hidden_by(const Findings *f, const PanelView *v, Rect r, Rect box)
{
    if (f->snap.train.raw_inputs == 1)
        return hidden_of(&f->snap.train, BOUNDARY_TRAIN_SHOWN, &f->net, r, box) +
               hidden_of(&f->snap.test, BOUNDARY_TEST_SHOWN, &f->net, r, box);
    const Points *p = &f->snap.train;
    PointMap m = points_map(v, r, &f->net);
    int n = 0;
    for (int i = 0; i < min_i(p->n, BOUNDARY_TRAIN_SHOWN); i++)
        n += rect_has(rect_inset(box, -4), points_at(&m, p->raw + 2 * i));
    return n;
}

/* At the right, unless that hides points of a plane of values, which are few and lie in straight rows, or of a curve.
 */
Rect score_rect(const Findings *f, const PanelView *v, Rect r)
{
    float k = v->k, w = 224 * k, h = (v->bayes ? 136 : 112) * k;
    if (v->plain || v->apart)
        return (Rect){ r.x, r.y, 0, 0 };
    const float least = v->poster ? 2.3f : 1.8f; /* of the picture, in boxes */
    if (r.w < least * w || r.h < least * h) {    /* test accuracy alone */
        w = 132 * k;
        h = 66 * k;
    }
    if (v->poster && r.h < least * h) { /* in one line */
        w = 104 * k;
        h = 28 * k;
    }
    if (r.w < least * w || r.h < least * h) /* the points matter more */
        return (Rect){ r.x, r.y, 0, 0 };
    Rect right = { r.x + r.w - w - 12, r.y + 12, w, h }, left = { r.x + 12, r.y + 12, w, h };
    if (f->net.slope == 0 || f->snap.train.raw_inputs > 2 || !f->net.z)
        return right;
    return hidden_by(f, v, r, left) < hidden_by(f, v, r, right) ? left : right;
}

/* All points are for training: nothing says how good the net is on new ones. */
static void untested(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const Theme *t = v->theme;
    const Metrics *m = f->snap.metrics;
    float k = v->k;
    char text[32];
    canvas_text(c, r.x + 14 * k, r.y + 22 * k, panel_type(v, 13, FACE_REGULAR, t->train, ALIGN_LEFT),
                f->net.slope > 0 ? tr("RMS, train") : tr("Train"));
    TextStyle big = panel_type(v, 32, FACE_SEMIBOLD, t->train, ALIGN_LEFT);
    big.tabular = true;
    canvas_text(c, r.x + 14 * k, r.y + 52 * k, big, figure(text, f, m->train_accuracy, m->data_loss));
    if (r.h < 112 * k)
        return;
    canvas_line(c, r.x + 14 * k, r.y + 68.5f * k, r.x + r.w - 14 * k, r.y + 68.5f * k, 1, t->line);
    canvas_text(c, r.x + 14 * k, r.y + 92 * k, panel_type(v, 14, FACE_REGULAR, t->ink2, ALIGN_LEFT),
                tr("there are no test points"));
}

/* What a word of the lesson names has a line under it. */
static void lit(const PanelView *v, Highlight h, float x, float y, float w, Canvas *c)
{
    if (v->highlight == h)
        canvas_rect(c, (Rect){ x, y, w, 2 * v->k }, 0, v->theme->ink);
}

void score_draw(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const Theme *t = v->theme;
    const Metrics *m = f->snap.metrics;
    float k = v->k;
    bool value = f->net.slope > 0;
    char text[32], other[32];
    if (r.w <= 0 || f->snap.members < 1)
        return;
    panel_box(v, r, c);
    if (r.h < 66 * k) { /* one line */
        bool test = f->snap.test.n > 0;
        canvas_text(c, r.x + 10 * k, r.y + 19 * k, panel_type(v, 13, FACE_REGULAR, t->ink2, ALIGN_LEFT),
                    value  ? tr("RMS")
                    : test ? tr("Test")
                           : tr("Train"));
        canvas_text(c, r.x + r.w - 10 * k, r.y + 19.5f * k, panel_type(v, 15, FACE_SEMIBOLD, t->ink, ALIGN_RIGHT),
                    figure(text, f, test ? m->test_accuracy : m->train_accuracy, test ? m->test_loss : m->data_loss));
        return;
    }
    TextStyle big = panel_type(v, 32, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    TextStyle small = panel_type(v, 22, FACE_SEMIBOLD, t->train, ALIGN_LEFT);
    big.tabular = small.tabular = true;
    if (f->snap.test.n == 0) {
        untested(f, v, r, c);
        return;
    }
    canvas_text(c, r.x + 14 * k, r.y + 22 * k, panel_type(v, 13, FACE_REGULAR, t->ink2, ALIGN_LEFT), test_name(f));
    const char *test = figure(text, f, m->test_accuracy, m->test_loss);
    const char *train = figure(other, f, m->train_accuracy, m->data_loss);
    if (canvas_text_width(c, big, test) + canvas_text_width(c, small, train) + 40 * k > r.w && r.h >= 112 * k) {
        big.size *= 0.8f; /* both at 100.0%, or values of many digits */
        small.size *= 0.8f;
    }
    float wide = canvas_text(c, r.x + 14 * k, r.y + 52 * k, big, test);
    lit(v, HIGHLIGHT_TEST, r.x + 14 * k, r.y + 58 * k, wide, c);
    if (r.h < 112 * k)
        return;
    canvas_text(c, r.x + 132 * k, r.y + 22 * k, panel_type(v, 13, FACE_REGULAR, t->train, ALIGN_LEFT),
                value ? tr("train") : tr("Train"));
    float room = r.w - 14 * k - canvas_text_width(c, small, train); /* 100.0% is wider */
    wide = canvas_text(c, r.x + min_f(132 * k, room), r.y + 52 * k, small, train);
    lit(v, HIGHLIGHT_DATA, r.x + min_f(132 * k, room), r.y + 58 * k, wide, c);
    canvas_line(c, r.x + 14 * k, r.y + 68.5f * k, r.x + r.w - 14 * k, r.y + 68.5f * k, 1, t->line);
    if (v->bayes && f->bayes.z) {
        canvas_text(c, r.x + 14 * k, r.y + 116 * k, panel_type(v, 13, FACE_REGULAR, t->ink2, ALIGN_LEFT),
                    tr("best possible, test"));
        canvas_text(c, r.x + r.w - 14 * k, r.y + 116 * k, panel_type(v, 13, FACE_SEMIBOLD, t->ink, ALIGN_RIGHT),
                    percent(text, f->bayes_accuracy));
    }
    if (unpenalised(&f->snap.config) || !panel_twin(f, v)) {
        double test_shown = rounded(f, m->test_accuracy, m->test_loss);
        double gap = (rounded(f, m->train_accuracy, m->data_loss) - test_shown) * (value ? -1 : 1);
        canvas_text(c, r.x + 14 * k, r.y + 92 * k, panel_type(v, 14, FACE_SEMIBOLD, t->gap_text, ALIGN_LEFT),
                    tr("gap"));
        lit(v, HIGHLIGHT_GAP, r.x + 14 * k, r.y + 98 * k, r.w - 28 * k, c);
        if (num_finite(gap))
            canvas_textf(c, r.x + r.w - 14 * k, r.y + 92 * k, panel_type(v, 14, FACE_SEMIBOLD, t->ink, ALIGN_RIGHT),
                         value ? "%s" : tr("%s points"), value ? panel_value(text, gap) : panel_fixed(text, gap, 1));
        return;
    }
    lit(v, HIGHLIGHT_TWIN, r.x + 14 * k, r.y + 98 * k, r.w - 28 * k, c);
    Vec2 dash[] = { { r.x + 14 * k, r.y + 86 * k }, { r.x + 36 * k, r.y + 86 * k } };
    canvas_stroke(c, dash, 2, (Stroke){ .width = 2 * k, .dash = (float[]){ 6 * k, 4 * k }, .dashes = 2, .butt = true },
                  t->ink);
    canvas_textf(c, r.x + 44 * k, r.y + 90.5f * k, panel_type(v, 13, FACE_REGULAR, t->ink2, ALIGN_LEFT), tr("%s, test"),
                 panel_twin_name(&f->snap.config));
    canvas_text(c, r.x + r.w - 14 * k, r.y + 90.5f * k, panel_type(v, 13, FACE_SEMIBOLD, t->ink, ALIGN_RIGHT),
                figure(text, f, m[1].test_accuracy, m[1].test_loss));
}
