/* The loss surface as a landscape and as a map. Heights of penalty and total have one scale, that of the total; the
 * data loss has one of its own, or it would sink while the strength is raised. Where both reach the height at which
 * surfaces are cut, these are the same. Row 0 of the grid is at the back, and at the top of the map. */
#include "panels/panel.h"

enum { N = SURFACE_NODES, LEVELS = RELIEF_LEVELS };

static const float BOWL_PITCH = 0.2f, BOWL_ZOOM = 0.86f; /* a bowl is looked into from higher above */
static const float FLOOR = -0.6f;                        /* of the shadow map below the surface, in heights of it */

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

/* A place on the plane in the unit square, at its edge if it lies outside. */
static Vec2 in_square(const Surface *s, Vec2 p)
{
    return (Vec2){ clamp_f((p.x - s->x0) / (s->x1 - s->x0), 0, 1), clamp_f((p.y - s->y0) / (s->y1 - s->y0), 0, 1) };
}

/* Where values of these heights are cut: at 4.2, or at what the path needs, so that it never lies on the cut. Two
 * weights have a bowl that is shown whole. */
static float top_of(const Surface *s, const float *values)
{
    float top = 4.2f;
    for (int i = 0; i < s->path_points; i++) {
        Vec2 p = in_square(s, s->path[i]);
        float value = grid_at(values, p.x, p.y);
        top = num_finite((double)value) ? max_f(top, 1.1f * value) : top;
    }
    for (int i = 0; i < N * N && s->plane == PLANE_WEIGHTS; i++)
        top = num_finite((double)s->data[i]) ? max_f(top, s->data[i]) : top;
    return top;
}

static Penalty penalty_of(const Findings *f)
{
    return f->snap.members > 0 ? reg_penalty(&f->snap.config) : (Penalty){ 0 };
}

/* A random plane has pits of 0.001 beside walls of 70: only powers of ten show both (Li et al. 2018, figure 2). Of two
 * weights the bowls themselves are the point. */
SurfaceScale relief_scale(const PanelView *v, const Surface *s)
{
    bool linear = v->mode == RELIEF_LINEAR || (v->mode == RELIEF_AUTO && s->plane == PLANE_WEIGHTS);
    return linear ? SCALE_LINEAR : s->plane == PLANE_RANDOM ? SCALE_DECADES : SCALE_LOG;
}

Relief relief_of(const Findings *f, const PanelView *v, SurfaceKind kind)
{
    const Surface *s = f->surface;
    const Theme *t = v->theme;
    Penalty p = penalty_of(f);
    Relief r = { .s = s, .kind = kind, .how = relief_scale(v, s), .scale = 1e-3f };
    r.base = kind == SURFACE_DATA ? t->train : kind == SURFACE_PENALTY ? t->lam : t->ink2;
    r.height = arena_new(v->scratch, float, N *N);
    r.z = arena_new(v->scratch, float, N *N);
    r.share = arena_new(v->scratch, float, N *N);
    float *total = r.z; /* until the heights are known */
    for (int i = 0; i < N * N; i++)
        total[i] = surface_value(s, SURFACE_TOTAL, p, i);
    const float *scaled = kind == SURFACE_DATA ? s->data : total;
    float top = top_of(s, scaled), highest = 0;
    for (int i = 0; i < N * N; i++) {
        float value = surface_value(s, kind, p, i),
              share = total[i] > 0 ? surface_value(s, SURFACE_PENALTY, p, i) / total[i] : 0;
        highest =
            scaled[i] < top ? max_f(highest, scaled[i]) : top; /* heights grow with values: one logarithm will do */
        r.height[i] = surface_height(r.how, value, top);
        r.share[i] = kind == SURFACE_DATA ? 0 : kind == SURFACE_PENALTY ? 1 : clamp_f((share - 0.15f) / 0.7f, 0, 1);
    }
    r.scale = r.how == SCALE_DECADES ? 4 : max_f(r.scale, surface_height(r.how, highest, top));
    for (int i = 0; i < N * N; i++)
        r.z[i] = r.height[i] / r.scale;
    return r;
}

void relief_in(Relief *r, const PanelView *v, Rect box, bool flat)
{
    bool bowl = r->s->plane == PLANE_WEIGHTS;
    float side = min_f(box.w, box.h);
    r->box = flat && bowl ? (Rect){ box.x + (box.w - side) / 2, box.y + (box.h - side) / 2, side, side } : box;
    r->flat = flat;
    r->mark = box.w >= 400 * v->k && (flat || box.h >= 240 * v->k) ? 1.25f : 1;
    float zoom = v->zoom * (bowl ? BOWL_ZOOM : 1);
    r->camera = (Camera){ .yaw = v->yaw,
                          .pitch = min_f(v->pitch + (bowl ? BOWL_PITCH : 0), 1.5f),
                          .zoom = zoom,
                          .r = box,
                          .height = 0.3f * box.h * zoom };
}

Vec2 relief_at(const Relief *r, Vec2 on)
{
    const Surface *s = r->s;
    if (r->flat)
        return (Vec2){ r->box.x + (on.x - s->x0) / (s->x1 - s->x0) * r->box.w,
                       r->box.y + (on.y - s->y0) / (s->y1 - s->y0) * r->box.h };
    Vec2 p = in_square(s, on); /* a little above the surface, so that it is not hidden by it */
    return camera_at(&r->camera, p.x, p.y, grid_at(r->z, p.x, p.y) + 0.012f, NULL);
}

static Vec2 below(const Relief *r, Vec2 on)
{
    Vec2 p = in_square(r->s, on);
    return camera_at(&r->camera, p.x, p.y, FLOOR, NULL);
}

