/* goal: what a step of a lesson asks, and how the run answers: the goal with its meter, the question that is put before
 * the run and settled by it, and the numbers of the text. */
#include "app/app_state.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static Progress *progress(App *a) { return &a->player.row[a->player.at].progress; }
static const Progress *known(const App *a) { return &a->player.row[a->player.at].progress; }
static uint64_t bit(const App *a) { return (uint64_t)1 << a->player.step; }

/* --- numbers --- */

/* At an earlier step, as recorded on the way; accuracies are not. The record nearest to the step counts. */
static bool recorded(const Snapshot *s, int member, const ExprName *name, double *value)
{
    const char *key = metric_defs[name->metric].key;
    const CurvePoint *best = NULL;
    if (name->step > s->step || !s->curve_points)
        return false;
    for (int i = 0; i < s->curve_points; i++) {
        const CurvePoint *c = &s->curve[member * s->curve_points + i];
        if (!best || fabsf(c->step - (float)name->step) < fabsf(best->step - (float)name->step))
            best = c;
    }
    const struct {
        const char *key;
        float value;
    } kept[] = { { "step", best->step },           { "l2", best->l2 },
                 { "data_loss", best->data_loss }, { "valid_loss", best->valid_loss },
                 { "test_loss", best->test_loss }, { "weight_norm", best->weight_norm },
                 { "objective", best->cost } };
    for (int i = 0; i < COUNT(kept); i++)
        if (strcmp(kept[i].key, key) == 0) {
            *value = (double)kept[i].value;
            return true;
        }
    return false;
}

/* Of the whole sweep: while it runs, nobody knows. */
static bool best_of_sweep(const Frame *f, double *value)
{
    int best = f->f.sweep && !f->sweep_running ? path_sweet(f->f.sweep) : -1;
    *value = best >= 0 ? (double)f->f.sweep->value[best] : 0;
    return best >= 0;
}

bool player_look(void *user, const ExprName *name, double *value)
{
    const App *a = user;
    const Frame *f = a->frame[0];
    int member = name->whose == EXPR_TWIN;
    if (!f || f->f.snap.members <= member)
        return false;
    if (name->whose == EXPR_BEST)
        return best_of_sweep(f, value);
    if (name->at && name->step != f->f.snap.step)
        return recorded(&f->f.snap, member, name, value);
    *value = metric_defs[name->metric].of(&f->f.snap.metrics[member]);
    return true;
}

void player_metric(const ExprName *name, double v, char out[32])
{
    const char *key = name->metric >= 0 ? metric_defs[name->metric].key : "l2";
    char digits[32];
    if (!num_finite(v))
        snprintf(out, 32, v > 0 ? "∞" : v < 0 ? "−∞" : "–");
    else if (name->metric >= 0 && metric_defs[name->metric].share)
        snprintf(out, 32, "%s%%", panel_fixed(digits, 100 * v, 1)); /* rounded as the panels do */
    else if (strcmp(key, "step") == 0)
        snprintf(out, 32, "%.0f", v);
    else if (strcmp(key, "l2") == 0 || strcmp(key, "l1") == 0)
        text_short(out, v);
    else if (strcmp(key, "weight_norm") == 0 && v >= 10)
        panel_fixed(out, v, 1);
    else if (v != 0 && v < 0.01 && v > -0.01)
        text_short(out, v);
    else
        panel_fixed(out, v, v < 1 && v > -1 ? 3 : 2);
}

/* Shares as they are shown: a difference of two is that of the numbers beside it. */
static bool look_rounded(void *user, const ExprName *name, double *value)
{
    char digits[32];
    double percent;
    if (!player_look(user, name, value))
        return false;
    if (name->metric >= 0 && metric_defs[name->metric].share &&
        text_to_double(panel_fixed(digits, 100 * *value, 1), &percent))
        *value = percent / 100;
    return true;
}

void player_number(const App *a, const Span *live, char out[32])
{
    ExprName name[EXPR_NODES];
    double v = 0;
    int names = expr_names(live->expr, name, COUNT(name));
    bool shares = names > 0;
    for (int i = 0; i < names; i++)
        shares = shares && name[i].metric >= 0 && metric_defs[name[i].metric].share;
    if (!expr_value(live->expr, names > 1 ? look_rounded : player_look, (void *)a, &v))
        snprintf(out, 32, "–");
    else if (names == 1)
        player_metric(&name[0], v, out);
    else if (shares && v > -1 && v < 1)
        snprintf(out, 32, tr("%.1f points"), 100 * v); /* a difference of shares */
    else
        panel_value(out, v);
}

