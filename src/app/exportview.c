/* exportview: the export dialog. What, how large, as what, and a preview that is the figure itself: planned and drawn
 * by the code that the command line uses, at its true size where there is room. Nothing is written here: the host asks
 * for the figure (app_export) when all that it shows is made, and says what became of it (app_exported). */
#include "app/app_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ID_CAPTION = ID_DIALOG + 20, ID_COPY_CAPTION, ID_FILE, ID_COPY_LATEX, ID_CANCEL = ID_DIALOG + 30, ID_SAVE };
enum { WHAT_VIEW, WHAT_OPEN, WHAT_ONE };
static const char *const whats[] = { N_("The window as it is"), N_("The open panels"), N_("One panel") };

typedef struct SizeDef {
    const char *label, *latex; /* latex: a length of its own for \includegraphics; NULL: the width */
    double mm;                 /* printed width; 0: as the window */
    int w, h;                  /* layout pixels of panels, where the shape is given; 0: as fits */
    double dpi;                /* of a PNG; 0: 300 */
} SizeDef;
static const SizeDef size_defs[] = {
    { .label = N_("As the window") },
    { .label = N_("LaTeX column"), .latex = "\\columnwidth", .mm = 84 },
    { .label = N_("Journal column"), .mm = 89 },
    { .label = N_("LaTeX text width"), .latex = "\\textwidth", .mm = 174 },
    { .label = N_("Journal page"), .mm = 183 },
    { .label = N_("Slide 16:9"), .latex = "\\textwidth", .mm = 13.3333 * 25.4, .w = 1280, .h = 720, .dpi = 144 },
};
enum { SIZE_WINDOW, SIZE_TEXT = 3 };

static const double PATIENCE = 10, ANSWER = 0.5; /* seconds: for what is under way; until a trainer has begun it */

/* --- what was chosen, as a figure --- */

static int open_panels(const App *a, int out[FIGURE_PANELS])
{
    int n = 0;
    for (int i = 0; i < panel_count && n < FIGURE_PANELS; i++)
        if (a->open[i])
            out[n++] = i;
    return n;
}

/* A grid or two nets have no panels on the screen. */
static bool is_offered(const App *a, int what) { return what != WHAT_OPEN || a->stage == STAGE_PANELS; }

void exportview_figure(const App *a, Figure *f)
{
    const Exporting *e = &a->exporting;
    const SizeDef *s = &size_defs[e->size];
    *f = (Figure){ .theme = e->theme,
                   .format = e->format,
                   .width_mm = s->mm,
                   .dpi = s->dpi,
                   .w = s->w,
                   .h = s->h,
                   .transparent = e->transparent };
    if (e->what == WHAT_OPEN)
        f->panels = open_panels(a, f->panel);
    if (e->what == WHAT_ONE)
        f->panels = 1, f->panel[0] = e->panel;
    if (f->panels == 0 && s->w) {
        f->w = 1600;
        f->h = 900;
    }
    if (f->panels == 0 && e->size == SIZE_WINDOW) {
        f->w = (int)a->all.w;
        f->h = (int)a->all.h;
    }
    if (e->caption)
        snprintf(f->caption, sizeof f->caption, "%s", e->text);
}

uint32_t exportview_wants(const App *a)
{
    Figure f;
    uint32_t want = 0;
    if (a->popup != POPUP_EXPORT && !a->exporting.now)
        return 0;
    exportview_figure(a, &f);
    for (int i = 0; i < f.panels; i++)
        want |= panel_defs[f.panel[i]].wants;
    return want;
}

/* What was not typed goes with the frame: it must tell of the step that the picture shows. */
static void follow(App *a, const Frame *f)
{
    Exporting *e = &a->exporting;
    Figure fig;
    char value[32], was[sizeof e->usual], said[sizeof e->automatic];
    int row = reg_slider(&f->f.snap.config);
    text_of_float(value, path_strength(&f->f.snap.config));
    memcpy(was, e->usual, sizeof was);
    snprintf(e->usual, sizeof e->usual, "ridgescope-%s-%s-%s-step-%" PRIu64 "%s", data_defs[f->f.snap.config.data].key,
             row < 0 ? "none" : param_defs[row].key, value, f->f.snap.step, figure_formats[e->format].ending);
    if (!e->name[0] || strcmp(e->name, was) == 0)
        memcpy(e->name, e->usual, sizeof e->name);
    memcpy(said, e->automatic, sizeof said);
    exportview_figure(a, &fig);
    caption_auto(&fig, &f->f, e->automatic);
    if (!e->text[0] || strcmp(e->text, said) == 0)
        memcpy(e->text, e->automatic, sizeof e->text);
}

