/* The deck's first row: the value of lambda, the formula with live numbers that add up, the bar of where the cost comes
 * from. The slider and what shares its axis are in slider.c. */
#include "app/app_state.h"
#include "app/flow.h"

#include <stdio.h>
#include <string.h>

enum { ASIDES = 3 };

/* The numbers of J = L + P + Q, rounded so that what is printed adds up. */
typedef struct Sum {
    char j[32], l[32], p[2][32];
    bool bad;
} Sum;

static void exact(char out[32], double v)
{
    if (!num_finite(v) || v >= 1e4)
        text_short(out, v);
    else if (v > 0 && v < 5e-5)
        snprintf(out, 32, "< 0.0001");
    else
        snprintf(out, 32, "0");
}

static Sum sum_of(double loss, const double part[2])
{
    Sum s = { 0 };
    double j = loss + part[0] + part[1];
    s.bad = !num_finite(j);
    if (s.bad || j >= 1e4 || j < 5e-5) { /* nothing to add up: tell each as it is */
        exact(s.j, j), exact(s.l, loss), exact(s.p[0], part[0]), exact(s.p[1], part[1]);
        return s;
    }
    int decimals = j < 0.001 ? 4 : j < 10 ? 3 : j < 100 ? 2 : 1;
    double unit = decimals == 4 ? 1e-4 : decimals == 3 ? 1e-3 : decimals == 2 ? 0.01 : 0.1;
    double sum = (double)(int64_t)(loss / unit + 0.5);
    snprintf(s.l, sizeof s.l, "%.*f", decimals, sum * unit);
    for (int i = 0; i < 2; i++) {
        double p = (double)(int64_t)(part[i] / unit + 0.5);
        snprintf(s.p[i], sizeof s.p[i], "%.*f", part[i] == 0 ? 0 : decimals, p * unit);
        sum += p;
    }
    snprintf(s.j, sizeof s.j, "%.*f", decimals, sum * unit);
    return s;
}

/* Where a formula is written. */
typedef struct Row {
    float y;
    bool narrow, bare;
    float size; /* of its numbers */
    int number; /* 0: the first formula on the screen */
} Row;

static void term(App *a, const Row *row, Rect r, Highlight h, const char *number, const char *note, Color color)
{
    Canvas *c = a->ui.c;
    float cx = r.x + r.w / 2;
    UiAnswer hit = ui_widget(&a->ui, (UiId)(ID_FORMULA + 4 * row->number + (int)h), r, false);
    if (hit.hover)
        for (int i = 0; i < panel_count; i++)
            a->view[i].highlight = h;
    if (hit.hover)
        canvas_rect(c, r, 6, app_theme(a)->raised);
    put_moving(c, number, cx, r.y + 48, row->size, FACE_SEMIBOLD, color, ALIGN_CENTER);
    if (!row->bare)
        put_moving(c, note, cx, r.y + 66, 13, FACE_REGULAR, app_theme(a)->ink3, ALIGN_CENTER);
    if (h == HIGHLIGHT_DATA || h == HIGHLIGHT_PENALTY)
        spot(a, h == HIGHLIGHT_DATA ? "train" : "penalty", r);
}

static void operator_sign(App *a, const Row *row, float cx, const char *sign)
{
    Color c = app_theme(a)->ink3;
    float y = row->y;
    put(a->ui.c, sign, cx, y + 23, 22, FACE_REGULAR, c, ALIGN_CENTER);
    put(a->ui.c, sign, cx, y + 48, row->size, FACE_SEMIBOLD, c, ALIGN_CENTER);
}

/* What is added to the data loss, and by how much. */
typedef struct Part {
    FormulaTerm term;
    double factor, size, value; /* value = factor * size */
} Part;

/* The parts of the objective; norm1: sum |w|, which no metric tells while lambda_1 is 0; of the mistake that reports lr
 * times the squared weights, that part. */
