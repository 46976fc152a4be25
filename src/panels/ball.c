/* Two weights, the picture of the textbooks (Hastie et al. 2009, figure 3.11): the data loss is a bowl of ellipses
 * around least squares, the penalty holds the weights on a circle (L2) or a diamond (L1), and the solution lies where
 * the smallest ellipse that reaches it touches it. As the strength grows the solution walks along the ridge path to 0.
 *
 * With squared error all of this is exact and moves with the slider; otherwise the circle goes through the net. */
#include "panels/panel.h"

#include <math.h> /* sqrt only */
#include <stdio.h>

enum { SIDES = 96, STOPS = 64, LEAST_POWER = -2, MOST_POWER = 0 /* of ten, named on the ridge path */ };

typedef struct Ball {
    bool there;      /* a penalty on weights acts */
    double l2, l1;   /* its shape: of the present strengths, or of strengths 1 where they are 0 */
    double at[2];    /* the solution for the present strength, or the net where that is not known in closed form */
    double least[2]; /* least squares */
} Ball;

static Penalty present(const Findings *f) { return reg_penalty(&f->snap.config); }

static Ball ball_of(const Findings *f)
{
    const Surface *s = f->surface;
    const RegDef *reg = &reg_defs[f->snap.config.reg];
    Penalty p = present(f);
    Ball b = { .l2 = (double)p.l2, .l1 = (double)p.reported };
    if (b.l2 + b.l1 == 0) {
        b.l2 = reg->l2;
        b.l1 = reg->l1;
    }
    b.there = b.l2 + b.l1 > 0;
    Vec2 now = s->spot[SPOT_NOW].at;
    b.at[0] = (double)now.x;
    b.at[1] = (double)now.y;
    if (s->pair.known) {
        plane_pair_solve(&s->pair, (double)p.l2, (double)p.reported, b.at);
        plane_pair_solve(&s->pair, 0, 0, b.least);
    }
    return b;
}

static double size_of(double v) { return v < 0 ? -v : v; }

/* All weights with the same penalty as the solution: l2/2 r^2 + l1 r (|cos| + |sin|) is the same in every direction. */
static void outline(const Ball *b, Vec2 p[SIDES])
{
    double r2 = b->at[0] * b->at[0] + b->at[1] * b->at[1], r1 = size_of(b->at[0]) + size_of(b->at[1]);
    double all = b->l2 / 2 * r2 + b->l1 * r1;
    for (int i = 0; i < SIDES; i++) {
        double t = 6.283185307179586 * i / SIDES, x = num_cos(t), y = num_sin(t), s = b->l1 * (size_of(x) + size_of(y));
        double r = b->l2 > 0 ? (sqrt(s * s + 2 * b->l2 * all) - s) / b->l2 : all / s;
        p[i] = (Vec2){ (float)(r * x), (float)(r * y) };
    }
}

/* Where a quadratic with its lowest value at `least` is higher than that by `above`. false: it has no lowest point, or
 * this is it. */
static bool ellipse(const Pair *q, const double least[2], double above, Vec2 p[SIDES])
{
    double mean = (q->a11 + q->a22) / 2, half = (q->a11 - q->a22) / 2, d = sqrt(half * half + q->a12 * q->a12);
    double steep = mean + d, flat = mean - d; /* eigenvalues of A */
    if (!(flat > 1e-9 * steep) || !(above > 1e-9 * q->rest))
        return false;
    double x = q->a12, y = steep - q->a11; /* the steep eigenvector, unless A is diagonal */
    if (size_of(x) + size_of(y) < 1e-12 * steep)
        x = q->a11 >= q->a22, y = q->a11 < q->a22;
    double length = sqrt(x * x + y * y), u = sqrt(2 * above / steep) / length, v = sqrt(2 * above / flat) / length;
    for (int i = 0; i < SIDES; i++) {
        double t = 6.283185307179586 * i / SIDES, c = u * num_cos(t), s = v * num_sin(t);
        p[i] = (Vec2){ (float)(least[0] + c * x - s * y), (float)(least[1] + c * y + s * x) };
    }
    return true;
}

