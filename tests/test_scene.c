/* Scene files: what is read, what is refused and with which line, that writing and reading give the same scene, and
 * that no text whatever does harm. */
#include "lesson/lesson.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char example[] = "ridgescope: 1            # format\n"
                              "title: Overfit, then heal\n"
                              "settings: {data: moons, points: 80, flip: 0.15, noise: 0.2, seed_data: 12, net: 32-32,\n"
                              "           act: relu, opt: adam, lr: 0.01, batch: 0, l2: 0}\n"
                              "journal:                 # what was changed while it ran\n"
                              "  - {step: 1500, l2: 0.01}\n"
                              "  - {step: 900, reheat: 0.3}\n"
                              "until: 2500\n"
                              "view: {layout: main, theme: dark, panels: [boundary, curves, weights, surface]}\n";

static const char with_points[] = "ridgescope: 1\n"
                                  "settings: {data: points, points: 3, valid_points: 1, test_points: 1}\n"
                                  "points: [[0.5, -1, 0], [1e-3, 2, 1], [1, 1, 2],\n"
                                  "  [0, 0, 0]]\n"
                                  "labels: [a, \"b c\"]\n"
                                  "axes: [{name: w, shift: 3, scale: 0.5}, {name: h}]\n";

/* Two are kept: one to parse into, one to compare with. They are too large for a stack. */
static Scene a, b;

static bool parse(const char *yaml, Scene *s, Err *err) { return scene_parse(yaml, strlen(yaml), s, err); }

static bool same(const Scene *x, const Scene *y)
{
    bool equal = config_equal(&x->config, &y->config) && strcmp(x->title, y->title) == 0 && x->until == y->until &&
                 x->changes == y->changes && words_equal(&x->view, &y->view) && words_equal(&x->figure, &y->figure) &&
                 own_equal(x->own, y->own) && strcmp(x->version, y->version) == 0 && !x->b == !y->b;
    for (int i = 0; equal && i < x->changes; i++) {
        const Change *p = &x->change[i], *q = &y->change[i];
        equal = p->step == q->step && p->kind == q->kind && p->param == q->param && p->value == q->value;
    }
    return equal && (!x->b || same(x->b, y->b));
}

static void assert_round_trip(const Scene *s)
{
    Err err;
    size_t n;
    char *yaml = scene_write(s, &n);
    if (!scene_parse(yaml, n, &b, &err))
        fail_msg("%s\n%s", err.text, yaml);
    assert_true(same(s, &b));
    scene_free(&b);
    free(yaml);
}

static void reads_the_example(void **state)
{
    (void)state;
    Err err;
    if (!parse(example, &a, &err))
        fail_msg("%s", err.text);
    assert_string_equal(a.title, "Overfit, then heal");
    assert_int_equal(a.config.points, 80);
    assert_int_equal(a.config.seed_data, 12);
    assert_int_equal(a.config.layers, 2);
    assert_int_equal(a.until, 2500);
    assert_int_equal(a.config.until, 3000);
    assert_int_equal(a.changes, 2); /* in the order of their steps, not of the file */
    assert_int_equal(a.change[0].step, 900);
    assert_int_equal(a.change[0].kind, ACTION_REHEAT);
    assert_true(a.change[0].value == 0.3);
    assert_int_equal(a.change[1].param, param_find("l2"));
    assert_true((float)a.change[1].value == 0.01f);
    assert_string_equal(words_get(&a.view, "theme", 0)->text, "dark");
    assert_string_equal(words_get(&a.view, "panels", 3)->text, "surface");
    assert_null(words_get(&a.view, "panels", 4));
    assert_int_equal(words_get(&a.view, "layout", 0)->line, 9);
    assert_round_trip(&a);
}

static void reads_another_name_for_l2(void **state)
{
    (void)state;
    Err err;
    assert_true(
        parse("ridgescope: 1\nsettings: {lambda: 0.5}\njournal: [{step: 3, lambda: 0.25, lr: 0.1}]\n", &a, &err));
    assert_true(a.config.l2 == 0.5f);
    assert_int_equal(a.changes, 2);
    assert_int_equal(a.change[0].param, param_find("l2"));
    assert_int_equal(a.change[1].param, param_find("lr"));
}

