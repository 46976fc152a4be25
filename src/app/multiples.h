/* multiples: the same panels of several nets, one or two settings apart, in one figure with shared axes (Tufte 1983's
 * small multiples). A net a column, a panel a row; with two settings columns and rows are theirs. */
#ifndef RIDGESCOPE_MULTIPLES_H
#define RIDGESCOPE_MULTIPLES_H

#include "app/app.h"
#include "app/figure.h"

typedef struct Multiples {
    GridSpec spec;
    int nets, cells; /* cells of the figure: nets times panels */
    Trainer *trainer[FIGURE_PANELS];
    Frame *frame[FIGURE_PANELS]; /* of each cell */
} Multiples;

/* Which cells there are, and the figure's arrangement of them. spec: what it goes over, checked. */
bool multiples_plan(const GridSpec *spec, Figure *f, Multiples *out, Err *err);
/* Trains all nets; p's views then have the axes that they share. progress may be NULL. */
bool multiples_train(Multiples *m, const Scene *s, App *p, const Figure *f, const FigurePlan *plan,
                     void (*progress)(const void *user, double share), const void *user, Err *err);
void multiples_draw(const Multiples *m, App *p, const Figure *f, int cell, Rect r, Canvas *c);
void multiples_free(Multiples *m);
/* "Each picture: λ = 0, 0.01, 1." */
void multiples_words(const Multiples *m, char *out, size_t size);

#endif
