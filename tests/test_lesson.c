/* Lessons: expressions, prose, directives, what steps start from, and messages with lines for everything malformed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lesson/lesson.h"

static Arena arena;

static int clean(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* --- expressions --- */

static bool look(void *user, const ExprName *n, double *value)
{
    (void)user;
    if (n->whose == EXPR_BEST) {
        *value = 0.0056;
        return true;
    }
    if (n->at && n->step != 100)
        return false;
    *value = (n->whose == EXPR_TWIN ? 10 : 1) * (n->at ? 3 : 1) * (n->metric + 1);
    return true;
}

static void expressions_have_values(void **state)
{
    static const struct {
        const char *text;
        double value;
    } good[] = {
        { "1", 1 },
        { "2 + 3 * 4", 14 },
        { "(2 + 3) * 4", 20 },
        { "10 - 4 - 3", 3 },
        { "8 / 4 / 2", 1 },
        { "-2 * -3", 6 },
        { "1e-3 * 1000 == 1", 1 },
        { "1 < 2 and 2 < 1 or 3 >= 3", 1 },
        { "not 1 < 2", 0 },
        { "not (1 < 2) or 1 != 2", 1 },
        { "step", 1 },
        { "twin.step", 10 },
        { "at(100).step", 3 },
        { "sweep.best_l2 < 0.01", 1 },
        { "weight_norm <= 0.05 * twin.weight_norm", 0 },
    };
    (void)state;
    for (int i = 0; i < COUNT(good); i++) {
        Err err = { "" };
        double v = -1;
        const Expr *e = expr_parse(good[i].text, &arena, &err);
        if (!e)
            fail_msg("%s: %s", good[i].text, err.text);
        assert_true(expr_value(e, look, NULL, &v));
        if (v != good[i].value)
            fail_msg("%s is %g", good[i].text, v);
    }
    double v;
    assert_false(expr_value(expr_parse("at(99).step > 0", &arena, NULL), look, NULL, &v));
}

static void expressions_are_refused(void **state)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        { "", "ends too early" },
        { "1 +", "ends too early" },
        { "test_acuracy > 0.9", "'test_accuracy'" },
        { "1 < 2 < 3", "expected an operator" },
        { "(1", "expected `)`" },
        { "at(x).step", "number of a step" },
        { "at(3).", "no metric" },
        { "sweep.worst", "best_l2" },
        { "twin", "metric" },
        { "1 2", "operator" },
        { "system(\"rm\")", "no metric" },
        { "1.2.3", "expected a number" },
    };
    (void)state;
    for (int i = 0; i < COUNT(bad); i++) {
        Err err = { "" };
        assert_null(expr_parse(bad[i].text, &arena, &err));
        if (!strstr(err.text, bad[i].says))
            fail_msg("%s: %s", bad[i].text, err.text);
    }
    char deep[EXPR_BYTES] = "";
    Err err;
    for (int i = 0; i < 300; i++)
        deep[i] = '(';
    assert_null(expr_parse(deep, &arena, &err));
    memset(deep, '-', 300);
    assert_null(expr_parse(deep, &arena, &err));
}

static void a_goal_has_a_meter(void **state)
{
    ExprName n;
    double target;
    bool up;
    (void)state;
    assert_true(expr_meter(expr_parse("test_accuracy >= 0.93", &arena, NULL), &n, &target, &up));
    assert_int_equal(n.metric, metric_find("test_accuracy"));
    assert_true(target == 0.93 && up);
    assert_true(expr_meter(expr_parse("weight_norm < 5", &arena, NULL), &n, &target, &up));
    assert_false(up);
    assert_true(expr_meter(expr_parse("step >= 3000 and test_loss <= 0.5 and l2 < 1", &arena, NULL), &n, &target, &up));
    assert_int_equal(n.metric, metric_find("test_loss"));
    assert_true(target == 0.5 && !up);
    assert_false(expr_meter(expr_parse("1 < 2 and 3 < 4", &arena, NULL), &n, &target, &up));
    assert_false(expr_meter(expr_parse("step > 3 and not test_loss > 1", &arena, NULL), &n, &target, &up));
}

/* --- prose --- */

