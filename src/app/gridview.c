/* The grid of nets: small boundaries over one or two settings, each with its test accuracy. A click on a cell makes its
 * settings the scene. What the axes go over is chosen here; the nets are grid.c's. */
#include "app/app_state.h"

#include <stdio.h>
#include <string.h>

/* What an axis can go over. text NULL: the setting that the slider moves, over its axis. The first row is for rows
 * alone, the last for what a scene that was opened goes over. */
typedef struct AxisDef {
    const char *label, *text;
} AxisDef;
static const AxisDef axis_defs[] = {
    { N_("nothing else"), "" },
    { N_("strength"), NULL },
    { N_("noise"), "noise=0.05,0.15,0.25,0.4" },
    { N_("points"), "points=20,50,120,300" },
    { N_("wrong labels"), "flip=0,0.1,0.2,0.3" },
    { N_("network"), "net=4,16,32-32,64-64" },
    { N_("activation"), "act=tanh,relu,sigmoid,sine" },
    { N_("learning rate"), "lr=0.001,0.003,0.01,0.03" },
    { N_("batch"), "batch=0,10,30" },
    { N_("seeds of weights"), "seed_init=1,2,3,4" },
    { N_("as opened"), "" },
};
enum { AXIS_NONE, AXIS_STRENGTH, AXIS_NOISE, AXIS_GIVEN = COUNT(axis_defs) - 1 };

static const char *column_label(const void *user, int i) { return (void)user, tr(axis_defs[i + 1].label); }
static const char *row_label(const void *user, int i) { return (void)user, tr(axis_defs[i].label); }

/* 0 and a few values of its whole axis. */
static bool over_strength(const Config *c, Over *out, Err *err)
{
    char text[96];
    float lo, hi;
    bool linear;
    int row = reg_slider(c);
    if (row < 0)
        return err_set(err, tr("Without a penalty there is no strength to go over: choose another setting."));
    reg_axis(c, &lo, &hi, &linear);
    if (linear)
        snprintf(text, sizeof text, "%s=0,%g,%g,%g", param_defs[row].key, (double)hi / 4, (double)hi / 2,
                 (double)hi * 0.75);
    else
        snprintf(text, sizeof text, "%s=0,%g:%g:5", param_defs[row].key, (double)c->sweep_lo, (double)c->sweep_hi / 10);
    return over_parse(text, out, err);
}

static bool over_of(const Config *c, int axis, const Over *given, Over *out, Err *err)
{
    if (axis != AXIS_GIVEN)
        return axis_defs[axis].text ? over_parse(axis_defs[axis].text, out, err) : over_strength(c, out, err);
    *out = *given;
    return true;
}

static bool make_spec(const Config *c, int columns, int rows, const Over given[2], GridSpec *out, Err *err)
{
    memset(out, 0, sizeof *out);
    out->config = *c;
    out->axes = rows == AXIS_NONE ? 1 : 2;
    return over_of(c, columns, &given[0], &out->over[0], err) &&
           (rows == AXIS_NONE || over_of(c, rows, &given[1], &out->over[1], err)) && grid_check(out, err);
}

bool gridview_default(const Config *c, GridSpec *out, Err *err)
{
    return make_spec(c, AXIS_STRENGTH, AXIS_NOISE, NULL, out, err);
}

bool app_grid_wanted(const App *a, GridSpec *s, Kept **own)
{
    *own = a->own;
    return a->stage == STAGE_GRID && make_spec(&a->config, a->grid_columns, a->grid_rows, a->grid_given, s, NULL);
}

static bool same_values(const Over *a, const Over *b)
{
    bool same = a->param == b->param && a->n == b->n;
    for (int i = 0; same && i < a->n; i++)
        same = strcmp(a->value[i], b->value[i]) == 0;
    return same;
}

void gridview_over(App *a, const Words *view)
{
    int *axis[2] = { &a->grid_columns, &a->grid_rows };
    *axis[0] = AXIS_STRENGTH;
    *axis[1] = words_get(view, "over", 0) ? AXIS_NONE : AXIS_NOISE;
    for (int k = 0; k < 2 && words_get(view, "over", k); k++) {
        Over usual;
        if (!over_parse(words_get(view, "over", k)->text, &a->grid_given[k], NULL))
            continue;
        *axis[k] = AXIS_GIVEN;
        for (int i = 1; i < AXIS_GIVEN; i++)
            if (over_of(&a->config, i, NULL, &usual, NULL) && same_values(&usual, &a->grid_given[k]))
                *axis[k] = i;
    }
}

