/* Panel tug: the data loss and the penalty pull at every weight; where training rests the two ropes are equally strong.
 * Arrows to the right point away from 0. Expanded, a scatter of both pulls at every weight stands beside them. */
#include "panels/panel.h"

#include <stdio.h>

enum { ID_MODE = 420, DOTS = 3000 }; /* dots: at most so many weights are drawn */
typedef enum Mode { MODE_NET, MODE_LAYERS, MODE_WEIGHT, MODES } Mode;

typedef struct Row {
    char name[48];
    float data, penalty; /* along w, away from 0 */
} Row;

typedef struct Rows {
    Row row[NN_LAYERS + 4];
    int n;
    float scale;   /* pull that fills half of the width */
    char none[64]; /* no penalty pulls at all: says so; otherwise empty */
} Rows;

/* --- what is shown --- */

static Row rope(const TugRope *r)
{
    float size = (float)r->size;
    return size > 0 ? (Row){ .data = (float)r->data / size, .penalty = (float)r->penalty / size } : (Row){ .data = 0 };
}

static float size_of(float x) { return x < 0 ? -x : x; }

static int weight_of(const Findings *f, const PanelView *v)
{
    bool linked = v->link.kind == LINK_WEIGHT && v->link.weight >= 0 && v->link.weight < f->snap.shape.params;
    return linked && f->tug.counted[v->link.weight] ? v->link.weight : f->tug.largest;
}

static void add_net(const Findings *f, Rows *out)
{
    Row r = rope(&f->tug.all);
    snprintf(r.name, sizeof r.name, "%s", tr("whole net"));
    out->row[out->n++] = r;
}

static void add_layers(const Findings *f, Rows *out)
{
    bool filters = f->snap.shape.layer[0].kind == LAYER_CONV;
    for (int i = 0; i < f->tug.layers; i++) {
        Row r = rope(&f->tug.layer[i]);
        if (f->tug.layer[i].weights == 0)
            continue;
        if (i == f->tug.layers - 1)
            snprintf(r.name, sizeof r.name, "%s", tr("output"));
        else if (filters && i == 0)
            snprintf(r.name, sizeof r.name, "%s", tr("filters"));
        else
            snprintf(r.name, sizeof r.name, tr("layer %d"), i + 1 - filters);
        out->row[out->n++] = r;
    }
}

/* Two decimals or, where these show nothing, two digits and a power. */
static const char *weight_text(char out[32], float w)
{
    if (size_of(w) >= 0.095f || w == 0)
        return panel_fixed(out, (double)w, 2);
    text_short(out, (double)w);
    return out;
}

static void add_weight(const Findings *f, const PanelView *v, Rows *out)
{
    int i = weight_of(f, v);
    if (i < 0)
        return;
    float w = (float)f->snap.params[i], away = w < 0 ? -1.0f : 1.0f;
    char number[32];
    Row r = { .data = away * (float)f->tug.data[i], .penalty = away * (float)f->tug.penalty[i] };
    snprintf(r.name, sizeof r.name, i == f->tug.largest ? tr("largest w = %s") : tr("weight w = %s"),
             weight_text(number, w));
    out->row[out->n++] = r;
}

/* No penalty on the weights acts. */
static bool is_free(const Findings *f)
{
    Penalty p = reg_penalty(&f->snap.config);
    return !(p.l2 > 0 || p.l1 > 0 || p.decay > 0 || p.threshold > 0 || p.shrink > 0);
}

static Rows rows_of(const Findings *f, const PanelView *v, bool all)
{
    Rows out = { .scale = 0 };
    int mode = v->mode % MODES;
    if (all || mode == MODE_NET)
        add_net(f, &out);
    if (all || mode == MODE_LAYERS)
        add_layers(f, &out);
    if (all || mode == MODE_WEIGHT)
        add_weight(f, v, &out);
    for (int i = 0; i < out.n; i++) {
        float most = max_f(size_of(out.row[i].data), size_of(out.row[i].penalty));
        out.scale = num_finite((double)most) ? max_f(out.scale, most) : out.scale;
    }
    out.scale = along_top(max_f(out.scale, 2e-3f), 2);
    if (is_free(f) && reg_slider(&f->snap.config) >= 0 && path_strength(&f->snap.config) == 0)
        snprintf(out.none, sizeof out.none, tr("%s = 0: nothing pulls back"), panel_symbol(&f->snap.config));
    else if (is_free(f))
        snprintf(out.none, sizeof out.none, "%s", tr("no penalty: nothing pulls back"));
    return out;
}

/* --- arrows --- */

