/* Penalties, in double: gradients against differences, steps against what they minimise, and the closed form. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nn/nn.h"

static bool near(double a, double b, double e) { return a - b <= e && b - a <= e; }

static Config with(const char *const settings[][2], int n)
{
    Config c;
    Err err;
    config_default(&c);
    for (int i = 0; i < n; i++)
        if (!config_set(&c, settings[i][0], settings[i][1], &err))
            fail_msg("%s", err.text);
    return c;
}
#define WITH(...) with((const char *const[][2]){ __VA_ARGS__ }, COUNT(((const char *const[][2]){ __VA_ARGS__ })))

/* lambda/2 sum w^2 over weights alone, its gradient lambda w, and neither is divided by a number of points. */
static void convention(void **state)
{
    (void)state;
    double w[] = { 3, -4, 100, 0 }, grad[] = { 1, 1, 1, 1 };
    const uint8_t is_weight[] = { 1, 1, 0, 1 };
    Penalty l2 = { .l2 = 0.1 }, l1 = { .l1 = 0.1, .reported = 0.1 }, none = { 0 };
    assert_true(near(reg_value(l2, w, is_weight, 4), 0.05 * 25, 1e-15));
    assert_true(near(reg_value(l1, w, is_weight, 4), 0.1 * 7, 1e-15));
    assert_true(near(reg_norm2(w, is_weight, 4), 25, 0));
    reg_gradient(l2, w, is_weight, grad, 4);
    assert_true(near(grad[0], 1.3, 1e-15) && near(grad[1], 0.6, 1e-15) && near(grad[2], 1, 0) && near(grad[3], 1, 0));
    reg_gradient(l1, w, is_weight, grad, 4);
    assert_true(near(grad[0], 1.4, 1e-15) && near(grad[1], 0.5, 1e-15) && near(grad[2], 1, 0));
    assert_true(near(grad[3], 1, 0)); /* the sign of 0 is 0 */
    reg_gradient(none, w, is_weight, grad, 4);
    assert_true(near(grad[0], 1.4, 1e-15) && near(reg_value(none, w, is_weight, 4), 0, 0));
}

/* Every row, mode and place of the penalty: what is in the gradient is the slope of what is in the objective. */
static void gradients(void **state)
{
    (void)state;
    enum { N = 40 };
    double w[N], work[N], grad[N];
    uint8_t penalised[N];
    Rng r = rng_make(5, 1);
    for (int i = 0; i < N; i++) {
        w[i] = rng_normal(&r);
        penalised[i] = i % 4 != 0;
    }
    for (int reg = 0; reg < reg_count; reg++)
        for (int mode = 0; mode < l1_count; mode++)
            for (int decay = 0; decay < decay_count; decay++) {
                Config c = WITH({ "l2", "0.03" }, { "l1", "0.2" });
                c.reg = reg;
                c.l1_mode = mode;
                c.decay = decay;
                Penalty p = reg_penalty(&c), slope = p;
                slope.reported = p.l1; /* a threshold is shown, but acts after the step */
                memset(grad, 0, sizeof grad);
                reg_gradient(p, w, penalised, grad, N);
                memcpy(work, w, sizeof w);
                for (int i = 0; i < N; i++) {
                    work[i] = w[i] + 1e-6;
                    double up = reg_value(slope, work, penalised, N);
                    work[i] = w[i] - 1e-6;
                    double difference = (up - reg_value(slope, work, penalised, N)) / 2e-6;
                    work[i] = w[i];
                    if (!near(difference, grad[i], 1e-8))
                        fail_msg("%s, parameter %d: %.12g, not %.12g", reg_defs[reg].key, i, grad[i], difference);
                }
                assert_true(near(p.reported, reg_defs[reg].l1 ? (double)c.l1 : 0, 0));
                assert_true(near(p.l2 + p.decay, reg_defs[reg].l2 ? (double)c.l2 : 0, 0));
                assert_true((p.decay > 0) == (reg_defs[reg].l2 && decay == DECAY_DECOUPLED));
                assert_true((p.threshold > 0) == (reg_defs[reg].l1 && mode == L1_PROXIMAL));
            }
}

