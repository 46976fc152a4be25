/* A picture of the main view or of one panel: what the export dialog, the command line and tests draw. The same code as
 * the window's, with no input, so nothing is hot, open or half faded. */
#include "app/app_state.h"

#include <string.h>

static void panel_alone(App *p, Frame *f, const ExportSpec *spec, Canvas *c)
{
    const Theme *t = app_theme(p);
    PanelView *v = &p->view[spec->panel];
    Rect all = { 0, 0, (float)spec->w, (float)spec->h }, body = layout_body(all);
    arena_reset(&p->scratch);
    v->theme = t;
    v->twin = p->twin;
    v->scratch = &p->scratch;
    v->choices = &p->choices;
    c->weight = t->weight;
    ui_begin(&p->ui, c, t, NULL, all);
    canvas_rect(c, all, 0, t->surface);
    put(c, panel_title(&f->f, spec->panel), 16, 25, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    canvas_push_clip(c, body);
    panel_defs[spec->panel].draw(&f->f, v, body, c);
    canvas_pop_clip(c);
    ui_end(&p->ui);
}

void picture_draw(App *p, Frame *f, const ExportSpec *spec, Canvas *c)
{
    if (spec->panel >= 0)
        panel_alone(p, f, spec, c);
    else
        app_frame(p, f, NULL, (Rect){ 0, 0, (float)spec->w, (float)spec->h }, c);
}

App *picture_app(const App *from, const Config *c, int theme)
{
    App *p = app_new(c, theme_defs[theme].key, false);
    p->playing = false;
    if (from) {
        memcpy(p->view, from->view, sizeof p->view);
        memcpy(p->open, from->open, sizeof p->open);
        memcpy(p->part, from->part, sizeof p->part);
        memcpy(p->raised, from->raised, sizeof p->raised);
        p->choices = from->choices;
        p->twin = from->twin;
        p->bayes = from->bayes;
        p->speed = from->speed;
        p->expanded = from->expanded;
        p->present = from->present;
        p->beside = from->beside;
        p->text = from->text;
        p->drawer = from->drawer;
        p->stage = from->stage;
        p->grid = from->grid;
        p->compared = from->compared;
        p->difference = from->difference;
        p->frame[1] = from->frame[1];
    }
    return p;
}
