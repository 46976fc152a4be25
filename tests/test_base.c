/* Arenas, random streams and text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- arena --- */

static void arena_gives_aligned_zeroed_separate_memory(void **state)
{
    (void)state;
    Arena a = { 0 };
    unsigned char *last = NULL;
    size_t sum = 0;
    for (size_t size = 1; size < 100000; size = size * 3 + 1) {
        unsigned char *p = arena_alloc(&a, size);
        assert_int_equal((uintptr_t)p % 64, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xAA, size);
        assert_true(!last || last[0] == 0xAA);
        last = p;
        sum += (size + 63) / 64 * 64;
    }
    assert_int_equal(arena_used(&a), sum);
    arena_free(&a);
    assert_null(a.first);
    assert_int_equal(arena_used(&a), 0);
}

static void arena_reset_keeps_one_block_that_holds_all(void **state)
{
    (void)state;
    Arena a = { 0 };
    for (int i = 0; i < 100; i++)
        memset(arena_alloc(&a, 10000), 1, 10000);
    assert_true(a.first != a.now);
    arena_reset(&a);
    assert_int_equal(arena_used(&a), 0);
    const void *block = a.first;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 100; i++) {
            const unsigned char *p = arena_alloc(&a, 10000);
            assert_int_equal(p[0] | p[9999], 0); /* zeroed again */
            memset((void *)(uintptr_t)p, 1, 10000);
        }
        assert_ptr_equal(a.first, block);
        assert_ptr_equal(a.first, a.now);
        arena_reset(&a);
    }
    arena_free(&a);
}

static void arena_says_when_there_is_no_memory(void **state)
{
    (void)state;
    Arena a = { 0 };
    int *kept = arena_new(&a, int, 4);
    kept[3] = 7;
    assert_null(arena_try(&a, SIZE_MAX));
    assert_null(arena_try(&a, SIZE_MAX / 2));
    assert_int_equal(kept[3], 7);
    assert_non_null(arena_try(&a, 0));
    arena_free(&a);
}

/* --- random streams --- */

static void rng_is_pcg32(void **state)
{
    (void)state;
    static const uint32_t want[] = { 0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e };
    Rng r = rng_make(42, 54); /* the demonstration of the reference implementation */
    for (int i = 0; i < COUNT(want); i++)
        assert_int_equal(rng_u32(&r), want[i]);
}

static void rng_streams_differ_and_copies_repeat(void **state)
{
    (void)state;
    Rng a = rng_make(1, 1), b = rng_make(1, 2), c = a;
    int same = 0;
    for (int i = 0; i < 1000; i++) {
        uint32_t x = rng_u32(&a);
        same += x == rng_u32(&b);
        assert_int_equal(x, rng_u32(&c));
    }
    assert_true(same <= 1);
}

static void rng_below_is_uniform(void **state)
{
    (void)state;
    Rng r = rng_make(3, 1);
    int count[7] = { 0 };
    double chi2 = 0;
    for (int i = 0; i < 70000; i++)
        count[rng_below(&r, 7)]++;
    for (int i = 0; i < 7; i++)
        chi2 += (count[i] - 1e4) * (count[i] - 1e4) / 1e4;
    assert_true(chi2 < 22.5); /* 6 degrees of freedom, 0.1 % */
    assert_int_equal(rng_below(&r, 1), 0);
    int low = 0; /* 3/4 of 2^32: without rejection the lowest third would come twice as often as the rest */
    for (int i = 0; i < 30000; i++)
        low += rng_below(&r, 3u << 30) < 1u << 30;
    assert_true(abs(low - 10000) < 400);
}

static void rng_unit_fills_the_interval(void **state)
{
    (void)state;
    Rng r = rng_make(4, 1);
    double sum = 0, sum2 = 0, least = 1, most = 0;
    enum { N = 100000 };
    for (int i = 0; i < N; i++) {
        double u = rng_unit(&r);
        sum += u;
        sum2 += u * u;
        least = fmin(least, u);
        most = fmax(most, u);
    }
    assert_true(least >= 0 && least < 1e-3 && most < 1 && most > 1 - 1e-3);
    assert_true(fabs(sum / N - 0.5) < 0.004 && fabs(sum2 / N - 1. / 3) < 0.004);
}

