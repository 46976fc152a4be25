/* Panel representation: what the hidden layers make of the input. The plane of the data is drawn as a sheet with a
 * grid, and carried through the layers with the points on it (carried.c); a slider goes from the input to the last
 * layer. Without a penalty the sheet is torn and crumpled until every point lies on its side of a straight line; with
 * one it is bent no more than needed. Beside it stands how far. */
#include "panels/panel.h"

#include <stdio.h>

enum { ID_SCRUB = 320 };

typedef struct Place2 { /* where things are in the body */
    Rect net, twin;     /* pictures; twin.w 0: none */
    Rect words;         /* w 0: no room */
    Rect slider;
    bool large;
} Place2;

static Place2 places_of(const PanelView *v, Rect body)
{
    float k = v->k, foot = (v->found ? 46 : 6) * k, gap = 16 * k;
    Place2 p = { .large = body.w >= (v->expanded ? 760 : 1000) * k && body.h >= 260 * k };
    float words = p.large ? 300 * k : body.w >= 330 * k ? min_f(0.4f * body.w, 158 * k) : 0;
    float head = p.large ? 30 * k : 0, wide = body.w - 2 * gap - (words > 0 ? words + gap : 0);
    Rect r = { body.x + gap, body.y + head, max_f(1, wide), max_f(1, body.h - foot - head) };
    p.net = r;
    if (p.large) {
        p.net.w = p.twin.w = max_f(1, (r.w - gap) / 2);
        p.twin = (Rect){ r.x + p.net.w + gap, r.y, p.net.w, r.h };
    }
    p.words = (Rect){ r.x + r.w + gap, body.y + head, words, r.h };
    p.slider = (Rect){ r.x + 14 * k, body.y + body.h - foot + 4 * k, max_f(1, r.w - 28 * k), 18 * k };
    return p;
}

static bool is_there(const Findings *f) { return (f->have & WANT_HIDDEN) && f->hidden.stages > 0; }

static bool is_sound(const Hidden *h)
{
    bool sound = h->stages > 0;
    for (int i = 0; i < h->stages; i++)
        sound = sound && h->stage[i].sound;
    return sound;
}

static bool twin_shown(const Findings *f, const PanelView *v) { return panel_twin(f, v) && is_sound(&f->hidden_twin); }

/* --- words --- */

static const char *stage_name(char out[48], const HiddenStage *t, bool brief)
{
    switch (t->kind) {
    case HIDDEN_INPUT: snprintf(out, 48, "%s", tr("input")); break;
    case HIDDEN_FEATURES: snprintf(out, 48, brief ? tr("features") : tr("%d features"), t->units); break;
    case HIDDEN_LAYER:
        if (t->layer < 0)
            snprintf(out, 48, brief ? tr("filters") : tr("filters, %d numbers"), t->units);
        else if (brief)
            snprintf(out, 48, tr("layer %d"), t->layer + 1);
        else
            snprintf(out, 48, t->units == 1 ? tr("layer %d, %d unit") : tr("layer %d, %d units"), t->layer + 1,
                     t->units);
        break;
    }
    return out;
}

/* The stages below the slider, the nearest one in ink. The slider as well: exports are without widgets. */
static void names(const PanelView *v, const Hidden *h, int now, Rect slider, Canvas *c)
{
    const Theme *t = v->theme;
    Labels l = { .in = { slider.x - 40 * v->k, slider.y, slider.w + 80 * v->k, slider.h + 30 * v->k } };
    float cy = slider.y + slider.h / 2, at = slider.x + (1 - clamp_f(v->scrub, 0, 1)) * slider.w;
    canvas_rect(c, (Rect){ slider.x, cy - 2, slider.w, 4 }, 2, t->raised);
    canvas_rect(c, (Rect){ slider.x, cy - 2, at - slider.x, 4 }, 2, t->ink2);
    canvas_disc(c, (Vec2){ at, cy }, 7, t->ink);
    for (int pass = 0; pass < 2; pass++) /* the nearest one first: it must be there */
        for (int i = 0; i < h->stages; i++) {
            char text[48];
            float part = h->stages > 1 ? (float)i / (float)(h->stages - 1) : 1;
            float x = slider.x + part * slider.w, y = slider.y + slider.h + 15 * v->k;
            if ((i == now) == pass)
                continue;
            TextStyle s = panel_type(v, 13, pass ? FACE_REGULAR : FACE_SEMIBOLD, pass ? t->ink3 : t->ink, ALIGN_CENTER);
            stage_name(text, &h->stage[i], true);
            float w = canvas_text_width(c, s, text);
            canvas_line(c, x, cy + 6, x, cy + 11, 2, i == now ? t->ink : t->ink3);
            x = clamp_f(x, l.in.x + w / 2 + 1, l.in.x + l.in.w - w / 2 - 1);
            panel_label(&l, c, x, y, s, text);
        }
}

typedef struct Row {
    const char *name, *brief;
    double net, twin;
    int digits; /* -1: a share in percent */
    bool there;
} Row;

