/* Penalties. This is the one place where the convention of lambda is written:
 *
 *     penalty = l2/2 * sum w^2, its gradient l2 * w; weights only, biases left out; not divided by any number of points
 *
 * To add one: a field in Penalty, a row in reg_defs, a term in reg_value and reg_gradient. */
#include "nn/nn.h"

const RegDef reg_defs[] = {
    { .key = "none", .label = "None", .help = "The data loss alone.", .l2 = false },
    { .key = "l2", .label = "L2", .help = "Half of lambda times the sum of squared weights.", .l2 = true },
};
const int reg_count = COUNT(reg_defs);

Penalty reg_penalty(int reg, real l2) { return (Penalty){ .l2 = reg_defs[reg].l2 ? l2 : 0 }; }

double reg_norm2(const real *params, const uint8_t *is_weight, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += is_weight[i] ? (double)params[i] * (double)params[i] : 0;
    return sum;
}

double reg_value(Penalty p, const real *params, const uint8_t *is_weight, int n)
{
    return p.l2 > 0 ? 0.5 * (double)p.l2 * reg_norm2(params, is_weight, n) : 0;
}

void reg_gradient(Penalty p, const real *params, const uint8_t *is_weight, real *grad, int n)
{
    if (p.l2 > 0)
        for (int i = 0; i < n; i++)
            grad[i] += is_weight[i] ? p.l2 * params[i] : 0;
}
