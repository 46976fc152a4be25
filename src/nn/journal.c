/* The journal: what was changed, and before which step. */
#include "nn/run.h"

#include <assert.h>
#include <string.h>

void journal_room(Run *r, int n)
{
    if (n <= r->journal_room)
        return;
    int room = max_i(64, 2 * n);
    Change *grown = arena_new(&r->arena, Change, room);
    if (r->now.journal > 0)
        memcpy(grown, r->journal, sizeof(Change) * (size_t)r->now.journal);
    r->journal = grown;
    r->journal_room = room;
}

/* A slider dragged while training is paused changes one setting many times at one step: only the last one counts. */
void journal_add(Run *r, Change c)
{
    Change *last = r->now.journal > 0 ? &r->journal[r->now.journal - 1] : NULL;
    if (last && last->step == c.step && c.kind == ACTION_SET && last->kind == ACTION_SET && last->param == c.param) {
        *last = c;
        return;
    }
    journal_room(r, r->now.journal + 1);
    assert(r->journal);
    r->journal[r->now.journal++] = c;
}
