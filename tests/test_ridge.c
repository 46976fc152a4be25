/* Weights along lambda: where a weight stands, how many are near zero, which paths are drawn and what holds the others;
 * the paths of a linear model against closed forms; and the study that leads a net up the axis and down again. */
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

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static Config config_of(const char *scene, const char *const *settings)
{
    Config c;
    Err err;
    scene_config(scene_find(scene), &c);
    for (; settings && *settings; settings++) {
        char key[32];
        size_t n = strcspn(*settings, "=");
        memcpy(key, *settings, n);
        key[n] = 0;
        assert_true(config_set(&c, key, *settings + n + 1, &err));
    }
    return c;
}

/* --- weights --- */

static void a_weight_stands_between_two_units(void **state)
{
    (void)state;
    const int width[] = { 2, 3, 4, 1 };
    Shape s = net_layout(width, 3, 0, loss_for(2));
    RidgeWeight w;
    int found = 0;
    for (int l = 0; l < 3; l++)
        for (int i = 0; i < width[l]; i++)
            for (int j = 0; j < width[l + 1]; j++) {
                assert_true(ridge_weight(&s, s.weights[l] + i * width[l + 1] + j, &w));
                assert_true(w.layer == l && w.layers == 3 && w.from == i && w.to == j && !w.filter);
            }
    for (int i = 0; i < s.params; i++)
        found += ridge_weight(&s, i, &w);
    assert_int_equal(found, 2 * 3 + 3 * 4 + 4); /* and no bias */
    assert_false(ridge_weight(&s, s.params, &w) || ridge_weight(&s, -1, &w));
    Config c = config_of("glyphs", NULL); /* conv:4x5 and nothing behind it but the output */
    s = net_shape(&c, NULL);
    assert_true(ridge_weight(&s, s.layer[0].first + 2 * 25 + 7, &w));
    assert_true(w.filter && w.layer == 0 && w.layers == 2 && w.to == 2 && w.from == 7);
    c.freeze = 1; /* filters that are not trained have no path */
    s = net_shape(&c, NULL);
    assert_false(ridge_weight(&s, s.layer[0].first, &w));
    assert_true(ridge_weight(&s, s.weights[0], &w) && w.layers == 1);
}

static void near_zero_and_zero_are_counted_among_weights_alone(void **state)
{
    (void)state;
    const int width[] = { 2, 2, 1 };
    Shape s = net_layout(width, 2, 0, loss_for(2));
    real params[9] = { 0 }; /* biases 0 */
    const real w[] = { 0, -0.0f, 0.0099f, -0.0099f, 0.011f, 3 };
    float near, exact;
    for (int l = 0, k = 0; l < 2; l++)
        for (int i = 0; i < width[l] * width[l + 1]; i++)
            params[s.weights[l] + i] = w[k++];
    ridge_zeros(&s, params, &near, &exact);
    assert_true(near == 4.0f / 6 && exact == 2.0f / 6);
}

/* --- which paths are drawn --- */

static void the_largest_are_paths_and_the_band_holds_the_others(void **state)
{
    (void)state;
    enum { MOST = 300 };
    const int width[] = { 2, 40, 40, 1 };
    Sweep s = { .total = SWEEP_MEMBERS, .shape = net_layout(width, 3, 0, loss_for(2)) };
    int n = s.shape.params;
    real *w = arena_new(&arena, real, SWEEP_MEMBERS * n);
    Rng rng = rng_make(5, 1);
    Ridge r;
    RidgeWeight at;
    for (int m = 0; m < SWEEP_MEMBERS; m++) {
        s.done[m] = m % 3 != 1;
        s.net[0][m].status = m == 30 ? STATUS_DIVERGED : STATUS_OK;
        for (int i = 0; i < n; i++) /* what is not done or has diverged must not be looked at */
            w[m * n + i] = s.done[m] && m != 30 ? (real)rng_normal(&rng) : (real)NAN;
    }
    ridge_make(&s, w, MOST, &arena, &r);
    assert_true(r.weights == 2 * 40 + 40 * 40 + 40 && r.paths <= MOST && r.paths > MOST / 2);
    uint8_t *chosen = arena_new(&arena, uint8_t, n);
    float least = 1e9f, other = 0, largest = 0;
    for (int i = 0; i < r.paths; i++)
        chosen[r.index[i]] = 1;
    for (int i = 0; i < n; i++) {
        float size = 0;
        if (!ridge_weight(&s.shape, i, &at)) {
            assert_false(chosen[i]);
            continue;
        }
        for (int m = 0; m < SWEEP_MEMBERS; m++)
            if (s.done[m] && m != 30) {
                float v = w[m * n + i];
                size = max_f(size, fabsf(v));
                assert_true(chosen[i] || (v >= r.lo[m] && v <= r.hi[m]));
            }
        largest = max_f(largest, size);
        if (chosen[i])
            least = min_f(least, size);
        else
            other = max_f(other, size);
    }
    assert_true(largest == r.largest && other <= least + r.largest / 4096);
    ridge_make(&s, w, 5000, &arena, &r); /* room for all: no band */
    assert_true(r.paths == r.weights && r.lo[0] == 0 && r.hi[0] == 0);
}

