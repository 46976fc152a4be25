/* Bias and variance: against ridge regression, whose two numbers are known in closed form, and against nets trained one
 * by one; where the training sets come from, and that no slicing or look changes a bit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static Arena arena;
static int clear(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static Config settings(const char *scene, const char *const *set)
{
    Config c;
    Err err;
    scene_config(scene_find(scene), &c);
    for (int i = 0; set[i]; i += 2)
        assert_true(config_set(&c, set[i], set[i + 1], &err));
    return c;
}

/* The whole study; look: results are asked for on the way. */
static void study(const Config *c, const Own *own, bool look, Variance *out)
{
    Arena a = { 0 };
    const Choices none = { 0 };
    const Sweep sweep = { 0 };
    void *job = variance_begin(&(StudyInput){ .config = c, .own = own, .choices = &none, .sweep = &sweep }, &a);
    assert_non_null(job);
    float before = 0;
    memset(out, 0, sizeof *out);
    while (!variance_work(job)) {
        float now = variance_progress(job);
        assert_true(now >= before && now <= 1);
        before = now;
        if (look)
            variance_result(job, out);
    }
    assert_true(variance_progress(job) == 1);
    variance_result(job, out);
    variance_end(job);
    arena_free(&a);
}

static Variance *result(void) { return arena_new(&arena, Variance, 1); }

/* --- closed form --- */

enum { N = 15, D = 3 };

/* Solves m x = b in place, m positive definite. */
static void solve(double m[D][D], double b[D])
{
    for (int k = 0; k < D; k++)
        for (int i = k + 1; i < D; i++) {
            double f = m[i][k] / m[k][k];
            for (int j = k; j < D; j++)
                m[i][j] -= f * m[k][j];
            b[i] -= f * b[k];
        }
    for (int i = D - 1; i >= 0; i--) {
        for (int j = i + 1; j < D; j++)
            b[i] -= m[i][j] * b[j];
        b[i] /= m[i][i];
    }
}

/* Ridge with a free bias at fixed places is linear in the values: y(x) = sum s_i(x) y_i. With noise sigma^2 the
 * variance is sigma^2 sum s_i^2, and the bias what becomes of the true values (Hastie, Tibshirani and Friedman
 * 2009, 7.3). */
static void ridge(double lambda, double sigma, double *bias2, double *variance)
{
    enum { TESTS = 400, ALL = 401 };
    const double pi = 3.14159265358979323846;
    double mean[D] = { 0 }, x[N][D];
    for (int i = 0; i < N; i++)
        for (int k = 0; k < D; k++) {
            x[i][k] = pow((double)i / (N - 1), k + 1);
            mean[k] += x[i][k] / N;
        }
    *bias2 = *variance = 0;
    for (int t = 0; t < TESTS; t++) {
        double u = (double)((int64_t)t * ALL / TESTS) / (ALL - 1), off = -sin(2 * pi * u), square = 0;
        double m[D][D], b[D];
        for (int k = 0; k < D; k++) {
            b[k] = pow(u, k + 1) - mean[k];
            for (int j = 0; j < D; j++) {
                m[k][j] = k == j ? lambda : 0;
                for (int i = 0; i < N; i++)
                    m[k][j] += (x[i][k] - mean[k]) * (x[i][j] - mean[j]) / N;
            }
        }
        solve(m, b);
        for (int i = 0; i < N; i++) {
            double s = 1.0 / N;
            for (int k = 0; k < D; k++)
                s += b[k] * (x[i][k] - mean[k]) / N;
            off += s * sin(2 * pi * i / (N - 1));
            square += s * s;
        }
        *bias2 += off * off / TESTS;
        *variance += sigma * sigma * square / TESTS;
    }
}

