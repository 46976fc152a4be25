/* Where two nets differ: p_B − p_A of two classes, half the sum of |p_B − p_A| of more, the difference of values,
 * coloured around nothing at all. The fields may be of different fineness: B's is read between its nodes. */
#include "panels/panel.h"

typedef struct Pick { /* output k of a field at places 0 ... 1 */
    const Field *f;
} Pick;

static float output_at(const Pick *p, float u, float v, int k)
{
    const Field *f = p->f;
    float x = u * (float)(f->w - 1), y = v * (float)(f->h - 1);
    int i = clamp_i((int)x, 0, max_i(0, f->w - 2)), j = clamp_i((int)y, 0, max_i(0, f->h - 2));
    int right = f->w > 1 ? f->outputs : 0, down = f->h > 1 ? f->w * f->outputs : 0;
    const float *z = f->z + ((size_t)j * (size_t)f->w + (size_t)i) * (size_t)f->outputs + k;
    float fx = x - (float)i, fy = y - (float)j;
    return mix_f(mix_f(z[0], z[right], fx), mix_f(z[down], z[down + right], fx), fy);
}

static bool same_window(const Window *a, const Window *b)
{
    return a->x0 == b->x0 && a->x1 == b->x1 && a->y0 == b->y0 && a->y1 == b->y1;
}

static bool same_kind(const Findings *a, const Findings *b)
{
    return a->net.z && b->net.z && a->net.outputs == b->net.outputs && (a->net.h == 1) == (b->net.h == 1) &&
           (a->net.slope > 0) == (b->net.slope > 0) && !panel_diverged(a) && !panel_diverged(b);
}

/* For a moment, while the window changes, one of the fields may still be of the old one. */
static bool comparable(const Findings *a, const Findings *b)
{
    return same_kind(a, b) && same_window(&a->net.window, &b->net.window);
}

/* Probabilities of all classes. */
static void softmax(const float *z, int n, float *p)
{
    float top = z[0], sum = 0;
    for (int k = 1; k < n; k++)
        top = max_f(top, z[k]);
    for (int k = 0; k < n; k++)
        sum += p[k] = num_expf(z[k] - top);
    for (int k = 0; k < n; k++)
        p[k] /= sum;
}

static void outputs_at(const Pick *p, float u, float v, float z[NN_CLASSES])
{
    for (int k = 0; k < p->f->outputs; k++)
        z[k] = output_at(p, u, v, k);
}

static int decided(const float *z, int n)
{
    int best = 0;
    if (n == 1)
        return z[0] > 0;
    for (int k = 1; k < n; k++)
        best = z[k] > z[best] ? k : best;
    return best;
}

/* -1 ... 1; of three classes and more 0 ... 1, for there are too many ways to differ. */
static float difference(const float *za, const float *zb, int n, float slope)
{
    float pa[NN_CLASSES], pb[NN_CLASSES], sum = 0;
    if (slope > 0)
        return 2 * num_sigmoidf(slope * (zb[0] - za[0])) - 1;
    if (n == 1)
        return field_p1(zb[0]) - field_p1(za[0]);
    softmax(za, n, pa);
    softmax(zb, n, pb);
    for (int k = 0; k < n; k++)
        sum += pb[k] > pa[k] ? pb[k] - pa[k] : pa[k] - pb[k];
    return sum / 2;
}

static void map(const Findings *a, const Findings *b, const PanelView *v, Rect r, Canvas *c)
{
    const Pick pa = { &a->net }, pb = { &b->net };
    const Theme *t = v->theme;
    const Color *ramp = theme_ramp(t);
    int w = a->net.w, h = a->net.h, n = a->net.outputs;
    Color *px = arena_new(v->scratch, Color, w * h);
    float za[NN_CLASSES], zb[NN_CLASSES];
    for (int j = 0; j < h; j++)
        for (int i = 0; i < w; i++) {
            float x = (float)i / (float)(w - 1), y = (float)j / (float)(h - 1);
            outputs_at(&pa, x, y, za);
            outputs_at(&pb, x, y, zb);
            float d = difference(za, zb, n, a->net.slope);
            d = d == d ? d : 0;
            px[j * w + i] =
                n == 1 ? ramp[(int)((d + 1) / 2 * 255 + 0.5f)] : color_mix(t->field_mid, t->ink2, 0.85f * d);
        }
    uint64_t both[] = { a->net.version, b->net.version, t->dark };
    panel_image(c, r, px, w, h, field_hash(0, both, sizeof both));
    if (a->net.slope > 0)
        return;
    boundary_line(&a->net, v->scratch, r, (Stroke){ .width = 1.5f * v->k }, t->point_outline, t->ink, c);
    boundary_line(&b->net, v->scratch, r, (Stroke){ .width = 3.5f * v->k }, t->point_outline, t->ink, c);
}