/* --- linear models: closed forms --- */

/* The scene's X'X/n is [1 .95; .95 1] and its least squares (2.2, -.8), exactly. */
static void ridge_path(double l2, double w[2])
{
    const double a = 1 + l2, b = 0.95, c0 = 2.2 - 0.95 * 0.8, c1 = 0.95 * 2.2 - 0.8;
    w[0] = (a * c0 - b * c1) / (a * a - b * b);
    w[1] = (a * c1 - b * c0) / (a * a - b * b);
}

static void train_members(const Config *c, int steps, Sweep *s, real *weights)
{
    MemberPlan member[SWEEP_MEMBERS];
    for (int m = 0; m < SWEEP_MEMBERS; m++)
        member[m] = (MemberPlan){ MEMBER_OWN, sweep_value(c, m) };
    Run *r = run_new(c, &(RunPlan){ .members = SWEEP_MEMBERS, .member = member, .vary = reg_slider(c) }, NULL);
    assert_non_null(r);
    run_steps(r, steps);
    *s = (Sweep){ .total = SWEEP_MEMBERS, .shape = *run_shape(r), .config = *c };
    for (int m = 0; m < SWEEP_MEMBERS; m++) {
        s->value[m] = sweep_value(c, m);
        Metrics net;
        run_metrics(r, m, &net);
        spread_add(s, 0, m, &net);
        memcpy(weights + m * s->shape.params, run_params(r, m), sizeof *weights * (size_t)s->shape.params);
    }
    run_free(r);
}

static void the_paths_of_the_ellipse_are_the_ridge_path(void **state)
{
    (void)state;
    static const char *const ways[][3] = { { NULL }, { "opt=sgd", "lr=0.1", NULL } }; /* at once, or step by step */
    for (int way = 0; way < 2; way++) {
        Config c = config_of("ellipse", ways[way]);
        Sweep s;
        real w[SWEEP_MEMBERS * 3];
        train_members(&c, way ? 4000 : 1, &s, w);
        for (int m = 0; m < SWEEP_MEMBERS; m++) {
            double exact[2];
            ridge_path((double)s.value[m], exact);
            for (int i = 0; i < 2; i++)
                assert_true(fabs((double)w[m * s.shape.params + s.shape.weights[0] + i] - exact[i]) < 2e-5);
        }
    }
    double
        w[2]; /* and the closed form is the table that was printed elsewhere: lambda, w, distance to (1, .5), excess */
    static const double table[][5] = { { 0, 2.20, -.80, 1.77, .083 },  { .01, 1.95, -.55, 1.42, .056 },
                                       { .03, 1.63, -.25, .98, .031 }, { .05, 1.43, -.07, .71, .021 },
                                       { .1, 1.17, .17, .37, .017 },   { .3, .82, .39, .21, .040 },
                                       { 1, .53, .39, .48, .163 } };
    for (int i = 0; i < COUNT(table); i++) {
        ridge_path(table[i][0], w);
        assert_true(fabs(w[0] - table[i][1]) < 0.0051 && fabs(w[1] - table[i][2]) < 0.0051);
        const double x = w[0] - 1, y = w[1] - 0.5, excess = (x * x + 2 * 0.95 * x * y + y * y) / 2;
        assert_true(fabs(hypot(x, y) - table[i][3]) < 0.0051 && fabs(excess - table[i][4]) < 0.00051);
    }
}

/* With X'y/n = (1.44, 1.29) the second weight is 0 from lambda_1 = .04 on (there 1.29 - .95 (1.44 - l1) = -l1), the
 * first one 1.44 - l1 until it is 0 as well. */
