/* Lessons in another language: words from the translation, everything else from the original; what has no counterpart
 * is refused with its line; what was made from older words is found. */
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

#define FRONT "---\nid: heal\norder: 1\nminutes: 8\nobjectives: [Say it, Heal it]\nsettings: {l2: 0}\n---\n# Heal\n"
#define FIRST                                                                                                          \
    "## Eighty points\nIt fits all: {train_accuracy}. See the [gap](#gap).\n```ridgescope\nuntil: 1500\n"              \
    "predict:\n  ask: What happens at $\\lambda$?\n  choices: [They grow, They melt]\n  answer: 2\n```\n"
#define SECOND                                                                                                         \
    "## Drag\nDrag the slider: {l2}.\n```ridgescope\nhint: Look at the *lowest* point.\nwhy: Large weights cost.\n"    \
    "at: [{step: 1500, l2: 0.01}]\nuntil: 3000\nlock: [data]\ngoal: l2 > 0\n```\n"
static const char english[] = FRONT FIRST SECOND;

#define ZH_FRONT "---\nobjectives: [会说, 会治]\n---\n# 治好\n" /* 4 lines */
#define ZH_FIRST                                                                                                       \
    "## 八十个点\n全部拟合：{train_accuracy}。看[差距](#gap)。\n```ridgescope\n"                         \
    "predict:\n  ask: $\\lambda$ 处怎样？\n  choices: [变大, 融化]\n```\n" /* 7 lines */
#define ZH_SECOND "## 拖动\n拖滑块：{l2}。\n```ridgescope\nhint: 看最低点。\nwhy: 大权重有代价。\n```\n"
static const char chinese[] = ZH_FRONT ZH_FIRST ZH_SECOND;

static const Lesson *original(const char *text)
{
    Err err = { "" };
    const Lesson *l = lesson_parse(text, strlen(text), &arena, &err);
    if (!l)
        fail_msg("%s", err.text);
    return l;
}

static const Lesson *translated(const Lesson *of, const char *text)
{
    Err err = { "" };
    const Lesson *l = translate_lesson(of, text, strlen(text), &arena, &err);
    if (!l)
        fail_msg("%s", err.text);
    return l;
}

static void words_are_new_and_the_rest_is_the_original(void **state)
{
    const Lesson *o = original(english), *t = translated(o, chinese);
    (void)state;
    assert_string_equal(t->title, "治好");
    assert_string_equal(t->objective[1], "会治");
    assert_string_equal(t->id, "heal");
    assert_true(t->order == 1 && t->minutes == 8 && t->settings == 1 && t->steps == 2);
    const LessonStep *s = t->step;
    assert_string_equal(s[0].title, "八十个点");
    assert_string_equal(s[0].prose.block[0].span[0].text, "全部拟合：");
    assert_string_equal(s[0].predict.choice[1], "融化");
    assert_int_equal(s[0].predict.answer, 1);
    assert_int_equal(s[0].predict.ask.block[0].span[0].kind, SPAN_FORMULA);
    assert_true(s[0].until == 1500 && s[1].until == 3000 && s[1].ats == 1 && s[1].locks == 1);
    assert_ptr_equal(s[1].goal, o->step[1].goal);
    assert_string_equal(s[1].hint.block[0].span[0].text, "看最低点。");
    assert_string_equal(s[1].why.block[0].span[0].text, "大权重有代价。");
    assert_int_equal(s[1].line, 12); /* of the translation: messages are about that file */
    assert_string_equal(o->step[0].predict.choice[1], "They melt");
    Scene *a = arena_new(&arena, Scene, 1), *b = arena_new(&arena, Scene, 1);
    Err err;
    assert_true(lesson_scene(o, 1, true, a, &err) && lesson_scene(t, 1, true, b, &err));
    assert_true(a->until == b->until && a->changes == b->changes);
    assert_true(memcmp(&a->config, &b->config, sizeof a->config) == 0);
}

