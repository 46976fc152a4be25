/* multiples: many nets in one figure. */
#include "app/multiples.h"

#include "app/app_state.h"

#include <stdio.h>
#include <string.h>

enum { LEAST = 160, GAP = 16, FIVE = 5 }; /* layout pixels of a picture and between two; pictures side by side */
static const float HEAD = 36, SECOND = 20, FOOT = 24, WHOLE = 250, SMALLEST = 0.5f; /* layout pixels */

static int row_of(const Multiples *m, int cell) { return cell / m->spec.over[0].n; }
static int column_of(const Multiples *m, int cell) { return cell % m->spec.over[0].n; }
static int net_of(const Multiples *m, int cell) { return m->spec.axes > 1 ? cell : column_of(m, cell); }

/* One row of values is broken where its pictures would be too small to be read on paper, or at all. */
static int columns_of(int n, double width_mm)
{
    int most = width_mm > 0 ? max_i(1, (int)((figure_paper(width_mm) + GAP) / (LEAST + GAP))) : FIVE;
    int rows = (n + most - 1) / most;
    return (n + rows - 1) / rows;
}

bool multiples_plan(const GridSpec *spec, Figure *f, Multiples *out, Err *err)
{
    int panels = f->panels, chosen[FIGURE_PANELS];
    *out = (Multiples){ .spec = *spec, .nets = grid_cells(spec) };
    out->cells = out->nets * panels;
    if (spec->axes > 1 && panels > 1)
        return err_set(err, tr("%d panels over two settings; expected one panel, or one setting"), panels);
    if (out->cells > FIGURE_PANELS)
        return err_set(err, tr("%d pictures in one figure; expected at most %d"), out->cells, FIGURE_PANELS);
    memcpy(chosen, f->panel, sizeof chosen);
    f->panels = out->cells;
    f->columns = spec->axes > 1 || panels > 1 ? spec->over[0].n : columns_of(out->nets, f->width_mm);
    for (int i = 0; i < out->cells; i++)
        f->panel[i] = panels > 1 ? chosen[row_of(out, i)] : chosen[0];
    f->swepts = spec->axes;
    for (int i = 0; i < spec->axes; i++)
        f->swept[i] = spec->over[i].param;
    return true;
}

void multiples_free(Multiples *m)
{
    for (int i = 0; i < m->nets; i++)
        trainer_free(m->trainer[i]);
}

static Frame *newest(Trainer *t)
{
    bool fresh;
    return trainer_latest(t, &fresh);
}

/* --- axes that all of them share --- */

/* A window that holds those of all nets. Where the plane is no plane, each keeps its own. */
static Window common_window(const Multiples *m)
{
    Window all = newest(m->trainer[0])->f.net.window;
    for (int i = 0; i < m->nets; i++) {
        const Field *z = &newest(m->trainer[i])->f.net;
        if (!z->z || z->h < 2)
            return (Window){ 0 };
        all.x0 = min_f(all.x0, z->window.x0);
        all.x1 = max_f(all.x1, z->window.x1);
        all.y0 = min_f(all.y0, z->window.y0);
        all.y1 = max_f(all.y1, z->window.y1);
    }
    return all;
}

/* All histograms in the widest range of theirs. */
static void common_bins(Multiples *m)
{
    float range = 0;
    for (int i = 0; i < m->cells; i++)
        range = max_f(range, m->frame[i]->f.hist.range);
    for (int i = 0; i < m->cells; i++) {
        Findings *f = &m->frame[i]->f;
        const Shape *s = &f->snap.shape;
        if (!(f->have & WANT_HIST) || f->hist.range >= range)
            continue;
        hist_make(s, f->snap.params, range, &f->hist);
        if (f->hist_twin.layers)
            hist_make(s, f->snap.params + s->params, range, &f->hist_twin);
    }
}

static void common_tops(const Multiples *m, App *p)
{
    PanelView *curves = &p->view[PANEL_CURVES], *weights = &p->view[PANEL_WEIGHTS];
    for (int i = 0; i < m->cells; i++) {
        const Findings *f = &m->frame[i]->f;
        for (int k = 0; k < f->snap.curve_points; k++) {
            const CurvePoint *c = &f->snap.curve[k];
            curves->top = max_f(curves->top, max_f(c->data_loss, c->test_loss < 1e30f ? c->test_loss : 0));
        }
        for (int bin = 0; bin < HIST_BINS && (f->have & WANT_HIST); bin++) {
            int count = 0;
            for (int l = 0; l < f->hist.layers; l++)
                count += f->hist.count[l][bin];
            weights->top = max_f(weights->top, (float)count);
        }
    }
}

/* --- a cell --- */

static bool is_field(const Figure *f, int cell) { return f->panel[cell] == PANEL_BOUNDARY; }

/* Values stand above the pictures of their column, in every row where there are others; below a field how good it is.
 */
static bool has_head(const Multiples *m, int cell) { return m->cells == m->nets || row_of(m, cell) == 0; }

static Rect picture_of(const Multiples *m, const Figure *f, int cell, Rect r)
{
    float head = !has_head(m, cell) ? 8 : HEAD + (m->spec.axes > 1 ? SECOND : 0), foot = is_field(f, cell) ? FOOT : 0;
    return (Rect){ r.x, r.y + head, r.w, max_f(1, r.h - head - foot) };
}

