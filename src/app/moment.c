/* moment: the session at one step, with everything that training needs to go on from there to the same bits: weights,
 * optimiser, batch order, curve, path, journal, and the changes that are still to come. A copy is kept, not the way
 * back: going there costs the same however long the run is. */
#include "app/trainer_parts.h"

#include <stdlib.h>
#include <string.h>

struct Moment {
    Config start;
    Kept *own;
    bool playing, diverged, pure;
    uint32_t place;
    uint64_t step, target;
    int changes, made;
    size_t bytes;         /* of all that follows */
    unsigned char *state; /* as run_save wrote it, in the same block of memory */
    Change *change;
};

Moment *moment_take(const Session *s)
{
    size_t state = (run_state_size(s->run) + 63) / 64 * 64, changes = sizeof(Change) * (size_t)s->changes;
    size_t head = (sizeof(Moment) + 63) / 64 * 64;
    Moment *m = aligned_alloc(64, (head + state + changes + 63) / 64 * 64);
    if (!m)
        return NULL;
    *m = (Moment){ .start = *run_start(s->run),
                   .own = keep_hold(s->own),
                   .playing = s->playing,
                   .diverged = s->diverged,
                   .pure = s->pure,
                   .place = s->place,
                   .step = run_step(s->run),
                   .target = s->target,
                   .changes = s->changes,
                   .made = s->made,
                   .bytes = state + changes,
                   .state = (unsigned char *)m + head };
    m->change = (Change *)(void *)(m->state + state);
    run_save(s->run, m->state);
    if (changes)
        memcpy(m->change, s->change, changes);
    return m;
}

void moment_free(Moment *m)
{
    if (!m)
        return;
    keep_drop(m->own);
    free(m);
}

size_t moment_bytes(const Moment *m) { return m->bytes; }

/* Everything can fail before anything is changed. */
bool moment_restore(Session *s, const Moment *m, Err *err)
{
    Change *change = NULL;
    if (m->changes && !(change = malloc(sizeof(Change) * (size_t)m->changes)))
        return err_set(err, tr("not enough memory to go back"));
    if (m->own != s->own || !config_equal(&m->start, run_start(s->run))) {
        Run *run = session_run(&m->start, m->own, err);
        if (!run) {
            free(change);
            return false;
        }
        run_free(s->run);
        s->run = run;
        keep_swap(&s->own, m->own);
        s->birth++;
    }
    run_load(s->run, m->state);
    if (change)
        memcpy(change, m->change, sizeof(Change) * (size_t)m->changes);
    free(s->change);
    s->change = change;
    s->changes = m->changes;
    s->made = m->made;
    s->pure = m->pure;
    s->place = m->place;
    s->target = m->target;
    /* Undo never sets off by itself: it goes on only where the run was going both then and now. */
    s->playing = s->playing && m->playing && !m->diverged;
    s->diverged = m->diverged;
    s->life++;
    return true;
}

/* --- on the way to a scene --- */

static bool same_changes(const Change *a, const Change *b, int n)
{
    for (int i = 0; i < n; i++)
        if (a[i].step != b[i].step || a[i].kind != b[i].kind || a[i].param != b[i].param || a[i].value != b[i].value)
            return false;
    return true;
}

/* Does the scene pass through a state at `step` of a run from `start`, in which these changes were made? */
static bool passes(const Scenery *to, const Config *start, const Kept *own, const Change *made, int n, uint64_t step)
{
    return config_equal(&to->config, start) && to->own == own && step <= to->until && n <= to->changes &&
           same_changes(made, to->change, n) && (n == to->changes || to->change[n].step >= step);
}

bool moment_on_way(const Moment *m, const Scenery *to, uint64_t *step)
{
    *step = m->step;
    return m->pure && !m->diverged && passes(to, &m->start, m->own, m->change, m->made, m->step);
}

bool moment_is(const Moment *m, const Session *s)
{
    return m->step == run_step(s->run) && m->made == s->made && config_equal(&m->start, run_start(s->run)) &&
           m->own == s->own && same_changes(m->change, s->change, s->made);
}

bool moment_now_on_way(const Session *s, const Scenery *to, uint64_t *step)
{
    *step = run_step(s->run);
    return s->pure && !s->diverged && passes(to, run_start(s->run), s->own, s->change, s->made, *step);
}
