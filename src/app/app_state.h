/* The state of the window's content, shared by the files that draw it: app.c (frame, keys), layout.c (rectangles),
 * toolbar.c, keys.c, compare.c and versus.c (two nets), deck.c (value, formula, cost), strength.c (what the slider
 * moves), axis.c, slider.c (track, thumb), sweepview.c (sweep curve, film strip), sketch.c (own points), banner.c
 * (states that need words), setup.c and dialog.c (pop-overs). Nothing here knows SDL, threads or files. */
#ifndef RIDGESCOPE_APP_STATE_H
#define RIDGESCOPE_APP_STATE_H

#include "app/album.h"
#include "app/app.h"
#include "app/filing.h"
#include "app/multiples.h"
#include "app/player.h"

/* Widgets have fixed numbers, so that the focus survives whatever else is drawn. */
enum {
    ID_SLIDER = 1,
    ID_PLAY,
    ID_STEP,
    ID_RESET,
    ID_SPEED,
    ID_SEED,
    ID_DICE,
    ID_DATA,
    ID_NOISE,
    ID_NET,
    ID_OPT,
    ID_REG,
    ID_SETUP,
    ID_UNDO,
    ID_CAMERA,
    ID_THEME,
    ID_HELP,
    ID_HINT,
    ID_LAM_FIELD,
    ID_LAM_SET,
    ID_LAM_SWEET,
    ID_LAM_ZERO,
    ID_BANNER_UNDO,
    ID_BANNER_FIX,
    ID_BADGE_UNDO,
    ID_BADGE_REHEAT,
    ID_BADGE_RESET,
    ID_BADGE_B, /* the same three for net B */
    ID_BADGE_B_END = ID_BADGE_B + 2,
    ID_CLOSE,
    ID_BESIDE,
    ID_RESTORE,
    ID_BAYES,
    ID_PENCIL,
    ID_SKETCH,
    ID_PANELS,
    ID_COMPARE,
    ID_DIFFERENCE,
    ID_UNITS,
    ID_GRID_COLUMNS,
    ID_GRID_ROWS,
    ID_GRID_OPEN,
    ID_CARD, /* and the next two: the cards of Compare */
    ID_CARD_END = ID_CARD + 3,
    ID_MORE_TABS, /* and as many as there are boxes */
    ID_MORE_TABS_END = ID_MORE_TABS + PANEL_BOXES,
    ID_EXPAND = 100,
    ID_PANEL = 200,
    ID_FILM = 300,
    ID_FORMULA = 320,
    ID_DIALOG = 340,
    ID_SETTING = 400,
    ID_CLASS = 700,
    ID_TAB = 720,
    ID_PANEL_ROW = 740,
    ID_NOTATION = 780,
    ID_GRID = 840,
    ID_LOOKS = 900,
    ID_MORE = 920,
    ID_PANEL_CHOICE,
    ID_FILING = 940, /* its field, two buttons, a row a file */
    ID_MENU_ROW = 1000,
    ID_LESSON_TOGGLE = 1100,
    ID_LESSON_LEAVE,
    ID_SEGMENT,     /* one a step */
    ID_PANE = 1200, /* the lesson pane; what can have the focus in it goes to ID_PANE_END */
    ID_COURSE,
    ID_PANE_CLOSE,
    ID_BACK,
    ID_NEXT,
    ID_LESSON_HINT,
    ID_LESSON_WHY,
    ID_AGAIN,
    ID_EVERYTHING,
    ID_EVERYTHING_YES,
    ID_EVERYTHING_NO,
    ID_SKIP,
    ID_CHOICE,      /* and three more */
    ID_TERM = 1220, /* links and live numbers, in reading order */
    ID_PANE_END = 1500,
    ID_COURSE_ROW = 1500
};

typedef enum Popup {
    POPUP_NONE,
    POPUP_SETUP,
    POPUP_LAMBDA,
    POPUP_EXPORT,
    POPUP_HELP,
    POPUP_PANELS,
    POPUP_UNITS,
    POPUP_LOOKS,
    POPUP_COURSE,
    POPUP_FILING
} Popup;

