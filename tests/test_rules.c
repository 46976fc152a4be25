/* What members do in a step: every regulariser, decay, mistake and solver in whole runs, alone, beside each other and
 * changed while they train. */
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

static void apply(Config *c, const char *settings)
{
    char key[32], value[32];
    int used = 0;
    for (const char *s = settings; sscanf(s, " %31[^=]=%31[^ ]%n", key, value, &used) == 2; s += used) {
        Err err;
        if (!config_set(c, key, value, &err))
            fail_msg("%s", err.text);
    }
}

static Config config_of(const char *scene, const char *settings)
{
    Config c;
    scene_config(scene_find(scene), &c);
    apply(&c, settings);
    return c;
}

static const char *const small = "net=8-8 test_points=50 valid_points=20 points=30";

static Run *start(const char *scene, const char *settings)
{
    Config c = config_of(scene, settings);
    Err err;
    Run *r = run_new(&c, &(RunPlan){ .members = 2, .member = net_and_twin, .record = true }, &err);
    if (!r)
        fail_msg("%s", err.text);
    return r;
}

static Run *start_small(const char *settings)
{
    char all[256];
    snprintf(all, sizeof all, "%s %s", small, settings);
    return start("moons", all);
}

static Metrics metrics_of(Run *r, int member)
{
    Metrics m;
    run_metrics(r, member, &m);
    return m;
}

static void assert_params(Run *a, int i, Run *b, int j)
{
    assert_memory_equal(run_params(a, i), run_params(b, j), sizeof(real) * (size_t)run_shape(a)->params);
}

/* Share of weights that are 0. */
static double zeros(const Run *r, int member)
{
    const Shape *s = run_shape(r);
    uint8_t *is_weight = calloc(1, (size_t)s->params);
    assert_non_null(is_weight);
    net_is_weight(s, is_weight);
    int all = 0, none = 0;
    for (int i = 0; i < s->params; i++) {
        all += is_weight[i];
        none += is_weight[i] && run_params(r, member)[i] == 0;
    }
    free(is_weight);
    return (double)none / all;
}

/* --- beside each other --- */

/* A member of a sweep over any strength is the net that has this strength alone, bit for bit; the twin is the net
 * without a regulariser. */
static void alone_and_together(void **state)
{
    (void)state;
    static const struct {
        const char *settings, *key;
        float value[3];
    } rows[] = {
        { "reg=dropout l2=0.001 batch=7", "dropout", { 0, 0.25f, 0.5f } },
        { "reg=l1 batch=7 opt=nesterov lr=0.05", "l1", { 0, 0.001f, 0.01f } },
        { "reg=elastic l2=0.01 l1_mode=subgradient", "l1", { 0, 0.001f, 0.01f } },
        { "reg=gdn gdn=after opt=rmsprop", "l2", { 0, 0.001f, 0.1f } },
        { "reg=l2 opt=adamw bias_penalty=1", "l2", { 0, 0.1f, 3 } },
        { "reg=l2 mistake=shrink", "l2", { 0, 0.01f, 0.1f } },
    };
    for (int i = 0; i < COUNT(rows); i++) {
        char settings[256];
        snprintf(settings, sizeof settings, "%s %s", small, rows[i].settings);
        Config c = config_of("moons", settings);
        MemberPlan own[3];
        for (int m = 0; m < 3; m++)
            own[m] = (MemberPlan){ MEMBER_OWN, rows[i].value[m] };
        RunPlan plan = { .members = 3, .member = own, .vary = param_find(rows[i].key) };
        Run *sweep = run_new(&c, &plan, NULL);
        run_steps(sweep, 300);
        for (int m = 0; m < 3; m++) {
            assert_true(param_put(&c, plan.vary, (double)rows[i].value[m], NULL));
            Run *alone = run_new(&c, &(RunPlan){ .members = 1, .member = net_and_twin }, NULL);
            run_steps(alone, 100);
            run_steps(alone, 200);
            assert_params(sweep, m, alone, 0);
            assert_true(metrics_of(sweep, m).objective == metrics_of(alone, 0).objective);
            run_free(alone);
        }
        Run *pair = start("moons", settings);
        run_steps(pair, 300);
        if (!reg_defs[c.reg].gdn) { /* that is part of the net, so the twin has it too */
            apply(&c, "reg=none");
            Run *none = run_new(&c, &(RunPlan){ .members = 1, .member = net_and_twin }, NULL);
            run_steps(none, 300);
            assert_params(pair, 1, none, 0);
            run_free(none);
        }
        assert_true(metrics_of(pair, 1).penalty == 0 && metrics_of(pair, 1).l1 == 0 && metrics_of(pair, 1).l2 == 0);
        run_free(sweep);
        run_free(pair);
    }
}

