/* player: opens lessons and their steps, and follows what the trainer and the user make of them. What a step asks and
 * measures is in goal.c, what is locked in lock.c, the way from step to step in leaf.c, what is remembered in
 * progress.c.
 */
#include "app/app_state.h"
#include "app/embedded.h"

#include <stdio.h>
#include <string.h>

const LessonStep *player_step(const App *a)
{
    const Player *p = &a->player;
    return p->lesson ? &p->lesson->step[p->step] : NULL;
}

/* What is wrong with the open file, "LINE: ..." or without a line; "": nothing. */
static void put_error(Player *p, const char *text)
{
    int64_t line = 0;
    char digits[16];
    size_t n = strspn(text, "0123456789");
    snprintf(digits, sizeof digits, "%.*s", (int)n, text);
    bool has = n && text[n] == ':' && text_to_int(digits, &line);
    p->error_line = has ? (int)line : 0;
    snprintf(p->error, sizeof p->error, "%s", has ? text + n + 1 + strspn(text + n + 1, " ") : text);
}

/* --- places --- */

static PlayerPlace *place(Player *p, uint32_t number)
{
    PlayerPlace *at = &p->place[number % PLAYER_PLACES];
    return at->number == number ? at : NULL;
}

uint64_t player_from(const App *a) { return a->player.place[a->player.here % PLAYER_PLACES].from; }

static void leave_place(Player *p)
{
    PlayerPlace *at = place(p, p->here);
    if (at && p->at >= 0)
        at->progress = p->row[p->at].progress;
}

/* Number of a new place, where the player is from now on. */
static uint32_t new_place(Player *p, uint64_t from, bool wiped)
{
    uint32_t number = ++p->places;
    p->place[number % PLAYER_PLACES] =
        (PlayerPlace){ .number = number, .row = p->lesson ? p->at : -1, .step = p->step, .from = from, .wiped = wiped };
    p->here = number;
    return number;
}

/* --- a step begins --- */

static void see(Player *p)
{
    Progress *q = &p->row[p->at].progress;
    uint64_t seen = q->seen | (uint64_t)1 << p->step;
    p->changed |= seen != q->seen || q->step != p->step;
    q->seen = seen;
    q->step = p->step;
}

static int panel_of(const LessonStep *st, int i, int otherwise)
{
    int row = i < st->panels ? panel_find(st->panel[i]) : -1;
    return row >= 0 ? row : otherwise;
}

/* Panels and view as the step wants them; without a word about them they stay as they are. */
static void arrange(App *a)
{
    const LessonStep *st = player_step(a);
    char keys[PANEL_MOST * 24] = "";
    for (int i = st->panels - 1; i >= 0; i--) { /* the most important one comes last: in front of its box */
        size_t n = strlen(keys);
        snprintf(keys + n, sizeof keys - n, "%s ", st->panel[i]);
    }
    if (keys[0])
        app_panels_lend(a);
    app_panels_from(a, keys);
    if (st->panels) {
        a->main = panel_of(st, 0, PANEL_BOUNDARY);
        a->beside = panel_of(st, 1, a->main);
    }
    a->expanded = -1;
    a->drawing = false;
    a->popup = POPUP_NONE;
}

uint64_t player_until(const App *a)
{
    const LessonStep *st = player_step(a);
    return st && st->has_until ? st->until : UINT64_MAX;
}

/* Of two in one frame, the newer one is meant. */
static TrainerCommand *only_command(App *a, CommandType type)
{
    int n = 0;
    for (int i = 0; i < a->commands; i++)
        if (a->command[i].type != type || a->command[i].side != a->side)
            a->command[n++] = a->command[i];
    a->commands = n;
    return app_command(a, type);
}

static void say_until(App *a) { only_command(a, DO_UNTIL)->until = player_until(a); }

static void fresh(App *a)
{
    Player *p = &a->player;
    p->hint = p->why = p->asking = false;
    p->goal = (Goal){ 0 };
}

/* From the state that the step starts from, whatever the run is now. */
static void begin(App *a, int step, bool wiped)
{
    Player *p = &a->player;
    Scene *s = arena_new(&a->scratch, Scene, 1);
    Err err = { "" };
    p->step = step;
    if (!lesson_scene(p->lesson, step, false, s, &err)) { /* it was checked when it was read */
        app_say(a, true, "%s", err.text);
        return;
    }
    see(p);
    fresh(a);
    if (compare_on(a))
        compare_toggle(a);
    a->stage = STAGE_PANELS;
    p->compare_anew = true;
    a->playing = false;
    only_command(a, DO_PLAY);
    say_until(a);
    app_scene(a, s, s->until, new_place(p, s->until, wiped));
    a->command[a->commands - 1].flag = !a->frame[0]; /* the first thing that is shown: there is no way back from it */
    arrange(a);
    const char *view = player_step(a)->view;
    if (view && strcmp(view, "compare") == 0)
        compare_toggle(a);
    if (view)
        present_view(a, strcmp(view, "present") == 0);
}

