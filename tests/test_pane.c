/* The lesson pane: every text run of every step of every lesson, in all languages and widths, lies in its box and on
 * no other; what is longer than the pane can be reached; links light up what they name; choices, buttons and the menu
 * of lessons answer pointer and keys. */
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/app_state.h"
#include "app/cli.h"
#include "app/font.h"
#include "app/language.h"
#include "app/lectern.h"
#include "app/pane_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    App *app;
    Trainer *trainer;
    struct FontSet *fonts;
    Arena arena;
    Canvas c;
    Rect all;
    UiInput in;
    Layout l;
} world;

static const char *const sizes[] = { "1600x1000", "1280x720", "1024x640", "2560x1440" };

static void window(const char *size, int text)
{
    float w, h, scale;
    assert_int_equal(sscanf(size, "%fx%f", &w, &h), 2);
    world.app->text = text;
    world.all = app_layout(world.app, w, h, &scale);
}

static Frame *frame_now(void)
{
    bool fresh;
    return trainer_latest(world.trainer, &fresh);
}

/* What the player sent is done; then one frame of input. */
static void frame(void)
{
    TrainerCommand command[APP_COMMANDS];
    uint64_t last = 0;
    for (int i = 0, n = app_commands(world.app, command, APP_COMMANDS); i < n; i++)
        app_sent(world.app, 0, last = trainer_send(world.trainer, &command[i]));
    while ((last && frame_now()->acked < last) || frame_now()->target > 0)
        trainer_pump(world.trainer, 0.005);
    arena_reset(&world.arena);
    canvas_begin(&world.c, &world.arena, font_of(world.fonts), world.all.w, world.all.h, 0);
    world.in.time += 0.1;
    app_frame(world.app, frame_now(), &world.in, world.all, &world.c);
    world.l = layout_make(world.app, world.all, false);
    world.in.pressed = world.in.released = false;
    world.in.wheel = 0;
    world.in.keys = 0;
}

static void frames(int n)
{
    while (n-- > 0)
        frame();
}

static int setup(void **state)
{
    (void)state;
    Config c;
    Err err;
    memset(&world, 0, sizeof world);
    scene_config(0, &c);
    world.trainer = trainer_new(&c, NULL, NULL, 0, 0, NULL, NULL, &err);
    world.app = app_new(&c, "dark", false);
    assert_true(world.trainer && font_open(&world.fonts, &err));
    Ask ask = app_ask(world.app, (Rect){ 0, 0, 1600, 1000 });
    trainer_finish(world.trainer, 20, false, &ask);
    app_toggle_play(world.app);
    player_course(world.app);
    world.in.mouse = (Vec2){ -1e6f, -1e6f };
    window("1600x1000", 0);
    frame();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    language_use(0);
    app_free(world.app);
    trainer_free(world.trainer);
    font_close(world.fonts);
    arena_free(&world.arena);
    return 0;
}

/* --- where text lies --- */

/* Of a run of text what is surely inked: capitals and digits, without the air above and descenders below. */
static Rect ink_of(const Command *c)
{
    float size = c->text_style.size;
    return (Rect){ c->text.at.x + 0.04f * size, c->text.at.y - 0.62f * size, c->text.width - 0.08f * size,
                   0.62f * size };
}

/* Signs that a formula puts over a letter. */
static bool accent(const char *text)
{
    static const char *const signs[] = { "¯", "ˆ", "˜", "˙" };
    for (int i = 0; i < COUNT(signs); i++)
        if (strcmp(text, signs[i]) == 0)
            return true;
    return false;
}

static const char *text_of(const Command *c) { return world.c.text + c->text.first; }

/* Only the pane, in the state that the app is in. */
static void draw_pane(void)
{
    App *a = world.app;
    world.l = layout_make(a, world.all, false);
    arena_reset(&world.arena);
    arena_reset(&a->scratch);
    canvas_begin(&world.c, &world.arena, font_of(world.fonts), world.all.w, world.all.h, 0);
    ui_begin(&a->ui, &world.c, app_theme(a), NULL, world.all);
    pane_draw(a, frame_now(), &world.l);
    ui_end(&a->ui);
}

