/* PDF of a canvas, by cairo: exact physical size, shapes as vectors, fonts embedded with the glyphs that occur.
 *
 * Text is placed glyph by glyph with our own advances, beside the letters that it stands for, so that it is as wide as
 * on the screen and still found by a search. The date that cairo would write is emptied: same canvas, same bytes. */
#include "draw/replay.h"
#include "draw/vector.h"

#include <cairo-ft.h>
#include <cairo-pdf.h>
#include FT_MODULE_H
#include <stdlib.h>
#include <string.h>

typedef struct Loaded {
    const FontFile *file;
    cairo_font_face_t *face;
} Loaded;

typedef struct Pdf {
    Bytes out;
    size_t cap;
    const Canvas *c;
    cairo_t *cr;
    Type *type;
    Loaded *font;
    int fonts, font_cap;
    cairo_glyph_t *glyph; /* of the run being made, and what they stand for */
    int glyph_cap;
    cairo_text_cluster_t *cluster;
    int cluster_cap;
} Pdf;

static cairo_status_t put_bytes(void *user, const unsigned char *data, unsigned n)
{
    Pdf *p = user;
    if (p->out.size + n > p->cap) {
        size_t cap = 2 * (p->out.size + n) + 4096;
        uint8_t *larger = realloc(p->out.data, cap);
        if (!larger)
            return CAIRO_STATUS_NO_MEMORY;
        p->out.data = larger;
        p->cap = cap;
    }
    memcpy(p->out.data + p->out.size, data, n);
    p->out.size += n;
    return CAIRO_STATUS_SUCCESS;
}

static void set_color(Pdf *p, Color c)
{
    cairo_set_source_rgba(p->cr, (c >> 16 & 255) / 255.0, (c >> 8 & 255) / 255.0, (c & 255) / 255.0, (c >> 24) / 255.0);
}

/* --- shapes --- */

static int polyline(Pdf *p, const Vec2 *at, int n, bool closed)
{
    int points = 0;
    for (int i = 0; i < n; i++)
        if (vector_finite(at[i])) {
            (points++ ? cairo_line_to : cairo_move_to)(p->cr, (double)at[i].x, (double)at[i].y);
        }
    if (points == 1 && n == 1) /* a dot, which round caps make visible */
        cairo_line_to(p->cr, (double)at[0].x, (double)at[0].y);
    if (closed && points)
        cairo_close_path(p->cr);
    return points;
}

static void box(Pdf *p, Rect r, float radius)
{
    double x = (double)r.x, y = (double)r.y, w = (double)r.w, h = (double)r.h;
    double d = (double)clamp_f(radius, 0, max_f(0, min_f(r.w, r.h) / 2)), quarter = 1.5707963267948966;
    if (!(w >= 0 && h >= 0))
        return;
    if (!(d > 0)) {
        cairo_rectangle(p->cr, x, y, w, h);
        return;
    }
    cairo_new_sub_path(p->cr);
    cairo_arc(p->cr, x + w - d, y + d, d, -quarter, 0);
    cairo_arc(p->cr, x + w - d, y + h - d, d, 0, quarter);
    cairo_arc(p->cr, x + d, y + h - d, d, quarter, 2 * quarter);
    cairo_arc(p->cr, x + d, y + d, d, 2 * quarter, 3 * quarter);
    cairo_close_path(p->cr);
}

static void fill(Pdf *p, const Command *k)
{
    const Vec2 *at = p->c->point + k->path.first;
    for (int i = 0; i < k->path.contours; i++) {
        int n = p->c->contour[k->path.first_contour + i];
        polyline(p, at, n, true);
        at += n;
    }
    set_color(p, k->color);
    cairo_fill(p->cr);
}

