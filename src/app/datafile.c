/* datafile: the numbers behind a figure, as CSV and as LaTeX. */
#define _POSIX_C_SOURCE 200809L
#include "app/datafile.h"

#include "app/app_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_NODES = 121 /* across */, FEW_BARS = 20 };

typedef struct Numbers { /* all that is written */
    int panels, panel[PANEL_MOST];
    Behind behind[PANEL_MOST];
    const Figure *figure;
    const char *scene;
} Numbers;

static void collect(App *app, const Frame *f, const Figure *fig, Arena *a, Numbers *out)
{
    bool want[PANEL_MOST] = { false };
    for (int i = 0; i < fig->panels; i++)
        want[fig->panel[i]] = true;
    for (int i = 0; i < panel_count && !fig->panels; i++)
        want[i] = i == PANEL_BOUNDARY || app->open[i] || panel_defs[i].behind == behind_lambda;
    for (int i = 0; i < panel_count; i++) {
        if (!want[i])
            continue;
        PanelView v = app->view[i];
        v.theme = &theme_defs[fig->theme];
        v.twin = app->twin;
        out->panel[out->panels] = i;
        out->behind[out->panels++] = behind_of(&f->f, &v, i, a);
    }
}

void datafile_coarse(Ask *ask)
{
    float high = FIELD_NODES / max_f(ask->aspect, 0.1f);
    ask->field_w = FIELD_NODES;
    ask->field_h = clamp_i((int)high, 2, FIELD_NODES);
}

/* --- CSV --- */

static void put_number(FILE *f, double v, bool last)
{
    char text[32] = "";
    if (num_finite(v))
        text_of_float(text, (float)v);
    fprintf(f, ",%s%s", text, last ? "\n" : "");
}

static bool put_csv(const Numbers *all, FILE *f, Err *err)
{
    int rows = 0;
    fputs("panel,series,x,y,z\n", f);
    for (int p = 0; p < all->panels; p++)
        for (int s = 0; s < all->behind[p].count; s++) {
            const BehindSeries *series = &all->behind[p].series[s];
            for (int i = 0; i < series->rows; i++, rows++) {
                const BehindRow *r = &all->behind[p].row[series->first + i];
                fprintf(f, "%s,%s", panel_defs[all->panel[p]].key, series->key);
                put_number(f, r->x, false);
                put_number(f, r->y, false);
                put_number(f, r->z, true);
            }
        }
    return rows > 0 || err_set(err, tr("there are no numbers behind this; expected another panel, or more steps"));
}

/* --- LaTeX --- */

static bool is_drawn(const BehindSeries *s) { return s->look <= BEHIND_BARS && s->rows > 0; }

/* A key as words; what LaTeX reads as something else stays away from it. */
static void put_words(FILE *f, const char *key)
{
    static const struct {
        const char *from, *to;
    } sign[] = { { "λ₁", "$\\lambda_1$" }, { "λ", "$\\lambda$" }, { "_", " " } };
    while (*key) {
        bool found = false;
        for (int i = 0; i < COUNT(sign) && !found; i++)
            if (strncmp(key, sign[i].from, strlen(sign[i].from)) == 0) {
                fputs(sign[i].to, f);
                key += strlen(sign[i].from);
                found = true;
            }
        if (!found)
            fputc(*key++, f);
    }
}

/* Least positive x of all, 1 where there is none. */
static double least_x(const Behind *b)
{
    double least = 0;
    for (int i = 0; i < b->rows; i++)
        if (b->row[i].x > 0 && (least == 0 || b->row[i].x < least))
            least = b->row[i].x;
    return least > 0 ? least : 1;
}

static void put_points(FILE *f, const Behind *b, const BehindSeries *s, double right, const double *under)
{
    int n = 0;
    double zero = b->log_x ? least_x(b) / num_pow10(0.5) : 0; /* where 0 stands on an axis that has none */
    for (int i = 0; i < s->rows; i++) {
        const BehindRow *r = &b->row[s->first + i];
        char x[32], y[32];
        if (!num_finite(r->x) || !num_finite(r->y))
            continue;
        text_of_float(x, (float)(b->log_x && r->x <= 0 ? zero : r->x + right));
        text_of_float(y, (float)(r->y + (under ? under[i] : 0)));
        fprintf(f, "%s(%s,%s)", n++ % 6 ? " " : "\n    ", x, y);
    }
}

