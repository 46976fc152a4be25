/* The pop-over "How it looks": theme, size of text, motion, and the way into Present. What is chosen here is remembered
 * from one start to the next. */
#include "app/app_state.h"

#include <stdio.h>

static void heading(App *a, float x, float y, const char *text)
{
    put(a->ui.c, text, x, y, 14, FACE_SEMIBOLD, app_theme(a)->ink, ALIGN_LEFT);
}

void looks_draw(App *a, const Layout *l)
{
    enum { WIDE = 400, HIGH = 318 };
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    Rect r = popup_begin(a, (Rect){ l->all.w - WIDE - 16, l->toolbar.h + 8, WIDE, HIGH }, false);
    const char *theme[8], *size[TEXT_SCALES];
    char text[TEXT_SCALES][16];
    UiId id = ID_LOOKS;
    for (int i = 0; i < theme_count; i++)
        theme[i] = tr(theme_defs[i].label);
    for (int i = 0; i < TEXT_SCALES; i++) {
        snprintf(text[i], sizeof text[i], "%.3g×", (double)text_scales[i]);
        size[i] = text[i];
    }
    put(ui->c, tr("How it looks"), r.x + 24, r.y + 34, 16, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    bool close = ui_icon(ui, ID_CLOSE, (Rect){ r.x + r.w - 44, r.y + 8, 36, 36 }, ICON_CLOSE, false, tr("Close (Esc)"));
    heading(a, r.x + 24, r.y + 74, tr("Theme"));
    ui_segment(ui, id++, r.x + 24, r.y + 84, 36, theme, theme_count, &a->theme, false, NULL);
    heading(a, r.x + 24, r.y + 150, tr("Size of text"));
    ui_segment(ui, id++, r.x + 24, r.y + 160, 36, size, TEXT_SCALES, &a->text, false, NULL);
    ui_check(ui, id++, r.x + 24, r.y + 210, tr("Nothing glides or fades (reduced motion)"), &a->calm);
    bool present = ui_button(ui, id++, (Rect){ r.x + 24, r.y + 254, 168, 44 }, tr("Present (F5)"), UI_PRIMARY, true);
    bool full = ui_button(ui, id++, (Rect){ r.x + 204, r.y + 254, 172, 44 }, tr("Full screen (F11)"), UI_PLAIN, true);
    if (present)
        present_enter(a);
    a->full ^= full;
    if (close || present || full || app_pressed_outside(a, r))
        app_open(a, POPUP_NONE);
    popup_end(a);
}
