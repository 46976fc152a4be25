/* nn: networks, data and training: a deterministic function of a Config and a number of steps.
 *
 * It knows no clock, thread, file or screen. Same Config and same changes at the same steps give the same bits, from
 * every compiler and however the steps are sliced. Words are few and fixed: parameters are weights and biases; weights
 * leave out biases; lambda (field `l2`) is the L2 coefficient; a member is one net of an ensemble; a step is one
 * update.
 *
 *     J(w) = mean data loss + l2/2 * sum w^2        over weights, biases left out    (Goodfellow et al. 2016, 7.1.1)
 *
 * To add a data set, activation, loss, penalty or optimiser: a function in its file and a row in the table below it.
 * To add a setting: a field in Config and a row in param_defs; slider, option, file key and `list` come with it. */
#ifndef RIDGESCOPE_NN_H
#define RIDGESCOPE_NN_H

#include "base/base.h"

enum {
    NN_LAYERS = 8,   /* hidden layers at most */
    NN_WIDTH = 256,  /* units in a layer at most */
    NN_CLASSES = 8,  /* classes or outputs at most */
    NN_INPUTS = 16,  /* features at most */
    NN_FILTERS = 16, /* filters of a convolution at most, and the side of one at most: */
    NN_KERNEL = 9,
};

/* The one number type of training. Tests build this folder again with REAL_DOUBLE, because central differences in
 * float are too coarse to check a gradient. */
#ifdef REAL_DOUBLE
typedef double real;
#define real_sqrt sqrt
#else
typedef float real;
#define real_sqrt sqrtf
#endif

/* One random stream per purpose: rng_make(seed, stream). TRAIN, VALID, TEST stand in the order of Split. */
typedef enum Stream {
    STREAM_TRAIN = 1,
    STREAM_VALID,
    STREAM_TEST,
    STREAM_FLIP_TRAIN,
    STREAM_FLIP_VALID,
    STREAM_INIT,
    STREAM_BATCH,
    STREAM_REHEAT,
    STREAM_MASKS,      /* what chooses the dropout masks of each step */
    STREAM_THIN_TRAIN, /* imbalance: which points are left out; in the order of Split */
    STREAM_THIN_VALID,
    STREAM_THIN_TEST,
    STREAM_OWN,           /* which own points are for training, validation, test */
    STREAM_FRESH,         /* which training sets a net is tried on besides its own */
    STREAM_DROPOUT = 1000 /* the masks of hidden layer l: this + l */
} Stream;

/* --- settings --- config.c */

typedef struct Config { /* all that determines a run: copy it, save it, send it */
    uint32_t seed_data, seed_init, seed_batch;
    int data;                              /* row of data_defs */
    int points, valid_points, test_points; /* training, validation, test set sizes */
    float noise, flip, scale, turns;       /* see the generators in data.c; a generator ignores what it does not use */
    float imbalance;                       /* share of the points taken away from every class but class 0, 0 ... 0.95 */
    int classes;                           /* of generators that can have several (blobs): 2 ... NN_CLASSES */
    int degree;                            /* 1-D data: the inputs are x^1 ... x^degree; 0: as they are */
    uint32_t features;                     /* 2-D data: bits of feature_defs, in their order; at least one */
    int layers, width[NN_LAYERS];          /* hidden dense layers and their units; layers 0 is a linear model */
    int filters, kernel;                   /* image data: a convolution in front, filters of kernel x kernel; 0: none */
    int pool, freeze;                      /* rows of pool_defs; 1: filters are pre-trained and stay as they are */
    int act;                               /* row of act_defs */
    int gdn;                               /* row of gdn_defs: where GDN stands when reg is gdn */
    int loss;                              /* row of loss_defs; row 0, "auto", lets the data choose */
    int reg;                               /* row of reg_defs */
    float l2, l1;                          /* lambda, lambda_1: 0 ... 100; without effect when reg leaves them out */
    int l1_mode, decay;        /* rows of l1_defs (proximal, subgradient), decay_defs (coupled, decoupled) */
    float dropout;             /* drop rate, 0 ... 0.95; without effect unless reg is dropout */
    int bias_penalty, mistake; /* 1: biases are penalised too; row of mistake_defs: wrong on purpose */
    int opt;                   /* row of opt_defs */
    float lr, momentum, beta1, beta2;
    int batch;                /* 0: full batch */
    int until;                /* steps of a whole run: where sweeps and exports stop */
    float sweep_lo, sweep_hi; /* ends of the lambda axis, 0 < lo < hi */
} Config;

