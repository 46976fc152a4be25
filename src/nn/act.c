/* Activations and what they do to a gradient on its way back. Each works on a plain row of numbers; the loops have no
 * branches, so they vectorise. To add one: the pair of functions and a row below. */
#include "nn/kernel.h"

static void tanh_f(const real *z, real *h, int n) { kernel_best()->tanh_row(z, h, n); }
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

static void sigmoid_f(const real *z, real *h, int n) { kernel_best()->sigmoid_row(z, h, n); }
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

#ifdef REAL_DOUBLE
static real exp_of(real x) { return num_exp(x); }
static real erf_of(real x) { return num_erf(x); }
static real sin_of(real x) { return num_sin(x); }
static real cos_of(real x) { return num_cos(x); }
#else
static real exp_of(real x) { return num_expf(x); }
static real erf_of(real x) { return num_erff(x); }
static real sin_of(real x) { return num_sinf(x); }
static real cos_of(real x) { return num_cosf(x); }
#endif

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

const ActDef act_defs[] = {
    { .key = "tanh", .label = "tanh", .f = tanh_f, .back = tanh_back },
    { .key = "relu", .label = "ReLU", .f = relu_f, .back = relu_back, .init_gain = 2 },
    { .key = "sigmoid", .label = "sigmoid", .f = sigmoid_f, .back = sigmoid_back },
    { .key = "linear", .label = "linear", .f = linear_f, .back = linear_back },
    { .key = "leaky", .label = "leaky ReLU", .f = leaky_f, .back = leaky_back, .init_gain = 2 / (1 + 0.01 * 0.01) },
    { .key = "gelu", .label = "GELU", .f = gelu_f, .back = gelu_back, .init_gain = 2 },
    { .key = "sine", .label = "sine", .f = sine_f, .back = sine_back },
};
const int act_count = COUNT(act_defs);
