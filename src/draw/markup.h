/* What svg.c writes with; nobody outside src/draw includes this. Out of memory ends the program. */
#ifndef RIDGESCOPE_MARKUP_H
#define RIDGESCOPE_MARKUP_H

#include "draw/draw.h"

typedef struct Markup {
    uint8_t *data;
    size_t size, cap;
} Markup;

void markup_bytes(Markup *m, const char *p, size_t n);
void markup_put(Markup *m, const char *text);
void markup_format(Markup *m, const char *format, ...) PRINTF(2, 3); /* up to 255 bytes */
int markup_round(float v);                                           /* to hundredths */
void markup_hundredths(Markup *m, int n);
void markup_number(Markup *m, const char *name, float v); /* an attribute: name="1.5" */
void markup_color(Markup *m, const char *name, Color c);  /* ... and its opacity, unless it is 1 */
void markup_box(Markup *m, Rect r);                       /* x, y, width, height */
void markup_escaped(Markup *m, const char *text, size_t n);
void markup_base64(Markup *m, const uint8_t *p, size_t n);

#endif
