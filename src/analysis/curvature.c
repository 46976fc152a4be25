/* Curvature along training: the largest eigenvalues of the Hessian of data loss and objective, at states of the
 * recorded path that are chosen by their steps alone, and at the present one; of the twin, at present.
 *
 * What the last result says about the same state is taken over, so that going on costs the new states only. */
#include "analysis/analysis.h"

#include <math.h> /* NAN */
#include <string.h>

enum { EVEN = CURVATURE_POINTS - 4, FINER = 3 }; /* states evenly spaced at most; and halves of the first space */

struct CurvatureJob {
    Shape shape;
    Points train;
    const real *state[CURVATURE_POINTS + 1]; /* still to be looked at, NULL: known; the last one is the twin's */
    LanczosJob *lanczos;
    int at, all, left; /* state at work, the newest first; how many there were to do, and are */
    bool total;        /* its second half: the objective */
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
    int n = CURVATURE_POINTS;
    for (uint64_t g = 1; n > EVEN; g *= 2) {
        n = 0;
        for (int i = 0; i < s->path_points; i++)
            n += (uint64_t)s->path_step[i] % g == 0 && s->path_step[i] < (float)s->step;
        if (n > EVEN)
            continue;
        n = 0;
        for (int i = 0; i < s->path_points; i++)
            if (s->path_step[i] < (float)s->step && is_chosen((uint64_t)s->path_step[i], g))
                chosen[n++] = i;
        return n;
    }
    return 0;
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
    r->key[k] = field_hash(field_hash(0, params, size), &c.bias_penalty, sizeof c.bias_penalty);
    unknown(r->data[k]);
    unknown(r->total[k]);
    for (int i = 0; last && i < last->points; i++)
        if (last->key[i] == r->key[k] && last->at[i] == step && last->strength[i] == r->strength[k] &&
            known(last->total[i])) {
            memcpy(r->data[k], last->data[i], sizeof r->data[k]);
            memcpy(r->total[k], last->total[i], sizeof r->total[k]);
            return;
        }
    j->state[k] = memcpy(arena_new(a, real, s->shape.params), params, size);
    j->left++;
}

static void copy_train(CurvatureJob *j, const Points *p, Arena *a)
{
    j->train = (Points){ .n = p->n, .inputs = p->inputs, .targets = p->targets };
    j->train.x = memcpy(arena_new(a, real, p->n * p->inputs), p->x, sizeof *p->x * (size_t)(p->n * p->inputs));
    j->train.y = memcpy(arena_new(a, real, p->n * p->targets), p->y, sizeof *p->y * (size_t)(p->n * p->targets));
}

CurvatureJob *curvature_begin(const Snapshot *s, const Curvature *last, Arena *a)
{
    int chosen[CURVATURE_POINTS], n = choose(s, chosen), params = s->shape.params;
    if (s->members < 1 || params <= s->shape.frozen || s->train.n < 1)
        return NULL;
    CurvatureJob *j = arena_new(a, CurvatureJob, 1);
    j->shape = s->shape;
    j->result.step = s->step;
    copy_train(j, &s->train, a);
    for (int i = 0; i < n; i++)
        add_state(j, s, s->path_step[chosen[i]], s->path + (size_t)chosen[i] * (size_t)params, last, a);
    add_state(j, s, (float)s->step, s->params, last, a);
    uint8_t *penalised = arena_new(a, uint8_t, params);
    net_penalised(&s->shape, s->config.bias_penalty, penalised);
    for (int i = s->shape.frozen; i < params; i++)
        j->result.free |= !penalised[i];
    unknown(j->result.twin);
    if (s->members > 1 && s->metrics[1].status != STATUS_DIVERGED) {
        size_t size = sizeof *s->params * (size_t)params;
        j->state[CURVATURE_POINTS] = memcpy(arena_new(a, real, params), s->params + params, size);
        j->result.has_twin = true;
        j->left++;
    }
    j->all = max_i(1, j->left);
    j->at = CURVATURE_POINTS;
    j->lanczos = lanczos_new(&j->shape, &j->train, s->config.bias_penalty, a);
    return j;
}

/* The next one: the present state, then the twin's, then back in time. */
static int next_state(const CurvatureJob *j)
{
    int now = j->result.points - 1;
    if (j->state[now])
        return now;
    if (j->state[CURVATURE_POINTS])
        return CURVATURE_POINTS;
    while (now > 0 && !j->state[now])
        now--;
    return now;
}

static void finish_state(CurvatureJob *j)
{
    j->state[j->at] = NULL;
    j->left--;
}

bool curvature_work(CurvatureJob *j)
{
    Curvature *r = &j->result;
    if (j->left == 0)
        return true;
    if (!j->started) {
        j->at = next_state(j);
        lanczos_start(j->lanczos, j->state[j->at], j->total ? (double)r->strength[j->at] : 0);
        j->started = true;
    }
    if (!lanczos_work(j->lanczos))
        return false;
    j->started = false;
    bool twin = j->at == CURVATURE_POINTS;
    lanczos_values(j->lanczos, twin ? r->twin : j->total ? r->total[j->at] : r->data[j->at]);
    if (!twin && !j->total && r->strength[j->at] > 0) {
        j->total = true; /* the same state once more */
        return false;
    }
    if (!twin && !j->total)
        memcpy(r->total[j->at], r->data[j->at], sizeof r->total[j->at]);
    j->total = false;
    finish_state(j);
    return j->left == 0;
}

float curvature_progress(const CurvatureJob *j) { return 1 - (float)j->left / (float)j->all; }

void curvature_result(const CurvatureJob *j, Curvature *out) { *out = j->result; }