static void check_runs(const char *where)
{
    Rect pane = world.l.lesson;
    if (pane.w <= 0)
        fail_msg("%s: there is no pane", where);
    int runs = 0;
    for (int i = 0; i < world.c.commands; i++) {
        const Command *c = &world.c.command[i];
        if (c->kind != CMD_TEXT || c->text.width <= 0 || accent(text_of(c)))
            continue;
        runs++;
        if (c->text.at.x < pane.x + 8 || c->text.at.x + c->text.width > pane.x + pane.w - 7 ||
            c->text.at.x < c->clip.x || c->text.at.x + c->text.width > c->clip.x + c->clip.w)
            fail_msg("%s: '%s' leaves the pane", where, text_of(c));
        if (c->clip.h >= pane.h && (c->text.at.y > pane.y + pane.h || c->text.at.y - c->text_style.size < pane.y))
            fail_msg("%s: '%s' is above or below the pane", where, text_of(c));
        for (int j = 0; j < i; j++) {
            const Command *other = &world.c.command[j];
            if (other->kind != CMD_TEXT || memcmp(&other->clip, &c->clip, sizeof c->clip) != 0)
                continue; /* content that is scrolled away lies behind the buttons */
            Rect both = rect_and(ink_of(c), ink_of(other));
            if (both.w > 0.5f && both.h > 0.5f)
                fail_msg("%s: '%s' lies on '%s'", where, text_of(c), text_of(other));
        }
    }
    assert_true(runs > 5);
}

/* A step with everything open, or as one comes to it. */
static void check_states(const char *where)
{
    Player *p = &world.app->player;
    const LessonStep *s = player_step(world.app);
    Progress *q = &p->row[p->at].progress;
    const uint64_t bit = (uint64_t)1 << p->step;
    char text[720];
    world.app->ui.in = NULL; /* a picture: undo leads nowhere */
    p->hint = p->why = p->asking = p->preparing = false;
    p->error[0] = 0;
    q->chosen[p->step] = 0;
    q->revealed = q->reached = 0;
    player_frame(world.app, frame_now());
    draw_pane();
    check_runs(where);
    snprintf(text, sizeof text, "%s, all open", where);
    p->hint = p->why = p->asking = p->preparing = true;
    snprintf(p->error, sizeof p->error, "unknown directive 'untill'; expected 'until', and more of this kind");
    p->error_line = 1234;
    q->chosen[p->step] = (int8_t)(s->predict.choices > 0 ? 1 + (s->predict.answer + 1) % s->predict.choices : 0);
    q->revealed = q->reached = bit;
    player_frame(world.app, frame_now());
    p->preparing = true;
    draw_pane();
    check_runs(text);
    p->error[0] = 0;
}

static void every_run_has_its_place(void **state)
{
    (void)state;
    App *a = world.app;
    for (int lang = 0; lang < language_count(); lang++) {
        language_use(lang);
        player_course(a);
        assert_true(a->player.rows >= 14);
        for (int row = 0; row < a->player.rows; row++) {
            char file[LESSON_NAME], where[700];
            snprintf(file, sizeof file, "%s", a->player.row[row].file);
            player_open(a, file, 0);
            a->commands = 0; /* it need not be trained for */
            a->sent[0] = 0;
            assert_non_null(a->player.lesson);
            for (a->player.step = 0; a->player.step < a->player.lesson->steps; a->player.step++)
                for (int i = 0; i < COUNT(sizes); i++)
                    for (int text = 0; text < TEXT_SCALES; text++) {
                        window(sizes[i], text);
                        a->pane.drawer = true;
                        a->frame[0] = frame_now();
                        snprintf(where, sizeof where, "%s#%d (%s, %s, text %g)", file, a->player.step + 1,
                                 language_key(lang), sizes[i], (double)text_scales[text]);
                        check_states(where);
                    }
        }
    }
}

