/* An ensemble in training: same bits however it is sliced, replayed, saved, watched or accompanied; live changes;
 * collapse and divergence. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nn/nn.h"

static const MemberPlan net_and_twin[] = { { .kind = MEMBER_FOLLOWS }, { .kind = MEMBER_PLAIN } };
static const RunPlan both = { .members = 2, .member = net_and_twin, .record = true };

/* A sweep: every member has its own value of one setting. */
static Run *sweep_of(const Config *c, const char *key, const float *values, int members)
{
    MemberPlan plan[SWEEP_MEMBERS];
    Err err;
    for (int m = 0; m < members; m++)
        plan[m] = (MemberPlan){ MEMBER_OWN, values[m] };
    Run *r = run_new(c, &(RunPlan){ .members = members, .member = plan, .vary = param_find(key) }, &err);
    if (!r)
        fail_msg("%s", err.text);
    return r;
}

/* A small net and few points, so that thousands of steps pass at once; settings as "key=value key=value". */
static Config config_of(const char *settings)
{
    Config c;
    config_default(&c);
    char key[32], value[32];
    const char *all[] = { "net=8-8 test_points=50 valid_points=20 points=30", settings };
    for (int i = 0; i < 2; i++) {
        int used = 0;
        for (const char *s = all[i]; sscanf(s, " %31[^=]=%31[^ ]%n", key, value, &used) == 2; s += used) {
            Err err;
            if (!config_set(&c, key, value, &err))
                fail_msg("%s", err.text);
        }
    }
    return c;
}

static Run *start(const char *settings)
{
    Config c = config_of(settings);
    Err err;
    Run *r = run_new(&c, &both, &err);
    if (!r)
        fail_msg("%s", err.text);
    return r;
}

static void set(Run *r, const char *key, double value)
{
    Err err;
    if (!run_change(r, ACTION_SET, param_find(key), value, &err))
        fail_msg("%s", err.text);
}

/* Everything of two runs that anyone can see, bit for bit. */
static void assert_same(Run *a, Run *b)
{
    size_t n = (size_t)run_shape(a)->params;
    for (int m = 0; m < 2; m++) {
        Metrics x, y;
        assert_memory_equal(run_params(a, m), run_params(b, m), sizeof(real) * n);
        run_metrics(a, m, &x);
        run_metrics(b, m, &y);
        assert_true(x.step == y.step && x.status == y.status && x.data_loss == y.data_loss);
        assert_true(x.test_loss == y.test_loss && x.valid_loss == y.valid_loss && x.objective == y.objective);
    }
    Arena arena = { 0 };
    Snapshot s, t;
    snapshot_take(a, true, &arena, &s);
    snapshot_take(b, true, &arena, &t);
    assert_true(s.step == t.step && s.changes == t.changes && s.path_version == t.path_version);
    assert_int_equal(s.curve_points, t.curve_points);
    assert_memory_equal(s.curve, t.curve, sizeof(CurvePoint) * 2 * (size_t)s.curve_points);
    assert_int_equal(s.recent_points, t.recent_points);
    assert_memory_equal(s.recent, t.recent, sizeof(float) * (size_t)s.recent_points);
    assert_int_equal(s.path_points, t.path_points);
    assert_memory_equal(s.path, t.path, sizeof(real) * n * (size_t)s.path_points);
    assert_memory_equal(s.path_step, t.path_step, sizeof(float) * (size_t)s.path_points);
    assert_int_equal(s.has_before, t.has_before);
    assert_memory_equal(s.before, t.before, sizeof(real) * n);
    arena_free(&arena);
}

/* --- the same bits --- */

static void slices(void **state)
{
    (void)state;
    static const char *const settings[] = { "l2=0.001", "batch=7 opt=momentum l2=0.01 act=tanh",
                                            "batch=64 data=blobs opt=sgd" };
    for (int i = 0; i < COUNT(settings); i++) {
        Run *whole = start(settings[i]), *sliced = start(settings[i]), *watched = start(settings[i]);
        assert_int_equal(run_steps(whole, 1000), 1000);
        for (int k = 0; k < 10; k++)
            assert_int_equal(run_steps(sliced, 100), 100);
        for (int k = 0; k < 1000; k++) {
            Metrics m;
            run_steps(watched, 1);
            if (k % 50 == 0)
                run_metrics(watched, k % 2, &m);
        }
        assert_same(whole, sliced);
        assert_same(whole, watched);
        run_free(whole);
        run_free(sliced);
        run_free(watched);
    }
}

