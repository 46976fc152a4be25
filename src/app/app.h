/* app: the wiring. The window's content (no SDL), the trainer's threads, the command line, SDL itself, files.
 *
 * Three parts that exchange values only:
 *
 *     App --Command--> Trainer --Frame--> App          app.c draws a Frame and answers input with Commands
 *
 * The same App and Trainer serve the window (threads), a figure (trainer pumped until finished, no threads) and, later,
 * the browser (pumped from the frame). Only this folder may use SDL, threads, clocks and files. */
#ifndef RIDGESCOPE_APP_H
#define RIDGESCOPE_APP_H

#include "analysis/analysis.h"
#include "app/figure.h"
#include "app/language.h"
#include "lesson/lesson.h"
#include "panels/panel.h"

/* --- keep.c: own points, shared by whoever holds them, in any thread --- */

typedef struct Kept Kept;
Kept *keep_new(Own *o);                /* takes over o, from own_new; one holder. NULL: o is NULL, or no memory */
Kept *keep_copy(const Own *o);         /* the same, of a copy */
Kept *keep_hold(Kept *k);              /* one holder more; NULL is nobody's */
void keep_drop(Kept *k);               /* ... one less; the last one frees */
void keep_swap(Kept **place, Kept *k); /* drops what is there, holds k there */
const Own *keep_own(const Kept *k);    /* NULL of NULL */

/* --- share.c: a plain value, written once and then shared by whoever holds it, in any thread --- */

typedef struct Shared Shared;
Shared *share_new(size_t size);             /* zeroed; one holder. NULL: no memory */
Shared *share_hold(Shared *s);              /* one holder more; NULL is nobody's */
void share_drop(Shared *s);                 /* ... one less; the last one frees */
void share_swap(Shared **place, Shared *s); /* drops what is there, holds s there */
void *share_value(Shared *s);               /* NULL of NULL */

typedef struct Journal { /* changes of a scene, ascending steps; the value of a Shared */
    int changes;
    Change change[];
} Journal;
Shared *share_journal(const Change *change, int n); /* one holder. NULL: none, or no memory */

/* --- trainer.c: runs in the background --- */

typedef enum CommandType {
    DO_SET,     /* config: as wanted from now on; restarts the run when it must */
    DO_PLAY,    /* flag: play or pause */
    DO_STEP,    /* one step (pauses) */
    DO_RESET,   /* first weights again, same seeds, step 0, empty journal */
    DO_REHEAT,  /* add N(0, value^2) to every weight */
    DO_RESTORE, /* back to the weights with the lowest validation loss */
    DO_SPEED,   /* value: steps a second; 0: as fast as it goes */
    DO_UNDO,    /* flag: on until a state that is neither collapsed nor diverged */
    DO_REDO,
    DO_VIEW,  /* ask: what the visible panels want */
    DO_ASIDE, /* flag: keeps the run as it is now, to come back to; else changes it for the one that was kept, which is
                 kept in its turn. No way back by undo */
    DO_UNTIL, /* until: pause when this step is reached; UINT64_MAX: never */
    DO_SCENE, /* flag: the first one, there is no way back; config, journal, until: a run of it, whatever the old one
                 was, trained up to step `until` as fast as it goes (0: its first weights); journal's changes are made
                 at their steps, also later. Plays on as it did
               */
} CommandType;

typedef struct Ask {
    uint32_t want;
    float aspect;
    int field_w, field_h;
    Choices choices;
    Window window; /* of the fields; x0 = x1: the net's own */
} Ask;             /* field_w x field_h nodes, aspect of its rect */

typedef struct TrainerCommand {
    CommandType type;
    int side;        /* 0; in Compare also 1: for the trainer of net B. The host sends it there */
    uint64_t serial; /* set by trainer_send; Frame.acked says which was the last one done */
    bool flag;       /* PLAY; SET: remember the state before, for undo (all others that change the net always do) */
    double value;
    uint64_t until;
    uint32_t place; /* SCENE: a number that stays with the run, its undo and its frames; 0: as it was */
    Config config;
    Kept *own;       /* SET, SCENE: the own points that go with config, or NULL; trainer_send holds them itself */
    Shared *journal; /* SCENE: a Journal, or NULL; likewise */
    Ask ask;
} TrainerCommand;