static void stroke(Pdf *p, const Command *k)
{
    double dash[16];
    int dashes = vector_dashed(p->c, k) ? min_i(k->stroke.dashes, COUNT(dash)) : 0;
    for (int i = 0; i < dashes; i++)
        dash[i] = (double)p->c->dash[k->stroke.first_dash + i];
    cairo_set_dash(p->cr, dash, dashes, 0);
    cairo_set_line_width(p->cr, (double)k->stroke.width);
    cairo_set_line_cap(p->cr, k->stroke.butt ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
    polyline(p, p->c->point + k->path.first, k->path.points, k->stroke.closed);
    set_color(p, k->color);
    cairo_stroke(p->cr);
    cairo_set_dash(p->cr, NULL, 0, 0);
}

static void rect(Pdf *p, const Command *k)
{
    set_color(p, k->color);
    if (k->kind == CMD_FRAME) { /* drawn inside the edge */
        float inset = k->rect.width / 2;
        box(p, rect_inset(k->rect.r, inset), k->rect.radius - inset);
        cairo_set_line_width(p->cr, (double)k->rect.width);
        cairo_stroke(p->cr);
    } else {
        box(p, k->rect.r, k->rect.radius);
        cairo_fill(p->cr);
    }
}

static void disc(Pdf *p, const Command *k)
{
    if (!vector_finite(k->disc.at) || !(k->disc.radius > 0))
        return;
    set_color(p, k->color);
    cairo_new_sub_path(p->cr);
    cairo_arc(p->cr, (double)k->disc.at.x, (double)k->disc.at.y, (double)k->disc.radius, 0, 6.283185307179586);
    cairo_close_path(p->cr);
    cairo_set_line_width(p->cr, (double)k->disc.width);
    (k->kind == CMD_RING ? cairo_stroke : cairo_fill)(p->cr);
}

static void quads(Pdf *p, const Command *k)
{
    Vec2 at[4];
    Color color;
    for (int i = 0; i < k->mesh.quads; i++)
        if (vector_quad(p->c, k, i, at, &color)) {
            polyline(p, at, 4, true);
            set_color(p, color);
            cairo_fill(p->cr);
        }
}

static void image(Pdf *p, const Command *k)
{
    int w = k->image.w, h = k->image.h;
    cairo_surface_t *pixels =
        cairo_image_surface_create(vector_opaque(k) ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32, w, h);
    uint8_t *to = cairo_image_surface_get_data(pixels);
    cairo_surface_flush(pixels);
    for (int y = 0; to && y < h; y++, to += cairo_image_surface_get_stride(pixels))
        for (int x = 0; x < w; x++) {
            Color c = vector_premultiplied(k->image.pixels[y * w + x]);
            memcpy(to + 4 * x, &c, sizeof c);
        }
    cairo_surface_mark_dirty(pixels);
    cairo_save(p->cr);
    box(p, k->image.r, k->image.radius);
    cairo_clip(p->cr);
    cairo_translate(p->cr, (double)k->image.r.x, (double)k->image.r.y);
    cairo_scale(p->cr, (double)k->image.r.w / w, (double)k->image.r.h / h);
    cairo_set_source_surface(p->cr, pixels, 0, 0);
    cairo_pattern_set_extend(cairo_get_source(p->cr), CAIRO_EXTEND_PAD); /* or the edges would fade */
    cairo_paint(p->cr);
    cairo_restore(p->cr);
    cairo_surface_destroy(pixels);
}

/* --- text --- */

/* cairo keeps faces longer than we do, so each holds its own reference to FreeType's and to its library. */
static void release(void *face)
{
    FT_Library library = ((FT_Face)face)->glyph->library;
    FT_Done_Face(face);
    FT_Done_FreeType(library);
}

static cairo_font_face_t *font_of(Pdf *p, const FontFile *file)
{
    static const cairo_user_data_key_t key;
    for (int i = 0; i < p->fonts; i++)
        if (p->font[i].file == file)
            return p->font[i].face;
    FT_Face face = type_face(p->type, file);
    Loaded f = { file, NULL };
    if (face) {
        FT_Reference_Face(face);
        FT_Reference_Library(face->glyph->library);
        f.face = cairo_ft_font_face_create_for_ft_face(face, FT_LOAD_NO_HINTING);
        cairo_font_face_set_user_data(f.face, &key, face, release);
    }
    p->font = replay_grow(p->font, &p->font_cap, p->fonts + 1, sizeof *p->font);
    p->font[p->fonts++] = f;
    return f.face;
}

/* Glyphs of one font, and the letters that they stand for. */
static void show_run(Pdf *p, const Command *k, const FontFile *file, int n, const char *letters, int bytes)
{
    const TextStyle *t = &k->text_style;
    cairo_font_face_t *font = n ? font_of(p, file) : NULL;
    if (!font)
        return;
    cairo_set_font_face(p->cr, font);
    cairo_set_font_size(p->cr, (double)t->size);
    if (t->halo >> 24 && t->halo_width > 0) {
        cairo_glyph_path(p->cr, p->glyph, n);
        cairo_set_line_width(p->cr, (double)t->halo_width);
        set_color(p, t->halo);
        cairo_stroke(p->cr);
    }
    set_color(p, t->color);
    int clusters = n;
    if (t->tabular) { /* digits in wide cells would be taken for words apart: the run says as a whole what it reads */
        p->cluster[0] = (cairo_text_cluster_t){ bytes, n };
        clusters = 1;
    }
    cairo_show_text_glyphs(p->cr, letters, bytes, p->glyph, n, p->cluster, clusters, 0);
}

static void text(Pdf *p, const Command *k)
{
    const char *rest = p->c->text + k->text.first, *begin = rest, *before = rest;
    const FontFile *file = NULL;
    float x = k->text.at.x;
    int n = 0;
    if (!vector_finite(k->text.at) || !(k->text_style.size > 0))
        return;
    for (TypeGlyph g; type_next(p->c, k, &rest, &x, &g); before = rest) {
        FT_Face face = type_face(p->type, g.file);
        if (g.file != file) {
            show_run(p, k, file, n, begin, (int)(before - begin));
            begin = before;
            file = g.file;
            n = 0;
        }
        p->glyph = replay_grow(p->glyph, &p->glyph_cap, n + 1, sizeof *p->glyph);
        p->cluster = replay_grow(p->cluster, &p->cluster_cap, n + 1, sizeof *p->cluster);
        p->glyph[n] = (cairo_glyph_t){ face ? FT_Get_Char_Index(face, g.rune) : 0, (double)g.x, (double)k->text.at.y };
        p->cluster[n++] = (cairo_text_cluster_t){ (int)(rest - before), 1 };
    }
    show_run(p, k, file, n, begin, (int)(rest - begin));
}

/* --- the document --- */

static void command(Pdf *p, const Command *k)
{
    Rect clip;
    if (!(k->clip.w > 0 && k->clip.h > 0))
        return;
    bool clipped = vector_clip(p->c, k, &clip);
    if (clipped) {
        cairo_save(p->cr);
        box(p, clip, 0);
        cairo_clip(p->cr);
    }
    cairo_new_path(p->cr);
    switch (k->kind) {
    case CMD_FILL: fill(p, k); break;
    case CMD_STROKE: stroke(p, k); break;
    case CMD_RECT:
    case CMD_FRAME: rect(p, k); break;
    case CMD_DISC:
    case CMD_RING: disc(p, k); break;
    case CMD_QUADS: quads(p, k); break;
    case CMD_IMAGE: image(p, k); break;
    case CMD_TEXT: text(p, k); break;
    }
    if (clipped)
        cairo_restore(p->cr);
}

static void describe(cairo_surface_t *surface, const Page *page)
{
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
    if (page->title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, page->title);
    if (page->key)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, page->key);
    if (page->text)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, page->text);
}

