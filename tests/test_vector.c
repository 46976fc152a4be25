/* The writers of vectors, and canvases on canvases: what a command becomes, letter by letter where it is ours to say.
 */
#include "font_fixed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static Canvas canvas_of(Arena *a, Color background)
{
    Canvas c;
    arena_reset(a);
    canvas_begin(&c, a, &fixed_font, 100, 50, background);
    return c;
}

/* The SVG as text; free it. */
static char *svg_of(const Canvas *c, const Page *page)
{
    Bytes out;
    Err err;
    assert_true(svg_write(c, page, &out, &err));
    char *text = calloc(out.size + 1, 1);
    memcpy(text, out.data, out.size);
    free(out.data);
    return text;
}

static void has(const char *text, const char *wanted)
{
    if (!strstr(text, wanted))
        fail_msg("no %s in\n%s", wanted, text);
}

static void hasnt(const char *text, const char *unwanted)
{
    if (strstr(text, unwanted))
        fail_msg("%s in\n%s", unwanted, text);
}

static void shapes_are_elements(void **state)
{
    (void)state;
    Arena a = { 0 };
    Canvas c = canvas_of(&a, 0xFFFFFFFF);
    canvas_rect(&c, (Rect){ 0.25f, -3, 10.5f, 4 }, 2, 0xFF123456);
    canvas_frame(&c, (Rect){ 10, 10, 20, 10 }, 0, 2, 0x80AABBCC);
    canvas_disc(&c, (Vec2){ 5, 5 }, 1.125f, 0xFFFF0000);
    canvas_ring(&c, (Vec2){ 50, 25 }, 3, 0.5f, 0xFF000000);
    canvas_fill(&c, (Vec2[]){ { 1, 1 }, { 3, 1 }, { 2.5f, 0.5f } }, 3, 0xFF00FF00);
    canvas_stroke(&c, (Vec2[]){ { 0, 0 }, { 10, 0 }, { 10, 10 } }, 3,
                  (Stroke){ .width = 1.5f, .dash = (float[]){ 4, 2 }, .dashes = 2 }, 0xFF000000);
    canvas_stroke(&c, (Vec2[]){ { 0, 0 }, { __builtin_nanf(""), 0 }, { 10, 10 } }, 3, (Stroke){ .butt = true },
                  0xFF000000);
    char *svg = svg_of(&c, &(Page){ 0 });
    has(svg, "width=\"26.46mm\" height=\"13.23mm\" viewBox=\"0 0 100 50\"");
    has(svg, "<rect fill=\"#123456\" x=\".25\" y=\"-3\" width=\"10.5\" height=\"4\" rx=\"2\"/>");
    has(svg,
        "<rect fill=\"none\" stroke=\"#abc\" stroke-opacity=\".5\" stroke-width=\"2\" x=\"11\" y=\"11\" width=\"18\" "
        "height=\"8\"/>");
    has(svg, "<circle fill=\"#f00\" cx=\"5\" cy=\"5\" r=\"1.13\"/>");
    has(svg, "<circle fill=\"none\" stroke=\"#000\" stroke-width=\".5\" cx=\"50\" cy=\"25\" r=\"3\"/>");
    has(svg, "d=\"M1 1l2 0 -.5-.5z\"");
    has(svg, "stroke-dasharray=\"4 2\" d=\"M0 0l10 0 0 10\"");
    has(svg, "d=\"M0 0l10 10\""); /* without the point that is none */
    hasnt(svg, "clip-path");      /* nothing sticks out of a clip but out of the page */
    free(svg);
    arena_free(&a);
}

