/* The toolbar: play, step, reset, speed, seed, data, noise, network, optimiser, penalty, Setup, and the icons at the
 * right. Full: captions above values; compact: one line, and what does not fit is in Setup. */
#include "app/app_state.h"

#include <stdio.h>
#include <string.h>

enum { TOOLBAR_ROOM = 900 }; /* below this width of the window, narrow.c */

/* Networks worth a click; any other is typed in Setup. */
static const char *const net_presets[] = { "-", "4", "8", "32", "64", "8-8", "16-16", "32-32", "64-64", "32-32-32" };

/* Learning rates that were measured to work with each optimiser on the bundled scenes. */
static const struct {
    const char *opt;
    float lr;
} opt_rates[] = { { "sgd", 0.1f },       { "momentum", 0.05f }, { "nesterov", 0.05f },
                  { "rmsprop", 0.003f }, { "adam", 0.01f },     { "adamw", 0.01f } };

void toolbar_net_text(const Config *c, const Shape *s, char out[96])
{
    int n = snprintf(out, 96, "%d", s->inputs);
    if (c->filters)
        n += snprintf(out + n, (size_t)(96 - n), "–%d×%d×%d", c->filters, c->kernel, c->kernel);
    for (int i = 0; i < c->layers; i++)
        n += snprintf(out + n, (size_t)(96 - n), "–%d", c->width[i]);
    snprintf(out + n, (size_t)(96 - n), "–%d", s->outputs);
}

/* Of the scenes with this data the one with the most settings in common; the first one where that is a tie. */
int toolbar_scene(const Config *c)
{
    int best = -1, most = -1;
    for (int i = 0; i < scene_count; i++) {
        Config s;
        scene_config(i, &s);
        int same = 0;
        for (int row = 0; row < param_count && s.data == c->data; row++) {
            char ours[96], theirs[96];
            param_text(ours, c, row);
            param_text(theirs, &s, row);
            same += strcmp(ours, theirs) == 0;
        }
        if (s.data == c->data && same > most)
            best = i, most = same;
    }
    return best;
}

static const char *speed_label(const void *user, int i)
{
    (void)user;
    return tr(speed_defs[i].label);
}
static const char *scene_label(const void *user, int i)
{
    (void)user;
    return i < scene_count ? tr(scene_defs[i].label) : tr("Own file"); /* the last one */
}
static const char *net_label(const void *user, int i)
{
    (void)user;
    return i == 0 ? tr("none (a linear model)") : net_presets[i];
}
static const char *opt_label(const void *user, int i)
{
    (void)user;
    return tr(opt_defs[i].label);
}
static const char *opt_note(const void *user, int i) /* why it cannot be chosen */
{
    Config c = *(const Config *)user;
    c.opt = i;
    return config_check(&c, NULL) ? NULL : tr("least squares only");
}
static const char *reg_label(const void *user, int i)
{
    (void)user;
    return tr(reg_defs[i].label);
}
static const char *reg_note(const void *user, int i)
{
    (void)user;
    return tr(reg_defs[i].name);
}

static void separator(App *a, float *x, const Layout *l)
{
    float gap = l->compact ? 12 : 14;
    canvas_line(a->ui.c, *x + 0.5f, l->toolbar.y + gap, *x + 0.5f, l->toolbar.y + l->toolbar.h - gap, 1,
                app_theme(a)->line);
    *x += l->compact ? 12 : 14;
}

/* Less the line at the toolbar's foot. */
static void unlock(App *a, Rect r) { ui_unlock(&a->ui, (Rect){ r.x, r.y, r.w, r.h - 2 }, app_theme(a)->surface); }

