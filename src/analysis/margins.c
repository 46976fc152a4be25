/* margins: how far on the right side of the boundary every point lies, and whether the net is right as often as it says
 * it is. */
#include "analysis/analysis.h"

#include <assert.h>
#include <math.h> /* sqrt only */
#include <stdlib.h>

typedef struct Answers { /* of one net to one set */
    int n;
    float *margin, *confidence; /* confidence: probability of the class that wins; a tie of two classes: class 0 */
    bool *right;
} Answers;

static float soft_share(const real *z, int outputs, int k) /* softmax, of output k */
{
    double top = (double)z[k], sum = 0;
    for (int i = 0; i < outputs; i++)
        top = (double)z[i] > top ? (double)z[i] : top;
    for (int i = 0; i < outputs; i++)
        sum += num_exp((double)z[i] - top);
    return (float)(num_exp((double)z[k] - top) / sum);
}

static void answer_one_logit(const real *z, int label, Answers *out, int i)
{
    float p = field_p1((float)z[0]);
    out->margin[i] = label ? (float)z[0] : -(float)z[0];
    out->confidence[i] = z[0] > 0 ? p : 1 - p;
    out->right[i] = (z[0] > 0) == (label == 1);
}

static void answer_classes(const real *z, int outputs, int label, Answers *out, int i)
{
    int best = 0, other = label == 0;
    for (int k = 1; k < outputs; k++) {
        best = z[k] > z[best] ? k : best;
        other = k != label && z[k] > z[other] ? k : other;
    }
    out->margin[i] = (float)z[label] - (float)z[other];
    out->confidence[i] = soft_share(z, outputs, best);
    out->right[i] = best == label;
}

static Answers ask(const Snapshot *s, int member, const Points *p, Scratch *w, Arena *a)
{
    const Shape *shape = &s->shape;
    int n = findings_rows(shape, p->n), outputs = shape->outputs;
    Answers out = { n, arena_new(a, float, n), arena_new(a, float, n), arena_new(a, bool, n) };
    real *z = arena_new(a, real, n * outputs);
    net_forward(shape, s->params + (size_t)member * (size_t)shape->params, p->x, n, z, w);
    for (int i = 0; i < n; i++) {
        const real *zi = z + i * outputs;
        if (loss_defs[shape->loss].hi == 0)
            out.margin[i] = (float)(zi[0] - p->y[i * p->targets]);
        else if (outputs == 1)
            answer_one_logit(zi, (int)p->y[i * p->targets], &out, i);
        else
            answer_classes(zi, outputs, (int)p->y[i * p->targets], &out, i);
    }
    return out;
}

static int ascending(const void *a, const void *b) /* NaN last */
{
    float p = *(const float *)a, q = *(const float *)b;
    return p != p || q != q ? (p != p) - (q != q) : (p > q) - (p < q);
}

/* The smallest range of these that holds all but a fiftieth of the margins. */
static float range_for(const Answers *a, const Answers *b, float least)
{
    static const float ranges[] = { 0.05f, 0.1f, 0.2f, 0.5f, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3f, 1e4f };
    for (int k = 0; k < COUNT(ranges); k++) {
        float range = ranges[k];
        int out = 0;
        for (int i = 0; i < a->n; i++)
            out += !(a->margin[i] <= range && a->margin[i] >= -range);
        for (int i = 0; i < b->n; i++)
            out += !(b->margin[i] <= range && b->margin[i] >= -range);
        if (range >= least && 50 * out <= a->n + b->n)
            return range;
    }
    return ranges[COUNT(ranges) - 1];
}

static MarginSet count(const Answers *a, float range, bool residuals, Arena *arena)
{
    MarginSet out = { .n = a->n };
    float *sorted = arena_new(arena, float, a->n);
    double sum2 = 0;
    for (int i = 0; i < a->n; i++) {
        float m = a->margin[i], place = (m + range) * (MARGIN_BINS / (2 * range));
        if (place == place)
            out.count[(int)clamp_f(place, 0, MARGIN_BINS - 1)]++;
        sorted[i] = m;
        sum2 += (double)m * (double)m;
        out.below += residuals ? 0 : !(m > 0);
    }
    if (a->n == 0)
        return out;
    qsort(sorted, (size_t)a->n, sizeof *sorted, ascending);
    out.median = ((double)sorted[(a->n - 1) / 2] + (double)sorted[a->n / 2]) / 2;
    out.below = residuals ? sqrt(sum2 / a->n) : out.below / a->n;
    return out;
}

void calibration_make(const float *confidence, const bool *right, int n, int classes, Calibration *out)
{
    double sum[CALIBRATION_BINS] = { 0 }, hits[CALIBRATION_BINS] = { 0 }, all = 0, all_hits = 0;
    float least = 1 / (float)classes, width = (1 - least) / CALIBRATION_BINS;
    *out = (Calibration){ .n = n };
    for (int i = 0; i < n; i++) {
        float place = (confidence[i] - least) / width;
        int bin = place > 0 ? (int)min_f(place, CALIBRATION_BINS - 1) : 0; /* NaN: the first */
        out->count[bin]++;
        sum[bin] += (double)confidence[i];
        hits[bin] += right[i];
    }
    for (int b = 0; b < CALIBRATION_BINS; b++) {
        int in = out->count[b];
        double away = hits[b] - sum[b]; /* count * (accuracy - confidence) */
        all += sum[b];
        all_hits += hits[b];
        out->error += (away < 0 ? -away : away) / n;
        out->confidence[b] = in ? (float)(sum[b] / in) : 0;
        out->accuracy[b] = in ? (float)(hits[b] / in) : 0;
    }
    out->error = n ? out->error : 0;
    out->mean_confidence = n ? all / n : 0;
    out->mean_accuracy = n ? all_hits / n : 0;
}

static Calibration calibrate(const Answers *a, int classes)
{
    Calibration c;
    calibration_make(a->confidence, a->right, a->n, classes, &c);
    return c;
}

void margins_make(const Snapshot *s, Arena *a, Margins *out)
{
    assert(s->members > 0);
    Scratch *w = net_scratch(&s->shape, a);
    Answers train = ask(s, 0, &s->train, w, a), test = ask(s, 0, &s->test, w, a), valid = ask(s, 0, &s->valid, w, a);
    bool residuals = loss_defs[s->shape.loss].hi == 0, twin = s->members > 1;
    float range = range_for(&train, &test, residuals ? 0.05f : 1);
    *out = (Margins){ .residuals = residuals, .range = range, .rows = max_i(train.n, test.n) };
    out->train = count(&train, range, residuals, a);
    out->test = count(&test, range, residuals, a);
    if (twin) {
        Answers plain = ask(s, 1, &s->train, w, a);
        out->twin = count(&plain, range, residuals, a);
    }
    if (residuals)
        return;
    int classes = max_i(2, s->shape.outputs);
    out->on_test = calibrate(&test, classes);
    out->on_valid = calibrate(&valid, classes);
    for (int i = 0; s->valid.wrong && i < valid.n; i++)
        out->wrong_valid += s->valid.wrong[i];
    if (twin) {
        Answers plain = ask(s, 1, &s->test, w, a);
        out->twin_on_test = calibrate(&plain, classes);
    }
}
