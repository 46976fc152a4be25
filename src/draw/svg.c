/* SVG 1.1 of a canvas, for browsers, Inkscape and slides. Shapes are shapes, images are embedded PNGs, text is text:
 * its font is named, with others to fall back on, and textLength holds it to our widths whichever font is found. Or
 * text is outlines, which look the same everywhere but cannot be edited or searched.
 *
 * Numbers are hundredths of a layout pixel, written from integers: no locale decides on a comma. */
#include "draw/replay.h"
#include "draw/vector.h"

#include FT_OUTLINE_H
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Svg {
    Bytes out;
    size_t cap;
    const Canvas *c;
    bool outlines;
    Type *type; /* for outlines */
    Rect *clip; /* those defined so far: number i is "c<i>" */
    int clips, clip_cap;
    int open;   /* the clip whose group is open, or -1 */
    int round;  /* rounded images so far */
    int px, py; /* the last point of a path, in hundredths */
    Err *err;
} Svg;

/* --- text out --- */

static void put_bytes(Svg *s, const char *p, size_t n)
{
    if (s->out.size + n > s->cap) {
        s->cap = 2 * (s->out.size + n) + 4096;
        s->out.data = realloc(s->out.data, s->cap);
        if (!s->out.data)
            memory_failed(s->cap);
    }
    memcpy(s->out.data + s->out.size, p, n);
    s->out.size += n;
}

static void put(Svg *s, const char *text) { put_bytes(s, text, strlen(text)); }

static void PRINTF(2, 3) putf(Svg *s, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    put(s, text);
}

static int hundredths(float v)
{
    v = clamp_f(v, -1e6f, 1e6f) * 100;
    return (int)(v < 0 ? v - 0.5f : v + 0.5f);
}

/* 1.5, .25, -3: as few letters as there can be. */
static void put_hundredths(Svg *s, int n)
{
    char whole[16] = "", part[8] = "";
    if (abs(n) >= 100 || n == 0)
        snprintf(whole, sizeof whole, "%d", abs(n) / 100);
    if (n % 100)
        snprintf(part, sizeof part, n % 10 ? ".%02d" : ".%d", abs(n) % 100 / (n % 10 ? 1 : 10));
    put(s, n < 0 ? "-" : "");
    put(s, whole);
    put(s, part);
}

static void put_number(Svg *s, const char *name, float v)
{
    putf(s, " %s=\"", name);
    put_hundredths(s, hundredths(v));
    put(s, "\"");
}

/* What XML cannot hold at all (control characters) is left out. */
static void put_escaped(Svg *s, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        switch (text[i]) {
        case '&': put(s, "&amp;"); break;
        case '<': put(s, "&lt;"); break;
        case '>': put(s, "&gt;"); break;
        case '"': put(s, "&quot;"); break;
        default:
            if ((unsigned char)text[i] >= 32 || text[i] == '\n' || text[i] == '\t')
                put_bytes(s, text + i, 1);
        }
}

static void put_color(Svg *s, const char *name, Color c)
{
    uint32_t rgb = c & 0xFFFFFF, alpha = c >> 24;
    if (((rgb >> 4 ^ rgb) & 0x0F0F0F) == 0)
        putf(s, " %s=\"#%x%x%x\"", name, rgb >> 16 & 15, rgb >> 8 & 15, rgb & 15);
    else
        putf(s, " %s=\"#%06x\"", name, rgb);
    if (alpha < 255) {
        char opacity[32];
        snprintf(opacity, sizeof opacity, "%s-opacity", name);
        put_number(s, opacity, (float)alpha / 255);
    }
}

static void put_box(Svg *s, Rect r)
{
    put_number(s, "x", r.x);
    put_number(s, "y", r.y);
    put_number(s, "width", r.w);
    put_number(s, "height", r.h);
}

/* --- paths: absolute at first, then the way from point to point, in whole hundredths so that no error adds up --- */

static void put_pair(Svg *s, Vec2 p, bool first)
{
    int x = hundredths(p.x), y = hundredths(p.y), dx = x - (first ? 0 : s->px), dy = y - (first ? 0 : s->py);
    put_hundredths(s, dx);
    if (dy >= 0)
        put(s, " ");
    put_hundredths(s, dy);
    s->px = x;
    s->py = y;
}

