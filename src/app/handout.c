/* handout: one page a lesson. Each step is trained by its own moves and has a block of its own: what was asked and what
 * is to be reached at the left, what was to be seen there at the right. */
#include "app/handout.h"

#include "app/app_state.h"
#include "app/flow.h"
#include "app/lectern.h"
#include "app/pane_parts.h"

#include <stdlib.h>
#include <string.h>

enum { FIGURES = 2, STEPS_DRAWN = 12 /* more have no figures: each keeps a trained net */ };
static const float PAGE_W = 794, PAGE_H = 1123; /* A4 at 96 dpi */
static const float MARGIN = 48, TEXT_W = 312, GAP = 24, FIGURE_LEAST = 84, FIGURE_MOST = 142, ALONE = 0.62f,
                   TYPE = 12.5f, LINE = 17.5f;

typedef struct Station { /* a step as it ends; where the answers are left out, as it begins */
    App *app;
    Trainer *trainer;
    Frame *frame; /* NULL: not drawn */
} Station;

typedef struct Handout {
    const Args *a;
    const Theme *theme;
    bool answers;
    Station at[LESSON_STEPS];
    int steps;
    bool prose[LESSON_STEPS]; /* the text of the step stands above its question or goal */
    float figure;             /* height of a picture */
    Canvas *c;
} Handout;

static const Lesson *lesson_of(const Handout *h) { return h->at[0].app->player.lesson; }

/* --- what is trained --- */

static App *app_at(const Handout *h, int step, const Figure *f, const Config *c)
{
    App *app = picture_app(NULL, c, f->theme);
    player_course(app);
    player_open(app, h->a->lesson, step);
    lectern_read(app);
    player_answer(app, -1); /* nothing is left to guess */
    return app;
}

/* Those of the step, or as in the window those that an earlier one has left open. */
static int panels_of(const Lesson *l, int step, int out[FIGURES])
{
    while (step > 0 && l->step[step].panels == 0)
        step--;
    const LessonStep *s = &l->step[step];
    int n = 0;
    for (int i = 0; i < s->panels && n < FIGURES; i++)
        if (panel_find(s->panel[i]) >= 0)
            out[n++] = panel_find(s->panel[i]);
    if (n == 0)
        out[n++] = PANEL_BOUNDARY;
    return n;
}

static bool train_step(Handout *h, int step, const Figure *f, Err *err)
{
    Station *at = &h->at[step];
    Scene *s = calloc(1, sizeof *s);
    if (!s)
        memory_failed(sizeof *s);
    Config start = step ? h->at[0].app->config : h->a->scene->config;
    at->app = app_at(h, step, f, &start);
    const Lesson *l = at->app->player.lesson;
    bool ok = l ? lesson_scene(l, step, h->answers, s, err) : err_set(err, tr("the lesson cannot be read any more"));
    if (ok && step < STEPS_DRAWN) {
        int panel[FIGURES], n = panels_of(l, step, panel);
        Ask ask = app_ask(at->app, (Rect){ 0, 0, PAGE_W, PAGE_H });
        ask.want = WANT_CURVE;
        for (int i = 0; i < n; i++)
            ask.want |= panel_defs[panel[i]].wants;
        ask.aspect = 1.4f;
        ask.field_w = 181;
        ask.field_h = 129;
        at->app->config = at->app->opened = s->config;
        at->trainer = trainer_new(&s->config, NULL, s->change, s->changes, 0, NULL, NULL, err);
        ok = at->trainer != NULL;
        if (ok) {
            bool fresh;
            trainer_finish(at->trainer, s->until, (ask.want & WANT_SWEEP) != 0, &ask);
            at->frame = trainer_latest(at->trainer, &fresh);
            at->app->frame[0] = at->frame;
        }
    }
    scene_free(s);
    free(s);
    return ok;
}

/* --- text --- */

static void number(void *user, const Span *live, char out[32]) { player_number(user, live, out); }

static FlowStyle style(const Handout *h, App *app, float size, float line, Color color)
{
    return (FlowStyle){ .theme = h->theme, .size = size, .line = line, .color = color, .number = number, .user = app };
}