static void replay(void **state)
{
    (void)state;
    Run *live = start("batch=8"), *again = start("batch=8");
    run_steps(live, 100);
    set(live, "l2", 0.5);
    set(live, "l2", 0.01); /* the slider was dragged: the last value counts */
    set(live, "lr", 0.003);
    run_steps(live, 150);
    assert_true(run_change(live, ACTION_REHEAT, 0, 0.3, NULL));
    run_steps(live, 50);
    set(live, "reg", 0);
    run_steps(live, 700);
    const Change *journal;
    int n = run_journal(live, &journal);
    assert_int_equal(n, 4);
    assert_int_equal(journal[3].step, 300);
    Err err;
    assert_true(run_replay(again, journal, n, 1000, &err));
    assert_same(live, again);
    assert_true(config_equal(run_config(live), run_config(again)));
    assert_false(config_equal(run_config(live), run_start(live)));

    Run *part = start("batch=8"); /* changes at `until` belong to the steps after it */
    assert_true(run_replay(part, journal, n, 100, &err));
    assert_true(run_config(part)->l2 == 0 && run_step(part) == 100);
    assert_false(run_replay(part, (Change[]){ { 5, ACTION_SET, param_find("l2"), 1 } }, 1, 200, &err));
    assert_non_null(strstr(err.text, "ascending"));
    run_free(live);
    run_free(again);
    run_free(part);
}

static void alone_and_in_a_sweep(void **state)
{
    (void)state;
    float l2[SWEEP_GROUP];
    Config c = config_of("batch=9");
    for (int m = 0; m < SWEEP_GROUP; m++)
        l2[m] = sweep_value(&c, sweep_order(m));
    Run *sweep = sweep_of(&c, "l2", l2, SWEEP_GROUP);
    assert_int_equal(run_steps(sweep, 500), 500);
    for (int m = 0; m < SWEEP_GROUP; m += 3) {
        c.l2 = l2[m]; /* the sweep does not follow the slider, the net alone does */
        Run *alone = run_new(&c, &(RunPlan){ .members = 1, .member = net_and_twin, .record = true }, NULL);
        run_steps(alone, 500);
        Metrics x, y;
        run_metrics(sweep, m, &x);
        run_metrics(alone, 0, &y);
        assert_true(x.l2 == y.l2 && x.test_loss == y.test_loss && x.weight_norm == y.weight_norm);
        assert_memory_equal(run_params(sweep, m), run_params(alone, 0),
                            sizeof(real) * (size_t)run_shape(alone)->params);
        run_free(alone);
    }
    assert_memory_not_equal(run_params(sweep, 0), run_params(sweep, 5), 40);
    run_free(sweep);
}

static void save_and_load(void **state)
{
    (void)state;
    Run *r = start("batch=7"), *other = start("batch=7"), *straight = start("batch=7");
    run_steps(r, 333);
    set(r, "l2", 0.02);
    run_steps(r, 1);
    void *kept = malloc(run_state_size(r));
    assert_non_null(kept);
    run_save(r, kept);
    for (int i = 0; i < 100; i++) { /* the journal outgrows the one that was saved */
        set(r, "l2", 0.001 * (i + 1));
        run_steps(r, 7);
    }
    run_load(r, kept);
    run_load(other, kept); /* into a run that has never taken a step, too */
    free(kept);
    assert_int_equal(run_step(r), 334);
    assert_same(r, other);
    run_steps(straight, 333);
    set(straight, "l2", 0.02);
    run_steps(straight, 300);
    run_steps(r, 299);
    run_steps(other, 299);
    assert_same(r, straight);
    assert_same(other, straight);
    run_free(r);
    run_free(other);
    run_free(straight);
}

