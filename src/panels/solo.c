/* One unit in the hero: while the pointer is on it in another panel, its answer stands in place of the net's, and the
 * line where it is as good as nothing, which is a boundary of its own. A caption says what it is. */
#include "panels/panel.h"

#include <stdio.h>

bool solo_shown(const Findings *f, const PanelView *v)
{
    return f->unit.z && v->link.kind == LINK_UNIT && v->link.layer == f->unit_layer && v->link.unit == f->unit_index &&
           !panel_diverged(f);
}

static bool is_output(const Findings *f) { return f->unit_layer == f->snap.shape.layers - 1; }

/* The answer of a unit whose weighted sum is 0. A hair above it, so that the floor of a ReLU has an edge. */
static float at_rest(const Findings *f)
{
    real zero = 0, rest = 0;
    if (!is_output(f))
        act_defs[f->snap.shape.act].f(&zero, &rest, 1);
    return (float)rest + 1e-3f / f->unit.slope;
}

void solo_field(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const Field *u = &f->unit;
    Color *px = arena_new(v->scratch, Color, u->w * u->h);
    Lines l;
    boundary_pixels(u, v->theme, px);
    panel_image(c, r, px, u->w, u->h, u->version * 2 + v->theme->dark);
    contour_lines(u->z, u->w, u->h, at_rest(f), v->scratch, &l);
    const Vec2 *p = l.p;
    for (int i = 0; i < l.points; i++)
        l.p[i] = (Vec2){ r.x + l.p[i].x / (float)(u->w - 1) * r.w, r.y + l.p[i].y / (float)(u->h - 1) * r.h };
    for (int i = 0; i < l.lines; p += l.count[i++])
        canvas_stroke(c, p, l.count[i], (Stroke){ .width = 3.5f * v->k, .closed = l.closed[i] }, v->theme->ink2);
}

void solo_curve(const Findings *f, const PanelView *v, const Plot *p, Canvas *c)
{
    const Field *u = &f->unit;
    float *x = arena_new(v->scratch, float, u->w);
    for (int i = 0; i < u->w; i++)
        x[i] = mix_f(u->window.x0, u->window.x1, (float)i / (float)(u->w - 1));
    plot_line(c, p, x, u->z, u->w,
              (Stroke){ .width = 2.5f * v->k, .dash = (float[]){ 2 * v->k, 4 * v->k }, .dashes = 2, .butt = true },
              v->theme->ink);
}

void solo_note(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const char *act = is_output(f) ? tr("linear") : tr(act_defs[f->snap.shape.act].label);
    float k = v->k;
    char text[2][80];
    TextStyle big = panel_type(v, 15, FACE_SEMIBOLD, v->theme->ink, ALIGN_LEFT);
    TextStyle small = panel_type(v, 13, FACE_REGULAR, v->theme->ink2, ALIGN_LEFT);
    if (is_output(f))
        snprintf(text[0], sizeof text[0], tr("Output %d"), f->unit_index + 1);
    else
        snprintf(text[0], sizeof text[0], tr("Unit %d of layer %d"), f->unit_index + 1, f->unit_layer + 1);
    snprintf(text[1], sizeof text[1],
             f->unit.h == 1 ? tr("dotted: what it alone answers (%s)") : tr("what it alone answers (%s)"), act);
    Rect box = { r.x + 12, r.y + 12, 0, 56 * k }, score = score_rect(f, v, r);
    box.w = 28 * k + max_f(canvas_text_width(c, big, text[0]), canvas_text_width(c, small, text[1]));
    bool beside = box.x + box.w < (score.w > 0 ? score.x - 8 : r.x + r.w);
    if (!beside) /* below the score then */
        box.y = r.y + r.h - 12 - box.h;
    if (box.x + box.w > r.x + r.w || box.y < r.y || (!beside && box.y < score.y + score.h + 8))
        return;
    panel_box(v, box, c);
    canvas_text(c, box.x + 14 * k, box.y + 24 * k, big, text[0]);
    canvas_text(c, box.x + 14 * k, box.y + 43 * k, small, text[1]);
}
