/* Tug of war, who pays, margins and calibration: against numbers worked out by hand, closed forms of linear models, and
 * identities. */
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

static bool near(double a, double b, double d) { return fabs(a - b) <= d; }

/* Net and plain twin, trained. */
static Snapshot trained(const char *scene, const char *const *set, int steps)
{
    Config c;
    Err err;
    Snapshot s;
    scene_config(scene_find(scene), &c);
    for (int i = 0; set[i]; i += 2)
        assert_true(config_set(&c, set[i], set[i + 1], &err));
    const MemberPlan member[2] = { { .kind = MEMBER_FOLLOWS }, { .kind = MEMBER_PLAIN } };
    Run *r = run_new(&c, &(RunPlan){ .members = 2, .member = member, .vary = param_find("l2"), .record = true }, &err);
    assert_non_null(r);
    run_steps(r, steps);
    snapshot_take(r, false, &arena, &s);
    run_free(r);
    return s;
}

/* A linear net with two inputs, its parameters and points given. */
static Snapshot given(real *params, int loss, real *x, real *y, uint8_t *wrong, int n)
{
    Snapshot s = { .members = 2, .params = params };
    config_default(&s.config);
    s.shape = net_layout((int[]){ 2, 1 }, 1, 0, loss);
    s.shape.map = (InputMap){ .raw = 2, .inputs = 2 };
    s.train = (Points){ .n = n, .inputs = 2, .raw_inputs = 2, .targets = 1, .x = x, .raw = x, .y = y, .wrong = wrong };
    s.test = s.valid = s.train;
    return s;
}

/* --- tug of war --- */

/* Mean square loss of w x + b: dL/dw = mean (z - y) x, by hand. */
static void pulls_by_hand(void **state)
{
    (void)state;
    real params[] = { 2, -1, 0.5f, 0, 0, 0 }, x[] = { 1, 0, 0, 1, 1, 1, -1, 2 }, y[] = { 1, 1, 0, 0 };
    Snapshot s = given(params, loss_for(0), x, y, NULL, 4);
    s.config.l2 = 0.1f;
    Tug t;
    tug_make(&s, &arena, &t);
    /* z = 2.5 -.5 1.5 -3.5, z - y = 1.5 -1.5 1.5 -3.5 */
    const double d0 = (1.5 + 1.5 + 3.5) / 4, d1 = (-1.5 + 1.5 - 7) / 4;
    assert_true(near((double)t.data[0], -d0, 1e-6) && near((double)t.data[1], -d1, 1e-6));
    assert_true(near((double)t.penalty[0], -0.2, 1e-7) && near((double)t.penalty[1], 0.1, 1e-7));
    assert_true(t.counted[0] && t.counted[1] && !t.counted[2] && t.penalty[2] == 0);
    assert_true(near(t.all.data, -2 * d0 + d1, 1e-6) && near(t.all.penalty, -0.5, 1e-6));
    assert_true(near(t.all.size, sqrt(5), 1e-6) && t.largest == 0 && t.rows == 4 && t.layers == 1);
    assert_true(t.layer[0].data == t.all.data && t.layer[0].size == t.all.size && t.caveat == TUG_BALANCED);
    s.config.bias_penalty = 1;
    tug_make(&s, &arena, &t);
    assert_true(t.counted[2] && near((double)t.penalty[2], -0.05, 1e-7) && near(t.all.penalty, -0.525, 1e-6));
}

