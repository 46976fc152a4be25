/* NN_MANY nets of one shape at once, each in a lane of its own: every number becomes a vector, and the small products
 * of small nets need no wider ones. The same multiply-adds in the same order as in net.c, so the bits are the same. */
#include "nn/kernel.h"

#include <string.h>

enum { ROWS = 16 }; /* samples of a block: with the weights of a small net they fit into the first cache */

struct ManyScratch {
    const Kernel *kernel;
    real *z, *h; /* [ROWS][widest][NN_MANY] */
    const Points *points;
    real *y;          /* [points][NN_MANY][targets]: the same for every net */
    real *out, *each; /* [ROWS][NN_MANY][outputs], [ROWS][NN_MANY] */
};

/* Dense layers with activations between them, whose weights leave half of a cache of 32 KiB free. */
bool many_fits(const Shape *s)
{
    if (s->precise)
        return false;
    for (int i = 0; i < s->chain; i++) {
        LayerKind kind = s->layer[i].kind;
        if (kind != LAYER_DENSE && kind != LAYER_ACT && kind != LAYER_DROPOUT)
            return false;
    }
    return s->params * NN_MANY * (int)sizeof(real) <= 16384;
}

ManyScratch *many_scratch(const Shape *s, const Points *p, Arena *a)
{
    ManyScratch *w = arena_new(a, ManyScratch, 1);
    int widest = 0;
    for (int l = 0; l < s->layers; l++)
        widest = max_i(widest, s->width[l + 1]);
    w->kernel = kernel_best();
    w->z = arena_new(a, real, ROWS * widest * NN_MANY);
    w->h = arena_new(a, real, ROWS * widest * NN_MANY);
    w->points = p;
    w->y = arena_new(a, real, (size_t)p->n * (size_t)(NN_MANY * p->targets));
    for (int i = 0; i < p->n; i++)
        for (int l = 0; l < NN_MANY; l++)
            for (int k = 0; k < p->targets; k++)
                w->y[((size_t)i * NN_MANY + (size_t)l) * (size_t)p->targets + (size_t)k] = p->y[i * p->targets + k];
    w->out = arena_new(a, real, ROWS * NN_MANY * s->outputs);
    w->each = arena_new(a, real, ROWS * NN_MANY);
    return w;
}

void many_plane(const real *origin, const real *across, const real *up, int n, const double x[NN_MANY],
                const double y[NN_MANY], real *params)
{
    kernel_best()->rows->plane(origin, across, up, n, x, y, params);
}

void many_sizes(const real *params, const uint8_t *is_weight, int n, real sum[NN_MANY])
{
    kernel_best()->rows->sizes(params, is_weight, n, sum);
}

/* z of a block; tanh is applied before numbers leave their registers. */
static const real *forward(const Shape *s, const real *params, const real *x, int rows, const ManyScratch *w)
{
    bool tanh = sizeof(real) == sizeof(float) && strcmp(act_defs[s->act].key, "tanh") == 0;
    real *to = w->z, *other = w->h;
    for (int l = 0; l < s->layers; l++) {
        bool hidden = l + 1 < s->layers, inside = hidden && tanh && s->width[l + 1] > 1;
        w->kernel->many(&(Many){ .rows = rows,
                                 .in = s->width[l],
                                 .out = s->width[l + 1],
                                 .x = x,
                                 .shared = l == 0,
                                 .params = params + s->weights[l] * NN_MANY,
                                 .z = to,
                                 .tanh = inside });
        if (hidden && !inside)
            w->kernel->rows->act[s->act].f(to, other, rows * s->width[l + 1] * NN_MANY);
        x = hidden && !inside ? other : to;
        if (inside) {
            real *swap = to;
            to = other;
            other = swap;
        }
    }
    return x;
}

/* Losses take a net's outputs side by side; there is nothing to do when there is one. */
static const real *outputs_together(const Shape *s, const real *z, int rows, const ManyScratch *w)
{
    int n = s->outputs;
    for (int r = 0; n > 1 && r < rows; r++)
        for (int k = 0; k < n; k++)
            for (int l = 0; l < NN_MANY; l++)
                w->out[(r * NN_MANY + l) * n + k] = z[(r * n + k) * NN_MANY + l];
    return n > 1 ? w->out : z;
}

void many_loss(const Shape *s, const real *params, double loss[NN_MANY], ManyScratch *w)
{
    const Points *p = w->points;
    memset(loss, 0, sizeof *loss * NN_MANY);
    for (int at = 0; at < p->n; at += ROWS) {
        int rows = min_i(ROWS, p->n - at);
        const real *y = w->y + (size_t)at * (size_t)(NN_MANY * p->targets);
        const real *z = forward(s, params, p->x + (size_t)at * (size_t)p->inputs, rows, w);
        loss_defs[s->loss].f(outputs_together(s, z, rows, w), y, rows * NN_MANY, s->outputs, w->each, NULL);
        w->kernel->rows->add_lanes(w->each, rows, loss);
    }
    for (int l = 0; l < NN_MANY; l++)
        loss[l] /= p->n;
}