static int parts_of(const Config *c, const Metrics *m, double norm1, Part out[2])
{
    FormulaTerm term[2];
    double norm2 = m->weight_norm * m->weight_norm, rest = m->penalty;
    if (reg_mistake(c) == MISTAKE_LOSS) {
        double lr = (double)c->lr;
        out[0] = (Part){ { "lr ", 2 }, lr, norm2, reg_wrong_loss(c, m->data_loss, norm2) - m->data_loss };
        return 1;
    }
    int n = formula_terms(c, term);
    for (int i = 0; i < n; i++) {
        Part *p = &out[i];
        *p = (Part){ .term = term[i], .factor = (double)(term[i].norm == 2 ? c->l2 / 2 : c->l1) };
        p->value = p->factor == 0 ? 0 : i + 1 < n ? p->factor * norm2 : rest; /* L2 comes first; L1 is what is left */
        p->size = term[i].norm == 2 ? norm2 : p->factor > 0 ? p->value / p->factor : norm1;
        rest -= p->value;
    }
    return n;
}

static float column(App *a, const Row *row, float x, const char *letter, Highlight h, const char *number,
                    const char *note, Color color)
{
    Rect col = { x, row->y, row->narrow ? 68 : 84, row->bare ? 54 : 72 };
    term(a, row, col, h, number, note, color);
    put(a->ui.c, letter, col.x + col.w / 2, row->y + 24, 26, FACE_MEDIUM_ITALIC, color, ALIGN_CENTER);
    return col.x + col.w;
}

static float penalty_column(App *a, const Row *row, float x, const Part *p, const char *number, Color color)
{
    Canvas *c = a->ui.c;
    char factor[32], size[32], note[80];
    float y = row->y, gap = row->narrow ? 16 : 24;
    Rect col = { x + gap, y, row->narrow ? 126 : 144, row->bare ? 54 : 72 };
    operator_sign(a, row, x + gap / 2, "+");
    text_short(factor, p->factor);
    if (!num_finite(p->size) || p->size >= 1e4)
        text_short(size, p->size);
    else
        snprintf(size, sizeof size, p->size < 10 ? "%.2f" : p->size < 1000 ? "%.1f" : "%.0f", p->size);
    snprintf(note, sizeof note, "%s × %s", factor, size);
    term(a, row, col, HIGHLIGHT_PENALTY, number, p->factor > 0 && p->size == 0 ? factor : note, color);
    formula_draw(c, p->term, col.x + (col.w - formula_width(c, p->term, 26)) / 2, y + 24, 26, color);
    return col.x + col.w;
}

/* What acts without standing in the formula, or is asked for and does not act: two short lines each. */
typedef struct Aside {
    char line[2][40];
    bool wrong; /* on purpose */
} Aside;

static void say(Aside list[ASIDES], int *n, bool wrong, const char *first, const char *second)
{
    Aside *a = &list[(*n)++];
    a->wrong = wrong;
    snprintf(a->line[0], sizeof a->line[0], "%s", first);
    snprintf(a->line[1], sizeof a->line[1], "%s", second);
}

/* Divides its steps by the gradient's size, and so has no longest step: what acts beside them has another weight. */
static bool rescales(const Config *c) { return !opt_defs[c->opt].solve && opt_defs[c->opt].bound(c) >= 1e299; }

static int asides(const Config *c, Aside out[ASIDES])
{
    const RegDef *d = &reg_defs[c->reg];
    Mistake mistake = reg_mistake(c);
    char where[40];
    int n = 0;
    if (mistake == MISTAKE_SHRINK)
        say(out, &n, true, tr("each step: w − lr·λ,"), tr("whatever the sign of w"));
    else if (mistake == MISTAKE_LOSS)
        say(out, &n, true, tr("a loss that depends"), tr("on the learning rate"));
    else if (c->mistake != MISTAKE_NONE)
        say(out, &n, false, tr("The mistake is one of L2:"), tr("without it nothing is wrong."));
    if (d->gdn && c->gdn == GDN_AFTER) {
        snprintf(where, sizeof where, tr("GDN, after %s a:"), tr(act_defs[c->act].label));
        say(out, &n, false, where, "y = a/√(β + Γa²)");
    } else if (d->gdn) {
        snprintf(where, sizeof where, tr("GDN, instead of %s:"), tr(act_defs[c->act].label));
        say(out, &n, false, where, "y = x/√(β + Γx²)");
    } else if (d->dropout)
        say(out, &n, false, tr("L without dropout,"), tr("every unit at work"));
    if (d->l1 && c->l1 > 0 && c->l1_mode == L1_PROXIMAL && rescales(c)) {
        snprintf(where, sizeof where, tr("%s does not descend J:"), tr(opt_defs[c->opt].label));
        say(out, &n, false, where, tr("|w| − lr·λ₁ after its own step"));
    }
    if (d->l2 && mistake != MISTAKE_SHRINK && opt_decoupled(c))
        say(out, &n, false, tr("decay, outside of J:"), tr("w − lr·λ·w each step"));
    return n;
}