static void arrow(float x0, float x1, float y, float k, Color color, Canvas *c)
{
    float head = min_f(9 * k, size_of(x1 - x0)), way = x1 < x0 ? -1.0f : 1.0f;
    if (!(size_of(x1 - x0) >= 0.5f)) /* or no number */
        return;
    if (size_of(x1 - x0) > head)
        canvas_line(c, x0, y, x1 - way * head, y, 4 * k, color);
    canvas_fill(c, (Vec2[]){ { x1 - way * head, y - 0.75f * head }, { x1, y }, { x1 - way * head, y + 0.75f * head } },
                3, color);
}

/* A pull in three digits or, where that shows none, in two and a power. */
static const char *pull_text(char out[32], float value)
{
    if (size_of(value) >= 0.0095f || value == 0)
        return panel_fixed(out, (double)value, 3);
    text_short(out, (double)value);
    return out;
}

/* A pull and its number, or why there is none: on the side that the arrow leaves free. */
static void labelled(const PanelView *v, const char *what, float pull, const char *none, float x, float y, Color color,
                     Labels *l, Canvas *c)
{
    char number[32], line[64];
    bool left = pull >= 0;
    float k = v->k;
    if (none[0])
        snprintf(line, sizeof line, "%s", none);
    else
        snprintf(line, sizeof line, "%s %s", what, pull_text(number, pull));
    panel_label(l, c, x + (left ? -8 : 8) * k, y + 4.5f * k,
                panel_type(v, 13, FACE_MEDIUM, color, left ? ALIGN_RIGHT : ALIGN_LEFT), line);
}

/* One row: its name, and below it data against penalty, and what is left of the two. */
static void tug(const PanelView *v, const Rows *all, const Row *r, Rect box, Canvas *c)
{
    const Theme *t = v->theme;
    const float pull[3] = { r->data, r->penalty, r->data + r->penalty };
    const char *const what[3] = { tr("data"), tr("penalty"), tr("sum") };
    const Color color[3] = { t->train, t->lam, t->ink };
    float k = v->k, middle = box.x + box.w / 2, half = box.w / 2 - 4 * k, first = box.y + 22 * k;
    float gap = min_f((box.h - 26 * k) / 3, 60 * k), size = min_f(clamp_f(gap / 30, k, 2 * k), gap / 11);
    bool numbers = gap >= 17 * k;
    char text[32], line[64];
    Labels l = { .in = box };
    TextStyle value = panel_type(v, 13, FACE_MEDIUM, t->ink, ALIGN_RIGHT);
    panel_label(&l, c, box.x, box.y + 12 * k, panel_type(v, 13, FACE_MEDIUM, t->ink2, ALIGN_LEFT), r->name);
    snprintf(line, sizeof line, tr("sum %s"), pull_text(text, pull[2]));
    if (!numbers)
        panel_label(&l, c, box.x + box.w, box.y + 12 * k, value, line);
    canvas_line(c, middle, first - 4 * k, middle, first + 2.6f * gap, 1, t->ink3);
    for (int i = 0; i < 3; i++) {
        float y = first + ((float)i + 0.3f) * gap;
        arrow(middle, middle + clamp_f(pull[i] / all->scale, -1, 1) * half, y, size, color[i], c);
        if (numbers)
            labelled(v, what[i], pull[i], i == 1 ? all->none : "", middle, y, color[i], &l, c);
    }
}

/* --- the identity --- */

/* The penalty's side as it stands in the objective; the other one is always the sum of w dL/dw. */
static const char *right_side(const Config *c)
{
    Penalty p = reg_penalty(c);
    bool square = p.l2 > 0 || p.decay > 0, size = p.l1 > 0 || p.threshold > 0;
    return p.shrink > 0 ? "−λΣw" : square && size ? "−λΣw² − λ₁Σ|w|" : size ? "−λ₁Σ|w|" : "−λΣw²";
}

