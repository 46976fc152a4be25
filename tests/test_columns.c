/* Columns of another program's tables that `train` does not print: islands and length of the boundary, small and exact
 * zeros, means of weights, collapsed and recovered nets, roughness of filters. Twenty seeds a row, a hundred where
 * twenty do not fit; table beside table. docs/statistics.md tells the rule and what each column is.
 *
 *     test_columns d        rows of table d; a b d e j k */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "columns.h"
#include "medians.h"

#include <stdio.h>

/* The median of those seeds that get there; infinite: none does. */
static double median_of_finite(double *v, int n)
{
    int finite = 0;
    for (int i = 0; i < n; i++)
        if (num_finite(v[i]))
            v[finite++] = v[i];
    return finite > 0 ? median_of(v, finite) : (double)INFINITY;
}

static const struct {
    const char *name;
    Statistic *of_seeds;
} columns[COLUMNS] = {
    [TRAIN] = { "train loss", median_of },    [FIRST] = { "steps to .05", median_of_finite },
    [REACHED] = { "get there", mean_of },     [ISLANDS] = { "islands", median_of },
    [LENGTH] = { "length", median_of },       [SMALL] = { "|w| < .001", median_of },
    [ZEROS] = { "w = 0", median_of },         [MEAN] = { "mean w", median_of },
    [NEGATIVE] = { "w < 0", median_of },      [DEAD] = { "dead", mean_of },
    [ABOVE] = { "reached", mean_of },         [FILTERS] = { "filter norm", median_of },
    [ROUGHNESS] = { "roughness", median_of },
};

/* The hero's settings of some blocks. */
#define GENTLE "noise=.15 flip=.1 "
#define CLEAN "points=100 noise=.35 flip=0 batch=10 until=10000 "
#define SGD "opt=sgd lr=.1 until=6000 "
#define SHRINK "mistake=shrink "
#define HEAVY "mistake=shrink opt=momentum lr=.05 until=6000 "

