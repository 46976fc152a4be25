/* csv: a table of comma-separated values -> own points. The first lines tell how it is written and which columns count;
 * then it is read from the first row on. */
#include "lesson/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double most_size = 1e37; /* so that differences are floats, too */
static const double box = 1.5;

/* What programs write where there is no number: it marks a column of numbers all the same. */
static bool is_no_number(const Field *f)
{
    static const char *const words[] = { "", "nan", "inf", "infinity", "na", "null" };
    char text[TABLE_WORD];
    const char *s = text;
    if (!table_text(f, text))
        return false;
    s += *s == '-' || *s == '+';
    for (int i = 0; i < COUNT(words); i++)
        if (text_distance(s, words[i]) == 0)
            return true;
    return false;
}

static bool take_number(const Table *t, const Field *f, double *out)
{
    if (!table_number(t, f, out)) {
        if (!f->n)
            return table_wrong(t, f->s, tr("an empty field in a column of numbers; expected a number"));
        return table_wrong(t, f->s, tr("'%.*s' in a column of numbers; expected a finite number such as 0.25"),
                           min_i(f->n, 40), f->s);
    }
    if (!(*out >= -most_size && *out <= most_size))
        return table_wrong(t, f->s, tr("%.*s is too large; expected at most 1e37 in size"), min_i(f->n, 40), f->s);
    return true;
}

/* --- labels --- */

typedef struct Labels {
    int n, order[NN_CLASSES]; /* order[k]: class of the label that was seen k-th */
    char text[NN_CLASSES][TABLE_WORD];
} Labels;

static bool take_label(const Table *t, const Field *f, Labels *l, int *out)
{
    char text[TABLE_WORD];
    double v;
    if (!f->n)
        return table_wrong(t, f->s, tr("no label; expected the name or number of a class"));
    if (!table_text(f, text))
        return table_wrong(t, f->s, tr("a label of %d bytes; expected at most %d"), f->n, TABLE_WORD - 1);
    if (table_number(t, f, &v))
        text_of_double(text, v); /* 1 and 1.0 are one class */
    int k = 0;
    while (k < l->n && strcmp(l->text[k], text) != 0)
        k++;
    if (k == NN_CLASSES)
        return table_wrong(
            t, f->s,
            tr("'%.40s' is one class more than %d; expected fewer, or two columns (x and a value) for regression"),
            text, NN_CLASSES);
    if (k == l->n)
        strcpy(l->text[l->n++], text);
    *out = k;
    return true;
}

static bool comes_before(const Labels *l, bool numbers, int a, int b)
{
    double p = 0, q = 0;
    if (!numbers)
        return strcmp(l->text[a], l->text[b]) < 0;
    text_to_double(l->text[a], &p);
    text_to_double(l->text[b], &q);
    return p < q;
}

static void order_labels(Labels *l)
{
    bool numbers = true;
    double v;
    for (int k = 0; k < l->n; k++)
        numbers &= text_to_double(l->text[k], &v);
    for (int k = 0; k < l->n; k++)
        for (int other = 0; other < l->n; other++)
            l->order[k] += comes_before(l, numbers, other, k);
}

/* As much as fits, cut between characters; control characters as blanks. */
static void shorten(char out[24], const char *text)
{
    size_t n = 0;
    for (const char *s = text; *s;) {
        const char *from = s;
        text_rune(&s);
        if (n + (size_t)(s - from) > 23)
            break;
        memcpy(out + n, from, (size_t)(s - from));
        n += (size_t)(s - from);
    }
    out[n] = 0;
    for (char *p = out; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 127)
            *p = ' ';
}

/* --- which columns --- */

bool csv_ask(const char *text, CsvAsk *out, Err *err)
{
    CsvAsk ask = { 0 };
    for (const char *s = text;; s++) {
        size_t n = strcspn(s, ",");
        if (ask.columns == 3 || n == 0 || n >= sizeof ask.name[0])
            return err_set(err, tr("'%.60s' names no columns; expected X,Y,LABEL or X,VALUE: names or numbers from 1"),
                           text);
        memcpy(ask.name[ask.columns++], s, n);
        s += n;
        if (!*s)
            break;
    }
    if (ask.columns < 2)
        return err_set(err, tr("'%.60s' names one column; expected X,Y,LABEL or X,VALUE"), text);
    *out = ask;
    return true;
}

