/* Losses of samples, as functions of the net's linear outputs z, and their gradients. To add one: a function in rows.c,
 * a line and a row below. */
#include "nn/kernel.h"

#define LOSS(name, row)                                                                                                \
    static void name##_f(const real *z, const real *y, int n, int outputs, real *loss, real *dz)                       \
    {                                                                                                                  \
        kernel_best()->rows->loss[row](z, y, n, outputs, loss, dz);                                                    \
    }
LOSS(bce, 1)
LOSS(softmax, 2)
LOSS(squares, 3)

static int one_output(int classes) { return (void)classes, 1; }
static int output_each(int classes) { return classes; }

const LossDef loss_defs[] = {
    { .key = "auto", .label = "auto", .lo = 0, .hi = NN_CLASSES },
    { .key = "bce", .label = "cross-entropy", .lo = 2, .hi = 2, .outputs = one_output, .f = bce_f },
    { .key = "softmax", .label = "softmax", .lo = 2, .hi = NN_CLASSES, .outputs = output_each, .f = softmax_f },
    { .key = "mse", .label = "squared error", .lo = 0, .hi = 0, .outputs = one_output, .f = squares_f },
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
