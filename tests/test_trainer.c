/* The trainer: whatever the clock, the speed, the slices and the number of threads do, what comes out are the bits of
 * run_steps; commands are never lost; undo goes back to the bit; the sweep is that of its members alone; a paused
 * trainer sleeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/trainer_parts.h"

#include <SDL_timer.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const Ask everything = { .want = WANT_FIELD | WANT_HIST | WANT_SURFACE | WANT_CURVE | WANT_SWEEP,
                                .aspect = 1.5f,
                                .field_w = 37,
                                .field_h = 25 };

static Config small(void)
{
    Config c;
    config_default(&c);
    const char *settings[][2] = { { "points", "32" }, { "valid_points", "16" }, { "test_points", "64" },
                                  { "net", "6-5" },   { "batch", "10" },        { "until", "120" } };
    for (int i = 0; i < COUNT(settings); i++)
        assert_true(config_set(&c, settings[i][0], settings[i][1], NULL));
    return c;
}

static Config with_l2(Config c, float l2)
{
    c.l2 = l2;
    return c;
}

static Trainer *open(const Config *c, int workers)
{
    Err err;
    Trainer *t = trainer_new(c, NULL, NULL, 0, workers, NULL, NULL, &err);
    assert_non_null(t);
    return t;
}

static uint64_t send(Trainer *t, CommandType type, TrainerCommand c)
{
    c.type = type;
    return trainer_send(t, &c);
}

static uint64_t set(Trainer *t, Config c, bool remember)
{
    return send(t, DO_SET, (TrainerCommand){ .config = c, .flag = remember });
}

/* The first frame that reflects command `serial` and is as asked; fails after a while. */
typedef bool Wanted(const Frame *f);
static bool any(const Frame *f) { return f != NULL; }
static bool paused(const Frame *f) { return !f->playing; }
static bool swept(const Frame *f) { return f->f.sweep && spread_complete(f->f.sweep); }
static bool complete(const Frame *f)
{
    return swept(f) && !f->sweep_running && f->f.surface && f->f.surface->step == f->f.snap.step;
}

static Frame *await(Trainer *t, int workers, uint64_t serial, Wanted *wanted)
{
    for (double end = trainer_now() + 60; trainer_now() < end;) {
        bool fresh;
        Frame *f = trainer_latest(t, &fresh);
        if (f && f->acked >= serial && wanted(f))
            return f;
        if (workers)
            SDL_Delay(1);
        else
            trainer_pump(t, 0.003);
    }
    fail_msg("the trainer did not answer");
    return NULL;
}

/* Plays to step `until` at `speed`. */
static Frame *play_to(Trainer *t, int workers, uint64_t until, double speed)
{
    send(t, DO_SPEED, (TrainerCommand){ .value = speed });
    send(t, DO_UNTIL, (TrainerCommand){ .until = until });
    Frame *f = await(t, workers, send(t, DO_PLAY, (TrainerCommand){ .flag = true }), paused);
    assert_int_equal(f->f.snap.step, until);
    return f;
}

static Run *reference(const Config *c, const Change *journal, int changes, uint64_t until)
{
    Err err;
    Run *r = session_run(c, NULL, &err);
    assert_non_null(r);
    assert_true(run_replay(r, journal, changes, until, &err));
    return r;
}

/* Both nets, bit for bit. */
static void assert_shows(const Frame *f, const Run *r)
{
    size_t size = sizeof(real) * (size_t)run_shape(r)->params;
    assert_int_equal(f->f.snap.step, run_step(r));
    assert_int_equal(f->f.snap.shape.params, run_shape(r)->params);
    for (int m = 0; m < 2; m++)
        assert_memory_equal(f->f.snap.params + m * run_shape(r)->params, run_params(r, m), size);
}

static void speed_and_threads_change_no_bit(void **state)
{
    (void)state;
    Config c = with_l2(small(), 0.003f);
    Run *r = reference(&c, NULL, 0, 150);
    const double speeds[] = { 0, 700 };
    for (int workers = 0; workers < 3; workers++)
        for (int i = 0; i < COUNT(speeds); i++) {
            Trainer *t = open(&c, workers);
            send(t, DO_VIEW, (TrainerCommand){ .ask = everything });
            play_to(t, workers, 61, speeds[i]); /* in two parts, with a pause on the way */
            assert_shows(play_to(t, workers, 150, speeds[i]), r);
            trainer_free(t);
        }
    run_free(r);
}

