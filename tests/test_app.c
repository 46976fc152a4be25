/* The window's content without a window: a trainer that is pumped, frames of made-up input, and what was drawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/app_state.h"
#include "app/font.h"
#include "font_fixed.h"

#include <stdio.h>
#include <string.h>

static struct {
    App *app;
    Trainer *trainer;
    Arena arena;
    Canvas c;
    Frame *frame;
    UiInput in;
    double now;
} world;

static const Rect full = { 0, 0, 1600, 1000 };
static Rect all = { 0, 0, 1600, 1000 };

static bool says(const char *text)
{
    for (int i = 0; i < world.c.commands; i++)
        if (world.c.command[i].kind == CMD_TEXT && strcmp(world.c.text + world.c.command[i].text.first, text) == 0)
            return true;
    return false;
}

/* One frame of input, then whatever the trainer makes of it. */
static void frame(void)
{
    bool fresh;
    arena_reset(&world.arena);
    canvas_begin(&world.c, &world.arena, &fixed_font, all.w, all.h, 0);
    world.in.time = world.now += 0.02;
    world.frame = trainer_latest(world.trainer, &fresh);
    app_frame(world.app, world.frame, &world.in, all, &world.c);
    TrainerCommand command[APP_COMMANDS];
    uint64_t last = 0;
    for (int i = 0, n = app_commands(world.app, command, APP_COMMANDS); i < n; i++)
        app_sent(world.app, 0, last = trainer_send(world.trainer, &command[i]));
    while (last && trainer_latest(world.trainer, &fresh)->acked < last)
        trainer_pump(world.trainer, 0.005);
    world.frame = trainer_latest(world.trainer, &fresh);
    world.in.pressed = world.in.released = world.in.right_pressed = false;
    world.in.keys = 0;
    world.in.wheel = 0;
}

static void frames(int n)
{
    while (n-- > 0)
        frame();
}

static void open(const char *scene, const char *const *settings)
{
    Config c;
    Err err;
    scene_config(scene_find(scene), &c);
    c.until = 40;
    for (int i = 0; settings && settings[i]; i += 2)
        assert_true(config_set(&c, settings[i], settings[i + 1], NULL));
    world.trainer = trainer_new(&c, NULL, NULL, 0, 0, NULL, NULL, &err);
    assert_non_null(world.trainer);
    world.app = app_new(&c, "dark", false);
    world.in = (UiInput){ .mouse = { 5, 5 } };
    Ask ask = app_ask(world.app, all);
    trainer_finish(world.trainer, 20, false, &ask);
    app_toggle_play(world.app); /* it would play by itself */
    frames(3);
}

static int close_all(void **state)
{
    (void)state;
    app_free(world.app);
    trainer_free(world.trainer);
    arena_free(&world.arena);
    memset(&world, 0, sizeof world);
    all = full;
    return 0;
}

static void move(float x, float y)
{
    world.in.mouse = (Vec2){ x, y };
    frames(2);
}

static void press(void)
{
    world.in.down = world.in.pressed = true;
    world.in.clicks = 1;
    frame();
}

static void release(void)
{
    world.in.down = false;
    world.in.released = true;
    frames(3);
}

static void click(float x, float y)
{
    move(x, y);
    press();
    release();
}

static void key(Key k, uint32_t rune, bool ctrl)
{
    world.in.key[world.in.keys++] = (KeyPress){ .key = k, .rune = rune, .ctrl = ctrl };
    frames(3);
}

static Rect field(void)
{
    Layout l = layout_make(world.app, all, false);
    return layout_field(world.app, &l);
}

static const Own *own(void) { return keep_own(world.frame->own); }

/* --- strengths --- */

static void choose(const char *setting, const char *value)
{
    Config c = world.app->config;
    assert_true(config_set(&c, setting, value, NULL));
    app_set(world.app, &c, true);
    frames(3);
}