static Prose prose(const char *text)
{
    Prose p = { 0 };
    Err err = { "" };
    if (!prose_parse(text, strlen(text), 1, &arena, &p, &err))
        fail_msg("%s", err.text);
    return p;
}

static void prose_becomes_blocks(void **state)
{
    (void)state;
    Prose p = prose("With **λ = 0** it scores {test_accuracy} on *new* points.\n\n"
                    "- one\n- two\n  more\n\n1. first\n2. second\n\n"
                    "| a | b |\n|:--|--:|\n| `{x}` | $w^2$ |\n\n$$J = L$$\n\n---\n\n### Head\n\n```c\nint x;\n```\n");
    static const BlockKind kinds[] = { BLOCK_PARAGRAPH, BLOCK_ITEM,    BLOCK_ITEM, BLOCK_ITEM,    BLOCK_ITEM, BLOCK_ROW,
                                       BLOCK_ROW,       BLOCK_FORMULA, BLOCK_RULE, BLOCK_HEADING, BLOCK_CODE };
    assert_int_equal(p.blocks, COUNT(kinds));
    for (int i = 0; i < p.blocks; i++)
        assert_int_equal(p.block[i].kind, kinds[i]);
    const Block *b = p.block;
    assert_int_equal(b->spans, 7);
    assert_string_equal(b->span[1].text, "λ = 0");
    assert_int_equal(b->span[1].style, SPAN_STRONG);
    assert_int_equal(b->span[3].kind, SPAN_LIVE);
    assert_int_equal(b->span[5].style, SPAN_EM);
    assert_string_equal(b[2].span[0].text, "two more");
    assert_int_equal(b[3].number, 1);
    assert_int_equal(b[4].number, 2);
    assert_int_equal(b[1].number, 0);
    assert_true(b[5].first && !b[6].first);
    assert_int_equal(b[6].cells, 2);
    assert_int_equal(b[6].align[1], 1);
    assert_int_equal(b[6].span[0].kind, SPAN_TEXT); /* in code, braces are braces */
    assert_string_equal(b[6].span[0].text, "{x}");
    assert_int_equal(b[6].span[1].kind, SPAN_FORMULA);
    assert_string_equal(b[7].span[0].text, "J = L");
    assert_string_equal(b[10].span[0].text, "int x;\n");
}

static void prose_stays_in_its_folder(void **state)
{
    static const char *const bad[] = { "![x](../secret.png)", "![x](/etc/passwd)", "![x](http://a/b.png)",
                                       "![x](.hidden)",       "[x](file:///etc)",  "[x](javascript:1)",
                                       "text\n===\n",         "a {test_acc} b",    "a\xff" };
    (void)state;
    for (int i = 0; i < COUNT(bad); i++) {
        Prose p;
        Err err = { "" };
        if (prose_parse(bad[i], strlen(bad[i]), 7, &arena, &p, &err))
            fail_msg("taken: %s", bad[i]);
        if (strncmp(err.text, "7: ", 3) != 0 && strncmp(err.text, "8: ", 3) != 0)
            fail_msg("%s: %s", bad[i], err.text);
    }
    Prose p = prose("![Two moons](moons.png) and [the slider](#slider)");
    assert_int_equal(p.block[0].span[0].kind, SPAN_IMAGE);
    assert_string_equal(p.block[0].span[0].href, "moons.png");
    assert_string_equal(p.block[0].span[0].text, "Two moons");
    assert_string_equal(p.block[0].span[2].href, "#slider");
}

/* --- lessons --- */

#define FRONT                                                                                                          \
    "---\nid: heal\norder: 1\nminutes: 8\nobjectives: [Say it, Heal it]\n"                                             \
    "settings: {data: moons, points: 80, flip: 0.15, l2: 0}\n---\n# Heal the overfit\n\n"