static void put_polyline(Svg *s, const Vec2 *p, int n, bool closed)
{
    bool first = true, second = false;
    for (int i = 0; i < n; i++) {
        if (!vector_finite(p[i]))
            continue;
        if (!first && hundredths(p[i].x) == s->px && hundredths(p[i].y) == s->py && n > 2)
            continue;
        put(s, first ? "M" : second ? "l" : s->out.data[s->out.size - 1] == ' ' ? "" : " ");
        put_pair(s, p[i], first);
        second = first;
        first = false;
    }
    if (!first && second) /* a dot: a line of no length, which round caps make visible */
        put(s, "h0");
    if (closed)
        put(s, "z");
}

static void fill(Svg *s, const Command *k)
{
    const Vec2 *p = s->c->point + k->path.first;
    put(s, "<path");
    put_color(s, "fill", k->color);
    put(s, " d=\"");
    for (int i = 0; i < k->path.contours; i++) {
        int n = s->c->contour[k->path.first_contour + i];
        put_polyline(s, p, n, true);
        p += n;
    }
    put(s, "\"/>\n");
}

static void stroke(Svg *s, const Command *k)
{
    put(s, "<path fill=\"none\"");
    put_color(s, "stroke", k->color);
    put_number(s, "stroke-width", k->stroke.width);
    if (k->path.points > 2)
        put(s, " stroke-linejoin=\"round\"");
    if (!k->stroke.butt)
        put(s, " stroke-linecap=\"round\"");
    if (vector_dashed(s->c, k)) {
        put(s, " stroke-dasharray=\"");
        for (int i = 0; i < k->stroke.dashes; i++) {
            put(s, i ? " " : "");
            put_hundredths(s, hundredths(s->c->dash[k->stroke.first_dash + i]));
        }
        put(s, "\"");
    }
    put(s, " d=\"");
    put_polyline(s, s->c->point + k->path.first, k->path.points, k->stroke.closed);
    put(s, "\"/>\n");
}

static void rect(Svg *s, const Command *k)
{
    Rect r = k->rect.r;
    float radius = k->rect.radius;
    put(s, "<rect");
    if (k->kind == CMD_FRAME) { /* drawn inside the edge */
        float inset = k->rect.width / 2;
        r = rect_inset(r, inset);
        radius = max_f(0, radius - inset);
        put(s, " fill=\"none\"");
        put_color(s, "stroke", k->color);
        put_number(s, "stroke-width", k->rect.width);
    } else {
        put_color(s, "fill", k->color);
    }
    put_box(s, (Rect){ r.x, r.y, max_f(0, r.w), max_f(0, r.h) });
    if (radius > 0)
        put_number(s, "rx", min_f(radius, min_f(r.w, r.h) / 2));
    put(s, "/>\n");
}

static void disc(Svg *s, const Command *k)
{
    if (!vector_finite(k->disc.at) || !(k->disc.radius > 0))
        return;
    put(s, "<circle");
    if (k->kind == CMD_RING) {
        put(s, " fill=\"none\"");
        put_color(s, "stroke", k->color);
        put_number(s, "stroke-width", k->disc.width);
    } else {
        put_color(s, "fill", k->color);
    }
    put_number(s, "cx", k->disc.at.x);
    put_number(s, "cy", k->disc.at.y);
    put_number(s, "r", k->disc.radius);
    put(s, "/>\n");
}

static void quads(Svg *s, const Command *k)
{
    Vec2 p[4];
    Color color;
    put(s, "<g>\n");
    for (int i = 0; i < k->mesh.quads; i++) {
        if (!vector_quad(s->c, k, i, p, &color))
            continue;
        put(s, "<path");
        put_color(s, "fill", color);
        put(s, " d=\"");
        put_polyline(s, p, 4, true);
        put(s, "\"/>\n");
    }
    put(s, "</g>\n");
}

/* --- images --- */

static void put_base64(Svg *s, const uint8_t *p, size_t n)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        size_t left = n - i;
        uint32_t v = (uint32_t)p[i] << 16 | (left > 1 ? (uint32_t)p[i + 1] << 8 : 0) | (left > 2 ? p[i + 2] : 0);
        char four[4] = { digit[v >> 18], digit[v >> 12 & 63], left > 1 ? digit[v >> 6 & 63] : '=',
                         left > 2 ? digit[v & 63] : '=' };
        put_bytes(s, four, 4);
    }
}

