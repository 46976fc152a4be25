/* source: whatever can be opened, as a Scene: a bundled name, a lesson's step, a scene file, a table, a figure that was
 * exported, a text code. The command line and the window open things by this alone, so both refuse the same. */
#ifndef RIDGESCOPE_SOURCE_H
#define RIDGESCOPE_SOURCE_H

#include "app/app.h"

/* DONE, or FAILED (the file) or USAGE (the name) with "FILE:LINE: what is wrong; what was expected" in err. out is to
 * be zeroed, and afterwards for scene_free. */
int source_open(const char *name, const CsvAsk *columns, Scene *out, Err *err);
/* FILE.md or FILE.md#3, of the course also heal or heal#3: the file as the player opens it, and its step from 0. False:
 * this names no lesson. */
bool source_lesson_step(const char *name, char file[512], int *step);
bool source_newer(const char *version); /* than this program; what follows its numbers counts for nothing */
bool source_known(const char *name);    /* a lesson of the course, a file of a kind that can be opened, or a code */

/* A lesson, or a translation laid over the original beside it. *original: that, or the lesson itself. NULL with
 * "FILE:LINE: ..."; all of it lies in a. */
const Lesson *source_lesson(const char *path, const Lesson **original, Arena *a, Err *err);

/* --- provenance.c: the scene inside a figure --- */

enum { FIGURE_BYTES = 256 << 20 }; /* of a file that is looked into */

/* YAML of a PNG, SVG or PDF that this program wrote, malloc'ed and ended by a zero. False: it has none, or what it has
 * is damaged. Never trusts a length; what it returns is still to be parsed and checked like any scene. */
bool provenance_read(const uint8_t *data, size_t size, Bytes *out, Err *err);

char *provenance_text(Scene *s,
                      size_t *size); /* what is written into a figure, or a file; names this version; for free() */

#endif
