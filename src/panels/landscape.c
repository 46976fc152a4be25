/* Panel 4: the loss on the plane of the path, as a landscape and as a map, and the path of training on it.
 *
 * The penalty is lambda/2 sum w^2 for whatever lambda is now, so its surface and the total move with the slider at
 * once. All three are drawn with one height scale, that of the total: only so can they be compared. Row 0 of the grid
 * is at the back and at the top of the map. */
#include "panels/panel.h"

#include <stdio.h>

enum { N = SURFACE_NODES, LEVELS = 12, ID_KIND = 280, ID_FLAT = 281 };

static const float FLOOR = -0.6f; /* of the shadow map below the surface, in heights of it */

typedef struct Pane {
    Rect r;
    SurfaceKind kind;
    bool flat;
} Pane; /* one picture in the body */

typedef struct Relief {
    const Surface *s;
    float *height; /* [N][N] surface_height */
    float *z;      /* [N][N] 0 ... 1 of the common scale */
    float *share;  /* [N][N] the penalty's share of the cost, stretched: 0 data, 1 penalty */
    float scale;
    Color base;
} Relief;

/* --- layout --- */

static bool is_wide(Rect body) { return body.w > 1.8f * body.h; }

static SurfaceKind kind_of(const PanelView *v)
{
    switch (v->highlight) { /* the term of the formula under the pointer shows its own surface */
    case HIGHLIGHT_DATA: return SURFACE_DATA;
    case HIGHLIGHT_PENALTY: return SURFACE_PENALTY;
    case HIGHLIGHT_TOTAL: return SURFACE_TOTAL;
    default: return v->kind;
    }
}

static int panes_of(const PanelView *v, Rect body, Pane out[6])
{
    float k = v->k, w = (body.w - 64) / 3, top = 44 * k, foot = 30 * k;
    SurfaceKind kind = kind_of(v);
    if (v->expanded && w >= 160 * k && body.h >= 240 * k) { /* all three, each above its map where there is room */
        bool maps = body.h >= 440 * k;
        float h = maps ? (body.h - top - foot - 16) * 0.6f : body.h - top - foot;
        int n = 0;
        for (int i = 0; i < 3; i++) {
            float x = body.x + 16 + (float)i * (w + 16);
            out[n++] = (Pane){ { x, body.y + top, w, h }, (SurfaceKind)i, false };
            if (maps)
                out[n++] =
                    (Pane){ { x, body.y + top + h + 16, w, body.h - top - foot - h - 16 }, (SurfaceKind)i, true };
        }
        return n;
    }
    if (is_wide(body) && body.w >= 420 * k) {
        float left = 0.6f * body.w;
        out[0] = (Pane){ { body.x + 4, body.y + 4, left - 8, body.h - 34 * k }, kind, false };
        out[1] = (Pane){ { body.x + left, body.y, body.w - left - 16, body.h - 16 }, kind, true };
        return 2;
    }
    if (v->flat)
        out[0] = (Pane){ { body.x + 16, body.y + 40 * k, body.w - 32, body.h - 76 * k }, kind, true };
    else
        out[0] = (Pane){ { body.x + 4, body.y + 30 * k, body.w - 8, body.h - 60 * k }, kind, false };
    return 1;
}

static bool single(const PanelView *v, Rect body)
{
    Pane p[6];
    return panes_of(v, body, p) == 1;
}

static Camera camera_of(const PanelView *v, Rect r)
{
    return (Camera){ .yaw = v->yaw, .pitch = v->pitch, .zoom = v->zoom, .r = r, .height = 0.3f * r.h * v->zoom };
}

/* --- the grid --- */

static float height_of(float value) { return surface_height(num_finite((double)value) ? value : 1e30f); }

static Relief relief_of(const Findings *f, const PanelView *v, SurfaceKind kind)
{
    const Surface *s = f->surface;
    const Theme *t = v->theme;
    float l2 = f->snap.members > 0 ? f->snap.metrics[0].l2 : 0;
    Relief r = { .s = s, .scale = 1e-3f };
    r.base = kind == SURFACE_DATA ? t->train : kind == SURFACE_PENALTY ? t->lam : t->ink2;
    r.height = arena_new(v->scratch, float, N *N);
    r.z = arena_new(v->scratch, float, N *N);
    r.share = arena_new(v->scratch, float, N *N);
    for (int i = 0; i < N * N; i++) {
        float total = surface_value(s, SURFACE_TOTAL, l2, i), penalty = surface_value(s, SURFACE_PENALTY, l2, i);
        float share = total > 0 ? penalty / total : 0;
        r.scale = max_f(r.scale, height_of(total));
        r.height[i] = kind == SURFACE_TOTAL ? height_of(total) : height_of(surface_value(s, kind, l2, i));
        r.share[i] = kind == SURFACE_DATA ? 0 : kind == SURFACE_PENALTY ? 1 : clamp_f((share - 0.15f) / 0.7f, 0, 1);
    }
    for (int i = 0; i < N * N; i++)
        r.z[i] = r.height[i] / r.scale;
    return r;
}

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

