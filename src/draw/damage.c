/* What changed since the last picture: a grid of 64 px tiles, each with a hash of the items that touch it, in order.
 *
 * Panels do no bookkeeping: they draw everything every frame, and a tile whose hash is the same is left alone. A long
 * diagonal line marks its whole box, which costs a little time and no pixels. Tiles are joined into boxes, because the
 * same area drawn as single tiles takes twice as long. */
#include "draw/replay.h"

#include <stdlib.h>

enum { TILE = 64 };

static void hash_tiles(uint64_t *tile, int columns, int rows, const Outline *o, Color background)
{
    for (int i = 0; i < columns * rows; i++)
        tile[i] = replay_hash(1, background);
    for (int i = 0; i < o->items; i++) {
        Box b = o->item[i].box;
        for (int y = b.y0 / TILE; y <= (b.y1 - 1) / TILE; y++)
            for (int x = b.x0 / TILE; x <= (b.x1 - 1) / TILE; x++)
                tile[y * columns + x] = replay_hash(tile[y * columns + x], o->item[i].hash);
    }
}

static void add_box(Damage *d, Box b)
{
    for (int i = d->boxes - 1; i >= 0; i--) /* the row above has the same run of tiles: one box */
        if (d->box[i].x0 == b.x0 && d->box[i].x1 == b.x1 && d->box[i].y1 == b.y0) {
            d->box[i].y1 = b.y1;
            return;
        }
    d->box = replay_grow(d->box, &d->box_cap, d->boxes + 1, sizeof *d->box);
    d->box[d->boxes++] = b;
}

void damage_find(Damage *d, const Outline *o, Color background, int w, int h, bool all)
{
    int columns = (w + TILE - 1) / TILE, rows = (h + TILE - 1) / TILE;
    all = all || columns != d->columns || rows != d->rows;
    d->columns = columns;
    d->rows = rows;
    d->next = replay_grow(d->next, &d->next_cap, columns * rows, sizeof *d->next);
    d->tile = replay_grow(d->tile, &d->tile_cap, columns * rows, sizeof *d->tile);
    hash_tiles(d->next, columns, rows, o, background);
    d->boxes = 0;
    if (all)
        add_box(d, (Box){ 0, 0, w, h });
    for (int y = 0; y < rows && !all; y++)
        for (int x = 0, to; x < columns; x = to + 1) {
            for (; x < columns && d->next[y * columns + x] == d->tile[y * columns + x];)
                x++;
            for (to = x; to < columns && d->next[y * columns + to] != d->tile[y * columns + to];)
                to++;
            if (x < columns)
                add_box(d, (Box){ x * TILE, y * TILE, min_i(to * TILE, w), min_i((y + 1) * TILE, h) });
        }
    uint64_t *t = d->tile;
    d->tile = d->next;
    d->next = t;
    int cap = d->tile_cap;
    d->tile_cap = d->next_cap;
    d->next_cap = cap;
}

static Box hull(Box a, Box b)
{
    return (Box){ min_i(a.x0, b.x0), min_i(a.y0, b.y0), max_i(a.x1, b.x1), max_i(a.y1, b.y1) };
}

static int64_t area(Box b) { return (int64_t)(b.x1 - b.x0) * (b.y1 - b.y0); }

/* Every box goes into the list; when the list is full, into the box that grows least by it. */
int damage_merge(const Damage *d, Box *out, int most)
{
    int n = 0;
    for (int i = 0; i < d->boxes && most > 0; i++) {
        if (n < most) {
            out[n++] = d->box[i];
            continue;
        }
        int best = 0;
        int64_t least = INT64_MAX;
        for (int j = 0; j < n; j++) {
            int64_t growth = area(hull(out[j], d->box[i])) - area(out[j]);
            if (growth < least) {
                least = growth;
                best = j;
            }
        }
        out[best] = hull(out[best], d->box[i]);
    }
    return n;
}

void damage_free(Damage *d)
{
    free(d->tile);
    free(d->next);
    free(d->box);
}
