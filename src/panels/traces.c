/* The path of every weight along lambda (Hoerl and Kennard 1970 called it the ridge trace), coloured by layer. Where
 * there are more weights than a picture can show, the largest are lines and all others a band that holds them. */
#include "panels/panel.h"

#include <stdio.h>

typedef struct Traces {
    Ridge ridge;
    Plot p;                    /* x in layout pixels */
    int members;               /* that are done and finite, */
    int member[SWEEP_MEMBERS]; /* which they are, */
    float x[SWEEP_MEMBERS];    /* and where they stand */
} Traces;

static Traces traces_of(const Findings *f, const PanelView *v, const Along *a)
{
    const Sweep *s = f->sweep;
    Rect r = a->r;
    Traces t = { 0 };
    int most = clamp_i((int)(r.w * r.h / (200 * v->k)), 60, 800); /* more would hide each other */
    ridge_make(s, f->sweep_weights, most, v->scratch, &t.ridge);
    float top = along_top(t.ridge.largest, 3);
    t.p = (Plot){ .r = r, .x0 = r.x, .x1 = r.x + r.w, .y0 = -top, .y1 = top };
    for (int m = 0; m < s->total; m++)
        if (s->done[m] && s->net[0][m].status != STATUS_DIVERGED) {
            t.member[t.members] = m;
            t.x[t.members++] = along_x(a, s->value[m]);
        }
    return t;
}

static float weight(const Findings *f, int member, int index)
{
    return (float)f->sweep_weights[(size_t)member * (size_t)f->sweep->shape.params + (size_t)index];
}

static void path(const Findings *f, const Traces *t, int index, float width, Color color, Canvas *c)
{
    Vec2 p[SWEEP_MEMBERS];
    for (int i = 0; i < t->members; i++)
        p[i] = (Vec2){ t->x[i], plot_at(&t->p, 0, (double)weight(f, t->member[i], index)).y };
    canvas_stroke(c, p, t->members, (Stroke){ .width = width }, color);
}

/* Many thin lines cost less as one shape each: the path moved up and, on the way back, down, by half of a line that
 * is as wide as it is on the steeper side of every corner. */
static int outline(const Findings *f, const Traces *t, int index, float width, Vec2 *out)
{
    int n = t->members;
    float before = 1;
    for (int i = 0; i < n; i++) {
        Vec2 at = { t->x[i], plot_at(&t->p, 0, (double)weight(f, t->member[i], index)).y };
        float after = 1;
        if (i + 1 < n) {
            float dx = max_f(t->x[i + 1] - at.x, 0.5f),
                  slope = (plot_at(&t->p, 0, (double)weight(f, t->member[i + 1], index)).y - at.y) / dx;
            after = __builtin_sqrtf(1 + slope * slope);
        }
        float half = width / 2 * min_f(max_f(before, after), 4);
        out[i] = (Vec2){ at.x, at.y - half };
        out[2 * n - 1 - i] = (Vec2){ at.x, at.y + half };
        before = after;
    }
    return 2 * n;
}

enum { TOGETHER = 16 }; /* paths in one command */

static void lines(const Findings *f, const PanelView *v, const Traces *t, int group, Canvas *c)
{
    Vec2 p[TOGETHER * 2 * SWEEP_MEMBERS];
    int count[TOGETHER], paths = 0, points = 0;
    float width = (t->ridge.paths > 40 ? 1 : 2) * v->k;
    for (int i = 0; i < t->ridge.paths; i++) {
        RidgeWeight w;
        ridge_weight(&f->sweep->shape, t->ridge.index[i], &w);
        if (weights_group(w.layer, w.layers) != group)
            continue;
        points += count[paths] = outline(f, t, t->ridge.index[i], width, p + points);
        if (++paths == TOGETHER) {
            canvas_fill_many(c, p, count, paths, v->theme->layer[group]);
            paths = points = 0;
        }
    }
    if (paths > 0)
        canvas_fill_many(c, p, count, paths, v->theme->layer[group]);
}

static void band(const PanelView *v, const Traces *t, Canvas *c)
{
    float lo[SWEEP_MEMBERS], hi[SWEEP_MEMBERS];
    for (int i = 0; i < t->members; i++) {
        lo[i] = t->ridge.lo[t->member[i]];
        hi[i] = t->ridge.hi[t->member[i]];
    }
    plot_between(c, &t->p, t->x, lo, hi, t->members, color_alpha(v->theme->layer[1], 0.3f));
}

