/* entry: one line of text that is typed in. While a field is in use its text is in Ui (edit_text); the caller's own
 * text changes only when that is committed, by Enter or by leaving the field. Esc brings the caller's text back. What
 * is selected is all of it or nothing, so that is what Ctrl C and Ctrl X take as well. */
#include "ui/ui.h"

#include <stdio.h>
#include <string.h>

static int rune_before(const char *s, int at)
{
    while (at > 0 && ((unsigned char)s[--at] & 0xC0) == 0x80) {}
    return at;
}

static int rune_after(const char *s, int n, int at)
{
    while (at < n && ((unsigned char)s[++at] & 0xC0) == 0x80) {}
    return at;
}

static void field_start(Ui *ui, UiId id, const char *text)
{
    ui->edit = id;
    ui->edit_bytes = snprintf(ui->edit_text, sizeof ui->edit_text, "%s", text);
    ui->edit_bytes = min_i(ui->edit_bytes, (int)sizeof ui->edit_text - 1);
    ui->edit_caret = ui->edit_bytes;
    ui->edit_fresh = true;
}

static void field_cut(Ui *ui, int from, int to)
{
    memmove(ui->edit_text + from, ui->edit_text + to, (size_t)(ui->edit_bytes - to) + 1);
    ui->edit_bytes -= to - from;
    ui->edit_caret = from;
}

/* Typed or pasted text at the caret, instead of everything when that is selected. What does not fit is not taken at
 * all. */
static void field_type(Ui *ui, char *typed, size_t size)
{
    int n = (int)strlen(typed), most = min_i((int)size, (int)sizeof ui->edit_text) - 1;
    bool printable = n > 0 && text_utf8_ok(typed, (size_t)n);
    for (int i = 0; i < n; i++)
        printable &= (unsigned char)typed[i] >= ' ' && typed[i] != 0x7F;
    if (printable && (ui->edit_fresh ? 0 : ui->edit_bytes) + n <= most) {
        if (ui->edit_fresh)
            field_cut(ui, 0, ui->edit_bytes);
        int at = ui->edit_caret;
        memmove(ui->edit_text + at + n, ui->edit_text + at, (size_t)(ui->edit_bytes - at) + 1);
        memcpy(ui->edit_text + at, typed, (size_t)n);
        ui->edit_bytes += n;
        ui->edit_caret += n;
        ui->edit_fresh = false;
    }
    typed[0] = 0;
}

/* Moves the caret, or with `cut` takes away what it passes. A selected text is left at its end, or goes as a whole. */
static void field_move(Ui *ui, int to, bool cut)
{
    if (cut)
        field_cut(ui, ui->edit_fresh ? 0 : min_i(to, ui->edit_caret),
                  ui->edit_fresh ? ui->edit_bytes : max_i(to, ui->edit_caret));
    else
        ui->edit_caret = to;
    ui->edit_fresh = false;
}

/* Ctrl C, X, V. Of a text of several lines the first one is pasted, without blanks around it. */
static bool field_clipboard(Ui *ui, uint32_t rune, size_t size)
{
    char *pasted = ui->in->pasted;
    if (rune == 'v') {
        pasted += strspn(pasted, " \t\r\n");
        size_t n = strcspn(pasted, "\t\r\n");
        while (n > 0 && pasted[n - 1] == ' ')
            n--;
        pasted[n] = 0;
        field_type(ui, pasted, size);
    } else if (rune == 'c' || rune == 'x') {
        snprintf(ui->in->copied, sizeof ui->in->copied, "%s", ui->edit_text);
        if (rune == 'x')
            field_cut(ui, 0, ui->edit_bytes);
        ui->edit_fresh = rune == 'c' && ui->edit_bytes > 0;
    }
    return rune == 'v' || rune == 'c' || rune == 'x';
}

/* The keys of a field in use, in the order they were pressed. True when Enter ends it with a change. Where in between
 * the characters were typed is not known: after what comes before the first of them is the best guess. */
