/* analysis: what can be seen in a snapshot.
 *
 * Pure functions from a Snapshot (or a finished sweep) to plain values that panels draw. Nothing here draws or knows a
 * clock. A finding carries the step it is of, so that a slow one can say how old it is. To add one: a file, a field and
 * a WANT_ bit below, a line in findings.c. */
#ifndef RIDGESCOPE_ANALYSIS_H
#define RIDGESCOPE_ANALYSIS_H

#include "nn/nn.h"

#include <stddef.h>

/* --- field.c: the net's output on a grid, and its contours --- */

typedef struct Window {
    float x0, x1, y0, y1;
} Window; /* in data coordinates, y upwards */

/* The points' bounding box plus 15 % at each side, widened to the aspect ratio (width/height): one unit for both axes.
 * Of the test set the first `test_shown`. Without any point: around 0. */
Window field_window(const Points *train, const Points *test, int test_shown, float aspect);

/* The same for these settings: of a curve each axis has its own unit, so that it fills the window; for own points the
 * window stands still while they are drawn. */
Window field_window_of(const Config *c, const Points *train, const Points *test, int test_shown, float aspect);

typedef struct Field {
    Window window;
    int w, h, outputs; /* nodes, the outermost ones on the window's edge; row 0 is at y1 (the top) */
    uint64_t step;
    uint64_t version; /* differs whenever z does: a hash of step, shape, parameters, window and size */
    float *z;         /* [h][w][outputs]: logits or values; of a curve h is 1 */
    float mid,
        slope; /* values (regression) are coloured by slope * (z - mid), as if that were a logit; slope 0: logits */
} Field;

/* Of data with two coordinates, or with one (a curve: y is of no account, and h may be 1); the shape's map makes the
 * net's inputs of them. z lies in a. */
void field_make(const Shape *s, const real *params, uint64_t step, Window win, int w, int h, Arena *a, Field *out);
bool field_fits(const Shape *s); /* one or two coordinates, not an image */
float field_margin(const Field *f, int i, int j, int k);
/* output k minus the largest other one; with one output: the logit (k = 0). Positive: class k (class 1) wins. */
float field_p1(float logit);                                    /* probability of class 1 */
uint64_t field_hash(uint64_t h, const void *data, size_t size); /* 64-bit FNV-1a, begun with or continued from h */

typedef struct Lines {
    int lines, points;
    int *count;   /* [lines] points of each */
    bool *closed; /* [lines] its last point is joined to its first, which is not repeated */
    Vec2 *p;      /* [points] all lines one after another */
} Lines;

/* Lines where a grid of values crosses `level`: marching squares (Lorensen and Cline 1987 in 2-D), linear on the edges,
 * saddles decided by the mean of the corners, segments joined to polylines. Coordinates in nodes: x in [0, w-1], y in
 * [0, h-1]. Not finite nodes: no line in the cells around them. */
void contour_lines(const float *z, int w, int h, float level, Arena *a, Lines *out);
/* All decision boundaries of a field: contours of the margin of each class but the last (binary: of the one output).
 * A border between two classes comes once, from the lower one; lines end where three classes meet. */
void contour_boundaries(const Field *f, Arena *a, Lines *out);

/* --- bayes.c: what perfect knowledge of the generator would do --- */

bool bayes_known(const Config *c); /* moons ... clusters; the others are regression, images, or your own */
/* Log odds of class 1 (two classes), or the log of prior times density of each: contour_boundaries of it is the best
 * boundary possible. Asserted: bayes_known. Imbalance moves it, wrong labels do not. */
void bayes_field(const Config *c, Window win, int w, int h, Arena *a, Field *out);
/* Best accuracy on true labels, within 0.001; some tens of milliseconds, more where noise is small. */
double bayes_accuracy(const Config *c);

/* --- hist.c --- */

enum { HIST_BINS = 51 };
#define HIST_RANGE 3.2f /* bins cover +-HIST_RANGE, the end bins collect the rest */
typedef struct Hist {
    int layers;
    int count[NN_LAYERS + 1][HIST_BINS]; /* weights of each layer */
    float norm, norm1, largest;          /* ||w||, sum |w|, max |w| */
} Hist;
void hist_make(const Shape *s, const real *params, Hist *out);

