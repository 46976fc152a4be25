/* Losses of one sample, as functions of the net's linear outputs z, and their gradients. In double: a loss near 0 and
 * one near 100 are both shown, and their mean is taken over thousands of points. To add one: a function and a row. */
#include "nn/nn.h"

/* -log p(y) with p = sigmoid(z): max(z,0) - z y + log(1 + exp(-|z|)), which never overflows. */
static double bce_f(const real *z, const real *y, int outputs, real *dz)
{
    (void)outputs;
    double v = (double)z[0], t = (double)y[0];
    double e = num_exp(v < 0 ? v : -v);
    if (dz)
        dz[0] = (real)((v < 0 ? e : 1) / (1 + e) - t);
    return (v > 0 ? v : 0) - v * t + num_log1p(e);
}

/* -log p(y) with p = softmax(z): log sum exp(z) - z[y], with the largest z taken out. */
static double softmax_f(const real *z, const real *y, int outputs, real *dz)
{
    double e[NN_CLASSES], top = (double)z[0], sum = 0;
    int k = (int)y[0];
    for (int i = 1; i < outputs; i++)
        top = (double)z[i] > top ? (double)z[i] : top;
    for (int i = 0; i < outputs; i++) {
        e[i] = num_exp((double)z[i] - top);
        sum += e[i];
    }
    if (dz)
        for (int i = 0; i < outputs; i++)
            dz[i] = (real)(e[i] / sum - (i == k));
    return top + num_log(sum) - (double)z[k];
}

static double mse_f(const real *z, const real *y, int outputs, real *dz)
{
    double sum = 0;
    for (int i = 0; i < outputs; i++) {
        double d = (double)z[i] - (double)y[i];
        sum += 0.5 * d * d;
        if (dz)
            dz[i] = (real)d;
    }
    return sum;
}

static int one_output(int classes) { return (void)classes, 1; }
static int output_each(int classes) { return classes; }

const LossDef loss_defs[] = {
    { .key = "auto", .label = "auto", .lo = 0, .hi = NN_CLASSES },
    { .key = "bce", .label = "cross-entropy", .lo = 2, .hi = 2, .outputs = one_output, .f = bce_f },
    { .key = "softmax", .label = "softmax", .lo = 2, .hi = NN_CLASSES, .outputs = output_each, .f = softmax_f },
    { .key = "mse", .label = "squared error", .lo = 0, .hi = 0, .outputs = one_output, .f = mse_f },
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
