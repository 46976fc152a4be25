/* studies: the analyses of study_defs, kept nearly fresh beside training. Worker 0 begins them from copies of the run
 * and collects their results; any worker does a slice of any of them in between. A task changes hands by its state
 * alone, so nothing is locked:
 *
 *     REST --begin--> READY --claim--> TAKEN --slice--> READY ... --last slice, or unwanted--> DONE --collect--> REST
 *                       ^                |
 *                       `--- collect --- PART: what is done so far, of a study that can show it
 *
 * REST, DONE and PART belong to worker 0, TAKEN to who claimed it. What is about the net as it is (STUDY_OF_STEP) is
 * made again at step 20, 40, 80, 160 and then every 200 steps or when training pauses, but at most about once a second;
 * a path of less than 20 steps is no landscape yet. What is about the settings is made once for each. When a task or
 * its result is out of date, it is dropped. What nobody sees is neither begun nor worked at: its task stays as it is,
 * and goes on from there when somebody looks again. */
#include "app/trainer_parts.h"

#include <string.h>

enum { REST, READY, TAKEN, DONE, PART };
enum { FIRST = 20, STEPS = 200 };
static const double PERIOD = 1, TELL = 0.2; /* seconds */

static bool claim(StudyTask *t, int to)
{
    int from = READY;
    return atomic_compare_exchange_strong_explicit(&t->state, &from, to, memory_order_acquire, memory_order_relaxed);
}

static void pass_on(StudyTask *t, int to) { atomic_store_explicit(&t->state, to, memory_order_release); }

static int state_of(const StudyTask *t) { return atomic_load_explicit(&t->state, memory_order_acquire); }

/* --- worker 0 --- */

static bool of_step(int kind) { return study_defs[kind].pace == STUDY_OF_STEP; }

/* Notes whether it is looked at; true: it is again, after it was not. */
static bool seen_again(StudyTask *t, bool wanted)
{
    return atomic_exchange_explicit(&t->hidden, !wanted, memory_order_relaxed) && wanted;
}

/* Is a result still one of what there is now? A diverged run keeps the last one of its path. The identity of what is
 * about the net is how it is looked at: the old view is still true, and shown until the new one is there. */
static bool holds(int kind, const StudyMark *of, const StudyMark *now)
{
    return of_step(kind) ? of->birth == now->birth : of->identity == now->identity;
}

static bool stale(const Studies *s, int kind, const StudyMark *now, bool playing, double time)
{
    const StudyMark *last = &s->task[kind].of; /* of the last begin, whether it came to something or not */
    if (!of_step(kind))
        return last->identity != now->identity || !s->any[kind];
    if (!s->any[kind] || last->life != now->life || last->identity != now->identity)
        return !playing || now->step >= FIRST;
    if (!playing || now->step < last->step)
        return now->step != last->step;
    bool young = last->step < STEPS;
    return now->step - last->step >= (young ? last->step : STEPS) &&
           time - s->task[kind].begun >= (young ? PERIOD / 8 : PERIOD);
}

static StudyMark mark_of(const Session *s, const StudyAsked *a, int kind)
{
    return (StudyMark){ s->birth, s->life, run_step(s->run), a->identity[kind] };
}

/* Of all studies, when anything that they depend on is another. */
static void identify(StudyAsked *a, const StudyInput *in, Kept *own)
{
    bool same = a->any && a->own == own && a->sweep == in->sweep->serial && config_equal(&a->config, in->config) &&
                memcmp(&a->choices, in->choices, sizeof a->choices) == 0;
    if (same)
        return;
    keep_swap(&a->own, own);
    a->any = true;
    a->config = *in->config;
    a->choices = *in->choices;
    a->sweep = in->sweep->serial;
    for (int k = 0; k < STUDIES; k++)
        a->identity[k] = study_defs[k].identity ? study_defs[k].identity(in) : 0;
}

static StudyInput input_of(const Session *s, const Sweeper *sweep, const Ask *ask)
{
    return (StudyInput){ .config = run_config(s->run),
                         .own = keep_own(s->own),
                         .choices = &ask->choices,
                         .sweep = &sweep->sweep,
                         .sweep_weights = share_value(sweep->weights) };
}

static void begin(Studies *s, int kind, StudyInput in, const StudyMark *of, const Session *run, double now)
{
    StudyTask *t = &s->task[kind];
    Arena scratch = { 0 }; /* the path is large, and not needed again for a second */
    Snapshot snap;
    snapshot_take(run->run, true, &scratch, &snap);
    in.snap = &snap;
    in.last = share_value(s->shown[kind]);
    arena_reset(&t->arena);
    t->job = study_defs[kind].begin(&in, &t->arena);
    t->of = *of;
    t->begun = now;
    s->any[kind] = true;
    atomic_store_explicit(&t->unwanted, false, memory_order_relaxed);
    atomic_store_explicit(&t->progress, 0, memory_order_relaxed);
    if (t->job)
        pass_on(t, READY);
    else if (s->shown_of[kind].life != of->life) /* of a past that is no more */
        share_swap(&s->shown[kind], NULL);
    arena_free(&scratch);
}

