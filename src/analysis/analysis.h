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

typedef struct Lines {
    int lines, points;
    int *count;   /* [lines] points of each */
    bool *closed; /* [lines] its last point is joined to its first, which is not repeated */
    Vec2 *p;      /* [points] all lines one after another */
} Lines;

typedef struct Field {
    Window window;
    int w, h, outputs; /* nodes, the outermost ones on the window's edge; row 0 is at y1 (the top) */
    uint64_t step;
    uint64_t version; /* differs whenever z does: a hash of step, shape, parameters, window and size */
    float *z;         /* [h][w][outputs]: logits or values; of a curve h is 1 */
    float mid,
        slope; /* values (regression) are coloured by slope * (z - mid), as if that were a logit; slope 0: logits */
    bool traced;
    Lines border; /* if traced: contour_boundaries of it, so that no frame traces what it has seen before */
} Field;

/* Of data with two coordinates, or with one (a curve: y is of no account, and h may be 1); the shape's map makes the
 * net's inputs of them. z lies in a. */
void field_make(const Shape *s, const real *params, uint64_t step, Window win, int w, int h, Arena *a, Field *out);
bool field_fits(const Shape *s); /* one or two coordinates, not an image */
float field_margin(const Field *f, int i, int j, int k);
/* output k minus the largest other one; with one output: the logit (k = 0). Positive: class k (class 1) wins. */
float field_p1(float logit);                                    /* probability of class 1 */
uint64_t field_hash(uint64_t h, const void *data, size_t size); /* 64-bit FNV-1a, begun with or continued from h */

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
void bayes_points(const Config *c, const real *raw, int n, Arena *a, float *z); /* the same at raw[n][2]; z[n][1 or
                                                                                   classes] */
/* Best accuracy on true labels, within 0.001; some tens of milliseconds, more where noise is small. */
double bayes_accuracy(const Config *c);

/* --- hist.c --- */

enum { HIST_BINS = 51 };
#define HIST_RANGE 3.2f /* least of the ranges */
typedef struct Hist {
    int layers;                          /* that have weights which are trained, a convolution included */
    bool filters;                        /* the first of them is a convolution */
    float range;                         /* bins cover -range ... range, the end bins collect the rest */
    int count[NN_LAYERS + 2][HIST_BINS]; /* weights of each layer */
    float norm, norm1, largest;          /* ||w||, sum |w|, max |w| */
} Hist;
/* The first of 3.2, 6.4, 12.8 ... that holds 99 % of the weights; twin (NULL: none) may double it once more, so that
 * the two share a scale but not at the price that the net is lost in it. */
float hist_range(const Shape *s, const real *params, const real *twin);
void hist_make(const Shape *s, const real *params, float range, Hist *out);

/* --- units.c: the net as a drawing --- */

enum { UNIT_NODES = 21, UNITS_MOST = 32, UNIT_COLUMNS = NN_LAYERS + 3 };
typedef enum UnitKind { UNIT_INPUT, UNIT_FILTER, UNIT_HIDDEN, UNIT_OUTPUT } UnitKind;
typedef enum UnitPicture { UNIT_PLANE, UNIT_CURVE, UNIT_IMAGE, UNIT_VALUE } UnitPicture;
typedef struct UnitColumn {
    UnitKind kind;
    UnitPicture picture;
    int layer;             /* HIDDEN, OUTPUT: hidden layer 0 ..., then the outputs, as in Link; otherwise -1 */
    int units, shown;      /* how many there are; how many stand in `unit`, UNITS_MOST at most */
    int used;              /* how many have outgoing weights of norm above 0.05; outputs: all */
    int unit[UNITS_MOST];  /* the strongest first; inputs and outputs in their own order */
    float out[UNITS_MOST]; /* norm of all outgoing weights: to every unit of the next column; 0 of outputs */
    int w, h;              /* nodes of a picture: the window, row 0 at the top; a curve: h 1; an image or feature map;
                              a value: 1 x 1, for one image of the test set */
    float *z; /* [shown][h][w] activations. Outputs: p of class 1 as -1 ... 1, p of each of several classes as 0 ... 1,
                 values as -1 ... 1, the range of the training set within +-0.9 */
    float most;  /* largest |z| of the column */
    int side;    /* FILTER, or a dense layer that sees an image: */
    float *look; /* [shown][side][side] the weights each unit looks with; otherwise NULL */
} UnitColumn;
typedef struct Units {
    int columns; /* inputs (an image is one), filters if any, hidden layers, outputs */
    Window window;
    UnitColumn column[UNIT_COLUMNS];
} Units;

typedef struct UnitOrder { /* which units are shown, in which order, for a net whose columns have these sizes */
    int columns, units[UNIT_COLUMNS];
    int unit[UNIT_COLUMNS][UNITS_MOST];
} UnitOrder;

