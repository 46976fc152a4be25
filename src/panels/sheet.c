/* The sheet of panel representation: the grid over the input plane, coloured by what the net says there, as it lies
 * somewhere between two layers. */
#include "panels/panel.h"

#include <stdlib.h>

enum { CELL = 4, FINE = 4 }; /* nodes from one line of the grid to the next; parts of a cell that a border crosses */

static Vec2 place_of(const Carried *at, Vec2 node)
{
    int wide = at->hidden->wide, i = min_i((int)node.x, wide - 2), j = min_i((int)node.y, at->hidden->high - 2);
    const Vec2 *p = at->grid + j * wide + i, *q = p + wide;
    float s = node.x - (float)i, t = node.y - (float)j;
    return (Vec2){ mix_f(mix_f(p[0].x, p[1].x, s), mix_f(q[0].x, q[1].x, s), t),
                   mix_f(mix_f(p[0].y, p[1].y, s), mix_f(q[0].y, q[1].y, s), t) };
}

static float longest(const Vec2 p[4])
{
    float most = 1;
    for (int i = 0; i < 4; i++) {
        float dx = p[i].x - p[(i + 1) % 4].x, dy = p[i].y - p[(i + 1) % 4].y;
        most = max_f(most, dx * dx + dy * dy);
    }
    return __builtin_sqrtf(most);
}

/* The net's answers between the nodes, as fine as the parts of a cell. */
static Field finer(const Field *f, Arena *a)
{
    Field out = *f;
    out.w = FINE * (f->w - 1) + 1;
    out.h = FINE * (f->h - 1) + 1;
    out.z = arena_new(a, float, out.w *out.h * f->outputs);
    for (int j = 0; j < out.h; j++)
        for (int i = 0; i < out.w; i++) {
            int x = min_i(i / FINE, f->w - 2), y = min_i(j / FINE, f->h - 2), row = f->w * f->outputs;
            float s = (float)(i - FINE * x) / FINE, t = (float)(j - FINE * y) / FINE;
            for (int k = 0; k < f->outputs; k++) {
                const float *z = f->z + (y * f->w + x) * f->outputs + k;
                out.z[(j * out.w + i) * f->outputs + k] =
                    mix_f(mix_f(z[0], z[f->outputs], s), mix_f(z[row], z[row + f->outputs], s), t);
            }
        }
    return out;
}

static bool unlike(Color a, Color b)
{
    for (int shift = 0; shift < 24; shift += 8)
        if (abs((int)(a >> shift & 255) - (int)(b >> shift & 255)) > 12)
            return true;
    return false;
}

/* One cell of the sheet in parts x parts quads, of the colours of `fine` in their middles. Returns how many. */
static int cell(const Carried *at, const Color *fine, int i, int j, int parts, float alpha, Vec2 *p, Color *color)
{
    const float step = 1.0f / (float)parts;
    const int wide = FINE * (at->hidden->wide - 1) + 1, stride = FINE / parts;
    for (int part = 0; part < parts * parts; part++) {
        int a = part % parts, b = part / parts;
        float x = (float)i + step * (float)a, y = (float)j + step * (float)b;
        const Color *q = fine + (FINE * j + stride * b) * wide + FINE * i + stride * a, *low = q + stride * wide;
        Vec2 corner[] = { { x, y }, { x + step, y }, { x + step, y + step }, { x, y + step } };
        for (int k = 0; k < 4; k++)
            p[4 * part + k] = place_of(at, corner[k]);
        color[part] =
            color_alpha(color_mix(color_mix(q[0], low[stride], 0.5f), color_mix(q[stride], low[0], 0.5f), 0.5f), alpha);
    }
    return parts * parts;
}

/* Where the sheet is pulled far apart it becomes thin, as rubber does: nobody knows there what it carries. Cells that a
 * border crosses are drawn in parts, or it would have teeth. */
static void cells(const PanelView *v, const Carried *at, Canvas *c)
{
    float limit = 0.09f * min_f(at->r.w, at->r.h);
    int wide = at->hidden->wide, high = at->hidden->high, n = 0, most = FINE * FINE * wide * high;
    Field field = finer(&at->hidden->said, v->scratch);
    Color *fine = arena_new(v->scratch, Color, field.w * field.h), *color = arena_new(v->scratch, Color, most);
    Vec2 *p = arena_new(v->scratch, Vec2, 4 * most);
    boundary_pixels(&field, v->theme, fine);
    for (int j = 0; j + 1 < high; j++)
        for (int i = 0; i + 1 < wide; i++) {
            const Vec2 *g = at->grid + j * wide + i;
            const Color *q = fine + FINE * (j * field.w + i), *low = q + FINE * field.w;
            bool crossed = unlike(q[0], q[FINE]) || unlike(q[0], low[0]) || unlike(q[0], low[FINE]);
            float alpha = min_f(1, limit / longest((Vec2[]){ g[0], g[1], g[wide + 1], g[wide] }));
            n += cell(at, fine, i, j, crossed ? FINE : 1, alpha, p + 4 * n, color + n);
        }
    canvas_quads(c, p, color, n);
}

static void lines(const PanelView *v, const Carried *at, Canvas *c)
{
    int wide = at->hidden->wide, high = at->hidden->high;
    Vec2 *p = arena_new(v->scratch, Vec2, max_i(wide, high));
    Color color = color_alpha(v->theme->ink, v->theme->dark ? 0.34f : 0.4f);
    int step = wide > HIDDEN_WIDE / 2 + 1 ? CELL : CELL / 2;
    for (int j = 0; j < high; j += step) {
        for (int i = 0; i < wide; i++)
            p[i] = at->grid[j * wide + i];
        canvas_stroke(c, p, wide, (Stroke){ .width = 1 }, color);
    }
    for (int i = 0; i < wide; i += step) {
        for (int j = 0; j < high; j++)
            p[j] = at->grid[j * wide + i];
        canvas_stroke(c, p, high, (Stroke){ .width = 1 }, color);
    }
}

static void boundary(const PanelView *v, const Carried *at, Canvas *c)
{
    Lines l;
    contour_boundaries(&at->hidden->said, v->scratch, &l);
    for (int i = 0; i < l.points; i++)
        l.p[i] = place_of(at, l.p[i]);
    for (int pass = 0; pass < 2; pass++) {
        const Vec2 *p = l.p;
        for (int i = 0; i < l.lines; p += l.count[i++])
            canvas_stroke(c, p, l.count[i], (Stroke){ .width = (pass ? 2.25f : 4) * v->k, .closed = l.closed[i] },
                          pass ? v->theme->ink : v->theme->point_outline);
    }
}

void sheet_draw(const PanelView *v, const Carried *at, bool whole, Canvas *c)
{
    if (!whole)
        cells(v, at, c);
    lines(v, at, c);
    if (at->hidden->said.slope == 0 && !whole)
        boundary(v, at, c);
}
