/* Looking up a text in a .mo file (GNU gettext manual, "The Format of GNU MO Files"): seven words of header, then two
 * tables of (length, offset), the English texts in the order of strcmp and their translations beside them.
 *
 * Not the C library's gettext: that one translates nothing in the C locale and needs the locale of every language to be
 * installed, a path to the files, and a second implementation for Windows and the browser. */
#include "base/base.h"

#include <string.h>

static _Atomic(const Catalog *) used;

static uint32_t word_at(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Text number i of a table that is known to be whole. */
static const char *text_at(const Catalog *c, uint32_t table, uint32_t i)
{
    return (const char *)c->bytes + word_at(c->bytes + table + 8 * (size_t)i + 4);
}

/* Every text of the table lies inside the file and ends with a zero. */
static bool table_ok(const unsigned char *bytes, size_t size, uint32_t table, uint32_t count)
{
    if (table > size || (size - table) / 8 < count)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t length = word_at(bytes + table + 8 * (size_t)i), at = word_at(bytes + table + 8 * (size_t)i + 4);
        if (at >= size || length >= size - at || bytes[at + length])
            return false;
    }
    return true;
}

bool tr_read(Catalog *c, const void *mo, size_t size, Err *err)
{
    const uint32_t header = 28, magic = 0x950412deu;
    const unsigned char *bytes = mo;
    if (size < header || word_at(bytes) != magic)
        return err_set(err, "not a little-endian .mo file of gettext");
    Catalog found = { bytes, word_at(bytes + 8), word_at(bytes + 12), word_at(bytes + 16) };
    if (!table_ok(bytes, size, found.english, found.count) || !table_ok(bytes, size, found.translated, found.count))
        return err_set(err, "a damaged .mo file: a text lies outside of it");
    *c = found;
    return true;
}

void tr_use(const Catalog *c) { atomic_store_explicit(&used, c, memory_order_release); }

const char *tr(const char *text) { return tr_in(atomic_load_explicit(&used, memory_order_acquire), text); }

const char *tr_in(const Catalog *c, const char *text)
{
    if (!c || !text || !text[0]) /* the translation of "" is the head of the catalog */
        return text;
    uint32_t low = 0, high = c->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(text, text_at(c, c->english, middle));
        if (!order)
            return text_at(c, c->translated, middle);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return text;
}
