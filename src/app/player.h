/* The lesson in the window: which step, what is asked, reached and locked there, what is remembered of it. A value
 * without drawing, files or threads: the pane draws it (pane.c), the host reads files for it (sdl.c).
 *
 *     host --text of a lesson--> Player --DO_SCENE--> Trainer --Frame--> player_frame: goal, question, what is over
 *
 * A step is begun by opening the scene that it starts from (lesson_scene): the trainer really trains up to there, so
 * Next and Back lead to the same bits as `train FILE.md#N`. Every scene that is opened so has a number of its own, the
 * place; the trainer keeps it beside the run, also in what undo goes back to. When a frame comes with another place
 * than the last, undo has gone there, and the player follows. */
#ifndef RIDGESCOPE_PLAYER_H
#define RIDGESCOPE_PLAYER_H

#include "app/app.h"

enum { COURSE_MOST = 96, PLAYER_PLACES = 128, PLAYER_KEPT = 128, LESSON_NAME = 512 };

/* What is known of a lesson from one start to the next. Bit i: step i. */
typedef struct Progress {
    int step;                    /* to go on from */
    uint64_t seen, reached;      /* steps that were open; whose goal was reached */
    uint64_t revealed;           /* whose question was asked and has been answered by the run */
    int8_t chosen[LESSON_STEPS]; /* predict: 0 still open, 1 ... the choice, -1 skipped */
} Progress;

typedef struct CourseRow {
    char file[LESSON_NAME]; /* bundled: "heal.md"; else its path */
    bool bundled;           /* part of the program: a lesson of the course */
    char id[32], title[128];
    char objectives[512]; /* one after the other */
    int order, minutes, steps;
    Progress progress;
} CourseRow;

typedef enum Predict {
    PREDICT_NONE,    /* the step asks nothing */
    PREDICT_OPEN,    /* training waits for an answer */
    PREDICT_CHOSEN,  /* answered or skipped; the run is still to show who is right */
    PREDICT_REVEALED /* ... and has shown it */
} Predict;

typedef struct Goal {
    bool any;      /* the step has one */
    bool reached;  /* once reached it stays so */
    double since;  /* App.now when it was reached in this session, for the check that is drawn once; 0: before */
    bool meter;    /* METRIC >= NUMBER: what follows means something */
    bool up;       /* more is better */
    bool known;    /* the value is */
    ExprName name; /* of what is measured */
    double value, target;
    double best; /* what the best possible boundary reaches; NaN: not known, or another metric */
} Goal;

/* Where the player was when it opened a scene: a place, in what is said above. */
typedef struct PlayerPlace {
    uint32_t number;
    int row, step;     /* row -1: no lesson */
    uint64_t from;     /* step of the run at which it began */
    bool wiped;        /* it began with something forgotten: going to it or back from it by undo takes `progress` */
    Progress progress; /* of its lesson, when it was left */
} PlayerPlace;

typedef struct Player {
    CourseRow row[COURSE_MOST]; /* the course in its order, then files of one's own, in the order of opening */
    int rows;
    int at;               /* the open row; -1: none */
    const Lesson *lesson; /* of it, or NULL */
    int step;             /* 0 ... lesson->steps - 1 */
    Goal goal;
    bool hint, why;    /* are open */
    bool asking;       /* "everything" was asked for and waits for its confirmation */
    bool compare_anew; /* a step began since A and B were compared: they are of an earlier question */
    bool preparing;    /* the trainer is on its way to where the step starts */
    char error[240]; /* the open file cannot be read any more: what is wrong, "": nothing. The lesson as it was stays */
    int error_line;  /* in the file; 0: of no line */
    char lit[24];    /* a part or panel key (as in `lock` and links) to be highlighted in this frame; "": none */
    char next_lit[24]; /* ... in the next one: whoever draws the text writes it, as App.next_link */

    /* player.c alone */
    int language;             /* of the words: row of language_key */
    char wanted[LESSON_NAME]; /* file to be read by the host; "": none */
    int wanted_step;          /* step to open then; -1: where its progress says */
    bool wanted_scene;        /* ... by its scene; false: undo has brought the run there already */
    Arena arena[2];           /* of the lesson, and of the next one until it is known to be good */
    int arena_used;
    uint32_t here, places;            /* number of the place where we are; of the last one given */
    PlayerPlace place[PLAYER_PLACES]; /* by number */
    bool changed;                     /* progress is to be written */
    int kept;                         /* progress of lessons that are in no row */
    struct {
        char id[32];
        Progress progress;
    } keep[PLAYER_KEPT];
} Player;

