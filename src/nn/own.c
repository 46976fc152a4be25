/* Own points are one block of memory and never change: an edit makes another value. */
#include "nn/nn.h"

#include <stdlib.h>
#include <string.h>

static size_t bytes(int n, int inputs) { return sizeof(Own) + sizeof(float) * (size_t)n * (size_t)(inputs + 1); }

static void settle(Own *o, int n, int inputs) /* where the arrays lie in the block */
{
    o->n = n;
    o->inputs = inputs;
    o->x = (float *)(o + 1);
    o->y = o->x + (size_t)n * (size_t)inputs;
}

Own *own_new(int n, int inputs)
{
    Own *o = calloc(1, bytes(n, inputs));
    if (!o)
        return NULL;
    settle(o, n, inputs);
    for (int k = 0; k < COUNT(o->scale); k++)
        o->scale[k] = 1;
    return o;
}

Own *own_copy(const Own *from, Arena *a)
{
    if (!from)
        return NULL;
    Own *o = arena_alloc(a, bytes(from->n, from->inputs));
    *o = *from;
    settle(o, from->n, from->inputs);
    memcpy(o->x, from->x, sizeof(float) * (size_t)from->n * (size_t)from->inputs);
    memcpy(o->y, from->y, sizeof(float) * (size_t)from->n);
    return o;
}

static bool floats_equal(const float *a, const float *b, int n) { return memcmp(a, b, sizeof(float) * (size_t)n) == 0; }

bool own_equal(const Own *a, const Own *b)
{
    if (!a || !b)
        return a == b;
    if (a->n != b->n || a->inputs != b->inputs || a->classes != b->classes)
        return false;
    for (int k = 0; k < NN_CLASSES; k++)
        if (strcmp(a->label[k], b->label[k]) != 0)
            return false;
    for (int k = 0; k < COUNT(a->axis); k++)
        if (strcmp(a->axis[k], b->axis[k]) != 0)
            return false;
    return floats_equal(a->x, b->x, a->n * a->inputs) && floats_equal(a->y, b->y, a->n) &&
           floats_equal(a->shift, b->shift, COUNT(a->shift)) && floats_equal(a->scale, b->scale, COUNT(a->scale));
}
