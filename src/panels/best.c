/* Early stopping in panel 2: a line where the validation loss was lowest, and its name (Prechelt 1998). */
#include "panels/panel.h"

#include <stdio.h>

bool best_line(const Findings *f, const PanelView *v, const Plot *p, Vec2 line[2], Canvas *c)
{
    const Snapshot *s = &f->snap;
    float k = v->k;
    if (!s->has_best || s->valid.n < 1)
        return false;
    line[0] = plot_at(p, (double)s->best_step, (double)p->y1);
    line[1] = (Vec2){ line[0].x, p->r.y + p->r.h };
    canvas_stroke(c, line, 2,
                  (Stroke){ .width = 1.25f * k, .dash = (float[]){ 2 * k, 3 * k }, .dashes = 2, .butt = true },
                  v->theme->ink2);
    panel_diamond(c, line[1], 5 * k, v->theme->surface, v->theme->ink, 1.75f * k);
    return true;
}

/* Its name: the long one first, from the top down, right of the line and then left of it. */
void best_label(const Findings *f, const PanelView *v, Vec2 top, Labels *l, Canvas *c)
{
    enum { ROWS = 9 };
    unsigned long long step = f->snap.best_step;
    Place place[2 * ROWS];
    float k = v->k;
    char text[2][80];
    TextStyle style = panel_type(v, 13, FACE_REGULAR, v->theme->ink2, ALIGN_LEFT);
    style.halo = v->theme->surface;
    style.halo_width = 2 * k;
    snprintf(text[0], sizeof text[0], tr("lowest validation loss, step %llu"), step);
    snprintf(text[1], sizeof text[1], tr("best step %llu"), step);
    for (int i = 0; i < ROWS; i++) {
        float y = top.y + (13 + 18 * (float)i) * k;
        place[i] = (Place){ top.x + 7 * k, y, ALIGN_LEFT };
        place[ROWS + i] = (Place){ top.x - 7 * k, y, ALIGN_RIGHT };
    }
    for (int i = 0; i < COUNT(text); i++) /* across a curve it would seem to be that one's name: rather none */
        if (panel_place(l, c, place, COUNT(place), false, style, text[i]))
            return;
}
