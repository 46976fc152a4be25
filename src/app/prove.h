/* prove: what a lesson claims, by really training it. Private to this folder. */
#ifndef RIDGESCOPE_PROVE_H
#define RIDGESCOPE_PROVE_H

#include "app/app.h"

/* Metrics of a scene played to its end: the net and its twin, at the end and at chosen steps on the way. */
enum { PROOF_STEPS = 32 };
typedef struct Proof {
    int steps;
    uint64_t step[PROOF_STEPS]; /* asked for, ascending; the last one is the end */
    Metrics net[PROOF_STEPS], twin[PROOF_STEPS];
    bool has_best;
    double best; /* strength with the lowest test loss of the sweep */
} Proof;

/* Trains what the expressions look at; n may be 0. */
bool prove_run(const Scene *s, const Expr *const *expr, int n, Proof *out, Err *err);
bool prove_look(void *proof, const ExprName *name, double *value); /* an ExprLook */
/* "test_accuracy is 0.87, twin.weight_norm is 40" */
void prove_say(const Proof *p, const Expr *e, char out[256]);

#endif
