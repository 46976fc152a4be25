/* units: the net as a drawing: columns of units, for each a small picture of what it answers, and the weights between
 * them. Of wide layers the strongest units are taken: those whose outgoing weights have the largest norm, because that
 * is what the rest of the net hears of them. */
#include "analysis/analysis.h"

#include <math.h> /* sqrt only */

enum { LARGE = 20000, FIRST = 6 }; /* parameters of a net from which pictures have fewer nodes; keep_units */

static const float USED = 0.05f;

/* --- weights between two columns --- */

static int image_side(const Shape *s)
{
    int side = 1;
    while ((side + 1) * (side + 1) <= s->map.raw)
        side++;
    return side;
}

static bool has_conv(const Shape *s) { return s->layer[0].kind == LAYER_CONV; }

static double norm_of(const real *w, int n, int stride)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (double)w[(size_t)i * (size_t)stride] * (double)w[(size_t)i * (size_t)stride];
    return sqrt(sum);
}

/* Which weights lie between two units: the first one's index, how many, and how far apart. */
static void weights_between(const Shape *s, const Units *u, int column, int from, int to, int *first, int *n, int *step)
{
    const UnitColumn *c = &u->column[column], *next = c + 1;
    if (next->kind == UNIT_FILTER) { /* the image to a filter: all its taps */
        *n = s->layer[0].window * s->layer[0].window;
        *first = s->layer[0].first + to * *n;
        *step = 1;
        return;
    }
    int wide = s->width[next->layer + 1];
    bool many = c->kind == UNIT_FILTER || c->picture == UNIT_IMAGE; /* a map's pixels, or an image's */
    *n = many ? s->width[next->layer] / c->units : 1;
    *first = s->weights[next->layer] + from * *n * wide + to;
    *step = wide;
}

float units_weight(const Shape *s, const real *params, const Units *u, int column, int from, int to, int *index)
{
    int first, n, step;
    weights_between(s, u, column, from, to, &first, &n, &step);
    *index = n == 1 ? first : -1;
    return n == 1 ? (float)params[first] : (float)norm_of(params + first, n, step);
}

static float outgoing(const Shape *s, const real *params, const Units *u, int column, int unit)
{
    double sum = 0;
    int index;
    for (int to = 0; column + 1 < u->columns && to < u->column[column + 1].units; to++) {
        double w = (double)units_weight(s, params, u, column, unit, to, &index);
        sum += w * w;
    }
    return (float)sqrt(sum);
}

/* --- columns --- */

static void set_columns(const Shape *s, Units *u)
{
    bool image = s->map.raw > 2;
    u->columns = 0;
    u->column[u->columns++] = (UnitColumn){ .kind = UNIT_INPUT, .layer = -1, .units = image ? 1 : s->inputs };
    if (has_conv(s))
        u->column[u->columns++] = (UnitColumn){ .kind = UNIT_FILTER, .layer = -1, .units = s->layer[0].maps };
    for (int l = 0; l < s->layers; l++)
        u->column[u->columns++] =
            (UnitColumn){ .kind = l < s->layers - 1 ? UNIT_HIDDEN : UNIT_OUTPUT, .layer = l, .units = s->width[l + 1] };
    for (int i = 0; i < u->columns; i++) {
        UnitColumn *c = &u->column[i];
        c->picture = i == 0 && image ? UNIT_IMAGE : s->map.raw == 1 ? UNIT_CURVE : image ? UNIT_VALUE : UNIT_PLANE;
        c->picture = c->kind == UNIT_FILTER ? UNIT_IMAGE : c->picture;
        c->shown = min_i(c->units, UNITS_MOST);
    }
}

/* The strongest ones first; of equal ones the first. NaN counts as 0. */
static void sort_units(const float *out, UnitColumn *c)
{
    bool taken[NN_WIDTH] = { false };
    for (int k = 0; k < c->shown; k++) {
        int best = -1;
        for (int i = 0; i < c->units; i++)
            if (!taken[i] && (best < 0 || out[i] > out[best] || !(out[best] >= 0)))
                best = i;
        taken[best] = true;
        c->unit[k] = best;
    }
}

/* Those kept, as long as the first ones, which a small panel shows alone, tell of their layer: when a penalty has
 * emptied them, so that their norm is below half of that of the strongest (its square below a quarter), all are sorted
 * anew. */
static void keep_units(const float *out, const int *kept, UnitColumn *c)
{
    double had = 0, best = 0;
    sort_units(out, c);
    for (int k = 0; k < min_i(FIRST, c->shown); k++) {
        had += (double)out[kept[k]] * (double)out[kept[k]];
        best += (double)out[c->unit[k]] * (double)out[c->unit[k]];
    }
    for (int k = 0; k < c->shown && !(had < best / 4); k++)
        c->unit[k] = kept[k];
}

