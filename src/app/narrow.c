/* The toolbar where there is no room for one: play, the value of the slider or the network's first settings, which
 * panel is seen, and a menu of all else, made from the table of keys. */
#include "app/app_state.h"

#include <stdio.h>
#include <string.h>

enum { ROWS = 64 };
typedef struct MenuRows {
    int n, row[ROWS]; /* of key_defs */
    char label[ROWS][96];
} MenuRows;

static const char *row_label(const void *user, int i) { return ((const MenuRows *)user)->label[i]; }
static const char *row_note(const void *user, int i) { return tr(key_defs[((const MenuRows *)user)->row[i]].keys); }

/* Words of the key sheet as a menu has them: with a capital letter, where the script has such. */
static MenuRows *menu_rows(App *a)
{
    MenuRows *m = arena_new(&a->scratch, MenuRows, 1);
    m->n = 0;
    for (int i = 0; i < key_count && m->n < ROWS; i++) {
        if (!key_defs[i].menu)
            continue;
        char *label = m->label[m->n];
        snprintf(label, sizeof m->label[0], "%s", tr(key_defs[i].what));
        label[0] = (char)(label[0] >= 'a' && label[0] <= 'z' ? label[0] - 'a' + 'A' : label[0]);
        m->row[m->n++] = i;
    }
    return m;
}

static void menu(App *a, const Frame *f, Rect r)
{
    MenuRows *m = menu_rows(a);
    int chosen = -1;
    if (ui_choice(&a->ui, ID_MORE, r, NULL, tr("Menu"), row_label, row_note, m, m->n, &chosen)) {
        const KeyDef *d = &key_defs[m->row[chosen]];
        d->act(a, f, d->arg);
    }
}

static const char *title_of(const void *user, int i) { return tr(panel_defs[((const int *)user)[i]].title); }

/* The open panels: only one is seen. */
static void panel_choice(App *a, const Frame *f, const Layout *l, Rect r)
{
    const int n = l->box[0].n, *panel = l->box[0].panel;
    int chosen = 0;
    if (n == 0)
        return;
    for (int i = 0; i < n; i++)
        chosen = l->panel[panel[i]].w > 0 ? i : chosen;
    if (ui_choice(&a->ui, ID_PANEL_CHOICE, r, NULL, panel_title(&f->f, panel[chosen]), title_of, NULL, panel, n,
                  &chosen))
        app_show_panel(a, panel[chosen], true);
}

/* "λ = 0.0056", as large as fits. */
static float strength(App *a, float x, float cy, float room)
{
    const Theme *t = app_theme(a);
    char value[32], text[64], why[160];
    bool on = strength_on(a);
    text_short(value, (double)strength_of(a));
    snprintf(text, sizeof text, "%s = %s", panel_symbol(&a->config), on ? value : "–");
    TextStyle s = { .size = 20, .face = FACE_SEMIBOLD };
    s.color = !on ? t->ink3 : slider_warning(a, why) ? t->danger : t->lam;
    float w = canvas_text_width(a->ui.c, s, text);
    s.size *= min_f(1, room / w);
    canvas_text(a->ui.c, x, cy + 7, s, text);
    return min_f(w, room);
}

void narrow_draw(App *a, const Frame *f, const Layout *l)
{
    const float MENU = 76, cy = l->toolbar.y + l->toolbar.h / 2, end = l->toolbar.w - 12;
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    float x = 12;
    char text[32];
    Rect last = { end - MENU + 8, cy - 18, MENU - 8, 36 };
    toolbar_play(a, x, cy, 36);
    x += 44;
    if (l->tier == TIER_TINY) {
        x += strength(a, x, cy, 104) + 20;
        if (end - x > 380) {
            toolbar_scenes(a, (Rect){ x, cy - 18, 128, 36 }, NULL);
            x += 148;
        }
        panel_choice(a, f, l, (Rect){ x, cy - 18, min_f(200, end - MENU - 16 - x), 36 });
        menu(a, f, last);
        return;
    }
    toolbar_step(a, x, cy);
    x += 80;
    snprintf(text, sizeof text, "%llu", (unsigned long long)f->f.snap.step);
    put(ui->c, text, x, cy + 5, 14, FACE_MONO_MEDIUM, t->ink, ALIGN_LEFT);
    x += 64;
    toolbar_scenes(a, (Rect){ x, cy - 18, 128, 36 }, NULL);
    x += 152;
    toolbar_penalties(a, x, cy - 15, 30, 0);
    x += 140;
    if (end - MENU - x > 72)
        toolbar_speeds(a, (Rect){ x, cy - 18, 60, 36 }, NULL);
    menu(a, f, last);
}