/* --- pointer and keys --- */

static void open(const char *file, int step)
{
    player_open(world.app, file, step);
    frames(3);
    assert_non_null(world.app->player.lesson);
    assert_int_equal(world.app->player.step, step);
}

static void move(float x, float y)
{
    world.in.mouse = (Vec2){ x, y };
    frames(3);
}

static void click(float x, float y)
{
    move(x, y);
    world.in.down = world.in.pressed = true;
    world.in.clicks = 1;
    frame();
    world.in.down = false;
    world.in.released = true;
    frames(3);
}

static void key(Key k, uint32_t rune, bool shift)
{
    world.in.key[world.in.keys++] = (KeyPress){ .key = k, .rune = rune, .shift = shift };
    frames(3);
}

/* The run of text, its middle; where it is scrolled out of sight there is none. */
static bool find(const char *text, Vec2 *at)
{
    for (int i = 0; i < world.c.commands; i++) {
        const Command *c = &world.c.command[i];
        if (c->kind != CMD_TEXT || strcmp(text_of(c), text) != 0)
            continue;
        *at = (Vec2){ c->text.at.x + c->text.width / 2, c->text.at.y - 0.3f * c->text_style.size };
        if (rect_has(c->clip, *at))
            return true;
    }
    return false;
}

static void click_on(const char *text)
{
    Vec2 at;
    if (!find(text, &at))
        fail_msg("'%s' is not to be seen", text);
    click(at.x, at.y);
}

static bool sees(const char *text)
{
    Vec2 at;
    return find(text, &at);
}

static void equal(Rect r, float x, float y, float w, float h)
{
    if (r.x != x || r.y != y || r.w != w || r.h != h)
        fail_msg("%g,%g,%g,%g instead of %g,%g,%g,%g", (double)r.x, (double)r.y, (double)r.w, (double)r.h, (double)x,
                 (double)y, (double)w, (double)h);
}

/* The table of the design. */
static void rectangles_of_the_design(void **state)
{
    (void)state;
    open("heal.md", 0);
    for (int i = 0; i < 5; i++)
        app_show_panel(world.app, i, true);
    frame();
    equal(world.l.lesson, 0, 64, 288, 936);
    equal(world.l.panel[PANEL_BOUNDARY], 304, 80, 656, 592);
    equal(world.l.panel[PANEL_CURVES], 976, 80, 296, 288);
    equal(world.l.panel[PANEL_WEIGHTS], 1288, 80, 296, 288);
    equal(world.l.panel[PANEL_SURFACE], 976, 384, 296, 288);
    equal(world.l.deck, 288, 688, 1312, 312);
    key(KEY_PRINT, 'o', false); /* closed: Explore */
    equal(world.l.lesson, 0, 0, 0, 0);
    equal(world.l.panel[PANEL_BOUNDARY], 16, 80, 736, 592);
    equal(world.l.deck, 0, 688, 1600, 312);
    key(KEY_PRINT, 'o', false);
    window("1280x720", 0);
    frame();
    equal(world.l.lesson, 0, 48, 248, 672);
    equal(world.l.panel[PANEL_BOUNDARY], 256, 56, 664, 440);
    equal(world.l.panel[PANEL_CURVES], 928, 56, 344, 216);
    equal(world.l.deck, 248, 504, 1032, 216);
    window("1024x640", 0); /* still beside: what the text speaks of is not under it */
    frame();
    equal(world.l.lesson, 0, 48, 248, 592);
    equal(world.l.panel[PANEL_BOUNDARY], 256, 56, 408, 360);
    equal(world.l.panel[PANEL_CURVES], 672, 56, 344, 176);
    equal(world.l.deck, 248, 424, 776, 216);
    window("800x640", 0); /* a drawer over the hero: the rest stays as it is without a lesson */
    frame();
    equal(world.l.lesson, 0, 48, 320, world.l.deck.y - 48);
    assert_true(world.l.deck.x == 0);
    Rect hero = world.l.panel[PANEL_BOUNDARY];
    key(KEY_ESC, 0, false);
    equal(world.l.lesson, 0, 0, 0, 0);
    equal(world.l.panel[PANEL_BOUNDARY], hero.x, hero.y, hero.w, hero.h);
    click((float)0, (float)0);
    key(KEY_PAGE_DOWN, 0, false); /* the next step is to be read */
    assert_int_equal(world.app->player.step, 1);
    assert_true(world.l.lesson.w == 320);
}