static void ridge_regression_as_the_formula_says(void **state)
{
    (void)state;
    enum { SEEDS = 30 };
    const char *const set[] = { "net", "-",        "opt",  "exact",    "degree", "3", "until",
                                "1",   "sweep_lo", "1e-6", "sweep_hi", "1",      NULL };
    Config c = settings("sine", set);
    Variance *v = result();
    double bias2[VARIANCE_VALUES] = { 0 }, variance[VARIANCE_VALUES] = { 0 };
    for (int s = 0; s < SEEDS; s++) {
        c.seed_data = (uint32_t)(100 + s);
        study(&c, NULL, false, v);
        for (int i = 0; i < v->values; i++) {
            bias2[i] += (double)v->bias2[i] / SEEDS;
            variance[i] += (double)v->variance[i] / SEEDS;
        }
    }
    assert_true(v->values == VARIANCE_VALUES && v->known && v->fresh && v->points == N && v->tests == 400);
    for (int i = 0; i < v->values; i++) {
        double b, s;
        ridge((double)v->value[i], (double)c.noise, &b, &s);
        /* 720 sets: the variance is known to about 4 %, and the bias to a share of the variance */
        assert_true(fabs(variance[i] - s) < 0.08 * s);
        assert_true(fabs(bias2[i] - b) < 0.02 * b + 0.02 * s + 1e-5);
    }
}

/* --- nets trained one by one --- */

static double sigmoid(double z) { return 1 / (1 + exp(-z)); }

static void numbers_are_those_of_the_nets(void **state)
{
    (void)state;
    const char *const set[] = { "net", "4", "until", "30", "points", "20", "lr", "0.05", NULL };
    Config c = settings("moons", set);
    Variance *v = result();
    study(&c, NULL, false, v);
    Points test;
    data_make(&c, NULL, SPLIT_TEST, &arena, &test);
    Shape shape = net_shape(&c, NULL);
    Scratch *w = net_scratch(&shape, &arena);
    float odds[VARIANCE_TESTS];
    real raw[2 * VARIANCE_TESTS], x[2 * VARIANCE_TESTS], z[VARIANCE_TESTS];
    for (int i = 0; i < VARIANCE_TESTS; i++) /* of 2000 every fifth */
        for (int k = 0; k < 2; k++) {
            raw[2 * i + k] = test.raw[2 * 5 * i + k];
            x[2 * i + k] = test.x[2 * 5 * i + k];
        }
    bayes_points(&c, raw, VARIANCE_TESTS, &arena, odds);
    Rng chance = rng_make(c.seed_data, STREAM_FRESH);
    static double p[VARIANCE_NETS][VARIANCE_TESTS];
    const int value = 9;
    for (int s = 0; s < VARIANCE_NETS; s++) {
        Config one = c;
        one.seed_data = rng_u32(&chance);
        one.l2 = v->value[value];
        const MemberPlan follows = { .kind = MEMBER_FOLLOWS };
        Run *r = run_new(&one, &(RunPlan){ .members = 1, .member = &follows }, NULL);
        run_steps(r, one.until);
        net_forward(&shape, run_params(r, 0), x, VARIANCE_TESTS, z, w);
        for (int i = 0; i < VARIANCE_TESTS; i++)
            p[s][i] = sigmoid((double)z[i]);
        run_free(r);
    }
    double bias2 = 0, variance = 0, miss = 0;
    for (int i = 0; i < VARIANCE_TESTS; i++) {
        double truth = sigmoid((double)odds[i]), mean = 0, spread = 0;
        for (int s = 0; s < VARIANCE_NETS; s++)
            mean += p[s][i] / VARIANCE_NETS;
        for (int s = 0; s < VARIANCE_NETS; s++) {
            spread += (p[s][i] - mean) * (p[s][i] - mean) / (VARIANCE_NETS - 1);
            miss += (p[s][i] - truth) * (p[s][i] - truth) / VARIANCE_NETS / VARIANCE_TESTS;
        }
        variance += spread / VARIANCE_TESTS;
        bias2 += ((mean - truth) * (mean - truth) - spread / VARIANCE_NETS) / VARIANCE_TESTS;
    }
    assert_true(v->nets[value] == VARIANCE_NETS && variance > 0.001);
    assert_true(fabs((double)v->variance[value] - variance) < 1e-6);
    assert_true(fabs((double)v->bias2[value] - bias2) < 1e-6);
    assert_true(fabs((double)v->variance[value] + (double)v->bias2[value] - miss) < 1e-6);
}

