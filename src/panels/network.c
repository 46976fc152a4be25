/* Panel 5: the net as it is: inputs, the strongest units of each layer, outputs, each with a small picture of what it
 * answers over the window of the data, and the weights between them. A weight's line is as wide and as opaque as the
 * weight is large, so that a penalty is seen to thin the net out. Which units are shown is decided in analysis. */
#include "panels/wiring.h"

#include <stdio.h>

enum { LEVELS = 8, NUMBERED = 10 }; /* of lines, by strength; so few lines have numbers */

static const float FULL = 1.6f;   /* a weight from which lines grow no more */
static const float FAINT = 0.02f; /* of FULL: below, nothing is drawn */

static bool is_there(const Findings *f) { return (f->have & WANT_UNITS) && f->units.columns > 1; }

/* --- what the pointer is on --- */

static bool unit_linked(const Wiring *s, const Link *l, int column, int row)
{
    const UnitColumn *c = &s->u->column[column];
    return l->kind == LINK_UNIT && c->layer >= 0 && c->layer == l->layer && c->unit[row] == l->unit;
}

static float level_of(float w) { return min_f(1, (w < 0 ? -w : w) / FULL); }

/* A weight asked for itself is lit even if it is 0; of a unit's weights only those that are seen anyway. */
static bool edge_linked(const Wiring *s, const Link *l, const WiringEdge *e)
{
    if (l->kind == LINK_WEIGHT)
        return e->index >= 0 && e->index == l->weight;
    return level_of(e->w) >= FAINT &&
           (unit_linked(s, l, e->column, e->from) || unit_linked(s, l, e->column + 1, e->to));
}

/* --- lines --- */

static Color edge_color(const PanelView *v, const WiringEdge *e)
{
    const Theme *t = v->theme;
    return e->index < 0 ? t->ink2 : t->cls[e->w > 0]; /* a norm has no sign */
}

/* Between two wide layers lines are thinner, so that the strongest still stand out. */
static float thinner(const Wiring *s, int column)
{
    return clamp_f(10 / __builtin_sqrtf((float)(s->column[column].n * s->column[column + 1].n)), 0.4f, 1);
}

static void edges(const Wiring *s, const PanelView *v, const WiringEdge *edge, int n, Canvas *c)
{
    bool any = false;
    for (int i = 0; i < n; i++)
        any |= edge_linked(s, &v->link, &edge[i]);
    for (int pass = 0; pass <= LEVELS; pass++) /* the strongest on top, and on these what the pointer is on */
        for (int i = 0; i < n; i++) {
            float level = level_of(edge[i].w);
            bool lit = any && edge_linked(s, &v->link, &edge[i]);
            if (!lit && !(level >= FAINT)) /* a weight that is no number neither */
                continue;
            if (pass != (lit ? LEVELS : min_i(LEVELS - 1, (int)(level * LEVELS))))
                continue;
            Vec2 p[2];
            wiring_ends(s, &edge[i], p);
            float thin = lit ? 1 : thinner(s, edge[i].column);
            float alpha = (0.18f + 0.82f * level) * (any && !lit ? 0.22f : 0.5f + 0.5f * thin);
            Color color = color_alpha(edge_color(v, &edge[i]), lit ? max_f(alpha, 0.6f) : alpha);
            canvas_line(c, p[0].x, p[0].y, p[1].x, p[1].y, (0.6f + (4 * level + (lit ? 1 : 0)) * thin * thin) * v->k,
                        color);
        }
}

static const char *weight_text(char out[32], float w, int digits)
{
    if (w > -1000 && w < 1000)
        return panel_fixed(out, (double)w, digits);
    text_short(out, (double)w);
    return out;
}

