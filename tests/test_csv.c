/* Tables: what is read, how it lands in the box, what is refused and with which line and column, that nothing crashes
 * it, that it is quick. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "lesson/lesson.h"

/* A copy of exactly this size, so that a byte read behind its end is seen. */
static Own *parse_bytes(const char *text, size_t n, const CsvAsk *ask, Err *err)
{
    char *copy = malloc(n ? n : 1);
    memcpy(copy, text, n);
    Own *o = csv_parse(copy, n, ask, err);
    free(copy);
    return o;
}

static Own *parse(const char *text, Err *err) { return parse_bytes(text, strlen(text), NULL, err); }

static Own *good(const char *text)
{
    Err err = { "" };
    Own *o = parse(text, &err);
    if (!o)
        fail_msg("%s\n%s", text, err.text);
    return o;
}

static void assert_near(double a, double b)
{
    if (!(a - b < 1e-5 && b - a < 1e-5))
        fail_msg("%g is not %g", a, b);
}

/* --- what is read --- */

static const char plain[] = "x,y,label\n0,0,cat\n4,1,dog\n2,2,cat\n";

static void the_box(void **state)
{
    (void)state;
    Own *o = good(plain);
    assert_true(o->n == 3 && o->inputs == 2 && o->classes == 2);
    assert_string_equal(o->label[0], "cat");
    assert_string_equal(o->label[1], "dog");
    assert_string_equal(o->axis[0], "x");
    assert_string_equal(o->axis[2], "label");
    const double x[] = { -1.5, -0.75, 1.5, 0, 0, 0.75 }, original[] = { 0, 0, 4, 1, 2, 2 };
    for (int i = 0; i < 6; i++) { /* one unit for both: x is twice as long as y */
        assert_near((double)o->x[i], x[i]);
        assert_near((double)(o->x[i] * o->scale[i % 2] + o->shift[i % 2]), original[i]);
    }
    assert_true(o->y[0] < 0.5f && o->y[1] > 0.5f && o->y[2] < 0.5f);
    free(o);
    o = good("0,0,a\n1000,1,b\n"); /* a thousand times as long: two things, each with its own unit */
    assert_near((double)o->x[2], 1.5);
    assert_near((double)o->x[3], 1.5);
    assert_near((double)o->scale[0] / (double)o->scale[1], 1000);
    free(o);
}

/* All of these say the same. */
static void ways_to_write(void **state)
{
    (void)state;
    static const char *const ways[] = {
        "0,0,cat\n4,1,dog\n2,2,cat",
        "0;0;cat\n4;1;dog\n2;2;cat\n",
        "0,0;0,0;cat\n4,0;1,00;dog\n2;2;cat\n", /* decimal comma */
        "0\t0\tcat\n4\t1\tdog\n2\t2\tcat\n",
        "0 0 cat\n4  1   dog\n\t2\t2 cat  \n",
        "0,0,cat\r\n4,1,dog\r\n2,2,cat\r\n",
        "0,0,cat\r4,1,dog\r2,2,cat\r",
        "\357\273\2770,0,cat\n4,1,dog\n2,2,cat\n",
        "\n# made by hand\n0,0,cat\n\n   \n4,1,dog\n# end\n2,2,cat\n\n",
        "\"0\",\"0\",\"cat\"\n 4 , 1 , dog \n2e0,+2.0,\"cat\"\n",
    };
    Own *want = good(ways[0]);
    for (int i = 1; i < COUNT(ways); i++) {
        Own *o = good(ways[i]);
        if (!own_equal(o, want))
            fail_msg("%s", ways[i]);
        free(o);
    }
    free(want);
}

