/* panels: one picture a file. A panel is a pure function of (findings, view, rectangle); it keeps nothing.
 *
 * What training changed is in Findings, what the mouse changed is in PanelView. The header (title, number, expand) and
 * the card are drawn by the app; a panel gets the body below it. To add one: panels/x.c, its
 * functions below, and a row in panels.c. */
#ifndef RIDGESCOPE_PANEL_H
#define RIDGESCOPE_PANEL_H

#include "analysis/analysis.h"
#include "ui/ui.h"

/* A term of the formula, or what a word of the lesson names. */
typedef enum Highlight {
    HIGHLIGHT_NONE,
    HIGHLIGHT_DATA, /* training loss */
    HIGHLIGHT_PENALTY,
    HIGHLIGHT_TOTAL,
    HIGHLIGHT_TEST,
    HIGHLIGHT_GAP,
    HIGHLIGHT_TWIN
} Highlight;

typedef enum RequestKind { REQUEST_NONE, REQUEST_STRENGTH, REQUEST_REHEAT } RequestKind;
typedef struct Request { /* what a panel cannot do by itself */
    RequestKind kind;
    float value; /* STRENGTH: of the setting that the slider moves; REHEAT: standard deviation */
} Request;

typedef struct PanelView {
    const Theme *theme;
    float k;       /* scale of type and marks: 1, larger on a projector */
    bool twin;     /* show the lambda = 0 twin */
    bool log_loss; /* panel 2: logarithmic loss axis */
    float top;     /* panels 2 and 3: losses, counts that the axis must hold besides those shown: others have it too */
    SurfaceKind kind; /* panel 4 */
    bool flat;        /* panel 4: 2-D */
    bool expanded;
    float yaw, pitch, zoom; /* panel 4 */
    Highlight highlight;    /* what is to be seen at once */
    bool hovering;          /* the pointer rests in the body ... */
    Vec2 hover;             /* ... here, layout pixels */
    bool bayes;             /* panel 1: show the best boundary possible, which is known */
    bool drawing;           /* panel 1: points are being drawn; no boxes in the way */
    bool plain;             /* panel 1: the picture alone, which fills the body: its numbers stand elsewhere */
    bool apart;             /* panel 1: its numbers stand elsewhere, what its marks mean stays */
    bool poster;            /* panel 1: the picture fills the body, its legend lies on it */
    bool clear;             /* nothing lies behind it: a picture for a ground of another colour */
    bool compact;           /* small window */
    bool turning;           /* panel 4: a drag is in progress ... */
    Vec2 grab;              /* ... and the pointer was last here */
    int mode;               /* what else a panel has to choose from: a row of its own list */
    float scrub;            /* panel representation: how far back from the last layer (0) to the input (1) */
    Choices *choices;       /* what analyses are asked for; shared by all panels, changed by their controls */
    Link link;              /* what the pointer is on, in whatever panel */
    Request request;        /* set by controls and input, answered by the caller after the frame */
    const Findings *found;  /* what is shown, for controls and input; NULL in a picture, which has neither */
    Arena *scratch;         /* reset by the caller after the frame */
} PanelView;

typedef struct PanelTip {
    int rows;
    char left[5][64], right[5][48];
    Rect anchor;
    Link link; /* what it is about: highlighted in all panels */
} PanelTip;    /* first row is the title */

/* The numbers behind a picture, series by series. behind.c */
typedef enum BehindLook { BEHIND_LINE, BEHIND_DASHED, BEHIND_MARKS, BEHIND_BARS, BEHIND_GRID, BEHIND_TABLE } BehindLook;
typedef struct BehindSeries {
    char key[48];    /* for scripts: English, never changed */
    BehindLook look; /* as the panel draws it; GRID: z over x and y; TABLE: it belongs to it, but on other axes */
    Color color;     /* of all but GRID and TABLE */
    int first, rows; /* in Behind.row */
} BehindSeries;
typedef struct BehindRow {
    double x, y, z; /* not finite: there is none */
} BehindRow;
typedef struct Behind {
    Arena *arena;
    const char *x, *y; /* names of the axes, English */
    bool log_x;        /* and 0 stands left of it */
    bool root_y;       /* heights are square roots */
    BehindSeries *series;
    int count, series_cap;
    BehindRow *row;
    int rows, row_cap;
} Behind;
Behind behind_of(const Findings *f, const PanelView *v, int panel, Arena *a);
/* For those who fill them in: a series, then its rows. */
void behind_series(Behind *n, BehindLook look, Color color, const char *format, ...) PRINTF(4, 5);
void behind_row(Behind *n, double x, double y, double z);

