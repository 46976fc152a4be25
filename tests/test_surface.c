/* The plane through the path of training, and the loss on it, against closed forms: a path whose principal directions
 * are axes of the parameters, and a linear net with squared error, whose loss is a quadratic. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/analysis.h"

#include <math.h>
#include <stdio.h>
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

static void penalised_biases_are_part_of_the_penalty(void **state)
{
    (void)state;
    static Surface s;
    add_known_path();
    world.snap.config.bias_penalty = 1;
    finish(&s);
    double sign = s.path[0].y > 0 ? 1 : -1;
    for (int j = 0; j < NODES; j += 5)
        for (int i = 0; i < NODES; i += 5) {
            double x = (double)s.x0 + (double)(s.x1 - s.x0) * i / (NODES - 1);
            double bias = 2 + sign * ((double)s.y0 + (double)(s.y1 - s.y0) * j / (NODES - 1));
            double norm2 = 1 + 0.25 + (1.5 + x) * (1.5 + x) + bias * bias, norm1 = 1.5 + fabs(1.5 + x) + fabs(bias);
            assert_true(near((double)s.norm2[j * NODES + i], norm2, 1e-4 * norm2));
            assert_true(near((double)s.norm1[j * NODES + i], norm1, 1e-4 * norm1));
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

/* Of a large set the first points alone, so that a surface costs what one of a small set does at most. */
static void large_sets_are_sampled(void **state)
{
    (void)state;
    enum { MANY = SURFACE_POINTS + 100 };
    static Surface all, first;
    real *x = arena_new(&arena, real, MANY * INPUTS), *y = arena_new(&arena, real, MANY);
    for (int i = 0; i < MANY; i++) {
        x[i * INPUTS] = (real)(i % 7) / 7;
        y[i] = i < SURFACE_POINTS ? (real)(i % 3) : 1000; /* seen: it would be */
    }
    add_known_path();
    finish(&all);
    assert_int_equal(all.rows, SAMPLES);
    world.snap.train = (Points){ .n = MANY, .inputs = INPUTS, .targets = 1, .x = x, .y = y };
    finish(&first);
    assert_int_equal(first.rows, SURFACE_POINTS);
    world.snap.train.n = SURFACE_POINTS;
    finish(&all);
    assert_memory_equal(all.data, first.data, sizeof all.data);
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
    assert_true(surface_height(SCALE_LOG, 1e30f, 4) == top && surface_height(SCALE_LOG, INFINITY, 4) == top &&
                surface_height(SCALE_LOG, NAN, 4) == top);
}

/* --- planes --- */

static void choose(Surface *out, PlaneKind plane)
{
    SurfaceJob *j = surface_begin(&world.snap, &(Choices){ .plane = (int)plane, .plane_seed = 7 }, &arena);
    assert_non_null(j);
    assert_true(surface_rows(j, NODES));
    surface_result(j, out);
}

/* A net, and behind it its twin: 0.8 and 1 along two axes, the biases 2 and 2.5. */
static real both[2 * PARAMS];

static void add_twin(void)
{
    static Metrics metrics[2];
    memset(both, 0, sizeof both);
    both[0] = 0.8f;
    both[1] = 0.1f;
    both[INPUTS] = 2;
    both[PARAMS] = 1;
    both[PARAMS + 3] = -0.25f;
    both[PARAMS + INPUTS] = 2.5f;
    metrics[0].data_loss = 0.25;
    metrics[1].data_loss = 0.125;
    world.snap.params = both;
    world.snap.metrics = metrics;
    world.snap.members = 2;
}

static double loss_of(const real *p)
{
    double loss = 0;
    for (int n = 0; n < SAMPLES; n++) {
        double z = (double)p[INPUTS] - (double)world.y[n];
        for (int i = 0; i < INPUTS; i++)
            z += (double)p[i] * (double)world.x[n * INPUTS + i];
        loss += 0.5 * z * z / SAMPLES;
    }
    return loss;
}

