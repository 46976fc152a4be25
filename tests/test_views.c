/* Views of more than one net: Compare with two trainers that are pumped, made-up input, and what was drawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/app_state.h"
#include "font_fixed.h"

#include <SDL_timer.h>
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

/* Both trainers, turn by turn, until it is so; false: not in a long time. However busy the machine is, a round takes
 * two milliseconds, in which there may be hardly any work. */
static bool work_until(bool (*so)(uint64_t), uint64_t step)
{
    for (int i = 0; i < 5000; i++) {
        for (int side = 0; side < 2; side++)
            trainer_pump(world.trainer[side], 0.002);
        latest();
        if (so(step))
            return true;
        SDL_Delay(1); /* steps are due by the clock */
    }
    return false;
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
    world.in.key[world.in.keys++] = (KeyPress){ .key = KEY_PRINT, .rune = 'c' };
    frame();
    world.app->seek_sweet = false;
    frames(4);
    assert_true(compare_on(world.app) && world.trainer[1]);
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
    assert_true(config(0)->l2 == 0.03f && step(0) == 20); /* what A was before is given back */
}

/* A run that stands still is not moved by a look at two nets; they are as they were left when they are looked at again. */
static void a_look_at_two_nets_leaves_the_run(void **state)
{
    (void)state;
    open("moons", (const char *[]){ "l2", "0.03", NULL });
    key(KEY_PRINT, 'c', false);
    assert_true(compare_on(world.app) && world.app->playing);
    world.app->seek_sweet = false;
    frames(20);
    key(KEY_SPACE, 0, false);
    uint64_t was = step(0);
    assert_true(config(0)->l2 == 0);
    key(KEY_PRINT, 'c', false);
    frames(4);
    assert_true(!world.app->playing && !world.frame[0]->playing);
    assert_true(config(0)->l2 == 0.03f && step(0) == 20);
    key(KEY_PRINT, 'c', false);
    assert_true(config(0)->l2 == 0 && step(0) == was && config(1)->l2 == 0.03f);
}

static void without_a_penalty_b_gets_one(void **state)
{
    (void)state;
    compare("moons", (const char *[]){ "reg", "none", NULL });
    assert_string_equal(reg_defs[config(0)->reg].key, "none");
    assert_string_equal(reg_defs[config(1)->reg].key, "l2");
    assert_true(config(1)->l2 > 0);
}

static void on_other_data_b_begins_anew(void **state)
{
    (void)state;
    compare("moons", (const char *[]){ "l2", "0.03", NULL });
    compare_take(world.app, 1);
    choose("noise", "0.3");
    key(KEY_PRINT, 'c', false);
    key(KEY_PRINT, 'c', false); /* the same question: B is as it was left */
    assert_true(config(1)->noise == 0.3f);
    key(KEY_PRINT, 'c', false);
    choose("data", "circles");
    key(KEY_PRINT, 'c', false);
    assert_int_equal(config(1)->data, config(0)->data);
    assert_true(config(1)->noise == config(0)->noise);
}

/* Waits for the sweep, but not for ever; named after the frame that is drawn. */
static void a_picture_is_as_the_window(void **state)
{
    (void)state;
    Figure fig;
    char path[128];
    open("moons", NULL);
    key(KEY_PRINT, 't', false); /* light */
    choose("until", "3000");    /* a sweep that takes a while */
    for (int i = 0; i < 5000 && !world.frame[0]->sweep_running; i++) {
        trainer_pump(world.trainer[0], 0.002);
        latest();
    }
    assert_true(world.frame[0]->sweep_running);
    exportview_open(world.app, true);
    assert_false(app_export(world.app, world.frame[0], &fig, path));
    key(KEY_PRINT, 'n', false); /* a step later */
    world.now += 11;
    frame();
    assert_true(app_export(world.app, world.frame[0], &fig, path));
    assert_true(fig.panels == 0 && fig.w == (int)all.w && fig.h == (int)all.h && fig.scale == 0);
    assert_int_equal(fig.theme, app_theme_row(world.app));
    assert_string_equal(theme_defs[fig.theme].key, "light");
    assert_string_equal(path, "ridgescope-moons-l2-0-step-21.png");
    assert_false(app_export(world.app, world.frame[0], &fig, path));
}

static bool says_within(const char *part)
{
    for (int i = 0; i < world.c.commands; i++)
        if (world.c.command[i].kind == CMD_TEXT && strstr(world.c.text + world.c.command[i].text.first, part))
            return true;
    return false;
}

