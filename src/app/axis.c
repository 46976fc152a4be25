/* The slider's axis: an exact stop at 0 and then a logarithmic scale, or a linear one. From values to pixels and back,
 * steps of a key, and ticks. */
#include "app/app_state.h"

#include <stdio.h>

Axis axis_make(const App *a, const Layout *l)
{
    bool narrow = l->tier == TIER_TINY;
    float before = narrow ? (l->curve.h > 0 ? 60 : 28) : l->present ? 70 : 96, after = narrow ? 28 : 64;
    Axis x = { .deck = l->deck, .x0 = l->deck.x + before, .type = l->present ? 13 : 15 };
    reg_axis(&a->config, &x.lo, &x.hi, &x.linear);
    if (!x.linear) {
        x.lo = (float)num_log10((double)a->config.sweep_lo);
        x.hi = (float)num_log10((double)a->config.sweep_hi);
    }
    x.unit = (l->deck.w - before - after) / (x.hi - x.lo + (x.linear ? 0 : 1));
    return x;
}

float axis_x(const Axis *x, float value)
{
    if (!(value > 0))
        return x->x0;
    if (x->linear)
        return x->x0 + x->unit * min_f(value, x->hi);
    float e = (float)num_log10((double)value);
    return clamp_f(x->x0 + x->unit * (e - x->lo + 1), x->x0 + x->unit / 2, x->x0 + x->unit * (x->hi - x->lo + 1));
}

float axis_end(const Axis *x) { return x->x0 + x->unit * (x->hi - x->lo + (x->linear ? 0 : 1)); }

/* Two significant digits, as they are shown: what you see is what is trained. */
static float two_digits(float value)
{
    char text[32];
    snprintf(text, sizeof text, "%.1e", (double)value);
    double v = 0;
    return text_to_double(text, &v) ? (float)v : value;
}

float axis_value(const Axis *x, float px)
{
    const float stop = 8; /* pixels that still are 0 on a linear axis */
    if (x->linear)
        return px < x->x0 + stop ? 0 : two_digits(min_f((px - x->x0) / x->unit, x->hi));
    if (px < x->x0 + x->unit / 2)
        return 0;
    float e = clamp_f(x->lo - 1 + (px - x->x0) / x->unit, x->lo - 0.5f, x->hi);
    return two_digits((float)num_pow10((double)e));
}

/* Sweep points from the first one after 0; -1 is the stop at 0. */
float axis_step(const Axis *x, float value, float ticks)
{
    const int points = SWEEP_MEMBERS - 2;
    float first = x->linear ? x->hi / (float)(points + 1) : x->lo, step = (x->hi - first) / (float)points;
    float place = x->linear ? value : value > 0 ? (float)num_log10((double)value) : 0;
    float at = value > 0 ? (place - first) / step : -1, finest = ticks < 0 ? -ticks : ticks, next;
    if (at >= 0) { /* land on whole ticks */
        float whole = (float)(int)(at / finest + 0.5f) * finest;
        next = (whole - at) * (whole - at) < 0.01f * finest * finest ? whole + ticks : whole;
        if (next != whole + ticks && (ticks > 0 ? whole <= at : whole >= at))
            next = whole + ticks;
    } else {
        next = ticks > 0 ? 0 : -1;
    }
    if (next < -0.01f)
        return 0;
    float to = value;
    for (int tries = 0; to == value && tries < 3; tries++, next += ticks) { /* two digits can be coarser than a step */
        float reached = min_f(first + next * step, x->hi);
        to = two_digits(x->linear ? reached : (float)num_pow10((double)reached));
    }
    return to;
}

/* --- ticks --- */

typedef struct Ticks {
    Canvas *c;
    const Theme *t;
    const Axis *x;
    float y, last; /* right of the last label */
} Ticks;

static void small_tick(const Ticks *k, float px) { canvas_line(k->c, px, k->y + 11, px, k->y + 14, 1, k->t->line); }

static void tick(Ticks *k, float px, const char *text)
{
    TextStyle s = { .size = k->x->type, .face = FACE_MEDIUM, .color = k->t->ink2, .align = ALIGN_CENTER };
    canvas_line(k->c, px, k->y + 11, px, k->y + 17, 1.5f, k->t->ink3);
    if (px - k->last > 44)
        canvas_text(k->c, px, k->y + 8 + 2 * k->x->type, s, text), k->last = px;
}

static void linear_ticks(Ticks *k)
{
    for (int i = 1; i <= 20 && (float)i * 0.05f < k->x->hi * 1.001f; i++) {
        char text[32];
        float px = k->x->x0 + k->x->unit * 0.05f * (float)i;
        snprintf(text, sizeof text, ".%d", i / 2);
        if (i % 4 == 0)
            tick(k, px, i == 20 ? "1" : text);
        else
            small_tick(k, px);
    }
}

/* Powers of ten; where there are only one or two of them, 3 times each as well, as plain numbers. */
static void log_ticks(Ticks *k)
{
    const Axis *x = k->x;
    const float first = x->x0 + x->unit, end = axis_end(x);
    bool few = x->hi - x->lo < 2.5f;
    for (int e = -16; e <= 2; e++)
        for (int m = 1; m < 10; m++) {
            char text[32];
            float px = x->x0 + x->unit * ((float)num_log10(m) + (float)e - x->lo + 1);
            if (px < first - 1 || px > end + 1)
                continue;
            if (few)
                text_short(text, (double)m * num_pow10((double)e));
            else
                text_power(text, e);
            if (m == 1 || (few && m == 3))
                tick(k, px, text);
            else if (x->unit > 60)
                small_tick(k, px);
        }
}

void axis_ticks(const Axis *x, float y, const Theme *t, Canvas *c)
{
    Ticks k = { c, t, x, y, -1e6f };
    canvas_line(c, x->x0, y + 11, x->x0, y + 17, 1.5f, t->ink3);
    put(c, "0", x->x0, y + 8 + 2 * x->type, x->type, FACE_SEMIBOLD, t->ink, ALIGN_CENTER);
    if (x->linear)
        linear_ticks(&k);
    else
        log_ticks(&k);
}