static void until_follows_the_settings(void **state)
{
    (void)state;
    Err err;
    assert_true(parse("ridgescope: 1\nuntil: 7\nsettings: {until: 40}", &a, &err));
    assert_int_equal(a.until, 7);
    assert_int_equal(a.config.until, 40);
    assert_true(parse("ridgescope: 1\nsettings: {until: 40}", &a, &err));
    assert_int_equal(a.until, 40);
}

static void every_bundled_scene_comes_back(void **state)
{
    (void)state;
    for (int i = 0; i < scene_count; i++) {
        Err err;
        assert_true(scene_bundled(scene_defs[i].key, &a));
        assert_true(scene_check(&a, &err));
        assert_round_trip(&a);
    }
    assert_false(scene_bundled("moon", &a));
    scene_default(&a);
    assert_string_equal(a.title, scene_defs[0].label);
}

static void every_setting_comes_back(void **state)
{
    (void)state;
    scene_default(&a);
    for (int i = 0; i < param_count; i++) {
        const ParamDef *d = &param_defs[i];
        if (d->kind == PARAM_NET)
            assert_true(config_set(&a.config, d->key, "-", NULL)); /* in YAML a list opens with it */
        else if (d->kind == PARAM_SEED || d->kind == PARAM_INT)
            assert_true(param_put(&a.config, i, d->hi, NULL));
        else if (d->kind == PARAM_REAL)
            assert_true(param_put(&a.config, i, d->lo + (d->hi - d->lo) / 3, NULL));
    }
    assert_round_trip(&a);
}

static void titles_come_back(void **state)
{
    (void)state;
    static const char *const titles[] = {
        "",  " a  b ", "\"q\" \\ 'x'", "a: b # c", "- [x, {y}]", "λ heilt’s 😀", "\xC2\x85 \xE2\x80\xA8 \xEF\xBB\xBF",
        "~", "null",   "%s%n"
    };
    for (int i = 0; i < COUNT(titles); i++) {
        scene_default(&a);
        strcpy(a.title, titles[i]);
        assert_round_trip(&a);
    }
}

