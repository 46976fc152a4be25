/* Panel pays: the bill of the penalty. Training points at their places, stronger where their loss rose from twin to
 * net, and beside them, where there is room, all rises in order. They are filled by the rise; the shape of a class
 * is that of the hero, and its colour is the rim. */
#include "panels/panel.h"

#include <stdio.h>

enum { FINE = 16 }; /* a field with fewer nodes each way is nobody's picture */

typedef struct Bill {
    Rect map, ramp, bars; /* w 0: not shown */
    Window window;        /* of the map: that of the points, which fill it */
    float top;            /* rise at which the colour is full */
} Bill;

/* --- layout --- */

static bool has_places(const Findings *f) { return f->snap.train.raw_inputs == 1 || f->snap.train.raw_inputs == 2; }

/* All training points, with room for their marks? */
static bool has_points(const Window *w, const Points *p)
{
    float rim = 0.03f * (w->x1 - w->x0);
    for (int i = 0; i < p->n; i++) {
        float x = (float)p->raw[2 * i], y = (float)p->raw[2 * i + 1];
        if (x < w->x0 + rim || x > w->x1 - rim || y < w->y0 + rim || y > w->y1 - rim)
            return false;
    }
    return true;
}

/* As large as fits into the field, whose lines then reach the map's edges, if that has all points. A curve is seen as
 * in the hero; closed heroes leave no fine field. */
static Window window_of(const Findings *f, float aspect)
{
    const Window *n = &f->net.window;
    bool fine = f->net.z && f->net.w >= FINE;
    if (f->snap.train.raw_inputs == 1 && fine)
        return *n;
    Window all = field_window_of(&f->snap.config, &f->snap.train, &f->snap.test, BOUNDARY_TEST_SHOWN, aspect);
    float wide = min_f(n->x1 - n->x0, (n->y1 - n->y0) * aspect) / 2, high = wide / aspect;
    float x = clamp_f((all.x0 + all.x1) / 2, n->x0 + wide, n->x1 - wide),
          y = clamp_f((all.y0 + all.y1) / 2, n->y0 + high, n->y1 - high);
    Window within = { x - wide, x + wide, y - high, y + high };
    return fine && f->snap.train.raw_inputs == 2 && has_points(&within, &f->snap.train) ? within : all;
}

/* Where another window lies in the map: fields have the hero's, which may reach beyond it or end within. */
static Rect rect_of(const Bill *b, const Window *w)
{
    float u = b->map.w / (b->window.x1 - b->window.x0), v = b->map.h / (b->window.y1 - b->window.y0);
    return (Rect){ b->map.x + (w->x0 - b->window.x0) * u, b->map.y + (b->window.y1 - w->y1) * v, (w->x1 - w->x0) * u,
                   (w->y1 - w->y0) * v };
}

static float largest(const Findings *f)
{
    const Pays *p = &f->pays;
    float most = p->rows ? p->net[p->order[0]] - p->twin[p->order[0]] : 0;
    return num_finite((double)most) ? max_f(most, 0) : 0;
}

static Bill lay_out(const Findings *f, const PanelView *v, Rect body)
{
    float k = v->k, top = 26 * k, side = 16 * k, ramp = 64 * k;
    Bill b = { .top = along_top(max_f(largest(f), 0.01f), 3) };
    Rect in = { body.x + side, body.y + top, body.w - 2 * side, body.h - top - 12 * k };
    bool bars = panel_large(v, body);
    if (!has_places(f)) {
        b.bars = (Rect){ in.x + 36 * k, in.y, in.w - 36 * k, in.h - 20 * k };
        return b;
    }
    float wide = max_f(1, (bars ? in.w * 0.56f : in.w) - ramp), high = max_f(1, in.h);
    b.map = (Rect){ in.x, in.y, wide, high };
    b.window = window_of(f, wide / high);
    b.ramp = (Rect){ in.x + wide + 12 * k, in.y + 18 * k, 10 * k, min_f(high - 40 * k, 160 * k) };
    if (bars) {
        float x = in.x + wide + ramp + 76 * k;
        b.bars = (Rect){ x, in.y + 24 * k, in.x + in.w - x, in.h - 48 * k };
    }
    return b;
}

