/* A lesson in front of a class (Present): the step's title stands in the hero's header; below it, in rows of their own
 * so that they cover nothing, its goal and what was voted; and an open question, large, where the panel is, so that the
 * class can vote before the run shows who is right. */
#include "app/pane_parts.h"

#include <stdio.h>

static const float ROW = 32;

const char *lecture_title(const App *a)
{
    const LessonStep *step = player_step(a);
    return a->present && step ? step->title : NULL;
}

/* A vote was taken, or the run has shown the answer; in a picture nobody has voted. */
static bool voted(const App *a)
{
    Predict state = player_predict(a);
    bool any = state == PREDICT_CHOSEN || state == PREDICT_REVEALED;
    return any && (player_chosen(a) >= 0 || (a->ui.in && state == PREDICT_REVEALED));
}

float lecture_height(const App *a)
{
    const LessonStep *step = player_step(a);
    return step ? ROW * (float)((step->goal != NULL) + voted(a)) : 0;
}

/* "○ Get test accuracy to 90% or more.   now 79.7%"; a check when it is reached. */
static void goal(App *a, Rect r)
{
    const Theme *t = app_theme(a);
    const Goal *g = &a->player.goal;
    Canvas *c = a->ui.c;
    char words[200], text[UI_LINE], now[32];
    float y = r.y + ROW / 2, room = r.w - 52;
    if (!g->any)
        return;
    goalcard_words(player_step(a), words);
    if (g->meter && g->known) {
        TextStyle right = ui_text(13, FACE_MONO_MEDIUM, t->ink2, ALIGN_RIGHT);
        player_metric(&g->name, g->value, now);
        room -= canvas_textf(c, r.x + r.w - 16, y + 4.5f, right, tr("now %s"), now) + 16;
    }
    TextStyle s = ui_text(13, FACE_SEMIBOLD, g->reached ? t->train : t->ink, ALIGN_LEFT);
    ui_fit(c, s, words, room, text);
    if (g->reached)
        icon_draw(c, ICON_CHECK, r.x + 24, y, 0.9f, t->train, 0);
    else
        canvas_ring(c, (Vec2){ r.x + 24, y }, 7, 2, t->ink3);
    canvas_text(c, r.x + 40, y + 4.5f, s, text);
}

/* What the class has chosen; when the run has shown it, who was right, and the answer. */
static void vote(App *a, Rect r)
{
    const Theme *t = app_theme(a);
    const LessonStep *step = player_step(a);
    Canvas *c = a->ui.c;
    char text[UI_LINE];
    bool shown = player_predict(a) == PREDICT_REVEALED;
    int chosen = player_chosen(a), told = shown ? step->predict.answer : chosen;
    float x = r.x + 40, y = r.y + ROW / 2;
    if (shown && chosen >= 0)
        icon_draw(c, chosen == step->predict.answer ? ICON_CHECK : ICON_CLOSE, r.x + 24, y, 0.9f,
                  chosen == step->predict.answer ? t->train : t->ink2, 0);
    TextStyle first = ui_text(13, FACE_SEMIBOLD, t->ink, ALIGN_LEFT),
              s = ui_text(13, FACE_REGULAR, t->ink2, ALIGN_LEFT);
    x += canvas_text(c, x, y + 4.5f, first, shown ? question_verdict(a) : tr("Your guess")) + 12;
    Rect cap = { x, y - 10, 20, 20 };
    canvas_frame(c, cap, 4, 1, t->line);
    canvas_textf(c, x + 10, y + 4.5f, ui_text(12, FACE_MONO_MEDIUM, t->ink, ALIGN_CENTER), "%d", told + 1);
    ui_fit(c, s, step->predict.choice[told], r.x + r.w - 16 - x - 28, text);
    canvas_text(c, x + 28, y + 4.5f, s, text);
}

static void rows(App *a, Rect r)
{
    if (player_step(a)->goal) {
        goal(a, r);
        r.y += ROW;
    }
    if (voted(a))
        vote(a, r);
}

static Pane pane_in(App *a, const Frame *f, Rect r)
{
    float in = 16 + CARD_OVER;
    return (Pane){ .a = a,
                   .f = f,
                   .step = player_step(a),
                   .c = a->ui.c,
                   .t = app_theme(a),
                   .view = rect_inset(r, 1),
                   .x = r.x + in,
                   .w = r.w - 2 * in,
                   .y = r.y + 12 };
}

/* r: its place; when the words are too many for that, over all of the area. */
static void question(App *a, const Frame *f, Rect r, Rect area)
{
    const Theme *t = app_theme(a);
    Pane p = pane_in(a, f, r);
    if (question_height(&p) + 24 > r.h) {
        r = area;
        p = pane_in(a, f, r);
    }
    canvas_rect(p.c, r, 8, t->surface);
    canvas_frame(p.c, r, 8, 1, t->line);
    canvas_push_clip(p.c, p.view);
    question_draw(&p);
    canvas_pop_clip(p.c);
}

void lecture_draw(App *a, const Frame *f, const Layout *l)
{
    if (!l->present || !player_step(a) || l->tier == TIER_TINY)
        return;
    for (int i = 0; i < panel_count; i++) {
        Rect r = layout_lecture(a, l, i);
        if (r.h > 0 && r.h >= lecture_height(a))
            rows(a, r);
    }
    if (l->vote.w > 0)
        question(a, f, l->vote, l->area);
}