/* "1,185", with thin commas as people read large counts. */
static const char *grouped(char out[16], int n)
{
    if (n < 1000)
        snprintf(out, 16, "%d", n);
    else
        snprintf(out, 16, "%d,%03d", n / 1000, n % 1000);
    return out;
}

/* Layers, and how many of how many. */
static void legend(const Findings *f, const PanelView *v, const Traces *t, Rect head, Canvas *c)
{
    float k = v->k, x = head.x, y = head.y + head.h - 6 * k;
    Labels l = { .in = head };
    bool there[3] = { 0 }, filters = false;
    int layers = 0;
    RidgeWeight w;
    char text[96], shown[16], all[16];
    for (int i = 0; i < t->ridge.paths; i++)
        if (ridge_weight(&f->sweep->shape, t->ridge.index[i], &w)) {
            there[weights_group(w.layer, w.layers)] = true;
            layers = w.layers;
            filters |= w.filter;
        }
    TextStyle s = panel_type(v, 13, FACE_REGULAR, v->theme->ink2, ALIGN_LEFT);
    for (int g = 0; g < 3; g++) {
        if (!there[g] || !panel_label(&l, c, x + 18 * k, y, s, weights_group_name(g, layers, filters)))
            continue;
        canvas_line(c, x, y - 4 * k, x + 12 * k, y - 4 * k, 3 * k, v->theme->layer[g]);
        x += 30 * k + canvas_text_width(c, s, weights_group_name(g, layers, filters));
    }
    s.color = v->theme->ink3;
    s.align = ALIGN_RIGHT;
    grouped(shown, t->ridge.paths);
    grouped(all, t->ridge.weights);
    bool every = t->ridge.paths == t->ridge.weights;
    snprintf(text, sizeof text, every ? tr("all %s weights") : tr("%s of %s, the rest in the band"),
             every ? all : shown, all);
    if (panel_label(&l, c, head.x + head.w, y, s, text))
        return;
    snprintf(text, sizeof text, tr("%s of %s"), shown, all);
    panel_label(&l, c, head.x + head.w, y, s, text);
}

void traces_draw(const Findings *f, const PanelView *v, const Along *a, Rect head, Canvas *c)
{
    static const int order[] = { 1, 0, 2 }; /* the many hidden ones at the bottom */
    if (!f->sweep_weights)
        return;
    Traces t = traces_of(f, v, a);
    along_values(v, &t.p, "", c);
    if (t.members == 0)
        return;
    canvas_push_clip(c, rect_inset(a->r, -2));
    if (t.ridge.paths < t.ridge.weights)
        band(v, &t, c);
    for (int g = 0; g < COUNT(order); g++)
        lines(f, v, &t, order[g], c);
    RidgeWeight w;
    if (v->link.kind == LINK_WEIGHT && ridge_weight(&f->sweep->shape, v->link.weight, &w)) {
        path(f, &t, v->link.weight, 6 * v->k, v->theme->surface, c);
        path(f, &t, v->link.weight, 3 * v->k, v->theme->ink, c);
    }
    canvas_pop_clip(c);
    legend(f, v, &t, head, c);
}

/* Height of a path at x, between the members left and right of it. */
static float height(const Findings *f, const Traces *t, int index, float x)
{
    int i = 0;
    while (i + 2 < t->members && t->x[i + 1] < x)
        i++;
    int j = min_i(i + 1, t->members - 1);
    float y0 = plot_at(&t->p, 0, (double)weight(f, t->member[i], index)).y,
          y1 = plot_at(&t->p, 0, (double)weight(f, t->member[j], index)).y,
          part = t->x[j] > t->x[i] ? clamp_f((x - t->x[i]) / (t->x[j] - t->x[i]), 0, 1) : 0;
    return mix_f(y0, y1, part);
}

int traces_near(const Findings *f, const PanelView *v, const Along *a, Vec2 at)
{
    if (!f->sweep_weights)
        return -1;
    Traces t = traces_of(f, v, a);
    float least = 6 * v->k;
    int best = -1;
    for (int i = 0; t.members > 0 && i < t.ridge.paths; i++) {
        float away = height(f, &t, t.ridge.index[i], at.x) - at.y;
        away = away < 0 ? -away : away;
        if (away < least) {
            least = away;
            best = t.ridge.index[i];
        }
    }
    return best;
}
