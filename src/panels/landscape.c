/* Panel 4: the loss on a plane through the weights, as a landscape and as a map (relief.c), and what lies on it
 * (trail.c, ball.c, cut.c).
 *
 * Data loss, sum w^2 and sum |w| are known apart, so the penalty and the total move with the slider at once. A wide
 * body shows both pictures, a large one all three kinds. */
#include "panels/panel.h"

#include <stdio.h>
#include <string.h>

enum { ID_KIND = 280, ID_FLAT, ID_HEIGHT, ID_PLANE, ID_SEED };

static const float REACH = 1.04f; /* of its height: how far down a landscape's floor comes before anyone turns it */

typedef struct Pane {
    Rect r;
    SurfaceKind kind;
    bool flat;
} Pane; /* one picture in the body */

/* --- layout --- */

enum { PANES = 7 };

static bool is_wide(Rect body) { return body.w > 1.8f * body.h; }

static bool is_large(const PanelView *v, Rect body) { return body.w >= 900 * v->k && body.h >= 240 * v->k; }

static SurfaceKind kind_of(const PanelView *v)
{
    switch (v->highlight) { /* the term of the formula under the pointer shows its own surface */
    case HIGHLIGHT_DATA: return SURFACE_DATA;
    case HIGHLIGHT_PENALTY: return SURFACE_PENALTY;
    case HIGHLIGHT_TOTAL: return SURFACE_TOTAL;
    default: return v->kind;
    }
}

/* All three kinds, each landscape above its map where there is room; or the maps alone, as large as can be. */
static int columns(Rect r, bool both, bool flat, float share, float gap, Pane *out)
{
    float w = (r.w - 32) / 3, h = both ? share * (r.h - gap) : r.h;
    int n = 0;
    for (int i = 0; i < 3; i++) {
        float x = r.x + (float)i * (w + 16);
        out[n++] = (Pane){ { x, r.y, w, h }, (SurfaceKind)i, flat };
        if (both)
            out[n++] = (Pane){ { x, r.y + h + gap, w, r.h - h - gap }, (SurfaceKind)i, true };
    }
    return n;
}

/* Of two weights the map is the picture: that of the cost stands by itself, as high as the body, before all three. */
static int large_panes(const Findings *f, const PanelView *v, Rect body, Pane out[PANES])
{
    bool bowl = f->surface && f->surface->plane == PLANE_WEIGHTS, both = !v->flat && body.h >= 400 * v->k;
    float k = v->k, top = 44 * k, foot = 34 * k;
    Rect r = { body.x + 16, body.y + top, body.w - 32, body.h - top - foot };
    if (!bowl || !both || r.w < 2.2f * r.h)
        return columns(r, both, v->flat, bowl ? 0.5f : 0.61f, 20 * k, out);
    out[0] = (Pane){ { r.x, r.y, r.h, r.h }, kind_of(v), true };
    return 1 + columns((Rect){ r.x + r.h + 32, r.y, r.w - r.h - 32, r.h }, true, false, 0.5f, 20 * k, out + 1);
}