static void the_axis_goes_with_what_decides_it(void **state)
{
    (void)state;
    static const struct {
        const char *reg, *opt, *mode, *decay;
    } rows[] = { { "l2", "adam", "proximal", "coupled" },      { "l1", "adam", "proximal", "coupled" },
                 { "l1", "adam", "subgradient", "coupled" },   { "l1", "sgd", "proximal", "coupled" },
                 { "l2", "adamw", "proximal", "coupled" },     { "l2", "adam", "proximal", "decoupled" },
                 { "elastic", "adam", "proximal", "coupled" }, { "gdn", "adam", "proximal", "coupled" } };
    open("moons", NULL);
    choose("l2", "0.02");
    for (int i = 0; i < COUNT(rows); i++) {
        float lo, hi;
        bool linear;
        choose("opt", rows[i].opt);
        choose("l1_mode", rows[i].mode);
        choose("decay", rows[i].decay);
        choose("reg", rows[i].reg);
        const Config *c = &world.frame->f.snap.config;
        reg_axis(c, &lo, &hi, &linear);
        assert_false(linear);
        assert_true(c->sweep_lo == lo && c->sweep_hi == hi);
        assert_true(c->l2 == 0.02f); /* each strength stays what it was */
    }
}

static void an_axis_that_was_chosen_stays(void **state)
{
    (void)state;
    open("moons", (const char *[]){ "sweep_lo", "1e-3", "sweep_hi", "10", NULL });
    choose("lr", "0.02");
    choose("reg", "none");
    choose("reg", "l2");
    assert_true(world.frame->f.snap.config.sweep_lo == 1e-3f && world.frame->f.snap.config.sweep_hi == 10);
}

static void values_and_places_of_an_axis_agree(void **state)
{
    (void)state;
    static const char *const regs[] = { "l2", "l1", "dropout" };
    open("moons", NULL);
    for (int i = 0; i < COUNT(regs); i++) {
        choose("reg", regs[i]);
        Layout l = layout_make(world.app, all, false);
        Axis x = axis_make(world.app, &l);
        assert_true(axis_value(&x, x.x0) == 0 && axis_x(&x, 0) == x.x0);
        assert_true(axis_x(&x, axis_value(&x, axis_end(&x))) > axis_end(&x) - 1);
        float last = 0;
        for (int k = 0; k < SWEEP_MEMBERS - 1; k++) { /* the arrow keys meet the sweep's points and end at the end */
            float next = axis_step(&x, last, 1), point = sweep_value(&world.app->config, k + 1);
            assert_true(next > last && next > 0.9f * point && next < 1.1f * point);
            assert_true(axis_x(&x, next) > axis_x(&x, last));
            last = next;
        }
        for (int k = 0; k < 40; k++)
            last = axis_step(&x, last, -1);
        assert_true(last == 0);
    }
}

/* Numbers of the strip, in the order J, L, penalties: what is printed adds up. */
static void the_formula_adds_up(void **state)
{
    (void)state;
    static const char *const settings[][6] = {
        { "reg", "l2", "l2", "0.013", NULL },
        { "reg", "l1", "l1", "0.0037", NULL },
        { "reg", "elastic", "l1", "0.0021", "l2", "0.0173" },
        { "reg", "dropout", "dropout", "0.3", "l2", "0.007" },
        { "reg", "gdn", "l2", "0.011", NULL },
    };
    for (int i = 0; i < COUNT(settings); i++) {
        const char *with_end[7] = { 0 };
        memcpy(with_end, settings[i], sizeof settings[i]);
        open("moons", with_end);
        const Metrics *m = &world.frame->f.snap.metrics[0];
        char text[32];
        double loss = (double)(int)(m->data_loss * 1000 + 0.5) / 1000, sum = loss;
        double l2 = (double)world.app->config.l2 / 2 * m->weight_norm * m->weight_norm;
        bool both = strcmp(reg_defs[world.app->config.reg].key, "elastic") == 0;
        const double part[2] = { both ? l2 : m->penalty, both ? m->penalty - l2 : 0 };
        for (int k = 0; k < 2; k++) {
            sum += (double)(int)(part[k] * 1000 + 0.5) / 1000;
            snprintf(text, sizeof text, "%.3f", (double)(int)(part[k] * 1000 + 0.5) / 1000);
            assert_true(part[k] == 0 || says(text));
        }
        snprintf(text, sizeof text, "%.3f", loss);
        assert_true(says(text));
        snprintf(text, sizeof text, "%.3f", sum);
        assert_true(says(text));
        close_all(NULL);
    }
}

