/* The top 40 pixels of a panel: its title, or a tab for each of those that share its box, and its tools at the right.
 * The pointer on a title is told what the panel is about. */
#include "app/app_state.h"

#include <stdio.h>

static const float GAP = 20, TOOLS = 44, MORE = 60; /* between tabs; expand, at the right; the menu of more tabs */

static void help_tip(Ui *ui, UiId id, bool hover, int panel) { ui_tip(ui, id, hover, tr(panel_defs[panel].help), ""); }

/* --- tools --- */

static void expand_icon(App *a, Rect r, int i)
{
    bool big = a->expanded == i;
    if (ui_icon(&a->ui, (UiId)(ID_EXPAND + i), (Rect){ r.x + r.w - 40, r.y + 2, 36, 36 },
                big ? ICON_SHRINK : ICON_EXPAND, false,
                big ? tr("Back to all panels (Esc)") : tr("Fill the area with this panel")))
        app_expand(a, i);
}

/* Tools of the hero. */
static void hero_icons(App *a, const Frame *f, Rect r)
{
    if (sketch_fits(a, f) &&
        ui_icon(&a->ui, ID_PENCIL, (Rect){ r.x + r.w - 80, r.y + 2, 36, 36 }, ICON_PENCIL, a->drawing,
                a->drawing ? tr("Stop drawing points") : tr("Draw points of your own")))
        sketch_toggle(a, f);
    if (bayes_known(&f->f.snap.config) &&
        ui_icon(&a->ui, ID_BAYES, (Rect){ r.x + r.w - 120, r.y + 2, 36, 36 }, ICON_DOTTED, a->bayes,
                a->bayes ? tr("Hide the best boundary possible (Y)") : tr("Show the best boundary possible (Y)")))
        a->bayes = !a->bayes;
}

/* Early stopping, after the fact: back to the weights with the lowest validation loss. brief: there is little room.
 * Returns the room that it takes. */
static float restore_button(App *a, const Frame *f, Rect r, bool brief)
{
    const Snapshot *s = &f->f.snap;
    char text[48], step[64];
    if (!a->ui.in || !s->has_best || s->valid.n < 1 || s->best_step >= s->step)
        return 0;
    snprintf(text, sizeof text, brief ? tr("Restore") : tr("Restore step %llu"), (unsigned long long)s->best_step);
    snprintf(step, sizeof step, tr("Early stopping, after the fact: back to step %llu."),
             (unsigned long long)s->best_step);
    float w = brief ? 80 : 148;
    Rect button = { r.x + r.w - TOOLS - w, r.y + 4, w, 32 };
    if (ui_button(&a->ui, ID_RESTORE, button, text, UI_QUIET,
                  true)) { /* and stay there: going on would overfit again */
        app_command(a, DO_RESTORE)->flag = true;
        app_command(a, DO_PLAY);
        a->playing = false;
    }
    bool hover = a->ui.hot == ID_RESTORE;
    ui_tip(&a->ui, ID_RESTORE, hover, step, "");
    ui_tip(&a->ui, ID_RESTORE, hover,
           tr("The weights with the lowest validation loss. Validation labels can be wrong as well."), "");
    return w + 8;
}

/* --- titles --- */

/* In front of a class the hero's title is that of the lesson's step. */
static const char *name_of(const App *a, const Frame *f, int i)
{
    const char *lesson = i == layout_main(a) ? lecture_title(a) : NULL;
    return lesson ? lesson : panel_title(&f->f, i);
}

/* Behind it: the digit that opens the panel; in front of a class, which of the steps it is. */
static void number_of(const App *a, int i, char out[32])
{
    const Player *p = &a->player;
    out[0] = 0;
    if (i == layout_main(a) && lecture_title(a))
        snprintf(out, 32, tr("%d of %d"), p->step + 1, p->lesson->steps);
    else if (panel_defs[i].digit)
        snprintf(out, 32, "%d", panel_defs[i].digit);
}

static void title(App *a, const Frame *f, Rect r, int i)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    UiId id = (UiId)(ID_TAB + i);
    canvas_push_clip(ui->c, r);
    float w = put(ui->c, name_of(a, f, i), r.x + 16, r.y + 25, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    char number[32];
    number_of(a, i, number);
    canvas_text(ui->c, r.x + 24 + w, r.y + 25, (TextStyle){ .size = 13, .face = FACE_MONO, .color = t->ink3 }, number);
    canvas_pop_clip(ui->c);
    help_tip(ui, id, ui_widget(ui, id, (Rect){ r.x + 8, r.y, w + 16, 36 }, false).hover, i);
}

