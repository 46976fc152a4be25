/* Eigenvalues against closed forms and a dense solver (Jacobi's rotations, written again here), the curve of curvature
 * over a real run, effective numbers of parameters against the closed form of ridge regression, and what the panel
 * says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "panels/panel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static Arena arena;

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static bool near(double a, double b, double e) { return fabs(a - b) <= e; }

static int loss_row(const char *key)
{
    int row = 0;
    while (strcmp(loss_defs[row].key, key) != 0)
        row++;
    return row;
}

static int descending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* Eigenvalues of a symmetric matrix, descending: rotations that clear one pair after another (Jacobi 1846). */
static void jacobi(double *m, int n, double *out)
{
    for (int sweep = 0; sweep < 12; sweep++)
        for (int p = 0; p < n; p++)
            for (int q = p + 1; q < n; q++) {
                double *row = m + p * n, *other = m + q * n;
                if (row[q] == 0)
                    continue;
                double turn = (other[q] - row[p]) / (2 * row[q]);
                double t = (turn < 0 ? -1 : 1) / (fabs(turn) + sqrt(1 + turn * turn));
                double c = 1 / sqrt(1 + t * t), s = c * t;
                for (int i = 0; i < n; i++) {
                    double a = m[i * n + p], b = m[i * n + q];
                    m[i * n + p] = c * a - s * b, m[i * n + q] = s * a + c * b;
                }
                for (int i = 0; i < n; i++) {
                    double a = row[i], b = other[i];
                    row[i] = c * a - s * b, other[i] = s * a + c * b;
                }
            }
    for (int i = 0; i < n; i++)
        out[i] = m[i * n + i];
    qsort(out, (size_t)n, sizeof *out, descending);
}

static const double *all_eigenvalues(const double *m, int n)
{
    double *copy = arena_new(&arena, double, n *n), *out = arena_new(&arena, double, n);
    EigenJob *j = eigen_new(n, &arena);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            copy[i * n + k] = k > i ? NAN : m[i * n + k]; /* only the lower triangle is read */
    eigen_start(j, copy);
    while (!eigen_work(j)) {}
    memcpy(out, eigen_values(j), sizeof *out * (size_t)n);
    qsort(out, (size_t)n, sizeof *out, descending);
    return out;
}

/* --- eigen.c --- */

static void dense_matrices_have_the_eigenvalues_of_another_method(void **state)
{
    (void)state;
    static const int size[] = { 1, 2, 3, 8, 9, 60 };
    Rng r = rng_make(3, 3);
    for (int k = 0; k < COUNT(size); k++)
        for (int rank = 1; rank <= size[k]; rank += max_i(1, size[k] / 3)) { /* also with many that are 0 */
            int n = size[k];
            double *m = arena_new(&arena, double, n *n), *expected = arena_new(&arena, double, n);
            for (int v = 0; v < rank; v++) {
                double *x = arena_new(&arena, double, n);
                for (int i = 0; i < n; i++)
                    x[i] = rng_normal(&r);
                for (int i = 0; i < n * n; i++)
                    m[i] += (v % 3 ? 1 : -1) * x[i / n] * x[i % n];
            }
            const double *found = all_eigenvalues(m, n);
            jacobi(m, n, expected);
            for (int i = 0; i < n; i++)
                assert_true(near(found[i], expected[i], 1e-11 * n));
        }
}

static void a_diagonal_matrix_and_one_of_zeros_are_done_already(void **state)
{
    (void)state;
    const double m[16] = { [0] = 3, [5] = -2, [10] = 3, [15] = 0 }, zeros[16] = { 0 };
    const double *found = all_eigenvalues(m, 4);
    assert_true(found[0] == 3 && found[1] == 3 && found[2] == 0 && found[3] == -2);
    found = all_eigenvalues(zeros, 4);
    for (int i = 0; i < 4; i++)
        assert_true(found[i] == 0);
}

