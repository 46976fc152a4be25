/* check: lessons, scenes and tables, a line for each problem. A lesson is not only read: each of its steps is trained,
 * its goal must be reached by its own moves, and what it expects must be so. */
#include "app/album.h"
#include "app/cli.h"
#include "app/prove.h"
#include "app/source.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

typedef struct Check {
    const Args *args;
    const char *file;
    int problems;
} Check;

static void problem(Check *c, int line, const char *format, ...) PRINTF(3, 4);
static void problem(Check *c, int line, const char *format, ...)
{
    char text[600];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    c->problems++;
    cli_fail(FAILED, "%s:%d: %s", c->file, line, text);
}

/* --- names that only the app can judge --- */

/* What a lesson can lock besides settings, and what a link can name besides panels. */
static const char *const parts[] = { "slider", "lambda",  "penalty", "gap",  "train", "test",
                                     "twin",   "formula", "sweep",   "film", "reset", "play" };

static bool is_part(const char *name)
{
    for (int i = 0; i < COUNT(parts); i++)
        if (strcmp(parts[i], name) == 0)
            return true;
    return false;
}

static void check_names(Check *c, const LessonStep *s)
{
    for (int i = 0; i < s->panels; i++)
        if (panel_find(s->panel[i]) < 0)
            problem(c, s->directives, tr("unknown panel '%s'; the nearest is '%s'"), s->panel[i],
                    panel_defs[option_nearest(s->panel[i], option_panel_key, panel_count)].key);
    for (int i = 0; i < s->locks; i++)
        if (param_find(s->lock[i]) < 0 && !is_part(s->lock[i]))
            problem(c, s->directives, tr("cannot lock '%s'; expected a setting, such as %s, or slider"), s->lock[i],
                    param_defs[param_nearest(s->lock[i])].key);
    if (s->view && strcmp(s->view, "main") != 0 && strcmp(s->view, "explore") != 0 && strcmp(s->view, "compare") != 0 &&
        strcmp(s->view, "present") != 0)
        problem(c, s->directives, tr("unknown view '%s'; expected main, explore, compare or present"), s->view);
}

/* --- prose --- */

static void check_image(Check *c, int line, const char *name)
{
    Pixels px = { 0 };
    Err err;
    if (!album_read(c->file, name, &px, &err))
        problem(c, line, tr("the image %s: %s"), name, err.text);
    free(px.px);
}

static void check_prose(Check *c, const Prose *p, Arena *a)
{
    for (int i = 0; i < p->blocks; i++)
        for (int j = 0; j < p->block[i].spans; j++) {
            const Span *s = &p->block[i].span[j];
            const char *unknown = NULL;
            int line = p->block[i].line;
            if (s->kind == SPAN_FORMULA)
                tex_parse(s->text, a, &unknown);
            if (unknown)
                problem(c, line,
                        tr("the formula shows %s as typed; expected a command that is known (docs/lessons.md)"),
                        unknown[0] ? unknown : tr("its end"));
            if (s->kind == SPAN_IMAGE)
                check_image(c, line, s->href);
            if (s->href && s->href[0] == '#' && !is_part(s->href + 1) && panel_find(s->href + 1) < 0)
                problem(c, line,
                        tr("a link to '%s'; expected # and a panel's key, or slider, lambda, penalty, gap ..."),
                        s->href);
        }
}

/* --- claims --- */

static void judge(Check *c, const Proof *p, int line, const char *what, const char *text, const Expr *e)
{
    double v = 0;
    char said[256];
    bool known = expr_value(e, prove_look, (void *)p, &v);
    prove_say(p, e, said);
    if (!known || v == 0)
        problem(c, line, tr("%s: %s is not so; %s"), what, text, said);
    else if (c->args->verbose)
        cli_note(c->args, "%s:%d: %s: %s: %s", c->file, line, what, text, said);
}

static void check_claims(Check *c, const Lesson *l, int step)
{
    const LessonStep *s = &l->step[step];
    const Expr *expr[LESSON_LINES + 1];
    Scene *scene = calloc(1, sizeof *scene);
    Proof *proof = calloc(1, sizeof *proof);
    Err err;
    int n = 0;
    if (!scene || !proof)
        memory_failed(sizeof *scene);
    for (int i = 0; i < s->expects; i++)
        expr[n++] = s->expect[i].expr;
    if (s->goal)
        expr[n++] = s->goal;
    if (n && !(lesson_scene(l, step, true, scene, &err) && prove_run(scene, expr, n, proof, &err))) {
        problem(c, s->directives, "%s", err.text);
        n = 0;
    }
    for (int i = 0; n && i < s->expects; i++)
        judge(c, proof, s->expect[i].line, "expect", s->expect[i].text, s->expect[i].expr);
    if (n && s->goal)
        judge(c, proof, s->directives, "goal", s->goal_text, s->goal);
    free(scene);
    free(proof);
}

/* A translation has nothing to prove: its claims are the original's. It must not lag behind it. */
static void check_translation(Check *c, const Lesson *original, const Lesson *l)
{
    Err err;
    for (int part = 0; part <= l->steps; part++)
        if (translate_lags(original, l, part, &err)) {
            c->problems++;
            cli_fail(FAILED, "%s:%s", c->file, err.text);
        }
}

static void check_lesson(Check *c)
{
    Err err;
    Arena a = { 0 };
    const Lesson *original, *l = source_lesson(c->file, &original, &a, &err);
    if (!l) {
        c->problems++;
        cli_fail(FAILED, "%s", err.text);
    }
    for (int i = 0; l && i < l->steps; i++) {
        const LessonStep *s = &l->step[i];
        cli_progress(c->args, l->id, (double)i / l->steps);
        check_prose(c, &s->prose, &a);
        check_prose(c, &s->hint, &a);
        check_prose(c, &s->why, &a);
        check_prose(c, &s->predict.ask, &a);
        if (l != original)
            continue;
        check_names(c, s);
        check_claims(c, l, i);
    }
    if (l && l != original)
        check_translation(c, original, l);
    cli_progress(c->args, c->file, 1);
    if (l && !c->problems && c->args->verbose)
        cli_note(c->args, tr("%s: %d steps, everything as it says"), c->file, l->steps);
    arena_free(&a);
}

int cmd_check(Args *a)
{
    int problems = 0;
    for (int i = 0; i < a->words; i++) {
        char file[512];
        int step;
        Check c = { .args = a, .file = a->word[i] };
        if (source_lesson_step(a->word[i], file, &step)) {
            c.file = file;
            check_lesson(&c);
        } else {
            c.problems += cli_scene(a, c.file) != DONE;
        }
        problems += c.problems;
    }
    return problems ? FAILED : DONE;
}
