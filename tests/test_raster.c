/* Pixels: the rasteriser against supersampled pictures, tiles against the whole, and one picture for all compilers. */
#include "draw/replay.h"
#include "font_fixed.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { W = 200, H = 150 };

typedef struct World {
    Arena arena;
    Replay *replay;
    Color px[W * H], other[W * H];
} World;

static int world_begin(void **state)
{
    World *w = calloc(1, sizeof *w);
    w->replay = replay_new();
    *state = w;
    return 0;
}

static int world_end(void **state)
{
    World *w = *state;
    replay_free(w->replay);
    arena_free(&w->arena);
    free(w);
    return 0;
}

static Canvas black(World *w)
{
    Canvas c;
    arena_reset(&w->arena);
    canvas_begin(&c, &w->arena, &fixed_font, W, H, 0xFF000000u);
    return c;
}

static Pixels into(Color *px) { return (Pixels){ px, W, H, W }; }

static void draw(World *w, const Canvas *c, float scale)
{
    Box all;
    assert_int_equal(replay_draw(w->replay, c, scale, into(w->px), false, &all, 1), 1);
    assert_true(all.x0 == 0 && all.y0 == 0 && all.x1 == W && all.y1 == H);
}

static const Color white = 0xFFFFFFFFu;

/* --- against supersampled pictures --- */

/* A shape by its distance: how far a point is outside, negative inside. */
typedef struct Model {
    float (*outside)(const struct Model *m, float x, float y);
    const Vec2 *p; /* of a stroke: every point within half of a segment is inside */
    int n;
    float half, inner;
} Model;

static float ring(const Model *m, float x, float y)
{
    float d = hypotf(x - m->p[0].x, y - m->p[0].y);
    return max_f(d - m->half, m->inner - d);
}

