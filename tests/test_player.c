/* The player: steps begin where the lesson says, to the bit; questions hold the training; goals stay reached; what is
 * locked stays as it is; the three resets are different things and can be undone; an edited lesson is taken over, a
 * broken one is not; progress survives, whatever stands in its file. */
#include "player_rig.h"

static const char front[] =
    "---\nid: small\norder: 900\nminutes: 5\n"
    "settings: {points: 24, valid_points: 12, test_points: 40, net: 4-3, l2: 0.001}\n---\n# Small\n";
static const char first[] = "## One\nText {test_accuracy}.\n```ridgescope\nuntil: 30\npanels: [boundary, curves]\n"
                            "lock: [data, slider]\n```\n";
static const char second[] = "## Two\nText.\n```ridgescope\nuntil: 60\npanels: [weights]\n"
                             "predict: {ask: What, choices: [A, B, C], answer: 2}\n"
                             "goal: step >= 50 and l2 >= 0.01\nat: [{step: 40, l2: 0.01}]\n```\n";
static const char third[] = "## Three\nText.\n```ridgescope\nset: {l2: 0.1}\ngoal: l2 <= 0.05\n"
                            "compare: {a: {l2: 0}, b: {l2: 1}}\nlock: [reset]\n```\n";

static const char *lesson_text(void)
{
    static char text[4096];
    snprintf(text, sizeof text, "%s%s%s%s", front, first, second, third);
    return text;
}

/* Tells the player what it asked for. */
static void serve(Rig *r, const char *text)
{
    char file[LESSON_NAME];
    assert_true(player_wants(r->app, file));
    player_told(r->app, file, text, strlen(text), NULL, 0, NULL);
    rig_settle(r);
}

static void open_small(Rig *r)
{
    rig_open(r);
    player_open(r->app, "dir/small.md", -1);
    serve(r, lesson_text());
    assert_non_null(r->player->lesson);
    assert_string_equal(r->player->row[r->player->at].title, "Small");
}

/* Shows the bits of what `train FILE.md#N` begins with. */
static void assert_starts(const Rig *r, int step)
{
    Scene *s = calloc(1, sizeof *s);
    Err err;
    assert_non_null(s);
    assert_int_equal(r->player->step, step);
    assert_true(lesson_scene(r->player->lesson, step, false, s, &err));
    const MemberPlan plain[] = { { .kind = MEMBER_FOLLOWS }, { .kind = MEMBER_PLAIN } };
    Run *run = run_new(&s->config,
                       &(RunPlan){ .members = 2, .member = plain, .vary = param_find("l2"), .record = true }, &err);
    assert_non_null(run);
    assert_true(run_replay(run, s->change, s->changes, s->until, &err));
    assert_int_equal(rig_step(r), s->until);
    assert_memory_equal(r->frame->f.snap.params, run_params(run, 0), sizeof(real) * (size_t)run_shape(run)->params);
    for (int i = 0; i < s->changes; i++) /* those at the very step are made, too */
        if (s->change[i].kind == ACTION_SET)
            param_put(&s->config, s->change[i].param, s->change[i].value, NULL);
    assert_true(config_equal(&s->config, &r->frame->f.snap.config));
    assert_false(r->frame->playing);
    run_free(run);
    free(s);
}

static void page_down(Rig *r) { rig_key(r, KEY_PAGE_DOWN, 0, false); }
static void page_up(Rig *r) { rig_key(r, KEY_PAGE_UP, 0, false); }

static void steps_begin_where_they_should(void **state)
{
    (void)state;
    Rig r;
    open_small(&r);
    assert_starts(&r, 0);
    assert_int_equal(r.frame->undos, 0); /* nothing was before */
    rig_play(&r);
    assert_int_equal(rig_step(&r), 30);
    page_down(&r);
    assert_starts(&r, 1);
    rig_digit(&r, 1);
    rig_type(&r, "0.5"); /* another story than the lesson's */
    rig_play(&r);
    page_down(&r);
    assert_starts(&r, 2);
    page_up(&r);
    assert_starts(&r, 1);
    page_up(&r);
    assert_starts(&r, 0);
    player_go(r.app, 2);
    rig_settle(&r);
    assert_starts(&r, 2);
    player_go(r.app, 3); /* there is none */
    rig_settle(&r);
    assert_starts(&r, 2);
    assert_false(player_has_next(r.app)); /* a file of one's own, with a name that the course does not have */
    assert_true(player_has_back(r.app));
    rig_close(&r);
}

