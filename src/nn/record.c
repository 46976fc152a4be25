/* The curve and the path of a run. Which steps are kept is a function of the step's number alone, so that slicing,
 * looking and replaying change nothing: all steps at first, where training is fast, then ever fewer. */
#include "nn/run.h"

#include <string.h>

/* One step in `grain`, but the first room/16 steps all, as many again one in two, and so on: octaves up to the grain.
 */
static bool due(const Rhythm *h, uint64_t step)
{
    uint64_t grain = 1, dense = (uint64_t)max_i(1, h->room / 16);
    while (grain < h->grain && step >= dense * grain)
        grain *= 2;
    return step % grain == 0;
}

/* Is the present step one to keep? When there is no room for it the grain doubles, and the points that are still due
 * move to the front. */
static bool wanted(Run *r, Rhythm *h, uint64_t (*step_of)(const Run *, int), void (*move)(Run *, int, int))
{
    while (due(h, r->now.step) && h->points == h->room) {
        int kept = 0;
        h->grain *= 2;
        for (int i = 0; i < h->points; i++)
            if (due(h, step_of(r, i)))
                move(r, i, kept++);
        h->points = kept;
    }
    return due(h, r->now.step);
}

static uint64_t curve_step(const Run *r, int i) { return (uint64_t)r->curve[i * r->members].step; }
static void curve_move(Run *r, int from, int to)
{
    memmove(r->curve + to * r->members, r->curve + from * r->members, sizeof(CurvePoint) * (size_t)r->members);
}
static uint64_t path_step(const Run *r, int i) { return r->path_step[i]; }
static void path_move(Run *r, int from, int to)
{
    size_t n = (size_t)r->shape.params;
    r->path_step[to] = r->path_step[from];
    memmove(r->path + (size_t)to * n, r->path + (size_t)from * n, sizeof(real) * n);
}

CurvePoint record_curve_point(const Run *r, int member, const Metrics *m)
{
    const Config *c = &r->rules[member].config;
    int slider = reg_slider(c);
    return (CurvePoint){ .step = (float)r->now.step,
                         .l2 = m->l2,
                         .strength = slider < 0 ? 0 : (float)param_get(c, slider),
                         .data_loss = (float)m->data_loss,
                         .valid_loss = (float)m->valid_loss,
                         .test_loss = (float)m->test_loss,
                         .weight_norm = (float)m->weight_norm,
                         .cost = (float)m->objective };
}

/* Early stopping keeps the best of what was seen (Prechelt 1998). */
void record_best(Run *r, const Metrics *m)
{
    State *s = &r->now;
    if (!(m->valid_loss < (s->has_best ? s->best_valid_loss : 1e300)) || m->status == STATUS_DIVERGED)
        return;
    s->has_best = true;
    s->best_step = s->step;
    s->best_valid_loss = m->valid_loss;
    s->best_test_loss = m->test_loss;
    memcpy(r->best, run_params(r, 0), sizeof(real) * (size_t)r->shape.params);
}

/* The state before step now.step is taken. Done then and not earlier, so that lambda is the one the step uses. */
void record_state(Run *r)
{
    Rhythm *curve = &r->now.curve, *path = &r->now.path;
    size_t n = (size_t)r->shape.params;
    if (wanted(r, curve, curve_step, curve_move)) {
        for (int m = 0; m < r->members; m++) {
            Metrics now;
            run_metrics(r, m, &now);
            r->curve[curve->points * r->members + m] = record_curve_point(r, m, &now);
            if (m == 0)
                record_best(r, &now);
        }
        curve->points++;
    }
    if (wanted(r, path, path_step, path_move)) {
        r->path_step[path->points] = r->now.step;
        memcpy(r->path + (size_t)path->points * n, run_params(r, 0), sizeof(real) * n);
        path->points++;
        r->now.path_version++;
    }
}