/* Rows of panel_defs that the window knows by name; all others are only rows to it. */
enum { PANEL_BOUNDARY, PANEL_CURVES, PANEL_WEIGHTS, PANEL_SURFACE };
/* The parts of the deck that can be closed, by digit. */
typedef enum DeckPart { PART_FORMULA, PART_FILM, PART_SWEEP, PARTS } DeckPart;

enum { APP_COMMANDS = 32 };
enum { LEAST_LAYOUT_W = 330, LEAST_LAYOUT_H = 205 }; /* 1024 x 640 at three times the size of text */

/* What fills the area over the deck. */
typedef enum Stage { STAGE_PANELS, STAGE_COMPARE, STAGE_GRID } Stage;

typedef struct Hand {         /* the keyboard's, on the panel that has the focus; hand.c */
    UiId of;                  /* the panel's widget, 0: none */
    Rect body;                /* of the panel ... */
    Vec2 at, drag;            /* ... where it is there, layout pixels; by how much it drags in this frame */
    bool press, twice, erase; /* in this frame */
    float wheel;
} Hand;

typedef struct Wish { /* what is wanted of one net of Compare */
    Config config, opened;
    Kept *own;
} Wish;

typedef struct PaneState { /* of the lesson pane's picture */
    bool closed, drawer;   /* by hand: beside the rest it is open unless closed, as a drawer the other way round */
    float scroll, longest; /* layout pixels; as far as it can go */
    float course_scroll;   /* of the menu of lessons */
    int row, step;         /* lesson and step of the last frame, -1: none */
    int terms;             /* links numbered so far in this frame */
    bool ask_first;        /* the question stands over the text: under it, it would be out of sight */
    UiId focus;            /* in the last frame */
} PaneState;

typedef struct Exporting {                /* what the export dialog was told */
    int what, panel, size, theme, format; /* rows of its tables, of panel_defs, theme_defs, figure_formats */
    bool caption, transparent, data, tex; /* the last two: beside it a table of its numbers, its lines for LaTeX */
    char text[FIGURE_CAPTION], automatic[FIGURE_CAPTION]; /* the caption as typed; as the settings say it */
    char folder[256];                                     /* where files go, told by the host */
    char name[96], usual[96];                             /* as typed; as the frame that is shown would be named */
    bool now;         /* taken by the host when all that it shows is made: app_export */
    bool from_dialog; /* which opens again when it cannot be written */
    double since;     /* seconds: when it was asked for */
    bool opened;      /* once before: what was chosen stays */
    struct {          /* what it will look like, made again when the figure or the frame has changed */
        Arena arena;
        App *app;
        Canvas canvas;
        Figure figure;
        FigurePlan plan;
        uint64_t of[2]; /* serials of the frames; 0: nothing is made */
        bool ok;
        Err err;
    } preview;
} Exporting;

