/* dialog: the sheet of keys over the window. */
#include "app/app_state.h"

/* A key cap, as wide as its words. */
static void key_cap(Canvas *c, const Theme *t, float x, float cy, float h, const char *keys)
{
    TextStyle s = { .size = 14, .face = FACE_MONO_MEDIUM, .color = t->ink };
    Rect cap = { x, cy - h / 2, canvas_text_width(c, s, keys) + 20, h };
    canvas_rect(c, cap, 5, t->raised);
    canvas_frame(c, cap, 5, 1, t->line);
    canvas_text(c, x + 10, cy + 5, s, keys);
}

void dialog_help(App *a, const Layout *l)
{
    enum { SIDE = 28, HEAD = 56, FOOT = 16, COLUMN = 470, CAPS = 160 };
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    int n = 0, columns = l->all.w < 2 * COLUMN ? 1 : 2, at = 0;
    for (int i = 0; i < key_count; i++)
        n += key_defs[i].keys != NULL;
    int rows = (n + columns - 1) / columns;
    float row = clamp_f((l->all.h - HEAD - FOOT) / (float)rows, 26, 34);
    float w = (float)(COLUMN * columns + SIDE), h = row * (float)rows + HEAD + FOOT;
    Rect r = popup_begin(a, (Rect){ (l->all.w - w) / 2, (l->all.h - h) / 2, w, h }, true);
    put(c, tr("Keyboard"), r.x + SIDE, r.y + 36, 18, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    for (int i = 0; i < key_count; i++) {
        if (!key_defs[i].keys)
            continue;
        float x = r.x + SIDE + (float)(COLUMN * (at / rows)), y = r.y + HEAD + row * ((float)(at % rows) + 0.5f);
        key_cap(c, t, x, y, row - 6, tr(key_defs[i].keys));
        put(c, tr(key_defs[i].what), x + CAPS, y + 5, 15, FACE_REGULAR, t->ink2, ALIGN_LEFT);
        at++;
    }
    if (a->popup == POPUP_HELP && app_pressed_outside(a, (Rect){ 0 }))
        app_open(a, POPUP_NONE);
    popup_end(a);
}
