/* provenance: where a figure keeps the scene that makes it again, and finding it there. Each kind of file is looked
 * into with as little understanding of it as can be: none is drawn, unpacked or followed. */
#include "app/source.h"

#include <stdio.h>
#include <string.h>

static bool png(const uint8_t *data, size_t size, Bytes *out, Err *err)
{
    return pngtext_find(data, size, "ridgescope", SCENE_BYTES, out, err);
}

typedef struct Carrier {
    const char *begins; /* the file's first bytes */
    bool (*find)(const uint8_t *data, size_t size, Bytes *out, Err *err);
} Carrier;
static const Carrier carriers[] = {
    { "\x89PNG", png },
};

bool provenance_read(const uint8_t *data, size_t size, Bytes *out, Err *err)
{
    *out = (Bytes){ 0 };
    for (int i = 0; i < COUNT(carriers); i++) {
        size_t n = strlen(carriers[i].begins);
        if (size >= n && memcmp(data, carriers[i].begins, n) == 0)
            return carriers[i].find(data, size, out, err);
    }
    return err_set(err, tr("this is not a picture that Ridgescope knows; expected a PNG, SVG or PDF"));
}

char *provenance_text(Scene *s, size_t *size)
{
    snprintf(s->version, sizeof s->version, "%s", RIDGESCOPE_VERSION);
    return scene_write(s, size);
}
