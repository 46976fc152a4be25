/* show: frames for the UI, through a mailbox of three. The trainer decides when one is worth making: at once after a
 * command, with every look of the UI while it trains, now and then when only the sweep has moved.
 *
 * A frame must not cost what training needs. Its fields are nearly all of it, so while a frame is wanted quickly they
 * are made at a fraction of the nodes asked for, by what a node was measured to cost; when training pauses they are
 * made once more, whole. That changes what is seen, never what is trained. */
#include "app/trainer_parts.h"

#include <string.h>

static const double RATE = 1.0 / 60, PROGRESS = 0.1; /* seconds between frames: at least, and when little happens */
static const double REST = 0.06;                     /* seconds without news before fields are made whole */
static const double AFFORD = 0.008;                  /* seconds for the fields of one frame */
enum { COARSEST = 16, NODES = 17 };                  /* smallest fraction, and fewest nodes each way */
enum { SETTLED = 100 };                              /* steps from which the order of units means something */

void show_init(Show *s)
{
    *s = (Show){ .urge = URGE_NOW, .last = -FOREVER, .coarse = 1, .node_cost = 1e-9 };
    mailbox_init(&s->box);
}

void show_free(Show *s)
{
    for (int i = 0; i < COUNT(s->slot); i++) {
        Frame *f = &s->slot[i];
        keep_drop(f->own);
        share_drop(f->sweep_weights);
        for (int k = 0; k < STUDIES; k++)
            share_drop(f->study[k]);
        arena_free(&f->arena);
    }
    arena_free(&s->fields.arena);
    arena_free(&s->bayes.arena);
}

void show_urge(Show *s, Urge urge) { s->urge = urge > s->urge ? urge : s->urge; }

double show_due(const Show *s, const Session *run, double now)
{
    double at = FOREVER;
    if (s->urge == URGE_NOW || (s->urge == URGE_TRAINING && mailbox_taken(&s->box)))
        at = s->last + (s->cost > RATE / 2 ? 2 * s->cost : RATE); /* at least half of the time is for training */
    else if (s->urge == URGE_PROGRESS && mailbox_taken(&s->box))
        at = s->last + PROGRESS;
    else if (!run->playing && !session_underway(run) && s->fields.coarse > 1)
        at = s->last + REST;
    return at > now ? at - now : 0;
}

/* --- fields --- */

static double min_d(double a, double b) { return a < b ? a : b; }

static int nodes(int asked, int coarse) { return max_i((asked - 1) / coarse + 1, min_i(asked, NODES)); }

/* The finest fraction that is affordable. Going finer needs some margin, so that the size does not flicker. */
static int affordable(const Show *s, const Shape *shape)
{
    double each = s->node_cost * shape->params * 2; /* the net and its twin */
    int coarse = clamp_i(s->coarse, 1, COARSEST);
    while (coarse > 1 && nodes(s->ask.field_w, coarse / 2) * nodes(s->ask.field_h, coarse / 2) * each < AFFORD / 2)
        coarse /= 2;
    while (coarse < COARSEST && nodes(s->ask.field_w, coarse) * nodes(s->ask.field_h, coarse) * each > AFFORD)
        coarse *= 2;
    return coarse;
}

static void make_fields(Show *s, const Findings *f, Window window, int coarse)
{
    ShowFields *kept = &s->fields;
    Findings made = { .snap = f->snap };
    double begun = trainer_now();
    arena_reset(&kept->arena);
    findings_make(&made,
                  &(FindingsAsk){ .want = WANT_FIELD | (s->ask.want & WANT_UNIT),
                                  .choices = s->ask.choices,
                                  .window = window,
                                  .field_w = nodes(s->ask.field_w, coarse),
                                  .field_h = nodes(s->ask.field_h, coarse) },
                  &kept->arena);
    kept->net = made.net;
    kept->twin = made.twin;
    kept->before = made.before;
    kept->unit = made.unit;
    int made_nodes =
        made.net.w * made.net.h * (1 + (made.twin.z && made.twin.z != made.net.z) + (made.before.z != NULL));
    double cost = (trainer_now() - begun) / (max_i(made_nodes, 1) * (double)f->snap.shape.params);
    /* Other programs make it look dearer, nothing makes it look cheaper: down at once, up slowly. */
    s->node_cost = cost < s->node_cost ? cost : s->node_cost + (min_d(cost, 4 * s->node_cost) - s->node_cost) / 32;
}

