/* lesson: scenes (YAML), own data (CSV), lessons (Markdown with front matter). Text in, values out; no files, no
 * drawing.
 *
 * Parsing never crashes on hostile text: depth, sizes and counts are bounded, and the first problem is reported as
 * "LINE: what is wrong; what was expected", of a table as "LINE:COLUMN: ...". The caller adds the file's name. */
#ifndef RIDGESCOPE_LESSON_H
#define RIDGESCOPE_LESSON_H

#include "nn/nn.h"

enum { SCENE_CHANGES = 65536, SCENE_BYTES = 8 << 20 };

/* --- words.c: what is shown, and how a picture is made of it: keys and texts that only the app can judge --- */

enum { WORDS = 96, WORD_KEY = 32, WORD_TEXT = 704 };
typedef struct SceneWord {
    char key[WORD_KEY], text[WORD_TEXT]; /* UTF-8 */
    bool list;                           /* an entry of a list: the words of this key that follow are the others */
    int line;                            /* in the file; 0: of none */
} SceneWord;
typedef struct Words {
    int n;
    SceneWord word[WORDS];
} Words;
const SceneWord *words_get(const Words *w, const char *key, int i);     /* the i-th of a key, or NULL */
void words_put(Words *w, const char *key, bool list, const char *text); /* one more; nothing when it is full */
bool words_equal(const Words *a, const Words *b);                       /* but for the lines */

/* --- scene.c --- */

typedef struct Scene {
    char title[128];
    char version[24]; /* of the program that wrote it; "" when not stated */
    Config config;
    int changes;
    Change change[SCENE_CHANGES]; /* ascending steps: what was changed while it ran */
    uint64_t until;               /* the step it shows; config.until unless the file says otherwise */
    bool stated;                  /* ... and the file does: it shows this step, and is not only to begin */
    Own *own;                     /* points of data points and csv, or NULL; the scene's: scene_free */
    struct Scene *b;              /* the second net of two that are compared, or NULL: its config, changes, until
                                     and own (NULL: those of the first). The scene's, too */
    Words view;                   /* layout, theme, panels ... */
    Words figure;                 /* options of `export`, without their dashes */
} Scene;

void scene_default(Scene *s);                                     /* bundled scene 0 */
bool scene_bundled(const char *key, Scene *s);                    /* false: no such key */
bool scene_parse(const char *yaml, size_t n, Scene *s, Err *err); /* s unchanged on error; err starts with "LINE: " */
bool scene_version(const char *yaml, size_t n, char out[24]); /* which is stated, even if nothing else can be read */
char *scene_write(const Scene *s, size_t *n);                 /* YAML that scene_parse reads back equal; malloc'ed */
char *scene_write_brief(const Scene *s, size_t *n);           /* the same without the settings that are the default */
const Own *scene_own(const Scene *s, int side);               /* of the first or the second net; NULL: generated */
bool scene_add(Scene *s, const char *at, Err *err);           /* "STEP:KEY=VALUE": checks key, value, that it is live */
bool scene_check(const Scene *s, Err *err); /* both nets, at the start and after every change that will be made */

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

/* --- expr.c: numbers and conditions in lessons --- */

enum { EXPR_BYTES = 400, EXPR_NODES = 96, EXPR_DEPTH = 24 };

/* A number that can be looked at. The keys are those of `train --json`. */
typedef struct MetricDef {
    const char *key, *label; /* label: as in "test accuracy" */
    bool share;              /* 0 ... 1, shown as per cent with one decimal */
    double (*of)(const Metrics *m);
} MetricDef;
extern const MetricDef metric_defs[];
extern const int metric_count;
int metric_find(const char *key); /* row or -1 */

typedef enum ExprWhose {
    EXPR_NET,
    EXPR_TWIN, /* the same net without any penalty */
    EXPR_BEST  /* sweep.best_l2: the strength with the lowest test loss of the sweep */
} ExprWhose;
typedef struct ExprName {
    ExprWhose whose;
    bool at; /* at step `step` of this run, else now */
    uint64_t step;
    int metric; /* row of metric_defs; BEST: -1 */
} ExprName;

/* The value of a name, false: not known (yet). */
typedef bool (*ExprLook)(void *user, const ExprName *name, double *value);
typedef struct Expr Expr;

/* Metrics, `twin.METRIC`, `at(STEP).METRIC`, `sweep.best_l2`, numbers, + - * /, comparisons, and or not, parentheses.
 * A comparison is 1 or 0, and does not associate. NULL with what is wrong and what was expected. */
const Expr *expr_parse(const char *text, Arena *a, Err *err);
/* False: a name in it is not known. Not finite numbers compare false, except by !=. */
bool expr_value(const Expr *e, ExprLook look, void *user, double *out);
int expr_names(const Expr *e, ExprName *out, int most); /* all it looks at; returns how many there are */
typedef struct ExprBound {                              /* `METRIC >= NUMBER`, or with > <= < */
    ExprName name;
    double number;
    bool up; /* more is better */
} ExprBound;
int expr_bounds(const Expr *e, ExprBound *out, int most); /* joined by `and`; 0: other things are in it, or too many */
/* A goal with a meter: bounds alone; the first that is not of the step. */
bool expr_meter(const Expr *e, ExprName *name, double *target, bool *up);

/* --- lesson.c directive.c frame.c prose.c: Markdown with front matter -> steps --- */

enum {
    LESSON_BYTES = 1 << 20,
    LESSON_STEPS = 40,
    LESSON_CHOICES = 4,
    LESSON_LINES = 16, /* of a list in the front matter or a step: objectives, expect, lock, panels */
    LESSON_SETS = 48,
    PROSE_BLOCKS = 400, /* of a step */
    PROSE_SPANS = 4000,
    PROSE_DEPTH = 6, /* of lists and quotes in each other */
    PROSE_CELLS = 12,
};

