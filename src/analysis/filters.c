/* filters: what the first layer of a net for images looks for: the filters of a convolution, or the weights of the
 * first units of a dense layer, which are images as well. */
#include "analysis/analysis.h"

int filters_side(const Shape *s)
{
    int pixels = s->layer[0].kind == LAYER_CONV ? s->layer[0].window * s->layer[0].window : s->layer[0].in, side = 1;
    while ((side + 1) * (side + 1) <= pixels)
        side++;
    return side;
}

int filters_take(const Shape *s, const real *params, float *out)
{
    const LayerShape *l = &s->layer[0];
    bool conv = l->kind == LAYER_CONV;
    int side = filters_side(s), pixels = side * side, n = min_i(conv ? l->maps : l->out, FILTERS_SHOWN);
    for (int j = 0; j < n; j++)
        for (int i = 0; i < pixels; i++)
            *out++ = (float)params[l->first + (conv ? j * pixels + i : i * l->out + j)];
    return n;
}

float filters_largest(const float *weight, int n)
{
    float most = 0;
    for (int i = 0; i < n; i++)
        most = max_f(most, weight[i] < 0 ? -weight[i] : weight[i]);
    return most;
}