/* The ellipse of the data loss through the solution. */
static bool touching(const Pair *q, const Ball *b, Vec2 p[SIDES])
{
    return ellipse(q, b->least, plane_pair_loss(q, b->at) - plane_pair_loss(q, b->least), p);
}

/* The solutions for every strength of the slider's setting, the others as they are. Penalties are linear in it. */
typedef struct Family {
    bool known;
    Pair pair;
    double l2, l1, by_l2, by_l1; /* at strength 0; what is added at 1 */
} Family;

static Family family_of(const Findings *f)
{
    Config c = f->snap.config;
    Family m = { .known = f->surface->pair.known, .pair = f->surface->pair };
    int row = reg_slider(&c);
    if (row < 0 || !param_put(&c, row, 0, NULL))
        return (Family){ 0 };
    Penalty none = reg_penalty(&c);
    if (!param_put(&c, row, 0.5, NULL))
        return (Family){ 0 };
    Penalty half = reg_penalty(&c);
    m.l2 = (double)none.l2;
    m.l1 = (double)none.reported;
    m.by_l2 = 2 * ((double)half.l2 - m.l2);
    m.by_l1 = 2 * ((double)half.reported - m.l1);
    m.known &= m.by_l2 + m.by_l1 > 0;
    return m;
}

static Vec2 solution(const Family *m, double strength)
{
    double w[2];
    plane_pair_solve(&m->pair, m->l2 + strength * m->by_l2, m->l1 + strength * m->by_l1, w);
    return (Vec2){ (float)w[0], (float)w[1] };
}

static double power(double e) { return num_exp(2.302585092994046 * e); }

/* From strength 0 to so much that nothing is left. */
static int ridge(const Family *m, Vec2 p[STOPS])
{
    for (int i = 0; i + 1 < STOPS; i++)
        p[i] = solution(m, i == 0 ? 0 : power(-4 + 7. * (i - 1) / (STOPS - 3)));
    p[STOPS - 1] = (Vec2){ 0, 0 };
    return m->known ? STOPS : 0;
}

/* --- drawing --- */

static bool is_inside(const Surface *s, Vec2 p)
{
    float x = (p.x - s->x0) / (s->x1 - s->x0), y = (p.y - s->y0) / (s->y1 - s->y0);
    return x >= 0 && x <= 1 && y >= 0 && y <= 1;
}

/* A line on the surface: nothing where that ends. */
static void line(const Relief *r, const Vec2 *p, int n, bool closed, float width, Color color, Canvas *c)
{
    Vec2 at[SIDES + 1];
    int run = 0;
    for (int i = 0; i < n + closed; i++) {
        bool in = is_inside(r->s, p[i % n]);
        if (in)
            at[run++] = relief_at(r, p[i % n]);
        if (!in || i + 1 == n + closed) {
            if (run > 1)
                canvas_stroke(c, at, run, (Stroke){ .width = width }, color);
            run = 0;
        }
    }
}

/* w1 and w2 through 0, with marks at round numbers. */
static void axes(const PanelView *v, const Relief *r, Canvas *c)
{
    const Surface *s = r->s;
    Color color = color_alpha(v->theme->ink, 0.4f);
    float lo[2] = { s->x0, s->y1 }, hi[2] = { s->x1, s->y0 }, k = v->k;
    for (int axis = 0; axis < 2; axis++) {
        float first, step = 0;
        int count;
        line(r, (Vec2[]){ { axis ? 0 : lo[0], axis ? lo[1] : 0 }, { axis ? 0 : hi[0], axis ? hi[1] : 0 } }, 2, false, 1,
             color, c);
        step = plot_ticks(lo[axis], hi[axis], 6, &first, &count);
        for (int i = 0; i < count; i++) {
            float u = first + (float)i * step;
            Vec2 at = relief_at(r, (Vec2){ axis ? 0 : u, axis ? u : 0 });
            if (is_inside(s, (Vec2){ axis ? 0 : u, axis ? u : 0 }))
                canvas_line(c, at.x - (axis ? 3 * k : 0), at.y - (axis ? 0 : 3 * k), at.x + (axis ? 3 * k : 0),
                            at.y + (axis ? 0 : 3 * k), 1, color);
        }
    }
}