/* The name says what the file is, and so does the choice: the one that was changed last counts. */
static void rename_to(Exporting *e, int format)
{
    int was = figure_format(e->name);
    size_t n = strlen(e->name) - (was >= 0 ? strlen(figure_formats[was].ending) : 0);
    const char *ending = figure_formats[format].ending;
    n = n + strlen(ending) < sizeof e->name ? n : sizeof e->name - 1 - strlen(ending);
    snprintf(e->name + n, sizeof e->name - n, "%s", ending);
    e->format = format;
}

/* As x.jpg of a figure that is none: the ending goes, so that the file's name has one. Numbers are none. */
static void drop_ending(char *name)
{
    char *dot = strrchr(name, '.');
    size_t n = dot ? strspn(dot + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") : 0;
    if (dot && dot > name && dot[-1] != '/' && n > 0 && n <= 4 && !dot[1 + n])
        *dot = 0;
}

/* The file's name was typed. */
static void named(App *a)
{
    Exporting *e = &a->exporting;
    char typed[sizeof e->name];
    int format = figure_format(e->name);
    memcpy(typed, e->name, sizeof typed);
    if (format < 0)
        drop_ending(e->name);
    bool other = strcmp(typed, e->name) != 0;
    rename_to(e, format >= 0 ? format : e->format);
    if (other)
        app_say(a, true, tr("%s cannot be written; it will be %s."), typed, e->name);
}

void exportview_open(App *a, bool now)
{
    Exporting *e = &a->exporting;
    e->name[0] = 0;
    preview_forget(a);
    if (now) {
        e->what = WHAT_VIEW;
        e->size = SIZE_WINDOW;
        e->format = 0;
        e->theme = a->theme;
        e->caption = e->transparent = e->data = e->tex = false;
        e->opened = false;
        e->now = true;
        e->from_dialog = false;
        e->since = a->now;
        return;
    }
    if (!e->opened) {
        bool panels = a->stage == STAGE_PANELS && !a->present;
        e->what = panels ? WHAT_OPEN : WHAT_VIEW;
        e->size = panels ? SIZE_TEXT : SIZE_WINDOW;
        e->format = figure_format(panels ? "a.pdf" : "a.png");
        e->theme = theme_find("print");
        e->panel = max_i(0, a->expanded);
        e->caption = panels;
        e->opened = true;
    }
    if (!is_offered(a, e->what)) {
        e->what = WHAT_VIEW;
        e->size = SIZE_WINDOW;
    }
    app_open(a, POPUP_EXPORT);
    a->ui.focus = ID_SAVE; /* S and Enter are enough */
}

/* --- the dialog --- */

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

static const char *panel_name(const void *user, int i) { return (void)user, tr(panel_defs[i].title); }
static const char *theme_label(const void *user, int i) { return (void)user, tr(theme_defs[i].label); }
static const char *size_label(const void *user, int i) { return (void)user, tr(size_defs[i].label); }
static const char *size_note(const void *user, int i)
{
    static const char *const notes[] = { NULL, "84 mm", "89 mm", "174 mm", "183 mm", "1920 × 1080" };
    return (void)user, notes[i];
}

static void heading(App *a, const char *text, float x, float y)
{
    put(a->ui.c, text, x, y, 14, FACE_SEMIBOLD, app_theme(a)->ink, ALIGN_LEFT);
}

/* Enter saves, whatever has the focus: only a button and an open menu take it for themselves, and a text ends with it.
 * Where it would change a choice, Space does. */
static bool entered(App *a)
{
    Ui *ui = &a->ui;
    UiId on = ui->focus;
    bool entered = false;
    if (!ui->in || ui->menu || on == ID_CLOSE || on == ID_COPY_CAPTION || on == ID_COPY_LATEX || on == ID_CANCEL)
        return false;
    for (int i = 0; i < ui->in->keys; i++) {
        KeyPress *k = &ui->in->key[i];
        entered |= k->key == KEY_ENTER;
        if (k->key == KEY_ENTER && !ui->edit)
            k->key = KEY_NONE;
        else if (k->key == KEY_SPACE && !ui->edit)
            k->key = KEY_ENTER;
    }
    return entered;
}

/* The right column: every choice is one widget, so that Tab goes through it in a few presses. */
static void choices(App *a, UiId id, float x, float y, float w, bool low)
{
    const float row = low ? 34 : 38, part = low ? 69 : 80;
    Exporting *e = &a->exporting;
    Ui *ui = &a->ui;
    const char *labels[8];
    char size[96];
    heading(a, tr("What"), x, y);
    float at = y + 10;
    for (int i = 0; i < COUNT(whats); i++, id++)
        if (is_offered(a, i)) {
            if (radio(a, id, x, at, i == WHAT_ONE ? 140 : w, tr(whats[i]), e->what == i))
                e->what = i;
            at += row;
        }
    if (ui_choice(ui, id++, (Rect){ x + 144, at - row - 2, w - 144, 36 }, NULL, tr(panel_defs[e->panel].title),
                  panel_name, NULL, NULL, panel_count, &e->panel))
        e->what = WHAT_ONE;
    y += 10 + row * COUNT(whats) + 24;
    heading(a, tr("Size"), x, y);
    const char *note = size_note(NULL, e->size);
    snprintf(size, sizeof size, "%s%s%s", tr(size_defs[e->size].label), note ? ", " : "", note ? note : "");
    ui_choice(ui, id++, (Rect){ x, y + 10, w, 36 }, NULL, size, size_label, size_note, NULL, COUNT(size_defs),
              &e->size);
    y += part;
    heading(a, tr("Format"), x, y);
    int format = e->format, n = min_i(figure_format_count, COUNT(labels));
    for (int i = 0; i < n; i++)
        labels[i] = figure_formats[i].label;
    if (ui_segment(ui, id++, x, y + 12, 36, labels, n, &format, false, NULL))
        rename_to(e, format);
    y += part;
    heading(a, tr("Colours"), x, y);
    ui_choice(ui, id++, (Rect){ x, y + 10, w, 36 }, NULL, tr(theme_defs[e->theme].label), theme_label, NULL, NULL,
              theme_count, &e->theme);
    y += part;
    heading(a, tr("Include"), x, y);
    ui_check(ui, id++, x, y + 10, tr("Caption"), &e->caption);
    bool ground = !e->transparent;
    if (ui_check(ui, id++, x + w / 2, y + 10, tr("Background"), &ground))
        e->transparent = !ground;
    ui_check(ui, id++, x, y + 42, tr("Data as CSV"), &e->data);
    ui_check(ui, id++, x + w / 2, y + 42, tr("LaTeX plot (.tex)"), &e->tex);
}

static void copy(App *a, const char *text)
{
    snprintf(a->copied, sizeof a->copied, "%s", text);
    app_say(a, false, tr("Copied."));
}

static void latex_line(const Exporting *e, char out[256])
{
    const SizeDef *s = &size_defs[e->size];
    int format = figure_format(e->name);
    int n = (int)strlen(e->name) - (format >= 0 ? (int)strlen(figure_formats[format].ending) : 0);
    bool svg = strcmp(figure_formats[e->format].ending, ".svg") == 0;
    char width[32];
    snprintf(width, sizeof width, "%.4gmm", e->preview.ok ? e->preview.plan.width_mm : s->mm);
    snprintf(out, 256, "\\include%s[width=%s]{%.*s}", svg ? "svg" : "graphics", s->latex ? s->latex : width, n,
             e->name);
}

/* What is being made that the picture shows, as "Surface 40 %"; 0: nothing. While training goes on every analysis is
 * always being made anew: then only those count of which there is nothing yet. */
static int under_way(const App *a, const Frame *f, char *out, size_t size)
{
    uint32_t want = a->exporting.what == WHAT_VIEW ? a->ask[0].want : exportview_wants(a);
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

static void where(App *a, const Frame *f, Rect field)
{
    Canvas *c = a->ui.c;
    const Exporting *e = &a->exporting;
    char note[320], made[160];
    if (under_way(a, f, made, sizeof made))
        snprintf(note, sizeof note, tr("Waits up to %d seconds for analyses under way: %s"), (int)PATIENCE, made);
    else
        snprintf(note, sizeof note, "%s", e->folder[0] ? e->folder : tr("The folder the program was started in"));
    note[canvas_text_fit(c, (TextStyle){ .size = 13 }, note, field.w - 44)] = 0;
    put(c, note, field.x + field.w, field.y - 14, 13, FACE_REGULAR, app_theme(a)->ink3, ALIGN_RIGHT);
}

/* A line that can be typed into, or only copied: its name, itself, a button. */
static void texts(App *a, const Frame *f, Rect r)
{
    Exporting *e = &a->exporting;
    Ui *ui = &a->ui;
    const Theme *t = app_theme(a);
    Canvas *c = ui->c;
    char line[256], shown[UI_LINE];
    Rect field = { r.x, r.y + 14, r.w - 88, 36 }, button = { r.x + r.w - 80, r.y + 14, 80, 36 };
    heading(a, tr("Caption"), r.x, r.y);
    ui_field(ui, ID_CAPTION, field, e->text, sizeof e->text, NULL);
    if (ui_button(ui, ID_COPY_CAPTION, button, tr("Copy"), UI_PLAIN, e->text[0] != 0))
        copy(a, e->text);
    field.y = r.y + 88;
    field.w = r.w;
    heading(a, tr("File"), r.x, field.y - 14);
    if (ui_field(ui, ID_FILE, field, e->name, sizeof e->name, NULL))
        named(a);
    where(a, f, field);
    latex_line(e, line);
    field.y = button.y = r.y + 162;
    field.w = r.w - 88;
    heading(a, "LaTeX", r.x, field.y - 14);
    canvas_frame(c, field, 6, 1, t->line);
    TextStyle mono = ui_text(14, FACE_MONO, t->ink2, ALIGN_LEFT);
    ui_fit(c, mono, line, field.w - 24, shown);
    canvas_text(c, field.x + 12, ui_baseline(field, 14), mono, shown);
    if (ui_button(ui, ID_COPY_LATEX, button, tr("Copy"), UI_PLAIN, true))
        copy(a, line);
}

void exportview_draw(App *a, const Frame *f, const Layout *l)
{
    enum { SIDE = 32, RIGHT = 304, BETWEEN = 40, TEXTS = 200 };
    const Theme *t = app_theme(a);
    Exporting *e = &a->exporting;
    Ui *ui = &a->ui;
    float w = clamp_f(l->all.w - 48, 912, 1088), h = clamp_f(l->all.h - 24, 600, 712);
    Rect r = popup_begin(a, (Rect){ (l->all.w - w) / 2, (l->all.h - h) / 2, w, h }, true);
    put(ui->c, tr("Export a figure"), r.x + SIDE, r.y + 44, 22, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    bool close =
        ui_icon(ui, ID_CLOSE, (Rect){ r.x + r.w - 56, r.y + 18, 36, 36 }, ICON_CLOSE, false, tr("Close (Esc)"));
    canvas_line(ui->c, r.x, r.y + 68.5f, r.x + r.w, r.y + 68.5f, 1, t->line);
    follow(a, f);
    bool enter = entered(a);
    float left = r.w - 2 * SIDE - RIGHT - BETWEEN, right = r.x + r.w - SIDE - RIGHT;
    choices(a, ID_DIALOG, right, r.y + 98, RIGHT, r.h < 690);
    texts(a, f, (Rect){ r.x + SIDE, r.y + r.h - TEXTS - 14, left, TEXTS });
    preview_draw(a, f, (Rect){ r.x + SIDE, r.y + 88, left, r.h - 88 - TEXTS - 68 });
    bool cancel = ui_button(ui, ID_CANCEL, (Rect){ right, r.y + r.h - 72, 112, 48 }, tr("Cancel"), UI_PLAIN, true);
    bool save = ui_button(ui, ID_SAVE, (Rect){ right + 128, r.y + r.h - 72, RIGHT - 128, 48 }, tr("Save"), UI_PRIMARY,
                          e->preview.ok);
    save |= enter && e->preview.ok;
    if (save) {
        e->now = e->from_dialog = true;
        e->since = a->now;
    }
    if (save || cancel || close || app_pressed_outside(a, r))
        app_open(a, POPUP_NONE);
    popup_end(a);
}

/* --- for the host --- */

bool app_export(App *a, const Frame *f, Figure *out, char path[128])
{
    Exporting *e = &a->exporting;
    if (!e->now)
        return false;
    char made[160];
    double waited = a->now - e->since;
    uint32_t want = exportview_wants(a);
    bool begun = (f->f.have & want) == want || waited > ANSWER; /* a closed panel's analyses must be begun first */
    if (waited < PATIENCE && (under_way(a, f, made, sizeof made) || !begun)) {
        app_say(a, false, begun ? tr("Saving the picture; analyses under way: %s") : tr("Saving the picture."), made);
        return false;
    }
    e->now = false;
    follow(a, f);
    exportview_figure(a, out);
    snprintf(path, 128, "%s", e->name);
    return true;
}

void app_exported(App *a, const char *path, const char *error)
{
    Exporting *e = &a->exporting;
    if (error) {
        app_say(a, true, tr("Not saved: %s"), error);
        if (e->from_dialog && a->popup == POPUP_NONE) { /* nothing that was typed or chosen is lost */
            app_open(a, POPUP_EXPORT);
            a->ui.focus = ID_FILE;
        }
        return;
    }
    e->name[0] = 0;
    app_say(a, false, path[0] == '/' ? tr("Saved %s") : tr("Saved %s in %s"), path, e->folder);
}

void app_folder(App *a, const char *folder) { snprintf(a->exporting.folder, sizeof a->exporting.folder, "%s", folder); }