static void shrink_plane_holds_zero_twin_and_net(void **state)
{
    (void)state;
    static Surface s;
    real zero[PARAMS] = { 0 };
    add_twin();
    choose(&s, PLANE_SHRINK);
    zero[INPUTS] = both[INPUTS];
    assert_true(s.plane == PLANE_SHRINK && s.why == PLANE_FITS);
    const real *state_of[SPOTS] = { [SPOT_NOW] = both, [SPOT_TWIN] = both + PARAMS, [SPOT_ZERO] = zero };
    for (int i = SPOT_NOW; i < SPOTS; i++) {
        const Spot *p = &s.spot[i];
        assert_true(p->there && near((double)p->away, 0, 1e-5));
        assert_true(near((double)p->here, loss_of(state_of[i]), 1e-5));
        assert_true(p->at.x > s.x0 && p->at.x < s.x1 && p->at.y > s.y0 && p->at.y < s.y1);
    }
    assert_true(s.spot[SPOT_ZERO].at.x == 0 && s.spot[SPOT_ZERO].at.y == 0);
    assert_true(s.spot[SPOT_TWIN].at.x > 0 && near((double)s.spot[SPOT_TWIN].at.y, 0, 1e-5));
    assert_true(s.spot[SPOT_NOW].at.y > 0); /* and their distances are those of the parameters */
    double twin = (double)s.spot[SPOT_TWIN].at.x,
           net = hypot((double)s.spot[SPOT_NOW].at.x, (double)s.spot[SPOT_NOW].at.y);
    assert_true(near(twin, sqrt(1 + 0.0625 + 0.25), 1e-5) && near(net, sqrt(0.64 + 0.01), 1e-5));
    assert_true(s.spot[SPOT_NOW].loss == 0.25f && s.spot[SPOT_TWIN].loss == 0.125f);
    assert_false(s.spot[SPOT_START].there); /* there is no path */
}

static void plane_that_is_none_gives_way_to_that_of_the_path(void **state)
{
    (void)state;
    static Surface s;
    add_twin();
    memcpy(both + PARAMS, both, sizeof both / 2);
    assert_null(surface_begin(&world.snap, &(Choices){ .plane = PLANE_SHRINK }, &arena)); /* nor is there a path */
    add_known_path();
    choose(&s, PLANE_SHRINK);
    assert_true(s.plane == PLANE_PATH && s.why == PLANE_TWIN_IS_NET && s.path_points == 9 && s.share > 0.5f);
    both[PARAMS] = 5;
    memset(both, 0, sizeof(real) * INPUTS);
    choose(&s, PLANE_SHRINK);
    assert_true(s.plane == PLANE_PATH && s.why == PLANE_NET_IS_ZERO);
    choose(&s, PLANE_RANDOM);
    assert_true(s.plane == PLANE_PATH && s.why == PLANE_NET_IS_ZERO); /* its directions would be 0 */
    world.snap.members = 1;
    choose(&s, PLANE_SHRINK);
    assert_true(s.plane == PLANE_PATH && s.why == PLANE_NO_TWIN);
    choose(&s, PLANE_WEIGHTS);
    assert_true(s.plane == PLANE_PATH && s.why == PLANE_NOT_TWO);
    choose(&s, PLANE_AUTO);
    assert_true(s.plane == PLANE_PATH && s.why == PLANE_FITS);
}

/* Of a path in the plane all motion is held, of one at right angles to it none; in between what Pythagoras says. */
static void share_of_other_planes_is_what_they_hold(void **state)
{
    (void)state;
    static Surface s;
    add_twin();
    both[PARAMS + INPUTS] = both[INPUTS]; /* the plane: weights 0, 1 and 3, no bias */
    both[1] = 0;
    for (int k = 0; k < 4; k++) {
        memcpy(world.path[k], both, sizeof world.path[k]);
        world.path[k][0] += (real)k; /* in the plane */
        world.step[k] = (float)k;
    }
    world.snap.path_points = 4;
    choose(&s, PLANE_SHRINK);
    assert_true(s.plane == PLANE_SHRINK && near((double)s.share, 1, 1e-5) && s.spot[SPOT_START].there);
    for (int k = 0; k < 4; k++)
        world.path[k][5] += (real)(2 * k); /* and twice as far out of it */
    choose(&s, PLANE_SHRINK);
    assert_true(near((double)s.share, 0.2, 1e-5));
    assert_true(near((double)s.spot[SPOT_START].away, 0, 1e-5));
}