static void identity(const Findings *f, const PanelView *v, float x, float y, float w, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k;
    const char *side = right_side(&f->snap.config);
    char a[32], b[32], text[3][128];
    TextStyle s = panel_type(v, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    Labels l = { .in = { x, y - 20 * k, w, 30 * k } };
    pull_text(a, (float)-f->tug.all.data);
    pull_text(b, (float)f->tug.all.penalty);
    if (is_free(f)) {
        snprintf(text[0], sizeof text[0], "Σ w·∂L/∂w = %s", a);
        panel_label(&l, c, x, y, s, text[0]);
        return;
    }
    snprintf(text[0], sizeof text[0], "Σ w·∂L/∂w = %s    %s = %s", a, side, b);
    snprintf(text[1], sizeof text[1], "Σ w·∂L/∂w %s   %s %s", a, side, b);
    snprintf(text[2], sizeof text[2], tr("%s against %s"), a, b);
    for (int i = 0; i < COUNT(text); i++)
        if (panel_label(&l, c, x, y, s, text[i]))
            return;
}

static const char *caveat(const Findings *f, char out[96])
{
    if (f->tug.rows < f->snap.train.n) {
        snprintf(out, 96, tr("Of the first %d of %d points."), f->tug.rows, f->snap.train.n);
        return out;
    }
    if (!(f->tug.all.penalty < 0) && f->tug.caveat == TUG_BALANCED)
        return tr("No penalty pulls: at rest both are 0.");
    switch (f->tug.caveat) {
    case TUG_MASKS: return tr("Dropout masks pull too, by chance: no balance.");
    case TUG_OUTSIDE: return tr("Optimizer rescales the data’s pull alone.");
    case TUG_BALANCED: break;
    }
    return tr("At rest the two are equal.");
}

/* --- scatter --- */

static float range_of(const Findings *f)
{
    double sum2 = 0, most = 0;
    int n = 0;
    for (int i = 0; i < f->snap.shape.params; i++)
        if (f->tug.counted[i]) {
            double p = (double)f->tug.penalty[i], d = (double)f->tug.data[i];
            most = p > most ? p : -p > most ? -p : most;
            sum2 += num_finite(d) ? d * d : 0;
            n++;
        }
    double rms = n ? __builtin_sqrt(sum2 / n) : 0;
    most = most > 3 * rms ? most : 3 * rms;
    return along_top((float)(most > 1e-6 && num_finite(most) ? most : 1e-6), 2);
}

static Plot scatter_plot(const Findings *f, Rect r)
{
    float range = range_of(f);
    return (Plot){ .r = r, .x0 = -range, .x1 = range, .y0 = -range, .y1 = range };
}

static Vec2 dot_at(const Findings *f, const Plot *p, int i)
{
    Vec2 at = plot_at(p, -(double)f->tug.penalty[i], (double)f->tug.data[i]);
    return (Vec2){ clamp_f(at.x, p->r.x, p->r.x + p->r.w), clamp_f(at.y, p->r.y, p->r.y + p->r.h) };
}

static int stride_of(const Findings *f) { return 1 + (f->snap.shape.params - 1) / DOTS; }

static Color dot_color(const Findings *f, const Theme *t, int i)
{
    int layer = tug_layer(&f->snap.shape, i);
    return t->layer[layer == f->tug.layers - 1 ? 2 : layer == 0 ? 0 : 1];
}

static void scatter(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k;
    Plot p = scatter_plot(f, r);
    char text[32], label[96];
    TextStyle s = panel_type(v, 13, FACE_REGULAR, t->ink3, ALIGN_LEFT);
    Labels l = { .in = { r.x, r.y - 24 * k, r.w, r.h + 48 * k } };
    canvas_rect(c, r, 0, t->bg);
    canvas_line(c, r.x, r.y + r.h / 2, r.x + r.w, r.y + r.h / 2, 1, t->line);
    canvas_line(c, r.x + r.w / 2, r.y, r.x + r.w / 2, r.y + r.h, 1, t->line);
    canvas_line(c, r.x, r.y + r.h, r.x + r.w, r.y, 1.5f * k, t->ink3);
    canvas_push_clip(c, rect_inset(r, -3));
    for (int i = 0; i < f->snap.shape.params; i += stride_of(f))
        if (f->tug.counted[i])
            canvas_disc(c, dot_at(f, &p, i), 2.6f * k, dot_color(f, t, i));
    int linked = weight_of(f, v);
    if (linked >= 0)
        canvas_ring(c, dot_at(f, &p, linked), 6 * k, 2 * k, t->ink);
    canvas_pop_clip(c);
    panel_label(&l, c, r.x, r.y - 8 * k, s, tr("−∂L/∂w: the data’s pull"));
    snprintf(label, sizeof label, tr("what it takes to hold the penalty, to ±%s"), pull_text(text, p.x1));
    s.align = ALIGN_RIGHT;
    panel_label(&l, c, r.x + r.w, r.y + r.h + 18 * k, s, label);
}

/* --- the panel --- */

typedef struct Boxes {
    Rect ropes, scatter; /* scatter.w 0: none */
    float foot;          /* baseline of the identity */
} Boxes;

static Boxes lay_out(const PanelView *v, Rect body)
{
    float k = v->k, side = 16 * k, foot = 40 * k, top = (panel_large(v, body) ? 4 : 34) * k;
    Boxes b = { .ropes = { body.x + side, body.y + top, body.w - 2 * side, body.h - top - foot } };
    if (panel_large(v, body)) {
        float square = min_f(body.h - 64 * k, 0.45f * body.w);
        b.scatter = (Rect){ body.x + body.w - side - square, body.y + 28 * k, square, square };
        b.ropes.w = b.scatter.x - 32 * k - b.ropes.x;
    }
    b.foot = body.y + body.h - 24 * k;
    return b;
}

static bool is_there(const Findings *f) { return (f->have & WANT_TUG) && !panel_diverged(f) && f->tug.all.weights > 0; }

static Rect row_rect(const PanelView *v, const Boxes *b, const Rows *rows, int i)
{
    float each = min_f(b->ropes.h / (float)max_i(1, rows->n), (rows->n == 1 ? 240 : 132) * v->k);
    return (Rect){ b->ropes.x, b->ropes.y + (float)i * each, b->ropes.w, each };
}

static void pictures(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    Boxes b = lay_out(v, body);
    Rows rows = rows_of(f, v, b.scatter.w > 0);
    float k = v->k;
    for (int i = 0; i < rows.n; i++) {
        Rect r = row_rect(v, &b, &rows, i);
        if (r.h >= 40 * k && r.w >= 60 * k)
            tug(v, &rows, &rows.row[i], r, c);
    }
    char text[96];
    Labels l = { .in = { b.ropes.x, b.foot, b.ropes.w, 24 * k } };
    if (body.h < 100 * k)
        return;
    identity(f, v, b.ropes.x, b.foot, b.ropes.w, c);
    panel_label(&l, c, b.ropes.x, b.foot + 17 * k, panel_type(v, 13, FACE_REGULAR, v->theme->ink3, ALIGN_LEFT),
                caveat(f, text));
    if (b.scatter.w > 0)
        scatter(f, v, b.scatter, c);
}

void ropes_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    canvas_push_clip(c, body);
    if (panel_diverged(f))
        panel_empty(v, body, c, tr("Weights too large to draw"), tr("Undo brings them back"));
    else if (!is_there(f))
        panel_empty(v, body, c, tr("There is no weight to pull at."), "");
    else
        pictures(f, v, body, c);
    canvas_pop_clip(c);
}