void player_go(App *a, int step)
{
    Player *p = &a->player;
    if (!p->lesson || step < 0 || step >= p->lesson->steps)
        return;
    leave_place(p);
    begin(a, step, false);
}

void player_again(App *a)
{
    Player *p = &a->player;
    if (!p->lesson)
        return;
    Progress *q = &p->row[p->at].progress;
    leave_place(p);
    q->chosen[p->step] = 0;
    q->revealed &= ~((uint64_t)1 << p->step);
    p->changed = true;
    begin(a, p->step, true);
}

void player_everything(App *a, bool sure)
{
    Player *p = &a->player;
    if (!p->lesson)
        return;
    if (!sure) {
        p->asking = true;
        return;
    }
    leave_place(p);
    p->row[p->at].progress = (Progress){ 0 };
    p->changed = true;
    begin(a, 0, true);
}

void player_leave(App *a)
{
    Player *p = &a->player;
    p->lesson = NULL;
    p->at = -1;
    p->wanted[0] = 0;
    put_error(p, "");
    say_until(a);
}

uint32_t player_depart(App *a)
{
    leave_place(&a->player);
    player_leave(a);
    return new_place(&a->player, 0, false);
}

/* --- a lesson is opened --- */

static int find_row(const Player *p, const char *file)
{
    for (int i = 0; i < p->rows; i++)
        if (strcmp(p->row[i].file, file) == 0)
            return i;
    return -1;
}

/* The row of a lesson, made if need be; when there is no room the last one is given up. */
static CourseRow *row_of(Player *p, const char *file, const Lesson *l)
{
    int i = find_row(p, file);
    if (i < 0) {
        i = p->rows < COURSE_MOST ? p->rows++ : COURSE_MOST - 1;
        p->row[i] = (CourseRow){ 0 };
        snprintf(p->row[i].file, sizeof p->row[i].file, "%s", file);
        const Progress *known = progress_of(p, l->id, i);
        if (known)
            p->row[i].progress = *known;
    }
    CourseRow *r = &p->row[i];
    embedded_row(l, r);
    r->progress.step = clamp_i(r->progress.step, 0, l->steps - 1);
    return r;
}

/* Is what a step starts from the same in two versions of a lesson? */
static bool same_start(App *a, const Lesson *l, const Lesson *was, int step)
{
    Scene *s = arena_new(&a->scratch, Scene, 2);
    Err err;
    return step < l->steps && lesson_scene(l, step, false, &s[0], &err) &&
           lesson_scene(was, step, false, &s[1], &err) && config_equal(&s[0].config, &s[1].config) &&
           s[0].until == s[1].until && s[0].changes == s[1].changes &&
           memcmp(s[0].change, s[1].change, sizeof(Change) * (size_t)s[0].changes) == 0;
}

/* The open file was read again: the step stays, and so does the run unless the step starts from something else now. */
static void reload(App *a, const Lesson *l)
{
    Player *p = &a->player;
    Progress *q = &p->row[p->at].progress;
    bool same = same_start(a, l, p->lesson, p->step);
    for (int i = 0; i < l->steps; i++) { /* another goal is not reached yet */
        const char *was = i < p->lesson->steps ? p->lesson->step[i].goal_text : NULL, *now = l->step[i].goal_text;
        if (!was || !now || strcmp(was, now) != 0)
            q->reached &= ~((uint64_t)1 << i);
    }
    p->lesson = l;
    put_error(p, "");
    p->goal = (Goal){ 0 };
    if (!same) {
        leave_place(p);
        begin(a, min_i(p->step, l->steps - 1), false);
        return;
    }
    say_until(a);
    arrange(a);
}

/* step -1: where its progress says; by_scene false: the run is there already. */
static void enter(App *a, CourseRow *row, const Lesson *l, int step, bool by_scene)
{
    Player *p = &a->player;
    bool words = p->lesson && p->at == (int)(row - p->row) && p->step == step; /* only they are others */
    if (by_scene)
        leave_place(p);
    p->at = (int)(row - p->row);
    p->lesson = l;
    put_error(p, "");
    step = clamp_i(step < 0 ? row->progress.step : step, 0, l->steps - 1);
    if (by_scene) {
        begin(a, step, false);
        return;
    }
    p->step = step;
    see(p);
    say_until(a);
    if (words)
        return;
    fresh(a);
    arrange(a);
}

static const Lesson *read_lesson(Arena *arena, const char *text, size_t n, const char *words, size_t words_n, Err *err)
{
    const Lesson *l = lesson_parse(text, n, arena, err), *other = NULL;
    if (l && words)
        other = translate_lesson(l, words, words_n, arena, NULL);
    return other ? other : l; /* a translation that does not fit is no reason not to show the lesson */
}

