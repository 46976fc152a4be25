/* Panels along lambda: what a click asks for, what the pointer finds and links to, what is said where there is nothing,
 * and that paths, curves and loops are drawn from the sweep's own numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "panels/panel.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PARAMS = 2 * 3 + 3 + 3 + 1 };
static const Rect body = { 16, 56, 400, 248 }, wide = { 16, 56, 1568, 552 };

static Arena scratch, drawing;
static Config config;
static Sweep sweep;
static UpDown updown;
static real weights[SWEEP_MEMBERS * PARAMS];
static Metrics now;
static Findings found;
static PanelView view;

static int teardown(void **state)
{
    (void)state;
    arena_free(&scratch);
    arena_free(&drawing);
    return 0;
}

/* Numbers that are easy to find again: losses and weights fall evenly from member to member, the net is 2-3-1. */
static int setup(void **state)
{
    (void)state;
    const int width[] = { 2, 3, 1 };
    config_default(&config);
    config.l2 = 0.01f;
    sweep = (Sweep){ .total = SWEEP_MEMBERS, .config = config, .shape = net_layout(width, 2, 0, loss_for(2)) };
    assert_int_equal(sweep.shape.params, PARAMS);
    for (int m = 0; m < SWEEP_MEMBERS; m++) {
        float left = 1 - (float)m / (SWEEP_MEMBERS - 1);
        sweep.value[m] = sweep_value(&config, m);
        Metrics net = { .data_loss = 0.5 - 0.4 * (double)left,
                        .valid_loss = 0.6,
                        .test_loss = m == 20 ? 0.25 : 0.5 + (double)left,
                        .train_accuracy = 0.75,
                        .valid_accuracy = 0.5,
                        .test_accuracy = 0.625,
                        .weight_norm = 3 * (double)left };
        spread_add(&sweep, 0, m, &net);
        for (int i = 0; i < PARAMS; i++)
            weights[m * PARAMS + i] = (float)(i - 4) * left;
    }
    updown = (UpDown){ .first = 300, .steps = 100, .width = 3 };
    for (int i = 0; i < UPDOWN_LEVELS; i++) {
        int up = i < UPDOWN_UP ? i : UPDOWN_LEVELS - 1 - i;
        updown.strength[i] = sweep_value(&config, up ? 2 * up - 1 : 0);
        updown.loop[0].test_loss[i] = i < UPDOWN_UP ? (i == 7 ? 0.3f : 0.6f) : 0.9f;
        updown.loop[0].norm[i] = i < UPDOWN_UP ? 5 : 0;
        updown.loop[0].status[i] = i < UPDOWN_UP - 2 ? STATUS_OK : STATUS_COLLAPSED;
    }
    updown.loop[0].possible = true;
    updown.loop[0].done = UPDOWN_LEVELS;
    now = (Metrics){ .status = STATUS_OK };
    found = (Findings){ .snap = { .members = 1, .metrics = &now, .config = config, .shape = sweep.shape },
                        .sweep = &sweep,
                        .sweep_weights = weights,
                        .updown = &updown };
    for (int i = 0; i < STUDIES; i++)
        found.progress[i] = -1;
    panel_view_default(&view, &theme_defs[0]);
    view.scratch = &scratch;
    view.found = &found;
    return 0;
}

static float advance(void *user, Face face, float px, uint32_t rune)
{
    (void)user;
    (void)face;
    return rune == ' ' ? 0.3f * px : 0.55f * px;
}

static const Font font = { .advance = advance };

static const PanelDef *panel(const char *key) { return &panel_defs[panel_find(key)]; }

static void draw(Canvas *c, const char *key, Rect r)
{
    arena_reset(&scratch);
    arena_reset(&drawing);
    canvas_begin(c, &drawing, &font, r.x + r.w + 50, r.y + r.h + 50, view.theme->surface);
    panel(key)->draw(&found, &view, r, c);
}

static bool says(const Canvas *c, const char *text)
{
    for (int i = 0; i < c->commands; i++)
        if (c->command[i].kind == CMD_TEXT && strcmp(c->text + c->command[i].text.first, text) == 0)
            return true;
    return false;
}

static bool panel_says(const char *key, Rect r, const char *text)
{
    Canvas c;
    draw(&c, key, r);
    return says(&c, text);
}

/* --- the axis --- */

