/* run: what is behind Run. Private to the files about runs: run, batch, journal, pretrain, record, snapshot, state. */
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
    uint64_t step;
    Rng batch_rng, heat_rng, mask_rng; /* mask_rng: chooses the masks of each step */
    int batch_at;                      /* samples of this epoch already used */
    int journal;
    Rhythm curve, path;
    uint64_t path_version;
    bool has_before;
    uint64_t before_step;
    float before_l2;
    bool has_best; /* of the recorded steps of member 0, the one with the lowest validation loss */
    uint64_t best_step;
    double best_valid_loss, best_test_loss;
} State;

/* What a member does in a step, worked out from the settings whenever they change. */
typedef struct Rules {
    Config config; /* as far as this member goes by it */
    Penalty penalty;
    double dropout;
    bool plain; /* SGD, and nothing but L2 in the gradient acts: a step is a single loop */
} Rules;

struct Run {
    Arena arena;
    Config start;
    Shape shape;
    Points sets[3];
    Points epoch; /* x, y: the training set in the order of this epoch; full batches: the set itself */
    int members, slots;
    bool record;
    const Own *own;
    int vary;                       /* row of param_defs of those members that have a value of their own */
    uint8_t *is_weight, *penalised; /* [params] penalised: biases too if the settings say so */
    Rules *rules;                   /* [members] */
    Scratch *scratch;
    real *grad, *outputs; /* [NN_TOGETHER][params]; [points][outputs] */
    int journal_room;
    real sound; /* no parameter beyond it: not diverged */

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
    real *best;   /* the same */
    Change *journal;
};

bool batch_full(const Run *r); /* every step takes all points */
void batch_begin(Run *r);
void batch_collect(Run *r); /* after r->order changed */
Points batch_next(Run *r);  /* the samples of the next step (n, x, y); a short last batch is used as it is */
bool pretrain_filters(Run *r, Err *err); /* into r->params: the frozen ones */
void journal_room(Run *r, int n);        /* makes room for n changes in all */
void journal_add(Run *r, Change c);      /* what was done before the next step */
/* Counts the bytes of all that changes, and copies them out or in where one is not NULL. */
size_t state_copy(Run *r, void *out, const void *in);

enum { RECORD_GRAIN = 16 };                 /* at first */
void record_state(Run *r);                  /* before a step is taken: keeps it if it is due */
void record_best(Run *r, const Metrics *m); /* of member 0 at a recorded step */
/* What the curve keeps of the metrics. A diverged member goes on at the run's step with the numbers it stopped at. */
CurvePoint record_curve_point(const Run *r, int member, const Metrics *m);

#endif