/* Contours crowd where the surface is low: there the differences matter. */
static float level_of(const Relief *r, int i)
{
    float q = (float)(i + 1) / (LEVELS + 1);
    return r->scale * q * q + 0.02f;
}

/* --- the path, in layout pixels --- */

static void path(const PanelView *v, const Surface *s, const Vec2 *at, float size, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k * size;
    int last = s->path_points - 1;
    canvas_stroke(c, at, s->path_points, (Stroke){ .width = 5 * k }, t->point_outline);
    canvas_stroke(c, at, s->path_points, (Stroke){ .width = 2.5f * k }, t->ink);
    canvas_disc(c, at[0], 4 * k, t->surface);
    canvas_ring(c, at[0], 4 * k, 2 * k, t->ink);
    for (int i = 0; i < s->marks; i++)
        if (s->mark_at[i] < last)
            panel_diamond(c, at[s->mark_at[i]], 5.5f * k, t->lam, t->point_outline, 1.5f * k);
    canvas_disc(c, at[last], 6 * k, t->ink);
    canvas_ring(c, at[last], 6 * k, 2 * k, t->point_outline);
}

static void path_labels(const Findings *f, const PanelView *v, Rect r, const Vec2 *at, Canvas *c)
{
    const Surface *s = f->surface;
    float k = v->k, before = panel_l2(&f->snap.start);
    int last = s->path_points - 1;
    Labels l = { .in = rect_inset(r, 2) };
    TextStyle style = panel_type(v, 13, FACE_REGULAR, v->theme->ink, ALIGN_CENTER);
    style.halo = v->theme->surface;
    style.halo_width = 2 * k;
    panel_reserve(&l, (Rect){ at[last].x - 7 * k, at[last].y - 7 * k, 14 * k, 14 * k });
    TextStyle now = style;
    now.face = FACE_SEMIBOLD;
    now.align = ALIGN_RIGHT;
    if (!panel_label(&l, c, at[last].x - 12 * k, at[last].y + 5 * k, now, "now")) {
        now.align = ALIGN_LEFT;
        panel_label(&l, c, at[last].x + 12 * k, at[last].y + 5 * k, now, "now");
    }
    if (!panel_label(&l, c, at[0].x + 4 * k, at[0].y - 12 * k, style, "start"))
        panel_label(&l, c, at[0].x + 4 * k, at[0].y + 22 * k, style, "start");
    style.color = v->theme->lam;
    style.face = FACE_SEMIBOLD;
    for (int i = 0; i < s->marks; before = s->mark_l2[i++]) {
        const char *what = s->mark_l2[i] > before ? "λ raised" : "λ lowered";
        if (s->mark_at[i] >= last)
            continue;
        Vec2 q = at[s->mark_at[i]];
        if (!panel_label(&l, c, q.x - 6 * k, q.y - 14 * k, style, what))
            panel_label(&l, c, q.x - 6 * k, q.y + 24 * k, style, what);
    }
}

/* --- the landscape --- */

