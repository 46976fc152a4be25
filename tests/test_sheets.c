/* What a penalty does to the representation, in medians over twenty seeds, beside another program's table (its own
 * points and first weights, so they agree within the spread of the seeds): the net 2-32-2-1, tanh, on moons with box
 * scale 0.5, learning rate 0.02, 4000 steps. That table's stretch is along the second coordinate alone; ours is the
 * largest of all directions, and is compared with it in that direction here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/analysis.h"
#include "medians.h"

#include <stdio.h>

enum { SEEDS = 20, NODES = 41, NUMBERS = 6 };
enum { STRETCH, MEDIAN, ALONG, ALONG_MEDIAN, SATURATED, APART };

static const struct {
    const char *l2;
    double max, median, saturated, apart; /* of the other program */
} table[] = {
    { "0", 23.9, 0, 0.89, 1.92 },       { "1e-4", 17.1, 0.15, 0.74, 1.57 }, { "1e-3", 8.6, 0.66, 0.52, 1.44 },
    { "0.003", 4.2, 0.60, 0.20, 1.21 }, { "0.01", 1.5, 0.46, 0, 1.11 },     { "0.1", 0.5, 0.43, 0, 0.84 },
};
static double measured[COUNT(table)][NUMBERS];

/* Steps along the second coordinate, over the square +-1.75. */
static void along(const Snapshot *s, Arena *a, double *most, double *middle)
{
    real x[2 * NODES * NODES], h[2 * NODES * NODES];
    double v[NODES * (NODES - 1)], step = 3.5 / (NODES - 1);
    for (int i = 0; i < NODES * NODES; i++) {
        x[2 * i] = (real)(-1.75 + step * (i % NODES));
        x[2 * i + 1] = (real)(-1.75 + step * (i / NODES));
    }
    net_hidden(&s->shape, s->params, 1, x, NODES * NODES, h, net_scratch(&s->shape, a));
    for (int i = 0; i < COUNT(v); i++) {
        const real *up = h + 2 * (i + NODES);
        v[i] = hypot((double)(up[0] - h[2 * i]), (double)(up[1] - h[2 * i + 1])) / step;
    }
    *middle = median_of(v, COUNT(v));
    *most = v[COUNT(v) - 1];
}

static void measure(const char *l2, uint32_t seed, double out[NUMBERS])
{
    static const char *const settings[] = { "net", "32-2", "act", "tanh", "scale", "0.5", "lr", "0.02", "l2" };
    const MemberPlan member = { .kind = MEMBER_FOLLOWS };
    Arena arena = { 0 };
    Findings f = { 0 };
    Config c;
    Err err;
    config_default(&c);
    for (int i = 0; i < COUNT(settings); i += 2)
        assert_true(config_set(&c, settings[i], i + 1 < COUNT(settings) ? settings[i + 1] : l2, &err));
    c.seed_data = c.seed_init = c.seed_batch = seed;
    Run *r = run_new(&c, &(RunPlan){ .members = 1, .member = &member, .vary = param_find("l2") }, &err);
    assert_non_null(r);
    run_steps(r, 4000);
    snapshot_take(r, false, &arena, &f.snap);
    run_free(r);
    findings_make(&f, &(FindingsAsk){ .want = WANT_HIDDEN }, &arena);
    const HiddenStage *t = &f.hidden.stage[2];
    out[STRETCH] = (double)t->stretch;
    out[MEDIAN] = (double)t->stretch_median;
    out[SATURATED] = (double)t->idle;
    out[APART] = (double)t->apart;
    along(&f.snap, &arena, &out[ALONG], &out[ALONG_MEDIAN]);
    arena_free(&arena);
}

static int setup(void **state)
{
    (void)state;
    printf("lambda  stretch median | along x2: most (table) median (table) | saturated (table) apart (table)\n");
    for (int i = 0; i < COUNT(table); i++) {
        double v[NUMBERS][SEEDS], *m = measured[i];
        for (int s = 0; s < SEEDS; s++) {
            double one[NUMBERS];
            measure(table[i].l2, (uint32_t)s + 1, one);
            for (int k = 0; k < NUMBERS; k++)
                v[k][s] = one[k];
        }
        for (int k = 0; k < NUMBERS; k++)
            m[k] = median_of(v[k], SEEDS);
        printf("%6s %8.2f %6.2f | %15.2f (%5.1f) %6.2f (%5.2f) | %9.2f (%5.2f) %5.2f (%5.2f)\n", table[i].l2,
               m[STRETCH], m[MEDIAN], m[ALONG], table[i].max, m[ALONG_MEDIAN], table[i].median, m[SATURATED],
               table[i].saturated, m[APART], table[i].apart);
    }
    return 0;
}

static void the_sheet_is_torn_less_and_less(void **state)
{
    (void)state;
    for (int i = 1; i < COUNT(table); i++)
        assert_true(measured[i][STRETCH] < 0.75 * measured[i - 1][STRETCH]);
    assert_true(measured[0][MEDIAN] < 0.05 && measured[0][SATURATED] > 0.8);
}

static void medians_are_those_of_the_table(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT(table); i++) {
        const double *m = measured[i];
        assert_true(m[ALONG] > 0.8 * table[i].max && m[ALONG] < 1.3 * table[i].max);
        assert_true(fabs(m[ALONG_MEDIAN] - table[i].median) < 0.05 + 0.35 * table[i].median);
        assert_true(fabs(m[SATURATED] - table[i].saturated) < 0.15);
        assert_true(fabs(m[APART] - table[i].apart) < 0.3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sheet_is_torn_less_and_less),
        cmocka_unit_test(medians_are_those_of_the_table),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
