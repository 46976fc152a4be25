/* prove: trains a scene to its end and keeps the numbers that expressions look at, so that a lesson's `expect` and
 * `goal` are checked by what happens and not by what its author remembers. */
#include "app/prove.h"

#include "app/trainer_parts.h"

#include <stdio.h>
#include <string.h>

/* A step on the way that somebody looks at, in its place among the others. */
static bool add_step(Proof *p, uint64_t step)
{
    int at = 0;
    while (at < p->steps && p->step[at] < step)
        at++;
    if (at < p->steps && p->step[at] == step)
        return true;
    if (p->steps == PROOF_STEPS)
        return false;
    memmove(p->step + at + 1, p->step + at, sizeof *p->step * (size_t)(p->steps - at));
    p->step[at] = step;
    p->steps++;
    return true;
}

static bool collect(const Scene *s, const Expr *const *expr, int n, Proof *p, bool *best, Err *err)
{
    ExprName name[EXPR_NODES];
    add_step(p, s->until);
    for (int i = 0; i < n; i++) {
        int names = expr_names(expr[i], name, COUNT(name));
        for (int j = 0; j < names; j++) {
            *best = *best || name[j].whose == EXPR_BEST;
            if (name[j].at && name[j].step > s->until)
                return err_set(err, tr("at(%llu), but the step ends at %llu; expected an earlier one"),
                               (unsigned long long)name[j].step, (unsigned long long)s->until);
            if (name[j].at && !add_step(p, name[j].step))
                return err_set(err, tr("more than %d different steps are looked at; expected fewer"), PROOF_STEPS);
        }
    }
    return true;
}

static bool train(const Scene *s, Proof *p, Err *err)
{
    const MemberPlan member[2] = { { .kind = MEMBER_FOLLOWS }, { .kind = MEMBER_PLAIN } };
    int row = reg_slider(&s->config);
    const RunPlan plan = {
        .members = 2, .member = member, .vary = row < 0 ? param_find("l2") : row, .record = true, .own = s->own
    };
    Run *r = run_new(&s->config, &plan, err);
    bool ok = r != NULL;
    int next = 0;
    for (int i = 0; ok && i < p->steps; i++) {
        while (ok && run_step(r) < p->step[i]) {
            for (; ok && next < s->changes && s->change[next].step <= run_step(r); next++)
                ok = run_change(r, s->change[next].kind, s->change[next].param, s->change[next].value, err);
            uint64_t stop = p->step[i];
            if (next < s->changes && s->change[next].step < stop)
                stop = s->change[next].step;
            if (ok && !run_steps(r, (int)(stop - run_step(r))))
                break; /* diverged: its numbers say so */
        }
        if (ok) {
            run_metrics(r, 0, &p->net[i]);
            run_metrics(r, 1, &p->twin[i]);
        }
    }
    run_free(r);
    return ok;
}

static void sweep(const Scene *s, Proof *p)
{
    Sweeper w = { 0 };
    Kept *own = keep_copy(s->own);
    int held = -1;
    sweeper_want(&w, &s->config, own, true);
    sweeper_collect(&w);
    while (sweeper_running(&w) && sweeper_work(&w, &held, FOREVER) != SWEEPER_IDLE)
        sweeper_collect(&w);
    int best = w.sweep.total ? path_sweet(&w.sweep) : -1;
    p->has_best = best >= 0;
    p->best = best >= 0 ? (double)w.sweep.value[best] : 0;
    sweeper_free(&w);
    keep_drop(own);
}

bool prove_run(const Scene *s, const Expr *const *expr, int n, Proof *out, Err *err)
{
    bool best = false;
    *out = (Proof){ 0 };
    if (!collect(s, expr, n, out, &best, err) || !train(s, out, err))
        return false;
    if (best)
        sweep(s, out);
    return true;
}

bool prove_look(void *proof, const ExprName *name, double *value)
{
    const Proof *p = proof;
    if (name->whose == EXPR_BEST) {
        *value = p->best;
        return p->has_best;
    }
    int at = p->steps - 1;
    for (int i = 0; name->at && i < p->steps; i++)
        if (p->step[i] == name->step)
            at = i;
    *value = metric_defs[name->metric].of(name->whose == EXPR_TWIN ? &p->twin[at] : &p->net[at]);
    return true;
}

void prove_say(const Proof *p, const Expr *e, char out[256])
{
    ExprName name[8];
    int names = min_i(expr_names(e, name, COUNT(name)), COUNT(name)), n = 0;
    out[0] = 0;
    for (int i = 0; i < names && n < 200; i++) {
        char at[24] = "";
        double v = 0;
        bool known = prove_look((void *)p, &name[i], &v);
        if (name[i].at)
            snprintf(at, sizeof at, "at(%llu).", (unsigned long long)name[i].step);
        n += snprintf(out + n, (size_t)(256 - n), "%s%s%s%s = ", i ? ", " : "",
                      name[i].whose == EXPR_TWIN ? "twin." : at, name[i].whose == EXPR_BEST ? "sweep." : "",
                      name[i].whose == EXPR_BEST ? "best_l2" : metric_defs[name[i].metric].key);
        n += snprintf(out + n, (size_t)(256 - n), known ? "%.4g" : tr("not known"), v);
    }
}
