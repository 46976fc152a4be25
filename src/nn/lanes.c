/* The kernel, compiled once for each width of vectors (KERNEL_NAME says which). Units lie side by side in the lanes; in
 * the product a tile of 4 rows by 2 vectors stays in registers while k runs, which keeps both multipliers busy. Plain
 * multiplications and additions in every version (-ffp-contract=off), so that all of them give the same bits. */
#include "nn/kernel.h"

#include <string.h>

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
#else
#define VECTOR_BYTES 16
#endif
enum { LANES = VECTOR_BYTES / sizeof(real), TILE = 4 };
typedef real Vector __attribute__((vector_size(VECTOR_BYTES)));

#define INLINE static inline __attribute__((always_inline))

/* memcpy of a vector is one unaligned load or store. */
#define LOAD(v, from) memcpy(&(v), (from), sizeof(Vector))
#define STORE(to, v) memcpy((to), &(v), sizeof(Vector))

/* rows x vectors from (i, j) on; both counts are constants where this is called, so every loop here unrolls. */
INLINE void tile(const Product *p, int i, int j, const int rows, const int vectors)
{
    Vector sum[TILE][2];
    real *c = p->c + (size_t)i * (size_t)p->c_row + j;
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < vectors; v++)
            LOAD(sum[r][v], c + r * p->c_row + v * LANES);
    const real *a = p->a + (size_t)i * (size_t)p->a_row, *b = p->b + j;
    for (int k = 0; k < p->depth; k++, a += p->a_depth, b += p->b_row) {
        Vector bk[2];
        for (int v = 0; v < vectors; v++)
            LOAD(bk[v], b + v * LANES);
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < vectors; v++)
                sum[r][v] += a[r * p->a_row] * bk[v];
    }
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < vectors; v++)
            STORE(c + r * p->c_row + v * LANES, sum[r][v]);
}

/* One column, where no vector fits: rows side by side hide the wait for the last addition. */
INLINE void column(const Product *p, int i, int j, const int rows)
{
    real sum[2 * TILE];
    real *c = p->c + (size_t)i * (size_t)p->c_row + j;
    for (int r = 0; r < rows; r++)
        sum[r] = c[r * p->c_row];
    const real *a = p->a + (size_t)i * (size_t)p->a_row, *b = p->b + j;
    for (int k = 0; k < p->depth; k++, a += p->a_depth, b += p->b_row)
        for (int r = 0; r < rows; r++)
            sum[r] += a[r * p->a_row] * *b;
    for (int r = 0; r < rows; r++)
        c[r * p->c_row] = sum[r];
}

INLINE void tiles(const Product *p, int j, const int vectors)
{
    int i = 0;
    for (; i + TILE <= p->rows; i += TILE)
        tile(p, i, j, TILE, vectors);
    for (; i < p->rows; i++)
        tile(p, i, j, 1, vectors);
}

static void product(const Product *p)
{
    int j = 0;
    for (; j + 2 * LANES <= p->cols; j += 2 * LANES)
        tiles(p, j, 2);
    for (; j + LANES <= p->cols; j += LANES)
        tiles(p, j, 1);
    for (; j < p->cols; j++) {
        int i = 0;
        for (; i + 2 * TILE <= p->rows; i += 2 * TILE)
            column(p, i, j, 2 * TILE);
        for (; i < p->rows; i++)
            column(p, i, j, 1);
    }
}

#ifdef REAL_DOUBLE
static real tanh_of(real z) { return num_tanh(z); }
static real sigmoid_of(real z) { return 1 / (1 + num_exp(-z)); }
#else
static real tanh_of(real z) { return num_tanhf(z); }
static real sigmoid_of(real z) { return num_sigmoidf(z); }
#endif

static void tanh_row(const real *z, real *h, int n)
{
    for (int i = 0; i < n; i++)
        h[i] = tanh_of(z[i]);
}

static void sigmoid_row(const real *z, real *h, int n)
{
    for (int i = 0; i < n; i++)
        h[i] = sigmoid_of(z[i]);
}

extern const Kernel KERNEL_NAME;
const Kernel KERNEL_NAME = { product, tanh_row, sigmoid_row };
