/* figure: how large a picture becomes and on which paper, and what bytes it is written as. Pure: no files, no nets. */
#include "app/figure.h"

#include <stdlib.h>
#include <string.h>

enum {
    GAP = 16,
    MAIN_W = 1024, /* the smallest window that shows everything */
    MAIN_H = 640,
    PANEL_W = 160,
    PANEL_H = 120,
    COLUMN = 288, /* the least width of a panel beside another one, where we choose */
    WORDS = 64,   /* above and below one of several nets */
    LEAST = 160,  /* of one where the number of columns is given */
    SIDE_MOST = FIGURE_SIDE
};
static const double MM_MOST = 5000;         /* what a PDF's page can be */
static const double TYPE = 13, PRINTED = 7; /* the smallest type of panels: layout pixels, and points on paper */

static double inch(double mm) { return mm / 25.4; }

static int to_pixels(double layout, double scale)
{
    double px = layout * scale + 0.5;
    return px < 1e9 ? (int)px : 1000000000;
}

static float up(float v) { return (float)((int)v + (v > (float)(int)v)); }

/* Cells side by side. On paper as many columns as are readable, otherwise as many as rows, or one more. */
static void arrange(const Figure *f, double paper_w, int *columns, int *rows)
{
    int n = max_i(1, f->panels);
    *columns = 1;
    while (paper_w > 0 ? *columns < n && (*columns + 1) * (COLUMN + GAP) - GAP <= paper_w : *columns * *columns < n)
        ++*columns;
    *columns = f->columns ? f->columns : *columns;
    *rows = (n + *columns - 1) / *columns;
    *columns = f->columns ? f->columns : (n + *rows - 1) / *rows; /* no emptier last row than need be */
}

double figure_paper(double mm) { return inch(mm) * 72 * TYPE / PRINTED; }

bool figure_plan(const Figure *f, FigurePlan *out, Err *err)
{
    int columns, rows, n = max_i(1, f->panels);
    double paper_w = f->width_mm > 0 && f->panels && !f->w ? figure_paper(f->width_mm) : 0;
    arrange(f, paper_w, &columns, &rows);
    int each = paper_w > 0 ? ((int)paper_w - GAP * (columns - 1)) / columns : 800;
    each = f->columns && each < LEAST ? LEAST : each; /* then its type is smaller on paper, which is said */
    int tall = paper_w > 0 ? f->columns ? each * 3 / 4 + WORDS : max_i(COLUMN, each * 5 / 8) : 500;
    int w = f->w ? f->w : f->panels ? each * columns + GAP * (columns - 1) : 1600;
    int h = f->w ? f->h : f->panels ? tall * rows + GAP * (rows - 1) : 1000;
    int first = n - columns * (rows - 1); /* in the first row: where they do not come out even, those are wider */
    int cell_w = (w - GAP * (columns - 1)) / columns, cell_h = (h - GAP * (rows - 1)) / rows;
    int wide_w = f->columns ? cell_w : (w - GAP * (first - 1)) / first;
    first = f->columns ? columns : first;
    int least_w = f->panels ? PANEL_W : MAIN_W, least_h = f->panels ? PANEL_H : MAIN_H;
    int smallest_w = columns * (least_w + GAP) - GAP, smallest_h = rows * (least_h + GAP) - GAP;
    double mm = paper_w > 0 ? f->width_mm / paper_w : 0; /* of a layout pixel */
    if (paper_w > 0 && (cell_w < least_w || w > SIDE_MOST))
        return err_set(err, tr("%g mm for columns of panels: %d; expected %d to %d mm"), f->width_mm, columns,
                       (int)(mm * smallest_w) + 1, (int)(mm * SIDE_MOST));
    if (cell_w < least_w || cell_h < least_h || w > SIDE_MOST || h > SIDE_MOST)
        return err_set(err, tr("%dx%d layout pixels; expected %dx%d to %dx%d"), w, h, smallest_w, smallest_h, SIDE_MOST,
                       SIDE_MOST);
    if (f->width_mm > 0 && f->scale > 0)
        return err_set(err, tr("both a width on paper and a scale; expected one of them"));
    double dpi = f->dpi > 0 ? f->dpi : f->width_mm > 0 ? 300 : 0;
    float zoom = f->zoom > 0 ? f->zoom : 1, scale = f->scale > 0 ? (float)f->scale : 1;
    *out = (FigurePlan){ .w = up((float)w / zoom), .h = up((float)h / zoom), .dpi = dpi, .cells = n };
    out->scale = zoom * (f->width_mm > 0 ? (float)(inch(f->width_mm) * dpi / w) : scale);
    out->width_mm = f->width_mm > 0 ? f->width_mm : (double)(out->scale * out->w) * 25.4 / (dpi > 0 ? dpi : 96);
    out->physical = dpi > 0;
    for (int i = 0; i < n; i++) {
        int at = i < first ? i : i - first + columns, cw = i < first ? wide_w : cell_w;
        out->cell[i] =
            (Rect){ (float)((cw + GAP) * (at % columns)) / zoom, (float)((cell_h + GAP) * (at / columns)) / zoom,
                    up((float)cw / zoom), up((float)cell_h / zoom) };
    }
    return figure_fits(f, out, err);
}

