/* The display list and what is composed from it: colours, text layout, plots, numbers, the camera, PNG. */
#include "font_fixed.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static Canvas canvas_of(Arena *a, float w, float h)
{
    Canvas c;
    arena_reset(a);
    canvas_begin(&c, a, &fixed_font, w, h, 0xFF000000u);
    return c;
}

static void assert_near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance))
        fail_msg("got %.9g, expected %.9g to %g", got, want, tolerance);
}

/* --- colour --- */

/* Tokens of the two themes on their surface, and their contrast as a designer's tool gives it. */
static void contrast_of_tokens(void **state)
{
    static const struct {
        Color color, surface;
        double contrast;
    } row[] = {
        { 0xFFF2F4F7, 0xFF161A21, 15.8 }, { 0xFFF2F4F7, 0xFF0D1015, 17.3 }, { 0xFF8D97A6, 0xFF161A21, 5.9 },
        { 0xFFEC66B2, 0xFF161A21, 5.9 },  { 0xFF8CE8CB, 0xFF161A21, 12.1 }, { 0xFFFF7A6B, 0xFF161A21, 6.9 },
        { 0xFF12161C, 0xFFFFFFFF, 18.1 }, { 0xFF8F0F57, 0xFFFFFFFF, 8.8 },  { 0xFF00805F, 0xFFFFFFFF, 4.9 },
        { 0xFF000000, 0xFFFFFFFF, 21.0 }, { 0xFF777777, 0xFF777777, 1.0 },
    };
    (void)state;
    for (int i = 0; i < COUNT(row); i++) {
        assert_near(color_contrast(row[i].color, row[i].surface), row[i].contrast, 0.051);
        assert_true(color_contrast(row[i].color, row[i].surface) == color_contrast(row[i].surface, row[i].color));
    }
}

static void lab_there_and_back(void **state)
{
    (void)state;
    for (uint32_t r = 0; r < 256; r += 15)
        for (uint32_t g = 0; g < 256; g += 15)
            for (uint32_t b = 0; b < 256; b += 15) {
                Color c = 0xFF000000u | r << 16 | g << 8 | b;
                assert_int_equal(color_from_lab(color_to_lab(c)), c);
            }
    Lab red = color_to_lab(0xFFFF0000u); /* Ottosson's table: L 0.628, a 0.225, b 0.126 */
    assert_near(red.L, 0.62796, 1e-4);
    assert_near(red.a, 0.22486, 1e-4);
    assert_near(red.b, 0.12585, 1e-4);
    assert_int_equal(color_from_lab((Lab){ 2, 0, 0 }), 0xFFFFFFFFu);
    assert_int_equal(color_from_lab((Lab){ -1, 0, 0 }), 0xFF000000u);
}

/* The dark probability map at p = 0, 1/8 ... 1, as the design lists it; entries lie between eighths, so to 2 levels. */
static void ramp_of_the_dark_map(void **state)
{
    static const Color at_eighths[] = { 0xFF235987, 0xFF22486B, 0xFF20384F, 0xFF1C2835, 0xFF181A1D,
                                        0xFF312620, 0xFF4B3221, 0xFF673E1F, 0xFF844A19 };
    Color ramp[256];
    (void)state;
    color_ramp(ramp, at_eighths[0], at_eighths[4], at_eighths[8]);
    assert_int_equal(ramp[0], at_eighths[0]);
    assert_int_equal(ramp[255], at_eighths[8]);
    for (int i = 0; i < COUNT(at_eighths); i++)
        for (int shift = 0; shift < 24; shift += 8) {
            int got = (int)(ramp[(255 * i + 4) / 8] >> shift & 255), want = (int)(at_eighths[i] >> shift & 255);
            assert_near(got, want, 2);
        }
    Lab middle = color_to_lab(at_eighths[4]);
    for (int i = 0; i < 128; i += 16) { /* equal steps */
        Lab a = color_to_lab(ramp[i]);
        double want = (double)(127.5f - (float)i) / 127.5, end = (double)color_to_lab(ramp[0]).L - (double)middle.L;
        assert_near((double)a.L - (double)middle.L, want * end, 0.004);
    }
}

