/* bayes: what perfect knowledge of the generator would do. Every class has a density known in closed form, or as an
 * integral over the one parameter of its curve; a point belongs to the class whose prior times density is the largest
 * (Bishop 2006, 1.5.1). Wrong labels in the training set do not move this boundary: it is that of the true labels.
 *
 * All densities are logarithms, so that far outside of the data a boundary is still a line and not the noise of numbers
 * too small to tell apart. To add a data set: a function and a row in truth_defs. */
#include "analysis/analysis.h"

#include <assert.h>
#include <math.h> /* sqrt only */
#include <string.h>

static const double pi = 3.14159265358979323846;
static const double least_noise = 0.01; /* less is drawn as this: the boundary is the same to the eye */
enum { NODES = 1024, SIDE = 256 };      /* of a curve; of the grid that accuracy is summed over */

typedef struct Truth {
    const Config *c;
    int classes, nodes;
    double sigma, log_prior[NN_CLASSES];
    double x[2][NODES], y[2][NODES]; /* curves: places along each class, evenly in the generator's parameter */
} Truth;

typedef struct TruthDef {
    const char *key;
    float box[4];         /* where points are without noise, x0, x1, y0, y1 */
    double largest_speed; /* curves: of dx/du, u in [0, 1]; 0: no curve */
    void (*curve)(const Config *c, int k, double u, double *x, double *y); /* a place of class k; NULL: density */
    double (*density)(const Truth *t, int k, double x, double y);          /* logarithm */
    double share[2];                                                       /* of the classes; 0: all alike */
} TruthDef;

/* --- curves under Gaussian noise: a mean of Gaussians along the curve --- */

static void moons(const Config *c, int k, double u, double *x, double *y)
{
    (void)c;
    double px = num_cos(pi * u), py = num_sin(pi * u);
    *x = (k ? 1 - px : px) - 0.5;
    *y = (k ? 0.5 - py : py) - 0.25;
}

static void circles(const Config *c, int k, double u, double *x, double *y)
{
    (void)c;
    double radius = k ? 0.8 : 0.4;
    *x = radius * num_cos(2 * pi * u);
    *y = radius * num_sin(2 * pi * u);
}

static void spirals(const Config *c, int k, double u, double *x, double *y)
{
    double radius = 0.1 + 0.9 * u, a = 2 * pi * (double)c->turns * u + pi * k;
    *x = radius * num_cos(a);
    *y = radius * num_sin(a);
}

static double along_curve(const Truth *t, int k, double x, double y)
{
    const double width = 1 / (2 * t->sigma * t->sigma), far = 40; /* exp(-40) of the nearest is nothing */
    double d[NODES], nearest = 1e300, sum = 0;
    for (int i = 0; i < t->nodes; i++) {
        double dx = x - t->x[k][i], dy = y - t->y[k][i];
        d[i] = (dx * dx + dy * dy) * width;
        nearest = d[i] < nearest ? d[i] : nearest;
    }
    for (int i = 0; i < t->nodes; i++)
        if (d[i] - nearest < far)
            sum += num_exp(nearest - d[i]);
    return num_log(sum * width / pi / t->nodes) - nearest;
}

/* --- Gaussian clouds --- */

static double blobs(const Truth *t, int k, double x, double y)
{
    double a = pi / 2 + 2 * pi * k / t->classes, width = 1 / (2 * t->sigma * t->sigma);
    double dx = x - 0.5 * num_cos(a), dy = y - 0.5 * num_sin(a);
    return num_log(width / pi) - (dx * dx + dy * dy) * width;
}

static double clusters(const Truth *t, int k, double x, double y)
{
    const double rho = 0.9, rest = 1 - rho * rho;
    double u = (x - (k ? 0.4 : -0.4)) / t->sigma, v = (y - (k ? 0.1 : -0.1)) / t->sigma;
    return -(u * u - 2 * rho * u * v + v * v) / (2 * rest) - num_log(2 * pi * t->sigma * t->sigma * sqrt(rest));
}

