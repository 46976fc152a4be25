/* Optimisers: g is the gradient of the whole objective, penalty included. What is kept per parameter lies in slots.
 * To add one: a step in rows.c, its bound, a row. */
#include "nn/kernel.h"

#define NEVER 1e300

#define STEP(name)                                                                                                     \
    static void name##_step(real *p, const real *g, real *slots, int n, const OptArgs *a)                              \
    {                                                                                                                  \
        kernel_best()->rows->name(p, g, slots, n, a);                                                                  \
    }
STEP(sgd)
STEP(momentum)
STEP(nesterov)
STEP(rmsprop)
STEP(adam)

/* Plain decay multiplies a weight by 1 - lr*lambda, which grows without end once that is below -1. Momentum m widens
 * the stable range by 1 + m (Polyak 1964), Nesterov's narrows it for large m. Steps of Adam and RMSprop have a length
 * that does not grow with the gradient. */
static double sgd_bound(const Config *c) { return (void)c, 2; }
static double momentum_bound(const Config *c) { return 2 * (1 + (double)c->momentum); }
static double nesterov_bound(const Config *c) { return 2 * (1 + (double)c->momentum) / (1 + 2 * (double)c->momentum); }
static double no_bound(const Config *c) { return (void)c, NEVER; }

const OptDef opt_defs[] = {
    { .key = "sgd", .label = "SGD", .slots = 0, .step = sgd_step, .bound = sgd_bound },
    { .key = "momentum", .label = N_("Momentum"), .slots = 1, .step = momentum_step, .bound = momentum_bound },
    { .key = "nesterov", .label = "Nesterov", .slots = 1, .step = nesterov_step, .bound = nesterov_bound },
    { .key = "rmsprop", .label = "RMSprop", .slots = 1, .step = rmsprop_step, .bound = no_bound },
    { .key = "adam", .label = "Adam", .slots = 2, .step = adam_step, .bound = no_bound },
    { .key = "adamw", .label = "AdamW", .slots = 2, .step = adam_step, .bound = no_bound, .decoupled = true },
    { .key = "exact", .label = N_("Exact"), .slots = 0, .solve = exact_solve, .bound = no_bound },
};
const int opt_count = COUNT(opt_defs);

bool opt_decoupled(const Config *c) { return c->decay == DECAY_DECOUPLED || opt_defs[c->opt].decoupled; }
double opt_bound(const Config *c) { return opt_decoupled(c) ? sgd_bound(c) : opt_defs[c->opt].bound(c); }
