/* film: many pictures one after another, in one file. film.c says which pictures, encoder.c makes a file of them. */
#ifndef RIDGESCOPE_FILM_H
#define RIDGESCOPE_FILM_H

#include "app/cli.h"
#include "app/figure.h"

enum { FILM_FRAMES = 100, FILM_FPS = 20, FILM_FRAMES_MOST = 5000, FILM_FPS_MOST = 60 };

/* --- encoder.c --- */

typedef struct Encoder Encoder;
/* A row of the formats: .gif, which we write, and .mp4, which ffmpeg does where it is installed. */
int encoder_format(const char *name); /* of a file: row or -1 */
bool encoder_wants_palette(int format);
/* Frames of w x h pixels, fps a second; NULL: err says what is missing. palette: where it is wanted, else NULL. */
Encoder *encoder_begin(int format, int w, int h, int fps, Palette *palette, Err *err);
bool encoder_frame(Encoder *e, Pixels px, int times, Err *err); /* shown for so many frames' time */
bool encoder_end(Encoder *e, Bytes *out, Err *err);             /* frees it; out NULL: it was given up */

/* --- film.c --- */

/* Trains, draws and writes the film that the arguments ask for; exit status. */
int film_make(const Args *a, const Figure *f, const FigurePlan *p, const Font *font);

#endif
