/* kernel: the inner loops that are compiled once for each width of vectors. Private to nn and its tests.
 *
 * lanes.c holds the products, rows.c what works on rows of numbers. All of it gives the same bits in every version:
 * multiply-adds of the products are fused by definition (vec.h), rows.c is plain arithmetic, number by number. */
#ifndef RIDGESCOPE_KERNEL_H
#define RIDGESCOPE_KERNEL_H

#include "nn/nn.h"

/* c[i][j] += sum over k of a(i,k) * b[k][j], for i < rows, k < depth, j < cols; a(i,k) = a[i*a_row + k*a_depth].
 * Rows of c lie c_row apart, those of b b_row. Each c[i][j] takes its products one after another in the order of k,
 * with fused multiply-adds: how wide the machine's vectors are shows in the time, never in the bits.
 * But a single column with a_depth = b_row = 1, a net's only output, is summed in PARTS sums, product k in sum
 * k % PARTS, then folded: sum i takes sum i + PARTS/2, and so on; what was in c comes last. */
enum { PARTS = 16 };
typedef struct Product {
    int rows, depth, cols;
    const real *a;
    int a_row, a_depth;
    const real *b;
    int b_row;
    real *c;
    int c_row;
    bool fresh;       /* c is not added to but written: it starts at 0, or */
    const real *bias; /* [cols] every row of c at this */
    bool ones;        /* c has one row more, for which a is 1: a bias's gradient below that of its weights */
    /* What is done to a sum v before it leaves its register; c and slope lie alike; not with ones. */
    bool tanh;         /* tanh v, in float only */
    const real *slope; /* h of a tanh: v times its slope 1 - h h */
} Product;

/* A dense layer of NN_MANY nets at once, each in a lane of its own: out = bias + in W, every number a vector of
 * NN_MANY. Sums are those of Product, so each lane has the bits of its net alone. */
typedef struct Many {
    int rows, in, out;
    const real *x; /* [rows][in][NN_MANY], or [rows][in] when all nets share it (the samples) */
    bool shared;
    const real *params; /* [in][out][NN_MANY] and then [out][NN_MANY] */
    real *z;            /* [rows][out][NN_MANY] */
    bool tanh;          /* in float only: z is not stored but tanh z */
} Many;

/* Functions of rows of numbers; each is what stands in a table of nn.h or in reg.c. */
typedef struct Rows {
    struct {
        void (*f)(const real *z, real *h, int n);
        void (*back)(const real *z, const real *h, const real *dh, real *dz, int n);
    } act[7]; /* in the order of act_defs */
    void (*sgd)(real *p, const real *g, real *slots, int n, const OptArgs *a);
    void (*momentum)(real *p, const real *g, real *slots, int n, const OptArgs *a);
    void (*nesterov)(real *p, const real *g, real *slots, int n, const OptArgs *a);
    void (*rmsprop)(real *p, const real *g, real *slots, int n, const OptArgs *a);
    void (*adam)(real *p, const real *g, real *slots, int n, const OptArgs *a);
    void (*pull)(Penalty p, const real *params, const uint8_t *penalised, real *grad, int n);
    void (*decay)(Penalty p, real lr, real *params, const uint8_t *penalised, int n);
    void (*cut)(Penalty p, real lr, real *params, const uint8_t *penalised, int n);
    /* A whole step of SGD with no penalty but l2 > 0, or none, in one go: pull, sgd, and what all_below says. */
    bool (*descend)(real l2, real lr, const uint8_t *penalised, const real *grad, int n, real limit, real *params);
    void (*loss[4])(const real *z, const real *y, int n, int outputs, real *loss, real *dz); /* as loss_defs; no 0 */
    double (*dot)(const double *a, const double *b, int n);
    void (*multiply)(const double *m, int n, const double *q, double *y);
    void (*add_lanes)(const real *each, int rows, double sum[NN_MANY]);
    void (*plane)(const real *o, const real *a, const real *u, int n, const double *x, const double *y, real *to);
    void (*sizes)(const real *params, const uint8_t *is_weight, int n, real sum[NN_MANY]);
    bool (*all_below)(const real *p, int n, real limit); /* |p[i]| < limit for every i; false for NaN */
} Rows;

/* A block of samples through dense nets of one shape whose layers are at most one vector wide (small.c): gradients and
 * losses of each. */
typedef struct Small {
    const Shape *s;
    const real *x, *y;
    int rows;
    real of;    /* gradients are those of the mean over so many samples */
    bool fresh; /* grad is written, not added to */
    bool tanh;  /* that is the activation, in float */
    int nets;
    struct {
        const real *params;
        real *grad; /* [params] */
        real *each; /* [rows, rounded up to whole vectors] losses, or NULL */
        real *work; /* [kernel_small_work] */
    } net[NN_TOGETHER];
    const Rows *kernel;
    void (*turn)(const real *from, int rows, int cols, real *to);
} Small;

typedef struct Kernel {
    const char *key; /* "plain", "avx2", "avx512" */
    void (*product)(const Product *p);
    void (*turn)(const real *from, int rows, int cols, real *to); /* to[j][i] = from[i][j] */
    void (*many)(const Many *p);
    int lanes; /* of a vector */
    void (*small)(const Small *p);
    const Rows *rows;
} Kernel;

/* The kernels this processor can run, slowest first; at least one. The choice changes the speed alone. */
int kernel_count(void);
const Kernel *kernel_at(int i);
const Kernel *kernel_best(void); /* the last one, unless kernel_choose said otherwise */
int kernel_small_work(const Kernel *k, const Shape *s, int rows); /* numbers; 0: s is not for small.c */
const Kernel *kernel_for(const Shape *s); /* what suits layers this narrow: half of a wide vector may be empty */

#endif
