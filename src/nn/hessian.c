/* Exact products of the Hessian of the data loss with a vector v (Pearlmutter 1994).
 *
 * Forward and backward pass are differentiated along v: beside every number of them goes its tangent, the derivative
 * at params + t v by t, at t = 0. The tangent of the gradient is H v. It takes about three gradients' time, and no
 * step size. A tangent that is NULL is 0: that of the inputs, and of what frozen layers make of them. */
#include "nn/layer.h"

#include <string.h>

struct HessianScratch {
    const Kernel *kernel;
    real *out[NN_CHAIN], *out_along[NN_CHAIN];     /* [BLOCK][out] of each layer, and their tangents */
    const real *in[NN_CHAIN], *in_along[NN_CHAIN]; /* what went into it */
    real *fixed[NN_CHAIN], *turned[NN_CHAIN];      /* weights and v as [out][in] */
    real *keep[NN_CHAIN];                          /* see Along */
    real *d[2], *d_along[2];                       /* [BLOCK][widest] gradients between layers, by turns */
};

typedef struct Along { /* a layer at work, at params and along v */
    Pass p;            /* grad: of H v */
    const real *v;     /* [params of the layer] */
    const real *turned;
    real *keep;            /* [6][BLOCK][out]: GDN's own numbers, from forward to backward */
    const real *in, *dout; /* tangents of what comes in; in NULL: 0 */
    real *out, *din;       /* tangents of what goes out; p.din NULL: nobody asks for it */
} Along;

/* --- affine maps: out = in W + b --- */

/* c = a m + bias, or c += a m. m: [from][to] */
static void multiply(const Along *l, const real *a, const real *m, int from, int to, const real *bias, bool add,
                     real *c)
{
    Product q = layer_product(&l->p, a, m, from, to, c);
    q.fresh = !add;
    q.bias = bias;
    l->p.kernel->product(&q);
}

static void affine_along(const Along *l, const real *in, const real *in_along, real *out)
{
    int from = l->p.l->in, to = l->p.l->out;
    multiply(l, in, l->v, from, to, l->v + from * to, false, out);
    if (in_along)
        multiply(l, in_along, l->p.params, from, to, NULL, true, out);
}

/* Gradient by what came in: dout W^T; its tangent has V^T as well. */
static void affine_back(const Along *l, const real *dout, const real *dout_along, real *din, real *din_along)
{
    int from = l->p.l->in, to = l->p.l->out;
    multiply(l, dout, l->p.fixed, to, from, NULL, false, din);
    multiply(l, dout_along, l->p.fixed, to, from, NULL, false, din_along);
    multiply(l, dout, l->turned, to, from, NULL, true, din_along);
}

/* Adds in^T dout to the weights' part of H v; ones: and the sums of dout to that of the biases. */
static void add_gradient(const Along *l, const real *in, const real *dout, bool ones)
{
    int from = l->p.l->in, to = l->p.l->out;
    l->p.kernel->product(&(Product){ .rows = from,
                                     .depth = l->p.rows,
                                     .cols = to,
                                     .a = in,
                                     .a_row = 1,
                                     .a_depth = from,
                                     .b = dout,
                                     .b_row = to,
                                     .c = l->p.grad,
                                     .c_row = to,
                                     .ones = ones });
}

static void affine_gradient(const Along *l, const real *in, const real *in_along, const real *dout,
                            const real *dout_along)
{
    add_gradient(l, in, dout_along, true);
    if (in_along)
        add_gradient(l, in_along, dout, false);
}

/* --- layers: what stands in layer_defs, and beside it the tangent --- */

static void dense_forward(const Along *l) { affine_along(l, l->p.in, l->in, l->out); }

static void dense_backward(const Along *l)
{
    affine_gradient(l, l->p.in, l->in, l->p.dout, l->dout);
    if (l->p.din)
        affine_back(l, l->p.dout, l->dout, l->p.din, l->din);
}

static void act_forward(const Along *l)
{
    act_defs[l->p.net->act].back(l->p.in, l->p.out, l->in, l->out, l->p.rows * l->p.l->out);
}

static void act_backward(const Along *l) /* dz = dh f', so its tangent is that of dh times f', and dh f'' times dz */
{
    const ActDef *act = &act_defs[l->p.net->act];
    int n = l->p.rows * l->p.l->out;
    act->back(l->p.in, l->p.out, l->p.dout, l->p.din, n);
    act->back(l->p.in, l->p.out, l->dout, l->din, n);
    if (!l->in)
        return;
    act->bend(l->p.in, l->p.out, l->keep, n);
    for (int i = 0; i < n; i++)
        l->din[i] += l->p.dout[i] * l->keep[i] * l->in[i];
}