static void kink_of_l1_holds_up_to_its_strength(void **state)
{
    (void)state;
    real params[] = { 0, -1, 0, 0, 0, 0 }, x[] = { 1, 0, 1, 0, 1, 1, 1, 1 }, y[] = { 0.5f, 0.5f, -1, -1 };
    Snapshot s = given(params, loss_for(0), x, y, NULL, 4);
    Err err;
    assert_true(config_set(&s.config, "reg", "elastic", &err));
    s.config.l2 = 0.25f;
    Tug t;
    /* z = 0 0 -1 -1, so -dL/dw0 = (.5 + .5 + 0 + 0)/4 = .25 */
    s.config.l1 = 1;
    tug_make(&s, &arena, &t);
    assert_true(near((double)t.data[0], 0.25, 1e-6) && near((double)t.penalty[0], -0.25, 1e-6));
    assert_true(near((double)t.penalty[1], 0.25 + 1, 1e-6)); /* towards 0: upwards */
    s.config.l1 = 0.1f;
    tug_make(&s, &arena, &t);
    assert_true(near((double)t.penalty[0], -0.1, 1e-6));
    assert_true(near(t.all.penalty, -0.25 - 0.1, 1e-6)); /* -l2 sum w^2 - l1 sum |w| */
}

static void exact_ridge_is_at_rest(void **state)
{
    (void)state;
    const char *const set[] = { "l2", "0.3", NULL };
    Snapshot s = trained("ellipse", set, 1);
    Tug t;
    tug_make(&s, &arena, &t);
    /* w = (.82, .39) there (experiments, f): the penalty's side is -.3 (.82^2 + .39^2) */
    assert_true(near(t.all.penalty, -0.3 * (0.82 * 0.82 + 0.39 * 0.39), 0.005));
    assert_true(near(t.all.data, -t.all.penalty, 1e-5));
    for (int i = 0; i < s.shape.params; i++)
        assert_true(!t.counted[i] || near((double)t.data[i], -(double)t.penalty[i], 1e-5));
}

static void l1_by_proximal_steps_is_at_rest(void **state)
{
    (void)state;
    const char *const set[] = { "reg", "l1", "l1", "0.3", "opt", "sgd", "lr", "0.3", NULL };
    Snapshot s = trained("ellipse", set, 3000);
    Tug t;
    tug_make(&s, &arena, &t);
    double sum = fabs((double)s.params[0]) + fabs((double)s.params[1]);
    assert_true(t.caveat == TUG_BALANCED && near(t.all.penalty, -0.3 * sum, 1e-6) && sum > 0.5);
    assert_true(near(t.all.data, -t.all.penalty, 1e-4));
    for (int i = 0; i < 2; i++)
        assert_true(near((double)t.data[i], -(double)t.penalty[i], 1e-4));
}

static void every_way_to_penalise_is_judged(void **state)
{
    (void)state;
    static const struct {
        const char *set[9];
        TugCaveat caveat;
    } row[] = {
        { { "opt", "adam", NULL }, TUG_BALANCED },
        { { "opt", "adamw", NULL }, TUG_OUTSIDE },
        { { "opt", "sgd", "decay", "decoupled", NULL }, TUG_BALANCED },
        { { "opt", "momentum", "decay", "decoupled", NULL }, TUG_OUTSIDE },
        { { "opt", "adam", "reg", "l1", "l1", "0.1", NULL }, TUG_OUTSIDE },
        { { "opt", "adam", "reg", "l1", "l1", "0.1", "l1_mode", "subgradient", NULL }, TUG_BALANCED },
        { { "reg", "dropout", "dropout", "0.3", NULL }, TUG_MASKS },
        { { "mistake", "shrink", NULL }, TUG_OUTSIDE },
        { { "reg", "none", NULL }, TUG_BALANCED },
    };
    for (int i = 0; i < COUNT(row); i++) {
        const char *set[16] = { "l2", "0.01" };
        memcpy(set + 2, row[i].set, sizeof row[i].set);
        Snapshot s = trained("moons", set, 2);
        Tug t;
        tug_make(&s, &arena, &t);
        assert_int_equal(t.caveat, row[i].caveat);
        assert_true(t.layers == 3 && t.layer[0].weights == 64 && t.layer[1].weights == 1024 &&
                    t.layer[2].weights == 32);
        assert_true(near(t.layer[0].data + t.layer[1].data + t.layer[2].data, t.all.data, 1e-9));
    }
}