/* What is wrong -> how the error begins and what it names. */
static const struct {
    const char *yaml, *begins, *names;
} wrong[] = {
    { "", "1: ", "empty" },
    { "# nothing\n", "", "empty" },
    { "just text", "1: ", "map" },
    { "[1, 2]", "1: ", "map" },
    { "title: x\n", "1: ", "ridgescope: 1" },
    { "ridgescope: 0\n", "1: ", "expected 1" },
    { "ridgescope: 2\n", "1: ", "newer version" },
    { "later: [1]\nversion: 9.1\nridgescope: 2\n", "3: ", "9.1, format 2" },
    { "ridgescope: 1\nversion: a b\n", "2: ", "not a version" },
    { "ridgescope: 1\nsetings: {l2: 0}\n", "2: ", "'settings'" },
    { "ridgescope: 1\nsettings: [l2]\n", "2: ", "expected a map" },
    { "ridgescope: 1\nsettings:\n  l2: 0\n  l3: 1\n", "4: ", "nearest is l2" },
    { "ridgescope: 1\nsettings:\n  l2: 0\n  noise: 1\n  l2: 1\n", "5: ", "first in line 3" },
    { "ridgescope: 1\nsettings: {l2: 0, lambda: 0}\n", "2: ", "which are one" },
    { "ridgescope: 1\nsettings: {l2: .nan}\n", "2: ", "expected a number" },
    { "ridgescope: 1\nsettings: {l2: nan}\n", "2: ", "expected a number" },
    { "ridgescope: 1\nsettings: {l2: 1e999}\n", "2: ", "expected a number" },
    { "ridgescope: 1\nsettings: {l2: -1}\n", "2: ", "expected a number" },
    { "ridgescope: 1\nsettings: {l2: }\n", "2: ", "expected a number" },
    { "ridgescope: 1\nsettings: {l2: [0]}\n", "2: ", "expected a text or number" },
    { "ridgescope: 1\nsettings: {points: 1.5}\n", "2: ", "whole number" },
    { "ridgescope: 1\nsettings: {act: rleu}\n", "2: ", "nearest is relu" },
    { "ridgescope: 1\nsettings: {net: 32-}\n", "2: ", "is not a network" },
    { "ridgescope: 1\nsettings: {sweep_lo: 1, sweep_hi: 0.5}\n", "2: ", "sweep_lo < sweep_hi" },
    { "ridgescope: 1\nsettings:\n\n  data: blobs\n  loss: bce\n", "", "does not fit" },
    { "ridgescope: 1\ntitle: [a]\n", "2: ", "'title'" },
    { "ridgescope: 1\ntitle: \"a\\nb\"\n", "2: ", "control" },
    { "ridgescope: 1\ntitle: \"a\\0b\"\n", "2: ", "zero" },
    { "ridgescope: 1\njournal: {step: 1}\n", "2: ", "expected a list" },
    { "ridgescope: 1\njournal:\n  - 5\n", "3: ", "expected a map" },
    { "ridgescope: 1\njournal:\n  - {l2: 1}\n", "3: ", "without its step" },
    { "ridgescope: 1\njournal:\n  - {step: 1}\n", "3: ", "without a setting" },
    { "ridgescope: 1\njournal:\n  - {step: -1, l2: 1}\n", "3: ", "not a step" },
    { "ridgescope: 1\njournal:\n  - {step: 1, l2: 1}\n  - {step: 2, data: xor}\n", "4: ", "starts a new run" },
    { "ridgescope: 1\njournal:\n  - {step: 2, reheat: 0}\n", "3: ", "standard deviation" },
    { "ridgescope: 1\njournal:\n  - {step: 2, reheat: inf}\n", "3: ", "standard deviation" },
    { "ridgescope: 1\njournal:\n  - {step: 2, sweep_lo: 50}\n", "", "step 2" },
    { "ridgescope: 1\nuntil: soon\n", "2: ", "until" },
    { "ridgescope: 1\nview: {Theme: dark}\n", "2: ", "small letters" },
    { "ridgescope: 1\nview: {theme: {a: b}}\n", "2: ", "expected a text" },
    { "ridgescope: 1\nfigure: {size: [[1], 2]}\n", "2: ", "expected a text" },
    { "ridgescope: 1\nb: {until: x}\n", "2: ", "until" },
    { "ridgescope: 1\nb: {title: x}\n", "2: ", "unknown key 'title'" },
    { "ridgescope: 1\nb:\n  settings: {l2: -1}\n", "3: ", "expected a number" },
    { "ridgescope: 1\nb:\n  settings: {data: csv}\n", "3: ", "without" },
    { "ridgescope: 1\nb:\n  journal: [{step: 2, sweep_lo: 50}]\n", "3: ", "step 2" },
    { "ridgescope: 1\npoints: []\n", "2: ", "without settings" },
    { "ridgescope: 1\npoints: []\nsettings: {data: points}\n", "2: ", "0 points" },
    { "ridgescope: 1\npoints: [5]\nsettings: {data: points}\n", "2: ", "not a point" },
    { "ridgescope: 1\npoints: [[1, 2, 0, 4]]\nsettings: {data: points}\n", "2: ", "not a point" },
    { "ridgescope: 1\npoints:\n- [1, 2, 0]\n- [1, 2]\nsettings: {data: points}\n", "4: ", "of 2 numbers; expected 3" },
    { "ridgescope: 1\npoints:\n- [1, 2, 0]\n- [1, 2, 8]\nsettings: {data: points}\n", "4: ", "no class 8" },
    { "ridgescope: 1\npoints:\n- [1, 2, 0]\n- [1, 2, 0.5]\nsettings: {data: points}\n", "4: ", "no class 0.5" },
    { "ridgescope: 1\npoints:\n- [1, 2, 0]\n- [1, nan, 0]\nsettings: {data: points}\n", "4: ", "'nan'" },
    { "ridgescope: 1\npoints:\n- [1, 2, 0]\n- [1, 1e7, 0]\nsettings: {data: points}\n", "4: ", "at most 1e+06" },
    { "ridgescope: 1\npoints: [[1, 2, 0]]\nsettings: {data: moons}\n", "3: ", "data is moons" },
    { "ridgescope: 1\nsettings: {data: csv}\n", "2: ", "without a file" },
    { "ridgescope: 1\npoints: [[1, 2, 2]]\nsettings: {data: csv, loss: bce}\n", "3: ", "has 3 classes" },
    { "ridgescope: 1\npoints: [[1, 2]]\nlabels: [a]\nsettings: {data: csv}\n", "3: ", "without classes" },
    { "ridgescope: 1\nlabels: [a]\n", "2: ", "without classes" },
    { "ridgescope: 1\naxes: [{name: a}]\n", "2: ", "without points" },
    { "ridgescope: 1\npoints: [[1, 2]]\naxes: [{scale: 0}]\nsettings: {data: csv}\n", "3: ", "above 0" },
    { "ridgescope: 1\nsettings: &s {l2: 0}\n", "2: ", "anchor" },
    { "ridgescope: 1\nsettings: *s\n", "2: ", "alias" },
    { "ridgescope: 1\nuntil: !!int 3\n", "2: ", "tag" },
    { "ridgescope: 1\n---\nridgescope: 1\n", "", "second document" },
    { "ridgescope: 1\nsettings: {l2: 0\n", "", "not valid YAML" },
    { "ridgescope: 1\n\ttitle: x\n", "", "not valid YAML" },
    { "ridgescope: 1\ntitle: \xFF\n", "2: ", "not text" },
    { "ridgescope: 1\n? [a]\n: b\n", "2: ", "plain word" },
    { "ridgescope: 1\ntitle: [[[[[[[[[[x]]]]]]]]]]\n", "2: ", "nested" },
};

