/* multiples: many nets in one figure. */
#include "app/multiples.h"

#include "app/app_state.h"

#include <stdio.h>
#include <string.h>

static int row_of(const Multiples *m, int cell) { return cell / m->spec.over[0].n; }
static int column_of(const Multiples *m, int cell) { return cell % m->spec.over[0].n; }
static int net_of(const Multiples *m, int cell) { return m->spec.axes > 1 ? cell : column_of(m, cell); }

/* One row of values may be broken where it would be long. */
static int columns_of(int n)
{
    if (n <= 4)
        return n;
    for (int columns = 4; columns > 1; columns--)
        if (n % columns == 0)
            return columns;
    return n <= 8 ? (n + 1) / 2 : 4;
}

static void title_of(const Multiples *m, const Figure *f, int cell, char out[160])
{
    char first[64], second[64];
    if (m->cells > m->nets && cell >= m->nets) { /* its value stands at the top of the column */
        snprintf(out, 160, "%s", tr(panel_defs[f->panel[cell]].title));
        return;
    }
    gridview_value(&m->spec, 0, column_of(m, cell), first);
    if (m->spec.axes > 1) {
        gridview_value(&m->spec, 1, row_of(m, cell), second);
        snprintf(out, 160, "%s · %s", first, second);
    } else {
        snprintf(out, 160, "%s", first);
    }
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
    f->columns = spec->axes > 1 || panels > 1 ? spec->over[0].n : columns_of(out->nets);
    for (int i = 0; i < out->cells; i++)
        f->panel[i] = panels > 1 ? chosen[row_of(out, i)] : chosen[0];
    for (int i = 0; i < out->cells; i++)
        title_of(out, f, i, out->title[i]);
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

bool multiples_train(Multiples *m, const Scene *s, App *p, const Figure *f, const FigurePlan *plan,
                     void (*progress)(const void *user, double share), const void *user, Err *err)
{
    Ask ask = picture_ask(p, f, plan);
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
