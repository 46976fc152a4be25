/* Views of more than one net: Compare with two trainers that are pumped, made-up input, and what was drawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/app_state.h"
#include "font_fixed.h"

#include <stdio.h>
#include <string.h>

static struct {
    App *app;
    Trainer *trainer[2];
    Abreast pair;
    Arena arena;
    Canvas c;
    Frame *frame[2];
    UiInput in;
    double now;
} world;

static const Rect all = { 0, 0, 1024, 640 };

static bool says(const char *text)
{
    for (int i = 0; i < world.c.commands; i++)
        if (world.c.command[i].kind == CMD_TEXT && strcmp(world.c.text + world.c.command[i].text.first, text) == 0)
            return true;
    return false;
}

static void latest(void)
{
    bool fresh;
    for (int side = 0; side < 2; side++)
        if (world.trainer[side])
            world.frame[side] = trainer_latest(world.trainer[side], &fresh);
}

/* What the window's host does: a second trainer when it is wanted, commands to the right one. */
static void send(void)
{
    TrainerCommand command[APP_COMMANDS];
    uint64_t last[2] = { 0 };
    Config c;
    Kept *own;
    if (app_second_wanted(world.app, &c, &own) && !world.trainer[1]) {
        world.trainer[1] = trainer_new(&c, own, NULL, 0, 0, NULL, NULL, NULL);
        for (int side = 0; side < 2; side++)
            trainer_pair(world.trainer[side], &world.pair, side);
    }
    for (int i = 0, n = app_commands(world.app, command, APP_COMMANDS); i < n; i++) {
        int side = command[i].side;
        if (world.trainer[side])
            app_sent(world.app, side, last[side] = trainer_send(world.trainer[side], &command[i]));
    }
    for (int side = 0; side < 2; side++)
        for (bool first = true; world.trainer[side] && last[side]; first = false) {
            latest();
            if (!first && world.frame[side] && world.frame[side]->acked >= last[side])
                break;
            trainer_pump(world.trainer[side], 0.002);
        }
}

/* Both trainers, turn by turn. */
static void work(int rounds)
{
    for (int i = 0; i < rounds; i++) {
        for (int side = 0; side < 2; side++)
            trainer_pump(world.trainer[side], 0.002);
        latest();
    }
}

static void frame(void)
{
    latest();
    arena_reset(&world.arena);
    canvas_begin(&world.c, &world.arena, &fixed_font, all.w, all.h, 0);
    world.in.time = world.now += 0.02;
    app_second(world.app, world.frame[1]);
    app_frame(world.app, world.frame[0], &world.in, all, &world.c);
    send();
    latest();
    world.in.pressed = world.in.released = false;
    world.in.keys = 0;
}

static void frames(int n)
{
    while (n-- > 0)
        frame();
}

static void key(Key k, uint32_t rune, bool ctrl)
{
    world.in.key[world.in.keys++] = (KeyPress){ .key = k, .rune = rune, .ctrl = ctrl };
    frames(3);
}

static void choose(const char *setting, const char *value)
{
    Config c = world.app->config;
    assert_true(config_set(&c, setting, value, NULL));
    app_set(world.app, &c, true);
    frames(3);
}

static void open(const char *scene, const char *const *settings)
{
    Config c;
    Err err;
    scene_config(scene_find(scene), &c);
    c.until = 40;
    for (int i = 0; settings && settings[i]; i += 2)
        assert_true(config_set(&c, settings[i], settings[i + 1], NULL));
    world.trainer[0] = trainer_new(&c, NULL, NULL, 0, 0, NULL, NULL, &err);
    assert_non_null(world.trainer[0]);
    world.app = app_new(&c, "dark", false);
    world.in = (UiInput){ .mouse = { 5, 5 } };
    Ask ask = app_ask(world.app, all);
    trainer_finish(world.trainer[0], 20, false, &ask);
    app_toggle_play(world.app); /* it would play by itself */
    frames(3);
}

