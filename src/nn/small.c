/* Small nets: one pass forward and back through dense layers no wider than a vector, compiled once for each width like
 * lanes.c. The chain of layers in net.c spends more time between products than in them when a batch is ten samples and
 * a layer eight units; here every unit of a layer lies in one vector, weights and activations in rows of one vector,
 * and everything is inlined. The same sums in the same order, so the same bits. */
#include "nn/vec.h"

enum { GROUP = VECTOR_BYTES == 16 ? 2 : 8 }; /* samples whose sums are in flight together */

INLINE Vec load_row(const real *from, int n) { return n == LANES ? load(from) : load_some(from, n); }
INLINE void store_row(real *to, Vec v, int n)
{
    if (n == LANES)
        store(to, v);
    else
        store_some(to, v, n);
}

/* z[r] = start + sum over k of x[r][k] w[k], and its end, for rows of LANES numbers; slope, like z: see ended. The
 * number of rows is a constant: loops unroll. */
INLINE void affine_rows(const real *x, int stride, int in, const real *w, Vec start, real *z, const real *slope,
                        const enum End end, const int rows)
{
    Vec sum[GROUP];
    for (int r = 0; r < rows; r++)
        sum[r] = start;
    for (int k = 0; k < in; k++) {
        Vec wk = load(w + k * LANES);
        for (int r = 0; r < rows; r++)
            sum[r] = fused(same(x[r * stride + k]), wk, sum[r]);
    }
    for (int r = 0; r < rows; r++)
        store(z + r * LANES, ended(sum[r], end == SLOPE ? load(slope + r * LANES) : (Vec){ 0 }, end));
}

/* In groups as even as can be: two of five wait less for their last addition than eight and two. */
INLINE void affine(const real *x, int stride, int in, const real *w, Vec start, real *z, const real *slope,
                   const enum End end, int rows)
{
    for (int r = 0, group; r < rows; r += group, x += group * stride, z += group * LANES, slope += group * LANES) {
        int left = rows - r;
        group = left >= 2 * GROUP ? GROUP : left > GROUP ? (left + 1) / 2 : left;
        switch (group) {
#define GROUPS_OF(n)                                                                                                   \
    case n: affine_rows(x, stride, in, w, start, z, slope, end, min_i(n, GROUP)); break;
            GROUPS_OF(8) GROUPS_OF(7) GROUPS_OF(6) GROUPS_OF(5) GROUPS_OF(4) GROUPS_OF(3) GROUPS_OF(2) GROUPS_OF(1)
        }
    }
}

/* [rows][n] as rows of LANES; where they are such rows already, itself. */
INLINE const real *spread_rows(const real *from, int rows, int n, real *to)
{
    if (n == LANES)
        return from;
    for (int k = 0; k < rows; k++)
        store(to + k * LANES, load_some(from + k * n, n));
    return to;
}

/* Rows of the gradient [in][out] of weights: sums over samples of h[s][k] dz[s]. In the last one h is 1 if `one`: the
 * biases, which lie behind the weights. */
INLINE void gradient_rows(const Small *p, const real *h, int stride, const real *dz, int out, real *grad,
                          const int rows, const bool one)
{
    Vec sum[GROUP + 1];
    for (int k = 0; k < rows; k++)
        sum[k] = p->fresh ? (Vec){ 0 } : load_row(grad + k * out, out);
    for (int s = 0; s < p->rows; s++) {
        Vec d = load(dz + s * LANES);
        for (int k = 0; k < rows; k++)
            sum[k] = fused(one && k == rows - 1 ? same(1) : same(h[s * stride + k]), d, sum[k]);
    }
    for (int k = 0; k < rows; k++)
        store_row(grad + k * out, sum[k], out);
}

INLINE void gradient(const Small *p, const real *h, int stride, const real *dz, int in, int out, real *grad)
{
    int k = 0;
    for (; k + GROUP < in; k += GROUP)
        gradient_rows(p, h + k, stride, dz, out, grad + k * out, GROUP, false);
    if (k + GROUP == in) {
        gradient_rows(p, h + k, stride, dz, out, grad + k * out, GROUP + 1, true);
        return;
    }
    for (; k + 2 < in; k += 2)
        gradient_rows(p, h + k, stride, dz, out, grad + k * out, 2, false);
    if (k + 2 == in)
        gradient_rows(p, h + k, stride, dz, out, grad + k * out, 3, true);
    else
        gradient_rows(p, h + k, stride, dz, out, grad + k * out, 2, true);
}

/* --- layers of one net --- */

typedef struct Net {
    const real *params;
    real *grad, *each;
    real *w, *dz, *dh, *z; /* in work; behind w that turned, from z on z and h of each layer */
    int room;              /* numbers of a block */
} Net;

INLINE real *z_of(const Net *n, int l) { return n->z + 2 * l * n->room; }
INLINE real *h_of(const Net *n, int l) { return n->z + (2 * l + 1) * n->room; }

INLINE void begin(const Small *p, int i, Net *n)
{
    n->room = (p->rows + LANES - 1) / LANES * LANES * LANES;
    n->params = p->net[i].params;
    n->grad = p->net[i].grad;
    n->each = p->net[i].each;
    n->w = p->net[i].work;
    n->dz = n->w + 2 * LANES * LANES;
    n->dh = n->dz + n->room;
    n->z = n->dh + n->room;
}

/* The layer with one output: units lie side by side in its weights, which are one vector. Rows beyond the last one, to
 * a whole vector, are made of what lies there; nobody reads them. */
