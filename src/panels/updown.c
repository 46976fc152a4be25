/* "Up and down": test loss and size of the weights while lambda is raised over the slider's axis and lowered again. Two
 * hidden layers that have collapsed stay dead on the way back; one comes back; a shake of the weights helps. */
#include "panels/panel.h"

#include <stdio.h>

enum { ID_MODE = 490, ID_REHEAT };
static const float HEAT = 0.3f; /* standard deviation that brought back most nets */

typedef struct Pane {
    bool norm; /* size of the weights, otherwise test loss */
    Rect head, plot;
} Pane;

/* --- layout --- */

/* Both pictures side by side or one above the other where there is room, else the one that was chosen. */
static int panes_of(const PanelView *v, Rect body, Pane out[2])
{
    float k = v->k, left = 50 * k, right = 18 * k, top = 34 * k, line = 24 * k, foot = 32 * k;
    bool beside = body.w >= 760 * k, below = !beside && body.h >= 440 * k;
    int n = beside || below ? 2 : 1;
    for (int i = 0; i < n; i++) {
        Rect cell = body;
        cell.w = beside ? body.w / 2 : body.w;
        cell.h = below ? body.h / 2 : body.h;
        cell.x += beside ? cell.w * (float)i : 0;
        cell.y += below ? cell.h * (float)i : 0;
        float lead = n == 1 ? 16 * k : left; /* a lone picture has no title, so its words may begin farther out */
        out[i] = (Pane){ .norm = n == 2 ? i == 1 : v->mode == 1,
                         .head = { cell.x + lead, cell.y + top, cell.w - lead - (n == 1 ? 16 * k : right), line },
                         .plot = { cell.x + left, cell.y + top + line + 6 * k, cell.w - left - right,
                                   cell.h - top - line - 6 * k - foot } };
    }
    return n;
}

static float number(const UpDownLoop *l, bool norm, int level)
{
    return level >= l->from && level < l->done ? norm ? l->norm[level] : l->test_loss[level] : __builtin_nanf("");
}

/* --- the loops --- */

typedef struct Line {
    Stroke stroke;
    Color color;
    bool arrows;
} Line;

static Vec2 place(const UpDown *u, const Along *a, const Plot *p, const UpDownLoop *l, bool norm, int level)
{
    return (Vec2){ along_x(a, u->strength[level]), plot_at(p, 0, (double)number(l, norm, level)).y };
}

static void arrow(const PanelView *v, Vec2 a, Vec2 b, Color color, Canvas *c)
{
    float dx = b.x - a.x, dy = b.y - a.y, length = __builtin_sqrtf(dx * dx + dy * dy), s = 5 * v->k;
    if (length < 2 * s)
        return;
    dx *= s / length;
    dy *= s / length;
    Vec2 m = { (a.x + b.x) / 2, (a.y + b.y) / 2 };
    canvas_fill(c,
                (Vec2[]){ { m.x + dx, m.y + dy },
                          { m.x - dx - 0.8f * dy, m.y - dy + 0.8f * dx },
                          { m.x - dx + 0.8f * dy, m.y - dy - 0.8f * dx } },
                3, color);
}

/* Levels from ... to of a loop, as far as they are trained. */
static void way(const PanelView *v, const UpDown *u, const Along *a, const Plot *p, const UpDownLoop *l, bool norm,
                int from, int to, Line line, Canvas *c)
{
    Vec2 at[UPDOWN_LEVELS];
    int n = 0;
    for (int i = max_i(from, l->from); i <= to && i < l->done; i++)
        if (num_finite((double)number(l, norm, i)))
            at[n++] = place(u, a, p, l, norm, i);
    if (n < 1)
        return;
    canvas_stroke(c, at, n, line.stroke, line.color);
    for (int i = 0; line.arrows && i + 1 < n; i += 2)
        arrow(v, at[i], at[i + 1], line.color, c);
}

