/* Predict, then reveal: a question with two to four answers. One is chosen before training goes on; when the run has
 * shown it, words and an icon say which was right. Keys 1 to 4 are player.c's. */
#include "app/pane_parts.h"

#include <stdio.h>

static const float PAD = 16, KEY = 24, ROW_GAP = 4;

typedef struct Answer { /* how one of the choices is shown */
    Icon icon;          /* instead of its number */
    Color frame, ink;
    const char *note; /* below its words, or NULL */
} Answer;

static Answer answer_of(const Pane *p, int i)
{
    const Theme *t = p->t;
    Predict state = player_predict(p->a);
    bool chosen = player_chosen(p->a) == i, right = p->step->predict.answer == i;
    if (state == PREDICT_OPEN)
        return (Answer){ ICON_NONE, t->line, t->ink, NULL };
    if (state == PREDICT_CHOSEN)
        return (Answer){ ICON_NONE, chosen ? t->ink : t->line, chosen ? t->ink : t->ink2,
                         chosen ? tr("your answer") : NULL };
    if (right)
        return (Answer){ ICON_CHECK, t->train, t->ink, chosen ? tr("your answer, and right") : tr("this is right") };
    return (Answer){ chosen ? ICON_CLOSE : ICON_NONE, t->line, t->ink2, chosen ? tr("your answer, not so") : NULL };
}

static void key_cap(const Pane *p, Rect row, int i, const Answer *look)
{
    Rect cap = { row.x + 8, row.y + 7, KEY, KEY };
    if (look->icon != ICON_NONE) {
        icon_draw(p->c, look->icon, cap.x + KEY / 2, cap.y + KEY / 2, 0.9f,
                  look->icon == ICON_CHECK ? p->t->train : p->t->ink2, 0);
        return;
    }
    canvas_rect(p->c, cap, 4, p->t->surface);
    canvas_frame(p->c, cap, 4, 1, p->t->line);
    canvas_textf(p->c, cap.x + KEY / 2, cap.y + 17, ui_text(13, FACE_MONO_MEDIUM, look->ink, ALIGN_CENTER), "%d",
                 i + 1);
}

/* One of the choices at y; returns the height. With draw false it is only measured. */
static float choice(Pane *p, int i, float x, float y, float w, bool draw)
{
    Ui *ui = &p->a->ui;
    bool open = player_predict(p->a) == PREDICT_OPEN;
    Answer look = answer_of(p, i);
    FlowStyle s = pane_style(p, 15, 20, look.ink);
    Rect text = { x + 8 + KEY + 8, y + 9, w - KEY - 24, 0 };
    float words = pane_text_height(p, p->step->predict.choice[i], FACE_MEDIUM, &s, text.w);
    Rect row = { x, y, w, words + (look.note ? 36 : 18) };
    if (!draw)
        return row.h;
    UiAnswer hit = { 0 };
    if (open)
        hit = ui_widget(ui, (UiId)(ID_CHOICE + i), row, true);
    if (hit.hover || hit.held)
        canvas_rect(p->c, row, 6, p->t->line);
    canvas_frame(p->c, row, 6, look.frame == p->t->line ? 1 : 1.5f, hit.hover ? p->t->ink3 : look.frame);
    key_cap(p, row, i, &look);
    pane_text(p, p->step->predict.choice[i], FACE_MEDIUM, &s, text);
    if (look.note)
        put(p->c, look.note, text.x, row.y + row.h - 12, 13, FACE_REGULAR,
            look.icon == ICON_CHECK ? p->t->train : p->t->ink3, ALIGN_LEFT);
    if (hit.focused)
        ui_ring(ui, rect_inset(row, 4), 4);
    if (hit.clicked || hit.entered)
        player_answer(p->a, i);
    return row.h;
}

/* Once one is chosen the others are out of the way, until the run has shown which was right. */
static bool is_shown(const Pane *p, int i)
{
    Predict state = player_predict(p->a);
    return state == PREDICT_OPEN || i == player_chosen(p->a) ||
           (state == PREDICT_REVEALED && i == p->step->predict.answer);
}

const char *question_verdict(const App *a)
{
    switch (player_predict(a)) {
    case PREDICT_NONE: break;
    case PREDICT_OPEN: return tr("Choose before you train.");
    case PREDICT_CHOSEN: return tr("Press Space and see.");
    case PREDICT_REVEALED:
        if (player_chosen(a) < 0)
            return tr("Seen without a guess.");
        return player_chosen(a) == player_step(a)->predict.answer ? tr("You were right.") : tr("It went another way.");
    }
    return "";
}

static const float TITLE = 44; /* height of the line above the question */

/* The card's content from its top; returns the height of the card. */
static float content(Pane *p, Rect r, bool draw)
{
    const LessonStep *s = p->step;
    FlowStyle ask = pane_style(p, 16, 22, p->t->ink), note = pane_style(p, 14, 20, p->t->ink2);
    Rect in = { r.x + PAD, r.y + TITLE, r.w - 2 * PAD, 0 };
    Canvas *c = p->c;
    in.y += draw ? pane_prose(p, &s->predict.ask, &ask, in)
                 : flow_prose(c, false, &p->a->scratch, &s->predict.ask, in, &ask, NULL);
    in.y += 12;
    for (int i = 0; i < s->predict.choices; i++)
        if (is_shown(p, i))
            in.y += choice(p, i, r.x + 8, in.y, r.w - 16, draw) + ROW_GAP;
    in.y += 6;
    in.y += draw ? pane_text(p, question_verdict(p->a), FACE_REGULAR, &note, in)
                 : pane_text_height(p, question_verdict(p->a), FACE_REGULAR, &note, in.w);
    return in.y + 12 - r.y;
}

float question_height(Pane *p) { return content(p, pane_card(p, 0), false); }

void question_draw(Pane *p)
{
    Predict state = player_predict(p->a);
    if (state == PREDICT_NONE)
        return;
    Ui *ui = &p->a->ui;
    const Theme *t = p->t;
    Rect r = pane_card(p, question_height(p));
    canvas_rect(p->c, r, 8, t->raised);
    canvas_frame(p->c, r, 8, 1, t->line);
    put(p->c, state == PREDICT_REVEALED ? tr("What happened") : tr("Your guess"), r.x + PAD, r.y + 28, 14,
        FACE_SEMIBOLD, t->ink2, ALIGN_LEFT);
    if (state == PREDICT_OPEN) {
        float w = canvas_text_width(p->c, ui_text(13, FACE_MEDIUM, 0, ALIGN_LEFT), tr("Skip")) + 20;
        if (ui_button(ui, ID_SKIP, (Rect){ r.x + r.w - w - 6, r.y + 8, w, 30 }, tr("Skip"), UI_QUIET, true))
            player_answer(p->a, -1);
    }
    content(p, r, true);
    p->y += r.h + 16;
}
