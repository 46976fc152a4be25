/* The hero of data with one input: points and the learned curve y(x), the twin's dashed, and below them the true curve
 * where the test set is that. Axes have units of their own; the window is the field's. */
#include "panels/panel.h"

static Plot plot_of(const Field *f, Rect r)
{
    return (Plot){ .r = r, .x0 = f->window.x0, .x1 = f->window.x1, .y0 = f->window.y0, .y1 = f->window.y1 };
}

static void curve(const Field *f, const Plot *p, Stroke s, Color color, Canvas *c)
{
    float x[1024];
    int n = min_i(f->w, COUNT(x));
    for (int i = 0; i < n; i++)
        x[i] = mix_f(f->window.x0, f->window.x1, (float)i / (float)(f->w - 1));
    plot_line(c, p, x, f->z, n, s, color);
}

void graph_thumb(const Field *f, const Theme *t, Rect r, Canvas *c)
{
    Plot p = plot_of(f, r);
    canvas_rect(c, r, 0, t->bg);
    curve(f, &p, (Stroke){ .width = 2 }, t->ink, c);
}

/* In the units of the file, where the data come from one. */
static void axis(const Findings *f, const PanelView *v, const Plot *p, bool upright, Labels *l, Canvas *c)
{
    const Theme *t = v->theme;
    const Own *o = panel_own(f);
    float scale = o ? o->scale[upright] : 1, shift = o ? o->shift[upright] : 0, first, k = v->k;
    float lo = (upright ? p->y0 : p->x0) * scale + shift, hi = (upright ? p->y1 : p->x1) * scale + shift;
    int n;
    float step = plot_ticks(lo, hi, upright ? 5 : 6, &first, &n);
    TextStyle s = panel_type(v, 13, FACE_MONO, t->ink3, upright ? ALIGN_LEFT : ALIGN_CENTER);
    TextStyle name = panel_type(v, 13, FACE_SEMIBOLD, t->ink2, upright ? ALIGN_LEFT : ALIGN_RIGHT);
    const float x = upright ? p->r.x + 6 : p->r.x + p->r.w - 8;
    const float y[] = { upright ? p->r.y + 18 * k : p->r.y + p->r.h - 24 * k, p->r.y + 144 * k }; /* below the score */
    for (int i = 0; o && o->axis[upright][0] && i < 1 + upright; i++)
        if (panel_label(l, c, x, y[i], name, o->axis[upright]))
            break;
    for (int i = 0; i < n; i++) {
        float shown = first + (float)i * step, value = (shown - shift) / scale;
        char text[32];
        Vec2 at = plot_at(p, upright ? (double)p->x0 : (double)value, upright ? (double)value : (double)p->y0);
        along_number(text, (double)shown, step);
        if (upright)
            canvas_line(c, p->r.x, at.y, p->r.x + p->r.w, at.y, 1, t->line);
        else
            canvas_line(c, at.x, p->r.y, at.x, p->r.y + p->r.h, 1, t->line);
        if (upright)
            panel_label(l, c, at.x + 6, at.y - 4, s, text);
        else
            panel_label(l, c, at.x, p->r.y + p->r.h - 7 * k, s, text);
    }
}

/* The test set of a generator is its true curve; that of own data is more points. */
static void test_set(const Findings *f, const PanelView *v, const Plot *p, Canvas *c)
{
    const Points *test = &f->snap.test;
    if (data_defs[f->snap.config.data].own) {
        const Points *valid = &f->snap.valid; /* hollow as well, with a dot */
        for (int i = 0; i < min_i(valid->n, BOUNDARY_TEST_SHOWN); i++) {
            Vec2 at = plot_at(p, (double)valid->raw[i], (double)valid->y[i]);
            canvas_ring(c, at, 4.3f * v->k, 1.8f * v->k, v->theme->ink2);
            canvas_disc(c, at, 1.5f * v->k, v->theme->ink2);
        }
        for (int i = 0; i < min_i(test->n, BOUNDARY_TEST_SHOWN); i++)
            canvas_ring(c, plot_at(p, (double)test->raw[i], (double)test->y[i]), 4.3f * v->k, 1.8f * v->k,
                        v->theme->ink2);
        return;
    }
    float *x = arena_new(v->scratch, float, test->n), *y = arena_new(v->scratch, float, test->n);
    for (int i = 0; i < test->n; i++)
        x[i] = (float)test->raw[i], y[i] = (float)test->y[i];
    plot_line(c, p, x, y, test->n, (Stroke){ .width = 6 * v->k }, color_alpha(v->theme->train, 0.35f));
}

void graph_draw(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const Theme *t = v->theme;
    const Field *net = panel_diverged(f) ? &f->before : &f->net;
    const Points *train = &f->snap.train;
    Plot p = plot_of(net, r);
    float k = v->k;
    canvas_rect(c, r, 0, t->bg);
    Labels l = { .in = rect_inset(r, 2) };
    panel_reserve(&l, score_rect(f, v, r));
    axis(f, v, &p, false, &l, c);
    axis(f, v, &p, true, &l, c);
    test_set(f, v, &p, c);
    if (panel_twin(f, v) && f->twin.z && !panel_diverged(f))
        curve(&f->twin, &p, (Stroke){ .width = 2 * k, .dash = (float[]){ 7 * k, 6 * k }, .dashes = 2, .butt = true },
              t->ink2, c);
    for (int i = 0; i < min_i(train->n, BOUNDARY_TRAIN_SHOWN); i++) {
        Vec2 at = plot_at(&p, (double)train->raw[i], (double)train->y[i]);
        canvas_disc(c, at, 7 * k, t->point_outline);
        canvas_disc(c, at, 5.3f * k, t->train);
    }
    curve(net, &p, (Stroke){ .width = 3.5f * k }, t->ink, c);
    if (solo_shown(f, v))
        solo_curve(f, v, &p, c), solo_note(f, v, r, c);
    if (!panel_diverged(f))
        score_draw(f, v, score_rect(f, v, r), c);
}

/* What the curves say above or below the pointer. */
bool graph_tip(const Findings *f, const PanelView *v, Rect r, Vec2 at, PanelTip *out)
{
    const Own *o = panel_own(f);
    const Points *test = &f->snap.test;
    float place = clamp_f((at.x - r.x) / r.w, 0, 1), x = mix_f(f->net.window.x0, f->net.window.x1, place);
    float by[2] = { o ? o->scale[0] : 1, o ? o->scale[1] : 1 }, plus[2] = { o ? o->shift[0] : 0, o ? o->shift[1] : 0 };
    int i = clamp_i((int)(place * (float)(f->net.w - 1) + 0.5f), 0, f->net.w - 1);
    char text[32];
    *out = (PanelTip){ .anchor = { at.x - 1, r.y, 2, r.h } };
    panel_tip_row(out, o && o->axis[0][0] ? o->axis[0] : "x", "%s", panel_value(text, (double)(x * by[0] + plus[0])));
    panel_tip_row(out, tr("learned curve"), "%s", panel_value(text, (double)(f->net.z[i] * by[1] + plus[1])));
    if (panel_twin(f, v) && f->twin.z)
        panel_tip_row(out, panel_twin_name(&f->snap.config), "%s",
                      panel_value(text, (double)(f->twin.z[i] * by[1] + plus[1])));
    for (int k = 1; !o && k < test->n; k++) /* the true curve, from left to right */
        if ((float)test->raw[k - 1] <= x && x <= (float)test->raw[k]) {
            panel_tip_row(out, tr("true curve"), "%s", panel_fixed(text, (double)test->y[k], 3));
            break;
        }
    return true;
}
