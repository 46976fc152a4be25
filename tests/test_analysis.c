/* Fields, contours, histograms, zones of the slider's track, films. */
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

/* z = 2 x - y + 0.5 */
static const real plane_params[] = { 2, -1, 0.5f };
static Shape plane_shape(void)
{
    Shape s = net_layout((int[]){ 2, 1 }, 1, 0, loss_for(2));
    s.map = (InputMap){ .raw = 2, .inputs = 2 };
    return s;
}

static bool near(double a, double b, double d) { return fabs(a - b) <= d; }

/* --- window and field --- */

static void window_holds_the_points_with_a_margin(void **state)
{
    (void)state;
    real train_x[] = { -1, 0, 3, 1, 1, -1 }, test_x[] = { 0, 1.5f, 90, 90 };
    Points train = { .n = 3, .raw_inputs = 2, .raw = train_x }, test = { .n = 2, .raw_inputs = 2, .raw = test_x };
    Window w = field_window(&train, &test, 1, 1); /* the second test point is not shown */
    assert_true(near((double)w.x0, -1.6, 1e-5) && near((double)w.x1, 3.6, 1e-5));
    assert_true(near((double)w.y1 + (double)w.y0, 0.5, 1e-5) && near((double)(w.y1 - w.y0), 5.2, 1e-5));
    w = field_window(&train, &test, 1, 2); /* twice as wide as high: still one unit for both axes */
    assert_true(near((double)(w.x1 - w.x0), 2 * (double)(w.y1 - w.y0), 1e-5));
    assert_true(w.x0 <= -1.6f && w.x1 >= 3.6f && w.y0 <= -1.374f && w.y1 >= 1.874f);
}

static void window_of_nothing_is_sound(void **state)
{
    (void)state;
    real x[] = { 4, 5, NAN, INFINITY };
    Points none = { .raw_inputs = 2 }, one = { .n = 2, .raw_inputs = 2, .raw = x };
    Window w = field_window(&none, &none, 9, 1);
    assert_true(w.x1 > w.x0 && w.y1 > w.y0);
    w = field_window(&one, &none, 9, 1.5f);
    assert_true(near((double)(w.x0 + w.x1) / 2, 4, 1e-5) && near((double)(w.y0 + w.y1) / 2, 5, 1e-5));
    assert_true(near((double)(w.x1 - w.x0), 1.5 * (double)(w.y1 - w.y0), 1e-5) && w.y1 > w.y0);
}

static void field_is_the_net_on_the_grid(void **state)
{
    (void)state;
    Shape s = plane_shape();
    Window w = { -1, 3, 0, 2 };
    Field f;
    field_make(&s, plane_params, 7, w, 5, 3, &arena, &f);
    assert_true(f.w == 5 && f.h == 3 && f.outputs == 1 && f.step == 7);
    for (int j = 0; j < 3; j++)
        for (int i = 0; i < 5; i++) {
            double x = -1 + i, y = 2 - j; /* the first row is the top */
            assert_true(near((double)f.z[j * 5 + i], 2 * x - y + 0.5, 1e-5));
            assert_true(field_margin(&f, i, j, 0) == f.z[j * 5 + i]);
        }
    assert_true(field_p1(0) == 0.5f && field_p1(50) == 1 && field_p1(-50) < 1e-20f);
}

static void field_version_tells_differences(void **state)
{
    (void)state;
    Shape s = plane_shape(), other = s;
    other.act = 1;
    real changed[] = { 2, -1, 0.5000001f };
    Window w = { -1, 1, -1, 1 }, wider = { -1, 1.0001f, -1, 1 };
    Field f[6], again;
    field_make(&s, plane_params, 1, w, 4, 4, &arena, &f[0]);
    field_make(&s, changed, 1, w, 4, 4, &arena, &f[1]);
    field_make(&s, plane_params, 2, w, 4, 4, &arena, &f[2]);
    field_make(&s, plane_params, 1, wider, 4, 4, &arena, &f[3]);
    field_make(&s, plane_params, 1, w, 5, 4, &arena, &f[4]);
    field_make(&other, plane_params, 1, w, 4, 4, &arena, &f[5]);
    field_make(&s, plane_params, 1, w, 4, 4, &arena, &again);
    assert_true(again.version == f[0].version);
    for (int i = 0; i < COUNT(f); i++)
        for (int k = 0; k < i; k++)
            assert_true(f[i].version != f[k].version);
}