static const float dashes[] = { 6, 4 }, dots[] = { 1.5f, 3.5f };

static Line line_of(const PanelView *v, UpDownNet net, bool down, bool norm)
{
    const Theme *t = v->theme;
    float k = v->k;
    if (net == UPDOWN_REHEATED)
        return (Line){ { .width = 3 * k, .dash = dots, .dashes = 2, .butt = true }, norm ? t->lam : t->ink2, false };
    bool faint = net == UPDOWN_SHALLOW;
    return (Line){
        { .width = (faint ? 1.5f : 2.5f) * k, .dash = down ? dashes : NULL, .dashes = down ? 2 : 0, .butt = down },
        faint  ? t->ink3
        : norm ? t->lam
               : t->ink,
        !faint
    };
}

/* Triangles where the net was shaken; labels keep away from them. */
static void heated(const PanelView *v, const UpDown *u, const Along *a, const Plot *p, bool norm, Labels *labels,
                   Canvas *c)
{
    const UpDownLoop *l = &u->loop[UPDOWN_REHEATED];
    float k = v->k;
    for (int i = l->from; i < l->done; i++) {
        if (!l->heated[i])
            continue;
        float x = along_x(a, u->strength[i]), y = place(u, a, p, l, norm, i).y - 9 * k;
        canvas_fill(c, (Vec2[]){ { x, y - 5 * k }, { x + 4.5f * k, y + 3 * k }, { x - 4.5f * k, y + 3 * k } }, 3,
                    v->theme->ink2);
        panel_reserve(labels, (Rect){ x - 6 * k, y - 6 * k, 12 * k, 11 * k });
    }
}

static Plot plot_of(const UpDown *u, const Pane *p)
{
    float most = 0;
    for (int net = 0; net < UPDOWN_NETS; net++)
        for (int i = 0; i < UPDOWN_LEVELS; i++) {
            float y = number(&u->loop[net], p->norm, i);
            most = num_finite((double)y) ? max_f(most, y) : most;
        }
    float top = along_top(most, 4);
    return (Plot){ .r = p->plot, .x1 = 1, .y1 = p->norm ? top : min_f(top, 10) };
}

/* --- words --- */

/* The level whose numbers are shown: of the strength that the pointer is on, else where the net was best on its way
 * up. */
static int level_of(const UpDown *u, const PanelView *v, const Along *a)
{
    const UpDownLoop *net = &u->loop[UPDOWN_NET];
    int best = 0;
    float least = 1e9f, x = along_x(a, v->link.strength);
    for (int i = 0; i < UPDOWN_UP && i < net->done; i++) {
        float away = along_x(a, u->strength[i]) - x;
        float score = v->link.kind == LINK_STRENGTH ? away < 0 ? -away : away : net->test_loss[i];
        if (num_finite((double)score) && score < least) {
            least = score;
            best = i;
        }
    }
    return best;
}

static bool item(const PanelView *v, const char *name, float value, bool norm, Line line, float *x, float y, Labels *l,
                 Canvas *c)
{
    float k = v->k;
    char text[32];
    TextStyle plain = panel_type(v, 13, FACE_REGULAR, v->theme->ink2, ALIGN_LEFT), bold = plain;
    bold.face = FACE_SEMIBOLD;
    bold.color = v->theme->ink;
    if (!panel_label(l, c, *x + 22 * k, y, plain, name))
        return false;
    canvas_stroke(c, (Vec2[]){ { *x, y - 4 * k }, { *x + 17 * k, y - 4 * k } }, 2, line.stroke, line.color);
    *x += 26 * k + canvas_text_width(c, plain, name);
    panel_fixed(text, (double)value, norm ? 1 : value < 0.1f ? 3 : 2);
    if (num_finite((double)value) && panel_label(l, c, *x, y, bold, text))
        *x += canvas_text_width(c, bold, text) + 2 * k;
    panel_reserve(l, (Rect){ *x, y - 10 * k, 8 * k, 10 * k }); /* what comes next keeps away */
    *x += 11 * k;
    return true;
}

