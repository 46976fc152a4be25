/* The penalty in other programs' units. Each row of notation_defs is checked by minimising what that program documents
 * that it minimises (docs/units.md), or by following the steps that it documents, with the converted value; the minimum
 * must be that of our own objective. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/analysis.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N = 24, D = 3 };

static struct {
    double x[N][D], y[N]; /* y: values, or -1 and 1 */
    bool values;
    double strength, spread;
} task;

static void make(bool values, double strength)
{
    Rng r = rng_make(5, 1);
    double sum = 0, squares = 0;
    for (int i = 0; i < N; i++) {
        double t = 0;
        for (int k = 0; k < D; k++) {
            task.x[i][k] = rng_normal(&r) * (1 + k);
            t += task.x[i][k] * (k - 0.8);
        }
        t += 2 * rng_normal(&r);
        task.y[i] = values ? t : t > 0 ? 1 : -1;
        sum += task.y[i];
    }
    for (int i = 0; i < N; i++)
        squares += (task.y[i] - sum / N) * (task.y[i] - sum / N);
    task.spread = sqrt(squares / N);
    task.values = values;
    task.strength = strength;
}

static double output(const double *w, int i)
{
    double z = 0;
    for (int k = 0; k < D; k++)
        z += w[k] * task.x[i][k];
    return z;
}

/* Σ (y − z)², or Σ log(1 + exp(−y z)). */
static double total(const double *w)
{
    double sum = 0;
    for (int i = 0; i < N; i++) {
        double z = output(w, i), m = -task.y[i] * z;
        if (task.values)
            sum += (task.y[i] - z) * (task.y[i] - z);
        else
            sum += m > 0 ? m + log1p(exp(-m)) : log1p(exp(m));
    }
    return sum;
}

static double squares(const double *w) { return w[0] * w[0] + w[1] * w[1] + w[2] * w[2]; }
static double sizes(const double *w) { return fabs(w[0]) + fabs(w[1]) + fabs(w[2]); }

/* The log likelihood's part of a posterior, of noise of standard deviation 1. */
static double nll(const double *w) { return task.values ? total(w) / 2 : total(w); }

/* --- objectives, as documented --- */

static double ours_l2(const double *w, double s) { return nll(w) / N + s / 2 * squares(w); }
static double ours_l1(const double *w, double s) { return nll(w) / N + s * sizes(w); }
static double keras_l2(const double *w, double s) { return total(w) / N + s * squares(w); }
static double keras_l1(const double *w, double s) { return total(w) / N + s * sizes(w); }
static double ridge(const double *w, double s) { return total(w) + s * squares(w); }
static double logistic_l2(const double *w, double s) { return s * total(w) + squares(w) / 2; }
static double logistic_l1(const double *w, double s) { return s * total(w) + sizes(w); }
static double sgd_l2(const double *w, double s) { return nll(w) / N + s * (squares(w) / 2); }
static double sgd_l1(const double *w, double s) { return nll(w) / N + s * sizes(w); }
static double mlp(const double *w, double s) { return nll(w) / N + 0.5 * s * squares(w) / N; }
static double lasso(const double *w, double s) { return total(w) / (2 * N) + s * sizes(w); }
static double gaussian(const double *w, double s) { return nll(w) + squares(w) / (2 * s * s); }
static double laplace(const double *w, double s) { return nll(w) + sizes(w) / s; }

/* Values are divided by their standard deviation before, and coefficients multiplied with it afterwards; so is lambda.
 */
static double glmnet(const double *w, double s, bool l1)
{
    double scale = task.values ? task.spread : 1, b[D], sum = 0, lambda = s / scale;
    for (int k = 0; k < D; k++)
        b[k] = w[k] / scale;
    for (int i = 0; i < N && task.values; i++) {
        double r = task.y[i] / scale - output(b, i);
        sum += r * r / (2 * N);
    }
    sum = task.values ? sum : total(w) / N;
    return sum + lambda * (l1 ? sizes(b) : squares(b) / 2);
}
static double glmnet_l2(const double *w, double s) { return glmnet(w, s, false); }
static double glmnet_l1(const double *w, double s) { return glmnet(w, s, true); }

