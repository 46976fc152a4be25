/* scenery: see scenery.h. To add something that the window can show: a row in shown_defs, or in panel_shown_defs if
 * every panel has one of its own. */
#include "app/scenery.h"

#include "app/app_state.h"
#include "app/cli.h"
#include "app/embedded.h"
#include "app/source.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

typedef enum ShownKind { SHOWN_SWITCH, SHOWN_NUMBER, SHOWN_REAL, SHOWN_NAME, SHOWN_PANEL } ShownKind;
typedef struct ShownDef {
    const char *key;
    ShownKind kind; /* of the field: bool; int; float; int, a row of names; int, of panels or -1 */
    size_t offset;  /* of the field in App, or in PanelView */
    double lo, hi;  /* NUMBER, REAL, PANEL */
    const char *const *names;
    int count;
} ShownDef;

static const char no_panel[] = "none"; /* in place of a panel, when every one is closed */
static const char *const switches[] = { "off", "on" };
static const char *const planes[PLANES] = { "auto", "path", "random", "shrink", "weights" };
static const char *const terms[] = { "data", "penalty", "total" };
static const char *const speeds[] = { "quarter", "1", "4", "16", "max" };

static const ShownDef shown_defs[] = {
    { "twin", SHOWN_SWITCH, offsetof(App, twin), 0, 1, switches, 2 },
    { "bayes", SHOWN_SWITCH, offsetof(App, bayes), 0, 1, switches, 2 },
    { "formula", SHOWN_SWITCH, offsetof(App, part[PART_FORMULA]), 0, 1, switches, 2 },
    { "film", SHOWN_SWITCH, offsetof(App, part[PART_FILM]), 0, 1, switches, 2 },
    { "sweep", SHOWN_SWITCH, offsetof(App, part[PART_SWEEP]), 0, 1, switches, 2 },
    { "drawer", SHOWN_NUMBER, offsetof(App, drawer), -1, PARTS - 1, NULL, 0 },
    { "beside", SHOWN_PANEL, offsetof(App, beside), 0, 0, NULL, 0 },
    { "expanded", SHOWN_PANEL, offsetof(App, expanded), -1, 0, NULL, 0 },
    { "speed", SHOWN_NAME, offsetof(App, speed), 0, 0, speeds, COUNT(speeds) },
    { "plane", SHOWN_NAME, offsetof(App, choices.plane), 0, 0, planes, COUNT(planes) },
    { "plane_seed", SHOWN_NUMBER, offsetof(App, choices.plane_seed), 0, 2147483647, NULL, 0 },
};

static const ShownDef panel_shown_defs[] = {
    { "log", SHOWN_SWITCH, offsetof(PanelView, log_loss), 0, 1, switches, 2 },
    { "mode", SHOWN_NUMBER, offsetof(PanelView, mode), 0, 31, NULL, 0 },
    { "term", SHOWN_NAME, offsetof(PanelView, kind), 0, 0, terms, COUNT(terms) },
    { "flat", SHOWN_SWITCH, offsetof(PanelView, flat), 0, 1, switches, 2 },
    { "yaw", SHOWN_REAL, offsetof(PanelView, yaw), -1e4, 1e4, NULL, 0 },
    { "pitch", SHOWN_REAL, offsetof(PanelView, pitch), 0.1, 1.5, NULL, 0 },
    { "zoom", SHOWN_REAL, offsetof(PanelView, zoom), 0.5, 4, NULL, 0 },
    { "scrub", SHOWN_REAL, offsetof(PanelView, scrub), 0, 1, NULL, 0 },
};

/* --- one of them --- */

typedef union Shown {
    bool on;
    int32_t number;
    float real;
} Shown;

static size_t size_of(const ShownDef *d)
{
    return d->kind == SHOWN_SWITCH ? sizeof(bool) : d->kind == SHOWN_REAL ? sizeof(float) : sizeof(int32_t);
}