static void three_classes_are_summed(void **state)
{
    (void)state;
    const char *const set[] = { "net", "-", "until", "1", "lr", "1e-6", "noise", "0.3", NULL };
    Config c = settings("blobs", set);
    Variance *v = result();
    study(&c, NULL, false, v);
    /* Hardly trained: all nets are alike, and their mean is that of the first weights. */
    Points test;
    data_make(&c, NULL, SPLIT_TEST, &arena, &test);
    Shape shape = net_shape(&c, NULL);
    real params[9], z[3 * VARIANCE_TESTS];
    float odds[3 * VARIANCE_TESTS];
    assert_int_equal(shape.params, 9);
    net_init(&shape, c.seed_init, params);
    real x[2 * VARIANCE_TESTS];
    for (int i = 0; i < VARIANCE_TESTS; i++)
        memcpy(x + 2 * i, test.x + 2 * ((int64_t)i * test.n / VARIANCE_TESTS), 2 * sizeof *x);
    net_forward(&shape, params, x, VARIANCE_TESTS, z, net_scratch(&shape, &arena));
    bayes_points(&c, x, VARIANCE_TESTS, &arena, odds);
    double bias2 = 0;
    for (int i = 0; i < VARIANCE_TESTS; i++) {
        double p[3], t[3], ps = 0, ts = 0;
        for (int k = 0; k < 3; k++) {
            ps += p[k] = exp((double)z[3 * i + k]);
            ts += t[k] = exp((double)odds[3 * i + k]);
        }
        for (int k = 0; k < 3; k++)
            bias2 += (p[k] / ps - t[k] / ts) * (p[k] / ps - t[k] / ts) / VARIANCE_TESTS;
    }
    assert_true(bias2 > 0.1 && fabs((double)v->bias2[0] - bias2) < 1e-4 && v->variance[0] < 1e-6f);
}

/* --- the same bits --- */

static void looks_change_nothing(void **state)
{
    (void)state;
    const char *const set[] = { "net", "6", "until", "40", "points", "20", NULL };
    Config c = settings("moons", set);
    Variance *a = result(), *b = result();
    study(&c, NULL, false, a);
    study(&c, NULL, true, b);
    assert_memory_equal(a, b, sizeof *a);
    c.l2 = 0.3f; /* what the slider says does not matter */
    study(&c, NULL, false, b);
    assert_memory_equal(a, b, sizeof *a);
    const Choices none = { 0 };
    StudyInput in = { .config = &c, .choices = &none };
    uint64_t id = study_settings(&in);
    c.l2 = 0;
    assert_true(study_settings(&in) == id);
    c.lr *= 2;
    assert_true(study_settings(&in) != id);
}

static void first_numbers_come_early(void **state)
{
    (void)state;
    const char *const set[] = { "net", "4", "until", "20", "points", "20", NULL };
    Config c = settings("moons", set);
    const Choices none = { 0 };
    void *job = variance_begin(&(StudyInput){ .config = &c, .choices = &none }, &arena);
    Variance *v = result();
    variance_result(job, v);
    assert_true(v->nets[0] == 0 && isnan(v->bias2[0]) && variance_nearest(v, 0.01f) == -1);
    int numbers = 0;
    while (!numbers) {
        assert_false(variance_work(job));
        variance_result(job, v);
        numbers = v->nets[0] == 2;
    }
    assert_true(variance_progress(job) < 0.06f);
    assert_true(v->bundle[0].nets == 2 && isfinite(v->bias2[0]) && v->variance[0] >= 0);
    int coarse = 0;
    for (int i = 0; i < v->values; i++)
        coarse += v->nets[i] > 0;
    assert_true(coarse > 1 && coarse <= SWEEP_GROUP);
    variance_end(job);
}

/* --- where the sets come from --- */

