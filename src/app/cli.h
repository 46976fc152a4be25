/* What the files of the command line share: main.c (the table of commands), cli.c (words, scenes, errors), option.c
 * (the table of options), report.c (lines of numbers), files.c and one cmd_NAME.c a command. Nobody outside src/app
 * includes this.
 *
 * Exit status: 0 done; 2 what stands on the command line is wrong; 1 everything else. An error is one line on stderr,
 * `ridgescope: FILE:LINE: what is wrong; what was expected`, and nothing on stdout. */
#ifndef RIDGESCOPE_CLI_H
#define RIDGESCOPE_CLI_H

#include "app/app.h"

#include <stdio.h>

enum { DONE = 0, FAILED = 1, USAGE = 2 };

/* --- arguments, and the tables that they are read by --- */

/* Which commands know an option. */
enum {
    FOR_WINDOW = 1,
    FOR_TRAIN = 2,
    FOR_EXPORT = 4,
    FOR_BENCH = 8,
    FOR_LIST = 16,
    FOR_CHECK = 32,
    FOR_SWEEP = 64,
    FOR_MODEL = 128,
    FOR_SCENE = FOR_WINDOW | FOR_TRAIN | FOR_EXPORT | FOR_SWEEP | FOR_MODEL,
    FOR_ALL = FOR_SCENE | FOR_BENCH | FOR_LIST | FOR_CHECK
};
/* What of a picture an option decides. A figure carries these options, and on the command line one of them replaces all
 * that the figure says about the same; of LOOK only itself. */
enum {
    FIGURE_WHAT = 1 << 16,
    FIGURE_SIZE = 1 << 17,
    FIGURE_FINE = 1 << 18,
    FIGURE_LOOK = 1 << 19,
    FIGURE_ANY = FIGURE_WHAT | FIGURE_SIZE | FIGURE_FINE | FIGURE_LOOK
};
enum { ARG_WORDS = 256, ARG_PANELS = 16, ARG_OVERS = 8, ARG_SEEDS = 100000, ARG_JOBS = 256 };

typedef struct CommandDef CommandDef;

typedef struct Args {
    const CommandDef *command;
    int words; /* what is no option: SCENE, KIND, names */
    const char *word[ARG_WORDS];
    const char **set, **at; /* [sets], [ats]: as written, in their order */
    int sets, ats;
    const char **side_set[2]; /* of net A or B alone, in Compare: [side_sets[side]] */
    int side_sets[2];
    int overs;
    Over over[ARG_OVERS]; /* --over */
    int seeds, jobs, fps; /* 0: not stated */
    int shard, shards;    /* part `shard` of `shards`, from 1; 0: not stated */
    int view;             /* --view: a row of option_views; -1: not stated */
    const char *out;      /* -o; NULL: stdout */
    int64_t steps, every; /* -1: not stated */
    bool json, quiet, verbose, help, version;
    bool lang;                     /* --lang was stated; it is in use already */
    int panels, panel[ARG_PANELS]; /* rows of panel_defs; 0 panels: the main view */
    int w, h;                      /* --size; 0: not stated */
    int text;                      /* --text-scale: a row of text_scales */
    double width_mm, dpi, scale;   /* 0: not stated */
    bool transparent, outlines;
    const char *caption; /* --caption: auto, none or a text; NULL: not stated */
    const char *theme;   /* key of theme_defs; NULL: not stated */
    Words said;          /* those options that decide a picture, as given: remake.c */
    CsvAsk columns;      /* --columns, for a SCENE that is a .csv file */
    Scene *scene;        /* filled in by cli_scene */
    const char *scene_name;
    char lesson[512]; /* the file, when the scene is a lesson's step; "": it is not */
    int lesson_step;
} Args;

struct CommandDef {
    const char *key, *arguments, *help;
    const char *more;    /* some lines for `ridgescope KEY --help` */
    int bit;             /* FOR_... */
    int least, most;     /* words */
    int (*run)(Args *a); /* exit status */
};

/* main.c; the last row, without a key, is the window */
extern const CommandDef command_defs[];
extern const int command_count;

/* --- option.c --- */

typedef struct OptionDef {
    const char *key, *brief, *value, *help; /* brief: a second name; value NULL: it takes none */
    int commands;                           /* FOR_ bits, and FIGURE_ */
    bool (*take)(Args *a, const char *value, Err *err);
} OptionDef;

extern const OptionDef option_defs[];
extern const int option_count;
/* What was most likely meant: the row of `count` texts nearest to `word`. */
int option_nearest(const char *word, const char *(*text)(int row), int count);
int option_find(const char *name, size_t length); /* row or -1 */
void option_help(FILE *f, int commands);          /* a line each */
const char *option_key(int row);
enum { VIEW_MAIN, VIEW_COMPARE, VIEW_DIFFERENCE, VIEW_GRID, VIEW_PRESENT, VIEW_EXPLORE, VIEW_SHEET, VIEW_WORKSHEET };
extern const char *const option_views[];
const char *option_panel_key(int row); /* of panel_defs, theme_defs: for option_nearest */
const char *option_theme_key(int row);
int option_views_count(void);
const char *option_view_key(int row);
int option_view(const char *key); /* row of option_views; the first, where there is none */

/* --- remake.c: the options that a picture was made with --- */

void remake_note(Args *a, int row, const char *value); /* an option of the command line was taken */
int remake_apply(Args *a); /* what the scene says about its picture, and the command line does not; exit status */
/* As words of a scene. caption: as asked for (auto, none or a text); text: row of text_scales. */
Words remake_words(const Figure *f, const char *caption, int text);

