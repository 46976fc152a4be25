/* What the files of the lesson pane share: pane.c (frame, text, buttons), question.c, goalcard.c. Private to them.
 *
 * The content is a column that grows downwards. Everything of it is drawn every frame, also what is scrolled out of
 * sight: a clip hides it from eyes and pointer alike, and Tab brings it back. */
#ifndef RIDGESCOPE_PANE_PARTS_H
#define RIDGESCOPE_PANE_PARTS_H

#include "app/app_state.h"
#include "app/flow.h"

typedef struct Pane {
    App *a;
    const Frame *f;
    const LessonStep *step;
    Canvas *c;
    const Theme *t;
    Rect view;   /* the part of the pane in which the content is seen */
    float x, w;  /* column of text; cards reach 8 px over it on both sides */
    float y;     /* where the next thing goes */
    bool small;  /* compact sizes */
    Prose prose; /* of the step */
} Pane;

enum { CARD_OVER = 8 };

FlowStyle pane_style(const Pane *p, float size, float line, Color color);
/* Prose or a plain text over the column at y; links light up what they name. Returns the height. */
float pane_prose(Pane *p, const Prose *prose, const FlowStyle *s, Rect r);
float pane_text(Pane *p, const char *text, Face face, const FlowStyle *s, Rect r);
float pane_text_height(Pane *p, const char *text, Face face, const FlowStyle *s, float w);
Rect pane_card(const Pane *p, float h); /* at y, h high */

/* question.c: predict, then reveal. Nothing if the step asks nothing. */
void question_draw(Pane *p);
float question_height(Pane *p);             /* of its card as it is now */
const char *question_verdict(const App *a); /* what is to be done, or who was right */
/* goalcard.c: what is to be reached, and how far one is. Nothing if the step has no goal. */
void goalcard_draw(Pane *p);
/* What the goal asks for, in a sentence. */
void goalcard_words(const LessonStep *s, char out[200]);

#endif
