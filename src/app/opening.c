/* opening: a scene becomes what the window shows: its nets, the step that it states, its view. */
#include "app/app_state.h"
#include "app/cli.h"
#include "app/scenery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What fills the area; without a word of it, the panels. two: there is a second net. */
static void take_stage(App *a, const Words *view, bool two)
{
    const SceneWord *layout = words_get(view, "layout", 0);
    int row = layout ? option_view(layout->text) : VIEW_MAIN;
    bool compare = two && (row == VIEW_COMPARE || row == VIEW_DIFFERENCE);
    if (compare_on(a) && !compare)
        compare_toggle(a);
    a->stage = compare ? STAGE_COMPARE : row == VIEW_GRID ? STAGE_GRID : STAGE_PANELS;
    a->difference = row == VIEW_DIFFERENCE;
    a->present = row == VIEW_PRESENT;
    a->seek_sweet = false;
}

/* Colours of paper are none for a screen. */
static void take_theme(App *a, const Words *view)
{
    const SceneWord *theme = words_get(view, "theme", 0);
    int row = theme ? theme_find(theme->text) : -1;
    if (row >= 0 && theme_defs[row].screen)
        a->theme = row;
}

static void put_view(const App *a, Words *out)
{
    int row = compare_on(a)            ? a->difference ? VIEW_DIFFERENCE : VIEW_COMPARE
              : a->stage == STAGE_GRID ? VIEW_GRID
              : a->present             ? VIEW_PRESENT
                                       : VIEW_MAIN;
    scenery_put(a, option_views[row], out);
}

/* Everything is kept: Undo leads back to the nets that were there, and this to what was shown of them. */
static void remember_view(App *a, uint32_t to, bool both)
{
    a->visit.from = a->frame[0] ? a->frame[0]->place : to;
    a->visit.to = to;
    a->visit.undone = false;
    a->visit.both = both;
    a->visit.other = a->visit.other ? a->visit.other : malloc(sizeof *a->visit.other);
    if (a->visit.other)
        put_view(a, a->visit.other);
}

void opening_follow(App *a)
{
    uint32_t wanted = a->visit.undone ? a->visit.to : a->visit.from;
    bool there = a->frame[0] && !app_waits(a, a->frame[0], 0) && a->frame[0]->place == wanted;
    if (!a->visit.other || !there || a->visit.from == a->visit.to)
        return;
    Words view = *a->visit.other;
    put_view(a, a->visit.other);
    if (a->visit.both)
        app_command(a, a->visit.undone ? DO_REDO : DO_UNDO)->side = 1;
    take_stage(a, &view, a->compared && a->frame[1]);
    take_theme(a, &view);
    scenery_take(a, &view);
    a->visit.undone = !a->visit.undone;
}

static uint64_t step_of(const Scene *net, bool stated) { return stated ? net->until : 0; }

void opening_scene(App *a, const Scene *s)
{
    bool two = s->b != NULL;
    compare_take(a, 0);
    uint32_t place = player_depart(a);
    remember_view(a, place, two);
    take_stage(a, &s->view, two);
    snprintf(a->title, sizeof a->title, "%s", s->title);
    if (s->view.n) {
        take_theme(a, &s->view);
        scenery_take(a, &s->view);
    }
    app_net(a, 0, s, s->own, step_of(s, s->stated), place);
    a->lent.any = false;
    a->player.compare_anew = !two;
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
