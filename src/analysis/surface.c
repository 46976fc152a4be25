/* surface: the loss on a plane through the weights, and the path of training on it.
 *
 * The plane goes through the newest weights along the two directions in which training moved most: the principal
 * components of the path (Lorch 2016; Li et al. 2018, section 7.1). A path has far fewer points than a net has
 * parameters, so they are found from the products of its points with each other, not from a covariance of parameters.
 * The data loss takes a pass over the training set for each node; sum w^2 is a quadratic and has a closed form, sum |w|
 * has none. */
#include "analysis/analysis.h"

#include <math.h> /* sqrt only */
#include <string.h>

enum { POINTS = RUN_PATH + 1, BLOCK = 8, ROUNDS = 12 };

struct SurfaceJob {
    Shape shape;
    Points train;
    real *origin, *across, *up, *node; /* [params]: middle of the plane, unit directions, the node at work */
    uint8_t *is_weight;                /* [params] */
    double norm2[6];                   /* sum w^2 = [0] + [1] x + [2] y + [3] x^2 + [4] x y + [5] y^2 */
    Scratch *scratch;
    ManyScratch *many; /* NULL: one node after another */
    int rows;
    Surface result;
};

static int padded(int n) { return (n + 15) / 16 * 16; } /* kernel_dot is quickest without a rest */

/* Columns of y, [n][BLOCK], made orthogonal to those before them and of length 1; what is nothing but rounding becomes
 * 0 (Gram and Schmidt, twice, which is enough: Giraud, Langou and Rozloznik 2005). work:
 * [BLOCK][padded n], zeros at first. */
static void orthonormalise(const double *y, int n, double *work, double *q)
{
    int high = padded(n);
    for (int k = 0; k < BLOCK; k++) {
        double *column = work + k * high;
        for (int i = 0; i < n; i++)
            column[i] = y[i * BLOCK + k];
        double before = kernel_dot(column, column, high);
        for (int p = 0; p < 2 * k; p++) {
            const double *other = work + p % k * high;
            double along = kernel_dot(column, other, high);
            for (int i = 0; i < n; i++)
                column[i] -= along * other[i];
        }
        double length = kernel_dot(column, column, high), scale = length > 1e-26 * before ? 1 / sqrt(length) : 0;
        for (int i = 0; i < n; i++)
            q[i * BLOCK + k] = column[i] *= scale;
    }
}

/* Eigenvalues on the diagonal of the symmetric t, its eigenvectors in the columns of u: rotations that make one pair
 * after another 0 (Jacobi 1846; Golub and Van Loan 2013, 8.5). */
static void rotate_to_diagonal(double t[BLOCK][BLOCK], double u[BLOCK][BLOCK])
{
    for (int i = 0; i < BLOCK; i++)
        for (int k = 0; k < BLOCK; k++)
            u[i][k] = i == k;
    for (int sweep = 0; sweep < 10; sweep++)
        for (int p = 0; p < BLOCK; p++)
            for (int q = p + 1; q < BLOCK; q++) {
                if (t[p][q] == 0)
                    continue;
                double turn = (t[q][q] - t[p][p]) / (2 * t[p][q]);
                double tangent = (turn < 0 ? -1 : 1) / ((turn < 0 ? -turn : turn) + sqrt(1 + turn * turn));
                double c = 1 / sqrt(1 + tangent * tangent), s = c * tangent;
                for (int i = 0; i < BLOCK; i++) {
                    double a = t[i][p], b = t[i][q], v = u[i][p], w = u[i][q];
                    t[i][p] = c * a - s * b, t[i][q] = s * a + c * b;
                    u[i][p] = c * v - s * w, u[i][q] = s * v + c * w;
                }
                for (int i = 0; i < BLOCK; i++) {
                    double a = t[p][i], b = t[q][i];
                    t[p][i] = c * a - s * b, t[q][i] = s * a + c * b;
                }
            }
}

/* The two largest eigenvalues of the symmetric positive semidefinite n x n matrix m, and their unit vectors: a block of
 * vectors, multiplied by m again and again, turns towards the largest ones (Golub and Van Loan 2013, 8.2.4). A block of
 * eight, because the third is often near the second, but the ninth is not. */
static void top_eigenvectors(const double *m, int n, double value[2], double *v[2], Arena *work)
{
    double *q = arena_new(work, double, n *BLOCK), *y = arena_new(work, double, n *BLOCK);
    double *columns = arena_new(work, double, padded(n) * BLOCK), t[BLOCK][BLOCK] = { 0 }, u[BLOCK][BLOCK];
    Rng r = rng_make(1, 1); /* any start that has a part in every direction */
    for (int i = 0; i < n * BLOCK; i++)
        q[i] = rng_unit(&r) - 0.5;
    for (int round = 0; round < ROUNDS; round++) {
        kernel_multiply(m, n, q, y);
        orthonormalise(y, n, columns, q);
    }
    kernel_multiply(m, n, q, y);
    for (int i = 0; i < n; i++)
        for (int a = 0; a < BLOCK; a++)
            for (int b = 0; b < BLOCK; b++)
                t[a][b] += (q[i * BLOCK + a] * y[i * BLOCK + b] + q[i * BLOCK + b] * y[i * BLOCK + a]) / 2;
    rotate_to_diagonal(t, u);
    for (int k = 0, before = -1; k < 2; k++) {
        int top = before == 0;
        for (int a = 0; a < BLOCK; a++)
            top = a != before && t[a][a] > t[top][top] ? a : top;
        value[k] = t[top][top] > 0 ? t[top][top] : 0;
        for (int i = 0; i < n; i++) {
            v[k][i] = 0;
            for (int a = 0; a < BLOCK; a++)
                v[k][i] += q[i * BLOCK + a] * u[a][top];
        }
        before = top;
    }
}

