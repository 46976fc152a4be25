/* export: a picture of what the window shows, without a window. The scene is trained to its end, every analysis that
 * the picture shows is waited for, and the code that draws the window draws the picture. The PNG carries the scene. */
#define _POSIX_C_SOURCE 200809L
#include "app/app_state.h"
#include "app/cli.h"
#include "app/font.h"

#include <stdlib.h>
#include <string.h>

enum { GAP = 16, MAIN_W = 1024, MAIN_H = 640, PANEL_W = 160, PANEL_H = 120, SIDE_MOST = 32767 };

typedef struct Cell { /* one panel, or the whole main view */
    ExportSpec spec;
    int x, y, w, h; /* device pixels */
} Cell;

typedef struct Sheet { /* the picture as planned */
    int w, h;          /* device pixels */
    double dpi;
    int cells;
    Cell cell[ARG_PANELS];
} Sheet;

static int to_pixels(double layout, double scale)
{
    double px = layout * scale + 0.5;
    return px < 1e9 ? (int)px : 1000000000;
}

static int up(float v) { return (int)v + (v > (float)(int)v); }

static bool two_nets(const Args *a) { return a->view == VIEW_COMPARE || a->view == VIEW_DIFFERENCE; }

/* Cells side by side in as many rows as columns, or one less. */
static int plan(const Args *a, Sheet *s)
{
    int n = max_i(1, a->panels), columns = 1;
    while (columns * columns < n)
        columns++;
    int rows = (n + columns - 1) / columns;
    int w = a->w ? a->w : a->panels ? 800 * columns + GAP * (columns - 1) : 1600;
    int h = a->w ? a->h : a->panels ? 500 * rows + GAP * (rows - 1) : 1000;
    int cell_w = (w - GAP * (columns - 1)) / columns, cell_h = (h - GAP * (rows - 1)) / rows;
    int least_w = a->panels ? PANEL_W : MAIN_W, least_h = a->panels ? PANEL_H : MAIN_H;
    if (cell_w < least_w || cell_h < least_h)
        return cli_fail(USAGE, tr("--size: %dx%d is too small; expected at least %dx%d"), w, h,
                        columns * (least_w + GAP) - GAP, rows * (least_h + GAP) - GAP);
    if (a->panels && a->view != VIEW_MAIN)
        return cli_fail(USAGE, tr("both --panel and --view %s; expected one of them"), option_views[a->view]);
    if (!two_nets(a) && (a->side_sets[0] || a->side_sets[1]))
        return cli_fail(USAGE, tr("--a and --b without two nets; expected --view compare"));
    if (a->view != VIEW_GRID && a->overs)
        return cli_fail(USAGE, tr("--over without a grid; expected --view grid"));
    if (a->overs > 2)
        return cli_fail(USAGE, tr("--over %d times; a grid goes over one or two settings"), a->overs);
    if (a->width_mm > 0 && a->scale > 0)
        return cli_fail(USAGE, tr("both --width and --scale; expected one of them"));
    double dpi = a->dpi > 0 ? a->dpi : a->width_mm > 0 ? 300 : 0;
    float zoom = layout_zoom(&(App){ .present = a->view == VIEW_PRESENT, .text = a->text }, (float)w, (float)h);
    double scale = a->width_mm > 0 ? a->width_mm / 25.4 * dpi / w : a->scale > 0 ? a->scale : 1;
    *s = (Sheet){ .w = to_pixels(w, scale), .h = to_pixels(h, scale), .dpi = dpi, .cells = n };
    if (s->w < 16 || s->h < 16 || s->w > SIDE_MOST || s->h > SIDE_MOST)
        return cli_fail(USAGE, tr("a picture of %d x %d pixels; expected 16 to %d each way"), s->w, s->h, SIDE_MOST);
    for (int i = 0; i < n; i++) {
        Cell *c = &s->cell[i];
        c->spec = (ExportSpec){ .panel = a->panels ? a->panel[i] : -1,
                                .w = up((float)cell_w / zoom),
                                .h = up((float)cell_h / zoom),
                                .scale = (float)scale * zoom,
                                .theme = cli_theme(a) };
        c->x = to_pixels((cell_w + GAP) * (i % columns), scale);
        c->y = to_pixels((cell_h + GAP) * (i / columns), scale);
        c->w = min_i(to_pixels(cell_w, scale), s->w - c->x);
        c->h = min_i(to_pixels(cell_h, scale), s->h - c->y);
    }
    return DONE;
}

