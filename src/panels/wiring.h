/* wiring: the layout of panel network; for the files of this folder. */
#ifndef RIDGESCOPE_WIRING_H
#define RIDGESCOPE_WIRING_H

#include "panels/panel.h"

typedef struct WiringColumn {
    int n;              /* units drawn: the first n of those shown, or n - 1 and ... */
    int last;           /* ... this one below them, to which the pointer is linked in another panel; else n - 1 */
    float x;            /* middle */
    float size;         /* of a picture */
    float wide;         /* of a unit: a filter has two pictures */
    float shift;        /* every other unit stands this far left, the others right: two rows where one has no room */
    float pitch, first; /* middles of units are at first + i pitch */
} WiringColumn;

typedef struct Wiring {
    const Units *u;
    const Shape *s;
    const real *params, *twin; /* twin: NULL, or its parameters */
    Rect r;                    /* of the units */
    bool large;                /* room for all units */
    WiringColumn column[UNIT_COLUMNS];
} Wiring;

typedef struct WiringEdge {
    int column, from, to; /* rows of Units */
    int index;            /* of the weight; -1: a norm of many */
    float w;
} WiringEdge;

Wiring wiring_make(const Findings *f, const PanelView *v, Rect body); /* of findings with WANT_UNITS */
int wiring_row(const Wiring *s, int column, int i);     /* the row in Units of unit i of those drawn, from above */
Rect wiring_rect(const Wiring *s, int column, int row); /* of a unit's picture; row of Units, one that is drawn */
void wiring_ends(const Wiring *s, const WiringEdge *e, Vec2 out[2]);     /* where its line begins and ends */
int wiring_edges(const Wiring *s, const PanelView *v, WiringEdge **out); /* all of them, in v->scratch */
const char *wiring_input(char out[48], const Shape *s, int i);
const char *wiring_name(char out[48], const Wiring *s, int column, int row); /* "unit 3 of layer 1" */

#endif
