/* export: a picture of what the window shows, without a window. The scene is trained to its end, every analysis that
 * the picture shows is waited for, and the code that draws the window draws the picture. The PNG carries the scene. */
#define _POSIX_C_SOURCE 200809L
#include "app/app_state.h"
#include "app/cli.h"
#include "app/code.h"
#include "app/datafile.h"
#include "app/embedded.h"
#include "app/film.h"
#include "app/font.h"
#include "app/handout.h"
#include "app/language.h"
#include "app/lectern.h"
#include "app/scenery.h"
#include "app/source.h"

#include <stdlib.h>
#include <string.h>

enum { SMALL_TYPE = 6 }; /* points: smaller ones are hard to read on paper */

typedef struct Job {
    const Args *a;
    Figure figure;
    FigurePlan plan;
    const Font *font;
    Multiples *many; /* small multiples, or NULL */
} Job;

static bool is_page(const Args *a) { return a->view == VIEW_SHEET || a->view == VIEW_WORKSHEET; }

static bool two_nets(const Args *a) { return a->view == VIEW_COMPARE || a->view == VIEW_DIFFERENCE; }

/* What the grid or the small multiples go over; DONE, or says what is wrong. */
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

static int figure_of(const Args *a, Figure *f, FigurePlan *plan, Multiples *many, bool *multiple)
{
    Err err;
    if (a->panels && a->view != VIEW_MAIN)
        return cli_fail(USAGE, tr("both --panel and --view %s; expected one of them"), option_views[a->view]);
    if (!two_nets(a) && (a->side_sets[0] || a->side_sets[1]))
        return cli_fail(USAGE, tr("--a and --b without two nets; expected --view compare"));
    bool film = encoder_format(a->out) >= 0;
    if (film && (two_nets(a) || a->view == VIEW_GRID))
        return cli_fail(USAGE, tr("a film of --view %s; expected one of a single net"), option_views[a->view]);
    if (!film && (a->fps || a->every >= 0))
        return cli_fail(USAGE, tr("%s without a film; expected a name that ends in .gif or .mp4"),
                        a->fps ? "--fps" : "--every");
    if (a->view != VIEW_GRID && a->overs && !film && !a->panels)
        return cli_fail(USAGE, tr("--over without a grid; expected --view grid, or --panel for small multiples"));
    if (a->overs > 2)
        return cli_fail(USAGE, tr("--over %d times; a grid goes over one or two settings"), a->overs);
    *f = (Figure){ .panels = a->panels,
                   .w = a->w,
                   .h = a->h,
                   .width_mm = a->width_mm,
                   .dpi = a->dpi,
                   .scale = a->scale,
                   .format = max_i(0, figure_format(a->out)), /* a film: pixels, as the first */
                   .theme = cli_theme(a),
                   .transparent = a->transparent,
                   .outlines = a->outlines };
    int w = a->w ? a->w : 1600, h = a->w ? a->h : 1000;
    f->zoom = layout_zoom(&(App){ .present = a->view == VIEW_PRESENT, .text = a->text }, (float)w, (float)h);
    memcpy(f->panel, a->panel, sizeof *f->panel * (size_t)a->panels);
    *plan = (FigurePlan){ 0 }; /* a sheet chooses its own */
    if (is_page(a))
        return film || datafile_format(a->out) >= 0
                   ? cli_fail(USAGE, tr("--view %s as %s; expected .pdf, .png or .svg"), option_views[a->view], a->out)
                   : DONE;
    *multiple = a->panels && a->overs && !film;
    if (*multiple && datafile_format(a->out) >= 0)
        return cli_fail(USAGE, tr("the numbers of several nets in one file; expected one net, or `ridgescope sweep`"));
    GridSpec spec;
    if (*multiple && grid_of(a, &spec) != DONE)
        return USAGE;
    bool ok = (!*multiple || multiples_plan(&spec, f, many, &err)) && figure_plan(f, plan, &err);
    return ok ? DONE : cli_fail(USAGE, "%s", err.text);
}