static void margin_is_against_the_best_other_class(void **state)
{
    (void)state;
    float z[] = { 1, 4, 2, 5, 5, -1 };
    Field f = { .w = 2, .h = 1, .outputs = 3, .z = z };
    assert_true(field_margin(&f, 0, 0, 0) == -3 && field_margin(&f, 0, 0, 1) == 2 && field_margin(&f, 0, 0, 2) == -2);
    assert_true(field_margin(&f, 1, 0, 0) == 0 && field_margin(&f, 1, 0, 2) == -6);
}

/* --- contours --- */

static void circle_is_one_closed_line(void **state)
{
    (void)state;
    enum { W = 41, H = 33 };
    static float z[W * H];
    for (int j = 0; j < H; j++)
        for (int i = 0; i < W; i++)
            z[j * W + i] = (float)sqrt((i - 20.3) * (i - 20.3) + (j - 15.8) * (j - 15.8));
    Lines l;
    contour_lines(z, W, H, 11.5f, &arena, &l);
    assert_int_equal(l.lines, 1);
    assert_true(l.closed[0]);
    assert_int_equal(l.count[0], l.points);
    double length = 0;
    for (int k = 0; k < l.points; k++) {
        Vec2 p = l.p[k], q = l.p[(k + 1) % l.points];
        double r = hypot((double)p.x - 20.3, (double)p.y - 15.8), d = hypot((double)(q.x - p.x), (double)(q.y - p.y));
        assert_true(near(r, 11.5, 0.015)); /* 1/(8 r) is the most that a chord of a cell is off */
        assert_true(d <= 1.4143);
        length += d;
    }
    assert_true(near(length, 2 * 3.14159265 * 11.5, 0.1));
}

static void straight_line_runs_from_edge_to_edge(void **state)
{
    (void)state;
    enum { W = 9, H = 6 };
    float z[W * H];
    for (int k = 0; k < W * H; k++)
        z[k] = (float)(k % W) - 3; /* right on the nodes: a tie in every row */
    Lines l;
    contour_lines(z, W, H, 0, &arena, &l);
    assert_int_equal(l.lines, 1);
    assert_false(l.closed[0]);
    for (int k = 0; k < l.points; k++)
        assert_true(l.p[k].x == 3);
    assert_true(fabsf(l.p[0].y - l.p[l.points - 1].y) == H - 1);
    contour_lines(z, W, H, 100, &arena, &l);
    assert_int_equal(l.lines + l.points, 0);
    contour_lines(z, W, 1, 0, &arena, &l);
    assert_int_equal(l.lines, 0);
}

/* Which corners of a saddle stay together is the middle's decision, whichever diagonal is above. */
static void saddles_follow_their_middle(void **state)
{
    (void)state;
    for (int turn = 0; turn < 2; turn++)
        for (int high = 0; high < 2; high++) {
            float up = high ? 3 : 1, down = high ? -1 : -3;
            float z[4] = { turn ? down : up, turn ? up : down, turn ? up : down, turn ? down : up };
            Lines l;
            contour_lines(z, 2, 2, 0, &arena, &l);
            assert_int_equal(l.lines, 2);
            for (int k = 0; k < 2; k++) {
                Vec2 mid = { (l.p[2 * k].x + l.p[2 * k + 1].x) / 2, (l.p[2 * k].y + l.p[2 * k + 1].y) / 2 };
                bool falling = (mid.x - 0.5f) * (mid.y - 0.5f) > 0; /* it cuts off the top left or bottom right */
                assert_int_equal(l.count[k], 2);
                assert_int_equal(falling, (turn == 0) != (high == 1));
            }
        }
}

