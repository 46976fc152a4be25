/* behind: the numbers behind each panel, as they are drawn, for those who draw them themselves: one function a panel.
 * Keys of series are for scripts: they are not translated and do not change. */
#include "panels/panel.h"

#include <math.h> /* sqrt only */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const double NONE = NAN;

Behind behind_of(const Findings *f, const PanelView *v, int panel, Arena *a)
{
    Behind n = { .arena = a, .x = "x", .y = "y" };
    panel_defs[panel].behind(f, v, &n);
    return n;
}

static void *grown(Arena *a, void *old, int n, int *cap, size_t size)
{
    if (n < *cap)
        return old;
    *cap = *cap ? 2 * *cap : 64;
    void *p = arena_alloc(a, size * (size_t)*cap);
    if (n)
        memcpy(p, old, size * (size_t)n);
    return p;
}

void behind_series(Behind *n, BehindLook look, Color color, const char *format, ...)
{
    va_list args;
    n->series = grown(n->arena, n->series, n->count, &n->series_cap, sizeof *n->series);
    BehindSeries *s = &n->series[n->count++];
    *s = (BehindSeries){ .look = look, .color = color, .first = n->rows };
    va_start(args, format);
    vsnprintf(s->key, sizeof s->key, format, args);
    va_end(args);
}

void behind_row(Behind *n, double x, double y, double z)
{
    n->row = grown(n->arena, n->row, n->rows, &n->row_cap, sizeof *n->row);
    n->row[n->rows++] = (BehindRow){ x, y, z };
    n->series[n->count - 1].rows++;
}

/* --- the plane of the data --- */

static void put_points(const Findings *f, const PanelView *v, Split split, Behind *n)
{
    const Points *p = split == SPLIT_TRAIN ? &f->snap.train : split == SPLIT_VALID ? &f->snap.valid : &f->snap.test;
    static const char *const name[] = { "train", "validation", "test" };
    BehindLook look =
        split == SPLIT_TRAIN ? BEHIND_MARKS : BEHIND_TABLE; /* of the others a picture has a few, or none */
    int classes = data_classes(&f->snap.config, f->snap.own);
    for (int wrong = 0; wrong < 2; wrong++)
        for (int k = 0; k < max_i(1, classes); k++) {
            bool begun = false;
            for (int i = 0; i < p->n; i++) {
                if ((classes && (int)p->y[i] != k) || (p->wrong && p->wrong[i]) != wrong)
                    continue;
                Color c = classes && k < THEME_CLASSES ? v->theme->cls[k] : v->theme->ink;
                if (!begun && classes)
                    behind_series(n, look, c, "%s_class_%d%s", name[split], k, wrong ? "_wrong_label" : "");
                else if (!begun)
                    behind_series(n, look, c, "%s", name[split]);
                begun = true;
                if (p->raw_inputs == 1)
                    behind_row(n, (double)p->raw[i], (double)p->y[i], NONE);
                else
                    behind_row(n, (double)p->raw[2 * i], (double)p->raw[2 * i + 1], NONE);
            }
        }
}

static double across(float lo, float hi, double at, int nodes)
{
    return (double)lo + (double)(hi - lo) * at / max_i(1, nodes - 1);
}

static void put_border(const Field *z, BehindLook look, Color color, const char *key, Behind *n)
{
    const Vec2 *p = z->border.p;
    for (int i = 0; z->traced && i < z->border.lines; p += z->border.count[i++]) {
        behind_series(n, look, color, "%s_%d", key, i + 1);
        for (int k = 0; k < z->border.count[i] + z->border.closed[i]; k++) {
            Vec2 at = p[k % z->border.count[i]];
            behind_row(n, across(z->window.x0, z->window.x1, (double)at.x, z->w),
                       across(z->window.y1, z->window.y0, (double)at.y, z->h), NONE);
        }
    }
}