static void the_axis_has_an_exact_zero_a_break_and_decades(void **state)
{
    (void)state;
    const Rect r = { 100, 0, 600, 100 };
    Along a = along_of(&config, r); /* 1e-5 ... 1: five decades and the one of the break */
    assert_true(along_x(&a, 0) == 100 && along_x(&a, -1) == 100);
    assert_true(fabsf(along_x(&a, 1e-5f) - 200) < 0.01f && fabsf(along_x(&a, 0.01f) - 500) < 0.01f);
    assert_true(fabsf(along_x(&a, 1) - 700) < 0.01f && fabsf(along_x(&a, 50) - 700) < 0.01f);
    assert_true(fabsf(along_x(&a, 1e-9f) - 150) < 0.01f); /* off the axis: at the break, not at 0 */
    for (int m = 0; m < SWEEP_MEMBERS; m++)
        assert_int_equal(along_member(&a, along_x(&a, sweep_value(&config, m))), m);
    config.reg = 4; /* dropout */
    assert_string_equal(reg_defs[config.reg].key, "dropout");
    a = along_of(&config, r);
    assert_true(a.linear && fabsf(along_x(&a, 0.4f) - 400) < 0.01f);
    assert_true(along_top(0.9f, 4) == 1 && along_top(1.01f, 4) == 1.5f && along_top(7, 4) == 8);
}

/* --- everything against lambda --- */

static void each_picture_has_its_numbers_and_all_stand_together_where_there_is_room(void **state)
{
    (void)state;
    static const struct {
        int mode;
        const char *text;
    } one[] = { { 0, "0.25" },          { 1, "75.0%" },  { 1, "62.5%" }, { 2, "1.1" },
                { 3, "all 9 weights" }, { 3, "output" }, { 4, "11.1%" } };
    Canvas c;
    sweep.mean[20].weight_norm = 1.06;
    config.l2 = found.snap.config.l2 = sweep.value[20];
    for (int i = 0; i < COUNT(one); i++) {
        view.mode = one[i].mode;
        draw(&c, "lambda", body);
        if (!says(&c, one[i].text))
            fail_msg("mode %d does not say %s", one[i].mode, one[i].text);
    }
    draw(&c, "lambda", wide);
    static const char *const all[] = { "Loss",
                                       "Accuracy",
                                       "Size of the weights",
                                       "Path of every weight",
                                       "Weights near zero",
                                       "Effective parameters",
                                       "0.250",
                                       "62.5%",
                                       "1.06" };
    for (int i = 0; i < COUNT(all); i++)
        assert_true(says(&c, all[i]));
}

static void what_is_missing_is_said(void **state)
{
    (void)state;
    Effective e = { .possible = true, .params = 13 };
    view.mode = 5;
    assert_true(panel_says("lambda", body, "Being counted."));
    sweep.finished[0] = 8;
    assert_true(panel_says("lambda", body, "Counted when the sweep is complete."));
    found.effective = &e;
    e.done[3] = true;
    e.value[3] = 7.5f;
    assert_true(panel_says("lambda", body, "8 of 32 nets") && !panel_says("lambda", body, "Being counted."));
    e.possible = false;
    e.why = EFFECTIVE_NO_L2;
    assert_true(panel_says("lambda", body, "Defined for L2 alone."));
    e.why = EFFECTIVE_TOO_LARGE;
    assert_true(panel_says("lambda", body, "The net is too large for its Hessian."));
    view.mode = 1;
    sweep.shape.loss = loss_for(0);
    assert_true(panel_says("lambda", body, "Values, not classes: no accuracy."));
    sweep.finished[0] = 0;
    assert_true(panel_says("lambda", body, "The sweep has just begun."));
    found.sweep = NULL;
    assert_true(panel_says("lambda", body, "The sweep has just begun."));
    found.snap.config.reg = 0;
    assert_true(panel_says("lambda", body, "There is no penalty to vary."));
    assert_true(panel_says("updown", body, "There is no penalty to raise."));
    PanelTip tip;
    assert_false(panel("lambda")->tip(&found, &view, body, (Vec2){ 200, 200 }, &tip));
    assert_false(panel("updown")->tip(&found, &view, body, (Vec2){ 200, 200 }, &tip));
}

static bool press(Vec2 at, bool pressed, bool down)
{
    UiInput in = { .mouse = at, .pressed = pressed, .down = down };
    view.request = (Request){ 0 };
    return panel("lambda")->input(&view, &in, body);
}