/* As many as a held key sends while a frame takes long: the last one counts, with its own end. */
static void steps_can_be_leafed_through(void **state)
{
    (void)state;
    Rig r;
    open_small(&r);
    for (int i = 0; i < 15; i++)
        r.in.key[r.in.keys++] = (KeyPress){ .key = i % 3 == 1 ? KEY_PAGE_UP : KEY_PAGE_DOWN };
    rig_settle(&r);
    assert_starts(&r, 2);
    for (int i = 0; i < 15; i++)
        r.in.key[r.in.keys++] = (KeyPress){ .key = i < 13 ? KEY_PAGE_UP : KEY_PAGE_DOWN };
    r.in.key[14].key = KEY_NONE;
    rig_settle(&r);
    assert_starts(&r, 1);
    rig_digit(&r, 1);
    rig_play(&r);
    assert_int_equal(rig_step(&r), 60);
    rig_close(&r);
}

static void panels_are_the_steps(void **state)
{
    (void)state;
    Rig r;
    open_small(&r);
    assert_true(r.app->open[PANEL_BOUNDARY] && r.app->open[PANEL_CURVES] && !r.app->open[PANEL_WEIGHTS]);
    page_down(&r);
    assert_true(!r.app->open[PANEL_BOUNDARY] && r.app->open[PANEL_WEIGHTS]);
    page_down(&r); /* which says nothing about panels */
    assert_true(!r.app->open[PANEL_BOUNDARY] && r.app->open[PANEL_WEIGHTS]);
    rig_close(&r);
}

static void a_question_holds_the_training(void **state)
{
    (void)state;
    Rig r;
    open_small(&r);
    page_down(&r);
    assert_int_equal(player_predict(r.app), PREDICT_OPEN);
    rig_key(&r, KEY_SPACE, 0, false);
    assert_false(r.frame->playing);
    rig_key(&r, KEY_PRINT, 'n', false);
    assert_int_equal(rig_step(&r), 30);
    bool weights = r.app->open[PANEL_WEIGHTS];
    rig_digit(&r, 3); /* an answer, not a panel */
    assert_int_equal(player_predict(r.app), PREDICT_CHOSEN);
    assert_int_equal(player_chosen(r.app), 2);
    assert_int_equal(r.app->open[PANEL_WEIGHTS], weights);
    rig_digit(&r, 3); /* and now a panel */
    assert_int_equal(player_chosen(r.app), 2);
    assert_int_equal(r.app->open[PANEL_WEIGHTS], !weights);
    assert_false(player_done(r.app));
    rig_play(&r);
    assert_int_equal(rig_step(&r), 60);
    assert_int_equal(player_predict(r.app), PREDICT_CHOSEN); /* this run was not led where the question leads */
    rig_type(&r, "0.02");
    assert_int_equal(player_predict(r.app), PREDICT_REVEALED);
    rig_key(&r, KEY_SPACE, 0, false); /* the step ends here */
    assert_int_equal(rig_step(&r), 60);
    assert_false(r.frame->playing);
    rig_key(&r, KEY_PRINT, 'n', false);
    assert_int_equal(rig_step(&r), 60);

    player_again(r.app); /* the question is open again, and can be skipped */
    rig_settle(&r);
    assert_starts(&r, 1);
    assert_int_equal(player_predict(r.app), PREDICT_OPEN);
    player_answer(r.app, -1);
    assert_int_equal(player_chosen(r.app), -1);
    rig_type(&r, "0.02");
    rig_play(&r);
    assert_int_equal(player_predict(r.app), PREDICT_REVEALED);
    rig_close(&r);
}

