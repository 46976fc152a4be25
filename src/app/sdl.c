/* The window: gather events, draw a frame, show what changed, sleep until something happens. Pixels go straight into
 * the window's surface; where a driver has none, into one streaming texture. Paused and untouched, it waits and uses no
 * CPU. */
#include "app/app_state.h"
#include "app/cli.h"
#include "app/font.h"
#include "app/window.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LEAST_W = 1024, LEAST_H = 640, DIRTY_MOST = 64 };

typedef struct Host {
    SDL_Window *sdl;
    SDL_Renderer *renderer; /* only where there is no window surface */
    SDL_Texture *texture;
    Color *own; /* pixels for the texture, or for a surface of another format */
    int own_w, own_h;
    Replay *replay;
    struct FontSet *fonts;
    Arena canvas_arena;
    bool whole; /* the next frame draws everything */
    Uint32 wake;
    atomic_bool woken; /* a wake event is in the queue */
    Remembered remembered;
    Screen screen;
    int language;        /* in use at the start */
    struct Watch *watch; /* for tests that drive the window */
    char title[160];     /* of the window */
    Trainer *trainer[2]; /* of the net, or of A and B */
    Abreast pair;
    Grid *grid; /* of nets, once it was looked at */
    bool paired;
    Lectern lectern;
    int workers;
    float scale; /* device pixels per layout pixel in the last frame */
} Host;

static void wake(void *user)
{
    Host *w = user;
    if (atomic_exchange(&w->woken, true))
        return;
    SDL_Event e = { .type = w->wake };
    SDL_PushEvent(&e);
}

static bool open_window(Host *w)
{
    /* The plain framebuffer is five times faster than SDL's emulation through a software renderer. */
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "0");
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        cli_fail(FAILED,
                 tr("the window cannot be opened: %s; without a display use `ridgescope export moons -o picture.png`"),
                 SDL_GetError());
        return false;
    }
    SDL_Rect screen;
    int width = w->remembered.w, height = w->remembered.h;
    if (SDL_GetDisplayUsableBounds(0, &screen) == 0 && screen.w > 0 && screen.h > 0) {
        width = min_i(width, screen.w);
        height = min_i(height, screen.h);
    }
    w->sdl = SDL_CreateWindow("Ridgescope", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height,
                              SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    if (!w->sdl) {
        cli_fail(FAILED, tr("the window cannot be opened: %s"), SDL_GetError());
        return false;
    }
    SDL_SetWindowMinimumSize(w->sdl, LEAST_W, LEAST_H);
    w->wake = SDL_RegisterEvents(1);
    return true;
}

static void close_window(Host *w)
{
    free(w->own);
    replay_free(w->replay);
    font_close(w->fonts);
    arena_free(&w->canvas_arena);
    if (w->texture)
        SDL_DestroyTexture(w->texture);
    if (w->renderer)
        SDL_DestroyRenderer(w->renderer);
    if (w->sdl)
        SDL_DestroyWindow(w->sdl);
    watch_close(w->watch);
    SDL_Quit();
}

/* Our own pixels of the size asked for, or none (and the last ones are kept). */
static Pixels own_pixels(Host *w, int width, int height)
{
    if (w->own_w != width || w->own_h != height) {
        Color *px = realloc(w->own, (size_t)width * (size_t)height * sizeof *px);
        if (!px)
            return (Pixels){ 0 };
        w->own = px, w->own_w = width, w->own_h = height;
        w->whole = true;
        if (w->texture)
            SDL_DestroyTexture(w->texture);
        w->texture = NULL;
    }
    return (Pixels){ w->own, width, height, width };
}

static bool direct(const SDL_Surface *s)
{
    return s->format->BytesPerPixel == 4 && s->format->Rmask == 0xff0000 && s->format->Gmask == 0xff00 &&
           s->format->Bmask == 0xff;
}

