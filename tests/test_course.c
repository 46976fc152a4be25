/* Every lesson of the course, played to its end by what a student does: questions are answered with the digits, Space
 * trains, the strength is typed at the slider where the lesson's own moves say so, PageDown goes on. Every goal must be
 * reached that way, and nothing that has to be moved may be locked. */
#include "player_rig.h"

static void make_move(Rig *r, const LessonSetting *move)
{
    Config c = r->app->config;
    const char *slider = reg_slider(&c) >= 0 ? param_defs[reg_slider(&c)].key : "";
    double value;
    Err err;
    bool reheat = strcmp(move->key, "reheat") == 0;
    if (reheat || strcmp(move->key, "restore") == 0) { /* buttons that panels have */
        assert_true(text_to_double(move->value, &value));
        app_command(r->app, reheat ? DO_REHEAT : DO_RESTORE)->value = value;
        rig_settle(r);
        return;
    }
    assert_true(config_set(&c, move->key, move->value, &err));
    for (int again = 0; again < 2 && !config_equal(&c, &r->app->config); again++) /* a dangerous strength asks twice */
        if (strcmp(move->key, slider) == 0) {
            rig_type(r, move->value);
        } else {
            app_set(r->app, &c, true);
            rig_settle(r);
        }
    if (!config_equal(&c, &r->frame->f.snap.config))
        fail_msg("%s, step %d: %s cannot go to %s (%s)", r->player->lesson->id, r->player->step + 1, move->key,
                 move->value, r->app->message);
}

/* Trains up to a step on the way, as somebody who pauses there. */
static void train_to(Rig *r, uint64_t step)
{
    if (rig_step(r) >= step)
        return;
    app_command(r->app, DO_UNTIL)->until = step;
    rig_play(r);
    assert_int_equal(rig_step(r), step);
}

static void play_step(Rig *r, int *goals, int *questions)
{
    const LessonStep *st = player_step(r->app);
    const Player *p = r->player;
    Scene *s = calloc(1, sizeof *s);
    Err err;
    assert_non_null(s);
    assert_true(lesson_scene(p->lesson, p->step, false, s, &err));
    assert_int_equal(rig_step(r), s->until);
    free(s);
    assert_false(r->frame->playing);
    if (p->goal.any && p->goal.reached)
        fail_msg("%s, step %d: the goal is reached before anything was done", p->lesson->id, p->step + 1);
    if (st->predict.choices) {
        uint64_t before = rig_step(r);
        rig_key(r, KEY_SPACE, 0, false);
        assert_int_equal(rig_step(r), before);
        rig_digit(r, 1 + *questions % st->predict.choices);
        assert_int_equal(player_predict(r->app), PREDICT_CHOSEN);
        *questions += 1;
    }
    for (int i = 0; i < st->ats; i++) {
        train_to(r, st->at[i].step);
        make_move(r, &st->at[i]);
    }
    app_command(r->app, DO_UNTIL)->until = player_until(r->app);
    if (st->has_until && rig_step(r) < st->until) {
        rig_play(r);
        assert_int_equal(rig_step(r), st->until);
        rig_key(r, KEY_SPACE, 0, false); /* and not further */
        assert_int_equal(rig_step(r), st->until);
    }
    if (st->predict.choices && st->has_until)
        assert_int_equal(player_predict(r->app), PREDICT_REVEALED);
    if (p->goal.any && !p->goal.reached) {
        char text[32];
        player_metric(&p->goal.name, p->goal.value, text);
        fail_msg("%s, step %d: the goal %s is not reached, with %s", p->lesson->id, p->step + 1, st->goal_text, text);
    }
    assert_true(!st->has_until || player_done(r->app));
    *goals += p->goal.any;
}

static void every_lesson_can_be_played_to_its_end(void **state)
{
    (void)state;
    Rig r;
    int goals = 0, questions = 0, lessons = 1;
    rig_open(&r);
    player_open(r.app, r.player->row[0].file, 0);
    rig_settle(&r);
    play_step(&r, &goals, &questions);
    while (player_has_next(r.app)) {
        int at = r.player->at;
        rig_key(&r, KEY_PAGE_DOWN, 0, false);
        lessons += r.player->at != at;
        play_step(&r, &goals, &questions);
    }
    for (int i = 0; i < r.player->rows; i++) {
        const CourseRow *row = &r.player->row[i];
        assert_true(row->progress.seen == ((uint64_t)1 << row->steps) - 1);
    }
    assert_int_equal(lessons, r.player->rows);
    assert_true(goals >= lessons && questions >= lessons); /* at least one of each a lesson */
    print_message("%d lessons, %d goals, %d questions\n", lessons, goals, questions);
    rig_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_lesson_can_be_played_to_its_end) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
