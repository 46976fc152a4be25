/* "Everything against lambda": the finished nets of the sweep as curves over the slider's own axis. One picture at a
 * time, or all of them as small multiples where there is room. A click goes to the nearest of the nets. */
#include "panels/panel.h"

#include <stdio.h>

enum { ID_MODE = 480 };
enum { MOST = 3 }; /* curves in one picture */

typedef enum Look { LOOK_TRAIN, LOOK_VALID, LOOK_TEST, LOOK_WEIGHT, LOOK_OTHER } Look;

typedef struct Mode {
    const char *tab, *title;
    struct {
        const char *name;
        Look look;
    } curve[MOST];
    int curves; /* 0: paths of weights */
    void (*values)(const Findings *f, int member, double out[MOST]);
    const char *unit;
    int decimals;
} Mode;

/* --- what there is to show of a member --- */

static void losses(const Findings *f, int m, double out[MOST])
{
    const Metrics *of = &f->sweep->metrics[m];
    out[0] = of->data_loss;
    out[1] = of->test_loss;
    out[2] = of->valid_loss;
}

static void accuracies(const Findings *f, int m, double out[MOST])
{
    const Metrics *of = &f->sweep->metrics[m];
    out[0] = 100 * of->train_accuracy;
    out[1] = 100 * of->test_accuracy;
    out[2] = 100 * of->valid_accuracy;
}

static void norms(const Findings *f, int m, double out[MOST]) { out[0] = f->sweep->metrics[m].weight_norm; }

static void zeros(const Findings *f, int m, double out[MOST])
{
    const Sweep *s = f->sweep;
    float near = 0, exact = 0;
    if (f->sweep_weights && s->metrics[m].status != STATUS_DIVERGED) {
        ridge_zeros(&s->shape, f->sweep_weights + (size_t)m * (size_t)s->shape.params, &near, &exact);
        out[0] = 100 * (double)near;
        out[1] = 100 * (double)exact;
    }
}

static void effective(const Findings *f, int m, double out[MOST])
{
    const Effective *e = f->effective;
    if (e && e->possible && e->done[m])
        out[0] = (double)e->value[m];
}

enum { PATHS = 3, PARAMETERS = 5 };
static const Mode modes[] = {
    { "Loss", "Loss", { { "train", LOOK_TRAIN }, { "test", LOOK_TEST }, { "valid.", LOOK_VALID } }, 3, losses, "", 3 },
    { "Acc.",
      "Accuracy",
      { { "train", LOOK_TRAIN }, { "test", LOOK_TEST }, { "valid.", LOOK_VALID } },
      3,
      accuracies,
      "%",
      1 },
    { "Norm", "Size of the weights", { { "norm", LOOK_WEIGHT } }, 1, norms, "", 2 },
    [PATHS] = { .tab = "Paths", .title = "Path of every weight" },
    { "Zeros", "Weights near zero", { { "below 0.01", LOOK_OTHER }, { "exactly 0", LOOK_WEIGHT } }, 2, zeros, "%", 1 },
    [PARAMETERS] = { "Param.", "Effective parameters", { { "effective", LOOK_WEIGHT } }, 1, effective, "", 1 },
};
enum { MODES = COUNT(modes) };

static double value_of(const Findings *f, int mode, int member, int curve)
{
    double out[MOST] = { (double)__builtin_nanf(""), (double)__builtin_nanf(""), (double)__builtin_nanf("") };
    if (f->sweep->done[member])
        modes[mode].values(f, member, out);
    return out[curve];
}

/* --- layout --- */

typedef struct Pane {
    int mode;
    bool ticks; /* with numbers under the axis */
    Rect head, plot;
} Pane;

static bool is_grid(const PanelView *v, Rect body) { return body.w >= 900 * v->k && body.h >= 420 * v->k; }

