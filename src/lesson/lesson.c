/* lesson: the whole of it, and what its steps start from and lead to. The file's frame is read by frame.c, what stands
 * in it by directive.c and prose.c. */
#include "lesson/lesson.h"
#include "lesson/directive.h"
#include "lesson/tree.h"

#include <stdio.h>
#include <string.h>

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
        return tree_error(err, what->line, tr("a value of %zu bytes; expected a shorter one"), strlen(what->value));
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
                              tr("a move at step %llu, but this step starts at %llu; expected a later one"),
                              (unsigned long long)st->at[i].step, (unsigned long long)from);
        if (!add_change(s, &st->at[i], st->at[i].step, err))
            return false;
        last = st->at[i].step > last ? st->at[i].step : last;
    }
    s->until = st->has_until ? st->until : last;
    if (s->until < last)
        return tree_error(err, st->directives, tr("until: %llu, but a move at step %llu; expected a later end"),
                          (unsigned long long)s->until, (unsigned long long)last);
    Err why;
    return scene_check(s, &why) ? true : tree_error(err, st->directives ? st->directives : st->line, "%s", why.text);
}

static void words_of_view(const LessonStep *st, Scene *s)
{
    memset(&s->view, 0, sizeof s->view);
    if (st->view)
        words_put(&s->view, "layout", false, st->view);
    for (int i = 0; i < st->panels; i++)
        words_put(&s->view, "panels", true, st->panel[i]);
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
    Lesson *l = frame_read(text, n, &directive_front, &directive_step, a, err);
    if (l && !l->id[0]) {
        tree_error(err, 2, tr("front matter without an id; expected `id: NAME`"));
        return NULL;
    }
    Scene *scene = l ? arena_new(a, Scene, 1) : NULL;
    bool ok = l != NULL;
    for (int i = 0; ok && i < l->steps; i++)
        ok = lesson_scene(l, i, true, scene, err) && check_compare(l, i, scene, err);
    return ok ? l : NULL;
}
