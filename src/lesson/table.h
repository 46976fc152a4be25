/* The lines of a table, one after another, split into fields. Private to csv.c and table.c. */
#ifndef RIDGESCOPE_TABLE_H
#define RIDGESCOPE_TABLE_H

#include "base/base.h"
#include "lesson/lesson.h"

enum { TABLE_WORD = 256 }; /* bytes of a label or number, with the zero at the end */

typedef struct Field {
    const char *s; /* without quotes and blanks around; not ended by a zero */
    int n;
    bool quoted; /* "" inside stands for " */
} Field;

typedef struct Table {
    const char *at, *end;     /* what is left */
    const char *start, *stop; /* the present line */
    int line;                 /* its number, from 1; 0 before the first */
    char separator;           /* ' ': any number of blanks */
    int fields;
    Field field[CSV_COLUMNS];
    Err *err;
} Table;

/* Moves on to the next line with something on it that is no comment; false at the end of the text. */
bool table_next(Table *t);
void table_separator(Table *t); /* finds it in the present line */
bool table_split(Table *t);     /* the present line into fields; false with err: quotes, bytes that are not text */
bool table_text(const Field *f, char out[TABLE_WORD]);          /* false: too long */
bool table_number(const Table *t, const Field *f, double *out); /* false: not a finite number */
/* "LINE:COLUMN: ...", of the place `where` in the present line; columns count characters. Always false. */
bool table_wrong(const Table *t, const char *where, const char *format, ...) PRINTF(3, 4);

#endif
