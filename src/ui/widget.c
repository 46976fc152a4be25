/* widget: buttons, segments, a small slider, a check box, and text in theme colours. Each is one
 * function: ask ui_widget who has the pointer and the keys, then draw. How a state looks is the table of section 6 of
 * the design: hover raised, pressed with more contrast, focus a ring, disabled ink3. */
#include "ui/ui.h"

#include <stdio.h>
#include <string.h>

Rect ui_hit_area(Rect r)
{
    float w = max_f(r.w, UI_HIT), h = max_f(r.h, UI_HIT);
    return (Rect){ r.x + (r.w - w) / 2, r.y + (r.h - h) / 2, w, h };
}

float ui_baseline(Rect r, float size) { return r.y + r.h / 2 + size * 0.36f; }

static Color on_ink(const Theme *t) { return t->dark ? t->bg : t->surface; } /* text on a field of ink */

/* --- text --- */

TextStyle ui_text(float size, Face face, Color color, Align align)
{
    return (TextStyle){ .size = size, .face = face, .color = color, .align = align };
}

/* Lengths of the norm sign in parts of the type size. A bar stands left of x + bar, its neighbour `apart` to the right.
 */
static const float bar_w = 0.07f, bar_h = 0.98f, bar_up = 0.76f, bar_apart = 0.161f, bar_lead = 0.35f, bar_gap = 0.112f;

static Face upright(Face f) { return f >= FACE_ITALIC && f <= FACE_SEMIBOLD_ITALIC ? (Face)(f - FACE_ITALIC) : f; }

static void norm_bars(Canvas *c, float x, float y, float size, Color color)
{
    float w = max_f(1.25f, bar_w * size), top = y - bar_up * size;
    for (int i = 0; i < 2; i++) {
        float at = x + (float)i * bar_apart * size + w / 2;
        canvas_line(c, at, top, at, top + bar_h * size, w, color);
    }
}

float ui_norm_width(Canvas *c, float size, Face italic, bool squared)
{
    float w = canvas_text_width(c, ui_text(size, italic, 0, ALIGN_LEFT), "w");
    float power = squared ? canvas_text_width(c, ui_text(size, upright(italic), 0, ALIGN_LEFT), "²") : 0;
    return 2 * bar_lead * size - bar_w * size + w + bar_gap * size + power;
}

bool ui_fit(Canvas *c, TextStyle s, const char *text, float w, char out[UI_LINE])
{
    bool all = strlen(text) < UI_LINE && canvas_text_width(c, s, text) <= w;
    int fits = all ? UI_LINE - 1 : canvas_text_fit(c, s, text, max_f(0, w - canvas_text_width(c, s, "…")));
    int n = min_i(fits, all ? UI_LINE - 1 : UI_LINE - 4);
    while (!all && n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80) /* never half a rune */
        n--;
    snprintf(out, UI_LINE, "%.*s%s", n, text, all ? "" : "…");
    return all;
}

float ui_norm(Canvas *c, float x, float y, float size, Face italic, Color color, bool squared)
{
    float width = ui_norm_width(c, size, italic, squared), at = x + bar_lead * size;
    norm_bars(c, x, y, size, color);
    at += canvas_text(c, at, y, ui_text(size, italic, color, ALIGN_LEFT), "w") + bar_gap * size;
    norm_bars(c, at, y, size, color);
    if (squared)
        canvas_text(c, x + width, y, ui_text(size, upright(italic), color, ALIGN_RIGHT), "²");
    return width;
}

/* --- buttons --- */

typedef struct Paint {
    Color fill, frame, text;
} Paint; /* fill or frame 0: none */

static Paint button_paint(const Theme *t, UiLook look, bool enabled, bool hover, bool held)
{
    if (!enabled)
        return (Paint){ look == UI_PRIMARY ? t->raised : 0, look == UI_QUIET ? 0 : t->line, t->ink3 };
    switch (look) {
    case UI_PRIMARY: return (Paint){ color_mix(t->ink, t->surface, held ? 0.28f : hover ? 0.16f : 0), 0, on_ink(t) };
    case UI_QUIET: return (Paint){ held ? t->line : hover ? t->raised : 0, 0, hover ? t->ink : t->ink2 };
    case UI_PLAIN: break;
    }
    return (Paint){ hover ? t->raised : 0, held ? t->ink : t->line, t->ink };
}

