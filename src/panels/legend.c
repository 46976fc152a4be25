/* The line below the hero: what its marks and lines are, and its colours. To add one: a kind, a row of legend_defs, its
 * symbol, and when it is there. */
#include "panels/panel.h"

#include <stdio.h>

typedef enum LegendKind {
    LEGEND_TRAIN,
    LEGEND_TEST,
    LEGEND_VALID,
    LEGEND_WRONG,
    LEGEND_LINE,
    LEGEND_TRUTH,
    LEGEND_LEVEL,
    LEGEND_BAYES,
    LEGEND_TWIN,
    LEGENDS
} LegendKind;
static const struct {
    const char *label; /* NULL: depends on the settings */
    float width;       /* of the symbol and the space behind it */
} legend_defs[LEGENDS] = {
    [LEGEND_TRAIN] = { N_("train"), 18 },
    [LEGEND_TEST] = { N_("test"), 18 },
    [LEGEND_VALID] = { N_("validation"), 18 },
    [LEGEND_WRONG] = { N_("wrong label"), 21 },
    [LEGEND_LINE] = { NULL, 28 },
    [LEGEND_TRUTH] = { N_("true curve"), 28 },
    [LEGEND_LEVEL] = { N_("equal values"), 28 },
    [LEGEND_BAYES] = { N_("best possible"), 30 },
    [LEGEND_TWIN] = { NULL, 30 },
};

static void symbol(const PanelView *v, LegendKind kind, float x, float y, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k;
    Vec2 line[] = { { x, y }, { x + (kind == LEGEND_TWIN ? 22 : 20) * k, y } };
    switch (kind) {
    case LEGEND_TRAIN: canvas_disc(c, (Vec2){ x + 6 * k, y }, 5 * k, t->ink2); break;
    case LEGEND_TEST: canvas_ring(c, (Vec2){ x + 6 * k, y }, 4.5f * k, 2 * k, t->ink2); break;
    case LEGEND_VALID:
        canvas_ring(c, (Vec2){ x + 6 * k, y }, 4.5f * k, 2 * k, t->ink2);
        canvas_disc(c, (Vec2){ x + 6 * k, y }, 1.75f * k, t->ink2);
        break;
    case LEGEND_WRONG:
        canvas_disc(c, (Vec2){ x + 7 * k, y }, 4 * k, t->ink2);
        canvas_ring(c, (Vec2){ x + 7 * k, y }, 7 * k, 1.75f * k, t->ink);
        break;
    case LEGEND_TRUTH:
        canvas_stroke(c, line, 2, (Stroke){ .width = 6 * k, .butt = true }, color_alpha(t->train, 0.35f));
        break;
    case LEGEND_BAYES:
        canvas_stroke(c, line, 2,
                      (Stroke){ .width = 2 * k, .dash = (float[]){ 2 * k, 3 * k }, .dashes = 2, .butt = true },
                      t->ink3);
        break;
    case LEGEND_LEVEL: canvas_stroke(c, line, 2, (Stroke){ .width = 1.25f * k, .butt = true }, t->ink2); break;
    case LEGEND_LINE: canvas_stroke(c, line, 2, (Stroke){ .width = 3.5f * k, .butt = true }, t->ink); break;
    default:
        canvas_stroke(c, line, 2,
                      (Stroke){ .width = 2 * k, .dash = (float[]){ 6 * k, 4 * k }, .dashes = 2, .butt = true }, t->ink);
    }
}

static const char *key_word(const Findings *f, int cls, bool words, char out[32])
{
    const Own *o = panel_own(f);
    snprintf(out, 32, "%d", cls);
    return words && o && o->label[cls][0] ? o->label[cls] : out;
}

/* The marks of the classes, with their words where these fit, otherwise with their numbers, otherwise not at all. */
static void class_key(const Findings *f, const PanelView *v, float left, float right, float y, Canvas *c)
{
    float k = v->k;
    int n = min_i(f->snap.shape.outputs, THEME_CLASSES);
    TextStyle s = panel_type(v, 13, FACE_REGULAR, v->theme->ink3, ALIGN_LEFT);
    for (int words = 1; words >= 0; words--) {
        char name[32];
        float w = 0;
        for (int i = 0; i < n; i++)
            w += canvas_text_width(c, s, key_word(f, i, words, name)) + 24 * k;
        float x = right - w + 14 * k;
        if (x < left)
            continue;
        for (int i = 0; i < n; i++) {
            points_shape(c, i, (Vec2){ x, y }, 5 * k, v->theme->cls[i]);
            x += 10 * k;
            x += canvas_text(c, x, y + 4.5f * k, s, key_word(f, i, words, name)) + 14 * k;
        }
        return;
    }
}