/* Pixels in the theme's background. NULL: the memory is not there. Linux hands out memory that it does not have and
 * kills who uses it, so it is asked first what it has. */
static Color *pixels_new(int w, int h, Color background)
{
    size_t n = (size_t)w * (size_t)h, kilobytes = 0;
    FILE *f = fopen("/proc/meminfo", "r");
    char line[128];
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "MemAvailable: %zu", &kilobytes) == 1)
            break;
    if (f)
        (void)fclose(f);
    if (kilobytes && kilobytes / 2 < n * sizeof(Color) / 1024) /* as much again for what draws and packs it */
        return NULL;
    Color *px = malloc(n * sizeof *px);
    for (size_t i = 0; px && i < n; i++)
        px[i] = background;
    return px;
}

static Ask ask_of(App *app, const Sheet *s)
{
    const ExportSpec *first = &s->cell[0].spec;
    Rect all = { 0, 0, (float)first->w, (float)first->h };
    Ask ask = app_ask(app, all);
    if (first->panel < 0)
        return ask;
    Rect field = boundary_field_rect(layout_body(all));
    ask.want = 0;
    for (int i = 0; i < s->cells; i++)
        ask.want |= panel_defs[s->cell[i].spec.panel].wants;
    ask.aspect = field.w / max_f(1, field.h);
    ask.field_w = clamp_i((int)field.w / 2 + 1, 2, 1024);
    ask.field_h = clamp_i((int)field.h / 2 + 1, 2, 1024);
    return ask;
}

static void draw(App *app, Frame *f, const Sheet *s, const Font *font, Pixels px)
{
    Arena arena = { 0 };
    Replay *replay = replay_new();
    for (int i = 0; i < s->cells; i++) {
        const Cell *cell = &s->cell[i];
        Pixels part = { px.px + (size_t)cell->y * (size_t)px.stride + cell->x, cell->w, cell->h, px.stride };
        Canvas c;
        Box box;
        arena_reset(&arena);
        canvas_begin(&c, &arena, font, (float)cell->spec.w, (float)cell->spec.h, theme_defs[cell->spec.theme].bg);
        picture_draw(app, f, &cell->spec, &c);
        replay_draw(replay, &c, cell->spec.scale, part, false, &box, 1);
    }
    replay_free(replay);
    arena_free(&arena);
}

static int write_picture(const Args *a, const Sheet *s, Pixels px)
{
    Err err;
    Bytes png;
    size_t size;
    char *scene = scene_write(a->scene, &size);
    bool ok = png_write(px, false, s->dpi, "ridgescope", scene, &png, &err);
    free(scene);
    if (!ok)
        return cli_fail(FAILED, "%s", err.text);
    ok = files_write(a->out, png.data, png.size, &err);
    free(png.data);
    return ok ? DONE : cli_fail(FAILED, "%s", err.text);
}

static Trainer *train(const Args *a, const Config *c, bool sweep, const Ask *ask, const char *what, Err *err)
{
    const Scene *scene = a->scene;
    Kept *own = keep_copy(scene->own);
    Trainer *t = trainer_new(c, own, scene->change, scene->changes, 0, NULL, NULL, err);
    keep_drop(own); /* the trainer holds it */
    cli_progress(a, what, 0);
    if (t)
        trainer_finish(t, scene->until, sweep, ask);
    cli_progress(a, what, 1);
    return t;
}

static Frame *frame_of(Trainer *t)
{
    bool fresh;
    return trainer_latest(t, &fresh);
}