static void headers_and_columns(void **state)
{
    (void)state;
    static const struct {
        const char *text, *axes;
    } cases[] = {
        { "name,age,label,height\nann,1,a,5\nbob,2,b,6\n", "age height label" },
        { "id;Species;w;h\n1;a;2;3\n2;b;4;7\n", "w h Species" },
        { "Index,h,w,kind\n7,3,2,a\n9,4,7,b\n", "h w kind" },              /* by its name */
        { "plant,h,w,kind\n1,3,2,a\n2,4,7,b\n3,4,7,b\n", "h w kind" },     /* 1, 2, 3 down to the last */
        { "plant,h,w,kind\n0,3,2,a\n1,4,7,b\n2,4,7,b\n", "h w kind" },     /* 0, 1, 2 */
        { "plant,h,w,kind\n1,3,2,a\n2,4,7,b\n2,4,7,b\n", "plant h kind" }, /* not so */
        { "plant,h,w,kind\n2,3,2,a\n3,4,7,b\n4,4,7,b\n", "plant h kind" },
        { "no,h,kind\n1,3,a\n2,4,b\n", "no h kind" },         /* there is no other */
        { "a,b,c,d\n1,2,3,x\n2,3,4,y\n", "a b d" },           /* words */
        { "a,b,c,d\n1,2,3,4\n2,3,4,5\n", "a b d" },           /* the last one */
        { ",a,b,c\n0,2,3,u\n1,3,4,v\n", "a b c" },            /* rows that are numbered */
        { "RI,Na,Type\n1.5,13,1\n1.6,14,2\n", "RI Na Type" }, /* sodium */
        { "CLASS,a,b\n0,2,3\n1,3,4\n", "a b CLASS" },
    };
    for (int i = 0; i < COUNT(cases); i++) {
        Own *o = good(cases[i].text);
        char axes[100];
        snprintf(axes, sizeof axes, "%s %s %s", o->axis[0], o->axis[1], o->axis[2]);
        assert_string_equal(axes, cases[i].axes);
        free(o);
    }
    Own *o = good("1,2,3\n4,5,6\n");
    assert_string_equal(o->axis[0], "");
    free(o);
}

static void columns_by_choice(void **state)
{
    (void)state;
    const char *text = "t,u,v,kind\n1,10,5,a\n2,20,6,b\n3,40,8,a\n";
    CsvAsk ask;
    Err err;
    assert_true(csv_ask("u,v,kind", &ask, &err) && ask.columns == 3);
    Own *o = parse_bytes(text, strlen(text), &ask, &err);
    assert_non_null(o);
    assert_string_equal(o->axis[1], "v");
    free(o);
    assert_true(csv_ask("3,1,4", &ask, &err));
    o = parse_bytes(text, strlen(text), &ask, &err);
    assert_string_equal(o->axis[0], "v");
    assert_string_equal(o->axis[1], "t");
    free(o);
    assert_true(csv_ask("t,v", &ask, &err) && ask.columns == 2); /* x and a value */
    o = parse_bytes(text, strlen(text), &ask, &err);
    assert_true(o->inputs == 1 && o->classes == 0 && o->n == 3);
    assert_near((double)o->x[0], -1.5);
    assert_near((double)o->x[1], 0);
    assert_near((double)o->y[2], 1.5);
    assert_near((double)(o->y[1] * o->scale[1] + o->shift[1]), 6);
    free(o);
    static const char *const bad[] = { "", "a", "a,b,c,d", ",b", "a,,c", "a,b," };
    for (int i = 0; i < COUNT(bad); i++)
        assert_false(csv_ask(bad[i], &ask, &err));
    static const char *const missing[] = { "t,w,kind", "0,1,2", "1,2,5", "t,u,t", "kind,t,u" };
    for (int i = 0; i < COUNT(missing); i++) {
        assert_true(csv_ask(missing[i], &ask, &err));
        assert_null(parse_bytes(text, strlen(text), &ask, &err));
        assert_true(strncmp(err.text, "1:1: ", 5) == 0 || strncmp(err.text, "2:8: ", 5) == 0);
    }
}

