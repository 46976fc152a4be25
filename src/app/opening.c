/* opening: a scene becomes what the window shows: its nets, the step that it states, its view. */
#include "app/app_state.h"
#include "app/cli.h"
#include "app/scenery.h"

#include <stdio.h>
#include <string.h>

/* Which of them fills the area; without a word of it, the panels. */
static void take_stage(App *a, const Scene *s)
{
    const SceneWord *layout = words_get(&s->view, "layout", 0);
    int view = layout ? option_view(layout->text) : VIEW_MAIN;
    bool two = s->b && (view == VIEW_COMPARE || view == VIEW_DIFFERENCE);
    if (compare_on(a) && !two)
        compare_toggle(a);
    a->stage = two ? STAGE_COMPARE : view == VIEW_GRID ? STAGE_GRID : STAGE_PANELS;
    a->difference = view == VIEW_DIFFERENCE;
    a->present = view == VIEW_PRESENT;
    a->seek_sweet = false;
}

/* Colours of paper are none for a screen. */
static void take_theme(App *a, const Scene *s)
{
    const SceneWord *theme = words_get(&s->view, "theme", 0);
    int row = theme ? theme_find(theme->text) : -1;
    if (row >= 0 && theme_defs[row].screen)
        a->theme = row;
}

static uint64_t step_of(const Scene *net, bool stated) { return stated ? net->until : 0; }

void opening_scene(App *a, const Scene *s)
{
    compare_take(a, 0);
    take_stage(a, s);
    snprintf(a->title, sizeof a->title, "%s", s->title);
    if (s->view.n) {
        take_theme(a, s);
        scenery_take(a, &s->view);
    }
    app_net(a, 0, s, s->own, step_of(s, s->stated), player_depart(a));
    if (a->stage == STAGE_GRID)
        gridview_over(a, &s->view);
    if (compare_on(a)) {
        a->compared = true;
        app_net(a, 1, s->b, scene_own(s, 1), step_of(s->b, s->stated), 0);
    }
    if (s->stated)
        a->playing = false;
    app_command_all(a, DO_SPEED, false, (double)speed_defs[a->speed].steps);
    app_command_all(a, DO_PLAY, a->playing, 0);
}

void opening_first(App *a, const Scene *s)
{
    opening_scene(a, s);
    for (int i = 0; i < a->commands; i++)
        a->command[i].flag |= a->command[i].type == DO_SCENE;
}