/* A run is nothing but its parts: gradient, penalty, optimiser, with steps counted from 1. */
static void steps_by_hand(const Run *r, real *p, int steps)
{
    const Config *c = run_config(r);
    const Shape *s = run_shape(r);
    Arena a = { 0 };
    Scratch *w = net_scratch(s, &a);
    real *grad = arena_new(&a, real, s->params), *slots = arena_new(&a, real, 2 * s->params);
    uint8_t *is_weight = arena_new(&a, uint8_t, s->params);
    net_is_weight(s, is_weight);
    OptArgs args = { .lr = c->lr, .beta1 = c->beta1, .beta2 = c->beta2, .eps = 1e-8f };
    for (args.t = 1; args.t <= (uint64_t)steps; args.t++) {
        net_loss(s, p, run_points(r, SPLIT_TRAIN), NULL, c->points, grad, w);
        reg_gradient(reg_penalty(c), p, is_weight, grad, s->params);
        opt_defs[c->opt].step(p, grad, slots, s->params, &args);
    }
    arena_free(&a);
}

static void steps_and_their_parts(void **state)
{
    (void)state;
    Run *r = start("l2=0.01 opt=adam");
    int n = run_shape(r)->params;
    size_t size = sizeof(real) * (size_t)n;
    real *p = malloc(size), *before = malloc(size);
    assert_true(p && before);
    net_init(run_shape(r), run_config(r)->seed_init, p);
    assert_memory_equal(p, run_params(r, 0), size);
    steps_by_hand(r, p, 60);
    run_steps(r, 60);
    assert_memory_equal(p, run_params(r, 0), size);

    assert_true(run_change(r, ACTION_REHEAT, 0, 0.3, NULL)); /* jitter on weights alone, then Adam from its start */
    double sum = 0;
    memcpy(before, p, size);
    memcpy(p, run_params(r, 0), size);
    for (int i = 0; i < n; i++)
        sum += (double)(p[i] - before[i]) * (double)(p[i] - before[i]);
    assert_true(fabs(sqrt(sum / (2 * 8 + 8 * 8 + 8)) - 0.3) < 0.1);
    assert_memory_equal(p + run_shape(r)->biases[1], before + run_shape(r)->biases[1], sizeof(real) * 8);
    steps_by_hand(r, p, 40);
    run_steps(r, 40);
    assert_memory_equal(p, run_params(r, 0), size);
    free(p);
    free(before);
    run_free(r);
}

/* --- changes --- */

static void live_lambda(void **state)
{
    (void)state;
    Run *r = start("l2=0");
    Metrics net, twin;
    run_steps(r, 400);
    assert_memory_equal(run_params(r, 0), run_params(r, 1), sizeof(real) * (size_t)run_shape(r)->params);
    real *then = malloc(sizeof(real) * (size_t)run_shape(r)->params);
    assert_non_null(then);
    memcpy(then, run_params(r, 0), sizeof(real) * (size_t)run_shape(r)->params);
    set(r, "l2", 0.05);
    run_metrics(r, 0, &net);
    run_metrics(r, 1, &twin);
    assert_true(net.l2 == 0.05f && twin.l2 == 0);
    assert_true(fabs(net.penalty / (0.5 * 0.05 * net.weight_norm * net.weight_norm) - 1) < 1e-6);
    assert_true(net.objective == net.data_loss + net.penalty && twin.penalty == 0);
    run_steps(r, 400);
    run_metrics(r, 0, &net);
    run_metrics(r, 1, &twin);
    assert_true(net.weight_norm < 0.5 * twin.weight_norm && net.data_loss > twin.data_loss);

    Arena a = { 0 };
    Snapshot s;
    snapshot_take(r, false, &a, &s);
    assert_true(s.has_before && s.before_step == 400 && s.before_l2 == 0);
    assert_memory_equal(s.before, then, sizeof(real) * (size_t)s.shape.params);
    assert_int_equal(s.path_points, 0); /* it was not asked for */
    for (int i = 0; i < s.curve_points; i++)
        assert_true(s.curve[i].l2 == (s.curve[i].step < 400 ? 0.0f : 0.05f));

    set(r, "reg", 0); /* none: lambda is kept but not in force */
    run_metrics(r, 0, &net);
    assert_true(net.l2 == 0 && net.penalty == 0 && run_config(r)->l2 == 0.05f);
    arena_free(&a);
    free(then);
    run_free(r);
}

