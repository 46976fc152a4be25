/* The table of panels, and the few things that every picture needs. A panel is a row here and a file of its own. */
#include "panels/panel.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h> /* sqrt only */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const PanelDef panel_defs[] = {
    { .key = "boundary",
      .box = 0,
      .digit = 1,
      .start = true,
      .title = N_("Decision boundary"),
      .brief = N_("what the net answers at every place"),
      .help = N_("What the net answers at every place, and the points it learned from. "
                 "The line is where it is undecided; dashed is the same net without a penalty."),
      .wants = WANT_FIELD,
      .draw = boundary_draw,
      .behind = behind_boundary,
      .tip = boundary_tip },
    { .key = "curves",
      .box = 0,
      .digit = 2,
      .start = true,
      .title = N_("Loss over steps"),
      .brief = N_("training and test loss, and the gap between them"),
      .tab = N_("Loss"),
      .help = N_("How wrong the net is on points it trains on and on new ones. "
                 "Yellow is the gap between the two: overfitting."),
      .wants = WANT_CURVE,
      .draw = curves_draw,
      .behind = behind_curves,
      .tip = curves_tip },
    { .key = "weights",
      .box = 1,
      .digit = 3,
      .start = true,
      .title = N_("Weights"),
      .brief = N_("how many weights have which size"),
      .help = N_("How many weights have which size, layer by layer. "
                 "The penalty pulls all of them towards zero."),
      .wants = WANT_HIST,
      .draw = weights_draw,
      .behind = behind_weights,
      .tip = weights_tip },
    { .key = "surface",
      .box = 2,
      .digit = 4,
      .start = true,
      .title = N_("Loss surface"),
      .brief = N_("the landscape that training walks on"),
      .tab = N_("Surface"),
      .help =
          N_("Data loss, penalty and their sum on a plane through the weights, and the path that training took on it. "
             "Drag to turn, wheel to zoom, double click to reset; expand it for all three and other planes."),
      .wants = WANT_SURFACE,
      .draw = landscape_draw,
      .behind = behind_surface,
      .controls = landscape_controls,
      .input = landscape_input,
      .tip = landscape_tip },
    { .key = "network",
      .box = 3,
      .digit = 5,
      .start = true,
      .title = N_("Network"),
      .brief = N_("its units, what they answer, and the weights between them"),
      .help =
          N_("The strongest units of each layer with what they answer, and a line for every weight, as wide as it is "
             "large. A penalty thins the net out; hover a unit to see its answer large."),
      .wants = WANT_UNITS | WANT_HIST,
      .draw = network_draw,
      .behind = behind_network,
      .tip = network_tip },
    { .key = "curvature",
      .box = 2,
      .title = N_("Curvature"),
      .brief = N_("how steep the valley is that the net lies in"),
      .help = N_("How strongly the loss bends where the net is: the largest eigenvalues of its Hessian. "
                 "A penalty keeps the valley wide; it adds itself to every one of them over the weights."),
      .wants = WANT_CURVATURE,
      .draw = sharpness_draw,
      .behind = behind_curvature,
      .tip = sharpness_tip },
    { .key = "representation",
      .box = 3,
      .title = N_("Representation"),
      .brief = N_("what the hidden layers make of the input"),
      .help =
          N_("The plane of the data as a sheet with a grid, carried through the layers with the points on it; drag to "
             "go from the input to the last layer. A penalty keeps the sheet from being torn and crumpled."),
      .wants = WANT_HIDDEN,
      .draw = representation_draw,
      .behind = behind_representation,
      .controls = representation_controls,
      .input = representation_input,
      .tip = representation_tip },
    { .key = "lambda",
      .box = 0,
      .title = N_("Everything against λ"),
      .tab = N_("Against λ"),
      .brief = N_("losses, weights and their paths, for every net of the sweep"),
      .help =
          N_("The nets of the sweep side by side: what they got right, how large their weights are, and the path of "
             "every weight. Click to go to one of them; hover a path to see its weight in the network."),
      .wants = WANT_SWEEP | WANT_EFFECTIVE,
      .draw = lambda_draw,
      .behind = behind_lambda,
      .controls = lambda_controls,
      .input = lambda_input,
      .tip = lambda_tip },
    { .key = "variance",
      .box = 2,
      .title = N_("Bias and variance"),
      .brief = N_("what is left to chance, and what is not"),
      .tab = N_("Variance"),
      .help = N_("The same net trained on 24 other training sets: how far they scatter, and how far their mean is off. "
                 "A stronger penalty tightens the bundle and moves it away from the truth."),
      .wants = WANT_VARIANCE,
      .draw = bundle_draw,
      .behind = behind_variance,
      .tip = bundle_tip },
    { .key = "tug",
      .box = 1,
      .title = N_("Tug of war"),
      .brief = N_("data loss and penalty pull at the weights"),
      .tab = N_("Tug"),
      .help = N_("The data loss pulls the weights away from 0, the penalty back towards it. "
                 "Where training comes to rest the two are equally strong."),
      .wants = WANT_TUG,
      .draw = ropes_draw,
      .behind = behind_tug,
      .controls = ropes_controls,
      .tip = ropes_tip },
    { .key = "pays",
      .box = 3,
      .title = N_("Who pays"),
      .brief = N_("which points the penalty gives up"),
      .help = N_("How much higher the loss of every training point is than without the penalty. "
                 "Wrong labels are given up first."),
      .wants = WANT_PAYS | WANT_FIELD,
      .draw = bill_draw,
      .behind = behind_pays,
      .tip = bill_tip },
    { .key = "updown",
      .box = 0,
      .title = N_("Up and down"),
      .brief = N_("is too much penalty undone by less?"),
      .help = N_("One net while the penalty is raised to the end of the axis and lowered again. "
                 "What has collapsed stays dead far below the value that killed it; reheat shakes it awake."),
      .wants = WANT_UPDOWN,
      .draw = updown_draw,
      .behind = behind_updown,
      .controls = updown_controls,
      .tip = updown_tip },
    { .key = "calibration",
      .box = 1,
      .title = N_("Margins and calibration"),
      .brief = N_("how sure the net is, and how right"),
      .tab = N_("Margins"),
      .help =
          N_("How far on the right side of the boundary the points lie, and whether the net is right as often as it "
             "is sure. "
             "Without a penalty it is sure of its mistakes."),
      .wants = WANT_MARGINS,
      .draw = calibration_draw,
      .behind = behind_calibration,
      .tip = calibration_tip },
};
const int panel_count = COUNT(panel_defs);

