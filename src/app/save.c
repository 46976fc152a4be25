/* save: a picture asked for in the window becomes a file, with the scene inside that makes it again. */
#include "app/app_state.h"
#include "app/cli.h"
#include "app/datafile.h"
#include "app/language.h"
#include "app/story.h"
#include "app/window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What lies beside the picture has its name, with another ending. */
static void beside(const char *path, const Figure *fig, const char *ending, char out[160])
{
    size_t n = strlen(path) - strlen(figure_formats[fig->format].ending);
    snprintf(out, 160, "%.*s%s", (int)n, path, ending);
}

static bool is_there(const char *path) { return files_stamp(path).size >= 0; }

/* A figure never takes the place of another one: fig.pdf, fig-2.pdf, fig-3.pdf ... */
static void unused_name(const Exporting *e, const Figure *fig, char path[128])
{
    enum { MOST = 1000 };
    char stem[160], name[160], csv[160], tex[160];
    const char *ending = figure_formats[fig->format].ending;
    beside(path, fig, "", stem);
    snprintf(name, sizeof name, "%s", path);
    for (int i = 2; i < MOST; i++) {
        beside(name, fig, ".csv", csv);
        beside(name, fig, ".tex", tex);
        if (!is_there(name) && !(e->data && is_there(csv)) && !(e->tex && is_there(tex)))
            break;
        snprintf(name, sizeof name, "%.110s-%d%s", stem, i, ending);
    }
    snprintf(path, 128, "%s", name);
}

static bool save_numbers(App *p, const Frame *f, const Figure *fig, const FigurePlan *plan, const char *name,
                         const char *scene, Arena *arena, Err *err)
{
    Bytes bytes = { 0 };
    bool ok = datafile_write(datafile_format(name), p, picture_frame(p, f, fig, plan, true, arena), fig, scene, &bytes,
                             err) &&
              files_write(name, bytes.data, bytes.size, err);
    free(bytes.data);
    return ok;
}

bool save_picture(const App *a, Frame *f, const Figure *fig, const Font *font, char path[128], Err *err)
{
    Arena arena = { 0 };
    Bytes bytes = { 0 };
    FigurePlan plan;
    Canvas c;
    size_t size;
    char csv[160], tex[160];
    App *p = picture_app(a, &f->f.snap.config, fig->theme);
    const Exporting *e = &a->exporting;
    const char *caption = strcmp(e->text, e->automatic) == 0 ? "auto" : fig->caption;
    Words made = remake_words(fig, fig->caption[0] ? caption : NULL, a->text);
    words_put(&made, "lang", false, language_key(language_now()));
    unused_name(e, fig, path);
    beside(path, fig, ".csv", csv);
    beside(path, fig, ".tex", tex);
    bool ok = figure_plan(fig, &plan, err) &&
              picture_draw(p, picture_frame(p, f, fig, &plan, false, &arena), fig, &plan, font, &arena, &c, err);
    char *scene = ok ? story_text(p, &made, STORY_WHOLE, &size, err) : NULL;
    ok = scene && figure_write(&c, fig, &plan, a->title, "ridgescope", scene, &bytes, err) &&
         (!e->tex || save_numbers(p, f, fig, &plan, tex, scene, &arena, err)) && /* some panels have none: first */
         (!e->data || save_numbers(p, f, fig, &plan, csv, NULL, &arena, err)) &&
         files_write(path, bytes.data, bytes.size, err);
    free(scene);
    free(bytes.data);
    arena_free(&arena);
    app_free(p);
    return ok;
}
