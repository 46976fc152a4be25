/* Every panel on every kind of finding and in every size: what is drawn stays inside the body, holds no NaN, no text
 * lies on other text, and the same findings give the same pixels. Then what single panels owe: numbers, words,
 * tooltips. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "panels/panel.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum State {
    EMPTY,
    FRESH,
    OVERFIT,
    HEALED,
    CHANGED,
    BLOBS,
    LINEAR,
    CURVE,
    VALUES,
    IMAGES,
    ELASTIC,
    REPORTED,
    PAIR,
    COLLAPSED,
    NOT_FINITE,
    DIVERGED,
    STATES
} State;

/* Settings, then steps and the lambda before them; a change of 0 steps only changes lambda. */
static const struct {
    const char *settings[4];
    struct {
        int steps;
        float l2;
    } part[4];
} state_defs[STATES] = {
    [FRESH] = { { NULL }, { { 0, 0 } } },
    [OVERFIT] = { { "points=40" }, { { 300, 0 } } },
    [HEALED] = { { "points=40" }, { { 200, 0 }, { 200, 0.03f } } },
    [CHANGED] = { { "until=200" }, { { 60, 0 }, { 2, 0.001f }, { 100, 0.01f }, { 300, 1e-5f } } },
    [BLOBS] = { { "data=blobs", "flip=0.1" }, { { 100, 0 }, { 50, 0.01f } } },
    [LINEAR] = { { "net=-" }, { { 60, 0.01f } } },
    [CURVE] = { { "data=sine", "act=tanh", "points=15" }, { { 60, 0 }, { 60, 0.001f } } },
    [VALUES] = { { "data=ellipse", "net=4", "points=20" }, { { 60, 0 }, { 60, 0.1f } } },
    [IMAGES] = { { "data=glyphs", "net=conv:4x5", "points=20" }, { { 20, 0 }, { 20, 0.1f } } },
    [ELASTIC] = { { "reg=elastic", "l1=0.5", "points=40" }, { { 60, 0.01f } } },
    [REPORTED] = { { "mistake=loss", "points=40" }, { { 200, 0 }, { 100, 0.01f } } },
    [PAIR] = { { "data=ellipse", "net=-", "opt=exact" }, { { 1, 0 }, { 1, 0.1f } } },
    [COLLAPSED] = { { NULL }, { { 20, 0 }, { 600, 10 } } },
    [NOT_FINITE] = { { NULL }, { { 40, 0 }, { 20, 0.01f } } },
    [DIVERGED] = { { "opt=sgd", "lr=0.3" }, { { 50, 0.001f }, { 400, 10 } } },
};

typedef struct World {
    Arena arena;
    Findings f;
    Surface surface;
    Curvature curvature;
    Sweep sweep;
    Effective effective;
    UpDown updown;
    Variance variance;
} World;

static World world[STATES];
static Arena scratch, drawing;

static void set(Config *c, const char *setting)
{
    char key[32];
    Err err;
    size_t n = strcspn(setting, "=");
    memcpy(key, setting, n);
    key[n] = 0;
    assert_true(config_set(c, key, setting + n + 1, &err));
}

/* A short sweep of the state's settings, and the way up and down. One is still under way; of another every third net
 * has diverged. */
static void make_sweep(State state)
{
    World *w = &world[state];
    Sweep *s = &w->sweep;
    Config c = w->f.snap.config;
    MemberPlan member[SWEEP_MEMBERS];
    c.until = 12;
    for (int m = 0; m < SWEEP_MEMBERS; m++)
        member[m] = (MemberPlan){ MEMBER_OWN, sweep_value(&c, m) };
    Run *r = run_new(&c, &(RunPlan){ .members = SWEEP_MEMBERS, .member = member, .vary = reg_slider(&c) }, NULL);
    assert_non_null(r);
    run_steps(r, c.until);
    *s = (Sweep){ .total = SWEEP_MEMBERS, .config = w->f.snap.config, .shape = *run_shape(r) };
    size_t n = (size_t)s->shape.params;
    real *weights = arena_new(&w->arena, real, SWEEP_MEMBERS * n);
    for (int rank = 0; rank < (state == CHANGED ? SWEEP_GROUP : SWEEP_MEMBERS); rank++) {
        int m = sweep_order(rank);
        Metrics net;
        w->effective.done[m] = true;
        s->value[m] = sweep_value(&c, m);
        run_metrics(r, m, &net);
        w->effective.value[m] = (float)n / (float)(m + 1);
        memcpy(weights + (size_t)m * n, run_params(r, m), n * sizeof *weights);
        if (state == NOT_FINITE && m % 3 == 0) {
            net.status = STATUS_DIVERGED;
            net.test_loss = net.weight_norm = m % 2 ? NAN : INFINITY;
            w->effective.value[m] = weights[(size_t)m * n + 3] = NAN;
        }
        for (int seed = 0; seed < (state == HEALED ? SWEEP_SEEDS : 1); seed++) {
            spread_add(s, seed, m, &net);
            net.test_loss *= 1.1;
        }
    }
    run_free(r);
    w->effective.params = (int)n;
    w->effective.possible = state != ELASTIC;
    w->effective.why = EFFECTIVE_NO_L2;
    StudyInput in = { .config = &c };
    void *job = hysteresis_begin(&in, &w->arena);
    assert_non_null(job);
    while (!hysteresis_work(job) && !(state == CHANGED && hysteresis_progress(job) > 0.3f)) {}
    hysteresis_result(job, &w->updown);
    hysteresis_end(job);
    w->f.sweep = s;
    w->f.sweep_weights = weights;
    w->f.effective = &w->effective;
    w->f.updown = &w->updown;
}

/* Nets that are hardly trained; in one state only two of them so far. */
static void make_variance(State state, Config c)
{
    World *w = &world[state];
    const Choices none = { 0 };
    Arena a = { 0 };
    c.until = 2;
    void *job = variance_begin(&(StudyInput){ .config = &c, .choices = &none }, &a);
    assert_non_null(job);
    for (bool more = true; more;) {
        more = !variance_work(job);
        if (more && state == CHANGED) {
            variance_result(job, &w->variance);
            more = w->variance.nets[0] < 2;
        }
    }
    variance_result(job, &w->variance);
    variance_end(job);
    arena_free(&a);
    w->f.variance = &w->variance;
}

