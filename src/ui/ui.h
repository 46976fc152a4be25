/* ui: widgets as function calls, themes, icons. Immediate mode: a widget is drawn and answered by the same call.
 *
 * It draws into a Canvas and reads a UiInput; it knows no nets, no SDL, no files. What outlives a frame (which widget
 * has the focus, which menu is open, the text being typed) is in Ui. Sizes are layout pixels. To add a widget: one
 * function that calls ui_widget for its answers and draws with theme tokens. */
#ifndef RIDGESCOPE_UI_H
#define RIDGESCOPE_UI_H

#include "draw/draw.h"

/* --- themes: the colour tokens of the design, one row a theme --- theme.c */

/* The first ones are kept apart for every kind of colour vision; of the others those whose marks are alike. */
enum { THEME_CLASSES = 8, THEME_APART = 4 };
typedef struct Theme {
    const char *key, *label;
    bool dark;
    bool grey;    /* no colour at all: classes differ in lightness, and from the third on in corners */
    bool screen;  /* for the window; the others are for pictures */
    float weight; /* of lines and points: 1, more for a projector */
    Color bg, surface, raised, line, ink, ink2, ink3;
    Color lam, on_lam; /* lambda, penalty, ||w||, and nothing else */
    Color train, gap, gap_fill, gap_text;
    Color danger, danger_fill;
    Color point_outline;
    Color chosen;                        /* background of the chosen segment */
    Color note;                          /* fill of boxes that lie on a picture */
    Color tip, tip_ink, tip_ink2;        /* tooltips */
    Color scrim;                         /* over the window while a dialog is open */
    Color cls[THEME_CLASSES];            /* points of class 0, 1, ...; 0 also negative weights, 1 positive ones */
    Color layer[3];                      /* histogram: first, hidden, output layers */
    Color field_lo, field_mid, field_hi; /* ends and middle of the probability map */
    Color field_cls[THEME_CLASSES];      /* field where class k is certain, three classes and more */
} Theme;
extern const Theme theme_defs[]; /* dark, light, projector, print */
extern const int theme_count;
int theme_find(const char *key);         /* row or -1 */
int theme_next(int row);                 /* the screen's theme after this one */
const Color *theme_ramp(const Theme *t); /* [256] probability of class 1 -> colour; computed once per theme */

/* --- icons: geometry in a 20 px box, centred --- icon.c */

typedef enum Icon {
    ICON_NONE,
    ICON_PLAY,
    ICON_PAUSE,
    ICON_STEP,
    ICON_RESET,
    ICON_CAMERA,
    ICON_THEME,
    ICON_HELP,
    ICON_EXPAND,
    ICON_SHRINK,
    ICON_DOWN,
    ICON_RIGHT,
    ICON_LEFT,
    ICON_CHECK,
    ICON_DICE,
    ICON_CLOSE,
    ICON_WARN,
    ICON_LOGO,
    ICON_UNDO,
    ICON_SETUP,
    ICON_PENCIL,
    ICON_DOTTED,
    ICON_PANELS,
    ICON_COMPARE,
    ICON_DIFFERENCE,
    ICON_BOOK,
    ICON_COUNT
} Icon;
void icon_draw(Canvas *c, Icon icon, float cx, float cy, float scale, Color color, Color hole);
/* hole: painted inside closed outlines, so that an icon can lie on a picture; 0: they are see-through */

/* --- input of one frame --- */

typedef enum Key {
    KEY_NONE,
    KEY_SPACE,
    KEY_ENTER,
    KEY_ESC,
    KEY_TAB,
    KEY_BACKSPACE,
    KEY_DELETE,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_UP,
    KEY_DOWN,
    KEY_HOME,
    KEY_END,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_F5,
    KEY_F11,
    KEY_PRINT, /* PRINT: a character, in rune, lower case */
} Key;
typedef struct KeyPress {
    Key key;
    uint32_t rune;
    bool shift, ctrl, alt, repeat;
} KeyPress;

enum { UI_ENTRY = 640 }; /* bytes of a line that is typed in, with its 0 */

