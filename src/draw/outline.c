/* From commands to items: closed contours of edges in 24.8 fixed point, or placed glyph masks.
 *
 * Everything with a shape goes through the same calls: shape_begin, contours made of outline_put and outline_close,
 * shape_end. A ring is a contour and a smaller one backwards; strokes are in stroke.c. What rounding does (rectangles
 * and hairlines to whole pixels) is decided here, because here the scale is known. NaN and huge coordinates end here:
 * outline_put takes anything. */
#include "draw/replay.h"

#include <stdlib.h>

/* --- the unit circle, in the exact same bits everywhere --- */

/* Halving angles: the direction between two neighbours is their sum, normalised. */
static void make_circle(Vec2 *circle)
{
    static const Vec2 corner[] = { { 1, 0 }, { 0, 1 }, { -1, 0 }, { 0, -1 }, { 1, 0 } };
    for (int i = 0; i < COUNT(corner); i++)
        circle[i * CIRCLE / 4] = corner[i];
    for (int step = CIRCLE / 4; step > 1; step /= 2)
        for (int i = 0; i < CIRCLE; i += step) {
            float x = circle[i].x + circle[i + step].x, y = circle[i].y + circle[i + step].y;
            float inverse = 1 / __builtin_sqrtf(x * x + y * y);
            circle[i + step / 2] = (Vec2){ x * inverse, y * inverse };
        }
}

/* Table entries from corner to corner, so that a polygon stays within 1/40 px of a circle of this radius. */
int outline_arc_step(float radius)
{
    int n = 16;
    while (n < CIRCLE && radius * 200 > (float)(n * n))
        n *= 2;
    return CIRCLE / n;
}

/* --- contours --- */

static void shape_begin(Outline *o) { o->bounds = (Box){ 1 << 30, 1 << 30, -(1 << 30), -(1 << 30) }; }

static void add_edge(Outline *o, int x, int y)
{
    if (y != o->y) {
        if (o->edges == o->edge_cap)
            o->edge = replay_grow(o->edge, &o->edge_cap, o->edges + 1, sizeof *o->edge);
        o->edge[o->edges++] = (Edge){ o->x, o->y, x, y };
    }
    o->x = x;
    o->y = y;
}

void outline_put(Outline *o, float px, float py)
{
    int x = replay_fixed(px), y = replay_fixed(py);
    Box *b = &o->bounds;
    *b = (Box){ min_i(b->x0, x), min_i(b->y0, y), max_i(b->x1, x), max_i(b->y1, y) };
    if (o->open) {
        add_edge(o, x, y);
    } else {
        o->x = o->x0 = x;
        o->y = o->y0 = y;
        o->open = true;
    }
}

void outline_close(Outline *o)
{
    if (o->open)
        add_edge(o, o->x0, o->y0);
    o->open = false;
}

static uint64_t hash_box(uint64_t h, Box b)
{
    h = replay_hash(h, (uint64_t)(uint32_t)b.x0 << 32 | (uint32_t)b.y0);
    return replay_hash(h, (uint64_t)(uint32_t)b.x1 << 32 | (uint32_t)b.y1);
}

static Item *append(Outline *o, Item item)
{
    item.hash = replay_hash(hash_box(item.hash, item.box), (uint64_t)item.kind << 32 | item.color);
    o->item = replay_grow(o->item, &o->item_cap, o->items + 1, sizeof *o->item);
    o->item[o->items] = item;
    return &o->item[o->items++];
}

/* Makes an item of the edges since `first`; drops them when nothing of it can be seen. */
static void shape_end(Outline *o, int first, Box clip, Item item)
{
    Box b = o->bounds;
    item.box = box_and(clip, (Box){ b.x0 >> 8, b.y0 >> 8, (b.x1 + 255) >> 8, (b.y1 + 255) >> 8 });
    item.first = first;
    item.count = o->edges - first;
    if (item.count == 0 || box_empty(item.box)) {
        o->edges = first;
        return;
    }
    for (const Edge *e = o->edge + first; e < o->edge + o->edges; e++)
        item.hash = hash_box(item.hash, (Box){ e->x0, e->y0, e->x1, e->y1 });
    append(o, item);
}

/* --- discs and rectangles --- */

