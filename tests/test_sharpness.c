/* Slow: the curvature of the first scene over twenty seeds, against what another program measured with other random
 * numbers (medians of the top eigenvalue of the data loss's Hessian, in double). Quartiles are about a factor of 1.4
 * apart from the medians, at lambda 0 more, so medians may differ by LIKE; what they say about lambda may not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/analysis.h"

#include <math.h>
#include <stdlib.h>

enum { SEEDS = 20, LAMBDAS = 4, STEPS = 4 };
static const double LIKE = 1.8;

static const float lambda[LAMBDAS] = { 0, 0.001f, 0.01f, 0.03f };
static const int steps[STEPS] = { 200, 500, 1000, 3000 };
static const double measured[LAMBDAS][STEPS] = {
    { 23, 47, 52, 14 }, { 14, 32, 46, 62 }, { 2.5, 3.0, 3.5, 3.8 }, { 1.6, 1.8, 2.1, 2.3 }
};

static int ascending(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static float sharpness(const Run *r)
{
    Arena arena = { 0 };
    float top[CURVATURE_TOP];
    LanczosJob *j = lanczos_new(run_shape(r), run_points(r, SPLIT_TRAIN), false, &arena);
    lanczos_start(j, run_params(r, 0), 0);
    while (!lanczos_work(j)) {}
    lanczos_values(j, top);
    arena_free(&arena);
    return top[0];
}

static void the_first_scene_is_as_sharp_as_measured_elsewhere(void **state)
{
    (void)state;
    static float top[LAMBDAS][STEPS][SEEDS];
    double median[LAMBDAS][STEPS];
    const MemberPlan member = { .kind = MEMBER_FOLLOWS };
    const RunPlan plan = { .members = 1, .member = &member, .vary = param_find("l2") };
    for (int l = 0; l < LAMBDAS; l++)
        for (int seed = 0; seed < SEEDS; seed++) {
            Config c;
            Err err;
            config_default(&c);
            c.seed_data = c.seed_init = c.seed_batch = (uint32_t)seed + 1;
            c.l2 = lambda[l];
            Run *r = run_new(&c, &plan, &err);
            assert_non_null(r);
            for (int k = 0; k < STEPS; k++) {
                run_steps(r, steps[k] - (int)run_step(r));
                top[l][k][seed] = sharpness(r);
            }
            run_free(r);
        }
    for (int l = 0; l < LAMBDAS; l++)
        for (int k = 0; k < STEPS; k++) {
            qsort(top[l][k], SEEDS, sizeof(float), ascending);
            median[l][k] = (double)(top[l][k][SEEDS / 2 - 1] + top[l][k][SEEDS / 2]) / 2;
            print_message("lambda %g, step %d: %.3g [%.3g, %.3g], elsewhere %g\n", (double)lambda[l], steps[k],
                          median[l][k], (double)top[l][k][SEEDS / 4], (double)top[l][k][3 * SEEDS / 4], measured[l][k]);
            assert_true(median[l][k] < LIKE * measured[l][k] && median[l][k] > measured[l][k] / LIKE);
        }
    for (int k = 1; k < STEPS; k++) {
        assert_true(median[1][k] > 5 * median[2][k]); /* lambda keeps the valley wide ... */
        assert_true(median[2][k] > median[3][k]);     /* ... the more of it the wider */
    }
    assert_true(median[0][1] > 8 * median[2][1]);
    assert_true(median[0][3] < median[0][2] / 2); /* all points are fitted: p (1 - p) goes to 0 */
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_first_scene_is_as_sharp_as_measured_elsewhere) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
