/* opening: a scene becomes what the window shows: its nets, the step that it states, its view. */
#include "app/app_state.h"
#include "app/cli.h"
#include "app/scenery.h"
#include "app/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Colours of paper are none for a screen. */
static void take_theme(App *a, const Words *view)
{
    const SceneWord *theme = words_get(view, "theme", 0);
    int row = theme ? theme_find(theme->text) : -1;
    if (row >= 0 && theme_defs[row].screen)
        a->theme = row;
}

/* A figure of panels is that more than the window it was made in: its panels are opened, and what it went over becomes
 * the grid. */
static void view_of(const Scene *s, Words *out)
{
    const SceneWord *panels = words_get(&s->figure, "panel", 0), *over = words_get(&s->figure, "over", 0);
    char list[WORD_TEXT];
    *out = s->view;
    if (!panels)
        return;
    out->n = 0;
    for (int i = 0; i < s->view.n; i++)
        if (strcmp(s->view.word[i].key, "panels") != 0 && strcmp(s->view.word[i].key, "layout") != 0 &&
            strcmp(s->view.word[i].key, "over") != 0)
            out->word[out->n++] = s->view.word[i];
    words_put(out, "layout", false, option_views[over ? VIEW_GRID : VIEW_MAIN]);
    strcpy(list, panels->text);
    for (char *key = strtok(list, ","); key; key = strtok(NULL, ","))
        words_put(out, "panels", true, key);
    strcpy(list, over ? over->text : "");
    for (char *axis = strtok(list, ";"); axis; axis = strtok(NULL, ";"))
        words_put(out, "over", true, axis);
}

/* What an opened scene is that cannot be seen. */
static void tell(App *a, const Scene *s)
{
    const SceneWord *panels = words_get(&s->figure, "panel", 0), *over = words_get(&s->figure, "over", 0);
    if (source_newer(s->version))
        app_say(a, false, tr("This is of Ridgescope %s, a newer version than this one (%s). It may have meant more."),
                s->version, RIDGESCOPE_VERSION);
    else if (panels && over)
        app_say(a, false, tr("This figure is %s over %s. Its nets are in the grid; Esc leads to its panels."),
                panels->text, over->text);
}

/* The panels of a scene are its own: those of before come back with the next scene that has none, and are what the
 * window remembers. */
static void take_view(App *a, const Words *view)
{
    if (view->n) {
        app_panels_lend(a);
        take_theme(a, view);
        scenery_take(a, view);
    } else if (a->lent) {
        app_panels_from(a, a->panels_before);
        a->lent = false;
    }
}

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
    a->visit.lent = a->lent;
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
    bool lent = a->visit.lent;
    put_view(a, a->visit.other);
    a->visit.lent = a->lent;
    if (lent)
        app_panels_lend(a);
    a->lent = lent;
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
    Words view;
    view_of(s, &view);
    compare_take(a, 0);
    uint32_t place = player_depart(a);
    remember_view(a, place, two);
    take_stage(a, &view, two);
    snprintf(a->title, sizeof a->title, "%s", s->title);
    take_view(a, &view);
    app_net(a, 0, s, s->own, step_of(s, s->stated), place);
    a->aside.any = false;
    a->player.compare_anew = !two;
    if (a->stage == STAGE_GRID)
        gridview_over(a, &view);
    if (compare_on(a)) {
        a->compared = true;
        app_net(a, 1, s->b, scene_own(s, 1), step_of(s->b, s->stated), 0);
    }
    tell(a, s);
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
