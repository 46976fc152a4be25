/* keep: own points in several hands at once: the window's wish, commands under way, the run, moments to go back to, the
 * sweep's groups, frames. They may be a hundred thousand rows and are never changed, so nobody copies them; the last
 * holder, in whatever thread, frees them. */
#include "app/app.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct Kept {
    Own *own;
    atomic_int holders;
};

Kept *keep_new(Own *o)
{
    Kept *k = o ? malloc(sizeof *k) : NULL;
    if (!k) {
        free(o);
        return NULL;
    }
    k->own = o;
    atomic_init(&k->holders, 1);
    return k;
}

Kept *keep_copy(const Own *o)
{
    Own *copy = o ? own_new(o->n, o->inputs) : NULL;
    if (!copy)
        return NULL;
    float *x = copy->x, *y = copy->y;
    *copy = *o;
    copy->x = memcpy(x, o->x, sizeof *x * (size_t)o->n * (size_t)o->inputs);
    copy->y = memcpy(y, o->y, sizeof *y * (size_t)o->n);
    return keep_new(copy);
}

Kept *keep_hold(Kept *k)
{
    if (k)
        atomic_fetch_add_explicit(&k->holders, 1, memory_order_relaxed);
    return k;
}

void keep_drop(Kept *k)
{
    if (!k || atomic_fetch_sub_explicit(&k->holders, 1, memory_order_acq_rel) > 1)
        return;
    free(k->own);
    free(k);
}

void keep_swap(Kept **place, Kept *k)
{
    keep_hold(k);
    keep_drop(*place);
    *place = k;
}

const Own *keep_own(const Kept *k) { return k ? k->own : NULL; }