/* Linux hands out memory that it does not have and kills who uses it, so it is asked first what it has: as much again
 * as the pixels for what draws and packs them. */
static int memory_for(int w, int h)
{
    size_t n = (size_t)w * (size_t)h, kilobytes = 0;
    FILE *f = fopen("/proc/meminfo", "r");
    char line[128];
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "MemAvailable: %zu", &kilobytes) == 1)
            break;
    if (f)
        (void)fclose(f);
    if (kilobytes && kilobytes / 2 < n * sizeof(Color) / 1024)
        return cli_fail(FAILED, tr("not enough memory for a picture of %d x %d pixels; expected a smaller one"), w, h);
    return DONE;
}

static int report(const Job *j, float points)
{
    const Args *a = j->a;
    const FigurePlan *p = &j->plan;
    bool vector = figure_formats[j->figure.format].vector, sized = p->physical || vector;
    char type[16];
    if (points > 0)
        snprintf(type, sizeof type, "%d.%d", (int)(points * 10 + 0.5f) / 10, (int)(points * 10 + 0.5f) % 10);
    if (a->verbose && vector)
        cli_note(a, tr("%s: %.1f x %.1f mm"), a->out, p->width_mm, p->width_mm * (double)p->h / (double)p->w);
    else if (a->verbose)
        cli_note(a, tr("%s: %d x %d pixels"), a->out, p->px_w, p->px_h);
    if (sized && points > 0 && points < SMALL_TYPE)
        cli_note(a, tr("%s: the smallest type prints at %s pt; below %d pt it is hard to read"), a->out, type,
                 SMALL_TYPE);
    else if (a->verbose && sized && points > 0)
        cli_note(a, tr("%s: the smallest type prints at %s pt"), a->out, type);
    if (a->json) {
        Report r = report_begin(stdout);
        report_text(&r, "file", a->out);
        report_number(&r, "width", p->px_w);
        report_number(&r, "height", p->px_h);
        if (sized)
            report_number(&r, "width_mm", p->width_mm);
        if (sized)
            report_float(&r, "smallest_pt", points);
        report_end(&r);
    }
    return DONE;
}

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n > m && text_distance(name + n - m, end) == 0;
}

static bool is_scene(const char *name) { return ends_with(name, ".yaml") || ends_with(name, ".txt"); }

/* The picture as words of its scene, so that it can be made again. */
static char *describe(const Job *j, const App *app, size_t *size)
{
    const Args *a = j->a;
    Scene *s = a->scene;
    scenery_put(app, option_views[a->view], &s->view);
    Figure said = j->figure;
    if (j->many) { /* its panels once, and what they go over */
        said.panels = a->panels;
        memcpy(said.panel, a->panel, sizeof *said.panel * (size_t)a->panels);
    }
    if (app->player.lesson && embedded_find(a->lesson)) { /* of the course, which everybody has */
        char lesson[sizeof a->lesson + 16];
        snprintf(lesson, sizeof lesson, "%s#%d", a->lesson, a->lesson_step + 1);
        words_put(&s->view, "lesson", false, lesson);
    }
    s->figure = remake_words(&said, a->caption, a->text);
    if (!is_scene(a->out)) /* where there is no picture, nothing is in any language */
        words_put(&s->figure, "lang", false, language_key(language_now()));
    char over[WORD_TEXT] = "";
    for (int i = 0; j->many && i < a->overs; i++) {
        snprintf(over + strlen(over), sizeof over - strlen(over), "%s", i ? ";" : "");
        over_text(&a->over[i], over + strlen(over), sizeof over - strlen(over));
    }
    if (over[0])
        words_put(&s->figure, "over", false, over);
    if (!two_nets(a) && s->b) {
        scene_free(s->b);
        free(s->b);
        s->b = NULL;
    }
    return provenance_text(s, size);
}