/* --- for the host --- */

/* The course: the bundled lessons in their order. Titles and an open lesson follow the language in use. */
void player_course(App *a);
const char *player_lang(const App *a); /* of the words, as in NAME.LANG.md; "": as the lesson was written */
/* Opens a lesson at a step; -1: where its progress says. A bundled one ("heal.md") at once, of a file the text is asked
 * for: */
void player_open(App *a, const char *file, int step);
bool player_wants(App *a, char file[LESSON_NAME]); /* ... it is to be read now, and told with: */
/* text NULL: error says why. words: of the translation, NULL: none. */
void player_told(App *a, const char *file, const char *text, size_t n, const char *words, size_t words_n,
                 const char *error);
/* The open file, if it is one of the user's, to be watched: when it has changed, player_told again (live reload). */
const char *player_watched(const App *a);
/* Progress of all lessons, as a text to be kept; takes the wish to write it. malloc'ed, NULL: nothing has changed. */
char *player_progress(App *a, size_t *n);
bool player_remember(App *a, const char *text, size_t n,
                     Err *err); /* ... and back; err "LINE: ...", the rest is kept */

/* --- for the pane --- */

const LessonStep *player_step(const App *a); /* NULL: no lesson is open */
Predict player_predict(const App *a);
int player_chosen(const App *a); /* 0 ... of the choices; -1: skipped or not yet */
bool player_done(const App *a);  /* nothing is left to do in this step: Next is the primary button */
void player_next(App *a);        /* the last step's Next opens the next lesson of the course */
void player_back(App *a);
bool player_has_next(const App *a);
bool player_has_back(const App *a);
void player_go(App *a, int step);
void player_answer(App *a, int choice);    /* 0 ...; -1: skips the question */
void player_again(App *a);                 /* the step from its start, its question open again */
void player_everything(App *a, bool sure); /* the lesson from its start, its progress forgotten; first asks */
void player_leave(App *a);                 /* no lesson: Explore. The run stays as it is */
/* A number of the text: of the net that is shown, its twin, at(STEP) as recorded, the sweep. user: const App *. */
bool player_look(void *user, const ExprName *name, double *value);
/* The same as text, as ui.md writes numbers: 93.8%, 0.0056, 1500, −0.41; "–": not known. */
void player_number(const App *a, const Span *live, char out[32]);
void player_metric(const ExprName *name, double value, char out[32]); /* of one kind of number, as on the meter */

/* --- for everything that can be touched --- */

bool player_locked(const App *a, const char *key);      /* a setting's key, or a part: slider, reset, play ... */
const char *player_lock(const App *a, const char *key); /* why, for a tooltip; NULL: it is not locked */
bool player_refuses(App *a, const char *key);           /* the same, and says so */
bool player_keeps(App *a, const Config *next, bool other_points); /* something locked would change: refused, and said */

/* --- for app.c --- */

/* Once a frame, before anything is drawn. */
void player_frame(App *a, const Frame *f);
bool player_plays(App *a); /* Play may go on now: no open question, `until` not reached; says why not */
bool player_key(App *a, const KeyPress *k); /* PageUp, PageDown, digits of an open question; true: used */
bool player_compares(const App *a);         /* the step says what A and B are ... */
void player_compare(const App *a, Config *first, Config *second); /* ... on top of these settings */
uint64_t player_until(const App *a);                              /* where Play stops; UINT64_MAX: nowhere */
uint32_t player_depart(App *a); /* another scene is opened: no lesson; the number of its place */
void player_free(App *a);

/* --- between the files of the player --- */

uint64_t player_from(const App *a);      /* step of the run at which the lesson's step began */
void goal_frame(App *a, const Frame *f); /* a frame of the step under way: goal, question */
/* What is known of a lesson by its id, but for what row `but` says; NULL: nothing. */
const Progress *progress_of(const Player *p, const char *id, int but);

#endif