/* header: NULL when there is none. */
static bool find_column(const Table *t, const Field *header, int fields, const char *name, int *out)
{
    int64_t number;
    char text[TABLE_WORD];
    for (*out = 0; header && *out < fields; (*out)++)
        if (table_text(&header[*out], text) && strcmp(text, name) == 0)
            return true;
    if (text_to_int(name, &number) && number >= 1 && number <= fields) {
        *out = (int)number - 1;
        return true;
    }
    return table_wrong(t, t->start,
                       header ? tr("no column '%.63s'; expected a name of this line or a number from 1 to %d")
                              : tr("no column '%.63s'; expected a number from 1 to %d"),
                       name, fields);
}

static bool asked_columns(const Table *t, const Field *header, int fields, const CsvAsk *ask, int column[3])
{
    for (int k = 0; k < ask->columns; k++) {
        if (!find_column(t, header, fields, ask->name[k], &column[k]))
            return false;
        for (int j = 0; j < k; j++)
            if (column[j] == column[k])
                return table_wrong(t, t->start, tr("column '%.63s' is asked for twice; expected different ones"),
                                   ask->name[k]);
    }
    return true;
}

static int label_column(const Field *header, const Field *row, int fields, const bool *number)
{
    static const char *const names[] = { "label", "class", "target", "species" };
    char text[TABLE_WORD];
    for (int k = 0; header && k < fields; k++)
        for (int i = 0; i < COUNT(names); i++)
            if (table_text(&header[k], text) && text_distance(text, names[i]) == 0)
                return k;
    for (int k = fields - 1; k >= 0; k--)
        if (!number[k] && row[k].n)
            return k;
    return fields - 1;
}

/* Which columns hold numbers. A word in the first row does not make a column one of words when the second row has a
 * number there: then it is a mistake, which will be refused where it stands. */
static void number_columns(const Table *first, bool number[CSV_COLUMNS])
{
    double v;
    Err unheard;
    Table second = *first;
    second.err = &unheard;
    bool there = table_next(&second) && table_split(&second) && second.fields == first->fields;
    for (int k = 0; k < first->fields; k++)
        number[k] = table_number(first, &first->field[k], &v) || is_no_number(&first->field[k]) ||
                    (there && table_number(&second, &second.field[k], &v));
}

/* t: at the first row. */
static bool too_few_numbers(const Table *t, const bool *number, int label, int found)
{
    bool curve = t->fields >= 2;
    for (int k = 0; k < t->fields; k++)
        if (!number[k] && k != label)
            return table_wrong(t, t->field[k].s,
                               curve ? tr("'%.*s' is no number; expected x,y,label, or --columns X,VALUE for a curve")
                                     : tr("'%.*s' is no number; expected x,y,label"),
                               min_i(t->field[k].n, 40), t->field[k].s);
    return table_wrong(t, t->start,
                       curve ? tr("columns with numbers beside the label: %d; expected x,y,label, or "
                                  "--columns X,VALUE for a curve")
                             : tr("columns with numbers beside the label: %d; expected x,y,label"),
                       found);
}

/* Columns that go 0, 1, 2 ... or 1, 2, 3 ... down to the last row; two rows are too few to tell. */
static void counting_columns(const Table *first, bool counts[CSV_COLUMNS])
{
    double begin[CSV_COLUMNS], v;
    Err unheard;
    Table t = *first;
    t.err = &unheard;
    for (int k = 0; k < t.fields; k++)
        counts[k] = table_number(&t, &t.field[k], &begin[k]) && (begin[k] == 0 || begin[k] == 1);
    int row = 1;
    for (; table_next(&t) && table_split(&t) && t.fields == first->fields; row++)
        for (int k = 0; k < t.fields; k++)
            counts[k] = counts[k] && table_number(&t, &t.field[k], &v) && v == begin[k] + row;
    for (int k = 0; row < 3 && k < first->fields; k++)
        counts[k] = false;
}

