/* draw: a display list and what becomes of it.
 *
 * A picture is a Canvas: a list of commands in layout pixels. The same list becomes the window (outline, damage,
 * raster), a PNG at any scale, an SVG or a PDF, or a test. Everything that is not text or an image is a closed
 * polygon, filled by one exact-area coverage rasteriser in integers, so the pixels are the same from every compiler.
 * Nothing here knows nets, files, clocks or SDL. To draw something new, compose it from the commands below; add a
 * command only when a vector writer must treat it differently. */
#ifndef RIDGESCOPE_DRAW_H
#define RIDGESCOPE_DRAW_H

#include "base/base.h"

/* --- colour: 0xAARRGGBB, straight (not premultiplied) alpha, sRGB --- color.c */

typedef uint32_t Color;
typedef struct Lab {
    float L, a, b;
} Lab; /* OKLab (Ottosson 2020) */

Lab color_to_lab(Color c);
Color color_from_lab(Lab c);                /* opaque, clamped into sRGB */
Color color_mix(Color a, Color b, float t); /* straight mix of the four 8-bit channels, t in [0,1] */
Color color_alpha(Color c, float alpha);    /* the same colour with its alpha set */
float color_contrast(Color a, Color b);     /* WCAG 2 contrast of two opaque colours, 1 ... 21 */
void color_ramp(Color out[256], Color lo, Color mid,
                Color hi); /* straight lines in OKLab, lo ... mid (at 127.5) ... hi */

/* --- fonts: by callback, so that this folder needs no font library --- */

typedef enum Face {
    FACE_REGULAR,
    FACE_MEDIUM,
    FACE_SEMIBOLD,
    FACE_ITALIC,
    FACE_MEDIUM_ITALIC,
    FACE_SEMIBOLD_ITALIC,
    FACE_MONO,
    FACE_MONO_MEDIUM,
    FACE_COUNT
} Face;

/* An 8-bit coverage mask of a glyph. left, top: from the pen (on the baseline) to the mask's corner, y down. */
typedef struct GlyphMask {
    int w, h, stride, left, top;
    const uint8_t *coverage;
} GlyphMask;

/* A font file in memory, for writers that name fonts, embed them or draw their outlines. */
typedef struct FontFile {
    const uint8_t *data;
    size_t size;
    int index;          /* of the face, in files that hold several */
    const char *family; /* "Inter" */
    int weight;         /* 400 regular, 500 medium, 600 semibold */
    bool italic;
} FontFile;

typedef struct Font {
    void *user;
    /* Advance of one code point in pixels at exactly this size, unhinted, without kerning. */
    float (*advance)(void *user, Face face, float px, uint32_t rune);
    /* Mask at px pixels, the pen offset by quarter/4 pixel to the right (0...3). Kept by the font until it is closed.
     */
    GlyphMask (*mask)(void *user, Face face, float px, uint32_t rune, int quarter);
    /* The file that a code point of a face is drawn from; the same pointer for the same file, until the font is closed.
     * NULL: there is none. */
    const FontFile *(*file)(void *user, Face face, uint32_t rune);
} Font;

/* --- the display list --- canvas.c */

typedef struct Stroke { /* zeros: a thin solid round-joined line */
    float width;        /* 0 means 1 */
    const float *dash;  /* lengths on, off, on, off, ...; NULL: solid */
    int dashes;         /* how many numbers in dash */
    bool closed, butt;  /* butt: caps cut at the ends; otherwise round */
} Stroke;

typedef enum Align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT } Align;

typedef struct TextStyle {
    float size; /* layout pixels */
    Face face;
    Color color;
    Align align;  /* what x means */
    bool tabular; /* every digit in a cell as wide as "0", so that moving numbers do not jitter */
    Color halo;   /* drawn first: a line of halo_width along every outline; alpha 0: none */
    float halo_width;
} TextStyle;

typedef enum CommandKind {
    CMD_FILL,   /* contours[] of points, nonzero winding */
    CMD_STROKE, /* one polyline with a Stroke */
    CMD_RECT,   /* radius >= 0, snapped to whole device pixels */
    CMD_FRAME,  /* outline of a rect inside its edge, width snapped to at least one device pixel */
    CMD_DISC,
    CMD_RING,
    CMD_QUADS, /* flat-coloured quads in back to front order; each grown 0.7 px against seams */
    CMD_IMAGE, /* pixels scaled with linear filtering into a rectangle, corners rounded by radius */
    CMD_TEXT
} CommandKind;

