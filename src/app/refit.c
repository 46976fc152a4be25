/* refit: the loss surface that panel 4 shows. Its plane follows the path of training, so it is made again at step 20,
 * 40, 80, 160 and then every 200 steps or when training pauses, but at most about once a second, a few rows at a time
 * between other work; a path of less than 20 steps is no landscape yet. A change of
 * lambda alone needs no refit: data loss and norm are stored apart. */
#include "app/trainer_parts.h"

enum { FIRST = 20, STEPS = 200 };
static const double PERIOD = 1; /* seconds */

static bool stale(const Refit *r, const Session *s, double now)
{
    uint64_t step = run_step(s->run);
    if (r->life != s->life)
        return !s->playing || step >= FIRST;
    if (!s->playing || step < r->step)
        return step != r->step;
    bool young = r->step < STEPS;
    return step - r->step >= (young ? r->step : STEPS) && now - r->begun >= (young ? PERIOD / 8 : PERIOD);
}

static void begin(Refit *r, const Session *s, double now)
{
    Arena scratch = { 0 }; /* the path is large, and not needed again for a second */
    Snapshot snap;
    arena_reset(&r->arena);
    snapshot_take(s->run, true, &scratch, &snap);
    r->job = surface_begin(&snap, &r->arena);
    r->life = s->life;
    r->step = snap.step;
    r->begun = now;
    if (!r->job && r->surface_life != s->life) /* of a past that is no more; a diverged run keeps its last surface */
        r->surface.valid = false;
    arena_free(&scratch);
}

static void finish(Refit *r, const Session *s)
{
    surface_result(r->job, &r->surface);
    r->surface_life = s->life;
    r->surface_birth = s->birth;
    r->job = NULL;
}

bool refit_work(Refit *r, const Session *s, double now, double seconds)
{
    if (r->job && r->life != s->life)
        r->job = NULL;
    if (r->surface_birth != s->birth) /* of a run that is no more */
        r->surface.valid = false;
    if (!r->job) {
        if (!stale(r, s, now))
            return false;
        begin(r, s, now);
        return true;
    }
    bool complete;
    do
        complete = surface_rows(r->job, 1);
    while (!complete && trainer_now() - now < seconds);
    if (complete)
        finish(r, s);
    return true;
}

void refit_whole(Refit *r, const Session *s)
{
    if (r->surface.valid && r->surface_life == s->life && r->surface.step == run_step(s->run))
        return;
    begin(r, s, trainer_now());
    if (r->job && surface_rows(r->job, SURFACE_NODES))
        finish(r, s);
}

void refit_free(Refit *r) { arena_free(&r->arena); }