static void what_is_longer_scrolls(void **state)
{
    (void)state;
    window("1280x720", 0);
    open("heal.md", 2);
    const PaneState *s = &world.app->pane;
    assert_true(s->longest > 100 && s->scroll == 0);
    assert_true(sees("One") && !sees("over"));
    move(100, 300);
    world.in.wheel = -100;
    frames(3);
    assert_true(s->scroll == s->longest);
    assert_true(sees("over") && !sees("One")); /* the last row, and no longer the title */
    world.in.wheel = 100;
    frames(3);
    assert_true(s->scroll == 0);
    for (int i = 0; i < 200 && world.app->ui.focus != ID_EVERYTHING; i++) /* Tab reaches all, and brings it into view */
        key(KEY_TAB, 0, false);
    assert_int_equal(world.app->ui.focus, ID_EVERYTHING);
    assert_true(s->scroll > 0);
    Rect last = world.app->ui.focus_rect;
    assert_true(last.y + last.h <= world.l.lesson.y + world.l.lesson.h - 60);
    key(KEY_HOME, 0, false);
    assert_true(s->scroll == 0);
    key(KEY_DOWN, 0, false);
    assert_true(s->scroll > 0);
    click_on("Next");
    assert_int_equal(world.app->player.step, 3);
    assert_true(s->scroll == 0);
}

/* Words that name something light it up, by the pointer and by the keyboard. */
static void links_light_up_what_they_name(void **state)
{
    (void)state;
    open("heal.md", 1);
    App *a = world.app;
    Vec2 at;
    assert_true(find("gap", &at));
    move(at.x, at.y);
    assert_string_equal(a->player.lit, "gap");
    assert_int_equal(a->view[PANEL_CURVES].highlight, HIGHLIGHT_GAP);
    move(at.x, at.y + 500);
    assert_string_equal(a->player.lit, "");
    assert_int_equal(a->view[PANEL_CURVES].highlight, HIGHLIGHT_NONE);
    for (int i = 0; i < 200 && strcmp(a->player.lit, "gap") != 0; i++)
        key(KEY_TAB, 0, false);
    assert_string_equal(a->player.lit, "gap");
    open("heal.md", 0);
    app_show_panel(a, PANEL_BOUNDARY, false);
    frame();
    click_on("boundary"); /* a press opens the panel that it names */
    assert_true(a->open[PANEL_BOUNDARY]);
}

static void every_link_has_something_to_light(void **state)
{
    (void)state;
    App *a = world.app;
    static const char *const parts[] = { "slider", "lambda",  "penalty", "gap",  "train", "test",
                                         "twin",   "formula", "sweep",   "film", "reset", "play" };
    open("heal.md", 2);
    for (int i = 0; i < COUNT(parts); i++) {
        Canvas plain;
        frame();
        plain = world.c;
        int without = plain.commands;
        snprintf(a->player.next_lit, sizeof a->player.next_lit, "%s", parts[i]);
        frame();
        bool differs = world.c.commands != without || spot_highlight(a) != HIGHLIGHT_NONE;
        if (!differs)
            fail_msg("'%s' names nothing that is drawn", parts[i]);
    }
}