static float stroke(const Model *m, float x, float y)
{
    float least = 1e9f;
    for (int i = 0; i + 1 < m->n; i++) {
        Vec2 a = m->p[i], b = m->p[i + 1];
        float dx = b.x - a.x, dy = b.y - a.y;
        float t = clamp_f(((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy), 0, 1);
        least = min_f(least, hypotf(x - a.x - t * dx, y - a.y - t * dy) - m->half);
    }
    return least;
}

static double coverage(Model m, int px, int py)
{
    enum { N = 500 };
    float d = m.outside(&m, (float)px + 0.5f, (float)py + 0.5f), v = 0;
    int hits = 0;
    if (d > 1 || d < -1)
        return d < 0;
    for (int k = 0; k < N; k++) { /* golden steps: no edge lines up with them, as it would with a grid */
        v += v < 1 - 0.618034f ? 0.618034f : 0.618034f - 1;
        hits += m.outside(&m, (float)px + ((float)k + 0.5f) / N, (float)py + v) < 0;
    }
    return (double)hits / N;
}

/* Root mean square difference in levels of 255, over the pixels that either picture has touched. */
static double rms(const Color *px, Model m)
{
    double sum = 0;
    int n = 0;
    for (int i = 0; i < W * H; i++) {
        double want = 255 * coverage(m, i % W, i / W), got = px[i] & 255;
        sum += (got - want) * (got - want);
        n += want > 0 || got > 0;
    }
    return sqrt(sum / n);
}

static void discs_and_rings_are_round(void **state)
{
    World *w = *state;
    for (float r = 1; r < 60; r = r * 1.7f + 0.3f) {
        Vec2 at = { 80.3f + r * 0.1f, 70.7f };
        Canvas c = black(w);
        canvas_disc(&c, at, r, white);
        draw(w, &c, 1);
        assert_true(rms(w->px, (Model){ ring, &at, 1, r, 0 }) < 1);
        c = black(w);
        canvas_ring(&c, at, r, 1.5f, white);
        draw(w, &c, 1);
        assert_true(rms(w->px, (Model){ ring, &at, 1, r + 0.75f, r - 0.75f }) < 1.5);
    }
}

static void lines_at_all_angles(void **state)
{
    World *w = *state;
    for (int i = 0; i < 40; i++) {
        float t = (float)i * 0.157f;
        Vec2 p[] = { { 100.2f, 75.4f }, { 100.2f + 60 * cosf(t), 75.4f + 60 * sinf(t) } };
        float width = 1 + (float)(i % 4);
        Canvas c = black(w);
        canvas_stroke(&c, p, 2, (Stroke){ .width = width }, white);
        draw(w, &c, 1);
        assert_true(rms(w->px, (Model){ stroke, p, 2, width / 2, 0 }) < 3);
    }
}

/* The outer side of a turn is an arc and the inner one does not stick out. Where the two legs nearly cover each other
 * their edges add up, a little bold: hence the wider limits at the end. */
static void turns_are_round(void **state)
{
    static const struct {
        float degrees;
        double limit;
    } row[] = { { 3, 3 },   { 10, 3 },  { 30, 3 },  { 60, 3 },  { 90, 3 },
                { 120, 3 }, { 150, 3 }, { 170, 4 }, { 175, 8 }, { 180, 3 } };
    World *w = *state;
    for (int i = 0; i < COUNT(row); i++)
        for (int sign = -1; sign <= 1; sign += 2) {
            float t = (float)sign * row[i].degrees * 0.0174532925f;
            Vec2 p[] = { { 40, 70 }, { 110, 70 }, { 110 + 60 * cosf(t), 70 + 60 * sinf(t) } };
            Canvas c = black(w);
            canvas_stroke(&c, p, 3, (Stroke){ .width = 12 }, white);
            draw(w, &c, 1);
            double off = rms(w->px, (Model){ stroke, p, 3, 6, 0 });
            if (off > row[i].limit)
                fail_msg("a turn of %g degrees is off by %g levels", (double)row[i].degrees, off);
        }
}

static void closed_strokes_have_no_ends(void **state)
{
    World *w = *state;
    Vec2 p[] = { { 40, 30 }, { 150, 40 }, { 90, 120 }, { 40, 30 } };
    Canvas c = black(w);
    canvas_stroke(&c, p, 3, (Stroke){ .width = 6, .closed = true }, white);
    draw(w, &c, 1);
    assert_true(rms(w->px, (Model){ stroke, p, 4, 3, 0 }) < 2);
}

/* --- strokes and fills --- */

static void a_stroke_blends_once(void **state)
{
    World *w = *state;
    Vec2 p[] = { { 20, 20 }, { 180, 130 }, { 180, 20 }, { 20, 130 } };
    Canvas c = black(w);
    canvas_stroke(&c, p, 4, (Stroke){ .width = 14 }, 0x80FFFFFFu);
    draw(w, &c, 1);
    Color once = w->px[52 * W + 66], crossing = w->px[75 * W + 100];
    assert_int_equal(once, 0xFF808080u);
    assert_int_equal(crossing, once);
    for (int i = 0; i < W * H; i++)
        assert_true((w->px[i] & 255) <= 0x80);
}

static void hairlines_are_crisp(void **state)
{
    static const float scales[] = { 1, 1.25f, 1.5f, 2, 3 };
    World *w = *state;
    for (int i = 0; i < COUNT(scales); i++)
        for (int vertical = 0; vertical < 2; vertical++) {
            Canvas c = black(w);
            if (vertical)
                canvas_line(&c, 20.3f, 5.2f, 20.3f, 40.7f, 1, white);
            else
                canvas_line(&c, 5.2f, 20.3f, 40.7f, 20.3f, 1, white);
            draw(w, &c, scales[i]);
            int lit = 0, rows = 0, before = -1;
            for (int k = 0; k < W * H; k++) {
                int across = vertical ? k % W : k / W;
                if (w->px[k] == 0xFF000000u)
                    continue;
                assert_int_equal(w->px[k], white); /* nothing in between */
                assert_true(vertical || across >= before);
                rows += across != before && !vertical;
                before = across;
                lit++;
            }
            int wide = max_i(1, (int)(scales[i] + 0.5f)), from = (int)(5.2f * scales[i] + 0.5f);
            assert_int_equal(lit, wide * ((int)(40.7f * scales[i] + 0.5f) - from));
            assert_true(vertical || rows == wide);
        }
}

static void rectangles_snap_to_pixels(void **state)
{
    World *w = *state;
    Canvas c = black(w);
    canvas_rect(&c, (Rect){ 10.4f, 10.6f, 20, 0.2f }, 0, white); /* thin: still there */
    canvas_frame(&c, (Rect){ 50.4f, 50.4f, 40, 30 }, 0, 1, white);
    draw(w, &c, 1);
    int lit = 0;
    for (int i = 0; i < W * H; i++) {
        assert_true(w->px[i] == white || w->px[i] == 0xFF000000u);
        lit += w->px[i] == white;
    }
    assert_int_equal(lit, 20 + 2 * 40 + 2 * 28);
    assert_int_equal(w->px[11 * W + 10], white);
    assert_int_equal(w->px[50 * W + 50], white);
    assert_int_equal(w->px[79 * W + 89], white);
}

static void dashes_have_their_lengths(void **state)
{
    const float dash[] = { 7, 6 };
    World *w = *state;
    Vec2 p[] = { { 10, 20 }, { 60, 20 }, { 60, 75 } }; /* 105 long: 8 dashes of 7 and a last one of 1 */
    Canvas c = black(w);
    canvas_stroke(&c, p, 3, (Stroke){ .width = 2, .dash = dash, .dashes = 2, .butt = true }, white);
    draw(w, &c, 1);
    double sum = 0;
    for (int i = 0; i < W * H; i++)
        sum += (w->px[i] & 255) / 255.0;
    assert_true(fabs(sum - 2 * (8 * 7 + 1)) < 1);
    assert_int_equal(w->px[20 * W + 12], white);
    assert_int_equal(w->px[20 * W + 20], 0xFF000000u);
}

static void holes_stay_open(void **state)
{
    const Vec2 p[] = { { 10, 10 }, { 90, 10 }, { 90, 90 }, { 10, 90 }, { 30, 30 }, { 30, 70 }, { 70, 70 }, { 70, 30 } };
    const int count[] = { 4, 4 };
    World *w = *state;
    Canvas c = black(w);
    canvas_fill_many(&c, p, count, 2, white);
    draw(w, &c, 1);
    for (int i = 0; i < W * H; i++) {
        int x = i % W, y = i / W;
        bool in = x >= 10 && x < 90 && y >= 10 && y < 90 && !(x >= 30 && x < 70 && y >= 30 && y < 70);
        assert_int_equal(w->px[i], in ? white : 0xFF000000u);
    }
}

static void quads_have_no_seams(void **state)
{
    enum { N = 12 };
    Vec2 p[N * N * 4];
    Color color[N * N];
    World *w = *state;
    for (int i = 0; i < N * N; i++) {
        float x = (float)(i % N), y = (float)(i / N);
        const float corner[4][2] = { { x, y }, { x + 1, y }, { x + 1, y + 1 }, { x, y + 1 } };
        for (int k = 0; k < 4; k++) /* a turned grid, so that no edge lies on a pixel's */
            p[i * 4 + k] = (Vec2){ 90 + corner[k][0] * 6.1f - corner[k][1] * 4.3f,
                                   20 + corner[k][0] * 3.7f + corner[k][1] * 5.9f };
        color[i] = 0xFF40C080u;
    }
    Canvas c = black(w);
    canvas_quads(&c, p, color, N * N);
    draw(w, &c, 1);
    for (int i = 0; i < 100; i++) { /* along the middle of the grid, across its lines */
        float t = 1 + (float)i * 0.1f;
        int x = (int)(90 + t * 6.1f - t * 4.3f), y = (int)(20 + t * 3.7f + t * 5.9f);
        assert_int_equal(w->px[y * W + x], 0xFF40C080u);
    }
}

/* --- blending --- */

static void blending_is_exact_at_both_ends(void **state)
{
    World *w = *state;
    for (uint32_t v = 0; v < 256; v++) {
        Canvas c = black(w);
        c.background = 0xFF000000u | (255 - v) * 0x10101u;
        canvas_rect(&c, (Rect){ 0, 0, 10, 10 }, 0, 0xFF000000u | v * 0x10101u);
        canvas_rect(&c, (Rect){ 20, 0, 10, 10 }, 0, 0x01000000u | (255 - v) * 0x10101u);
        draw(w, &c, 1);
        assert_int_equal(w->px[0], 0xFF000000u | v * 0x10101u);
        assert_int_equal(w->px[25], c.background); /* any alpha of the same colour changes nothing */
    }
}

static void clear_background_gives_premultiplied_pixels(void **state)
{
    World *w = *state;
    Canvas c = black(w);
    c.background = 0;
    canvas_rect(&c, (Rect){ 0, 0, 10, 10 }, 0, 0x80FF4000u);
    draw(w, &c, 1);
    assert_int_equal(w->px[0], 0x80802000u);
    assert_int_equal(w->px[50], 0);
}

/* --- images --- */

static void images_of_the_same_size_are_copied(void **state)
{
    Color image[30 * 20];
    World *w = *state;
    for (int i = 0; i < 30 * 20; i++)
        image[i] = 0xFF000000u | (Color)i * 40503u % 0x1000000u;
    Canvas c = black(w);
    canvas_image(&c, (Rect){ 70, 60, 30, 20 }, image, 30, 20, 1, 0);
    draw(w, &c, 1);
    for (int y = 0; y < 20; y++)
        assert_memory_equal(w->px + (60 + y) * W + 70, image + y * 30, 30 * sizeof *image);
}

static void images_are_stretched_linearly(void **state)
{
    const Color image[] = { 0xFF000000u, 0xFFFFFFFFu };
    World *w = *state;
    Canvas c = black(w);
    canvas_image(&c, (Rect){ 0, 0, 100, 10 }, image, 2, 1, 1, 0);
    draw(w, &c, 1);
    for (int x = 0; x < 100; x++) { /* flat for half a texel at both ends, a ramp between the two centres */
        double want = 255 * clamp_f(((float)x + 0.5f - 25) / 50, 0, 1);
        assert_true(fabs((w->px[5 * W + x] & 255) - want) < 1.5);
    }
}

static void images_have_round_corners(void **state)
{
    Color image[1] = { white };
    Vec2 at = { 30, 30 };
    World *w = *state;
    Canvas c = black(w);
    canvas_image(&c, (Rect){ 10, 10, 40, 40 }, image, 1, 1, 1, 20);
    draw(w, &c, 1);
    assert_true(rms(w->px, (Model){ ring, &at, 1, 20, 0 }) < 1.5);
}

static void translucent_images_blend(void **state)
{
    Color image[1] = { 0x80FFFFFFu };
    World *w = *state;
    Canvas c = black(w);
    canvas_image(&c, (Rect){ 10, 10, 40, 40 }, image, 1, 1, 1, 0);
    draw(w, &c, 1);
    assert_int_equal(w->px[20 * W + 20], 0xFF808080u);
}

/* --- text --- */

static void text_is_on_whole_baselines(void **state)
{
    World *w = *state;
    TextStyle s = { .size = 16, .color = white };
    Canvas c = black(w);
    canvas_text(&c, 10.25f, 40.3f, s, "W");
    draw(w, &c, 1);
    GlyphMask m = fixed_font.mask(NULL, FACE_REGULAR, 16, 'W', 1);
    for (int y = 0; y < m.h; y++)
        for (int x = 0; x < m.w; x++) {
            int v = m.coverage[y * m.stride + x];
            assert_int_equal(w->px[(40 + m.top + y) * W + 10 + m.left + x] & 255, (255 * (v + (v >> 7)) + 128) >> 8);
        }
}

static void halos_surround_their_text(void **state)
{
    World *w = *state;
    TextStyle s = { .size = 20, .color = 0xFF00FF00u, .halo = 0xFFFF0000u, .halo_width = 6 };
    Canvas c = black(w);
    canvas_text(&c, 60, 80, s, "OX");
    draw(w, &c, 1);
    s.halo = 0;
    c = black(w);
    canvas_text(&c, 60, 80, s, "OX");
    replay_draw(w->replay, &c, 1, into(w->other), false, NULL, 0);
    for (int y = 3; y < H - 3; y++)
        for (int x = 3; x < W - 3; x++) {
            bool ink = false, near = false;
            for (int k = 0; k < 49; k++) {
                int there = (y + k / 7 - 3) * W + x + k % 7 - 3;
                near = near || w->other[there] != 0xFF000000u;
                ink = ink || (w->other[there] == 0xFF00FF00u && (k == 23 || k == 25)); /* left, right: one pixel off */
            }
            if (!near)
                assert_true((w->px[y * W + x] >> 16 & 255) < 128); /* three pixels away: at most its soft edge */
            if (ink && w->other[y * W + x] == 0xFF000000u)
                assert_int_equal(w->px[y * W + x], 0xFFFF0000u);
        }
}

/* --- what must never break --- */

static uint32_t hash_of(const Color *px, int n)
{
    uint32_t h = 2166136261u;
    for (int i = 0; i < n; i++)
        for (int shift = 0; shift < 32; shift += 8)
            h = (h ^ (px[i] >> shift & 255)) * 16777619u; /* FNV-1a */
    return h;
}

static float within(Rng *r, float lo, float hi) { return lo + (hi - lo) * (float)rng_unit(r); }

/* C leaves the order of an expression's draws open, so they are made one statement at a time. */
static Vec2 somewhere(Rng *r, float spread)
{
    float x = within(r, -spread, W + spread), y = within(r, -spread, H + spread);
    return (Vec2){ x, y };
}

static const Color image_px[6] = { 0xFF102030u, 0x80FFFFFFu, 0xFF405060u, 0xFFAA0000u, 0x00000000u, 0xFF00CC00u };

/* One command of any kind, anywhere, some of them reaching thousands of pixels out. */
static void random_command(Canvas *c, Rng *r)
{
    static const float dash[] = { 5, 3, 0, 4 };
    Vec2 p[40];
    Color color[10];
    float spread = rng_below(r, 8) ? 20 : 7500;
    int n = 2 + (int)rng_below(r, 12);
    for (int i = 0; i < COUNT(p); i++)
        p[i] = somewhere(r, spread);
    for (int i = 0; i < COUNT(color); i++)
        color[i] = rng_u32(r) | (rng_below(r, 2) ? 0xFF000000u : 0);
    float size[5];
    bool flag[4];
    for (int i = 0; i < COUNT(size); i++)
        size[i] = within(r, 0, 1);
    for (int i = 0; i < COUNT(flag); i++)
        flag[i] = rng_below(r, 2) != 0;
    Rect box = { p[0].x, p[0].y, size[0] * 120, size[1] * 90 };
    float radius = size[2] * 23 - 3, width = size[3] * 8;
    Stroke s = { size[4] * 9, dash, flag[0] && flag[1] ? 4 : 0, flag[2], flag[3] };
    TextStyle t = { 4 + size[0] * 26, FACE_REGULAR, color[0],           flag[0] ? ALIGN_LEFT : ALIGN_RIGHT,
                    flag[1],          color[1],     flag[2] ? 3.f : 0.f };
    switch (rng_below(r, 10)) {
    case 0: canvas_rect(c, box, radius, color[0]); break;
    case 1: canvas_frame(c, box, radius, width, color[0]); break;
    case 2: canvas_disc(c, p[0], size[2] * 60, color[0]); break;
    case 3: canvas_ring(c, p[0], size[2] * 60, size[4] * 80, color[0]); break;
    case 4: canvas_fill(c, p, n, color[0]); break;
    case 5: canvas_stroke(c, p, n, s, color[0]); break;
    case 6: canvas_line(c, p[0].x, p[0].y, flag[0] ? p[0].x : p[1].x, p[1].y, s.width, color[0]); break;
    case 7: canvas_quads(c, p, color, 10); break;
    case 8: canvas_image(c, box, image_px, 3, 2, 7, size[2] * 30); break;
    default: canvas_text(c, p[0].x, p[0].y, t, "λ = 0.0056 — test"); break;
    }
}

static Rect random_rect(Rng *r)
{
    float v[4];
    for (int i = 0; i < 4; i++)
        v[i] = (float)rng_below(r, i % 2 ? H : W) + (rng_below(r, 2) ? 0 : within(r, 0, 1));
    return (Rect){ v[0], v[1], v[2], v[3] };
}

static Canvas random_scene(World *w, uint64_t seed)
{
    Rng r = rng_make(seed, 1);
    Canvas c = black(w);
    c.background = 0xFF000000u | rng_u32(&r);
    for (int i = 0; i < 12; i++) {
        bool clip = rng_below(&r, 3) == 0;
        if (clip)
            canvas_push_clip(&c, random_rect(&r));
        random_command(&c, &r);
        if (clip)
            canvas_pop_clip(&c);
    }
    return c;
}

/* Boxes of any size drawn one by one give the picture drawn at once, and leave the sums clean after every command. */
static void any_box_gives_the_same_pixels(void **state)
{
    World *w = *state;
    Outline o = { .glyphs = glyph_new() };
    Raster raster = { 0 };
    for (uint64_t seed = 1; seed <= 300; seed++) {
        Canvas c = random_scene(w, seed);
        Rng r = rng_make(seed, 2);
        float scale = within(&r, 0.5f, 2.5f);
        draw(w, &c, scale);
        memset(w->other, 0, sizeof w->other);
        outline_canvas(&o, &c, scale, W, H);
        raster_begin(&raster, into(w->other));
        for (int y = 0, h; y < H; y += h) {
            h = min_i(1 + (int)rng_below(&r, 70), H - y);
            for (int x = 0, v; x < W; x += v) {
                v = min_i(1 + (int)rng_below(&r, 90), W - x);
                raster_box(&raster, &o, c.background, (Box){ x, y, x + v, y + h });
                assert_true(raster_clean(&raster));
            }
        }
        if (memcmp(w->px, w->other, sizeof w->px) != 0)
            fail_msg("scene %d differs", (int)seed);
    }
    raster_free(&raster);
    outline_free(&o);
    glyph_free(o.glyphs);
}

static void partial_frames_equal_whole_ones(void **state)
{
    World *w = *state;
    Replay *partial = replay_new();
    for (uint64_t seed = 1; seed <= 200; seed++) {
        Canvas c = random_scene(w, 1000 + seed);
        c.background = 0xFF202020u;
        c.commands = min_i(c.commands, (int)(seed % 12) + 1); /* some of it, so that much stays the same */
        draw(w, &c, 1);
        replay_draw(partial, &c, 1, into(w->other), seed % 50 != 1, NULL, 0);
        if (memcmp(w->px, w->other, sizeof w->px) != 0)
            fail_msg("scene %d differs", (int)seed);
    }
    replay_free(partial);
}

/* Nothing changed: nothing drawn. One small thing: only its tiles. The reported boxes hold every changed pixel. */
static void damage_is_small_and_complete(void **state)
{
    World *w = *state;
    Box dirty[3];
    Canvas c = black(w);
    for (int i = 0; i < 20; i++)
        canvas_disc(&c, (Vec2){ 10 + 9 * (float)i, 70 }, 4, white);
    draw(w, &c, 1);
    memcpy(w->other, w->px, sizeof w->px);
    assert_int_equal(replay_draw(w->replay, &c, 1, into(w->px), true, dirty, 3), 0);
    canvas_disc(&c, (Vec2){ 80, 20 }, 4, white);
    assert_int_equal(replay_draw(w->replay, &c, 1, into(w->px), true, dirty, 3), 1);
    assert_true(dirty[0].x0 == 64 && dirty[0].x1 == 128 && dirty[0].y0 == 0 && dirty[0].y1 == 64);
    for (int k = 0; k < 9; k++) /* every other tile */
        canvas_disc(&c, (Vec2){ 32 + 64 * (float)(k % 3), 20 + 60 * (float)(k / 3) }, k % 2 ? 0.f : 5.f, white);
    int boxes = replay_draw(w->replay, &c, 1, into(w->px), true, dirty, 3);
    assert_int_equal(boxes, 3);
    for (int i = 0; i < W * H; i++) {
        bool told = false;
        for (int k = 0; k < boxes; k++)
            told = told || (i % W >= dirty[k].x0 && i % W < dirty[k].x1 && i / W >= dirty[k].y0 && i / W < dirty[k].y1);
        assert_true(told || w->px[i] == w->other[i] || (i % W >= 64 && i % W < 128 && i / W < 64));
    }
    assert_int_equal(replay_draw(w->replay, &c, 1.5f, into(w->px), true, dirty, 3), 1); /* another scale: all of it */
    assert_int_equal(dirty[0].x1 - dirty[0].x0, W);
}

static void an_image_is_known_by_its_version(void **state)
{
    Color image[1] = { white };
    World *w = *state;
    for (uint64_t version = 1; version <= 3; version++) {
        Canvas c = black(w);
        image[0] = version == 1 ? white : 0xFF123456u;
        canvas_image(&c, (Rect){ 0, 0, 20, 20 }, image, 1, 1, version / 2, 0);          /* 0, 1, 1 */
        assert_int_equal(replay_draw(w->replay, &c, 1, into(w->px), true, NULL, 0), 0); /* no list asked for */
        assert_int_equal(w->px[0], image[0]);
    }
}

static void a_clip_changes_nothing_inside(void **state)
{
    World *w = *state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        Canvas c = random_scene(w, 5000 + seed);
        Rng r = rng_make(seed, 3);
        Rect clip = random_rect(&r);
        clip = (Rect){ (float)(int)clip.x, (float)(int)clip.y, (float)(int)clip.w, (float)(int)clip.h };
        draw(w, &c, 1);
        memcpy(w->other, w->px, sizeof w->px);
        for (int i = 0; i < c.commands; i++)
            c.command[i].clip = rect_and(c.command[i].clip, clip);
        draw(w, &c, 1);
        for (int i = 0; i < W * H; i++) {
            bool in = rect_has(clip, (Vec2){ (float)(i % W) + 0.5f, (float)(i / W) + 0.5f });
            if (w->px[i] != (in ? w->other[i] : c.background))
                fail_msg("scene %d, pixel %d, %d", (int)seed, i % W, i / W);
        }
    }
}

