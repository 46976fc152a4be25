/* The loss surface as a landscape and as a map. All three kinds are drawn with one height scale, that of the total:
 * only so can they be compared. Row 0 of the grid is at the back, and at the top of the map. */
#include "panels/panel.h"

#include <stdio.h>

enum { N = SURFACE_NODES, LEVELS = 12 };

static const float FLOOR = -0.6f; /* of the shadow map below the surface, in heights of it */

/* --- the grid --- */

/* Bilinear value of a grid at u, v in [0,1]. */
static float grid_at(const float *z, float u, float v)
{
    float x = clamp_f(u, 0, 1) * (N - 1), y = clamp_f(v, 0, 1) * (N - 1);
    int i = min_i((int)x, N - 2), j = min_i((int)y, N - 2);
    const float *a = z + j * N + i;
    float s = x - (float)i, t = y - (float)j;
    return mix_f(mix_f(a[0], a[1], s), mix_f(a[N], a[N + 1], s), t);
}

/* Place of a path point in the unit square. */
static Vec2 on_plane(const Surface *s, int i)
{
    return (Vec2){ clamp_f((s->path[i].x - s->x0) / (s->x1 - s->x0), 0, 1),
                   clamp_f((s->path[i].y - s->y0) / (s->y1 - s->y0), 0, 1) };
}

/* Where the height is cut: 4.2, or what the path needs at this lambda, so that it never lies on the cut. */
static float top_of(const Surface *s, const float *total)
{
    float top = 4.2f;
    for (int i = 0; i < s->path_points; i++) {
        Vec2 p = on_plane(s, i);
        float value = grid_at(total, p.x, p.y);
        top = num_finite((double)value) ? max_f(top, 1.1f * value) : top;
    }
    return top;
}

Relief relief_of(const Findings *f, const PanelView *v, SurfaceKind kind)
{
    const Surface *s = f->surface;
    const Theme *t = v->theme;
    Penalty p = f->snap.members > 0 ? reg_penalty(&f->snap.config) : (Penalty){ 0 };
    Relief r = { .s = s, .kind = kind, .scale = 1e-3f };
    r.base = kind == SURFACE_DATA ? t->train : kind == SURFACE_PENALTY ? t->lam : t->ink2;
    r.height = arena_new(v->scratch, float, N *N);
    r.z = arena_new(v->scratch, float, N *N);
    r.share = arena_new(v->scratch, float, N *N);
    float *total = r.z; /* until the heights are known */
    for (int i = 0; i < N * N; i++)
        total[i] = surface_value(s, SURFACE_TOTAL, p, i);
    float top = top_of(s, total);
    for (int i = 0; i < N * N; i++) {
        float share = total[i] > 0 ? surface_value(s, SURFACE_PENALTY, p, i) / total[i] : 0;
        r.scale = max_f(r.scale, surface_height(SCALE_LOG, total[i], top));
        r.height[i] = surface_height(SCALE_LOG, surface_value(s, kind, p, i), top);
        r.share[i] = kind == SURFACE_DATA ? 0 : kind == SURFACE_PENALTY ? 1 : clamp_f((share - 0.15f) / 0.7f, 0, 1);
    }
    for (int i = 0; i < N * N; i++)
        r.z[i] = r.height[i] / r.scale;
    return r;
}

/* Contours crowd where the surface is low: there the differences matter. */
static float level_of(const Relief *r, int i)
{
    float q = (float)(i + 1) / (LEVELS + 1);
    return r->scale * q * q + 0.02f;
}

/* --- the path, in layout pixels --- */

static Camera camera_of(const PanelView *v, Rect r)
{
    return (Camera){ .yaw = v->yaw, .pitch = v->pitch, .zoom = v->zoom, .r = r, .height = 0.3f * r.h * v->zoom };
}

/* Whether mark i of a surface has a diamond: of one drag of the slider only the last change does, as in panel 2. */
static bool is_shown(const Surface *s, const Marks *drags, int i)
{
    int at = s->mark_at[i];
    bool ends = false;
    for (int j = 0; j < drags->n; j++) /* path point `at` stands for every step since the one before it */
        ends |= drags->step[j] <= s->path_step[at] && (at == 0 || drags->step[j] > s->path_step[at - 1]);
    return ends && at + 1 < s->path_points;
}

static void path(const Findings *f, const PanelView *v, const Vec2 *at, float size, Canvas *c)
{
    const Theme *t = v->theme;
    const Surface *s = f->surface;
    Marks m;
    float k = v->k * size;
    int last = s->path_points - 1;
    canvas_stroke(c, at, s->path_points, (Stroke){ .width = 5 * k }, t->point_outline);
    canvas_stroke(c, at, s->path_points, (Stroke){ .width = 2.5f * k }, t->ink);
    canvas_disc(c, at[0], 4 * k, t->surface);
    canvas_ring(c, at[0], 4 * k, 2 * k, t->ink);
    curves_marks(&f->snap, curves_drag(&f->snap), &m);
    for (int i = 0; i < s->marks; i++)
        if (is_shown(s, &m, i))
            panel_diamond(c, at[s->mark_at[i]], 5.5f * k, t->lam, t->point_outline, 1.5f * k);
    canvas_disc(c, at[last], 6 * k, t->ink);
    canvas_ring(c, at[last], 6 * k, 2 * k, t->point_outline);
}

