/* Hessian-vector products in double: against central differences of the gradient for every layer, activation, pooling
 * and loss, and against the closed form of least squares. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nn/nn.h"
#include "random_net.h"

enum { POINTS = 37 }; /* more than one block, and not a whole number of them */

typedef struct Case {
    Arena arena;
    Shape shape;
    Points points;
    double *params, *v, *hv, *up, *down, *moved;
    Scratch *scratch;
    HessianScratch *hessian;
} Case;

static int loss_row(const char *key)
{
    int row = 0;
    while (strcmp(loss_defs[row].key, key) != 0)
        row++;
    return row;
}

static Case make_case(NetPlan plan, bool frozen)
{
    Case c = { .shape = net_build(&plan) };
    Shape *s = &c.shape;
    Rng r = rng_make(17, 3);
    double **array[] = { &c.v, &c.hv, &c.up, &c.down, &c.moved };
    for (int i = 0; i < COUNT(array); i++)
        *array[i] = arena_new(&c.arena, double, s->params);
    s->frozen = frozen ? s->layer[0].params : 0;
    c.scratch = net_scratch(s, &c.arena);
    c.hessian = hessian_scratch(s, &c.arena);
    c.params = random_params(s, 0.6, &r, &c.arena);
    for (int i = s->frozen; i < s->params; i++)
        c.v[i] = rng_normal(&r);
    c.points = random_points(s, POINTS, &r, &c.arena);
    return c;
}

static void gradient_at(Case *c, double t, double *grad)
{
    for (int i = 0; i < c->shape.params; i++)
        c->moved[i] = c->params[i] + t * c->v[i];
    net_gradients(&c->shape, 1, (const double *const[]){ c->moved }, &c->points, NULL, POINTS, NULL, false,
                  (double *const[]){ grad }, c->scratch);
}

static void times(Case *c, const double *v, double *hv)
{
    memset(hv, 0, sizeof(double) * (size_t)c->shape.params);
    hessian_add(&c->shape, c->params, v, &c->points, 0, POINTS, hv, c->hessian);
}

/* Central differences err by step^2 times a third derivative; two steps take that term out (Richardson 1911). */
static void check(Case *c, const char *name)
{
    enum { STEPS = 2 };
    const double step[STEPS] = { 1e-4, 5e-5 };
    int n = c->shape.params;
    double *slope[STEPS] = { arena_new(&c->arena, double, n), arena_new(&c->arena, double, n) }, size = 0;
    for (int k = 0; k < STEPS; k++) {
        gradient_at(c, step[k], c->up);
        gradient_at(c, -step[k], c->down);
        for (int i = 0; i < n; i++)
            slope[k][i] = (c->up[i] - c->down[i]) / (2 * step[k]);
    }
    times(c, c->v, c->hv);
    for (int i = 0; i < n; i++)
        size = fmax(size, fabs(c->hv[i]));
    assert_true(size > 1e-3);
    for (int i = 0; i < n; i++) {
        double expected = i < c->shape.frozen ? 0 : (4 * slope[1][i] - slope[0][i]) / 3;
        if (!(fabs(c->hv[i] - expected) <= 3e-10 * size + 1e-10))
            fail_msg("%s, parameter %d of %d: %.12g, difference %.12g", name, i, n, c->hv[i], expected);
    }
}

static void done(Case *c) { arena_free(&c->arena); }

static void every_activation_and_place_of_gdn(void **state)
{
    (void)state;
    static const int width[] = { 3, 7, 5, 3 };
    for (int act = 0; act < act_count; act++)
        for (int gdn = 0; gdn <= gdn_count; gdn++) { /* the last round has none */
            Case c = make_case((NetPlan){ .width = width,
                                          .layers = 3,
                                          .act = act,
                                          .loss = loss_for(3),
                                          .gdn = gdn < gdn_count,
                                          .gdn_place = gdn },
                               false);
            check(&c, act_defs[act].key);
            done(&c);
        }
}

