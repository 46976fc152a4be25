/* The keyboard alone: the key sheet says what the keys do, a panel's hand does what a mouse does, all sizes of text
 * have room. And Present, which is driven by keys. */
#include "keys_rig.h"

static void letter(char c) { hit(KEY_PRINT, (uint32_t)c, 0); }

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

/* A pop-over larger than the window follows the focus; check_seen in test_reach.c looks at each stop. The wheel and
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
