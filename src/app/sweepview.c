/* What shares the slider's axis: the sweep curve above the track (loss of the nets of 32 values of lambda, mean and
 * range over seeds) and the film strip under it (the boundaries of some of the first seed's). Both are drawn from a
 * finished or growing Sweep. */
#include "app/app_state.h"

#include <stdio.h>

enum { PROGRESS = 262 }; /* width of what is told while the sweep runs */

/* Of the means: one bad seed must not flatten all there is to see. */
static float top_of(const Sweep *s)
{
    static const float nice[] = { 0.05f, 0.1f, 0.2f, 0.5f, 1, 2, 3, 5, 10 };
    int least = s->shape.loss == loss_for(0) ? 0 : 4; /* losses of values can be small */
    double most = 0;
    for (int i = 0; i < SWEEP_MEMBERS; i++)
        for (int k = 0; k < 2; k++) {
            double loss = k ? s->mean[i].data_loss : s->mean[i].test_loss;
            if (s->done[i] && num_finite(loss) && loss > most)
                most = loss;
        }
    for (int i = least; i < COUNT(nice); i++)
        if (most <= (double)nice[i])
            return nice[i];
    return nice[COUNT(nice) - 1];
}

typedef struct Scale {
    float y0, h, top;
} Scale;

static float y_of(const Scale *s, double loss)
{
    if (!(loss > 0))
        return loss == 0 ? s->y0 + s->h : s->y0; /* not a number: at the top, where it is labelled */
    return s->y0 + s->h - (float)(loss < (double)s->top ? loss / (double)s->top : 1) * s->h;
}

/* Without test points there is no test loss, which is not the same as one that is no longer finite. */
static bool untested(const Sweep *s)
{
    for (int i = 0; i < SWEEP_MEMBERS; i++)
        if (s->done[i] && (num_finite(s->mean[i].test_loss) || s->mean[i].status == STATUS_DIVERGED))
            return false;
    return true;
}

static void axes(App *a, const Axis *x, const Scale *s)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    float end = axis_end(x) + 8;
    for (int i = 0; i <= (s->h < 50 ? 0 : 2); i++) { /* large type leaves room for the lowest line alone */
        float v = s->top * (float)i / 2, y = s->y0 + s->h - s->h * (float)i / 2;
        char text[32];
        snprintf(text, sizeof text, "%.3g", (double)v);
        canvas_line(c, x->x0 - 20, y, end, y, 1, t->line);
        put(c, text, x->x0 - 30, y + 4, 13, FACE_MONO, t->ink3, ALIGN_RIGHT);
    }
    if (s->h > 70)
        put(c, tr("loss"), x->x0 - 30, s->y0 + 22, 13, FACE_REGULAR, t->ink3, ALIGN_RIGHT);
}

/* Where the curves run over [from, to]: the highest and the lowest point of both, in pixels. */
static void extent(const Sweep *s, const Axis *x, const Scale *scale, float from, float to, float *high, float *low)
{
    *high = scale->y0 + scale->h;
    *low = scale->y0;
    bool bare = untested(s);
    for (int i = 1, last = 0; i < SWEEP_MEMBERS; i++) {
        if (!s->done[i])
            continue;
        float x1 = axis_x(x, s->value[i]), x0 = last ? axis_x(x, s->value[last]) : x1;
        float t0 = x1 > x0 ? clamp_f((from - x0) / (x1 - x0), 0, 1) : 0,
              t1 = x1 > x0 ? clamp_f((to - x0) / (x1 - x0), 0, 1) : 1;
        for (int k = 0; k < 4 && x1 >= from && x0 <= to; k++) { /* both ends of the piece, both curves */
            const Metrics *a = &s->mean[last ? last : i], *b = &s->mean[i];
            bool test = (k & 1) && !bare;
            float ya = y_of(scale, test ? a->test_loss : a->data_loss),
                  yb = y_of(scale, test ? b->test_loss : b->data_loss);
            float y = mix_f(ya, yb, k & 2 ? t1 : t0);
            *high = min_f(*high, y);
            *low = max_f(*low, y);
        }
        last = i;
    }
}

typedef struct Stretch { /* of the axis, in pixels */
    float from, to;
} Stretch;

