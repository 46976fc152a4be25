/* hysteresis: one net while lambda is raised from 0 to the end of the axis, step by step, and lowered again.
 *
 * Near w = 0 the data loss of a net with two hidden layers changes like |w|^3, the penalty like |w|^2: for every lambda
 * above 0 the origin is a minimum, and a net that was pressed into it stays there. With one hidden layer it is one only
 * above some lambda. So the way back is not the way up, unless somebody shakes the weights (reheat). Every net goes
 * through the same values, with the same number of steps at each; nothing else is changed on the way. */
#include "analysis/analysis.h"

#include <string.h>

enum { STEPS_MOST = 1000, FIRST_MOST = 5000 };
static const double HEAT = 0.3;  /* standard deviation, measured to bring back most nets that collapsed */
static const double SLICE = 6e6; /* parameters x points of the steps of one slice: about a millisecond */

typedef struct Job {
    Config config;
    int vary; /* row of param_defs */
    Own *own;
    Arena *arena;
    Run *run;
    void *top; /* state of the net at the end of the axis */
    UpDownNet net;
    int left, slice; /* steps left at this level; steps of a slice */
    UpDown out;
} Job;

/* --- what is to be trained --- */

static int hidden(const Config *c) { return c->layers + (c->filters > 0); }

/* One hidden layer instead of several, as wide as the first dense one. false: there are not several. */
static bool make_shallow(Config *c)
{
    if (hidden(c) < 2 || c->layers < 1)
        return false;
    c->layers = 1;
    c->filters = 0;
    return true;
}

static Run *start(const Job *j, UpDownNet net)
{
    const MemberPlan member = { .kind = MEMBER_FOLLOWS };
    Config c = j->config;
    if (net == UPDOWN_SHALLOW && !make_shallow(&c))
        return NULL;
    return run_new(&c, &(RunPlan){ .members = 1, .member = &member, .vary = j->vary, .own = j->own }, NULL);
}

uint64_t hysteresis_identity(const StudyInput *in) { return study_settings(in); }

void *hysteresis_begin(const StudyInput *in, Arena *a)
{
    Job *j = arena_new(a, Job, 1);
    *j = (Job){ .config = *in->config, .vary = reg_slider(in->config), .own = own_copy(in->own, a), .arena = a };
    if (j->vary < 0 || !param_put(&j->config, j->vary, 0, NULL) || !(j->run = start(j, UPDOWN_NET)))
        return NULL;
    const Config *c = &j->config;
    UpDown *u = &j->out;
    Config shallow = *c;
    u->steps = opt_defs[c->opt].solve ? 1 : clamp_i(c->until / 3, 1, STEPS_MOST);
    for (int i = 0; i < UPDOWN_UP; i++) /* 0, the first value of the axis, and every second one from there */
        u->strength[i] = u->strength[UPDOWN_LEVELS - 1 - i] = sweep_value(c, i ? 2 * i - 1 : 0);
    u->loop[UPDOWN_NET].possible = true;
    u->loop[UPDOWN_SHALLOW].possible = make_shallow(&shallow);
    u->width = shallow.width[0];
    u->first = opt_defs[c->opt].solve ? 1 : clamp_i(c->until, 1, FIRST_MOST);
    j->left = u->first;
    j->slice = clamp_i((int)(SLICE / ((double)run_shape(j->run)->params * max_i(1, c->points))), 1, 64);
    return j;
}

/* --- the way up and down --- */

float hysteresis_collapse(const UpDown *u)
{
    const UpDownLoop *net = &u->loop[UPDOWN_NET];
    for (int i = 0; i < UPDOWN_UP && i < net->done; i++)
        if (net->status[i] == STATUS_COLLAPSED)
            return u->strength[i];
    return 0;
}

/* A look at the end of a level. */
static void note(Job *j)
{
    Metrics m;
    UpDownLoop *loop = &j->out.loop[j->net];
    int i = loop->done++;
    run_metrics(j->run, 0, &m);
    loop->status[i] = m.status;
    loop->test_loss[i] = (float)m.test_loss;
    loop->norm[i] = (float)m.weight_norm;
}

/* The reheated net is the same one up to the end of the axis. */
static void branch(Job *j)
{
    UpDownLoop *heated = &j->out.loop[UPDOWN_REHEATED];
    heated->possible = true;
    heated->from = heated->done = UPDOWN_UP - 1;
    j->top = arena_alloc(j->arena, run_state_size(j->run));
    run_save(j->run, j->top);
}

/* Lambda moves to its value of the next level; at or below what the net once lived with, a dead one is reheated. */
static void move(Job *j)
{
    UpDownLoop *loop = &j->out.loop[j->net];
    int i = loop->done;
    float strength = j->out.strength[i];
    run_change(j->run, ACTION_SET, j->vary, (double)strength, NULL);
    if (j->net == UPDOWN_REHEATED && strength < hysteresis_collapse(&j->out) &&
        (i == UPDOWN_UP || loop->status[i - 1] == STATUS_COLLAPSED))
        loop->heated[i] = run_change(j->run, ACTION_REHEAT, 0, HEAT, NULL);
    j->left = j->out.steps;
}

/* To the next net; false: that was the last one. */
static bool next_net(Job *j)
{
    while (++j->net < UPDOWN_NETS) {
        UpDownLoop *loop = &j->out.loop[j->net];
        if (!loop->possible)
            continue;
        if (j->net == UPDOWN_REHEATED) {
            run_load(j->run, j->top);
            note(j);
            move(j);
            return true;
        }
        run_free(j->run);
        j->run = start(j, j->net);
        j->left = j->out.first;
        loop->possible = j->run != NULL;
        return j->run != NULL;
    }
    return false;
}

bool hysteresis_work(void *job)
{
    Job *j = job;
    int n = min_i(j->left, j->slice);
    run_steps(j->run, n); /* fewer when it has diverged: it will not live again */
    j->left -= n;
    if (j->left > 0)
        return false;
    note(j);
    UpDownLoop *loop = &j->out.loop[j->net];
    if (j->net == UPDOWN_NET && loop->done == UPDOWN_UP && loop->status[UPDOWN_UP - 1] == STATUS_COLLAPSED)
        branch(j);
    if (loop->done == UPDOWN_LEVELS)
        return !next_net(j);
    move(j);
    return false;
}

float hysteresis_progress(const void *job)
{
    const UpDown *u = &((const Job *)job)->out;
    int done = 0, all = 0;
    for (int i = 0; i < UPDOWN_NETS; i++) {
        const UpDownLoop *loop = &u->loop[i];
        bool unknown = i == UPDOWN_REHEATED && u->loop[UPDOWN_NET].done < UPDOWN_UP; /* whether it will collapse */
        done += loop->possible ? loop->done - loop->from : 0;
        all += loop->possible || unknown ? UPDOWN_LEVELS - (i == UPDOWN_REHEATED ? UPDOWN_UP - 1 : 0) : 0;
    }
    return (float)done / (float)all;
}

void hysteresis_end(void *job) { run_free(((Job *)job)->run); }

void hysteresis_result(const void *job, void *out) { memcpy(out, &((const Job *)job)->out, sizeof(UpDown)); }
