/* scene: all that decides a picture, from YAML and back: settings, what was changed at which step, what is shown.
 *
 * Keys and ranges of the settings are those of param_defs; this file only knows the frame around them. To add a key at
 * the top level: a function and a row in `fields`, and a line in scene_write. */
#include "lesson/lesson.h"
#include "lesson/nettext.h"
#include "lesson/pointlist.h"
#include "lesson/tree.h"
#include "lesson/words.h"

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
    if (s->b)
        scene_free(s->b);
    free(s->b);
    free(s->own);
    s->b = NULL;
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
static bool check_restore(const Config *c, const Own *own, const Change *change, Err *err)
{
    Arena a = { 0 };
    Points valid;
    data_make(c, own, SPLIT_VALID, &a, &valid);
    int points = valid.n;
    arena_free(&a);
    if (points == 0)
        return err_set(err, tr("restore without validation points; expected valid_points above 0"));
    return change->step > 0 || err_set(err, tr("restore before the first step; expected a step above 0"));
}

static bool check_net(const Scene *s, const Own *own, Err *err)
{
    if (!config_check(&s->config, err) || !data_check(&s->config, own, err))
        return false;
    Config c = s->config;
    for (int i = 0; i < s->changes && s->change[i].step < s->until; i++) {
        const Change *change = &s->change[i];
        Err why;
        bool ok = true;
        if (change->kind == ACTION_SET)
            ok = param_put(&c, change->param, change->value, &why) && config_check(&c, &why);
        else if (change->kind == ACTION_RESTORE)
            ok = check_restore(&s->config, own, change, &why);
        if (!ok)
            return err_set(err, tr("the change at step %llu: %s"), (unsigned long long)change->step, why.text);
    }
    return true;
}

const Own *scene_own(const Scene *s, int side) { return side && s->b && s->b->own ? s->b->own : s->own; }

bool scene_check(const Scene *s, Err *err)
{
    Err why;
    if (!check_net(s, s->own, err))
        return false;
    return !s->b || check_net(s->b, scene_own(s, 1), &why) || err_set(err, tr("net B: %s"), why.text);
}

/* --- from YAML --- */

static bool take_format(Scene *s, const Node *n, Err *err)
{
    int64_t format;
    if (!text_to_int(n->text, &format) || format < 1)
        return tree_error(err, n->line, tr("scene format '%.40s'; expected %d"), n->text, FORMAT);
    if (format > FORMAT)
        return tree_error(err, n->line,
                          tr("this is of a newer version of Ridgescope (%s%sformat %lld); expected format %d"),
                          s->version, s->version[0] ? ", " : "", (long long)format, FORMAT);
    return true;
}

static bool take_version(Scene *s, const Node *n, Err *err)
{
    size_t length = strlen(n->text);
    if (length >= sizeof s->version || strspn(n->text, "0123456789.abcdefghijklmnopqrstuvwxyz+-") < length)
        return tree_error(err, n->line, tr("'%.40s' is not a version; expected one such as 0.1.0"), n->text);
    strcpy(s->version, n->text);
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
    s->until = (uint64_t)s->config.until;
    if (s->own && !data_defs[s->config.data].own)
        return tree_error(err, map->line, tr("points, but data is %s; expected points or csv"),
                          data_defs[s->config.data].key);
    return true;
}

static bool take_until(Scene *s, const Node *n, Err *err)
{
    Err why;
    s->stated = true;
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
    return true;
}

static bool take_view(Scene *s, const Node *map, Err *err) { return words_take(&s->view, map, err); }
static bool take_figure(Scene *s, const Node *map, Err *err) { return words_take(&s->figure, map, err); }
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

/* Each value alone is in its range: what is left is what they do to each other. Said where the settings stand, or
 * the changes, if it is these. */
static bool fits(const Scene *s, const Own *own, const Node *map, Err *err)
{
    Err why;
    const Node *settings = tree_find(map, "settings"), *journal = tree_find(map, "journal");
    bool start = config_check(&s->config, &why) && data_check(&s->config, own, &why);
    if (start && check_net(s, own, &why))
        return true;
    const Node *at = !start && settings ? settings : journal ? journal : settings ? settings : map;
    return tree_error(err, at->line, "%s", why.text);
}

static const FieldDef net_fields[] = {
    { "points", NODE_LIST, take_points }, { "labels", NODE_LIST, take_labels },
    { "axes", NODE_LIST, take_axes },     { "settings", NODE_MAP, take_settings },
    { "until", NODE_TEXT, take_until },   { "journal", NODE_LIST, take_journal },
};