/* --- minimising --- */

static const double golden = 0.61803398874989485;

/* Coordinate by coordinate, by golden sections: right for a convex loss and a separable penalty, also with a kink. */
static void minimise(double (*f)(const double *, double), double s, double w[D])
{
    memset(w, 0, D * sizeof *w);
    for (int round = 0; round < 300; round++)
        for (int k = 0; k < D; k++) {
            double lo = -8, hi = 8;
            while (hi - lo > 1e-10) {
                double a = hi - golden * (hi - lo), b = lo + golden * (hi - lo);
                w[k] = a;
                double fa = f(w, s);
                w[k] = b;
                if (fa < f(w, s))
                    hi = b;
                else
                    lo = a;
            }
            w[k] = (lo + hi) / 2;
        }
}

/* d/dw of the loss that the program itself takes, a mean over points. */
static void gradient(const double *w, double by, double g[D])
{
    memset(g, 0, D * sizeof *g);
    for (int i = 0; i < N; i++) {
        double z = output(w, i);
        double dz = task.values ? by * (z - task.y[i]) : -task.y[i] / (1 + exp(task.y[i] * z));
        for (int k = 0; k < D; k++)
            g[k] += dz * task.x[i][k] / N;
    }
}

/* torch.optim.SGD: weight_decay times the parameter is added to the gradient; MSELoss has no half. */
static void pytorch(double s, double w[D])
{
    double g[D];
    memset(w, 0, D * sizeof *w);
    for (int step = 0; step < 40000; step++) {
        gradient(w, 2, g);
        for (int k = 0; k < D; k++)
            w[k] -= 0.02 * (g[k] + s * w[k]);
    }
}

/* nn.ts, updateWeights: the step by the mean gradient, then by rate times the penalty's derivative; of L1, a weight
 * that crosses 0 stays there for good. */
static void playground(double s, bool l1, double w[D])
{
    double g[D];
    bool dead[D] = { false };
    minimise(ours_l2, 0, w); /* from where no weight has to change its sign */
    for (int step = 0; step < 40000; step++) {
        gradient(w, 1, g);
        for (int k = 0; k < D; k++) {
            double der = l1 ? (w[k] < 0 ? -1 : w[k] > 0 ? 1 : 0) : w[k];
            double now = w[k] - 0.02 * g[k], next = now - 0.02 * s * der;
            dead[k] |= l1 && now * next < 0;
            w[k] = dead[k] ? 0 : next;
        }
    }
}

typedef struct Objective {
    const char *key;
    double (*l2)(const double *, double), (*l1)(const double *, double);
} Objective;
static const Objective objectives[] = {
    { "keras", keras_l2, keras_l1 },    { "ridge", ridge, NULL },       { "logistic", logistic_l2, logistic_l1 },
    { "sgd", sgd_l2, sgd_l1 },          { "mlp", mlp, NULL },           { "lasso", NULL, lasso },
    { "glmnet", glmnet_l2, glmnet_l1 }, { "prior", gaussian, laplace },
};

static bool solve(const NotationDef *d, double s, double w[D])
{
    bool l1 = d->strength == NOTATION_L1;
    if (strcmp(d->key, "pytorch") == 0)
        return pytorch(s, w), true;
    if (strcmp(d->key, "playground") == 0)
        return playground(s, l1, w), true;
    for (int i = 0; i < COUNT(objectives); i++)
        if (strcmp(d->key, objectives[i].key) == 0 && (l1 ? objectives[i].l1 : objectives[i].l2))
            return minimise(l1 ? objectives[i].l1 : objectives[i].l2, s, w), true;
    return false;
}