struct App {
    Config config;          /* as wanted; the frame's is the trainer's answer */
    Kept *own;              /* own points that go with it, or NULL */
    char title[128];        /* of the scene */
    Shared *journal[2];     /* of the scene that was opened last: lives until its command was sent */
    uint64_t sent[2];       /* serial of the last command sent to each side */
    uint64_t error_seen[2]; /* serial of the last error said */
    Stage stage;
    int side;              /* Compare: the net that toolbar, slider and Setup are about, 0 A, 1 B; otherwise 0 */
    Wish file;             /* the own file that was left last, so that a menu leads back to it; own NULL: none */
    Wish parked;           /* ... and what is wanted of the other one: config, own and opened change places with it */
    bool compared;         /* Compare was open before: B is there */
    struct {
        bool any, playing; /* Compare has a run of its own for A; did what it stands in for play? */
        Config config, a;  /* of what it stands in for, as it was; of A, when Compare was left */
    } aside;
    bool difference;       /* a third card, with where the two differ */
    bool seek_sweet;       /* B goes to the sweet spot as soon as the sweep is complete */
    char stamp[64];        /* a picture of panels: what stands at the right of the first one's header */
    const Multiples *many; /* a picture: what its cells are of; NULL: all of the one net */
    const Grid *grid;      /* what there is of the grid of nets, or NULL */
    int grid_columns, grid_rows; /* what it goes over: rows of a table in gridview.c */
    Over grid_given[2];          /* ... or, of a scene that was opened, these; n 0: none */
    Frame *frame[2];             /* newest, of A and B; NULL: none yet */
    TrainerCommand command[APP_COMMANDS];
    int commands;
    bool playing;
    int speed; /* row of speed_defs */
    int theme;
    PanelView view[PANEL_MOST];
    Choices choices;
    Hand hand;
    Link link, next_link;           /* what the pointer was on in the last frame; is on, as far as this one is drawn */
    bool open[PANEL_MOST];          /* panels ... */
    bool part[PARTS];               /* ... and parts of the deck */
    int raised[PANEL_MOST], raises; /* where several panels share a box, the one raised last is seen */
    int drawer;                     /* small windows: the part of the deck that is pulled out, or -1 */
    int text;                       /* size of text: a row of text_scales */
    bool calm;                      /* reduced motion */
    bool present;                   /* Present mode: the hero, one panel, the deck ... */
    int main;                       /* ... the hero of a lesson's step; without a lesson it is the boundary */
    int beside;                     /* ... the panel; the hero: none beside it */
    bool full, full_before;         /* full screen is wished; was before Present */
    double moved_at, touched_at;    /* seconds: the pointer moved; anything was pressed or moved */
    Rect popup_rect;                /* of the open pop-over, drawn in this frame */
    Vec2 pan;                       /* how far a pop-over larger than the window is moved */
    UiId pan_focus;                 /* ... and what of it was moved into sight last */
    bool toolbar_out;               /* ... the toolbar is there while the pointer is at the top */
    bool blanked;                   /* ... the screen is dark until a key is pressed */
    int expanded;                   /* panel, or -1 */
    int moving;                     /* the panel that is growing or shrinking, from moving_rect since moving_since */
    Rect moving_rect;
    int gliding;            /* the same while it does, else -1 */
    Rect all;               /* the window in the last frame */
    Rect shown[PANEL_MOST]; /* where the panels were in it */
    double moving_since;    /* seconds; 0: nothing moves */
    bool twin;
    bool bayes;              /* show the best boundary possible, where it is known */
    bool drawing;            /* own points: the hero takes the pointer for adding, dragging and erasing */
    bool blank;              /* ... and without any it is empty, not what the generator makes */
    int brush;               /* class of new points */
    int held, held_class;    /* point under way, or -1 */
    Vec2 held_at, held_from; /* layout pixels: now, and where it was taken */
    Ui ui;
    Arena scratch;
    Popup popup;
    bool popup_fresh; /* opened in this frame: the press that did it must not close it */
    double now;       /* of the input, seconds */

    Player player;
    PaneState pane;
    Album album; /* pictures of the open lesson */

    Filing filing;
    struct {
        uint32_t from, to; /* places before and after the last scene was opened; to 0: none was */
        bool undone;
        bool both;    /* it had two nets */
        Words *other; /* the view of the one of them that is not seen: malloc'ed, or NULL */
        bool lent;    /* ... and whether its panels are a scene's */
    } visit;
    bool lent;                           /* the open panels are those of a lesson, or of a scene that was opened ... */
    char panels_before[PANEL_MOST * 24]; /* ... and the user's own are these */

    /* the slider */
    bool dragging;
    float grab; /* from the pointer to the thumb's centre */
    bool moved; /* ... and the pointer has moved since it was pressed at pressed_at, or pressed beside the thumb */
    float pressed_at;
    bool remember_drag;     /* the next move of this drag is the one that undo goes back to */
    bool first_run;         /* the hint is still to be shown */
    double last_key_change; /* moves by keys within a second are one undo step */
    int gesture, refused;   /* number of this move of lambda; of the last that was refused as beyond the bound */
    char lam_text[96];
    char lam_error[96];
    Vec2 lam_at;   /* where the typed value pop-over stands: above the thumb */
    Config opened; /* the scene as it opened: double-click goes back to its strength */

    /* pop-overs */
    char setting_text[64][96];
    char setting_error[64][112];
    int setting_bad; /* row with an error, or -1 */
    bool noise_held; /* the noise slider is being dragged; the data wait */
    float noise;
    bool beside_held; /* the second strength is being dragged: one drag is one undo step */
    Exporting exporting;
    char copied[UI_ENTRY]; /* for the clipboard: taken by the host, app_copied */
    char message[200];     /* outcome of the last export; shown for some seconds */
    bool message_bad;
    double message_until;