static void legend(const UpDown *u, const PanelView *v, const Pane *p, const Along *a, Canvas *c)
{
    const UpDownLoop *net = &u->loop[UPDOWN_NET], *hot = &u->loop[UPDOWN_REHEATED];
    int level = level_of(u, v, a), back = UPDOWN_LEVELS - 1 - level;
    float k = v->k, x = p->head.x, y = p->head.y + p->head.h - 7 * k;
    char text[64], value[32];
    Labels l = { .in = p->head };
    item(v, tr("up"), number(net, p->norm, level), p->norm, line_of(v, UPDOWN_NET, false, p->norm), &x, y, &l, c);
    item(v, tr("down"), number(net, p->norm, back), p->norm, line_of(v, UPDOWN_NET, true, p->norm), &x, y, &l, c);
    if (hot->possible)
        item(v, tr("reheated"), number(hot, p->norm, back), p->norm, line_of(v, UPDOWN_REHEATED, true, p->norm), &x, y,
             &l, c);
    text_short(value, (double)u->strength[level]);
    bool linked = v->link.kind == LINK_STRENGTH, exact = linked && v->link.strength == u->strength[level];
    const char *which[] = { !linked ? tr("best on the way up: %s = %s")
                            : exact ? tr("at %s = %s")
                                    : tr("nearest: %s = %s"),
                            linked ? "%s = %s" : tr("best: %s = %s"), "%s = %s" };
    TextStyle s = panel_type(v, 13, FACE_REGULAR, v->theme->ink3, ALIGN_RIGHT);
    for (int i = 0; i < COUNT(which); i++) {
        snprintf(text, sizeof text, which[i], panel_symbol(a->config), value);
        if (panel_label(&l, c, p->head.x + p->head.w, y, s, text))
            break;
    }
    float at = (float)(int)along_x(a, u->strength[level]) + 0.5f;
    canvas_line(c, at, p->plot.y, at, p->plot.y + p->plot.h, 1, v->theme->line);
}

/* The faint loop has its name beside it. */
static void name_shallow(const UpDown *u, const PanelView *v, const Pane *p, const Along *a, const Plot *plot,
                         Labels *l, Canvas *c)
{
    static const Place off[] = { { 0, -8, ALIGN_CENTER },  { 0, 18, ALIGN_CENTER }, { 8, -6, ALIGN_LEFT },
                                 { -8, -6, ALIGN_RIGHT },  { 8, 16, ALIGN_LEFT },   { -8, 16, ALIGN_RIGHT },
                                 { 0, -16, ALIGN_CENTER }, { 0, 26, ALIGN_CENTER } };
    const UpDownLoop *shallow = &u->loop[UPDOWN_SHALLOW];
    Place at[COUNT(off) * UPDOWN_LEVELS];
    int n = 0;
    for (int i = 0; i < COUNT(off); i++)
        for (int j = shallow->done - 1; j >= 0; j--) {
            Vec2 q = place(u, a, plot, shallow, p->norm, j);
            if (num_finite((double)number(shallow, p->norm, j)))
                at[n++] = (Place){ q.x + off[i].x * v->k, q.y + off[i].y * v->k, off[i].align };
        }
    TextStyle s = panel_type(v, 13, FACE_MEDIUM, v->theme->ink3, ALIGN_CENTER);
    s.halo = v->theme->surface;
    s.halo_width = 2 * v->k;
    panel_place(l, c, at, n, false, s, tr("one hidden layer")); /* on other lines it would seem to be their name */
}

static void progress(const Findings *f, const PanelView *v, const Pane *p, Labels *l, Canvas *c)
{
    char text[64];
    float k = v->k, next = f->progress[STUDY_UPDOWN];
    TextStyle s = panel_type(v, 13, FACE_MEDIUM, v->theme->ink2, ALIGN_RIGHT);
    s.halo = v->theme->surface;
    s.halo_width = 2 * k;
    if (next < 0)
        return;
    snprintf(text, sizeof text, "%d%%", (int)(100 * next));
    panel_label(l, c, p->plot.x + p->plot.w - 4 * k, p->plot.y + 14 * k, s, text);
}