static int close_all(void **state)
{
    (void)state;
    app_free(world.app);
    for (int side = 0; side < 2; side++)
        trainer_free(world.trainer[side]);
    arena_free(&world.arena);
    memset(&world, 0, sizeof world);
    return 0;
}

/* Two nets, paused; B stays where it is although the sweep may end meanwhile. */
static void compare(const char *scene, const char *const *settings)
{
    open(scene, settings);
    key(KEY_PRINT, 'c', false);
    assert_true(compare_on(world.app) && world.trainer[1]);
    world.app->seek_sweet = false;
    frames(2);
    if (world.app->playing)
        key(KEY_SPACE, 0, false);
    assert_non_null(world.frame[1]);
}

static const Config *config(int side) { return &world.frame[side]->f.snap.config; }
static uint64_t step(int side) { return world.frame[side]->f.snap.step; }

static void two_nets_differ_in_the_strength_alone(void **state)
{
    (void)state;
    char text[128];
    compare("moons", NULL);
    assert_true(config(0)->l2 == 0 && config(1)->l2 > 0);
    assert_true(compare_alike(config(0), config(1)));
    assert_int_equal(compare_differs(config(0), config(1), text, sizeof text), 0);
    assert_true(says("A") && says("B"));
}

static void the_strength_that_was_there_goes_to_b(void **state)
{
    (void)state;
    compare("moons", (const char *[]){ "l2", "0.03", NULL });
    assert_true(config(0)->l2 == 0 && config(1)->l2 == 0.03f);
    key(KEY_PRINT, 'c', false);
    assert_false(compare_on(world.app));
    key(KEY_PRINT, 'z', true); /* what A was before is not lost */
    assert_true(config(0)->l2 == 0.03f && step(0) == 20);
}

static void without_a_penalty_b_gets_one(void **state)
{
    (void)state;
    compare("moons", (const char *[]){ "reg", "none", NULL });
    assert_string_equal(reg_defs[config(0)->reg].key, "none");
    assert_string_equal(reg_defs[config(1)->reg].key, "l2");
    assert_true(config(1)->l2 > 0);
}

static void b_goes_to_the_sweet_spot_from_step_0(void **state)
{
    (void)state;
    open("moons", NULL);
    Ask ask = app_ask(world.app, all);
    trainer_finish(world.trainer[0], 20, true, &ask);
    frames(2);
    key(KEY_PRINT, 'c', false);
    frames(3);
    const Sweep *s = world.frame[0]->f.sweep;
    assert_int_equal(s->done_count, s->total);
    assert_true(config(1)->l2 == s->value[path_sweet(s)]);
}

static void the_net_in_hand_is_changed_and_undone_alone(void **state)
{
    (void)state;
    char mine[128], other[128];
    compare("moons", NULL);
    Config first = *config(0);
    key(KEY_TAB, 0, false);
    assert_int_equal(world.app->side, 1);
    choose("reg", "l1");
    choose("points", "30");
    assert_true(config_equal(config(0), &first));
    assert_int_equal(config(1)->points, 30);
    assert_int_equal(world.frame[1]->f.snap.train.n, 30);
    assert_true(compare_differs(config(1), config(0), mine, sizeof mine) >= 2);
    compare_differs(config(0), config(1), other, sizeof other);
    assert_non_null(strstr(mine, "30 points"));
    assert_non_null(strstr(mine, "L1"));
    assert_non_null(strstr(other, "80 points"));
    assert_false(compare_alike(config(0), config(1)));
    key(KEY_PRINT, 'z', true);
    assert_int_equal(config(1)->points, 80);
    key(KEY_TAB, 0, false);
    assert_int_equal(world.app->side, 0);
    assert_true(config_equal(&world.app->config, &first));
    assert_string_equal(reg_defs[world.app->parked.config.reg].key, "l1");
}

