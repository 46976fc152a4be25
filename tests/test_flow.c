/* Prose in a column: nothing is wider than it, nothing is lost, lines end where they may, and terms are found where
 * they are drawn. The font's runes are half as wide as they are high; those of scripts without blanks are square. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/flow.h"

#include <stdio.h>
#include <string.h>

static Arena arena, scratch;
static Canvas canvas;

static float advance(void *user, Face face, float px, uint32_t rune)
{
    (void)user, (void)face;
    return rune > 0x2e80 ? px : px / 2;
}
static const Font font = { .advance = advance };

static void number(void *user, const Span *live, char out[32])
{
    (void)user;
    snprintf(out, 32, "<%s>", live->text);
}

static FlowTerms terms;

/* Draws a text at size 20 into a column; returns its height, which measuring alone must find as well. */
static float set(const char *text, float width)
{
    Prose p;
    Err err;
    FlowStyle s = { .theme = &theme_defs[0], .size = 20, .line = 30, .color = 1, .number = number };
    Rect r = { 100, 50, width, 0 };
    arena_reset(&arena);
    arena_reset(&scratch);
    canvas_begin(&canvas, &arena, &font, 800, 4000, 0);
    if (!prose_parse(text, strlen(text), 1, &scratch, &p, &err))
        fail_msg("%s", err.text);
    memset(&terms, 0, sizeof terms);
    float high = flow_prose(&canvas, true, &scratch, &p, r, &s, &terms);
    assert_true(high == flow_prose(&canvas, false, &scratch, &p, r, &s, NULL));
    return high;
}

static const char *text_of(const Command *c) { return canvas.text + c->text.first; }

/* The drawn words as they follow each other, a bar where a line begins. */
static const char *drawn(void)
{
    static char out[8192];
    float y = -1;
    size_t n = 0;
    out[0] = 0;
    for (int i = 0; i < canvas.commands; i++) {
        const Command *c = &canvas.command[i];
        if (c->kind != CMD_TEXT)
            continue;
        n += (size_t)snprintf(out + n, sizeof out - n, "%s%s",
                              y >= 0 && c->text.at.y > y ? "|"
                              : n                        ? " "
                                                         : "",
                              text_of(c));
        y = c->text.at.y;
    }
    return out;
}

static void inside(float width)
{
    for (int i = 0; i < canvas.commands; i++) {
        const Command *c = &canvas.command[i];
        if (c->kind == CMD_TEXT)
            assert_true(c->text.at.x >= 100 && c->text.at.x + c->text.width <= 100 + width + 0.01f);
    }
}

static void lines_are_filled(void **state)
{
    (void)state;
    float high = set("aaaa bbbb cccc dd eee f", 100); /* ten letters a line */
    assert_string_equal(drawn(), "aaaa bbbb|cccc dd|eee f");
    assert_true(high == 3 * 30);
    set("one **two three** four", 125);
    assert_string_equal(drawn(), "one two|three four");
    inside(125);
    set("a\n\nb", 100); /* half a line or so between paragraphs */
    assert_true(canvas.command[1].text.at.y - canvas.command[0].text.at.y > 36);
    set("- one\n- two\n\n3. x", 200);
    assert_string_equal(drawn(), "one|two|x 3.");
}

static void what_belongs_together_stays_so(void **state)
{
    (void)state;
    set("aaaa **bb**, cc", 70); /* the comma does not begin a line */
    assert_string_equal(drawn(), "aaaa|bb , cc");
    set("aaaaa (**bb**)", 90);
    assert_string_equal(drawn(), "aaaaa|( bb )");
    set("aaa right-click", 110); /* may end after the hyphen ... */
    assert_string_equal(drawn(), "aaa right-|click");
    set("aaaaaa 32-32", 110); /* ... but not within a number */
    assert_string_equal(drawn(), "aaaaaa|32-32");
    set("at x = 1 or", 60); /* an equation stays on one line ... */
    assert_string_equal(drawn(), "at|x = 1|or");
    set("xx = 1", 30); /* ... where it can */
    assert_string_equal(drawn(), "xx|= 1");
    set("{step}. x", 90);
    assert_string_equal(drawn(), "<step> . x");
}

