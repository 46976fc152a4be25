/* gif: frames of one size -> an animated GIF (89a). Every frame after the first holds only what changed, in the
 * smallest rectangle around it. giflib packs the bytes. */
#include "draw/draw.h"

#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

enum { CLEAR = PALETTE_COLORS }; /* the index that is seen through */

struct Gif {
    GifFileType *file;
    Palette *palette;
    int w, h;
    bool begun;
    uint8_t *index, *next; /* [w * h] what is shown; what will be */
    GifByteType *line;
    Bytes out;
    size_t cap;
};

static int take_bytes(GifFileType *file, const GifByteType *data, int n)
{
    Gif *g = file->UserData;
    if (g->out.size + (size_t)n > g->cap) {
        g->cap = 2 * (g->out.size + (size_t)n);
        g->out.data = realloc(g->out.data, g->cap);
        if (!g->out.data)
            memory_failed(g->cap);
    }
    memcpy(g->out.data + g->out.size, data, (size_t)n);
    g->out.size += (size_t)n;
    return n;
}

static bool failed(const Gif *g, Err *err)
{
    return err_set(err, tr("the GIF could not be packed (%s); expected it to be"), GifErrorString(g->file->Error));
}

Gif *gif_begin(int w, int h, Palette *palette, Err *err)
{
    int code = 0;
    size_t n = (size_t)w * (size_t)h;
    Gif *g = calloc(1, sizeof *g);
    if (!g || !(g->index = malloc(2 * n + (size_t)w)))
        memory_failed(2 * n + (size_t)w);
    *g = (Gif){ .palette = palette, .w = w, .h = h, .index = g->index, .next = g->index + n };
    g->line = g->next + n;
    g->file = EGifOpen(g, take_bytes, &code);
    if (!g->file)
        memory_failed(n);
    GifColorType color[256] = { { 0, 0, 0 } };
    const Color *from;
    for (int i = palette_colors(palette, &from) - 1; i >= 0; i--)
        color[i] = (GifColorType){ (GifByteType)(from[i] >> 16), (GifByteType)(from[i] >> 8), (GifByteType)from[i] };
    ColorMapObject *map = GifMakeMapObject(256, color);
    static const char forever[] = "NETSCAPE2.0", times[3] = { 1, 0, 0 };
    EGifSetGifVersion(g->file, true);
    bool ok = map && EGifPutScreenDesc(g->file, w, h, 8, 0, map) == GIF_OK &&
              EGifPutExtensionLeader(g->file, APPLICATION_EXT_FUNC_CODE) == GIF_OK &&
              EGifPutExtensionBlock(g->file, 11, forever) == GIF_OK &&
              EGifPutExtensionBlock(g->file, 3, times) == GIF_OK && EGifPutExtensionTrailer(g->file) == GIF_OK;
    GifFreeMapObject(map);
    if (ok)
        return g;
    failed(g, err);
    gif_end(g, NULL, NULL);
    return NULL;
}

/* Where the frame differs from the one before; a pixel, when it does not: a frame lasts its time all the same. */
static Box changed(const Gif *g)
{
    Box b = { g->w, g->h, 0, 0 };
    for (int y = 0; y < g->h; y++)
        for (int x = 0; x < g->w; x++)
            if (!g->begun || g->next[y * g->w + x] != g->index[y * g->w + x])
                b = (Box){ min_i(b.x0, x), min_i(b.y0, y), max_i(b.x1, x + 1), max_i(b.y1, y + 1) };
    return b.x1 > b.x0 ? b : (Box){ 0, 0, 1, 1 };
}

bool gif_frame(Gif *g, Pixels px, int centiseconds, Err *err)
{
    for (int y = 0; y < g->h; y++)
        for (int x = 0; x < g->w; x++) {
            int i = y * g->w + x;
            Color c = px.px[(size_t)y * (size_t)px.stride + (size_t)x];
            bool stays = g->begun && palette_near(g->palette, g->index[i], c);
            g->next[i] = stays ? g->index[i] : (uint8_t)palette_index(g->palette, c);
        }
    Box b = changed(g);
    GraphicsControlBlock control = { .DisposalMode = DISPOSE_DO_NOT,
                                     .DelayTime = centiseconds,
                                     .TransparentColor = g->begun ? CLEAR : NO_TRANSPARENT_COLOR };
    GifByteType packed[4];
    EGifGCBToExtension(&control, packed);
    bool ok = EGifPutExtension(g->file, GRAPHICS_EXT_FUNC_CODE, 4, packed) == GIF_OK &&
              EGifPutImageDesc(g->file, b.x0, b.y0, b.x1 - b.x0, b.y1 - b.y0, false, NULL) == GIF_OK;
    for (int y = b.y0; ok && y < b.y1; y++) {
        for (int x = b.x0; x < b.x1; x++) {
            int i = y * g->w + x;
            g->line[x - b.x0] = g->begun && g->next[i] == g->index[i] ? CLEAR : g->next[i];
        }
        ok = EGifPutLine(g->file, g->line, b.x1 - b.x0) == GIF_OK;
    }
    uint8_t *shown = g->next;
    g->next = g->index;
    g->index = shown;
    g->begun = true;
    return ok ? true : failed(g, err);
}

bool gif_end(Gif *g, Bytes *out, Err *err)
{
    int code = 0;
    bool ok = EGifCloseFile(g->file, &code) == GIF_OK;
    if (!ok)
        err_set(err, tr("the GIF could not be packed (%s); expected it to be"), GifErrorString(code));
    if (ok && out)
        *out = g->out;
    else
        free(g->out.data);
    free(g->index < g->next ? g->index : g->next);
    free(g);
    return ok;
}
