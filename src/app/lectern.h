/* Files for the player: lessons, and what is known of them from last time. */
#ifndef RIDGESCOPE_LECTERN_H
#define RIDGESCOPE_LECTERN_H

#include "app/cli.h"
#include "app/player.h"

typedef struct Lectern { /* zeroed at the start */
    char file[LESSON_NAME];
    FileStamp stamp[2]; /* of the open lesson and its translation */
    double looked;      /* seconds */
} Lectern;

void lectern_start(App *a); /* the course, and the progress that was kept */
bool lectern_read(App *a);  /* the lesson that the player wants, if it does */
/* Once a frame; with a lesson from a file at least every half second, so that an edited one is seen. true: something
 * was read, so the window is to be drawn. */
bool lectern_serve(Lectern *l, App *a, double now);
void lectern_save(App *a);

#endif