static void moves_of_lambda_are_the_journal(void **state)
{
    (void)state;
    Config c = small();
    for (int workers = 0; workers < 2; workers++) {
        Trainer *t = open(&c, workers);
        send(t, DO_SPEED, (TrainerCommand){ .value = 3000 });
        send(t, DO_UNTIL, (TrainerCommand){ .until = 900 });
        uint64_t last = send(t, DO_PLAY, (TrainerCommand){ .flag = true });
        for (int i = 1; i <= 60; i++) {
            last = set(t, with_l2(c, 1e-4f * (float)i), i % 20 == 1);
            await(t, workers, i % 4 ? 0 : last, any);
            SDL_Delay(i % 3 == 0);
        }
        Frame *f = await(t, workers, last, paused);
        assert_int_equal(f->f.snap.step, 900);
        assert_true(f->f.snap.changes > 1);
        assert_true(f->f.snap.config.l2 == 1e-4f * 60);
        assert_int_equal(f->undos, 3);
        Run *r = reference(&f->f.snap.start, f->f.snap.journal, f->f.snap.changes, 900);
        assert_shows(f, r);
        run_free(r);
        trainer_free(t);
    }
}

static void a_scenes_changes_come_at_their_steps(void **state)
{
    (void)state;
    Config c = small();
    int l2 = param_find("l2");
    const Change journal[] = { { 0, ACTION_SET, l2, 0.01 },
                               { 40, ACTION_SET, l2, 0.1 },
                               { 40, ACTION_REHEAT, 0, 0.3 },
                               { 90, ACTION_SET, l2, 0 } };
    Run *r = reference(&c, journal, COUNT(journal), 120), *early = reference(&c, journal, COUNT(journal), 90);
    Err err;
    Trainer *t = trainer_new(&c, NULL, journal, COUNT(journal), 0, NULL, NULL, &err);
    trainer_finish(t, 90, false, &everything);
    bool fresh;
    Frame *f = trainer_latest(t, &fresh);
    assert_shows(f, early);
    assert_true(f->f.snap.config.l2 == 0.1f); /* the change at 90 is not due before step 90 is taken */
    assert_shows(play_to(t, 0, 120, 0), r);
    trainer_free(t);

    /* A change by hand: those that were still to come are dropped, and come back with undo. */
    t = trainer_new(&c, NULL, journal, COUNT(journal), 0, NULL, NULL, &err);
    play_to(t, 0, 20, 0);
    set(t, with_l2(c, 0.5f), true);
    f = play_to(t, 0, 120, 0);
    assert_true(f->f.snap.config.l2 == 0.5f);
    send(t, DO_UNDO, (TrainerCommand){ 0 });
    assert_shows(play_to(t, 0, 120, 0), r);
    trainer_free(t);
    run_free(r);
    run_free(early);
}

static const Change three[] = { { 30, ACTION_SET, 0, 0.01 },
                                { 60, ACTION_REHEAT, 0, 0.2 },
                                { 90, ACTION_SET, 0, 0.1 } };

/* What opens the first n of three changes, trained up to `until`. */
static TrainerCommand scene(const Config *c, int n, uint64_t until, uint32_t place)
{
    Change journal[COUNT(three)];
    memcpy(journal, three, sizeof three);
    for (int i = 0; i < COUNT(journal); i++)
        journal[i].param = param_find("l2");
    return (TrainerCommand){
        .type = DO_SCENE, .config = *c, .journal = share_journal(journal, n), .until = until, .place = place
    };
}

static uint64_t open_scene(Trainer *t, const Config *c, int n, uint64_t until, uint32_t place)
{
    TrainerCommand k = scene(c, n, until, place);
    uint64_t serial = trainer_send(t, &k);
    share_drop(k.journal);
    return serial;
}

static Run *run_of_scene(const Config *c, int n, uint64_t until)
{
    TrainerCommand k = scene(c, n, until, 0);
    const Journal *j = share_value(k.journal);
    Run *r = reference(c, j ? j->change : NULL, n, until);
    share_drop(k.journal);
    return r;
}

static bool arrived(const Frame *f) { return f->target == 0; }

static void a_scene_is_trained_up_to_its_step(void **state)
{
    (void)state;
    Config c = small(), other = with_l2(small(), 0.5f);
    Run *at100 = run_of_scene(&c, 3, 100), *at150 = run_of_scene(&c, 3, 150);
    for (int workers = 0; workers < 3; workers++) {
        Trainer *t = open(&other, workers);
        send(t, DO_VIEW, (TrainerCommand){ .ask = everything });
        send(t, DO_UNTIL, (TrainerCommand){ .until = 20 }); /* which is about playing */
        Frame *f = await(t, workers, open_scene(t, &c, 3, 100, 7), arrived);
        assert_shows(f, at100);
        assert_false(f->playing);
        assert_int_equal(f->place, 7);
        assert_int_equal(f->f.snap.changes, 3);
        assert_shows(play_to(t, workers, 150, 0), at150); /* and trains on */

        f = await(t, workers, send(t, DO_UNDO, (TrainerCommand){ 0 }), any); /* to before the scene */
        assert_int_equal(f->f.snap.step, 0);
        assert_int_equal(f->place, 0);
        assert_true(f->f.snap.config.l2 == 0.5f);
        f = await(t, workers, send(t, DO_REDO, (TrainerCommand){ 0 }), any);
        assert_int_equal(f->place, 7);
        assert_shows(f, at150);

        send(t, DO_PLAY, (TrainerCommand){ .flag = true }); /* what plays goes on when it has arrived */
        send(t, DO_UNTIL, (TrainerCommand){ .until = 150 });
        f = await(t, workers, open_scene(t, &c, 3, 100, 8), paused);
        assert_shows(f, at150);
        trainer_free(t);
    }
    run_free(at100);
    run_free(at150);
}

