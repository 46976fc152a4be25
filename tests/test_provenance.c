/* What figures, scene files and codes carry, from what is shown to text and back; and what is done about damaged or
 * hostile ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/app_state.h"
#include "app/cli.h"
#include "app/code.h"
#include "app/scenery.h"
#include "app/source.h"
#include "font_fixed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* main.c has the commands, and is not in the library. */
const CommandDef command_defs[] = { { .key = "" } };
const int command_count = COUNT(command_defs);

static const char sample[] = "ridgescope: 1\ntitle: \"<&> \\\" ' λ 𝜆 100%\"\nsettings: {data: points, l2: 0.1}\n"
                             "points: [[0.5, -1, 0], [1, 2, 1], [1, -2, 1]]\nuntil: 70\n"
                             "view: {layout: main, theme: dark, panels: [curves], surface.yaw: -0.25}\n";

/* --- the files --- */

typedef bool (*Maker)(Bytes *out);

static bool make_png(Bytes *out)
{
    Color px[12] = { 0xFF102030, 0xFFFFFFFF, 0xFF405060, 0xFF000000 };
    return png_write((Pixels){ px, 4, 3, 4 }, false, 300, "ridgescope", sample, out, NULL);
}

static bool make_vector(bool (*write)(const Canvas *c, const Page *page, Bytes *out, Err *err), Bytes *out)
{
    Arena arena = { 0 };
    Canvas c;
    canvas_begin(&c, &arena, &fixed_font, 100, 50, 0xFFFFFFFF);
    canvas_rect(&c, (Rect){ 10, 10, 20, 20 }, 0, 0xFF0000FF);
    bool ok = write(&c, &(Page){ .title = "<metadata>", .key = "ridgescope", .text = sample }, out, NULL);
    arena_free(&arena);
    return ok;
}
static bool make_svg(Bytes *out) { return make_vector(svg_write, out); }
static bool make_pdf(Bytes *out) { return make_vector(pdf_write, out); }
static const Maker makers[] = { make_png, make_svg, make_pdf };

static void every_kind_gives_back_what_it_was_given(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT(makers); i++) {
        Bytes file, yaml;
        Err err = { "" };
        assert_true(makers[i](&file));
        if (!provenance_read(file.data, file.size, &yaml, &err))
            fail_msg("%d: %s", i, err.text);
        assert_int_equal(yaml.size, sizeof sample - 1);
        assert_string_equal((char *)yaml.data, sample);
        free(yaml.data);
        free(file.data);
    }
}

/* A read that must not touch what lies behind the file: a block of just its size, so that the sanitizer sees it. */
static bool reads(const uint8_t *data, size_t size, char said[480])
{
    uint8_t *copy = malloc(size ? size : 1);
    Bytes yaml = { 0 };
    Err err = { "" };
    if (size)
        memcpy(copy, data, size);
    bool ok = provenance_read(copy, size, &yaml, &err);
    assert_true(ok == (yaml.data != NULL) && ok == !err.text[0]);
    assert_true(ok || strstr(err.text, "; expected"));
    strcpy(said, err.text);
    free(yaml.data);
    free(copy);
    return ok;
}

static void a_file_may_end_anywhere(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT(makers); i++) {
        Bytes file;
        char said[480];
        int whole = 0;
        assert_true(makers[i](&file));
        for (size_t n = 0; n < file.size; n++)
            whole += reads(file.data, n, said);
        assert_true(whole > 0 && whole < (int)file.size); /* cut behind our text it is still there */
        free(file.data);
    }
}

/* --- PNG chunks made by hand --- */

typedef struct Png {
    uint8_t data[1 << 16];
    size_t size;
} Png;

static void put_number(Png *p, uint32_t v)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        p->data[p->size++] = (uint8_t)(v >> shift);
}

static void put_chunk(Png *p, const char *type, const void *data, size_t n)
{
    put_number(p, (uint32_t)n);
    memcpy(p->data + p->size, type, 4);
    memcpy(p->data + p->size + 4, data, n);
    uint32_t crc = (uint32_t)crc32_z(0, p->data + p->size, n + 4);
    p->size += n + 4;
    put_number(p, crc);
}

