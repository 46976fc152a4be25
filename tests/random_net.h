/* Parameters and points for nets of every kind of layer, drawn at random, in double. */
#ifndef RANDOM_NET_H
#define RANDOM_NET_H

#include "nn/nn.h"

static double *random_params(const Shape *s, double spread, Rng *r, Arena *a)
{
    double *p = arena_new(a, double, s->params);
    for (int i = 0; i < s->params; i++)
        p[i] = spread * rng_normal(r);
    for (int i = 0; i < s->chain; i++) /* beta and gamma stand under a root */
        for (int k = 0; s->layer[i].kind == LAYER_GDN && k < s->layer[i].params; k++)
            p[s->layer[i].first + k] = 0.2 + rng_unit(r);
    return p;
}

static Points random_points(const Shape *s, int n, Rng *r, Arena *a)
{
    int classes = loss_defs[s->loss].hi;
    Points p = { .n = n, .inputs = s->inputs, .targets = classes ? 1 : s->outputs };
    p.x = arena_new(a, double, n *p.inputs);
    p.y = arena_new(a, double, n *p.targets);
    for (int i = 0; i < n * p.inputs; i++)
        p.x[i] = rng_normal(r);
    for (int i = 0; i < n * p.targets; i++)
        p.y[i] = classes ? rng_below(r, (uint32_t)(s->outputs > 1 ? s->outputs : 2)) : rng_normal(r);
    return p;
}

#endif