/* The numbers instead of the picture. */
static int write_numbers(const Job *j, App *app, const Frame *f)
{
    const Args *a = j->a;
    Err err;
    Bytes bytes = { 0 };
    size_t size;
    char *scene = describe(j, app, &size);
    bool ok = datafile_write(datafile_format(a->out), app, f, &j->figure, scene, &bytes, &err) &&
              files_write(a->out, bytes.data, bytes.size, &err);
    free(scene);
    free(bytes.data);
    if (ok && a->verbose)
        cli_note(a, tr("%s: %zu bytes"), a->out, bytes.size);
    return ok ? DONE : cli_fail(FAILED, "%s", err.text);
}

static void describe_in_words(Job *j, const Findings *f)
{
    char *out = j->figure.caption;
    Figure one = j->figure;
    if (j->many) { /* its panels once */
        one.panels = j->a->panels;
        memcpy(one.panel, j->a->panel, sizeof *one.panel * (size_t)one.panels);
    }
    caption_auto(&one, f, out);
    if (j->many) {
        size_t n = strlen(out);
        snprintf(out + n, sizeof j->figure.caption - n, " ");
        multiples_words(j->many, out + strlen(out), sizeof j->figure.caption - strlen(out));
    }
}

/* Draws what was trained, and writes it. */
static int write_figure(Job *j, App *app, Frame *f)
{
    const Args *a = j->a;
    if (datafile_format(a->out) >= 0)
        return write_numbers(j, app, f);
    Err err;
    Arena arena = { 0 };
    Canvas c;
    Bytes bytes = { 0 };
    size_t size;
    char *scene = describe(j, app, &size);
    float points = 0;
    const char *caption = a->caption ? a->caption : "none";
    if (strcmp(caption, "auto") == 0)
        describe_in_words(j, &f->f);
    else if (strcmp(caption, "none") != 0)
        snprintf(j->figure.caption, sizeof j->figure.caption, "%s", caption);
    bool ok = picture_draw(app, f, &j->figure, &j->plan, j->font, &arena, &c, &err);
    if (ok) {
        points = figure_smallest(&c, &j->plan);
        ok = figure_write(&c, &j->figure, &j->plan, a->scene->title, "ridgescope", scene, &bytes, &err) &&
             files_write(a->out, bytes.data, bytes.size, &err);
    }
    free(scene);
    free(bytes.data);
    arena_free(&arena);
    return ok ? report(j, points) : cli_fail(FAILED, "%s", err.text);
}

static void progress(const void *user, const char *what, double share) { cli_progress(user, what, share); }

/* The first net of the scene, or the second. */
static Trainer *train(const Args *a, int side, bool sweep, const Ask *ask, Err *err)
{
    const Scene *net = side ? a->scene->b : a->scene;
    Kept *own = keep_copy(scene_own(a->scene, side));
    Trainer *t = trainer_new(&net->config, own, net->change, net->changes, 0, NULL, NULL, err);
    keep_drop(own); /* the trainer holds it */
    if (t) {
        trainer_report(t, progress, a);
        trainer_finish(t, net->until, sweep, ask);
    }
    return t;
}

static Frame *frame_of(Trainer *t)
{
    bool fresh;
    return trainer_latest(t, &fresh);
}

/* finish: trained; otherwise only as it is asked for. */
static Grid *make_grid(const Args *a, bool finish, Err *err)
{
    GridSpec spec;
    if (grid_of(a, &spec) != DONE)
        return NULL;
    spec.config.until = (int)a->scene->until;
    Kept *own = keep_copy(a->scene->own);
    Grid *g = grid_new(&spec, own, 0, NULL, NULL, err);
    keep_drop(own);
    cli_progress(a, tr("training the grid"), 0);
    if (g && finish)
        grid_finish(g);
    cli_progress(a, tr("training the grid"), 1);
    return g;
}