    Ask ask[2]; /* as last sent to each side */
};

/* How much room there is; layout.c. From COMPACT on boxes are shared and the toolbar has one line. */
typedef enum Tier { TIER_FULL, TIER_COMPACT, TIER_SMALL, TIER_TINY } Tier;

typedef struct Layout {
    Tier tier;
    bool compact; /* TIER_COMPACT and smaller */
    bool present; /* Present mode, and nothing else fills the area */
    bool hero;    /* the hero has a place of its own beside the boxes */
    bool diverged;
    Rect all, toolbar, banner, area, deck;
    Rect lesson;            /* its pane; w 0: not shown */
    Rect vote;              /* Present: where an open question of the lesson stands */
    bool lesson_over;       /* ... as a drawer that lies over the area */
    Rect formula, curve;    /* rows of the deck, and its plot; h 0: not shown */
    float track, film;      /* middle of the slider's track; top of the film strip, 0: not shown */
    Rect panel[PANEL_MOST]; /* w 0: not shown */
    Rect card[3];           /* Compare: A, B, their difference */
    struct {
        Rect r;
        int n, panel[PANEL_MOST]; /* those that share it, as tabs if there are several */
    } box[PANEL_BOXES];
} Layout;

typedef struct SpeedDef {
    const char *label;
    float steps;
} SpeedDef; /* steps a second; 0: as fast as it goes */
extern const SpeedDef speed_defs[];
extern const int speed_count;

/* app.c */
TrainerCommand *app_command(App *a, CommandType type); /* queues one for the net in hand; zeros but for its type */
/* The same for both nets, when two are compared. */
void app_command_all(App *a, CommandType type, bool flag, double value);
void app_set(App *a, const Config *c, bool remember); /* settings wanted: seen at once, sent to the trainer */
void app_set_own(App *a, const Config *c, Kept *own, bool remember); /* with other own points; holds them itself */
bool app_of_file(const Config *c); /* its data come from a file: there is no scene that makes them */
void app_say(App *a, bool bad, const char *format, ...) PRINTF(3, 4);
const Theme *app_theme(const App *a);
void app_new_seeds(App *a); /* the die: data, weights and batches together */
void app_toggle_play(App *a);
void app_step(App *a);  /* one step, and pauses */
void app_reset(App *a); /* the experiment from step 0, as it is set now */
/* A new run of the scene for the net in hand, trained up to `step` as fast as it goes; what is changed later is changed
 * when its step comes. Playing or paused as before. place: see TrainerCommand. */
void app_scene(App *a, const Scene *s, uint64_t step, uint32_t place);
/* Commands are still on their way, so that the frame does not show what we wish. */
bool app_waits(const App *a, const Frame *f, int side);
void app_undo(App *a, bool redo);
void app_expand(App *a, int panel);                 /* or back, when it fills the area already */
void app_open(App *a, Popup p);                     /* or closes it, when it is open */
void app_show_panel(App *a, int panel, bool open);  /* opens in front of the others of its box */
bool app_pressed_outside(const App *a, Rect popup); /* a press that closes the pop-over */

void app_net(App *a, int side, const Scene *net, const Own *own, uint64_t step, uint32_t place); /* of either side */

/* keys.c: the table of keys, also of the key sheet (those with words) and the menu of small windows */
enum { SHIFT = 1, CTRL = 2 };
typedef struct KeyDef {
    Key key;
    uint32_t rune;
    int mods;                                     /* SHIFT, CTRL */
    void (*act)(App *a, const Frame *f, int arg); /* NULL: somebody else answers it */
    int arg;
    const char *keys, *what; /* words; NULL keys: the row above says it as well */
    bool menu;
} KeyDef;
extern const KeyDef key_defs[];
extern const int key_count;
void keys_answer(App *a, const Frame *f);

/* popup.c: what pop-overs and dialogs share */
/* Takes the keyboard and the pointer from what lies below, until popup_end; draws the box. Where it is larger than the
 * window it can be moved: by the wheel, PageUp, PageDown, and it follows the focus. Returns where it lies. */
Rect popup_begin(App *a, Rect wanted, bool scrim);
void popup_end(App *a);

