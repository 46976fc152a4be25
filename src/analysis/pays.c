/* pays: what the penalty costs, point by point: how much higher the data loss of each training point is under the net
 * than under its twin. */
#include "analysis/analysis.h"

#include <assert.h>
#include <stdlib.h>

static float rise_of(const Pays *p, int i) { return p->net[i] - p->twin[i]; }

static void losses(const Snapshot *s, int member, int rows, Scratch *w, Arena *a, float *out)
{
    const Shape *shape = &s->shape;
    real *z = arena_new(a, real, rows * shape->outputs), *loss = arena_new(a, real, rows);
    net_forward(shape, s->params + (size_t)member * (size_t)shape->params, s->train.x, rows, z, w);
    loss_defs[shape->loss].f(z, s->train.y, rows, shape->outputs, loss, NULL);
    for (int i = 0; i < rows; i++)
        out[i] = (float)loss[i];
}

typedef struct Ranked {
    float rise;
    int i;
} Ranked;

/* Descending, NaN last; the index decides between equals, so that the order is one. */
static int by_rise(const void *a, const void *b)
{
    const Ranked *p = a, *q = b;
    bool pn = p->rise != p->rise, qn = q->rise != q->rise;
    if (pn != qn)
        return pn ? 1 : -1;
    if (!pn && p->rise != q->rise)
        return p->rise < q->rise ? 1 : -1;
    return p->i - q->i;
}

void pays_make(const Snapshot *s, Arena *a, Pays *out)
{
    assert(s->members > 1);
    int rows = findings_rows(&s->shape, s->train.n);
    *out = (Pays){ .rows = rows, .top = rows > 0 ? max_i(1, rows / 10) : 0 };
    out->net = arena_new(a, float, rows);
    out->twin = arena_new(a, float, rows);
    out->order = arena_new(a, int, rows);
    Scratch *w = net_scratch(&s->shape, a);
    losses(s, 0, rows, w, a, out->net);
    losses(s, 1, rows, w, a, out->twin);
    Ranked *rank = arena_new(a, Ranked, rows);
    for (int i = 0; i < rows; i++) {
        double rise = (double)rise_of(out, i), up = rise > 0 ? rise : 0;
        bool wrong = s->train.wrong && s->train.wrong[i];
        out->wrong += wrong;
        out->rise += up;
        out->wrong_rise += wrong ? up : 0;
        out->change += rise;
        rank[i] = (Ranked){ (float)rise, i };
    }
    qsort(rank, (size_t)rows, sizeof *rank, by_rise);
    for (int i = 0; i < rows; i++) {
        out->order[i] = rank[i].i;
        if (i < out->top && rank[i].rise > 0)
            out->top_rise += (double)rank[i].rise;
    }
}