static Vec2 place_of(const Findings *f, const Bill *b, int i)
{
    const Points *p = &f->snap.train;
    PointMap m = { b->map, b->window, 1 };
    real at[2] = { p->raw[i * p->raw_inputs], p->raw_inputs == 1 ? p->y[i * p->targets] : p->raw[2 * i + 1] };
    return points_at(&m, at);
}

/* --- marks --- */

static float rise_of(const Findings *f, int i) { return f->pays.net[i] - f->pays.twin[i]; }

static bool is_wrong(const Findings *f, int i) { return f->snap.train.wrong && f->snap.train.wrong[i]; }

static float strength_of(const Bill *b, float rise)
{
    float s = rise / b->top;
    return s > 0 ? min_f(s, 1) : 0; /* NaN: 0 */
}

static Color color_of(const Theme *t, float strength) { return color_mix(t->raised, t->train, strength); }

static int class_of(const Findings *f, int i)
{
    const Points *p = &f->snap.train;
    return clamp_i((int)p->y[i * p->targets], 0, NN_CLASSES - 1);
}

static void mark(const Findings *f, const PanelView *v, const Bill *b, int i, float size, Canvas *c)
{
    const Theme *t = v->theme;
    Vec2 at = place_of(f, b, i);
    float s = strength_of(b, rise_of(f, i)), r = size * (3.2f + 4 * __builtin_sqrtf(s));
    bool classes = f->snap.shape.loss != loss_for(0);
    int shape = classes ? class_of(f, i) : 0;
    points_shape(c, shape, at, r + (classes ? 2 : 1.2f) * size, classes ? t->cls[shape % THEME_CLASSES] : t->ink3);
    points_shape(c, shape, at, r, color_of(t, s));
    if (is_wrong(f, i))
        canvas_ring(c, at, r + 4 * size, 2 * size, t->ink);
    if (v->link.kind == LINK_POINT && v->link.split == SPLIT_TRAIN && v->link.point == i)
        canvas_ring(c, at, r + 8 * size, 2.5f * size, t->ink);
}

/* --- pictures --- */

static void lines(const Findings *f, const PanelView *v, const Bill *b, Canvas *c)
{
    const Theme *t = v->theme;
    const Stroke thin = { .width = 1.5f * v->k },
                 dashed = { .width = 1.5f * v->k, .dash = (float[]){ 7 * v->k, 6 * v->k }, .dashes = 2, .butt = true };
    const Field *n = &f->net;
    if (!n->z || !f->twin.z || n->w < FINE)
        return;
    if (n->h == 1) {
        Window w = n->window;
        Plot p = { .r = b->map, .x0 = w.x0, .x1 = w.x1, .y0 = w.y0, .y1 = w.y1 };
        float *x = arena_new(v->scratch, float, n->w);
        for (int i = 0; i < n->w; i++)
            x[i] = mix_f(p.x0, p.x1, (float)i / (float)(n->w - 1));
        plot_line(c, &p, x, f->twin.z, n->w, dashed, t->ink3);
        plot_line(c, &p, x, n->z, n->w, thin, t->ink2);
    } else if (n->slope == 0) {
        boundary_line(&f->twin, v->scratch, rect_of(b, &f->twin.window), dashed, 0, t->ink3, c);
        boundary_line(n, v->scratch, rect_of(b, &n->window), thin, 0, t->ink2, c);
    }
}

static void map(const Findings *f, const PanelView *v, const Bill *b, Canvas *c)
{
    const Pays *p = &f->pays;
    float size = v->k * clamp_f(b->map.h / 280, 0.55f, 1) * points_crowd(min_i(p->rows, BOUNDARY_TRAIN_SHOWN));
    canvas_rect(c, b->map, 6, v->theme->bg);
    canvas_push_clip(c, b->map);
    lines(f, v, b, c);
    for (int i = min_i(p->rows, BOUNDARY_TRAIN_SHOWN) - 1; i >= 0; i--) /* who pays most lies above */
        if (p->rows <= BOUNDARY_TRAIN_SHOWN)
            mark(f, v, b, p->order[i], size, c);
        else
            mark(f, v, b, i, size, c);
    canvas_pop_clip(c);
}

