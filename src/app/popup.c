/* What pop-overs and dialogs share: a layer of their own over the window, a box, and, where the box is larger than the
 * window (at large sizes of text), a place that moves. */
#include "app/app_state.h"

static const float EDGE = 8;

/* How far the box may and must move: by the wheel, by pages, and so that what has the focus is seen. */
static float moved(float pan, float inner, float outer, float by, float at, float size)
{
    if (at < EDGE)
        by += at - EDGE;
    else if (at + size > outer - EDGE)
        by += at + size - outer + EDGE;
    return clamp_f(pan + by, 0, max_f(0, inner - outer));
}

static void bars(App *a, Rect r)
{
    const Theme *t = app_theme(a);
    Rect b = a->all;
    float part = b.h / r.h, way = b.w / r.w;
    if (part < 1)
        canvas_rect(a->ui.c, (Rect){ b.w - 5, 2 + (b.h - 4) * -r.y / r.h, 3, (b.h - 4) * part }, 1.5f, t->ink3);
    if (way < 1)
        canvas_rect(a->ui.c, (Rect){ 2 + (b.w - 4) * -r.x / r.w, b.h - 5, (b.w - 4) * way, 3 }, 1.5f, t->ink3);
}

Rect popup_begin(App *a, Rect r, bool scrim)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    Rect b = a->all, focus = { b.w / 2, b.h / 2, 0, 0 };
    Vec2 by = { 0, 0 };
    if (a->pan_focus != ui->focus && ui->focus_at == ui->focus && ui->focus_ring) { /* once: the wheel may leave it */
        focus = ui->focus_rect;
        a->pan_focus = ui->focus;
    }
    if (ui->in && !ui->menu && (r.h > b.h || r.w > b.w)) {
        float wheel = -60 * ui->in->wheel;
        by = ui->in->shift || r.h <= b.h ? (Vec2){ wheel, 0 } : (Vec2){ 0, wheel };
        by.y += 0.8f * b.h * (float)(ui_key(ui, KEY_PAGE_DOWN, 0) - ui_key(ui, KEY_PAGE_UP, 0));
    }
    a->pan.x = moved(a->pan.x, r.w, b.w, by.x, focus.x, min_f(focus.w, b.w - 2 * EDGE));
    a->pan.y = moved(a->pan.y, r.h, b.h, by.y, focus.y, min_f(focus.h, b.h - 2 * EDGE));
    r.x = r.w > b.w ? -a->pan.x : clamp_f(r.x, 0, b.w - r.w);
    r.y = r.h > b.h ? -a->pan.y : clamp_f(r.y, 0, b.h - r.h);
    ui->layer++;
    ui->next_top = max_i(ui->next_top, ui->layer);
    if (scrim)
        canvas_rect(ui->c, b, 0, t->scrim);
    canvas_rect(ui->c, r, 8, t->surface);
    canvas_frame(ui->c, r, 8, 1, t->line);
    a->popup_rect = r;
    return r;
}

void popup_end(App *a)
{
    bars(a, a->popup_rect);
    a->ui.layer--;
}
