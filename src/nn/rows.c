/* What works on rows of numbers, compiled once for each width of vectors like lanes.c: activations, optimisers,
 * penalties, losses. The loops have no branches, so they vectorise, and plain arithmetic number by number gives the
 * same bits at every width. What is public of them has its table elsewhere: act.c, opt.c, reg.c, loss.c. */
#include "nn/vec.h"

#include <math.h> /* sqrt only */

#ifdef REAL_DOUBLE
#define real_sqrt sqrt
static real sigmoid_of(real x) { return 1 / (1 + num_exp(-x)); }
static real exp_of(real x) { return num_exp(x); }
static real log_of(real x) { return num_log(x); }
static real log1p_of(real x) { return num_log1p(x); }
static real erf_of(real x) { return num_erf(x); }
static real sin_of(real x) { return num_sin(x); }
static real cos_of(real x) { return num_cos(x); }
#else
#define real_sqrt sqrtf
static real sigmoid_of(real x) { return num_sigmoidf(x); }
static real exp_of(real x) { return num_expf(x); }
static real log_of(real x) { return (real)num_log((double)x); }
static real log1p_of(real x) { return num_log1pf(x); }
static real erf_of(real x) { return num_erff(x); }
static real sin_of(real x) { return num_sinf(x); }
static real cos_of(real x) { return num_cosf(x); }
#endif

/* --- activations: h = f(z), dz = dh f'(z) --- */

static void tanh_f(const real *z, real *h, int n)
{
#ifdef REAL_DOUBLE
    for (int i = 0; i < n; i++)
        h[i] = num_tanh(z[i]);
#else /* by vectors: compilers make detours of the two comparisons in a loop over num_tanhf */
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        store(h + i, tanh_vec(load(z + i)));
    if (i < n)
        store_some(h + i, tanh_vec(load_some(z + i, n - i)), n - i);
#endif
}
static void tanh_back(const real *z, const real *h, const real *dh, real *dz, int n)
{
    (void)z;
    for (int i = 0; i < n; i++)
        dz[i] = dh[i] * (1 - h[i] * h[i]);
}

static void relu_f(const real *z, real *h, int n)
{
    for (int i = 0; i < n; i++)
        h[i] = z[i] < 0 ? 0 : z[i]; /* NaN stays NaN: a diverged net must not look alive */
}
static void relu_back(const real *z, const real *h, const real *dh, real *dz, int n) /* derivative 0 at 0 */
{
    (void)h;
    for (int i = 0; i < n; i++) {
        real d = dh[i]; /* read in any case: a load that depends on z would not vectorise */
        dz[i] = z[i] > 0 ? d : 0;
    }
}

static void sigmoid_f(const real *z, real *h, int n)
{
    int i = 0;
#ifndef REAL_DOUBLE
    for (; i + LANES <= n; i += LANES)
        store(h + i, 1 / (1 + exp_vec(-load(z + i))));
#endif
    for (; i < n; i++)
        h[i] = sigmoid_of(z[i]);
}
static void sigmoid_back(const real *z, const real *h, const real *dh, real *dz, int n)
{
    (void)z;
    for (int i = 0; i < n; i++)
        dz[i] = dh[i] * (h[i] * (1 - h[i]));
}

static void linear_f(const real *z, real *h, int n)
{
    for (int i = 0; i < n; i++)
        h[i] = z[i];
}
static void linear_back(const real *z, const real *h, const real *dh, real *dz, int n)
{
    (void)z, (void)h;
    for (int i = 0; i < n; i++)
        dz[i] = dh[i];
}

/* Leaky ReLU (Maas et al. 2013): a hundredth of what is below 0 comes through. */
#define LEAK ((real)0.01)
static void leaky_f(const real *z, real *h, int n)
{
    for (int i = 0; i < n; i++)
        h[i] = z[i] < 0 ? LEAK * z[i] : z[i];
}
static void leaky_back(const real *z, const real *h, const real *dh, real *dz, int n)
{
    (void)h;
    for (int i = 0; i < n; i++) {
        real d = dh[i];
        dz[i] = z[i] > 0 ? d : LEAK * d;
    }
}

/* GELU, exact (Hendrycks and Gimpel 2016): z P(z) with P the normal distribution; its slope P(z) + z p(z). */
static real normal_below(real z) { return (real)0.5 * (1 + erf_of(z * (real)0.70710678118654752)); }
static real normal_density(real z) { return (real)0.39894228040143268 * exp_of((real)-0.5 * z * z); }
static void gelu_f(const real *z, real *h, int n)
{
    for (int i = 0; i < n; i++)
        h[i] = z[i] * normal_below(z[i]);
}
static void gelu_back(const real *z, const real *h, const real *dh, real *dz, int n)
{
    (void)h;
    for (int i = 0; i < n; i++)
        dz[i] = dh[i] * (normal_below(z[i]) + z[i] * normal_density(z[i]));
}

