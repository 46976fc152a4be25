/* hidden: what the layers make of the plane of the data: a grid over it and the points, carried from layer to layer,
 * and how far each layer pulls them apart. Layers of more than two units are seen on the plane of their two principal
 * directions. Which way round such a plane lies is open; it is turned, and mirrored if need be, to lie as near as it
 * can to the input, so that the picture neither spins nor flips while training goes on. */
#include "analysis/plane.h"

#include <math.h> /* sqrt, fabs only */
#include <string.h>

enum { LARGE = 20000, HUGE_NET = 60000 }; /* parameters of a net from which grids are coarser */
enum { TRAIN, TEST, GRID, CENTRE, SETS };

typedef struct Set { /* points that are carried along */
    int n;
    const real *raw, *x; /* [n][raw], [n][inputs] */
    real *h;             /* [n][units] in the stage at hand */
} Set;

typedef struct Carrier {
    const Snapshot *snap;
    const real *params;
    Set set[SETS];
    int wide;  /* nodes of a row of CENTRE */
    real step; /* between two of its nodes */
    int units; /* of the stage at hand */
    Scratch *scratch;
    Arena *a;
} Carrier;

/* --- sets --- */

static Set grid_set(const Shape *s, Window w, int wide, int high, Arena *a)
{
    int raw = s->map.raw, n = wide * high;
    real *at = arena_new(a, real, n * raw), *x = arena_new(a, real, n * s->inputs);
    for (int i = 0; i < n; i++) {
        at[raw * i] = (real)mix_f(w.x0, w.x1, (float)(i % wide) / (float)(wide - 1));
        if (raw == 2)
            at[2 * i + 1] = (real)mix_f(w.y1, w.y0, (float)(i / wide) / (float)(high - 1));
    }
    data_inputs(&s->map, at, n, x);
    return (Set){ .n = n, .raw = at, .x = x };
}

/* The middle of the training points, and as far from it each way as their larger standard deviation. */
static Window centre_of(const Points *p)
{
    double mean[2] = { 0 }, most = 0;
    for (int k = 0; k < p->raw_inputs && k < 2; k++) {
        double sum = 0, square = 0;
        for (int i = 0; i < p->n; i++)
            sum += (double)p->raw[i * p->raw_inputs + k];
        mean[k] = sum / p->n;
        for (int i = 0; i < p->n; i++) {
            double d = (double)p->raw[i * p->raw_inputs + k] - mean[k];
            square += d * d;
        }
        most = square / p->n > most ? square / p->n : most;
    }
    double half = sqrt(most);
    return (Window){ (float)(mean[0] - half), (float)(mean[0] + half), (float)(mean[1] - half),
                     (float)(mean[1] + half) };
}

static Carrier carrier_of(const Snapshot *snap, const real *params, Hidden *out, Arena *a)
{
    const Shape *s = &snap->shape;
    const Points *train = &snap->train, *test = &snap->test;
    int coarse = s->params > HUGE_NET ? 4 : s->params > LARGE ? 2 : 1, raw = s->map.raw;
    Carrier c = { .snap = snap, .params = params, .scratch = net_scratch(s, a), .a = a };
    c.set[TRAIN] = (Set){ .n = min_i(train->n, HIDDEN_POINTS), .raw = train->raw, .x = train->x };
    c.set[TEST] = (Set){ .n = min_i(test->n, HIDDEN_TEST), .raw = test->raw, .x = test->x };
    out->train = c.set[TRAIN].n;
    out->test = c.set[TEST].n;
    if (raw > 2 || train->n < 1)
        return c;
    Window middle = centre_of(train);
    out->window = field_window_of(&snap->config, train, test, out->test, 1.4f);
    out->wide = (raw == 2 ? HIDDEN_WIDE - 1 : 2 * HIDDEN_WIDE - 2) / coarse + 1;
    out->high = raw == 2 ? (HIDDEN_HIGH - 1) / coarse + 1 : 1;
    c.wide = (HIDDEN_CENTRE - 1) / coarse + 1;
    c.step = (real)(middle.x1 - middle.x0) / (real)(c.wide - 1);
    c.set[GRID] = grid_set(s, out->window, out->wide, out->high, a);
    c.set[CENTRE] = grid_set(s, middle, c.wide, raw == 2 ? c.wide : 1, a);
    return c;
}

/* --- one stage --- */

static void carry(Carrier *c, const HiddenStage *t)
{
    const Shape *s = &c->snap->shape;
    c->units = t->units;
    for (int k = 0; k < SETS; k++) {
        Set *set = &c->set[k];
        set->h = arena_new(c->a, real, set->n * t->units + 1);
        if (t->kind == HIDDEN_LAYER && set->n > 0)
            net_hidden(s, c->params, t->layer, set->x, set->n, set->h, c->scratch);
        else if (set->n > 0)
            memcpy(set->h, t->kind == HIDDEN_INPUT ? set->raw : set->x,
                   sizeof(real) * (size_t)set->n * (size_t)t->units);
    }
}