static void test_minima(void **state)
{
    (void)state;
    int checked = 0;
    for (int kind = 0; kind < 4; kind++) {
        bool values = kind & 1, l1 = kind & 2;
        const double strengths[] = { 0.02, 0.3 };
        for (int j = 0; j < COUNT(strengths); j++) {
            double ours[D], theirs[D], other[D];
            make(values, strengths[j]);
            minimise(l1 ? ours_l1 : ours_l2, strengths[j], ours);
            NotationAsk q = { l1 ? NOTATION_L1 : NOTATION_L2, values, false, N, N, task.spread };
            for (int i = 0; i < notation_count; i++) {
                const NotationDef *d = &notation_defs[i];
                if (!notation_fits(d, &q))
                    continue;
                double converted = d->f(strengths[j], &q);
                assert_true(solve(d, converted, theirs));
                assert_true(solve(d, 1.2 * converted, other)); /* the test is able to see a wrong factor */
                double away = 0;
                for (int k = 0; k < D; k++) {
                    if (fabs(theirs[k] - ours[k]) > 2e-6)
                        fail_msg("%s, strength %g: weight %d is %.9f, ours %.9f", d->program, strengths[j], k,
                                 theirs[k], ours[k]);
                    away = fmax(away, fabs(other[k] - ours[k]));
                }
                assert_true(away > 1e-4);
                checked++;
            }
        }
    }
    assert_int_equal(checked, 2 * (8 + 8 + 6 + 6)); /* all rows but the decoupled one, where they fit */
}

/* Loshchilov and Hutter 2019, algorithm 2, as AdamW takes it: w −= lr · weight_decay · w, beside the gradient. */
static void test_decoupled(void **state)
{
    (void)state;
    NotationAsk q = { .decoupled = true, .n = N, .batch = N };
    int found = 0;
    for (int i = 0; i < notation_count; i++) {
        if (!notation_fits(&notation_defs[i], &q))
            continue;
        real w[1] = { 2 };
        const uint8_t is_weight[1] = { 1 };
        double decay = notation_defs[i].f(0.25, &q);
        reg_before((Penalty){ .decay = (real)0.25 }, (real)0.5, w, is_weight, 1);
        assert_true(fabs((double)w[0] - (2 - 0.5 * decay * 2)) < 1e-7);
        found++;
    }
    assert_int_equal(found, 1);
}

/* The objective that a net is trained by is the one compared with above. */
static void test_ours(void **state)
{
    (void)state;
    const double w[D] = { 0.5, -1, 2 };
    const uint8_t is_weight[D] = { 1, 1, 1 };
    const real p[D] = { (real)0.5, -1, 2 };
    make(true, 0.3);
    double l2 = reg_value((Penalty){ .l2 = (real)0.3 }, p, is_weight, D);
    double l1 = reg_value((Penalty){ .l1 = (real)0.3, .reported = (real)0.3 }, p, is_weight, D);
    assert_true(fabs(ours_l2(w, 0.3) - nll(w) / N - l2) < 1e-6);
    assert_true(fabs(ours_l1(w, 0.3) - nll(w) / N - l1) < 1e-6);
}

static void test_ask(void **state)
{
    (void)state;
    Config c;
    config_default(&c);
    real y[4] = { 1, 1, 3, 3 };
    Points train = { .n = 4, .targets = 1, .y = y };
    NotationAsk q = notation_ask(&c, &train);
    assert_int_equal(q.n, 4);
    assert_int_equal(q.batch, 4);
    assert_true(fabs(q.spread - 1) < 1e-12);
    assert_int_equal(q.strength, NOTATION_L2);
    config_set(&c, "batch", "3", NULL);
    config_set(&c, "reg", "l1", NULL);
    config_set(&c, "opt", "adamw", NULL);
    q = notation_ask(&c, &train);
    assert_int_equal(q.batch, 3);
    assert_int_equal(q.strength, NOTATION_L1);
    assert_true(q.decoupled);
}

/* No penalty: C and the widths of priors have no end, all else is 0. */
static void test_zero(void **state)
{
    (void)state;
    NotationAsk q = { .n = 80, .batch = 20, .spread = 2 };
    for (int i = 0; i < notation_count; i++) {
        const NotationDef *d = &notation_defs[i];
        double v = d->f(0, &q);
        bool width = strcmp(d->key, "logistic") == 0 || strcmp(d->key, "prior") == 0;
        assert_true(width ? isinf(v) && v > 0 : v == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_minima), cmocka_unit_test(test_decoupled), cmocka_unit_test(test_ours),
        cmocka_unit_test(test_ask),    cmocka_unit_test(test_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
