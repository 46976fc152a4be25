/* variance: what is left to chance. The same net with the same first weights is trained on training set after training
 * set, for several values of the slider's setting at once; how far their answers scatter is the variance, how far their
 * mean is from the truth the bias.
 *
 * A run trains the nets of SWEEP_GROUP values on one set. Coarse values come first, on all sets; the numbers after a
 * few sets are already unbiased. */
#include "analysis/analysis.h"

#include <assert.h>
#include <string.h>

typedef struct Job {
    Config config; /* as trained: no test set, bootstrap sets as own data */
    Shape shape;
    Own *drawn; /* bootstrap: the set a run trains on; NULL: the generator makes them */
    Points train;
    Rng chance;
    int kinds, tests;             /* numbers of p a point: 1, or the classes if there are three or more */
    real *x, *z;                  /* [tests] inputs, outputs */
    double *truth;                /* [tests][kinds] */
    double *sum, *square, *field; /* [values] of [tests][kinds] p, p^2; of [nodes][kinds] p */
    float mid;
    Scratch *scratch;
    int rank[VARIANCE_VALUES]; /* of the i-th value in the order of work: index into Variance.value */
    int group, set, judged;    /* where the work is; judged: members of the run that are taken in */
    Run *run;
    Config asked; /* as the settings are */
    bool begun;
    Variance *v;
} Job;

static int vary(const Config *c) { return reg_slider(c); }
static int in_group(const Job *j, int group) { return min_i(SWEEP_GROUP, j->v->values - group * SWEEP_GROUP); }
static int groups(const Job *j) { return (j->v->values + SWEEP_GROUP - 1) / SWEEP_GROUP; }
static int nodes(const Job *j) { return VARIANCE_W * (j->shape.map.raw == 1 ? 1 : VARIANCE_H); }
static bool of_classes(const Shape *s) { return loss_defs[s->loss].hi > 0; }

/* --- begin --- */

/* The points of an ellipse hold no chance at all, and own points are there only once: sets are drawn from them. */
static bool only_once(const Config *c, const Own *own)
{
    return (data_defs[c->data].own && own) || strcmp(data_defs[c->data].key, "ellipse") == 0;
}

static void plan_values(Job *j, const Config *c)
{
    Variance *v = j->v;
    float lo, hi;
    reg_axis(c, &lo, &hi, &v->linear);
    v->values = vary(c) < 0 ? 1 : VARIANCE_VALUES;
    for (int i = 0; i < v->values && vary(c) >= 0; i++) {
        int before = 0;
        for (int k = 0; k < v->values; k++)
            before += sweep_order(k) < sweep_order(i);
        j->rank[i] = before;
        v->value[before] = sweep_value(c, sweep_order(i));
    }
    for (int i = 0; i < v->values; i++)
        v->bias2[i] = v->variance[i] = __builtin_nanf("");
}

/* A place for bootstrap sets. They are a point larger than the training set: a run wants a test set. */
static void plan_draws(Job *j, Arena *a, int classes)
{
    const Points *t = &j->train;
    Own *o = j->drawn = arena_new(a, Own, 1);
    *o = (Own){ .n = t->n + 1, .inputs = t->raw_inputs, .classes = classes };
    o->x = arena_new(a, float, o->n * o->inputs);
    o->y = arena_new(a, float, o->n);
    for (int i = 0; i < 3; i++)
        o->scale[i] = 1;
    if (!data_defs[j->config.data].own)
        param_set(&j->config, param_find("data"), "csv", NULL);
}

/* At most VARIANCE_TESTS of them, evenly spread: those of a curve go from left to right. */
static void take_tests(Job *j, const Config *c, const Own *own, Arena *a)
{
    Points test;
    data_make(c, own, SPLIT_TEST, a, &test);
    int n = j->tests = min_i(test.n, VARIANCE_TESTS), in = test.inputs;
    float *odds = arena_new(a, float, n *NN_CLASSES);
    real *raw = arena_new(a, real, n * test.raw_inputs);
    j->x = arena_new(a, real, n * in);
    j->z = arena_new(a, real, n * j->shape.outputs);
    j->truth = arena_new(a, double, n * j->kinds);
    for (int i = 0; i < n; i++) {
        int from = (int)((int64_t)i * test.n / n), label = (int)test.y[from * test.targets];
        memcpy(j->x + i * in, test.x + from * in, sizeof *j->x * (size_t)in);
        memcpy(raw + i * test.raw_inputs, test.raw + from * test.raw_inputs, sizeof *raw * (size_t)test.raw_inputs);
        for (int k = 0; k < j->kinds; k++)
            j->truth[i * j->kinds + k] = !of_classes(&j->shape) ? (double)test.y[from * test.targets]
                                         : j->kinds == 1        ? label == 1
                                                                : label == k;
    }
    if (!bayes_known(c))
        return;
    bayes_points(c, raw, n, a, odds);
    for (int i = 0; i < n; i++) {
        double top = -1e300, all = 0;
        const float *z = odds + i * j->kinds;
        for (int k = 0; k < j->kinds; k++)
            top = (double)z[k] > top ? (double)z[k] : top;
        for (int k = 0; k < j->kinds; k++)
            all += num_exp((double)z[k] - top);
        for (int k = 0; k < j->kinds; k++)
            j->truth[i * j->kinds + k] =
                j->kinds == 1 ? 1 / (1 + num_exp(-(double)z[0])) : num_exp((double)z[k] - top) / all;
    }
}