static void scripts_without_blanks(void **state)
{
    (void)state;
    set("正则化把权重拉向零，因此边界", 100); /* five signs a line */
    assert_string_equal(drawn(), "正 则 化 把 权|重 拉 向 零，|因 此 边 界");
    inside(100);
    set("一二三四。五", 80); /* the full stop takes the sign before it along */
    assert_string_equal(drawn(), "一 二 三|四。 五");
    set("一二三（四）五", 80); /* a bracket goes with what it opens */
    assert_string_equal(drawn(), "一 二 三|（四） 五");
    set("测试{step}。", 85);
    assert_string_equal(drawn(), "测 试|<step> 。");
}

static void nothing_is_too_wide(void **state)
{
    (void)state;
    set("abcdefghijklmnopqrstuvwxyz z", 60);
    assert_string_equal(drawn(), "abcdef|ghijkl|mnopqr|stuvwx|yz z");
    set("测", 5); /* not even one sign fits: it is drawn all the same */
    assert_string_equal(drawn(), "测");
    set("$$a + b + c + d + e + f + g + h$$", 60);
    inside(60);
    set("$a + b + c + d + e + f + g + h$", 60);
    inside(60);
    set("| one | two words |\n|--|--:|\n| a | a text that needs lines |", 150);
    inside(150);
    set("| wide words only | unbreakable |\n|--|--|\n| extraordinarily | incomprehensible |", 160);
    inside(160);
    set("```\nfor w in weights: w -= lr * (g + l2 * w)\n\nend\n```", 140);
    inside(140);
    assert_string_equal(drawn(), "for w in weights: w -= lr * (g + l2 * w)|end");
    set("![a picture](none.png)", 80); /* no such picture: its description */
    assert_string_equal(drawn(), "a|picture");
}

static void terms_are_where_they_are_drawn(void **state)
{
    (void)state;
    set("x [the gap](#gap) {test_accuracy} {twin.step} [out](https://x.org) y", 100);
    assert_string_equal(drawn(), "x the gap|<test_accu|racy>|<twin.step|> out y");
    assert_int_equal(terms.n, 6);
    assert_string_equal(flow_names(terms.term[0].span), "gap");
    assert_true(terms.term[0].r.x == 120 && terms.term[0].r.w == 70);
    assert_string_equal(flow_names(terms.term[1].span), "test");
    assert_ptr_equal(terms.term[1].span, terms.term[2].span); /* on two lines */
    assert_true(terms.term[2].r.y == terms.term[1].r.y + 30);
    assert_string_equal(flow_names(terms.term[3].span), "twin");
    assert_null(flow_names(terms.term[5].span));
    for (int i = 0; i < metric_count; i++) { /* every number has a place in the window */
        char text[64];
        snprintf(text, sizeof text, "{%s}", metric_defs[i].key);
        set(text, 400);
        assert_int_equal(terms.n, 1);
        assert_non_null(flow_names(terms.term[0].span));
    }
}

static void plain_text(void **state)
{
    (void)state;
    FlowStyle s = { .theme = &theme_defs[0], .size = 20, .line = 30 };
    canvas_begin(&canvas, &arena, &font, 800, 600, 0);
    assert_true(flow_text(&canvas, true, &scratch, "aa bb cc", FACE_MEDIUM, (Rect){ 0, 0, 50, 0 }, &s) == 60);
    assert_string_equal(drawn(), "aa bb|cc");
    assert_true(flow_text(&canvas, true, &scratch, "", FACE_MEDIUM, (Rect){ 0, 0, 50, 0 }, &s) == 0);
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    arena_free(&scratch);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_filled),
        cmocka_unit_test(what_belongs_together_stays_so),
        cmocka_unit_test(scripts_without_blanks),
        cmocka_unit_test(nothing_is_too_wide),
        cmocka_unit_test(terms_are_where_they_are_drawn),
        cmocka_unit_test(plain_text),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
