/* writer: YAML piece by piece. */
#include "lesson/writer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void writer_put(Writer *t, const char *format, ...)
{
    enum { MOST = 256 }; /* bytes of one piece */
    if (t->cap < t->n + MOST) {
        t->cap = 2 * t->cap + MOST;
        t->s = realloc(t->s, t->cap);
        if (!t->s)
            memory_failed(t->cap);
    }
    va_list args;
    va_start(args, format);
    t->n += (size_t)vsnprintf(t->s + t->n, MOST, format, args);
    va_end(args);
}

void writer_quoted(Writer *t, const char *s)
{
    writer_put(t, "\"");
    while (*s) {
        const char *from = s;
        uint32_t rune = text_rune(&s);
        bool plain = (rune >= 0x20 && rune < 0x7F && rune != '"' && rune != '\\') ||
                     (rune >= 0xA0 && rune < 0xFFFE && rune != 0x2028 && rune != 0x2029 && rune != 0xFEFF) ||
                     rune >= 0x10000;
        if (plain)
            writer_put(t, "%.*s", (int)(s - from), from);
        else
            writer_put(t, "\\U%08X", rune);
    }
    writer_put(t, "\"");
}