/* The solution itself, where the net has not arrived yet; powers of ten on the ridge path; what the pointer is on. */
static void stops(const PanelView *v, const Relief *r, const Ball *b, const Family *m, Canvas *c)
{
    const Theme *t = v->theme;
    float k = v->k;
    for (int e = LEAST_POWER; e <= MOST_POWER; e++) {
        Vec2 p = solution(m, power(e));
        if (is_inside(r->s, p))
            canvas_disc(c, relief_at(r, p), 2.75f * k, t->lam);
    }
    Vec2 now = relief_at(r, r->s->spot[SPOT_NOW].at), at = relief_at(r, (Vec2){ (float)b->at[0], (float)b->at[1] });
    if (__builtin_fabsf(now.x - at.x) + __builtin_fabsf(now.y - at.y) > 2) {
        canvas_disc(c, at, 4.5f * k, t->lam);
        canvas_ring(c, at, 4.5f * k, 1.5f * k, t->point_outline);
    }
    if (v->link.kind == LINK_STRENGTH)
        canvas_ring(c, relief_at(r, solution(m, (double)v->link.strength)), 8 * k, 2 * k, t->ink);
}

bool ball_contour(const Findings *f, const Relief *r, float level, Color color, Canvas *c)
{
    Penalty p = present(f);
    Pair q = r->s->pair;
    double least[2];
    Vec2 at[SIDES];
    if (!q.known || (r->kind != SURFACE_DATA && (p.reported > 0 || r->kind == SURFACE_PENALTY)))
        return false;
    double l2 = r->kind == SURFACE_TOTAL ? (double)p.l2 : 0;
    plane_pair_solve(&q, l2, 0, least);
    q.a11 += l2;
    q.a22 += l2;
    if (ellipse(&q, least, (double)level - plane_pair_loss(&q, least), at)) {
        for (int i = 0; i < SIDES; i++)
            at[i] = relief_at(r, at[i]);
        canvas_stroke(c, at, SIDES, (Stroke){ .width = 1, .closed = true }, color);
    }
    return true;
}

void ball_draw(const Findings *f, const PanelView *v, const Relief *r, Canvas *c)
{
    const Theme *t = v->theme;
    Ball b = ball_of(f);
    Vec2 p[SIDES];
    float k = v->k;
    if (r->flat)
        axes(v, r, c);
    if (b.there && r->kind != SURFACE_DATA) {
        outline(&b, p);
        if (r->flat) {
            Vec2 at[SIDES];
            for (int i = 0; i < SIDES; i++)
                at[i] = relief_at(r, p[i]);
            canvas_fill(c, at, SIDES, color_alpha(t->lam, 0.16f));
        }
        line(r, p, SIDES, true, 4 * k, color_alpha(t->point_outline, 0.7f), c);
        line(r, p, SIDES, true, 2.25f * k, t->lam, c);
    }
    if (b.there && r->kind == SURFACE_TOTAL && touching(&r->s->pair, &b, p)) {
        line(r, p, SIDES, true, 4 * k, color_alpha(t->point_outline, 0.7f), c);
        line(r, p, SIDES, true, 2.25f * k, t->train, c);
    }
    Family m = family_of(f);
    int n = b.there ? ridge(&m, p) : 0;
    if (n > 0) {
        line(r, p, n, false, 3.5f * k, color_alpha(t->point_outline, 0.7f), c);
        line(r, p, n, false, 1.5f * k, t->lam, c);
        stops(v, r, &b, &m, c);
    }
}

/* --- words --- */

static void avoid(const PanelView *v, const Relief *r, Labels *l, const Vec2 *p, int n)
{
    Vec2 *at = arena_new(v->scratch, Vec2, n + 1);
    for (int i = 0; i <= n; i++)
        at[i] = relief_at(r, p[i % n]);
    panel_avoid(l, at, n == SIDES ? n + 1 : n); /* the ridge path is open */
}

