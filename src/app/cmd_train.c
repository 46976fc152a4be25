/* train: a run without a window. One net, the scene's journal played at its steps, a line of metrics now and then. */
#define _POSIX_C_SOURCE 200809L
#include "app/cli.h"

#include <stdlib.h>

enum { LINES = 40, CHUNK = 200 }; /* about how many lines; steps between looks at the clock and the terminal */

/* Rounded up to 1, 2 or 5 times a power of ten, so that the steps are easy to find in a table. */
static uint64_t usual_interval(uint64_t until)
{
    uint64_t power = 1;
    while (power * 10 * LINES < until)
        power *= 10;
    for (uint64_t f = 1; f <= 5; f += f == 1 ? 1 : 3)
        if (power * f * LINES >= until)
            return power * f;
    return power * 10;
}

static void print_line(Run *r, const Args *a, FILE *f)
{
    Metrics m;
    run_metrics(r, 0, &m);
    report_metrics(f, &m, a->json);
}

/* Steps up to the scene's `until`, or to where the net diverged. A line at step s is printed after the changes of
 * step s, so it shows the lambda that step s uses. */
static bool play(Run *r, const Args *a, FILE *f, Err *err)
{
    const Scene *s = a->scene;
    uint64_t every = a->every >= 0 ? (uint64_t)a->every : usual_interval(s->until);
    for (int next = 0;;) {
        uint64_t now = run_step(r), stop = s->until;
        for (; next < s->changes && s->change[next].step <= now && now < s->until; next++)
            if (!run_change(r, s->change[next].kind, s->change[next].param, s->change[next].value, err))
                return false;
        if (now >= s->until)
            break;
        if (every && now % every == 0)
            print_line(r, a, f);
        if (next < s->changes && s->change[next].step < stop)
            stop = s->change[next].step;
        if (every && now - now % every + every < stop)
            stop = now - now % every + every;
        if (now - now % CHUNK + CHUNK < stop)
            stop = now - now % CHUNK + CHUNK;
        cli_progress(a, tr("training"), (double)now / (double)s->until);
        if ((uint64_t)run_steps(r, (int)(stop - now)) < stop - now)
            break; /* diverged: the last line says so */
    }
    cli_progress(a, tr("training"), 1);
    print_line(r, a, f);
    return true;
}

static int train(Args *a, Run *r)
{
    Err err;
    char *text = NULL;
    size_t size = 0;
    FILE *f = a->out ? open_memstream(&text, &size) : stdout;
    if (!f)
        memory_failed(0);
    if (!a->json)
        report_header(f);
    int status = play(r, a, f, &err) ? DONE : cli_fail(FAILED, "%s", err.text);
    if (a->verbose)
        cli_note(a, tr("%s: %llu steps, %d parameters"), a->scene_name, (unsigned long long)run_step(r),
                 run_shape(r)->params);
    if (!a->out)
        return status;
    if (fclose(f) != 0)
        memory_failed(size);
    if (status == DONE && !files_write(a->out, text, size, &err))
        status = cli_fail(FAILED, "%s", err.text);
    free(text);
    return status;
}

int cmd_train(Args *a)
{
    int status = cli_scene(a, a->word[0]);
    Err err;
    if (status != DONE)
        return status;
    if (a->out && !files_can_write(a->out, &err))
        return cli_fail(FAILED, "%s", err.text);
    Run *r = cli_run(a->scene, &a->scene->config, &err);
    if (!r)
        return cli_fail(FAILED, "%s", err.text);
    const Config *c = run_config(r);
    if (c->mistake != (int)reg_mistake(c))
        cli_note(a, tr("mistake=%s does nothing with reg=%s; it is about the L2 penalty: reg=l2 shows it"),
                 mistake_defs[c->mistake].key, reg_defs[c->reg].key);
    status = train(a, r);
    run_free(r);
    return status;
}
