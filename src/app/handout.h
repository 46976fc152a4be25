/* handout: a lesson on a page of paper: its questions, goals, figures and settings. With the answers it is what a
 * teacher keeps, without them what students write on. */
#ifndef RIDGESCOPE_HANDOUT_H
#define RIDGESCOPE_HANDOUT_H

#include "app/cli.h"
#include "app/figure.h"

/* Trains every step of the lesson that the scene is of, draws and writes; exit status. */
int handout_make(const Args *a, const Figure *f, const Font *font);

#endif
