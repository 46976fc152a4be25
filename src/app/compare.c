/* compare: two nets, A and B, each with a trainer of its own, that may differ in anything. One of them is in hand:
 * App's config, own points and scene are its, so that toolbar, slider and Setup need not know that there are two; what
 * is wanted of the other one is parked, and changes place with it. Nothing is drawn here: versus.c. */
#include "app/app_state.h"

#include <stdio.h>
#include <string.h>

bool compare_on(const App *a) { return a->stage == STAGE_COMPARE; }

const Config *compare_config(const App *a, int side) { return side == a->side ? &a->config : &a->parked.config; }

Kept *compare_own(const App *a, int side) { return side == a->side ? a->own : a->parked.own; }

void compare_take(App *a, int side)
{
    if (side == a->side || (a->ui.in && !a->frame[side]))
        return;
    Wish held = { a->config, a->opened, a->own };
    a->config = a->parked.config;
    a->opened = a->parked.opened;
    a->own = a->parked.own;
    a->parked = held;
    a->side = side;
}

/* --- what they begin with --- */

static void put_strength(Config *c, float value)
{
    int row = reg_slider(c);
    if (row >= 0)
        param_put(c, row, (double)value, NULL);
}

/* Where no sweep knows better: the middle of its axis. */
static float middle(const Config *c)
{
    float lo, hi;
    bool linear;
    reg_axis(c, &lo, &hi, &linear);
    return linear ? hi / 2 : (float)num_pow10((num_log10((double)c->sweep_lo) + num_log10((double)c->sweep_hi)) / 2);
}

void compare_follow(Config *next, const Config *was)
{
    int row = reg_slider(next);
    if (row >= 0 && row != reg_slider(was) && path_strength(next) == 0 && path_strength(was) > 0)
        put_strength(next, middle(next));
}

bool compare_start(const Config *now, Config *a, Config *b)
{
    float strength = path_strength(now);
    *a = *b = *now;
    if (reg_slider(now) < 0) /* no penalty at all against L2 */
        config_set(b, "reg", "l2", NULL);
    put_strength(a, 0);
    if (strength > 0)
        return false;
    put_strength(b, middle(b)); /* until the sweep knows better */
    return true;
}

static TrainerCommand *command_to(App *a, int side, CommandType type)
{
    TrainerCommand *c = app_command(a, type);
    c->side = side;
    return c;
}

/* A starts anew without its strength, unless it never had any; that can be undone like any other change. A strength
 * that has ended a net is not worth a second one: B goes to the sweet spot then. */
static void begin(App *a)
{
    const Frame *f = a->frame[0];
    Wish *b = &a->parked;
    Config now = a->config, first;
    bool moved = path_strength(&now) > 0 || (f && f->f.snap.changes > 0);
    if (f && (f->f.snap.metrics[0].status == STATUS_DIVERGED || banner_silent(f)))
        put_strength(&now, 0);
    a->seek_sweet = compare_start(&now, &first, &b->config);
    if (player_compares(a)) { /* the lesson says what they are */
        first = b->config = now;
        player_compare(a, &first, &b->config);
        a->seek_sweet = false;
        moved = true;
    }
    b->opened = b->config;
    keep_swap(&b->own, a->own);
    if (a->compared)
        command_to(a, 1, DO_SCENE)->config = b->config;
    if (moved) {
        a->config = first;
        app_command(a, DO_SCENE)->config = first;
    }
    a->compared = true;
}

/* B is of an earlier question: two nets on different data say nothing about a setting. */
static bool other_data(const App *a)
{
    return a->parked.config.data != a->config.data || (data_defs[a->config.data].own && a->parked.own != a->own);
}

/* Does the step of a lesson open Compare by itself? Then A is its run. */
static bool is_the_steps(const App *a)
{
    const LessonStep *st = player_step(a);
    return st && st->view && strcmp(st->view, "compare") == 0;
}

/* A takes the place of a run that may be a lesson's or a figure's: it is put aside, and given back as it was. */
static void lend(App *a, bool anew)
{
    if (anew)
        a->aside.any = !is_the_steps(a);
    if (!a->aside.any)
        return;
    a->aside.playing = a->playing;
    a->aside.config = a->config;
    command_to(a, 0, DO_ASIDE)->flag = anew;
    if (!anew)
        a->config = a->aside.a;
}

