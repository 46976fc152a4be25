/* Settings: text and numbers go in and come out unchanged, and what is refused says what was expected. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "nn/nn.h"

static void refused(const char *key, const char *value, const char *says)
{
    Config c, before;
    Err err = { "" };
    config_default(&c);
    before = c;
    if (config_set(&c, key, value, &err))
        fail_msg("%s=%s was taken", key, value);
    if (!strstr(err.text, says))
        fail_msg("%s=%s: \"%s\" does not say \"%s\"", key, value, err.text, says);
    assert_true(config_equal(&c, &before));
}

static void taken(const char *key, const char *value)
{
    Config c;
    Err err;
    char text[96];
    config_default(&c);
    if (!config_set(&c, key, value, &err))
        fail_msg("%s", err.text);
    int length = param_text(text, &c, param_find(key));
    assert_string_equal(text, value);
    assert_int_equal(length, strlen(value));
}

static void texts_read_back(void **state)
{
    (void)state;
    taken("data", "spirals");
    taken("points", "100000");
    taken("noise", "0.05");
    taken("l2", "0");
    taken("l2", "0.0056");
    taken("l2", "1e-16");
    taken("lr", "1e-6");
    taken("seed_data", "4294967295");
    taken("net", "-");
    taken("net", "256");
    taken("net", "1-2-3-4-5-6-7-8");
    taken("net", "conv:4x5");
    taken("net", "conv:16x9-256-1-2-3-4-5-6-7");
    taken("features", "x");
    taken("features", "y,xy,siny");
    taken("l1_mode", "subgradient");
    taken("mistake", "loss");
    for (int s = 0; s < scene_count; s++) {
        Config c, again;
        scene_config(s, &c);
        config_default(&again);
        for (int i = 0; i < param_count; i++) {
            char text[96];
            param_text(text, &c, i);
            assert_true(param_set(&again, i, text, NULL));
        }
        assert_true(config_equal(&c, &again));
    }
}

static void ends_of_ranges(void **state)
{
    (void)state;
    for (int i = 0; i < param_count; i++) {
        const ParamDef *d = &param_defs[i];
        Config c, again;
        config_default(&c);
        again = c;
        if (d->kind == PARAM_NET)
            continue;
        double lo = d->lo, hi = d->kind == PARAM_CHOICE ? param_choices(i) - 1 : d->hi;
        if (d->kind == PARAM_BITS)
            lo = 1, hi = (1 << param_choices(i)) - 1;
        assert_true(param_put(&c, i, lo, NULL));
        assert_true(param_put(&again, i, param_get(&c, i), NULL)); /* a float may lie below the double it came from */
        assert_true(param_put(&c, i, hi, NULL));
        assert_true(param_put(&again, i, param_get(&c, i), NULL));
        assert_false(param_put(&c, i, hi * 1.01 + 1, NULL));
        assert_false(param_put(&c, i, lo - 1e-3, NULL));
        assert_false(param_put(&c, i, NAN, NULL));
        if (d->kind != PARAM_REAL && d->kind != PARAM_LOG)
            assert_false(param_put(&c, i, lo + 0.5, NULL));
        if (d->kind == PARAM_LOG)
            assert_int_equal(param_put(&c, i, 0, NULL), d->zero);
        assert_true(d->help[0] && d->label[0] && param_find(d->key) == i);
    }
}

static void bad_values(void **state)
{
    (void)state;
    refused("points", "0", "points=0 is not possible; expected a whole number 1 ... 100000");
    refused("points", "1.5", "whole number");
    refused("points", "80 ", "whole number");
    refused("noise", "", "0 ... 5");
    refused("noise", "nan", "0 ... 5");
    refused("noise", "1e999", "0 ... 5");
    refused("l2", "1e-17", "1e-16 ... 100, or 0");
    refused("l2", "-0.1", ", or 0");
    refused("lr", "0", "1e-6 ... 100");
    refused("seed_init", "-1", "0 ... 4294967295");
    refused("data", "moon", "nearest is moons");
    refused("data", "moon", "moons, circles, spirals, xor, blobs, checker");
    refused("act", "Relu", "nearest is relu");
    refused("opt", "2", "sgd, momentum, nesterov, rmsprop, adam");
    refused("features", "x,,y", "expected one of: x, y, x2");
    refused("features", "", "expected one of: x, y, x2");
    refused("features", "x,Y", "nearest is y");
    const char *const nets[] = { "conv:",     "conv:4",
                                 "conv:4x",   "conv:0x5",
                                 "conv:17x5", "conv:4x10",
                                 "conv:4x5-", "conv:4x5--8",
                                 "conv4x5",   "4x5",
                                 "-16-",      "--",
                                 "",          "0",
                                 "257",       "32-",
                                 "-32",       "32--32",
                                 "32,32",     "+3",
                                 " 3",        "1-2-3-4-5-6-7-8-9",
                                 "1e1" };
    for (int i = 0; i < COUNT(nets); i++)
        refused("net", nets[i], "expected 1 ... 8 hidden layers of 1 ... 256 units");
}

