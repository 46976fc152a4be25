/* hist: how a net's weights are spread, layer by layer. Biases are left out, as they are of the penalty. */
#include "analysis/analysis.h"

#include <math.h> /* sqrt only */

/* A weight that is no number is in no bin; the norm then is no number either, and says so. */
static void count_weight(float w, float range, int count[HIST_BINS])
{
    float place = (w + range) * (HIST_BINS / (2 * range));
    if (place == place)
        count[(int)clamp_f(place, 0, HIST_BINS - 1)]++;
}

/* How many doublings of HIST_RANGE it takes. Beyond 30 of them is no weight of a net that still trains. */
static int doublings(const Shape *s, const real *params)
{
    enum { MOST = 30 };
    int within[MOST + 1] = { 0 }, all = 0, k = 0;
    for (int l = 0; l < s->layers; l++)
        for (int i = 0, n = s->width[l] * s->width[l + 1]; i < n; i++, all++) {
            float size = (float)params[s->weights[l] + i], range = HIST_RANGE;
            for (k = 0; k < MOST && !(size >= -range && size <= range); k++)
                range *= 2;
            within[k]++;
        }
    int sum = within[0];
    for (k = 0; k < MOST && sum < all - all / 100; k++)
        sum += within[k + 1];
    return k;
}

float hist_range(const Shape *s, const real *params, const real *twin)
{
    int mine = doublings(s, params), other = twin ? doublings(s, twin) : mine, k = clamp_i(other, mine, mine + 1);
    return HIST_RANGE * (float)(1 << k);
}

void hist_make(const Shape *s, const real *params, float range, Hist *out)
{
    *out = (Hist){ .layers = s->layers, .range = range };
    double norm1 = 0, norm2 = 0;
    for (int l = 0; l < s->layers; l++) {
        const real *w = params + s->weights[l];
        for (int i = 0; i < s->width[l] * s->width[l + 1]; i++) {
            float size = (float)(w[i] < 0 ? -w[i] : w[i]);
            count_weight((float)w[i], range, out->count[l]);
            out->largest = max_f(size, out->largest);
            norm1 += (double)size;
            norm2 += (double)w[i] * (double)w[i];
        }
    }
    out->norm = (float)sqrt(norm2);
    out->norm1 = (float)norm1;
}
