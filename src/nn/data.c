/* Toy problems in the plane. A generator draws point i with a fixed number of random numbers per point, so that more
 * points keep the first ones and another noise or share of wrong labels moves no point to another place in the stream.
 * Class labels are drawn true; wrong labels are made afterwards from a stream of their own.
 * To add a data set: a function and a row in data_defs, and a scene in config.c. */
#include "nn/nn.h"

static const double pi = 3.14159265358979323846;

static void blur(const Config *c, Rng *r, double px, double py, real *x)
{
    double nx = rng_normal(r), ny = rng_normal(r);
    x[0] = (real)(px + (double)c->noise * nx);
    x[1] = (real)(py + (double)c->noise * ny);
}

/* Two half circles that reach into each other, centred on the origin and drawn `scale` times smaller. */
static void moons(const Config *c, Rng *r, int i, int n, real *x, real *y)
{
    (void)n;
    double t = pi * rng_unit(r), px = num_cos(t), py = num_sin(t);
    if (i % 2)
        blur(c, r, 1 - px, 0.5 - py, x);
    else
        blur(c, r, px, py, x);
    x[0] = (x[0] - (real)0.5) / (real)c->scale;
    x[1] = (x[1] - (real)0.25) / (real)c->scale;
    y[0] = (real)(i % 2);
}

static void circles(const Config *c, Rng *r, int i, int n, real *x, real *y)
{
    (void)n;
    double a = 2 * pi * rng_unit(r), radius = i % 2 ? 0.8 : 0.4;
    blur(c, r, radius * num_cos(a), radius * num_sin(a), x);
    y[0] = (real)(i % 2);
}

static void spirals(const Config *c, Rng *r, int i, int n, real *x, real *y)
{
    (void)n;
    double u = rng_unit(r), radius = 0.1 + 0.9 * u, a = 2 * pi * (double)c->turns * u + pi * (i % 2);
    blur(c, r, radius * num_cos(a), radius * num_sin(a), x);
    y[0] = (real)(i % 2);
}

static void xor_quadrants(const Config *c, Rng *r, int i, int n, real *x, real *y)
{
    (void)i, (void)n;
    double u = 2 * rng_unit(r) - 1, v = 2 * rng_unit(r) - 1;
    blur(c, r, u, v, x);
    y[0] = (real)((u > 0) != (v > 0));
}

static void blobs(const Config *c, Rng *r, int i, int n, real *x, real *y)
{
    (void)n;
    double a = pi / 2 + 2 * pi * (i % 3) / 3;
    blur(c, r, 0.5 * num_cos(a), 0.5 * num_sin(a), x);
    y[0] = (real)(i % 3);
}

static void checker(const Config *c, Rng *r, int i, int n, real *x, real *y)
{
    (void)i, (void)n;
    double u = rng_unit(r), v = rng_unit(r); /* in [0,1): cell 0, 1 or 2 of each side */
    blur(c, r, 2 * u - 1, 2 * v - 1, x);
    y[0] = (real)(((int)(3 * u) + (int)(3 * v)) % 2);
}

const DataDef data_defs[] = {
    { "moons", "Moons", "Two half circles that reach into each other.", 2, 2, { -2, 2, -1.3f, 1.3f }, moons },
    { "circles", "Circles", "A small circle inside a large one.", 2, 2, { -1.2f, 1.2f, -1.2f, 1.2f }, circles },
    { "spirals", "Spirals", "Two arms that wind around each other.", 2, 2, { -1.1f, 1.1f, -1.1f, 1.1f }, spirals },
    { "xor", "XOR", "Opposite quadrants share a class.", 2, 2, { -1.2f, 1.2f, -1.2f, 1.2f }, xor_quadrants },
    { "blobs", "Blobs", "Three Gaussian clouds, one a class.", 2, 3, { -1.5f, 1.5f, -1.5f, 1.5f }, blobs },
    { "checker", "Checker", "Three by three cells of a checkerboard.", 2, 2, { -1.1f, 1.1f, -1.1f, 1.1f }, checker },
};
const int data_count = COUNT(data_defs);

void data_make(const Config *c, Split split, Arena *a, Points *out)
{
    const DataDef *d = &data_defs[c->data];
    const int sizes[] = { c->points, c->valid_points, c->test_points };
    int n = sizes[split];
    out->n = n;
    out->inputs = d->inputs;
    out->targets = 1;
    out->x = arena_new(a, real, n * d->inputs);
    out->y = arena_new(a, real, n);
    out->wrong = arena_new(a, uint8_t, n);

    Rng place = rng_make(c->seed_data, (uint64_t)STREAM_TRAIN + split);
    for (int i = 0; i < n; i++)
        d->make(c, &place, i, n, out->x + i * d->inputs, out->y + i);
    if (split == SPLIT_TEST || d->classes == 0)
        return;
    Rng label = rng_make(c->seed_data, split == SPLIT_TRAIN ? STREAM_FLIP_TRAIN : STREAM_FLIP_VALID);
    for (int i = 0; i < n; i++) {
        double u = rng_unit(&label);
        int other = 1 + (int)rng_below(&label, (uint32_t)d->classes - 1);
        out->wrong[i] = u < (double)c->flip;
        if (out->wrong[i])
            out->y[i] = (real)(((int)out->y[i] + other) % d->classes);
    }
}