static void end_job(StudyTask *t, const StudyDef *d)
{
    if (t->job && d->end)
        d->end(t->job);
    t->job = NULL;
}

static bool collect(Studies *s, int kind)
{
    StudyTask *t = &s->task[kind];
    bool made = t->result != NULL;
    if (made) {
        share_drop(s->shown[kind]);
        s->shown[kind] = t->result;
        s->shown_of[kind] = t->of;
        t->result = NULL;
    } else if (state_of(t) == DONE) {
        s->any[kind] = false; /* begin again when it is wanted */
    }
    if (state_of(t) == DONE)
        end_job(t, &study_defs[kind]);
    pass_on(t, state_of(t) == PART ? READY : REST);
    return made;
}

StudyNews studies_look(Studies *s, const Session *run, const Sweeper *sweep, const Ask *ask, double now)
{
    StudyNews news = { 0 };
    StudyInput in = input_of(run, sweep, ask);
    identify(&s->asked, &in, run->own);
    for (int k = 0; k < STUDIES; k++) {
        StudyTask *t = &s->task[k];
        bool wanted = (ask->want & study_defs[k].want) != 0;
        StudyMark mark = wanted ? mark_of(run, &s->asked, k) : t->of;
        if (wanted && s->shown[k] && !holds(k, &s->shown_of[k], &mark))
            share_swap(&s->shown[k], NULL);
        bool current = t->of.identity == mark.identity && (!of_step(k) || t->of.life == mark.life);
        int state = state_of(t);
        if (seen_again(t, wanted)) {
            current = current && !stale(s, k, &mark, run->playing, now);
            news.begun++;
        }
        if (state == PART) {
            news.finished |= collect(s, k);
            news.begun++; /* again there is something to do */
            state = READY;
        }
        if ((state == READY || state == TAKEN) && !current) {
            atomic_store_explicit(&t->unwanted, true, memory_order_relaxed);
            if (claim(t, DONE))
                state = DONE;
        }
        if (state == DONE) {
            news.finished |= collect(s, k);
            state = REST;
        }
        bool ready = !study_defs[k].sweep || (sweep->sweep.total && !sweeper_first_running(sweep));
        if (state == REST && wanted && ready && stale(s, k, &mark, run->playing, now)) {
            begin(s, k, in, &mark, run, now);
            news.begun += state_of(t) != REST;
        }
    }
    return news;
}

float studies_progress(const Studies *s, int kind)
{
    int state = state_of(&s->task[kind]);
    bool under_way = state != REST && state != DONE;
    return under_way ? (float)atomic_load_explicit(&s->task[kind].progress, memory_order_relaxed) / 1000 : -1;
}

/* --- any worker --- */

static void slice(StudyTask *t, const StudyDef *d, double end)
{
    bool complete, unwanted;
    do {
        complete = d->work(t->job);
        unwanted = atomic_load_explicit(&t->unwanted, memory_order_relaxed);
    } while (!complete && !unwanted && trainer_now() < end);
    atomic_store_explicit(&t->progress, (int)(1000 * d->progress(t->job)), memory_order_relaxed);
    bool tell = complete || (d->partial && trainer_now() - t->told > TELL);
    if (tell && !unwanted && (t->result = share_new(d->size))) {
        d->result(t->job, share_value(t->result));
        t->told = trainer_now();
    }
    pass_on(t, complete || unwanted ? DONE : t->result ? PART : READY);
}

StudyWork studies_work(Studies *s, double seconds)
{
    int turn = atomic_fetch_add_explicit(&s->turn, 1, memory_order_relaxed) & 0xffff;
    for (int i = 0; i < STUDIES; i++) {
        int kind = (turn + i) % STUDIES;
        bool hidden = atomic_load_explicit(&s->task[kind].hidden, memory_order_relaxed);
        if (hidden || !claim(&s->task[kind], TAKEN))
            continue;
        slice(&s->task[kind], &study_defs[kind], trainer_now() + seconds);
        return STUDY_WORKED;
    }
    return STUDY_IDLE;
}

void studies_whole(Studies *s, const Session *run, const Sweeper *sweep, const Ask *ask)
{
    do
        studies_look(s, run, sweep, ask, trainer_now());
    while (studies_work(s, FOREVER) != STUDY_IDLE);
}

void studies_free(Studies *s)
{
    for (int k = 0; k < STUDIES; k++) {
        end_job(&s->task[k], &study_defs[k]);
        arena_free(&s->task[k].arena);
        share_drop(s->task[k].result);
        share_drop(s->shown[k]);
    }
    keep_drop(s->asked.own);
}
