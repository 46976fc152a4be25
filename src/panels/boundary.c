/* Panel 1: data and decision field. Bottom to top: the net's answer at every place, the dashed boundary of the
 * lambda = 0 twin, the points (points.c), the net's boundary, boxes with numbers. */
#include "panels/panel.h"

static const Field *shown(const Findings *f) { return panel_diverged(f) ? &f->before : &f->net; }

/* --- the field --- */

/* Three classes and more: the classes' colours mixed by probability, and the less certain the more neutral. rgb: those
 * of the classes and, behind them, the neutral one. */
static Color blend(float rgb[NN_CLASSES + 1][3], const float *z, int outputs)
{
    float e[NN_CLASSES], top = z[0], sum = 0, most = 0, out[3];
    for (int k = 1; k < outputs; k++)
        top = max_f(top, z[k]);
    for (int k = 0; k < outputs; k++)
        sum += e[k] = num_expf(z[k] - top);
    for (int k = 0; k < outputs; k++)
        most = max_f(most, e[k]);
    float even = 1 / (float)outputs, sure = (most / sum - even) / (1 - even);
    sure = sure >= 0 ? sure : 0; /* NaN is neutral */
    for (int i = 0; i < 3; i++) {
        out[i] = rgb[outputs][i] * (1 - sure) + 0.5f;
        for (int k = 0; k < outputs && sure > 0; k++)
            out[i] += sure * e[k] / sum * rgb[k][i];
    }
    return 0xFF000000u | (Color)out[0] << 16 | (Color)out[1] << 8 | (Color)out[2];
}

static void channels(Color c, float rgb[3])
{
    for (int i = 0; i < 3; i++)
        rgb[i] = (float)(c >> (16 - 8 * i) & 255);
}

void boundary_pixels(const Field *f, const Theme *t, Color *out)
{
    enum { CHUNK = 256 };
    const Color *ramp = theme_ramp(t);
    int n = f->w * f->h;
    if (f->outputs > 1) {
        float rgb[NN_CLASSES + 1][3];
        for (int k = 0; k < f->outputs; k++)
            channels(t->field_cls[k % THEME_CLASSES], rgb[k]);
        channels(t->field_mid, rgb[f->outputs]);
        for (int i = 0; i < n; i++)
            out[i] = blend(rgb, f->z + (size_t)i * (size_t)f->outputs, f->outputs);
        return;
    }
    for (int at = 0; at < n; at += CHUNK) { /* first the levels, which go by vectors, then their colours */
        float z[CHUNK], p[CHUNK];
        Color *to = out + at;
        int some = min_i(CHUNK, n - at);
        for (int i = 0; i < some; i++)
            z[i] = f->slope > 0 ? f->slope * (f->z[at + i] - f->mid) : f->z[at + i];
        act_sigmoid(z, p, some);
        for (int i = 0; i < some; i++)
            to[i] = (Color)(int)((p[i] >= 0 ? p[i] : 0.5f) * 255 + 0.5f); /* NaN is neutral */
        for (int i = 0; i < some; i++)
            to[i] = ramp[to[i]];
    }
}

static void texture(const Field *f, const Theme *t, Arena *a, Rect r, Canvas *c)
{
    Color *px = arena_new(a, Color, f->w * f->h);
    boundary_pixels(f, t, px);
    panel_image(c, r, px, f->w, f->h, f->version * 2 + t->dark);
}

void boundary_line(const Field *f, Arena *a, Rect r, Stroke s, Color casing, Color ink, Canvas *c)
{
    Lines l = f->border;
    if (!f->traced)
        contour_boundaries(f, a, &l);
    Vec2 *line = arena_new(a, Vec2, l.points);
    for (int i = 0; i < l.points; i++)
        line[i] = (Vec2){ r.x + l.p[i].x / (float)(f->w - 1) * r.w, r.y + l.p[i].y / (float)(f->h - 1) * r.h };
    for (int pass = casing >> 24 ? 0 : 1; pass < 2; pass++) { /* all casings first: they must not cut lines */
        const Vec2 *p = line;
        for (int i = 0; i < l.lines; p += l.count[i++]) {
            Stroke one = s;
            one.closed = l.closed[i];
            one.width += pass ? 0 : s.width > 3 ? 3 : 2;
            canvas_stroke(c, p, l.count[i], one, pass ? ink : casing);
        }
    }
}