typedef struct Command {
    CommandKind kind;
    Rect clip; /* layout pixels; everything outside is not drawn */
    Color color;
    union {
        struct {
            int points, first;
            int contours, first_contour;
        } path; /* FILL; STROKE has one contour */
        struct {
            Rect r;
            float radius, width;
        } rect; /* RECT, FRAME */
        struct {
            Vec2 at;
            float radius, width;
        } disc; /* DISC, RING (width centred on radius) */
        struct {
            int quads, first;
            int first_color;
        } mesh; /* 4 points and one colour a quad */
        struct {
            Rect r;
            const Color *pixels;
            int w, h;
            uint64_t version;
            float radius;
        } image;
        struct {
            Vec2 at;
            int first, bytes;
            float width;
        } text; /* at: left end of the baseline */
    };
    struct {
        float width;
        int first_dash, dashes;
        bool closed, butt;
    } stroke;
    TextStyle text_style; /* TEXT */
} Command;

typedef struct Canvas {
    Arena *arena; /* owns everything below; reset by the caller before canvas_begin */
    const Font *font;
    Rect size;        /* the whole picture, layout pixels */
    Color background; /* alpha 0: a transparent picture, to lie on something like this colour */
    float weight;     /* of all strokes, frames and rings: 1; larger on a projector */
    Command *command;
    int commands, command_cap;
    Vec2 *point;
    int points, point_cap;
    int *contour;
    int contours, contour_cap; /* point counts of the contours of FILL commands */
    Color *quad_color;
    int quad_colors, quad_color_cap;
    float *dash;
    int dashes, dash_cap;
    char *text;
    int text_bytes, text_cap;
    Rect clip[16];
    int clips;
} Canvas;

void canvas_begin(Canvas *c, Arena *arena, const Font *font, float w, float h, Color background);
void canvas_push_clip(Canvas *c, Rect r); /* intersects with the clip in force; at most 15 deep (asserted) */
void canvas_pop_clip(Canvas *c);

void canvas_rect(Canvas *c, Rect r, float radius, Color color);
void canvas_frame(Canvas *c, Rect r, float radius, float width, Color color);
void canvas_disc(Canvas *c, Vec2 at, float radius, Color color);
void canvas_ring(Canvas *c, Vec2 at, float radius, float width, Color color);
void canvas_fill(Canvas *c, const Vec2 *p, int n, Color color); /* one closed polygon */
void canvas_fill_many(Canvas *c, const Vec2 *p, const int *count, int contours, Color color);
void canvas_stroke(Canvas *c, const Vec2 *p, int n, Stroke s, Color color);
void canvas_line(Canvas *c, float x0, float y0, float x1, float y1, float width, Color color); /* butt ends */
void canvas_arc(Canvas *c, Vec2 at, float radius, float from, float to, float width,
                Color color); /* radians, clockwise from +x; round ends */
void canvas_quads(Canvas *c, const Vec2 *p /* [n][4] */, const Color *color, int n);
void canvas_image(Canvas *c, Rect r, const Color *pixels, int w, int h, uint64_t version, float radius);
/* The pixels are not copied: they outlive the canvas. version: changes whenever they do (damage hashes it). */
float canvas_text(Canvas *c, float x, float y, TextStyle s, const char *utf8); /* y: baseline; returns the width */
float canvas_textf(Canvas *c, float x, float y, TextStyle s, const char *format, ...) PRINTF(5, 6);
float canvas_text_width(const Canvas *c, TextStyle s, const char *utf8);
/* All of another canvas, so many times as large, its corner at `at`. Its images are not copied. */
void canvas_place(Canvas *c, const Canvas *from, Vec2 at, float scale);
/* Every colour so far becomes the grey of its lightness, save those of images. */
void canvas_grey(Canvas *c);
int canvas_text_fit(const Canvas *c, TextStyle s, const char *utf8, float width); /* bytes that fit, cut at a rune */
/* Bytes of the first line of a text that is wrapped at width: up to a blank, or where text_breaks; at least a rune. */
int canvas_text_line(const Canvas *c, TextStyle s, const char *utf8, float width);

/* --- plots: axes and lines in data coordinates --- plot.c */

typedef struct Plot {
    Rect r;
    float x0, x1, y0, y1;
    bool log_y;
} Plot; /* data window of r; y grows upwards */

Vec2 plot_at(const Plot *p, double x, double y); /* clamped to 4 windows around r, so never NaN or huge */
float plot_ticks(float lo, float hi, int most, float *first, int *count); /* step of 1, 2, 2.5 or 5 x 10^k */
void plot_line(Canvas *c, const Plot *p, const float *x, const float *y, int n, Stroke s, Color color);
/* A gap where x or y is not finite. With more than two points a layout column only its least and greatest are drawn. */
void plot_between(Canvas *c, const Plot *p, const float *x, const float *lo, const float *hi, int n, Color color);
/* Filled where hi > lo, with the crossings found, nothing where it is not. */
int text_short(char out[32], double v);     /* 0.0056, 3·10⁻⁴, 10⁻⁵: two digits, for people */
int text_power(char out[32], int exponent); /* 10⁻³ with real superscripts */

/* --- a camera for surfaces (cglm) and a sorted mesh --- camera.c */