/* --- the panel --- */

static const Config *config_of(const Findings *f) { return &f->snap.config; }

static void picture(const Findings *f, const PanelView *v, const Pane *p, Canvas *c)
{
    const UpDown *u = f->updown;
    if (p->plot.w < 60 * v->k || p->plot.h < 30 * v->k)
        return;
    Along a = along_of(config_of(f), p->plot);
    Plot plot = plot_of(u, p);
    Labels l = { .in = p->plot };
    along_values(v, &plot, "", c);
    along_axis(v, &a, true, c);
    legend(u, v, p, &a, c);
    along_link(v, &a, c);
    along_now(v, &a, path_strength(config_of(f)), c);
    canvas_push_clip(c, rect_inset(p->plot, -4 * v->k));
    static const UpDownNet order[] = { UPDOWN_SHALLOW, UPDOWN_NET, UPDOWN_REHEATED };
    for (int i = 0; i < UPDOWN_NETS; i++) {
        const UpDownLoop *loop = &u->loop[order[i]];
        for (int down = 0; down < 2; down++)
            way(v, u, &a, &plot, loop, p->norm, down ? UPDOWN_UP - 1 : 0, down ? UPDOWN_LEVELS - 1 : UPDOWN_UP - 1,
                line_of(v, order[i], down != 0, p->norm), c);
    }
    heated(v, u, &a, &plot, p->norm, &l, c);
    canvas_pop_clip(c);
    Vec2 line[UPDOWN_NETS][UPDOWN_LEVELS];
    for (int net = 0; net < UPDOWN_NETS; net++) {
        int n = 0;
        for (int i = u->loop[net].from; i < u->loop[net].done; i++)
            if (num_finite((double)number(&u->loop[net], p->norm, i)))
                line[net][n++] = place(u, &a, &plot, &u->loop[net], p->norm, i);
        panel_avoid(&l, line[net], n);
    }
    panel_reserve(&l, (Rect){ along_x(&a, path_strength(config_of(f))) - 3, p->plot.y, 6, p->plot.h });
    progress(f, v, p, &l, c);
    if (u->loop[UPDOWN_SHALLOW].done > UPDOWN_UP)
        name_shallow(u, v, p, &a, &plot, &l, c);
}

static void title(const Findings *f, const PanelView *v, const Pane *p, bool steps, Canvas *c)
{
    Labels l = { .in = { p->head.x, p->head.y - 34 * v->k, p->head.w, 34 * v->k } };
    char text[64];
    float y = p->head.y - 14 * v->k;
    panel_label(&l, c, p->head.x, y, panel_type(v, 14, FACE_SEMIBOLD, v->theme->ink, ALIGN_LEFT),
                p->norm ? tr("Size of the weights") : tr("Test loss"));
    snprintf(text, sizeof text, tr("%d steps at 0, then %d at each"), f->updown->first, f->updown->steps);
    if (steps && f->updown->steps > 1)
        panel_label(&l, c, p->head.x + p->head.w, y, panel_type(v, 13, FACE_REGULAR, v->theme->ink3, ALIGN_RIGHT),
                    text);
}