static void labels(void **state)
{
    (void)state;
    Own *o = good("1,1,10\n2,2,9\n3,3,-1\n4,4,9.0\n"); /* numbers by size; 9 is 9.0 */
    assert_int_equal(o->classes, 3);
    assert_string_equal(o->label[0], "-1");
    assert_string_equal(o->label[2], "10");
    assert_near((double)o->y[0], 2);
    assert_near((double)o->y[3], 1);
    free(o);
    o = good("1,1,10\n2,2,9\n3,3,b\n"); /* one word: all are words */
    assert_string_equal(o->label[0], "10");
    free(o);
    o = good("1,1,\"a, \"\"b\"\"\"\n2,2,ääääääääääääää\n");
    assert_string_equal(o->label[0], "a, \"b\"");
    assert_string_equal(o->label[1], "äääääääääää"); /* 22 of 23 bytes, no half letter */
    free(o);
    o = good("1,1,aaaaaaaaaaaaaaaaaaaaaaaaaaa1\n2,2,aaaaaaaaaaaaaaaaaaaaaaaaaaa2\n"); /* cut for show only */
    assert_int_equal(o->classes, 2);
    free(o);
    assert_int_equal((o = good("1,1,a\n2,1,b\n1,1,c\n1,1,d\n1,1,e\n1,1,f\n1,1,g\n1,1,h\n"))->classes, 8);
    free(o);
}

/* --- what is unusual, and has an answer --- */

static void odd_but_good(void **state)
{
    (void)state;
    Own *o = good("5,5,a\n5,5,b\n5,5,a\n"); /* all in one place, twice the same */
    assert_int_equal(o->n, 3);
    for (int i = 0; i < 6; i++)
        assert_near((double)o->x[i], 0);
    free(o);
    o = good("-1e30,1e30,a\n1e30,-1e30,b\n0,0,b\n");
    assert_near((double)o->x[0], -1.5);
    assert_near((double)o->x[1], 1.5);
    assert_near((double)o->scale[0] / 1e30, 1 / 1.5);
    free(o);
    o = good("1000000.25,7,a\n1000000.75,7,b\n"); /* a small difference far away; y does not vary */
    assert_near((double)o->x[0], -1.5);
    assert_near((double)o->x[2], 1.5);
    assert_near((double)o->x[3], 0);
    free(o);
    o = good("1e-320,0,a\n3e-320,0,b\n"); /* too close to be told apart in float: one place */
    assert_true(o->scale[0] > 0.99f);
    free(o);
}

static void refusals(void **state)
{
    (void)state;
    static const struct {
        const char *text, *place, *what;
    } cases[] = {
        { "", "1:1:", "empty" },
        { "\n\n# nothing\n", "1:1:", "empty" },
        { "\xEF\xBB\xBF", "1:1:", "empty" },
        { "x,y,label\n", "1:1:", "no rows" },
        { "1,2,a\n3,nan,b\n", "2:3:", "'nan'" },
        { "1,2,a\n3,-inf,b\n", "2:3:", "'-inf'" },
        { "nan,2,a\n3,4,b\n", "1:1:", "'nan'" },
        { "1,2,a\n3,four,b\n", "2:3:", "'four'" },
        { "1,2,a\n3,,b\n", "2:3:", "empty field" },
        { "x,y,label\n1,2,a\n3,4,b\n5,1e400,a\n", "4:3:", "1e400" },
        { "1,2,a\n3,1e38,b\n", "2:3:", "too large" },
        { "1,2,a\n3,4\n", "2:3:", "2 fields; expected 3" },
        { "1,2,a\n3,4,b,5\n", "2:7:", "4 fields; expected 3" },
        { "1,2,a\n3,4,\n", "2:5:", "no label" },
        { "1,2,a\n3,4,a\n", "2:1:", "only one class, 'a'" },
        { "1,2,a\n", "1:1:", "only one class" },
        { "1,a\n2,b\n", "1:1:", "--columns" },
        { "1,2\n2,3\n", "1:1:", "--columns" },
        { "1\n2\n", "1:1:", "columns with numbers" },
        { "x,y,label\n1,abc,0\n2,3,1\n", "2:3:", "'abc' in a column of numbers" }, /* the next row shows what it is */
        { "1,abc,0\n2,3,1\n3,4,0\n", "1:3:", "'abc' in a column of numbers" },
        { "a,b,label\n1,w1,0\n2,w2,1\n", "2:3:", "'w1' is no number; expected x,y,label" },
        { "where,\"how, far\",label\nhere,1,cat\nthere,2,dog\n", "2:1:", "'here' is no number" },
        { "1,1,a\n1,1,b\n1,1,c\n1,1,d\n1,1,e\n1,1,f\n1,1,g\n1,1,h\n1,1,i\n", "9:5:", "one class more than 8" },
        { "1,2,\"a\n3,4,b\n", "1:5:", "quote" },
        { "1,2,\"a\"b\n3,4,b\n", "1:8:", "behind a closing quote" },
        { "1,2,a\n3,4,\xFF\n", "2:5:", "UTF-8" },
        { "1,2,\xC3\xA4\xC3\xA4\n3,4,\xC3\xA4\xE4\n", "2:6:", "UTF-8" }, /* characters, not bytes */
        { "x,\xE4,c\n3,4,b\n", "1:3:", "UTF-8" },
        { "1;2;a\n3;4,5,6;b\n", "2:3:", "'4,5,6'" },
    };
    for (int i = 0; i < COUNT(cases); i++) {
        Err err = { "" };
        Own *o = parse(cases[i].text, &err);
        if (o || strncmp(err.text, cases[i].place, strlen(cases[i].place)) != 0 || !strstr(err.text, cases[i].what) ||
            !strstr(err.text, "; expected "))
            fail_msg("%s: %s", cases[i].text, err.text);
    }
    Err err;
    assert_null(parse_bytes("1,2,a\n3,\0,b\n", 12, NULL, &err)); /* a zero byte */
    assert_int_equal(strncmp(err.text, "2:3:", 4), 0);
    CsvAsk ask;
    assert_true(csv_ask("1,2", &ask, &err));
    assert_null(parse_bytes("1,2\n", 4, &ask, &err));
    assert_non_null(strstr(err.text, "only one row"));
    char wide[4 * CSV_COLUMNS];
    memset(wide, ',', sizeof wide);
    assert_null(parse_bytes(wide, sizeof wide, NULL, &err));
    assert_non_null(strstr(err.text, "columns"));
}