/* The proximal step: of all v, sign(w) max(|w| - cut, 0) has the least 1/2 (v - w)^2 + cut |v|. */
static void threshold(void **state)
{
    (void)state;
    const uint8_t all[] = { 1 }, none[] = { 0 };
    Penalty p = { .threshold = 3, .reported = 3 };
    for (int i = -40; i <= 40; i++) {
        double w = 0.05 * i, v = w, kept = w, least = 1e300, best = 0;
        reg_after(p, 0.1, &v, all, 1);
        reg_after(p, 0.1, &kept, none, 1);
        assert_true(near(kept, w, 0));
        for (int k = -4000; k <= 4000; k++) {
            double at = k * 0.0005, f = (at - w) * (at - w) / 2 + 0.3 * fabs(at);
            if (f < least) {
                least = f;
                best = at;
            }
        }
        assert_true(near(v, best, 6e-4));
        assert_true(fabs(w) > 0.3 + 1e-9 || near(v, 0, 1e-12));
    }
    double lost = NAN, gone = -0.2;
    reg_after(p, 0.1, &lost, all, 1);
    reg_after(p, 0.1, &gone, all, 1);
    assert_true(isnan(lost) && gone == 0 && !signbit(gone)); /* a diverged net must not look alive */
}

static void decay_and_mistakes(void **state)
{
    (void)state;
    double w[] = { 2, -3, 5 };
    const uint8_t penalised[] = { 1, 1, 0 };
    reg_before((Penalty){ .decay = 0.5 }, 0.1, w, penalised, 3);
    assert_true(near(w[0], 1.9, 1e-15) && near(w[1], -2.85, 1e-15) && near(w[2], 5, 0));
    Config c = WITH({ "l2", "0.5" }, { "mistake", "shrink" }, { "lr", "0.1" });
    Penalty p = reg_penalty(&c);
    assert_true(p.l2 == 0 && p.decay == 0 && p.shrink == 0.5);
    reg_before(p, 0.1, w, penalised, 3);
    reg_after(p, 0.1, w, penalised, 3); /* whatever the sign: the histogram drifts left */
    assert_true(near(w[0], 1.85, 1e-15) && near(w[1], -2.9, 1e-15) && near(w[2], 5, 0));
    assert_true(near(reg_wrong_loss(&c, 0.25, 9), 0.25 + (double)c.lr * 9, 1e-15));
}

static void axes(void **state)
{
    (void)state;
    static const struct {
        const char *settings[4][2];
        float lo, hi;
        bool linear;
        const char *slider;
    } rows[] = {
        { { { "reg", "l2" } }, 1e-5f, 1, false, "l2" },
        { { { "reg", "gdn" } }, 1e-5f, 1, false, "l2" },
        { { { "reg", "l2" }, { "opt", "adamw" } }, 1e-2f, 10, false, "l2" },
        { { { "reg", "l2" }, { "decay", "decoupled" } }, 1e-2f, 10, false, "l2" },
        { { { "reg", "l1" } }, 0.03f, 1.2f, false, "l1" },
        { { { "reg", "elastic" }, { "opt", "rmsprop" } }, 0.03f, 1.2f, false, "l1" },
        { { { "reg", "l1" }, { "opt", "nesterov" } }, 1e-4f, 0.1f, false, "l1" },
        { { { "reg", "l1" }, { "l1_mode", "subgradient" } }, 3e-4f, 1e-2f, false, "l1" },
        { { { "reg", "dropout" } }, 0, 0.8f, true, "dropout" },
    };
    for (int i = 0; i < COUNT(rows); i++) {
        float lo, hi;
        bool linear;
        int used = 0;
        while (used < 4 && rows[i].settings[used][0])
            used++;
        Config c = with(rows[i].settings, used);
        reg_axis(&c, &lo, &hi, &linear);
        assert_true(lo == rows[i].lo && hi == rows[i].hi && linear == rows[i].linear);
        assert_int_equal(reg_slider(&c), param_find(rows[i].slider));
    }
    Config none = WITH({ "reg", "none" });
    assert_int_equal(reg_slider(&none), -1);
    Config rate = WITH({ "reg", "dropout" });
    assert_true(sweep_value(&rate, 0) == 0 && sweep_value(&rate, SWEEP_MEMBERS - 1) == 0.8f);
    assert_true(near((double)sweep_value(&rate, 10), 0.8 * 10 / 31, 1e-6));
}

/* --- the closed form --- */

typedef struct Line {
    Arena arena;
    Shape shape;
    Points points;
    double *params, *grad;
    uint8_t *penalised;
} Line;

/* n points, y a polynomial of degree `in` with noise; inputs are the powers of u in lo ... 1. */
static Line make_line(int n, int in, int out, double lo, bool biases)
{
    Line l = { .shape = net_layout((int[]){ in, out }, 1, 0, loss_for(0)) };
    Rng r = rng_make(4, 1);
    l.params = arena_new(&l.arena, double, l.shape.params);
    l.grad = arena_new(&l.arena, double, l.shape.params);
    l.penalised = arena_new(&l.arena, uint8_t, l.shape.params);
    net_penalised(&l.shape, biases, l.penalised);
    l.points = (Points){ .n = n, .inputs = in, .targets = out };
    l.points.x = arena_new(&l.arena, double, n *in);
    l.points.y = arena_new(&l.arena, double, n *out);
    for (int i = 0; i < n; i++) {
        double u = n > 1 ? lo + (1 - lo) * i / (n - 1) : 1, power = u;
        for (int k = 0; k < in; k++, power *= u)
            l.points.x[i * in + k] = power;
        for (int k = 0; k < out; k++)
            l.points.y[i * out + k] = num_sin(6.2831853 * u + k) + 0.3 * rng_normal(&r);
    }
    return l;
}

