/* model: trains a scene and writes the network. A row a format. */
#include "app/model.h"

#include <stdlib.h>
#include <string.h>

typedef struct ModelFormat {
    const char *end;
    char *(*write)(const Model *m, size_t *size);
} ModelFormat;
static const ModelFormat model_formats[] = {
    { ".json", jsonmodel_write },
    { ".npz", npzmodel_write },
    { ".c", cmodel_write },
};

static const ModelFormat *format_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    for (int i = 0; dot && i < COUNT(model_formats); i++)
        if (strcmp(dot, model_formats[i].end) == 0)
            return &model_formats[i];
    return NULL;
}

static int write_model(const Args *a, Run *r, const ModelFormat *format)
{
    Err err;
    Arena arena = { 0 };
    Model m;
    size_t size;
    model_make(a->scene, r, &arena, &m);
    if (m.metrics.status == STATUS_DIVERGED) {
        arena_free(&arena);
        return cli_fail(FAILED,
                        tr("it diverged at step %llu: there are no weights to write; expected a smaller lr or l2"),
                        (unsigned long long)m.metrics.step);
    }
    char *data = format->write(&m, &size);
    bool ok = files_write(a->out, data, size, &err);
    if (ok && a->verbose)
        cli_note(a, tr("%s: step %llu, %d parameters, %zu bytes"), a->out, (unsigned long long)m.metrics.step,
                 m.shape->params, size);
    free(data);
    arena_free(&arena);
    return ok ? DONE : cli_fail(FAILED, "%s", err.text);
}

int cmd_model(Args *a)
{
    Err err;
    if (!a->out)
        return cli_fail(USAGE, tr("model without -o; expected -o FILE.json, FILE.npz or FILE.c"));
    const ModelFormat *format = format_of(a->out);
    if (!format)
        return cli_fail(USAGE, tr("'%s' is no format for a network; expected .json, .npz or .c"), a->out);
    int status = cli_scene(a, a->word[0]);
    if (status != DONE)
        return status;
    if (!files_can_write(a->out, &err))
        return cli_fail(FAILED, "%s", err.text);
    const Scene *s = a->scene;
    Run *r = cli_run(s, &s->config, &err);
    bool ok = r && run_replay(r, s->change, s->changes, s->until, &err);
    status = ok ? write_model(a, r, format) : cli_fail(FAILED, "%s", err.text);
    if (r)
        run_free(r);
    return status;
}