static int panes_of(const Findings *f, const PanelView *v, Rect body, Pane out[PANES])
{
    float k = v->k;
    SurfaceKind kind = kind_of(v);
    if (is_large(v, body))
        return large_panes(f, v, body, out);
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

/* --- the panel --- */

static void title(const Findings *f, const PanelView *v, const Pane *p, Canvas *c)
{
    static const char *const name[] = { N_("Data loss"), N_("Penalty"), N_("Total cost") };
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
        canvas_text(c, x + 14 * k, y, panel_type(v, 18, FACE_SEMIBOLD, t->ink, ALIGN_LEFT), tr(name[p->kind]));
}

/* --- what plane it is --- */

static void choice_text(const PanelView *v, char out[64])
{
    snprintf(out, 64, tr("Plane: %s"), tr(plane_defs[v->choices->plane].label));
}

/* The menu of planes, in the lower right corner of a window; a picture has none. w 0: there is no room. */
static Rect choice_rect(Canvas *c, const PanelView *v, Rect body)
{
    char text[64];
    if (!v->found)
        return (Rect){ 0 };
    choice_text(v, text);
    float w = canvas_text_width(c, ui_text(14, FACE_MEDIUM, v->theme->ink, ALIGN_LEFT), text) + 24, h = 28;
    bool fits = body.w >= w + 120 * v->k && body.h >= 100 * v->k;
    return (Rect){ body.x + body.w - 20 - w, body.y + body.h - h - 3, fits ? w : 0, h };
}

static Rect seed_rect(Rect choice) { return (Rect){ choice.x - 44, choice.y, 28, choice.h }; }

/* Another plane than the one shown is being measured. */
static bool changing(const Findings *f, const PanelView *v)
{
    const Surface *s = f->surface;
    if (!v->found || f->progress[STUDY_SURFACE] < 0 || s->why != PLANE_FITS)
        return false;
    int wanted = v->choices->plane;
    if (wanted == PLANE_AUTO)
        wanted = plane_is_pair(&f->snap.shape) ? PLANE_WEIGHTS : PLANE_PATH;
    return wanted != (int)s->plane || (wanted == PLANE_RANDOM && v->choices->plane_seed != s->seed);
}

static void footer(const Findings *f, const PanelView *v, Rect body, float left, Canvas *c)
{
    char text[CUT_WORDINGS][256];
    TextStyle style = panel_type(v, 13, FACE_REGULAR, v->theme->ink3, ALIGN_LEFT);
    Rect choice = choice_rect(c, v, body);
    float right = choice.w > 0 ? choice.x - 16 : body.x + body.w - 8;
    if (choice.w > 0 && v->choices->plane == PLANE_RANDOM)
        right = seed_rect(choice).x - 8;
    Labels l = { .in = { left, body.y, right - left, body.h } };
    cut_words(f, text);
    if (changing(f, v)) { /* what is shown, and how far the next one is */
        char next[32];
        snprintf(next, sizeof next, tr("next one %d%%"), (int)(100 * f->progress[STUDY_SURFACE]));
        for (int i = 0; i < CUT_WORDINGS; i++) {
            size_t used = strlen(text[i]);
            snprintf(text[i] + used, sizeof text[i] - used, "%s%s", used ? "; " : "", next);
        }
        snprintf(text[CUT_WORDINGS - 1], sizeof text[0], "%s", next);
    }
    for (int i = is_large(v, body) ? 0 : 1; i < CUT_WORDINGS; i++)
        if (text[i][0] && panel_label(&l, c, left, body.y + body.h - 13 * v->k, style, text[i]))
            return;
}

/* --- the panel --- */

static bool is_there(const Findings *f) { return f->surface && f->surface->valid && f->surface->path_points > 0; }

static void pictures(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    Pane pane[PANES];
    int n = panes_of(f, v, body, pane);
    Relief r = { 0 };
    for (int i = 0; i < n; i++) {
        Pane *p = &pane[i];
        if (p->r.w < 24 || p->r.h < 24)
            continue;
        if (i == 0 || p->kind != p[-1].kind) {
            r = relief_of(f, v, p->kind);
            relief_contours(v, &r);
        }
        relief_in(&r, v, p->r, p->flat);
        Rect clip = rect_inset(p->r, -2);
        clip.h += p->flat ? 0 : 24 * v->k; /* the front corner of the floor */
        canvas_push_clip(c, clip);
        if (p->flat)
            relief_map(f, v, &r, c);
        else
            relief_landscape(f, v, &r, c);
        canvas_pop_clip(c);
        if (n > 2 && (p->flat == v->flat || (i == 0 && n == PANES)))
            title(f, v, p, c);
    }
    footer(f, v, body, n == 2 ? pane[1].r.x : body.x + 16, c);
}

static const char *percent(const Findings *f, char out[16])
{
    snprintf(out, 16, "%d%%", (int)(100 * f->progress[STUDY_SURFACE]));
    return out;
}

void landscape_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    char text[16];
    canvas_push_clip(c, body);
    if (panel_diverged(f))
        panel_empty(v, body, c, tr("Weights too large to draw"), tr("Undo brings them back"));
    else if (!is_there(f) && f->snap.step < 100)
        panel_empty(v, body, c, tr("The surface appears after a few steps."), "");
    else if (!is_there(f) && f->progress[STUDY_SURFACE] >= 0)
        panel_empty(v, body, c, tr("Measuring the loss on this plane"), percent(f, text));
    else if (!is_there(f))
        panel_empty(v, body, c, tr("The weights have not moved."), "");
    else
        pictures(f, v, body, c);
    canvas_pop_clip(c);
}