/* Play waits for the answer: no window of a usual size hides it below the fold. */
static void an_open_question_is_in_sight(void **state)
{
    (void)state;
    static const char *const usual[] = { "1024x640", "1280x720", "1600x1000" };
    App *a = world.app;
    for (int i = 0; i < COUNT(usual); i++) {
        window(usual[i], 0);
        open("heal.md", 1);
        assert_true(sees("Your guess") && sees("Better") && sees("Choose"));
    }
    window("1024x640", 0);
    frames(2);
    Vec2 ask, text;
    assert_true(find("guess", &ask) || find("Your guess", &ask));
    assert_true(find("Vote", &text) && ask.y < text.y);
    player_answer(a, 0); /* it stays where it was chosen */
    frames(2);
    assert_true(find("Your guess", &ask) && find("Vote", &text) && ask.y < text.y);
}

static void questions_are_answered_once(void **state)
{
    (void)state;
    open("heal.md", 1);
    App *a = world.app;
    assert_int_equal(player_predict(a), PREDICT_OPEN);
    assert_true(sees("Your guess") && !sees("Why it works"));
    click_on("Better");
    assert_int_equal(player_predict(a), PREDICT_CHOSEN);
    assert_int_equal(player_chosen(a), 0);
    assert_true(sees("your answer") && !sees("Worse,"));
    a->player.row[a->player.at].progress.revealed = 2;
    frame();
    assert_true(sees("your answer, not so") && sees("this is right")); /* in words, not by colour alone */
    click_on("Start");
    frames(3);
    assert_int_equal(player_predict(a), PREDICT_OPEN);
    key(KEY_PRINT, '2', false);
    assert_int_equal(player_chosen(a), 1);
    click_on("lesson"); /* "Start the lesson over" asks first */
    assert_true(a->player.asking);
    click_on("Keep them");
    assert_false(a->player.asking);
    assert_int_equal(a->player.step, 1);
    click_on("lesson");
    click_on("Start over");
    assert_int_equal(a->player.step, 0);
}

static void the_course_is_a_menu(void **state)
{
    (void)state;
    open("heal.md", 0);
    App *a = world.app;
    click_on("Heal the overfit");
    assert_int_equal(a->popup, POPUP_COURSE);
    assert_true(sees(a->player.row[1].title));
    key(KEY_DOWN, 0, false);
    key(KEY_DOWN, 0, false);
    key(KEY_UP, 0, false);
    key(KEY_DOWN, 0, false);
    int at = (int)a->ui.focus - ID_COURSE_ROW;
    assert_true(at > 0);
    key(KEY_ENTER, 0, false);
    assert_int_equal(a->popup, POPUP_NONE);
    assert_int_equal(a->player.at, at);
    for (int i = 0; i < a->player.rows; i++) { /* the last one scrolls into view */
        key(KEY_PRINT, 'o', true);
        for (int k = 0; k < a->player.rows && (int)a->ui.focus - ID_COURSE_ROW != i; k++)
            key((int)a->ui.focus - ID_COURSE_ROW > i ? KEY_UP : KEY_DOWN, 0, false);
        assert_true(sees(a->player.row[i].title));
        key(KEY_ESC, 0, false);
    }
    key(KEY_PRINT, 'o', true);
    click_on("Explore without one");
    assert_null(a->player.lesson);
    equal(world.l.lesson, 0, 0, 0, 0);
    key(KEY_PRINT, 'o', false); /* and back, by the menu */
    assert_int_equal(a->popup, POPUP_COURSE);
}

static void write_file(const char *folder, const char *name, const void *data, size_t n)
{
    char path[512];
    Err err;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!files_write(path, data, n, &err))
        fail_msg("%s", err.text);
}