static float wrong_tag(App *a, float x, float y)
{
    const Theme *t = app_theme(a);
    TextStyle s = { .size = 13, .face = FACE_SEMIBOLD, .color = t->danger };
    Rect r = { x, y, canvas_text_width(a->ui.c, s, tr("wrong on purpose")) + 38, 22 };
    canvas_rect(a->ui.c, r, 11, t->danger_fill);
    canvas_frame(a->ui.c, r, 11, 1, t->danger);
    icon_draw(a->ui.c, ICON_WARN, r.x + 15, r.y + 11, 0.7f, t->danger, t->danger_fill);
    canvas_text(a->ui.c, r.x + 28, r.y + 15.5f, s, tr("wrong on purpose"));
    return r.w;
}

/* What stands beside the formula, as far as there is room; returns the right end. */
static float notes(App *a, const Config *c, float x, float y, float right)
{
    Aside list[ASIDES];
    for (int i = 0, n = asides(c, list); i < n; i++) {
        TextStyle s = { .size = 13, .face = FACE_REGULAR, .color = app_theme(a)->ink2 };
        float w = max_f(canvas_text_width(a->ui.c, s, list[i].line[0]), canvas_text_width(a->ui.c, s, list[i].line[1]));
        if (x + 20 + w > right)
            break;
        for (int k = 0; k < 2; k++)
            canvas_text(a->ui.c, x + 20, y + (list[i].wrong ? 44 : 26) + 18 * (float)k, s, list[i].line[k]);
        if (list[i].wrong)
            w = max_f(w, wrong_tag(a, x + 20, y + 4));
        x += 20 + w;
    }
    return x;
}

/* J = L + penalty in columns, and beside it, as far as there is room, what is no part of it. */
float deck_formula(App *a, const Config *c, const Findings *f, float x, float y, float right, FormulaLook look,
                   int number)
{
    const Theme *t = app_theme(a);
    const Metrics *m = &f->snap.metrics[0];
    double norm1 = f->have & WANT_HIST ? (double)f->hist.norm1 : 0;
    Part part[2];
    int n = parts_of(c, m, norm1, part);
    double value[2] = { n > 0 ? part[0].value : 0, n > 1 ? part[1].value : 0 };
    Sum s = sum_of(m->data_loss, value);
    bool narrow = look == FORMULA_NARROW, bare = look == FORMULA_BARE;
    const Row row = { y, narrow, bare, narrow && strlen(s.j) > 5 ? 14 : 18, number };
    bool bad = s.bad || m->status == STATUS_DIVERGED;
    Color ink = bad ? t->danger : t->ink, lam = bad || reg_mistake(c) != MISTAKE_NONE ? t->danger : t->lam;
    float gap = narrow ? 16 : 24;
    x = column(a, &row, x, "J", HIGHLIGHT_TOTAL, s.j, tr("cost"), ink);
    operator_sign(a, &row, x + gap / 2, "=");
    x = column(a, &row, x + gap, "L", HIGHLIGHT_DATA, s.l, tr("data loss"), bad ? t->danger : t->train);
    for (int i = 0; i < n; i++)
        x = penalty_column(a, &row, x, &part[i], s.p[i], lam);
    return bare ? x : notes(a, c, x, y, right);
}

