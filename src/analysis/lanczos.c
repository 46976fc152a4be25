/* Largest eigenvalues of the Hessian of the cost, from products with vectors alone (Lanczos 1950; Golub and Van Loan
 * 2013, 10.1). Each new vector is made orthogonal to all before it, twice, so that no eigenvalue comes as a false copy
 * (Paige 1972; Parlett 1998, 13.8). Vectors are double, products are of the nets' own precision. */
#include "analysis/analysis.h"

#include <math.h> /* NAN, sqrt */
#include <string.h>

enum { STEPS = 96, STREAM_LANCZOS = 77 }; /* vectors at most; the random stream of the first one */
enum { PRODUCTS = 1 << 19 };              /* weights times samples in a slice */
enum { NUMBERS = 1 << 22, FEWEST = 24 };  /* of all vectors together, but so many of them at least */
static const double CLOSE = 2e-5;         /* residual of an eigenvalue, as a share of the largest one */

struct LanczosJob {
    const Shape *shape;
    const Points *train;
    const real *params;
    HessianScratch *scratch;
    Rng rng;
    double l2;
    uint8_t *trained, *penalised; /* [params] */
    int size;                     /* parameters that are trained: there are so many eigenvalues */
    int slice, at;                /* samples at a time; those that are in `product` */
    real *v, *product;            /* [params] */
    int most;                     /* vectors */
    double *basis;                /* [most][params] */
    double *next;                 /* [params] */
    double d[STEPS], e[STEPS];    /* of the tridiagonal matrix */
    int steps;
    int found;
    double value[CURVATURE_TOP];
};

static double dot(const LanczosJob *j, const double *a, const double *b) { return kernel_dot(a, b, j->shape->params); }

static double *vector(const LanczosJob *j, int k) { return j->basis + (size_t)k * (size_t)j->shape->params; }

static void orthogonalise(LanczosJob *j, int to)
{
    for (int k = 0; k < 2 * to; k++) {
        const double *q = vector(j, k % to);
        double along = dot(j, j->next, q);
        for (int i = 0; i < j->shape->params; i++)
            j->next[i] -= along * q[i];
    }
}

/* j->next becomes vector number k, of length 1. */
static void take(LanczosJob *j, int k, double length)
{
    double *q = vector(j, k);
    for (int i = 0; i < j->shape->params; i++) {
        q[i] = j->next[i] / length;
        j->v[i] = (real)q[i];
    }
    memset(j->product, 0, sizeof *j->product * (size_t)j->shape->params);
    j->at = 0;
}

static void take_random(LanczosJob *j, int k)
{
    for (int i = 0; i < j->shape->params; i++)
        j->next[i] = j->trained[i] ? rng_normal(&j->rng) : 0;
    orthogonalise(j, k);
    take(j, k, sqrt(dot(j, j->next, j->next)));
}

LanczosJob *lanczos_new(const Shape *s, const Points *train, bool biases, Arena *a)
{
    LanczosJob *j = arena_new(a, LanczosJob, 1);
    int n = s->params;
    j->shape = s;
    j->train = train;
    j->scratch = hessian_scratch(s, a);
    j->trained = arena_new(a, uint8_t, n);
    j->penalised = arena_new(a, uint8_t, n);
    j->v = arena_new(a, real, n);
    j->product = arena_new(a, real, n);
    j->most = clamp_i(NUMBERS / max_i(1, n), FEWEST, STEPS);
    j->basis = arena_new(a, double, (size_t)j->most *(size_t)n);
    j->next = arena_new(a, double, n);
    j->size = n - s->frozen;
    j->slice = clamp_i(PRODUCTS / max_i(1, n), 4, 1024);
    memset(j->trained + s->frozen, 1, (size_t)j->size);
    net_penalised(s, biases, j->penalised);
    return j;
}

void lanczos_start(LanczosJob *j, const real *params, double l2)
{
    j->params = params;
    j->l2 = l2;
    j->steps = j->found = 0;
    j->rng = rng_make(1, STREAM_LANCZOS);
    if (j->size > 0)
        take_random(j, 0);
}

/* The largest values of the tridiagonal matrix, and whether they are eigenvalues: what they lack is at most the
 * length of the next vector times the last component of theirs. */
static bool look(LanczosJob *j, double next)
{
    double d[STEPS], e[STEPS] = { 0 }, bottom[STEPS] = { 0 }, largest = 0;
    int n = j->steps;
    bool close = true;
    memcpy(d, j->d, sizeof *d * (size_t)n);
    memcpy(e, j->e, sizeof *e * (size_t)(n - 1));
    bottom[n - 1] = 1;
    eigen_tridiagonal(d, e, bottom, n);
    for (int i = 0; i < n; i++)
        largest = __builtin_fabs(d[i]) > largest ? __builtin_fabs(d[i]) : largest;
    j->found = min_i(n, CURVATURE_TOP);
    for (int k = 0; k < j->found; k++) {
        int top = 0;
        for (int i = 1; i < n; i++)
            top = d[i] > d[top] ? i : top;
        j->value[k] = d[top];
        close &= next * __builtin_fabs(bottom[top]) <= CLOSE * largest;
        d[top] = -1e300;
    }
    return close && j->found == min_i(CURVATURE_TOP, j->size);
}

bool lanczos_work(LanczosJob *j)
{
    if (j->size == 0)
        return true;
    int n = min_i(j->slice, j->train->n - j->at), params = j->shape->params;
    hessian_add(j->shape, j->params, j->v, j->train, j->at, n, j->product, j->scratch);
    j->at += n;
    if (j->at < j->train->n)
        return false;
    const double *q = vector(j, j->steps);
    for (int i = 0; i < params; i++)
        j->next[i] = (double)j->product[i] + (j->penalised[i] ? j->l2 * q[i] : 0);
    double size = dot(j, j->next, j->next);
    j->d[j->steps] = dot(j, j->next, q);
    orthogonalise(j, j->steps + 1);
    double length = sqrt(dot(j, j->next, j->next));
    if (!num_finite(size)) {
        j->found = 0;
        return true;
    }
    bool apart = !(length > 1e-6 * sqrt(size)); /* rounding alone is left: all that this start can see was seen */
    j->e[j->steps++] = apart ? 0 : length;
    bool close = look(j, length), last = j->steps == j->size || j->steps == j->most;
    if (last || (close && !apart)) /* apart: there may be more copies of what was found */
        return true;
    if (apart)
        take_random(j, j->steps);
    else
        take(j, j->steps, length);
    return false;
}

void lanczos_values(const LanczosJob *j, float out[CURVATURE_TOP])
{
    for (int k = 0; k < CURVATURE_TOP; k++)
        out[k] = k < j->found ? (float)j->value[k] : (float)NAN;
}