static void holes_of_nan_open_lines(void **state)
{
    (void)state;
    enum { N = 21 };
    float z[N * N];
    for (int k = 0; k < N * N; k++)
        z[k] = (float)hypot(k % N - 10.2, k / N - 10.1);
    z[10 * N + 16] = NAN;
    z[4 * N + 10] = INFINITY;
    Lines l;
    contour_lines(z, N, N, 6, &arena, &l);
    assert_int_equal(l.lines, 2);
    assert_false(l.closed[0] || l.closed[1]);
    for (int k = 0; k < l.points; k++)
        assert_true(num_finite((double)l.p[k].x) && num_finite((double)l.p[k].y));
}

/* On noise: every crossed edge is one point of one line, lines end only at the border, closed ones close. */
static void noise_gives_whole_lines(void **state)
{
    (void)state;
    enum { W = 37, H = 23 };
    static float z[W * H];
    Rng r = rng_make(1, 1);
    for (int round = 0; round < 20; round++) {
        for (int k = 0; k < W * H; k++)
            z[k] = (float)(rng_below(&r, 5)) - 2; /* many ties with the level */
        int crossed = 0;
        for (int j = 0; j < H; j++)
            for (int i = 0; i < W; i++) {
                bool here = z[j * W + i] >= 0;
                crossed += i + 1 < W && here != (z[j * W + i + 1] >= 0);
                crossed += j + 1 < H && here != (z[(j + 1) * W + i] >= 0);
            }
        Lines l;
        contour_lines(z, W, H, 0, &arena, &l);
        assert_int_equal(l.points, crossed);
        const Vec2 *p = l.p;
        for (int i = 0; i < l.lines; p += l.count[i++]) {
            const Vec2 *last = p + l.count[i] - 1;
            for (const Vec2 *q = p; q < last; q++)
                assert_true(fabsf(q[1].x - q[0].x) <= 1 && fabsf(q[1].y - q[0].y) <= 1);
            if (l.closed[i])
                assert_true(fabsf(p->x - last->x) <= 1 && fabsf(p->y - last->y) <= 1);
            for (const Vec2 *q = p; !l.closed[i] && q <= last; q += l.count[i] - 1)
                assert_true(q->x == 0 || q->y == 0 || q->x == W - 1 || q->y == H - 1);
        }
        assert_ptr_equal(p, l.p + l.points);
        arena_reset(&arena);
    }
}

static void boundaries_of_classes_lie_where_they_tie(void **state)
{
    (void)state;
    enum { N = 31 };
    static float z[N * N * 3]; /* class 0 left of x = 10, class 2 right of x = 20, class 1 between */
    for (int k = 0; k < N * N; k++) {
        float x = (float)(k % N);
        z[3 * k] = 10 - x;
        z[3 * k + 1] = 0;
        z[3 * k + 2] = x - 20;
    }
    Field f = { .w = N, .h = N, .outputs = 3, .z = z };
    Lines l;
    contour_boundaries(&f, &arena, &l);
    int at10 = 0, at20 = 0;
    for (int k = 0; k < l.points; k++) {
        at10 += near((double)l.p[k].x, 10, 1e-4);
        at20 += near((double)l.p[k].x, 20, 1e-4);
    }
    assert_true(at10 >= N && at20 >= N);
    assert_int_equal(at10 + at20, l.points);
    int sum = 0;
    for (int i = 0; i < l.lines; i++)
        sum += l.count[i];
    assert_int_equal(sum, l.points);
}

static float length_of(const Vec2 *p, int n)
{
    float sum = 0;
    for (int i = 1; i < n; i++)
        sum += sqrtf((p[i].x - p[i - 1].x) * (p[i].x - p[i - 1].x) + (p[i].y - p[i - 1].y) * (p[i].y - p[i - 1].y));
    return sum;
}

