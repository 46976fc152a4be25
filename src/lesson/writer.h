/* Text that grows while it is written. Private to this folder. */
#ifndef RIDGESCOPE_WRITER_H
#define RIDGESCOPE_WRITER_H

#include "base/base.h"

typedef struct Writer { /* {0}: empty; s is malloc'ed and ends with a zero */
    char *s;
    size_t n, cap;
} Writer;

void writer_put(Writer *t, const char *format, ...) PRINTF(2, 3); /* at most 255 bytes at once */
/* In double quotes; what YAML would read as something else, or not at all, as an escape. */
void writer_quoted(Writer *t, const char *s);

#endif
