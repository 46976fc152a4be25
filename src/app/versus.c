/* versus: how Compare is drawn. A card for each net, one for their difference, a formula and a sentence for each, and
 * two thumbs on one track. A is hollow and B is filled, everywhere. */
#include "app/app_state.h"

#include <stdio.h>

static const char *const names[2] = { "A", "B" };
static const float THUMB = 18;

/* --- marks of A and B --- */

static void letter(App *a, Vec2 at, float size, int side)
{
    const Theme *t = app_theme(a);
    put(a->ui.c, names[side], at.x, at.y + 0.36f * size, size, FACE_SEMIBOLD, side ? t->on_lam : t->lam, ALIGN_CENTER);
}

static void badge(App *a, float x, float y, float size, int side)
{
    const Theme *t = app_theme(a);
    Rect r = { x, y, size, size };
    canvas_rect(a->ui.c, r, 5, side ? t->lam : t->surface);
    canvas_frame(a->ui.c, r, 5, 1.75f, t->lam);
    letter(a, (Vec2){ x + size / 2, y + size / 2 }, 0.58f * size, side);
}

/* Both strengths are the same setting on the same scale. */
static bool one_axis(const Config *a, const Config *b)
{
    return reg_slider(a) >= 0 && reg_slider(a) == reg_slider(b) && a->sweep_lo == b->sweep_lo &&
           a->sweep_hi == b->sweep_hi;
}

float versus_other(const App *a, const Axis *x)
{
    const Config *c = compare_config(a, !a->side);
    return a->compared && one_axis(c, &a->config) ? axis_x(x, path_strength(c)) : -1;
}

void versus_aside(App *a, const Axis *x, float y)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    int side = !a->side;
    const Config *c = compare_config(a, side);
    char value[32] = "";
    Rect r = { x->deck.x + 8, y - 20, x->x0 - x->deck.x - 36, 40 };
    UiAnswer hit = ui_widget(ui, UI_ID(1), r, false);
    if (hit.hover)
        canvas_rect(ui->c, r, 6, t->raised);
    badge(a, r.x + 4, y - 18, 18, side);
    if (reg_slider(c) >= 0) {
        text_short(value, (double)path_strength(c));
        put(ui->c, panel_symbol(c), r.x + 27, y - 4, 15, FACE_MEDIUM_ITALIC, t->lam, ALIGN_LEFT);
    }
    put(ui->c, value, r.x + 4, y + 15, 12, FACE_MEDIUM, t->lam, ALIGN_LEFT);
    ui_tip(ui, UI_ID(1), hit.hover,
           reg_slider(c) >= 0 ? tr("Its strength has another axis: a click or Tab takes it in hand.")
                              : tr("It has no strength: a click or Tab takes it in hand."),
           "");
    if (hit.clicked)
        compare_take(a, side);
}

void versus_thumb(App *a, const Axis *x, float y, int side)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    Vec2 at = { axis_x(x, path_strength(compare_config(a, side))), y };
    bool held = side == a->side;
    float r = held && (ui->hot == ID_SLIDER || a->dragging) ? THUMB + 2 : THUMB;
    if (held && ui->focus == ID_SLIDER && ui->focus_ring)
        canvas_ring(ui->c, at, 25, 2, t->ink);
    canvas_disc(ui->c, at, r + 1.5f, t->surface);
    canvas_disc(ui->c, at, r - 1.5f, t->lam);
    if (side == 0)
        canvas_disc(ui->c, at, r - 4.5f, t->surface);
    letter(a, at, 17, side);
}

/* --- headers --- */

typedef struct Reading {
    const char *label;
    char text[32];
    Color color;
} Reading;

static void percent(Reading *g, const Findings *f, double accuracy, double loss)
{
    if (num_finite(accuracy))
        snprintf(g->text, sizeof g->text, "%.1f%%", 100 * accuracy);
    else if (f->net.slope > 0 && num_finite(loss))
        panel_value(g->text, panel_rms(f, loss));
    else
        snprintf(g->text, sizeof g->text, "–");
}