typedef enum SpanKind {
    SPAN_TEXT,
    SPAN_LIVE,    /* {test_accuracy}: expr, and text as written */
    SPAN_FORMULA, /* $\lambda$: text is what stands between the dollars */
    SPAN_IMAGE,   /* href: name of a file beside the lesson; text: its description */
    SPAN_BREAK    /* a line ends here */
} SpanKind;
enum { SPAN_STRONG = 1, SPAN_EM = 2, SPAN_CODE = 4 };
typedef struct Span {
    SpanKind kind;
    int style;        /* SPAN_STRONG ... */
    const char *text; /* UTF-8 */
    const char *href; /* of a link, else NULL; "#curves": what it names is highlighted */
    const Expr *expr;
} Span;

typedef enum BlockKind {
    BLOCK_PARAGRAPH,
    BLOCK_HEADING,
    BLOCK_ITEM,    /* of a list */
    BLOCK_CODE,    /* one span, with line ends in it */
    BLOCK_FORMULA, /* one span: a formula on a line of its own */
    BLOCK_ROW,     /* of a table */
    BLOCK_RULE
} BlockKind;
typedef struct Block {
    BlockKind kind;
    int line;   /* in the file, about */
    int level;  /* HEADING: 3 ...; others: how deep in lists and quotes */
    int number; /* ITEM: its number, 0: a bullet */
    bool first; /* ITEM: the first paragraph of it, the one with the number; ROW: of the table's head */
    const Span *span;
    int spans;
    int cells, cell[PROSE_CELLS]; /* ROW: where each cell begins in span; */
    int8_t align[PROSE_CELLS];    /* -1 left, 0 middle, 1 right */
} Block;

typedef struct Prose {
    const Block *block;
    int blocks;
} Prose;
/* Headings, paragraphs, emphasis, lists, tables, code, links, images, formulas; no HTML. line: of its first byte. */
bool prose_parse(const char *text, size_t n, int line, Arena *a, Prose *out, Err *err);

typedef struct LessonSetting {
    const char *key, *value;
    uint64_t step; /* of `at` */
    int line;
} LessonSetting;

typedef struct LessonStep {
    const char *title;
    int line, directives; /* of the heading; of the fenced block, 0: none */
    Prose prose;
    int sets, ats;
    LessonSetting set[LESSON_SETS], at[LESSON_SETS]; /* at its start; what a test plays instead of a hand */
    bool has_until;
    uint64_t until;
    const char *view; /* NULL: as it is */
    int panels, locks;
    const char *panel[LESSON_LINES], *lock[LESSON_LINES];
    const Expr *goal;
    const char *goal_text; /* as written */
    Prose hint, why;
    struct {
        Prose ask;
        const char *choice[LESSON_CHOICES];
        int choices, answer; /* answer: 0 ... */
    } predict;               /* choices 0: none */
    int expects;
    struct {
        const Expr *expr;
        const char *text;
        int line;
    } expect[LESSON_LINES];
    int a_sets, b_sets; /* compare: settings of either side besides the step's own */
    bool compare;
    LessonSetting a[LESSON_SETS], b[LESSON_SETS];
} LessonStep;

typedef struct Lesson {
    char id[32];
    const char *title;
    int order, minutes;
    int objectives;
    const char *objective[LESSON_LINES];
    int settings;
    LessonSetting setting[LESSON_SETS];
    int steps;
    LessonStep *step; /* [steps] */
    int marks;        /* a translation: of what it was made, see translate_mark */
    const char *of[LESSON_STEPS + 1];
} Lesson;

/* The whole file. NULL with "LINE: ..." for the first problem. All of it lies in a. Settings, changes, expressions and
 * what they make of each other are checked; panels and locks are names for the app to judge. */
const Lesson *lesson_parse(const char *text, size_t n, Arena *a, Err *err);

/* What a step starts from, and what it leads to when it is played by its own `at`: settings, changes, and the step it
 * begins at (start) or ends with. A step goes on where the one before ended, unless it sets what needs a new run. */
bool lesson_scene(const Lesson *l, int step, bool played, Scene *out, Err *err);

/* --- translate.c: a lesson in another language --- */

/* `NAME.LANG.md` beside `NAME.md` has the words of it: the same steps with their titles, text, predict, hint and why,
 * and objectives. The lesson that comes out has these words and everything else of the original, which it shares memory
 * with. NULL with "LINE: ..." for the first thing that is wrong with it or has no counterpart. */
const Lesson *translate_lesson(const Lesson *original, const char *text, size_t n, Arena *a, Err *err);

/* Does a part of it lag behind the original? Part 0 is the title with the objectives, part i the i-th step. True, with
 * "LINE: ...", when the original's words are others than those that were translated, or when live numbers, formulas,
 * images and links into the window are not the same. Such a translation can be read, but wants mending. */
bool translate_lags(const Lesson *original, const Lesson *translation, int part, Err *err);

/* Six hexadecimal digits that change with the words of a part, not with how its lines are broken. A translation keeps
 * those of the original it was made from, in `of` of its front matter. */
void translate_mark(const Lesson *l, int part, char out[8]);

/* Names of files: is this a translation, and of what; what is the translation's name. False: no, or a name too long. */
bool translate_original(const char *file, char out[512]);                   /* "a/heal.zh-CN.md" -> "a/heal.md" */
bool translate_file(const char *original, const char *lang, char out[512]); /* and back */

#endif