int panel_find(const char *key)
{
    for (int i = 0; i < panel_count; i++)
        if (strcmp(panel_defs[i].key, key) == 0)
            return i;
    return -1;
}

/* The hero goes by the data: places in the plane, a curve, images. */
static const char *hero_title(const Findings *f)
{
    int raw = f->snap.shape.map.raw;
    return raw == 1           ? tr("Learned curve")
           : raw > 2          ? tr("Test images")
           : f->net.slope > 0 ? tr("Predicted value")
                              : NULL;
}

const char *panel_title(const Findings *f, int row)
{
    const char *hero = panel_defs[row].draw == boundary_draw ? hero_title(f) : NULL;
    if (panel_defs[row].draw == curves_draw && panel_diverged(f))
        return tr("Cost over steps");
    if (panel_defs[row].draw == calibration_draw && (f->have & WANT_MARGINS) && f->margins.residuals)
        return tr("Residuals");
    return hero ? hero : tr(panel_defs[row].title);
}

void panel_view_default(PanelView *v, const Theme *t)
{
    *v = (PanelView){ .theme = t, .k = 1, .twin = true, .kind = SURFACE_TOTAL };
    panel_reset_camera(v);
}

void panel_reset_camera(PanelView *v)
{
    v->yaw = -0.62f;
    v->pitch = 0.52f;
    v->zoom = 1;
}

/* --- what is there to show --- */

const Own *panel_own(const Findings *f) { return data_defs[f->snap.config.data].own ? f->snap.own : NULL; }

double panel_rms(const Findings *f, double loss) /* the loss is half the mean square */
{
    const Own *o = panel_own(f);
    return sqrt(2 * loss) * (o ? (double)o->scale[o->inputs] : 1);
}

bool panel_diverged(const Findings *f) { return f->snap.members > 0 && f->snap.metrics[0].status == STATUS_DIVERGED; }

bool panel_twin(const Findings *f, const PanelView *v)
{
    if (!v->twin || f->snap.members < 2 || f->snap.metrics[1].status == STATUS_DIVERGED)
        return false;
    const Metrics *net = &f->snap.metrics[0], *twin = &f->snap.metrics[1];
    return net->weight_norm != twin->weight_norm || net->data_loss != twin->data_loss;
}

bool panel_large(const PanelView *v, Rect body) { return body.w > 700 * v->k && body.h > 260 * v->k; }

/* A row for each setting that a slider can move. */
static const struct {
    const char *key, *symbol, *twin;
} symbol_defs[] = {
    { "l2", "λ", N_("λ = 0 twin") },
    { "l1", "λ₁", N_("λ₁ = 0 twin") },
    { "dropout", "p", N_("p = 0 twin") },
};