/* The view of one net, or the grid with the deck of one. */
static int make_one(Job *j)
{
    const Args *a = j->a;
    Err err;
    Grid *grid = a->view == VIEW_GRID ? make_grid(a, true, &err) : NULL;
    if (a->view == VIEW_GRID && !grid)
        return cli_fail(FAILED, "%s", err.text);
    App *app = picture_app(NULL, &a->scene->config, j->figure.theme);
    scenery_take(app, &a->scene->view);
    if (a->lesson[0] && a->view != VIEW_EXPLORE && !a->panels) { /* its text stands beside the panels */
        player_course(app);
        player_open(app, a->lesson, a->lesson_step);
        lectern_read(app);
        player_answer(app, -1); /* the picture is of the step's end: nothing is left to guess */
    }
    app->present = a->view == VIEW_PRESENT;
    app->text = a->text;
    app->stage = grid ? STAGE_GRID : STAGE_PANELS;
    app_grid(app, grid);
    Ask ask = picture_ask(app, &j->figure, &j->plan);
    if (datafile_format(a->out) >= 0)
        datafile_coarse(&ask);
    Trainer *t = train(a, 0, (ask.want & WANT_SWEEP) != 0, &ask, &err);
    int status = t ? write_figure(j, app, frame_of(t)) : cli_fail(FAILED, "%s", err.text);
    app_free(app);
    trainer_free(t);
    grid_free(grid);
    return status;
}

/* --- small multiples --- */

static void many_progress(const void *user, double share) { cli_progress(user, tr("training"), share); }

static int make_many(Job *j)
{
    const Args *a = j->a;
    Err err;
    App *app = picture_app(NULL, &a->scene->config, j->figure.theme);
    scenery_take(app, &a->scene->view);
    app->text = a->text;
    app->many = j->many;
    bool ok = multiples_train(j->many, a->scene, app, &j->figure, &j->plan, many_progress, a, &err);
    int status = ok ? write_figure(j, app, j->many->frame[0]) : cli_fail(FAILED, "%s", err.text);
    multiples_free(j->many);
    app_free(app);
    return status;
}

/* --- two nets --- */

static int make_two(Job *j)
{
    const Args *a = j->a;
    Ask ask[2];
    Err err;
    bool seek = false;
    int status = sides_of(a, &seek);
    if (status != DONE)
        return status;
    App *app = picture_app(NULL, &a->scene->config, j->figure.theme);
    scenery_take(app, &a->scene->view);
    Rect all = { 0, 0, j->plan.w, j->plan.h };
    app->stage = STAGE_COMPARE;
    app->text = a->text;
    app->compared = true;
    app->difference = a->view == VIEW_DIFFERENCE;
    ask[0] = ask[1] = app_ask(app, all);
    Trainer *t[2] = { train(a, 0, true, &ask[0], &err), NULL };
    bool ok = t[0] && (!seek || sides_seek(a, &frame_of(t[0])->f, &ask[1], &err));
    if (ok)
        t[1] = train(a, 1, false, &ask[1], &err);
    status = t[1] ? DONE : cli_fail(FAILED, "%s", err.text);
    if (t[1]) { /* once more, now that the axes of both are known */
        Layout l = layout_make(app, all, false);
        app->frame[0] = frame_of(t[0]);
        app->frame[1] = frame_of(t[1]);
        compare_ask(app, &l, ask);
        for (int i = 0; i < 2; i++)
            trainer_finish(t[i], i ? a->scene->b->until : a->scene->until, i == 0, &ask[i]);
        app_second(app, frame_of(t[1]));
        status = write_figure(j, app, frame_of(t[0]));
    }
    app_free(app);
    trainer_free(t[0]);
    trainer_free(t[1]);
    return status;
}

/* --- no picture at all: the scene as a file, or as a code --- */

static char *code_of(const Scene *s, size_t *size, Err *err)
{
    char *brief = scene_write_brief(s, size), *code = code_write(brief, *size, err);
    free(brief);
    *size = code ? strlen(code) : 0;
    if (code)
        code[(*size)++] = '\n'; /* in place of its end */
    return code;
}

