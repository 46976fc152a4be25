/* directive: what may stand in front matter and in fenced blocks. To add a directive: a function and a row in
 * `step_rows`; if it has words in it, a row in `step_words` and a line in translate.c too. */
#include "lesson/directive.h"

#include <string.h>

/* --- values --- */

static const char *copy(Frame *f, const char *s)
{
    return memcpy(arena_new(f->arena, char, strlen(s) + 1), s, strlen(s));
}

static bool whole(Frame *f, const Node *n, double lo, double hi, int *out)
{
    int64_t v;
    if (!tree_is(n, NODE_TEXT, f->err))
        return false;
    if (!text_to_int(n->text, &v) || (double)v < lo || (double)v > hi)
        return tree_error(f->err, n->line, tr("%s: '%.40s'; expected a whole number from %.0f to %.0f"), n->key,
                          n->text, lo, hi);
    *out = (int)v;
    return true;
}

/* One word or a list of them. */
static bool words(Frame *f, const Node *n, const char **out, int most, int *count)
{
    if (n->kind == NODE_TEXT) {
        out[(*count)++] = copy(f, n->text);
        return true;
    }
    if (!tree_is(n, NODE_LIST, f->err))
        return false;
    for (const Node *i = n->first; i; i = i->next) {
        if (*count == most)
            return tree_error(f->err, i->line, tr("more than %d entries; expected fewer"), most);
        if (!tree_is(i, NODE_TEXT, f->err))
            return false;
        out[(*count)++] = copy(f, i->text);
    }
    return true;
}

static bool settings(Frame *f, const Node *map, uint64_t step, LessonSetting *out, int *count)
{
    if (!tree_is(map, NODE_MAP, f->err))
        return false;
    for (const Node *n = map->first; n; n = n->next) {
        if (strcmp(n->key, "step") == 0)
            continue;
        if (*count == LESSON_SETS)
            return tree_error(f->err, n->line, tr("more than %d settings; expected fewer"), LESSON_SETS);
        if (!tree_is(n, NODE_TEXT, f->err))
            return false;
        out[(*count)++] = (LessonSetting){ copy(f, n->key), copy(f, n->text), step, n->line };
    }
    return true;
}

static bool expression(Frame *f, const Node *n, const Expr **out)
{
    Err why;
    if (!tree_is(n, NODE_TEXT, f->err))
        return false;
    *out = expr_parse(n->text, f->arena, &why);
    return *out ? true : tree_error(f->err, n->line, "%s", why.text);
}

static bool prose_of(Frame *f, const Node *n, Prose *out)
{
    return tree_is(n, NODE_TEXT, f->err) &&
           prose_parse(copy(f, n->text), strlen(n->text), n->line, f->arena, out, f->err);
}

/* --- directives of a step --- */

static bool take_set(Frame *f, const Node *n) { return settings(f, n, 0, f->step->set, &f->step->sets); }

static bool take_at(Frame *f, const Node *list)
{
    for (const Node *n = list->first; n; n = n->next) {
        int64_t step = -1;
        const Node *at = n->kind == NODE_MAP ? tree_find(n, "step") : NULL;
        if (!at || at->kind != NODE_TEXT || !text_to_int(at->text, &step) || step < 0)
            return tree_error(f->err, n->line, tr("a move without its step; expected {step: 1500, l2: 0.01}"));
        if (!settings(f, n, (uint64_t)step, f->step->at, &f->step->ats))
            return false;
    }
    return true;
}

static bool take_until(Frame *f, const Node *n)
{
    int until = 0;
    f->step->has_until = true;
    if (!whole(f, n, 0, param_defs[param_find("until")].hi, &until))
        return false;
    f->step->until = (uint64_t)until;
    return true;
}

static bool take_panels(Frame *f, const Node *n) { return words(f, n, f->step->panel, LESSON_LINES, &f->step->panels); }
static bool take_lock(Frame *f, const Node *n) { return words(f, n, f->step->lock, LESSON_LINES, &f->step->locks); }
static bool take_view(Frame *f, const Node *n)
{
    f->step->view = copy(f, n->text);
    return true;
}

static bool take_goal(Frame *f, const Node *n)
{
    f->step->goal_text = copy(f, n->text);
    return expression(f, n, &f->step->goal);
}

static bool take_hint(Frame *f, const Node *n) { return prose_of(f, n, &f->step->hint); }
static bool take_why(Frame *f, const Node *n) { return prose_of(f, n, &f->step->why); }

