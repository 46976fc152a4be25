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

const ActDef act_defs[] = {
    { .key = "tanh", .label = "tanh", .f = tanh_f, .back = tanh_back },
    { .key = "relu", .label = "ReLU", .f = relu_f, .back = relu_back, .init_gain = 2 },
    { .key = "sigmoid", .label = "sigmoid", .f = sigmoid_f, .back = sigmoid_back },
    { .key = "linear", .label = "linear", .f = linear_f, .back = linear_back },
};
const int act_count = COUNT(act_defs);
