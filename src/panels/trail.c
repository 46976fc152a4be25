/* What lies on a loss surface besides the loss: the path of training with its start and end, diamonds where the
 * strength was changed, the twin, w = 0; and their labels. */
#include "panels/panel.h"

#include <stdio.h>

static const float MARK = 6; /* radius of the disc of the newest state; the others are a little smaller */

/* Whether mark i of a surface has a diamond: of one drag of the slider only the last change does, as in panel 2. */
static bool is_shown(const Surface *s, const Marks *drags, int i)
{
    int at = s->mark_at[i];
    bool ends = false;
    for (int j = 0; j < drags->n; j++) /* path point `at` stands for every step since the one before it */
        ends |= drags->step[j] <= s->path_step[at] && (at == 0 || drags->step[j] > s->path_step[at - 1]);
    return ends && at + 1 < s->path_points;
}

bool trail_spot(const Findings *f, const PanelView *v, const Relief *r, SpotKind kind, Vec2 *at)
{
    const Surface *s = f->surface;
    const Spot *p = &s->spot[kind];
    float x = (p->at.x - s->x0) / (s->x1 - s->x0), y = (p->at.y - s->y0) / (s->y1 - s->y0);
    *at = relief_at(r, p->at);
    return p->there && x >= 0 && x <= 1 && y >= 0 && y <= 1 && (kind != SPOT_TWIN || panel_twin(f, v));
}

/* Of a twin beyond the edge: the place on the edge towards it, as seen from the middle, and that direction. A landscape
 * ends there anyway. */
static bool twin_beyond(const Findings *f, const PanelView *v, const Relief *r, Vec2 *at, Vec2 *way)
{
    const Surface *s = f->surface;
    const Spot *p = &s->spot[SPOT_TWIN];
    Vec2 inside, to = relief_at(r, p->at), o = relief_at(r, (Vec2){ (s->x0 + s->x1) / 2, (s->y0 + s->y1) / 2 });
    float dx = to.x - o.x, dy = to.y - o.y, length = __builtin_sqrtf(dx * dx + dy * dy), rim = 8 * v->k, far = 1;
    if (!p->there || !panel_twin(f, v) || trail_spot(f, v, r, SPOT_TWIN, &inside) || !(length > 1 && length < 1e9f))
        return false;
    if (r->flat)
        far = max_f(__builtin_fabsf(dx) / max_f(1, r->box.w / 2 - rim),
                    __builtin_fabsf(dy) / max_f(1, r->box.h / 2 - rim));
    *at = (Vec2){ o.x + dx / far, o.y + dy / far };
    *way = (Vec2){ dx / length, dy / length };
    return true;
}

void trail_places(const Relief *r, Vec2 *at)
{
    for (int i = 0; i < r->s->path_points; i++)
        at[i] = relief_at(r, r->s->path[i]);
}

/* --- marks --- */

static void cross(Canvas *c, Vec2 at, float radius, float width, Color color)
{
    canvas_stroke(c, (Vec2[]){ { at.x - radius, at.y }, { at.x + radius, at.y } }, 2, (Stroke){ .width = width },
                  color);
    canvas_stroke(c, (Vec2[]){ { at.x, at.y - radius }, { at.x, at.y + radius } }, 2, (Stroke){ .width = width },
                  color);
}

static void dashed_ring(Canvas *c, Vec2 at, float radius, float width, Color color)
{
    enum { SIDES = 32 };
    Vec2 p[SIDES];
    float dash[] = { radius * 0.6f, radius * 0.4472f }; /* six of them all around */
    for (int i = 0; i < SIDES; i++) {
        double t = 6.283185307179586 * i / SIDES;
        p[i] = (Vec2){ at.x + radius * (float)num_cos(t), at.y + radius * (float)num_sin(t) };
    }
    canvas_stroke(c, p, SIDES, (Stroke){ .width = width, .closed = true, .dash = dash, .dashes = 2, .butt = true },
                  color);
}

void trail_draw(const Findings *f, const PanelView *v, const Relief *r, Canvas *c)
{
    const Theme *t = v->theme;
    const Surface *s = f->surface;
    Marks m;
    Vec2 at[RUN_PATH + 2], zero, twin;
    float k = v->k * r->mark;
    int last = s->path_points - 1, linked = -1;
    trail_places(r, at);
    canvas_stroke(c, at, s->path_points, (Stroke){ .width = 5 * k }, t->point_outline);
    canvas_stroke(c, at, s->path_points, (Stroke){ .width = 2.5f * k }, t->ink);
    if (trail_spot(f, v, r, SPOT_ZERO, &zero)) {
        cross(c, zero, MARK * k, 5 * k, t->point_outline);
        cross(c, zero, MARK * k, 2 * k, t->lam);
    }
    if (trail_spot(f, v, r, SPOT_TWIN, &twin)) {
        canvas_disc(c, twin, MARK * k, t->surface);
        dashed_ring(c, twin, MARK * k, 2 * k, t->ink);
    }
    Vec2 way;
    if (twin_beyond(f, v, r, &twin, &way)) {
        Vec2 tip = { twin.x + 6 * k * way.x, twin.y + 6 * k * way.y }, side = { -5.5f * k * way.y, 5.5f * k * way.x };
        Vec2 back = { twin.x - 5 * k * way.x, twin.y - 5 * k * way.y };
        Vec2 head[] = { { back.x + side.x, back.y + side.y }, tip, { back.x - side.x, back.y - side.y } };
        canvas_fill(c, head, 3, t->surface);
        canvas_stroke(c, head, 3, (Stroke){ .width = 2 * k, .closed = true }, t->ink);
    }
    if (last > 0) {
        canvas_disc(c, at[0], 4 * k, t->surface);
        canvas_ring(c, at[0], 4 * k, 2 * k, t->ink);
    }
    curves_marks(&f->snap, curves_drag(&f->snap), &m);
    for (int i = 0; i < s->marks; i++)
        if (is_shown(s, &m, i))
            panel_diamond(c, at[s->mark_at[i]], 5.5f * k, t->lam, t->point_outline, 1.5f * k);
    canvas_disc(c, at[last], MARK * k, t->ink);
    canvas_ring(c, at[last], MARK * k, 2 * k, t->point_outline);
    for (int i = 0; i < s->path_points && v->link.kind == LINK_STEP; i++)
        if (s->path_step[i] <= v->link.step)
            linked = i;
    if (linked >= 0)
        canvas_ring(c, at[linked], 10 * k, 2 * k, t->ink);
}

