/* trainer: the work in the background, a round at a time. A round looks at everything that may be due, does a few
 * milliseconds of it, and says when the next round is: on a thread of its own, or in the hands of who pumps.
 *
 * Time decides how much is done in a round and what is shown, never what comes out: the bits of training depend on
 * steps and changes alone (session.c), those of the sweep on settings alone (sweeper.c).
 * To add background work: a part with a state and a "work about so long", and a line in background(). */
#include "app/trainer_parts.h"

#include <SDL_cpuinfo.h>
#include <SDL_mutex.h>
#include <SDL_thread.h>
#include <SDL_timer.h>
#include <assert.h>
#include <stdlib.h>

enum { WORKERS_MOST = 16 };
static const double CATCH_UP = 0.1;   /* seconds of steps that a slow machine may be behind; the rest is forgotten */
static const double BACKGROUND = 0.4; /* share of the time for surface and sweep while training cannot keep up */
static const double POLL = 0.002;     /* seconds until a trainer looks again how far the one beside it is */
/* Steps that one of a pair may be ahead of the other; that it makes up for after a pause. */
enum { LEASH = 16, FAR = 4096 };

struct Trainer {
    Inbox inbox;
    uint64_t sent; /* the sender's: serial of the last command */

    Session session;
    Studies studies;
    Sweeper sweeper;
    Show show;
    int held;                /* group of the sweep that worker 0 is at, or -1 */
    double speed, due, tick; /* steps a second, 0: any number; steps to take, as of when */
    bool sweep_turn;         /* of background work: whose turn is next */
    double credit;           /* seconds that background work may still use while training is behind */
    double rate_from;        /* when counting of rate_steps began */
    int rate_steps;
    _Atomic(Abreast *) pair; /* NULL: alone; `side` is written before it */
    _Atomic int side;
    bool settling; /* paused just now: goes on to the step that the other one has reached */

    TrainerReport *report; /* of trainer_finish; NULL: none */
    const void *report_user;

    void (*wake)(void *);
    void *user;
    int workers;
    SDL_Thread *thread[WORKERS_MOST];
    SDL_sem *bell, *work; /* rung for worker 0: a command, a group is back; for the helpers: groups were given out */
    _Atomic bool stop;
};

double trainer_now(void) { return (double)SDL_GetPerformanceCounter() / (double)SDL_GetPerformanceFrequency(); }

/* --- a round --- */

static void obey(Trainer *t)
{
    TrainerCommand c;
    while (inbox_take(&t->inbox, &c)) {
        if (c.type == DO_SPEED)
            t->speed = c.value;
        else if (c.type == DO_VIEW)
            t->show.ask = c.ask;
        else {
            bool played = t->session.playing;
            session_do(&t->session, &c);
            t->settling = c.type == DO_PLAY && !c.flag && (played || t->settling);
        }
        keep_drop(c.own);
        share_drop(c.journal);
        t->show.acked = c.serial;
        show_urge(&t->show, URGE_NOW);
    }
}

static void measure_rate(Trainer *t, double now, int steps)
{
    t->rate_steps += steps;
    if (now - t->rate_from < 0.5)
        return;
    t->show.steps_per_second = t->rate_steps / (now - t->rate_from);
    t->rate_from = now;
    t->rate_steps = 0;
}

/* --- a pair --- */

/* What the other one reads: the step, whether it goes on from there, and whether it has paused and waits for the other
 * one to do so: then it is not to be left behind either. */
enum { PLAYS = 1, WAITS = 2, STEP_SHIFT = 2 };
static void tell(const Trainer *t, Abreast *p)
{
    uint64_t state = (t->session.playing ? PLAYS : 0) | (t->settling ? WAITS : 0);
    uint64_t at = run_step(t->session.run) << STEP_SHIFT | state;
    if (p)
        atomic_store_explicit(&p->at[t->side], at, memory_order_relaxed);
}

static Abreast *pair_of(const Trainer *t) { return atomic_load_explicit(&t->pair, memory_order_acquire); }