/* 2 on the diagonal, -1 beside it: 2 - 2 cos(k pi/(n + 1)), vectors sin(i k pi/(n + 1)). */
static void a_string_of_beads_has_its_known_tones(void **state)
{
    (void)state;
    enum { N = 30 };
    const double pi = 3.14159265358979323846;
    double d[N], e[N] = { 0 }, bottom[N] = { 0 };
    for (int i = 0; i < N; i++)
        d[i] = 2, e[i] = i + 1 < N ? -1 : 0;
    bottom[N - 1] = 1;
    eigen_tridiagonal(d, e, bottom, N);
    for (int k = 1; k <= N; k++) {
        double tone = 2 - 2 * cos(k * pi / (N + 1)), size = fabs(sqrt(2. / (N + 1)) * sin(N * k * pi / (N + 1)));
        int best = 0;
        for (int i = 0; i < N; i++)
            best = fabs(d[i] - tone) < fabs(d[best] - tone) ? i : best;
        assert_true(near(d[best], tone, 1e-14 * N) && near(fabs(bottom[best]), size, 1e-13));
    }
}

/* --- lanczos.c --- */

enum { INPUTS = 5, SAMPLES = 40 };

typedef struct Linear { /* least squares */
    Shape shape;
    Points train;
    real x[SAMPLES * INPUTS], y[SAMPLES], params[INPUTS + 1];
    double hessian[(INPUTS + 1) * (INPUTS + 1)]; /* of weights and bias */
} Linear;

/* Inputs of different spread; with mean 0: the bias has nothing to do with the weights. */
static Linear *linear(bool centred)
{
    static Linear l;
    Rng r = rng_make(9, 9);
    double mean[INPUTS] = { 0 };
    l = (Linear){ .shape = net_layout((int[]){ INPUTS, 1 }, 1, 0, loss_row("mse")) };
    l.train = (Points){ .n = SAMPLES, .inputs = INPUTS, .targets = 1, .x = l.x, .y = l.y };
    for (int i = 0; i < SAMPLES * INPUTS; i++) {
        l.x[i] = (real)((centred ? 0 : 0.7) + rng_normal(&r) * (1 + i % INPUTS));
        mean[i % INPUTS] += (double)l.x[i] / SAMPLES;
    }
    for (int i = 0; centred && i < SAMPLES * INPUTS; i++)
        l.x[i] -= (real)mean[i % INPUTS];
    for (int i = 0; i <= INPUTS; i++)
        l.params[i] = (real)rng_normal(&r);
    for (int s = 0; s < SAMPLES; s++)
        for (int i = 0; i <= INPUTS; i++)
            for (int k = 0; k <= INPUTS; k++) {
                double a = i < INPUTS ? (double)l.x[s * INPUTS + i] : 1,
                       b = k < INPUTS ? (double)l.x[s * INPUTS + k] : 1;
                l.hessian[i * (INPUTS + 1) + k] += a * b / SAMPLES;
            }
    return &l;
}

static void top(const Shape *s, const Points *train, const real *params, bool biases, double l2,
                float out[CURVATURE_TOP])
{
    LanczosJob *j = lanczos_new(s, train, biases, &arena);
    lanczos_start(j, params, l2);
    while (!lanczos_work(j)) {}
    lanczos_values(j, out);
}

static void least_squares_curve_like_the_moments_of_x(void **state)
{
    (void)state;
    const Linear *l = linear(false);
    for (int biases = 0; biases < 2; biases++)
        for (double l2 = 0; l2 < 5; l2 += 2) {
            double m[COUNT(l->hessian)], expected[INPUTS + 1];
            float found[CURVATURE_TOP];
            memcpy(m, l->hessian, sizeof m);
            for (int i = 0; i < INPUTS + biases; i++)
                m[i * (INPUTS + 2)] += l2;
            jacobi(m, INPUTS + 1, expected);
            top(&l->shape, &l->train, l->params, biases, l2, found);
            for (int k = 0; k < CURVATURE_TOP; k++)
                assert_true(near((double)found[k], expected[k], 3e-5 * expected[0]));
        }
}

