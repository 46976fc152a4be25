/* Widgets driven by made-up frames of input: who has the pointer, who has the keys, what buttons, sliders and tooltips
 * do; and a long run of random input that must not break what always holds. Menus: test_menu.c, fields: test_entry.c.
 */
#include "ui_rig.h"

#include <math.h>

/* --- pointer --- */

static void two_areas(Rig *r)
{
    r->a = ui_widget(&r->ui, A, (Rect){ 0, 0, 100, 50 }, true);
    r->b = ui_widget(&r->ui, B, (Rect){ 200, 0, 100, 50 }, true);
    r->a_clicks += r->a.clicked;
    r->b_clicks += r->b.clicked;
}

static void pressing_and_releasing_on_a_widget_clicks_it(void **state)
{
    (void)state;
    Rig r = start(two_areas);
    move(&r, 50, 25);
    assert_true(r.a.hover && !r.a.held && !r.b.hover);
    assert_int_equal(r.ui.hot, A);
    press(&r);
    assert_true(r.a.held && r.a.focused && !r.a.clicked);
    assert_int_equal(r.ui.active, A);
    frame(&r);
    assert_true(r.a.held);
    release(&r);
    assert_true(r.a.clicked && !r.a.held);
    frame(&r);
    assert_int_equal(r.a_clicks, 1);
    assert_int_equal(r.b_clicks, 0);
    stop(&r);
}

static void dragging_out_before_the_release_is_no_click(void **state)
{
    (void)state;
    Rig r = start(two_areas);
    move(&r, 50, 25);
    press(&r);
    move(&r, 250, 25);
    assert_true(r.a.held && !r.a.hover && !r.b.hover && !r.b.held);
    release(&r);
    frame(&r);
    assert_int_equal(r.a_clicks + r.b_clicks, 0);
    assert_true(r.b.hover);

    move(&r, 50, 25);
    press(&r);
    move(&r, 50, 250);
    move(&r, 60, 20);
    release(&r);
    assert_int_equal(r.a_clicks, 1);

    move(&r, 150, 25); /* pressed beside them and released on one */
    press(&r);
    move(&r, 250, 25);
    assert_false(r.b.hover && r.b.held);
    release(&r);
    assert_int_equal(r.b_clicks, 0);
    stop(&r);
}

static void a_click_within_one_frame_counts(void **state)
{
    (void)state;
    Rig r = start(two_areas);
    r.in.mouse = (Vec2){ 50, 25 };
    r.in.pressed = r.in.released = true;
    frame(&r);
    frame(&r);
    assert_int_equal(r.a_clicks, 1);
    assert_int_equal(r.ui.active, 0);
    stop(&r);
}

static void overlapping_areas(Rig *r)
{
    r->a = ui_widget(&r->ui, A, (Rect){ 0, 0, 200, 200 }, false);
    r->b = ui_widget(&r->ui, B, (Rect){ 50, 50, 40, 40 }, false);
    r->a_clicks += r->a.clicked;
    r->b_clicks += r->b.clicked;
}

static void of_two_that_overlap_the_last_one_has_the_pointer(void **state)
{
    (void)state;
    Rig r = start(overlapping_areas);
    move(&r, 10, 10);
    move(&r, 60, 60);
    assert_true(r.ui.animating); /* the frame after this one knows better */
    frame(&r);
    assert_true(r.b.hover && !r.a.hover);
    assert_false(r.ui.animating);
    press(&r);
    release(&r);
    assert_int_equal(r.b_clicks, 1);
    assert_int_equal(r.a_clicks, 0);
    click(&r, 10, 10);
    assert_int_equal(r.a_clicks, 1);
    stop(&r);
}

static void area_and_dialog(Rig *r)
{
    r->a = ui_widget(&r->ui, A, (Rect){ 0, 0, 100, 100 }, true);
    if (!r->dialog)
        return;
    r->ui.layer = 1;
    r->b = ui_widget(&r->ui, B, (Rect){ 50, 50, 100, 100 }, true);
    ui_widget(&r->ui, C, (Rect){ 300, 50, 100, 100 }, true);
}