/* Contours crowd where the surface is low, there the differences matter; powers of ten have done that already. */
static float level_of(const Relief *r, int i)
{
    float q = (float)(i + 1) / (LEVELS + 1);
    return r->how == SCALE_DECADES ? r->scale * q : r->scale * q * q + (r->how == SCALE_LOG ? 0.02f : 0);
}

static float value_of(const Relief *r, float height)
{
    return r->how == SCALE_LINEAR ? height : r->how == SCALE_LOG ? (float)(num_exp((double)height) - 1) / 3 : 0;
}

void relief_contours(const PanelView *v, Relief *r)
{
    for (int i = 0; i < LEVELS; i++)
        contour_lines(r->height, N, N, level_of(r, i), v->scratch, &r->contour[i]);
}

/* On a floor with its corner at o and edges x and y. */
static void contours(const PanelView *v, const Relief *r, Vec2 o, Vec2 x, Vec2 y, Color color, Canvas *c)
{
    for (int i = 0; i < LEVELS; i++) {
        const Lines *l = &r->contour[i];
        Vec2 *at = arena_new(v->scratch, Vec2, l->points + 1);
        for (int j = 0; j < l->points; j++) {
            float a = l->p[j].x / (N - 1), b = l->p[j].y / (N - 1);
            at[j] = (Vec2){ o.x + a * x.x + b * y.x, o.y + a * x.y + b * y.y };
        }
        for (int j = 0; j < l->lines; at += l->count[j++])
            canvas_stroke(c, at, l->count[j], (Stroke){ .width = 1, .closed = l->closed[j] }, color);
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

static void shadow_map(const PanelView *v, const Relief *r, Canvas *c)
{
    const Theme *t = v->theme;
    const Camera *cam = &r->camera;
    Vec2 corner[4] = { camera_at(cam, 0, 0, FLOOR, NULL), camera_at(cam, 1, 0, FLOOR, NULL),
                       camera_at(cam, 1, 1, FLOOR, NULL), camera_at(cam, 0, 1, FLOOR, NULL) };
    if (!v->clear)
        canvas_fill(c, corner, 4, color_mix(t->bg, t->surface, t->dark ? 0.5f : 0));
    canvas_stroke(c, corner, 4, (Stroke){ .width = 1, .closed = true }, t->line);
    Vec2 o = corner[0], x = { corner[1].x - o.x, corner[1].y - o.y }, y = { corner[3].x - o.x, corner[3].y - o.y };
    /* the camera has no perspective, so the floor is an affine map */
    contours(v, r, o, x, y, color_alpha(r->base, 0.75f), c);
    Vec2 at[RUN_PATH + 2];
    for (int i = 0; i < r->s->path_points; i++)
        at[i] = below(r, r->s->path[i]);
    canvas_stroke(c, at, r->s->path_points, (Stroke){ .width = 1.5f * v->k }, color_alpha(t->ink, 0.5f));
}

void relief_landscape(const Findings *f, const PanelView *v, const Relief *r, Canvas *c)
{
    Color *color = arena_new(v->scratch, Color, N * N);
    shadow_map(v, r, c);
    for (int i = 0; i < N * N; i++)
        color[i] = color_of(r, v->theme, i);
    camera_surface(c, v->scratch, &r->camera, r->z, color, N, 2);
    if (r->s->plane == PLANE_WEIGHTS)
        ball_draw(f, v, r, c);
    trail_draw(f, v, r, c);
}

/* --- the map --- */

static uint64_t hash_of(const Color *px, int n)
{
    uint64_t h = 1469598103934665603u; /* FNV-1a */
    for (int i = 0; i < n; i++)
        h = (h ^ px[i]) * 1099511628211u;
    return h;
}

void relief_map(const Findings *f, const PanelView *v, const Relief *r, Canvas *c)
{
    const Theme *t = v->theme;
    Rect box = r->box;
    Color *px = arena_new(v->scratch, Color, N * N);
    for (int i = 0; i < N * N; i++)
        px[i] =
            color_mix(t->surface, color_mix(t->train, t->lam, r->share[i]), (t->dark ? 0.06f : 0.04f) + 0.6f * r->z[i]);
    canvas_push_clip(c, box);
    panel_image(c, box, px, N, N, hash_of(px, N * N));
    Color line = color_alpha(t->ink, 0.38f);
    bool exact = r->s->plane == PLANE_WEIGHTS;
    for (int i = 0; i < LEVELS && exact; i++)
        exact = ball_contour(f, r, value_of(r, level_of(r, i)), line, c);
    if (!exact)
        contours(v, r, (Vec2){ box.x, box.y }, (Vec2){ box.w, 0 }, (Vec2){ 0, box.h }, line, c);
    if (r->s->plane == PLANE_WEIGHTS)
        ball_draw(f, v, r, c);
    trail_draw(f, v, r, c);
    Labels l = { .in = rect_inset(box, 2) };
    Vec2 at[RUN_PATH + 2];
    trail_places(r, at);
    if (r->s->plane == PLANE_WEIGHTS)
        ball_avoid(f, v, r, &l);
    trail_labels(f, v, r, at, &l, c);
    if (r->s->plane == PLANE_WEIGHTS)
        ball_labels(f, v, r, &l, c);
    canvas_pop_clip(c);
    panel_corners(c, box, 4, t->surface);
    canvas_frame(c, box, 4, 1, t->line);
}

float relief_value(const Findings *f, const PanelView *v, SurfaceKind kind, int i)
{
    const Surface *s = f->surface;
    float *value = arena_new(v->scratch, float, N *N);
    Penalty p = penalty_of(f);
    for (int j = 0; j < N * N; j++)
        value[j] = surface_value(s, kind, p, j);
    Vec2 at = in_square(s, s->path[i]);
    return grid_at(value, at.x, at.y);
}
