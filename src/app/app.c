/* The window's content, one frame at a time: settle what the trainer answered, draw panels, deck, toolbar
 * and what lies over them. It keeps wishes (App) and draws facts (Frame); the two meet in settle(). No SDL here: the
 * window, a figure and a test call the same app_frame. */
#include "app/app_state.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const SpeedDef speed_defs[] = { { "¼×", 15 }, { "1×", 60 }, { "4×", 240 }, { "16×", 960 }, { N_("max"), 0 } };
const int speed_count = COUNT(speed_defs);

App *app_new(const Config *c, const char *theme, bool first_run)
{
    App *a = calloc(1, sizeof *a);
    if (!a)
        memory_failed(sizeof *a);
    a->config = *c;
    a->opened = *c;
    a->speed = 2;
    a->theme = max_i(0, theme_find(theme));
    for (int i = 0; i < panel_count; i++) {
        panel_view_default(&a->view[i], app_theme(a));
        a->open[i] = panel_defs[i].start;
        a->raised[i] = -i; /* the first of a box is seen */
    }
    for (int i = 0; i < PARTS; i++)
        a->part[i] = true;
    a->choices.unit_layer = -1;
    a->expanded = a->drawer = a->pane.row = a->pane.step = -1;
    a->beside = PANEL_CURVES;
    a->twin = true;
    a->playing = true;
    a->first_run = first_run;
    a->ui.focus = ID_SLIDER;
    a->setting_bad = -1;
    a->held = -1;
    a->player.at = -1;
    app_command(a, DO_SPEED)->value = (double)speed_defs[a->speed].steps;
    app_command(a, DO_PLAY)->flag = true;
    return a;
}

void app_free(App *a)
{
    if (!a)
        return;
    keep_drop(a->own);
    keep_drop(a->parked.own);
    keep_drop(a->file.own);
    for (int side = 0; side < 2; side++)
        share_drop(a->journal[side]);
    player_free(a);
    free(a->visit.other);
    album_empty(&a->album);
    preview_free(a);
    arena_free(&a->scratch);
    free(a);
}

const Theme *app_theme(const App *a) { return &theme_defs[a->theme]; }

TrainerCommand *app_command(App *a, CommandType type)
{
    if (a->commands == APP_COMMANDS) /* the host takes them every frame; a person cannot make this many in one */
        a->commands--;
    TrainerCommand *c = &a->command[a->commands++];
    memset(c, 0, sizeof *c);
    c->type = type;
    c->side = a->side;
    return c;
}

void app_command_all(App *a, CommandType type, bool flag, double value)
{
    for (int side = 0; side < 2; side++) {
        if (side != a->side && !compare_on(a))
            continue;
        TrainerCommand *c = app_command(a, type);
        c->side = side;
        c->flag = flag;
        c->value = value;
    }
}

int app_commands(App *a, TrainerCommand *out, int most)
{
    int n = min_i(most, a->commands);
    memcpy(out, a->command, (size_t)n * sizeof *out);
    for (int i = 0; i < n; i++)
        out[i].own = compare_own(a, out[i].side);
    memmove(a->command, a->command + n, (size_t)(a->commands - n) * sizeof *out);
    a->commands -= n;
    return n;
}

void app_sent(App *a, int side, uint64_t serial) { a->sent[side] = serial; }

void app_set(App *a, const Config *c, bool remember) { app_set_own(a, c, a->own, remember); }

bool app_of_file(const Config *c) { return data_defs[c->data].own && !data_defs[c->data].make; }

static void leave_file(App *a, const Config *next)
{
    if (!a->own || !app_of_file(&a->config) || app_of_file(next))
        return;
    a->file.config = a->config;
    a->file.opened = a->opened;
    keep_swap(&a->file.own, a->own);
}

void app_set_own(App *a, const Config *c, Kept *own, bool remember)
{
    if ((config_equal(&a->config, c) && own == a->own) || player_keeps(a, c, own != a->own))
        return;
    leave_file(a, c);
    Config was = a->config;
    a->seek_sweet &= a->side == 0 || path_strength(c) == path_strength(&was); /* a hand knows better */
    a->config = *c;
    strength_follow(&a->config, &was);
    if (compare_on(a))
        compare_follow(&a->config, &was);
    keep_swap(&a->own, own);
    TrainerCommand *last = a->commands ? &a->command[a->commands - 1] : NULL;
    TrainerCommand *t = last && last->type == DO_SET && last->side == a->side
                            ? last
                            : app_command(a, DO_SET); /* within a frame the newest wins */
    t->config = a->config;
    t->flag |= remember;
}

