/* The field of text: typing, moving, deleting, what commits and what restores. */
#include "ui_rig.h"

static void two_fields(Rig *r)
{
    r->changes += ui_field(&r->ui, A, (Rect){ 0, 0, 200, 44 }, r->text, sizeof r->text, NULL);
    r->changes += 100 * ui_field(&r->ui, B, (Rect){ 0, 100, 200, 44 }, r->other, sizeof r->other, "0 to 10.");
}

static Rig start_fields(const char *text)
{
    Rig r = start(two_fields);
    snprintf(r.text, sizeof r.text, "%s", text);
    hit(&r, KEY_TAB);
    frame(&r);
    return r;
}

static void typing_replaces_and_enter_commits(void **state)
{
    (void)state;
    Rig r = start_fields("0.0056");
    assert_int_equal(r.ui.edit, A);
    type(&r, "5.6e-3");
    assert_string_equal(r.text, "0.0056");
    assert_string_equal(r.ui.edit_text, "5.6e-3");
    hit(&r, KEY_ENTER);
    assert_string_equal(r.text, "5.6e-3");
    assert_int_equal(r.changes, 1);
    frame(&r);
    type(&r, "1"); /* still in use, all selected again */
    assert_string_equal(r.ui.edit_text, "1");
    add_key(&r, KEY_PRINT, '2', false);
    add_key(&r, KEY_ENTER, 0, false);
    strcpy(r.in.text, "2");
    frame(&r); /* fast typing: both in one frame */
    assert_string_equal(r.text, "12");
    assert_int_equal(r.changes, 2);
    stop(&r);
}

static void esc_brings_the_old_text_back(void **state)
{
    (void)state;
    Rig r = start_fields("0.1");
    type(&r, "abc");
    hit(&r, KEY_ESC);
    assert_string_equal(r.text, "0.1");
    assert_string_equal(r.ui.edit_text, "0.1");
    add_key(&r, KEY_ESC, 0, false);
    add_key(&r, KEY_ENTER, 0, false);
    UiInput *in = &r.in;
    arena_reset(&r.arena);
    canvas_begin(&r.c, &r.arena, &font, 800, 600, 0);
    ui_begin(&r.ui, &r.c, r.theme, in, r.c.size);
    r.draw(&r);
    ui_end(&r.ui); /* nothing changed: both are left to close a dialog */
    assert_true(ui_key(&r.ui, KEY_ESC, 0) && ui_key(&r.ui, KEY_ENTER, 0));
    assert_int_equal(r.changes, 0);
    stop(&r);
}

static void leaving_a_field_commits_it(void **state)
{
    (void)state;
    Rig r = start_fields("a");
    type(&r, "b");
    hit(&r, KEY_TAB);
    frame(&r);
    assert_string_equal(r.text, "b");
    assert_int_equal(r.changes, 1);
    frame(&r);
    assert_int_equal(r.ui.edit, B);
    type(&r, "7");
    add_key(&r, KEY_TAB, 0, true); /* back to a field that is drawn before this one */
    frame(&r);
    frame(&r);
    frame(&r);
    assert_string_equal(r.other, "7");
    assert_int_equal(r.changes, 101);
    assert_int_equal(r.ui.edit, A);
    type(&r, "c");
    move(&r, 500, 500);
    press(&r); /* on nothing at all */
    assert_string_equal(r.text, "c");
    assert_int_equal(r.ui.edit, 0);
    assert_int_equal(r.ui.focus, 0);
    release(&r);
    click(&r, 50, 20); /* entered and left without a change */
    click(&r, 500, 500);
    assert_int_equal(r.changes, 102);
    stop(&r);
}