static void a_layer_above_takes_pointer_and_focus(void **state)
{
    (void)state;
    Rig r = start(area_and_dialog);
    move(&r, 10, 10);
    assert_true(r.a.hover);
    hit(&r, KEY_TAB);
    assert_int_equal(r.ui.focus, A);

    r.dialog = true;
    frame(&r);
    assert_true(r.ui.animating);
    frame(&r);
    assert_int_equal(r.ui.focus, B); /* its first widget */
    assert_false(r.a.hover || r.a.focused);
    press(&r);
    assert_false(r.a.held);
    release(&r);
    move(&r, 60, 60);
    frame(&r);
    assert_true(r.b.hover);
    hit(&r, KEY_TAB);
    assert_int_equal(r.ui.focus, C);
    hit(&r, KEY_TAB);
    assert_int_equal(r.ui.focus, B);

    r.dialog = false;
    frame(&r);
    frame(&r);
    assert_int_equal(r.ui.focus, A);
    move(&r, 10, 10);
    assert_true(r.a.hover);
    stop(&r);
}

/* --- keyboard focus --- */

static void three_buttons(Rig *r)
{
    r->a_clicks += ui_button(&r->ui, A, (Rect){ 0, 0, 100, 48 }, "One", UI_PRIMARY, true);
    ui_button(&r->ui, D, (Rect){ 0, 100, 100, 48 }, "Not now", UI_PLAIN, false);
    if (!r->hidden)
        r->b_clicks += ui_button(&r->ui, B, (Rect){ 0, 200, 100, 48 }, "Two", UI_PLAIN, true);
    ui_icon(&r->ui, C, (Rect){ 0, 300, 36, 36 }, ICON_PLAY, false, NULL);
}

static void tab_goes_round_and_skips_what_is_disabled(void **state)
{
    (void)state;
    static const UiId order[] = { A, B, C, A, B };
    Rig r = start(three_buttons);
    frame(&r);
    assert_int_equal(r.ui.focus, 0);
    for (int i = 0; i < COUNT(order); i++) {
        hit(&r, KEY_TAB);
        assert_int_equal(r.ui.focus, order[i]);
    }
    add_key(&r, KEY_TAB, 0, true);
    add_key(&r, KEY_TAB, 0, true);
    frame(&r); /* both in one frame: from B over A to C */
    assert_int_equal(r.ui.focus, C);
    assert_true(r.ui.focus_ring);
    frame(&r);
    assert_int_equal(drawn_in(&r, CMD_FRAME, r.theme->ink), 1); /* the ring */
    click(&r, 50, 220);
    assert_int_equal(r.ui.focus, B);
    assert_int_equal(drawn_in(&r, CMD_FRAME, r.theme->ink), 0); /* a pointer needs no ring */

    r.ui.focus = 0;
    add_key(&r, KEY_TAB, 0, true);
    frame(&r);
    assert_int_equal(r.ui.focus, C); /* backwards from nowhere: the last one */
    stop(&r);
}

static void a_vanished_focus_goes_to_the_first(void **state)
{
    (void)state;
    Rig r = start(three_buttons);
    click(&r, 50, 220);
    assert_int_equal(r.ui.focus, B);
    r.hidden = true;
    frame(&r);
    assert_int_equal(r.ui.focus, A);
    stop(&r);
}

static void enter_presses_what_has_the_focus(void **state)
{
    (void)state;
    Rig r = start(three_buttons);
    hit(&r, KEY_ENTER);
    assert_int_equal(r.a_clicks, 0);
    hit(&r, KEY_TAB);
    hit(&r, KEY_ENTER);
    hit(&r, KEY_SPACE); /* that one plays and pauses, always */
    assert_int_equal(r.a_clicks, 1);
    assert_int_equal(r.b_clicks, 0);
    click(&r, 50, 120);
    assert_int_equal(r.ui.focus, A); /* a disabled button takes nothing */
    stop(&r);
}