void outline_circle(Outline *o, Vec2 at, float radius, bool backwards)
{
    int step = outline_arc_step(radius);
    float sides = (float)CIRCLE / (float)step;
    radius *= 1 + 3.29f / (sides * sides); /* the polygon has the area of the disc: half of the error */
    for (int i = 0; i < CIRCLE; i += step) {
        Vec2 u = o->circle[backwards ? CIRCLE - i : i];
        outline_put(o, at.x + radius * u.x, at.y + radius * u.y);
    }
    outline_close(o);
}

static void put_disc(Outline *o, Vec2 at, float radius, float width, bool ring)
{
    if (!ring) {
        outline_circle(o, at, radius, false);
        return;
    }
    outline_circle(o, at, radius + width / 2, false);
    if (radius > width / 2)
        outline_circle(o, at, radius - width / 2, true);
}

void outline_box(Outline *o, Box b, float radius, bool backwards)
{
    float w = (float)(b.x1 - b.x0), h = (float)(b.y1 - b.y0);
    if (w <= 0 || h <= 0)
        return;
    radius = clamp_f(radius > 0 ? radius : 0, 0, min_f(w, h) / 2);
    int step = radius > 0 ? outline_arc_step(radius) : CIRCLE / 4, quarter = CIRCLE / 4;
    for (int i = 0; i < 4; i++) { /* corners: right bottom, left bottom, left top, right top */
        int k = backwards ? 3 - i : i;
        float x = (float)(k == 0 || k == 3 ? b.x1 : b.x0), y = (float)(k < 2 ? b.y1 : b.y0);
        float cx = k == 0 || k == 3 ? x - radius : x + radius, cy = k < 2 ? y - radius : y + radius;
        for (int j = 0; j <= quarter; j += step) {
            Vec2 u = o->circle[k * quarter + (backwards ? quarter - j : j)];
            outline_put(o, cx + radius * u.x, cy + radius * u.y);
        }
    }
    outline_close(o);
}

static Box rounded(Rect r, float scale)
{
    return (Box){ replay_round(r.x * scale), replay_round(r.y * scale), replay_round((r.x + r.w) * scale),
                  replay_round((r.y + r.h) * scale) };
}

/* A rectangle in whole device pixels, at least one wide and high, so that a thin one does not vanish. */
static Box snap(Rect r, float scale)
{
    Box b = rounded(r, scale);
    if (r.w > 0 && b.x1 == b.x0)
        b.x1++;
    if (r.h > 0 && b.y1 == b.y0)
        b.y1++;
    return b;
}

static void put_frame(Outline *o, Box b, float radius, float width)
{
    int inset = max_i(1, replay_round(width));
    outline_box(o, b, radius, false);
    outline_box(o, (Box){ b.x0 + inset, b.y0 + inset, b.x1 - inset, b.y1 - inset }, radius - (float)inset, true);
}

/* --- commands --- */

static void put_fill(Outline *o, const Canvas *c, const Command *k, float scale)
{
    const Vec2 *p = c->point + k->path.first;
    for (int i = 0; i < k->path.contours; i++) {
        for (int n = c->contour[k->path.first_contour + i]; n > 0; n--, p++)
            if (p->x == p->x && p->y == p->y)
                outline_put(o, p->x * scale, p->y * scale);
        outline_close(o);
    }
}

/* Each quad is an item of its own, grown by 0.7 px from its centre: neighbours then overlap, and no seam of
 * background shows between two edges of half coverage. */
static void outline_quads(Outline *o, const Canvas *c, const Command *k, float scale, Box clip)
{
    const Vec2 *p = c->point + k->mesh.first;
    for (int i = 0; i < k->mesh.quads; i++, p += 4) {
        Color color = c->quad_color[k->mesh.first_color + i];
        float cx = (p[0].x + p[1].x + p[2].x + p[3].x) / 4 * scale,
              cy = (p[0].y + p[1].y + p[2].y + p[3].y) / 4 * scale;
        if (cx != cx || cy != cy || color >> 24 == 0)
            continue;
        int first = o->edges;
        shape_begin(o);
        for (int j = 0; j < 4; j++) {
            float x = p[j].x * scale, y = p[j].y * scale, dx = x - cx, dy = y - cy;
            float length = __builtin_sqrtf(dx * dx + dy * dy), grow = length > 0 ? 0.7f / length : 0;
            outline_put(o, x + dx * grow, y + dy * grow);
        }
        outline_close(o);
        shape_end(o, first, clip, (Item){ .kind = ITEM_SHAPE, .color = color });
    }
}