typedef struct UiInput {
    double time;                  /* seconds since any moment; for delays and blinking only */
    Vec2 mouse;                   /* layout pixels; (-1e6, -1e6) when the pointer is outside */
    bool down, pressed, released; /* left button: held; went down, up since the last frame */
    bool right_pressed;
    int clicks;  /* with pressed: 1, 2, ... */
    float wheel; /* notches, up is positive */
    bool shift, ctrl, alt;
    int keys;
    KeyPress key[16];      /* a widget that uses a key sets its .key to KEY_NONE */
    char text[64];         /* UTF-8 typed since the last frame */
    char pasted[UI_ENTRY]; /* what the clipboard holds, when Ctrl V was pressed */
    char copied[UI_ENTRY]; /* out: what a widget puts on the clipboard; "": nothing */
    bool question;         /* ? is held */
} UiInput;

/* --- widgets --- ui.c menu.c entry.c widget.c */

typedef uint32_t UiId; /* any number but 0, the same in every frame: UI_ID(1), UI_ID(1 + row) ... */
UiId ui_id(const char *file, int n);
#define UI_ID(n) ui_id(__FILE__, n) /* number n of this source file */
typedef const char *(*UiLabel)(const void *user, int i);

typedef struct Ui {
    Canvas *c;
    const Theme *t;
    UiInput *in;             /* NULL while drawing a picture: nothing is hot, nothing answers */
    Rect bounds;             /* tooltips and menus stay inside */
    Vec2 mouse_was;          /* the pointer in the last frame */
    bool slid;               /* a layer came or went under a pointer at rest: no tooltips until it moves */
    UiId hot, active, focus; /* under the pointer; held by it; has the keyboard */
    UiId focus_at;           /* what had the focus when it was drawn last, and where it was */
    Rect focus_rect;
    UiId next_hot; /* the last one so far that the pointer is on, and where it is */
    Rect next_hot_rect;
    bool focus_ring; /* focus is drawn: it was moved by a key */
    UiId order[256]; /* widgets that can have the focus, in the order of this frame */
    int orders;
    int layer; /* being drawn; the caller raises it for a dialog */
    int top;   /* highest layer of the last frame: lower ones see no pointer */
    int next_top;
    UiId menu; /* whose menu is open, 0: none. No widget sees the pointer then */
    Rect menu_anchor;
    UiLabel menu_label, menu_note;
    const void *menu_user;
    int menu_rows, menu_chosen, menu_at, menu_first; /* at: row under the keyboard; first: topmost visible one */
    float menu_width;
    UiId edit; /* text field being typed in */
    char edit_text[UI_ENTRY];
    int edit_bytes, edit_caret; /* length; caret, in bytes from the start */
    bool edit_fresh;            /* all of it is selected: the first typed character replaces the text */
    UiId tip_id;                /* what the pointer rests on, since when */
    double tip_since;
    char tip_left[6][128], tip_right[6][64]; /* right empty: a plain line */
    int tips;
    bool tip_placed; /* it is not about the pointer, but about tip_place */
    Vec2 tip_place;
    const char *locked; /* see ui_lock */
    bool animating;     /* something moves or waits by itself: draw again soon */
} Ui;

void ui_begin(Ui *ui, Canvas *c, const Theme *t, UiInput *in, Rect bounds);
void ui_end(Ui *ui); /* draws the open menu and the tooltip; moves the focus on Tab */

/* The heart of every widget: is the pointer on it, was it pressed, does it have the focus?
 * What a clip of the canvas hides answers no pointer. Where two rectangles overlap, the pointer is on the one asked
 * last, which was drawn last. What an open menu or a field in use wants of the keys and the wheel is taken out of the
 * input when its widget is called, and Tab by ui_end; so look for shortcuts after them. */
typedef struct UiAnswer {
    bool hover;   /* the pointer is on it and nothing else holds it */
    bool held;    /* pressed here and still down, wherever the pointer is */
    bool clicked; /* pressed and released here */
    bool focused; /* has the keyboard */
    bool entered; /* Enter with the focus */
} UiAnswer;
UiAnswer ui_widget(Ui *ui, UiId id, Rect r, bool focusable);
/* Widgets from here to ui_unlock are to be read, not to be touched: under the pointer they say why, and r looks faded
 * into the ground. why NULL: nothing is locked. */