static void refuses_with_a_line(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT(wrong); i++) {
        Err err = { "" };
        scene_default(&a);
        strcpy(a.title, "as it was");
        if (parse(wrong[i].yaml, &a, &err))
            fail_msg("accepted:\n%s", wrong[i].yaml);
        int line = 0, used = 0;
        if (strncmp(err.text, wrong[i].begins, strlen(wrong[i].begins)) != 0 || !strstr(err.text, wrong[i].names) ||
            sscanf(err.text, "%d: %n", &line, &used) != 1 || line < 1 || !used)
            fail_msg("%s\n%s", wrong[i].yaml, err.text);
        assert_string_equal(a.title, "as it was");
    }
}

/* Two nets, words of any kind, the version: written as they were read; and in brief, too. */
static void carries_all_of_a_picture(void **state)
{
    (void)state;
    static const char yaml[] = "ridgescope: 1\nversion: 0.9.1\nsettings: {data: points, l2: 0.1}\n"
                               "points: [[0.5, -1, 0], [1, 2, 1], [1, -2, 1]]\nuntil: 70\n"
                               "b: {settings: {l2: 0.3, lr: 0.02}, journal: [{step: 5, l2: 1}], until: 60}\n"
                               "view: {layout: compare, over: [\"l2=0,1:2:5\", \"- x: #\"], turn: -0.5, name: \"λ\"}\n"
                               "figure: {size: 800x500, panel: []}\n";
    Err err;
    size_t n, brief;
    if (!parse(yaml, &a, &err))
        fail_msg("%s", err.text);
    assert_true(a.stated && a.until == 70 && a.b && a.b->until == 60 && a.b->changes == 1 && !a.b->own);
    assert_true(a.b->config.l2 > 0.29f && a.b->config.data == a.config.data && a.config.l2 < 0.11f);
    assert_ptr_equal(scene_own(&a, 1), a.own);
    assert_string_equal(words_get(&a.view, "over", 1)->text, "- x: #");
    assert_string_equal(words_get(&a.view, "turn", 0)->text, "-0.5");
    assert_int_equal(a.figure.n, 1); /* an empty list says nothing */
    assert_round_trip(&a);
    char *whole = scene_write(&a, &n), *text = scene_write_brief(&a, &brief);
    assert_true(brief < n / 2);
    if (!scene_parse(text, brief, &b, &err))
        fail_msg("%s\n%s", err.text, text);
    assert_true(same(&a, &b));
    free(whole);
    free(text);
    scene_free(&b);
    scene_free(&a);
}

static char *repeated(const char *head, const char *piece, size_t n, size_t *size)
{
    size_t length = strlen(piece);
    char *text = malloc(strlen(head) + n * length + 1), *end = text + strlen(strcpy(text, head));
    for (size_t i = 0; i < n; i++, end += length)
        memcpy(end, piece, length + 1);
    *size = (size_t)(end - text);
    return text;
}

/* Much of something: refused at once, whatever it is. */
static void own_points(void **state)
{
    (void)state;
    Err err;
    const char *yaml = "ridgescope: 1\nsettings: {data: points, l2: 0.1}\npoints: [[0.5, -1, 0], [1e-3, 2, 1]]\n";
    if (!parse(yaml, &a, &err))
        fail_msg("%s", err.text);
    assert_true(a.own->n == 2 && a.own->inputs == 2 && a.own->classes == 2 && a.own->x[1] < 0 && a.own->y[1] > 0.5f);
    assert_round_trip(&a);
    strcpy(a.own->label[0], "a: \"b\"");
    strcpy(a.own->axis[1], "weight, ä");
    a.own->scale[0] = 1e30f, a.own->shift[1] = -0.1f, a.own->classes = 5;
    assert_round_trip(&a);
    scene_free(&a);
    assert_true(parse("ridgescope: 1\nsettings: {data: csv}\npoints: [[0.5, -1], [2, 3]]\n", &a, &err)); /* a curve */
    assert_true(a.own->inputs == 1 && a.own->classes == 0);
    assert_round_trip(&a);
    scene_free(&a);
}

