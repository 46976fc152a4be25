/* More points, less lambda: which strength is best, beside another program's table (docs/statistics.md, table i). Each
 * seed is trained with all strengths at once; a seed's best strength has the lowest test loss, or the highest test
 * accuracy. That table gives the best strength of all seeds together, and in brackets the quartiles of each seed's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "medians.h"
#include "nn/nn.h"

#include <stdio.h>

static const float strength[] = { 0,       1e-4f,   1.8e-4f, 3e-4f, 6e-4f,  0.001f,
                                  0.0018f, 0.0032f, 0.0056f, 0.01f, 0.018f, 0.032f };
enum { STRENGTHS = COUNT(strength), STEPS = 4000 };
enum { BY_LOSS, BY_ACCURACY, WAYS };

static const struct { /* strengths have all their digits: nothing is granted for rounding */
    const char *points, *best[WAYS];
} table[] = {
    { "30", { ".0180 [.01, .018]", ".0180 [.01, .018]" } },
    { "60", { ".0100 [.0056, .01]", ".0100 [.0056, .01]" } },
    { "120", { ".0032 [.0032, .0056]", ".0056 [.005, .01]" } },
    { "240", { ".0018 [.001, .0022]", ".0032 [.0029, .0056]" } },
    { "480", { ".0006 [.0001, .001]", ".0010 [.0003, .0018]" } },
    { "960", { ".0000 [0, .00016]", NULL } }, /* by accuracy it was flat */
};

static double cost[WAYS][STRENGTHS][SEEDS_MANY]; /* what is to be small: test loss, errors */

static void measure(const char *points, uint32_t seed)
{
    const char *const settings[][2] = { { "points", points }, { "batch", "20" } };
    MemberPlan member[STRENGTHS];
    Config c;
    Err err;
    scene_config(scene_find("moons"), &c);
    config_reseed(&c, seed + 1);
    for (int i = 0; i < COUNT(settings); i++)
        assert_true(config_set(&c, settings[i][0], settings[i][1], &err));
    for (int m = 0; m < STRENGTHS; m++)
        member[m] = (MemberPlan){ MEMBER_OWN, strength[m] };
    Run *r = run_new(&c, &(RunPlan){ .members = STRENGTHS, .member = member, .vary = param_find("l2") }, &err);
    assert_non_null(r);
    run_steps(r, STEPS);
    for (int m = 0; m < STRENGTHS; m++) {
        Metrics got;
        run_metrics(r, m, &got);
        cost[BY_LOSS][m][seed] = got.test_loss;
        cost[BY_ACCURACY][m][seed] = 1 - got.test_accuracy;
    }
    run_free(r);
}

static double best_of_seed(int way, int seed)
{
    int best = 0;
    for (int m = 1; m < STRENGTHS; m++)
        if (cost[way][m][seed] < cost[way][best][seed])
            best = m;
    return (double)strength[best];
}

static double best_of_all(int way, int seeds)
{
    double best = (double)INFINITY, at = 0;
    for (int m = 0; m < STRENGTHS; m++) {
        double v[SEEDS_MANY];
        memcpy(v, cost[way][m], sizeof v);
        double middle = median_of(v, seeds);
        if (middle < best) {
            best = middle;
            at = (double)strength[m];
        }
    }
    return at;
}

static bool agrees(int row, int way, int seeds, bool print)
{
    double best[SEEDS_MANY], sorted[SEEDS_MANY], low = 0, high = 0;
    Cell cell = cell_read(table[row].best[way]);
    for (int s = 0; s < seeds; s++)
        sorted[s] = best[s] = best_of_seed(way, s);
    double middle = median_of(sorted, seeds), all = best_of_all(way, seeds);
    bool fits = middle >= cell.low && middle <= cell.high, chance = false;
    if (!fits && seeds == SEEDS_MANY)
        chance = cell_by_chance(&cell, best, seeds, SEEDS_FEW, median_of, &low, &high);
    if (print) {
        printf("%4s points, by %-8s best of all %-7.3g of a seed %-7.3g | %s (%d seeds)", table[row].points,
               way == BY_LOSS ? "loss" : "accuracy", all, middle, table[row].best[way], seeds);
        printf(fits ? "\n" : chance ? "  any 20: %.3g ... %.3g\n" : "  any 20: %.3g ... %.3g  DIFFERS\n", low, high);
    }
    return fits || chance;
}

static void more_points_want_less_penalty(void **state)
{
    (void)state;
    int differ = 0;
    for (int row = 0; row < COUNT(table); row++) {
        int seeds = 0;
        bool good = false;
        for (int want = SEEDS_FEW; !good && want <= SEEDS_MANY; want += SEEDS_MANY - SEEDS_FEW) {
            for (; seeds < want; seeds++)
                measure(table[row].points, (uint32_t)seeds);
            good = true;
            for (int way = 0; way < WAYS; way++)
                good &= !table[row].best[way] || agrees(row, way, seeds, false);
        }
        for (int way = 0; way < WAYS; way++)
            differ += table[row].best[way] && !agrees(row, way, seeds, true);
        fflush(stdout);
    }
    assert_int_equal(differ, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(more_points_want_less_penalty) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