static void small_icons_have_a_large_area(void **state)
{
    (void)state;
    Rect r = ui_hit_area((Rect){ 100, 100, 20, 60 });
    assert_true(rect_has(r, (Vec2){ 93, 99 + 2 }) && rect_has(r, (Vec2){ 127, 159 }));
    assert_false(rect_has(r, (Vec2){ 91, 130 }) || rect_has(r, (Vec2){ 110, 98 }));
}

/* --- slider, segments, check --- */

static void slider_segment_check(Rig *r)
{
    static const char *const names[] = { "None", "L2", "L1", "Dropout" };
    r->finished = false;
    r->changes += ui_slider(&r->ui, A, (Rect){ 100, 0, 200, 20 }, 0, 1, &r->value, &r->finished);
    r->a_clicks += r->finished;
    r->b_clicks += ui_segment(&r->ui, B, 100, 100, 32, names, COUNT(names), &r->chosen, true, &r->x);
    ui_check(&r->ui, C, 100, 200, "Caption", &r->on);
}

static void a_slider_follows_the_pointer_until_it_is_let_go(void **state)
{
    (void)state;
    Rig r = start(slider_segment_check);
    move(&r, 150, 10);
    press(&r);
    assert_float_equal(r.value, 0.25f, 1e-6);
    assert_false(r.finished);
    move(&r, 200, 400);
    assert_float_equal(r.value, 0.5f, 1e-6);
    move(&r, 900, 10);
    assert_float_equal(r.value, 1, 0);
    assert_int_equal(r.a_clicks, 0);
    release(&r);
    assert_int_equal(r.a_clicks, 1);
    assert_int_equal(r.changes, 3);

    move(&r, 150, 10);
    r.in.wheel = -2;
    frame(&r);
    assert_float_equal(r.value, 0.9f, 1e-6);
    assert_int_equal(r.a_clicks, 2);
    hit(&r, KEY_LEFT);
    assert_float_equal(r.value, 0.85f, 1e-6);
    hit(&r, KEY_END);
    hit(&r, KEY_RIGHT); /* no further: not a change */
    assert_float_equal(r.value, 1, 0);
    hit(&r, KEY_HOME);
    assert_float_equal(r.value, 0, 0);
    assert_int_equal(r.a_clicks, 5);
    stop(&r);
}

static void every_segment_can_be_chosen(void **state)
{
    (void)state;
    Rig r = start(slider_segment_check);
    frame(&r);
    static const char *const names[] = { "None", "L2", "L1", "Dropout" };
    assert_float_equal(r.x, ui_segment_width(&r.ui, 32, names, 4), 0);
    for (int i = 3; i >= 0; i--) {
        const Command *k = drawn(&r, names[i]);
        click(&r, k->text.at.x + k->text.width / 2, 116);
        assert_int_equal(r.chosen, i);
    }
    assert_int_equal(r.b_clicks, 4);
    hit(&r, KEY_LEFT);
    hit(&r, KEY_RIGHT);
    assert_int_equal(r.chosen, 1);
    frame(&r);
    assert_true(drawn(&r, "L2")->color == r.theme->on_lam);
    assert_true(drawn(&r, "L1")->color == r.theme->ink2);
    stop(&r);
}

static void a_check_turns_on_and_off(void **state)
{
    (void)state;
    Rig r = start(slider_segment_check);
    click(&r, 150, 214); /* its label counts */
    assert_true(r.on);
    hit(&r, KEY_ENTER);
    assert_false(r.on);
    stop(&r);
}

/* --- tooltip --- */

static void icon_with_tip(Rig *r)
{
    ui_icon(&r->ui, A, (Rect){ r->x, r->y, 36, 36 }, ICON_HELP, false, "Help");
    UiAnswer b = ui_widget(&r->ui, B, (Rect){ 300, 300, 100, 100 }, false);
    for (int i = 0; i < r->rows; i++)
        ui_tip(&r->ui, B, b.hover, "Test point", "missed");
}

static void wait(Rig *r, double seconds)
{
    r->in.time += seconds;
    frame(r);
}