/* The most there may be, as long as floats are written. */
static void many_own_points(void **state)
{
    (void)state;
    Rng r = rng_make(3, 3);
    scene_default(&a);
    assert_true(config_set(&a.config, "data", "csv", NULL));
    a.own = own_new(OWN_POINTS, 2);
    a.own->classes = 2;
    for (int i = 0; i < OWN_POINTS; i++) {
        a.own->x[2 * i] = (float)rng_normal(&r) * 1e-3f;
        a.own->x[2 * i + 1] = -(float)rng_normal(&r) * 1e-3f;
        a.own->y[i] = (float)(i % 2);
    }
    assert_round_trip(&a);
    scene_free(&a);
}

static void refuses_what_is_too_large(void **state)
{
    (void)state;
    static const struct {
        const char *head, *piece, *names;
        size_t n;
    } cases[] = {
        { "", "[", "nested", SCENE_BYTES - 1 },
        { "", "{a: ", "nested", SCENE_BYTES / 4 - 1 },
        { "", "- ", "nested", SCENE_BYTES / 2 - 1 },
        { "", "? ", "", SCENE_BYTES / 2 - 1 },
        { "ridgescope: 1\ntitle: ", "x", "4096", SCENE_BYTES - 100 },
        { "ridgescope: 1\ntitle: ", "x", "at most 127", 128 },
        { "ridgescope: 1\n#", "x", "at most", SCENE_BYTES },
        { "ridgescope: 1\njournal:\n", "- {step: 1, l2: 1}\n", "more than 65536 changes", SCENE_CHANGES + 1 },
        { "ridgescope: 1\njournal: [", "1,", "more than", 600000 },
    };
    for (int i = 0; i < COUNT(cases); i++) {
        Err err = { "" };
        size_t n;
        char *text = repeated(cases[i].head, cases[i].piece, cases[i].n, &n);
        assert_false(scene_parse(text, n, &a, &err));
        if (!strstr(err.text, cases[i].names))
            fail_msg("case %d: %s", i, err.text);
        free(text);
    }
    size_t n = 0;
    char *keys = malloc(1 << 16);
    for (int i = 0; i < 300; i++)
        n += (size_t)sprintf(keys + n, "k%d: 1\n", i);
    Err err;
    assert_false(scene_parse(keys, n, &a, &err));
    assert_non_null(strstr(err.text, "more than 256 keys"));
    free(keys);
}