/* A label close to a mark: at this side of it (-1 left, 1 right), or above or below it (0); then wherever it is free.
 */
static void around(Vec2 at, float side, float k, Labels *l, Canvas *c, TextStyle s, const char *text)
{
    const Place places[] = {
        { at.x + side * 12 * k, at.y + 5 * k, side > 0 ? ALIGN_LEFT : ALIGN_RIGHT },
        { at.x - side * 12 * k, at.y + 5 * k, side > 0 ? ALIGN_RIGHT : ALIGN_LEFT },
        { at.x, at.y - 13 * k, ALIGN_CENTER },
        { at.x, at.y + 22 * k, ALIGN_CENTER },
        { at.x + 12 * k, at.y + 5 * k, ALIGN_LEFT },
        { at.x - 12 * k, at.y + 5 * k, ALIGN_RIGHT },
        { at.x + 8 * k, at.y - 10 * k, ALIGN_LEFT },
        { at.x - 8 * k, at.y - 10 * k, ALIGN_RIGHT },
        { at.x + 8 * k, at.y + 19 * k, ALIGN_LEFT },
        { at.x - 8 * k, at.y + 19 * k, ALIGN_RIGHT },
        { at.x, at.y - 28 * k, ALIGN_CENTER },
        { at.x, at.y + 38 * k, ALIGN_CENTER },
    };
    int skip = side == 0 ? 2 : 0;
    panel_place(l, c, places + skip, COUNT(places) - skip, true, s, text);
}

static void path_labels(const Findings *f, const PanelView *v, Rect r, const Vec2 *at, Canvas *c)
{
    const Surface *s = f->surface;
    Marks m;
    float k = v->k, before = path_strength(&f->snap.start);
    int last = s->path_points - 1;
    Labels l = { .in = rect_inset(r, 2) };
    TextStyle style = panel_type(v, 13, FACE_REGULAR, v->theme->ink, ALIGN_CENTER);
    style.halo = v->theme->surface;
    style.halo_width = 3 * k;
    panel_avoid(&l, at, s->path_points);
    panel_reserve(&l, (Rect){ at[last].x - 7 * k, at[last].y - 7 * k, 14 * k, 14 * k });
    panel_reserve(&l, (Rect){ at[0].x - 5 * k, at[0].y - 5 * k, 10 * k, 10 * k });
    curves_marks(&f->snap, curves_drag(&f->snap), &m);
    for (int i = 0; i < s->marks; i++) /* no label on a diamond */
        if (is_shown(s, &m, i))
            panel_reserve(&l, (Rect){ at[s->mark_at[i]].x - 5 * k, at[s->mark_at[i]].y - 5 * k, 10 * k, 10 * k });
    int came = last;
    while (came > 0 && __builtin_fabsf(at[came].x - at[last].x) < 24 * k)
        came--;
    float side = at[came].x < at[last].x ? 1 : -1; /* away from where the path comes from */
    TextStyle now = style;
    now.face = FACE_SEMIBOLD;
    around(at[last], side, k, &l, c, now, "now");
    around(at[0], 0, k, &l, c, style, "start");
    style.color = v->theme->lam;
    style.face = FACE_SEMIBOLD;
    for (int i = 0; i < s->marks; i++) {
        if (!is_shown(s, &m, i))
            continue;
        char what[48];
        snprintf(what, sizeof what, "%s %s", panel_symbol(&f->snap.config),
                 s->mark_value[i] > before ? "raised" : "lowered");
        around(at[s->mark_at[i]], 0, k, &l, c, style, what);
        before = s->mark_value[i];
    }
}

/* --- the landscape --- */

static Color color_of(const Relief *r, const Theme *t, int i)
{
    if (r->kind == SURFACE_TOTAL) {
        Color both = color_mix(t->train, t->lam, r->share[i]);
        return color_mix(color_mix(t->surface, both, t->dark ? 0.5f : 0.45f), both, r->z[i]);
    }
    Color lo = color_mix(t->surface, r->base, 0.35f);
    Color hi = t->dark ? color_mix(r->base, 0xFFFFFFFF, 0.25f) : color_mix(r->base, 0xFF000000, 0.12f);
    return color_mix(lo, hi, r->z[i]);
}

