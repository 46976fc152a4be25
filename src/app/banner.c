/* States that need words: diverged (a banner over the panels), collapsed (a badge on the hero, with a way back), the
 * first-run hint beside the slider, and short messages. */
#include "app/app_state.h"
#include "app/flow.h"

#include <stdio.h>
#include <string.h>

/* The largest of 1, 0.3, 0.1, 0.03 ... that keeps lr x lambda under a half. */
static float lower_lr(const Config *c)
{
    static const float steps[] = { 1, 0.3f, 0.1f, 0.03f, 0.01f, 0.003f, 0.001f, 3e-4f, 1e-4f, 3e-5f, 1e-5f };
    for (int i = 0; i < COUNT(steps); i++)
        if (steps[i] * c->l2 < 0.5f && steps[i] < c->lr)
            return steps[i];
    return steps[COUNT(steps) - 1];
}

/* Back to before, and on with the lower rate; lambda is kept. */
static void restart_lower(App *a, const Snapshot *s, CommandType back)
{
    Config wish = a->config;
    wish.lr = lower_lr(&s->config);
    app_command(a, back);
    app_command(a, DO_SET)->config = wish;
    a->config = wish;
    a->playing = true;
    app_command(a, DO_PLAY)->flag = true;
}

void banner_draw(App *a, const Frame *f, const Layout *l)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    Canvas *c = ui->c;
    Rect r = l->banner;
    const Snapshot *s = &f->f.snap;
    char title[160], cause[320], lr[32], l2[32], product[32], label[64];
    double bound = opt_bound(&s->config), now = (double)s->config.lr * (double)s->config.l2;
    const char *what = num_finite(s->metrics[0].objective) && s->metrics[0].objective < 3e38
                           ? tr("The weights are beyond 10⁶.")
                           : tr("The cost no longer fits a 32-bit number.");
    snprintf(title, sizeof title, tr("Training diverged at step %llu. %s"), (unsigned long long)s->step, what);
    text_short(lr, (double)s->config.lr);
    text_short(l2, (double)s->config.l2);
    text_short(product, 1 - now);
    if (now >= bound) {
        char limit[32];
        text_short(limit, bound);
        snprintf(cause, sizeof cause,
                 tr("Each step multiplied the weights by about 1 − lr × λ = 1 − %s × %s = %s. Keep lr × λ below %s."),
                 lr, l2, product, limit);
    } else {
        snprintf(cause, sizeof cause,
                 tr("The steps were too long for this loss: the learning rate %s is too large here."), lr);
    }
    canvas_rect(c, r, 8, t->danger_fill);
    canvas_frame(c, r, 8, 1.5f, t->danger);
    icon_draw(c, ICON_WARN, r.x + 32, r.y + r.h / 2, 1.25f, t->danger, t->danger_fill);
    bool narrow = r.w < 1400, tight = r.w < 1100;
    float gap = tight ? 8 : 16, wide = tight ? 104 : 168, wider = tight ? 160 : 200;
    Rect undo = { r.x + r.w - 16 - wide, r.y + (r.h - 48) / 2, wide, 48 };
    Rect fix = { undo.x - gap - wider, undo.y, wider, 48 };
    Rect text = { r.x + 64, 0, fix.x - r.x - 64 - 12, 0 };
    FlowStyle small = { .theme = t, .size = narrow ? 13 : 15, .line = narrow ? 17 : 21, .color = t->ink2 };
    float high = flow_text(c, false, &a->scratch, cause, FACE_REGULAR, text, &small), line = narrow ? 23 : 28;
    canvas_push_clip(c, (Rect){ r.x, r.y, fix.x - r.x - 12, r.h });
    text.y = r.y + (r.h - line - high) / 2;
    put(c, title, text.x, text.y + 0.68f * line, narrow ? 15 : 18, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    text.y += line;
    flow_text(c, true, &a->scratch, cause, FACE_REGULAR, text, &small);
    canvas_pop_clip(c);
    text_short(lr, (double)lower_lr(&s->config));
    snprintf(label, sizeof label, tr("Lower lr to %s"), lr);
    bool back =
        f->undos > 0 || !ui->in; /* diverged from the first steps: there is nothing to go back to but the start */
    if (ui_button(ui, ID_BANNER_FIX, fix, label, UI_PLAIN, true))
        restart_lower(a, s, back ? DO_UNDO : DO_RESET);
    if (ui_button(ui, ID_BANNER_UNDO, undo, back ? tr("Undo") : tr("Reset"), UI_PRIMARY, true))
        app_command(a, back ? DO_UNDO : DO_RESET);
}

