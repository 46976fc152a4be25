/* A font for tests: blocky letters of 5 x 7 cells made from the code point's bits. Same masks and widths everywhere,
 * no library behind it. A digit "1" is narrower than the others, so that tabular digits can be told from plain ones. */
#ifndef RIDGESCOPE_FONT_FIXED_H
#define RIDGESCOPE_FONT_FIXED_H

#include "draw/draw.h"

#include <stdlib.h>

enum { FIXED_MASKS = 4096 };
static struct FixedMask {
    float px;
    uint32_t rune;
    int quarter;
    GlyphMask mask;
} fixed_masks[FIXED_MASKS];

static inline float fixed_advance(void *user, Face face, float px, uint32_t rune)
{
    (void)user;
    (void)face;
    return px * (rune == '1' ? 0.375f : 0.625f);
}

static inline GlyphMask fixed_mask(void *user, Face face, float px, uint32_t rune, int quarter)
{
    (void)user;
    (void)face;
    struct FixedMask *m = fixed_masks;
    for (; m < fixed_masks + FIXED_MASKS && m->rune; m++)
        if (m->px == px && m->rune == rune && m->quarter == quarter)
            return m->mask;
    if (rune == ' ' || m == fixed_masks + FIXED_MASKS)
        return (GlyphMask){ 0 };
    int w = (int)(px * 0.5f) + 2, h = (int)(px * 0.75f) + 1;
    uint8_t *p = calloc((size_t)w * (size_t)h, 1); /* lives as long as the test */
    uint64_t bits = (rune + 1) * 0x9E3779B97F4A7C15u;
    for (int y = 0; y < h && p; y++)
        for (int x = 0; x < w; x++) { /* coverage in quarter columns, so that the pen's quarter matters */
            int sum = 0;
            for (int k = 0; k < 4; k++) {
                int column = (int)((float)(4 * x + k - quarter) * 2.5f / px), line = y * 7 / h;
                bool on = 4 * x + k >= quarter && column < 5 && (bits >> ((line * 5 + column) % 61) & 1);
                sum += on ? 255 : 0;
            }
            p[y * w + x] = (uint8_t)(sum / 4);
        }
    *m = (struct FixedMask){ px, rune, quarter, { w, h, w, 0, -h, p } };
    return m->mask;
}

static const Font fixed_font = { .advance = fixed_advance, .mask = fixed_mask };

#endif