static void choose_units(const Shape *s, const real *params, const UnitOrder *order, Units *u)
{
    bool keep = order && order->columns == u->columns;
    for (int i = 0; i < u->columns; i++)
        keep = keep && order->units[i] == u->column[i].units;
    for (int i = 0; i < u->columns; i++) {
        UnitColumn *c = &u->column[i];
        float out[NN_WIDTH] = { 0 };
        for (int k = 0; k < c->units; k++) {
            out[k] = outgoing(s, params, u, i, k);
            c->used += out[k] > USED || i == u->columns - 1;
        }
        bool sorted = c->kind == UNIT_HIDDEN || c->kind == UNIT_FILTER;
        for (int k = 0; k < c->shown && !sorted; k++)
            c->unit[k] = k;
        if (sorted && keep)
            keep_units(out, order->unit[i], c);
        else if (sorted)
            sort_units(out, c);
        for (int k = 0; k < c->shown; k++)
            c->out[k] = out[c->unit[k]];
    }
}

void units_order(const Units *u, UnitOrder *out)
{
    *out = (UnitOrder){ .columns = u->columns };
    for (int i = 0; i < u->columns; i++) {
        out->units[i] = u->column[i].units;
        for (int k = 0; k < u->column[i].shown; k++)
            out->unit[i][k] = u->column[i].unit[k];
    }
}

/* --- what they answer --- */

typedef struct Asked { /* places, and what the net makes of them */
    int w, h, n;       /* n = w * h */
    real *x;           /* [n][inputs] */
    real *answer;      /* [n][NN_WIDTH] for one column at a time */
    Scratch *scratch;
} Asked;

static Asked places(const Snapshot *snap, int image, Units *u, Arena *a)
{
    const Shape *s = &snap->shape;
    int raw = s->map.raw, nodes = s->params > LARGE ? (UNIT_NODES + 1) / 2 : UNIT_NODES;
    Asked q = { .w = raw > 2 ? 1 : raw == 1 ? 2 * nodes - 1 : nodes, .h = raw == 2 ? nodes : 1 };
    q.n = q.w * q.h;
    q.x = arena_new(a, real, q.n * s->inputs);
    q.answer = arena_new(a, real, q.n * NN_WIDTH);
    q.scratch = net_scratch(s, a);
    if (raw > 2) {
        const real *of = snap->test.x + (size_t)clamp_i(image, 0, max_i(0, snap->test.n - 1)) * (size_t)s->inputs;
        for (int i = 0; i < s->inputs && snap->test.n > 0; i++)
            q.x[i] = of[i];
        return q;
    }
    real *at = arena_new(a, real, raw * q.n);
    u->window = field_window_of(&snap->config, &snap->train, &snap->test, 0, 1);
    for (int i = 0; i < q.n; i++) {
        at[raw * i] = (real)mix_f(u->window.x0, u->window.x1, (float)(i % q.w) / (float)(q.w - 1));
        if (raw == 2)
            at[2 * i + 1] = (real)mix_f(u->window.y1, u->window.y0, (float)(i / q.w) / (float)(q.h - 1));
    }
    data_inputs(&s->map, at, q.n, q.x);
    return q;
}

/* Outputs as they are read: p of class 1 as -1 ... 1, p of each of several classes as 0 ... 1, values within the range
 * of the training set as -0.9 ... 0.9. */
static void read_outputs(const Snapshot *snap, int n, real *z)
{
    int outputs = snap->shape.outputs;
    float mid, slope;
    field_scale(&snap->shape, &snap->train, &mid, &slope);
    for (int i = 0; i < n; i++, z += outputs) {
        if (outputs == 1 || slope > 0) {
            for (int k = 0; k < outputs; k++)
                z[k] = 2 * num_sigmoidf(slope > 0 ? slope * ((float)z[k] - mid) : (float)z[k]) - 1;
            continue;
        }
        real top = z[0], sum = 0;
        for (int k = 1; k < outputs; k++)
            top = z[k] > top ? z[k] : top;
        for (int k = 0; k < outputs; k++)
            sum += z[k] = num_expf((float)(z[k] - top));
        for (int k = 0; k < outputs; k++)
            z[k] /= sum;
    }
}

/* The feature map of a filter on the image asked: convolution and activation, before pooling. */
static void feature_map(const Shape *s, const real *params, const real *image, int map, float *out)
{
    const LayerShape *l = &s->layer[0];
    int high = l->high - l->window + 1, wide = l->wide - l->window + 1, taps = l->window * l->window;
    const real *filter = params + l->first + map * taps;
    for (int y = 0; y < high; y++)
        for (int x = 0; x < wide; x++) {
            real z = params[l->first + l->weights + map], h;
            for (int i = 0; i < taps; i++)
                z += filter[i] * image[(y + i / l->window) * l->wide + x + i % l->window];
            act_defs[s->act].f(&z, &h, 1);
            out[y * wide + x] = (float)h;
        }
}