static void adds_changes_in_order(void **state)
{
    (void)state;
    Err err;
    scene_default(&a);
    assert_true(scene_add(&a, "20:l2=0.5", &err));
    assert_true(scene_add(&a, "10:lambda=0.25", &err));
    assert_true(scene_add(&a, "20:reheat=0.3", &err));
    assert_true(scene_add(&a, "25:restore=1", &err));
    assert_true(scene_add(&a, "0:reg=none", &err));
    static const uint64_t steps[] = { 0, 10, 20, 20 };
    for (int i = 0; i < 4; i++)
        assert_int_equal(a.change[i].step, steps[i]);
    assert_int_equal(a.change[2].kind, ACTION_SET);
    assert_int_equal(a.change[3].kind, ACTION_REHEAT);
    assert_round_trip(&a);
    static const struct {
        const char *at, *names;
    } bad[] = {
        { "", "STEP:KEY=VALUE" },        { "5", "STEP:KEY=VALUE" },     { "l2=1", "STEP:KEY=VALUE" },
        { "5:l2", "STEP:KEY=VALUE" },    { "x:l2=1", "not a step" },    { "1.5:l2=1", "not a step" },
        { "-1:l2=1", "not a step" },     { "99999999:l2=1", "a step" }, { "5:l2=x", "expected a number" },
        { "5:l3=1", "nearest is l2" },   { "5:data=xor", "new run" },   { "5:reheat=-1", "standard deviation" },
        { "5:restore=2", "expected 1" }, { "5:reheat=", "standard" },   { "5:net=8", "new run" },
    };
    for (int i = 0; i < COUNT(bad); i++) {
        assert_false(scene_add(&a, bad[i].at, &err));
        if (!strstr(err.text, bad[i].names))
            fail_msg("%s: %s", bad[i].at, err.text);
    }
    char longest[400];
    memset(longest, '1', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    assert_false(scene_add(&a, longest, &err));
    assert_int_equal(a.changes, 5);
    while (a.changes < SCENE_CHANGES)
        assert_true(scene_add(&a, "7:l2=1", &err));
    assert_false(scene_add(&a, "7:l2=1", &err));
}

static void checks_changes_against_each_other(void **state)
{
    (void)state;
    Err err;
    scene_default(&a);
    assert_true(scene_add(&a, "100:sweep_lo=50", &err)); /* alone in its range, but above sweep_hi */
    assert_false(scene_check(&a, &err));
    assert_non_null(strstr(err.text, "step 100"));
    a.until = 100; /* not made any more */
    assert_true(scene_check(&a, &err));
}

/* Bytes changed, dropped, doubled and moved: each result is read or refused with a line, and what is read comes back
 * the same. The sanitizers watch. */
static void survives_mutation(void **state)
{
    (void)state;
    enum { ROUNDS = 4000, ROOM = 2 * sizeof example };
    static const char *const pieces[] = { "\n",
                                          "- ",
                                          ": ",
                                          "{",
                                          "}",
                                          "[",
                                          "]",
                                          "&a ",
                                          "*a",
                                          "!!x ",
                                          "'",
                                          "\"",
                                          "\\U",
                                          "|",
                                          ">",
                                          "\t",
                                          "%",
                                          "---\n",
                                          "...\n",
                                          "\xEF\xBB\xBF",
                                          "\xC3",
                                          "\x01",
                                          "1e9",
                                          "-0",
                                          "? ",
                                          "#",
                                          "99999999999999999999",
                                          "<<: " };
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
        Rng r = rng_make((uint64_t)round, 77);
        char text[ROOM];
        bool points = rng_below(&r, 3) == 0;
        size_t n = points ? sizeof with_points - 1 : sizeof example - 1;
        memcpy(text, points ? with_points : example, n);
        for (uint32_t cuts = 1 + rng_below(&r, 4); cuts && n; cuts--) {
            size_t at = rng_below(&r, (uint32_t)n), rest = n - at;
            const char *piece = pieces[rng_below(&r, COUNT(pieces))];
            size_t length = strlen(piece), drop = rng_below(&r, 8);
            switch (rng_below(&r, 4)) {
            case 0: text[at] = (char)rng_below(&r, 256); break;
            case 1: /* insert */
                memmove(text + at + length, text + at, rest);
                memcpy(text + at, piece, length);
                n += length;
                break;
            case 2: /* drop */
                drop = drop < rest ? drop : rest;
                memmove(text + at, text + at + drop, rest - drop);
                n -= drop;
                break;
            default: n = at + 1; /* cut off */
            }
        }
        Err err = { "" };
        char *copy = malloc(n); /* of exactly this size: reading behind the end is seen */
        memcpy(copy, text, n);
        int line = 0;
        if (scene_parse(copy, n, &a, &err)) {
            read++;
            assert_round_trip(&a);
            scene_free(&a);
        } else if (sscanf(err.text, "%d:", &line) != 1 || line < 1) {
            fail_msg("round %d: no line: %s", round, err.text);
        }
        free(copy);
    }
    assert_in_range(read, ROUNDS / 20, ROUNDS - ROUNDS / 20); /* both ways were gone often */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_example),
        cmocka_unit_test(reads_another_name_for_l2),
        cmocka_unit_test(until_follows_the_settings),
        cmocka_unit_test(every_bundled_scene_comes_back),
        cmocka_unit_test(every_setting_comes_back),
        cmocka_unit_test(titles_come_back),
        cmocka_unit_test(refuses_with_a_line),
        cmocka_unit_test(carries_all_of_a_picture),
        cmocka_unit_test(refuses_what_is_too_large),
        cmocka_unit_test(own_points),
        cmocka_unit_test(many_own_points),
        cmocka_unit_test(adds_changes_in_order),
        cmocka_unit_test(checks_changes_against_each_other),
        cmocka_unit_test(survives_mutation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