static void shadow_map(const PanelView *v, const Relief *r, const Camera *cam, Canvas *c)
{
    const Theme *t = v->theme;
    Vec2 corner[4] = { camera_at(cam, 0, 0, FLOOR, NULL), camera_at(cam, 1, 0, FLOOR, NULL),
                       camera_at(cam, 1, 1, FLOOR, NULL), camera_at(cam, 0, 1, FLOOR, NULL) };
    canvas_fill(c, corner, 4, color_mix(t->bg, t->surface, t->dark ? 0.5f : 0));
    canvas_stroke(c, corner, 4, (Stroke){ .width = 1, .closed = true }, t->line);
    Vec2 o = corner[0], x = { corner[1].x - o.x, corner[1].y - o.y }, y = { corner[3].x - o.x, corner[3].y - o.y };
    for (int i = 0; i < LEVELS; i++) { /* the camera has no perspective, so the floor is an affine map */
        Lines l;
        contour_lines(r->height, N, N, level_of(r, i), v->scratch, &l);
        for (int j = 0; j < l.points; j++) {
            float a = l.p[j].x / (N - 1), b = l.p[j].y / (N - 1);
            l.p[j] = (Vec2){ o.x + a * x.x + b * y.x, o.y + a * x.y + b * y.y };
        }
        for (int j = 0; j < l.lines; l.p += l.count[j++])
            canvas_stroke(c, l.p, l.count[j], (Stroke){ .width = 1, .closed = l.closed[j] },
                          color_alpha(r->base, 0.75f));
    }
}

static void path_below(const Relief *r, const Camera *cam, Vec2 *at)
{
    for (int i = 0; i < r->s->path_points; i++) {
        Vec2 p = on_plane(r->s, i);
        at[i] = camera_at(cam, p.x, p.y, FLOOR, NULL);
    }
}

void relief_path(const PanelView *v, const Relief *r, Rect box, bool flat, Vec2 *at)
{
    Camera cam = camera_of(v, box);
    for (int i = 0; i < r->s->path_points; i++) {
        Vec2 p = on_plane(r->s, i);
        if (flat)
            at[i] = (Vec2){ box.x + p.x * box.w, box.y + p.y * box.h };
        else /* a little above the surface, so that it is not hidden by it */
            at[i] = camera_at(&cam, p.x, p.y, grid_at(r->z, p.x, p.y) + 0.012f, NULL);
    }
}

void relief_landscape(const Findings *f, const PanelView *v, const Relief *r, Rect box, Canvas *c)
{
    Camera cam = camera_of(v, box);
    Color *color = arena_new(v->scratch, Color, N * N);
    Vec2 at[RUN_PATH + 2];
    shadow_map(v, r, &cam, c);
    path_below(r, &cam, at);
    canvas_stroke(c, at, r->s->path_points, (Stroke){ .width = 1.5f * v->k }, color_alpha(v->theme->ink, 0.5f));
    for (int i = 0; i < N * N; i++)
        color[i] = color_of(r, v->theme, i);
    camera_surface(c, v->scratch, &cam, r->z, color, N, 2);
    relief_path(v, r, box, false, at);
    path(f, v, at, v->expanded ? 1.5f : 1, c);
}

/* --- the map --- */

static uint64_t hash_of(const Color *px, int n)
{
    uint64_t h = 1469598103934665603u; /* FNV-1a */
    for (int i = 0; i < n; i++)
        h = (h ^ px[i]) * 1099511628211u;
    return h;
}

void relief_map(const Findings *f, const PanelView *v, const Relief *r, Rect box, Canvas *c)
{
    const Theme *t = v->theme;
    Color *px = arena_new(v->scratch, Color, N * N);
    for (int i = 0; i < N * N; i++)
        px[i] =
            color_mix(t->surface, color_mix(t->train, t->lam, r->share[i]), (t->dark ? 0.06f : 0.04f) + 0.6f * r->z[i]);
    canvas_push_clip(c, box);
    panel_image(c, box, px, N, N, hash_of(px, N * N));
    for (int i = 0; i < LEVELS; i++) {
        Lines l;
        contour_lines(r->height, N, N, level_of(r, i), v->scratch, &l);
        for (int j = 0; j < l.points; j++)
            l.p[j] = (Vec2){ box.x + l.p[j].x / (N - 1) * box.w, box.y + l.p[j].y / (N - 1) * box.h };
        for (int j = 0; j < l.lines; l.p += l.count[j++])
            canvas_stroke(c, l.p, l.count[j], (Stroke){ .width = 1, .closed = l.closed[j] },
                          color_alpha(t->ink, 0.38f));
    }
    Vec2 at[RUN_PATH + 2];
    relief_path(v, r, box, true, at);
    path(f, v, at, 1.1f, c);
    path_labels(f, v, box, at, c);
    canvas_pop_clip(c);
    panel_corners(c, box, 4, t->surface);
    canvas_frame(c, box, 4, 1, t->line);
}

float relief_value(const Findings *f, const PanelView *v, SurfaceKind kind, int i)
{
    const Surface *s = f->surface;
    float *value = arena_new(v->scratch, float, N *N);
    Penalty p = f->snap.members > 0 ? reg_penalty(&f->snap.config) : (Penalty){ 0 };
    for (int j = 0; j < N * N; j++)
        value[j] = surface_value(s, kind, p, j);
    Vec2 at = on_plane(s, i);
    return grid_at(value, at.x, at.y);
}