/* The name of a stretch, over the curves or under them, where it fits and is on nobody else's; otherwise nothing. */
static void name_stretch(App *a, const Sweep *s, const Axis *x, const Scale *scale, Labels *l, Stretch r,
                         const char *text, Color color)
{
    static const float along[] = { 0.5f, 0.25f, 0.75f, 0, 1 };
    TextStyle style = { .size = 13, .face = FACE_SEMIBOLD, .color = color, .align = ALIGN_CENTER };
    float w = canvas_text_width(a->ui.c, style, text), bottom = scale->y0 + scale->h, high, low;
    for (int i = 0; i < COUNT(along) && w + 8 <= r.to - r.from; i++) {
        float mid = mix_f(r.from + w / 2, r.to - w / 2, along[i]);
        extent(s, x, scale, mid - w / 2, mid + w / 2, &high, &low);
        if (high - scale->y0 > 22 && panel_label(l, a->ui.c, mid, high - 9, style, text))
            return;
        if (bottom - low > 22 && panel_label(l, a->ui.c, mid, min_f(low + 22, bottom - 6), style, text))
            return;
    }
}

static bool beyond(const Scale *s, double loss) { return num_finite(loss) && loss > (double)s->top; }

/* A loss that lies above the axis. */
static void arrow(Canvas *c, float x, float y, float size, Color color)
{
    canvas_fill(c, (Vec2[]){ { x - size, y + 0.6f * size }, { x + size, y + 0.6f * size }, { x, y - 1.2f * size } }, 3,
                color);
}

static void test_mark(App *a, const Metrics *m, Vec2 at, const Scale *scale, float radius)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    if (beyond(scale, m->test_loss)) {
        arrow(c, at.x, at.y, radius + 1.5f, t->ink);
    } else {
        canvas_disc(c, at, radius, t->ink);
        canvas_disc(c, at, 0.6f * radius, t->surface);
    }
    if (m->status == STATUS_DIVERGED)
        put(c, "∞", at.x, at.y - 6, 13, FACE_SEMIBOLD, t->danger, ALIGN_CENTER);
}

/* How far the seeds lie apart: of the test loss, from the lowest to the highest. */
static Color band_color(const Theme *t) { return color_alpha(t->ink, t->dark ? 0.22f : 0.16f); }

static void curves(App *a, const Sweep *s, const Axis *x, const Scale *scale)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    float xs[SWEEP_MEMBERS], test[SWEEP_MEMBERS], train[SWEEP_MEMBERS], low[SWEEP_MEMBERS], high[SWEEP_MEMBERS];
    int at[SWEEP_MEMBERS], n = 0;
    bool bare = untested(s), band = s->seeds > 1 && !bare;
    for (int i = 1; i < SWEEP_MEMBERS; i++) {
        if (!s->done[i])
            continue;
        at[n] = i;
        xs[n] = axis_x(x, s->value[i]);
        test[n] = bare ? __builtin_nanf("") : y_of(scale, s->mean[i].test_loss);
        low[n] = bare ? __builtin_nanf("") : y_of(scale, s->low[i]);
        high[n] = bare ? __builtin_nanf("") : y_of(scale, s->high[i]);
        train[n++] = y_of(scale, s->mean[i].data_loss);
    }
    /* The points are in pixels already; the plot's y grows upwards, so they are mirrored about the middle. */
    float mirror = 2 * scale->y0 + scale->h;
    Plot p = { .r = { x->x0, scale->y0, x->deck.w, scale->h },
               .x0 = x->x0,
               .x1 = x->x0 + x->deck.w,
               .y0 = scale->y0,
               .y1 = scale->y0 + scale->h };
    float up_test[SWEEP_MEMBERS], up_train[SWEEP_MEMBERS], up_low[SWEEP_MEMBERS], up_high[SWEEP_MEMBERS];
    for (int i = 0; i < n; i++) {
        up_test[i] = mirror - test[i];
        up_train[i] = mirror - train[i];
        up_low[i] = mirror - low[i];
        up_high[i] = mirror - high[i];
    }
    if (n > 1) { /* the gap ends where the band begins: two tints on one another would be a third one */
        plot_between(c, &p, xs, up_train, band ? up_low : up_test, n, t->gap_fill);
        if (band)
            plot_between(c, &p, xs, up_low, up_high, n, band_color(t));
        plot_line(c, &p, xs, up_train, n, (Stroke){ .width = 2.25f }, t->train);
        plot_line(c, &p, xs, up_test, n, (Stroke){ .width = 3 }, t->ink);
    }
    for (int i = 0; i < n; i++) {
        const Metrics *m = &s->mean[at[i]];
        if (beyond(scale, m->data_loss))
            arrow(c, xs[i], scale->y0, 4, t->train);
        if (band && beyond(scale, s->high[at[i]]))
            arrow(c, xs[i], scale->y0, 4, t->ink3);
        if (!bare)
            test_mark(a, m, (Vec2){ xs[i], test[i] }, scale, 3.5f);
    }
    if (s->done[0]) {
        const Metrics *m = &s->mean[0];
        float y = y_of(scale, m->data_loss), from = y_of(scale, s->high[0]), to = y_of(scale, s->low[0]);
        if (band)
            canvas_rect(c, (Rect){ x->x0 - 6, from, 12, to - from }, 3, band_color(t));
        if (band && beyond(scale, s->high[0]))
            arrow(c, x->x0, scale->y0, 4, t->ink3);
        if (!bare)
            test_mark(a, m, (Vec2){ x->x0, y_of(scale, m->test_loss) }, scale, 5);
        if (beyond(scale, m->data_loss))
            arrow(c, x->x0, y, 4, t->train);
        else
            canvas_disc(c, (Vec2){ x->x0, y }, 3.5f, t->train);
    }
}

