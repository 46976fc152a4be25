/* table: lines of text into fields, where they lie, without copies. */
#include "lesson/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool table_wrong(const Table *t, const char *where, const char *format, ...)
{
    char text[400];
    int column = 1;
    for (const char *s = t->start; s < where; s++)
        column += ((unsigned char)*s & 0xC0) != 0x80;
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return err_set(t->err, "%d:%d: %s", t->line, column, text);
}

static const char *line_end(const char *s, const char *end)
{
    while (s < end && *s != '\n' && *s != '\r')
        s++;
    return s;
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool table_next(Table *t)
{
    while (t->at < t->end) {
        t->start = t->at;
        t->stop = line_end(t->at, t->end);
        t->at = t->stop + (t->stop < t->end);
        t->at += t->stop < t->end && *t->stop == '\r' && t->at < t->end && *t->at == '\n';
        t->line++;
        const char *first = t->start;
        while (first < t->stop && is_blank(*first))
            first++;
        if (first < t->stop && *first != '#')
            return true;
    }
    return false;
}

void table_separator(Table *t)
{
    bool quoted = false, tab = false, comma = false, semicolon = false;
    for (const char *s = t->start; s < t->stop; s++) {
        quoted ^= *s == '"';
        tab |= !quoted && *s == '\t';
        comma |= !quoted && *s == ',';
        semicolon |= !quoted && *s == ';';
    }
    t->separator = tab ? '\t' : semicolon ? ';' : comma ? ',' : ' ';
}

/* --- lines into fields --- */

/* The field that begins at *s, which moves on behind it. */
static bool take_field(const Table *t, const char **s, const char *end, Field *f)
{
    const char *p = *s;
    while (p < end && is_blank(*p) && *p != t->separator)
        p++;
    f->quoted = p < end && *p == '"';
    const char *from = f->s = p + f->quoted;
    if (f->quoted) {
        for (p = from; p < end && (*p != '"' || (p + 1 < end && p[1] == '"')); p++)
            p += *p == '"';
        if (p == end)
            return table_wrong(t, from - 1, tr("a quote that does not end in its line; expected another \""));
        f->n = (int)(p++ - from);
        while (p < end && is_blank(*p) && *p != t->separator)
            p++;
        if (p < end && *p != t->separator)
            return table_wrong(t, p, tr("text behind a closing quote; expected the end of the field"));
    } else {
        while (p < end && *p != t->separator && !(t->separator == ' ' && *p == '\t'))
            p++;
        f->n = (int)(p - from);
        while (f->n && is_blank(from[f->n - 1]))
            f->n--;
    }
    *s = p;
    return true;
}

static bool check_text(const Table *t)
{
    for (const char *s = t->start; s < t->stop;) {
        unsigned char lead = (unsigned char)*s;
        long n = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (n > t->stop - s || !text_utf8_ok(s, (size_t)n))
            return table_wrong(t, s, tr("a byte that is not text; expected UTF-8"));
        s += n;
    }
    return true;
}

bool table_split(Table *t)
{
    const char *s = t->start, *end = t->stop;
    t->fields = 0;
    if (!text_utf8_ok(s, (size_t)(end - s)))
        return check_text(t);
    for (;;) {
        while (t->separator == ' ' && s < end && is_blank(*s))
            s++;
        if (t->separator == ' ' && s == end)
            return true;
        if (t->fields == CSV_COLUMNS)
            return table_wrong(t, s, tr("more than %d columns; expected fewer"), CSV_COLUMNS);
        if (!take_field(t, &s, end, &t->field[t->fields++]))
            return false;
        if (s == end)
            return true;
        s++; /* behind a separator there is a field, if an empty one */
    }
}

bool table_text(const Field *f, char out[TABLE_WORD])
{
    int n = 0;
    if (f->n >= TABLE_WORD)
        return false;
    for (int i = 0; i < f->n; i++, n++) {
        out[n] = f->s[i];
        i += f->quoted && f->s[i] == '"';
    }
    out[n] = 0;
    return true;
}

/* --- numbers --- */

bool table_number(const Table *t, const Field *f, double *out)
{
    char text[TABLE_WORD], *comma;
    if (!table_text(f, text))
        return false;
    if (t->separator == ';' && (comma = strchr(text, ',')))
        *comma = '.';
    return text_to_double(text, out);
}
