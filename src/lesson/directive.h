/* What may stand in the front matter of a lesson and in its fenced blocks, as tables; and the reader of the file's
 * frame that these tables are given to. Private to this folder. */
#ifndef RIDGESCOPE_DIRECTIVE_H
#define RIDGESCOPE_DIRECTIVE_H

#include "lesson/lesson.h"
#include "lesson/tree.h"

typedef struct Frame Frame;
enum { ANY_KIND = -1 };
typedef struct Directive {
    const char *key;
    int kind; /* NodeKind; ANY_KIND: the function looks itself */
    bool (*take)(Frame *f, const Node *n);
} Directive;

typedef struct Grammar {
    const char *what; /* a row is, in messages */
    const Directive *row;
    int rows;
    const char *expected; /* instead of an unknown one; NULL: the nearest */
} Grammar;

struct Frame {            /* a lesson's file while it is read */
    const char *at, *end; /* what is left of it */
    int line;             /* number of the next line */
    Arena *arena;
    Err *err;
    const Grammar *block; /* what may stand in fenced blocks */
    Lesson *lesson;
    LessonStep *step; /* the last one begun; NULL: none yet */
};

extern const Grammar directive_front, directive_step;             /* of a lesson */
extern const Grammar directive_front_words, directive_step_words; /* of its translation, which has words alone */

/* frame.c: the whole file. What is not in the grammars is refused. NULL with "LINE: ..."; all of it lies in a. */
Lesson *frame_read(const char *text, size_t n, const Grammar *front, const Grammar *block, Arena *a, Err *err);

#endif