/* Each border once, or the dashes of one tracing would fill those of the other. */
static void borders_of_three_classes_come_once(void **state)
{
    (void)state;
    enum { N = 61 };
    static float z[N * N * 3];
    Field f = { .w = N, .h = N, .outputs = 3, .z = z };
    Lines l;
    float total = 0;
    for (int k = 0; k < N * N; k++) { /* three classes meet in one point: 2 above, 0 and 1 below it left and right */
        float x = (float)(k % N) - 30.3f, y = (float)(k / N) - 29.6f;
        z[3 * k] = -x;
        z[3 * k + 1] = x;
        z[3 * k + 2] = 2 * y;
    }
    contour_boundaries(&f, &arena, &l);
    const Vec2 *p = l.p;
    for (int i = 0; i < l.lines; p += l.count[i++])
        total += length_of(p, l.count[i]);
    assert_true(fabsf(total - (29.6f + 60 * sqrtf(1.25f))) < 1);
    for (int k = 0; k < N * N; k++) { /* an oval in class 0, its left half class 1, its right one 2 */
        float x = (float)(k % N) - 30.3f, y = (float)(k / N) - 29.6f, r = sqrtf(x * x + y * y);
        z[3 * k] = 0;
        z[3 * k + 1] = 16 - r - x / 4;
        z[3 * k + 2] = 16 - r + x / 4;
    }
    contour_boundaries(&f, &arena, &l);
    assert_int_equal(l.lines, 2); /* all around the oval, then its height in one piece */
    assert_true(l.closed[0] && !l.closed[1]);
    p = l.p + l.count[0];
    assert_true(fabsf(length_of(p, l.count[1]) - 32) < 1);
    for (int i = 0; i < l.count[1]; i++)
        assert_true(fabsf(p[i].x - 30.3f) < 1);
}

/* --- histogram --- */

static void histogram_counts_weights_only(void **state)
{
    (void)state;
    Shape s = net_layout((int[]){ 2, 2, 1 }, 2, 0, loss_for(2));
    assert_true(s.biases[0] == 4 && s.weights[1] == 6 && s.params == 9);
    real p[] = { 0, 0.03f, -9, 9, /* biases */ 70, 70, /* layer 2 */ 3.2f, -3.14f, /* bias */ 70 };
    Hist h;
    hist_make(&s, p, HIST_RANGE, &h);
    assert_int_equal(h.layers, 2);
    assert_int_equal(h.count[0][25], 2); /* the middle bin is centred on 0 */
    assert_int_equal(h.count[0][0], 1);
    assert_int_equal(h.count[0][50], 1);
    assert_int_equal(h.count[1][50], 1);
    assert_int_equal(h.count[1][0], 1);
    assert_true(near((double)h.norm, sqrt(0.03 * 0.03 + 162 + 3.2 * 3.2 + 3.14 * 3.14), 1e-4) && h.largest == 9);
    int sum = 0;
    for (int l = 0; l < 2; l++)
        for (int b = 0; b < HIST_BINS; b++)
            sum += h.count[l][b];
    assert_int_equal(sum, 6);
    p[0] = NAN;
    p[1] = -INFINITY;
    hist_make(&s, p, HIST_RANGE, &h);
    assert_true(h.count[0][0] == 2 && h.count[0][25] == 0 && h.norm != h.norm);
}

