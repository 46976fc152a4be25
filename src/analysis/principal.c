/* principal: the plane of the two directions in which training moved most: the principal components of the path about
 * its last point (Lorch 2016; Li et al. 2018, section 7.1). A path has far fewer points than a net has parameters, so
 * they are found from the products of its points with each other, not from a covariance of parameters. */
#include "analysis/plane.h"

#include <math.h> /* sqrt only */
#include <string.h>

enum { BLOCK = 8, ROUNDS = 12 };

static int padded(int n) { return (n + 15) / 16 * 16; } /* kernel_dot is quickest without a rest */

/* Columns of y, [n][BLOCK], made orthogonal to those before them and of length 1; what is nothing but rounding becomes
 * 0 (Gram and Schmidt, twice, which is enough: Giraud, Langou and Rozloznik 2005). work:
 * [BLOCK][padded n], zeros at first. */
static void orthonormalise(const double *y, int n, double *work, double *q)
{
    int high = padded(n);
    for (int k = 0; k < BLOCK; k++) {
        double *column = work + k * high;
        for (int i = 0; i < n; i++)
            column[i] = y[i * BLOCK + k];
        double before = kernel_dot(column, column, high);
        for (int p = 0; p < 2 * k; p++) {
            const double *other = work + p % k * high;
            double along = kernel_dot(column, other, high);
            for (int i = 0; i < n; i++)
                column[i] -= along * other[i];
        }
        double length = kernel_dot(column, column, high), scale = length > 1e-26 * before ? 1 / sqrt(length) : 0;
        for (int i = 0; i < n; i++)
            q[i * BLOCK + k] = column[i] *= scale;
    }
}

/* Eigenvalues on the diagonal of the symmetric t, its eigenvectors in the columns of u: rotations that make one pair
 * after another 0 (Jacobi 1846; Golub and Van Loan 2013, 8.5). */
static void rotate_to_diagonal(double t[BLOCK][BLOCK], double u[BLOCK][BLOCK])
{
    for (int i = 0; i < BLOCK; i++)
        for (int k = 0; k < BLOCK; k++)
            u[i][k] = i == k;
    for (int sweep = 0; sweep < 10; sweep++)
        for (int p = 0; p < BLOCK; p++)
            for (int q = p + 1; q < BLOCK; q++) {
                if (t[p][q] == 0)
                    continue;
                double turn = (t[q][q] - t[p][p]) / (2 * t[p][q]);
                double tangent = (turn < 0 ? -1 : 1) / ((turn < 0 ? -turn : turn) + sqrt(1 + turn * turn));
                double c = 1 / sqrt(1 + tangent * tangent), s = c * tangent;
                for (int i = 0; i < BLOCK; i++) {
                    double a = t[i][p], b = t[i][q], v = u[i][p], w = u[i][q];
                    t[i][p] = c * a - s * b, t[i][q] = s * a + c * b;
                    u[i][p] = c * v - s * w, u[i][q] = s * v + c * w;
                }
                for (int i = 0; i < BLOCK; i++) {
                    double a = t[p][i], b = t[q][i];
                    t[p][i] = c * a - s * b, t[q][i] = s * a + c * b;
                }
            }
}

/* A block of vectors, multiplied by m again and again, turns towards the largest ones (Golub and Van Loan 2013, 8.2.4).
 * A block of eight, because the third is often near the second, but the ninth is not. */
void principal_vectors(const double *m, int n, double value[2], double *v[2], Arena *work)
{
    double *q = arena_new(work, double, n *BLOCK), *y = arena_new(work, double, n *BLOCK);
    double *columns = arena_new(work, double, padded(n) * BLOCK), t[BLOCK][BLOCK] = { 0 }, u[BLOCK][BLOCK];
    Rng r = rng_make(1, 1); /* any start that has a part in every direction */
    for (int i = 0; i < n * BLOCK; i++)
        q[i] = rng_unit(&r) - 0.5;
    for (int round = 0; round < ROUNDS; round++) {
        kernel_multiply(m, n, q, y);
        orthonormalise(y, n, columns, q);
    }
    kernel_multiply(m, n, q, y);
    for (int i = 0; i < n; i++)
        for (int a = 0; a < BLOCK; a++)
            for (int b = 0; b < BLOCK; b++)
                t[a][b] += (q[i * BLOCK + a] * y[i * BLOCK + b] + q[i * BLOCK + b] * y[i * BLOCK + a]) / 2;
    rotate_to_diagonal(t, u);
    for (int k = 0, before = -1; k < 2; k++) {
        int top = before == 0;
        for (int a = 0; a < BLOCK; a++)
            top = a != before && t[a][a] > t[top][top] ? a : top;
        value[k] = t[top][top] > 0 ? t[top][top] : 0;
        for (int i = 0; i < n; i++) {
            v[k][i] = 0;
            for (int a = 0; a < BLOCK; a++)
                v[k][i] += q[i * BLOCK + a] * u[a][top];
        }
        before = top;
    }
}

