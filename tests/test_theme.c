/* Every theme keeps to what the design promises: contrast, room between the classes for each kind of colour vision, a
 * neutral middle of the probability map. Every icon stays in its box. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "panels/panel.h"

#include <math.h>
#include <stdio.h>

/* Dichromats' colours in linear RGB (Machado, Oliveira, Fernandes 2009, severity 1). least: of two classes, OKLab. */
static const struct {
    const char *name;
    double m[3][3], least;
} visions[] = {
    { "normal", { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }, 0.17 },
    { "protanopia",
      { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } },
      0.10 },
    { "deuteranopia",
      { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } },
      0.10 },
    { "tritanopia",
      { { 1.255528, -0.076749, -0.178779 }, { -0.078411, 0.930809, 0.147602 }, { 0.004733, 0.691367, 0.303900 } },
      0.07 },
};

static double to_linear(Color c, int shift)
{
    double v = (c >> shift & 255) / 255.0;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static Color from_linear(const double v[3])
{
    Color c = 0xFF;
    for (int i = 0; i < 3; i++) {
        double u = fmin(1, fmax(0, v[i]));
        u = u <= 0.0031308 ? u * 12.92 : 1.055 * pow(u, 1 / 2.4) - 0.055;
        c = c << 8 | (Color)lround(255 * u);
    }
    return c;
}

static Color seen(int vision, Color c)
{
    double in[3] = { to_linear(c, 16), to_linear(c, 8), to_linear(c, 0) }, out[3] = { 0 };
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            out[i] += visions[vision].m[i][j] * in[j];
    return from_linear(out);
}

static double distance(int vision, Color a, Color b)
{
    Lab p = color_to_lab(seen(vision, a)), q = color_to_lab(seen(vision, b));
    return sqrt(pow((double)(p.L - q.L), 2) + pow((double)(p.a - q.a), 2) + pow((double)(p.b - q.b), 2));
}

static void text_and_marks_have_contrast(void **state)
{
    (void)state;
    for (int i = 0; i < theme_count; i++) {
        const Theme *t = &theme_defs[i];
        const struct {
            const char *name;
            Color mark, on;
            float least;
        } pairs[] = {
            { "ink", t->ink, t->surface, 4.5f },
            { "ink2", t->ink2, t->surface, 4.5f },
            { "ink3", t->ink3, t->surface, 4.5f },
            { "ink3 on bg", t->ink3, t->bg, 4.5f },
            { "ink on raised", t->ink, t->raised, 4.5f },
            { "ink2 on raised", t->ink2, t->raised, 4.5f },
            { "ink2 on a lit row", t->ink2, t->line, 4.5f },
            { "ink on chosen", t->ink, t->chosen, 4.5f },
            { "lam", t->lam, t->surface, 4.5f },
            { "on lam", t->on_lam, t->lam, 4.5f },
            { "train", t->train, t->surface, 4.5f },
            { "gap text", t->gap_text, t->surface, 4.5f },
            { "danger", t->danger, t->surface, 4.5f },
            { "ink on danger fill", t->ink, t->danger_fill, 4.5f },
            { "tip", t->tip_ink2, t->tip, 4.5f },
            { "layer 1", t->layer[0], t->surface, 3 },
            { "layer 2", t->layer[1], t->surface, 3 },
            { "output", t->layer[2], t->surface, 3 },
            { "boundary on 0", t->ink, t->field_lo, 6 },
            { "boundary on 1", t->ink, t->field_hi, 6 },
        };
        for (int k = 0; k < THEME_CLASSES; k++) { /* a mark, its outline, and the boundary over its field */
            assert_true(color_contrast(t->cls[k], t->surface) >= 3);
            assert_true(color_contrast(t->cls[k], t->point_outline) >= 3);
            assert_true(color_contrast(t->ink, t->field_cls[k]) >= 6);
        }
        for (int k = 0; k < COUNT(pairs); k++)
            if (!(color_contrast(pairs[k].mark, pairs[k].on) >= pairs[k].least))
                fail_msg("%s, %s: contrast %.2f, wanted %.1f", t->key, pairs[k].name,
                         (double)color_contrast(pairs[k].mark, pairs[k].on), (double)pairs[k].least);
    }
}

static void classes_differ_for_every_kind_of_colour_vision(void **state)
{
    (void)state;
    for (int i = 0; i < theme_count; i++)
        for (int v = 0; v < COUNT(visions); v++) {
            const Theme *t = &theme_defs[i];
            for (int a = 0; a < THEME_CLASSES; a++)
                for (int b = 0; b < a; b++) { /* turned around, a mark is much the same: what counts is corners */
                    bool alike = a < THEME_APART || points_corners(a) == points_corners(b);
                    double apart = distance(v, t->cls[a], t->cls[b]), least = v ? 0.05 : 0.10;
                    if (t->grey) { /* only lightness is left: corners count from the third class on, and more */
                        alike = points_corners(a) == points_corners(b);
                        least = 0;
                    }
                    if (t->grey && alike) {
                        assert_true(apart >= (a < 2 ? 0.35 : 0.13));
                        continue;
                    }
                    if (apart < (alike ? visions[v].least : least))
                        fail_msg("%s, %s: classes %d and %d are %.3f apart", t->key, visions[v].name, b, a, apart);
                }
        }
}

/* One colour, one meaning: added classes keep away from lambda, train and gap; from the fifth on marks help. */
static void added_classes_are_nobody_elses_colour(void **state)
{
    (void)state;
    for (int i = 0; i < theme_count; i++)
        for (int v = 0; v < COUNT(visions); v++)
            for (int k = 2; k < THEME_CLASSES; k++) {
                const Theme *t = &theme_defs[i];
                const Color taken[] = { t->lam, t->train, t->gap };
                if (t->grey)
                    continue;
                double least = k < THEME_APART ? (v ? 0.10 : 0.18) : (v ? 0.05 : 0.12);
                for (int j = 0; j < COUNT(taken); j++)
                    assert_true(distance(v, t->cls[k], taken[j]) >= least);
            }
}

/* What is told apart by colour where lines or bars lie side by side; a width, a dash or a hatch helps as well. */
static void curves_and_layers_differ_for_every_kind_of_colour_vision(void **state)
{
    (void)state;
    for (int i = 0; i < theme_count; i++)
        for (int v = 0; v < COUNT(visions); v++) {
            const Theme *t = &theme_defs[i];
            const struct {
                const char *name;
                Color a, b;
                double least;
            } pairs[] = {
                { "train, lambda", t->train, t->lam, 0.09 }, /* and the hatch of the penalty's bar */
                { "train, test", t->train, t->ink, 0.07 },   /* and their widths */
                { "lambda, test", t->lam, t->ink, t->grey ? 0.10 : 0.15 },
                { "layers 1, 2", t->layer[0], t->layer[1], 0.15 },
                { "layers 2, output", t->layer[1], t->layer[2], 0.15 },
                { "gap, train", t->gap, t->train, 0.09 },
            };
            for (int k = 0; k < COUNT(pairs); k++)
                if (!(distance(v, pairs[k].a, pairs[k].b) >= pairs[k].least))
                    fail_msg("%s, %s: %s are %.3f apart", t->key, visions[v].name, pairs[k].name,
                             distance(v, pairs[k].a, pairs[k].b));
        }
}

/* A printer without colours: what differs there is lightness alone. */
static void print_is_right_in_grey(void **state)
{
    (void)state;
    const Theme *t = &theme_defs[theme_find("print")];
    const Color pairs[][2] = { { t->cls[0], t->cls[1] },      { t->field_lo, t->field_hi },
                               { t->field_lo, t->field_mid }, { t->field_hi, t->field_mid },
                               { t->train, t->ink },          { t->lam, t->train },
                               { t->layer[0], t->layer[1] },  { t->layer[1], t->layer[2] } };
    assert_int_equal(t->bg, 0xFFFFFFFF);
    for (int i = 0; i < COUNT(pairs); i++) {
        float a = color_to_lab(pairs[i][0]).L, b = color_to_lab(pairs[i][1]).L;
        if (fabsf(a - b) < (i == 0 ? 0.15f : 0.10f))
            fail_msg("pair %d: lightness %.3f and %.3f", i, (double)a, (double)b);
    }
}

/* What a lamp washes out is stronger than on a screen: text 7 to 1, lines wider. */
static void projector_is_seen_from_the_last_row(void **state)
{
    (void)state;
    const Theme *t = &theme_defs[theme_find("projector")], *light = &theme_defs[theme_find("light")];
    const Color text[] = { t->ink, t->ink2, t->ink3, t->lam, t->gap_text, t->danger };
    for (int i = 0; i < COUNT(text); i++)
        assert_true(color_contrast(text[i], t->surface) >= 7);
    assert_true(t->weight > light->weight);
    assert_true(color_contrast(t->train, t->surface) > color_contrast(light->train, light->surface));
    for (int k = 0; k < 2; k++)
        assert_true(color_contrast(t->cls[k], t->surface) > color_contrast(light->cls[k], light->surface));
}

static void ramp_is_neutral_in_the_middle_and_even(void **state)
{
    (void)state;
    for (int i = 0; i < theme_count; i++) {
        const Theme *t = &theme_defs[i];
        const Color *ramp = theme_ramp(t);
        assert_int_equal(ramp[0], t->field_lo);
        assert_int_equal(ramp[255], t->field_hi);
        for (int k = 16; k < 256; k += 16) {
            double d = distance(0, ramp[k], ramp[k - 16]);
            assert_true(d > 0.015 && d < 0.04);
        }
        assert_true(distance(0, ramp[127], t->field_mid) < 0.005);
        assert_ptr_equal(ramp, theme_ramp(t));
        for (int v = 0; v < COUNT(visions); v++)
            assert_true(distance(v, ramp[0], ramp[255]) >= 0.14);
    }
}

static void themes_are_found_by_key(void **state)
{
    (void)state;
    for (int i = 0; i < theme_count; i++)
        assert_int_equal(theme_find(theme_defs[i].key), i);
    assert_int_equal(theme_find("sepia"), -1);
    assert_int_equal(theme_find(""), -1);
}

static float advance(void *user, Face face, float px, uint32_t rune)
{
    (void)user, (void)face, (void)rune;
    return px / 2;
}
static const Font font = { .advance = advance };

static void icons_stay_in_their_box(void **state)
{
    (void)state;
    Arena arena = { 0 };
    for (int icon = ICON_NONE; icon < ICON_COUNT; icon++) {
        Canvas c;
        arena_reset(&arena);
        canvas_begin(&c, &arena, &font, 100, 100, 0);
        icon_draw(&c, (Icon)icon, 50, 60, 2, 0xFFFFFFFF, 0xFF000000);
        if (icon == ICON_NONE) {
            assert_int_equal(c.commands, 0);
            continue;
        }
        assert_true(c.commands > 0);
        for (int i = 0; i < c.points; i++) { /* 22 px: the logo is a little wider than the others */
            assert_true(fabsf(c.point[i].x - 50) <= 2 * 11);
            assert_true(fabsf(c.point[i].y - 60) <= 2 * 10);
        }
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_marks_have_contrast),
        cmocka_unit_test(classes_differ_for_every_kind_of_colour_vision),
        cmocka_unit_test(added_classes_are_nobody_elses_colour),
        cmocka_unit_test(curves_and_layers_differ_for_every_kind_of_colour_vision),
        cmocka_unit_test(print_is_right_in_grey),
        cmocka_unit_test(projector_is_seen_from_the_last_row),
        cmocka_unit_test(ramp_is_neutral_in_the_middle_and_even),
        cmocka_unit_test(themes_are_found_by_key),
        cmocka_unit_test(icons_stay_in_their_box),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