static void make(State state)
{
    World *w = &world[state];
    Config c;
    Err err;
    const MemberPlan member[2] = { { .kind = MEMBER_FOLLOWS }, { .kind = MEMBER_PLAIN } };
    const RunPlan plan = { .members = 2, .member = member, .vary = param_find("l2"), .record = true };
    FindingsAsk ask = { .want = WANT_FIELD | WANT_UNITS | WANT_UNIT | WANT_HIDDEN | WANT_HIST | WANT_CURVE | WANT_TUG |
                                WANT_PAYS | WANT_MARGINS,
                        .field_w = 73,
                        .field_h = 51,
                        .choices = { .unit_layer = 0, .unit = 1 } };
    if (state == EMPTY)
        return;
    config_default(&c);
    for (int i = 0; state_defs[state].settings[i]; i++)
        set(&c, state_defs[state].settings[i]);
    c.l2 = state_defs[state].part[0].l2;
    Run *r = run_new(&c, &plan, &err);
    assert_non_null(r);
    for (int i = 0; i < 4; i++) {
        float next = state_defs[state].part[i].l2;
        if (i > 0 && state_defs[state].part[i].steps > 0)
            assert_true(run_change(r, ACTION_SET, param_find("l2"), (double)next, &err));
        run_steps(r, state_defs[state].part[i].steps);
    }
    Snapshot *s = &w->f.snap;
    snapshot_take(r, true, &w->arena, s);
    run_free(r);
    ask.window = field_window_of(&c, &s->train, &s->test, BOUNDARY_TEST_SHOWN, 1.4f);
    SurfaceJob *job = surface_begin(s, &(Choices){ 0 }, &w->arena);
    if (job) {
        while (!surface_rows(job, 16)) {}
        surface_result(job, &w->surface);
        w->f.surface = &w->surface;
    }
    CurvatureJob *curvature = curvature_begin(s, NULL, &w->arena);
    if (curvature) {
        while (!curvature_work(curvature)) {}
        curvature_result(curvature, &w->curvature);
        curvature_end(curvature);
        w->f.curvature = &w->curvature;
    }
    if (state == NOT_FINITE) { /* finite by its status, but half of its numbers are not */
        const float bad[] = { NAN, INFINITY, -INFINITY };
        for (int i = 0; i < s->shape.params; i += 2)
            s->params[i] = bad[i / 2 % 3];
        for (int i = 0; i < s->curve_points; i++)
            s->curve[i].test_loss = bad[i % 3];
        for (int i = 0; i < SURFACE_NODES * SURFACE_NODES; i += 3)
            w->surface.data[i] = bad[i % 3];
        for (int i = 0; i < w->curvature.points; i++)
            w->curvature.data[i][i % 3] = w->curvature.total[i][(i + 1) % 3] = w->curvature.twin[i][0] = bad[i % 3];
        s->metrics[0].test_accuracy = s->metrics[0].weight_norm = NAN;
    }
    findings_make(&w->f, &ask, &w->arena);
    if (state == HEALED || state == CHANGED || state == BLOBS || state == CURVE || state == VALUES || state == IMAGES)
        make_variance(state, c);
    make_sweep(state);
}

static int setup(void **state)
{
    (void)state;
    for (int i = 0; i < STATES; i++)
        make((State)i);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (int i = 0; i < STATES; i++)
        arena_free(&world[i].arena);
    arena_free(&scratch);
    arena_free(&drawing);
    return 0;
}

/* --- drawing --- */

static float advance(void *user, Face face, float px, uint32_t rune)
{
    (void)user;
    (void)face;
    return rune == ' ' ? 0.3f * px : 0.6f * px;
}

/* Every letter is a block, so that a moved text changes pixels. */
static GlyphMask mask(void *user, Face face, float px, uint32_t rune, int quarter)
{
    static uint8_t ink[64 * 64];
    (void)user;
    (void)face;
    (void)quarter;
    memset(ink, 200, sizeof ink);
    int size = clamp_i((int)(px / 2), 1, 64);
    return (GlyphMask){ size, rune == ' ' ? 0 : size, 64, 0, size, ink };
}

static const Font font = { .advance = advance, .mask = mask };

static PanelView view_of(int theme, float k)
{
    PanelView v;
    panel_view_default(&v, &theme_defs[theme]);
    v.k = k;
    v.scratch = &scratch;
    return v;
}

static void draw(Canvas *c, int panel, State state, const PanelView *v, Rect body)
{
    arena_reset(&scratch);
    arena_reset(&drawing);
    canvas_begin(c, &drawing, &font, body.x + body.w + 50, body.y + body.h + 50, v->theme->surface);
    panel_defs[panel].draw(&world[state].f, v, body, c);
    assert_int_equal(c->clips, 1); /* every push has its pop */
}

static bool finite_rect(Rect r) { return isfinite(r.x) && isfinite(r.y) && isfinite(r.w) && isfinite(r.h); }

static Rect text_box(const Command *k)
{
    float size = k->text_style.size;
    return (Rect){ k->text.at.x, k->text.at.y - 0.7f * size, k->text.width, 0.7f * size };
}

static bool inside(Rect a, Rect b)
{
    const float slack = 0.01f;
    return a.w <= 0 || a.h <= 0 ||
           (a.x >= b.x - slack && a.y >= b.y - slack && a.x + a.w <= b.x + b.w + slack &&
            a.y + a.h <= b.y + b.h + slack);
}

