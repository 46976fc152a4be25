/* idle: a setting that is called idle must change nothing: the same points and, after some steps, the same weights. */
#include "nn/nn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = 6, LONGEST = 1 << 16 };

static Arena arena;

static Config config_of(const char *settings)
{
    char text[256], *key;
    Config c;
    Err err;
    config_default(&c);
    assert_true(config_set(&c, "points", "30", &err) && config_set(&c, "test_points", "20", &err));
    snprintf(text, sizeof text, "%s", settings);
    for (key = strtok(text, " "); key; key = strtok(NULL, " ")) {
        char *value = strchr(key, '=');
        *value = 0;
        assert_true(config_set(&c, key, value + 1, &err));
    }
    return c;
}

static int weights(const Config *c, const Own *own, real *out)
{
    Err err;
    Snapshot s;
    const MemberPlan member = { .kind = MEMBER_FOLLOWS };
    Run *r = run_new(c, &(RunPlan){ .members = 1, .member = &member, .vary = param_find("l2"), .own = own }, &err);
    assert_non_null(r);
    run_steps(r, STEPS);
    snapshot_take(r, false, &arena, &s);
    run_free(r);
    assert_true(s.shape.params + s.test.n * s.test.inputs <= LONGEST);
    memcpy(out, s.params, sizeof *out * (size_t)s.shape.params);
    memcpy(out + s.shape.params, s.test.x, sizeof *out * (size_t)(s.test.n * s.test.inputs));
    return s.shape.params + s.test.n * s.test.inputs;
}

/* Another value of a setting: another choice, or a number elsewhere in its range. */
static bool moved(Config *c, int row)
{
    const ParamDef *d = &param_defs[row];
    double was = param_get(c, row);
    if (d->kind == PARAM_CHOICE)
        return param_put(c, row, was > 0 ? was - 1 : was + 1, NULL);
    if (d->kind == PARAM_BITS)
        return param_put(c, row, 7, NULL);
    double to = was + 1 <= d->hi ? was + 1 : (d->lo + d->hi) / 2;
    return param_put(c, row, d->kind == PARAM_INT && to > d->hi ? d->lo : to, NULL);
}

static int check(const char *settings, const Own *own)
{
    static real one[LONGEST], two[LONGEST];
    Config c = config_of(settings);
    int idle = 0, n = weights(&c, own, one);
    for (int row = 0; row < param_count; row++) {
        Config other = c;
        if (!idle_reason(&c, own, row))
            continue;
        assert_true(moved(&other, row));
        assert_int_equal(weights(&other, own, two), n);
        if (memcmp(one, two, sizeof *one * (size_t)n) != 0)
            fail_msg("%s: %s is called idle (%s), and is not", settings, param_defs[row].key,
                     idle_reason(&c, own, row));
        idle++;
    }
    return idle;
}

static void what_is_idle_changes_nothing(void **state)
{
    (void)state;
    assert_true(check("l2=0.01", NULL) > 8);
    assert_true(check("data=circles reg=l1 l1=0.01 opt=adam", NULL) > 8);
    assert_true(check("data=spirals reg=none opt=rmsprop batch=0", NULL) > 8);
    assert_true(check("data=blobs reg=dropout batch=0 opt=momentum", NULL) > 8);
    assert_true(check("data=ellipse net=- opt=nesterov reg=elastic", NULL) > 8);
    assert_true(check("data=sine net=8 opt=adamw l2=0.1", NULL) > 8);
    assert_true(check("data=glyphs net=conv:2x3 reg=l2 l2=0.01", NULL) > 6);
    assert_true(check("data=xor reg=gdn net=6", NULL) > 6);
}

static void of_own_points_all_but_their_number(void **state)
{
    (void)state;
    Own *own = own_new(40, 2);
    for (int i = 0; i < own->n; i++) {
        own->x[2 * i] = (float)(i % 7) / 7;
        own->x[2 * i + 1] = (float)(i % 5) / 5;
        own->y[i] = (float)(i % 2);
    }
    own->classes = 2;
    assert_true(check("data=points l2=0.01", own) > 8);
    Config c = config_of("data=points");
    assert_non_null(idle_reason(&c, own, param_find("noise")));
    assert_null(idle_reason(&c, NULL, param_find("noise"))); /* none yet: moons */
    assert_null(idle_reason(&c, own, param_find("points")));
    free(own);
}

static void what_acts_is_not_idle(void **state)
{
    (void)state;
    static const char *const acting[][2] = {
        { "data=moons", "scale" },      { "data=spirals", "turns" },     { "data=blobs", "classes" },
        { "data=sine", "degree" },      { "data=moons", "features" },    { "data=glyphs net=conv:2x3", "pool" },
        { "reg=elastic", "l1" },        { "reg=elastic", "l2" },         { "reg=dropout", "dropout" },
        { "opt=nesterov", "momentum" }, { "opt=adamw", "beta1" },        { "opt=rmsprop", "beta2" },
        { "batch=10", "seed_batch" },   { "reg=dropout", "seed_batch" }, { "reg=gdn", "gdn" },
    };
    for (int i = 0; i < COUNT(acting); i++) {
        Config c = config_of(acting[i][0]);
        assert_null(idle_reason(&c, NULL, param_find(acting[i][1])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_idle_changes_nothing),
        cmocka_unit_test(of_own_points_all_but_their_number),
        cmocka_unit_test(what_acts_is_not_idle),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
