/* Many nets in lanes have the bits that each has alone; a net has the same bits in every kernel, whether its layers are
 * vectors (small.c) or go through the chain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nn/nn.h"

static void fill(real *v, int n, Rng *r)
{
    for (int i = 0; i < n; i++)
        v[i] = (real)rng_normal(r);
}

static void losses_are_those_of_each_alone(void **state)
{
    (void)state;
    static const int nets[][6] = { { 2, 8, 8, 1 }, { 2, 1 },          { 2, 3, 5, 2 }, { 3, 17, 1 },
                                   { 2, 33, 1 },   { 1, 7, 6, 5, 3 }, { 2, 4, 1, 1 }, { 2, 5, 1, 2 } };
    static const char *const kernels[] = { "plain", "avx2", "avx512" };
    enum { POINTS = 45 };
    Rng r = rng_make(6, 1);
    Arena a = { 0 };
    int compared = 0;
    for (int k = 0; k < COUNT(kernels); k++)
        for (int net = 0; kernel_choose(kernels[k]) && net < COUNT(nets); net++)
            for (int act = 0; act < act_count; act++) {
                int layers = 0;
                while (layers < 5 && nets[net][layers + 1])
                    layers++;
                int outputs = nets[net][layers], loss = loss_for(outputs > 1 ? 3 : (act & 1) * 2);
                Shape s = net_layout(nets[net], layers, act, loss);
                assert_true(many_fits(&s));
                Points p = { .n = POINTS, .inputs = s.inputs, .targets = 1 };
                p.x = arena_new(&a, real, POINTS * s.inputs);
                p.y = arena_new(&a, real, POINTS);
                fill(p.x, POINTS * s.inputs, &r);
                for (int i = 0; i < POINTS; i++)
                    p.y[i] = (real)rng_below(&r, (uint32_t)(outputs > 1 ? outputs : 2));
                real *params = arena_new(&a, real, s.params * NN_MANY), *one = arena_new(&a, real, s.params);
                fill(params, s.params * NN_MANY, &r);
                double together[NN_MANY];
                many_loss(&s, params, together, many_scratch(&s, &p, &a));
                Scratch *scratch = net_scratch(&s, &a);
                for (int l = 0; l < NN_MANY; l++, compared++) {
                    for (int i = 0; i < s.params; i++)
                        one[i] = params[i * NN_MANY + l];
                    double alone = net_loss(&s, one, &p, NULL, POINTS, NULL, scratch);
                    if (memcmp(&alone, &together[l], sizeof alone) != 0)
                        fail_msg("%s, net %d, %s, lane %d: %a alone, %a together", kernels[k], net, act_defs[act].key,
                                 l, alone, together[l]);
                }
                arena_reset(&a);
            }
    assert_true(compared >= COUNT(nets) * act_count * NN_MANY);
    arena_free(&a);
}

/* Narrow vectors send a net of eight units through the chain, wide ones through small.c. */
static void gradients_are_those_of_every_kernel(void **state)
{
    (void)state;
    static const int nets[][6] = { { 2, 8, 8, 1 }, { 2, 1 },         { 2, 4, 3, 1 },  { 2, 3, 5, 2 },
                                   { 5, 8, 3 },    { 2, 16, 12, 1 }, { 3, 17, 9, 1 }, { 2, 32, 1 },
                                   { 1, 7, 6, 3 }, { 2, 5, 1, 1 },   { 2, 9, 1, 3 },  { 16, 16, 16, 16, 8 } };
    static const char *const kernels[] = { "plain", "avx2", "avx512" };
    enum { POINTS = 83 };
    Rng r = rng_make(8, 1);
    Arena a = { 0 };
    int index[POINTS];
    for (int i = 0; i < POINTS; i++)
        index[i] = (int)rng_below(&r, POINTS);
    for (int net = 0; net < COUNT(nets); net++)
        for (int act = 0; act < act_count; act++)
            for (int n = 1; n <= POINTS; n += n < 11 ? 1 : 24) {
                int layers = 0;
                while (layers < 5 && nets[net][layers + 1])
                    layers++;
                int outputs = nets[net][layers], loss = loss_for(outputs > 1 ? 3 : (act & 1) * 2);
                Shape s = net_layout(nets[net], layers, act, loss);
                Points p = { .n = POINTS, .inputs = s.inputs, .targets = 1 };
                p.x = arena_new(&a, real, POINTS * s.inputs);
                p.y = arena_new(&a, real, POINTS);
                real *params = arena_new(&a, real, s.params), *first = arena_new(&a, real, s.params);
                real *apart = arena_new(&a, real, s.params);
                real *grad = arena_new(&a, real, s.params);
                fill(p.x, POINTS * s.inputs, &r);
                fill(params, s.params, &r);
                fill(apart, s.params, &r);
                for (int i = 0; i < POINTS; i++)
                    p.y[i] = (real)rng_below(&r, (uint32_t)(outputs > 1 ? outputs : 2));
                double first_loss = 0;
                for (int k = 0; k < COUNT(kernels) && kernel_choose(kernels[k]); k++) {
                    real *to = k ? grad : first;
                    double value = net_loss(&s, params, &p, n % 2 ? index : NULL, n, to, net_scratch(&s, &a));
                    first_loss = k ? first_loss : value;
                    if (memcmp(to, first, sizeof *to * (size_t)s.params) != 0 ||
                        memcmp(&value, &first_loss, sizeof value) != 0)
                        fail_msg("%s, net %d, %s, %d samples", kernels[k], net, act_defs[act].key, n);
                    /* together with others, of other weights */
                    const real *nets_of[NN_TOGETHER] = { apart, params, apart, params };
                    real *grads[NN_TOGETHER];
                    for (int i = 0; i < NN_TOGETHER; i++)
                        grads[i] = arena_new(&a, real, s.params);
                    for (int i = 0; i < NN_TOGETHER; i++) {
                        net_gradients(&s, NN_TOGETHER - i, nets_of + i, &p, n % 2 ? index : NULL, n, NULL, false, grads,
                                      net_scratch(&s, &a));
                        for (int m = (i + 1) % 2; m < NN_TOGETHER - i; m += 2)
                            assert_memory_equal(grads[m], first, sizeof *grad * (size_t)s.params);
                    }
                    double together = net_gradients(&s, 3, nets_of + 1, &p, n % 2 ? index : NULL, n, NULL, true, grads,
                                                    net_scratch(&s, &a));
                    assert_memory_equal(&together, &value, sizeof value);
                }
                arena_reset(&a);
            }
    arena_free(&a);
}