static void keys_move_and_delete_whole_characters(void **state)
{
    (void)state;
    Rig r = start_fields("xλ²y");
    hit(&r, KEY_END);
    hit(&r, KEY_LEFT);
    hit(&r, KEY_BACKSPACE);
    assert_string_equal(r.ui.edit_text, "xλy");
    hit(&r, KEY_LEFT);
    hit(&r, KEY_LEFT);
    hit(&r, KEY_LEFT);
    assert_int_equal(r.ui.edit_caret, 0);
    hit(&r, KEY_BACKSPACE);
    hit(&r, KEY_RIGHT);
    hit(&r, KEY_DELETE);
    assert_string_equal(r.ui.edit_text, "xy");
    type(&r, "µ ");
    assert_string_equal(r.ui.edit_text, "xµ y");
    hit(&r, KEY_HOME);
    type(&r, "-");
    hit(&r, KEY_END);
    hit(&r, KEY_DELETE);
    assert_string_equal(r.ui.edit_text, "-xµ y");
    hit(&r, KEY_ESC);
    hit(&r, KEY_DELETE); /* all of it is selected */
    assert_string_equal(r.ui.edit_text, "");
    hit(&r, KEY_ENTER);
    assert_string_equal(r.text, "");

    strcpy(r.text, "0123456789");
    click(&r, 12 + 3 * 10 + 4, 20); /* type is 20 px, so a character is 10 wide; was in use, so the caret goes there */
    assert_int_equal(r.ui.edit_caret, 3);
    type(&r, "|");
    assert_string_equal(r.ui.edit_text, "012|3456789");
    stop(&r);
}

static void a_field_takes_no_more_than_fits_and_no_shortcut_acts(void **state)
{
    (void)state;
    Rig r = start_fields("");
    hit(&r, KEY_TAB);
    frame(&r);
    frame(&r);
    assert_int_equal(r.ui.edit, B);
    assert_non_null(drawn(&r, "0 to 10."));
    assert_true(drawn_in(&r, CMD_FRAME, r.theme->danger) == 1);
    type(&r, "123456");
    strcpy(r.in.text, "λ");
    frame(&r); /* two bytes, one is left */
    assert_string_equal(r.ui.edit_text, "123456");
    type(&r, "78");
    assert_string_equal(r.ui.edit_text, "1234567");
    strcpy(r.in.text, "\xCE");
    frame(&r);
    strcpy(r.in.text, "\t");
    frame(&r);
    assert_string_equal(r.ui.edit_text, "1234567");
    add_key(&r, KEY_PRINT, 'n', false);
    r.in.key[0].ctrl = false;
    add_key(&r, KEY_PRINT, 'z', false);
    r.in.key[1].ctrl = true;
    canvas_begin(&r.c, &r.arena, &font, 800, 600, 0);
    ui_begin(&r.ui, &r.c, r.theme, &r.in, r.c.size);
    r.draw(&r);
    ui_end(&r.ui);
    assert_false(ui_key(&r.ui, KEY_PRINT, 'n'));
    assert_true(ui_key(&r.ui, KEY_PRINT, 'z')); /* undo still works */
    stop(&r);
}

static void shortcut(Rig *r, uint32_t rune)
{
    add_key(r, KEY_PRINT, rune, false);
    r->in.key[r->in.keys - 1].ctrl = true;
    frame(r);
}

static void the_clipboard(void **state)
{
    (void)state;
    Rig r = start_fields("0.0056");
    shortcut(&r, 'c');
    assert_string_equal(r.in.copied, "0.0056");
    assert_string_equal(r.ui.edit_text, "0.0056");
    r.in.copied[0] = 0;
    strcpy(r.in.pasted, " \n 5.6e-3 \nsecond line");
    shortcut(&r, 'v'); /* all was selected: instead of it */
    assert_string_equal(r.ui.edit_text, "5.6e-3");
    hit(&r, KEY_HOME);
    strcpy(r.in.pasted, "λ=");
    shortcut(&r, 'v'); /* at the caret */
    assert_string_equal(r.ui.edit_text, "λ=5.6e-3");
    assert_string_equal(r.in.copied, "");
    memset(r.in.pasted, '7', sizeof r.in.pasted - 1);
    r.in.pasted[sizeof r.in.pasted - 1] = 0;
    shortcut(&r, 'v'); /* does not fit */
    assert_string_equal(r.ui.edit_text, "λ=5.6e-3");
    shortcut(&r, 'x');
    assert_string_equal(r.in.copied, "λ=5.6e-3");
    assert_string_equal(r.ui.edit_text, "");
    hit(&r, KEY_ENTER);
    assert_string_equal(r.text, "");
    stop(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typing_replaces_and_enter_commits),
        cmocka_unit_test(esc_brings_the_old_text_back),
        cmocka_unit_test(leaving_a_field_commits_it),
        cmocka_unit_test(keys_move_and_delete_whole_characters),
        cmocka_unit_test(a_field_takes_no_more_than_fits_and_no_shortcut_acts),
        cmocka_unit_test(the_clipboard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
