/* What the window remembers from one start to the next: theme, language, size, open panels, whether the first-run hint
 * was followed. A small text file in the user's state folder; where that cannot be written, nothing is remembered and
 * nothing is said. */
#include "app/window.h"

#include "app/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char FILE_NAME[] = "window";

void remember_load(Remembered *r)
{
    char path[512], *text = NULL;
    size_t size;
    *r = (Remembered){ .theme = "dark", .w = 1600, .h = 1000, .calm = screen_calm() };
    if (!files_state(FILE_NAME, false, path) || !files_read(path, 4096, &text, &size, NULL))
        return;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        int w, h;
        char theme[16], language[16];
        if (sscanf(line, "size %d %d", &w, &h) == 2 && w >= 320 && h >= 200 && w <= 16384 && h <= 16384)
            r->w = w, r->h = h;
        else if (sscanf(line, "theme %15s", theme) == 1 && theme_find(theme) >= 0)
            snprintf(r->theme, sizeof r->theme, "%s", theme);
        else if (sscanf(line, "language %15s", language) == 1 && language_find(language) >= 0)
            snprintf(r->language, sizeof r->language, "%s", language);
        else if (strncmp(line, "panels ", 7) == 0)
            snprintf(r->panels, sizeof r->panels, "%s", line + 7);
        else if (strncmp(line, "lesson ", 7) == 0 && strlen(line + 7) < sizeof r->lesson)
            snprintf(r->lesson, sizeof r->lesson, "%s", line + 7);
        else if (sscanf(line, "text %d", &w) == 1 && w >= 0 && w < TEXT_SCALES)
            r->text = w;
        else if (sscanf(line, "calm %d", &w) == 1)
            r->calm = w != 0;
        else if (strcmp(line, "hint done") == 0)
            r->hint_done = true;
    }
    free(text);
}

void remember_save(const Remembered *r)
{
    char path[512], text[2048];
    if (!files_state(FILE_NAME, true, path))
        return;
    int n = snprintf(text, sizeof text, "theme %s\nsize %d %d\ntext %d\ncalm %d\n%s", r->theme, r->w, r->h, r->text,
                     r->calm, r->hint_done ? "hint done\n" : "");
    if (r->language[0])
        n += snprintf(text + n, sizeof text - (size_t)n, "language %s\n", r->language);
    if (r->lesson[0])
        n += snprintf(text + n, sizeof text - (size_t)n, "lesson %s\n", r->lesson);
    if (r->panels[0])
        n += snprintf(text + n, sizeof text - (size_t)n, "panels %s\n", r->panels);
    files_write(path, text, (size_t)n, NULL);
}
