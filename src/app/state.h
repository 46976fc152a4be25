/* state: all that the window shows, as a scene: both nets with their journals, the step, the view. What figures, scene
 * files and text codes carry. */
#ifndef RIDGESCOPE_STATE_H
#define RIDGESCOPE_STATE_H

#include "app/app.h"

typedef enum StateForm { STATE_WHOLE, STATE_BRIEF } StateForm; /* BRIEF: without what is the default */

/* YAML for free(). figure: how a picture is made of it, or NULL. NULL: a run with more changes than a scene can hold. */
char *state_text(const App *a, const Words *figure, StateForm form, size_t *size, Err *err);

#endif