static void rng_normal_has_the_moments(void **state)
{
    (void)state;
    Rng r = rng_make(5, 1);
    double m[5] = { 0 };
    enum { N = 200000 };
    int beyond = 0;
    for (int i = 0; i < N; i++) {
        double x = rng_normal(&r), power = 1;
        beyond += fabs(x) > 1.959964;
        for (int k = 1; k <= 4; k++)
            m[k] += (power *= x) / N;
    }
    assert_true(fabs(m[1]) < 0.01 && fabs(m[2] - 1) < 0.015 && fabs(m[3]) < 0.03 && fabs(m[4] - 3) < 0.1);
    assert_true(abs(beyond - N / 20) < 400);
    Rng once = rng_make(6, 1), twice = once; /* one normal takes two draws and keeps none */
    rng_normal(&once);
    rng_u32(&twice);
    rng_u32(&twice);
    assert_int_equal(rng_u32(&once), rng_u32(&twice));
}

static void rng_shuffle_makes_all_orders_alike(void **state)
{
    (void)state;
    Rng r = rng_make(7, 1);
    int count[4][4] = { 0 };
    for (int k = 0; k < 40000; k++) {
        int order[4] = { 0, 1, 2, 3 };
        rng_shuffle(&r, order, 4);
        assert_int_equal((1 << order[0]) | (1 << order[1]) | (1 << order[2]) | (1 << order[3]), 15);
        for (int i = 0; i < 4; i++)
            count[i][order[i]]++;
    }
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            assert_true(abs(count[i][j] - 10000) < 400);
}

/* --- text --- */

static void numbers_read_back(void **state)
{
    (void)state;
    Rng r = rng_make(8, 1);
    char text[32];
    for (int i = 0; i < 20000; i++) {
        union {
            uint64_t u;
            double d;
        } v = { .u = (uint64_t)rng_u32(&r) << 32 | rng_u32(&r) };
        double back;
        if (!num_finite(v.d))
            continue;
        int length = text_of_double(text, v.d);
        assert_true(length == (int)strlen(text) && length < 26);
        assert_true(text_to_double(text, &back) && memcmp(&back, &v.d, sizeof back) == 0);
        FloatBits f = { .u = rng_u32(&r) };
        if (!num_finite((double)f.f))
            continue;
        assert_true(text_of_float(text, f.f) < 18);
        assert_true(text_to_double(text, &back) && (float)back == f.f);
    }
}

static void numbers_are_short(void **state)
{
    (void)state;
    static const struct {
        double v;
        const char *text;
    } rows[] = {
        { 0, "0" },
        { -0., "-0" },
        { 1, "1" },
        { -2.5, "-2.5" },
        { 3000, "3000" },
        { 0.1, "0.1" },
        { 0.0056, "0.0056" },
        { 1e-5, "0.00001" },
        { 1.5e-7, "1.5e-7" },
        { 1e15, "1000000000000000" },
        { 1e16, "1e16" },
        { 123456.789, "123456.789" },
        { 1e300, "1e300" },
        { DBL_MAX, "1.7976931348623157e308" },
        { 0x1p-1074, "5e-324" },
        { 1. / 3, "0.3333333333333333" },
        { INFINITY, "inf" },
        { -INFINITY, "-inf" },
        { NAN, "nan" },
    };
    char text[32];
    for (int i = 0; i < COUNT(rows); i++) {
        text_of_double(text, rows[i].v);
        assert_string_equal(text, rows[i].text);
    }
    text_of_float(text, 0.1f);
    assert_string_equal(text, "0.1");
    text_of_float(text, 16777216.f);
    assert_string_equal(text, "16777216");
}

static void numbers_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
        double v;
    } rows[] = {
        { "1", true, 1 },      { "-.5", true, -0.5 }, { "5.", true, 5 },     { "+1e-3", true, 1e-3 },
        { "1E3", true, 1000 }, { "1e-400", true, 0 }, { "", false, 0 },      { ".", false, 0 },
        { "-", false, 0 },     { "1e", false, 0 },    { "e5", false, 0 },    { "1 ", false, 0 },
        { " 1", false, 0 },    { "1,5", false, 0 },   { "0x10", false, 0 },  { "inf", false, 0 },
        { "nan", false, 0 },   { "1e999", false, 0 }, { "1.2.3", false, 0 }, { "--1", false, 0 },
        { "1e+-3", false, 0 },
    };
    for (int i = 0; i < COUNT(rows); i++) {
        double v = 77;
        assert_int_equal(text_to_double(rows[i].text, &v), rows[i].ok);
        assert_true(v == (rows[i].ok ? rows[i].v : 77)); /* untouched when it is no number */
    }
    char lengthy[600];
    double v;
    memset(lengthy, '1', sizeof lengthy);
    lengthy[sizeof lengthy - 1] = 0;
    assert_false(text_to_double(lengthy, &v));
    lengthy[300] = 0;
    assert_true(text_to_double(lengthy, &v) && v > 1.1e299);
}

