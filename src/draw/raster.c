/* From items to pixels: exact-area coverage in integers, then one blend.
 *
 * An edge adds to every pixel it crosses the signed area it covers to its right; the running sum along a row is then
 * the winding-weighted coverage (the idea of LibArt and FreeType's smooth rasteriser, with a plain array of sums).
 * The sums of a row come from the edges alone, never from the clip or the row above, so tiles, bands and whole
 * pictures agree to the last bit. A mark bit for every four sums lets the sweep jump over what no edge touched; between
 * marks coverage is constant. Blending is done in sRGB, eight bits, as browsers do. */
#include "draw/replay.h"

#include <stdlib.h>
#include <string.h>

enum { BAND = 64, PAD = 8 }; /* rows drawn at once, so that the sums stay in cache; spare sums at the end of a row */

void raster_begin(Raster *r, Pixels px)
{
    r->px = px;
    r->acc_stride = (px.w + PAD + 3) & ~3;
    r->mark_stride = (r->acc_stride / 4 + 63) / 64;
    int acc = BAND * r->acc_stride, mark = BAND * r->mark_stride, had_acc = r->acc_cap, had_mark = r->mark_cap;
    r->acc = replay_grow(r->acc, &r->acc_cap, acc, sizeof *r->acc);
    r->mark = replay_grow(r->mark, &r->mark_cap, mark, sizeof *r->mark);
    memset(r->acc + had_acc, 0, (size_t)(r->acc_cap - had_acc) * sizeof *r->acc);
    memset(r->mark + had_mark, 0, (size_t)(r->mark_cap - had_mark) * sizeof *r->mark);
    r->row = replay_grow(r->row, &r->row_cap, 4 * px.w, sizeof *r->row);
}

bool raster_clean(const Raster *r)
{
    for (int i = 0; i < r->acc_cap; i++)
        if (r->acc[i])
            return false;
    for (int i = 0; i < r->mark_cap; i++)
        if (r->mark[i])
            return false;
    return true;
}

void raster_free(Raster *r)
{
    free(r->acc);
    free(r->mark);
    free(r->row);
}

/* --- coverage: a pixel is 256 x 256 units, a full sum is 2 * 256 * 256 --- */

static inline void cell(Raster *r, int y, int x, int height, int twice_x) /* twice_x: twice the mean x in the pixel */
{
    int32_t *acc = r->acc + y * r->acc_stride + x;
    uint64_t *mark = r->mark + y * r->mark_stride;
    acc[0] += height * (512 - twice_x);
    acc[1] += height * twice_x;
    mark[x >> 8] |= (uint64_t)1 << (x >> 2 & 63);
    mark[(x + 1) >> 8] |= (uint64_t)1 << ((x + 1) >> 2 & 63);
}

/* The part of an edge inside one pixel row, from xa to xb; x is relative to the clip, which is w pixels wide. */
static inline void row_part(Raster *r, int y, int xa, int xb, int height, int w)
{
    if (xa > xb) {
        int t = xa;
        xa = xb;
        xb = t;
    }
    int x = xa >> 8, last = xb >> 8, from = xa & 255, done = 0;
    if (x >= w)
        return;
    if (last < 0) { /* left of the clip: its height still counts */
        cell(r, y, 0, height, 0);
        return;
    }
    if (x == last) {
        cell(r, y, x, height, from + (xb & 255));
        return;
    }
    int slope = height * 65536 / (xb - xa);
    if (x < 0) {
        x = from = 0;
        done = (-xa * slope) >> 16;
        cell(r, y, 0, done, 0);
    }
    for (; x < last && x < w; x++, from = 0) {
        int to = ((256 * (x + 1) - xa) * slope) >> 16;
        cell(r, y, x, to - done, from + 256);
        done = to;
    }
    if (x < w)
        cell(r, y, x, height - done, from + (xb & 255));
}

static void add_edge(Raster *r, Edge e, int w, int rows) /* relative to the clip */
{
    int sign = 1;
    if (e.y0 > e.y1) {
        e = (Edge){ e.x1, e.y1, e.x0, e.y0 };
        sign = -1;
    }
    int end = min_i(e.y1, rows * 256);
    if (e.y0 >= 0 && e.y1 <= (e.y0 | 255) + 1) { /* inside one row: needs no slope, saves 7 to 9 % */
        if (e.y0 < end)
            row_part(r, e.y0 >> 8, e.x0, e.x1, (e.y1 - e.y0) * sign, w);
        return;
    }
    int64_t slope = (e.x1 - e.x0) * (int64_t)(1 << 20) / (e.y1 - e.y0);
    for (int y = max_i(e.y0, 0), next; y < end; y = next) {
        next = min_i((y | 255) + 1, end);
        int xa = e.x0 + (int)(((y - e.y0) * slope) >> 20);
        int xb = next == e.y1 ? e.x1 : e.x0 + (int)(((next - e.y0) * slope) >> 20);
        row_part(r, y >> 8, xa, xb, (next - y) * sign, w);
    }
}

/* --- blending: a in 0...256, two channels at a time; exact at both ends --- */