static const char *plane_label(const void *user, int i) { return (void)user, tr(plane_defs[i].label); }
static const char *plane_note(const void *user, int i) { return (void)user, tr(plane_defs[i].note); }

static void plane_controls(PanelView *v, Ui *ui, Rect body)
{
    Rect choice = choice_rect(ui->c, v, body), seed = seed_rect(choice);
    char text[64];
    if (choice.w <= 0)
        return;
    int plane = v->choices->plane, planes = PLANES - !plane_is_pair(&v->found->snap.shape); /* two weights are last */
    choice_text(v, text);
    if (ui_choice(ui, ID_PLANE, choice, NULL, text, plane_label, plane_note, NULL, planes, &plane))
        v->choices->plane = plane;
    if (plane == PLANE_RANDOM && ui_icon(ui, ID_SEED, seed, ICON_DICE, false, tr("Two other random directions")))
        v->choices->plane_seed++;
}

static void height_control(PanelView *v, Ui *ui, const char *const heights[2], float x, float y, float h)
{
    if (!v->found || !v->found->surface)
        return;
    int row = relief_scale(v, v->found->surface) == SCALE_LINEAR;
    if (ui_segment(ui, ID_HEIGHT, x, y, h, heights, 2, &row, false, NULL))
        v->mode = row ? RELIEF_LINEAR : RELIEF_LOG;
}