/* Columns that number the rows, by their name (or none) or by what is in them, say nothing about a point. */
static void numbering_columns(const Table *t, const Field *header, bool numbers[CSV_COLUMNS])
{
    static const char *const names[] = { "id", "index", "nr", "no", "row" };
    char text[TABLE_WORD];
    counting_columns(t, numbers);
    for (int k = 0; header && k < t->fields; k++) {
        numbers[k] = numbers[k] || header[k].n == 0;
        for (int i = 0; i < COUNT(names); i++)
            numbers[k] = numbers[k] || (table_text(&header[k], text) && text_distance(text, names[i]) == 0);
    }
}

/* t: at the first row, whose fields tell what the columns are. A column that numbers the rows is taken only where there
 * is no other. */
static bool usual_columns(const Table *t, const Field *header, int column[3])
{
    bool number[CSV_COLUMNS], numbers_rows[CSV_COLUMNS];
    int found = 0, useful = 0;
    number_columns(t, number);
    numbering_columns(t, header, numbers_rows);
    column[2] = label_column(header, t->field, t->fields, number);
    for (int k = 0; k < t->fields; k++)
        useful += number[k] && k != column[2] && !numbers_rows[k];
    for (int k = 0; k < t->fields && found < 2; k++)
        if (number[k] && k != column[2] && (useful < 2 || !numbers_rows[k]))
            column[found++] = k;
    return found == 2 || too_few_numbers(t, number, column[2], found);
}

/* --- the whole table --- */

typedef struct Plan { /* what the first lines tell */
    Table rows;       /* before the first row */
    Field header[CSV_COLUMNS];
    bool has_header;
    int fields, column[3], columns;
} Plan;

static bool looks_like_header(const Table *t)
{
    double v;
    for (int k = 0; k < t->fields; k++)
        if (table_number(t, &t->field[k], &v))
            return false;
    return true;
}

static bool make_plan(const char *text, size_t n, const CsvAsk *ask, Plan *p, Err *err)
{
    if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        text += 3, n -= 3;
    Table t = { .at = text, .start = text, .end = text + n, .err = err };
    Table before = t;
    if (!table_next(&t))
        return err_set(err, tr("1:1: the file is empty; expected lines of x,y,label"));
    table_separator(&t);
    before.separator = t.separator;
    if (!table_split(&t))
        return false;
    p->fields = t.fields;
    p->columns = ask && ask->columns ? ask->columns : 3;
    p->has_header = looks_like_header(&t);
    const Field *header = p->has_header ? memcpy(p->header, t.field, sizeof t.field) : NULL;
    if (ask && ask->columns && !asked_columns(&t, header, t.fields, ask, p->column))
        return false;
    if (p->has_header) {
        before = t;
        if (!table_next(&t))
            return table_wrong(&t, t.start, tr("a header and no rows; expected lines of x,y,label"));
        if (!table_split(&t))
            return false;
    }
    p->rows = before;
    return (ask && ask->columns) || t.fields != p->fields || usual_columns(&t, header, p->column);
}

typedef struct Rows {
    int n, most;
    double *v; /* [most][columns]: coordinates, then the value or the label as it was seen */
} Rows;

static bool take_row(const Table *t, const Plan *p, Labels *labels, double *v)
{
    int numbers = p->columns == 3 ? 2 : p->columns, label = 0;
    if (t->fields != p->fields)
        return table_wrong(t, t->field[t->fields - 1].s,
                           t->fields == 1 ? tr("%d field; expected %d as in the first line")
                                          : tr("%d fields; expected %d as in the first line"),
                           t->fields, p->fields);
    for (int k = 0; k < numbers; k++)
        if (!take_number(t, &t->field[p->column[k]], &v[k]))
            return false;
    if (p->columns == 3) {
        if (!take_label(t, &t->field[p->column[2]], labels, &label))
            return false;
        v[2] = label;
    }
    return true;
}

