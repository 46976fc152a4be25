/* field: the net's output on a grid over the plane, and the lines on which it changes its mind. A grid's first row is
 * the top of the window, as in a picture. Contours know nothing of nets: they are found on any grid of numbers. */
#include "analysis/analysis.h"

#include <assert.h>

static void include(Window *w, const Points *p, int n)
{
    for (int i = 0; i < n && i < p->n; i++) {
        const real *at = p->raw + (size_t)i * (size_t)p->raw_inputs;
        float x = (float)at[0], y = (float)(p->raw_inputs > 1 ? at[1] : p->y[i * p->targets]);
        if (!num_finite((double)x) || !num_finite((double)y))
            continue;
        *w = (Window){ min_f(w->x0, x), max_f(w->x1, x), min_f(w->y0, y), max_f(w->y1, y) };
    }
}

Window field_window(const Points *train, const Points *test, int test_shown, float aspect)
{
    const float margin = 0.15f;
    Window w = { 1e30f, -1e30f, 1e30f, -1e30f };
    include(&w, train, train->n);
    include(&w, test, test_shown);
    if (w.x0 > w.x1)
        w = (Window){ -1, 1, -1, 1 }; /* no points at all */
    float cx = (w.x0 + w.x1) / 2, cy = (w.y0 + w.y1) / 2;
    float height = max_f(w.y1 - w.y0, (w.x1 - w.x0) / aspect) * (0.5f + margin);
    if (!(height > 0))
        height = 1; /* all points in one place */
    return (Window){ cx - height * aspect, cx + height * aspect, cy - height, cy + height };
}

static bool inside(const Window *w, const Points *p, int n)
{
    for (int i = 0; i < n && i < p->n; i++) {
        float x = (float)p->raw[2 * i], y = (float)p->raw[2 * i + 1];
        if (x < w->x0 || x > w->x1 || y < w->y0 || y > w->y1)
            return false;
    }
    return true;
}

Window field_window_of(const Config *c, const Points *train, const Points *test, int test_shown, float aspect)
{
    const DataDef *d = &data_defs[c->data];
    if (train->raw_inputs == 1) { /* a curve: each axis has a unit of its own */
        Window w = { 1e30f, -1e30f, 1e30f, -1e30f };
        include(&w, train, train->n);
        include(&w, test, test->n);
        if (w.x0 > w.x1)
            return (Window){ 0, 1, -1, 1 };
        float x = max_f(0.06f * (w.x1 - w.x0), 1e-3f), y = max_f(0.15f * (w.y1 - w.y0), 1e-3f);
        return (Window){ w.x0 - x, w.x1 + x, w.y0 - y, w.y1 + y };
    }
    float high = 1.1f * d->box[3];
    Window still = { -high * aspect, high * aspect, -high, high };
    if (d->own && train->raw_inputs == 2 && inside(&still, train, train->n) && inside(&still, test, test_shown))
        return still;
    return field_window(train, test, test_shown, aspect);
}

uint64_t field_hash(uint64_t h, const void *data, size_t size)
{
    h ^= 0xCBF29CE484222325u;
    for (const unsigned char *p = data, *end = p + size; p < end; p++)
        h = (h ^ *p) * 0x100000001B3u;
    return h;
}

static uint64_t field_version(const Shape *s, const real *params, const Field *f)
{
    const int numbers[] = { s->layers, s->act, f->w, f->h, s->map.degree, (int)s->map.features };
    const float edges[] = { f->window.x0, f->window.x1, f->window.y0, f->window.y1 };
    uint64_t v = field_hash(0, &f->step, sizeof f->step);
    v = field_hash(v, numbers, sizeof numbers);
    v = field_hash(v, edges, sizeof edges);
    v = field_hash(v, s->width, sizeof s->width[0] * (size_t)(s->layers + 1));
    return field_hash(v, params, sizeof *params * (size_t)s->params);
}

bool field_fits(const Shape *s) { return s->map.raw == 1 || s->map.raw == 2; }

void field_make(const Shape *s, const real *params, uint64_t step, Window win, int w, int h, Arena *a, Field *out)
{
    int raw = s->map.raw;
    assert(field_fits(s) && w >= 2 && (h >= 2 || raw == 1));
    *out = (Field){ .window = win, .w = w, .h = h, .outputs = s->outputs, .step = step };
    out->version = field_version(s, params, out);
    out->z = arena_new(a, float, (size_t)w *(size_t)h *(size_t)s->outputs);
    real *at = arena_new(a, real, raw * w), *x = arena_new(a, real, s->inputs * w);
    real *z = arena_new(a, real, w * s->outputs);
    Scratch *scratch = net_scratch(s, a);
    for (int j = 0; j < h; j++) {
        for (int i = 0; i < w; i++) {
            at[raw * i] = (real)mix_f(win.x0, win.x1, (float)i / (float)(w - 1));
            if (raw == 2)
                at[2 * i + 1] = (real)mix_f(win.y1, win.y0, (float)j / (float)(h - 1));
        }
        data_inputs(&s->map, at, w, x);
        net_forward(s, params, x, w, z, scratch);
        float *row = out->z + (size_t)j * (size_t)(w * s->outputs);
        for (int k = 0; k < w * s->outputs; k++)
            row[k] = (float)z[k];
    }
}