/* Which tabs there is room for: the one in front, always, and the first of the others. */
static void choose_tabs(const float *w, int n, int front, float room, bool shown[])
{
    float all = -GAP, left = room - MORE - w[front];
    for (int i = 0; i < n; i++)
        all += w[i] + GAP;
    bool fits = all <= room;
    for (int i = 0; i < n; i++) {
        left -= i == front ? 0 : w[i] + GAP;
        shown[i] = fits || i == front || left >= 0;
    }
}

static void tab(App *a, int panel, bool on, float x, float y, float w, TextStyle s, const char *name)
{
    Ui *ui = &a->ui;
    const Theme *t = app_theme(a);
    UiId id = (UiId)(ID_TAB + panel);
    UiAnswer hit = ui_widget(ui, id, (Rect){ x - 8, y, w + 16, 36 }, true);
    if (hit.hover && !on)
        s.color = t->ink;
    canvas_text(ui->c, x, y + 25, s, name);
    if (on)
        canvas_rect(ui->c, (Rect){ x, y + 34, w, 2 }, 0, t->ink);
    if (hit.focused && ui->focus_ring)
        ui_ring(ui, (Rect){ x - 2, y + 8, w + 4, 26 }, 4);
    spot(a, panel_defs[panel].key, (Rect){ x - 6, y + 6, w + 12, 26 });
    help_tip(ui, id, hit.hover, panel);
    if (hit.clicked || hit.entered)
        app_show_panel(a, panel, true);
}

static const char *more_label(const void *user, int i) { return tr(panel_defs[((const int *)user)[i]].title); }

/* The titles of all that share a box, above the one in front; those without room are in a menu. */
static void tabs(App *a, const Frame *f, const Layout *l, int box, int front, float right)
{
    Ui *ui = &a->ui;
    const Theme *t = app_theme(a);
    Rect r = l->box[box].r;
    const int *panel = l->box[box].panel;
    const char *name[PANEL_MOST];
    TextStyle style[PANEL_MOST];
    float w[PANEL_MOST], x = r.x + 16;
    bool shown[PANEL_MOST];
    int n = l->box[box].n, at = 0, hidden = 0, *more = arena_new(&a->scratch, int, n);
    for (int i = 0; i < n; i++) {
        const PanelDef *d = &panel_defs[panel[i]];
        bool on = panel[i] == front;
        at = on ? i : at;
        bool step = panel[i] == layout_main(a) && lecture_title(a);
        name[i] = d->tab && !step ? tr(d->tab) : name_of(a, f, panel[i]);
        style[i] = ui_text(14, on ? FACE_SEMIBOLD : FACE_MEDIUM, on ? t->ink : t->ink3, ALIGN_LEFT);
        w[i] = canvas_text_width(ui->c, style[i], name[i]);
    }
    choose_tabs(w, n, at, right - x, shown);
    canvas_push_clip(ui->c, (Rect){ r.x, r.y, right - r.x, 40 });
    for (int i = 0; i < n; i++) {
        if (shown[i]) {
            tab(a, panel[i], i == at, x, r.y, w[i], style[i], name[i]);
            x += w[i] + GAP;
        } else {
            more[hidden++] = panel[i];
        }
    }
    canvas_pop_clip(ui->c);
    canvas_line(ui->c, r.x + 1, r.y + 36.5f, r.x + r.w - 1, r.y + 36.5f, 1, t->line);
    if (hidden == 0)
        return;
    char text[16];
    int chosen = -1;
    snprintf(text, sizeof text, "+%d", hidden);
    UiId id = (UiId)(ID_MORE_TABS + box);
    Rect menu = { min_f(x, right - MORE + 8), r.y + 2, MORE - 8, 32 };
    if (ui_choice(ui, id, menu, NULL, text, more_label, NULL, more, hidden, &chosen))
        app_show_panel(a, more[chosen], true);
}

void header_draw(App *a, const Frame *f, const Layout *l, int i)
{
    Rect r = l->panel[i];
    int box;
    bool shared = a->expanded < 0 && a->gliding != i && layout_tabbed(l, i, &box);
    float taken = i == PANEL_CURVES && !l->diverged ? restore_button(a, f, r, shared || r.w < 340) : 0;
    if (shared)
        tabs(a, f, l, box, i, r.x + r.w - TOOLS - taken);
    else
        title(a, f, r, i);
    expand_icon(a, r, i);
    if (i == PANEL_BOUNDARY)
        hero_icons(a, f, r);
}