typedef enum ParamKind { PARAM_INT, PARAM_REAL, PARAM_LOG, PARAM_CHOICE, PARAM_NET, PARAM_SEED, PARAM_BITS } ParamKind;

typedef struct ParamDef { /* one row: a control, an option, a lesson key, a saved field */
    const char *key, *label, *help;
    ParamKind kind; /* LOG: a real on a logarithmic scale, lo > 0 unless 0 is allowed too (zero) */
    size_t offset;  /* of the field in Config */
    double lo, hi;  /* inclusive range; CHOICE, BITS: none, see param_choices; NET: units of a layer */
    bool zero;      /* LOG: 0 is allowed as well */
    bool restarts;  /* a change needs a new run; otherwise it takes effect from the next step on */
} ParamDef;

extern const ParamDef param_defs[];
extern const int param_count;

void config_default(Config *c);                         /* the scene `moons` */
int param_find(const char *key);                        /* row, also for "lambda"; -1: none */
int param_nearest(const char *key);                     /* row whose key is most like this one */
double param_get(const Config *c, int row);             /* all but NET; BITS: bit i stands for row i */
bool param_put(Config *c, int row, double v, Err *err); /* checks range and wholeness */
bool param_set(Config *c, int row, const char *value,
               Err *err); /* text: a number, a row's key, keys like "x,y", a net like "32-32", "conv:4x5-16" or "-" */
bool config_set(Config *c, const char *key, const char *value, Err *err);
/* unknown key: the nearest is named; bad value: the range is named. c is unchanged on error. */
int param_text(char out[96], const Config *c, int row); /* what param_set reads back to the same value */
int param_choices(int row);                             /* CHOICE, BITS: how many rows */
const char *param_choice_key(int row, int i);           /* CHOICE, BITS: key of row i */
const char *param_choice_label(int row, int i);
bool config_check(const Config *c, Err *err);           /* what no single row can know: lo < hi, loss fits data, ... */
bool config_restarts(const Config *a, const Config *b); /* does going from a to b need a new run? */
bool config_equal(const Config *a, const Config *b);
void config_reseed(Config *c, uint32_t seed); /* of data, weights and batches at once */
uint32_t config_next_seed(const Config *c);   /* what the die gives: seed_data + 1, after 9999 comes 1 */

/* Choices that are nothing but a name; what they mean stands where they act. */
typedef struct ChoiceDef {
    const char *key, *label;
} ChoiceDef;
typedef enum { L1_PROXIMAL, L1_SUBGRADIENT } L1Mode;
typedef enum { DECAY_COUPLED, DECAY_DECOUPLED } Decay;
typedef enum { GDN_INSTEAD, GDN_AFTER } GdnPlace;
typedef enum { POOL_MAX, POOL_AVG } PoolKind;
typedef enum { MISTAKE_NONE, MISTAKE_SHRINK, MISTAKE_LOSS } Mistake;
extern const ChoiceDef l1_defs[], decay_defs[], gdn_defs[], pool_defs[], mistake_defs[];
extern const int l1_count, decay_count, gdn_count, pool_count, mistake_count;

/* Scenes: settings that were measured to work together. Each data set but csv has one of its own name; they stand in
 * the order of data_defs, others (ridge) behind the one whose data they share. */
typedef struct SceneDef {
    const char *key, *label, *help, *settings;
} SceneDef; /* settings: "key=value key=value" */
extern const SceneDef scene_defs[];
extern const int scene_count;
int scene_find(const char *key); /* row or -1 */
void scene_config(int row, Config *c);

