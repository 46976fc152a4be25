/* The keyboard alone: every control that answers the pointer is reached by Tab, in every view and at every size of
 * text; where the focus is can be seen; the key sheet says what the keys do. And Present, which is driven by keys. */
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

static void letter(char c) { hit(KEY_PRINT, (uint32_t)c, 0); }

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

/* --- what there is, and what Tab reaches --- */

enum { MOST = 512 };
typedef struct Ids {
    int n;
    UiId id[MOST];
} Ids;

static bool has(const Ids *s, UiId id)
{
    for (int i = 0; i < s->n; i++)
        if (s->id[i] == id)
            return true;
    return false;
}

static void add(Ids *s, UiId id)
{
    if (id && !has(s, id)) {
        assert_true(s->n < MOST);
        s->id[s->n++] = id;
    }
}

/* They say something about what lies there, which is also said elsewhere; or do what a key does everywhere. */
static bool only_points(UiId id)
{
    int row = (int)id - ID_SETTING;
    if (row >= 0 && row < param_count) /* a setting that changes nothing, and is not to be touched */
        return idle_reason(&world.app->config, keep_own(world.app->own), row) != NULL;
    return (id >= ID_FORMULA && id < ID_FORMULA + 16) ||      /* lights up its curve */
           (id >= ID_TAB && id < ID_TAB + PANEL_MOST) ||      /* title of a panel: help, also in its menu */
           (id >= ID_SETTING + 100 && id < ID_SETTING + 200)  /* label of a setting: its help */
           || id == ID_FILM + 90                              /* sweep curve: the slider goes there by arrows */
           || id == ID_SKETCH                                 /* the hero's hand puts points */
           || (id >= ID_CARD && id < ID_CARD_END)             /* A and B: Tab on the slider */
           || (id >= ID_PANEL && id < ID_PANEL + PANEL_MOST); /* a panel under a list that covers it for a frame */
}

static Ids pointed(void)
{
    const float step = 34; /* every control is larger */
    Ids out = { 0 };
    for (float y = 3; y < world.all.h; y += step)
        for (float x = 3; x < world.all.w; x += step) {
            world.in.mouse = (Vec2){ x, y };
            frame();
            add(&out, world.app->ui.next_hot);
        }
    world.in.mouse = (Vec2){ -1e6f, -1e6f };
    frames(2);
    return out;
}

static uint32_t picture(void)
{
    uint32_t h = 2166136261u;
    const unsigned char *bytes = (const unsigned char *)world.c.command;
    for (size_t i = 0; i < sizeof *world.c.command * (size_t)world.c.commands; i++)
        h = (h ^ bytes[i]) * 16777619u;
    return h;
}

/* Is the picture another one without the focus, and is what has the focus inside of the window? */
static void check_seen(const char *what)
{
    Ui *ui = &world.app->ui;
    frames(2);
    Rect r = ui->focus_rect;
    uint32_t with = picture();
    if (ui->focus_at != ui->focus || r.x + r.w < 8 || r.y + r.h < 8 || r.x > world.all.w - 8 || r.y > world.all.h - 8)
        fail_msg("%s: the focus is on %u, at %.0f, %.0f, %.0f, %.0f", what, ui->focus, (double)r.x, (double)r.y,
                 (double)r.w, (double)r.h);
    UiId focus = ui->focus;
    ui->focus = 0;
    frame();
    if (picture() == with)
        fail_msg("%s: the focus on %u is not seen", what, focus);
    ui->focus = focus;
    frame();
}

static void check_reached(const char *what)
{
    Ids there = pointed(), reached = { 0 };
    UiId first = 0;
    for (int i = 0; i < MOST; i++) {
        hit(KEY_TAB, 0, 0);
        UiId id = world.app->ui.focus;
        if (id == first)
            break;
        first = first ? first : id;
        add(&reached, id);
        check_seen(what);
    }
    assert_true(reached.n > 0);
    for (int i = 0; i < there.n; i++)
        if (!has(&reached, there.id[i]) && !only_points(there.id[i]))
            fail_msg("%s: %u answers the pointer, but Tab does not reach it", what, there.id[i]);
}

static const float sizes[][2] = { { 1600, 1000 }, { 1280, 720 }, { 820, 512 }, { 533, 333 }, { 341, 213 } };

static void tab_reaches_every_control(void **state)
{
    for (int i = 0; i < COUNT(sizes); i++) {
        char what[64];
        open(sizes[i][0], sizes[i][1]);
        snprintf(what, sizeof what, "panels at %.0f x %.0f", (double)sizes[i][0], (double)sizes[i][1]);
        check_reached(what);
        close_all(state);
    }
}