/* --- the question --- */

Predict player_predict(const App *a)
{
    const LessonStep *st = player_step(a);
    if (!st || !st->predict.choices)
        return PREDICT_NONE;
    if (!known(a)->chosen[a->player.step])
        return PREDICT_OPEN;
    return known(a)->revealed & bit(a) ? PREDICT_REVEALED : PREDICT_CHOSEN;
}

int player_chosen(const App *a)
{
    const LessonStep *st = player_step(a);
    int chosen = st ? known(a)->chosen[a->player.step] : 0; /* a lesson that was rewritten may have fewer choices */
    return chosen > 0 && chosen <= st->predict.choices ? chosen - 1 : -1;
}

void player_answer(App *a, int choice)
{
    const LessonStep *st = player_step(a);
    if (player_predict(a) != PREDICT_OPEN || choice >= st->predict.choices)
        return;
    progress(a)->chosen[a->player.step] = (int8_t)(choice < 0 ? -1 : choice + 1);
    a->player.changed = true;
}

/* Has the run said what there is to say: it is at the step's end, or where that is open, it was paused on the way. */
static bool over(const App *a, const Frame *f)
{
    const LessonStep *st = player_step(a);
    uint64_t now = f->f.snap.step;
    bool ended = f->f.snap.members > 0 && f->f.snap.metrics[0].status == STATUS_DIVERGED;
    return ended || (st->has_until ? now >= st->until : !f->playing && now > player_from(a));
}

bool player_plays(App *a)
{
    const LessonStep *st = player_step(a);
    const Frame *f = a->frame[0];
    if (!st)
        return true;
    if (player_refuses(a, "play") || a->player.preparing)
        return false;
    if (player_predict(a) == PREDICT_OPEN) {
        app_say(a, false, tr("Answer the question first, or skip it."));
        return false;
    }
    if (f && st->has_until && f->f.snap.step >= st->until) {
        app_say(a, false, tr("This step ends at training step %llu. Start this step again, or go on with Next."),
                (unsigned long long)st->until);
        return false;
    }
    return true;
}

/* --- the goal --- */

/* The best that can be reached, where the true densities are known: that of the best possible boundary. */
static double best_possible(const Frame *f, const ExprName *name)
{
    bool accuracy = name->whose == EXPR_NET && strcmp(metric_defs[name->metric].key, "test_accuracy") == 0;
    return accuracy && bayes_known(&f->f.snap.config) && f->f.bayes_accuracy > 0 ? f->f.bayes_accuracy : (double)NAN;
}

static void measure(App *a, const Frame *f)
{
    const LessonStep *st = player_step(a);
    Goal *g = &a->player.goal;
    double met = 0;
    g->any = st->goal != NULL;
    if (!g->any)
        return;
    g->reached = (known(a)->reached & bit(a)) != 0;
    g->meter = expr_meter(st->goal, &g->name, &g->target, &g->up);
    g->known = g->meter && player_look(a, &g->name, &g->value) && num_finite(g->value);
    g->best = g->meter ? best_possible(f, &g->name) : (double)NAN;
    if (g->reached || player_predict(a) == PREDICT_OPEN || !expr_value(st->goal, player_look, a, &met) || met == 0)
        return;
    g->reached = true;
    g->since = a->now;
    if (a->ui.in) { /* a picture is nobody's progress */
        progress(a)->reached |= bit(a);
        a->player.changed = true;
    }
}

void goal_frame(App *a, const Frame *f)
{
    measure(a, f);
    if (player_predict(a) == PREDICT_CHOSEN && (over(a, f) || (a->player.goal.any && a->player.goal.reached))) {
        progress(a)->revealed |= bit(a);
        a->player.changed = true;
    }
}

bool player_done(const App *a)
{
    const LessonStep *st = player_step(a);
    const Frame *f = a->frame[0];
    if (!st || a->player.preparing)
        return false;
    bool asked = player_predict(a) != PREDICT_NONE, answered = player_predict(a) == PREDICT_REVEALED;
    if (a->player.goal.any)
        return a->player.goal.reached && (!asked || answered);
    return asked ? answered : f && over(a, f);
}
