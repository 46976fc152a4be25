/* Text: from a line of UTF-8 to placed 8-bit masks, and the masks of halos.
 *
 * Baselines lie on whole device pixels, pens at quarters of one; advances are linear, so a line is as wide at every
 * scale. There is no kerning and no shaping: the program shows short labels in left to right scripts. Plain masks are
 * the font's; a halo's mask is the plain one grown by a disc, made once and kept here. */
#include "draw/replay.h"

#include <stdlib.h>
#include <string.h>

typedef struct Halo {
    uint32_t rune, face_and_quarter; /* rune 0: an empty slot */
    float px, radius;
    GlyphMask mask;
    uint8_t *owned; /* mask.coverage */
} Halo;

struct GlyphCache {
    Halo *slot;
    int slots, used; /* slots: a power of two */
};

GlyphCache *glyph_new(void)
{
    GlyphCache *g = calloc(1, sizeof *g);
    if (!g)
        memory_failed(sizeof *g);
    return g;
}

void glyph_clear(GlyphCache *g)
{
    for (int i = 0; i < g->slots; i++)
        free(g->slot[i].owned);
    free(g->slot);
    *g = (GlyphCache){ 0 };
}

void glyph_free(GlyphCache *g)
{
    if (g)
        glyph_clear(g);
    free(g);
}

int glyph_count(const GlyphCache *g) { return g->used; }

static uint32_t bits_of(float v)
{
    uint32_t u;
    memcpy(&u, &v, sizeof u);
    return u;
}

static bool same_key(const Halo *a, const Halo *b)
{
    return a->rune == b->rune && a->face_and_quarter == b->face_and_quarter && a->px == b->px && a->radius == b->radius;
}

static Halo *slot_of(Halo *slot, int slots, const Halo *key)
{
    uint64_t h = replay_hash(key->rune | (uint64_t)key->face_and_quarter << 32,
                             bits_of(key->px) | (uint64_t)bits_of(key->radius) << 32);
    int i = (int)(h >> 32) & (slots - 1);
    while (slot[i].rune && !same_key(&slot[i], key))
        i = (i + 1) & (slots - 1);
    return &slot[i];
}

static void widen(GlyphCache *g)
{
    int slots = max_i(256, 2 * g->slots);
    Halo *slot = calloc((size_t)slots, sizeof *slot);
    if (!slot)
        memory_failed((size_t)slots * sizeof *slot);
    for (int i = 0; i < g->slots; i++)
        if (g->slot[i].rune)
            *slot_of(slot, slots, &g->slot[i]) = g->slot[i];
    free(g->slot);
    g->slot = slot;
    g->slots = slots;
}

/* The largest coverage within reach of a disc with a soft edge of one pixel: what a round pen leaves along a glyph. */
static void grow_mask(Halo *to, GlyphMask from)
{
    int reach = (int)(to->radius + 1.5f), w = from.w + 2 * reach, h = from.h + 2 * reach;
    uint8_t *out = calloc((size_t)w * (size_t)h, 1);
    if (!out)
        memory_failed((size_t)w * (size_t)h);
    for (int dy = -reach; dy <= reach; dy++)
        for (int dx = -reach; dx <= reach; dx++) {
            float inside = to->radius + 0.5f - __builtin_sqrtf((float)(dx * dx + dy * dy));
            int weight = (int)(256 * clamp_f(inside, 0, 1));
            for (int y = 0; weight && y < from.h; y++) {
                const uint8_t *src = from.coverage + y * from.stride;
                uint8_t *dst = out + (y + reach + dy) * w + reach + dx;
                for (int x = 0; x < from.w; x++)
                    dst[x] = (uint8_t)max_i(dst[x], src[x] * weight >> 8);
            }
        }
    to->owned = out;
    to->mask = (GlyphMask){ w, h, w, from.left - reach, from.top - reach, out };
}

static GlyphMask halo_mask(GlyphCache *g, const Font *f, Halo key)
{
    if (4 * (g->used + 1) > 3 * g->slots)
        widen(g);
    Halo *s = slot_of(g->slot, g->slots, &key);
    if (!s->rune) {
        *s = key;
        grow_mask(
            s, f->mask(f->user, (Face)(key.face_and_quarter >> 2), key.px, key.rune, (int)(key.face_and_quarter & 3)));
        g->used++;
    }
    return s->mask;
}

float glyph_advance(const Font *f, TextStyle s, uint32_t rune, float *shift)
{
    float advance = f->advance(f->user, s.face, s.size, rune);
    *shift = 0;
    if (!s.tabular || rune < '0' || rune > '9')
        return advance;
    float cell = f->advance(f->user, s.face, s.size, '0');
    *shift = (cell - advance) / 2;
    return cell;
}

void glyph_place(GlyphCache *g, const Canvas *c, const Command *k, float scale, float radius, PlacedList *out)
{
    enum { BIGGEST = 1000 }; /* device pixels of type size; larger text is not drawn, masks would eat the memory */
    TextStyle s = k->text_style;
    float px = s.size * scale, x = k->text.at.x;
    const char *text = c->text + k->text.first;
    if (!(px > 0 && px <= BIGGEST))
        return;
    int y = replay_round(k->text.at.y * scale);
    for (uint32_t rune; (rune = text_rune(&text)) != 0;) {
        float shift, advance = glyph_advance(c->font, s, rune, &shift), at = (x + shift) * scale;
        x += advance;
        if (!(at > -FAR && at < FAR))
            continue;
        int quarters = (replay_fixed(at) + 32) >> 6, quarter = quarters & 3;
        Halo key = { .rune = rune, .face_and_quarter = (uint32_t)s.face << 2 | (uint32_t)quarter, .px = px };
        key.radius = radius;
        GlyphMask m = radius > 0 ? halo_mask(g, c->font, key) : c->font->mask(c->font->user, s.face, px, rune, quarter);
        if (!m.coverage || m.w < 1 || m.h < 1)
            continue;
        out->at = replay_grow(out->at, &out->cap, out->n + 1, sizeof *out->at);
        out->at[out->n++] = (Placed){ (quarters >> 2) + m.left, y + m.top, m };
        out->hash = replay_hash(out->hash, (uint64_t)rune << 32 | bits_of(px));
        out->hash = replay_hash(out->hash, (uint64_t)bits_of(radius) << 32 | key.face_and_quarter);
        out->hash = replay_hash(out->hash, (uint64_t)(uint32_t)quarters << 32 | (uint32_t)y);
    }
}
