/* sweeper: 32 nets along the slider's axis, trained ahead to `until` beside the main run, in four groups, coarse first.
 * When they are given out, the same values follow with two other seeds, in the same order.
 *
 * A group changes hands by its state alone, so nothing is locked:
 *
 *     REST --give out--> READY --claim--> TAKEN --finish or give up--> DONE --collect--> REST
 *
 * REST and DONE belong to worker 0, TAKEN to the worker that claimed it; READY goes to whoever exchanges it first. When
 * a sweep is no longer wanted its workers see that within a step and hand the group back. A net's bits depend on the
 * settings and its own strength alone, so it does not matter who trained it, when, or beside whom. */
#include "app/trainer_parts.h"

#include <string.h>

enum { REST, READY, TAKEN, DONE };

static bool claim(SweeperGroup *g, int to)
{
    int from = READY;
    return atomic_compare_exchange_strong_explicit(&g->state, &from, to, memory_order_acquire, memory_order_relaxed);
}

static void pass_on(SweeperGroup *g, int to) { atomic_store_explicit(&g->state, to, memory_order_release); }

enum { PARTS = SWEEP_MEMBERS / SWEEP_GROUP };
static int seed_of(int group) { return group / PARTS; }
static int member_of(int group, int i) { return sweep_order(group % PARTS * SWEEP_GROUP + i); }

/* --- worker 0 --- */

static bool same_sweep(const Config *a, const Config *b)
{
    Config c = *a;
    int row = reg_slider(b);
    return row >= 0 && param_put(&c, row, param_get(b, row), NULL) && config_equal(&c, b);
}

void sweeper_want(Sweeper *s, const Config *c, Kept *own, bool on)
{
    on = on && reg_slider(c) >= 0;
    own = data_defs[c->data].own ? own : NULL;
    if (s->sweep.total ? same_sweep(&s->sweep.config, c) && s->own == own : !on)
        return;
    keep_swap(&s->own, own);
    s->groups = s->first = 0;
    s->failed = false;
    s->sweep = (Sweep){ .serial = ++s->serial };
    memset(&s->film, 0, sizeof s->film);
    share_swap(&s->weights, NULL);
    if (on) {
        s->sweep.config = *c;
        s->sweep.shape = net_shape(c, keep_own(own));
        s->sweep.total = SWEEP_MEMBERS;
        s->sweep.steps_total = (double)c->until * SWEEP_MEMBERS * SWEEP_SEEDS;
        for (int m = 0; m < SWEEP_MEMBERS; m++)
            s->sweep.value[m] = sweep_value(c, m);
        film_choose(c, &s->film);
        s->weights = share_new(sizeof(real) * (size_t)SWEEP_MEMBERS * (size_t)s->sweep.shape.params);
    }
    s->film.serial = s->serial;
    atomic_store(&s->wanted, on ? s->serial : 0);
}

bool sweeper_running(const Sweeper *s) { return s->sweep.total && s->groups < SWEEPER_GROUPS; }

bool sweeper_first_running(const Sweeper *s) { return s->sweep.total && s->first < PARTS; }

/* Parameters and thumbnails, which are shown of the settings' own seeds. A frame that has the parameters says that a
 * member is done only after they are there. */
static void keep_nets(Sweeper *s, int group)
{
    const SweeperGroup *g = &s->group[group];
    const float aspect = (float)(FILM_W - 1) / (FILM_H - 1);
    Window window = field_window_of(&g->config, run_points(g->run, SPLIT_TRAIN), run_points(g->run, SPLIT_TEST),
                                    BOUNDARY_TEST_SHOWN, aspect);
    size_t params = (size_t)s->sweep.shape.params;
    real *weights = share_value(s->weights);
    for (int i = 0; i < SWEEP_GROUP; i++) {
        int m = member_of(group, i);
        if (weights)
            memcpy(weights + (size_t)m * params, run_params(g->run, i), sizeof *weights * params);
        film_add(&s->film, run_shape(g->run), run_points(g->run, SPLIT_TRAIN), m, run_params(g->run, i), window);
    }
}

