/* Filters over an image of one channel (valid cross-correlation, stride 1, a bias a filter), and pooling behind them.
 *
 * A row of outputs under one row of a filter is a product: out[map][x] += sum over d of K[map][d] image[x + d]. Its
 * matrix image[x + d] needs no copy: rows that overlap lie one number apart. The gradient of the filters is the same
 * product with other strides. Parameters: filters [map][row][column], then biases [map]. Outputs: [map][row][column].
 */
#include "nn/layer.h"

#include <string.h>

void conv_init(const Shape *s, const LayerShape *l, Rng *r, real *params)
{
    int taps = l->window * l->window;
    layer_spread(s, taps, taps * l->maps, false, r, params, l->weights);
}

/* Calls the product for each row of the outputs and of the filters; it is `of` at filter row and output row 0. */
static void sweep_rows(const Pass *p, Product of, int a_by_filter, int a_by_row, int c_by_filter, int c_by_row)
{
    const LayerShape *l = p->l;
    const real *a = of.a, *image = of.b;
    real *c = of.c;
    for (int y = 0; y <= l->high - l->window; y++)
        for (int d = 0; d < l->window; d++) {
            of.a = a + d * a_by_filter + y * a_by_row;
            of.b = image + (y + d) * l->wide;
            of.c = c + d * c_by_filter + y * c_by_row;
            p->kernel->product(&of);
        }
}

void conv_forward(const Pass *p)
{
    const LayerShape *l = p->l;
    int wide = l->wide - l->window + 1, spots = l->out / l->maps, taps = l->window * l->window;
    for (int r = 0; r < p->rows; r++) {
        real *out = p->out + r * l->out;
        for (int i = 0; i < l->out; i++)
            out[i] = p->params[l->weights + i / spots];
        Product row = { .rows = l->maps,
                        .depth = l->window,
                        .cols = wide,
                        .a = p->params,
                        .a_row = taps,
                        .a_depth = 1,
                        .b = p->in + r * l->in,
                        .b_row = 1,
                        .c = out,
                        .c_row = spots };
        sweep_rows(p, row, l->window, 0, 0, wide);
    }
}

void conv_backward(const Pass *p) /* it stands first: nobody asks for din */
{
    const LayerShape *l = p->l;
    int wide = l->wide - l->window + 1, spots = l->out / l->maps, taps = l->window * l->window;
    for (int r = 0; r < p->rows; r++) {
        const real *dout = p->dout + r * l->out;
        for (int i = 0; i < l->out; i++)
            p->grad[l->weights + i / spots] += dout[i];
        Product row = { .rows = l->maps,
                        .depth = wide,
                        .cols = l->window,
                        .a = dout,
                        .a_row = spots,
                        .a_depth = 1,
                        .b = p->in + r * l->in,
                        .b_row = 1,
                        .c = p->grad,
                        .c_row = taps };
        sweep_rows(p, row, 0, wide, l->window, 0);
    }
}

/* --- pooling: windows that do not overlap; what is left over at the edges is dropped --- */

/* Index of output i's window, its first number, in the sample. */
static int window_of(const LayerShape *l, int i)
{
    int high = l->high / l->window, wide = l->wide / l->window, map = i / (high * wide), spot = i % (high * wide);
    return (map * l->high + spot / wide * l->window) * l->wide + spot % wide * l->window;
}

static int largest(const LayerShape *l, const real *in, int first) /* of several, the first; NaN wins */
{
    int best = first;
    for (int y = 0; y < l->window; y++)
        for (int x = 0; x < l->window; x++) {
            int at = first + y * l->wide + x;
            best = in[at] > in[best] || in[at] != in[at] ? at : best;
        }
    return best;
}

static real mean(const LayerShape *l, const real *in, int first)
{
    real sum = 0;
    for (int y = 0; y < l->window; y++)
        for (int x = 0; x < l->window; x++)
            sum += in[first + y * l->wide + x];
    return sum / (real)(l->window * l->window);
}

void conv_pool_along(const Pass *p, const real *along, real *out)
{
    const LayerShape *l = p->l;
    for (int r = 0; r < p->rows; r++) {
        const real *in = p->in + r * l->in, *from = along + r * l->in;
        for (int i = 0; i < l->out; i++) {
            int first = window_of(l, i);
            out[r * l->out + i] = p->net->pool == POOL_MAX ? from[largest(l, in, first)] : mean(l, from, first);
        }
    }
}

void conv_pool_forward(const Pass *p) { conv_pool_along(p, p->in, p->out); }

void conv_pool_backward(const Pass *p)
{
    const LayerShape *l = p->l;
    memset(p->din, 0, sizeof(real) * (size_t)(p->rows * l->in));
    for (int r = 0; r < p->rows; r++) {
        const real *in = p->in + r * l->in, *dout = p->dout + r * l->out;
        real *din = p->din + r * l->in;
        for (int i = 0; i < l->out; i++) {
            int first = window_of(l, i);
            if (p->net->pool == POOL_MAX)
                din[largest(l, in, first)] = dout[i];
            for (int k = 0; p->net->pool == POOL_AVG && k < l->window * l->window; k++)
                din[first + k / l->window * l->wide + k % l->window] = dout[i] / (real)(l->window * l->window);
        }
    }
}
