/* The big slider: an exact stop at 0, a slanted notch for the break, then lambda on a logarithmic axis. Drag, click,
 * wheel, keys, typed values; it snaps to 0 and to the sweet spot, and asks twice before a lambda that the optimiser
 * cannot step. */
#include "app/app_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const float HALF_BAND = 24, SNAP = 6, THUMB = 18;

const Sweep *slider_sweep(const App *a, const Frame *f)
{
    const Sweep *s = f->f.sweep;
    return s && s->config.reg == a->config.reg ? s : NULL;
}

float slider_sweet(const App *a, const Frame *f)
{
    const Sweep *s = slider_sweep(a, f);
    int i = s ? path_sweet(s) : -1;
    return i < 0 ? -1 : s->value[i];
}

/* By how much a step shrinks the weights: lr x lambda, where L2 acts. */
static double shrinks(const Config *c) { return reg_defs[c->reg].l2 ? (double)c->lr * (double)c->l2 : 0; }

bool slider_warning(const App *a, char out[160])
{
    double bound = opt_bound(&a->config), now = shrinks(&a->config);
    if (bound >= 1e299 || now < bound / 2)
        return false;
    char product[32], limit[32];
    text_short(product, now);
    text_short(limit, bound);
    snprintf(out, 160,
             now >= bound ? tr("lr × λ = %s: training diverges from %s on") : tr("lr × λ = %s: diverges from %s on"),
             product, limit);
    return true;
}

/* Moves lambda; `starts` begins a gesture: a drag, a click, a key, a typed value. The first gesture that would go to or
 * beyond the optimiser's bound is refused with the reason; the next one, while that is still on the screen, is meant.
 */
static void move_to(App *a, float value, bool starts)
{
    Config next = a->config;
    int row = reg_slider(&next);
    if (row < 0 || !param_put(&next, row, (double)value, NULL))
        return;
    double bound = opt_bound(&next), product = shrinks(&next);
    a->gesture += starts;
    if (product >= bound && shrinks(&a->config) < bound) {
        bool meant = a->refused && a->refused != a->gesture && a->now < a->message_until;
        if (!meant && a->refused != a->gesture) {
            char text[32], limit[32];
            text_short(text, product);
            text_short(limit, bound);
            app_say(a, true,
                    tr("lr × λ would be %s: from %s on every step makes the weights larger. Do it again to go there."),
                    text, limit);
        }
        a->refused = meant ? 0 : a->gesture;
        if (!meant)
            return;
        a->message[0] = 0;
    }
    strength_set(a, value, starts);
}

static void move_by(App *a, const Axis *x, float ticks)
{
    float to = axis_step(x, strength_of(a), ticks);
    bool starts = a->now - a->last_key_change > 1;
    a->last_key_change = a->now;
    if (to != strength_of(a))
        move_to(a, to, starts);
}

static void open_popup(App *a)
{
    app_open(a, POPUP_LAMBDA);
    a->lam_error[0] = 0;
    text_of_float(a->lam_text, strength_of(a));
    a->ui.focus = ID_LAM_FIELD;
}

void slider_go(App *a, const Frame *f, SliderMove move)
{
    static const float ticks[] = {
        [SLIDE_DOWN] = -1, [SLIDE_UP] = 1, [SLIDE_DOWN_FINE] = -0.25f, [SLIDE_UP_FINE] = 0.25f
    };
    Axis x = axis_make(a, &(Layout){ 0 }); /* its values: where they stand does not matter */
    if (!strength_on(a) || player_refuses(a, "slider"))
        return;
    switch (move) {
    case SLIDE_ZERO: move_to(a, 0, true); break;
    case SLIDE_END: move_to(a, x.linear ? x.hi : a->config.sweep_hi, true); break;
    case SLIDE_SWEET:
        if (slider_sweet(a, f) > 0)
            move_to(a, slider_sweet(a, f), true);
        else
            app_say(a, false, "%s", tr("The sweet spot is known when the sweep has finished its first nets."));
        break;
    default: move_by(a, &x, ticks[move]);
    }
}

static float absolute(float v) { return v < 0 ? -v : v; }