/* out = sum over points of v[k] (point k - origin), scaled to length 1. */
static void direction(const Snapshot *s, const real *const *point, int n, const double *v, double *work, real *out)
{
    int params = s->shape.params;
    memset(work, 0, sizeof *work * (size_t)params);
    for (int k = 0; k < n; k++)
        for (int i = 0; i < params; i++)
            work[i] += v[k] * ((double)point[k][i] - (double)s->params[i]);
    double length = sqrt(kernel_dot(work, work, params));
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
    for (int i = 0; i < s->changes; i++) {
        const Change *c = &s->journal[i];
        if (!path_moves(s, c))
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
        out->mark_value[out->marks - 1] = (float)c->value;
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
    int params = s->shape.params, wide = padded(params);
    double *m = arena_new(a, double, n *n), *moved = arena_new(a, double, (size_t)n *(size_t)wide);
    for (int k = 0; k < n; k++)
        for (int i = 0; i < params; i++)
            moved[(size_t)k * (size_t)wide + (size_t)i] = (double)point[k][i] - (double)s->params[i];
    for (int i = 0; i < n; i++)
        for (int k = 0; k <= i; k++)
            m[i * n + k] = m[k * n + i] =
                kernel_dot(moved + (size_t)i * (size_t)wide, moved + (size_t)k * (size_t)wide, wide);
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
    double *v = arena_new(work, double, n), *u = arena_new(work, double, n), value[2];
    double *long_work = arena_new(work, double, s->shape.params);
    top_eigenvectors(m, n, value, (double *[]){ v, u }, work);
    double first = value[0], second = n > 2 ? value[1] : 0;
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
    bool many = many_fits(&j->shape);
    j->node = arena_new(a, real, params * (many ? NN_MANY : 1));
    memcpy(j->origin, s->params, sizeof *j->origin * (size_t)params);
    Arena work = { 0 };
    bool found = find_plane(j, s, &work);
    arena_free(&work);
    if (!found)
        return NULL;
    set_norm2(j, a);
    copy_train(j, &s->train, a);
    if (many)
        j->many = many_scratch(&j->shape, &j->train, a);
    else
        j->scratch = net_scratch(&j->shape, a);
    Surface *r = &j->result;
    r->step = s->step;
    set_extent(r);
    for (int k = 0; k < r->path_points; k++)
        r->path_loss[k] = curve_loss(s, r->path_step[k]);
    set_marks(s, r);
    return j;
}

/* Sum w^2 at a node, and where it lies. */
static void place_node(SurfaceJob *j, int node, double *x, double *y)
{
    Surface *r = &j->result;
    *x = (double)mix_f(r->x0, r->x1, (float)(node % SURFACE_NODES) / (SURFACE_NODES - 1));
    *y = (double)mix_f(r->y0, r->y1, (float)(node / SURFACE_NODES) / (SURFACE_NODES - 1));
    const double *c = j->norm2;
    double norm2 = c[0] + c[1] * *x + c[2] * *y + c[3] * *x * *x + c[4] * *x * *y + c[5] * *y * *y;
    r->norm2[node] = norm2 > 0 ? (float)norm2 : 0;
}

static void make_node(SurfaceJob *j, int node)
{
    double x, y;
    real size = 0;
    place_node(j, node, &x, &y);
    for (int i = 0; i < j->shape.params; i++)
        j->node[i] = (real)((double)j->origin[i] + x * (double)j->across[i] + y * (double)j->up[i]);
    net_clamp(&j->shape, j->node); /* GDN's own parameters stay where training keeps them */
    for (int i = 0; i < j->shape.params; i++)
        size += !j->is_weight[i] ? 0 : j->node[i] < 0 ? -j->node[i] : j->node[i];
    j->result.norm1[node] = (float)size;
    j->result.data[node] = (float)net_loss(&j->shape, j->node, &j->train, NULL, j->train.n, NULL, j->scratch);
}

/* Nodes first ... end, at most NN_MANY, a lane each; lanes left over repeat the last one. */
static void make_nodes(SurfaceJob *j, int first, int end)
{
    double x[NN_MANY], y[NN_MANY], loss[NN_MANY];
    real size[NN_MANY];
    for (int l = 0; l < NN_MANY; l++)
        place_node(j, min_i(first + l, end - 1), &x[l], &y[l]);
    many_plane(j->origin, j->across, j->up, j->shape.params, x, y, j->node);
    many_loss(&j->shape, j->node, loss, j->many);
    many_sizes(j->node, j->is_weight, j->shape.params, size);
    for (int node = first; node < end; node++) {
        j->result.data[node] = (float)loss[node - first];
        j->result.norm1[node] = (float)size[node - first];
    }
}

bool surface_rows(SurfaceJob *j, int rows)
{
    int end = min_i(j->rows + rows, SURFACE_NODES) * SURFACE_NODES;
    for (int node = j->rows * SURFACE_NODES; node < end; node += j->many ? NN_MANY : 1)
        if (j->many)
            make_nodes(j, node, min_i(node + NN_MANY, end));
        else
            make_node(j, node);
    j->rows = end / SURFACE_NODES;
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