/* The colours of the field: a ramp for two classes, the marks of the classes otherwise. x: right end. */
static void color_key(const Findings *f, const PanelView *v, float left, float x, float y, Canvas *c)
{
    float k = v->k;
    TextStyle s = panel_type(v, 13, FACE_REGULAR, v->theme->ink3, ALIGN_LEFT);
    const bool solo = solo_shown(f, v); /* what one unit answers stands in the field */
    const Field *shown = solo ? &f->unit : &f->net;
    if (f->net.h == 1)
        return;
    if (f->snap.shape.outputs > 1 && !solo) {
        class_key(f, v, left, x, y, c);
        return;
    }
    char lo[32] = "p 0", hi[32] = "1";
    if (shown->slope > 0) { /* values: the range of the training set, or of the unit */
        panel_fixed(lo, (double)(shown->mid - 3 / shown->slope), 1);
        panel_fixed(hi, (double)(shown->mid + 3 / shown->slope), 1);
    }
    x -= 94 * k + max_f(18 * k, canvas_text_width(c, s, hi));
    if (x + 18 * k - max_f(18 * k, canvas_text_width(c, s, lo)) < left)
        return;
    canvas_image(c, (Rect){ x + 24 * k, y - 5 * k, 65 * k, 10 * k }, theme_ramp(v->theme), 256, 1, v->theme->field_lo,
                 0);
    canvas_text(c, x + 94 * k, y + 4.5f * k, s, hi);
    s.align = ALIGN_RIGHT;
    canvas_text(c, x + 18 * k, y + 4.5f * k, s, lo);
}

/* What there is to be explained. */
static void shown(const Findings *f, const PanelView *v, bool there[LEGENDS])
{
    bool wrong = false;
    for (int i = 0; i < f->snap.train.n && f->snap.train.wrong; i++)
        wrong |= f->snap.train.wrong[i] != 0;
    bool curve = f->net.h == 1, value = f->net.slope > 0, own = data_defs[f->snap.config.data].own;
    bool twin = panel_twin(f, v) && !panel_diverged(f);
    there[LEGEND_TRAIN] = true;
    there[LEGEND_TEST] = f->snap.test.n > 0 && (!value || (curve && own));
    there[LEGEND_VALID] = panel_own(f) && f->snap.valid.n > 0 && (curve || !value);
    there[LEGEND_WRONG] = wrong;
    there[LEGEND_LINE] = curve || !value;
    there[LEGEND_TRUTH] = curve && !own;
    there[LEGEND_LEVEL] = value && !curve;
    there[LEGEND_BAYES] = v->bayes && f->bayes.z;
    there[LEGEND_TWIN] = twin && (curve || !value);
}

/* out: where it is put together if it has to be. */
static const char *word(const Findings *f, LegendKind kind, char out[64])
{
    if (kind == LEGEND_TRAIN && f->snap.train.n > BOUNDARY_TRAIN_SHOWN) {
        snprintf(out, 64, tr("train: %d of %d"), BOUNDARY_TRAIN_SHOWN, f->snap.train.n);
        return out;
    }
    if (kind == LEGEND_TWIN)
        return panel_twin_name(&f->snap.config);
    return legend_defs[kind].label ? tr(legend_defs[kind].label) : f->net.h == 1 ? tr("learned curve") : tr("boundary");
}

static float entry_width(const Findings *f, const PanelView *v, LegendKind kind, Canvas *c)
{
    char text[64];
    TextStyle s = panel_type(v, 13, FACE_REGULAR, v->theme->ink2, ALIGN_LEFT);
    return legend_defs[kind].width * v->k + canvas_text_width(c, s, word(f, kind, text));
}

static void entry(const Findings *f, const PanelView *v, LegendKind kind, float x, float y, Canvas *c)
{
    char text[64];
    float k = v->k;
    symbol(v, kind, x, y, c);
    canvas_text(c, x + legend_defs[kind].width * k, y + 4.7f * k,
                panel_type(v, 13, FACE_REGULAR, v->theme->ink2, ALIGN_LEFT), word(f, kind, text));
}

void legend_draw(const Findings *f, const PanelView *v, Rect body, float y, Canvas *c)
{
    float x = body.x + 16, right = body.x + body.w - 16;
    bool there[LEGENDS];
    shown(f, v, there);
    for (int i = 0; i < LEGENDS; i++) {
        float w = entry_width(f, v, (LegendKind)i, c);
        if (!there[i] || x + w > right)
            continue;
        entry(f, v, (LegendKind)i, x, y, c);
        x += w + 20 * v->k;
    }
    color_key(f, v, x + 40, right, y, c);
}

void legend_on(const Findings *f, const PanelView *v, Rect r, Canvas *c)
{
    float k = v->k, gap = 16 * k, w = gap;
    bool there[LEGENDS];
    shown(f, v, there);
    for (int i = 0; i < LEGENDS; i++)
        w += there[i] ? entry_width(f, v, (LegendKind)i, c) + gap : 0;
    Rect box = { r.x + r.w - w - 12, r.y + r.h - 40 * k, w, 28 * k };
    if (w > r.w - 24 || r.h < 160)
        return;
    panel_box(v, box, c);
    float x = box.x + gap;
    for (int i = 0; i < LEGENDS; i++) {
        if (!there[i])
            continue;
        entry(f, v, (LegendKind)i, x, box.y + box.h / 2, c);
        x += entry_width(f, v, (LegendKind)i, c) + gap;
    }
}