void app_net(App *a, int side, const Scene *net, const Own *own, uint64_t step, uint32_t place)
{
    bool held = side == a->side;
    Kept *kept = keep_copy(own);
    Shared *journal = share_journal(net->change, net->changes);
    if (held) {
        leave_file(a, &net->config);
        a->config = a->opened = net->config;
        keep_swap(&a->own, kept);
    } else {
        a->parked.config = a->parked.opened = net->config;
        keep_swap(&a->parked.own, kept);
    }
    keep_drop(kept);
    a->drawing = a->blank = false;
    share_swap(&a->journal[side], journal);
    share_drop(journal);
    int n = 0; /* of two in one frame, the newer one is meant */
    for (int i = 0; i < a->commands; i++)
        if (a->command[i].type != DO_SCENE || a->command[i].side != side)
            a->command[n++] = a->command[i];
    a->commands = n;
    TrainerCommand *c = app_command(a, DO_SCENE);
    c->side = side;
    c->config = net->config;
    c->until = step;
    c->place = place;
    c->journal = a->journal[side];
}

void app_scene(App *a, const Scene *s, uint64_t step, uint32_t place) { app_net(a, a->side, s, s->own, step, place); }

void app_say(App *a, bool bad, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(a->message, sizeof a->message, format, args);
    va_end(args);
    a->message_bad = bad;
    a->message_until = a->now + (bad ? 12 : 6);
}

void app_toggle_play(App *a)
{
    if (!a->playing && !player_plays(a))
        return;
    a->playing = !a->playing;
    app_command_all(a, DO_PLAY, a->playing, 0);
}

void app_step(App *a)
{
    a->playing = false;
    if (player_plays(a))
        app_command_all(a, DO_STEP, false, 0);
    else
        app_command_all(a, DO_PLAY, false, 0);
}

void app_reset(App *a)
{
    if (!player_refuses(a, "reset"))
        app_command_all(a, DO_RESET, true, 0);
}

void app_undo(App *a, bool redo) { app_command(a, redo ? DO_REDO : DO_UNDO); }

void app_new_seeds(App *a)
{
    int held = a->side;
    for (int side = 0; side < 2; side++) { /* of both nets, if two are compared: they would not be comparable else */
        if (side != held && !compare_on(a))
            continue;
        compare_take(a, side);
        Config c = a->config;
        config_reseed(&c, config_next_seed(&c));
        app_set(a, &c, true);
    }
    compare_take(a, held);
}

void app_expand(App *a, int panel)
{
    a->moving = panel;
    a->moving_rect = a->shown[panel];
    a->moving_since = a->now;
    a->expanded = a->expanded == panel ? -1 : panel;
}

void app_show_panel(App *a, int panel, bool open)
{
    a->open[panel] = open;
    if (open)
        a->raised[panel] = ++a->raises;
    else if (a->expanded == panel)
        a->expanded = -1;
}

void app_open(App *a, Popup p)
{
    a->popup = a->popup == p ? POPUP_NONE : p;
    a->popup_fresh = true;
    a->pan = (Vec2){ 0, 0 };
    a->ui.menu = 0;
    a->ui.edit = 0;
    if (a->popup == POPUP_SETUP)
        setup_open(a);
    if (a->popup == POPUP_NONE)
        a->ui.focus = ID_SLIDER;
}

bool app_pressed_outside(const App *a, Rect popup)
{
    const UiInput *in = a->ui.in;
    return in && in->pressed && !a->popup_fresh && !a->ui.menu && a->ui.top <= a->ui.layer &&
           !rect_has(popup, in->mouse);
}

/* --- one frame --- */

bool app_waits(const App *a, const Frame *f, int side)
{
    if (!a->ui.in)
        return false; /* a picture has no wishes: it shows what the frame says */
    bool any = f->acked < a->sent[side];
    for (int i = 0; i < a->commands; i++)
        any |= a->command[i].side == side;
    return any;
}

/* What a trainer has answered becomes ours, unless a newer wish is still on its way. */
static void settle(App *a, const Frame *f, int side)
{
    if (app_waits(a, f, side))
        return;
    *(side == a->side ? &a->config : &a->parked.config) = f->f.snap.config;
    keep_swap(side == a->side ? &a->own : &a->parked.own, f->own);
    if (f->error[0] && f->error_serial != a->error_seen[side]) {
        a->error_seen[side] = f->error_serial;
        app_say(a, true, "%s", f->error);
    }
}