/* Filters are weights: ||w|| is the one that training reports. Those that are frozen are not. */
static void histogram_counts_filters(void **state)
{
    (void)state;
    Err err;
    Config c;
    scene_config(scene_find("glyphs"), &c);
    assert_true(config_set(&c, "points", "20", &err) && config_set(&c, "net", "conv:4x5-6", &err));
    for (int frozen = 0; frozen < 2; frozen++) {
        c.freeze = frozen;
        MemberPlan member = { .kind = MEMBER_FOLLOWS };
        Run *r = run_new(&c, &(RunPlan){ .members = 1, .member = &member, .vary = param_find("l2") }, &err);
        assert_non_null(r);
        run_steps(r, 3);
        const Shape *s = run_shape(r);
        Metrics m;
        Hist h;
        int filters = 4 * 5 * 5, dense = s->width[0] * 6 + 6 * s->outputs, sum = 0;
        run_metrics(r, 0, &m);
        hist_make(s, run_params(r, 0), hist_range(s, run_params(r, 0), NULL), &h);
        for (int l = 0; l < h.layers; l++)
            for (int b = 0; b < HIST_BINS; b++)
                sum += h.count[l][b];
        assert_true(near((double)h.norm, (double)m.weight_norm, 1e-4));
        assert_int_equal(h.layers, frozen ? 2 : 3);
        assert_int_equal(sum, frozen ? dense : dense + filters);
        assert_true(h.filters == !frozen);
        run_free(r);
    }
}

static void the_range_of_the_histogram_grows_with_the_weights(void **state)
{
    (void)state;
    enum { N = 200 };
    Shape s = net_layout((int[]){ N, 1 }, 1, 0, loss_for(2));
    real p[N + 1] = { 0 }, twin[N + 1] = { 0 };
    Hist h;
    assert_true(hist_range(&s, p, NULL) == 3.2f);
    p[0] = p[1] = -1000; /* one in a hundred */
    p[N] = 1000;         /* a bias */
    assert_true(hist_range(&s, p, NULL) == 3.2f);
    p[2] = 6.4f;
    assert_true(hist_range(&s, p, NULL) == 6.4f);
    p[2] = 6.5f;
    assert_true(hist_range(&s, p, twin) == 12.8f);
    hist_make(&s, p, 12.8f, &h);
    assert_true(h.range == 12.8f && h.count[0][0] == 2 && h.count[0][25] == N - 3 && h.count[0][38] == 1);
    for (int i = 0; i < N; i++)
        p[i] = -30, twin[i] = 1e6f;
    assert_true(hist_range(&s, p, NULL) == 51.2f && hist_range(&s, p, twin) == 102.4f);
    assert_true(hist_range(&s, twin, p) == HIST_RANGE * 524288);
    p[5] = NAN;
    p[6] = p[7] = INFINITY;
    assert_true(hist_range(&s, p, NULL) > 1e9f);
}

/* --- zones --- */

typedef struct Row {
    double loss, accuracy;
    char status; /* o, c, d; . unfinished */
    char zone;
} Row;

static const char zone_letters[] = { [ZONE_NONE] = 'n',     [ZONE_HEALING] = 'h',   [ZONE_SWEET] = 's',
                                     [ZONE_UNDERFIT] = 'u', [ZONE_COLLAPSED] = 'c', [ZONE_DIVERGED] = 'd' };

static void check_zones(const Row *row, int n, int sweet)
{
    static Sweep s;
    memset(&s, 0, sizeof s);
    s.total = n;
    for (int m = 0; m < n; m++) {
        Metrics net = { .test_loss = row[m].loss, .test_accuracy = row[m].accuracy };
        net.status = row[m].status == 'c' ? STATUS_COLLAPSED : row[m].status == 'd' ? STATUS_DIVERGED : STATUS_OK;
        if (row[m].status != '.')
            spread_add(&s, 0, m, &net);
    }
    Zone zone[SWEEP_MEMBERS];
    path_zones(&s, zone);
    assert_int_equal(path_sweet(&s), sweet);
    for (int m = 0; m < n; m++)
        if (zone_letters[zone[m]] != row[m].zone)
            fail_msg("member %d is '%c', expected '%c'", m, zone_letters[zone[m]], row[m].zone);
}
#define ZONES(sweet, ...)                                                                                              \
    check_zones((const Row[]){ __VA_ARGS__ }, (int)(sizeof((Row[]){ __VA_ARGS__ }) / sizeof(Row)), sweet)

