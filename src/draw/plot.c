/* Plots: from data to layout pixels, round ticks, lines, filled gaps, and numbers as people write them.
 *
 * Axes, labels and legends are drawn by the panels from these; a plot keeps nothing. */
#include "draw/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where v lies between lo and hi; clamped to four windows either side, NaN to the low end. */
static float place(double v, double lo, double hi)
{
    double t = hi != lo ? (v - lo) / (hi - lo) : 0.5;
    return (float)(t > -4 ? t < 5 ? t : 5 : -4);
}

Vec2 plot_at(const Plot *p, double x, double y)
{
    float u = place(x, (double)p->x0, (double)p->x1), v = -4;
    if (!p->log_y)
        v = place(y, (double)p->y0, (double)p->y1);
    else if (y > 0 && p->y0 > 0 && p->y1 > 0)
        v = place(num_log(y), num_log((double)p->y0), num_log((double)p->y1));
    return (Vec2){ p->r.x + u * p->r.w, p->r.y + (1 - v) * p->r.h };
}

/* --- ticks --- */

/* 10^k is exact up to 22, and dividing by it rounds once: 0.05 comes out as the nearest double to 0.05. */
static double decimal(double m, int k)
{
    double power = 1;
    for (int i = abs(k); i > 0; i--)
        power *= 10;
    return k < 0 ? m / power : m * power;
}

/* Floor, with a thousandth of a step of grace for what rounding to float did to lo and hi. */
static double whole_below(double v)
{
    double i = (double)(int64_t)(v + 1e-3);
    return i > v + 1e-3 ? i - 1 : i;
}

float plot_ticks(float lo, float hi, int most, float *first, int *count)
{
    static const double step_of[] = { 1, 2, 2.5, 5 };
    double range = (double)hi - (double)lo;
    *first = lo;
    *count = 0;
    if (!(range > 0) || !num_finite(range) || most < 1)
        return 0;
    int k = (int)whole_below(num_log10(range / most)) - 1; /* a tenth of the right power: too many ticks */
    for (int i = 0;; i++) {
        double step = decimal(step_of[i % 4], k + i / 4);
        double from = -whole_below(-(double)lo / step), to = whole_below((double)hi / step);
        if (to - from + 1 > most)
            continue;
        *first = (float)(from * step) + 0.f; /* -0 becomes 0 */
        *count = max_i(0, (int)(to - from) + 1);
        return (float)step;
    }
}

/* --- lines --- */

/* Points a..b-1 share a layout column: only its least and greatest value are drawn, in the order they come. Two points
 * a column is what a line can show, and more of them would make the coverage of a noisy line add up too dark. */
static int column(const Vec2 *p, int a, int b, Vec2 *out)
{
    int lo = a, hi = a;
    for (int i = a + 1; i < b; i++) {
        lo = p[i].y < p[lo].y ? i : lo;
        hi = p[i].y > p[hi].y ? i : hi;
    }
    out[0] = p[min_i(lo, hi)];
    out[1] = p[max_i(lo, hi)];
    return lo == hi ? 1 : 2;
}

static int reduce(Vec2 *p, int n)
{
    int kept = 0;
    for (int a = 0, b; a < n; a = b) {
        int64_t x = (int64_t)p[a].x;
        for (b = a + 1; b < n && (int64_t)p[b].x == x;)
            b++;
        kept += column(p, a, b, p + kept); /* kept never overtakes a */
    }
    return kept;
}

void plot_line(Canvas *c, const Plot *p, const float *x, const float *y, int n, Stroke s, Color color)
{
    Vec2 *at = arena_new(c->arena, Vec2, max_i(n, 1));
    bool dense = (float)n > 2 * p->r.w;
    canvas_push_clip(c, rect_inset(p->r, -max_f(s.width, 1)));
    for (int i = 0; i < n;) {
        int points = 0;
        for (; i < n && num_finite((double)x[i]) && num_finite((double)y[i]); i++)
            at[points++] = plot_at(p, (double)x[i], (double)y[i]);
        if (points)
            canvas_stroke(c, at, dense ? reduce(at, points) : points, s, color);
        else
            i++; /* a gap */
    }
    canvas_pop_clip(c);
}