static int symbol_row(const Config *c)
{
    int row = reg_slider(c);
    for (int i = 0; i < COUNT(symbol_defs) && row >= 0; i++)
        if (strcmp(symbol_defs[i].key, param_defs[row].key) == 0)
            return i;
    return 0;
}

const char *panel_symbol(const Config *c) { return symbol_defs[symbol_row(c)].symbol; }

const char *panel_twin_name(const Config *c)
{
    return reg_defs[c->reg].beside ? tr("plain twin") : tr(symbol_defs[symbol_row(c)].twin);
}

/* --- text --- */

TextStyle panel_type(const PanelView *v, float size, Face face, Color color, Align align)
{
    return ui_text(size * v->k, face, color, align);
}

const char *panel_fixed(char out[32], double v, int decimals)
{
    static const int unit_of[] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };
    assert(decimals >= 0 && decimals < COUNT(unit_of));
    if (!(v > -1e9 && v < 1e9)) {
        text_short(out, v);
        return out;
    }
    uint64_t unit = (uint64_t)unit_of[decimals], n = (uint64_t)((v < 0 ? -v : v) * (double)unit + 0.5);
    int at = snprintf(out, 32, "%s%" PRIu64, v < 0 && n > 0 ? "\u2212" : "", n / unit);
    if (decimals > 0)
        snprintf(out + at, 32 - (size_t)at, ".%0*" PRIu64, decimals, n % unit);
    return out;
}

const char *panel_value(char out[32], double v)
{
    double size = v < 0 ? -v : v;
    if (!(size < 1e7)) {
        text_short(out, v);
        return out;
    }
    return panel_fixed(out, v, size < 9.9995 ? 3 : size < 99.995 ? 2 : size < 999.95 ? 1 : 0);
}

void panel_tip_row(PanelTip *t, const char *left, const char *format, ...)
{
    assert(t->rows < COUNT(t->left));
    va_list args;
    va_start(args, format);
    vsnprintf(t->right[t->rows], sizeof t->right[0], format, args);
    va_end(args);
    snprintf(t->left[t->rows], sizeof t->left[0], "%s", left);
    t->rows++;
}

void panel_empty(const PanelView *v, Rect body, Canvas *c, const char *title, const char *hint)
{
    float x = body.x + body.w / 2, y = body.y + body.h / 2 - 14 * v->k; /* the header above it is part of the card */
    TextStyle big = panel_type(v, 15, FACE_MEDIUM, v->theme->ink2, ALIGN_CENTER);
    TextStyle small = panel_type(v, 14, FACE_REGULAR, v->theme->ink3, ALIGN_CENTER);
    Labels l = { .in = body };
    panel_label(&l, c, x, y, big, title);
    panel_label(&l, c, x, y + 24 * v->k, small, hint);
}

void panel_reserve(Labels *l, Rect r)
{
    if (l->n < COUNT(l->taken))
        l->taken[l->n++] = r;
}

void panel_avoid(Labels *l, const Vec2 *p, int n)
{
    assert(l->lines < COUNT(l->line));
    l->line[l->lines].p = p;
    l->line[l->lines++].n = n;
}

/* Whether the stretch from a to b enters r: cut by the four edges in turn (Liang and Barsky 1984). */
static bool enters(Vec2 a, Vec2 b, Rect r)
{
    const float d[] = { a.x - b.x, b.x - a.x, a.y - b.y, b.y - a.y };
    const float room[] = { a.x - r.x, r.x + r.w - a.x, a.y - r.y, r.y + r.h - a.y };
    float from = 0, to = 1;
    for (int i = 0; i < 4; i++) {
        if (d[i] == 0 && room[i] < 0)
            return false;
        if (d[i] < 0)
            from = max_f(from, room[i] / d[i]);
        if (d[i] > 0)
            to = min_f(to, room[i] / d[i]);
    }
    return from <= to;
}

bool panel_crossed(const Labels *l, Rect r)
{
    for (int i = 0; i < l->lines; i++)
        for (int j = 0; j + 1 < l->line[i].n; j++)
            if (enters(l->line[i].p[j], l->line[i].p[j + 1], r))
                return true;
    return false;
}

static Rect label_rect(const Canvas *c, Place at, TextStyle s, const char *text)
{
    float w = canvas_text_width(c, s, text), left = at.align == ALIGN_LEFT ? 0 : at.align == ALIGN_CENTER ? w / 2 : w;
    return (Rect){ at.x - left, at.y - 0.8f * s.size, w, 1.05f * s.size };
}

