/* Curvature along training: the largest eigenvalues of the Hessian of data loss and objective, at states of the
 * recorded path that are chosen by their steps alone, and at the present one; and of the twin at the same steps.
 *
 * What the last result says about the same state is taken over, so that going on costs the new states only. The twin's
 * states are trained again (retrace.c), and believed if they end in the twin as it is now. */
#include "analysis/analysis.h"

#include <math.h> /* NAN */
#include <string.h>

enum { EVEN = CURVATURE_POINTS - 4, FINER = 3 }; /* states evenly spaced at most; and halves of the first space */

typedef enum Stage { NET_DATA, NET_TOTAL, TWIN_NOW, TWIN_BEFORE, TWIN_CHECK, COMPLETE } Stage;

struct CurvatureJob {
    Shape shape;
    Points train;
    const real *state[CURVATURE_POINTS]; /* NULL: known already */
    const real *twin_now;                /* NULL: there is none */
    Retrace *retrace;                    /* NULL: the twin's past is not affordable */
    float twin[CURVATURE_POINTS][CURVATURE_TOP];
    LanczosJob *lanczos;
    Stage stage;
    int at; /* state at work */
    bool started;
    Curvature result;
};

/* Recorded states whose step is a multiple of g, and below the first of these g/2, g/4, g/8, where training is fast. g:
 * the smallest power of two with which they are few enough. */
static bool is_chosen(uint64_t step, uint64_t g)
{
    for (int k = 1; k <= FINER; k++)
        if (step > 0 && step << k == g)
            return true;
    return step % g == 0;
}

static int choose(const Snapshot *s, int chosen[CURVATURE_POINTS])
{
    int all = CURVATURE_POINTS, n = 0;
    uint64_t g = 1;
    for (; all > EVEN; g *= 2) {
        all = 0;
        for (int i = 0; i < s->path_points; i++)
            all += (uint64_t)s->path_step[i] % g == 0 && s->path_step[i] < (float)s->step;
    }
    for (int i = 0; i < s->path_points; i++)
        if (s->path_step[i] < (float)s->step && is_chosen((uint64_t)s->path_step[i], g / 2))
            chosen[n++] = i;
    return n;
}

/* The settings that were in force when the step after `step` was taken. */
static Config settings_at(const Snapshot *s, float step)
{
    Config c = s->start;
    for (int i = 0; i < s->changes && (float)s->journal[i].step <= step; i++)
        if (s->journal[i].kind == ACTION_SET)
            param_put(&c, s->journal[i].param, s->journal[i].value, NULL);
    return c;
}

static void unknown(float value[CURVATURE_TOP])
{
    for (int k = 0; k < CURVATURE_TOP; k++)
        value[k] = (float)NAN;
}

static bool known(const float value[CURVATURE_TOP]) { return num_finite((double)value[0]); }

/* One more state; what `last` knows of the same one is copied. */
static void add_state(CurvatureJob *j, const Snapshot *s, float step, const real *params, const Curvature *last,
                      Arena *a)
{
    Curvature *r = &j->result;
    Config c = settings_at(s, step);
    size_t size = sizeof *params * (size_t)s->shape.params;
    int k = r->points++;
    r->at[k] = step;
    r->strength[k] = (float)reg_penalty(&c).l2;
    r->key[k] = field_hash(field_hash(0, params, size), &s->config.bias_penalty, sizeof c.bias_penalty);
    bool same = false;
    for (int i = 0; last && i < last->points && !same; i++) {
        if (last->key[i] != r->key[k] || last->at[i] != step)
            continue;
        memcpy(r->twin[k], last->twin[i], sizeof r->twin[k]); /* until it is confirmed */
        same = last->strength[i] == r->strength[k] && known(last->total[i]);
        if (same) {
            memcpy(r->data[k], last->data[i], sizeof r->data[k]);
            memcpy(r->total[k], last->total[i], sizeof r->total[k]);
        }
    }
    if (same)
        return;
    j->state[k] = memcpy(arena_new(a, real, s->shape.params), params, size);
}

static void forget_twin(Curvature *r)
{
    for (int k = 0; k < r->points - 1; k++)
        unknown(r->twin[k]);
}

/* The twin, unless it is lost. Where it is the net itself its past is the net's. */
static void add_twin(CurvatureJob *j, const Snapshot *s, Arena *a)
{
    size_t size = sizeof *s->params * (size_t)s->shape.params;
    const real *twin = s->params + s->shape.params;
    unknown(j->result.twin[j->result.points - 1]);
    if (s->members > 1 && s->metrics[1].status != STATUS_DIVERGED) {
        j->twin_now = memcpy(arena_new(a, real, s->shape.params), twin, size);
        j->retrace = memcmp(s->params, twin, size) != 0 ? retrace_new(s, a) : NULL;
    }
    if (!j->retrace)
        forget_twin(&j->result);
}