static Run *run_of(const char *net, float l2, int steps)
{
    const MemberPlan member[2] = { { .kind = MEMBER_FOLLOWS }, { .kind = MEMBER_PLAIN } };
    const RunPlan plan = { .members = 2, .member = member, .vary = param_find("l2"), .record = true };
    Config c;
    Err err;
    config_default(&c);
    assert_true(config_set(&c, "net", net, &err));
    c.l2 = l2;
    Run *r = run_new(&c, &plan, &err);
    assert_non_null(r);
    run_steps(r, steps);
    return r;
}

/* A net's whole Hessian, column by column. */
static double *dense_hessian(const Shape *s, const Points *train, const real *params)
{
    int n = s->params;
    double *m = arena_new(&arena, double, n *n);
    real *v = arena_new(&arena, real, n), *hv = arena_new(&arena, real, n);
    HessianScratch *w = hessian_scratch(s, &arena);
    for (int k = 0; k < n; k++) {
        memset(hv, 0, sizeof *hv * (size_t)n);
        memset(v, 0, sizeof *v * (size_t)n);
        v[k] = 1;
        hessian_add(s, params, v, train, 0, train->n, hv, w);
        for (int i = 0; i < n; i++)
            m[k * n + i] = (double)hv[i];
    }
    return m;
}

static void a_net_has_the_top_of_its_whole_spectrum(void **state)
{
    (void)state;
    Run *r = run_of("8-6", 0, 300);
    const Shape *s = run_shape(r);
    const Points *train = run_points(r, SPLIT_TRAIN);
    double *m = dense_hessian(s, train, run_params(r, 0)), *expected = arena_new(&arena, double, s->params);
    float found[CURVATURE_TOP], again[CURVATURE_TOP];
    jacobi(m, s->params, expected);
    top(s, train, run_params(r, 0), false, 0, found);
    top(s, train, run_params(r, 0), false, 0, again);
    for (int k = 0; k < CURVATURE_TOP; k++)
        assert_true(near((double)found[k], expected[k], 3e-5 * expected[0]));
    assert_memory_equal(found, again, sizeof found);
    run_free(r);
}

/* A flat loss: all eigenvalues of the data are 0, those of the total lambda and, for the biases, 0. */
static void a_dead_net_has_the_curvature_of_the_penalty(void **state)
{
    (void)state;
    Linear *l = linear(true);
    float found[CURVATURE_TOP];
    memset(l->x, 0, sizeof l->x);
    l->train.x = l->x;
    Shape deep = net_layout((int[]){ INPUTS, 4, 1 }, 2, 1, loss_row("mse"));
    real zeros[64] = { 0 };
    assert_true(deep.params <= COUNT(zeros));
    top(&deep, &l->train, zeros, false, 0.25, found);
    assert_true(near((double)found[0], 1, 1e-4)); /* the output's bias: 1/2 (b - y)^2 */
    assert_true(near((double)found[1], 0.25, 1e-4) && near((double)found[2], 0.25, 1e-4));
}

static void what_is_not_finite_or_not_there_is_no_number(void **state)
{
    (void)state;
    Linear *l = linear(false);
    float found[CURVATURE_TOP];
    l->x[3] = (real)NAN;
    top(&l->shape, &l->train, l->params, false, 0, found);
    assert_true(isnan(found[0]) && isnan(found[1]) && isnan(found[2]));
    l = linear(false);
    Shape one = net_layout((int[]){ 1, 1 }, 1, 0, loss_row("mse"));
    Points train = { .n = SAMPLES, .inputs = 1, .targets = 1, .x = l->x, .y = l->y };
    top(&one, &train, l->params, false, 0, found); /* two parameters: two eigenvalues */
    assert_true(found[0] >= found[1] && isnan(found[2]));
}

/* --- curvature.c --- */

