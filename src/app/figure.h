/* A picture to be made, whoever asks for it: the export dialog, the command line, a test. The same figure of the same
 * frame is the same file. figure.c plans and writes, picture.c draws, caption.c says in words what is to be seen. */
#ifndef RIDGESCOPE_FIGURE_H
#define RIDGESCOPE_FIGURE_H

#include "draw/draw.h"

enum { FIGURE_PANELS = 36, FIGURE_CAPTION = 640, FIGURE_SIDE = 32767 /* pixels, at most */ };

typedef struct Figure {
    int panels, panel[FIGURE_PANELS]; /* rows of panel_defs, in reading order; none: the view as it stands */
    int columns;                      /* of panels; 0: as fits */
    int swepts, swept[2];             /* rows of param_defs that differ from picture to picture */
    int w, h;                         /* layout pixels, without the caption; 0: as fits */
    double width_mm, dpi;             /* on paper; 0: not stated (dpi: 300 where the width is) */
    double scale;                     /* device pixels a layout pixel, where there is no width; 0: 1 */
    float zoom;                       /* type and controls so much larger than in w x h; 0: 1 */
    int format;                       /* row of figure_formats */
    int theme;                        /* row of theme_defs */
    bool transparent;                 /* nothing behind the panels */
    bool outlines;                    /* SVG: text as outlines */
    char caption[FIGURE_CAPTION];     /* below the picture; "": none */
} Figure;

typedef struct FigurePlan {
    float w, h;               /* layout pixels; picture_draw adds the caption to h */
    Rect cell[FIGURE_PANELS]; /* of the panels, or of the view */
    int cells;
    float scale; /* device pixels a layout pixel */
    int px_w, px_h;
    double dpi;      /* 0: not stated */
    double width_mm; /* printed; at 96 dpi where nothing was stated ... */
    bool physical;   /* ... which this tells */
} FigurePlan;

typedef struct FigureFormat {
    const char *ending, *label;
    bool vector;
    bool (*write)(const Canvas *c, const Figure *f, const FigurePlan *p, const Page *page, Bytes *out, Err *err);
} FigureFormat;
extern const FigureFormat figure_formats[];
extern const int figure_format_count;

double figure_paper(double mm); /* layout pixels across, so that the smallest type prints at 7 pt */
bool figure_plan(const Figure *f, FigurePlan *out, Err *err);
bool figure_fits(const Figure *f, FigurePlan *p, Err *err);  /* again, after h has changed */
int figure_format(const char *path);                         /* of a file: row of figure_formats or -1 */
float figure_smallest(const Canvas *c, const FigurePlan *p); /* smallest type on paper, points; 0: no text */
/* title, key and text: as in Page. */
bool figure_write(const Canvas *c, const Figure *f, const FigurePlan *p, const char *title, const char *key,
                  const char *text, Bytes *out, Err *err);

#endif
