/* Dense nets: shape, first weights, forward, loss and gradient.
 *
 * Samples go through in blocks of BLOCK rows, small enough that all activations of a block stay in the fast cache.
 * Every pass is the one product of kernel.h with other strides: forward z += h W, deltas dh += dz W^T (with a
 * transposed copy of W, so that units lie side by side there as well), gradient dW += h^T dz. Sums run over samples in
 * their order and over units in theirs, whatever the block or the vector. Weights are [in][out]. */
#include "nn/kernel.h"

#include <math.h> /* sqrt only */
#include <string.h>

enum { BLOCK = 32 };

struct Scratch {
    const Kernel *kernel;
    real *x, *y;                 /* gathered samples of a block */
    real *z[NN_LAYERS + 1];      /* [BLOCK][width[l+1]] linear outputs of each layer of weights */
    real *h[NN_LAYERS + 1];      /* the same after the activation; the last layer has none */
    real *dz, *dh;               /* [BLOCK][widest] */
    real *turned[NN_LAYERS + 1]; /* W of each layer as [out][in] */
};

Shape net_layout(const int *width, int layers, int act, int loss)
{
    Shape s = { .inputs = width[0], .outputs = width[layers], .layers = layers, .act = act, .loss = loss };
    memcpy(s.width, width, sizeof(int) * (size_t)(layers + 1));
    for (int l = 0; l < layers; l++) {
        s.weights[l] = s.params;
        s.biases[l] = s.weights[l] + width[l] * width[l + 1];
        s.params = s.biases[l] + width[l + 1];
    }
    return s;
}

Shape net_shape(const Config *c, const Own *own)
{
    int classes = data_classes(c, own), loss = loss_defs[c->loss].f ? c->loss : loss_for(classes);
    int width[NN_LAYERS + 2];
    InputMap map = data_map(c, own);
    width[0] = map.inputs;
    memcpy(width + 1, c->width, sizeof(int) * (size_t)c->layers);
    width[c->layers + 1] = loss_defs[loss].outputs(classes);
    return net_layout(width, c->layers + 1, c->act, loss);
}

void net_is_weight(const Shape *s, uint8_t *is_weight)
{
    for (int l = 0; l < s->layers; l++) {
        memset(is_weight + s->weights[l], 1, (size_t)(s->biases[l] - s->weights[l]));
        memset(is_weight + s->biases[l], 0, (size_t)s->width[l + 1]);
    }
}

void net_penalised(const Shape *s, bool biases, uint8_t *penalised)
{
    net_is_weight(s, penalised);
    for (int l = 0; biases && l < s->layers; l++)
        memset(penalised + s->biases[l], 1, (size_t)s->width[l + 1]);
}

void net_clamp(const Shape *s, real *params) { (void)s, (void)params; }

void net_init(const Shape *s, uint32_t seed, real *params)
{
    Rng r = rng_make(seed, STREAM_INIT);
    double gain = act_defs[s->act].init_gain;
    memset(params, 0, sizeof(real) * (size_t)s->params);
    for (int l = 0; l < s->layers; l++) {
        double in = s->width[l], out = s->width[l + 1];
        double spread = gain > 0 ? sqrt(gain / in) : sqrt(6 / (in + out));
        for (int i = s->weights[l]; i < s->biases[l]; i++)
            params[i] = (real)(spread * (gain > 0 ? rng_normal(&r) : 2 * rng_unit(&r) - 1));
    }
}

Scratch *net_scratch(const Shape *s, Arena *a)
{
    Scratch *w = arena_new(a, Scratch, 1);
    w->kernel = kernel_best();
    int widest = 0;
    for (int l = 0; l < s->layers; l++) {
        w->z[l] = arena_new(a, real, BLOCK * s->width[l + 1]);
        w->h[l] = arena_new(a, real, BLOCK * s->width[l + 1]);
        w->turned[l] = arena_new(a, real, s->width[l] * s->width[l + 1]);
        widest = max_i(widest, s->width[l + 1]);
    }
    w->x = arena_new(a, real, BLOCK * s->inputs);
    w->y = arena_new(a, real, BLOCK * NN_CLASSES);
    w->dz = arena_new(a, real, BLOCK * widest);
    w->dh = arena_new(a, real, BLOCK * widest);
    return w;
}

