/* The program's fonts as a Font of the display list: embedded faces, rendered by SDL_ttf without hinting. */
#ifndef RIDGESCOPE_FONT_H
#define RIDGESCOPE_FONT_H

#include "draw/draw.h"

/* Nothing is read from disk, and a face is opened when it is first needed. One set belongs to one thread. */
struct FontSet;
bool font_open(struct FontSet **out, Err *err);
void font_close(struct FontSet *set);     /* its masks die with it; NULL is fine */
const Font *font_of(struct FontSet *set); /* the same pointer as long as the set is open */

#endif
