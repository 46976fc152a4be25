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

/* Row i of the layers whose weights are trained, a convolution's filters among them; NULL: there is none. Filters that
 * are frozen do not count, as they do not in the norm. */
static const LayerShape *layer_of(const Shape *s, int i)
{
    for (int l = 0; l < s->chain; l++)
        if (s->layer[l].weights > 0 && s->layer[l].first >= s->frozen && i-- == 0)
            return &s->layer[l];
    return NULL;
}

/* How many doublings of HIST_RANGE it takes. Beyond 30 of them is no weight of a net that still trains. */
static int doublings(const Shape *s, const real *params)
{
    enum { MOST = 30 };
    int within[MOST + 1] = { 0 }, all = 0, k = 0;
    const LayerShape *l;
    for (int row = 0; (l = layer_of(s, row)); row++)
        for (int i = 0; i < l->weights; i++, all++) {
            float size = (float)params[l->first + i], range = HIST_RANGE;
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
    *out = (Hist){ .range = range };
    double norm1 = 0, norm2 = 0;
    const LayerShape *l;
    for (; (l = layer_of(s, out->layers)); out->layers++) {
        const real *w = params + l->first;
        out->filters |= l->kind == LAYER_CONV;
        for (int i = 0; i < l->weights; i++) {
            float size = (float)(w[i] < 0 ? -w[i] : w[i]);
            count_weight((float)w[i], range, out->count[out->layers]);
            out->largest = max_f(size, out->largest);
            norm1 += (double)size;
            norm2 += (double)w[i] * (double)w[i];
        }
    }
    out->norm = (float)sqrt(norm2);
    out->norm1 = (float)norm1;
}