static void own_points_are_drawn_again(void **state)
{
    (void)state;
    Own *o = own_new(60, 2);
    Rng r = rng_make(1, 1);
    o->classes = 2;
    for (int i = 0; i < o->n; i++) {
        o->y[i] = (float)(i % 2);
        o->x[2 * i] = (float)(rng_normal(&r) + i % 2);
        o->x[2 * i + 1] = (float)rng_normal(&r);
    }
    const char *const set[] = { "net",          "-", "until",       "30", "points", "40",
                                "valid_points", "0", "test_points", "20", NULL };
    Config c = settings("moons", set);
    Err err;
    assert_true(config_set(&c, "data", "points", &err));
    Variance *v = result();
    study(&c, o, false, v);
    assert_true(!v->fresh && !v->known && v->points == 40 && v->tests == 20 && v->truth.lines == 0);
    assert_true(v->variance[0] > 1e-4f && v->bias2[0] > 0.01f);
    study(&c, NULL, false, v); /* without any they are moons, drawn by the generator; no density is known of them */
    assert_true(v->fresh && !v->known);
    free(o);
}

/* Its points hold no chance, so sets are drawn from them. On test values, which are true, the bias is twice the excess
 * risk of the net: .083 without a penalty, .017 at .1, where the circle meets the valley. */
static void ellipse_is_drawn_from_itself(void **state)
{
    (void)state;
    const char *const set[] = { "until", "1", NULL };
    Config c = settings("ellipse", set);
    Variance *v = result();
    study(&c, NULL, false, v);
    int tenth = variance_nearest(v, 0.1f);
    assert_true(!v->fresh && v->known && v->points == 20 && v->variance[0] > 1e-4f);
    assert_true(fabs((double)v->bias2[0] - 0.166) < 0.04 && fabs((double)v->bias2[tenth] - 0.034) < 0.015);
}

static void divergence_is_said(void **state)
{
    (void)state;
    const char *const set[] = { "net", "8",  "until", "60",       "points", "20", "opt",
                                "sgd", "lr", "1",     "sweep_hi", "100",    NULL };
    Config c = settings("moons", set);
    Variance *v = result();
    study(&c, NULL, false, v);
    int last = v->values - 1;
    assert_true(v->lost[last] && isnan(v->bias2[last]) && isnan(v->variance[last]) && v->bundle[last].lines == 0);
    assert_true(!v->lost[0] && isfinite(v->bias2[0]));
}

static void without_a_slider_there_is_one_value(void **state)
{
    (void)state;
    const char *const set[] = { "net", "4", "until", "20", "points", "20", "reg", "none", NULL };
    Config c = settings("moons", set);
    Variance *v = result();
    study(&c, NULL, false, v);
    assert_true(v->values == 1 && v->nets[0] == VARIANCE_NETS && v->variance[0] > 0);
    assert_true(variance_nearest(v, 0) == 0);
}

/* --- bundles --- */

static void bundle_holds_the_boundary_of_every_net(void **state)
{
    (void)state;
    const char *const set[] = { "net", "-", "until", "200", "lr", "0.1", "points", "40", NULL };
    Config c = settings("clusters", set);
    Variance *v = result();
    study(&c, NULL, false, v);
    const Bundle *b = &v->bundle[0];
    assert_true(v->strands && b->nets == VARIANCE_NETS && b->lines == VARIANCE_NETS && b->mean_lines == 1);
    assert_true(v->truth.lines == 1);
    int points = 0;
    for (int i = 0; i < b->lines; i++) { /* a linear model's boundary is straight */
        const int16_t(*p)[2] = b->at + points;
        int n = b->count[i];
        double ux = p[n - 1][0] - p[0][0], uy = p[n - 1][1] - p[0][1], length = sqrt(ux * ux + uy * uy);
        assert_true(n >= 2 && length > 0.3 * VARIANCE_UNIT);
        for (int k = 0; k < n; k++) {
            assert_true(p[k][0] >= 0 && p[k][0] <= VARIANCE_UNIT && p[k][1] >= 0 && p[k][1] <= VARIANCE_UNIT);
            double away = ((p[k][0] - p[0][0]) * uy - (p[k][1] - p[0][1]) * ux) / length;
            assert_true(fabs(away) < 4);
        }
        points += n;
    }
    assert_true(points == b->points && b->count[b->lines] == b->mean_points);
}

