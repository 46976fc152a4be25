/* What twenty seeds say, held against what another program's twenty said: the rule of docs/statistics.md. */
#ifndef RIDGESCOPE_MEDIANS_H
#define RIDGESCOPE_MEDIANS_H

#include "base/base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SEEDS_FEW = 20, SEEDS_MANY = 100 }; /* seeds 1, 2, ...; many, when few do not fit */

/* ".289 [.223, .378]" or "6". Half a digit is granted, since numbers were rounded; without quartiles 10 %. */
typedef struct Cell {
    double middle, low, high, half;
} Cell;

static inline Cell cell_read(const char *text)
{
    char *at;
    Cell c = { .middle = strtod(text, &at) };
    const char *dot = memchr(text, '.', (size_t)(at - text));
    c.half = 0.5 * num_pow10(dot ? -(double)(at - dot - 1) : 0);
    c.low = c.middle - fabs(c.middle) / 10;
    c.high = c.middle + fabs(c.middle) / 10;
    if (*at == ' ') {
        c.low = strtod(at + 2, &at);
        c.high = strtod(at + 1, &at);
    }
    c.low -= c.half;
    c.high += c.half;
    return c;
}

static inline int medians_ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static inline double median_of(double *v, int n) /* sorts v */
{
    qsort(v, (size_t)n, sizeof *v, medians_ascending);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static inline double mean_of(double *v, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += v[i];
    return sum / n;
}

typedef double Statistic(double *v, int n); /* may sort v */

/* Could `of` of these n seeds have said what the cell says? low and high: what a thousand draws of so many say, the
 * five lowest and the five highest left out. Of a share, two seeds more are drawn from, one of either kind (Laplace's
 * rule of succession): that none of ours does a thing does not say that none could. */
static inline bool cell_by_chance(const Cell *c, const double *v, int n, int of, Statistic *f, double *low,
                                  double *high)
{
    enum { DRAWS = 1000, OUTER = 5 };
    double from[SEEDS_MANY + 2], draw[SEEDS_MANY], said[DRAWS];
    memcpy(from, v, sizeof *v * (size_t)n);
    if (f == mean_of) {
        from[n++] = 0;
        from[n++] = 1;
    }
    Rng r = rng_make(1, 1);
    for (int k = 0; k < DRAWS; k++) {
        for (int i = 0; i < of; i++)
            draw[i] = from[rng_below(&r, (uint32_t)n)];
        said[k] = f(draw, of);
    }
    qsort(said, DRAWS, sizeof *said, medians_ascending);
    *low = said[OUTER];
    *high = said[DRAWS - 1 - OUTER];
    return c->middle >= *low - c->half && c->middle <= *high + c->half;
}

#endif