/* The net that a panel's pointer is on, or that of this one. */
static void linked(App *a, const Sweep *s, const Axis *x, const Scale *scale)
{
    for (int i = 0; a->link.kind == LINK_STRENGTH && i < SWEEP_MEMBERS; i++)
        if (s->done[i] && s->value[i] == a->link.strength && num_finite(s->mean[i].test_loss))
            canvas_ring(a->ui.c, (Vec2){ axis_x(x, s->value[i]), y_of(scale, s->mean[i].test_loss) }, 7, 2,
                        app_theme(a)->ink);
}

static void name_curves(App *a, const Sweep *s, const Axis *x, const Scale *scale, Labels *l)
{
    const Theme *t = app_theme(a);
    bool bare = untested(s);
    int first = 1;
    while (first < SWEEP_MEMBERS && !s->done[first])
        first++;
    if (first == SWEEP_MEMBERS)
        return;
    if (x->linear || x->unit < 96) { /* there is no room at the left: at the other end */
        int last = SWEEP_MEMBERS - 1;
        if (!s->done[last])
            return;
        float end = axis_end(x) + 8, other = y_of(scale, s->mean[last].data_loss) + 5,
              low = bare ? 0 : y_of(scale, s->mean[last].test_loss) + 5;
        float apart = max_f(0, 16 - (low > other ? low - other : other - low)) / 2, up = low < other ? -apart : apart;
        if (!bare)
            panel_label(l, a->ui.c, end, low + up,
                        (TextStyle){ .size = 14, .face = FACE_SEMIBOLD, .color = t->ink, .align = ALIGN_LEFT },
                        tr("test"));
        panel_label(l, a->ui.c, end, other - up,
                    (TextStyle){ .size = 14, .face = FACE_MEDIUM, .color = t->train, .align = ALIGN_LEFT },
                    tr("train"));
        return;
    }
    float right = axis_x(x, s->value[first]) - 12, test = y_of(scale, s->mean[first].test_loss) + 5;
    float train = min_f(y_of(scale, s->mean[first].data_loss) + 1, scale->y0 + scale->h - 4);
    test = max_f(min_f(test, train - 17), scale->y0 + 10);
    if (!bare)
        panel_label(l, a->ui.c, right, test,
                    (TextStyle){ .size = 14, .face = FACE_SEMIBOLD, .color = t->ink, .align = ALIGN_RIGHT },
                    tr("test loss"));
    panel_label(l, a->ui.c, right, train,
                (TextStyle){ .size = 14, .face = FACE_MEDIUM, .color = t->train, .align = ALIGN_RIGHT },
                tr("train loss"));
}

/* The longest stretch of a zone without another one in between: zones may alternate. */
static Stretch longest(const Sweep *s, const Axis *x, const Zone *zone, Zone wanted)
{
    Stretch best = { 0 }, now = { 0 };
    for (int i = 1; i < SWEEP_MEMBERS; i++) {
        float at = axis_x(x, s->value[i]);
        now = zone[i] != wanted ? (Stretch){ 0 } : now.to > 0 ? (Stretch){ now.from, at } : (Stretch){ at, at };
        if (now.to - now.from > best.to - best.from)
            best = now;
    }
    return best;
}