static float words(const Handout *h, App *app, const char *text, Face face, float size, float line, Color color, Rect r)
{
    FlowStyle s = style(h, app, size, line, color);
    return flow_text(h->c, true, &app->scratch, text, face, r, &s);
}

/* "Two moons · 80 points": as Compare says them; what is no setting of a net as the lesson writes it. */
static void settings_text(const Lesson *l, char *out, size_t size)
{
    size_t n = 0;
    char text[128];
    Config c;
    config_default(&c);
    out[0] = 0;
    for (int i = 0; i < l->settings && n < size; i++) {
        const LessonSetting *s = &l->setting[i];
        if (config_set(&c, s->key, s->value, NULL))
            compare_setting(&c, param_find(s->key), text);
        else
            snprintf(text, sizeof text, "%s %s", s->key, s->value);
        n += (size_t)snprintf(out + n, size - n, "%s%s", i ? " · " : "", text);
    }
}

/* "λ = 0.01 at step 1500" for each move. */
static void moves_text(const LessonStep *s, char *out, size_t size)
{
    size_t n = 0;
    out[0] = 0;
    for (int i = 0; i < s->ats && n < size; i++) {
        const LessonSetting *at = &s->at[i];
        int row = param_find(at->key);
        n += (size_t)snprintf(out + n, size - n, tr("%s%s = %s at step %llu"), i ? ", " : "",
                              row >= 0 ? tr(param_defs[row].label) : at->key, at->value, (unsigned long long)at->step);
    }
}

