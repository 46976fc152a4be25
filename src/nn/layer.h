/* layer: what a net's layers do, on a block of samples. Private to layer.c, gdn.c, conv.c, net.c and hessian.c.
 *
 * To add a kind: a name in LayerKind, its functions in a file, a row in layer_defs and in along_defs
 * (hessian.c), and its place in net_build. */
#ifndef RIDGESCOPE_LAYER_H
#define RIDGESCOPE_LAYER_H

#include "nn/kernel.h"

enum { BLOCK = 32 }; /* samples at most: so few that all activations of a block stay in the fast cache */

typedef struct Pass { /* one layer at work; rows lie next to each other */
    const Shape *net;
    const LayerShape *l;
    const Kernel *kernel;
    int rows;
    const real *params; /* of this layer: [l->params] */
    real *fixed;        /* [fixed of its row] what prepare made of the parameters */
    real *keep;         /* [BLOCK][keep of its row] what forward leaves for backward */
    const real *in;     /* [rows][l->in] */
    real *out;          /* [rows][l->out] */
    /* backward */
    const real *dout; /* [rows][l->out] gradient of the loss by out */
    real *din;        /* [rows][l->in], written; NULL: nobody asks for it */
    /* A dense layer that does the work of the tanh beside it while its sums are in registers: */
    bool tanh;         /* out is tanh z */
    const real *slope; /* [rows][l->in] tanh's h: din is the gradient by what went into that tanh */
    bool first;        /* of the blocks: dense layers write grad instead of adding to it */
    real *grad;        /* [l->params], added to; in prepare NULL means that no gradient will be asked for */
    /* dropout */
    double rate;
    Rng *rng;            /* of this layer's masks */
    const uint8_t *kept; /* [rows][l->out] given masks instead, or NULL */
} Pass;

typedef struct LayerDef {
    const char *key;
    int (*fixed)(const LayerShape *l); /* numbers; NULL: none */
    int (*keep)(const LayerShape *l);  /* numbers a sample; NULL: none */
    void (*init)(const Shape *s, const LayerShape *l, Rng *r, real *params /* zeros */);
    void (*prepare)(const Pass *p); /* before the first block */
    void (*forward)(const Pass *p);
    void (*backward)(const Pass *p);
    void (*clamp)(const LayerShape *l, real *params); /* after a step */
} LayerDef;
extern const LayerDef layer_defs[]; /* in the order of LayerKind */

/* W x + b for a block, parameters [in][out] and then [out]; its gradient by them, added; and by x. */
/* c = a m for the rows of a pass, a being [rows][from] and m [from][to]; what else there is to it is for the caller. */
Product layer_product(const Pass *p, const real *a, const real *m, int from, int to, real *c);
void layer_affine(const Pass *p, const real *in, real *out);
void layer_affine_grad(const Pass *p, const real *in, const real *dout);
void layer_affine_back(const Pass *p, const real *dout, real *din); /* needs fixed: W as [out][in] */
void layer_affine_turn(const Pass *p);
/* First weights: spread by the activation's init_gain, see ActDef. xavier: uniform in any case. */
void layer_spread(const Shape *s, int in, int out, bool xavier, Rng *r, real *w, int n);

/* gdn.c */
int gdn_fixed(const LayerShape *l), gdn_keep(const LayerShape *l);
void gdn_init(const Shape *s, const LayerShape *l, Rng *r, real *params);
void gdn_prepare(const Pass *p), gdn_forward(const Pass *p), gdn_backward(const Pass *p);
void gdn_clamp(const LayerShape *l, real *params);

/* conv.c */
void conv_init(const Shape *s, const LayerShape *l, Rng *r, real *params);
void conv_forward(const Pass *p), conv_backward(const Pass *p);
void conv_pool_forward(const Pass *p), conv_pool_backward(const Pass *p);
void conv_pool_along(const Pass *p, const real *along,
                     real *out); /* as if `along` went in, but the windows choose by p->in */

#endif
