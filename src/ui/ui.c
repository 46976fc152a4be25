/* ui: what all widgets share: who has the pointer, who has the keyboard, and the tooltip.
 *
 * A widget is answered in the call that draws it. What must lie on top of widgets still to come is only noted there and
 * drawn in ui_end. */
#include "ui/ui.h"

#include <string.h>

/* --- a frame --- */

UiId ui_id(const char *file, int n)
{
    uint32_t h = 2166136261u; /* FNV-1a (Fowler, Noll, Vo) */
    for (; *file; file++)
        h = (h ^ (unsigned char)*file) * 16777619u;
    h = (h ^ (uint32_t)n) * 16777619u;
    return h ? h : 1;
}

void ui_begin(Ui *ui, Canvas *c, const Theme *t, UiInput *in, Rect bounds)
{
    ui->c = c;
    ui->t = t;
    ui->in = in;
    ui->bounds = bounds;
    ui->layer = 0;
    ui->animating = false;
    if (!in)
        return;
    /* Last frame's answer holds while the pointer stays on that widget: only then is it known what lies on top. */
    ui->hot = rect_has(ui->next_hot_rect, in->mouse) ? ui->next_hot : 0;
    ui->next_hot = 0;
    ui->top = ui->next_top;
    ui->next_top = 0;
    ui->orders = 0;
    ui->tips = 0;
    ui->tip_placed = false;
    ui->menu_label = NULL;
    if (in->pressed)
        ui->focus_ring = false;
}

UiAnswer ui_widget(Ui *ui, UiId id, Rect r, bool focusable)
{
    UiAnswer a = { 0 };
    UiInput *in = ui->in;
    if (!in)
        return a;
    ui->next_top = max_i(ui->next_top, ui->layer);
    if (ui->layer < ui->top)
        return a;
    focusable = focusable && !ui->locked;
    if (focusable && ui->orders < COUNT(ui->order))
        ui->order[ui->orders++] = id;
    if (focusable && id == ui->focus) {
        ui->focus_at = id;
        ui->focus_rect = r;
    }
    if (ui->menu)
        return a;

    const Canvas *c = ui->c;
    bool inside = rect_has(c->clips ? rect_and(r, c->clip[c->clips - 1]) : r, in->mouse);
    if (inside) {
        ui->hot = ui->hot ? ui->hot : id;
        ui->next_hot = id;
        ui->next_hot_rect = r;
    }
    if (ui->locked) {
        ui->active = ui->active == id ? 0 : ui->active;
        ui_tip(ui, id, inside && ui->hot == id && !ui->active, ui->locked, "");
        return a;
    }
    if (ui->active == id && in->released) {
        a.clicked = inside;
        ui->active = 0;
    }
    a.hover = inside && ui->hot == id && (!ui->active || ui->active == id);
    if (a.hover && in->pressed) {
        a.clicked |= !in->down; /* down and up again between two frames */
        ui->active = in->down ? id : 0;
        ui->focus = focusable ? id : ui->focus;
    }
    a.held = ui->active == id;
    a.focused = focusable && ui->focus == id;
    a.entered = a.focused && ui->edit != id && ui_key(ui, KEY_ENTER, 0); /* a field sees to its Enter itself */
    return a;
}

void ui_lock(Ui *ui, const char *why) { ui->locked = why; }

void ui_unlock(Ui *ui, Rect r, Color ground)
{
    if (ui->locked)
        canvas_rect(ui->c, r, 0, color_alpha(ground, 0.55f));
    ui->locked = NULL;
}

bool ui_key(Ui *ui, Key key, uint32_t rune)
{
    for (int i = 0; ui->in && i < ui->in->keys; i++) {
        KeyPress *k = &ui->in->key[i];
        if (k->key == key && (key != KEY_PRINT || k->rune == rune)) {
            k->key = KEY_NONE;
            return true;
        }
    }
    return false;
}

void ui_ring(Ui *ui, Rect r, float radius)
{
    if (ui->focus_ring)
        canvas_frame(ui->c, rect_inset(r, -5), radius + 4, 2, ui->t->ink);
}

/* --- tooltip --- */

static const double tip_delay = 0.3; /* seconds */
static const float tip_off = 16, tip_pad = 14, tip_line = 21, tip_prose = 320;

static TextStyle tip_style(const Ui *ui, bool right, bool prose)
{
    return ui_text(13, right ? FACE_SEMIBOLD : FACE_REGULAR, right || prose ? ui->t->tip_ink : ui->t->tip_ink2,
                   right ? ALIGN_RIGHT : ALIGN_LEFT);
}

/* At most n bytes of a text into size bytes, never half a rune. */
static void copy_text(char *out, size_t size, const char *text, size_t n)
{
    n = n < size ? n : size - 1;
    while (n && ((unsigned char)text[n] & 0xC0) == 0x80)
        n--;
    memcpy(out, text, n);
    out[n] = 0;
}