static void settle_all(App *a, const Frame *first)
{
    const Frame *f[2] = { first, compare_on(a) ? a->frame[1] : NULL };
    bool playing = false, all = true;
    for (int side = 0; side < 2; side++) {
        if (!f[side])
            continue;
        settle(a, f[side], side);
        playing |= f[side]->playing;
        all &= !app_waits(a, f[side], side);
    }
    a->playing = a->ui.in && (all ? playing : a->playing); /* a picture stands still */
}

/* Rectangles glide for a moment when a panel grows or shrinks, so that the eye keeps it. */
static void glide(App *a, Layout *l)
{
    const double length = 0.16;
    double t = a->moving_since > 0 && !a->calm ? (a->now - a->moving_since) / length : 1;
    Rect *r = &l->panel[a->moving], from = a->moving_rect;
    a->gliding = -1;
    if (t < 1 && r->w > 0 && from.w > 0) {
        a->gliding = a->moving;
        float left = (float)((1 - t) * (1 - t)); /* eases out */
        *r = (Rect){ mix_f(r->x, from.x, left), mix_f(r->y, from.y, left), mix_f(r->w, from.w, left),
                     mix_f(r->h, from.h, left) };
        a->ui.animating = true;
    }
    memcpy(a->shown, l->panel, sizeof a->shown);
}

/* What a panel asked for and cannot do. */
static void answer(App *a, Request r)
{
    switch (r.kind) {
    case REQUEST_NONE: break;
    case REQUEST_STRENGTH: strength_set(a, r.value, true); break;
    case REQUEST_REHEAT: app_command(a, DO_REHEAT)->value = (double)r.value; break;
    }
}

static void panel_draw(App *a, Frame *f, const Layout *l, int i)
{
    Rect r = l->panel[i];
    if (r.w <= 0 || r.h <= 0)
        return;
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    Canvas *c = ui->c;
    PanelView *v = &a->view[i];
    Rect body = layout_panel_body(a, l, i);
    v->theme = t;
    v->twin = a->twin;
    v->compact = l->compact;
    v->expanded = a->expanded == i;
    v->poster = layout_poster(l, i);
    v->k = l->present && i == PANEL_BOUNDARY ? 0.8125f : 1; /* the picture is large already */
    v->bayes = a->bayes && bayes_known(&f->f.snap.config);
    v->drawing = a->drawing && sketch_fits(a, f);
    v->scratch = &a->scratch;
    v->choices = &a->choices;
    v->link = a->link;
    v->request = (Request){ 0 };
    v->found = &f->f;
    v->hovering = ui->in && rect_has(body, ui->in->mouse) && ui->layer >= ui->top &&
                  !(l->lesson_over && rect_has(l->lesson, ui->in->mouse));
    v->hover = ui->in ? ui->in->mouse : (Vec2){ 0, 0 };
    canvas_rect(c, r, 8, t->surface);
    if (layout_headed(a, l, i))
        header_draw(a, f, l, i);
    const PanelDef *d = &panel_defs[i];
    UiAnswer hit = ui_widget(ui, (UiId)(ID_PANEL + i), body, true);
    if (ui->in && d->input && ui->layer >= ui->top && !ui->menu && !a->popup && (hit.hover || hit.held))
        d->input(v, ui->in, body);
    hand_frame(a, i, body, hit.entered);
    if (hand_on(a, i)) {
        v->hovering = true;
        v->hover = a->hand.at;
    }
    canvas_push_clip(c, body);
    d->draw(&f->f, v, body, c);
    if (d->controls && !l->diverged) /* there is nothing to choose from then */
        d->controls(v, ui, body);
    canvas_pop_clip(c);
    if (i == PANEL_BOUNDARY && !l->diverged)
        sketch_frame(a, f, layout_field(a, l));
    canvas_frame(c, r, 8, 1, t->line);
    hand_draw(a, i, r);
    spot(a, d->key, r);
    PanelTip tip = { 0 };
    bool over = v->hovering && !v->drawing && d->tip && !a->popup && !ui->menu && !a->dragging && !ui->in->down;
    if (over && d->tip(&f->f, v, body, v->hover, &tip) && tip.rows > 0)
        for (int row = 0; row < tip.rows; row++)
            ui_tip(ui, (UiId)(ID_PANEL + 20 + i), true, tip.left[row], tip.right[row]);
    if (over && tip.link.kind)
        a->next_link = tip.link;
    answer(a, v->request);
}

