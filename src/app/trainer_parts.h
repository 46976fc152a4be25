/* The parts of the trainer, for trainer.c and the files named here; everybody else includes app.h.
 *
 *     UI --Inbox--> trainer.c: a round of work, again and again --Show--> UI
 *                     Session   the main run: commands, training, changes to come, undo, arrivals
 *                     Studies   surface, curvature ...: slices of them, on any worker
 *                     Sweeper   the sweep, a few milliseconds a round, and on the other workers
 *
 * All of it belongs to worker 0 (or whoever pumps) except what is said to be the sender's, the reader's or a helper's.
 * Values cross threads through atomics only: the slots of Inbox, the Mailbox in Show, the groups of Sweeper. */
#ifndef RIDGESCOPE_TRAINER_PARTS_H
#define RIDGESCOPE_TRAINER_PARTS_H

#include "app/app.h"

double trainer_now(void);   /* seconds, steady */
#define TRAINER_SLICE 0.004 /* what is done between two looks at the commands takes about so long */

/* --- inbox.c: commands from the UI, in order; one sender, one receiver --- */

enum { INBOX_SLOTS = 256 };

typedef struct InboxSlot {
    _Atomic int state; /* whose it is: see inbox.c */
    TrainerCommand command;
} InboxSlot;

typedef struct Inbox {
    InboxSlot slot[INBOX_SLOTS];
    uint32_t head, tail; /* the sender's: slots filled; the receiver's: slots emptied */
} Inbox;

bool inbox_put(Inbox *b, const TrainerCommand *c); /* sender; false: full */
bool inbox_take(Inbox *b, TrainerCommand *out);    /* receiver; false: nothing there */

/* --- session.c: the net and its twin --- */

typedef struct Moment Moment; /* a state to go back to; see moment.c */

enum { UNDO_MOST = 100, UNDO_BYTES = 24 << 20, ARRIVALS_MOST = 48, ARRIVALS_BYTES = 24 << 20 };

typedef struct Undo { /* oldest first */
    Moment *past[UNDO_MOST], *future[UNDO_MOST];
    int undos, redos;
} Undo;

typedef struct Arrivals { /* oldest first; all of them pure */
    Moment *moment[ARRIVALS_MOST];
    int n;
} Arrivals;

typedef struct Session {
    Run *run;               /* members: the net, which follows the Config; its twin without any penalty */
    Kept *own;              /* own points, used by the run or not */
    uint64_t birth;         /* grows with every run from step 0 */
    uint64_t life;          /* grows whenever the run's past is another: birth, undo, redo */
    bool playing, diverged; /* diverged: member 0 steps no further */
    uint64_t until;         /* pauses when this step is reached */
    uint64_t target;        /* of the scene: trains up to here whether it plays or not; 0: is there */
    uint32_t place;         /* a number that belongs to the scene; see TrainerCommand */
    Change *change;         /* of the scene: [changes], each made when its step is about to be taken; */
    int changes, made;      /* ... the first `made` of them were */
    bool pure;              /* nothing but the scene has changed anything since step 0 */
    Undo undo;
    Arrivals arrivals;
    Moment *aside;   /* the run that was put aside (DO_ASIDE), or NULL */
    char error[160]; /* see Frame */
    uint64_t error_serial;
} Session;

bool session_open(Session *s, const Config *c, Kept *own, const Change *journal, int changes, Err *err);
void session_close(Session *s);
Run *session_run(const Config *c, const Kept *own, Err *err); /* of net and twin at step 0 */
void session_do(Session *s, const TrainerCommand *c); /* all but SPEED and VIEW; failure: state as before, s->error */
int session_advance(Session *s, int steps);           /* steps taken; fewer: diverged, paused at until, or arrived */
bool session_underway(const Session *s);              /* to the scene's target */
void session_fail(Session *s, const char *text);

/* --- moment.c: the session at one step --- */

typedef struct Scenery { /* what a scene is trained up to */
    Config config;
    Kept *own;
    const Change *change; /* [changes] */
    int changes;
    uint64_t until;
} Scenery;

Moment *moment_take(const Session *s); /* NULL: no memory */
bool moment_restore(Session *s, const Moment *m, Err *err);
void moment_free(Moment *m);
size_t moment_bytes(const Moment *m);
/* Does training the scene pass through this state, and at which step? So it can go on from there to the same bits. */
bool moment_on_way(const Moment *m, const Scenery *to, uint64_t *step);
bool moment_is(const Moment *m, const Session *s); /* of two that are pure: the same state */
bool moment_now_on_way(const Session *s, const Scenery *to, uint64_t *step);

/* --- arrival.c: states that scenes were trained up to --- */

void arrival_keep(Arrivals *a, const Session *s);                                    /* which is pure */
const Moment *arrival_nearest(const Arrivals *a, const Scenery *to, uint64_t *step); /* or NULL */
void arrival_free(Arrivals *a);

/* --- undo.c: a bounded store of moments --- */

bool undo_remember(Session *s, Err *err);      /* the present state, to come back to; nothing left to redo */
bool undo_go(Session *s, bool redo, Err *err); /* nothing to go to: true, and nothing done */
void undo_free(Undo *u);

/* --- sweeper.c: the sweep above the slider --- */

enum { SWEEPER_GROUPS = SWEEP_SEEDS * SWEEP_MEMBERS / SWEEP_GROUP };

typedef struct SweeperGroup { /* SWEEP_GROUP nets trained together */
    _Atomic int state;        /* whose it is: see sweeper.c */
    uint64_t serial;          /* the sweep it is of */
    Config config;
    Kept *own;
    Run *run; /* NULL at the end: given up */
    Metrics metrics[SWEEP_GROUP];
    _Atomic uint64_t steps;
} SweeperGroup;