/* A scene goes on from a state that lies on its way, and from nothing else. */
static void a_way_is_not_gone_twice(void **state)
{
    (void)state;
    Config c = small(), other = with_l2(small(), 0.5f);
    const struct {
        const Config *config;
        int changes;
        uint64_t until, from; /* from: where its training has to begin */
    } way[] = {
        { &c, 1, 50, 0 },     { &c, 1, 80, 50 }, /* as the run is */
        { &c, 1, 50, 50 },                       /* a state that is kept */
        { &c, 2, 100, 50 },                      /* that of 80 lacks the second change */
        { &c, 3, 100, 50 },                      /* ... and that of 100 the third */
        { &other, 1, 50, 0 }, { &c, 0, 50, 0 },  /* another start; other changes */
        { &c, 2, 100, 100 },  { &c, 1, 30, 0 },  /* which includes its change at 30 */
        { &c, 1, 31, 30 },
    };
    Err err;
    Session s;
    assert_true(session_open(&s, &other, NULL, NULL, 0, &err));
    for (int i = 0; i < COUNT(way); i++) {
        TrainerCommand k = scene(way[i].config, way[i].changes, way[i].until, 1);
        session_do(&s, &k);
        assert_int_equal(run_step(s.run), way[i].from);
        while (session_underway(&s))
            session_advance(&s, 7);
        Run *r = run_of_scene(way[i].config, way[i].changes, way[i].until);
        assert_int_equal(run_step(s.run), way[i].until);
        assert_memory_equal(run_params(s.run, 0), run_params(r, 0), sizeof(real) * (size_t)run_shape(r)->params);
        share_drop(k.journal);
        run_free(r);
    }
    /* What a hand has changed is on no scene's way. */
    session_do(&s, &(TrainerCommand){ .type = DO_SET, .config = other });
    session_do(&s, &(TrainerCommand){ .type = DO_REHEAT, .value = 0.1 });
    TrainerCommand k = scene(&other, 0, 40, 1);
    session_do(&s, &k);
    assert_int_equal(run_step(s.run), 0);
    for (int i = 0; i < 3 * ARRIVALS_MOST; i++) { /* bounded */
        k.until = 40 + (uint64_t)i;
        session_do(&s, &k);
        while (session_underway(&s))
            session_advance(&s, 7);
    }
    assert_int_equal(s.arrivals.n, ARRIVALS_MOST);
    session_close(&s);
}

static void undo_and_redo_restore_every_bit(void **state)
{
    (void)state;
    Config c = small(), other = small();
    assert_true(config_set(&other, "net", "4", NULL));
    Run *at50 = reference(&c, NULL, 0, 50), *at70 = reference(&c, NULL, 0, 70);
    for (int workers = 0; workers < 2; workers++) {
        Trainer *t = open(&c, workers);
        assert_shows(play_to(t, workers, 50, 0), at50);
        set(t, with_l2(c, 0.1f), true);
        play_to(t, workers, 80, 0);
        Frame *f = await(t, workers, set(t, other, true), any); /* another network: a new run */
        assert_int_equal(f->f.snap.step, 0);
        assert_int_equal(f->undos, 2);
        Run *new = reference(&other, NULL, 0, 30);
        assert_shows(play_to(t, workers, 30, 0), new);
        run_free(new);
        await(t, workers, send(t, DO_RESET, (TrainerCommand){ 0 }), any);
        for (int i = 0; i < 3; i++)
            send(t, DO_UNDO, (TrainerCommand){ 0 });
        f = await(t, workers, send(t, DO_UNDO, (TrainerCommand){ 0 }), any); /* one more than there is */
        assert_shows(f, at50);
        assert_true(f->f.snap.config.l2 == 0);
        assert_int_equal(f->undos, 0);
        assert_int_equal(f->redos, 3);
        assert_string_equal(f->error, "");
        for (int i = 0; i < 2; i++)
            send(t, DO_REDO, (TrainerCommand){ 0 });
        new = reference(&other, NULL, 0, 30);
        f = await(t, workers, send(t, DO_STEP, (TrainerCommand){ 0 }), any);
        run_steps(new, 1);
        assert_shows(f, new);
        run_free(new);
        for (int i = 0; i < 2; i++)
            send(t, DO_UNDO, (TrainerCommand){ 0 });
        assert_shows(play_to(t, workers, 70, 0), at70); /* it trains on to the same bits too */
        f = await(t, workers, send(t, DO_REHEAT, (TrainerCommand){ .value = 0.3 }), any);
        assert_int_equal(f->undos, 1);
        assert_int_equal(f->redos, 0);
        trainer_free(t);
    }
    run_free(at50);
    run_free(at70);
}

