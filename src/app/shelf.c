/* The menu of panels: every row of panel_defs with its digit, open or not, and what it is about. It stays open while
 * panels are chosen, so that a layout is put together in one go. */
#include "app/app_state.h"

#include <stdio.h>

static const float ROW = 52, WIDE = 480;

static void panel_row(App *a, int i, Rect r)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    Canvas *c = ui->c;
    const PanelDef *d = &panel_defs[i];
    UiAnswer hit = ui_widget(ui, (UiId)(ID_PANEL_ROW + i), r, true);
    char digit[8] = "";
    if (hit.hover || hit.held)
        canvas_rect(c, r, 6, t->raised);
    if (a->open[i])
        icon_draw(c, ICON_CHECK, r.x + 20, r.y + r.h / 2, 0.9f, t->ink, 0);
    if (d->digit)
        snprintf(digit, sizeof digit, "%d", d->digit);
    put(c, tr(d->title), r.x + 40, r.y + 22, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    put(c, tr(d->brief), r.x + 40, r.y + 41, 13, FACE_REGULAR, t->ink2, ALIGN_LEFT);
    put(c, digit, r.x + r.w - 14, r.y + 22, 13, FACE_MONO, t->ink3, ALIGN_RIGHT);
    if (hit.focused && ui->focus_ring)
        ui_ring(ui, rect_inset(r, 4), 4);
    ui_tip(ui, (UiId)(ID_PANEL_ROW + i), hit.hover, tr(d->help), "");
    if (hit.clicked || hit.entered)
        app_show_panel(a, i, !a->open[i]);
}

void shelf_draw(App *a, const Layout *l)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    int columns = l->all.h < 180 + ROW * (float)panel_count && l->all.w > 2 * WIDE + 16 ? 2 : 1,
        rows = (panel_count + columns - 1) / columns;
    float w = WIDE * (float)columns + 16, h = ROW * (float)rows + 64 + 56;
    Rect r = { l->all.w - w - 16, l->toolbar.h + 8, w, h };
    r = popup_begin(a, r, false);
    put(ui->c, tr("Panels"), r.x + 24, r.y + 32, 16, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    bool close = ui_icon(ui, ID_CLOSE, (Rect){ r.x + r.w - 44, r.y + 8, 36, 36 }, ICON_CLOSE, false, tr("Close (Esc)"));
    for (int i = 0; i < panel_count; i++)
        panel_row(a, i, (Rect){ r.x + 8 + WIDE * (float)(i / rows), r.y + 52 + ROW * (float)(i % rows), WIDE, ROW });
    Rect last = { r.x + 24, r.y + r.h - 52, 150, 40 };
    bool grid = ui_button(ui, ID_GRID_OPEN, last, tr("Grid of nets"), UI_PLAIN, true);
    put(ui->c,
        columns > 1 ? tr("many nets at once, over one or two settings (M)")
                    : tr("many nets, over one or two settings (M)"),
        last.x + last.w + 16, last.y + 25, 13, FACE_REGULAR, t->ink2, ALIGN_LEFT);
    if (grid)
        gridview_toggle(a);
    if (close || grid || app_pressed_outside(a, r))
        app_open(a, POPUP_NONE);
    popup_end(a);
}
