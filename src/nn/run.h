/* run: what is behind Run. Private to run.c, record.c and snapshot.c. */
#ifndef RIDGESCOPE_RUN_H
#define RIDGESCOPE_RUN_H

#include "nn/nn.h"

/* Which steps are recorded: see record.c. */
typedef struct Rhythm {
    int room, points;
    uint64_t grain; /* the largest distance between two points, a power of 2 */
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
    int members, slots;
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
    real *path;   /* [path.room][params] of member 0 */
    real *before; /* [params] of member 0 */
    Change *journal;
};

enum { RECORD_GRAIN = 16 }; /* at first */
void record_state(Run *r);  /* before a step is taken: keeps it if it is due */
/* What the curve keeps of the metrics. A diverged member goes on at the run's step with the numbers it stopped at. */
CurvePoint record_curve_point(const Metrics *m, uint64_t step);

#endif