/* Who is far behind goes to `least` whatever the clock says; who is far ahead of one that moves stops at `most`. */
static void bounds(const Trainer *t, const Abreast *p, uint64_t *least, uint64_t *most)
{
    *least = 0;
    *most = UINT64_MAX;
    if (!p)
        return;
    uint64_t at = atomic_load_explicit(&p->at[!t->side], memory_order_relaxed), step = at >> STEP_SHIFT;
    *least = step > LEASH ? step - LEASH : 0;
    *most = at & (PLAYS | WAITS) ? step + LEASH : UINT64_MAX;
}

/* After a pause both stand at the same step. true: the other one has not stopped yet, or has steps to be made up for.
 */
static bool settle(Trainer *t)
{
    Abreast *p = t->settling && !t->session.playing ? pair_of(t) : NULL;
    if (!p)
        return t->settling = false;
    uint64_t at = atomic_load_explicit(&p->at[!t->side], memory_order_relaxed), mine = run_step(t->session.run);
    uint64_t other = at >> STEP_SHIFT;
    if (at & PLAYS)
        return true;
    bool near = other > mine && other - mine <= FAR;
    if (near) {
        session_advance(&t->session, other - mine < LEASH ? (int)(other - mine) : LEASH);
        show_urge(&t->show, URGE_NOW);
    }
    t->settling = near && run_step(t->session.run) < other;
    tell(t, p);
    return t->settling;
}

/* To where a scene is to be shown, whatever the clock says, a slice at a time. true: it is not there yet. */
static bool hurry(Trainer *t, double now)
{
    Session *s = &t->session;
    do
        session_advance(s, 8);
    while (session_underway(s) && trainer_now() - now < TRAINER_SLICE);
    show_urge(&t->show, session_underway(s) ? URGE_PROGRESS : URGE_NOW);
    return session_underway(s);
}

/* Takes the steps that are due by the clock, for a slice at most. true: more are due. */
static bool train(Trainer *t, double now, bool *held_back)
{
    Session *s = &t->session;
    Abreast *p = pair_of(t);
    uint64_t least, most_steps;
    bounds(t, p, &least, &most_steps);
    *held_back = settle(t);
    double since = now > t->tick ? now - t->tick : 0;
    t->tick = s->playing ? now : FOREVER; /* time that passes in a pause makes no step due */
    bool hurries = session_underway(s) && hurry(t, now);
    if (!s->playing || hurries) {
        t->due = 0;
        t->rate_from = now;
        t->rate_steps = 0;
        t->show.steps_per_second = 0;
        tell(t, p);
        return hurries;
    }
    double most = 1 + t->speed * CATCH_UP, due = t->due + t->speed * since;
    t->due = t->speed <= 0 ? FOREVER : due < most ? due : most;
    int steps = 0;
    while (s->playing && run_step(s->run) < most_steps && (t->due >= 1 || run_step(s->run) < least)) {
        steps += session_advance(s, 1);
        t->due -= t->due >= 1;
        tell(t, p);
        if (trainer_now() - now > TRAINER_SLICE)
            break;
    }
    measure_rate(t, now, steps);
    if (steps)
        show_urge(&t->show, URGE_TRAINING);
    if (!s->playing)
        show_urge(&t->show, URGE_NOW);
    *held_back = s->playing && run_step(s->run) >= most_steps;
    return s->playing && !*held_back && (t->due >= 1 || run_step(s->run) < least);
}

static void post_frame(Trainer *t, bool whole)
{
    show_frame(&t->show, &t->session, &t->studies, &t->sweeper, whole);
    if (t->wake)
        t->wake(t->user);
}

/* Keeps the sweep in step with the settings, takes in what is finished and gives out what is to be done. */
static void look_after_sweep(Trainer *t)
{
    Sweeper *s = &t->sweeper;
    uint64_t version = s->sweep.version, serial = s->serial;
    int groups = s->groups;
    sweeper_want(s, run_config(t->session.run), t->session.own, t->show.ask.want & WANT_SWEEP);
    for (int n = sweeper_collect(s); n > 0 && t->workers > 1; n--)
        SDL_SemPost(t->work);
    if (serial != s->serial || (groups != s->groups && !sweeper_running(s)))
        show_urge(&t->show, URGE_NOW);
    else if (version != s->sweep.version)
        show_urge(&t->show, URGE_PROGRESS);
    if (groups != s->groups && s->failed && !sweeper_running(s))
        session_fail(&t->session, tr("not enough memory for the sweep"));
}