static void merge(Sweeper *s, int group)
{
    const SweeperGroup *g = &s->group[group];
    s->groups++;
    s->first += seed_of(group) == 0;
    s->sweep.version++;
    if (!g->run) {
        s->failed = true;
        return;
    }
    if (seed_of(group) == 0)
        keep_nets(s, group);
    for (int i = 0; i < SWEEP_GROUP; i++)
        spread_add(&s->sweep, seed_of(group), member_of(group, i), &g->metrics[i]);
}

static void give_out(Sweeper *s, int group)
{
    SweeperGroup *g = &s->group[group];
    g->serial = s->serial;
    g->config = sweep_seeded(&s->sweep.config, seed_of(group));
    keep_swap(&g->own, s->own);
    atomic_store_explicit(&g->steps, 0, memory_order_relaxed);
    pass_on(g, READY);
}

int sweeper_collect(Sweeper *s)
{
    int given = 0;
    double steps = 0;
    for (int i = 0; i < SWEEPER_GROUPS; i++) {
        SweeperGroup *g = &s->group[i];
        bool current = g->serial == s->serial;
        int state = atomic_load_explicit(&g->state, memory_order_acquire);
        if (state == DONE) {
            if (current && s->sweep.total)
                merge(s, i);
            run_free(g->run);
            g->run = NULL;
            pass_on(g, state = REST);
        }
        if (state == READY && !current && claim(g, REST))
            state = REST;
        if (state == REST && !current && s->sweep.total) {
            give_out(s, i);
            given++;
        }
        if (g->serial == s->serial)
            steps += (double)atomic_load_explicit(&g->steps, memory_order_relaxed) * SWEEP_GROUP;
    }
    if (s->sweep.total && steps != s->sweep.steps_done) {
        s->sweep.steps_done = steps;
        s->sweep.version++;
    }
    return given;
}

/* --- any worker --- */

static Run *begin(const SweeperGroup *g, int group)
{
    MemberPlan member[SWEEP_GROUP];
    for (int i = 0; i < SWEEP_GROUP; i++)
        member[i] = (MemberPlan){ MEMBER_OWN, sweep_value(&g->config, member_of(group, i)) };
    return run_new(
        &g->config,
        &(RunPlan){ .members = SWEEP_GROUP, .member = member, .vary = reg_slider(&g->config), .own = keep_own(g->own) },
        NULL);
}

/* Trains on until the time is over; true: nothing is left to do for this group. */
static bool train(SweeperGroup *g, const _Atomic uint64_t *wanted, double end)
{
    uint64_t until = (uint64_t)g->config.until;
    do {
        if (atomic_load_explicit(wanted, memory_order_relaxed) != g->serial)
            return true;
        if (run_step(g->run) == until || !run_steps(g->run, 1)) {
            atomic_store_explicit(&g->steps, until, memory_order_relaxed); /* also when all have diverged before */
            for (int i = 0; i < SWEEP_GROUP; i++)
                run_metrics(g->run, i, &g->metrics[i]);
            return true;
        }
        atomic_store_explicit(&g->steps, run_step(g->run), memory_order_relaxed);
    } while (trainer_now() < end);
    return false;
}

SweeperWork sweeper_work(Sweeper *s, int *held, double seconds)
{
    double end = trainer_now() + seconds;
    for (int i = 0; i < SWEEPER_GROUPS && *held < 0; i++)
        if (claim(&s->group[i], TAKEN))
            *held = i;
    if (*held < 0)
        return SWEEPER_IDLE;
    SweeperGroup *g = &s->group[*held];
    if (!g->run)
        g->run = begin(g, *held);
    if (g->run && !train(g, &s->wanted, end))
        return SWEEPER_BUSY;
    pass_on(g, DONE);
    *held = -1;
    return SWEEPER_RETURNED;
}

void sweeper_free(Sweeper *s)
{
    for (int i = 0; i < SWEEPER_GROUPS; i++) {
        run_free(s->group[i].run);
        keep_drop(s->group[i].own);
    }
    keep_drop(s->own);
    share_drop(s->weights);
}