static void a_click_goes_to_the_nearest_net_and_a_drag_follows(void **state)
{
    (void)state;
    float seen = -1;
    int values = 0;
    assert_false(press((Vec2){ 200, 60 }, true, true));   /* on the controls */
    assert_false(press((Vec2){ 220, 200 }, false, true)); /* a drag that began elsewhere */
    assert_false(press((Vec2){ 220, 200 }, false, false));
    for (float x = 66; x <= 396; x += 2) {
        assert_true(press((Vec2){ x, 200 }, x == 66, true));
        assert_int_equal(view.request.kind, REQUEST_STRENGTH);
        bool member = false;
        for (int m = 0; m < SWEEP_MEMBERS; m++)
            member |= view.request.value == sweep.value[m];
        assert_true(member && view.request.value >= seen);
        values += view.request.value > seen;
        seen = view.request.value;
    }
    assert_int_equal(values, SWEEP_MEMBERS);               /* each can be reached */
    assert_false(press((Vec2){ 220, 200 }, false, false)); /* released */
    assert_false(press((Vec2){ 220, 200 }, false, true));
    view.found = NULL;
    assert_false(press((Vec2){ 220, 200 }, true, true));
}

static void the_pointer_finds_nets_and_weights(void **state)
{
    (void)state;
    int nets = 0, paths = 0;
    for (float y = body.y; y < body.y + body.h; y += 3)
        for (float x = body.x; x < body.x + body.w; x += 3)
            for (view.mode = 0; view.mode < 5; view.mode++) {
                PanelTip tip = { 0 };
                arena_reset(&scratch);
                if (!panel("lambda")->tip(&found, &view, body, (Vec2){ x, y }, &tip))
                    continue;
                RidgeWeight w;
                if (tip.link.kind == LINK_WEIGHT) {
                    assert_true(view.mode == 3 && ridge_weight(&sweep.shape, tip.link.weight, &w));
                    assert_true(w.layer == tip.link.layer && w.to == tip.link.unit);
                    assert_string_equal(tip.left[0], w.layer == 1 ? "Weight of the output layer" : "Weight of layer 1");
                    paths++;
                } else {
                    assert_int_equal(tip.link.kind, LINK_STRENGTH);
                    assert_true(strncmp(tip.left[0], "Net trained with λ = ", 20) == 0);
                    nets++;
                }
            }
    assert_true(nets > 1000 && paths > 200);
}

static int strokes(const Canvas *c, Color color)
{
    int n = 0;
    for (int i = 0; i < c->commands; i++)
        n += c->command[i].kind == CMD_STROKE && c->command[i].color == color;
    return n;
}

/* The path of the linked weight stands out, exactly where its numbers are. */
static void a_linked_weight_stands_out(void **state)
{
    (void)state;
    Canvas c;
    view.mode = 3;
    draw(&c, "lambda", body);
    int before = strokes(&c, view.theme->ink);
    int index = sweep.shape.weights[1];
    view.link = (Link){ .kind = LINK_WEIGHT, .weight = index };
    draw(&c, "lambda", body);
    assert_int_equal(strokes(&c, view.theme->ink), before + 1);
    const Command *k = NULL;
    for (int i = 0; i < c.commands; i++)
        if (c.command[i].kind == CMD_STROKE && c.command[i].color == view.theme->ink)
            k = &c.command[i];
    const Vec2 *p = c.point + k->path.first;
    assert_int_equal(k->path.points, SWEEP_MEMBERS);
    for (int m = 1; m + 1 < SWEEP_MEMBERS; m++) { /* heights go with the weight, which is linear in m here */
        assert_true(fabsf((p[m + 1].y - p[m].y) - (p[m].y - p[m - 1].y)) < 0.01f && p[m].x > p[m - 1].x);
        assert_true(p[m].y > p[m - 1].y);
    }
    view.link.weight = sweep.shape.biases[0]; /* a bias has no path */
    draw(&c, "lambda", body);
    assert_int_equal(strokes(&c, view.theme->ink), before);
}

static void a_diverged_net_leaves_a_gap(void **state)
{
    (void)state;
    Canvas c;
    Metrics lost = sweep.net[0][15];
    lost.status = STATUS_DIVERGED;
    lost.test_loss = lost.weight_norm = (double)INFINITY;
    spread_add(&sweep, 0, 15, &lost);
    for (int i = 0; i < PARAMS; i++)
        weights[15 * PARAMS + i] = NAN;
    for (view.mode = 0; view.mode < 5; view.mode++) {
        draw(&c, "lambda", body);
        for (int i = 0; i < c.points; i++)
            assert_true(isfinite(c.point[i].x) && isfinite(c.point[i].y));
    }
    view.mode = 2;
    draw(&c, "lambda", body);
    assert_int_equal(strokes(&c, view.theme->lam), 4); /* two pieces, the legend's sample, the slider's line */
}

