/* Fonts: faces embedded in the program, masks and advances from SDL_ttf, each made once and kept.
 *
 * SDL_ttf knows whole point sizes and whole pixel positions; the display list wants fractions of both. Sizes: at
 * 9 dots per inch a point is 1/8 pixel, so eight times the size in points is the size in pixels to 1/8. Positions: a
 * glyph is rendered four times as wide (36 dots per inch across), and the mask with the pen at quarter q is the sum of
 * four columns beginning q columns earlier. FreeType's coverage is exact, so that is the same as rendering it there.
 * Advances are measured once at 2000 px, where their rounding to whole pixels is 1/2000 of the size. */
#include "app/font.h"

#include <SDL_ttf.h>
#include <stdlib.h>
#include <string.h>

/* --- the files, put into the program by the assembler (ELF) --- */

#define EMBED(name, file)                                                                                              \
    __asm__(".pushsection .rodata\n.balign 16\n.hidden font_" #name "\n.hidden font_" #name "_end\n.globl font_" #name \
            "\n.globl font_" #name "_end\nfont_" #name ":\n.incbin \"" FONT_DIR "/" file "\"\nfont_" #name             \
            "_end:\n.byte 0\n.popsection\n");                                                                          \
    extern const unsigned char font_##name[] __attribute__((visibility("hidden"))),                                    \
        font_##name##_end[] __attribute__((visibility("hidden")))

EMBED(regular, "Inter-Regular.otf");
EMBED(medium, "Inter-Medium.otf");
EMBED(semibold, "Inter-SemiBold.otf");
EMBED(italic, "Inter-Italic.otf");
EMBED(medium_italic, "Inter-MediumItalic.otf");
EMBED(semibold_italic, "Inter-SemiBoldItalic.otf");
EMBED(mono, "JetBrainsMono-Regular.ttf");
EMBED(mono_medium, "JetBrainsMono-Medium.ttf");
EMBED(mathematics, "DejaVuSans.ttf");
EMBED(chinese, "NotoSansSC-Regular.otf");
EMBED(chinese_bold, "NotoSansSC-Bold.otf");

/* Behind the faces: the files for code points that a face lacks. */
enum { MATHEMATICS = FACE_COUNT, CHINESE, CHINESE_BOLD, FACES };

static const struct Embedded {
    const unsigned char *data, *end;
    const char *family;
    int weight;
    bool italic;
} files[FACES] = {
    [FACE_REGULAR] = { font_regular, font_regular_end, "Inter", 400, false },
    [FACE_MEDIUM] = { font_medium, font_medium_end, "Inter", 500, false },
    [FACE_SEMIBOLD] = { font_semibold, font_semibold_end, "Inter", 600, false },
    [FACE_ITALIC] = { font_italic, font_italic_end, "Inter", 400, true },
    [FACE_MEDIUM_ITALIC] = { font_medium_italic, font_medium_italic_end, "Inter", 500, true },
    [FACE_SEMIBOLD_ITALIC] = { font_semibold_italic, font_semibold_italic_end, "Inter", 600, true },
    [FACE_MONO] = { font_mono, font_mono_end, "JetBrains Mono", 400, false },
    [FACE_MONO_MEDIUM] = { font_mono_medium, font_mono_medium_end, "JetBrains Mono", 500, false },
    [MATHEMATICS] = { font_mathematics, font_mathematics_end, "DejaVu Sans", 400, false },
    [CHINESE] = { font_chinese, font_chinese_end, "Noto Sans CJK SC", 400, false },
    [CHINESE_BOLD] = { font_chinese_bold, font_chinese_bold_end, "Noto Sans CJK SC", 700, false },
};

enum { EM = 2000, ACROSS = 36, DOWN = 9 }; /* pixels at which advances are measured; dots per inch of masks */

typedef struct Glyph {
    uint64_t key;  /* rune, face, size in 1/8 px (0: only the advance) and quarter; never 0 */
    float advance; /* as a part of the size */
    GlyphMask mask;
    uint8_t *owned; /* mask.coverage */
} Glyph;