/* Numbers on lines: of few weights all, otherwise those that the pointer is on. */
static void numbers(const Wiring *s, const PanelView *v, const WiringEdge *edge, int n, Labels *l, Canvas *c)
{
    static const float middle[] = { 0.5f, 0.36f, 0.64f, 0.22f, 0.78f }, fan[] = { 0.16f, 0.24f, 0.32f, 0.4f, 0.48f };
    TextStyle style = panel_type(v, 13, FACE_MEDIUM, v->theme->ink, ALIGN_CENTER);
    style.halo = v->theme->surface;
    style.halo_width = 3;
    for (int i = 0; i < n; i++) {
        bool lit = edge_linked(s, &v->link, &edge[i]);
        if (!(lit || n <= NUMBERED) || level_of(edge[i].w) < FAINT)
            continue;
        Vec2 p[2];
        Place place[COUNT(middle)];
        const float *along = n > 2 && s->column[edge[i].column + 1].n == 1 ? fan : middle; /* where lines are apart */
        char text[32];
        wiring_ends(s, &edge[i], p);
        if (p[1].x - p[0].x < 60 * v->k)
            continue;
        for (int j = 0; j < COUNT(middle); j++)
            place[j] =
                (Place){ mix_f(p[0].x, p[1].x, along[j]), mix_f(p[0].y, p[1].y, along[j]) + 4.5f * v->k, ALIGN_CENTER };
        weight_text(text, edge[i].w, 2);
        panel_place(l, c, place, COUNT(middle), false, style, text);
    }
}

/* --- units --- */

static Color value_color(const Theme *t, const UnitColumn *u, int unit, float value)
{
    if (u->kind == UNIT_OUTPUT && u->units > 1)
        return color_mix(t->field_mid, t->field_cls[unit % THEME_CLASSES], clamp_f(value, 0, 1));
    float level = clamp_f(0.5f + 0.5f * value, 0, 1);
    return theme_ramp(t)[level == level ? (int)(255 * level + 0.5f) : 127];
}

static void plane(const PanelView *v, const UnitColumn *u, int row, Rect r, float full, Canvas *c)
{
    int n = u->w * u->h;
    const float *z = u->z + row * n;
    Color *px = arena_new(v->scratch, Color, n);
    for (int i = 0; i < n; i++)
        px[i] = value_color(v->theme, u, u->unit[row], z[i] / full);
    canvas_image(c, r, px, u->w, u->h, field_hash(0, px, sizeof *px * (size_t)n), min_f(4, r.w / 6));
}

static void curve(const PanelView *v, const UnitColumn *u, int row, Rect r, float full, Canvas *c)
{
    const float *z = u->z + row * u->w;
    Vec2 *p = arena_new(v->scratch, Vec2, u->w);
    for (int i = 0; i < u->w; i++) {
        float level = clamp_f(z[i] / full, -1.2f, 1.2f);
        p[i] = (Vec2){ r.x + (float)i / (float)(u->w - 1) * r.w,
                       r.y + r.h * (0.5f - 0.42f * (level == level ? level : 0)) };
    }
    canvas_rect(c, r, 4, v->theme->bg);
    canvas_line(c, r.x, r.y + r.h / 2, r.x + r.w, r.y + r.h / 2, 1, v->theme->line);
    canvas_push_clip(c, r);
    canvas_stroke(c, p, u->w, (Stroke){ .width = 1.8f * v->k }, v->theme->ink);
    canvas_pop_clip(c);
}

static void unit_frame(const PanelView *v, Rect r, bool lit, Canvas *c)
{
    const Theme *t = v->theme;
    canvas_frame(c, lit ? rect_inset(r, -2) : r, min_f(lit ? 5 : 4, r.w / 6), lit ? 2 * v->k : 1,
                 lit ? t->ink : color_mix(t->line, t->ink3, 0.6f));
}

/* What counts as full colour: the unit's own largest answer, so that its shape is seen, unless it is small beside the
 * others of its layer or by itself: what answers next to nothing is not blown up. */
static float full_of(const UnitColumn *u, int row)
{
    float most = 1e-6f;
    for (int i = row * u->w * u->h; i < (row + 1) * u->w * u->h; i++)
        most = max_f(most, u->z[i] < 0 ? -u->z[i] : u->z[i]);
    return u->kind == UNIT_INPUT ? most : max_f(most, max_f(1, u->most / 4));
}

