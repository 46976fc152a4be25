/* ridge: the weights of a sweep's nets side by side. What became of one weight along lambda is its path, in linear
 * models known as the ridge trace (Hoerl and Kennard 1970). */
#include "analysis/analysis.h"

#include <string.h>

/* --- which parameters are weights --- */

/* Row i of the chain's layers that have weights which are trained; NULL: there is none. */
static const LayerShape *weights_of(const Shape *s, int i)
{
    for (int l = 0; l < s->chain; l++)
        if (s->layer[l].weights > 0 && s->layer[l].first >= s->frozen && i-- == 0)
            return &s->layer[l];
    return NULL;
}

bool ridge_weight(const Shape *s, int index, RidgeWeight *out)
{
    const LayerShape *l;
    bool found = false;
    *out = (RidgeWeight){ 0 };
    for (out->layers = 0; (l = weights_of(s, out->layers)); out->layers++) {
        int at = index - l->first;
        if (at < 0 || at >= l->weights)
            continue;
        bool conv = l->kind == LAYER_CONV;
        int columns = conv ? l->window * l->window : l->out; /* filters [map][tap], other weights [in][out] */
        found = true;
        out->filter = conv;
        out->layer = out->layers;
        out->from = conv ? at % columns : at / columns;
        out->to = conv ? at / columns : at % columns;
    }
    return found;
}

void ridge_zeros(const Shape *s, const real *params, float *near, float *exact)
{
    const LayerShape *l;
    int n = 0, small = 0, zero = 0;
    for (int i = 0; (l = weights_of(s, i)); i++)
        for (int j = l->first; j < l->first + l->weights; j++, n++) {
            zero += params[j] == 0;
            small += params[j] < RIDGE_NEAR && params[j] > -RIDGE_NEAR;
        }
    *near = n ? (float)small / (float)n : 0;
    *exact = n ? (float)zero / (float)n : 0;
}

/* --- paths --- */

static bool shows(const Sweep *s, int m) { return s->done[m] && s->net[0][m].status != STATUS_DIVERGED; }

/* Largest |w| of each parameter along the sweep; below 0 for what is no weight. Returns how many weights there are. */
static int reach(const Sweep *s, const real *weights, float *size)
{
    const LayerShape *l;
    int n = 0, params = s->shape.params;
    for (int i = 0; i < params; i++)
        size[i] = -1;
    for (int k = 0; (l = weights_of(&s->shape, k)); k++, n += l->weights) {
        float *of = size + l->first;
        memset(of, 0, sizeof *of * (size_t)l->weights);
        for (int m = 0; m < s->total; m++) {
            const real *w = weights + (size_t)m * (size_t)params + (size_t)l->first;
            for (int i = 0; shows(s, m) && i < l->weights; i++)
                of[i] = max_f(of[i], (float)(w[i] < 0 ? -w[i] : w[i]));
        }
    }
    return n;
}

enum { BINS = 4096 };

static int bin_of(float size, float largest) { return (int)(size / largest * (BINS - 1)); }

/* The bin from which on at most `most` sizes lie in it and above. */
static int cut_at(const float *size, int n, float largest, int most)
{
    int count[BINS] = { 0 }, above = 0, bin = BINS;
    for (int i = 0; i < n; i++)
        if (size[i] >= 0)
            count[bin_of(size[i], largest)]++;
    while (bin > 0 && above + count[bin - 1] <= most)
        above += count[--bin];
    return bin;
}

enum { LANES = 8 }; /* ranges side by side: a large net has tens of thousands of weights, 32 times */

/* Range of 0 and all w whose `other` is 1; where it is 0, w does not count. */
static void range(const real *w, const float *other, int n, float *lo, float *hi)
{
    float least[LANES] = { 0 }, most[LANES] = { 0 };
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int j = 0; j < LANES; j++) {
            float v = (float)w[i + j] * other[i + j];
            least[j] = min_f(least[j], v);
            most[j] = max_f(most[j], v);
        }
    for (; i < n; i++) {
        least[0] = min_f(least[0], (float)w[i] * other[i]);
        most[0] = max_f(most[0], (float)w[i] * other[i]);
    }
    for (int j = 0; j < LANES; j++) {
        *lo = min_f(*lo, least[j]);
        *hi = max_f(*hi, most[j]);
    }
}

void ridge_make(const Sweep *s, const real *weights, int most, Arena *a, Ridge *out)
{
    int params = s->shape.params;
    float *size = arena_new(a, float, params);
    *out = (Ridge){ .weights = reach(s, weights, size), .index = arena_new(a, int, params) };
    for (int i = 0; i < params; i++)
        out->largest = max_f(out->largest, size[i]);
    float scale = max_f(out->largest, 1e-30f);
    int cut = out->weights > most ? cut_at(size, params, scale, most) : 0;
    float *other = size; /* from here on: 1 where a weight is none of the paths */
    for (int i = 0; i < params; i++) {
        bool path = size[i] >= 0 && bin_of(size[i], scale) >= cut;
        if (path)
            out->index[out->paths++] = i;
        other[i] = size[i] >= 0 && !path;
    }
    for (int m = 0; m < s->total; m++)
        if (shows(s, m) && out->paths < out->weights)
            range(weights + (size_t)m * (size_t)params, other, params, &out->lo[m], &out->hi[m]);
}