void toolbar_play(App *a, float x, float cy, float size)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    ui_lock(ui, player_lock(a, "play"));
    UiAnswer hit = ui_widget(ui, ID_PLAY, (Rect){ x, cy - size / 2, size, size }, true);
    float mix = hit.held ? 0.28f : hit.hover ? 0.16f : 0;
    canvas_disc(ui->c, (Vec2){ x + size / 2, cy }, size / 2, color_mix(t->ink, t->surface, mix));
    icon_draw(ui->c, a->playing ? ICON_PAUSE : ICON_PLAY, x + size / 2 + (a->playing ? 0 : 1), cy, 0.9f, t->surface,
              t->ink);
    if (hit.focused && ui->focus_ring)
        canvas_ring(ui->c, (Vec2){ x + size / 2, cy }, size / 2 + 4, 2, t->ink);
    spot(a, "play", rect_inset((Rect){ x, cy - size / 2, size, size }, -4));
    ui_tip(ui, ID_PLAY, hit.hover, a->playing ? tr("Pause (Space)") : tr("Play (Space)"), "");
    if (hit.clicked || hit.entered)
        app_toggle_play(a);
    ui_unlock(ui, (Rect){ x, cy - size / 2, size, size }, t->surface);
}

static void choose_scene(App *a, int row)
{
    Config c;
    if (row == scene_count && app_of_file(&a->config)) /* it is there already */
        return;
    if (row == scene_count) {
        c = a->file.config;
        a->drawing = a->blank = false;
        app_set_own(a, &c, a->file.own, true);
        a->opened = a->file.opened;
        return;
    }
    scene_config(row, &c);
    bool drawn = data_defs[c.data].own, others = app_of_file(&a->config) || a->own == a->file.own;
    a->drawing = a->blank = drawn;
    snprintf(a->title, sizeof a->title, "%s", scene_defs[row].label);
    app_set_own(a, &c, drawn && others ? NULL : a->own, true); /* a file's points are not drawn ones */
    a->opened = c;
}

void toolbar_scenes(App *a, Rect r, const char *caption)
{
    int row = toolbar_scene(&a->config);
    const char *label = tr(data_defs[a->config.data].label);
    Config scene;
    if (row >= 0) {
        scene_config(row, &scene);
        if (scene.classes == a->config.classes) /* "Three blobs" are three */
            label = tr(scene_defs[row].label);
    }
    bool file = app_of_file(&a->config);
    int n = scene_count + (file || a->file.own);
    row = file ? scene_count : row;
    ui_lock(&a->ui, player_lock(a, "data"));
    if (ui_choice(&a->ui, ID_DATA, r, caption, label, scene_label, NULL, NULL, n, &row))
        choose_scene(a, row);
    unlock(a, r);
}

void toolbar_speeds(App *a, Rect r, const char *caption)
{
    if (ui_choice(&a->ui, ID_SPEED, r, caption, tr(speed_defs[a->speed].label), speed_label, NULL, NULL, speed_count,
                  &a->speed))
        app_command_all(a, DO_SPEED, false, (double)speed_defs[a->speed].steps);
}

static void noise_slider(App *a, float x, float y, float w)
{
    float noise = a->noise_held ? a->noise : a->config.noise;
    bool finished = false;
    Rect r = { x, y - 18, w, 36 };
    ui_lock(&a->ui, player_lock(a, "noise"));
    if (ui_slider(&a->ui, ID_NOISE, r, 0, 0.6f, &noise, &finished)) {
        a->noise_held = true; /* the data are drawn anew when the hand lets go, not at every pixel */
        a->noise = (float)(int)(noise * 100 + 0.5f) / 100;
    }
    if (finished && a->noise_held) {
        Config c = a->config;
        c.noise = a->noise;
        a->noise_held = false;
        app_set(a, &c, true);
    }
    unlock(a, r);
    char text[32];
    snprintf(text, sizeof text, "%.2f", (double)(a->noise_held ? a->noise : a->config.noise));
    put(a->ui.c, text, x + w + 12, y + 5, 14, FACE_MONO_MEDIUM, app_theme(a)->ink, ALIGN_LEFT);
}