static bool image(Svg *s, const Command *k)
{
    Pixels px = { .w = k->image.w, .h = k->image.h, .stride = k->image.w };
    bool opaque = vector_opaque(k);
    size_t n = (size_t)px.w * (size_t)px.h;
    Bytes png;
    px.px = malloc(n * sizeof *px.px);
    if (!px.px)
        memory_failed(n * sizeof *px.px);
    for (size_t i = 0; i < n; i++)
        px.px[i] = vector_premultiplied(k->image.pixels[i]);
    bool ok = png_write(px, !opaque, 0, NULL, NULL, &png, s->err);
    free(px.px);
    if (!ok)
        return false;
    if (k->image.radius > 0) {
        put(s, "<clipPath");
        putf(s, " id=\"r%d\"><rect", s->round);
        put_box(s, k->image.r);
        put_number(s, "rx", k->image.radius);
        put(s, "/></clipPath>\n");
    }
    put(s, "<image preserveAspectRatio=\"none\"");
    put_box(s, k->image.r);
    if (k->image.radius > 0)
        putf(s, " clip-path=\"url(#r%d)\"", s->round++);
    put(s, " xlink:href=\"data:image/png;base64,");
    put_base64(s, png.data, png.size);
    put(s, "\"/>\n");
    free(png.data);
    return true;
}

/* --- text --- */

typedef struct Pen { /* from font units to hundredths of layout pixels */
    Svg *s;
    float x, y, scale;
    bool any;
} Pen;

static Vec2 on_page(const Pen *pen, const FT_Vector *v)
{
    return (Vec2){ pen->x + (float)v->x * pen->scale, pen->y - (float)v->y * pen->scale };
}

static int put_points(Pen *pen, const char *command, const FT_Vector *const *v, int n)
{
    put(pen->s, command);
    for (int i = 0; i < n; i++) {
        Vec2 p = on_page(pen, v[i]);
        int y = hundredths(p.y);
        put(pen->s, i ? " " : "");
        put_hundredths(pen->s, hundredths(p.x));
        put(pen->s, y >= 0 ? " " : "");
        put_hundredths(pen->s, y);
    }
    return 0;
}

static int move_to(const FT_Vector *to, void *user)
{
    Pen *pen = user;
    put(pen->s, pen->any ? "z" : "");
    pen->any = true;
    return put_points(pen, "M", (const FT_Vector *const[]){ to }, 1);
}
static int line_to(const FT_Vector *to, void *user)
{
    return put_points(user, "L", (const FT_Vector *const[]){ to }, 1);
}
static int conic_to(const FT_Vector *by, const FT_Vector *to, void *user)
{
    return put_points(user, "Q", (const FT_Vector *const[]){ by, to }, 2);
}
static int cubic_to(const FT_Vector *a, const FT_Vector *b, const FT_Vector *to, void *user)
{
    return put_points(user, "C", (const FT_Vector *const[]){ a, b, to }, 3);
}

