/* The table of studies: analyses that take longer than a frame, each done in slices beside training. To add one: its
 * functions in a file of its own, a row here, a name in StudyKind, a WANT_ bit, and a pointer in Findings. */
#include "analysis/analysis.h"

/* --- the loss surface, row by row --- */

static uint64_t surface_identity(const StudyInput *in)
{
    const Choices *c = in->choices;
    return field_hash(field_hash(0, &c->plane, sizeof c->plane), &c->plane_seed, sizeof c->plane_seed);
}
static void *surface_start(const StudyInput *in, Arena *a) { return surface_begin(in->snap, a); }
static bool surface_work(void *job) { return surface_rows(job, 1); }
static float surface_progress(const void *job) { return (float)surface_done(job) / SURFACE_NODES; }
static void surface_finish(const void *job, void *out) { surface_result(job, out); }

const StudyDef study_defs[STUDIES] = {
    [STUDY_SURFACE] = { .key = "surface",
                        .label = "Surface",
                        .want = WANT_SURFACE,
                        .pace = STUDY_OF_STEP,
                        .size = sizeof(Surface),
                        .offset = offsetof(Findings, surface),
                        .identity = surface_identity,
                        .begin = surface_start,
                        .work = surface_work,
                        .progress = surface_progress,
                        .result = surface_finish },
};
