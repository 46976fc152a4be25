#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/analysis.h"
#include "columns.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

void columns_measure(const Row *row, uint32_t seed, double out[COLUMNS])
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