static void put_outlines(Svg *s, const Command *k)
{
    static const FT_Outline_Funcs walk = { move_to, line_to, conic_to, cubic_to, 0, 0 };
    const char *text = s->c->text + k->text.first;
    float x = k->text.at.x;
    Pen pen = { .s = s, .y = k->text.at.y };
    put(s, " d=\"");
    for (TypeGlyph g; type_next(s->c, k, &text, &x, &g);) {
        FT_Face face = type_face(s->type, g.file);
        if (!face || FT_Load_Glyph(face, FT_Get_Char_Index(face, g.rune), FT_LOAD_NO_SCALE) != 0 ||
            face->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
            continue;
        pen.x = g.x;
        pen.scale = k->text_style.size / (float)face->units_per_EM;
        (void)FT_Outline_Decompose(&face->glyph->outline, &walk, &pen);
    }
    put(s, pen.any ? "z\"" : "\"");
}

/* Family, weight and slant, where they differ from those of the whole picture. */
static void put_face(Svg *s, const Command *k)
{
    const char *text = s->c->text + k->text.first;
    Face face = k->text_style.face;
    const FontFile *f = s->c->font->file ? s->c->font->file(s->c->font->user, face, text_rune(&text)) : NULL;
    if (face == FACE_MONO || face == FACE_MONO_MEDIUM)
        put(s, " font-family=\"'JetBrains Mono','DejaVu Sans Mono',Consolas,monospace\"");
    if (f && f->weight != 400)
        putf(s, " font-weight=\"%d\"", f->weight);
    if (f && f->italic)
        put(s, " font-style=\"italic\"");
    if (k->text_style.tabular)
        put(s, " style=\"font-variant-numeric:tabular-nums\"");
}

static void text(Svg *s, const Command *k)
{
    const TextStyle *t = &k->text_style;
    const char *letters = s->c->text + k->text.first;
    bool halo = t->halo >> 24 && t->halo_width > 0;
    if (!vector_finite(k->text.at) || !(t->size > 0))
        return;
    put(s, s->outlines ? "<path" : "<text");
    put_color(s, "fill", t->color);
    if (halo) {
        put_color(s, "stroke", t->halo);
        put_number(s, "stroke-width", t->halo_width);
        put(s, " stroke-linejoin=\"round\" paint-order=\"stroke\"");
    }
    if (s->outlines) {
        put(s, " aria-label=\"");
        put_escaped(s, letters, (size_t)k->text.bytes);
        put(s, "\"");
        put_outlines(s, k);
        put(s, "/>\n");
        return;
    }
    put_face(s, k);
    put_number(s, "font-size", t->size);
    put_number(s, "x", k->text.at.x);
    put_number(s, "y", k->text.at.y);
    put_number(s, "textLength", k->text.width);
    put(s, ">");
    put_escaped(s, letters, (size_t)k->text.bytes);
    put(s, "</text>\n");
}

/* --- the document --- */

static bool same_rect(Rect a, Rect b) { return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h; }

/* Commands with the same clip stand in one group. */
static void enter_clip(Svg *s, const Command *k)
{
    Rect r;
    int want = -1;
    if (vector_clip(s->c, k, &r)) {
        for (want = 0; want < s->clips && !same_rect(s->clip[want], r); want++)
            ;
    }
    if (want == s->open)
        return;
    put(s, s->open >= 0 ? "</g>\n" : "");
    if (want >= 0 && want == s->clips) {
        s->clip = replay_grow(s->clip, &s->clip_cap, want + 1, sizeof *s->clip);
        s->clip[s->clips++] = r;
        putf(s, "<clipPath id=\"c%d\"><rect", want);
        put_box(s, r);
        put(s, "/></clipPath>\n");
    }
    if (want >= 0)
        putf(s, "<g clip-path=\"url(#c%d)\">\n", want);
    s->open = want;
}

static void begin(Svg *s, const Page *p)
{
    const Canvas *c = s->c;
    put(s, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
           "xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\" width=\"");
    put_hundredths(s, hundredths(vector_unit(c, p, 1) * c->size.w));
    put(s, "mm\" height=\"");
    put_hundredths(s, hundredths(vector_unit(c, p, 1) * c->size.h));
    put(s, "mm\" viewBox=\"0 0 ");
    put_hundredths(s, hundredths(c->size.w));
    put(s, " ");
    put_hundredths(s, hundredths(c->size.h));
    put(s, "\" xml:space=\"preserve\"");
    if (!s->outlines)
        put(s, " font-family=\"Inter,'Helvetica Neue',Arial,'DejaVu Sans','Noto Sans CJK SC','PingFang SC','Microsoft "
               "YaHei',sans-serif\" "
               "style=\"font-kerning:none;font-variant-ligatures:none\"");
    put(s, ">\n");
    if (p->title) {
        put(s, "<title>");
        put_escaped(s, p->title, strlen(p->title));
        put(s, "</title>\n");
    }
    if (p->key && p->text) {
        put(s, "<metadata id=\"");
        put_escaped(s, p->key, strlen(p->key));
        put(s, "\">");
        put_escaped(s, p->text, strlen(p->text));
        put(s, "</metadata>\n");
    }
    if (c->background >> 24) {
        put(s, "<rect width=\"100%\" height=\"100%\"");
        put_color(s, "fill", c->background);
        put(s, "/>\n");
    }
}

static bool command(Svg *s, const Command *k)
{
    if (!(k->clip.w > 0 && k->clip.h > 0))
        return true;
    enter_clip(s, k);
    switch (k->kind) {
    case CMD_FILL: fill(s, k); break;
    case CMD_STROKE: stroke(s, k); break;
    case CMD_RECT:
    case CMD_FRAME: rect(s, k); break;
    case CMD_DISC:
    case CMD_RING: disc(s, k); break;
    case CMD_QUADS: quads(s, k); break;
    case CMD_IMAGE: return image(s, k);
    case CMD_TEXT: text(s, k); break;
    }
    return true;
}

bool svg_write(const Canvas *c, const Page *page, Bytes *out, Err *err)
{
    Svg s = { .c = c, .outlines = page->outlines, .open = -1, .err = err };
    *out = (Bytes){ 0 };
    s.type = page->outlines ? type_new(err) : NULL;
    if (page->outlines && !s.type)
        return false;
    begin(&s, page);
    bool ok = true;
    for (int i = 0; ok && i < c->commands; i++)
        ok = command(&s, &c->command[i]);
    put(&s, s.open >= 0 ? "</g>\n</svg>\n" : "</svg>\n");
    type_free(s.type);
    free(s.clip);
    if (ok)
        *out = s.out;
    else
        free(s.out.data);
    return ok;
}