void boundary_thumb(const Field *f, const Theme *t, Arena *a, Rect r, Canvas *c)
{
    canvas_push_clip(c, r);
    if (f->h == 1) {
        graph_thumb(f, t, r, c);
    } else {
        texture(f, t, a, r, c);
        if (f->slope == 0)
            boundary_line(f, a, r, (Stroke){ .width = 2 }, t->point_outline, t->ink, c);
    }
    canvas_pop_clip(c);
    panel_corners(c, r, 4, t->surface);
}

/* --- a note on the field --- */

static void margin_note(const Findings *f, const PanelView *v, const PointMap *m, Rect accuracy, Canvas *c)
{
    float k = v->k;
    Rect r = { m->r.x + 12, m->r.y + 12, 218 * k, 58 * k };
    if (v->compact || accuracy.w <= 0 || r.x + r.w + 24 > accuracy.x || m->r.h < 260 * k)
        return;
    int i = points_fenced(f, v, m, r, accuracy);
    if (i < 0)
        return;
    Vec2 to = points_at(m, f->snap.train.raw + 2 * i), from = points_leader(r, to);
    float dx = from.x - to.x, dy = from.y - to.y, d = __builtin_sqrtf(dx * dx + dy * dy), ring = 11 * m->s / d;
    TextStyle s = panel_type(v, 14, FACE_REGULAR, v->theme->ink, ALIGN_LEFT);
    canvas_line(c, from.x, from.y, to.x + ring * dx, to.y + ring * dy, 1.5f * k, v->theme->ink);
    panel_box(v, r, c);
    canvas_textf(c, r.x + 14 * k, r.y + 24 * k, s, tr("The %s still fences"), panel_twin_name(&f->snap.config));
    canvas_text(c, r.x + 14 * k, r.y + 45 * k, s, tr("off this one wrong label."));
}

/* --- the panel --- */

Rect boundary_field_rect(Rect body)
{
    float foot = body.h >= 140 ? 40 : 8, side = body.w >= 140 ? 8 : 4;
    return (Rect){ body.x + side, body.y, max_f(0, body.w - 2 * side), max_f(0, body.h - foot) };
}

/* Diverged: what was there before the change, behind hatching, so that nobody takes it for now. */
static void before_the_change(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k;
    canvas_rect(c, r, 0, color_alpha(t->surface, 0.72f));
    for (float x = r.x - r.h; x < r.x + r.w; x += 24)
        canvas_line(c, x, r.y + r.h, x + r.h, r.y, 6, color_alpha(t->ink, 0.07f));
    Rect b = { r.x + r.w / 2 - 140 * k, r.y + r.h / 2 - 32 * k, 280 * k, 64 * k };
    if (b.w > r.w - 16 || b.h > r.h - 16)
        return;
    char l2[32];
    text_short(l2, (double)f->snap.before_l2);
    canvas_rect(c, b, 6, t->surface);
    canvas_frame(c, b, 6, 1, t->line);
    canvas_text(c, b.x + b.w / 2, b.y + 27 * k, panel_type(v, 16, FACE_SEMIBOLD, t->ink, ALIGN_CENTER),
                tr("Before the change"));
    canvas_textf(c, b.x + b.w / 2, b.y + 50 * k, panel_type(v, 14, FACE_REGULAR, t->ink2, ALIGN_CENTER),
                 tr("step %llu, λ = %s"), (unsigned long long)f->snap.before_step, l2);
}

/* Of a regression: lines of equal value, a step of the colours apart. */
static void levels(const Field *f, const PanelView *v, Rect r, Canvas *c)
{
    for (int i = -3; i <= 3; i++) {
        Lines l;
        contour_lines(f->z, f->w, f->h, f->mid + (float)i / f->slope, v->scratch, &l);
        const Vec2 *p = l.p;
        for (int k = 0; k < l.points; k++)
            l.p[k] = (Vec2){ r.x + l.p[k].x / (float)(f->w - 1) * r.w, r.y + l.p[k].y / (float)(f->h - 1) * r.h };
        for (int k = 0; k < l.lines; p += l.count[k++])
            canvas_stroke(c, p, l.count[k], (Stroke){ .width = i ? 1.25f : 2.5f, .closed = l.closed[k] },
                          i ? color_alpha(v->theme->ink, 0.45f) : v->theme->ink);
    }
}

