/* What can be read off the nets of a sweep, one picture each: curves over lambda, with their numbers at one net. */
#include "panels/panel.h"

#include <stdio.h>

enum { MOST = 3 }; /* curves in one picture */

typedef enum Look { LOOK_TRAIN, LOOK_VALID, LOOK_TEST, LOOK_WEIGHT, LOOK_OTHER } Look;

typedef struct Reading {
    const char *tab, *title;
    struct {
        const char *name;
        Look look;
    } curve[MOST];
    int curves; /* 0: paths of weights */
    void (*numbers)(const Findings *f, int member, double out[MOST]);
    const char *unit;
    int decimals;
} Reading;

/* --- what there is to show of a member --- */

static void losses(const Findings *f, int m, double out[MOST])
{
    const Metrics *of = &f->sweep->mean[m];
    out[0] = of->data_loss;
    out[1] = of->test_loss;
    out[2] = of->valid_loss;
}

static void accuracies(const Findings *f, int m, double out[MOST])
{
    const Metrics *of = &f->sweep->mean[m];
    out[0] = 100 * of->train_accuracy;
    out[1] = 100 * of->test_accuracy;
    out[2] = 100 * of->valid_accuracy;
}

static void norms(const Findings *f, int m, double out[MOST]) { out[0] = f->sweep->mean[m].weight_norm; }

static void zeros(const Findings *f, int m, double out[MOST])
{
    const Sweep *s = f->sweep;
    float near, exact;
    if (!f->sweep_weights || s->net[0][m].status == STATUS_DIVERGED)
        return;
    ridge_zeros(&s->shape, f->sweep_weights + (size_t)m * (size_t)s->shape.params, &near, &exact);
    out[0] = 100 * (double)near;
    out[1] = 100 * (double)exact;
}

static void effective(const Findings *f, int m, double out[MOST])
{
    const Effective *e = f->effective;
    if (e && e->possible && e->done[m])
        out[0] = (double)e->value[m];
}

#define SETS                                                                                                           \
    {                                                                                                                  \
        { N_("train"), LOOK_TRAIN }, { N_("test"), LOOK_TEST }, { N_("valid."), LOOK_VALID }                           \
    }
static const Reading readings[READINGS] = {
    { N_("Loss"), N_("Loss"), SETS, 3, losses, "", 3 },
    { N_("Acc."), N_("Accuracy"), SETS, 3, accuracies, "%", 1 },
    { N_("Norm"), N_("Size of the weights"), { { N_("norm"), LOOK_WEIGHT } }, 1, norms, "", 2 },
    { .tab = N_("Paths"), .title = N_("Path of every weight") },
    { N_("Zeros"),
      N_("Weights near zero"),
      { { N_("below 0.01"), LOOK_OTHER }, { N_("exactly 0"), LOOK_WEIGHT } },
      2,
      zeros,
      "%",
      1 },
    { N_("Param."), N_("Effective parameters"), { { N_("effective"), LOOK_WEIGHT } }, 1, effective, "", 1 },
};

const char *readings_tab(int i) { return tr(readings[i].tab); }
const char *readings_title(int i) { return tr(readings[i].title); }
bool readings_of_weights(int i) { return readings[i].curves == 0; }

/* A mean over seeds; the other readings look into the nets themselves, which are kept of the first seed. */
static bool is_mean(const Findings *f, const Reading *r)
{
    return f->sweep->seeds > 1 && (r->numbers == losses || r->numbers == accuracies || r->numbers == norms);
}

/* All numbers of a picture; NaN: there is none. */
typedef struct Numbers {
    const Reading *of;
    double y[MOST][SWEEP_MEMBERS];
    bool there[MOST]; /* a curve without any number is not named: no validation points, no result yet */
} Numbers;

