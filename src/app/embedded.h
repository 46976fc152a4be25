/* Files that are part of the program: the lessons of the course, in all languages. Made by tools/embed from lessons/.
 */
#ifndef RIDGESCOPE_EMBEDDED_H
#define RIDGESCOPE_EMBEDDED_H

#include "base/base.h"

typedef struct EmbeddedFile {
    const char *name; /* "heal.md", "heal.zh-CN.md" */
    const char *text; /* a zero byte follows */
    size_t n;
} EmbeddedFile;

extern const EmbeddedFile embedded_files[]; /* by name */
extern const int embedded_count;

#endif