/* --- up and down --- */

static void the_loop_has_the_numbers_of_where_it_was_best(void **state)
{
    (void)state;
    Canvas c;
    draw(&c, "updown", body);
    assert_true(says(&c, "0.30") && says(&c, "0.90") &&
                (says(&c, "best on the way up: λ = 0.001") || says(&c, "best: λ = 0.001")) && !says(&c, "reheated"));
    view.link = (Link){ .kind = LINK_STRENGTH, .strength = updown.strength[3] }; /* another net is pointed at */
    draw(&c, "updown", body);
    assert_true(says(&c, "0.60") && !says(&c, "0.30"));
    view.found = NULL; /* a picture */
    draw(&c, "updown", wide);
    assert_true(says(&c, "Test loss") && says(&c, "Size of the weights") &&
                says(&c, "300 steps at 0, then 100 at each"));
    updown.loop[0].done = 0;
    found.progress[STUDY_UPDOWN] = 0.42f;
    assert_true(panel_says("updown", body, "A net is trained up and down the axis.") &&
                panel_says("updown", body, "42%"));
}

static void the_tip_tells_both_ways(void **state)
{
    (void)state;
    PanelTip tip = { 0 };
    Along a = along_of(&config, (Rect){ body.x + 50, 0, body.w - 68, 10 });
    assert_true(panel("updown")->tip(&found, &view, body, (Vec2){ along_x(&a, 0.001f) + 3, 200 }, &tip));
    assert_string_equal(tip.left[0], "Test loss at λ = 0.001");
    assert_string_equal(tip.right[0], "100 steps");
    assert_string_equal(tip.right[1], "0.300");
    assert_string_equal(tip.right[2], "0.900");
    assert_int_equal(tip.rows, 3);
    assert_true(tip.link.kind == LINK_STRENGTH && tip.link.strength == updown.strength[7]);
}

/* One frame of the controls with the pointer at a place. */
static void controls(Ui *ui, UiInput *in)
{
    Canvas c;
    arena_reset(&drawing);
    canvas_begin(&c, &drawing, &font, 500, 400, 0);
    view.request = (Request){ 0 };
    ui_begin(ui, &c, view.theme, in, (Rect){ 0, 0, 500, 400 });
    panel("updown")->controls(&view, ui, body);
    ui_end(ui);
}

static void reheat_is_offered_to_a_dead_net_alone(void **state)
{
    (void)state;
    const Vec2 button = { body.x + body.w - 40, body.y + 14 };
    for (int dead = 0; dead < 2; dead++) {
        Ui ui = { 0 };
        now.status = dead ? STATUS_COLLAPSED : STATUS_OK;
        controls(&ui, &(UiInput){ .mouse = button });
        controls(&ui, &(UiInput){ .mouse = button, .pressed = true, .down = true, .clicks = 1 });
        assert_int_equal(view.request.kind, REQUEST_NONE);
        controls(&ui, &(UiInput){ .mouse = button, .released = true });
        assert_int_equal(view.request.kind, dead ? REQUEST_REHEAT : REQUEST_NONE);
        assert_true(!dead || view.request.value == 0.3f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_axis_has_an_exact_zero_a_break_and_decades, setup),
        cmocka_unit_test_setup(each_picture_has_its_numbers_and_all_stand_together_where_there_is_room, setup),
        cmocka_unit_test_setup(what_is_missing_is_said, setup),
        cmocka_unit_test_setup(a_click_goes_to_the_nearest_net_and_a_drag_follows, setup),
        cmocka_unit_test_setup(the_pointer_finds_nets_and_weights, setup),
        cmocka_unit_test_setup(a_linked_weight_stands_out, setup),
        cmocka_unit_test_setup(a_diverged_net_leaves_a_gap, setup),
        cmocka_unit_test_setup(the_loop_has_the_numbers_of_where_it_was_best, setup),
        cmocka_unit_test_setup(the_tip_tells_both_ways, setup),
        cmocka_unit_test_setup(reheat_is_offered_to_a_dead_net_alone, setup),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