static void refused_changes(void **state)
{
    (void)state;
    Run *r = start("");
    Err err;
    const Change *journal;
    assert_false(run_change(r, ACTION_SET, param_find("points"), 90, &err));
    assert_non_null(strstr(err.text, "points"));
    assert_false(run_change(r, ACTION_SET, param_find("l2"), 1000, &err));
    assert_false(run_change(r, ACTION_SET, param_find("sweep_lo"), 10, &err));
    assert_false(run_change(r, ACTION_REHEAT, 0, -1, &err));
    assert_false(run_change(r, ACTION_REHEAT, 0, NAN, &err));
    set(r, "l2", 0); /* as it is already */
    assert_int_equal(run_journal(r, &journal), 0);
    assert_true(config_equal(run_config(r), run_start(r)));

    Config next = *run_config(r);
    next.l2 = 0.25f;
    next.lr = 0.5f;
    next.points = 7; /* restarts: not for run_set */
    run_set(r, &next);
    assert_int_equal(run_journal(r, &journal), 2);
    assert_true(run_config(r)->l2 == 0.25f && run_config(r)->lr == 0.5f && run_config(r)->points == 30);
    Config bad = *run_start(r);
    bad.sweep_hi = bad.sweep_lo;
    assert_null(run_new(&bad, &both, &err));
    run_free(r);
}

/* An axis that moves as a whole passes through lo >= hi when one end moves before the other. */
static void moved_axis(void **state)
{
    (void)state;
    Run *r = start("");
    Config next = *run_config(r);
    next.sweep_lo = 2;
    next.sweep_hi = 50;
    run_set(r, &next);
    assert_true(run_config(r)->sweep_lo == 2 && run_config(r)->sweep_hi == 50);
    next.sweep_lo = 1e-9f;
    next.sweep_hi = 1e-7f;
    run_set(r, &next);
    assert_true(config_equal(run_config(r), &next));
    run_free(r);
}

/* --- what can happen to a net --- */

static void collapse_and_reheat(void **state)
{
    (void)state;
    Run *r = start("l2=1");
    Metrics m;
    run_steps(r, 1500);
    run_metrics(r, 0, &m);
    assert_int_equal(m.status, STATUS_COLLAPSED);
    assert_true(m.weight_norm < 0.05);
    run_metrics(r, 1, &m);
    assert_int_equal(m.status, STATUS_OK);
    set(r, "l2", 0.0001); /* too much decay is not undone by less of it */
    run_steps(r, 300);
    run_metrics(r, 0, &m);
    assert_int_equal(m.status, STATUS_COLLAPSED);
    Arena a = { 0 };
    Snapshot s;
    snapshot_take(r, false, &a, &s);
    assert_false(s.has_before); /* a dead net is nothing to go back to */
    assert_true(run_change(r, ACTION_REHEAT, 0, 0.3, NULL));
    run_steps(r, 300);
    run_metrics(r, 0, &m);
    assert_int_equal(m.status, STATUS_OK);
    assert_true(m.weight_norm > 1);
    arena_free(&a);
    run_free(r);
}

