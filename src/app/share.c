/* share: a plain value in several hands at once: results of studies and the weights of a sweep, held by the trainer and
 * by every frame that shows them. Who made it writes it before it is passed on; after that it is read only, and the
 * last holder, in whatever thread, frees it. */
#include "app/app.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct Shared {
    atomic_int holders;
    _Alignas(16) unsigned char value[];
};

Shared *share_new(size_t size)
{
    Shared *s = calloc(1, sizeof *s + size);
    if (s)
        atomic_init(&s->holders, 1);
    return s;
}

Shared *share_hold(Shared *s)
{
    if (s)
        atomic_fetch_add_explicit(&s->holders, 1, memory_order_relaxed);
    return s;
}

void share_drop(Shared *s)
{
    if (s && atomic_fetch_sub_explicit(&s->holders, 1, memory_order_acq_rel) == 1)
        free(s);
}

void share_swap(Shared **place, Shared *s)
{
    share_hold(s);
    share_drop(*place);
    *place = s;
}

void *share_value(Shared *s) { return s ? s->value : NULL; }

Shared *share_journal(const Change *change, int n)
{
    Shared *s = n > 0 ? share_new(sizeof(Journal) + sizeof(Change) * (size_t)n) : NULL;
    Journal *j = share_value(s);
    if (j) {
        j->changes = n;
        memcpy(j->change, change, sizeof(Change) * (size_t)n);
    }
    return s;
}