/* At the right, as many as there is room for: test matters most. */
static void figures(App *a, const Findings *f, Rect head, float left)
{
    const Theme *t = app_theme(a);
    const Metrics *m = &f->snap.metrics[0];
    bool bad = m->status == STATUS_DIVERGED;
    Reading all[] = { { tr("test"), "", bad ? t->danger : t->ink },
                      { tr("train"), "", bad ? t->danger : t->train },
                      { tr("norm"), "", bad ? t->danger : t->lam } };
    static const int order[] = { 1, 0, 2 }; /* on the screen, from the left */
    float width[COUNT(all)], total = 0;
    percent(&all[0], f, m->test_accuracy, m->test_loss);
    percent(&all[1], f, m->train_accuracy, m->data_loss);
    if (num_finite(m->weight_norm) && m->weight_norm < 1e4)
        snprintf(all[2].text, sizeof all[2].text, "%.1f", m->weight_norm);
    else
        text_short(all[2].text, m->weight_norm);
    TextStyle label = { .size = 13 }, value = { .size = 18, .face = FACE_SEMIBOLD, .tabular = true };
    int shown = 0;
    for (; shown < COUNT(all); shown++) {
        width[shown] = canvas_text_width(a->ui.c, label, all[shown].label) +
                       canvas_text_width(a->ui.c, value, all[shown].text) + 8 + 22;
        if (left + total + width[shown] > head.x + head.w - 6)
            break;
        total += width[shown];
    }
    float x = head.x + head.w - 12 - total + 22, y = head.y + head.h / 2 + 6;
    for (int i = 0; i < COUNT(order); i++) {
        const Reading *g = &all[order[i]];
        if (order[i] >= shown)
            continue;
        float w = put(a->ui.c, g->label, x, y, 13, FACE_REGULAR, t->ink3, ALIGN_LEFT);
        put_moving(a->ui.c, g->text, x + w + 8, y, 18, FACE_SEMIBOLD, g->color, ALIGN_LEFT);
        x += width[order[i]];
    }
}

/* The strength, and what else is not as on the other side. */
static void heading(App *a, const Findings *f, Rect head, int side)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    const Config *mine = compare_config(a, side), *other = compare_config(a, !side);
    char value[32], differs[256];
    float x = head.x + 12, y = head.y + head.h / 2 + 7;
    badge(a, x, head.y + (head.h - 28) / 2, 28, side);
    x += 42;
    if (reg_slider(mine) >= 0) {
        text_short(value, (double)path_strength(mine));
        x += put(c, panel_symbol(mine), x, y, 20, FACE_MEDIUM_ITALIC, t->lam, ALIGN_LEFT);
        x += put(c, " = ", x, y, 20, FACE_MEDIUM, t->lam, ALIGN_LEFT);
        x += put(c, value, x, y, 20, FACE_SEMIBOLD, t->lam, ALIGN_LEFT);
        if (side == 1 && a->seek_sweet && a->ui.in) /* then it goes to the sweet spot */
            x += 10 + put(c, head.w > 600 ? tr("until the sweep is done") : tr("for now"), x + 10, y - 1, 13,
                          FACE_REGULAR, t->ink3, ALIGN_LEFT);
    } else {
        x += put(c, tr(reg_defs[mine->reg].label), x, y, 18, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    }
    int n = compare_differs(mine, other, differs, sizeof differs);
    UiId id = (UiId)(ID_CARD + side);
    ui_tip(&a->ui, id, side == 1 && a->seek_sweet && a->ui.hot == id,
           tr("A guess: when the sweep is done, B begins anew at the sweet spot."), "");
    ui_tip(&a->ui, id, n > 0 && a->ui.hot == id, tr("Not as on the other side:"), "");
    ui_tip(&a->ui, id, n > 0 && a->ui.hot == id, differs, "");
    TextStyle s = { .size = 13, .face = FACE_MEDIUM, .color = t->ink2 };
    float room = head.x + head.w - x - 28 - (head.w > 420 ? 220 : 100); /* test comes first, and train if it can */
    if (canvas_text_width(c, s, differs) > room)
        snprintf(differs, sizeof differs, n == 1 ? tr("%d setting") : tr("%d settings"), n);
    if (n > 0 && canvas_text_width(c, s, differs) <= room)
        x += 14 + canvas_text(c, x + 14, y - 1, s, differs);
    if (f)
        figures(a, f, head, x + 12);
}

/* --- what the pointer is on, in both --- */

typedef struct Place2 { /* a place in the data, and the card whose point it is */
    bool on, point;
    real at[2];
} Place2;

static const Points *set_of(const Snapshot *s, int split)
{
    return split == SPLIT_TRAIN ? &s->train : split == SPLIT_VALID ? &s->valid : &s->test;
}

static void pointed(App *a, const Findings *f, PanelView *v, Rect field, Place2 *p)
{
    const Window *w = &f->net.window;
    PanelTip tip = { 0 };
    Vec2 at = v->hover;
    if (!f->net.z || f->net.h < 2)
        return;
    p->on = true;
    p->at[0] = (real)mix_f(w->x0, w->x1, (at.x - field.x) / field.w);
    p->at[1] = (real)mix_f(w->y1, w->y0, (at.y - field.y) / field.h);
    if (!panel_defs[PANEL_BOUNDARY].tip(f, v, field, at, &tip))
        return;
    for (int row = 0; row < tip.rows; row++)
        ui_tip(&a->ui, (UiId)(ID_CARD + 8), true, tip.left[row], tip.right[row]);
    if (tip.link.kind == LINK_POINT) {
        const real *raw = set_of(&f->snap, tip.link.split)->raw + 2 * tip.link.point;
        p->point = true;
        p->at[0] = raw[0], p->at[1] = raw[1];
        a->next_link = tip.link;
    }
}

