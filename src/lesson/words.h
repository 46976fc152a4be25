/* Words of a scene as YAML. Private to this folder. */
#ifndef RIDGESCOPE_WORDS_H
#define RIDGESCOPE_WORDS_H

#include "lesson/lesson.h"
#include "lesson/tree.h"
#include "lesson/writer.h"

bool words_take(Words *w, const Node *map, Err *err);          /* a text, or a list of texts, for each key */
void words_write(Writer *t, const char *name, const Words *w); /* "NAME: {...}", nothing when there are none */

#endif