void slider_input(App *a, const Frame *f, const Layout *l)
{
    Ui *ui = &a->ui;
    UiInput *in = ui->in;
    Axis axis = axis_make(a, l), *x = &axis;
    float y = l->track, thumb = axis_x(x, strength_of(a));
    float left = max_f(x->deck.x, x->x0 - 48), right = min_f(x->deck.x + x->deck.w, axis_end(x) + 48);
    Rect band = { left, y - HALF_BAND, right - left, 2 * HALF_BAND };
    ui_lock(ui, player_lock(a, "slider"));
    UiAnswer hit = ui_widget(ui, ID_SLIDER, band, true);
    bool locked = ui->locked != NULL;
    ui_lock(ui, NULL);
    a->dragging = a->dragging && !locked;
    if (!in || !strength_on(a) || locked)
        return;
    bool down = hit.held || hit.clicked, starts = down && in->pressed; /* both at once: a quick click */
    if (starts && in->clicks == 2) {
        move_to(a, strength_default(a), true);
        return;
    }
    float other = compare_on(a) ? versus_other(a, x) : -1;
    if (starts && other >= 0 && absolute(in->mouse.x - other) <= THUMB &&
        absolute(in->mouse.x - thumb) > THUMB) { /* the other one of A and B is taken in hand */
        compare_take(a, !a->side);
        thumb = other;
    }
    if (starts) {
        float off = in->mouse.x - thumb;
        bool on_thumb = off * off <= (THUMB + 4) * (THUMB + 4);
        a->dragging = a->remember_drag = true;
        a->grab = on_thumb ? off : 0; /* beside the thumb: it jumps there */
        a->moved = !on_thumb;
        a->pressed_at = in->mouse.x;
    }
    a->moved |= in->mouse.x != a->pressed_at; /* a press alone must not snap what lies near a snapping point */
    if (a->dragging && down && a->moved) {
        float px = in->mouse.x - a->grab, sweet = slider_sweet(a, f), to = axis_value(x, px);
        float away = sweet > 0 ? px - axis_x(x, sweet) : 1e6f;
        if (!in->alt && away * away <= SNAP * SNAP)
            to = sweet;
        if (to != strength_of(a)) {
            move_to(a, to, a->remember_drag);
            a->remember_drag = false; /* one drag is one step of undo */
        }
    }
    a->dragging = a->dragging && hit.held;
    if (hit.hover && in->wheel != 0)
        move_by(a, x, in->wheel > 0 ? 1 : -1);
    if ((hit.hover && in->right_pressed) || hit.entered)
        open_popup(a);
}

static Color zone_color(const Theme *t, Zone z)
{
    switch (z) {
    case ZONE_HEALING: return color_mix(t->surface, t->gap, t->dark ? 0.55f : 0.8f);
    case ZONE_SWEET: return t->train;
    case ZONE_UNDERFIT: return t->ink3;
    case ZONE_COLLAPSED:
    case ZONE_DIVERGED: return t->danger;
    case ZONE_NONE: break;
    }
    return t->line;
}

/* A thin band over the track says what each stretch of the axis does; the free part of the track has its tint. */
static void zones(App *a, const Frame *f, const Axis *x, float y)
{
    const Sweep *s = slider_sweep(a, f);
    if (!s || s->finished[0] < SWEEP_GROUP)
        return;
    Canvas *c = a->ui.c;
    const Theme *t = app_theme(a);
    Zone zone[SWEEP_MEMBERS];
    path_zones(s, zone);
    float from = x->x0;
    for (int i = 0; i < SWEEP_MEMBERS; i++) {
        float right = axis_end(x);
        if (i + 1 < SWEEP_MEMBERS)
            right =
                i == 0 && !x->linear ? x->x0 + x->unit / 2 : (axis_x(x, s->value[i]) + axis_x(x, s->value[i + 1])) / 2;
        Color z = zone_color(t, zone[i]);
        canvas_rect(c, (Rect){ from, y - 13, right - from, 3 }, 0, z);
        if (zone[i] != ZONE_NONE && zone[i] != ZONE_HEALING)
            canvas_rect(c, (Rect){ from, y - 6, right - from, 12 }, 0, color_alpha(z, 0.18f));
        from = right;
    }
}

