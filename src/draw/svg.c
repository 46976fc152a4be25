/* SVG 1.1 of a canvas, for browsers, Inkscape and slides. Shapes are shapes, images are embedded PNGs, text is text:
 * its font is named, with others to fall back on, and textLength holds it to our widths whichever font is found. Or
 * text is outlines, which look the same everywhere but cannot be edited or searched. */
#include "draw/markup.h"
#include "draw/replay.h"
#include "draw/vector.h"

#include FT_OUTLINE_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Svg {
    Markup to;
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

/* --- paths: absolute at first, then the way from point to point, in whole hundredths so that no error adds up --- */

static void put_pair(Svg *s, Vec2 p, bool first)
{
    int x = markup_round(p.x), y = markup_round(p.y), dx = x - (first ? 0 : s->px), dy = y - (first ? 0 : s->py);
    markup_hundredths(&s->to, dx);
    if (dy >= 0)
        markup_put(&s->to, " ");
    markup_hundredths(&s->to, dy);
    s->px = x;
    s->py = y;
}

static void put_polyline(Svg *s, const Vec2 *p, int n, bool closed)
{
    bool first = true, second = false;
    for (int i = 0; i < n; i++) {
        if (!vector_finite(p[i]))
            continue;
        if (!first && markup_round(p[i].x) == s->px && markup_round(p[i].y) == s->py && n > 2)
            continue;
        markup_put(&s->to, first ? "M" : second ? "l" : s->to.data[s->to.size - 1] == ' ' ? "" : " ");
        put_pair(s, p[i], first);
        second = first;
        first = false;
    }
    if (!first && second) /* a dot: a line of no length, which round caps make visible */
        markup_put(&s->to, "h0");
    if (closed)
        markup_put(&s->to, "z");
}

static void fill(Svg *s, const Command *k)
{
    const Vec2 *p = s->c->point + k->path.first;
    markup_put(&s->to, "<path");
    markup_color(&s->to, "fill", k->color);
    markup_put(&s->to, " d=\"");
    for (int i = 0; i < k->path.contours; i++) {
        int n = s->c->contour[k->path.first_contour + i];
        put_polyline(s, p, n, true);
        p += n;
    }
    markup_put(&s->to, "\"/>\n");
}

static void stroke(Svg *s, const Command *k)
{
    markup_put(&s->to, "<path fill=\"none\"");
    markup_color(&s->to, "stroke", k->color);
    markup_number(&s->to, "stroke-width", k->stroke.width);
    if (k->path.points > 2)
        markup_put(&s->to, " stroke-linejoin=\"round\"");
    if (!k->stroke.butt)
        markup_put(&s->to, " stroke-linecap=\"round\"");
    if (vector_dashed(s->c, k)) {
        markup_put(&s->to, " stroke-dasharray=\"");
        for (int i = 0; i < k->stroke.dashes; i++) {
            markup_put(&s->to, i ? " " : "");
            markup_hundredths(&s->to, markup_round(s->c->dash[k->stroke.first_dash + i]));
        }
        markup_put(&s->to, "\"");
    }
    markup_put(&s->to, " d=\"");
    put_polyline(s, s->c->point + k->path.first, k->path.points, k->stroke.closed);
    markup_put(&s->to, "\"/>\n");
}

static void rect(Svg *s, const Command *k)
{
    Rect r = k->rect.r;
    float radius = k->rect.radius;
    markup_put(&s->to, "<rect");
    if (k->kind == CMD_FRAME) { /* drawn inside the edge */
        float inset = k->rect.width / 2;
        r = rect_inset(r, inset);
        radius = max_f(0, radius - inset);
        markup_put(&s->to, " fill=\"none\"");
        markup_color(&s->to, "stroke", k->color);
        markup_number(&s->to, "stroke-width", k->rect.width);
    } else {
        markup_color(&s->to, "fill", k->color);
    }
    markup_box(&s->to, (Rect){ r.x, r.y, max_f(0, r.w), max_f(0, r.h) });
    if (radius > 0)
        markup_number(&s->to, "rx", min_f(radius, min_f(r.w, r.h) / 2));
    markup_put(&s->to, "/>\n");
}

