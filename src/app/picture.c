/* A picture of the main view or of panels: what the export dialog, the command line and tests draw. The same code as
 * the window's, with no input, so nothing is hot, open or half faded. */
#include "app/app_state.h"
#include "app/datafile.h"

#include <stdio.h>
#include <string.h>

static const float MARGIN = 16, LETTER = 22, TYPE = 13, LINE = 19,
                   ABOVE = 8; /* layout pixels; the last three: of the caption */

/* At the right of a header: on paper pictures are small, and a box on them would hide points. */
static void score(const Findings *f, const Theme *t, float left, float right, float y, Canvas *c)
{
    Score s = score_of(f);
    const struct {
        const char *name, *value;
        Color color;
    } shown[] = { { s.test_name, s.test, t->ink }, { s.train[0] ? tr("Train") : NULL, s.train, t->train } };
    for (int i = 0; i < COUNT(shown); i++) {
        TextStyle name = ui_text(13, FACE_REGULAR, 0, ALIGN_LEFT), value = ui_text(14, FACE_SEMIBOLD, 0, ALIGN_LEFT);
        if (!shown[i].name ||
            right - canvas_text_width(c, value, shown[i].value) - 5 - canvas_text_width(c, name, shown[i].name) < left)
            continue;
        right -= put(c, shown[i].value, right, y, 14, FACE_SEMIBOLD, shown[i].color, ALIGN_RIGHT) + 5;
        right -= put(c, shown[i].name, right, y, 13, FACE_REGULAR, shown[i].color, ALIGN_RIGHT) + 14;
    }
}

