/* The embedded fonts through SDL_ttf, without a window: every face opens, text has linear widths, and a mask moves
 * with the pen's quarter pixel without losing ink. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "app/font.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

static int open_fonts(void **state)
{
    struct FontSet *set;
    Err err;
    if (!font_open(&set, &err))
        return -1;
    *state = set;
    return 0;
}

static int close_fonts(void **state)
{
    font_close(*state);
    return 0;
}

static double ink(GlyphMask m)
{
    double sum = 0;
    for (int y = 0; y < m.h; y++)
        for (int x = 0; x < m.w; x++)
            sum += m.coverage[y * m.stride + x] / 255.0;
    return sum;
}

/* Where the ink is, from the pen, in pixels to the right. */
static double middle(GlyphMask m)
{
    double sum = 0;
    for (int y = 0; y < m.h; y++)
        for (int x = 0; x < m.w; x++)
            sum += m.coverage[y * m.stride + x] / 255.0 * (m.left + x + 0.5);
    return sum / ink(m);
}

static GlyphMask mask_of(void **state, Face face, float px, uint32_t rune, int quarter)
{
    const Font *f = font_of(*state);
    return f->mask(f->user, face, px, rune, quarter);
}

static void every_face_has_the_letters_in_use(void **state)
{
    static const uint32_t rune[] = { 'A',    'g',  '0',    0x3BB,  0x2016, 0x2212, 0x2207,
                                     0x2208, 0xB2, 0x207B, 0x2079, 0x221E, 0xB7 };
    const Font *f = font_of(*state);
    for (int face = 0; face < FACE_COUNT; face++) {
        double box = ink(mask_of(state, (Face)face, 26, 0x10FFFD, 0)); /* no font has this one */
        for (int i = 0; i < COUNT(rune); i++) {
            double own = ink(mask_of(state, (Face)face, 26, rune[i], 0));
            assert_true(own > 3);
            assert_true(fabs(own - box) > 0.5); /* not the box that stands for a missing letter */
            assert_true(f->advance(f->user, (Face)face, 26, rune[i]) > 3);
        }
    }
}

static bool is_there(const Font *f, Face face, uint32_t rune)
{
    GlyphMask m = f->mask(f->user, face, 20, rune, 0), box = f->mask(f->user, face, 20, 0x10FFFD, 0);
    if (m.w != box.w || m.h != box.h)
        return true;
    for (int y = 0; y < m.h; y++)
        if (memcmp(m.coverage + y * m.stride, box.coverage + y * box.stride, (size_t)m.w) != 0)
            return true;
    return false;
}

/* Letters of a file that no font of the program has; each is printed once. */
static int missing_of(const Font *f, const char *path, uint8_t seen[0x30000])
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char line[4096];
    int missing = 0;
    while (fgets(line, sizeof line, file)) {
        const char *s = line;
        for (uint32_t rune; (rune = text_rune(&s));) {
            if (rune < ' ' || rune >= 0x30000 || seen[rune])
                continue;
            seen[rune] = 1;
            if (!is_there(f, FACE_REGULAR, rune) || !is_there(f, FACE_SEMIBOLD, rune)) {
                print_error("%s: no letter for U+%04X\n", path, (unsigned)rune);
                missing++;
            }
        }
    }
    fclose(file);
    return missing;
}

/* What ends in .po, and lessons in other languages than English: NAME.LANGUAGE.md. */
static bool is_translation(const char *name)
{
    const char *dot = strchr(name, '.');
    return dot && (strcmp(dot, ".po") == 0 || (strcmp(dot, ".md") != 0 && strcmp(strrchr(name, '.'), ".md") == 0));
}

static void every_letter_of_the_translations_is_there(void **state)
{
    static const char *const folders[] = { TEST_DATA "/../po", TEST_DATA "/../lessons" };
    static uint8_t seen[0x30000];
    int files = 0, missing = 0;
    assert_false(is_there(font_of(*state), FACE_REGULAR, 0x10FFFE)); /* a missing one is seen to be missing */
    for (int i = 0; i < COUNT(folders); i++) {
        DIR *d = opendir(folders[i]);
        assert_non_null(d);
        for (struct dirent *e; (e = readdir(d));) {
            char path[1024];
            if (!is_translation(e->d_name))
                continue;
            snprintf(path, sizeof path, "%s/%.200s", folders[i], e->d_name);
            missing += missing_of(font_of(*state), path, seen);
            files++;
        }
        closedir(d);
    }
    assert_true(files > 0);
    assert_int_equal(missing, 0);
}