static void png_begin(Png *p)
{
    p->size = 8;
    memcpy(p->data, "\x89PNG\r\n\x1A\n", 8);
    put_chunk(p, "IHDR", "\0\0\0\1\0\0\0\1\10\2\0\0\0", 13);
}

static void is(const char *text, Bytes got)
{
    assert_int_equal(got.size, strlen(text));
    assert_string_equal((char *)got.data, text);
    free(got.data);
}

static void png_texts_of_any_kind(void **state)
{
    (void)state;
    static Png p;
    Bytes got;
    uint8_t packed[200] = "ridgescope\0\0"; /* a key, its end, method 0 */
    uLongf n = sizeof packed - 20;
    compress(packed + 12, &n, (const Bytef *)"hello", 5);
    png_begin(&p);
    put_chunk(&p, "tEXt", "ridgescope2\0no", 14); /* another key that begins like it */
    put_chunk(&p, "IDAT", "", 0);                 /* behind the picture, where some programs put texts */
    size_t head = p.size;
    put_chunk(&p, "tEXt", "ridgescope\0hello", 16);
    assert_true(pngtext_find(p.data, p.size, "ridgescope", 100, &got, NULL));
    is("hello", got);
    assert_false(pngtext_find(p.data, p.size, "ridgescope", 4, &got, NULL)); /* more than asked for */
    p.size = head;
    put_chunk(&p, "zTXt", packed, 12 + n);
    assert_true(pngtext_find(p.data, p.size, "ridgescope", 100, &got, NULL));
    is("hello", got);
    p.size = head;
    put_chunk(&p, "iTXt", "ridgescope\0\0\0de\0Schl\303\274ssel\0hello", 32);
    assert_true(pngtext_find(p.data, p.size, "ridgescope", 100, &got, NULL));
    is("hello", got);
    memmove(packed + 15, packed + 12, n);
    memcpy(packed, "ridgescope\0\1\0\0\0", 15);
    p.size = head;
    put_chunk(&p, "iTXt", packed, 15 + n);
    assert_true(pngtext_find(p.data, p.size, "ridgescope", 100, &got, NULL));
    is("hello", got);
    p.data[p.size - 6] ^= 1;
    assert_false(pngtext_find(p.data, p.size, "ridgescope", 100, &got, NULL)); /* a checksum that does not fit */
}

static void hostile_pngs(void **state)
{
    (void)state;
    static Png p;
    char said[480];
    static uint8_t zeros[4 << 20];
    uint8_t *bomb = calloc(1, 1 << 16);
    uLongf n = (1 << 16) - 12;
    png_begin(&p);
    size_t head = p.size;
    put_chunk(&p, "IEND", "", 0);
    assert_false(reads(p.data, p.size, said));
    assert_non_null(strstr(said, "no settings"));
    for (uint32_t size = 100u << 20; size; size = size < 1u << 31 ? size * 2 : 0) { /* lengths that are not there */
        p.size = head;
        put_number(&p, size);
        memcpy(p.data + p.size, "iTXtridgescope", 14);
        p.size += 14;
        assert_false(reads(p.data, p.size, said));
        assert_non_null(strstr(said, "ends early"));
    }
    static const char *const texts[] = { "ridgescope",
                                         "ridgescope\0",
                                         "ridgescope\0\0",
                                         "ridgescope\0\0\0",
                                         "ridgescope\0\0\0a",
                                         "ridgescope\0\0\0a\0b",
                                         "ridgescope\0\1\0a\0b\0junk" };
    for (int i = 0; i < COUNT(texts); i++)
        for (size_t size = 10; size < 22; size++) { /* frames that end early */
            char text[24] = { 0 };
            memcpy(text, texts[i], 11 + (size_t)i);
            p.size = head;
            put_chunk(&p, "iTXt", text, size);
            put_chunk(&p, "zTXt", text, size);
            put_chunk(&p, "IEND", "", 0);
            reads(p.data, p.size, said);
        }
    memcpy(bomb, "ridgescope", 11);
    for (int i = 0; i < 4; i++) { /* a few kilobytes that unpack to 16 megabytes */
        z_stream z = { .next_in = zeros, .avail_in = sizeof zeros };
        deflateInit(&z, 9);
        z.next_out = bomb + 12;
        z.avail_out = (uInt)n;
        for (int k = 0; k < 4; k++) {
            z.next_in = zeros;
            z.avail_in = sizeof zeros;
            deflate(&z, k == 3 ? Z_FINISH : Z_NO_FLUSH);
        }
        size_t size = 12 + (size_t)z.total_out;
        deflateEnd(&z);
        p.size = head;
        put_chunk(&p, "zTXt", bomb, size - (size_t)i); /* ... the last of them is not whole either */
        assert_false(reads(p.data, p.size, said));
        assert_non_null(strstr(said, "more than"));
    }
    free(bomb);
}