static void numbers_do_not_depend_on_the_locale(void **state)
{
    (void)state;
    static const char *const names[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "ru_RU.UTF-8" };
    char text[32];
    double v;
    for (int i = 0; i < COUNT(names); i++) { /* where none is installed this repeats the usual one */
        setlocale(LC_ALL, names[i]);
        text_of_double(text, 0.25);
        assert_string_equal(text, "0.25");
        assert_true(text_to_double("1.5", &v) && v == 1.5);
        assert_false(text_to_double("1,5", &v));
    }
    setlocale(LC_ALL, "C");
}

static void integers_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
        int64_t v;
    } rows[] = {
        { "0", true, 0 },
        { "-17", true, -17 },
        { "+5", true, 5 },
        { "9223372036854775807", true, INT64_MAX },
        { "-9223372036854775808", true, INT64_MIN },
        { "9223372036854775808", false, 0 },
        { "-9223372036854775809", false, 0 },
        { "99999999999999999999", false, 0 },
        { "", false, 0 },
        { "-", false, 0 },
        { "1.0", false, 0 },
        { "12x", false, 0 },
        { " 1", false, 0 },
    };
    for (int i = 0; i < COUNT(rows); i++) {
        int64_t v = 77;
        assert_int_equal(text_to_int(rows[i].text, &v), rows[i].ok);
        assert_true(v == (rows[i].ok ? rows[i].v : 77));
    }
}

static void errors_are_cut_to_fit(void **state)
{
    (void)state;
    Err e;
    assert_false(err_set(&e, "%s:%d: %s", "file", 3, "a number was expected"));
    assert_string_equal(e.text, "file:3: a number was expected");
    assert_false(err_set(&e, "%1000d", 1));
    assert_int_equal(strlen(e.text), sizeof e.text - 1);
    assert_false(err_set(NULL, "nobody listens"));
}

static void distance_counts_edits(void **state)
{
    (void)state;
    assert_int_equal(text_distance("", ""), 0);
    assert_int_equal(text_distance("kitten", "sitting"), 3);
    assert_int_equal(text_distance("sitting", "kitten"), 3);
    assert_int_equal(text_distance("Lambda", "lAMBDA"), 0);
    assert_int_equal(text_distance("seed", ""), 4);
    assert_int_equal(text_distance("lr", "l2"), 1);
    char a[100];
    memset(a, 'a', 99);
    a[99] = 0;
    assert_int_equal(text_distance(a, "a"), 99);
}

static void utf8_is_read_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t rune[4];
    } rows[] = {
        { "a\xCE\xBB", { 'a', 0x3BB, 0 } },
        { "\xE2\x88\x92\xF0\x9F\x98\x80", { 0x2212, 0x1F600, 0 } },
        { "\xF4\x8F\xBF\xBF", { 0x10FFFF, 0 } },
        { "\xC0\x80", { 0xFFFD, 0xFFFD, 0 } },          /* overlong */
        { "\xED\xA0\x80", { 0xFFFD, 0xFFFD, 0xFFFD } }, /* a surrogate */
        { "\xE2\x88", { 0xFFFD, 0xFFFD, 0 } },          /* cut short */
        { "\xF4\x90"
          "b",
          { 0xFFFD, 0xFFFD, 'b', 0 } }, /* beyond U+10FFFF */
        { "\x80"
          "c",
          { 0xFFFD, 'c', 0 } },
    };
    for (int i = 0; i < COUNT(rows); i++) {
        const char *s = rows[i].text;
        bool bad = false;
        for (int k = 0; k < 4; k++) {
            uint32_t rune = text_rune(&s);
            assert_int_equal(rune, rows[i].rune[k]);
            bad |= rune == 0xFFFD;
            if (!rune)
                break;
        }
        assert_int_equal(*s, 0);
        assert_int_equal(text_utf8_ok(rows[i].text, strlen(rows[i].text)), !bad);
    }
    assert_false(text_utf8_ok("a\0b", 3));
    assert_false(text_utf8_ok("\xCE\xBB", 1)); /* reads no further than n */
    assert_true(text_utf8_ok("", 0));
}

