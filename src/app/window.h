/* Shared by the files of the real window: sdl.c (window, loop), event.c (SDL events -> UiInput), remember.c, watch.c.
 */
#ifndef RIDGESCOPE_WINDOW_H
#define RIDGESCOPE_WINDOW_H

#include "app/lectern.h"

#include <SDL.h>

typedef struct Remembered {
    char theme[16];
    char language[16]; /* key of the one chosen in the window; "": none was, so it is the system's */
    int w, h;          /* window size in screen units */
    bool hint_done;
    char lesson[64];              /* the bundled one that was open last; "": never one */
    int text;                     /* row of text_scales */
    bool calm;                    /* reduced motion */
    char panels[PANEL_MOST * 24]; /* keys of the open ones, those in front of their boxes last; "": as at the start */
} Remembered;

void remember_load(Remembered *r); /* defaults where nothing is known */
void remember_save(const Remembered *r);

/* screen.c */
typedef struct Screen {
    bool full, hidden; /* full screen; the pointer is */
    int x, y, w, h;    /* where the window was before */
} Screen;
void screen_follow(Screen *s, SDL_Window *w, const App *a); /* does what the app wishes */
bool screen_calm(void);                                     /* the desktop is asked for less motion */

/* A file to which the window writes a line of JSON whenever what it shows has changed: metrics, where the slider is in
 * device pixels, what is playing. Tests that drive the window read it. */
struct Watch;
struct Watch *watch_open(const char *path); /* NULL path, or it cannot be written: NULL, and nothing is watched */
void watch_frame(struct Watch *w, const App *a, const Frame *f, float scale);
void watch_close(struct Watch *w);

/* save.c: the picture of a frame with its scene inside; err: what went wrong, and nothing was written. */
bool save_picture(const App *a, Frame *f, const Figure *fig, const Font *font, char path[128], Err *err);

typedef struct Events {
    UiInput in; /* of the frame being gathered */
    bool quit, exposed;
    bool moved;      /* the pointer moved in this frame */
    bool any;        /* something arrived that the window must answer */
    char *dropped;   /* path of a file that was dropped on the window, or NULL; SDL_free */
    float to_layout; /* layout pixels per unit of mouse coordinates */
} Events;

void event_begin(Events *e); /* a new frame: what was pressed is past, what is held stays */
/* A press must find the pointer where an earlier frame saw it, a release must not share a frame with its press, and a
 * key may be meant for what the key before it opens, which is there after the frame that settles it (settling): such an
 * event waits for the next frame, so that no quick click or key is lost however long a frame takes. */
bool event_waits(const Events *e, const SDL_Event *event, bool settling);
void event_take(Events *e, const SDL_Event *event, Uint32 wake);

#endif