/* --- what the mouse chose of the analyses --- */

typedef enum LinkKind { LINK_NONE, LINK_POINT, LINK_UNIT, LINK_WEIGHT, LINK_STEP, LINK_STRENGTH } LinkKind;
/* What the pointer is on, in words that every panel understands: one highlights what another one is asked about. */
typedef struct Link {
    LinkKind kind;
    int split, point; /* POINT: which of which set */
    int layer, unit;  /* UNIT: of hidden layer 0 ..., or the layer of outputs; WEIGHT: of the layer `layer` ... */
    int weight;       /* WEIGHT: index into the parameters */
    float step;       /* STEP */
    float strength;   /* STRENGTH: of the setting that the slider moves */
} Link;

typedef struct Choices {  /* what analyses are asked for besides being wanted; no padding is compared */
    int plane;            /* PlaneKind of the loss surface */
    uint32_t plane_seed;  /* of the random directions */
    int unit_layer, unit; /* the unit whose field is wanted (WANT_UNIT); layer -1: none */
} Choices;

/* --- surface.c: the loss on a plane through the weights --- */

enum { SURFACE_NODES = 61 };
typedef struct Surface {
    bool valid;
    uint64_t step;                             /* of the snapshot it was made from */
    float x0, x1, y0, y1;                      /* extent in units of the directions, around the origin */
    float data[SURFACE_NODES * SURFACE_NODES]; /* mean data loss on the training set; row 0 is at y0 */
    /* sum w^2: the penalty is l2/2 of it for any lambda, so it stays live */
    float norm2[SURFACE_NODES * SURFACE_NODES];
    float norm1[SURFACE_NODES * SURFACE_NODES]; /* sum |w|, for the same reason */
    float share;                                /* of the path's motion that lies in the plane, 0 ... 1 */
    int path_points;
    Vec2 path[RUN_PATH + 2]; /* training, projected, from left to right; the last one is the state at `step` */
    float path_step[RUN_PATH + 2];
    float path_loss[RUN_PATH +
                    2]; /* data loss of member 0 there, from the curve, linear between its points; NaN: unknown */
    int marks; /* where the strength was changed: indices into path, ascending, and the new value; the newest 32 */
    int mark_at[32];
    float mark_value[32];
} Surface;

/* The plane of the two principal directions of the path about its last point (Li et al. 2018, 7.1; Lorch 2016), found
 * from the path's Gram matrix in double. Built in slices, so that nobody waits: begin, then rows until done. */
typedef struct SurfaceJob SurfaceJob;                   /* lives in the arena given to begin; copies what it needs */
SurfaceJob *surface_begin(const Snapshot *s, Arena *a); /* NULL: less than two different path points, or not finite */
bool surface_rows(SurfaceJob *j, int rows);             /* true when complete */
int surface_done(const SurfaceJob *j);                  /* rows done, 0 ... SURFACE_NODES */
void surface_result(const SurfaceJob *j, Surface *out); /* after completion */

typedef enum SurfaceKind { SURFACE_DATA, SURFACE_PENALTY, SURFACE_TOTAL } SurfaceKind;
float surface_value(const Surface *s, SurfaceKind kind, Penalty p, int node);
float surface_height(float value, float top); /* log(1 + 3 v), cut at v = top: the display height, not yet in [0,1] */

/* --- filters.c: what the first layer of a net for images looks for --- */

enum { FILTERS_SHOWN = 4 };
int filters_side(const Shape *s); /* pixels of a filter's side, or of the image that a unit of a dense layer weighs */
/* The first FILTERS_SHOWN or fewer, each divided by its largest weight: out[i][side * side]. Returns how many. */
int filters_take(const Shape *s, const real *params, float *out);

/* --- path.c: what a sweep over the slider's setting says --- */

float path_strength(const Config *c); /* value of the setting that the slider moves; 0 when there is none */

