/* Linear least squares with an L2 penalty, solved at once (Hoerl and Kennard 1970). With n points, the minimum of
 *
 *     1/(2n) |X w + b - y|^2 + l2/2 |w|^2
 *
 * is the least squares solution of the stacked system [X 1; sqrt(n l2) I 0] [w b] = [y; 0]. Householder's reflections
 * (Golub and Van Loan 2013, 5.2) take it to a triangle without squaring its condition, as the normal equations would:
 * with l2 = 0 and a polynomial of degree 9 those lose all digits. In double throughout. */
#include "nn/nn.h"

#include <math.h> /* sqrt only */
#include <string.h>

typedef struct System {
    int rows, unknowns, sides;
    double *at; /* [unknowns + sides][rows]: by columns, the right sides last */
} System;

static double *column(const System *s, int j) { return s->at + (size_t)j * (size_t)s->rows; }

/* H v for the reflection H = I - 2 u u^T / u^T u, from row `top` on. */
static void reflect(const double *u, double uu, double *v, int top, int rows)
{
    double dot = 0;
    for (int i = top; i < rows; i++)
        dot += u[i] * v[i];
    dot *= 2 / uu;
    for (int i = top; i < rows; i++)
        v[i] -= dot * u[i];
}

/* Column j becomes zero below its diagonal. What would stand there is kept in `diagonal`; u takes the place of j. */
static void eliminate(System *s, int j, double *diagonal)
{
    double *u = column(s, j), norm2 = 0;
    for (int i = j; i < s->rows; i++)
        norm2 += u[i] * u[i];
    double norm = u[j] > 0 ? -sqrt(norm2) : sqrt(norm2), uu = 2 * (norm2 - norm * u[j]);
    diagonal[j] = norm;
    if (norm2 == 0)
        return;
    u[j] -= norm;
    for (int k = j + 1; k < s->unknowns + s->sides; k++)
        reflect(u, uu, column(s, k), j, s->rows);
}

/* Back substitution. An unknown that the points do not determine, up to rounding, is set to 0. */
static void substitute(const System *s, const double *diagonal, int side, double *x)
{
    const double *y = column(s, s->unknowns + side);
    double top = 0;
    for (int j = 0; j < s->unknowns; j++)
        top = fabs(diagonal[j]) > top ? fabs(diagonal[j]) : top;
    for (int j = s->unknowns - 1; j >= 0; j--) {
        double sum = y[j];
        for (int k = j + 1; k < s->unknowns; k++)
            sum -= column(s, k)[j] * x[k];
        x[j] = fabs(diagonal[j]) > 1e-15 * top ? sum / diagonal[j] : 0;
    }
}

void exact_solve(const Shape *s, const Points *p, Penalty pen, const uint8_t *penalised, real *params)
{
    Arena a = { 0 };
    int in = s->inputs, out = s->outputs, n = p->n;
    System y = { .rows = n + in + 1, .unknowns = in + 1, .sides = out };
    y.at = arena_new(&a, double, (size_t)y.rows *(size_t)(y.unknowns + y.sides));
    double *diagonal = arena_new(&a, double, in + 1), *x = arena_new(&a, double, in + 1);
    double weight = sqrt((double)n * (double)pen.l2);
    for (int j = 0; j <= in; j++) {
        double *c = column(&y, j);
        for (int i = 0; i < n; i++)
            c[i] = j < in ? (double)p->x[i * in + j] : 1;
        c[n + j] = penalised[j < in ? s->weights[0] + j * out : s->biases[0]] ? weight : 0;
    }
    for (int k = 0; k < out; k++)
        for (int i = 0; i < n; i++)
            column(&y, in + 1 + k)[i] = (double)p->y[i * p->targets + k];
    for (int j = 0; j <= in; j++)
        eliminate(&y, j, diagonal);
    for (int k = 0; k < out; k++) {
        substitute(&y, diagonal, k, x);
        for (int j = 0; j <= in; j++)
            params[j < in ? s->weights[0] + j * out + k : s->biases[0] + k] = (real)x[j];
    }
    arena_free(&a);
}