/* order: keep this one if it fits, so that nothing swaps places, column by column until the first six of one have less
 * than half of the norm that the strongest six have; NULL: by this state. image: which one of the test set
 * images are answered for. The arrays lie in a. */
void units_make(const Snapshot *snap, const UnitOrder *order, int image, Arena *a, Units *out);
void units_order(const Units *u, UnitOrder *out);
/* Weight from a unit of a column to one of the next. index: in the parameters; -1: many weights lie between the two
 * (from an image, a feature map, to a filter), and the answer is their norm. */
float units_weight(const Shape *s, const real *params, const Units *u, int column, int from, int to, int *index);

typedef struct UnitAsk {
    int layer, unit; /* as in Link */
    Window window;
    int w, h;
    uint64_t step;
} UnitAsk;
bool units_there(const Shape *s, int layer, int unit); /* is there such a unit, and a field of it? */
/* What one unit answers over a window: activations, of an output logit or value. Coloured as values: see Field. */
void units_field(const Shape *s, const real *params, const UnitAsk *ask, Arena *a, Field *out);

/* --- hidden.c: the plane of the data, carried through the hidden layers --- */

enum { HIDDEN_WIDE = 57, HIDDEN_HIGH = 41, HIDDEN_CENTRE = 41, HIDDEN_STAGES = NN_LAYERS + 3 };
enum { HIDDEN_POINTS = 4000, HIDDEN_TEST = 110 };
typedef enum HiddenKind { HIDDEN_INPUT, HIDDEN_FEATURES, HIDDEN_LAYER } HiddenKind;
typedef enum HiddenIdle { HIDDEN_NO_IDLE, HIDDEN_SATURATED, HIDDEN_DEAD } HiddenIdle;
typedef struct HiddenStage {
    HiddenKind kind;
    int layer;   /* LAYER: hidden layer 0 ...; -1: the convolution's maps, pooled */
    int units;   /* numbers a point has here */
    bool direct; /* one or two units: drawn as they are. Otherwise: on the plane of the two principal directions of the
                    training points' activations, about their mean, turned and mirrored towards the input */
    float share; /* of the training points' variance that lies in this plane, 0 ... 1 */
    bool sound;  /* every number is finite */
    bool positive;             /* LAYER: no activation is ever negative (ReLU, sigmoid) */
    float reach;               /* largest |coordinate| of the training points below */
    Vec2 *train, *test, *grid; /* places on the plane, y upwards: [train], [test], [high][wide] */
    /* Largest and median stretch: how much longer than in the input a small step is here, in the direction in which
     * it grows most (largest singular value of the differences on a grid of HIDDEN_CENTRE nodes each way, over the
     * square around the training points' mean, their larger standard deviation each way; of nets of more than 20000 and
     * 60000 parameters every second, every fourth node). All units count. */
    float stretch, stretch_median;
    HiddenIdle idle_kind; /* SATURATED: tanh, sigmoid; DEAD: ReLU; none of GDN and of other activations */
    float idle;  /* SATURATED: share of activations, of training points and units, within 2.5 % of the range from one
                    of its ends (|tanh| > 0.95). DEAD: share of units that are 0 for every training point */
    float apart; /* distance between the means of two classes, mean over pairs; 0 of values */
} HiddenStage;
typedef struct Hidden {
    Window window;   /* of the grid */
    int wide, high;  /* its nodes; a curve: high 1; images: none */
    int train, test; /* points carried */
    int stages;      /* input, features if any, then layers: one at least */
    HiddenStage stage[HIDDEN_STAGES];
    Field said;    /* what the net answers at the nodes of the grid */
    bool margins;  /* classes only: */
    float *margin; /* [train] distance to the boundary in the last stage, where it is straight; negative: wrong side */
    float margin_median;
} Hidden;
void hidden_make(const Snapshot *snap, int member, Arena *a, Hidden *out); /* its arrays lie in a */

/* --- mainplane.c: the plane in which points vary most --- */

/* The two principal directions of n points of `units` coordinates (Pearson 1901), in double: mean [units], unit vectors
 * axis [units] each, at right angles. Turned and mirrored so that the points lie nearest to `towards` (Schoenemann
 * 1966), [n], or NULL. Returns the share of the variance that lies in the plane, 0 ... 1; a gives scratch space. */
float mainplane_find(const real *h, int n, int units, const Vec2 *towards, double *mean, double *axis[2], Arena *a);

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
    int plane;            /* PlaneKind of the loss surface, below */
    uint32_t plane_seed;  /* of the random directions */
    int unit_layer, unit; /* the unit whose field is wanted (WANT_UNIT); layer -1: none */
    int image;            /* number of the test image that units answer (WANT_UNITS) */
} Choices;

/* --- plane.c principal.c: planes through the space of parameters --- */