/* y = x g with g = u^(-1/2), see gdn.c. Along v: g' = -1/2 g^3 u', y' = x' g + x g'. */
static void gdn_along_forward(const Along *l)
{
    int n = l->p.rows * l->p.l->out;
    real *square = l->keep, *square_along = square + n, *shrink = square + 2 * n, *shrink_along = square + 3 * n;
    for (int i = 0; i < n; i++) {
        square[i] = l->p.in[i] * l->p.in[i];
        square_along[i] = l->in ? 2 * l->p.in[i] * l->in[i] : 0;
    }
    affine_along(l, square, square_along, shrink_along);
    for (int i = 0; i < n; i++) {
        shrink[i] = l->p.keep[n + i]; /* as gdn_forward left it */
        shrink_along[i] *= (real)-0.5 * shrink[i] * shrink[i] * shrink[i];
        l->out[i] = (l->in ? l->in[i] * shrink[i] : 0) + l->p.in[i] * shrink_along[i];
    }
}

/* du = -1/2 x g^3 dy;  dx = g dy + 2 x q with q = du gamma^T; and what each becomes along v. */
static void gdn_along_backward(const Along *l)
{
    int n = l->p.rows * l->p.l->out;
    const real *square = l->keep, *square_along = square + n, *g = square + 2 * n, *g_along = square + 3 * n;
    const real *x = l->p.in, *dy = l->p.dout, *dy_along = l->dout;
    real *du = l->keep + 4 * n, *du_along = l->keep + 5 * n;
    for (int i = 0; i < n; i++) {
        real cube = g[i] * g[i] * g[i], x_along = l->in ? l->in[i] : 0;
        du[i] = (real)-0.5 * x[i] * cube * dy[i];
        du_along[i] = (real)-0.5 * (x_along * cube * dy[i] + 3 * x[i] * g[i] * g[i] * g_along[i] * dy[i] +
                                    x[i] * cube * dy_along[i]);
    }
    affine_gradient(l, square, square_along, du, du_along);
    if (!l->p.din)
        return;
    affine_back(l, du, du_along, l->p.din, l->din);
    for (int i = 0; i < n; i++) {
        real q = l->p.din[i], q_along = l->din[i], x_along = l->in ? l->in[i] : 0;
        l->p.din[i] = g[i] * dy[i] + 2 * x[i] * q;
        l->din[i] = g_along[i] * dy[i] + g[i] * dy_along[i] + 2 * (x_along * q + x[i] * q_along);
    }
}

static void filters_forward(const Along *l) /* linear in the filters, and what goes in does not move */
{
    Pass p = l->p;
    p.params = l->v;
    p.out = l->out;
    conv_forward(&p);
}

static void filters_backward(const Along *l)
{
    Pass p = l->p;
    p.dout = l->dout;
    conv_backward(&p);
}

static void pool_forward(const Along *l) { conv_pool_along(&l->p, l->in, l->out); }

static void pool_backward(const Along *l)
{
    Pass p = l->p;
    conv_pool_backward(&p);
    p.dout = l->dout;
    p.din = l->din;
    conv_pool_backward(&p);
}

static const struct {
    void (*forward)(const Along *l);  /* after that of layer_defs */
    void (*backward)(const Along *l); /* instead of it */
    bool affine, own; /* its weights are needed turned; it has a tangent even if what comes in has none */
} along_defs[] = {
    [LAYER_DENSE] = { .forward = dense_forward, .backward = dense_backward, .affine = true, .own = true },
    [LAYER_ACT] = { .forward = act_forward, .backward = act_backward },
    [LAYER_DROPOUT] = { .forward = NULL }, /* left out: the loss is that of the whole net */
    [LAYER_GDN] = { .forward = gdn_along_forward, .backward = gdn_along_backward, .affine = true, .own = true },
    [LAYER_CONV] = { .forward = filters_forward, .backward = filters_backward, .own = true },
    [LAYER_POOL] = { .forward = pool_forward, .backward = pool_backward },
};
_Static_assert(COUNT(along_defs) == LAYER_KINDS, "one row a kind");

/* --- blocks of samples --- */

typedef struct Task {
    const Shape *s;
    const real *params, *v;
    real *hv;
    int first; /* layer that is trained; those before it are frozen */
    HessianScratch *w;
} Task;