static void unit(const Wiring *s, const PanelView *v, int column, int row, Canvas *c)
{
    const UnitColumn *u = &s->u->column[column];
    Rect r = wiring_rect(s, column, row), last = r;
    float full = full_of(u, row);
    bool lit = unit_linked(s, &v->link, column, row);
    if (r.w < 4 || r.h < 4)
        return;
    if (u->look && (u->kind == UNIT_FILTER || u->picture == UNIT_VALUE)) {
        Rect look = { r.x, r.y, r.h, r.h };
        float *value = arena_new(v->scratch, float, u->side * u->side), most = 1e-6f;
        for (int i = 0; i < u->side * u->side; i++) {
            value[i] = u->look[row * u->side * u->side + i];
            most = max_f(most, value[i] < 0 ? -value[i] : value[i]);
        }
        for (int i = 0; i < u->side * u->side; i++)
            value[i] /= max_f(most, 0.25f); /* the same for small ones: they fade */
        images_picture(v, look, value, u->side, IMAGES_SIGNED, c);
        unit_frame(v, look, lit, c);
        last.x = look.x + look.w + 3 * v->k;
        last.w = r.x + r.w - last.x;
        if (u->kind != UNIT_FILTER)
            return;
    }
    if (u->picture == UNIT_IMAGE) {
        float *value = arena_new(v->scratch, float, u->w * u->h);
        for (int i = 0; i < u->w * u->h; i++)
            value[i] = u->z[row * u->w * u->h + i] / max_f(u->most, 0.25f); /* as above */
        images_picture(v, last, value, u->w, IMAGES_GREY, c);
    } else if (u->picture == UNIT_CURVE) {
        curve(v, u, row, r, full, c);
    } else {
        plane(v, u, row, r, full, c);
    }
    unit_frame(v, last, lit, c);
}

/* --- words --- */

static void ends(const Wiring *s, const PanelView *v, Labels *l, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k;
    const UnitColumn *out = &s->u->column[s->u->columns - 1];
    TextStyle name = panel_type(v, 13, FACE_ITALIC, t->ink2, ALIGN_CENTER);
    char text[48];
    for (int i = 0; i < s->column[0].n; i++) {
        Rect r = wiring_rect(s, 0, i);
        bool two = s->column[0].n <= 2;
        float x = two ? r.x + r.w / 2 : r.x - 6 * k;
        name.align = two ? ALIGN_CENTER : ALIGN_RIGHT;
        name.face = s->s->map.raw > 2 ? FACE_REGULAR : FACE_ITALIC;
        panel_label(l, c, x,
                    !two                       ? r.y + r.h / 2 + 4.5f * k
                    : i || s->column[0].n == 1 ? r.y + r.h + 16 * k
                                               : r.y - 6 * k,
                    name, wiring_input(text, s->s, i));
    }
    name.align = ALIGN_CENTER;
    name.face = FACE_ITALIC;
    for (int i = 0; i < s->column[s->u->columns - 1].n; i++) {
        Rect r = wiring_rect(s, s->u->columns - 1, i);
        if (out->units == 1)
            panel_label(l, c, r.x + r.w / 2, r.y + r.h + 16 * k, name, s->s->loss == loss_for(0) ? "y" : "p");
        else if (s->s->loss != loss_for(0) && r.h > 8 * k)
            points_mark(c, t, i, (Vec2){ r.x + r.w + 12 * k, r.y + r.h / 2 }, 5 * k);
    }
}

/* From the fullest wording to the shortest. */
enum { WORDINGS = 3 };
static void wordings(const UnitColumn *u, int shown, char out[WORDINGS][80])
{
    if (shown < u->units) {
        snprintf(out[0], 80, tr("strongest %d of %d, %d in use"), shown, u->units, u->used);
        snprintf(out[1], 80, tr("strongest %d of %d"), shown, u->units);
        snprintf(out[2], 80, tr("%d of %d"), shown, u->units);
    } else {
        bool filters = u->kind == UNIT_FILTER;
        snprintf(out[0], 80, filters ? tr("%d filters, %d in use") : tr("%d units, %d in use"), u->units, u->used);
        snprintf(out[1], 80, filters ? tr("%d filters") : tr("%d units"), u->units);
        snprintf(out[2], 80, "%d", u->units);
    }
}