static void a_goal_stays_reached(void **state)
{
    (void)state;
    Rig r;
    open_small(&r);
    page_down(&r);
    rig_digit(&r, 2);
    rig_play(&r);
    assert_true(r.player->goal.any && !r.player->goal.reached);
    assert_true(r.player->goal.meter && r.player->goal.target == 0.01); /* that of l2; steps come by themselves */
    assert_false(player_done(r.app));
    rig_type(&r, "0.02"); /* at 60, which is more than 50 */
    assert_true(r.player->goal.reached);
    assert_true(player_done(r.app));
    rig_type(&r, "0");
    assert_true(r.player->goal.reached);
    page_down(&r);
    assert_true(r.player->goal.meter && !r.player->goal.up && r.player->goal.known && !r.player->goal.reached);
    assert_true(r.player->goal.target == 0.05 && r.player->goal.value == (double)0.1f);
    page_up(&r);
    assert_true(r.player->goal.reached);
    rig_close(&r);
}

static void what_is_locked_stays(void **state)
{
    (void)state;
    Rig r;
    open_small(&r);
    assert_true(player_locked(r.app, "data") && player_locked(r.app, "noise") && player_locked(r.app, "points"));
    assert_false(player_locked(r.app, "seed_data") || player_locked(r.app, "net") || player_locked(r.app, "lr"));
    Config was = r.app->config, c = was;
    rig_key(&r, KEY_RIGHT, 0, false); /* the slider is locked ... */
    rig_key(&r, KEY_END, 0, false);
    rig_key(&r, KEY_ENTER, 0, false);
    assert_int_equal(r.app->popup, POPUP_NONE);
    c.l2 = 0.5f;
    app_set(r.app, &c, true); /* ... however it is moved: by a thumbnail, by Setup */
    rig_settle(&r);
    c = was;
    assert_true(config_set(&c, "data", "circles", NULL));
    app_set(r.app, &c, true);
    rig_settle(&r);
    assert_true(config_equal(&was, &r.frame->f.snap.config));
    assert_true(r.app->message[0]);
    assert_true(player_locked(r.app, "slider") && player_locked(r.app, "l2") && player_locked(r.app, "lambda"));
    assert_false(player_locked(r.app, "lr"));
    c = was;
    c.lr = 0.02f;
    app_set(r.app, &c, true); /* what is not locked can be moved */
    rig_settle(&r);
    assert_true(r.frame->f.snap.config.lr == 0.02f);
    page_down(&r);
    rig_type(&r, "0.5");
    assert_true(r.frame->f.snap.config.l2 == 0.5f);
    page_down(&r);
    rig_digit(&r, 1);
    rig_key(&r, KEY_PRINT, 'n', false);
    uint64_t at = rig_step(&r);
    assert_true(at > 60);
    rig_key(&r, KEY_PRINT, 'r', false);
    assert_int_equal(rig_step(&r), at);
    player_leave(r.app);
    rig_key(&r, KEY_PRINT, 'r', false);
    assert_int_equal(rig_step(&r), 0);
    rig_close(&r);
}

static void three_resets(void **state)
{
    (void)state;
    Rig r;
    open_small(&r);
    const Progress *q = &r.player->row[r.player->at].progress;
    page_down(&r);
    rig_digit(&r, 2);
    rig_type(&r, "0.02");
    rig_play(&r);
    assert_int_equal(q->reached, 2);
    rig_key(&r, KEY_PRINT, 'r', false); /* the experiment: step 0 with what is set now; the lesson is where it was */
    assert_int_equal(rig_step(&r), 0);
    assert_true(r.frame->f.snap.config.l2 == 0.02f);
    assert_int_equal(r.player->step, 1);
    assert_int_equal(player_predict(r.app), PREDICT_REVEALED);
    rig_undo(&r);
    assert_int_equal(rig_step(&r), 60);

    player_again(r.app); /* the step */
    rig_settle(&r);
    assert_starts(&r, 1);
    assert_int_equal(player_predict(r.app), PREDICT_OPEN);
    assert_int_equal(q->reached, 2);
    rig_undo(&r);
    assert_int_equal(rig_step(&r), 60);
    assert_int_equal(player_predict(r.app), PREDICT_REVEALED);

    player_everything(r.app, false); /* everything: not before it is confirmed */
    rig_settle(&r);
    assert_true(r.player->asking);
    assert_int_equal(rig_step(&r), 60);
    player_everything(r.app, true);
    rig_settle(&r);
    assert_starts(&r, 0);
    assert_int_equal(q->reached, 0);
    assert_int_equal(q->seen, 1);
    rig_undo(&r);
    assert_int_equal(r.player->step, 1);
    assert_int_equal(rig_step(&r), 60);
    assert_int_equal(q->reached, 2);
    assert_int_equal(player_predict(r.app), PREDICT_REVEALED);
    rig_key(&r, KEY_PRINT, 'y', true); /* redo */
    assert_starts(&r, 0);
    assert_int_equal(q->reached, 0);
    rig_close(&r);
}

