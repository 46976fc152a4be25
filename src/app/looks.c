/* The pop-over "How it looks": theme, size of text, motion, and the way into Present. What is chosen here is remembered
 * from one start to the next. */
#include "app/app_state.h"

#include <stdio.h>

static const char *theme_label(const void *user, int i)
{
    (void)user;
    return tr(theme_defs[i].label);
}

static void heading(App *a, float x, float y, const char *text)
{
    put(a->ui.c, text, x, y, 14, FACE_SEMIBOLD, app_theme(a)->ink, ALIGN_LEFT);
}

/* Side by side, or a menu where that does not fit. */
static void themes(App *a, float x, float y, float w)
{
    const char *label[16];
    for (int i = 0; i < theme_count; i++)
        label[i] = theme_label(NULL, i);
    if (ui_segment_width(&a->ui, 36, label, theme_count) <= w)
        ui_segment(&a->ui, ID_LOOKS, x, y, 36, label, theme_count, &a->theme, false, NULL);
    else
        ui_choice(&a->ui, ID_LOOKS, (Rect){ x, y, w, 36 }, NULL, label[a->theme], theme_label, NULL, NULL, theme_count,
                  &a->theme);
}

void looks_draw(App *a, const Layout *l)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    float w = min_f(420, l->all.w), part = (w - 60) / 2;
    Rect r = popup_begin(a, (Rect){ l->all.w - w - 16, l->toolbar.h + 8, w, 318 }, false);
    const char *size[TEXT_SCALES];
    char text[TEXT_SCALES][16];
    for (int i = 0; i < TEXT_SCALES; i++) {
        snprintf(text[i], sizeof text[i], "%.3g×", (double)text_scales[i]);
        size[i] = text[i];
    }
    put(ui->c, tr("How it looks"), r.x + 24, r.y + 34, 16, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    bool close = ui_icon(ui, ID_CLOSE, (Rect){ r.x + r.w - 44, r.y + 8, 36, 36 }, ICON_CLOSE, false, tr("Close (Esc)"));
    heading(a, r.x + 24, r.y + 74, tr("Theme"));
    themes(a, r.x + 24, r.y + 84, w - 48);
    heading(a, r.x + 24, r.y + 150, tr("Size of text"));
    ui_segment(ui, ID_LOOKS + 1, r.x + 24, r.y + 160, 36, size, TEXT_SCALES, &a->text, false, NULL);
    ui_check(ui, ID_LOOKS + 2, r.x + 24, r.y + 210, tr("Reduced motion"), &a->calm);
    Rect first = { r.x + 24, r.y + 254, part, 44 }, second = { r.x + 36 + part, r.y + 254, part, 44 };
    bool present = ui_button(ui, ID_LOOKS + 3, first, tr("Present (F5)"), UI_PRIMARY, true);
    bool full = ui_button(ui, ID_LOOKS + 4, second, tr("Full screen (F11)"), UI_PLAIN, true);
    if (present)
        present_enter(a);
    a->full ^= full;
    if (close || present || full || app_pressed_outside(a, r))
        app_open(a, POPUP_NONE);
    popup_end(a);
}