static void what_has_no_counterpart_is_refused(void **state)
{
    static const struct {
        const char *text;
        int line;
        const char *says;
    } bad[] = {
        { "", 1, "front matter" },
        { "---\nobjectives: [会说]\n---\n# 治好\n" ZH_FIRST ZH_SECOND, 1, "1 objectives; expected 2" },
        { "---\nid: heal\n---\n# 治好\n" ZH_FIRST ZH_SECOND, 2, "'id'" },
        { ZH_FRONT ZH_FIRST, 5, "1 steps; expected 2" },
        { ZH_FRONT ZH_FIRST ZH_SECOND "## 再来\n文字\n", 18, "3 steps; expected 2" },
        { ZH_FRONT ZH_SECOND ZH_FIRST, 5, "without `predict`" },
        { ZH_FRONT "## 八十\n" ZH_SECOND, 5, "without `text`" },
        { ZH_FRONT ZH_FIRST "## 拖动\n拖\n```ridgescope\nwhy: 因为。\n```\n", 12, "without `hint`" },
        { ZH_FRONT ZH_FIRST "## 拖动\n拖\n```ridgescope\nhint: 看。\n```\n", 12, "without `why`" },
        { ZH_FRONT "## 八十\n点\n```ridgescope\nuntil: 9\n```\n" ZH_SECOND, 8, "'until'" },
        { ZH_FRONT "## 八十\n点\n```ridgescope\npredict: {ask: 怎样, choices: [甲, 乙, 丙]}\n```\n" ZH_SECOND, 7,
          "3 choices; expected 2" },
        { ZH_FRONT "## 八十\n点\n```ridgescope\npredict: {ask: 怎样, choices: [甲, 乙], answer: 1}\n```\n" ZH_SECOND, 8,
          "'answer'" },
        { ZH_FRONT "## 八十\n点\n```ridgescope\nhint: 看。\n```\n" ZH_SECOND, 5, "without `predict`" },
        { ZH_FRONT "## 八十\n点 {test_los}\n" ZH_SECOND, 6, "'test_loss'" },
        { ZH_FRONT "## 八\xff\n", 5, "UTF-8" },
    };
    (void)state;
    const Lesson *o = original(english);
    for (int i = 0; i < COUNT(bad); i++) {
        Err err = { "" };
        int line = 0;
        if (translate_lesson(o, bad[i].text, strlen(bad[i].text), &arena, &err))
            fail_msg("taken: %s", bad[i].text);
        sscanf(err.text, "%d", &line);
        if (line != bad[i].line || !strstr(err.text, bad[i].says))
            fail_msg("case %d: %s", i, err.text);
    }
    /* A text that only the translation has. */
    const Lesson *first = original(FRONT "## Eighty points\nText.\n");
    Err err = { "" };
    static const char more[] = ZH_FRONT "## 八十\n点\n```ridgescope\nhint: 看。\n```\n";
    assert_null(translate_lesson(first, more, strlen(more), &arena, &err));
    assert_non_null(strstr(err.text, "with `hint`"));
}

/* The translation of `of`, with the marks of o in its front matter. */
static const Lesson *marked(const Lesson *o, const char *body)
{
    char text[2000], mark[3][8];
    for (int part = 0; part < 3; part++)
        translate_mark(o, part, mark[part]);
    snprintf(text, sizeof text, "---\nof: [%s, %s, %s]\nobjectives: [会说, 会治]\n---\n# 治好\n%s", mark[0], mark[1],
             mark[2], body);
    return translated(o, text);
}

/* Which parts lag behind `now`: bit 0 the title and the objectives, bit i the i-th step. */
static int lagging(const Lesson *now, const Lesson *t, Err *err)
{
    int bits = 0;
    for (int part = 0; part <= now->steps; part++)
        bits |= translate_lags(now, t, part, err) << part;
    return bits;
}