static void divergence_stops_and_undo_heals(void **state)
{
    (void)state;
    Config c = small();
    assert_true(config_set(&c, "opt", "sgd", NULL));
    Run *r = reference(&c, NULL, 0, 40);
    Trainer *t = open(&c, 1);
    send(t, DO_VIEW, (TrainerCommand){ .ask = everything });
    play_to(t, 1, 40, 0);
    Config wild = with_l2(c, 100);
    wild.lr = 1;
    set(t, wild, true);
    send(t, DO_UNTIL, (TrainerCommand){ .until = UINT64_MAX });
    Frame *f = await(t, 1, send(t, DO_PLAY, (TrainerCommand){ .flag = true }), paused);
    assert_int_equal(f->f.snap.metrics[0].status, STATUS_DIVERGED);
    assert_non_null(f->f.before.z);
    f = await(t, 1, send(t, DO_UNDO, (TrainerCommand){ 0 }), any);
    assert_false(f->playing);
    assert_shows(f, r);
    play_to(t, 1, 60, 0); /* and goes on */
    trainer_free(t);
    run_free(r);
}

/* Undo goes on only where the run was going both then and now. */
static void undo_does_not_set_off(void **state)
{
    (void)state;
    Config c = small();
    Trainer *t = open(&c, 0);
    set(t, with_l2(c, 0.1f), true); /* paused */
    send(t, DO_PLAY, (TrainerCommand){ .flag = true });
    set(t, with_l2(c, 0.2f), true); /* playing */
    set(t, with_l2(c, 0.3f), true); /* playing */
    assert_true(await(t, 0, send(t, DO_UNDO, (TrainerCommand){ 0 }), any)->playing);
    send(t, DO_PLAY, (TrainerCommand){ .flag = false });
    assert_false(await(t, 0, send(t, DO_UNDO, (TrainerCommand){ 0 }), any)->playing);
    send(t, DO_PLAY, (TrainerCommand){ .flag = true });
    assert_false(await(t, 0, send(t, DO_UNDO, (TrainerCommand){ 0 }), any)->playing);
    trainer_free(t);
}

static void undo_is_bounded(void **state)
{
    (void)state;
    Config c = small();
    Trainer *t = open(&c, 0);
    uint64_t last = 0;
    for (int i = 1; i <= 2 * UNDO_MOST; i++)
        last = set(t, with_l2(c, 1e-3f * (float)i), true);
    assert_int_equal(await(t, 0, last, any)->undos, UNDO_MOST);
    assert_true(config_set(&c, "net", "128-128", NULL)); /* a state is megabytes of path */
    set(t, c, true);
    for (int i = 1; i <= 14; i++) {
        for (int k = 0; k < 30; k++)
            send(t, DO_STEP, (TrainerCommand){ 0 });
        last = set(t, with_l2(c, 1e-3f * (float)i), true);
    }
    Frame *f = await(t, 0, last, any);
    assert_in_range(f->undos, 2, 10);
    f = await(t, 0, send(t, DO_UNDO, (TrainerCommand){ 0 }), any);
    assert_true(f->f.snap.config.l2 == 1e-3f * 13);
    trainer_free(t);
}

static Kept *four_points(float at)
{
    Own *o = own_new(4, 2);
    assert_non_null(o);
    o->classes = 2;
    for (int i = 0; i < 4; i++) {
        o->x[2 * i] = i < 2 ? -at : at;
        o->x[2 * i + 1] = i % 2 ? -0.5f : 0.5f;
        o->y[i] = (float)(i / 2);
    }
    return keep_new(o);
}