/* answered: with its answer; a translation has the original's. */
static bool question(Frame *f, const Node *map, bool answered)
{
    const char *choice[LESSON_LINES], *keys = answered ? tr("ask, choices and answer") : tr("ask and choices alone");
    const Node *ask = tree_find(map, "ask"), *choices = tree_find(map, "choices");
    const Node *answer = answered ? tree_find(map, "answer") : NULL;
    int n = 0;
    for (const Node *i = map->first; i; i = i->next)
        if (i != ask && i != choices && i != answer)
            return tree_error(f->err, i->line, tr("unknown key '%.40s' of predict; expected %s"), i->key, keys);
    if (!ask || !choices || (answered && !answer))
        return tree_error(f->err, map->line, tr("predict without %s; expected %s"),
                          !ask       ? "ask"
                          : !choices ? "choices"
                                     : "answer",
                          keys);
    if (!prose_of(f, ask, &f->step->predict.ask) || !words(f, choices, choice, LESSON_LINES, &n))
        return false;
    if (n < 2 || n > LESSON_CHOICES)
        return tree_error(f->err, choices->line, tr("%d choices; expected 2 to %d"), n, LESSON_CHOICES);
    memcpy(f->step->predict.choice, choice, sizeof *choice * (size_t)n);
    f->step->predict.choices = n;
    int right = 1;
    if (answer && !whole(f, answer, 1, n, &right))
        return false;
    f->step->predict.answer = right - 1;
    return true;
}

static bool take_predict(Frame *f, const Node *map) { return question(f, map, true); }
static bool take_question(Frame *f, const Node *map) { return question(f, map, false); }

static bool take_expect(Frame *f, const Node *n)
{
    const Node *i = n->kind == NODE_LIST ? n->first : n;
    for (; i; i = n->kind == NODE_LIST ? i->next : NULL) {
        if (f->step->expects == LESSON_LINES)
            return tree_error(f->err, i->line, tr("more than %d lines of expect; expected fewer"), LESSON_LINES);
        if (!expression(f, i, &f->step->expect[f->step->expects].expr))
            return false;
        f->step->expect[f->step->expects].text = copy(f, i->text);
        f->step->expect[f->step->expects++].line = i->line;
    }
    return true;
}

static bool take_compare(Frame *f, const Node *map)
{
    const Node *a = tree_find(map, "a"), *b = tree_find(map, "b");
    for (const Node *i = map->first; i; i = i->next)
        if (i != a && i != b)
            return tree_error(f->err, i->line, tr("unknown key '%.40s' of compare; expected a and b"), i->key);
    f->step->compare = true;
    return (!a || settings(f, a, 0, f->step->a, &f->step->a_sets)) &&
           (!b || settings(f, b, 0, f->step->b, &f->step->b_sets));
}

static const Directive step_rows[] = {
    { "set", NODE_MAP, take_set },         { "at", NODE_LIST, take_at },        { "until", NODE_TEXT, take_until },
    { "panels", ANY_KIND, take_panels },   { "view", NODE_TEXT, take_view },    { "lock", ANY_KIND, take_lock },
    { "goal", NODE_TEXT, take_goal },      { "hint", NODE_TEXT, take_hint },    { "why", NODE_TEXT, take_why },
    { "predict", NODE_MAP, take_predict }, { "expect", ANY_KIND, take_expect }, { "compare", NODE_MAP, take_compare },
};
static const Directive step_words[] = {
    { "predict", NODE_MAP, take_question },
    { "hint", NODE_TEXT, take_hint },
    { "why", NODE_TEXT, take_why },
};
const Grammar directive_step = { N_("directive"), step_rows, COUNT(step_rows), NULL };
const Grammar directive_step_words = { N_("directive"), step_words, COUNT(step_words),
                                       N_("predict, hint or why; all others are the original's") };

/* --- front matter --- */

static bool take_id(Frame *f, const Node *n)
{
    size_t letters = strspn(n->text, "abcdefghijklmnopqrstuvwxyz0123456789-");
    if (!letters || letters >= sizeof f->lesson->id || n->text[letters])
        return tree_error(f->err, n->line, tr("an id that is not a short name; expected small letters, such as heal"));
    memcpy(f->lesson->id, n->text, letters + 1);
    return true;
}

static bool take_order(Frame *f, const Node *n) { return whole(f, n, 0, 1000, &f->lesson->order); }
static bool take_minutes(Frame *f, const Node *n) { return whole(f, n, 1, 240, &f->lesson->minutes); }

static bool take_objectives(Frame *f, const Node *n)
{
    return words(f, n, f->lesson->objective, LESSON_LINES, &f->lesson->objectives);
}

static bool take_settings(Frame *f, const Node *n)
{
    return settings(f, n, 0, f->lesson->setting, &f->lesson->settings);
}

static bool take_of(Frame *f, const Node *n)
{
    return words(f, n, f->lesson->of, COUNT(f->lesson->of), &f->lesson->marks);
}

static const Directive front_rows[] = {
    { "id", NODE_TEXT, take_id },
    { "order", NODE_TEXT, take_order },
    { "minutes", NODE_TEXT, take_minutes },
    { "objectives", ANY_KIND, take_objectives },
    { "settings", NODE_MAP, take_settings },
};
static const Directive front_words[] = {
    { "objectives", ANY_KIND, take_objectives },
    { "of", ANY_KIND, take_of },
};
const Grammar directive_front = { N_("key"), front_rows, COUNT(front_rows),
                                  N_("one of id, order, minutes, objectives, settings") };
const Grammar directive_front_words = { N_("key"), front_words, COUNT(front_words),
                                        N_("objectives or of; all others are the original's") };