static void check(const Canvas *c, Rect body, const char *what)
{
    for (int i = 0; i < c->points; i++)
        if (!isfinite(c->point[i].x) || !isfinite(c->point[i].y))
            fail_msg("%s: a point is not finite", what);
    for (int i = 0; i < c->commands; i++) {
        const Command *k = &c->command[i];
        if (!inside(k->clip, body))
            fail_msg("%s: command %d of kind %d is not clipped to the body", what, i, (int)k->kind);
        if (k->kind == CMD_RECT || k->kind == CMD_FRAME)
            assert_true(finite_rect(k->rect.r));
        if (k->kind == CMD_IMAGE)
            assert_true(finite_rect(k->image.r));
        if (k->kind == CMD_DISC || k->kind == CMD_RING)
            assert_true(isfinite(k->disc.at.x) && isfinite(k->disc.at.y) && isfinite(k->disc.radius));
        if (k->kind != CMD_TEXT)
            continue;
        const char *text = c->text + k->text.first;
        assert_true(text_utf8_ok(text, strlen(text)));
        if (!inside(text_box(k), body))
            fail_msg("%s: '%s' leaves the body", what, text);
        for (int j = 0; j < i; j++) {
            const Command *other = &c->command[j];
            if (other->kind != CMD_TEXT)
                continue;
            Rect both = rect_and(text_box(k), text_box(other));
            if (both.w > 0.5f && both.h > 0.5f)
                fail_msg("%s: '%s' lies on '%s'", what, text, c->text + other->text.first);
        }
    }
}

/* --- all panels --- */

static const Rect bodies[] = { { 0, 0, 0, 0 },        { 10, 20, 1, 1 },     { 10, 20, 100, 60 },
                               { 10, 20, 60, 100 },   { 10, 20, 216, 110 }, { 10, 20, 344, 176 },
                               { 10, 20, 296, 248 },  { 10, 20, 400, 248 }, { 10, 20, 816, 204 },
                               { 10, 20, 816, 248 },  { 10, 20, 720, 552 }, { 10, 20, 1568, 552 },
                               { 10, 20, 1248, 340 }, { 10, 20, 500, 900 }, { 10, 20, 3800, 2000 } };

static void every_panel_draws_every_state_in_every_size(void **state)
{
    (void)state;
    char what[96];
    for (int panel = 0; panel < panel_count; panel++)
        for (int s = 0; s < STATES; s++)
            for (int b = 0; b < COUNT(bodies); b++)
                for (int variant = 0; variant < 6; variant++) {
                    PanelView v = view_of(variant & 1, variant < 4 ? 1 : variant == 4 ? 2 : 3);
                    v.flat = v.log_loss = variant == 1 || variant == 5;
                    v.expanded = variant == 2 || variant == 5;
                    v.compact = variant == 3;
                    v.twin = variant != 3;
                    v.kind = (SurfaceKind)(variant % 3);
                    v.highlight = (Highlight)(variant % 4);
                    v.mode = variant;
                    v.scrub = 0.2f * (float)variant;
                    if (variant > 2)
                        v.link = (Link){ .kind = variant == 3   ? LINK_POINT
                                                 : variant == 4 ? LINK_UNIT
                                                                : LINK_WEIGHT,
                                         .unit = 1,
                                         .weight = 3 };
                    v.hovering = true;
                    v.hover = (Vec2){ bodies[b].x + 0.4f * bodies[b].w, bodies[b].y + 0.5f * bodies[b].h };
                    Canvas c;
                    draw(&c, panel, (State)s, &v, bodies[b]);
                    snprintf(what, sizeof what, "%s, state %d, body %g x %g, variant %d", panel_defs[panel].key, s,
                             (double)bodies[b].w, (double)bodies[b].h, variant);
                    check(&c, bodies[b], what);
                }
}

static void render(int panel, State s, Pixels px)
{
    PanelView v = view_of(0, 1);
    Canvas c;
    Box dirty;
    Replay *r = replay_new();
    draw(&c, panel, s, &v, (Rect){ 10, 20, 400, 248 });
    replay_draw(r, &c, 1, px, false, &dirty, 1);
    replay_free(r);
}

static void same_findings_give_same_pixels(void **state)
{
    (void)state;
    enum { W = 460, H = 318 };
    Color *a = calloc(W * H, sizeof *a), *b = calloc(W * H, sizeof *b), *other = calloc(W * H, sizeof *other);
    for (int panel = 0; panel < panel_count; panel++)
        for (int s = 0; s < STATES; s++) {
            render(panel, (State)s, (Pixels){ a, W, H, W });
            render(panel, OVERFIT, (Pixels){ other, W, H, W });
            render(panel, (State)s, (Pixels){ b, W, H, W });
            assert_memory_equal(a, b, sizeof *a * W * H);
            if (s == HEALED) /* and others give others */
                assert_memory_not_equal(a, other, sizeof *a * W * H);
        }
    free(a);
    free(b);
    free(other);
}

static void every_tip_is_short_text_anchored_in_the_body(void **state)
{
    (void)state;
    int found[PANEL_MOST] = { 0 };
    const Rect body = { 10, 20, 500, 400 };
    for (int panel = 0; panel < panel_count; panel++)
        for (int s = 0; s < STATES; s++)
            for (int i = 0; i < 40 * 40; i++) {
                PanelView v = view_of(0, 1);
                Vec2 at = { body.x + body.w * (float)(i % 40) / 39, body.y + body.h * (float)(i / 40) / 39 };
                PanelTip tip = { 0 };
                arena_reset(&scratch);
                if (!panel_defs[panel].tip(&world[s].f, &v, body, at, &tip))
                    continue;
                found[panel]++;
                assert_in_range(tip.rows, 1, 5);
                assert_true(finite_rect(tip.anchor) && s != EMPTY);
                for (int row = 0; row < tip.rows; row++) {
                    assert_true(tip.left[row][0] != 0 && text_utf8_ok(tip.left[row], strlen(tip.left[row])));
                    assert_true(text_utf8_ok(tip.right[row], strlen(tip.right[row])));
                }
            }
    for (int panel = 0; panel < panel_count; panel++)
        assert_true(found[panel] > 20);
}

/* The loss surface on a plane of a state, in place of its own; NULL: its own. */
static void put_plane(State state, PlaneKind plane, Surface *on)
{
    World *w = &world[state];
    SurfaceJob *job = surface_begin(&w->f.snap, &(Choices){ .plane = (int)plane, .plane_seed = 3 }, &w->arena);
    assert_non_null(job);
    while (!surface_rows(job, 16)) {}
    surface_result(job, on);
    w->f.surface = on;
}

