/* Files that are part of the program: the lessons of the course, in all languages. tools/embed makes the table from
 * lessons/. */
#ifndef RIDGESCOPE_EMBEDDED_H
#define RIDGESCOPE_EMBEDDED_H

#include "app/player.h"

typedef struct EmbeddedFile {
    const char *name; /* "heal.md", "heal.zh-CN.md" */
    const char *text; /* a zero byte follows */
    size_t n;
} EmbeddedFile;

extern const EmbeddedFile embedded_files[]; /* by name */
extern const int embedded_count;

const EmbeddedFile *embedded_find(const char *name); /* NULL: no such file */
/* A lesson and its translation into a language ("": none; one that is not there or does not fit is passed over). */
const Lesson *embedded_lesson(const EmbeddedFile *f, const char *lang, Arena *a, Err *err);
void embedded_row(const Lesson *l, CourseRow *r); /* what a menu says of a lesson; file and progress stay */
/* All lessons in the order of the course; progress empty. Returns how many. */
int embedded_course(const char *lang, CourseRow *row, int most);

#endif
