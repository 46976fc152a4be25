/* The effective number of parameters of every net of a sweep: sum over the eigenvalues h of the data loss's Hessian
 * over the penalised parameters of h/(h + lambda) (MacKay 1992, 4.3; Hastie et al. 2009, 3.50 for least squares), and
 * one for each that is trained without a penalty. Negative h count 0: there the penalty alone holds the net. */
#include "analysis/analysis.h"

#include <math.h> /* NAN */
#include <string.h>

enum { PRODUCTS = 1 << 19 };      /* parameters times samples in a slice, about */
static const double NOISE = 1e-7; /* of the largest eigenvalue: what is smaller is rounding of the products */

struct EffectiveJob {
    Shape shape;
    Points train;
    float lambda[SWEEP_MEMBERS];
    bool sound[SWEEP_MEMBERS]; /* finished by the sweep, and finite */
    real *weights;             /* [SWEEP_MEMBERS][params] */
    int *index;                /* [size] which parameters are penalised */
    int size, free;            /* how many; how many are trained without */
    int rank;                  /* the member at work is sweep_order(rank) */
    int column, at, slice;     /* of its Hessian, at work; samples that are in it, samples at a time */
    real *v, *hv;              /* [params] */
    double *m;                 /* [size][size], lower triangle */
    HessianScratch *scratch;
    EigenJob *eigen;
    Effective result;
};

/* Is lambda part of the objective, and what the slider moves? */
static bool has_lambda(const Config *c)
{
    Config one = *c;
    int slider = reg_slider(c);
    one.l2 = 1;
    return slider >= 0 && slider == param_find("l2") && reg_penalty(&one).l2 > 0;
}

static void find_penalised(EffectiveJob *j, bool biases, Arena *a)
{
    int params = j->shape.params;
    uint8_t *penalised = arena_new(a, uint8_t, params);
    net_penalised(&j->shape, biases, penalised);
    j->index = arena_new(a, int, params);
    for (int i = 0; i < params; i++)
        if (penalised[i])
            j->index[j->size++] = i;
    j->free = params - j->shape.frozen - j->size;
}

EffectiveJob *effective_begin(const Sweep *sweep, const real *weights, const Points *train, Arena *a)
{
    EffectiveJob *j = arena_new(a, EffectiveJob, 1);
    size_t all = (size_t)SWEEP_MEMBERS * (size_t)sweep->shape.params;
    j->shape = sweep->shape;
    find_penalised(j, sweep->config.bias_penalty, a);
    Effective *r = &j->result;
    r->params = j->size + j->free;
    r->why = !has_lambda(&sweep->config) ? EFFECTIVE_NO_L2 : j->size > EFFECTIVE_MOST ? EFFECTIVE_TOO_LARGE : 0;
    r->possible = r->why == EFFECTIVE_POSSIBLE && weights && train->n > 0;
    j->rank = r->possible ? 0 : SWEEP_MEMBERS;
    if (!r->possible)
        return j;
    j->train = snapshot_first(train, RUN_MEASURED, a);
    r->rows = j->train.n;
    j->weights = memcpy(arena_new(a, real, all), weights, sizeof *weights * all);
    for (int m = 0; m < SWEEP_MEMBERS; m++) {
        r->value[m] = (float)NAN;
        r->done[m] = !sweep->done[m];
        j->sound[m] = sweep->done[m] && sweep->net[0][m].status != STATUS_DIVERGED;
        j->lambda[m] = sweep->value[m];
    }
    j->v = arena_new(a, real, j->shape.params);
    j->hv = arena_new(a, real, j->shape.params);
    j->m = arena_new(a, double, (size_t)j->size *(size_t)j->size);
    j->slice = clamp_i(PRODUCTS / max_i(1, j->shape.params), 4, 1024);
    j->scratch = hessian_scratch(&j->shape, a);
    j->eigen = eigen_new(j->size, a);
    return j;
}

/* A share of a column of the Hessian; by symmetry, of a row. */
static void add_samples(EffectiveJob *j, const real *params)
{
    int n = min_i(j->slice, j->train.n - j->at), c = j->column;
    if (j->at == 0) {
        memset(j->v, 0, sizeof *j->v * (size_t)j->shape.params);
        memset(j->hv, 0, sizeof *j->hv * (size_t)j->shape.params);
        j->v[j->index[c]] = 1;
    }
    hessian_add(&j->shape, params, j->v, &j->train, j->at, n, j->hv, j->scratch);
    j->at += n;
    if (j->at < j->train.n)
        return;
    for (int i = 0; i <= c; i++)
        j->m[(size_t)c * (size_t)j->size + (size_t)i] = (double)j->hv[j->index[i]];
    j->at = 0;
    j->column++;
}

double effective_sum(const double *h, int n, double lambda)
{
    double largest = 0, sum = 0;
    for (int i = 0; i < n; i++)
        largest = h[i] > largest ? h[i] : largest;
    for (int i = 0; i < n; i++)
        sum += h[i] > NOISE * largest ? h[i] / (h[i] + lambda) : 0;
    return sum;
}

bool effective_work(EffectiveJob *j)
{
    if (j->rank == SWEEP_MEMBERS)
        return true;
    int m = sweep_order(j->rank);
    const real *params = j->weights + (size_t)m * (size_t)j->shape.params;
    if (!j->sound[m]) {
        j->column = 0;
    } else if (j->column < j->size) {
        add_samples(j, params);
        if (j->column == j->size)
            eigen_start(j->eigen, j->m);
        return false;
    } else if (!eigen_work(j->eigen)) {
        return false;
    } else {
        double sum = effective_sum(eigen_values(j->eigen), j->size, (double)j->lambda[m]);
        j->result.value[m] = (float)(sum + j->free);
    }
    j->result.done[m] = true;
    j->column = 0;
    j->rank++;
    return j->rank == SWEEP_MEMBERS;
}

float effective_progress(const EffectiveJob *j)
{
    float part = j->size ? (float)j->column / (float)j->size / 4 : 0; /* columns are the quicker part of a member */
    return ((float)j->rank + part) / SWEEP_MEMBERS;
}

void effective_result(const EffectiveJob *j, Effective *out) { *out = j->result; }
