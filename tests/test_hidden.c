/* What the layers make of the plane of the data: against maps whose stretch, planes and margins are known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/analysis.h"
#include "taken.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const HiddenStage *last(const Hidden *h) { return &h->stage[h->stages - 1]; }

static bool near(double a, double b, double d) { return fabs(a - b) <= d; }

static void the_input_is_where_it_is(void **state)
{
    (void)state;
    Snapshot s = TAKEN(10, "net", "3");
    Hidden h;
    hidden_make(&s, 0, &arena, &h);
    const HiddenStage *t = &h.stage[0];
    assert_int_equal(h.stages, 2);
    assert_int_equal(h.train, s.train.n);
    for (int i = 0; i < h.train; i++)
        assert_true(t->train[i].x == (float)s.train.raw[2 * i] && t->train[i].y == (float)s.train.raw[2 * i + 1]);
    assert_true(near((double)t->stretch, 1, 1e-4) && near((double)t->stretch_median, 1, 1e-4));
    assert_true(near((double)t->grid[0].x, (double)h.window.x0, 1e-6));
    assert_true(near((double)t->grid[0].y, (double)h.window.y1, 1e-6));
    Field net;
    field_make(&s.shape, s.params, s.step, h.window, h.wide, h.high, &arena, &net);
    assert_memory_equal(net.z, h.said.z, sizeof(float) * (size_t)(h.wide * h.high));
}

/* A linear layer lengthens by its largest singular value, everywhere. */
static void linear_layers_stretch_by_their_singular_value(void **state)
{
    (void)state;
    Snapshot s = TAKEN(0, "net", "2", "act", "linear");
    const real w[] = { 3, 0, 4, 5 }; /* columns (3,4) and (0,5): singular values sqrt(45), sqrt(5) */
    Hidden h;
    memcpy(s.params + s.shape.weights[0], w, sizeof w);
    hidden_make(&s, 0, &arena, &h);
    const HiddenStage *t = last(&h);
    assert_true(t->direct);
    assert_true(near((double)t->stretch, sqrt(45), 1e-2) && near((double)t->stretch_median, sqrt(45), 1e-3));
    for (int i = 0; i < h.train; i++) {
        double x = (double)s.train.raw[2 * i], y = (double)s.train.raw[2 * i + 1];
        assert_true(near((double)t->train[i].x, 3 * x + 4 * y, 1e-4) && near((double)t->train[i].y, 5 * y, 1e-4));
    }
    assert_int_equal(t->idle_kind, HIDDEN_NO_IDLE);
}

/* Five linear units hold a plane of the input, tilted and sheared: the plane that is drawn must be that one. */
static void a_flat_sheet_is_seen_undistorted(void **state)
{
    (void)state;
    Snapshot s = TAKEN(0, "net", "5", "act", "linear", "seed_init", "4");
    Hidden h;
    hidden_make(&s, 0, &arena, &h);
    const HiddenStage *t = last(&h);
    assert_false(t->direct);
    assert_true(near((double)t->share, 1, 1e-6));
    real *a = arena_new(&arena, real, 5 * h.train);
    net_hidden(&s.shape, s.params, 0, s.train.x, h.train, a, net_scratch(&s.shape, &arena));
    for (int i = 1; i < h.train; i++) {
        double truth = 0, dx = (double)(t->train[i].x - t->train[0].x), dy = (double)(t->train[i].y - t->train[0].y);
        for (int k = 0; k < 5; k++)
            truth += pow((double)(a[5 * i + k] - a[k]), 2);
        assert_true(near(hypot(dx, dy), sqrt(truth), 1e-4));
    }
}

/* Variances along the two main directions, by power iteration in double on the covariance of h. */
static double two_variances(const real *h, int n, int units, double *total)
{
    double mean[64] = { 0 }, m[64][64] = { { 0 } }, sum = 0;
    *total = 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < units; k++)
            mean[k] += (double)h[i * units + k] / n;
    for (int i = 0; i < n; i++)
        for (int a = 0; a < units; a++)
            for (int b = 0; b < units; b++)
                m[a][b] += ((double)h[i * units + a] - mean[a]) * ((double)h[i * units + b] - mean[b]) / n;
    for (int k = 0; k < units; k++)
        *total += m[k][k];
    for (int top = 0; top < 2; top++) {
        double v[64], value = 0;
        for (int k = 0; k < units; k++)
            v[k] = 1 + 0.37 * k;
        for (int round = 0; round < 20000; round++) {
            double next[64] = { 0 }, length = 0;
            for (int a = 0; a < units; a++)
                for (int b = 0; b < units; b++)
                    next[a] += m[a][b] * v[b];
            for (int a = 0; a < units; a++)
                length += next[a] * next[a];
            value = sqrt(length);
            for (int a = 0; a < units; a++)
                v[a] = next[a] / value;
        }
        for (int a = 0; a < units; a++)
            for (int b = 0; b < units; b++)
                m[a][b] -= value * v[a] * v[b];
        sum += value;
    }
    return sum;
}