static void undo_goes_from_step_to_step(void **state)
{
    (void)state;
    Rig r;
    open_small(&r);
    rig_play(&r);
    page_down(&r);
    rig_digit(&r, 2);
    rig_type(&r, "0.02");
    page_down(&r);
    assert_starts(&r, 2);
    rig_undo(&r);
    assert_int_equal(r.player->step, 1);
    assert_true(r.frame->f.snap.config.l2 == 0.02f);
    rig_play(&r); /* its own end is in force again */
    assert_int_equal(rig_step(&r), 60);
    rig_undo(&r);
    rig_undo(&r);
    assert_int_equal(r.player->step, 0);
    assert_int_equal(rig_step(&r), 30);
    assert_int_equal(player_chosen(r.app), -1); /* this step asks nothing */
    page_down(&r);
    assert_int_equal(player_chosen(r.app), 1); /* an answer is not undone */

    player_open(r.app, "heal.md", 0); /* to another lesson, and back */
    rig_settle(&r);
    assert_string_equal(r.player->lesson->id, "heal");
    rig_undo(&r);
    serve(&r, lesson_text());
    assert_string_equal(r.player->lesson->id, "small");
    assert_starts(&r, 1);

    Scene *s = calloc(1, sizeof *s); /* a scene of no lesson */
    assert_non_null(s);
    scene_default(s);
    app_scene(r.app, s, 0, player_depart(r.app));
    free(s);
    rig_settle(&r);
    assert_null(r.player->lesson);
    rig_undo(&r);
    serve(&r, lesson_text());
    assert_starts(&r, 1);

    player_open(r.app, "heal.md", 0); /* the file may be gone by then */
    rig_settle(&r);
    rig_undo(&r);
    player_told(r.app, "dir/small.md", NULL, 0, NULL, 0, "it is gone");
    rig_settle(&r);
    assert_null(r.player->lesson);
    assert_string_equal(r.app->message, "it is gone");
    assert_int_equal(rig_step(&r), 30);
    rig_close(&r);
}

static void an_edited_lesson_is_taken_over(void **state)
{
    (void)state;
    Rig r;
    char text[4096];
    open_small(&r);
    const char *file = player_watched(r.app);
    assert_string_equal(file, "dir/small.md");
    page_down(&r);
    rig_digit(&r, 2);
    rig_type(&r, "0.02");
    rig_play(&r);

    snprintf(text, sizeof text, "%s%s%s%s", front, first,
             "## Two, reworded\nText.\n```ridgescope\nuntil: 70\n"
             "goal: test_accuracy >= 0.99\nat: [{step: 40, l2: 0.01}]\n```\n",
             third);
    player_told(r.app, file, text, strlen(text), NULL, 0, NULL); /* words, end and goal: the run stays */
    rig_settle(&r);
    assert_int_equal(rig_step(&r), 60);
    assert_string_equal(player_step(r.app)->title, "Two, reworded");
    rig_play(&r);
    assert_int_equal(rig_step(&r), 70);
    assert_int_equal(r.player->goal.reached, r.player->goal.value >= 0.99); /* that of the old goal is forgotten */

    snprintf(text, sizeof text, "%s%s%s\n```ridgescope\nuntill: 3\n```\n", front, first, "## Two\nText.");
    player_told(r.app, file, text, strlen(text), NULL, 0, NULL); /* broken: the old one stays */
    rig_settle(&r);
    assert_string_equal(player_step(r.app)->title, "Two, reworded");
    assert_non_null(strstr(r.player->error, "untill"));
    assert_int_equal(r.player->error_line, 18);
    player_told(r.app, file, NULL, 0, NULL, 0, "it is gone"); /* or gone for a moment, while an editor writes */
    assert_string_equal(r.player->error, "it is gone");
    assert_int_equal(r.player->error_line, 0);

    snprintf(text, sizeof text, "%s%s", front, "## Only\nText.\n```ridgescope\nset: {l2: 0.2}\n```\n");
    player_told(r.app, file, text, strlen(text), NULL, 0, NULL); /* fewer steps, from something else */
    rig_settle(&r);
    assert_string_equal(r.player->error, "");
    assert_starts(&r, 0);
    assert_true(r.frame->f.snap.config.l2 == 0.2f);
    rig_close(&r);
}