static void random_directions_are_normalised_unit_by_unit(void **state)
{
    (void)state;
    Shape s = net_layout((int[]){ 3, 5, 2 }, 2, 0, loss_row("softmax"));
    NetPlan plan = { .width = (int[]){ 0, 4, 3 },
                     .layers = 2,
                     .loss = loss_row("softmax"),
                     .high = 6,
                     .wide = 6,
                     .filters = 3,
                     .kernel = 3,
                     .pool_window = 2 };
    Shape images = net_build(&plan);
    real p[512], d[512], other[512];
    assert_true(images.params <= COUNT(p));
    for (int kind = 0; kind < 2; kind++) {
        const Shape *shape = kind ? &images : &s;
        net_init(shape, 3, p);
        for (int i = 0; i < shape->params; i++)
            p[i] += 0.25f;
        plane_random(shape, p, 5, 0, d);
        plane_random(shape, p, 5, 1, other);
        int units = 0;
        for (int l = 0; l < shape->chain; l++) {
            const LayerShape *layer = &shape->layer[l];
            int n = layer->kind == LAYER_CONV ? layer->maps : layer->out;
            for (int u = 0; u < n && layer->weights > 0; u++, units++) {
                double want = 0, got = 0, dot = 0, size = 0;
                for (int i = 0; i < layer->weights / n; i++) {
                    int at = layer->first + (layer->kind == LAYER_CONV ? u * (layer->weights / n) + i : i * n + u);
                    want += (double)p[at] * (double)p[at];
                    got += (double)d[at] * (double)d[at];
                    size += (double)other[at] * (double)other[at];
                    dot += (double)d[at] * (double)other[at];
                }
                assert_true(near(got, want, 1e-5 * want) && near(size, want, 1e-5 * want));
                assert_true(layer->weights == n || fabs(dot) < 0.99999 * want);
            }
            for (int i = 0; i < layer->biases; i++)
                assert_true(d[layer->first + layer->weights + i] == 0);
        }
        assert_int_equal(units, kind ? 3 + 4 + 3 : 5 + 2);
        plane_random(shape, p, 6, 0, other);
        assert_memory_not_equal(d, other, sizeof *d * (size_t)shape->params);
        plane_random(shape, p, 5, 0, other);
        assert_memory_equal(d, other, sizeof *d * (size_t)shape->params);
    }
}

static void random_plane_is_about_the_net(void **state)
{
    (void)state;
    static Surface s;
    real d[2][PARAMS], p[PARAMS];
    add_known_path();
    choose(&s, PLANE_RANDOM);
    assert_true(s.plane == PLANE_RANDOM && s.seed == 7 && s.path_points == 1 && s.marks == 0);
    assert_true(s.x0 == -1 && s.x1 == 1 && s.y0 == -1 && s.y1 == 1);
    for (int k = 0; k < 2; k++)
        plane_random(&world.snap.shape, world.now, 7, k, d[k]);
    for (int j = 0; j < NODES; j += 10)
        for (int i = 0; i < NODES; i += 10) {
            for (int k = 0; k < PARAMS; k++)
                p[k] = world.now[k] + (real)(-1 + 2. * i / (NODES - 1)) * d[0][k] +
                       (real)(-1 + 2. * j / (NODES - 1)) * d[1][k];
            double loss = loss_of(p);
            assert_true(near((double)s.data[j * NODES + i], loss, 1e-5 * (1 + loss)));
        }
    assert_true(near((double)s.spot[SPOT_NOW].here, loss_of(world.now), 1e-5));
}

/* --- two weights --- */

static Run *trained(const char *const *settings)
{
    Config c;
    Err err;
    scene_config(scene_find("ellipse"), &c);
    for (; *settings; settings += 2)
        assert_true(config_set(&c, settings[0], settings[1], &err));
    static const MemberPlan plan[] = { { .kind = MEMBER_FOLLOWS }, { .kind = MEMBER_PLAIN } };
    Run *r = run_new(&c, &(RunPlan){ .members = 2, .member = plan, .vary = param_find("l2"), .record = true }, &err);
    assert_non_null(r);
    run_steps(r, 3);
    snapshot_take(r, true, &arena, &world.snap);
    return r;
}