static Curvature curvature_of(Run *r, const Curvature *last)
{
    Snapshot s;
    Curvature out;
    snapshot_take(r, true, &arena, &s);
    CurvatureJob *j = curvature_begin(&s, last, &arena);
    assert_non_null(j);
    while (!curvature_work(j)) {}
    assert_true(curvature_progress(j) == 1);
    memset(&out, 0, sizeof out);
    curvature_result(j, &out);
    curvature_end(j);
    return out;
}

static void the_curve_is_that_of_the_recorded_states(void **state)
{
    (void)state;
    Err err;
    Run *r = run_of("8-6", 0.01f, 100);
    assert_true(run_change(r, ACTION_SET, param_find("l2"), 0.03, &err));
    run_steps(r, 133);
    Curvature c = curvature_of(r, NULL);
    assert_true(c.step == 233 && c.points > 10 && c.points <= CURVATURE_POINTS);
    assert_true(c.at[0] == 0 && c.at[c.points - 1] == 233 && c.free);
    for (int k = 0; k + 1 < c.points; k++) {
        assert_true(c.at[k] < c.at[k + 1]);
        assert_true(c.strength[k] == (c.at[k] < 100 ? 0.01f : 0.03f));
        assert_true(c.data[k][0] >= c.data[k][1] && c.data[k][1] >= c.data[k][2]);
        double up =
            (double)(c.total[k][0] - c.data[k][0]); /* weights alone: exactly lambda; with biases at most that */
        assert_true(up > 0 && up <= 1.01 * (double)c.strength[k] + 1e-3);
    }
    float now[CURVATURE_TOP], twin[CURVATURE_TOP];
    top(run_shape(r), run_points(r, SPLIT_TRAIN), run_params(r, 0), false, 0, now);
    top(run_shape(r), run_points(r, SPLIT_TRAIN), run_params(r, 1), false, 0, twin);
    assert_memory_equal(c.data[c.points - 1], now, sizeof now);
    assert_memory_equal(c.twin[c.points - 1], twin, sizeof twin);
    run_free(r);
}

/* The twin's past is not recorded but trained again; it is what a run without a penalty goes through. */
static void the_twin_has_the_curve_of_a_run_without_a_penalty(void **state)
{
    (void)state;
    Err err;
    Run *r = run_of("8-6", 0.01f, 60), *plain = run_of("8-6", 0, 60);
    for (int i = 0; i < 2; i++) {
        Run *one = i ? plain : r;
        assert_true(run_change(one, ACTION_REHEAT, 0, 0.1, &err));
        run_steps(one, 40);
        assert_true(run_change(one, ACTION_SET, param_find("lr"), 0.02, &err));
        run_steps(one, 100);
    }
    Curvature c = curvature_of(r, NULL), expected = curvature_of(plain, NULL);
    assert_int_equal(c.points, expected.points);
    assert_memory_equal(c.twin, expected.data, sizeof c.twin[0] * (size_t)c.points);
    for (int k = 0; k + 1 < c.points; k++)
        assert_true(isnan(expected.twin[k][0])); /* a net that is its own twin has one curve */
    run_steps(r, 10);
    Snapshot s;
    snapshot_take(r, true, &arena, &s);
    CurvatureJob *next = curvature_begin(&s, &c, &arena);
    curvature_result(next, &expected); /* what was known of the twin is shown until it is known better */
    assert_memory_equal(expected.twin[0], c.twin[0], sizeof c.twin[0]);
    curvature_end(next);
    s.params[s.shape.params] += 1; /* a twin that is not where its way ends: only what it is now is known */
    CurvatureJob *j = curvature_begin(&s, &c, &arena);
    while (!curvature_work(j)) {}
    curvature_result(j, &c);
    curvature_end(j);
    assert_true(isnan(c.twin[0][0]) && isfinite(c.twin[c.points - 1][0]));
    run_free(r);
    run_free(plain);
}