/* --- data --- data.c */

/* Own points: drawn with the mouse or read from a file. A value: never changed after it was made. */
enum { OWN_POINTS = 100000 };
typedef struct Own {
    int n, inputs, classes;     /* inputs 2, or 1 with a target; classes 0: regression */
    float *x;                   /* [n][inputs], already scaled to the box */
    float *y;                   /* [n] class index or target */
    float shift[3], scale[3];   /* of each input, then of the target: original = value * scale + shift */
    char label[NN_CLASSES][24]; /* words of the classes */
    char axis[3][24];           /* names of the columns, of the target last; "" when there was no header */
} Own;

Own *own_new(int n, int inputs);            /* zeroed but for scale 1, one block for free(); NULL: no memory */
Own *own_copy(const Own *o, Arena *a);      /* the same value in an arena; of NULL: NULL */
bool own_equal(const Own *a, const Own *b); /* NULL equals NULL */

typedef struct Points {
    int n, inputs, targets; /* targets: 1 for class labels; outputs for regression */
    int raw_inputs;
    real *x;        /* [n][inputs] what the net is fed */
    real *raw;      /* [n][raw_inputs] the points as they are drawn; the same array as x when there are no features */
    real *y;        /* [n][targets]: class index as a number, or target values */
    uint8_t *wrong; /* [n] 1 where the label was flipped */
} Points;

typedef enum Split {
    SPLIT_TRAIN,
    SPLIT_VALID,
    SPLIT_TEST
} Split; /* own random streams; test labels are never flipped */

typedef struct DataDef {
    const char *key, *label, *help;
    int inputs, classes; /* numbers a point; classes 0: regression. Own data and blobs: see data_classes */
    float box[4];        /* x0, x1, y0, y1: where the points lie, about; the drawn window adds its own margin */
    /* Point i of n, label before flips. NULL: only own points (csv). */
    void (*make)(const Config *c, Split split, Rng *r, int i, int n, real *x, real *y);
    bool own; /* takes own points: points (without any: its generator), csv (without any: an error) */
    int side; /* images: pixels of a side, inputs = side * side; 0: no image */
} DataDef;

extern const DataDef data_defs[];
extern const int data_count;
/* own: NULL, or what data points and csv are made of; all other rows ignore it. Sets may be smaller than the settings
 * say: where there are too few own points, they are shared out in the proportion of the three settings. */
void data_make(const Config *c, const Own *own, Split split, Arena *a, Points *out);
/* The set of each own point, [own->n]: a Split; SPLIT_TEST + 1: in none, where there are more than the settings want.
 */
void data_own_splits(const Config *c, const Own *own, uint8_t *split);
bool data_check(const Config *c, const Own *own, Err *err); /* own points where needed; the loss fits the classes */
int data_classes(const Config *c, const Own *own);          /* 0: regression */
/* idle.c: why a setting says nothing beside the others, as a sentence; NULL: it matters. */
const char *idle_reason(const Config *c, const Own *own, int row);

typedef struct FeatureDef { /* inputs computed from a 2-D point; the first two are the point itself */
    const char *key, *label;
    real (*f)(real x, real y);
} FeatureDef;
extern const FeatureDef feature_defs[]; /* x y x2 y2 xy sinx siny, as in the usual playgrounds */
extern const int feature_count;

/* From a point as it is drawn to the inputs of the net. Part of a Shape, because a field needs it. */
typedef struct InputMap {
    int raw, inputs;   /* numbers before and after: 2 and the chosen features; 1 and the degree; images as they are */
    uint32_t features; /* raw 2: bits of feature_defs; 0: as they are */
    int degree;        /* raw 1: u^1 ... u^degree; 0: u alone */
    real scale, shift; /* raw 1: u = scale * x + shift */
} InputMap;
InputMap data_map(const Config *c, const Own *own);
void data_inputs(const InputMap *m, const real *raw, int n, real *x); /* raw: [n][raw]; x: [n][inputs] */

