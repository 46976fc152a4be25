/* Text for XML: numbers of few letters, escaped words, colours, base64. Numbers are hundredths, written from integers:
 * no locale decides on a comma. */
#include "draw/markup.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void markup_bytes(Markup *m, const char *p, size_t n)
{
    if (m->size + n > m->cap) {
        m->cap = 2 * (m->size + n) + 4096;
        m->data = realloc(m->data, m->cap);
        if (!m->data)
            memory_failed(m->cap);
    }
    memcpy(m->data + m->size, p, n);
    m->size += n;
}

void markup_put(Markup *m, const char *text) { markup_bytes(m, text, strlen(text)); }

void markup_format(Markup *m, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    markup_put(m, text);
}

int markup_round(float v)
{
    v = clamp_f(v, -1e6f, 1e6f) * 100;
    return (int)(v < 0 ? v - 0.5f : v + 0.5f);
}

/* 1.5, .25, -3: as few letters as there can be. */
void markup_hundredths(Markup *m, int n)
{
    char whole[16] = "", part[8] = "";
    if (abs(n) >= 100 || n == 0)
        snprintf(whole, sizeof whole, "%d", abs(n) / 100);
    if (n % 100)
        snprintf(part, sizeof part, n % 10 ? ".%02d" : ".%d", abs(n) % 100 / (n % 10 ? 1 : 10));
    markup_put(m, n < 0 ? "-" : "");
    markup_put(m, whole);
    markup_put(m, part);
}

void markup_number(Markup *m, const char *name, float v)
{
    markup_format(m, " %s=\"", name);
    markup_hundredths(m, markup_round(v));
    markup_put(m, "\"");
}

/* What XML cannot hold at all (control characters) is left out. */
void markup_escaped(Markup *m, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        switch (text[i]) {
        case '&': markup_put(m, "&amp;"); break;
        case '<': markup_put(m, "&lt;"); break;
        case '>': markup_put(m, "&gt;"); break;
        case '"': markup_put(m, "&quot;"); break;
        default:
            if ((unsigned char)text[i] >= 32 || text[i] == '\n' || text[i] == '\t')
                markup_bytes(m, text + i, 1);
        }
}

void markup_color(Markup *m, const char *name, Color c)
{
    uint32_t rgb = c & 0xFFFFFF, alpha = c >> 24;
    if (((rgb >> 4 ^ rgb) & 0x0F0F0F) == 0)
        markup_format(m, " %s=\"#%x%x%x\"", name, rgb >> 16 & 15, rgb >> 8 & 15, rgb & 15);
    else
        markup_format(m, " %s=\"#%06x\"", name, rgb);
    if (alpha < 255) {
        char opacity[32];
        snprintf(opacity, sizeof opacity, "%s-opacity", name);
        markup_number(m, opacity, (float)alpha / 255);
    }
}

void markup_box(Markup *m, Rect r)
{
    markup_number(m, "x", r.x);
    markup_number(m, "y", r.y);
    markup_number(m, "width", r.w);
    markup_number(m, "height", r.h);
}

void markup_base64(Markup *m, const uint8_t *p, size_t n)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        size_t left = n - i;
        uint32_t v = (uint32_t)p[i] << 16 | (left > 1 ? (uint32_t)p[i + 1] << 8 : 0) | (left > 2 ? p[i + 2] : 0);
        char four[4] = { digit[v >> 18], digit[v >> 12 & 63], left > 1 ? digit[v >> 6 & 63] : '=',
                         left > 2 ? digit[v & 63] : '=' };
        markup_bytes(m, four, 4);
    }
}
