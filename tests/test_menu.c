/* The menu of a choice: by pointer and by keys, at every edge of the window, and what it keeps from the others. */
#include "ui_rig.h"

static void choice_and_button(Rig *r)
{
    r->changes += ui_choice(&r->ui, A, (Rect){ r->x, r->y, 120, 64 }, "Dataset", row_label(NULL, r->chosen), row_label,
                            row_note, NULL, r->rows, &r->chosen);
    r->b_clicks += ui_button(&r->ui, B, (Rect){ 600, 300, 100, 48 }, "Other", UI_PLAIN, true);
}

static void rows_are_picked_with_the_pointer(void **state)
{
    (void)state;
    Rig r = start(choice_and_button);
    r.x = r.y = 50;
    click(&r, 60, 80);
    assert_int_equal(r.ui.menu, A);
    const Command *row = drawn(&r, "Spiral");
    assert_non_null(row);
    move(&r, row->text.at.x, row->text.at.y);
    assert_int_equal(r.ui.menu_at, 2);
    press(&r);
    assert_int_equal(r.chosen, 0);
    release(&r);
    assert_int_equal(r.chosen, 2);
    assert_int_equal(r.changes, 1);
    assert_int_equal(r.ui.menu, 0);
    frame(&r);
    assert_null(drawn(&r, "Circles"));
    assert_int_equal(r.changes, 1);
    stop(&r);
}

static void a_press_outside_closes_the_menu_and_nothing_else(void **state)
{
    (void)state;
    Rig r = start(choice_and_button);
    r.x = r.y = 50;
    click(&r, 60, 80);
    click(&r, 650, 320);
    assert_int_equal(r.ui.menu, 0);
    assert_int_equal(r.b_clicks, 0);
    click(&r, 650, 320);
    assert_int_equal(r.b_clicks, 1);

    click(&r, 60, 80);
    click(&r, 60, 80); /* on the choice itself: closes it, too */
    assert_int_equal(r.ui.menu, 0);
    assert_int_equal(r.changes, 0);
    stop(&r);
}

static void rows_are_picked_with_keys(void **state)
{
    (void)state;
    static const struct {
        Key key;
        uint32_t rune;
        int at;
    } moves[] = { { KEY_DOWN, 0, 1 },    { KEY_DOWN, 0, 2 },    { KEY_UP, 0, 1 },      { KEY_END, 0, 4 },
                  { KEY_DOWN, 0, 4 },    { KEY_HOME, 0, 0 },    { KEY_PRINT, 's', 2 }, { KEY_PRINT, 'b', 4 },
                  { KEY_PRINT, 't', 0 }, { KEY_PRINT, 'q', 0 }, { KEY_PRINT, 'x', 3 }, { KEY_PAGE_UP, 0, 0 } };
    Rig r = start(choice_and_button);
    hit(&r, KEY_TAB);
    hit(&r, KEY_ENTER);
    assert_int_equal(r.ui.menu, A);
    for (int i = 0; i < COUNT(moves); i++) {
        add_key(&r, moves[i].key, moves[i].rune, false);
        frame(&r);
        assert_int_equal(r.ui.menu_at, moves[i].at);
    }
    add_key(&r, KEY_DOWN, 0, false);
    add_key(&r, KEY_ENTER, 0, false);
    frame(&r);
    assert_int_equal(r.chosen, 1);
    assert_int_equal(r.changes, 1);
    assert_int_equal(r.ui.menu, 0);

    hit(&r, KEY_ENTER);
    assert_int_equal(r.ui.menu_at, 1);
    hit(&r, KEY_DOWN);
    hit(&r, KEY_ESC);
    assert_int_equal(r.ui.menu, 0);
    assert_int_equal(r.chosen, 1);

    hit(&r, KEY_ENTER);
    add_key(&r, KEY_PRINT, 'n', false);
    frame(&r);
    assert_false(ui_key(&r.ui, KEY_PRINT, 'n')); /* no shortcut acts behind a menu */
    hit(&r, KEY_TAB);
    assert_int_equal(r.ui.menu, 0);
    assert_int_equal(r.ui.focus, B);
    stop(&r);
}

/* Wherever the choice stands and however many rows there are: the menu is inside the window and shows the chosen row.
 */
static void menus_stay_in_the_window(void **state)
{
    (void)state;
    for (int rows = 1; rows <= 64; rows *= 4)
        for (float y = 0; y <= 536; y += 67)
            for (float x = 0; x <= 680; x += 340) {
                Rig r = start(choice_and_button);
                r.x = x, r.y = y, r.rows = rows, r.chosen = rows - 1;
                click(&r, x + 60, y + 32);
                assert_int_equal(r.ui.menu, A);
                int marks = 0;
                Rect box = { 0 };
                for (int i = 0; i < r.c.commands; i++) {
                    const Command *k = &r.c.command[i];
                    if (k->kind == CMD_RECT && k->rect.radius > 7)
                        box = k->rect.r;
                    marks += k->kind == CMD_STROKE && k->stroke.width > 2; /* the check mark */
                }
                assert_true(box.w >= 120 && box.h >= 38);
                assert_true(box.x >= 0 && box.y >= 0 && box.x + box.w <= 800 && box.y + box.h <= 600);
                assert_true(box.y >= y + 64 || box.y + box.h <= y); /* beside the choice, not over it */
                assert_int_equal(marks, 1);
                stop(&r);
            }
}

static void long_menus_scroll(void **state)
{
    (void)state;
    Rig r = start(choice_and_button);
    r.rows = 100;
    click(&r, 60, 32);
    assert_int_equal(r.ui.menu_first, 0);
    r.in.wheel = -3;
    move(&r, 60, 300);
    assert_int_equal(r.ui.menu_first, 3);
    r.in.wheel = 0.25f; /* a touchpad */
    frame(&r);
    assert_int_equal(r.ui.menu_first, 2);
    r.in.wheel = -1000;
    frame(&r);
    int last = r.ui.menu_first;
    assert_true(last > 80 && last < 100);
    hit(&r, KEY_HOME);
    assert_int_equal(r.ui.menu_first, 0);
    hit(&r, KEY_END);
    assert_int_equal(r.ui.menu_first, last);
    assert_int_equal(r.ui.menu_at, 99);
    stop(&r);
}

static void nothing(Rig *r) { (void)r; }

static void a_menu_goes_with_its_widget(void **state)
{
    (void)state;
    Rig r = start(choice_and_button);
    click(&r, 60, 32);
    assert_int_equal(r.ui.menu, A);
    r.draw = nothing;
    frame(&r);
    assert_int_equal(r.ui.menu, 0);
    stop(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_picked_with_the_pointer),
        cmocka_unit_test(a_press_outside_closes_the_menu_and_nothing_else),
        cmocka_unit_test(rows_are_picked_with_keys),
        cmocka_unit_test(menus_stay_in_the_window),
        cmocka_unit_test(long_menus_scroll),
        cmocka_unit_test(a_menu_goes_with_its_widget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