/* Letters of a key without the number at its end; 0: it has none. */
static size_t stem(const char *key)
{
    size_t n = strlen(key), digits = strspn(strrchr(key, '_') ? strrchr(key, '_') + 1 : "", "0123456789");
    return digits && key[n - digits - 1] == '_' && key[n - 1] != '0' ? n - digits - 1 : 0;
}

/* Several that are called and drawn alike, but for a number at the end, are one in the legend. */
static bool is_first(const Behind *b, int s)
{
    const BehindSeries *this = &b->series[s], *last = s ? this - 1 : NULL;
    size_t n = stem(this->key);
    return !last || !n || this->look == BEHIND_BARS || last->look != this->look || last->color != this->color ||
           stem(last->key) != n || strncmp(last->key, this->key, n) != 0;
}

static void put_plot(FILE *f, const Behind *b, int panel, int s, const char *look, double right, const double *under)
{
    bool first = is_first(b, s);
    char word[sizeof b->series[s].key];
    fprintf(f, "  \\addplot[%s, color=ridge%dx%d%s] coordinates {", look, panel, s, first ? "" : ", forget plot");
    put_points(f, b, &b->series[s], right, under);
    fputs("\n  };\n", f);
    if (!first)
        return;
    snprintf(word, sizeof word, "%s", b->series[s].key);
    bool one = b->series[s].look == BEHIND_LINE || b->series[s].look == BEHIND_DASHED;
    if (one && stem(word)) /* it stands for all of them */
        word[stem(word)] = 0;
    fputs("  \\addlegendentry{", f);
    put_words(f, word);
    fputs("}\n", f);
}

/* Bars stand on each other where none is below 0, and side by side otherwise. */
static void put_bars(FILE *f, const Behind *b, int panel)
{
    int bars = 0, rows = 0;
    bool stacked = true;
    for (int s = 0; s < b->count; s++) {
        const BehindSeries *series = &b->series[s];
        if (series->look != BEHIND_BARS || series->rows < 1)
            continue;
        stacked = stacked && (!bars || series->rows == rows);
        rows = series->rows;
        bars++;
        for (int i = 0; i < rows; i++)
            stacked = stacked && b->row[series->first + i].y >= 0;
    }
    double *under = calloc((size_t)rows + 1, sizeof *under);
    if (!under)
        memory_failed((size_t)rows * sizeof *under);
    for (int s = b->count - 1, n = bars - 1; s >= 0; s--) { /* the sums, the highest first: the lower ones cover it */
        char look[128];
        const BehindSeries *series = &b->series[s];
        if (series->look != BEHIND_BARS || series->rows < 1)
            continue;
        memset(under, 0, sizeof *under * (size_t)rows);
        for (int k = 0; stacked && k < s; k++)
            for (int i = 0; b->series[k].look == BEHIND_BARS && i < rows; i++)
                under[i] += b->row[b->series[k].first + i].y;
        double width = series->rows > 1 ? b->row[series->first + 1].x - b->row[series->first].x : 1;
        width *= stacked ? 1 : 0.8 / bars;
        snprintf(look, sizeof look, "ybar, area legend, bar width=%g, bar shift=0pt, fill=ridge%dx%d, draw=none", width,
                 panel, s);
        put_plot(f, b, panel, s, look, stacked ? 0 : (n - (bars - 1) / 2.0) * width, under);
        n--;
    }
    free(under);
}

static void put_lines(FILE *f, const Behind *b, int panel)
{
    static const char *const look[] = {
        [BEHIND_LINE] = "thick", [BEHIND_DASHED] = "thick, dashed", [BEHIND_MARKS] = "only marks, mark size=1.2pt"
    };
    for (int s = 0; s < b->count; s++)
        if (b->series[s].look <= BEHIND_MARKS && b->series[s].rows > 0)
            put_plot(f, b, panel, s, look[b->series[s].look], 0, NULL);
}

