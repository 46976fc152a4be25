/* lesson: a Markdown file -> steps. Its frame is found line by line, so that every message has its line: front matter
 * between --- lines, `# Title`, `## Step`, and fenced blocks with the info string `ridgescope`; what stands between is
 * prose (prose.c). To add a directive: a function and a row in `directives`. */
#include "lesson/lesson.h"
#include "lesson/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Reader {
    const char *text, *end, *at; /* at: the line to come */
    int line;                    /* ... and its number */
    Arena *arena;
    Err *err;
} Reader;

typedef struct Line {
    const char *s;
    size_t n; /* without its end */
    int number;
} Line;

static bool next_line(Reader *r, Line *out)
{
    if (r->at >= r->end)
        return false;
    const char *stop = memchr(r->at, '\n', (size_t)(r->end - r->at));
    size_t n = (size_t)((stop ? stop : r->end) - r->at);
    *out = (Line){ r->at, n && r->at[n - 1] == '\r' ? n - 1 : n, r->line++ };
    r->at = stop ? stop + 1 : r->end;
    return true;
}

static bool is(const Line *l, const char *text) { return l->n == strlen(text) && memcmp(l->s, text, l->n) == 0; }

static bool starts(const Line *l, const char *with)
{
    return l->n >= strlen(with) && memcmp(l->s, with, strlen(with)) == 0;
}

static const char *keep(Arena *a, const char *s, size_t n)
{
    char *kept = arena_new(a, char, n + 1);
    memcpy(kept, s, n);
    return kept;
}

