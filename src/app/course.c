/* The menu of lessons: the course in its order and files of one's own, each with its minutes, what it is for, and how
 * far one is. It scrolls; arrows and Enter work as in any menu. */
#include "app/app_state.h"

#include <stdio.h>

static const float WIDE = 560, HEAD = 52, LEAVE = 64, ROW = 60; /* LEAVE: below the rows, while a lesson is open */

static int bits(uint64_t v)
{
    int n = 0;
    for (; v; v &= v - 1)
        n++;
    return n;
}

static bool done(const CourseRow *r) { return r->steps > 0 && bits(r->progress.seen) >= r->steps; }

static void state_text(const CourseRow *r, char out[48])
{
    if (done(r))
        snprintf(out, 48, "%s", tr("done"));
    else if (r->progress.seen)
        snprintf(out, 48, tr("step %d of %d"), r->progress.step + 1, r->steps);
    else
        snprintf(out, 48, tr("%d min"), r->minutes);
}

/* A check when it is done, a part of a ring when it is under way, its number otherwise. */
static void sign(const App *a, Canvas *c, const CourseRow *r, int number, float x, float y)
{
    const Theme *t = app_theme(a);
    if (done(r)) {
        canvas_disc(c, (Vec2){ x, y }, 11, t->train);
        icon_draw(c, ICON_CHECK, x, y, 0.9f, t->dark ? t->bg : t->surface, 0);
        return;
    }
    canvas_ring(c, (Vec2){ x, y }, 12, 2, t->line);
    float share = r->steps ? (float)bits(r->progress.seen) / (float)r->steps : 0;
    if (share > 0)
        canvas_arc(c, (Vec2){ x, y }, 12, -1.5708f, -1.5708f + 6.2832f * share, 2, t->ink);
    if (number)
        canvas_textf(c, x, y + 4.5f, ui_text(13, FACE_MONO, t->ink2, ALIGN_CENTER), "%d", number);
}

static bool lesson_row(App *a, int i, Rect r)
{
    Ui *ui = &a->ui;
    Canvas *c = ui->c;
    const Theme *t = app_theme(a);
    const CourseRow *row = &a->player.row[i];
    UiAnswer hit = ui_widget(ui, (UiId)(ID_COURSE_ROW + i), r, true);
    char state[48], text[UI_LINE];
    bool open = a->player.lesson && a->player.at == i;
    if (hit.hover || hit.held || open)
        canvas_rect(c, r, 6, hit.held ? t->line : t->raised);
    state_text(row, state);
    sign(a, c, row, row->bundled ? i + 1 : 0, r.x + 28, r.y + r.h / 2);
    TextStyle right = ui_text(13, FACE_REGULAR, done(row) ? t->train : t->ink3, ALIGN_RIGHT);
    float taken = canvas_text_width(c, right, state) + 32, room = r.w - 56 - taken;
    TextStyle title = ui_text(15, FACE_SEMIBOLD, t->ink, ALIGN_LEFT),
              brief = ui_text(13, FACE_REGULAR, t->ink2, ALIGN_LEFT);
    ui_fit(c, title, row->title, room, text);
    canvas_text(c, r.x + 56, r.y + 25, title, text);
    bool all = ui_fit(c, brief, row->objectives, r.w - 72, text);
    canvas_text(c, r.x + 56, r.y + 46, brief, text);
    canvas_text(c, r.x + r.w - 16, r.y + 25, right, state);
    if (hit.focused)
        ui_ring(ui, rect_inset(r, 4), 4);
    if (!all)
        ui_tip(ui, (UiId)(ID_COURSE_ROW + i), hit.hover, row->objectives, "");
    return hit.clicked || hit.entered;
}

/* Wheel, arrows, and whatever Tab brought the focus to; the arrows move the focus from row to row. */
static void scroll(App *a, Rect view, float longest)
{
    Ui *ui = &a->ui;
    UiInput *in = ui->in;
    if (!in)
        return;
    float *to = &a->pane.course_scroll;
    int n = a->player.rows, at = (int)ui->focus - ID_COURSE_ROW;
    int move = ui_key(ui, KEY_DOWN, 0) - ui_key(ui, KEY_UP, 0);
    if (move && n > 0) {
        at = at >= 0 && at < n ? clamp_i(at + move, 0, n - 1) : max_i(a->player.at, 0);
        ui->focus = (UiId)(ID_COURSE_ROW + at);
        ui->focus_ring = ui->animating = true;
        float y = ROW * (float)at;
        *to = clamp_f(*to, y + ROW - view.h, y);
    } else if (ui->focus_ring && at >= 0 && at < n) {
        *to = clamp_f(*to, ROW * (float)(at + 1) - view.h, ROW * (float)at);
    }
    if (rect_has(view, in->mouse) && in->wheel != 0) {
        *to -= in->wheel * ROW;
        in->wheel = 0;
        ui->focus_ring = false; /* or it would be brought back */
    }
    *to = clamp_f(*to, 0, longest);
}

void course_draw(App *a, const Layout *l)
{
    Ui *ui = &a->ui;
    Canvas *c = ui->c;
    const Theme *t = app_theme(a);
    const Player *p = &a->player;
    const float foot = p->lesson ? LEAVE : 10;
    float high = ROW * (float)p->rows, room = l->all.h - l->toolbar.h - 16 - HEAD - foot;
    Rect r = { 8, l->toolbar.y + l->toolbar.h + 8, min_f(WIDE, l->all.w - 16), 0 };
    r.h = HEAD + min_f(high, max_f(room, ROW)) + foot;
    r = popup_begin(a, r, false);
    Rect view = { r.x + 8, r.y + HEAD, r.w - 16, r.h - HEAD - foot };
    int chosen = -1;
    put(c, tr("Lessons"), r.x + 24, r.y + 33, 16, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    bool close = ui_icon(ui, ID_CLOSE, (Rect){ r.x + r.w - 44, r.y + 8, 36, 36 }, ICON_CLOSE, false, tr("Close (Esc)"));
    scroll(a, view, max_f(0, high - view.h));
    canvas_push_clip(c, view);
    for (int i = 0; i < p->rows; i++)
        if (lesson_row(a, i, (Rect){ view.x, view.y + ROW * (float)i - a->pane.course_scroll, view.w, ROW }))
            chosen = i;
    canvas_pop_clip(c);
    if (p->lesson)
        canvas_line(c, r.x + 1, view.y + view.h + 0.5f, r.x + r.w - 1, view.y + view.h + 0.5f, 1, t->line);
    if (high > view.h) {
        float size = max_f(24, view.h * view.h / high);
        canvas_rect(
            c, (Rect){ r.x + r.w - 7, view.y + (view.h - size) * a->pane.course_scroll / (high - view.h), 4, size }, 2,
            t->ink3);
    }
    Rect leave = { r.x + 16, r.y + r.h - 52, 200, 40 };
    bool explore = p->lesson && ui_button(ui, ID_LESSON_LEAVE, leave, tr("Explore without one"), UI_PLAIN, true);
    if (chosen >= 0)
        player_open(a, p->row[chosen].file, -1);
    if (explore) {
        player_leave(a);
        a->lent = false; /* the panels stay, as one's own */
    }
    if (close || explore || chosen >= 0 || app_pressed_outside(a, r))
        app_open(a, POPUP_NONE);
    popup_end(a);
}
