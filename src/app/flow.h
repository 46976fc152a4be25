/* flow: the prose of lessons, set into a column. Private to this folder. */
#ifndef RIDGESCOPE_FLOW_H
#define RIDGESCOPE_FLOW_H

#include "lesson/lesson.h"
#include "ui/ui.h"

typedef struct FlowImage {
    const Color *pixels; /* NULL: there is none, its description stands instead */
    int w, h;
    uint64_t version;
} FlowImage;

typedef struct FlowStyle {
    const Theme *theme;
    float size, line; /* of prose: layout pixels, from baseline to baseline */
    Color color;
    ExprLook look;                                    /* of live numbers, with user */
    FlowImage (*image)(void *user, const char *name); /* NULL: none */
    void *user;
} FlowStyle;

typedef struct FlowHit { /* the link under `at` */
    Vec2 at;
    const char *href; /* out; NULL: none */
} FlowHit;

/* Draws the prose into r, from its top, and returns how high it is (it may be more than r.h). c NULL-free; draw false:
 * nothing is drawn, only measured. hit may be NULL. */
float flow_prose(Canvas *c, bool draw, Arena *scratch, const Prose *p, Rect r, const FlowStyle *s, FlowHit *hit);
/* A number as prose says it: 93.8%, 0.0056, 0.42. */
void flow_number(char out[32], const ExprName *name, double v);

#endif