static void zones_of_a_whole_sweep(void **state)
{
    (void)state;
    ZONES(6, { 2.5, .83, 'o', 'n' }, { 2.4, .825, 'o', 'n' }, { 1.2, .84, 'o', 'n' }, /* exactly a point */
          { .60, .86, 'o', 'h' }, { .50, .835, 'o', 'h' },                            /* near 0's again: too late */
          { .32, .90, 'o', 's' }, { .30, .915, 'o', 's' },                            /* 1.1 x, the minimum */
          { .35, .93, 'o', 's' }, { .36, .92, 'o', 's' }, /* best accuracy, within a point */
          { .40, .88, 'o', 'u' }, { .69, .50, 'c', 'c' }, { NAN, NAN, 'd', 'd' });
}

static void zones_have_no_gap_in_the_sweet_spot(void **state)
{
    (void)state;
    ZONES(1, { 2, .80, 'o', 'n' }, { .30, .90, 'o', 's' }, { .34, .91, 'o', 's' }, { .35, .925, 'o', 's' },
          { .5, .90, 'o', 'u' });
}

static void zones_of_an_unfinished_sweep(void **state)
{
    (void)state;
    ZONES(-1, { 0, 0, '.', 'n' }, { 0, 0, '.', 'n' }, { 0, 0, '.', 'n' });
    ZONES(3, { 2, .80, 'o', 'n' }, { 0, 0, '.', 'n' }, { 1, .85, 'o', 'h' }, { .3, .9, 'o', 's' }, { 0, 0, '.', 's' },
          { .7, .5, 'c', 'c' }, { 0, 0, '.', 'c' });
    ZONES(1, { 0, 0, '.', 'n' }, { .3, .9, 'o', 's' }); /* nothing to compare with at 0 yet */
}

static void zones_without_accuracy_go_by_the_loss(void **state)
{
    (void)state;
    ZONES(1, { 2, NAN, 'o', 'h' }, { 1, NAN, 'o', 's' }, { 1.05, NAN, 'o', 's' }, { 1.2, NAN, 'o', 'u' });
}

static void zones_where_all_is_lost(void **state)
{
    (void)state;
    ZONES(-1, { .1, .99, 'c', 'c' }, { NAN, NAN, 'd', 'd' });
}

static void zones_where_a_strength_hardly_heals(void **state)
{
    (void)state;
    ZONES(1, { .32, .90, 'o', 's' }, { .30, .93, 'o', 's' }, { .5, .8, 'o', 'u' }); /* within 1.1 x: all is sweet */
    ZONES(1, { .34, .90, 'o', 'n' }, { .30, .93, 'o', 's' }, { .5, .8, 'o', 'u' });
    ZONES(2, { 1.6, .67, 'o', 'n' }, { 1.2, .64, 'o', 'h' }, { 1, .63, 'o', 's' }, { 2, .3, 'o', 'u' });
    ZONES(2, { 1.6, .67, 'o', 'n' }, { 1.2, .67, 'o', 'n' }, { 1, .67, 'o', 's' }, { 1, .66, 'o', 's' });
    ZONES(0, { 1, NAN, 'o', 'n' }, { 2, NAN, 'o', 'u' }); /* not at all */
}

static void zones_without_test_points_are_none(void **state)
{
    (void)state;
    ZONES(-1, { NAN, NAN, 'o', 'n' }, { NAN, NAN, 'o', 'n' }, { NAN, NAN, 'c', 'c' });
}

/* --- one answer to all --- */