/* What stands behind the first `skip` bytes, without blanks around it. */
static const char *rest_of(Arena *a, const Line *l, size_t skip)
{
    const char *s = l->s + skip, *end = l->s + l->n;
    while (s < end && (*s == ' ' || *s == '\t'))
        s++;
    while (end > s && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    return keep(a, s, (size_t)(end - s));
}

/* --- values --- */

static const char *copy(Reader *r, const char *s) { return keep(r->arena, s, strlen(s)); }

static bool whole(const Node *n, double lo, double hi, int *out, Err *err)
{
    int64_t v;
    if (!tree_is(n, NODE_TEXT, err))
        return false;
    if (!text_to_int(n->text, &v) || (double)v < lo || (double)v > hi)
        return tree_error(err, n->line, "%s: '%.40s'; expected a whole number from %.0f to %.0f", n->key, n->text, lo,
                          hi);
    *out = (int)v;
    return true;
}

/* One word or a list of them. */
static bool words(Reader *r, const Node *n, const char *out[LESSON_LINES], int *count, Err *err)
{
    if (n->kind == NODE_TEXT) {
        out[(*count)++] = copy(r, n->text);
        return true;
    }
    if (!tree_is(n, NODE_LIST, err))
        return false;
    for (const Node *i = n->first; i; i = i->next) {
        if (*count == LESSON_LINES)
            return tree_error(err, i->line, "more than %d entries; expected fewer", LESSON_LINES);
        if (!tree_is(i, NODE_TEXT, err))
            return false;
        out[(*count)++] = copy(r, i->text);
    }
    return true;
}

static bool settings(Reader *r, const Node *map, uint64_t step, LessonSetting *out, int *count, Err *err)
{
    if (!tree_is(map, NODE_MAP, err))
        return false;
    for (const Node *n = map->first; n; n = n->next) {
        if (strcmp(n->key, "step") == 0)
            continue;
        if (*count == LESSON_SETS)
            return tree_error(err, n->line, "more than %d settings; expected fewer", LESSON_SETS);
        if (!tree_is(n, NODE_TEXT, err))
            return false;
        out[(*count)++] = (LessonSetting){ copy(r, n->key), copy(r, n->text), step, n->line };
    }
    return true;
}

static bool expression(Reader *r, const Node *n, const Expr **out, Err *err)
{
    Err why;
    if (!tree_is(n, NODE_TEXT, err))
        return false;
    *out = expr_parse(n->text, r->arena, &why);
    return *out ? true : tree_error(err, n->line, "%s", why.text);
}

static bool prose_of(Reader *r, const Node *n, Prose *out, Err *err)
{
    return tree_is(n, NODE_TEXT, err) && prose_parse(copy(r, n->text), strlen(n->text), n->line, r->arena, out, err);
}

/* An error in a part of the file, "LINE: ..." of the part, as one of the file, in which it begins behind `line`. */
static void pass_on(Reader *r, const Err *why, int line)
{
    int64_t at = 1;
    char number[16] = "";
    size_t n = strspn(why->text, "0123456789");
    if (n < sizeof number && strncmp(why->text + n, ": ", 2) == 0) {
        memcpy(number, why->text, n);
        text_to_int(number, &at);
    }
    tree_error(r->err, line + (int)at, "%s", number[0] ? why->text + n + 2 : why->text);
}

/* --- directives of a step --- */

static bool take_set(Reader *r, LessonStep *s, const Node *n, Err *err)
{
    return settings(r, n, 0, s->set, &s->sets, err);
}

static bool take_at(Reader *r, LessonStep *s, const Node *list, Err *err)
{
    for (const Node *n = list->first; n; n = n->next) {
        int64_t step = -1;
        const Node *at = n->kind == NODE_MAP ? tree_find(n, "step") : NULL;
        if (!at || at->kind != NODE_TEXT || !text_to_int(at->text, &step) || step < 0)
            return tree_error(err, n->line, "a move without its step; expected {step: 1500, l2: 0.01}");
        if (!settings(r, n, (uint64_t)step, s->at, &s->ats, err))
            return false;
    }
    return true;
}

static bool take_until(Reader *r, LessonStep *s, const Node *n, Err *err)
{
    int until = 0;
    (void)r;
    s->has_until = true;
    if (!whole(n, 0, param_defs[param_find("until")].hi, &until, err))
        return false;
    s->until = (uint64_t)until;
    return true;
}

static bool take_panels(Reader *r, LessonStep *s, const Node *n, Err *err)
{
    return words(r, n, s->panel, &s->panels, err);
}
static bool take_lock(Reader *r, LessonStep *s, const Node *n, Err *err)
{
    return words(r, n, s->lock, &s->locks, err);
}
static bool take_view(Reader *r, LessonStep *s, const Node *n, Err *err)
{
    (void)err;
    s->view = copy(r, n->text);
    return true;
}

static bool take_goal(Reader *r, LessonStep *s, const Node *n, Err *err)
{
    s->goal_text = copy(r, n->text);
    return expression(r, n, &s->goal, err);
}

static bool take_hint(Reader *r, LessonStep *s, const Node *n, Err *err) { return prose_of(r, n, &s->hint, err); }
static bool take_why(Reader *r, LessonStep *s, const Node *n, Err *err) { return prose_of(r, n, &s->why, err); }

static bool take_predict(Reader *r, LessonStep *s, const Node *map, Err *err)
{
    const char *choice[LESSON_LINES];
    int answer = 0, n = 0;
    for (const Node *i = map->first; i; i = i->next)
        if (strcmp(i->key, "ask") != 0 && strcmp(i->key, "choices") != 0 && strcmp(i->key, "answer") != 0)
            return tree_error(err, i->line, "unknown key '%.40s' of predict; expected ask, choices, answer", i->key);
    const Node *ask = tree_find(map, "ask"), *choices = tree_find(map, "choices"), *right = tree_find(map, "answer");
    if (!ask || !choices || !right)
        return tree_error(err, map->line, "predict without %s; expected ask, choices and answer",
                          !ask       ? "ask"
                          : !choices ? "choices"
                                     : "answer");
    if (!prose_of(r, ask, &s->predict.ask, err) || !words(r, choices, choice, &n, err))
        return false;
    if (n < 2 || n > LESSON_CHOICES)
        return tree_error(err, choices->line, "%d choices; expected 2 to %d", n, LESSON_CHOICES);
    if (!whole(right, 1, n, &answer, err))
        return false;
    memcpy(s->predict.choice, choice, sizeof *choice * (size_t)n);
    s->predict.choices = n;
    s->predict.answer = answer - 1;
    return true;
}

static bool take_expect(Reader *r, LessonStep *s, const Node *n, Err *err)
{
    const Node *i = n->kind == NODE_LIST ? n->first : n;
    for (; i; i = n->kind == NODE_LIST ? i->next : NULL) {
        if (s->expects == LESSON_LINES)
            return tree_error(err, i->line, "more than %d lines of expect; expected fewer", LESSON_LINES);
        if (!expression(r, i, &s->expect[s->expects].expr, err))
            return false;
        s->expect[s->expects].text = copy(r, i->text);
        s->expect[s->expects++].line = i->line;
    }
    return true;
}

static bool take_compare(Reader *r, LessonStep *s, const Node *map, Err *err)
{
    const Node *a = tree_find(map, "a"), *b = tree_find(map, "b");
    for (const Node *i = map->first; i; i = i->next)
        if (i != a && i != b)
            return tree_error(err, i->line, "unknown key '%.40s' of compare; expected a and b", i->key);
    s->compare = true;
    return (!a || settings(r, a, 0, s->a, &s->a_sets, err)) && (!b || settings(r, b, 0, s->b, &s->b_sets, err));
}

enum { ANY_KIND = -1 };
typedef struct Directive {
    const char *key;
    int kind; /* NodeKind; ANY_KIND: the function looks itself */
    bool (*take)(Reader *r, LessonStep *s, const Node *n, Err *err);
} Directive;

static const Directive directives[] = {
    { "set", NODE_MAP, take_set },         { "at", NODE_LIST, take_at },        { "until", NODE_TEXT, take_until },
    { "panels", ANY_KIND, take_panels },   { "view", NODE_TEXT, take_view },    { "lock", ANY_KIND, take_lock },
    { "goal", NODE_TEXT, take_goal },      { "hint", NODE_TEXT, take_hint },    { "why", NODE_TEXT, take_why },
    { "predict", NODE_MAP, take_predict }, { "expect", ANY_KIND, take_expect }, { "compare", NODE_MAP, take_compare },
};

static bool take_directives(Reader *r, LessonStep *s, const char *yaml, size_t n, int line)
{
    Err why;
    Arena scratch = { 0 };
    const Node *root = tree_parse(yaml, n, &scratch, &why);
    bool ok = root && tree_is(root, NODE_MAP, &why);
    for (const Node *i = ok ? root->first : NULL; i && ok; i = i->next) {
        int nearest = 0;
        for (int d = 1; d < COUNT(directives); d++)
            if (text_distance(i->key, directives[d].key) < text_distance(i->key, directives[nearest].key))
                nearest = d;
        const Directive *d = &directives[nearest];
        if (strcmp(i->key, d->key) != 0)
            ok = tree_error(&why, i->line, "unknown directive '%.40s'; expected '%s'", i->key, d->key);
        else
            ok = (d->kind == ANY_KIND || tree_is(i, (NodeKind)d->kind, &why)) && d->take(r, s, i, &why);
    }
    arena_free(&scratch);
    if (!ok)
        pass_on(r, &why, line);
    for (int i = 0; i < s->sets; i++)
        s->set[i].line += line;
    for (int i = 0; i < s->ats; i++)
        s->at[i].line += line;
    for (int i = 0; i < s->expects; i++)
        s->expect[i].line += line;
    for (int i = 0; i < s->a_sets; i++)
        s->a[i].line += line;
    for (int i = 0; i < s->b_sets; i++)
        s->b[i].line += line;
    return ok;
}

/* --- front matter --- */

static bool take_front(Reader *r, Lesson *l, const char *yaml, size_t n)
{
    static const char *const keys[] = { "id", "order", "minutes", "objectives", "settings" };
    Arena scratch = { 0 };
    Err why;
    const Node *root = tree_parse(yaml, n, &scratch, &why), *id = NULL;
    bool ok = root && tree_is(root, NODE_MAP, &why);
    for (const Node *i = ok ? root->first : NULL; i && ok; i = i->next) {
        int k = 0;
        while (k < COUNT(keys) && strcmp(keys[k], i->key) != 0)
            k++;
        switch (k) {
        case 0: {
            size_t letters = i->kind == NODE_TEXT ? strspn(i->text, "abcdefghijklmnopqrstuvwxyz0123456789-") : 0;
            id = i;
            if (!letters || letters >= sizeof l->id || i->text[letters])
                ok = tree_error(&why, i->line, "an id that is not a short name; expected small letters, such as heal");
            else
                memcpy(l->id, i->text, letters + 1);
            break;
        }
        case 1: ok = whole(i, 0, 1000, &l->order, &why); break;
        case 2: ok = whole(i, 1, 240, &l->minutes, &why); break;
        case 3: ok = words(r, i, l->objective, &l->objectives, &why); break;
        case 4: ok = settings(r, i, 0, l->setting, &l->settings, &why); break;
        default:
            ok = tree_error(&why, i->line,
                            "unknown key '%.40s'; expected one of id, order, minutes, objectives, settings", i->key);
        }
    }
    if (ok && !id)
        ok = tree_error(&why, 1, "front matter without an id; expected `id: NAME`");
    arena_free(&scratch);
    if (!ok)
        pass_on(r, &why, 1); /* the first line of the file is the --- */
    for (int i = 0; i < l->settings; i++)
        l->setting[i].line += 1;
    return ok;
}

/* --- the frame --- */

typedef struct Part { /* prose under way: lines that are no frame */
    char *text;
    size_t n;
    int line; /* of its first byte; 0: nothing yet */
} Part;

static void add_line(Part *p, const Line *l)
{
    if (!p->line)
        p->line = l->number;
    memcpy(p->text + p->n, l->s, l->n);
    p->n += l->n;
    p->text[p->n++] = '\n';
}

static bool end_step(Reader *r, Lesson *l, Part *p)
{
    LessonStep *s = l->steps ? &l->step[l->steps - 1] : NULL;
    Prose *into = s ? &s->prose : &(Prose){ 0 };
    bool blank = strspn(p->text, " \t\n") >= p->n;
    if (!s && !blank)
        return tree_error(r->err, p->line, "text before the first step; expected `## Title of the step`");
    return blank || prose_parse(p->text, p->n, p->line, r->arena, into, r->err);
}

static void clear(Part *p, size_t most)
{
    memset(p->text, 0, p->n < most ? p->n + 1 : most);
    p->n = 0;
    p->line = 0;
}

/* The lines of a fenced block up to its end. */
static bool take_fence(Reader *r, const Line *open, const char *fence, Line *first, Line *last)
{
    Line l;
    *first = (Line){ r->at, 0, r->line };
    while (next_line(r, &l)) {
        if (is(&l, fence)) {
            *last = l;
            return true;
        }
    }
    return tree_error(r->err, open->number, "a fenced block without an end; expected a line %s", fence);
}

static bool begin_step(Reader *r, Lesson *l, const Line *line)
{
    const char *title = rest_of(r->arena, line, 2);
    if (!l->title)
        return tree_error(r->err, line->number, "a step before the title; expected `# Title of the lesson` first");
    if (l->steps == LESSON_STEPS)
        return tree_error(r->err, line->number, "more than %d steps; expected fewer", LESSON_STEPS);
    if (!title[0])
        return tree_error(r->err, line->number, "a step without a title; expected `## Title`");
    l->step[l->steps++] = (LessonStep){ .title = title, .line = line->number };
    return true;
}

static bool take_body(Reader *r, Lesson *l)
{
    size_t room = (size_t)(r->end - r->text) + 2;
    Part part = { .text = arena_new(r->arena, char, room) };
    Line line, first = { 0 }, last = { 0 };
    const char *fence = NULL; /* of code that is shown, not obeyed */
    while (next_line(r, &line)) {
        LessonStep *s = l->steps ? &l->step[l->steps - 1] : NULL;
        if (fence) {
            fence = is(&line, fence) ? NULL : fence;
            add_line(&part, &line);
        } else if (is(&line, "```ridgescope")) {
            if (!s)
                return tree_error(r->err, line.number, "directives before the first step; expected `## Title` first");
            if (s->directives)
                return tree_error(r->err, line.number,
                                  "a second block of directives in one step, first in line %d; expected one",
                                  s->directives);
            s->directives = line.number;
            if (!take_fence(r, &line, "```", &first, &last) ||
                !take_directives(r, s, first.s, (size_t)(last.s - first.s), line.number))
                return false;
            line.n = 0; /* a blank line stands for the block */
            add_line(&part, &line);
        } else if (starts(&line, "```") || starts(&line, "~~~")) {
            fence = starts(&line, "```") ? "```" : "~~~";
            add_line(&part, &line);
        } else if (starts(&line, "## ") || is(&line, "##")) {
            if (!end_step(r, l, &part) || !begin_step(r, l, &line))
                return false;
            clear(&part, room);
        } else if (starts(&line, "# ") || is(&line, "#")) {
            if (l->title)
                return tree_error(r->err, line.number, "a second title; expected one `# Title`");
            l->title = rest_of(r->arena, &line, 1);
            if (!l->title[0])
                return tree_error(r->err, line.number, "an empty title; expected `# Title of the lesson`");
        } else {
            add_line(&part, &line);
        }
    }
    if (!end_step(r, l, &part))
        return false;
    if (!l->title)
        return tree_error(r->err, r->line, "no title; expected `# Title of the lesson`");
    return l->steps > 0 ? true : tree_error(r->err, r->line, "no steps; expected `## Title of the step`");
}

/* --- what steps start from and lead to --- */

static bool setting_error(const LessonSetting *s, const Err *why, Err *err)
{
    return tree_error(err, s->line, "%s", why->text);
}

/* Settings into a config. */
static bool put_all(Config *c, const LessonSetting *s, int n, Err *err)
{
    Err why;
    for (int i = 0; i < n; i++)
        if (!config_set(c, s[i].key, s[i].value, &why))
            return setting_error(&s[i], &why, err);
    return true;
}

static bool add_change(Scene *s, const LessonSetting *what, uint64_t step, Err *err)
{
    char text[200];
    Err why;
    if (strlen(what->key) > 60 || strlen(what->value) > 90)
        return tree_error(err, what->line, "a value of %zu bytes; expected a shorter one", strlen(what->value));
    snprintf(text, sizeof text, "%llu:%.60s=%.90s", (unsigned long long)step, what->key, what->value);
    return scene_add(s, text, &why) ? true : setting_error(what, &why, err);
}

/* The settings at the scene's end. */
static Config now(const Scene *s)
{
    Config c = s->config;
    for (int i = 0; i < s->changes; i++)
        if (s->change[i].kind == ACTION_SET)
            param_put(&c, s->change[i].param, s->change[i].value, NULL);
    return c;
}

static bool start_step(const LessonStep *st, Scene *s, Err *err)
{
    Config was = now(s), next = was;
    Err why;
    if (!put_all(&next, st->set, st->sets, err))
        return false;
    if (!config_check(&next, &why))
        return tree_error(err, st->sets ? st->set[0].line : st->line, "%s", why.text);
    if (config_restarts(&was, &next)) { /* a new run */
        s->config = next;
        s->changes = 0;
        s->until = 0;
        return true;
    }
    for (int i = 0; i < st->sets; i++)
        if (!add_change(s, &st->set[i], s->until, err))
            return false;
    return true;
}

static bool play_step(const LessonStep *st, Scene *s, Err *err)
{
    uint64_t from = s->until, last = from;
    for (int i = 0; i < st->ats; i++) {
        if (st->at[i].step < from)
            return tree_error(err, st->at[i].line,
                              "a move at step %llu, but this step starts at %llu; expected a later one",
                              (unsigned long long)st->at[i].step, (unsigned long long)from);
        if (!add_change(s, &st->at[i], st->at[i].step, err))
            return false;
        last = st->at[i].step > last ? st->at[i].step : last;
    }
    s->until = st->has_until ? st->until : last;
    if (s->until < last)
        return tree_error(err, st->directives, "until: %llu, but a move at step %llu; expected a later end",
                          (unsigned long long)s->until, (unsigned long long)last);
    Err why;
    return scene_check(s, &why) ? true : tree_error(err, st->directives ? st->directives : st->line, "%s", why.text);
}

static void words_of_view(const LessonStep *st, Scene *s)
{
    memset(s->panels, 0, sizeof s->panels);
    for (int i = 0; i < st->panels && i < COUNT(s->panels); i++)
        snprintf(s->panels[i], sizeof s->panels[i], "%s", st->panel[i]);
    snprintf(s->layout, sizeof s->layout, "%s", st->view ? st->view : "");
}

bool lesson_scene(const Lesson *l, int step, bool played, Scene *out, Err *err)
{
    memset(out, 0, sizeof *out);
    config_default(&out->config);
    snprintf(out->title, sizeof out->title, "%s", l->title);
    if (!put_all(&out->config, l->setting, l->settings, err))
        return false;
    Err why;
    if (!config_check(&out->config, &why))
        return tree_error(err, l->settings ? l->setting[0].line : 1, "%s", why.text);
    for (int i = 0; i <= step; i++) {
        const LessonStep *st = &l->step[i];
        if (!start_step(st, out, err) || ((i < step || played) && !play_step(st, out, err)))
            return false;
        if (st->panels || st->view)
            words_of_view(st, out);
    }
    return true;
}

static bool check_compare(const Lesson *l, int step, Scene *s, Err *err)
{
    const LessonStep *st = &l->step[step];
    Config c = now(s), a = c, b = c;
    return put_all(&a, st->a, st->a_sets, err) && put_all(&b, st->b, st->b_sets, err);
}

const Lesson *lesson_parse(const char *text, size_t n, Arena *a, Err *err)
{
    Reader r = { .text = text, .end = text + n, .at = text, .line = 1, .arena = a, .err = err };
    Line line, first = { 0 }, last = { 0 };
    if (n > LESSON_BYTES) {
        tree_error(err, 1, "a lesson of %zu bytes; expected at most %d", n, LESSON_BYTES);
        return NULL;
    }
    Lesson *l = arena_new(a, Lesson, 1);
    l->step = arena_new(a, LessonStep, LESSON_STEPS);
    if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        r.at += 3;
    if (!next_line(&r, &line) || !is(&line, "---")) {
        tree_error(err, 1, "no front matter; expected a line --- and `id: NAME`");
        return NULL;
    }
    bool ok = take_fence(&r, &line, "---", &first, &last) && take_front(&r, l, first.s, (size_t)(last.s - first.s)) &&
              take_body(&r, l);
    Scene *scene = ok ? arena_new(a, Scene, 1) : NULL;
    for (int i = 0; ok && i < l->steps; i++)
        ok = lesson_scene(l, i, true, scene, err) && check_compare(l, i, scene, err);
    return ok ? l : NULL;
}