static void every_plane_draws_in_every_size(void **state)
{
    (void)state;
    static const State states[] = { OVERFIT, HEALED, BLOBS, IMAGES, ELASTIC, PAIR, COLLAPSED };
    static Surface other;
    char what[96];
    int panel = panel_find("surface");
    for (int s = 0; s < COUNT(states); s++)
        for (int plane = PLANE_PATH; plane < PLANES; plane++) {
            put_plane(states[s], (PlaneKind)plane, &other);
            for (int b = 0; b < COUNT(bodies); b++)
                for (int variant = 0; variant < 4; variant++) {
                    PanelView v = view_of(variant & 1, variant == 3 ? 2 : 1);
                    Canvas c;
                    v.flat = variant == 1;
                    v.mode = variant % 3;
                    v.kind = (SurfaceKind)(variant % 3);
                    draw(&c, panel, states[s], &v, bodies[b]);
                    snprintf(what, sizeof what, "state %d, plane %d, body %g x %g, variant %d", states[s], plane,
                             (double)bodies[b].w, (double)bodies[b].h, variant);
                    check(&c, bodies[b], what);
                }
            world[states[s]].f.surface = &world[states[s]].surface;
        }
}

/* The data loss does not know the strength: its landscape stands still while the slider moves, the total does not. */
static void strength_leaves_the_data_loss_where_it_is(void **state)
{
    (void)state;
    enum { NODES = SURFACE_NODES * SURFACE_NODES };
    static float z[2][SURFACE_TOTAL + 1][NODES];
    const State states[] = { OVERFIT, HEALED, PAIR };
    for (int s = 0; s < COUNT(states); s++) {
        Findings *f = &world[states[s]].f;
        PanelView v = view_of(0, 1);
        const float held = f->snap.config.l2;
        for (int strong = 0; strong < 2; strong++)
            for (int kind = 0; kind <= SURFACE_TOTAL; kind++) {
                f->snap.config.l2 = strong ? 3 : 0.001f;
                arena_reset(&scratch);
                Relief r = relief_of(f, &v, (SurfaceKind)kind);
                memcpy(z[strong][kind], r.z, sizeof z[0][0]);
                for (int i = 0; i < NODES; i++)
                    assert_true(r.z[i] >= 0 && r.z[i] <= 1.0001f);
            }
        f->snap.config.l2 = held;
        assert_memory_equal(z[0][SURFACE_DATA], z[1][SURFACE_DATA], sizeof z[0][0]);
        assert_memory_not_equal(z[0][SURFACE_TOTAL], z[1][SURFACE_TOTAL], sizeof z[0][0]);
    }
}

/* --- single panels --- */

static bool says(const Canvas *c, const char *text)
{
    for (int i = 0; i < c->commands; i++)
        if (c->command[i].kind == CMD_TEXT && strcmp(c->text + c->command[i].text.first, text) == 0)
            return true;
    return false;
}

static bool panel_says(const char *key, State s, const char *text)
{
    PanelView v = view_of(0, 1);
    Canvas c;
    draw(&c, panel_find(key), s, &v, (Rect){ 10, 20, 720, 552 });
    return says(&c, text);
}

/* The same of a part of a text. */
static bool panel_mentions(const char *key, State s, const char *text)
{
    PanelView v = view_of(0, 1);
    Canvas c;
    draw(&c, panel_find(key), s, &v, (Rect){ 10, 20, 720, 552 });
    for (int i = 0; i < c.commands; i++)
        if (c.command[i].kind == CMD_TEXT && strstr(c.text + c.command[i].text.first, text))
            return true;
    return false;
}

static void words_and_numbers_of_each_state(void **state)
{
    (void)state;
    char text[96], number[32];
    const Metrics *m = world[HEALED].f.snap.metrics, *o = world[OVERFIT].f.snap.metrics;
    snprintf(text, sizeof text, "%s%%", panel_fixed(number, 100 * m[0].test_accuracy, 1));
    assert_true(panel_says("boundary", HEALED, text));
    assert_true(panel_says("boundary", HEALED, "λ = 0 twin, test"));
    double train, test; /* the gap is that of the two numbers above it */
    assert_true(text_to_double(panel_fixed(number, 100 * o->train_accuracy, 1), &train));
    assert_true(text_to_double(panel_fixed(number, 100 * o->test_accuracy, 1), &test));
    snprintf(text, sizeof text, "%s points", panel_fixed(number, train - test, 1));
    assert_true(panel_says("boundary", OVERFIT, text) && !panel_says("boundary", OVERFIT, "λ = 0 twin, test"));
    assert_true(panel_says("boundary", BLOBS, "off this one wrong label."));
    assert_false(panel_says("boundary", COLLAPSED, "off this one wrong label."));
    assert_true(panel_says("boundary", DIVERGED, "Before the change"));
    assert_true(panel_says("boundary", DIVERGED, "step 50, λ = 0.001"));
    assert_true(panel_says("curves", EMPTY, "No steps yet") && panel_says("curves", FRESH, "No steps yet"));
    assert_true(panel_says("curves", OVERFIT, "gap") && panel_says("curves", OVERFIT, "λ = 0"));
    assert_true(panel_says("curves", HEALED, "0.03") && panel_says("curves", HEALED, "3000"));
    assert_true(panel_says("curves", CHANGED, "1000")); /* 462 steps of 200: the axis grew to five times that */
    assert_true(panel_says("curves", DIVERGED, "λ set to 10"));
    assert_true(panel_says("curves", DIVERGED, "stopped: the weights are beyond 10⁶"));
    double *cost = &world[DIVERGED].f.snap.metrics[0].objective, finite = *cost;
    *cost = (double)INFINITY;
    assert_true(panel_says("curves", DIVERGED, "largest 32-bit number") && panel_says("curves", DIVERGED, "10³⁸"));
    assert_false(panel_says("curves", DIVERGED, "stopped: the weights are beyond 10⁶"));
    *cost = 1e34; /* a number still: both */
    assert_true(panel_says("curves", DIVERGED, "largest 32-bit number"));
    assert_true(panel_says("curves", DIVERGED, "stopped: the weights are beyond 10⁶"));
    *cost = finite;
    snprintf(text, sizeof text, "test %s", panel_fixed(number, m[0].test_loss, 2));
    assert_true(panel_says("curves", HEALED, text));
    assert_true(panel_says("weights", HEALED, panel_fixed(number, m[0].weight_norm, 1)));
    assert_true(panel_says("weights", HEALED, panel_fixed(number, m[1].weight_norm, 1)));
    assert_true(panel_says("weights", HEALED, "layer 2") && !panel_says("weights", LINEAR, "layer 2"));
    assert_true(panel_says("weights", DIVERGED, "Weights too large to draw"));
    assert_true(panel_says("surface", DIVERGED, "Weights too large to draw"));
    assert_true(panel_says("boundary", CURVE, "RMS to truth") && panel_says("boundary", CURVE, "true curve"));
    snprintf(text, sizeof text, "%s", panel_fixed(number, sqrt(2 * world[CURVE].f.snap.metrics[0].test_loss), 3));
    assert_true(panel_says("boundary", CURVE, text));
    assert_true(panel_says("boundary", VALUES, "equal values") && !panel_says("boundary", VALUES, "boundary"));
    assert_true(panel_says("boundary", IMAGES, "Filters of the first layer"));
    const Snapshot *wrong = &world[REPORTED].f.snap;
    snprintf(text, sizeof text, "reported %s", panel_fixed(number, wrong->metrics[0].objective, 2));
    assert_true(panel_says("curves", REPORTED, text) && wrong->metrics[0].objective > 2 * wrong->metrics[0].data_loss);
    assert_true(panel_says("weights", ELASTIC, "plain twin") && !panel_says("weights", ELASTIC, "λ = 0 twin"));
    assert_true(panel_says("surface", FRESH, "The surface appears after a few steps."));
    snprintf(text, sizeof text, "plane of the path, %s%% of its motion",
             panel_fixed(number, 100 * (double)world[HEALED].surface.share, 0));
    assert_true(panel_says("surface", HEALED, text));
    world[HEALED].f.surface = &world[HEALED].surface;
    world[HEALED].surface.step -= 100; /* an older plane says so */
    snprintf(text, sizeof text, "plane of the path of step 300, %s%% of its motion", number);
    assert_true(panel_says("surface", HEALED, text));
    world[HEALED].surface.step += 100;
}