static void tab_reaches_every_control_of_other_views(void **state)
{
    static const struct {
        const char *what;
        Key key;
        char letter;
    } views[] = { { "compare", KEY_PRINT, 'c' }, { "grid", KEY_PRINT, 'm' },      { "panels", KEY_PRINT, 'p' },
                  { "setup", KEY_PRINT, 'e' },   { "units", KEY_PRINT, 'u' },     { "looks", KEY_PRINT, 'v' },
                  { "export", KEY_PRINT, 's' },  { "typed value", KEY_ENTER, 0 }, { "lessons", KEY_PRINT, 'o' },
                  { "present", KEY_F5, 0 } };
    for (int i = 0; i < COUNT(views); i++)
        for (int small = 0; small < 2; small++) {
            char what[64];
            bool tall = views[i].key == KEY_F5;
            open(small ? 512 : tall ? 960 : 1280, small ? 320 : tall ? 540 : 720);
            hit(views[i].key, (uint32_t)views[i].letter, 0);
            snprintf(what, sizeof what, "%s, %s", views[i].what, small ? "small" : "large");
            check_reached(what);
            close_all(state);
        }
}

/* --- the sheet --- */

/* Every row has words, or the one above says it too; no press has two rows; what nobody here answers is known. */
static void the_sheet_is_complete_and_true(void **state)
{
    (void)state;
    for (int i = 0; i < key_count; i++) {
        const KeyDef *d = &key_defs[i];
        assert_true(i > 0 || d->keys);
        assert_true(!d->keys || (d->what && d->what[0]));
        assert_true(!d->menu || (d->act && d->what));
        for (int j = 0; j < i; j++)
            assert_false(d->key == key_defs[j].key && d->rune == key_defs[j].rune && d->mods == key_defs[j].mods);
        bool elsewhere =
            d->key == KEY_ENTER || d->key == KEY_TAB || d->key == KEY_PAGE_UP || d->key == KEY_DELETE || d->rune == '?';
        assert_true(elsewhere == (d->act == NULL));
        const char *said = d->keys;
        for (int j = i; !said; j--)
            said = key_defs[j].keys;
        if (d->key == KEY_PRINT && d->rune < 'a') /* signs and digits as such, digits also as a range */
            assert_true(strchr(said, (int)d->rune) || strstr(said, "…") || d->rune == '-');
        else if (d->key == KEY_PRINT)
            assert_non_null(strchr(said, (int)d->rune - 'a' + 'A'));
    }
    open(1280, 720);
    hit(KEY_ENTER, 0, 0);
    assert_int_equal(world.app->popup, POPUP_LAMBDA);
    hit(KEY_ESC, 0, 0);
    assert_int_equal(world.app->popup, POPUP_NONE);
    hit(KEY_TAB, 0, 0);
    assert_int_not_equal(world.app->ui.focus, ID_SLIDER);
    world.in.question = true;
    frame();
    int caps = 0;
    for (int i = 0; i < key_count; i++)
        for (int k = 0; key_defs[i].keys && k < world.c.commands; k++)
            if (world.c.command[k].kind == CMD_TEXT &&
                strcmp(world.c.text + world.c.command[k].text.first, key_defs[i].what) == 0) {
                caps++;
                break;
            }
    int rows = 0;
    for (int i = 0; i < key_count; i++)
        rows += key_defs[i].keys != NULL;
    assert_int_equal(caps, rows);
}

/* The hand on a panel does what a mouse does. */
static void the_hand_turns_the_surface_and_chooses_units(void **state)
{
    (void)state;
    open(1600, 1000);
    App *a = world.app;
    PanelView *v = &a->view[PANEL_SURFACE];
    while (a->ui.focus != (UiId)(ID_PANEL + PANEL_SURFACE))
        hit(KEY_TAB, 0, 0);
    float yaw = v->yaw, zoom = v->zoom, l2 = strength_of(a);
    hit(KEY_RIGHT, 0, SHIFT);
    assert_true(v->yaw != yaw);
    hit(KEY_PRINT, '+', 0);
    assert_true(v->zoom > zoom);
    hit(KEY_HOME, 0, 0);
    assert_true(v->yaw == yaw && v->zoom == zoom);
    hit(KEY_RIGHT, 0, 0);
    assert_true(strength_of(a) == l2); /* the arrows are the panel's */
    int network = panel_find("network");
    while (a->ui.focus != (UiId)(ID_PANEL + network))
        hit(KEY_TAB, 0, 0);
    bool unit = false;
    for (int y = 0; y < 12 && !unit; y++) {
        for (int x = 0; x < 40 && !unit; x++) {
            hit(KEY_RIGHT, 0, 0);
            unit = a->link.kind == LINK_UNIT;
        }
        for (int x = 0; x < 40; x++)
            hit(KEY_LEFT, 0, 0);
        hit(KEY_DOWN, 0, 0);
    }
    assert_true(unit);
}