static int rows_of(const Hidden *h, const Hidden *twin, int now, Row out[6])
{
    const HiddenStage *t = &h->stage[now], *u = &twin->stage[now];
    bool layer = t->kind == HIDDEN_LAYER, grid = h->high > 0 && t->kind != HIDDEN_INPUT, last = now == h->stages - 1;
    const double none = 0.0 / 0.0;
    const Row all[] = {
        { tr("largest stretch"), tr("stretch"), (double)t->stretch, (double)u->stretch, t->stretch < 10 ? 2 : 1, grid },
        { tr("median stretch"), tr("median"), (double)t->stretch_median, (double)u->stretch_median, 2, grid },
        { t->idle_kind == HIDDEN_DEAD ? tr("dead units") : tr("saturated"), tr("idle"), (double)t->idle,
          (double)u->idle, -1, layer && t->idle_kind != HIDDEN_NO_IDLE },
        { tr("classes apart"), tr("apart"), (double)t->apart, (double)u->apart, 2, t->apart > 0 || u->apart > 0 },
        { tr("median margin"), tr("margin"), h->margins ? (double)h->margin_median : none,
          twin->margins ? (double)twin->margin_median : none, 2, (h->margins || twin->margins) && last },
        { tr("plane holds"), tr("plane"), (double)t->share, (double)u->share, -1, !t->direct },
    };
    int n = 0;
    for (int i = 0; i < COUNT(all); i++)
        if (all[i].there)
            out[n++] = all[i];
    return n;
}

static const char *row_text(char out[48], const Row *r, double value)
{
    char number[32];
    if (!num_finite(value))
        snprintf(out, 48, "\u2013");
    else if (r->digits < 0)
        snprintf(out, 48, "%s%%", panel_fixed(number, 100 * value, 0));
    else
        snprintf(out, 48, "%s", panel_fixed(number, value, r->digits));
    return out;
}

static void words(const Findings *f, const PanelView *v, const Place2 *p, int now, bool twin, Canvas *c)
{
    const Theme *t = v->theme;
    const Hidden *h = &f->hidden;
    float k = v->k, pitch = max_f((p->large ? 20 : 17) * k, min_f((p->large ? 34 : 24) * k, p->words.h / 7)),
          x = p->words.x, right = x + p->words.w;
    float y = p->words.y + 16 * k, size = p->large ? 15 : 13, column = twin && p->large ? 84 * k : 0;
    char text[48];
    Row row[6];
    TextStyle name = panel_type(v, size, FACE_REGULAR, t->ink2, ALIGN_LEFT);
    TextStyle value = panel_type(v, size, FACE_SEMIBOLD, t->ink, ALIGN_RIGHT);
    value.tabular = true;
    if (p->words.w <= 0)
        return;
    TextStyle head = panel_type(v, size + 1, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    stage_name(text, &h->stage[now], false);
    if (canvas_text_width(c, head, text) > p->words.w)
        stage_name(text, &h->stage[now], true);
    text[0] = (char)(text[0] >= 'a' && text[0] <= 'z' ? text[0] - 'a' + 'A' : text[0]);
    canvas_text(c, x, y, head, text);
    if (column > 0) {
        y += pitch;
        canvas_text(c, right - column, y, panel_type(v, 13, FACE_REGULAR, t->ink3, ALIGN_RIGHT), tr("net"));
        canvas_text(c, right, y, panel_type(v, 13, FACE_REGULAR, t->ink3, ALIGN_RIGHT), tr("twin"));
    }
    int n = rows_of(h, twin ? &f->hidden_twin : h, now, row);
    for (int i = 0; i < n; i++) {
        y += pitch;
        if (y > p->words.y + p->words.h)
            return; /* the first ones say most */
        float from =
            right - column - 8 * k - canvas_text(c, right - column, y, value, row_text(text, &row[i], row[i].net));
        const char *both[] = { row[i].name, row[i].brief };
        for (int j = 0; j < 2; j++)
            if (x + canvas_text_width(c, name, both[j]) <= from) {
                canvas_text(c, x, y, name, both[j]);
                break;
            }
        TextStyle other = value;
        other.face = FACE_REGULAR;
        other.color = t->ink2;
        if (column > 0)
            canvas_text(c, right, y, other, row_text(text, &row[i], row[i].twin));
    }
    const char *const key[] = { tr("The sheet is the plane of the data,"), tr("coloured by what the net says there.") };
    Labels l = { .in = p->words };
    l.in.y = y + 8 * k; /* below the numbers */
    l.in.h = max_f(0, p->words.y + p->words.h - l.in.y);
    for (int i = 0; p->large && f->hidden.high > 1 && i < COUNT(key); i++)
        panel_label(&l, c, x, p->words.y + p->words.h - (float)(COUNT(key) - 1 - i) * 20 * k - 6 * k,
                    panel_type(v, 14, FACE_REGULAR, t->ink3, ALIGN_LEFT), key[i]);
}

static void title(const PanelView *v, Rect r, const char *text, Canvas *c)
{
    canvas_text(c, r.x, r.y - 10 * v->k, panel_type(v, 15, FACE_SEMIBOLD, v->theme->ink, ALIGN_LEFT), text);
}

/* --- the panel --- */

static void pictures(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    Place2 p = places_of(v, body);
    bool twin = twin_shown(f, v);
    if (p.large && !twin) /* one picture then, as large as both */
        p.net.w += p.twin.w + 16 * v->k;
    Carried at = carried_make(f, v, &f->hidden, 0, p.net);
    carried_draw(f, v, &at, p.large, c);
    if (p.large) {
        char number[32], text[64];
        text_short(number, (double)path_strength(&f->snap.config));
        snprintf(text, sizeof text, tr("Your net, %s = %s"), panel_symbol(&f->snap.config), number);
        title(v, p.net, text, c);
    }
    if (p.large && twin) {
        Carried other = carried_make(f, v, &f->hidden_twin, 1, p.twin);
        carried_draw(f, v, &other, true, c);
        title(v, p.twin, panel_twin_name(&f->snap.config), c);
    }
    if (f->hidden.stages > 1 && v->found) /* a picture on paper has nothing to drag */
        names(v, &f->hidden, carried_stage(&at), p.slider, c);
    words(f, v, &p, carried_stage(&at), twin, c);
}

void representation_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    canvas_push_clip(c, body);
    if (panel_diverged(f) || (is_there(f) && !is_sound(&f->hidden)))
        panel_empty(v, body, c, tr("Weights too large to draw"), tr("Undo brings them back"));
    else if (is_there(f) && f->hidden.train > 0 && body.h >= 100 * v->k && body.w >= 140 * v->k)
        pictures(f, v, body, c);
    canvas_pop_clip(c);
}