/* The numbers of the line "bias² A + variance B = C". */
static void variance_line(float bias2, float variance, const char *part)
{
    char text[160], number[32];
    Variance *v = &world[HEALED].variance;
    int value = variance_nearest(v, 0.03f);
    const float held[2] = { v->bias2[value], v->variance[value] };
    v->bias2[value] = bias2;
    v->variance[value] = variance;
    text_short(number, (double)v->value[value]);
    snprintf(text, sizeof text, "λ = %s: %s", number, part);
    assert_true(panel_says("variance", HEALED, text));
    v->bias2[value] = held[0];
    v->variance[value] = held[1];
}

/* What is printed adds up, and an estimate below 0 is none of a square. */
static void bias_and_variance_add_up_as_printed(void **state)
{
    (void)state;
    variance_line(0.0034f, 0.0144f, "bias² 0.003 + variance 0.014 = 0.017");
    variance_line(0.2236f, 0.0016f, "bias² 0.224 + variance 0.002 = 0.226");
    variance_line(-0.0008f, 0.0504f, "bias² 0.000 + variance 0.050 = 0.050");
}

/* Six of 32 units stand in a small network; what the pointer is on elsewhere joins them, with its number. */
static void a_linked_weight_is_drawn_whichever_it_is(void **state)
{
    (void)state;
    const Snapshot *snap = &world[OVERFIT].f.snap;
    const int first = snap->shape.weights[1], count = snap->shape.biases[1] - first;
    int asked = 0;
    assert_true(count > 500);
    for (int i = first; i < first + count; i += 29) {
        char number[32];
        Canvas c;
        PanelView v = view_of(0, 1);
        v.link = (Link){ .kind = LINK_WEIGHT, .layer = 1, .weight = i };
        draw(&c, panel_find("network"), OVERFIT, &v, (Rect){ 10, 20, 500, 340 });
        if (fabs((double)snap->params[i]) < 0.1)
            continue;
        asked++;
        assert_true(says(&c, panel_fixed(number, (double)snap->params[i], 2)));
    }
    assert_true(asked > 8);
}

/* The twin has its mark and its name wherever it is: on the plane, or at the edge in its direction. */
static void the_twin_is_on_every_map(void **state)
{
    (void)state;
    for (int beyond = 0; beyond < 2; beyond++) {
        Spot *twin = &world[HEALED].surface.spot[SPOT_TWIN], held = *twin;
        PanelView v = view_of(0, 1);
        Canvas c;
        v.flat = true;
        if (beyond)
            twin->at = (Vec2){ 1000, -3 };
        assert_true(twin->there);
        draw(&c, panel_find("surface"), HEALED, &v, (Rect){ 10, 20, 500, 340 });
        assert_true(says(&c, "λ = 0 twin"));
        *twin = held;
    }
}