static void track(App *a, const Frame *f, const Axis *x, float y)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    bool on = strength_on(a);
    float end = axis_end(x), thumb = axis_x(x, strength_of(a));
    Rect r = { x->x0 - 7, y - 7, end - x->x0 + 14, 14 };
    canvas_rect(c, r, 7, t->raised);
    if (on)
        zones(a, f, x, y);
    canvas_frame(c, r, 7, 1, t->line);
    if (compare_on(a))
        thumb = max_f(thumb, versus_other(a, x));
    if (on && thumb > x->x0)
        canvas_rect(c, (Rect){ r.x, r.y, thumb - r.x, r.h }, 7, t->lam);
    if (!x->linear) { /* the break between the stop at 0 and the scale */
        float b = x->x0 + x->unit / 2;
        canvas_fill(c, (Vec2[]){ { b - 7, y + 14 }, { b + 1, y - 14 }, { b + 9, y - 14 }, { b + 1, y + 14 } }, 4,
                    t->surface);
    }
    axis_ticks(x, y, t, c);
}

static void thumb_draw(App *a, const Axis *x, float y)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    Canvas *c = ui->c;
    float px = axis_x(x, strength_of(a));
    if (!strength_on(a) || player_locked(a, "slider")) {
        canvas_disc(c, (Vec2){ px, y }, THUMB, t->raised);
        canvas_ring(c, (Vec2){ px, y }, THUMB - 1, 2, t->line);
        return;
    }
    bool hover = ui->hot == ID_SLIDER || a->dragging;
    float r = hover ? THUMB + 2 : THUMB;
    if (ui->focus == ID_SLIDER && ui->focus_ring)
        canvas_ring(c, (Vec2){ px, y }, 25, 2, t->ink);
    canvas_disc(c, (Vec2){ px, y }, r + 1.5f, t->surface);
    canvas_disc(c, (Vec2){ px, y }, r - 1.5f, t->lam);
    for (int i = -1; i <= 1; i++)
        canvas_line(c, px + 4 * (float)i, y - 5, px + 4 * (float)i, y + 5, 1.75f, t->on_lam);
}

/* Of A and B the one in hand is on top. */
static void thumbs(App *a, const Axis *x, float y)
{
    if (versus_other(a, x) >= 0)
        versus_thumb(a, x, y, !a->side);
    else
        versus_aside(a, x, y);
    if (strength_on(a))
        versus_thumb(a, x, y, a->side);
    else
        thumb_draw(a, x, y);
}

/* The value over the thumb; drawn late, because it may reach over the panels. */
void slider_tag(App *a)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    float px = a->lam_at.x, y = a->lam_at.y;
    if ((a->ui.hot != ID_SLIDER && !a->dragging) || !strength_on(a) || player_locked(a, "slider"))
        return;
    char text[32];
    text_short(text, (double)strength_of(a));
    TextStyle s = { .size = 15, .face = FACE_SEMIBOLD, .color = t->on_lam, .align = ALIGN_CENTER };
    float w = max_f(52, canvas_text_width(c, s, text) + 24), left = clamp_f(px - w / 2, 4, a->ui.bounds.w - w - 4);
    canvas_rect(c, (Rect){ left, y - 56, w, 30 }, 6, t->lam);
    canvas_fill(c, (Vec2[]){ { px - 6, y - 27 }, { px + 6, y - 27 }, { px, y - 21 } }, 3, t->lam);
    canvas_text(c, left + w / 2, y - 36, s, text);
}

void slider_draw(App *a, const Frame *f, const Layout *l)
{
    Axis x = axis_make(a, l);
    float y = l->track;
    if (l->curve.h > 0)
        curve_draw(a, f, l, &x);
    track(a, f, &x, y);
    if (l->film > 0)
        film_draw(a, f, &x, l->film);
    if (compare_on(a))
        thumbs(a, &x, y);
    else
        thumb_draw(a, &x, y);
    float end = axis_end(&x) + 28;
    spot(a, "slider", (Rect){ x.x0 - 28, y - 23, end - x.x0 + 28, 46 });
    spot(a, "sweep", (Rect){ x.x0 - 28, l->curve.y - 4, l->curve.h > 0 ? end - x.x0 + 28 : 0, l->curve.h + 8 });
    spot(a, "film", (Rect){ l->deck.x + 8, l->film - 4, l->film > 0 ? l->deck.w - 16 : 0, 70 });
    a->lam_at = (Vec2){ axis_x(&x, strength_of(a)), y };
}

