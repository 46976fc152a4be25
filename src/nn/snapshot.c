/* A snapshot is a whole value: all that is shown, copied out of a run, so that training can go on while it is drawn. */
#include "nn/run.h"

#include <string.h>

static void *copy(Arena *a, const void *from, size_t size)
{
    void *to = arena_alloc(a, size);
    if (size && from)
        memcpy(to, from, size);
    return to;
}

Points snapshot_points(const Points *p, Arena *a)
{
    Points out = *p;
    out.x = copy(a, p->x, sizeof(real) * (size_t)(p->n * p->inputs));
    out.raw = p->raw == p->x ? out.x : copy(a, p->raw, sizeof(real) * (size_t)(p->n * p->raw_inputs));
    out.y = copy(a, p->y, sizeof(real) * (size_t)(p->n * p->targets));
    out.wrong = copy(a, p->wrong, (size_t)p->n);
    return out;
}

Points snapshot_first(const Points *p, int most, Arena *a)
{
    Points first = *p;
    first.n = min_i(p->n, most);
    return snapshot_points(&first, a);
}

/* The recorded curve, from [point][member] to [member][point], and where each member is now. */
static void take_curve(const Run *r, Arena *a, Snapshot *out)
{
    int kept = r->now.curve.points;
    if (kept > 0 && r->curve[(kept - 1) * r->members].step >= (float)r->now.step)
        kept--;
    out->curve_points = kept + 1;
    out->curve = arena_new(a, CurvePoint, out->members * out->curve_points);
    for (int m = 0; m < out->members; m++) {
        CurvePoint *to = out->curve + m * out->curve_points;
        for (int i = 0; i < kept; i++)
            to[i] = r->curve[i * r->members + m];
        to[kept] = record_curve_point(r, m, &out->metrics[m]);
    }
}

static void take_recent(const Run *r, Arena *a, Snapshot *out)
{
    int n = !r->record ? 0 : r->now.step < RUN_RECENT ? (int)r->now.step : RUN_RECENT;
    out->recent_points = n;
    out->recent = arena_new(a, float, n);
    for (int i = 0; i < n; i++)
        out->recent[i] = r->recent[(r->now.step - (uint64_t)(n - i)) % RUN_RECENT];
}

static void take_path(const Run *r, Arena *a, Snapshot *out)
{
    int n = r->now.path.points;
    out->path_points = n;
    out->path_version = r->now.path_version;
    out->path_step = arena_new(a, float, n);
    for (int i = 0; i < n; i++)
        out->path_step[i] = (float)r->path_step[i];
    out->path = copy(a, r->path, sizeof(real) * (size_t)r->shape.params * (size_t)n);
}

void snapshot_take(Run *r, bool with_path, Arena *a, Snapshot *out)
{
    size_t n = (size_t)r->shape.params;
    *out = (Snapshot){ .step = r->now.step, .config = r->now.config, .start = r->start, .shape = r->shape };
    out->train = snapshot_points(&r->sets[SPLIT_TRAIN], a);
    out->valid = snapshot_points(&r->sets[SPLIT_VALID], a);
    out->test = snapshot_points(&r->sets[SPLIT_TEST], a);
    out->members = r->members;
    out->metrics = arena_new(a, Metrics, r->members);
    for (int m = 0; m < r->members; m++)
        run_metrics(r, m, &out->metrics[m]);
    out->params = copy(a, r->params, sizeof(real) * n * (size_t)r->members);
    out->changes = r->now.journal;
    out->journal = copy(a, r->journal, sizeof(Change) * (size_t)r->now.journal);
    out->own = r->own;
    out->has_best = r->now.has_best;
    out->best_step = r->now.best_step;
    out->best_valid_loss = (float)r->now.best_valid_loss;
    out->best_test_loss = (float)r->now.best_test_loss;
    out->has_before = r->now.has_before;
    out->before_step = r->now.before_step;
    out->before_l2 = r->now.before_l2;
    out->before = copy(a, r->before, sizeof(real) * n);
    take_curve(r, a, out);
    take_recent(r, a, out);
    if (with_path)
        take_path(r, a, out);
}