/* z of layers 0 ... last for a block; h of all before `last`, and of `last` itself when it is hidden. */
static void forward_block(const Shape *s, const real *params, const real *x, int rows, int last, Scratch *w)
{
    for (int l = 0; l <= last; l++) {
        int in = s->width[l], out = s->width[l + 1];
        for (int r = 0; r < rows; r++)
            memcpy(w->z[l] + r * out, params + s->biases[l], sizeof(real) * (size_t)out);
        w->kernel->product(&(Product){ .rows = rows,
                                       .depth = in,
                                       .cols = out,
                                       .a = l ? w->h[l - 1] : x,
                                       .a_row = in,
                                       .a_depth = 1,
                                       .b = params + s->weights[l],
                                       .b_row = out,
                                       .c = w->z[l],
                                       .c_row = out });
        if (l + 1 < s->layers)
            act_defs[s->act].f(w->z[l], w->h[l], rows * out);
    }
}

void net_forward(const Shape *s, const real *params, const real *x, int n, real *z, Scratch *w)
{
    int last = s->layers - 1;
    for (int at = 0; at < n; at += BLOCK) {
        int rows = min_i(BLOCK, n - at);
        forward_block(s, params, x + (size_t)at * (size_t)s->inputs, rows, last, w);
        memcpy(z + (size_t)at * (size_t)s->outputs, w->z[last], sizeof(real) * (size_t)(rows * s->outputs));
    }
}

void net_hidden(const Shape *s, const real *params, int layer, const real *x, int n, real *h, Scratch *w)
{
    size_t width = (size_t)s->width[layer + 1];
    for (int at = 0; at < n; at += BLOCK) {
        int rows = min_i(BLOCK, n - at);
        forward_block(s, params, x + (size_t)at * (size_t)s->inputs, rows, layer, w);
        memcpy(h + (size_t)at * width, w->h[layer], sizeof(real) * (size_t)rows * width);
    }
}

static void turn_weights(const Shape *s, const real *params, Scratch *w)
{
    for (int l = 1; l < s->layers; l++) { /* nobody asks for the gradient of the inputs */
        const real *from = params + s->weights[l];
        for (int i = 0; i < s->width[l]; i++)
            for (int o = 0; o < s->width[l + 1]; o++)
                w->turned[l][o * s->width[l] + i] = from[i * s->width[l + 1] + o];
    }
}

/* dW += h^T dz. With one output, rows and columns change places, because vectors lie along columns. */
static void weight_gradient(const Scratch *w, const real *h, const real *dz, int rows, int in, int out, real *dw)
{
    Product p = { .rows = 1, .depth = rows, .cols = in, .a = dz, .a_depth = 1, .b = h, .b_row = in, .c = dw };
    if (out > 1)
        p = (Product){ .rows = in,
                       .depth = rows,
                       .cols = out,
                       .a = h,
                       .a_row = 1,
                       .a_depth = in,
                       .b = dz,
                       .b_row = out,
                       .c = dw,
                       .c_row = out };
    w->kernel->product(&p);
}

