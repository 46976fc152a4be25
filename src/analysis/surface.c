/* surface: the loss on a plane through the parameters (plane.c), and the path of training on it.
 *
 * The data loss takes a pass over the training set, or the first SURFACE_POINTS of it, for each node; sum w^2 is a
 * quadratic and has a closed form, sum |w| has none. Kept apart, they give the cost for whatever lambda is now. */
#include "analysis/plane.h"

#include <math.h> /* NAN only */
#include <string.h>

struct SurfaceJob {
    Shape shape;
    Points train;
    real *origin, *across, *up, *node; /* [params]: the plane, the node at work */
    uint8_t *is_weight;                /* [params] penalised: the biases too, if so set */
    double norm2[6];                   /* sum w^2 = [0] + [1] x + [2] y + [3] x^2 + [4] x y + [5] y^2 */
    Scratch *scratch;
    ManyScratch *many; /* NULL: one node after another */
    int rows;
    Surface result;
};

static void set_norm2(SurfaceJob *j, bool biases, Arena *a)
{
    j->is_weight = arena_new(a, uint8_t, j->shape.params);
    net_penalised(&j->shape, biases, j->is_weight);
    for (int i = 0; i < j->shape.params; i++) {
        double o = (double)j->origin[i], x = (double)j->across[i], y = (double)j->up[i];
        const double term[6] = { o * o, 2 * o * x, 2 * o * y, x * x, 2 * x * y, y * y };
        for (int k = 0; j->is_weight[i] && k < 6; k++)
            j->norm2[k] += term[k];
    }
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

SurfaceJob *surface_begin(const Snapshot *s, const Choices *c, Arena *a)
{
    int params = s->shape.params;
    if (s->members < 1 || params < 1)
        return NULL;
    SurfaceJob *j = arena_new(a, SurfaceJob, 1);
    Surface *r = &j->result;
    j->shape = s->shape;
    j->origin = arena_new(a, real, params);
    j->across = arena_new(a, real, params);
    j->up = arena_new(a, real, params);
    bool many = many_fits(&j->shape);
    j->node = arena_new(a, real, params * (many ? NN_MANY : 1));
    Arena work = { 0 };
    bool found = plane_find(s, c, &(Plane){ j->origin, j->across, j->up }, r, &work);
    arena_free(&work);
    if (!found)
        return NULL;
    set_norm2(j, s->config.bias_penalty, a);
    j->train = s->train;
    j->train.n = r->rows = min_i(s->train.n, SURFACE_POINTS); /* in random order: their mean is that of all, nearly */
    j->train = snapshot_points(&j->train, a);
    if (many)
        j->many = many_scratch(&j->shape, &j->train, a);
    else
        j->scratch = net_scratch(&j->shape, a);
    r->step = s->step;
    for (int k = 0; k < r->path_points; k++)
        r->path_loss[k] = curve_loss(s, r->path_step[k]);
    if (r->spot[SPOT_START].there)
        r->spot[SPOT_START].loss = r->path_loss[0];
    if (r->path_points > 1)
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

static double loss_at(SurfaceJob *j, double x, double y)
{
    for (int i = 0; i < j->shape.params; i++)
        j->node[i] = (real)((double)j->origin[i] + x * (double)j->across[i] + y * (double)j->up[i]);
    net_clamp(&j->shape, j->node); /* GDN's own parameters stay where training keeps them */
    return net_loss(&j->shape, j->node, &j->train, NULL, j->train.n, NULL, j->scratch);
}

static void make_node(SurfaceJob *j, int node)
{
    double x, y;
    real size = 0;
    place_node(j, node, &x, &y);
    j->result.data[node] = (float)loss_at(j, x, y);
    for (int i = 0; i < j->shape.params; i++)
        size += !j->is_weight[i] ? 0 : j->node[i] < 0 ? -j->node[i] : j->node[i];
    j->result.norm1[node] = (float)size;
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

/* The loss exactly where the spots lie, which is between nodes. */
static void make_spots(SurfaceJob *j)
{
    double x[NN_MANY], y[NN_MANY], loss[NN_MANY];
    for (int l = 0; l < NN_MANY; l++) {
        x[l] = (double)j->result.spot[l % SPOTS].at.x;
        y[l] = (double)j->result.spot[l % SPOTS].at.y;
    }
    if (j->many) {
        many_plane(j->origin, j->across, j->up, j->shape.params, x, y, j->node);
        many_loss(&j->shape, j->node, loss, j->many);
    }
    for (int i = 0; i < SPOTS; i++)
        if (j->result.spot[i].there)
            j->result.spot[i].here = (float)(j->many ? loss[i] : loss_at(j, x[i], y[i]));
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
    if (j->result.valid)
        make_spots(j);
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

float surface_height(SurfaceScale scale, float value, float top)
{
    double v = (double)(value < top ? value : top); /* what is no number is as high as can be */
    double decades = value < 100 ? num_log10(value > 0.01f ? (double)value : 0.01) + 2 : 4;
    return (float)(scale == SCALE_LOG ? num_log1p(3 * v) : scale == SCALE_LINEAR ? v : decades);
}
