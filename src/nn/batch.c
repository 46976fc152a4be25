/* The samples of each step. An epoch's are put next to each other once, in their new order: the members of an ensemble
 * all train on the same ones, and no step of theirs has to collect its own. */
#include "nn/run.h"

#include <string.h>

static int points(const Run *r) { return r->sets[SPLIT_TRAIN].n; } /* own points may be fewer than the settings say */

bool batch_full(const Run *r) { return r->start.batch == 0 || r->start.batch >= points(r); }

void batch_begin(Run *r)
{
    const Points *all = &r->sets[SPLIT_TRAIN];
    r->epoch = *all;
    if (!batch_full(r)) {
        r->epoch.x = arena_new(&r->arena, real, (size_t)all->n * (size_t)all->inputs);
        r->epoch.y = arena_new(&r->arena, real, (size_t)all->n * (size_t)all->targets);
    }
    for (int i = 0; i < all->n; i++)
        r->order[i] = i;
}

static void collect(const real *from, const int *order, int n, size_t width, real *to)
{
    for (int i = 0; width == 2 && i < n; i++) /* a plane: both coordinates in one move */
        memcpy(to + 2 * i, from + 2 * order[i], 2 * sizeof *to);
    for (size_t k = 0; width != 2 && k < width; k++) /* few columns: quicker than row by row */
        for (int i = 0; i < n; i++)
            to[(size_t)i * width + k] = from[(size_t)order[i] * width + k];
}

void batch_collect(Run *r)
{
    const Points *all = &r->sets[SPLIT_TRAIN];
    if (batch_full(r))
        return;
    collect(all->x, r->order, all->n, (size_t)all->inputs, r->epoch.x);
    collect(all->y, r->order, all->n, (size_t)all->targets, r->epoch.y);
}

Points batch_next(Run *r)
{
    Points b = r->epoch;
    if (batch_full(r))
        return b;
    if (r->now.batch_at == 0) {
        rng_shuffle(&r->now.batch_rng, r->order, b.n);
        batch_collect(r);
    }
    b.n = min_i(r->now.config.batch, b.n - r->now.batch_at);
    b.x += (size_t)r->now.batch_at * (size_t)b.inputs;
    b.y += (size_t)r->now.batch_at * (size_t)b.targets;
    r->now.batch_at = (r->now.batch_at + b.n) % points(r);
    return b;
}
