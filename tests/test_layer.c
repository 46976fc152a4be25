/* Layers of every kind, in double: gradients against differences, and what comes out against a plain loop over one
 * sample, for nets that chain them in every way that settings and fixtures can ask for. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nn/layer.h"
#include "random_net.h"

static bool near(double a, double b, double e) { return a - b <= e && b - a <= e; }

enum { POINTS = 37 }; /* more than one block, and not a whole number of them */

typedef struct Case {
    Arena arena;
    Shape shape;
    Points points;
    Dropout drop;
    double *params, *grad, *work;
    Scratch *scratch;
} Case;

static int row(const char *key, const void *rows, size_t size, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(*(const char *const *)(const void *)((const char *)rows + (size_t)i * size), key) == 0)
            return i;
    fail_msg("no row %s", key);
    return -1;
}
#define ROW(defs, count, key) row(key, defs, sizeof(defs)[0], count)

static Case make_case(NetPlan plan, double rate)
{
    Case c = { .shape = net_build(&plan), .drop = { .rate = rate, .seed = 5 } };
    const Shape *s = &c.shape;
    Rng r = rng_make(11, 1);
    c.params = random_params(s, 0.5, &r, &c.arena);
    c.points = random_points(s, POINTS, &r, &c.arena);
    c.grad = arena_new(&c.arena, double, s->params);
    c.work = arena_new(&c.arena, double, s->params);
    c.scratch = net_scratch(s, &c.arena);
    return c;
}

static double loss_of(Case *c, const double *params, double *grad)
{
    return net_loss_dropout(&c->shape, params, &c->points, NULL, POINTS, &c->drop, grad, c->scratch);
}

static void check_gradient(Case *c, const char *name)
{
    const double step = 1e-6;
    const Shape *s = &c->shape;
    double loss = loss_of(c, c->params, c->grad);
    memcpy(c->work, c->params, sizeof(double) * (size_t)s->params);
    for (int i = 0; i < s->params; i++) {
        c->work[i] = c->params[i] + step;
        double up = loss_of(c, c->work, NULL);
        c->work[i] = c->params[i] - step;
        double slope = (up - loss_of(c, c->work, NULL)) / (2 * step);
        c->work[i] = c->params[i];
        if (!near(i < s->frozen ? 0 : slope, c->grad[i], 3e-9 * (1 + loss)))
            fail_msg("%s, parameter %d: gradient %.12g, difference %.12g", name, i, c->grad[i], slope);
    }
}

static const int hidden[] = { 3, 7, 5, 3 }, head[] = { 0, 3 }, deep_head[] = { 0, 6, 3 };

static void gradients(void **state)
{
    (void)state;
    for (int act = 0; act < act_count; act++)
        for (int gdn = 0; gdn <= gdn_count; gdn++) /* the last round has none */
            for (int dropped = 0; dropped < 2; dropped++) {
                Case c = make_case((NetPlan){ .width = hidden,
                                              .layers = 3,
                                              .act = act,
                                              .loss = loss_for(3),
                                              .gdn = gdn < gdn_count,
                                              .gdn_place = gdn },
                                   dropped ? 0.4 : 0);
                check_gradient(&c, act_defs[act].key);
                arena_free(&c.arena);
            }
}

/* Products of one row, one column or both have code of their own: a layer of one unit in front, behind, and all the
 * way. */
static void gradients_of_single_units(void **state)
{
    (void)state;
    static const int widths[][5] = { { 1, 1 },    { 1, 1, 1 },    { 2, 1, 1 },      { 1, 1, 2 },
                                     { 1, 3, 1 }, { 2, 3, 1, 1 }, { 1, 1, 1, 1, 1 } };
    for (int act = 0; act < act_count; act++)
        for (int i = 0; i < COUNT(widths); i++) {
            int n = 0;
            while (n < 5 && widths[i][n])
                n++;
            Case c = make_case(
                (NetPlan){
                    .width = widths[i], .layers = n - 1, .act = act, .loss = loss_for(widths[i][n - 1] > 1 ? 3 : 2) },
                0);
            double least = 1;
            check_gradient(&c, act_defs[act].key);
            for (int l = 0; l < c.shape.layers; l++)
                least = fmin(least, fabs(c.grad[c.shape.biases[l]]));
            assert_true(strcmp(act_defs[act].key, "relu") == 0 || least > 0); /* each bias learns */
            arena_free(&c.arena);
        }
}

static NetPlan filters(int act, int pool, const int *width, int layers)
{
    return (NetPlan){ .width = width,
                      .layers = layers,
                      .act = act,
                      .loss = loss_for(3),
                      .high = 7,
                      .wide = 9,
                      .filters = 3,
                      .kernel = 3,
                      .pool = pool,
                      .pool_window = 2 }; /* 5 x 7 spots, of which 4 x 6 are pooled */
}

