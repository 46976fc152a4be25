/* source: see source.h. To add a kind of file: a function, a row. */
#define _POSIX_C_SOURCE 200809L
#include "app/source.h"

#include "app/cli.h"
#include "app/code.h"
#include "app/embedded.h"
#include "app/scenery.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool ends_with(const char *s, size_t n, const char *end)
{
    size_t m = strlen(end);
    return n > m && strncmp(s + n - m, end, m) == 0;
}

static int fail(int status, Err *err, const char *format, ...) PRINTF(3, 4);
static int fail(int status, Err *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (err)
        vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    return status;
}

/* The number at the beginning, which is passed over. */
static int version_part(const char **at)
{
    int v = 0;
    for (; **at >= '0' && **at <= '9'; ++*at)
        v = min_i(v, 1000000) * 10 + (**at - '0');
    return v;
}

bool source_newer(const char *version)
{
    const char *ours = RIDGESCOPE_VERSION;
    for (;; version++, ours++) {
        int theirs = version_part(&version), own = version_part(&ours);
        if (theirs != own || *version != '.' || *ours != '.')
            return theirs > own;
    }
}

/* What a newer version wrote may be no mistake: that is said beside it. */
static int fail_yaml(const char *name, const char *text, size_t size, Err *err, const char *why)
{
    char version[24];
    if (scene_version(text, size, version) && source_newer(version))
        return fail(FAILED, err, tr("%s:%s (this is of Ridgescope %s, a newer version than %s, which may not know it)"),
                    name, why, version, RIDGESCOPE_VERSION);
    return fail(FAILED, err, "%s:%s", name, why);
}

/* Text in the scene format, and words of its view that only the app can judge. */
static int take_yaml(const char *name, const char *text, size_t size, Scene *out, Err *err)
{
    Err why;
    int line = 0;
    if (!scene_parse(text, size, out, &why))
        return fail_yaml(name, text, size, err, why.text);
    if (scenery_check(&out->view, &line, &why))
        return DONE;
    scene_free(out);
    Err at;
    err_set(&at, "%d: %s", line, why.text);
    return fail_yaml(name, text, size, err, at.text);
}

static int open_yaml(const char *name, const CsvAsk *ask, Scene *out, Err *err)
{
    (void)ask;
    char *text;
    size_t size;
    if (!files_read(name, SCENE_BYTES, &text, &size, err))
        return FAILED;
    int status = take_yaml(name, text, size, out, err);
    free(text);
    return status;
}

static int open_figure(const char *name, const CsvAsk *ask, Scene *out, Err *err)
{
    (void)ask;
    char *data;
    size_t size;
    Bytes yaml;
    Err why;
    if (!files_read(name, FIGURE_BYTES, &data, &size, err))
        return FAILED;
    bool there = provenance_read((const uint8_t *)data, size, &yaml, &why);
    free(data);
    if (!there)
        return fail(FAILED, err, "%s: %s", name, why.text);
    int status = take_yaml(name, (const char *)yaml.data, yaml.size, out, err);
    free(yaml.data);
    return status;
}

static int open_code(const char *text, Scene *out, Err *err)
{
    Bytes yaml;
    Err why;
    char name[24];
    snprintf(name, sizeof name, "%.10s", text);
    if (!code_read(text, &yaml, &why))
        return fail(FAILED, err, "%s…: %s", name, why.text);
    int status = take_yaml(name, (const char *)yaml.data, yaml.size, out, err);
    free(yaml.data);
    return status;
}

/* A file with nothing but a code in it. */
static int open_text(const char *name, const CsvAsk *ask, Scene *out, Err *err)
{
    (void)ask;
    char *text;
    size_t size;
    if (!files_read(name, CODE_MOST, &text, &size, err))
        return FAILED;
    int status = open_code(text, out, err);
    free(text);
    return status;
}

static int open_csv(const char *name, const CsvAsk *ask, Scene *out, Err *err)
{
    char *text;
    size_t size;
    Err why;
    if (!files_read(name, CSV_BYTES, &text, &size, err))
        return FAILED;
    Own *own = csv_parse(text, size, ask, &why);
    free(text);
    if (!own)
        return fail(FAILED, err, "%s:%s", name, why.text);
    scene_of_own(own, out);
    const char *slash = strrchr(name, '/');
    snprintf(out->title, sizeof out->title, "%s", slash ? slash + 1 : name);
    return DONE;
}

/* The text of a file as a lesson, or as a translation of original. */
static const Lesson *read_lesson(const char *path, const Lesson *original, Arena *a, Err *err)
{
    const EmbeddedFile *own = embedded_find(path); /* of the course, unless there is a file of this name */
    char *text;
    size_t size;
    Err why;
    if (own && access(path, F_OK) != 0)
        return original ? translate_lesson(original, own->text, own->n, a, err)
                        : lesson_parse(own->text, own->n, a, err);
    if (!files_read(path, LESSON_BYTES, &text, &size, err))
        return NULL;
    const Lesson *l = original ? translate_lesson(original, text, size, a, &why) : lesson_parse(text, size, a, &why);
    free(text);
    if (!l)
        err_set(err, "%s:%s", path, why.text);
    return l;
}

