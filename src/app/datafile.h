/* datafile: the numbers behind a figure instead of its picture, for those who draw it themselves: a long CSV of
 * everything, or LaTeX with pgfplots of what is drawn as lines, marks and bars. */
#ifndef RIDGESCOPE_DATAFILE_H
#define RIDGESCOPE_DATAFILE_H

#include "app/app.h"
#include "app/figure.h"

int datafile_format(const char *name); /* .csv, .tex: a row, or -1 */
void datafile_coarse(Ask *ask);        /* nobody wants a number for every second pixel */
/* Of the figure's panels; of a view: those that are open, and the sweep. scene: its settings, into a comment. */
bool datafile_write(int format, App *app, const Frame *f, const Figure *fig, const char *scene, Bytes *out, Err *err);

#endif