static int make_scene(Job *j)
{
    const Args *a = j->a;
    Err err;
    Ask ask = { 0 };
    size_t size;
    bool seek = false;
    int status = two_nets(a) ? sides_of(a, &seek) : DONE;
    if (status != DONE)
        return status;
    Grid *grid = a->view == VIEW_GRID ? make_grid(a, false, &err) : NULL;
    if ((a->view == VIEW_GRID && !grid) || (seek && !sides_seek(a, NULL, &ask, &err)))
        return cli_fail(FAILED, "%s", err.text);
    App *app = picture_app(NULL, &a->scene->config, j->figure.theme);
    scenery_take(app, &a->scene->view);
    app->stage = grid ? STAGE_GRID : STAGE_PANELS;
    app_grid(app, grid);
    char *text = describe(j, app, &size);
    if (ends_with(a->out, ".txt")) {
        free(text);
        text = code_of(a->scene, &size, &err);
    }
    if (!text || !files_write(a->out, text, size, &err))
        status = cli_fail(FAILED, "%s", err.text);
    free(text);
    app_free(app);
    grid_free(grid);
    return status;
}

/* Words of the command line that this kind of file has no use for. Those that a figure carries are only passed over. */
static int check_use(const Args *a)
{
    bool picture = figure_format(a->out) >= 0, scene = is_scene(a->out);
    if (a->panels && a->view == VIEW_MAIN)
        return cli_fail(USAGE, tr("both --panel and --view %s; expected one of them"), option_views[a->view]);
    if (a->outlines && !scene && !ends_with(a->out, ".svg"))
        return cli_fail(USAGE, tr("--outlines into '%s'; expected a name that ends in .svg"), a->out);
    if (a->transparent && !scene && !picture)
        return cli_fail(USAGE, tr("--transparent into '%s'; expected a name that ends in .png, .svg or .pdf"), a->out);
    return DONE;
}

int cmd_export(Args *a)
{
    Job job = { .a = a };
    Multiples many;
    bool multiple = false;
    Err err;
    if (!a->out)
        return cli_fail(USAGE, tr("no name for the picture; expected -o FILE, as in -o figure.pdf"));
    bool film = encoder_format(a->out) >= 0;
    if (figure_format(a->out) < 0 && datafile_format(a->out) < 0 && !film && !is_scene(a->out)) {
        const char *name = strrchr(a->out, '/') ? strrchr(a->out, '/') + 1 : a->out, *dot = strrchr(name, '.');
        return cli_fail(USAGE, tr("unknown output format '%s'; expected a name that ends in %s"), dot ? dot : name,
                        ".png, .svg, .pdf, .gif, .mp4, .csv, .tex, .yaml, .txt");
    }
    int status = check_use(a);
    status = status == DONE ? cli_scene(a, a->word[0]) : status;
    status = status == DONE ? remake_apply(a) : status;
    status = status == DONE ? figure_of(a, &job.figure, &job.plan, &many, &multiple) : status;
    GridSpec spec;
    if (status == DONE && a->view == VIEW_GRID)
        status = grid_of(a, &spec);
    job.many = multiple ? &many : NULL;
    if (status == DONE && is_scene(a->out))
        return files_can_write(a->out, &err) ? make_scene(&job) : cli_fail(FAILED, "%s", err.text);
    if (status == DONE && !figure_formats[job.figure.format].vector)
        status = memory_for(job.plan.px_w, job.plan.px_h);
    if (status != DONE)
        return status;
    if (!files_can_write(a->out, &err))
        return cli_fail(FAILED, "%s", err.text);
    struct FontSet *fonts;
    if (!font_open(&fonts, &err))
        return cli_fail(FAILED, "%s", err.text);
    job.font = font_of(fonts);
    status = is_page(a)    ? handout_make(a, &job.figure, job.font)
             : film        ? film_make(a, &job.figure, &job.plan, job.font)
             : multiple    ? make_many(&job)
             : two_nets(a) ? make_two(&job)
                           : make_one(&job);
    font_close(fonts);
    return status;
}
