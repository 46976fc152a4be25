/* The deck's first row: the value of lambda, the formula with live numbers that add up, the bar of where the cost comes
 * from. The slider and what shares its axis are in slider.c. */
#include "app/app_state.h"

#include <stdio.h>
#include <string.h>

/* The three numbers of J = L + P, rounded so that what is printed adds up. */
typedef struct Sum {
    char j[32], l[32], p[32];
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

static Sum sum_of(double loss, double penalty)
{
    Sum s = { 0 };
    double j = loss + penalty;
    s.bad = !num_finite(j);
    if (s.bad || j >= 1e4 || j < 5e-5) { /* nothing to add up: tell each as it is */
        exact(s.j, j), exact(s.l, loss), exact(s.p, penalty);
        return s;
    }
    int decimals = j < 0.001 ? 4 : j < 10 ? 3 : j < 100 ? 2 : 1;
    double unit = decimals == 4 ? 1e-4 : decimals == 3 ? 1e-3 : decimals == 2 ? 0.01 : 0.1;
    double l = (double)(int64_t)(loss / unit + 0.5), p = (double)(int64_t)(penalty / unit + 0.5);
    snprintf(s.l, sizeof s.l, "%.*f", decimals, l * unit);
    snprintf(s.p, sizeof s.p, "%.*f", decimals, p * unit);
    snprintf(s.j, sizeof s.j, "%.*f", decimals, (l + p) * unit);
    if (penalty == 0)
        snprintf(s.p, sizeof s.p, "0");
    return s;
}

static void term(App *a, Rect r, Highlight h, const char *number, const char *note, Color color)
{
    Canvas *c = a->ui.c;
    float cx = r.x + r.w / 2;
    UiAnswer hit = ui_widget(&a->ui, (UiId)(ID_FORMULA + (int)h), r, false);
    if (hit.hover)
        for (int i = 0; i < PANELS; i++)
            a->view[i].highlight = h;
    if (hit.hover)
        canvas_rect(c, r, 6, app_theme(a)->raised);
    put_moving(c, number, cx, r.y + 48, 18, FACE_SEMIBOLD, color, ALIGN_CENTER);
    put_moving(c, note, cx, r.y + 66, 13, FACE_REGULAR, app_theme(a)->ink3, ALIGN_CENTER);
}

static void operator_sign(App *a, float cx, float y, const char *sign)
{
    Color c = app_theme(a)->ink3;
    put(a->ui.c, sign, cx, y + 23, 22, FACE_REGULAR, c, ALIGN_CENTER);
    put(a->ui.c, sign, cx, y + 48, 18, FACE_SEMIBOLD, c, ALIGN_CENTER);
}

/* J = L + (lambda/2) ||w||^2 in three columns; returns its right end. */
static float formula(App *a, float x, float y, const Metrics *m)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    bool l2 = reg_defs[a->config.reg].l2;
    double half = l2 ? (double)a->config.l2 / 2 : 0, norm2 = m->weight_norm * m->weight_norm;
    double penalty = half == 0 ? 0 : half * norm2;
    Sum s = sum_of(m->data_loss, penalty);
    bool bad = s.bad || m->status == STATUS_DIVERGED;
    Color ink = bad ? t->danger : t->ink, train = bad ? t->danger : t->train, lam = bad ? t->danger : t->lam;
    Rect col = { x, y, 84, 72 };
    term(a, col, HIGHLIGHT_TOTAL, s.j, "cost", ink);
    put(c, "J", col.x + col.w / 2, y + 24, 26, FACE_MEDIUM_ITALIC, ink, ALIGN_CENTER);
    operator_sign(a, col.x + col.w + 12, y, "=");
    col = (Rect){ col.x + col.w + 24, y, 84, 72 };
    term(a, col, HIGHLIGHT_DATA, s.l, "data loss", train);
    put(c, "L", col.x + col.w / 2, y + 24, 26, FACE_MEDIUM_ITALIC, train, ALIGN_CENTER);
    if (!l2)
        return col.x + col.w;
    operator_sign(a, col.x + col.w + 12, y, "+");
    col = (Rect){ col.x + col.w + 24, y, 144, 72 };
    char factor[32], size[32], note[80];
    text_short(factor, half);
    if (!num_finite(norm2) || norm2 >= 1e4 || (norm2 > 0 && norm2 < 0.005))
        text_short(size, norm2);
    else
        snprintf(size, sizeof size, norm2 < 10 ? "%.2f" : norm2 < 1000 ? "%.1f" : "%.0f", norm2);
    snprintf(note, sizeof note, "%s × %s", factor, size);
    term(a, col, HIGHLIGHT_PENALTY, s.p, note, lam);
    TextStyle head = { .size = 26, .face = FACE_MEDIUM, .color = lam };
    float w = canvas_text_width(c, head, "(λ/2) "), all = w + ui_norm_width(c, 26, FACE_MEDIUM_ITALIC, true);
    float hx = col.x + (col.w - all) / 2;
    canvas_text(c, hx, y + 24, head, "(λ/2) ");
    ui_norm(c, hx + w, y + 24, 26, FACE_MEDIUM_ITALIC, lam, true);
    return col.x + col.w;
}

