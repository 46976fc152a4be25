/* Numbers along the edges of the hero where own data were scaled to fit it: the field's coordinates as they stood in
 * the file, and the names of its columns. */
#include "panels/panel.h"

#include <string.h>

static bool scaled(const Own *o)
{
    for (int k = 0; k < 2; k++)
        if (o->scale[k] != 1 || o->shift[k] != 0 || o->axis[k][0])
            return true;
    return false;
}

enum { CROWD = 40 }; /* points that can be stepped around */

/* Numbers give way to the points beneath them, unless there are so many that none would be left. */
static void keep_off_points(const Findings *f, const PanelView *v, Rect r, Labels *l)
{
    const Points *p = &f->snap.train;
    PointMap m = points_map(v, r, &f->net);
    float k = v->k, reach = 7 * m.s;
    for (int i = 0; i < min_i(p->n, BOUNDARY_TRAIN_SHOWN); i++) {
        Vec2 at = points_at(&m, p->raw + 2 * i);
        if (at.x - r.x < 60 * k || r.y + r.h - at.y < 30 * k) {
            if (l->n == CROWD)
                break;
            panel_reserve(l, (Rect){ at.x - reach, at.y - reach, 2 * reach, 2 * reach });
        }
    }
    l->n = l->n == CROWD ? 0 : l->n;
}

static void ruler(const Findings *f, const PanelView *v, Rect r, const Own *o, bool upright, Canvas *c)
{
    const Window *w = &f->net.window;
    float k = v->k, scale = o->scale[upright], shift = o->shift[upright];
    float lo = (upright ? w->y0 : w->x0) * scale + shift, hi = (upright ? w->y1 : w->x1) * scale + shift, first;
    int n;
    if (!(lo < hi) || !num_finite((double)lo) || !num_finite((double)hi))
        return;
    float step = plot_ticks(lo, hi, upright ? 6 : 7, &first, &n);
    Labels l = { .in = rect_inset(r, 3) };
    keep_off_points(f, v, r, &l);
    TextStyle s = panel_type(v, 13, FACE_MONO, v->theme->ink2, upright ? ALIGN_LEFT : ALIGN_CENTER);
    s.halo = v->theme->surface;
    s.halo_width = 2.5f * k;
    TextStyle name = panel_type(v, 13, FACE_SEMIBOLD, v->theme->ink2, upright ? ALIGN_LEFT : ALIGN_RIGHT);
    name.halo = s.halo, name.halo_width = s.halo_width;
    if (o->axis[upright][0])
        panel_label(&l, c, upright ? r.x + 8 : r.x + r.w - 8, upright ? r.y + 18 * k : r.y + r.h - 24 * k, name,
                    o->axis[upright]);
    for (int i = 0; i < n; i++) {
        float value = first + (float)i * step, place = (value - lo) / (hi - lo);
        char text[32];
        along_number(text, (double)value, step);
        if (upright) {
            float y = r.y + r.h * (1 - place);
            canvas_line(c, r.x, y, r.x + 6 * k, y, 1.5f, v->theme->ink2);
            if (y < r.y + r.h - 34 * k)
                panel_label(&l, c, r.x + 10 * k, y + 4.5f * k, s, text);
        } else {
            float x = r.x + r.w * place;
            canvas_line(c, x, r.y + r.h - 6 * k, x, r.y + r.h, 1.5f, v->theme->ink2);
            panel_label(&l, c, x, r.y + r.h - 10 * k, s, text);
        }
    }
}

void rulers_draw(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const Own *o = panel_own(f);
    if (!o || o->inputs != 2 || !scaled(o) || r.w < 160 || r.h < 120)
        return;
    ruler(f, v, r, o, false, c);
    ruler(f, v, r, o, true, c);
}
