/* flow: the prose of lessons, set into a column. Private to this folder. */
#ifndef RIDGESCOPE_FLOW_H
#define RIDGESCOPE_FLOW_H

#include "lesson/lesson.h"
#include "ui/ui.h"

enum { FLOW_TERMS = 64 };

typedef struct FlowImage {
    const Color *pixels; /* NULL: there is none, its description stands instead */
    int w, h;
    uint64_t version;
} FlowImage;

typedef struct FlowStyle {
    const Theme *theme;
    float size, line; /* of prose: layout pixels, from baseline to baseline */
    Color color;
    void (*number)(void *user, const Span *live, char out[32]); /* a live number as text */
    FlowImage (*image)(void *user, const char *name);           /* NULL: none */
    void *user;
} FlowStyle;

/* Words that mean something outside of the text: a link, or a live number. One that goes over two lines is two. */
typedef struct FlowTerm {
    Rect r;
    const Span *span;
} FlowTerm;
typedef struct FlowTerms {
    int n;
    FlowTerm term[FLOW_TERMS]; /* in reading order */
} FlowTerms;

/* Draws the prose into r, from its top, and returns how high it is (it may be more than r.h). With draw false it is
 * only measured. terms: NULL, or those found are added. */
float flow_prose(Canvas *c, bool draw, Arena *scratch, const Prose *p, Rect r, const FlowStyle *s, FlowTerms *terms);
/* A plain text, set in the same way. */
float flow_text(Canvas *c, bool draw, Arena *scratch, const char *text, Face face, Rect r, const FlowStyle *s);
/* What a span names: "gap" of [the gap](#gap), "test" of {test_accuracy}; NULL: nothing in the window. */
const char *flow_names(const Span *span);

#endif
