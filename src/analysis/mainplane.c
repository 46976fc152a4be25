/* mainplane: the plane in which points of many coordinates vary most. Which way round such a plane lies is open; it is
 * turned, and mirrored if need be, until the points lie as near as they can to places they are compared with, so that
 * a picture of it neither spins nor flips while training goes on. */
#include "analysis/plane.h"

#include <math.h> /* sqrt, fabs only */

static void centre_of(const real *h, int n, int units, double *mean)
{
    for (int k = 0; k < units; k++)
        mean[k] = 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < units; k++)
            mean[k] += (double)h[i * units + k] / n;
}

/* Sums of products about the mean: the covariance but for a factor. Returns the sum of its diagonal. */
static double scatter(const real *h, int n, int units, const double *mean, double *m)
{
    double total = 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < units; k++)
            for (int j = 0; j <= k; j++)
                m[k * units + j] += ((double)h[i * units + k] - mean[k]) * ((double)h[i * units + j] - mean[j]);
    for (int k = 0; k < units; k++) {
        total += m[k * units + k];
        for (int j = 0; j < k; j++)
            m[j * units + k] = m[k * units + j];
    }
    return total;
}

/* Of the two opposite directions the one whose largest part is positive. */
static void fix_sign(double *axis, int units)
{
    int largest = 0;
    for (int i = 1; i < units; i++)
        largest = fabs(axis[i]) > fabs(axis[largest]) ? i : largest;
    bool turned = axis[largest] < 0;
    for (int i = 0; i < units && turned; i++)
        axis[i] = -axis[i];
}

/* The orthogonal Procrustes problem (Schoenemann 1966): in two dimensions it has two candidates, a rotation and a
 * reflection. */
static void turn_towards(const real *h, int n, int units, const Vec2 *to, const double *mean, double *axis[2])
{
    double m[2][2] = { { 0 } }, x[2] = { 0 };
    for (int i = 0; i < n; i++) {
        x[0] += (double)to[i].x / n;
        x[1] += (double)to[i].y / n;
    }
    for (int i = 0; i < n; i++) {
        double y[2] = { 0 }, target[2] = { (double)to[i].x - x[0], (double)to[i].y - x[1] };
        for (int k = 0; k < units; k++)
            for (int p = 0; p < 2; p++)
                y[p] += ((double)h[i * units + k] - mean[k]) * axis[p][k];
        for (int p = 0; p < 4; p++)
            m[p / 2][p % 2] += y[p / 2] * target[p % 2];
    }
    double a = m[0][0] + m[1][1], b = m[0][1] - m[1][0], mirror_a = m[0][0] - m[1][1], mirror_b = m[0][1] + m[1][0];
    bool mirror = mirror_a * mirror_a + mirror_b * mirror_b > a * a + b * b;
    double cosine = mirror ? mirror_a : a, sine = mirror ? mirror_b : b, length = sqrt(cosine * cosine + sine * sine);
    if (!(length > 0))
        return;
    cosine /= length;
    sine /= length;
    for (int k = 0; k < units; k++) {
        double first = axis[0][k], second = mirror ? -axis[1][k] : axis[1][k];
        axis[0][k] = cosine * first - sine * second;
        axis[1][k] = sine * first + cosine * second;
    }
}

float mainplane_find(const real *h, int n, int units, const Vec2 *towards, double *mean, double *axis[2], Arena *a)
{
    double *m = arena_new(a, double, units *units), value[2];
    centre_of(h, n, units, mean);
    double total = scatter(h, n, units, mean, m);
    principal_vectors(m, units, value, axis, a);
    for (int k = 0; k < 2; k++)
        fix_sign(axis[k], units);
    if (towards)
        turn_towards(h, n, units, towards, mean, axis);
    return total > 0 ? (float)((value[0] + value[1]) / total) : 1;
}