/* Probabilities, or values. */
static void put_field(const Field *z, const char *key, Behind *n)
{
    for (int k = 0; k < z->outputs; k++) {
        behind_series(n, BEHIND_GRID, 0, z->outputs > 1 ? "%s_class_%d" : "%s", key, k);
        for (int i = 0; i < z->h * z->w; i++) {
            const float *out = z->z + (size_t)i * (size_t)z->outputs;
            double sum = 0, p = z->slope > 0 ? (double)out[0] : (double)field_p1(out[0]);
            for (int j = 0; z->outputs > 1 && j < z->outputs; j++)
                sum += num_exp((double)out[j] - (double)out[k]);
            behind_row(n, across(z->window.x0, z->window.x1, i % z->w, z->w),
                       across(z->window.y1, z->window.y0, i / z->w, z->h), z->outputs > 1 ? 1 / sum : p);
        }
    }
}

static void put_curve(const Field *z, Color color, bool dashed, const char *key, Behind *n)
{
    behind_series(n, dashed ? BEHIND_DASHED : BEHIND_LINE, color, "%s", key);
    for (int i = 0; i < z->w; i++)
        behind_row(n, across(z->window.x0, z->window.x1, i, z->w), (double)z->z[i * z->outputs], NONE);
}

void behind_boundary(const Findings *f, const PanelView *v, Behind *n)
{
    int raw = f->snap.shape.map.raw;
    if (raw > 2 || !f->net.z)
        return;
    for (int split = SPLIT_TRAIN; split <= SPLIT_TEST; split++)
        put_points(f, v, (Split)split, n);
    bool twin = panel_twin(f, v) && f->twin.z;
    if (raw == 1) {
        put_curve(&f->net, v->theme->ink, false, "net", n);
        if (twin)
            put_curve(&f->twin, v->theme->ink, true, "twin", n);
        return;
    }
    put_border(&f->net, BEHIND_LINE, v->theme->ink, "boundary", n);
    if (twin)
        put_border(&f->twin, BEHIND_DASHED, v->theme->ink, "twin_boundary", n);
    put_field(&f->net, f->net.slope > 0 ? "value" : "p", n);
    if (twin)
        put_field(&f->twin, f->net.slope > 0 ? "twin_value" : "twin_p", n);
}

/* --- training --- */

static void put_column(const Snapshot *s, int member, size_t offset, BehindLook look, Color color, const char *key,
                       Behind *n)
{
    behind_series(n, look, color, "%s", key);
    for (int i = 0; i < s->curve_points; i++) {
        const CurvePoint *p = &s->curve[member * s->curve_points + i];
        behind_row(n, (double)p->step, (double)*(const float *)((const char *)p + offset), NONE);
    }
}

void behind_curves(const Findings *f, const PanelView *v, Behind *n)
{
    n->x = "step";
    n->y = "loss";
    const Snapshot *s = &f->snap;
    const Theme *t = v->theme;
    put_column(s, 0, offsetof(CurvePoint, data_loss), BEHIND_LINE, t->train, "train_loss", n);
    put_column(s, 0, offsetof(CurvePoint, test_loss), BEHIND_LINE, t->ink, "test_loss", n);
    if (s->valid.n)
        put_column(s, 0, offsetof(CurvePoint, valid_loss), BEHIND_TABLE, t->ink2, "validation_loss", n);
    if (panel_twin(f, v))
        put_column(s, 1, offsetof(CurvePoint, test_loss), BEHIND_DASHED, t->ink, "twin_test_loss", n);
    put_column(s, 0, offsetof(CurvePoint, cost), BEHIND_TABLE, t->lam, "cost", n);
    put_column(s, 0, offsetof(CurvePoint, strength), BEHIND_TABLE, t->lam, "strength", n);
    put_column(s, 0, offsetof(CurvePoint, weight_norm), BEHIND_TABLE, t->lam, "weight_norm", n);
}

