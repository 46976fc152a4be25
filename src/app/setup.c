/* Setup: a pop-over with every setting, made from param_defs: a choice becomes a menu, everything else a text field
 * that refuses what the setting refuses and says what it allows. Headings stand where a group of rows begins. */
#include "app/app_state.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS = 3 };
static const float COLUMN = 328;

/* Rows of param_defs up to the next group's first belong together. */
static const struct {
    const char *first, *title;
    int column;
} groups[] = {
    { "data", N_("Data"), 0 },     { "net", N_("Network"), 1 }, { "reg", N_("Regularizer"), 1 },
    { "opt", N_("Optimizer"), 2 }, { "until", N_("Run"), 2 },
};

/* Where row i of param_defs stands: its column, and its line there; headings take a line each. */
static int place_of(int i, int columns, int *column, int *group)
{
    int line = 0;
    *column = *group = -1;
    for (int row = 0, next = 0; row <= i; row++) {
        if (next < COUNT(groups) && strcmp(param_defs[row].key, groups[next].first) == 0) {
            int to = min_i(groups[next].column, columns - 1);
            line = to == *column ? line + 1 : 0;
            *column = to;
            *group = next++;
        }
        line++;
    }
    return line;
}

static const char *choice_label(const void *user, int i)
{
    return param_choice_label((int)((const ParamDef *)user - param_defs), i);
}

void setup_open(App *a)
{
    a->setting_bad = -1;
    for (int i = 0; i < param_count && i < COUNT(a->setting_text); i++) {
        param_text(a->setting_text[i], &a->config, i);
        a->setting_error[i][0] = 0;
    }
}

static void apply(App *a, int row, const char *value)
{
    Config c = a->config;
    Err err;
    if (param_set(&c, row, value, &err) && config_check(&c, &err)) {
        a->setting_error[row][0] = 0;
        if (a->setting_bad == row)
            a->setting_bad = -1;
        app_set(a, &c, true);
    } else {
        const char *wanted = strstr(err.text, tr("expected ")); /* the command line's words, less its beginning */
        snprintf(a->setting_error[row], sizeof a->setting_error[row], "%s: %.90s.", tr(param_defs[row].label),
                 wanted ? wanted + strlen(tr("expected ")) : err.text);
        a->setting_bad = row;
    }
}

/* A setting that changes nothing beside the others: to be read, not to be touched, and why. */
static void idle_setting(App *a, int row, Rect r, bool hover, const char *why)
{
    const Theme *t = app_theme(a);
    char value[96];
    UiId id = (UiId)(ID_SETTING + row);
    if (param_defs[row].kind == PARAM_CHOICE)
        snprintf(value, sizeof value, "%s", param_choice_label(row, (int)param_get(&a->config, row)));
    else
        param_text(value, &a->config, row);
    hover |= ui_widget(&a->ui, id, r, false).hover;
    canvas_frame(a->ui.c, r, 6, 1, t->line);
    put(a->ui.c, value, r.x + 10, r.y + r.h / 2 + 5, 14, FACE_REGULAR, t->ink3, ALIGN_LEFT);
    ui_tip(&a->ui, id, hover, tr(param_defs[row].help), "");
    ui_tip(&a->ui, id, hover, why, "");
}