static int panes_of(const PanelView *v, Rect body, Pane out[MODES])
{
    float k = v->k, left = 50 * k, right = 18 * k, foot = 30 * k, title = 22 * k, line = 24 * k;
    if (!is_grid(v, body)) {
        float top = 34 * k + line;
        out[0] = (Pane){ .mode = clamp_i(v->mode, 0, MODES - 1),
                         .ticks = true,
                         .head = { body.x + 16 * k, body.y + 34 * k, body.w - 32 * k, line },
                         .plot = { body.x + left, body.y + top + 10 * k, body.w - left - right,
                                   body.h - top - 10 * k - foot } };
        return 1;
    }
    float w = body.w / 3, h = (body.h - foot) / 2;
    for (int i = 0; i < MODES; i++) {
        Rect cell = { body.x + w * (float)(i % 3), body.y + h * (float)(i / 3), w, h };
        float top = title + line + 10 * k;
        out[i] = (Pane){ .mode = i,
                         .ticks = i >= 3,
                         .head = { cell.x + left, cell.y + title, w - left - right, line },
                         .plot = { cell.x + left, cell.y + top, w - left - right, h - top - 12 * k } };
    }
    return MODES;
}

static const Sweep *sweep_of(const Findings *f) { return f->sweep && f->sweep->total > 0 ? f->sweep : NULL; }

/* The finished member that the numbers are of: under the pointer, else nearest to where the slider stands. -1: none. */
static int member_of(const Findings *f, const PanelView *v, const Along *a)
{
    const Sweep *s = f->sweep;
    bool linked = v->link.kind == LINK_STRENGTH;
    float x = along_x(a, linked ? v->link.strength : path_strength(&f->snap.config)), least = 1e9f;
    int best = -1;
    for (int m = 0; m < s->total; m++) {
        float away = along_x(a, s->value[m]) - x;
        away = away < 0 ? -away : away;
        if (s->done[m] && away < least) {
            least = away;
            best = m;
        }
    }
    return best;
}

/* --- curves --- */

static Color color_of(const Theme *t, Look look)
{
    return look == LOOK_TRAIN ? t->train : look == LOOK_TEST ? t->ink : look == LOOK_VALID ? t->ink2 : t->lam;
}

static Stroke stroke_of(const PanelView *v, Look look)
{
    static const float dots[] = { 1.5f, 3.5f };
    bool dotted = look == LOOK_VALID || look == LOOK_OTHER;
    return (Stroke){ .width = (look == LOOK_TEST ? 2.75f : 2.25f) * v->k,
                     .dash = dotted ? dots : NULL,
                     .dashes = dotted ? 2 : 0,
                     .butt = dotted };
}

static void dot(const PanelView *v, Vec2 at, Look look, float r, Canvas *c)
{
    canvas_disc(c, at, r * v->k, color_of(v->theme, look));
    if (look != LOOK_TRAIN && look != LOOK_WEIGHT)
        canvas_disc(c, at, (r - 1.5f) * v->k, v->theme->surface);
}

static Plot plot_of(const Findings *f, const Pane *p)
{
    const Mode *mode = &modes[p->mode];
    double lo = 1e300, hi = 0;
    for (int m = 0; m < f->sweep->total; m++)
        for (int i = 0; i < mode->curves; i++) {
            double y = value_of(f, p->mode, m, i);
            bool seen = num_finite(y) && (mode->values != losses || mode->curve[i].look != LOOK_VALID);
            lo = seen && y < lo ? y : lo; /* a loss on few validation points must not flatten the others */
            hi = seen && y > hi ? y : hi;
        }
    Plot out = { .r = p->plot, .x0 = p->plot.x, .x1 = p->plot.x + p->plot.w, .y1 = along_top((float)hi, 4) };
    if (mode->unit[0] == '%') {
        out.y1 = 100;
        out.y0 = mode->values == accuracies && lo < 100 ? (float)(20 * (int)(lo / 20)) : 0;
    }
    if (mode->values == losses)
        out.y1 = min_f(out.y1, 10);
    return out;
}