static void give_back(App *a)
{
    if (!a->aside.any)
        return;
    a->aside.a = a->config;
    a->config = a->aside.config;
    a->playing = a->aside.playing;
    command_to(a, 0, DO_ASIDE);
    command_to(a, 0, DO_PLAY)->flag = a->playing;
}

void compare_toggle(App *a)
{
    if (compare_on(a)) {
        compare_take(a, 0);
        command_to(a, 1, DO_PLAY);
        give_back(a);
        a->stage = STAGE_PANELS;
        return;
    }
    bool changed = a->aside.any && !config_equal(&a->config, &a->aside.config);
    bool anew = !a->compared || changed || other_data(a) || a->player.compare_anew;
    a->stage = STAGE_COMPARE;
    a->drawing = false;
    a->expanded = -1;
    lend(a, anew);
    if (anew) {
        begin(a);
        a->playing = player_predict(a) != PREDICT_OPEN && !player_locked(a, "play"); /* B has nothing to show yet */
        command_to(a, 0, DO_PLAY)->flag = a->playing;
    }
    a->player.compare_anew = false;
    command_to(a, 1, DO_UNTIL)->until = player_until(a);
    command_to(a, 1, DO_SPEED)->value = (double)speed_defs[a->speed].steps;
    command_to(a, 1, DO_PLAY)->flag = a->playing;
}

bool app_second_wanted(const App *a, Config *c, Kept **own)
{
    *c = *compare_config(a, 1);
    *own = compare_own(a, 1);
    return compare_on(a);
}

void app_second(App *a, Frame *frame) { a->frame[1] = frame; }

/* --- a frame --- */

bool compare_alike(const Config *a, const Config *b)
{
    Config c = *a;
    int row = reg_slider(b);
    return row >= 0 && row == reg_slider(a) && param_put(&c, row, param_get(b, row), NULL) && config_equal(&c, b);
}

static bool one_sweep(const App *a) { return compare_alike(&a->config, &a->parked.config) && a->own == a->parked.own; }

/* B as it should have been from the start: at the lowest test loss of a whole sweep, from step 0. */
static void find_sweet(App *a)
{
    const Sweep *s = a->frame[1] ? a->frame[1]->f.sweep : NULL;
    int i = s && spread_complete(s) ? path_sweet(s) : -1;
    Config *b = a->side == 1 ? &a->config : &a->parked.config;
    if (!a->seek_sweet || i < 0)
        return;
    a->seek_sweet = false;
    put_strength(b, s->value[i]);
    command_to(a, 1, DO_SCENE)->config = *b;
}

Frame *compare_frame(App *a)
{
    Frame **f = a->frame;
    if (f[1] && one_sweep(a)) { /* made once, shown for both */
        f[1]->f.sweep = f[0]->f.sweep;
        f[1]->f.film = f[0]->f.film;
        f[1]->f.have |= f[0]->f.have & WANT_SWEEP;
    }
    if (a->ui.in)
        find_sweet(a);
    return f[a->side] ? f[a->side] : f[0];
}

/* --- the axes of both --- */

Rect compare_field(const Layout *l, int i)
{
    Rect card = l->card[i];
    float head = l->compact ? 40 : 48;
    return (Rect){ card.x + 8, card.y + head, card.w - 16, max_f(0, card.h - head - 8) };
}

/* What both windows show, in the same unit for both axes where the data lie in the plane. Without B, or where a curve
 * stands beside places in the plane: each its own. */
static Window common_window(const App *a, float aspect)
{
    Window w = { 0 };
    const int raw[2] = { a->frame[0] ? a->frame[0]->f.snap.shape.map.raw : 0,
                         a->frame[1] ? a->frame[1]->f.snap.shape.map.raw : 0 };
    if (raw[0] != raw[1] || (raw[0] != 1 && raw[0] != 2))
        return w;
    for (int side = 0; side < 2; side++) {
        const Snapshot *s = &a->frame[side]->f.snap;
        Window own = field_window_of(&s->config, &s->train, &s->test, BOUNDARY_TEST_SHOWN, aspect);
        w = side == 0 ? own
                      : (Window){ min_f(w.x0, own.x0), max_f(w.x1, own.x1), min_f(w.y0, own.y0), max_f(w.y1, own.y1) };
    }
    float across = w.x1 - w.x0, up = w.y1 - w.y0, wider = max_f(0, aspect * up - across) / 2,
          taller = max_f(0, across / aspect - up) / 2;
    if (raw[0] == 2)
        w = (Window){ w.x0 - wider, w.x1 + wider, w.y0 - taller, w.y1 + taller };
    return w;
}

