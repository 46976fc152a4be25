/* A frame: the display list to items, the items to dirty boxes, the boxes to pixels. One thread, no state but what the
 * next frame saves by it. */
#include "draw/replay.h"

#include <stdlib.h>

struct Replay {
    Outline outline;
    Damage damage;
    Raster raster;
    Pixels last; /* what was drawn into, how large, and with what, so that `partial` can be refused */
    float scale;
    Font font;
};

void *replay_grow(void *p, int *cap, int need, size_t size)
{
    if (need <= *cap)
        return p;
    int to = max_i(64, need > *cap * 2 ? need : *cap * 2);
    p = realloc(p, (size_t)to * size);
    if (!p)
        memory_failed((size_t)to * size);
    *cap = to;
    return p;
}

Replay *replay_new(void)
{
    Replay *r = calloc(1, sizeof *r);
    if (!r)
        memory_failed(sizeof *r);
    r->outline.glyphs = glyph_new();
    return r;
}

void replay_free(Replay *r)
{
    if (!r)
        return;
    glyph_free(r->outline.glyphs);
    outline_free(&r->outline);
    damage_free(&r->damage);
    raster_free(&r->raster);
    free(r);
}

static bool same_font(const Font *a, const Font *b)
{
    return a->user == b->user && a->advance == b->advance && a->mask == b->mask;
}

int replay_draw(Replay *r, const Canvas *c, float scale, Pixels px, bool partial, Box *dirty, int most)
{
    enum { MOST_HALOS = 8192 };
    Font font = c->font ? *c->font : (Font){ 0 };
    bool same_target = px.px == r->last.px && px.w == r->last.w && px.h == r->last.h && px.stride == r->last.stride;
    bool same_text = scale == r->scale && same_font(&font, &r->font);
    if (!same_text || glyph_count(r->outline.glyphs) > MOST_HALOS)
        glyph_clear(r->outline.glyphs);
    r->last = px;
    r->scale = scale;
    r->font = font;
    outline_canvas(&r->outline, c, scale, px.w, px.h);
    damage_find(&r->damage, &r->outline, c->background, px.w, px.h, !(partial && same_target && same_text));
    raster_begin(&r->raster, px);
    for (int i = 0; i < r->damage.boxes; i++)
        raster_box(&r->raster, &r->outline, c->background, r->damage.box[i]);
    return damage_merge(&r->damage, dirty, most);
}