static void every_loss(void **state)
{
    (void)state;
    for (int loss = 1; loss < loss_count; loss++)
        for (int layers = 1; layers < 4; layers++) {
            int width[] = { 4, 6, 5, 0 }, classes = loss_defs[loss].hi;
            width[layers] = classes ? loss_defs[loss].outputs(loss_defs[loss].hi > 3 ? 3 : classes) : 2;
            Case c = make_case((NetPlan){ .width = width, .layers = layers, .loss = loss }, false);
            check(&c, loss_defs[loss].key);
            done(&c);
        }
}

static void every_pooling_and_frozen_filters(void **state)
{
    (void)state;
    static const int head[] = { 0, 3 }, deep_head[] = { 0, 6, 3 };
    for (int pool = 0; pool < pool_count; pool++)
        for (int act = 0; act < 2; act++)
            for (int round = 0; round < 4; round++) {
                Case c = make_case((NetPlan){ .width = round & 1 ? deep_head : head,
                                              .layers = 1 + (round & 1),
                                              .act = act,
                                              .loss = loss_for(3),
                                              .gdn = round == 3,
                                              .high = 7,
                                              .wide = 9,
                                              .filters = 3,
                                              .kernel = 3,
                                              .pool = pool,
                                              .pool_window = 2 },
                                   round > 1);
                check(&c, pool_defs[pool].key);
                done(&c);
            }
}

static void it_is_symmetric_and_a_sum_over_samples(void **state)
{
    (void)state;
    static const int width[] = { 3, 6, 4, 1 };
    Case c =
        make_case((NetPlan){ .width = width, .layers = 3, .loss = loss_for(2), .gdn = true, .gdn_place = 1 }, false);
    int n = c.shape.params;
    double *w = c.moved, *hw = c.up, *parts = c.down, vw = 0, wv = 0, size = 0;
    Rng r = rng_make(5, 5);
    for (int i = 0; i < n; i++)
        w[i] = rng_normal(&r);
    times(&c, c.v, c.hv);
    times(&c, w, hw);
    for (int i = 0; i < n; i++) {
        vw += c.v[i] * hw[i];
        wv += w[i] * c.hv[i];
        size += fabs(w[i] * c.hv[i]);
    }
    assert_true(fabs(vw - wv) < 1e-13 * size);
    memset(parts, 0, sizeof(double) * (size_t)n);
    for (int at = 0; at < POINTS; at += 10)
        hessian_add(&c.shape, c.params, c.v, &c.points, at, min_i(10, POINTS - at), parts, c.hessian);
    for (int i = 0; i < n; i++)
        assert_true(fabs(parts[i] - c.hv[i]) < 1e-14 * size);
    done(&c);
}

/* 1/2 (w x + b - y)^2: H = mean of (x, 1)(x, 1)^T whatever w is. */
static void least_squares_have_the_moments_of_x(void **state)
{
    (void)state;
    static const int width[] = { 3, 1 };
    Case c = make_case((NetPlan){ .width = width, .layers = 1, .loss = loss_row("mse") }, false);
    for (int k = 0; k < 4; k++) {
        memset(c.v, 0, sizeof(double) * 4);
        c.v[k] = 1;
        times(&c, c.v, c.hv);
        for (int i = 0; i < 4; i++) {
            double sum = 0;
            for (int p = 0; p < POINTS; p++) {
                const double *x = c.points.x + p * 3;
                sum += (i < 3 ? x[i] : 1) * (k < 3 ? x[k] : 1);
            }
            assert_true(fabs(c.hv[i] - sum / POINTS) < 1e-14);
        }
    }
    done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_activation_and_place_of_gdn),   cmocka_unit_test(every_loss),
        cmocka_unit_test(every_pooling_and_frozen_filters),    cmocka_unit_test(it_is_symmetric_and_a_sum_over_samples),
        cmocka_unit_test(least_squares_have_the_moments_of_x),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