static inline Color blend(Color d, Color s, uint32_t a)
{
    uint32_t d_rb = d & 0xFF00FF, d_ag = d >> 8 & 0xFF00FF, s_rb = s & 0xFF00FF, s_ag = s >> 8 & 0xFF00FF;
    uint32_t rb = (((d_rb << 8) + (s_rb - d_rb) * a + 0x800080) >> 8) & 0xFF00FF;
    uint32_t ag = ((d_ag << 8) + (s_ag - d_ag) * a + 0x800080) & 0xFF00FF00;
    return rb | ag;
}

static inline uint32_t alpha_of(Color c) { return (c >> 24) + (c >> 31); } /* 0...255 -> 0...256 */

static inline uint32_t coverage_of(int32_t sum)
{
    uint32_t v = (uint32_t)(sum < 0 ? -sum : sum) >> 9;
    return v < 256 ? v : 256;
}

/* --- paint: one colour, or a row of an image --- */

typedef struct Paint {
    Color color;    /* with alpha 255 ... */
    uint32_t alpha; /* ... and its own alpha in 0...256; of an image 256 when the whole row is opaque */
    const Color *row;
} Paint; /* row: of an image, a colour with straight alpha for every pixel of the clip */

static inline Color mixed(Color d, Paint p, int x, uint32_t cover, bool image)
{
    if (!image)
        return blend(d, p.color, (cover * p.alpha) >> 8);
    return blend(d, p.row[x] | 0xFF000000u, (cover * alpha_of(p.row[x])) >> 8);
}

static inline void fill(Color *dst, int n, Color color)
{
    for (int x = 0; x < n; x++)
        dst[x] = color;
}

/* n pixels between two marks. Paint comes by value, or the compiler would have to read it again after every pixel. */
static inline void run(Color *dst, int from, int to, uint32_t cover, Paint p, bool image)
{
    if (cover * p.alpha < 65536)
        for (int x = from; x < to; x++)
            dst[x] = mixed(dst[x], p, x, cover, image);
    else if (image)
        memcpy(dst + from, p.row + from, (size_t)(to - from) * sizeof *dst);
    else
        fill(dst + from, to - from, p.color);
}

/* One row of sums to pixels; leaves the sums and marks zero. */
static inline void sweep_row(int32_t *acc, uint64_t *mark, Color *dst, int w, Paint p, bool image)
{
    int32_t sum = 0;
    int at = 0;
    for (int word = 0; word <= (w >> 8); word++) { /* the pixel behind the last one may be marked too */
        uint64_t bits = mark[word];
        mark[word] = 0;
        for (; bits; bits &= bits - 1) {
            int x = (word * 64 + __builtin_ctzll(bits)) * 4, end = min_i(x + 4, w);
            uint32_t cover = coverage_of(sum);
            if (cover && x > at)
                run(dst, at, min_i(x, w), cover, p, image);
            for (at = x; at < end; at++) {
                sum += acc[at];
                cover = coverage_of(sum);
                if (cover)
                    dst[at] = mixed(dst[at], p, at, cover, image);
            }
            memset(acc + x, 0, 4 * sizeof *acc);
        }
    }
    uint32_t cover = coverage_of(sum);
    if (cover && at < w) /* the shape goes on behind the clip */
        run(dst, at, w, cover, p, image);
}

/* --- images --- */

/* Where pixel i of n lies among m samples, pixel centres to pixel centres, in 24.8 fixed point. */
static uint32_t sample_at(int i, int n, int m)
{
    int64_t at = ((2 * i + 1) * (int64_t)m * 256 / n - 256) / 2;
    return (uint32_t)(at < 0 ? 0 : at > (m - 1) * 256 ? (m - 1) * 256 : at);
}

typedef struct ImageRows {
    Color *mixed;  /* the row to paint with */
    Color *row[2]; /* two source rows, widened to the pixels of the clip */
    int of[2];     /* which source rows they are, or -1 */
    uint32_t *at;  /* sample of every pixel of the clip */
} ImageRows;

static ImageRows image_begin(const Raster *r, const Item *item, Box clip)
{
    int w = clip.x1 - clip.x0, n = item->whole.x1 - item->whole.x0;
    ImageRows k = { r->row, { r->row + w, r->row + 2 * w }, { -1, -1 }, r->row + 3 * w };
    for (int x = 0; x < w; x++)
        k.at[x] = sample_at(clip.x0 + x - item->whole.x0, n, item->image->image.w);
    return k;
}

static void widen_row(Color *dst, const Color *src, const uint32_t *at, int w, int m)
{
    for (int x = 0; x < w; x++) {
        int i = (int)(at[x] >> 8);
        dst[x] = blend(src[i], src[min_i(i + 1, m - 1)], at[x] & 255);
    }
}