static Numbers numbers_of(const Findings *f, int i)
{
    Numbers n = { .of = &readings[i] };
    for (int m = 0; m < SWEEP_MEMBERS; m++) {
        double out[MOST] = { (double)__builtin_nanf(""), (double)__builtin_nanf(""), (double)__builtin_nanf("") };
        if (f->sweep->done[m])
            n.of->numbers(f, m, out);
        for (int k = 0; k < n.of->curves; k++) {
            n.y[k][m] = out[k];
            n.there[k] |= num_finite(out[k]);
        }
    }
    return n;
}

const char *readings_missing(const Findings *f, int i)
{
    const Effective *e = f->effective;
    if (readings[i].numbers == accuracies && f->sweep->shape.loss == loss_for(0))
        return tr("Values, not classes: no accuracy.");
    if (readings[i].numbers != effective || (e && e->possible))
        return NULL;
    if (!e)
        return f->sweep->finished[0] < f->sweep->total ? tr("Counted when the sweep is complete.")
                                                       : tr("Being counted.");
    return e->why == EFFECTIVE_NO_L2 ? tr("Defined for L2 alone.") : tr("The net is too large for its Hessian.");
}

bool readings_progress(const Findings *f, int i, char out[64])
{
    const Sweep *s = f->sweep;
    float next = f->progress[STUDY_EFFECTIVE];
    bool counted = readings[i].numbers == effective && next >= 0;
    bool trained = s->finished[0] == s->total;
    if (!trained)
        snprintf(out, 64, tr("%d of %d nets"), s->finished[0], s->total);
    else if (counted)
        snprintf(out, 64, tr("%d%% counted"), (int)(100 * next));
    return counted || !trained;
}

/* --- curves --- */

static Color color_of(const Theme *t, Look look)
{
    return look == LOOK_TRAIN ? t->train : look == LOOK_TEST ? t->ink : look == LOOK_VALID ? t->ink2 : t->lam;
}

static Stroke stroke_of(const PanelView *v, Look look)
{
    static const float dots[] = { 1.5f, 3.5f };
    bool dotted = look == LOOK_VALID || look == LOOK_OTHER;
    return (Stroke){ .width = (look == LOOK_TEST ? 2.75f : 2.25f) * v->k,
                     .dash = dotted ? dots : NULL,
                     .dashes = dotted ? 2 : 0,
                     .butt = dotted };
}

static void dot(const PanelView *v, Vec2 at, Look look, float r, Canvas *c)
{
    canvas_disc(c, at, r * v->k, color_of(v->theme, look));
    if (look != LOOK_TRAIN && look != LOOK_WEIGHT)
        canvas_disc(c, at, (r - 1.5f) * v->k, v->theme->surface);
}

/* x in layout pixels. A loss on few validation points must not flatten the other two: it may leave through the top. */
static Plot plot_of(const Findings *f, const Numbers *n, Rect r)
{
    double lo = 1e300, hi = 0;
    bool share = n->of->unit[0] == '%', loss = n->of->numbers == losses;
    for (int m = 0; m < SWEEP_MEMBERS; m++)
        for (int k = 0; k < n->of->curves; k++) {
            double y = n->y[k][m];
            if (loss && n->of->curve[k].look == LOOK_TEST)
                y = f->sweep->done[m] ? f->sweep->high[m] : y;
            if (!num_finite(y) || (loss && n->of->curve[k].look == LOOK_VALID))
                continue;
            lo = y < lo ? y : lo;
            hi = y > hi ? y : hi;
        }
    Plot p = { .r = r, .x0 = r.x, .x1 = r.x + r.w, .y1 = share ? 100 : along_top((float)hi, 4) };
    if (loss)
        p.y1 = min_f(p.y1, 10);
    if (n->of->numbers == accuracies && lo < 100)
        p.y0 = (float)(20 * (int)(lo / 20));
    return p;
}