/* Slices, changes on the way, bytes: with masks drawn and a state that can be restored. */
static void same_bits(void **state)
{
    (void)state;
    const char *settings = "reg=dropout dropout=0.3 batch=8 l2=0.001";
    Run *live = start_small(settings), *again = start_small(settings), *loaded = start_small(settings);
    Err err;
    const Change *journal;
    run_steps(live, 60);
    assert_true(run_change(live, ACTION_SET, param_find("dropout"), 0.6, &err));
    run_steps(live, 60);
    assert_true(run_change(live, ACTION_SET, param_find("reg"), 1, &err));
    void *bytes = malloc(run_state_size(live));
    assert_non_null(bytes);
    run_save(live, bytes);
    run_load(loaded, bytes);
    assert_true(run_change(live, ACTION_RESTORE, 0, 0, &err)); /* the best state is among the bytes */
    assert_true(run_change(loaded, ACTION_RESTORE, 0, 0, &err));
    assert_params(live, 0, loaded, 0);
    assert_true(zeros(live, 0) < 1);
    run_load(live, bytes);
    run_load(loaded, bytes);
    free(bytes);
    run_steps(live, 60);
    assert_true(run_change(live, ACTION_RESTORE, 0, 0, &err));
    run_steps(live, 60);
    run_steps(loaded, 60);
    assert_true(run_change(loaded, ACTION_RESTORE, 0, 0, &err));
    run_steps(loaded, 60);
    int n = run_journal(live, &journal);
    assert_int_equal(n, 3);
    assert_true(run_replay(again, journal, n, 240, &err));
    for (int m = 0; m < 2; m++) {
        assert_params(live, m, again, m);
        assert_params(live, m, loaded, m);
    }
    run_free(live);
    run_free(again);
    run_free(loaded);
}

/* --- regularisers --- */

static void zeros_of_l1(void **state)
{
    (void)state;
    Run *prox = start_small("reg=l1 l1=0.01 opt=sgd lr=0.1"),
        *sign = start_small("reg=l1 l1=0.01 opt=sgd lr=0.1 l1_mode=subgradient");
    run_steps(prox, 3000);
    run_steps(sign, 3000);
    assert_true(zeros(prox, 0) > 0.5 && zeros(prox, 1) == 0 && zeros(sign, 0) < 0.05);
    Metrics a = metrics_of(prox, 0), b = metrics_of(sign, 0);
    assert_true(a.l1 == 0.01f && a.l2 == 0 && b.l1 == 0.01f && metrics_of(prox, 1).l1 == 0);
    assert_true(fabs(a.objective - b.objective) < 0.02 && a.objective == a.data_loss + a.penalty && a.penalty > 0.01);
    run_free(prox);
    run_free(sign);
}

static void decoupled(void **state)
{
    (void)state;
    Run *w = start_small("opt=adamw l2=1"), *set = start_small("opt=adam decay=decoupled l2=1"),
        *coupled = start_small("opt=adam l2=1");
    run_steps(w, 500);
    run_steps(set, 500);
    run_steps(coupled, 500);
    assert_params(w, 0, set, 0);
    Metrics m = metrics_of(w, 0);
    assert_true(m.penalty == 0 && m.objective == m.data_loss && m.l2 == 1);
    assert_true(m.status == STATUS_OK && metrics_of(coupled, 0).status == STATUS_COLLAPSED);
    assert_true(m.weight_norm < 0.8 * metrics_of(w, 1).weight_norm);
    run_free(w);
    run_free(set);
    run_free(coupled);
}

/* lambda = 1 over all parameters takes the biases to 0 as well; otherwise they fit the share of the classes. */
static void penalised_biases(void **state)
{
    (void)state;
    for (int biases = 0; biases < 2; biases++) {
        Run *r = start_small(biases ? "l2=1 bias_penalty=1 imbalance=0.5" : "l2=1 imbalance=0.5");
        const Shape *s = run_shape(r);
        run_steps(r, 2000);
        double last = fabs((double)run_params(r, 0)[s->biases[2]]);
        assert_true(biases ? last < 0.3 : last > 0.5);
        assert_true(metrics_of(r, 0).weight_norm < 0.05);
        run_free(r);
    }
}