/* filingview.c: the pop-over that opens and saves scenes */
void filingview_open(App *a, bool saving);
void filingview_again(App *a); /* after what was typed could not be done: it is still there, to be mended */
void filingview_draw(App *a, const Layout *l);

/* opening.c */
void app_panels_lend(App *a); /* app.c: panels of a lesson or a scene are about to be opened */
void opening_follow(App *a);  /* undo and redo across the opening of a scene bring its view, too */

/* looks.c: the pop-over with theme, size of text, motion, Present */
void looks_draw(App *a, const Layout *l);

/* hand.c: what a mouse does on a panel, by keys */
void hand_frame(App *a, int panel, Rect body, bool entered); /* before the panel is drawn */
bool hand_on(const App *a, int panel);
void hand_draw(App *a, int panel, Rect r); /* r: of the panel */

/* lecture.c: a lesson in Present */
const char *lecture_title(const App *a); /* for the hero's header; NULL: no lesson, or not in Present */
float lecture_height(const App *a);      /* of the rows under it: the goal, the vote */
void lecture_draw(App *a, const Frame *f, const Layout *l);

/* present.c: in front of a class */
void present_enter(App *a); /* Present, full screen */
void present_leave(App *a);
void present_view(App *a, bool on);    /* the same in the window as it stands, as a step of a lesson wishes it */
void present_panel(App *a, int panel); /* beside the hero; again: nobody */
void present_input(App *a);            /* before the layout is made: what is asleep, what the pointer touches */
void present_draw(App *a, const Layout *l);
bool present_dark(App *a, Canvas *c, Rect all); /* true: the screen is blanked, and nothing else is to be drawn */

/* layout.c */
/* By how much everything is larger than in a window of that size without Present and larger text. */
float layout_zoom(const App *a, float w, float h);
Layout layout_make(const App *a, Rect all, bool diverged);
bool layout_lesson_drawer(Rect all);                           /* the lesson is a drawer over the rest, not beside it */
bool layout_tabbed(const Layout *l, int panel, int *box);      /* it shares its box with others */
bool layout_drawer(const App *a, DeckPart part);               /* pulled out over what else is there, and back */
Rect layout_body(Rect panel);                                  /* below the 40 px header */
int layout_main(const App *a);                                 /* the panel that is the hero */
Rect layout_lecture(const App *a, const Layout *l, int panel); /* its rows of lecture.c, below its header */
bool layout_headed(const App *a, const Layout *l, int panel);  /* it has a header */
Rect layout_panel_body(const App *a, const Layout *l, int panel);
bool layout_poster(const Layout *l, int panel);   /* its picture fills the body; legend and numbers lie on it */
Rect layout_field(const App *a, const Layout *l); /* the hero's picture */

/* header.c */
void header_draw(App *a, const Frame *f, const Layout *l, int panel);

/* toolbar.c */
void toolbar_draw(App *a, const Frame *f, const Layout *l);
void toolbar_play(App *a, float x, float cy, float size);
void toolbar_step(App *a, float x, float cy); /* and reset */
void toolbar_scenes(App *a, Rect r, const char *caption);
void toolbar_speeds(App *a, Rect r, const char *caption);
void toolbar_penalties(App *a, float x, float y, float h, float right); /* a bar, or a menu where that does not fit */
void narrow_draw(App *a, const Frame *f, const Layout *l);              /* narrow.c: in small windows */
int toolbar_scene(const Config *c);                                     /* scene these settings come from, or -1 */
void toolbar_net_text(const Config *c, const Shape *s, char out[96]);   /* 2–32–32–1 */

/* pane.c: the lesson beside the panels, or as a drawer over them */
void pane_draw(App *a, const Frame *f, const Layout *l);
void pane_toggle(App *a);          /* opens or closes it; without a lesson: the menu of lessons */
bool pane_lies_over(const App *a); /* an open drawer */
/* course.c: the menu of lessons */
void course_draw(App *a, const Layout *l);
/* spot.c: what a word of the lesson names is outlined, if it is `part` */
void spot(App *a, const char *part, Rect r);
bool spot_on(const App *a, const char *part);
Highlight spot_highlight(const App *a); /* for the panels */

