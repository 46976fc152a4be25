/* Strokes: from a polyline to one closed contour around it, along its left side, around the end and back, so that a
 * line that crosses itself never blends twice. Joints and round ends are arcs of the circle table; inner sides of sharp
 * turns go through the centre. A closed line has two contours, dashes one each. */
#include "draw/replay.h"

static void put_off(Outline *o, Vec2 p, Vec2 n, float half) { outline_put(o, p.x + half * n.x, p.y + half * n.y); }

/* The points of an arc around p, after direction a and before the direction at which a turned has cosine `until`.
 * It turns from a towards (-a.y, a.x), which is the way the line runs when a is its normal (dy, -dx). */
static void put_arc(Outline *o, Vec2 p, Vec2 a, float until, float half)
{
    int step = outline_arc_step(half);
    for (int i = step; i <= CIRCLE / 2 && o->circle[i].x > until; i += step) {
        Vec2 t = o->circle[i];
        put_off(o, p, (Vec2){ a.x * t.x - a.y * t.y, a.y * t.x + a.x * t.y }, half);
    }
}

/* From the side with normal a to the one with normal b, around the point p between them. */
static void put_joint(Outline *o, Vec2 p, Vec2 a, Vec2 b, float half)
{
    float dot = a.x * b.x + a.y * b.y, cross = a.x * b.y - a.y * b.x;
    if (dot > 0.99f) { /* nearly straight: a mitre */
        put_off(o, p, (Vec2){ (a.x + b.x) / (1 + dot), (a.y + b.y) / (1 + dot) }, half);
        return;
    }
    put_off(o, p, a, half);
    if (cross >= 0) /* the outer side; a turn of 180 degrees has two of them */
        put_arc(o, p, a, dot, half);
    else if (dot < 0.9f) /* through the centre, or the inner side could stick out of a sharp turn */
        outline_put(o, p.x, p.y);
    put_off(o, p, b, half);
}

static Vec2 minus(Vec2 v) { return (Vec2){ -v.x, -v.y }; }

static void put_cap(Outline *o, Vec2 p, Vec2 n, float half, bool butt)
{
    put_off(o, p, n, half);
    if (!butt)
        put_arc(o, p, n, -1, half);
    put_off(o, p, minus(n), half);
}

/* Drops points that repeat the one before them. */
static int distinct(Vec2 *p, int n)
{
    int kept = min_i(n, 1);
    for (int i = 1; i < n; i++) {
        float dx = p[i].x - p[kept - 1].x, dy = p[i].y - p[kept - 1].y;
        if (dx * dx + dy * dy > 1e-4f)
            p[kept++] = p[i];
    }
    return kept;
}

/* One polyline of device pixels, both sides and the caps as one contour; two contours when it is closed. */
static void put_line(Outline *o, Vec2 *p, int n, float half, bool closed, bool butt)
{
    n = distinct(p, n);
    if (closed && n > 1 && __builtin_fabsf(p[0].x - p[n - 1].x) + __builtin_fabsf(p[0].y - p[n - 1].y) < 1e-2f)
        n--;
    if (n == 1 && !butt)
        outline_circle(o, p[0], half, false);
    if (n < 2)
        return;
    closed = closed && n > 2;
    o->normal = replay_grow(o->normal, &o->normal_cap, n, sizeof *o->normal);
    Vec2 *normal = o->normal; /* of the piece from p[i] to p[i + 1] */
    for (int i = 0; i < n; i++) {
        Vec2 to = p[i + 1 < n ? i + 1 : 0];
        float dx = to.x - p[i].x, dy = to.y - p[i].y, inverse = 1 / __builtin_sqrtf(dx * dx + dy * dy);
        normal[i] = (Vec2){ dy * inverse, -dx * inverse };
    }
    int last = n - 1;
    if (closed) {
        for (int i = 0; i < n; i++)
            put_joint(o, p[i], normal[i ? i - 1 : last], normal[i], half);
        outline_close(o);
        for (int i = last; i >= 0; i--)
            put_joint(o, p[i], minus(normal[i]), minus(normal[i ? i - 1 : last]), half);
    } else {
        for (int i = 1; i < last; i++)
            put_joint(o, p[i], normal[i - 1], normal[i], half);
        put_cap(o, p[last], normal[last - 1], half, butt);
        for (int i = last - 1; i > 0; i--)
            put_joint(o, p[i], minus(normal[i]), minus(normal[i - 1]), half);
        put_cap(o, p[0], minus(normal[0]), half, butt);
    }
    outline_close(o);
}

