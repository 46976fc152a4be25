/* The pop-over that says what the strength is called elsewhere: a line for each program, with its value for this number
 * of points and this batch, and the formula. A click on a line copies its value. */
#include "app/app_state.h"

#include <stdio.h>

static const float ROW = 36, WIDE = 700, HEAD = 84;

static void line(App *a, int i, Rect r, double strength, const NotationAsk *q)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    const NotationDef *d = &notation_defs[i];
    UiId id = (UiId)(ID_NOTATION + i);
    UiAnswer hit = ui_widget(ui, id, r, true);
    char value[32];
    text_short(value, d->f(strength, q));
    if (hit.hover || hit.held)
        canvas_rect(ui->c, r, 6, t->raised);
    float y = r.y + 23;
    put(ui->c, tr(d->program), r.x + 16, y, 14, FACE_MEDIUM, t->ink, ALIGN_LEFT);
    put(ui->c, d->name, r.x + 272, y, 13, FACE_MONO, t->ink2, ALIGN_LEFT);
    put(ui->c, value, r.x + r.w - 128, y, 15, FACE_SEMIBOLD, t->lam, ALIGN_RIGHT);
    put(ui->c, tr(d->formula), r.x + r.w - 16, y, 13, FACE_REGULAR, t->ink3, ALIGN_RIGHT);
    if (hit.focused && ui->focus_ring)
        ui_ring(ui, rect_inset(r, 4), 4);
    ui_tip(ui, id, hit.hover, tr("Copy this value"), "");
    if (hit.clicked || hit.entered) {
        text_of_float(a->copied, (float)d->f(strength, q));
        app_say(a, false, tr("%s = %s is copied."), d->name, a->copied);
    }
}

void unitsview_draw(App *a, const Frame *f, const Layout *l)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    const Snapshot *s = &f->f.snap;
    NotationAsk q = notation_ask(&a->config, &s->train);
    q.values = s->shape.loss == loss_for(0);
    int row[32], n = 0;
    for (int i = 0; i < notation_count && n < COUNT(row); i++)
        if (notation_fits(&notation_defs[i], &q))
            row[n++] = i;
    float h = HEAD + ROW * (float)n + 16;
    Rect r = { 16, max_f(8, l->deck.y - 8 - h), /* above the value and the formula that it is about */
               min_f(WIDE, l->all.w - 32), h };
    r = popup_begin(a, r, false);
    put(ui->c, tr("The same penalty elsewhere"), r.x + 24, r.y + 34, 16, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    char value[32];
    text_short(value, (double)strength_of(a));
    canvas_textf(ui->c, r.x + 24, r.y + 58, (TextStyle){ .size = 13, .color = t->ink2 },
                 a->config.batch ? tr("%s = %s, n = %d training points, batches of %d")
                                 : tr("%s = %s, n = %d training points, the full batch of %d"),
                 panel_symbol(&a->config), value, q.n, q.batch);
    bool close = ui_icon(ui, ID_CLOSE, (Rect){ r.x + r.w - 44, r.y + 8, 36, 36 }, ICON_CLOSE, false, tr("Close (Esc)"));
    canvas_line(ui->c, r.x, r.y + 74.5f, r.x + r.w, r.y + 74.5f, 1, t->line);
    for (int i = 0; i < n; i++)
        line(a, row[i], (Rect){ r.x + 8, r.y + HEAD + ROW * (float)i, r.w - 16, ROW }, (double)strength_of(a), &q);
    if (close || app_pressed_outside(a, r))
        app_open(a, POPUP_NONE);
    popup_end(a);
}

bool unitsview_fits(const App *a)
{
    int row = reg_slider(&a->config);
    return row >= 0 && (row == param_find("l2") || row == param_find("l1"));
}

bool app_copied(App *a, char out[UI_ENTRY])
{
    snprintf(out, UI_ENTRY, "%s", a->copied);
    a->copied[0] = 0;
    return out[0] != 0;
}
