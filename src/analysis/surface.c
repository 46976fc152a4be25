/* surface: the loss on a plane through the weights, and the path of training on it.
 *
 * The plane goes through the newest weights along the two directions in which training moved most: the principal
 * components of the path (Lorch 2016; Li et al. 2018, section 7.1). A path has far fewer points than a net has
 * parameters, so they are found from the products of its points with each other, not from a covariance of parameters.
 * The data loss takes a pass over the training set for each node; sum w^2 is a quadratic and has a closed form. */
#include "analysis/analysis.h"

#include <math.h> /* sqrt only */
#include <string.h>

enum { POINTS = RUN_PATH + 1, ROUNDS = 400 };

struct SurfaceJob {
    Shape shape;
    Points train;
    real *origin, *across, *up, *node; /* [params]: middle of the plane, unit directions, the node at work */
    uint8_t *is_weight;                /* [params] */
    double norm2[6];                   /* sum w^2 = [0] + [1] x + [2] y + [3] x^2 + [4] x y + [5] y^2 */
    Scratch *scratch;
    int rows;
    Surface result;
};

/* Four sums side by side: a fixed order that vector units can keep. */
static double dot(const double *a, const double *b, int n)
{
    double sum[4] = { 0 };
    int i = 0;
    for (; i + 4 <= n; i += 4)
        for (int k = 0; k < 4; k++)
            sum[k] += a[i + k] * b[i + k];
    for (; i < n; i++)
        sum[0] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* The largest eigenvalue of the symmetric positive semidefinite n x n matrix m and its unit vector v, by power
 * iteration (von Mises 1929) from its longest column; v stays orthogonal to `other` when there is one. */
static double top_eigenvector(const double *m, int n, const double *other, double *v, double *work)
{
    double value = 0, most = -1;
    int start = 0;
    for (int i = 0; i < n; i++) {
        double rest = m[i * n + i]; /* of the diagonal, without what `other` explains */
        if (other)
            rest -= dot(m + i * n, other, n) * other[i];
        if (rest > most) {
            most = rest;
            start = i;
        }
    }
    memcpy(v, m + start * n, sizeof *v * (size_t)n);
    for (int round = 0; round < ROUNDS; round++) {
        double along = other ? dot(v, other, n) : 0;
        for (int i = 0; other && i < n; i++)
            v[i] -= along * other[i];
        double length = sqrt(dot(v, v, n)), change = 0;
        if (!(length > 0))
            return 0;
        for (int i = 0; i < n; i++)
            v[i] /= length;
        for (int i = 0; i < n; i++)
            work[i] = dot(m + i * n, v, n);
        value = dot(work, v, n);
        for (int i = 0; i < n; i++) {
            double d = work[i] - value * v[i];
            change += d * d;
        }
        if (change <= 1e-20 * value * value || round + 1 == ROUNDS)
            break;
        memcpy(v, work, sizeof *v * (size_t)n);
    }
    return value;
}

/* out = sum over points of v[k] (point k - origin), scaled to length 1. */
static void direction(const Snapshot *s, const real *const *point, int n, const double *v, double *work, real *out)
{
    int params = s->shape.params;
    memset(work, 0, sizeof *work * (size_t)params);
    for (int k = 0; k < n; k++)
        for (int i = 0; i < params; i++)
            work[i] += v[k] * ((double)point[k][i] - (double)s->params[i]);
    double length = sqrt(dot(work, work, params));
    for (int i = 0; i < params; i++)
        out[i] = (real)(work[i] / length);
}

/* A path along one straight line leaves the second direction open: then it is the one towards w = 0, where the penalty
 * pulls, made orthogonal to the first. */
static void towards_origin(const SurfaceJob *j, double *work, real *out)
{
    int n = j->shape.params;
    double along = 0, length = 0;
    for (int i = 0; i < n; i++)
        along += (double)j->origin[i] * (double)j->across[i];
    for (int i = 0; i < n; i++) {
        work[i] = (double)j->origin[i] - along * (double)j->across[i];
        length += work[i] * work[i];
    }
    for (int i = 0; i < n; i++)
        out[i] = length > 0 ? (real)(work[i] / sqrt(length)) : 0;
}

static void set_norm2(SurfaceJob *j, Arena *a)
{
    j->is_weight = arena_new(a, uint8_t, j->shape.params);
    net_is_weight(&j->shape, j->is_weight);
    for (int i = 0; i < j->shape.params; i++) {
        double o = (double)j->origin[i], x = (double)j->across[i], y = (double)j->up[i];
        const double term[6] = { o * o, 2 * o * x, 2 * o * y, x * x, 2 * x * y, y * y };
        for (int k = 0; j->is_weight[i] && k < 6; k++)
            j->norm2[k] += term[k];
    }
}

/* Margins as wide as the pictures want, and neither side less than a tenth of the other. */
static void set_extent(Surface *s)
{
    for (int k = 0; k < s->path_points; k++) {
        s->x0 = min_f(s->x0, s->path[k].x);
        s->x1 = max_f(s->x1, s->path[k].x);
        s->y0 = min_f(s->y0, s->path[k].y);
        s->y1 = max_f(s->y1, s->path[k].y);
    }
    float w = s->x1 - s->x0, h = s->y1 - s->y0, dx = 0.35f * max_f(w, h / 10), dy = 0.45f * max_f(h, w / 10);
    s->x0 -= dx;
    s->x1 += dx;
    s->y0 -= dy;
    s->y1 += dy;
}

/* The data loss of member 0 at a step, from the recorded curve, linear in between; NaN outside of it. */
static float curve_loss(const Snapshot *s, float step)
{
    for (int i = 0; i < s->curve_points; i++) {
        const CurvePoint *b = &s->curve[i], *a = i > 0 ? b - 1 : b;
        if (step > b->step)
            continue;
        if (step < a->step)
            break;
        return b->step > a->step ? mix_f(a->data_loss, b->data_loss, (step - a->step) / (b->step - a->step))
                                 : b->data_loss;
    }
    return (float)NAN;
}

/* Where the strength was changed. Of several changes between two path points (a drag of the slider) the last counts; of
 * more marks than there is room for, the newest. */
static void set_marks(const Snapshot *s, Surface *out)
{
    Config now = s->start;
    for (int i = 0; i < s->changes; i++) {
        const Change *c = &s->journal[i];
        float before = path_strength(&now);
        if (c->kind == ACTION_SET)
            param_put(&now, c->param, c->value, NULL);
        if (path_strength(&now) == before)
            continue;
        int at = 0;
        while (at + 1 < out->path_points && out->path_step[at] < (float)c->step)
            at++;
        if (out->marks == 0 || out->mark_at[out->marks - 1] != at) {
            if (out->marks == COUNT(out->mark_at)) {
                out->marks--;
                memmove(out->mark_at, out->mark_at + 1, sizeof out->mark_at[0] * (size_t)out->marks);
                memmove(out->mark_value, out->mark_value + 1, sizeof out->mark_value[0] * (size_t)out->marks);
            }
            out->mark_at[out->marks++] = at;
        }
        out->mark_value[out->marks - 1] = path_strength(&now);
    }
}

/* The path with the current state behind it, unless that is its last point already. Returns the number of points. */
static int path_points(const Snapshot *s, const real *point[POINTS], float step[POINTS])
{
    int n = 0;
    for (int k = 0; k < s->path_points && k < RUN_PATH; k++) {
        point[n] = s->path + (size_t)k * (size_t)s->shape.params;
        step[n++] = s->path_step[k];
    }
    if (n == 0 || step[n - 1] != (float)s->step) {
        point[n] = s->params;
        step[n++] = (float)s->step;
    }
    return n;
}

/* Products of all points with each other, relative to the newest weights. */
static double *gram_matrix(const Snapshot *s, const real *const *point, int n, Arena *a)
{
    int params = s->shape.params;
    double *m = arena_new(a, double, n *n), *moved = arena_new(a, double, (size_t)n *(size_t)params);
    for (int k = 0; k < n; k++)
        for (int i = 0; i < params; i++)
            moved[(size_t)k * (size_t)params + (size_t)i] = (double)point[k][i] - (double)s->params[i];
    for (int i = 0; i < n; i++)
        for (int k = 0; k <= i; k++)
            m[i * n + k] = m[k * n + i] =
                dot(moved + (size_t)i * (size_t)params, moved + (size_t)k * (size_t)params, params);
    return m;
}

/* An eigenvector has no sign of its own. So that the picture does not flip from one plane to the next: `towards` is
 * made positive. */
static void fix_sign(double *v, int n, double towards)
{
    for (int i = 0; towards < 0 && i < n; i++)
        v[i] = -v[i];
}

static double sum_of(const double *v, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += v[i];
    return sum;
}

/* The plane and the path on it. false: the path has no extent, or holds what is not finite. */
static bool find_plane(SurfaceJob *j, const Snapshot *s, Arena *work)
{
    Surface *r = &j->result;
    const real *point[POINTS];
    int n = r->path_points = path_points(s, point, r->path_step);
    double *m = gram_matrix(s, point, n, work), trace = 0;
    for (int i = 0; i < n; i++)
        trace += m[i * n + i];
    if (!(trace > 0) || !num_finite(trace))
        return false;
    double *v = arena_new(work, double, n), *u = arena_new(work, double, n);
    double *long_work = arena_new(work, double, max_i(n, s->shape.params));
    double first = top_eigenvector(m, n, NULL, v, long_work);
    double second = n > 2 ? top_eigenvector(m, n, v, u, long_work) : 0;
    fix_sign(v, n, -v[0]); /* training goes from left to right */
    direction(s, point, n, v, long_work, j->across);
    if (second > 1e-12 * first) {
        fix_sign(u, n, sum_of(u, n)); /* and mostly above the newest point */
        direction(s, point, n, u, long_work, j->up);
    } else {
        second = 0;
        towards_origin(j, long_work, j->up);
    }
    r->share = (float)((first + second) / trace);
    r->share = min_f(r->share, 1);
    for (int k = 0; k < n; k++) /* moved_k . direction = sqrt(eigenvalue) v_k */
        r->path[k] = (Vec2){ (float)(sqrt(first) * v[k]), (float)(sqrt(second) * u[k]) };
    return true;
}

static void copy_train(SurfaceJob *j, const Points *p, Arena *a)
{
    j->train = (Points){ .n = p->n, .inputs = p->inputs, .targets = p->targets };
    j->train.x = arena_new(a, real, p->n * p->inputs);
    j->train.y = arena_new(a, real, p->n * p->targets);
    memcpy(j->train.x, p->x, sizeof *p->x * (size_t)(p->n * p->inputs));
    memcpy(j->train.y, p->y, sizeof *p->y * (size_t)(p->n * p->targets));
}

SurfaceJob *surface_begin(const Snapshot *s, Arena *a)
{
    int params = s->shape.params;
    if (s->members < 1 || params < 1)
        return NULL;
    SurfaceJob *j = arena_new(a, SurfaceJob, 1);
    j->shape = s->shape;
    j->origin = arena_new(a, real, params);
    j->across = arena_new(a, real, params);
    j->up = arena_new(a, real, params);
    j->node = arena_new(a, real, params);
    memcpy(j->origin, s->params, sizeof *j->origin * (size_t)params);
    Arena work = { 0 };
    bool found = find_plane(j, s, &work);
    arena_free(&work);
    if (!found)
        return NULL;
    set_norm2(j, a);
    copy_train(j, &s->train, a);
    j->scratch = net_scratch(&j->shape, a);
    Surface *r = &j->result;
    r->step = s->step;
    set_extent(r);
    for (int k = 0; k < r->path_points; k++)
        r->path_loss[k] = curve_loss(s, r->path_step[k]);
    set_marks(s, r);
    return j;
}

static void make_node(SurfaceJob *j, int row, int column)
{
    Surface *r = &j->result;
    double x = (double)mix_f(r->x0, r->x1, (float)column / (SURFACE_NODES - 1));
    double y = (double)mix_f(r->y0, r->y1, (float)row / (SURFACE_NODES - 1));
    for (int i = 0; i < j->shape.params; i++)
        j->node[i] = (real)((double)j->origin[i] + x * (double)j->across[i] + y * (double)j->up[i]);
    const double *c = j->norm2;
    double norm2 = c[0] + c[1] * x + c[2] * y + c[3] * x * x + c[4] * x * y + c[5] * y * y;
    int node = row * SURFACE_NODES + column;
    r->norm2[node] = norm2 > 0 ? (float)norm2 : 0;
    net_clamp(&j->shape, j->node); /* GDN's own parameters stay where training keeps them */
    double norm1 = 0;
    for (int i = 0; i < j->shape.params; i++)
        if (j->is_weight[i])
            norm1 += (double)(j->node[i] < 0 ? -j->node[i] : j->node[i]);
    r->norm1[node] = (float)norm1;
    r->data[node] = (float)net_loss(&j->shape, j->node, &j->train, NULL, j->train.n, NULL, j->scratch);
}

bool surface_rows(SurfaceJob *j, int rows)
{
    for (; rows > 0 && j->rows < SURFACE_NODES; rows--, j->rows++)
        for (int column = 0; column < SURFACE_NODES; column++)
            make_node(j, j->rows, column);
    j->result.valid = j->rows == SURFACE_NODES;
    return j->result.valid;
}

int surface_done(const SurfaceJob *j) { return j->rows; }

void surface_result(const SurfaceJob *j, Surface *out) { *out = j->result; }

float surface_value(const Surface *s, SurfaceKind kind, Penalty p, int node)
{
    float data = kind == SURFACE_PENALTY ? 0 : s->data[node];
    float penalty = kind == SURFACE_DATA ? 0 : (float)p.l2 / 2 * s->norm2[node] + (float)p.reported * s->norm1[node];
    return data + penalty;
}

float surface_height(float value, float top)
{
    return (float)num_log1p(3 * (double)(value < top ? value : top)); /* what is no number is as high as can be */
}