static void ramp(const Findings *f, const PanelView *v, const Bill *b, Rect body, Canvas *c)
{
    enum { STEPS = 24 };
    const Theme *t = v->theme;
    float k = v->k, x = b->ramp.x, low = b->ramp.y + b->ramp.h, right = x + b->ramp.w + 6 * k;
    char text[32];
    TextStyle number = panel_type(v, 13, FACE_MONO, t->ink3, ALIGN_LEFT),
              word = panel_type(v, 13, FACE_REGULAR, t->ink3, ALIGN_LEFT);
    Labels l = { .in = { x, body.y + 20 * k, body.x + body.w - x, body.h - 20 * k } };
    if (b->ramp.h < 30 * k)
        return;
    for (int i = 0; i < STEPS; i++)
        canvas_rect(c, (Rect){ x, b->ramp.y + (float)i / STEPS * b->ramp.h, b->ramp.w, b->ramp.h / STEPS + 1 }, 0,
                    color_of(t, 1 - (float)i / (STEPS - 1)));
    panel_fixed(text, (double)b->top, b->top < 0.1f ? 2 : b->top < 1 ? 1 : 0);
    panel_label(&l, c, x, b->ramp.y - 7 * k, word, tr("rise"));
    panel_label(&l, c, right, b->ramp.y + 10 * k, number, text);
    panel_label(&l, c, right, low, number, "0");
    float y = b->map.y + b->map.h - 8 * k;
    if (f->pays.wrong > 0 && y > low + 20 * k && panel_label(&l, c, x + 15 * k, y, word, tr("wrong")))
        canvas_ring(c, (Vec2){ x + 5 * k, y - 4 * k }, 5 * k, 2 * k, t->ink);
}

/* Where bar number i of the order stands: it may share its column with others, whose largest is drawn. */
static void bars(const Findings *f, const PanelView *v, const Bill *b, Canvas *c)
{
    const Theme *t = v->theme;
    const Pays *p = &f->pays;
    float k = v->k, low = 0;
    for (int i = p->rows - 1; i >= 0 && low == 0; i--) /* NaN come last */
        if (num_finite((double)rise_of(f, p->order[i])))
            low = min_f(rise_of(f, p->order[i]), -1e-9f);
    Plot plot = { .r = b->bars,
                  .x1 = (float)max_i(1, p->rows),
                  .y0 = low < -0.02f * b->top ? -along_top(-low, 3) : 0,
                  .y1 = b->top };
    along_values(v, &plot, "", c);
    float w = b->bars.w / plot.x1, zero = plot_at(&plot, 0, 0).y;
    for (int i = 0; i < p->rows; i++) {
        int point = p->order[i];
        float x = b->bars.x + w * (float)i, rise = rise_of(f, point), y = plot_at(&plot, 0, (double)rise).y;
        bool linked = v->link.kind == LINK_POINT && v->link.split == SPLIT_TRAIN && v->link.point == point;
        if (!num_finite((double)rise))
            continue;
        Rect r = { x + 0.1f * w, min_f(y, zero), max_f(0.8f * w, 1), max_f(1, y < zero ? zero - y : y - zero) };
        canvas_rect(c, r, 0,
                    linked     ? t->ink
                    : rise < 0 ? t->ink3
                               : color_mix(t->raised, t->train, 0.35f + 0.65f * strength_of(b, rise)));
        if (is_wrong(f, point) && w > 3 * k)
            canvas_ring(c, (Vec2){ x + w / 2, min_f(y, zero) - 7 * k }, min_f(4 * k, 0.4f * w), 1.5f * k, t->ink);
    }
    canvas_line(c, b->bars.x, zero, b->bars.x + b->bars.w, zero, 1, t->ink3);
    Labels l = { .in = { b->bars.x, b->bars.y + b->bars.h, b->bars.w, 26 * k } };
    if (b->map.w > 0)
        panel_label(&l, c, b->bars.x, b->bars.y + b->bars.h + 20 * k,
                    panel_type(v, 13, FACE_REGULAR, t->ink3, ALIGN_LEFT),
                    tr("rise of every training point, the largest first"));
}

