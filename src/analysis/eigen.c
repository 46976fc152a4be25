/* Eigenvalues of symmetric matrices, all of them: reflections to a tridiagonal matrix (Householder 1958; Golub and Van
 * Loan 2013, 8.3.1), then rotations that make it diagonal (the implicit QL method: Dubrulle, Martin and Wilkinson 1968;
 * Golub and Van Loan 2013, 8.3.3). In double, in a fixed order, in slices. */
#include "analysis/analysis.h"

#include <math.h> /* sqrt only */
#include <string.h>

enum { SLICE = 200000, SETTLED = 32 }; /* entries of the matrix, eigenvalues: about a millisecond */

struct EigenJob {
    double *m; /* [n][n], of which the lower triangle is used, rows 0 ... k */
    int n;
    int k, i;      /* row being cleared, -1: tridiagonal; row that its reflection has reached */
    double *v, *w; /* of the reflection before, which the rows from i on still lack: m -= v w^T + w v^T */
    double *u, *p; /* of this one; m u, as far as it has come */
    double half;   /* u u / 2 */
    double *d, *e;
    int settled;
};

/* --- the reflections --- */

/* row -= vi w + wi v; p += ui row; returns row times u. Eight sums side by side: whatever the machine, the same bits.
 */
static double fold(double *row, const EigenJob *j, double vi, double wi, double ui, int n)
{
    enum { WIDE = 8 };
    const double *v = j->v, *w = j->w, *u = j->u;
    double *p = j->p, sum[WIDE] = { 0 };
    int i = 0;
    for (; i + WIDE <= n; i += WIDE)
        for (int l = 0; l < WIDE; l++) {
            double a = row[i + l] - (vi * w[i + l] + wi * v[i + l]);
            row[i + l] = a;
            p[i + l] += a * ui;
            sum[l] += a * u[i + l];
        }
    for (; i < n; i++) {
        double a = row[i] - (vi * w[i] + wi * v[i]);
        row[i] = a;
        p[i] += a * ui;
        sum[0] += a * u[i];
    }
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

/* The reflection that turns row k, left of the diagonal, into a single number. */
static void begin_row(EigenJob *j)
{
    int k = j->k;
    double *row = j->m + (size_t)k * (size_t)j->n, rest = 0;
    for (int i = 0; i <= k; i++)
        row[i] -= j->v[k] * j->w[i] + j->w[k] * j->v[i];
    j->d[k] = row[k];
    for (int i = 0; i + 1 < k; i++)
        rest += row[i] * row[i];
    memset(j->p, 0, sizeof *j->p * (size_t)j->n);
    memset(j->u, 0, sizeof *j->u * (size_t)j->n);
    j->half = 0;
    j->i = 0;
    if (k == 0)
        return;
    double last = row[k - 1], length = sqrt(rest + last * last);
    j->e[k - 1] = rest > 0 ? (last > 0 ? -length : length) : last;
    if (!(rest > 0))
        return; /* it is one already */
    memcpy(j->u, row, sizeof *row * (size_t)k);
    j->u[k - 1] = last - j->e[k - 1];
    j->half = (rest + j->u[k - 1] * j->u[k - 1]) / 2;
}

static void end_row(EigenJob *j)
{
    double along = 0, *v = j->v, *w = j->w;
    for (int i = 0; i < j->k; i++) {
        j->p[i] = j->half > 0 ? j->p[i] / j->half : 0;
        along += j->p[i] * j->u[i];
    }
    for (int i = 0; i < j->k; i++)
        j->p[i] -= j->half > 0 ? along / (2 * j->half) * j->u[i] : 0;
    j->v = j->u;
    j->w = j->p;
    j->u = v;
    j->p = w;
    j->k--;
}

static void reflect(EigenJob *j)
{
    for (int entries = 0; j->k >= 0 && entries < SLICE;) {
        if (j->i == 0)
            begin_row(j);
        for (; j->i < j->k && entries < SLICE; j->i++) {
            int i = j->i;
            double *row = j->m + (size_t)i * (size_t)j->n;
            double sum = fold(row, j, j->v[i], j->w[i], j->u[i], i);
            row[i] -= 2 * j->v[i] * j->w[i];
            j->p[i] += sum + row[i] * j->u[i];
            entries += i + 16;
        }
        if (j->i < j->k)
            return;
        end_row(j);
        j->i = 0;
    }
}

/* --- the rotations --- */

/* Rotates until d[l] is an eigenvalue, with a shift from the corner there. bottom: a row that is rotated as well. */
static void settle(double *d, double *e, double *bottom, int n, int l)
{
    enum { ROUNDS = 60 }; /* two or three are enough; a matrix with NaN must end as well */
    for (int round = 0; round < ROUNDS; round++) {
        int m = l; /* the block that l is in ends here */
        while (m + 1 < n && __builtin_fabs(e[m]) > 0x1p-53 * (__builtin_fabs(d[m]) + __builtin_fabs(d[m + 1])))
            m++;
        if (m == l)
            return;
        double g = (d[l + 1] - d[l]) / (2 * e[l]), r = sqrt(g * g + 1);
        g = d[m] - d[l] + e[l] / (g + (g < 0 ? -r : r));
        double s = 1, c = 1, less = 0;
        int i = m - 1;
        for (; i >= l; i--) {
            double f = s * e[i], b = c * e[i];
            e[i + 1] = r = sqrt(f * f + g * g);
            if (!(r > 0))
                break;
            s = f / r;
            c = g / r;
            g = d[i + 1] - less;
            r = (d[i] - g) * s + 2 * c * b;
            less = s * r;
            d[i + 1] = g + less;
            g = c * r - b;
            if (bottom) {
                double old = bottom[i + 1];
                bottom[i + 1] = s * bottom[i] + c * old;
                bottom[i] = c * bottom[i] - s * old;
            }
        }
        e[m] = 0;
        if (i >= l) {
            d[i + 1] -= less; /* the block fell apart */
            continue;
        }
        d[l] -= less;
        e[l] = g;
    }
}

void eigen_tridiagonal(double *d, double *e, double *bottom, int n)
{
    for (int l = 0; l < n; l++)
        settle(d, e, bottom, n, l);
}

/* --- */

EigenJob *eigen_new(int n, Arena *a)
{
    EigenJob *j = arena_new(a, EigenJob, 1);
    double **array[] = { &j->v, &j->w, &j->u, &j->p, &j->d, &j->e };
    for (int i = 0; i < COUNT(array); i++)
        *array[i] = arena_new(a, double, n);
    j->n = n;
    return j;
}

void eigen_start(EigenJob *j, double *m)
{
    size_t size = sizeof *j->v * (size_t)j->n;
    j->m = m;
    j->k = j->n - 1;
    j->i = j->settled = 0;
    memset(j->v, 0, size);
    memset(j->w, 0, size);
    memset(j->e, 0, size);
}

bool eigen_work(EigenJob *j)
{
    if (j->k >= 0) {
        reflect(j);
        return false;
    }
    for (int end = min_i(j->n, j->settled + SETTLED); j->settled < end; j->settled++)
        settle(j->d, j->e, NULL, j->n, j->settled);
    return j->settled == j->n;
}

const double *eigen_values(const EigenJob *j) { return j->d; }
