/* Numbers of a trained net that `train` does not print; test_columns.c holds them against a table. */
#ifndef RIDGESCOPE_COLUMNS_H
#define RIDGESCOPE_COLUMNS_H

#include "base/base.h"

typedef enum Column {
    TRAIN,     /* data loss */
    FIRST,     /* step, of every fifth, from which it is below .05, of those seeds that come so far; */
    REACHED,   /* and their share */
    ISLANDS,   /* connected regions of either class, by sides, on 121 x 121 nodes over the square +-2 */
    LENGTH,    /* sides between nodes of different class, times their distance */
    SMALL,     /* share of weights with |w| < 1e-3 */
    ZEROS,     /* share of weights that are 0 */
    MEAN,      /* of weights */
    NEGATIVE,  /* share of weights below 0 */
    DEAD,      /* share of seeds whose weights have a norm below .05 */
    ABOVE,     /* share of seeds whose test accuracy is above, or is, that of the row */
    FILTERS,   /* norm of the filters' weights */
    ROUGHNESS, /* of a filter: mean square of differences of neighbouring taps over twice the variance; their mean */
    COLUMNS
} Column;

typedef struct Row {
    char table;
    const char *scene, *settings;
    const char *path; /* "LAMBDA:STEPS LAMBDA:STEPS ...": instead of `until` steps with one lambda */
    double reheat;    /* standard deviation of a jitter of the weights before the last of these */
    int of;           /* seeds of the other program */
    double above;     /* test accuracy: see ABOVE */
    const char *cell[COLUMNS];
} Row;

/* Trains one seed. Regions and filters are measured only if the row has a cell for them, and FIRST likewise. */
void columns_measure(const Row *row, uint32_t seed, double out[COLUMNS]);

#endif