struct FontSet {
    Font font;
    TTF_Font *face[FACES];
    FontFile file[FACES];
    int eighths[FACES]; /* size the face is set to; -1: to EM */
    Glyph *slot;
    int slots, used; /* slots: a power of two */
};

/* --- faces --- */

static TTF_Font *face_at(struct FontSet *s, int face, int eighths)
{
    TTF_Font **f = &s->face[face];
    if (*f && s->eighths[face] == eighths)
        return *f;
    int points = eighths < 0 ? EM : eighths;
    unsigned across = eighths < 0 ? 72 : ACROSS, down = eighths < 0 ? 72 : DOWN;
    if (!*f) {
        size_t size = (size_t)(files[face].end - files[face].data);
        *f = TTF_OpenFontDPIRW(SDL_RWFromConstMem(files[face].data, (int)size), 1, points, across, down);
        if (!*f)
            return NULL;
        TTF_SetFontHinting(*f, TTF_HINTING_NONE);
        TTF_SetFontKerning(*f, 0);
    } else if (TTF_SetFontSizeDPI(*f, points, across, down) != 0) {
        return NULL;
    }
    s->eighths[face] = eighths;
    return *f;
}

/* The first file with this code point, opened only when those before it lack the code point: the face's own, also when
 * none has it and its box is drawn. All stand on the same baseline, so a line is as high with them as without. */
static int file_with(struct FontSet *s, int face, int eighths, uint32_t rune)
{
    const int order[] = { face, MATHEMATICS, files[face].weight >= 600 ? CHINESE_BOLD : CHINESE };
    for (int i = 0; i < COUNT(order); i++) {
        TTF_Font *f = face_at(s, order[i], eighths);
        if (f && TTF_GlyphIsProvided32(f, rune))
            return order[i];
    }
    return face;
}

static TTF_Font *face_with(struct FontSet *s, int face, int eighths, uint32_t rune)
{
    return face_at(s, file_with(s, face, eighths, rune), eighths);
}

/* --- making glyphs --- */

static void measure(struct FontSet *s, int face, uint32_t rune, Glyph *g)
{
    int advance = 0;
    TTF_Font *f = face_with(s, face, -1, rune);
    if (f && TTF_GlyphMetrics32(f, rune, NULL, NULL, NULL, NULL, &advance) == 0)
        g->advance = (float)advance / EM;
}

/* from: a row of n columns of a quarter pixel, the first one `shift` columns right of a pixel's edge. */
static void gather(uint8_t *to, int w, const uint8_t *from, int n, int shift)
{
    for (int x = 0; x < w; x++) {
        int sum = 0;
        for (int k = 0; k < 4; k++) {
            int i = 4 * x + k - shift;
            sum += i >= 0 && i < n ? from[i] : 0;
        }
        to[x] = (uint8_t)((sum + 2) / 4);
    }
}

static void render(struct FontSet *s, int face, int eighths, uint32_t rune, int quarter, Glyph *g)
{
    const SDL_Color white = { 255, 255, 255, 255 }, black = { 0, 0, 0, 255 };
    int left = 0, top = 0;
    TTF_Font *f = face_with(s, face, eighths, rune);
    if (!f || TTF_GlyphMetrics32(f, rune, &left, NULL, NULL, &top, NULL) != 0)
        return;
    SDL_Surface *wide = TTF_RenderGlyph32_Shaded(f, rune, white, black); /* 8 bits a pixel: the coverage itself */
    if (!wide)
        return;                                   /* no ink: a space */
    int start = quarter - (left < 0 ? -left : 0); /* of its first column, from the pen, in quarter pixels */
    int pixel = start >= 0 ? start / 4 : -((3 - start) / 4), shift = start - 4 * pixel;
    int w = (wide->w + shift + 3) / 4, h = wide->h;
    g->owned = calloc((size_t)w * (size_t)h, 1);
    if (!g->owned)
        memory_failed((size_t)w * (size_t)h);
    for (int y = 0; y < h; y++)
        gather(g->owned + y * w, w, (const uint8_t *)wide->pixels + y * wide->pitch, wide->w, shift);
    int ascent = TTF_FontAscent(f);
    g->mask = (GlyphMask){ w, h, w, pixel, -(top > ascent ? top : ascent), g->owned };
    SDL_FreeSurface(wide);
}