static void mistakes_are_marked(void **state)
{
    (void)state;
    open("moons", (const char *[]){ "mistake", "shrink", "l2", "0.01", NULL });
    assert_true(says("wrong on purpose"));
    choose("mistake", "none");
    assert_false(says("wrong on purpose"));
    choose("mistake", "loss");
    assert_true(says("wrong on purpose"));
    choose("reg", "l1"); /* the setting stays as it is, and the strip says that it does nothing */
    assert_false(says("wrong on purpose"));
    assert_true(says("The mistake is one of L2:"));
    choose("reg", "none");
    assert_true(says("The mistake is one of L2:"));
}

static void the_strip_says_all_that_acts(void **state)
{
    (void)state;
    open("moons", (const char *[]){ "reg", "gdn", "opt", "adamw", NULL });
    assert_true(says("GDN, instead of ReLU:") && says("decay, outside of J:"));
    close_all(NULL);
    open("moons", (const char *[]){ "reg", "gdn", "gdn", "after", "act", "tanh", NULL });
    assert_true(says("GDN, after tanh a:") && says("y = a/√(β + Γa²)") && !says("decay, outside of J:"));
}

static void the_typed_strength_gives_the_focus_back(void **state)
{
    (void)state;
    open("moons", NULL);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(world.app->ui.focus, ID_SLIDER);
        key(KEY_ENTER, 0, false);
        assert_int_equal(world.app->popup, POPUP_LAMBDA);
        key(KEY_ESC, 0, false);
        assert_int_equal(world.app->popup, POPUP_NONE);
    }
}

static void early_stopping_can_be_taken_back(void **state)
{
    (void)state;
    open("moons", NULL);
    Ask ask = app_ask(world.app, all);
    trainer_finish(world.trainer, 400, false, &ask);
    frames(2);
    const Snapshot *s = &world.frame->f.snap;
    assert_true(s->has_best && s->best_step < s->step);
    double was = s->metrics[0].valid_loss, best = (double)s->best_valid_loss;
    TrainerCommand *c = app_command(world.app, DO_RESTORE);
    c->flag = true;
    frames(2);
    double restored = world.frame->f.snap.metrics[0].valid_loss;
    assert_true(restored < was && restored - best < 1e-5 && best - restored < 1e-5);
    app_undo(world.app, false);
    frames(2);
    assert_true(world.frame->f.snap.metrics[0].valid_loss == was);
}

/* --- own points --- */

static void start_drawing(void)
{
    open("points", (const char *[]){ "points", "30", "valid_points", "10", "test_points", "10", NULL });
    assert_null(own());
    sketch_toggle(world.app, world.frame);
    sketch_clear(world.app);
    frames(3);
    assert_true(says("Click to put a point here."));
}