/* What is taken over from an older result is what would be found; nothing of it depends on when one looked. */
static void refreshing_changes_no_bit(void **state)
{
    (void)state;
    Run *r = run_of("8-6", 0.01f, 90);
    Curvature early = curvature_of(r, NULL);
    run_steps(r, 410);
    Curvature fresh = curvature_of(r, NULL), reused = curvature_of(r, &early);
    assert_memory_equal(&fresh, &reused, sizeof fresh);
    int shared = 0;
    for (int i = 0; i < early.points; i++)
        for (int k = 0; k < fresh.points; k++)
            shared += early.key[i] == fresh.key[k];
    assert_true(shared > 3);
    early.key[0]++; /* of another state: not taken over */
    early.data[0][0] = 1e6f;
    reused = curvature_of(r, &early);
    assert_memory_equal(&fresh, &reused, sizeof fresh);
    run_free(r);
}

static void lambda_shifts_all_of_it_when_biases_are_penalised_too(void **state)
{
    (void)state;
    Err err;
    Run *r = run_of("8", 0.05f, 50);
    Config c = *run_config(r);
    assert_true(config_set(&c, "bias_penalty", "1", &err));
    run_set(r, &c);
    run_steps(r, 50);
    Curvature found = curvature_of(r, NULL);
    const float *data = found.data[found.points - 1], *total = found.total[found.points - 1];
    assert_false(found.free);
    for (int k = 0; k < CURVATURE_TOP; k++)
        assert_true(near((double)(total[k] - data[k]), 0.05, 1e-4 * (double)data[0]));
    run_free(r);
}

static void it_is_there_before_the_first_step_and_without_a_twin(void **state)
{
    (void)state;
    Run *r = run_of("4", 0, 0);
    Curvature c = curvature_of(r, NULL);
    assert_true(c.points == 1 && c.at[0] == 0 && c.data[0][0] > 0);
    assert_memory_equal(c.data[0], c.total[0], sizeof c.data[0]);
    assert_memory_equal(c.data[0], c.twin, sizeof c.twin);
    Snapshot s;
    snapshot_take(r, true, &arena, &s);
    s.metrics[1].status = STATUS_DIVERGED;
    CurvatureJob *j = curvature_begin(&s, NULL, &arena);
    while (!curvature_work(j)) {}
    curvature_result(j, &c);
    curvature_end(j);
    assert_true(isnan(c.twin[0][0]) && isfinite(c.data[0][0]));
    run_free(r);
}

/* --- effective.c --- */

static Sweep sweep_of(const Shape *s)
{
    Sweep w = { .shape = *s, .total = SWEEP_MEMBERS };
    config_default(&w.config);
    for (int m = 0; m < SWEEP_MEMBERS; m++) {
        w.value[m] = sweep_value(&w.config, m);
        spread_add(&w, 0, m, &(Metrics){ .status = STATUS_OK });
    }
    return w;
}

static Effective effective_of(const Sweep *s, const real *weights, const Points *train)
{
    Effective out = { 0 };
    EffectiveJob *j = effective_begin(s, weights, train, &arena);
    while (!effective_work(j)) {}
    effective_result(j, &out);
    return out;
}

/* Ridge: sum s^2/(s^2 + n lambda) over the singular values s of the centred inputs, and 1 for the intercept. */
static void ridge_regression_has_its_closed_form(void **state)
{
    (void)state;
    const Linear *l = linear(true);
    Sweep s = sweep_of(&l->shape);
    real *weights = arena_new(&arena, real, SWEEP_MEMBERS * l->shape.params);
    double m[INPUTS * INPUTS], squares[INPUTS];
    for (int i = 0; i < INPUTS * INPUTS; i++) /* X^T X */
        m[i] = SAMPLES * l->hessian[i / INPUTS * (INPUTS + 1) + i % INPUTS];
    jacobi(m, INPUTS, squares);
    Effective e = effective_of(&s, weights, &l->train);
    assert_true(e.possible && e.why == EFFECTIVE_POSSIBLE && e.params == INPUTS + 1);
    for (int k = 0; k < SWEEP_MEMBERS; k++) {
        double expected = 1;
        for (int i = 0; i < INPUTS; i++)
            expected += squares[i] / (squares[i] + SAMPLES * (double)s.value[k]);
        assert_true(e.done[k] && near((double)e.value[k], expected, 1e-5));
    }
}