/* Cuts the empty rows off, which are about half of a mask. */
static bool empty_row(const GlyphMask *m, int y)
{
    for (int x = 0; x < m->w; x++)
        if (m->coverage[y * m->stride + x])
            return false;
    return true;
}

static void trim(GlyphMask *m)
{
    for (; m->h > 0 && empty_row(m, m->h - 1);)
        m->h--;
    for (; m->h > 0 && empty_row(m, 0); m->top++, m->h--)
        m->coverage += m->stride;
}

/* --- the table of all glyphs --- */

static Glyph *slot_of(Glyph *slot, int slots, uint64_t key)
{
    int i = (int)((key * 0x9E3779B97F4A7C15u) >> 33) & (slots - 1);
    while (slot[i].key && slot[i].key != key)
        i = (i + 1) & (slots - 1);
    return &slot[i];
}

static void widen(struct FontSet *s)
{
    int slots = max_i(1024, 2 * s->slots);
    Glyph *slot = calloc((size_t)slots, sizeof *slot);
    if (!slot)
        memory_failed((size_t)slots * sizeof *slot);
    for (int i = 0; i < s->slots; i++)
        if (s->slot[i].key)
            *slot_of(slot, slots, s->slot[i].key) = s->slot[i];
    free(s->slot);
    s->slot = slot;
    s->slots = slots;
}

static const Glyph *glyph(struct FontSet *s, Face face, int eighths, uint32_t rune, int quarter)
{
    uint64_t key = (uint64_t)rune << 32 | (uint64_t)((uint32_t)face << 24) | (uint32_t)eighths << 2 | (uint32_t)quarter;
    if (2 * (s->used + 1) > s->slots)
        widen(s);
    Glyph *g = slot_of(s->slot, s->slots, key);
    if (g->key)
        return g;
    s->used++;
    g->key = key;
    if (eighths == 0)
        measure(s, (int)face, rune, g);
    else
        render(s, (int)face, eighths, rune, quarter, g);
    trim(&g->mask);
    return g;
}

static float advance(void *user, Face face, float px, uint32_t rune)
{
    return px * glyph(user, face, 0, rune, 0)->advance;
}

static GlyphMask mask(void *user, Face face, float px, uint32_t rune, int quarter)
{
    return glyph(user, face, clamp_i((int)(px * 8 + 0.5f), 8, 8 * EM), rune, quarter)->mask;
}

static const FontFile *file(void *user, Face face, uint32_t rune)
{
    struct FontSet *s = user;
    return &s->file[file_with(s, (int)face, -1, rune)];
}

/* --- the set --- */

bool font_open(struct FontSet **out, Err *err)
{
    *out = NULL;
    if (TTF_Init() != 0)
        return err_set(err, tr("SDL_ttf does not start: %s"), TTF_GetError());
    struct FontSet *s = calloc(1, sizeof *s);
    if (!s)
        memory_failed(sizeof *s);
    s->font = (Font){ s, advance, mask, file };
    for (int i = 0; i < FACES; i++)
        s->file[i] =
            (FontFile){ files[i].data,  (size_t)(files[i].end - files[i].data), 0, files[i].family, files[i].weight,
                        files[i].italic };
    if (!face_at(s, FACE_REGULAR, -1)) { /* if this one opens, so do the others: they are part of the program */
        err_set(err, tr("SDL_ttf cannot use the embedded font: %s"), TTF_GetError());
        font_close(s);
        return false;
    }
    *out = s;
    return true;
}

void font_close(struct FontSet *s)
{
    if (!s)
        return;
    for (int i = 0; i < FACES; i++)
        if (s->face[i])
            TTF_CloseFont(s->face[i]);
    for (int i = 0; i < s->slots; i++)
        free(s->slot[i].owned);
    free(s->slot);
    free(s);
    TTF_Quit();
}

const Font *font_of(struct FontSet *s) { return &s->font; }
