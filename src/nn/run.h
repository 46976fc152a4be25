/* run: what is behind Run. Private to run.c and snapshot.c. */
#ifndef RIDGESCOPE_RUN_H
#define RIDGESCOPE_RUN_H

#include "nn/nn.h"

/* Which steps are recorded: all at first, where training is fast, then more and more sparsely, at last every `grain`.
 * When the room is full the grain doubles and the points that fall out are dropped. A function of steps alone. */
typedef struct Rhythm {
    uint64_t grain;
    int points;
} Rhythm;

typedef struct State { /* what changes while a run goes on, apart from the arrays of Run */
    Config config;
    uint64_t step, opt_step; /* opt_step: since the optimiser was last emptied */
    Rng batch_rng, heat_rng;
    int batch_at; /* samples of this epoch already used */
    int journal;
    Rhythm curve, path;
    uint64_t path_version;
    bool has_before;
    uint64_t before_step;
    float before_l2;
} State;

struct Run {
    Arena arena;
    Config start;
    Shape shape;
    Points sets[3];
    int members, slots, path_room;
    bool record;
    uint8_t *is_weight;
    float *own_l2; /* [members] of those that do not follow */
    Scratch *scratch;
    real *grad, *outputs; /* [params]; [points][outputs] */
    int journal_room;

    State now;
    Member *member;    /* [members] */
    real *params;      /* [members][params] */
    real *slot;        /* [members][slots][params] */
    int *order;        /* [points] samples in the order of this epoch */
    CurvePoint *curve; /* [RUN_CURVE][members] */
    float *recent;     /* [RUN_RECENT], step s at s % RUN_RECENT */
    uint64_t *path_step;
    real *path;   /* [path_room][params] of member 0 */
    real *before; /* [params] of member 0 */
    Change *journal;
};

CurvePoint run_curve_point(const Metrics *m); /* what of the metrics the curve keeps */

#endif