static void outline_image(Outline *o, const Command *k, float scale, Box clip)
{
    Item item = { .kind = ITEM_IMAGE, .color = k->color, .image = k, .whole = snap(k->image.r, scale) };
    item.hash = replay_hash(k->image.version, (uint64_t)k->image.w << 32 | (uint32_t)k->image.h);
    int first = o->edges;
    shape_begin(o);
    outline_box(o, item.whole, k->image.radius * scale, false);
    shape_end(o, first, clip, item);
}

static void append_text(Outline *o, const Canvas *c, const Command *k, float scale, Box clip, float radius, Color color)
{
    Item item = { .kind = ITEM_TEXT, .color = color, .first = o->placed.n };
    Box b = { 1 << 30, 1 << 30, -(1 << 30), -(1 << 30) };
    o->placed.hash = 0;
    glyph_place(o->glyphs, c, k, scale, radius, &o->placed);
    for (int i = item.first; i < o->placed.n; i++) {
        const Placed *g = &o->placed.at[i];
        b = (Box){ min_i(b.x0, g->x), min_i(b.y0, g->y), max_i(b.x1, g->x + g->mask.w), max_i(b.y1, g->y + g->mask.h) };
    }
    item.box = box_and(clip, b);
    item.count = o->placed.n - item.first;
    item.hash = o->placed.hash;
    if (item.count == 0 || box_empty(item.box))
        o->placed.n = item.first;
    else
        append(o, item);
}

static void outline_text(Outline *o, const Canvas *c, const Command *k, float scale, Box clip)
{
    const TextStyle *s = &k->text_style;
    float radius = min_f(s->halo_width * scale / 2, 32);
    if (s->halo >> 24 && radius > 0)
        append_text(o, c, k, scale, clip, radius, s->halo);
    if (s->color >> 24)
        append_text(o, c, k, scale, clip, 0, s->color);
}

static void outline_shape(Outline *o, const Canvas *c, const Command *k, float scale, Box clip)
{
    int first = o->edges;
    shape_begin(o);
    switch (k->kind) {
    case CMD_FILL: put_fill(o, c, k, scale); break;
    case CMD_STROKE: stroke_outline(o, c, k, scale); break;
    case CMD_RECT: outline_box(o, snap(k->rect.r, scale), k->rect.radius * scale, false); break;
    case CMD_FRAME: put_frame(o, snap(k->rect.r, scale), k->rect.radius * scale, k->rect.width * scale); break;
    default: {
        Vec2 at = { k->disc.at.x * scale, k->disc.at.y * scale };
        float radius = k->disc.radius * scale, width = k->disc.width * scale;
        if (at.x == at.x && at.y == at.y && radius > 0 && width >= 0)
            put_disc(o, at, radius, width, k->kind == CMD_RING);
    }
    }
    shape_end(o, first, clip, (Item){ .kind = ITEM_SHAPE, .color = k->color });
}

void outline_canvas(Outline *o, const Canvas *c, float scale, int w, int h)
{
    if (o->circle[0].x == 0)
        make_circle(o->circle);
    o->items = o->edges = o->placed.n = 0;
    for (int i = 0; i < c->commands; i++) {
        const Command *k = &c->command[i];
        Box clip = box_and((Box){ 0, 0, w, h }, rounded(k->clip, scale));
        if (box_empty(clip))
            continue;
        switch (k->kind) {
        case CMD_QUADS: outline_quads(o, c, k, scale, clip); break;
        case CMD_IMAGE: outline_image(o, k, scale, clip); break;
        case CMD_TEXT: outline_text(o, c, k, scale, clip); break;
        default: outline_shape(o, c, k, scale, clip);
        }
    }
}

void outline_free(Outline *o)
{
    free(o->item);
    free(o->edge);
    free(o->placed.at);
    free(o->path);
    free(o->normal);
    free(o->dash);
}