static void both_step_and_start_anew_together(void **state)
{
    (void)state;
    compare("moons", NULL);
    key(KEY_PRINT, 'r', false);
    assert_true(step(0) == 0 && step(1) == 0);
    key(KEY_PRINT, 'n', false);
    key(KEY_PRINT, 'n', false);
    assert_true(step(0) == 2 && step(1) == 2);
    key(KEY_TAB, 0, false);
    key(KEY_PRINT, 'n', false);
    assert_true(step(0) == 3 && step(1) == 3);
}

/* The one is forty steps behind and has a larger net: it catches up, and both pause at the same step. */
static void who_is_behind_catches_up(void **state)
{
    (void)state;
    compare("moons", NULL);
    key(KEY_TAB, 0, false);
    choose("net", "64-64");
    assert_true(step(1) == 0 && step(0) + 1 >= step(1));
    for (int i = 0; i < 60; i++)
        key(KEY_PRINT, 'n', false);
    choose("net", "32-32"); /* from step 0 again */
    uint64_t ahead = step(0);
    assert_true(ahead >= 60 && step(1) == 0);
    key(KEY_SPACE, 0, false);
    for (int i = 0; i < 1000 && step(1) <= ahead; i++)
        work(10);
    uint64_t gap = step(0) > step(1) ? step(0) - step(1) : step(1) - step(0);
    assert_true(step(0) > ahead && step(1) > ahead && gap <= 64); /* a frame may be some steps old */
    key(KEY_SPACE, 0, false);
    work(40);
    assert_int_equal(step(0), step(1));
}

static void both_pictures_have_the_same_axes(void **state)
{
    (void)state;
    compare("moons", NULL);
    key(KEY_TAB, 0, false);
    choose("noise", "0.5");
    frames(4);
    const Field *a = &world.frame[0]->f.net, *b = &world.frame[1]->f.net;
    assert_true(a->z && b->z);
    assert_memory_equal(&a->window, &b->window, sizeof a->window);
    const Points *wide = &world.frame[1]->f.snap.train;
    for (int i = 0; i < wide->n; i++)
        assert_true((float)wide->raw[2 * i] > a->window.x0 && (float)wide->raw[2 * i] < a->window.x1);
}

static void the_sentence_says_what_the_numbers_say(void **state)
{
    (void)state;
    char fits[64], misses[64];
    Metrics m = { .train_accuracy = 0.95, .test_accuracy = 0.9375, .status = STATUS_OK };
    Findings f = { .snap = { .members = 1, .metrics = &m, .train = { .n = 80 } } };
    compare_verdict(&f, fits, misses);
    assert_string_equal(fits, "gives up 4 training points,");
    assert_string_equal(misses, "misses 1 new point in 16");
    m.train_accuracy = m.test_accuracy = 1;
    compare_verdict(&f, fits, misses);
    assert_string_equal(fits, "fits the training set perfectly,");
    assert_string_equal(misses, "misses no new point");
    m.train_accuracy = 1 - 1.0 / 80;
    compare_verdict(&f, fits, misses);
    assert_string_equal(fits, "gives up 1 training point,");
    m.status = STATUS_COLLAPSED;
    m.test_accuracy = 0.5;
    compare_verdict(&f, fits, misses);
    assert_string_equal(fits, "all its weights are 0,");
    assert_string_equal(misses, "misses 1 new point in 2");
    m.status = STATUS_DIVERGED;
    compare_verdict(&f, fits, misses);
    assert_string_equal(misses, "it has no answer");
}

/* Two fields of four nodes each: p and decisions differ in the right half. */
static void the_difference_is_of_what_is_decided(void **state)
{
    (void)state;
    float za[] = { -1, 1, -1, 1 }, zb[] = { -1, -1, -1, -1 };
    Metrics m = { .status = STATUS_OK };
    Findings a = { .snap = { .members = 1, .metrics = &m } }, b = a;
    a.net = (Field){ .window = { 0, 1, 0, 1 }, .w = 2, .h = 2, .outputs = 1, .z = za };
    b.net = a.net;
    assert_true(difference_share(&a, &b) == 0);
    b.net.z = zb;
    assert_true(difference_share(&a, &b) == 0.5f);
    b.net.window.x1 = 2;
    assert_true(difference_share(&a, &b) < 0);
}

