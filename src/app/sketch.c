/* Own points, drawn with the mouse on the hero: a click adds one of the chosen class, a drag moves, right click or
 * Delete erases, a click on a point gives it the chosen class, X chooses the next one. What is drawn is what is wanted
 * (App.own); every edit makes a new value and a new run, and undo goes back by it. While a point is dragged nothing is
 * trained anew: the edit is made when the hand lets go. */
#include "app/app_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEW_POINT = -2 };
static const float REACH = 11; /* pixels within which a point is meant */

/* The own points that are in use. */
static const Own *mine(const App *a) { return data_defs[a->config.data].own ? keep_own(a->own) : NULL; }

static int class_count(const App *a)
{
    const Own *own = mine(a);
    return own ? max_i(2, own->classes) : 2;
}

bool sketch_fits(const App *a, const Frame *f)
{
    const Snapshot *s = &f->f.snap;
    return s->shape.map.raw == 2 && data_classes(&a->config, keep_own(a->own)) > 0;
}

/* Nothing drawn yet, and nothing of the generator to be shown in its place. */
static bool empty(const App *a) { return a->drawing && a->blank && !mine(a) && data_defs[a->config.data].own; }

/* --- edits: each a new value --- */

/* Own points from now on; sizes of the sets as the scene of own points has them. */
static void take_scene(App *a, Config *c)
{
    Config scene;
    int row = scene_find("points");
    scene_config(row, &scene);
    snprintf(a->title, sizeof a->title, "%s", scene_defs[row].label);
    c->data = scene.data;
    c->points = scene.points;
    c->valid_points = scene.valid_points;
    c->test_points = scene.test_points;
    c->flip = c->noise = 0;
}

static void want(App *a, Own *o)
{
    Config c = a->config;
    Kept *k = keep_new(o);
    if (!k) {
        app_say(a, true, tr("There is not enough memory for these points."));
        return;
    }
    if (!data_defs[c.data].own)
        take_scene(a, &c);
    app_set_own(a, &c, k, true);
    keep_drop(k);
}

/* The present points with room for `more`, without point `left_out` (-1: all stay); NULL: no memory. Where there are
 * none yet, the training points that are on the screen. */
static Own *copy(const App *a, const Points *train, int more, int left_out)
{
    const Own *own = mine(a);
    bool taken = !own && !empty(a);
    int n = own ? own->n : taken ? train->n : 0, at = 0;
    Own *o = own_new(n + more - (left_out >= 0), 2);
    if (!o)
        return NULL;
    float *x = o->x, *y = o->y;
    int room = o->n;
    if (own)
        *o = *own;
    o->x = x, o->y = y, o->n = room;
    for (int i = 0; i < n; i++) {
        if (i == left_out)
            continue;
        x[2 * at] = own ? own->x[2 * i] : (float)train->raw[2 * i];
        x[2 * at + 1] = own ? own->x[2 * i + 1] : (float)train->raw[2 * i + 1];
        y[at++] = own ? own->y[i] : (float)train->y[i];
    }
    o->classes = 2;
    for (int i = 0; i < at; i++)
        o->classes = max_i(o->classes, (int)y[i] + 1);
    return o;
}

static void put_point(App *a, const Points *train, int i, Vec2 at, int cls)
{
    const Own *own = mine(a);
    if (i == NEW_POINT && own && own->n >= OWN_POINTS) {
        app_say(a, true, tr("%d points are the most there can be."), OWN_POINTS);
        return;
    }
    Own *o = copy(a, train, i == NEW_POINT, -1);
    if (!o)
        return;
    int k = i == NEW_POINT ? o->n - 1 : i;
    o->x[2 * k] = at.x;
    o->x[2 * k + 1] = at.y;
    o->y[k] = (float)cls;
    o->classes = max_i(o->classes, cls + 1);
    want(a, o);
}

static void erase(App *a, const Points *train, int i)
{
    const Own *own = mine(a);
    if (own && own->n == 1)
        sketch_clear(a);
    else
        want(a, copy(a, train, 0, i));
}

void sketch_clear(App *a)
{
    Config c = a->config;
    if (!data_defs[c.data].own)
        take_scene(a, &c);
    a->blank = true;
    app_set_own(a, &c, NULL, true);
}

void sketch_toggle(App *a, const Frame *f)
{
    a->drawing = !a->drawing;
    a->held = -1;
    if (a->drawing &&
        !data_defs[a->config.data].own) /* at once, because own points are seen in a window of their own */
        want(a, copy(a, &f->f.snap.train, 0, -1));
}

/* --- the pointer --- */