/* --- whatever mutation makes of a figure goes the way of any scene, and is refused with a line or checked --- */

static void survives_mutation(void **state)
{
    (void)state;
    static Scene s;
    int read = 0, opened = 0;
    for (int i = 0; i < COUNT(makers); i++) {
        Bytes file;
        assert_true(makers[i](&file));
        uint8_t *copy = malloc(2 * file.size);
        Rng r = rng_make(7, (uint64_t)i);
        for (int round = 0; round < 3000; round++) {
            size_t n = file.size, at = rng_below(&r, (uint32_t)n), length = 1 + rng_below(&r, 40);
            memcpy(copy, file.data, n);
            length = at + length < n ? length : n - at;
            switch (round % 4) {
            case 0: copy[at] ^= (uint8_t)(1 << rng_below(&r, 8)); break;
            case 1: memmove(copy + at, copy + at + length, n - at - length), n -= length; break;
            case 2: memmove(copy + at + length, copy + at, n - at), n += length; break;
            default: memset(copy + at, (int)rng_below(&r, 256), length); break;
            }
            Bytes yaml;
            Err err = { "" };
            int line;
            if (!provenance_read(copy, n, &yaml, &err)) {
                assert_non_null(strstr(err.text, "; expected"));
                continue;
            }
            read++;
            if (scene_parse((char *)yaml.data, yaml.size, &s, &err)) {
                opened += scenery_check(&s.view, &line, &err) && scene_check(&s, &err);
                scene_free(&s);
            }
            free(yaml.data);
        }
        free(copy);
        free(file.data);
    }
    assert_true(read > 3000 && opened > 1000 && opened < read);
}

/* --- codes --- */

static void codes_come_back(void **state)
{
    (void)state;
    static const char *const texts[] = { "", "a", "ab", "abc", "abcd", sample, "ridgescope: 1\nuntil: 3000\n" };
    for (int i = 0; i < COUNT(texts); i++) {
        Bytes got;
        Err err;
        char spread[2000] = " \n", *code = code_write(texts[i], strlen(texts[i]), &err), *to = spread + 2;
        assert_true(code && code_is(code) && strlen(code) < 900);
        for (const char *c = code; *c; c++) { /* as chats break lines */
            *to++ = *c;
            if (c > code + 6 && (c - code) % 20 == 0)
                memcpy(to, " \r\n\t", 4), to += 4;
        }
        *to = 0;
        if (!code_read(spread, &got, &err))
            fail_msg("%s: %s", code, err.text);
        is(texts[i], got);
        free(code);
    }
    static char large[200000];
    Rng r = rng_make(1, 1);
    for (size_t i = 0; i + 1 < sizeof large; i++)
        large[i] = (char)('a' + rng_below(&r, 26));
    Err err = { "" };
    assert_null(code_write(large, sizeof large - 1, &err));
    assert_non_null(strstr(err.text, "too long"));
}

static void codes_that_people_have_kept(void **state) /* what they stand for does not change with the program */
{
    (void)state;
    static const struct {
        const char *code;
        float l2;
        uint64_t until;
    } kept[] = { { "rs1:Hz35TiM1JJFjAZ_pBUXAYK7lAgA", 0, 3000 },
                 { "rs1:FhOC_SMqJCP8g1DCEB7ZSEFoiBpsxqgBZIzkZ9SwMuZCRCwXPvcWFAEjrpYLAA", 0.01f, 300 } };
    for (int i = 0; i < COUNT(kept); i++) {
        static Scene s;
        Err err;
        memset(&s, 0, sizeof s);
        if (source_open(kept[i].code, &(CsvAsk){ 0 }, &s, &err) != DONE)
            fail_msg("%s", err.text);
        assert_true(s.config.l2 == kept[i].l2 && s.until == kept[i].until && s.stated);
        scene_free(&s);
    }
}