/* Cuts the polyline into its dashes and strokes each. dash[i & 1 ? off : on], device pixels. */
static void put_dashes(Outline *o, const Vec2 *p, int n, const float *dash, int dashes, float scale, float half,
                       bool butt)
{
    int k = 0, m = 0;
    float left = dash[0] * scale; /* of dash k */
    for (int i = 0; i < n; i++) {
        Vec2 from = p[max_i(i - 1, 0)], to = p[i];
        float dx = to.x - from.x, dy = to.y - from.y, length = __builtin_sqrtf(dx * dx + dy * dy), done = 0;
        for (; length - done > left; left = dash[k % dashes] * scale) {
            done += left;
            o->dash = replay_grow(o->dash, &o->dash_cap, m + 1, sizeof *o->dash);
            o->dash[m++] = (Vec2){ from.x + dx * done / length, from.y + dy * done / length };
            if (k % 2 == 0) {
                put_line(o, o->dash, m, half, false, butt);
                m = 0;
            } else { /* the end of a gap: the next dash starts here, and only here */
                o->dash[0] = o->dash[m - 1];
                m = 1;
            }
            k++;
        }
        left -= length - done;
        if (k % 2 == 0) {
            o->dash = replay_grow(o->dash, &o->dash_cap, m + 1, sizeof *o->dash);
            o->dash[m++] = to;
        }
    }
    if (k % 2 == 0)
        put_line(o, o->dash, m, half, false, butt);
}

/* A horizontal or vertical line with cut ends: width and place in whole device pixels, so that it is crisp. */
static bool put_crisp(Outline *o, const Vec2 *p, float width)
{
    int w = max_i(1, replay_round(width));
    bool flat = p[0].y == p[1].y;
    if (!flat && p[0].x != p[1].x)
        return false;
    float middle = flat ? p[0].y : p[0].x;
    float a = flat ? min_f(p[0].x, p[1].x) : min_f(p[0].y, p[1].y);
    float b = flat ? max_f(p[0].x, p[1].x) : max_f(p[0].y, p[1].y);
    int from = replay_round(a), to = replay_round(b), side = replay_round(middle - (float)w / 2);
    outline_box(o, flat ? (Box){ from, side, to, side + w } : (Box){ side, from, side + w, to }, 0, false);
    return true;
}

void stroke_outline(Outline *o, const Canvas *c, const Command *k, float scale)
{
    const float *dash = k->stroke.dashes ? c->dash + k->stroke.first_dash : NULL;
    float period = 0, half = clamp_f(k->stroke.width * scale, 0, FAR) / 2;
    o->path = replay_grow(o->path, &o->path_cap, k->path.points + 1, sizeof *o->path);
    int n = 0;
    for (int i = 0; i < k->path.points; i++) {
        Vec2 p = c->point[k->path.first + i];
        if (p.x == p.x && p.y == p.y)
            o->path[n++] = (Vec2){ clamp_f(p.x * scale, -FAR, FAR), clamp_f(p.y * scale, -FAR, FAR) };
    }
    for (int i = 0; i < k->stroke.dashes; i++)
        period += dash[i] >= 0 ? dash[i] * scale : 0;
    bool dashed = period >= 1; /* finer ones could not be told from a line */
    for (int i = 0; i < k->stroke.dashes; i++)
        dashed = dashed && dash[i] >= 0;
    if (n == 2 && k->stroke.butt && !dashed && put_crisp(o, o->path, 2 * half))
        return;
    if (!dashed) {
        put_line(o, o->path, n, half, k->stroke.closed, k->stroke.butt);
        return;
    }
    if (k->stroke.closed && n > 0)
        o->path[n] = o->path[0], n++;
    put_dashes(o, o->path, n, dash, k->stroke.dashes, scale, half, k->stroke.butt);
}