static void disc(Svg *s, const Command *k)
{
    if (!vector_finite(k->disc.at) || !(k->disc.radius > 0))
        return;
    markup_put(&s->to, "<circle");
    if (k->kind == CMD_RING) {
        markup_put(&s->to, " fill=\"none\"");
        markup_color(&s->to, "stroke", k->color);
        markup_number(&s->to, "stroke-width", k->disc.width);
    } else {
        markup_color(&s->to, "fill", k->color);
    }
    markup_number(&s->to, "cx", k->disc.at.x);
    markup_number(&s->to, "cy", k->disc.at.y);
    markup_number(&s->to, "r", k->disc.radius);
    markup_put(&s->to, "/>\n");
}

static void quads(Svg *s, const Command *k)
{
    Vec2 p[4];
    Color color;
    markup_put(&s->to, "<g>\n");
    for (int i = 0; i < k->mesh.quads; i++) {
        if (!vector_quad(s->c, k, i, p, &color))
            continue;
        markup_put(&s->to, "<path");
        markup_color(&s->to, "fill", color);
        markup_put(&s->to, " d=\"");
        put_polyline(s, p, 4, true);
        markup_put(&s->to, "\"/>\n");
    }
    markup_put(&s->to, "</g>\n");
}

/* --- images --- */

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
        markup_put(&s->to, "<clipPath");
        markup_format(&s->to, " id=\"r%d\"><rect", s->round);
        markup_box(&s->to, k->image.r);
        markup_number(&s->to, "rx", k->image.radius);
        markup_put(&s->to, "/></clipPath>\n");
    }
    markup_put(&s->to, "<image preserveAspectRatio=\"none\"");
    markup_box(&s->to, k->image.r);
    if (k->image.radius > 0)
        markup_format(&s->to, " clip-path=\"url(#r%d)\"", s->round++);
    markup_put(&s->to, " xlink:href=\"data:image/png;base64,");
    markup_base64(&s->to, png.data, png.size);
    markup_put(&s->to, "\"/>\n");
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
    markup_put(&pen->s->to, command);
    for (int i = 0; i < n; i++) {
        Vec2 p = on_page(pen, v[i]);
        int y = markup_round(p.y);
        markup_put(&pen->s->to, i ? " " : "");
        markup_hundredths(&pen->s->to, markup_round(p.x));
        markup_put(&pen->s->to, y >= 0 ? " " : "");
        markup_hundredths(&pen->s->to, y);
    }
    return 0;
}