void ball_avoid(const Findings *f, const PanelView *v, const Relief *r, Labels *l)
{
    Ball b = ball_of(f);
    Family m = family_of(f);
    Vec2 p[SIDES];
    if (!b.there)
        return;
    int n = ridge(&m, p);
    if (n > 0)
        avoid(v, r, l, p, n);
    outline(&b, p);
    if (r->kind != SURFACE_DATA)
        avoid(v, r, l, p, SIDES);
    if (r->kind == SURFACE_TOTAL && touching(&r->s->pair, &b, p))
        avoid(v, r, l, p, SIDES);
}

/* Beside a place: at its left or right side first. */
static bool label(Labels *l, const PanelView *v, const Relief *r, Vec2 p, bool left, const char *text, Canvas *c)
{
    TextStyle s = panel_type(v, 13, FACE_MEDIUM, v->theme->lam, ALIGN_CENTER);
    s.halo = v->theme->surface;
    s.halo_width = 3 * v->k;
    float k = v->k;
    Vec2 at = relief_at(r, p);
    const Place place[] = {
        { at.x - 8 * k, at.y - 6 * k, ALIGN_RIGHT }, { at.x - 8 * k, at.y + 16 * k, ALIGN_RIGHT },
        { at.x + 8 * k, at.y - 6 * k, ALIGN_LEFT },  { at.x + 8 * k, at.y + 16 * k, ALIGN_LEFT },
        { at.x - 8 * k, at.y - 6 * k, ALIGN_RIGHT }, { at.x - 8 * k, at.y + 16 * k, ALIGN_RIGHT },
    };
    return panel_place(l, c, place + (left ? 0 : 2), 4, false, s, text);
}

/* How large the ball is; the corner where nothing else is comes first. An elastic one has no name for its size. */
static void name_size(const PanelView *v, const Relief *r, const Ball *b, Labels *l, Canvas *c)
{
    static const int corner[] = { 3, 5, 1, 7 }; /* eighths of a turn */
    char text[64], number[32];
    Vec2 p[SIDES];
    double x = size_of(b->at[0]), y = size_of(b->at[1]);
    if (b->l1 > 0 && b->l2 > 0)
        return;
    snprintf(text, sizeof text, b->l1 > 0 ? "‖w‖₁ = %s" : "‖w‖ = %s",
             panel_fixed(number, b->l1 > 0 ? x + y : sqrt(x * x + y * y), 2));
    outline(b, p);
    for (int i = 0; i < COUNT(corner); i++) {
        Vec2 at = p[SIDES / 8 * corner[i]];
        if (is_inside(r->s, at) && label(l, v, r, at, at.x < 0, text, c))
            return;
    }
}

static void name_powers(const Findings *f, const PanelView *v, const Relief *r, Labels *l, Canvas *c)
{
    Family m = family_of(f);
    bool first = true; /* says of what */
    for (int e = LEAST_POWER; m.known && e <= MOST_POWER; e++) {
        char text[64], number[32];
        Vec2 at = solution(&m, power(e));
        text_short(number, power(e));
        snprintf(text, sizeof text, "%s%s%s", first ? panel_symbol(&f->snap.config) : "", first ? " = " : "", number);
        if (is_inside(r->s, at) && label(l, v, r, at, false, text, c))
            first = false;
    }
}

void ball_labels(const Findings *f, const PanelView *v, const Relief *r, Labels *l, Canvas *c)
{
    const Surface *s = r->s;
    Ball b = ball_of(f);
    float k = v->k;
    if (b.there && r->kind != SURFACE_DATA)
        name_size(v, r, &b, l, c);
    if (b.there && r->mark > 1)
        name_powers(f, v, r, l, c);
    TextStyle small = panel_type(v, 13, FACE_ITALIC, v->theme->ink2, ALIGN_RIGHT);
    Vec2 zero = relief_at(r, (Vec2){ 0, 0 });
    if (is_inside(s, (Vec2){ (s->x0 + s->x1) / 2, 0 }))
        panel_label(l, c, r->box.x + r->box.w - 4 * k, zero.y - 5 * k, small, "w₁");
    small.align = ALIGN_LEFT;
    if (is_inside(s, (Vec2){ 0, (s->y0 + s->y1) / 2 }))
        panel_label(l, c, zero.x + 6 * k, r->box.y + 14 * k, small, "w₂");
}