static float head(const Handout *h, App *app, Rect r)
{
    const Lesson *l = lesson_of(h);
    const Theme *t = h->theme;
    char text[1024];
    float y = r.y + 24;
    put(h->c, l->title, r.x, y, 24, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    put(h->c, "Ridgescope", r.x + r.w, y, 13, FACE_MEDIUM, t->ink3, ALIGN_RIGHT);
    snprintf(text, sizeof text, tr("%d steps, about %d minutes"), l->steps, l->minutes);
    y += 22;
    put(h->c, text, r.x, y, 13, FACE_REGULAR, t->ink3, ALIGN_LEFT);
    if (!h->answers)
        put(h->c, tr("Name: ______________________"), r.x + r.w, y, 13, FACE_REGULAR, t->ink2, ALIGN_RIGHT);
    y += 12;
    for (int i = 0; i < l->objectives; i++) {
        canvas_disc(h->c, (Vec2){ r.x + 4, y + 8 }, 2, t->ink2);
        y += words(h, app, l->objective[i], FACE_REGULAR, TYPE, LINE, t->ink2, (Rect){ r.x + 14, y, r.w - 14, 0 });
    }
    settings_text(l, text, sizeof text);
    y += 4;
    if (text[0])
        y += words(h, app, text, FACE_REGULAR, 11, 15, t->ink3, (Rect){ r.x, y, r.w, 0 });
    return y - r.y;
}

static float question(const Handout *h, App *app, const LessonStep *s, Rect r)
{
    const Theme *t = h->theme;
    FlowStyle ask = style(h, app, TYPE, LINE, t->ink);
    float y = r.y + flow_prose(h->c, true, &app->scratch, &s->predict.ask, r, &ask, NULL) + 3;
    for (int i = 0; i < s->predict.choices; i++) {
        bool right = h->answers && i == s->predict.answer;
        canvas_frame(h->c, (Rect){ r.x + 1, y + 4, 10, 10 }, 2, 1, right ? t->ink : t->ink3);
        if (right)
            icon_draw(h->c, ICON_CHECK, r.x + 6, y + 9, 0.7f, t->ink, 0);
        y += words(h, app, s->predict.choice[i], right ? FACE_SEMIBOLD : FACE_REGULAR, TYPE, LINE, t->ink,
                   (Rect){ r.x + 20, y, r.w - 20, 0 }) +
             2;
    }
    return y - r.y;
}

/* What is to be reached; with the answers, by which moves it was. */
static float goal(const Handout *h, App *app, const LessonStep *s, Rect r)
{
    const Theme *t = h->theme;
    char text[200], moves[300];
    goalcard_words(s, text);
    float y = r.y + words(h, app, text, FACE_SEMIBOLD, TYPE, LINE, t->ink, r);
    moves_text(s, moves, sizeof moves);
    if (h->answers && moves[0])
        y += words(h, app, moves, FACE_REGULAR, TYPE, LINE, t->train, (Rect){ r.x, y, r.w, 0 });
    if (!h->answers) {
        y += LINE + 4;
        put(h->c, tr("What I did: ______________________________"), r.x, y, TYPE, FACE_REGULAR, t->ink3, ALIGN_LEFT);
        y += 6;
    }
    return y - r.y;
}

/* --- pictures --- */

static void figure(const Handout *h, Station *at, int panel, Rect r)
{
    const Theme *t = h->theme;
    PanelView *v = &at->app->view[panel];
    put(h->c, panel_title(&at->frame->f, panel), r.x, r.y + 10, 11, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    Rect body = { r.x - 8, r.y + 14, r.w + 16, r.h - 14 };
    v->theme = t;
    v->k = 0.72f;
    v->twin = at->app->twin;
    v->compact = true;
    v->plain = panel == PANEL_BOUNDARY;
    v->scratch = &at->app->scratch;
    v->choices = &at->app->choices;
    canvas_push_clip(h->c, body);
    panel_defs[panel].draw(&at->frame->f, v, v->plain ? rect_inset(body, 8) : body, h->c);
    canvas_pop_clip(h->c);
}

static void measured(const Station *at, char *out, size_t size)
{
    const Metrics *m = &at->frame->f.snap.metrics[0];
    char strength[32], norm[32], train[32], test[32];
    int n = snprintf(out, size, tr("step %llu"), (unsigned long long)m->step);
    if (reg_slider(&at->frame->f.snap.config) >= 0) {
        text_short(strength, (double)path_strength(&at->frame->f.snap.config));
        n += snprintf(out + n, size - (size_t)n, " · %s = %s", panel_symbol(&at->frame->f.snap.config), strength);
    }
    if (num_finite(m->test_accuracy))
        n += snprintf(out + n, size - (size_t)n, tr(" · train %s%% · test %s%%"),
                      panel_fixed(train, 100 * m->train_accuracy, 1), panel_fixed(test, 100 * m->test_accuracy, 1));
    text_short(norm, m->weight_norm);
    if (m->weight_norm < 1e4)
        panel_fixed(norm, m->weight_norm, 1);
    snprintf(out + n, size - (size_t)n, tr(" · loss %.2f, %.2f · ‖w‖\u00A0%s"), m->data_loss, m->test_loss, norm);
}

static float block(const Handout *h, int step, Rect r)
{
    Station *at = (Station *)&h->at[step];
    const LessonStep *s = &lesson_of(h)->step[step];
    char title[200], said[240];
    Rect left = { r.x, r.y, TEXT_W, 0 };
    float y = r.y + 14;
    snprintf(title, sizeof title, "%d   %s", step + 1, s->title);
    y += words(h, at->app, title, FACE_SEMIBOLD, 15, 20, h->theme->ink, (Rect){ r.x, r.y, TEXT_W, 0 }) - 8;
    left.y = y;
    if (h->prose[step]) {
        FlowStyle prose = style(h, at->app, TYPE, LINE, h->theme->ink2);
        left.y += flow_prose(h->c, true, &at->app->scratch, &s->prose, left, &prose, NULL) + 4;
    }
    if (s->predict.choices)
        left.y += question(h, at->app, s, left) + 6;
    if (s->goal)
        left.y += goal(h, at->app, s, left) + 4;
    float right = r.y;
    if (at->frame) {
        int panel[FIGURES], n = panels_of(lesson_of(h), step, panel);
        float x = r.x + TEXT_W + GAP, all = r.w - TEXT_W - GAP, w = (all - GAP * (float)(FIGURES - 1)) / FIGURES;
        w = n == 1 ? all * ALONE : w;
        for (int i = 0; i < n; i++)
            figure(h, at, panel[i], (Rect){ x + (w + GAP) * (float)i, r.y, w, h->figure });
        measured(at, said, sizeof said);
        right += h->figure + 4;
        right +=
            h->answers ? words(h, at->app, said, FACE_REGULAR, 11, 15, h->theme->ink2, (Rect){ x, right, all, 0 }) : 0;
    }
    return max_f(left.y, right) - r.y;
}

/* Draws all of it; returns how high it is. */
static float page(const Handout *h)
{
    for (int i = 0; i < h->steps; i++)
        arena_reset(&h->at[i].app->scratch);
    Rect r = { MARGIN, MARGIN - 8, PAGE_W - 2 * MARGIN, 0 };
    r.y += head(h, h->at[0].app, r) + 10;
    for (int i = 0; i < h->steps; i++) {
        canvas_line(h->c, r.x, r.y, r.x + r.w, r.y, 1, h->theme->line);
        r.y += 12;
        r.y += block(h, i, r) + 10;
    }
    return r.y + MARGIN - 16;
}

/* A step without question and goal has its text; the others have it too as long as all is on one page. */
static void choose_prose(Handout *h)
{
    for (int i = 0; i < h->steps; i++)
        h->prose[i] = !lesson_of(h)->step[i].predict.choices && !lesson_of(h)->step[i].goal;
    for (int i = 0; i < h->steps; i++)
        if (!h->prose[i]) {
            h->prose[i] = true;
            h->prose[i] = page(h) <= PAGE_H;
        }
}

static bool draw(Handout *h, const Figure *f, FigurePlan *plan, const Font *font, Arena *arena, Canvas *c, Err *err)
{
    h->c = c;
    canvas_begin(c, arena, font, PAGE_W, PAGE_H, h->theme->surface);
    h->figure = FIGURE_LEAST;
    choose_prose(h);
    float least = page(h), more = (PAGE_H - least) / (float)h->steps; /* as large as they can be on one page */
    h->figure = clamp_f(FIGURE_LEAST + more - 1, FIGURE_LEAST, FIGURE_MOST);
    plan->h = max_f(PAGE_H, page(h)); /* a long lesson has a longer page */
    if (!figure_fits(f, plan, err))
        return false;
    canvas_begin(c, arena, font, PAGE_W, plan->h, h->theme->surface);
    page(h);
    return true;
}

int handout_make(const Args *a, const Figure *f, const Font *font)
{
    Handout h = { .a = a, .theme = &theme_defs[f->theme], .answers = a->view == VIEW_SHEET };
    double mm = f->width_mm > 0 ? f->width_mm : 210, dpi = f->dpi > 0 ? f->dpi : 150;
    FigurePlan plan = { .w = PAGE_W,
                        .h = PAGE_H,
                        .dpi = dpi,
                        .width_mm = mm,
                        .physical = true,
                        .scale = (float)(mm / 25.4 * dpi) / PAGE_W };
    Arena arena = { 0 };
    Canvas c;
    Bytes out = { 0 };
    Err err;
    if (!a->lesson[0])
        return cli_fail(USAGE, tr("a sheet of something that is no lesson; expected a lesson's file"));
    bool ok = train_step(&h, 0, f, &err);
    h.steps = ok ? lesson_of(&h)->steps : 1;
    for (int i = 1; ok && i < h.steps; i++) {
        cli_progress(a, tr("training"), (double)i / h.steps);
        ok = train_step(&h, i, f, &err);
    }
    cli_progress(a, "", 1);
    ok = ok && draw(&h, f, &plan, font, &arena, &c, &err) &&
         figure_write(&c, f, &plan, lesson_of(&h)->title, NULL, NULL, &out, &err) &&
         files_write(a->out, out.data, out.size, &err);
    for (int i = 0; i < h.steps; i++) {
        trainer_free(h.at[i].trainer);
        if (h.at[i].app)
            app_free(h.at[i].app);
    }
    arena_free(&arena);
    free(out.data);
    return ok ? DONE : cli_fail(FAILED, "%s", err.text);
}