void player_told(App *a, const char *file, const char *text, size_t n, const char *words, size_t words_n,
                 const char *error)
{
    Player *p = &a->player;
    Arena *arena = &p->arena[!p->arena_used];
    Err err = { "" };
    bool open = p->lesson && strcmp(p->row[p->at].file, file) == 0, wanted = strcmp(p->wanted, file) == 0;
    arena_reset(arena); /* the open lesson lies in the other one */
    const Lesson *l = text ? read_lesson(arena, text, n, words, words_n, &err) : NULL;
    if (wanted)
        p->wanted[0] = 0;
    if (!l && open)
        put_error(p, text ? err.text : error);
    else if (!l && text)
        app_say(a, true, "%s:%s", file, err.text);
    else if (!l)
        app_say(a, true, "%s", error);
    if (!l && wanted && !p->wanted_scene) /* undo has brought back a run of a lesson that is gone */
        player_leave(a);
    if (!l)
        return;
    if (open && !wanted)
        reload(a, l);
    else if (wanted)
        enter(a, row_of(p, file, l), l, p->wanted_step, p->wanted_scene);
    else
        return;
    p->arena_used = !p->arena_used;
}

const char *player_lang(const App *a) { return a->player.language ? language_key(a->player.language) : ""; }

static void want(App *a, const char *file, int step, bool by_scene)
{
    Player *p = &a->player;
    char name[LESSON_NAME];
    int row = find_row(p, file);
    snprintf(p->wanted, sizeof p->wanted, "%s", file);
    p->wanted_step = step;
    p->wanted_scene = by_scene;
    if (row >= 0 && p->row[row].bundled) {
        const EmbeddedFile *f = embedded_find(file),
                           *words = player_lang(a)[0] && translate_file(file, player_lang(a), name)
                                        ? embedded_find(name)
                                        : NULL;
        player_told(a, file, f->text, f->n, words ? words->text : NULL, words ? words->n : 0, NULL);
    }
}

void player_open(App *a, const char *file, int step) { want(a, file, step, true); }

bool player_wants(App *a, char file[LESSON_NAME])
{
    snprintf(file, LESSON_NAME, "%s", a->player.wanted);
    return file[0] != 0;
}

const char *player_watched(const App *a)
{
    const Player *p = &a->player;
    return p->lesson && !p->row[p->at].bundled ? p->row[p->at].file : NULL;
}

void player_course(App *a)
{
    Player *p = &a->player;
    CourseRow *course = arena_new(&a->scratch, CourseRow, COURSE_MOST);
    p->language = language_now();
    int n = embedded_course(player_lang(a), course, COURSE_MOST / 2); /* the rest is for files of one's own */
    for (int i = 0; i < n; i++) { /* as many as before, in the same order, if there are any */
        course[i].progress = p->row[i].progress;
        p->row[i] = course[i];
    }
    p->rows = max_i(p->rows, n);
    if (p->lesson) { /* in its new words */
        char file[LESSON_NAME];
        snprintf(file, sizeof file, "%s", p->row[p->at].file);
        want(a, file, p->step, false);
    }
}

void player_free(App *a)
{
    arena_free(&a->player.arena[0]);
    arena_free(&a->player.arena[1]);
}

/* --- a frame --- */

/* Undo or redo has gone to another place: its lesson, its step, and what was known of it then. */
static void follow(App *a, uint32_t number)
{
    Player *p = &a->player;
    const PlayerPlace *to = number ? place(p, number) : &(PlayerPlace){ .row = -1 };
    bool wiped = false;
    uint32_t low = number < p->here ? number : p->here, high = number < p->here ? p->here : number;
    for (uint32_t i = low + 1; i <= high; i++)
        wiped = wiped || (place(p, i) && place(p, i)->wiped);
    leave_place(p);
    p->here = number;
    if (!to || to->row < 0) {
        player_leave(a);
        return;
    }
    if (wiped)
        p->row[to->row].progress = to->progress;
    if (to->row != p->at || !p->lesson) {
        want(a, p->row[to->row].file, to->step, false);
    } else {
        p->step = to->step;
        see(p);
        fresh(a);
        say_until(a);
        arrange(a);
    }
    p->changed = true;
}

void player_frame(App *a, const Frame *f)
{
    Player *p = &a->player;
    memcpy(p->lit, p->next_lit, sizeof p->lit);
    p->next_lit[0] = 0;
    if (p->rows && p->language != language_now())
        player_course(a);
    if (app_waits(a, f, 0))
        return;
    if (a->ui.in && f->place != p->here) /* a picture goes nowhere */
        follow(a, f->place);
    p->preparing = f->target > 0;
    if (p->lesson && !p->preparing && !p->wanted[0])
        goal_frame(a, f);
}
