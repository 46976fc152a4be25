/* The best boundary possible: accuracies as they were integrated elsewhere, boundaries that are known in closed form,
 * and points of the generators judged by it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/analysis.h"

static Config scene(const char *key, float noise)
{
    Config c;
    scene_config(scene_find(key), &c);
    c.noise = noise;
    return c;
}

static void assert_near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance))
        fail_msg("%.5f is not %.5f +- %g", a, b, tolerance);
}

/* From the tables of measured lesson settings: numerical integration by another program. */
static void known_accuracies(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        float noise;
        double accuracy;
    } rows[] = {
        { "moons", 0.2f, 0.971 }, { "circles", 0.12f, 0.950 }, { "spirals", 0.05f, 0.9995 }, { "xor", 0.1f, 0.923 },
        { "blobs", 0.4f, 0.773 }, { "checker", 0.05f, 0.923 }, { "moons", 0.35f, 0.887 },    { "moons", 0.15f, 0.991 },
        { "blobs", 0.3f, 0.872 }, { "circles", 0.1f, 0.976 },
    };
    for (int i = 0; i < COUNT(rows); i++) {
        Config c = scene(rows[i].key, rows[i].noise);
        double got = bayes_accuracy(&c);
        if (!(fabs(got - rows[i].accuracy) <= 0.0015))
            fail_msg("%s, noise %g: %.4f, not %.4f", rows[i].key, (double)rows[i].noise, got, rows[i].accuracy);
    }
    Config c = scene("clusters", 0.5f); /* two Gaussians: Phi(half their Mahalanobis distance) = Phi(1.4363) */
    assert_near(bayes_accuracy(&c), 0.92455, 1e-3);
    c = scene("xor", 0); /* no noise: no errors */
    assert_near(bayes_accuracy(&c), 1, 0.02);
    c = scene("moons", 0.2f);
    c.scale = 2, c.flip = 0.4f; /* neither the size of the picture nor wrong labels matter */
    assert_near(bayes_accuracy(&c), 0.971, 0.0015);
    c.imbalance = 0.95f; /* nearly all are class 0 */
    assert_true(bayes_accuracy(&c) > 0.98);
}

/* The margin's class at the node nearest to each point of a large test set. */
static void points_judged(void **state)
{
    (void)state;
    enum { SIDE = 241 };
    for (int d = 0; bayes_known(&(Config){ .data = d }); d++) {
        for (int imbalance = 0; imbalance < 2; imbalance++) {
            Arena a = { 0 };
            Config c;
            Points p;
            Field f;
            scene_config(d, &c);
            c.test_points = 20000;
            c.imbalance = imbalance ? 0.8f : 0;
            Window win = { -3, 3, -3, 3 };
            data_make(&c, NULL, SPLIT_TEST, &a, &p);
            bayes_field(&c, win, SIDE, SIDE, &a, &f);
            int right = 0;
            for (int n = 0; n < p.n; n++) {
                int i = (int)(((double)p.x[2 * n] + 3) / 6 * (SIDE - 1) + 0.5);
                int j = (int)((3 - (double)p.x[2 * n + 1]) / 6 * (SIDE - 1) + 0.5), class = 0;
                i = i < 0 ? 0 : i >= SIDE ? SIDE - 1 : i;
                j = j < 0 ? 0 : j >= SIDE ? SIDE - 1 : j;
                if (f.outputs == 1)
                    class = field_margin(&f, i, j, 0) > 0;
                while (f.outputs > 1 && field_margin(&f, i, j, class) < 0)
                    class ++;
                right += class == (int)p.y[n];
            }
            double want = bayes_accuracy(&c), got = (double)right / p.n; /* sd <= .003, and .012 of a grid's cell */
            if (!(fabs(got - want) < 0.01))
                fail_msg("%s: %g of the points, but %g was said to be possible", data_defs[d].key, got, want);
            arena_free(&a);
        }
    }
}

static double margin_at(const Config *c, double x, double y, int k, Arena *a)
{
    Field f;
    Window win = { (float)x, (float)x + 1, (float)y - 1, (float)y };
    bayes_field(c, win, 2, 2, a, &f);
    return (double)field_margin(&f, 0, 0, k);
}