/* They belong to the settings: a change is a new run, undo brings the old ones back, and the sweep is of them. */
static void own_points_go_with_the_settings(void **state)
{
    (void)state;
    static const int workers[] = { 0, 3 };
    for (int i = 0; i < COUNT(workers); i++) {
        Config c = small();
        assert_true(config_set(&c, "data", "points", NULL));
        Kept *first = four_points(1), *second = four_points(0.25f);
        Err err;
        Trainer *t = trainer_new(&c, first, NULL, 0, workers[i], NULL, NULL, &err);
        assert_non_null(t);
        send(t, DO_VIEW, (TrainerCommand){ .ask = everything });
        Frame *f = await(t, workers[i], send(t, DO_STEP, (TrainerCommand){ 0 }), any);
        assert_true(f->own == first && f->f.snap.step == 1);
        TrainerCommand other = { .config = c, .own = second, .flag = true };
        keep_drop(first); /* the trainer goes on holding it */
        f = await(t, workers[i], send(t, DO_SET, other), swept);
        assert_true(f->own == second && f->f.snap.step == 0);
        assert_true(f->f.snap.train.raw[0] == 0.25f || f->f.snap.train.raw[0] == -0.25f);
        keep_drop(second);
        f = await(t, workers[i], send(t, DO_UNDO, (TrainerCommand){ 0 }), any);
        assert_true(keep_own(f->own)->x[0] == -1 && f->f.snap.step == 1);
        f = await(t, workers[i], send(t, DO_REDO, (TrainerCommand){ 0 }), any);
        assert_true(keep_own(f->own)->x[0] == -0.25f && f->f.snap.step == 0);
        trainer_free(t);
    }
}

static void the_sweep_is_its_members_alone(void **state)
{
    (void)state;
    Config c = small();
    static Metrics alone[SWEEP_SEEDS][SWEEP_MEMBERS];
    for (int i = 0; i < SWEEP_SEEDS * SWEEP_MEMBERS; i++) {
        int seed = i / SWEEP_MEMBERS, m = i % SWEEP_MEMBERS;
        const Config seeded = sweep_seeded(&c, seed);
        const MemberPlan member = { MEMBER_OWN, sweep_value(&c, m) };
        Run *r = run_new(&seeded, &(RunPlan){ .members = 1, .member = &member, .vary = param_find("l2") }, NULL);
        run_steps(r, c.until);
        run_metrics(r, 0, &alone[seed][m]);
        run_free(r);
    }
    static const int workers[] = { 0, 1, 3 };
    for (int i = 0; i < COUNT(workers); i++) {
        Trainer *t = open(&c, workers[i]);
        send(t, DO_VIEW, (TrainerCommand){ .ask = everything });
        Config fast = c;
        fast.lr = 0.02f;
        set(t, fast, false); /* a sweep that is given up, at any moment */
        SDL_Delay((Uint32)i);
        const Sweep *s = await(t, workers[i], set(t, with_l2(c, 0.5f), false), swept)->f.sweep;
        assert_true(s->steps_done == s->steps_total);
        assert_true(s->config.lr == c.lr);
        for (int m = 0; m < SWEEP_MEMBERS; m++) {
            assert_true(s->done[m] && s->value[m] == sweep_value(&c, m));
            for (int k = 0; k < SWEEP_SEEDS; k++) {
                assert_memory_equal(&s->net[k][m].data_loss, &alone[k][m].data_loss, sizeof(double));
                assert_memory_equal(&s->net[k][m].test_loss, &alone[k][m].test_loss, sizeof(double));
                assert_memory_equal(&s->net[k][m].weight_norm, &alone[k][m].weight_norm, sizeof(double));
                assert_int_equal(s->net[k][m].step, c.until);
            }
            double mean = (alone[0][m].test_loss + alone[1][m].test_loss + alone[2][m].test_loss) / SWEEP_SEEDS;
            assert_memory_equal(&s->mean[m].test_loss, &mean, sizeof mean);
        }
        trainer_free(t);
    }
}

static void a_finished_sweep_is_kept(void **state)
{
    (void)state;
    Config c = small();
    Trainer *t = open(&c, 1);
    Frame *f = await(t, 1, send(t, DO_VIEW, (TrainerCommand){ .ask = everything }), swept);
    uint64_t serial = f->f.sweep->serial;
    set(t, with_l2(c, 0.1f), true);
    send(t, DO_RESET, (TrainerCommand){ 0 });
    send(t, DO_UNDO, (TrainerCommand){ 0 });
    f = await(t, 1, send(t, DO_STEP, (TrainerCommand){ 0 }), swept);
    assert_int_equal(f->f.sweep->serial, serial);
    c.lr = 0.02f;
    f = await(t, 1, set(t, c, true), swept);
    assert_true(f->f.sweep->serial > serial);
    trainer_free(t);
}