static void field(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const Theme *t = v->theme;
    const Field *net = shown(f);
    float k = v->k;
    PointMap m = points_map(v, r, net);
    bool unit = solo_shown(f, v);
    if (unit)
        solo_field(f, v, r, c);
    else
        texture(net, t, v->scratch, r, c);
    if (!unit && net->slope == 0 && panel_twin(f, v) && f->twin.z && !panel_diverged(f))
        boundary_line(&f->twin, v->scratch, r,
                      (Stroke){ .width = (v->highlight == HIGHLIGHT_TWIN ? 4 : 2) * k,
                                .dash = (float[]){ 7 * k, 6 * k },
                                .dashes = 2,
                                .butt = true },
                      0, t->ink, c);
    if (!unit && v->bayes && f->bayes.z && !panel_diverged(f))
        boundary_line(&f->bayes, v->scratch, r,
                      (Stroke){ .width = 2 * k, .dash = (float[]){ 2 * k, 4 * k }, .dashes = 2, .butt = true }, 0,
                      t->ink3, c);
    if (!unit && net->slope > 0)
        levels(net, v, r, c);
    if (f->snap.train.raw_inputs == 2 && f->snap.test.raw_inputs == 2)
        points_draw(f, &m, t, c);
    if (net->slope == 0)
        boundary_line(net, v->scratch, r, (Stroke){ .width = unit ? 2 * k : 3.5f * k }, t->point_outline, t->ink, c);
    points_linked(f, v, &m, c);
    rulers_draw(f, v, r, c);
    if (panel_diverged(f)) {
        before_the_change(f, v, r, c);
    } else {
        Rect accuracy = score_rect(f, v, r);
        if (!v->drawing && !v->plain && !v->apart)
            score_draw(f, v, accuracy, c), unit ? solo_note(f, v, r, c) : margin_note(f, v, &m, accuracy, c);
    }
}

void boundary_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    Rect r = v->plain || v->poster ? body : boundary_field_rect(body);
    canvas_push_clip(c, body);
    canvas_push_clip(c, r);
    const int raw = f->snap.shape.map.raw;
    if (raw > 2 && f->snap.members > 0 && !panel_diverged(f)) {
        images_draw(f, v, r, c);
    } else if (shown(f)->z && raw == 1) {
        graph_draw(f, v, r, c);
    } else if (shown(f)->z) {
        field(f, v, r, c);
    } else {
        canvas_rect(c, r, 0, v->theme->field_mid);
        if (panel_diverged(f))
            panel_empty(v, r, c, tr("Weights too large to draw"), tr("Undo brings them back"));
    }
    canvas_pop_clip(c);
    panel_corners(c, r, 6, v->theme->surface);
    if (v->poster && raw <= 2) /* over the numbers of a curve's axis, not on them */
        legend_on(f, v, (Rect){ r.x, r.y, r.w, r.h - (raw == 1 ? 24 * v->k : 0) }, c);
    else if (body.h - r.h >= 40 && raw <= 2)
        legend_draw(f, v, body, body.y + body.h - 20, c);
    canvas_pop_clip(c);
}

bool boundary_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out)
{
    Rect r = v->plain || v->poster ? body : boundary_field_rect(body);
    if (f->snap.shape.map.raw > 2 && f->snap.members > 0 && !panel_diverged(f))
        return images_tip(f, v, r, at, out);
    if (f->net.z && f->net.h == 1 && !panel_diverged(f) && rect_has(r, at) && !rect_has(score_rect(f, v, r), at))
        return graph_tip(f, v, r, at, out);
    if (!f->net.z || f->net.h == 1 || f->net.slope > 0 || panel_diverged(f) || !rect_has(r, at) ||
        rect_has(score_rect(f, v, r), at))
        return false;
    PointMap m = points_map(v, r, &f->net);
    return points_tip(f, v, &m, at, out);
}
