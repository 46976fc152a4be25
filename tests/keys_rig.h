/* The window driven by keys, without a window: for test_keys.c and test_reach.c. */
#ifndef TESTS_KEYS_RIG_H
#define TESTS_KEYS_RIG_H

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
    Trainer *trainer;
    Grid *grid;
    Arena arena;
    Canvas c;
    Frame *frame;
    UiInput in;
    double now;
    Rect all;
} world;

/* One frame of input. Both nets of Compare are the same one: what is drawn has the same widgets. */
static void frame(void)
{
    bool fresh;
    GridSpec spec;
    Kept *own;
    arena_reset(&world.arena);
    canvas_begin(&world.c, &world.arena, &fixed_font, world.all.w, world.all.h, 0);
    world.in.time = world.now += 0.02;
    world.frame = trainer_latest(world.trainer, &fresh);
    app_second(world.app, world.frame);
    if (app_grid_wanted(world.app, &spec, &own) && !world.grid) {
        world.grid = grid_new(&spec, own, 0, NULL, NULL, NULL);
        grid_finish(world.grid);
    }
    app_grid(world.app, world.grid);
    app_frame(world.app, world.frame, &world.in, world.all, &world.c);
    TrainerCommand command[APP_COMMANDS];
    uint64_t last = 0;
    for (int i = 0, n = app_commands(world.app, command, APP_COMMANDS); i < n; i++)
        app_sent(world.app, command[i].side, last = trainer_send(world.trainer, &command[i]));
    while (last && trainer_latest(world.trainer, &fresh)->acked < last)
        trainer_pump(world.trainer, 0.005);
    world.in.pressed = world.in.released = world.in.right_pressed = false;
    world.in.keys = 0;
    world.in.wheel = 0;
}

static void frames(int n)
{
    while (n-- > 0)
        frame();
}

static void hit(Key k, uint32_t rune, int mods)
{
    world.in.shift = (mods & SHIFT) != 0;
    world.in.key[world.in.keys++] =
        (KeyPress){ .key = k, .rune = rune, .shift = (mods & SHIFT) != 0, .ctrl = (mods & CTRL) != 0 };
    frames(3);
    world.in.shift = false;
}

static void open(float w, float h)
{
    Config c;
    Err err;
    world.all = (Rect){ 0, 0, w, h };
    scene_config(scene_find("moons"), &c);
    c.until = 40;
    world.trainer = trainer_new(&c, NULL, NULL, 0, 0, NULL, NULL, &err);
    assert_non_null(world.trainer);
    world.app = app_new(&c, "dark", false);
    world.in = (UiInput){ .mouse = { -1e6f, -1e6f } };
    Ask ask = app_ask(world.app, world.all);
    trainer_finish(world.trainer, 20, false, &ask);
    app_toggle_play(world.app); /* it would play by itself */
    frames(3);
}

static int close_all(void **state)
{
    (void)state;
    app_free(world.app);
    trainer_free(world.trainer);
    grid_free(world.grid);
    arena_free(&world.arena);
    memset(&world, 0, sizeof world);
    return 0;
}

#endif
