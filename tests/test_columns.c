/* Columns of another program's tables that `train` does not print: islands and length of the boundary, small and exact
 * zeros, means of weights, collapsed and recovered nets, roughness of filters. Twenty seeds a row, a hundred where
 * twenty do not fit; table beside table. docs/statistics.md tells the rule and what each column is.
 *
 *     test_columns d        rows of table d; a b d e i j k */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/analysis.h"
#include "medians.h"

#include <stdio.h>

typedef enum Column {
    TRAIN,     /* data loss */
    FIRST,     /* step, of every fifth, from which it is below .05, of those seeds that come so far; */
    REACHED,   /* and their share */
    ISLANDS,   /* connected regions of either class, by sides, on 121 x 121 nodes over the square +-2 */
    LENGTH,    /* sides between nodes of different class, times their distance */
    SMALL,     /* share of weights with |w| < 1e-3 */
    ZEROS,     /* share of weights that are 0 */
    MEAN,      /* of weights */
    NEGATIVE,  /* share of weights below 0 */
    DEAD,      /* share of seeds whose weights have a norm below .05 */
    ABOVE,     /* share of seeds whose test accuracy is above, or is, that of the row */
    FILTERS,   /* norm of the filters' weights */
    ROUGHNESS, /* mean square of differences of neighbouring taps over twice the variance of a filter, mean over filters
                */
    COLUMNS
} Column;

static const struct {
    const char *name;
    Statistic *of_seeds;
} columns[COLUMNS] = {
    [TRAIN] = { "train loss", median_of },    [FIRST] = { "steps to .05", median_of },
    [REACHED] = { "get there", mean_of },     [ISLANDS] = { "islands", median_of },
    [LENGTH] = { "length", median_of },       [SMALL] = { "|w| < .001", median_of },
    [ZEROS] = { "w = 0", median_of },         [MEAN] = { "mean w", median_of },
    [NEGATIVE] = { "w < 0", median_of },      [DEAD] = { "dead", mean_of },
    [ABOVE] = { "reached", mean_of },         [FILTERS] = { "filter norm", median_of },
    [ROUGHNESS] = { "roughness", median_of },
};

typedef struct Row {
    char table;
    const char *scene, *settings;
    const char *path; /* "LAMBDA:STEPS LAMBDA:STEPS ...": instead of `until` steps with one lambda */
    double reheat;    /* standard deviation of a jitter of the weights before the last of these */
    int of;           /* seeds of the other program */
    double above;     /* test accuracy: see ABOVE */
    const char *cell[COLUMNS];
} Row;

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

/* --- what is measured --- */

enum { NODES = 121, FIELD = NODES * NODES, EVERY = 5 };

/* Marks all nodes of one region, from one of them. */
static void flood(const bool *class1, bool *seen, int from, int *stack)
{
    int n = 0;
    seen[from] = true;
    for (stack[n++] = from; n > 0;) {
        int i = stack[--n], x = i % NODES, y = i / NODES;
        const int next[4] = { x > 0 ? i - 1 : i, x + 1 < NODES ? i + 1 : i, y > 0 ? i - NODES : i,
                              y + 1 < NODES ? i + NODES : i };
        for (int k = 0; k < 4; k++)
            if (!seen[next[k]] && class1[next[k]] == class1[i]) {
                seen[next[k]] = true;
                stack[n++] = next[k];
            }
    }
}

static void measure_regions(const Run *r, double out[COLUMNS])
{
    static bool class1[FIELD], seen[FIELD];
    static int stack[FIELD];
    Arena a = { 0 };
    Field f;
    field_make(run_shape(r), run_params(r, 0), 0, (Window){ -2, 2, -2, 2 }, NODES, NODES, &a, &f);
    int sides = 0, regions = 0;
    for (int i = 0; i < FIELD; i++) {
        class1[i] = f.z[i] > 0;
        seen[i] = false;
    }
    for (int i = 0; i < FIELD; i++) {
        sides += i % NODES > 0 && class1[i] != class1[i - 1];
        sides += i >= NODES && class1[i] != class1[i - NODES];
        if (!seen[i]) {
            regions++;
            flood(class1, seen, i, stack);
        }
    }
    arena_free(&a);
    out[ISLANDS] = regions;
    out[LENGTH] = sides * 4.0 / (NODES - 1);
}

static void measure_weights(const Run *r, double out[COLUMNS])
{
    const Shape *s = run_shape(r);
    const real *w = run_params(r, 0);
    Arena a = { 0 };
    uint8_t *is_weight = arena_new(&a, uint8_t, s->params);
    int n = 0, small = 0, zeros = 0, negative = 0;
    double sum = 0;
    net_is_weight(s, is_weight);
    for (int i = 0; i < s->params; i++)
        if (is_weight[i]) {
            n++;
            small += fabs((double)w[i]) < 1e-3;
            zeros += w[i] == 0;
            negative += w[i] < 0;
            sum += (double)w[i];
        }
    arena_free(&a);
    out[SMALL] = (double)small / n;
    out[ZEROS] = (double)zeros / n;
    out[NEGATIVE] = (double)negative / n;
    out[MEAN] = sum / n;
}