CurvatureJob *curvature_begin(const Snapshot *s, const Curvature *last, Arena *a)
{
    int chosen[CURVATURE_POINTS], params = s->shape.params;
    if (s->members < 1 || params <= s->shape.frozen || s->train.n < 1)
        return NULL;
    CurvatureJob *j = arena_new(a, CurvatureJob, 1);
    Curvature *r = &j->result;
    j->shape = s->shape;
    r->step = s->step;
    j->train = snapshot_first(&s->train, RUN_MEASURED, a);
    r->rows = j->train.n;
    for (int k = 0; k < CURVATURE_POINTS; k++) {
        unknown(r->data[k]);
        unknown(r->total[k]);
        unknown(r->twin[k]);
        unknown(j->twin[k]);
    }
    for (int i = 0, n = choose(s, chosen); i < n; i++)
        add_state(j, s, s->path_step[chosen[i]], s->path + (size_t)chosen[i] * (size_t)params, last, a);
    add_state(j, s, (float)s->step, s->params, last, a);
    add_twin(j, s, a);
    uint8_t *penalised = arena_new(a, uint8_t, params);
    net_penalised(&s->shape, s->config.bias_penalty, penalised);
    for (int i = s->shape.frozen; i < params; i++)
        r->free |= !penalised[i];
    j->at = r->points - 1;
    j->lanczos = lanczos_new(&j->shape, &j->train, s->config.bias_penalty, a);
    return j;
}

/* A share of the largest eigenvalues of a net; true: they are in out. */
static bool measure(CurvatureJob *j, const real *params, float l2, float out[CURVATURE_TOP])
{
    if (!j->started)
        lanczos_start(j->lanczos, params, (double)l2);
    j->started = !lanczos_work(j->lanczos);
    if (!j->started)
        lanczos_values(j->lanczos, out);
    return !j->started;
}

/* The present state comes first, then its twin, then the past, the newest first. */
static void next_state(CurvatureJob *j)
{
    bool now = j->at == j->result.points - 1;
    j->at--;
    j->stage = now && j->twin_now ? TWIN_NOW : NET_DATA;
}

static void net_data(CurvatureJob *j)
{
    Curvature *r = &j->result;
    int k = j->at;
    if (k < 0) {
        j->at = 0;
        j->stage = j->retrace ? TWIN_BEFORE : COMPLETE;
    } else if (!j->state[k]) {
        next_state(j);
    } else if (measure(j, j->state[k], 0, r->data[k])) {
        memcpy(r->total[k], r->data[k], sizeof r->total[k]);
        if (r->strength[k] > 0)
            j->stage = NET_TOTAL;
        else
            next_state(j);
    }
}

static void twin_before(CurvatureJob *j)
{
    int k = j->at;
    if (k == j->result.points - 1)
        j->stage = TWIN_CHECK;
    else if ((j->started || retrace_to(j->retrace, (uint64_t)j->result.at[k])) &&
             measure(j, retrace_params(j->retrace), 0, j->twin[k]))
        j->at++;
}

static void twin_check(CurvatureJob *j)
{
    Curvature *r = &j->result;
    size_t size = sizeof *j->twin_now * (size_t)j->shape.params;
    if (!retrace_to(j->retrace, r->step))
        return;
    if (memcmp(retrace_params(j->retrace), j->twin_now, size) == 0)
        memcpy(r->twin, j->twin, sizeof r->twin[0] * (size_t)(r->points - 1));
    else
        forget_twin(r);
    j->stage = COMPLETE;
}

bool curvature_work(CurvatureJob *j)
{
    Curvature *r = &j->result;
    int k = j->at;
    switch (j->stage) {
    case NET_DATA: net_data(j); break;
    case NET_TOTAL:
        if (measure(j, j->state[k], r->strength[k], r->total[k]))
            next_state(j);
        break;
    case TWIN_NOW:
        if (measure(j, j->twin_now, 0, r->twin[r->points - 1]))
            j->stage = NET_DATA;
        break;
    case TWIN_BEFORE: twin_before(j); break;
    case TWIN_CHECK: twin_check(j); break;
    case COMPLETE: break;
    }
    return j->stage == COMPLETE;
}

float curvature_progress(const CurvatureJob *j)
{
    int n = j->result.points, past = j->stage == COMPLETE ? 2 * n : j->stage >= TWIN_BEFORE ? n + j->at : n - 1 - j->at;
    return (float)past / (float)(2 * n);
}

void curvature_result(const CurvatureJob *j, Curvature *out) { *out = j->result; }

void curvature_end(CurvatureJob *j) { retrace_free(j->retrace); }