static void put_axis(FILE *f, const Numbers *all, int p)
{
    const Behind *b = &all->behind[p];
    bool plane = panel_defs[all->panel[p]].behind == behind_boundary; /* one unit for both axes */
    char width[32] = "\\linewidth";
    if (all->figure->width_mm > 0)
        snprintf(width, sizeof width, "%gmm", all->figure->width_mm);
    for (int s = 0; s < b->count; s++)
        if (is_drawn(&b->series[s]))
            fprintf(f, "\\definecolor{ridge%dx%d}{HTML}{%06X}\n", p, s, (unsigned)b->series[s].color & 0xFFFFFF);
    fprintf(f, "\\begin{tikzpicture}\n  \\begin{axis}[width=%s, height=0.62*%s, xlabel={", width, width);
    put_words(f, b->x);
    fputs("}, ylabel={", f);
    put_words(f, b->y);
    fputs("},\n    axis lines=left, enlargelimits=0.04, legend cell align=left,\n"
          "    legend style={draw=none, font=\\footnotesize, at={(0.5,1.03)}, anchor=south, /tikz/every even "
          "column/.append style={column sep=4pt}},\n    legend columns=3, label style={font=\\small}, tick label "
          "style={font=\\footnotesize}",
          f);
    if (b->log_x)
        fprintf(f, ",\n    xmode=log, extra x ticks={%g}, extra x tick labels={0}", least_x(b) / num_pow10(0.5));
    if (b->count && b->series[0].look == BEHIND_BARS && b->series[0].rows < FEW_BARS)
        fputs(",\n    enlarge x limits=0.2", f);
    if (b->root_y)
        fputs(",\n    ymin=0, y coord trafo/.code={\\pgfmathparse{sqrt(#1)}}, y coord inv "
              "trafo/.code={\\pgfmathparse{#1*#1}}",
              f);
    if (plane && b->y[1] == 0)
        fputs(",\n    axis equal image", f);
    fputs("]\n", f);
    put_bars(f, b, p);
    put_lines(f, b, p);
    fputs("  \\end{axis}\n\\end{tikzpicture}\n", f);
}

static bool put_tex(const Numbers *all, FILE *f, Err *err)
{
    fputs("% Made by Ridgescope. In the preamble: \\usepackage{pgfplots} \\pgfplotsset{compat=1.16}\n% The scene:\n",
          f);
    for (const char *line = all->scene; line && *line;) {
        int n = (int)strcspn(line, "\n");
        fprintf(f, "%%   %.*s\n", n, line);
        line += n + (line[n] != 0);
    }
    int drawn = 0;
    for (int p = 0; p < all->panels; p++) {
        bool any = false;
        for (int s = 0; s < all->behind[p].count; s++)
            any |= is_drawn(&all->behind[p].series[s]);
        drawn += any;
        if (any)
            put_axis(f, all, p);
        else
            fprintf(f, "%% Panel %s has no lines, marks or bars: it is a picture, as in the .pdf.\n",
                    panel_defs[all->panel[p]].key);
    }
    return drawn > 0 ||
           err_set(err, tr("panel %s has no lines, marks or bars for LaTeX; expected another one, or a .pdf"),
                   all->panels ? panel_defs[all->panel[0]].key : "-");
}

/* --- the table --- */

static const struct {
    const char *ending;
    bool (*put)(const Numbers *all, FILE *f, Err *err);
} formats[] = { { ".csv", put_csv }, { ".tex", put_tex } };

int datafile_format(const char *name)
{
    const char *dot = strrchr(name, '.');
    for (int i = 0; dot && i < COUNT(formats); i++)
        if (text_distance(dot, formats[i].ending) == 0)
            return i;
    return -1;
}

bool datafile_write(int format, App *app, const Frame *frame, const Figure *fig, const char *scene, Bytes *out,
                    Err *err)
{
    Arena arena = { 0 };
    Numbers all = { .figure = fig, .scene = scene };
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    if (!f)
        memory_failed(0);
    collect(app, frame, fig, &arena, &all);
    bool ok = formats[format].put(&all, f, err);
    if (fclose(f) != 0)
        memory_failed(size);
    arena_free(&arena);
    if (ok)
        *out = (Bytes){ (uint8_t *)text, size };
    else
        free(text);
    return ok;
}