static void own_points_are_drawn_by_keys(void **state)
{
    (void)state;
    open(1280, 720);
    App *a = world.app;
    while (a->ui.focus != ID_PENCIL)
        hit(KEY_TAB, 0, 0);
    hit(KEY_ENTER, 0, 0);
    assert_true(a->drawing);
    int n = keep_own(a->own)->n;
    while (a->ui.focus != (UiId)(ID_PANEL + PANEL_BOUNDARY))
        hit(KEY_TAB, 0, 0);
    for (int i = 0; i < 18; i++) /* away from all points */
        hit(KEY_UP, 0, 0);
    hit(KEY_ENTER, 0, 0);
    assert_int_equal(keep_own(a->own)->n, n + 1);
    Vec2 was = { keep_own(a->own)->x[2 * n], keep_own(a->own)->x[2 * n + 1] };
    hit(KEY_RIGHT, 0, SHIFT);
    assert_true(keep_own(a->own)->x[2 * n] > was.x && keep_own(a->own)->x[2 * n + 1] == was.y);
    hit(KEY_DELETE, 0, 0);
    assert_int_equal(keep_own(a->own)->n, n);
}

/* --- size of text --- */

/* At every size of text, in every window: everything lies in the window, apart, and a panel is seen. */
static void all_sizes_of_text_have_room(void **state)
{
    static const float windows[][2] = { { 1024, 640 }, { 1280, 720 }, { 1600, 1000 }, { 1920, 1080 }, { 3840, 2160 } };
    (void)state;
    open(1600, 1000);
    App *a = world.app;
    for (int w = 0; w < COUNT(windows); w++)
        for (a->text = 0; a->text < TEXT_SCALES; a->text++)
            for (int drawer = -1; drawer < PARTS; drawer++) {
                float scale, was = a->text ? text_scales[a->text - 1] : 0;
                a->drawer = drawer;
                a->present = true;
                Rect stage = app_layout(a, windows[w][0], windows[w][1], &scale);
                assert_true(stage.w >= LEAST_LAYOUT_W && stage.h >= LEAST_LAYOUT_H);
                a->present = false;
                Rect all = app_layout(a, windows[w][0], windows[w][1], &scale);
                assert_true(scale >= text_scales[a->text] && text_scales[a->text] > was);
                assert_true(all.w >= LEAST_LAYOUT_W && all.h >= LEAST_LAYOUT_H);
                world.all = all;
                frames(2);
                Layout l = layout_make(a, all, false);
                assert_true(l.deck.y + l.deck.h <= all.h + 0.01f && l.deck.y >= l.toolbar.h);
                assert_true(l.track > l.deck.y && l.track + 36 <= all.h);
                bool seen = false;
                for (int i = 0; i < panel_count; i++) {
                    Rect r = l.panel[i];
                    seen |= r.w >= 200 && r.h >= 60;
                    assert_true(r.w == 0 || (r.x >= 0 && r.x + r.w <= all.w && r.y + r.h <= l.deck.y + 0.01f));
                }
                assert_true(seen || l.tier == TIER_TINY); /* there a drawer may lie over all */
                assert_true(seen || drawer >= 0);
            }
}

/* A pop-over larger than the window follows the focus; check_seen in the test above looks at each stop. The wheel and
 * the page keys move it, too. */
static void large_popups_are_moved(void **state)
{
    (void)state;
    open(341, 213);
    App *a = world.app;
    letter('v');
    assert_int_equal(a->popup, POPUP_LOOKS);
    assert_true(a->pan.y == 0);
    hit(KEY_PAGE_DOWN, 0, 0);
    assert_true(a->pan.y > 0);
    hit(KEY_PAGE_UP, 0, 0);
    assert_true(a->pan.y == 0);
    world.in.wheel = -1;
    frame();
    assert_true(a->pan.y > 0);
}

/* --- Present --- */