static void name_stretches(App *a, const Sweep *s, const Axis *x, const Scale *scale, int sweet, Labels *l)
{
    const Theme *t = app_theme(a);
    Zone zone[SWEEP_MEMBERS];
    char none[48];
    snprintf(none, sizeof none, tr("no %s is better than 0"), panel_symbol(&s->config));
    path_zones(s, zone);
    Stretch under = longest(s, x, zone, ZONE_UNDERFIT), dead = longest(s, x, zone, ZONE_COLLAPSED),
            burst = longest(s, x, zone, ZONE_DIVERGED), gap = { 0 };
    float sweet_x = sweet > 0 ? axis_x(x, s->value[sweet]) + 76 : 0; /* the right end of its label */
    for (int i = 1; i < (sweet > 0 ? sweet : SWEEP_MEMBERS); i++)
        if (s->done[i] && zone[i] <= ZONE_HEALING && num_finite(s->mean[i].test_loss) &&
            y_of(scale, s->mean[i].data_loss) - y_of(scale, s->mean[i].test_loss) > 22)
            gap.to = axis_x(x, s->value[i]), gap.from = gap.from > 0 ? gap.from : gap.to;
    TextStyle style = { .size = 13, .face = FACE_SEMIBOLD, .color = t->gap_text, .align = ALIGN_CENTER };
    if (gap.to - gap.from > canvas_text_width(a->ui.c, style, tr("overfits: gap")) + 16)
        panel_label(l, a->ui.c, (gap.from + gap.to) / 2, scale->y0 + scale->h - 8, style, tr("overfits: gap"));
    under.from = max_f(under.from, sweet_x);
    dead.from = max_f(dead.from, sweet_x);
    burst.from = max_f(burst.from, sweet_x);
    name_stretch(a, s, x, scale, l, under, tr("underfits"), t->ink3);
    name_stretch(a, s, x, scale, l, dead, tr("collapsed"), t->danger);
    name_stretch(a, s, x, scale, l, burst, tr("diverged"), t->danger);
    if (sweet == 0)
        name_stretch(a, s, x, scale, l, (Stretch){ axis_x(x, s->value[1]), axis_end(x) }, none, t->ink2);
}

static void name_sweet(App *a, const Sweep *s, const Axis *x, const Scale *scale, int sweet, Labels *l)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    float sx = axis_x(x, s->value[sweet]), y = y_of(scale, s->mean[sweet].test_loss), dash[] = { 3, 3 };
    float thumb = axis_x(x, strength_of(a)) - sx, base = y - 26 > scale->y0 ? y - 22 : scale->y0 + 4;
    bool tag = (a->ui.hot == ID_SLIDER || a->dragging) && thumb * thumb < 110 * 110; /* the thumb's value lies there */
    char text[64], value[32];
    text_short(value, (double)s->value[sweet]);
    snprintf(text, sizeof text, spread_complete(s) ? tr("sweet spot  %s") : tr("sweet spot for now  %s"), value);
    canvas_stroke(c, (Vec2[]){ { sx, y }, { sx, scale->y0 + scale->h + 5 } }, 2,
                  (Stroke){ .width = 1.5f, .dash = dash, .dashes = 2, .butt = true }, t->ink);
    if (!tag)
        canvas_line(c, sx, base + 5, sx, y - 8, 1.5f, t->ink);
    canvas_fill(c, (Vec2[]){ { sx, y - 9.5f }, { sx + 9.5f, y }, { sx, y + 9.5f }, { sx - 9.5f, y } }, 4, t->ink);
    canvas_fill(c, (Vec2[]){ { sx, y - 6 }, { sx + 6, y }, { sx, y + 6 }, { sx - 6, y } }, 4, t->surface);
    TextStyle style = {
        .size = 14, .face = FACE_SEMIBOLD, .color = t->ink, .align = ALIGN_CENTER, .halo = t->surface, .halo_width = 4
    };
    float half = canvas_text_width(c, style, text) / 2 + 8;
    if (!tag)
        panel_label(l, c, clamp_f(sx, x->deck.x + half, x->deck.x + x->deck.w - half), base, style, text);
    panel_reserve(l, (Rect){ sx - 10, y - 10, 20, 20 });
}