const Lesson *source_lesson(const char *path, const Lesson **original, Arena *a, Err *err)
{
    char beside[512];
    bool translated = translate_original(path, beside);
    *original = read_lesson(translated ? beside : path, NULL, a, err);
    return *original && translated ? read_lesson(path, *original, a, err) : *original;
}

/* A lesson of the course may be named by its id alone, with or without a step: its file, or NULL. */
static const EmbeddedFile *course_file(const char *name)
{
    char file[64];
    size_t n = strcspn(name, "#");
    bool word = n > 0 && n + sizeof ".md" <= sizeof file && strcspn(name, "./:") >= n;
    if (word)
        snprintf(file, sizeof file, "%.*s.md", (int)n, name);
    return word ? embedded_find(file) : NULL;
}

/* The parts of FILE.md#3; no part behind `#`: the first step. */
static int lesson_parts(const char *name, char path[512], int64_t *step, Err *err)
{
    const EmbeddedFile *course = course_file(name);
    const char *hash = strrchr(name, '#');
    size_t n = hash ? (size_t)(hash - name) : strlen(name);
    *step = 1;
    if (n >= 512)
        return fail(FAILED, err, tr("%s: a path that is too long"), name);
    if (course)
        snprintf(path, 512, "%s", course->name);
    else
        snprintf(path, 512, "%.*s", (int)n, name);
    if (hash && (!text_to_int(hash + 1, step) || *step < 1 || *step > LESSON_STEPS))
        return fail(USAGE, err, tr("'%s' is not a step of this lesson; expected 1 to %d"), hash, LESSON_STEPS);
    return DONE;
}

/* A lesson's first step, or the one behind `#`, played by its own moves. */
static int open_lesson(const char *name, const CsvAsk *ask, Scene *out, Err *err)
{
    (void)ask;
    char path[512];
    Err why;
    Arena arena = { 0 };
    const Lesson *original;
    int64_t step;
    int status = lesson_parts(name, path, &step, err);
    const Lesson *l = status == DONE ? source_lesson(path, &original, &arena, err) : NULL;
    if (status == DONE && !l)
        status = FAILED;
    if (l && step > l->steps)
        status = fail(USAGE, err, tr("'#%d' is not a step of this lesson; expected 1 to %d"), (int)step, l->steps);
    if (status == DONE && !lesson_scene(l, (int)step - 1, true, out, &why))
        status = fail(FAILED, err, "%s:%s", path, why.text);
    arena_free(&arena);
    return status;
}

static int open_film(const char *name, const CsvAsk *ask, Scene *out, Err *err)
{
    return (void)ask, (void)out,
           fail(USAGE, err,
                tr("%s: films and TeX carry no settings; expected the scene (.yaml), or a figure of it (.png, .svg, "
                   ".pdf)"),
                name);
}

typedef struct FileKind {
    const char *end;
    int (*open)(const char *name, const CsvAsk *ask, Scene *out, Err *err);
} FileKind;
static const FileKind file_kinds[] = {
    { ".yaml", open_yaml },  { ".yml", open_yaml },   { ".csv", open_csv },    { ".md", open_lesson },
    { ".png", open_figure }, { ".svg", open_figure }, { ".pdf", open_figure }, { ".txt", open_text },
    { ".gif", open_film },   { ".mp4", open_film },   { ".tex", open_film },
};

/* A step stands behind a lesson's name. */
static const FileKind *kind_of(const char *name)
{
    const char *hash = strrchr(name, '#');
    const EmbeddedFile *course = course_file(name);
    for (int i = 0; i < COUNT(file_kinds); i++) {
        bool lesson = file_kinds[i].open == open_lesson;
        if ((course && lesson) || ends_with(name, strlen(name), file_kinds[i].end) ||
            (hash && lesson && ends_with(name, (size_t)(hash - name), file_kinds[i].end)))
            return &file_kinds[i];
    }
    return NULL;
}

bool source_lesson_step(const char *name, char file[512], int *step)
{
    const FileKind *kind = kind_of(name);
    char path[512];
    int64_t number;
    if (!kind || kind->open != open_lesson || lesson_parts(name, path, &number, NULL) != DONE)
        return false;
    bool hides = embedded_find(path) && access(path, F_OK) == 0; /* a file beside us, and one of the course */
    *step = (int)number - 1;
    return snprintf(file, 512, "%s%s", hides ? "./" : "", path) < 512;
}

bool source_known(const char *name)
{
    const FileKind *kind = kind_of(name);
    return (kind && kind->open != open_film) || code_is(name);
}

int source_open(const char *name, const CsvAsk *columns, Scene *out, Err *err)
{
    const FileKind *kind = kind_of(name);
    if (columns->columns && !(kind && kind->open == open_csv))
        return fail(USAGE, err, tr("--columns with '%s', which is no table; expected a .csv file"), name);
    if (kind)
        return kind->open(name, columns, out, err);
    if (code_is(name))
        return open_code(name, out, err);
    if (scene_bundled(name, out))
        return DONE;
    return fail(USAGE, err,
                tr("'%s' is not a scene; expected a bundled name (ridgescope list scene, list lesson), a file (.yaml, "
                   ".csv, .md, "
                   ".png, .svg, "
                   ".pdf) or a code (rs1:...)"),
                name);
}