void representation_controls(PanelView *v, Ui *ui, Rect body)
{
    float place = 1 - v->scrub;
    if (body.h < 100 * v->k || body.w < 140 * v->k || !v->found || v->found->hidden.stages < 2)
        return; /* nowhere to go in a linear model */
    if (ui_slider(ui, UI_ID(ID_SCRUB), places_of(v, body).slider, 0, 1, &place, NULL))
        v->scrub = 1 - place;
}

/* A drag across the picture scrubs as well. */
bool representation_input(PanelView *v, const UiInput *in, Rect body)
{
    Place2 p = places_of(v, body);
    float was = v->scrub;
    if (!in->down)
        v->turning = false;
    if (in->pressed && (rect_has(p.net, in->mouse) || rect_has(p.twin, in->mouse))) {
        v->turning = true;
        v->grab = in->mouse;
    }
    if (v->turning && in->mouse.x > -1e5f) {
        v->scrub = clamp_f(v->scrub - (in->mouse.x - v->grab.x) / max_f(1, p.net.w), 0, 1);
        v->grab = in->mouse;
    }
    return v->scrub != was;
}

static bool point_tip(const Findings *f, const Carried *at, Vec2 mouse, float reach, PanelTip *out)
{
    const Hidden *h = at->hidden;
    const HiddenStage *t = &h->stage[carried_stage(at)];
    const Points *p = &f->snap.train;
    int best = -1;
    char text[32], other[32];
    for (int i = 0; i < h->train; i++) {
        float dx = at->train[i].x - mouse.x, dy = at->train[i].y - mouse.y, d = __builtin_sqrtf(dx * dx + dy * dy);
        if (d < reach) {
            reach = d;
            best = i;
        }
    }
    if (best < 0 || !rect_has(at->r, mouse))
        return false;
    *out = (PanelTip){ .anchor = { at->train[best].x - 6, at->train[best].y - 6, 12, 12 } };
    panel_tip_row(out, tr("Training point"), "%d", best + 1);
    if (h->margins)
        panel_tip_row(out, tr("label"), "%s", points_class(f, text, (int)p->y[best * p->targets]));
    panel_fixed(other, (double)t->train[best].y, 2);
    panel_tip_row(out, t->direct ? tr("here") : tr("on the plane"), "%s, %s",
                  panel_fixed(text, (double)t->train[best].x, 2), other);
    if (h->margins)
        panel_tip_row(out, tr("margin in the last layer"), "%s", panel_fixed(text, (double)h->margin[best], 2));
    if (p->wrong && p->wrong[best])
        panel_tip_row(out, tr("wrong label"), "%s", tr("yes"));
    out->link = (Link){ .kind = LINK_POINT, .split = SPLIT_TRAIN, .point = best };
    return true;
}

bool representation_tip(const Findings *f, const PanelView *v, Rect body, Vec2 mouse, PanelTip *out)
{
    if (panel_diverged(f) || !is_there(f) || !is_sound(&f->hidden) || f->hidden.train < 1 || body.h < 100 * v->k)
        return false;
    Place2 p = places_of(v, body);
    bool twin = p.large && twin_shown(f, v);
    if (p.large && !twin)
        p.net.w += p.twin.w + 16 * v->k;
    bool right = twin && rect_has(p.twin, mouse);
    Carried at = carried_make(f, v, right ? &f->hidden_twin : &f->hidden, right, right ? p.twin : p.net);
    return point_tip(f, &at, mouse, 9 * v->k, out);
}
