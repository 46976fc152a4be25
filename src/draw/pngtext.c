/* pngtext: texts in a PNG (ISO/IEC 15948, 11.3.4), found by walking over its chunks. libpng would decode the picture to
 * find a text behind it; this touches nothing but lengths, and inflates no more than it was told to. */
#include "draw/draw.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

typedef struct Chunk {
    const uint8_t *type, *data;
    size_t size;
} Chunk;

static uint32_t number(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The chunk at *at, which moves behind it. False: it does not lie within the file. */
static bool next_chunk(const uint8_t *data, size_t size, size_t *at, Chunk *out)
{
    enum { FRAME = 12 }; /* length, type, checksum */
    if (size - *at < FRAME || number(data + *at) > size - *at - FRAME)
        return false;
    *out = (Chunk){ data + *at + 4, data + *at + 8, number(data + *at) };
    *at += FRAME + out->size;
    return true;
}

static bool is(const Chunk *c, const char *type) { return memcmp(c->type, type, 4) == 0; }

static bool intact(const Chunk *c)
{
    return crc32_z(crc32_z(0, NULL, 0), c->type, c->size + 4) == number(c->data + c->size);
}

/* The rest of a chunk behind `fields` texts that end with a zero; NULL: it has not that many. */
static const uint8_t *behind(const uint8_t *p, const uint8_t *end, int fields)
{
    for (; p && fields > 0; fields--) {
        const uint8_t *zero = memchr(p, 0, (size_t)(end - p));
        p = zero ? zero + 1 : NULL;
    }
    return p;
}

static bool keep(const uint8_t *p, size_t n, size_t most, Bytes *out, Err *err)
{
    if (n > most)
        return err_set(err, tr("a text of %zu bytes; expected at most %zu"), n, most);
    if (!(out->data = malloc(n + 1)))
        return err_set(err, tr("not enough memory for a text of %zu bytes"), n);
    memcpy(out->data, p, n);
    out->data[n] = 0;
    out->size = n;
    return true;
}

/* A small chunk can claim to be gigabytes: what it has become is looked at piece by piece. */
static bool keep_inflated(const uint8_t *p, size_t n, size_t most, Bytes *out, Err *err)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)p, .avail_in = (uInt)n }; /* zlib's struct lacks const */
    size_t room = 0;
    int state = inflateInit(&z) == Z_OK ? Z_OK : Z_MEM_ERROR;
    while (state == Z_OK && out->size <= most) {
        room = room ? 2 * room : 1 << 14;
        uint8_t *more = realloc(out->data, room + 1);
        if (!more) {
            state = Z_MEM_ERROR;
            break;
        }
        out->data = more;
        z.next_out = more + out->size;
        z.avail_out = (uInt)(room - out->size);
        state = inflate(&z, Z_NO_FLUSH);
        out->size = (size_t)(z.next_out - more);
    }
    inflateEnd(&z);
    if (state == Z_STREAM_END && out->size <= most) {
        out->data[out->size] = 0;
        return true;
    }
    bool large = out->size > most;
    free(out->data);
    *out = (Bytes){ 0 };
    return large ? err_set(err, tr("a text of more than %zu bytes; expected less"), most)
                 : err_set(err, tr("a damaged text; expected one that can be unpacked"));
}

static bool take(const Chunk *c, const char *key, size_t most, Bytes *out, Err *err)
{
    const uint8_t *end = c->data + c->size, *p = c->data + strlen(key) + 1;
    bool packed = is(c, "zTXt");
    if (!intact(c))
        return err_set(err, tr("a damaged text; expected its checksum to fit"));
    if (is(c, "iTXt")) {
        packed = end - p >= 2 && p[0];
        p = end - p >= 2 ? behind(p + 2, end, 2) : NULL; /* language, key in it */
    } else if (packed) {
        p = end - p >= 1 ? p + 1 : NULL;
    }
    if (!p)
        return err_set(err, tr("a damaged text; expected its frame"));
    return packed ? keep_inflated(p, (size_t)(end - p), most, out, err) : keep(p, (size_t)(end - p), most, out, err);
}

bool pngtext_find(const uint8_t *data, size_t size, const char *key, size_t most, Bytes *out, Err *err)
{
    static const uint8_t signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n' };
    size_t at = sizeof signature, length = strlen(key) + 1;
    Chunk c;
    *out = (Bytes){ 0 };
    if (size < at || memcmp(data, signature, at) != 0)
        return err_set(err, tr("this is not a PNG; expected one"));
    while (next_chunk(data, size, &at, &c)) {
        bool text = is(&c, "iTXt") || is(&c, "zTXt") || is(&c, "tEXt");
        if (text && c.size >= length && memcmp(c.data, key, length) == 0)
            return take(&c, key, most, out, err);
        if (is(&c, "IEND"))
            return err_set(err, tr("this PNG carries no settings; expected a figure that Ridgescope exported"));
    }
    return err_set(err, tr("this PNG ends early; expected all of it"));
}