void ui_lock(Ui *ui, const char *why);
void ui_unlock(Ui *ui, Rect r, Color ground);
bool ui_key(Ui *ui, Key key, uint32_t rune); /* takes that press out of the input if it is there, with any modifiers */
void ui_ring(Ui *ui, Rect r, float radius);  /* ring 4 px around what has the focus, if focus_ring; radius: of r */
void ui_tip(Ui *ui, UiId id, bool hover, const char *left, const char *right);
/* One row of a tooltip, at most six; the caller asks every frame, hover or not. Shown after 300 ms of rest. A row with
 * an empty right (or NULL) is a line of prose and wraps. */

void ui_tip_at(Ui *ui, Vec2 place); /* in this frame tips are about this place, not about the pointer */

typedef enum UiLook { UI_PLAIN, UI_PRIMARY, UI_QUIET } UiLook;
bool ui_button(Ui *ui, UiId id, Rect r, const char *label, UiLook look, bool enabled);
/* With an icon behind the label. */
bool ui_button_icon(Ui *ui, UiId id, Rect r, const char *label, Icon icon, UiLook look, bool enabled);
bool ui_icon(Ui *ui, UiId id, Rect r, Icon icon, bool on, const char *tip); /* tip may be NULL */
bool ui_segment(Ui *ui, UiId id, float x, float y, float h, const char *const *label, int n, int *chosen, bool lam,
                float *width);
/* A row of choices, as one widget. width: out, may be NULL. lam: the chosen one is in the colour of lambda. True when
 * the choice changed. */
float ui_segment_width(Ui *ui, float h, const char *const *label, int n);
bool ui_choice(Ui *ui, UiId id, Rect r, const char *caption, const char *value, UiLabel label, UiLabel note,
               const void *user, int rows, int *chosen);
/* Caption above the value and a small arrow; opens a menu of rows. caption NULL: one line. note may be NULL; so may a
 * note. True: *chosen changed. */
bool ui_slider(Ui *ui, UiId id, Rect r, float lo, float hi, float *value, bool *finished);
/* Small and linear, ink: lambda's own slider is not this one. True when *value changed. finished (or NULL): it will not
 * go on changing: the button was released, or it was one key press or turn of the wheel. */
bool ui_field(Ui *ui, UiId id, Rect r, char *text, size_t size, const char *error);
/* One line of text, at most UI_ENTRY - 1 bytes; true when Enter or leaving it commits a change. Until then text stays
 * what it was. Enter and Esc that change nothing are left to the caller. error: NULL, or one sentence, drawn in danger
 * below it. */
bool ui_check(Ui *ui, UiId id, float x, float y, const char *label, bool *on); /* a row 28 high, its corner at x, y */

/* Text helpers with theme colours. */
TextStyle ui_text(float size, Face face, Color color, Align align);
enum { UI_LINE = 256 }; /* bytes of a line of text; a letter of Chinese takes three */
/* The text, or what fits into w of it and an ellipsis; true when all of it did. */
bool ui_fit(Canvas *c, TextStyle s, const char *text, float w, char out[UI_LINE]);
float ui_norm(Canvas *c, float x, float y, float size, Face italic, Color color, bool squared);
/* the norm bars around an italic w (two drawn bars each: the font's sign is too wide); returns the width */
float ui_norm_width(Canvas *c, float size, Face italic, bool squared);

/* --- tex.c: formulas --- */

/* A readable part of TeX's mathematics: Greek, sub- and superscripts, \frac, \sqrt, norms \lVert \rVert or \|, \sum
 * with limits, accents, \text. Nothing is an error: unknown commands are shown as typed, and the first is named. */
typedef struct Tex Tex;
const Tex *tex_parse(const char *text, Arena *a, const char **unknown); /* unknown: NULL when all is known */
typedef struct TexSize {
    float w, up, down; /* above and below the baseline */
} TexSize;
TexSize tex_size(const Tex *t, Canvas *c, float size, bool display); /* display: on a line of its own */
void tex_draw(const Tex *t, Canvas *c, float x, float y, float size, bool display, Color color);

/* For new widgets. */
enum { UI_HIT = 36 };                  /* smallest area that can be hit, each way */
Rect ui_hit_area(Rect r);              /* r, grown around its middle to that */
float ui_baseline(Rect r, float size); /* of text in the middle of r */
void ui_draw_menu(Ui *ui);             /* for ui_end */

#endif