/* Decoupled decay of plain SGD rests where coupled decay does; that of momentum does not, as the caveat says. */
static void decoupled_rest_is_as_said(void **state)
{
    (void)state;
    const char *const sgd[] = { "l2", "0.3", "opt", "sgd", "lr", "0.1", "decay", "decoupled", NULL };
    const char *const momentum[] = { "l2", "0.3", "opt", "momentum", "lr", "0.02", "decay", "decoupled", NULL };
    Tug t;
    Snapshot s = trained("ellipse", sgd, 3000);
    tug_make(&s, &arena, &t);
    assert_true(near(t.all.data, -t.all.penalty, 1e-4) && t.all.penalty < -0.1);
    s = trained("ellipse", momentum, 3000);
    tug_make(&s, &arena, &t);
    assert_true(near(10 * t.all.data, -t.all.penalty, 1e-3)); /* 1/(1 - .9) of the gradient against the decay alone */
}

static void filters_and_layers_have_rows(void **state)
{
    (void)state;
    const char *const set[] = { "points", "20", "l2", "0.1", NULL };
    Snapshot s = trained("glyphs", set, 2);
    Tug t;
    tug_make(&s, &arena, &t);
    assert_true(t.layers == 2 && t.layer[0].weights == 100 && t.layer[1].weights == 256);
    assert_int_equal(tug_layer(&s.shape, 0), 0);
    assert_int_equal(tug_layer(&s.shape, s.shape.params - 1), 1);
}

static void large_sets_are_looked_at_in_part(void **state)
{
    (void)state;
    Config c;
    config_default(&c);
    Shape s = net_shape(&c, NULL);
    assert_int_equal(findings_rows(&s, 80), 80);
    assert_true(findings_rows(&s, 100000) > 5000 && findings_rows(&s, 100000) < 100000);
    c.width[0] = c.width[1] = 256;
    s = net_shape(&c, NULL);
    assert_int_equal(findings_rows(&s, 100000), 256);
    assert_int_equal(findings_rows(&s, 200), 200);
}

/* --- who pays --- */

static void rises_by_hand(void **state)
{
    (void)state;
    /* net: z = 0 everywhere, loss log 2; twin: z = 2 x0 */
    real params[] = { 0, 0, 0, 2, 0, 0 }, x[] = { 1, 0, -1, 0, 1, 0, 0, 0 }, y[] = { 1, 0, 0, 1 };
    uint8_t wrong[] = { 0, 0, 1, 0 };
    Snapshot s = given(params, loss_for(2), x, y, wrong, 4);
    Pays p;
    pays_make(&s, &arena, &p);
    const double sure = log(1 + exp(-2)), unsure = log(1 + exp(2)), half = log(2);
    const double twin[] = { sure, sure, unsure, half };
    for (int i = 0; i < 4; i++)
        assert_true(near((double)p.net[i], half, 1e-6) && near((double)p.twin[i], twin[i], 1e-6));
    assert_true(p.rows == 4 && p.wrong == 1 && p.top == 1);
    assert_true(near(p.rise, 2 * (half - sure), 1e-6) && p.wrong_rise == 0); /* the wrong one got cheaper */
    assert_true(near(p.change, 2 * (half - sure) + half - unsure, 1e-6) && near(p.top_rise, half - sure, 1e-6));
    const int order[] = { 0, 1, 3, 2 };
    assert_memory_equal(p.order, order, sizeof order);
}

