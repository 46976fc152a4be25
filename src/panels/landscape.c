/* Panel 4: the loss on the plane of the path, as a landscape and as a map (relief.c), and the path of training on it.
 *
 * The penalty is lambda/2 sum w^2 for whatever lambda is now, so its surface and the total move with the slider at
 * once. A wide body shows both pictures, an expanded one all three kinds. */
#include "panels/panel.h"

#include <stdio.h>

enum { ID_KIND = 280, ID_FLAT };

static const float REACH = 1.04f; /* of its height: how far down a landscape's floor comes before anyone turns it */

typedef struct Pane {
    Rect r;
    SurfaceKind kind;
    bool flat;
} Pane; /* one picture in the body */

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
        float left =
            0.6f * body.w; /* the segments lie in the corner that the landscape leaves, the footer below the map */
        out[0] = (Pane){ { body.x + 8, body.y + 2, left - 16, (body.h - 2 - 8 * k) / REACH }, kind, false };
        out[1] = (Pane){ { body.x + left, body.y, body.w - left - 16, body.h - 34 * k }, kind, true };
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

/* --- the panel --- */

static void title(const Findings *f, const PanelView *v, const Pane *p, Canvas *c)
{
    static const char *const name[] = { "Data loss", "Penalty", "Total cost" };
    const Theme *t = v->theme;
    const Color color[] = { t->train, t->lam, t->ink };
    float k = v->k, x = p->r.x + 8, y = p->r.y - 12 * k;
    TextStyle letter = panel_type(v, 24, FACE_MEDIUM_ITALIC, color[p->kind], ALIGN_LEFT);
    if (p->kind == SURFACE_PENALTY) {
        FormulaTerm term[2];
        int n = formula_terms(&f->snap.config, term);
        letter.face = FACE_REGULAR;
        float w = n > 1 ? canvas_text_width(c, letter, " + ") : 0;
        for (int i = 0; i < n; i++)
            w += formula_width(c, term[i], letter.size);
        letter.size *= min_f(1, max_f(0.3f, (p->r.w - 16) / max_f(1, w))); /* two terms can be wider than the pane */
        for (int i = 0; i < n; i++) {
            x += i ? canvas_text(c, x, y, letter, " + ") : 0;
            x += formula_draw(c, term[i], x, y, letter.size, letter.color);
        }
    } else {
        x += canvas_text(c, x, y, letter, p->kind == SURFACE_DATA ? "L" : "J");
    }
    if (x + 14 * k + 100 * k < p->r.x + p->r.w)
        canvas_text(c, x + 14 * k, y, panel_type(v, 18, FACE_SEMIBOLD, t->ink, ALIGN_LEFT), name[p->kind]);
}

static void footer(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    const Surface *s = f->surface;
    char text[3][128], percent[32], step[40] = "";
    TextStyle style = panel_type(v, 13, FACE_REGULAR, v->theme->ink3, ALIGN_LEFT);
    Labels l = { .in = body };
    panel_fixed(percent, 100 * (double)s->share, 0);
    if (s->step < f->snap.step && f->snap.step - s->step > f->snap.step / 100)
        snprintf(step, sizeof step, " of step %llu", (unsigned long long)s->step);
    snprintf(text[0], sizeof text[0], "plane of the path%s, %s%% of its motion", step, percent);
    snprintf(text[1], sizeof text[1], "%s%% of the path\u2019s motion", percent);
    snprintf(text[2], sizeof text[2], "%s%%", percent);
    for (int i = 0; i < COUNT(text); i++)
        if (panel_label(&l, c, body.x, body.y + body.h - 13 * v->k, style, text[i]))
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
        Rect clip = rect_inset(p->r, -2);
        clip.h += p->flat ? 0 : 24 * v->k; /* the front corner of the floor */
        canvas_push_clip(c, clip);
        if (p->flat)
            relief_map(f, v, &r, p->r, c);
        else
            relief_landscape(f, v, &r, p->r, c);
        canvas_pop_clip(c);
        if (n > 2 && !p->flat)
            title(f, v, p, c);
    }
    float left = n == 2 ? pane[1].r.x : body.x + 16;
    footer(f, v, (Rect){ left, body.y, body.x + body.w - 8 - left, body.h }, c);
}

void landscape_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    canvas_push_clip(c, body);
    if (panel_diverged(f))
        panel_empty(v, body, c, "Weights too large to draw", "Undo brings them back");
    else if (!is_there(f))
        panel_empty(v, body, c,
                    f->snap.step < 100 ? "The surface appears after a few steps." : "The weights have not moved.", "");
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
        relief_path(v, &r, pane[i].r, pane[i].flat, place);
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
    char text[32];
    *out = (PanelTip){ .anchor = { where.x - 6 * v->k, where.y - 6 * v->k, 12 * v->k, 12 * v->k } };
    panel_tip_row(out, "Path at step", "%s", panel_fixed(text, (double)s->path_step[best], 0));
    panel_tip_row(out, what[kind], "%s", panel_fixed(text, (double)relief_value(f, v, kind, best), 3));
    if (num_finite((double)s->path_loss[best]))
        panel_tip_row(out, "true data loss", "%s", panel_fixed(text, (double)s->path_loss[best], 3));
    return true;
}
