/* The setting that the big slider moves: lambda, lambda_1 or the drop rate, by regularizer. Its value, its
 * range, and how it is called. Its axis is in axis.c; what a hand does with the slider, in slider.c. */
#include "app/app_state.h"

#include <string.h>

bool strength_on(const App *a) { return reg_slider(&a->config) >= 0; }

float strength_of(const App *a) { return path_strength(&a->config); }

float strength_default(const App *a)
{
    int row = reg_slider(&a->config);
    return row < 0 ? 0 : (float)param_get(&a->opened, row);
}

void strength_set(App *a, float value, bool remember)
{
    Config c = a->config;
    int row = reg_slider(&c);
    if (row >= 0 && param_put(&c, row, (double)value, NULL))
        app_set(a, &c, remember);
    a->first_run = false;
}

void strength_follow(Config *next, const Config *was)
{
    float lo, hi, lo_was, hi_was;
    bool linear, linear_was;
    reg_axis(next, &lo, &hi, &linear);
    reg_axis(was, &lo_was, &hi_was, &linear_was);
    bool chosen = next->sweep_lo != was->sweep_lo || next->sweep_hi != was->sweep_hi;
    if (chosen || (lo == lo_was && hi == hi_was && linear == linear_was))
        return;
    if (linear) /* has no ends of its own to choose */
        return;
    next->sweep_lo = lo;
    next->sweep_hi = hi;
}

void strength_beside_axis(const Config *c, float *lo, float *hi)
{
    Config l2 = *c;
    bool linear;
    config_set(&l2, "reg", "l2", NULL);
    reg_axis(&l2, lo, hi, &linear);
    *lo = (float)num_log10((double)*lo) - 1;
    *hi = (float)num_log10((double)*hi);
}

const char *strength_note(const Config *c)
{
    const RegDef *d = &reg_defs[c->reg];
    const char *slider = d->slider ? d->slider : "";
    if (reg_mistake(c) == MISTAKE_SHRINK)
        return tr("taken off every weight");
    if (strcmp(slider, "dropout") == 0)
        return tr("drop rate");
    if (strcmp(slider, "l1") == 0)
        return c->l1_mode == L1_PROXIMAL ? tr("L1, proximal threshold") : tr("L1, subgradient");
    if (slider[0])
        return opt_decoupled(c) ? tr("decay, decoupled") : tr("L2 coefficient");
    return tr("No penalty");
}