static void show_texture(Host *w, const Canvas *c, float scale)
{
    int width = 0, height = 0;
    if (!w->renderer)
        w->renderer = SDL_CreateRenderer(w->sdl, -1, SDL_RENDERER_PRESENTVSYNC);
    if (!w->renderer || SDL_GetRendererOutputSize(w->renderer, &width, &height) != 0)
        return;
    Pixels px = own_pixels(w, width, height);
    if (!px.px)
        return;
    if (!w->texture)
        w->texture =
            SDL_CreateTexture(w->renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STREAMING, width, height);
    Box dirty[DIRTY_MOST];
    int n = replay_draw(w->replay, c, scale, px, !w->whole, dirty, DIRTY_MOST);
    for (int i = 0; i < n; i++) {
        SDL_Rect r = { dirty[i].x0, dirty[i].y0, dirty[i].x1 - dirty[i].x0, dirty[i].y1 - dirty[i].y0 };
        SDL_UpdateTexture(w->texture, &r, px.px + (size_t)r.y * (size_t)px.stride + r.x, px.stride * 4);
    }
    SDL_RenderCopy(w->renderer, w->texture, NULL, NULL);
    SDL_RenderPresent(w->renderer);
}

static void show(Host *w, const Canvas *c, float scale)
{
    SDL_Surface *s = w->renderer ? NULL : SDL_GetWindowSurface(w->sdl);
    if (!s) {
        show_texture(w, c, scale);
        return;
    }
    bool straight = direct(s) && !SDL_MUSTLOCK(s);
    Pixels px = straight ? (Pixels){ s->pixels, s->w, s->h, s->pitch / 4 } : own_pixels(w, s->w, s->h);
    if (!px.px)
        return;
    Box dirty[DIRTY_MOST];
    SDL_Rect rects[DIRTY_MOST];
    int n = replay_draw(w->replay, c, scale, px, !w->whole, dirty, DIRTY_MOST);
    for (int i = 0; i < n; i++)
        rects[i] = (SDL_Rect){ dirty[i].x0, dirty[i].y0, dirty[i].x1 - dirty[i].x0, dirty[i].y1 - dirty[i].y0 };
    if (!straight)
        SDL_ConvertPixels(px.w, px.h, SDL_PIXELFORMAT_ARGB8888, px.px, px.stride * 4, s->format->format, s->pixels,
                          s->pitch);
    if (n > 0)
        SDL_UpdateWindowSurfaceRects(w->sdl, rects, n);
}

static void save(Host *w, App *a, Frame *f)
{
    Figure fig;
    char path[128];
    Err err = { "" };
    if (app_export(a, f, &fig, path)) {
        if (!(fig.scale > 0 || fig.width_mm > 0))
            fig.scale = (double)w->scale;
        bool ok = save_picture(a, f, &fig, font_of(w->fonts), path, &err);
        app_exported(a, path, ok ? NULL : err.text);
    }
}

static void show_title(Host *w, const App *a)
{
    char title[160] = "Ridgescope";
    if (a->title[0])
        snprintf(title, sizeof title, "%s – Ridgescope",
                 tr(a->title)); /* that of a bundled scene is known to the catalogs */
    ;
    if (strcmp(title, w->title) == 0)
        return;
    snprintf(w->title, sizeof w->title, "%s", title);
    SDL_SetWindowTitle(w->sdl, title);
}

static void draw_frame(Host *w, App *a, Frame *f, Events *e)
{
    int width, height, dw = 0, dh = 0;
    SDL_GetWindowSize(w->sdl, &width, &height);
    SDL_GetWindowSizeInPixels(w->sdl, &dw, &dh);
    float scale, factor = width > 0 ? (float)dw / (float)width : 1;
    Rect all = app_layout(a, (float)width, (float)height, &scale);
    e->to_layout = 1 / scale;
    scale *= factor;
    w->scale = scale;
    e->in.time = (double)SDL_GetTicks64() / 1000;
    arena_reset(&w->canvas_arena);
    Canvas c;
    canvas_begin(&c, &w->canvas_arena, font_of(w->fonts), all.w, all.h, theme_defs[app_theme_row(a)].bg);
    app_frame(a, f, &e->in, all, &c);
    if (e->exposed)
        w->whole = true;
    show(w, &c, scale);
    show_title(w, a);
    w->whole = false;
    watch_frame(w->watch, a, f, scale);
}