/* The middle of the training points and the two directions, [units] each, in which they vary most. */
static void find_directions(const Carrier *c, double *mean, double *axis[2], HiddenStage *t)
{
    int n = c->set[TRAIN].n, u = c->units;
    const real *h = c->set[TRAIN].h;
    double *m = arena_new(c->a, double, u *u), value[2], total = 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < u; k++)
            mean[k] += (double)h[i * u + k] / n;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < u; k++)
            for (int j = 0; j <= k; j++)
                m[k * u + j] += ((double)h[i * u + k] - mean[k]) * ((double)h[i * u + j] - mean[j]);
    for (int k = 0; k < u; k++)
        for (int j = 0; j < k; j++)
            m[j * u + k] = m[k * u + j];
    for (int k = 0; k < u; k++)
        total += m[k * u + k];
    principal_vectors(m, u, value, axis, c->a);
    t->share = total > 0 ? (float)((value[0] + value[1]) / total) : 1;
    for (int k = 0; k < 2; k++) { /* of the two opposite directions the one whose largest part is positive */
        int largest = 0;
        for (int i = 1; i < u; i++)
            largest = fabs(axis[k][i]) > fabs(axis[k][largest]) ? i : largest;
        bool turned = axis[k][largest] < 0;
        for (int i = 0; i < u && turned; i++)
            axis[k][i] = -axis[k][i];
    }
}

/* The rotation, or reflection, that brings the training points nearest to where they are in the input: the orthogonal
 * Procrustes problem (Schoenemann 1966), which in two dimensions has two candidates, one of each kind. */
static void turn_towards(const Carrier *c, const HiddenStage *input, const double *mean, double *axis[2])
{
    int n = c->set[TRAIN].n, u = c->units;
    double m[2][2] = { { 0 } }, x[2] = { 0 };
    for (int i = 0; i < n; i++) {
        x[0] += (double)input->train[i].x / n;
        x[1] += (double)input->train[i].y / n;
    }
    for (int i = 0; i < n; i++) {
        double y[2] = { 0 }, to[2] = { (double)input->train[i].x - x[0], (double)input->train[i].y - x[1] };
        for (int k = 0; k < u; k++)
            for (int p = 0; p < 2; p++)
                y[p] += ((double)c->set[TRAIN].h[i * u + k] - mean[k]) * axis[p][k];
        for (int p = 0; p < 4; p++)
            m[p / 2][p % 2] += y[p / 2] * to[p % 2];
    }
    double a = m[0][0] + m[1][1], b = m[0][1] - m[1][0], mirror_a = m[0][0] - m[1][1], mirror_b = m[0][1] + m[1][0];
    bool mirror = mirror_a * mirror_a + mirror_b * mirror_b > a * a + b * b;
    double cosine = mirror ? mirror_a : a, sine = mirror ? mirror_b : b, length = sqrt(cosine * cosine + sine * sine);
    if (!(length > 0))
        return;
    cosine /= length;
    sine /= length;
    for (int k = 0; k < u; k++) {
        double first = axis[0][k], second = mirror ? -axis[1][k] : axis[1][k];
        axis[0][k] = cosine * first - sine * second;
        axis[1][k] = sine * first + cosine * second;
    }
}

static Vec2 *project(const Carrier *c, int set, const double *mean, double *const axis[2], HiddenStage *t)
{
    const Set *s = &c->set[set];
    Vec2 *p = arena_new(c->a, Vec2, s->n + 1);
    for (int i = 0; i < s->n; i++) {
        double at[2] = { 0 };
        for (int k = 0; k < c->units; k++)
            for (int j = 0; j < 2; j++)
                at[j] += ((double)s->h[i * c->units + k] - mean[k]) * axis[j][k];
        p[i] = (Vec2){ (float)at[0], (float)at[1] };
        t->sound = t->sound && num_finite(at[0]) && num_finite(at[1]);
    }
    return p;
}

/* --- numbers of a stage --- */

/* Largest singular value of the two differences: how much the map lengthens, in the direction it lengthens most. */
static float lengthened(const real *h, const real *right, const real *down, int units, real step)
{
    double a = 0, b = 0, d = 0;
    for (int k = 0; k < units; k++) {
        double x = (double)(right[k] - h[k]), y = down ? (double)(down[k] - h[k]) : 0;
        a += x * x;
        b += x * y;
        d += y * y;
    }
    double top = (a + d) / 2 + sqrt((a - d) * (a - d) / 4 + b * b);
    return (float)(sqrt(top) / (double)step);
}

static void swap(float *a, float *b)
{
    float held = *a;
    *a = *b;
    *b = held;
}