/* --- activations, losses, penalties, optimisers --- act.c loss.c reg.c opt.c */

typedef struct ActDef {
    const char *key, *label;
    void (*f)(const real *z, real *h, int n);                                    /* h = f(z) */
    void (*back)(const real *z, const real *h, const real *dh, real *dz, int n); /* dz = dh * f'(z); may be in place */
    void (*bend)(const real *z, const real *h, real *d2, int n);                 /* d2 = f''(z), for hessian.c */
    double init_gain; /* 0: Xavier uniform +-sqrt(6/(in+out)) (Glorot and Bengio 2010); else N(0, gain/in) (He et al.
                         2015) */
} ActDef;
extern const ActDef act_defs[];
extern const int act_count;
void act_sigmoid(const real *z, real *p, int n); /* the row "sigmoid": probabilities of class 1 */

typedef struct LossDef { /* of n samples; z: [n][outputs], y: [n] class indices or [n][outputs] values */
    const char *key, *label;
    int lo, hi; /* numbers of classes it fits; 0: regression */
    int (*outputs)(int classes);
    void (*f)(const real *z, const real *y, int n, int outputs, real *loss /* [n] or NULL */,
              real *dz /* [n][outputs] dloss/dz, or NULL */);
    /* out = (second derivatives of loss by z) times along, both [n][outputs]; of these losses y is no part of it */
    void (*bend)(const real *z, int n, int outputs, const real *along, real *out);
} LossDef;
extern const LossDef loss_defs[]; /* auto, bce, softmax, mse. mse is 1/2 * sum over outputs (z-y)^2 */
extern const int loss_count;
int loss_for(int classes);            /* the row that auto stands for: bce for 2, softmax for more, mse for 0 */
bool loss_fits(int row, int classes); /* auto fits everything */

/* What acts in one step, zeros where the settings say so. l1 of a proximal step is threshold, not l1: it is no part of
 * the gradient; l2 of a decoupled decay likewise is decay. */
typedef struct Penalty {
    real l2, l1;    /* in the objective and its gradient: l2/2 sum w^2 + l1 sum |w| */
    real decay;     /* before the step: w -= lr * decay * w          (Loshchilov and Hutter 2019, algorithm 2) */
    real threshold; /* after the step: |w| shrinks by lr * threshold (Parikh and Boyd 2014, 6.5.2) */
    real shrink;    /* a published mistake: after the step w -= lr * shrink, whatever the sign of w */
    real reported;  /* lambda_1 of the penalty that is shown: l1 or threshold */
} Penalty;
typedef struct RegDef {
    const char *key, *label, *help;
    const char *name;          /* spelled out, for tooltips: "generalized divisive normalization" */
    const char *slider;        /* key of the setting that the big slider moves; NULL: none */
    const char *beside;        /* key of a second strength that acts as well, shown small; NULL: none */
    bool l2, l1, dropout, gdn; /* which of them act */
} RegDef;
extern const RegDef reg_defs[]; /* none l2 l1 elastic dropout gdn */
extern const int reg_count;
int reg_slider(const Config *c); /* row of param_defs that the big slider moves, or -1 */
/* Range of the slider's axis that was measured for these settings (optimiser, mode of l1, decay). linear: a drop rate.
 */
void reg_axis(const Config *c, float *lo, float *hi, bool *linear);
Penalty reg_penalty(const Config *c);
Mistake reg_mistake(const Config *c); /* the one that acts: both are about the L2 penalty, so none without it */
double reg_value(Penalty p, const real *params, const uint8_t *is_weight, int n); /* l2/2 sum w^2 + reported sum |w| */
void reg_gradient(Penalty p, const real *params, const uint8_t *is_weight, real *grad, int n); /* added to grad */
void reg_before(Penalty p, real lr, real *params, const uint8_t *is_weight, int n);            /* decay */
void reg_after(Penalty p, real lr, real *params, const uint8_t *is_weight, int n);             /* threshold, shrink */
double reg_wrong_loss(const Config *c, double loss, double norm2);     /* mistake loss: data loss + lr * sum w^2 */
double reg_norm2(const real *params, const uint8_t *is_weight, int n); /* sum w^2, in index order */