static void negative_and_vanishing_curvature_counts_nothing(void **state)
{
    (void)state;
    const double h[] = { 4, 1, 1e-9, 0, -1e-3, -5 };
    assert_true(near(effective_sum(h, COUNT(h), 1), 4. / 5 + 1. / 2, 1e-15));
    assert_true(effective_sum(h, COUNT(h), 0) == 2); /* the number of directions that the data hold */
    assert_true(effective_sum(h + 3, 1, 0) == 0);
}

static void penalised_biases_are_weights_like_others(void **state)
{
    (void)state;
    const Linear *l = linear(true);
    Sweep s = sweep_of(&l->shape);
    real *weights = arena_new(&arena, real, SWEEP_MEMBERS * l->shape.params);
    Effective free = effective_of(&s, weights, &l->train);
    s.config.bias_penalty = 1;
    Effective all = effective_of(&s, weights, &l->train);
    for (int k = 0; k < SWEEP_MEMBERS; k++) /* the curvature along the bias is 1 */
        assert_true(near((double)(free.value[k] - all.value[k]), 1 - 1 / (1 + (double)s.value[k]), 1e-5));
}

static void it_says_when_it_is_not_possible(void **state)
{
    (void)state;
    const Linear *l = linear(true);
    Sweep s = sweep_of(&l->shape);
    Err err;
    real *weights = arena_new(&arena, real, SWEEP_MEMBERS * l->shape.params);
    s.done[3] = false;
    s.net[0][5].status = STATUS_DIVERGED;
    Effective e = effective_of(&s, weights, &l->train);
    assert_true(e.possible && isnan(e.value[3]) && isnan(e.value[5]) && e.value[4] > 1);
    static const struct {
        const char *key, *value;
    } not_l2[] = {
        { "reg", "l1" }, { "reg", "dropout" }, { "reg", "none" }, { "opt", "adamw" }, { "decay", "decoupled" }
    };
    for (int i = 0; i < COUNT(not_l2); i++) {
        Sweep other = sweep_of(&l->shape);
        assert_true(config_set(&other.config, not_l2[i].key, not_l2[i].value, &err));
        e = effective_of(&other, weights, &l->train);
        assert_true(!e.possible && e.why == EFFECTIVE_NO_L2 && !e.done[0]);
    }
    Shape large = net_layout((int[]){ INPUTS, 64, 64, 1 }, 3, 0, loss_row("mse"));
    s = sweep_of(&large);
    e = effective_of(&s, weights, &l->train);
    assert_true(!e.possible && e.why == EFFECTIVE_TOO_LARGE && e.params == large.params);
}

/* Whatever the net: no more than it has, no less than it has free, and less with more lambda for the same Hessian. */
static void of_a_net_it_is_that_of_its_whole_spectrum(void **state)
{
    (void)state;
    Run *r = run_of("6", 0.001f, 200);
    const Shape *shape = run_shape(r);
    int n = shape->params, size = 0;
    real *weights = arena_new(&arena, real, SWEEP_MEMBERS * n);
    uint8_t *is_weight = arena_new(&arena, uint8_t, n);
    double *h = dense_hessian(shape, run_points(r, SPLIT_TRAIN), run_params(r, 0)),
           *m = arena_new(&arena, double, n *n);
    double *value = arena_new(&arena, double, n);
    net_is_weight(shape, is_weight);
    for (int i = 0; i < n; i++)
        for (int k = 0; is_weight[i] && k < n; k++)
            if (is_weight[k])
                m[size++] = h[i * n + k];
    size = (int)(sqrt((double)size) + 0.5);
    jacobi(m, size, value);
    for (int k = 0; k < SWEEP_MEMBERS; k++)
        memcpy(weights + k * n, run_params(r, 0), sizeof *weights * (size_t)n);
    Sweep s = sweep_of(shape);
    Effective e = effective_of(&s, weights, run_points(r, SPLIT_TRAIN));
    for (int k = 0; k < SWEEP_MEMBERS; k++) {
        double expected = effective_sum(value, size, (double)s.value[k]) + n - size;
        assert_true(near((double)e.value[k], expected, 0.01));
        assert_true(k == 0 || e.value[k] <= e.value[k - 1]);
    }
    assert_true(value[size - 1] < 0); /* or it would not show that such ones are left out */
    run_free(r);
}

