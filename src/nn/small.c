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

/* z[r] = start + sum over k of x[r][k] w[k], for rows of LANES numbers. `first` rows are constants: loops unroll. */
INLINE void affine_rows(const real *x, int stride, int in, const real *w, Vec start, real *z, const int rows)
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
        store(z + r * LANES, sum[r]);
}

/* In groups as even as can be: two of five wait less for their last addition than eight and two. */
INLINE void affine(const real *x, int stride, int in, const real *w, Vec start, real *z, int rows)
{
    for (int r = 0, group; r < rows; r += group, x += group * stride, z += group * LANES) {
        int left = rows - r;
        group = left >= 2 * GROUP ? GROUP : left > GROUP ? (left + 1) / 2 : left;
        switch (group) {
#define GROUPS_OF(n)                                                                                                   \
    case n: affine_rows(x, stride, in, w, start, z, min_i(n, GROUP)); break;
            GROUPS_OF(8) GROUPS_OF(7) GROUPS_OF(6) GROUPS_OF(5) GROUPS_OF(4) GROUPS_OF(3) GROUPS_OF(2) GROUPS_OF(1)
        }
    }
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

/* The layer with one output: units lie side by side in its weights, which are one vector. */
INLINE void one_forward(const Small *p, const real *h, int in, const real *params, real *z)
{
    Vec w = load_row(params, in);
    for (int s = 0; s < p->rows; s++) {
        Vec part = fused(load_row(h + s * LANES, in), w, (Vec){ 0 });
        z[s] = params[in] + fold_lanes(part + (Vec){ 0 }); /* the parts beyond a vector are 0 */
    }
}

INLINE void one_backward(const Small *p, const real *h, int in, const real *params, const real *dz, real *dh,
                         real *grad)
{
    Vec w = load_row(params, in), sum = p->fresh ? (Vec){ 0 } : load_row(grad, in);
    real bias = p->fresh ? 0 : grad[in];
    for (int s = 0; s < p->rows; s++) {
        sum = fused(same(dz[s]), load(h + s * LANES), sum);
        store(dh + s * LANES, fused(same(dz[s]), w, (Vec){ 0 }));
        bias += dz[s];
    }
    store_row(grad, sum, in);
    grad[in] = bias;
}

void SMALL_NAME(const Small *p);
void SMALL_NAME(const Small *p)
{
    const Shape *s = p->s;
    const Rows *kernel = p->kernel;
    const int last = s->layers - 1, outputs = s->outputs, n = p->rows * LANES;
    real *z[NN_LAYERS + 1], *h[NN_LAYERS + 1], *w = p->work, *turned = w + (LANES + 1) * LANES;
    real *dz = turned + LANES * LANES, *dh = dz + n, *plain = dh + n;
    for (int l = 0; l <= last; l++) {
        z[l] = plain + (2 * l + 1) * n;
        h[l] = z[l] + n;
    }
    const real *x = p->x;
    int stride = s->width[0];
    for (int l = 0; l <= last; l++) {
        const real *params = p->params + s->weights[l];
        int in = s->width[l], out = s->width[l + 1];
        if (out == 1 && l == last) {
            one_forward(p, x, in, params, plain);
            break;
        }
        for (int k = 0; k < in; k++)
            store(w + k * LANES, load_row(params + k * out, out));
        affine(x, stride, in, w, load_row(params + in * out, out), z[l], p->rows);
        if (l < last)
            kernel->act[s->act].f(z[l], h[l], n);
        x = h[l];
        stride = LANES;
    }
    for (int r = 0; outputs > 1 && r < p->rows; r++)
        store_row(plain + r * outputs, load(z[last] + r * LANES), outputs);
    if (outputs == 1) { /* up to a whole vector: a rest would take longer */
        int whole = (p->rows + LANES - 1) / LANES * LANES;
        for (int r = p->rows; r < whole; r++)
            plain[r] = 0;
        memset(dz, 0, sizeof(real) * (size_t)whole);
        memcpy(dz, p->y, sizeof(real) * (size_t)p->rows);
        p->loss(plain, dz, whole, 1, p->each, dh);
    } else {
        p->loss(plain, p->y, p->rows, outputs, p->each, dh);
    }
    for (int i = 0; i < p->rows * outputs; i++)
        dh[i] /= p->of;
    for (int r = 0; outputs > 1 && r < p->rows; r++)
        store(dz + r * LANES, load_row(dh + r * outputs, outputs));
    if (outputs == 1)
        memcpy(dz, dh, sizeof(real) * (size_t)p->rows);
    for (int l = last; l >= 0; l--) {
        const real *params = p->params + s->weights[l];
        int in = s->width[l], out = s->width[l + 1];
        real *grad = p->grad + s->weights[l];
        if (out == 1 && l == last) {
            one_backward(p, h[l - 1], in, params, dz, dh, grad);
        } else {
            gradient(p, l ? h[l - 1] : p->x, l ? LANES : s->width[0], dz, in, out, grad);
            if (l == 0)
                break;
            p->turn(params, in, out, turned);
            for (int k = 0; k < out; k++)
                store(w + k * LANES, load_row(turned + k * in, in));
            affine(dz, LANES, out, w, (Vec){ 0 }, dh, p->rows);
        }
        kernel->act[s->act].back(z[l - 1], h[l - 1], dh, dz, n);
    }
}
