/* A window without a window, for tests of widgets: made-up frames of input, a font whose runes are half as wide as they
 * are high, and what was drawn. A test gives a function that draws its widgets. */
#ifndef RIDGESCOPE_UI_RIG_H
#define RIDGESCOPE_UI_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ui/ui.h"

#include <stdio.h>
#include <string.h>

enum { A = 1, B, C, D };

typedef struct Rig {
    Arena arena;
    Canvas c;
    Ui ui;
    UiInput in;
    const Theme *theme;
    void (*draw)(struct Rig *);
    UiAnswer a, b;
    int a_clicks, b_clicks, changes, chosen, rows, theme_row;
    float value, x, y;
    bool on, finished, dialog, hidden;
    char text[32], other[8];
} Rig;

static inline float advance(void *user, Face face, float px, uint32_t rune)
{
    (void)user, (void)face, (void)rune;
    return px / 2;
}
static const Font font = { .advance = advance };

static inline void frame(Rig *r)
{
    arena_reset(&r->arena);
    canvas_begin(&r->c, &r->arena, &font, 800, 600, 0);
    r->in.time += 0.01;
    ui_begin(&r->ui, &r->c, r->theme, &r->in, r->c.size);
    r->draw(r);
    ui_end(&r->ui);
    assert_int_equal(r->c.clips, 1);
    r->in.pressed = r->in.released = r->in.right_pressed = false;
    r->in.wheel = 0;
    r->in.keys = 0;
    r->in.text[0] = 0;
}

static inline Rig start(void (*draw)(Rig *))
{
    return (Rig){ .theme = &theme_defs[0], .draw = draw, .in.mouse = { -1e6f, -1e6f }, .rows = 5 };
}

static inline void stop(Rig *r) { arena_free(&r->arena); }

static inline void move(Rig *r, float x, float y)
{
    r->in.mouse = (Vec2){ x, y };
    frame(r);
}

static inline void press(Rig *r)
{
    r->in.pressed = r->in.down = true;
    r->in.clicks = 1;
    frame(r);
}

static inline void release(Rig *r)
{
    r->in.down = false;
    r->in.released = true;
    frame(r);
}

static inline void click(Rig *r, float x, float y)
{
    move(r, x, y);
    press(r);
    release(r);
}

static inline void add_key(Rig *r, Key key, uint32_t rune, bool shift)
{
    r->in.key[r->in.keys++] = (KeyPress){ .key = key, .rune = rune, .shift = shift };
}

static inline void hit(Rig *r, Key key)
{
    add_key(r, key, 0, false);
    frame(r);
}

/* Types characters as a window reports them: a key press and text, both. */
static inline void type(Rig *r, const char *text)
{
    for (const char *s = text; *s;) {
        const char *from = s;
        add_key(r, *s == ' ' ? KEY_SPACE : KEY_PRINT, text_rune(&s), false);
        snprintf(r->in.text, sizeof r->in.text, "%.*s", (int)(s - from), from);
        frame(r);
    }
}

/* The command that draws this text in the last frame, or NULL. */
static inline const Command *drawn(const Rig *r, const char *text)
{
    for (int i = 0; i < r->c.commands; i++) {
        const Command *k = &r->c.command[i];
        if (k->kind == CMD_TEXT && !strcmp(r->c.text + k->text.first, text))
            return k;
    }
    return NULL;
}

static inline int drawn_in(const Rig *r, CommandKind kind, Color color)
{
    int n = 0;
    for (int i = 0; i < r->c.commands; i++)
        n += r->c.command[i].kind == kind && r->c.command[i].color == color;
    return n;
}

static inline const char *row_label(const void *user, int i)
{
    static const char *const names[] = { "Two moons", "Circles", "Spiral", "XOR", "Blobs" };
    (void)user;
    return names[i % 5];
}
static inline const char *row_note(const void *user, int i)
{
    (void)user;
    return i == 4 ? NULL : "1";
}

#endif