static void the_plane_holds_the_two_main_directions(void **state)
{
    (void)state;
    Snapshot s = TAKEN(150, "net", "16-12", "act", "tanh");
    Hidden h;
    hidden_make(&s, 0, &arena, &h);
    for (int l = 0; l < 2; l++) {
        const HiddenStage *t = &h.stage[l + 1];
        int units = t->units, n = h.train;
        real *a = arena_new(&arena, real, units * n);
        double total, drawn = 0, x = 0, y = 0;
        net_hidden(&s.shape, s.params, l, s.train.x, n, a, net_scratch(&s.shape, &arena));
        double two = two_variances(a, n, units, &total);
        assert_true(near((double)t->share, two / total, 1e-6));
        for (int i = 0; i < n; i++) {
            x += (double)t->train[i].x / n;
            y += (double)t->train[i].y / n;
            drawn +=
                ((double)t->train[i].x * (double)t->train[i].x + (double)t->train[i].y * (double)t->train[i].y) / n;
        }
        assert_true(near(x, 0, 1e-5) && near(y, 0, 1e-5)); /* about the mean */
        assert_true(near(drawn, two, 1e-4 * two));
    }
}

/* How well the points lie on the input, turned by t and mirrored or not. */
static double overlap(const Hidden *h, const HiddenStage *t, double turn, bool mirror)
{
    double mean[2] = { 0 }, sum = 0;
    for (int i = 0; i < h->train; i++) {
        mean[0] += (double)h->stage[0].train[i].x / h->train;
        mean[1] += (double)h->stage[0].train[i].y / h->train;
    }
    for (int i = 0; i < h->train; i++) {
        double x = (double)t->train[i].x, y = (mirror ? -1 : 1) * (double)t->train[i].y;
        sum += (cos(turn) * x - sin(turn) * y) * ((double)h->stage[0].train[i].x - mean[0]);
        sum += (sin(turn) * x + cos(turn) * y) * ((double)h->stage[0].train[i].y - mean[1]);
    }
    return sum;
}

static void planes_lie_as_near_to_the_input_as_they_can(void **state)
{
    (void)state;
    for (int seed = 1; seed <= 6; seed++) {
        char text[8] = { (char)('0' + seed), 0 };
        Snapshot s = TAKEN(60, "net", "8-8", "seed_init", text);
        Hidden h;
        hidden_make(&s, 0, &arena, &h);
        for (int l = 1; l < h.stages; l++) {
            double as_drawn = overlap(&h, &h.stage[l], 0, false);
            for (int i = 0; i < 360; i++)
                for (int mirror = 0; mirror < 2; mirror++)
                    assert_true(overlap(&h, &h.stage[l], i * 0.017453292519943295, mirror) <= as_drawn * (1 + 1e-5));
        }
    }
}

/* The same function from other units: two swapped, one with all its signs turned. */
static void the_picture_does_not_depend_on_how_units_are_numbered(void **state)
{
    (void)state;
    Snapshot s = TAKEN(100, "net", "6", "act", "tanh");
    Hidden a, b;
    hidden_make(&s, 0, &arena, &a);
    real *w = s.params + s.shape.weights[0], *bias = s.params + s.shape.biases[0];
    for (int i = 0; i < 3; i++) { /* rows of the two inputs, and the biases */
        real *row = i < 2 ? w + 6 * i : bias, held = row[1];
        row[1] = row[4];
        row[4] = held;
        row[2] = -row[2];
    }
    hidden_make(&s, 0, &arena, &b);
    for (int i = 0; i < a.train; i++) {
        assert_true(near((double)last(&a)->train[i].x, (double)last(&b)->train[i].x, 1e-4));
        assert_true(near((double)last(&a)->train[i].y, (double)last(&b)->train[i].y, 1e-4));
    }
    assert_true(near((double)last(&a)->stretch, (double)last(&b)->stretch, 1e-4));
}

static void idle_units_are_counted(void **state)
{
    (void)state;
    Snapshot s = TAKEN(0, "net", "4", "act", "tanh"), r = TAKEN(0, "net", "4");
    Hidden h;
    real *bias = s.params + s.shape.biases[0];
    for (int i = s.shape.weights[0]; i < s.shape.weights[0] + 8; i++)
        s.params[i] = 0;
    bias[0] = 3; /* tanh 0.995 */
    bias[1] = -3;
    bias[2] = 1.5f; /* 0.905 */
    hidden_make(&s, 0, &arena, &h);
    assert_int_equal(last(&h)->idle_kind, HIDDEN_SATURATED);
    assert_true(near((double)last(&h)->idle, 0.5, 1e-6));
    for (int i = 0; i < 4; i++)
        r.params[r.shape.biases[0] + i] = i < 3 ? -100 : 100;
    hidden_make(&r, 0, &arena, &h);
    assert_int_equal(last(&h)->idle_kind, HIDDEN_DEAD);
    assert_true(near((double)last(&h)->idle, 0.75, 1e-6));
    assert_true(last(&h)->positive);
}