static Color relief_color(const Relief *r, const Theme *t, SurfaceKind kind, int i)
{
    if (kind == SURFACE_TOTAL) {
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

static void path_of(const Relief *r, const Camera *cam, bool floor, Vec2 *at)
{
    for (int i = 0; i < r->s->path_points; i++) {
        Vec2 p = on_plane(r->s, i);
        at[i] = camera_at(cam, p.x, p.y, floor ? FLOOR : grid_at(r->z, p.x, p.y) + 0.012f, NULL);
    }
}

static void landscape(const PanelView *v, const Relief *r, const Pane *p, Canvas *c)
{
    Camera cam = camera_of(v, p->r);
    Color *color = arena_new(v->scratch, Color, N * N);
    Vec2 at[RUN_PATH + 2];
    shadow_map(v, r, &cam, c);
    path_of(r, &cam, true, at);
    canvas_stroke(c, at, r->s->path_points, (Stroke){ .width = 1.5f * v->k }, color_alpha(v->theme->ink, 0.5f));
    for (int i = 0; i < N * N; i++)
        color[i] = relief_color(r, v->theme, p->kind, i);
    camera_surface(c, v->scratch, &cam, r->z, color, N, 2);
    path_of(r, &cam, false, at);
    path(v, r->s, at, v->expanded ? 1.5f : 1, c);
}

/* --- the map --- */

static uint64_t hash_of(const Color *px, int n)
{
    uint64_t h = 1469598103934665603u; /* FNV-1a */
    for (int i = 0; i < n; i++)
        h = (h ^ px[i]) * 1099511628211u;
    return h;
}

static void map_path(const Surface *s, Rect r, Vec2 *at)
{
    for (int i = 0; i < s->path_points; i++) {
        Vec2 p = on_plane(s, i);
        at[i] = (Vec2){ r.x + p.x * r.w, r.y + p.y * r.h };
    }
}

static void map(const Findings *f, const PanelView *v, const Relief *r, Rect box, Canvas *c)
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
    map_path(r->s, box, at);
    path(v, r->s, at, 1.1f, c);
    path_labels(f, v, box, at, c);
    canvas_pop_clip(c);
    panel_corners(c, box, 4, t->surface);
    canvas_frame(c, box, 4, 1, t->line);
}

/* --- the panel --- */

static void title(const PanelView *v, const Pane *p, Canvas *c)
{
    static const char *const name[] = { "Data loss", "Penalty", "Total cost" };
    const Theme *t = v->theme;
    const Color color[] = { t->train, t->lam, t->ink };
    float k = v->k, x = p->r.x + 8, y = p->r.y - 12 * k;
    TextStyle letter = panel_type(v, 24, FACE_MEDIUM_ITALIC, color[p->kind], ALIGN_LEFT);
    if (p->kind == SURFACE_PENALTY) {
        letter.face = FACE_MEDIUM;
        x += canvas_text(c, x, y, letter, "(λ/2) ");
        x += ui_norm(c, x, y, letter.size, FACE_MEDIUM_ITALIC, letter.color, true);
    } else {
        x += canvas_text(c, x, y, letter, p->kind == SURFACE_DATA ? "L" : "J");
    }
    if (x + 14 * k + 100 * k < p->r.x + p->r.w)
        canvas_text(c, x + 14 * k, y, panel_type(v, 18, FACE_SEMIBOLD, t->ink, ALIGN_LEFT), name[p->kind]);
}

static void footer(const Findings *f, const PanelView *v, Rect body, float right, Canvas *c)
{
    const Surface *s = f->surface;
    char text[3][96], percent[32], step[40] = "";
    TextStyle style = panel_type(v, 13, FACE_REGULAR, v->theme->ink3, ALIGN_LEFT);
    Labels l = { .in = { body.x, body.y, right - body.x, body.h } };
    panel_fixed(percent, 100 * (double)s->share, 0);
    if (s->step < f->snap.step && f->snap.step - s->step > f->snap.step / 100)
        snprintf(step, sizeof step, " of step %llu", (unsigned long long)s->step);
    snprintf(text[0], sizeof text[0], "plane of the path%s, %s%% of its motion", step, percent);
    snprintf(text[1], sizeof text[1], "%s%% of the path\u2019s motion", percent);
    snprintf(text[2], sizeof text[2], "%s%%", percent);
    for (int i = 0; i < COUNT(text); i++)
        if (panel_label(&l, c, body.x + 16, body.y + body.h - 13 * v->k, style, text[i]))
            return;
}

static bool is_there(const Findings *f) { return f->surface && f->surface->valid && f->surface->path_points > 0; }

static void pictures(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    Pane pane[6];
    int n = panes_of(v, body, pane);
    Relief r = { 0 };
    for (int i = 0; i < n; i++) {
        Pane *p = &pane[i];
        if (p->r.w < 24 || p->r.h < 24)
            continue;
        if (i == 0 || p->kind != p[-1].kind)
            r = relief_of(f, v, p->kind);
        canvas_push_clip(c, rect_inset(p->r, -2));
        if (p->flat)
            map(f, v, &r, p->r, c);
        else
            landscape(v, &r, p, c);
        canvas_pop_clip(c);
        if (n > 2 && !p->flat)
            title(v, p, c);
    }
    footer(f, v, body, n == 2 ? pane[1].r.x - 8 : body.x + body.w - 8, c);
}

void landscape_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    canvas_push_clip(c, body);
    if (panel_diverged(f))
        panel_empty(v, body, c, "Weights too large to draw", "Undo brings them back");
    else if (!is_there(f))
        panel_empty(v, body, c, "The surface appears after a few steps.", "");
    else
        pictures(f, v, body, c);
    canvas_pop_clip(c);
}

