/* menu: a choice of one among many. The widget shows what is chosen and opens a menu of all; the menu answers within
 * that widget's call and is drawn in ui_end, over everything else. While it is open no other widget sees the pointer,
 * and it takes all keys. */
#include "ui/ui.h"

static const float menu_row = 38, menu_pad = 4, menu_gap = 4, menu_margin = 8;

static TextStyle menu_label_style(const Ui *ui, bool chosen)
{
    return ui_text(15, chosen ? FACE_SEMIBOLD : FACE_REGULAR, ui->t->ink, ALIGN_LEFT);
}

static TextStyle menu_note_style(const Ui *ui, bool lit)
{
    return ui_text(13, FACE_MONO, lit ? ui->t->ink2 : ui->t->ink3, ALIGN_RIGHT);
}

static const char *menu_note(const Ui *ui, int row)
{
    const char *s = ui->menu_note ? ui->menu_note(ui->menu_user, row) : NULL;
    return s ? s : "";
}

static float menu_wanted_width(const Ui *ui)
{
    float w = ui->menu_anchor.w;
    for (int i = 0; i < ui->menu_rows; i++) {
        const char *note = menu_note(ui, i);
        float label = canvas_text_width(ui->c, menu_label_style(ui, true), ui->menu_label(ui->menu_user, i));
        float right = note[0] ? 24 + canvas_text_width(ui->c, menu_note_style(ui, false), note) : 0;
        w = max_f(w, 40 + label + right + 20);
    }
    return min_f(w, ui->bounds.w - 2 * menu_margin);
}

/* Where the menu is, and how many of its rows fit. Below the anchor, or above it where there is more room. */
static Rect menu_box(const Ui *ui, int *rows)
{
    Rect b = rect_inset(ui->bounds, menu_margin), a = ui->menu_anchor;
    float below = b.y + b.h - (a.y + a.h + menu_gap), above = a.y - menu_gap - b.y;
    float want = (float)ui->menu_rows * menu_row + 2 * menu_pad;
    bool up = want > below && above > below;
    float room = up ? above : below;
    *rows = clamp_i((int)((room - 2 * menu_pad) / menu_row), 1, ui->menu_rows);
    float h = (float)*rows * menu_row + 2 * menu_pad;
    float x = max_f(b.x, min_f(a.x, b.x + b.w - ui->menu_width));
    float y = max_f(b.y, up ? a.y - menu_gap - h : min_f(a.y + a.h + menu_gap, b.y + b.h - h));
    return (Rect){ x, y, ui->menu_width, h };
}

static uint32_t lower(uint32_t rune) { return rune >= 'A' && rune <= 'Z' ? rune + 32 : rune; }

/* The next row after `at`, around the end, that begins with that letter; at itself if there is none. */
static int row_with_letter(const Ui *ui, int at, uint32_t rune)
{
    for (int i = 1; i <= ui->menu_rows; i++) {
        int row = (at + i) % ui->menu_rows;
        const char *label = ui->menu_label(ui->menu_user, row);
        if (lower(text_rune(&label)) == rune)
            return row;
    }
    return at;
}

/* Keys of an open menu. It takes all of them, so that no shortcut acts behind it; only Tab goes on to the focus.
 * Returns the row picked or -1. */
static int menu_keys(Ui *ui, int visible)
{
    int picked = -1, at = ui->menu_at;
    for (int i = 0; i < ui->in->keys && ui->menu; i++) {
        KeyPress *k = &ui->in->key[i];
        switch (k->key) {
        case KEY_UP: at--; break;
        case KEY_DOWN: at++; break;
        case KEY_PAGE_UP: at -= visible; break;
        case KEY_PAGE_DOWN: at += visible; break;
        case KEY_HOME: at = 0; break;
        case KEY_END: at = ui->menu_rows - 1; break;
        case KEY_PRINT: at = row_with_letter(ui, at, lower(k->rune)); break;
        case KEY_ENTER: picked = at; /* fallthrough */
        case KEY_TAB:
        case KEY_ESC: ui->menu = 0; break;
        default: break;
        }
        at = clamp_i(at, 0, ui->menu_rows - 1);
        if (k->key != KEY_TAB)
            k->key = KEY_NONE;
    }
    if (at != ui->menu_at)
        ui->menu_first = clamp_i(ui->menu_first, at - visible + 1, at);
    ui->menu_at = at;
    ui->in->text[0] = 0;
    return picked;
}

/* The pointer on an open menu: takes presses and the wheel wherever they are. Returns the row picked or -1. */
static int menu_pointer(Ui *ui, Rect box, int visible)
{
    UiInput *in = ui->in;
    int picked = -1;
    ui->menu_first -= (int)(in->wheel + (in->wheel > 0 ? 0.99f : -0.99f)); /* a part of a notch is one row, too */
    ui->menu_first = clamp_i(ui->menu_first, 0, ui->menu_rows - visible);
    Rect list = { box.x, box.y + menu_pad, box.w, (float)visible * menu_row };
    if (rect_has(list, in->mouse)) {
        bool moved = in->mouse.x != ui->mouse_was.x || in->mouse.y != ui->mouse_was.y || in->wheel != 0;
        int row = ui->menu_first + (int)((in->mouse.y - list.y) / menu_row);
        ui->menu_at = moved ? row : ui->menu_at; /* a pointer at rest does not fight the arrow keys */
        picked = in->released ? row : -1;
    }
    if (picked >= 0 || ((in->pressed || in->right_pressed) && !rect_has(box, in->mouse)))
        ui->menu = 0;
    in->pressed = in->right_pressed = in->released = false;
    in->wheel = 0;
    return picked;
}