HessianScratch *hessian_scratch(const Shape *s, Arena *a)
{
    HessianScratch *w = arena_new(a, HessianScratch, 1);
    w->kernel = kernel_for(s);
    int widest = 0;
    for (int i = 0; i < s->chain; i++) {
        const LayerShape *l = &s->layer[i];
        const LayerDef *def = &layer_defs[l->kind];
        bool affine = along_defs[l->kind].affine;
        w->out[i] = arena_new(a, real, BLOCK * l->out);
        w->out_along[i] = arena_new(a, real, BLOCK * l->out);
        w->fixed[i] = arena_new(a, real, affine ? l->in * l->out : 0);
        w->turned[i] = arena_new(a, real, affine ? l->in * l->out : 0);
        w->keep[i] = arena_new(a, real, BLOCK * (6 * l->out + (def->keep ? def->keep(l) : 0)));
        widest = max_i(widest, l->out);
    }
    for (int i = 0; i < 2; i++) {
        w->d[i] = arena_new(a, real, BLOCK * widest);
        w->d_along[i] = arena_new(a, real, BLOCK * widest);
    }
    return w;
}

static Along along_of(const Task *t, int i, int rows)
{
    const LayerShape *l = &t->s->layer[i];
    HessianScratch *w = t->w;
    return (Along){ .p = { .net = t->s,
                           .l = l,
                           .kernel = w->kernel,
                           .rows = rows,
                           .params = t->params + l->first,
                           .fixed = w->fixed[i],
                           .keep = w->keep[i] + 6 * BLOCK * l->out,
                           .in = w->in[i],
                           .out = w->out[i],
                           .grad = t->hv + l->first },
                    .v = t->v + l->first,
                    .turned = w->turned[i],
                    .keep = w->keep[i],
                    .in = w->in_along[i],
                    .out = w->out_along[i] };
}

static void turn_weights(const Task *t)
{
    for (int i = t->first; i < t->s->chain; i++) {
        const LayerShape *l = &t->s->layer[i];
        if (!along_defs[l->kind].affine)
            continue;
        t->w->kernel->turn(t->params + l->first, l->in, l->out, t->w->fixed[i]);
        t->w->kernel->turn(t->v + l->first, l->in, l->out, t->w->turned[i]);
    }
}

/* Returns z; its tangent is left in *along, NULL: 0. */
static const real *forward(const Task *t, const real *x, int rows, const real **along)
{
    const real *h = x;
    *along = NULL;
    for (int i = 0; i < t->s->chain; i++) {
        LayerKind kind = t->s->layer[i].kind;
        if (!along_defs[kind].forward)
            continue;
        t->w->in[i] = h;
        t->w->in_along[i] = *along;
        Along l = along_of(t, i, rows);
        layer_defs[kind].forward(&l.p);
        h = l.p.out;
        if (i < t->first || (!*along && !along_defs[kind].own))
            continue;
        along_defs[kind].forward(&l);
        *along = l.out;
    }
    return h;
}

static void backward(const Task *t, int rows)
{
    HessianScratch *w = t->w;
    int from = 0;
    for (int i = t->s->chain - 1; i >= t->first; i--) {
        LayerKind kind = t->s->layer[i].kind;
        if (!along_defs[kind].backward)
            continue;
        Along l = along_of(t, i, rows);
        l.p.dout = w->d[from];
        l.dout = w->d_along[from];
        l.p.din = i > t->first ? w->d[!from] : NULL;
        l.din = w->d_along[!from];
        along_defs[kind].backward(&l);
        from = !from;
    }
}

void hessian_add(const Shape *s, const real *params, const real *v, const Points *p, int at, int n, real *hv,
                 HessianScratch *w)
{
    const LossDef *loss = &loss_defs[s->loss];
    Task t = { s, params, v, hv, 0, w };
    while (s->layer[t.first].first + s->layer[t.first].params <= s->frozen)
        t.first++;
    turn_weights(&t);
    for (int end = at + n; at < end; at += BLOCK) {
        int rows = min_i(BLOCK, end - at);
        const real *along, *y = p->y + (size_t)at * (size_t)p->targets;
        const real *z = forward(&t, p->x + (size_t)at * (size_t)p->inputs, rows, &along);
        loss->f(z, y, rows, s->outputs, NULL, w->d[0]);
        loss->bend(z, rows, s->outputs, along, w->d_along[0]);
        for (int i = 0; i < rows * s->outputs; i++) {
            w->d[0][i] /= (real)p->n;
            w->d_along[0][i] /= (real)p->n;
        }
        backward(&t, rows);
    }
}