static void text_of(const ShownDef *d, const void *base, char out[32])
{
    Shown v = { 0 };
    memcpy(&v, (const char *)base + d->offset, size_of(d));
    if (d->kind == SHOWN_REAL)
        text_of_float(out, v.real);
    else if (d->kind == SHOWN_NUMBER)
        snprintf(out, 32, "%d", (int)v.number);
    else if (d->kind == SHOWN_PANEL)
        snprintf(out, 32, "%s", v.number < 0 ? no_panel : panel_defs[v.number].key);
    else
        snprintf(out, 32, "%s", d->names[d->kind == SHOWN_SWITCH ? v.on : clamp_i(v.number, 0, d->count - 1)]);
}

static bool known(const char *what, const char *text, const char *(*key)(int row), int count, Err *err)
{
    int nearest = option_nearest(text, key, count);
    return strcmp(text, key(nearest)) == 0 ||
           err_set(err, tr("unknown %s '%.40s'; the nearest is '%s'"), what, text, key(nearest));
}

static bool parse(const ShownDef *d, const char *text, Shown *out, Err *err)
{
    double v = 0;
    int64_t n = 0;
    memset(out, 0, sizeof *out);
    for (int i = 0; i < d->count; i++)
        if (strcmp(d->names[i], text) == 0) {
            if (d->kind == SHOWN_SWITCH)
                out->on = i != 0;
            else
                out->number = i;
            return true;
        }
    if (d->kind == SHOWN_PANEL) {
        out->number = panel_find(text);
        return (d->lo < 0 && strcmp(text, no_panel) == 0) || known("panel", text, option_panel_key, panel_count, err);
    }
    if (d->count)
        return err_set(err, tr("%s: '%.40s'; expected %s ... %s"), d->key, text, d->names[0], d->names[d->count - 1]);
    bool ok = d->kind == SHOWN_REAL ? text_to_double(text, &v) : text_to_int(text, &n);
    v = d->kind == SHOWN_REAL ? v : (double)n;
    if (!ok || !(v >= d->lo && v <= d->hi))
        return err_set(err, tr("%s: '%.40s'; expected %g ... %g"), d->key, text, d->lo, d->hi);
    if (d->kind == SHOWN_REAL)
        out->real = (float)v;
    else
        out->number = (int32_t)n;
    return true;
}

/* --- all of them --- */

/* The row of a key, and the panel that it is about, or -1; NULL: there is no such key. */
static const ShownDef *find(const char *key, int *panel)
{
    const char *dot = strchr(key, '.');
    *panel = -1;
    for (int i = 0; !dot && i < COUNT(shown_defs); i++)
        if (strcmp(shown_defs[i].key, key) == 0)
            return &shown_defs[i];
    for (int i = 0; dot && i < panel_count; i++)
        if (strncmp(panel_defs[i].key, key, (size_t)(dot - key)) == 0 && !panel_defs[i].key[dot - key])
            *panel = i;
    for (int i = 0; *panel >= 0 && i < COUNT(panel_shown_defs); i++)
        if (strcmp(panel_shown_defs[i].key, dot + 1) == 0)
            return &panel_shown_defs[i];
    return NULL;
}

static void put_row(const ShownDef *d, const char *panel, const void *base, const void *usual, Words *out)
{
    char is[32], was[32], key[WORD_KEY];
    text_of(d, base, is);
    text_of(d, usual, was);
    snprintf(key, sizeof key, "%s%s%s", panel, panel[0] ? "." : "", d->key);
    if (strcmp(is, was) != 0)
        words_put(out, key, false, is);
}

/* What the grid of nets goes over. */
static void put_over(const Grid *g, Words *out)
{
    const GridSpec *s = grid_spec(g);
    for (int i = 0; i < s->axes; i++) {
        char text[WORD_TEXT];
        over_text(&s->over[i], text, sizeof text);
        words_put(out, "over", true, text);
    }
}

