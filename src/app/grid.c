/* grid: a net in each cell, trained to `until` beside everything else. A cell is written once, by the worker that took
 * it, and read by others after its flag says that it is done: nothing is locked, and no order of work changes a bit. */
#include "app/trainer_parts.h"

#include <SDL_mutex.h>
#include <SDL_thread.h>
#include <stdlib.h>
#include <string.h>

enum { WORKERS_MOST = 16, SLICE = 16 }; /* steps between two looks at whether it is still wanted */

typedef struct Slot {
    GridCell cell;
    Arena arena; /* of cell.field */
    _Atomic bool done;
    _Atomic uint64_t steps;
} Slot;

struct Grid {
    GridSpec spec;
    Kept *own;
    int cells;
    Slot slot[GRID_CELLS];
    _Atomic int next; /* how many cells have been taken */
    _Atomic bool stop, go;
    void (*wake)(void *);
    void *user;
    bool threaded; /* there are workers, which can be told to wait; set before they are */
    int workers;   /* the owner's */
    SDL_Thread *thread[WORKERS_MOST];
    SDL_sem *bell;
};

int grid_cells(const GridSpec *s)
{
    int n = 1;
    for (int i = 0; i < s->axes; i++)
        n *= s->over[i].n;
    return n;
}

bool grid_config(const GridSpec *s, int cell, Config *out, Err *err)
{
    int at[2] = { cell % s->over[0].n, s->axes > 1 ? cell / s->over[0].n : 0 };
    Config was = s->config;
    *out = s->config;
    for (int i = s->axes - 1; i >= 0; i--)
        if (!param_set(out, s->over[i].param, s->over[i].value[at[i]], err))
            return false;
    strength_follow(out, &was);
    return config_check(out, err);
}

bool grid_check(const GridSpec *s, Err *err)
{
    int n = grid_cells(s);
    if (n > GRID_CELLS)
        return err_set(err, tr("a grid of %d nets; expected at most %d"), n, GRID_CELLS);
    if (s->axes > 1 && s->over[0].param == s->over[1].param)
        return err_set(err, tr("twice over %s; expected two settings"), param_defs[s->over[0].param].key);
    for (int i = 0; i < n; i++) {
        Config c;
        if (!grid_config(s, i, &c, err))
            return false;
    }
    return true;
}

/* All over the grid first, then what lies between: by a step that shares no divisor with the number of cells. */
static int cell_of(const Grid *g, int rank)
{
    int step = (int)(0.618 * g->cells) + 1;
    for (;; step++) {
        int a = step, b = g->cells;
        while (b) {
            int rest = a % b;
            a = b;
            b = rest;
        }
        if (a == 1)
            return (int)((int64_t)rank * step % g->cells);
    }
}

static void show_cell(Slot *s, Run *run)
{
    const Shape *shape = run_shape(run);
    const Points *train = run_points(run, SPLIT_TRAIN), *test = run_points(run, SPLIT_TEST);
    GridCell *c = &s->cell;
    run_metrics(run, 0, &c->metrics);
    c->train = train->n;
    if (field_fits(shape)) {
        Window w = field_window_of(&c->config, train, test, BOUNDARY_TEST_SHOWN, (float)GRID_W / GRID_H);
        int rows = shape->map.raw == 1 ? 1 : GRID_H;
        field_make(shape, run_params(run, 0), run_step(run), w, GRID_W, rows, &s->arena, &c->field);
        field_scale(shape, train, &c->field.mid, &c->field.slope);
    }
}

/* Trains one cell to its end. false: it is no longer wanted. */
static bool work_at(Grid *g, int i)
{
    static const MemberPlan member[] = { { .kind = MEMBER_FOLLOWS } };
    Slot *s = &g->slot[i];
    GridCell *c = &s->cell;
    Run *run = run_new(&c->config,
                       &(RunPlan){ .members = 1,
                                   .member = member,
                                   .vary = param_find("l2"),
                                   .own = data_defs[c->config.data].own ? keep_own(g->own) : NULL },
                       &c->err);
    uint64_t until = (uint64_t)c->config.until;
    while (run && run_step(run) < until) {
        while (g->threaded && !atomic_load(&g->go) && !atomic_load(&g->stop))
            SDL_SemWait(g->bell);
        if (atomic_load(&g->stop)) {
            run_free(run);
            return false;
        }
        uint64_t left = until - run_step(run);
        int asked = left < SLICE ? (int)left : SLICE;
        if (run_steps(run, asked) < asked)
            break; /* diverged */
        atomic_store_explicit(&s->steps, run_step(run), memory_order_relaxed);
    }
    if (run)
        show_cell(s, run);
    run_free(run);
    atomic_store_explicit(&s->steps, until, memory_order_relaxed);
    atomic_store_explicit(&s->done, true, memory_order_release);
    if (g->wake)
        g->wake(g->user);
    return true;
}

