/* The hero of images: examples of the test set, each marked right or wrong, and what the first layer looks for: the
 * filters of a convolution, or the templates of the first units of a dense layer, the twin's below. All images are one
 * texture, enlarged here without smoothing, so that pixels are seen as pixels. */
#include "panels/panel.h"

#include <stdio.h>

enum { ZOOM = 4, SIDE = 224 }; /* enlargement; width of the column at the right */

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

typedef struct Examples { /* as many test images as there is room for */
    Rect r;
    float cell, gap;
    int n, columns;
} Examples;

static Examples examples_in(const Findings *f, const PanelView *v, Rect r)
{
    Examples e = { .r = rect_inset(r, 12 * v->k), .gap = 8 * v->k };
    if (score_rect(f, v, r).w > 0)
        e.r.w -= SIDE * v->k + 24 * v->k;
    int rows = max_i(1, (int)((e.r.h + e.gap) / (64 * v->k)));
    e.cell = (e.r.h + e.gap) / (float)rows - e.gap;
    e.columns = max_i(1, (int)((e.r.w + e.gap) / (e.cell + e.gap)));
    e.n = min_i(f->snap.test.n, e.columns * rows);
    return e;
}

static Rect example_rect(const Examples *e, int i)
{
    return (Rect){ e->r.x + (float)(i % e->columns) * (e->cell + e->gap),
                   e->r.y + (float)(i / e->columns) * (e->cell + e->gap), e->cell, e->cell };
}

/* What the net answers to the first n. */
static real *answers(const Findings *f, const PanelView *v, int n)
{
    const Shape *s = &f->snap.shape;
    real *z = arena_new(v->scratch, real, n * s->outputs + 1);
    if (n > 0)
        net_forward(s, f->snap.params, f->snap.test.x, n, z, net_scratch(s, v->scratch));
    return z;
}

static void examples(const Findings *f, const PanelView *v, const Examples *e, Canvas *c)
{
    const Shape *s = &f->snap.shape;
    const Points *p = &f->snap.test;
    const real *z = answers(f, v, e->n);
    for (int i = 0; i < e->n; i++) {
        Rect box = example_rect(e, i);
        bool right = answer(s, z + i * s->outputs) == (int)p->y[i];
        example(v, box, p->raw + (size_t)i * (size_t)p->raw_inputs, side_of(p->raw_inputs), right, c);
        if (v->link.kind == LINK_POINT && v->link.split == SPLIT_TEST && v->link.point == i)
            canvas_frame(c, rect_inset(box, -4), 6, 2, v->theme->ink);
    }
}

bool images_tip(const Findings *f, const PanelView *v, Rect r, Vec2 at, PanelTip *out)
{
    const Shape *s = &f->snap.shape;
    Examples e = examples_in(f, v, r);
    char name[32];
    for (int i = 0; i < e.n; i++) {
        if (!rect_has(example_rect(&e, i), at))
            continue;
        const real *z = answers(f, v, i + 1) + i * s->outputs;
        *out = (PanelTip){ .anchor = example_rect(&e, i), .link = { LINK_POINT, .split = SPLIT_TEST, .point = i } };
        panel_tip_row(out, tr("Test image"), "%d", i + 1);
        panel_tip_row(out, tr("true class"), "%s", points_class(f, name, (int)f->snap.test.y[i]));
        panel_tip_row(out, tr("the net says"), "%s", points_class(f, name, answer(s, z)));
        return true;
    }
    return false;
}

/* --- what the first layer looks for --- */

/* n of them side by side in r, as large as its width allows; +-full is full colour. */
static void row_of(const PanelView *v, Rect r, const float *weight, int n, int side, float full, Canvas *c)
{
    int pixels = n * side * side;
    float *value = arena_new(v->scratch, float, pixels);
    for (int i = 0; i < pixels; i++)
        value[i] = weight[i] / max_f(full, 1e-6f);
    const Theme *t = v->theme;
    float gap = 0.035f * r.w, cell = (r.w - gap * (FILTERS_SHOWN - 1)) / FILTERS_SHOWN;
    for (int j = 0; j < n; j++) {
        Rect box = { r.x + (float)j * (cell + gap), r.y, cell, cell };
        images_picture(v, box, value + j * side * side, side, IMAGES_SIGNED, c);
        canvas_frame(c, rect_inset(box, -1), 4, 1, t->line);
    }
}

typedef struct Filters { /* of the net and of its twin */
    int n, side;
    float *weight[2]; /* [n][side][side]; the twin's is NULL where it is not shown */
    float full;       /* the largest of all of them: net and twin have one scale */
} Filters;

static Filters filters_of(const Findings *f, const PanelView *v)
{
    const Shape *s = &f->snap.shape;
    Filters q = { .side = filters_side(s) };
    for (int m = 0; m < 1 + panel_twin(f, v); m++) {
        q.weight[m] = arena_new(v->scratch, float, FILTERS_SHOWN *q.side *q.side);
        q.n = filters_take(s, f->snap.params + (size_t)m * (size_t)s->params, q.weight[m]);
        q.full = max_f(q.full, filters_largest(q.weight[m], q.n * q.side * q.side));
    }
    return q;
}

void images_thumb(const float *value, int n, int side, float full, const Theme *t, Arena *a, Rect r, Canvas *c)
{
    PanelView v = { .theme = t, .k = 1, .scratch = a };
    canvas_rect(c, r, 4, t->bg);
    row_of(&v, (Rect){ r.x + 4, r.y + 6, r.w - 8, r.h }, value, n, side, full, c);
}

void images_draw(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k, side = SIDE * k;
    Rect score = score_rect(f, v, r);
    Examples e = examples_in(f, v, r);
    canvas_rect(c, r, 0, t->bg);
    canvas_push_clip(c, rect_inset(e.r, -5));
    examples(f, v, &e, c);
    canvas_pop_clip(c);
    score_draw(f, v, score, c);
    float y = score.y + score.h + 34 * k, cell = 0.22f * side, x = score.x + score.w - side;
    if (score.w <= 0 || y + cell > r.y + r.h)
        return;
    const char *what =
        f->snap.shape.layer[0].kind == LAYER_CONV ? tr("Filters of the first layer") : tr("First units look for");
    canvas_text(c, x, y - 10 * k, panel_type(v, 13, FACE_SEMIBOLD, t->ink, ALIGN_LEFT), what);
    Filters q = filters_of(f, v);
    row_of(v, (Rect){ x, y, side, cell }, q.weight[0], q.n, q.side, q.full, c);
    y += cell + 34 * k;
    if (q.weight[1] && y + cell <= r.y + r.h) {
        canvas_text(c, x, y - 10 * k, panel_type(v, 13, FACE_REGULAR, t->ink2, ALIGN_LEFT),
                    panel_twin_name(&f->snap.config));
        row_of(v, (Rect){ x, y, side, cell }, q.weight[1], q.n, q.side, q.full, c);
        y += cell + 34 * k;
    }
    char number[32], text[96];
    text_short(number, (double)q.full);
    snprintf(text, sizeof text,
             q.weight[1] ? tr("full colour: ±%s, the largest of both") : tr("full colour: ±%s, the largest"), number);
    Labels l = { .in = r };
    panel_label(&l, c, x, y - 12 * k, panel_type(v, 13, FACE_REGULAR, t->ink3, ALIGN_LEFT), text);
}