static void mixing_is_exact_at_the_ends(void **state)
{
    (void)state;
    assert_int_equal(color_mix(0x12345678u, 0xFEDCBA98u, 0), 0x12345678u);
    assert_int_equal(color_mix(0x12345678u, 0xFEDCBA98u, 1), 0xFEDCBA98u);
    assert_int_equal(color_mix(0xFF000000u, 0xFFFFFFFFu, 0.5f), 0xFF808080u);
    assert_int_equal(color_mix(0xFFFFFFFFu, 0xFF000000u, 7), 0xFF000000u);
    assert_int_equal(color_alpha(0x12345678u, 0), 0x00345678u);
    assert_int_equal(color_alpha(0x12345678u, 1), 0xFF345678u);
    assert_int_equal(color_alpha(0x12345678u, 0.5f), 0x80345678u);
}

/* --- canvas --- */

static void clips_intersect(void **state)
{
    Arena a = { 0 };
    Canvas c = canvas_of(&a, 100, 80);
    (void)state;
    canvas_push_clip(&c, (Rect){ -10, 20, 50, 100 });
    canvas_push_clip(&c, (Rect){ 30, 0, 50, 50 });
    canvas_rect(&c, (Rect){ 0, 0, 1, 1 }, 0, 0xFFFFFFFFu);
    Rect r = c.command[0].clip;
    assert_true(r.x == 30 && r.y == 20 && r.w == 10 && r.h == 30);
    canvas_pop_clip(&c);
    canvas_pop_clip(&c);
    canvas_rect(&c, (Rect){ 0, 0, 1, 1 }, 0, 0xFFFFFFFFu);
    r = c.command[1].clip;
    assert_true(r.x == 0 && r.y == 0 && r.w == 100 && r.h == 80);
    arena_free(&a);
}

static void lists_keep_what_was_put_in(void **state)
{
    Arena a = { 0 };
    Canvas c = canvas_of(&a, 100, 100);
    Vec2 p[7];
    (void)state;
    for (int i = 0; i < 3000; i++) {
        for (int k = 0; k < 7; k++)
            p[k] = (Vec2){ (float)i, (float)k };
        canvas_fill(&c, p, 7, 0xFF000001u + (Color)i);
    }
    assert_int_equal(c.commands, 3000);
    for (int i = 0; i < 3000; i++) {
        const Command *k = &c.command[i];
        assert_int_equal(k->color, 0xFF000001u + (Color)i);
        assert_int_equal(c.contour[k->path.first_contour], 7);
        assert_true(c.point[k->path.first + 6].x == (float)i && c.point[k->path.first + 6].y == 6);
    }
    canvas_disc(&c, p[0], 3, 0x00FFFFFFu); /* invisible: not stored */
    assert_int_equal(c.commands, 3000);
    arena_free(&a);
}

static void text_is_placed_and_measured(void **state)
{
    Arena a = { 0 };
    Canvas c = canvas_of(&a, 200, 100);
    TextStyle s = { .size = 16, .color = 0xFFFFFFFFu };
    (void)state;
    assert_near(canvas_text_width(&c, s, "λ=2 1"), 16 * (4 * 0.625 + 0.375), 1e-4);
    assert_near(canvas_text(&c, 100, 50, s, "abcd"), 40, 1e-4);
    s.align = ALIGN_CENTER;
    canvas_text(&c, 100, 50, s, "abcd");
    s.align = ALIGN_RIGHT;
    canvas_text(&c, 100, 50, s, "abcd");
    assert_near(c.command[0].text.at.x, 100, 1e-4);
    assert_near(c.command[1].text.at.x, 80, 1e-4);
    assert_near(c.command[2].text.at.x, 60, 1e-4);
    assert_string_equal(c.text + c.command[2].text.first, "abcd");
    canvas_textf(&c, 0, 0, s, "%d of %s", 12, "32");
    assert_string_equal(c.text + c.command[3].text.first, "12 of 32");
    arena_free(&a);
}

static void tabular_digits_do_not_jitter(void **state)
{
    Arena a = { 0 };
    Canvas c = canvas_of(&a, 200, 100);
    TextStyle s = { .size = 16 };
    (void)state;
    assert_true(canvas_text_width(&c, s, "111.1") < canvas_text_width(&c, s, "808.4"));
    s.tabular = true;
    assert_true(canvas_text_width(&c, s, "111.1") == canvas_text_width(&c, s, "808.4"));
    arena_free(&a);
}

