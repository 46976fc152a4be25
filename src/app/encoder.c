/* encoder: frames -> the bytes of a film. GIF is our own writer; MP4 is made by ffmpeg, to which the frames go through
 * a pipe. ffmpeg writes a file of its own in the folder for temporary files, because an MP4 is not written from front
 * to back; the bytes are read back, so that whoever asked writes them as every other file. */
#define _GNU_SOURCE /* mkostemps */
#include "app/film.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MP4_BYTES = 1 << 30, SAID = 400 };

struct Encoder {
    int format, w, h, fps;
    Gif *gif;
    pid_t child;
    int frames, said; /* pipes: pixels to ffmpeg; what it complains about */
    char path[512];   /* its file */
};

/* --- ffmpeg --- */

static bool start(Encoder *e, int in[2], int out[2], Err *err)
{
    char size[32], rate[16];
    snprintf(size, sizeof size, "%dx%d", e->w, e->h);
    snprintf(rate, sizeof rate, "%d", e->fps);
    /* Sides must be even; a player that knows no colour space takes BT.709 for one of this kind. One thread and no
     * names of versions: the same frames give the same bytes. */
    const char *const words[] = {
        "ffmpeg",     "-hide_banner", "-loglevel",
        "error",      "-nostdin",     "-y",
        "-f",         "rawvideo",     "-pix_fmt",
        "bgra",       "-s",           size,
        "-framerate", rate,           "-i",
        "pipe:0",     "-vf",          "pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_color_matrix=bt709",
        "-c:v",       "libx264",      "-preset",
        "medium",     "-crf",         "18",
        "-pix_fmt",   "yuv420p",      "-colorspace",
        "bt709",      "-threads",     "1",
        "-fflags",    "+bitexact",    "-flags:v",
        "+bitexact",  "-movflags",    "+faststart",
        "-f",         "mp4",          e->path,
        NULL
    };
    e->child = fork();
    if (e->child < 0)
        return err_set(err, tr("ffmpeg cannot be started: %s; expected room for one more process"), strerror(errno));
    if (e->child == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        dup2(out[1], STDERR_FILENO);
        for (int i = 0; i < 2; i++) {
            close(in[i]);
            close(out[i]);
        }
        signal(SIGPIPE, SIG_DFL);
        execvp(words[0], (char *const *)words);
        _exit(127);
    }
    return true;
}

static bool begin_mp4(Encoder *e, Palette *palette, Err *err)
{
    (void)palette;
    const char *folder = getenv("TMPDIR");
    int in[2], out[2];
    snprintf(e->path, sizeof e->path, "%s/ridgescope-XXXXXX.mp4", folder && folder[0] ? folder : "/tmp");
    int fd = mkostemps(e->path, 4, 0);
    if (fd < 0)
        return err_set(err, "%s: %s; %s", e->path, strerror(errno), tr("expected a file that can be written"));
    close(fd);
    if (pipe(in) != 0 || pipe(out) != 0)
        return err_set(err, tr("ffmpeg cannot be started: %s; expected room for one more process"), strerror(errno));
    signal(SIGPIPE, SIG_IGN); /* when it gives up, a write fails, and it is asked why */
    bool ok = start(e, in, out, err);
    close(in[0]);
    close(out[1]);
    e->frames = in[1];
    e->said = out[0];
    return ok;
}

static bool frame_mp4(Encoder *e, Pixels px, int times, Err *err)
{
    (void)err; /* whether it took the frames is seen at the end, with the reason */
    for (int t = 0; t < times; t++)
        for (int y = 0; y < px.h; y++) {
            const char *row = (const char *)(px.px + (size_t)y * (size_t)px.stride);
            for (size_t left = sizeof *px.px * (size_t)px.w; left;) {
                ssize_t n = write(e->frames, row, left);
                if (n <= 0 && errno != EINTR)
                    return true;
                row += n > 0 ? n : 0;
                left -= n > 0 ? (size_t)n : 0;
            }
        }
    return true;
}

static bool end_mp4(Encoder *e, Bytes *out, Err *err)
{
    char text[SAID] = "", *bytes;
    size_t n = 0, size;
    int status = 0;
    close(e->frames);
    for (ssize_t got; (got = read(e->said, text + n, sizeof text - 1 - n)) > 0 && n + 1 < sizeof text;)
        n += (size_t)got;
    text[n] = 0;
    text[strcspn(text, "\n")] = 0;
    close(e->said);
    while (e->child > 0 && waitpid(e->child, &status, 0) < 0 && errno == EINTR)
        ;
    bool ok = true;
    if (e->child <= 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 127))
        ok = err_set(err, tr("MP4 needs the program ffmpeg, which is not installed; expected it (on Debian: apt-get "
                             "install ffmpeg), or a name that ends in .gif"));
    else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        ok = err_set(err, tr("ffmpeg gave up: %s; expected it to write an MP4"), text[0] ? text : "?");
    if (ok && out && (ok = files_read(e->path, MP4_BYTES, &bytes, &size, err)))
        *out = (Bytes){ (uint8_t *)bytes, size };
    unlink(e->path);
    return ok;
}

/* --- GIF --- */

static bool begin_gif(Encoder *e, Palette *palette, Err *err)
{
    e->gif = gif_begin(e->w, e->h, palette, err);
    return e->gif != NULL;
}

static bool frame_gif(Encoder *e, Pixels px, int times, Err *err)
{
    return gif_frame(e->gif, px, times * 100 / e->fps, err);
}

static bool end_gif(Encoder *e, Bytes *out, Err *err) { return gif_end(e->gif, out, err); }

/* --- the table --- */

typedef struct EncoderDef {
    const char *ending;
    bool palette;
    bool (*begin)(Encoder *e, Palette *palette, Err *err);
    bool (*frame)(Encoder *e, Pixels px, int times, Err *err);
    bool (*end)(Encoder *e, Bytes *out, Err *err);
} EncoderDef;

static const EncoderDef encoders[] = {
    { ".gif", true, begin_gif, frame_gif, end_gif },
    { ".mp4", false, begin_mp4, frame_mp4, end_mp4 },
};

int encoder_format(const char *name)
{
    const char *dot = strrchr(name, '.');
    for (int i = 0; dot && i < COUNT(encoders); i++)
        if (text_distance(dot, encoders[i].ending) == 0)
            return i;
    return -1;
}

bool encoder_wants_palette(int format) { return encoders[format].palette; }

Encoder *encoder_begin(int format, int w, int h, int fps, Palette *palette, Err *err)
{
    Encoder *e = calloc(1, sizeof *e);
    if (!e)
        memory_failed(sizeof *e);
    *e = (Encoder){ .format = format, .w = w, .h = h, .fps = fps };
    if (encoders[format].begin(e, palette, err))
        return e;
    free(e);
    return NULL;
}

bool encoder_frame(Encoder *e, Pixels px, int times, Err *err) { return encoders[e->format].frame(e, px, times, err); }

bool encoder_end(Encoder *e, Bytes *out, Err *err)
{
    bool ok = encoders[e->format].end(e, out, err);
    free(e);
    return ok;
}