static const char heal[] =
    FRONT "## Eighty points\nThe network fits all: {train_accuracy}.\n"
          "```ridgescope\nuntil: 1500\npanels: [boundary, curves]\nlock: [data, net, opt]\n"
          "predict:\n  ask: You raise λ to 0.01. What happens?\n  choices: [They grow, They melt, Nothing]\n"
          "  answer: 2\nexpect: train_accuracy == 1 and test_accuracy < 0.86\n```\n\n"
          "## Drag λ\nDrag the slider.\n```ridgescope\ngoal: test_accuracy >= 0.9\n"
          "hint: Look at the lowest point.\nwhy: Large weights cost something.\n"
          "at: [{step: 1500, l2: 0.01}]\nuntil: 3000\n"
          "expect: [test_accuracy >= 0.9, weight_norm < 0.2 * twin.weight_norm]\n```\n"
          "## More points\n```ridgescope\nset: {points: 300}\nuntil: 1000\n```\n";

static void a_lesson_has_steps(void **state)
{
    Err err = { "" };
    (void)state;
    const Lesson *l = lesson_parse(heal, strlen(heal), &arena, &err);
    if (!l)
        fail_msg("%s", err.text);
    assert_string_equal(l->id, "heal");
    assert_string_equal(l->title, "Heal the overfit");
    assert_int_equal(l->minutes, 8);
    assert_int_equal(l->objectives, 2);
    assert_int_equal(l->steps, 3);
    const LessonStep *s = l->step;
    assert_string_equal(s->title, "Eighty points");
    assert_int_equal(s->prose.blocks, 1);
    assert_int_equal(s->panels, 2);
    assert_int_equal(s->locks, 3);
    assert_int_equal(s->predict.choices, 3);
    assert_int_equal(s->predict.answer, 1);
    assert_int_equal(s[1].expects, 2);
    assert_int_equal(s[1].why.blocks, 1);
    assert_string_equal(s[1].goal_text, "test_accuracy >= 0.9");
}

static void steps_go_on_where_the_last_one_ended(void **state)
{
    Err err = { "" };
    Scene *s = arena_new(&arena, Scene, 1);
    (void)state;
    const Lesson *l = lesson_parse(heal, strlen(heal), &arena, &err);
    assert_non_null(l);
    assert_true(lesson_scene(l, 0, false, s, &err));
    assert_true(s->until == 0 && s->changes == 0);
    assert_true(lesson_scene(l, 1, false, s, &err)); /* where the first one ended */
    assert_true(s->until == 1500 && s->changes == 0);
    assert_string_equal(words_get(&s->view, "panels", 1)->text, "curves");
    assert_true(lesson_scene(l, 1, true, s, &err)); /* played by its own moves */
    assert_true(s->until == 3000 && s->changes == 1);
    assert_int_equal(s->change[0].step, 1500);
    assert_true(lesson_scene(l, 2, false, s, &err)); /* points restart: a new run, the strength stays as it is then */
    assert_true(s->until == 0 && s->changes == 0 && s->config.points == 300);
    assert_true(s->config.l2 == 0.01f);
}

