/* lesson: scenes (YAML), and later lessons (Markdown with front matter). Text in, values out; no files, no drawing.
 *
 * Parsing never crashes on hostile text: depth, sizes and counts are bounded, and the first problem is reported as
 * "LINE: what is wrong; what was expected". The caller adds the file's name. */
#ifndef RIDGESCOPE_LESSON_H
#define RIDGESCOPE_LESSON_H

#include "nn/nn.h"

enum { SCENE_CHANGES = 4096, SCENE_BYTES = 1 << 20 };

typedef struct Scene {
    char title[128];
    Config config;
    int changes;
    Change change[SCENE_CHANGES]; /* ascending steps: what was changed while it ran */
    uint64_t until;               /* the step it shows; config.until unless the file says otherwise */
    char theme[16], layout[16];   /* "" when not stated */
    char panels[8][16];           /* keys, "" ends */
    int view_line;                /* of `view` in the file, 0: not stated; its words are for the app to judge */
} Scene;

void scene_default(Scene *s);                                     /* bundled scene 0 */
bool scene_bundled(const char *key, Scene *s);                    /* false: no such key */
bool scene_parse(const char *yaml, size_t n, Scene *s, Err *err); /* s unchanged on error; err starts with "LINE: " */
char *scene_write(const Scene *s, size_t *n);       /* YAML that scene_parse reads back equal; malloc'ed */
bool scene_add(Scene *s, const char *at, Err *err); /* "STEP:KEY=VALUE": checks key, value, that it is live */
bool scene_check(const Scene *s, Err *err); /* config_check, at the start and after every change that will be made */

#endif