static void planes_are_those_of_single_points(void **state)
{
    (void)state;
    enum { N = 37 };
    static real o[N], across[N], up[N], params[N * NN_MANY];
    double x[NN_MANY], y[NN_MANY];
    Rng r = rng_make(7, 1);
    fill(o, N, &r), fill(across, N, &r), fill(up, N, &r);
    for (int l = 0; l < NN_MANY; l++) {
        x[l] = rng_normal(&r);
        y[l] = rng_normal(&r);
    }
    many_plane(o, across, up, N, x, y, params);
    for (int i = 0; i < N; i++)
        for (int l = 0; l < NN_MANY; l++)
            assert_true(params[i * NN_MANY + l] ==
                        (real)((double)o[i] + x[l] * (double)across[i] + y[l] * (double)up[i]));
}

static void large_nets_and_other_layers_do_not_fit(void **state)
{
    (void)state;
    Shape s = net_layout((int[]){ 2, 32, 32, 1 }, 3, 0, loss_for(2));
    assert_false(many_fits(&s));
    Config c;
    config_default(&c);
    assert_true(config_set(&c, "net", "4-4", NULL));
    s = net_shape(&c, NULL);
    assert_true(many_fits(&s));
    assert_true(config_set(&c, "reg", "gdn", NULL));
    s = net_shape(&c, NULL);
    assert_false(many_fits(&s));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(losses_are_those_of_each_alone),
                                        cmocka_unit_test(gradients_are_those_of_every_kernel),
                                        cmocka_unit_test(planes_are_those_of_single_points),
                                        cmocka_unit_test(large_nets_and_other_layers_do_not_fit) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