/* The trainer of net B lives from when two nets are first compared; while they are not, it is paused and unwatched. */
static void keep_second(Host *w, App *a)
{
    Config c;
    Kept *own;
    Err err;
    bool wanted = app_second_wanted(a, &c, &own);
    if (wanted == w->paired)
        return;
    if (wanted && !w->trainer[1])
        w->trainer[1] = trainer_new(&c, own, NULL, 0, w->workers, wake, w, &err);
    for (int side = 0; side < 2; side++)
        if (w->trainer[side])
            trainer_pair(w->trainer[side], wanted && w->trainer[1] ? &w->pair : NULL, side);
    if (wanted && !w->trainer[1])
        app_say(a, true, tr("There is no room for a second net: %s."), err.text);
    w->paired = wanted;
}

/* The grid is made when it is first looked at, waits while it is not, and made anew when it would show something else.
 */
static void keep_grid(Host *w, App *a)
{
    GridSpec s;
    Kept *own;
    Err err;
    bool wanted = app_grid_wanted(a, &s, &own);
    if (wanted && (!w->grid || !grid_same(w->grid, &s, own))) {
        grid_free(w->grid);
        w->grid = grid_new(&s, own, max_i(1, w->workers - 1), wake, w, &err);
        if (!w->grid)
            app_say(a, true, "%s", err.text);
    }
    if (w->grid)
        grid_go(w->grid, wanted);
    app_grid(a, w->grid);
}

static void send_commands(Host *w, App *a)
{
    TrainerCommand command[APP_COMMANDS];
    keep_second(w, a);
    keep_grid(w, a);
    int n = app_commands(a, command, APP_COMMANDS);
    for (int i = 0; i < n; i++) {
        int side = command[i].side;
        if (w->trainer[side])
            app_sent(a, side, trainer_send(w->trainer[side], &command[i]));
    }
}

/* The newest frames of both nets; that of A. */
static Frame *newest(Host *w, App *a, bool *fresh)
{
    bool second = false;
    Frame *f = trainer_latest(w->trainer[0], fresh);
    if (w->trainer[1])
        app_second(a, trainer_latest(w->trainer[1], &second));
    *fresh |= second;
    return f;
}

static void open_dropped(App *a, Events *e)
{
    if (e->dropped)
        filing_open(a, e->dropped);
    SDL_free(e->dropped);
    e->dropped = NULL;
}

static double seconds(void) { return (double)SDL_GetPerformanceCounter() / (double)SDL_GetPerformanceFrequency(); }

static void loop(Host *w, App *a, const char *start_hook)
{
    Events e = { .to_layout = 1, .in.mouse = { -1e6f, -1e6f } };
    Frame *frame = NULL;
    bool fresh = false;
    double last = 0;
    send_commands(w, a);
    SDL_Event event;
    bool waiting = false; /* event was read but belongs to this next frame */
    bool settle = false;  /* input was answered while the frame was drawn: one more shows the answer everywhere */
    while (!e.quit) {
        event_begin(&e);
        bool due = !frame || settle || app_animating(a) || w->whole;
        double rest = app_wait(a), watch = player_watched(a) ? 0.4 : -1;
        bool late = false; /* something goes by itself now: a message, a hint */
        double wait = rest < 0 ? watch : watch >= 0 && watch < rest ? watch : rest;
        if (!waiting && !SDL_WaitEventTimeout(&event, due ? 12 : wait >= 0 ? (int)(1000 * wait) + 1 : -1)) {
            late = rest >= 0 && wait == rest;
        } else {
            do { /* sixty frames a second are enough: gather what arrives until the next is due */
                waiting = event_waits(&e, &event, settle);
                if (waiting)
                    break;
                if (event.type == w->wake)
                    atomic_store(&w->woken, false);
                event_take(&e, &event, w->wake);
                double ahead = 1.0 / 62 - (seconds() - last);
                if (ahead > 0.001 && !SDL_HasEvents(SDL_FIRSTEVENT, SDL_LASTEVENT))
                    SDL_Delay((Uint32)(ahead * 1000));
            } while (SDL_PollEvent(&event));
        }
        Frame *latest = newest(w, a, &fresh);
        frame = latest ? latest : frame;
        due |= lectern_serve(&w->lectern, a, seconds());
        if (!frame || !(fresh || e.any || due || late))
            continue;
        last = seconds();
        open_dropped(a, &e);
        draw_frame(w, a, frame, &e);
        if (e.in.copied[0])
            SDL_SetClipboardText(e.in.copied);
        settle = e.any;
        screen_follow(&w->screen, w->sdl, a);
        send_commands(w, a);
        save(w, a, frame);
        filing_serve(a);
        char text[UI_ENTRY];
        if (app_copied(a, text))
            SDL_SetClipboardText(text);
        if (start_hook)
            break;
    }
}

