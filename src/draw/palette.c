/* palette: a picture's colours as at most 255 of them. Those of the theme are in it as they are, so that text, lines
 * and marks keep their own; the rest go where they lessen the error most, colour by colour. */
#include "draw/draw.h"

#include <stdlib.h>
#include <string.h>

enum { BINS = 1 << 18, CACHE = 1 << 15 }; /* 6 bits a channel; known colours */
enum { UNSEEN = 10 * 3 * 3 };             /* of distance: three steps of 256 in every channel */

static int distance(Color a, Color b) /* green counts most, as in every eye */
{
    int r = (int)(a >> 16 & 255) - (int)(b >> 16 & 255), g = (int)(a >> 8 & 255) - (int)(b >> 8 & 255),
        l = (int)(a & 255) - (int)(b & 255);
    return 3 * r * r + 6 * g * g + l * l;
}

struct Palette {
    int n;
    Color color[PALETTE_COLORS];
    Color known[CACHE]; /* 0: empty; colours are opaque */
    uint8_t index[CACHE];
    uint32_t count[BINS];
    uint64_t sum[BINS][3];
};

Palette *palette_new(const Color *fixed, int n)
{
    Palette *p = calloc(1, sizeof *p);
    if (!p)
        memory_failed(sizeof *p);
    for (int i = 0; i < n && p->n < PALETTE_COLORS; i++) {
        Color c = fixed[i] | 0xFF000000u;
        bool there = false;
        for (int k = 0; k < p->n; k++)
            there |= p->color[k] == c;
        if (!there)
            p->color[p->n++] = c;
    }
    return p;
}

void palette_free(Palette *p) { free(p); }

void palette_see(Palette *p, Pixels px)
{
    for (int y = 0; y < px.h; y++)
        for (int x = 0; x < px.w; x++) {
            Color c = px.px[(size_t)y * (size_t)px.stride + (size_t)x];
            int bin = (int)(c >> 18 & 63) << 12 | (int)(c >> 10 & 63) << 6 | (int)(c >> 2 & 63);
            p->count[bin]++;
            for (int k = 0; k < 3; k++)
                p->sum[bin][k] += c >> (16 - 8 * k) & 255;
        }
}

static Color mean_of(const Palette *p, int bin)
{
    Color c = 0xFF000000u;
    for (int k = 0; k < 3; k++)
        c |= (Color)((p->sum[bin][k] + p->count[bin] / 2) / p->count[bin]) << (16 - 8 * k);
    return c;
}

/* Each colour that is added is the mean of the bin whose pixels are now worst off, all together. */
void palette_fill(Palette *p)
{
    int *off = malloc(sizeof *off * BINS);
    if (!off)
        memory_failed(sizeof *off * BINS);
    for (int b = 0; b < BINS; b++) {
        off[b] = INT32_MAX;
        for (int i = 0; i < p->n && p->count[b]; i++)
            off[b] = min_i(off[b], distance(mean_of(p, b), p->color[i]));
    }
    while (p->n < PALETTE_COLORS) {
        int worst = -1;
        double most = 0;
        for (int b = 0; b < BINS; b++) {
            double error = p->count[b] ? (double)p->count[b] * off[b] : 0;
            if (error > most) {
                most = error;
                worst = b;
            }
        }
        if (worst < 0)
            break; /* every colour that was seen is there */
        Color c = p->color[p->n++] = mean_of(p, worst);
        for (int b = 0; b < BINS; b++)
            if (p->count[b])
                off[b] = min_i(off[b], distance(mean_of(p, b), c));
        off[worst] = 0;
    }
    free(off);
}

int palette_colors(const Palette *p, const Color **out)
{
    *out = p->color;
    return p->n;
}

int palette_index(Palette *p, Color c)
{
    c |= 0xFF000000u;
    uint32_t at = (c * 2654435761u) >> 17;
    if (p->known[at] == c)
        return p->index[at];
    int best = 0;
    for (int i = 1; i < p->n; i++)
        if (distance(p->color[i], c) < distance(p->color[best], c))
            best = i;
    p->known[at] = c;
    p->index[at] = (uint8_t)best;
    return best;
}

bool palette_near(const Palette *p, int index, Color c) { return distance(p->color[index], c) <= UNSEEN; }