void app_grid(App *a, const Grid *g) { a->grid = g; }

void gridview_toggle(App *a)
{
    if (compare_on(a))
        compare_toggle(a);
    a->drawing = false;
    a->expanded = -1;
    a->stage = a->stage == STAGE_GRID ? STAGE_PANELS : STAGE_GRID;
    if (!a->grid_columns) {
        a->grid_columns = AXIS_STRENGTH;
        a->grid_rows = AXIS_NOISE;
    }
}

/* --- drawing --- */

static void open_cell(App *a, const Config *c)
{
    a->config = a->opened = *c;
    app_command(a, DO_SCENE)->config = *c;
    a->stage = STAGE_PANELS;
}

void gridview_value(const GridSpec *s, int axis, int i, char out[64])
{
    int row = s->over[axis].param;
    const ParamDef *d = &param_defs[row];
    const char *value = s->over[axis].value[i];
    char text[32];
    double v;
    if (text_to_double(value, &v) && d->kind != PARAM_NET && d->kind != PARAM_CHOICE) {
        text_short(text, v);
        value = text;
    }
    if (row == reg_slider(&s->config))
        snprintf(out, 64, "%s = %s", panel_symbol(&s->config), value);
    else if (d->kind == PARAM_NET)
        snprintf(out, 64, "%s", strcmp(value, "-") == 0 ? tr("linear") : value);
    else if (d->kind == PARAM_CHOICE)
        snprintf(out, 64, "%s", value);
    else
        snprintf(out, 64, "%s %s", tr(d->label), value);
}

/* The number that a cell is about; smaller is better where there is no accuracy. */
static double merit(const GridCell *c)
{
    double accuracy = c->metrics.test_accuracy;
    if (c->metrics.status != STATUS_OK)
        return -1e30;
    return num_finite(accuracy) ? accuracy : num_finite(c->metrics.test_loss) ? -c->metrics.test_loss : -1e30;
}

static void score(const GridCell *c, char out[32])
{
    if (c->err.text[0])
        snprintf(out, 32, "%s", tr("no room"));
    else if (c->metrics.status == STATUS_DIVERGED)
        snprintf(out, 32, "%s", tr("diverged"));
    else if (num_finite(c->metrics.test_accuracy))
        snprintf(out, 32, "%.1f%%", 100 * c->metrics.test_accuracy);
    else
        snprintf(out, 32, tr("loss %.3f"), c->metrics.test_loss);
}

static void tip(App *a, UiId id, const GridCell *c, bool hover)
{
    char right[48];
    const Metrics *m = &c->metrics;
    ui_tip(&a->ui, id, hover, tr("Open this net as the scene"), tr(status_keys[m->status]));
    snprintf(right, sizeof right, "%.3f", m->test_loss);
    ui_tip(&a->ui, id, hover, tr("test loss"), right);
    snprintf(right, sizeof right, "%.3f", m->data_loss);
    ui_tip(&a->ui, id, hover, tr("train loss"), right);
    snprintf(right, sizeof right, "%.1f%%", 100 * m->train_accuracy);
    if (num_finite(m->train_accuracy))
        ui_tip(&a->ui, id, hover, tr("train accuracy"), right);
    snprintf(right, sizeof right, "%.1f", m->weight_norm);
    ui_tip(&a->ui, id, hover, tr("norm of the weights"), right);
}

static void cell(App *a, int i, Rect r, bool best)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    Canvas *c = ui->c;
    const GridCell *g = grid_cell(a->grid, i);
    UiAnswer hit = ui_widget(ui, (UiId)(ID_GRID + i), r, g != NULL);
    if (!g) {
        canvas_rect(c, r, 4, t->surface);
        canvas_frame(c, r, 4, 1, t->line);
        return;
    }
    if (g->field.z && g->metrics.status != STATUS_DIVERGED)
        boundary_thumb(&g->field, t, &a->scratch, r, c);
    else
        canvas_rect(c, r, 4, t->raised);
    canvas_frame(c, r, 4, best ? 3 : 1, best || hit.hover ? t->ink : t->line);
    if (hit.focused && ui->focus_ring)
        ui_ring(ui, r, 4);
    char text[32], whole[48];
    score(g, text);
    snprintf(whole, sizeof whole, "%s%s", best ? tr("best  ") : "", text);
    TextStyle s = { .size = 13, .face = FACE_SEMIBOLD, .color = t->ink, .align = ALIGN_RIGHT };
    float w = canvas_text_width(c, s, whole) + 12;
    if (w < r.w - 4) {
        canvas_rect(c, (Rect){ r.x + r.w - w - 4, r.y + r.h - 24, w, 20 }, 3, t->note);
        canvas_text(c, r.x + r.w - 10, r.y + r.h - 9, s, whole);
    }
    tip(a, (UiId)(ID_GRID + i), g, hit.hover);
    if (hit.clicked || hit.entered)
        open_cell(a, &g->config);
}