/* Rows a and b mixed, channel by channel; the same as blend(), in a form that compilers turn into vectors. */
static void mix_rows(Color *restrict out, const Color *restrict a, const Color *restrict b, int n, uint32_t weight)
{
    uint8_t *restrict to = (uint8_t *)out;
    const uint8_t *restrict from_a = (const uint8_t *)a, *restrict from_b = (const uint8_t *)b;
    uint16_t of_a = (uint16_t)(256 - weight), of_b = (uint16_t)weight;
    for (int i = 0; i < 4 * n; i++)
        to[i] = (uint8_t)((uint16_t)(from_a[i] * of_a + from_b[i] * of_b + 128) >> 8);
}

/* The image at device row y; true when it is opaque there. Two source rows are widened once and kept while needed. */
static bool image_row(ImageRows *k, const Item *item, int w, int y)
{
    const Command *c = item->image;
    uint32_t at = sample_at(y - item->whole.y0, item->whole.y1 - item->whole.y0, c->image.h);
    int i = (int)(at >> 8), want[2] = { i, min_i(i + 1, c->image.h - 1) };
    if (k->of[1] == i && k->of[0] != i) { /* one row further: the second becomes the first */
        Color *t = k->row[0];
        k->row[0] = k->row[1];
        k->row[1] = t;
        k->of[1] = k->of[0];
        k->of[0] = i;
    }
    for (int j = 0; j < 2; j++)
        if (k->of[j] != want[j]) {
            widen_row(k->row[j], c->image.pixels + (size_t)want[j] * (size_t)c->image.w, k->at, w, c->image.w);
            k->of[j] = want[j];
        }
    mix_rows(k->mixed, k->row[0], k->row[1], w, at & 255);
    Color all = 0xFF000000u;
    for (int x = 0; x < w; x++)
        all &= k->mixed[x];
    return all == 0xFF000000u;
}

/* --- items --- */

static Color *pixels_row(const Raster *r, int y) { return r->px.px + (size_t)y * (size_t)r->px.stride; }

static void draw_shape(Raster *r, const Edge *edge, const Item *item, Box clip)
{
    int w = clip.x1 - clip.x0, rows = clip.y1 - clip.y0, left = clip.x0 * 256, top = clip.y0 * 256;
    for (const Edge *e = edge + item->first, *end = e + item->count; e < end; e++) {
        Edge moved = { e->x0 - left, e->y0 - top, e->x1 - left, e->y1 - top };
        if (max_i(moved.y0, moved.y1) > 0 && min_i(moved.y0, moved.y1) < rows * 256)
            add_edge(r, moved, w, rows);
    }
    Paint p = { .color = item->color | 0xFF000000u, .alpha = alpha_of(item->color), .row = r->row };
    ImageRows k = { 0 };
    if (item->kind == ITEM_IMAGE)
        k = image_begin(r, item, clip);
    for (int y = 0; y < rows; y++) {
        Color *dst = pixels_row(r, clip.y0 + y) + clip.x0;
        int32_t *acc = r->acc + y * r->acc_stride;
        uint64_t *mark = r->mark + y * r->mark_stride;
        if (item->kind == ITEM_IMAGE) {
            p.alpha = image_row(&k, item, w, clip.y0 + y) ? 256 : 0;
            sweep_row(acc, mark, dst, w, p, true);
        } else {
            sweep_row(acc, mark, dst, w, p, false);
        }
    }
}

static void draw_mask(const Raster *r, const Placed *g, Color color, Box clip)
{
    Box b = box_and(clip, (Box){ g->x, g->y, g->x + g->mask.w, g->y + g->mask.h });
    uint32_t alpha = alpha_of(color);
    for (int y = b.y0; y < b.y1; y++) {
        const uint8_t *cover = g->mask.coverage + (y - g->y) * g->mask.stride - g->x;
        Color *dst = pixels_row(r, y);
        for (int x = b.x0; x < b.x1; x++) {
            uint32_t v = cover[x];
            dst[x] = blend(dst[x], color | 0xFF000000u, ((v + (v >> 7)) * alpha) >> 8);
        }
    }
}

static void draw_item(Raster *r, const Outline *o, const Item *item, Box clip)
{
    if (item->kind != ITEM_TEXT) {
        draw_shape(r, o->edge, item, clip);
        return;
    }
    for (int i = 0; i < item->count; i++)
        draw_mask(r, &o->placed.at[item->first + i], item->color, clip);
}

/* Premultiplied, which is what blending into a background that is not opaque amounts to. */
static Color premultiplied(Color c)
{
    Color clear = blend(0, c, alpha_of(c));
    return (clear & 0xFFFFFFu) | (c & 0xFF000000u);
}

void raster_box(Raster *r, const Outline *o, Color background, Box box)
{
    Color ground = premultiplied(background);
    for (Box band = box; band.y0 < box.y1; band.y0 = band.y1) {
        band.y1 = min_i(band.y0 + BAND, box.y1);
        for (int y = band.y0; y < band.y1; y++)
            fill(pixels_row(r, y) + band.x0, band.x1 - band.x0, ground);
        for (int i = 0; i < o->items; i++) {
            Box clip = box_and(band, o->item[i].box);
            if (!box_empty(clip))
                draw_item(r, o, &o->item[i], clip);
        }
    }
}
