/* Dialogs over the window: export a picture, and the key sheet. */
#include "app/app_state.h"

#include <stdio.h>
#include <string.h>

typedef struct SizeDef {
    const char *label;
    int w, h;
    float scale;
} SizeDef;

static const char *const whats[] = { "The view as it is", "Decision boundary", "Loss over steps", "Weights",
                                     "Loss surface" };
static const SizeDef size_defs[] = {
    { "Page, 1600 × 1000", 1600, 1000, 1 },
    { "Slide, 1920 × 1080", 1920, 1080, 1 },
    { "Page, twice as fine, 3200 × 2000", 1600, 1000, 2 },
    { "Slide, twice as fine, 3840 × 2160", 1920, 1080, 2 },
};
static const char *const theme_labels[] = { "Dark", "Light" };

static void default_name(App *a, const Frame *f)
{
    char value[32];
    int row = reg_slider(&f->f.snap.config);
    text_of_float(value, path_strength(&f->f.snap.config));
    snprintf(a->export_name, sizeof a->export_name, "ridgescope-%s-%s-%s-step-%llu.png",
             data_defs[f->f.snap.config.data].key, row < 0 ? "none" : param_defs[row].key, value,
             (unsigned long long)f->f.snap.step);
}

static bool radio(App *a, UiId id, float x, float y, float w, const char *label, bool on)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    Rect r = { x - 4, y - 2, w, 36 };
    UiAnswer hit = ui_widget(ui, id, r, true);
    if (hit.hover)
        canvas_rect(ui->c, r, 6, t->raised);
    canvas_ring(ui->c, (Vec2){ x + 9, y + 16 }, on ? 6.5f : 8, on ? 5 : 1.75f, on ? t->ink : t->ink3);
    put(ui->c, label, x + 28, y + 21, 15, on ? FACE_MEDIUM : FACE_REGULAR, t->ink, ALIGN_LEFT);
    if (hit.focused && ui->focus_ring)
        ui_ring(ui, r, 6);
    return hit.clicked || hit.entered;
}