static void setting(App *a, int row, float x, float y, float high)
{
    const Theme *t = app_theme(a);
    const ParamDef *d = &param_defs[row];
    Ui *ui = &a->ui;
    UiId id = (UiId)(ID_SETTING + row);
    UiAnswer label = ui_widget(ui, (UiId)(ID_SETTING + 100 + row), (Rect){ x, y, 132, high - 4 }, false);
    Rect r = { x + 136, y, COLUMN - 136 - 20, high - 4 };
    const char *idle = idle_reason(&a->config, keep_own(a->own), row), *locked = player_lock(a, d->key);
    idle = idle ? idle : locked;
    put(ui->c, tr(d->label), x, y + high / 2 + 3, 14, FACE_REGULAR,
        idle          ? t->ink3
        : label.hover ? t->ink
                      : t->ink2,
        ALIGN_LEFT);
    if (idle) {
        idle_setting(a, row, r, label.hover, idle);
        return;
    }
    ui_tip(ui, (UiId)(ID_SETTING + 100 + row), label.hover, tr(d->help), "");
    if (d->kind == PARAM_CHOICE) {
        int chosen = (int)param_get(&a->config, row);
        if (ui_choice(ui, id, r, NULL, param_choice_label(row, chosen), choice_label, NULL, d, param_choices(row),
                      &chosen))
            apply(a, row, param_choice_key(row, chosen));
        return;
    }
    if (d->kind == PARAM_INT && d->lo == 0 && d->hi == 1) {
        bool on = param_get(&a->config, row) != 0;
        if (ui_check(ui, id, r.x, y + (high - 4) / 2 - 14, on ? tr("yes") : tr("no"), &on))
            apply(a, row, on ? "1" : "0");
        return;
    }
    if (ui->edit != id && a->setting_bad != row) /* follows what changes elsewhere, the slider say */
        param_text(a->setting_text[row], &a->config, row);
    const char *error = a->setting_bad == row ? "" : NULL; /* its words stand at the foot, where there is room */
    if (ui_field(ui, id, r, a->setting_text[row], sizeof a->setting_text[row], error))
        apply(a, row, a->setting_text[row]);
}

static const char *language_label(const void *user, int i) { return (void)user, language_name(i); }

/* No setting of the run, and not undone with one: it changes words alone. */
static void language_choice(App *a, Rect r)
{
    const Theme *t = app_theme(a);
    const char *word = tr("Language");
    int row = language_now();
    float w = put(a->ui.c, word, r.x, r.y + r.h / 2 + 5, 14, FACE_REGULAR, t->ink2, ALIGN_LEFT) + 12;
    if (ui_choice(&a->ui, UI_ID(1), (Rect){ r.x + w, r.y, r.w - w, r.h }, NULL, language_name(row), language_label,
                  NULL, NULL, language_count(), &row))
        language_use(row);
}

void setup_draw(App *a, const Frame *f, const Layout *l)
{
    (void)f;
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    Canvas *c = ui->c;
    int columns = clamp_i((int)((l->all.w - 24) / COLUMN), 1, COLUMNS), lines = 0, column, group, last = -1;
    for (int i = 0; i < param_count; i++)
        lines = max_i(lines, place_of(i, columns, &column, &group) + 1);
    float high = clamp_f((l->all.h - l->toolbar.h - 12 - 84) / (float)lines, 26, 36);
    Rect r = { 0, l->toolbar.h + 4, (float)columns * COLUMN + 24, (float)lines * high + 84 };
    r.x = max_f(l->all.w - r.w - 8, 0);
    r = popup_begin(a, r, false);
    put(c, tr("Setup"), r.x + 24, r.y + 34, 16, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    bool closed =
        ui_icon(ui, ID_CLOSE, (Rect){ r.x + r.w - 48, r.y + 8, 36, 36 }, ICON_CLOSE, false, tr("Close (Esc)"));
    float tongue = columns > 1 ? COLUMN - 56 : 180;
    language_choice(a, (Rect){ r.x + r.w - 56 - tongue, r.y + 12, tongue, 28 });
    for (int i = 0; i < param_count; i++, last = group) {
        float y = r.y + 52 + (float)place_of(i, columns, &column, &group) * high, x = r.x + 24 + (float)column * COLUMN;
        if (group != last) {
            put(c, tr(groups[group].title), x, y - high / 2 + 6, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
            canvas_line(c, x, y - 3.5f, x + COLUMN - 20, y - 3.5f, 1, t->line);
        }
        setting(a, i, x, y, high);
    }
    const char *note = a->setting_bad >= 0
                           ? a->setting_error[a->setting_bad]
                           : tr("Settings of data, network and seeds start a new run; Ctrl Z goes back.");
    char text[UI_LINE];
    TextStyle s = ui_text(13, FACE_REGULAR, a->setting_bad >= 0 ? t->danger : t->ink3, ALIGN_LEFT);
    ui_fit(c, s, note, r.w - 48, text);
    canvas_text(c, r.x + 24, r.y + r.h - 14, s, columns > 1 ? note : text);
    if (closed || app_pressed_outside(a, r))
        app_open(a, POPUP_NONE);
    popup_end(a);
}