/* The second of two nets: what is not said of it is as of the first. */
static bool take_b(Scene *s, const Node *map, Err *err)
{
    Scene *b = s->b = calloc(1, sizeof *b);
    if (!b)
        return tree_error(err, map->line, tr("out of memory; expected some"));
    b->config = s->config;
    uint64_t until = b->until = s->until;
    if (!take_fields(net_fields, COUNT(net_fields), b, map, err))
        return false;
    if (!b->stated)
        b->until = until;
    return fits(b, scene_own(s, 1), map, err);
}

static const FieldDef fields[] = {
    { "version", NODE_TEXT, take_version },  { "ridgescope", NODE_TEXT, take_format },
    { "title", NODE_TEXT, take_title },      { "points", NODE_LIST, take_points }, /* before the settings */
    { "labels", NODE_LIST, take_labels },    { "axes", NODE_LIST, take_axes },
    { "settings", NODE_MAP, take_settings }, { "until", NODE_TEXT, take_until },
    { "journal", NODE_LIST, take_journal },  { "b", NODE_MAP, take_b },
    { "view", NODE_MAP, take_view },         { "figure", NODE_MAP, take_figure },
};

static bool take_scene(Scene *s, const Node *root, Err *err)
{
    if (!tree_is(root, NODE_MAP, err))
        return false;
    const Node *format = tree_find(root, "ridgescope"), *version = tree_find(root, "version");
    if (!format)
        return tree_error(err, root->line, tr("no line `ridgescope: %d`; expected a scene file"), FORMAT);
    if (version && !(tree_is(version, NODE_TEXT, err) && take_version(s, version, err)))
        return false;
    if (!tree_is(format, NODE_TEXT, err) || !take_format(s, format, err)) /* a newer one may have other keys */
        return false;
    config_default(&s->config);
    s->until = (uint64_t)s->config.until;
    const Node *points = tree_find(root, "points");
    if (points && !tree_find(root, "settings"))
        return tree_error(err, points->line, tr("points without settings; expected `settings: {data: points}`"));
    return take_fields(fields, COUNT(fields), s, root, err) && fits(s, s->own, root, err);
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

bool scene_version(const char *yaml, size_t n, char out[24])
{
    Arena arena = { 0 };
    Scene *read = n > SCENE_BYTES ? NULL : arena_try(&arena, sizeof *read);
    const Node *root = read ? tree_parse(yaml, n, 1, &arena, NULL) : NULL;
    const Node *version = root && root->kind == NODE_MAP ? tree_find(root, "version") : NULL;
    bool ok = version && version->kind == NODE_TEXT && take_version(read, version, NULL);
    if (ok)
        memcpy(out, read->version, sizeof read->version);
    arena_free(&arena);
    return ok;
}

/* --- to YAML --- */

static void put_b(Writer *t, const Scene *s)
{
    writer_put(t, "b:\n");
    if (!config_equal(&s->b->config, &s->config)) {
        writer_put(t, "  settings:\n");
        nettext_settings(t, "    ", &s->b->config, &s->config);
    }
    if (s->b->own && data_defs[s->b->config.data].own)
        pointlist_write(t, "  ", s->b->own);
    nettext_journal(t, "  ", s->b);
}

static char *write(const Scene *s, bool brief, size_t *n)
{
    Writer t = { 0 };
    Config usual;
    config_default(&usual);
    writer_put(&t, "ridgescope: %d\n", FORMAT);
    if (s->version[0])
        writer_put(&t, "version: %s\n", s->version);
    if (s->title[0]) {
        writer_put(&t, "title: ");
        writer_quoted(&t, s->title);
        writer_put(&t, "\n");
    }
    if (!brief || !config_equal(&s->config, &usual)) {
        writer_put(&t, "settings:\n");
        nettext_settings(&t, brief ? " " : "  ", &s->config, brief ? &usual : NULL);
    }
    if (s->own && data_defs[s->config.data].own)
        pointlist_write(&t, "", s->own);
    nettext_journal(&t, "", s);
    if (s->b)
        put_b(&t, s);
    words_write(&t, "view", &s->view);
    words_write(&t, "figure", &s->figure);
    *n = t.n;
    return t.s;
}

char *scene_write(const Scene *s, size_t *n) { return write(s, false, n); }
char *scene_write_brief(const Scene *s, size_t *n) { return write(s, true, n); }