typedef enum PlaneKind {
    PLANE_AUTO,    /* WEIGHTS where there are but two, else PATH */
    PLANE_PATH,    /* the path's two principal directions about its last point (Li et al. 2018, 7.1; Lorch 2016) */
    PLANE_RANDOM,  /* two directions of plane_random about the newest weights */
    PLANE_SHRINK,  /* through w = 0 (biases as they are), the twin and the net: it contains all that shrinking does */
    PLANE_WEIGHTS, /* the two weights of a linear model themselves */
    PLANES
} PlaneKind;

/* Why the plane that was asked for is not there. NO_PATH: the path has no extent, or holds what is not finite. */
typedef enum PlaneWhy {
    PLANE_FITS,
    PLANE_NO_PATH,
    PLANE_NO_TWIN,
    PLANE_TWIN_IS_NET,
    PLANE_NET_IS_ZERO,
    PLANE_NOT_TWO, /* weights */
    PLANE_NOT_FINITE
} PlaneWhy;

typedef struct PlaneDef {
    const char *key, *label, *note; /* note: a few words for a menu */
} PlaneDef;
extern const PlaneDef plane_defs[PLANES];

/* A random direction, filter-normalised (Li et al. 2018, section 4): the weights of every unit or filter are a Gaussian
 * vector as long as those of the net; biases and all that is not trained get 0. which: 0, 1 ... of one seed. */
void plane_random(const Shape *s, const real *params, uint32_t seed, int which, real *out /* [params] */);

/* A linear model of two weights with half the mean square as loss. With the bias at its best the data loss is exactly
 * (rest - 2 c.w + w'A w) / 2; A, c, rest: covariances of inputs, inputs and target, target (Hastie et al. 2009, 3.2).
 */
typedef struct Pair {
    bool known;
    double a11, a12, a22, c1, c2, rest;
} Pair;
bool plane_is_pair(const Shape *s); /* it has two weights and a bias, no more: PLANE_WEIGHTS fits */
double plane_pair_loss(const Pair *q, const double w[2]);
/* The weights that minimise data loss + l2/2 |w|^2 + l1 sum |w|. Where that leaves them open (A singular, no l2): the
 * shortest of them, to a billionth. */
void plane_pair_solve(const Pair *q, double l2, double l1, double w[2]);

/* --- surface.c: the loss on a plane --- */

typedef enum SpotKind { SPOT_START, SPOT_NOW, SPOT_TWIN, SPOT_ZERO, SPOTS } SpotKind;
typedef struct Spot { /* a state projected on the plane, at right angles */
    bool there;
    Vec2 at;
    float loss; /* its own data loss; NaN: unknown */
    float here; /* data loss of the plane where it is projected to */
    float away; /* how far it is from there */
} Spot;

enum {
    SURFACE_NODES = 61,
    SURFACE_POINTS = RUN_MEASURED
}; /* nodes each way; training points at most: the first ones */
typedef struct Surface {
    bool valid;
    PlaneKind plane; /* never AUTO */
    PlaneWhy why;    /* not FITS: why it is not the one that was asked for */
    uint32_t seed;   /* RANDOM */
    bool best_bias;  /* WEIGHTS: the bias is the best one everywhere; otherwise it is the net's */
    Pair pair;       /* WEIGHTS */
    Spot spot[SPOTS];
    float principal[2];   /* PATH: share of the motion along each direction */
    uint64_t step;        /* of the snapshot it was made from */
    float x0, x1, y0, y1; /* extent in units of the directions, around the origin; WEIGHTS: the weights themselves,
                             and y0 > y1, so that the second one grows upwards */
    int rows;             /* training points that the data loss is of */
    float data[SURFACE_NODES * SURFACE_NODES]; /* mean data loss on them; row 0 is at y0 */
    /* sum w^2: the penalty is l2/2 of it for any lambda, so it stays live */
    float norm2[SURFACE_NODES * SURFACE_NODES];
    float norm1[SURFACE_NODES * SURFACE_NODES]; /* sum |w|, for the same reason */
    float share;                                /* of the path's motion that lies in the plane, 0 ... 1 */
    int path_points;                            /* RANDOM: 1, the newest state alone */
    Vec2 path[RUN_PATH + 2];                    /* training, projected; the last one is the state at `step` */
    float path_step[RUN_PATH + 2];
    float path_loss[RUN_PATH +
                    2]; /* data loss of member 0 there, from the curve, linear between its points; NaN: unknown */
    int marks; /* where the strength was changed: indices into path, ascending, and the new value; the newest 32 */
    int mark_at[32];
    float mark_value[32];
} Surface;

/* Built in slices, so that nobody waits: begin, then rows until done. */
typedef struct SurfaceJob SurfaceJob; /* lives in the arena given to begin; copies what it needs */
SurfaceJob *surface_begin(const Snapshot *s, const Choices *c,
                          Arena *a);                    /* NULL: neither the plane asked for nor that of the path */
bool surface_rows(SurfaceJob *j, int rows);             /* true when complete */
int surface_done(const SurfaceJob *j);                  /* rows done, 0 ... SURFACE_NODES */
void surface_result(const SurfaceJob *j, Surface *out); /* after completion */