static void text_is_cut_between_letters(void **state)
{
    Arena a = { 0 };
    Canvas c = canvas_of(&a, 200, 100);
    TextStyle s = { .size = 16 }; /* every letter is 10 wide */
    (void)state;
    assert_int_equal(canvas_text_fit(&c, s, "λλλλ", 25), 4);
    assert_int_equal(canvas_text_fit(&c, s, "λλλλ", 40), 8);
    assert_int_equal(canvas_text_fit(&c, s, "λλλλ", 9), 0);
    assert_int_equal(canvas_text_fit(&c, s, "abc", 1000), 3);
    assert_int_equal(canvas_text_fit(&c, s, "", 1000), 0);
    assert_int_equal(canvas_text_line(&c, s, "ab cd ef", 55), 5); /* at a blank */
    assert_int_equal(canvas_text_line(&c, s, "ab cd ef", 50), 5);
    assert_int_equal(canvas_text_line(&c, s, "ab cd", 50), 5);        /* all of it */
    assert_int_equal(canvas_text_line(&c, s, "abcdef", 25), 2);       /* where there is none */
    assert_int_equal(canvas_text_line(&c, s, "abc", 1), 1);           /* at least one */
    assert_int_equal(canvas_text_line(&c, s, "决策边界好", 40), 12);  /* Chinese, anywhere */
    assert_int_equal(canvas_text_line(&c, s, "决策边界，好", 40), 9); /* but not before a comma */
    assert_int_equal(canvas_text_line(&c, s, "策略（好）", 35), 6);   /* nor behind what opens */
    assert_int_equal(canvas_text_line(&c, s, "", 10), 0);
    arena_free(&a);
}

/* --- plots --- */

static void plot_points_stay_near(void **state)
{
    Plot p = { { 10, 20, 100, 50 }, 0, 10, -1, 1, false }, log = { { 0, 0, 100, 100 }, 0, 1, 0.01f, 100, true };
    const double bad[] = { NAN, INFINITY, -INFINITY, 1e300, -1e300 };
    (void)state;
    Vec2 v = plot_at(&p, 5, 1);
    assert_true(v.x == 60 && v.y == 20);
    v = plot_at(&p, 0, -1);
    assert_true(v.x == 10 && v.y == 70);
    for (int i = 0; i < COUNT(bad); i++) {
        v = plot_at(&p, bad[i], bad[i]);
        assert_true(v.x >= 10 - 400 && v.x <= 110 + 400 && v.y >= 20 - 200 && v.y <= 70 + 200);
    }
    assert_near(plot_at(&log, 0, 1).y, 50, 1e-4);
    assert_near(plot_at(&log, 0, 10).y, 25, 1e-4);
    assert_near(plot_at(&log, 0, 0).y, 500, 1e-4);
    p.x1 = p.x0;
    assert_near(plot_at(&p, 3, 0).x, 60, 1e-4);
}

static void ticks_are_round(void **state)
{
    static const struct {
        float lo, hi;
        int most;
        float step, first;
        int count;
    } row[] = {
        { 0, 1, 5, 0.25f, 0, 5 },
        { 0, 1, 6, 0.2f, 0, 6 },
        { 0, 3000, 7, 500, 0, 7 },
        { 0, 3000, 6, 1000, 0, 4 },
        { -3.2f, 3.2f, 9, 1, -3, 7 },
        { 0, 0.05f, 3, 0.02f, 0, 3 },
        { 0.1f, 0.1001f, 4, 5e-5f, 0.1f, 3 },
        { -1, 0, 2, 1, -1, 2 },
        { 0, 1, 1, 2, 0, 1 },
        { 990, 1010, 5, 5, 990, 5 },
        { 0, 1e30f, 4, 5e29f, 0, 3 },
        { 5, 5, 4, 0, 5, 0 },
        { 1, 0, 4, 0, 1, 0 },
        { 0, 1, 0, 0, 0, 0 },
        { 0, INFINITY, 4, 0, 0, 0 },
    };
    (void)state;
    for (int i = 0; i < COUNT(row); i++) {
        float first;
        int count;
        assert_near(plot_ticks(row[i].lo, row[i].hi, row[i].most, &first, &count), row[i].step, row[i].step * 1e-6);
        assert_near(first, row[i].first, row[i].step * 1e-3);
        assert_int_equal(count, row[i].count);
    }
}