static void divergence(void **state)
{
    (void)state;
    Run *r = start("opt=sgd lr=10 l2=0"), *calm = start("opt=sgd lr=10 l2=0");
    Metrics m;
    set(r, "lr", 0.1);
    set(calm, "lr", 0.1);
    run_steps(r, 20);
    set(r, "l2", 30); /* lr * lambda = 3: each step multiplies the weights by -2 */
    int taken = run_steps(r, 1000);
    run_metrics(r, 0, &m);
    assert_int_equal(m.status, STATUS_DIVERGED);
    assert_true(taken > 5 && taken < 40 && m.step == 20 + (uint64_t)taken && run_step(r) == m.step);
    assert_true(!(m.weight_norm < 1e6));
    assert_int_equal(run_steps(r, 10), 0); /* it waits for someone to undo it */
    Arena a = { 0 };
    Snapshot s;
    snapshot_take(r, true, &a, &s);
    assert_true(s.has_before && s.before_step == 20 && s.metrics[0].status == STATUS_DIVERGED);
    assert_int_equal(s.metrics[1].status, STATUS_OK);
    run_steps(calm, 20 + taken);
    assert_memory_equal(run_params(r, 1), run_params(calm, 1), sizeof(real) * (size_t)s.shape.params);

    /* numbers that are not finite, in a sweep: the member stops, the others go on */
    Config c = config_of("opt=sgd lr=1");
    Run *sweep = sweep_of(&c, "l2", (float[]){ 0, 100, 0.001f }, 3);
    assert_int_equal(run_steps(sweep, 200), 200);
    run_metrics(sweep, 1, &m);
    assert_true(m.status == STATUS_DIVERGED && m.step < 10);
    run_metrics(sweep, 2, &m);
    assert_true(m.status != STATUS_DIVERGED && m.step == 200);

    /* a twin that stops does not stop the net; its curve goes on with the numbers it stopped at */
    const MemberPlan lasting[] = { { MEMBER_FOLLOWS, 0 }, { MEMBER_OWN, 100 } };
    Run *pair = run_new(&c, &(RunPlan){ 2, lasting, param_find("l2"), true, NULL }, NULL);
    assert_int_equal(run_steps(pair, 100), 100);
    snapshot_take(pair, false, &a, &s);
    assert_true(s.metrics[1].status == STATUS_DIVERGED && s.metrics[1].step < 10 && s.metrics[0].step == 100);
    assert_true(s.curve[s.curve_points - 1].step == 100 && s.curve[2 * s.curve_points - 1].step == 100);
    for (int i = 0; i < s.curve_points; i++)
        assert_true(s.curve[i].step == s.curve[s.curve_points + i].step);
    arena_free(&a);
    run_free(r);
    run_free(calm);
    run_free(sweep);
    run_free(pair);
}

static void not_finite(void **state) /* a step so long that the first one already overflows */
{
    (void)state;
    Run *r = start("opt=sgd lr=100 l2=100 act=linear net=32-32-32-32-32-32-32-32 noise=5");
    Metrics m;
    assert_true(run_steps(r, 50) < 50);
    run_metrics(r, 0, &m);
    assert_int_equal(m.status, STATUS_DIVERGED);
    run_free(r);
}

/* --- batches --- */

/* Every epoch uses each point once: with linear steps (no hidden layer, a tiny learning rate) the sum of an epoch's
 * batch losses is that of the whole set, the short last batch counting for its size. */
static void batches(void **state)
{
    (void)state;
    Run *r = start("net=- opt=sgd lr=1e-6 batch=7 points=30 reg=none");
    Arena a = { 0 };
    Snapshot s;
    Metrics m;
    run_steps(r, 10);
    snapshot_take(r, false, &a, &s);
    run_metrics(r, 0, &m);
    assert_int_equal(s.recent_points, 10);
    double sums[2] = { 0 };
    for (int i = 0; i < 10; i++)
        sums[i / 5] += (double)s.recent[i] * (i % 5 == 4 ? 2 : 7);
    assert_true(fabs(sums[0] / 30 - m.data_loss) < 1e-5 && fabs(sums[1] / 30 - m.data_loss) < 1e-5);
    assert_true(fabs((double)s.recent[0] - (double)s.recent[5]) > 1e-4); /* another order in the second epoch */
    assert_true(m.epoch == 2);
    run_steps(r, 1);
    run_metrics(r, 0, &m);
    assert_true(fabs(m.epoch - 2 - 7.0 / 30) < 1e-12);
    arena_free(&a);
    run_free(r);
}

/* --- what is recorded --- */