static bool take_rows(const Plan *p, Rows *rows, Labels *labels)
{
    Table t = p->rows;
    while (table_next(&t)) {
        if (rows->n == OWN_POINTS)
            return table_wrong(&t, t.start, tr("more than %d rows; expected fewer"), OWN_POINTS);
        if (!table_split(&t) || !take_row(&t, p, labels, rows->v + rows->n * p->columns))
            return false;
        rows->n++;
    }
    if (p->columns == 3 && labels->n < 2)
        return table_wrong(&t, t.start, tr("only one class, '%.40s'; expected at least two"), labels->text[0]);
    return rows->n > 1 || table_wrong(&t, t.start, tr("only one row; expected at least two"));
}

/* --- into the box --- */

static void set_scales(const Rows *rows, int columns, double middle[3], double scale[3])
{
    double half[3] = { 0 };
    for (int k = 0; k < 2; k++) {
        double lo = rows->v[k], hi = lo;
        for (int i = 1; i < rows->n; i++) {
            double v = rows->v[i * columns + k];
            lo = v < lo ? v : lo;
            hi = v > hi ? v : hi;
        }
        middle[k] = lo / 2 + hi / 2;
        half[k] = hi / 2 - lo / 2;
    }
    double longer = half[0] > half[1] ? half[0] : half[1], shorter = half[0] + half[1] - longer;
    bool one_unit = columns == 3 && longer <= 8 * shorter;
    for (int k = 0; k < 2; k++) {
        double h = one_unit ? longer : half[k];
        scale[k] = h > 1e-30 ? h / box : 1; /* all in one place */
    }
}

static Own *make_own(const Plan *p, const Rows *rows, const Labels *labels)
{
    double middle[3] = { 0 }, scale[3] = { 1, 1, 1 };
    int inputs = p->columns - 1;
    Own *o = own_new(rows->n, inputs);
    if (!o)
        return NULL;
    set_scales(rows, p->columns, middle, scale);
    o->classes = p->columns == 3 ? labels->n : 0;
    for (int i = 0; i < rows->n; i++) {
        const double *v = rows->v + i * p->columns;
        for (int k = 0; k < inputs; k++)
            o->x[i * inputs + k] = (float)((v[k] - middle[k]) / scale[k]);
        o->y[i] = p->columns == 3 ? (float)labels->order[(int)v[2]] : (float)((v[1] - middle[1]) / scale[1]);
    }
    for (int k = 0; k < 2; k++) {
        o->shift[k] = (float)middle[k];
        o->scale[k] = (float)scale[k];
    }
    for (int k = 0; k < labels->n; k++)
        shorten(o->label[labels->order[k]], labels->text[k]);
    for (int k = 0; p->has_header && k < p->columns; k++) {
        char text[TABLE_WORD];
        if (table_text(&p->header[p->column[k]], text))
            shorten(o->axis[k], text);
    }
    return o;
}

static Own *read_plan(const Plan *p, Err *err)
{
    Rows rows = { .most = OWN_POINTS };
    Table t = p->rows;
    for (rows.most = 0; rows.most < OWN_POINTS && table_next(&t);)
        rows.most++;
    Labels labels = { 0 };
    Own *o = NULL;
    rows.v = malloc(sizeof *rows.v * (size_t)(rows.most * p->columns));
    bool read = rows.v && take_rows(p, &rows, &labels);
    if (read) {
        order_labels(&labels);
        o = make_own(p, &rows, &labels);
    }
    if (!rows.v || (read && !o))
        err_set(err, tr("1:1: out of memory; expected a smaller file"));
    free(rows.v);
    return o;
}

Own *csv_parse(const char *text, size_t n, const CsvAsk *ask, Err *err)
{
    Plan *p = calloc(1, sizeof *p);
    Own *o = NULL;
    if (!p)
        err_set(err, tr("1:1: out of memory; expected a smaller file"));
    else if (make_plan(text, n, ask, p, err))
        o = read_plan(p, err);
    free(p);
    return o;
}