typedef enum Zone { ZONE_NONE, ZONE_HEALING, ZONE_SWEET, ZONE_UNDERFIT, ZONE_COLLAPSED } Zone;

typedef struct Sweep { /* a plain value, no pointers: it crosses threads in a mailbox */
    uint64_t serial;   /* which sweep: grows when a new one starts */
    uint64_t version;  /* grows with every change */
    Config config;     /* what it was made for */
    Shape shape;
    int total, done_count;          /* members, members finished */
    double steps_done, steps_total; /* progress over all members */
    bool done[SWEEP_MEMBERS];
    float value[SWEEP_MEMBERS];     /* of the setting that the slider moves: sweep_value */
    Metrics metrics[SWEEP_MEMBERS]; /* at config.until */
} Sweep;

/* Index of the finished member with the lowest test loss that has not diverged or collapsed; -1: none finished. */
int path_sweet(const Sweep *s);
/* Zones of the members, in this order: collapsed by status (diverged counts as well); sweet where test loss <= 1.1 x
 * its minimum or test accuracy is within a point of its best, and all between such members; none at the left while test
 * accuracy is within a point of that at 0; underfit right of sweet; healing in between. Unfinished members take their
 * left finished neighbour, or none. Without accuracy (regression) the loss alone decides, and no zone is none. */
void path_zones(const Sweep *s, Zone zone[SWEEP_MEMBERS]);

/* --- curvature.c effective.c: the Hessian of the data loss --- */

enum { CURVATURE_TOP = 3, CURVATURE_POINTS = 25 };
typedef struct Curvature {
    uint64_t step; /* of the newest state */
    int points;
    float at[CURVATURE_POINTS];                   /* steps, ascending; the last one is `step` */
    float strength[CURVATURE_POINTS];             /* lambda of the penalty's curvature there */
    float data[CURVATURE_POINTS][CURVATURE_TOP];  /* largest eigenvalues, descending; NaN: none, or not found */
    float total[CURVATURE_POINTS][CURVATURE_TOP]; /* of the objective J with the lambda of that step */
    uint64_t key[CURVATURE_POINTS];               /* of the state: what is known of it need not be found again */
    bool free;                                    /* some parameters are not penalised: the biases */
    bool has_twin;
    float twin[CURVATURE_TOP]; /* data loss of the twin as it is now */
} Curvature;

typedef enum EffectiveWhy { EFFECTIVE_POSSIBLE, EFFECTIVE_TOO_LARGE, EFFECTIVE_NO_L2 } EffectiveWhy;
typedef struct Effective { /* effective number of parameters along the sweep: grows member by member */
    bool possible;
    EffectiveWhy why;
    int params; /* that are trained: the most it can be */
    bool done[SWEEP_MEMBERS];
    float value[SWEEP_MEMBERS]; /* NaN: the net is not finite */
} Effective;

/* --- findings.c: everything the visible panels want of one snapshot --- */

enum {
    WANT_FIELD = 1,
    WANT_HIST = 2,
    WANT_SURFACE = 4,
    WANT_CURVE = 8,
    WANT_SWEEP = 16,
    WANT_BAYES = 32,
    WANT_UNITS = 64,     /* a small field of every unit */
    WANT_UNIT = 128,     /* the field of one, as large as the net's: Choices.unit_layer, unit */
    WANT_HIDDEN = 256,   /* the plane carried through the hidden layers */
    WANT_TUG = 512,      /* gradient of data loss and penalty */
    WANT_PAYS = 1024,    /* loss of every training point, of net and twin */
    WANT_MARGINS = 2048, /* margins and calibration */
    WANT_CURVATURE = 4096,
    WANT_EFFECTIVE = 8192, /* effective number of parameters along the sweep */
    WANT_VARIANCE = 16384,
    WANT_UPDOWN = 32768,
};

/* --- study.c: what takes longer than a frame --- */

typedef enum StudyKind { STUDY_SURFACE, STUDIES } StudyKind;

