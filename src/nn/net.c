/* Nets: a chain of layers from x to the last linear outputs z. What each does stands in layer.c; here is how they are
 * put together, and how blocks of samples go through them, forward and back. */
#include "nn/layer.h"

#include <math.h> /* NAN */
#include <string.h>

struct Scratch {
    const Kernel *kernel;
    real *x, *y;              /* gathered samples of a block */
    real *out[NN_CHAIN];      /* [BLOCK][out] of each layer */
    const real *in[NN_CHAIN]; /* what went into it: x or the out of one before */
    real *fixed[NN_CHAIN], *keep[NN_CHAIN];
    real *d[2];              /* [BLOCK][widest] gradients by what lies between two layers, by turns */
    Rng mask[NN_LAYERS + 1]; /* of each hidden layer */
    real *small;             /* for small.c; NULL: this net is not for it */
};

/* --- what a net is made of --- */

static LayerShape *append(Shape *s, LayerShape l)
{
    LayerShape *to = &s->layer[s->chain++];
    l.first = s->params;
    l.params = max_i(l.params, l.weights + l.biases);
    s->params += l.params;
    *to = l;
    return to;
}

static int append_filters(Shape *s, const NetPlan *p) /* numbers that come out */
{
    int high = p->high - p->kernel + 1, wide = p->wide - p->kernel + 1, spots = p->filters * high * wide;
    int pooled = p->filters * (high / p->pool_window) * (wide / p->pool_window);
    append(s, (LayerShape){ .kind = LAYER_CONV,
                            .in = p->high * p->wide,
                            .out = spots,
                            .weights = p->filters * p->kernel * p->kernel,
                            .biases = p->filters,
                            .maps = p->filters,
                            .window = p->kernel,
                            .high = p->high,
                            .wide = p->wide });
    append(s, (LayerShape){ .kind = LAYER_ACT, .in = spots, .out = spots });
    append(s, (LayerShape){ .kind = LAYER_POOL,
                            .in = spots,
                            .out = pooled,
                            .maps = p->filters,
                            .window = p->pool_window,
                            .high = high,
                            .wide = wide });
    append(s, (LayerShape){ .kind = LAYER_DROPOUT, .in = pooled, .out = pooled });
    return pooled;
}

static void append_hidden(Shape *s, const NetPlan *p, int l, int n)
{
    if (!p->gdn || p->gdn_place == GDN_AFTER)
        append(s, (LayerShape){ .kind = LAYER_ACT, .in = n, .out = n });
    if (p->gdn)
        append(s, (LayerShape){ .kind = LAYER_GDN, .in = n, .out = n, .params = n * n + n });
    append(s, (LayerShape){ .kind = LAYER_DROPOUT, .in = n, .out = n, .hidden = l + (p->filters > 0) });
}

Shape net_build(const NetPlan *p)
{
    Shape s = { .layers = p->layers, .act = p->act, .loss = p->loss, .pool = p->pool };
    memcpy(s.width, p->width, sizeof(int) * (size_t)(p->layers + 1));
    s.outputs = s.width[p->layers];
    if (p->filters > 0)
        s.width[0] = append_filters(&s, p);
    s.inputs = p->filters > 0 ? p->high * p->wide : s.width[0];
    s.map = (InputMap){ .raw = s.inputs, .inputs = s.inputs, .scale = 1 };
    for (int l = 0; l < p->layers; l++) {
        int in = s.width[l], out = s.width[l + 1];
        s.dense[l] = s.chain;
        const LayerShape *dense =
            append(&s, (LayerShape){ .kind = LAYER_DENSE, .in = in, .out = out, .weights = in * out, .biases = out });
        s.weights[l] = dense->first;
        s.biases[l] = dense->first + in * out;
        if (l + 1 < p->layers)
            append_hidden(&s, p, l, out);
    }
    return s;
}

Shape net_layout(const int *width, int layers, int act, int loss)
{
    return net_build(&(NetPlan){ .width = width, .layers = layers, .act = act, .loss = loss });
}