static void no_action_is_lost(void **state)
{
    (void)state;
    enum { ROUNDS = 1500 };
    Config c = small();
    for (int workers = 0; workers < 3; workers++) {
        Trainer *t = open(&c, workers);
        uint64_t last = 0;
        for (int i = 1; i <= ROUNDS; i++) {
            send(t, DO_STEP, (TrainerCommand){ 0 });
            send(t, DO_VIEW, (TrainerCommand){ .ask = { .want = WANT_HIST, .aspect = 1, .field_w = 2, .field_h = 2 } });
            send(t, DO_VIEW,
                 (TrainerCommand){ .ask = { .want = WANT_CURVE, .aspect = 1, .field_w = 2, .field_h = 2 } });
            set(t, with_l2(c, 0.5f), false);
            last = set(t, with_l2(c, 1e-6f * (float)i), false);
        }
        Frame *f = await(t, workers, last, any);
        assert_int_equal(f->f.snap.step, ROUNDS);
        assert_int_equal(f->acked, last);
        assert_true(f->f.snap.config.l2 == 1e-6f * ROUNDS);
        assert_int_equal(f->f.have, WANT_CURVE);
        trainer_free(t);
    }
}

static void the_inbox_merges_what_is_superfluous(void **state)
{
    (void)state;
    static Inbox b;
    const TrainerCommand first = { .type = DO_SET, .serial = 1, .flag = true }, moved = { .type = DO_SET, .serial = 2 },
                         next = { .type = DO_SET, .serial = 3, .flag = true }, step = { .type = DO_STEP, .serial = 4 };
    TrainerCommand out;
    assert_true(inbox_put(&b, &first) && inbox_put(&b, &moved) && inbox_put(&b, &next));
    for (int i = 2; i < INBOX_SLOTS; i++)
        assert_true(inbox_put(&b, &step));
    assert_false(inbox_put(&b, &step));
    assert_true(inbox_take(&b, &out) && out.serial == 2 && out.flag); /* the drag: one, still to be remembered */
    assert_true(inbox_take(&b, &out) && out.serial == 3 && out.flag);
    for (int i = 2; i < INBOX_SLOTS; i++)
        assert_true(inbox_take(&b, &out) && out.type == DO_STEP);
    assert_false(inbox_take(&b, &out));
}

static void it_can_be_freed_at_any_moment(void **state)
{
    (void)state;
    Config c = small();
    for (int i = 0; i < 24; i++) {
        Trainer *t = open(&c, i % 4);
        send(t, DO_VIEW, (TrainerCommand){ .ask = everything });
        send(t, DO_SPEED, (TrainerCommand){ .value = 0 });
        send(t, DO_PLAY, (TrainerCommand){ .flag = true });
        if (i % 4)
            SDL_Delay((Uint32)(i % 6));
        else
            trainer_pump(t, 0.001 * i);
        c.seed_data++;
        set(t, c, i % 2);
        trainer_free(t);
    }
}

static void a_failed_command_leaves_all_as_it_was(void **state)
{
    (void)state;
    Config c = small(), bad = small();
    bad.sweep_lo = 10;
    bad.sweep_hi = 1;
    Trainer *t = open(&c, 0);
    Frame *f = await(t, 0, set(t, bad, true), any);
    assert_true(f->error[0] && f->error_serial == 1 && f->undos == 0);
    assert_true(config_equal(&f->f.snap.config, &c));
    bad.sweep_lo = 2; /* above the old upper end: the one can only move after the other */
    bad.sweep_hi = 8;
    f = await(t, 0, set(t, bad, true), any);
    assert_true(f->error_serial == 1 && config_equal(&f->f.snap.config, &bad));
    trainer_free(t);
    Err err = { "" };
    bad.sweep_lo = 10;
    assert_null(trainer_new(&bad, NULL, NULL, 0, 1, NULL, NULL, &err));
    assert_true(err.text[0]);
}

static void finish_completes_everything(void **state)
{
    (void)state;
    Config c = small();
    Run *r = reference(&c, NULL, 0, 75);
    Trainer *t = open(&c, 0);
    trainer_finish(t, 75, true, &everything);
    bool fresh;
    Frame *f = trainer_latest(t, &fresh);
    assert_true(fresh && complete(f));
    assert_shows(f, r);
    assert_int_equal(f->f.have, everything.want);
    assert_int_equal(f->f.net.w, everything.field_w);
    assert_int_equal(f->f.net.h, everything.field_h);
    assert_int_equal(f->f.surface->step, 75);
    assert_true(f->f.film->n > 2);
    for (int i = 0; i < f->f.film->n; i++)
        assert_true(f->f.film->have[i]);
    trainer_free(t);
    run_free(r);
}