static void numbers_of_bias_pull_cost_and_confidence(void **state)
{
    (void)state;
    char text[160], a[32], b[32], d[32];
    const Findings *f = &world[HEALED].f;
    assert_true(panel_mentions("variance", HEALED, "24 of 24 nets"));
    assert_true(panel_mentions("variance", CHANGED, "1 of 24 nets") &&
                panel_mentions("variance", CHANGED, "the first nets are being trained") &&
                panel_mentions("variance", IMAGES, "noise"));
    assert_true(panel_mentions("variance", EMPTY, "24 nets are trained on other training sets."));
    panel_fixed(a, -f->tug.all.data, 3);
    panel_fixed(b, f->tug.all.penalty, 3);
    assert_true(f->tug.all.penalty < -0.01 && f->tug.all.data > 0.01);
    snprintf(text, sizeof text, "Σ w·∂L/∂w = %s    −λΣw² = %s", a, b);
    assert_true(panel_mentions("tug", HEALED, text) && panel_mentions("tug", HEALED, "At rest the two are equal."));
    snprintf(text, sizeof text, "penalty %s", panel_fixed(a, f->tug.all.penalty / f->tug.all.size, 3));
    assert_true(panel_mentions("tug", HEALED, text));
    assert_true(panel_mentions("tug", ELASTIC, "Optimizer rescales the data\u2019s pull alone."));
    assert_true(panel_mentions("tug", ELASTIC, "−λΣw² − λ₁Σ|w|") && panel_mentions("tug", OVERFIT, "No penalty pulls"));
    assert_true(f->pays.wrong > 0 && f->pays.rows == 40);
    bool one = f->pays.wrong == 1;
    snprintf(text, sizeof text, "%d of 40 labels %s %s%% of the rise", f->pays.wrong,
             one ? "is wrong and carries" : "are wrong and carry",
             panel_fixed(a, 100 * f->pays.wrong_rise / f->pays.rise, 0));
    assert_true(panel_mentions("pays", HEALED, text) && panel_mentions("pays", CURVE, "1 of 15 points carries"));
    assert_true(panel_mentions("pays", OVERFIT, "Nobody has paid yet."));
    const Calibration *c = &f->margins.on_test;
    double apart = 100 * (c->mean_confidence - c->mean_accuracy);
    snprintf(text, sizeof text, "%s%% sure, %s%% right on test: ", panel_fixed(a, 100 * c->mean_confidence, 1),
             panel_fixed(b, 100 * c->mean_accuracy, 1));
    strcat(text, panel_fixed(d, fabs(apart), 1));
    strcat(text, apart < 0 ? " points too unsure" : " points too sure");
    assert_true(panel_mentions("calibration", HEALED, text));
    const Margins *m = &world[CURVE].f.margins;
    snprintf(text, sizeof text, "misses by %s on train, %s on test", panel_fixed(a, m->train.below, 3),
             panel_fixed(b, m->test.below, 3));
    assert_true(panel_mentions("calibration", CURVE, text));
    assert_string_equal(panel_title(&world[CURVE].f, panel_find("calibration")), "Residuals");
    assert_string_equal(panel_title(f, panel_find("calibration")), "Margins and calibration");
}

static void numbers_are_written_with_a_point_and_a_real_minus(void **state)
{
    (void)state;
    char text[32];
    assert_string_equal(panel_fixed(text, 93.75, 1), "93.8");
    assert_string_equal(panel_fixed(text, 0.999, 2), "1.00");
    assert_string_equal(panel_fixed(text, -3, 0), "\u22123");
    assert_string_equal(panel_fixed(text, -0.001, 2), "0.00");
    assert_string_equal(panel_fixed(text, 7.05, 3), "7.050");
    assert_string_equal(panel_fixed(text, (double)INFINITY, 1), "∞");
    assert_string_equal(panel_fixed(text, (double)NAN, 1), "NaN");
}

static void field_pixels_are_neutral_where_undecided_or_not_a_number(void **state)
{
    (void)state;
    for (int theme = 0; theme < theme_count; theme++) {
        const Theme *t = &theme_defs[theme];
        float binary[] = { -1000, 0, 1000, NAN };
        Color px[4];
        Field f = { .w = 4, .h = 1, .outputs = 1, .z = binary };
        boundary_pixels(&f, t, px);
        const Color *ramp = theme_ramp(t);
        assert_true(px[0] == ramp[0] && px[1] == ramp[128] && px[2] == ramp[255] && px[3] == ramp[128]);
        float three[] = { 50, 0, 0, 0, 50, 0, 1, 1, 1, NAN, 0, 0 };
        f = (Field){ .w = 4, .h = 1, .outputs = 3, .z = three };
        boundary_pixels(&f, t, px);
        assert_true(px[0] == t->field_cls[0] && px[1] == t->field_cls[1]);
        assert_true(px[2] == t->field_mid && px[3] == t->field_mid);
    }
}

static void a_thumbnail_is_field_and_line_within_its_rect(void **state)
{
    (void)state;
    const Rect r = { 30, 40, 112, 64 };
    const Theme *t = &theme_defs[0];
    Canvas c;
    int images = 0, lines = 0;
    arena_reset(&scratch);
    arena_reset(&drawing);
    canvas_begin(&c, &drawing, &font, 200, 200, t->surface);
    boundary_thumb(&world[HEALED].f.net, t, &scratch, r, &c);
    for (int i = 0; i < c.commands; i++) {
        const Command *k = &c.command[i];
        images += k->kind == CMD_IMAGE;
        lines += k->kind == CMD_STROKE;
        if (k->kind == CMD_IMAGE || k->kind == CMD_STROKE)
            assert_true(inside(k->clip, r));
    }
    assert_true(images == 1 && lines >= 2); /* a line and its casing */
}

/* The tooltip of a training point tells what the net computes there. */
static void tip_of_a_point_is_the_nets_answer(void **state)
{
    (void)state;
    const Snapshot *s = &world[HEALED].f.snap;
    const Rect body = { 10, 20, 720, 552 };
    PanelView v = view_of(0, 1);
    PointMap m = points_map(&v, boundary_field_rect(body), &world[HEALED].f.net);
    int asked = 0, wrong = 0;
    for (int i = 0; i < s->train.n; i++) {
        PanelTip tip;
        real z;
        char number[32];
        arena_reset(&scratch);
        if (!boundary_tip(&world[HEALED].f, &v, body, points_at(&m, s->train.x + 2 * i), &tip))
            continue; /* below the box of accuracies */
        net_forward(&s->shape, s->params, s->train.x + 2 * i, 1, &z, net_scratch(&s->shape, &scratch));
        assert_string_equal(tip.left[0], "Train point");
        assert_string_equal(tip.right[0], (z > 0) == (s->train.y[i] == 1) ? "right" : "missed");
        assert_string_equal(tip.right[1], s->train.y[i] == 1 ? "orange" : "blue");
        assert_string_equal(tip.right[2], panel_fixed(number, (double)field_p1((float)z), 2));
        assert_int_equal(tip.rows, s->train.wrong[i] ? 5 : 4);
        asked++;
        wrong += tip.rows == 5;
    }
    assert_true(asked > s->train.n / 2 && wrong > 0);
}