/* What the grid goes over; DONE, or says what is wrong. */
static int grid_of(const Args *a, GridSpec *s)
{
    Err err;
    *s = (GridSpec){ .config = a->scene->config, .axes = a->overs };
    for (int i = 0; i < a->overs; i++)
        s->over[i] = a->over[i];
    if (a->overs ? grid_check(s, &err) : gridview_default(&a->scene->config, s, &err))
        return DONE;
    return cli_fail(USAGE, "%s: %s", a->overs ? "--over" : "--view grid", err.text);
}

static Grid *train_grid(const Args *a, Err *err)
{
    GridSpec spec;
    if (grid_of(a, &spec) != DONE)
        return NULL;
    spec.config.until = (int)a->scene->until;
    Kept *own = keep_copy(a->scene->own);
    Grid *g = grid_new(&spec, own, 0, NULL, NULL, err);
    keep_drop(own);
    cli_progress(a, tr("training the grid"), 0);
    if (g)
        grid_finish(g);
    cli_progress(a, tr("training the grid"), 1);
    return g;
}

/* The view of one net, or the grid with the deck of one. */
static int make_one(const Args *a, const Sheet *s, Pixels px, const Font *font)
{
    Err err;
    Grid *grid = a->view == VIEW_GRID ? train_grid(a, &err) : NULL;
    if (a->view == VIEW_GRID && !grid)
        return cli_fail(FAILED, "%s", err.text);
    App *app = picture_app(NULL, &a->scene->config, cli_theme(a));
    app->present = a->view == VIEW_PRESENT;
    app->text = a->text;
    app->stage = grid ? STAGE_GRID : STAGE_PANELS;
    app_grid(app, grid);
    Ask ask = ask_of(app, s);
    Trainer *t = train(a, &a->scene->config, (ask.want & WANT_SWEEP) != 0, &ask, tr("training"), &err);
    if (t)
        draw(app, frame_of(t), s, font, px);
    app_free(app);
    trainer_free(t);
    grid_free(grid);
    return t ? DONE : cli_fail(FAILED, "%s", err.text);
}

/* --- two nets --- */

/* What A and B are; *seek: B goes to the sweet spot, for nobody has chosen its strength. */
static int sides_of(const Args *a, Config side[2], bool *seek)
{
    Err err;
    bool start = compare_start(&a->scene->config, &side[0], &side[1]), named = false;
    for (int i = 0; i < 2; i++) {
        int status = cli_settings(&side[i], a->side_set[i], a->side_sets[i], i ? "--b" : "--a");
        if (status == DONE && !config_check(&side[i], &err))
            status = cli_fail(USAGE, tr("net %s: %s"), i ? "B" : "A", err.text);
        if (status != DONE)
            return status;
    }
    for (int i = 0; i < a->side_sets[1]; i++) {
        char key[64];
        snprintf(key, sizeof key, "%.*s", (int)strcspn(a->side_set[1][i], "="), a->side_set[1][i]);
        named |= param_find(key) == reg_slider(&side[1]);
    }
    *seek = reg_slider(&side[1]) >= 0 && !named && (start || path_strength(&side[1]) == 0);
    return DONE;
}

/* The lowest test loss of B's own sweep, or of A's where that is the same. */
static bool seek_sweet(const Args *a, const Findings *first, const Config *one, Config *c, const Ask *ask, Err *err)
{
    const Sweep *sweep = compare_alike(one, c) ? first->sweep : NULL;
    Trainer *t = NULL;
    if (!sweep) {
        Kept *own = keep_copy(a->scene->own);
        t = trainer_new(c, own, NULL, 0, 0, NULL, NULL, err);
        keep_drop(own);
        if (!t)
            return false;
        trainer_finish(t, 0, true, ask);
        sweep = frame_of(t)->f.sweep;
    }
    int i = sweep ? path_sweet(sweep) : -1;
    if (i >= 0)
        param_put(c, reg_slider(c), (double)sweep->value[i], NULL);
    trainer_free(t);
    return true;
}

