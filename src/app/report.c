/* report: lines of numbers for programs to read. Written here rather than by a library because the contract asks for
 * the shortest text that reads back, which libraries print only for doubles, or not at all. */
#include "app/cli.h"

#include <stddef.h>

void report_quoted(FILE *f, const char *s)
{
    fputc('"', f);
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            fprintf(f, "\\%c", *s);
        else if ((unsigned char)*s < ' ')
            fprintf(f, "\\u%04x", (unsigned)*s);
        else
            fputc(*s, f);
    }
    fputc('"', f);
}

static void put_key(Report *r, const char *key)
{
    fputs(r->fields++ ? ", " : "{", r->f);
    report_quoted(r->f, key);
    fputs(": ", r->f);
}

Report report_begin(FILE *f) { return (Report){ .f = f }; }

void report_text(Report *r, const char *key, const char *value)
{
    put_key(r, key);
    if (value)
        report_quoted(r->f, value);
    else
        fputs("null", r->f);
}

void report_number(Report *r, const char *key, double value)
{
    char text[32] = "null";
    if (num_finite(value))
        text_of_double(text, value);
    put_key(r, key);
    fputs(text, r->f);
}

void report_float(Report *r, const char *key, float value)
{
    char text[32] = "null";
    if (num_finite((double)value))
        text_of_float(text, value);
    put_key(r, key);
    fputs(text, r->f);
}

void report_pair(Report *r, const char *key, float x, float y)
{
    char a[32], b[32];
    text_of_float(a, x);
    text_of_float(b, y);
    put_key(r, key);
    fprintf(r->f, "[%s, %s]", a, b);
}

void report_bool(Report *r, const char *key, bool value)
{
    put_key(r, key);
    fputs(value ? "true" : "false", r->f);
}

void report_texts(Report *r, const char *key, const char *(*text)(int row, int i), int row, int n)
{
    put_key(r, key);
    fputc('[', r->f);
    for (int i = 0; i < n; i++) {
        fputs(i ? ", " : "", r->f);
        report_quoted(r->f, text(row, i));
    }
    fputc(']', r->f);
}

void report_given(Report *r, const char *key, const char *value, bool word)
{
    if (word) {
        report_text(r, key, value);
        return;
    }
    put_key(r, key);
    fputs(value[0] ? value : "null", r->f);
}

void report_end(Report *r) { fputs("}\n", r->f); }

/* --- metrics --- */

typedef enum ColumnKind { COLUMN_STEP, COLUMN_FLOAT, COLUMN_DOUBLE, COLUMN_STATUS } ColumnKind;
typedef struct Column {
    const char *key;
    ColumnKind kind;
    size_t offset; /* in Metrics */
} Column;
#define COLUMN(type, field)                                                                                            \
    {                                                                                                                  \
#field, type, offsetof(Metrics, field)                                                                         \
    }

static const Column columns[] = {
    COLUMN(COLUMN_STEP, step),
    COLUMN(COLUMN_DOUBLE, epoch),
    COLUMN(COLUMN_FLOAT, l2),
    COLUMN(COLUMN_FLOAT, l1),
    COLUMN(COLUMN_DOUBLE, data_loss),
    COLUMN(COLUMN_DOUBLE, penalty),
    COLUMN(COLUMN_DOUBLE, objective),
    COLUMN(COLUMN_DOUBLE, valid_loss),
    COLUMN(COLUMN_DOUBLE, test_loss),
    COLUMN(COLUMN_DOUBLE, train_accuracy),
    COLUMN(COLUMN_DOUBLE, valid_accuracy),
    COLUMN(COLUMN_DOUBLE, test_accuracy),
    COLUMN(COLUMN_DOUBLE, weight_norm),
    COLUMN(COLUMN_STATUS, status),
};

/* The value as text, "" when it is not finite. */
static void column_text(const Column *c, const Metrics *m, char out[32])
{
    const void *p = (const char *)m + c->offset;
    double v = c->kind == COLUMN_FLOAT ? (double)*(const float *)p : c->kind == COLUMN_DOUBLE ? *(const double *)p : 0;
    if (!num_finite(v))
        out[0] = 0;
    else if (c->kind == COLUMN_STEP)
        snprintf(out, 32, "%llu", (unsigned long long)m->step);
    else if (c->kind == COLUMN_STATUS)
        snprintf(out, 32, "%s", status_keys[m->status]);
    else if (c->kind == COLUMN_FLOAT)
        text_of_float(out, (float)v);
    else
        text_of_double(out, v);
}

const int report_columns = COUNT(columns);
const char *report_key(int i) { return columns[i].key; }
void report_value(int i, const Metrics *m, char out[32]) { column_text(&columns[i], m, out); }
bool report_is_word(int i) { return columns[i].kind == COLUMN_STATUS; }

void report_header(FILE *f)
{
    for (int i = 0; i < COUNT(columns); i++)
        fprintf(f, "%s%s", i ? "," : "", columns[i].key);
    fputc('\n', f);
}

void report_add_metrics(Report *r, const Metrics *m)
{
    for (int i = 0; i < COUNT(columns); i++) {
        char text[32];
        column_text(&columns[i], m, text);
        report_given(r, columns[i].key, text, report_is_word(i));
    }
}

void report_metrics(FILE *f, const Metrics *m, bool json)
{
    if (json) {
        Report r = report_begin(f);
        report_add_metrics(&r, m);
        report_end(&r);
        return;
    }
    for (int i = 0; i < COUNT(columns); i++) {
        char text[32];
        column_text(&columns[i], m, text);
        fprintf(f, "%s%s", i ? "," : "", text);
    }
    fputc('\n', f);
}