/* Fields that cost too much are coarse while training goes on, and whole soon after it pauses; the window stays. */
static void fields_are_refined_in_a_pause(void **state)
{
    (void)state;
    Config c = small();
    const Ask large = { .want = WANT_FIELD, .aspect = 1.5f, .field_w = 1501, .field_h = 1001 };
    Trainer *t = open(&c, 0);
    send(t, DO_VIEW, (TrainerCommand){ .ask = large });
    send(t, DO_SPEED, (TrainerCommand){ .value = 2000 });
    send(t, DO_PLAY, (TrainerCommand){ .flag = true });
    for (int i = 0; i < 10; i++)
        trainer_pump(t, 0.01);
    Frame *f = await(t, 0, 3, any);
    assert_in_range(f->f.net.w, 17, large.field_w - 1);
    Window window = f->f.net.window;
    uint64_t last = send(t, DO_PLAY, (TrainerCommand){ .flag = false });
    do
        f = await(t, 0, last, paused);
    while (f->f.net.w < large.field_w && trainer_pump(t, 0.1));
    f = await(t, 0, last, paused);
    assert_int_equal(f->f.net.w, large.field_w);
    assert_int_equal(f->f.twin.h, large.field_h);
    assert_memory_equal(&f->f.net.window, &window, sizeof window);
    assert_int_equal(f->f.net.step, f->f.snap.step);
    trainer_free(t);
}

/* Two nets on threads of their own, one of them forty steps ahead and much faster: the slower one is waited for, both
 * pause at the same step, and neither has other bits than it has alone. */
static void a_pair_goes_abreast(void **state)
{
    (void)state;
    static Abreast pair;
    bool fresh;
    Config c[2] = { small(), with_l2(small(), 0.01f) };
    assert_true(config_set(&c[1], "net", "64-64", NULL));
    Trainer *t[2] = { open(&c[0], 1), open(&c[1], 1) };
    uint64_t last[2], step[2];
    for (int i = 0; i < 40; i++)
        last[0] = send(t[0], DO_STEP, (TrainerCommand){ 0 });
    await(t[0], 1, last[0], any);
    pair = (Abreast){ { 0 } };
    for (int i = 0; i < 2; i++) {
        trainer_pair(t[i], &pair, i);
        send(t[i], DO_SPEED, (TrainerCommand){ .value = 0 });
        last[i] = send(t[i], DO_PLAY, (TrainerCommand){ .flag = true });
    }
    for (double end = trainer_now() + 60; trainer_now() < end;) {
        const Frame *f = trainer_latest(t[1], &fresh);
        if (f && f->f.snap.step > 300)
            break;
        SDL_Delay(2);
    }
    for (int i = 0; i < 2; i++)
        last[i] = send(t[i], DO_PLAY, (TrainerCommand){ 0 });
    for (double end = trainer_now() + 60; trainer_now() < end;) { /* settling comes after the pause */
        for (int i = 0; i < 2; i++)
            step[i] = await(t[i], 1, last[i], paused)->f.snap.step;
        if (step[0] == step[1])
            break;
        SDL_Delay(2);
    }
    assert_true(step[0] > 300);
    assert_int_equal(step[0], step[1]);
    for (int i = 0; i < 2; i++) {
        Run *r = reference(&c[i], NULL, 0, step[i]);
        assert_shows(await(t[i], 1, last[i], paused), r);
        run_free(r);
        trainer_pair(t[i], NULL, 0);
    }
    for (int i = 0; i < 2; i++)
        trainer_free(t[i]);
}

static int nets_of_variance(const Frame *f)
{
    int n = 0;
    for (int i = 0; f->f.variance && i < f->f.variance->values; i++)
        n += f->f.variance->nets[i];
    return n;
}
static bool some_nets(const Frame *f) { return nets_of_variance(f) >= 3; }
static bool any_nets(const Frame *f) { return nets_of_variance(f) > 0; }
static bool many_nets(const Frame *f) { return nets_of_variance(f) >= 60; }

static Frame *look_for(Trainer *t, int workers, double seconds)
{
    bool fresh;
    for (double end = trainer_now() + seconds; trainer_now() < end;)
        if (workers)
            SDL_Delay(1);
        else
            trainer_pump(t, 0.003);
    return trainer_latest(t, &fresh);
}

/* A study that nobody looks at rests; it goes on from there when somebody looks again, but not under other settings. */
static void a_hidden_study_goes_on_later(void **state)
{
    (void)state;
    const Ask variance = { .want = WANT_VARIANCE }, nothing = { 0 };
    for (int workers = 0; workers <= 2; workers += 2) {
        Config c = small();
        config_set(&c, "until", "4000", NULL);
        Trainer *t = open(&c, workers);
        Frame *f = await(t, workers, send(t, DO_VIEW, (TrainerCommand){ .ask = variance }), some_nets);
        int nets = nets_of_variance(f);
        f = await(t, workers, send(t, DO_VIEW, (TrainerCommand){ .ask = nothing }), any);
        assert_null(f->f.variance);
        look_for(t, workers, 0.05); /* a slice under way ends */
        send(t, DO_STEP, (TrainerCommand){ 0 });
        float progress = look_for(t, workers, 0.05)->f.progress[STUDY_VARIANCE];
        assert_true(progress > 0 && progress < 1);
        send(t, DO_STEP, (TrainerCommand){ 0 });
        assert_true(look_for(t, workers, 0.2)->f.progress[STUDY_VARIANCE] == progress);
        f = await(t, workers, send(t, DO_VIEW, (TrainerCommand){ .ask = variance }), any_nets);
        assert_true(nets_of_variance(f) >= nets);
        assert_true(f->f.progress[STUDY_VARIANCE] >= progress);
        await(t, workers, 0, many_nets);
        if (workers == 0) { /* here every frame is seen */
            send(t, DO_VIEW, (TrainerCommand){ .ask = nothing });
            config_set(&c, "noise", "0.3", NULL);
            set(t, c, false);
            f = await(t, workers, send(t, DO_VIEW, (TrainerCommand){ .ask = variance }), any);
            assert_true(nets_of_variance(f) < 60); /* of other data: from the start */
        }
        trainer_free(t);
    }
}