static void gdn_in_a_run(void **state)
{
    (void)state;
    for (int place = 0; place < gdn_count; place++) {
        Run *r = start_small(place ? "reg=gdn gdn=after act=tanh" : "reg=gdn gdn=instead");
        Err err;
        const Shape *s = run_shape(r);
        run_steps(r, 800);
        Metrics m = metrics_of(r, 0);
        assert_true(m.status == STATUS_OK && m.data_loss < 0.4);
        for (int l = 0; l < 2; l++) { /* behind the biases: gamma, then beta */
            const real *gamma = run_params(r, 0) + s->biases[l] + 8;
            for (int i = 0; i < 64; i++)
                assert_true(gamma[i] >= 0);
            for (int i = 64; i < 72; i++)
                assert_true(gamma[i] >= 0.00099f);
        }
        assert_false(run_change(r, ACTION_SET, param_find("reg"), 1, &err)); /* another net */
        assert_non_null(strstr(err.text, "cannot change while a net is trained"));
        Config next = *run_config(r);
        next.reg = 1;
        assert_true(config_restarts(run_config(r), &next));
        run_free(r);
    }
}

/* Published mistakes: with a constant taken off, the weights drift down and the norm grows with lambda; and a reported
 * loss that grows with the learning rate. */
static void mistakes(void **state)
{
    (void)state;
    Run *wrong = start_small("mistake=shrink l2=0.1 opt=momentum lr=0.05"),
        *right = start_small("l2=0.1 opt=momentum lr=0.05"), *loss = start_small("mistake=loss l2=0.01 lr=0.02");
    run_steps(wrong, 1500);
    run_steps(right, 1500);
    run_steps(loss, 100);
    const Shape *s = run_shape(wrong);
    int below = 0;
    for (int i = s->weights[1]; i < s->biases[1]; i++)
        below += run_params(wrong, 0)[i] < 0;
    assert_in_range(below, 58, 64);
    assert_true(metrics_of(wrong, 0).weight_norm > 10 * metrics_of(right, 0).weight_norm);
    Metrics m = metrics_of(loss, 0), twin = metrics_of(loss, 1);
    double norm2 = m.weight_norm * m.weight_norm;
    assert_true(fabs(m.objective - m.data_loss - 0.02 * norm2) < 1e-5 * m.objective);
    assert_true(fabs(m.penalty - 0.005 * norm2) < 1e-5 && twin.objective == twin.data_loss);
    Arena a = { 0 };
    Snapshot seen; /* the recorded curve has what was reported at each step, with the rate of that step */
    assert_true(run_change(loss, ACTION_SET, param_find("lr"), 0.005, NULL));
    run_steps(loss, 20);
    snapshot_take(loss, false, &a, &seen);
    for (int i = 0; i < seen.curve_points; i++) {
        const CurvePoint *p = &seen.curve[i];
        float lr = p->step < 100 ? 0.02f : 0.005f, reported = p->data_loss + lr * p->weight_norm * p->weight_norm;
        assert_true(fabsf(p->cost - reported) < 1e-5f * reported);
        p += seen.curve_points;
        assert_true(p->cost == p->data_loss);
    }
    arena_free(&a);
    Run *none = start_small("mistake=loss reg=none"), *one = start_small("mistake=shrink reg=l1 l2=1 l1=0.01");
    run_steps(none, 10);
    m = metrics_of(none, 0);
    assert_true(m.objective == m.data_loss && reg_mistake(run_config(none)) == MISTAKE_NONE);
    assert_true(reg_penalty(run_config(one)).shrink == 0 && reg_mistake(run_config(one)) == MISTAKE_NONE);
    run_free(none);
    run_free(one);
    run_free(wrong);
    run_free(right);
    run_free(loss);
}

/* --- early stopping --- */

static void best_state(void **state)
{
    (void)state;
    Run *r = start_small("flip=0.3 lr=0.03"), *blind = start_small("valid_points=0");
    Arena a = { 0 };
    Snapshot s;
    Err err;
    run_steps(r, 600);
    snapshot_take(r, true, &a, &s);
    assert_true(s.has_best && s.best_step > 0 && s.best_step < 600);
    int best = 0, at = 0;
    for (int i = 0; i < s.curve_points - 1; i++) /* the last one is where the run is now */
        if (s.curve[i].valid_loss < s.curve[best].valid_loss)
            best = i;
    while (s.path_step[at] < s.curve[best].step)
        at++;
    assert_true(s.best_step == (uint64_t)s.curve[best].step && s.path_step[at] == s.curve[best].step);
    assert_true(s.best_valid_loss == s.curve[best].valid_loss && s.best_test_loss == s.curve[best].test_loss);
    size_t n = (size_t)s.shape.params;
    real *twin = malloc(sizeof(real) * n);
    assert_non_null(twin);
    memcpy(twin, run_params(r, 1), sizeof(real) * n);
    assert_true(run_change(r, ACTION_RESTORE, 0, 0, &err));
    assert_memory_equal(run_params(r, 0), s.path + (size_t)at * n, sizeof(real) * n);
    assert_memory_equal(run_params(r, 1), twin, sizeof(real) * n);
    assert_true(run_step(r) == 600 && (float)metrics_of(r, 0).valid_loss == s.best_valid_loss);
    run_steps(blind, 100);
    assert_false(run_change(blind, ACTION_RESTORE, 0, 0, &err));
    assert_non_null(strstr(err.text, "nothing to restore"));
    free(twin);
    arena_free(&a);
    run_free(r);
    run_free(blind);
}