/* Number k from below, of n; all before it are then no larger, all behind it no smaller (Hoare 1961). */
static float select_number(float *v, int n, int k)
{
    for (int lo = 0, hi = n - 1; lo < hi;) {
        float pivot = v[(lo + hi) / 2];
        int i = lo, j = hi;
        while (i <= j) {
            while (v[i] < pivot)
                i++;
            while (pivot < v[j])
                j--;
            if (i <= j)
                swap(&v[i++], &v[j--]);
        }
        if (k <= j)
            hi = j;
        else if (k >= i)
            lo = i;
        else
            break;
    }
    return v[k];
}

/* v is put into another order. */
static float median(float *v, int n)
{
    if (n < 1)
        return 0;
    float upper = select_number(v, n, n / 2), lower = upper;
    for (int i = 0; n % 2 == 0 && i < n / 2; i++)
        lower = i ? max_f(lower, v[i]) : v[0];
    return (lower + upper) / 2;
}

static void set_stretch(const Carrier *c, HiddenStage *t)
{
    const Set *s = &c->set[CENTRE];
    int wide = c->wide, high = s->n / max_i(1, wide), n = 0, u = c->units;
    float *v = arena_new(c->a, float, s->n + 1);
    for (int j = 0; j < high - (high > 1); j++)
        for (int i = 0; i + 1 < wide; i++) {
            const real *h = s->h + (size_t)(j * wide + i) * (size_t)u;
            v[n] = lengthened(h, h + u, high > 1 ? h + wide * u : NULL, u, c->step);
            t->stretch = max_f(t->stretch, v[n++]);
        }
    t->stretch_median = median(v, n);
}

static float saturated_share(const Carrier *c, float middle, float half)
{
    const Set *s = &c->set[TRAIN];
    int n = 0;
    for (int i = 0; i < s->n * c->units; i++)
        n += fabsf((float)s->h[i] - middle) > 0.95f * half;
    return s->n > 0 ? (float)n / (float)(s->n * c->units) : 0;
}

static float dead_share(const Carrier *c)
{
    const Set *s = &c->set[TRAIN];
    int dead = 0;
    for (int k = 0; k < c->units; k++) {
        bool any = false;
        for (int i = 0; i < s->n; i++)
            any |= s->h[i * c->units + k] != 0;
        dead += !any;
    }
    return (float)dead / (float)c->units;
}

static void set_idle(const Carrier *c, HiddenStage *t)
{
    const char *act = act_defs[c->snap->shape.act].key;
    bool plain = true; /* a normalisation behind it moves the ends of its range */
    for (int i = 0; i < c->snap->shape.chain; i++)
        plain = plain && c->snap->shape.layer[i].kind != LAYER_GDN;
    if (t->kind != HIDDEN_LAYER || !plain)
        return;
    if (strcmp(act, "tanh") == 0 || strcmp(act, "sigmoid") == 0) {
        bool tanh = act[0] == 't';
        t->positive = !tanh;
        t->idle_kind = HIDDEN_SATURATED;
        t->idle = saturated_share(c, tanh ? 0 : 0.5f, tanh ? 1 : 0.5f);
    } else if (strcmp(act, "relu") == 0) {
        t->positive = true;
        t->idle_kind = HIDDEN_DEAD;
        t->idle = dead_share(c);
    }
}

/* Mean distance between the means of two classes. */
static void set_apart(const Carrier *c, HiddenStage *t)
{
    const Points *p = &c->snap->train;
    int u = c->units, count[NN_CLASSES] = { 0 }, pairs = 0;
    double *mean = arena_new(c->a, double, NN_CLASSES *u), sum = 0;
    if (c->snap->shape.loss == loss_for(0))
        return;
    for (int i = 0; i < c->set[TRAIN].n; i++) {
        int cls = clamp_i((int)p->y[i * p->targets], 0, NN_CLASSES - 1);
        count[cls]++;
        for (int k = 0; k < u; k++)
            mean[cls * u + k] += (double)c->set[TRAIN].h[i * u + k];
    }
    for (int a = 0; a < NN_CLASSES; a++)
        for (int b = 0; b < a; b++) {
            double square = 0;
            for (int k = 0; k < u && count[a] && count[b]; k++) {
                double d = mean[a * u + k] / count[a] - mean[b * u + k] / count[b];
                square += d * d;
            }
            pairs += count[a] && count[b];
            sum += sqrt(square);
        }
    t->apart = pairs ? (float)(sum / pairs) : 0;
}