/* How many of how many units are shown, above them: in a small body once, if it is the same for all layers. */
static void counts(const Wiring *s, const PanelView *v, Labels *l, Canvas *c)
{
    int first = s->u->column[1].kind == UNIT_OUTPUT ? s->u->columns : 1, last = s->u->columns - 2;
    bool once = !s->large;
    for (int i = first; i <= last; i++)
        once = once && s->u->column[i].units == s->u->column[first].units;
    TextStyle style = panel_type(v, 13, FACE_REGULAR, v->theme->ink3, ALIGN_CENTER);
    for (int i = first; i <= min_i(last, once ? first : last); i++) { /* a linear model has none */
        char text[WORDINGS][80];
        float x = once ? (s->column[first].x + s->column[last].x) / 2 : s->column[i].x;
        wordings(&s->u->column[i], s->column[i].n - (s->column[i].last >= s->column[i].n), text);
        for (int j = s->large ? 0 : 1; j < WORDINGS; j++)
            if (panel_label(l, c, x, l->in.y + 16 * v->k, style, text[j]))
                break;
    }
}

static void footer(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k, x = body.x + 16 * k, y = body.y + body.h - 11 * k, right = body.x + body.w - 8 * k;
    TextStyle word = panel_type(v, 13, FACE_REGULAR, t->ink3, ALIGN_LEFT);
    TextStyle value = panel_type(v, 13, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
    const struct {
        const char *word;
        float value;
        bool there;
    } part[] = { { tr("largest weight"), f->hist.largest, true },
                 { panel_twin_name(&f->snap.config), f->hist_twin.largest, panel_twin(f, v) } };
    for (int i = 0; i < COUNT(part); i++) {
        char text[32];
        weight_text(text, part[i].value, part[i].value < 0.1f ? 3 : 1);
        float w = canvas_text_width(c, word, part[i].word) + 5 * k + canvas_text_width(c, value, text);
        if (!part[i].there || x + w > right)
            return;
        x += canvas_text(c, x, y, word, part[i].word) + 5 * k;
        x += canvas_text(c, x, y, value, text) + 14 * k;
    }
}

/* --- the panel --- */

static void picture(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    Wiring s = wiring_make(f, v, body);
    WiringEdge *edge;
    int n = wiring_edges(&s, v, &edge);
    Labels l = { .in = body };
    edges(&s, v, edge, n, c);
    for (int i = 0; i < s.u->columns; i++)
        for (int k = 0; k < s.column[i].n; k++)
            unit(&s, v, i, wiring_row(&s, i, k), c);
    footer(f, v, body, c);
    panel_reserve(&l, (Rect){ body.x, body.y + body.h - 24 * v->k, body.w, 24 * v->k });
    counts(&s, v, &l, c);
    ends(&s, v, &l, c);
    for (int i = 0; i < s.u->columns; i++) {
        const WiringColumn *column = &s.column[i];
        float wide = column->wide + 2 * column->shift, high = column->pitch * (float)(column->n - 1) + column->size;
        panel_reserve(&l, (Rect){ column->x - wide / 2, column->first - column->size / 2, wide, high });
    }
    numbers(&s, v, edge, n, &l, c);
}

void network_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    canvas_push_clip(c, body);
    if (panel_diverged(f))
        panel_empty(v, body, c, tr("Weights too large to draw"), tr("Undo brings them back"));
    else if (is_there(f) && body.h >= 90 * v->k && body.w >= 140 * v->k)
        picture(f, v, body, c);
    canvas_pop_clip(c);
}

/* --- tooltips --- */

static double unit_norm(const Wiring *s, const real *params, int column, int unit, bool outgoing)
{
    const UnitColumn *other = &s->u->column[outgoing ? column + 1 : column - 1];
    double sum = 0;
    int index;
    for (int i = 0; i < other->units; i++) {
        double w = outgoing ? (double)units_weight(s->s, params, s->u, column, unit, i, &index)
                            : (double)units_weight(s->s, params, s->u, column - 1, i, unit, &index);
        sum += w * w;
    }
    return __builtin_sqrt(sum);
}