/* A ring there, and what this net says. */
static void mark(App *a, const Findings *f, const PanelView *v, Rect field, const Place2 *p)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    char text[48];
    const Window *w = &f->net.window;
    if (!p->on || !f->net.z || f->net.h < 2 || !points_say(f, v, p->at, text))
        return;
    Vec2 at = { field.x + ((float)p->at[0] - w->x0) / (w->x1 - w->x0) * field.w,
                field.y + (w->y1 - (float)p->at[1]) / (w->y1 - w->y0) * field.h };
    if (!rect_has(field, at))
        return;
    float r = p->point ? 13 : 7;
    canvas_ring(c, at, r, 5, t->point_outline);
    canvas_ring(c, at, r, 2.25f, t->ink);
    TextStyle s = { .size = 14, .face = FACE_SEMIBOLD, .color = t->ink, .tabular = true };
    float width = canvas_text_width(c, s, text) + 16;
    Rect box = { at.x + r + 8, at.y - 34, width, 26 };
    if (box.x + box.w > field.x + field.w - 4)
        box.x = at.x - r - 8 - width;
    box.y = max_f(box.y, field.y + 4);
    canvas_rect(c, box, 6, t->note);
    canvas_frame(c, box, 6, 1, t->line);
    canvas_text(c, box.x + 8, box.y + 18, s, text);
}

/* --- cards --- */

static void state_note(App *a, const Frame *f, Rect field, int side)
{
    const Theme *t = app_theme(a);
    bool diverged = f->f.snap.members > 0 && f->f.snap.metrics[0].status == STATUS_DIVERGED;
    bool silent = f->f.snap.members > 0 && !diverged && banner_silent(f);
    const char *text = diverged ? tr("Diverged.")
                       : silent && f->f.snap.metrics[0].status != STATUS_OK
                           ? tr("All weights decayed to 0.")
                           : tr("The weights have all but decayed to 0.");
    Rect r = { field.x + 12, field.y + field.h - 104, diverged ? 232 : 364, 92 };
    if ((!diverged && !silent) || r.w > field.w - 24)
        return;
    canvas_rect(a->ui.c, r, 6, t->danger_fill);
    canvas_frame(a->ui.c, r, 6, 1.5f, t->danger);
    icon_draw(a->ui.c, ICON_WARN, r.x + 20, r.y + 18, 0.8f, t->danger, t->danger_fill);
    put(a->ui.c, text, r.x + 38, r.y + 23, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    banner_ways_back(a, f, r.x + 12, r.y + 42, side, silent);
}

/* The deck of a narrow window has no room for the sentences: they lie on the pictures then. */
static bool narrow(const Layout *l) { return l->all.w < 1200; }

static void verdict_note(App *a, const Findings *f, Rect field)
{
    const Theme *t = app_theme(a);
    char fits[64], misses[64], both[160];
    TextStyle s = { .size = 13, .color = t->ink };
    compare_verdict(f, fits, misses);
    snprintf(both, sizeof both, "%s %s", fits, misses);
    Rect r = { field.x + 8, field.y + field.h - 34, canvas_text_width(a->ui.c, s, both) + 20, 26 };
    if (r.w > field.w - 16 || f->snap.metrics[0].status != STATUS_OK)
        return;
    canvas_rect(a->ui.c, r, 6, t->note);
    canvas_frame(a->ui.c, r, 6, 1, t->line);
    canvas_text(a->ui.c, r.x + 10, r.y + 18, s, both);
}

static PanelView view_of(App *a, const Layout *l, Rect field)
{
    Ui *ui = &a->ui;
    PanelView v = a->view[PANEL_BOUNDARY];
    v.theme = app_theme(a);
    v.plain = true;
    v.poster = false;
    v.k = 1;
    v.twin = false; /* the other card is what it is compared with */
    v.bayes = a->bayes;
    v.compact = l->compact;
    v.drawing = false;
    v.scratch = &a->scratch;
    v.choices = &a->choices;
    v.hovering =
        ui->in && rect_has(field, ui->in->mouse) && ui->layer >= ui->top && !a->popup && !ui->menu && !a->dragging;
    v.hover = ui->in ? ui->in->mouse : (Vec2){ 0, 0 };
    return v;
}

static void frame_of(App *a, const Layout *l, int i, bool in_hand)
{
    const Theme *t = app_theme(a);
    canvas_frame(a->ui.c, l->card[i], 8, in_hand ? 2 : 1, in_hand ? t->ink2 : t->line);
}

static void card(App *a, const Layout *l, int side)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    const Frame *f = a->frame[side];
    Rect r = l->card[side], field = compare_field(l, side), head = { r.x, r.y, r.w, field.y - r.y };
    PanelView v = view_of(a, l, field);
    if (!compare_seen(a, l, side))
        return;
    UiAnswer hit = ui_widget(ui, (UiId)(ID_CARD + side), head, false);
    canvas_rect(ui->c, r, 8, t->surface);
    if (hit.clicked)
        compare_take(a, side);
    heading(a, f ? &f->f : NULL, head, side);
    if (f) {
        panel_defs[PANEL_BOUNDARY].draw(&f->f, &v, field, ui->c);
        state_note(a, f, field, side);
        if (narrow(l) && f->f.snap.members > 0 && !banner_silent(f))
            verdict_note(a, &f->f, field);
    } else {
        canvas_rect(ui->c, field, 6, t->field_mid);
        panel_empty(&v, field, ui->c, tr("Getting ready"), tr("Training begins in a moment."));
    }
    frame_of(a, l, side, ui->in && side == a->side);
}