typedef struct OptArgs {
    real lr, momentum, beta1, beta2, eps;
    uint64_t t;
} OptArgs; /* t counts steps from 1 */
typedef struct Shape Shape;
typedef struct OptDef {
    const char *key, *label;
    int slots; /* numbers kept per parameter, 0 at the start */
    void (*step)(real *p, const real *g, real *slots /* [slots][n] */, int n, const OptArgs *a);
    /* Instead of step: straight to the minimum of a linear net's least squares. penalised: [params]. */
    void (*solve)(const Shape *s, const Points *p, Penalty pen, const uint8_t *penalised, real *params);
    bool decoupled;                   /* decay is decoupled whatever the setting says */
    double (*bound)(const Config *c); /* lr * lambda from which plain decay diverges; INFINITY-like 1e300: never */
} OptDef;
extern const OptDef opt_defs[];
extern const int opt_count;
double opt_bound(const Config *c); /* SGD and decoupled decay 2, momentum m 2(1+m), Nesterov 2(1+m)/(1+2m), others none
                                      (1e300) */
bool opt_decoupled(const Config *c); /* by the optimiser or by the setting */
void exact_solve(const Shape *s, const Points *p, Penalty pen, const uint8_t *penalised, real *params); /* exact.c */

/* --- networks --- net.c, layer.c, gdn.c, conv.c */

/* A net is a chain of layers; each kind has a row of layer_defs (layer.h) with its forward and backward. */
typedef enum LayerKind {
    LAYER_DENSE,
    LAYER_ACT,
    LAYER_DROPOUT,
    LAYER_GDN,
    LAYER_CONV,
    LAYER_POOL,
    LAYER_KINDS
} LayerKind;
typedef struct LayerShape {
    LayerKind kind;
    int in, out;         /* numbers a sample */
    int first, params;   /* its parameters: params[first ... first + params) */
    int weights, biases; /* of them, one after the other; the rest, GDN's, are neither */
    int maps, window;    /* CONV, POOL: filters, side of the window */
    int high, wide;      /* rows and columns of the image (CONV) or of each map (POOL) that goes in */
    int hidden;          /* which hidden layer it belongs to, 0 ...; DROPOUT: which masks it takes */
} LayerShape;
enum { NN_CHAIN = 4 * (NN_LAYERS + 2) };

struct Shape {
    int inputs, outputs, layers; /* layers: dense layers of weights, hidden + 1 */
    int width[NN_LAYERS + 2];    /* of the dense part: width[0] ... width[layers] outputs; without a convolution
                                    width[0] is inputs */
    int chain;                   /* layers of every kind */
    LayerShape layer[NN_CHAIN];
    int dense[NN_LAYERS + 1]; /* where the dense layers stand in it */
    int pool, frozen;         /* frozen: the first `frozen` parameters are not trained nor penalised */
    int weights[NN_LAYERS + 1],
        biases[NN_LAYERS + 1]; /* offsets: W of layer l is [width[l]][width[l+1]], b [width[l+1]] */
    int params, act, loss;     /* loss: never "auto" */
    bool precise; /* a polynomial alone: powers and sums in double, as weights may be 10^6 and almost cancel */
    InputMap map; /* from points as they are drawn to x; all 0 when made from a NetPlan */
};

/* What a net is made of. A convolution stands in front when filters > 0: valid, stride 1, one channel, then the
 * activation and a pooling over windows that do not overlap, what is left over at the edge dropped. */
