/* showing: what a user waits for: frames while everything trains, the first frame, a large picture. These do what
 * sdl.c and cmd_export.c do, without a screen. */
#define _POSIX_C_SOURCE 200809L
#include "app/bench.h"

#include "app/font.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FRAMES = 300, WHOLE = 15, STARTS = 5, EXPORTS = 5 };
static const double frame_seconds = 1.0 / 60;

typedef struct Screen { /* a window without a window */
    Rect all;
    float scale;
    Pixels px;
    struct FontSet *fonts;
    App *app;
    Trainer *trainer;
    Replay *replay, *whole; /* what changed; everything, always */
    Arena arena;
    Canvas canvas;
} Screen;

static void screen_close(Screen *s)
{
    trainer_free(s->trainer);
    app_free(s->app);
    replay_free(s->replay);
    replay_free(s->whole);
    font_close(s->fonts);
    arena_free(&s->arena);
    free(s->px.px);
}

/* The default scene in a window of w x h device pixels. until: long enough for the sweep to run all the time. */
static bool screen_open(Screen *s, int w, int h, int workers, const char *until, Err *err)
{
    Config c;
    config_default(&c);
    config_set(&c, "until", until, err);
    *s = (Screen){ .px = { calloc((size_t)w * (size_t)h, sizeof(Color)), w, h, w } };
    s->app = app_new(&c, theme_defs[0].key, false);
    s->all = app_layout(s->app, (float)w, (float)h, &s->scale);
    s->replay = replay_new();
    s->whole = replay_new();
    bool ok = s->px.px ? font_open(&s->fonts, err) : err_set(err, tr("out of memory"));
    if (ok)
        s->trainer = trainer_new(&c, NULL, NULL, 0, workers, NULL, NULL, err);
    if (!s->trainer)
        screen_close(s);
    return s->trainer != NULL;
}

static void draw(Screen *s, Frame *f, UiInput *in)
{
    arena_reset(&s->arena);
    canvas_begin(&s->canvas, &s->arena, font_of(s->fonts), s->all.w, s->all.h, theme_defs[0].bg);
    app_frame(s->app, f, in, s->all, &s->canvas);
}

static void send(Screen *s)
{
    TrainerCommand commands[32];
    int n = app_commands(s->app, commands, COUNT(commands));
    for (int i = 0; i < n; i++) {
        if (commands[i].type == DO_SPEED)
            commands[i].value = 0; /* as fast as it goes */
        app_sent(s->app, 0, trainer_send(s->trainer, &commands[i]));
    }
}

static void pause_for(double seconds)
{
    struct timespec t = { 0, (long)(1e9 * seconds) };
    if (seconds > 0)
        nanosleep(&t, NULL);
}

/* One frame as the window makes it. False: the trainer has nothing to show yet. */
static bool window_frame(Screen *s, double now)
{
    bool fresh;
    Box dirty[16];
    Frame *f = trainer_latest(s->trainer, &fresh);
    UiInput in = { .time = now, .mouse = { -1e6f, -1e6f } };
    if (!f)
        return false;
    draw(s, f, &in);
    send(s);
    replay_draw(s->replay, &s->canvas, s->scale, s->px, true, dirty, COUNT(dirty));
    return true;
}

static void whole_frame(void *user)
{
    Screen *s = user;
    bool fresh;
    Box box;
    UiInput in = { .time = bench_wall(), .mouse = { -1e6f, -1e6f } };
    draw(s, trainer_latest(s->trainer, &fresh), &in);
    replay_draw(s->whole, &s->canvas, s->scale, s->px, false, &box, 1);
}

static int frame_of_size(const Bench *b, int w, int h)
{
    Screen s;
    Err err;
    char size[32];
    double wall[FRAMES], cpu[FRAMES];
    int workers = trainer_workers();
    if (!screen_open(&s, w, h, workers, "100000", &err))
        return bench_fail(b, err.text);
    for (int i = -30; i < FRAMES;) { /* the first frames fill caches */
        double begin = bench_wall(), begin_cpu = bench_cpu();
        if (window_frame(&s, begin)) {
            wall[max_i(0, i)] = 1000 * (bench_wall() - begin);
            cpu[max_i(0, i++)] = 1000 * (bench_cpu() - begin_cpu);
        }
        pause_for(begin + frame_seconds - bench_wall());
    }
    Result r = { .reps = FRAMES, .threads = workers + 1 };
    snprintf(size, sizeof size, "%dx%d", w, h);
    bench_text(&r, "size", size);
    bench_number(&r, "p50_ms", bench_quantile(wall, FRAMES, 0.5));
    bench_number(&r, "p99_ms", bench_quantile(wall, FRAMES, 0.99));
    bench_number(&r, "cpu_p99_ms", bench_quantile(cpu, FRAMES, 0.99));
    bench_number(&r, "full_ms", 1000 * bench_time(whole_frame, &s, WHOLE)); /* CPU, nothing cached */
    bench_emit(b, &r);
    screen_close(&s);
    return DONE;
}

int showing_frame(const Bench *b)
{
    static const int sizes[][2] = { { 1280, 720 }, { 1600, 1000 }, { 1920, 1080 }, { 3840, 2160 } };
    int status = DONE;
    for (int i = 0; i < COUNT(sizes) && status == DONE; i++)
        status = frame_of_size(b, sizes[i][0], sizes[i][1]);
    return status;
}

/* --- start --- */

/* Starts the program again, without a screen and without the user's state, until it says that its first frame is
 * shown. Milliseconds, or -1. */
static double start_once(void)
{
    int out[2];
    char line[16];
    double begin = bench_wall();
    if (pipe(out) != 0)
        return -1;
    pid_t child = fork();
    if (child == 0) {
        dup2(out[1], STDOUT_FILENO);
        close(out[0]);
        close(out[1]);
        setenv("RIDGESCOPE_START", "1", 1);
        setenv("SDL_VIDEODRIVER", "dummy", 1);
        setenv("XDG_STATE_HOME", "/dev/null", 1);
        execl("/proc/self/exe", "ridgescope", (char *)NULL);
        _exit(FAILED);
    }
    close(out[1]);
    double ms = child > 0 && read(out[0], line, sizeof line) > 0 ? 1000 * (bench_wall() - begin) : -1;
    close(out[0]);
    int status;
    if (child > 0 && (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != DONE))
        ms = -1;
    return ms;
}

int showing_start(const Bench *b)
{
    double ms[STARTS];
    for (int i = 0; i < STARTS; i++)
        if ((ms[i] = start_once()) < 0)
            return bench_fail(
                b, tr("the program could not be started again; expected SDL to have its dummy video driver"));
    Result r = { .reps = STARTS, .threads = 1 };
    bench_number(&r, "ms", bench_quantile(ms, STARTS, 0.5));
    bench_emit(b, &r);
    return DONE;
}

/* --- export --- */

static void export_picture(void *user)
{
    Screen *s = user;
    Bytes png;
    whole_frame(s);
    if (png_write(s->px, false, 0, NULL, NULL, &png, NULL))
        free(png.data);
}

int showing_export(const Bench *b)
{
    Screen s;
    Err err;
    Result r = { .reps = EXPORTS, .threads = 1 };
    if (!screen_open(&s, 3840, 2160, 0, "300", &err))
        return bench_fail(b, err.text);
    Ask ask = app_ask(s.app, s.all);
    trainer_finish(s.trainer, 300, true, &ask);
    bench_number(&r, "ms", 1000 * bench_time(export_picture, &s, EXPORTS));
    bench_emit(b, &r);
    screen_close(&s);
    return DONE;
}
