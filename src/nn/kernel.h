/* kernel: the inner loops that are compiled once for each width of vectors. Private to nn and its tests. */
#ifndef RIDGESCOPE_KERNEL_H
#define RIDGESCOPE_KERNEL_H

#include "nn/nn.h"

/* c[i][j] += sum over k of a(i,k) * b[k][j], for i < rows, k < depth, j < cols; a(i,k) = a[i*a_row + k*a_depth].
 * Rows of c lie c_row apart, those of b b_row. Each c[i][j] takes its products one after another in the order of k,
 * each rounded and then added: how wide the machine's vectors are shows in the time, never in the bits. */
typedef struct Product {
    int rows, depth, cols;
    const real *a;
    int a_row, a_depth;
    const real *b;
    int b_row;
    real *c;
    int c_row;
} Product;

typedef struct Kernel {
    void (*product)(const Product *p);
    void (*tanh_row)(const real *z, real *h, int n); /* h = tanh z */
    void (*sigmoid_row)(const real *z, real *h, int n);
} Kernel;

/* The kernels this processor can run, slowest first; at least one. The choice changes the speed alone. */
int kernel_count(void);
const Kernel *kernel_at(int i);
const Kernel *kernel_best(void);

#endif