typedef struct PanelDef {
    const char *key, *title, *help; /* help: two sentences for a tooltip */
    const char *brief;              /* a line for the menu of panels */
    const char *tab;                /* a short title where several share a box; NULL: the title */
    uint32_t wants;                 /* WANT_ bits */
    int box;                        /* which of the PANEL_BOXES beside the hero it opens in */
    int digit;                      /* its key, or 0: it is opened from the panel menu */
    bool start;                     /* open in a new window */
    void (*draw)(const Findings *f, const PanelView *v, Rect body, Canvas *c);
    void (*behind)(const Findings *f, const PanelView *v, Behind *n);                      /* what is behind it */
    void (*controls)(PanelView *v, Ui *ui, Rect body);                                     /* widgets on it, or NULL */
    bool (*input)(PanelView *v, const UiInput *in, Rect body);                             /* drag, wheel; or NULL */
    bool (*tip)(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out); /* or NULL */
} PanelDef;

enum { PANEL_BOXES = 4, PANEL_MOST = 16 }; /* boxes: two above, two below; rows of panel_defs at most */
extern const PanelDef panel_defs[];        /* the hero first: it has a place of its own */
extern const int panel_count;
int panel_find(const char *key);                     /* row or -1 */
const char *panel_title(const Findings *f, int row); /* of what it shows now */
void panel_view_default(PanelView *v, const Theme *t);
void panel_reset_camera(PanelView *v);

/* Shared by the hero, the film strip and exports. boundary.c */
Rect boundary_field_rect(Rect body); /* where the field lies in the boundary panel's body (the rest is the legend) */
enum { BOUNDARY_TEST_SHOWN = 110, BOUNDARY_TRAIN_SHOWN = RUN_MEASURED }; /* points that are drawn at most */
/* What the net answers at a point, in a word: "p 0.97", "green 0.83", "1.24". false: nothing to ask, or no number. */
bool points_say(const Findings *f, const PanelView *v, const real *at, char out[48]);

/* What the net scores, "94.8%" or a root of the mean squared error, and on what: for those who write it elsewhere. */
typedef struct Score {
    const char *test_name; /* NULL: there are no test points */
    char train[32], test[32];
} Score;
Score score_of(const Findings *f);

/* Pixels of a field in theme colours: class probabilities. out: [f->h][f->w] */
void boundary_pixels(const Field *f, const Theme *t, Color *out);
/* One thumbnail: field and boundary line only, corners rounded. */
void boundary_thumb(const Field *f, const Theme *t, Arena *a, Rect r, Canvas *c);

/* Where two nets differ, in r: p_B − p_A, the boundary of A thin and that of B thick. Their fields have one window, or
 * it says that it cannot. difference.c */
void difference_draw(const Findings *a, const Findings *b, const PanelView *v, Rect r, Canvas *c);
/* Share of the picture where they decide for different classes; below 0: there is no such thing. */
float difference_share(const Findings *a, const Findings *b);

/* The same of images: n filters of side x side weights; +-full is full colour. images.c */
void images_thumb(const float *value, int n, int side, float full, const Theme *t, Arena *a, Rect r, Canvas *c);

/* "Weights too large to draw", "No steps yet": an empty state in the middle of a body. panels.c */
void panel_empty(const PanelView *v, Rect body, Canvas *c, const char *title, const char *hint);

/* --- for the files of this folder --- */

/* What the rows of panel_defs point to. */
void boundary_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c);
bool boundary_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out);
void curves_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c);
bool curves_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out);
void weights_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c);
bool weights_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out);
void landscape_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c);
void landscape_controls(PanelView *v, Ui *ui, Rect body);
bool landscape_input(PanelView *v, const UiInput *in, Rect body);
void lambda_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c);
void lambda_controls(PanelView *v, Ui *ui, Rect body);
bool lambda_input(PanelView *v, const UiInput *in, Rect body);
bool lambda_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out);
void updown_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c);
void updown_controls(PanelView *v, Ui *ui, Rect body);
bool updown_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out);
bool landscape_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out);
void network_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c);
bool network_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out);
void representation_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c);
void representation_controls(PanelView *v, Ui *ui, Rect body);
bool representation_input(PanelView *v, const UiInput *in, Rect body);
bool representation_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out);