/* At the minimum the gradient of the objective is 0, biases penalised or not. */
static void minimum(void **state)
{
    (void)state;
    static const double lambdas[] = { 0, 1e-6, 0.01, 1, 100 };
    for (int biases = 0; biases < 2; biases++)
        for (int i = 0; i < COUNT(lambdas); i++) {
            Line l = make_line(20, 3, 2, -1, biases);
            Scratch *w = net_scratch(&l.shape, &l.arena);
            Penalty pen = { .l2 = lambdas[i] };
            exact_solve(&l.shape, &l.points, pen, l.penalised, l.params);
            net_loss(&l.shape, l.params, &l.points, NULL, 20, l.grad, w);
            reg_gradient(pen, l.params, l.penalised, l.grad, l.shape.params);
            for (int k = 0; k < l.shape.params; k++)
                assert_true(near(l.grad[k], 0, 1e-13));
            assert_true(fabs(l.params[l.shape.biases[0]]) > 1e-4); /* there is one to be found */
            arena_free(&l.arena);
        }
}

/* Ten points and the powers up to nine: through all of them, though the normal equations would have no digit left. */
static void no_digits_lost(void **state)
{
    (void)state;
    Line l = make_line(10, 9, 1, 0, false);
    Scratch *w = net_scratch(&l.shape, &l.arena);
    exact_solve(&l.shape, &l.points, (Penalty){ 0 }, l.penalised, l.params);
    assert_true(net_loss(&l.shape, l.params, &l.points, NULL, 10, NULL, w) < 1e-16);
    assert_true(sqrt(reg_norm2(l.params, l.penalised, l.shape.params)) > 1e5);
    double before = 1e300;
    for (double l2 = 1e-14; l2 < 1; l2 *= 10) { /* along lambda, the norm falls and the fit gets worse */
        exact_solve(&l.shape, &l.points, (Penalty){ .l2 = l2 }, l.penalised, l.params);
        double norm = reg_norm2(l.params, l.penalised, l.shape.params);
        assert_true(norm < before);
        before = norm;
    }
    arena_free(&l.arena);
}

/* What the points do not determine stays 0, and nothing is lost: one point, equal points, a column of zeros. */
static void too_few_points(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        Line l = make_line(kind ? 6 : 1, 2, 1, 0, false);
        for (int i = 0; kind && i < 6; i++) {
            l.points.x[2 * i] = kind == 1 ? 0.5 : l.points.x[2 * i];
            l.points.x[2 * i + 1] = 0;
            l.points.y[i] = kind == 1 ? 3 : l.points.x[2 * i];
        }
        Scratch *w = net_scratch(&l.shape, &l.arena);
        exact_solve(&l.shape, &l.points, (Penalty){ 0 }, l.penalised, l.params);
        assert_true(net_loss(&l.shape, l.params, &l.points, NULL, l.points.n, NULL, w) < 1e-20);
        for (int i = 0; i < l.shape.params; i++)
            assert_true(fabs(l.params[i]) < 10);
        arena_free(&l.arena);
    }
}

/* A column that is a third of another one, but for rounding: what is left of it must not be taken for a direction. */
static void a_column_twice(void **state)
{
    (void)state;
    Line one = make_line(30, 1, 1, 0, false), two = make_line(30, 2, 1, 0, false);
    for (int i = 0; i < 30; i++) {
        two.points.x[2 * i + 1] = two.points.x[2 * i] / 3;
        two.points.y[i] = one.points.y[i];
    }
    exact_solve(&one.shape, &one.points, (Penalty){ 0 }, one.penalised, one.params);
    exact_solve(&two.shape, &two.points, (Penalty){ 0 }, two.penalised, two.params);
    assert_true(near(two.params[0] + two.params[1] / 3, one.params[0], 1e-12));
    assert_true(near(two.params[2], one.params[1], 1e-12) && fabs(two.params[1]) < 10);
    arena_free(&one.arena);
    arena_free(&two.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(convention),         cmocka_unit_test(gradients),      cmocka_unit_test(threshold),
        cmocka_unit_test(decay_and_mistakes), cmocka_unit_test(axes),           cmocka_unit_test(minimum),
        cmocka_unit_test(no_digits_lost),     cmocka_unit_test(too_few_points), cmocka_unit_test(a_column_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
