/* Optimisers: g is the gradient of the whole objective, penalty included. What is kept per parameter lies in slots.
 * To add one: a step, its bound, a row. */
#include "nn/nn.h"

#include <math.h> /* sqrt only */

#define NEVER 1e300

static void sgd_step(real *p, const real *g, real *slots, int n, const OptArgs *a)
{
    (void)slots;
    for (int i = 0; i < n; i++)
        p[i] -= a->lr * g[i];
}

static void momentum_step(real *p, const real *g, real *slots, int n, const OptArgs *a) /* Polyak 1964 */
{
    real lr = a->lr, momentum = a->momentum;
    for (int i = 0; i < n; i++) {
        slots[i] = momentum * slots[i] + g[i];
        p[i] -= lr * slots[i];
    }
}

/* Sutskever et al. 2013, with the parameters kept at the point where the gradient is taken, as in PyTorch. */
static void nesterov_step(real *p, const real *g, real *slots, int n, const OptArgs *a)
{
    real lr = a->lr, momentum = a->momentum;
    for (int i = 0; i < n; i++) {
        slots[i] = momentum * slots[i] + g[i];
        p[i] -= lr * (g[i] + momentum * slots[i]);
    }
}

/* Tieleman and Hinton 2012, lecture 6.5; eps outside the root. */
static void rmsprop_step(real *p, const real *g, real *slots, int n, const OptArgs *a)
{
    real keep = a->beta2, lr = a->lr, eps = a->eps;
    for (int i = 0; i < n; i++) {
        slots[i] = keep * slots[i] + (1 - keep) * (g[i] * g[i]);
        p[i] -= lr * g[i] / (real_sqrt(slots[i]) + eps);
    }
}

static double power(double b, uint64_t t) /* by squaring: the same bits for the same t */
{
    double v = 1;
    for (; t; t >>= 1, b *= b)
        if (t & 1)
            v *= b;
    return v;
}

/* Kingma and Ba 2015, algorithm 1. Means that start at 0 are too small by 1 - beta^t at step t, so they are divided. */
static void adam_step(real *p, const real *g, real *slots, int n, const OptArgs *a)
{
    real *m = slots, *v = slots + n;
    real b1 = a->beta1, b2 = a->beta2, lr = a->lr, eps = a->eps;
    real grow1 = (real)(1 / (1 - power((double)b1, a->t))), grow2 = (real)(1 / (1 - power((double)b2, a->t)));
    for (int i = 0; i < n; i++) {
        m[i] = b1 * m[i] + (1 - b1) * g[i];
        v[i] = b2 * v[i] + (1 - b2) * (g[i] * g[i]);
        p[i] -= lr * (m[i] * grow1) / (real_sqrt(v[i] * grow2) + eps);
    }
}

/* Plain decay multiplies a weight by 1 - lr*lambda, which grows without end once that is below -1. Momentum m widens
 * the stable range by 1 + m (Polyak 1964), Nesterov's narrows it for large m. Steps of Adam and RMSprop have a length
 * that does not grow with the gradient. */
static double sgd_bound(const Config *c) { return (void)c, 2; }
static double momentum_bound(const Config *c) { return 2 * (1 + (double)c->momentum); }
static double nesterov_bound(const Config *c) { return 2 * (1 + (double)c->momentum) / (1 + 2 * (double)c->momentum); }
static double no_bound(const Config *c) { return (void)c, NEVER; }

const OptDef opt_defs[] = {
    { .key = "sgd", .label = "SGD", .slots = 0, .step = sgd_step, .bound = sgd_bound },
    { .key = "momentum", .label = "Momentum", .slots = 1, .step = momentum_step, .bound = momentum_bound },
    { .key = "nesterov", .label = "Nesterov", .slots = 1, .step = nesterov_step, .bound = nesterov_bound },
    { .key = "rmsprop", .label = "RMSprop", .slots = 1, .step = rmsprop_step, .bound = no_bound },
    { .key = "adam", .label = "Adam", .slots = 2, .step = adam_step, .bound = no_bound },
    { .key = "adamw", .label = "AdamW", .slots = 2, .step = adam_step, .bound = no_bound, .decoupled = true },
    { .key = "exact", .label = "Exact", .slots = 0, .solve = exact_solve, .bound = no_bound },
};
const int opt_count = COUNT(opt_defs);

bool opt_decoupled(const Config *c) { return c->decay == DECAY_DECOUPLED || opt_defs[c->opt].decoupled; }
double opt_bound(const Config *c) { return opt_decoupled(c) ? sgd_bound(c) : opt_defs[c->opt].bound(c); }