typedef enum SurfaceKind { SURFACE_DATA, SURFACE_PENALTY, SURFACE_TOTAL } SurfaceKind;
float surface_value(const Surface *s, SurfaceKind kind, Penalty p, int node);
/* What is drawn as height, not yet in [0,1], cut at v = top. LOG: log(1 + 3 v); DECADES: log10 from 0.01 to 100, as 0
 * to 4, whatever top is; LINEAR: v. */
typedef enum SurfaceScale { SCALE_LOG, SCALE_DECADES, SCALE_LINEAR } SurfaceScale;
float surface_height(SurfaceScale scale, float value, float top);

/* --- filters.c: what the first layer of a net for images looks for --- */

enum { FILTERS_SHOWN = 4 };
int filters_side(const Shape *s); /* pixels of a filter's side, or of the image that a unit of a dense layer weighs */
/* The weights of the first FILTERS_SHOWN or fewer: out[i][side * side]. Returns how many. They are drawn on one scale,
 * or a filter that has decayed would look like any other. */
int filters_take(const Shape *s, const real *params, float *out);
float filters_largest(const float *weight, int n); /* |w| */

/* --- constant.c: nets and data that say one thing only --- */

enum { CONSTANT_ROWS = 64 };            /* training points that are asked at most */
bool constant_targets(const Points *p); /* all of the same class or value; one point is */
/* Does the net answer the same, within 1e-3 of a logit or value, to all training points? false where there is one. */
bool constant_output(const Shape *s, const real *params, const Points *p, Arena *a);
/* The first hidden layer, from 0, whose units all answer the same to all training points: dead or saturated; -1. */
int constant_layer(const Shape *s, const real *params, const Points *p, Arena *a);

/* --- path.c: what a sweep over the slider's setting says --- */

float path_strength(const Config *c); /* value of the setting that the slider moves; 0 when there is none */
/* Does a line of the journal move the strength that the slider shows? A mark stands there. Moves of another strength,
 * or of the regulariser itself, are none. */
bool path_moves(const Snapshot *s, const Change *c);

typedef enum Zone { ZONE_NONE, ZONE_HEALING, ZONE_SWEET, ZONE_UNDERFIT, ZONE_COLLAPSED, ZONE_DIVERGED } Zone;

typedef struct Sweep { /* a plain value, no pointers: it crosses threads in a mailbox */
    uint64_t serial;   /* which sweep: grows when a new one starts */
    uint64_t version;  /* grows with every change */
    Config config;     /* what it was made for */
    Shape shape;
    int total;                      /* members: values of the setting that the slider moves */
    double steps_done, steps_total; /* progress over all nets */
    float value[SWEEP_MEMBERS];     /* sweep_value */
    int finished[SWEEP_SEEDS];      /* members of each seed: sweep_seeded. The first one is that of the settings */
    bool done[SWEEP_MEMBERS];       /* the first seed's: then there is something below */
    Metrics net[SWEEP_SEEDS][SWEEP_MEMBERS]; /* at config.until */
    /* Over `seeds` nets of each value: of all seeds that are complete, and of the first one before it is, so that
     * neighbours can always be compared. Status and step are the first one's. Test loss: also its range. */
    int seeds;
    Metrics mean[SWEEP_MEMBERS];
    double low[SWEEP_MEMBERS], high[SWEEP_MEMBERS];
} Sweep;

/* --- spread.c: several seeds --- */

void spread_add(Sweep *s, int seed, int member, const Metrics *m); /* one more net; any order gives the same means */
bool spread_complete(const Sweep *s);                              /* all nets of all seeds */

/* --- path.c: what a sweep says about the slider's track --- */

/* Index of the finished member with the lowest mean test loss whose net has not diverged or collapsed. 0: no penalty is
 * better than none. -1: none finished, or no test points. */
int path_sweet(const Sweep *s);
/* Zones of the members, in this order: collapsed and diverged by status; sweet where mean test loss <= 1.1 x its
 * minimum or mean test accuracy is within a point of its best, and all between such members, but at the left of the
 * minimum no member whose accuracy is within a point of that at 0; none at the left while accuracy is within a point of
 * that at 0; underfit right of sweet; healing in between. Where path_sweet is 0, what would be sweet or healing is
 * none. Unfinished members take their left finished neighbour, or none. Without accuracy (regression) the loss alone
 * decides.
 */
void path_zones(const Sweep *s, Zone zone[SWEEP_MEMBERS]);

/* --- ridge.c: the weights of a sweep's nets side by side --- */