static void draw_box(Canvas *c, Rect r, float radius, Paint p)
{
    canvas_rect(c, r, radius, p.fill);
    canvas_frame(c, r, radius, 1, p.frame);
}

bool ui_button_icon(Ui *ui, UiId id, Rect r, const char *label, Icon icon, UiLook look, bool enabled)
{
    UiAnswer a = { 0 };
    if (enabled)
        a = ui_widget(ui, id, ui_hit_area(r), true);
    Paint p = button_paint(ui->t, look, enabled, a.hover, a.held && a.hover);
    draw_box(ui->c, r, 6, p);
    bool large = r.h >= 40;
    TextStyle s = ui_text(large ? 15 : 13, large ? FACE_SEMIBOLD : FACE_MEDIUM, p.text, ALIGN_CENTER);
    float x = r.x + r.w / 2 - (icon == ICON_NONE ? 0 : 8), w = canvas_text(ui->c, x, ui_baseline(r, s.size), s, label);
    if (icon != ICON_NONE)
        icon_draw(ui->c, icon, x + w / 2 + 12, r.y + r.h / 2, 1, p.text, 0);
    if (a.focused)
        ui_ring(ui, r, 6);
    return a.clicked || a.entered;
}

bool ui_button(Ui *ui, UiId id, Rect r, const char *label, UiLook look, bool enabled)
{
    return ui_button_icon(ui, id, r, label, ICON_NONE, look, enabled);
}

bool ui_icon(Ui *ui, UiId id, Rect r, Icon icon, bool on, const char *tip)
{
    const Theme *t = ui->t;
    UiAnswer a = ui_widget(ui, id, ui_hit_area(r), true);
    Color fill = a.held && a.hover ? t->line : on || a.hover ? t->raised : 0;
    draw_box(ui->c, r, 6, (Paint){ fill, 0, 0 });
    icon_draw(ui->c, icon, r.x + r.w / 2, r.y + r.h / 2, r.h < UI_HIT ? 0.9f : 1, on || a.hover ? t->ink : t->ink2, 0);
    if (a.focused)
        ui_ring(ui, r, 6);
    if (tip)
        ui_tip(ui, id, a.hover, tip, NULL);
    return a.clicked || a.entered;
}

bool ui_check(Ui *ui, UiId id, float x, float y, const char *label, bool *on)
{
    const Theme *t = ui->t;
    Rect box = { x, y + 5, 18, 18 };
    TextStyle s = ui_text(15, FACE_REGULAR, t->ink, ALIGN_LEFT);
    float w = canvas_text(ui->c, x + 28, y + 19, s, label);
    UiAnswer a = ui_widget(ui, id, ui_hit_area((Rect){ x, y, 28 + w, 28 }), true);
    if (a.clicked || a.entered)
        *on = !*on;
    if (*on) {
        canvas_rect(ui->c, box, 4, color_mix(t->ink, t->surface, a.held ? 0.28f : a.hover ? 0.16f : 0));
        icon_draw(ui->c, ICON_CHECK, x + 9, y + 14, 0.8f, on_ink(t), 0);
    } else
        canvas_frame(ui->c, box, 4, 1.5f, a.hover ? t->ink : t->ink3);
    if (a.focused)
        ui_ring(ui, box, 4);
    return a.clicked || a.entered;
}

/* --- segments --- */

static float segment_size(float h) { return h >= 36 ? 14 : 13; }

static float segment_one(Ui *ui, float h, const char *label)
{
    float w = canvas_text_width(ui->c, ui_text(segment_size(h), FACE_MEDIUM, 0, ALIGN_LEFT), label);
    return (float)(int)(w + 0.999f) + 2 * clamp_f(h - 20, 8, 14); /* a whole width, so that cells stay on the grid */
}

float ui_segment_width(Ui *ui, float h, const char *const *label, int n)
{
    float w = 4;
    for (int i = 0; i < n; i++)
        w += segment_one(ui, h, label[i]);
    return w;
}

