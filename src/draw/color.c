/* Colour: OKLab for maps that step evenly, WCAG contrast to check tokens, straight mixing for everything else.
 * Powers go through num.c, so that a table of colours has the same bytes on every machine. */
#include "draw/draw.h"

static float channel(Color c, int shift) { return (float)(c >> shift & 255) / 255; }

static double power(double x, double p) { return x > 0 ? num_exp(p * num_log(x)) : 0; }

/* sRGB's transfer curve, IEC 61966-2-1. */
static double linear_of(double v) { return v <= 0.04045 ? v / 12.92 : power((v + 0.055) / 1.055, 2.4); }
static double srgb_of(double v) { return v <= 0.0031308 ? 12.92 * v : 1.055 * power(v, 1 / 2.4) - 0.055; }

static Color byte_of(double v) { return (Color)(v <= 0 ? 0 : v >= 1 ? 255 : 255 * v + 0.5); }

/* Matrices of Ottosson, "A perceptual color space for image processing", 2020. */
Lab color_to_lab(Color c)
{
    double r = linear_of((double)channel(c, 16)), g = linear_of((double)channel(c, 8)),
           b = linear_of((double)channel(c, 0));
    double l = power(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b, 1 / 3.0);
    double m = power(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b, 1 / 3.0);
    double s = power(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b, 1 / 3.0);
    return (Lab){ (float)(0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s),
                  (float)(1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s),
                  (float)(0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s) };
}

Color color_from_lab(Lab c)
{
    double L = (double)c.L, a = (double)c.a, b = (double)c.b;
    double l = L + 0.3963377774 * a + 0.2158037573 * b;
    double m = L - 0.1055613458 * a - 0.0638541728 * b;
    double s = L - 0.0894841775 * a - 1.2914855480 * b;
    l *= l * l;
    m *= m * m;
    s *= s * s;
    Color red = byte_of(srgb_of(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s));
    Color green = byte_of(srgb_of(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s));
    Color blue = byte_of(srgb_of(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s));
    return 0xFF000000u | red << 16 | green << 8 | blue;
}

Color color_mix(Color a, Color b, float t)
{
    Color out = 0;
    int w = (int)(clamp_f(t, 0, 1) * 65536 + 0.5f); /* 16 bits of t: integers from here, so exact at both ends */
    for (int shift = 0; shift < 32; shift += 8) {
        int from = (int)(a >> shift & 255), to = (int)(b >> shift & 255);
        out |= (Color)((from * 65536 + (to - from) * w + 32768) >> 16) << shift;
    }
    return out;
}

Color color_alpha(Color c, float alpha) { return (c & 0xFFFFFFu) | (Color)(clamp_f(alpha, 0, 1) * 255 + 0.5f) << 24; }

/* WCAG 2.2, "relative luminance" and "contrast ratio". */
static double luminance(Color c)
{
    return 0.2126 * linear_of((double)channel(c, 16)) + 0.7152 * linear_of((double)channel(c, 8)) +
           0.0722 * linear_of((double)channel(c, 0));
}

float color_contrast(Color a, Color b)
{
    double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
    return (float)(x > y ? x / y : y / x);
}

static Lab lab_mix(Lab a, Lab b, float t)
{
    return (Lab){ mix_f(a.L, b.L, t), mix_f(a.a, b.a, t), mix_f(a.b, b.b, t) };
}

void color_ramp(Color out[256], Color lo, Color mid, Color hi)
{
    Lab from = color_to_lab(lo), middle = color_to_lab(mid), to = color_to_lab(hi);
    for (int i = 0; i < 256; i++) {
        float t = (float)i / 127.5f;
        out[i] = color_from_lab(t < 1 ? lab_mix(from, middle, t) : lab_mix(middle, to, t - 1));
    }
}