/* --- cells under Gaussian noise: sums of products of normal distribution functions --- */

/* log erfc(z), z >= 0, relative error of erfc below 1.2e-7 (Press et al. 1992, 6.2, erfcc). */
static double log_erfc(double z)
{
    static const double a[] = { -1.26551223, 1.00002368,  0.37409196, 0.09678418,  -0.18628806,
                                0.27886807,  -1.13520398, 1.48851587, -0.82215223, 0.17087277 };
    double t = 1 / (1 + z / 2), sum = 0;
    for (int i = COUNT(a) - 1; i >= 0; i--)
        sum = a[i] + t * sum;
    return num_log(t) - z * z + sum;
}

/* log of the share of N(x, sigma^2) between lo and hi. */
static double log_between(double x, double lo, double hi, double sigma)
{
    double a = (lo - x) / (sigma * sqrt(2)), b = (hi - x) / (sigma * sqrt(2));
    if (a < 0 && b > 0)
        return num_log(1 - (num_exp(log_erfc(-a)) + num_exp(log_erfc(b))) / 2);
    if (b <= 0) { /* the mirror image */
        double swap = -a;
        a = -b, b = swap;
    }
    double near = log_erfc(a), beyond = log_erfc(b) - near;
    return near + num_log1p(-num_exp(beyond)) - num_log(2);
}

/* side x side cells of [-1, 1]^2, class (row + column) % 2; each class is uniform on its cells. */
static double cells(const Truth *t, int k, int side, double x, double y)
{
    double lx[3], ly[3], term[9], largest = -1e300, sum = 0;
    int n = 0;
    for (int i = 0; i < side; i++) {
        double lo = 2.0 * i / side - 1, hi = 2.0 * (i + 1) / side - 1;
        lx[i] = log_between(x, lo, hi, t->sigma);
        ly[i] = log_between(y, lo, hi, t->sigma);
    }
    for (int i = 0; i < side; i++)
        for (int j = 0; j < side; j++)
            if ((i + j) % 2 == k) {
                term[n] = lx[i] + ly[j];
                largest = term[n] > largest ? term[n] : largest;
                n++;
            }
    for (int i = 0; i < n; i++)
        sum += num_exp(term[i] - largest);
    return largest + num_log(sum * side * side / (4.0 * n));
}

static double xor_cells(const Truth *t, int k, double x, double y) { return cells(t, k, 2, x, y); }
static double checker(const Truth *t, int k, double x, double y) { return cells(t, k, 3, x, y); }

static const TruthDef truth_defs[] = {
    { "moons", { -1.5f, 1.5f, -0.75f, 0.75f }, 3.2, moons, along_curve, { 0 } },
    { "circles", { -0.8f, 0.8f, -0.8f, 0.8f }, 5.1, circles, along_curve, { 0 } },
    { "spirals", { -1, 1, -1, 1 }, 6, spirals, along_curve, { 0 } },
    { "xor", { -1, 1, -1, 1 }, 0, NULL, xor_cells, { 0 } },
    { "blobs", { -0.5f, 0.5f, -0.5f, 0.5f }, 0, NULL, blobs, { 0 } },
    { "checker", { -1, 1, -1, 1 }, 0, NULL, checker, { 5 / 9.0, 4 / 9.0 } },
    { "clusters", { -0.4f, 0.4f, -0.1f, 0.1f }, 0, NULL, clusters, { 0 } },
};

static const TruthDef *find(const Config *c)
{
    for (int i = 0; i < COUNT(truth_defs); i++)
        if (strcmp(truth_defs[i].key, data_defs[c->data].key) == 0)
            return &truth_defs[i];
    return NULL;
}

bool bayes_known(const Config *c) { return find(c) != NULL; }