/* The tallest bar, of net or twin, ends where the plot does; four times as many weights are twice as tall. */
static void bars_fill_their_plot_by_the_root_of_the_count(void **state)
{
    (void)state;
    const Rect body = { 0, 0, 400, 248 };
    const float top = 62, foot = 248 - 32;
    PanelView v = view_of(0, 1);
    v.twin = false;
    Canvas c;
    draw(&c, panel_find("weights"), OVERFIT, &v, body);
    const Hist *h = &world[OVERFIT].f.hist;
    int count[HIST_BINS] = { 0 }, most = 0;
    float height[HIST_BINS] = { 0 };
    for (int i = 0; i < HIST_BINS; i++) {
        for (int l = 0; l < h->layers; l++)
            count[i] += h->count[l][i];
        most = max_i(most, count[i]);
    }
    for (int i = 0; i < c.commands; i++) {
        if (c.command[i].kind != CMD_FILL)
            continue;
        const Vec2 *p = c.point + c.command[i].path.first;
        int bin = (int)(((p[0].x + p[1].x) / 2 - 16) / (400 - 32) * HIST_BINS);
        assert_in_range(bin, 0, HIST_BINS - 1);
        height[bin] = max_f(height[bin], foot - p[0].y);
    }
    for (int i = 0; i < HIST_BINS; i++)
        assert_true(fabsf(height[i] - (foot - top) * sqrtf((float)count[i] / (float)most)) < 0.01f);
}

static void tip_of_a_bin_counts_its_weights(void **state)
{
    (void)state;
    const Findings *f = &world[HEALED].f;
    const Rect body = { 0, 0, 400, 248 };
    PanelView v = view_of(0, 1);
    int counted = 0, weights = 0;
    for (int bin = 0; bin < HIST_BINS; bin++) {
        PanelTip tip;
        float x = 16 + (400 - 32) * ((float)bin + 0.5f) / HIST_BINS;
        assert_true(weights_tip(f, &v, body, (Vec2){ x, 150 }, &tip));
        for (int row = 1; row < 4; row++)
            counted += atoi(tip.right[row]);
    }
    for (int l = 0; l < f->snap.shape.layers; l++)
        weights += f->snap.shape.width[l] * f->snap.shape.width[l + 1];
    assert_int_equal(counted, weights);
}

/* The legend and a bin's rows name the filters of a convolution. */
static void histogram_names_filters(void **state)
{
    (void)state;
    PanelView v = view_of(0, 1);
    PanelTip tip;
    const Rect body = { 0, 0, 400, 248 };
    assert_true(panel_says("weights", IMAGES, "filters") && panel_says("weights", IMAGES, "output"));
    assert_false(panel_mentions("weights", OVERFIT, "filters"));
    assert_true(weights_tip(&world[IMAGES].f, &v, body, (Vec2){ 200, 150 }, &tip));
    assert_string_equal(tip.left[1], "filters");
}

/* The slider moved at steps 60 and 62, and again at 162: two marks, in the curves as on the map. */
static void one_drag_is_one_mark(void **state)
{
    (void)state;
    const Snapshot *s = &world[CHANGED].f.snap;
    Marks m;
    curves_marks(s, 0, &m);
    assert_int_equal(m.n, 3);
    curves_marks(s, curves_drag(s), &m);
    assert_int_equal(m.n, 2);
    assert_true(m.step[0] == 62 && m.value[0] == 0.01f && m.step[1] == 162);
    PanelView v = view_of(0, 1);
    Canvas c;
    int diamonds = 0;
    v.flat = true;
    draw(&c, panel_find("surface"), CHANGED, &v, (Rect){ 10, 20, 720, 552 });
    for (int i = 0; i < c.commands; i++)
        diamonds += c.command[i].kind == CMD_FILL && c.command[i].color == v.theme->lam;
    assert_int_equal(diamonds, 2);
    assert_true(says(&c, "λ raised") && says(&c, "λ lowered") && says(&c, "now") && says(&c, "start"));
}

/* A label goes to the first place that is free of labels and lines, else across a line or, if told so, nowhere. */
static void labels_avoid_labels_and_lines(void **state)
{
    (void)state;
    const Vec2 line[] = { { 0, 95 }, { 200, 97 } };
    const Place place[] = { { 10, 100, ALIGN_LEFT }, { 10, 60, ALIGN_LEFT } };
    const TextStyle style = { .size = 13 };
    Labels l = { .in = { 0, 0, 200, 200 } };
    Canvas c;
    arena_reset(&drawing);
    canvas_begin(&c, &drawing, &font, 200, 200, 0);
    panel_avoid(&l, line, 2);
    assert_true(panel_crossed(&l, (Rect){ 50, 90, 10, 10 }) && !panel_crossed(&l, (Rect){ 50, 98, 10, 10 }));
    assert_true(panel_place(&l, &c, place, 2, false, style, "a") && c.command[0].text.at.y == 60);
    assert_false(panel_place(&l, &c, place, 2, false, style, "b"));
    assert_true(panel_place(&l, &c, place, 2, true, style, "b") && c.command[1].text.at.y == 100);
    assert_false(panel_place(&l, &c, place, 2, true, style, "c"));
    assert_int_equal(c.commands, 2);
}

static void the_camera_turns_zooms_and_comes_back(void **state)
{
    (void)state;
    const Rect body = { 0, 0, 400, 248 };
    PanelView v = view_of(0, 1), start = v;
    UiInput in = { .mouse = { 200, 100 }, .pressed = true, .down = true, .clicks = 1 };
    assert_false(landscape_input(&v, &in, body));
    in.pressed = false;
    in.mouse.x += 30;
    assert_true(landscape_input(&v, &in, body) && v.yaw != start.yaw && v.pitch == start.pitch);
    in.mouse.y += 1000;
    assert_true(landscape_input(&v, &in, body) && v.pitch > start.pitch && v.pitch <= 1.5f);
    in.down = false;
    in.mouse = (Vec2){ 100, 100 };
    assert_false(landscape_input(&v, &in, body));
    for (int i = 0; i < 100; i++) {
        in.wheel = 1;
        landscape_input(&v, &in, body);
    }
    assert_true(v.zoom == 4);
    in.wheel = 0;
    in.pressed = in.down = true;
    in.clicks = 2;
    assert_true(landscape_input(&v, &in, body));
    assert_true(v.yaw == start.yaw && v.pitch == start.pitch && v.zoom == start.zoom);
    in.mouse = (Vec2){ 500, 100 }; /* outside */
    in.clicks = 1;
    landscape_input(&v, &in, body);
    assert_false(v.turning);
}

