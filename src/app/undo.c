/* undo: moments of the main run, each with everything that training needs to go on from there to the same bits:
 * weights, optimiser, batch order, curve, path, journal. Copies are kept, not the way back: going back costs the same
 * however long the run is. Going back keeps the state that was left for redo, and the other way round. Bounded by
 * number and by bytes; the oldest go first. The newest stays even if it alone is over the limit. */
#include "app/trainer_parts.h"

#include <stdlib.h>
#include <string.h>

struct Moment {
    Config start;
    Kept *own;
    bool playing, diverged;
    size_t state_size, coming_size; /* bytes */
    unsigned char *state;           /* as run_save wrote it, in the same block of memory */
    Change *coming;
};

static Moment *take_moment(const Session *s)
{
    size_t state = (run_state_size(s->run) + 63) / 64 * 64, coming = sizeof(Change) * (size_t)s->coming_n;
    size_t head = (sizeof(Moment) + 63) / 64 * 64;
    Moment *m = aligned_alloc(64, (head + state + coming + 63) / 64 * 64);
    if (!m)
        return NULL;
    *m = (Moment){ .start = *run_start(s->run),
                   .own = keep_hold(s->own),
                   .playing = s->playing,
                   .diverged = s->diverged,
                   .state_size = state,
                   .coming_size = coming,
                   .state = (unsigned char *)m + head };
    m->coming = (Change *)(void *)(m->state + state);
    run_save(s->run, m->state);
    if (coming)
        memcpy(m->coming, s->coming, coming);
    return m;
}

/* Everything can fail before anything is changed. */
static bool restore_moment(Session *s, const Moment *m, Err *err)
{
    Change *coming = NULL;
    if (m->coming_size && !(coming = malloc(m->coming_size)))
        return err_set(err, tr("not enough memory to go back"));
    if (m->own != s->own || !config_equal(&m->start, run_start(s->run))) {
        Run *run = session_run(&m->start, m->own, err);
        if (!run) {
            free(coming);
            return false;
        }
        run_free(s->run);
        s->run = run;
        keep_swap(&s->own, m->own);
        s->birth++;
    }
    run_load(s->run, m->state);
    if (coming)
        memcpy(coming, m->coming, m->coming_size);
    free(s->coming);
    s->coming = coming;
    s->coming_n = (int)(m->coming_size / sizeof(Change));
    /* Undo never sets off by itself: it goes on only where the run was going both then and now. */
    s->playing = s->playing && m->playing && !m->diverged;
    s->diverged = m->diverged;
    s->life++;
    return true;
}

static size_t bytes(Moment *const *m, int n)
{
    size_t sum = 0;
    for (int i = 0; i < n; i++)
        sum += m[i]->state_size + m[i]->coming_size;
    return sum;
}

static void free_moment(Moment *m)
{
    keep_drop(m->own);
    free(m);
}

static void drop_oldest(Moment **m, int *n)
{
    free_moment(m[0]);
    (*n)--;
    memmove(m, m + 1, sizeof(Moment *) * (size_t)*n);
}

static void push(Undo *u, Moment **stack, int *n, Moment *m)
{
    if (*n == UNDO_MOST)
        drop_oldest(stack, n);
    stack[(*n)++] = m;
    while (bytes(u->past, u->undos) + bytes(u->future, u->redos) > UNDO_BYTES && u->undos + u->redos > 1) {
        bool past = stack == u->past ? u->undos > 1 : u->undos > 0; /* not the one just pushed */
        drop_oldest(past ? u->past : u->future, past ? &u->undos : &u->redos);
    }
}

bool undo_remember(Session *s, Err *err)
{
    while (s->undo.redos)
        drop_oldest(s->undo.future, &s->undo.redos);
    Moment *m = take_moment(s);
    if (!m)
        return err_set(err, tr("not enough memory to remember this for undo"));
    push(&s->undo, s->undo.past, &s->undo.undos, m);
    return true;
}

bool undo_go(Session *s, bool redo, Err *err)
{
    Undo *u = &s->undo;
    Moment **from = redo ? u->future : u->past, **to = redo ? u->past : u->future;
    int *from_n = redo ? &u->redos : &u->undos, *to_n = redo ? &u->undos : &u->redos;
    if (!*from_n)
        return true;
    Moment *there = from[*from_n - 1], *here = take_moment(s);
    if (!here)
        return err_set(err, tr("not enough memory to go back"));
    if (!restore_moment(s, there, err)) {
        free_moment(here);
        return false;
    }
    (*from_n)--;
    free_moment(there);
    push(u, to, to_n, here);
    return true;
}

void undo_free(Undo *u)
{
    while (u->undos)
        drop_oldest(u->past, &u->undos);
    while (u->redos)
        drop_oldest(u->future, &u->redos);
}
