/* filing: see filing.h. Own scenes lie in the user's data folder, the list of recent files in the state folder; where
 * there is no such folder, paths can still be typed. */
#define _XOPEN_SOURCE 700
#include "app/filing.h"

#include "app/app_state.h"
#include "app/cli.h"
#include "app/code.h"
#include "app/source.h"
#include "app/story.h"

#include <SDL.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char RECENT[] = "recent";
enum { RECENT_BYTES = 16 << 10, RECENT_SHOWN = 5 };

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n > m && strcmp(s + n - m, end) == 0;
}

/* --- recent files: a path a line, the newest first --- */

/* Lines of the file into row, only those that are still there. */
static int recent_load(char row[][FILING_PATH], int most)
{
    char path[512], *text = NULL;
    size_t size;
    int n = 0;
    if (!files_state(RECENT, false, path) || !files_read(path, RECENT_BYTES, &text, &size, NULL))
        return 0;
    for (char *line = strtok(text, "\n"); line && n < most; line = strtok(NULL, "\n"))
        if (strlen(line) < FILING_PATH && line[0] == '/' && access(line, R_OK) == 0)
            strcpy(row[n++], line);
    free(text);
    return n;
}

void filing_opened(const char *path)
{
    char list[512], kept[FILING_ROWS][FILING_PATH], text[RECENT_BYTES], *whole = realpath(path, NULL);
    if (whole && strlen(whole) < FILING_PATH && !strchr(whole, '\n') && files_state(RECENT, true, list)) {
        int n = recent_load(kept, FILING_ROWS), used = snprintf(text, sizeof text, "%s\n", whole);
        for (int i = 0; i < n && i < FILING_ROWS - 1; i++)
            if (strcmp(kept[i], whole) != 0)
                used += snprintf(text + used, sizeof text - (size_t)used, "%s\n", kept[i]);
        files_write(list, text, (size_t)used, NULL);
    }
    free(whole);
}

/* --- what there is to be opened --- */

static int by_name(const void *a, const void *b) { return strcmp(a, b); }

static bool listed(const Filing *f, const char *path)
{
    bool is = false;
    for (int i = 0; i < f->rows; i++)
        is = is || strcmp(f->row[i], path) == 0;
    return is;
}

static void list(Filing *f)
{
    enum { NAMES = 200 };
    static char name[NAMES][256];
    int n = 0;
    if (!files_data("scenes/", false, f->folder))
        f->folder[0] = 0;
    f->rows = recent_load(f->row, RECENT_SHOWN);
    DIR *folder = f->folder[0] ? opendir(f->folder) : NULL;
    for (struct dirent *e; folder && n < NAMES && (e = readdir(folder));)
        if (e->d_name[0] != '.' && source_known(e->d_name) && strlen(e->d_name) < sizeof name[0])
            strcpy(name[n++], e->d_name);
    if (folder)
        closedir(folder);
    qsort(name, (size_t)n, sizeof name[0], by_name); /* not in the order of the disk */
    for (int i = 0; i < n && f->rows < FILING_ROWS; i++) {
        char path[FILING_PATH];
        if (snprintf(path, sizeof path, "%s%s", f->folder, name[i]) < (int)sizeof path && !listed(f, path))
            strcpy(f->row[f->rows++], path);
    }
}

/* What was typed as a path: ~/ is the home folder, a name alone is an own scene. end: added where there is no ending.
 */
static bool path_of(const Filing *f, const char *typed, const char *end, char out[FILING_PATH])
{
    const char *home = getenv("HOME"), *slash = strrchr(typed, '/'), *name = slash ? slash + 1 : typed;
    bool at_home = strncmp(typed, "~/", 2) == 0 && home;
    int n = snprintf(out, FILING_PATH, "%s%s%s",
                     at_home ? home
                     : slash ? ""
                             : f->folder,
                     at_home ? typed + 1 : typed, strchr(name, '.') ? "" : end);
    return name[0] && n > 0 && n < FILING_PATH;
}

/* --- the wishes --- */

bool filing_open(App *a, const char *name)
{
    char lesson[512];
    int step;
    if (source_lesson_step(name, lesson, &step)) { /* its text comes from the host, who says what is wrong with it */
        player_open(a, lesson, strrchr(name, '#') ? step : -1);
        filing_opened(lesson);
        return true;
    }
    Scene *s = calloc(1, sizeof *s);
    Err err;
    bool ok = s && source_open(name, &(CsvAsk){ 0 }, s, &err) == DONE;
    if (ok) {
        opening_scene(a, s);
        filing_opened(name);
    } else if (s) {
        app_say(a, true, "%s", err.text);
    }
    if (s)
        scene_free(s);
    free(s);
    return ok;
}

static void open_typed(App *a)
{
    Filing *f = &a->filing;
    char path[FILING_PATH];
    bool own = !code_is(f->typed) && path_of(f, f->typed, ".yaml", path) && access(path, F_OK) == 0;
    if (!filing_open(a, own ? path : f->typed))
        filingview_again(a);
}

static void save(App *a)
{
    Filing *f = &a->filing;
    char path[FILING_PATH], made[FILING_PATH];
    size_t size = 0;
    Err err = { "" };
    if (!path_of(f, f->typed, ".yaml", path) || !ends_with(path, ".yaml")) {
        app_say(a, true, tr("Not saved: '%.200s' is no name for a scene; expected one that ends in .yaml"), f->typed);
        filingview_again(a);
        return;
    }
    if (!strchr(f->typed, '/'))
        files_data("scenes/", true, made); /* the folder; when it cannot be made, writing says why */
    char *text = story_text(a, NULL, STORY_WHOLE, &size, &err);
    if (text && files_write(path, text, size, &err)) {
        app_say(a, false, tr("Saved %s"), path);
        filing_opened(path);
    } else {
        app_say(a, true, tr("Not saved: %s"), err.text);
        filingview_again(a);
    }
    free(text);
}

static void copy(App *a)
{
    size_t size = 0;
    Err err = { "" };
    char *text = story_text(a, NULL, STORY_BRIEF, &size, &err), *code = text ? code_write(text, size, &err) : NULL;
    if (code && SDL_SetClipboardText(code) == 0)
        app_say(a, false, tr("A code of this state is in the clipboard (%d letters). Ctrl V in a window opens it."),
                (int)strlen(code));
    else
        app_say(a, true, tr("Not copied: %s"), code ? SDL_GetError() : err.text);
    free(code);
    free(text);
}

static void paste(App *a)
{
    char *text = SDL_GetClipboardText();
    if (text && code_is(text))
        filing_open(a, text);
    else
        app_say(a, true, tr("There is no code in the clipboard; expected one that begins with rs1:"));
    SDL_free(text);
}

void filing_serve(App *a)
{
    FilingWish wish = a->filing.wish;
    a->filing.wish = FILING_NOTHING;
    switch (wish) {
    case FILING_NOTHING: break;
    case FILING_LIST: list(&a->filing); break;
    case FILING_OPEN: open_typed(a); break;
    case FILING_SAVE: save(a); break;
    case FILING_COPY: copy(a); break;
    case FILING_PASTE: paste(a); break;
    }
}
