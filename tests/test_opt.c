/* Optimisers: the first three steps against numbers worked out by hand, and the bounds against what really happens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nn/nn.h"

static const OptDef *opt_of(const char *key)
{
    for (int i = 0; i < opt_count; i++)
        if (strcmp(opt_defs[i].key, key) == 0)
            return &opt_defs[i];
    return NULL;
}

static const OptArgs usual = { .lr = 0.1f, .momentum = 0.9f, .beta1 = 0.9f, .beta2 = 0.999f, .eps = 1e-8f };

/* One parameter from 1, with gradients 1, 0.5, -0.25. A second one with other gradients must not disturb it. */
static void three_steps(const char *key, const double expected[3])
{
    static const real gradients[3][2] = { { 1, 3 }, { 0.5f, -7 }, { -0.25f, 11 } };
    real p[2] = { 1, 1 }, slots[2 * 4] = { 0 };
    const OptDef *opt = opt_of(key);
    assert_non_null(opt);
    for (int t = 0; t < 3; t++) {
        OptArgs a = usual;
        a.t = (uint64_t)t + 1;
        opt->step(p, gradients[t], slots, 2, &a);
        double d = (double)p[0] - expected[t];
        if (!(d < 3e-5 && d > -3e-5))
            fail_msg("%s, step %d: %.9g instead of %.9g", key, t + 1, (double)p[0], expected[t]);
    }
}

static void by_hand(void **state)
{
    (void)state;
    three_steps("sgd", (const double[]){ 0.9, 0.85, 0.875 });
    three_steps("momentum", (const double[]){ 0.9, 0.76, 0.659 });                  /* v: 1, 1.4, 1.01 */
    three_steps("nesterov", (const double[]){ 0.81, 0.634, 0.5681 });               /* g + .9 v: 1.9, 1.76, .659 */
    three_steps("rmsprop", (const double[]){ -2.1622767, -3.5770558, -2.8863985 }); /* v as below */
    /* m: .1, .14, .101; v: .001, .001249, .001310251; step 2: .1 * (.14/.19) / sqrt(.001249/.001999) */
    three_steps("adam", (const double[]){ 0.9, 0.8067820383, 0.7504159015 });
    three_steps("adamw", (const double[]){ 0.9, 0.8067820383, 0.7504159015 }); /* its decay is reg_before's */
}

static void late_steps_of_adam(
    void **state) /* after many equal gradients its step is lr, whatever the gradient's size */
{
    (void)state;
    real p = 0, slots[2] = { 0 }, g = 1e-3f;
    const OptDef *adam = opt_of("adam");
    OptArgs a = usual;
    for (a.t = 1; a.t < 20000; a.t++) {
        real before = p;
        adam->step(&p, &g, slots, 1, &a);
        if (a.t < 20 || a.t > 19900)
            assert_true(before - p > 0.0985f && before - p < 0.1015f); /* p is about -2000 at the end: its last bits */
    }
}

/* Decay alone, w' = l2 w: below the bound it dies out, above it grows without end. */
static double decayed(const OptDef *opt, const Config *c, double lr_l2)
{
    real w = 1, g, slots[2] = { 0 };
    OptArgs a = { .lr = c->lr, .momentum = c->momentum, .beta1 = c->beta1, .beta2 = c->beta2, .eps = 1e-8f };
    for (a.t = 1; a.t <= 400; a.t++) {
        g = (real)(lr_l2 / (double)c->lr) * w;
        opt->step(&w, &g, slots, 1, &a);
    }
    return (double)(w < 0 ? -w : w);
}

static void bounds(void **state)
{
    (void)state;
    Config c;
    config_default(&c);
    c.lr = 0.1f;
    for (int i = 0; i < opt_count; i++)
        for (int m = 0; m <= 9; m += 3) {
            c.opt = i;
            c.momentum = (float)m / 10;
            double bound = opt_bound(&c);
            if (!opt_defs[i].step) {
                assert_true(bound > 1e100);
                continue;
            }
            if (opt_defs[i].decoupled) {
                assert_true(bound == 2);
                continue;
            }
            if (bound > 1e100) {
                assert_true(decayed(&opt_defs[i], &c, 10) < 10);
                continue;
            }
            assert_true(decayed(&opt_defs[i], &c, bound * 0.97) < 1e-2);
            assert_true(decayed(&opt_defs[i], &c, bound * 1.03) > 1e2 || m == 9);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),
        cmocka_unit_test(late_steps_of_adam),
        cmocka_unit_test(bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