void scenery_put(const App *a, const char *layout, Words *out)
{
    char panels[PANEL_MOST * 24], usual[PANEL_MOST * 24];
    App *start = app_new(&a->config, theme_defs[0].key, false);
    memset(out, 0, sizeof *out);
    words_put(out, "layout", false, layout);
    words_put(out, "theme", false, theme_defs[a->theme].key);
    app_panels_text(a, panels, sizeof panels);
    app_panels_text(start, usual, sizeof usual);
    if (!panels[0])
        words_put(out, "panels", true, no_panel);
    if (strcmp(panels, usual) != 0)
        for (char *key = strtok(panels, " "); key; key = strtok(NULL, " "))
            words_put(out, "panels", true, key);
    if (a->stage == STAGE_GRID && a->grid)
        put_over(a->grid, out);
    for (int i = 0; i < COUNT(shown_defs); i++)
        put_row(&shown_defs[i], "", a, start, out);
    for (int panel = 0; panel < panel_count; panel++)
        for (int i = 0; i < COUNT(panel_shown_defs); i++)
            put_row(&panel_shown_defs[i], panel_defs[panel].key, &a->view[panel], &start->view[panel], out);
    app_free(start);
}

/* --- back --- */

static bool over(const char *text, Err *err)
{
    Over o;
    return over_parse(text, &o, err);
}

/* Only those of the course: a file of that name is somebody's own. */
static bool lesson(const char *text, Err *err)
{
    char file[512];
    int step;
    return (source_lesson_step(text, file, &step) && file[0] != '.' && embedded_find(file)) ||
           err_set(err, tr("unknown lesson '%.40s'; expected one of the course"), text);
}

static bool check_word(const SceneWord *w, Err *err)
{
    int panel;
    Shown v;
    bool many = strcmp(w->key, "panels") == 0 || strcmp(w->key, "over") == 0;
    if (w->list != many)
        return err_set(err, many ? tr("%s is one word; expected a list [a, b]") : tr("%s is a list; expected one word"),
                       w->key);
    if (strcmp(w->key, "layout") == 0)
        return known("layout", w->text, option_view_key, option_views_count(), err);
    if (strcmp(w->key, "theme") == 0)
        return known("theme", w->text, option_theme_key, theme_count, err);
    if (strcmp(w->key, "panels") == 0 && strcmp(w->text, no_panel) == 0)
        return true;
    if (strcmp(w->key, "panels") == 0)
        return known("panel", w->text, option_panel_key, panel_count, err);
    if (strcmp(w->key, "over") == 0)
        return over(w->text, err);
    if (strcmp(w->key, "lesson") == 0)
        return lesson(w->text, err);
    const ShownDef *d = find(w->key, &panel);
    return d ? parse(d, w->text, &v, err)
             : err_set(err, tr("unknown word '%s' of the view; expected layout, theme, panels ..."), w->key);
}

bool scenery_check(const Words *w, int *line, Err *err)
{
    for (int i = 0; i < w->n; i++) {
        *line = w->word[i].line;
        if (!check_word(&w->word[i], err))
            return false;
    }
    return true;
}

void scenery_take(App *a, const Words *w)
{
    App *start = app_new(&a->config, theme_defs[0].key, false);
    char panels[PANEL_MOST * 24];
    for (int i = 0; i < COUNT(shown_defs); i++)
        memcpy((char *)a + shown_defs[i].offset, (char *)start + shown_defs[i].offset, size_of(&shown_defs[i]));
    for (int i = 0; i < panel_count * COUNT(panel_shown_defs); i++) {
        const ShownDef *d = &panel_shown_defs[i % COUNT(panel_shown_defs)];
        int panel = i / COUNT(panel_shown_defs);
        memcpy((char *)&a->view[panel] + d->offset, (char *)&start->view[panel] + d->offset, size_of(d));
    }
    app_panels_text(start, panels, sizeof panels);
    app_free(start);
    for (int i = 0; words_get(w, "panels", i); i++) {
        size_t n = i ? strlen(panels) : 0;
        snprintf(panels + n, sizeof panels - n, "%s%.23s", i ? " " : "", words_get(w, "panels", i)->text);
    }
    app_panels_from(a, panels);
    for (int i = 0; i < panel_count && strcmp(panels, no_panel) == 0; i++)
        a->open[i] = false;
    for (int i = 0; i < w->n; i++) {
        int panel;
        Shown v;
        const ShownDef *d = find(w->word[i].key, &panel);
        if (d && parse(d, w->word[i].text, &v, NULL))
            memcpy((panel < 0 ? (char *)a : (char *)&a->view[panel]) + d->offset, &v, size_of(d));
    }
}