static void tooltips_come_after_a_rest(void **state)
{
    (void)state;
    Rig r = start(icon_with_tip);
    move(&r, 18, 18);
    assert_true(r.ui.animating);
    wait(&r, 0.28);
    assert_null(drawn(&r, "Help"));
    wait(&r, 0.02);
    assert_non_null(drawn(&r, "Help"));
    assert_false(r.ui.animating);
    move(&r, 30, 30); /* stays while the pointer stays on it */
    assert_non_null(drawn(&r, "Help"));
    press(&r);
    assert_null(drawn(&r, "Help"));
    release(&r);
    wait(&r, 0.2);
    assert_null(drawn(&r, "Help"));
    wait(&r, 0.2);
    assert_non_null(drawn(&r, "Help"));
    move(&r, 200, 200);
    assert_null(drawn(&r, "Help"));
    move(&r, 18, 18); /* the wait begins again */
    wait(&r, 0.2);
    move(&r, 28, 18); /* so it does with each move */
    wait(&r, 0.2);
    assert_null(drawn(&r, "Help"));
    wait(&r, 0.2);
    assert_non_null(drawn(&r, "Help"));
    stop(&r);
}

static void icon_below_a_layer(Rig *r)
{
    icon_with_tip(r);
    if (!r->on)
        return;
    int below = r->ui.layer++;
    ui_icon(&r->ui, UI_ID(90), (Rect){ r->x, r->y, 36, 36 }, ICON_HELP, false, "Above");
    r->ui.layer = below;
}

/* A pop-over that opens under a pointer at rest says nothing before the pointer moves. */
static void tooltips_wait_for_the_pointer_when_a_layer_comes(void **state)
{
    (void)state;
    Rig r = start(icon_below_a_layer);
    move(&r, 18, 18);
    r.on = true;
    for (int i = 0; i < 4; i++)
        wait(&r, 0.4);
    assert_null(drawn(&r, "Above"));
    assert_null(drawn(&r, "Help"));
    move(&r, 19, 18);
    wait(&r, 0.4);
    assert_non_null(drawn(&r, "Above"));
    r.on = false;
    for (int i = 0; i < 4; i++)
        wait(&r, 0.4);
    assert_null(drawn(&r, "Help"));
    stop(&r);
}

static void tooltips_have_few_rows_and_stay_in_the_window(void **state)
{
    (void)state;
    for (int corner = 0; corner < 4; corner++) {
        Rig r = start(icon_with_tip);
        r.x = corner & 1 ? 764 : 0;
        r.y = corner & 2 ? 564 : 0;
        move(&r, r.x + 18, r.y + 18);
        wait(&r, 1);
        const Command *k = drawn(&r, "Help");
        assert_non_null(k);
        assert_true(k->text.at.x > 0 && k->text.at.x + k->text.width < 800 && k->text.at.y > 13 && k->text.at.y < 600);
        assert_true(fabsf(k->text.at.x - (r.x + 18)) < 80 && fabsf(k->text.at.y - (r.y + 18)) < 80);
        stop(&r);
    }
    Rig r = start(icon_with_tip);
    r.rows = 9;
    move(&r, 350, 350);
    wait(&r, 1);
    assert_int_equal(r.ui.tips, 6);
    stop(&r);
}

static void prose_with_tip(Rig *r)
{
    UiAnswer a = ui_widget(&r->ui, A, (Rect){ 0, 0, 100, 100 }, false);
    ui_tip(&r->ui, A, a.hover, "Each bar counts weights. Dashed is the twin without penalty, which grows wide tails.",
           NULL);
}

static void long_lines_of_a_tooltip_wrap_at_words(void **state)
{
    (void)state;
    Rig r = start(prose_with_tip);
    move(&r, 10, 10);
    wait(&r, 1);
    assert_int_equal(r.ui.tips, 2);
    assert_string_equal(r.ui.tip_left[0], "Each bar counts weights. Dashed is the twin");
    assert_string_equal(r.ui.tip_left[1], "without penalty, which grows wide tails.");
    stop(&r);
}

/* --- everything at once --- */