void dialog_export(App *a, const Frame *f, const Layout *l)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    Canvas *c = ui->c;
    ui->layer++;
    ui->next_top = max_i(ui->next_top, ui->layer);
    canvas_rect(c, l->all, 0, t->scrim);
    Rect r = { (l->all.w - 720) / 2, (l->all.h - 560) / 2, 720, 560 };
    canvas_rect(c, r, 8, t->surface);
    canvas_frame(c, r, 8, 1, t->line);
    put(c, "Export a picture", r.x + 32, r.y + 46, 22, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    bool close = ui_icon(ui, ID_CLOSE, (Rect){ r.x + r.w - 56, r.y + 18, 36, 36 }, ICON_CLOSE, false, "Close (Esc)");
    canvas_line(c, r.x, r.y + 72.5f, r.x + r.w, r.y + 72.5f, 1, t->line);
    UiId id = ID_DIALOG;
    float x = r.x + 32, y = r.y + 108;
    put(c, "What", x, y, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    for (int i = 0; i < COUNT(whats); i++)
        if (radio(a, id++, x, y + 12 + 38 * (float)i, 290, whats[i], a->export_what == i))
            a->export_what = i;
    x = r.x + 372;
    put(c, "Size", x, y, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    for (int i = 0; i < COUNT(size_defs); i++)
        if (radio(a, id++, x, y + 12 + 38 * (float)i, 310, size_defs[i].label, a->export_size == i))
            a->export_size = i;
    y += 12 + 38 * 4 + 28;
    put(c, "Colours", x, y, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    ui_segment(ui, id++, x, y + 14, 36, theme_labels, COUNT(theme_labels), &a->export_theme, false, NULL);
    y = r.y + 376;
    put(c, "File", r.x + 32, y, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    if (!a->export_name[0])
        default_name(a, f);
    ui_field(ui, id++, (Rect){ r.x + 32, y + 14, r.w - 64, 44 }, a->export_name, sizeof a->export_name, NULL);
    char note[320];
    snprintf(note, sizeof note, "A PNG in %s",
             a->export_folder[0] ? a->export_folder : "the folder the program was started in");
    note[canvas_text_fit(c, (TextStyle){ .size = 13 }, note, r.w - 64)] = 0;
    put(c, note, r.x + 32, y + 80, 13, FACE_REGULAR, t->ink3, ALIGN_LEFT);
    bool cancel = ui_button(ui, id++, (Rect){ r.x + r.w - 32 - 160 - 16 - 112, r.y + r.h - 80, 112, 48 }, "Cancel",
                            UI_PLAIN, true);
    bool save = ui_button(ui, id++, (Rect){ r.x + r.w - 32 - 160, r.y + r.h - 80, 160, 48 }, "Save", UI_PRIMARY, true);
    if (save)
        a->export_now = true;
    if (save || cancel || close || app_pressed_outside(a, r))
        app_open(a, POPUP_NONE);
    ui->layer--;
}

bool app_export(App *a, const Frame *f, ExportSpec *spec, char path[128])
{
    if (!a->export_now)
        return false;
    a->export_now = false;
    if (!a->export_name[0])
        default_name(a, f);
    const SizeDef *s = &size_defs[a->export_size];
    *spec =
        (ExportSpec){ .panel = a->export_what - 1, .w = s->w, .h = s->h, .scale = s->scale, .theme = a->export_theme };
    snprintf(path, 128, "%s", a->export_name);
    size_t n = strlen(path);
    if (n < 4 || strcmp(path + n - 4, ".png") != 0)
        snprintf(path + n, 128 - n, ".png");
    return true;
}

void app_exported(App *a, const char *path, const char *error)
{
    a->export_name[0] = 0;
    if (error)
        app_say(a, true, "Not saved: %s", error);
    else
        app_say(a, false, "Saved %s%s%s", path, path[0] == '/' ? "" : " in ", path[0] == '/' ? "" : a->export_folder);
}

void app_folder(App *a, const char *folder) { snprintf(a->export_folder, sizeof a->export_folder, "%s", folder); }

typedef struct KeyHelp {
    const char *key, *what;
} KeyHelp;
static const KeyHelp key_helps[] = {
    { "Space", "play or pause" },
    { "N", "one step" },
    { "R", "reset weights, same seed" },
    { "Shift R", "new seed" },
    { "← →", "strength: one sweep point" },
    { "Shift ← →", "a quarter of that" },
    { "Home  End", "to 0, to the end of the axis" },
    { "W", "to the sweet spot" },
    { "Enter", "type a value" },
    { "1 … 8", "open or close a part" },
    { "P", "menu of panels" },
    { "G", "show the twin without penalty" },
    { "Y", "show the best boundary possible" },
    { "C", "compare two nets, A and B" },
    { "D  Tab", "comparing: difference, the other net" },
    { "U", "the strength in other programs' units" },
    { "L", "logarithmic loss" },
    { "S  Shift S", "export, save a picture now" },
    { "T", "theme" },
    { "X  Delete", "drawing points: next class, erase" },
    { "F11", "full screen" },
    { "Ctrl Z  Ctrl Y", "undo, redo" },
    { "Tab", "next control" },
    { "Esc", "close, leave" },
};

void dialog_help(App *a, const Layout *l)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    Canvas *c = ui->c;
    float row = clamp_f((l->all.h - 112) / COUNT(key_helps), 24, 40), w = 520, h = row * COUNT(key_helps) + 88;
    Rect r = { (l->all.w - w) / 2, (l->all.h - h) / 2, w, h };
    ui->layer++;
    ui->next_top = max_i(ui->next_top, ui->layer);
    canvas_rect(c, l->all, 0, t->scrim);
    canvas_rect(c, r, 8, t->surface);
    canvas_frame(c, r, 8, 1, t->line);
    put(c, "Keyboard", r.x + 28, r.y + 42, 18, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    for (int i = 0; i < COUNT(key_helps); i++) {
        float y = r.y + 64 + row * (float)i + row / 2;
        TextStyle s = { .size = 14, .face = FACE_MONO_MEDIUM, .color = t->ink };
        float kw = canvas_text_width(c, s, key_helps[i].key) + 20, kh = min_f(32, row - 3);
        canvas_rect(c, (Rect){ r.x + 28, y - kh / 2, kw, kh }, 5, t->raised);
        canvas_frame(c, (Rect){ r.x + 28, y - kh / 2, kw, kh }, 5, 1, t->line);
        canvas_text(c, r.x + 38, y + 5, s, key_helps[i].key);
        put(c, key_helps[i].what, r.x + 220, y + 5, 16, FACE_REGULAR, t->ink2, ALIGN_LEFT);
    }
    if (a->popup == POPUP_HELP && app_pressed_outside(a, (Rect){ 0 }))
        app_open(a, POPUP_NONE);
    ui->layer--;
}
