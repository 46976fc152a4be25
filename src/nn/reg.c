/* Penalties and what else holds weights back. This is the one place where the convention of lambda is written:
 *
 *     penalty = l2/2 * sum w^2 + l1 * sum |w|; weights only, biases left out; not divided by any number of points
 *
 * Which setting acts, and at which point of a step, is decided in reg_penalty alone; the optimisers know nothing of it.
 * To add one: a row in reg_defs; if it acts in a new way, a field in Penalty and its term below. */
#include "nn/kernel.h"

#include <string.h>

const RegDef reg_defs[] = {
    { .key = "none", .label = N_("None"), .name = N_("no penalty"), .help = N_("The data loss alone.") },
    { .key = "l2",
      .label = "L2",
      .name = N_("L2 penalty, ridge, weight decay"),
      .help = N_("Half of lambda times the sum of squared weights."),
      .slider = "l2",
      .l2 = true },
    { .key = "l1",
      .label = "L1",
      .name = N_("L1 penalty, lasso"),
      .help = N_("Lambda times the sum of the weights' sizes; makes exact zeros."),
      .slider = "l1",
      .l1 = true },
    { .key = "elastic",
      .label = N_("Elastic"),
      .name = N_("elastic net: L1 and L2 together"),
      .help = N_("L1 to make zeros, L2 to share weight among features that go together."),
      .slider = "l1",
      .beside = "l2",
      .l2 = true,
      .l1 = true },
    { .key = "dropout",
      .label = N_("Dropout"),
      .name = N_("inverted dropout"),
      .help = N_("Every step leaves out some hidden units by chance, and enlarges the others to make up for them."),
      .slider = "dropout",
      .beside = "l2",
      .l2 = true,
      .dropout = true },
    { .key = "gdn",
      .label = "GDN",
      .name = N_("generalized divisive normalization"),
      .help =
          N_("Every hidden unit x becomes x/√(β + Γx²): divided by how active all are; β and Γ (gamma) are learned."),
      .slider = "l2",
      .l2 = true,
      .gdn = true },
};
const int reg_count = COUNT(reg_defs);

int reg_slider(const Config *c) { return reg_defs[c->reg].slider ? param_find(reg_defs[c->reg].slider) : -1; }

/* Adam and its kin divide a gradient by its size, but not the threshold of a proximal step, nor a decoupled decay. */
static bool rescales(const Config *c)
{
    const char *opt = opt_defs[c->opt].key;
    return strncmp(opt, "adam", 4) == 0 || strcmp(opt, "rmsprop") == 0;
}

void reg_axis(const Config *c, float *lo, float *hi, bool *linear)
{
    static const struct {
        float lo, hi;
    } l2 = { 1e-5f, 1 }, decay = { 1e-2f, 10 }, shrunk = { 1e-4f, 1e-1f }, shrunk_by_adam = { 0.03f, 1.2f },
      signs = { 3e-4f, 1e-2f }, rate = { 0, 0.8f };
    const char *slider = reg_defs[c->reg].slider;
    int row = reg_slider(c);
    bool l1 = slider && param_defs[row].offset == offsetof(Config, l1);
    *linear = slider && param_defs[row].kind == PARAM_REAL;
    float ends[2] = { l2.lo, l2.hi };
#define TAKE(range) (ends[0] = (range).lo, ends[1] = (range).hi)
    if (*linear)
        TAKE(rate);
    else if (l1 && c->l1_mode == L1_SUBGRADIENT)
        TAKE(signs);
    else if (l1 && rescales(c))
        TAKE(shrunk_by_adam);
    else if (l1)
        TAKE(shrunk);
    else if (opt_decoupled(c) && rescales(c))
        TAKE(decay);
#undef TAKE
    *lo = ends[0];
    *hi = ends[1];
}

Mistake reg_mistake(const Config *c) { return reg_defs[c->reg].l2 ? (Mistake)c->mistake : MISTAKE_NONE; }

Penalty reg_penalty(const Config *c)
{
    const RegDef *d = &reg_defs[c->reg];
    real l2 = d->l2 ? (real)c->l2 : 0, l1 = d->l1 ? (real)c->l1 : 0;
    Penalty p = { .reported = l1 };
    *(c->mistake == MISTAKE_SHRINK ? &p.shrink : opt_decoupled(c) ? &p.decay : &p.l2) = l2;
    *(c->l1_mode == L1_PROXIMAL ? &p.threshold : &p.l1) = l1;
    return p;
}

double reg_norm2(const real *params, const uint8_t *is_weight, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += is_weight[i] ? (double)params[i] * (double)params[i] : 0;
    return sum;
}

static double sizes(const real *params, const uint8_t *is_weight, int n) /* sum |w|, in index order */
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += is_weight[i] ? (double)(params[i] < 0 ? -params[i] : params[i]) : 0;
    return sum;
}

double reg_value(Penalty p, const real *params, const uint8_t *is_weight, int n)
{
    double value = p.l2 > 0 ? 0.5 * (double)p.l2 * reg_norm2(params, is_weight, n) : 0;
    return p.reported > 0 ? value + (double)p.reported * sizes(params, is_weight, n) : value;
}

void reg_gradient(Penalty p, const real *params, const uint8_t *is_weight, real *grad, int n)
{
    kernel_best()->rows->pull(p, params, is_weight, grad, n);
}

void reg_before(Penalty p, real lr, real *params, const uint8_t *is_weight, int n)
{
    kernel_best()->rows->decay(p, lr, params, is_weight, n);
}

void reg_after(Penalty p, real lr, real *params, const uint8_t *is_weight, int n)
{
    kernel_best()->rows->cut(p, lr, params, is_weight, n);
}

double reg_wrong_loss(const Config *c, double loss, double norm2) { return loss + (double)c->lr * norm2; }
