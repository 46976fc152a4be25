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

/* rows x vectors from (i, j) on, the last vector having only `some` columns if some > 0; in the last row a is 1 if
 * `one`. rows, vectors, one and whether some is 0 are constants where this is called, so every loop here unrolls. */
INLINE void tile(const Product *p, int i, int j, const int rows, const int vectors, const int some, const bool one)
{
    Vec sum[TALL + 1][2];
    real *c = p->c + (size_t)i * (size_t)p->c_row + j;
    for (int v = 0; v < vectors; v++) {
        const real *bias = p->bias ? p->bias + j + v * LANES : NULL;
        Vec start = !bias ? (Vec){ 0 } : some && v == vectors - 1 ? load_some(bias, some) : load(bias);
        for (int r = 0; r < rows; r++) {
            const real *from = c + r * p->c_row + v * LANES;
            sum[r][v] = p->fresh ? start : some && v == vectors - 1 ? load_some(from, some) : load(from);
        }
    }
    const real *a = p->a + (size_t)i * (size_t)p->a_row, *b = p->b + j;
    for (int k = 0; k < p->depth; k++, a += p->a_depth, b += p->b_row) {
        Vec bk[2];
        for (int v = 0; v < vectors; v++)
            bk[v] = some && v == vectors - 1 ? load_some(b + v * LANES, some) : load(b + v * LANES);
        for (int r = 0; r < rows; r++) {
            Vec ak = one && r == rows - 1 ? same(1) : same(a[r * p->a_row]);
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

INLINE void tile_or_last(const Product *p, int i, int j, const int rows, const int vectors, const int some)
{
    if (p->ones && i + rows == p->rows)
        tile(p, i, j, rows + 1, vectors, some, true);
    else
        tile(p, i, j, rows, vectors, some, false);
}

INLINE void tiles(const Product *p, int j, const int vectors, const int some)
{
    int i = 0;
    for (; i + TALL <= p->rows; i += TALL)
        tile_or_last(p, i, j, TALL, vectors, some);
    if (TALL > 4 && i + 4 <= p->rows) {
        tile_or_last(p, i, j, 4, vectors, some);
        i += 4;
    }
    if (i + 2 <= p->rows) {
        tile_or_last(p, i, j, 2, vectors, some);
        i += 2;
    }
    if (i < p->rows)
        tile_or_last(p, i, j, 1, vectors, some);
}

/* The sums of a column, folded in halves. */
INLINE real fold(Vec part[PARTS / LANES])
{
    for (int n = PARTS / LANES / 2; n >= 1; n /= 2)
        for (int v = 0; v < n; v++)
            part[v] += part[v + n];
    return fold_lanes(part[0]);
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

static void wide(const Product *p)
{
    int j = 0;
    for (; j + 2 * LANES <= p->cols; j += 2 * LANES)
        tiles(p, j, 2, 0);
    if (j + LANES < p->cols)
        tiles(p, j, 2, p->cols - j - LANES);
    else if (j + LANES == p->cols)
        tiles(p, j, 1, 0);
    else if (j < p->cols)
        tiles(p, j, 1, p->cols - j);
}

/* Few columns would leave most lanes empty: where rows of a lie side by side too, a and b change places. */
enum { FEW = 4, SIDE = 256 };
static void narrow(const Product *p)
{
    real c[FEW * SIDE];
    int rows = p->rows, n = rows + p->ones;
    for (int j = 0; j < p->cols; j++)
        for (int i = 0; i < n; i++)
            c[j * n + i] = p->fresh ? 0 : p->c[i * p->c_row + j];
    for (int j = 0; p->ones && j < p->cols; j++)
        for (int k = 0; k < p->depth; k++)
            c[j * n + rows] += p->b[k * p->b_row + j];
    wide(&(Product){ .rows = p->cols,
                     .depth = p->depth,
                     .cols = rows,
                     .a = p->b,
                     .a_row = 1,
                     .a_depth = p->b_row,
                     .b = p->a,
                     .b_row = p->a_depth,
                     .c = c,
                     .c_row = n });
    for (int j = 0; j < p->cols; j++)
        for (int i = 0; i < n; i++)
            p->c[i * p->c_row + j] = c[j * n + i];
}

static void product(const Product *p)
{
    if (p->cols == 1 && p->a_depth == 1 && p->b_row == 1)
        column(p);
    else if (p->cols <= FEW && p->rows >= 2 * p->cols && p->rows < SIDE && p->a_row == 1 && !p->bias)
        narrow(p);
    else
        wide(p);
}

#if defined(__AVX2__) && !defined(REAL_DOUBLE)
enum { SQUARE = 8 };

/* Eight rows at once: pairs, pairs of pairs, then halves. */
INLINE void turn_square(const real *from, int cols, real *to, int rows)
{
    __m256 r[8], p[8];
    for (int i = 0; i < 8; i++)
        r[i] = _mm256_loadu_ps(from + i * cols);
    for (int i = 0; i < 4; i++) {
        p[i] = _mm256_unpacklo_ps(r[2 * i], r[2 * i + 1]); /* columns 0 1 | 4 5 of rows 2i and 2i+1 */
        p[i + 4] = _mm256_unpackhi_ps(r[2 * i], r[2 * i + 1]);
    }
    for (int i = 0; i < 8; i += 4) {
        r[i] = _mm256_shuffle_ps(p[i], p[i + 1], 0x44);
        r[i + 1] = _mm256_shuffle_ps(p[i], p[i + 1], 0xEE);
        r[i + 2] = _mm256_shuffle_ps(p[i + 2], p[i + 3], 0x44);
        r[i + 3] = _mm256_shuffle_ps(p[i + 2], p[i + 3], 0xEE);
    }
    for (int i = 0; i < 4; i++) { /* column i in the lower halves, i + 4 in the upper ones */
        int at = i / 2 * 4 + i % 2;
        _mm256_storeu_ps(to + i * rows, _mm256_permute2f128_ps(r[at], r[at + 2], 0x20));
        _mm256_storeu_ps(to + (i + 4) * rows, _mm256_permute2f128_ps(r[at], r[at + 2], 0x31));
    }
}
#else
enum { SQUARE = 4 };

INLINE void turn_square(const real *from, int cols, real *to, int rows)
{
    for (int i = 0; i < SQUARE; i++)
        for (int j = 0; j < SQUARE; j++)
            to[i * rows + j] = from[j * cols + i];
}
#endif

static void turn(const real *from, int rows, int cols, real *to)
{
    int whole_rows = rows / SQUARE * SQUARE, whole_cols = cols / SQUARE * SQUARE;
    for (int i = 0; i < whole_rows; i += SQUARE)
        for (int j = 0; j < whole_cols; j += SQUARE)
            turn_square(from + i * cols + j, cols, to + j * rows + i, rows);
    for (int i = 0; i < rows; i++)
        for (int j = i < whole_rows ? whole_cols : 0; j < cols; j++)
            to[j * rows + i] = from[i * cols + j];
}

/* --- many nets: the same products, a net in each lane --- */

/* Rows of a tile of many nets. The first layer has few inputs, so its sums are soon complete and the tanh of one tile
 * runs beside the sums of the next: that goes better with small tiles. */
enum { MANY_ROWS = TALL / 2, FIRST_ROWS = 2 };

/* rows x cols numbers of z from (r, c) on, for the nets from lane `at` on. Constants as in tile(). */
INLINE void many_tile(const Many *p, int at, int r, int c, const int rows, const int cols, const bool shared,
                      const bool tanh)
{
    Vec sum[MANY_ROWS][4];
    const size_t in = (size_t)p->in, out = (size_t)p->out, step = shared ? 1 : NN_MANY;
    const real *w = p->params + (size_t)(c * NN_MANY + at), *bias = w + in * out * NN_MANY;
    for (int j = 0; j < cols; j++)
        for (int i = 0; i < rows; i++)
            sum[i][j] = load(bias + j * NN_MANY);
    const real *x = p->x + (size_t)r * in * step + (shared ? 0 : at), *end = x + in * step;
    for (; x < end; x += step, w += out * NN_MANY)
        for (int i = 0; i < rows; i++) {
            const real *xi = x + (size_t)i * in * step;
            Vec xk = shared ? same(*xi) : load(xi);
            for (int j = 0; j < cols; j++)
                sum[i][j] = fused(xk, load(w + j * NN_MANY), sum[i][j]);
        }
    real *z = p->z + ((size_t)r * out + (size_t)c) * NN_MANY + (size_t)at;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < cols; j++)
            store(z + ((size_t)i * out + (size_t)j) * NN_MANY, tanh ? tanh_vec(sum[i][j]) : sum[i][j]);
}

INLINE void many_tiles(const Many *p, int at, int r, const int rows, const bool shared, const bool tanh)
{
    int c = 0;
    for (; c + 4 <= p->out; c += 4)
        many_tile(p, at, r, c, rows, 4, shared, tanh);
    for (; c < p->out; c++)
        many_tile(p, at, r, c, rows, 1, shared, tanh);
}

/* One output, in PARTS sums, folded. */
INLINE Vec many_fold(Vec part[PARTS], const int parts)
{
    for (int n = parts / 2; n >= 1; n /= 2)
        for (int i = 0; i < n; i++)
            part[i] += part[i + n];
    return part[0];
}

/* Up to `few` units: the sums beyond them are 0, and the weights stay in registers from sample to sample. Where there
 * is no unit 0 times 0 is added: a condition would cost more. */
INLINE void many_column_few(const Many *p, int at, const bool shared, const int few)
{
    static const real zeros[NN_MANY];
    const int in = p->in, step = shared ? 1 : NN_MANY;
    const real *bias = p->params + in * NN_MANY + at;
    Vec w[PARTS], part[PARTS];
    for (int k = 0; k < few; k++)
        w[k] = k < in ? load(p->params + k * NN_MANY + at) : (Vec){ 0 };
    for (int r = 0; r < p->rows; r++) {
        const real *x = p->x + r * in * step + (shared ? 0 : at);
        for (int k = 0; k < few; k++) {
            const real *xk = k < in ? x + k * step : zeros;
            part[k] = fused(shared ? same(*xk) : load(xk), w[k], (Vec){ 0 });
        }
        store(p->z + r * NN_MANY + at, load(bias) + many_fold(part, few));
    }
}

INLINE void many_column(const Many *p, int at, const bool shared)
{
    const int in = p->in, step = shared ? 1 : NN_MANY;
    const real *bias = p->params + in * NN_MANY + at;
    for (int r = 0; r < p->rows; r++) {
        const real *x = p->x + r * in * step + (shared ? 0 : at), *w = p->params + at;
        Vec part[PARTS] = { 0 };
        int k = 0;
        for (; k + PARTS <= in; k += PARTS)
            for (int i = 0; i < PARTS; i++)
                part[i] =
                    fused(shared ? same(x[k + i]) : load(x + (k + i) * NN_MANY), load(w + (k + i) * NN_MANY), part[i]);
        for (int i = 0; k < in; i++, k++)
            part[i] = fused(shared ? same(x[k]) : load(x + k * NN_MANY), load(w + k * NN_MANY), part[i]);
        store(p->z + r * NN_MANY + at, load(bias) + many_fold(part, PARTS));
    }
}

INLINE void many_columns(const Many *p, int at, const bool shared)
{
    if (p->in <= PARTS / 2)
        many_column_few(p, at, shared, PARTS / 2);
    else
        many_column(p, at, shared);
}

INLINE void many_rows(const Many *p, int at, const bool shared, const bool tanh)
{
    const int tall = shared ? FIRST_ROWS : MANY_ROWS;
    int r = 0;
    for (; r + tall <= p->rows; r += tall)
        many_tiles(p, at, r, tall, shared, tanh);
    for (; r < p->rows; r++)
        many_tiles(p, at, r, 1, shared, tanh);
}

static void many(const Many *p)
{
    for (int at = 0; at < NN_MANY; at += LANES)
        if (p->out == 1)
            p->shared ? many_columns(p, at, true) : many_columns(p, at, false);
        else if (p->shared)
            p->tanh ? many_rows(p, at, true, true) : many_rows(p, at, true, false);
        else
            p->tanh ? many_rows(p, at, false, true) : many_rows(p, at, false, false);
}

extern const Kernel KERNEL_NAME;
extern const Rows ROWS_NAME;
void SMALL_NAME(const Small *p); /* small.c */
const Kernel KERNEL_NAME = { .key = KERNEL_KEY,
                             .product = product,
                             .turn = turn,
                             .many = many,
                             .lanes = LANES,
                             .small = SMALL_NAME,
                             .rows = &ROWS_NAME };