static void sine_f(const real *z, real *h, int n)
{
    for (int i = 0; i < n; i++)
        h[i] = sin_of(z[i]);
}
static void sine_back(const real *z, const real *h, const real *dh, real *dz, int n)
{
    (void)h;
    for (int i = 0; i < n; i++)
        dz[i] = dh[i] * cos_of(z[i]);
}

/* --- optimisers: see OptDef --- */

static void sgd_step(real *p, const real *g, real *slots, int n, const OptArgs *a)
{
    (void)slots;
    real lr = a->lr;
    for (int i = 0; i < n; i++)
        p[i] -= lr * g[i];
}

static void momentum_step(real *p, const real *g, real *slots, int n, const OptArgs *a) /* Polyak 1964 */
{
    real lr = a->lr, momentum = a->momentum;
    for (int i = 0; i < n; i++) {
        slots[i] = momentum * slots[i] + g[i];
        p[i] -= lr * slots[i];
    }
}

/* Sutskever et al. 2013, with the parameters kept at the point where the gradient is taken, as in PyTorch. */
static void nesterov_step(real *p, const real *g, real *slots, int n, const OptArgs *a)
{
    real lr = a->lr, momentum = a->momentum;
    for (int i = 0; i < n; i++) {
        slots[i] = momentum * slots[i] + g[i];
        p[i] -= lr * (g[i] + momentum * slots[i]);
    }
}

/* Tieleman and Hinton 2012, lecture 6.5; eps outside the root. */
static void rmsprop_step(real *p, const real *g, real *slots, int n, const OptArgs *a)
{
    real keep = a->beta2, lr = a->lr, eps = a->eps;
    for (int i = 0; i < n; i++) {
        slots[i] = keep * slots[i] + (1 - keep) * (g[i] * g[i]);
        p[i] -= lr * g[i] / (real_sqrt(slots[i]) + eps);
    }
}

static double power(double b, uint64_t t) /* by squaring: the same bits for the same t */
{
    double v = 1;
    for (; t; t >>= 1, b *= b)
        if (t & 1)
            v *= b;
    return v;
}

/* Kingma and Ba 2015, algorithm 1. Means that start at 0 are too small by 1 - beta^t at step t, so they are divided. */
static void adam_step(real *p, const real *g, real *slots, int n, const OptArgs *a)
{
    real *m = slots, *v = slots + n;
    real b1 = a->beta1, b2 = a->beta2, lr = a->lr, eps = a->eps;
    real grow1 = (real)(1 / (1 - power((double)b1, a->t))), grow2 = (real)(1 / (1 - power((double)b2, a->t)));
    for (int i = 0; i < n; i++) {
        m[i] = b1 * m[i] + (1 - b1) * g[i];
        v[i] = b2 * v[i] + (1 - b2) * (g[i] * g[i]);
        p[i] -= lr * (m[i] * grow1) / (real_sqrt(v[i] * grow2) + eps);
    }
}

/* --- penalties: see reg.c --- */

static real sign(real w) { return (real)((w > 0) - (w < 0)); }

static void pull(Penalty p, const real *params, const uint8_t *penalised, real *grad, int n)
{
    if (p.l2 > 0)
        for (int i = 0; i < n; i++)
            grad[i] += penalised[i] ? p.l2 * params[i] : 0;
    if (p.l1 > 0)
        for (int i = 0; i < n; i++)
            grad[i] += penalised[i] ? p.l1 * sign(params[i]) : 0;
}

static void decay(Penalty p, real lr, real *params, const uint8_t *penalised, int n)
{
    if (p.decay > 0)
        for (int i = 0; i < n; i++)
            params[i] -= penalised[i] ? lr * p.decay * params[i] : 0;
}

static void cut(Penalty p, real lr, real *params, const uint8_t *penalised, int n)
{
    real less = lr * p.threshold, off = lr * p.shrink;
    if (less > 0)
        for (int i = 0; i < n; i++) {
            real w = params[i], size = (w < 0 ? -w : w) - less;
            params[i] = !penalised[i] ? w : size > 0 ? (w < 0 ? -size : size) : w == w ? 0 : w; /* NaN stays NaN */
        }
    if (off > 0)
        for (int i = 0; i < n; i++)
            params[i] -= penalised[i] ? off : 0;
}