static void points_are_drawn_moved_and_erased(void **state)
{
    (void)state;
    start_drawing();
    Rect r = field();
    click(r.x + 200, r.y + 200);
    assert_int_equal(own()->n, 1);
    assert_false(says("Click to put a point here."));
    key(KEY_PRINT, 'x', false);
    click(r.x + 400, r.y + 300);
    assert_int_equal(own()->n, 2);
    assert_true(own()->y[0] == 0 && own()->y[1] == 1);
    float x = own()->x[2], y = own()->x[3];
    move(r.x + 401, r.y + 301);
    press();
    world.in.mouse.x += 60;
    frame();
    world.in.mouse.x += 60;
    frame();
    assert_true(own()->n == 2 && own()->x[2] == x); /* nothing is trained anew while it is held */
    release();
    assert_true(own()->n == 2 && own()->x[2] > x && own()->x[3] - y < 0.02f && y - own()->x[3] < 0.02f);
    click(r.x + 200, r.y + 200); /* on a point: it takes the chosen class */
    assert_true(own()->n == 2 && own()->y[0] == 1);
    move(r.x + 200, r.y + 200);
    world.in.right_pressed = true;
    frames(3);
    assert_true(own()->n == 1 && own()->y[0] == 1);
    for (int i = 0; i < 3; i++)
        key(KEY_PRINT, 'z', true);
    assert_true(own()->n == 2 && own()->x[2] == x && own()->y[0] == 0);
    for (int i = 0; i < 2; i++)
        key(KEY_PRINT, 'z', true);
    assert_true(own() == NULL && says("Click to put a point here."));
    key(KEY_PRINT, 'y', true);
    assert_int_equal(own()->n, 1);
}

static void the_pencil_takes_the_points_that_are_there(void **state)
{
    (void)state;
    open("circles", NULL);
    const Points *p = &world.frame->f.snap.train;
    int n = p->n;
    float x = (float)p->raw[6], label = (float)p->y[3];
    sketch_toggle(world.app, world.frame);
    frames(3);
    assert_true(own() && own()->n == n && own()->x[6] == x && own()->y[3] == label);
    assert_string_equal(data_defs[world.frame->f.snap.config.data].key, "points");
    assert_int_equal(world.frame->f.snap.train.n + world.frame->f.snap.valid.n + world.frame->f.snap.test.n, n);
}

static void every_hero_is_drawn(void **state)
{
    (void)state;
    static const struct {
        const char *scene, *title, *word;
    } rows[] = { { "moons", "Decision boundary", "Test" },
                 { "sine", "Learned curve", "true curve" },
                 { "ellipse", "Predicted value", "equal values" },
                 { "glyphs", "Test images", "Filters of the first layer" } };
    for (int i = 0; i < COUNT(rows); i++) {
        open(rows[i].scene, NULL);
        assert_true(says(rows[i].title));
        assert_true(says(rows[i].word));
        close_all(NULL);
    }
}

static void the_best_boundary_is_shown_where_it_is_known(void **state)
{
    (void)state;
    open("moons", NULL);
    key(KEY_PRINT, 'y', false);
    frames(3);
    assert_true(world.frame->f.bayes.z && world.frame->f.bayes_accuracy > 0.9);
    assert_true(says("best possible, test"));
    close_all(NULL);
    open("sine", NULL);
    key(KEY_PRINT, 'y', false);
    frames(3);
    assert_null(world.frame->f.bayes.z);
}

static void dropped_scenes_are_opened(void **state)
{
    (void)state;
    static Scene s;
    Err err;
    const char table[] = "a,b,kind\n1,2,x\n2,1,y\n3,5,x\n4,1,y\n5,5,x\n6,2,y\n";
    open("moons", NULL);
    assert_false(says("validation"));
    Own *o = csv_parse(table, strlen(table), &(CsvAsk){ 0 }, &err);
    assert_non_null(o);
    scene_of_own(o, &s);
    app_scene(world.app, &s, 0, player_depart(world.app));
    scene_free(&s);
    frames(3);
    assert_true(own() && own()->n == 6 && strcmp(own()->label[0], "x") == 0);
    assert_true(says("validation")); /* all own points are drawn, so those of the third kind have a row in the legend */
    const Points *valid = &world.frame->f.snap.valid;
    Rect hero = field();
    PanelView v = { .theme = &theme_defs[0], .k = 1, .scratch = &world.arena };
    PointMap map = points_map(&v, hero, &world.frame->f.net);
    PanelTip tip;
    assert_int_equal(valid->n, 1);
    assert_true(points_tip(&world.frame->f, &v, &map, points_at(&map, valid->raw), &tip));
    assert_string_equal(tip.left[0], "Validation point");
    assert_string_equal(data_defs[world.frame->f.snap.config.data].key, "csv");
    key(KEY_PRINT, 'z', true);
    assert_string_equal(data_defs[world.frame->f.snap.config.data].key, "moons");
}