/* --- panel curvature --- */

static float advance(void *user, Face face, float px, uint32_t rune)
{
    (void)user, (void)face, (void)rune;
    return 0.55f * px;
}

/* Three states up to step 3000 of a net that is there at the default settings with lambda 0.01. */
static Findings findings_of(Curvature *c)
{
    static Metrics metrics[2];
    static real params[2];
    Findings f = { .curvature = c, .snap = { .step = 3000, .members = 2, .metrics = metrics, .params = params } };
    config_default(&f.snap.start);
    f.snap.start.l2 = 0.01f;
    f.snap.config = f.snap.start;
    f.snap.shape = net_shape(&f.snap.config, NULL);
    metrics[0] = (Metrics){ .weight_norm = 4 };
    metrics[1] = (Metrics){ .weight_norm = 40 };
    for (int i = 0; i < STUDIES; i++)
        f.progress[i] = -1;
    *c = (Curvature){
        .step = 3000,
        .points = 3,
        .at = { 0, 1000, 3000 },
        .strength = { 0.01f, 0.01f, 0.01f },
        .data = { { 3, 2, 1 }, { 2, 1, 0.5f }, { 2.27f, 1.071f, 0.00038f } },
        .total = { { 3.01f, 2.01f, 1.01f }, { 2.01f, 1.01f, 0.51f }, { 2.279f, 1.08f, 0.01f } },
        .free = true,
        .twin = { { 3, 2, 1 }, { 123.4f, 30, 20 }, { 12.34f, 3, 2 } },
    };
    return f;
}

/* Whether some text of the panel begins with this. */
static bool says(const Findings *f, Rect body, const char *text)
{
    static const Font font = { .advance = advance };
    Arena drawing = { 0 };
    PanelView v;
    Canvas c;
    bool found = false;
    panel_view_default(&v, &theme_defs[0]);
    v.scratch = &drawing;
    canvas_begin(&c, &drawing, &font, body.x + body.w, body.y + body.h, 0);
    panel_defs[panel_find("curvature")].draw(f, &v, body, &c);
    for (int i = 0; i < c.commands; i++)
        found |= c.command[i].kind == CMD_TEXT && strncmp(c.text + c.command[i].text.first, text, strlen(text)) == 0;
    arena_free(&drawing);
    return found;
}

static const Rect small = { 0, 0, 400, 248 }, large = { 0, 0, 1568, 552 };

static void the_panel_gives_the_numbers_of_now(void **state)
{
    (void)state;
    Curvature c;
    Findings f = findings_of(&c);
    assert_true(says(&f, small, "data 2.27, total 2.28")); /* one line to the eye: one label */
    assert_true(says(&f, small, "λ = 0 twin 12.3"));
    assert_true(says(&f, small, "largest of the data loss: 2.27 · 1.07 · 3.8·10⁻⁴"));
    assert_true(says(&f, large, "2.28") && says(&f, large, "1.08") && says(&f, large, "12.3"));
    c.total[2][0] = 3.1f;
    assert_true(says(&f, small, "data loss 2.27") && says(&f, small, "total 3.10"));
    c.strength[2] = 0;
    assert_true(says(&f, small, "data loss 2.27") && !says(&f, small, "total"));
    c.twin[2][0] = (float)NAN;
    assert_false(says(&f, small, "λ = 0 twin"));
}

