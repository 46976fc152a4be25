/* What the window has to do with the desktop: full screen, on the projector where there is one; the pointer that hides;
 * and whether its user asked it for less motion. */
#include "app/cli.h"
#include "app/window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the class looks: the display that the window was moved to; from the first one, on a desk of several, the next.
 */
static int stage(SDL_Window *w)
{
    int at = SDL_GetWindowDisplayIndex(w);
    return at == 0 && SDL_GetNumVideoDisplays() > 1 ? 1 : at;
}

/* The window is made as large as the display first: without a window manager nobody else would do it. */
static void go_full(Screen *s, SDL_Window *w, int display)
{
    SDL_Rect all;
    SDL_GetWindowPosition(w, &s->x, &s->y);
    SDL_GetWindowSize(w, &s->w, &s->h);
    if (SDL_GetDisplayBounds(display, &all) == 0) {
        SDL_SetWindowPosition(w, all.x, all.y);
        SDL_SetWindowSize(w, all.w, all.h);
    }
    SDL_SetWindowFullscreen(w, SDL_WINDOW_FULLSCREEN_DESKTOP);
}

void screen_follow(Screen *s, SDL_Window *w, const App *a)
{
    bool full = app_full_screen(a), hidden = app_pointer_hidden(a);
    if (full && !s->full) {
        go_full(s, w, app_presenting(a) ? stage(w) : SDL_GetWindowDisplayIndex(w));
    } else if (!full && s->full) {
        SDL_SetWindowFullscreen(w, 0);
        SDL_SetWindowSize(w, s->w, s->h);
        SDL_SetWindowPosition(w, s->x, s->y);
    }
    s->full = full;
    if (hidden != s->hidden)
        SDL_ShowCursor(hidden ? SDL_DISABLE : SDL_ENABLE);
    s->hidden = hidden;
}

/* Files below the folder of settings in which desktops write "no animations". */
static const struct {
    const char *file, *line;
} calm_defs[] = {
    { "gtk-4.0/settings.ini", "gtk-enable-animations=0" }, { "gtk-4.0/settings.ini", "gtk-enable-animations=false" },
    { "gtk-3.0/settings.ini", "gtk-enable-animations=0" }, { "gtk-3.0/settings.ini", "gtk-enable-animations=false" },
    { "kdeglobals", "AnimationDurationFactor=0" },
};

bool screen_calm(void)
{
    const char *home = getenv("HOME"), *config = getenv("XDG_CONFIG_HOME");
    bool calm = false;
    for (int i = 0; i < COUNT(calm_defs) && !calm; i++) {
        char path[512], *text = NULL;
        size_t size;
        snprintf(path, sizeof path, "%s%s/%s",
                 config && config[0] ? config
                 : home              ? home
                                     : "",
                 config && config[0] ? "" : "/.config", calm_defs[i].file);
        if (!files_read(path, 65536, &text, &size, NULL))
            continue;
        for (char *line = strtok(text, "\r\n"); line && !calm; line = strtok(NULL, "\r\n"))
            calm = strcmp(line, calm_defs[i].line) == 0;
        free(text);
    }
    return calm;
}