static void lasso_paths_reach_exact_zero_where_they_should(void **state)
{
    (void)state;
    static const char *const settings[] = { "reg=l1", "opt=sgd", "lr=0.1", "sweep_lo=0.01", "sweep_hi=3", NULL };
    Config c = config_of("ellipse", settings);
    Sweep s;
    real w[SWEEP_MEMBERS * 3];
    train_members(&c, 6000, &s, w);
    int zeros[3] = { 0 };
    for (int m = 0; m < SWEEP_MEMBERS; m++) {
        const real *of = w + m * s.shape.params;
        const double l1 = (double)s.value[m];
        float near, exact;
        ridge_zeros(&s.shape, of, &near, &exact);
        zeros[(int)(2 * exact + 0.5f)]++;
        if (l1 > 0.05 && l1 < 1.4) {
            assert_true(of[s.shape.weights[0] + 1] == 0 && exact == 0.5f);
            assert_true(fabs((double)of[s.shape.weights[0]] - (1.44 - l1)) < 1e-4);
        } else {
            assert_true(l1 < 0.03 ? exact == 0 : l1 < 1.5 || exact == 1);
        }
    }
    assert_true(zeros[0] > 0 && zeros[1] > 5 && zeros[2] > 0);
}

/* --- up and down --- */

static StudyInput input_of(const Config *c) { return (StudyInput){ .config = c }; }

static void *begun(const Config *c)
{
    StudyInput in = input_of(c);
    return hysteresis_begin(&in, &arena);
}

static void finish(void *job, UpDown *out)
{
    float was = 0;
    while (!hysteresis_work(job)) {
        float now = hysteresis_progress(job);
        assert_true(now >= was && now < 1);
        was = now;
    }
    assert_true(hysteresis_progress(job) == 1);
    hysteresis_result(job, out);
    hysteresis_end(job);
}

static void the_net_goes_up_and_down_step_by_step(void **state)
{
    (void)state;
    static const char *const settings[] = { "until=300", "points=40", "test_points=200", NULL };
    Config c = config_of("moons", settings);
    UpDown u;
    Metrics now;
    finish(begun(&c), &u);
    assert_true(u.first == 300 && u.steps == 100 && u.width == 32);
    assert_true(u.strength[0] == 0 && u.strength[UPDOWN_UP - 1] == c.sweep_hi && u.strength[UPDOWN_LEVELS - 1] == 0);
    for (int i = 1; i < UPDOWN_UP; i++)
        assert_true(u.strength[i] > u.strength[i - 1] && u.strength[i] == u.strength[UPDOWN_LEVELS - 1 - i]);
    const UpDownLoop *net = &u.loop[UPDOWN_NET], *hot = &u.loop[UPDOWN_REHEATED];
    const MemberPlan member = { .kind = MEMBER_FOLLOWS };
    int vary = param_find("l2");
    for (int heat = 0; heat < 2; heat++) { /* the same by hand */
        Run *r = run_new(&c, &(RunPlan){ .members = 1, .member = &member, .vary = vary }, NULL);
        const UpDownLoop *loop = heat ? hot : net;
        for (int i = 0; i < UPDOWN_LEVELS; i++) {
            run_change(r, ACTION_SET, vary, (double)u.strength[i], NULL);
            if (heat && loop->heated[i])
                run_change(r, ACTION_REHEAT, 0, 0.3, NULL);
            run_steps(r, i ? 100 : 300);
            run_metrics(r, 0, &now);
            if (i >= loop->from) {
                assert_true(loop->test_loss[i] == (float)now.test_loss && loop->norm[i] == (float)now.weight_norm);
                assert_int_equal(loop->status[i], now.status);
            }
        }
        run_free(r);
    }
    /* Two hidden layers die on the way up, and do not come back where they once lived; shaken, they do. */
    float dead = hysteresis_collapse(&u);
    assert_true(dead > 0.05f && dead <= 1);
    int first = 0, back = 0, heats = 0;
    for (int i = 0; i < UPDOWN_LEVELS; i++)
        if (u.strength[i] == dead)
            first = first ? first : i, back = i;
    assert_true(net->status[first - 1] == STATUS_OK && net->status[back + 1] == STATUS_COLLAPSED);
    assert_true(hot->possible && hot->from == UPDOWN_UP - 1 && hot->done == UPDOWN_LEVELS);
    for (int i = 0; i < UPDOWN_LEVELS; i++)
        if (hot->heated[i]) {
            heats++;
            assert_true(u.strength[i] < dead && i > back && hot->status[i - 1] == STATUS_COLLAPSED);
        }
    assert_true(heats >= 1 && hot->heated[back + 1] && hot->norm[UPDOWN_LEVELS - 1] > 1);
    assert_true(u.loop[UPDOWN_SHALLOW].possible && u.loop[UPDOWN_SHALLOW].done == UPDOWN_LEVELS);
}