/* --- geometry --- */

static void rectangles_meet(void **state)
{
    (void)state;
    Rect a = { 0, 0, 10, 10 }, b = rect_and(a, (Rect){ 5, -3, 10, 6 }), none = rect_and(a, (Rect){ 20, 20, 5, 5 });
    assert_true(b.x == 5 && b.y == 0 && b.w == 5 && b.h == 3);
    assert_true(none.w == 0 && none.h == 0);
    assert_true(rect_has(a, (Vec2){ 0, 9.5f }) &&
                !rect_has(a, (Vec2){ 10, 5 })); /* the right edge belongs to the next */
    Rect c = rect_inset(a, 2);
    assert_true(c.x == 2 && c.w == 6);
}

/* --- translations --- */

/* Two texts, "" (the head of a catalog) and "a", as msgfmt would write them. */
static const unsigned char small_mo[] = { 0xde, 0x12, 0x04, 0x95, 0,  0,   0,  0,   2, 0,    0,    0,    28, 0,
                                          0,    0,    44,   0,    0,  0,   0,  0,   0, 0,    60,   0,    0,  0,
                                          0,    0,    0,    0,    60, 0,   0,  0,   1, 0,    0,    0,    61, 0,
                                          0,    0,    1,    0,    0,  0,   63, 0,   0, 0,    3,    0,    0,  0,
                                          65,   0,    0,    0,    0,  'a', 0,  'h', 0, 0xe7, 0x94, 0xb2, 0 };

static void texts_are_looked_up_in_the_catalog(void **state)
{
    (void)state;
    Catalog c;
    assert_string_equal(tr("a"), "a");
    assert_true(tr_read(&c, small_mo, sizeof small_mo, NULL));
    tr_use(&c);
    assert_string_equal(tr("a"), "甲");
    assert_string_equal(tr("b"), "b"); /* nothing there: as it is */
    assert_string_equal(tr(""), "");   /* not the head */
    assert_null(tr(NULL));
    assert_string_equal(tr_in(NULL, "a"), "a");
    tr_use(NULL);
    assert_string_equal(tr("a"), "a");
}

/* Every byte that says where something lies, spoiled: refused, or no text is read from outside. */
static void a_damaged_catalog_is_refused(void **state)
{
    (void)state;
    Catalog c;
    Err err;
    for (size_t n = 0; n < sizeof small_mo; n++) {
        unsigned char *cut = malloc(n + 1); /* the sanitizer watches its end */
        memcpy(cut, small_mo, n);
        assert_false(tr_read(&c, cut, n, &err));
        free(cut);
    }
    for (size_t i = 0; i < 60; i++) {
        unsigned char *bad = malloc(sizeof small_mo);
        memcpy(bad, small_mo, sizeof small_mo);
        bad[i] ^= 0xFF;
        if (tr_read(&c, bad, sizeof small_mo, &err))
            assert_true(strlen(tr_in(&c, "a")) < sizeof small_mo);
        free(bad);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_gives_aligned_zeroed_separate_memory),
        cmocka_unit_test(arena_reset_keeps_one_block_that_holds_all),
        cmocka_unit_test(arena_says_when_there_is_no_memory),
        cmocka_unit_test(rng_is_pcg32),
        cmocka_unit_test(rng_streams_differ_and_copies_repeat),
        cmocka_unit_test(rng_below_is_uniform),
        cmocka_unit_test(rng_unit_fills_the_interval),
        cmocka_unit_test(rng_normal_has_the_moments),
        cmocka_unit_test(rng_shuffle_makes_all_orders_alike),
        cmocka_unit_test(numbers_read_back),
        cmocka_unit_test(numbers_are_short),
        cmocka_unit_test(numbers_are_checked),
        cmocka_unit_test(numbers_do_not_depend_on_the_locale),
        cmocka_unit_test(integers_are_checked),
        cmocka_unit_test(errors_are_cut_to_fit),
        cmocka_unit_test(distance_counts_edits),
        cmocka_unit_test(utf8_is_read_strictly),
        cmocka_unit_test(rectangles_meet),
        cmocka_unit_test(texts_are_looked_up_in_the_catalog),
        cmocka_unit_test(a_damaged_catalog_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