static void curve(const Findings *f, const PanelView *v, const Pane *p, const Along *a, const Plot *plot, int i,
                  Canvas *c)
{
    Look look = modes[p->mode].curve[i].look;
    float x[SWEEP_MEMBERS], y[SWEEP_MEMBERS];
    int n = 0;
    for (int m = 0; m < f->sweep->total; m++)
        if (f->sweep->done[m]) {
            double value = value_of(f, p->mode, m, i);
            x[n] = along_x(a, f->sweep->value[m]);
            y[n++] = (float)value; /* a gap where it is no number */
        }
    plot_line(c, plot, x, y, n, stroke_of(v, look), color_of(v->theme, look));
    float r = p->plot.w > 450 * v->k ? 3.5f : 2.75f;
    for (int j = 0; j < n; j++)
        if (num_finite((double)y[j]) && y[j] <= plot->y1)
            dot(v, plot_at(plot, (double)x[j], (double)y[j]), look, r, c);
}

/* Names of the curves with their numbers at one of the nets, and which one that is. */
static void legend(const Findings *f, const PanelView *v, const Pane *p, int member, Canvas *c)
{
    const Mode *mode = &modes[p->mode];
    const Theme *t = v->theme;
    float k = v->k, x = p->head.x, y = p->head.y + p->head.h - 6 * k;
    Labels l = { .in = p->head };
    int decimals = p->head.w < 420 * k ? max_i(1, mode->decimals - 1) : mode->decimals;
    char text[64], number[32];
    TextStyle name = panel_type(v, 13, FACE_REGULAR, t->ink2, ALIGN_LEFT);
    TextStyle bold = panel_type(v, 13, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    bold.tabular = true;
    for (int i = 0; i < mode->curves; i++) {
        double value = member < 0 ? (double)__builtin_nanf("") : value_of(f, p->mode, member, i);
        float w = canvas_text_width(c, name, mode->curve[i].name) + 30 * k;
        if (!panel_label(&l, c, x + 26 * k, y, name, mode->curve[i].name))
            break;
        canvas_stroke(c, (Vec2[]){ { x, y - 4 * k }, { x + 20 * k, y - 4 * k } }, 2, stroke_of(v, mode->curve[i].look),
                      color_of(t, mode->curve[i].look));
        dot(v, (Vec2){ x + 10 * k, y - 4 * k }, mode->curve[i].look, 3.5f, c);
        x += w;
        if (num_finite(value)) {
            snprintf(text, sizeof text, "%s%s", panel_fixed(number, value, decimals), mode->unit);
            if (panel_label(&l, c, x, y, bold, text))
                x += canvas_text_width(c, bold, text);
        }
        panel_reserve(&l, (Rect){ x, y - 10 * k, 10 * k, 10 * k }); /* what comes next keeps away */
        x += 14 * k;
    }
    if (member < 0)
        return;
    text_short(number, (double)f->sweep->value[member]);
    if (p->mode == PARAMETERS && f->effective)
        snprintf(text, sizeof text, "of %d, at %s = %s", f->effective->params, panel_symbol(&f->sweep->config), number);
    else
        snprintf(text, sizeof text, "at %s = %s", panel_symbol(&f->sweep->config), number);
    name.color = t->ink3;
    name.align = ALIGN_RIGHT;
    panel_label(&l, c, p->head.x + p->head.w, y, name, text);
}

/* The diamond that the curve above the slider has. */
static void sweet_spot(const Findings *f, const PanelView *v, const Along *a, const Plot *p, Canvas *c)
{
    int sweet = path_sweet(f->sweep);
    if (sweet <= 0)
        return;
    Vec2 at = plot_at(p, (double)along_x(a, f->sweep->value[sweet]), f->sweep->metrics[sweet].test_loss);
    panel_diamond(c, at, 7 * v->k, v->theme->surface, v->theme->ink, 2.25f * v->k);
}

/* Why there is nothing to see; NULL: there is. */
static const char *missing(const Findings *f, int mode)
{
    const Effective *e = f->effective;
    if (modes[mode].values == accuracies && f->sweep->shape.loss == loss_for(0))
        return "Values, not classes: nothing to be right about.";
    if (modes[mode].values == effective && !e)
        return f->sweep->done_count < f->sweep->total ? "Counted when the sweep is complete." : "Being counted.";
    if (modes[mode].values == effective && !e->possible)
        return e->why == EFFECTIVE_NO_L2 ? "Defined for L2 alone." : "The net is too large for its Hessian.";
    return NULL;
}

/* Bottom right of a picture: how far that is which is not there yet. */
static void progress(const Findings *f, const PanelView *v, const Pane *p, Canvas *c)
{
    const Sweep *s = f->sweep;
    char text[64];
    TextStyle style = panel_type(v, 13, FACE_MEDIUM, v->theme->ink2, ALIGN_RIGHT);
    Labels l = { .in = p->plot };
    float next = f->progress[STUDY_EFFECTIVE];
    style.halo = v->theme->surface;
    style.halo_width = 3;
    if (s->done_count < s->total)
        snprintf(text, sizeof text, "%d of %d nets", s->done_count, s->total);
    else if (p->mode == PARAMETERS && next >= 0)
        snprintf(text, sizeof text, "%d%% counted", (int)(100 * next));
    else
        return;
    panel_label(&l, c, p->plot.x + p->plot.w - 6 * v->k, p->plot.y + p->plot.h - 8 * v->k, style, text);
}

static void picture(const Findings *f, const PanelView *v, const Pane *p, Canvas *c)
{
    Along a = along_of(&f->sweep->config, p->plot);
    const char *why = missing(f, p->mode);
    if (p->plot.w < 60 * v->k || p->plot.h < 30 * v->k)
        return;
    if (why) {
        Labels l = { .in = { p->plot.x - 40 * v->k, p->plot.y, p->plot.w + 50 * v->k, p->plot.h } };
        panel_label(&l, c, p->plot.x + p->plot.w / 2, p->plot.y + p->plot.h / 2,
                    panel_type(v, 14, FACE_REGULAR, v->theme->ink3, ALIGN_CENTER), why);
        return;
    }
    if (modes[p->mode].curves == 0) {
        traces_draw(f, v, &a, p->head, c);
    } else {
        Plot plot = plot_of(f, p);
        along_values(v, &plot, modes[p->mode].unit, c);
        canvas_push_clip(c, rect_inset(p->plot, -6 * v->k));
        for (int i = 0; i < modes[p->mode].curves; i++)
            curve(f, v, p, &a, &plot, i, c);
        if (modes[p->mode].values == losses)
            sweet_spot(f, v, &a, &plot, c);
        canvas_pop_clip(c);
        legend(f, v, p, member_of(f, v, &a), c);
    }
    along_axis(v, &a, p->ticks, c);
    along_link(v, &a, c);
    along_now(v, &a, path_strength(&f->snap.config), c);
    progress(f, v, p, c);
}

/* --- the panel --- */

static bool is_empty(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    const Sweep *s = sweep_of(f);
    if (s && s->done_count > 0)
        return false;
    if (!c)
        return true;
    if (f->snap.members > 0 && reg_slider(&f->snap.config) < 0)
        panel_empty(v, body, c, "There is no penalty to vary.", "Choose L2 or L1 above the slider.");
    else
        panel_empty(v, body, c, "The sweep has just begun.", "Its first nets appear in a moment.");
    return true;
}

void lambda_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    Pane pane[MODES];
    canvas_push_clip(c, body);
    if (!is_empty(f, v, body, c)) {
        int n = panes_of(v, body, pane);
        for (int i = 0; i < n; i++) {
            const Pane *p = &pane[i];
            Labels l = { .in = body };
            if (n > 1 || !v->found) /* in a window the chosen segment says it */
                panel_label(&l, c, p->head.x, p->head.y - (n > 1 ? 4 : 12) * v->k,
                            panel_type(v, 14, FACE_SEMIBOLD, v->theme->ink, ALIGN_LEFT), modes[p->mode].title);
            picture(f, v, p, c);
        }
    }
    canvas_pop_clip(c);
}