static void recorded(void **state)
{
    (void)state;
    Run *r = start("net=2 points=5 test_points=5 valid_points=0 l2=0.01");
    uint64_t version = 0;
    for (int round = 0; round < 9; round++) {
        Arena a = { 0 };
        Snapshot s;
        snapshot_take(r, true, &a, &s);
        assert_true(s.curve_points <= RUN_CURVE + 1 && s.path_points <= RUN_PATH);
        assert_true(s.curve[0].step == 0 && s.curve[s.curve_points - 1].step == (float)s.step);
        for (int i = 1; i < s.curve_points; i++)
            assert_true(s.curve[i].step > s.curve[i - 1].step);
        for (int i = 1; i < s.path_points; i++)
            assert_true(s.path_step[i] > s.path_step[i - 1]);
        for (int i = 2; i < s.curve_points - 1;
             i++) /* ever larger distances, and none of the points between is missing */
            assert_true(s.curve[i].step - s.curve[i - 1].step >= s.curve[i - 1].step - s.curve[i - 2].step);
        assert_true(round == 0 || s.path_version > version);
        version = s.path_version;
        assert_true(isnan(s.metrics[0].valid_loss) && isnan(s.metrics[0].valid_accuracy));
        assert_true(s.recent_points == (s.step < RUN_RECENT ? (int)s.step : RUN_RECENT));
        if (round == 8) { /* both ends of the first curve are still there, and the grain is even */
            assert_true(s.curve_points > RUN_CURVE / 3 && s.curve[1].step == 1 && s.path_points > RUN_PATH / 3);
            assert_true((double)s.recent[RUN_RECENT - 1] - s.metrics[0].objective < 1e-3);
        }
        arena_free(&a);
        run_steps(r, 1 + 100 * round * round);
    }
    run_free(r);
}

static void path_of_a_large_net(void **state) /* room for nine of its states only */
{
    (void)state;
    Config c = config_of("net=256-256-256-256-256-256-256-256 points=1 test_points=1 valid_points=0 opt=sgd lr=1e-4");
    Run *r = run_new(&c, &(RunPlan){ .members = 1, .member = net_and_twin, .record = true }, NULL);
    run_steps(r, 170);
    Arena a = { 0 };
    Snapshot s;
    snapshot_take(r, true, &a, &s);
    assert_in_range(s.path_points, 5, 9);
    assert_true(s.path_step[0] == 0 && s.path_step[s.path_points - 1] == 160);
    arena_free(&a);
    run_free(r);
}

/* More points keep the first ones, so what is measured of a large set is what is measured of a smaller one. */
static void a_recorded_run_measures_so_many_points(void **state)
{
    (void)state;
    const RunPlan alone = { .members = 2, .member = net_and_twin };
    Config large = config_of("points=5000 test_points=4500 valid_points=4096"),
           small = config_of("points=4096 test_points=4096 valid_points=4096");
    Run *recorded = run_new(&large, &both, NULL), *whole = run_new(&large, &alone, NULL),
        *first = run_new(&small, &alone, NULL);
    Metrics some, all, those;
    run_metrics(recorded, 0, &some);
    run_metrics(whole, 0, &all);
    run_metrics(first, 0, &those);
    assert_true(some.data_loss == those.data_loss && some.train_accuracy == those.train_accuracy);
    assert_true(some.test_loss == those.test_loss && some.valid_loss == those.valid_loss);
    assert_true(some.data_loss != all.data_loss && some.test_loss != all.test_loss);
    run_free(recorded);
    run_free(whole);
    run_free(first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices),
        cmocka_unit_test(replay),
        cmocka_unit_test(save_and_load),
        cmocka_unit_test(alone_and_in_a_sweep),
        cmocka_unit_test(live_lambda),
        cmocka_unit_test(steps_and_their_parts),
        cmocka_unit_test(refused_changes),
        cmocka_unit_test(moved_axis),
        cmocka_unit_test(collapse_and_reheat),
        cmocka_unit_test(divergence),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(batches),
        cmocka_unit_test(recorded),
        cmocka_unit_test(a_recorded_run_measures_so_many_points),
        cmocka_unit_test(path_of_a_large_net),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