void ui_draw_menu(Ui *ui)
{
    const Theme *t = ui->t;
    Canvas *c = ui->c;
    int visible;
    Rect box = menu_box(ui, &visible);
    bool scrolls = visible < ui->menu_rows;
    canvas_rect(c, box, 8, t->raised);
    canvas_push_clip(c, box);
    for (int i = 0; i < visible; i++) {
        int row = ui->menu_first + i;
        bool lit = row == ui->menu_at, chosen = row == ui->menu_chosen;
        Rect r = { box.x + menu_pad, box.y + menu_pad + (float)i * menu_row, box.w - 2 * menu_pad - (scrolls ? 8 : 0),
                   menu_row };
        if (lit)
            canvas_rect(c, r, 5, t->line);
        if (chosen)
            icon_draw(c, ICON_CHECK, box.x + 22, r.y + menu_row / 2, 0.9f, t->ink, 0);
        float right = box.x + box.w - 18;
        right -= canvas_text(c, right, r.y + 25, menu_note_style(ui, lit), menu_note(ui, row));
        canvas_push_clip(c, (Rect){ box.x, r.y, right - box.x, menu_row });
        canvas_text(c, box.x + 40, r.y + 25, menu_label_style(ui, chosen), ui->menu_label(ui->menu_user, row));
        canvas_pop_clip(c);
    }
    canvas_pop_clip(c);
    canvas_frame(c, box, 8, 1, t->line);
    if (scrolls) {
        float all = box.h - 16, part = all / (float)ui->menu_rows;
        canvas_rect(c, (Rect){ box.x + box.w - 8, box.y + 8 + part * (float)ui->menu_first, 4, part * (float)visible },
                    2, t->ink3);
    }
}

/* --- choice: the widget that opens a menu --- */

static void menu_open(Ui *ui, UiId id, int chosen)
{
    ui->menu = id;
    ui->menu_at = chosen;
    ui->menu_first = chosen; /* where not all rows fit; clamped before it is drawn */
}

static void draw_choice(Ui *ui, UiId id, Rect r, UiAnswer a, const char *caption, const char *value)
{
    const Theme *t = ui->t;
    Canvas *c = ui->c;
    float cy = r.y + r.h / 2, down = caption ? 6 : 1;
    Rect back = { r.x - 8, cy - min_f(28, r.h / 2), r.w + 16, min_f(56, r.h) };
    if (a.hover || ui->menu == id)
        canvas_rect(c, back, 6, a.held ? t->line : t->raised);
    if (a.focused)
        ui_ring(ui, rect_inset(back, 5), 2); /* on the edge: neighbours are too close for one around it */
    if (caption)
        canvas_text(c, r.x, cy - 14, ui_text(12, FACE_MEDIUM, t->ink3, ALIGN_LEFT), caption);
    char text[UI_LINE];
    TextStyle s = ui_text(14, FACE_MEDIUM, t->ink, ALIGN_LEFT);
    if (!ui_fit(c, s, value, r.w - 20, text))
        ui_tip(ui, id, a.hover, value, "");
    canvas_text(c, r.x, cy + down + 4, s, text);
    icon_draw(c, ICON_DOWN, r.x + r.w - 8, cy + down, 0.9f, a.hover ? t->ink : t->ink3, 0);
}

bool ui_choice(Ui *ui, UiId id, Rect r, const char *caption, const char *value, UiLabel label, UiLabel note,
               const void *user, int rows, int *chosen)
{
    int was = *chosen;
    UiAnswer a = ui_widget(ui, id, r, true);
    bool opens = (a.clicked || a.entered) && rows > 0;
    if (opens)
        menu_open(ui, id, clamp_i(*chosen, 0, rows - 1));
    if (ui->in && ui->menu == id) {
        ui->menu_anchor = (Rect){ r.x - 8, r.y, r.w + 16, r.h };
        ui->menu_label = label;
        ui->menu_note = note;
        ui->menu_user = user;
        ui->menu_rows = rows;
        ui->menu_chosen = *chosen;
        ui->menu_width = menu_wanted_width(ui);
        int visible;
        Rect box = menu_box(ui, &visible);
        ui->menu_first = clamp_i(ui->menu_first, 0, rows - visible);
        int picked = opens ? -1 : menu_keys(ui, visible);
        if (!opens && ui->menu)
            picked = menu_pointer(ui, box, visible);
        if (picked >= 0)
            *chosen = picked;
    }
    draw_choice(ui, id, r, a, caption, value);
    return *chosen != was;
}