void *variance_begin(const StudyInput *in, Arena *a)
{
    const Config *c = in->config;
    const Own *own = data_defs[c->data].own ? in->own : NULL;
    if (!data_check(c, own, NULL))
        return NULL;
    Job *j = arena_new(a, Job, 1);
    Variance *v = j->v = arena_new(a, Variance, 1);
    int classes = data_classes(c, own);
    j->config = j->asked = *c;
    j->shape = net_shape(c, own);
    j->kinds = classes > 2 ? classes : 1;
    j->chance = rng_make(c->seed_data, STREAM_FRESH);
    data_make(c, own, SPLIT_TRAIN, a, &j->train);
    plan_values(j, c);
    take_tests(j, c, own, a);
    v->fresh = !only_once(c, own);
    if (!v->fresh)
        plan_draws(j, a, classes);
    j->config.points = j->train.n;
    j->config.valid_points = 0;
    j->config.test_points = 1;
    Points test;
    data_make(c, own, SPLIT_TEST, a, &test);
    v->window = field_window_of(c, &j->train, &test, test.n, (VARIANCE_W - 1) / (float)(VARIANCE_H - 1));
    v->known = classes ? bayes_known(c) : !own;
    v->strands = field_fits(&j->shape);
    v->points = j->train.n;
    v->tests = j->tests;
    float slope;
    field_scale(&j->shape, &j->train, &j->mid, &slope);
    j->scratch = net_scratch(&j->shape, a);
    j->sum = arena_new(a, double, v->values * j->tests * j->kinds);
    j->square = arena_new(a, double, v->values * j->tests * j->kinds);
    j->field = arena_new(a, double, v->values *nodes(j) * j->kinds);
    return j;
}

/* --- training --- */

static void draw_set(Job *j)
{
    Own *o = j->drawn;
    for (int i = 0; i < o->n; i++) {
        int from = (int)rng_below(&j->chance, (uint32_t)j->train.n);
        for (int k = 0; k < o->inputs; k++)
            o->x[i * o->inputs + k] = (float)j->train.raw[from * o->inputs + k];
        o->y[i] = (float)j->train.y[from * j->train.targets];
    }
}

static bool open_run(Job *j)
{
    MemberPlan member[SWEEP_GROUP];
    int n = in_group(j, j->group);
    bool alone = vary(&j->config) < 0;
    for (int i = 0; i < n; i++)
        member[i] = alone ? (MemberPlan){ .kind = MEMBER_FOLLOWS }
                          : (MemberPlan){ MEMBER_OWN, j->v->value[j->rank[j->group * SWEEP_GROUP + i]] };
    if (j->set == 0) /* every group sees the same sets */
        j->chance = rng_make(j->config.seed_data, STREAM_FRESH);
    Config c = j->config;
    if (j->drawn)
        draw_set(j);
    else
        c.seed_data = rng_u32(&j->chance);
    j->run =
        run_new(&c, &(RunPlan){ .members = n, .member = member, .vary = max_i(0, vary(&c)), .own = j->drawn }, NULL);
    return j->run != NULL;
}

/* Steps that take about a millisecond. */
static int steps_of_a_slice(const Job *j)
{
    int rows = j->config.batch ? min_i(j->config.batch, j->config.points) : j->config.points;
    double each = (double)j->shape.params * rows * in_group(j, j->group);
    return clamp_i((int)(3e6 / each), 1, 64);
}

/* --- taking in a net --- */

static int16_t pinned(float place)
{
    return (int16_t)clamp_f(place * VARIANCE_UNIT, -2 * VARIANCE_UNIT, 3 * VARIANCE_UNIT);
}