static Lines copy_lines(const Lines *l, Arena *a)
{
    Lines copy = *l;
    copy.count = memcpy(arena_new(a, int, l->lines), l->count, sizeof(int) * (size_t)l->lines);
    copy.closed = memcpy(arena_new(a, bool, l->lines), l->closed, sizeof(bool) * (size_t)l->lines);
    copy.p = memcpy(arena_new(a, Vec2, l->points), l->p, sizeof(Vec2) * (size_t)l->points);
    return copy;
}

/* All of it: what is kept is made anew while the frame is still drawn. */
static Field copy_field(const Field *f, Arena *a)
{
    Field copy = *f;
    size_t size = sizeof(float) * (size_t)f->w * (size_t)f->h * (size_t)f->outputs;
    if (f->z)
        copy.z = memcpy(arena_alloc(a, size), f->z, size);
    if (f->traced)
        copy.border = copy_lines(&f->border, a);
    return copy;
}

static bool same_ask(const Ask *a, const Ask *b)
{
    return a->field_w == b->field_w && a->field_h == b->field_h && a->aspect == b->aspect &&
           a->window.x0 == b->window.x0 && a->window.x1 == b->window.x1 && a->window.y0 == b->window.y0 &&
           a->window.y1 == b->window.y1 && (a->want & WANT_UNIT) == (b->want & WANT_UNIT) &&
           a->choices.unit_layer == b->choices.unit_layer && a->choices.unit == b->choices.unit;
}

static Window window_of(const Show *s, const Snapshot *snap)
{
    if (s->ask.window.x1 > s->ask.window.x0)
        return s->ask.window;
    return field_window_of(&snap->config, &snap->train, &snap->test, BOUNDARY_TEST_SHOWN, s->ask.aspect);
}

/* Into f from the fields kept, which are made anew if they are of another state or too coarse. */
static void show_fields(Show *s, const Session *run, Frame *f, bool whole)
{
    ShowFields *kept = &s->fields;
    const Snapshot *snap = &f->f.snap;
    s->coarse = affordable(s, &snap->shape);
    int coarse = whole ? 1 : s->coarse;
    bool same = kept->life == run->life && kept->step == snap->step && same_ask(&kept->ask, &s->ask);
    if (!same || kept->coarse > coarse) {
        make_fields(s, &f->f, window_of(s, snap), coarse);
        kept->life = run->life;
        kept->step = snap->step;
        kept->ask = s->ask;
        kept->coarse = coarse;
    }
    f->f.net = copy_field(&kept->net, &f->arena);
    f->f.twin = copy_field(&kept->twin, &f->arena);
    f->f.before = copy_field(&kept->before, &f->arena);
    f->f.unit = copy_field(&kept->unit, &f->arena);
    f->f.unit_layer = kept->ask.choices.unit_layer;
    f->f.unit_index = kept->ask.choices.unit;
    f->f.have |= WANT_FIELD | (kept->unit.z ? WANT_UNIT : 0);
}

/* --- which units of the net are shown --- */

/* While training runs they keep their places; NULL: time to choose them anew. The first steps tell little. */
static const UnitOrder *order_kept(const Show *s, const Session *run, uint64_t step)
{
    const ShowOrder *o = &s->order;
    bool early = o->step < SETTLED && step >= SETTLED;
    return run->playing && o->any && o->life == run->life && !early ? &o->kept : NULL;
}

static void keep_order(Show *s, const Session *run, const Findings *f)
{
    s->order.any = true;
    s->order.life = run->life;
    s->order.step = f->snap.step;
    units_order(&f->units, &s->order.kept);
}

/* --- the best boundary possible --- */

static bool same_truth(const Config *a, const Config *b)
{
    return a->data == b->data && a->noise == b->noise && a->scale == b->scale && a->turns == b->turns &&
           a->imbalance == b->imbalance && a->classes == b->classes;
}

