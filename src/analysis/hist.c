/* hist: how a net's weights are spread, layer by layer. Biases are left out, as they are of the penalty. */
#include "analysis/analysis.h"

#include <math.h> /* sqrt only */

/* A weight that is no number is in no bin; the norm then is no number either, and says so. */
static void count_weight(float w, int count[HIST_BINS])
{
    float place = (w + HIST_RANGE) * (HIST_BINS / (2 * HIST_RANGE));
    if (place == place)
        count[(int)clamp_f(place, 0, HIST_BINS - 1)]++;
}

void hist_make(const Shape *s, const real *params, Hist *out)
{
    *out = (Hist){ .layers = s->layers };
    double norm1 = 0, norm2 = 0;
    for (int l = 0; l < s->layers; l++) {
        const real *w = params + s->weights[l];
        for (int i = 0; i < s->width[l] * s->width[l + 1]; i++) {
            float size = (float)(w[i] < 0 ? -w[i] : w[i]);
            count_weight((float)w[i], out->count[l]);
            out->largest = max_f(size, out->largest);
            norm1 += (double)size;
            norm2 += (double)w[i] * (double)w[i];
        }
    }
    out->norm = (float)sqrt(norm2);
    out->norm1 = (float)norm1;
}
