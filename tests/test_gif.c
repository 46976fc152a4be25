/* GIFs, read back by giflib's own reader and put together as a viewer does. */
#include "draw/draw.h"

#include <gif_lib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { W = 40, H = 24, FRAMES = 6 };

static Color pixel(int frame, int x, int y) /* a square that moves over stripes; frame 3 is frame 2 once more */
{
    int at = frame == 3 ? 2 : frame;
    bool inside = x >= 5 * at && x < 5 * at + 8 && y >= 3 * at && y < 3 * at + 6;
    return 0xFF000000u | (inside ? 0xEC66B2u : (uint32_t)(x / 4 * 0x0A0602 + 0x101010));
}

static void paint(Color *px, int frame)
{
    for (int i = 0; i < W * H; i++)
        px[i] = pixel(frame, i % W, i / W);
}

typedef struct Source {
    const Bytes *bytes;
    size_t at;
} Source;

static int give_bytes(GifFileType *file, GifByteType *out, int n)
{
    Source *s = file->UserData;
    n = min_i(n, (int)(s->bytes->size - s->at));
    memcpy(out, s->bytes->data + s->at, (size_t)n);
    s->at += (size_t)n;
    return n;
}

static Bytes film(Palette *palette)
{
    Color px[W * H];
    Bytes out;
    Err err;
    Gif *g = gif_begin(W, H, palette, &err);
    assert_non_null(g);
    for (int i = 0; i < FRAMES; i++) {
        paint(px, i);
        assert_true(gif_frame(g, (Pixels){ px, W, H, W }, 5 + i, &err));
    }
    assert_true(gif_end(g, &out, &err));
    return out;
}

static Palette *palette_of_all(const Color *fixed, int n)
{
    Color px[W * H];
    Palette *p = palette_new(fixed, n);
    for (int i = 0; i < FRAMES; i++) {
        paint(px, i);
        palette_see(p, (Pixels){ px, W, H, W });
    }
    palette_fill(p);
    return p;
}

static void frames_come_back(void **state)
{
    (void)state;
    int code;
    Palette *palette = palette_of_all(NULL, 0);
    Bytes bytes = film(palette), again = film(palette);
    assert_int_equal(bytes.size, again.size);
    assert_memory_equal(bytes.data, again.data, bytes.size);
    Source source = { &bytes, 0 };
    GifFileType *in = DGifOpen(&source, give_bytes, &code);
    assert_non_null(in);
    assert_int_equal(DGifSlurp(in), GIF_OK);
    assert_int_equal(in->ImageCount, FRAMES);
    Color shown[W * H] = { 0 };
    for (int i = 0; i < FRAMES; i++) {
        const SavedImage *image = &in->SavedImages[i];
        GraphicsControlBlock control;
        assert_int_equal(DGifSavedExtensionToGCB(in, i, &control), GIF_OK);
        assert_int_equal(control.DelayTime, 5 + i);
        const GifImageDesc *d = &image->ImageDesc;
        for (int k = 0; k < d->Width * d->Height; k++) {
            GifColorType c = in->SColorMap->Colors[image->RasterBits[k]];
            if (image->RasterBits[k] != control.TransparentColor)
                shown[(d->Top + k / d->Width) * W + d->Left + k % d->Width] =
                    0xFF000000u | (Color)c.Red << 16 | (Color)c.Green << 8 | c.Blue;
        }
        for (int k = 0; k < W * H; k++)
            assert_int_equal(shown[k], pixel(i, k % W, k / W));
        if (i == 3)
            assert_int_equal(d->Width * d->Height, 1); /* nothing changed */
        else if (i)
            assert_true(d->Width <= 18 && d->Height <= 12);
    }
    DGifCloseFile(in, &code);
    free(bytes.data);
    free(again.data);
    palette_free(palette);
}

/* A smooth picture of thousands of colours: those that were asked for stay, and nothing is far off. */
static void palettes_cover(void **state)
{
    (void)state;
    static Color px[256 * 64];
    const Color fixed[] = { 0xFFEC66B2, 0xFF8CE8CB, 0xFFEC66B2, 0xFFF0E442 }, *out;
    for (int i = 0; i < COUNT(px); i++)
        px[i] = color_mix(0xFF235987, 0xFF844A19, (float)(i % 256) / 255) ^ (Color)(i / 256 / 4 * 0x010101);
    Palette *p = palette_new(fixed, COUNT(fixed));
    palette_see(p, (Pixels){ px, 256, 64, 256 });
    palette_fill(p);
    assert_true(palette_colors(p, &out) <= PALETTE_COLORS && palette_colors(p, &out) > 200);
    for (int i = 0; i < COUNT(fixed); i++)
        assert_int_equal(out[palette_index(p, fixed[i])], fixed[i]);
    for (int i = 0; i < COUNT(px); i++) {
        Color got = out[palette_index(p, px[i])];
        for (int k = 0; k < 24; k += 8)
            assert_true(abs((int)(got >> k & 255) - (int)(px[i] >> k & 255)) <= 8);
    }
    palette_free(p);
}

/* More fixed colours than there is room for, a single colour, no picture at all. */
static void palettes_at_the_edge(void **state)
{
    (void)state;
    Color many[400], one = 0xFF123456;
    const Color *out;
    for (int i = 0; i < COUNT(many); i++)
        many[i] = 0xFF000000u | (Color)(i * 40503);
    Palette *p = palette_new(many, COUNT(many));
    palette_fill(p);
    assert_int_equal(palette_colors(p, &out), PALETTE_COLORS);
    palette_free(p);
    p = palette_new(NULL, 0);
    palette_see(p, (Pixels){ &one, 1, 1, 1 });
    palette_fill(p);
    assert_int_equal(palette_colors(p, &out), 1);
    assert_int_equal(out[palette_index(p, one)], one);
    Err err;
    Bytes bytes;
    Gif *g = gif_begin(1, 1, p, &err);
    assert_true(g && gif_frame(g, (Pixels){ &one, 1, 1, 1 }, 10, &err) && gif_end(g, &bytes, &err));
    free(bytes.data);
    g = gif_begin(1, 1, p, &err);
    assert_true(gif_end(g, NULL, &err)); /* given up */
    palette_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_come_back),
        cmocka_unit_test(palettes_cover),
        cmocka_unit_test(palettes_at_the_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