/* behind.c */
void behind_boundary(const Findings *f, const PanelView *v, Behind *n);
void behind_curves(const Findings *f, const PanelView *v, Behind *n);
void behind_weights(const Findings *f, const PanelView *v, Behind *n);
void behind_surface(const Findings *f, const PanelView *v, Behind *n);
void behind_network(const Findings *f, const PanelView *v, Behind *n);
void behind_curvature(const Findings *f, const PanelView *v, Behind *n);
void behind_representation(const Findings *f, const PanelView *v, Behind *n);
void behind_lambda(const Findings *f, const PanelView *v, Behind *n);
void behind_variance(const Findings *f, const PanelView *v, Behind *n);
void behind_tug(const Findings *f, const PanelView *v, Behind *n);
void behind_pays(const Findings *f, const PanelView *v, Behind *n);
void behind_updown(const Findings *f, const PanelView *v, Behind *n);
void behind_calibration(const Findings *f, const PanelView *v, Behind *n);

/* carried.c: the picture of panel representation */
typedef struct Carried { /* one net's points and grid somewhere between two stages, in layout pixels */
    const Hidden *hidden;
    const real *params;
    Rect r;
    int from;    /* the stage before */
    float way;   /* from there to the next, 0 ... 1 */
    Window axes; /* of the nearest stage, if it is no input plane */
    Vec2 *train, *test, *grid;
} Carried;
Carried carried_make(const Findings *f, const PanelView *v, const Hidden *h, int member, Rect r);
void carried_draw(const Findings *f, const PanelView *v, const Carried *at, bool test, Canvas *c);
int carried_stage(const Carried *at); /* the nearest one */
/* sheet.c; whole: the plane of the last layer shows its colours already, and it is but a grid */
void sheet_draw(const PanelView *v, const Carried *at, bool whole, Canvas *c);

/* boundary.c: all boundaries of a field in r. casing 0: none. */
void boundary_line(const Field *f, Arena *a, Rect r, Stroke s, Color casing, Color ink, Canvas *c);

void bundle_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c);
bool bundle_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out);
void ropes_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c);
void ropes_controls(PanelView *v, Ui *ui, Rect body);
bool ropes_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out);
void bill_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c);
bool bill_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out);
void calibration_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c);
bool calibration_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out);

/* legend.c; y: its middle */
void legend_draw(const Findings *f, const PanelView *v, Rect body, float y, Canvas *c);
void legend_on(const Findings *f, const PanelView *v, Rect r, Canvas *c); /* in a box in the corner of the picture */

/* score.c: how good the net is, in the hero's corner */
Rect score_rect(const Findings *f, const PanelView *v, Rect r); /* w 0: there is no room */
void score_draw(const Findings *f, const PanelView *v, Rect box, Canvas *c);

/* graph.c images.c: the hero where data are a curve or images */
void graph_draw(const Findings *f, const PanelView *v, Rect r, Canvas *c);
bool graph_tip(const Findings *f, const PanelView *v, Rect r, Vec2 at, PanelTip *out);
void graph_thumb(const Field *f, const Theme *t, Rect r, Canvas *c);
void images_draw(const Findings *f, const PanelView *v, Rect r, Canvas *c);
bool images_tip(const Findings *f, const PanelView *v, Rect r, Vec2 at, PanelTip *out);
typedef enum ImagesLook { IMAGES_GREY, IMAGES_SIGNED } ImagesLook; /* pixels; weights: colours of the two signs */
/* A square of side x side numbers, -1 ... 1, whose pixels are seen as pixels. */
void images_picture(const PanelView *v, Rect r, const float *value, int side, ImagesLook look, Canvas *c);

/* solo.c: one unit in the hero, while the pointer is on it in another panel */
bool solo_shown(const Findings *f, const PanelView *v);
void solo_field(const Findings *f, const PanelView *v, Rect r, Canvas *c); /* in place of the net's field */
void solo_curve(const Findings *f, const PanelView *v, const Plot *p, Canvas *c);
void solo_note(const Findings *f, const PanelView *v, Rect r, Canvas *c); /* r: the field */