static void the_panel_says_of_which_step_it_is_and_what_it_waits_for(void **state)
{
    (void)state;
    Curvature c;
    Findings f = findings_of(&c);
    assert_false(says(&f, small, "of step"));
    f.snap.step = 4000;
    assert_true(says(&f, small, "of step 3000"));
    f.progress[STUDY_CURVATURE] = 0.4f;
    assert_true(says(&f, (Rect){ 0, 0, 640, 248 }, "of step 3000, the next one 40%"));
    f.curvature = NULL;
    assert_true(says(&f, small, "Curvature is being measured") && says(&f, small, "40%"));
    f.progress[STUDY_CURVATURE] = -1;
    assert_true(says(&f, small, "Press Space to train."));
    f.snap.metrics[0].status = STATUS_DIVERGED;
    assert_true(says(&f, small, "Weights too large to draw"));
}

static void the_panel_says_what_such_numbers_do_not(void **state)
{
    (void)state;
    Curvature c;
    Findings f = findings_of(&c);
    Err err;
    assert_true(says(&f, large, "Once the training loss is near 0") && says(&f, large, "Three eigenvalues of 1185"));
    assert_true(says(&f, large, "λ adds itself to every eigenvalue"));
    c.free = false;
    assert_true(says(&f, large, "All parameters are penalised"));
    assert_true(config_set(&f.snap.config, "reg", "l1", &err) && config_set(&f.snap.config, "l1", "0.01", &err));
    assert_true(says(&f, large, "A penalty on |w| is straight"));
    f.snap.config = f.snap.start;
    assert_true(config_set(&f.snap.config, "opt", "adamw", &err));
    assert_true(says(&f, large, "Decoupled decay is no part of the cost"));
    f.snap.shape.loss = loss_row("mse");
    assert_false(says(&f, large, "Once the training loss is near 0"));
}

static void the_panel_points_at_a_step(void **state)
{
    (void)state;
    Curvature c;
    Findings f = findings_of(&c);
    PanelView v;
    PanelTip tip = { 0 };
    const PanelDef *panel = &panel_defs[panel_find("curvature")];
    panel_view_default(&v, &theme_defs[0]);
    assert_true(panel->tip(&f, &v, small, (Vec2){ 170, 100 }, &tip)); /* step 1122 */
    assert_true(tip.link.kind == LINK_STEP && tip.link.step == 1000);
    assert_string_equal(tip.right[0], "1000");
    assert_string_equal(tip.right[1], "2.00 · 1.00 · 0.50");
    assert_string_equal(tip.right[2], "2.01 · 1.01 · 0.51");
    assert_string_equal(tip.right[3], "123 · 30.0 · 20.0");
    assert_string_equal(tip.right[4], "0.01");
    assert_false(panel->tip(&f, &v, small, (Vec2){ 10, 100 }, &tip));
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(dense_matrices_have_the_eigenvalues_of_another_method),
        TEST(a_diagonal_matrix_and_one_of_zeros_are_done_already),
        TEST(a_string_of_beads_has_its_known_tones),
        TEST(least_squares_curve_like_the_moments_of_x),
        TEST(a_net_has_the_top_of_its_whole_spectrum),
        TEST(a_dead_net_has_the_curvature_of_the_penalty),
        TEST(what_is_not_finite_or_not_there_is_no_number),
        TEST(the_curve_is_that_of_the_recorded_states),
        TEST(the_twin_has_the_curve_of_a_run_without_a_penalty),
        TEST(refreshing_changes_no_bit),
        TEST(lambda_shifts_all_of_it_when_biases_are_penalised_too),
        TEST(it_is_there_before_the_first_step_and_without_a_twin),
        TEST(ridge_regression_has_its_closed_form),
        TEST(negative_and_vanishing_curvature_counts_nothing),
        TEST(penalised_biases_are_weights_like_others),
        TEST(it_says_when_it_is_not_possible),
        TEST(of_a_net_it_is_that_of_its_whole_spectrum),
        TEST(the_panel_gives_the_numbers_of_now),
        TEST(the_panel_says_of_which_step_it_is_and_what_it_waits_for),
        TEST(the_panel_says_what_such_numbers_do_not),
        TEST(the_panel_points_at_a_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