Shape net_shape(const Config *c, const Own *own)
{
    int classes = data_classes(c, own), side = data_defs[c->data].side, width[NN_LAYERS + 2];
    int loss = loss_defs[c->loss].f ? c->loss : loss_for(classes);
    InputMap map = data_map(c, own);
    width[0] = map.inputs;
    memcpy(width + 1, c->width, sizeof(int) * (size_t)c->layers);
    width[c->layers + 1] = loss_defs[loss].outputs(classes);
    Shape s = net_build(&(NetPlan){ .width = width,
                                    .layers = c->layers + 1,
                                    .act = c->act,
                                    .loss = loss,
                                    .gdn = reg_defs[c->reg].gdn,
                                    .gdn_place = c->gdn,
                                    .high = side,
                                    .wide = side,
                                    .filters = c->filters,
                                    .kernel = c->kernel,
                                    .pool = c->pool,
                                    .pool_window = 2 });
    s.map = map;
    s.precise = c->layers == 0 && map.degree > 1;
    s.frozen = c->freeze && c->filters > 0 ? s.layer[0].params : 0;
    return s;
}

void net_penalised(const Shape *s, bool biases, uint8_t *penalised)
{
    memset(penalised, 0, (size_t)s->params);
    for (int i = 0; i < s->chain; i++) {
        const LayerShape *l = &s->layer[i];
        if (l->first >= s->frozen)
            memset(penalised + l->first, 1, (size_t)(l->weights + (biases ? l->biases : 0)));
    }
}

void net_is_weight(const Shape *s, uint8_t *is_weight) { net_penalised(s, false, is_weight); }

void net_init(const Shape *s, uint32_t seed, real *params)
{
    Rng r = rng_make(seed, STREAM_INIT);
    memset(params, 0, sizeof(real) * (size_t)s->params);
    for (int i = 0; i < s->chain; i++) {
        const LayerDef *def = &layer_defs[s->layer[i].kind];
        if (def->init)
            def->init(s, &s->layer[i], &r, params + s->layer[i].first);
    }
}

void net_clamp(const Shape *s, real *params)
{
    for (int i = 0; i < s->chain; i++) {
        const LayerDef *def = &layer_defs[s->layer[i].kind];
        if (def->clamp)
            def->clamp(&s->layer[i], params + s->layer[i].first);
    }
}

Scratch *net_scratch(const Shape *s, Arena *a)
{
    Scratch *w = arena_new(a, Scratch, 1);
    w->kernel = kernel_for(s);
    int widest = 0;
    for (int i = 0; i < s->chain; i++) {
        const LayerShape *l = &s->layer[i];
        const LayerDef *def = &layer_defs[l->kind];
        w->out[i] = arena_new(a, real, BLOCK * l->out);
        w->fixed[i] = arena_new(a, real, def->fixed ? def->fixed(l) : 0);
        w->keep[i] = arena_new(a, real, def->keep ? BLOCK * def->keep(l) : 0);
        widest = max_i(widest, l->out);
    }
    w->x = arena_new(a, real, BLOCK * s->inputs);
    w->y = arena_new(a, real, BLOCK * NN_CLASSES);
    w->d[0] = arena_new(a, real, BLOCK * widest);
    w->d[1] = arena_new(a, real, BLOCK * widest);
    int small = kernel_small_work(w->kernel, s, BLOCK);
    w->small = small ? arena_new(a, real, small) : NULL;
    return w;
}

/* --- blocks --- */

/* One way through a net: which net, with which parameters, and what is wanted of it. */
typedef struct Task {
    const Shape *s;
    const real *params;
    real *grad;          /* [params], NULL: none */
    const Dropout *drop; /* NULL: none */
    Scratch *w;
} Task;

static bool idle(const Task *t, int i) /* its input passes as it is */
{
    return t->s->layer[i].kind == LAYER_DROPOUT && (!t->drop || t->drop->rate == 0);
}