static void malformed_lessons_say_where(void **state)
{
    static const struct {
        const char *text;
        int line;
        const char *says;
    } bad[] = {
        { "", 1, "front matter" },
        { "# Title\n", 1, "front matter" },
        { "---\nid: x\n", 1, "without an end" },
        { "---\nid: Big Name\n---\n", 2, "short name" },
        { "---\norder: 1\n---\n# T\n## S\n", 2, "without an id" },
        { "---\nid: x\ncolour: red\n---\n", 3, "'colour'" },
        { "---\nid: x\nsettings: {datta: moons}\n---\n# T\n## S\n", 3, "data" },
        { "---\nid: x\nsettings: {points: many}\n---\n# T\n## S\n", 3, "points" },
        { "---\nid: x\n---\ntext\n", 4, "before the first step" },
        { "---\nid: x\n---\n## S\n", 4, "before the title" },
        { "---\nid: x\n---\n# T\n# T\n", 5, "second title" },
        { "---\nid: x\n---\n# T\n", 5, "no steps" },
        { FRONT "## S\n```ridgescope\nuntil: soon\n```\n", 12, "until" },
        { FRONT "## S\n```ridgescope\nuntil: 99999999999\n```\n", 12, "until" },
        { FRONT "## S\n```ridgescope\n\ngoals: 1\n```\n", 13, "'goal'" },
        { FRONT "## S\n```ridgescope\ngoal: 1 +\n```\n", 12, "too early" },
        { FRONT "## S\n```ridgescope\nat: [{l2: 0.1}]\n```\n", 12, "without its step" },
        { FRONT "## S\n```ridgescope\nat: [{step: 5, points: 7}]\n```\n", 12, "new run" },
        { FRONT "## S\n```ridgescope\nuntil: 4\nat: [{step: 5, l2: 7}]\n```\n", 11, "later end" },
        { FRONT "## S\n```ridgescope\nuntil: 4\n", 11, "without an end" },
        { FRONT "## S\n```ridgescope\nset: {l2: -1}\n```\n", 12, "l2" },
        { FRONT "## S\n```ridgescope\npredict: {ask: Why?, choices: [a, b], answer: 3}\n```\n", 12, "answer" },
        { FRONT "## S\n```ridgescope\npredict: {ask: Why?, choices: [a], answer: 1}\n```\n", 12, "1 choices" },
        { FRONT "## S\n```ridgescope\nuntil: 1\n```\n```ridgescope\nuntil: 1\n```\n", 14, "second block" },
        { FRONT "## S\n\nsee {test_los}\n", 12, "'test_loss'" },
        { FRONT "## S\n```ridgescope\ncompare: {c: {l2: 1}}\n```\n", 12, "a and b" },
        { FRONT "## S\n```ridgescope\ncompare: {a: {l3: 1}}\n```\n", 12, "l3" },
    };
    (void)state;
    for (int i = 0; i < COUNT(bad); i++) {
        Err err = { "" };
        int line = 0;
        if (lesson_parse(bad[i].text, strlen(bad[i].text), &arena, &err))
            fail_msg("taken: %s", bad[i].text);
        sscanf(err.text, "%d", &line);
        if (line != bad[i].line || !strstr(err.text, bad[i].says))
            fail_msg("case %d: %s", i, err.text);
    }
}

/* Every beginning of a good lesson, and the lesson with any one byte changed, is read or refused. */
static void damaged_lessons_do_no_harm(void **state)
{
    char text[sizeof heal];
    Err err;
    (void)state;
    for (size_t n = 0; n < strlen(heal); n++) {
        Arena a = { 0 };
        lesson_parse(heal, n, &a, &err);
        arena_free(&a);
    }
    for (size_t i = 0; i < strlen(heal); i++) {
        static const char put[] = { '{', '\n', '#', '`', '-', ':', '[', '$', '|', 0, (char)0xc3 };
        Arena a = { 0 };
        memcpy(text, heal, sizeof heal);
        text[i] = put[i % sizeof put];
        lesson_parse(text, strlen(heal), &a, &err);
        arena_free(&a);
    }
}

static void large_lessons_are_bounded(void **state)
{
    static char text[LESSON_BYTES + 2];
    Err err;
    (void)state;
    memset(text, 'x', sizeof text);
    assert_null(lesson_parse(text, LESSON_BYTES + 1, &arena, &err));
    assert_non_null(strstr(err.text, "at most"));
    int n = snprintf(text, sizeof text, "---\nid: x\n---\n# T\n");
    for (int i = 0; i < 10000; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, "## Step %d\n", i);
    assert_null(lesson_parse(text, (size_t)n, &arena, &err));
    assert_non_null(strstr(err.text, "more than 40 steps"));
    n = snprintf(text, sizeof text, "---\nid: x\n---\n# T\n## S\n");
    for (int i = 0; i < 5000; i++)
        text[n++] = '>';
    assert_null(lesson_parse(text, (size_t)n, &arena, &err));
    n = snprintf(text, sizeof text, "---\nid: x\n---\n# T\n## S\n");
    for (int i = 0; i < 20000; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, "- a\n");
    assert_null(lesson_parse(text, (size_t)n, &arena, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_have_values),
        cmocka_unit_test(expressions_are_refused),
        cmocka_unit_test(a_goal_has_a_meter),
        cmocka_unit_test(prose_becomes_blocks),
        cmocka_unit_test(prose_stays_in_its_folder),
        cmocka_unit_test(a_lesson_has_steps),
        cmocka_unit_test(steps_go_on_where_the_last_one_ended),
        cmocka_unit_test(malformed_lessons_say_where),
        cmocka_unit_test(damaged_lessons_do_no_harm),
        cmocka_unit_test(large_lessons_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, clean);
}
