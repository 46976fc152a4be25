/* arrival: states that were trained up to by opening a scene, kept so that the second way there is short: the step of a
 * lesson that was open before, the figure that is looked at again. A state serves whenever the scene that is opened
 * passes through it, whoever opened it first, so training goes on from the last one that is on the way. Bounded by
 * number and bytes, the oldest go first. */
#include "app/trainer_parts.h"

#include <string.h>

static void drop_oldest(Arrivals *a)
{
    moment_free(a->moment[0]);
    memmove(a->moment, a->moment + 1, sizeof(Moment *) * (size_t)--a->n);
}

void arrival_keep(Arrivals *a, const Session *s)
{
    size_t bytes = 0;
    for (int i = 0; i < a->n; i++)
        if (moment_is(a->moment[i], s))
            return;
    Moment *m = moment_take(s);
    if (!m)
        return; /* then it is trained again some day */
    if (a->n == ARRIVALS_MOST)
        drop_oldest(a);
    a->moment[a->n++] = m;
    for (int i = 0; i < a->n; i++)
        bytes += moment_bytes(a->moment[i]);
    for (; bytes > ARRIVALS_BYTES && a->n > 1; drop_oldest(a))
        bytes -= moment_bytes(a->moment[0]);
}

const Moment *arrival_nearest(const Arrivals *a, const Scenery *to, uint64_t *step)
{
    const Moment *best = NULL;
    for (int i = 0; i < a->n; i++) {
        uint64_t at;
        if (moment_on_way(a->moment[i], to, &at) && (!best || at > *step)) {
            best = a->moment[i];
            *step = at;
        }
    }
    return best;
}

void arrival_free(Arrivals *a)
{
    while (a->n)
        drop_oldest(a);
}
