/* scene: all that decides a picture, from YAML and back: settings, what was changed at which step, what is shown.
 *
 * Keys and ranges of the settings are those of param_defs; this file only knows the frame around them. To add a key at
 * the top level: a function and a row in `fields`, and a line in scene_write. */
#include "lesson/lesson.h"
#include "lesson/pointlist.h"
#include "lesson/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORMAT = 1 };
static const double most_reheat = 10;

bool scene_bundled(const char *key, Scene *s)
{
    int row = scene_find(key);
    if (row < 0)
        return false;
    memset(s, 0, sizeof *s);
    scene_config(row, &s->config);
    s->until = (uint64_t)s->config.until;
    snprintf(s->title, sizeof s->title, "%s", scene_defs[row].label);
    return true;
}

void scene_free(Scene *s)
{
    free(s->own);
    s->own = NULL;
}

void scene_of_own(Own *own, Scene *s)
{
    scene_bundled(own->classes ? "moons" : "sine", s);
    Config *c = &s->config;
    const int many = 1000, batch = 100; /* with more points than that, a full batch is a long step */
    int part = clamp_i(own->n / 5, 1, 2000);
    s->title[0] = 0;
    s->own = own;
    param_set(c, param_find("data"), "csv", NULL);
    c->noise = c->flip = 0;
    c->points = max_i(own->n - 2 * part, 1);
    c->valid_points = c->test_points = part;
    c->batch = c->points > many ? batch : 0;
}

void scene_default(Scene *s) { scene_bundled(scene_defs[0].key, s); }

/* --- changes --- */

static bool parse_step(const char *text, uint64_t *out, Err *err)
{
    double most = param_defs[param_find("until")].hi;
    int64_t step = 0;
    if (!text_to_int(text, &step) || step < 0 || (double)step > most)
        return err_set(err, tr("step '%.40s' is not a step; expected a whole number from 0 to %.0f"), text, most);
    *out = (uint64_t)step;
    return true;
}

static bool live_error(const char *key, Err *err)
{
    char live[300] = "";
    for (int i = 0, n = 0; i < param_count; i++)
        if (!param_defs[i].restarts && n < (int)sizeof live)
            n += snprintf(live + n, sizeof live - (size_t)n, "%s, ", param_defs[i].key);
    return err_set(err, tr("%s starts a new run, so it cannot change during one; expected one of %sreheat, restore"),
                   key, live);
}

/* One change in words. The config is only borrowed to parse the value. */
static bool parse_change(const Config *config, uint64_t step, const char *key, const char *value, Change *out, Err *err)
{
    Change c = { .step = step };
    if (strcmp(key, "reheat") == 0) {
        c.kind = ACTION_REHEAT;
        if (!text_to_double(value, &c.value) || !(c.value > 0 && c.value <= most_reheat))
            return err_set(err,
                           tr("reheat = '%.40s'; expected the standard deviation of the jitter, above 0, at most %g"),
                           value, most_reheat);
    } else if (strcmp(key, "restore") == 0) {
        c.kind = ACTION_RESTORE;
        if (strcmp(value, "1") != 0)
            return err_set(err, tr("restore = '%.40s'; expected 1: back to the lowest validation loss so far"), value);
    } else {
        Config with = *config;
        c.kind = ACTION_SET;
        c.param = param_find(key);
        if (c.param >= 0 && param_defs[c.param].restarts)
            return live_error(key, err);
        if (!config_set(&with, key, value, err))
            return false;
        c.value = param_get(&with, c.param);
    }
    *out = c;
    return true;
}

/* Behind all changes of the same or an earlier step. */
static bool insert_change(Scene *s, const Change *c, Err *err)
{
    if (s->changes == SCENE_CHANGES)
        return err_set(err, tr("more than %d changes; expected fewer"), SCENE_CHANGES);
    int at = s->changes++;
    for (; at > 0 && s->change[at - 1].step > c->step; at--)
        s->change[at] = s->change[at - 1];
    s->change[at] = *c;
    return true;
}

