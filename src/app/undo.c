/* undo: moments of the main run. Going back keeps the state that was left for redo, and the other way round. Bounded by
 * number and by bytes; the oldest go first. The newest stays even if it alone is over the limit. */
#include "app/trainer_parts.h"

#include <string.h>

static size_t bytes(Moment *const *m, int n)
{
    size_t sum = 0;
    for (int i = 0; i < n; i++)
        sum += moment_bytes(m[i]);
    return sum;
}

static void drop_oldest(Moment **m, int *n)
{
    moment_free(m[0]);
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
    Moment *m = moment_take(s);
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
    Moment *there = from[*from_n - 1], *here = moment_take(s);
    if (!here)
        return err_set(err, tr("not enough memory to go back"));
    if (!moment_restore(s, there, err)) {
        moment_free(here);
        return false;
    }
    (*from_n)--;
    moment_free(there);
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