/* --- cli.c --- */

int cli_parse(Args *a, int argc, char **argv); /* DONE, or says what is wrong and returns USAGE */
int cli_scene(Args *a, const char *name);      /* opens the scene, then --set, --steps and --at */
/* KEY=VALUE after KEY=VALUE into c; `option` is named in the error. */
int cli_settings(Config *c, const char *const *set, int n, const char *option);
void cli_help(FILE *f, const CommandDef *c);                        /* NULL: the whole program */
int cli_fail(int status, const char *format, ...) PRINTF(2, 3);     /* one line on stderr; returns status */
void cli_note(const Args *a, const char *format, ...) PRINTF(2, 3); /* the same, unless -q */
void cli_progress(const Args *a, const char *what,
                  double share); /* on stderr, if that is a terminal; share 1 wipes it */
void cli_status(const Args *a, const char *format, ...) PRINTF(2, 3); /* the same with words of its own */
/* A new run of one net with the scene's points and these settings; NULL: err says why. */
Run *cli_run(const Scene *s, const Config *c, Err *err);
int cli_theme(const Args *a); /* row of theme_defs: --theme, else the scene's, else print */

/* --- report.c: one JSON object a line, numbers as the shortest text that reads back, what is not finite as null --- */

typedef struct Report {
    FILE *f;
    int fields;
} Report;

void report_quoted(FILE *f, const char *s); /* a JSON string */
Report report_begin(FILE *f);
void report_text(Report *r, const char *key, const char *value); /* NULL: null */
void report_number(Report *r, const char *key, double value);
void report_float(Report *r, const char *key, float value);
void report_pair(Report *r, const char *key, float x, float y); /* both finite: [x, y] */
void report_bool(Report *r, const char *key, bool value);
void report_texts(Report *r, const char *key, const char *(*text)(int row, int i), int row, int n);
void report_add_metrics(Report *r, const Metrics *m); /* the keys of the contract, in their order */
void report_end(Report *r);

/* The names of the metrics, for CSV. */
void report_header(FILE *f);
/* Column i of the metrics: its key; its value as text, "" when it is not finite; and that this text is a word. */
extern const int report_columns;
const char *report_key(int i);
void report_value(int i, const Metrics *m, char out[32]);
bool report_is_word(int i);
/* A number or word that stands there already, as report_value gives it: "" is null. */
void report_given(Report *r, const char *key, const char *value, bool word);
void report_metrics(FILE *f, const Metrics *m, bool json); /* one line; null is empty in CSV */

/* --- sides.c --- */

/* What A and B are: a->scene and its b. *seek: B goes to the sweet spot, for nobody has chosen its strength. */
int sides_of(const Args *a, bool *seek);
/* There: the lowest test loss of B's own sweep, or of A's where that is the same. first: findings of A, or NULL. */
bool sides_seek(const Args *a, const Findings *first, const Ask *ask, Err *err);

/* --- files.c --- */

/* The whole file, malloc'ed, with a zero byte behind it; refuses folders and more than `most` bytes. */
bool files_read(const char *path, size_t most, char **data, size_t *size, Err *err);
/* Whole or not at all: on failure nothing new is there and what was there is as before. Devices and pipes are written
 * to directly. */
bool files_write(const char *path, const void *data, size_t size, Err *err);
bool files_can_write(const char *path, Err *err); /* as far as can be told without writing: before long work */
bool files_regular(const char *path); /* nothing is there, or a file that can be replaced: no device, no pipe */
/* Path of a file in the user's state folder (XDG_STATE_HOME, or ~/.local/state), which is made if `make`; false when
 * there is no such place. */
bool files_state(const char *name, bool make, char out[512]);
bool files_data(const char *name, bool make,
                char out[512]); /* the same in the data folder: XDG_DATA_HOME, or ~/.local/share */

/* --- part.c: lines of work that is not finished, kept in a file beside the one that is to be written --- */

typedef struct Part Part;
/* Opens PATH.part and gives the lines that are there to `take`: number and text, without the line's end. What was cut
 * off in the middle of a line is dropped. Refused: a file that other work left, or that another process has in hand.
 * work: a line that names the work; the same work continues. NULL on error. */
Part *part_open(const char *path, const char *work, void (*take)(void *user, int64_t number, const char *text),
                void *user, Err *err);
bool part_add(Part *p, int64_t number, const char *text, Err *err);
void part_close(Part *p, bool finished); /* finished: the file goes away */

/* Another one whenever the file was written anew. size -1: there is no file. */
typedef struct FileStamp {
    int64_t seconds, nanoseconds, size, node;
} FileStamp;
FileStamp files_stamp(const char *path);

/* --- one command each --- */

int cmd_train(Args *a);
int cmd_export(Args *a);
int cmd_bench(Args *a);
int cmd_list(Args *a);
int cmd_check(Args *a);
int cmd_sweep(Args *a);
int cmd_model(Args *a);
int cmd_window(Args *a);

/* sdl.c: the window, until it is closed; exit status. */
typedef struct WindowStart {
    const Scene *scene;
    const char *theme;  /* key of theme_defs, NULL: as it was last */
    bool lang;          /* the language in use was asked for; false: it may be the one of last time */
    const char *lesson; /* a file, with the step to open; NULL: none, so the scene. "": the one of last time, at first
                           the first one of the course */
    int lesson_step;
} WindowStart;
int window_run(const WindowStart *start);

#endif
