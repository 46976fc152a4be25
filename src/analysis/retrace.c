/* The twin's way, trained once more: only the net's own path is recorded, but a net without a penalty depends on the
 * settings, the data and the changes alone, so its states come back bit by bit. For as long as that is quick. */
#include "analysis/analysis.h"

#include <string.h>

enum { SLICE = 1 << 21 };         /* products of a slice of training, about a millisecond */
static const double AFFORD = 1e9; /* of all of it: a few tenths of a second */

struct Retrace {
    Run *run;
    const Change *journal;
    int changes, next; /* the next change to be made */
    int slice;         /* steps */
};

static double products_a_step(const Snapshot *s)
{
    double sum = 0;
    for (int i = 0; i < s->shape.chain; i++) {
        const LayerShape *l = &s->shape.layer[i];
        sum += l->kind == LAYER_CONV ? (double)l->out * l->window * l->window : (double)l->params;
    }
    return sum * (s->config.batch > 0 ? s->config.batch : s->train.n);
}

Retrace *retrace_new(const Snapshot *s, Arena *a)
{
    static const MemberPlan twin = { .kind = MEMBER_PLAIN };
    double products = products_a_step(s);
    if (!(products * (double)s->step <= AFFORD) || s->shape.frozen > 0) /* frozen filters are trained first */
        return NULL;
    Retrace *t = arena_new(a, Retrace, 1);
    size_t size = sizeof *s->journal * (size_t)s->changes;
    t->journal = size ? memcpy(arena_alloc(a, size), s->journal, size) : NULL;
    t->changes = s->changes;
    t->slice = products < SLICE ? (int)(SLICE / (products + 1)) + 1 : 1;
    RunPlan plan = { .members = 1, .member = &twin, .vary = param_find("l2"), .own = own_copy(s->own, a) };
    t->run = run_new(&s->start, &plan, NULL);
    return t->run ? t : NULL;
}

void retrace_free(Retrace *t)
{
    if (t)
        run_free(t->run);
}

static void make_changes(Retrace *t)
{
    for (; t->next < t->changes && t->journal[t->next].step <= run_step(t->run); t->next++) {
        const Change *c = &t->journal[t->next];
        if (c->kind != ACTION_RESTORE) /* that is about the net alone */
            run_change(t->run, c->kind, c->param, c->value, NULL);
    }
}

bool retrace_to(Retrace *t, uint64_t step)
{
    make_changes(t);
    uint64_t to = t->next < t->changes && t->journal[t->next].step < step ? t->journal[t->next].step : step;
    int n = to > run_step(t->run) ? (int)(to - run_step(t->run)) : 0;
    bool whole = run_steps(t->run, min_i(n, t->slice)) == min_i(n, t->slice);
    make_changes(t);
    return !whole || run_step(t->run) >= step; /* not whole: it has diverged, and goes no further */
}

const real *retrace_params(const Retrace *t) { return run_params(t->run, 0); }