static const Row rows[] = {
    { 'a', "moons", "l2=0", .of = 30, .cell = { [ISLANDS] = "6", [LENGTH] = "22.5" } },
    { 'a', "moons", "l2=1e-5", .of = 30, .cell = { [ISLANDS] = "6", [LENGTH] = "21.3" } },
    { 'a', "moons", "l2=1e-4", .of = 30, .cell = { [ISLANDS] = "6", [LENGTH] = "22.2" } },
    { 'a', "moons", "l2=.001", .of = 30, .cell = { [ISLANDS] = "6", [LENGTH] = "19.7" } },
    { 'a', "moons", "l2=.0018", .of = 30, .cell = { [ISLANDS] = "5", [LENGTH] = "18.3" } },
    { 'a', "moons", "l2=.0032", .of = 30, .cell = { [ISLANDS] = "4", [LENGTH] = "15.1" } },
    { 'a', "moons", "l2=.0056", .of = 30, .cell = { [ISLANDS] = "3", [LENGTH] = "12.5" } },
    { 'a', "moons", "l2=.01", .of = 30, .cell = { [ISLANDS] = "2", [LENGTH] = "8.8" } },
    { 'a', "moons", "l2=.018", .of = 30, .cell = { [ISLANDS] = "2", [LENGTH] = "6.9" } },
    { 'a', "moons", "l2=.032", .of = 30, .cell = { [ISLANDS] = "2", [LENGTH] = "5.9" } },
    { 'a', "moons", "l2=.056", .of = 30, .cell = { [ISLANDS] = "2", [LENGTH] = "6.4" } },
    { 'a', "moons", "l2=.1", .of = 30, .cell = { [ISLANDS] = "2", [LENGTH] = "6.6", [DEAD] = ".3" } },
    { 'a', "moons", "l2=.18", .of = 30, .cell = { [ISLANDS] = "1", [LENGTH] = ".0" } },
    /* variants: the plain net, and what kills it */
    { 'a', "moons", "act=tanh scale=.5", .of = 20, .cell = { [TRAIN] = ".000", [FIRST] = "450" } },
    { 'a', "moons", "act=tanh scale=.5 l2=.18", .of = 20, .cell = { [DEAD] = ".60" } },
    { 'a', "moons", "batch=20", .of = 20, .cell = { [TRAIN] = ".057", [FIRST] = "2050", [REACHED] = ".40" } },
    { 'a', "moons", "batch=20 l2=.1", .of = 20, .cell = { [DEAD] = ".35" } },
    { 'a', "moons", "batch=10 until=10000", .of = 20, .cell = { [TRAIN] = ".033", [FIRST] = "5300" } },
    { 'a', "moons", "batch=10 until=10000 l2=.1", .of = 20, .cell = { [DEAD] = ".35" } },
    { 'a', "moons", GENTLE, .of = 20, .cell = { [TRAIN] = ".000", [FIRST] = "400" } },
    { 'a', "moons", CLEAN, .of = 20, .cell = { [TRAIN] = ".004", [FIRST] = "1925" } },
    { 'a', "moons", "net=64 until=5000", .of = 20, .cell = { [TRAIN] = ".044", [FIRST] = "2000", [REACHED] = ".55" } },
    { 'a', "moons", "scale=2", .of = 20, .cell = { [TRAIN] = ".001", [FIRST] = "600" } },
    { 'a', "moons", "l2=.01", .of = 20, .above = .88, .cell = { [ABOVE] = ".65" } },
    /* overfit, too high, and back */
    { 'a', "moons", "l2=0", "0:1000 .018:1000 .01:2000", .of = 20, .above = .88,
      .cell = { [ABOVE] = ".65", [DEAD] = "0" } },
    { 'a', "moons", "l2=0", "0:1000 .03:1000 .01:2000", .of = 20, .above = .88,
      .cell = { [ABOVE] = ".50", [DEAD] = "0" } },
    { 'a', "moons", "l2=0", "0:1000 .056:1000 .01:2000", .of = 20, .above = .88,
      .cell = { [ABOVE] = ".15", [DEAD] = "0" } },
    { 'a', "moons", "l2=0", "0:1000 .1:1000 .01:2000", .of = 20, .above = .88,
      .cell = { [ABOVE] = ".05", [DEAD] = ".30" } },
    { 'a', "moons", "l2=0", "0:1000 .18:1000 .01:2000", .of = 20, .above = .88,
      .cell = { [ABOVE] = "0", [DEAD] = ".80" } },
    { 'a', "moons", "l2=0", "0:1000 .3:1000 .01:2000", .of = 20, .above = .88,
      .cell = { [ABOVE] = "0", [DEAD] = ".80" } },
    { 'a', "moons", "l2=0", "0:1000 1:1000 .01:2000", .of = 20, .above = .88,
      .cell = { [ABOVE] = "0", [DEAD] = ".80" } },
    { 'a', "moons", "l2=0", "0:1000 .03:200 .01:2000", .of = 20, .above = .88,
      .cell = { [ABOVE] = ".65", [DEAD] = "0" } },
    { 'a', "moons", "l2=0", "0:1000 .1:200 .01:2000", .of = 20, .above = .88,
      .cell = { [ABOVE] = ".50", [DEAD] = "0" } },
    { 'a', "moons", "l2=0", "0:1000 .3:200 .01:2000", .of = 20, .above = .88,
      .cell = { [ABOVE] = ".10", [DEAD] = "0" } },
    { 'a', "moons", "l2=0", "0:1000 1:1000 .01:2000", .reheat = .1, .of = 20, .above = .88,
      .cell = { [ABOVE] = ".15" } },
    { 'a', "moons", "l2=0", "0:1000 1:1000 .01:2000", .reheat = .2, .of = 20, .above = .88,
      .cell = { [ABOVE] = ".60" } },
    { 'a', "moons", "l2=0", "0:1000 1:1000 .01:2000", .reheat = .3, .of = 20, .above = .88,
      .cell = { [ABOVE] = ".75" } },
    { 'a', "moons", "l2=0", "0:1000 .1:1000 .01:2000", .reheat = .3, .of = 20, .above = .88,
      .cell = { [ABOVE] = ".70" } },

    /* where nets die */
    { 'b', "moons", "l2=.14678", .of = 30, .cell = { [DEAD] = ".93" } },
    { 'b', "moons", "l2=.21544", .of = 30, .cell = { [DEAD] = "1" } },
    { 'b', "circles", "l2=.021544", .of = 30, .cell = { [DEAD] = ".03" } },
    { 'b', "circles", "l2=.031623", .of = 30, .cell = { [DEAD] = ".53" } },
    { 'b', "circles", "l2=.068129", .of = 30, .cell = { [DEAD] = "1" } },
    { 'b', "spirals", "l2=.046416", .of = 30, .cell = { [DEAD] = ".03" } },
    { 'b', "spirals", "l2=.068129", .of = 30, .cell = { [DEAD] = ".57" } },
    { 'b', "spirals", "l2=.1", .of = 30, .cell = { [DEAD] = "1" } },
    { 'b', "xor", "l2=.031623", .of = 30, .cell = { [DEAD] = ".07" } },
    { 'b', "xor", "l2=.046416", .of = 30, .cell = { [DEAD] = ".77" } },
    { 'b', "xor", "l2=.068129", .of = 30, .cell = { [DEAD] = "1" } },
    { 'b', "blobs", "l2=.14678", .of = 30, .cell = { [DEAD] = ".77" } },
    { 'b', "blobs", "l2=.21544", .of = 30, .cell = { [DEAD] = "1" } },
    { 'b', "checker", "l2=.021544", .of = 30, .cell = { [DEAD] = ".63" } },
    { 'b', "checker", "l2=.046416", .of = 30, .cell = { [DEAD] = "1" } },
    { 'b', "spirals", "l2=0", .of = 30, .cell = { [REACHED] = "1" } },
    { 'b', "xor", "l2=0", .of = 30, .cell = { [REACHED] = ".97" } },
    { 'b', "checker", "l2=0", .of = 30, .cell = { [REACHED] = ".90" } },
    /* goals: at the lowest loss, at the best accuracy; and how many seeds get as far without a penalty */
    { 'b', "moons", "l2=.0046416", .of = 100, .above = .81, .cell = { [ABOVE] = ".90 [.90, 1]" } },
    { 'b', "moons", "l2=0", .of = 100, .above = .81, .cell = { [ABOVE] = ".43" } },
    { 'b', "moons", "l2=.01", .of = 100, .above = .865, .cell = { [ABOVE] = ".90 [.90, 1]" } },
    { 'b', "moons", "l2=0", .of = 100, .above = .865, .cell = { [ABOVE] = ".09" } },
    { 'b', "circles", "l2=.0046416", .of = 100, .above = .805, .cell = { [ABOVE] = ".90 [.90, 1]" } },
    { 'b', "circles", "l2=0", .of = 100, .above = .805, .cell = { [ABOVE] = ".28" } },
    { 'b', "spirals", "l2=.0014678", .of = 100, .above = .91, .cell = { [ABOVE] = ".90 [.90, 1]" } },
    { 'b', "spirals", "l2=0", .of = 100, .above = .91, .cell = { [ABOVE] = ".30" } },
    { 'b', "xor", "l2=.0068129", .of = 100, .above = .795, .cell = { [ABOVE] = ".90 [.90, 1]" } },
    { 'b', "xor", "l2=0", .of = 100, .above = .795, .cell = { [ABOVE] = ".22" } },
    { 'b', "blobs", "l2=.014678", .of = 100, .above = .745, .cell = { [ABOVE] = ".90 [.90, 1]" } },
    { 'b', "blobs", "l2=0", .of = 100, .above = .745, .cell = { [ABOVE] = ".01" } },
    { 'b', "checker", "l2=.0031623", .of = 100, .above = .81, .cell = { [ABOVE] = ".90 [.90, 1]" } },
    { 'b', "checker", "l2=0", .of = 100, .above = .81, .cell = { [ABOVE] = ".25" } },

    { 'd', "moons", "reg=none", .of = 20, .cell = { [SMALL] = ".001", [ISLANDS] = "7" } },
    { 'd', "moons", "l2=.0056", .of = 20, .cell = { [SMALL] = ".67", [ISLANDS] = "3" } },
    { 'd', "moons", "l2=.01", .of = 20, .cell = { [SMALL] = ".76", [ISLANDS] = "2" } },
    { 'd', "moons", "reg=l1 l1=1", .of = 20, .cell = { [SMALL] = ".989", [ZEROS] = ".989", [ISLANDS] = "2" } },
    { 'd', "moons", "reg=l1 l1=.7", .of = 20, .cell = { [SMALL] = ".977", [ISLANDS] = "2" } },
    { 'd', "moons", "reg=l1 l1=.5", .of = 20, .cell = { [SMALL] = ".962", [ISLANDS] = "4" } },
    { 'd', "moons", "reg=l1 l1_mode=subgradient l1=.003", .of = 20, .cell = { [SMALL] = ".51", [ISLANDS] = "3" } },
    { 'd', "moons", "reg=l1 l1_mode=subgradient l1=.005", .of = 20, .cell = { [SMALL] = ".51", [ISLANDS] = "2" } },
    { 'd', "moons", "reg=l1 l1_mode=subgradient l1=.01", .of = 20, .cell = { [SMALL] = ".51", [ISLANDS] = "2" } },
    { 'd', "moons", SGD "reg=none", .of = 20, .cell = { [SMALL] = ".002", [ISLANDS] = "4" } },
    { 'd', "moons", SGD "reg=l1 l1=.005", .of = 20, .cell = { [SMALL] = ".979", [ISLANDS] = "2" } },
    { 'd', "moons", SGD "reg=l1 l1=.003", .of = 20, .cell = { [ZEROS] = ".948" } },
    { 'd', "moons", SGD "reg=l1 l1_mode=subgradient l1=.005", .of = 20,
      .cell = { [SMALL] = ".979", [ZEROS] = ".000", [ISLANDS] = "2" } },
    { 'd', "moons", SGD "l2=.0056", .of = 20, .cell = { [SMALL] = ".03", [ISLANDS] = "2" } },
    { 'd', "moons", SGD "l2=.01", .of = 20, .cell = { [SMALL] = ".21", [ISLANDS] = "2" } },
    { 'd', "moons", "reg=dropout dropout=.2 l2=.0032", .of = 20, .cell = { [SMALL] = ".15", [ISLANDS] = "2" } },
    { 'd', "moons", "reg=dropout dropout=.6", .of = 20, .cell = { [SMALL] = ".002", [ISLANDS] = "2" } },
    { 'd', "moons", "reg=dropout dropout=.5", .of = 20, .cell = { [SMALL] = ".002", [ISLANDS] = "2" } },
    { 'd', "moons", "reg=dropout dropout=.3", .of = 20, .cell = { [SMALL] = ".002", [ISLANDS] = "4" } },
    { 'd', "moons", "reg=dropout dropout=.1", .of = 20, .cell = { [SMALL] = ".002", [ISLANDS] = "6" } },
    { 'd', "moons", "reg=gdn gdn=instead", .of = 20, .cell = { [SMALL] = ".002", [ISLANDS] = "7" } },
    { 'd', "moons", "reg=gdn gdn=instead l2=.01", .of = 20, .cell = { [SMALL] = ".48", [ISLANDS] = "4" } },
    { 'd', "moons", "reg=gdn gdn=after", .of = 20, .cell = { [SMALL] = ".002", [ISLANDS] = "7" } },
    { 'd', "moons", "reg=gdn gdn=after l2=.01", .of = 20, .cell = { [SMALL] = ".91", [ISLANDS] = "5" } },
    { 'd', "moons", "reg=gdn gdn=after act=tanh", .of = 20, .cell = { [SMALL] = ".001", [ISLANDS] = "12" } },

    { 'e', "moons", "l2=.1", .of = 20, .cell = { [DEAD] = ".35" } },
    { 'e', "moons", "l2=.3", .of = 20, .cell = { [DEAD] = "1" } },
    { 'e', "moons", "opt=adamw l2=1.8", .of = 20, .cell = { [SMALL] = ".19" } },
    { 'e', "moons", "opt=adamw l2=10", .of = 20, .cell = { [DEAD] = "0" } },

    { 'j', "moons", "l2=0", .of = 20, .cell = { [MEAN] = "-.08", [NEGATIVE] = ".50" } },
    { 'j', "moons", "l2=.01", .of = 20, .cell = { [MEAN] = ".00" } },
    { 'j', "moons", SHRINK "l2=.001", .of = 20, .cell = { [MEAN] = "-.09", [NEGATIVE] = ".51" } },
    { 'j', "moons", SHRINK "l2=.0056", .of = 20, .cell = { [MEAN] = "-.18", [NEGATIVE] = ".57" } },
    { 'j', "moons", SHRINK "l2=.01", .of = 20, .cell = { [MEAN] = "-.25", [NEGATIVE] = ".62" } },
    { 'j', "moons", SHRINK "l2=.03", .of = 20, .cell = { [MEAN] = "-.61", [NEGATIVE] = ".72" } },
    { 'j', "moons", SHRINK "l2=.1", .of = 20, .cell = { [MEAN] = "-2.2", [NEGATIVE] = ".90" } },
    { 'j', "moons", SHRINK "l2=1", .of = 20, .cell = { [MEAN] = "-29", [NEGATIVE] = "1.00" } },
    { 'j', "moons", HEAVY "l2=.001", .of = 20, .cell = { [MEAN] = "-.20", [NEGATIVE] = ".69" } },
    { 'j', "moons", HEAVY "l2=.0056", .of = 20, .cell = { [MEAN] = "-1.3", [NEGATIVE] = ".91" } },
    { 'j', "moons", HEAVY "l2=.01", .of = 20, .cell = { [MEAN] = "-2.6", [NEGATIVE] = ".96" } },
    { 'j', "moons", HEAVY "l2=.03", .of = 20, .cell = { [MEAN] = "-8.4", [NEGATIVE] = ".99" } },
    { 'j', "moons", HEAVY "l2=.1", .of = 20, .cell = { [MEAN] = "-30", [NEGATIVE] = "1.00" } },
    { 'j', "moons", HEAVY "l2=1", .of = 20, .cell = { [MEAN] = "-300", [NEGATIVE] = "1.00" } },

    { 'k', "glyphs", "l2=0", .of = 10,
      .cell = { [FILTERS] = "6.0", [ROUGHNESS] = ".91", [FIRST] = "200 [150, 200]" /* in fifties */ } },
    { 'k', "glyphs", "l2=.001", .of = 10, .cell = { [FILTERS] = "5.2", [ROUGHNESS] = ".90" } },
    { 'k', "glyphs", "l2=.01", .of = 10, .cell = { [FILTERS] = "3.8", [ROUGHNESS] = ".81" } },
    { 'k', "glyphs", "l2=.03", .of = 10, .cell = { [FILTERS] = "3.0", [ROUGHNESS] = ".78" } },
    { 'k', "glyphs", "l2=.1", .of = 10, .cell = { [FILTERS] = "2.0", [ROUGHNESS] = ".64" } },
    { 'k', "glyphs", "l2=.3", .of = 10, .cell = { [FILTERS] = "1.0", [ROUGHNESS] = ".56" } },
    { 'k', "glyphs", "l2=1", .of = 10, .cell = { [FILTERS] = "0" } },
    { 'k', "glyphs", "points=1000 flip=0 until=600 l2=.01", .of = 10, .cell = { [ROUGHNESS] = ".59" } },
    { 'k', "glyphs", "points=24 l2=1", .of = 10, .cell = { [DEAD] = "1" } },
};