/* --- labels --- */

/* A label close to a mark: at this side of it (-1 left, 1 right), or above or below it (0); then wherever it is free.
 */
static bool around(Vec2 at, float side, float k, bool touch, Labels *l, Canvas *c, TextStyle s, const char *text)
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
    return panel_place(l, c, places + skip, COUNT(places) - skip, touch, s, text);
}

const char *trail_number(char out[32], double v)
{
    if (v >= 0.01 || !(v > 0))
        return panel_fixed(out, v, 3);
    text_short(out, v);
    return out;
}

/* With the data loss of a state, and that of the plane below it where it is another one, if there is room for all
 * that. */
static void name_spot(Vec2 at, float side, float k, const char *name, const Spot *p, const Relief *r, Labels *l,
                      TextStyle s, Canvas *c)
{
    char loss[32], here[32], text[128];
    bool numbers = r->mark > 1 && r->kind == SURFACE_DATA && num_finite((double)p->loss);
    trail_number(loss, (double)p->loss);
    trail_number(here, (double)p->here);
    float ratio = p->here / p->loss;
    bool same = !num_finite((double)ratio) || (ratio > 0.99f && ratio < 1.01f);
    snprintf(text, sizeof text, same ? tr("%s, loss %s") : tr("%s, loss %s (plane %s)"), name, loss, here);
    if (!numbers || !around(at, side, k, false, l, c, s, text))
        around(at, side, k, true, l, c, s, name);
}

static void reserve_mark(Labels *l, Vec2 at, float radius)
{
    panel_reserve(l, (Rect){ at.x - radius, at.y - radius, 2 * radius, 2 * radius });
}

void trail_labels(const Findings *f, const PanelView *v, const Relief *r, const Vec2 *at, Labels *l, Canvas *c)
{
    const Surface *s = f->surface;
    Marks m;
    char text[64];
    float k = v->k, before = path_strength(&f->snap.start);
    int last = s->path_points - 1;
    Vec2 twin_at, zero_at, way;
    bool twin = trail_spot(f, v, r, SPOT_TWIN, &twin_at) || twin_beyond(f, v, r, &twin_at, &way),
         zero = trail_spot(f, v, r, SPOT_ZERO, &zero_at);
    TextStyle style = panel_type(v, 13, FACE_REGULAR, v->theme->ink, ALIGN_CENTER);
    style.halo = v->theme->surface;
    style.halo_width = 3 * k;
    panel_avoid(l, at, s->path_points);
    reserve_mark(l, at[last], 7 * k);
    if (last > 0)
        reserve_mark(l, at[0], 5 * k);
    if (twin)
        reserve_mark(l, twin_at, 7 * k);
    if (zero)
        reserve_mark(l, zero_at, 6 * k);
    curves_marks(&f->snap, curves_drag(&f->snap), &m);
    for (int i = 0; i < s->marks; i++) /* no label on a diamond */
        if (is_shown(s, &m, i))
            reserve_mark(l, at[s->mark_at[i]], 5 * k);
    int came = last;
    while (came > 0 && __builtin_fabsf(at[came].x - at[last].x) < 24 * k)
        came--;
    float side = at[came].x < at[last].x ? 1 : -1; /* away from where the path comes from */
    TextStyle now = style;
    now.face = FACE_SEMIBOLD;
    name_spot(at[last], side, k, tr("now"), &s->spot[SPOT_NOW], r, l, now, c);
    if (last > 0)
        name_spot(at[0], 0, k, tr("start"), &s->spot[SPOT_START], r, l, style, c);
    if (twin)
        name_spot(twin_at, 0, k, panel_twin_name(&f->snap.config), &s->spot[SPOT_TWIN], r, l, style, c);
    style.color = v->theme->lam;
    style.face = FACE_SEMIBOLD;
    if (zero && s->plane != PLANE_WEIGHTS) /* there the axes cross in it */
        around(zero_at, 0, k, true, l, c, style, "w = 0");
    for (int i = 0; i < s->marks; i++) {
        if (!is_shown(s, &m, i))
            continue;
        snprintf(text, sizeof text, s->mark_value[i] > before ? tr("%s raised") : tr("%s lowered"),
                 panel_symbol(&f->snap.config));
        around(at[s->mark_at[i]], 0, k, true, l, c, style, text);
        before = s->mark_value[i];
    }
}