static void a_net_that_diverges_leaves_the_other_alone(void **state)
{
    (void)state;
    compare("moons", (const char *[]){ "opt", "sgd", "lr", "0.5", NULL });
    key(KEY_TAB, 0, false);
    choose("l2", "100");
    for (int i = 0; i < 400 && world.frame[1]->f.snap.metrics->status != STATUS_DIVERGED; i++)
        key(KEY_PRINT, 'n', false);
    frames(2);
    assert_int_equal(world.frame[1]->f.snap.metrics->status, STATUS_DIVERGED);
    assert_int_equal(world.frame[0]->f.snap.metrics->status, STATUS_OK);
    assert_true(says("Diverged. Undo goes back."));
    key(KEY_PRINT, 'd', false);
    assert_true(says("No difference to draw"));
    uint64_t before = step(0);
    key(KEY_SPACE, 0, false);
    work(60);
    assert_true(step(0) > before); /* it does not wait for one that moves no more */
}

static void every_kind_of_data_can_be_compared(void **state)
{
    (void)state;
    static const char *const scenes[] = { "moons", "blobs", "sine", "glyphs", "ellipse" };
    for (int i = 0; i < COUNT(scenes); i++) {
        compare(scenes[i], NULL);
        key(KEY_PRINT, 'd', false);
        for (int side = 0; side < 2; side++) {
            Layout l = layout_make(world.app, all, false);
            Rect r = compare_field(&l, side);
            world.in.mouse = (Vec2){ r.x + r.w / 2, r.y + r.h / 2 };
            frames(2);
        }
        close_all(NULL);
    }
}

/* --- units --- */

static void units_are_listed_and_copied(void **state)
{
    (void)state;
    char text[96];
    open("moons", (const char *[]){ "l2", "0.02", "points", "50", NULL });
    key(KEY_PRINT, 'u', false);
    assert_true(says("scikit-learn LogisticRegression") && says("Keras"));
    assert_false(says("scikit-learn Ridge")); /* of values */
    assert_true(says("1 / (n λ)"));
    assert_false(app_copied(world.app, text));
    for (int i = 0; i < notation_count; i++)
        if (strcmp(notation_defs[i].key, "logistic") == 0 && notation_defs[i].strength == NOTATION_L2)
            world.app->ui.focus = (UiId)(ID_NOTATION + i);
    key(KEY_ENTER, 0, false);
    assert_true(app_copied(world.app, text));
    assert_string_equal(text, "1"); /* 1 / (50 * 0.02) */
    assert_false(app_copied(world.app, text));
    key(KEY_ESC, 0, false);
    choose("reg", "dropout");
    key(KEY_PRINT, 'u', false);
    assert_int_equal(world.app->popup, POPUP_NONE);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_teardown(f, close_all)
    const struct CMUnitTest tests[] = {
        TEST(two_nets_differ_in_the_strength_alone),
        TEST(the_strength_that_was_there_goes_to_b),
        TEST(without_a_penalty_b_gets_one),
        TEST(b_goes_to_the_sweet_spot_from_step_0),
        TEST(the_net_in_hand_is_changed_and_undone_alone),
        TEST(both_step_and_start_anew_together),
        TEST(who_is_behind_catches_up),
        TEST(both_pictures_have_the_same_axes),
        TEST(the_sentence_says_what_the_numbers_say),
        TEST(the_difference_is_of_what_is_decided),
        TEST(a_net_that_diverges_leaves_the_other_alone),
        TEST(every_kind_of_data_can_be_compared),
        TEST(units_are_listed_and_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