static void hero_gives_up_wrong_labels_first(void **state)
{
    (void)state;
    const char *const set[] = { "l2", "0.01", NULL };
    Snapshot s = trained("moons", set, 3000);
    Pays p;
    pays_make(&s, &arena, &p);
    int wrong = 0;
    for (int i = 0; i < s.train.n; i++)
        wrong += s.train.wrong[i];
    assert_true(p.wrong == wrong && p.rows == 80);
    assert_true(near(p.change / 80, s.metrics[0].data_loss - s.metrics[1].data_loss, 1e-5));
    /* a wrong label pays more than three times what its share of the points would be, and the first ten are wrong ones
     */
    assert_true(p.wrong_rise / p.rise > 3.0 * wrong / 80);
    for (int i = 0; i < 10; i++)
        assert_true(s.train.wrong[p.order[i]]);
}

static void broken_losses_are_last(void **state)
{
    (void)state;
    real params[] = { NAN, 0, 0, 0, 0, 0 }, x[] = { 1, 0, -1, 0 }, y[] = { 1, 0 };
    Snapshot s = given(params, loss_for(2), x, y, NULL, 2);
    Pays p;
    pays_make(&s, &arena, &p);
    assert_true(p.rise == 0 && p.order[0] == 0 && p.order[1] == 1 && p.wrong == 0);
}

/* --- margins and calibration --- */

static void bins_by_hand(void **state)
{
    (void)state;
    const float sure[] = { 0.5f, 0.52f, 0.71f, 0.74f, 0.99f, 1 };
    const bool right[] = { true, false, true, true, false, true };
    Calibration c;
    calibration_make(sure, right, 6, 2, &c);
    assert_true(c.n == 6 && c.count[0] == 2 && c.count[4] == 2 && c.count[9] == 2);
    assert_true(near((double)c.confidence[0], 0.51, 1e-6) && near((double)c.accuracy[0], 0.5, 1e-6));
    assert_true(near((double)c.confidence[4], 0.725, 1e-6) && near((double)c.accuracy[4], 1, 1e-6));
    assert_true(near((double)c.confidence[9], 0.995, 1e-6) && near((double)c.accuracy[9], 0.5, 1e-6));
    assert_true(near(c.error, (0.01 + 0.275 + 0.495) / 3, 1e-6));
    assert_true(near(c.mean_confidence, 4.46 / 6, 1e-6) && near(c.mean_accuracy, 4.0 / 6, 1e-9));
    const float low[] = { 0.34f };
    calibration_make(low, right, 1, 3, &c); /* three classes: from a third on */
    assert_true(c.count[0] == 1 && near(c.error, 0.66, 1e-6));
    calibration_make(low, right, 0, 3, &c);
    assert_true(c.n == 0 && c.error == 0 && c.mean_accuracy == 0);
}

static void margins_have_the_sign_of_being_right(void **state)
{
    (void)state;
    real params[] = { 1, 0, 0, 4, 0, 0 }, x[] = { 1, 0, -1, 0, 0.5f, 0, 2, 0 }, y[] = { 1, 0, 0, 1 };
    Snapshot s = given(params, loss_for(2), x, y, NULL, 4);
    Margins m;
    margins_make(&s, &arena, &m);
    assert_true(!m.residuals && m.range == 2 && m.train.n == 4 && m.twin.n == 4); /* margins 1 1 -.5 2 */
    assert_true(near(m.train.median, 1, 1e-6) && near(m.train.below, 0.25, 1e-9));
    assert_int_equal(m.train.count[30], 2); /* 1 ... 1.1 */
    assert_int_equal(m.train.count[15], 1); /* -.5 ... -.4 */
    assert_int_equal(m.train.count[39], 1); /* what lies at the end is in the last */
    assert_int_equal(m.twin.count[39], 3);  /* 4 4 8 */
    const double p[] = { 0.73105858, 0.73105858, 0.62245933, 0.88079708 };
    assert_true(near(m.on_test.mean_confidence, (p[0] + p[1] + p[2] + p[3]) / 4, 1e-6));
    assert_true(near(m.on_test.mean_accuracy, 0.75, 1e-9));
    assert_true(near(m.on_test.error, (2 * (1 - p[0]) + p[2] + 1 - p[3]) / 4, 1e-6));
}