typedef struct NetPlan {
    const int *width; /* [layers + 1], outputs last; width[0] is inputs, or ignored behind a convolution */
    int layers, act, loss;
    bool gdn; /* behind every hidden dense layer, at gdn_place */
    int gdn_place;
    int high, wide, filters, kernel, pool, pool_window;
} NetPlan;
Shape net_build(const NetPlan *p);
/* width: [layers + 1], inputs ... outputs. loss: not "auto". A dense net. */
Shape net_layout(const int *width, int layers, int act, int loss);
Shape net_shape(const Config *c, const Own *own);
void net_is_weight(const Shape *s, uint8_t *is_weight /* [params] */); /* frozen ones are none */
void net_penalised(const Shape *s, bool biases, uint8_t *penalised);   /* the weights, and the biases if so */
void net_init(const Shape *s, uint32_t seed,
              real *params);                  /* biases 0, weights by the activation's init_gain; own stream */
void net_clamp(const Shape *s, real *params); /* after a step: GDN's beta >= 1e-3, gamma >= 0 */

typedef struct Scratch Scratch; /* buffers for one thread: activations of a block of samples */
Scratch *net_scratch(const Shape *s, Arena *a);
/* z[n][outputs] of x[n][inputs]: the last layer's linear outputs (logits or values). */
void net_forward(const Shape *s, const real *params, const real *x, int n, real *z, Scratch *w);
/* Activations of hidden layer `layer` (0 ...): h[n][width[layer+1]]. */
void net_hidden(const Shape *s, const real *params, int layer, const real *x, int n, real *h, Scratch *w);

/* Which hidden units are dropped; those kept are divided by 1 - rate (inverted dropout, Srivastava et al. 2014). */
typedef struct Dropout {
    double rate;                /* 0: nothing is dropped */
    uint64_t seed;              /* of this step's masks; the same draws, for another rate, drop more or fewer units */
    const uint8_t *const *kept; /* instead of draws: [hidden layer] -> [n][units], 1 is kept; NULL: draw */
} Dropout;
/* Mean data loss over the n points index[0..n) of p (NULL: the first n), and its gradient, without any penalty.
 * Sums in double in index order for the loss; grad [params] in a fixed order; grad may be NULL. */
double net_loss(const Shape *s, const real *params, const Points *p, const int *index, int n, real *grad, Scratch *w);
/* The same with units dropped; d NULL: none. */
double net_loss_dropout(const Shape *s, const real *params, const Points *p, const int *index, int n, const Dropout *d,
                        real *grad, Scratch *w);
/* The gradient alone: steps need no loss. Of several nets by the same samples, each as if it were alone; small ones
 * wait less when they take turns. value: returns the mean loss of the first one, else 0. */
enum { NN_TOGETHER = 4 };
double net_gradients(const Shape *s, int nets, const real *const *params, const Points *p, const int *index, int n,
                     const Dropout *d, bool value, real *const *grad, Scratch *w); /* nets: 1 ... NN_TOGETHER */
/* Accuracy in [0,1] over all points, NaN for regression or n = 0. A tie of logits counts as the lower class. */
double net_accuracy(const Shape *s, const real *params, const Points *p, double *loss /* or NULL */, Scratch *w);

/* --- curvature --- hessian.c */

typedef struct HessianScratch HessianScratch;
HessianScratch *hessian_scratch(const Shape *s, Arena *a);
/* Adds to hv [params] what the samples at ... at+n of p contribute to H v: H is the Hessian of the mean data loss over
 * all of p, without dropout. Exact (Pearlmutter 1994); at kinks that of the side the gradient takes. v of frozen
 * parameters must be 0, hv of them stays as it is. */
void hessian_add(const Shape *s, const real *params, const real *v, const Points *p, int at, int n, real *hv,
                 HessianScratch *w);

/* --- many nets of one shape at once --- many.c */

enum { NN_MANY = 16 }; /* nets, a lane each: number i of net l stands at [i][l] */
typedef struct ManyScratch ManyScratch;
bool many_fits(const Shape *s); /* dense, and small enough to be faster than one after another */
ManyScratch *many_scratch(const Shape *s, const Points *p, Arena *a); /* p must outlive it */
/* params[i] of each net is origin[i] + x across[i] + y up[i], in double, rounded once. */
void many_plane(const real *origin, const real *across, const real *up, int n, const double x[NN_MANY],
                const double y[NN_MANY], real *params /* [n][NN_MANY] */);