static int make_two(const Args *a, const Sheet *s, Pixels px, const Font *font)
{
    Config side[2];
    Ask ask[2];
    Err err;
    bool seek;
    int status = sides_of(a, side, &seek);
    if (status != DONE)
        return status;
    App *app = picture_app(NULL, &side[0], cli_theme(a));
    const ExportSpec *spec = &s->cell[0].spec;
    app->stage = STAGE_COMPARE;
    app->text = a->text;
    app->compared = true;
    app->difference = a->view == VIEW_DIFFERENCE;
    ask[0] = ask[1] = app_ask(app, (Rect){ 0, 0, (float)spec->w, (float)spec->h });
    Trainer *t[2] = { train(a, &side[0], true, &ask[0], tr("training A"), &err), NULL };
    bool ok = t[0] && (!seek || seek_sweet(a, &frame_of(t[0])->f, &side[0], &side[1], &ask[1], &err));
    if (ok)
        t[1] = train(a, &side[1], false, &ask[1], tr("training B"), &err);
    if (t[1]) { /* once more, now that the axes of both are known */
        Layout l = layout_make(app, (Rect){ 0, 0, (float)spec->w, (float)spec->h }, false);
        app->frame[0] = frame_of(t[0]);
        app->frame[1] = frame_of(t[1]);
        compare_ask(app, &l, ask);
        for (int i = 0; i < 2; i++)
            trainer_finish(t[i], a->scene->until, i == 0, &ask[i]);
        app_second(app, frame_of(t[1]));
        draw(app, frame_of(t[0]), s, font, px);
    }
    status = t[1] ? DONE : cli_fail(FAILED, "%s", err.text);
    app_free(app);
    trainer_free(t[0]);
    trainer_free(t[1]);
    return status;
}

/* Trains, draws and writes; everything was checked before that can be. */
static int make(const Args *a, const Sheet *s, Pixels px, const Font *font)
{
    int status = two_nets(a) ? make_two(a, s, px, font) : make_one(a, s, px, font);
    if (status == DONE)
        status = write_picture(a, s, px);
    if (status == DONE && a->verbose)
        cli_note(a, tr("%s: %d x %d pixels"), a->out, s->w, s->h);
    if (status == DONE && a->json) {
        Report r = report_begin(stdout);
        report_text(&r, "file", a->out);
        report_number(&r, "width", s->w);
        report_number(&r, "height", s->h);
        report_end(&r);
    }
    return status;
}

static bool is_png(const char *name)
{
    size_t n = strlen(name);
    return n > 4 && text_distance(name + n - 4, ".png") == 0;
}

int cmd_export(Args *a)
{
    Sheet sheet;
    Err err;
    if (!a->out)
        return cli_fail(USAGE, tr("no name for the picture; expected -o FILE.png"));
    if (!is_png(a->out)) {
        const char *name = strrchr(a->out, '/') ? strrchr(a->out, '/') + 1 : a->out, *dot = strrchr(name, '.');
        return cli_fail(USAGE, tr("unknown output format '%s'; expected a name that ends in .png"), dot ? dot : name);
    }
    int status = cli_scene(a, a->word[0]);
    status = status == DONE ? plan(a, &sheet) : status;
    GridSpec spec;
    if (status == DONE && a->view == VIEW_GRID)
        status = grid_of(a, &spec);
    if (status != DONE)
        return status;
    if (!files_can_write(a->out, &err))
        return cli_fail(FAILED, "%s", err.text);
    struct FontSet *fonts;
    if (!font_open(&fonts, &err))
        return cli_fail(FAILED, "%s", err.text);
    Color *px = pixels_new(sheet.w, sheet.h, theme_defs[cli_theme(a)].bg);
    if (px)
        status = make(a, &sheet, (Pixels){ px, sheet.w, sheet.h, sheet.w }, font_of(fonts));
    else
        status = cli_fail(FAILED, tr("not enough memory for a picture of %d x %d pixels; expected a smaller one"),
                          sheet.w, sheet.h);
    free(px);
    font_close(fonts);
    return status;
}