/* One of several panels has a letter in front of its title, as journals want it. */
static void panel_alone(App *p, Frame *f, const Figure *fig, const FigurePlan *plan, int i, Canvas *c)
{
    const Theme *t = app_theme(p);
    int row = fig->panel[i];
    Rect r = plan->cell[i], body = layout_body(r);
    PanelView *v = &p->view[row];
    float x = r.x + MARGIN, y = r.y + 25;
    /* What the window knew of the pointer and of its own size is no concern of a picture. */
    v->expanded = v->compact = v->poster = v->hovering = v->turning = false;
    v->highlight = HIGHLIGHT_NONE;
    v->link = (Link){ 0 };
    v->found = NULL;
    v->k = 1;
    v->theme = t;
    v->clear = fig->transparent;
    v->twin = p->twin;
    v->bayes = p->bayes && bayes_known(&f->f.snap.config);
    v->scratch = &p->scratch;
    v->choices = &p->choices;
    if (!fig->transparent)
        canvas_rect(c, r, 0, t->surface);
    if (p->many) {
        multiples_draw(p->many, p, fig, i, r, c);
        return;
    }
    if (fig->panels > 1) {
        char letter[2] = { (char)('a' + i), 0 };
        put(c, letter, x, y, 15, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
        x += LETTER;
    }
    x += put(c, panel_title(&f->f, row), x, y, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT) + 14;
    v->apart = row == PANEL_BOUNDARY && fig->width_mm > 0;
    float right = r.x + r.w - MARGIN;
    if (i == 0 && p->stamp[0])
        right -= put(c, p->stamp, right, y, 14, FACE_SEMIBOLD, t->ink, ALIGN_RIGHT) + 14;
    if (v->apart)
        score(&f->f, t, x, right, y, c);
    canvas_push_clip(c, body);
    panel_defs[row].draw(&f->f, v, body, c);
    canvas_pop_clip(c);
}

/* Draws it if asked to; returns how high it is. */
static float caption(const Figure *fig, float y, float width, Canvas *c, bool draw)
{
    char line[FIGURE_CAPTION];
    TextStyle s = ui_text(TYPE, FACE_REGULAR, theme_defs[fig->theme].ink, ALIGN_LEFT);
    const char *rest = fig->caption;
    float from = y;
    for (y += ABOVE + LINE; *rest; y += LINE) {
        int n = canvas_text_line(c, s, rest, width - 2 * MARGIN);
        snprintf(line, sizeof line, "%.*s", n, rest);
        if (draw)
            canvas_text(c, MARGIN, y, s, line);
        rest += n;
        rest += strspn(rest, " ");
    }
    return fig->caption[0] ? y - from : 0;
}

bool picture_draw(App *p, Frame *f, const Figure *fig, FigurePlan *plan, const Font *font, Arena *a, Canvas *c,
                  Err *err)
{
    Color behind = color_alpha(theme_defs[fig->theme].bg, fig->transparent ? 0 : 1);
    Rect all = { 0, 0, plan->w, plan->h };
    canvas_begin(c, a, font, plan->w, plan->h, behind);
    float more = caption(fig, plan->h, plan->w, c, false);
    plan->h += more;
    if (!figure_fits(fig, plan, err))
        return false;
    canvas_begin(c, a, font, plan->w, plan->h, behind);
    c->weight = theme_defs[fig->theme].weight;
    p->frame[0] = f; /* story_text tells of it */
    if (fig->panels) {
        arena_reset(&p->scratch);
        ui_begin(&p->ui, c, app_theme(p), NULL, all);
        for (int i = 0; i < fig->panels; i++)
            panel_alone(p, f, fig, plan, i, c);
        ui_end(&p->ui);
    } else {
        app_frame(p, f, NULL, all, c);
    }
    caption(fig, all.h, all.w, c, true);
    if (theme_defs[fig->theme].grey)
        canvas_grey(c);
    return true;
}

Ask picture_ask(App *p, const Figure *fig, const FigurePlan *plan)
{
    Ask ask = app_ask(p, (Rect){ 0, 0, plan->w, plan->h });
    if (!fig->panels)
        return ask;
    int hero = 0; /* the field is made for panel 1 */
    ask.want = 0;
    for (int i = 0; i < fig->panels; i++) {
        ask.want |= panel_defs[fig->panel[i]].wants;
        hero = fig->panel[i] == PANEL_BOUNDARY && fig->panel[hero] != PANEL_BOUNDARY ? i : hero;
    }
    Rect field = boundary_field_rect(layout_body(plan->cell[hero]));
    ask.aspect = field.w / max_f(1, field.h);
    ask.field_w = clamp_i((int)field.w / 2 + 1, 2, 1024);
    ask.field_h = clamp_i((int)field.h / 2 + 1, 2, 1024);
    return ask;
}

static void refine(Findings *made, const Findings *f, const Ask *ask, bool bayes, Arena *a)
{
    enum { WIDE = 161 };
    const Snapshot *s = &f->snap;
    Window w = ask->window;
    if (!(w.x1 > w.x0))
        w = field_window_of(&s->config, &s->train, &s->test, BOUNDARY_TEST_SHOWN, ask->aspect);
    *made = *f;
    findings_make(
        made,
        &(FindingsAsk){
            .want = ask->want, .choices = ask->choices, .window = w, .field_w = ask->field_w, .field_h = ask->field_h },
        a);
    made->have |= f->have & FINDINGS_APART;
    if (bayes && made->bayes.z && ask->aspect > 0)
        bayes_field(&s->config, w, WIDE, max_i(2, (int)(WIDE / ask->aspect)), a, &made->bayes);
}

Frame *picture_frame(App *p, const Frame *f, const Figure *fig, const FigurePlan *plan, bool numbers, Arena *a)
{
    Frame *copy = arena_new(a, Frame, 2);
    Ask ask[2] = { picture_ask(p, fig, plan) };
    if (numbers)
        datafile_coarse(&ask[0]);
    memcpy(&copy[0], f, sizeof *f);
    if (compare_on(p) && p->frame[1]) {
        Layout l = layout_make(p, (Rect){ 0, 0, plan->w, plan->h }, false);
        memcpy(&copy[1], p->frame[1], sizeof *f);
        p->frame[0] = &copy[0];
        p->frame[1] = &copy[1];
        compare_ask(p, &l, ask);
        refine(&copy[1].f, &p->frame[1]->f, &ask[1], p->bayes, a);
    }
    refine(&copy[0].f, &f->f, &ask[0], p->bayes, a);
    return copy;
}

App *picture_app(const App *from, const Config *c, int theme)
{
    App *p = app_new(c, theme_defs[theme].key, false);
    p->playing = false;
    if (from) {
        memcpy(p->title, from->title, sizeof p->title);
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
        p->main = from->main;
        p->beside = from->beside;
        p->text = from->text;
        p->drawer = from->drawer;
        p->stage = from->stage;
        p->grid = from->grid;
        p->compared = from->compared;
        p->difference = from->difference;
        p->frame[1] = from->frame[1];
        p->player = from->player;
        memset(p->player.arena, 0, sizeof p->player.arena); /* the lesson stays the other one's */
        p->player.lit[0] = p->player.next_lit[0] = 0;
        p->pane = from->pane;
        p->album = from->album; /* ... and so do its pictures */
        p->album.borrowed = true;
    }
    return p;
}