static int move_to(const FT_Vector *to, void *user)
{
    Pen *pen = user;
    markup_put(&pen->s->to, pen->any ? "z" : "");
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
    markup_put(&s->to, " d=\"");
    for (TypeGlyph g; type_next(s->c, k, &text, &x, &g);) {
        FT_Face face = type_face(s->type, g.file);
        if (!face || FT_Load_Glyph(face, FT_Get_Char_Index(face, g.rune), FT_LOAD_NO_SCALE) != 0 ||
            face->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
            continue;
        pen.x = g.x;
        pen.scale = k->text_style.size / (float)face->units_per_EM;
        (void)FT_Outline_Decompose(&face->glyph->outline, &walk, &pen);
    }
    markup_put(&s->to, pen.any ? "z\"" : "\"");
}

/* Family, weight and slant, where they differ from those of the whole picture. */
static void put_face(Svg *s, const Command *k)
{
    const char *text = s->c->text + k->text.first;
    Face face = k->text_style.face;
    const FontFile *f = s->c->font->file ? s->c->font->file(s->c->font->user, face, text_rune(&text)) : NULL;
    if (face == FACE_MONO || face == FACE_MONO_MEDIUM)
        markup_put(&s->to, " font-family=\"'JetBrains Mono','DejaVu Sans Mono',Consolas,monospace\"");
    if (f && f->weight != 400)
        markup_format(&s->to, " font-weight=\"%d\"", f->weight);
    if (f && f->italic)
        markup_put(&s->to, " font-style=\"italic\"");
    if (k->text_style.tabular)
        markup_put(&s->to, " style=\"font-variant-numeric:tabular-nums\"");
}

static void text(Svg *s, const Command *k)
{
    const TextStyle *t = &k->text_style;
    const char *letters = s->c->text + k->text.first;
    bool halo = t->halo >> 24 && t->halo_width > 0;
    if (!vector_finite(k->text.at) || !(t->size > 0))
        return;
    markup_put(&s->to, s->outlines ? "<path" : "<text");
    markup_color(&s->to, "fill", t->color);
    if (halo) {
        markup_color(&s->to, "stroke", t->halo);
        markup_number(&s->to, "stroke-width", t->halo_width);
        markup_put(&s->to, " stroke-linejoin=\"round\" paint-order=\"stroke\"");
    }
    if (s->outlines) {
        markup_put(&s->to, " aria-label=\"");
        markup_escaped(&s->to, letters, (size_t)k->text.bytes);
        markup_put(&s->to, "\"");
        put_outlines(s, k);
        markup_put(&s->to, "/>\n");
        return;
    }
    put_face(s, k);
    markup_number(&s->to, "font-size", t->size);
    markup_number(&s->to, "x", k->text.at.x);
    markup_number(&s->to, "y", k->text.at.y);
    markup_number(&s->to, "textLength", k->text.width);
    markup_put(&s->to, ">");
    markup_escaped(&s->to, letters, (size_t)k->text.bytes);
    markup_put(&s->to, "</text>\n");
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
    markup_put(&s->to, s->open >= 0 ? "</g>\n" : "");
    if (want >= 0 && want == s->clips) {
        s->clip = replay_grow(s->clip, &s->clip_cap, want + 1, sizeof *s->clip);
        s->clip[s->clips++] = r;
        markup_format(&s->to, "<clipPath id=\"c%d\"><rect", want);
        markup_box(&s->to, r);
        markup_put(&s->to, "/></clipPath>\n");
    }
    if (want >= 0)
        markup_format(&s->to, "<g clip-path=\"url(#c%d)\">\n", want);
    s->open = want;
}

static void begin(Svg *s, const Page *p)
{
    const Canvas *c = s->c;
    markup_put(&s->to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
                       "xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\" width=\"");
    markup_hundredths(&s->to, markup_round(vector_unit(c, p, 1) * c->size.w));
    markup_put(&s->to, "mm\" height=\"");
    markup_hundredths(&s->to, markup_round(vector_unit(c, p, 1) * c->size.h));
    markup_put(&s->to, "mm\" viewBox=\"0 0 ");
    markup_hundredths(&s->to, markup_round(c->size.w));
    markup_put(&s->to, " ");
    markup_hundredths(&s->to, markup_round(c->size.h));
    markup_put(&s->to, "\" xml:space=\"preserve\"");
    if (!s->outlines)
        markup_put(
            &s->to,
            " font-family=\"Inter,'Helvetica Neue',Arial,'DejaVu Sans','Noto Sans CJK SC','PingFang SC','Microsoft "
            "YaHei',sans-serif\" "
            "style=\"font-kerning:none;font-variant-ligatures:none\"");
    markup_put(&s->to, ">\n");
    if (p->title) {
        markup_put(&s->to, "<title>");
        markup_escaped(&s->to, p->title, strlen(p->title));
        markup_put(&s->to, "</title>\n");
    }
    if (p->key && p->text) {
        markup_put(&s->to, "<metadata id=\"");
        markup_escaped(&s->to, p->key, strlen(p->key));
        markup_put(&s->to, "\">");
        markup_escaped(&s->to, p->text, strlen(p->text));
        markup_put(&s->to, "</metadata>\n");
    }
    if (c->background >> 24) {
        markup_put(&s->to, "<rect width=\"100%\" height=\"100%\"");
        markup_color(&s->to, "fill", c->background);
        markup_put(&s->to, "/>\n");
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
    markup_put(&s.to, s.open >= 0 ? "</g>\n</svg>\n" : "</svg>\n");
    type_free(s.type);
    free(s.clip);
    if (ok)
        *out = (Bytes){ s.to.data, s.to.size };
    else
        free(s.to.data);
    return ok;
}
