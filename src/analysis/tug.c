/* tug: at every weight the data loss and the penalty pull, and where training comes to rest the two cancel. */
#include "analysis/analysis.h"

#include <assert.h>
#include <math.h> /* sqrt only */
#include <string.h>

static double sign(double w) { return (w > 0) - (w < 0); }

/* What the penalty does to a weight. An L1 penalty has a kink at 0, where it holds any pull up to its own strength. */
static double pull(Penalty p, double w, double data)
{
    double kink = (double)p.l1 + (double)p.threshold;
    if (w == 0 && kink > 0)
        return data > kink ? -kink : data < -kink ? kink : -data;
    return -((double)p.l2 + (double)p.decay) * w - kink * sign(w) - (double)p.shrink;
}

/* SGD and its minimum treat both sides alike whichever way the penalty comes in; momentum enlarges, and Adam and its
 * kin divide, what is in the gradient alone. */
static TugCaveat caveat(const Config *c, Penalty p)
{
    const OptDef *opt = &opt_defs[c->opt];
    bool alike = opt->solve || (opt->slots == 0 && c->mistake != MISTAKE_SHRINK);
    if (reg_defs[c->reg].dropout && c->dropout > 0)
        return TUG_MASKS;
    return (p.decay > 0 || p.threshold > 0 || p.shrink > 0) && !alike ? TUG_OUTSIDE : TUG_BALANCED;
}

static void add(TugRope *r, double w, double data, double penalty)
{
    r->data += w * data;
    r->penalty += w * penalty;
    r->size += w * w; /* its root at the end */
    r->weights++;
}

int tug_layer(const Shape *s, int weight)
{
    for (int i = 0, row = 0; i < s->chain; i++) {
        const LayerShape *l = &s->layer[i];
        if (l->weights == 0)
            continue;
        if (weight >= l->first && weight < l->first + l->params)
            return row;
        row++;
    }
    return -1;
}

void tug_make(const Snapshot *s, Arena *a, Tug *out)
{
    const Shape *shape = &s->shape;
    int n = shape->params;
    assert(s->members > 0);
    *out = (Tug){ .rows = findings_rows(shape, s->train.n), .largest = -1 };
    Penalty p = reg_penalty(&s->config);
    out->caveat = caveat(&s->config, p);
    real *grad = out->data = arena_new(a, real, n);
    out->penalty = arena_new(a, real, n);
    out->counted = arena_new(a, uint8_t, n);
    net_penalised(shape, s->config.bias_penalty, out->counted);
    net_gradients(shape, 1, (const real *const[]){ s->params }, &s->train, NULL, out->rows, NULL, false,
                  (real *const[]){ grad }, net_scratch(shape, a));
    for (int i = 0; i < shape->chain; i++)
        out->layers += shape->layer[i].weights > 0;
    for (int i = 0; i < n; i++) {
        double w = (double)s->params[i], size = w < 0 ? -w : w, data = -(double)grad[i];
        out->data[i] = (real)data;
        if (!out->counted[i])
            continue;
        double penalty = pull(p, w, data);
        out->penalty[i] = (real)penalty;
        add(&out->all, w, data, penalty);
        int row = tug_layer(shape, i);
        if (row >= 0)
            add(&out->layer[row], w, data, penalty);
        double largest = out->largest < 0 ? -1 : (double)s->params[out->largest];
        if (size > (largest < 0 ? -largest : largest) || out->largest < 0)
            out->largest = i;
    }
    out->all.size = sqrt(out->all.size);
    for (int i = 0; i < out->layers; i++)
        out->layer[i].size = sqrt(out->layer[i].size);
}