/* "12 wrong labels carry 83% of the rise"; without wrong labels the tenth that pays most. */
static void verdict(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    const Pays *p = &f->pays;
    const Theme *t = v->theme;
    float k = v->k, x = body.x + 16 * k, y = body.y + 14 * k;
    char text[3][256], percent[32];
    bool wrong = p->wrong > 0;
    int who = wrong ? p->wrong : p->top;
    double share = p->rise > 0 ? (wrong ? p->wrong_rise : p->top_rise) / p->rise : 0;
    panel_fixed(percent, 100 * share, 0);
    bool all = p->rows == f->snap.train.n, one = who == 1;
    if (wrong)
        snprintf(text[0], sizeof text[0],
                 all   ? one ? tr("%d of %d labels is wrong and carries %s%% of the rise")
                             : tr("%d of %d labels are wrong and carry %s%% of the rise")
                   : one ? tr("%d of the first %d labels is wrong and carries %s%% of the rise")
                       : tr("%d of the first %d labels are wrong and carry %s%% of the rise"),
                 who, p->rows, percent);
    else
        snprintf(text[0], sizeof text[0],
                 all   ? one ? tr("%d of %d points carries %s%% of the rise")
                             : tr("%d of %d points carry %s%% of the rise")
                   : one ? tr("%d of the first %d points carries %s%% of the rise")
                       : tr("%d of the first %d points carry %s%% of the rise"),
                 who, p->rows, percent);
    snprintf(text[1], sizeof text[1],
             wrong ? one ? tr("%d wrong label carries %s%% of the rise") : tr("%d wrong labels carry %s%% of the rise")
             : one ? tr("%d point carries %s%% of the rise")
                   : tr("%d points carry %s%% of the rise"),
             who, percent);
    snprintf(text[2], sizeof text[2], wrong ? tr("%d wrong: %s%%") : tr("%d points: %s%%"), who, percent);
    TextStyle s = panel_type(v, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    Labels l = { .in = { body.x, body.y, body.w - 16 * k, 22 * k } };
    for (int i = 0; i < COUNT(text); i++)
        if (panel_label(&l, c, x, y, s, text[i]))
            return;
}

/* --- the panel --- */

static bool is_there(const Findings *f, const PanelView *v)
{
    PanelView seen = *v;
    seen.twin = true; /* the bill is against it, drawn or not */
    return (f->have & WANT_PAYS) && !panel_diverged(f) && panel_twin(f, &seen) && f->pays.rows > 0;
}

static void nobody(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    bool plain = f->snap.members > 0 && !reg_defs[f->snap.config.reg].slider;
    panel_empty(v, body, c, tr("Nobody has paid yet."),
                plain ? tr("Choose a penalty.") : tr("Raise the penalty and train on."));
}

static void pictures(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    Bill b = lay_out(f, v, body);
    verdict(f, v, body, c);
    if (b.map.w > 24 && b.map.h > 24) {
        map(f, v, &b, c);
        ramp(f, v, &b, body, c);
    }
    if (b.bars.w > 60 * v->k && b.bars.h > 60 * v->k)
        bars(f, v, &b, c);
}

void bill_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    canvas_push_clip(c, body);
    if (panel_diverged(f))
        panel_empty(v, body, c, tr("Weights too large to draw"), tr("Undo brings them back"));
    else if (!is_there(f, v))
        nobody(f, v, body, c);
    else
        pictures(f, v, body, c);
    canvas_pop_clip(c);
}

bool bill_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out)
{
    if (!is_there(f, v))
        return false;
    Bill b = lay_out(f, v, body);
    const Pays *p = &f->pays;
    int best = -1;
    float reach = 10 * v->k;
    for (int i = 0; i < min_i(p->rows, BOUNDARY_TRAIN_SHOWN) && rect_has(b.map, at); i++) {
        Vec2 q = place_of(f, &b, i);
        float d = __builtin_sqrtf((q.x - at.x) * (q.x - at.x) + (q.y - at.y) * (q.y - at.y));
        if (d < reach) {
            reach = d;
            best = i;
        }
    }
    if (rect_has(b.bars, at))
        best = p->order[clamp_i((int)((at.x - b.bars.x) / b.bars.w * (float)p->rows), 0, p->rows - 1)];
    if (best < 0)
        return false;
    char text[32];
    *out = (PanelTip){ .anchor = { at.x - 6, at.y - 6, 12, 12 },
                       .link = { .kind = LINK_POINT, .split = SPLIT_TRAIN, .point = best } };
    panel_tip_row(out, tr("Train point"), "%s", is_wrong(f, best) ? tr("wrong label") : "");
    panel_tip_row(out, tr("loss of the net"), "%s", panel_fixed(text, (double)p->net[best], 3));
    panel_tip_row(out, panel_twin_name(&f->snap.config), "%s", panel_fixed(text, (double)p->twin[best], 3));
    panel_tip_row(out, tr("rise"), "%s", panel_fixed(text, (double)rise_of(f, best), 3));
    return true;
}
