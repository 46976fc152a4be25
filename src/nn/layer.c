/* The table of layers, and the plain ones: dense, activation, dropout.
 *
 * Every pass through a dense layer is the one product of kernel.h with other strides: forward z += h W, deltas
 * dh += dz W^T (with a transposed copy of W, so that units lie side by side there as well), gradient dW += h^T dz. Sums
 * run over samples in their order and over units in theirs, whatever the block or the vector. Weights are [in][out]. */
#include "nn/layer.h"

#include <math.h> /* sqrt only */
#include <string.h>

Product layer_product(const Pass *p, const real *a, const real *m, int from, int to, real *c)
{
    return (Product){ .rows = p->rows,
                      .depth = from,
                      .cols = to,
                      .a = a,
                      .a_row = from,
                      .a_depth = 1,
                      .b = m,
                      .b_row = to,
                      .c = c,
                      .c_row = to,
                      .fresh = true };
}

void layer_affine(const Pass *p, const real *in, real *out)
{
    int from = p->l->in, to = p->l->out;
    Product q = layer_product(p, in, p->params, from, to, out);
    q.bias = p->params + from * to;
    q.tanh = p->tanh;
    p->kernel->product(&q);
}

void layer_affine_turn(const Pass *p) { p->kernel->turn(p->params, p->l->in, p->l->out, p->fixed); }

void layer_affine_grad(const Pass *p, const real *in, const real *dout)
{
    int from = p->l->in, to = p->l->out;
    p->kernel->product(&(Product){ .rows = from,
                                   .depth = p->rows,
                                   .cols = to,
                                   .a = in,
                                   .a_row = 1,
                                   .a_depth = from,
                                   .b = dout,
                                   .b_row = to,
                                   .c = p->grad,
                                   .c_row = to,
                                   .fresh = p->first,
                                   .ones = true }); /* the biases lie behind the weights */
}

void layer_affine_back(const Pass *p, const real *dout, real *din)
{
    int from = p->l->in, to = p->l->out;
    Product q = layer_product(p, dout, to > 1 ? p->fixed : p->params, to, from, din);
    q.slope = p->slope;
    p->kernel->product(&q);
}

void layer_spread(const Shape *s, int in, int out, bool xavier, Rng *r, real *w, int n)
{
    double gain = xavier ? 0 : act_defs[s->act].init_gain;
    double spread = gain > 0 ? sqrt(gain / in) : sqrt(6. / (in + out));
    for (int i = 0; i < n; i++)
        w[i] = (real)(spread * (gain > 0 ? rng_normal(r) : 2 * rng_unit(r) - 1));
}

/* --- dense --- */

static int dense_fixed(const LayerShape *l) { return l->in * l->out; }

static void dense_init(const Shape *s, const LayerShape *l, Rng *r, real *params)
{
    bool xavier = false; /* nets with GDN, and the head behind filters */
    for (int i = 0; i < s->chain; i++)
        xavier |= s->layer[i].kind == LAYER_GDN || (s->layer[i].kind == LAYER_CONV && l == &s->layer[s->chain - 1]);
    layer_spread(s, l->in, l->out, xavier, r, params, l->weights);
}

static void dense_prepare(const Pass *p)
{
    if (p->grad && p->l->first > 0 && p->l->out > 1) /* no deltas go below the first; one column needs no turning */
        layer_affine_turn(p);
}

/* b + u (w1 + u (w2 + ...)), Horner's rule, rounded once at the end: inputs are the powers of the first one. */
static void precise_forward(const Pass *p)
{
    int from = p->l->in, to = p->l->out;
    for (int r = 0; r < p->rows; r++)
        for (int j = 0; j < to; j++) {
            double u = (double)p->in[r * from], sum = 0;
            for (int k = from - 1; k >= 0; k--)
                sum = (sum + (double)p->params[k * to + j]) * u;
            p->out[r * to + j] = (real)(sum + (double)p->params[from * to + j]);
        }
}

static void dense_forward(const Pass *p)
{
    if (p->net->precise)
        precise_forward(p);
    else
        layer_affine(p, p->in, p->out);
}

static void dense_backward(const Pass *p)
{
    layer_affine_grad(p, p->in, p->dout);
    if (p->din)
        layer_affine_back(p, p->dout, p->din);
}

/* --- activation --- */

static void act_forward(const Pass *p) { p->kernel->rows->act[p->net->act].f(p->in, p->out, p->rows * p->l->out); }
static void act_backward(const Pass *p)
{
    p->kernel->rows->act[p->net->act].back(p->in, p->out, p->dout, p->din, p->rows * p->l->out);
}

/* --- dropout: what is kept is enlarged, so that its mean stays (Srivastava et al. 2014, section 10) --- */

static int dropout_keep(const LayerShape *l) { return l->out; }

static void dropout_forward(const Pass *p)
{
    int n = p->rows * p->l->out;
    real grown = (real)(1 / (1 - p->rate));
    uint32_t below = (uint32_t)(p->rate * 0x1p32);
    for (int i = 0; i < n; i++)
        p->keep[i] = (p->kept ? p->kept[i] != 0 : rng_u32(p->rng) >= below) ? grown : 0;
    for (int i = 0; i < n; i++)
        p->out[i] = p->in[i] * p->keep[i];
}

static void dropout_backward(const Pass *p)
{
    for (int i = 0; i < p->rows * p->l->out; i++)
        p->din[i] = p->dout[i] * p->keep[i];
}

const LayerDef layer_defs[] = {
    [LAYER_DENSE] = { .key = "dense",
                      .fixed = dense_fixed,
                      .init = dense_init,
                      .prepare = dense_prepare,
                      .forward = dense_forward,
                      .backward = dense_backward },
    [LAYER_ACT] = { .key = "activation", .forward = act_forward, .backward = act_backward },
    [LAYER_DROPOUT] = { .key = "dropout",
                        .keep = dropout_keep,
                        .forward = dropout_forward,
                        .backward = dropout_backward },
    [LAYER_GDN] = { .key = "gdn",
                    .fixed = gdn_fixed,
                    .keep = gdn_keep,
                    .init = gdn_init,
                    .prepare = gdn_prepare,
                    .forward = gdn_forward,
                    .backward = gdn_backward,
                    .clamp = gdn_clamp },
    [LAYER_CONV] = { .key = "conv", .init = conv_init, .forward = conv_forward, .backward = conv_backward },
    [LAYER_POOL] = { .key = "pool", .forward = conv_pool_forward, .backward = conv_pool_backward },
};
_Static_assert(COUNT(layer_defs) == LAYER_KINDS, "one row a kind");
