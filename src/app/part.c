/* part: work that takes long is kept line by line in FILE.part, so that a kill loses no more than what was under way.
 * The first line names the work; then come lines of a number, a tab and a text. One process holds the file at a time.
 */
#define _XOPEN_SOURCE 700
#include "app/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PART_BYTES = 1 << 30 };

struct Part {
    FILE *f;
    char *path;
};

static bool failed(Err *err, const char *path)
{
    return err_set(err, tr("%s: %s; expected a file that can be written"), path, strerror(errno));
}

/* Gives the whole lines behind the first one; returns where the last of them ends, 0: this is other work. */
static size_t read_lines(char *text, size_t size, const char *work,
                         void (*take)(void *user, int64_t number, const char *text), void *user)
{
    size_t n = strlen(work), at = n + 1;
    if (size < at || memcmp(text, work, n) != 0 || text[n] != '\n')
        return 0;
    for (char *end; at < size && (end = memchr(text + at, '\n', size - at)) != NULL; at = (size_t)(end - text) + 1) {
        int64_t number;
        char *tab = memchr(text + at, '\t', (size_t)(end - text) - at);
        *end = 0;
        if (!tab)
            return 0;
        *tab = 0;
        if (!text_to_int(text + at, &number))
            return 0;
        take(user, number, tab + 1);
    }
    return at;
}

/* Takes up what is there, and leaves the file's end behind the last whole line. */
static bool take_up(Part *p, const char *work, void (*take)(void *user, int64_t number, const char *text), void *user,
                    Err *err)
{
    char *text = NULL;
    size_t size = 0;
    if (!files_read(p->path, PART_BYTES, &text, &size, err))
        return false;
    size_t end = size ? read_lines(text, size, work, take, user) : 0;
    bool begun = memchr(text, '\n', size) != NULL; /* not even the first line: killed at once */
    free(text);
    if (begun && !end)
        return err_set(
            err, tr("%s: left by other work, or with other settings; expected the same command again, or delete it"),
            p->path);
    if (ftruncate(fileno(p->f), (off_t)end) != 0 || fseek(p->f, 0, SEEK_END) != 0)
        return failed(err, p->path);
    if (!end && (fprintf(p->f, "%s\n", work) < 0 || fflush(p->f) != 0))
        return failed(err, p->path);
    return true;
}

static void let_go(Part *p)
{
    if (p->f)
        fclose(p->f);
    free(p->path);
    free(p);
}

Part *part_open(const char *path, const char *work, void (*take)(void *user, int64_t number, const char *text),
                void *user, Err *err)
{
    Part *p = calloc(1, sizeof *p);
    size_t length = strlen(path) + 6;
    if (!p || !(p->path = malloc(length)))
        memory_failed(length);
    snprintf(p->path, length, "%s.part", path);
    int fd = open(p->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    p->f = fd >= 0 ? fdopen(fd, "r+") : NULL;
    bool ok = p->f ? true : failed(err, p->path);
    if (ok && flock(fd, LOCK_EX | LOCK_NB) != 0)
        ok = err_set(err,
                     tr("%s: another process is at it; expected one at a time, or parts by --shard with a file each"),
                     p->path);
    if (ok && take_up(p, work, take, user, err))
        return p;
    let_go(p);
    return NULL;
}

bool part_add(Part *p, int64_t number, const char *text, Err *err)
{
    if (fprintf(p->f, "%lld\t%s\n", (long long)number, text) >= 0 && fflush(p->f) == 0)
        return true;
    return failed(err, p->path);
}

void part_close(Part *p, bool finished)
{
    if (finished)
        unlink(p->path);
    let_go(p);
}