static int worker(void *user)
{
    Grid *g = user;
    SDL_SetThreadPriority(SDL_THREAD_PRIORITY_LOW);
    for (int rank; (rank = atomic_fetch_add(&g->next, 1)) < g->cells;)
        if (!work_at(g, cell_of(g, rank)))
            break;
    return 0;
}

Grid *grid_new(const GridSpec *s, Kept *own, int workers, void (*wake)(void *), void *user, Err *err)
{
    if (!grid_check(s, err))
        return NULL;
    Grid *g = calloc(1, sizeof *g);
    if (!g) {
        err_set(err, tr("not enough memory for a grid"));
        return NULL;
    }
    g->spec = *s;
    g->own = keep_hold(own);
    g->cells = grid_cells(s);
    g->wake = wake;
    g->user = user;
    atomic_store(&g->go, true);
    for (int i = 0; i < g->cells; i++)
        grid_config(s, i, &g->slot[i].cell.config, NULL);
    g->bell = SDL_CreateSemaphore(0);
    g->threaded = workers > 0;
    for (int wanted = min_i(workers, WORKERS_MOST); g->bell && g->workers < wanted; g->workers++) {
        g->thread[g->workers] = SDL_CreateThread(worker, "grid", g);
        if (!g->thread[g->workers])
            break;
    }
    return g;
}

void grid_free(Grid *g)
{
    if (!g)
        return;
    atomic_store(&g->stop, true);
    for (int i = 0; i < g->workers; i++)
        SDL_SemPost(g->bell);
    for (int i = 0; i < g->workers; i++)
        SDL_WaitThread(g->thread[i], NULL);
    if (g->bell)
        SDL_DestroySemaphore(g->bell);
    for (int i = 0; i < g->cells; i++)
        arena_free(&g->slot[i].arena);
    keep_drop(g->own);
    free(g);
}

void grid_go(Grid *g, bool go)
{
    if (atomic_exchange(&g->go, go) == go || !go)
        return;
    for (int i = 0; i < g->workers; i++)
        SDL_SemPost(g->bell);
}

void grid_finish(Grid *g)
{
    for (int rank; (rank = atomic_fetch_add(&g->next, 1)) < g->cells;)
        work_at(g, cell_of(g, rank));
}

const GridSpec *grid_spec(const Grid *g) { return &g->spec; }

const GridCell *grid_cell(const Grid *g, int i)
{
    return atomic_load_explicit(&g->slot[i].done, memory_order_acquire) ? &g->slot[i].cell : NULL;
}

double grid_progress(const Grid *g)
{
    double done = 0, all = 0;
    for (int i = 0; i < g->cells; i++) {
        done += (double)atomic_load_explicit(&g->slot[i].steps, memory_order_relaxed);
        all += (double)g->slot[i].cell.config.until;
    }
    return all > 0 ? done / all : 1;
}

/* Settings that the axes set do not count. */
bool grid_same(const Grid *g, const GridSpec *s, Kept *own)
{
    Config a = g->spec.config, b = s->config;
    if (s->axes != g->spec.axes || memcmp(s->over, g->spec.over, sizeof s->over) != 0)
        return false;
    for (int i = 0; i < s->axes; i++) {
        param_set(&a, s->over[i].param, s->over[i].value[0], NULL);
        param_set(&b, s->over[i].param, s->over[i].value[0], NULL);
    }
    a.sweep_lo = b.sweep_lo, a.sweep_hi = b.sweep_hi; /* of the slider, not of a net */
    return config_equal(&a, &b) && (!data_defs[s->config.data].own || own == g->own);
}