#define RIDGE_NEAR 0.01f     /* a weight below this is near zero */
typedef struct RidgeWeight { /* where a weight stands */
    int layer, layers;       /* of the layers that have weights which are trained, a convolution included */
    int from, to;            /* units, or values, from 0 */
    bool filter;             /* of a convolution: from is the place in the filter, row by row */
} RidgeWeight;
bool ridge_weight(const Shape *s, int index, RidgeWeight *out); /* false: a bias, frozen, or of GDN */
/* Shares, 0 ... 1, of the trained weights that are below RIDGE_NEAR in size, and that are exactly 0. */
void ridge_zeros(const Shape *s, const real *params, float *near, float *exact);

typedef struct Ridge {
    int weights, paths;                         /* trained weights; how many of them are shown, the largest */
    int *index;                                 /* [paths] into the parameters, ascending */
    float largest;                              /* |w| of all members */
    float lo[SWEEP_MEMBERS], hi[SWEEP_MEMBERS]; /* range of 0 and the others in each finished member */
} Ridge;
/* Of the members that are done and finite, the paths of the weights that are largest somewhere, up to `most` of them or
 * a few less: nobody of the others is larger than any of them by more than 1/4096 of the largest. In a. */
void ridge_make(const Sweep *s, const real *weights, int most, Arena *a, Ridge *out);

/* --- hysteresis.c: lambda raised to the end of its axis and lowered again, one net all the way --- */

enum { UPDOWN_UP = 17, UPDOWN_LEVELS = 2 * UPDOWN_UP - 1 }; /* values of lambda up to the end of the axis; all */
/* The net itself; the same net reheated on the way down, N(0, 0.3^2) added to its weights, wherever it is found dead at
 * a value it once lived with; one with a single hidden layer, where it has more. */
typedef enum UpDownNet { UPDOWN_NET, UPDOWN_REHEATED, UPDOWN_SHALLOW, UPDOWN_NETS } UpDownNet;
typedef struct UpDownLoop {
    bool possible;  /* REHEATED: the net is collapsed at the end of the axis */
    int from, done; /* levels from ... done - 1 are trained */
    Status status[UPDOWN_LEVELS];
    float test_loss[UPDOWN_LEVELS], norm[UPDOWN_LEVELS]; /* after the steps at that level */
    bool heated[UPDOWN_LEVELS];                          /* at the beginning of that level */
} UpDownLoop;
typedef struct UpDown {
    int first, steps, width;       /* steps at 0, at each level after it; units of the single hidden layer */
    float strength[UPDOWN_LEVELS]; /* of the setting that the slider moves: up and, the same values, down */
    UpDownLoop loop[UPDOWN_NETS];
} UpDown;
float hysteresis_collapse(const UpDown *u); /* the first value on the way up at which the net is collapsed; 0: none */

/* --- eigen.c lanczos.c: eigenvalues of symmetric matrices --- */

/* All of a matrix, in slices: n^3/6 entries pass by. Only the lower triangle of m is read, and it is used up. */
typedef struct EigenJob EigenJob;
EigenJob *eigen_new(int n, Arena *a);
void eigen_start(EigenJob *j, double *m /* [n][n] */); /* again for each matrix */
bool eigen_work(EigenJob *j);                          /* about a millisecond; true: complete */
const double *eigen_values(const EigenJob *j);         /* [n], in no order */
/* Of a tridiagonal one: diagonal d [n], e[i] beside d[i] and d[i + 1], [n], used up. bottom [n] or NULL: given as
 * (0, ..., 0, 1), it becomes the last component of every unit eigenvector. */
void eigen_tridiagonal(double *d, double *e, double *bottom, int n);

/* The largest eigenvalues of H + l2 D: H of the mean data loss, D 1 for what is penalised. Each is off by 2e-5 of the
 * largest or less, unless 96 products with a vector (fewer for large nets) were not enough. Of an eigenvalue that comes
 * several times it may see one alone. The same state gives the same bits, whatever came before. */
enum { CURVATURE_TOP = 3 };
typedef struct LanczosJob LanczosJob;
/* shape and train must outlive it; biases: they are penalised too */
LanczosJob *lanczos_new(const Shape *s, const Points *train, bool biases, Arena *a);
void lanczos_start(LanczosJob *j, const real *params /* must outlive the work */, double l2);
bool lanczos_work(LanczosJob *j);                                   /* a millisecond or less; true: complete */
void lanczos_values(const LanczosJob *j, float out[CURVATURE_TOP]); /* descending; NaN: there are not so many, or not
                                                                        finite */

/* --- curvature.c: the largest eigenvalues along training --- */

enum { CURVATURE_POINTS = 25 };
typedef struct Curvature {
    uint64_t step; /* of the newest state */
    int rows;      /* training points that it is measured on: RUN_MEASURED at most, the first ones */
    int points;
    float at[CURVATURE_POINTS];                   /* steps, ascending; the last one is `step` */
    float strength[CURVATURE_POINTS];             /* lambda as it was part of the objective there */
    float data[CURVATURE_POINTS][CURVATURE_TOP];  /* largest eigenvalues, descending; NaN: not (yet) known */
    float total[CURVATURE_POINTS][CURVATURE_TOP]; /* of the objective with the lambda of that step */
    uint64_t key[CURVATURE_POINTS];               /* of the state */
    bool free; /* some parameters are not penalised: lambda does not shift all eigenvalues alike */
    float twin[CURVATURE_POINTS][CURVATURE_TOP]; /* data loss of the twin; before the present only where affordable */
} Curvature;