/* Layer i on samples at ... at+rows of the task. */
static Pass pass_of(const Task *t, int i, int at, int rows)
{
    const LayerShape *l = &t->s->layer[i];
    Pass p = { .net = t->s,
               .l = l,
               .kernel = t->w->kernel,
               .rows = rows,
               .params = t->params + l->first,
               .fixed = t->w->fixed[i],
               .keep = t->w->keep[i],
               .in = t->w->in[i],
               .out = t->w->out[i],
               .grad = t->grad ? t->grad + l->first : NULL };
    if (l->kind == LAYER_DROPOUT && t->drop) {
        p.rate = t->drop->rate;
        p.rng = &t->w->mask[l->hidden];
        p.kept = t->drop->kept ? t->drop->kept[l->hidden] + (size_t)at * (size_t)l->out : NULL;
    }
    return p;
}

static void prepare(const Task *t)
{
    for (int i = 0; i < t->s->chain; i++)
        if (layer_defs[t->s->layer[i].kind].prepare) {
            Pass p = pass_of(t, i, 0, 0);
            layer_defs[t->s->layer[i].kind].prepare(&p);
        }
    for (int i = 0; t->grad && i < t->s->chain; i++)
        if (t->s->layer[i].kind != LAYER_DENSE) /* those write it */
            memset(t->grad + t->s->layer[i].first, 0, sizeof(real) * (size_t)t->s->layer[i].params);
    for (int l = 0; t->drop && t->drop->rate > 0 && l <= NN_LAYERS; l++)
        t->w->mask[l] = rng_make(t->drop->seed, (uint64_t)STREAM_DROPOUT + (uint64_t)l);
}

/* The first `layers` of the chain; returns what comes out of them. */
static const real *forward(const Task *t, const real *x, int at, int rows, int layers)
{
    const real *h = x;
    for (int i = 0; i < layers; i++) {
        t->w->in[i] = h;
        if (idle(t, i))
            continue;
        Pass p = pass_of(t, i, at, rows);
        layer_defs[t->s->layer[i].kind].forward(&p);
        h = p.out;
    }
    return h;
}

/* From d[0], the gradient by z, back to the first layer that is trained; adds to grad. */
static void backward(const Task *t, int at, int rows)
{
    int first = 0, from = 0;
    while (t->s->layer[first].first + t->s->layer[first].params <= t->s->frozen)
        first++;
    for (int i = t->s->chain - 1; i >= first; i--) {
        if (idle(t, i))
            continue;
        Pass p = pass_of(t, i, at, rows);
        p.first = at == 0;
        p.dout = t->w->d[from];
        p.din = i > first ? t->w->d[!from] : NULL;
        layer_defs[p.l->kind].backward(&p);
        from = !from;
    }
}

void net_forward(const Shape *s, const real *params, const real *x, int n, real *z, Scratch *w)
{
    Task t = { s, params, NULL, NULL, w };
    prepare(&t);
    for (int at = 0; at < n; at += BLOCK) {
        int rows = min_i(BLOCK, n - at);
        const real *out = forward(&t, x + (size_t)at * (size_t)s->inputs, at, rows, s->chain);
        memcpy(z + (size_t)at * (size_t)s->outputs, out, sizeof(real) * (size_t)(rows * s->outputs));
    }
}

void net_hidden(const Shape *s, const real *params, int layer, const real *x, int n, real *h, Scratch *w)
{
    Task t = { s, params, NULL, NULL, w };
    size_t width = (size_t)s->width[layer + 1];
    prepare(&t);
    for (int at = 0; at < n; at += BLOCK) {
        int rows = min_i(BLOCK, n - at);
        const real *out = forward(&t, x + (size_t)at * (size_t)s->inputs, at, rows, s->dense[layer + 1]);
        memcpy(h + (size_t)at * width, out, sizeof(real) * (size_t)rows * width);
    }
}

