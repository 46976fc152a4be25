/* Type for the writers of vectors: FreeType's faces of the font files that a text needs, and where its glyphs stand.
 * They stand where glyph.c puts them on the screen, so that every output has the same widths. */
#include "draw/vector.h"

#include "draw/replay.h"

#include <stdlib.h>

typedef struct Opened {
    const FontFile *file;
    FT_Face face; /* NULL: it could not be read */
} Opened;

struct Type {
    FT_Library library;
    Opened *opened;
    int n, cap;
};

Type *type_new(Err *err)
{
    Type *t = calloc(1, sizeof *t);
    if (!t)
        memory_failed(sizeof *t);
    if (FT_Init_FreeType(&t->library) == 0)
        return t;
    free(t);
    err_set(err, tr("FreeType does not start; expected enough memory"));
    return NULL;
}

void type_free(Type *t)
{
    if (!t)
        return;
    for (int i = 0; i < t->n; i++)
        if (t->opened[i].face)
            FT_Done_Face(t->opened[i].face);
    free(t->opened);
    FT_Done_FreeType(t->library);
    free(t);
}

FT_Face type_face(Type *t, const FontFile *file)
{
    if (!file)
        return NULL;
    for (int i = 0; i < t->n; i++)
        if (t->opened[i].file == file)
            return t->opened[i].face;
    Opened o = { file, NULL };
    if (FT_New_Memory_Face(t->library, file->data, (FT_Long)file->size, file->index, &o.face) != 0)
        o.face = NULL;
    t->opened = replay_grow(t->opened, &t->cap, t->n + 1, sizeof *t->opened);
    t->opened[t->n++] = o;
    return o.face;
}

bool type_next(const Canvas *c, const Command *k, const char **text, float *x, TypeGlyph *out)
{
    float shift;
    uint32_t rune = text_rune(text);
    if (!rune)
        return false;
    float advance = glyph_advance(c->font, k->text_style, rune, &shift);
    *out =
        (TypeGlyph){ *x + shift, rune, c->font->file ? c->font->file(c->font->user, k->text_style.face, rune) : NULL };
    *x += advance;
    return true;
}
