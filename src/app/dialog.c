/* Dialogs over the window: export a picture, and the key sheet. */
#include "app/app_state.h"

#include <stdio.h>
#include <string.h>

typedef struct SizeDef {
    const char *label;
    int w, h; /* 0: as the window, its scale as well */
    float scale;
} SizeDef;

static const char *const whats[] = { N_("The view as it is"), N_("Decision boundary"), N_("Loss over steps"),
                                     N_("Weights"), N_("Loss surface") };
static const SizeDef size_defs[] = {
    { N_("As the window"), 0, 0, 0 },
    { N_("Page, 1600 × 1000"), 1600, 1000, 1 },
    { N_("Slide, 1920 × 1080"), 1920, 1080, 1 },
    { N_("Page, twice as fine, 3200 × 2000"), 1600, 1000, 2 },
    { N_("Slide, twice as fine, 3840 × 2160"), 1920, 1080, 2 },
};
enum { THEME_LABELS = 2 };

static const double PATIENCE = 10, ANSWER = 0.5; /* seconds: for what is under way; until a trainer has begun it */

/* A name that was not typed goes with the frame: it must tell of the step that the picture shows. */
static void default_name(App *a, const Frame *f)
{
    char value[32], was[96];
    int row = reg_slider(&f->f.snap.config);
    text_of_float(value, path_strength(&f->f.snap.config));
    snprintf(was, sizeof was, "%s", a->export_default);
    snprintf(a->export_default, sizeof a->export_default, "ridgescope-%s-%s-%s-step-%llu.png",
             data_defs[f->f.snap.config.data].key, row < 0 ? "none" : param_defs[row].key, value,
             (unsigned long long)f->f.snap.step);
    if (!a->export_name[0] || strcmp(a->export_name, was) == 0)
        snprintf(a->export_name, sizeof a->export_name, "%s", a->export_default);
}

void dialog_export_open(App *a, bool now)
{
    a->export_name[0] = 0;
    a->export_theme = a->theme < THEME_LABELS ? a->theme : 0;
    if (!now) {
        app_open(a, POPUP_EXPORT);
        return;
    }
    a->export_what = a->export_size = 0;
    a->export_now = true;
    a->export_since = a->now;
}

/* What the picture shows that is still being made, as "Surface 40 %"; 0: nothing. While training goes on every analysis
 * is always being made anew: then only those count of which there is nothing yet. */
