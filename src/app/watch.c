/* watch: tells tests that drive the real window what it shows. One line, one write, so that no reader sees half of it.
 */
#include "app/app_state.h"
#include "app/cli.h"
#include "app/window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Watch {
    FILE *f;
    uint64_t serial, second; /* of the last frames written */
    Stage stage;
    int side;
    int theme;
    bool playing;
    uint64_t lesson; /* all of it in one number: see lesson_state */
};

/* Another number whenever something about the lesson has changed. */
static uint64_t lesson_state(const App *a)
{
    const Player *p = &a->player;
    if (!p->lesson)
        return 0;
    return 1 + (uint64_t)p->at + ((uint64_t)p->step << 8) + ((uint64_t)player_predict(a) << 16) +
           ((uint64_t)p->goal.reached << 20) + ((uint64_t)p->preparing << 21) + ((uint64_t)p->error_line << 24);
}

struct Watch *watch_open(const char *path)
{
    FILE *f = path ? fopen(path, "w") : NULL;
    struct Watch *w = f ? calloc(1, sizeof *w) : NULL;
    if (w)
        w->f = f;
    else if (f)
        fclose(f);
    return w;
}

void watch_frame(struct Watch *w, const App *a, const Frame *f, float scale)
{
    uint64_t second = a->frame[1] ? a->frame[1]->serial : 0;
    bool same = w && f->serial == w->serial && second == w->second && a->stage == w->stage && a->side == w->side &&
                a->stage != STAGE_GRID && a->theme == w->theme && a->playing == w->playing &&
                lesson_state(a) == w->lesson;
    if (!w || same || f->f.snap.members == 0)
        return;
    w->serial = f->serial;
    w->second = second;
    w->stage = a->stage;
    w->side = a->side;
    w->theme = a->theme;
    w->playing = a->playing;
    w->lesson = lesson_state(a);
    Layout l = layout_make(a, a->ui.bounds, false);
    Axis x = axis_make(a, &l);
    Rect hero = l.panel[PANEL_BOUNDARY], field = layout_field(a, &l);
    const Own *own = keep_own(f->own);
    float y = l.track * scale, sweet = slider_sweet(a, f);
    Report r = report_begin(w->f);
    report_add_metrics(&r, &f->f.snap.metrics[0]);
    report_pair(&r, "thumb", axis_x(&x, strength_of(a)) * scale, y);
    report_pair(&r, "zero", axis_x(&x, 0) * scale, y);
    report_pair(&r, "sweet", sweet > 0 ? axis_x(&x, sweet) * scale : -1, y);
    report_float(&r, "sweet_l2", sweet);
    report_number(&r, "sweep_done", f->f.sweep ? f->f.sweep->finished[0] : 0);
    report_bool(&r, "sweep_whole", f->f.sweep && spread_complete(f->f.sweep));
    report_bool(&r, "playing", f->playing);
    report_number(&r, "text", a->text);
    report_text(&r, "theme", theme_defs[a->theme].key);
    report_text(&r, "language", language_key(language_now()));
    report_number(&r, "undos", f->undos);
    report_bool(&r, "compare", compare_on(a));
    report_number(&r, "grid", a->stage == STAGE_GRID && a->grid ? grid_progress(a->grid) : -1);
    report_number(&r, "side", a->side);
    if (compare_on(a) && a->frame[1]) {
        const Snapshot *b = &a->frame[1]->f.snap;
        const float here = axis_x(&x, path_strength(compare_config(a, 0))), there = versus_other(a, &x);
        report_number(&r, "step_b", (double)b->step);
        report_float(&r, "strength_b", path_strength(&b->config));
        report_number(&r, "points_b", b->train.n);
        report_number(&r, "test_accuracy_b", b->metrics[0].test_accuracy);
        report_pair(&r, "thumb_a", here * scale, y);
        report_pair(&r, "thumb_b", (a->side ? axis_x(&x, strength_of(a)) : there) * scale, y);
    }
    const Player *p = &a->player;
    report_text(&r, "lesson", p->lesson ? p->lesson->id : NULL);
    report_number(&r, "lesson_step", p->lesson ? p->step + 1 : 0);
    report_bool(&r, "preparing", p->preparing);
    report_bool(&r, "goal_reached", p->lesson && p->goal.reached);
    report_number(&r, "predict", player_predict(a));
    report_number(&r, "lesson_error", p->error_line);
    report_text(&r, "data", data_defs[f->f.snap.config.data].key);
    report_text(&r, "reg", reg_defs[f->f.snap.config.reg].key);
    report_number(&r, "own", own ? own->n : 0);
    report_pair(&r, "pencil", (hero.x + hero.w - 62) * scale, (hero.y + 20) * scale);
    report_pair(&r, "field_at", field.x * scale, field.y * scale);
    report_pair(&r, "field_size", field.w * scale, field.h * scale);
    report_pair(&r, "window", a->ui.bounds.w * scale, a->ui.bounds.h * scale);
    report_end(&r);
    fflush(w->f);
}

void watch_close(struct Watch *w)
{
    if (w)
        fclose(w->f);
    free(w);
}