static void all_widgets(Rig *r)
{
    static const char *const names[] = { "None", "L2", "L1" };
    Ui *ui = &r->ui;
    ui_button(ui, UI_ID(1), (Rect){ 0, 0, 104, 48 }, "Back", UI_PLAIN, true);
    ui_button(ui, UI_ID(2), (Rect){ 120, 0, 104, 48 }, "Next", UI_PRIMARY, true);
    ui_button(ui, UI_ID(3), (Rect){ 240, 0, 104, 28 }, "More", UI_QUIET, true);
    ui_icon(ui, UI_ID(4), (Rect){ 360, 0, 36, 36 }, ICON_DICE, r->on, "New data");
    ui_segment(ui, UI_ID(5), 0, 80, 36, names, COUNT(names), &r->chosen, false, NULL);
    ui_choice(ui, UI_ID(6), (Rect){ 200, 80, 120, 64 }, "Speed", "4×", row_label, row_note, NULL, r->rows,
              &r->theme_row);
    ui_slider(ui, UI_ID(7), (Rect){ 400, 80, 64, 8 }, 0, 0.5f, &r->value, NULL);
    ui_field(ui, UI_ID(8), (Rect){ 0, 200, 184, 44 }, r->text, sizeof r->text, NULL);
    ui_field(ui, UI_ID(9), (Rect){ 200, 200, 184, 40 }, r->other, sizeof r->other, r->on ? "No." : NULL);
    ui_check(ui, UI_ID(10), 0, 300, "Test points", &r->on);
    if (r->dialog) {
        ui->layer = 1;
        ui_choice(ui, UI_ID(11), (Rect){ 300, 500, 200, 48 }, NULL, "below", row_label, NULL, NULL, 40, &r->b_clicks);
        ui_icon(ui, UI_ID(12), (Rect){ 500, 500, 36, 36 }, ICON_CLOSE, false, NULL);
    }
    ui_norm(ui->c, 10, 500, 26, FACE_SEMIBOLD_ITALIC, ui->t->lam, true);
}

static uint32_t picture(const Rig *r) /* of the commands, without what only damage needs */
{
    uint32_t h = 1;
    for (int i = 0; i < r->c.commands; i++) {
        const Command *k = &r->c.command[i];
        const float numbers[] = { k->rect.r.x, k->rect.r.y, k->rect.r.w, k->rect.r.h, k->rect.radius, k->rect.width };
        uint32_t bits[COUNT(numbers)];
        memcpy(bits, numbers, sizeof bits);
        h = (h ^ k->color) * 16777619u + (uint32_t)k->kind;
        for (int j = 0; j < COUNT(bits) && (k->kind == CMD_RECT || k->kind == CMD_FRAME); j++)
            h = (h ^ bits[j]) * 16777619u;
    }
    return h;
}

static void without_input_everything_rests(void **state)
{
    (void)state;
    Rig r = start(all_widgets), still = r;
    frame(&r); /* with input, but the pointer is far away */
    canvas_begin(&still.c, &still.arena, &font, 800, 600, 0);
    still.ui.focus = ui_id(__FILE__, 1);
    still.ui.focus_ring = true;
    Ui before = still.ui;
    ui_begin(&still.ui, &still.c, still.theme, NULL, still.c.size);
    all_widgets(&still);
    ui_end(&still.ui);
    assert_true(still.c.commands > 30);
    assert_int_equal(picture(&still), picture(&r));
    assert_int_equal(still.ui.focus, before.focus);
    assert_int_equal(still.ui.edit, 0);
    assert_false(still.ui.animating);
    stop(&r);
    stop(&still);
}

static void ids_differ(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++)
        for (int j = 0; j < i; j++) {
            assert_int_not_equal(ui_id("a.c", i), ui_id("a.c", j));
            assert_int_not_equal(ui_id("a.c", i), ui_id("b.c", j));
        }
}

