/* What the files behind replay_draw share; nobody outside src/draw includes this.
 *
 * outline.c turns every command into items: a box, a colour, and either edges (one closed shape) or glyph masks.
 * glyph.c lays text out, damage.c finds the tiles whose items changed, raster.c draws the items into a box. */
#ifndef RIDGESCOPE_REPLAY_H
#define RIDGESCOPE_REPLAY_H

#include "draw/draw.h"

/* --- replay.c: numbers and lists that every step needs --- */

/* Returns p, grown so that it holds `need` elements of `size` bytes. Out of memory ends the program. */
void *replay_grow(void *p, int *cap, int need, size_t size);

static inline uint64_t replay_hash(uint64_t h, uint64_t word) /* 64 bits: a collision would leave a stale tile */
{
    h = (h ^ word) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 29;
}

enum { FAR = 16000 }; /* device pixels: no point lies farther out, so no fixed-point number overflows */

/* Device pixels -> 24.8 fixed point, to the nearest. Adding 1.5 * 2^23 leaves the integer in the mantissa: same bits
 * everywhere and no call to floorf. NaN becomes -FAR. */
static inline int replay_fixed(float v)
{
    v = v > -FAR ? v : -FAR;
    v = v < FAR ? v : FAR;
    return (int)(v * 256 + 12582912.f) - 12582912;
}
static inline int replay_round(float v) { return (replay_fixed(v) + 128) >> 8; } /* to whole pixels, halves up */

static inline Box box_and(Box a, Box b)
{
    return (Box){ max_i(a.x0, b.x0), max_i(a.y0, b.y0), min_i(a.x1, b.x1), min_i(a.y1, b.y1) };
}
static inline bool box_empty(Box b) { return b.x0 >= b.x1 || b.y0 >= b.y1; }

/* --- glyph.c --- */

typedef struct Placed {
    int x, y; /* device pixel of the mask's corner */
    GlyphMask mask;
} Placed;

typedef struct PlacedList {
    Placed *at;
    int n, cap;
    uint64_t hash; /* of everything appended since it was last set to 0 */
} PlacedList;

typedef struct GlyphCache GlyphCache; /* masks grown by a halo; the plain ones are kept by the font */

GlyphCache *glyph_new(void);
void glyph_free(GlyphCache *g);
void glyph_clear(GlyphCache *g); /* forgets all: for another font, or between frames when there are too many */
int glyph_count(const GlyphCache *g);

/* How far one rune moves the pen, in the unit of s.size; shift: where in its cell a tabular digit starts. */
float glyph_advance(const Font *f, TextStyle s, uint32_t rune, float *shift);
/* Appends the masks of a TEXT command, grown by `radius` device pixels when that is positive. */
void glyph_place(GlyphCache *g, const Canvas *c, const Command *k, float scale, float radius, PlacedList *out);

/* --- outline.c --- */

typedef struct Edge {
    int x0, y0, x1, y1;
} Edge; /* device pixels, 24.8 fixed point; never horizontal */

typedef enum ItemKind { ITEM_SHAPE, ITEM_IMAGE, ITEM_TEXT } ItemKind;

typedef struct Item {
    ItemKind kind;
    Color color;
    Box box;              /* what it can touch: its own bounds inside its clip, inside the target */
    int first, count;     /* edges; of ITEM_TEXT placed masks */
    const Command *image; /* of ITEM_IMAGE ... */
    Box whole;            /* ... and the box that its pixels are scaled to */
    uint64_t hash;        /* of all that decides its pixels */
} Item;

enum { CIRCLE = 512 };

typedef struct Outline {
    Vec2 circle[CIRCLE + 1]; /* directions from +x towards +y, which is clockwise on the screen */
    Item *item;
    int items, item_cap;
    Edge *edge;
    int edges, edge_cap;
    PlacedList placed;
    Vec2 *path, *normal; /* scratch of the stroker: points in device pixels, unit normals */
    int path_cap, normal_cap;
    Vec2 *dash;
    int dash_cap;
    Box bounds;         /* of the shape being made, 24.8 */
    int x, y, x0, y0;   /* last and first point of the contour being made, 24.8 */
    bool open;          /* the contour has a first point */
    GlyphCache *glyphs; /* borrowed */
} Outline;

/* A shape is any number of contours: points, then outline_close. Device pixels; NaN and huge ones are moved. */
void outline_put(Outline *o, float x, float y);
void outline_close(Outline *o);
void outline_circle(Outline *o, Vec2 at, float radius, bool backwards);
void outline_box(Outline *o, Box b, float radius, bool backwards);
/* Entries of the circle table between two points of a polygon that looks round at this radius. */
int outline_arc_step(float radius);

void outline_canvas(Outline *o, const Canvas *c, float scale, int w, int h);
void outline_free(Outline *o);

/* --- stroke.c --- */

void stroke_outline(Outline *o, const Canvas *c, const Command *k, float scale); /* the contours of a STROKE */

/* --- damage.c --- */

typedef struct Damage {
    uint64_t *tile; /* [rows][columns] hashes of the picture drawn last */
    uint64_t *next; /* the same for the picture to be drawn */
    int columns, rows, tile_cap, next_cap;
    Box *box; /* what has to be drawn */
    int boxes, box_cap;
} Damage;

/* Fills d->box: with all of the target, or with the tiles that differ from the last call. */
void damage_find(Damage *d, const Outline *o, Color background, int w, int h, bool all);
/* Merges d->box into at most `most` boxes; returns how many. */
int damage_merge(const Damage *d, Box *out, int most);
void damage_free(Damage *d);

/* --- raster.c --- */

typedef struct Raster {
    Pixels px;
    int32_t *acc; /* a sum for every pixel of a band: all zero between two shapes */
    uint64_t *mark;
    int acc_stride, mark_stride; /* a mark bit stands for 4 sums of a row */
    int acc_cap, mark_cap;
    Color *row; /* four rows of scratch for images */
    int row_cap;
} Raster;

void raster_begin(Raster *r, Pixels px);
void raster_box(Raster *r, const Outline *o, Color background, Box box); /* everything inside the box */
bool raster_clean(const Raster *r);                                      /* all sums are zero: for tests */
void raster_free(Raster *r);

#endif