/* A net that has diverged can be taken back to its best state and goes on. */
static void back_from_divergence(void **state)
{
    (void)state;
    Run *r = start_small("opt=sgd lr=0.1 l2=0");
    Err err;
    run_steps(r, 100);
    assert_true(run_change(r, ACTION_SET, param_find("l2"), 50, &err));
    assert_true(run_steps(r, 1000) < 1000 && metrics_of(r, 0).status == STATUS_DIVERGED);
    assert_true(run_change(r, ACTION_SET, param_find("l2"), 0.001, &err));
    assert_true(run_change(r, ACTION_RESTORE, 0, 0, &err));
    assert_int_equal(run_steps(r, 50), 50);
    assert_int_equal(metrics_of(r, 0).status, STATUS_OK);
    run_free(r);
}

/* --- the closed form, and filters --- */

/* A polynomial of degree 9 changes the sign of its curvature at most seven times. */
static void smooth(const Run *r)
{
    enum { N = 512 };
    Arena a = { 0 };
    const Shape *s = run_shape(r);
    real raw[N + 1], z[N + 1], *x = arena_new(&a, real, (N + 1) * s->inputs);
    int turns = 0, sign = 0;
    for (int i = 0; i <= N; i++)
        raw[i] = (real)i / N;
    data_inputs(&s->map, raw, N + 1, x);
    net_forward(s, run_params(r, 0), x, N + 1, z, net_scratch(s, &a));
    for (int i = 1; i < N; i++) {
        double bend = (double)z[i - 1] - 2 * (double)z[i] + (double)z[i + 1];
        int now = bend > 1e-5 ? 1 : bend < -1e-5 ? -1 : sign;
        turns += sign && now != sign;
        sign = now;
    }
    assert_in_range(turns, 1, 7);
    assert_false(many_fits(s)); /* there sums are in float */
    arena_free(&a);
}

/* Twenty fixed points with correlated inputs: the ridge path that is known in closed form. */
static void ridge_path(void **state)
{
    (void)state;
    static const double rows[][3] = { { 0, 2.2, -0.8 },    { 0.01, 1.95, -0.55 }, { 0.05, 1.43, -0.07 },
                                      { 0.1, 1.17, 0.17 }, { 0.3, 0.82, 0.39 },   { 1, 0.53, 0.39 } };
    Run *r = start("ellipse", "net=- opt=exact batch=0 reg=l2 points=20"),
        *slow = start("ellipse", "net=- opt=sgd lr=0.5 batch=0 reg=l2 l2=0.1 points=20");
    Err err;
    for (int i = 0; i < COUNT(rows); i++) {
        assert_true(run_change(r, ACTION_SET, param_find("l2"), rows[i][0], &err));
        run_steps(r, 1);
        for (int k = 0; k < 2; k++)
            assert_true(fabs((double)run_params(r, 0)[k] - rows[i][k + 1]) < 0.0055);
        assert_true(fabs((double)run_params(r, 1)[0] - 2.2) < 1e-3);
    }
    assert_true(run_change(r, ACTION_SET, param_find("l2"), 0.1, &err));
    run_steps(r, 1);
    run_steps(slow, 2000);
    for (int k = 0; k < 3; k++)
        assert_true(fabs((double)(run_params(r, 0)[k] - run_params(slow, 0)[k])) < 1e-4);
    assert_false(run_change(r, ACTION_SET, param_find("reg"), 2, &err) &&
                 run_change(r, ACTION_SET, param_find("l1"), 0.1, &err));
    assert_non_null(strstr(err.text, "least squares alone"));
    run_free(r);
    run_free(slow);
    for (int seed = 1; seed <= 20; seed++) { /* ten points, nine powers: far out, and through every point */
        Config c;
        const MemberPlan member = { .kind = MEMBER_FOLLOWS };
        scene_config(scene_find("ridge"), &c);
        c.seed_data = (uint32_t)seed;
        r = run_new(&c, &(RunPlan){ .members = 1, .member = &member, .vary = param_find("l2") }, NULL);
        run_steps(r, 5);
        Metrics far = metrics_of(r, 0);
        assert_true(far.weight_norm > 1e4 && far.data_loss < 1e-6 && far.status == STATUS_OK && run_step(r) == 5);
        smooth(r);
        run_free(r);
    }
    for (int i = 0; i < 3; i++) {
        static const char *const wrong[] = { "net=4 opt=exact", "opt=exact net=- batch=5",
                                             "opt=exact net=- decay=decoupled l2=1" };
        Config c = config_of("ellipse", wrong[i]);
        assert_false(config_check(&c, &err));
    }
}