/* pull, sgd and all_below: see Rows */
static bool descend(real l2, real lr, const uint8_t *penalised, const real *grad, int n, real limit, real *params)
{
    int i = 0, inside = 1;
#ifndef REAL_DOUBLE
    Words widest = { 0 }, bound = (Words)same(limit); /* sizes are in the order of their bits, NaN above all */
    for (; i + LANES <= n; i += LANES) {
        Vec w = load(params + i), g = load(grad + i);
        Vec pulled = g + (Vec)(flagged(penalised + i) & (Words)(l2 * w));
        w -= lr * (l2 > 0 ? pulled : g);
        store(params + i, w);
        widest = larger(widest, (Words)w & 0x7FFFFFFFu);
    }
    for (int l = 0; l < LANES; l++)
        inside &= widest[l] < bound[l];
#endif
    for (; i < n; i++) {
        real w = params[i], pulled = grad[i] + (penalised[i] ? l2 * w : 0);
        w -= lr * (l2 > 0 ? pulled : grad[i]);
        params[i] = w;
        inside &= (w < limit) & (w > -limit);
    }
    return inside;
}

/* --- losses of n samples: see loss.c --- */

/* -log p(y) with p = sigmoid(z): max(z,0) - z y + log(1 + exp(-|z|)), which never overflows. */
static void bce_each(const real *z, const real *y, int n, real *loss, real *dz)
{
    for (int i = 0; i < n; i++) {
        real v = z[i], e = exp_of(v < 0 ? v : -v);
        if (loss)
            loss[i] = (v > 0 ? v : 0) - v * y[i] + log1p_of(e);
        if (dz)
            dz[i] = (v < 0 ? e : 1) / (1 + e) - y[i];
    }
}

static void bce(const real *z, const real *y, int n, int outputs, real *loss, real *dz)
{
    (void)outputs;
    int i = 0;
#ifndef REAL_DOUBLE
    for (; loss && !dz && i + 2 * LANES <= n;
         i += 2 * LANES) { /* the loss alone: two long chains run beside one another */
        Vec v = load(z + i), w = load(z + i + LANES), e = exp_vec(least(v, -v)), f = exp_vec(least(w, -w));
        store(loss + i, most(v, same(0)) - v * load(y + i) + log1p_vec(e));
        store(loss + i + LANES, most(w, same(0)) - w * load(y + i + LANES) + log1p_vec(f));
    }
    for (; i + LANES <= n; i += LANES) {
        Vec v = load(z + i), t = load(y + i), e = exp_vec(least(v, -v));
        if (loss)
            store(loss + i, most(v, same(0)) - v * t + log1p_vec(e));
        if (!dz)
            continue;
        Words below = (Words)(v < 0), top = (below & (Words)e) | (~below & (Words)same(1));
        store(dz + i, (Vec)top / (1 + e) - t);
    }
#endif
    bce_each(z + i, y + i, n - i, loss ? loss + i : NULL, dz ? dz + i : NULL);
}

/* -log p(y) with p = softmax(z): log sum exp(z) - z[y], with the largest z taken out. */
static void softmax(const real *z, const real *y, int n, int outputs, real *loss, real *dz)
{
    for (int s = 0; s < n; s++, z += outputs) {
        real e[NN_CLASSES], top = z[0], sum = 0;
        int k = (int)y[s];
        for (int i = 1; i < outputs; i++)
            top = z[i] > top ? z[i] : top;
        for (int i = 0; i < outputs; i++) {
            e[i] = exp_of(z[i] - top);
            sum += e[i];
        }
        if (loss)
            loss[s] = top + log_of(sum) - z[k];
        for (int i = 0; dz && i < outputs; i++)
            dz[s * outputs + i] = e[i] / sum - (real)(i == k);
    }
}

static void squares(const real *z, const real *y, int n, int outputs, real *loss, real *dz)
{
    for (int s = 0; loss && s < n; s++) {
        loss[s] = 0;
        for (int i = 0; i < outputs; i++) {
            real d = z[s * outputs + i] - y[s * outputs + i];
            loss[s] += (real)0.5 * d * d;
        }
    }
    for (int i = 0; dz && i < n * outputs; i++)
        dz[i] = z[i] - y[i];
}

/* --- */

static bool all_below(const real *p, int n, real limit)
{
    int inside = 1;
    for (int i = 0; i < n; i++)
        inside &= (p[i] < limit) & (p[i] > -limit); /* false for NaN */
    return inside;
}