static void random_input_breaks_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = { "a", "λ", "5.6e-3", "\xFF", "0123456789012345678901234567890123456789", "²" };
    Rig r = start(all_widgets);
    Rng g = rng_make(7, 7);
    int menus = 0, edits = 0, tips = 0;
    for (int i = 0; i < 40000; i++) {
        if (rng_below(&g, 3) == 0) { /* one draw a statement: their order is the same from every compiler */
            r.in.mouse.x = (float)rng_below(&g, 600);
            r.in.mouse.y = (float)rng_below(&g, 600);
        }
        if (rng_below(&g, 4) == 0) {
            r.in.down = !r.in.down;
            r.in.pressed = r.in.down || rng_below(&g, 9) == 0;
            r.in.released = !r.in.down;
        }
        for (uint32_t n = rng_below(&g, 5) ? 0 : rng_below(&g, 17); n > 0; n--) {
            Key key = (Key)rng_below(&g, KEY_PRINT + 1);
            uint32_t rune = 'a' + rng_below(&g, 26);
            add_key(&r, key, rune, rng_below(&g, 2));
        }
        if (rng_below(&g, 8) == 0)
            strcpy(r.in.text, texts[rng_below(&g, COUNT(texts))]);
        r.in.wheel = rng_below(&g, 9) ? 0 : (float)rng_normal(&g) * 5;
        if (rng_below(&g, 20) == 0)
            r.in.time += 0.3;
        if (rng_below(&g, 200) == 0)
            r.dialog = !r.dialog;
        if (rng_below(&g, 200) == 0)
            r.rows = 1 + (int)rng_below(&g, 50);
        frame(&r);
        const Ui *ui = &r.ui;
        assert_true(r.chosen >= 0 && r.chosen < 3 && r.theme_row >= 0 && r.b_clicks >= 0 && r.b_clicks < 40);
        assert_true(r.value >= 0 && r.value <= 0.5f);
        assert_true(strlen(r.text) < sizeof r.text && strlen(r.other) < sizeof r.other);
        assert_true(text_utf8_ok(r.text, strlen(r.text)) && text_utf8_ok(r.other, strlen(r.other)));
        if (ui->edit) {
            assert_int_equal(strlen(ui->edit_text), ui->edit_bytes);
            assert_true(ui->edit_caret >= 0 && ui->edit_caret <= ui->edit_bytes);
            assert_true(text_utf8_ok(ui->edit_text + ui->edit_caret, strlen(ui->edit_text + ui->edit_caret)));
        }
        if (ui->menu)
            assert_true(ui->menu_at >= 0 && ui->menu_at < ui->menu_rows && ui->menu_first >= 0);
        assert_true(r.in.down || !ui->active);
        menus += ui->menu != 0;
        edits += ui->edit != 0;
        tips += ui->tips > 0;
    }
    print_message("frames with a menu %d, a field in use %d, a tooltip %d\n", menus, edits, tips);
    assert_true(menus > 500 && edits > 500 && tips > 30);
    stop(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pressing_and_releasing_on_a_widget_clicks_it),
        cmocka_unit_test(dragging_out_before_the_release_is_no_click),
        cmocka_unit_test(a_click_within_one_frame_counts),
        cmocka_unit_test(of_two_that_overlap_the_last_one_has_the_pointer),
        cmocka_unit_test(a_layer_above_takes_pointer_and_focus),
        cmocka_unit_test(tab_goes_round_and_skips_what_is_disabled),
        cmocka_unit_test(a_vanished_focus_goes_to_the_first),
        cmocka_unit_test(enter_presses_what_has_the_focus),
        cmocka_unit_test(small_icons_have_a_large_area),
        cmocka_unit_test(a_slider_follows_the_pointer_until_it_is_let_go),
        cmocka_unit_test(every_segment_can_be_chosen),
        cmocka_unit_test(a_check_turns_on_and_off),
        cmocka_unit_test(tooltips_come_after_a_rest),
        cmocka_unit_test(tooltips_wait_for_the_pointer_when_a_layer_comes),
        cmocka_unit_test(tooltips_have_few_rows_and_stay_in_the_window),
        cmocka_unit_test(long_lines_of_a_tooltip_wrap_at_words),
        cmocka_unit_test(without_input_everything_rests),
        cmocka_unit_test(ids_differ),
        cmocka_unit_test(random_input_breaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
