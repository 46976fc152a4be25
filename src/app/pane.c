/* The lesson pane: the step's text, its question, its goal, hints, and the way on and back. What it shows and what
 * happens when something is pressed is the player's (player.h); here it becomes a picture. What is longer than the
 * pane scrolls under a fixed head and over fixed buttons. */
#include "app/pane_parts.h"

#include <stdio.h>
#include <string.h>

static const float NOTCH = 48, MARK = 4,
                   LOW = 300; /* what a turn of the wheel moves; width of the scroll mark; a low pane */

/* --- open or closed --- */

bool pane_lies_over(const App *a)
{
    return a->player.lesson && !a->present && a->pane.drawer && layout_lesson_drawer(a->all);
}

void pane_toggle(App *a)
{
    if (!a->player.lesson)
        app_open(a, POPUP_COURSE);
    else if (layout_lesson_drawer(a->all))
        a->pane.drawer = !a->pane.drawer;
    else
        a->pane.closed = !a->pane.closed;
}

/* --- text --- */

static void number(void *user, const Span *live, char out[32]) { player_number(user, live, out); }

static FlowImage image(void *user, const char *name)
{
    const Album *album = &((const App *)user)->album;
    int i = album_find(album, name);
    if (i < 0)
        return (FlowImage){ 0 };
    const Pixels *px = &album->picture[i].px;
    return (FlowImage){ px->px, px->w, px->h, album->picture[i].version };
}

FlowStyle pane_style(const Pane *p, float size, float line, Color color)
{
    return (FlowStyle){
        .theme = p->t, .size = size, .line = line, .color = color, .number = number, .image = image, .user = p->a
    };
}

/* What a link does when it is pressed: a panel comes to the front, an address is copied (nothing in a lesson may start
 * a program). */
static void follow(App *a, const char *href)
{
    int panel = href[0] == '#' ? panel_find(href + 1) : -1;
    if (panel >= 0) {
        app_show_panel(a, panel, true);
    } else if (href[0] != '#') {
        snprintf(a->copied, sizeof a->copied, "%s", href);
        app_say(a, false, tr("Copied: %s"), a->copied);
    }
}

static void term_tip(App *a, UiId id, bool hover, const Span *s)
{
    int panel = s->href && s->href[0] == '#' ? panel_find(s->href + 1) : -1;
    if (panel >= 0 && !a->open[panel])
        ui_tip(&a->ui, id, hover, tr("Press to open this panel"), "");
    else if (s->href && s->href[0] != '#') {
        ui_tip(&a->ui, id, hover, s->href, "");
        ui_tip(&a->ui, id, hover, tr("Press to copy the address"), "");
    }
}

/* Links and live numbers answer the pointer; links can have the keyboard as well. */
static void answer_terms(Pane *p, const FlowTerms *terms)
{
    App *a = p->a;
    const Span *lit = NULL, *last = NULL;
    for (int i = 0; i < terms->n; i++) {
        const FlowTerm *t = &terms->term[i];
        UiId id = (UiId)(ID_TERM + a->pane.terms++);
        UiAnswer hit = ui_widget(&a->ui, id, rect_inset(t->r, -2), t->span->href && t->span != last);
        last = t->span;
        if (hit.hover || (hit.focused && a->ui.focus_ring))
            lit = t->span;
        if (hit.focused)
            ui_ring(&a->ui, t->r, 2);
        term_tip(a, id, hit.hover, t->span);
        if (t->span->href && (hit.clicked || hit.entered))
            follow(a, t->span->href);
    }
    if (!lit)
        return;
    for (int i = 0; i < terms->n; i++)
        if (terms->term[i].span == lit) {
            Rect r = terms->term[i].r;
            canvas_rect(p->c, (Rect){ r.x, r.y + r.h + 1, r.w, 2 }, 0, p->t->ink);
        }
    const char *name = flow_names(lit);
    if (name)
        snprintf(a->player.next_lit, sizeof a->player.next_lit, "%s", name);
}

float pane_prose(Pane *p, const Prose *prose, const FlowStyle *s, Rect r)
{
    FlowTerms *terms = arena_new(&p->a->scratch, FlowTerms, 1);
    float h = flow_prose(p->c, true, &p->a->scratch, prose, r, s, terms);
    answer_terms(p, terms);
    return h;
}