/* Eight doubles: as many vectors as the machine needs for them. */
typedef double Eight __attribute__((vector_size(8 * sizeof(double))));
typedef double Four __attribute__((vector_size(4 * sizeof(double))));
typedef double Two __attribute__((vector_size(2 * sizeof(double))));

/* Halves upon halves: ((0+4) + (2+6)) + ((1+5) + (3+7)). */
static inline double fold_eight(const Eight *v) /* by address: how one is passed depends on the machine */
{
    Four four[2];
    Two two[2];
    memcpy(four, v, sizeof four);
    four[0] += four[1];
    memcpy(two, four, sizeof two);
    two[0] += two[1];
    return two[0][0] + two[0][1];
}

/* Sixteen sums side by side, and one of what is left. */
static double dot(const double *a, const double *b, int n)
{
    Eight s = { 0 }, t = { 0 }, u, v;
    double rest = 0;
    int i = 0;
    for (; i + 16 <= n; i += 16) {
        memcpy(&u, a + i, sizeof u);
        memcpy(&v, b + i, sizeof v);
        s += u * v;
        memcpy(&u, a + i + 8, sizeof u);
        memcpy(&v, b + i + 8, sizeof v);
        t += u * v;
    }
    for (; i < n; i++)
        rest += a[i] * b[i];
    s += t;
    return fold_eight(&s) + rest;
}

/* y = m q for a square m and eight columns: each number sums in the order of m's columns. Eight rows at a time, or
 * every sum would wait for its last addition. */
static void multiply(const double *m, int n, const double *q, double *y)
{
    enum { TALL = 8 };
    for (int i = 0; i < n; i += TALL) {
        Eight sum[TALL] = { 0 }, column;
        const double *row[TALL]; /* beyond the last one: that again */
        for (int r = 0; r < TALL; r++)
            row[r] = m + (size_t)min_i(i + r, n - 1) * (size_t)n;
        for (int j = 0; j < n; j++) {
            memcpy(&column, q + j * 8, sizeof column);
            for (int r = 0; r < TALL; r++)
                sum[r] += row[r][j] * column;
        }
        for (int r = 0; r < TALL && i + r < n; r++)
            memcpy(y + (i + r) * 8, &sum[r], sizeof sum[r]);
    }
}

/* Adds rows of lanes to sums in double. */
static void add_lanes(const real *each, int rows, double sum[NN_MANY])
{
    double s[NN_MANY];
    for (int l = 0; l < NN_MANY; l++)
        s[l] = sum[l];
    for (int r = 0; r < rows; r++)
        for (int l = 0; l < NN_MANY; l++)
            s[l] += (double)each[r * NN_MANY + l];
    for (int l = 0; l < NN_MANY; l++)
        sum[l] = s[l];
}

/* Points of a plane, a lane each: to[i][l] = o[i] + x[l] a[i] + y[l] u[i], in double. */
static void plane(const real *o, const real *a, const real *u, int n, const double *x, const double *y, real *to)
{
    for (int i = 0; i < n; i++, to += NN_MANY) {
        double oi = (double)o[i], ai = (double)a[i], ui = (double)u[i];
        for (int l = 0; l < NN_MANY; l++)
            to[l] = (real)(oi + x[l] * ai + y[l] * ui);
    }
}

/* Sum |w| of each lane, over its weights. */
static void sizes(const real *params, const uint8_t *is_weight, int n, real sum[NN_MANY])
{
    for (int at = 0; at < NN_MANY; at += LANES) {
        Vec s = { 0 };
        for (int i = 0; i < n; i++) {
            Vec w = load(params + i * NN_MANY + at);
            s = is_weight[i] ? s + most(w, -w) : s;
        }
        store(sum + at, s);
    }
}

extern const Rows ROWS_NAME;
const Rows ROWS_NAME = {
    .act = { { tanh_f, tanh_back },
             { relu_f, relu_back },
             { sigmoid_f, sigmoid_back },
             { linear_f, linear_back },
             { leaky_f, leaky_back },
             { gelu_f, gelu_back },
             { sine_f, sine_back } },
    .sgd = sgd_step,
    .momentum = momentum_step,
    .nesterov = nesterov_step,
    .rmsprop = rmsprop_step,
    .adam = adam_step,
    .pull = pull,
    .decay = decay,
    .cut = cut,
    .descend = descend,
    .loss = { NULL, bce, softmax, squares },
    .dot = dot,
    .multiply = multiply,
    .add_lanes = add_lanes,
    .plane = plane,
    .sizes = sizes,
    .all_below = all_below,
};