static void make_stage(Carrier *c, const HiddenStage *input, HiddenStage *t)
{
    int u = t->units;
    double *mean = arena_new(c->a, double, u),
           *axis[2] = { arena_new(c->a, double, u + 1), arena_new(c->a, double, u + 1) };
    carry(c, t);
    t->direct = u <= 2;
    t->share = 1;
    t->sound = true;
    if (t->direct) {
        axis[0][0] = 1;
        axis[1][1] = u > 1; /* of one unit: 0, along a line */
    } else {
        find_directions(c, mean, axis, t);
        if (input)
            turn_towards(c, input, mean, axis);
    }
    t->train = project(c, TRAIN, mean, axis, t);
    t->test = project(c, TEST, mean, axis, t);
    t->grid = project(c, GRID, mean, axis, t);
    for (int i = 0; i < c->set[TRAIN].n; i++)
        t->reach = max_f(t->reach, max_f(fabsf(t->train[i].x), fabsf(t->train[i].y)));
    if (t->kind == HIDDEN_INPUT)
        t->stretch = t->stretch_median = 1;
    else
        set_stretch(c, t);
    set_idle(c, t);
    set_apart(c, t);
}

/* --- the margin: how far the points are from the boundary, in the last hidden layer, where it is straight --- */

/* Of a point of class y, by how much class y wins over the class that comes nearest, as a distance: the difference of
 * two outputs over the length of the difference of their weights. Negative on the wrong side. */
static float margin(const Carrier *c, const real *z, int y)
{
    const Shape *s = &c->snap->shape;
    int last = s->layers - 1, in = s->width[last], out = s->outputs;
    const real *w = c->params + s->weights[last];
    float least = 1e30f;
    for (int k = 0; k < max_i(2, out); k++) {
        double square = 0, lead = out == 1 ? (y ? 1 : -1) * (double)z[0] : (double)(z[y] - z[k]);
        for (int i = 0; i < in; i++) {
            double d = out == 1 ? (double)w[i] : (double)(w[i * out + y] - w[i * out + k]);
            square += d * d;
        }
        if (k != y)
            least = min_f(least, square > 0 ? (float)(lead / sqrt(square)) : 0);
    }
    return least;
}

/* Of a net that has collapsed there is no boundary. */
static void set_margin(const Carrier *c, bool collapsed, Hidden *out)
{
    const Shape *s = &c->snap->shape;
    const Set *train = &c->set[TRAIN];
    const Points *p = &c->snap->train;
    real *z = arena_new(c->a, real, train->n * s->outputs + 1);
    out->margin = arena_new(c->a, float, train->n + 1);
    if (s->loss == loss_for(0) || train->n < 1 || collapsed)
        return;
    float *sorted = arena_new(c->a, float, train->n);
    net_forward(s, c->params, train->x, train->n, z, c->scratch);
    for (int i = 0; i < train->n; i++)
        sorted[i] = out->margin[i] =
            margin(c, z + i * s->outputs, clamp_i((int)p->y[i * p->targets], 0, max_i(1, s->outputs - 1)));
    out->margin_median = median(sorted, train->n);
    out->margins = true;
}

/* --- all of it --- */

static void set_said(const Carrier *c, Hidden *out, uint64_t step)
{
    const Shape *s = &c->snap->shape;
    const Set *grid = &c->set[GRID];
    real *z = arena_new(c->a, real, grid->n * s->outputs + 1);
    Field *f = &out->said;
    *f = (Field){ .window = out->window, .w = out->wide, .h = out->high, .outputs = s->outputs, .step = step };
    if (grid->n < 1)
        return;
    f->z = arena_new(c->a, float, grid->n * s->outputs);
    net_forward(s, c->params, grid->x, grid->n, z, c->scratch);
    for (int i = 0; i < grid->n * s->outputs; i++)
        f->z[i] = (float)z[i];
    field_scale(s, &c->snap->train, &f->mid, &f->slope);
}

void hidden_make(const Snapshot *snap, int member, Arena *a, Hidden *out)
{
    const Shape *s = &snap->shape;
    *out = (Hidden){ 0 };
    Carrier c = carrier_of(snap, snap->params + (size_t)member * (size_t)s->params, out, a);
    HiddenStage *t = out->stage;
    t[out->stages++] = (HiddenStage){ .kind = HIDDEN_INPUT, .units = s->map.raw };
    if (s->inputs != s->map.raw)
        t[out->stages++] = (HiddenStage){ .kind = HIDDEN_FEATURES, .units = s->inputs };
    if (s->layer[0].kind == LAYER_CONV)
        t[out->stages++] = (HiddenStage){ .kind = HIDDEN_LAYER, .layer = -1, .units = s->width[0] };
    for (int l = 0; l + 1 < s->layers; l++)
        t[out->stages++] = (HiddenStage){ .kind = HIDDEN_LAYER, .layer = l, .units = s->width[l + 1] };
    for (int i = 0; i < out->stages; i++)
        make_stage(&c, i ? t : NULL, &t[i]);
    set_said(&c, out, snap->step);
    set_margin(&c, snap->metrics[member].status == STATUS_COLLAPSED, out);
}