static double measured[COLUMNS][SEEDS_MANY];

static void measure_seeds(const Row *row, int from, int to)
{
    for (int s = from; s < to; s++) {
        double one[COLUMNS] = { 0 };
        columns_measure(row, (uint32_t)s + 1, one);
        for (int k = 0; k < COLUMNS; k++)
            measured[k][s] = one[k];
    }
}

/* How many cells n seeds do not fit; with many, also not by chance. */
static int judge(const Row *row, int n, bool print)
{
    int differ = 0;
    for (int k = 0; k < COLUMNS; k++) {
        if (!row->cell[k])
            continue;
        Cell cell = cell_read(row->cell[k]);
        double v[SEEDS_MANY], low = 0, high = 0;
        memcpy(v, measured[k], sizeof v);
        double ours = columns[k].of_seeds(v, n);
        bool fits = ours >= cell.low && ours <= cell.high, chance = false;
        if (!fits && n == SEEDS_MANY)
            chance = cell_by_chance(&cell, measured[k], n, row->of, columns[k].of_seeds, &low, &high);
        differ += !fits && !chance;
        if (!print)
            continue;
        printf("    %-12s %8.4g | %s", columns[k].name, ours, row->cell[k]);
        if (!fits)
            printf("  any %d: %.4g ... %.4g%s", row->of, low, high, chance ? "" : "  DIFFERS");
        printf("\n");
    }
    return differ;
}

static char table;

static void columns_are_those_of_the_table(void **state)
{
    (void)state;
    int differ = 0, compared = 0, more = 0;
    for (const Row *row = rows; row < rows + COUNT(rows); row++) {
        if (row->table != table)
            continue;
        int n = SEEDS_FEW;
        measure_seeds(row, 0, n);
        if (judge(row, n, false) > 0) {
            measure_seeds(row, n, SEEDS_MANY);
            n = SEEDS_MANY;
            more++;
        }
        printf("%c %s %s", row->table, row->scene, row->settings);
        if (row->path)
            printf(", %s, jitter %g", row->path, row->reheat);
        printf(" (%d seeds)\n", n);
        differ += judge(row, n, true);
        compared++;
        fflush(stdout);
    }
    printf("table %c: %d rows, %d of them with %d seeds; %d numbers differ\n", table, compared, more, SEEDS_MANY,
           differ);
    assert_true(compared > 0);
    assert_int_equal(differ, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(columns_are_those_of_the_table) };
    table = argc > 1 ? argv[1][0] : 'a';
    return cmocka_run_group_tests(tests, NULL, NULL);
}