typedef struct Frame { /* all that app_frame shows; the reader's until the next trainer_latest */
    Findings f;        /* f.snap.config is the trainer's word on the settings */
    uint64_t acked;    /* serial of the last command that it reflects */
    bool playing;
    uint64_t target;         /* on its way to this step of a scene; 0: it is there */
    uint32_t place;          /* of the scene; 0: none was ever said */
    int undos, redos;        /* how many are there */
    double steps_per_second; /* measured over the last second or so; 0 when paused */
    bool sweep_running;
    Kept *own;             /* of f.snap.config, or NULL; held by the frame */
    char error[160];       /* the last thing that could not be done, and why; "": nothing yet */
    uint64_t error_serial; /* grows with every error */
    Arena arena;           /* owns what f points to, save what lies in the four below */
    Shared *study[STUDIES];
    Shared *sweep_weights;
    Sweep sweep_slot;
    Film film_slot;
    uint64_t serial; /* grows with every frame */
} Frame;

typedef struct Trainer Trainer;

/* workers 0: no threads, the caller pumps. Otherwise at least 1 thread: the first trains, analyses and, when nothing
 * else is due, sweeps; the others only sweep. wake is called from a worker after each new frame (NULL: not). */
Trainer *trainer_new(const Config *c, Kept *own, const Change *journal, int changes, int workers, void (*wake)(void *),
                     void *user, Err *err);
void trainer_free(Trainer *t); /* stops and joins */
uint64_t trainer_send(Trainer *t,
                      const TrainerCommand *c); /* one sender; never blocks: waits only when 256 are pending */
Frame *trainer_latest(Trainer *t, bool *fresh); /* never NULL after the first frame; NULL before */

/* Two trainers side by side, whose nets are to be compared at the same step: who is behind runs as fast as it can, who
 * is ahead waits, and both pause at the same step. That decides when steps are taken, never what they do. */
typedef struct Abreast {
    _Atomic uint64_t at[2];
} Abreast;                                           /* zeroed at the start; outlives both */
void trainer_pair(Trainer *t, Abreast *p, int side); /* the sender; p NULL: alone again */

/* For a window: one that trains and shows, and sweepers on all cores but one. The window's own thread has that core
 * with the first of them, which rests most of the time and gives way. */
int trainer_workers(void);
bool trainer_pump(Trainer *t, double budget); /* workers 0: works about `budget` seconds; false: nothing left to do */
/* What trainer_finish has come to, told now and then: what: "training" ...; share of it, 1: done. */
typedef void TrainerReport(const void *user, const char *what, double share);
void trainer_report(Trainer *t, TrainerReport *report, const void *user);
void trainer_finish(Trainer *t, uint64_t until, bool sweep, const Ask *ask); /* workers 0: trains to `until` at full
                                                                   speed, completes sweep and all analyses asked for */

/* --- over.c: values of a setting --- */

enum { OVER_VALUES = 256, OVER_TEXT = 4096 };
typedef struct Over {
    int param; /* row of param_defs */
    int n;
    char value[OVER_VALUES][24]; /* as config_set takes them */
} Over;
void over_text(const Over *o, char *out, size_t size);  /* what over_parse reads back */
bool over_parse(const char *text, Over *out, Err *err); /* KEY=A,B,LO:HI:N; ranges of logarithmic settings by factors */

/* --- grid.c: many nets beside each other, one or two settings apart --- */

