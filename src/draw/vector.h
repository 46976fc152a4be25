/* What the writers of vectors share; nobody outside src/draw includes this. */
#ifndef RIDGESCOPE_VECTOR_H
#define RIDGESCOPE_VECTOR_H

#include "draw/draw.h"

#include <ft2build.h>
#include FT_FREETYPE_H

/* --- type.c: faces of FreeType, opened from the files of a Font --- */

typedef struct Type Type;

Type *type_new(Err *err);
void type_free(Type *t);                          /* NULL is fine */
FT_Face type_face(Type *t, const FontFile *file); /* set to no size; NULL: FreeType cannot read it */
/* One glyph of a TEXT command: pen in layout pixels, and the file that it is drawn from. */
typedef struct TypeGlyph {
    float x;
    uint32_t rune;
    const FontFile *file;
} TypeGlyph;
/* Takes the next glyph of what is left of a text; false at its end. *x: the pen, *text: the rest. */
bool type_next(const Canvas *c, const Command *k, const char **text, float *x, TypeGlyph *out);

/* --- vector.c: what a command means on paper, where there are no pixels to round to --- */

/* The box outside of which nothing may be drawn; false when nothing would be, so that no clip is needed. */
bool vector_clip(const Canvas *c, const Command *k, Rect *clip);
/* A quad of a mesh, grown a little so that no seam shows between neighbours; false: nothing to draw. */
bool vector_quad(const Canvas *c, const Command *k, int i, Vec2 out[4], Color *color);
bool vector_finite(Vec2 p);
/* Whether the dashes of a STROKE can be seen as such. */
bool vector_dashed(const Canvas *c, const Command *k);
bool vector_opaque(const Command *k);                            /* IMAGE: every pixel is */
Color vector_premultiplied(Color c);                             /* as cairo and png_write want pixels */
float vector_unit(const Canvas *c, const Page *p, float per_mm); /* so many per millimetre -> per layout pixel */

#endif
