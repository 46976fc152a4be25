/* files: whole files in and out. A file that is written appears under its name only when it is complete: it is written
 * under another name in the same folder and renamed. */
#define _XOPEN_SOURCE 700
#include "app/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool system_error(Err *err, const char *path, const char *expected)
{
    bool full = errno == ENOSPC || errno == EDQUOT;
    return err_set(err, tr("%s: %s; expected %s"), path, strerror(errno), full ? tr("room for it") : expected);
}

static bool write_all(int fd, const char *data, size_t size)
{
    while (size) {
        ssize_t n = write(fd, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        size -= (size_t)n;
    }
    return true;
}

static bool read_all(int fd, size_t most, char **data, size_t *size)
{
    size_t cap = 1 << 14, n = 0;
    char *p = malloc(cap);
    for (;;) {
        ssize_t got = p ? read(fd, p + n, cap - n - 1) : -1;
        if (got < 0 && p && errno == EINTR)
            continue;
        if (got < 0) {
            free(p);
            return false;
        }
        n += (size_t)got;
        p[n] = 0;
        if (got == 0 || n > most)
            break;
        if (n + 1 == cap) {
            char *larger = realloc(p, cap *= 2);
            if (!larger)
                free(p);
            p = larger;
        }
    }
    *data = p;
    *size = n;
    return true;
}

bool files_read(const char *path, size_t most, char **data, size_t *size, Err *err)
{
    static const char expected[] = N_("a file that can be read");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return system_error(err, path, tr(expected));
    bool ok = read_all(fd, most, data, size) ? true : system_error(err, path, tr(expected));
    close(fd);
    if (ok && *size > most) {
        free(*data);
        ok = err_set(err, tr("%s: too large; expected at most %zu bytes"), path, most);
    }
    return ok;
}

/* The folder of a path, to put another name behind: "a/b" -> "a/", "b" -> "". */
static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

bool files_can_write(const char *path, Err *err)
{
    static const char expected[] = N_("a file that can be written");
    struct stat st;
    if (stat(path, &st) == 0) {
        if (S_ISDIR(st.st_mode))
            errno = EISDIR;
        else if (access(path, W_OK) == 0)
            return true;
        return system_error(err, path, expected);
    }
    size_t n = folder_length(path);
    char *folder = n ? strndup(path, n) : strdup(".");
    if (!path[n])
        errno = EISDIR;
    bool ok = folder && path[n] && access(folder, W_OK | X_OK) == 0;
    free(folder);
    return ok ? true : system_error(err, path, expected);
}

/* Writes beside `path` and renames. mode: of the file that it replaces, or 0. */
static bool replace(const char *path, const void *data, size_t size, mode_t mode)
{
    size_t n = folder_length(path);
    char *name = malloc(n + 64);
    int fd = -1;
    for (int i = 0; name && fd < 0 && i < 100; i++) {
        snprintf(name, n + 64, "%.*s.ridgescope-%ld-%d.part", (int)n, path, (long)getpid(), i);
        fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    bool ok = fd >= 0;
    if (ok) {
        ok = (!mode || fchmod(fd, mode) == 0) && write_all(fd, data, size);
        ok = close(fd) == 0 && ok;
        ok = ok && rename(name, path) == 0;
        int why = errno;
        if (!ok)
            unlink(name);
        errno = why;
    }
    free(name);
    return ok;
}

bool files_regular(const char *path)
{
    struct stat st;
    bool device = strncmp(path, "/dev/", 5) == 0; /* /dev/stdout may be a file, but one that others write to as well */
    return stat(path, &st) != 0 || (!device && S_ISREG(st.st_mode));
}

bool files_write(const char *path, const void *data, size_t size, Err *err)
{
    if (!files_can_write(path, err))
        return false;
    struct stat st;
    bool there = stat(path, &st) == 0, ok;
    if (!files_regular(path)) {
        int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
        ok = fd >= 0 && write_all(fd, data, size);
        ok = (fd < 0 || close(fd) == 0) && ok;
    } else {
        char *target = there ? realpath(path, NULL) : NULL; /* a link stays a link */
        ok = replace(target ? target : path, data, size, there ? st.st_mode & 0777 : 0);
        free(target);
    }
    return ok ? true : system_error(err, path, tr("a file that can be written"));
}

/* variable: of the XDG base directories 0.8; usual: where it is when that says nothing. */
static bool user_file(const char *variable, const char *usual, const char *name, bool make, char out[512])
{
    const char *folder = getenv(variable), *home = getenv("HOME");
    bool own = folder && folder[0] == '/'; /* a relative one does not count */
    if (!own && !(home && home[0] == '/'))
        return false;
    int n = snprintf(out, 512, "%s%s/ridgescope/%s", own ? folder : home, own ? "" : usual, name);
    if (n < 0 || n >= 512)
        return false;
    for (char *slash = strchr(out + 1, '/'); make && slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        bool ok = mkdir(out, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!ok)
            return false;
    }
    return true;
}

bool files_state(const char *name, bool make, char out[512])
{
    return user_file("XDG_STATE_HOME", "/.local/state", name, make, out);
}

bool files_data(const char *name, bool make, char out[512])
{
    return user_file("XDG_DATA_HOME", "/.local/share", name, make, out);
}

FileStamp files_stamp(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return (FileStamp){ .size = -1 };
    return (FileStamp){ st.st_mtim.tv_sec, st.st_mtim.tv_nsec, st.st_size, (int64_t)st.st_ino };
}
