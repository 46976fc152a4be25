/* Activations and what they do to a gradient on its way back. The loops stand in rows.c, for every width of vectors. To
 * add one: a pair of functions in rows.c, a line and a row below. */
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

void act_sigmoid(const real *z, real *p, int n) { sigmoid_f(z, p, n); }