static void set_truth(const TruthDef *d, const Config *c, Truth *t)
{
    assert(d);
    double sum = 0, share[NN_CLASSES];
    t->c = c;
    t->classes = data_classes(c, NULL);
    t->sigma = (double)c->noise > least_noise ? (double)c->noise : least_noise;
    for (int k = 0; k < t->classes; k++) {
        share[k] = (d->share[0] > 0 ? d->share[k] : 1) * (k ? 1 - (double)c->imbalance : 1);
        sum += share[k];
    }
    for (int k = 0; k < t->classes; k++)
        t->log_prior[k] = num_log(share[k] / sum);
    t->nodes = 0;
    if (!d->curve)
        return;
    double speed = d->largest_speed * (d->curve == spirals ? 1 + (double)c->turns : 1);
    t->nodes = clamp_i((int)(2 * speed / t->sigma), 64, NODES); /* half a sigma apart */
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < t->nodes; i++)
            d->curve(c, k, (i + 0.5) / t->nodes, &t->x[k][i], &t->y[k][i]);
}

/* log (prior * density) of each class at a point as it is drawn. */
static void judge(const TruthDef *d, const Truth *t, double x, double y, double p[NN_CLASSES])
{
    for (int k = 0; k < t->classes; k++)
        p[k] = t->log_prior[k] + d->density(t, k, x, y);
}

/* Moons are drawn `scale` times smaller than their formula says, noise and all. */
static double drawn_scale(const TruthDef *d, const Config *c) { return d->curve == moons ? (double)c->scale : 1; }

/* What bayes_field says of a place as it is drawn; returns what follows z. */
static float *judge_drawn(const TruthDef *d, const Truth *t, double scale, double x, double y, float *z)
{
    double p[NN_CLASSES];
    judge(d, t, x * scale, y * scale, p);
    if (t->classes == 2)
        *z++ = (float)(p[1] - p[0]);
    for (int k = 0; t->classes > 2 && k < t->classes; k++)
        *z++ = (float)p[k];
    return z;
}

void bayes_field(const Config *c, Window win, int w, int h, Arena *a, Field *out)
{
    const TruthDef *d = find(c);
    Truth *t = arena_new(a, Truth, 1);
    set_truth(d, c, t);
    int outputs = t->classes == 2 ? 1 : t->classes;
    *out = (Field){ .window = win, .w = w, .h = h, .outputs = outputs };
    out->z = arena_new(a, float, (size_t)w *(size_t)h *(size_t)outputs);
    float *z = out->z;
    for (int j = 0; j < h; j++)
        for (int i = 0; i < w; i++) {
            double x = (double)mix_f(win.x0, win.x1, (float)i / (float)(w - 1));
            double y = (double)mix_f(win.y1, win.y0, (float)j / (float)(h - 1));
            z = judge_drawn(d, t, drawn_scale(d, c), x, y, z);
        }
    out->version = field_hash(0, out->z, sizeof *out->z * (size_t)(z - out->z));
}

void bayes_points(const Config *c, const real *raw, int n, Arena *a, float *z)
{
    const TruthDef *d = find(c);
    Truth *t = arena_new(a, Truth, 1);
    set_truth(d, c, t);
    for (int i = 0; i < n; i++)
        z = judge_drawn(d, t, drawn_scale(d, c), (double)raw[2 * i], (double)raw[2 * i + 1], z);
}

double bayes_accuracy(const Config *c)
{
    Arena arena = { 0 };
    const TruthDef *d = find(c);
    Truth *t = arena_new(&arena, Truth, 1);
    set_truth(d, c, t);
    double edge = 6 * t->sigma, x0 = (double)d->box[0] - edge, y0 = (double)d->box[2] - edge;
    double width = (double)d->box[1] + edge - x0, height = (double)d->box[3] + edge - y0, right = 0, all = 0;
    for (int j = 0; j < SIDE; j++)
        for (int i = 0; i < SIDE; i++) {
            double p[NN_CLASSES], best = 0;
            judge(d, t, x0 + width * (i + 0.5) / SIDE, y0 + height * (j + 0.5) / SIDE, p);
            for (int k = 0; k < t->classes; k++) {
                double mass = num_exp(p[k]);
                best = mass > best ? mass : best;
                all += mass;
            }
            right += best;
        }
    arena_free(&arena);
    return right / all;
}