static void nonsense_is_survived(void **state)
{
    static const float bad[] = { NAN, INFINITY, -INFINITY, 1e30f, -1e30f, 3e9f, -0.f, 0, 20 };
    World *w = *state;
    Rng r = rng_make(7, 7);
    for (int round = 0; round < 300; round++) {
        float v[16], dash[2];
        for (int i = 0; i < 16; i++)
            v[i] = bad[rng_below(&r, 9)];
        memcpy(dash, v + 14, sizeof dash);
        Vec2 p[8];
        memcpy(p, v, sizeof p);
        Rect box = { v[0], v[1], v[2], v[3] };
        Canvas c = black(w);
        if (round % 3 == 0)
            canvas_push_clip(&c, (Rect){ v[4], v[5], v[6], v[7] });
        canvas_rect(&c, box, v[4], white);
        canvas_frame(&c, box, v[4], v[5], white);
        canvas_disc(&c, p[0], v[2], white);
        canvas_ring(&c, p[0], v[2], v[3], white);
        canvas_arc(&c, p[0], v[2], v[3], v[4], v[5], white);
        canvas_fill(&c, p, 8, white);
        canvas_stroke(&c, p, 8, (Stroke){ .width = v[3], .dash = dash, .dashes = 2, .closed = round & 1 }, white);
        canvas_line(&c, v[0], v[1], v[2], v[3], v[4], white);
        canvas_quads(&c, p, (Color[]){ white, white }, 2);
        canvas_image(&c, box, image_px, 3, 2, 1, v[5]);
        canvas_text(&c, v[0], v[1], (TextStyle){ .size = v[2], .color = white, .halo = white, .halo_width = v[3] },
                    "x");
        canvas_text(&c, v[0], v[1], (TextStyle){ .size = 16, .color = white }, "\xff\xc3");
        draw(w, &c, round % 5 == 0 ? 0.001f : 1);
    }
    Canvas c = black(w); /* and afterwards all is well */
    canvas_disc(&c, (Vec2){ 50, 50 }, 10, white);
    canvas_fill(&c, (Vec2[]){ { NAN, 0 }, { 100, 100 }, { 120, 100 }, { 0, NAN }, { 120, 120 }, { 100, 120 } }, 6,
                white);
    draw(w, &c, 1);
    Vec2 at = { 50, 50 };
    assert_int_equal(w->px[110 * W + 110], white);
    for (int i = 0; i < W * H; i++)
        if (i % W >= 100)
            w->px[i] = 0xFF000000u;
    assert_true(rms(w->px, (Model){ ring, &at, 1, 10, 0 }) < 1.5);
}