/* Sum |w| over the weights of each, in the order of params. */
void many_sizes(const real *params, const uint8_t *is_weight, int n, real sum[NN_MANY]);
/* Mean data loss over all points of the scratch: net_loss of each, bit for bit. */
void many_loss(const Shape *s, const real *params, double loss[NN_MANY], ManyScratch *w);

/* Which inner loops are used, "plain", "avx2" or "avx512"; before the first net is made. It changes the speed alone, as
 * a test shows that trains with each. false: this processor, or this program, does not have it. */
bool kernel_choose(const char *key);
/* Products in double, in fixed orders of their own. */
double kernel_dot(const double *a, const double *b, int n);
/* y = m q: m [n][n], q and y [n][8]; each number sums in the order of m's columns. */
void kernel_multiply(const double *m, int n, const double *q, double *y);

/* --- an ensemble in training --- run.c */

typedef enum Status { STATUS_OK, STATUS_COLLAPSED, STATUS_DIVERGED } Status;
extern const char *const status_keys[]; /* "ok", "collapsed", "diverged" */

typedef struct Metrics { /* the keys of the contract; NaN where a number has no meaning */
    uint64_t step;
    double epoch;
    float l2, l1;
    double data_loss, penalty, objective, valid_loss, test_loss;
    double train_accuracy, valid_accuracy, test_accuracy, weight_norm;
    Status status;
} Metrics;

/* What a member takes from the Config: everything; everything but no penalty (the twin); or all but one strength. */
typedef enum MemberKind { MEMBER_FOLLOWS, MEMBER_PLAIN, MEMBER_OWN } MemberKind;
typedef struct MemberPlan {
    MemberKind kind;
    float value; /* OWN: of the setting RunPlan.vary */
} MemberPlan;

typedef struct Member {
    MemberPlan plan;
    Status status;    /* diverged as soon as a step is not finite; collapsed as of the last look */
    uint64_t stopped; /* the step at which it diverged; it steps no further */
    uint64_t age;     /* steps since its optimiser was last emptied */
} Member;

/* Members share data, first weights, batch order and dropout masks, so what differs between them comes from the one
 * strength alone. */
typedef struct RunPlan {
    int members;
    const MemberPlan *member; /* [members] */
    int vary;                 /* row of param_defs: l2, l1 or dropout */
    bool record;              /* keep the curve of all members, the path and the recent costs of member 0. Then metrics
                                 are of RUN_MEASURED points of a set at most */
    const Own *own;           /* data points and csv; must outlive the run */
} RunPlan;

typedef enum ActionKind {
    ACTION_SET,
    ACTION_REHEAT,
    ACTION_RESTORE
} ActionKind;           /* RESTORE: the best state seen, below */
typedef struct Change { /* a line of the journal: what was done before step `step` was taken */
    uint64_t step;
    ActionKind kind;
    int param;    /* SET: row of param_defs, one that does not restart */
    double value; /* SET: the value; REHEAT: standard deviation of the jitter */
} Change;

/* What is recorded depends on the step's number alone. The curve: every step up to 32, every 2nd up to 64, and so on to
 * every 16th from 256 on; the path likewise. When there is no more room (RUN_CURVE points; for the path min(RUN_PATH,
 * RUN_PATH_FLOATS/params) states, at least 8) the largest distance doubles, and what falls between is dropped. */
enum { RUN_CURVE = 512, RUN_RECENT = 256, RUN_PATH = 256, RUN_PATH_FLOATS = 1 << 22 };
/* A run that is recorded is measured so often that a large set would leave no time to train: these are the first points
 * of it, which are as good as any, because no set is sorted. */
enum { RUN_MEASURED = 4096 };