static bool is_free(const Labels *l, Rect r)
{
    bool inside = r.x >= l->in.x && r.y >= l->in.y && r.x + r.w <= l->in.x + l->in.w && r.y + r.h <= l->in.y + l->in.h;
    if (!inside || l->n == COUNT(l->taken))
        return false;
    for (int i = 0; i < l->n; i++) {
        Rect both = rect_and(rect_inset(r, -1), l->taken[i]);
        if (both.w > 0 && both.h > 0)
            return false;
    }
    return true;
}

bool panel_label(Labels *l, Canvas *c, float x, float y, TextStyle s, const char *text)
{
    Rect r = label_rect(c, (Place){ x, y, s.align }, s, text);
    if (!is_free(l, r))
        return false;
    canvas_text(c, x, y, s, text);
    panel_reserve(l, r);
    return true;
}

void panel_box(const PanelView *v, Rect r, Canvas *c)
{
    canvas_rect(c, r, 6, v->theme->note);
    canvas_frame(c, r, 6, 1, v->theme->line);
}

bool panel_place(Labels *l, Canvas *c, const Place *place, int n, bool touch, TextStyle s, const char *text)
{
    for (int lines = 1; lines >= !touch; lines--)
        for (int i = 0; i < n; i++) {
            Rect r = label_rect(c, place[i], s, text);
            s.align = place[i].align;
            if (is_free(l, r) && !(lines && panel_crossed(l, rect_inset(r, -3))))
                return panel_label(l, c, place[i].x, place[i].y, s, text);
        }
    return false;
}

float panel_age(const Findings *f, const PanelView *v, StudyKind kind, uint64_t step, Rect body, Canvas *c)
{
    char text[2][96];
    TextStyle s = panel_type(v, 13, FACE_REGULAR, v->theme->ink3, ALIGN_RIGHT);
    Labels l = { .in = body };
    float x = body.x + body.w - 8 * v->k, y = body.y + body.h - 13 * v->k, next = f->progress[kind];
    if (step >= f->snap.step || f->snap.step - step <= f->snap.step / 100)
        return 0; /* a hundredth of the run: nobody would see it */
    snprintf(text[1], sizeof text[1], tr("of step %llu"), (unsigned long long)step);
    snprintf(text[0], sizeof text[0], next < 0 ? "%s" : tr("%s, the next one %d%%"), text[1], (int)(100 * next));
    for (int i = 0; i < COUNT(text); i++)
        if (panel_label(&l, c, x, y, s, text[i]))
            return canvas_text_width(c, s, text[i]) + 16 * v->k;
    return 0;
}

/* --- pictures --- */

void panel_image(Canvas *c, Rect r, const Color *pixels, int w, int h, uint64_t version)
{
    float x = r.w / (float)max_i(1, w - 1) / 2, y = r.h / (float)max_i(1, h - 1) / 2; /* half a texel */
    canvas_push_clip(c, r);
    canvas_image(c, (Rect){ r.x - x, r.y - y, r.w + 2 * x, r.h + 2 * y }, pixels, w, h, version, 0);
    canvas_pop_clip(c);
}

void panel_corners(Canvas *c, Rect r, float radius, Color behind)
{
    enum { ARC = 8 };
    if (c->background >> 24 == 0) /* a transparent picture: nothing lies behind it that could be painted there */
        return;
    radius = min_f(radius, min_f(r.w, r.h) / 2);
    for (int corner = 0; corner < 4; corner++) {
        float sx = corner & 1 ? -1 : 1, sy = corner & 2 ? -1 : 1;
        float x = corner & 1 ? r.x + r.w : r.x, y = corner & 2 ? r.y + r.h : r.y;
        Vec2 p[ARC + 2] = { { x - sx, y - sy } }; /* a pixel beyond, so that no fringe stays */
        for (int i = 0; i <= ARC; i++) {
            double t = 1.5707963267948966 * i / ARC;
            p[i + 1].x = x + sx * radius * (1 - (float)num_sin(t));
            p[i + 1].y = y + sy * radius * (1 - (float)num_cos(t));
        }
        canvas_fill(c, p, ARC + 2, behind);
    }
}

void panel_diamond(Canvas *c, Vec2 at, float radius, Color fill, Color rim, float width)
{
    Vec2 p[] = { { at.x, at.y - radius }, { at.x + radius, at.y }, { at.x, at.y + radius }, { at.x - radius, at.y } };
    canvas_fill(c, p, 4, fill);
    canvas_stroke(c, p, 4, (Stroke){ .width = width, .closed = true }, rim);
}
