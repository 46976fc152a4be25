/* The keyboard, one row a key: what is pressed, what it does, and the words of the key sheet and of the small windows'
 * menu. Keys of text fields, menus and widgets are answered by these before; so a row without a function is one that
 * somebody else answers, and stands here for the sheet. To add a key: a function and a row. */
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
static void key_speed(App *a, const Frame *f, int by)
{
    (void)f;
    a->speed = clamp_i(a->speed + by, 0, speed_count - 1);
    app_command_all(a, DO_SPEED, false, (double)speed_defs[a->speed].steps);
}
static void key_strength(App *a, const Frame *f, int move) { slider_go(a, f, (SliderMove)move); }
static void key_digit(App *a, const Frame *f, int digit)
{
    (void)f;
    for (int i = 0; i < panel_count; i++)
        if (panel_defs[i].digit == digit && a->present)
            present_panel(a, i);
        else if (panel_defs[i].digit == digit)
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
static void key_popup(App *a, const Frame *f, int popup)
{
    (void)f;
    app_open(a, (Popup)popup);
}
static void key_lesson(App *a, const Frame *f, int arg)
{
    (void)f, (void)arg;
    pane_toggle(a);
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
        app_say(a, false, "%s", tr("Only L2 and L1 have a strength that other programs write otherwise."));
}
static void key_export(App *a, const Frame *f, int now)
{
    (void)f;
    exportview_open(a, now != 0);
}
static void key_theme(App *a, const Frame *f, int arg)
{
    (void)f, (void)arg;
    a->theme = theme_next(a->theme);
}
static void key_text(App *a, const Frame *f, int by)
{
    (void)f;
    a->text = by ? clamp_i(a->text + by, 0, TEXT_SCALES - 1) : 0;
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
static void key_present(App *a, const Frame *f, int arg)
{
    (void)f, (void)arg;
    present_enter(a);
}
static void key_blank(App *a, const Frame *f, int arg)
{
    (void)f, (void)arg;
    a->blanked = a->present;
}
static void key_full(App *a, const Frame *f, int arg)
{
    (void)f, (void)arg;
    a->full = !a->full;
}
static void key_filing(App *a, const Frame *f, int saving)
{
    (void)f;
    filingview_open(a, saving != 0);
}
static void key_code(App *a, const Frame *f, int wish)
{
    (void)f;
    a->filing.wish = (FilingWish)wish;
}
static void key_escape(App *a, const Frame *f, int arg)
{
    (void)arg;
    if (a->message_bad)
        a->message_until = a->now; /* it was read */
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
    else if (pane_lies_over(a))
        pane_toggle(a);
    else if (a->present)
        present_leave(a);
}

const KeyDef key_defs[] = {
    { KEY_SPACE, 0, 0, key_play, 0, N_("Space"), N_("play or pause"), false },
    { KEY_PRINT, 'n', 0, key_step, 0, "N", N_("one step"), true },
    { KEY_PRINT, 'r', 0, key_reset, 0, "R", N_("reset the weights, same seeds"), true },
    { KEY_PRINT, 'r', SHIFT, key_reset, 1, N_("Shift R"), N_("new data, weights and batches"), true },
    { KEY_PRINT, '[', 0, key_speed, -1, "[", N_("slower"), true },
    { KEY_PRINT, ']', 0, key_speed, 1, "]", N_("faster"), true },
    { KEY_LEFT, 0, 0, key_strength, SLIDE_DOWN, "← →", N_("strength: one sweep point"), false },
    { KEY_RIGHT, 0, 0, key_strength, SLIDE_UP, NULL, NULL, false },
    { KEY_LEFT, 0, SHIFT, key_strength, SLIDE_DOWN_FINE, N_("Shift ← →"), N_("a quarter of that"), false },
    { KEY_RIGHT, 0, SHIFT, key_strength, SLIDE_UP_FINE, NULL, NULL, false },
    { KEY_HOME, 0, 0, key_strength, SLIDE_ZERO, N_("Home  End"), N_("to 0, to the end of the axis"), false },
    { KEY_END, 0, 0, key_strength, SLIDE_END, NULL, NULL, false },
    { KEY_PRINT, 'w', 0, key_strength, SLIDE_SWEET, "W", N_("to the sweet spot"), true },
    { KEY_ENTER, 0, 0, NULL, 0, N_("Enter"), N_("type a value"), false },
    { KEY_PRINT, '1', 0, key_digit, 1, "1 … 5", N_("open or close a panel"), false },
    { KEY_PRINT, '2', 0, key_digit, 2, NULL, NULL, false },
    { KEY_PRINT, '3', 0, key_digit, 3, NULL, NULL, false },
    { KEY_PRINT, '4', 0, key_digit, 4, NULL, NULL, false },
    { KEY_PRINT, '5', 0, key_digit, 5, NULL, NULL, false },
    { KEY_PRINT, '6', 0, key_part, PART_FORMULA, "6", N_("cost formula"), true },
    { KEY_PRINT, '7', 0, key_part, PART_FILM, "7", N_("strip of boundaries"), true },
    { KEY_PRINT, '8', 0, key_part, PART_SWEEP, "8", N_("sweep curve"), true },
    { KEY_PRINT, 'p', 0, key_popup, POPUP_PANELS, "P", N_("menu of panels"), true },
    { KEY_PRINT, 'e', 0, key_popup, POPUP_SETUP, "E", N_("setup: every setting"), true },
    { KEY_PRINT, 'g', 0, key_twin, 0, "G", N_("show the twin without penalty"), true },
    { KEY_PRINT, 'y', 0, key_bayes, 0, "Y", N_("show the best boundary possible"), true },
    { KEY_PRINT, 'l', 0, key_log, 0, "L", N_("logarithmic loss"), true },
    { KEY_PRINT, 'c', 0, key_compare, 0, "C", N_("compare two nets, A and B"), true },
    { KEY_PRINT, 'd', 0, key_difference, 0, N_("D  Tab"), N_("comparing: difference, the other net"), false },
    { KEY_PRINT, 'm', 0, key_grid, 0, "M", N_("many nets: a grid over settings"), true },
    { KEY_PRINT, 'u', 0, key_units, 0, "U", N_("the strength in other programs' units"), true },
    { KEY_PRINT, 's', 0, key_export, 0, N_("S  Shift S"), N_("export, save a picture now"), true },
    { KEY_PRINT, 's', SHIFT, key_export, 1, NULL, NULL, false },
    { KEY_PRINT, 'o', CTRL, key_filing, false, "Ctrl O", N_("open a scene or a figure"), true },
    { KEY_PRINT, 's', CTRL, key_filing, true, "Ctrl S", N_("save the scene as a file"), true },
    { KEY_PRINT, 'c', CTRL | SHIFT, key_code, FILING_COPY, "Ctrl Shift C", N_("copy the scene as a short code"), true },
    { KEY_PRINT, 'v', CTRL, key_code, FILING_PASTE, "Ctrl V", N_("open the code in the clipboard"), true },
    { KEY_PRINT, 't', 0, key_theme, 0, N_("T  V"), N_("theme; how it looks"), false },
    { KEY_PRINT, 'v', 0, key_popup, POPUP_LOOKS, NULL, N_("how it looks"), true },
    { KEY_PRINT, '+', CTRL, key_text, 1, N_("Ctrl +  −  0"), N_("size of text"), false },
    { KEY_PRINT, '-', CTRL, key_text, -1, NULL, NULL, false },
    { KEY_PRINT, '0', CTRL, key_text, 0, NULL, NULL, false },
    { KEY_F5, 0, 0, key_present, 0, "F5", N_("present to a class"), true },
    { KEY_F11, 0, 0, key_full, 0, "F11", N_("full screen"), true },
    { KEY_PRINT, 'b', 0, key_blank, 0, N_("B  ."), N_("presenting: dark screen"), false },
    { KEY_PRINT, '.', 0, key_blank, 0, NULL, NULL, false },
    { KEY_PRINT, 'o', 0, key_lesson, 0, "O  9", N_("lesson: open or close its pane"), true },
    { KEY_PRINT, '9', 0, key_lesson, 0, NULL, NULL, false },
    { KEY_PRINT, 'o', SHIFT, key_popup, POPUP_COURSE, N_("Shift O"), N_("all lessons"), true },
    { KEY_PAGE_UP, 0, 0, NULL, 0, N_("PgUp  PgDn"), N_("lesson: step back, next step"), false },
    { KEY_DELETE, 0, 0, NULL, 0, N_("X  Delete"), N_("drawing points: next class, erase"), false },
    { KEY_PRINT, 'z', CTRL, key_undo, 0, N_("Ctrl Z  Ctrl Y"), N_("undo, redo"), true },
    { KEY_PRINT, 'y', CTRL, key_undo, 1, NULL, NULL, false },
    { KEY_PRINT, 'z', CTRL | SHIFT, key_undo, 1, NULL, NULL, false },
    { KEY_TAB, 0, 0, NULL, 0, N_("Tab"), N_("next control; Shift Tab: the one before"), false },
    { KEY_ESC, 0, 0, key_escape, 0, N_("Esc"), N_("close, leave"), false },
    { KEY_PRINT, '?', SHIFT, NULL, 0, "?", N_("hold: these keys"), false },
};
const int key_count = COUNT(key_defs);

/* Keys with a name mean the same with any modifier that no other row asks for: a remote may send what it likes. */
static const KeyDef *row_of(const KeyPress *k)
{
    int mods = (k->shift ? SHIFT : 0) | (k->ctrl ? CTRL : 0);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < key_count; i++) {
            const KeyDef *d = &key_defs[i];
            bool loose = pass == 1 && d->key != KEY_PRINT;
            if (d->act && d->key == k->key && (d->key != KEY_PRINT || d->rune == k->rune) && (d->mods == mods || loose))
                return d;
        }
    return NULL;
}

static bool repeats(const KeyDef *d) { return d->act == key_step || d->act == key_undo || d->act == key_strength; }

void keys_answer(App *a, const Frame *f)
{
    UiInput *in = a->ui.in;
    for (int i = 0; i < in->keys; i++) {
        KeyPress *k = &in->key[i];
        bool typing = a->ui.edit != 0 || a->ui.menu != 0;
        if (k->key == KEY_NONE || k->alt || (typing && !k->ctrl && k->key != KEY_ESC))
            continue;
        if (!a->popup && player_key(a, k)) {
            k->key = KEY_NONE;
            continue;
        }
        const KeyDef *d = row_of(k);
        if (!d || (a->popup && !k->ctrl && d->act != key_escape && d->act != key_play && d->act != key_full))
            continue; /* a pop-over has the keyboard; training can still be paused */
        k->key = KEY_NONE;
        if (!k->repeat || repeats(d))
            d->act(a, f, d->arg);
    }
}