static const char *mode_title(const void *user, int i)
{
    (void)user;
    return modes[i].title;
}

void lambda_controls(PanelView *v, Ui *ui, Rect body)
{
    const char *tab[MODES];
    float h = 28 * v->k;
    if (is_grid(v, body) || body.h < 100 * v->k || (v->found && is_empty(v->found, v, body, NULL)))
        return;
    for (int i = 0; i < MODES; i++)
        tab[i] = modes[i].tab;
    v->mode = clamp_i(v->mode, 0, MODES - 1);
    if (ui_segment_width(ui, h, tab, MODES) + 24 <= body.w)
        ui_segment(ui, UI_ID(ID_MODE), body.x + 12, body.y, h, tab, MODES, &v->mode, false, NULL);
    else if (body.w > 200 * v->k)
        ui_choice(ui, UI_ID(ID_MODE), (Rect){ body.x + 12, body.y, 180 * v->k, h }, NULL, modes[v->mode].title,
                  mode_title, NULL, NULL, MODES, &v->mode);
}

static const Pane *pane_at(const Pane *pane, int n, Vec2 at)
{
    for (int i = 0; i < n; i++)
        if (rect_has(rect_inset(pane[i].plot, -8), at))
            return &pane[i];
    return NULL;
}

bool lambda_input(PanelView *v, const UiInput *in, Rect body)
{
    Pane pane[MODES];
    if (!v->found || is_empty(v->found, v, body, NULL))
        return false;
    const Pane *p = pane_at(pane, panes_of(v, body, pane), in->mouse);
    if (!in->down || (in->pressed && !p))
        v->turning = false;
    else if (in->pressed)
        v->turning = true;
    if (!v->turning || !p)
        return false;
    Along a = along_of(&v->found->sweep->config, p->plot);
    v->request = (Request){ REQUEST_STRENGTH, sweep_value(a.config, along_member(&a, in->mouse.x)) };
    return true;
}