bool scene_add(Scene *s, const char *at, Err *err)
{
    char text[160], *colon, *equals;
    Change c;
    uint64_t step = 0;
    if (strlen(at) >= sizeof text || !(colon = strchr(strcpy(text, at), ':')) || !(equals = strchr(colon, '=')))
        return err_set(err, tr("'%.60s' is not a change; expected STEP:KEY=VALUE, such as 1500:l2=0.01"), at);
    *colon = *equals = 0;
    return parse_step(text, &step, err) && parse_change(&s->config, step, colon + 1, equals + 1, &c, err) &&
           insert_change(s, &c, err);
}

/* Going back to the lowest validation loss needs such a loss, and a step that it was seen at. */
static bool check_restore(const Scene *s, const Change *change, Err *err)
{
    Arena a = { 0 };
    Points valid;
    data_make(&s->config, s->own, SPLIT_VALID, &a, &valid);
    int points = valid.n;
    arena_free(&a);
    if (points == 0)
        return err_set(err, tr("restore without validation points; expected valid_points above 0"));
    return change->step > 0 || err_set(err, tr("restore before the first step; expected a step above 0"));
}

bool scene_check(const Scene *s, Err *err)
{
    if (!config_check(&s->config, err) || !data_check(&s->config, s->own, err))
        return false;
    Config c = s->config;
    for (int i = 0; i < s->changes && s->change[i].step < s->until; i++) {
        const Change *change = &s->change[i];
        Err why;
        bool ok = true;
        if (change->kind == ACTION_SET)
            ok = param_put(&c, change->param, change->value, &why) && config_check(&c, &why);
        else if (change->kind == ACTION_RESTORE)
            ok = check_restore(s, change, &why);
        if (!ok)
            return err_set(err, tr("the change at step %llu: %s"), (unsigned long long)change->step, why.text);
    }
    return true;
}

/* --- from YAML --- */

static bool take_format(Scene *s, const Node *n, Err *err)
{
    (void)s;
    int64_t format;
    if (!text_to_int(n->text, &format) || format != FORMAT)
        return tree_error(err, n->line, tr("scene format '%.40s'; expected %d"), n->text, FORMAT);
    return true;
}

static bool take_title(Scene *s, const Node *n, Err *err)
{
    if (strlen(n->text) >= sizeof s->title)
        return tree_error(err, n->line, tr("a title of %zu bytes; expected at most %zu"), strlen(n->text),
                          sizeof s->title - 1);
    for (const char *p = n->text; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 127)
            return tree_error(err, n->line, tr("a control character in the title; expected one line of text"));
    strcpy(s->title, n->text);
    return true;
}

static bool take_settings(Scene *s, const Node *map, Err *err)
{
    bool lambda = tree_find(map, "lambda") && tree_find(map, "l2");
    if (lambda)
        return tree_error(err, tree_find(map, "lambda")->line,
                          tr("both l2 and lambda, which are one; expected one of them"));
    for (const Node *n = map->first; n; n = n->next) {
        Err why;
        if (!tree_is(n, NODE_TEXT, err))
            return false;
        if (!config_set(&s->config, n->key, n->text, &why))
            return tree_error(err, n->line, "%s", why.text);
    }
    Err why;
    s->until = (uint64_t)s->config.until;
    if (s->own && !data_defs[s->config.data].own)
        return tree_error(err, map->line, tr("points, but data is %s; expected points or csv"),
                          data_defs[s->config.data].key);
    bool fits = config_check(&s->config, &why) && data_check(&s->config, s->own, &why);
    return fits ? true : tree_error(err, map->line, "%s", why.text);
}

static bool take_until(Scene *s, const Node *n, Err *err)
{
    Err why;
    return parse_step(n->text, &s->until, &why) ? true : tree_error(err, n->line, "until: %s", why.text);
}