static Vec2 to_data(Rect r, Window w, Vec2 p)
{
    return (Vec2){ mix_f(w.x0, w.x1, (p.x - r.x) / r.w), mix_f(w.y1, w.y0, (p.y - r.y) / r.h) };
}

static Vec2 to_screen(Rect r, Window w, float x, float y)
{
    return (Vec2){ r.x + (x - w.x0) / (w.x1 - w.x0) * r.w, r.y + (w.y1 - y) / (w.y1 - w.y0) * r.h };
}

typedef struct Sketch { /* what can be pointed at */
    Rect r;
    Window win;
    int n;
    const Own *own; /* or, where there are none, the training points */
    const Points *train;
} Sketch;

static Sketch sketch_of(const App *a, const Frame *f, Rect r)
{
    Sketch s = { .r = r, .win = f->f.net.window, .own = mine(a), .train = &f->f.snap.train };
    s.n = s.own ? s.own->n : empty(a) ? 0 : s.train->n;
    return s;
}

static Vec2 place_of(const Sketch *s, int i)
{
    if (s->own)
        return to_screen(s->r, s->win, s->own->x[2 * i], s->own->x[2 * i + 1]);
    return to_screen(s->r, s->win, (float)s->train->raw[2 * i], (float)s->train->raw[2 * i + 1]);
}

static int class_of(const Sketch *s, int i) { return (int)(s->own ? s->own->y[i] : (float)s->train->y[i]); }

static int nearest(const Sketch *s, Vec2 at)
{
    int best = -1;
    float least = REACH * REACH;
    for (int i = 0; i < s->n; i++) {
        Vec2 p = place_of(s, i);
        float d = (p.x - at.x) * (p.x - at.x) + (p.y - at.y) * (p.y - at.y);
        if (d <= least) {
            least = d;
            best = i;
        }
    }
    return best;
}

/* The same by keys. */
static void by_hand(App *a, const Sketch *s, const Hand *h, int under)
{
    if (h->erase && under >= 0)
        erase(a, s->train, under);
    else if (h->press)
        put_point(a, s->train, under < 0 ? NEW_POINT : under,
                  to_data(s->r, s->win, under < 0 ? h->at : place_of(s, under)), min_i(a->brush, THEME_CLASSES - 1));
    else if (under >= 0 && (h->drag.x != 0 || h->drag.y != 0)) {
        Vec2 at = place_of(s, under);
        put_point(a, s->train, under, to_data(s->r, s->win, (Vec2){ at.x + h->drag.x, at.y + h->drag.y }),
                  class_of(s, under));
        a->hand.at = (Vec2){ at.x + h->drag.x, at.y + h->drag.y }; /* it stays on the point */
    }
}

/* Class chips and Clear, in the top left corner. */
static Rect bar_of(const App *a, Rect r)
{
    return (Rect){ r.x + 12, r.y + 12, 40 * (float)min_i(class_count(a) + 1, THEME_CLASSES) + 84, 44 };
}

static void pointer(App *a, const Sketch *s)
{
    Ui *ui = &a->ui;
    UiInput *in = ui->in;
    UiAnswer hit = ui_widget(ui, ID_SKETCH, s->r, false);
    if (!in || a->popup || ui->menu)
        return;
    const Hand *h = hand_on(a, PANEL_BOUNDARY) && rect_has(s->r, a->hand.at) ? &a->hand : NULL;
    bool over = hit.hover && !rect_has(bar_of(a, s->r), in->mouse);
    int under = h ? nearest(s, h->at) : over ? nearest(s, in->mouse) : -1;
    if (h)
        by_hand(a, s, h, under);
    if ((hit.held || hit.clicked) && in->pressed && over) {
        a->held = under < 0 ? NEW_POINT : under;
        a->held_at = a->held_from = in->mouse;
        a->held_class = under < 0 ? min_i(a->brush, THEME_CLASSES - 1) : class_of(s, under);
    }
    if (a->held != -1 && hit.held && rect_has(s->r, in->mouse))
        a->held_at = in->mouse;
    if (a->held != -1 && !hit.held) {
        bool moved = a->held_at.x != a->held_from.x || a->held_at.y != a->held_from.y;
        if (a->held == NEW_POINT || (moved && a->held < s->n))
            put_point(a, s->train, a->held, to_data(s->r, s->win, a->held_at), a->held_class);
        else if (a->held < s->n && a->brush != a->held_class) /* a click: it takes the chosen class */
            put_point(a, s->train, a->held, to_data(s->r, s->win, place_of(s, a->held)), a->brush);
        a->held = -1;
    }
    if (over && in->right_pressed && under >= 0)
        erase(a, s->train, under);
    for (int i = 0; i < in->keys; i++) {
        KeyPress *k = &in->key[i];
        bool x = k->key == KEY_PRINT && k->rune == 'x' && !k->ctrl;
        bool rub = (k->key == KEY_DELETE || k->key == KEY_BACKSPACE) && under >= 0;
        if (ui->edit || (!x && !rub))
            continue;
        k->key = KEY_NONE;
        if (x)
            a->brush = (a->brush + 1) % min_i(class_count(a) + 1, THEME_CLASSES);
        else
            erase(a, s->train, under);
    }
}