INLINE void one_forward(const Small *p, const real *h, int in, const real *params, real *z)
{
    Vec w = load_row(params, in), bias = same(params[in]), part[LANES];
    for (int s = 0; s < p->rows; s += LANES) {
        for (int i = 0; i < LANES; i++) /* the parts beyond a vector are 0 */
            part[i] = fused(load_row(h + (s + i) * LANES, in), w, (Vec){ 0 }) + (Vec){ 0 };
        store(z + s, bias + fold_rows(part));
    }
}

INLINE void one_backward(const Small *p, const real *h, int in, const real *params, const real *dz, real *dh,
                         real *grad, const enum End end)
{
    Vec w = load_row(params, in), sum = p->fresh ? (Vec){ 0 } : load_row(grad, in);
    real bias = p->fresh ? 0 : grad[in];
    for (int s = 0; s < p->rows; s++) {
        Vec hs = load(h + s * LANES);
        sum = fused(same(dz[s]), hs, sum);
        store(dh + s * LANES, ended(fused(same(dz[s]), w, (Vec){ 0 }), hs, end));
        bias += dz[s];
    }
    store_row(grad, sum, in);
    grad[in] = bias;
}

INLINE void forward(const Small *p, const Net *n, int l)
{
    const Shape *s = p->s;
    const int last = s->layers - 1, in = s->width[l], out = s->width[l + 1], stride = l ? LANES : in;
    const real *params = n->params + s->weights[l], *x = l ? h_of(n, l - 1) : p->x;
    if (out == 1 && l == last) {
        one_forward(p, x, in, params, z_of(n, l));
        return;
    }
    const real *rows = spread_rows(params, in, out, n->w);
    Vec bias = load_row(params + in * out, out);
    if (p->tanh && l < last) { /* a stride that is known is added for nothing */
        l ? affine(x, LANES, in, rows, bias, h_of(n, l), x, TANH, p->rows)
          : affine(x, in, in, rows, bias, h_of(n, l), x, TANH, p->rows);
        return;
    }
    affine(x, stride, in, rows, bias, z_of(n, l), x, AS_IT_IS, p->rows);
    if (l < last)
        p->kernel->act[s->act].f(z_of(n, l), h_of(n, l), p->rows * LANES);
}

/* Gradient of the mean loss by z, rows of LANES, or numbers if there is one output. */
INLINE void losses(const Small *p, const Net *n)
{
    const int outputs = p->s->outputs, row = p->s->loss;
    real *z = z_of(n, p->s->layers - 1), *plain = h_of(n, p->s->layers - 1), *dz = n->dz, *y = n->dh;
    if (outputs == 1) { /* up to a whole vector: a rest would take longer */
        int whole = (p->rows + LANES - 1) / LANES * LANES;
        for (int r = 0; r < whole; r += LANES)
            store(y + r, load_row(p->y + r, min_i(LANES, p->rows - r)));
        p->kernel->loss[row](z, y, whole, 1, n->each, dz);
        for (int r = 0; r < whole; r += LANES)
            store(dz + r, load(dz + r) / same(p->of));
        return;
    }
    for (int r = 0; r < p->rows; r++)
        store_row(plain + r * outputs, load(z + r * LANES), outputs);
    p->kernel->loss[row](plain, p->y, p->rows, outputs, n->each, y);
    for (int r = 0; r < p->rows; r++)
        store(dz + r * LANES, load_row(y + r * outputs, outputs) / same(p->of));
}

INLINE void backward(const Small *p, Net *n, int l)
{
    const Shape *s = p->s;
    const int in = s->width[l], out = s->width[l + 1];
    const real *params = n->params + s->weights[l], *below = l ? h_of(n, l - 1) : p->x;
    real *grad = n->grad + s->weights[l], *dz = n->dz, *dh = n->dh;
    if (out == 1 && l == s->layers - 1) {
        p->tanh ? one_backward(p, below, in, params, dz, dh, grad, SLOPE)
                : one_backward(p, below, in, params, dz, dh, grad, AS_IT_IS);
    } else {
        if (l == 0) {
            gradient(p, below, in, dz, in, out, grad);
            return;
        }
        gradient(p, below, LANES, dz, in, out, grad);
        real *turned = n->w + LANES * LANES;
        p->turn(params, in, out, turned);
        const real *rows = spread_rows(turned, out, in, n->w);
        p->tanh ? affine(dz, LANES, out, rows, (Vec){ 0 }, dh, below, SLOPE, p->rows)
                : affine(dz, LANES, out, rows, (Vec){ 0 }, dh, below, AS_IT_IS, p->rows);
    }
    if (p->tanh) { /* dh is dz already */
        n->dz = dh;
        n->dh = dz;
    } else {
        p->kernel->act[s->act].back(z_of(n, l - 1), h_of(n, l - 1), dh, dz, p->rows * LANES);
    }
}

/* Layer by layer the nets take turns: what one waits for is ready when its turn comes again. */
void SMALL_NAME(const Small *p);
void SMALL_NAME(const Small *p)
{
    Net net[NN_TOGETHER];
    for (int i = 0; i < p->nets; i++)
        begin(p, i, &net[i]);
    for (int l = 0; l < p->s->layers; l++)
        for (int i = 0; i < p->nets; i++)
            forward(p, &net[i], l);
    for (int i = 0; i < p->nets; i++)
        losses(p, &net[i]);
    for (int l = p->s->layers - 1; l >= 0; l--)
        for (int i = 0; i < p->nets; i++)
            backward(p, &net[i], l);
}