static void a_bad_lesson_is_a_message(void **state)
{
    (void)state;
    Rig r;
    open_small(&r);
    size_t size = 3 << 20, n = 0;
    char *text = malloc(size);
    assert_non_null(text);
    for (int kind = 0; kind < 5; kind++) {
        n = (size_t)snprintf(text, size, "%s", front);
        for (int i = 0; kind == 0 && i < 10000; i++)
            n += (size_t)snprintf(text + n, size - n, "## Step %d\nText.\n", i);
        if (kind == 1)
            n += (size_t)snprintf(text + n, size - n, "## A\nText.\n```ridgescope\nuntil: 99999999999999\n```\n");
        if (kind == 2) {
            n += (size_t)snprintf(text + n, size - n, "## A\n```ridgescope\nset: ");
            memset(text + n, '[', 100000);
            n += 100000;
        }
        if (kind == 3)
            n += (size_t)snprintf(text + n, size - n, "## A \xff\xfe\xc0\x80\nText \xf5.\n");
        if (kind == 4) {
            n += (size_t)snprintf(text + n, size - n, "## A\nText.\n");
            memset(text + n, 'x', 2 << 20);
            n += 2 << 20;
        }
        r.app->message[0] = 0;
        player_open(r.app, "bad.md", 0);
        char file[LESSON_NAME];
        assert_true(player_wants(r.app, file));
        player_told(r.app, file, text, n, NULL, 0, NULL);
        rig_settle(&r);
        assert_string_equal(r.player->lesson->id, "small");
        assert_non_null(strstr(r.app->message, "bad.md:"));
        assert_false(player_wants(r.app, file));
    }
    free(text);
    rig_close(&r);
}

static void progress_survives(void **state)
{
    (void)state;
    Rig r;
    Err err;
    size_t n;
    open_small(&r);
    free(player_progress(r.app, &n));
    page_down(&r);
    rig_digit(&r, 3);
    rig_type(&r, "0.02");
    rig_play(&r);
    const char *known = "heal step 2 seen 7 reached 4 revealed 6 chosen 0 2 -1\n"
                        "other step 1 seen 3 reached 0 revealed 0 chosen\n";
    assert_true(player_remember(r.app, known, strlen(known), &err));
    r.player->changed = true;
    char *text = player_progress(r.app, &n);
    assert_non_null(text);
    assert_int_equal(r.player->changed, false);
    rig_close(&r);

    rig_open(&r);
    assert_true(player_remember(r.app, text, n, &err));
    player_open(r.app, "small.md", -1); /* by its id, wherever it lies */
    serve(&r, lesson_text());
    assert_starts(&r, 1);
    assert_int_equal(player_predict(r.app), PREDICT_REVEALED);
    assert_int_equal(player_chosen(r.app), 2);
    assert_true(r.player->goal.reached);
    player_open(r.app, "heal.md", -1);
    rig_settle(&r);
    assert_int_equal(r.player->step, 2);
    r.player->changed = true;
    size_t m;
    char *again = player_progress(r.app, &m);
    again = realloc(again, m + 1);
    again[m] = 0;
    assert_non_null(strstr(again, "heal step 2 seen 7 reached 4 revealed 6 chosen 0 2 -1\n"));
    assert_non_null(strstr(again, "other step 1 seen 3 reached 0 revealed 0 chosen\n"));
    assert_non_null(strstr(again, "small step 1 seen 3 reached 2 revealed 2 chosen 0 3\n"));
    free(again);
    free(text);
    rig_close(&r);
}

