/* A run's whole state as bytes. */
#include "nn/run.h"

#include <string.h>

/* Walks over all that changes: counts the bytes, or copies them out to or in from `at`. State comes first, because the
 * sizes of what follows stand in it. */
typedef struct Copy {
    char *out;
    const char *in;
    size_t at;
} Copy;

static void section(Copy *c, void *p, size_t size)
{
    if (c->out && size)
        memcpy(c->out + c->at, p, size);
    if (c->in && size)
        memcpy(p, c->in + c->at, size);
    c->at += size;
}

size_t state_copy(Run *r, void *out, const void *in)
{
    Copy c = { .out = out, .in = in };
    size_t n = (size_t)r->shape.params, members = (size_t)r->members;
    section(&c, &r->now, sizeof r->now);
    if (c.in) {
        int used = r->now.journal;
        r->now.journal = 0; /* what lies there is about to be overwritten */
        journal_room(r, used);
        r->now.journal = used;
    }
    section(&c, r->member, sizeof(Member) * members);
    section(&c, r->params, sizeof(real) * n * members);
    section(&c, r->slot, sizeof(real) * n * members * (size_t)r->slots);
    section(&c, r->order, sizeof(int) * (size_t)r->start.points);
    section(&c, r->recent, sizeof(float) * RUN_RECENT);
    section(&c, r->before, sizeof(real) * n);
    section(&c, r->best, sizeof(real) * n);
    section(&c, r->journal, sizeof(Change) * (size_t)r->now.journal);
    section(&c, r->curve, sizeof(CurvePoint) * members * (size_t)r->now.curve.points);
    section(&c, r->path_step, sizeof(uint64_t) * (size_t)r->now.path.points);
    section(&c, r->path, sizeof(real) * n * (size_t)r->now.path.points);
    return c.at;
}