/* What people write: a decimal comma, and 3·10⁻⁴ as this program prints it. */
static void plain_number(char text[96])
{
    static const char *const digits[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
    char out[96];
    size_t n = 0;
    for (const char *s = text; *s && n + 4 < sizeof out;) {
        int digit = -1;
        for (int i = 0; i < 10; i++)
            if (strncmp(s, digits[i], strlen(digits[i])) == 0)
                digit = i;
        if (strncmp(s, "·10", strlen("·10")) == 0) {
            out[n++] = 'e';
            s += strlen("·10");
        } else if (digit >= 0) {
            out[n++] = (char)('0' + digit);
            s += strlen(digits[digit]);
        } else if (strncmp(s, "⁻", strlen("⁻")) == 0 || strncmp(s, "−", strlen("−")) == 0) {
            out[n++] = '-';
            s += strlen("⁻");
        } else {
            out[n++] = *s == ',' ? '.' : *s;
            s++;
        }
    }
    out[n] = 0;
    snprintf(text, 96, "%s", out);
}

void slider_popup(App *a, const Frame *f, const Layout *l)
{
    Ui *ui = &a->ui;
    Canvas *c = ui->c;
    const Theme *t = app_theme(a);
    if (ui->in && ui_key(ui, KEY_ESC, 0)) { /* before it is a layer, which would keep the focus */
        app_open(a, POPUP_NONE);
        return;
    }
    Rect wanted = { clamp_f(a->lam_at.x - 160, 8, max_f(8, l->all.w - 328)), a->lam_at.y - 196, 320, 160 };
    Rect r = popup_begin(a, wanted, false);
    put(c, panel_symbol(&a->config), r.x + 20, r.y + 48, 24, FACE_MEDIUM_ITALIC, t->lam, ALIGN_LEFT);
    const char *error = a->lam_error[0] ? a->lam_error : NULL;
    bool commit =
        ui_field(ui, ID_LAM_FIELD, (Rect){ r.x + 48, r.y + 18, 184, 44 }, a->lam_text, sizeof a->lam_text, error);
    commit |= ui_button(ui, ID_LAM_SET, (Rect){ r.x + 244, r.y + 18, 60, 44 }, tr("Set"), UI_PRIMARY, true);
    if (!error) /* the field says its error in the same place */
        put(c, tr("Also 1e-4, 0.01, 0 or sweet."), r.x + 20, r.y + 86, 14, FACE_REGULAR, t->ink2, ALIGN_LEFT);
    float sweet = slider_sweet(a, f), to = -1;
    if (ui_button(ui, ID_LAM_SWEET, (Rect){ r.x + 20, r.y + 104, 160, 40 }, tr("Go to sweet spot"), UI_PLAIN,
                  sweet > 0))
        to = sweet;
    char reset[48], text[32];
    text_short(text, (double)strength_default(a));
    snprintf(reset, sizeof reset, tr("Reset to %s"), text);
    if (ui_button(ui, ID_LAM_ZERO, (Rect){ r.x + 188, r.y + 104, 116, 40 }, reset, UI_PLAIN, true))
        to = strength_default(a);
    if (commit) {
        Config wish = a->config;
        int row = reg_slider(&wish);
        plain_number(a->lam_text);
        if (strcmp(a->lam_text, "sweet") == 0) {
            if (sweet > 0)
                to = sweet;
            else
                snprintf(a->lam_error, sizeof a->lam_error, tr("The sweep has not found it yet."));
        } else if (row >= 0 && param_set(&wish, row, a->lam_text, NULL)) {
            to = path_strength(&wish);
        } else {
            double v;
            if (text_to_double(a->lam_text, &v))
                snprintf(a->lam_error, sizeof a->lam_error, tr("%s goes from 0 to %g."), panel_symbol(&wish),
                         row >= 0 ? param_defs[row].hi : 0);
            else
                snprintf(a->lam_error, sizeof a->lam_error, tr("A number such as %s."),
                         reg_defs[wish.reg].dropout ? "0.3" : "5.6e-3");
        }
    }
    if (to >= 0) {
        move_to(a, to, true);
        app_open(a, POPUP_NONE);
    } else if (app_pressed_outside(a, r)) {
        app_open(a, POPUP_NONE);
    }
    popup_end(a);
}