static void difference_card(App *a, const Layout *l)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    Rect r = l->card[2], field = compare_field(l, 2);
    PanelView v = view_of(a, l, field);
    if (r.w <= 0)
        return;
    canvas_rect(c, r, 8, t->surface);
    float x = r.x + 16, y = r.y + (field.y - r.y) / 2 + 6;
    x += put(c, "B − A", x, y, 16, FACE_SEMIBOLD, t->ink, ALIGN_LEFT) + 14;
    if (a->frame[0] && a->frame[1]) {
        const Findings *fa = &a->frame[0]->f, *fb = &a->frame[1]->f;
        float share = difference_share(fa, fb);
        char text[32];
        TextStyle s = { .size = 13, .color = t->ink2, .tabular = true };
        panel_fixed(text, 100 * (double)share, 1);
        bool wide = r.x + r.w - x > 300;
        if (share >= 0)
            canvas_textf(c, x, y - 1, s,
                         wide ? tr("differ on %s%% of the area; thin line A, thick B") : tr("differ on %s%%"), text);
        difference_draw(fa, fb, &v, field, c);
    }
    frame_of(a, l, 2, false);
}

void versus_draw(App *a, const Layout *l)
{
    Ui *ui = &a->ui;
    Place2 place = { 0 };
    /* The two thumbs are two stops of the focus: Tab goes from A to B and on, Shift Tab back. */
    if (ui->in && !ui->edit && !ui->menu && !a->popup && ui->focus == ID_SLIDER && ui->in->shift == (a->side == 1) &&
        ui_key(ui, KEY_TAB, 0)) {
        compare_take(a, !a->side);
        ui->focus_ring = true;
    }
    for (int side = 0; side < 2; side++)
        card(a, l, side);
    difference_card(a, l);
    for (int side = 0; side < 2; side++) {
        Rect field = compare_field(l, side);
        PanelView v = view_of(a, l, field);
        if (v.hovering && a->frame[side] && compare_seen(a, l, side))
            pointed(a, &a->frame[side]->f, &v, field, &place);
    }
    for (int side = 0; side < 2; side++) {
        PanelView v = view_of(a, l, compare_field(l, side));
        if (a->frame[side] && compare_seen(a, l, side))
            mark(a, &a->frame[side]->f, &v, compare_field(l, side), &place);
    }
}

/* --- the deck's row --- */

static void strip(App *a, const Layout *l, int side)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    const Frame *f = a->frame[side];
    float half = l->deck.w / 2, x = l->deck.x + 16 + half * (float)side, y = l->formula.y;
    char fits[64], misses[64];
    if (!f || f->f.snap.members < 1)
        return;
    float right = x + half - 24;
    x = deck_formula(a, compare_config(a, side), &f->f, x, y, right, l->compact ? FORMULA_NARROW : FORMULA_USUAL,
                     side) +
        (l->compact ? 14 : 40);
    compare_verdict(&f->f, fits, misses);
    TextStyle plain = { .size = 14, .color = t->ink2 }, strong = { .size = 14, .face = FACE_SEMIBOLD, .color = t->ink };
    float w = max_f(canvas_text_width(c, plain, fits), canvas_text_width(c, strong, misses));
    if (narrow(l) || x + 32 + w > right)
        return;
    badge(a, x, y + 10, 22, side);
    canvas_text(c, x + 34, y + 26, plain, fits);
    canvas_text(c, x + 34, y + 48, strong, misses);
}

void versus_strips(App *a, const Layout *l)
{
    for (int side = 0; side < 2; side++)
        strip(a, l, side);
}
