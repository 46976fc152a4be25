/* Every control that answers the pointer is reached by Tab, in every view and at every size of text, and where the
 * focus is can be seen. It draws some tens of thousands of frames: for the optimised build. */
#include "keys_rig.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(tab_reaches_every_control, close_all),
        cmocka_unit_test_teardown(tab_reaches_every_control_of_other_views, close_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