/* --- the toolbar, in the program's own fonts --- */

static Rect text_rect(const Command *k)
{
    return (Rect){ k->text.at.x, k->text.at.y - 0.7f * k->text_style.size, k->text.width, 0.7f * k->text_style.size };
}

static bool touch(Rect a, Rect b) { return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h; }

/* Draws the window and looks at its toolbar: all values whole, none on another or on an icon, none outside. */
static void check_toolbar(const Font *font, float w, float h, const char *what)
{
    Rect size = { 0, 0, w, h };
    arena_reset(&world.arena);
    canvas_begin(&world.c, &world.arena, font, w, h, 0);
    Layout l = layout_make(world.app, size, false);
    world.frame->f.snap.shape = net_shape(&world.app->config, NULL);
    ui_begin(&world.app->ui, &world.c, app_theme(world.app), NULL, size);
    toolbar_draw(world.app, world.frame, &l);
    ui_end(&world.app->ui);
    const Canvas *c = &world.c;
    for (int i = 0; i < c->commands; i++) {
        const Command *k = &c->command[i];
        if (k->kind != CMD_TEXT)
            continue;
        const char *text = c->text + k->text.first;
        Rect r = text_rect(k);
        if (strstr(text, "…") || r.x + r.w > w || r.x < k->clip.x || r.x + r.w > k->clip.x + k->clip.w)
            fail_msg("%s at %.0f: '%s' is cut", what, (double)w, text);
        for (int j = 0; j < c->commands; j++) {
            const Command *other = &c->command[j];
            if (other->kind == CMD_TEXT && j < i && touch(r, text_rect(other)))
                fail_msg("%s at %.0f: '%s' touches '%s'", what, (double)w, text, c->text + other->text.first);
            for (int p = 0; (other->kind == CMD_FILL || other->kind == CMD_STROKE) && p < other->path.points; p++) {
                Vec2 at = c->point[other->path.first + p];
                if (touch(r, (Rect){ at.x, at.y, 0.01f, 0.01f }))
                    fail_msg("%s at %.0f: '%s' lies on a line", what, (double)w, text);
            }
        }
    }
}

static bool is_written(const char *text)
{
    for (int k = 0; k < world.c.commands; k++)
        if (world.c.command[k].kind == CMD_TEXT && strcmp(world.c.text + world.c.command[k].text.first, text) == 0)
            return true;
    return false;
}

/* The bar of regularizers: all of their names, side by side. A menu shows one. */
static void check_segments(const char *what)
{
    for (int i = 0; i < reg_count; i++)
        if (!is_written(tr(reg_defs[i].label)))
            fail_msg("%s: the bar of regularizers is without '%s'", what, reg_defs[i].label);
}

static void eight_blobs_are_not_called_three(void **state)
{
    (void)state;
    struct FontSet *fonts;
    Err err;
    assert_true(font_open(&fonts, &err));
    open("blobs", NULL);
    check_toolbar(font_of(fonts), 1600, 1000, "blobs");
    assert_true(is_written("Three blobs"));
    world.app->config.classes = 8;
    check_toolbar(font_of(fonts), 1600, 1000, "8 blobs");
    assert_false(is_written("Three blobs"));
    assert_true(is_written("Blobs"));
    font_close(fonts);
}

