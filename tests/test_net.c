/* Nets, in double: gradients against differences, and everything that goes through blocks and vectors against a plain
 * loop over one sample. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nn/nn.h"

static bool near(double a, double b, double e) { return a - b <= e && b - a <= e; }

enum { POINTS = 45 }; /* more than one block of samples, and not a whole number of them */

typedef struct Case {
    Arena arena;
    Shape shape;
    Points points;
    double *params, *grad, *work;
    Scratch *scratch;
} Case;

/* A net of `depth` hidden layers with random parameters, biases too, and random points that suit its loss. */
static Case make_case(int act, int loss, int depth)
{
    static const int hidden[] = { 5, 19, 4 };
    Case c = { 0 };
    int width[NN_LAYERS + 2] = { 3 }, outputs = loss_defs[loss].hi == 2 ? 1 : 3;
    memcpy(width + 1, hidden, sizeof(int) * (size_t)depth);
    width[depth + 1] = outputs;
    c.shape = net_layout(width, depth + 1, act, loss);
    Rng r = rng_make(7, 1);
    c.params = arena_new(&c.arena, double, c.shape.params);
    c.grad = arena_new(&c.arena, double, c.shape.params);
    c.work = arena_new(&c.arena, double, c.shape.params);
    c.scratch = net_scratch(&c.shape, &c.arena);
    for (int i = 0; i < c.shape.params; i++)
        c.params[i] = 0.7 * rng_normal(&r);
    bool values = loss_defs[loss].hi == 0;
    c.points = (Points){ .n = POINTS, .inputs = 3, .targets = values ? outputs : 1 };
    c.points.x = arena_new(&c.arena, double, POINTS * 3);
    c.points.y = arena_new(&c.arena, double, POINTS *c.points.targets);
    for (int i = 0; i < POINTS * 3; i++)
        c.points.x[i] = rng_normal(&r);
    for (int i = 0; i < POINTS * c.points.targets; i++)
        c.points.y[i] = values ? rng_normal(&r) : (double)rng_below(&r, outputs == 1 ? 2 : (uint32_t)outputs);
    return c;
}

/* --- one sample at a time, with the C library's functions --- */

static double plain_act(const char *key, double z)
{
    if (strcmp(key, "tanh") == 0)
        return tanh(z);
    if (strcmp(key, "relu") == 0)
        return z > 0 ? z : 0;
    if (strcmp(key, "leaky") == 0)
        return z > 0 ? z : z / 100;
    if (strcmp(key, "gelu") == 0)
        return z * 0.5 * erfc(-z / sqrt(2));
    if (strcmp(key, "sine") == 0)
        return sin(z);
    if (strcmp(key, "sigmoid") == 0)
        return 1 / (1 + exp(-z));
    assert_string_equal(key, "linear");
    return z;
}

/* z of the last layer; hidden: activations of hidden layer `keep` */
static void plain_forward(const Shape *s, const double *p, const double *x, double *z, int keep, double *hidden)
{
    double h[NN_WIDTH], next[NN_WIDTH];
    memcpy(h, x, sizeof(double) * (size_t)s->inputs);
    for (int l = 0; l < s->layers; l++) {
        for (int o = 0; o < s->width[l + 1]; o++) {
            double sum = p[s->biases[l] + o];
            for (int i = 0; i < s->width[l]; i++)
                sum += h[i] * p[s->weights[l] + i * s->width[l + 1] + o];
            next[o] = l + 1 < s->layers ? plain_act(act_defs[s->act].key, sum) : sum;
        }
        memcpy(h, next, sizeof h);
        if (l == keep)
            memcpy(hidden, h, sizeof(double) * (size_t)s->width[l + 1]);
    }
    memcpy(z, h, sizeof(double) * (size_t)s->outputs);
}

static double plain_loss(const Shape *s, const double *z, const double *y)
{
    double sum = 0;
    const char *key = loss_defs[s->loss].key;
    if (strcmp(key, "bce") == 0) {
        double p = 1 / (1 + exp(-z[0]));
        return y[0] > 0.5 ? -log(p) : -log(1 - p);
    }
    for (int k = 0; k < s->outputs; k++)
        sum += strcmp(key, "mse") == 0 ? (z[k] - y[k]) * (z[k] - y[k]) / 2 : exp(z[k]);
    return strcmp(key, "mse") == 0 ? sum : log(sum) - z[(int)y[0]];
}

