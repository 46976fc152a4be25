/* One net of a scene as YAML. Private to this folder. indent: before each line. */
#ifndef RIDGESCOPE_NETTEXT_H
#define RIDGESCOPE_NETTEXT_H

#include "lesson/lesson.h"
#include "lesson/writer.h"

/* Those that differ from `than` (NULL: all), one a line. */
void nettext_settings(Writer *t, const char *indent, const Config *c, const Config *than);
void nettext_journal(Writer *t, const char *indent, const Scene *s); /* and the step it ends at */

#endif