static void check_every_value(struct FontSet *fonts)
{
    static const char *const keys[] = { "opt", "reg", "act", "data" };
    static const char *const nets[] = { "-", "8", "64", "8-8", "64-64", "32-32-32", "conv:4x5", "conv:4x5-16" };
    static const float sizes[][2] = { { 1280, 720 }, { 1600, 1000 }, { 1024, 640 } };
    const Config first = world.app->config;
    Config *c = &world.app->config;
    for (int s = 0; s < COUNT(sizes); s++) {
        for (int i = 0; i < scene_count; i++) {
            scene_config(i, c);
            check_toolbar(font_of(fonts), sizes[s][0], sizes[s][1], scene_defs[i].key);
            if (sizes[s][0] >= 1600)
                check_segments(scene_defs[i].key);
        }
        for (int k = 0; k < COUNT(keys); k++)
            for (int i = 0; i < param_choices(param_find(keys[k])); i++) {
                *c = first;
                param_put(c, param_find(keys[k]), i, NULL);
                for (int rate = 0; rate < 4; rate++) {
                    c->lr = (float[]){ 0.1f, 0.05f, 0.003f, 1e-6f }[rate];
                    check_toolbar(font_of(fonts), sizes[s][0], sizes[s][1], param_choice_key(param_find(keys[k]), i));
                }
            }
        for (int i = 0; i < COUNT(nets); i++) {
            *c = first;
            assert_true(config_set(c, "net", nets[i], NULL));
            check_toolbar(font_of(fonts), sizes[s][0], sizes[s][1], nets[i]);
        }
        *c = first;
        for (world.app->speed = speed_count - 1; world.app->speed > 0; world.app->speed--)
            check_toolbar(font_of(fonts), sizes[s][0], sizes[s][1], speed_defs[world.app->speed].label);
        world.frame->f.snap.step = 1000000;
        c->seed_data = 9999; /* the die goes no farther */
        check_toolbar(font_of(fonts), sizes[s][0], sizes[s][1], "large numbers");
        world.frame->f.snap.step = 0;
        *c = first;
    }
}

static void the_toolbar_has_room_for_every_value(void **state)
{
    (void)state;
    struct FontSet *fonts;
    Err err;
    assert_true(font_open(&fonts, &err));
    open("moons", NULL);
    for (int i = 0; i < language_count(); i++) {
        language_use(i);
        check_every_value(fonts);
    }
    language_use(0);
    font_close(fonts);
}

/* --- languages --- */

static Vec2 place_of(const char *text)
{
    for (int i = world.c.commands - 1; i >= 0; i--) { /* the last one lies on top */
        const Command *k = &world.c.command[i];
        if (k->kind == CMD_TEXT && strcmp(world.c.text + k->text.first, text) == 0)
            return (Vec2){ k->text.at.x + 2, k->text.at.y - 2 };
    }
    fail_msg("'%s' is not on the screen", text);
    return (Vec2){ 0, 0 };
}

/* Setup's menu of languages: every one that is there, each in its own words, in the next frame and back again. */
static void another_language_is_there_at_once(void **state)
{
    (void)state;
    assert_true(language_count() > 1);
    open("moons", NULL);
    setup_open(world.app);
    app_open(world.app, POPUP_SETUP);
    for (int next = language_count() - 1; next >= 0; next--) {
        frames(2);
        Vec2 at = place_of(language_name(language_now()));
        click(at.x, at.y);
        at = place_of(language_name(next));
        click(at.x, at.y);
        assert_int_equal(language_now(), next);
        assert_true(says(tr("Setup")) && says(tr("Regularizer")));
        assert_true(says("Setup") == (next == 0));
    }
}

/* Decoupled decay needs values a thousand times as large, beside a drop rate as well. */
static void the_second_strength_has_the_axis_of_its_penalty(void **state)
{
    (void)state;
    static const struct {
        const char *opt;
        float lo, hi;
    } rows[] = { { "adam", -6, 0 }, { "sgd", -6, 0 }, { "adamw", -3, 1 } };
    for (int i = 0; i < COUNT(rows); i++) {
        Config c;
        float lo, hi;
        config_default(&c);
        assert_true(config_set(&c, "reg", "dropout", NULL) && config_set(&c, "opt", rows[i].opt, NULL));
        strength_beside_axis(&c, &lo, &hi);
        assert_true(lo - rows[i].lo < 1e-5f && rows[i].lo - lo < 1e-5f);
        assert_true(hi - rows[i].hi < 1e-5f && rows[i].hi - hi < 1e-5f);
    }
}