/* --- large --- */

static char *large(int rows, size_t *n)
{
    char *text = malloc((size_t)rows * 40 + 1);
    Rng r = rng_make(1, 1);
    *n = 0;
    for (int i = 0; i < rows; i++)
        *n += (size_t)sprintf(text + *n, "%.6f,%.6f,class %u\n", rng_normal(&r), rng_normal(&r), rng_below(&r, 3));
    return text;
}

static void many_rows(void **state)
{
    (void)state;
    Err err;
    size_t n;
    struct timespec from, to;
    char *text = large(OWN_POINTS, &n);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    Own *o = csv_parse(text, n, NULL, &err);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    free(text);
    assert_non_null(o);
    assert_int_equal(o->n, OWN_POINTS);
    double seconds = (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
    print_message("%d rows in %.3f s\n", OWN_POINTS, seconds);
    assert_true(seconds < 1); /* with sanitizers; a tenth of that without */
    free(o);
    text = large(OWN_POINTS + 1, &n);
    assert_null(csv_parse(text, n, NULL, &err));
    assert_int_equal(strncmp(err.text, "100001:1: more than 100000 rows", 31), 0);
    free(text);
}

/* --- anything at all --- */

static void assert_sound(const Own *o)
{
    assert_true(o->n >= 2 && o->n <= OWN_POINTS && (o->inputs == 2 ? o->classes >= 2 : o->classes == 0));
    assert_true(o->classes <= NN_CLASSES);
    for (int i = 0; i < o->n * o->inputs; i++)
        assert_true(o->x[i] >= -1.51f && o->x[i] <= 1.51f);
    for (int i = 0; i < o->n; i++)
        assert_true(o->inputs == 1 ? o->y[i] >= -1.51f && o->y[i] <= 1.51f
                                   : o->y[i] >= 0 && o->y[i] < (float)o->classes);
    for (int k = 0; k < NN_CLASSES; k++)
        assert_true(strlen(o->label[k]) < 24 && text_utf8_ok(o->label[k], strlen(o->label[k])));
}

static void mutations(void **state)
{
    (void)state;
    static const char *const seeds[] = {
        plain,
        "\xEF\xBB\xBF\"a\";\"b\";\"kind\"\r\n1,5;-2e3;\"x \"\"y\"\"\"\r\n2;3;z\r\n# c\r\n4;4;z\r\n",
        "0 0 cat\n4  1   dog\n2 2 cat\n",
        "t\tu\n1\t2\n2\t3\n3\t1e-3\n",
    };
    static const char *const pieces[] = { "\"",
                                          ",",
                                          ";",
                                          "\t",
                                          "\n",
                                          "\r",
                                          "nan",
                                          "1e999",
                                          "-",
                                          "\xFF",
                                          "#",
                                          " ",
                                          "\xC3\xA4",
                                          "1e37",
                                          "\"\"",
                                          "0x10",
                                          "9999999999999999999999",
                                          "label" };
    Rng r = rng_make(7, 7);
    int accepted = 0, refused = 0;
    CsvAsk two;
    assert_true(csv_ask("1,2", &two, NULL));
    for (int round = 0; round < 20000; round++) {
        char text[400];
        const char *seed = seeds[rng_below(&r, COUNT(seeds))];
        size_t n = strlen(seed);
        memcpy(text, seed, n);
        for (int k = (int)rng_below(&r, 4); k >= 0; k--) {
            size_t at = rng_below(&r, (uint32_t)n + 1);
            const char *piece = pieces[rng_below(&r, COUNT(pieces))];
            size_t m = strlen(piece), gone = rng_below(&r, 4);
            if (rng_below(&r, 4) == 0) { /* one byte becomes another */
                if (at < n)
                    text[at] = (char)rng_below(&r, 256);
                continue;
            }
            gone = at + gone > n ? n - at : gone;
            if (n - gone + m > sizeof text)
                continue;
            memmove(text + at + m, text + at + gone, n - at - gone);
            memcpy(text + at, piece, m);
            n += m - gone;
        }
        Err err = { "" };
        Own *o = parse_bytes(text, n, rng_below(&r, 2) ? &two : NULL, &err);
        int line = 0, column = 0;
        if (o) {
            assert_sound(o);
            accepted++;
        } else {
            if (sscanf(err.text, "%d:%d: ", &line, &column) != 2 || line < 1 || column < 1 ||
                !strstr(err.text, "; expected "))
                fail_msg("%.*s: %s", (int)n, text, err.text);
            refused++;
        }
        free(o);
    }
    assert_true(accepted > 1000 && refused > 1000);
}

/* --- as a scene --- */

static void scenes(void **state)
{
    (void)state;
    Scene s, back;
    Err err;
    size_t n;
    scene_of_own(good("w,h,kind\n1,1,a\n2,3,b\n4,1,a\n3,2,c\n5,5,b\n"), &s);
    assert_true(scene_check(&s, &err));
    assert_true(s.config.points == 3 && s.config.valid_points == 1 && s.config.test_points == 1);
    char *yaml = scene_write(&s, &n);
    if (!scene_parse(yaml, n, &back, &err))
        fail_msg("%s\n%s", err.text, yaml);
    assert_true(own_equal(s.own, back.own) && config_equal(&s.config, &back.config));
    free(yaml);
    scene_free(&back);
    scene_free(&s);
    char *text = large(OWN_POINTS, &n); /* many: in batches, and no more test points than elsewhere */
    scene_of_own(csv_parse(text, n, NULL, &err), &s);
    free(text);
    assert_true(scene_check(&s, &err));
    assert_true(s.config.points == 96000 && s.config.test_points == 2000 && s.config.batch == 100);
    scene_free(&s);
    CsvAsk two;
    assert_true(csv_ask("1,2", &two, &err));
    scene_of_own(csv_parse("1,2\n2,3\n3,3\n", 12, &two, &err), &s);
    assert_true(scene_check(&s, &err));
    assert_int_equal(data_classes(&s.config, s.own), 0);
    scene_free(&s);
    assert_null(s.own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_box),
        cmocka_unit_test(ways_to_write),
        cmocka_unit_test(headers_and_columns),
        cmocka_unit_test(columns_by_choice),
        cmocka_unit_test(labels),
        cmocka_unit_test(odd_but_good),
        cmocka_unit_test(refusals),
        cmocka_unit_test(many_rows),
        cmocka_unit_test(mutations),
        cmocka_unit_test(scenes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
