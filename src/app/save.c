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

/* The table has the name of the picture, with its own ending. */
static bool save_numbers(App *p, const Frame *f, const Figure *fig, const FigurePlan *plan, const char *path,
                         Arena *arena, Err *err)
{
    static const char ending[] = ".csv";
    Bytes bytes = { 0 };
    char name[160];
    size_t n = strlen(path) - strlen(figure_formats[fig->format].ending);
    snprintf(name, sizeof name, "%.*s%s", (int)n, path, ending);
    bool ok =
        datafile_write(datafile_format(name), p, picture_frame(p, f, fig, plan, true, arena), fig, NULL, &bytes, err) &&
        files_write(name, bytes.data, bytes.size, err);
    free(bytes.data);
    return ok;
}

bool save_picture(const App *a, Frame *f, const Figure *fig, const Font *font, const char *path, Err *err)
{
    Arena arena = { 0 };
    Bytes bytes = { 0 };
    FigurePlan plan;
    Canvas c;
    size_t size;
    App *p = picture_app(a, &f->f.snap.config, fig->theme);
    const Exporting *e = &a->exporting;
    const char *caption = strcmp(e->text, e->automatic) == 0 ? "auto" : fig->caption;
    Words made = remake_words(fig, fig->caption[0] ? caption : NULL, a->text);
    words_put(&made, "lang", false, language_key(language_now()));
    bool ok = figure_plan(fig, &plan, err) &&
              picture_draw(p, picture_frame(p, f, fig, &plan, false, &arena), fig, &plan, font, &arena, &c, err);
    char *scene = ok ? story_text(p, &made, STORY_WHOLE, &size, err) : NULL;
    ok = scene && figure_write(&c, fig, &plan, a->title, "ridgescope", scene, &bytes, err) &&
         files_write(path, bytes.data, bytes.size, err) &&
         (!e->data || save_numbers(p, f, fig, &plan, path, &arena, err));
    free(scene);
    free(bytes.data);
    arena_free(&arena);
    app_free(p);
    return ok;
}
