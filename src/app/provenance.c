/* provenance: where a figure keeps the scene that makes it again, and finding it there. Each kind of file is looked
 * into with as little understanding of it as can be: none is drawn, unpacked or followed. What other programs make of
 * such a file when they save it may have lost it. */
#include "app/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool nothing(Err *err, const char *kind)
{
    return err_set(err, tr("this %s carries no settings; expected a figure that Ridgescope exported"), kind);
}

static bool damaged(Err *err, const char *kind)
{
    return err_set(err, tr("the settings in this %s are damaged; expected them as they were exported"), kind);
}

/* The first `what` in [p, end), or NULL. */
static const uint8_t *find(const uint8_t *p, const uint8_t *end, const char *what)
{
    size_t n = strlen(what);
    while (p && (size_t)(end - p) >= n) {
        p = memchr(p, what[0], (size_t)(end - p) - n + 1);
        if (!p || memcmp(p, what, n) == 0)
            return p;
        p++;
    }
    return NULL;
}

/* Room for text that will be no longer than its source. */
static bool room_for(const uint8_t *from, const uint8_t *to, Bytes *out, Err *err)
{
    if (to - from > 6 * SCENE_BYTES) /* the longest that one byte becomes in a file */
        return err_set(err, tr("settings of %zu bytes; expected at most %d"), (size_t)(to - from), SCENE_BYTES);
    out->data = malloc((size_t)(to - from) + 1);
    return out->data || err_set(err, tr("not enough memory for a text of %zu bytes"), (size_t)(to - from));
}

/* --- PNG: a text chunk --- */

static bool png(const uint8_t *data, size_t size, Bytes *out, Err *err)
{
    return pngtext_find(data, size, "ridgescope", SCENE_BYTES, out, err);
}

/* --- SVG: <metadata id="ridgescope">, text with references --- */

static const struct {
    const char *name;
    char letter;
} references[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&apos;", '\'' } };

static bool svg(const uint8_t *data, size_t size, Bytes *out, Err *err)
{
    const uint8_t *end = data + size, *p = data, *close = NULL;
    for (bool ours = false; !ours; p = close) {
        p = find(p, end, "<metadata");
        close = p ? find(p, end, ">") : NULL;
        if (!close)
            return nothing(err, "SVG");
        const uint8_t *id = find(p, close, "id=\"ridgescope\"");
        ours = id && id < close;
    }
    const uint8_t *last = find(++p, end, "</metadata>");
    if (!last)
        return damaged(err, "SVG");
    if (!room_for(p, last, out, err))
        return false;
    while (p < last) {
        size_t length = 1;
        char letter = (char)*p;
        for (int i = 0; letter == '&' && length == 1 && i < COUNT(references); i++)
            if ((size_t)(last - p) >= strlen(references[i].name) &&
                memcmp(p, references[i].name, strlen(references[i].name)) == 0)
                letter = references[i].letter, length = strlen(references[i].name);
        out->data[out->size++] = (uint8_t)letter;
        p += length;
    }
    return true;
}

/* --- PDF: /Subject of the document's information, UTF-16 in hexadecimal digits --- */

static int digit(uint8_t c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* The next 16 bits, or -1: there are none. */
static int unit(const uint8_t **p, const uint8_t *end)
{
    int v = 0;
    for (int i = 0; i < 4; (*p)++) {
        if (*p == end || (digit(**p) < 0 && !strchr(" \r\n\t", **p)) || !**p)
            return -1;
        if (digit(**p) >= 0)
            v = v << 4 | digit(**p), i++;
    }
    return v;
}

static void put_rune(Bytes *out, uint32_t rune)
{
    int more = rune < 0x80 ? 0 : rune < 0x800 ? 1 : rune < 0x10000 ? 2 : 3;
    static const uint8_t lead[] = { 0, 0xC0, 0xE0, 0xF0 };
    out->data[out->size++] = (uint8_t)(lead[more] | rune >> 6 * more);
    while (more-- > 0)
        out->data[out->size++] = (uint8_t)(0x80 | (rune >> 6 * more & 0x3F));
}

static bool pdf(const uint8_t *data, size_t size, Bytes *out, Err *err)
{
    static const char head[] = "/Subject <"; /* then FEFF, in large or small letters */
    const uint8_t *end = data + size, *p = find(data, end, head);
    const uint8_t *close = p ? find(p, end, ">") : NULL;
    if (!p)
        return nothing(err, "PDF");
    if (!close)
        return damaged(err, "PDF");
    p += strlen(head);
    if (!room_for(p, close, out, err))
        return false;
    bool ok = unit(&p, close) == 0xFEFF;
    while (ok && p < close) {
        int v = unit(&p, close), low = v >> 10 == 0x36 ? unit(&p, close) : 0; /* D800 ... DBFF: half a rune */
        ok = v >= 0 && (v >> 10 != 0x36 || low >> 10 == 0x37) && v >> 10 != 0x37;
        if (ok)
            put_rune(out, low ? 0x10000 + ((uint32_t)(v & 0x3FF) << 10 | (uint32_t)(low & 0x3FF)) : (uint32_t)v);
    }
    if (ok)
        return true;
    free(out->data);
    *out = (Bytes){ 0 };
    return damaged(err, "PDF");
}

/* --- whichever it is --- */

typedef struct Carrier {
    const char *begins; /* the file's first bytes */
    bool (*find)(const uint8_t *data, size_t size, Bytes *out, Err *err);
} Carrier;
static const Carrier carriers[] = {
    { "\x89PNG", png },
    { "%PDF-", pdf },
    { "<", svg },
};

bool provenance_read(const uint8_t *data, size_t size, Bytes *out, Err *err)
{
    *out = (Bytes){ 0 };
    for (int i = 0; i < COUNT(carriers); i++) {
        size_t n = strlen(carriers[i].begins);
        if (size < n || memcmp(data, carriers[i].begins, n) != 0)
            continue;
        if (!carriers[i].find(data, size, out, err))
            return false;
        out->data[out->size] = 0;
        return true;
    }
    return err_set(err, tr("this is neither a PNG nor an SVG nor a PDF; expected a figure that Ridgescope exported"));
}

char *provenance_text(Scene *s, size_t *size)
{
    snprintf(s->version, sizeof s->version, "%s", RIDGESCOPE_VERSION);
    return scene_write(s, size);
}