/* Keeps the analyses in step with the net and with what is looked at. */
static void look_after_studies(Trainer *t, double now)
{
    StudyNews news = studies_look(&t->studies, &t->session, &t->sweeper, &t->show.ask, now);
    for (int n = news.begun; n > 0 && t->workers > 1; n--)
        SDL_SemPost(t->work);
    if (news.finished)
        show_urge(&t->show, URGE_NOW);
}

static bool work_at_studies(Trainer *t)
{
    if (studies_work(&t->studies, TRAINER_SLICE) == STUDY_IDLE)
        return false;
    show_urge(&t->show, URGE_PROGRESS);
    return true;
}

static bool work_at_sweep(Trainer *t) { return sweeper_work(&t->sweeper, &t->held, TRAINER_SLICE) != SWEEPER_IDLE; }

/* A slice of what is not training. Sweep and studies take turns: for a large net either could use up all the time
 * there is. true: there is more. */
static bool background(Trainer *t)
{
    t->sweep_turn = !t->sweep_turn;
    return t->sweep_turn ? work_at_sweep(t) || work_at_studies(t) : work_at_studies(t) || work_at_sweep(t);
}

/* One round; in how many seconds the next one is due. FOREVER: not before the bell. */
static double look(Trainer *t)
{
    double now = trainer_now();
    obey(t);
    bool held_back, behind = train(t, now, &held_back);
    look_after_sweep(t);
    look_after_studies(t, now);
    double wait = show_due(&t->show, &t->session, trainer_now());
    if (wait <= 0) {
        post_frame(t, !t->session.playing && !session_underway(&t->session) && t->show.urge < URGE_TRAINING);
        wait = show_due(&t->show, &t->session, trainer_now());
    }
    double begun = trainer_now();
    t->credit += (begun - now) * BACKGROUND / (1 - BACKGROUND);
    t->credit = !behind ? 0 : t->credit < TRAINER_SLICE ? t->credit : TRAINER_SLICE;
    if (!behind || t->credit > 0) {
        if (background(t))
            wait = 0;
        t->credit -= trainer_now() - begun;
    }
    if (behind)
        return 0;
    double step = held_back ? POLL : t->session.playing ? (1 - t->due) / t->speed : FOREVER;
    return wait < step ? wait : step;
}

/* --- workers --- */

static void rest(SDL_sem *s, double seconds)
{
    if (seconds >= FOREVER)
        SDL_SemWait(s);
    else if (seconds > 0)
        SDL_SemWaitTimeout(s, (Uint32)(seconds * 1000) + 1);
    while (SDL_SemTryWait(s) == 0) /* however often it was rung, one round answers */
        ;
}

static int first_worker(void *user)
{
    Trainer *t = user;
    SDL_SetThreadPriority(SDL_THREAD_PRIORITY_LOW);
    while (!atomic_load(&t->stop))
        rest(t->bell, look(t));
    return 0;
}

static int helper(void *user)
{
    Trainer *t = user;
    int held = -1;
    SDL_SetThreadPriority(SDL_THREAD_PRIORITY_LOW);
    while (!atomic_load(&t->stop)) {
        SweeperWork sweep = sweeper_work(&t->sweeper, &held, TRAINER_SLICE);
        StudyWork study = studies_work(&t->studies, TRAINER_SLICE);
        if (sweep == SWEEPER_RETURNED || study == STUDY_WORKED) /* something to be shown, or to be collected */
            SDL_SemPost(t->bell);
        if (sweep == SWEEPER_IDLE && study == STUDY_IDLE)
            SDL_SemWait(t->work);
    }
    return 0;
}

static bool start_workers(Trainer *t, int workers)
{
    t->bell = SDL_CreateSemaphore(0);
    t->work = SDL_CreateSemaphore(0);
    while (t->bell && t->work && t->workers < workers) {
        SDL_Thread *thread = SDL_CreateThread(t->workers ? helper : first_worker, t->workers ? "sweep" : "train", t);
        if (!thread)
            break;
        t->thread[t->workers++] = thread;
    }
    return t->workers == workers;
}

int trainer_workers(void) { return max_i(1, SDL_GetCPUCount()); }