/* What it says of the figure is true of the figure, and its lines can be copied. */
static void the_export_dialog_tells_of_its_figure(void **state)
{
    (void)state;
    char copied[UI_ENTRY], path[128];
    Figure fig;
    FigurePlan plan;
    open("moons", NULL);
    Exporting *e = &world.app->exporting;
    key(KEY_PRINT, 's', false);
    frames(2);
    assert_true(says("Export a figure") && says("Decision boundary") && says("LaTeX text width, 174 mm"));
    assert_true(says_within("Smallest text prints at 7.0 pt."));
    assert_false(says("That is hard to read."));
    assert_true(says_within("\\includegraphics[width=\\textwidth]{ridgescope"));
    e->what = 0; /* the whole window on a page: small */
    frames(2);
    assert_true(says("That is hard to read."));
    e->what = 2;
    e->panel = panel_find("curves");
    e->size = 1;
    frames(2);
    assert_true(says_within("84 ×") && says_within("Smallest text prints at 7.0 pt."));
    world.app->ui.focus = ID_DIALOG + 5; /* format: one widget; Left is the one before PDF */
    key(KEY_LEFT, 0, false);
    assert_string_equal(figure_formats[e->format].ending, ".svg");
    frames(2);
    assert_string_equal(e->name, "ridgescope-moons-l2-0-step-20.svg");
    assert_true(says_within("\\includesvg[width=\\columnwidth]{ridgescope"));
    world.app->ui.focus = ID_DIALOG + 21; /* copy the caption */
    key(KEY_ENTER, 0, false);
    assert_true(app_copied(world.app, copied));
    assert_string_equal(copied,
                        "Loss over steps of a 2–32–32–1 ReLU network, L2 with λ = 0. Moons, 80 training points, 10 of "
                        "them with a wrong label, noise 0.2; Adam, learning rate 0.01; step 20, seed 22.");
    world.app->ui.focus = ID_DIALOG + 31;
    key(KEY_ENTER, 0, false);
    assert_int_equal(world.app->popup, POPUP_NONE);
    world.now += 11; /* for analyses: long enough */
    frame();
    assert_true(app_export(world.app, world.frame[0], &fig, path));
    assert_string_equal(path, "ridgescope-moons-l2-0-step-20.svg");
    assert_string_equal(fig.caption, copied);
    assert_true(figure_plan(&fig, &plan, NULL) && plan.width_mm == 84 && fig.panels == 1);
    assert_string_equal(theme_defs[fig.theme].key, "print");
    key(KEY_PRINT, 's', false); /* what was chosen stays */
    assert_true(e->size == 1 && e->what == 2);
    key(KEY_ESC, 0, false);
    assert_int_equal(world.app->popup, POPUP_NONE);
}

/* Whatever has the focus, but a button; what cannot be written is asked for again, with all that was typed. */
static void enter_saves_and_a_failure_comes_back(void **state)
{
    (void)state;
    Figure fig;
    char path[128];
    const UiId places[] = { 0, ID_DIALOG, ID_DIALOG + 5, ID_DIALOG + 7, ID_DIALOG + 20, ID_DIALOG + 22 };
    open("moons", NULL);
    Exporting *e = &world.app->exporting;
    for (int i = 0; i < COUNT(places); i++) {
        key(KEY_PRINT, 's', false);
        world.app->ui.focus = places[i];
        frames(2);
        key(KEY_ENTER, 0, false);
        world.now += 11;
        if (world.app->popup || !e->now)
            fail_msg("Enter does not save at control %d", (int)places[i]);
        frame();
        assert_true(app_export(world.app, world.frame[0], &fig, path));
        app_exported(world.app, path, NULL);
    }
    key(KEY_PRINT, 's', false);
    world.app->ui.focus = ID_DIALOG + 22; /* a name that says something else: it is seen before it is written */
    frames(2);
    snprintf(world.in.text, sizeof world.in.text, "lambda-0.5.jpg");
    frames(2);
    key(KEY_ENTER, 0, false);
    assert_true(e->now);
    world.now += 11;
    frame();
    assert_true(app_export(world.app, world.frame[0], &fig, path));
    assert_string_equal(path, "lambda-0.5.pdf");
    app_exported(world.app, path, "no such folder");
    frames(2);
    assert_true(world.app->popup == POPUP_EXPORT && says("lambda-0.5.pdf"));
    key(KEY_ESC, 0, false);
    key(KEY_ESC, 0, false);
    key(KEY_PRINT, 'm', false); /* the grid has no open panels */
    key(KEY_PRINT, 's', false);
    frames(2);
    assert_false(says("The open panels"));
    exportview_figure(world.app, &fig);
    assert_int_equal(fig.panels, 0);
}

