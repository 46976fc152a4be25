/* generate: the makers of data_defs, one a data set. Private to generate.c and data.c; what they share is in nn.h. */
#ifndef RIDGESCOPE_GENERATE_H
#define RIDGESCOPE_GENERATE_H

#include "nn/nn.h"

enum { GLYPH_SIDE = 12 };

/* Point i of n of a split: raw coordinates and true label (or value). Each draws the same count of random numbers for
 * every point, so that another setting moves no point to another place in the stream. */
typedef void Maker(const Config *c, Split split, Rng *r, int i, int n, real *x, real *y);

Maker generate_moons, generate_circles, generate_spirals, generate_xor, generate_blobs, generate_checker;
Maker generate_clusters, generate_ellipse, generate_sine, generate_glyphs;

#endif