/* rulers.c */
void rulers_draw(const Findings *f, const PanelView *v, Rect r, Canvas *c); /* r: the field */

/* points.c */
typedef struct PointMap {
    Rect r;
    Window win;
    float s; /* size of marks: k, smaller in a small field */
} PointMap;  /* from data to layout pixels */
PointMap points_map(const PanelView *v, Rect r, const Field *f);
Vec2 points_at(const PointMap *m, const real *x);
const char *points_class(const Findings *f, char out[32], int cls); /* its word */
float points_crowd(int n); /* how much smaller than usual n points are drawn: 1 ... 0.35 */
void points_mark(Canvas *c, const Theme *t, int cls, Vec2 at, float r); /* a training point; its class, radius */
/* A test point is hollow; of validation: with a dot. */
void points_held(Canvas *c, const Theme *t, int cls, Vec2 at, float r, bool dot);
void points_shape(Canvas *c, int cls, Vec2 at, float r, Color color); /* the mark of a class in any colour */
int points_corners(int cls);                                          /* of the mark of a class; 0: a disc */
void points_draw(const Findings *f, const PointMap *m, const Theme *t, Canvas *c);
void points_linked(const Findings *f, const PanelView *v, const PointMap *m, Canvas *c); /* a ring around it */
Vec2 points_leader(Rect note, Vec2 to); /* where the line from a note to a point begins */
/* A wrong label that the twin gives in to and the net does not, and that no box hides: the nearest to the note whose
 * line passes through no other ring, else the nearest. -1: none, or the net has collapsed and gives in to nothing. */
int points_fenced(const Findings *f, const PanelView *v, const PointMap *m, Rect note, Rect accuracy);
bool points_tip(const Findings *f, const PanelView *v, const PointMap *m, Vec2 at, PanelTip *out);

/* curves.c climb.c series.c */
typedef struct Marks { /* changes of the strength; those not more than `closest` steps after the last one are one with
                          it */
    float step[64], value[64];
    int n;
} Marks;
void curves_marks(const Snapshot *s, float closest, Marks *m);
float curves_drag(const Snapshot *s); /* steps: changes not farther apart are one drag of the slider */
float curves_reach(
    const Snapshot *s); /* right end of the axis of steps: until, or the first of 2, 5, 10 ... times that */
void curves_draw_marks(const Snapshot *s, const PanelView *v, const Plot *p, const Marks *m, Canvas *c);
void curves_steps(const PanelView *v, Rect plot, float from, float to, bool word, Canvas *c); /* labels of the x axis */
typedef struct Series { /* columns of the recorded curve, [n] each */
    int n;
    float *step, *train, *test;
    float *twin, *reported; /* NULL: not shown. The twin's test loss; what the mistake "loss" calls the cost */
    int twin_from;          /* first point at which the twin may differ */
} Series;
Series series_of(const Findings *f, const PanelView *v);
Plot series_axes(const Findings *f, const PanelView *v, const Series *d, Rect r);
void series_grid(const PanelView *v, const Plot *p, Canvas *c);               /* lines and numbers of the loss axis */
void climb_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c); /* diverged: the cost instead of losses */

/* weights.c: the three colours of layers: the first, hidden ones, the output. filters: the first is a convolution */
int weights_group(int layer, int layers); /* index into Theme.layer */
const char *weights_group_name(int group, int layers, bool filters);

/* along.c: the slider's axis under a plot */
typedef struct Along {
    Rect r; /* the plot; 0 stands at its left edge */
    const Config *config;
    float lo, hi, unit; /* decades and the width of one; or values and the width of 1 */
    bool linear;
} Along;
Along along_of(const Config *c, Rect r); /* c must outlive it */
float along_x(const Along *a, float value);
int along_member(const Along *a, float x); /* of the sweep, nearest to this place, finished or not */
void along_axis(const PanelView *v, const Along *a, bool labels, Canvas *c); /* below the plot, within 32 k */
void along_now(const PanelView *v, const Along *a, float value, Canvas *c);  /* the line of the present value */
void along_link(const PanelView *v, const Along *a, Canvas *c);              /* a line where the linked strength is */
float along_top(float most, int ticks);                                      /* a round end of an axis from 0 */
void along_values(const PanelView *v, const Plot *p, const char *unit, Canvas *c); /* the other axis, left of it */
const char *along_number(char out[32], double value, float step); /* with the decimals of a step of plot_ticks */