static void a_remote_drives_present(void **state)
{
    (void)state;
    open(960, 540);
    App *a = world.app;
    hit(KEY_F5, 0, 0);
    assert_true(a->present && app_full_screen(a) && app_presenting(a));
    hit(KEY_F5, 0, 0);
    assert_true(a->present);
    Layout l = layout_make(a, world.all, false);
    assert_true(l.present && l.toolbar.y < 0);
    assert_true(l.panel[PANEL_BOUNDARY].x == 12 &&
                l.panel[PANEL_BOUNDARY].y == 12); /* 24, 24, 1136, 664 of 1920 x 1080 */
    assert_true(l.panel[PANEL_BOUNDARY].h == 332 && l.deck.y == 356 && l.deck.h == 184);
    assert_true(l.panel[PANEL_CURVES].w > 340 && l.panel[PANEL_WEIGHTS].w == 0);
    letter('3');
    l = layout_make(a, world.all, false);
    assert_true(l.panel[PANEL_WEIGHTS].w > 340 && l.panel[PANEL_CURVES].w == 0);
    letter('3');
    l = layout_make(a, world.all, false);
    assert_true(l.panel[PANEL_WEIGHTS].w == 0 && l.panel[PANEL_BOUNDARY].w == 936);
    letter('.');
    assert_true(a->blanked);
    assert_int_equal(world.c.commands, 1); /* nothing but darkness */
    letter('n');                           /* any key brings it back, and does nothing else */
    assert_false(a->blanked);
    letter('b');
    assert_true(a->blanked);
    hit(KEY_ESC, 0, 0);
    assert_true(a->present && !a->blanked);
    hit(KEY_ESC, 0, 0);
    assert_false(a->present || app_full_screen(a));
    letter('.');
    assert_false(a->blanked);
}

static void pointer_and_hint_rest_and_the_toolbar_comes(void **state)
{
    (void)state;
    open(960, 540);
    App *a = world.app;
    hit(KEY_F5, 0, 0);
    world.in.mouse = (Vec2){ 300, 300 };
    frame();
    assert_false(app_pointer_hidden(a));
    assert_true(app_wait(a) > 0 && app_wait(a) <= 2);
    world.now += 2.5;
    frame();
    assert_true(app_pointer_hidden(a));
    assert_true(app_wait(a) > 0 && app_wait(a) <= 2); /* until the hint goes */
    world.now += 1.6;
    frame();
    assert_true(app_animating(a)); /* it fades */
    a->calm = true;
    frame();
    assert_false(app_animating(a)); /* with less motion it is gone */
    assert_true(app_wait(a) < 0);   /* and nothing moves by itself */
    world.in.mouse = (Vec2){ 300, 1 };
    frames(2);
    assert_false(app_pointer_hidden(a));
    assert_true(a->toolbar_out && layout_make(a, world.all, false).toolbar.y == 0);
    world.in.mouse = (Vec2){ 300, 300 };
    frames(2);
    assert_false(a->toolbar_out);
}

/* At 4:3 the hero is above the deck and the panel a tab beside it. */
static void at_four_to_three_the_panel_is_a_tab(void **state)
{
    (void)state;
    open(720, 540);
    App *a = world.app;
    hit(KEY_F5, 0, 0);
    Layout l = layout_make(a, world.all, false);
    assert_true(l.panel[PANEL_BOUNDARY].w == 696 && l.panel[PANEL_CURVES].w == 0);
    assert_int_equal(l.box[0].n, 2);
    letter('2');
    letter('2');
    l = layout_make(a, world.all, false);
    assert_true(l.panel[PANEL_CURVES].w == 696 && l.deck.h == 184);
    letter('1');
    l = layout_make(a, world.all, false);
    assert_true(l.panel[PANEL_BOUNDARY].w == 696);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(tab_reaches_every_control, close_all),
        cmocka_unit_test_teardown(tab_reaches_every_control_of_other_views, close_all),
        cmocka_unit_test_teardown(the_sheet_is_complete_and_true, close_all),
        cmocka_unit_test_teardown(the_hand_turns_the_surface_and_chooses_units, close_all),
        cmocka_unit_test_teardown(own_points_are_drawn_by_keys, close_all),
        cmocka_unit_test_teardown(all_sizes_of_text_have_room, close_all),
        cmocka_unit_test_teardown(large_popups_are_moved, close_all),
        cmocka_unit_test_teardown(a_remote_drives_present, close_all),
        cmocka_unit_test_teardown(pointer_and_hint_rest_and_the_toolbar_comes, close_all),
        cmocka_unit_test_teardown(at_four_to_three_the_panel_is_a_tab, close_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