static void frozen_filters(void **state)
{
    (void)state;
    const char *settings = "freeze=1 points=24 valid_points=10 test_points=300 net=conv:4x5";
    Run *r = start("glyphs", settings), *same = start("glyphs", settings), *free_ones = start("glyphs", "points=24");
    const Shape *s = run_shape(r);
    real filters[104];
    assert_int_equal(s->frozen, 104);
    assert_int_equal(run_shape(free_ones)->frozen, 0);
    memcpy(filters, run_params(r, 0), sizeof filters);
    assert_memory_equal(filters, run_params(same, 0), sizeof filters);
    assert_memory_not_equal(filters, run_params(free_ones, 0), sizeof filters);
    assert_memory_equal(run_params(r, 0) + 104, run_params(free_ones, 0) + 104, sizeof(real) * 64 * 4); /* the head */
    for (int other = 0; other < 2; other++) { /* trained on images that are not those of the run */
        Config c = config_of("glyphs", "freeze=0 points=1000 test_points=1 flip=0 l2=0.01 batch=16 lr=0.01");
        c.seed_data = other ? ~c.seed_data : c.seed_data;
        Run *teacher = run_new(&c, &(RunPlan){ .members = 1, .member = net_and_twin }, NULL);
        run_steps(teacher, 600);
        assert_int_equal(memcmp(filters, run_params(teacher, 0), sizeof filters) == 0, other);
        run_free(teacher);
    }
    run_steps(r, 400);
    run_steps(free_ones, 400);
    assert_memory_equal(filters, run_params(r, 0), sizeof filters);
    double head = 0;
    for (int i = s->weights[0]; i < s->biases[0]; i++)
        head += (double)run_params(r, 0)[i] * (double)run_params(r, 0)[i];
    assert_true(fabs(sqrt(head) - metrics_of(r, 0).weight_norm) < 1e-6);
    assert_true(metrics_of(r, 0).test_accuracy >
                metrics_of(free_ones, 0).test_accuracy);                /* that is what they are for */
    assert_true(run_change(r, ACTION_SET, param_find("l2"), 10, NULL)); /* a convex problem: no harm to the filters */
    run_steps(r, 500);
    assert_memory_equal(filters, run_params(r, 0), sizeof filters);
    assert_true(run_change(r, ACTION_REHEAT, 0, 0.3, NULL));
    assert_memory_equal(filters, run_params(r, 0), sizeof filters);
    run_free(r);
    run_free(same);
    run_free(free_ones);
}

static void nets_that_do_not_fit(void **state)
{
    (void)state;
    Err err;
    Config c = config_of("moons", "net=conv:4x5");
    assert_false(config_check(&c, &err));
    assert_non_null(strstr(err.text, "expected image data"));
    c = config_of("glyphs", "net=16-16 act=tanh"); /* images may go into dense layers */
    assert_true(config_check(&c, &err));
    c = config_of("glyphs", "net=conv:16x9-8 reg=dropout dropout=0.5 pool=avg");
    Run *r = run_new(&c, &(RunPlan){ .members = 1, .member = net_and_twin }, &err);
    assert_non_null(r);
    assert_int_equal(run_steps(r, 20), 20);
    run_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alone_and_together),
        cmocka_unit_test(same_bits),
        cmocka_unit_test(zeros_of_l1),
        cmocka_unit_test(decoupled),
        cmocka_unit_test(penalised_biases),
        cmocka_unit_test(gdn_in_a_run),
        cmocka_unit_test(mistakes),
        cmocka_unit_test(best_state),
        cmocka_unit_test(back_from_divergence),
        cmocka_unit_test(ridge_path),
        cmocka_unit_test(frozen_filters),
        cmocka_unit_test(nets_that_do_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