static void older_words_are_found(void **state)
{
    static const struct {
        const char *now;
        int lags;
    } cases[] = {
        { english, 0 },
        { FRONT
          "## Eighty points\nIt fits all: {train_accuracy}.\nSee the\n[gap](#gap).\n```ridgescope\nuntil: 9\n"
          "predict: {ask: 'What happens at $\\lambda$?', choices: [They grow, They melt], answer: 1}\n```\n" SECOND,
          0 }, /* other lines, another until, another answer: the same words */
        { "---\nid: heal\nobjectives: [Say it, Heal them]\n---\n# Heal\n" FIRST SECOND, 1 },
        { "---\nid: heal\nobjectives: [Say it, Heal it]\n---\n# Heel\n" FIRST SECOND, 1 },
        { FRONT FIRST "## Drag\nDrag the slider: {l2}.\n```ridgescope\nhint: Look at the **lowest** point.\n"
                      "why: Large weights cost.\n```\n",
          4 },
        { FRONT FIRST "## Drag\nDrag the slider: {l2}.\n```ridgescope\nhint: Look at the *lowest* point.\n"
                      "why: Large weights cost much.\n```\n",
          4 },
        { FRONT "## Eighty points\nIt fits all: {train_accuracy}. See the [gap](#gap).\n```ridgescope\n"
                "predict: {ask: 'What happens at $\\lambda$?', choices: [They melt, They grow], answer: 1}\n```\n"
                "## Drag now\nDrag the slider: {l2}.\n```ridgescope\nhint: Look at the *lowest* point.\n"
                "why: Large weights cost.\n```\n",
          6 },
    };
    (void)state;
    const Lesson *t = marked(original(english), ZH_FIRST ZH_SECOND);
    for (int i = 0; i < COUNT(cases); i++) {
        Err err = { "" };
        int lags = lagging(original(cases[i].now), t, &err);
        if (lags != cases[i].lags)
            fail_msg("case %d: %d, %s", i, lags, err.text);
    }
    Err err = { "" };
    char expected[40], mark[8];
    const Lesson *now = original(cases[4].now);
    assert_true(translate_lags(now, t, 2, &err));
    translate_mark(now, 2, mark);
    snprintf(expected, sizeof expected, "expected %s instead of %s", mark, t->of[2]);
    assert_non_null(strstr(err.text, expected));
    assert_true(strncmp(err.text, "13: ", 4) == 0);
}

static void marks_are_asked_for(void **state)
{
    const Lesson *o = original(english), *t = translated(o, chinese);
    char mark[8];
    Err err = { "" };
    (void)state;
    assert_int_equal(lagging(o, t, &err), 1);
    for (int part = 0; part < 3; part++) {
        translate_mark(o, part, mark);
        assert_int_equal(strlen(mark), 6);
        assert_non_null(strstr(err.text, mark)); /* all of them, to be copied */
    }
}

static void what_is_kept_stands_as_often(void **state)
{
    static const struct {
        const char *first;
        const char *says;
    } cases[] = {
        { "全部拟合。看[差距](#gap)。", "'train_accuracy' stands here 0 times" },
        { "全部拟合：{train_accuracy}，{train_accuracy}。看[差距](#gap)。", "'train_accuracy' stands here 2 times" },
        { "全部拟合：{train_accuracy}。看[差距](#train)。", "'#gap' stands here 0 times" },
        { "全部拟合：{train_accuracy}。看差距。", "'#gap'" },
        { "全部拟合：{train_accuracy}，$x$。看[差距](#gap)。", "'x' stands here 1 times; expected 0" },
    };
    const Lesson *o = original(english);
    char body[1000];
    (void)state;
    for (int i = 0; i < COUNT(cases); i++) {
        Err err = { "" };
        snprintf(
            body, sizeof body,
            "## 八十个点\n%s\n```ridgescope\npredict: {ask: '$\\lambda$ 处怎样？', choices: [变大, 融化]}\n```\n%s",
            cases[i].first, ZH_SECOND);
        assert_int_equal(lagging(o, marked(o, body), &err), 2);
        if (strncmp(err.text, "7: ", 3) != 0 || !strstr(err.text, cases[i].says))
            fail_msg("case %d: %s", i, err.text);
    }
    /* The order is free, and so are links to other places. */
    Err err = { "" };
    assert_int_equal(lagging(o,
                             marked(o, "## 八十个点\n看**[*差*距](#gap)**，[书](https://a.b)：{train_accuracy}。\n"
                                       "```ridgescope\npredict: {ask: '$\\lambda$ 处怎样？', choices: [变大, 融化]}\n"
                                       "```\n" ZH_SECOND),
                             &err),
                     0);
}