static void a_clip_is_a_group(void **state)
{
    (void)state;
    Arena a = { 0 };
    Canvas c = canvas_of(&a, 0xFFFFFFFF);
    canvas_push_clip(&c, (Rect){ 10, 10, 20, 20 });
    canvas_disc(&c, (Vec2){ 20, 20 }, 3, 0xFF000000); /* inside: needs none */
    canvas_disc(&c, (Vec2){ 10, 20 }, 3, 0xFF000000);
    canvas_disc(&c, (Vec2){ 30, 20 }, 3, 0xFF000000);
    canvas_pop_clip(&c);
    canvas_disc(&c, (Vec2){ 50, 20 }, 3, 0xFF000000);
    canvas_push_clip(&c, (Rect){ 10, 10, 20, 20 });
    canvas_disc(&c, (Vec2){ 10, 25 }, 3, 0xFF000000);
    canvas_pop_clip(&c);
    char *svg = svg_of(&c, &(Page){ 0 });
    has(svg, "cx=\"20\" cy=\"20\" r=\"3\"/>\n<clipPath id=\"c0\"><rect x=\"10\" y=\"10\" width=\"20\" height=\"20\"/>"
             "</clipPath>\n<g clip-path=\"url(#c0)\">\n<circle fill=\"#000\" cx=\"10\"");
    has(svg, "cx=\"30\" cy=\"20\" r=\"3\"/>\n</g>\n<circle fill=\"#000\" cx=\"50\" cy=\"20\" r=\"3\"/>\n"
             "<g clip-path=\"url(#c0)\">\n<circle fill=\"#000\" cx=\"10\" cy=\"25\" r=\"3\"/>\n</g>\n</svg>\n");
    hasnt(svg, "c1");
    free(svg);
    arena_free(&a);
}

