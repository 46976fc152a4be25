/* Several seeds of a sweep as one curve and its band. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/analysis.h"

#include <math.h>

enum { N = 4 };

/* Nets whose mean rounds differently in every order of adding. */
static Metrics net(int seed, int member)
{
    return (Metrics){ .step = 7,
                      .test_loss = 0.1 * (seed + 1) + 0.37 * member,
                      .data_loss = 0.3 / (seed + member + 1),
                      .test_accuracy = 0.9 - 0.1 * seed,
                      .valid_loss = NAN };
}

static Sweep sweep_in_order(const int *nets, int n)
{
    Sweep s = { .total = N };
    for (int i = 0; i < n; i++) {
        Metrics m = net(nets[i] / N, nets[i] % N);
        spread_add(&s, nets[i] / N, nets[i] % N, &m);
    }
    return s;
}

static void means_and_ranges(void **state)
{
    (void)state;
    int all[SWEEP_SEEDS * N];
    for (int i = 0; i < COUNT(all); i++)
        all[i] = i;
    Sweep s = sweep_in_order(all, COUNT(all));
    assert_true(spread_complete(&s) && s.seeds == 3);
    for (int m = 0; m < N; m++) {
        assert_true(s.mean[m].test_loss == (net(0, m).test_loss + net(1, m).test_loss + net(2, m).test_loss) / 3);
        assert_true(s.mean[m].data_loss == (net(0, m).data_loss + net(1, m).data_loss + net(2, m).data_loss) / 3);
        assert_true(s.low[m] == net(0, m).test_loss && s.high[m] == net(2, m).test_loss);
        assert_true(fabs(s.mean[m].test_accuracy - 0.8) < 1e-12 && isnan(s.mean[m].valid_loss));
        assert_true(s.mean[m].step == 7);
    }
}

/* Threads finish nets in any order; the numbers must not show it. */
static void the_order_does_not_matter(void **state)
{
    (void)state;
    static const int forward[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 },
                     mixed[] = { 9, 4, 0, 11, 2, 6, 1, 8, 5, 10, 7, 3 };
    Sweep a = sweep_in_order(forward, COUNT(forward)), b = sweep_in_order(mixed, COUNT(mixed));
    for (int m = 0; m < N; m++)
        assert_true(a.mean[m].test_loss == b.mean[m].test_loss && a.mean[m].data_loss == b.mean[m].data_loss);
    assert_memory_equal(a.low, b.low, sizeof a.low);
    assert_memory_equal(a.high, b.high, sizeof a.high);
}

/* A value with three nets beside one with two would make a step in the curve that is none. */
static void a_seed_counts_when_it_is_complete(void **state)
{
    (void)state;
    static const int nets[] = { 0, 4, 8, 1, 2, 5, 6, 9, 10, 11, 3, 7 };
    static const int seeds[] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3 };
    for (int n = 1; n <= COUNT(nets); n++) {
        Sweep s = sweep_in_order(nets, n);
        assert_int_equal(s.seeds, seeds[n - 1]);
        assert_true(spread_complete(&s) == (n == COUNT(nets)));
        if (s.seeds == 1) {
            assert_true(s.mean[0].test_loss == net(0, 0).test_loss);
            assert_true(s.low[0] == s.high[0]);
        }
    }
    static const int two[] = { 8, 0, 1, 2, 3, 4, 5, 6, 7 };
    Sweep s = sweep_in_order(two, COUNT(two));
    assert_true(s.seeds == 2 && s.mean[1].test_loss == (net(0, 1).test_loss + net(1, 1).test_loss) / 2);
    assert_true(s.high[0] == net(1, 0).test_loss);
}

static void one_lost_net_leaves_no_mean(void **state)
{
    (void)state;
    Sweep s = { .total = N };
    for (int i = 0; i < SWEEP_SEEDS * N; i++) {
        Metrics m = net(i / N, i % N);
        if (i == N + 1)
            m.test_loss = NAN, m.status = STATUS_DIVERGED;
        spread_add(&s, i / N, i % N, &m);
    }
    assert_true(isnan(s.mean[1].test_loss) && s.mean[1].status == STATUS_OK);
    assert_int_equal(path_sweet(&s), 0);
    s.mean[0].test_loss = NAN;
    assert_int_equal(path_sweet(&s), 2); /* the lowest of those that have one */
}

/* Each of the three seeds is set, as the die sets them; what else there is stays. */
static void seeds_are_those_of_the_die(void **state)
{
    (void)state;
    Config c;
    config_default(&c);
    c.seed_init = 77;
    c.seed_data = 9998;
    const Config same = sweep_seeded(&c, 0);
    assert_true(config_equal(&same, &c));
    for (int k = 1; k < SWEEP_SEEDS; k++) {
        Config other = sweep_seeded(&c, k);
        const uint32_t seed = k == 1 ? 9999 : 1;
        assert_true(other.seed_data == seed && other.seed_init == seed && other.seed_batch == seed);
        other.seed_data = c.seed_data, other.seed_init = c.seed_init, other.seed_batch = c.seed_batch;
        assert_true(config_equal(&other, &c));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_and_ranges),
        cmocka_unit_test(the_order_does_not_matter),
        cmocka_unit_test(a_seed_counts_when_it_is_complete),
        cmocka_unit_test(one_lost_net_leaves_no_mean),
        cmocka_unit_test(seeds_are_those_of_the_die),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