bool compare_seen(const App *a, const Layout *l, int i)
{
    return l->card[i].w > 0 && (l->tier < TIER_TINY || i == (a->difference ? 2 : a->side));
}

void compare_ask(const App *a, const Layout *l, Ask out[2])
{
    Rect field = compare_field(l, 0);
    Ask ask = { .want = WANT_FIELD | WANT_HIST, .aspect = field.w / max_f(1, field.h), .choices = a->choices };
    ask.field_w = clamp_i((int)(field.w / 2) + 1, 2, 1024);
    ask.field_h = clamp_i((int)(field.h / 2) + 1, 2, 1024);
    ask.window = common_window(a, ask.aspect);
    out[0] = out[1] = ask;
    out[0].want |= WANT_SWEEP;
    out[1].want |= one_sweep(a) ? 0 : WANT_SWEEP;
}

/* --- in words --- */

/* Some settings are said in a way of their own; all others as "label value". */
void compare_setting(const Config *c, int row, char out[128])
{
    const char *key = param_defs[row].key;
    char value[96];
    param_text(value, c, row);
    if (strcmp(key, "points") == 0)
        snprintf(out, 128, tr("%d points"), c->points);
    else if (strcmp(key, "net") == 0)
        snprintf(out, 128, tr("net %s"), value);
    else if (param_defs[row].kind == PARAM_CHOICE)
        snprintf(out, 128, "%s", param_choice_label(row, (int)param_get(c, row)));
    else
        snprintf(out, 128, "%s %s", tr(param_defs[row].label), value);
}

/* Ends of the axis follow from other settings, and the strength stands in the header anyway. */
static bool said_elsewhere(const Config *c, int row)
{
    const char *key = param_defs[row].key;
    return row == reg_slider(c) || strcmp(key, "sweep_lo") == 0 || strcmp(key, "sweep_hi") == 0;
}

int compare_differs(const Config *a, const Config *b, char *out, size_t size)
{
    int n = 0;
    size_t used = 0;
    out[0] = 0;
    for (int row = 0; row < param_count; row++) {
        char mine[128], other[128];
        compare_setting(a, row, mine);
        compare_setting(b, row, other);
        if (strcmp(mine, other) == 0 || said_elsewhere(a, row) || row == reg_slider(b))
            continue;
        if (used + 1 < size)
            used += (size_t)max_i(0, snprintf(out + used, size - used, "%s%s", n ? " · " : "", mine));
        n++;
    }
    return n;
}

static int missed(double accuracy, int n) { return (int)((1 - accuracy) * n + 0.5); }

void compare_verdict(const Findings *f, char fits[64], char misses[64])
{
    const Metrics *m = f->snap.metrics;
    int lost = num_finite(m->train_accuracy) ? missed(m->train_accuracy, f->snap.train.n) : 0;
    double error = 1 - m->test_accuracy;
    if (m->status == STATUS_DIVERGED) {
        snprintf(fits, 64, tr("diverged at step %llu:"), (unsigned long long)f->snap.step);
        snprintf(misses, 64, "%s", tr("it has no answer"));
        return;
    }
    if (!num_finite(m->train_accuracy)) { /* values, not classes */
        char train[32], test[32];
        snprintf(fits, 64, tr("off by %s on training points,"), panel_value(train, panel_rms(f, m->data_loss)));
        snprintf(misses, 64, tr("by %s on new ones"), panel_value(test, panel_rms(f, m->test_loss)));
        return;
    }
    if (m->status == STATUS_COLLAPSED)
        snprintf(fits, 64, "%s", tr("all its weights are 0,"));
    else if (lost == 0)
        snprintf(fits, 64, "%s", tr("fits the training set perfectly,"));
    else
        snprintf(fits, 64, lost == 1 ? tr("gives up %d training point,") : tr("gives up %d training points,"), lost);
    if (!num_finite(error))
        misses[0] = 0;
    else if (error <= 0)
        snprintf(misses, 64, "%s", tr("misses no new point"));
    else
        snprintf(misses, 64, tr("misses 1 new point in %d"), (int)(1 / error + 0.5));
}