/* The weights and norms of ridge regression on this data set, as computed elsewhere in double precision. */
static void ridge_path_is_the_measured_one(void **state)
{
    (void)state;
    static const double table[][4] = {
        { 0, 2.20, -0.80, 2.34 },    { 0.01, 1.95, -0.55, 2.02 }, { 0.03, 1.63, -0.25, 1.65 },
        { 0.05, 1.43, -0.07, 1.43 }, { 0.1, 1.17, 0.17, 1.18 },   { 0.3, 0.82, 0.39, 0.91 },
        { 1, 0.53, 0.39, 0.66 },
    };
    static Surface s;
    double w[2];
    for (int i = 0; i < COUNT(table); i++) {
        char l2[16];
        snprintf(l2, sizeof l2, "%g", table[i][0]);
        run_free(trained((const char *[]){ "l2", l2, NULL }));
        choose(&s, PLANE_AUTO);
        assert_true(s.plane == PLANE_WEIGHTS && s.pair.known && s.best_bias);
        plane_pair_solve(&s.pair, table[i][0], 0, w);
        assert_true(near(w[0], table[i][1], 0.0051) && near(w[1], table[i][2], 0.0051));
        assert_true(near(sqrt(w[0] * w[0] + w[1] * w[1]), table[i][3], 0.0051));
        assert_true(near(w[0], (double)world.snap.params[0], 1e-5) && near(w[1], (double)world.snap.params[1], 1e-5));
        assert_true(near((double)s.spot[SPOT_NOW].at.x, w[0], 1e-5) && near((double)s.spot[SPOT_NOW].at.y, w[1], 1e-5));
        assert_true(near(plane_pair_loss(&s.pair, w), world.snap.metrics[0].data_loss, 1e-6));
        plane_pair_solve(&s.pair, 1e9, 0, w); /* the path ends at 0 */
        assert_true(near(w[0], 0, 1e-8) && near(w[1], 0, 1e-8));
    }
    assert_true(s.x0 == -1.5f && s.x1 == 3 && s.y0 == 3 && s.y1 == -1.5f);
}

/* Points that are not centred, so that the bias matters: every node is the best that a bias can do there. */
static void two_weights_have_the_exact_bowl(void **state)
{
    (void)state;
    static Surface s;
    run_free(trained((const char *[]){ "l2", "0.1", NULL }));
    Points *p = &world.snap.train;
    for (int i = 0; i < p->n; i++) {
        p->x[2 * i] += 0.5f;
        p->x[2 * i + 1] -= 1;
        p->y[i] += 3;
    }
    choose(&s, PLANE_WEIGHTS);
    for (int j = 0; j < NODES; j += 6)
        for (int i = 0; i < NODES; i += 6) {
            double w[2] = { (double)s.x0 + (double)(s.x1 - s.x0) * i / (NODES - 1),
                            (double)s.y0 + (double)(s.y1 - s.y0) * j / (NODES - 1) };
            double mean = 0, loss = 0;
            for (int n = 0; n < p->n; n++)
                mean += ((double)p->y[n] - w[0] * (double)p->x[2 * n] - w[1] * (double)p->x[2 * n + 1]) / p->n;
            for (int n = 0; n < p->n; n++) {
                double r = (double)p->y[n] - w[0] * (double)p->x[2 * n] - w[1] * (double)p->x[2 * n + 1] - mean;
                loss += 0.5 * r * r / p->n;
            }
            assert_true(near(plane_pair_loss(&s.pair, w), loss, 1e-9 * (1 + loss)));
            assert_true(near((double)s.data[j * NODES + i], loss, 1e-5 * (1 + loss)));
            assert_true(near((double)s.norm2[j * NODES + i], w[0] * w[0] + w[1] * w[1], 1e-5));
            assert_true(near((double)s.norm1[j * NODES + i], fabs(w[0]) + fabs(w[1]), 1e-5));
        }
    world.snap.config.bias_penalty = 1; /* then no bias is best by itself: it stays as it is */
    choose(&s, PLANE_WEIGHTS);
    assert_true(s.plane == PLANE_WEIGHTS && !s.best_bias && !s.pair.known);
}