void landscape_controls(PanelView *v, Ui *ui, Rect body)
{
    const char *const kinds[] = { tr("Data"), tr("Penalty"), tr("Total") }, *const views[] = { "3-D", "2-D" },
                      *const heights[] = { tr("Log"), tr("Linear") };
    float h = 28 * v->k, left = ui_segment_width(ui, h, kinds, 3), right = ui_segment_width(ui, h, views, 2);
    float last = ui_segment_width(ui, h, heights, 2);
    bool large = is_large(v, body), wide = !large && is_wide(body) && body.w >= 420 * v->k;
    float x = body.x + 12, y = body.y, end = body.x + body.w - 12;
    int kind = (int)v->kind, flat = v->flat;
    plane_controls(v, ui, body);
    if (body.h < 100 * v->k || left + 24 > body.w)
        return;
    if (!large) {
        if (ui_segment(ui, ID_KIND, x, y, h, kinds, 3, &kind, false, NULL))
            v->kind = (SurfaceKind)kind;
        x += left + 12;
    }
    if (!wide && x + right <= end) {
        end -= right;
        if (ui_segment(ui, ID_FLAT, end, y, h, views, 2, &flat, false, NULL))
            v->flat = flat != 0;
        end -= 12;
    }
    if (large || (wide && x + last < body.x + 0.6f * body.w))
        height_control(v, ui, heights, large ? end - last : x, y, h);
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

/* --- tooltips --- */

typedef struct Hit { /* what the pointer is on, and where that is */
    enum { HIT_NOTHING, HIT_PATH, HIT_SPOT, HIT_STRENGTH } what;
    int path;
    SpotKind spot;
    float strength;
    SurfaceKind kind;
    Vec2 at;
    float reach; /* nothing farther away counts */
} Hit;

static bool nearer(Hit *h, Vec2 mouse, Vec2 at)
{
    float dx = at.x - mouse.x, dy = at.y - mouse.y, d = __builtin_sqrtf(dx * dx + dy * dy);
    if (d > h->reach)
        return false;
    h->reach = d;
    h->at = at;
    return true;
}

static void hit_pane(const Findings *f, const PanelView *v, const Pane *pane, Vec2 mouse, Hit *h)
{
    const Surface *s = f->surface;
    Vec2 place[RUN_PATH + 2], at;
    Relief r = relief_of(f, v, pane->kind);
    relief_in(&r, v, pane->r, pane->flat);
    trail_places(&r, place);
    h->kind = pane->kind;
    for (int j = 0; j < s->path_points; j++)
        if (nearer(h, mouse, place[j])) {
            h->what = HIT_PATH;
            h->path = j;
        }
    for (int i = SPOT_TWIN; i < SPOTS; i++)
        if (trail_spot(f, v, &r, (SpotKind)i, &at) && nearer(h, mouse, at)) {
            h->what = HIT_SPOT;
            h->spot = (SpotKind)i;
        }
    float strength;
    if (h->what == HIT_NOTHING && s->plane == PLANE_WEIGHTS && ball_at(f, &r, mouse, h->reach, &strength, &at)) {
        h->what = HIT_STRENGTH;
        h->strength = strength;
        h->at = at;
    }
}

static void tell_path(const Findings *f, const PanelView *v, const Hit *h, PanelTip *out)
{
    const char *const what[] = { tr("data loss on the plane"), tr("penalty on the plane"), tr("cost on the plane") };
    const Surface *s = f->surface;
    char text[32];
    int i = h->path;
    const Spot *exact = i == s->path_points - 1 ? &s->spot[SPOT_NOW] : &s->spot[SPOT_START];
    bool known = h->kind == SURFACE_DATA && exact->there && (i == 0 || i == s->path_points - 1);
    out->link = (Link){ .kind = LINK_STEP, .step = s->path_step[i] };
    panel_tip_row(out, tr("Path at step"), "%s", panel_fixed(text, (double)s->path_step[i], 0));
    panel_tip_row(out, what[h->kind], "%s",
                  trail_number(text, (double)(known ? exact->here : relief_value(f, v, h->kind, i))));
    if (num_finite((double)s->path_loss[i]))
        panel_tip_row(out, tr("true data loss"), "%s", trail_number(text, (double)s->path_loss[i]));
}

static void tell_spot(const Findings *f, const Hit *h, PanelTip *out)
{
    const Spot *p = &f->surface->spot[h->spot];
    char text[32];
    panel_tip_row(out, h->spot == SPOT_TWIN ? panel_twin_name(&f->snap.config) : "w = 0", "%s", "");
    panel_tip_row(out, tr("data loss on the plane"), "%s", trail_number(text, (double)p->here));
    if (num_finite((double)p->loss))
        panel_tip_row(out, tr("true data loss"), "%s", trail_number(text, (double)p->loss));
    panel_tip_row(out, tr("distance from the plane"), "%s", trail_number(text, (double)p->away));
}

static void tell_strength(const Findings *f, const Hit *h, PanelTip *out)
{
    char text[32], other[32];
    Vec2 w;
    ball_solution(f, h->strength, &w);
    out->link = (Link){ .kind = LINK_STRENGTH, .strength = h->strength };
    text_short(text, (double)h->strength);
    panel_tip_row(out, tr("Solution for"), "%s = %s", panel_symbol(&f->snap.config), text);
    panel_tip_row(out, "w₁, w₂", "%s, %s", panel_fixed(text, (double)w.x, 2), panel_fixed(other, (double)w.y, 2));
}

bool landscape_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out)
{
    Pane pane[PANES];
    Hit h = { .reach = 10 * v->k };
    float k = v->k;
    if (!is_there(f) || panel_diverged(f))
        return false;
    for (int i = 0, n = panes_of(f, v, body, pane); i < n && h.what == HIT_NOTHING; i++)
        if (rect_has(pane[i].r, at))
            hit_pane(f, v, &pane[i], at, &h);
    *out = (PanelTip){ .anchor = { h.at.x - 6 * k, h.at.y - 6 * k, 12 * k, 12 * k } };
    switch (h.what) {
    case HIT_PATH: tell_path(f, v, &h, out); break;
    case HIT_SPOT: tell_spot(f, &h, out); break;
    case HIT_STRENGTH: tell_strength(f, &h, out); break;
    default: return false;
    }
    return true;
}