static void lines_break_at_gaps(void **state)
{
    Arena a = { 0 };
    Canvas c = canvas_of(&a, 100, 100);
    Plot p = { { 0, 0, 100, 100 }, 0, 9, 0, 1, false };
    float x[10], y[10];
    (void)state;
    for (int i = 0; i < 10; i++) {
        x[i] = (float)i;
        y[i] = i == 3 || i == 4 ? NAN : 0.5f;
    }
    plot_line(&c, &p, x, y, 10, (Stroke){ .width = 2 }, 0xFFFFFFFFu);
    assert_int_equal(c.commands, 2);
    assert_int_equal(c.command[0].path.points, 3);
    assert_int_equal(c.command[1].path.points, 5);
    plot_line(&c, &p, x, y, 0, (Stroke){ 0 }, 0xFFFFFFFFu);
    assert_int_equal(c.commands, 2);
    assert_int_equal(c.clips, 1);
    arena_free(&a);
}

/* 100 points a column, one of them far up and one far down: both are still there, in two points a column. */
static void long_lines_keep_their_extremes(void **state)
{
    enum { N = 10000 };
    static float x[N], y[N];
    Arena a = { 0 };
    Canvas c = canvas_of(&a, 100, 100);
    Plot p = { { 0, 0, 100, 100 }, 0, N, 0, 1, false };
    (void)state;
    for (int i = 0; i < N; i++) {
        x[i] = (float)i;
        y[i] = i == 5050 ? 0.9f : i == 5060 ? 0.1f : 0.5f;
    }
    plot_line(&c, &p, x, y, N, (Stroke){ 0 }, 0xFFFFFFFFu);
    assert_int_equal(c.commands, 1);
    assert_true(c.command[0].path.points <= 200);
    float top = 100, bottom = 0;
    for (int i = 0; i < c.points; i++) {
        top = min_f(top, c.point[i].y);
        bottom = max_f(bottom, c.point[i].y);
        assert_true(i == 0 || c.point[i].x >= c.point[i - 1].x);
    }
    assert_near(top, 10, 1e-3);
    assert_near(bottom, 90, 1e-3);
    arena_free(&a);
}

static double area_of(const Canvas *c)
{
    double area = 0;
    for (int k = 0; k < c->commands; k++) {
        const Vec2 *p = c->point + c->command[k].path.first;
        for (int i = 0, n = c->command[k].path.points; i < n; i++) {
            Vec2 u = p[i], v = p[(i + 1) % n];
            area += 0.5 * ((double)u.x * (double)v.y - (double)v.x * (double)u.y);
        }
    }
    return area;
}

/* hi - lo runs from -1 to 1: a triangle is filled on the right half, from the crossing on. */
static void between_starts_at_the_crossing(void **state)
{
    const float x[] = { 0, 1, 2, 3 }, lo[] = { 1, 1, 1, 1 }, hi[] = { 0, 0.5f, 1.5f, 2 }, none[] = { 0, 0, NAN, 1 };
    Arena a = { 0 };
    Canvas c = canvas_of(&a, 300, 200);
    Plot p = { { 0, 0, 300, 200 }, 0, 3, 0, 2, false };
    (void)state;
    plot_between(&c, &p, x, lo, hi, 4, 0xFFFFFFFFu);
    assert_int_equal(c.commands, 1);
    assert_near(area_of(&c), 0.5 * 50 * 50 + 100 * 0.5 * (50 + 100), 1e-3);
    c = canvas_of(&a, 300, 200);
    plot_between(&c, &p, x, lo, none, 4, 0xFFFFFFFFu);
    assert_int_equal(c.commands, 0);
    c = canvas_of(&a, 300, 200);
    plot_between(&c, &p, x, hi, lo, 4, 0xFFFFFFFFu);
    assert_near(area_of(&c), 0.5 * 50 * 50 + 100 * 0.5 * (50 + 100), 1e-3);
    arena_free(&a);
}

static void numbers_for_people(void **state)
{
    static const struct {
        double v;
        const char *text;
    } row[] = {
        { 0, "0" },         { -0.0, "0" },       { 0.0056, "0.0056" },   { 0.01, "0.01" },
        { 1, "1" },         { 12, "12" },        { 0.00095, "0.00095" }, { 0.00094, "9.4·10⁻⁴" },
        { 3e-4, "3·10⁻⁴" }, { 1e-5, "10⁻⁵" },    { 1.5, "1.5" },         { 3449, "3400" },
        { 9999, "10000" },  { 10000, "10⁴" },    { 4e19, "4·10¹⁹" },     { -0.5, "−0.5" },
        { -1e-7, "−10⁻⁷" }, { 9.96e-6, "10⁻⁵" }, { INFINITY, "∞" },      { -INFINITY, "−∞" },
        { NAN, "NaN" },     { 0.996, "1" },      { 99.6, "100" },        { 5e-324, "4.9·10⁻³²⁴" },
    };
    (void)state;
    for (int i = 0; i < COUNT(row); i++) {
        char text[32];
        assert_int_equal(text_short(text, row[i].v), strlen(row[i].text));
        assert_string_equal(text, row[i].text);
    }
    char text[32];
    text_power(text, -10);
    assert_string_equal(text, "10⁻¹⁰");
    text_power(text, 0);
    assert_string_equal(text, "10⁰");
}

