/* "Everything against lambda": the finished nets of the sweep as curves over the slider's own axis. One picture at a
 * time, or all of them as small multiples where there is room. A click goes to the nearest of the nets. */
#include "panels/panel.h"

#include <stdio.h>

enum { ID_MODE = 480 };
/* --- layout --- */

typedef struct Pane {
    int mode;
    bool ticks; /* with numbers under the axis */
    Rect head, plot;
} Pane;

static bool is_grid(const PanelView *v, Rect body) { return body.w >= 900 * v->k && body.h >= 420 * v->k; }

static int panes_of(const PanelView *v, Rect body, Pane out[READINGS])
{
    float k = v->k, left = 50 * k, right = 18 * k, foot = 30 * k, title = 22 * k, line = 24 * k;
    if (!is_grid(v, body)) {
        float top = 34 * k + line;
        out[0] = (Pane){ .mode = clamp_i(v->mode, 0, READINGS - 1),
                         .ticks = true,
                         .head = { body.x + 16 * k, body.y + 34 * k, body.w - 32 * k, line },
                         .plot = { body.x + left, body.y + top + 10 * k, body.w - left - right,
                                   body.h - top - 10 * k - foot } };
        return 1;
    }
    float w = body.w / 3, h = (body.h - foot) / 2;
    for (int i = 0; i < READINGS; i++) {
        Rect cell = { body.x + w * (float)(i % 3), body.y + h * (float)(i / 3), w, h };
        float top = title + line + 10 * k;
        out[i] = (Pane){ .mode = i,
                         .ticks = i >= 3,
                         .head = { cell.x + left, cell.y + title, w - left - right, line },
                         .plot = { cell.x + left, cell.y + top, w - left - right, h - top - 12 * k } };
    }
    return READINGS;
}

static const Sweep *sweep_of(const Findings *f) { return f->sweep && f->sweep->total > 0 ? f->sweep : NULL; }

/* Bottom right of a picture: how far that is which is not there yet. */
static void progress(const Findings *f, const PanelView *v, const Pane *p, Canvas *c)
{
    char text[64];
    TextStyle style = panel_type(v, 13, FACE_MEDIUM, v->theme->ink2, ALIGN_RIGHT);
    Labels l = { .in = p->plot };
    style.halo = v->theme->surface;
    style.halo_width = 3;
    if (readings_progress(f, p->mode, text))
        panel_label(&l, c, p->plot.x + p->plot.w - 6 * v->k, p->plot.y + p->plot.h - 8 * v->k, style, text);
}

static void picture(const Findings *f, const PanelView *v, const Pane *p, Canvas *c)
{
    Along a = along_of(&f->sweep->config, p->plot);
    const char *why = readings_missing(f, p->mode);
    if (p->plot.w < 60 * v->k || p->plot.h < 30 * v->k)
        return;
    if (why) {
        Labels l = { .in = { p->plot.x - 40 * v->k, p->plot.y, p->plot.w + 50 * v->k, p->plot.h } };
        panel_label(&l, c, p->plot.x + p->plot.w / 2, p->plot.y + p->plot.h / 2,
                    panel_type(v, 14, FACE_REGULAR, v->theme->ink3, ALIGN_CENTER), why);
        return;
    }
    if (readings_of_weights(p->mode))
        traces_draw(f, v, &a, p->head, c);
    else
        readings_draw(f, v, p->mode, &a, p->head, c);
    along_axis(v, &a, p->ticks, c);
    along_link(v, &a, c);
    along_now(v, &a, path_strength(&f->snap.config), c);
    progress(f, v, p, c);
}

/* --- the panel --- */

static bool is_empty(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    const Sweep *s = sweep_of(f);
    if (s && s->finished[0] > 0)
        return false;
    if (!c)
        return true;
    if (f->snap.members > 0 && reg_slider(&f->snap.config) < 0)
        panel_empty(v, body, c, tr("There is no penalty to vary."), tr("Choose L2 or L1 above the slider."));
    else
        panel_empty(v, body, c, tr("The sweep has just begun."), tr("Its first nets appear in a moment."));
    return true;
}