static bool take_change(Scene *s, const Node *map, Err *err)
{
    Err why;
    uint64_t step = 0;
    if (!tree_is(map, NODE_MAP, err))
        return false;
    for (const Node *n = map->first; n; n = n->next)
        if (!tree_is(n, NODE_TEXT, err))
            return false;
    const Node *at = tree_find(map, "step");
    if (!at || !map->first->next)
        return tree_error(err, map->line,
                          at ? tr("a change without a setting; expected {step: 1500, l2: 0.01}")
                             : tr("a change without its step; expected {step: 1500, l2: 0.01}"));
    if (!parse_step(at->text, &step, &why))
        return tree_error(err, at->line, "%s", why.text);
    for (const Node *n = map->first; n; n = n->next) {
        Change c;
        if (n == at)
            continue;
        if (!parse_change(&s->config, step, n->key, n->text, &c, &why) || !insert_change(s, &c, &why))
            return tree_error(err, n->line, "%s", why.text);
    }
    return true;
}

static bool take_journal(Scene *s, const Node *list, Err *err)
{
    for (const Node *n = list->first; n; n = n->next)
        if (!take_change(s, n, err))
            return false;
    Err why; /* each value alone is in its range: what is left is what they do to each other */
    return scene_check(s, &why) ? true : tree_error(err, list->line, "%s", why.text);
}

/* A short name such as `main` or `curves`. Which ones exist is the app's business. */
static bool take_word(char out[16], const Node *n, Err *err)
{
    size_t letters = strspn(n->text, "abcdefghijklmnopqrstuvwxyz0123456789_-");
    if (!letters || letters > 15 || n->text[letters])
        return tree_error(err, n->line, tr("'%.40s' is not a name; expected 1 to 15 small letters"), n->text);
    strcpy(out, n->text);
    return true;
}

static bool take_theme(Scene *s, const Node *n, Err *err) { return take_word(s->theme, n, err); }
static bool take_layout(Scene *s, const Node *n, Err *err) { return take_word(s->layout, n, err); }

static bool take_panels(Scene *s, const Node *list, Err *err)
{
    int count = 0;
    for (const Node *n = list->first; n; n = n->next) {
        if (count == COUNT(s->panels))
            return tree_error(err, n->line, tr("more than %d panels; expected fewer"), COUNT(s->panels));
        if (!tree_is(n, NODE_TEXT, err) || !take_word(s->panels[count++], n, err))
            return false;
    }
    return true;
}

static bool take_points(Scene *s, const Node *n, Err *err) { return pointlist_points(&s->own, n, err); }
static bool take_labels(Scene *s, const Node *n, Err *err) { return pointlist_labels(s->own, n, err); }
static bool take_axes(Scene *s, const Node *n, Err *err) { return pointlist_axes(s->own, n, err); }

typedef struct FieldDef {
    const char *key;
    NodeKind kind;
    bool (*take)(Scene *s, const Node *n, Err *err);
} FieldDef;

/* Every key of a map must be in the table; rows are taken in the table's order, whatever the file's. */
static bool take_fields(const FieldDef *fields, int count, Scene *s, const Node *map, Err *err)
{
    for (const Node *n = map->first; n; n = n->next) {
        int nearest = 0;
        for (int i = 1; i < count; i++)
            if (text_distance(n->key, fields[i].key) < text_distance(n->key, fields[nearest].key))
                nearest = i;
        if (strcmp(n->key, fields[nearest].key) != 0)
            return tree_error(err, n->line, tr("unknown key '%.40s'; expected '%s'"), n->key, fields[nearest].key);
    }
    for (int i = 0; i < count; i++) {
        const Node *n = tree_find(map, fields[i].key);
        if (n && !(tree_is(n, fields[i].kind, err) && fields[i].take(s, n, err)))
            return false;
    }
    return true;
}

static const FieldDef view_fields[] = {
    { "layout", NODE_TEXT, take_layout },
    { "theme", NODE_TEXT, take_theme },
    { "panels", NODE_LIST, take_panels },
};

static bool take_view(Scene *s, const Node *map, Err *err)
{
    s->view_line = map->line;
    return take_fields(view_fields, COUNT(view_fields), s, map, err);
}