static void net_choice(App *a, const Frame *f, Rect r)
{
    char value[96], text[96];
    toolbar_net_text(&a->config, &f->f.snap.shape, value);
    param_text(text, &a->config, param_find("net"));
    int row = -1;
    for (int i = 0; i < COUNT(net_presets); i++)
        if (strcmp(net_presets[i], text) == 0)
            row = i;
    ui_lock(&a->ui, player_lock(a, "net"));
    if (ui_choice(&a->ui, ID_NET, r, tr("Network"), value, net_label, NULL, NULL, COUNT(net_presets), &row)) {
        Config c = a->config;
        if (config_set(&c, "net", net_presets[row], NULL))
            app_set(a, &c, true);
    }
    unlock(a, r);
}

static void opt_choice(App *a, Rect r)
{
    char value[64], lr[32];
    text_short(lr, (double)a->config.lr);
    snprintf(value, sizeof value, "%s %s", tr(opt_defs[a->config.opt].label), opt_defs[a->config.opt].solve ? "" : lr);
    int row = a->config.opt;
    ui_lock(&a->ui, player_lock(a, "opt"));
    if (ui_choice(&a->ui, ID_OPT, r, tr("Optimizer"), value, opt_label, opt_note, &a->config, opt_count, &row)) {
        Config c = a->config;
        Err err;
        c.opt = row;
        for (int i = 0; i < COUNT(opt_rates); i++)
            if (strcmp(opt_rates[i].opt, opt_defs[row].key) == 0)
                c.lr = opt_rates[i].lr;
        if (config_check(&c, &err))
            app_set(a, &c, true);
        else
            app_say(a, true, "%s",
                    opt_defs[row].solve
                        ? tr("The exact solution exists for linear models of values with L2, as in the scene Ellipse.")
                        : err.text);
    }
    unlock(a, r);
}

/* What the regularizer under the pointer is, spelled out. */
static void reg_tip(App *a, const char *const *label, float x, float h)
{
    Ui *ui = &a->ui;
    int under = -1;
    float edge = x + 2;
    for (int i = 0; i < reg_count && ui->hot == ID_REG && ui->in; i++) {
        if (ui->in->mouse.x >= edge)
            under = i;
        edge += ui_segment_width(ui, h, &label[i], 1) - 4;
    }
    ui_tip(ui, ID_REG, under >= 0, under >= 0 ? tr(reg_defs[under].name) : "", "");
    ui_tip(ui, ID_REG, under >= 0, under >= 0 ? tr(reg_defs[under].help) : "", "");
}

/* A bar of all regularizers, or a menu where that does not fit. */
void toolbar_penalties(App *a, float x, float y, float h, float right)
{
    Ui *ui = &a->ui;
    const char *label[16] = { NULL };
    int row = a->config.reg;
    bool changed;
    for (int i = 0; i < reg_count; i++)
        label[i] = tr(reg_defs[i].label);
    float w = ui_segment_width(ui, h, label, reg_count);
    Rect r = { x, y, w, h };
    ui_lock(ui, player_lock(a, "reg"));
    if (x + w <= right) {
        changed = ui_segment(ui, ID_REG, x, y, h, label, reg_count, &row, true, NULL);
        if (!ui->locked)
            reg_tip(a, label, x, h);
    } else {
        r = (Rect){ x, y - 3, 116, 36 };
        changed = ui_choice(ui, ID_REG, r, NULL, label[row], reg_label, reg_note, NULL, reg_count, &row);
    }
    ui_unlock(ui, r, app_theme(a)->surface);
    if (changed) {
        Config c = a->config;
        c.reg = row;
        if (opt_defs[c.opt].solve && !config_check(&c, NULL)) { /* least squares with L2 is all that it solves */
            config_set(&c, "opt", "adam", NULL);
            config_set(&c, "lr", "0.01", NULL);
            app_say(a, false, tr("The exact solution exists for L2 alone: Adam trains now."));
        }
        app_set(a, &c, true);
    }
}

