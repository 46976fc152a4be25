/* Losses of samples, as functions of the net's linear outputs z, and their gradients. To add one: a function in rows.c,
 * a line, its second derivative and a row below. */
#include "nn/kernel.h"

#define LOSS(name, row)                                                                                                \
    static void name##_f(const real *z, const real *y, int n, int outputs, real *loss, real *dz)                       \
    {                                                                                                                  \
        kernel_best()->rows->loss[row](z, y, n, outputs, loss, dz);                                                    \
    }
LOSS(bce, 1)
LOSS(softmax, 2)
LOSS(squares, 3)

/* Their second derivatives, times a vector. */

static void bce_bend(const real *z, int n, int outputs, const real *along, real *out)
{
    (void)outputs;
    for (int i = 0; i < n; i++) {
        double e = num_exp((double)(z[i] < 0 ? z[i] : -z[i])), p = 1 / (1 + e); /* p or 1 - p: the same product */
        out[i] = (real)(p * (e * p)) * along[i];
    }
}

static void softmax_bend(const real *z, int n, int outputs, const real *along, real *out)
{
    for (int s = 0; s < n; s++, z += outputs, along += outputs, out += outputs) {
        double p[NN_CLASSES], sum = 0, mean = 0;
        real top = z[0];
        for (int i = 1; i < outputs; i++)
            top = z[i] > top ? z[i] : top;
        for (int i = 0; i < outputs; i++)
            sum += p[i] = num_exp((double)(z[i] - top));
        for (int i = 0; i < outputs; i++)
            mean += (p[i] /= sum) * (double)along[i];
        for (int i = 0; i < outputs; i++)
            out[i] = (real)(p[i] * ((double)along[i] - mean));
    }
}

static void squares_bend(const real *z, int n, int outputs, const real *along, real *out)
{
    (void)z;
    for (int i = 0; i < n * outputs; i++)
        out[i] = along[i];
}

static int one_output(int classes) { return (void)classes, 1; }
static int output_each(int classes) { return classes; }

const LossDef loss_defs[] = {
    { .key = "auto", .label = N_("auto"), .lo = 0, .hi = NN_CLASSES },
    { .key = "bce",
      .label = N_("cross-entropy"),
      .lo = 2,
      .hi = 2,
      .outputs = one_output,
      .f = bce_f,
      .bend = bce_bend },
    { .key = "softmax",
      .label = "softmax",
      .lo = 2,
      .hi = NN_CLASSES,
      .outputs = output_each,
      .f = softmax_f,
      .bend = softmax_bend },
    { .key = "mse",
      .label = N_("squared error"),
      .lo = 0,
      .hi = 0,
      .outputs = one_output,
      .f = squares_f,
      .bend = squares_bend },
};
const int loss_count = COUNT(loss_defs);

bool loss_fits(int row, int classes) { return classes >= loss_defs[row].lo && classes <= loss_defs[row].hi; }

int loss_for(int classes)
{
    int row = 1;
    while (!loss_fits(row, classes))
        row++;
    return row;
}