static void weight_tip(const Findings *f, int index, int member, PanelTip *out)
{
    RidgeWeight w;
    char text[64], number[32];
    const Shape *s = &f->sweep->shape;
    ridge_weight(s, index, &w);
    snprintf(text, sizeof text, "Weight of %s",
             w.layer == w.layers - 1 ? "the output layer"
                                     : (char[]){ 'l', 'a', 'y', 'e', 'r', ' ', (char)('1' + w.layer), 0 });
    panel_tip_row(out, text, "%s", "");
    panel_tip_row(out, w.filter ? "place in the filter" : "from", "%s %d", w.layer || w.filter ? "unit" : "input",
                  w.from + 1);
    panel_tip_row(out, "to", "%s %d", w.layer == w.layers - 1 ? "output" : "unit", w.to + 1);
    text_short(number, (double)f->sweep->value[member]);
    snprintf(text, sizeof text, "at %s = %s", panel_symbol(&f->sweep->config), number);
    panel_tip_row(out, text, "%s",
                  panel_fixed(number, (double)f->sweep_weights[(size_t)member * (size_t)s->params + (size_t)index], 3));
    out->link = (Link){ .kind = LINK_WEIGHT, .layer = w.layer, .unit = w.to, .weight = index };
}

bool lambda_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out)
{
    Pane pane[MODES];
    if (is_empty(f, v, body, NULL))
        return false;
    const Pane *p = pane_at(pane, panes_of(v, body, pane), at);
    if (!p || missing(f, p->mode))
        return false;
    Along a = along_of(&f->sweep->config, p->plot);
    int m = along_member(&a, at.x);
    if (!f->sweep->done[m])
        return false;
    const Mode *mode = &modes[p->mode];
    float x = along_x(&a, f->sweep->value[m]);
    char number[32], title[64];
    *out = (PanelTip){ .anchor = { x - 1, p->plot.y, 2, p->plot.h } };
    int index = mode->curves ? -1 : traces_near(f, v, &a, at);
    if (index >= 0) {
        weight_tip(f, index, m, out);
        return true;
    }
    text_short(number, (double)f->sweep->value[m]);
    snprintf(title, sizeof title, "Net trained with %s = %s", panel_symbol(&f->sweep->config), number);
    panel_tip_row(out, title, "%s", status_keys[f->sweep->metrics[m].status]);
    for (int i = 0; i < mode->curves; i++) {
        double value = value_of(f, p->mode, m, i);
        if (num_finite(value))
            panel_tip_row(out, mode->curve[i].name, "%s%s", panel_fixed(number, value, mode->decimals), mode->unit);
    }
    out->link = (Link){ .kind = LINK_STRENGTH, .strength = f->sweep->value[m] };
    return true;
}
