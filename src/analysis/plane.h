/* Which plane through the parameters the loss surface lies on; for the files of this folder. */
#ifndef RIDGESCOPE_PLANE_H
#define RIDGESCOPE_PLANE_H

#include "analysis/analysis.h"

enum { TRAIL_POINTS = RUN_PATH + 1 };

typedef struct Trail { /* where training was; the newest state comes last */
    int n;
    const real *point[TRAIL_POINTS]; /* [params] each */
    float step[TRAIL_POINTS];
} Trail;

/* A node is origin + x across + y up: [params] each, rounded to real once. */
typedef struct Plane {
    real *origin, *across, *up;
} Plane;

/* Finds the plane that is asked for, or that of the path when it does not exist, and fills in what of the surface is
 * about the plane: its kind and why, extent, path, shares, spots, pair. false: the path does not do either. */
bool plane_find(const Snapshot *s, const Choices *c, Plane *p, Surface *r, Arena *work);

/* principal.c: origin at the newest weights, unit directions at right angles; also path and shares. NO_PATH: less than
 * two different points, or not finite. */
PlaneWhy principal_plane(const Snapshot *s, const Trail *t, Plane *p, Surface *r, Arena *work);
/* The two largest eigenvalues of the symmetric positive semidefinite n x n matrix m, and their unit vectors. */
void principal_vectors(const double *m, int n, double value[2], double *v[2], Arena *work);

#endif