static bool finite3(float a, float b, float c)
{
    return num_finite((double)a) && num_finite((double)b) && num_finite((double)c);
}

/* One filled piece: along the upper curve and back along the lower one. up[] and down[] have n points each. */
static void fill_piece(Canvas *c, Vec2 *up, const Vec2 *down, int n, Color color)
{
    for (int i = 0; i < n; i++)
        up[n + i] = down[n - 1 - i];
    if (n > 1)
        canvas_fill(c, up, 2 * n, color);
}

void plot_between(Canvas *c, const Plot *p, const float *x, const float *lo, const float *hi, int n, Color color)
{
    Vec2 *up = arena_new(c->arena, Vec2, 4 * n + 4), *down = arena_new(c->arena, Vec2, 2 * n + 2);
    Vec2 a0 = { 0 }, b0 = { 0 };
    int points = 0;
    bool joined = false; /* the point before this one is there */
    canvas_push_clip(c, p->r);
    for (int i = 0; i < n; i++) {
        if (!finite3(x[i], lo[i], hi[i])) {
            fill_piece(c, up, down, points, color);
            points = 0;
            joined = false;
            continue;
        }
        Vec2 a = plot_at(p, (double)x[i], (double)hi[i]), b = plot_at(p, (double)x[i], (double)lo[i]);
        float before = b0.y - a0.y, now = b.y - a.y; /* y down: positive where hi is above lo */
        if (joined && (before > 0) != (now > 0)) {
            float t = before / (before - now);
            up[points] = down[points] = (Vec2){ mix_f(a0.x, a.x, t), mix_f(a0.y, a.y, t) };
            points++;
        }
        if (now > 0) {
            up[points] = a;
            down[points++] = b;
        } else {
            fill_piece(c, up, down, points, color);
            points = 0;
        }
        a0 = a;
        b0 = b;
        joined = true;
    }
    fill_piece(c, up, down, points, color);
    canvas_pop_clip(c);
}

/* --- numbers as people write them --- */

int text_power(char out[32], int exponent)
{
    static const char *const superscript[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
    char digits[16];
    snprintf(digits, sizeof digits, "%d", abs(exponent));
    int n = snprintf(out, 32, exponent < 0 ? "10⁻" : "10");
    for (const char *d = digits; *d; d++)
        n += snprintf(out + n, 32 - (size_t)n, "%s", superscript[*d - '0']);
    return n;
}

/* Digits a and b of a.b x 10^e, written without a power: 0.0056, 1.5, 12, 3400. */
static int plain(char *out, char a, char b, int e)
{
    char *p = out;
    if (e < 0) {
        memcpy(p, "0.00000000", (size_t)(1 - e));
        p += 1 - e;
    }
    *p++ = a;
    if (e == 0 && b != '0')
        *p++ = '.';
    if (e > 0 || b != '0')
        *p++ = b;
    for (int i = 1; i < e; i++)
        *p++ = '0';
    *p = 0;
    return (int)(p - out);
}

int text_short(char out[32], double v)
{
    int n = 0;
    if (v != v)
        return snprintf(out, 32, "NaN");
    if (v < 0) {
        n = snprintf(out, 32, "−");
        v = -v;
    }
    if (!num_finite(v))
        return n + snprintf(out + n, 32 - (size_t)n, "∞");
    if (v == 0)
        return snprintf(out, 32, "0");
    char digits[32]; /* "5.6e-03"; the point may be another character in another locale, so it is not looked at */
    snprintf(digits, sizeof digits, "%.1e", v);
    const char *power = strchr(digits, 'e');
    char a = digits[0], b = power[-1];
    int e = (int)strtol(power + 1, NULL, 10);
    if (v >= 9.5e-4 && v < 1e4)
        return n + plain(out + n, a, b, e);
    if (a != '1' || b != '0') {
        n += plain(out + n, a, b, 0);
        n += snprintf(out + n, 32 - (size_t)n, "·");
    }
    return n + text_power(out + n, e);
}