static void seed_field(App *a, float x, float cy)
{
    Ui *ui = &a->ui;
    const Theme *t = app_theme(a);
    put(ui->c, tr("Seed"), x, 18, 12, FACE_MEDIUM, t->ink3, ALIGN_LEFT);
    char text[32], shown[UI_LINE];
    snprintf(text, sizeof text, "%u", a->config.seed_data);
    ui_fit(ui->c, (TextStyle){ .size = 14, .face = FACE_MONO_MEDIUM }, text, 36, shown); /* Setup has it whole */
    put(ui->c, shown, x, 42, 14, FACE_MONO_MEDIUM, t->ink, ALIGN_LEFT);
    if (ui_icon(ui, ID_DICE, (Rect){ x + 30, cy - 12, 36, 36 }, ICON_DICE, false,
                tr("New data, weights and batches (Shift R)")))
        app_new_seeds(a);
}

/* Returns the left end of those that are always there. */
static float right_icons(App *a, const Frame *f, const Layout *l)
{
    const float STEP = 36;
    Ui *ui = &a->ui;
    Rect r = { l->toolbar.w - (l->compact ? 8 : 16) - 36 - 7 * STEP + 4, l->toolbar.y + l->toolbar.h / 2 - 18, 36, 36 };
    float left = r.x;
    bool lesson = l->lesson.w > 0 || a->popup == POPUP_COURSE;
    bool back = ui->in && f->undos > 0; /* a picture shows a state, not how somebody came there */
    if (back && ui_icon(ui, ID_UNDO, r, ICON_UNDO, false, tr("Undo the last change (Ctrl Z)")))
        app_undo(a, false);
    r.x += STEP;
    if (ui_icon(ui, ID_LESSON_TOGGLE, r, ICON_BOOK, lesson,
                a->player.lesson ? tr("Open or close the lesson (O)") : tr("Lessons (O)")))
        pane_toggle(a);
    r.x += STEP;
    if (ui_icon(ui, ID_SETUP, r, ICON_SETUP, a->popup == POPUP_SETUP, tr("Setup: every setting, seeds included")))
        app_open(a, POPUP_SETUP);
    r.x += STEP;
    if (ui_icon(ui, ID_PANELS, r, ICON_PANELS, a->popup == POPUP_PANELS, tr("Panels: choose what is shown (P)")))
        app_open(a, POPUP_PANELS);
    r.x += STEP;
    if (ui_icon(ui, ID_COMPARE, r, ICON_COMPARE, compare_on(a),
                compare_on(a) ? tr("Back to one net (C)") : tr("Compare two nets, A and B (C)")))
        compare_toggle(a);
    r.x += STEP;
    if (ui_icon(ui, ID_CAMERA, r, ICON_CAMERA, a->popup == POPUP_EXPORT, tr("Export a picture (S)")))
        exportview_open(a, false);
    r.x += STEP;
    if (ui_icon(ui, ID_THEME, r, ICON_THEME, a->popup == POPUP_LOOKS,
                tr("How it looks: theme, size of text, Present (V)")))
        app_open(a, POPUP_LOOKS);
    r.x += STEP;
    if (ui_icon(ui, ID_HELP, r, ICON_HELP, a->popup == POPUP_HELP, tr("Keys (hold ?)")))
        app_open(a, POPUP_HELP);
    return left;
}

void toolbar_step(App *a, float x, float cy)
{
    Ui *ui = &a->ui;
    Rect step = { x, cy - 18, 36, 36 }, reset = { x + 36, cy - 18, 36, 36 };
    ui_lock(ui, player_lock(a, "play"));
    if (ui_icon(ui, ID_STEP, step, ICON_STEP, false, tr("One step (N)")))
        app_step(a);
    ui_unlock(ui, step, app_theme(a)->surface);
    ui_lock(ui, player_lock(a, "reset"));
    if (ui_icon(ui, ID_RESET, reset, ICON_RESET, false, tr("Reset the weights, same seed (R)")))
        app_reset(a);
    ui_unlock(ui, reset, app_theme(a)->surface);
    spot(a, "reset", reset);
}