static void curve(const Findings *f, const PanelView *v, const Numbers *n, const Along *a, const Plot *p, int k,
                  Canvas *c)
{
    Look look = n->of->curve[k].look;
    float x[SWEEP_MEMBERS], y[SWEEP_MEMBERS], r = a->r.w > 450 * v->k ? 3.5f : 2.75f;
    int count = 0;
    for (int m = 0; m < f->sweep->total; m++)
        if (f->sweep->done[m]) {
            x[count] = along_x(a, f->sweep->value[m]);
            y[count++] = (float)n->y[k][m]; /* a gap where it is no number */
        }
    plot_line(c, p, x, y, count, stroke_of(v, look), color_of(v->theme, look));
    for (int i = 0; i < count; i++)
        if (num_finite((double)y[i]) && y[i] <= p->y1)
            dot(v, plot_at(p, (double)x[i], (double)y[i]), look, r, c);
}

/* How far the test losses of the seeds lie apart. */
static void band(const Findings *f, const PanelView *v, const Along *a, const Plot *p, Canvas *c)
{
    const Sweep *s = f->sweep;
    float x[SWEEP_MEMBERS], low[SWEEP_MEMBERS], high[SWEEP_MEMBERS];
    int count = 0;
    for (int m = 0; m < s->total; m++)
        if (s->done[m]) {
            x[count] = along_x(a, s->value[m]);
            low[count] = (float)s->low[m];
            high[count++] = (float)s->high[m];
        }
    plot_between(c, p, x, low, high, count, color_alpha(v->theme->ink, v->theme->dark ? 0.22f : 0.16f));
}

/* The diamond that the curve above the slider has. */
static void sweet_spot(const Findings *f, const PanelView *v, const Along *a, const Plot *p, Canvas *c)
{
    int sweet = path_sweet(f->sweep);
    if (sweet <= 0)
        return;
    Vec2 at = plot_at(p, (double)along_x(a, f->sweep->value[sweet]), f->sweep->mean[sweet].test_loss);
    panel_diamond(c, at, 7 * v->k, v->theme->surface, v->theme->ink, 2.25f * v->k);
}

/* --- words --- */

/* The finished member that the numbers are of: under the pointer, else nearest to where the slider stands. -1: none. */
static int member_of(const Findings *f, const PanelView *v, const Along *a)
{
    const Sweep *s = f->sweep;
    bool linked = v->link.kind == LINK_STRENGTH;
    float x = along_x(a, linked ? v->link.strength : path_strength(&f->snap.config)), least = 1e9f;
    int best = -1;
    for (int m = 0; m < s->total; m++) {
        float away = along_x(a, s->value[m]) - x;
        away = away < 0 ? -away : away;
        if (s->done[m] && away < least) {
            least = away;
            best = m;
        }
    }
    return best;
}