static void surface_says_what_plane_it_is(void **state)
{
    (void)state;
    static Surface other;
    static const struct {
        PlaneKind plane;
        const char *words;
    } row[] = {
        { PLANE_RANDOM, "two random directions, as large as the weights" },
        { PLANE_SHRINK, "plane through w = 0, twin and net" },
        { PLANE_WEIGHTS, "more than two weights: plane of the path, %s%% of its motion" },
    };
    PanelView v = view_of(0, 1);
    Canvas c;
    for (int i = 0; i < COUNT(row); i++) {
        char text[128], number[32];
        put_plane(HEALED, row[i].plane, &other);
        snprintf(text, sizeof text, row[i].words, panel_fixed(number, 100 * (double)other.share, 0));
        draw(&c, panel_find("surface"), HEALED, &v, (Rect){ 10, 20, 620, 400 });
        assert_true(says(&c, text));
        assert_true(other.plane == (row[i].plane == PLANE_WEIGHTS ? PLANE_PATH : row[i].plane));
    }
    world[HEALED].f.surface = &world[HEALED].surface;
}

/* The polyline in this colour with the most points; they are left in p. */
static int longest(const Canvas *c, Color color, const Vec2 **p)
{
    int n = 0;
    for (int i = 0; i < c->commands; i++) {
        const Command *k = &c->command[i];
        if (k->kind == CMD_STROKE && k->color == color && k->path.points > n) {
            n = k->path.points;
            *p = c->point + k->path.first;
        }
    }
    return n;
}

/* On the map of two weights: the penalty's circle passes through the solution, the ellipse of the data loss through the
 * solution touches it from outside, and the ridge path begins at least squares and ends at 0. */
static void circle_and_ellipse_touch_at_the_solution(void **state)
{
    (void)state;
    PanelView v = view_of(0, 1);
    Canvas c;
    const Vec2 *circle = NULL, *ellipse = NULL;
    const Surface *s = &world[PAIR].surface;
    v.flat = true;
    draw(&c, panel_find("surface"), PAIR, &v, (Rect){ 10, 20, 440, 500 });
    const Rect side = { 10 + 16, 0, 408, 408 }; /* the map is a square */
    double unit = (double)(side.w / (s->x1 - s->x0)), w[2];
    plane_pair_solve(&s->pair, 0.1, 0, w);
    double radius = unit * sqrt(w[0] * w[0] + w[1] * w[1]), middle = (double)side.x - (double)s->x0 * unit, least = 1e9;
    int n = longest(&c, v.theme->lam, &circle), m = longest(&c, v.theme->train, &ellipse);
    assert_true(n > 90 && m > 20);
    double top = 1e9, bottom = -1e9;
    for (int i = 0; i < n; i++) {
        top = fmin(top, (double)circle[i].y);
        bottom = fmax(bottom, (double)circle[i].y);
    }
    double zero = (top + bottom) / 2;
    assert_true(fabs((bottom - top) / 2 - radius) < 0.1);
    for (int i = 0; i < n; i++)
        assert_true(fabs(hypot((double)circle[i].x - middle, (double)circle[i].y - zero) - radius) < 0.05);
    for (int i = 0; i < m; i++) /* corners of a polygon */
        least = fmin(least, hypot((double)ellipse[i].x - middle, (double)ellipse[i].y - zero));
    assert_true(least > radius - 0.05 && least < radius + 1.5);
}

/* The penalty's surface moves with lambda although the plane was made before. */
static void the_penalty_follows_lambda(void **state)
{
    (void)state;
    Findings f = world[HEALED].f;
    PanelView v = view_of(0, 1);
    arena_reset(&scratch);
    float before = relief_value(&f, &v, SURFACE_PENALTY, 0), data = relief_value(&f, &v, SURFACE_DATA, 0);
    f.snap.config.l2 *= 2;
    assert_true(fabsf(relief_value(&f, &v, SURFACE_PENALTY, 0) - 2 * before) < 1e-5f * before && before > 0);
    assert_true(relief_value(&f, &v, SURFACE_DATA, 0) == data);
}

static void the_table_is_complete(void **state)
{
    (void)state;
    for (int i = 0; i < panel_count; i++) {
        assert_int_equal(panel_find(panel_defs[i].key), i);
        assert_true(panel_defs[i].draw && panel_defs[i].tip && panel_defs[i].wants && panel_defs[i].title[0]);
        assert_true(text_utf8_ok(panel_defs[i].help, strlen(panel_defs[i].help)) && strlen(panel_defs[i].help) > 40);
    }
    assert_int_equal(panel_find("nothing"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_complete),
        cmocka_unit_test(every_panel_draws_every_state_in_every_size),
        cmocka_unit_test(every_plane_draws_in_every_size),
        cmocka_unit_test(surface_says_what_plane_it_is),
        cmocka_unit_test(circle_and_ellipse_touch_at_the_solution),
        cmocka_unit_test(same_findings_give_same_pixels),
        cmocka_unit_test(every_tip_is_short_text_anchored_in_the_body),
        cmocka_unit_test(words_and_numbers_of_each_state),
        cmocka_unit_test(strength_leaves_the_data_loss_where_it_is),
        cmocka_unit_test(bias_and_variance_add_up_as_printed),
        cmocka_unit_test(a_linked_weight_is_drawn_whichever_it_is),
        cmocka_unit_test(the_twin_is_on_every_map),
        cmocka_unit_test(numbers_of_bias_pull_cost_and_confidence),
        cmocka_unit_test(numbers_are_written_with_a_point_and_a_real_minus),
        cmocka_unit_test(field_pixels_are_neutral_where_undecided_or_not_a_number),
        cmocka_unit_test(a_thumbnail_is_field_and_line_within_its_rect),
        cmocka_unit_test(tip_of_a_point_is_the_nets_answer),
        cmocka_unit_test(bars_fill_their_plot_by_the_root_of_the_count),
        cmocka_unit_test(tip_of_a_bin_counts_its_weights),
        cmocka_unit_test(histogram_names_filters),
        cmocka_unit_test(one_drag_is_one_mark),
        cmocka_unit_test(labels_avoid_labels_and_lines),
        cmocka_unit_test(the_camera_turns_zooms_and_comes_back),
        cmocka_unit_test(the_penalty_follows_lambda),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