/* Rows at ... at+rows of a set, or those that index names, next to each other. */
static void gather(const Points *p, const int *index, int at, int rows, Scratch *w, const real **x, const real **y)
{
    size_t in = (size_t)p->inputs, out = (size_t)p->targets;
    *x = index ? w->x : p->x + (size_t)at * in;
    *y = index ? w->y : p->y + (size_t)at * out;
    for (size_t i = 0; index && i < in; i++) /* few columns: quicker than row by row */
        for (int r = 0; r < rows; r++)
            w->x[(size_t)r * in + i] = p->x[(size_t)index[at + r] * in + i];
    for (size_t i = 0; index && i < out; i++)
        for (int r = 0; r < rows; r++)
            w->y[(size_t)r * out + i] = p->y[(size_t)index[at + r] * out + i];
}

/* Over the n points index[0..n) of p: adds the gradient of their mean loss to t->grad, if there is one; returns the
 * mean loss, or 0 when it was not asked for. */
static double pass(const Task *t, const Points *p, const int *index, int n, bool value)
{
    const LossDef *loss = &loss_defs[t->s->loss];
    const Rows *kernel = t->w->kernel->rows;
    bool small = t->grad && t->w->small && !(t->drop && (t->drop->rate > 0 || t->drop->kept));
    int outputs = t->s->outputs;
    real each[BLOCK], *losses = value ? each : NULL, *dz = t->grad && !small ? t->w->d[0] : NULL;
    double sum = 0;
    if (!small)
        prepare(t);
    for (int at = 0; at < n; at += BLOCK) {
        int rows = min_i(BLOCK, n - at);
        const real *x, *y;
        gather(p, index, at, rows, t->w, &x, &y);
        if (small)
            t->w->kernel->small(&(Small){ .s = t->s,
                                          .params = t->params,
                                          .x = x,
                                          .y = y,
                                          .rows = rows,
                                          .of = (real)n,
                                          .fresh = at == 0,
                                          .grad = t->grad,
                                          .each = losses,
                                          .work = t->w->small,
                                          .loss = loss->f,
                                          .kernel = kernel,
                                          .turn = t->w->kernel->turn });
        else
            loss->f(forward(t, x, at, rows, t->s->chain), y, rows, outputs, losses, dz);
        for (int r = 0; value && r < rows; r++)
            sum += (double)each[r];
        for (int i = 0; dz && i < rows * outputs; i++)
            dz[i] /= (real)n;
        if (dz)
            backward(t, at, rows);
    }
    return sum / n;
}

void net_gradient(const Shape *s, const real *params, const Points *p, const int *index, int n, const Dropout *d,
                  real *grad, Scratch *w)
{
    pass(&(Task){ s, params, grad, d, w }, p, index, n, false);
}

double net_loss_dropout(const Shape *s, const real *params, const Points *p, const int *index, int n, const Dropout *d,
                        real *grad, Scratch *w)
{
    return pass(&(Task){ s, params, grad, d, w }, p, index, n, true);
}

double net_loss(const Shape *s, const real *params, const Points *p, const int *index, int n, real *grad, Scratch *w)
{
    return net_loss_dropout(s, params, p, index, n, NULL, grad, w);
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
    Task t = { s, params, NULL, NULL, w };
    int right = 0;
    double sum = 0;
    real each[BLOCK];
    prepare(&t);
    for (int at = 0; at < p->n; at += BLOCK) {
        int rows = min_i(BLOCK, p->n - at);
        const real *y = p->y + (size_t)at * (size_t)p->targets;
        const real *z = forward(&t, p->x + (size_t)at * (size_t)p->inputs, at, rows, s->chain);
        if (loss)
            def->f(z, y, rows, s->outputs, each, NULL);
        for (int r = 0; r < rows; r++, z += s->outputs, y += p->targets) {
            sum += loss ? (double)each[r] : 0;
            right += winner(z, s->outputs) == (int)y[0];
        }
    }
    if (loss)
        *loss = p->n ? sum / p->n : NAN;
    return def->hi > 0 && p->n ? (double)right / p->n : NAN;
}
