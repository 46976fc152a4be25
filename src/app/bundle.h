/* Files that are part of the program: the lessons of the course, in all languages. Made by tools/bundle from lessons/.
 */
#ifndef RIDGESCOPE_BUNDLE_H
#define RIDGESCOPE_BUNDLE_H

#include "base/base.h"

typedef struct BundleFile {
    const char *name; /* "heal.md", "heal.zh-CN.md" */
    const char *text; /* a zero byte follows */
    size_t n;
} BundleFile;

extern const BundleFile bundle_files[]; /* by name */
extern const int bundle_count;

#endif