static void bad_codes(void **state)
{
    (void)state;
    Err err;
    Bytes got;
    char *code = code_write(sample, sizeof sample - 1, &err), hostile[300] = "rs1:";
    size_t n = strlen(code);
    for (size_t i = 4; i < n; i++) { /* one letter wrong, or the rest missing */
        char was = code[i];
        code[i] = was == 'A' ? 'B' : 'A';
        bool last = i + 1 == n; /* of which some bits stand for nothing */
        assert_true(last || !code_read(code, &got, &err));
        if (last && code_read(code, &got, &err))
            free(got.data);
        code[i] = 0;
        assert_false(code_read(code, &got, &err));
        code[i] = was;
    }
    free(code);
    static const struct {
        const char *code, *names;
    } wrong[] = { { "", "no code" },
                  { "rs", "no code" },
                  { "rs:", "no code" },
                  { "rsx1:AAAA", "no code" },
                  { "hello", "no code" },
                  { "rs2:AAAAAAAAAA", "another version" },
                  { "rs1:", "damaged" },
                  { "rs1:A", "damaged" },
                  { "rs1:AAAAA!AA", "damaged" },
                  { "rs1:AAAAAAAA", "damaged" } };
    for (int i = 0; i < COUNT(wrong); i++) {
        assert_false(code_read(wrong[i].code, &got, &err));
        if (!strstr(err.text, wrong[i].names))
            fail_msg("%s: %s", wrong[i].code, err.text);
    }
    Rng r = rng_make(3, 3);
    for (int round = 0; round < 3000; round++) { /* anything at all */
        size_t length = 5 + rng_below(&r, 290);
        for (size_t i = 4; i < length; i++)
            hostile[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[rng_below(&r, 64)];
        hostile[length] = 0;
        assert_false(code_read(hostile, &got, &err));
    }
}

/* --- what is shown --- */

static void the_view_comes_back(void **state)
{
    (void)state;
    Config c;
    config_default(&c);
    App *a = app_new(&c, "dark", false), *b = app_new(&c, "dark", false);
    static Words words, again;
    int line;
    Err err;
    scenery_put(a, "main", &words);
    assert_int_equal(words.n, 2); /* layout and theme: the rest is as at the start */
    for (int i = 0; i < panel_count; i += 2)
        app_show_panel(a, i, !a->open[i]);
    a->twin = false, a->bayes = true, a->part[PART_FILM] = false, a->speed = 4, a->expanded = 0, a->drawer = 1;
    a->choices.plane = PLANE_RANDOM, a->choices.plane_seed = 77;
    a->view[PANEL_CURVES].log_loss = true;
    a->view[PANEL_SURFACE] =
        (PanelView){ .kind = SURFACE_DATA, .flat = true, .yaw = 12.34567f, .pitch = 1.01f, .zoom = 3, .mode = 1 };
    a->view[5].scrub = 0.3333333f;
    scenery_put(a, "main", &words);
    if (!scenery_check(&words, &line, &err))
        fail_msg("%s", err.text);
    scenery_take(b, &words);
    scenery_put(b, "main", &again);
    assert_true(words_equal(&words, &again) && words.n > 15);
    assert_true(b->view[PANEL_SURFACE].yaw == 12.34567f && b->choices.plane_seed == 77 && !b->twin);
    scenery_take(b, &(Words){ 0 }); /* and everything is as at the start again */
    scenery_put(b, "main", &again);
    assert_int_equal(again.n, 2);
    for (int i = 0; i < panel_count; i++)
        app_show_panel(a, i, false);
    scenery_put(a, "main", &words);
    scenery_take(b, &words);
    for (int i = 0; i < panel_count; i++)
        assert_false(b->open[i]);
    app_free(a);
    app_free(b);
}

static const char *open_keys(App *a, bool own, const char *scene)
{
    static char keys[2][PANEL_MOST * 24];
    Scene *s = calloc(1, sizeof *s);
    Err err;
    assert_non_null(s);
    if (!scene_parse(scene, strlen(scene), s, &err))
        fail_msg("%s", err.text);
    opening_scene(a, s);
    scene_free(s);
    free(s);
    (own ? app_panels_own : app_panels_text)(a, keys[own], sizeof keys[own]);
    return keys[own];
}

static void a_figure_opens_with_its_panels(void **state)
{
    (void)state;
    Config c;
    config_default(&c);
    App *a = app_new(&c, "dark", false);
    static const char plain[] = "ridgescope: 1\n",
                      panels[] = "ridgescope: 1\nview: {layout: main, theme: print, panels: [network]}\n"
                                 "figure: {panel: \"calibration,curves\", width: 84}\n",
                      many[] = "ridgescope: 1\nview: {layout: main, theme: print}\n"
                               "figure: {panel: weights, over: \"l2=0,0.5;noise=0.1,0.2,0.3\"}\n";
    app_panels_from(a, "weights boundary");
    assert_string_equal(open_keys(a, false, panels), "calibration curves");
    assert_int_equal(a->stage, STAGE_PANELS);
    GridSpec spec;
    Kept *own;
    assert_string_equal(open_keys(a, false, many), "weights");
    assert_true(app_grid_wanted(a, &spec, &own) && spec.axes == 2 && spec.over[0].n == 2 && spec.over[1].n == 3);
    assert_non_null(strstr(a->message, "l2=0,0.5"));
    assert_string_equal(open_keys(a, true, panels), "weights boundary"); /* what is remembered */
    assert_string_equal(open_keys(a, false, plain), "weights boundary"); /* and comes back */
    app_free(a);
}

static void a_newer_version_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *version;
        bool newer;
    } cases[] = { { "", false }, { "0.0.9", false },

                  { "9", true }, { "9.0.0-beta", true }, { "0.1000000.0", true }, { "0.1000.0-rc1", true } };
    for (int i = 0; i < COUNT(cases); i++)
        assert_int_equal(source_newer(cases[i].version), cases[i].newer);
    Config c;
    config_default(&c);
    App *a = app_new(&c, "dark", false);
    open_keys(a, false, "ridgescope: 1\nversion: 9.0.0\n");
    assert_non_null(strstr(a->message, "9.0.0"));
    app_free(a);
}

