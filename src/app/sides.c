/* sides: nets A and B of the command line, for a picture of two. */
#include "app/app_state.h"
#include "app/cli.h"

#include <stdlib.h>
#include <string.h>

/* A scene of one net becomes one of two. *start: B goes to the sweet spot, unless a hand chooses its strength. */
static bool second_of(Scene *s, bool *start)
{
    s->b = calloc(1, sizeof *s->b);
    if (!s->b)
        return false;
    Config now = s->config;
    *start = compare_start(&now, &s->config, &s->b->config);
    s->b->until = s->until;
    s->b->changes = s->changes;
    memcpy(s->b->change, s->change, (size_t)s->changes * sizeof *s->change);
    return true;
}

int sides_of(const Args *a, bool *seek)
{
    Err err;
    bool start = false, named = false, told = a->scene->b != NULL;
    if (!told && !second_of(a->scene, &start))
        return cli_fail(FAILED, tr("not enough memory for a second net; expected some"));
    Config *side[2] = { &a->scene->config, &a->scene->b->config };
    for (int i = 0; i < 2; i++) {
        int status = cli_settings(side[i], a->side_set[i], a->side_sets[i], i ? "--b" : "--a");
        if (status == DONE && !config_check(side[i], &err))
            status = cli_fail(USAGE, tr("net %s: %s"), i ? "B" : "A", err.text);
        if (status != DONE)
            return status;
    }
    for (int i = 0; i < a->side_sets[1]; i++) {
        char key[64];
        snprintf(key, sizeof key, "%.*s", (int)strcspn(a->side_set[1][i], "="), a->side_set[1][i]);
        named |= param_find(key) == reg_slider(side[1]);
    }
    *seek = !told && reg_slider(side[1]) >= 0 && !named && (start || path_strength(side[1]) == 0);
    return DONE;
}

bool sides_seek(const Args *a, const Findings *first, const Ask *ask, Err *err)
{
    Config *c = &a->scene->b->config;
    const Sweep *sweep = first && compare_alike(&a->scene->config, c) ? first->sweep : NULL;
    Trainer *t = NULL;
    if (!sweep) {
        Kept *own = keep_copy(a->scene->own);
        t = trainer_new(c, own, NULL, 0, 0, NULL, NULL, err);
        keep_drop(own);
        if (!t)
            return false;
        trainer_finish(t, 0, true, ask);
        bool fresh;
        sweep = trainer_latest(t, &fresh)->f.sweep;
    }
    int i = sweep ? path_sweet(sweep) : -1;
    if (i >= 0)
        param_put(c, reg_slider(c), (double)sweep->value[i], NULL);
    trainer_free(t);
    return true;
}