static void forward_and_loss(void **state)
{
    (void)state;
    for (int act = 0; act < act_count; act++)
        for (int loss = 1; loss < loss_count; loss++)
            for (int depth = 0; depth <= 3; depth++) {
                Case c = make_case(act, loss, depth);
                const Shape *s = &c.shape;
                int index[] = { 44, 0, 7, 7, 31 };
                double z[POINTS * NN_CLASSES], zi[NN_CLASSES], h[POINTS * NN_WIDTH], hi[NN_WIDTH], sum = 0, part = 0;
                net_forward(s, c.params, c.points.x, POINTS, z, c.scratch);
                if (depth > 0)
                    net_hidden(s, c.params, depth - 1, c.points.x, POINTS, h, c.scratch);
                for (int i = 0; i < POINTS; i++) {
                    plain_forward(s, c.params, c.points.x + 3 * i, zi, depth - 1, hi);
                    for (int k = 0; k < s->outputs; k++)
                        assert_true(near(z[i * s->outputs + k], zi[k], 1e-12));
                    for (int k = 0; depth > 0 && k < s->width[depth]; k++)
                        assert_true(near(h[i * s->width[depth] + k], hi[k], 1e-12));
                    double loss_i = plain_loss(s, zi, c.points.y + i * c.points.targets);
                    sum += loss_i;
                    for (int k = 0; k < COUNT(index); k++)
                        part += index[k] == i ? loss_i : 0;
                }
                assert_true(near(net_loss(s, c.params, &c.points, NULL, POINTS, NULL, c.scratch), sum / POINTS, 1e-11));
                assert_true(near(net_loss(s, c.params, &c.points, index, COUNT(index), NULL, c.scratch),
                                 part / COUNT(index), 1e-11));
                arena_free(&c.arena);
            }
}

/* Central differences: their error is about 1e-9 of the loss here. An activation with a kink may jump once in a blue
 * moon, but the numbers are always the same ones. */
static void check_gradient(Case *c, const int *index, int n)
{
    const Shape *s = &c->shape;
    const double step = 1e-6;
    memset(c->grad, 0xff, sizeof(double) * (size_t)s->params); /* nothing is carried over from an earlier batch */
    double loss = net_loss(s, c->params, &c->points, index, n, c->grad, c->scratch);
    assert_true(near(loss, net_loss(s, c->params, &c->points, index, n, NULL, c->scratch), 0));
    memcpy(c->work, c->params, sizeof(double) * (size_t)s->params);
    for (int i = 0; i < s->params; i++) {
        c->work[i] = c->params[i] + step;
        double up = net_loss(s, c->work, &c->points, index, n, NULL, c->scratch);
        c->work[i] = c->params[i] - step;
        double down = net_loss(s, c->work, &c->points, index, n, NULL, c->scratch);
        c->work[i] = c->params[i];
        if (!near(c->grad[i], (up - down) / (2 * step), 2e-9 * (1 + loss)))
            fail_msg("%s, %s, %d layers, parameter %d: gradient %.12g, difference %.12g", act_defs[s->act].key,
                     loss_defs[s->loss].key, s->layers, i, c->grad[i], (up - down) / (2 * step));
    }
}

static void gradients(void **state)
{
    (void)state;
    static const int index[] = { 44, 0, 7, 7, 31, 12 };
    for (int act = 0; act < act_count; act++)
        for (int loss = 1; loss < loss_count; loss++)
            for (int depth = 0; depth <= 3; depth++) {
                Case c = make_case(act, loss, depth);
                check_gradient(&c, NULL, POINTS);
                check_gradient(&c, index, COUNT(index));
                arena_free(&c.arena);
            }
}