enum { GRID_CELLS = 64, GRID_W = 97, GRID_H = 61 };
typedef struct GridSpec {
    Config config; /* what the axes do not say */
    int axes;      /* 1 or 2 */
    Over over[2];  /* columns, rows */
} GridSpec;
typedef struct GridCell {
    Config config;
    Metrics metrics;
    Field field; /* z NULL: nothing to draw, as of images */
    int train;   /* training points */
    Err err;     /* a run that could not be made */
} GridCell;
typedef struct Grid Grid;
int grid_cells(const GridSpec *s);
bool grid_config(const GridSpec *s, int cell, Config *out, Err *err); /* cell: row by row */
bool grid_check(const GridSpec *s, Err *err);                         /* not too many, and every cell is possible */
/* workers 0: nothing is done until grid_finish. wake is called from a worker after each cell. NULL: err says why. */
Grid *grid_new(const GridSpec *s, Kept *own, int workers, void (*wake)(void *), void *user, Err *err);
void grid_free(Grid *g);
void grid_go(Grid *g, bool go); /* workers: go on, or wait (what is not looked at costs nothing) */
void grid_finish(Grid *g);
const GridSpec *grid_spec(const Grid *g);
const GridCell *grid_cell(const Grid *g, int i);             /* NULL: not done yet. Stays as it is until grid_free */
double grid_progress(const Grid *g);                         /* 0 ... 1 */
bool grid_same(const Grid *g, const GridSpec *s, Kept *own); /* would another grid of s show the same? */

/* --- strength.c: the setting that the slider moves --- */

/* The axis goes with what decides its range (regularizer, optimizer, mode of L1, decay), unless next chooses its own.
 */
void strength_follow(Config *next, const Config *was);

/* --- app.c layout.c toolbar.c deck.c setup.c: the window's content --- */

typedef struct App App; /* see app_state.h, for the files that draw the window */

App *app_new(const Config *c, const char *theme, bool first_run);
void app_free(App *a);
/* Draws one frame into c and answers the input. all: the window in layout pixels. in NULL: a picture (export). */
void app_frame(App *a, Frame *frame, UiInput *in, Rect all, Canvas *c);
/* Compare needs a second trainer, made and kept by the host: true with the settings that it starts from. Its newest
 * frame (NULL: none yet) is told before each app_frame. */
bool app_second_wanted(const App *a, Config *c, Kept **own);
void app_second(App *a, Frame *frame);
/* The window as the scene says: its nets, its view. One that states its step is shown there, paused; another begins. */
void opening_scene(App *a, const Scene *s);              /* opening.c; what was there before can be undone */
void opening_first(App *a, const Scene *s);              /* the same at the start, when nothing was */
int app_commands(App *a, TrainerCommand *out, int most); /* takes the commands that the last frame caused */
void app_sent(App *a, int side, uint64_t serial);        /* serial of the last of a side, as trainer_send gave it */
Ask app_ask(App *a, Rect all);                           /* what the panels of a picture of this size want */
/* The grid of nets, made and kept by the host: wanted with these settings; what there is of it is told before each
 * app_frame (NULL: none yet). */
bool app_grid_wanted(const App *a, GridSpec *s, Kept **own);
void app_grid(App *a, const Grid *g);
bool app_export(App *a, const Frame *f, Figure *out, char path[128]); /* a picture was asked for: the host writes it */
void app_exported(App *a, const char *path, const char *error);       /* ... and tells the outcome; error NULL: done */
bool app_copied(App *a, char out[UI_ENTRY]);                          /* a text for the clipboard: the host's to take */
void app_folder(App *a, const char *folder);                          /* where pictures go, for the dialog */
/* The open panels as keys, and back; unknown keys are passed over, and no known one changes nothing. */
void app_panels_text(const App *a, char *out, size_t size);
void app_panels_own(const App *a, char *out, size_t size); /* those that a lesson or a scene has put away, if so */
void app_panels_from(App *a, const char *keys);
int app_theme_row(const App *a); /* to be remembered, as are the next two */
int app_text_row(const App *a);  /* row of text_scales */
bool app_calm(const App *a);     /* reduced motion */
void app_looks(App *a, int text, bool calm);
bool app_hint_done(const App *a);      /* the first-run hint need not be shown again */
bool app_animating(const App *a);      /* draw again soon even without events */
double app_wait(const App *a);         /* seconds until it must be drawn even without events; < 0: never */
bool app_full_screen(const App *a);    /* is wished */
bool app_presenting(const App *a);     /* ... for a class: on the projector, if there is one */
bool app_pointer_hidden(const App *a); /* nobody moves it */
/* Layout rectangle of a window of w x h, and device pixels per layout pixel: larger with the size of text. */
Rect app_layout(const App *a, float w, float h, float *scale);
enum { TEXT_SCALES = 5 };
extern const float text_scales[TEXT_SCALES]; /* 1 ... 3 */

#endif