/* From w->dz of the last layer back to the first; adds to grad. */
static void backward_block(const Shape *s, const real *x, int rows, real *grad, Scratch *w)
{
    static const real one = 1;
    for (int l = s->layers - 1; l >= 0; l--) {
        int in = s->width[l], out = s->width[l + 1];
        weight_gradient(w, l ? w->h[l - 1] : x, w->dz, rows, in, out, grad + s->weights[l]);
        w->kernel->product(&(Product){ .rows = 1,
                                       .depth = rows,
                                       .cols = out,
                                       .a = &one, /* db += sum of dz */
                                       .b = w->dz,
                                       .b_row = out,
                                       .c = grad + s->biases[l] });
        if (l == 0)
            break;
        memset(w->dh, 0, sizeof(real) * (size_t)(rows * in));
        w->kernel->product(&(Product){ .rows = rows,
                                       .depth = out,
                                       .cols = in,
                                       .a = w->dz,
                                       .a_row = out,
                                       .a_depth = 1,
                                       .b = w->turned[l],
                                       .b_row = in,
                                       .c = w->dh,
                                       .c_row = in });
        act_defs[s->act].back(w->z[l - 1], w->h[l - 1], w->dh, w->dz, rows * in);
    }
}

/* Rows at ... at+rows of a set, or those that index names, next to each other. */
static void gather(const Points *p, const int *index, int at, int rows, Scratch *w, const real **x, const real **y)
{
    size_t in = (size_t)p->inputs, out = (size_t)p->targets;
    *x = index ? w->x : p->x + (size_t)at * in;
    *y = index ? w->y : p->y + (size_t)at * out;
    for (int r = 0; index && r < rows; r++) {
        memcpy(w->x + (size_t)r * in, p->x + (size_t)index[at + r] * in, sizeof(real) * in);
        memcpy(w->y + (size_t)r * out, p->y + (size_t)index[at + r] * out, sizeof(real) * out);
    }
}

double net_loss(const Shape *s, const real *params, const Points *p, const int *index, int n, real *grad, Scratch *w)
{
    const LossDef *loss = &loss_defs[s->loss];
    int last = s->layers - 1, outputs = s->outputs;
    double sum = 0;
    if (grad) {
        memset(grad, 0, sizeof(real) * (size_t)s->params);
        turn_weights(s, params, w);
    }
    for (int at = 0; at < n; at += BLOCK) {
        int rows = min_i(BLOCK, n - at);
        const real *x, *y;
        gather(p, index, at, rows, w, &x, &y);
        forward_block(s, params, x, rows, last, w);
        for (int r = 0; r < rows; r++)
            sum += loss->f(w->z[last] + r * outputs, y + r * p->targets, outputs, grad ? w->dz + r * outputs : NULL);
        if (!grad)
            continue;
        for (int i = 0; i < rows * outputs; i++)
            w->dz[i] /= (real)n;
        backward_block(s, x, rows, grad, w);
    }
    return sum / n;
}

double net_loss_dropout(const Shape *s, const real *params, const Points *p, const int *index, int n, const Dropout *d,
                        real *grad, Scratch *w)
{
    (void)d;
    return net_loss(s, params, p, index, n, grad, w);
}

static int winner(const real *z, int outputs) /* a tie counts as the lower class */
{
    if (outputs == 1)
        return z[0] > 0;
    int best = 0;
    for (int k = 1; k < outputs; k++)
        if (z[k] > z[best])
            best = k;
    return best;
}

double net_accuracy(const Shape *s, const real *params, const Points *p, double *loss, Scratch *w)
{
    const LossDef *def = &loss_defs[s->loss];
    int right = 0, last = s->layers - 1;
    double sum = 0;
    for (int at = 0; at < p->n; at += BLOCK) {
        int rows = min_i(BLOCK, p->n - at);
        const real *y = p->y + (size_t)at * (size_t)p->targets;
        forward_block(s, params, p->x + (size_t)at * (size_t)p->inputs, rows, last, w);
        for (int r = 0; r < rows; r++, y += p->targets) {
            const real *z = w->z[last] + r * s->outputs;
            sum += loss ? def->f(z, y, s->outputs, NULL) : 0;
            right += winner(z, s->outputs) == (int)y[0];
        }
    }
    if (loss)
        *loss = p->n ? sum / p->n : NAN;
    return def->hi > 0 && p->n ? (double)right / p->n : NAN;
}