static void margins_are_distances(void **state)
{
    (void)state;
    Snapshot s = TAKEN(0, "net", "-"), m = TAKEN(0, "data", "blobs", "net", "-");
    Hidden h;
    real *w = s.params + s.shape.weights[0];
    w[0] = 3;
    w[1] = -4;
    s.params[s.shape.biases[0]] = 1;
    hidden_make(&s, 0, &arena, &h);
    assert_true(h.margins);
    int below = 0;
    for (int i = 0; i < h.train; i++) {
        double z = 3 * (double)s.train.raw[2 * i] - 4 * (double)s.train.raw[2 * i + 1] + 1;
        assert_true(near((double)h.margin[i], (s.train.y[i] > 0 ? z : -z) / 5, 1e-5));
        below += h.margin[i] <= h.margin_median;
    }
    assert_in_range(below, h.train / 2, h.train / 2 + 1);
    hidden_make(&m, 0, &arena, &h); /* three classes: the nearest of two lines */
    const real *p = m.params + m.shape.weights[0], *b = m.params + m.shape.biases[0];
    for (int i = 0; i < h.train; i++) {
        double least = 1e30, x = (double)m.train.raw[2 * i], y = (double)m.train.raw[2 * i + 1];
        int c = (int)m.train.y[i];
        for (int k = 0; k < 3; k++) {
            double u = (double)(p[c] - p[k]), v = (double)(p[3 + c] - p[3 + k]);
            if (k != c)
                least = fmin(least, (u * x + v * y + (double)(b[c] - b[k])) / hypot(u, v));
        }
        assert_true(near((double)h.margin[i], least, 1e-4 * (1 + fabs(least))));
    }
}

static void class_means_are_apart(void **state)
{
    (void)state;
    Snapshot s = TAKEN(0, "net", "-");
    double mean[2][2] = { { 0 } }, n[2] = { 0 };
    Hidden h;
    hidden_make(&s, 0, &arena, &h);
    for (int i = 0; i < h.train; i++) {
        int c = s.train.y[i] > 0;
        n[c]++;
        mean[c][0] += (double)s.train.raw[2 * i];
        mean[c][1] += (double)s.train.raw[2 * i + 1];
    }
    double x = mean[0][0] / n[0] - mean[1][0] / n[1], y = mean[0][1] / n[0] - mean[1][1] / n[1];
    assert_true(near((double)h.stage[0].apart, hypot(x, y), 1e-5));
}

static void every_kind_of_data_is_carried(void **state)
{
    (void)state;
    const struct {
        const char *setting[6];
        int stages;
        bool grid, margins;
    } kind[] = {
        { { "data", "sine", "net", "4-3", "act", "tanh" }, 3, true, false },
        { { "data", "glyphs", "net", "conv:4x5", "points", "20" }, 2, false, true },
        { { "data", "glyphs", "net", "8", "points", "20" }, 2, false, true },
        { { "features", "x,y,x2", "net", "4", "act", "sine" }, 3, true, true },
        { { "data", "ellipse", "net", "-", "points", "20" }, 1, true, false },
        { { "data", "blobs", "net", "1", "act", "sigmoid" }, 2, true, true },
    };
    for (int i = 0; i < COUNT(kind); i++) {
        const char *const *k = kind[i].setting;
        Snapshot s = TAKEN(20, k[0], k[1], k[2], k[3], k[4], k[5]);
        Hidden h;
        hidden_make(&s, 0, &arena, &h);
        assert_int_equal(h.stages, kind[i].stages);
        assert_int_equal(h.high > 0, kind[i].grid);
        assert_int_equal(h.margins, kind[i].margins);
        for (int t = 0; t < h.stages; t++)
            assert_true(h.stage[t].sound && h.stage[t].share > 0 && h.stage[t].share <= 1.000001f);
    }
}

static void what_is_not_finite_is_said(void **state)
{
    (void)state;
    Snapshot s = TAKEN(5, "net", "4");
    Hidden h;
    s.params[s.shape.weights[0]] = NAN;
    hidden_make(&s, 0, &arena, &h);
    assert_true(h.stage[0].sound);
    assert_false(h.stage[1].sound);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_input_is_where_it_is),
        cmocka_unit_test(linear_layers_stretch_by_their_singular_value),
        cmocka_unit_test(a_flat_sheet_is_seen_undistorted),
        cmocka_unit_test(the_plane_holds_the_two_main_directions),
        cmocka_unit_test(planes_lie_as_near_to_the_input_as_they_can),
        cmocka_unit_test(the_picture_does_not_depend_on_how_units_are_numbered),
        cmocka_unit_test(idle_units_are_counted),
        cmocka_unit_test(margins_are_distances),
        cmocka_unit_test(class_means_are_apart),
        cmocka_unit_test(every_kind_of_data_is_carried),
        cmocka_unit_test(what_is_not_finite_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