static void gradients_of_filters(void **state)
{
    (void)state;
    for (int act = 0; act < 2; act++) /* smooth, and with a kink */
        for (int pool = 0; pool < pool_count; pool++)
            for (int round = 0; round < 3; round++) {
                NetPlan plan = filters(act, pool, round ? deep_head : head, round ? 2 : 1);
                plan.gdn = round == 2;
                Case c = make_case(plan, round * 0.3);
                if (round == 2)
                    c.shape.frozen = c.shape.layer[0].params;
                check_gradient(&c, act_defs[act].key);
                arena_free(&c.arena);
            }
}

/* One image through filters, activation and pooling, by the definition. */
static void plain_filters(const Case *c, const double *image, double *out)
{
    const double *bias = c->params + 27;
    for (int map = 0; map < 3; map++)
        for (int py = 0; py < 2; py++)
            for (int px = 0; px < 3; px++) {
                double best = -1e300, sum = 0;
                for (int y = 2 * py; y < 2 * py + 2; y++)
                    for (int x = 2 * px; x < 2 * px + 2; x++) {
                        double z = bias[map];
                        for (int k = 0; k < 9; k++)
                            z += c->params[map * 9 + k] * image[(y + k / 3) * 9 + x + k % 3];
                        double h = z > 0 ? z : 0;
                        best = h > best ? h : best;
                        sum += h;
                    }
                *out++ = c->shape.pool == POOL_MAX ? best : sum / 4;
            }
}

static void filters_by_definition(void **state)
{
    (void)state;
    for (int pool = 0; pool < pool_count; pool++) {
        Case c = make_case(filters(ROW(act_defs, act_count, "relu"), pool, head, 1), 0);
        const Shape *s = &c.shape;
        double z[POINTS * 3], h[18];
        assert_true(s->width[0] == 18 && s->inputs == 63 && s->params == 27 + 3 + 18 * 3 + 3);
        net_forward(s, c.params, c.points.x, POINTS, z, c.scratch);
        for (int i = 0; i < POINTS; i++) {
            plain_filters(&c, c.points.x + i * s->inputs, h);
            for (int k = 0; k < 3; k++) {
                double sum = c.params[s->biases[0] + k];
                for (int j = 0; j < 18; j++)
                    sum += h[j] * c.params[s->weights[0] + j * 3 + k];
                assert_true(near(sum, z[3 * i + k], 1e-12));
            }
        }
        arena_free(&c.arena);
    }
}

/* y_i = x_i / sqrt(beta_i + sum_j gamma_ij x_j^2), gamma lying as [j][i]; instead of the activation, or after it. */
static void gdn_by_definition(void **state)
{
    (void)state;
    static const int width[] = { 4, 6, 3 };
    for (int place = 0; place < gdn_count; place++) {
        Case c = make_case((NetPlan){ .width = width,
                                      .layers = 2,
                                      .act = ROW(act_defs, act_count, "tanh"),
                                      .loss = loss_for(3),
                                      .gdn = true,
                                      .gdn_place = place },
                           0);
        const Shape *s = &c.shape;
        const double *gamma = c.params + s->biases[0] + 6, *beta = gamma + 36;
        double h[POINTS * 6];
        net_hidden(s, c.params, 0, c.points.x, POINTS, h, c.scratch);
        for (int n = 0; n < POINTS; n++) {
            double x[6];
            for (int i = 0; i < 6; i++) {
                x[i] = c.params[s->biases[0] + i];
                for (int k = 0; k < 4; k++)
                    x[i] += c.points.x[4 * n + k] * c.params[s->weights[0] + k * 6 + i];
                x[i] = place == GDN_AFTER ? tanh(x[i]) : x[i];
            }
            for (int i = 0; i < 6; i++) {
                double u = beta[i];
                for (int j = 0; j < 6; j++)
                    u += gamma[j * 6 + i] * x[j] * x[j];
                assert_true(near(h[6 * n + i], x[i] / sqrt(u), 1e-13));
            }
        }
        arena_free(&c.arena);
    }
}