bool pdf_write(const Canvas *c, const Page *page, Bytes *out, Err *err)
{
    Pdf p = { .c = c, .type = type_new(err) };
    *out = (Bytes){ 0 };
    if (!p.type)
        return false;
    double unit = (double)vector_unit(c, page, 72 / 25.4f); /* points a layout pixel */
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(put_bytes, &p, unit * (double)c->size.w, unit * (double)c->size.h);
    cairo_pdf_surface_restrict_to_version(surface,
                                          CAIRO_PDF_VERSION_1_4); /* the oldest with transparency: all read it */
    describe(surface, page);
    p.cr = cairo_create(surface);
    cairo_scale(p.cr, unit, unit);
    cairo_set_line_join(p.cr, CAIRO_LINE_JOIN_ROUND);
    if (c->background >> 24) {
        set_color(&p, c->background);
        cairo_paint(p.cr);
    }
    for (int i = 0; i < c->commands; i++)
        command(&p, &c->command[i]);
    cairo_show_page(p.cr);
    cairo_surface_finish(surface);
    cairo_status_t status = cairo_status(p.cr) ? cairo_status(p.cr) : cairo_surface_status(surface);
    cairo_destroy(p.cr);
    cairo_surface_destroy(surface);
    for (int i = 0; i < p.fonts; i++)
        if (p.font[i].face)
            cairo_font_face_destroy(p.font[i].face);
    type_free(p.type);
    free(p.font);
    free(p.glyph);
    free(p.cluster);
    if (status == CAIRO_STATUS_SUCCESS)
        *out = p.out;
    else
        free(p.out.data);
    return status == CAIRO_STATUS_SUCCESS ||
           err_set(err, tr("PDF: %s; expected enough memory"), cairo_status_to_string(status));
}