float pane_text(Pane *p, const char *text, Face face, const FlowStyle *s, Rect r)
{
    return flow_text(p->c, true, &p->a->scratch, text, face, r, s);
}

float pane_text_height(Pane *p, const char *text, Face face, const FlowStyle *s, float w)
{
    return flow_text(p->c, false, &p->a->scratch, text, face, (Rect){ .w = w }, s);
}

Rect pane_card(const Pane *p, float h) { return (Rect){ p->x - CARD_OVER, p->y, p->w + 2 * CARD_OVER, h }; }

/* --- head --- */

static void segments(App *a, Rect r, const Theme *t)
{
    const Lesson *l = a->player.lesson;
    float gap = l->steps > 12 ? 2 : 4, w = (r.w + gap) / (float)l->steps;
    for (int i = 0; i < l->steps; i++) {
        Rect s = { r.x + w * (float)i, r.y, w - gap, 4 };
        UiId id = (UiId)(ID_SEGMENT + i);
        UiAnswer hit = ui_widget(&a->ui, id, (Rect){ s.x - gap / 2, s.y - 8, w, 20 }, false);
        canvas_rect(a->ui.c, s, 2,
                    i == a->player.step               ? t->ink
                    : i < a->player.step || hit.hover ? t->ink3
                                                      : t->raised);
        ui_tip(&a->ui, id, hit.hover, l->step[i].title, "");
        if (hit.clicked)
            player_go(a, i);
    }
}

/* The lesson's name opens the menu of the course. */
static void head(App *a, const Layout *l, float x, float w)
{
    Ui *ui = &a->ui;
    const Theme *t = app_theme(a);
    const Player *p = &a->player;
    float y = l->lesson.y + (l->compact ? 28 : 36), close = l->lesson_over ? 28 : 0;
    char count[48], name[UI_LINE];
    snprintf(count, sizeof count, tr("%d of %d"), p->step + 1, p->lesson->steps);
    TextStyle s = ui_text(13, FACE_MEDIUM, t->ink3, ALIGN_LEFT), right = s;
    right.align = ALIGN_RIGHT;
    float room = w - close - canvas_text_width(ui->c, s, count) - 36;
    canvas_text(ui->c, x + w - close, y, right, count);
    ui_fit(ui->c, s, p->lesson->title, room, name);
    Rect hit = { x - 8, y - 22, canvas_text_width(ui->c, s, name) + 34, UI_HIT - 2 };
    UiAnswer answer = ui_widget(ui, ID_COURSE, hit, true);
    if (answer.hover || a->popup == POPUP_COURSE) {
        canvas_rect(ui->c, hit, 6, t->raised);
        s.color = t->ink;
    }
    canvas_text(ui->c, x, y, s, name);
    icon_draw(ui->c, ICON_DOWN, hit.x + hit.w - 14, y - 4, 0.7f, s.color, 0);
    if (answer.focused)
        ui_ring(ui, rect_inset(hit, 3), 4);
    ui_tip(ui, ID_COURSE, answer.hover, tr("All lessons"), "");
    if (answer.clicked || answer.entered)
        app_open(a, POPUP_COURSE);
    if (l->lesson_over &&
        ui_icon(ui, ID_PANE_CLOSE, (Rect){ x + w - 24, y - 22, 34, 34 }, ICON_CLOSE, false, tr("Close the lesson (O)")))
        pane_toggle(a);
    segments(a, (Rect){ x, y + 14, w, 4 }, t);
}

/* --- content --- */