/* Of recorded states that are chosen by their steps alone, and the present one. last: NULL or an older result of the
 * same run, from which is taken what is known already; it changes no bit. NULL: nothing is trained. */
typedef struct CurvatureJob CurvatureJob;
CurvatureJob *curvature_begin(const Snapshot *s, const Curvature *last, Arena *a);
bool curvature_work(CurvatureJob *j);
float curvature_progress(const CurvatureJob *j);
void curvature_result(const CurvatureJob *j, Curvature *out); /* at any time: the present state comes first */
void curvature_end(CurvatureJob *j);

/* --- retrace.c: the twin's states, trained again --- */

/* The member without a penalty of the run that s is of, from its first step on, with the changes of its journal. NULL:
 * that would take more than a few tenths of a second. */
typedef struct Retrace Retrace;
Retrace *retrace_new(const Snapshot *s, Arena *a);
bool retrace_to(Retrace *t, uint64_t step); /* a millisecond of the way; true: there, or it has diverged before */
const real *retrace_params(const Retrace *t);
void retrace_free(Retrace *t); /* or NULL */

/* --- effective.c: the effective number of parameters along a sweep --- */

enum { EFFECTIVE_MOST = 2304 }; /* penalised parameters: all eigenvalues of so large a matrix take two seconds */
typedef enum EffectiveWhy { EFFECTIVE_POSSIBLE, EFFECTIVE_TOO_LARGE, EFFECTIVE_NO_L2 } EffectiveWhy;
typedef struct Effective {
    bool possible;
    EffectiveWhy why; /* NO_L2: the slider moves no L2 penalty that is part of the objective */
    int params;       /* that are trained: the most it can be */
    int rows;         /* training points that it is counted on: RUN_MEASURED at most, the first ones */
    bool done[SWEEP_MEMBERS];
    float value[SWEEP_MEMBERS]; /* NaN: the sweep has no sound net there */
} Effective;

/* sum h/(h + lambda) over the positive eigenvalues h of the data loss's Hessian in the penalised parameters, and 1 for
 * each other one that is trained (MacKay 1992, 4.3). */
typedef struct EffectiveJob EffectiveJob;
EffectiveJob *effective_begin(const Sweep *sweep, const real *weights, const Points *train, Arena *a);
bool effective_work(EffectiveJob *j);
float effective_progress(const EffectiveJob *j);
void effective_result(const EffectiveJob *j, Effective *out); /* at any time: in the order of sweep_order */
double effective_sum(const double *h, int n, double lambda);

/* --- notation.c: the strength of a penalty as other programs write it --- */

typedef enum NotationStrength { NOTATION_L2, NOTATION_L1 } NotationStrength;
enum {
    NOTATION_CLASSES = 1,
    NOTATION_VALUES = 2,
    NOTATION_DECAY = 4
}; /* DECAY: of decoupled decay, which no objective
       holds */
typedef struct NotationAsk {
    NotationStrength strength; /* which one the slider moves */
    bool values, decoupled;    /* regression; decay outside of the objective */
    int n, batch;              /* training points; of them in a step */
    double spread;             /* standard deviation of the training values, by n */
} NotationAsk;
typedef struct NotationDef {
    const char *key, *program, *name, *formula; /* formula: with n, batch and λ or λ₁ */
    NotationStrength strength;
    int fits; /* NOTATION_ bits: for which data */
    double (*f)(double strength, const NotationAsk *q);
} NotationDef;
extern const NotationDef notation_defs[]; /* sources: docs/units.md */
extern const int notation_count;
bool notation_fits(const NotationDef *d, const NotationAsk *q);
/* For these settings. values is left to the caller, who knows what the net's loss is. */
NotationAsk notation_ask(const Config *c, const Points *train);

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

typedef enum StudyKind {
    STUDY_SURFACE,
    STUDY_UPDOWN,
    STUDY_VARIANCE,
    STUDY_CURVATURE,
    STUDY_EFFECTIVE,
    STUDIES
} StudyKind;

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
    void (*result)(const void *job, void *out); /* after completion */
} StudyDef;
extern const StudyDef study_defs[STUDIES];
/* For identities: hash of every setting but the value of the one that the slider moves, and of own points. */
uint64_t study_settings(const StudyInput *in);

/* Functions of rows, as StudyDef has them. */
uint64_t hysteresis_identity(const StudyInput *in);
void *hysteresis_begin(const StudyInput *in, Arena *a);
bool hysteresis_work(void *job);
float hysteresis_progress(const void *job);
void hysteresis_end(void *job);
void hysteresis_result(const void *job, void *out);