/* Collapsed by the contract's measure, or on the way there: small weights and the same answer all over the field. */
bool banner_silent(const Frame *f)
{
    const Metrics *m = &f->f.snap.metrics[0];
    const Field *z = &f->f.net;
    if (m->status != STATUS_OK || m->weight_norm > 1 || !(f->f.have & WANT_FIELD) || !z->z)
        return m->status == STATUS_COLLAPSED;
    for (int k = 0; k < z->outputs; k++) {
        float lo = z->z[k], hi = lo;
        for (int i = k; i < z->w * z->h * z->outputs; i += z->outputs) {
            lo = min_f(lo, z->z[i]);
            hi = max_f(hi, z->z[i]);
        }
        if (hi - lo > 0.05f)
            return false;
    }
    return true;
}

/* The box of a badge at the hero's lower left: a title and up to two lines. */
static Rect badge_box(App *a, const Layout *l, float h, const char *const text[3])
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    Rect hero = l->panel[PANEL_BOUNDARY];
    bool there = hero.w >= 400 && hero.h >= 240; /* else the way back stands where the hero would */
    Rect field = there ? layout_field(a, l) : l->area;
    Rect r = { field.x + 12, field.y + field.h - h - 12, 372, h };
    canvas_rect(c, r, 8, t->danger_fill);
    canvas_frame(c, r, 8, 1.5f, t->danger);
    icon_draw(c, ICON_WARN, r.x + 28, r.y + 30, 1, t->danger, t->danger_fill);
    put(c, text[0], r.x + 52, r.y + 35, 16, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    for (int i = 1; i < 3 && text[i]; i++)
        put(c, text[i], r.x + 52, r.y + 37 + 22 * (float)i, 14, FACE_REGULAR, t->ink2, ALIGN_LEFT);
    return r;
}

static void command_with(App *a, int side, CommandType type, bool flag, double value)
{
    TrainerCommand *c = app_command(a, type);
    c->side = side;
    c->flag = flag;
    c->value = value;
}

void banner_ways_back(App *a, const Frame *f, float x, float y, int side, bool reheat)
{
    Ui *ui = &a->ui;
    UiId id = (UiId)(ID_BADGE_UNDO + side * (ID_BADGE_RESET + 1 - ID_BADGE_UNDO));
    bool back = f->undos > 0 || !ui->in;
    if (ui_button(ui, id++, (Rect){ x, y, 92, 40 }, tr("Undo"), back ? UI_PRIMARY : UI_PLAIN, back))
        command_with(a, side, DO_UNDO, true, 0); /* past all that came after the weights were lost */
    x += 104;
    if (reheat) {
        if (ui_button(ui, id++, (Rect){ x, y, 120, 40 }, tr("Reheat"), UI_PLAIN, true))
            command_with(a, side, DO_REHEAT, true, 0.3); /* measured: recovers as often as a fresh start does */
        x += 132;
    }
    if (ui_button(ui, id, (Rect){ x, y, 104, 40 }, tr("Reset"), UI_PLAIN, true))
        command_with(a, side, DO_RESET, true, 0);
}

/* With two or more hidden layers w = 0 is a minimum for every lambda > 0. */
static void collapsed(App *a, const Frame *f, const Layout *l)
{
    bool deep = f->f.snap.config.layers >= 2, gone = f->f.snap.metrics[0].status == STATUS_COLLAPSED;
    float h = deep ? 132 : 108;
    Rect r = badge_box(
        a, l, h,
        (const char *const[]){ gone ? tr("All weights decayed to 0.") : tr("The weights have all but decayed to 0."),
                               deep ? tr("Lowering λ will not bring them back.") : NULL, NULL });
    banner_ways_back(a, f, r.x + 16, r.y + h - 52, a->side, true);
}