static int segment_at(Ui *ui, float h, const char *const *label, int n, float x)
{
    int i = 0;
    for (float edge = 2; i < n - 1; i++) {
        edge += segment_one(ui, h, label[i]);
        if (x < edge)
            break;
    }
    return i;
}

bool ui_segment(Ui *ui, UiId id, float x, float y, float h, const char *const *label, int n, int *chosen, bool lam,
                float *width)
{
    const Theme *t = ui->t;
    Rect bar = { x, y, ui_segment_width(ui, h, label, n), h };
    UiAnswer a = ui_widget(ui, id, ui_hit_area(bar), true);
    int was = *chosen, under = a.hover || a.clicked ? segment_at(ui, h, label, n, ui->in->mouse.x - x) : -1;
    if (a.clicked)
        *chosen = under;
    if (a.focused && n > 0)
        *chosen = clamp_i(*chosen + ui_key(ui, KEY_RIGHT, 0) - ui_key(ui, KEY_LEFT, 0), 0, n - 1);

    canvas_rect(ui->c, bar, 6, t->raised);
    Rect cell = { x + 2, y + 2, 0, h - 4 };
    for (int i = 0; i < n; i++, cell.x += cell.w) {
        bool on = i == *chosen;
        cell.w = segment_one(ui, h, label[i]);
        Color text = on || i == under ? t->ink : t->ink2;
        if (on && lam) {
            canvas_rect(ui->c, cell, 5, t->lam);
            text = t->on_lam;
        } else if (on)
            draw_box(ui->c, cell, 5, (Paint){ t->chosen, t->dark ? 0 : t->line, 0 });
        TextStyle s = ui_text(segment_size(h), on ? FACE_SEMIBOLD : FACE_MEDIUM, text, ALIGN_CENTER);
        canvas_text(ui->c, cell.x + cell.w / 2, ui_baseline(cell, s.size), s, label[i]);
    }
    if (a.focused)
        ui_ring(ui, bar, 6);
    if (width)
        *width = bar.w;
    return *chosen != was;
}

/* --- slider --- */

/* What keys and the wheel want: a move in parts of the whole way. */
static float slider_nudge(Ui *ui, const UiAnswer *a)
{
    float move = 0;
    if (a->hover) {
        move += 0.05f * ui->in->wheel;
        ui->in->wheel = 0;
    }
    if (a->focused) {
        float step = ui->in->shift ? 0.01f : 0.05f;
        move += ui_key(ui, KEY_RIGHT, 0) ? step : 0;
        move -= ui_key(ui, KEY_LEFT, 0) ? step : 0;
        move += ui_key(ui, KEY_END, 0) ? 1 : 0;
        move -= ui_key(ui, KEY_HOME, 0) ? 1 : 0;
    }
    return move;
}

bool ui_slider(Ui *ui, UiId id, Rect r, float lo, float hi, float *value, bool *finished)
{
    const Theme *t = ui->t;
    bool held = ui->in && ui->active == id;
    UiAnswer a = ui_widget(ui, id, ui_hit_area(r), true);
    float was = *value;
    bool drags = held || a.held || a.clicked, moved = false;
    if (drags)
        *value = lo + (hi - lo) * clamp_f((ui->in->mouse.x - r.x) / max_f(1, r.w), 0, 1);
    else if (a.hover || a.focused) {
        float move = slider_nudge(ui, &a);
        if (move != 0)
            *value = clamp_f(was + move * (hi - lo), lo, hi);
        moved = *value != was;
    }
    if (finished)
        *finished = moved || (drags && !a.held);

    float part = hi > lo ? clamp_f((*value - lo) / (hi - lo), 0, 1) : 0;
    float cy = r.y + r.h / 2, x = r.x + part * r.w, radius = a.hover || a.held ? 8 : 7;
    canvas_rect(ui->c, (Rect){ r.x, cy - 2, r.w, 4 }, 2, t->raised);
    canvas_rect(ui->c, (Rect){ r.x, cy - 2, x - r.x, 4 }, 2, t->ink2);
    canvas_disc(ui->c, (Vec2){ x, cy }, radius, t->ink);
    if (a.focused && ui->focus_ring)
        canvas_ring(ui->c, (Vec2){ x, cy }, radius + 4, 2, t->ink);
    return *value != was;
}