/* --- camera --- */

static void camera_looks_from_above(void **state)
{
    Camera cam = { 0, 1.57079633f, 1, { 0, 0, 1000, 1000 }, 50 };
    float near_depth, far_depth;
    (void)state;
    Vec2 middle = camera_at(&cam, 0.5f, 0.5f, 0, NULL), right = camera_at(&cam, 1, 0.5f, 0, NULL);
    Vec2 front = camera_at(&cam, 0.5f, 1, 0, NULL), up = camera_at(&cam, 0.5f, 0.5f, 1, NULL);
    assert_near(right.x - middle.x, 310, 1e-3);
    assert_near(right.y, middle.y, 1e-3);
    assert_near(front.y - middle.y, 310, 1e-3);
    assert_near(middle.y - up.y, 50, 1e-3);
    cam.pitch = 0.5f;
    camera_at(&cam, 0.5f, 0, 0, &far_depth);
    camera_at(&cam, 0.5f, 1, 0, &near_depth);
    assert_true(near_depth > far_depth);
    camera_at(&cam, 0.5f, 0.5f, 0, &far_depth);
    camera_at(&cam, 0.5f, 0.5f, 1, &near_depth);
    assert_true(near_depth > far_depth);
}

enum { NODES = 9, CELLS = 16 };

/* The middles of the cells on the screen, in the order in which they are painted; lines are left out. */
static int cells_of(const Canvas *c, Vec2 *middle)
{
    int n = 0;
    for (int i = 0; i < c->quad_colors; i++) {
        const Vec2 *p = c->point + i * 4;
        if (c->quad_color[i] >> 24 == 255)
            middle[n++] = (Vec2){ (p[0].x + p[1].x + p[2].x + p[3].x) / 4, (p[0].y + p[1].y + p[2].y + p[3].y) / 4 };
    }
    return n;
}

/* Of two neighbours on a flat surface, the one lower on the screen is in front and must be painted later. */
static void assert_order(const Vec2 *middle, int n, Vec2 step)
{
    int pairs = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            float dx = middle[j].x - middle[i].x - step.x, dy = middle[j].y - middle[i].y - step.y;
            if (dx * dx + dy * dy > 1e-3f)
                continue;
            pairs++;
            assert_true(step.y == 0 || (j > i) == (step.y > 0));
        }
    assert_int_equal(pairs, 12);
}

static void surface_is_painted_back_to_front(void **state)
{
    float z[NODES * NODES] = { 0 };
    Color color[NODES * NODES];
    Vec2 middle[CELLS];
    Arena a = { 0 }, scratch = { 0 };
    (void)state;
    for (int i = 0; i < NODES * NODES; i++)
        color[i] = 0xFF408080u;
    for (int turn = 0; turn < 8; turn++) { /* from every side */
        Camera cam = { (float)turn * 0.8f, 0.5f, 1, { 0, 0, 400, 400 }, 50 };
        Canvas c = canvas_of(&a, 400, 400);
        camera_surface(&c, &scratch, &cam, z, color, NODES, 2);
        assert_int_equal(cells_of(&c, middle), CELLS);
        Vec2 o = camera_at(&cam, 0, 0, 0, NULL), x = camera_at(&cam, 0.25f, 0, 0, NULL),
             y = camera_at(&cam, 0, 0.25f, 0, NULL);
        assert_order(middle, CELLS, (Vec2){ x.x - o.x, x.y - o.y });
        assert_order(middle, CELLS, (Vec2){ y.x - o.x, y.y - o.y });
    }
    z[4 * NODES + 4] = NAN; /* a corner of four cells */
    Canvas c = canvas_of(&a, 400, 400);
    camera_surface(&c, &scratch, &(Camera){ 0.3f, 0.5f, 1, { 0, 0, 400, 400 }, 50 }, z, color, NODES, 2);
    assert_int_equal(cells_of(&c, middle), CELLS - 4);
    arena_free(&a);
    arena_free(&scratch);
}

