/* lesson: scenes (YAML), own data (CSV), and later lessons (Markdown with front matter). Text in, values out; no files,
 * no drawing.
 *
 * Parsing never crashes on hostile text: depth, sizes and counts are bounded, and the first problem is reported as
 * "LINE: what is wrong; what was expected", of a table as "LINE:COLUMN: ...". The caller adds the file's name. */
#ifndef RIDGESCOPE_LESSON_H
#define RIDGESCOPE_LESSON_H

#include "nn/nn.h"

enum { SCENE_CHANGES = 4096, SCENE_BYTES = 8 << 20 };

typedef struct Scene {
    char title[128];
    Config config;
    int changes;
    Change change[SCENE_CHANGES]; /* ascending steps: what was changed while it ran */
    uint64_t until;               /* the step it shows; config.until unless the file says otherwise */
    char theme[16], layout[16];   /* "" when not stated */
    char panels[8][16];           /* keys, "" ends */
    Own *own;                     /* points of data points and csv, or NULL; the scene's: scene_free */
    int view_line;                /* of `view` in the file, 0: not stated; its words are for the app to judge */
} Scene;

void scene_default(Scene *s);                                     /* bundled scene 0 */
bool scene_bundled(const char *key, Scene *s);                    /* false: no such key */
bool scene_parse(const char *yaml, size_t n, Scene *s, Err *err); /* s unchanged on error; err starts with "LINE: " */
char *scene_write(const Scene *s, size_t *n);       /* YAML that scene_parse reads back equal; malloc'ed */
bool scene_add(Scene *s, const char *at, Err *err); /* "STEP:KEY=VALUE": checks key, value, that it is live */
bool scene_check(const Scene *s, Err *err); /* config_check, at the start and after every change that will be made */

/* What to do with a table that was opened: settings of the moons (values: of the sine), 20 % of the rows each for
 * validation and test, 2000 at most, the rest for training; more than 1000 in batches of 100. Takes own over. */
void scene_of_own(Own *own, Scene *s);
void scene_free(Scene *s); /* what it owns; the scene itself is the caller's */

/* --- csv.c: a table -> own points --- */

enum { CSV_BYTES = 64 << 20, CSV_COLUMNS = 256 };

typedef struct CsvAsk { /* which columns; {0}: see csv_parse */
    int columns;        /* 3: two coordinates and a class; 2: x and a value (regression); 0: not said */
    char name[3][64];   /* name in the header, or number from 1 */
} CsvAsk;

bool csv_ask(const char *text, CsvAsk *out, Err *err); /* "x,y,label", "1,2,5", "x,value" */

/* One point a line, fields between commas, semicolons (the decimal comma is then allowed), tabs or spaces, as the first
 * line shows; fields may be quoted. Byte order mark, CRLF, blank lines and lines that start with # are skipped. A first
 * line without any number is a header.
 *
 * Columns not said: the class is in the column that is called label, class, target or species, else in the last one
 * with words in the first row, else in the last one; the coordinates are in the first two of the others that have
 * numbers and, where there is a header, a name (row numbers have none). Classes are numbered in the order of the
 * labels: as numbers if all are, else by their bytes.
 *
 * Points are scaled to [-1.5, 1.5], both axes by the same factor, unless one is more than 8 times as long as the other:
 * then these are two different things, and each has its own. Points that all lie in one place stay of size 0.
 *
 * Refused with "LINE:COLUMN: ..." (COLUMN counts characters from 1): what is no number or not finite in a column of
 * numbers, sizes above 1e37, no rows or one, one class, more than NN_CLASSES, more than OWN_POINTS rows, a row with
 * another number of fields, what is not UTF-8. Equal points are kept. The result is for free(). */
Own *csv_parse(const char *text, size_t n, const CsvAsk *ask, Err *err);

#endif