static void put_hist(const Hist *h, int layer, BehindLook look, Color color, const char *key, Behind *n)
{
    behind_series(n, look, color, layer < 0 ? "%s" : "%s_%d", key, layer + 1);
    for (int i = 0; i < HIST_BINS; i++) {
        int count = 0;
        for (int l = layer < 0 ? 0 : layer; l < (layer < 0 ? h->layers : layer + 1); l++)
            count += h->count[l][i];
        behind_row(n, (double)h->range * ((2 * i + 1) / (double)HIST_BINS - 1), count, NONE);
    }
}

void behind_weights(const Findings *f, const PanelView *v, Behind *n)
{
    n->x = "weight";
    n->y = "count";
    n->root_y = true;
    for (int l = 0; l < f->hist.layers; l++)
        put_hist(&f->hist, l, BEHIND_BARS, v->theme->layer[weights_group(l, f->hist.layers)], "layer", n);
    if (panel_twin(f, v) && f->hist_twin.layers)
        put_hist(&f->hist_twin, -1, BEHIND_DASHED, v->theme->ink, "twin", n);
}

/* --- the space of parameters --- */

void behind_surface(const Findings *f, const PanelView *v, Behind *n)
{
    const Surface *s = f->surface;
    static const char *const key[] = { "data_loss", "penalty", "cost" };
    if (!s || !s->valid)
        return;
    Penalty pen = reg_penalty(&f->snap.config);
    for (int kind = SURFACE_DATA; kind <= SURFACE_TOTAL; kind++) {
        behind_series(n, BEHIND_GRID, 0, "%s", key[kind]);
        for (int i = 0; i < SURFACE_NODES * SURFACE_NODES; i++)
            behind_row(n, across(s->x0, s->x1, i % SURFACE_NODES, SURFACE_NODES),
                       across(s->y0, s->y1, i / SURFACE_NODES, SURFACE_NODES),
                       (double)surface_value(s, (SurfaceKind)kind, pen, i));
    }
    behind_series(n, BEHIND_TABLE, v->theme->ink, "path_data_loss");
    for (int i = 0; i < s->path_points; i++)
        behind_row(n, (double)s->path[i].x, (double)s->path[i].y, (double)s->path_loss[i]);
}

/* x: from, y: to, z: the weight. */
void behind_network(const Findings *f, const PanelView *v, Behind *n)
{
    const Shape *s = &f->snap.shape;
    (void)v;
    for (int i = 0, number = 0; i < s->chain && f->snap.params; i++) {
        const LayerShape *l = &s->layer[i];
        const real *p = f->snap.params + l->first;
        int columns = l->kind == LAYER_DENSE ? l->out : l->kind == LAYER_CONV ? l->window * l->window : 0;
        if (!columns)
            continue;
        behind_series(n, BEHIND_TABLE, 0, l->kind == LAYER_DENSE ? "layer_%d_weights" : "filters", ++number);
        for (int k = 0; k < l->weights; k++)
            behind_row(n, k / columns, k % columns, (double)p[k]);
    }
}

void behind_curvature(const Findings *f, const PanelView *v, Behind *n)
{
    n->x = "step";
    n->y = "eigenvalue";
    const Curvature *c = f->curvature;
    for (int set = 0; c && set < 3; set++)
        for (int k = 0; k < CURVATURE_TOP; k++) {
            static const char *const key[] = { "data_loss_eigenvalue", "cost_eigenvalue", "twin_eigenvalue" };
            const Color color[] = { v->theme->train, v->theme->lam, v->theme->ink };
            if (set == 2 && !panel_twin(f, v))
                continue;
            behind_series(n, set == 2 ? BEHIND_DASHED : BEHIND_LINE, color[set], "%s_%d", key[set], k + 1);
            for (int i = 0; i < c->points; i++)
                behind_row(n, (double)c->at[i],
                           (double)(set == 0   ? c->data
                                    : set == 1 ? c->total
                                               : c->twin)[i][k],
                           NONE);
        }
}