/* Of two curves: their difference over x, zero in the middle. */
static void curve(const Findings *a, const Findings *b, const PanelView *v, Rect r, Canvas *c)
{
    const Pick pa = { &a->net }, pb = { &b->net };
    const Theme *t = v->theme;
    int n = a->net.w;
    float *x = arena_new(v->scratch, float, n), *d = arena_new(v->scratch, float, n), most = 1e-6f, k = v->k;
    const float scale = panel_own(a) ? (float)panel_own(a)->scale[1] : 1; /* into the units of the file */
    char text[32];
    for (int i = 0; i < n; i++) {
        float u = (float)i / (float)(n - 1);
        x[i] = mix_f(a->net.window.x0, a->net.window.x1, u);
        d[i] = scale * (output_at(&pb, u, 0, 0) - output_at(&pa, u, 0, 0));
        most = num_finite((double)d[i]) ? max_f(most, d[i] < 0 ? -d[i] : d[i]) : most;
    }
    const float top = along_top(most, 2);
    Plot p = { .r = { r.x + 52 * k, r.y + 32 * k, r.w - 60 * k, r.h - 48 * k },
               .x0 = a->net.window.x0,
               .x1 = a->net.window.x1,
               .y0 = -top,
               .y1 = top };
    const float zero = plot_at(&p, 0, 0).y;
    canvas_rect(c, r, 0, t->bg);
    if (p.r.w > 60 * k && p.r.h > 40 * k)
        along_values(v, &p, "", c);
    canvas_line(c, p.r.x, zero, p.r.x + p.r.w, zero, 1, t->ink3);
    plot_line(c, &p, x, d, n, (Stroke){ .width = 3 * k }, t->ink);
    TextStyle s = panel_type(v, 13, FACE_REGULAR, t->ink2, ALIGN_LEFT);
    canvas_textf(c, r.x + 12, r.y + 20 * k, s, tr("B \u2212 A, up to %s"), panel_fixed(text, (double)most, 3));
}

float difference_share(const Findings *a, const Findings *b)
{
    const Pick pa = { &a->net }, pb = { &b->net };
    int w = a->net.w, h = a->net.h, n = a->net.outputs, differ = 0;
    float za[NN_CLASSES], zb[NN_CLASSES];
    if (!comparable(a, b) || h < 2 || a->net.slope > 0)
        return -1;
    for (int j = 0; j < h; j++)
        for (int i = 0; i < w; i++) {
            float x = (float)i / (float)(w - 1), y = (float)j / (float)(h - 1);
            outputs_at(&pa, x, y, za);
            outputs_at(&pb, x, y, zb);
            differ += decided(za, n) != decided(zb, n);
        }
    return (float)differ / (float)(w * h);
}

void difference_draw(const Findings *a, const Findings *b, const PanelView *v, Rect r, Canvas *c)
{
    canvas_push_clip(c, r);
    if (!comparable(a, b)) {
        canvas_rect(c, r, 0, v->theme->field_mid);
        if (!same_kind(a, b))
            panel_empty(v, r, c, tr("No difference to draw"), tr("Both nets need the same kind of data."));
    } else if (a->net.h == 1) {
        curve(a, b, v, r, c);
    } else {
        map(a, b, v, r, c);
    }
    canvas_pop_clip(c);
    panel_corners(c, r, 6, v->theme->surface);
}