static Ask ask_of_panels(const App *a, const Layout *l)
{
    Ask want = { .aspect = 1.4f,
                 .field_w = 141,
                 .field_h = 101 }; /* for panels that draw its lines while the hero is closed */
    Rect hero = l->panel[PANEL_BOUNDARY];
    for (int i = 0; i < panel_count; i++)
        if (l->panel[i].w > 0)
            want.want |= panel_defs[i].wants;
    want.want |= exportview_wants(a); /* of panels that may be closed */
    want.choices = a->choices;
    if (a->link.kind == LINK_UNIT && hero.w > 0) { /* the hero shows the unit that the pointer is on */
        want.choices.unit_layer = a->link.layer;
        want.choices.unit = a->link.unit;
        want.want |= WANT_UNIT;
    }
    if (a->link.kind == LINK_POINT && a->link.split == SPLIT_TEST)
        want.choices.image = a->link.point;
    const LessonStep *step = player_step(a);
    bool best = a->bayes || (step && step->goal); /* its meter has a mark for it */
    want.want |= WANT_SWEEP | (best ? WANT_BAYES : 0);
    if (hero.w > 0 && hero.h > 0) {
        Rect field = layout_field(a, l);
        want.aspect = field.w / max_f(1, field.h);
        want.field_w = clamp_i((int)(field.w / 2) + 1, 2, 1024); /* a node every two layout pixels */
        want.field_h = clamp_i((int)(field.h / 2) + 1, 2, 1024);
    }
    return want;
}

/* Tells the trainers what is looked at, when that has changed. */
static void ask(App *a, const Layout *l)
{
    Ask want[2];
    if (compare_on(a))
        compare_ask(a, l, want);
    else
        want[0] = ask_of_panels(a, l), want[1] = a->ask[1];
    for (int side = 0; side < 2; side++)
        if (memcmp(&want[side], &a->ask[side], sizeof want[side]) != 0) {
            a->ask[side] = want[side];
            TrainerCommand *c = app_command(a, DO_VIEW);
            c->side = side;
            c->ask = want[side];
        }
}

Ask app_ask(App *a, Rect all)
{
    Layout l = layout_make(a, all, false);
    ask(a, &l);
    return a->ask[0];
}

/* Every panel can be closed; then the empty area says how to open one. */
static void area_hint(App *a, const Layout *l)
{
    for (int i = 0; i < panel_count; i++)
        if (l->panel[i].w > 0 || a->stage != STAGE_PANELS || l->area.h < 80)
            return;
    Rect r = l->area;
    put(a->ui.c, tr("Press 1, 2, 3, 4 or 5 to open a panel."), r.x + r.w / 2, r.y + r.h / 2, 15, FACE_MEDIUM,
        app_theme(a)->ink2, ALIGN_CENTER);
}

/* A window manager may ignore the least size that the host asks for. */
static bool too_small(App *a, Rect all, Canvas *c)
{
    const Theme *t = app_theme(a);
    if (!a->ui.in || (all.w >= LEAST_LAYOUT_W && all.h >= LEAST_LAYOUT_H))
        return false;
    canvas_rect(c, all, 0, t->surface);
    put(c, tr("This window is too small."), all.w / 2, all.h / 2 - 6, 16, FACE_SEMIBOLD, t->ink, ALIGN_CENTER);
    put(c, tr("Ridgescope needs 1024 × 640."), all.w / 2, all.h / 2 + 18, 14, FACE_REGULAR, t->ink2, ALIGN_CENTER);
    return true;
}

