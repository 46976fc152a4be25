/* Any settings at all: refused with words, or trained without harm, whatever is changed on the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nn/nn.h"

static const MemberPlan net_and_twin[] = { { .kind = MEMBER_FOLLOWS }, { .kind = MEMBER_PLAIN } };

static double any_value(Rng *r, int row)
{
    const ParamDef *d = &param_defs[row];
    double lo = d->lo, hi = d->hi, u = rng_unit(r);
    if (d->kind == PARAM_CHOICE)
        return rng_below(r, (uint32_t)param_choices(row));
    if (d->kind == PARAM_BITS)
        return 1 + rng_below(r, (1u << param_choices(row)) - 1);
    if (d->offset == offsetof(Config, points) || d->offset == offsetof(Config, valid_points) ||
        d->offset == offsetof(Config, test_points) || d->offset == offsetof(Config, batch))
        hi = 40; /* quick ones */
    if (d->kind == PARAM_LOG && u > 0.2 && u < 0.8)
        return num_exp(num_log(lo) + (num_log(hi) - num_log(lo)) * rng_unit(r));
    double v = u < 0.1 ? lo : u > 0.9 ? hi : lo + (hi - lo) * rng_unit(r);
    bool whole = d->kind == PARAM_INT || d->kind == PARAM_SEED;
    return u > 0.5 && u < 0.75 && param_defs[row].zero ? 0 : whole ? (double)(int64_t)v : v;
}

static Config any_config(Rng *r)
{
    static const char *const nets[] = { "-",        "1",        "3-2",        "9-1-9",
                                        "conv:1x1", "conv:3x9", "conv:2x5-4", "2-2-2-2-2-2-2-2" };
    Config c;
    config_default(&c);
    for (int row = 0; row < param_count; row++) {
        if (param_defs[row].kind == PARAM_NET)
            param_set(&c, row, nets[rng_below(r, COUNT(nets))], NULL);
        else if (rng_below(r, 3) > 0)
            param_put(&c, row, any_value(r, row), NULL);
    }
    return c;
}

/* Numbers that are not finite are labelled; nothing else goes wrong (the sanitizers watch). */
static void any_settings(void **state)
{
    (void)state;
    int trained = 0, refused = 0, lost = 0;
    Rng r = rng_make(20, 26);
    for (int i = 0; i < 600; i++) {
        Config c = any_config(&r);
        Err err = { "" };
        Run *run = run_new(&c, &(RunPlan){ .members = 2, .member = net_and_twin, .record = true }, &err);
        if (!run) {
            refused++;
            assert_non_null(strstr(err.text, "expected"));
            continue;
        }
        trained++;
        Arena a = { 0 };
        Snapshot s;
        for (int round = 0; round < 3; round++) {
            run_steps(run, 3);
            int row = (int)rng_below(&r, (uint32_t)param_count);
            bool changed = run_change(run, ACTION_SET, row, any_value(&r, row), NULL);
            assert_false(changed && param_defs[row].restarts);
        }
        run_change(run, ACTION_RESTORE, 0, 0, NULL);
        run_steps(run, 2);
        snapshot_take(run, true, &a, &s);
        for (int m = 0; m < 2; m++) {
            bool sound = num_finite(s.metrics[m].data_loss) && num_finite(s.metrics[m].weight_norm);
            if (!sound && s.metrics[m].status != STATUS_DIVERGED) {
                char text[96];
                for (int row = 0; row < param_count; row++) {
                    param_text(text, &s.config, row);
                    print_message("%s=%s ", param_defs[row].key, text);
                }
                fail_msg("settings %d, member %d: loss %g, norm %g, yet %s", i, m, s.metrics[m].data_loss,
                         s.metrics[m].weight_norm, status_keys[s.metrics[m].status]);
            }
            lost += s.metrics[m].status == STATUS_DIVERGED;
        }
        arena_free(&a);
        run_free(run);
    }
    assert_true(trained > 120 && refused > 120 && lost > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(any_settings) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
