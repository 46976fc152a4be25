/* save: a picture asked for in the window becomes a file, with the settings inside that make it again. */
#include "app/app_state.h"
#include "app/cli.h"
#include "app/story.h"
#include "app/window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The options of `export` that make the same picture. */
static Words figure_of(const App *a, const ExportSpec *spec)
{
    Words out = { 0 };
    char text[64];
    if (spec->panel >= 0)
        words_put(&out, "panel", false, panel_defs[spec->panel].key);
    snprintf(text, sizeof text, "%dx%d", spec->w, spec->h);
    words_put(&out, "size", false, text);
    text_of_float(text, spec->scale);
    words_put(&out, "scale", false, text);
    text_of_float(text, text_scales[a->text]);
    if (a->text)
        words_put(&out, "text-scale", false, text);
    return out;
}

bool save_picture(const App *a, Frame *f, const ExportSpec *spec, const Font *font, const char *path, Err *err)
{
    Arena arena = { 0 };
    Bytes bytes = { 0 };
    Canvas c;
    Box all;
    size_t size;
    App *p = picture_app(a, &f->f.snap.config, spec->theme);
    canvas_begin(&c, &arena, font, (float)spec->w, (float)spec->h, theme_defs[spec->theme].bg);
    picture_draw(p, f, spec, &c);
    int w = (int)((float)spec->w * spec->scale), h = (int)((float)spec->h * spec->scale);
    Pixels px = { calloc((size_t)w * (size_t)h, sizeof(Color)), w, h, w };
    Replay *r = replay_new();
    Words figure = figure_of(a, spec);
    char *scene = story_text(p, &figure, STORY_WHOLE, &size, err);
    bool ok = scene && (px.px || err_set(err, tr("not enough memory for %d × %d pixels"), w, h));
    if (ok)
        replay_draw(r, &c, spec->scale, px, false, &all, 1);
    ok = ok && png_write(px, false, 0, "ridgescope", scene, &bytes, err) &&
         files_write(path, bytes.data, bytes.size, err);
    free(scene);
    replay_free(r);
    free(px.px);
    free(bytes.data);
    arena_free(&arena);
    app_free(p);
    return ok;
}