static void curves_are_bundled_too(void **state)
{
    (void)state;
    const char *const set[] = { "net", "-", "opt", "exact", "degree", "1", "until", "1", NULL };
    Config c = settings("sine", set);
    Variance *v = result();
    study(&c, NULL, false, v);
    const Bundle *b = &v->bundle[v->values - 1];
    assert_true(b->nets == VARIANCE_NETS && b->lines == VARIANCE_NETS && b->mean_points == VARIANCE_W);
    double sum[2] = { 0, 0 };
    for (int i = 0; i < b->lines; i++)
        for (int k = 0; k < 2; k++)
            sum[k] += (double)b->at[i * VARIANCE_W + k * (VARIANCE_W - 1)][1] / b->lines;
    for (int k = 0; k < 2; k++) /* the mean curve is the mean of the curves */
        assert_true(fabs(sum[k] - b->at[b->points + k * (VARIANCE_W - 1)][1]) < 2);
}

static void nearest_by_ratio(void **state)
{
    (void)state;
    Variance *v = result();
    v->values = 4;
    const float value[] = { 0, 0.001f, 0.01f, 0.1f };
    memcpy(v->value, value, sizeof value);
    for (int i = 0; i < 4; i++)
        v->nets[i] = 2;
    assert_int_equal(variance_nearest(v, 0), 0);
    assert_int_equal(variance_nearest(v, 0.0004f), 0);
    assert_int_equal(variance_nearest(v, 0.0006f), 1);
    assert_int_equal(variance_nearest(v, 0.003f), 1);
    assert_int_equal(variance_nearest(v, 0.0033f), 2);
    assert_int_equal(variance_nearest(v, 5), 3);
    v->nets[2] = 0;
    assert_int_equal(variance_nearest(v, 0.009f), 1);
    v->nets[2] = 2;
    v->linear = true;
    assert_int_equal(variance_nearest(v, 0.05f), 2);
    assert_int_equal(variance_nearest(v, 0.06f), 3);
}

static void truth_at_points_is_that_of_the_field(void **state)
{
    (void)state;
    const char *const data[] = { "moons", "blobs", "checker" };
    for (int d = 0; d < COUNT(data); d++) {
        Config c;
        scene_config(scene_find(data[d]), &c);
        Field f;
        bayes_field(&c, (Window){ -1, 1, -1, 1 }, 5, 3, &arena, &f);
        real raw[30];
        float z[15 * 3];
        for (int i = 0; i < 15; i++) {
            raw[2 * i] = (real)(-1 + 0.5 * (i % 5));
            raw[2 * i + 1] = (real)(1 - i / 5);
        }
        bayes_points(&c, raw, 15, &arena, z);
        assert_memory_equal(z, f.z, sizeof *z * (size_t)(15 * f.outputs));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(ridge_regression_as_the_formula_says, clear),
        cmocka_unit_test_teardown(numbers_are_those_of_the_nets, clear),
        cmocka_unit_test_teardown(three_classes_are_summed, clear),
        cmocka_unit_test_teardown(looks_change_nothing, clear),
        cmocka_unit_test_teardown(first_numbers_come_early, clear),
        cmocka_unit_test_teardown(own_points_are_drawn_again, clear),
        cmocka_unit_test_teardown(ellipse_is_drawn_from_itself, clear),
        cmocka_unit_test_teardown(divergence_is_said, clear),
        cmocka_unit_test_teardown(without_a_slider_there_is_one_value, clear),
        cmocka_unit_test_teardown(bundle_holds_the_boundary_of_every_net, clear),
        cmocka_unit_test_teardown(curves_are_bundled_too, clear),
        cmocka_unit_test_teardown(nearest_by_ratio, clear),
        cmocka_unit_test_teardown(truth_at_points_is_that_of_the_field, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