/* Names of the curves with their numbers at one of the nets, and which one that is. */
static void legend(const Findings *f, const PanelView *v, const Numbers *n, int member, Rect head, Canvas *c)
{
    float k = v->k, x = head.x, y = head.y + head.h - 6 * k;
    int decimals = head.w < 420 * k ? max_i(1, n->of->decimals - 1) : n->of->decimals;
    Labels l = { .in = head };
    char text[64], number[32];
    TextStyle name = panel_type(v, 13, FACE_REGULAR, v->theme->ink2, ALIGN_LEFT);
    TextStyle bold = panel_type(v, 13, FACE_SEMIBOLD, v->theme->ink, ALIGN_LEFT);
    bold.tabular = true;
    for (int i = 0; i < n->of->curves; i++) {
        Look look = n->of->curve[i].look;
        double value = member < 0 ? (double)__builtin_nanf("") : n->y[i][member];
        if (!n->there[i])
            continue;
        if (!panel_label(&l, c, x + 26 * k, y, name, tr(n->of->curve[i].name)))
            break;
        canvas_stroke(c, (Vec2[]){ { x, y - 4 * k }, { x + 20 * k, y - 4 * k } }, 2, stroke_of(v, look),
                      color_of(v->theme, look));
        dot(v, (Vec2){ x + 10 * k, y - 4 * k }, look, 3.5f, c);
        x += canvas_text_width(c, name, tr(n->of->curve[i].name)) + 30 * k;
        bool small = n->of->decimals == 3 && value < 0.1; /* a loss: two digits of it at least */
        snprintf(text, sizeof text, "%s%s", panel_fixed(number, value, small ? 3 : decimals), n->of->unit);
        if (num_finite(value) && panel_label(&l, c, x, y, bold, text))
            x += canvas_text_width(c, bold, text);
        panel_reserve(&l, (Rect){ x, y - 10 * k, 10 * k, 10 * k }); /* what comes next keeps away */
        x += 14 * k;
    }
    if (member < 0)
        return;
    int all = n->of->numbers == effective && f->effective ? f->effective->params : 0;
    text_short(number, (double)f->sweep->value[member]);
    name.color = v->theme->ink3;
    name.align = ALIGN_RIGHT;
    snprintf(text, sizeof text, tr("mean of %d seeds at %s = %s"), f->sweep->seeds, panel_symbol(&f->sweep->config),
             number);
    if (is_mean(f, n->of) && panel_label(&l, c, head.x + head.w, y, name, text))
        return;
    if (all && f->effective->rows < f->snap.train.n)
        snprintf(text, sizeof text, tr("of %d, from %d points, at %s = %s"), all, f->effective->rows,
                 panel_symbol(&f->sweep->config), number);
    else if (all)
        snprintf(text, sizeof text, tr("of %d, at %s = %s"), all, panel_symbol(&f->sweep->config), number);
    else
        snprintf(text, sizeof text, tr("at %s = %s"), panel_symbol(&f->sweep->config), number);
    panel_label(&l, c, head.x + head.w, y, name, text);
}

void readings_draw(const Findings *f, const PanelView *v, int i, const Along *a, Rect head, Canvas *c)
{
    Numbers n = numbers_of(f, i);
    Plot p = plot_of(f, &n, a->r);
    along_values(v, &p, n.of->unit, c);
    canvas_push_clip(c, rect_inset(a->r, -6 * v->k));
    if (is_mean(f, n.of) && n.of->numbers == losses)
        band(f, v, a, &p, c);
    for (int k = 0; k < n.of->curves; k++)
        curve(f, v, &n, a, &p, k, c);
    if (n.of->numbers == losses)
        sweet_spot(f, v, a, &p, c);
    canvas_pop_clip(c);
    legend(f, v, &n, member_of(f, v, a), head, c);
}

void readings_tip(const Findings *f, int i, int member, PanelTip *out)
{
    char number[32], title[64];
    Numbers n = { .of = NULL };
    text_short(number, (double)f->sweep->value[member]);
    bool mean = is_mean(f, &readings[i]);
    if (mean)
        snprintf(title, sizeof title, tr("Mean of %d seeds, %s = %s"), f->sweep->seeds, panel_symbol(&f->sweep->config),
                 number);
    else
        snprintf(title, sizeof title, tr("Net trained with %s = %s"), panel_symbol(&f->sweep->config), number);
    panel_tip_row(out, title, "%s", tr(status_keys[f->sweep->net[0][member].status]));
    if (!readings_of_weights(i))
        n = numbers_of(f, i);
    for (int k = 0; n.of && k < n.of->curves; k++)
        if (num_finite(n.y[k][member]))
            panel_tip_row(out, tr(n.of->curve[k].name), "%s%s", panel_fixed(number, n.y[k][member], n.of->decimals),
                          n.of->unit);
    if (mean && n.of->numbers == losses && num_finite(f->sweep->high[member]))
        panel_tip_row(out, tr("test, lowest and highest"), "%.3f, %.3f", f->sweep->low[member], f->sweep->high[member]);
    out->link = (Link){ .kind = LINK_STRENGTH, .strength = f->sweep->value[member] };
}