/* The lowest test loss, where all nets have the same test set; -1: they have not. */
static int best_of(const Multiples *m)
{
    int best = -1;
    const Points *first = &m->frame[0]->f.snap.test;
    for (int i = 0; i < m->nets; i++) {
        const Snapshot *s = &m->frame[i]->f.snap;
        size_t size = sizeof(real) * (size_t)first->n * (size_t)first->inputs;
        if (s->test.n != first->n || s->test.inputs != first->inputs || memcmp(s->test.x, first->x, size) != 0)
            return -1;
        bool sound = s->metrics[0].status == STATUS_OK && num_finite(s->metrics[0].test_loss);
        if (sound && (best < 0 || s->metrics[0].test_loss < m->frame[best]->f.snap.metrics[0].test_loss))
            best = i;
    }
    return m->nets > 1 ? best : -1;
}

static void draw_head(const Multiples *m, const Theme *t, int cell, Rect r, bool best, Canvas *c)
{
    char value[64];
    for (int axis = 0; axis < m->spec.axes; axis++) {
        bool strength = m->spec.over[axis].param == reg_slider(&m->spec.config);
        TextStyle s = axis ? ui_text(13, FACE_REGULAR, t->ink2, ALIGN_LEFT)
                           : ui_text(15, FACE_SEMIBOLD, strength ? t->lam : t->ink, ALIGN_LEFT);
        gridview_value(&m->spec, axis, axis ? row_of(m, cell) : column_of(m, cell), value);
        canvas_text(c, r.x, r.y + (axis ? 24 + SECOND : 24), s, value);
    }
    if (best)
        canvas_text(c, r.x + r.w, r.y + 24, ui_text(13, FACE_SEMIBOLD, t->ink, ALIGN_RIGHT), tr("best"));
}

static void draw_foot(const Findings *f, const Theme *t, Rect r, Canvas *c)
{
    Score s = score_of(f);
    float y = r.y + r.h - 7;
    TextStyle left = ui_text(13, FACE_SEMIBOLD, t->train, ALIGN_LEFT), right = left;
    right.align = ALIGN_RIGHT;
    right.color = t->ink;
    char train[48], test[48];
    snprintf(train, sizeof train, s.train[0] ? tr("train %s") : "%s", s.train);
    snprintf(test, sizeof test, tr("test %s"), s.test);
    bool room = canvas_text_width(c, left, train) + canvas_text_width(c, right, test) + 8 < r.w;
    canvas_text(c, r.x + r.w, y, right, room ? test : s.test);
    canvas_text(c, r.x, y, left, room ? train : s.train);
}

void multiples_draw(const Multiples *m, App *p, const Figure *f, int cell, Rect r, Canvas *c)
{
    const Theme *t = app_theme(p);
    const Findings *found = &m->frame[cell]->f;
    PanelView *v = &p->view[f->panel[cell]];
    Rect body = picture_of(m, f, cell, r);
    bool field = is_field(f, cell), best = best_of(m) == net_of(m, cell);
    v->plain = field;
    v->twin = false; /* the net without a penalty is one of the pictures */
    v->compact = true;
    v->k = field ? clamp_f(body.w / WHOLE, SMALLEST, 1) : 1; /* marks and lines of a small picture are small */
    if (has_head(m, cell))
        draw_head(m, t, cell, r, best, c);
    canvas_push_clip(c, body);
    panel_defs[f->panel[cell]].draw(found, v, body, c);
    canvas_pop_clip(c);
    if (field) {
        canvas_frame(c, body, 0, best ? 2 : 1, best ? t->ink : t->ink3);
        draw_foot(found, t, r, c);
    }
}

bool multiples_train(Multiples *m, const Scene *s, App *p, const Figure *f, const FigurePlan *plan,
                     void (*progress)(const void *user, double share), const void *user, Err *err)
{
    Ask ask = picture_ask(p, f, plan);
    Rect first = picture_of(m, f, 0, plan->cell[0]);
    ask.aspect = first.w / max_f(1, first.h);
    ask.field_w = clamp_i((int)first.w / 2 + 1, 2, 1024);
    ask.field_h = clamp_i((int)first.h / 2 + 1, 2, 1024);
    bool sweep = (ask.want & WANT_SWEEP) != 0;
    for (int i = 0; i < m->nets; i++) {
        Config c;
        Kept *own = keep_copy(s->own);
        if (grid_config(&m->spec, i, &c, err))
            m->trainer[i] = trainer_new(&c, own, s->change, s->changes, 0, NULL, NULL, err);
        keep_drop(own);
        if (!m->trainer[i])
            return false;
        uint64_t until = c.until != s->config.until ? (uint64_t)c.until : s->until;
        trainer_finish(m->trainer[i], until, sweep, &ask);
        if (progress)
            progress(user, (double)(i + 1) / m->nets);
    }
    ask.window = common_window(m);
    for (int i = 0; i < m->nets && ask.window.x1 > ask.window.x0; i++)
        trainer_finish(m->trainer[i], newest(m->trainer[i])->f.snap.step, sweep, &ask);
    for (int i = 0; i < m->cells; i++)
        m->frame[i] = newest(m->trainer[net_of(m, i)]);
    common_bins(m);
    common_tops(m, p);
    return true;
}

void multiples_words(const Multiples *m, char *out, size_t size)
{
    char values[512] = "";
    int n = 0;
    for (int axis = 0; axis < m->spec.axes; axis++)
        for (int i = 0; i < m->spec.over[axis].n && n < (int)sizeof values; i++) {
            char value[64];
            gridview_value(&m->spec, axis, i, value);
            n += snprintf(values + n, sizeof values - (size_t)n, "%s%s", i ? ", " : axis ? "; " : "", value);
        }
    snprintf(out, size, tr("From picture to picture: %s."), values);
}
