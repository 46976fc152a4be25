/* code: see code.h. A scene is short and says what all scenes say, so most of it is already in the dictionary that both
 * sides know: the default scene's code has 31 letters. */
#include "app/code.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const char prefix[] = "rs1:";
enum { CHECK = 4, UNPACKED = 1 << 20 }; /* bytes: of the checksum, in front; the most that is unpacked */

/* Never to be changed: codes that people have kept are read with it. What is likeliest stands last. */
static const char dictionary[] =
    "data: circlesdata: spiralsdata: blobsdata: checkerdata: clustersdata: ellipsedata: sinedata: glyphsdata: csv"
    "labels: axes: shift: scale: name: pool: freeze: gdn: imbalance: turns: degree: features: x,y classes: loss: "
    "l1_mode: subgradient decay: decoupled dropout: bias_penalty: mistake: beta1: beta2: momentum: seed_batch: "
    "sweep_lo: 0.00001 sweep_hi: test_points: valid_points: reg: elasticreg: l1\n l1: opt: sgdopt: exactopt: rmsprop"
    "act: tanhact: sigmoidact: linearreheat: restore: 1expanded: boundary curves weights surface network lambda "
    "sharpness"
    ", plane: , twin: off, bayes: on, speed: max, curves.log: on, surface.yaw: -0., surface.pitch: 0., surface.term: "
    "data"
    "data: xordata: pointspoints:\n  - [-0., 0., 1]\n  - [0., -0., 0]\nb:\n  settings:\n    l2: 0.\n  until: "
    "until: 3000\nridgescope: 1\nversion: 0.1.0\ntitle: \"Two moons\"\nsettings:\n points: 80\n noise: 0.2\n flip: "
    "0.15\n"
    " seed_data: 1\n net: 32-32\n act: relu\n seed_init: 1\n seed_batch: 1\n opt: adam\n lr: 0.01\n batch: 0\n l2: "
    "0.01\n"
    "journal:\n  - {step: 1500, l2: 0.01}\nuntil: 1500\nview: {layout: compare, theme: light, panels: ["
    "view: {layout: main, theme: dark}\n";

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"; /* RFC 4648, 5 */

static bool blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

bool code_is(const char *text)
{
    while (blank(*text))
        text++;
    if (text[0] != 'r' || text[1] != 's')
        return false;
    size_t digits = strspn(text + 2, "0123456789");
    return digits > 0 && digits < 4 && text[2 + digits] == ':';
}

/* --- to letters and back --- */

static char *to_letters(const uint8_t *p, size_t n)
{
    char *out = malloc(sizeof prefix + 4 * (n / 3 + 1)), *to = out;
    if (!out)
        memory_failed(4 * (n / 3 + 1));
    memcpy(to, prefix, sizeof prefix - 1);
    to += sizeof prefix - 1;
    for (size_t i = 0; i < n; i += 3) {
        size_t left = n - i < 3 ? n - i : 3;
        uint32_t v = (uint32_t)p[i] << 16 | (left > 1 ? (uint32_t)p[i + 1] << 8 : 0) | (left > 2 ? p[i + 2] : 0u);
        for (size_t k = 0; k <= left; k++)
            *to++ = letters[v >> (18 - 6 * k) & 63];
    }
    *to = 0;
    return out;
}

/* Six bits a letter, up to its end; false: a letter that is none. out has room for all. */
static bool from_letters(const char *text, uint8_t *out, size_t *n)
{
    uint32_t v = 0;
    int bits = 0;
    for (*n = 0; *text; text++) {
        const char *at = blank(*text) ? NULL : strchr(letters, *text);
        if (!at && !blank(*text))
            return false;
        if (!at)
            continue;
        v = (v << 6 | (uint32_t)(at - letters)) & 0xFFFFFF;
        bits += 6;
        if (bits >= 8)
            out[(*n)++] = (uint8_t)(v >> (bits -= 8));
    }
    return true;
}

/* --- to fewer bytes and back --- */

static const Bytef *dictionary_bytes(void) { return (const Bytef *)dictionary; }

char *code_write(const char *yaml, size_t n, Err *err)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)yaml, .avail_in = (uInt)n }; /* zlib's struct lacks const */
    if (n > UNPACKED || deflateInit2(&z, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return err_set(err, tr("this scene is too long for a code; save it as a file")), NULL;
    deflateSetDictionary(&z, dictionary_bytes(), sizeof dictionary - 1);
    size_t room = deflateBound(&z, (uLong)n);
    uint8_t *packed = malloc(CHECK + room);
    if (!packed)
        memory_failed(CHECK + room);
    uint32_t check = (uint32_t)crc32_z(0, (const Bytef *)yaml, n);
    for (int i = 0; i < CHECK; i++)
        packed[i] = (uint8_t)(check >> (24 - 8 * i));
    z.next_out = packed + CHECK;
    z.avail_out = (uInt)room;
    deflate(&z, Z_FINISH); /* it cannot fail: there is room, as deflateBound knows */
    size_t size = CHECK + (size_t)z.total_out;
    deflateEnd(&z);
    char *code = size < CODE_MOST / 4 * 3 ? to_letters(packed, size) : NULL;
    free(packed);
    if (!code)
        err_set(err, tr("this scene is too long for a code; save it as a file"));
    return code;
}

static bool unpack(const uint8_t *p, size_t n, Bytes *out)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)p, .avail_in = (uInt)n };
    if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
        return false;
    inflateSetDictionary(&z, dictionary_bytes(), sizeof dictionary - 1);
    z.next_out = out->data;
    z.avail_out = UNPACKED;
    int state = inflate(&z, Z_FINISH);
    out->size = UNPACKED - z.avail_out;
    out->data[out->size] = 0;
    inflateEnd(&z);
    return state == Z_STREAM_END && z.avail_in == 0;
}

bool code_read(const char *text, Bytes *out, Err *err)
{
    *out = (Bytes){ 0 };
    while (blank(*text))
        text++;
    size_t length = strlen(text), n = 0;
    if (!code_is(text))
        return err_set(err, tr("this is no code; expected %s and letters behind it"), prefix);
    if (strncmp(text, prefix, sizeof prefix - 1) != 0)
        return err_set(err, tr("this code is of another version of Ridgescope; expected one that begins with %s"),
                       prefix);
    if (length > 2 * CODE_MOST)
        return err_set(err, tr("a code of %zu letters; expected at most %d"), length, CODE_MOST);
    uint8_t *packed = malloc(length);
    out->data = malloc(UNPACKED + 1);
    if (!packed || !out->data)
        memory_failed(UNPACKED);
    bool ok = from_letters(text + sizeof prefix - 1, packed, &n) && n > CHECK;
    ok = ok && unpack(packed + CHECK, n - CHECK, out);
    uint32_t check = ok ? (uint32_t)crc32_z(0, out->data, out->size) : 0;
    for (int i = 0; ok && i < CHECK; i++)
        ok = packed[i] == (uint8_t)(check >> (24 - 8 * i));
    free(packed);
    if (ok)
        return true;
    free(out->data);
    *out = (Bytes){ 0 };
    return err_set(err, tr("this code is damaged or not complete; expected all of it, as it was copied"));
}