/* Large weights, and yet one answer to all points. */
static void constant(App *a, const Frame *f, const Layout *l)
{
    const Snapshot *s = &f->f.snap;
    char why[96], label[64], lr[32];
    int layer = constant_layer(&s->shape, s->params, &s->train, &a->scratch);
    if (layer < 0)
        snprintf(why, sizeof why, "%s", tr("What the units answer does not reach the output."));
    else
        snprintf(why, sizeof why, tr("All units of layer %d are dead or saturated."), layer + 1);
    Rect r = badge_box(a, l, 154,
                       (const char *const[]){ tr("Constant output: it says the same of all."), why,
                                              tr("The learning rate was too large: lower it.") });
    text_short(lr, (double)lower_lr(&s->config));
    snprintf(label, sizeof label, tr("Reset, lr %s"), lr);
    float y = r.y + r.h - 52;
    if (ui_button(&a->ui, ID_BADGE_UNDO, (Rect){ r.x + 16, y, 168, 40 }, label, UI_PRIMARY, true))
        restart_lower(a, s, DO_RESET);
    if (ui_button(&a->ui, ID_BADGE_RESET, (Rect){ r.x + 196, y, 104, 40 }, tr("Reset"), UI_PLAIN, true))
        app_command(a, DO_RESET)->flag = true;
}

static void nothing_to_learn(App *a, const Frame *f, const Layout *l)
{
    bool values = f->f.snap.shape.loss != loss_for(0) && f->f.snap.shape.outputs == 1 && f->f.net.slope > 0;
    badge_box(a, l, 96,
              (const char *const[]){ values ? tr("All training points have one value.")
                                            : tr("All training points are of one class."),
                                     tr("There is nothing to tell apart: more points,"), tr("or another seed.") });
}

/* What is wrong with a net that has not diverged; a later cause gives way to an earlier one. */
static void badge(App *a, const Frame *f, const Layout *l)
{
    const Snapshot *s = &f->f.snap;
    if (constant_targets(&s->train))
        nothing_to_learn(a, f, l);
    else if (banner_silent(f))
        collapsed(a, f, l);
    else if (s->metrics[0].status == STATUS_OK && s->metrics[0].weight_norm > 1 &&
             constant_output(&s->shape, s->params, &s->train, &a->scratch))
        constant(a, f, l);
}

static void hint(App *a, const Layout *l)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    Axis x = axis_make(a, l);
    float px = axis_x(&x, strength_of(a)), y = l->track, side = px + 300 < l->all.w ? 1 : -1;
    Rect r = { side > 0 ? px + 30 : px - 30 - 256, y - 15, 256, 30 }; /* under the names of the curves */
    canvas_rect(c, r, 6, t->lam);
    canvas_fill(c, (Vec2[]){ { px + side * 22, y }, { px + side * 31, y - 7 }, { px + side * 31, y + 7 } }, 3, t->lam);
    canvas_textf(c, r.x + 14, y + 5, (TextStyle){ .size = 14, .face = FACE_SEMIBOLD, .color = t->on_lam },
                 tr("Drag right to raise %s, or press →"), panel_symbol(&a->config));
}

static void message(App *a, const Layout *l)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    TextStyle s = {
        .size = 15, .face = FACE_MEDIUM, .color = a->message_bad ? t->danger : t->tip_ink, .align = ALIGN_CENTER
    };
    float left = l->lesson_over && l->lesson.w < l->all.w / 2 ? l->lesson.x + l->lesson.w : 0; /* beside the lesson */
    float w = min_f(canvas_text_width(c, s, a->message) + 48, l->all.w - left - 32);
    Rect r = { left + (l->all.w - left - w) / 2, l->deck.y - 60, w, 44 };
    canvas_rect(c, r, 8, a->message_bad ? t->danger_fill : t->tip);
    canvas_frame(c, r, 8, 1, a->message_bad ? t->danger : t->line);
    canvas_push_clip(c, r);
    canvas_text(c, r.x + w / 2, r.y + 28, s, a->message);
    canvas_pop_clip(c);
}

void banner_badge(App *a, const Frame *f, const Layout *l)
{
    if (!a->ui.in && a->message[0] == 0 && f->f.snap.members == 0)
        return;
    bool panels = a->stage == STAGE_PANELS; /* cards say themselves what has become of their nets */
    if (panels && f->f.snap.members > 0 && f->f.snap.step > 0)
        badge(a, f, l);
    bool diverged = f->f.snap.members > 0 && f->f.snap.metrics[0].status == STATUS_DIVERGED;
    if (panels && a->ui.in && a->first_run && !player_locked(a, "slider") && !a->popup && !a->dragging && !diverged)
        hint(a, l);
    bool told = a->message_bad && a->popup == POPUP_FILING; /* beside the field */
    if (a->ui.in && a->message[0] && a->now < a->message_until && !told)
        message(a, l);
}