/* out = sum over points of v[k] (point k - origin), scaled to length 1. */
static void direction(const Snapshot *s, const real *const *point, int n, const double *v, double *work, real *out)
{
    int params = s->shape.params;
    memset(work, 0, sizeof *work * (size_t)params);
    for (int k = 0; k < n; k++)
        for (int i = 0; i < params; i++)
            work[i] += v[k] * ((double)point[k][i] - (double)s->params[i]);
    double length = sqrt(kernel_dot(work, work, params));
    for (int i = 0; i < params; i++)
        out[i] = (real)(work[i] / length);
}

/* A path along one straight line leaves the second direction open: then it is the one towards w = 0, where the penalty
 * pulls, made orthogonal to the first. */
static void towards_origin(const Plane *p, int n, double *work, real *out)
{
    double along = 0, length = 0;
    for (int i = 0; i < n; i++)
        along += (double)p->origin[i] * (double)p->across[i];
    for (int i = 0; i < n; i++) {
        work[i] = (double)p->origin[i] - along * (double)p->across[i];
        length += work[i] * work[i];
    }
    for (int i = 0; i < n; i++)
        out[i] = length > 0 ? (real)(work[i] / sqrt(length)) : 0;
}

/* Products of all points with each other, relative to the newest weights. */
static double *gram_matrix(const Snapshot *s, const real *const *point, int n, Arena *a)
{
    int params = s->shape.params, wide = padded(params);
    double *m = arena_new(a, double, n *n), *moved = arena_new(a, double, (size_t)n *(size_t)wide);
    for (int k = 0; k < n; k++)
        for (int i = 0; i < params; i++)
            moved[(size_t)k * (size_t)wide + (size_t)i] = (double)point[k][i] - (double)s->params[i];
    for (int i = 0; i < n; i++)
        for (int k = 0; k <= i; k++)
            m[i * n + k] = m[k * n + i] =
                kernel_dot(moved + (size_t)i * (size_t)wide, moved + (size_t)k * (size_t)wide, wide);
    return m;
}

/* An eigenvector has no sign of its own. So that the picture does not flip from one plane to the next: `towards` is
 * made positive. */
static void fix_sign(double *v, int n, double towards)
{
    for (int i = 0; towards < 0 && i < n; i++)
        v[i] = -v[i];
}

static double sum_of(const double *v, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += v[i];
    return sum;
}

PlaneWhy principal_plane(const Snapshot *s, const Trail *t, Plane *p, Surface *r, Arena *work)
{
    int n = t->n;
    memcpy(p->origin, s->params, sizeof *p->origin * (size_t)s->shape.params);
    double *m = gram_matrix(s, t->point, n, work), trace = 0;
    for (int i = 0; i < n; i++)
        trace += m[i * n + i];
    if (!(trace > 0) || !num_finite(trace))
        return PLANE_NO_PATH;
    double *v = arena_new(work, double, n), *u = arena_new(work, double, n), value[2];
    double *long_work = arena_new(work, double, s->shape.params);
    principal_vectors(m, n, value, (double *[]){ v, u }, work);
    double first = value[0], second = n > 2 ? value[1] : 0;
    fix_sign(v, n, -v[0]); /* training goes from left to right */
    direction(s, t->point, n, v, long_work, p->across);
    if (second > 1e-12 * first) {
        fix_sign(u, n, sum_of(u, n)); /* and mostly above the newest point */
        direction(s, t->point, n, u, long_work, p->up);
    } else {
        second = 0;
        towards_origin(p, s->shape.params, long_work, p->up);
    }
    r->principal[0] = min_f((float)(first / trace), 1);
    r->principal[1] = min_f((float)(second / trace), 1);
    r->share = min_f((float)((first + second) / trace), 1);
    for (int k = 0; k < n; k++) /* moved_k . direction = sqrt(eigenvalue) v_k */
        r->path[k] = (Vec2){ (float)(sqrt(first) * v[k]), (float)(sqrt(second) * u[k]) };
    return PLANE_FITS;
}
