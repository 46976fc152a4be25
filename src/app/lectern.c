/* lectern: files for the player. Reads the lesson that it wants, looks whether the open one was edited, and keeps its
 * progress in the user's state folder. */
#define _POSIX_C_SOURCE 200809L
#include "app/lectern.h"

#include "app/app_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char PROGRESS[] = "progress";
static const double LOOK = 0.4; /* seconds between two looks at a file */

/* The original and the translation of a lesson; other[0] 0: there is none that could be read. */
static void names(const App *a, const char *file, char original[512], char words[512])
{
    words[0] = 0;
    if (translate_original(file, original)) /* a translation was opened by its own name */
        snprintf(words, 512, "%s", file);
    else if (!player_lang(a)[0] || !translate_file(file, player_lang(a), words))
        words[0] = 0;
    if (!words[0] || strcmp(words, file) != 0)
        snprintf(original, 512, "%s", file);
}

static void take_stamps(const App *a, const char *file, FileStamp out[2])
{
    char original[512], words[512];
    names(a, file, original, words);
    out[0] = files_stamp(original);
    out[1] = words[0] ? files_stamp(words) : (FileStamp){ 0 };
}

static void read_lesson(App *a, const char *file)
{
    char original[512], words[512], *text = NULL, *other = NULL;
    size_t n = 0, m = 0;
    Err err = { "" };
    names(a, file, original, words);
    if (!files_read(original, LESSON_BYTES, &text, &n, &err))
        text = NULL;
    if (!words[0] || !files_read(words, LESSON_BYTES, &other, &m, NULL))
        other = NULL;
    const Lesson *was = a->player.lesson;
    player_told(a, file, text, n, other, m, err.text);
    if (a->player.lesson != was) { /* a file that cannot be read leaves the old one */
        album_fill(&a->album, file, a->player.lesson);
        preview_forget(a); /* it shows the old pictures */
    }
    free(text);
    free(other);
}

void lectern_start(App *a)
{
    char path[512], *text;
    size_t n;
    Err err;
    player_course(a);
    if (!files_state(PROGRESS, false, path) || !files_read(path, 1 << 20, &text, &n, NULL))
        return;
    if (!player_remember(a, text, n, &err))
        app_say(a, true, "%s:%s", path, err.text);
    free(text);
}

void lectern_save(App *a)
{
    char path[512];
    size_t n;
    char *text = player_progress(a, &n);
    if (text && files_state(PROGRESS, true, path))
        files_write(path, text, n, NULL);
    free(text);
}

bool lectern_read(App *a)
{
    char wanted[LESSON_NAME];
    bool wants = player_wants(a, wanted);
    if (wants)
        read_lesson(a, wanted);
    return wants;
}

bool lectern_serve(Lectern *l, App *a, double now)
{
    bool read = lectern_read(a);
    if (read)
        l->file[0] = 0;
    const char *file = player_watched(a);
    if (file && strcmp(file, l->file) != 0) {
        snprintf(l->file, sizeof l->file, "%s", file);
        take_stamps(a, file, l->stamp);
        l->looked = now;
    } else if (file && now - l->looked >= LOOK) {
        FileStamp stamp[2];
        take_stamps(a, file, stamp);
        l->looked = now;
        if (memcmp(stamp, l->stamp, sizeof stamp) != 0 && stamp[0].size >= 0) {
            memcpy(l->stamp, stamp, sizeof stamp);
            read_lesson(a, l->file);
            read = true;
        }
    }
    lectern_save(a);
    return read;
}
