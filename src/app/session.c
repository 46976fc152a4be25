/* session: the main run, that is the net on screen and its twin without any penalty, under the user's commands.
 *
 * What the bits depend on is only which step each change came before; no clock is read here. Changes that are still to
 * come (of a scene) are made exactly before the step they name. A change by hand drops them: from then on it is another
 * story. A scene that is opened at a later step is really trained up to there. A command that cannot be done leaves
 * everything as it was, and a line about why. */
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

static bool take_changes(Change **out, const Change *from, int n, Err *err)
{
    *out = n ? malloc(sizeof(Change) * (size_t)n) : NULL;
    if (n && !*out)
        return err_set(err, tr("not enough memory for %d changes"), n);
    if (n)
        memcpy(*out, from, sizeof(Change) * (size_t)n);
    return true;
}

bool session_open(Session *s, const Config *c, Kept *own, const Change *journal, int changes, Err *err)
{
    *s = (Session){
        .run = session_run(c, own, err), .own = keep_hold(own), .birth = 1, .life = 1, .until = UINT64_MAX, .pure = true
    };
    bool ok = s->run && take_changes(&s->change, journal, changes, err);
    s->changes = ok ? changes : 0;
    if (!ok)
        session_close(s);
    return ok;
}

void session_close(Session *s)
{
    run_free(s->run);
    keep_drop(s->own);
    free(s->change);
    undo_free(&s->undo);
    arrival_free(&s->arrivals);
    moment_free(s->aside);
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
    s->changes = s->made = 0;
    s->target = 0;
    s->pure = true;
    s->diverged = false;
    return true;
}

/* From now on it is another story than the scene's. */
static void by_hand(Session *s)
{
    s->changes = s->made;
    s->target = 0;
    s->pure = false;
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
    by_hand(s);
    return true;
}

/* Reheat or restore: the weights jump, training goes on from there. */
static bool act(Session *s, ActionKind kind, double value, Err *err)
{
    if (!undo_remember(s, err) || !run_change(s->run, kind, 0, value, err))
        return false;
    by_hand(s);
    return true;
}

/* The changes whose turn is before the step that is taken next. */
static void make_coming(Session *s)
{
    for (; s->made < s->changes && s->change[s->made].step <= run_step(s->run); s->made++) {
        const Change *c = &s->change[s->made];
        Err err;
        if (!run_change(s->run, c->kind, c->param, c->value, &err))
            session_fail(s, err.text);
    }
}

bool session_underway(const Session *s) { return s->target > 0; }

/* What is changed at the very step that a scene leads to is seen there: the start of a lesson's step, with its `set`.
 */
static void arrive(Session *s)
{
    if (run_step(s->run) < s->target)
        return;
    make_coming(s);
    s->target = 0;
    if (run_step(s->run) > 0)
        arrival_keep(&s->arrivals, s);
}

/* On the way to the scene begins with what is nearest to it: the run as it is, a state where another one arrived, or
 * the first weights. */
static bool open_scene(Session *s, const TrainerCommand *c, Err *err)
{
    const Journal *j = share_value(c->journal);
    Scenery to = { c->config, c->own, j ? j->change : NULL, j ? j->changes : 0, c->until };
    Change *change;
    uint64_t here = 0, there = 0;
    bool stay = c->until > 0 && moment_now_on_way(s, &to, &here);
    const Moment *near = arrival_nearest(&s->arrivals, &to, &there);
    if (!take_changes(&change, to.change, to.changes, err))
        return false;
    bool ok, playing = s->playing;
    if (stay && (!near || here >= there))
        ok = c->flag || undo_remember(s, err);
    else if (near)
        ok = (c->flag || undo_remember(s, err)) && moment_restore(s, near, err);
    else
        ok = restart(s, &to.config, to.own, !c->flag, err);
    if (!ok) {
        free(change);
        return false;
    }
    free(s->change);
    s->change = change;
    s->changes = to.changes;
    s->playing = playing && !s->diverged;
    s->place = c->place ? c->place : s->place;
    s->target = to.until;
    arrive(s);
    return true;
}

/* Has the net something to say? Weights this small go on to nothing under the lambda that made them so. */
static bool alive(Session *s)
{
    Metrics m;
    run_metrics(s->run, 0, &m);
    return m.status == STATUS_OK && m.weight_norm > 0.5;
}

/* Keeps the run as it is; unless that is all, the one that was kept until now takes its place. */
static bool put_aside(Session *s, bool only, Err *err)
{
    Moment *now = moment_take(s), *kept = s->aside;
    if (!now)
        return err_set(err, tr("not enough memory to go back"));
    if (!only && kept && !moment_restore(s, kept, err)) {
        moment_free(now);
        return false;
    }
    moment_free(kept);
    s->aside = now;
    return true;
}

void session_do(Session *s, const TrainerCommand *c)
{
    Err err = { "" };
    bool ok = true;
    Config same = *run_config(s->run); /* a copy: restart frees the run */
    switch (c->type) {
    case DO_SET: ok = set(s, &c->config, c->own, c->flag, &err); break;
    case DO_SCENE: ok = open_scene(s, c, &err); break;
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
    case DO_ASIDE: ok = put_aside(s, c->flag, &err); break;
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

int session_advance(Session *s, int steps)
{
    int taken = 0;
    bool underway = session_underway(s);
    uint64_t end = underway ? s->target : s->until;
    while (taken < steps && !s->diverged) {
        make_coming(s);
        uint64_t at = run_step(s->run), room = (uint64_t)(steps - taken);
        if (s->made < s->changes && s->change[s->made].step - at < room)
            room = s->change[s->made].step - at;
        bool stops = end > at && end - at <= room;
        if (stops)
            room = end - at;
        int n = run_steps(s->run, (int)room);
        taken += n;
        s->diverged = n < (int)room;
        if (s->diverged || (stops && !underway))
            s->playing = false;
        if (s->diverged)
            s->target = 0;
        if (s->diverged || stops)
            break;
    }
    if (underway)
        arrive(s);
    return taken;
}