static void text_keeps_its_letters_and_its_width(void **state)
{
    (void)state;
    Arena a = { 0 };
    Canvas c = canvas_of(&a, 0xFFFFFFFF);
    TextStyle s = { .size = 10, .color = 0xFF000000, .halo = 0xFFFFFFFF, .halo_width = 3, .align = ALIGN_RIGHT };
    float w = canvas_text(&c, 90, 40, s, "a<b & \"c\" λ\x01");
    char *svg = svg_of(&c, &(Page){ .title = "1 < 2", .key = "k", .text = "x: \"<y>\"\n" }), attribute[64];
    has(svg, "<title>1 &lt; 2</title>\n<metadata id=\"k\">x: &quot;&lt;y&gt;&quot;\n</metadata>");
    has(svg, ">a&lt;b &amp; &quot;c&quot; λ</text>");
    has(svg, "stroke=\"#fff\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"");
    snprintf(attribute, sizeof attribute, "x=\"%g\" y=\"40\" textLength=\"%g\"", 90.0 - (double)w, (double)w);
    has(svg, attribute);
    free(svg);
    arena_free(&a);
}

static void what_is_behind_can_be_left_out(void **state)
{
    (void)state;
    Arena a = { 0 };
    Canvas c = canvas_of(&a, 0xFFFFFFFF);
    char *white = svg_of(&c, &(Page){ 0 });
    has(white, "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
    free(white);
    c = canvas_of(&a, 0);
    char *none = svg_of(&c, &(Page){ .width_mm = 84 });
    hasnt(none, "<rect");
    has(none, "width=\"84mm\" height=\"42mm\"");
    free(none);
    arena_free(&a);
}

/* One of everything. */
static void crowd(Canvas *c, Arena *a)
{
    Color *px = arena_new(a, Color, 4);
    for (int i = 0; i < 4; i++)
        px[i] = 0xFF000000u | (Color)(i * 50);
    canvas_rect(c, (Rect){ 2, 2, 20, 10 }, 3, 0xFF336699);
    canvas_frame(c, (Rect){ 30, 4, 20, 10 }, 0, 2, 0xFF993366);
    canvas_disc(c, (Vec2){ 10, 30 }, 6, 0x80336699);
    canvas_ring(c, (Vec2){ 30, 30 }, 6, 2, 0xFF000000);
    canvas_fill_many(c, (Vec2[]){ { 40, 20 }, { 48, 20 }, { 44, 30 }, { 60, 20 }, { 68, 20 }, { 64, 30 } },
                     (int[]){ 3, 3 }, 2, 0xFF00AA00);
    canvas_stroke(c, (Vec2[]){ { 40, 40 }, { 60, 44 }, { 80, 36 } }, 3,
                  (Stroke){ .width = 2, .dash = (float[]){ 6, 4 }, .dashes = 2 }, 0xFFAA0000);
    canvas_quads(c, (Vec2[]){ { 80, 4 }, { 96, 6 }, { 94, 18 }, { 82, 16 } }, (Color[]){ 0xFF5555AA }, 1);
    canvas_push_clip(c, (Rect){ 70, 20, 20, 20 });
    canvas_image(c, (Rect){ 72, 22, 24, 10 }, px, 2, 2, 1, 2);
    canvas_text(c, 66, 34, (TextStyle){ .size = 8, .color = 0xFF000000, .halo = 0xFFFFFFFF, .halo_width = 2 }, "abc");
    canvas_pop_clip(c);
}

/* Placed at a scale, it is the same as drawn at that scale. */
static void a_canvas_can_be_placed_on_another(void **state)
{
    enum { W = 200, H = 100 };
    (void)state;
    static Color one[W * H], two[W * H], none[W * H];
    Arena a = { 0 }, b = { 0 };
    Box all;
    Canvas c = canvas_of(&a, 0xFFFFFFFF), page;
    crowd(&c, &a);
    canvas_begin(&page, &b, &fixed_font, W, H, 0xFFFFFFFF);
    Replay *r = replay_new();
    replay_draw(r, &page, 1, (Pixels){ none, W, H, W }, false, &all, 1);
    canvas_rect(&page, (Rect){ 0, 0, 1, 1 }, 0, 0xFFFFFFFF); /* so that nothing begins at 0 */
    canvas_line(&page, 0, 0, 1, 0, 1, 0xFFFFFFFF);
    canvas_place(&page, &c, (Vec2){ 0, 0 }, 2);
    replay_draw(r, &c, 2, (Pixels){ one, W, H, W }, false, &all, 1);
    replay_draw(r, &page, 1, (Pixels){ two, W, H, W }, false, &all, 1);
    int apart = 0;
    for (int i = 0; i < W * H; i++) /* a quad grows by device pixels: the same here, for both are drawn at their size */
        apart += one[i] != two[i];
    assert_int_equal(apart, 0);
    assert_memory_not_equal(one, none, sizeof one);
    canvas_push_clip(&page, (Rect){ 0, 0, 10, 10 });
    int n = page.commands;
    canvas_place(&page, &c, (Vec2){ 0, 0 }, 2);
    canvas_pop_clip(&page);
    for (; n < page.commands; n++) /* cut by the clip in force */
        assert_true(page.command[n].clip.x + page.command[n].clip.w <= 10 || page.command[n].clip.w == 0);
    replay_free(r);
    arena_free(&a);
    arena_free(&b);
}

static void grey_is_grey(void **state)
{
    (void)state;
    Arena a = { 0 };
    Canvas c = canvas_of(&a, 0xFFFFFFFF);
    crowd(&c, &a);
    canvas_grey(&c);
    assert_int_equal(c.command[2].color >> 24, 0x80);
    for (int i = 0; i < c.commands; i++) {
        Color k = c.command[i].color;
        assert_true((k & 255) == (k >> 8 & 255) && (k & 255) == (k >> 16 & 255));
    }
    assert_true((c.quad_color[0] & 255) == (c.quad_color[0] >> 16 & 255));
    assert_true((c.command[0].color & 255) > 0x40 && (c.command[0].color & 255) < 0x90); /* of its lightness */
    arena_free(&a);
}

static void a_pdf_is_the_same_again_and_has_no_date(void **state)
{
    (void)state;
    Arena a = { 0 };
    Canvas c = canvas_of(&a, 0xFFFFFFFF);
    crowd(&c, &a);
    Bytes first, second;
    Err err;
    Page page = { .width_mm = 84, .title = "T", .key = "k", .text = "t" };
    assert_true(pdf_write(&c, &page, &first, &err));
    assert_true(pdf_write(&c, &page, &second, &err));
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.data, second.data, first.size);
    assert_memory_equal(first.data, "%PDF-1.4", 8);
    for (size_t i = 0; i + 12 < first.size; i++)
        assert_false(memcmp(first.data + i, "CreationDate", 12) == 0);
    free(first.data);
    free(second.data);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes_are_elements),
        cmocka_unit_test(a_clip_is_a_group),
        cmocka_unit_test(text_keeps_its_letters_and_its_width),
        cmocka_unit_test(what_is_behind_can_be_left_out),
        cmocka_unit_test(a_canvas_can_be_placed_on_another),
        cmocka_unit_test(grey_is_grey),
        cmocka_unit_test(a_pdf_is_the_same_again_and_has_no_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