static void remember(Host *w, const App *a)
{
    Remembered now = w->remembered;
    snprintf(now.theme, sizeof now.theme, "%s", theme_defs[app_theme_row(a)].key);
    now.text = app_text_row(a);
    now.calm = app_calm(a);
    if (language_now() != w->language) /* it was chosen here */
        snprintf(now.language, sizeof now.language, "%s", language_key(language_now()));
    const Player *p = &a->player;
    app_panels_own(a, now.panels, sizeof now.panels);
    if (p->lesson && p->row[p->at].bundled) /* whatever else is looked at, the course goes on there */
        snprintf(now.lesson, sizeof now.lesson, "%s", p->row[p->at].file);
    now.hint_done = now.hint_done || app_hint_done(a);
    if (!(SDL_GetWindowFlags(w->sdl) & (SDL_WINDOW_FULLSCREEN_DESKTOP | SDL_WINDOW_MAXIMIZED)))
        SDL_GetWindowSize(w->sdl, &now.w, &now.h);
    remember_save(&now);
}

/* The lesson that the window starts with, if any: named, or the one of last time. */
static void open_lesson(Host *w, App *a, const WindowStart *start)
{
    const char *file = start->lesson, *last = w->remembered.lesson;
    const Player *p = &a->player;
    lectern_start(a);
    bool known = false;
    for (int i = 0; i < p->rows; i++)
        known = known || strcmp(p->row[i].file, last) == 0;
    if (file && !file[0])
        file = known ? last : p->rows ? p->row[0].file : NULL;
    if (file)
        player_open(a, file, start->lesson[0] ? start->lesson_step : -1);
    lectern_serve(&w->lectern, a, seconds());
}

/* A lesson that is open says what it starts from; otherwise the scene does. */
static Trainer *new_trainer(Host *w, App *a, const WindowStart *start, Err *err)
{
    const Scene *scene = start->scene;
    if (a->player.lesson)
        return trainer_new(&a->config, NULL, NULL, 0, w->workers, wake, w, err);
    opening_first(a, scene);
    if (start->theme)
        a->theme = theme_find(start->theme);
    Kept *own = keep_copy(scene->own);
    Trainer *t = trainer_new(&scene->config, own, NULL, 0, w->workers, wake, w, err);
    keep_drop(own);
    return t;
}

int window_run(const WindowStart *start)
{
    const Scene *scene = start->scene;
    Host w = { .whole = true, .replay = replay_new() };
    w.workers = trainer_workers();
    Err err = { "" };
    char folder[256];
    const char *start_hook = getenv("RIDGESCOPE_START");
    remember_load(&w.remembered);
    if (!start->lang && w.remembered.language[0])
        language_use(language_find(w.remembered.language));
    w.language = language_now();
    if (!open_window(&w) || !font_open(&w.fonts, &err)) {
        if (err.text[0])
            cli_fail(FAILED, "%s", err.text);
        close_window(&w);
        return FAILED;
    }
    w.watch = watch_open(getenv("RIDGESCOPE_REPORT"));
    App *a = app_new(&scene->config, start->theme ? start->theme : w.remembered.theme, !w.remembered.hint_done);
    app_panels_from(a, w.remembered.panels);
    app_looks(a, w.remembered.text, w.remembered.calm);
    if (getcwd(folder, sizeof folder))
        app_folder(a, folder);
    open_lesson(&w, a, start);
    w.trainer[0] = new_trainer(&w, a, start, &err);
    int status = DONE;
    if (w.trainer[0]) {
        loop(&w, a, start_hook);
        if (!start_hook)
            remember(&w, a);
        else /* for `bench start`: the first frame is on the screen */
            printf("first frame\n"), fflush(stdout);
        for (int side = 0; side < 2; side++) /* each reads the pair until it is gone */
            trainer_free(w.trainer[side]);
        grid_free(w.grid);
    } else {
        status = cli_fail(FAILED, "%s", err.text);
    }
    app_free(a);
    close_window(&w);
    return status;
}