typedef struct Camera {
    float yaw, pitch, zoom;
    Rect r;
    float height;
} Camera;
/* Orthographic. The unit square [0,1]^2 lies in the xy plane and fits into r at zoom 1; z in [0,1] is drawn `height`
 * layout pixels tall. yaw, pitch: radians; at yaw 0 x runs to the right and y towards the eye; pitch pi/2: from above
 */
Vec2 camera_at(const Camera *cam, float x, float y, float z, float *depth /* grows towards the eye; or NULL */);
void camera_surface(Canvas *c, Arena *scratch, const Camera *cam, const float *z, const Color *color, int n, int every);
/* z, color: [n][n] node values, x fastest; quads of `every` cells, back to front, flat shaded with thin lines on their
 * edges. Where a height is not finite there is a hole. */

/* --- commands -> pixels --- replay.c outline.c raster.c glyph.c damage.c */

typedef struct Pixels {
    Color *px;
    int w, h, stride;
} Pixels; /* 0xAARRGGBB; stride in pixels. Premultiplied, which matters only above a background that is not opaque */

typedef struct Replay Replay; /* outlines, hashes and buffers of one target, reused from frame to frame */

Replay *replay_new(void);
void replay_free(Replay *r);
/* Draws the canvas at `scale` device pixels a layout pixel into px. With `partial` only what changed since the last
 * call with the same px (memory and size), scale and font, tile by tile (64 px); the dirty rectangles come back (device
 * pixels, at most `most`, merged), their count is the result. Without it everything is drawn and one rectangle comes
 * back. The two give the same pixels, and so does any order of calls. Memory is kept in r. Points farther out than
 * 16000 device pixels are moved there, NaN is left out. */
typedef struct Box {
    int x0, y0, x1, y1;
} Box; /* x1, y1 exclusive; device pixels */
int replay_draw(Replay *r, const Canvas *c, float scale, Pixels px, bool partial, Box *dirty, int most);

/* --- writers: they produce bytes, somebody else writes files --- png.c gif.c palette.c svg.c pdf.c type.c */

typedef struct Bytes {
    uint8_t *data;
    size_t size;
} Bytes; /* malloc'ed; free(data) */
bool png_write(Pixels px, bool alpha, double dpi, const char *key, const char *itxt, Bytes *out, Err *err);
/* alpha: RGBA, straight, otherwise RGB. dpi 0: none stated. key, itxt: one UTF-8 iTXt chunk (key: 1 to 79 Latin-1
 * letters), or NULL. Same pixels, same bytes. */

/* pngtext.c: the text chunk of a PNG (iTXt, zTXt or tEXt, which other programs make of it) with this key, ended by a
 * zero that size does not count. False: this is no PNG, or a broken one, there is no such text, or it is longer than
 * `most`. No length in the file is trusted; pixels are not looked at. */
bool pngtext_find(const uint8_t *data, size_t size, const char *key, size_t most, Bytes *out, Err *err);

bool png_read(const uint8_t *data, size_t size, Pixels *out /* px malloc'ed */, Err *err);

/* The colours of a picture that can have 256 of them: palette.c. */
enum { PALETTE_COLORS = 255 };
typedef struct Palette Palette;
Palette *palette_new(const Color *fixed, int n); /* these are in it as they are */
void palette_free(Palette *p);
void palette_see(Palette *p, Pixels px); /* what it will be used for, or like it ... */
void palette_fill(Palette *p);           /* ... decides what the others are */
int palette_colors(const Palette *p, const Color **out);
int palette_index(Palette *p, Color c); /* of the nearest one */
bool palette_near(const Palette *p, int index, Color c); /* nobody sees the difference */

typedef struct Gif Gif;
Gif *gif_begin(int w, int h, Palette *palette, Err *err); /* plays for ever; the palette is full, and outlives it */
/* What differs from the frame before by less than can be seen stays as it is: smooth fields are most of a film. */
bool gif_frame(Gif *g, Pixels px, int centiseconds, Err *err);
bool gif_end(Gif *g, Bytes *out, Err *err); /* frees it; out NULL: it was given up */

typedef struct Page {       /* how a canvas lies on paper */
    double width_mm;        /* printed width; 0: a layout pixel is 1/96 inch, as on the web */
    bool outlines;          /* SVG: text as outlines, not as text in a font that the reader may lack */
    const char *title;      /* UTF-8, or NULL */
    const char *key, *text; /* carried along unseen: png_write's key and itxt, or NULL */
} Page;
/* Shapes and text as vectors, images as images. A background that is wholly transparent is left out. The same canvas
 * and page give the same bytes: no dates, no random names. PDF: fonts are embedded, only the glyphs that occur. */
bool svg_write(const Canvas *c, const Page *page, Bytes *out, Err *err);
bool pdf_write(const Canvas *c, const Page *page, Bytes *out, Err *err);

#endif