static double pair_cost(const Pair *q, double l2, double l1, const double w[2])
{
    return plane_pair_loss(q, w) + l2 / 2 * (w[0] * w[0] + w[1] * w[1]) + l1 * (fabs(w[0]) + fabs(w[1]));
}

/* Any mixture of penalties: nothing near the solution is better, and the cost is convex. */
static void solution_is_the_lowest_place(void **state)
{
    (void)state;
    static const double l2s[] = { 0, 0.01, 0.3, 5 }, l1s[] = { 0, 0.02, 0.2, 0.9, 3 };
    Rng r = rng_make(4, 4);
    int zeros[3] = { 0 };
    for (int trial = 0; trial < 40; trial++) {
        double a = 0.2 + rng_unit(&r), d = 0.2 + rng_unit(&r), b = (2 * rng_unit(&r) - 1) * sqrt(a * d);
        Pair q = { true, a, b, d, 2 * rng_unit(&r) - 1, 2 * rng_unit(&r) - 1, 4 };
        for (int i = 0; i < COUNT(l2s); i++)
            for (int k = 0; k < COUNT(l1s); k++) {
                double w[2];
                plane_pair_solve(&q, l2s[i], l1s[k], w);
                double least = pair_cost(&q, l2s[i], l1s[k], w);
                zeros[(w[0] == 0) + (w[1] == 0)]++;
                for (int t = 0; t < 16; t++)
                    for (int e = 0; e < 3; e++) {
                        double h = pow(10, -1. * e), at[2] = { w[0] + h * cos(0.3927 * t), w[1] + h * sin(0.3927 * t) };
                        assert_true(pair_cost(&q, l2s[i], l1s[k], at) >= least - 1e-12);
                    }
            }
    }
    assert_true(zeros[0] > 50 && zeros[1] > 50 && zeros[2] > 50); /* every case was met */
    Pair same = { true, 1, 1, 1, 2, 2, 4 }; /* one input twice: the shortest of all solutions shares it out */
    double w[2];
    plane_pair_solve(&same, 0, 0, w);
    assert_true(near(w[0], 1, 1e-6) && near(w[1], 1, 1e-6));
    plane_pair_solve(&(Pair){ .known = true }, 0, 0, w);
    assert_true(w[0] == 0 && w[1] == 0);
}

static void other_scales_of_height(void **state)
{
    (void)state;
    assert_true(surface_height(SCALE_LINEAR, 3, 4) == 3 && surface_height(SCALE_LINEAR, 5, 4) == 4);
    assert_true(surface_height(SCALE_LINEAR, NAN, 4) == 4);
    assert_true(surface_height(SCALE_DECADES, 0.001f, 4) == 0 && surface_height(SCALE_DECADES, 0, 4) == 0);
    assert_true(near((double)surface_height(SCALE_DECADES, 1, 4), 2, 1e-6));
    assert_true(near((double)surface_height(SCALE_DECADES, 10, 4), 3, 1e-6));
    assert_true(surface_height(SCALE_DECADES, 1e9f, 4) == 4 && surface_height(SCALE_DECADES, NAN, 4) == 4);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(plane_is_that_of_the_known_path),
        TEST(penalty_is_the_exact_quadratic),
        TEST(penalised_biases_are_part_of_the_penalty),
        TEST(data_loss_is_that_of_the_net_at_each_node),
        TEST(plane_is_found_in_any_direction),
        TEST(slices_do_not_matter),
        TEST(large_sets_are_sampled),
        TEST(straight_path_looks_towards_zero),
        TEST(nothing_to_see_gives_no_surface),
        TEST(path_ends_at_the_newest_step_once),
        TEST(losses_and_marks_come_from_the_records),
        TEST(newest_marks_stay),
        TEST(height_rises_and_is_cut),
        TEST(shrink_plane_holds_zero_twin_and_net),
        TEST(plane_that_is_none_gives_way_to_that_of_the_path),
        TEST(share_of_other_planes_is_what_they_hold),
        TEST(random_directions_are_normalised_unit_by_unit),
        TEST(random_plane_is_about_the_net),
        TEST(ridge_path_is_the_measured_one),
        TEST(two_weights_have_the_exact_bowl),
        TEST(solution_is_the_lowest_place),
        TEST(other_scales_of_height),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
