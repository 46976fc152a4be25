/* plane: the choice of the plane that the loss surface lies on, and what is drawn on it besides the loss: the path, the
 * net, its twin, w = 0. A kind is a row of plane_defs and a case of find(). */
#include "analysis/plane.h"

#include <math.h> /* sqrt only */
#include <string.h>

const PlaneDef plane_defs[PLANES] = {
    [PLANE_AUTO] = { "auto", N_("Automatic"), N_("the two weights, or the path") },
    [PLANE_PATH] = { "path", N_("Path"), N_("where training moved most") },
    [PLANE_RANDOM] = { "random", N_("Random"), N_("how sharp it is all around") },
    [PLANE_SHRINK] = { "shrink", N_("Shrinkage"), N_("w = 0, twin and net") },
    [PLANE_WEIGHTS] = { "weights", N_("Two weights"), N_("the textbook\u2019s ellipses") },
};

static double dot(const real *a, const real *b, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

static void copy(real *to, const real *from, int n) { memcpy(to, from, sizeof *to * (size_t)n); }

static bool is_finite(const real *p, int n) { return num_finite(dot(p, p, n)); }

/* --- two random directions --- */

/* The weights of one unit: `taps` of them, `stride` apart. */
static void random_unit(Rng *r, const real *w, int taps, int stride, real *out)
{
    double drawn = 0, norm = 0;
    for (int i = 0; i < taps; i++) {
        double g = rng_normal(r);
        out[i * stride] = (real)g;
        drawn += g * g;
        norm += (double)w[i * stride] * (double)w[i * stride];
    }
    for (int i = 0; i < taps; i++)
        out[i * stride] = drawn > 0 ? (real)((double)out[i * stride] * sqrt(norm / drawn)) : 0;
}

void plane_random(const Shape *s, const real *params, uint32_t seed, int which, real *out)
{
    Rng r = rng_make(seed, (uint32_t)which + 1);
    memset(out, 0, sizeof *out * (size_t)s->params);
    for (int i = 0; i < s->chain; i++) {
        const LayerShape *l = &s->layer[i];
        bool dense = l->kind == LAYER_DENSE; /* [in][out]; filters are [map][tap] */
        if (l->weights == 0 || l->first < s->frozen)
            continue;
        int units = dense ? l->out : l->maps, taps = l->weights / units;
        for (int u = 0; u < units; u++) {
            int at = l->first + u * (dense ? 1 : taps);
            random_unit(&r, params + at, taps, dense ? units : 1, out + at);
        }
    }
}

/* --- a linear model of two weights --- */

bool plane_is_pair(const Shape *s) { return s->layers == 1 && s->chain == 1 && s->inputs == 2 && s->outputs == 1; }

/* Means of both inputs and the target come back in `mean`. */
static void find_pair(const Points *p, Pair *q, double mean[3])
{
    memset(mean, 0, sizeof *mean * 3);
    for (int i = 0; i < p->n; i++) {
        mean[0] += (double)p->x[2 * i] / p->n;
        mean[1] += (double)p->x[2 * i + 1] / p->n;
        mean[2] += (double)p->y[i] / p->n;
    }
    *q = (Pair){ .known = p->n > 0 };
    for (int i = 0; i < p->n; i++) {
        double x = (double)p->x[2 * i] - mean[0], y = (double)p->x[2 * i + 1] - mean[1], t = (double)p->y[i] - mean[2];
        q->a11 += x * x / p->n;
        q->a12 += x * y / p->n;
        q->a22 += y * y / p->n;
        q->c1 += x * t / p->n;
        q->c2 += y * t / p->n;
        q->rest += t * t / p->n;
    }
}

double plane_pair_loss(const Pair *q, const double w[2])
{
    double x = w[0], y = w[1];
    return (q->rest - 2 * (q->c1 * x + q->c2 * y) + q->a11 * x * x + 2 * q->a12 * x * y + q->a22 * y * y) / 2;
}

static double absolute(double v) { return v < 0 ? -v : v; }
static double sign_of(double v) { return v < 0 ? -1 : 1; }

/* v shrunk towards 0 by t (Parikh and Boyd 2014, 6.5.2). */
static double shrunk(double v, double t) { return absolute(v) > t ? v - t * sign_of(v) : 0; }

/* The minimum is convex, so the one case that is consistent with itself is it: no weight, one of them, or both with
 * signs as assumed (Hastie et al. 2009, 3.4.2). */
void plane_pair_solve(const Pair *q, double l2, double l1, double w[2])
{
    double a = q->a11 + l2, d = q->a22 + l2, b = q->a12, det = a * d - b * b;
    if (!(det > 1e-9 * a * d)) { /* they are one and the same input, or none */
        a += 1e-9 * (q->a11 + q->a22) + 1e-30;
        d += 1e-9 * (q->a11 + q->a22) + 1e-30;
        det = a * d - b * b;
    }
    double first = shrunk(q->c1, l1) / a, second = shrunk(q->c2, l1) / d;
    w[0] = first, w[1] = 0;
    if (absolute(q->c2 - b * first) <= l1) /* without the second one; the first may be 0 as well */
        return;
    w[0] = 0, w[1] = second;
    if (absolute(q->c1 - b * second) <= l1)
        return;
    for (int i = 0; i < 4; i++) {
        double s = i & 1 ? -1 : 1, t = i & 2 ? -1 : 1, x = q->c1 - l1 * s, y = q->c2 - l1 * t;
        w[0] = (d * x - b * y) / det, w[1] = (a * y - b * x) / det;
        if (l1 == 0 || (w[0] * s >= 0 && w[1] * t >= 0))
            return;
    }
}

/* The bias that is best for given weights is mean target - w . mean inputs: a straight plane again. Where the loss is
 * another, or biases are penalised, it stays what it is. */
static PlaneWhy weights_plane(const Snapshot *s, Plane *p, Surface *r)
{
    if (!plane_is_pair(&s->shape))
        return PLANE_NOT_TWO;
    int w = s->shape.weights[0], b = s->shape.biases[0];
    double mean[3];
    p->across[w] = p->up[w + 1] = 1;
    p->origin[b] = s->params[b];
    if (loss_defs[s->shape.loss].hi > 0 || s->train.n == 0)
        return PLANE_FITS;
    find_pair(&s->train, &r->pair, mean);
    r->best_bias = r->pair.known = s->config.bias_penalty == 0;
    if (r->best_bias) {
        p->across[b] = (real)-mean[0];
        p->up[b] = (real)-mean[1];
        p->origin[b] = (real)mean[2];
    }
    return PLANE_FITS;
}

/* --- through w = 0, the twin and the net --- */

static const double NEAR = 1e-3; /* what is so much nearer than the third point is at the same place */

static void without_weights(const Snapshot *s, real *out, Arena *work)
{
    uint8_t *is_weight = arena_new(work, uint8_t, s->shape.params);
    net_is_weight(&s->shape, is_weight);
    for (int i = 0; i < s->shape.params; i++)
        out[i] = is_weight[i] ? 0 : s->params[i];
}

/* From w = 0 the twin lies to the right and the net above. */
static PlaneWhy shrink_plane(const Snapshot *s, Plane *p, Arena *work)
{
    int n = s->shape.params;
    if (s->members < 2 || s->metrics[1].status == STATUS_DIVERGED)
        return PLANE_NO_TWIN;
    const real *net = s->params, *twin = s->params + n;
    without_weights(s, p->origin, work);
    for (int i = 0; i < n; i++) {
        p->across[i] = twin[i] - p->origin[i];
        p->up[i] = net[i] - p->origin[i];
    }
    double far = sqrt(dot(p->across, p->across, n)), size = sqrt(dot(p->up, p->up, n)), apart = 0;
    for (int i = 0; i < n; i++)
        apart += ((double)net[i] - (double)twin[i]) * ((double)net[i] - (double)twin[i]);
    if (!(far > 0) || !(size > NEAR * far))
        return PLANE_NET_IS_ZERO;
    if (!(sqrt(apart) > NEAR * far))
        return PLANE_TWIN_IS_NET;
    double along = 0, length = 0;
    for (int i = 0; i < n; i++) {
        p->across[i] = (real)((double)p->across[i] / far);
        along += (double)p->across[i] * (double)p->up[i];
    }
    for (int i = 0; i < n; i++) {
        p->up[i] = (real)((double)p->up[i] - along * (double)p->across[i]);
        length += (double)p->up[i] * (double)p->up[i];
    }
    length = sqrt(length);
    if (!(length > NEAR * size)) /* the three on one line */
        return PLANE_TWIN_IS_NET;
    for (int i = 0; i < n; i++)
        p->up[i] = (real)((double)p->up[i] / length);
    return PLANE_FITS;
}

static PlaneWhy random_plane(const Snapshot *s, uint32_t seed, Plane *p, Surface *r)
{
    if (s->metrics[0].status == STATUS_COLLAPSED)
        return PLANE_NET_IS_ZERO;
    copy(p->origin, s->params, s->shape.params);
    plane_random(&s->shape, s->params, seed, 0, p->across);
    plane_random(&s->shape, s->params, seed, 1, p->up);
    r->seed = seed;
    return dot(p->across, p->across, s->shape.params) > 0 ? PLANE_FITS : PLANE_NET_IS_ZERO;
}

/* --- what lies on it --- */

typedef struct Ground { /* a plane and its products */
    const Plane *p;
    const Surface *r;
    const Shape *s;
    double aa, ab, bb;
} Ground;

/* Where the parameters w are projected to, and how far they are from there. */
static Vec2 project(const Ground *g, const real *w, double *away)
{
    int n = g->s->params;
    double x, y, da = 0, db = 0, rest = 0;
    for (int i = 0; i < n; i++) {
        double d = (double)w[i] - (double)g->p->origin[i];
        da += d * (double)g->p->across[i];
        db += d * (double)g->p->up[i];
    }
    double det = g->aa * g->bb - g->ab * g->ab;
    x = (g->bb * da - g->ab * db) / det;
    y = (g->aa * db - g->ab * da) / det;
    if (g->r->plane == PLANE_WEIGHTS) { /* straight to the best bias */
        x = (double)w[g->s->weights[0]];
        y = (double)w[g->s->weights[0] + 1];
    }
    for (int i = 0; i < n; i++) {
        double d = (double)w[i] - (double)g->p->origin[i] - x * (double)g->p->across[i] - y * (double)g->p->up[i];
        rest += d * d;
    }
    *away = sqrt(rest);
    return (Vec2){ (float)x, (float)y };
}

static void set_path(const Snapshot *s, const Trail *t, const Ground *g, Surface *r)
{
    double away, in = 0, all = 0;
    Vec2 now = project(g, s->params, &away);
    for (int k = 0; k < t->n; k++) {
        r->path[k] = project(g, t->point[k], &away);
        double x = (double)(r->path[k].x - now.x), y = (double)(r->path[k].y - now.y);
        in += x * x * g->aa + 2 * x * y * g->ab + y * y * g->bb;
        for (int i = 0; i < s->shape.params; i++) {
            double d = (double)t->point[k][i] - (double)s->params[i];
            all += d * d;
        }
    }
    r->share = r->plane == PLANE_WEIGHTS || !(all > 0) ? 1 : min_f((float)(in / all), 1);
}

static void set_spot(const Ground *g, const real *w, double loss, Spot *out)
{
    double away;
    out->at = project(g, w, &away);
    out->away = (float)away;
    out->loss = (float)loss;
    out->there = num_finite((double)out->at.x) && num_finite((double)out->at.y);
}

static void set_spots(const Snapshot *s, const Trail *t, const Ground *g, Surface *r, Arena *work)
{
    set_spot(g, s->params, s->metrics[0].data_loss, &r->spot[SPOT_NOW]);
    if (r->plane == PLANE_RANDOM)
        return;
    if (t->n > 1)
        set_spot(g, t->point[0], (double)NAN, &r->spot[SPOT_START]); /* the curve knows it, perhaps */
    if (s->members > 1 && s->metrics[1].status != STATUS_DIVERGED)
        set_spot(g, s->params + s->shape.params, s->metrics[1].data_loss, &r->spot[SPOT_TWIN]);
    if (r->plane == PLANE_PATH)
        return;
    real *zero = arena_new(work, real, s->shape.params);
    without_weights(s, zero, work);
    set_spot(g, zero, (double)NAN, &r->spot[SPOT_ZERO]);
}

/* --- extent --- */

static void take_in(Surface *r, Vec2 p)
{
    r->x0 = min_f(r->x0, p.x);
    r->x1 = max_f(r->x1, p.x);
    r->y0 = min_f(r->y0, p.y);
    r->y1 = max_f(r->y1, p.y);
}

/* A square, so that circles are round: that of the textbook's example where all fits in and nothing gets too small. Row
 * 0 has the largest second weight, so that it grows upwards on a map. */
static void square(Surface *r)
{
    const float lo = -1.5f, hi = 3, least = 1.5f;
    if (r->pair.known) {
        double w[2];
        plane_pair_solve(&r->pair, 0, 0, w);
        take_in(r, (Vec2){ (float)w[0], (float)w[1] });
    }
    float w = r->x1 - r->x0, h = r->y1 - r->y0, side = max_f(max_f(w, h), 1e-6f), room = 0.1f * (hi - lo);
    bool inside = min_f(r->x0, r->y0) > lo + room && max_f(r->x1, r->y1) < hi - room;
    if (inside && side >= least) {
        r->x0 = r->y1 = lo;
        r->x1 = r->y0 = hi;
        return;
    }
    float x = (r->x0 + r->x1) / 2, y = (r->y0 + r->y1) / 2, half = 0.75f * side;
    r->x0 = x - half;
    r->x1 = x + half;
    r->y0 = y + half;
    r->y1 = y - half;
}

/* Margins as wide as the pictures want, and neither side less than a tenth of the other. */
static void widen(Surface *r)
{
    float w = r->x1 - r->x0, h = r->y1 - r->y0, dx = 0.35f * max_f(w, h / 10), dy = 0.45f * max_f(h, w / 10);
    r->x0 -= dx;
    r->x1 += dx;
    r->y0 -= dy;
    r->y1 += dy;
}

static void set_extent(Surface *r)
{
    r->x0 = r->x1 = r->y0 = r->y1 = 0; /* the origin belongs to it */
    for (int k = 0; k < r->path_points; k++)
        take_in(r, r->path[k]);
    for (int i = 0; i < SPOTS && r->plane != PLANE_PATH; i++)
        if (r->spot[i].there)
            take_in(r, r->spot[i].at);
    switch (r->plane) {
    case PLANE_RANDOM:
        r->x0 = r->y0 = -1;
        r->x1 = r->y1 = 1;
        break;
    case PLANE_WEIGHTS: square(r); break;
    default: widen(r);
    }
}

/* --- the choice --- */

/* The path with the current state behind it, unless that is its last point already. */
static void set_trail(const Snapshot *s, Trail *t)
{
    t->n = 0;
    for (int k = 0; k < s->path_points && k < RUN_PATH; k++) {
        t->point[t->n] = s->path + (size_t)k * (size_t)s->shape.params;
        t->step[t->n++] = s->path_step[k];
    }
    if (t->n == 0 || t->step[t->n - 1] != (float)s->step) {
        t->point[t->n] = s->params;
        t->step[t->n++] = (float)s->step;
    }
}

static PlaneWhy find(PlaneKind kind, const Snapshot *s, uint32_t seed, const Trail *t, Plane *p, Surface *r,
                     Arena *work)
{
    size_t size = sizeof(real) * (size_t)s->shape.params;
    memset(p->origin, 0, size);
    memset(p->across, 0, size);
    memset(p->up, 0, size);
    r->plane = kind;
    switch (kind) {
    case PLANE_RANDOM: return random_plane(s, seed, p, r);
    case PLANE_SHRINK: return shrink_plane(s, p, work);
    case PLANE_WEIGHTS: return weights_plane(s, p, r);
    default: return principal_plane(s, t, p, r, work);
    }
}

bool plane_find(const Snapshot *s, const Choices *c, Plane *p, Surface *r, Arena *work)
{
    int n = s->shape.params;
    Trail t;
    set_trail(s, &t);
    if (!is_finite(s->params, n))
        return false;
    PlaneKind kind = (PlaneKind)clamp_i(c->plane, 0, PLANES - 1);
    if (kind == PLANE_AUTO)
        kind = plane_is_pair(&s->shape) ? PLANE_WEIGHTS : PLANE_PATH;
    PlaneWhy why = find(kind, s, c->plane_seed, &t, p, r, work);
    if (why != PLANE_FITS && (kind == PLANE_PATH || find(PLANE_PATH, s, 0, &t, p, r, work) != PLANE_FITS))
        return false;
    r->why = why;
    r->path_points = r->plane == PLANE_RANDOM ? 1 : t.n;
    for (int k = 0; k < r->path_points; k++)
        r->path_step[k] = t.step[t.n - r->path_points + k];
    Ground g = { p, r, &s->shape, dot(p->across, p->across, n), dot(p->across, p->up, n), dot(p->up, p->up, n) };
    if (r->plane == PLANE_RANDOM)
        r->path[0] = (Vec2){ 0, 0 };
    else if (r->plane != PLANE_PATH)
        set_path(s, &t, &g, r);
    set_spots(s, &t, &g, r, work);
    set_extent(r);
    return num_finite((double)(r->x1 - r->x0)) && num_finite((double)(r->y1 - r->y0));
}