/* --- PNG --- */

static void png_there_and_back(void **state)
{
    enum { W = 37, H = 11 };
    Color px[W * H];
    Bytes one, two;
    Pixels back;
    Err err;
    (void)state;
    for (int i = 0; i < W * H; i++)
        px[i] = 0xFF000000u | (Color)i * 2654435761u >> 8;
    Pixels in = { px, W - 3, H, W };
    assert_true(png_write(in, false, 300, "ridgescope", "λ: 0.0056", &one, &err));
    assert_true(png_write(in, false, 300, "ridgescope", "λ: 0.0056", &two, &err));
    assert_int_equal(one.size, two.size);
    assert_memory_equal(one.data, two.data, one.size);
    assert_true(png_read(one.data, one.size, &back, &err));
    assert_true(back.w == W - 3 && back.h == H);
    for (int y = 0; y < H; y++)
        assert_memory_equal(px + y * W, back.px + y * back.stride, (W - 3) * sizeof *px);
    bool text = false, dpi = false;
    for (size_t i = 0; i + 9 < one.size; i++) {
        text = text || memcmp(one.data + i, "iTXtridgesco", 9) == 0;
        dpi = dpi || memcmp(one.data + i, "pHYs\x00\x00\x2e\x23", 8) == 0; /* 11811 dots a metre */
    }
    assert_true(text && dpi);
    free(one.data);
    free(two.data);
    free(back.px);
}

static void png_keeps_alpha(void **state)
{
    Color px[4] = { 0x00000000u, 0x80400020u, 0xFF123456u, 0x01010000u };
    Pixels in = { px, 4, 1, 4 }, back;
    Bytes out;
    Err err;
    (void)state;
    assert_true(png_write(in, true, 0, NULL, NULL, &out, &err));
    assert_true(png_read(out.data, out.size, &back, &err));
    assert_memory_equal(px, back.px, sizeof px);
    free(out.data);
    free(back.px);
}

/* Every cut and every flipped byte: an error or a picture, never a crash or a leak (the sanitizers watch). */
static void damaged_png_is_refused(void **state)
{
    Color px[64];
    Pixels back;
    Bytes out;
    Err err;
    (void)state;
    for (int i = 0; i < 64; i++)
        px[i] = 0xFF000000u | (Color)i * 40503u;
    assert_true(png_write((Pixels){ px, 8, 8, 8 }, false, 0, NULL, NULL, &out, &err));
    for (size_t n = 0; n < out.size; n++) {
        err.text[0] = 0;
        if (png_read(out.data, n, &back, &err))
            fail_msg("accepted %d of %d bytes", (int)n, (int)out.size);
        assert_true(err.text[0] && !back.px);
    }
    int refused = 0;
    for (size_t i = 0; i < out.size; i++) {
        out.data[i] ^= 0x41;
        if (png_read(out.data, out.size, &back, &err))
            free(back.px);
        else
            refused++;
        out.data[i] ^= 0x41;
    }
    assert_true(refused > (int)out.size / 2);
    free(out.data);
    assert_false(png_write((Pixels){ px, 0, 8, 8 }, false, 0, NULL, NULL, &out, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contrast_of_tokens),
        cmocka_unit_test(lab_there_and_back),
        cmocka_unit_test(ramp_of_the_dark_map),
        cmocka_unit_test(mixing_is_exact_at_the_ends),
        cmocka_unit_test(clips_intersect),
        cmocka_unit_test(lists_keep_what_was_put_in),
        cmocka_unit_test(text_is_placed_and_measured),
        cmocka_unit_test(tabular_digits_do_not_jitter),
        cmocka_unit_test(text_is_cut_between_letters),
        cmocka_unit_test(plot_points_stay_near),
        cmocka_unit_test(ticks_are_round),
        cmocka_unit_test(lines_break_at_gaps),
        cmocka_unit_test(long_lines_keep_their_extremes),
        cmocka_unit_test(between_starts_at_the_crossing),
        cmocka_unit_test(numbers_for_people),
        cmocka_unit_test(camera_looks_from_above),
        cmocka_unit_test(surface_is_painted_back_to_front),
        cmocka_unit_test(png_there_and_back),
        cmocka_unit_test(png_keeps_alpha),
        cmocka_unit_test(damaged_png_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