static bool field_keys(Ui *ui, UiId id, const char *text, size_t size)
{
    for (int i = 0; i < ui->in->keys; i++) {
        KeyPress *k = &ui->in->key[i];
        if (k->key == KEY_ENTER || k->key == KEY_PRINT || k->key == KEY_SPACE)
            field_type(ui, ui->in->text, size);
        const char *s = ui->edit_text;
        int n = ui->edit_bytes, at = ui->edit_caret;
        bool changed = strcmp(s, text) != 0;
        switch (k->key) {
        case KEY_LEFT: field_move(ui, ui->edit_fresh ? 0 : rune_before(s, at), false); break;
        case KEY_RIGHT: field_move(ui, rune_after(s, n, at), false); break;
        case KEY_HOME: field_move(ui, 0, false); break;
        case KEY_END: field_move(ui, n, false); break;
        case KEY_BACKSPACE: field_move(ui, rune_before(s, at), true); break;
        case KEY_DELETE: field_move(ui, rune_after(s, n, at), true); break;
        case KEY_SPACE:
        case KEY_PRINT:
            if (k->ctrl && !k->alt && k->rune == 'a') {
                ui->edit_fresh = n > 0; /* all of it is selected */
                break;
            }
            if (k->ctrl && !k->alt && field_clipboard(ui, k->rune, size))
                break;
            if (k->ctrl || k->alt)
                continue; /* a shortcut; the character itself comes as text */
            break;
        case KEY_ENTER:
            if (!changed)
                continue;
            k->key = KEY_NONE;
            return true;
        case KEY_ESC:
            if (!changed)
                continue;
            field_start(ui, id, text);
            break;
        default: continue;
        }
        k->key = KEY_NONE;
    }
    return false;
}

static void draw_field(Ui *ui, UiId id, Rect r, const char *text, const UiAnswer *a, TextStyle s, bool error)
{
    const Theme *t = ui->t;
    Canvas *c = ui->c;
    bool editing = ui->in && ui->edit == id;
    canvas_rect(c, r, 6, t->surface);
    Rect inner = { r.x + 12, r.y + 4, r.w - 24, r.h - 8 };
    canvas_push_clip(c, inner);
    char head[sizeof ui->edit_text];
    snprintf(head, sizeof head, "%.*s", ui->edit_caret, ui->edit_text);
    float caret = editing ? canvas_text_width(c, s, head) : 0;
    float x = inner.x - max_f(0, caret + 4 - inner.w), y = ui_baseline(r, s.size), cy = r.y + r.h / 2;
    if (editing && ui->edit_fresh)
        canvas_rect(c, (Rect){ x, cy - s.size * 0.65f, caret, s.size * 1.3f }, 2, color_mix(t->surface, t->ink, 0.25f));
    canvas_text(c, x, y, s, editing ? ui->edit_text : text);
    if (editing)
        canvas_line(c, x + caret + 1, cy - s.size * 0.62f, x + caret + 1, cy + s.size * 0.62f, 2, t->ink);
    canvas_pop_clip(c);
    bool strong = error || editing;
    canvas_frame(c, r, 6, strong ? 2 : 1, error ? t->danger : editing ? t->ink : a->hover ? t->ink3 : t->line);
}

bool ui_field(Ui *ui, UiId id, Rect r, char *text, size_t size, const char *error)
{
    bool commits = false;
    TextStyle s = ui_text(r.h >= 40 ? 20 : 14, FACE_MONO, ui->t->ink, ALIGN_LEFT);
    UiAnswer a = ui_widget(ui, id, ui_hit_area(r), true);
    if (ui->in && ui->edit == id) {
        if (ui->edit_fresh)
            field_start(ui, id, text); /* the caller may have written it anew */
        bool away = ui->in->pressed && !a.hover;
        if (a.focused) {
            if (a.hover && ui->in->pressed) {
                float half = canvas_text_width(ui->c, s, "0") / 2;
                field_move(ui, canvas_text_fit(ui->c, s, ui->edit_text, ui->in->mouse.x - r.x - 12 + half), false);
            }
            commits = field_keys(ui, id, text, size);
            field_type(ui, ui->in->text, size);
        }
        if (away && a.focused)
            ui->focus = 0;
        commits |= away || !a.focused;
        if (commits)
            ui->edit = 0;
        commits &= strcmp(ui->edit_text, text) != 0;
        if (commits)
            snprintf(text, size, "%s", ui->edit_text);
    }
    if (a.focused && ui->focus == id && ui->edit == 0)
        field_start(ui, id, text); /* not before the field that was in use until now has let go of its text */
    ui->animating |= a.focused && ui->edit != id && ui->focus == id;
    draw_field(ui, id, r, text, &a, s, error != NULL);
    if (error)
        canvas_text(ui->c, r.x, r.y + r.h + 24, ui_text(14, FACE_REGULAR, ui->t->danger, ALIGN_LEFT), error);
    return commits;
}