/* The lesson's file cannot be read any more: what is wrong, and that the text is the last good one. */
static void broken(Pane *p)
{
    const Player *player = &p->a->player;
    const Theme *t = p->t;
    char where[64];
    if (!player->error[0])
        return;
    FlowStyle s = pane_style(p, 14, 20, t->ink);
    float w = p->w - 16, high = pane_text_height(p, player->error, FACE_REGULAR, &s, w);
    float note = pane_text_height(p, tr("What you see is how it was before."), FACE_REGULAR, &s, w);
    Rect r = pane_card(p, 44 + high + note + 12);
    canvas_rect(p->c, r, 8, t->danger_fill);
    canvas_frame(p->c, r, 8, 1, t->danger);
    icon_draw(p->c, ICON_WARN, r.x + 24, r.y + 24, 0.9f, t->danger, t->danger_fill);
    snprintf(where, sizeof where, tr("Line %d of the file"), player->error_line);
    put(p->c, player->error_line ? where : tr("The file"), r.x + 44, r.y + 29, 14, FACE_SEMIBOLD, t->danger,
        ALIGN_LEFT);
    Rect in = { r.x + 16, r.y + 42, w, 0 };
    in.y += pane_text(p, player->error, FACE_REGULAR, &s, in);
    s.color = t->ink2;
    pane_text(p, tr("What you see is how it was before."), FACE_REGULAR, &s, in);
    p->y += r.h + 12;
}

/* A row of the list below the cards: an icon and some words. */
static bool row(Pane *p, UiId id, Icon icon, const char *label)
{
    Ui *ui = &p->a->ui;
    FlowStyle s = pane_style(p, 15, 20, p->t->ink2);
    float high = pane_text_height(p, label, FACE_MEDIUM, &s, p->w - 24);
    Rect r = { p->x - CARD_OVER, p->y, p->w + 2 * CARD_OVER, high + 12 };
    UiAnswer hit = ui_widget(ui, id, r, true);
    if (hit.hover || hit.held) {
        canvas_rect(p->c, r, 6, hit.held ? p->t->line : p->t->raised);
        s.color = p->t->ink;
    }
    icon_draw(p->c, icon, p->x + 4, r.y + 16, icon == ICON_RESET ? 0.75f : 1, hit.hover ? p->t->ink : p->t->ink3, 0);
    pane_text(p, label, FACE_MEDIUM, &s, (Rect){ p->x + 20, r.y + 6, p->w - 24, 0 });
    if (hit.focused)
        ui_ring(ui, rect_inset(r, 4), 4);
    p->y += r.h;
    return hit.clicked || hit.entered;
}

/* Words behind a row that opens and closes. */
static void fold(Pane *p, UiId id, const char *label, const Prose *prose, bool *open)
{
    if (!prose->blocks)
        return;
    if (row(p, id, *open ? ICON_DOWN : ICON_RIGHT, label))
        *open = !*open;
    if (!*open)
        return;
    FlowStyle s = pane_style(p, 15, 22, p->t->ink2);
    p->y += 4 + pane_prose(p, prose, &s, (Rect){ p->x, p->y + 4, p->w, 0 }) + 8;
}

/* Back to the start of this step, or of everything; the toolbar's reset rewinds only the training. */
static void ways_back(Pane *p)
{
    App *a = p->a;
    canvas_line(p->c, p->x, p->y + 8.5f, p->x + p->w, p->y + 8.5f, 1, p->t->line);
    p->y += 16;
    if (!a->player.asking) {
        if (row(p, ID_AGAIN, ICON_RESET, tr("Start this step again")))
            player_again(a);
        if (row(p, ID_EVERYTHING, ICON_RESET, tr("Start the lesson over")))
            player_everything(a, false);
        return;
    }
    FlowStyle s = pane_style(p, 15, 20, p->t->ink);
    p->y += 6 + pane_text(p, tr("Forget all answers and goals of this lesson?"), FACE_MEDIUM, &s,
                          (Rect){ p->x, p->y + 6, p->w, 0 });
    float half = (p->w + 2 * CARD_OVER - 8) / 2;
    Rect yes = { p->x - CARD_OVER, p->y + 8, half, 40 }, no = { p->x - CARD_OVER + half + 8, p->y + 8, half, 40 };
    if (ui_button(&a->ui, ID_EVERYTHING_YES, yes, tr("Start over"), UI_PLAIN, true))
        player_everything(a, true);
    if (ui_button(&a->ui, ID_EVERYTHING_NO, no, tr("Keep them"), UI_PRIMARY, true))
        a->player.asking = false;
    p->y += 56;
}

/* Nothing goes on before an open question is answered: where it would end below the fold, it comes before the text, and
 * stays there until the run has settled it. used: what stands above the text. */