static void unit_tip(const Findings *f, const Wiring *s, int column, int row, PanelTip *out)
{
    const UnitColumn *u = &s->u->column[column];
    int unit = u->unit[row];
    char name[48], text[32];
    wiring_name(name, s, column, row);
    name[0] = (char)(column > 0 && name[0] >= 'a' && name[0] <= 'z' ? name[0] - 'a' + 'A' : name[0]);
    *out = (PanelTip){ .anchor = wiring_rect(s, column, row) };
    panel_tip_row(out, name, "%s", u->kind == UNIT_HIDDEN ? tr(act_defs[s->s->act].label) : "");
    if (column + 1 < s->u->columns)
        panel_tip_row(out, tr("norm of outgoing weights"), "%s",
                      panel_fixed(text, unit_norm(s, s->params, column, unit, true), 2));
    if (s->twin && column + 1 < s->u->columns)
        panel_tip_row(out, panel_twin_name(&f->snap.config), "%s",
                      panel_fixed(text, unit_norm(s, s->twin, column, unit, true), 2));
    if (column > 0)
        panel_tip_row(out, tr("norm of incoming weights"), "%s",
                      panel_fixed(text, unit_norm(s, s->params, column, unit, false), 2));
    if (u->layer >= 0) {
        panel_tip_row(out, tr("bias"), "%s", panel_fixed(text, (double)s->params[s->s->biases[u->layer] + unit], 2));
        out->link = (Link){ .kind = LINK_UNIT, .layer = u->layer, .unit = unit };
    }
}

static void edge_tip(const Findings *f, const Wiring *s, const WiringEdge *e, Vec2 at, PanelTip *out)
{
    char from[48], to[48], text[32];
    double w = (double)e->w;
    Penalty p = reg_penalty(&f->snap.config);
    double pull = ((double)p.l2 + (double)p.decay) * w + (double)p.reported * (w > 0 ? 1 : w < 0 ? -1 : 0);
    *out = (PanelTip){ .anchor = { at.x - 2, at.y - 2, 4, 4 } };
    wiring_name(from, s, e->column, e->from);
    wiring_name(to, s, e->column + 1, e->to);
    char title[128];
    snprintf(title, sizeof title, tr("From %s to %s"), from, to);
    panel_tip_row(out, title, " ");
    panel_tip_row(out, e->index < 0 ? tr("norm of its weights") : tr("weight"), "%s", panel_fixed(text, w, 3));
    if (s->twin && e->index >= 0)
        panel_tip_row(out, panel_twin_name(&f->snap.config), "%s", panel_fixed(text, (double)s->twin[e->index], 3));
    if (e->index < 0)
        return;
    text_short(text, pull);
    panel_tip_row(out, tr("gradient of the penalty"), "%s", text);
    out->link = (Link){ .kind = LINK_WEIGHT, .layer = s->u->column[e->column + 1].layer, .weight = e->index };
}

static float distance_to(Vec2 p, Vec2 a, Vec2 b)
{
    float dx = b.x - a.x, dy = b.y - a.y, d2 = max_f(dx * dx + dy * dy, 1e-6f);
    float t = clamp_f(((p.x - a.x) * dx + (p.y - a.y) * dy) / d2, 0, 1);
    float x = a.x + t * dx - p.x, y = a.y + t * dy - p.y;
    return __builtin_sqrtf(x * x + y * y);
}

bool network_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out)
{
    if (panel_diverged(f) || !is_there(f) || body.h < 90 * v->k || body.w < 140 * v->k)
        return false;
    Wiring s = wiring_make(f, v, body);
    for (int i = 0; i < s.u->columns; i++)
        for (int k = 0; k < s.column[i].n; k++) {
            int row = wiring_row(&s, i, k);
            if (rect_has(rect_inset(wiring_rect(&s, i, row), -1), at)) {
                unit_tip(f, &s, i, row, out);
                return true;
            }
        }
    WiringEdge *edge;
    int n = wiring_edges(&s, v, &edge), best = -1;
    float least = 5 * v->k;
    for (int i = 0; i < n; i++) {
        Vec2 p[2];
        wiring_ends(&s, &edge[i], p);
        float d = distance_to(at, p[0], p[1]);
        if (level_of(edge[i].w) >= FAINT && d < least) {
            least = d;
            best = i;
        }
    }
    if (best >= 0)
        edge_tip(f, &s, &edge[best], at, out);
    return best >= 0;
}
