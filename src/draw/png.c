/* PNG: pixels to bytes and back, in memory, by libpng. Fast compression, one filter and no time stamp, so the same
 * pixels give the same bytes from one version of zlib. libpng reports errors by longjmp: everything that
 * must be freed lives in a struct of the caller of setjmp's function, so no jump can lose it. */
#include "draw/draw.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

typedef struct Job {
    png_structp png;
    png_infop info;
    uint8_t *row;
    Bytes out; /* writing */
    size_t cap;
    const uint8_t *in; /* reading */
    size_t left;
    Pixels px;
    bool alpha;
    double dpi;
    const char *key, *itxt;
    Err *err;
} Job;

static bool attempt(Job *j, void (*work)(Job *))
{
    if (setjmp(png_jmpbuf(j->png)))
        return false;
    work(j);
    return true;
}

static void on_error(png_structp png, png_const_charp text)
{
    Job *j = png_get_error_ptr(png);
    err_set(j->err, tr("PNG: %s; expected an undamaged picture and enough memory"), text);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

/* --- writing --- */

static void write_bytes(png_structp png, png_bytep data, size_t size)
{
    Job *j = png_get_io_ptr(png);
    if (j->out.size + size > j->cap) {
        size_t cap = 2 * (j->out.size + size);
        uint8_t *p = realloc(j->out.data, cap);
        if (!p)
            png_error(png, tr("out of memory"));
        j->out.data = p;
        j->cap = cap;
    }
    memcpy(j->out.data + j->out.size, data, size);
    j->out.size += size;
}

static void flush_bytes(png_structp png) { (void)png; }

static uint8_t straight(Color c, int shift)
{
    uint32_t v = c >> shift & 255, a = c >> 24;
    return (uint8_t)(a == 0 ? 0 : min_i(255, (int)((v * 255 + a / 2) / a)));
}

static void pack_row(uint8_t *out, const Color *px, int w, bool alpha)
{
    for (int x = 0; x < w; x++) {
        for (int shift = 16; shift >= 0; shift -= 8)
            *out++ = (uint8_t)(alpha ? straight(px[x], shift) : px[x] >> shift);
        if (alpha)
            *out++ = (uint8_t)(px[x] >> 24);
    }
}

static void write_all(Job *j)
{
    png_structp png = j->png;
    png_set_write_fn(png, j, write_bytes, flush_bytes);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_IHDR(png, j->info, (uint32_t)j->px.w, (uint32_t)j->px.h, 8,
                 j->alpha ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(png, 3);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
    if (j->dpi > 0 && j->dpi < 1e6) {
        uint32_t per_metre = (uint32_t)(j->dpi / 0.0254 + 0.5);
        png_set_pHYs(png, j->info, per_metre, per_metre, PNG_RESOLUTION_METER);
    }
    if (j->key && j->itxt) {
        char name[80] = { 0 }, *text = (char *)(uintptr_t)j->itxt; /* libpng's struct lacks const; it only reads */
        strncpy(name, j->key, sizeof name - 1);
        png_text chunk = { .compression = PNG_ITXT_COMPRESSION_NONE, .key = name, .text = text, .lang = NULL };
        chunk.itxt_length = strlen(j->itxt);
        png_set_text(png, j->info, &chunk, 1);
    }
    png_write_info(png, j->info);
    for (int y = 0; y < j->px.h; y++) {
        pack_row(j->row, j->px.px + (size_t)y * (size_t)j->px.stride, j->px.w, j->alpha);
        png_write_row(png, j->row);
    }
    png_write_end(png, j->info);
}

bool png_write(Pixels px, bool alpha, double dpi, const char *key, const char *itxt, Bytes *out, Err *err)
{
    *out = (Bytes){ 0 };
    if (px.w < 1 || px.h < 1)
        return err_set(err, tr("a picture of %d x %d pixels; expected at least 1 x 1"), px.w, px.h);
    Job job = { .px = px, .alpha = alpha, .dpi = dpi, .key = key, .itxt = itxt, .err = err }, *j = &job;
    bool ok = false;
    j->row = malloc((size_t)px.w * 4);
    j->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, j, on_error, on_warning);
    j->info = j->png ? png_create_info_struct(j->png) : NULL;
    if (!j->row || !j->info) {
        err_set(err, tr("not enough memory for a PNG of %d x %d pixels"), px.w, px.h);
    } else {
        ok = attempt(j, write_all);
    }
    if (ok)
        *out = j->out;
    else
        free(j->out.data);
    png_destroy_write_struct(&j->png, &j->info);
    free(j->row);
    return ok;
}

/* --- reading --- */

static void read_bytes(png_structp png, png_bytep data, size_t size)
{
    Job *j = png_get_io_ptr(png);
    if (size > j->left)
        png_error(png, tr("it ends early"));
    memcpy(data, j->in, size);
    j->in += size;
    j->left -= size;
}

static Color premultiplied(const uint8_t *rgba)
{
    Color out = 0;
    uint32_t a = rgba[3];
    for (int i = 0; i < 3; i++)
        out = out << 8 | (rgba[i] * a + 127) / 255;
    return out | a << 24;
}

static void read_all(Job *j)
{
    enum { MOST = 32768 }; /* pixels a side */
    png_structp png = j->png;
    png_set_read_fn(png, j, read_bytes);
    png_set_user_limits(png, MOST, MOST);
    png_read_info(png, j->info);
    j->px.w = j->px.stride = (int)png_get_image_width(png, j->info);
    j->px.h = (int)png_get_image_height(png, j->info);
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, j->info);
    size_t w = (size_t)j->px.w, h = (size_t)j->px.h, stride = 4 * w;
    j->px.px = malloc(w * h * sizeof(Color));
    j->row = malloc(stride * (passes > 1 ? h : 1)); /* interlaced ones come in several passes over all rows */
    if (!j->px.px || !j->row)
        png_error(png, tr("out of memory"));
    for (int pass = 0; pass < passes; pass++)
        for (size_t y = 0; y < h; y++) {
            uint8_t *row = j->row + (passes > 1 ? y * stride : 0);
            png_read_row(png, row, NULL);
            for (size_t x = 0; x < w && pass == passes - 1; x++)
                j->px.px[y * w + x] = premultiplied(row + 4 * x);
        }
    png_read_end(png, NULL);
}

bool png_read(const uint8_t *data, size_t size, Pixels *out, Err *err)
{
    Job job = { .in = data, .left = size, .err = err }, *j = &job;
    bool ok = false;
    *out = (Pixels){ 0 };
    j->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, j, on_error, on_warning);
    j->info = j->png ? png_create_info_struct(j->png) : NULL;
    if (!j->info) {
        err_set(err, tr("not enough memory for a PNG"));
    } else {
        ok = attempt(j, read_all);
    }
    if (ok)
        *out = j->px;
    else
        free(j->px.px);
    png_destroy_read_struct(&j->png, &j->info, NULL);
    free(j->row);
    return ok;
}