static void order(Pane *p, float used, const FlowStyle *s)
{
    Predict state = player_predict(p->a);
    if (state == PREDICT_OPEN) {
        float text = flow_prose(p->c, false, &p->a->scratch, &p->step->prose, (Rect){ .w = p->w }, s, NULL);
        p->a->pane.ask_first = used + text + question_height(p) > p->view.h;
    } else if (state != PREDICT_CHOSEN) {
        p->a->pane.ask_first = false;
    }
}

static void content(Pane *p)
{
    const LessonStep *s = p->step;
    Player *player = &p->a->player;
    FlowStyle title = pane_style(p, p->small ? 21 : 24, p->small ? 28 : 32, p->t->ink);
    FlowStyle prose = pane_style(p, p->small ? 15 : 17, p->small ? 22 : 26, p->t->ink2);
    float top = p->y;
    broken(p);
    p->y += pane_text(p, s->title, FACE_SEMIBOLD, &title, (Rect){ p->x, p->y, p->w, 0 }) + (p->small ? 5 : 9);
    order(p, p->y - top + (p->small ? 32 : 43), &prose);
    if (p->a->pane.ask_first) {
        p->y += 4;
        question_draw(p);
    }
    p->y += pane_prose(p, &s->prose, &prose, (Rect){ p->x, p->y, p->w, 0 }) + (p->small ? 20 : 25);
    if (!p->a->pane.ask_first)
        question_draw(p);
    goalcard_draw(p);
    fold(p, ID_LESSON_HINT, tr("Hint"), &s->hint, &player->hint);
    if (player_predict(p->a) != PREDICT_OPEN) /* it would give the answer away */
        fold(p, ID_LESSON_WHY, tr("Why it works"), &s->why, &player->why);
    ways_back(p);
}

/* --- buttons --- */

static float buttons_high(const Pane *p) { return p->small ? 40 : 48; }

/* y: top of the row. */
static void buttons(Pane *p, float y)
{
    App *a = p->a;
    Ui *ui = &a->ui;
    const Lesson *l = a->player.lesson;
    float h = buttons_high(p), left = p->small ? 84 : 104;
    Rect back = { p->x - CARD_OVER, y, left, h }, next = { p->x + left, y, p->w + CARD_OVER - left, h };
    bool last = a->player.step + 1 == l->steps, more = player_has_next(a);
    const char *label = last && more ? tr("Next lesson") : tr("Next");
    if (ui_button(ui, ID_BACK, back, tr("Back"), UI_PLAIN, player_has_back(a)))
        player_back(a);
    if (ui_button_icon(ui, ID_NEXT, next, label, ICON_RIGHT, player_done(a) ? UI_PRIMARY : UI_PLAIN, more))
        player_next(a);
    if (a->player.preparing)
        put(ui->c, tr("Training up to this step …"), p->x, y - 12, 13, FACE_REGULAR, p->t->ink3, ALIGN_LEFT);
}

/* --- scrolling --- */

static bool has_focus(const App *a) { return a->ui.focus >= ID_PANE && a->ui.focus < ID_PANE_END; }

/* What wheel and keys ask for. */
static float wanted_scroll(App *a, Rect view, float longest)
{
    Ui *ui = &a->ui;
    UiInput *in = ui->in;
    float to = a->pane.scroll;
    if (rect_has(view, in->mouse) && in->wheel != 0 && !ui->menu && ui->layer >= ui->top) {
        to -= in->wheel * NOTCH;
        in->wheel = 0;
    }
    if (has_focus(a)) {
        to += ui_key(ui, KEY_DOWN, 0) ? NOTCH : 0;
        to -= ui_key(ui, KEY_UP, 0) ? NOTCH : 0;
        to = ui_key(ui, KEY_HOME, 0) ? 0 : ui_key(ui, KEY_END, 0) ? longest : to;
    }
    return to;
}