/* --- what is seen --- */

static void points(App *a, const Sketch *s)
{
    const Theme *t = app_theme(a);
    uint8_t *split = s->own ? arena_new(&a->scratch, uint8_t, s->n) : NULL;
    if (split)
        data_own_splits(&a->config, s->own, split);
    for (int i = 0; i < s->n && i < BOUNDARY_TRAIN_SHOWN; i++) {
        int set = split ? split[i] : SPLIT_TRAIN;
        if (i == a->held)
            continue;
        if (set == SPLIT_TRAIN)
            points_mark(a->ui.c, t, class_of(s, i), place_of(s, i), 6);
        else if (set <= SPLIT_TEST)
            points_held(a->ui.c, t, class_of(s, i), place_of(s, i), 6, set == SPLIT_VALID);
        else /* more than the settings want */
            points_shape(a->ui.c, class_of(s, i), place_of(s, i), 3, color_alpha(t->cls[class_of(s, i)], 0.6f));
    }
    if (a->held != -1) {
        canvas_ring(a->ui.c, a->held_at, 12, 2, t->ink);
        points_mark(a->ui.c, t, a->held_class, a->held_at, 7);
    }
}

static void hint(App *a, Rect r)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    canvas_rect(c, r, 0, t->field_mid);
    if (a->held != -1)
        return;
    float x = r.x + r.w / 2, y = r.y + r.h / 2;
    put(c, tr("Click to put a point here."), x, y - 12, 18, FACE_SEMIBOLD, t->ink, ALIGN_CENTER);
    put(c, tr("Drag moves a point, right click or Delete erases it. X changes the class of new ones."), x, y + 14, 14,
        FACE_REGULAR, t->ink2, ALIGN_CENTER);
    if (ui_button(&a->ui, ID_CLASS + 12, (Rect){ x - 90, y + 32, 180, 40 }, tr("Start from moons"), UI_PLAIN, true))
        a->blank = false;
}

static void chips(App *a, Rect r)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    int n = min_i(class_count(a) + 1, THEME_CLASSES);
    Rect bar = bar_of(a, r);
    canvas_rect(ui->c, bar, 6, t->note);
    canvas_frame(ui->c, bar, 6, 1, t->line);
    for (int i = 0; i < n; i++) {
        Rect chip = { bar.x + 4 + 40 * (float)i, bar.y + 4, 36, 36 };
        UiAnswer hit = ui_widget(ui, (UiId)(ID_CLASS + i), chip, true);
        Vec2 at = { chip.x + 18, chip.y + 18 };
        if (hit.hover || a->brush == i)
            canvas_rect(ui->c, chip, 6, t->chosen);
        points_mark(ui->c, t, i, at, a->brush == i ? 9 : 7);
        if (hit.focused && ui->focus_ring)
            ui_ring(ui, chip, 6);
        ui_tip(ui, (UiId)(ID_CLASS + i), hit.hover, tr("Class of new points (X: the next one)"), "");
        ui_tip(ui, (UiId)(ID_CLASS + i), hit.hover, tr("Filled points train, hollow ones are held out."), "");
        ui_tip(ui, (UiId)(ID_CLASS + i), hit.hover, tr("Which they are is drawn anew with every edit."), "");
        if (hit.clicked || hit.entered)
            a->brush = i;
    }
    Rect clear = { bar.x + bar.w - 76, bar.y + 4, 72, 36 };
    if (ui_button(ui, ID_CLASS + 10, clear, tr("Clear"), UI_QUIET, !empty(a)))
        sketch_clear(a);
}

void sketch_frame(App *a, const Frame *f, Rect field)
{
    if (!a->drawing || !sketch_fits(a, f) || !f->f.net.z)
        return;
    Sketch s = sketch_of(a, f, field);
    canvas_push_clip(a->ui.c, field);
    pointer(a, &s);
    s = sketch_of(a, f, field); /* an edit shows at once */
    if (empty(a))
        hint(a, field);
    points(a, &s);
    chips(a, field);
    canvas_pop_clip(a->ui.c);
}