static void start_of_gdn(void **state)
{
    (void)state;
    Arena a = { 0 };
    static const int width[] = { 2, 5, 1 };
    Shape s = net_build(&(NetPlan){
        .width = width, .layers = 2, .act = ROW(act_defs, act_count, "relu"), .loss = loss_for(2), .gdn = true });
    double *p = arena_new(&a, double, s.params), *gamma = p + s.biases[0] + 5, *beta = gamma + 25;
    uint8_t *mask = arena_new(&a, uint8_t, s.params);
    net_init(&s, 3, p);
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 5; j++)
            assert_true(near(gamma[j * 5 + i], i == j ? 0.1 : 0, 1e-15) && near(beta[i], 1, 0));
    for (int i = 0; i < 10; i++) /* Xavier uniform, whatever the activation */
        assert_true(fabs(p[s.weights[0] + i]) <= sqrt(6. / 7));
    gamma[3] = -0.5;
    beta[2] = 1e-5;
    p[0] = -7;
    net_clamp(&s, p);
    assert_true(near(gamma[3], 0, 0) && near(beta[2], 1e-3, 0) && near(gamma[6], 0.1, 1e-15) && near(p[0], -7, 0));
    for (int biases = 0; biases < 2; biases++) { /* neither beta nor gamma is ever penalised */
        int sum = 0;
        net_penalised(&s, biases, mask);
        for (int i = 0; i < s.params; i++)
            sum += mask[i];
        assert_int_equal(sum, 2 * 5 + 5 + biases * (5 + 1));
        for (int i = 0; i < 30; i++)
            assert_int_equal(mask[gamma - p + i], 0);
    }
    arena_free(&a);
}

/* --- dropout --- */

/* A layer of ones in front: what comes out of it is the mask, in the one output's gradient by its weights. */
static void masks_of(Case *c, double rate, uint64_t seed, double *mask)
{
    c->drop = (Dropout){ .rate = rate, .seed = seed };
    memset(c->params, 0, sizeof(double) * (size_t)c->shape.params);
    for (int i = 0; i < 200; i++)
        c->params[c->shape.biases[0] + i] = 1;
    net_loss_dropout(&c->shape, c->params, &c->points, NULL, 1, &c->drop, c->grad, c->scratch);
    for (int i = 0; i < 200; i++) /* logit 0: dloss/dz = 1/2 - y */
        mask[i] = c->grad[c->shape.weights[1] + i] / (0.5 - c->points.y[0]);
}

static void masks(void **state)
{
    (void)state;
    static const int width[] = { 2, 200, 1 };
    Case c = make_case(
        (NetPlan){ .width = width, .layers = 2, .act = ROW(act_defs, act_count, "linear"), .loss = loss_for(2) }, 0);
    double few[200], many[200], others[200];
    int dropped[2] = { 0 }, moved = 0;
    masks_of(&c, 0.2, 9, few);
    masks_of(&c, 0.6, 9, many);
    masks_of(&c, 0.2, 10, others);
    for (int i = 0; i < 200; i++) {
        assert_true(few[i] == 0 || near(few[i], 1.25, 1e-12)); /* kept units are enlarged by 1/(1 - rate) */
        assert_true(many[i] == 0 || near(many[i], 2.5, 1e-12));
        assert_true(few[i] != 0 || many[i] == 0); /* a larger rate drops the same units and more */
        dropped[0] += few[i] == 0;
        dropped[1] += many[i] == 0;
        moved += (few[i] == 0) != (others[i] == 0);
    }
    assert_in_range(dropped[0], 20, 60);
    assert_in_range(dropped[1], 95, 145);
    assert_true(moved > 20);
    masks_of(&c, 0, 9, few);
    for (int i = 0; i < 200; i++)
        assert_true(near(few[i], 1, 1e-12));
    arena_free(&c.arena);
}

/* Given masks: a unit that is left out in every sample is a net without it, its neighbours enlarged. */
static void given_masks(void **state)
{
    (void)state;
    Case c = make_case((NetPlan){ .width = hidden, .layers = 3, .act = 0, .loss = loss_for(3) }, 0);
    const Shape *s = &c.shape;
    uint8_t first[POINTS * 7], second[POINTS * 5];
    const uint8_t *kept[] = { first, second };
    memset(first, 1, sizeof first);
    memset(second, 1, sizeof second);
    for (int i = 0; i < POINTS; i++)
        first[7 * i + 2] = 0;
    c.drop = (Dropout){ .rate = 0.25, .kept = kept };
    double loss = loss_of(&c, c.params, NULL);
    for (int k = 0; k < 2; k++) /* weights behind the hidden layers, times 4/3; those of unit 2 are 0 */
        for (int i = 0; i < s->width[k + 1] * s->width[k + 2]; i++)
            c.params[s->weights[k + 1] + i] *= k == 0 && i / 5 == 2 ? 0 : 4. / 3;
    c.drop.rate = 0;
    assert_true(near(loss, loss_of(&c, c.params, NULL), 1e-12));
    arena_free(&c.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradients),
        cmocka_unit_test(gradients_of_single_units),
        cmocka_unit_test(gradients_of_filters),
        cmocka_unit_test(filters_by_definition),
        cmocka_unit_test(gdn_by_definition),
        cmocka_unit_test(start_of_gdn),
        cmocka_unit_test(masks),
        cmocka_unit_test(given_masks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