void app_frame(App *a, Frame *f, UiInput *in, Rect all, Canvas *c)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    arena_reset(&a->scratch);
    ui->in = in;
    a->frame[0] = f;
    a->all = all;
    settle_all(a, f);
    if (in) {
        a->now = in->time;
        opening_follow(a);
    }
    player_frame(a, f);
    if (present_dark(a, c, all) || too_small(a, all, c))
        return;
    c->weight = t->weight;
    present_input(a);
    if (compare_on(a))
        f = compare_frame(a);
    const Metrics *m = f->f.snap.members > 0 ? &f->f.snap.metrics[0] : NULL;
    bool diverged = m && m->status == STATUS_DIVERGED && a->stage == STAGE_PANELS; /* then its card says so */
    ui_begin(ui, c, t, in, all);
    Layout l = layout_make(a, all, diverged);
    if (a->expanded >= 0 && !a->open[a->expanded])
        a->expanded = -1;
    for (int i = 0; i < panel_count; i++)
        a->view[i].highlight = spot_highlight(a);
    a->next_link = (Link){ 0 };
    Layout settled = l;
    glide(a, &l);
    slider_input(a, f, &l);
    if (!l.present || l.tier == TIER_TINY)
        toolbar_draw(a, f, &l);
    if (!l.lesson_over)
        pane_draw(a, f, &l);
    deck_draw(a, f, &l);
    if (compare_on(a))
        versus_draw(a, &l);
    if (a->stage == STAGE_GRID)
        gridview_draw(a, &l);
    for (int i = 0; i < panel_count; i++)
        if (i != a->gliding)
            panel_draw(a, f, &l, i);
    if (a->gliding >= 0)
        panel_draw(a, f, &l, a->gliding); /* over the others */
    slider_draw(a, f, &l);
    area_hint(a, &l);
    slider_tag(a);
    if (diverged)
        banner_draw(a, f, &l);
    banner_badge(a, f, &l);
    if (l.lesson_over)
        pane_draw(a, f, &l);
    lecture_draw(a, f, &l);
    present_draw(a, &l);
    if (l.present && l.tier < TIER_TINY) /* over the panels */
        toolbar_draw(a, f, &l);
    switch (a->popup) {
    case POPUP_NONE: break;
    case POPUP_SETUP: setup_draw(a, f, &l); break;
    case POPUP_LAMBDA: slider_popup(a, f, &l); break;
    case POPUP_EXPORT: exportview_draw(a, f, &l); break;
    case POPUP_PANELS: shelf_draw(a, &l); break;
    case POPUP_UNITS: unitsview_draw(a, f, &l); break;
    case POPUP_LOOKS: looks_draw(a, &l); break;
    case POPUP_COURSE: course_draw(a, &l); break;
    case POPUP_FILING: filingview_draw(a, &l); break;
    case POPUP_HELP: break;
    }
    if (in && (in->question || a->popup == POPUP_HELP))
        dialog_help(a, &l);
    if (in && in->released && !ui->edit && !ui->menu && !a->popup)
        ui->focus = ID_SLIDER; /* a click needs no focus: arrows and Enter go on meaning the slider */
    if (memcmp(&a->link, &a->next_link, sizeof a->link) != 0)
        ui->animating = true; /* the other panels answer in the next frame */
    a->link = a->next_link;
    if (app_pointer_hidden(a) && !ui->tip_placed)
        ui->tips = 0; /* nobody points there */
    a->popup_fresh = false;
    ui_end(ui);
    if (in)
        keys_answer(a, f);
    ask(a, &settled);
}

void app_panels_text(const App *a, char *out, size_t size)
{
    int order[PANEL_MOST], n = 0;
    for (int i = 0; i < panel_count; i++) { /* by when they were raised */
        int at = n;
        for (; a->open[i] && at > 0 && a->raised[order[at - 1]] > a->raised[i]; at--)
            order[at] = order[at - 1];
        if (a->open[i])
            order[at] = i, n++;
    }
    out[0] = 0;
    for (int i = 0; i < n; i++) {
        size_t used = strlen(out);
        snprintf(out + used, size - used, "%s%s", i ? " " : "", panel_defs[order[i]].key);
    }
}

void app_panels_lend(App *a)
{
    if (!a->lent)
        app_panels_text(a, a->panels_before, sizeof a->panels_before);
    a->lent = true;
}

void app_panels_own(const App *a, char *out, size_t size)
{
    if (a->lent)
        snprintf(out, size, "%s", a->panels_before);
    else
        app_panels_text(a, out, size);
}

void app_panels_from(App *a, const char *keys)
{
    char text[PANEL_MOST * 24];
    bool any = false;
    snprintf(text, sizeof text, "%s", keys);
    for (char *key = strtok(text, " "); key; key = strtok(NULL, " ")) {
        int i = panel_find(key);
        if (i < 0)
            continue;
        for (int j = 0; j < panel_count && !any; j++)
            a->open[j] = false;
        any = true;
        app_show_panel(a, i, true);
    }
}

int app_theme_row(const App *a) { return a->theme; }

int app_text_row(const App *a) { return a->text; }

bool app_calm(const App *a) { return a->calm; }

void app_looks(App *a, int text, bool calm)
{
    a->text = clamp_i(text, 0, TEXT_SCALES - 1);
    a->calm = calm;
}

bool app_hint_done(const App *a) { return !a->first_run; }

bool app_animating(const App *a) { return a->ui.animating || a->exporting.now; }
