/* The hero of images: examples of the test set, each marked right or wrong, and what the first layer looks for: the
 * filters of a convolution, or the templates of the first units of a dense layer, the twin's below. All images are one
 * texture, enlarged here without smoothing, so that pixels are seen as pixels. */
#include "panels/panel.h"

enum { ZOOM = 4 };

static int side_of(int pixels)
{
    int side = 1;
    while ((side + 1) * (side + 1) <= pixels)
        side++;
    return side;
}

static uint64_t hash_of(uint64_t h, const void *data, size_t size) /* FNV-1a */
{
    for (const unsigned char *p = data, *end = p + size; p < end; p++)
        h = (h ^ *p) * 0x100000001B3u;
    return h;
}

void images_picture(const PanelView *v, Rect r, const float *value, int side, ImagesLook look, Canvas *c)
{
    const Theme *t = v->theme;
    const Color grey[3] = { t->bg, t->field_mid, t->ink }, sign[3] = { t->cls[0], t->field_mid, t->cls[1] };
    const Color *ends = look == IMAGES_GREY ? grey : sign;
    int wide = side * ZOOM;
    Color *px = arena_new(v->scratch, Color, wide * wide);
    for (int y = 0; y < wide; y++)
        for (int x = 0; x < wide; x++) {
            float u = clamp_f(value[y / ZOOM * side + x / ZOOM], -1, 1);
            px[y * wide + x] = u < 0 ? color_mix(ends[1], ends[0], -u) : color_mix(ends[1], ends[2], u);
        }
    uint64_t version = hash_of(0xCBF29CE484222325u, value, sizeof *value * (size_t)(side * side));
    canvas_image(c, r, px, wide, wide, version * 2 + v->theme->dark, 3);
}

/* --- examples --- */

static int answer(const Shape *s, const real *z)
{
    int best = 0;
    if (s->outputs == 1)
        return z[0] > 0;
    for (int k = 1; k < s->outputs; k++)
        best = z[k] > z[best] ? k : best;
    return best;
}

static void example(const PanelView *v, Rect r, const real *pixels, int side, bool right, Canvas *c)
{
    const Theme *t = v->theme;
    float *value = arena_new(v->scratch, float, side *side);
    for (int i = 0; i < side * side; i++)
        value[i] = 0.8f * (float)pixels[i];
    images_picture(v, r, value, side, IMAGES_GREY, c);
    canvas_frame(c, rect_inset(r, -1), 4, right ? 1 : 2, right ? t->line : t->danger);
    Vec2 at = { r.x + r.w - 8, r.y + r.h - 8 };
    canvas_disc(c, at, 8, t->surface);
    icon_draw(c, right ? ICON_CHECK : ICON_CLOSE, at.x, at.y, 0.72f, right ? t->train : t->danger, 0);
}

static void examples(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const Shape *s = &f->snap.shape;
    const Points *p = &f->snap.test;
    float gap = 8 * v->k;
    int rows = max_i(1, (int)((r.h + gap) / (64 * v->k)));
    float cell = (r.h + gap) / (float)rows - gap;
    int columns = max_i(1, (int)((r.w + gap) / (cell + gap)));
    int n = min_i(p->n, columns * rows), side = side_of(p->raw_inputs);
    real *z = arena_new(v->scratch, real, n * s->outputs);
    if (n < 1)
        return;
    net_forward(s, f->snap.params, p->x, n, z, net_scratch(s, v->scratch));
    for (int i = 0; i < n; i++) {
        Rect box = { r.x + (float)(i % columns) * (cell + gap), r.y + (float)(i / columns) * (cell + gap), cell, cell };
        bool right = answer(s, z + i * s->outputs) == (int)p->y[i];
        example(v, box, p->raw + (size_t)i * (size_t)p->raw_inputs, side, right, c);
    }
}

/* --- what the first layer looks for --- */

/* n of them side by side in r, as large as its width allows. */
static void row_of(const PanelView *v, Rect r, const float *value, int n, int side, Canvas *c)
{
    const Theme *t = v->theme;
    float gap = 0.035f * r.w, cell = (r.w - gap * (FILTERS_SHOWN - 1)) / FILTERS_SHOWN;
    for (int j = 0; j < n; j++) {
        Rect box = { r.x + (float)j * (cell + gap), r.y, cell, cell };
        images_picture(v, box, value + j * side * side, side, IMAGES_SIGNED, c);
        canvas_frame(c, rect_inset(box, -1), 4, 1, t->line);
    }
}

static void filters(const Findings *f, const PanelView *v, Rect r, int member, Canvas *c)
{
    const Shape *s = &f->snap.shape;
    int side = filters_side(s);
    float *value = arena_new(v->scratch, float, FILTERS_SHOWN *side *side);
    int n = filters_take(s, f->snap.params + (size_t)member * (size_t)s->params, value);
    row_of(v, r, value, n, side, c);
}

void images_thumb(const float *value, int n, int side, const Theme *t, Arena *a, Rect r, Canvas *c)
{
    PanelView v = { .theme = t, .k = 1, .scratch = a };
    canvas_rect(c, r, 4, t->bg);
    row_of(&v, (Rect){ r.x + 4, r.y + 6, r.w - 8, r.h }, value, n, side, c);
}

void images_draw(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k, side = 224 * k, pad = 12 * k;
    Rect score = score_rect(v, r), left = rect_inset(r, pad);
    canvas_rect(c, r, 0, t->bg);
    if (score.w > 0)
        left.w -= side + 2 * pad;
    canvas_push_clip(c, left);
    examples(f, v, left, c);
    canvas_pop_clip(c);
    score_draw(f, v, score, c);
    float y = score.y + score.h + 34 * k, cell = 0.22f * side, x = score.x + score.w - side;
    if (score.w <= 0 || y + cell > r.y + r.h)
        return;
    const char *what =
        f->snap.shape.layer[0].kind == LAYER_CONV ? "Filters of the first layer" : "First units look for";
    canvas_text(c, x, y - 10 * k, panel_type(v, 13, FACE_SEMIBOLD, t->ink, ALIGN_LEFT), what);
    filters(f, v, (Rect){ x, y, side, cell }, 0, c);
    y += cell + 34 * k;
    if (!panel_twin(f, v) || y + cell > r.y + r.h)
        return;
    canvas_text(c, x, y - 10 * k, panel_type(v, 13, FACE_REGULAR, t->ink2, ALIGN_LEFT),
                panel_twin_name(&f->snap.config));
    filters(f, v, (Rect){ x, y, side, cell }, 1, c);
}