/* Filters as they are, and of a dense layer that sees an image what each unit weighs it with. */
static void set_looks(const Shape *s, const real *params, UnitColumn *c, Arena *a)
{
    bool filter = c->kind == UNIT_FILTER;
    c->side = filter ? s->layer[0].window : image_side(s);
    c->look = arena_new(a, float, c->shown * c->side * c->side);
    for (int k = 0; k < c->shown; k++)
        for (int i = 0; i < c->side * c->side; i++)
            c->look[k * c->side * c->side + i] =
                (float)(filter ? params[s->layer[0].first + c->unit[k] * c->side * c->side + i]
                               : params[s->weights[0] + i * s->width[1] + c->unit[k]]);
}

static void answer_column(const Snapshot *snap, const Asked *q, UnitColumn *c, Arena *a)
{
    const Shape *s = &snap->shape;
    int wide = c->kind == UNIT_INPUT ? s->inputs : c->units;
    const real *from = q->answer;
    c->w = q->w;
    c->h = q->h;
    if (c->picture == UNIT_IMAGE) {
        c->w = c->kind == UNIT_INPUT ? image_side(s) : s->layer[0].wide - s->layer[0].window + 1;
        c->h = c->kind == UNIT_INPUT ? image_side(s) : s->layer[0].high - s->layer[0].window + 1;
    }
    c->z = arena_new(a, float, c->shown * c->w * c->h);
    if (c->kind == UNIT_FILTER)
        for (int k = 0; k < c->shown; k++)
            feature_map(s, snap->params, q->x, c->unit[k], c->z + k * c->w * c->h);
    else if (c->kind == UNIT_INPUT)
        from = q->x;
    else if (c->kind == UNIT_HIDDEN)
        net_hidden(s, snap->params, c->layer, q->x, q->n, q->answer, q->scratch);
    else
        net_forward(s, snap->params, q->x, q->n, q->answer, q->scratch), read_outputs(snap, q->n, q->answer);
    for (int k = 0; k < c->shown && c->kind != UNIT_FILTER; k++)
        for (int i = 0; i < c->w * c->h; i++)
            c->z[k * c->w * c->h + i] = (float)(c->picture == UNIT_IMAGE ? from[i] : from[i * wide + c->unit[k]]);
    for (int i = 0; i < c->shown * c->w * c->h; i++)
        c->most = max_f(c->most, c->z[i] < 0 ? -c->z[i] : c->z[i]);
}

void units_make(const Snapshot *snap, const UnitOrder *order, int image, Arena *a, Units *out)
{
    const Shape *s = &snap->shape;
    *out = (Units){ 0 };
    set_columns(s, out);
    choose_units(s, snap->params, order, out);
    Asked q = places(snap, image, out, a);
    for (int i = 0; i < out->columns; i++) {
        UnitColumn *c = &out->column[i];
        answer_column(snap, &q, c, a);
        if (c->kind == UNIT_FILTER || (c->layer == 0 && out->column[0].picture == UNIT_IMAGE && !has_conv(s)))
            set_looks(s, snap->params, c, a);
    }
}

/* --- one unit, as large as the net's own field --- */

bool units_there(const Shape *s, int layer, int unit)
{
    return field_fits(s) && layer >= 0 && layer < s->layers && unit >= 0 && unit < s->width[layer + 1];
}

/* One row of the window from left to right, and what the unit answers there. */
static void ask_row(const Shape *s, const real *params, const UnitAsk *ask, float y, real *work, Scratch *scratch,
                    float *out)
{
    int w = ask->w, raw = s->map.raw, wide = s->width[ask->layer + 1];
    real *at = work, *x = at + raw * w, *z = x + s->inputs * w;
    for (int i = 0; i < w; i++) {
        at[raw * i] = (real)mix_f(ask->window.x0, ask->window.x1, (float)i / (float)(w - 1));
        if (raw == 2)
            at[2 * i + 1] = (real)y;
    }
    data_inputs(&s->map, at, w, x);
    if (ask->layer == s->layers - 1)
        net_forward(s, params, x, w, z, scratch);
    else
        net_hidden(s, params, ask->layer, x, w, z, scratch);
    for (int i = 0; i < w; i++)
        out[i] = (float)z[i * wide + ask->unit];
}

void units_field(const Shape *s, const real *params, const UnitAsk *ask, Arena *a, Field *out)
{
    int w = ask->w, h = s->map.raw == 1 ? 1 : ask->h;
    real *work = arena_new(a, real, w * (s->map.raw + s->inputs + s->width[ask->layer + 1]));
    Scratch *scratch = net_scratch(s, a);
    float most = 0;
    *out = (Field){ .window = ask->window, .w = w, .h = h, .outputs = 1, .step = ask->step };
    out->z = arena_new(a, float, w *h);
    for (int j = 0; j < h; j++) {
        float y = mix_f(ask->window.y1, ask->window.y0, (float)j / (float)max_i(1, h - 1));
        ask_row(s, params, ask, y, work, scratch, out->z + j * w);
    }
    for (int i = 0; i < w * h; i++)
        most = max_f(most, out->z[i] < 0 ? -out->z[i] : out->z[i]);
    out->slope = 3 / max_f(1, most); /* -most ... most, but at least -1 ... 1, are p = 0.05 ... 0.95 */
    out->version = field_hash(0, out->z, sizeof *out->z * (size_t)(w * h));
}
