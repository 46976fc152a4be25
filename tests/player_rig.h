/* A lesson in a window without a window: a trainer that is pumped, frames of made-up input, and keys as a hand would
 * press them. */
#ifndef RIDGESCOPE_PLAYER_RIG_H
#define RIDGESCOPE_PLAYER_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/app_state.h"
#include "font_fixed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Rig {
    App *app;
    Player *player; /* the app's */
    Trainer *trainer;
    Arena arena;
    Canvas c;
    Frame *frame;
    UiInput in;
    Rect all;
} Rig;

static inline void rig_frame(Rig *r)
{
    bool fresh;
    arena_reset(&r->arena);
    canvas_begin(&r->c, &r->arena, &fixed_font, r->all.w, r->all.h, 0);
    r->in.time += 0.02;
    r->frame = trainer_latest(r->trainer, &fresh);
    app_frame(r->app, r->frame, &r->in, r->all, &r->c);
    TrainerCommand command[APP_COMMANDS];
    uint64_t last = 0;
    for (int i = 0, n = app_commands(r->app, command, APP_COMMANDS); i < n; i++)
        if (command[i].side == 0)
            app_sent(r->app, 0, last = trainer_send(r->trainer, &command[i]));
    while (last && trainer_latest(r->trainer, &fresh)->acked < last)
        trainer_pump(r->trainer, 0);
    r->frame = trainer_latest(r->trainer, &fresh);
    r->in.pressed = r->in.released = r->in.right_pressed = false;
    r->in.keys = 0;
    r->in.wheel = 0;
    r->in.text[0] = 0;
}

/* Until what was done is on the screen, and the step's start is reached. */
static inline void rig_settle(Rig *r)
{
    for (int i = 0; i < 100000; i++) {
        rig_frame(r);
        if (i >= 2 && !app_waits(r->app, r->frame, 0) && r->frame->target == 0 && !r->player->preparing)
            return;
        trainer_pump(r->trainer, 0);
    }
    fail_msg("the step does not begin");
}

static inline void rig_key(Rig *r, Key k, uint32_t rune, bool ctrl)
{
    r->in.key[r->in.keys++] = (KeyPress){ .key = k, .rune = rune, .ctrl = ctrl };
    rig_settle(r);
}

static inline void rig_undo(Rig *r) { rig_key(r, KEY_PRINT, 'z', true); }
static inline void rig_digit(Rig *r, int digit) { rig_key(r, KEY_PRINT, (uint32_t)('0' + digit), false); }

/* Space, then until it pauses by itself. */
static inline void rig_play(Rig *r)
{
    rig_key(r, KEY_SPACE, 0, false);
    for (int i = 0; r->frame->playing; i++) {
        assert_true(i < 1000000);
        trainer_pump(r->trainer, 0.01);
        rig_frame(r);
    }
    rig_settle(r);
}

/* The value typed into the slider's field, as Enter on the slider opens it. */
static inline void rig_type(Rig *r, const char *value)
{
    r->app->ui.focus = ID_SLIDER;
    rig_key(r, KEY_ENTER, 0, false);
    snprintf(r->in.text, sizeof r->in.text, "%s", value);
    rig_frame(r);
    rig_key(r, KEY_ENTER, 0, false);
    assert_int_equal(r->app->popup, POPUP_NONE);
}

static inline uint64_t rig_step(const Rig *r) { return r->frame->f.snap.step; }

/* The window as it starts, with the course; no lesson yet. */
static inline void rig_open(Rig *r)
{
    Config c;
    Err err;
    config_default(&c);
    *r = (Rig){ .in.mouse = { -1e6f, -1e6f }, .all = { 0, 0, 1280, 720 } };
    r->app = app_new(&c, "dark", false);
    r->player = &r->app->player;
    r->trainer = trainer_new(&c, NULL, NULL, 0, 0, NULL, NULL, &err);
    assert_non_null(r->trainer);
    player_course(r->app);
    app_command_all(r->app, DO_SPEED, false, 0);
    app_toggle_play(r->app); /* it would play by itself */
    trainer_pump(r->trainer, 0);
}

static inline void rig_close(Rig *r)
{
    app_free(r->app);
    trainer_free(r->trainer);
    arena_free(&r->arena);
}

#endif