/* readings.c: what can be read off the nets of a sweep, one picture each; f has a sweep */
enum { READINGS = 6 };
const char *readings_tab(int i);                                /* a word for a segment */
const char *readings_title(int i);                              /* the same in full */
bool readings_of_weights(int i);                                /* the paths of weights, which traces.c draws */
const char *readings_missing(const Findings *f, int i);         /* why there is nothing to see; NULL: there is */
bool readings_progress(const Findings *f, int i, char out[64]); /* false: all is there */
void readings_draw(const Findings *f, const PanelView *v, int i, const Along *a, Rect head, Canvas *c);
void readings_tip(const Findings *f, int i, int member, PanelTip *out);

/* traces.c: the paths of weights along the sweep; head: where words about them go */
void traces_draw(const Findings *f, const PanelView *v, const Along *a, Rect head, Canvas *c);
int traces_near(const Findings *f, const PanelView *v, const Along *a, Vec2 at); /* index of a weight, or -1 */

/* formula.c */
typedef struct FormulaTerm {
    const char *factor;
    int norm;                                           /* 2: the squared 2-norm; 1: the 1-norm */
} FormulaTerm;                                          /* of the objective, besides the data loss */
int formula_terms(const Config *c, FormulaTerm out[2]); /* how many there are */
float formula_width(Canvas *c, FormulaTerm t, float size);
float formula_draw(Canvas *c, FormulaTerm t, float x, float y, float size, Color color); /* returns its width */

/* relief.c */
enum { RELIEF_LEVELS = 12 };
typedef struct Relief { /* a loss surface, ready to draw; [SURFACE_NODES][SURFACE_NODES] each */
    const Surface *s;
    SurfaceKind kind;
    SurfaceScale how;
    float *height; /* surface_height */
    float *z;      /* 0 ... 1 of `scale` */
    float *share;  /* the penalty's share of the cost, stretched: 0 data, 1 penalty */
    float scale;   /* height of the highest total; DATA: of the highest data loss, which the strength does not change */
    Color base;
    Lines contour[RELIEF_LEVELS]; /* in nodes */
    Rect box;                     /* the rest is from relief_in: where it is drawn, as a map or as a landscape */
    bool flat;
    Camera camera;
    float mark; /* size of marks: 1, larger in a large picture, which has numbers as well */
} Relief;
enum { RELIEF_AUTO, RELIEF_LOG, RELIEF_LINEAR }; /* PanelView.mode: heights; AUTO: what suits the plane */
SurfaceScale relief_scale(const PanelView *v, const Surface *s);
Relief relief_of(const Findings *f, const PanelView *v, SurfaceKind kind);
void relief_contours(const PanelView *v, Relief *r); /* before it is drawn */
void relief_in(Relief *r, const PanelView *v, Rect box, bool flat);
Vec2 relief_at(const Relief *r, Vec2 on); /* layout pixels of a place on the plane, on the surface */
void relief_landscape(const Findings *f, const PanelView *v, const Relief *r, Canvas *c);
void relief_map(const Findings *f, const PanelView *v, const Relief *r, Canvas *c);
float relief_value(const Findings *f, const PanelView *v, SurfaceKind kind, int i); /* of the plane at path point i */

/* trail.c: path, marks, spots */
void trail_places(const Relief *r, Vec2 *at); /* where the points of the path are drawn */
/* Where a spot is drawn; false: it is not wanted, or outside of the picture. */
bool trail_spot(const Findings *f, const PanelView *v, const Relief *r, SpotKind kind, Vec2 *at);
void trail_draw(const Findings *f, const PanelView *v, const Relief *r, Canvas *c);
const char *trail_number(char out[32], double v); /* a loss: three decimals, or two digits when it is small */

/* cut.c: what plane it is */
enum {
    CUT_WORDINGS = 4
}; /* from the most to the fewest words, "" where there is none; the first is for a large panel */
void cut_words(const Findings *f, char text[CUT_WORDINGS][256]);