static void full(App *a, const Frame *f, const Layout *l, float right)
{
    Ui *ui = &a->ui;
    Canvas *c = ui->c;
    const Theme *t = app_theme(a);
    float x = 16, cy = l->toolbar.h / 2;
    char text[32];
    icon_draw(c, ICON_LOGO, x + 12, cy, 1, t->lam, t->surface);
    put(c, "Ridgescope", x + 32, cy + 5, 15, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    x += 132;
    separator(a, &x, l);
    toolbar_play(a, x, cy, 40);
    x += 48;
    toolbar_step(a, x, cy);
    x += 80;
    snprintf(text, sizeof text, "%llu", (unsigned long long)f->f.snap.step);
    put(c, tr("Step"), x, 18, 12, FACE_MEDIUM, t->ink3, ALIGN_LEFT);
    put(c, text, x, 42, 14, FACE_MONO_MEDIUM, t->ink, ALIGN_LEFT);
    x += 62;
    toolbar_speeds(a, (Rect){ x, 0, 52, 64 }, tr("Speed"));
    x += 60;
    separator(a, &x, l);
    seed_field(a, x, cy);
    x += 72;
    toolbar_scenes(a, (Rect){ x, 0, 120, 64 }, tr("Dataset"));
    x += 132;
    if (!data_defs[a->config.data].own) {
        put(c, tr("Noise"), x, 18, 12, FACE_MEDIUM, t->ink3, ALIGN_LEFT);
        noise_slider(a, x, 37, 42);
    }
    x += 92;
    separator(a, &x, l);
    net_choice(a, f, (Rect){ x, 0, 120, 64 });
    x += 122;
    opt_choice(a, (Rect){ x, 0, 140, 64 });
    x += 141;
    separator(a, &x, l);
    put(c, tr("Regularizer"), x, 18, 12, FACE_MEDIUM, t->ink3, ALIGN_LEFT);
    toolbar_penalties(a, x, 25, 28, right);
}

static void compact(App *a, const Frame *f, const Layout *l, float right)
{
    Ui *ui = &a->ui;
    Canvas *c = ui->c;
    const Theme *t = app_theme(a);
    float x = 12, cy = l->toolbar.y + l->toolbar.h / 2;
    char text[32];
    icon_draw(c, ICON_LOGO, x + 14, cy, 1, t->lam, t->surface);
    x += 36;
    toolbar_play(a, x, cy, 36);
    x += 42;
    toolbar_step(a, x, cy);
    x += 80;
    snprintf(text, sizeof text, "%llu", (unsigned long long)f->f.snap.step);
    put(c, text, x, cy + 5, 14, FACE_MONO_MEDIUM, t->ink, ALIGN_LEFT);
    x += 64;
    toolbar_speeds(a, (Rect){ x, cy - 18, 60, 36 }, NULL);
    x += 76;
    separator(a, &x, l);
    toolbar_scenes(a, (Rect){ x, cy - 18, 128, 36 }, NULL);
    x += 144;
    if (ui_icon(ui, ID_DICE, (Rect){ x - 8, cy - 18, 36, 36 }, ICON_DICE, false,
                tr("New data, weights and batches (Shift R)")))
        app_new_seeds(a);
    x += 40;
    if (l->toolbar.w >= 1240 && !data_defs[a->config.data].own) {
        put(c, tr("Noise"), x, cy + 5, 13, FACE_REGULAR, t->ink3, ALIGN_LEFT);
        noise_slider(a, x + 48, cy, 56);
        x += 160;
    }
    separator(a, &x, l);
    toolbar_penalties(a, x, cy - 15, 30, right);
}

void toolbar_draw(App *a, const Frame *f, const Layout *l)
{
    const Theme *t = app_theme(a);
    float foot = l->toolbar.y + l->toolbar.h;
    canvas_rect(a->ui.c, l->toolbar, 0, t->surface);
    canvas_line(a->ui.c, 0, foot - 0.5f, l->toolbar.w, foot - 0.5f, 1, t->line);
    if (l->toolbar.w < TOOLBAR_ROOM) {
        narrow_draw(a, f, l);
        return;
    }
    float right = right_icons(a, f, l);
    if (l->compact)
        compact(a, f, l, right);
    else
        full(a, f, l, right);
}