static void known_boundaries(void **state)
{
    (void)state;
    Arena a = { 0 };
    Config c = scene("clusters", 0.5f); /* 2 m' S^-1 x = 0 with m = (.4, .1): .31 x - .26 y, steep as 2 / (.19 .25) */
    assert_near(margin_at(&c, 0.26, 0.31, 0, &a), 0, 1e-4);
    assert_near(margin_at(&c, 1, 0, 0, &a), 2 * 0.31 / (0.19 * 0.25), 1e-3);
    assert_near(margin_at(&c, 0, -1, 0, &a), 2 * 0.26 / (0.19 * 0.25), 1e-3);
    c.imbalance = 0.5f; /* half as many of class 1 */
    assert_near(margin_at(&c, 0.26, 0.31, 0, &a), -log(2), 1e-4);

    c = scene("blobs", 0.4f); /* rays from the centre: on x = 0 below it, classes 1 and 2 are equal */
    assert_near(margin_at(&c, 0, -0.5, 1, &a), 0, 1e-4);
    assert_near(margin_at(&c, 0, 0, 0, &a), 0, 1e-4);
    assert_true(margin_at(&c, 0, 1, 0, &a) > 1);

    c = scene("circles", 0.12f); /* round */
    double at = margin_at(&c, 0.6, 0, 0, &a);
    assert_near(margin_at(&c, 0.36, -0.48, 0, &a), at, 1e-3);
    assert_true(margin_at(&c, 0.4, 0, 0, &a) < -3 && margin_at(&c, 0.8, 0, 0, &a) > 3);

    c = scene("xor", 0.1f); /* the axes, and odd about them; far outside as well */
    assert_near(margin_at(&c, 0, 0.4, 0, &a), 0, 1e-4);
    assert_near(margin_at(&c, 0.1, 0.4, 0, &a), -margin_at(&c, -0.1, 0.4, 0, &a), 1e-4);
    assert_true(margin_at(&c, 9, 9, 0, &a) < -1 && margin_at(&c, 9, -9, 0, &a) > 1);

    c = scene("moons", 0.2f); /* class 1 is class 0 turned by half a circle about the middle */
    assert_near(margin_at(&c, 0.3, 0.2, 0, &a), -margin_at(&c, -0.3, -0.2, 0, &a), 1e-3);
    assert_true(margin_at(&c, -50, 40, 0, &a) < 0); /* no noise of tiny numbers */
    arena_free(&a);
}

static void checker_in_closed_form(void **state)
{
    (void)state;
    Arena a = { 0 };
    Config c = scene("checker", 0.05f);
    for (int i = 0; i < 200; i++) {
        double x = -1.3 + 0.013 * i, y = 0.9 - 0.007 * i, p[2] = { 0 };
        for (int k = 0; k < 9; k++) {
            double lo[2] = { 2.0 * (k % 3) / 3 - 1, 2.0 * (k / 3) / 3 - 1 }, s = 0.05 * sqrt(2), at[2] = { x, y },
                   part = 1;
            for (int d = 0; d < 2; d++)
                part *= (erf((lo[d] + 2 / 3.0 - at[d]) / s) - erf((lo[d] - at[d]) / s)) / 2;
            p[(k % 3 + k / 3) % 2] +=
                part; /* 5/9 and 4/9 of the square: prior times density is the same for all cells */
        }
        if (p[0] > 1e-6 && p[1] > 1e-6)
            assert_near(margin_at(&c, x, y, 0, &a), log(p[1] / p[0]), 2e-3);
    }
    arena_free(&a);
}

static void which_are_known(void **state)
{
    (void)state;
    static const char *const unknown[] = { "ellipse", "sine", "glyphs", "points" };
    Config c = scene("clusters", 0.5f);
    assert_true(bayes_known(&c));
    for (int i = 0; i < COUNT(unknown); i++) {
        c = scene(unknown[i], 0.1f);
        assert_false(bayes_known(&c));
    }
    Arena a = { 0 };
    Field f[3];
    Window win = { -1, 1, -1, 1 };
    c = scene("moons", 0.2f);
    bayes_field(&c, win, 9, 9, &a, &f[0]);
    c.seed_data = 5, c.flip = 0.3f;
    bayes_field(&c, win, 9, 9, &a, &f[1]);
    c.noise = 0.3f;
    bayes_field(&c, win, 9, 9, &a, &f[2]);
    assert_true(f[0].version == f[1].version && f[1].version != f[2].version);
    Lines l;
    bayes_field(&c, (Window){ -2, 2, -1.3f, 1.3f }, 81, 53, &a, &f[0]);
    contour_boundaries(&f[0], &a, &l);
    assert_int_equal(l.lines, 1); /* one wave from edge to edge */
    assert_false(l.closed[0]);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_accuracies),       cmocka_unit_test(points_judged),   cmocka_unit_test(known_boundaries),
        cmocka_unit_test(checker_in_closed_form), cmocka_unit_test(which_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
