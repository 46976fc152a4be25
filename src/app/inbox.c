/* inbox: commands on their way to the trainer. A ring of slots; each slot's state says who may touch it, so that the
 * sender can still change its newest command while nobody has begun to read it: a slider that is dragged faster than
 * the trainer answers leaves one command behind, not hundreds. Actions are never merged and never lost. */
#include "app/trainer_parts.h"

enum {
    EMPTY,
    FULL,
    WRITING,
    READING
}; /* EMPTY and WRITING: the sender's; READING: the receiver's; FULL: who takes it */

static bool exchange(InboxSlot *s, int from, int to)
{
    return atomic_compare_exchange_strong_explicit(&s->state, &from, to, memory_order_acquire, memory_order_relaxed);
}

static void release(InboxSlot *s, int state) { atomic_store_explicit(&s->state, state, memory_order_release); }

/* Does b, sent right after a, make a superfluous? A SET to be remembered does not: undo stops between the two. */
static bool replaces(const TrainerCommand *a, const TrainerCommand *b)
{
    return a->type == b->type && ((b->type == DO_SET && !b->flag) || b->type == DO_VIEW || b->type == DO_SPEED);
}

bool inbox_put(Inbox *b, const TrainerCommand *c)
{
    InboxSlot *last = &b->slot[(b->head - 1) % INBOX_SLOTS], *next = &b->slot[b->head % INBOX_SLOTS];
    if (replaces(&last->command, c) && exchange(last, FULL, WRITING)) {
        bool remember = last->command.flag;
        keep_drop(last->command.own);
        last->command = *c;
        last->command.flag |= remember;
        release(last, FULL);
        return true;
    }
    if (atomic_load_explicit(&next->state, memory_order_acquire) != EMPTY)
        return false;
    next->command = *c;
    b->head++;
    release(next, FULL);
    return true;
}

bool inbox_take(Inbox *b, TrainerCommand *out)
{
    InboxSlot *s = &b->slot[b->tail % INBOX_SLOTS];
    if (!exchange(s, FULL, READING))
        return false;
    *out = s->command;
    b->tail++;
    release(s, EMPTY);
    return true;
}