/* strength.c: the setting that the slider moves */
bool strength_on(const App *a); /* there is one */
float strength_of(const App *a);
float strength_default(const App *a); /* as the scene opened */
void strength_set(App *a, float value, bool remember);
const char *strength_note(const Config *c); /* "L2 coefficient" */
/* Of lambda where it is the second strength: decades, the lower end standing for 0. */
void strength_beside_axis(const Config *c, float *lo, float *hi);

/* axis.c */
typedef struct Axis {
    Rect deck;
    bool linear;
    float x0, unit, lo, hi;
    float type; /* of the numbers */
} Axis;         /* 10^e at x0 + unit * (e - lo + 1), linear: v at x0 + unit * v; 0 at x0 */
Axis axis_make(const App *a, const Layout *l);
float axis_x(const Axis *x, float value); /* parked at the ends beyond them */
float axis_end(const Axis *x);
float axis_value(const Axis *x, float px);
float axis_step(const Axis *x, float value, float ticks); /* some sweep points on from a value, landing on them */
void axis_ticks(const Axis *x, float y, const Theme *t, Canvas *c);

/* deck.c slider.c */
void deck_draw(App *a, const Frame *f, const Layout *l);
/* The formula in force with its numbers at x, y; returns the right end. First of several on the screen: 0. */
typedef enum FormulaLook {
    FORMULA_USUAL,
    FORMULA_NARROW,
    FORMULA_BARE
} FormulaLook; /* bare: terms and numbers alone */
float deck_formula(App *a, const Config *c, const Findings *f, float x, float y, float right, FormulaLook look,
                   int number);
void slider_input(App *a, const Frame *f, const Layout *l); /* first of all widgets: it has the focus at the start */
void slider_draw(App *a, const Frame *f, const Layout *l);  /* sweep curve, track, ticks, thumb, film strip */
/* sweepview.c */
void curve_draw(App *a, const Frame *f, const Layout *l, const Axis *x);
void film_draw(App *a, const Frame *f, const Axis *x, float y);

void slider_tag(App *a);                                    /* the value over the thumb */
void slider_popup(App *a, const Frame *f, const Layout *l); /* the typed value */
typedef enum SliderMove {
    SLIDE_DOWN, /* by a sweep point, or a quarter of that */
    SLIDE_UP,
    SLIDE_DOWN_FINE,
    SLIDE_UP_FINE,
    SLIDE_ZERO,
    SLIDE_END,
    SLIDE_SWEET
} SliderMove;
void slider_go(App *a, const Frame *f, SliderMove move);
const Sweep *slider_sweep(const App *a, const Frame *f); /* of the present regularizer, or NULL */
float slider_sweet(const App *a, const Frame *f);        /* value at the sweet spot, or -1 */
bool slider_warning(const App *a, char out[160]);        /* lr x lambda from half of the bound on: one line of why */

/* compare.c: two nets side by side */
bool compare_on(const App *a);
void compare_toggle(App *a);
void compare_take(App *a, int side); /* the net in hand */
Frame *compare_frame(App *a);        /* before a frame is drawn: returns that of the net in hand */
const Config *compare_config(const App *a, int side);
Kept *compare_own(const App *a, int side);
void compare_ask(const App *a, const Layout *l, Ask out[2]);
Rect compare_field(const Layout *l, int i);              /* where a card's picture lies */
bool compare_seen(const App *a, const Layout *l, int i); /* a card: where there is room for one, that in hand */
/* What A and B start from, given the settings now; true: B is to go to the sweet spot. */
bool compare_start(const Config *now, Config *a, Config *b);
/* A side with a strength has one under another regularizer, too. */
void compare_follow(Config *next, const Config *was);
/* Whether a sweep of one is also a sweep of the other: they differ in the slider's setting alone. */
bool compare_alike(const Config *a, const Config *b);
/* What of a differs from b besides the strength, "L1 · 300 points"; returns how many settings. */
void compare_setting(const Config *c, int row, char out[128]); /* one setting in words: "80 points" */
int compare_differs(const Config *a, const Config *b, char *out, size_t size);
/* What the numbers of a net say, in two short lines. */
void compare_verdict(const Findings *f, char fits[64], char misses[64]);

