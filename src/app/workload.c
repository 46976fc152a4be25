/* workload: training, sweeps, fields and surfaces, measured as they are: the run that the window shows would do the
 * same calls. Each says its rate and its share of the ideal, which counts only multiply-adds and tanh at the core's
 * best (peak.c); loading, drawing samples, losses and updates are what is lost. */
#include "app/bench.h"

#include <string.h>

enum { REPS = 45, MEMBERS = 32 };
static const double slice = 0.01; /* seconds that a repetition of training takes, about */

/* --- the nets of the contract --- */

static const char *const w1[] = { "points=200", "net=8-8", "act=tanh", "loss=bce", "batch=10", NULL };
static const char *const w2[] = { "points=200", "net=32-32", "act=tanh", "loss=bce", "batch=32", NULL };
static const char *const w3[] = { "points=500", "net=64-64-64", "act=relu", "loss=softmax", "batch=0", NULL };

static Config config_of(const char *const *settings)
{
    static const char *const same[] = { "opt=sgd", "lr=0.05", "reg=l2", "l2=0.001", "valid_points=0", "until=1000000" };
    Config c;
    config_default(&c);
    for (int i = 0;; i++) {
        const char *s = i < COUNT(same) ? same[i] : settings[i - COUNT(same)];
        char key[32] = "";
        if (!s)
            return c;
        for (int k = 0; *s != '='; k++)
            key[k] = *s++;
        config_set(&c, key, s + 1, NULL);
    }
}

/* A net's work on `samples` samples; passes: 1 forwards alone, 3 with the two products of the way back. */
static Cost cost_of(const Shape *s, double samples, int passes)
{
    double macs = 0, units = 0;
    for (int l = 0; l < s->layers; l++)
        macs += (double)s->width[l] * s->width[l + 1];
    for (int l = 1; l < s->layers && strcmp(act_defs[s->act].key, "tanh") == 0; l++)
        units += s->width[l];
    return (Cost){ .macs = samples * passes * macs, .tanhs = samples * units };
}

/* --- training --- */

typedef struct Training {
    Run *run;
    int steps;
} Training;

static void train(void *user)
{
    Training *t = user;
    run_steps(t->run, t->steps);
}

/* A net alone, a net and its twin, or a sweep. Returns samples a second, over all members; share: of the ideal. 0: no
 * memory. */
static double training_rate(const char *const *settings, int members, double *share)
{
    Config c = config_of(settings);
    MemberPlan member[MEMBERS];
    for (int m = 0; m < members; m++)
        member[m] = members == MEMBERS ? (MemberPlan){ MEMBER_OWN, sweep_value(&c, m) }
                                       : (MemberPlan){ m ? MEMBER_PLAIN : MEMBER_FOLLOWS, 0 };
    Training t = { run_new(&c, &(RunPlan){ .members = members, .member = member, .vary = param_find("l2") }, NULL),
                   64 };
    if (!t.run)
        return 0;
    int epoch = c.batch ? (c.points + c.batch - 1) / c.batch : 1; /* steps: the last batch may be a short one */
    int epochs = max_i(1, (int)(t.steps * slice / bench_time(train, &t, 3)) / epoch);
    t.steps = epochs * epoch;
    double samples = (double)epochs * c.points * members;
    Timing took = peak_compare(train, &t, cost_of(run_shape(t.run), samples, 3), REPS);
    *share = took.share;
    run_free(t.run);
    return samples / took.seconds;
}

/* extra: of the field called `key`, if there is one. */
static int emit_training(const Bench *b, double rate, double share, const char *key, double extra)
{
    Result r = { .reps = REPS, .threads = 1 };
    if (!(rate > 0))
        return bench_fail(b, tr("out of memory"));
    bench_number(&r, "sample_updates_per_s", rate);
    bench_number(&r, "share_of_ideal", share);
    if (key)
        bench_number(&r, key, extra);
    bench_emit(b, &r);
    return DONE;
}

static int training(const Bench *b, const char *const *settings)
{
    double share = 0, rate = training_rate(settings, 1, &share);
    return emit_training(b, rate, share, NULL, 0);
}

/* A small net is trained in turns with its twin, as in the window, and the samples of both count; then it is alone. */
int workload_w1(const Bench *b)
{
    double alone = 0, share = 0, rate;
    training_rate(w1, 1, &alone);
    rate = training_rate(w1, 2, &share);
    return emit_training(b, rate, share, "share_alone", alone);
}

int workload_w2(const Bench *b) { return training(b, w2); }
int workload_w3(const Bench *b) { return training(b, w3); }

int workload_sweep(const Bench *b)
{
    double share = 0, alone = training_rate(w2, 1, &share), rate = training_rate(w2, MEMBERS, &share);
    return emit_training(b, rate, share, "speedup_over_one_by_one", alone > 0 ? rate / alone : 0);
}

/* --- what is seen in a net --- */

typedef struct Look {
    Arena arena; /* of the snapshot */
    Arena work;
    Snapshot snap;
} Look;

/* A net after some training, with the path that it took. */
static bool look_at(const char *const *settings, Look *out)
{
    Config c = config_of(settings);
    const MemberPlan member = { .kind = MEMBER_FOLLOWS };
    RunPlan plan = { .members = 1, .member = &member, .vary = param_find("l2"), .record = true };
    Run *r = run_new(&c, &plan, NULL);
    *out = (Look){ 0 };
    if (!r)
        return false;
    run_steps(r, 2000);
    snapshot_take(r, true, &out->arena, &out->snap);
    run_free(r);
    return true;
}

static void look_free(Look *l)
{
    arena_free(&l->arena);
    arena_free(&l->work);
}

enum { NODES = 256 };

static void make_field(void *user)
{
    Look *l = user;
    Field f;
    arena_reset(&l->work);
    field_make(&l->snap.shape, l->snap.params, l->snap.step, (Window){ -2, 2, -2, 2 }, NODES, NODES, &l->work, &f);
}

int workload_field(const Bench *b)
{
    Look l;
    Result r = { .reps = REPS, .threads = 1 };
    if (!look_at(w2, &l))
        return bench_fail(b, tr("out of memory"));
    double points = NODES * NODES;
    Timing took = peak_compare(make_field, &l, cost_of(&l.snap.shape, points, 1), REPS);
    bench_number(&r, "points_per_s", points / took.seconds);
    bench_number(&r, "share_of_ideal", took.share);
    bench_emit(b, &r);
    look_free(&l);
    return DONE;
}

static void make_surface(void *user)
{
    Look *l = user;
    arena_reset(&l->work);
    SurfaceJob *job = surface_begin(&l->snap, &(Choices){ 0 }, &l->work);
    Surface *s = arena_new(&l->work, Surface, 1);
    if (job && surface_rows(job, SURFACE_NODES))
        surface_result(job, s);
}

int workload_surface(const Bench *b)
{
    Look l;
    Result r = { .reps = REPS, .threads = 1 };
    if (!look_at(w1, &l))
        return bench_fail(b, tr("out of memory"));
    double samples = (double)SURFACE_NODES * SURFACE_NODES * l.snap.train.n;
    Timing took = peak_compare(make_surface, &l, cost_of(&l.snap.shape, samples, 1), REPS);
    bench_number(&r, "ms", 1000 * took.seconds);
    bench_number(&r, "share_of_ideal", took.share);
    bench_emit(b, &r);
    look_free(&l);
    return DONE;
}