/* What got the keyboard in this frame is brought into view. */
static float show_focus(App *a, Rect view, float scroll)
{
    Rect r = a->ui.focus_rect;
    bool fresh = a->ui.focus != a->pane.focus;
    a->pane.focus = a->ui.focus;
    if (!fresh || !has_focus(a) || a->ui.focus == ID_PANE || !a->ui.focus_ring)
        return scroll;
    if (r.y < view.y + 8)
        return scroll - (view.y + 8 - r.y);
    if (r.y + r.h > view.y + view.h - 8)
        return scroll + min_f(r.y - view.y - 8, r.y + r.h - view.y - view.h + 8);
    return scroll;
}

static void scroll_mark(const Pane *p, float high, float scroll)
{
    if (high <= p->view.h)
        return;
    float size = max_f(24, p->view.h * p->view.h / high), room = p->view.h - size;
    Rect r = { p->view.x + p->view.w - 3 - MARK, p->view.y + room * scroll / (high - p->view.h), MARK, size };
    canvas_rect(p->c, r, MARK / 2, p->t->ink3);
    if (scroll + p->view.h < high - 1) /* there is more below */
        canvas_line(p->c, p->view.x, p->view.y + p->view.h - 0.5f, p->view.x + p->view.w, p->view.y + p->view.h - 0.5f,
                    1, p->t->line);
}

/* Links are 64 numbers; what the buttons are called is fixed. */
static void scrolled(Pane *p, bool with_buttons)
{
    App *a = p->a;
    PaneState *s = &a->pane;
    s->terms = 0;
    canvas_push_clip(p->c, p->view);
    UiAnswer hit = ui_widget(&a->ui, ID_PANE, p->view, s->longest > 0);
    float top = p->view.y + (p->small ? 12 : 18) - s->scroll;
    p->y = top;
    content(p);
    if (with_buttons) {
        buttons(p, p->y + 28);
        p->y += 28 + buttons_high(p);
    }
    float high = p->y - top + 24;
    canvas_pop_clip(p->c);
    s->longest = max_f(0, high - p->view.h);
    scroll_mark(p, high, min_f(s->scroll, s->longest));
    if (hit.focused)
        ui_ring(&a->ui, rect_inset(p->view, 6), 4);
    if (!a->ui.in)
        return;
    float to = clamp_f(show_focus(a, p->view, wanted_scroll(a, p->view, s->longest)), 0, s->longest);
    a->ui.animating |= to != s->scroll;
    s->scroll = to;
}

/* Another step, or another lesson: its text begins at the top, and is to be seen. */
static void arrive(App *a)
{
    PaneState *s = &a->pane;
    const Player *p = &a->player;
    if (p->lesson && (s->step != p->step || s->row != p->at)) {
        s->scroll = 0;
        s->closed = false;
        s->drawer = true;
        a->ui.animating = true; /* the layout follows */
    }
    s->step = p->lesson ? p->step : -1;
    s->row = p->lesson ? p->at : -1;
}

void pane_draw(App *a, const Frame *f, const Layout *l)
{
    Rect r = l->lesson;
    const Theme *t = app_theme(a);
    arrive(a);
    if (r.w <= 0 || r.h <= 0)
        return;
    bool small = l->compact;
    Pane p = { .a = a, .f = f, .step = player_step(a), .c = a->ui.c, .t = t, .small = small };
    p.x = r.x + (small ? 20 : 24);
    p.w = r.w - (small ? 36 : 48);
    canvas_rect(p.c, r, 0, t->surface);
    canvas_line(p.c, r.x + r.w - 0.5f, r.y, r.x + r.w - 0.5f, r.y + r.h, 1, t->line);
    if (l->lesson_over)
        canvas_line(p.c, r.x, r.y + r.h - 0.5f, r.x + r.w, r.y + r.h - 0.5f, 1, t->line);
    head(a, l, p.x, p.w);
    float top = r.y + (small ? 46 : 54);
    bool low = r.h < LOW; /* there is no room for buttons beside the text: they follow it */
    float foot = buttons_high(&p) + (small ? 16 : 24);
    p.view = (Rect){ r.x, top, r.w - 1, r.y + r.h - 1 - top };
    if (!low)
        p.view.h -= foot + 11 + (a->player.preparing ? 18 : 0);
    scrolled(&p, low);
    if (!low)
        buttons(&p, r.y + r.h - foot);
}
