/* The slider's axis under a plot: an exact stop at 0, a break, and then a logarithmic scale; or a linear one, of a drop
 * rate. As the slider has it, so that a value stands at the same place of both. Also ticks of the other axis. */
#include "panels/panel.h"

#include <stdio.h>

Along along_of(const Config *c, Rect r)
{
    Along a = { .r = r, .config = c };
    reg_axis(c, &a.lo, &a.hi, &a.linear);
    if (!a.linear) {
        a.lo = (float)num_log10((double)c->sweep_lo);
        a.hi = (float)num_log10((double)c->sweep_hi);
    }
    a.unit = r.w / (a.hi - a.lo + (a.linear ? 0 : 1));
    return a;
}

float along_x(const Along *a, float value)
{
    if (!(value > 0))
        return a->r.x;
    if (a->linear)
        return a->r.x + a->unit * min_f(value, a->hi);
    float e = (float)num_log10((double)value);
    return a->r.x + a->unit * clamp_f(e - a->lo + 1, 0.5f, a->hi - a->lo + 1);
}

int along_member(const Along *a, float x)
{
    int best = 0;
    float least = 1e9f;
    for (int m = 0; m < SWEEP_MEMBERS; m++) {
        float away = along_x(a, sweep_value(a->config, m)) - x;
        away = away < 0 ? -away : away;
        if (away < least) {
            least = away;
            best = m;
        }
    }
    return best;
}

/* --- drawing --- */

static float pixel(float v) { return __builtin_floorf(v) + 0.5f; }

static void tick(const PanelView *v, const Along *a, float x, const char *text, Labels *l, Canvas *c)
{
    float k = v->k, y = a->r.y + a->r.h;
    TextStyle s = panel_type(v, 13, FACE_REGULAR, v->theme->ink3, ALIGN_CENTER);
    float w = canvas_text_width(c, s, text) + 10 * k; /* two numbers that nearly touch would read as one */
    canvas_line(c, pixel(x), y, pixel(x), y + 4 * k, 1, v->theme->ink3);
    if (panel_label(l, c, x, y + 18 * k, s, text))
        panel_reserve(l, (Rect){ x - w / 2, y + 6 * k, w, 14 * k });
}

static void log_ticks(const PanelView *v, const Along *a, Labels *l, Canvas *c)
{
    bool few = a->hi - a->lo < 2.5f; /* powers of ten alone would be one or two */
    char text[32];
    for (int e = -13; e <= 2; e++)
        for (int m = 1; m <= (few ? 3 : 1); m += 2) {
            float at = (float)(num_log10(m) + e);
            if (at < a->lo - 0.01f || at > a->hi + 0.01f)
                continue;
            if (few)
                text_short(text, m * num_pow10(e));
            else
                text_power(text, e);
            tick(v, a, a->r.x + a->unit * (at - a->lo + 1), text, l, c);
        }
}

void along_axis(const PanelView *v, const Along *a, bool labels, Canvas *c)
{
    float k = v->k, y = pixel(a->r.y + a->r.h), gap = a->r.x + a->unit / 2;
    Labels l = { .in = { a->r.x - 40 * k, a->r.y + a->r.h, a->r.w + 56 * k, labels ? 32 * k : 0 } };
    TextStyle name = panel_type(v, 13, FACE_MEDIUM_ITALIC, v->theme->lam, ALIGN_RIGHT);
    canvas_line(c, a->r.x, y, a->r.x + a->r.w, y, 1, v->theme->ink3);
    tick(v, a, a->r.x, "0", &l, c);
    if (a->linear) {
        for (int i = 1; i <= 10 && (float)i * 0.1f < a->hi * 1.001f; i++)
            tick(v, a, a->r.x + a->unit * (float)i * 0.1f, (char[]){ '.', (char)('0' + i), 0 }, &l, c);
        panel_label(&l, c, a->r.x - 12 * k, y + 18 * k, name, panel_symbol(a->config));
        return;
    }
    canvas_line(c, gap - 3, y, gap + 3, y, 2, v->theme->surface); /* the break */
    canvas_line(c, gap - 5, y + 4, gap - 1, y - 4, 1, v->theme->ink3);
    canvas_line(c, gap + 1, y + 4, gap + 5, y - 4, 1, v->theme->ink3);
    log_ticks(v, a, &l, c);
    panel_label(&l, c, a->r.x - 12 * k, y + 18 * k, name, panel_symbol(a->config));
}

void along_now(const PanelView *v, const Along *a, float value, Canvas *c)
{
    float k = v->k, x = along_x(a, value), y = a->r.y;
    canvas_line(c, x, y - 2, x, y + a->r.h, 1.5f * k, v->theme->lam);
    canvas_fill(c, (Vec2[]){ { x - 5 * k, y - 8 * k }, { x + 5 * k, y - 8 * k }, { x, y - k } }, 3, v->theme->lam);
}

void along_link(const PanelView *v, const Along *a, Canvas *c)
{
    if (v->link.kind != LINK_STRENGTH)
        return;
    float x = pixel(along_x(a, v->link.strength));
    canvas_line(c, x, a->r.y, x, a->r.y + a->r.h, 1, v->theme->ink3);
}

/* --- the other axis --- */

static int decimals_of(float step) /* of 1, 2, 2.5 or 5 times a power of ten */
{
    float scaled = step;
    for (int d = 0; d < 3; d++, scaled *= 10) {
        float off = scaled - (float)(int)(scaled + 0.5f);
        if (scaled > 0.9f && off < 0.01f && off > -0.01f)
            return d;
    }
    return 3;
}

float along_top(float most, int ticks)
{
    float first;
    int n;
    float step = plot_ticks(0, max_f(most, 1e-6f), ticks, &first, &n);
    return (float)(n - 1) * step >= most ? (float)(n - 1) * step : (float)n * step;
}

void along_values(const PanelView *v, const Plot *p, const char *unit, Canvas *c)
{
    float k = v->k, first;
    int n, most = clamp_i((int)(p->r.h / (22 * k)), 2, 6);
    float step = plot_ticks(p->y0, p->y1, most, &first, &n);
    TextStyle s = panel_type(v, 13, FACE_MONO, v->theme->ink3, ALIGN_RIGHT);
    for (int i = 0; i < n; i++) {
        char number[32], text[40];
        float value = first + step * (float)i, y = plot_at(p, 0, (double)value).y;
        panel_fixed(number, (double)value, decimals_of(step));
        if (value == 0)
            snprintf(number, sizeof number, "0");
        snprintf(text, sizeof text, "%s%s", number[0] == '0' && number[1] ? number + 1 : number, unit); /* .25 */
        canvas_line(c, p->r.x, pixel(y), p->r.x + p->r.w, pixel(y), 1, v->theme->line);
        canvas_text(c, p->r.x - 6 * k, y + 4 * k, s, text);
    }
}