/* Words inside a formula are words. */
static void formulas_are_compared_without_their_words(void **state)
{
    static const struct {
        const char *here;
        bool lags;
    } cases[] = {
        { "$w - \\text{步} - x$", false }, { "$w - \\text{} - x$", false },    { "$w - \\text{步} - y$", true },
        { "$w - \\text{步}$", true },      { "$w - \\mathrm{步} - x$", true }, { "$w - \\text{步$", true },
    };
    const Lesson *o = original("---\nid: x\n---\n# T\n## S\nSee $w - \\text{step} - x$.\n");
    char mark[2][8], text[300];
    (void)state;
    for (int part = 0; part < 2; part++)
        translate_mark(o, part, mark[part]);
    for (int i = 0; i < COUNT(cases); i++) {
        Err err = { "" };
        snprintf(text, sizeof text, "---\nof: [%s, %s]\n---\n# 题\n## 步骤\n看 %s 。\n", mark[0], mark[1],
                 cases[i].here);
        if (translate_lags(o, translated(o, text), 1, &err) != cases[i].lags)
            fail_msg("%s: %s", cases[i].here, err.text);
    }
}

static void damaged_translations_do_no_harm(void **state)
{
    const Lesson *o = original(english);
    char text[sizeof chinese];
    Err err;
    (void)state;
    for (size_t n = 0; n < 2 * strlen(chinese); n++) { /* every beginning; any one byte changed */
        static const char put[] = { '{', '\n', '#', '`', '-', ':', '[', '$', '|', 0, (char)0xc3 };
        Arena a = { 0 };
        size_t whole = strlen(chinese), at = n % whole;
        memcpy(text, chinese, sizeof text);
        text[at] = n < whole ? text[at] : put[at % sizeof put];
        const Lesson *t = translate_lesson(o, text, n < whole ? n : whole, &a, &err);
        for (int part = 0; t && part <= o->steps; part++)
            translate_lags(o, t, part, &err);
        arena_free(&a);
    }
}

static void files_have_their_originals(void **state)
{
    static const struct {
        const char *file, *original; /* NULL: no translation */
    } names[] = {
        { "heal.zh-CN.md", "heal.md" },
        { "a/b/heal.de.md", "a/b/heal.md" },
        { "heal.md", NULL },
        { "a.de/heal.md", NULL },
        { "heal.v2.md", NULL },
        { "heal.2.md", NULL },
        { ".de.md", NULL },
        { "a/.de.md", NULL },
        { "heal.zh-.md", NULL },
        { "my.first.pt-BR.md", "my.first.md" },
        { "heal.zh-CN.yaml", NULL },
        { "heal.ZH.md", NULL },
        { "", NULL },
        { ".md", NULL },
        { "heal..md", NULL },
    };
    char out[512], long_name[600];
    (void)state;
    for (int i = 0; i < COUNT(names); i++) {
        if (translate_original(names[i].file, out) != (names[i].original != NULL))
            fail_msg("%s", names[i].file);
        if (names[i].original)
            assert_string_equal(out, names[i].original);
    }
    assert_true(translate_file("a/heal.md", "zh-CN", out));
    assert_string_equal(out, "a/heal.zh-CN.md");
    assert_false(translate_file("heal.yaml", "zh-CN", out));
    assert_false(translate_file("heal.md", "../x", out));
    assert_false(translate_file("heal.md", "", out));
    memset(long_name, 'x', sizeof long_name);
    memcpy(long_name + 590, ".de.md", 7);
    assert_false(translate_original(long_name, out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_new_and_the_rest_is_the_original),
        cmocka_unit_test(what_has_no_counterpart_is_refused),
        cmocka_unit_test(older_words_are_found),
        cmocka_unit_test(marks_are_asked_for),
        cmocka_unit_test(what_is_kept_stands_as_often),
        cmocka_unit_test(formulas_are_compared_without_their_words),
        cmocka_unit_test(damaged_translations_do_no_harm),
        cmocka_unit_test(files_have_their_originals),
    };
    return cmocka_run_group_tests(tests, NULL, clean);
}
