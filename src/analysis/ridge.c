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

static bool shows(const Sweep *s, int m) { return s->done[m] && s->metrics[m].status != STATUS_DIVERGED; }

/* Largest |w| of each weight along the sweep, in the order of the layers; returns how many weights there are. */
static int reach(const Sweep *s, const real *weights, float *size, int *index)
{
    const LayerShape *l;
    int n = 0;
    for (int i = 0; (l = weights_of(&s->shape, i)); i++)
        for (int j = 0; j < l->weights; j++)
            index[n++] = l->first + j;
    memset(size, 0, sizeof *size * (size_t)n);
    for (int m = 0; m < s->total; m++)
        for (int i = 0; shows(s, m) && i < n; i++) {
            float w = (float)weights[(size_t)m * (size_t)s->shape.params + (size_t)index[i]];
            size[i] = max_f(size[i], w < 0 ? -w : w);
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
        count[bin_of(size[i], largest)]++;
    while (bin > 0 && above + count[bin - 1] <= most)
        above += count[--bin];
    return bin;
}

void ridge_make(const Sweep *s, const real *weights, int most, Arena *a, Ridge *out)
{
    int params = s->shape.params, *index = arena_new(a, int, params);
    float *size = arena_new(a, float, params);
    *out = (Ridge){ .weights = reach(s, weights, size, index), .index = index };
    int n = out->weights;
    for (int i = 0; i < n; i++)
        out->largest = max_f(out->largest, size[i]);
    float scale = max_f(out->largest, 1e-30f);
    int cut = n > most ? cut_at(size, n, scale, most) : 0;
    for (int i = 0; i < n; i++) { /* the chosen ones move to the front, the others stay behind in any order */
        if (n > most && bin_of(size[i], scale) < cut)
            continue;
        int chosen = index[i];
        index[i] = index[out->paths];
        index[out->paths++] = chosen;
    }
    for (int m = 0; m < s->total; m++)
        for (int i = out->paths; shows(s, m) && i < n; i++) {
            float w = (float)weights[(size_t)m * (size_t)params + (size_t)index[i]];
            out->lo[m] = i == out->paths ? w : min_f(out->lo[m], w);
            out->hi[m] = i == out->paths ? w : max_f(out->hi[m], w);
        }
}