static void labels(App *a, const Sweep *s, const Axis *x, const Scale *scale)
{
    Labels l = { .in = { x->deck.x, scale->y0 - 20, x->deck.w, scale->h + 30 } };
    int sweet = path_sweet(s);
    if (!spread_complete(s))
        panel_reserve(&l, (Rect){ axis_end(x) - PROGRESS, scale->y0, PROGRESS, 16 });
    if (sweet > 0)
        name_sweet(a, s, x, scale, sweet, &l);
    name_curves(a, s, x, scale, &l);
    if (s->finished[0] == s->total)
        name_stretches(a, s, x, scale, sweet, &l);
}

static void progress(App *a, const Sweep *s, const Axis *x, const Scale *scale)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    if (spread_complete(s))
        return;
    TextStyle style = { .size = 13, .face = FACE_MEDIUM, .color = t->ink2, .align = ALIGN_RIGHT, .tabular = true };
    float right = axis_end(x), y = scale->y0 + 12, left = right - PROGRESS;
    float done = s->steps_total > 0 ? (float)(s->steps_done / s->steps_total) : 0;
    int all = s->total * SWEEP_SEEDS; /* nets of all seeds, as the bar counts them: they train side by side */
    canvas_textf(c, right, y, style, tr("Sweep: %d of %d nets"), min_i((int)(done * (float)all), all), all);
    canvas_rect(c, (Rect){ left, y - 8, 120, 6 }, 3, t->raised);
    canvas_rect(c, (Rect){ left, y - 8, 120 * clamp_f(done, 0, 1), 6 }, 3, t->ink2);
}

static void tips(App *a, const Sweep *s, const Axis *x, const Scale *scale)
{
    Ui *ui = &a->ui;
    Rect r = { x->x0 - 12, scale->y0 - 8, axis_end(x) - x->x0 + 24, scale->h + 12 };
    UiAnswer hit = ui_widget(ui, ID_FILM + 90, r, false);
    if (!hit.hover || !ui->in)
        return;
    int near = -1;
    for (int i = 0; i < SWEEP_MEMBERS; i++)
        if (s->done[i] &&
            (near < 0 ||
             (axis_x(x, s->value[i]) - ui->in->mouse.x) * (axis_x(x, s->value[i]) - ui->in->mouse.x) <
                 (axis_x(x, s->value[near]) - ui->in->mouse.x) * (axis_x(x, s->value[near]) - ui->in->mouse.x)))
            near = i;
    if (near < 0)
        return;
    const Metrics *m = &s->mean[near];
    a->next_link = (Link){ .kind = LINK_STRENGTH, .strength = s->value[near] };
    char left[96], right[48], value[32];
    bool several = s->seeds > 1;
    text_short(value, (double)s->value[near]);
    if (several)
        snprintf(left, sizeof left, tr("Mean of %d seeds, %s = %s"), s->seeds, panel_symbol(&a->config), value);
    else
        snprintf(left, sizeof left, tr("Net trained with %s = %s"), panel_symbol(&a->config), value);
    ui_tip(ui, ID_FILM + 90, true, left, status_keys[m->status]);
    if (num_finite(m->test_loss)) {
        snprintf(right, sizeof right, several ? tr("%.3f, from %.3f to %.3f") : "%.3f", m->test_loss, s->low[near],
                 s->high[near]);
        ui_tip(ui, ID_FILM + 90, true, tr("test loss"), right);
    }
    snprintf(right, sizeof right, "%.3f", m->data_loss);
    ui_tip(ui, ID_FILM + 90, true, tr("train loss"), right);
    if (num_finite(m->test_accuracy)) {
        snprintf(right, sizeof right, "%.1f%%", 100 * m->test_accuracy);
        ui_tip(ui, ID_FILM + 90, true, tr("test accuracy"), right);
    }
    if (near > 0 && near == path_sweet(s))
        ui_tip(ui, ID_FILM + 90, true, tr("Lowest test loss of the sweep. In real work, choose by a validation set."),
               "");
    if (hit.clicked)
        strength_set(a, s->value[near], true);
}

void curve_draw(App *a, const Frame *f, const Layout *l, const Axis *x)
{
    Scale s = { .y0 = l->curve.y, .h = l->curve.h, .top = 1 };
    const Sweep *sweep = slider_sweep(a, f);
    if (sweep)
        s.top = top_of(sweep);
    axes(a, x, &s);
    if (!sweep)
        return;
    curves(a, sweep, x, &s);
    linked(a, sweep, x, &s);
    if (sweep->finished[0] > 1)
        labels(a, sweep, x, &s);
    progress(a, sweep, x, &s);
    tips(a, sweep, x, &s);
}