static void residuals_of_values(void **state)
{
    (void)state;
    real params[] = { 1, 0, 0, 1, 0, 0 }, x[] = { 1, 0, -1, 0, 0, 0 }, y[] = { 0.9f, -1.15f, 0 };
    Snapshot s = given(params, loss_for(0), x, y, NULL, 3);
    Margins m;
    margins_make(&s, &arena, &m);
    assert_true(m.residuals && m.on_test.n == 0 && near(m.train.below, sqrt((0.01 + 0.0225) / 3), 1e-6));
    assert_true(near(m.train.median, 0.1, 1e-6) && near((double)m.range, 0.2, 1e-6));
}

/* The same numbers as the metrics, and more than two classes. */
static void accuracy_is_that_of_the_metrics(void **state)
{
    (void)state;
    const char *const scene[] = { "moons", "blobs" }, *const set[] = { "l2", "0.001", NULL };
    for (int i = 0; i < COUNT(scene); i++) {
        Snapshot s = trained(scene[i], set, 200);
        Margins m;
        margins_make(&s, &arena, &m);
        assert_true(near(m.on_test.mean_accuracy, s.metrics[0].test_accuracy, 1e-9));
        assert_true(near(m.on_valid.mean_accuracy, s.metrics[0].valid_accuracy, 1e-9));
        assert_true(near(1 - m.train.below, s.metrics[0].train_accuracy, 1e-9));
        assert_true(near(m.twin_on_test.mean_accuracy, s.metrics[1].test_accuracy, 1e-9));
        assert_int_equal(m.wrong_valid > 0, i == 0);
    }
}

/* Without a penalty it is sure of its mistakes; at the sweet spot it is as sure as it is right about labels like those
 * it has learned from, and so too modest about true ones. */
static void hero_learns_doubt(void **state)
{
    (void)state;
    const char *const none[] = { "l2", "0", NULL }, *const sweet[] = { "l2", "0.01", NULL };
    Margins m;
    Snapshot s = trained("moons", none, 3000);
    margins_make(&s, &arena, &m);
    assert_true(m.on_test.mean_confidence - m.on_test.mean_accuracy > 0.1);
    assert_true(m.on_valid.mean_confidence - m.on_valid.mean_accuracy > 0.2 && m.on_test.error > 0.1);
    s = trained("moons", sweet, 3000);
    margins_make(&s, &arena, &m);
    assert_true(fabs(m.on_valid.mean_confidence - m.on_valid.mean_accuracy) < 0.05);
    assert_true(m.on_test.mean_confidence < m.on_test.mean_accuracy && m.twin_on_test.error > 0.1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(pulls_by_hand, clear),
        cmocka_unit_test_teardown(kink_of_l1_holds_up_to_its_strength, clear),
        cmocka_unit_test_teardown(exact_ridge_is_at_rest, clear),
        cmocka_unit_test_teardown(l1_by_proximal_steps_is_at_rest, clear),
        cmocka_unit_test_teardown(every_way_to_penalise_is_judged, clear),
        cmocka_unit_test_teardown(decoupled_rest_is_as_said, clear),
        cmocka_unit_test_teardown(filters_and_layers_have_rows, clear),
        cmocka_unit_test_teardown(large_sets_are_looked_at_in_part, clear),
        cmocka_unit_test_teardown(rises_by_hand, clear),
        cmocka_unit_test_teardown(hero_gives_up_wrong_labels_first, clear),
        cmocka_unit_test_teardown(broken_losses_are_last, clear),
        cmocka_unit_test_teardown(bins_by_hand, clear),
        cmocka_unit_test_teardown(margins_have_the_sign_of_being_right, clear),
        cmocka_unit_test_teardown(residuals_of_values, clear),
        cmocka_unit_test_teardown(accuracy_is_that_of_the_metrics, clear),
        cmocka_unit_test_teardown(hero_learns_doubt, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