static void bad_progress_is_passed_over(void **state)
{
    (void)state;
    const char *const bad[] = {
        "heal",
        "heal step",
        "heal step 99 seen 1 reached 0 revealed 0 chosen",
        "heal step 1 seen 99999999999999999999 reached 0 revealed 0 chosen",
        "heal step 1 seen -1 reached 0 revealed 0 chosen",
        "heal step 1 seen 1 reached 0 revealed 0 chosen 5",
        "heal step 1 seen 1 reached 0 revealed 0 chosen 1 x",
        "averylongidthatisnotanidatallbecauseitistoolong step 1 seen 1 reached 0 revealed 0 chosen",
        "\xff\xfe\x01",
    };
    Rig r;
    rig_open(&r);
    for (int i = 0; i < COUNT(bad); i++) {
        char text[600];
        Err err;
        int n = snprintf(text, sizeof text,
                         "bowl step 1 seen 3 reached 0 revealed 0 chosen\n%s\nsweet step 1 seen 2 "
                         "reached 0 revealed 0 chosen 1\n",
                         bad[i]);
        memset(&r.player->row[0].progress, 0, sizeof r.player->row[0].progress);
        r.player->row[2].progress.step = 0;
        assert_false(player_remember(r.app, text, (size_t)n, &err));
        assert_memory_equal(err.text, "2:", 2);
        assert_int_equal(r.player->row[0].progress.seen, 0);
        assert_int_equal(r.player->row[1].progress.step, 1);
        assert_int_equal(r.player->row[2].progress.step, 1); /* what comes after it counts */
    }
    size_t size = 100000; /* and no line is too long, no number of them too large */
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, 'a', size);
    assert_false(player_remember(r.app, text, size, NULL));
    size_t n = 0;
    for (int i = 0; n + 100 < size; i++)
        n += (size_t)snprintf(text + n, size - n, "l%d step 1 seen 1 reached 0 revealed 0 chosen\n", i);
    assert_true(player_remember(r.app, text, n, NULL));
    assert_int_equal(r.player->kept, PLAYER_KEPT);
    free(text);
    rig_close(&r);
}

static void numbers_of_the_text(void **state)
{
    (void)state;
    Rig r;
    open_small(&r);
    rig_play(&r);
    page_down(&r);
    rig_digit(&r, 1);
    rig_play(&r);
    const Metrics *m = &r.frame->f.snap.metrics[0];
    const struct {
        const char *expr;
        double value;
        bool known;
    } look[] = {
        { "test_accuracy", m->test_accuracy, true },
        { "step", 60, true },
        { "l2", (double)m->l2, true },
        { "twin.weight_norm", r.frame->f.snap.metrics[1].weight_norm, true },
        { "at(60).test_loss", m->test_loss, true },
        { "at(30).step", 30, true },
        { "at(61).test_loss", 0, false }, /* has not been */
        { "at(30).test_accuracy", 0, false },
    };
    Arena arena = { 0 };
    for (int i = 0; i < COUNT(look); i++) {
        Err err;
        double v = 0;
        const Expr *e = expr_parse(look[i].expr, &arena, &err);
        assert_non_null(e);
        assert_int_equal(expr_value(e, player_look, r.app, &v), look[i].known);
        assert_true(!look[i].known || v == look[i].value);
    }
    double best;
    const Expr *sweet = expr_parse("sweep.best_l2", &arena, &(Err){ "" });
    while (!expr_value(sweet, player_look, r.app, &best)) { /* known as soon as the sweep is complete */
        assert_true(r.frame->sweep_running || !r.frame->f.sweep);
        trainer_pump(r.trainer, 0.05);
        rig_frame(&r);
    }
    assert_true(best == (double)r.frame->f.sweep->value[path_sweet(r.frame->f.sweep)]);
    const struct {
        const char *metric;
        double value;
        const char *text;
    } say[] = {
        { "test_accuracy", 0.9384, "93.8%" }, { "l2", 0.0056, "0.0056" },       { "l2", 3e-4, "3·10⁻⁴" },
        { "step", 12000, "12000" },           { "weight_norm", 32.04, "32.0" }, { "test_loss", 0.2774, "0.277" },
        { "test_loss", 1.234, "1.23" }
    };
    for (int i = 0; i < COUNT(say); i++) {
        char text[32];
        player_metric(&(ExprName){ .metric = metric_find(say[i].metric) }, say[i].value, text);
        assert_string_equal(text, say[i].text);
    }
    Err err;
    char text[32];
    Span span = { .kind = SPAN_LIVE, .expr = expr_parse("at(61).test_loss", &arena, &err) };
    player_number(r.app, &span, text);
    assert_string_equal(text, "–");
    span.expr = expr_parse("test_accuracy - (test_accuracy - 0.125)", &arena, &err);
    player_number(r.app, &span, text);
    assert_string_equal(text, "12.5 points");
    span.expr = expr_parse("train_accuracy - test_accuracy", &arena, &err); /* of the numbers as they are shown */
    Metrics *net = &r.frame->f.snap.metrics[0];
    net->train_accuracy = 1, net->test_accuracy = 0.7965;
    player_number(r.app, &span, text);
    assert_string_equal(text, "20.3 points");
    arena_free(&arena);
    rig_close(&r);
}

