/* save: a picture asked for in the window becomes a file, with the scene inside that makes it again. */
#include "app/app_state.h"
#include "app/cli.h"
#include "app/language.h"
#include "app/story.h"
#include "app/window.h"

#include <stdlib.h>
#include <string.h>

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
              picture_draw(p, picture_frame(p, f, fig, &plan, &arena), fig, &plan, font, &arena, &c, err);
    char *scene = ok ? story_text(p, &made, STORY_WHOLE, &size, err) : NULL;
    ok = scene && figure_write(&c, fig, &plan, a->title, "ridgescope", scene, &bytes, err) &&
         files_write(path, bytes.data, bytes.size, err);
    free(scene);
    free(bytes.data);
    arena_free(&arena);
    app_free(p);
    return ok;
}
