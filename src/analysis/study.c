/* The table of studies: analyses that take longer than a frame, each done in slices beside training. To add one: its
 * functions in a file of its own, a row here, a name in StudyKind, a WANT_ bit, and a pointer in Findings. */
#include "analysis/analysis.h"

/* --- the loss surface, row by row --- */

static uint64_t surface_identity(const StudyInput *in)
{
    const Choices *c = in->choices;
    return field_hash(field_hash(0, &c->plane, sizeof c->plane), &c->plane_seed, sizeof c->plane_seed);
}
static void *surface_start(const StudyInput *in, Arena *a) { return surface_begin(in->snap, in->choices, a); }
static bool surface_work(void *job) { return surface_rows(job, 1); }
static float surface_progress(const void *job) { return (float)surface_done(job) / SURFACE_NODES; }
static void surface_finish(const void *job, void *out) { surface_result(job, out); }

/* Own points are hashed whole while there are as many as a hand draws; of more, which come from files, every n-th. */
static uint64_t hash_own(uint64_t h, const Own *o)
{
    enum { MOST = 4096 };
    int every = o->n / MOST + 1;
    h = field_hash(h, &o->n, sizeof o->n);
    for (int i = 0; i < o->n; i += every) {
        h = field_hash(h, o->x + (size_t)i * (size_t)o->inputs, sizeof *o->x * (size_t)o->inputs);
        h = field_hash(h, o->y + i, sizeof *o->y);
    }
    return h;
}

uint64_t study_settings(const StudyInput *in)
{
    Config c = *in->config;
    int row = reg_slider(&c);
    if (row >= 0)
        param_put(&c, row, 0, NULL);
    uint64_t h = field_hash(0, &c, sizeof c);
    return in->own && data_defs[c.data].own ? hash_own(h, in->own) : h;
}

/* --- curvature along the path --- */

static void *curvature_start(const StudyInput *in, Arena *a) { return curvature_begin(in->snap, in->last, a); }
static bool curvature_slice(void *job) { return curvature_work(job); }
static float curvature_part(const void *job) { return curvature_progress(job); }
static void curvature_finish(const void *job, void *out) { curvature_result(job, out); }
static void curvature_drop(void *job) { curvature_end(job); }

/* --- the effective number of parameters along the sweep --- */

static uint64_t effective_identity(const StudyInput *in)
{
    return in->sweep ? field_hash(0, &in->sweep->serial, sizeof in->sweep->serial) : 0;
}
static void *effective_start(const StudyInput *in, Arena *a)
{
    return effective_begin(in->sweep, in->sweep_weights, &in->snap->train, a);
}
static bool effective_slice(void *job) { return effective_work(job); }
static float effective_part(const void *job) { return effective_progress(job); }
static void effective_finish(const void *job, void *out) { effective_result(job, out); }

const StudyDef study_defs[STUDIES] = {
    [STUDY_SURFACE] = { .key = "surface",
                        .label = N_("Surface"),
                        .want = WANT_SURFACE,
                        .pace = STUDY_OF_STEP,
                        .size = sizeof(Surface),
                        .offset = offsetof(Findings, surface),
                        .identity = surface_identity,
                        .begin = surface_start,
                        .work = surface_work,
                        .progress = surface_progress,
                        .result = surface_finish },
    [STUDY_UPDOWN] = { .key = "updown",
                       .label = N_("Up and down"),
                       .want = WANT_UPDOWN,
                       .pace = STUDY_OF_SETTINGS,
                       .partial = true,
                       .size = sizeof(UpDown),
                       .offset = offsetof(Findings, updown),
                       .identity = hysteresis_identity,
                       .begin = hysteresis_begin,
                       .work = hysteresis_work,
                       .progress = hysteresis_progress,
                       .end = hysteresis_end,
                       .result = hysteresis_result },
    [STUDY_VARIANCE] = { .key = "variance",
                         .label = N_("Bias and variance"),
                         .want = WANT_VARIANCE,
                         .pace = STUDY_OF_SETTINGS,
                         .partial = true,
                         .size = sizeof(Variance),
                         .offset = offsetof(Findings, variance),
                         .identity = study_settings,
                         .begin = variance_begin,
                         .work = variance_work,
                         .progress = variance_progress,
                         .end = variance_end,
                         .result = variance_result },
    [STUDY_CURVATURE] = { .key = "curvature",
                          .label = N_("Curvature"),
                          .want = WANT_CURVATURE,
                          .pace = STUDY_OF_STEP,
                          .partial = true,
                          .size = sizeof(Curvature),
                          .offset = offsetof(Findings, curvature),
                          .begin = curvature_start,
                          .work = curvature_slice,
                          .progress = curvature_part,
                          .end = curvature_drop,
                          .result = curvature_finish },
    [STUDY_EFFECTIVE] = { .key = "effective",
                          .label = N_("Effective parameters"),
                          .want = WANT_EFFECTIVE,
                          .pace = STUDY_OF_SETTINGS,
                          .partial = true,
                          .sweep = true,
                          .size = sizeof(Effective),
                          .offset = offsetof(Findings, effective),
                          .identity = effective_identity,
                          .begin = effective_start,
                          .work = effective_slice,
                          .progress = effective_part,
                          .result = effective_finish },
};
