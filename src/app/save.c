/* save: a picture asked for in the window becomes a file, with the settings inside that make it again. */
#include "app/app_state.h"
#include "app/cli.h"
#include "app/window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The state of a frame as a scene: how the run began, what was changed at which step, and the step it shows. */
static char *scene_of(const Frame *f, const char *title, int theme, size_t *size)
{
    Scene *s = calloc(1, sizeof *s);
    if (!s)
        memory_failed(sizeof *s);
    const Snapshot *snap = &f->f.snap;
    snprintf(s->title, sizeof s->title, "%s", title);
    snprintf(s->theme, sizeof s->theme, "%s", theme_defs[theme].key);
    s->config = snap->start;
    s->changes = min_i(snap->changes, SCENE_CHANGES);
    memcpy(s->change, snap->journal, (size_t)s->changes * sizeof *s->change);
    s->until = snap->step;
    s->own = (Own *)keep_own(f->own); /* read only: scene_write takes nothing over */
    char *text = scene_write(s, size);
    free(s);
    return text;
}

bool save_picture(const App *a, Frame *f, const Figure *fig, const Font *font, const char *title, const char *path,
                  Err *err)
{
    Arena arena = { 0 };
    Bytes bytes = { 0 };
    FigurePlan plan;
    Canvas c;
    size_t size;
    App *p = picture_app(a, &f->f.snap.config, fig->theme);
    char *scene = scene_of(f, title, fig->theme, &size);
    bool ok = figure_plan(fig, &plan, err) &&
              picture_draw(p, picture_frame(p, f, fig, &plan, &arena), fig, &plan, font, &arena, &c, err) &&
              figure_write(&c, fig, &plan, title, "ridgescope", scene, &bytes, err) &&
              files_write(path, bytes.data, bytes.size, err);
    free(scene);
    free(bytes.data);
    arena_free(&arena);
    app_free(p);
    return ok;
}
