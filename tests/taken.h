/* A snapshot of these settings after some steps, in the test's own arena. */
#ifndef TAKEN_H
#define TAKEN_H

#include "nn/nn.h"

static Arena arena;
static int clear(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static Snapshot taken(int steps, const char *const *settings)
{
    Config c;
    Err err;
    Snapshot s;
    const MemberPlan member = { .kind = MEMBER_FOLLOWS };
    config_default(&c);
    for (; *settings; settings += 2)
        assert_true(config_set(&c, settings[0], settings[1], &err));
    Run *r = run_new(&c, &(RunPlan){ .members = 1, .member = &member, .vary = param_find("l2") }, &err);
    assert_non_null(r);
    run_steps(r, steps);
    snapshot_take(r, false, &arena, &s);
    run_free(r);
    return s;
}
#define TAKEN(steps, ...) taken(steps, (const char *const[]){ __VA_ARGS__, NULL })

#endif
