/* Toy problems. A generator draws point i with a fixed number of random numbers per point, so that more points keep the
 * first ones and another noise or share of wrong labels moves no point to another place in the stream. Labels are
 * drawn true; wrong ones are made afterwards in data.c.
 * To add a data set: a function here, its name in generate.h, a row in data_defs, a scene in config.c, and its density
 * in bayes.c if the best possible net is known. */
#include "nn/generate.h"

#include <math.h> /* sqrt only */

static const double pi = 3.14159265358979323846;

static void blur(const Config *c, Rng *r, double px, double py, real *x)
{
    double nx = rng_normal(r), ny = rng_normal(r);
    x[0] = (real)(px + (double)c->noise * nx);
    x[1] = (real)(py + (double)c->noise * ny);
}

/* --- classes in the plane --- */

/* Two half circles that reach into each other, centred on the origin and drawn `scale` times smaller. */
void generate_moons(const Config *c, Split split, Rng *r, int i, int n, real *x, real *y)
{
    (void)split, (void)n;
    double t = pi * rng_unit(r), px = num_cos(t), py = num_sin(t);
    if (i % 2)
        blur(c, r, 1 - px, 0.5 - py, x);
    else
        blur(c, r, px, py, x);
    x[0] = (x[0] - (real)0.5) / (real)c->scale;
    x[1] = (x[1] - (real)0.25) / (real)c->scale;
    y[0] = (real)(i % 2);
}

void generate_circles(const Config *c, Split split, Rng *r, int i, int n, real *x, real *y)
{
    (void)split, (void)n;
    double a = 2 * pi * rng_unit(r), radius = i % 2 ? 0.8 : 0.4;
    blur(c, r, radius * num_cos(a), radius * num_sin(a), x);
    y[0] = (real)(i % 2);
}

void generate_spirals(const Config *c, Split split, Rng *r, int i, int n, real *x, real *y)
{
    (void)split, (void)n;
    double u = rng_unit(r), radius = 0.1 + 0.9 * u, a = 2 * pi * (double)c->turns * u + pi * (i % 2);
    blur(c, r, radius * num_cos(a), radius * num_sin(a), x);
    y[0] = (real)(i % 2);
}

void generate_xor(const Config *c, Split split, Rng *r, int i, int n, real *x, real *y)
{
    (void)split, (void)i, (void)n;
    double u = 2 * rng_unit(r) - 1, v = 2 * rng_unit(r) - 1;
    blur(c, r, u, v, x);
    y[0] = (real)((u > 0) != (v > 0));
}

/* Centres evenly around a circle, the first one at the top. */
void generate_blobs(const Config *c, Split split, Rng *r, int i, int n, real *x, real *y)
{
    (void)split, (void)n;
    int k = i % c->classes;
    double a = pi / 2 + 2 * pi * k / c->classes;
    blur(c, r, 0.5 * num_cos(a), 0.5 * num_sin(a), x);
    y[0] = (real)k;
}

void generate_checker(const Config *c, Split split, Rng *r, int i, int n, real *x, real *y)
{
    (void)split, (void)i, (void)n;
    double u = rng_unit(r), v = rng_unit(r); /* in [0,1): cell 0, 1 or 2 of each side */
    blur(c, r, 2 * u - 1, 2 * v - 1, x);
    y[0] = (real)(((int)(3 * u) + (int)(3 * v)) % 2);
}

/* Two clouds whose coordinates are correlated (0.9). Each coordinate is larger in class 1, and yet the best weight of
 * the second one is negative, because it tells what of the first is mere chance. */
void generate_clusters(const Config *c, Split split, Rng *r, int i, int n, real *x, real *y)
{
    (void)split, (void)n;
    double side = i % 2 ? 1 : -1, u = rng_normal(r), v = rng_normal(r);
    x[0] = (real)(side * 0.4 + (double)c->noise * u);
    x[1] = (real)(side * 0.1 + (double)c->noise * (0.9 * u + sqrt(1 - 0.81) * v));
    y[0] = (real)(i % 2);
}

/* --- regression --- */

/* Points on an ellipse, without chance: X'X/n = [[1, 0.95], [0.95, 1]]. The truth is y = x1 + x2/2; what is added to
 * it in training moves the least squares solution to (2.2, -0.8), far along the flat valley of the loss. Test values
 * are true, so the test loss is the excess risk. */
void generate_ellipse(const Config *c, Split split, Rng *r, int i, int n, real *x, real *y)
{
    (void)c, (void)r;
    double t = 2 * pi * (i + 0.5) / n, u = sqrt(2) * num_cos(t), v = sqrt(2) * num_sin(t);
    double x1 = u, x2 = 0.95 * u + sqrt(1 - 0.95 * 0.95) * v;
    x[0] = (real)x1;
    x[1] = (real)x2;
    y[0] = (real)(split == SPLIT_TEST ? x1 + 0.5 * x2 : 2.2 * x1 - 0.8 * x2 + 0.6 * num_cos(3 * t + 0.7));
}

/* A noisy sine at even distances from 0 to 1 (Bishop 2006, 1.1); validation at places drawn at random; the test set is
 * the true curve. */
void generate_sine(const Config *c, Split split, Rng *r, int i, int n, real *x, real *y)
{
    double at = rng_unit(r), noise = (double)c->noise * rng_normal(r);
    if (split != SPLIT_VALID)
        at = n > 1 ? (double)i / (n - 1) : 0.5;
    x[0] = (real)at;
    y[0] = (real)(num_sin(2 * pi * at) + (split == SPLIT_TEST ? 0 : noise));
}

/* --- images --- */

static double away(double a, double b) { return a < b ? b - a : a - b; }

/* Horizontal bar, vertical bar, plus, ring: about 6 pixels across, somewhere near the middle, under noise. */
void generate_glyphs(const Config *c, Split split, Rng *r, int i, int n, real *x, real *y)
{
    (void)split, (void)n;
    int kind = i % 4;
    double row = 5.5 + 3 * rng_unit(r) - 1.5, column = 5.5 + 3 * rng_unit(r) - 1.5;
    for (int k = 0; k < GLYPH_SIDE * GLYPH_SIDE; k++) {
        double dy = away(k / GLYPH_SIDE, row), dx = away(k % GLYPH_SIDE, column);
        bool across = dy <= 0.75 && dx <= 3.5, upright = dx <= 0.75 && dy <= 3.5;
        bool ring = away(sqrt(dx * dx + dy * dy), 3) <= 0.7;
        const bool ink[] = { across, upright, across || upright, ring };
        x[k] = (real)(ink[kind] + (double)c->noise * rng_normal(r));
    }
    y[0] = (real)kind;
}