static int under_way(const App *a, const Frame *f, char *out, size_t size)
{
    uint32_t want = a->export_what > 0 ? panel_defs[a->export_what - 1].wants : a->ask[0].want;
    size_t used = 0;
    int n = 0;
    out[0] = 0;
    if ((want & WANT_SWEEP) && f->sweep_running) {
        const Sweep *s = f->f.sweep;
        int percent = s && s->steps_total > 0 ? (int)(100 * s->steps_done / s->steps_total) : 0;
        used = (size_t)snprintf(out, size, tr("Sweep %d %%"), percent);
        n++;
    }
    for (int k = 0; k < STUDIES; k++) {
        uint32_t bit = study_defs[k].want;
        if (!(want & bit) || f->f.progress[k] < 0 || (f->playing && (f->f.have & bit)) || used >= size)
            continue;
        used += (size_t)snprintf(out + used, size - used, "%s%s %d %%", n ? ", " : "", tr(study_defs[k].label),
                                 (int)(100 * f->f.progress[k]));
        n++;
    }
    return n;
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
    Rect r = popup_begin(a, (Rect){ (l->all.w - 720) / 2, (l->all.h - 560) / 2, 720, 560 }, true);
    put(c, tr("Export a picture"), r.x + 32, r.y + 46, 22, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    bool close =
        ui_icon(ui, ID_CLOSE, (Rect){ r.x + r.w - 56, r.y + 18, 36, 36 }, ICON_CLOSE, false, tr("Close (Esc)"));
    canvas_line(c, r.x, r.y + 72.5f, r.x + r.w, r.y + 72.5f, 1, t->line);
    UiId id = ID_DIALOG;
    float x = r.x + 32, y = r.y + 108;
    put(c, tr("What"), x, y, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    for (int i = 0; i < COUNT(whats); i++)
        if (radio(a, id++, x, y + 12 + 38 * (float)i, 290, tr(whats[i]), a->export_what == i))
            a->export_what = i;
    x = r.x + 372;
    put(c, tr("Size"), x, y, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    for (int i = 0; i < COUNT(size_defs); i++)
        if (radio(a, id++, x, y + 12 + 34 * (float)i, 310, tr(size_defs[i].label), a->export_size == i))
            a->export_size = i;
    y += 12 + 34 * COUNT(size_defs) + 20;
    put(c, tr("Colours"), x, y, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    ui_segment(ui, id++, x, y + 14, 36, (const char *const[THEME_LABELS]){ tr("Dark"), tr("Light") }, THEME_LABELS,
               &a->export_theme, false, NULL);
    y = r.y + 388;
    put(c, tr("File"), r.x + 32, y, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    UiId field = id++;
    if (ui->edit != field)
        default_name(a, f);
    ui_field(ui, field, (Rect){ r.x + 32, y + 14, r.w - 64, 44 }, a->export_name, sizeof a->export_name, NULL);
    char note[320], made[160];
    if (under_way(a, f, made, sizeof made))
        snprintf(note, sizeof note, tr("Waits up to %d seconds for analyses under way: %s"), (int)PATIENCE, made);
    else
        snprintf(note, sizeof note, tr("A PNG in %s"),
                 a->export_folder[0] ? a->export_folder : tr("the folder the program was started in"));
    note[canvas_text_fit(c, (TextStyle){ .size = 13 }, note, r.w - 64)] = 0;
    put(c, note, r.x + 32, y + 80, 13, FACE_REGULAR, t->ink3, ALIGN_LEFT);
    bool cancel = ui_button(ui, id++, (Rect){ r.x + r.w - 32 - 160 - 16 - 112, r.y + r.h - 80, 112, 48 }, tr("Cancel"),
                            UI_PLAIN, true);
    bool save =
        ui_button(ui, id++, (Rect){ r.x + r.w - 32 - 160, r.y + r.h - 80, 160, 48 }, tr("Save"), UI_PRIMARY, true);
    if (save) {
        a->export_now = true;
        a->export_since = a->now;
    }
    if (save || cancel || close || app_pressed_outside(a, r))
        app_open(a, POPUP_NONE);
    popup_end(a);
}

bool app_export(App *a, const Frame *f, Figure *out, char path[128])
{
    if (!a->export_now)
        return false;
    char made[160];
    double waited = a->now - a->export_since;
    uint32_t want = a->export_what > 0 ? panel_defs[a->export_what - 1].wants : 0;
    bool begun = (f->f.have & want) == want || waited > ANSWER; /* a closed panel's analyses must be begun first */
    if (waited < PATIENCE && (under_way(a, f, made, sizeof made) || !begun)) {
        app_say(a, false, begun ? tr("Saving the picture; analyses under way: %s") : tr("Saving the picture."), made);
        return false;
    }
    a->export_now = false;
    default_name(a, f);
    const SizeDef *s = &size_defs[a->export_size];
    *out = (Figure){ .panels = a->export_what > 0,
                     .panel = { a->export_what - 1 },
                     .w = s->w ? s->w : (int)a->all.w,
                     .h = s->h ? s->h : (int)a->all.h,
                     .scale = (double)s->scale,
                     .theme = a->export_theme };
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
        app_say(a, true, tr("Not saved: %s"), error);
    else
        app_say(a, false, path[0] == '/' ? tr("Saved %s") : tr("Saved %s in %s"), path, a->export_folder);
}

void app_folder(App *a, const char *folder) { snprintf(a->export_folder, sizeof a->export_folder, "%s", folder); }

/* A key cap, as wide as its words. */
static void key_cap(Canvas *c, const Theme *t, float x, float cy, const char *keys)
{
    TextStyle s = { .size = 14, .face = FACE_MONO_MEDIUM, .color = t->ink };
    Rect cap = { x, cy - 13, canvas_text_width(c, s, keys) + 20, 26 };
    canvas_rect(c, cap, 5, t->raised);
    canvas_frame(c, cap, 5, 1, t->line);
    canvas_text(c, x + 10, cy + 5, s, keys);
}

void dialog_help(App *a, const Layout *l)
{
    enum { SIDE = 28, ROW = 32, COLUMN = 470, CAPS = 160 };
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    int n = 0, columns = l->all.w < 2 * COLUMN ? 1 : 2, at = 0;
    for (int i = 0; i < key_count; i++)
        n += key_defs[i].keys != NULL;
    int rows = (n + columns - 1) / columns;
    float w = (float)(COLUMN * columns + SIDE), h = (float)(ROW * rows + 72);
    Rect r = popup_begin(a, (Rect){ (l->all.w - w) / 2, (l->all.h - h) / 2, w, h }, true);
    put(c, tr("Keyboard"), r.x + SIDE, r.y + 36, 18, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    for (int i = 0; i < key_count; i++) {
        if (!key_defs[i].keys)
            continue;
        float x = r.x + SIDE + (float)(COLUMN * (at / rows)), y = r.y + 56 + ROW * ((float)(at % rows) + 0.5f);
        key_cap(c, t, x, y, tr(key_defs[i].keys));
        put(c, tr(key_defs[i].what), x + CAPS, y + 5, 15, FACE_REGULAR, t->ink2, ALIGN_LEFT);
        at++;
    }
    if (a->popup == POPUP_HELP && app_pressed_outside(a, (Rect){ 0 }))
        app_open(a, POPUP_NONE);
    popup_end(a);
}