static void show_bayes(Show *s, Frame *f)
{
    enum { WIDE = 161 };
    ShowBayes *kept = &s->bayes;
    const Snapshot *snap = &f->f.snap;
    const Config *c = &snap->config;
    if (!bayes_known(c) || !(s->ask.aspect > 0))
        return;
    Window w = window_of(s, snap), *was = &kept->field.window;
    bool same = w.x0 == was->x0 && w.x1 == was->x1 && w.y0 == was->y0 && w.y1 == was->y1;
    bool truth = kept->field.z && same_truth(c, &kept->config);
    if (!truth || !same) {
        arena_reset(&kept->arena);
        bayes_field(c, w, WIDE, max_i(2, (int)(WIDE / s->ask.aspect)), &kept->arena, &kept->field);
    }
    if (!truth)
        kept->accuracy = bayes_accuracy(c);
    kept->config = *c;
    f->f.bayes = copy_field(&kept->field, &f->arena);
    f->f.bayes_accuracy = kept->accuracy;
    f->f.have |= WANT_BAYES;
}

/* --- frames --- */

static void attach_studies(Frame *f, uint32_t want, const Studies *s)
{
    for (int k = 0; k < STUDIES; k++) {
        const StudyDef *d = &study_defs[k];
        f->f.progress[k] = studies_progress(s, k);
        share_swap(&f->study[k], want & d->want ? s->shown[k] : NULL);
        if (!f->study[k])
            continue;
        *(const void **)((char *)&f->f + d->offset) = share_value(f->study[k]);
        f->f.have |= d->want;
    }
}

static void attach_sweep(Frame *f, const Sweeper *s)
{
    f->sweep_running = sweeper_running(s);
    if (!s->sweep.total)
        return;
    f->sweep_slot = s->sweep;
    if (f->film_slot.serial != s->film.serial || f->film_slot.version != s->film.version)
        f->film_slot = s->film;
    share_swap(&f->sweep_weights, s->weights);
    f->f.sweep_weights = share_value(f->sweep_weights);
    f->f.sweep = &f->sweep_slot;
    f->f.film = &f->film_slot;
    f->f.have |= WANT_SWEEP;
}

void show_frame(Show *s, const Session *run, const Studies *studies, const Sweeper *sweeper, bool whole)
{
    double begun = trainer_now();
    Frame *f = &s->slot[mailbox_back(&s->box)];
    arena_reset(&f->arena);
    f->f = (Findings){ 0 };
    snapshot_take(run->run, false, &f->arena, &f->f.snap);
    const UnitOrder *order = order_kept(s, run, f->f.snap.step);
    findings_make(&f->f,
                  &(FindingsAsk){ .want = s->ask.want & ~(uint32_t)(WANT_FIELD | WANT_UNIT),
                                  .choices = s->ask.choices,
                                  .order = order },
                  &f->arena);
    if (f->f.have & WANT_UNITS) /* kept ones too: some may have been given up */
        keep_order(s, run, &f->f);
    if ((s->ask.want & WANT_FIELD) && field_fits(&f->f.snap.shape) && s->ask.field_w >= 2 && s->ask.field_h >= 2)
        show_fields(s, run, f, whole);
    else
        s->fields.coarse = 0;
    if (s->ask.want & WANT_BAYES)
        show_bayes(s, f);
    attach_studies(f, s->ask.want, studies);
    attach_sweep(f, sweeper);
    keep_swap(&f->own, run->own);
    f->acked = s->acked;
    f->playing = run->playing && f->f.snap.metrics[0].status != STATUS_DIVERGED;
    f->target = run->target;
    f->place = run->place;
    f->undos = run->undo.undos;
    f->redos = run->undo.redos;
    f->steps_per_second = f->playing ? s->steps_per_second : 0;
    memcpy(f->error, run->error, sizeof f->error);
    f->error_serial = run->error_serial;
    f->serial = ++s->serial;
    mailbox_post(&s->box);
    s->urge = URGE_NONE;
    s->last = begun;
    if (!whole)
        s->cost = trainer_now() - begun;
}