/* --- tug.c: data against penalty, weight by weight --- */

typedef struct TugRope { /* of the counted parameters of a layer, or of all of them */
    double data;         /* sum w (-dL/dw): below 0 the data loss wants them smaller */
    double penalty;      /* sum w times the pull below */
    double size;         /* ||w||: data / size and penalty / size are the forces along w */
    int weights;         /* how many; 0: a layer without any, or frozen */
} TugRope;
/* What makes the two sides differ although the net is at rest. */
typedef enum TugCaveat {
    TUG_BALANCED, /* at a minimum sum w dL/dw = -l2 sum w^2 - l1 sum |w| (the gradient of J times w) */
    TUG_MASKS,    /* dropout: the minimum is one of the mean over masks, the gradient here is that without masks */
    TUG_OUTSIDE,  /* decay or threshold outside of a gradient that the optimiser rescales */
} TugCaveat;
typedef struct Tug {
    int layers;
    TugRope layer[NN_LAYERS + 2], all;
    int rows;    /* training points that the gradient is of: the first ones, fewer than all only in large runs */
    int largest; /* index of the counted parameter with the largest |w|; -1: none */
    TugCaveat caveat;
    real *data;    /* [params] -dL/dw */
    real *penalty; /* [params] -(l2 + decay) w - (l1 + threshold) sign w - shrink. At w = 0 of an L1 penalty: what its
                      kink holds of the data's pull (Parikh and Boyd 2014, 6.5.2) */
    uint8_t *counted;                                 /* [params] 1: a weight, or whatever else is penalised */
} Tug;                                                /* arrays lie in the arena of the findings */
void tug_make(const Snapshot *s, Arena *a, Tug *out); /* of member 0; members > 0 asserted */
int tug_layer(const Shape *s, int weight);            /* row of Tug.layer that a parameter belongs to, or -1 */

/* --- pays.c: whose loss the penalty raised --- */

typedef struct Pays { /* of the first `rows` training points: all of them unless the run is large */
    int rows;
    float *net, *twin; /* [rows] data loss of each */
    int *order;        /* [rows] by net - twin, the largest first */
    int wrong;         /* how many have a wrong label */
    double rise;       /* sum of net - twin where it is above 0 ... */
    double wrong_rise; /* ... of the wrong labels among them ... */
    int top;           /* ... and of the tenth of all points that paid most, at least one */
    double top_rise;
    double change;                                      /* sum of net - twin over all */
} Pays;                                                 /* arrays lie in the arena of the findings */
void pays_make(const Snapshot *s, Arena *a, Pays *out); /* members > 1 asserted */

/* --- margins.c: how sure the net is, and how right --- */

enum { MARGIN_BINS = 40, CALIBRATION_BINS = 10 };
/* Confidence against accuracy (Guo et al. 2017, equations 2 and 3): points are binned by the probability of the class
 * that wins, evenly from 1/classes, below which it cannot be, to 1. */
typedef struct Calibration {
    int n, count[CALIBRATION_BINS];
    float confidence[CALIBRATION_BINS], accuracy[CALIBRATION_BINS]; /* means of the bin; 0 where it is empty */
    double error;                                                   /* sum count/n |accuracy - confidence| */
    double mean_confidence, mean_accuracy;
} Calibration;
typedef struct MarginSet {
    int n, count[MARGIN_BINS];
    double median, below; /* below: share of margins that are not above 0; of residuals the root mean square */
} MarginSet;
/* Margins: of the logit with the label's sign (classes 0, 1), or the label's output minus the largest other one.
 * Regression: output minus value instead, and no calibration. */
typedef struct Margins {
    bool residuals;
    float range;                                 /* bins cover +-range evenly, the end bins collect the rest */
    int rows;                                    /* of each set at most */
    MarginSet train, test, twin;                 /* twin: on the training set; n 0: there is none */
    Calibration on_test, on_valid, twin_on_test; /* test labels are true, validation labels as wrong as training's */
    int wrong_valid;                             /* wrong labels in the validation set */
} Margins;
void margins_make(const Snapshot *s, Arena *a, Margins *out); /* members > 0 asserted */
void margins_calibrate(const float *confidence, const bool *right, int n, int classes, Calibration *out);

/* --- variance.c: the same settings on other training sets --- */