/* Zones may come in any order: their names stand once each, on a stretch of their own, and never on one another. */
static void names_of_zones_keep_apart(void **state)
{
    (void)state;
    open("moons", NULL);
    static Sweep s;
    Frame f = *world.frame;
    Layout l = layout_make(world.app, all, false);
    Axis x = axis_make(world.app, &l);
    f.f.sweep = &s;
    int named = 0;
    for (int pattern = 0; pattern < 64; pattern++) {
        s = (Sweep){ .config = world.app->config, .shape = world.frame->f.snap.shape, .total = SWEEP_MEMBERS };
        for (int i = 0; i < SWEEP_MEMBERS; i++) {
            bool dead = i > 8 && (pattern >> (i / 3 % 6) & 1);
            s.value[i] = sweep_value(&s.config, i);
            Metrics net = { .test_loss = dead    ? 0.69
                                         : i < 8 ? 0.9 - 0.1 * i
                                                 : 0.02 * i,
                            .data_loss = dead ? 0.69 : 0.02 * i,
                            .test_accuracy = dead ? 0.5 : 0.9 - 0.01 * (i > 8 ? i - 8 : 8 - i),
                            .status = dead ? STATUS_COLLAPSED : STATUS_OK };
            spread_add(&s, 0, i, &net);
        }
        arena_reset(&world.arena);
        canvas_begin(&world.c, &world.arena, &fixed_font, all.w, all.h, 0);
        ui_begin(&world.app->ui, &world.c, app_theme(world.app), NULL, all);
        curve_draw(world.app, &f, &l, &x);
        ui_end(&world.app->ui);
        for (int i = 0; i < world.c.commands; i++)
            for (int j = 0; j < i; j++) {
                const Command *p = &world.c.command[i], *q = &world.c.command[j];
                assert_false(p->kind == CMD_TEXT && q->kind == CMD_TEXT && touch(text_rect(p), text_rect(q)));
            }
        named += says("underfits") + says("collapsed");
    }
    assert_true(named > 40);
}

/* The line under the tab in front, which starts where its name does; or NULL. */
static const Command *underline_in(Rect header)
{
    for (int i = 0; i < world.c.commands; i++) {
        const Command *k = &world.c.command[i];
        if (k->kind == CMD_RECT && k->rect.r.h == 2 && k->rect.r.y == header.y + 34 &&
            rect_has(header, (Vec2){ k->rect.r.x, k->rect.r.y }))
            return k;
    }
    return NULL;
}

static bool named_above(const Command *line, const char *name)
{
    for (int i = 0; i < world.c.commands; i++) {
        const Command *k = &world.c.command[i];
        if (k->kind == CMD_TEXT && k->text.at.x == line->rect.r.x && k->text.at.y == line->rect.r.y - 9 &&
            strcmp(world.c.text + k->text.first, name) == 0)
            return true;
    }
    return false;
}

/* However many panels share a box: the one in front has its tab, clear of the tools at the right. */
static void the_tab_in_front_is_always_there(void **state)
{
    (void)state;
    static const Rect sizes[] = { { 0, 0, 1024, 640 }, { 0, 0, 1280, 720 }, { 0, 0, 1600, 1000 } };
    open("moons", NULL);
    for (int s = 0; s < COUNT(sizes); s++)
        for (int i = panel_count - 1; i >= 0; i--) {
            all = sizes[s];
            app_show_panel(world.app, i, true);
            frames(2);
            Layout l = layout_make(world.app, all, false);
            const PanelDef *d = &panel_defs[i];
            Rect r = l.panel[i];
            int box;
            assert_true(r.w > 0);
            if (!layout_tabbed(&l, i, &box))
                continue;
            const Command *line = underline_in((Rect){ r.x, r.y, r.w, 40 });
            assert_non_null(line);
            assert_true(named_above(line, d->tab ? d->tab : panel_title(&world.frame->f, i)));
            assert_true(line->rect.r.x + line->rect.r.w <= r.x + r.w - (i == PANEL_CURVES ? 124 : 44));
        }
}