static const FieldDef fields[] = {
    { "ridgescope", NODE_TEXT, take_format }, { "title", NODE_TEXT, take_title },
    { "points", NODE_LIST, take_points }, /* before the settings, which have to fit them */
    { "labels", NODE_LIST, take_labels },     { "axes", NODE_LIST, take_axes },
    { "settings", NODE_MAP, take_settings },  { "until", NODE_TEXT, take_until },
    { "journal", NODE_LIST, take_journal },   { "view", NODE_MAP, take_view },
};

static bool take_scene(Scene *s, const Node *root, Err *err)
{
    if (!tree_is(root, NODE_MAP, err))
        return false;
    if (!tree_find(root, "ridgescope"))
        return tree_error(err, root->line, tr("no line `ridgescope: %d`; expected a scene file"), FORMAT);
    config_default(&s->config);
    s->until = (uint64_t)s->config.until;
    const Node *points = tree_find(root, "points");
    if (points && !tree_find(root, "settings"))
        return tree_error(err, points->line, tr("points without settings; expected `settings: {data: points}`"));
    return take_fields(fields, COUNT(fields), s, root, err);
}

bool scene_parse(const char *yaml, size_t n, Scene *s, Err *err)
{
    if (n > SCENE_BYTES)
        return tree_error(err, 1, tr("a scene of %zu bytes; expected at most %d"), n, SCENE_BYTES);
    Arena arena = { 0 };
    Scene *read = arena_try(&arena, sizeof *read);
    const Node *root = read ? tree_parse(yaml, n, 1, &arena, err) : NULL;
    bool ok = read ? root && take_scene(read, root, err) : tree_error(err, 1, tr("out of memory; expected some"));
    if (ok)
        *s = *read;
    else if (read)
        scene_free(read);
    arena_free(&arena);
    return ok;
}

/* --- to YAML --- */

static void put_setting(Writer *t, const Config *c, int row)
{
    char value[96];
    param_text(value, c, row);
    bool quote = strcmp(value, "-") == 0; /* alone it would open a list */
    writer_put(t, quote ? "%s: '%s'" : "%s: %s", param_defs[row].key, value);
}

static void put_view(Writer *t, const Scene *s)
{
    const char *comma = "";
    writer_put(t, "view: {");
    if (s->layout[0])
        writer_put(t, "layout: %s", s->layout), comma = ", ";
    if (s->theme[0])
        writer_put(t, "%stheme: %s", comma, s->theme), comma = ", ";
    for (int i = 0; i < COUNT(s->panels) && s->panels[i][0]; i++)
        writer_put(t, "%s%s", i ? ", " : comma[0] ? ", panels: [" : "panels: [", s->panels[i]);
    writer_put(t, s->panels[0][0] ? "]}\n" : "}\n");
}

char *scene_write(const Scene *s, size_t *n)
{
    Writer t = { 0 };
    writer_put(&t, "ridgescope: %d\n", FORMAT);
    if (s->title[0]) {
        writer_put(&t, "title: ");
        writer_quoted(&t, s->title);
        writer_put(&t, "\n");
    }
    writer_put(&t, "settings:\n");
    for (int i = 0; i < param_count; i++) {
        writer_put(&t, "  ");
        put_setting(&t, &s->config, i);
        writer_put(&t, "\n");
    }
    if (s->own && data_defs[s->config.data].own)
        pointlist_write(&t, s->own);
    if (s->changes)
        writer_put(&t, "journal:\n");
    Config c = s->config;
    for (int i = 0; i < s->changes; i++) {
        const Change *change = &s->change[i];
        writer_put(&t, "  - {step: %llu, ", (unsigned long long)change->step);
        if (change->kind == ACTION_REHEAT) {
            char sd[32];
            text_of_double(sd, change->value);
            writer_put(&t, "reheat: %s", sd);
        } else if (change->kind == ACTION_RESTORE) {
            writer_put(&t, "restore: 1");
        } else {
            param_put(&c, change->param, change->value, NULL);
            put_setting(&t, &c, change->param);
        }
        writer_put(&t, "}\n");
    }
    writer_put(&t, "until: %llu\n", (unsigned long long)s->until);
    if (s->theme[0] || s->layout[0] || s->panels[0][0])
        put_view(&t, s);
    *n = t.n;
    return t.s;
}