typedef struct CurvePoint {
    float step, l2, data_loss, valid_loss, test_loss, weight_norm;
    float strength; /* of the slider's setting: l2, l1 or the drop rate */
    float cost;     /* Metrics.objective: J, or what mistake loss reports instead */
} CurvePoint;

typedef struct Run Run;

Run *run_new(const Config *c, const RunPlan *plan, Err *err); /* NULL with err: config_check failed or no memory */
void run_free(Run *r);
bool run_change(Run *r, ActionKind kind, int param, double value, Err *err); /* from the next step on; journalled */
void run_set(Run *r, const Config *c); /* all that differs and does not restart: a run_change each */
int run_steps(Run *r, int n);          /* any slicing of n gives the same bits; stops early when every member, or
                                          the recorded member 0, has diverged; returns the steps taken */
uint64_t run_step(const Run *r);
const Config *run_config(const Run *r); /* as changed so far */
const Config *run_start(const Run *r);  /* as given to run_new */
int run_journal(const Run *r, const Change **out);
bool run_replay(Run *r, const Change *journal, int n, uint64_t until, Err *err);
/* on a new run: steps and changes in turn up to step `until`; changes at or after `until` are not made */
void run_metrics(Run *r, int member, Metrics *out); /* evaluates all three sets; see RunPlan.record */
const real *run_params(const Run *r, int member);
const Shape *run_shape(const Run *r);
const Points *run_points(const Run *r, Split split);
/* A run's whole state as bytes, for undo: config, step, parameters, optimiser, batch order, curve, path, journal.
 * run_load works on a run whose run_start is equal. */
size_t run_state_size(const Run *r);
void run_save(const Run *r, void *state);
void run_load(Run *r, const void *state);

/* --- what is shown --- snapshot.c */

typedef struct Snapshot { /* one value; its arrays lie in the arena it was taken into */
    uint64_t step;
    Config config, start; /* now; as the run began */
    Shape shape;
    Points train, valid, test;
    int members;      /* those kept: 2 for the main run (net, twin) */
    Metrics *metrics; /* [members] */
    real *params;     /* [members][shape.params] */
    int curve_points;
    CurvePoint *curve; /* [members][curve_points], steps ascending, the last one is the current step */
    int recent_points; /* costs J of the last steps of member 0, one a step, ending before `step` */
    float *recent;
    int changes;
    Change *journal;
    const Own *own; /* NULL unless data is points or csv */
    bool has_best;  /* early stopping: the recorded step of member 0 with the lowest validation loss (Prechelt 1998) */
    uint64_t best_step;
    float best_valid_loss, best_test_loss;
    bool has_before; /* the state just before the last change of lambda, while it was sound */
    uint64_t before_step;
    float before_l2;
    real *before;          /* [shape.params] of member 0 */
    int path_points;       /* recorded parameters of member 0 along training */
    uint64_t path_version; /* grows when a point is added */
    float *path_step;      /* [path_points] */
    real *path;            /* [path_points][shape.params] */
} Snapshot;

/* Copies what is to be shown. with_path: also the path (large). Metrics are evaluated: some milliseconds. */
void snapshot_take(Run *r, bool with_path, Arena *a, Snapshot *out);
Points snapshot_points(const Points *p, Arena *a);          /* a copy of a set; of an array that is NULL: zeros */
Points snapshot_first(const Points *p, int most, Arena *a); /* of its first points */

/* --- sweeps --- sweep.c: the values of lambda above the slider, and the seeds */

enum { SWEEP_MEMBERS = 32, SWEEP_GROUP = 8, SWEEP_SEEDS = 3 };
/* Value of the slider's setting: member 0: 0; 1 ... 31: log spaced lo ... hi (a drop rate: even), both ends included */
float sweep_value(const Config *c, int member);
int sweep_order(int rank); /* which member is rank-th in the order of work: coarse first; groups of SWEEP_GROUP ranks */
/* The same settings with the which-th of SWEEP_SEEDS seeds. 0: as they are; 1, 2: data, weights and batches have one
 * seed, which is what the die would give next. */
Config sweep_seeded(const Config *c, int which);

#endif