static bool has_surface(const Frame *f) { return f->f.surface && f->f.surface->step == f->f.snap.step; }
static bool is_random(const Frame *f) { return f->f.surface && f->f.surface->plane == PLANE_RANDOM; }

/* Another plane is chosen: the old one is seen until the new one is complete. */
static void the_old_plane_stays_until_the_new_one_is_there(void **state)
{
    (void)state;
    Config c = small();
    assert_true(config_set(&c, "points", "400", NULL) && config_set(&c, "net", "64-64", NULL));
    Trainer *t = open(&c, 0);
    Ask ask = { .want = WANT_SURFACE };
    send(t, DO_VIEW, (TrainerCommand){ .ask = ask });
    play_to(t, 0, 100, 0);
    assert_int_equal(await(t, 0, 0, has_surface)->f.surface->plane, PLANE_PATH);
    ask.choices.plane = PLANE_RANDOM;
    Frame *f = await(t, 0, send(t, DO_VIEW, (TrainerCommand){ .ask = ask }), any);
    assert_true(f->f.surface && f->f.surface->plane == PLANE_PATH && f->f.progress[STUDY_SURFACE] >= 0);
    while (!is_random(f)) {
        trainer_pump(t, 0.003);
        f = await(t, 0, 0, any);
        assert_non_null(f->f.surface);
    }
    f = await(t, 0, send(t, DO_RESET, (TrainerCommand){ 0 }), any);
    assert_null(f->f.surface); /* of a net that is no more */
    trainer_free(t);
}

static atomic_int rung;
static void ring(void *user)
{
    (void)user;
    rung++;
}

static void a_paused_trainer_sleeps(void **state)
{
    (void)state;
    Config c = small();
    Err err;
    Trainer *t = trainer_new(&c, NULL, NULL, 0, 3, ring, NULL, &err);
    send(t, DO_VIEW, (TrainerCommand){ .ask = everything });
    play_to(t, 3, 100, 0);
    await(t, 3, 0, complete);
    SDL_Delay(200);
    int before = rung;
    clock_t cpu = clock(); /* of the whole process */
    SDL_Delay(500);
    double used = (double)(clock() - cpu) / CLOCKS_PER_SEC;
    assert_true(before > 0);
    assert_int_equal(rung, before);
    assert_true(used < 0.004);
    trainer_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(speed_and_threads_change_no_bit),
        cmocka_unit_test(moves_of_lambda_are_the_journal),
        cmocka_unit_test(a_scenes_changes_come_at_their_steps),
        cmocka_unit_test(a_scene_is_trained_up_to_its_step),
        cmocka_unit_test(a_way_is_not_gone_twice),
        cmocka_unit_test(undo_and_redo_restore_every_bit),
        cmocka_unit_test(divergence_stops_and_undo_heals),
        cmocka_unit_test(undo_does_not_set_off),
        cmocka_unit_test(undo_is_bounded),
        cmocka_unit_test(own_points_go_with_the_settings),
        cmocka_unit_test(own_points_go_with_the_settings),
        cmocka_unit_test(the_sweep_is_its_members_alone),
        cmocka_unit_test(a_finished_sweep_is_kept),
        cmocka_unit_test(no_action_is_lost),
        cmocka_unit_test(the_inbox_merges_what_is_superfluous),
        cmocka_unit_test(it_can_be_freed_at_any_moment),
        cmocka_unit_test(a_failed_command_leaves_all_as_it_was),
        cmocka_unit_test(finish_completes_everything),
        cmocka_unit_test(fields_are_refined_in_a_pause),
        cmocka_unit_test(a_pair_goes_abreast),
        cmocka_unit_test(a_hidden_study_goes_on_later),
        cmocka_unit_test(the_old_plane_stays_until_the_new_one_is_there),
        cmocka_unit_test(a_paused_trainer_sleeps),
    };
    return cmocka_run_group_tests_name("trainer", tests, NULL, NULL);
}