/* What has no tab is in the menu behind the number of those. */
static void a_tab_without_room_is_in_a_menu(void **state)
{
    (void)state;
    all = (Rect){ 0, 0, 1024, 640 };
    open("moons", NULL);
    for (int i = 0; i < panel_count; i++)
        app_show_panel(world.app, i, true);
    frames(2);
    Layout l = layout_make(world.app, all, false), was = l;
    const Command *more = NULL;
    for (int i = 0; i < world.c.commands; i++) {
        const Command *k = &world.c.command[i];
        if (k->kind == CMD_TEXT && world.c.text[k->text.first] == '+' && k->text.at.y < l.box[1].r.y + 40 &&
            k->text.at.y > l.box[1].r.y && k->text.at.x > l.box[1].r.x)
            more = k;
    }
    assert_non_null(more);
    click(more->text.at.x + 4, more->text.at.y - 4);
    key(KEY_ENTER, 0, false); /* the first one */
    l = layout_make(world.app, all, false);
    assert_true(memcmp(l.panel, was.panel, sizeof l.panel) != 0);
}

/* The pointer on a title or a tab is told what the panel is about. */
static void a_title_tells_what_its_panel_is_about(void **state)
{
    (void)state;
    open("moons", NULL);
    for (int tabs = 0; tabs < 2; tabs++) {
        app_show_panel(world.app, PANEL_CURVES, true);
        if (tabs)
            app_show_panel(world.app, panel_find("lambda"), true);
        frames(2);
        Layout l = layout_make(world.app, all, false);
        int front = tabs ? panel_find("lambda") : PANEL_CURVES, box;
        assert_true(layout_tabbed(&l, front, &box) == (tabs == 1));
        const Command *line = tabs ? underline_in(l.panel[front]) : NULL;
        assert_true(!tabs || line);
        move(tabs ? line->rect.r.x + 5 : l.panel[front].x + 24, l.panel[front].y + 20);
        frames(20);
        assert_true(world.app->ui.tips > 0);
        assert_memory_equal(world.app->ui.tip_left[0], panel_defs[front].help, strlen(world.app->ui.tip_left[0]));
    }
}

int main(void)
{
#define TEST(f) cmocka_unit_test_teardown(f, close_all)
    const struct CMUnitTest tests[] = {
        TEST(the_axis_goes_with_what_decides_it),
        TEST(an_axis_that_was_chosen_stays),
        TEST(values_and_places_of_an_axis_agree),
        TEST(the_formula_adds_up),
        TEST(mistakes_are_marked),
        TEST(the_strip_says_all_that_acts),
        TEST(the_typed_strength_gives_the_focus_back),
        TEST(early_stopping_can_be_taken_back),
        TEST(points_are_drawn_moved_and_erased),
        TEST(the_pencil_takes_the_points_that_are_there),
        TEST(every_hero_is_drawn),
        TEST(the_best_boundary_is_shown_where_it_is_known),
        TEST(dropped_scenes_are_opened),
        TEST(the_toolbar_has_room_for_every_value),
        TEST(another_language_is_there_at_once),
        TEST(eight_blobs_are_not_called_three),
        TEST(the_second_strength_has_the_axis_of_its_penalty),
        TEST(names_of_zones_keep_apart),
        TEST(the_tab_in_front_is_always_there),
        TEST(a_tab_without_room_is_in_a_menu),
        TEST(a_title_tells_what_its_panel_is_about),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