/* z: the class, or the value. */
void behind_representation(const Findings *f, const PanelView *v, Behind *n)
{
    (void)v;
    for (int i = 0; i < f->hidden.stages; i++) {
        const HiddenStage *s = &f->hidden.stage[i];
        for (int split = 0; split < 2; split++) {
            const Points *p = split ? &f->snap.test : &f->snap.train;
            const Vec2 *at = split ? s->test : s->train;
            behind_series(n, BEHIND_TABLE, 0, "stage_%d_%s", i, split ? "test" : "train");
            for (int k = 0; k < (split ? f->hidden.test : f->hidden.train); k++)
                behind_row(n, (double)at[k].x, (double)at[k].y, (double)p->y[k]);
        }
    }
}

/* --- the sweep --- */

typedef double (*OfMember)(const Findings *f, int m);

static double train_loss(const Findings *f, int m) { return f->sweep->mean[m].data_loss; }
static double test_loss(const Findings *f, int m) { return f->sweep->mean[m].test_loss; }
static double lowest(const Findings *f, int m) { return f->sweep->low[m]; }
static double highest(const Findings *f, int m) { return f->sweep->high[m]; }
static double train_accuracy(const Findings *f, int m) { return f->sweep->mean[m].train_accuracy; }
static double test_accuracy(const Findings *f, int m) { return f->sweep->mean[m].test_accuracy; }
static double norm(const Findings *f, int m) { return f->sweep->mean[m].weight_norm; }
static double effective(const Findings *f, int m)
{
    const Effective *e = f->effective;
    return e && e->possible && e->done[m] ? (double)e->value[m] : NONE;
}

void behind_lambda(const Findings *f, const PanelView *v, Behind *n)
{
    n->y = "loss";
    const Theme *t = v->theme;
    const struct {
        const char *key;
        BehindLook look;
        Color color;
        OfMember of;
    } row[] = {
        { "train_loss", BEHIND_LINE, t->train, train_loss },
        { "test_loss", BEHIND_LINE, t->ink, test_loss },
        { "test_loss_lowest", BEHIND_TABLE, t->ink3, lowest },
        { "test_loss_highest", BEHIND_TABLE, t->ink3, highest },
        { "train_accuracy", BEHIND_TABLE, t->train, train_accuracy },
        { "test_accuracy", BEHIND_TABLE, t->ink, test_accuracy },
        { "weight_norm", BEHIND_TABLE, t->lam, norm },
        { "effective_parameters", BEHIND_TABLE, t->lam, effective },
    };
    float lo, hi;
    bool linear;
    if (!f->sweep)
        return;
    reg_axis(&f->sweep->config, &lo, &hi, &linear);
    n->x = panel_symbol(&f->sweep->config);
    n->log_x = !linear;
    for (int i = 0; i < COUNT(row); i++) {
        behind_series(n, row[i].look, row[i].color, "%s", row[i].key);
        for (int m = 0; m < f->sweep->total; m++)
            if (f->sweep->done[m])
                behind_row(n, (double)f->sweep->value[m], row[i].of(f, m), NONE);
    }
}

void behind_variance(const Findings *f, const PanelView *v, Behind *n)
{
    n->y = "mean squared error";
    const Variance *a = f->variance;
    static const char *const key[] = { "bias_squared", "variance", "sum" };
    const Color color[] = { v->theme->train, v->theme->lam, v->theme->ink };
    if (!a)
        return;
    n->x = panel_symbol(&f->snap.config);
    n->log_x = !a->linear;
    for (int i = 0; i < 3; i++) {
        behind_series(n, BEHIND_LINE, color[i], "%s", key[i]);
        for (int k = 0; k < a->values; k++)
            if (a->nets[k] > 1 && !a->lost[k])
                behind_row(n, (double)a->value[k],
                           (i != 1 ? (double)a->bias2[k] : 0) + (i != 0 ? (double)a->variance[k] : 0), NONE);
    }
}

