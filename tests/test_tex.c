/* Formulas: what is known, what is shown as typed, sizes that fit into each other, and text that is no formula. */
#include "ui_rig.h"

static Arena arena;
static Canvas canvas;

static int setup(void **state)
{
    (void)state;
    canvas_begin(&canvas, &arena, &font, 800, 600, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static TexSize size_of(const char *text, bool display)
{
    const char *unknown = NULL;
    const Tex *t = tex_parse(text, &arena, &unknown);
    assert_null(unknown);
    return tex_size(t, &canvas, 20, display);
}

static void signs_have_their_places(void **state)
{
    (void)state;
    TexSize x = size_of("x", false), row = size_of("x y", false), sum = size_of("x + y", false);
    assert_true(x.w == 10); /* half as wide as high */
    assert_true(row.w == 20);
    assert_true(sum.w > 30 + 8 && sum.w < 30 + 10); /* medium spaces around the operator */
    assert_true(size_of("-x", false).w == 20);      /* a sign has none */
    assert_true(size_of("a = -x", false).w < size_of("a = b - x", false).w);
    assert_true(size_of("\\lambda", false).w == x.w);
    assert_true(size_of("x^2", false).up > x.up && size_of("x^2", false).down == x.down);
    assert_true(size_of("x_i", false).down > x.down);
    assert_true(size_of("x_i^2", false).w == size_of("x^2", false).w); /* one above the other */
    TexSize half = size_of("\\frac{a}{b}", true);
    assert_true(half.up > x.up && half.down > x.down && half.w < 2 * x.w);
    assert_true(size_of("\\sum_i w_i", true).down > size_of("\\sum_i w_i", false).down); /* limits below */
    assert_true(size_of("\\sqrt{x}", false).w > x.w);
    assert_true(size_of("\\lVert w \\rVert^2", false).up > x.up);
    assert_true(size_of("\\text{data loss}", false).w == 90);
}

static void what_is_not_known_is_named(void **state)
{
    const char *unknown = NULL;
    (void)state;
    tex_parse("a + \\foo{b} + \\bar{x} + \\baz", &arena, &unknown);
    assert_string_equal(unknown, "\\foo");
    tex_parse("\\frac{\\lambda}{2} \\lVert w \\rVert^2", &arena, &unknown);
    assert_null(unknown);
}

static void anything_is_drawn(void **state)
{
    static const char *const odd[] = { "",      "}",      "{",       "^",    "_",      "\\",
                                       "x^",    "\\frac", "\\frac{", "{{{}", "\\sqrt", "\\left(",
                                       "a^b^c", "\\hat",  "\\text{", "\xff", "\\left", "^^^^" };
    char deep[4000];
    (void)state;
    for (int i = 0; i < COUNT(odd); i++) {
        const char *unknown;
        const Tex *t = tex_parse(odd[i], &arena, &unknown);
        tex_draw(t, &canvas, 10, 40, 20, true, 0xffffffff);
    }
    for (const char *what = "{^\\_x"; *what; what++) { /* nested and long: bounded, and said so */
        const char *unknown = NULL;
        memset(deep, *what, sizeof deep - 1);
        deep[sizeof deep - 1] = 0;
        tex_draw(tex_parse(deep, &arena, &unknown), &canvas, 10, 40, 20, false, 0xffffffff);
    }
    for (int i = 0; i + 6 < (int)sizeof deep; i += 5)
        memcpy(deep + i, "\\sqrt", 6);
    tex_draw(tex_parse(deep, &arena, NULL), &canvas, 10, 40, 20, false, 0xffffffff);
    assert_int_equal(canvas.clips, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_have_their_places),
        cmocka_unit_test(what_is_not_known_is_named),
        cmocka_unit_test(anything_is_drawn),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