enum {
    VARIANCE_NETS = 24,   /* training sets, a net on each for every value */
    VARIANCE_VALUES = 16, /* of the slider's setting: the first ones of sweep_order */
    VARIANCE_W = 61,      /* nodes of the fields that boundaries are traced in */
    VARIANCE_H = 41,
    VARIANCE_TESTS = 400, /* test points at most */
    VARIANCE_LINES = 640,
    VARIANCE_POINTS = 12288, /* of all boundaries of one value together */
    VARIANCE_UNIT = 8192,
};
typedef struct Bundle {             /* boundaries, level lines or curves of the nets of one value, one after another */
    int nets, lines, points;        /* nets: how many are in it; fewer than were trained where there was no room */
    int mean_lines, mean_points;    /* those of the mean of all nets, behind them */
    uint16_t count[VARIANCE_LINES]; /* points of each line */
    uint8_t closed[VARIANCE_LINES];
    int16_t at[VARIANCE_POINTS][2]; /* 0 ... VARIANCE_UNIT from left to right and from top to bottom of the window */
} Bundle;
/* Bias and variance over training sets (Geman, Bienenstock and Doursat 1992, equation 3.4): first weights, batches and
 * masks are the same for all nets, so that what differs is the data alone. With n nets, p their outputs, t the truth:
 *
 *     variance = sum (p - mean)^2 / (n - 1),  bias2 = (mean - t)^2 - variance / n,  each the mean over test points
 *
 * Both are unbiased, and their sum is the mean of (p - t)^2 exactly. p is the probability of class 1, of more classes
 * the sum over them (Brier 1950), of a regression the value. */
typedef struct Variance {
    Window window;
    bool known;   /* t is the generator's own; otherwise the labels of the test set, whose noise is then in bias2 */
    bool fresh;   /* training sets are drawn by the generator; otherwise with replacement from the one there is */
    bool strands; /* there is something to draw: the input is a plane or a line */
    int points, tests; /* sizes */
    bool linear;       /* the slider's axis is: a drop rate */
    int values;
    float value[VARIANCE_VALUES];                            /* ascending */
    int nets[VARIANCE_VALUES];                               /* trained so far */
    bool lost[VARIANCE_VALUES];                              /* one diverged: no numbers */
    float bias2[VARIANCE_VALUES], variance[VARIANCE_VALUES]; /* from two nets on, NaN before */
    Bundle bundle[VARIANCE_VALUES], truth; /* truth: the best boundary possible; no lines: not known, or no boundary */
} Variance;
void *variance_begin(const StudyInput *in, Arena *a);
bool variance_work(void *job);
float variance_progress(const void *job);
void variance_end(void *job);
void variance_result(const void *job, void *out);
int variance_nearest(const Variance *v, float value); /* index of the value that has nets and is nearest; -1: none */

enum { FILM_MAX = 9, FILM_W = 57, FILM_H = 33 };
typedef struct Film {
    uint64_t serial;
    int n;
    int member[FILM_MAX];
    bool have[FILM_MAX];
    Window window;
    int outputs;
    float mid, slope;
    int filters, side; /* images: z holds [filters][side][side] weights of the first layer; otherwise 0 */
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
    Units units;
    Field unit; /* of the unit `unit_layer`, `unit_index`; z NULL: none was asked for */
    int unit_layer, unit_index;
    Hidden hidden, hidden_twin; /* of the twin: stages 0 unless there is one */
    Tug tug;                    /* WANT_TUG */
    Pays pays;                  /* WANT_PAYS */
    Margins margins;            /* WANT_MARGINS */
    const Surface *surface;     /* may be older than snap, or NULL; so are all of study_defs */
    const Variance *variance;
    float progress[STUDIES]; /* of the next one of each, 0 ... 1; below 0: none is being made */
    const Curvature *curvature;
    const Effective *effective;
    const UpDown *updown;
    const Sweep *sweep;        /* NULL before the first */
    const real *sweep_weights; /* [SWEEP_MEMBERS][params] of its members that are done, or NULL */
    const Film *film;
} Findings;

/* What findings_make does not make: it is attached by who owns it. */
enum {
    FINDINGS_APART =
        WANT_SURFACE | WANT_SWEEP | WANT_BAYES | WANT_CURVATURE | WANT_EFFECTIVE | WANT_VARIANCE | WANT_UPDOWN
};
typedef struct FindingsAsk {
    uint32_t want;
    Window window;
    int field_w, field_h;
    Choices choices;
    const UnitOrder *order; /* of WANT_UNITS: see units_make */
} FindingsAsk;

/* Fills fields and histograms from f->snap; the arena is the one the snapshot lies in. Surface, sweep and film are
 * attached by the caller, who owns them. */
void findings_make(Findings *f, const FindingsAsk *ask, Arena *a);
/* Training points that a quick finding looks at: the first ones, all n unless net and set are so large that a frame
 * would wait for them. They are as good as any, because no set is sorted. */
int findings_rows(const Shape *s, int n);
void film_choose(const Config *c, Film *out); /* which members; all else is 0 */
/* Fills in the thumbnail of a member that was chosen; does nothing for any other. */
/* train: of a regression, whose values decide the colours. */
void film_add(Film *f, const Shape *s, const Points *train, int member, const real *params, Window win);
void field_scale(const Shape *s, const Points *train, float *mid, float *slope); /* for Field; classes: 0, 0 */

#endif