bool figure_fits(const Figure *f, FigurePlan *p, Err *err)
{
    double mm = p->width_mm, tall = mm * (double)p->h / (double)p->w;
    p->px_w = to_pixels((double)p->w, (double)p->scale);
    p->px_h = to_pixels((double)p->h, (double)p->scale);
    if (figure_formats[f->format].vector)
        return (mm >= 5 && mm <= MM_MOST && tall <= MM_MOST) ||
               err_set(err, tr("a page of %.0f x %.0f mm; expected 5 to %.0f each way"), mm, tall, MM_MOST);
    return (p->px_w >= 16 && p->px_h >= 16 && p->px_w <= SIDE_MOST && p->px_h <= SIDE_MOST) ||
           err_set(err, tr("a picture of %d x %d pixels; expected 16 to %d each way"), p->px_w, p->px_h, SIDE_MOST);
}

float figure_smallest(const Canvas *c, const FigurePlan *p)
{
    float least = 0;
    for (int i = 0; i < c->commands; i++) {
        const Command *k = &c->command[i];
        if (k->kind == CMD_TEXT && k->text_style.size > 0 && (least == 0 || k->text_style.size < least))
            least = k->text_style.size;
    }
    return least * (float)(inch(p->width_mm) * 72) / p->w;
}

/* --- formats --- */

static bool write_png(const Canvas *c, const Figure *f, const FigurePlan *p, const Page *page, Bytes *out, Err *err)
{
    size_t n = (size_t)p->px_w * (size_t)p->px_h;
    Color *px = calloc(n, sizeof *px);
    Pixels pixels = { px, p->px_w, p->px_h, p->px_w };
    Box all;
    if (!px)
        return err_set(err, tr("not enough memory for a picture of %d x %d pixels; expected a smaller one"), p->px_w,
                       p->px_h);
    Replay *r = replay_new();
    replay_draw(r, c, p->scale, pixels, false, &all, 1);
    replay_free(r);
    bool ok = png_write(pixels, f->transparent, p->dpi, page->key, page->text, out, err);
    free(px);
    return ok;
}

static bool write_svg(const Canvas *c, const Figure *f, const FigurePlan *p, const Page *page, Bytes *out, Err *err)
{
    return (void)f, (void)p, svg_write(c, page, out, err);
}

static bool write_pdf(const Canvas *c, const Figure *f, const FigurePlan *p, const Page *page, Bytes *out, Err *err)
{
    return (void)f, (void)p, pdf_write(c, page, out, err);
}

const FigureFormat figure_formats[] = { { ".png", "PNG", false, write_png },
                                        { ".svg", "SVG", true, write_svg },
                                        { ".pdf", "PDF", true, write_pdf } };
const int figure_format_count = COUNT(figure_formats);

int figure_format(const char *path)
{
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    for (int i = 0; i < figure_format_count; i++) {
        size_t n = strlen(name), m = strlen(figure_formats[i].ending);
        if (n > m && text_distance(name + n - m, figure_formats[i].ending) == 0) /* letters without case */
            return i;
    }
    return -1;
}

bool figure_write(const Canvas *c, const Figure *f, const FigurePlan *p, const char *title, const char *key,
                  const char *text, Bytes *out, Err *err)
{
    Page page = { .width_mm = p->width_mm, .outlines = f->outlines, .title = title, .key = key, .text = text };
    return figure_formats[f->format].write(c, f, p, &page, out, err);
}
