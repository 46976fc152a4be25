/* findings: one snapshot, and everything the visible panels want of it that is quick to find. What takes longer, the
 * surface and the sweep, is made apart and attached by who owns it. Also the film: small fields along lambda. */
#include "analysis/analysis.h"

#include <string.h>

static void trace(Field *f, Arena *a)
{
    f->traced = f->z && f->h > 1 && f->slope == 0;
    if (f->traced)
        contour_boundaries(f, a, &f->border);
}

static void make_fields(Findings *f, const FindingsAsk *ask, Arena *a)
{
    const Snapshot *s = &f->snap;
    int rows = s->shape.map.raw == 1 ? 1 : ask->field_h;
    const real *net = s->params, *twin = s->params + s->shape.params;
    size_t size = sizeof *net * (size_t)s->shape.params;
    field_make(&s->shape, net, s->step, ask->window, ask->field_w, rows, a, &f->net);
    if (s->members > 1 && memcmp(net, twin, size) == 0)
        f->twin = f->net; /* lambda was never moved: half of the work saved */
    else if (s->members > 1)
        field_make(&s->shape, twin, s->step, ask->window, ask->field_w, rows, a, &f->twin);
    if (s->has_before && s->metrics[0].status == STATUS_DIVERGED)
        field_make(&s->shape, s->before, s->before_step, ask->window, ask->field_w, rows, a, &f->before);
    field_scale(&s->shape, &s->train, &f->net.mid, &f->net.slope);
    f->twin.mid = f->before.mid = f->net.mid;
    f->twin.slope = f->before.slope = f->net.slope;
    bool same = f->twin.z == f->net.z;
    trace(&f->net, a);
    if (same)
        f->twin = f->net;
    else
        trace(&f->twin, a);
    trace(&f->before, a);
}

static void make_unit(Findings *f, const FindingsAsk *ask, Arena *a)
{
    const Choices *c = &ask->choices;
    UnitAsk unit = { c->unit_layer, c->unit, ask->window, ask->field_w, ask->field_h, f->snap.step };
    units_field(&f->snap.shape, f->snap.params, &unit, a, &f->unit);
    f->unit_layer = c->unit_layer;
    f->unit_index = c->unit;
}

/* Products of one pass through the net. */
static double products(const Shape *s)
{
    double sum = 0;
    for (int i = 0; i < s->chain; i++) {
        const LayerShape *l = &s->layer[i];
        bool slides = l->kind == LAYER_CONV; /* its filters are used at every place */
        sum += slides ? (double)l->out * l->window * l->window : (double)l->params;
    }
    return sum;
}

int findings_rows(const Shape *s, int n)
{
    const double most = 1 << 24; /* about ten milliseconds of a gradient */
    const int least = 256;
    double rows = most / (products(s) + 1);
    return rows >= n ? n : min_i(n, max_i(least, (int)rows));
}

void findings_make(Findings *f, const FindingsAsk *ask, Arena *a)
{
    const Snapshot *s = &f->snap;
    f->have = 0;
    f->net = f->twin = f->before = (Field){ 0 };
    f->hist = f->hist_twin = (Hist){ 0 };
    f->units = (Units){ 0 };
    f->unit = (Field){ 0 };
    f->hidden = f->hidden_twin = (Hidden){ 0 };
    if (s->curve_points > 0)
        f->have |= ask->want & WANT_CURVE;
    if (s->members < 1)
        return;
    if ((ask->want & WANT_FIELD) && field_fits(&s->shape) && ask->field_w >= 2 && ask->field_h >= 2) {
        make_fields(f, ask, a);
        f->have |= WANT_FIELD;
    }
    bool sized = ask->field_w >= 2 && ask->field_h >= 2;
    if ((ask->want & WANT_UNIT) && sized && units_there(&s->shape, ask->choices.unit_layer, ask->choices.unit)) {
        make_unit(f, ask, a);
        f->have |= WANT_UNIT;
    }
    if (ask->want & WANT_UNITS) {
        units_make(s, ask->order, a, &f->units);
        f->have |= WANT_UNITS;
    }
    if (ask->want & WANT_HIDDEN) {
        hidden_make(s, 0, a, &f->hidden);
        if (s->members > 1 && s->metrics[1].status != STATUS_DIVERGED)
            hidden_make(s, 1, a, &f->hidden_twin);
        f->have |= WANT_HIDDEN;
    }
    if (ask->want & WANT_HIST) {
        const real *twin = s->members > 1 ? s->params + s->shape.params : NULL;
        float range = hist_range(&s->shape, s->params, twin);
        hist_make(&s->shape, s->params, range, &f->hist);
        if (twin)
            hist_make(&s->shape, twin, range, &f->hist_twin);
        f->have |= WANT_HIST;
    }
    if (ask->want & WANT_TUG) {
        tug_make(s, a, &f->tug);
        f->have |= WANT_TUG;
    }
    if ((ask->want & WANT_PAYS) && s->members > 1) {
        pays_make(s, a, &f->pays);
        f->have |= WANT_PAYS;
    }
    if (ask->want & WANT_MARGINS) {
        margins_make(s, a, &f->margins);
        f->have |= WANT_MARGINS;
    }
}

enum { EVEN = 7 };                    /* thumbnails where powers of ten are too few to choose by */
static const double short_axis = 2.5; /* decades */

/* The member of the sweep whose value is nearest to 10^e, measured in decades. */
static int nearest_member(const Config *c, int e)
{
    int best = 1;
    double least = 1e300;
    for (int m = 1; m < SWEEP_MEMBERS; m++) {
        double away = num_log10((double)sweep_value(c, m)) - e;
        away = away < 0 ? -away : away;
        if (away < least) {
            least = away;
            best = m;
        }
    }
    return best;
}

void film_choose(const Config *c, Film *out)
{
    const double near = 0.05; /* decades by which a power of ten may lie outside of the axis */
    double lo = num_log10((double)c->sweep_lo) - near, hi = num_log10((double)c->sweep_hi) + near;
    int first = (int)lo - (lo < (int)lo) + 1, last = (int)hi - (hi < (int)hi); /* powers between lo and hi */
    int stride = 1;
    float from, to;
    bool linear;
    reg_axis(c, &from, &to, &linear);
    memset(out, 0, sizeof *out);
    out->member[out->n++] = 0;
    for (int i = linear; i < EVEN && (linear || hi - lo < short_axis); i++)
        out->member[out->n++] =
            linear ? i * (SWEEP_MEMBERS - 1) / (EVEN - 1) : 1 + i * (SWEEP_MEMBERS - 2) / (EVEN - 1);
    if (out->n > 1)
        return;
    while ((last - first) / stride + 1 > FILM_MAX - 1)
        stride++;
    for (int e = first; e <= last; e += stride)
        out->member[out->n++] = nearest_member(c, e);
}

void film_add(Film *f, const Shape *s, const Points *train, int member, const real *params, Window win)
{
    Arena work = { 0 };
    for (int k = 0; k < f->n; k++) {
        if (f->member[k] != member)
            continue;
        if (s->map.raw > 2) {
            f->side = filters_side(s);
            f->filters = filters_take(s, params, f->z[k]);
        } else {
            Field field;
            field_make(s, params, 0, win, FILM_W, s->map.raw == 1 ? 1 : FILM_H, &work, &field);
            memcpy(f->z[k], field.z, sizeof *field.z * (size_t)(FILM_W * field.h * s->outputs));
        }
        f->window = win;
        field_scale(s, train, &f->mid, &f->slope);
        f->outputs = s->outputs;
        f->have[k] = true;
        f->version++;
    }
    arena_free(&work);
}