/* Two inputs, two ReLU units, one output; weights input by input, then biases, layer by layer. */
static void constant_nets_are_told_from_others(void **state)
{
    (void)state;
    Arena a = { 0 };
    Shape s = net_layout((int[]){ 2, 2, 1 }, 2, 0, 0);
    real x[] = { 0, 0, 1, 0, 0, 1, -1, 2 }, y[] = { 0, 1, 0, 1 };
    Points p = { .n = 4, .inputs = 2, .raw_inputs = 2, .targets = 1, .x = x, .raw = x, .y = y };
    real alive[] = { 1, 0, 0, 1, 0, 0, 3, 3, 0 };      /* units x1 and x2 */
    real dead[] = { 1, 0, 0, 1, -9, -9, 30, 30, 0.5 }; /* neither ever answers */
    real cut[] = { 1, 0, 0, 1, 0, 0, 0, 0, 0.5 };      /* they answer, and nobody listens */
    assert_false(constant_output(&s, alive, &p, &a));
    assert_int_equal(constant_layer(&s, alive, &p, &a), -1);
    assert_true(constant_output(&s, dead, &p, &a));
    assert_int_equal(constant_layer(&s, dead, &p, &a), 0);
    assert_true(constant_output(&s, cut, &p, &a));
    assert_int_equal(constant_layer(&s, cut, &p, &a), -1);
    alive[8] = (real)NAN;
    assert_false(constant_output(&s, alive, &p, &a));
    p.n = 1; /* one answer is no constant */
    assert_false(constant_output(&s, dead, &p, &a));
    arena_free(&a);
}

static void targets_of_one_kind_are_noticed(void **state)
{
    (void)state;
    real y[] = { 1, 1, 1, 0 }, two[] = { 1, 2, 1, 2, 1, 3 };
    assert_true(constant_targets(&(Points){ .n = 3, .targets = 1, .y = y }));
    assert_false(constant_targets(&(Points){ .n = 4, .targets = 1, .y = y }));
    assert_true(constant_targets(&(Points){ .n = 1, .targets = 1, .y = y }));
    assert_true(constant_targets(&(Points){ .n = 2, .targets = 2, .y = two }));
    assert_false(constant_targets(&(Points){ .n = 3, .targets = 2, .y = two }));
    assert_false(constant_targets(&(Points){ .n = 0, .targets = 1, .y = y }));
}

/* Filters are the weights themselves: on a scale of its own a decayed one would look alive. */
static void filters_keep_their_size(void **state)
{
    (void)state;
    Config c;
    scene_config(scene_find("glyphs"), &c);
    Shape s = net_shape(&c, NULL);
    real *w = calloc((size_t)s.params, sizeof *w);
    float out[FILTERS_SHOWN * 5 * 5];
    assert_int_equal(filters_side(&s), 5);
    for (int i = 0; i < s.layer[0].maps * 25; i++)
        w[s.layer[0].first + i] = (real)(i < 25 ? -1e-3 : i < 50 ? 0.5 : 0);
    assert_int_equal(filters_take(&s, w, out), FILTERS_SHOWN);
    assert_true(out[3] == -1e-3f && out[30] == 0.5f && out[60] == 0);
    assert_true(filters_largest(out, 25) == 1e-3f && filters_largest(out, 4 * 25) == 0.5f);
    free(w);
}

/* --- findings and film --- */

static void findings_are_what_was_asked_for(void **state)
{
    (void)state;
    real params[] = { 2, -1, 0.5f, 2, -1, 0.5f }, before[] = { 0, 0, 3 };
    Metrics metrics[2] = { { .status = STATUS_OK } };
    CurvePoint curve[2] = { { 0 } };
    Findings f = { .snap = { .shape = plane_shape(), .members = 2, .metrics = metrics, .params = params, .step = 5 } };
    f.snap.curve_points = 1;
    f.snap.curve = curve;
    FindingsAsk ask = { .want = WANT_FIELD | WANT_CURVE, .window = { -1, 1, -1, 1 }, .field_w = 6, .field_h = 4 };
    findings_make(&f, &ask, &arena);
    assert_int_equal(f.have, WANT_FIELD | WANT_CURVE);
    assert_ptr_equal(f.net.z, f.twin.z); /* the same nets: found once */
    assert_null(f.before.z);
    assert_int_equal(f.hist.layers, 0);
    params[0] = 3;
    ask.want = WANT_FIELD | WANT_HIST;
    findings_make(&f, &ask, &arena);
    assert_int_equal(f.have, WANT_FIELD | WANT_HIST);
    assert_ptr_not_equal(f.net.z, f.twin.z);
    assert_true(f.hist.largest == 3 && f.hist_twin.largest == 2);
    f.snap.has_before = true;
    f.snap.before = before;
    f.snap.before_step = 4;
    findings_make(&f, &ask, &arena);
    assert_null(f.before.z); /* nothing is wrong yet */
    metrics[0].status = STATUS_DIVERGED;
    findings_make(&f, &ask, &arena);
    assert_true(f.before.z && f.before.z[0] == 3 && f.before.step == 4);
    f.snap.shape.map.raw = 3; /* not in the plane: no field */
    findings_make(&f, &ask, &arena);
    assert_int_equal(f.have, WANT_HIST);
}