/* Other values of this setting make it another task: its nets cannot be compared. */
static bool changes_task(int param)
{
    static const char *const keys[] = { "data",    "noise", "scale",  "turns",     "imbalance",
                                        "classes", "flip",  "points", "seed_data", "test_points" };
    for (int i = 0; i < COUNT(keys); i++)
        if (param == param_find(keys[i]))
            return true;
    return false;
}

static bool same_task(const GridSpec *s, int i, int k)
{
    int columns = s->over[0].n;
    bool column = i % columns == k % columns || !changes_task(s->over[0].param);
    return column && (s->axes < 2 || i / columns == k / columns || !changes_task(s->over[1].param));
}

bool gridview_best(const Grid *g, int cell)
{
    const GridSpec *s = grid_spec(g);
    const GridCell *c = grid_cell(g, cell);
    int rivals = 0;
    if (!c || !(merit(c) > -1e29))
        return false;
    for (int i = 0, n = grid_cells(s); i < n; i++) {
        const GridCell *other = grid_cell(g, i);
        if (i == cell || !same_task(s, cell, i))
            continue;
        rivals++;
        if (!other || merit(other) > merit(c) || (merit(other) == merit(c) && i < cell)) /* not yet: it may be better */
            return false;
    }
    return rivals > 0;
}

typedef struct Plan { /* where the cells stand: pictures are never stretched */
    int columns, rows;
    float x, y, w, h, dx, dy; /* of the first one, and from one to the next */
} Plan;

static const float GAP = 8, LABEL = 26, LEFT = 132; /* a label above; room for those at the left */

static Plan plan_of(Rect r, int columns, int n, bool two)
{
    const float aspect = (float)(GRID_W - 1) / (GRID_H - 1);
    Plan p = { .columns = columns, .rows = (n + columns - 1) / columns };
    float left = two ? LEFT : 0, over = two ? 0 : LABEL; /* one axis: every cell has a label of its own */
    float room = r.h - LABEL + over;
    p.w = (r.w - left + GAP) / (float)p.columns - GAP;
    p.h = (room + GAP) / (float)p.rows - GAP - over;
    p.w = min_f(p.w, p.h * aspect);
    p.h = p.w / aspect;
    p.dx = p.w + GAP;
    p.dy = p.h + GAP + over;
    p.x = r.x + left + (r.w - left - p.dx * (float)p.columns + GAP) / 2;
    p.y = r.y + LABEL + (room - p.dy * (float)p.rows + GAP) / 2;
    p.y = two ? p.y : r.y + LABEL + (r.h - p.dy * (float)p.rows + GAP) / 2;
    return p;
}

/* Over one setting: as many columns as give the largest cells. */
static Plan best_plan(Rect r, const GridSpec *s)
{
    int n = grid_cells(s);
    if (s->axes > 1)
        return plan_of(r, s->over[0].n, n, true);
    Plan best = plan_of(r, 1, n, false);
    for (int columns = 2; columns <= n; columns++) {
        Plan p = plan_of(r, columns, n, false);
        best = p.w > best.w ? p : best;
    }
    return best;
}

static void label(App *a, const GridSpec *s, int axis, int i, float x, float y, Align align)
{
    const Theme *t = app_theme(a);
    char text[64];
    Color color = s->over[axis].param == reg_slider(&s->config) ? t->lam : t->ink2;
    gridview_value(s, axis, i, text);
    put(a->ui.c, text, x, y, 14, FACE_SEMIBOLD, color, align);
}

