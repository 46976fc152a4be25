/* album: the pictures of the open lesson, PNG files that lie beside it. Private to this folder. */
#ifndef RIDGESCOPE_ALBUM_H
#define RIDGESCOPE_ALBUM_H

#include "draw/draw.h"
#include "lesson/lesson.h"

enum { ALBUM_MOST = 32, ALBUM_BYTES = 32 << 20, ALBUM_PIXELS = 16 << 20 };

typedef struct Album {
    int n;
    bool borrowed;    /* the pixels are another's */
    uint64_t version; /* grows with every picture that is read */
    struct {
        char name[128];
        Pixels px;
        uint64_t version;
    } picture[ALBUM_MOST];
} Album;

/* For the host. All that the lesson (a path) shows; one that cannot be read is left out: its description is shown. */
void album_fill(Album *a, const char *lesson, const Lesson *l);
void album_empty(Album *a);
/* The picture of that name beside a lesson; px malloc'ed. Also for `check`. */
bool album_read(const char *lesson, const char *name, Pixels *out, Err *err);
/* For the pane: row of picture, -1: there is none. */
int album_find(const Album *a, const char *name);

#endif
