/* Where the units of a net stand in a body, which weights lie between them, and what they are called. */
#include "panels/wiring.h"

#include <stdio.h>

enum { FEW = 6 }; /* units a layer in a small body, and one more that the pointer is linked to */

/* A picture of this size is as good as an expanded panel. */
static bool is_large(const PanelView *v, Rect body)
{
    return v->expanded || (body.w >= 1000 * v->k && body.h >= 380 * v->k);
}

/* The rows between which a weight lies; false: not between units that can be shown. */
static bool weight_rows(const Wiring *s, int index, int *column, int *from, int *to)
{
    const Units *u = s->u;
    for (*column = 0; *column + 1 < u->columns; ++*column)
        for (*from = 0; *from < u->column[*column].shown; ++*from)
            for (*to = 0; *to < u->column[*column + 1].shown; ++*to) {
                int at;
                units_weight(s->s, s->params, u, *column, u->column[*column].unit[*from],
                             u->column[*column + 1].unit[*to], &at);
                if (at == index)
                    return true;
            }
    return false;
}

/* Which rows have to be there since the pointer is on them in some panel; -1: none. */
static void linked_rows(const Wiring *s, const Link *l, int row[UNIT_COLUMNS])
{
    int column, from, to;
    for (int i = 0; i < UNIT_COLUMNS; i++)
        row[i] = -1;
    for (int i = 0; i < s->u->columns && l->kind == LINK_UNIT; i++)
        for (int k = 0; k < s->u->column[i].shown; k++)
            if (s->u->column[i].layer == l->layer && s->u->column[i].layer >= 0 && s->u->column[i].unit[k] == l->unit)
                row[i] = k;
    if (l->kind == LINK_WEIGHT && weight_rows(s, l->weight, &column, &from, &to)) {
        row[column] = from;
        row[column + 1] = to;
    }
}

static WiringColumn column_of(const PanelView *v, const UnitColumn *u, bool large, int linked, Rect r, float spread)
{
    float k = v->k, least = 26 * k;
    bool sorted = u->kind == UNIT_HIDDEN || u->kind == UNIT_FILTER;
    WiringColumn c = { .n = sorted && !large ? min_i(u->shown, FEW) : u->shown };
    c.last = max_i(c.n - 1, linked);
    c.n += c.last >= c.n;
    int rows = c.n;
    if ((float)rows * least > r.h && large) /* two rows, half a step apart */
        rows = (rows + 1) / 2;
    float room = r.h / (float)max_i(1, rows);
    c.size = min_f(large ? 44 * k : 28 * k, min_f(0.86f * room, 0.42f * spread));
    if (u->kind == UNIT_OUTPUT || u->kind == UNIT_INPUT)
        c.size = min_f(u->kind == UNIT_OUTPUT && u->units == 1 ? 1.28f * c.size : c.size, 0.86f * room);
    c.wide = u->kind == UNIT_FILTER ? 2 * c.size + 3 * k : c.size;
    c.shift = rows < c.n ? 0.62f * c.size : 0;
    c.pitch = min_f(r.h / (float)max_i(1, c.n), u->kind == UNIT_INPUT ? 88 * k : 64 * k);
    c.first = r.y + r.h / 2 - c.pitch * (float)(c.n - 1) / 2;
    return c;
}

Wiring wiring_make(const Findings *f, const PanelView *v, Rect body)
{
    const Snapshot *snap = &f->snap;
    float k = v->k, side = 46 * k;
    Wiring s = { .u = &f->units, .s = &snap->shape, .params = snap->params };
    s.large = is_large(v, body);
    s.twin = panel_twin(f, v) ? snap->params + s.s->params : NULL;
    s.r = (Rect){ body.x + side, body.y + 26 * k, max_f(1, body.w - 2 * side), max_f(1, body.h - 58 * k) };
    float spread = s.r.w / (float)(s.u->columns - 1);
    int linked[UNIT_COLUMNS];
    linked_rows(&s, &v->link, linked);
    for (int i = 0; i < s.u->columns; i++) {
        s.column[i] = column_of(v, &s.u->column[i], s.large, linked[i], s.r, spread);
        s.column[i].x = s.r.x + (float)i * spread;
    }
    return s;
}

int wiring_row(const Wiring *s, int column, int i)
{
    const WiringColumn *c = &s->column[column];
    return i == c->n - 1 ? c->last : i;
}

static Vec2 middle_of(const Wiring *s, int column, int unit)
{
    const WiringColumn *c = &s->column[column];
    int row = unit == c->last ? c->n - 1 : unit;
    return (Vec2){ c->x + (row & 1 ? c->shift : -c->shift), c->first + (float)row * c->pitch };
}

Rect wiring_rect(const Wiring *s, int column, int row)
{
    const WiringColumn *c = &s->column[column];
    Vec2 at = middle_of(s, column, row);
    return (Rect){ at.x - c->wide / 2, at.y - c->size / 2, c->wide, c->size };
}

void wiring_ends(const Wiring *s, const WiringEdge *e, Vec2 out[2])
{
    out[0] = middle_of(s, e->column, e->from);
    out[1] = middle_of(s, e->column + 1, e->to);
    out[0].x += s->column[e->column].wide / 2;
    out[1].x -= s->column[e->column + 1].wide / 2;
}

int wiring_edges(const Wiring *s, const PanelView *v, WiringEdge **out)
{
    int most = 0, n = 0;
    for (int i = 0; i + 1 < s->u->columns; i++)
        most += s->column[i].n * s->column[i + 1].n;
    WiringEdge *edge = *out = arena_new(v->scratch, WiringEdge, most + 1);
    for (int i = 0; i + 1 < s->u->columns; i++)
        for (int a = 0; a < s->column[i].n; a++)
            for (int b = 0; b < s->column[i + 1].n; b++) {
                WiringEdge e = { .column = i, .from = wiring_row(s, i, a), .to = wiring_row(s, i + 1, b) };
                e.w = units_weight(s->s, s->params, s->u, i, s->u->column[i].unit[e.from],
                                   s->u->column[i + 1].unit[e.to], &e.index);
                edge[n++] = e;
            }
    return n;
}

/* --- names --- */

const char *wiring_input(char out[48], const Shape *s, int i)
{
    static const char *const power[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
    int bit = 0;
    if (s->map.raw > 2)
        snprintf(out, 48, "%s", tr("image"));
    else if (s->map.raw == 1 && i > 0)
        snprintf(out, 48, "x%s%s", i + 1 > 9 ? power[(i + 1) / 10] : "", power[(i + 1) % 10]);
    else if (s->map.raw == 1)
        snprintf(out, 48, "x");
    else if (!s->map.features)
        snprintf(out, 48, "x%s", i ? "₂" : "₁");
    else {
        for (int n = 0; bit < feature_count; bit++)
            if ((s->map.features >> bit & 1) && n++ == i)
                break;
        snprintf(out, 48, "%s", tr(feature_defs[bit < feature_count ? bit : 0].label));
    }
    return out;
}

const char *wiring_name(char out[48], const Wiring *s, int column, int row)
{
    const UnitColumn *u = &s->u->column[column];
    int unit = u->unit[row];
    switch (u->kind) {
    case UNIT_INPUT: return wiring_input(out, s->s, unit);
    case UNIT_FILTER: snprintf(out, 48, tr("filter %d"), unit + 1); break;
    case UNIT_HIDDEN: snprintf(out, 48, tr("unit %d of layer %d"), unit + 1, u->layer + 1); break;
    case UNIT_OUTPUT: snprintf(out, 48, u->units > 1 ? tr("output %d") : tr("the output"), unit + 1); break;
    }
    return out;
}