static void cells(App *a, Rect r)
{
    const GridSpec *s = grid_spec(a->grid);
    Plan p = best_plan(r, s);
    int n = grid_cells(s);
    for (int i = 0; i < n; i++) {
        int column = i % p.columns, row = i / p.columns;
        Rect at = { p.x + p.dx * (float)column, p.y + p.dy * (float)row, p.w, p.h };
        if (s->axes == 1 || row == 0)
            label(a, s, 0, i, at.x + at.w / 2, at.y - 8, ALIGN_CENTER);
        if (s->axes > 1 && column == 0)
            label(a, s, 1, row, at.x - 12, at.y + at.h / 2 + 5, ALIGN_RIGHT);
        cell(a, i, at, gridview_best(a->grid, i));
    }
}

static void progress(App *a, float right, float y)
{
    const Theme *t = app_theme(a);
    float done = (float)grid_progress(a->grid);
    int n = grid_cells(grid_spec(a->grid)), ready = 0;
    for (int i = 0; i < n; i++)
        ready += grid_cell(a->grid, i) != NULL;
    if (ready == n)
        return;
    TextStyle s = { .size = 13, .face = FACE_MEDIUM, .color = t->ink2, .align = ALIGN_RIGHT, .tabular = true };
    canvas_textf(a->ui.c, right, y, s, tr("%d of %d nets"), ready, n);
    canvas_rect(a->ui.c, (Rect){ right - 232, y - 8, 120, 6 }, 3, t->raised);
    canvas_rect(a->ui.c, (Rect){ right - 232, y - 8, 120 * done, 6 }, 3, t->ink2);
    a->ui.animating = true; /* its bar moves between two cells */
}

void gridview_draw(App *a, const Layout *l)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    Rect r = l->area;
    canvas_rect(ui->c, r, 8, t->surface);
    canvas_frame(ui->c, r, 8, 1, t->line);
    bool wide = r.w >= 560;
    float x = r.x + 16, choice = wide ? 148 : min_f(132, (r.w - 96) / 2);
    if (wide)
        put(ui->c, tr("Grid of nets"), x, r.y + 27, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    Err err = { "" };
    GridSpec wanted;
    if (ui->in) {
        int column = a->grid_columns - 1;
        if (wide)
            put(ui->c, tr("over"), x + 100, r.y + 27, 14, FACE_REGULAR, t->ink3, ALIGN_LEFT);
        x += wide ? 136 : 0;
        if (ui_choice(ui, ID_GRID_COLUMNS, (Rect){ x, r.y + 4, choice, 36 }, NULL, tr(axis_defs[a->grid_columns].label),
                      column_label, NULL, NULL, AXIS_GIVEN - !a->grid_given[0].n, &column))
            a->grid_columns = column + 1;
        x += choice + 12;
        if (wide)
            put(ui->c, tr("and"), x, r.y + 27, 14, FACE_REGULAR, t->ink3, ALIGN_LEFT);
        x += wide ? 32 : 8;
        ui_choice(ui, ID_GRID_ROWS, (Rect){ x, r.y + 4, choice, 36 }, NULL, tr(axis_defs[a->grid_rows].label),
                  row_label, NULL, NULL, COUNT(axis_defs) - !a->grid_given[1].n, &a->grid_rows);
        if (r.w >= 860)
            put(ui->c, tr("Below: the one net of the scene"), x + choice + 24, r.y + 27, 13, FACE_REGULAR, t->ink3,
                ALIGN_LEFT);
        if (ui_icon(ui, ID_CLOSE, (Rect){ r.x + r.w - 40, r.y + 4, 36, 36 }, ICON_CLOSE, false,
                    tr("Back to one net (M)")))
            gridview_toggle(a);
        if (!make_spec(&a->config, a->grid_columns, a->grid_rows, a->grid_given, &wanted, &err)) {
            put(ui->c, err.text, r.x + r.w / 2, r.y + r.h / 2, 15, FACE_MEDIUM, t->ink2, ALIGN_CENTER);
            return;
        }
    }
    if (!a->grid)
        return;
    if (r.h < 240 || r.w < 560) { /* cells would be smaller than their labels */
        put(ui->c, tr("No room for the grid."), r.x + r.w / 2, r.y + r.h / 2 + 16, 15, FACE_MEDIUM, t->ink2,
            ALIGN_CENTER);
        put(ui->c, tr("Enlarge the window, or choose smaller text."), r.x + r.w / 2, r.y + r.h / 2 + 38, 15,
            FACE_MEDIUM, t->ink2, ALIGN_CENTER);
        return;
    }
    if (wide)
        progress(a, r.x + r.w - 52, r.y + 27);
    cells(a, (Rect){ r.x + 16, r.y + 46, r.w - 32, r.h - 62 });
}