void ui_tip(Ui *ui, UiId id, bool hover, const char *left, const char *right)
{
    if (!ui->in || !hover || ui->menu || (ui->tips && ui->tip_id != id))
        return;
    if (ui->tip_id != id) {
        ui->tip_id = id;
        ui->tip_since = ui->in->time;
    }
    bool prose = !right || !right[0];
    while (*left && ui->tips < COUNT(ui->tip_left)) {
        size_t n = strlen(left);
        if (prose) {
            n = (size_t)canvas_text_line(ui->c, tip_style(ui, false, true), left, tip_prose);
        }
        copy_text(ui->tip_left[ui->tips], sizeof ui->tip_left[0], left, n);
        copy_text(ui->tip_right[ui->tips], sizeof ui->tip_right[0], prose ? "" : right, prose ? 0 : strlen(right));
        ui->tips++;
        if (!prose)
            break;
        left += strlen(ui->tip_left[ui->tips - 1]);
        left += *left == ' ';
    }
}

void ui_tip_at(Ui *ui, Vec2 place)
{
    ui->tip_placed = true;
    ui->tip_place = place;
}

static void draw_tip(Ui *ui)
{
    Canvas *c = ui->c;
    float w = 0, h = (float)ui->tips * tip_line + 18;
    for (int i = 0; i < ui->tips; i++) {
        bool prose = !ui->tip_right[i][0];
        float left = canvas_text_width(c, tip_style(ui, false, prose), ui->tip_left[i]);
        w = max_f(w, prose ? left : left + 32 + canvas_text_width(c, tip_style(ui, true, false), ui->tip_right[i]));
    }
    w += 2 * tip_pad;
    Rect b = ui->bounds;
    Vec2 m = ui->tip_placed ? ui->tip_place : ui->in->mouse;
    float x = m.x + tip_off + w <= b.x + b.w ? m.x + tip_off : m.x - tip_off - w;
    float y = m.y + tip_off + h <= b.y + b.h ? m.y + tip_off : m.y - tip_off - h;
    x = max_f(x, b.x);
    y = max_f(y, b.y);
    canvas_rect(c, (Rect){ x, y, w, h }, 6, ui->t->tip);
    for (int i = 0; i < ui->tips; i++) {
        float line = y + 25 + (float)i * tip_line;
        canvas_text(c, x + tip_pad, line, tip_style(ui, false, !ui->tip_right[i][0]), ui->tip_left[i]);
        canvas_text(c, x + w - tip_pad, line, tip_style(ui, true, false), ui->tip_right[i]);
    }
}

static void end_tip(Ui *ui)
{
    if (!ui->tips) {
        ui->tip_id = 0;
        return;
    }
    const UiInput *in = ui->in;
    float dx = in->mouse.x - ui->mouse_was.x, dy = in->mouse.y - ui->mouse_was.y;
    bool shown = in->time - ui->tip_since >= tip_delay, moved = dx * dx + dy * dy > 4;
    bool unasked = ui->slid && !ui->tip_placed; /* what lies under the pointer came there by itself */
    if (unasked) {
        ui->tip_since = in->time;
        return;
    }
    if (in->down || (moved && !shown)) /* a hand at rest still trembles by a pixel or two */
        ui->tip_since = in->time;
    else if (shown)
        draw_tip(ui);
    ui->animating |= !shown && !in->down;
}

/* --- the end of a frame --- */

/* Tab and Shift Tab go through what can have the focus on the uppermost layer, in the order of drawing. What has gone
 * hands the focus to the first one. */
static void end_focus(Ui *ui)
{
    int at = -1;
    bool editing = false;
    for (int i = 0; i < ui->orders; i++) {
        at = ui->order[i] == ui->focus ? i : at;
        editing |= ui->order[i] == ui->edit;
    }
    if (!editing)
        ui->edit = 0;
    if (ui->focus && at < 0) {
        at = ui->orders ? 0 : -1;
        ui->focus = ui->orders ? ui->order[0] : 0;
    }
    for (int i = 0; i < ui->in->keys; i++) {
        KeyPress *k = &ui->in->key[i];
        if (k->key != KEY_TAB || k->ctrl || k->alt)
            continue;
        k->key = KEY_NONE;
        if (!ui->orders)
            continue;
        at = k->shift ? (at > 0 ? at : ui->orders) - 1 : (at + 1) % ui->orders;
        ui->focus = ui->order[at];
        ui->focus_ring = true;
        ui->animating = true;
    }
}

void ui_end(Ui *ui)
{
    UiInput *in = ui->in;
    if (!in)
        return;
    if (ui->menu && !ui->menu_label)
        ui->menu = 0; /* its widget is gone */
    if (ui->menu)
        ui_draw_menu(ui);
    ui->slid = ui->slid && in->mouse.x == ui->mouse_was.x && in->mouse.y == ui->mouse_was.y;
    end_tip(ui);
    if (ui->top == ui->next_top)
        end_focus(ui);
    else
        ui->animating = ui->slid = true; /* a layer came or went: who may answer is known in the next frame */
    if (!in->down)
        ui->active = 0;
    if (ui->next_hot != ui->hot)
        ui->animating = true;
    ui->mouse_was = in->mouse;
}