void field_scale(const Shape *s, const Points *train, float *mid, float *slope)
{
    float lo = 1e30f, hi = -1e30f;
    *mid = *slope = 0;
    if (s->loss != loss_for(0))
        return;
    for (int i = 0; i < train->n; i++) {
        float y = (float)train->y[(size_t)i * (size_t)train->targets];
        lo = min_f(lo, y);
        hi = max_f(hi, y);
    }
    *mid = lo <= hi ? (lo + hi) / 2 : 0;
    *slope = lo < hi ? 6 / (hi - lo) : 1; /* the range of the values is p = 0.05 ... 0.95 */
}

float field_margin(const Field *f, int i, int j, int k)
{
    const float *z = f->z + ((size_t)j * (size_t)f->w + (size_t)i) * (size_t)f->outputs;
    if (f->outputs == 1)
        return z[0];
    float other = -1e30f;
    for (int o = 0; o < f->outputs; o++)
        if (o != k)
            other = max_f(other, z[o]);
    return z[k] - other;
}

float field_p1(float logit) { return num_sigmoidf(logit); }

/* --- contours ---
 * A line crosses a cell from edge to edge, and an edge belongs to at most two cells. So an edge that is crossed has one
 * or two links to other crossed edges, and following the links gives whole lines. The edge from node (i,j) to the right
 * has number 2(j w + i), the one downwards 2(j w + i) + 1. */

typedef struct Links {
    int to[2]; /* edge + 1; 0: none */
} Links;

typedef struct Grid {
    const float *z;
    int w, h;
    float level;
    Links *edge;
} Grid;

static void join(Links *edge, int a, int b)
{
    edge[a].to[edge[a].to[0] != 0] = b + 1;
    edge[b].to[edge[b].to[0] != 0] = a + 1;
}

/* Corners go round from the top left: 0 1 over 3 2; edge k lies between corners k and k+1. A row: the corners above the
 * level as bits, then edges to be joined in pairs. Rows 5 and 10 are saddles and hold both readings: the first pairs
 * keep the middle together with the corners above, the last two with those below. */
static const signed char cell_pairs[16][8] = {
    [1] = { 3, 0, -1 },
    [2] = { 0, 1, -1 },
    [3] = { 3, 1, -1 },
    [4] = { 1, 2, -1 },
    [5] = { 0, 1, 2, 3, 3, 0, 1, 2 },
    [6] = { 0, 2, -1 },
    [7] = { 3, 2, -1 },
    [8] = { 2, 3, -1 },
    [9] = { 0, 2, -1 },
    [10] = { 3, 0, 1, 2, 0, 1, 2, 3 },
    [11] = { 1, 2, -1 },
    [12] = { 1, 3, -1 },
    [13] = { 0, 1, -1 },
    [14] = { 3, 0, -1 },
};

static void link_cell(Grid *g, int i, int j)
{
    int node = j * g->w + i;
    const float corner[4] = { g->z[node], g->z[node + 1], g->z[node + g->w + 1], g->z[node + g->w] };
    const int edge[4] = { 2 * node, 2 * (node + 1) + 1, 2 * (node + g->w), 2 * node + 1 };
    double sum = 0;
    int above = 0;
    for (int k = 0; k < 4; k++) {
        sum += (double)corner[k];
        above |= (corner[k] >= g->level) << k;
    }
    if (above == 0 || above == 15 || !num_finite(sum))
        return;
    const signed char *pair = cell_pairs[above];
    bool saddle = above == 5 || above == 10;
    if (saddle && !(sum / 4 >= (double)g->level))
        pair += 4;
    for (int k = 0; k < (saddle ? 4 : 2); k += 2)
        join(g->edge, edge[pair[k]], edge[pair[k + 1]]);
}

static Vec2 crossing(const Grid *g, int edge)
{
    int node = edge / 2, down = edge & 1;
    double a = (double)g->z[node], b = (double)g->z[node + (down ? g->w : 1)];
    float t = (float)(((double)g->level - a) / (b - a));
    return (Vec2){ (float)(node % g->w) + (down ? 0 : t), (float)(node / g->w) + (down ? t : 0) };
}