/* One bar of J, split in data (plain) and penalty (hatched, so that colour is not alone). */
static void cost_bar(App *a, float x, float y, float w, const Metrics *m)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    if (w < 150)
        return;
    put(c, tr("Where the cost comes from"), x, y + 18, 13, FACE_REGULAR, t->ink3, ALIGN_LEFT);
    Part part[2];
    double penalty = 0;
    for (int i = 0, n = parts_of(&a->config, m, 0, part); i < n; i++)
        penalty += part[i].value;
    double total = m->data_loss + penalty;
    float share = num_finite(total) && total > 0 ? (float)(penalty / total) : penalty > 0 && !num_finite(total) ? 1 : 0;
    Rect bar = { x, y + 28, w, 16 };
    canvas_rect(c, bar, 3, t->train);
    if (share > 0) {
        Rect hatched = { bar.x + bar.w * (1 - share), bar.y, bar.w * share, bar.h };
        canvas_push_clip(c, hatched);
        canvas_rect(c, bar, 3, t->lam);
        for (float q = bar.x - 20; q < bar.x + bar.w + 20; q += 8)
            canvas_line(c, q, bar.y + 18, q + 20, bar.y - 2, 2, color_alpha(t->surface, 0.45f));
        canvas_rect(c, (Rect){ hatched.x, hatched.y, 2, hatched.h }, 0, t->surface);
        canvas_pop_clip(c);
    }
    int percent = (int)((double)share * 100 + 0.5);
    char data[64], rest[64];
    snprintf(data, sizeof data, tr("data loss %d%%"), 100 - percent);
    snprintf(rest, sizeof rest, tr("penalty %d%%"), percent);
    TextStyle s = { .size = 14, .face = FACE_SEMIBOLD, .color = t->train, .tabular = true };
    s.size *= min_f(1, (w - 8) / (canvas_text_width(c, s, data) + canvas_text_width(c, s, rest)));
    canvas_text(c, x, y + 66, s, data);
    s.color = t->lam;
    s.align = ALIGN_RIGHT;
    canvas_text(c, x + w, y + 66, s, rest);
}

static float value(App *a, float x, float y, bool bare)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    char text[32], why[160];
    bool off = !strength_on(a), warn = slider_warning(a, why);
    Color color = off ? t->ink3 : warn ? t->danger : t->lam;
    text_short(text, (double)strength_of(a));
    float w = put(c, panel_symbol(&a->config), x, y + 44, 42, FACE_MEDIUM_ITALIC, color, ALIGN_LEFT);
    w += put(c, " = ", x + w, y + 44, 32, FACE_REGULAR, t->ink3, ALIGN_LEFT);
    w += put(c, off ? "–" : text, x + w, y + 44, 44, FACE_SEMIBOLD, color, ALIGN_LEFT);
    spot(a, "lambda", (Rect){ x - 8, y + 2, w + 16, 50 });
    Color ink = warn ? t->danger : t->ink3;
    if (bare)
        return w;
    if (!warn && unitsview_fits(a)) { /* opens what it is called elsewhere */
        UiAnswer hit = ui_widget(&a->ui, ID_UNITS, (Rect){ x - 4, y + 50, 160, 24 }, true);
        ink = hit.hover ? t->ink : ink;
        if (hit.focused)
            ui_ring(&a->ui, (Rect){ x + 1, y + 53, 146, 17 }, 3);
        ui_tip(&a->ui, ID_UNITS, hit.hover, tr("As Keras, PyTorch, scikit-learn and others write it (U)"), "");
        if (hit.clicked || hit.entered)
            app_open(a, POPUP_UNITS);
    }
    float end = put(c, warn ? why : strength_note(&a->config), x + 2, y + 66, 13, warn ? FACE_MEDIUM : FACE_REGULAR,
                    ink, ALIGN_LEFT);
    if (!warn && unitsview_fits(a))
        icon_draw(c, ICON_RIGHT, x + 12 + end, y + 61.5f, 0.6f, ink, 0);
    return w;
}

