/* Present: the net in front of a class. The hero, one panel and the deck, twice as large; the toolbar comes while the
 * pointer touches the top edge or the focus is on it; keys are told at the foot and go when nobody needs them, and so
 * does the pointer. A presenter's remote sends F5, Esc, PageUp, PageDown and a full stop or B. */
#include "app/app_state.h"

static const double HINT = 4, POINTER = 2, FADE = 0.24; /* seconds of rest until they go; how long that takes */
static const float TOUCH = 4;                           /* the top edge, in layout pixels */

void present_view(App *a, bool on)
{
    if (a->present == on)
        return;
    a->full_before = a->full;
    a->present = on;
    a->toolbar_out = a->blanked = false;
    a->expanded = a->drawer = -1;
    a->moved_at = a->touched_at = a->now;
}

void present_enter(App *a)
{
    if (a->present)
        return;
    present_view(a, true);
    a->full = true;
    a->stage = STAGE_PANELS;
}

void present_leave(App *a)
{
    bool before = a->full_before;
    present_view(a, false);
    a->full = before;
}

void present_panel(App *a, int panel)
{
    a->beside = a->beside == panel ? layout_main(a) : panel;
    a->raised[panel] = ++a->raises;
    if (a->expanded >= 0)
        a->expanded = -1;
}

void present_input(App *a)
{
    const Ui *ui = &a->ui;
    const UiInput *in = ui->in;
    if (!in)
        return;
    bool moved = in->mouse.x != ui->mouse_was.x || in->mouse.y != ui->mouse_was.y;
    if (moved || in->down || in->pressed || in->wheel != 0)
        a->moved_at = a->now;
    if (a->moved_at == a->now || in->keys > 0)
        a->touched_at = a->now;
    bool bar = in->mouse.y >= 0 && in->mouse.y < (a->toolbar_out ? 56 : TOUCH);
    bool focused = ui->focus_ring && ui->focus_at == ui->focus && ui->focus_rect.y < 0;
    bool stays = a->toolbar_out && (ui->menu || a->popup || (ui->focus_ring && ui->focus_rect.y < 48));
    a->toolbar_out = a->present && (bar || focused || stays);
}

/* What is told at the foot of the deck: 1 at first, then less, 0 after a while without input, and in a picture, where
 * no key does anything. */
static float hint_alpha(App *a)
{
    double rest = a->now - a->touched_at - HINT;
    if (!a->ui.in)
        return 0;
    if (rest < 0)
        return 1;
    float left = a->calm ? 0 : max_f(0, 1 - (float)(rest / FADE));
    a->ui.animating |= left > 0;
    return left;
}

static void hint(App *a, const Layout *l)
{
    static const char *const hints[][2] = {
        { N_("Space"), N_("play, pause") }, { "← →", N_("strength") }, { N_("1–5"), N_("panel") },
        { N_("PgDn"), N_("next step") },    { ".", N_("dark") },       { N_("Esc"), N_("leave") }
    };
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    float alpha = hint_alpha(a), w[COUNT(hints)][2], all = -20, y = l->deck.y + l->deck.h - 7;
    TextStyle key = { .size = 10, .face = FACE_MONO_MEDIUM, .color = color_alpha(t->ink2, alpha) };
    TextStyle word = { .size = 10, .face = FACE_REGULAR, .color = color_alpha(t->ink3, alpha) };
    bool lesson = a->player.lesson != NULL;
    for (int i = 0; i < COUNT(hints); i++) {
        w[i][0] = canvas_text_width(c, key, tr(hints[i][0])) + 5;
        w[i][1] = canvas_text_width(c, word, tr(hints[i][1])) + 20;
        all += i == 3 && !lesson ? 0 : w[i][0] + w[i][1];
    }
    float x = (l->all.w - all) / 2;
    for (int i = 0; i < COUNT(hints) && alpha > 0 && x > 8; i++) {
        if (i == 3 && !lesson)
            continue;
        canvas_text(c, x, y, key, tr(hints[i][0]));
        canvas_text(c, x + w[i][0], y, word, tr(hints[i][1]));
        x += w[i][0] + w[i][1];
    }
}

void present_draw(App *a, const Layout *l)
{
    if (l->present && l->tier < TIER_TINY)
        hint(a, l);
}

bool present_dark(App *a, Canvas *c, Rect all)
{
    UiInput *in = a->ui.in;
    if (!a->blanked || !in)
        return false;
    a->blanked = in->keys == 0 && !in->pressed;
    in->keys = 0; /* the key that brings the picture back does nothing else */
    canvas_rect(c, all, 0, 0xFF000000);
    a->ui.animating |= !a->blanked;
    return true;
}

bool app_full_screen(const App *a) { return a->full; }

bool app_presenting(const App *a) { return a->present; }

bool app_pointer_hidden(const App *a)
{
    return a->present && (a->blanked || a->now - a->moved_at >= POINTER) && !a->popup;
}

/* The next moment at which something goes although nobody touched anything. */
double app_wait(const App *a)
{
    double next = -1;
    const double due[] = { a->message_until, a->present ? a->touched_at + HINT : 0,
                           a->present ? a->moved_at + POINTER : 0 };
    for (int i = 0; i < COUNT(due); i++)
        if (due[i] > a->now && (next < 0 || due[i] - a->now < next))
            next = due[i] - a->now;
    return next;
}
