/* album: pictures are read when their lesson is, so that a frame never waits for a disk. */
#include "app/album.h"

#include "app/cli.h"

#include <stdlib.h>
#include <string.h>

static uint32_t big_endian(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* A small file can hold a huge picture. Its size stands in the first chunk (PNG specification, 11.2.1). */
static bool has_room(const char *data, size_t size, Err *err)
{
    const unsigned char *p = (const unsigned char *)data;
    uint64_t w = size >= 24 ? big_endian(p + 16) : 0, h = size >= 24 ? big_endian(p + 20) : 0;
    return (w < 65536 && h < 65536 && w * h <= ALBUM_PIXELS) ||
           err_set(err, tr("a picture of more than %d million pixels"), ALBUM_PIXELS >> 20);
}

bool album_read(const char *lesson, const char *name, Pixels *out, Err *err)
{
    char path[512], *data;
    size_t size;
    const char *slash = strrchr(lesson, '/');
    int folder = slash ? (int)(slash - lesson) + 1 : 0;
    if (snprintf(path, sizeof path, "%.*s%s", folder, lesson, name) >= (int)sizeof path)
        return err_set(err, "%s", tr("a path that is too long"));
    if (!files_read(path, ALBUM_BYTES, &data, &size, err))
        return false;
    bool ok = has_room(data, size, err) && png_read((const uint8_t *)data, size, out, err);
    free(data);
    return ok;
}

int album_find(const Album *a, const char *name)
{
    for (int i = 0; i < a->n; i++)
        if (strcmp(a->picture[i].name, name) == 0)
            return i;
    return -1;
}

void album_empty(Album *a)
{
    for (int i = 0; i < a->n && !a->borrowed; i++)
        free(a->picture[i].px.px);
    a->n = 0;
}

static void add(Album *a, const char *lesson, const Prose *p)
{
    for (int i = 0; i < p->blocks; i++)
        for (int j = 0; j < p->block[i].spans; j++) {
            const Span *s = &p->block[i].span[j];
            bool fits = s->kind == SPAN_IMAGE && a->n < ALBUM_MOST && strlen(s->href) < sizeof a->picture[0].name;
            if (!fits || album_find(a, s->href) >= 0)
                continue;
            Err err;
            Pixels px;
            if (!album_read(lesson, s->href, &px, &err))
                continue;
            strcpy(a->picture[a->n].name, s->href);
            a->picture[a->n].px = px;
            a->picture[a->n++].version = ++a->version;
        }
}

void album_fill(Album *a, const char *lesson, const Lesson *l)
{
    album_empty(a);
    for (int i = 0; l && i < l->steps; i++) {
        const LessonStep *s = &l->step[i];
        const Prose *const prose[] = { &s->prose, &s->hint, &s->why, &s->predict.ask };
        for (int k = 0; k < COUNT(prose); k++)
            add(a, lesson, prose[k]);
    }
}