static int images(const char *folder, const char *lesson)
{
    char path[512];
    int n = 0;
    snprintf(path, sizeof path, "%s/%s", folder, lesson);
    player_open(world.app, path, 0);
    assert_true(lectern_read(world.app));
    frames(2);
    for (int i = 0; i < world.c.commands; i++)
        n += world.c.command[i].kind == CMD_IMAGE && world.c.command[i].image.w == 40;
    return n;
}

/* A PNG beside the lesson is shown; what is none, or would be huge, is a description. */
static void pictures_lie_beside_their_lesson(void **state)
{
    (void)state;
    static const char text[] =
        "---\nid: p\norder: 1\nminutes: 1\nobjectives: [x]\nsettings: {data: moons}\n---\n# P\n\n"
        "## S\nA\n\n![words](a.png)\n";
    char folder[] = "/tmp/ridgescope-pane-XXXXXX", path[512];
    static Color px[40 * 20];
    Bytes png;
    Err err;
    assert_non_null(mkdtemp(folder));
    assert_true(png_write((Pixels){ px, 40, 20, 40 }, false, 0, NULL, NULL, &png, &err));
    write_file(folder, "p.md", text, strlen(text));
    write_file(folder, "a.png", png.data, png.size);
    assert_int_equal(images(folder, "p.md"), 1);
    assert_false(sees("words"));
    png.data[16] = 0x7f; /* two thousand million pixels wide, it says */
    write_file(folder, "a.png", png.data, png.size);
    assert_int_equal(images(folder, "p.md"), 0);
    assert_true(sees("words"));
    write_file(folder, "a.png", "no picture", 10);
    assert_int_equal(images(folder, "p.md"), 0);
    free(png.data);
    snprintf(path, sizeof path, "%s/a.png", folder);
    remove(path);
    snprintf(path, sizeof path, "%s/p.md", folder);
    remove(path);
    remove(folder);
}

static void goals_are_said_in_words(void **state)
{
    (void)state;
    static const struct {
        const char *goal, *words;
    } rows[] = {
        { "test_accuracy >= 0.9", "Get test accuracy to 90% or more." },
        { "test_accuracy >= 0.925", "Get test accuracy to 92.5% or more." },
        { "test_loss <= 0.28", "Get test loss down to 0.28 or less." },
        { "step >= 2000 and test_loss <= 0.4", "Get test loss down to 0.4 or less, at step 2000 or later." },
        { "test_accuracy - twin.test_accuracy >= 0.04", "Get test accuracy 4 points above the λ = 0 twin." },
        { "weight_norm <= 1.44 and weight_norm >= 1.43", "Get weight norm between 1.43 and 1.44." },
        { "test_loss <= 0.4 and l2 >= 0.001 and step >= 9",
          "Get test loss down to 0.4 or less, with λ ≥ 0.001 and step ≥ 9." },
        { "test_accuracy - twin.test_accuracy >= 0.04 and l2 > 0",
          "Get test accuracy 4 points above the λ = 0 twin, with λ > 0." },
        { "test_loss < 1 and not step >= 9", "Reach: test loss < 1 and not step ≥ 9." },
        { "at(100).test_loss - test_loss > 0.5", "Reach: test loss at step 100 − test loss > 0.5." },
    };
    for (int i = 0; i < COUNT(rows); i++) {
        Arena arena = { 0 };
        Err err;
        char words[200];
        LessonStep s = { .goal_text = rows[i].goal, .goal = expr_parse(rows[i].goal, &arena, &err) };
        assert_non_null(s.goal);
        goalcard_words(&s, words);
        assert_string_equal(words, rows[i].words);
        arena_free(&arena);
    }
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(every_run_has_its_place),
        TEST(rectangles_of_the_design),
        TEST(what_is_longer_scrolls),
        TEST(links_light_up_what_they_name),
        TEST(every_link_has_something_to_light),
        TEST(an_open_question_is_in_sight),
        TEST(questions_are_answered_once),
        TEST(the_course_is_a_menu),
        TEST(pictures_lie_beside_their_lesson),
        cmocka_unit_test(goals_are_said_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