/* ball.c: circle or diamond and the ridge path, on the plane of two weights */
void ball_draw(const Findings *f, const PanelView *v, const Relief *r, Canvas *c);
bool ball_solution(const Findings *f, float strength, Vec2 *out); /* false: not known in closed form */
/* The strength whose solution is nearest to the pointer, and where it is drawn; false: none within reach. */
bool ball_at(const Findings *f, const Relief *r, Vec2 mouse, float reach, float *strength, Vec2 *at);
/* The contour of a value on a map, exactly; false: it is no ellipse. */
bool ball_contour(const Findings *f, const Relief *r, float level, Color color, Canvas *c);

/* sharpness.c caveats.c */
void sharpness_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c);
bool sharpness_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out);
const char *sharpness_number(char out[32], float v); /* an eigenvalue: three digits, two when it is small; "–": none */
void caveats_draw(const Findings *f, const PanelView *v, Rect r, bool twin, Canvas *c);

/* panels.c */
/* "of step 1200, the next one 43%" at the lower right of a body: what the study says is of an older net. Returns its
 * width; 0: nothing to say, the numbers are those of the net. */
float panel_age(const Findings *f, const PanelView *v, StudyKind kind, uint64_t step, Rect body, Canvas *c);
const Own *panel_own(const Findings *f);                /* own data that are in use, or NULL */
double panel_rms(const Findings *f, double loss);       /* of values, in the units of the file they came from */
bool panel_diverged(const Findings *f);                 /* the net's numbers are no longer finite */
bool panel_twin(const Findings *f, const PanelView *v); /* a twin is wanted, there, and not the same as the net */
bool panel_large(const PanelView *v, Rect body);        /* room for all that a panel has */
const char *panel_symbol(const Config *c);              /* of the setting that the slider moves: λ, λ₁, p */
const char *panel_twin_name(const Config *c);           /* "λ = 0 twin"; "plain twin" where that is not all */
TextStyle panel_type(const PanelView *v, float size, Face face, Color color, Align align); /* size times v->k */
const char *panel_fixed(char out[32], double v, int decimals); /* 0 ... 6 decimals, the point is ".", minus U+2212 */
const char *panel_value(char out[32], double v); /* four digits or so, in a column of any unit: 0.123, 12.34, 20032 */
void panel_tip_row(PanelTip *t, const char *left, const char *format, ...) PRINTF(3, 4);
/* A texture whose outermost nodes lie exactly on the edge of r, so that lines drawn over it fit. */
void panel_image(Canvas *c, Rect r, const Color *pixels, int w, int h, uint64_t version);
void panel_corners(Canvas *c, Rect r, float radius, Color behind); /* rounds what was drawn into r, whatever it was */
void panel_diamond(Canvas *c, Vec2 at, float radius, Color fill, Color rim, float width);

/* Text that must not touch other text: a label is drawn only where it is free, so callers list places, the best one
 * first. Lines are not so strict: some labels may touch them where there is no other place. */
typedef struct Labels {
    Rect in; /* stays inside of this */
    Rect taken[96];
    int n;
    struct {
        const Vec2 *p;
        int n;
    } line[5];
    int lines;
} Labels;
typedef struct Place {
    float x, y; /* y: baseline */
    Align align;
} Place;
void panel_reserve(Labels *l, Rect r);
void panel_box(const PanelView *v, Rect r, Canvas *c); /* for words that lie on a picture */
void panel_avoid(Labels *l, const Vec2 *p, int n);     /* a line; its points stay with the caller */
bool panel_crossed(const Labels *l, Rect r);           /* does one of the lines go through? */
bool panel_label(Labels *l, Canvas *c, float x, float y, TextStyle s,
                 const char *text); /* at this place or not at all */
bool panel_place(Labels *l, Canvas *c, const Place *place, int n, bool touch /* a line, at worst */, TextStyle s,
                 const char *text);

/* trail.c ball.c: on a map */
void trail_labels(const Findings *f, const PanelView *v, const Relief *r, const Vec2 *at, Labels *l, Canvas *c);
void ball_avoid(const Findings *f, const PanelView *v, const Relief *r, Labels *l);
void ball_labels(const Findings *f, const PanelView *v, const Relief *r, Labels *l, Canvas *c);

/* best.c */
bool best_line(const Findings *f, const PanelView *v, const Plot *p, Vec2 line[2], Canvas *c); /* false: not known */
void best_label(const Findings *f, const PanelView *v, Vec2 top, Labels *l, Canvas *c);        /* top: of the line */

#endif
