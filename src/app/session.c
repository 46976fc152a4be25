/* session: the main run, that is the net on screen and its twin without any penalty, under the user's commands.
 *
 * What the bits depend on is only which step each change came before; no clock is read here. Changes that are still to
 * come (of a scene's journal) are made exactly before the step they name. A change by hand drops them: from then on it
 * is another story. A command that cannot be done leaves everything as it was, and a line about why. */
#include "app/trainer_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Run *session_run(const Config *c, const Kept *own, Err *err)
{
    static const MemberPlan member[] = { { .kind = MEMBER_FOLLOWS }, { .kind = MEMBER_PLAIN } };
    return run_new(c,
                   &(RunPlan){ .members = COUNT(member),
                               .member = member,
                               .vary = param_find("l2"), /* in force where no strength is chosen */
                               .record = true,
                               .own = data_defs[c->data].own ? keep_own(own) : NULL },
                   err);
}

bool session_open(Session *s, const Config *c, Kept *own, const Change *journal, int changes, Err *err)
{
    *s =
        (Session){ .run = session_run(c, own, err), .own = keep_hold(own), .birth = 1, .life = 1, .until = UINT64_MAX };
    if (!s->run) {
        session_close(s);
        return false;
    }
    size_t size = sizeof(Change) * (size_t)changes;
    if (changes && !(s->coming = malloc(size))) {
        session_close(s);
        return err_set(err, tr("not enough memory for %d changes"), changes);
    }
    if (changes)
        memcpy(s->coming, journal, size);
    s->coming_n = changes;
    return true;
}

void session_close(Session *s)
{
    run_free(s->run);
    keep_drop(s->own);
    free(s->coming);
    undo_free(&s->undo);
    *s = (Session){ 0 };
}

void session_fail(Session *s, const char *text)
{
    snprintf(s->error, sizeof s->error, "%.159s", text);
    s->error_serial++;
}

/* Step 0 of c. Memory for the old run and the new one is needed for a moment: that is what keeping the old one costs.
 */
static bool restart(Session *s, const Config *c, Kept *own, bool remember, Err *err)
{
    Run *run = session_run(c, own, err);
    if (!run)
        return false;
    if (remember && !undo_remember(s, err)) {
        run_free(run);
        return false;
    }
    run_free(s->run);
    s->run = run;
    keep_swap(&s->own, own);
    s->birth++;
    s->life++;
    s->coming_n = 0;
    s->diverged = false;
    return true;
}

static bool set(Session *s, const Config *c, Kept *own, bool remember, Err *err)
{
    const Config *now = run_config(s->run);
    bool other = own != s->own && data_defs[c->data].own;
    if (config_equal(now, c) && own == s->own)
        return true;
    if (other || config_restarts(now, c))
        return restart(s, c, own, remember, err);
    if (!config_check(c, err) || (remember && !undo_remember(s, err)))
        return false;
    for (int i = 0; i < 2; i++) /* of two settings that bound each other, the one may have to move before the other */
        run_set(s->run, c);
    keep_swap(&s->own, own);
    s->coming_n = 0;
    return true;
}

/* Reheat or restore: the weights jump, training goes on from there. */
static bool act(Session *s, ActionKind kind, double value, Err *err)
{
    if (!undo_remember(s, err) || !run_change(s->run, kind, 0, value, err))
        return false;
    s->coming_n = 0;
    return true;
}

/* Has the net something to say? Weights this small go on to nothing under the lambda that made them so. */
static bool alive(Session *s)
{
    Metrics m;
    run_metrics(s->run, 0, &m);
    return m.status == STATUS_OK && m.weight_norm > 0.5;
}

void session_do(Session *s, const TrainerCommand *c)
{
    Err err = { "" };
    bool ok = true;
    Config same = *run_config(s->run); /* a copy: restart frees the run */
    switch (c->type) {
    case DO_SET: ok = set(s, &c->config, c->own, c->flag, &err); break;
    case DO_SCENE: ok = restart(s, &c->config, c->own, true, &err); break;
    case DO_RESET: ok = restart(s, &same, s->own, true, &err); break;
    case DO_REHEAT: ok = act(s, ACTION_REHEAT, c->value, &err); break;
    case DO_RESTORE: ok = act(s, ACTION_RESTORE, 0, &err); break;
    case DO_UNDO: /* flag: back to where the net was alive */
        do
            ok = undo_go(s, false, &err);
        while (ok && c->flag && s->undo.undos > 0 && !alive(s));
        break;
    case DO_REDO: ok = undo_go(s, true, &err); break;
    case DO_PLAY: s->playing = c->flag && !s->diverged; break;
    case DO_UNTIL: s->until = c->until; break;
    case DO_STEP:
        s->playing = false;
        session_advance(s, 1);
        break;
    case DO_SPEED:
    case DO_VIEW: break; /* not about the run */
    }
    if (!ok)
        session_fail(s, err.text);
}

/* The changes whose turn is before the step that is taken next. */
static void make_coming(Session *s)
{
    int n = 0;
    for (; n < s->coming_n && s->coming[n].step <= run_step(s->run); n++) {
        const Change *c = &s->coming[n];
        Err err;
        if (!run_change(s->run, c->kind, c->param, c->value, &err))
            session_fail(s, err.text);
    }
    s->coming_n -= n;
    if (n)
        memmove(s->coming, s->coming + n, sizeof(Change) * (size_t)s->coming_n);
}

int session_advance(Session *s, int steps)
{
    int taken = 0;
    while (taken < steps && !s->diverged) {
        make_coming(s);
        uint64_t at = run_step(s->run), room = (uint64_t)(steps - taken);
        if (s->coming_n && s->coming[0].step - at < room)
            room = s->coming[0].step - at;
        bool stops = s->until > at && s->until - at <= room;
        if (stops)
            room = s->until - at;
        int n = run_steps(s->run, (int)room);
        taken += n;
        s->diverged = n < (int)room;
        if (s->diverged || stops) {
            s->playing = false;
            break;
        }
    }
    return taken;
}
