/* The plane through the path of training, and the loss on it, against closed forms: a path whose principal directions
 * are axes of the parameters, and a linear net with squared error, whose loss is a quadratic. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/analysis.h"

#include <math.h>
#include <string.h>

enum { INPUTS = 6, PARAMS = INPUTS + 1, SAMPLES = 12, NODES = SURFACE_NODES };

typedef struct World {
    real path[64][PARAMS], now[PARAMS], x[SAMPLES * INPUTS], y[SAMPLES];
    float step[64];
    Metrics metrics;
    CurvePoint curve[3];
    Change journal[80];
    Snapshot snap;
} World;

static World world;
static Arena arena;

static int loss_row(const char *key)
{
    int row = 0;
    while (strcmp(loss_defs[row].key, key) != 0)
        row++;
    return row;
}

/* Weights 1, 0.5, 1.5, 0, ..., bias 2; no path yet; inputs and targets at random. */
static int setup(void **state)
{
    (void)state;
    arena_free(&arena);
    memset(&world, 0, sizeof world);
    Rng r = rng_make(1, 1);
    for (int i = 0; i < SAMPLES * INPUTS; i++)
        world.x[i] = (real)rng_normal(&r);
    for (int i = 0; i < SAMPLES; i++)
        world.y[i] = (real)rng_normal(&r);
    world.now[0] = 1;
    world.now[1] = 0.5f;
    world.now[2] = 1.5f;
    world.now[INPUTS] = 2;
    world.snap = (Snapshot){
        .step = 1000,
        .shape = net_layout((int[]){ INPUTS, 1 }, 1, 0, loss_row("mse")),
        .train = { .n = SAMPLES, .inputs = INPUTS, .targets = 1, .x = world.x, .y = world.y },
        .members = 1,
        .metrics = &world.metrics,
        .params = world.now,
        .path = world.path[0],
        .path_step = world.step,
        .curve = world.curve,
        .journal = world.journal,
    };
    config_default(&world.snap.start);
    world.snap.config = world.snap.start;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* A point of the path: `a` along parameter i, `b` along k, `c` along l, from the newest weights. */
static void add_point(float step, int i, double a, int k, double b, int l, double c)
{
    real *p = world.path[world.snap.path_points];
    memcpy(p, world.now, sizeof world.now);
    p[i] += (real)a;
    p[k] += (real)b;
    p[l] += (real)c;
    world.step[world.snap.path_points++] = step;
}

/* x along weight 2, y along the bias, a little off the plane along weight 4; products of different columns sum to 0. */
static void add_known_path(void)
{
    static const double row[][3] = { { -10, 3, 0.5 }, { -10, -3, 0.5 }, { -10, 3, -0.5 }, { -10, -3, -0.5 },
                                     { 2, 1, 0.25 },  { 2, -1, 0.25 },  { 2, 1, -0.25 },  { 2, -1, -0.25 } };
    for (int k = 0; k < COUNT(row); k++)
        add_point((float)(100 * k), 2, row[k][0], INPUTS, row[k][1], 4, row[k][2]);
}

static void finish(Surface *out)
{
    SurfaceJob *j = surface_begin(&world.snap, &(Choices){ 0 }, &arena);
    assert_non_null(j);
    assert_true(surface_rows(j, NODES));
    surface_result(j, out);
}

static bool near(double a, double b, double d) { return fabs(a - b) <= d; }

static void plane_is_that_of_the_known_path(void **state)
{
    (void)state;
    static Surface s;
    add_known_path();
    finish(&s);
    assert_true(s.valid && s.step == 1000);
    assert_int_equal(s.path_points, 9); /* and the newest weights, which the path did not hold */
    double sign = s.path[0].y > 0 ? 1 : -1;
    for (int k = 0; k < 8; k++) {
        double x = (double)(world.path[k][2] - world.now[2]), y = (double)(world.path[k][INPUTS] - world.now[INPUTS]);
        assert_true(near((double)s.path[k].x, x, 1e-4) && near((double)s.path[k].y, sign * y, 1e-4));
        assert_true(s.path_step[k] == (float)(100 * k));
    }
    assert_true(s.path[8].x == 0 && s.path[8].y == 0 && s.path_step[8] == 1000);
    double in = 4 * 100 + 4 * 4 + 4 * 9 + 4, all = in + 4 * 0.25 + 4 * 0.0625;
    assert_true(near((double)s.share, in / all, 1e-6));
    assert_true(s.x0 < -10 && s.x1 > 2 && s.y0 < -3 && s.y1 > 3);
}

static void penalty_is_the_exact_quadratic(void **state)
{
    (void)state;
    static Surface s;
    add_known_path();
    finish(&s);
    for (int j = 0; j < NODES; j++)
        for (int i = 0; i < NODES; i++) {
            double x = (double)s.x0 + (double)(s.x1 - s.x0) * i / (NODES - 1);
            double norm2 = 1 + 0.25 + (1.5 + x) * (1.5 + x); /* y moves the bias, which is not penalised */
            assert_true(near((double)s.norm2[j * NODES + i], norm2, 1e-4 * norm2));
            assert_true(near((double)surface_value(&s, SURFACE_PENALTY, (Penalty){ .l2 = 0.3f }, j * NODES + i),
                             0.15 * norm2, 1e-4 * norm2));
            double norm1 = 1 + 0.5 + fabs(1.5 + x);
            assert_true(near((double)s.norm1[j * NODES + i], norm1, 1e-4 * norm1));
            const Penalty elastic = { .l2 = 0.3f, .reported = 0.2f };
            assert_true(near((double)surface_value(&s, SURFACE_PENALTY, elastic, j * NODES + i),
                             0.15 * norm2 + 0.2 * norm1, 1e-4 * norm2));
        }
}

static void data_loss_is_that_of_the_net_at_each_node(void **state)
{
    (void)state;
    static Surface s;
    add_known_path();
    finish(&s);
    double sign = s.path[0].y > 0 ? 1 : -1;
    for (int j = 0; j < NODES; j += 5)
        for (int i = 0; i < NODES; i += 5) {
            double x = (double)s.x0 + (double)(s.x1 - s.x0) * i / (NODES - 1), loss = 0;
            double y = sign * ((double)s.y0 + (double)(s.y1 - s.y0) * j / (NODES - 1));
            for (int n = 0; n < SAMPLES; n++) {
                const real *in = world.x + n * INPUTS;
                double z = (double)in[0] + 0.5 * (double)in[1] + (1.5 + x) * (double)in[2] + 2 + y - (double)world.y[n];
                loss += 0.5 * z * z / SAMPLES;
            }
            int node = j * NODES + i;
            assert_true(near((double)s.data[node], loss, 1e-4 * loss + 1e-4));
            const Penalty five = { .l2 = 5 };
            assert_true(surface_value(&s, SURFACE_DATA, five, node) == s.data[node]);
            assert_true(
                near((double)surface_value(&s, SURFACE_TOTAL, five, node), loss + 2.5 * (double)s.norm2[node], 1e-2));
        }
}

/* A plane that is turned against the axes, a path that is not a point set of two axes: what was put in comes out. */
static void plane_is_found_in_any_direction(void **state)
{
    (void)state;
    static Surface s;
    double d[2][PARAMS] = { { 0.5, 0.5, 0.5, 0.5, 0, 0, 0 }, { 0.5, -0.5, 0, 0, 0.5, 0.5, 0 } };
    double sum = 0;
    for (int k = 0; k < 40; k++) { /* a spiral inwards */
        double r = 5 * exp(-0.1 * k), a = 6 * cos(0.3 * k) * r, b = 2 * sin(0.3 * k) * r;
        for (int i = 0; i < PARAMS; i++)
            world.path[k][i] = world.now[i] + (real)(a * d[0][i] + b * d[1][i]);
        world.step[k] = (float)k;
        sum += a * a + b * b;
    }
    world.snap.path_points = 40;
    finish(&s);
    assert_true(near((double)s.share, 1, 1e-6));
    assert_true(s.path[0].x < 0);
    double got = 0, xy = 0;
    for (int k = 0; k < 40; k++) {
        double length = 0, x = (double)s.path[k].x, y = (double)s.path[k].y;
        for (int i = 0; i < PARAMS; i++)
            length += pow((double)(world.path[k][i] - world.now[i]), 2);
        assert_true(near(x * x + y * y, length, 1e-3 * (length + 0.01)));
        got += x * x + y * y;
        xy += x * y;
    }
    assert_true(near(got, sum, 1e-3 * sum) &&
                near(xy, 0, 1e-3 * sum)); /* principal: the coordinates do not correlate */
}

static void slices_do_not_matter(void **state)
{
    (void)state;
    static Surface once, sliced;
    add_known_path();
    finish(&once);
    SurfaceJob *j = surface_begin(&world.snap, &(Choices){ 0 }, &arena);
    int done = 0;
    world.x[0] = 99; /* the job has its own copy of what it needs */
    world.now[0] = 99;
    world.path[0][0] = 99;
    for (int rows = 1; !surface_rows(j, rows % 5); rows++) {
        assert_true(surface_done(j) >= done && surface_done(j) < NODES);
        done = surface_done(j);
    }
    assert_int_equal(surface_done(j), NODES);
    surface_result(j, &sliced);
    assert_memory_equal(once.data, sliced.data, sizeof once.data);
    assert_memory_equal(once.norm2, sliced.norm2, sizeof once.norm2);
    assert_memory_equal(once.path, sliced.path, sizeof once.path);
}

static void straight_path_looks_towards_zero(void **state)
{
    (void)state;
    static Surface s;
    for (int k = 0; k < 5; k++)
        add_point((float)k, 2, k - 5, 3, 0, 4, 0);
    finish(&s);
    assert_true(near((double)s.share, 1, 1e-6) && s.y1 > s.y0 && s.x0 < -5);
    for (int k = 0; k < s.path_points; k++)
        assert_true(s.path[k].y == 0);
    double least = 1e9; /* sum w^2 falls along the second direction: it leads to the weights' zero */
    double middle = (double)s.norm2[(NODES / 2) * NODES + NODES / 2];
    for (int j = 0; j < NODES; j++)
        least = fmin(least, (double)s.norm2[j * NODES + NODES / 2]);
    assert_true(least < middle);
}

static void nothing_to_see_gives_no_surface(void **state)
{
    (void)state;
    assert_null(surface_begin(&world.snap, &(Choices){ 0 }, &arena)); /* only the newest weights */
    add_point(0, 2, 0, 3, 0, 4, 0);
    assert_null(surface_begin(&world.snap, &(Choices){ 0 }, &arena)); /* two points, at one place */
    add_point(1, 2, 1, 3, 0, 4, 0);
    assert_non_null(surface_begin(&world.snap, &(Choices){ 0 }, &arena));
    add_point(2, 2, NAN, 3, 0, 4, 0);
    assert_null(surface_begin(&world.snap, &(Choices){ 0 }, &arena));
    world.path[2][2] = 0;
    world.now[1] = INFINITY;
    assert_null(surface_begin(&world.snap, &(Choices){ 0 }, &arena));
}

static void path_ends_at_the_newest_step_once(void **state)
{
    (void)state;
    static Surface s;
    add_point(0, 2, -3, 3, 0, 4, 0);
    add_point(1000, 2, 0, 3, 0, 4, 0);
    finish(&s);
    assert_int_equal(s.path_points, 2);
}

static void losses_and_marks_come_from_the_records(void **state)
{
    (void)state;
    static Surface s;
    add_known_path(); /* steps 0, 100, ... 700, and 1000 */
    world.curve[0] = (CurvePoint){ .step = 100, .data_loss = 2 };
    world.curve[1] = (CurvePoint){ .step = 300, .data_loss = 1 };
    world.curve[2] = (CurvePoint){ .step = 1000, .data_loss = 0.5f };
    world.snap.curve_points = 3;
    int l2 = param_find("l2"), lr = param_find("lr");
    world.journal[0] = (Change){ .step = 0, .kind = ACTION_SET, .param = l2, .value = 0.125 };
    world.journal[1] = (Change){ .step = 210, .kind = ACTION_SET, .param = lr, .value = 0.5 };
    world.journal[2] = (Change){ .step = 350, .kind = ACTION_SET, .param = l2, .value = 0.25 };
    world.journal[3] = (Change){ .step = 390, .kind = ACTION_SET, .param = l2, .value = 0.75 }; /* the same drag */
    world.journal[4] = (Change){ .step = 395, .kind = ACTION_REHEAT, .value = 0.3 };
    world.journal[5] = (Change){ .step = 1000, .kind = ACTION_SET, .param = l2, .value = 4 };
    world.snap.changes = 6;
    finish(&s);
    assert_true(isnan(s.path_loss[0]) && s.path_loss[1] == 2 && s.path_loss[2] == 1.5f && s.path_loss[3] == 1);
    assert_true(s.path_loss[8] == 0.5f);
    assert_int_equal(s.marks, 3);
    assert_true(s.mark_at[0] == 0 && s.mark_at[1] == 4 && s.mark_at[2] == 8);
    assert_true(s.mark_value[0] == 0.125f && s.mark_value[1] == 0.75f && s.mark_value[2] == 4);
}

static void newest_marks_stay(void **state)
{
    (void)state;
    static Surface s;
    for (int k = 0; k < 50; k++) {
        add_point((float)k, 2, k - 50, 3, 0, 4, 0);
        world.journal[k] = (Change){ .step = (uint64_t)k, .kind = ACTION_SET, .param = param_find("l2"), .value = k };
    }
    world.snap.changes = 50;
    finish(&s);
    assert_int_equal(s.marks, 32);
    assert_true(s.mark_at[31] == 49 && s.mark_value[31] == 49 && s.mark_at[0] == 18 && s.mark_value[0] == 18);
}

static void height_rises_and_is_cut(void **state)
{
    (void)state;
    assert_true(surface_height(SCALE_LOG, 0, 4) == 0 && near((double)surface_height(SCALE_LOG, 1, 4), log(4), 1e-6));
    assert_true(surface_height(SCALE_LOG, 0.5f, 4) < surface_height(SCALE_LOG, 0.6f, 4));
    float top = surface_height(SCALE_LOG, 4, 4);
    assert_true(surface_height(SCALE_LOG, 1e30f, 4) == top && surface_height(SCALE_LOG, INFINITY, 4) == top && surface_height(SCALE_LOG, NAN, 4) == top);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(plane_is_that_of_the_known_path),
        TEST(penalty_is_the_exact_quadratic),
        TEST(data_loss_is_that_of_the_net_at_each_node),
        TEST(plane_is_found_in_any_direction),
        TEST(slices_do_not_matter),
        TEST(straight_path_looks_towards_zero),
        TEST(nothing_to_see_gives_no_surface),
        TEST(path_ends_at_the_newest_step_once),
        TEST(losses_and_marks_come_from_the_records),
        TEST(newest_marks_stay),
        TEST(height_rises_and_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