/* Chinese beside Latin: on the same baseline, within the line, and one em wide. */
static void chinese_fits_into_the_line(void **state)
{
    const Font *f = font_of(*state);
    for (int face = 0; face < FACE_COUNT; face++) {
        GlyphMask m = mask_of(state, (Face)face, 40, 0x56FD, 0); /* fills its square */
        assert_true(m.top >= -38 && m.top <= -30);
        assert_true(m.top + m.h >= 1 && m.top + m.h <= 6);
        assert_true(fabsf(f->advance(f->user, (Face)face, 40, 0x56FD) - 40) < 0.1f);
    }
}

/* JetBrains Mono: 600 units of 1000, all of them. Inter: whatever it is, it is proportional to the size. */
static void advances_are_those_of_the_font(void **state)
{
    const Font *f = font_of(*state);
    for (float px = 9; px < 50; px += 3.3f) {
        assert_true(fabsf(f->advance(f->user, FACE_MONO, px, 'i') - 0.6f * px) < 0.001f * px);
        assert_true(fabsf(f->advance(f->user, FACE_MONO_MEDIUM, px, 'W') - 0.6f * px) < 0.001f * px);
        float twice = f->advance(f->user, FACE_REGULAR, 2 * px, 'e');
        assert_true(fabsf(twice - 2 * f->advance(f->user, FACE_REGULAR, px, 'e')) < 1e-4f * px);
    }
}

static void masks_are_as_large_as_asked(void **state)
{
    for (float px = 8; px <= 90; px *= 1.31f) {
        GlyphMask m = mask_of(state, FACE_REGULAR, px, 'H', 0); /* cap height of Inter: 2048 of 2816 */
        assert_true(fabs(ink(m) / (px * px) - ink(mask_of(state, FACE_REGULAR, 400, 'H', 0)) / 160000) < 0.004);
        assert_true(abs(m.h - (int)(px * 0.727f + 0.5f)) <= 1);
        assert_int_equal(m.top + m.h, 0); /* it stands on the baseline */
    }
}

static void quarters_move_the_ink_and_keep_it(void **state)
{
    static const uint32_t rune[] = { 'j', 'W', 'o', 'f', 0x3BB };
    for (int face = 0; face < FACE_COUNT; face++)
        for (int i = 0; i < COUNT(rune); i++) {
            GlyphMask still = mask_of(state, (Face)face, 13, rune[i], 0);
            for (int quarter = 1; quarter < 4; quarter++) {
                GlyphMask moved = mask_of(state, (Face)face, 13, rune[i], quarter);
                assert_true(fabs(ink(moved) - ink(still)) < 0.2);
                assert_true(fabs(middle(moved) - middle(still) - quarter / 4.0) <
                            0.1); /* ink is not in pixel centres */
                assert_int_equal(moved.top, still.top);
            }
        }
}

static void a_mask_is_made_once(void **state)
{
    GlyphMask a = mask_of(state, FACE_ITALIC, 17.5f, 'J', 2);
    for (uint32_t rune = 33; rune < 3000; rune++) /* the table grows meanwhile */
        mask_of(state, FACE_REGULAR, 9, rune, 0);
    GlyphMask b = mask_of(state, FACE_ITALIC, 17.5f, 'J', 2);
    assert_ptr_equal(a.coverage, b.coverage);
    assert_int_equal(mask_of(state, FACE_REGULAR, 16, ' ', 0).h, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_face_has_the_letters_in_use, open_fonts, close_fonts),
        cmocka_unit_test_setup_teardown(every_letter_of_the_translations_is_there, open_fonts, close_fonts),
        cmocka_unit_test_setup_teardown(chinese_fits_into_the_line, open_fonts, close_fonts),
        cmocka_unit_test_setup_teardown(advances_are_those_of_the_font, open_fonts, close_fonts),
        cmocka_unit_test_setup_teardown(masks_are_as_large_as_asked, open_fonts, close_fonts),
        cmocka_unit_test_setup_teardown(quarters_move_the_ink_and_keep_it, open_fonts, close_fonts),
        cmocka_unit_test_setup_teardown(a_mask_is_made_once, open_fonts, close_fonts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