static void unknown_keys(void **state)
{
    (void)state;
    refused("nois", "1", "nearest is noise");
    refused("Lambda", "1", "nearest is l2");
    refused("seed_dat", "1", "nearest is seed_data");
    assert_int_equal(param_find("lambda"), param_find("l2"));
    assert_int_equal(param_find("nothing"), -1);
}

static void what_no_row_can_know(void **state)
{
    (void)state;
    Config c;
    Err err;
    config_default(&c);
    assert_true(config_check(&c, &err));
    assert_true(config_set(&c, "sweep_hi", "1e-5", NULL));
    assert_false(config_check(&c, &err));
    assert_non_null(strstr(err.text, "sweep_lo < sweep_hi"));

    scene_config(scene_find("blobs"), &c);
    assert_true(config_set(&c, "loss", "bce", NULL));
    assert_false(config_check(&c, &err));
    assert_non_null(strstr(err.text, "expected softmax, or auto"));
    config_default(&c);
    assert_true(config_set(&c, "loss", "softmax", NULL));
    assert_true(config_check(&c, &err));
    assert_true(config_set(&c, "loss", "mse", NULL));
    assert_false(config_check(&c, &err));
}

static void restarts(void **state)
{
    (void)state;
    Config a, b;
    config_default(&a);
    b = a;
    assert_true(config_equal(&a, &b));
    b.l2 = 0.01f;
    b.lr = 0.1f;
    b.reg = 0;
    b.width[5] = 7; /* beyond the layers there are: means nothing */
    assert_false(config_restarts(&a, &b));
    assert_false(config_equal(&a, &b));
    b = a;
    b.width[1] = 7;
    assert_true(config_restarts(&a, &b));
    b = a;
    b.seed_batch = 2;
    assert_true(config_restarts(&a, &b));
}

static void scenes(void **state)
{
    (void)state;
    for (int i = 0, last = 0; i < scene_count; i++) { /* in the order of their data */
        Config c;
        scene_config(i, &c);
        assert_in_range(c.data, last, last + 1);
        last = c.data;
        assert_true(config_check(&c, NULL));
    }
    for (int d = 0; d < data_count; d++) {
        Config c;
        int row = scene_find(data_defs[d].key);
        assert_int_equal(row < 0, data_defs[d].own && !data_defs[d].make); /* csv has no points of its own */
        if (row >= 0)
            scene_config(row, &c);
        assert_true(row < 0 || c.data == d);
    }
    /* the first one is where all defaults come from */
    for (int i = 0; i < param_count; i++) {
        char key[40];
        snprintf(key, sizeof key, "%s=", param_defs[i].key);
        assert_non_null(strstr(scene_defs[0].settings, key));
    }
    Config moons;
    config_default(&moons);
    assert_int_equal(moons.points, 80);
    assert_true(moons.flip == 0.15f && moons.l2 == 0 && moons.layers == 2 && moons.width[1] == 32);
    assert_string_equal(reg_defs[moons.reg].key, "l2");
    assert_int_equal(scene_find("nowhere"), -1);
}

static void axis_of_lambda(void **state)
{
    (void)state;
    Config c;
    config_default(&c);
    assert_true(sweep_value(&c, 0) == 0);
    assert_true(sweep_value(&c, 1) == 1e-5f && sweep_value(&c, 31) == 1.0f);
    assert_true(sweep_value(&c, 7) == 1e-4f && sweep_value(&c, 19) == 0.01f);
    for (int m = 1; m < SWEEP_MEMBERS; m++)
        assert_true(sweep_value(&c, m) > sweep_value(&c, m - 1));
    bool seen[SWEEP_MEMBERS] = { false };
    for (int rank = 0; rank < SWEEP_MEMBERS; rank++)
        seen[sweep_order(rank)] = true;
    for (int m = 0; m < SWEEP_MEMBERS; m++)
        assert_true(seen[m]);
    bool ends = false; /* the first group spans the axis */
    for (int rank = 0; rank < SWEEP_GROUP; rank++)
        ends = ends || sweep_order(rank) == SWEEP_MEMBERS - 1;
    assert_true(ends && sweep_order(0) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_read_back), cmocka_unit_test(ends_of_ranges),       cmocka_unit_test(bad_values),
        cmocka_unit_test(unknown_keys),    cmocka_unit_test(what_no_row_can_know), cmocka_unit_test(restarts),
        cmocka_unit_test(scenes),          cmocka_unit_test(axis_of_lambda),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