/* Lines in nodes, added to a bundle; false: there is no room for all of them. */
static bool add_lines(Bundle *b, const Lines *l, int most_lines, int most_points)
{
    int lines = b->lines + b->mean_lines, points = b->points + b->mean_points;
    if (lines + l->lines > most_lines || points + l->points > most_points)
        return false;
    for (int i = 0; i < l->lines; i++) {
        b->count[lines + i] = (uint16_t)l->count[i];
        b->closed[lines + i] = l->closed[i];
    }
    for (int i = 0; i < l->points; i++) {
        b->at[points + i][0] = pinned(l->p[i].x / (VARIANCE_W - 1));
        b->at[points + i][1] = pinned(l->p[i].y / (VARIANCE_H - 1));
    }
    return true;
}

/* A field's boundaries, or the line of middle values; of a curve the curve itself. mid: what the middle is. */
static void trace(const Job *j, const Field *f, float mid, Arena *a, Lines *out)
{
    const Window *w = &j->v->window;
    if (f->h > 1 && of_classes(&j->shape)) {
        contour_boundaries(f, a, out);
    } else if (f->h > 1) {
        contour_lines(f->z, f->w, f->h, mid, a, out);
    } else {
        *out = (Lines){ .lines = 1, .points = f->w };
        out->count = arena_new(a, int, 1);
        out->closed = arena_new(a, bool, 1);
        out->p = arena_new(a, Vec2, f->w);
        out->count[0] = f->w;
        for (int i = 0; i < f->w; i++)
            out->p[i] = (Vec2){ (float)i, (w->y1 - f->z[i]) / (w->y1 - w->y0) * (VARIANCE_H - 1) };
    }
}

/* p of one point from the net's outputs there. */
static void answer(const Job *j, const real *z, double p[NN_CLASSES])
{
    int outputs = j->shape.outputs;
    double top = (double)z[0], all = 0;
    if (!of_classes(&j->shape) || outputs == 1) {
        p[0] = of_classes(&j->shape) ? 1 / (1 + num_exp(-(double)z[0])) : (double)z[0];
        return;
    }
    for (int k = 1; k < outputs; k++)
        top = (double)z[k] > top ? (double)z[k] : top;
    for (int k = 0; k < outputs; k++)
        all += num_exp((double)z[k] - top);
    for (int k = 0; k < j->kinds; k++)
        p[k] = num_exp((double)z[j->kinds == 1 ? 1 : k] - top) / all; /* two classes as softmax: that of class 1 */
}

/* The best boundary possible, where it is known, so that one sees by how much the mean is off. */
static void trace_truth(Job *j, const Config *c)
{
    Arena work = { 0 };
    Field f;
    Lines l;
    Bundle *b = &j->v->truth;
    if (j->v->known && bayes_known(c)) {
        bayes_field(c, j->v->window, VARIANCE_W, VARIANCE_H, &work, &f);
        contour_boundaries(&f, &work, &l);
        if (add_lines(b, &l, VARIANCE_LINES, VARIANCE_POINTS)) {
            b->lines = l.lines;
            b->points = l.points;
        }
    }
    arena_free(&work);
}

static void take_strands(Job *j, int value, const real *params)
{
    Arena work = { 0 };
    Field f;
    Lines l;
    Bundle *b = &j->v->bundle[value];
    double p[NN_CLASSES], *sum = j->field + (size_t)(value * nodes(j) * j->kinds);
    int rows = j->shape.map.raw == 1 ? 1 : VARIANCE_H;
    field_make(&j->shape, params, 0, j->v->window, VARIANCE_W, rows, &work, &f);
    for (int i = 0; i < nodes(j); i++) {
        real z[NN_CLASSES];
        for (int k = 0; k < f.outputs; k++)
            z[k] = (real)f.z[i * f.outputs + k];
        answer(j, z, p);
        for (int k = 0; k < j->kinds; k++)
            sum[i * j->kinds + k] += p[k];
    }
    trace(j, &f, j->mid, &work, &l);
    if (add_lines(b, &l, VARIANCE_LINES * 7 / 8, VARIANCE_POINTS * 7 / 8)) { /* the rest is for the mean */
        b->lines += l.lines;
        b->points += l.points;
        b->nets++;
    }
    arena_free(&work);
}

