/* What SVG and PDF have in common: clips that cut nothing are left out, meshes overlap a little, points that are not
 * finite are skipped. What rounds to device pixels in outline.c (rectangles, hairlines) is exact here. */
#include "draw/vector.h"

bool vector_finite(Vec2 p)
{
    const float most = 1e6f; /* layout pixels: farther out nothing is meant to be */
    return p.x > -most && p.x < most && p.y > -most && p.y < most;
}

static void grow(Rect *box, bool *any, float x0, float y0, float x1, float y1)
{
    if (!*any)
        *box = (Rect){ x0, y0, x1 - x0, y1 - y0 };
    float left = min_f(box->x, x0), top = min_f(box->y, y0);
    float right = max_f(box->x + box->w, x1), bottom = max_f(box->y + box->h, y1);
    *box = (Rect){ left, top, right - left, bottom - top };
    *any = true;
}

/* A box around all that a command draws. */
static Rect bounds_of(const Canvas *c, const Command *k)
{
    Rect box = { 0 };
    bool any = false;
    const Vec2 *p = NULL;
    int n = 0;
    float d = 0.5f;
    switch (k->kind) {
    case CMD_STROKE: d = k->stroke.width; /* fall through */
    case CMD_FILL: p = c->point + k->path.first, n = k->path.points; break;
    case CMD_QUADS: p = c->point + k->mesh.first, n = 4 * k->mesh.quads, d = 1; break;
    case CMD_RECT:
    case CMD_FRAME: return k->rect.r;
    case CMD_IMAGE: return k->image.r;
    case CMD_DISC:
    case CMD_RING: {
        float r = k->disc.radius + k->disc.width / 2;
        return (Rect){ k->disc.at.x - r, k->disc.at.y - r, 2 * r, 2 * r };
    }
    case CMD_TEXT: {
        float em = k->text_style.size; /* no glyph reaches farther than an em from its pen */
        return (Rect){ k->text.at.x - em / 2, k->text.at.y - em, k->text.width + em, 1.5f * em };
    }
    }
    for (int i = 0; i < n; i++)
        if (vector_finite(p[i]))
            grow(&box, &any, p[i].x - d, p[i].y - d, p[i].x + d, p[i].y + d);
    return box;
}

bool vector_clip(const Canvas *c, const Command *k, Rect *clip)
{
    Rect b = bounds_of(c, k), inside = rect_and(b, k->clip), whole = k->clip;
    *clip = whole;
    if (whole.x <= 0 && whole.y <= 0 && whole.w >= c->size.w && whole.h >= c->size.h)
        return false; /* the page cuts there by itself */
    return inside.w < b.w - 0.01f || inside.h < b.h - 0.01f;
}

bool vector_quad(const Canvas *c, const Command *k, int i, Vec2 out[4], Color *color)
{
    const Vec2 *p = c->point + k->mesh.first + 4 * i;
    float cx = (p[0].x + p[1].x + p[2].x + p[3].x) / 4, cy = (p[0].y + p[1].y + p[2].y + p[3].y) / 4;
    *color = c->quad_color[k->mesh.first_color + i];
    if (!vector_finite((Vec2){ cx, cy }) || *color >> 24 == 0)
        return false;
    for (int j = 0; j < 4; j++) {
        float dx = p[j].x - cx, dy = p[j].y - cy, length = __builtin_sqrtf(dx * dx + dy * dy);
        float by = length > 0 ? 0.35f / length : 0; /* half of what covers a seam at one device pixel a layout pixel */
        out[j] = (Vec2){ p[j].x + dx * by, p[j].y + dy * by };
    }
    return true;
}

bool vector_dashed(const Canvas *c, const Command *k)
{
    float period = 0;
    for (int i = 0; i < k->stroke.dashes; i++) {
        float d = c->dash[k->stroke.first_dash + i];
        if (!(d >= 0))
            return false;
        period += d;
    }
    return period >= 0.25f;
}

bool vector_opaque(const Command *k)
{
    Color all = 0xFF000000u;
    for (int i = 0; i < k->image.w * k->image.h; i++)
        all &= k->image.pixels[i];
    return all == 0xFF000000u;
}

Color vector_premultiplied(Color c)
{
    uint32_t a = c >> 24, out = a << 24;
    for (int shift = 0; shift <= 16; shift += 8)
        out |= ((c >> shift & 255) * a + 127) / 255 << shift;
    return out;
}

float vector_unit(const Canvas *c, const Page *p, float per_mm)
{
    return per_mm * (p->width_mm > 0 ? (float)p->width_mm / c->size.w : 25.4f / 96);
}