void ropes_controls(PanelView *v, Ui *ui, Rect body)
{
    const char *const modes[] = { tr("Net"), tr("Layers"), tr("Weight") };
    float h = 28 * v->k;
    if (!panel_large(v, body) && ui_segment_width(ui, h, modes, COUNT(modes)) + 24 * v->k < body.w)
        v->mode %= MODES,
            ui_segment(ui, ID_MODE, body.x + 12 * v->k, body.y, h, modes, COUNT(modes), &v->mode, false, NULL);
}

/* The weight of the scatter that is nearest to the pointer, -1: none is near. */
static int weight_at(const Findings *f, const PanelView *v, Rect r, Vec2 at)
{
    Plot p = scatter_plot(f, r);
    int best = -1;
    float reach = 10 * v->k;
    for (int i = 0; i < f->snap.shape.params; i += stride_of(f)) {
        Vec2 q = dot_at(f, &p, i);
        float d = __builtin_sqrtf((q.x - at.x) * (q.x - at.x) + (q.y - at.y) * (q.y - at.y));
        if (f->tug.counted[i] && d < reach) {
            reach = d;
            best = i;
        }
    }
    return best;
}

static void pulls(PanelTip *out, float data, float penalty)
{
    char text[32];
    panel_tip_row(out, tr("pull of the data"), "%s", pull_text(text, data));
    panel_tip_row(out, tr("pull of the penalty"), "%s", pull_text(text, penalty));
    panel_tip_row(out, tr("sum"), "%s", pull_text(text, data + penalty));
}

bool ropes_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out)
{
    if (!is_there(f))
        return false;
    Boxes b = lay_out(v, body);
    char text[32];
    *out = (PanelTip){ .anchor = { at.x - 6, at.y - 6, 12, 12 } };
    if (b.scatter.w > 0 && rect_has(b.scatter, at)) {
        int i = weight_at(f, v, b.scatter, at);
        if (i < 0)
            return false;
        out->link = (Link){ .kind = LINK_WEIGHT, .weight = i };
        panel_tip_row(out, tr("Weight"), "%s", panel_fixed(text, (double)f->snap.params[i], 3));
        pulls(out, (float)f->tug.data[i], (float)f->tug.penalty[i]);
        return true;
    }
    Rows rows = rows_of(f, v, b.scatter.w > 0);
    for (int i = 0; i < rows.n; i++)
        if (rect_has(row_rect(v, &b, &rows, i), at)) {
            panel_tip_row(out, rows.row[i].name, tr("along w, away from 0"));
            pulls(out, rows.row[i].data, rows.row[i].penalty);
            return true;
        }
    return false;
}