static void losses_far_out(void **state) /* where a careless formula overflows or loses all digits */
{
    (void)state;
    double loss[3], dz[3];
    int bce = loss_for(2), softmax = loss_for(3);
    loss_defs[bce].f((double[]){ -800, 800, 30 }, (double[]){ 1, 1, 1 }, 3, 1, loss, dz);
    assert_true(near(loss[0], 800, 1e-9) && near(dz[0], -1, 1e-15));
    assert_true(near(loss[1], 0, 0) && near(dz[1], 0, 0));
    assert_true(near(loss[2], exp(-30), 1e-25) && near(dz[2], -exp(-30), 1e-16));
    loss_defs[softmax].f((double[]){ 900, -900, 0 }, (double[]){ 1 }, 1, 3, loss, dz);
    assert_true(near(loss[0], 1800, 1e-9) && near(dz[1], -1, 0));
    assert_string_equal(loss_defs[loss_for(0)].key, "mse");
    assert_true(loss_fits(0, 0) && loss_fits(0, 5) && !loss_fits(bce, 3) && !loss_fits(softmax, 0));
}

static void accuracy(void **state)
{
    (void)state;
    Arena a = { 0 };
    /* z = x for one logit: right are x > 0 of class 1 and x <= 0 of class 0, a tie among them */
    Shape s = net_layout((int[]){ 1, 1 }, 1, 0, loss_for(2));
    double x[] = { -1, 0, 2, 0, -3 }, y[] = { 0, 0, 1, 1, 1 }, loss;
    Points p = { .n = 5, .inputs = 1, .targets = 1, .x = x, .y = y };
    Scratch *w = net_scratch(&s, &a);
    assert_true(near(net_accuracy(&s, (double[]){ 1, 0 }, &p, &loss, w), 0.6, 1e-15));
    assert_true(near(loss, net_loss(&s, (double[]){ 1, 0 }, &p, NULL, 5, NULL, w), 1e-15));
    p.n = 0;
    assert_true(isnan(net_accuracy(&s, (double[]){ 1, 0 }, &p, &loss, w)) && isnan(loss));

    /* softmax with logits x, 0, x: of the tied ones the lower class wins */
    Shape t = net_layout((int[]){ 1, 3 }, 1, 0, loss_for(3));
    double labels[] = { 1, 0, 0, 2, 1 };
    p = (Points){ .n = 5, .inputs = 1, .targets = 1, .x = x, .y = labels };
    w = net_scratch(&t, &a);
    assert_true(near(net_accuracy(&t, (double[]){ 1, 0, 1, 0, 0, 0 }, &p, NULL, w), 0.8, 1e-15));

    Shape v = net_layout((int[]){ 1, 1 }, 1, 0, loss_for(0));
    w = net_scratch(&v, &a);
    assert_true(isnan(net_accuracy(&v, (double[]){ 1, 0 }, &p, &loss, w)) && near(loss, 2.8, 1e-12));
    arena_free(&a);
}

static void first_weights(void **state)
{
    (void)state;
    for (int act = 0; act < act_count; act++) {
        Arena a = { 0 };
        Shape s = net_layout((int[]){ 2, 256, 256, 3 }, 3, act, loss_for(3));
        double *p = arena_new(&a, double, s.params), *q = arena_new(&a, double, s.params);
        uint8_t *is_weight = arena_new(&a, uint8_t, s.params);
        net_init(&s, 1, p);
        net_is_weight(&s, is_weight);
        int weights = 0;
        for (int i = 0; i < s.params; i++) {
            weights += is_weight[i];
            assert_true(is_weight[i] || near(p[i], 0, 0));
        }
        assert_int_equal(weights, 2 * 256 + 256 * 256 + 256 * 3);
        assert_int_equal(s.params, weights + 256 + 256 + 3);
        double sum = 0, top = 0, gain = act_defs[act].init_gain, xavier = sqrt(6. / 512);
        for (int i = s.weights[1]; i < s.biases[1]; i++) {
            sum += p[i] * p[i];
            top = fabs(p[i]) > top ? fabs(p[i]) : top;
        }
        double variance = gain > 0 ? gain / 256 : xavier * xavier / 3;
        assert_true(near(sum / (256 * 256) / variance, 1, 0.02));
        assert_true(gain > 0 ? top > 3.5 * sqrt(variance) : top <= xavier);
        net_init(&s, 1, q);
        assert_memory_equal(p, q, sizeof(double) * (size_t)s.params);
        net_init(&s, 2, q);
        assert_memory_not_equal(p, q, sizeof(double) * (size_t)s.params);
        arena_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forward_and_loss), cmocka_unit_test(gradients),     cmocka_unit_test(losses_far_out),
        cmocka_unit_test(accuracy),         cmocka_unit_test(first_weights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