/* The second strength, where there is one: small, on a logarithmic scale of its own that starts at 0. */
static void beside(App *a, float x, float y, float w)
{
    float lo, hi; /* decades; at the low end it is 0 */
    strength_beside_axis(&a->config, &lo, &hi);
    const Theme *t = app_theme(a);
    const char *key = reg_defs[a->config.reg].beside;
    int row = key ? param_find(key) : -1;
    if (row < 0)
        return;
    double now = param_get(&a->config, row);
    float place = now > 0 ? clamp_f((float)num_log10(now), lo, hi) : lo;
    bool finished;
    if (ui_slider(&a->ui, ID_BESIDE, (Rect){ x, y + 34, w, 36 }, lo, hi, &place, &finished)) {
        Config c = a->config;
        char text[32];
        double v = 0;
        snprintf(text, sizeof text, "%.1e", num_pow10((double)place));
        if (place > lo && !text_to_double(text, &v))
            v = 0;
        if (param_put(&c, row, v, NULL))
            app_set(a, &c, !a->beside_held);
        a->beside_held = true;
    }
    a->beside_held = a->beside_held && !finished && a->ui.active == ID_BESIDE;
    char text[32];
    text_short(text, param_get(&a->config, row));
    float at = x + put(a->ui.c, tr(param_defs[row].label), x, y + 30, 18, FACE_MEDIUM_ITALIC, t->lam, ALIGN_LEFT);
    at += put(a->ui.c, " = ", at, y + 30, 15, FACE_REGULAR, t->ink3, ALIGN_LEFT);
    put(a->ui.c, text, at, y + 30, 18, FACE_SEMIBOLD, t->lam, ALIGN_LEFT);
}

/* Value, formula and bar, as far as there is room. */
static void first_row(App *a, const Frame *f, const Layout *l)
{
    const Theme *t = app_theme(a);
    const Metrics *m = &f->f.snap.metrics[0];
    Rect d = l->deck;
    float y = l->formula.y, left = d.x + 16, x = d.x + d.w * 0.25f;
    char why[160];
    left += value(a, left, y, false) + 28;
    if (slider_warning(a, why)) /* the warning's line needs the room */
        x += 180;
    else if (reg_defs[a->config.reg].beside) {
        beside(a, left, y, 104);
        x = max_f(x, left + 140);
    }
    if (l->tier == TIER_SMALL)
        x = max_f(x, left);
    float end = deck_formula(a, &a->config, &f->f, x, y, d.x + d.w - 16, FORMULA_USUAL, 0);
    float bar = max_f(d.x + d.w * 0.65f, end + 32);
    if (m->status != STATUS_DIVERGED)
        cost_bar(a, bar, y, d.x + d.w - 24 - bar, m);
    else if (l->tier < TIER_SMALL)
        flow_text(a->ui.c, true, &a->scratch, tr("Paused. The next step starts after Undo or Reset."), FACE_REGULAR,
                  (Rect){ bar, y + 24, d.x + d.w - 16 - bar, 0 },
                  &(FlowStyle){ .theme = t, .size = 15, .line = 20, .color = t->ink2 });
}

/* In front of a class: the value as large as can be, and the formula without notes. */
static void present_row(App *a, const Frame *f, const Layout *l)
{
    const Theme *t = app_theme(a);
    const float room = 376; /* of the formula */
    float y = l->formula.y, left = 24, right = l->deck.w - 16;
    char why[160];
    left += value(a, left, y, true) + 28;
    if (slider_warning(a, why)) {
        put(a->ui.c, why, left, y + 36, 14, FACE_MEDIUM, t->danger, ALIGN_LEFT);
        return;
    }
    if (reg_defs[a->config.reg].beside && left + 140 + room < right) {
        beside(a, left, y - 14, 104);
        left += 140;
    }
    deck_formula(a, &a->config, &f->f, max_f(left, min_f(l->deck.w * 0.51f, right - room)), y, right, FORMULA_BARE, 0);
}

void deck_draw(App *a, const Frame *f, const Layout *l)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    Rect d = l->deck;
    canvas_rect(c, d, 0, t->surface);
    canvas_line(c, d.x, d.y + 0.5f, d.x + d.w, d.y + 0.5f, 1, t->line);
    if (l->formula.h <= 0 || f->f.snap.members < 1)
        return;
    if (compare_on(a))
        versus_strips(a, l);
    else if (l->tier == TIER_TINY) /* the value is in the toolbar */
        deck_formula(a, &a->config, &f->f, 8, l->formula.y, d.w - 8, FORMULA_NARROW, 0);
    else if (l->present)
        present_row(a, f, l);
    else
        first_row(a, f, l);
    spot(a, "formula", rect_inset(l->formula, 3));
}
