/* The kernel's products, compiled once for each width of vectors (KERNEL_NAME says which). Units lie side by side in
 * the lanes; a tile of rows and vectors of c stays in registers while k runs, so that there are many sums in flight:
 * one fused multiply-add takes four cycles, but one or two can begin in each. Every width gives the same bits (vec.h).
 */
#include "nn/vec.h"

/* Rows of a tile. Two vectors wide, the sums, two vectors of b and one number of a fit into the registers: 32 of them
 * with AVX-512, else 16. */
#if defined(__AVX512F__) || defined(__aarch64__)
enum { TALL = 8 };
#else
enum { TALL = 4 };
#endif

/* rows x vectors from (i, j) on, the last vector having only `some` columns if some > 0. rows, vectors and whether some
 * is 0 are constants where this is called, so every loop here unrolls. */
INLINE void tile(const Product *p, int i, int j, const int rows, const int vectors, const int some)
{
    Vec sum[TALL][2];
    real *c = p->c + (size_t)i * (size_t)p->c_row + j;
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < vectors; v++) {
            const real *from = p->bias ? p->bias + j + v * LANES : c + r * p->c_row + v * LANES;
            if (p->fresh && !p->bias)
                sum[r][v] = (Vec){ 0 };
            else
                sum[r][v] = some && v == vectors - 1 ? load_some(from, some) : load(from);
        }
    const real *a = p->a + (size_t)i * (size_t)p->a_row, *b = p->b + j;
    for (int k = 0; k < p->depth; k++, a += p->a_depth, b += p->b_row) {
        Vec bk[2];
        for (int v = 0; v < vectors; v++)
            bk[v] = some && v == vectors - 1 ? load_some(b + v * LANES, some) : load(b + v * LANES);
        for (int r = 0; r < rows; r++) {
            Vec ak = same(a[r * p->a_row]);
            for (int v = 0; v < vectors; v++)
                sum[r][v] = fused(ak, bk[v], sum[r][v]);
        }
    }
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < vectors; v++) {
            real *to = c + r * p->c_row + v * LANES;
            if (some && v == vectors - 1)
                store_some(to, sum[r][v], some);
            else
                store(to, sum[r][v]);
        }
}

INLINE void tiles(const Product *p, int j, const int vectors, const int some)
{
    int i = 0;
    for (; i + TALL <= p->rows; i += TALL)
        tile(p, i, j, TALL, vectors, some);
    for (; TALL > 4 && i + 4 <= p->rows; i += 4)
        tile(p, i, j, 4, vectors, some);
    for (; i + 2 <= p->rows; i += 2)
        tile(p, i, j, 2, vectors, some);
    if (i < p->rows)
        tile(p, i, j, 1, vectors, some);
}

/* Lanes 0 ... PARTS-1 of the sums, folded in halves. */
INLINE real fold(Vec part[PARTS / LANES])
{
    real all[PARTS];
    for (int n = PARTS / LANES / 2; n >= 1; n /= 2)
        for (int v = 0; v < n; v++)
            part[v] += part[v + n];
    store(all, part[0]);
    for (int n = min_i(PARTS, LANES) / 2; n >= 1; n /= 2)
        for (int i = 0; i < n; i++)
            all[i] += all[i + n];
    return all[0];
}

/* One column: see Product. */
static void column(const Product *p)
{
    enum { VECTORS = PARTS / LANES };
    for (int i = 0; i < p->rows; i++) {
        const real *a = p->a + (size_t)i * (size_t)p->a_row, *b = p->b;
        real *c = p->c + (size_t)i * (size_t)p->c_row;
        Vec part[VECTORS] = { 0 };
        int k = 0;
        for (; k + PARTS <= p->depth; k += PARTS)
            for (int v = 0; v < VECTORS; v++)
                part[v] = fused(load(a + k + v * LANES), load(b + k + v * LANES), part[v]);
        for (int v = 0; k < p->depth; v++, k += LANES) {
            int some = min_i(LANES, p->depth - k);
            part[v] = some == LANES ? fused(load(a + k), load(b + k), part[v])
                                    : fused(load_some(a + k, some), load_some(b + k, some), part[v]);
        }
        c[0] = (p->bias ? p->bias[0] : p->fresh ? 0 : c[0]) + fold(part);
    }
}

static void product(const Product *p)
{
    if (p->cols == 1 && p->a_depth == 1 && p->b_row == 1) {
        column(p);
        return;
    }
    int j = 0;
    for (; j + 2 * LANES <= p->cols; j += 2 * LANES)
        tiles(p, j, 2, 0);
    if (j + LANES < p->cols) {
        tiles(p, j, 2, p->cols - j - LANES);
    } else if (j + LANES == p->cols) {
        tiles(p, j, 1, 0);
    } else if (j < p->cols) {
        tiles(p, j, 1, p->cols - j);
    }
}

/* In squares of 4 x 4, which the compiler keeps in registers. */
static void turn(const real *from, int rows, int cols, real *to)
{
    int i = 0;
    for (; i + 4 <= rows; i += 4) {
        int j = 0;
        for (; j + 4 <= cols; j += 4) {
            real *out = to + (size_t)j * (size_t)rows + i;
#if defined(__x86_64__) && !defined(REAL_DOUBLE)
            __m128 q0 = _mm_loadu_ps(from + i * cols + j), q1 = _mm_loadu_ps(from + (i + 1) * cols + j);
            __m128 q2 = _mm_loadu_ps(from + (i + 2) * cols + j), q3 = _mm_loadu_ps(from + (i + 3) * cols + j);
            _MM_TRANSPOSE4_PS(q0, q1, q2, q3);
            _mm_storeu_ps(out, q0), _mm_storeu_ps(out + rows, q1);
            _mm_storeu_ps(out + 2 * rows, q2), _mm_storeu_ps(out + 3 * rows, q3);
#else
            for (int k = 0; k < 4; k++)
                for (int l = 0; l < 4; l++)
                    out[k * rows + l] = from[(i + l) * cols + j + k];
#endif
        }
        for (; j < cols; j++)
            for (int l = 0; l < 4; l++)
                to[j * rows + i + l] = from[(i + l) * cols + j];
    }
    for (; i < rows; i++)
        for (int j = 0; j < cols; j++)
            to[j * rows + i] = from[i * cols + j];
}

extern const Kernel KERNEL_NAME;
extern const Rows ROWS_NAME;
const Kernel KERNEL_NAME = { .key = KERNEL_KEY, .product = product, .turn = turn, .rows = &ROWS_NAME };
