/* Activations and what they do to a gradient on its way back. The loops stand in rows.c, for every width of vectors. To
 * add one: a pair of functions in rows.c, a line, its second derivative and a row below. */
#include "nn/kernel.h"

#define ACTIVATION(name, row)                                                                                          \
    static void name##_f(const real *z, real *h, int n) { kernel_best()->rows->act[row].f(z, h, n); }                  \
    static void name##_back(const real *z, const real *h, const real *dh, real *dz, int n)                             \
    {                                                                                                                  \
        kernel_best()->rows->act[row].back(z, h, dh, dz, n);                                                           \
    }
ACTIVATION(tanh, 0)
ACTIVATION(relu, 1)
ACTIVATION(sigmoid, 2)
ACTIVATION(linear, 3)
ACTIVATION(leaky, 4)
ACTIVATION(gelu, 5)
ACTIVATION(sine, 6)

/* Second derivatives, of what training does not need. Kinks have none: those of the sides, 0. */

static void no_bend(const real *z, const real *h, real *d2, int n)
{
    (void)z, (void)h;
    for (int i = 0; i < n; i++)
        d2[i] = 0;
}

static void tanh_bend(const real *z, const real *h, real *d2, int n)
{
    (void)z;
    for (int i = 0; i < n; i++)
        d2[i] = -2 * h[i] * (1 - h[i] * h[i]);
}

static void sigmoid_bend(const real *z, const real *h, real *d2, int n)
{
    (void)z;
    for (int i = 0; i < n; i++)
        d2[i] = h[i] * (1 - h[i]) * (1 - 2 * h[i]);
}

static void gelu_bend(const real *z, const real *h, real *d2, int n) /* p(z) (2 - z^2), p the normal density */
{
    (void)h;
    for (int i = 0; i < n; i++) {
        double square = (double)z[i] * (double)z[i];
        d2[i] = (real)(0.39894228040143268 * num_exp(-0.5 * square) * (2 - square));
    }
}

static void sine_bend(const real *z, const real *h, real *d2, int n)
{
    (void)z;
    for (int i = 0; i < n; i++)
        d2[i] = -h[i];
}

const ActDef act_defs[] = {
    { .key = "tanh", .label = "tanh", .f = tanh_f, .back = tanh_back, .bend = tanh_bend },
    { .key = "relu", .label = "ReLU", .f = relu_f, .back = relu_back, .bend = no_bend, .init_gain = 2 },
    { .key = "sigmoid", .label = "sigmoid", .f = sigmoid_f, .back = sigmoid_back, .bend = sigmoid_bend },
    { .key = "linear", .label = N_("linear"), .f = linear_f, .back = linear_back, .bend = no_bend },
    { .key = "leaky",
      .label = N_("leaky ReLU"),
      .f = leaky_f,
      .back = leaky_back,
      .bend = no_bend,
      .init_gain = 2 / (1 + 0.01 * 0.01) },
    { .key = "gelu", .label = "GELU", .f = gelu_f, .back = gelu_back, .bend = gelu_bend, .init_gain = 2 },
    { .key = "sine", .label = N_("sine"), .f = sine_f, .back = sine_back, .bend = sine_bend },
};
const int act_count = COUNT(act_defs);

void act_sigmoid(const real *z, real *p, int n) { sigmoid_f(z, p, n); }