Trainer *trainer_new(const Config *c, Kept *own, const Change *journal, int changes, int workers, void (*wake)(void *),
                     void *user, Err *err)
{
    Trainer *t = calloc(1, sizeof *t);
    if (!t) {
        err_set(err, tr("not enough memory"));
        return NULL;
    }
    t->wake = wake;
    t->user = user;
    t->held = -1;
    t->speed = 240;
    t->tick = FOREVER;
    show_init(&t->show);
    bool ok = session_open(&t->session, c, own, journal, changes, err);
    if (ok && workers && !start_workers(t, min_i(workers, WORKERS_MOST)))
        ok = err_set(err, tr("cannot start a thread: %s"), SDL_GetError());
    if (ok)
        return t;
    trainer_free(t);
    return NULL;
}

void trainer_free(Trainer *t)
{
    if (!t)
        return;
    atomic_store(&t->stop, true);
    for (int i = 0; i < t->workers; i++)
        SDL_SemPost(i ? t->work : t->bell);
    for (int i = 0; i < t->workers; i++)
        SDL_WaitThread(t->thread[i], NULL);
    if (t->bell)
        SDL_DestroySemaphore(t->bell);
    if (t->work)
        SDL_DestroySemaphore(t->work);
    for (TrainerCommand c; inbox_take(&t->inbox, &c);) { /* what nobody did any more */
        keep_drop(c.own);
        share_drop(c.journal);
    }
    session_close(&t->session);
    studies_free(&t->studies);
    sweeper_free(&t->sweeper);
    show_free(&t->show);
    free(t);
}

/* --- the UI's side --- */

uint64_t trainer_send(Trainer *t, const TrainerCommand *c)
{
    TrainerCommand numbered = *c;
    numbered.serial = ++t->sent;
    keep_hold(numbered.own);
    share_hold(numbered.journal);
    while (!inbox_put(&t->inbox, &numbered))
        if (t->workers)
            SDL_Delay(1);
        else
            obey(t);
    if (t->workers)
        SDL_SemPost(t->bell);
    return numbered.serial;
}

void trainer_pair(Trainer *t, Abreast *p, int side)
{
    if (p)
        atomic_store_explicit(&t->side, side, memory_order_relaxed);
    atomic_store_explicit(&t->pair, p, memory_order_release);
    if (t->workers)
        SDL_SemPost(t->bell);
}

Frame *trainer_latest(Trainer *t, bool *fresh)
{
    Show *s = &t->show;
    *fresh = mailbox_take(&s->box);
    s->any |= *fresh;
    return s->any ? &s->slot[mailbox_front(&s->box)] : NULL;
}

bool trainer_pump(Trainer *t, double budget)
{
    double end = trainer_now() + budget, wait;
    do
        wait = look(t);
    while (wait <= 0 && trainer_now() < end);
    return wait < FOREVER;
}

static const double REPORTED = 0.2; /* seconds of the sweep between two reports ... */
enum { STEPS_REPORTED = 100 };      /* ... and steps of training */

void trainer_report(Trainer *t, TrainerReport *report, const void *user)
{
    t->report = report;
    t->report_user = user;
}

static void report(const Trainer *t, const char *what, double done, double total)
{
    if (t->report)
        t->report(t->report_user, what, total > done ? done / total : 1);
}

void trainer_finish(Trainer *t, uint64_t until, bool sweep, const Ask *ask)
{
    Session *s = &t->session;
    assert(t->workers == 0);
    obey(t);
    t->show.ask = *ask;
    t->show.ask.want = sweep ? ask->want | WANT_SWEEP : ask->want & ~(uint32_t)WANT_SWEEP;
    s->playing = false;
    s->until = until;
    while (session_underway(s) || (run_step(s->run) < until && !s->diverged)) {
        session_advance(s, t->report ? STEPS_REPORTED : 1 << 20);
        report(t, tr("training"), (double)run_step(s->run), (double)(s->target > until ? s->target : until));
    }
    look_after_sweep(t);
    while (sweeper_running(&t->sweeper)) {
        sweeper_work(&t->sweeper, &t->held, t->report ? REPORTED : FOREVER);
        look_after_sweep(t);
        report(t, tr("sweep"), t->sweeper.sweep.steps_done, t->sweeper.sweep.steps_total);
    }
    report(t, tr("analyses"), 0, 1);
    studies_whole(&t->studies, s, &t->sweeper, &t->show.ask);
    post_frame(t, true);
    report(t, "", 1, 1);
}
