/* constant: nets and data that say one thing only. A net whose units are all dead or saturated answers the same
 * everywhere, however large its weights are; a training set of one class has nothing to tell apart. */
#include "analysis/analysis.h"

static const float SAME = 1e-3f; /* of answers, which are logits, or values of order 1 */

static int rows_of(const Points *p) { return min_i(p->n, CONSTANT_ROWS); } /* no set is sorted */

/* v: [n][wide] */
static bool columns_are_flat(const real *v, int n, int wide)
{
    for (int k = 0; k < wide; k++) {
        real lo = v[k], hi = v[k];
        for (int i = 1; i < n; i++) {
            real now = v[(size_t)i * (size_t)wide + (size_t)k];
            lo = now < lo ? now : lo;
            hi = now > hi ? now : hi;
        }
        if (!((float)(hi - lo) <= SAME)) /* not a number is not the same */
            return false;
    }
    return true;
}

bool constant_targets(const Points *p)
{
    for (int i = p->targets; i < p->n * p->targets; i++)
        if (p->y[i] != p->y[i % p->targets])
            return false;
    return p->n > 0;
}

bool constant_output(const Shape *s, const real *params, const Points *p, Arena *a)
{
    int n = rows_of(p);
    real *z = arena_new(a, real, n * s->outputs + 1);
    if (n < 2)
        return false;
    net_forward(s, params, p->x, n, z, net_scratch(s, a));
    return columns_are_flat(z, n, s->outputs);
}

int constant_layer(const Shape *s, const real *params, const Points *p, Arena *a)
{
    int n = rows_of(p);
    real *h = arena_new(a, real, n * NN_WIDTH + 1);
    Scratch *w = net_scratch(s, a);
    for (int l = 0; n > 1 && l < s->layers - 1; l++) {
        net_hidden(s, params, l, p->x, n, h, w);
        if (columns_are_flat(h, n, s->width[l + 1]))
            return l;
    }
    return -1;
}
