/* The keyboard, one row a key. Those that move the slider are in slider.c, those of a text field or a menu in ui. To
 * add one: a function, a row here, a row of the key sheet in dialog.c. */
#include "app/app_state.h"

static void key_play(App *a, const Frame *f, int arg)
{
    (void)f, (void)arg;
    app_toggle_play(a);
}
static void key_step(App *a, const Frame *f, int arg)
{
    (void)f, (void)arg;
    app_step(a);
}
static void key_reset(App *a, const Frame *f, int arg)
{
    (void)f;
    if (arg)
        app_new_seeds(a);
    else
        app_reset(a);
}
static void key_digit(App *a, const Frame *f, int digit)
{
    (void)f;
    for (int i = 0; i < panel_count; i++)
        if (panel_defs[i].digit == digit)
            app_show_panel(a, i, !a->open[i]);
}
static void key_part(App *a, const Frame *f, int part)
{
    (void)f;
    if (layout_drawer(a, (DeckPart)part))
        a->drawer = a->drawer == part ? -1 : part;
    else
        a->part[part] = !a->part[part];
}
static void key_panels(App *a, const Frame *f, int arg)
{
    (void)f, (void)arg;
    app_open(a, POPUP_PANELS);
}
static void key_twin(App *a, const Frame *f, int arg)
{
    (void)f, (void)arg;
    a->twin = !a->twin;
}
static void key_bayes(App *a, const Frame *f, int arg)
{
    (void)f, (void)arg;
    a->bayes = !a->bayes;
}
static void key_compare(App *a, const Frame *f, int arg)
{
    (void)f, (void)arg;
    compare_toggle(a);
}
static void key_grid(App *a, const Frame *f, int arg)
{
    (void)f, (void)arg;
    gridview_toggle(a);
}
static void key_difference(App *a, const Frame *f, int arg)
{
    (void)f, (void)arg;
    if (compare_on(a))
        a->difference = !a->difference;
}
static void key_units(App *a, const Frame *f, int arg)
{
    (void)f, (void)arg;
    if (unitsview_fits(a))
        app_open(a, POPUP_UNITS);
    else
        app_say(a, false, tr("Only L2 and L1 have a strength that other programs write otherwise."));
}
static void key_export(App *a, const Frame *f, int now)
{
    (void)f;
    dialog_export_open(a, now != 0);
}
static void key_theme(App *a, const Frame *f, int arg)
{
    (void)f, (void)arg;
    a->theme = theme_next(a->theme);
}
static void key_log(App *a, const Frame *f, int arg)
{
    (void)f, (void)arg;
    a->view[PANEL_CURVES].log_loss = !a->view[PANEL_CURVES].log_loss;
}
static void key_undo(App *a, const Frame *f, int redo)
{
    (void)f;
    app_undo(a, redo != 0);
}
static void key_escape(App *a, const Frame *f, int arg)
{
    (void)arg;
    if (a->popup)
        app_open(a, POPUP_NONE);
    else if (compare_on(a))
        compare_toggle(a);
    else if (a->stage == STAGE_GRID)
        gridview_toggle(a);
    else if (a->drawing)
        sketch_toggle(a, f);
    else if (a->expanded >= 0)
        app_expand(a, a->expanded);
}

enum { SHIFT = 1, CTRL = 2 };
typedef struct KeyDef {
    Key key;
    uint32_t rune;
    int mods;
    void (*act)(App *a, const Frame *f, int arg);
    int arg;
} KeyDef;

static const KeyDef key_defs[] = {
    { KEY_SPACE, 0, 0, key_play, 0 },
    { KEY_PRINT, 'n', 0, key_step, 0 },
    { KEY_PRINT, 'r', 0, key_reset, 0 },
    { KEY_PRINT, 'r', SHIFT, key_reset, 1 },
    { KEY_PRINT, 'g', 0, key_twin, 0 },
    { KEY_PRINT, 'y', 0, key_bayes, 0 },
    { KEY_PRINT, 'c', 0, key_compare, 0 },
    { KEY_PRINT, 'd', 0, key_difference, 0 },
    { KEY_PRINT, 'm', 0, key_grid, 0 },
    { KEY_PRINT, 'u', 0, key_units, 0 },
    { KEY_PRINT, 's', 0, key_export, 0 },
    { KEY_PRINT, 's', SHIFT, key_export, 1 },
    { KEY_PRINT, 't', 0, key_theme, 0 },
    { KEY_PRINT, 'l', 0, key_log, 0 },
    { KEY_PRINT, 'z', CTRL, key_undo, 0 },
    { KEY_PRINT, 'y', CTRL, key_undo, 1 },
    { KEY_PRINT, 'z', CTRL | SHIFT, key_undo, 1 },
    { KEY_PRINT, '1', 0, key_digit, 1 },
    { KEY_PRINT, '2', 0, key_digit, 2 },
    { KEY_PRINT, '3', 0, key_digit, 3 },
    { KEY_PRINT, '4', 0, key_digit, 4 },
    { KEY_PRINT, '5', 0, key_digit, 5 },
    { KEY_PRINT, '6', 0, key_part, PART_FORMULA },
    { KEY_PRINT, '7', 0, key_part, PART_FILM },
    { KEY_PRINT, '8', 0, key_part, PART_SWEEP },
    { KEY_PRINT, 'p', 0, key_panels, 0 },
    { KEY_ESC, 0, 0, key_escape, 0 },
};

void keys_answer(App *a, const Frame *f)
{
    UiInput *in = a->ui.in;
    for (int i = 0; i < in->keys; i++) {
        KeyPress *k = &in->key[i];
        bool typing = a->ui.edit != 0 || a->ui.menu != 0;
        int mods = (k->shift ? SHIFT : 0) | (k->ctrl ? CTRL : 0);
        if (k->key == KEY_NONE || k->alt || (typing && !k->ctrl && k->key != KEY_ESC))
            continue;
        if (a->popup && k->key != KEY_ESC && k->key != KEY_SPACE && !k->ctrl)
            continue; /* a pop-over has the keyboard; training can still be paused */
        if (!k->alt && player_key(a, k)) {
            k->key = KEY_NONE;
            continue;
        }
        for (int j = 0; j < COUNT(key_defs); j++) {
            const KeyDef *d = &key_defs[j];
            if (d->key != k->key || (d->key == KEY_PRINT && (d->rune != k->rune || d->mods != mods)))
                continue;
            k->key = KEY_NONE;
            if (!k->repeat || d->act == key_step || d->act == key_undo)
                d->act(a, f, d->arg);
            break;
        }
    }
}