static void film_shows_a_decade_each(void **state)
{
    (void)state;
    static Film film;
    static const struct {
        float lo, hi;
        int n;
    } rows[] = { { 1e-5f, 1, 7 },    { 1e-4f, 10, 7 },  { 2e-3f, 3e-3f, 8 },
                 { 2e-3f, 0.5f, 8 }, { 1e-7f, 100, 6 }, { 3e-5f, 2, 6 } };
    for (int i = 0; i < COUNT(rows); i++) {
        Config c;
        config_default(&c);
        c.sweep_lo = rows[i].lo;
        c.sweep_hi = rows[i].hi;
        film_choose(&c, &film);
        assert_int_equal(film.n, rows[i].n);
        assert_int_equal(film.member[0], 0);
        for (int k = 1; k < film.n; k++) {
            assert_true(film.member[k] > film.member[k - 1] && film.member[k] < SWEEP_MEMBERS);
            assert_false(film.have[k]);
        }
    }
}

static void film_takes_what_it_chose(void **state)
{
    (void)state;
    static Film film;
    Config c;
    config_default(&c);
    film_choose(&c, &film);
    Shape s = plane_shape();
    Window w = { -2, 2, -1, 1 };
    const Points none = { 0 };
    int chosen = film.member[2], other = chosen + 1;
    film_add(&film, &s, &none, other, plane_params, w);
    assert_true(film.version == 0 && film.outputs == 0);
    film_add(&film, &s, &none, chosen, plane_params, w);
    assert_true(film.have[2] && !film.have[1] && film.version == 1 && film.outputs == 1);
    assert_true(near((double)film.z[2][0], 2 * -2 - 1 + 0.5, 1e-5));
    assert_true(near((double)film.z[2][FILM_W * FILM_H - 1], 2 * 2 + 1 + 0.5, 1e-5));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_teardown(f, clear)
    const struct CMUnitTest tests[] = {
        TEST(window_holds_the_points_with_a_margin),
        TEST(window_of_nothing_is_sound),
        TEST(field_is_the_net_on_the_grid),
        TEST(field_version_tells_differences),
        TEST(margin_is_against_the_best_other_class),
        TEST(circle_is_one_closed_line),
        TEST(straight_line_runs_from_edge_to_edge),
        TEST(saddles_follow_their_middle),
        TEST(holes_of_nan_open_lines),
        TEST(noise_gives_whole_lines),
        TEST(boundaries_of_classes_lie_where_they_tie),
        TEST(borders_of_three_classes_come_once),
        TEST(histogram_counts_weights_only),
        TEST(histogram_counts_filters),
        TEST(the_range_of_the_histogram_grows_with_the_weights),
        TEST(zones_of_a_whole_sweep),
        TEST(zones_have_no_gap_in_the_sweet_spot),
        TEST(zones_of_an_unfinished_sweep),
        TEST(zones_without_accuracy_go_by_the_loss),
        TEST(zones_where_all_is_lost),
        TEST(zones_where_a_strength_hardly_heals),
        TEST(constant_nets_are_told_from_others),
        TEST(targets_of_one_kind_are_noticed),
        TEST(filters_keep_their_size),
        TEST(zones_without_test_points_are_none),
        TEST(findings_are_what_was_asked_for),
        TEST(film_shows_a_decade_each),
        TEST(film_takes_what_it_chose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
