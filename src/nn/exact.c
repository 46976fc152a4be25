/* Linear least squares with an L2 penalty, solved at once (Hoerl and Kennard 1970). With n points, the minimum of
 *
 *     1/(2n) |X w + b - y|^2 + l2/2 |w|^2
 *
 * is the least squares solution of the stacked system [X 1; sqrt(n l2) I 0] [w b] = [y; 0]. Householder's reflections
 * (Golub and Van Loan 2013, 5.2) take it to a triangle without squaring its condition, as the normal equations would:
 * with l2 = 0 and a polynomial of degree 9 those lose all digits. In double throughout, but the answer must be one of
 * weights in float. Rounded at the end, weights of 10^6 that almost cancel would miss every point; so each is rounded
 * as soon as it is known, and those after it make up for what that changes (Babai 1986, the nearest plane). */
#include "nn/nn.h"

#include <math.h> /* sqrt only */

/* What is left of a column below this share of it, row for row, is no number but a remainder. */
#define ROUNDING 0x1p-52

typedef struct System {
    int rows, unknowns, sides;
    double *at;    /* [unknowns + sides][rows]: by columns, the right sides last */
    double *pivot; /* [unknowns] diagonal of the triangle */
    int *row;      /* [unknowns] where that stands; -1: the columns before make up this one, so its unknown stays 0 */
} System;

static double *column(const System *s, int j) { return s->at + (size_t)j * (size_t)s->rows; }

static double dot(const double *a, const double *b, int from, int rows)
{
    double sum = 0;
    for (int i = from; i < rows; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Columns become zero below the triangle, one after another, by the reflection I - 2 u u^T / u^T u. */
static void triangulate(System *s)
{
    int top = 0;
    for (int j = 0; j < s->unknowns; j++) {
        double *u = column(s, j), all = dot(u, u, 0, s->rows), left = dot(u, u, top, s->rows);
        double least = ROUNDING * s->rows;
        s->row[j] = left > least * least * all ? top : -1;
        if (s->row[j] < 0)
            continue;
        s->pivot[j] = u[top] > 0 ? -sqrt(left) : sqrt(left);
        double old = u[top], uu = 2 * (left - s->pivot[j] * old);
        u[top] -= s->pivot[j];
        for (int k = j + 1; k < s->unknowns + s->sides; k++) {
            double *v = column(s, k), share = 2 * dot(u, v, top, s->rows) / uu;
            for (int i = top; i < s->rows; i++)
                v[i] -= share * u[i];
        }
        top++;
    }
}

static void substitute(const System *s, int side, double *x)
{
    for (int j = s->unknowns - 1; j >= 0; j--) {
        double sum = s->row[j] < 0 ? 0 : column(s, s->unknowns + side)[s->row[j]];
        for (int k = j + 1; k < s->unknowns && s->row[j] >= 0; k++)
            sum -= column(s, k)[s->row[j]] * x[k];
        x[j] = s->row[j] < 0 ? 0 : (double)(real)(sum / s->pivot[j]);
    }
}

void exact_solve(const Shape *s, const Points *p, Penalty pen, const uint8_t *penalised, real *params)
{
    Arena a = { 0 };
    int in = s->inputs, out = s->outputs, n = p->n;
    System y = { .rows = n + in + 1, .unknowns = in + 1, .sides = out };
    y.at = arena_new(&a, double, (size_t)y.rows *(size_t)(y.unknowns + y.sides));
    y.pivot = arena_new(&a, double, in + 1);
    y.row = arena_new(&a, int, in + 1);
    double *x = arena_new(&a, double, in + 1), weight = sqrt((double)n * (double)pen.l2);
    for (int j = 0; j <= in; j++) {
        double *c = column(&y, j), *before = column(&y, j > 0 ? j - 1 : 0);
        for (int i = 0; i < n; i++)
            c[i] = j == in ? 1 : s->precise && j > 0 ? before[i] * (double)p->x[i * in] : (double)p->x[i * in + j];
        c[n + j] = penalised[j < in ? s->weights[0] + j * out : s->biases[0]] ? weight : 0;
    }
    for (int k = 0; k < out; k++)
        for (int i = 0; i < n; i++)
            column(&y, in + 1 + k)[i] = (double)p->y[i * p->targets + k];
    triangulate(&y);
    for (int k = 0; k < out; k++) {
        substitute(&y, k, x);
        for (int j = 0; j <= in; j++)
            params[j < in ? s->weights[0] + j * out + k : s->biases[0] + k] = (real)x[j];
    }
    arena_free(&a);
}
