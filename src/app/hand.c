/* The keyboard's hand on a panel. What has the focus among panels has a mark that arrows move; there the panel answers
 * as if the pointer were on it: it tells what lies there, Enter clicks, Shift with arrows drags, + and - turn the
 * wheel, Home clicks twice. So whatever a mouse can do on a panel the keyboard can, and panels need not know. */
#include "app/app_state.h"

static const float STEP = 8, FAST = 16, DRAG = 16; /* layout pixels: a key, a key held down, with Shift */

/* What the keys of this frame mean. */
static void take_keys(Hand *h, UiInput *in)
{
    for (int i = 0; i < in->keys; i++) {
        KeyPress *k = &in->key[i];
        float step = k->shift ? DRAG : k->repeat ? FAST : STEP;
        Vec2 *to = k->shift ? &h->drag : &h->at;
        bool used = true;
        if (k->ctrl || k->alt)
            continue;
        switch (k->key) {
        case KEY_LEFT: to->x -= step; break;
        case KEY_RIGHT: to->x += step; break;
        case KEY_UP: to->y -= step; break;
        case KEY_DOWN: to->y += step; break;
        case KEY_HOME: h->twice = true; break;
        case KEY_DELETE:
        case KEY_BACKSPACE: h->erase = true; break;
        default:
            used = k->key == KEY_PRINT && (k->rune == '+' || k->rune == '=' || k->rune == '-');
            h->wheel += used ? k->rune == '-' ? -1.0f : 1.0f : 0;
        }
        if (used)
            k->key = KEY_NONE;
    }
}

/* The same with a mouse: pressed, moved, let go. */
static void act(App *a, int panel, Rect body)
{
    const Hand *h = &a->hand;
    const PanelDef *d = &panel_defs[panel];
    bool moved = h->drag.x != 0 || h->drag.y != 0;
    UiInput in = { .time = a->now, .mouse = h->at, .wheel = h->wheel };
    if (!d->input || (!moved && !h->press && !h->twice && h->wheel == 0))
        return;
    if (moved || h->press || h->twice) {
        in.pressed = in.down = true;
        in.clicks = h->twice ? 2 : 1;
    }
    d->input(&a->view[panel], &in, body);
    in.pressed = false;
    in.wheel = 0;
    in.mouse = (Vec2){ h->at.x + h->drag.x, h->at.y + h->drag.y };
    d->input(&a->view[panel], &in, body);
    in.down = false;
    d->input(&a->view[panel], &in, body);
}

void hand_frame(App *a, int panel, Rect body, bool entered)
{
    Hand *h = &a->hand;
    Ui *ui = &a->ui;
    UiId id = (UiId)(ID_PANEL + panel);
    if (ui->focus != id || !ui->focus_ring || !ui->in || ui->layer < ui->top || ui->menu || a->popup) {
        h->of = h->of == id ? 0 : h->of;
        return;
    }
    Rect was = h->body;
    bool here = h->of == id && was.w > 0 && was.h > 0; /* at the same place of the panel, whatever its size is now */
    Vec2 part = here ? (Vec2){ (h->at.x - was.x) / was.w, (h->at.y - was.y) / was.h } : (Vec2){ 0.5f, 0.5f };
    *h = (Hand){ .of = id, .body = body, .press = entered };
    h->at = (Vec2){ body.x + part.x * body.w, body.y + part.y * body.h };
    take_keys(h, ui->in);
    h->at.x = clamp_f(h->at.x, body.x + 1, body.x + body.w - 1);
    h->at.y = clamp_f(h->at.y, body.y + 1, body.y + body.h - 1);
    act(a, panel, body);
    ui_tip_at(ui, h->at);
}

bool hand_on(const App *a, int panel) { return a->ui.in && a->hand.of == (UiId)(ID_PANEL + panel); }

void hand_draw(App *a, int panel, Rect r)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    Vec2 at = a->hand.at;
    if (!hand_on(a, panel))
        return;
    ui_ring(&a->ui, rect_inset(r, 5), 4);
    for (int pass = 0; pass < 2; pass++) { /* a cross with a casing, to be seen on every picture */
        float w = pass ? 2 : 5;
        Color color = pass ? t->ink : t->surface;
        canvas_ring(c, at, 9, w, color);
        canvas_line(c, at.x - 15, at.y, at.x - 9, at.y, w, color);
        canvas_line(c, at.x + 9, at.y, at.x + 15, at.y, w, color);
        canvas_line(c, at.x, at.y - 15, at.x, at.y - 9, w, color);
        canvas_line(c, at.x, at.y + 9, at.x, at.y + 15, w, color);
    }
}