void lambda_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    Pane pane[READINGS];
    canvas_push_clip(c, body);
    if (!is_empty(f, v, body, c)) {
        int n = panes_of(v, body, pane);
        for (int i = 0; i < n; i++) {
            const Pane *p = &pane[i];
            Labels l = { .in = body };
            if (n > 1 || !v->found) /* in a window the chosen segment says it */
                panel_label(&l, c, p->head.x, p->head.y - (n > 1 ? 4 : 12) * v->k,
                            panel_type(v, 14, FACE_SEMIBOLD, v->theme->ink, ALIGN_LEFT), readings_title(p->mode));
            picture(f, v, p, c);
        }
    }
    canvas_pop_clip(c);
}

static const char *mode_title(const void *user, int i)
{
    (void)user;
    return readings_title(i);
}

void lambda_controls(PanelView *v, Ui *ui, Rect body)
{
    const char *tab[READINGS];
    float h = 28 * v->k;
    if (is_grid(v, body) || body.h < 100 * v->k || (v->found && is_empty(v->found, v, body, NULL)))
        return;
    for (int i = 0; i < READINGS; i++)
        tab[i] = readings_tab(i);
    v->mode = clamp_i(v->mode, 0, READINGS - 1);
    if (ui_segment_width(ui, h, tab, READINGS) + 24 <= body.w)
        ui_segment(ui, UI_ID(ID_MODE), body.x + 12, body.y, h, tab, READINGS, &v->mode, false, NULL);
    else if (body.w > 200 * v->k)
        ui_choice(ui, UI_ID(ID_MODE), (Rect){ body.x + 12, body.y, 180 * v->k, h }, NULL, readings_title(v->mode),
                  mode_title, NULL, NULL, READINGS, &v->mode);
}

static const Pane *pane_at(const Pane *pane, int n, Vec2 at)
{
    for (int i = 0; i < n; i++)
        if (rect_has(rect_inset(pane[i].plot, -8), at))
            return &pane[i];
    return NULL;
}

bool lambda_input(PanelView *v, const UiInput *in, Rect body)
{
    Pane pane[READINGS];
    if (!v->found || is_empty(v->found, v, body, NULL))
        return false;
    const Pane *p = pane_at(pane, panes_of(v, body, pane), in->mouse);
    if (!in->down || (in->pressed && !p))
        v->turning = false;
    else if (in->pressed)
        v->turning = true;
    if (!v->turning || !p)
        return false;
    Along a = along_of(&v->found->sweep->config, p->plot);
    v->request = (Request){ REQUEST_STRENGTH, sweep_value(a.config, along_member(&a, in->mouse.x)) };
    return true;
}

static void weight_tip(const Findings *f, int index, int member, PanelTip *out)
{
    RidgeWeight w;
    char text[64], number[32];
    const Shape *s = &f->sweep->shape;
    ridge_weight(s, index, &w);
    bool output = w.layer == w.layers - 1;
    if (output)
        snprintf(text, sizeof text, "%s", tr("Weight of the output layer"));
    else
        snprintf(text, sizeof text, tr("Weight of layer %d"), w.layer + 1);
    panel_tip_row(out, text, "%s", "");
    panel_tip_row(out, w.filter ? tr("place in the filter") : tr("from"),
                  w.layer || w.filter ? tr("unit %d") : tr("input %d"), w.from + 1);
    panel_tip_row(out, tr("to"), output ? tr("output %d") : tr("unit %d"), w.to + 1);
    text_short(number, (double)f->sweep->value[member]);
    snprintf(text, sizeof text, tr("at %s = %s"), panel_symbol(&f->sweep->config), number);
    panel_tip_row(out, text, "%s",
                  panel_fixed(number, (double)f->sweep_weights[(size_t)member * (size_t)s->params + (size_t)index], 3));
    out->link = (Link){ .kind = LINK_WEIGHT, .layer = w.layer, .unit = w.to, .weight = index };
}

bool lambda_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out)
{
    Pane pane[READINGS];
    if (is_empty(f, v, body, NULL))
        return false;
    const Pane *p = pane_at(pane, panes_of(v, body, pane), at);
    if (!p || readings_missing(f, p->mode))
        return false;
    Along a = along_of(&f->sweep->config, p->plot);
    int m = along_member(&a, at.x);
    if (!f->sweep->done[m])
        return false;
    float x = along_x(&a, f->sweep->value[m]);
    *out = (PanelTip){ .anchor = { x - 1, p->plot.y, 2, p->plot.h } };
    int index = readings_of_weights(p->mode) ? traces_near(f, v, &a, at) : -1;
    if (index >= 0)
        weight_tip(f, index, m, out);
    else
        readings_tip(f, p->mode, m, out);
    return true;
}