typedef struct StudyInput {
    const Config *config; /* of the run now */
    const Own *own;
    const Choices *choices;
    const Sweep *sweep;        /* total 0: none */
    const real *sweep_weights; /* [SWEEP_MEMBERS][params] of members that are done; NULL: none */
    const Snapshot *snap;      /* begin only: with the path */
    const void *last;          /* begin only: the newest result of the same run and identity, or NULL */
} StudyInput;

/* OF_STEP: about the net as it is now; made anew as training goes on, and gone with its run. OF_SETTINGS: about what
 * the settings lead to; good for as long as its identity stays the same. */
typedef enum StudyPace { STUDY_OF_STEP, STUDY_OF_SETTINGS } StudyPace;

/* A study is a job that is done in small slices, by any thread, while training goes on. It sees copies only. */
typedef struct StudyDef {
    const char *key, *label; /* label: for its progress */
    uint32_t want;           /* its WANT_ bit */
    StudyPace pace;
    bool partial;  /* result() is meaningful before completion: what is done so far is shown meanwhile */
    bool sweep;    /* needs the sweep as well */
    size_t size;   /* of the result, a plain value without pointers */
    size_t offset; /* of the pointer to it in Findings */
    /* Hash of all settings and choices that the result depends on, besides steps. NULL: none. */
    uint64_t (*identity)(const StudyInput *in);
    void *(*begin)(const StudyInput *in, Arena *a); /* a job, which copies what it needs into a; NULL: not possible */
    bool (*work)(void *job);                        /* a millisecond or two of it; true: complete */
    float (*progress)(const void *job);             /* 0 ... 1 */
    void (*end)(void *job); /* gives back what does not lie in the arena (a Run), finished or not; or NULL */
    void (*result)(const void *job, void *out);     /* after completion */
} StudyDef;
extern const StudyDef study_defs[STUDIES];

enum { FILM_MAX = 9, FILM_W = 57, FILM_H = 33 };
typedef struct Film {
    uint64_t serial;
    int n;
    int member[FILM_MAX];
    bool have[FILM_MAX];
    Window window;
    int outputs;
    float mid, slope;
    int filters, side; /* images: z holds [filters][side][side] of the first layer, -1 ... 1; otherwise 0 */
    uint64_t version;
    float z[FILM_MAX][FILM_W * FILM_H * NN_CLASSES];
} Film;
/* Thumbnails of the sweep's nets: that at 0 and the members nearest to powers of ten (every second, third, ... one
 * where there are too many), or seven evenly spaced ones on an axis that is linear or short. Window, outputs and
 * version are those of the last one added; version grows with each. */

typedef struct Findings {
    Snapshot snap;
    uint32_t have;           /* WANT_ bits that are filled in */
    Field net, twin, before; /* before: z NULL unless snap.has_before and member 0 diverged */
    Field bayes; /* coarser; attached by the caller, as what follows is. z NULL: not asked for, or not known */
    double bayes_accuracy;
    Hist hist, hist_twin;
    const Surface *surface;  /* may be older than snap, or NULL; so are all of study_defs */
    float progress[STUDIES]; /* of the next one of each, 0 ... 1; below 0: none is being made */
    const Curvature *curvature;
    const Effective *effective;
    const Sweep *sweep;        /* NULL before the first */
    const real *sweep_weights; /* [SWEEP_MEMBERS][params] of its members that are done, or NULL */
    const Film *film;
} Findings;

typedef struct FindingsAsk {
    uint32_t want;
    Window window;
    int field_w, field_h;
    Choices choices;
} FindingsAsk;

/* Fills fields and histograms from f->snap; the arena is the one the snapshot lies in. Surface, sweep and film are
 * attached by the caller, who owns them. */
void findings_make(Findings *f, const FindingsAsk *ask, Arena *a);
void film_choose(const Config *c, Film *out); /* which members; all else is 0 */
/* Fills in the thumbnail of a member that was chosen; does nothing for any other. */
/* train: of a regression, whose values decide the colours. */
void film_add(Film *f, const Shape *s, const Points *train, int member, const real *params, Window win);
void field_scale(const Shape *s, const Points *train, float *mid, float *slope); /* for Field; classes: 0, 0 */

#endif