typedef struct Sweeper {
    _Atomic uint64_t wanted; /* serial of the sweep worth working at; 0: none */
    SweeperGroup group[SWEEPER_GROUPS];
    int groups;  /* finished or given up ... */
    int first;   /* ... of them of the settings' own seeds */
    bool failed; /* some for want of memory */
    uint64_t serial;
    Kept *own;
    Sweep sweep; /* total 0: none */
    Shared
        *weights; /* real [SWEEP_MEMBERS][params]: final parameters, written before their member is said to be done */
    Film film;
} Sweeper;

/* The sweep for c unless it is the present one, for which the slider's setting does not count. None where there is no
 * such setting. on false: a sweep for anything else than c
 * is dropped, and none begun. */
void sweeper_want(Sweeper *s, const Config *c, Kept *own, bool on);
int sweeper_collect(Sweeper *s); /* takes in finished groups, counts steps; returns groups newly given out */
bool sweeper_running(const Sweeper *s);
bool sweeper_first_running(const Sweeper *s); /* nets of the settings' own seeds: parameters and film grow */
typedef enum SweeperWork { SWEEPER_IDLE, SWEEPER_BUSY, SWEEPER_RETURNED } SweeperWork;
/* Any worker: about `seconds` of work at group *held, or one claimed now (-1: none). RETURNED: to be collected. */
SweeperWork sweeper_work(Sweeper *s, int *held, double seconds);
void sweeper_free(Sweeper *s);

/* --- studies.c: what takes longer than a frame, kept nearly fresh --- */

typedef struct StudyMark {
    uint64_t birth, life, step; /* of the session */
    uint64_t identity;          /* of settings and choices */
} StudyMark;

typedef struct StudyTask {
    _Atomic int state;     /* whose it is: see studies.c */
    _Atomic bool unwanted; /* to be handed back without a result */
    _Atomic bool hidden;   /* nobody looks at it: to be left as it is */
    _Atomic int progress;  /* thousandths */
    Arena arena;           /* of job */
    void *job;
    Shared *result;     /* when complete; NULL also for want of memory */
    StudyMark of;       /* of the last begin */
    double begun, told; /* when; when a result, complete or not, was handed over */
} StudyTask;

typedef struct StudyAsked { /* what identities were last made of: they are hashes of all that, and asked for each round
                             */
    bool any;
    Config config;
    Kept *own;
    Choices choices;
    uint64_t sweep; /* its serial */
    uint64_t identity[STUDIES];
} StudyAsked;

typedef struct Studies {
    StudyTask task[STUDIES];
    StudyAsked asked;
    bool any[STUDIES];      /* task.of means something */
    Shared *shown[STUDIES]; /* the newest results, and what they are of */
    StudyMark shown_of[STUDIES];
    _Atomic int turn; /* which is looked at first by who has time */
} Studies;

typedef struct StudyNews {
    bool finished; /* there is something new to show */
    int begun;     /* tasks given out */
} StudyNews;
/* Worker 0: collects what is finished, drops what is out of date, begins or goes on with what is wanted and due. */
StudyNews studies_look(Studies *s, const Session *run, const Sweeper *sweep, const Ask *ask, double now);
typedef enum StudyWork { STUDY_IDLE, STUDY_WORKED } StudyWork;
StudyWork studies_work(Studies *s, double seconds); /* any worker: a slice of one that is ready */
float studies_progress(const Studies *s, int kind); /* 0 ... 1, below 0: not under way */
/* Without workers: all that are asked for, complete and of the present step. Nothing may be playing. */
void studies_whole(Studies *s, const Session *run, const Sweeper *sweep, const Ask *ask);
void studies_free(Studies *s);

/* --- show.c: frames for the UI --- */

typedef enum Urge { URGE_NONE, URGE_PROGRESS, URGE_TRAINING, URGE_NOW } Urge;

typedef struct ShowFields { /* fields of the last state shown: while paused nobody makes them again */
    Arena arena;
    Field net, twin, before, unit;
    uint64_t life, step;
    Ask ask;
    int coarse; /* made at 1/coarse of the nodes asked for, each way */
} ShowFields;

typedef struct ShowBayes { /* the best boundary possible: costs tens of milliseconds, and changes with the data alone */
    Arena arena;
    Config config;
    Field field; /* z NULL: not known, or not made yet */
    double accuracy;
} ShowBayes;

typedef struct ShowOrder { /* which units are shown: they keep their places while training runs */
    bool any;
    uint64_t life, step;
    UnitOrder kept;
} ShowOrder;

typedef struct Show {
    Mailbox box;
    Frame slot[3]; /* one the writer's, one on its way, one the reader's */
    bool any;      /* the reader's: it has had one */
    Ask ask;
    Urge urge;
    uint64_t serial, acked;
    double last, cost; /* when the last frame was begun; seconds a quick one took */
    double steps_per_second;
    ShowFields fields;
    ShowBayes bayes;
    ShowOrder order;
    int coarse;       /* affordable now */
    double node_cost; /* seconds a node and parameter, measured */
} Show;

void show_init(Show *s);
void show_urge(Show *s, Urge urge);
double show_due(const Show *s, const Session *run, double now); /* in how many seconds; FOREVER: not before a change */
void show_frame(Show *s, const Session *run, const Studies *studies, const Sweeper *sweeper, bool whole);
/* makes a frame and posts it; whole: fields at the size asked for, whatever it costs */
void show_free(Show *s);
#define FOREVER 1e30

#endif