/* Appends the line that starts at `edge` and eats its links behind it, so that no edge is passed twice. */
static void follow(const Grid *g, int edge, Lines *out)
{
    Links *links = g->edge;
    int first = edge, before = -1, n = 0;
    bool closed = links[edge].to[0] && links[edge].to[1];
    for (int next; edge >= 0; before = edge, edge = next) {
        out->p[out->points + n++] = crossing(g, edge);
        next = links[edge].to[0] - 1;
        if (next == before)
            next = links[edge].to[1] - 1; /* -1 at the end of an open line */
        if (next == first)
            next = -1; /* once round a closed one */
        links[edge] = (Links){ { 0 } };
    }
    out->count[out->lines] = n;
    out->closed[out->lines++] = closed;
    out->points += n;
}

void contour_lines(const float *z, int w, int h, float level, Arena *a, Lines *out)
{
    *out = (Lines){ 0 };
    if (w < 2 || h < 2)
        return;
    int edges = 2 * w * h, crossed = 0;
    Grid g = { z, w, h, level, arena_new(a, Links, edges) };
    for (int j = 0; j + 1 < h; j++)
        for (int i = 0; i + 1 < w; i++)
            link_cell(&g, i, j);
    for (int e = 0; e < edges; e++)
        crossed += g.edge[e].to[0] != 0;
    out->p = arena_new(a, Vec2, crossed);
    out->count = arena_new(a, int, crossed / 2 + 1); /* a line has two points or more */
    out->closed = arena_new(a, bool, crossed / 2 + 1);
    for (int e = 0; e < edges; e++) /* open lines from their ends, then only closed ones are left */
        if (g.edge[e].to[0] && !g.edge[e].to[1])
            follow(&g, e, out);
    for (int e = 0; e < edges; e++)
        if (g.edge[e].to[0])
            follow(&g, e, out);
}

/* How much the best class below k beats the best one above it at a place in the grid. Where this is positive, the
 * border of k is one with a class below it, which has traced it already. */
static float lead_below(const Field *f, int k, Vec2 at)
{
    int o = f->outputs, i = min_i((int)at.x, f->w - 2), j = min_i((int)at.y, f->h - 2);
    const float *a = f->z + ((size_t)j * (size_t)f->w + (size_t)i) * (size_t)o, *b = a + f->w * o;
    float s = at.x - (float)i, t = at.y - (float)j, below = -1e30f, above = -1e30f;
    for (int c = 0; c < o; c++) {
        float z = mix_f(mix_f(a[c], a[c + o], s), mix_f(b[c], b[c + o], s), t);
        if (c < k)
            below = max_f(below, z);
        if (c > k)
            above = max_f(above, z);
    }
    return below - above;
}

static void append(Lines *out, Vec2 p)
{
    out->p[out->points++] = p;
    out->count[out->lines]++;
}

static void end_line(Lines *out, bool closed)
{
    if (out->count[out->lines] > 0)
        out->closed[out->lines++] = closed;
}

/* Appends the stretches of a line of class k that no class below has traced, cut where three classes meet. */
static void append_new(const Field *f, int k, const Vec2 *p, int n, bool closed, Lines *out)
{
    int first = 0;
    while (closed && first < n && !(lead_below(f, k, p[first]) > 0))
        first++;
    bool whole = closed && first == n;
    if (!closed || whole)
        first = 0;
    float before = 0;
    for (int i = 0; i < n + (closed && !whole); i++) { /* a closed line from where it is cut once round */
        Vec2 b = p[(first + i) % n], a = p[(first + i + n - 1) % n];
        float lead = lead_below(f, k, b);
        if (i > 0 && (lead > 0) != (before > 0)) {
            float t = before / (before - lead);
            append(out, (Vec2){ mix_f(a.x, b.x, t), mix_f(a.y, b.y, t) });
        }
        if (lead > 0)
            end_line(out, false);
        else
            append(out, b);
        before = lead;
    }
    end_line(out, whole);
}

void contour_boundaries(const Field *f, Arena *a, Lines *out)
{
    Lines part[NN_CLASSES];
    int parts = f->outputs == 1 ? 1 : f->outputs - 1, points = 0;
    float *margin = arena_new(a, float, (size_t)f->w *(size_t)f->h);
    for (int k = 0; k < parts; k++) {
        for (int j = 0; j < f->h; j++)
            for (int i = 0; i < f->w; i++)
                margin[j * f->w + i] = field_margin(f, i, j, k);
        contour_lines(margin, f->w, f->h, 0, a, &part[k]);
        points += part[k].points;
    }
    if (parts == 1) {
        *out = part[0];
        return;
    }
    *out = (Lines){ .count = arena_new(a, int, points + 1), /* at most a cut for each point */
                    .p = arena_new(a, Vec2, 2 * points + 1),
                    .closed = arena_new(a, bool, points + 1) };
    for (int k = 0; k < parts; k++) {
        const Vec2 *p = part[k].p;
        for (int i = 0; i < part[k].lines; p += part[k].count[i++])
            append_new(f, k, p, part[k].count[i], part[k].closed[i], out);
    }
}