/* Of all filters in the film strip, which have one scale. */
static float largest_weight(const Film *film, const Sweep *s)
{
    float most = 0;
    for (int i = 0; i < film->n; i++)
        if (film->have[i] && s->net[0][film->member[i]].status != STATUS_DIVERGED)
            most = max_f(most, filters_largest(film->z[i], film->filters * film->side * film->side));
    return most;
}

void film_draw(App *a, const Frame *f, const Axis *x, float y)
{
    const Theme *t = app_theme(a);
    Canvas *c = a->ui.c;
    const Film *film = f->f.film;
    const Sweep *s = slider_sweep(a, f);
    const float w = 112, h = 64;
    if (!film || !s)
        return;
    float last = -1e6f, full = largest_weight(film, s);
    bool said = false;
    for (int i = 0; i < film->n; i++) {
        int m = film->member[i];
        float right = x->deck.x + x->deck.w - 16; /* the last one may not reach over the margin */
        float at = min_f(axis_x(x, s->value[m]), right - w / 2), left = at - w / 2;
        if (left < last + 8)
            continue;
        if (!said && i > 0 && left - last > 110 && !untested(s)) {
            put(c, film->slope > 0 ? tr("test RMS") : tr("test accuracy"), (left + last) / 2, y + 28, 13, FACE_REGULAR,
                t->ink3, ALIGN_CENTER);
            put(c, tr("of each net →"), (left + last) / 2, y + 45, 13, FACE_REGULAR, t->ink3, ALIGN_CENTER);
            said = true;
        }
        last = left + w;
        Rect r = { left, y, w, h };
        UiAnswer hit = ui_widget(&a->ui, (UiId)(ID_FILM + i), r, true);
        if (!film->have[i]) {
            canvas_rect(c, r, 4, t->bg);
            canvas_frame(c, r, 4, 1, t->line);
            put(c, tr("training"), at, y + 36, 13, FACE_REGULAR, t->ink3, ALIGN_CENTER);
            if (hit.focused)
                ui_ring(&a->ui, r, 4);
            continue;
        }
        Field field = { .window = film->window,
                        .w = FILM_W,
                        .h = s->shape.map.raw == 1 ? 1 : FILM_H,
                        .outputs = film->outputs,
                        .mid = film->mid,
                        .slope = film->slope,
                        .version = film->version + (uint64_t)i + 1,
                        .z = (float *)film->z[i] };
        if (film->filters)
            images_thumb(film->z[i], film->filters, film->side, full, t, &a->scratch, r, c);
        else
            boundary_thumb(&field, t, &a->scratch, r, c);
        canvas_frame(c, r, 4, 1, hit.hover ? t->ink2 : t->line);
        if (hit.focused)
            ui_ring(&a->ui, r, 4);
        char text[32];
        const Metrics *net = &s->net[0][m]; /* the one whose picture this is */
        double accuracy = net->test_accuracy, loss = net->test_loss;
        bool diverged = net->status == STATUS_DIVERGED;
        if (diverged)
            snprintf(text, sizeof text, "%s", tr("diverged"));
        else if (num_finite(accuracy))
            snprintf(text, sizeof text, "%.1f%%", 100 * accuracy);
        else
            panel_value(text, panel_rms(&f->f, loss));
        if (diverged || num_finite(accuracy) || num_finite(loss)) {
            float wide = max_f(diverged ? 64 : 47,
                               canvas_text_width(c, (TextStyle){ .size = 13, .face = FACE_SEMIBOLD }, text) + 8);
            canvas_rect(c, (Rect){ at + w / 2 - wide - 2, y + h - 21, wide, 19 }, 3, t->note);
            put(c, text, at + (w - wide) / 2 - 2, y + h - 7, 13, FACE_SEMIBOLD, diverged ? t->danger : t->ink,
                ALIGN_CENTER);
        }
        char value[32], tip[64];
        text_short(value, (double)s->value[m]);
        snprintf(tip, sizeof tip, tr("Go to %s = %s"), panel_symbol(&a->config), value);
        ui_tip(&a->ui, (UiId)(ID_FILM + i), hit.hover, tip, "");
        if (hit.clicked || hit.entered)
            strength_set(a, s->value[m], true);
    }
}