static double roughness(const real *tap, int side)
{
    double sum = 0, squares = 0, steps = 0;
    int n = side * side;
    for (int i = 0; i < n; i++) {
        double t = (double)tap[i], right = i % side + 1 < side ? (double)tap[i + 1] - t : 0,
               down = i + side < n ? (double)tap[i + side] - t : 0;
        sum += t;
        squares += t * t;
        steps += right * right + down * down;
    }
    double variance = squares / n - sum / n * (sum / n);
    return steps / (2 * side * (side - 1)) / (2 * variance);
}

static void measure_filters(const Run *r, double out[COLUMNS])
{
    const LayerShape *l = run_shape(r)->layer;
    const real *w = run_params(r, 0) + l->first;
    int taps = l->window * l->window;
    double norm2 = 0;
    for (int i = 0; i < l->maps * taps; i++)
        norm2 += (double)w[i] * (double)w[i];
    out[FILTERS] = sqrt(norm2);
    out[ROUGHNESS] = 0;
    for (int f = 0; f < l->maps; f++)
        out[ROUGHNESS] += roughness(w + f * taps, l->window) / l->maps;
}

/* --- training --- */

static void set(Config *c, const char *settings)
{
    char text[128], *word = text;
    Err err;
    assert_true(snprintf(text, sizeof text, "%s", settings) < (int)sizeof text);
    while (word && *word) {
        char *next = strchr(word, ' '), *value = strchr(word, '=');
        if (next)
            *next++ = 0;
        *value++ = 0;
        assert_true(config_set(c, word, value, &err));
        word = next;
    }
}

/* Steps up to `until`; the first one at which the data loss is below .05, if somebody asks; infinite: none. */
static double train(Run *r, int until, bool ask)
{
    const Points *p = run_points(r, SPLIT_TRAIN);
    double first = (double)INFINITY;
    Arena a = { 0 };
    Scratch *w = net_scratch(run_shape(r), &a);
    while (ask && (int)run_step(r) < until && !num_finite(first)) {
        run_steps(r, EVERY);
        if (net_loss(run_shape(r), run_params(r, 0), p, NULL, p->n, NULL, w) < 0.05)
            first = (double)run_step(r);
    }
    run_steps(r, until - (int)run_step(r));
    arena_free(&a);
    return first;
}

/* Along the row's path; returns the steps taken. */
static int walk(Run *r, const Row *row)
{
    Err err;
    int l2 = param_find("l2");
    for (const char *at = row->path; at;) {
        char *end;
        double value = strtod(at, &end);
        int steps = (int)strtol(end + 1, &end, 10);
        assert_true(run_change(r, ACTION_SET, l2, value, &err));
        if (row->reheat > 0 && !*end)
            assert_true(run_change(r, ACTION_REHEAT, 0, row->reheat, &err));
        run_steps(r, steps);
        at = *end ? end : NULL;
    }
    return (int)run_step(r);
}

static void measure(const Row *row, uint32_t seed, double out[COLUMNS])
{
    const MemberPlan follows = { .kind = MEMBER_FOLLOWS };
    Config c;
    Err err;
    Metrics m;
    scene_config(scene_find(row->scene), &c);
    config_reseed(&c, seed);
    set(&c, row->settings);
    Run *r = run_new(&c, &(RunPlan){ .members = 1, .member = &follows, .vary = param_find("l2") }, &err);
    assert_non_null(r);
    if (row->path)
        c.until = walk(r, row);
    out[FIRST] = train(r, c.until, row->cell[FIRST] || row->cell[REACHED]);
    out[REACHED] = num_finite(out[FIRST]);
    run_metrics(r, 0, &m);
    out[TRAIN] = m.data_loss;
    out[DEAD] = m.weight_norm < 0.05;
    out[ABOVE] = m.test_accuracy >= row->above;
    if (row->cell[ISLANDS] || row->cell[LENGTH])
        measure_regions(r, out);
    if (row->cell[FILTERS] || row->cell[ROUGHNESS])
        measure_filters(r, out);
    measure_weights(r, out);
    run_free(r);
}

/* --- table against table --- */

static double measured[COLUMNS][SEEDS_MANY];

static void measure_seeds(const Row *row, int from, int to)
{
    for (int s = from; s < to; s++) {
        double one[COLUMNS] = { 0 };
        measure(row, (uint32_t)s + 1, one);
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
