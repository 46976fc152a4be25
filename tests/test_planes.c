/* Two tables of another program, with seeds of its own: how the loss grows along random filter-normalised directions (a
 * needle without a penalty, a wide bowl with it), and how much of a path its two principal directions hold. Medians
 * over sixty data sets of each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/analysis.h"
#include "medians.h"

#include <stdio.h>

enum { SEEDS = 60, DIRECTIONS = 10, DISTANCES = 6, STRENGTHS = 4, STEPS = 3000, EVERY = 20, PATH = STEPS / EVERY };

static const float strength[STRENGTHS] = { 0, 0.001f, 0.01f, 0.03f };
static const double distance[DISTANCES] = { 0, 0.05, 0.1, 0.2, 0.5, 1 };
static const double train_table[STRENGTHS][DISTANCES] = {
    { 0.001, 0.708, 2.65, 7.77, 25.96, 70.29 },
    { 0.076, 0.198, 0.503, 1.42, 5.00, 11.16 },
    { 0.387, 0.392, 0.400, 0.412, 0.502, 0.710 },
    { 0.489, 0.490, 0.492, 0.498, 0.530, 0.608 },
};
static const double test_table[2][DISTANCES] = { /* at 0 and 0.01 */
                                                 { 2.44, 3.13, 4.50, 8.74, 25.39, 66.40 },
                                                 { 0.308, 0.309, 0.311, 0.319, 0.392, 0.558 }
};
static const double share_table[STRENGTHS][2] = { { 0.94, 0.05 }, { 0.77, 0.17 }, { 0.72, 0.17 }, { 0.75, 0.17 } };

static double along[2][STRENGTHS][DISTANCES][SEEDS * DIRECTIONS * 2]; /* training and test loss */
static double share[STRENGTHS][2][SEEDS];

static void measure_along(const Run *r, int m, int seed)
{
    const Shape *s = run_shape(r);
    const real *w = run_params(r, m);
    Arena a = { 0 };
    real *d = arena_new(&a, real, s->params), *at = arena_new(&a, real, s->params);
    Scratch *scratch = net_scratch(s, &a);
    for (int k = 0; k < DIRECTIONS; k++) {
        plane_random(s, w, (uint32_t)(100 * seed + k), 0, d);
        for (int i = 0; i < DISTANCES; i++)
            for (int sign = 0; sign < 2; sign++) {
                int slot = (seed * DIRECTIONS + k) * 2 + sign;
                for (int p = 0; p < s->params; p++)
                    at[p] = w[p] + (real)(sign ? -distance[i] : distance[i]) * d[p];
                for (int split = 0; split < 2; split++) {
                    const Points *points = run_points(r, split ? SPLIT_TEST : SPLIT_TRAIN);
                    along[split][m][i][slot] = net_loss(s, at, points, NULL, points->n, NULL, scratch);
                }
            }
    }
    arena_free(&a);
}

static void measure_share(const Run *r, int m, int seed, real *path, float *step)
{
    static Surface surface;
    Metrics metrics = { .step = STEPS };
    Arena a = { 0 };
    Snapshot snap = { .step = STEPS,
                      .config = *run_config(r),
                      .start = *run_start(r),
                      .shape = *run_shape(r),
                      .train = *run_points(r, SPLIT_TRAIN),
                      .members = 1,
                      .metrics = &metrics,
                      .path_points = PATH,
                      .path_step = step,
                      .path = path };
    size_t size = sizeof(real) * (size_t)snap.shape.params;
    snap.params = arena_new(&a, real, snap.shape.params);
    memcpy(snap.params, run_params(r, m), size);
    SurfaceJob *j = surface_begin(&snap, &(Choices){ .plane = PLANE_PATH }, &a);
    assert_non_null(j);
    surface_result(j, &surface);
    for (int k = 0; k < 2; k++)
        share[m][k][seed] = (double)surface.principal[k];
    arena_free(&a);
}

static int train(void **state)
{
    (void)state;
    Arena a = { 0 };
    for (int seed = 0; seed < SEEDS; seed++) {
        Config c;
        Err err;
        MemberPlan member[STRENGTHS];
        scene_config(scene_find("moons"), &c);
        c.seed_data = c.seed_init = c.seed_batch = (uint32_t)(seed + 1);
        for (int m = 0; m < STRENGTHS; m++)
            member[m] = (MemberPlan){ MEMBER_OWN, strength[m] };
        Run *r = run_new(&c, &(RunPlan){ .members = STRENGTHS, .member = member, .vary = param_find("l2") }, &err);
        assert_non_null(r);
        int params = run_shape(r)->params;
        float step[PATH];
        arena_reset(&a);
        real *path = arena_new(&a, real, (size_t)STRENGTHS * PATH * (size_t)params);
        for (int k = 0; k < PATH; k++) {
            for (int m = 0; m < STRENGTHS; m++)
                memcpy(path + (size_t)(m * PATH + k) * (size_t)params, run_params(r, m), sizeof *path * (size_t)params);
            step[k] = (float)run_step(r);
            run_steps(r, EVERY);
        }
        for (int m = 0; m < STRENGTHS; m++) {
            measure_along(r, m, seed);
            measure_share(r, m, seed, path + (size_t)(m * PATH) * (size_t)params, step);
        }
        run_free(r);
    }
    arena_free(&a);
    return 0;
}

/* Within a factor; what is next to nothing is so. */
static bool agrees(double got, double want, double factor)
{
    return want < 0.01 ? got < 0.01 : got > want / factor && got < want * factor;
}

static void loss_along_random_directions(void **state)
{
    (void)state;
    int failures = 0;
    for (int split = 0; split < 2; split++)
        for (int m = 0; m < STRENGTHS; m++) {
            const double *want = split == 0 ? train_table[m] : m == 0 ? test_table[0] : m == 2 ? test_table[1] : NULL;
            for (int i = 0; i < DISTANCES && want; i++) {
                double got = median_of(along[split][m][i], SEEDS * DIRECTIONS * 2);
                bool good = agrees(got, want[i], m < 2 ? 1.3 : 1.08);
                failures += !good;
                printf("%s lambda %-5g distance %-4g median %-7.4g table %g%s\n", split ? "test " : "train",
                       (double)strength[m], distance[i], got, want[i], good ? "" : "  <-- differs");
            }
        }
    assert_int_equal(failures, 0);
}

static void two_directions_hold_the_path(void **state)
{
    (void)state;
    int failures = 0;
    for (int m = 0; m < STRENGTHS; m++) {
        double first = median_of(share[m][0], SEEDS), second = median_of(share[m][1], SEEDS);
        bool good = first > share_table[m][0] - 0.05 && first < share_table[m][0] + 0.05 &&
                    second > share_table[m][1] - 0.04 && second < share_table[m][1] + 0.04;
        failures += !good;
        printf("lambda %-5g shares %.3f %.3f table %.2f %.2f%s\n", (double)strength[m], first, second,
               share_table[m][0], share_table[m][1], good ? "" : "  <-- differs");
    }
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loss_along_random_directions),
        cmocka_unit_test(two_directions_hold_the_path),
    };
    return cmocka_run_group_tests(tests, train, NULL);
}