static void estimate(Job *j, int value)
{
    Variance *v = j->v;
    int n = v->nets[value], all = j->tests * j->kinds;
    const double *sum = j->sum + (size_t)(value * all), *square = j->square + (size_t)(value * all);
    double bias2 = 0, variance = 0;
    for (int i = 0; i < all; i++) {
        double mean = sum[i] / n, spread = (square[i] - sum[i] * mean) / (n - 1), off = mean - j->truth[i];
        variance += spread;
        bias2 += off * off - spread / n;
    }
    if (n < 2 || v->lost[value])
        bias2 = variance = (double)__builtin_nanf("");
    v->bias2[value] = (float)(bias2 / j->tests);
    v->variance[value] = (float)(variance / j->tests);
}

static void take_in(Job *j, int member)
{
    int value = j->rank[j->group * SWEEP_GROUP + member], all = j->tests * j->kinds;
    const real *params = run_params(j->run, member);
    Metrics m;
    run_metrics(j->run, member, &m);
    j->v->lost[value] |= m.status == STATUS_DIVERGED;
    j->v->nets[value]++;
    net_forward(&j->shape, params, j->x, j->tests, j->z, j->scratch);
    double p[NN_CLASSES], *sum = j->sum + (size_t)(value * all), *square = j->square + (size_t)(value * all);
    for (int i = 0; i < j->tests; i++) {
        answer(j, j->z + i * j->shape.outputs, p);
        for (int k = 0; k < j->kinds; k++) {
            sum[i * j->kinds + k] += p[k];
            square[i * j->kinds + k] += p[k] * p[k];
        }
    }
    estimate(j, value);
    if (j->v->strands && !j->v->lost[value])
        take_strands(j, value, params);
}

/* --- the study --- */

static void next_set(Job *j)
{
    run_free(j->run);
    j->run = NULL;
    j->judged = 0;
    if (++j->set == VARIANCE_NETS) {
        j->set = 0;
        j->group++;
    }
}

bool variance_work(void *job)
{
    Job *j = job;
    if (!j->begun)
        trace_truth(j, &j->asked);
    j->begun = true;
    if (!j->run && !open_run(j))
        return true; /* no memory: what there is stays */
    int left = j->config.until - (int)run_step(j->run), steps = min_i(left, steps_of_a_slice(j));
    if (j->judged == 0 && left > 0 && run_steps(j->run, steps) == steps)
        return false;
    take_in(j, j->judged++);
    if (j->judged == in_group(j, j->group))
        next_set(j);
    return j->group == groups(j);
}

float variance_progress(const void *job)
{
    const Job *j = job;
    double trained = j->run ? (double)run_step(j->run) / j->config.until : 0;
    return (float)((j->group * VARIANCE_NETS + j->set + trained) / (groups(j) * VARIANCE_NETS));
}

void variance_end(void *job)
{
    Job *j = job;
    run_free(j->run);
    j->run = NULL;
}

/* The lines of the mean of p: where it favours another class, passes the middle, or the mean curve. */
static void add_mean(const Job *j, int value, Bundle *b)
{
    Arena work = { 0 };
    Lines l;
    int h = j->shape.map.raw == 1 ? 1 : VARIANCE_H, n = nodes(j) * j->kinds;
    Field f = { .w = VARIANCE_W, .h = h, .outputs = j->kinds, .z = arena_new(&work, float, n) };
    bool odds = of_classes(&j->shape) && j->kinds == 1;
    const double *sum = j->field + (size_t)(value * n);
    for (int i = 0; i < n; i++)
        f.z[i] = (float)(sum[i] / j->v->nets[value] - (odds ? 0.5 : 0));
    trace(j, &f, j->mid, &work, &l);
    if (add_lines(b, &l, VARIANCE_LINES, VARIANCE_POINTS)) {
        b->mean_lines = l.lines;
        b->mean_points = l.points;
    }
    arena_free(&work);
}

void variance_result(const void *job, void *out)
{
    const Job *j = job;
    Variance *v = out;
    memcpy(v, j->v, sizeof *v);
    for (int i = 0; i < v->values; i++)
        if (v->strands && v->nets[i] && !v->lost[i])
            add_mean(j, i, &v->bundle[i]);
}

/* On a logarithmic axis the nearest by ratio; 0 is nearest to what lies below half of the first value. */
int variance_nearest(const Variance *v, float value)
{
    int best = -1;
    double x = (double)value;
    for (int i = 0; i < v->values; i++) {
        double a = best < 0 ? 0 : (double)v->value[best], b = (double)v->value[i];
        bool passed = v->linear || a == 0 ? x - a > b - x : x * x > a * b;
        if (v->nets[i] > 0 && (best < 0 || passed))
            best = i;
    }
    return best;
}
