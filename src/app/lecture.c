/* A lesson in front of a class (Present): the step's title stands in the hero's header, its goal on the picture, and an
 * open question, large, where the panel is, so that the class can vote before the run shows who is right. */
#include "app/pane_parts.h"

#include <stdio.h>

const char *lecture_title(const App *a)
{
    const LessonStep *step = player_step(a);
    return a->present && step ? step->title : NULL;
}

/* "○ test accuracy at least 93 %", in the corner where no numbers stand; a check when it is reached. */
static void goal(App *a, Rect field)
{
    const Theme *t = app_theme(a);
    const Goal *g = &a->player.goal;
    Canvas *c = a->ui.c;
    char words[200], text[UI_LINE];
    float room = field.w - 240; /* test and train accuracy stand at the right */
    if (!g->any || room < 120 || field.h < 120)
        return;
    goalcard_words(player_step(a), words);
    TextStyle s = ui_text(13, FACE_SEMIBOLD, g->reached ? t->train : t->ink, ALIGN_LEFT);
    ui_fit(c, s, words, room - 48, text);
    Rect box = { field.x + 12, field.y + 12, canvas_text_width(c, s, text) + 48, 30 };
    canvas_rect(c, box, 6, t->note);
    canvas_frame(c, box, 6, g->reached ? 2 : 1, g->reached ? t->train : t->line);
    if (g->reached)
        icon_draw(c, ICON_CHECK, box.x + 18, box.y + 15, 0.9f, t->train, 0);
    else
        canvas_ring(c, (Vec2){ box.x + 18, box.y + 15 }, 7, 2, t->ink3);
    canvas_text(c, box.x + 36, box.y + 19.5f, s, text);
}

/* Where the panel is; at 4:3, where the hero fills the width, in the right half of that. */
static Rect place(const App *a, const Layout *l)
{
    Rect r = l->panel[a->beside], hero = l->panel[PANEL_BOUNDARY];
    if (a->beside != PANEL_BOUNDARY && r.w > 0)
        return l->hero ? r : (Rect){ r.x + r.w / 2, r.y + 40, r.w / 2, r.h - 40 };
    return (Rect){ hero.x + hero.w / 2, hero.y + 40, hero.w / 2, hero.h - 40 };
}

static void question(App *a, const Frame *f, Rect r)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    Pane p = { .a = a, .f = f, .step = player_step(a), .c = ui->c, .t = t, .view = rect_inset(r, 1) };
    p.x = r.x + 16 + CARD_OVER;
    p.w = r.w - 2 * p.x + 2 * r.x;
    p.y = r.y + 16;
    canvas_rect(ui->c, r, 8, t->surface);
    canvas_frame(ui->c, r, 8, 1, t->line);
    canvas_push_clip(ui->c, p.view);
    question_draw(&p);
    canvas_pop_clip(ui->c);
}

void lecture_draw(App *a, const Frame *f, const Layout *l)
{
    if (!l->present || !player_step(a) || l->tier == TIER_TINY)
        return;
    if (l->panel[PANEL_BOUNDARY].w > 0)
        goal(a, layout_field(a, l));
    if (player_predict(a) == PREDICT_OPEN)
        question(a, f, place(a, l));
}