static void unknown_words_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *key, *text, *names;
        bool list;
    } wrong[] = { { "layout", "mian", "'main'", false },        { "theme", "drak", "'dark'", false },
                  { "panels", "curve", "'curves'", true },      { "panels", "curves", "a list", false },
                  { "theme", "dark", "one word", true },        { "twin", "yes", "off ... on", false },
                  { "speed", "2", "quarter", false },           { "surface.yaw", "1e9", "10000", false },
                  { "surface.yaw", "nan", "10000", false },     { "surface.zoom", "0", "0.5", false },
                  { "plane_seed", "-1", "0 ...", false },       { "surface.yow", "1", "surface.yow", false },
                  { "nothing.yaw", "1", "nothing.yaw", false }, { "curves.mode", "1.5", "0 ... 31", false },
                  { "over", "l2=9:1:2", "range", true },        { "expanded", "x", "panel", false },
                  { "beside", "none", "panel", false },         { "secret", "1", "secret", false } };
    for (int i = 0; i < COUNT(wrong); i++) {
        static Words w;
        int line = 0;
        Err err = { "" };
        w.n = 0;
        words_put(&w, wrong[i].key, wrong[i].list, wrong[i].text);
        assert_false(scenery_check(&w, &line, &err));
        if (!strstr(err.text, wrong[i].names))
            fail_msg("%s: %s: %s", wrong[i].key, wrong[i].text, err.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_gives_back_what_it_was_given),
        cmocka_unit_test(a_file_may_end_anywhere),
        cmocka_unit_test(png_texts_of_any_kind),
        cmocka_unit_test(hostile_pngs),
        cmocka_unit_test(survives_mutation),
        cmocka_unit_test(codes_come_back),
        cmocka_unit_test(codes_that_people_have_kept),
        cmocka_unit_test(bad_codes),
        cmocka_unit_test(the_view_comes_back),
        cmocka_unit_test(a_figure_opens_with_its_panels),
        cmocka_unit_test(a_newer_version_is_told),
        cmocka_unit_test(unknown_words_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