void updown_draw(const Findings *f, const PanelView *v, Rect body, Canvas *c)
{
    Pane pane[2];
    char text[64];
    canvas_push_clip(c, body);
    if (f->snap.members < 1 || reg_slider(config_of(f)) < 0) {
        panel_empty(v, body, c, tr("There is no penalty to raise."), tr("Choose L2 or L1 above the slider."));
    } else if (!f->updown || f->updown->loop[UPDOWN_NET].done < 1) {
        snprintf(text, sizeof text, "%d%%", (int)(100 * max_f(0, f->progress[STUDY_UPDOWN])));
        panel_empty(v, body, c, tr("A net is trained up and down the axis."), text);
    } else {
        int n = panes_of(v, body, pane);
        bool below = n > 1 && pane[1].head.y > pane[0].head.y; /* the button is at the top right */
        for (int i = 0; i < n; i++) {
            if (n > 1 || !v->found) /* in a window the chosen segment says it */
                title(f, v, &pane[i], i == below, c);
            picture(f, v, &pane[i], c);
        }
    }
    canvas_pop_clip(c);
}

void updown_controls(PanelView *v, Ui *ui, Rect body)
{
    const char *const tab[] = { tr("Test loss"), tr("Norm") };
    Pane pane[2];
    const Findings *f = v->found;
    float k = v->k, h = 28 * k, w = 84 * k, x = body.x + 12, left = ui_segment_width(ui, h, tab, 2);
    if (!f || f->snap.members < 1 || body.h < 100 * k)
        return;
    bool one = panes_of(v, body, pane) == 1;
    v->mode = clamp_i(v->mode, 0, 1);
    if (one && f->updown && left + 24 <= body.w)
        ui_segment(ui, UI_ID(ID_MODE), x, body.y, h, tab, 2, &v->mode, false, NULL);
    x = body.x + body.w - 18 * k - w;
    if (f->snap.metrics[0].status == STATUS_COLLAPSED && x > body.x + left + 24 &&
        ui_button(ui, UI_ID(ID_REHEAT), (Rect){ x, body.y, w, h }, tr("Reheat"), UI_PLAIN, true))
        v->request = (Request){ REQUEST_REHEAT, HEAT };
}

bool updown_tip(const Findings *f, const PanelView *v, Rect body, Vec2 at, PanelTip *out)
{
    Pane pane[2];
    const UpDown *u = f->updown;
    if (f->snap.members < 1 || reg_slider(config_of(f)) < 0 || !u || u->loop[UPDOWN_NET].done < 1)
        return false;
    int n = panes_of(v, body, pane), level = 0;
    const Pane *p = NULL;
    for (int i = 0; i < n && !p; i++)
        p = rect_has(pane[i].plot, at) ? &pane[i] : NULL;
    if (!p)
        return false;
    Along a = along_of(config_of(f), p->plot);
    for (int i = 0; i < UPDOWN_UP; i++)
        if (__builtin_fabsf(along_x(&a, u->strength[i]) - at.x) <
            __builtin_fabsf(along_x(&a, u->strength[level]) - at.x))
            level = i;
    static const struct {
        const char *name;
        UpDownNet net;
        bool down;
    } rows[] = { { N_("on the way up"), UPDOWN_NET, false },
                 { N_("on the way down"), UPDOWN_NET, true },
                 { N_("reheated"), UPDOWN_REHEATED, true },
                 { N_("one hidden layer, down"), UPDOWN_SHALLOW, true } };
    char text[64], value[32];
    text_short(value, (double)u->strength[level]);
    snprintf(text, sizeof text, p->norm ? tr("Norm at %s = %s") : tr("Test loss at %s = %s"),
             panel_symbol(config_of(f)), value);
    *out = (PanelTip){ .anchor = { along_x(&a, u->strength[level]) - 1, p->plot.y, 2, p->plot.h } };
    panel_tip_row(out, text, tr("%d steps"), level ? u->steps : u->first);
    for (int i = 0; i < COUNT(rows); i++) {
        float y = number(&u->loop[rows[i].net], p->norm, rows[i].down ? UPDOWN_LEVELS - 1 - level : level);
        if (u->loop[rows[i].net].possible && num_finite((double)y))
            panel_tip_row(out, tr(rows[i].name), "%s", panel_fixed(value, (double)y, 3));
    }
    out->link = (Link){ .kind = LINK_STRENGTH, .strength = u->strength[level] };
    return true;
}