void landscape_controls(PanelView *v, Ui *ui, Rect body)
{
    static const char *const kinds[] = { "Data", "Penalty", "Total" }, *const views[] = { "3-D", "2-D" };
    float h = 28 * v->k, left = ui_segment_width(ui, h, kinds, 3), right = ui_segment_width(ui, h, views, 2);
    Pane p[6];
    if (panes_of(v, body, p) > 2 || left + 24 > body.w || body.h < 100 * v->k)
        return;
    int kind = (int)v->kind, flat = v->flat;
    if (ui_segment(ui, ID_KIND, body.x + 12, body.y, h, kinds, 3, &kind, false, NULL))
        v->kind = (SurfaceKind)kind;
    if (!single(v, body) || left + right + 32 > body.w)
        return;
    if (ui_segment(ui, ID_FLAT, body.x + body.w - 12 - right, body.y, h, views, 2, &flat, false, NULL))
        v->flat = flat != 0;
}

bool landscape_input(PanelView *v, const UiInput *in, Rect body)
{
    bool over = rect_has(body, in->mouse) && in->mouse.y > body.y + 30 * v->k; /* the segments lie above */
    if (!in->down)
        v->turning = false;
    if (in->pressed && over && in->clicks >= 2) {
        panel_reset_camera(v);
        v->turning = false;
        return true;
    }
    if (in->pressed && over) {
        v->turning = true;
        v->grab = in->mouse;
    }
    float yaw = v->yaw, pitch = v->pitch, zoom = v->zoom;
    if (v->turning && in->mouse.x > -1e5f) {
        v->yaw -= 0.01f * (in->mouse.x - v->grab.x);
        v->pitch = clamp_f(v->pitch + 0.01f * (in->mouse.y - v->grab.y), 0.1f, 1.5f);
        v->grab = in->mouse;
    }
    if (over && in->wheel > 0)
        v->zoom = min_f(v->zoom * (1 + 0.1f * in->wheel), 4);
    if (over && in->wheel < 0)
        v->zoom = max_f(v->zoom / (1 - 0.1f * in->wheel), 0.5f);
    return v->yaw != yaw || v->pitch != pitch || v->zoom != zoom;
}

bool landscape_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out)
{
    static const char *const what[] = { "data loss on the plane", "penalty on the plane", "cost on the plane" };
    Pane pane[6];
    if (!is_there(f) || panel_diverged(f))
        return false;
    const Surface *s = f->surface;
    int n = panes_of(v, body, pane), best = -1;
    float reach = 10 * v->k;
    Vec2 place[RUN_PATH + 2], where = { 0 };
    SurfaceKind kind = SURFACE_TOTAL;
    for (int i = 0; i < n; i++) {
        if (!rect_has(pane[i].r, at))
            continue;
        Relief r = relief_of(f, v, pane[i].kind);
        Camera cam = camera_of(v, pane[i].r);
        if (pane[i].flat)
            map_path(s, pane[i].r, place);
        else
            path_of(&r, &cam, false, place);
        for (int j = 0; j < s->path_points; j++) {
            float dx = place[j].x - at.x, dy = place[j].y - at.y, d = __builtin_sqrtf(dx * dx + dy * dy);
            if (d > reach)
                continue;
            reach = d;
            best = j;
            where = place[j];
            kind = pane[i].kind;
        }
    }
    if (best < 0)
        return false;
    float *value = arena_new(v->scratch, float, N *N), l2 = f->snap.members > 0 ? f->snap.metrics[0].l2 : 0;
    for (int i = 0; i < N * N; i++)
        value[i] = surface_value(s, kind, l2, i);
    Vec2 p = on_plane(s, best);
    char text[32];
    *out = (PanelTip){ .anchor = { where.x - 6 * v->k, where.y - 6 * v->k, 12 * v->k, 12 * v->k } };
    panel_tip_row(out, "Path at step", "%s", panel_fixed(text, (double)s->path_step[best], 0));
    panel_tip_row(out, what[kind], "%s", panel_fixed(text, (double)grid_at(value, p.x, p.y), 3));
    if (num_finite((double)s->path_loss[best]))
        panel_tip_row(out, "true data loss", "%s", panel_fixed(text, (double)s->path_loss[best], 3));
    return true;
}