/* Without the pointer: Tab comes to every control of the dialog and never leaves it. */
static void tab_goes_round_in_the_export_dialog(void **state)
{
    (void)state;
    bool reached[40] = { false };
    open("moons", NULL);
    key(KEY_PRINT, 's', false);
    for (int i = 0; i < 30; i++) {
        key(KEY_TAB, 0, false);
        UiId focus = world.app->ui.focus;
        assert_true(focus == ID_CLOSE || (focus >= ID_DIALOG && focus < ID_DIALOG + COUNT(reached)));
        if (focus >= ID_DIALOG)
            reached[focus - ID_DIALOG] = true;
    }
    const int controls[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 21, 22, 23, 30, 31 };
    for (int i = 0; i < COUNT(controls); i++)
        if (!reached[controls[i]])
            fail_msg("control %d has no key", controls[i]);
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
    assert_true(spread_complete(s));
    assert_true(config(1)->l2 == s->value[path_sweet(s)]);
}

/* Another regularizer for a side that has a strength is no way back to none. */
static void another_regularizer_starts_with_a_strength(void **state)
{
    (void)state;
    compare("moons", (const char *[]){ "l2", "0.03", NULL });
    for (int side = 0; side < 2; side++) {
        compare_take(world.app, side);
        choose("reg", "l1");
        assert_true((config(side)->l1 > 0) == (side == 1)); /* A has none, and keeps it */
    }
    choose("reg", "dropout");
    assert_true(config(1)->dropout > 0.2f);
    choose("reg", "l2");
    assert_true(config(1)->l2 == 0.03f); /* which it had */
}

/* One axis can carry two thumbs only if it is the axis of both; the other net is named beside it then. */
static void a_thumb_stands_on_its_own_axis_alone(void **state)
{
    (void)state;
    static const struct {
        const char *key, *value;
        bool one;
    } rows[] = { { "lr", "0.02", true }, { "opt", "adamw", false }, { "opt", "adam", true }, { "reg", "l1", false } };
    compare("moons", (const char *[]){ "l2", "0.03", NULL });
    compare_take(world.app, 1);
    for (int i = 0; i < COUNT(rows); i++) {
        choose(rows[i].key, rows[i].value);
        Layout l = layout_make(world.app, all, false);
        Axis x = axis_make(world.app, &l);
        assert_true((versus_other(world.app, &x) >= 0) == rows[i].one);
        int letters = 0; /* on the card, in the strip if there is room, and on its thumb or beside the axis */
        for (int k = 0; k < world.c.commands; k++) {
            const Command *m = &world.c.command[k];
            float y = m->kind == CMD_TEXT ? m->text.at.y : 0, track = l.track;
            letters += y > track - 20 && y < track + 20 && strcmp(world.c.text + m->text.first, "A") == 0;
        }
        assert_int_equal(letters, 1);
    }
}

/* Until it is known where the sweet spot is, the card of B says that it stands at a guess. */
static void a_guess_is_called_one(void **state)
{
    (void)state;
    open("moons", (const char *[]){ "until", "100000", NULL }); /* the sweep takes long */
    key(KEY_PRINT, 'c', false);
    assert_true(world.app->seek_sweet && says("for now"));
    compare_take(world.app, 1);
    choose("l2", "0.5");
    assert_false(world.app->seek_sweet || says("for now"));
}