/* z: the norm of the weights. */
void behind_updown(const Findings *f, const PanelView *v, Behind *n)
{
    n->y = "test loss";
    const UpDown *u = f->updown;
    static const char *const key[] = { "net", "reheated", "one_hidden_layer" };
    const Color color[] = { v->theme->ink, v->theme->lam, v->theme->ink3 };
    if (!u)
        return;
    n->x = panel_symbol(&f->snap.config);
    n->log_x = true;
    for (int i = 0; i < UPDOWN_NETS; i++) {
        const UpDownLoop *l = &u->loop[i];
        for (int down = 0; l->possible && down < 2; down++) {
            behind_series(n, down ? BEHIND_DASHED : BEHIND_LINE, color[i], "%s_%s", key[i], down ? "down" : "up");
            for (int k = max_i(l->from, down ? UPDOWN_UP - 1 : 0); k < (down ? l->done : min_i(l->done, UPDOWN_UP));
                 k++)
                behind_row(n, (double)u->strength[k], (double)l->test_loss[k], (double)l->norm[k]);
        }
    }
}

/* --- data and penalty, point by point and weight by weight --- */

void behind_tug(const Findings *f, const PanelView *v, Behind *n)
{
    n->x = "layer";
    n->y = "pull along the weights";
    for (int side = 0; side < 2 && (f->have & WANT_TUG); side++) {
        behind_series(n, BEHIND_BARS, side ? v->theme->lam : v->theme->train, side ? "penalty" : "data");
        for (int l = 0; l < f->tug.layers; l++) {
            const TugRope *r = &f->tug.layer[l];
            behind_row(n, l + 1, r->size > 0 ? (side ? r->penalty : r->data) / r->size : NONE, NONE);
        }
    }
}

/* x: place in the order of what they pay, from 1; z: 1 where the label is wrong. */
void behind_pays(const Findings *f, const PanelView *v, Behind *n)
{
    n->x = "point";
    n->y = "loss above that of the twin";
    const Pays *p = &f->pays;
    if (!(f->have & WANT_PAYS))
        return;
    behind_series(n, BEHIND_BARS, v->theme->lam, "loss_above_twin");
    for (int i = 0; i < p->rows; i++)
        behind_row(n, i + 1, (double)p->net[p->order[i]] - (double)p->twin[p->order[i]],
                   f->snap.train.wrong && f->snap.train.wrong[p->order[i]]);
}

static void put_margins(const Margins *m, const MarginSet *s, BehindLook look, Color color, const char *key, Behind *n)
{
    if (!s->n)
        return;
    behind_series(n, look, color, "%s", key);
    for (int i = 0; i < MARGIN_BINS; i++)
        behind_row(n, (double)m->range * ((2 * i + 1) / (double)MARGIN_BINS - 1), (double)s->count[i] / s->n, NONE);
}

static void put_calibration(const Calibration *c, const char *key, Behind *n)
{
    if (!c->n)
        return;
    behind_series(n, BEHIND_TABLE, 0, "%s", key);
    for (int i = 0; i < CALIBRATION_BINS; i++)
        if (c->count[i])
            behind_row(n, (double)c->confidence[i], (double)c->accuracy[i], c->count[i]);
}

void behind_calibration(const Findings *f, const PanelView *v, Behind *n)
{
    const Margins *m = &f->margins;
    n->x = m->residuals ? "residual" : "margin";
    n->y = "share of points";
    if (!(f->have & WANT_MARGINS))
        return;
    put_margins(m, &m->train, BEHIND_LINE, v->theme->train, "train", n);
    put_margins(m, &m->test, BEHIND_LINE, v->theme->ink, "test", n);
    put_margins(m, &m->twin, BEHIND_DASHED, v->theme->ink, "twin", n);
    put_calibration(&m->on_test, "accuracy_of_confidence_test", n);
    put_calibration(&m->on_valid, "accuracy_of_confidence_validation", n);
    put_calibration(&m->twin_on_test, "accuracy_of_confidence_twin", n);
}