static void a_and_b_are_the_lessons(void **state)
{
    (void)state;
    Rig r;
    open_small(&r);
    page_down(&r);
    page_down(&r);
    rig_key(&r, KEY_PRINT, 'c', false);
    assert_true(compare_on(r.app));
    assert_true(compare_config(r.app, 0)->l2 == 0 && compare_config(r.app, 1)->l2 == 1);
    page_up(&r); /* a step begins with one net */
    assert_false(compare_on(r.app));
    assert_starts(&r, 1);
    rig_close(&r);
}

static bool is_drawn(const Rig *r, const char *text)
{
    for (int i = 0; i < r->c.commands; i++)
        if (r->c.command[i].kind == CMD_TEXT && strcmp(r->c.text + r->c.command[i].text.first, text) == 0)
            return true;
    return false;
}

/* In front of a class: the step's own panels, the question beside them, then what was voted and who was right. */
static void present_shows_the_steps_panel_and_answers_the_vote(void **state)
{
    (void)state;
    Rig r;
    open_small(&r);
    player_go(r.app, 1);
    rig_settle(&r);
    r.all = (Rect){ 0, 0, 960, 540 };
    rig_key(&r, KEY_F5, 0, false);
    int weights = panel_find("weights");
    Layout l = layout_make(r.app, r.all, false);
    assert_true(l.panel[weights].w > 400 && l.panel[PANEL_BOUNDARY].w == 0);
    assert_true(l.vote.x >= l.panel[weights].x + l.panel[weights].w);
    assert_true(is_drawn(&r, "2 of 3") && is_drawn(&r, "Skip"));
    float before = layout_panel_body(r.app, &l, weights).h;
    rig_digit(&r, 1);
    rig_frame(&r);
    l = layout_make(r.app, r.all, false);
    assert_true(l.vote.w == 0 && is_drawn(&r, "Your guess") && is_drawn(&r, "A") && !is_drawn(&r, "B"));
    assert_true(layout_panel_body(r.app, &l, weights).h < before); /* its row covers nothing */
    Config healed = r.app->config;
    assert_true(config_set(&healed, "l2", "0.02", NULL));
    app_set(r.app, &healed, true);
    rig_play(&r);
    assert_true(is_drawn(&r, "It went another way.") && is_drawn(&r, "B"));
    r.all = (Rect){ 0, 0, 720, 540 }; /* 4:3 */
    player_again(r.app);
    rig_settle(&r);
    l = layout_make(r.app, r.all, false);
    assert_true(l.panel[weights].w > 300 && l.vote.x >= l.panel[weights].x + l.panel[weights].w);
    rig_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_begin_where_they_should),
        cmocka_unit_test(steps_can_be_leafed_through),
        cmocka_unit_test(panels_are_the_steps),
        cmocka_unit_test(a_question_holds_the_training),
        cmocka_unit_test(a_goal_stays_reached),
        cmocka_unit_test(what_is_locked_stays),
        cmocka_unit_test(three_resets),
        cmocka_unit_test(undo_goes_from_step_to_step),
        cmocka_unit_test(an_edited_lesson_is_taken_over),
        cmocka_unit_test(a_bad_lesson_is_a_message),
        cmocka_unit_test(progress_survives),
        cmocka_unit_test(bad_progress_is_passed_over),
        cmocka_unit_test(numbers_of_the_text),
        cmocka_unit_test(a_and_b_are_the_lessons),
        cmocka_unit_test(present_shows_the_steps_panel_and_answers_the_vote),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