/* versus.c: how that is drawn */
void versus_draw(App *a, const Layout *l);
void versus_strips(App *a, const Layout *l);
void versus_aside(App *a, const Axis *x, float y); /* the net that is not in hand, where its axis is another one */
void versus_thumb(App *a, const Axis *x, float y, int side);
float versus_other(const App *a, const Axis *x); /* where the thumb that is not in hand stands; below 0: not here */

/* banner.c */
void banner_draw(App *a, const Frame *f, const Layout *l); /* diverged */
bool banner_silent(const Frame *f); /* collapsed, or small weights on their way there and one answer to all */
/* Undo, Reheat and Reset of a net, 40 high; with Reheat 340 wide, without 208. */
void banner_ways_back(App *a, const Frame *f, float x, float y, int side, bool reheat);
void banner_badge(App *a, const Frame *f, const Layout *l); /* collapsed, reheat, messages, first-run hint */

/* shelf.c: the menu of panels */
void shelf_draw(App *a, const Layout *l);

/* gridview.c: many nets over one or two settings */
void gridview_draw(App *a, const Layout *l);
void gridview_toggle(App *a);
void gridview_value(const GridSpec *s, int axis, int i, char out[64]); /* "λ = 0.01" */
void gridview_over(App *a, const Words *view);                         /* what the grid of a scene goes over */
bool gridview_best(const Grid *g, int cell); /* of those of its task, which an axis of the data makes another one */
bool gridview_default(const Config *c, GridSpec *out, Err *err); /* strength x noise */

/* unitsview.c: the strength as other programs write it */
bool unitsview_fits(const App *a); /* there is something to say: the slider moves L2 or L1 */
void unitsview_draw(App *a, const Frame *f, const Layout *l);

/* exportview.c: the export dialog */
void exportview_draw(App *a, const Frame *f, const Layout *l);
void exportview_open(App *a, bool now);          /* now: the window as it is, in its theme, without a dialog */
void exportview_figure(const App *a, Figure *f); /* what was chosen */
uint32_t exportview_wants(const App *a);         /* WANT_ bits of what is being saved or shown */

/* preview.c: the figure in it */
void preview_draw(App *a, const Frame *f, Rect r);
void preview_forget(App *a); /* it is made anew: something has changed that is not in the figure nor in the frame */
void preview_free(App *a);

/* setup.c dialog.c */
void setup_draw(App *a, const Frame *f, const Layout *l);
void setup_open(App *a);
void dialog_help(App *a, const Layout *l);

/* sketch.c: own points drawn with the mouse */
bool sketch_fits(const App *a, const Frame *f);        /* points of classes in the plane are shown */
void sketch_frame(App *a, const Frame *f, Rect field); /* while drawing: takes the pointer, draws over the hero */
void sketch_toggle(App *a, const Frame *f);
void sketch_clear(App *a);

/* caption.c: what a figure shows, in words */
void caption_auto(const Figure *fig, const Findings *f, char out[FIGURE_CAPTION]);

/* picture.c: a picture of the main view or of panels, the same for the dialog and the command line */
App *picture_app(const App *from, const Config *c,
                 int theme); /* what it shows is as in `from` (NULL: defaults); app_free */
Ask picture_ask(App *p, const Figure *fig, const FigurePlan *plan); /* what its panels want */
/* A copy of the frame in a, with what is quick to find made for this figure: what a window asked for has another size,
 * and is coarse while it trains. numbers: for a table, not to be looked at. */
Frame *picture_frame(App *p, const Frame *f, const Figure *fig, const FigurePlan *plan, bool numbers, Arena *a);
/* Begins c in arena a and draws all of the figure, which makes plan->h what it becomes with the caption. */
bool picture_draw(App *p, Frame *f, const Figure *fig, FigurePlan *plan, const Font *font, Arena *a, Canvas *c,
                  Err *err);

/* A run of text with the theme's colours; returns its width. */
static inline float put(Canvas *c, const char *s, float x, float y, float size, Face face, Color color, Align align)
{
    return canvas_text(c, x, y, (TextStyle){ .size = size, .face = face, .color = color, .align = align }, s);
}
static inline float put_moving(Canvas *c, const char *s, float x, float y, float size, Face face, Color color,
                               Align align)
{
    return canvas_text(c, x, y,
                       (TextStyle){ .size = size, .face = face, .color = color, .align = align, .tabular = true }, s);
}

#endif