/* The numbers of the formulas may be long: the signs between them stay. */
static void signs_stay_between_long_numbers(void **state)
{
    (void)state;
    compare("moons", (const char *[]){ "l2", "0.03", NULL });
    Findings *f = &world.frame[0]->f;
    int signs[2] = { 0 };
    for (int i = 0; i < 2; i++) {
        frame();
        for (int k = 0; k < world.c.commands; k++)
            signs[i] +=
                world.c.command[k].kind == CMD_TEXT && strcmp(world.c.text + world.c.command[k].text.first, "=") == 0;
        f->snap.metrics[0].data_loss = 1e-6;
    }
    assert_true(says("< 0.0001"));
    assert_int_equal(signs[0], signs[1]);
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
    world.in.shift = true;
    key(KEY_TAB, 0, false);
    world.in.shift = false;
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

static bool both_beyond(uint64_t at) { return step(0) > at && step(1) > at; }
static bool first_beyond(uint64_t at) { return step(0) > at; }
static bool both_paused(uint64_t at)
{
    (void)at;
    return !world.frame[0]->playing && !world.frame[1]->playing && step(0) == step(1);
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
    assert_true(work_until(both_beyond, ahead));
    key(KEY_SPACE, 0, false);
    assert_true(work_until(both_paused, 0));
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
    assert_true(says("Diverged."));
    key(KEY_PRINT, 'd', false);
    assert_true(says("No difference to draw"));
    uint64_t before = step(0);
    key(KEY_SPACE, 0, false);
    assert_true(work_until(first_beyond, before)); /* it does not wait for one that moves no more */
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

/* --- a grid --- */

static void values_and_ranges_are_read(void **state)
{
    (void)state;
    Over o;
    Err err;
    assert_true(over_parse("l2=0,1e-4:1:5", &o, &err));
    assert_int_equal(o.n, 6);
    assert_string_equal(o.value[0], "0");
    assert_string_equal(o.value[2], "0.001"); /* by equal factors */
    assert_true(over_parse("noise=0.1:0.4:4", &o, &err));
    assert_string_equal(o.value[1], "0.2"); /* evenly */
    assert_true(over_parse("net=-,32-32,8", &o, &err));
    assert_int_equal(o.n, 3);
    static const char *const wrong[] = { "l2",       "l2=",        "=1",           "noize=0.1",
                                         "l2=0:1:5", "l2=1:0.1:3", "act=a:b:2",    "points=1:2",
                                         "l2=1000",  "noise=x",    "l2=1e-4:1:999" };
    for (int i = 0; i < COUNT(wrong); i++) {
        err.text[0] = 0;
        assert_false(over_parse(wrong[i], &o, &err));
        assert_true(err.text[0]);
    }
}

static GridSpec spec_of(const char *columns, const char *rows)
{
    GridSpec s = { .axes = rows ? 2 : 1 };
    config_default(&s.config);
    s.config.until = 30;
    assert_true(over_parse(columns, &s.over[0], NULL));
    if (rows)
        assert_true(over_parse(rows, &s.over[1], NULL));
    return s;
}

/* Each cell is what its settings give alone, whoever trained it and in whatever order. */
static void cells_are_what_their_settings_give(void **state)
{
    (void)state;
    GridSpec s = spec_of("l2=0,0.01,1", "points=20,40");
    Grid *one = grid_new(&s, NULL, 0, NULL, NULL, NULL), *many = grid_new(&s, NULL, 3, NULL, NULL, NULL);
    assert_true(one && many && grid_cells(&s) == 6);
    grid_finish(one);
    for (int i = 0; i < 2000 && grid_progress(many) < 1; i++)
        SDL_Delay(5);
    static const MemberPlan member[] = { { .kind = MEMBER_FOLLOWS } };
    for (int i = 0; i < 6; i++) {
        const GridCell *a = grid_cell(one, i), *b;
        while (!(b = grid_cell(many, i)))
            SDL_Delay(5);
        Run *run = run_new(&a->config, &(RunPlan){ .members = 1, .member = member, .vary = param_find("l2") }, NULL);
        Metrics m;
        run_steps(run, 30);
        run_metrics(run, 0, &m);
        assert_true(a->metrics.test_loss == m.test_loss && b->metrics.test_loss == m.test_loss);
        assert_memory_equal(a->field.z, b->field.z, sizeof(float) * GRID_W * GRID_H);
        assert_int_equal(a->train, i < 3 ? 20 : 40);
        run_free(run);
    }
    assert_true(grid_same(one, &s, NULL));
    s.config.points = 60; /* an axis says that */
    assert_true(grid_same(one, &s, NULL));
    s.config.noise = 0.4f;
    assert_false(grid_same(one, &s, NULL));
    grid_free(one);
    grid_free(many);
}

/* Noise makes it another task, of which another net is best; the activation does not. */
static void nets_are_best_of_their_task(void **state)
{
    (void)state;
    static const struct {
        const char *columns, *rows;
        int bests, per; /* how many, and one in each so many cells */
    } cases[] = { { "l2=0,0.01,1", "noise=0.05,0.4", 2, 3 },
                  { "l2=0,0.01,1", "act=tanh,relu", 1, 6 },
                  { "noise=0.05,0.4", "points=20,40", 0, 4 } };
    for (int i = 0; i < COUNT(cases); i++) {
        GridSpec s = spec_of(cases[i].columns, cases[i].rows);
        Grid *g = grid_new(&s, NULL, 0, NULL, NULL, NULL);
        int bests = 0, in[8] = { 0 };
        assert_false(gridview_best(g, 0));
        grid_finish(g);
        for (int k = 0; k < grid_cells(&s); k++)
            if (gridview_best(g, k)) {
                bests++;
                in[k / cases[i].per]++;
            }
        assert_int_equal(bests, cases[i].bests);
        for (int k = 0; k < bests; k++)
            assert_int_equal(in[k], 1);
        grid_free(g);
    }
}

static void a_grid_can_be_too_large(void **state)
{
    (void)state;
    Err err;
    GridSpec s = spec_of("l2=0,1e-4:1:15", "points=20,40,60,80,100");
    assert_false(grid_check(&s, &err));
    assert_non_null(strstr(err.text, "80 nets"));
    s = spec_of("l2=0,1", "l2=0,1");
    assert_false(grid_check(&s, &err));
}

static void a_cell_opens_as_the_scene(void **state)
{
    (void)state;
    GridSpec s;
    Kept *own;
    open("moons", NULL);
    key(KEY_PRINT, 'm', false);
    assert_true(app_grid_wanted(world.app, &s, &own));
    Grid *g = grid_new(&s, own, 0, NULL, NULL, NULL);
    app_grid(world.app, g);
    frames(2);
    assert_false(says("best"));
    grid_finish(g);
    frames(2);
    int last = grid_cells(&s) - 1;
    world.app->ui.focus = (UiId)(ID_GRID + last);
    Config wanted = grid_cell(g, last)->config;
    key(KEY_ENTER, 0, false);
    assert_int_equal(world.app->stage, STAGE_PANELS);
    assert_true(config(0)->l2 == wanted.l2 && config(0)->noise == wanted.noise && step(0) == 0);
    key(KEY_PRINT, 'z', true);
    assert_true(step(0) == 20);
    app_grid(world.app, NULL);
    grid_free(g);
}

/* --- units --- */

static void units_are_listed_and_copied(void **state)
{
    (void)state;
    char text[UI_ENTRY];
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

/* PyTorch's AdamW decays in another way than its other optimizers: no line speaks for all of them. */
static void units_are_above_what_they_are_about(void **state)
{
    (void)state;
    static const char *const scenes[] = { "moons", "sine" };
    for (int i = 0; i < COUNT(scenes); i++) {
        open(scenes[i], (const char *[]){ "l2", "0.02", "opt", "adam", NULL });
        Layout l = layout_make(world.app, all, false);
        frame();
        int before = world.c.commands, rows = 0;
        key(KEY_PRINT, 'u', false);
        for (int k = 0; k < world.c.commands; k++) {
            const Command *m = &world.c.command[k];
            const char *text = m->kind == CMD_TEXT ? world.c.text + m->text.first : "";
            for (int n = 0; n < notation_count; n++) {
                bool row = strcmp(text, notation_defs[n].program) == 0;
                assert_false(row && m->text.at.y > l.deck.y - 8);
                rows += row;
            }
        }
        assert_true(world.c.commands > before && rows >= 6);
        assert_true(says(i ? "PyTorch, the same, with MSELoss" : "PyTorch, SGD, Adam, RMSprop"));
        choose("opt", "adamw");
        frame();
        assert_true(says("PyTorch and Keras, AdamW") && !says("PyTorch, SGD, Adam, RMSprop"));
        close_all(state);
    }
}

int main(void)
{
#define TEST(f) cmocka_unit_test_teardown(f, close_all)
    const struct CMUnitTest tests[] = {
        TEST(two_nets_differ_in_the_strength_alone),
        TEST(the_strength_that_was_there_goes_to_b),
        TEST(a_look_at_two_nets_leaves_the_run),
        TEST(without_a_penalty_b_gets_one),
        TEST(b_goes_to_the_sweet_spot_from_step_0),
        TEST(another_regularizer_starts_with_a_strength),
        TEST(a_thumb_stands_on_its_own_axis_alone),
        TEST(a_guess_is_called_one),
        TEST(signs_stay_between_long_numbers),
        TEST(the_net_in_hand_is_changed_and_undone_alone),
        TEST(both_step_and_start_anew_together),
        TEST(who_is_behind_catches_up),
        TEST(both_pictures_have_the_same_axes),
        TEST(the_sentence_says_what_the_numbers_say),
        TEST(the_difference_is_of_what_is_decided),
        TEST(a_net_that_diverges_leaves_the_other_alone),
        TEST(on_other_data_b_begins_anew),
        TEST(a_picture_is_as_the_window),
        TEST(the_export_dialog_tells_of_its_figure),
        TEST(tab_goes_round_in_the_export_dialog),
        TEST(enter_saves_and_a_failure_comes_back),
        TEST(every_kind_of_data_can_be_compared),
        TEST(values_and_ranges_are_read),
        TEST(cells_are_what_their_settings_give),
        TEST(nets_are_best_of_their_task),
        TEST(a_grid_can_be_too_large),
        TEST(a_cell_opens_as_the_scene),
        TEST(units_are_listed_and_copied),
        TEST(units_are_above_what_they_are_about),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