/* One bar of J, split in data (plain) and penalty (hatched, so that colour is not alone). */
static void cost_bar(App *a, float x, float y, float w, const Metrics *m)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    if (w < 150)
        return;
    put(c, "Where the cost comes from", x, y + 18, 13, FACE_REGULAR, t->ink3, ALIGN_LEFT);
    double l2 = reg_defs[a->config.reg].l2 ? (double)a->config.l2 : 0;
    double penalty = l2 == 0 ? 0 : l2 / 2 * m->weight_norm * m->weight_norm;
    double total = m->data_loss + penalty;
    float share = num_finite(total) && total > 0 ? (float)(penalty / total) : l2 > 0 && !num_finite(total) ? 1 : 0;
    Rect bar = { x, y + 28, w, 16 };
    canvas_rect(c, bar, 3, t->train);
    if (share > 0) {
        Rect part = { bar.x + bar.w * (1 - share), bar.y, bar.w * share, bar.h };
        canvas_push_clip(c, part);
        canvas_rect(c, bar, 3, t->lam);
        for (float q = bar.x - 20; q < bar.x + bar.w + 20; q += 8)
            canvas_line(c, q, bar.y + 18, q + 20, bar.y - 2, 2, color_alpha(t->surface, 0.45f));
        canvas_rect(c, (Rect){ part.x, part.y, 2, part.h }, 0, t->surface);
        canvas_pop_clip(c);
    }
    int percent = (int)((double)share * 100 + 0.5);
    TextStyle s = { .size = 14, .face = FACE_SEMIBOLD, .color = t->train, .tabular = true };
    canvas_textf(c, x, y + 66, s, "data loss %d%%", 100 - percent);
    s.color = t->lam;
    s.align = ALIGN_RIGHT;
    canvas_textf(c, x + w, y + 66, s, "penalty %d%%", percent);
}

static float value(App *a, float x, float y)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    char text[32], why[160];
    bool off = !reg_defs[a->config.reg].l2, warn = slider_warning(a, why);
    Color color = off ? t->ink3 : warn ? t->danger : t->lam;
    text_short(text, (double)a->config.l2);
    float w = put(c, "λ", x, y + 44, 42, FACE_MEDIUM_ITALIC, color, ALIGN_LEFT);
    w += put(c, " = ", x + w, y + 44, 32, FACE_REGULAR, t->ink3, ALIGN_LEFT);
    w += put(c, off ? "–" : text, x + w, y + 44, 44, FACE_SEMIBOLD, color, ALIGN_LEFT);
    const char *note = off ? "No penalty" : warn ? why : "L2 coefficient";
    put(c, note, x + 2, y + 66, 13, warn && !off ? FACE_MEDIUM : FACE_REGULAR, warn && !off ? t->danger : t->ink3,
        ALIGN_LEFT);
    return w;
}

void deck_draw(App *a, const Frame *f, const Layout *l)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    Rect d = l->deck;
    canvas_rect(c, d, 0, t->surface);
    canvas_line(c, d.x, d.y + 0.5f, d.x + d.w, d.y + 0.5f, 1, t->line);
    if (a->open[PART_FORMULA] && f->f.snap.members > 0) {
        const Metrics *m = &f->f.snap.metrics[0];
        float y = d.y + (l->compact ? 4 : 8);
        float x = d.x + d.w * 0.25f;
        char why[160];
        value(a, d.x + 16, y);
        if (slider_warning(a, why)) /* the warning's line needs the room */
            x += 180;
        float end = formula(a, x, y, m);
        float bar = max_f(d.x + d.w * 0.65f, end + 32);
        if (m->status == STATUS_DIVERGED)
            put(c, "Paused. The next step starts after Undo or Reset.", bar, y + 42, 15, FACE_REGULAR, t->ink2,
                ALIGN_LEFT);
        else
            cost_bar(a, bar, y, d.x + d.w - 24 - bar, m);
    }
}