static void a_convex_problem_comes_back_the_way_it_went(void **state)
{
    (void)state;
    static const char *const settings[] = { "opt=sgd", "lr=0.15", "until=3000", NULL };
    static const char *const *const ways[] = { NULL, settings };
    for (int way = 0; way < 2; way++) {
        Config c = config_of("ellipse", ways[way]);
        UpDown u;
        finish(begun(&c), &u);
        assert_true(u.steps == (way ? 1000 : 1) && u.loop[UPDOWN_NET].done == UPDOWN_LEVELS);
        assert_false(u.loop[UPDOWN_SHALLOW].possible || u.loop[UPDOWN_REHEATED].possible);
        for (int i = 0; i < UPDOWN_UP; i++) {
            double w[2], norm = (double)u.loop[UPDOWN_NET].norm[UPDOWN_LEVELS - 1 - i];
            ridge_path((double)u.strength[i], w);
            assert_true(fabs(norm - sqrt(w[0] * w[0] + w[1] * w[1])) < (way ? 1e-3 : 1e-5));
            assert_true(fabs(norm - (double)u.loop[UPDOWN_NET].norm[i]) < (way ? 1e-3 : 1e-5));
        }
        assert_true(hysteresis_collapse(&u) == 0);
    }
}

static void every_slider_can_be_led_up_and_down_and_none_cannot(void **state)
{
    (void)state;
    static const char *const settings[][4] = {
        { "reg=dropout", "until=30", "points=20", NULL },
        { "reg=l1", "until=30", "net=4", NULL },
        { "reg=elastic", "until=30", "net=4-4", NULL },
        { "reg=gdn", "until=30", "net=8-4", NULL },
    };
    UpDown u;
    for (int i = 0; i < COUNT(settings); i++) {
        Config c = config_of("moons", settings[i]);
        finish(begun(&c), &u);
        assert_int_equal(u.loop[UPDOWN_NET].done, UPDOWN_LEVELS);
        assert_true(u.loop[UPDOWN_SHALLOW].possible == (c.layers > 1));
        assert_true(i != 0 || fabsf(u.strength[UPDOWN_UP - 1] - 0.8f) < 1e-6f);
    }
    Config c =
        config_of("glyphs", (const char *const[]){ "until=6", "points=12", "net=conv:2x5-5", "test_points=20", NULL });
    finish(begun(&c), &u); /* the single layer has no filters in front */
    assert_true(u.loop[UPDOWN_SHALLOW].possible && u.width == 5);
    c = config_of("moons", (const char *const[]){ "reg=none", NULL });
    assert_null(begun(&c));
    c = config_of("moons", (const char *const[]){ "until=30", NULL });
    void *job = begun(&c); /* given up in the middle: nothing is left behind */
    assert_false(hysteresis_work(job));
    hysteresis_end(job);
}

static void identity_is_of_all_settings_but_the_slider(void **state)
{
    (void)state;
    Config c = config_of("moons", NULL), other = c;
    StudyInput a = input_of(&c), b = input_of(&other);
    uint64_t own = hysteresis_identity(&a);
    other.l2 = 0.3f;
    assert_true(hysteresis_identity(&b) == own);
    other = c;
    other.lr = 0.02f;
    assert_true(hysteresis_identity(&b) != own);
    other = config_of("points", NULL);
    Own *points = own_new(5, 2);
    uint64_t none = hysteresis_identity(&b);
    b.own = points;
    uint64_t with = hysteresis_identity(&b);
    assert_true(with != none && hysteresis_identity(&b) == with);
    points->x[3] = 0.5f;
    assert_true(hysteresis_identity(&b) != with);
    a.own = points; /* of no account for data that are generated */
    assert_true(hysteresis_identity(&a) == own);
    free(points);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_weight_stands_between_two_units),
        cmocka_unit_test(near_zero_and_zero_are_counted_among_weights_alone),
        cmocka_unit_test(the_largest_are_paths_and_the_band_holds_the_others),
        cmocka_unit_test(the_paths_of_the_ellipse_are_the_ridge_path),
        cmocka_unit_test(lasso_paths_reach_exact_zero_where_they_should),
        cmocka_unit_test(the_net_goes_up_and_down_step_by_step),
        cmocka_unit_test(a_convex_problem_comes_back_the_way_it_went),
        cmocka_unit_test(every_slider_can_be_led_up_and_down_and_none_cannot),
        cmocka_unit_test(identity_is_of_all_settings_but_the_slider),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