/* One picture with something of everything. gcc and clang, without optimisation and with all of it, on every machine,
 * must give this hash: a change of it means that golden pictures change too, and is to be looked at. */
static void every_compiler_draws_the_same(void **state)
{
    World *w = *state;
    uint32_t h = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        Canvas c = random_scene(w, seed);
        draw(w, &c, 1.25f);
        h = h * 31 + hash_of(w->px, W * H);
    }
    assert_int_equal(h, 0xf1141b34u);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, world_begin, world_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(discs_and_rings_are_round),
        TEST(lines_at_all_angles),
        TEST(turns_are_round),
        TEST(closed_strokes_have_no_ends),
        TEST(a_stroke_blends_once),
        TEST(hairlines_are_crisp),
        TEST(rectangles_snap_to_pixels),
        TEST(dashes_have_their_lengths),
        TEST(holes_stay_open),
        TEST(quads_have_no_seams),
        TEST(blending_is_exact_at_both_ends),
        TEST(clear_background_gives_premultiplied_pixels),
        TEST(images_of_the_same_size_are_copied),
        TEST(images_are_stretched_linearly),
        TEST(images_have_round_corners),
        TEST(translucent_images_blend),
        TEST(text_is_on_whole_baselines),
        TEST(halos_surround_their_text),
        TEST(any_box_gives_the_same_pixels),
        TEST(partial_frames_equal_whole_ones),
        TEST(damage_is_small_and_complete),
        TEST(an_image_is_known_by_its_version),
        TEST(a_clip_changes_nothing_inside),
        TEST(nonsense_is_survived),
        TEST(every_compiler_draws_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
