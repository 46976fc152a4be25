/* story: all that the window shows, as a scene: both nets with their journals, the step, the view. What figures, scene
 * files and text codes carry. */
#ifndef RIDGESCOPE_STORY_H
#define RIDGESCOPE_STORY_H

#include "app/app.h"

typedef enum StoryForm { STORY_WHOLE, STORY_BRIEF } StoryForm; /* BRIEF: without what is the default */

/* YAML for free(). figure: how a picture is made of it, or NULL. NULL: a run with more changes than a scene can hold.
 */
char *story_text(const App *a, const Words *figure, StoryForm form, size_t *size, Err *err);

#endif
