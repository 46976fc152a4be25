/* sweep: the final state of many runs, over settings and seeds. Each run is one alone, so neither the number of workers
 * nor the part that this process has changes a digit. */
#define _POSIX_C_SOURCE 200809L
#include "app/cli.h"

#include <SDL_cpuinfo.h>
#include <SDL_mutex.h>
#include <SDL_thread.h>
#include <SDL_timer.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 1000000, EVERY_MS = 50 /* between two looks at the progress */ };

typedef struct Work {
    const Args *a;
    int64_t runs, first, count; /* in all; those of this part */
    char **line;                /* [count], NULL: not done */
    SDL_mutex *lock;            /* of all below */
    int64_t next, done, found;  /* found: of an earlier process */
    Part *part;                 /* NULL: the output is no file that could have one */
    bool failed;
    Err err;
    uint64_t begun; /* milliseconds */
} Work;

/* --- what is run --- */

/* Run `i` of the whole: the first --over outermost, seeds innermost. */
static bool run_config_of(const Args *a, int64_t i, Config *c, Err *err)
{
    const Config was = a->scene->config;
    *c = was;
    if (a->seeds) {
        config_reseed(c, (uint32_t)(i % a->seeds) + 1);
        i /= a->seeds;
    }
    for (int k = a->overs - 1; k >= 0; i /= a->over[k].n, k--)
        if (!param_set(c, a->over[k].param, a->over[k].value[i % a->over[k].n], err))
            return false;
    strength_follow(c, &was);
    return true;
}

/* Everything that can be known to be wrong is said before the first run. */
static bool check_all(const Args *a, int64_t runs, Err *err)
{
    Scene *s = malloc(sizeof *s);
    if (!s)
        memory_failed(sizeof *s);
    *s = *a->scene;
    bool ok = true;
    for (int64_t i = 0; ok && i < runs; i += a->seeds ? a->seeds : 1)
        ok = run_config_of(a, i, &s->config, err) && scene_check(s, err);
    free(s);
    return ok;
}

/* Trains run `i`. */
static bool run_to_end(const Args *a, int64_t i, Config *c, Metrics *m, Err *err)
{
    const Scene *s = a->scene;
    if (!run_config_of(a, i, c, err))
        return false;
    uint64_t until = c->until != s->config.until ? (uint64_t)c->until : s->until; /* it may be gone over, too */
    Run *r = cli_run(s, c, err);
    bool ok = r && run_replay(r, s->change, s->changes, until, err);
    if (ok)
        run_metrics(r, 0, m);
    if (r)
        run_free(r);
    return ok;
}

/* --- what is written --- */

enum { FIELDS = ARG_OVERS + 32 };
typedef struct Value {
    const char *key;
    char value[96]; /* "": there is none */
    bool word;
} Value;

/* What was gone over, the seed (none where the scene has different ones), and the metrics that are not yet there. */
static int fields_of(const Args *a, const Config *c, const Metrics *m, Value out[FIELDS])
{
    int n = 0;
    for (; n < a->overs; n++) {
        ParamKind kind = param_defs[a->over[n].param].kind;
        out[n].key = param_defs[a->over[n].param].key;
        out[n].word = kind == PARAM_CHOICE || kind == PARAM_NET || kind == PARAM_BITS;
        param_text(out[n].value, c, a->over[n].param);
    }
    out[n] = (Value){ .key = "seed" };
    if (c->seed_data == c->seed_init && c->seed_init == c->seed_batch)
        param_text(out[n].value, c, param_find("seed_data"));
    n++;
    for (int i = 0; i < report_columns; i++) {
        bool there = false;
        for (int k = 0; k < a->overs; k++)
            there |= strcmp(out[k].key, report_key(i)) == 0;
        if (there)
            continue;
        out[n] = (Value){ .key = report_key(i), .word = report_is_word(i) };
        report_value(i, m, out[n++].value);
    }
    return n;
}

static void put_comma(FILE *f, bool first, const char *text)
{
    fprintf(f, strchr(text, ',') ? "%s\"%s\"" : "%s%s", first ? "" : ",", text);
}

static char *line_of(const Args *a, const Config *c, const Metrics *m)
{
    Value all[FIELDS];
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    if (!f)
        memory_failed(0);
    Report r = report_begin(f);
    int n = fields_of(a, c, m, all);
    for (int i = 0; i < n; i++)
        if (a->json)
            report_given(&r, all[i].key, all[i].value, all[i].word);
        else
            put_comma(f, i == 0, all[i].value);
    if (a->json)
        fputc('}', f);
    if (fclose(f) != 0)
        memory_failed(size);
    return text;
}

static void put_header(const Args *a, FILE *f)
{
    Value all[FIELDS];
    Metrics none = { 0 };
    int n = fields_of(a, &a->scene->config, &none, all);
    for (int i = 0; i < n; i++)
        put_comma(f, i == 0, all[i].key);
    fputc('\n', f);
}

static bool write_all(const Work *w, Err *err)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    if (!f)
        memory_failed(0);
    if (!w->a->json && w->first == 0 && w->a->shard <= 1) /* parts one after another are the whole */
        put_header(w->a, f);
    for (int64_t i = 0; i < w->count; i++)
        fprintf(f, "%s\n", w->line[i]);
    if (fclose(f) != 0)
        memory_failed(size);
    bool ok = files_write(w->a->out, text, size, err);
    free(text);
    return ok;
}

/* A line that names the work, so that no other work goes on from its unfinished file. */
static void name_work(const Work *w, char out[128])
{
    size_t size;
    char *scene = scene_write(w->a->scene, &size);
    uint64_t hash = field_hash(14695981039346656037u, scene, size);
    free(scene);
    for (int k = 0; k < w->a->overs; k++) {
        const Over *o = &w->a->over[k];
        hash = field_hash(hash, param_defs[o->param].key, strlen(param_defs[o->param].key) + 1);
        for (int i = 0; i < o->n; i++)
            hash = field_hash(hash, o->value[i], strlen(o->value[i]) + 1);
    }
    snprintf(out, 128, "ridgescope sweep %016llx: runs %lld to %lld of %lld, %d seeds%s", (unsigned long long)hash,
             (long long)w->first + 1, (long long)(w->first + w->count), (long long)w->runs, w->a->seeds,
             w->a->json ? ", json" : "");
}

/* --- how it is worked at --- */

static void take_line(void *user, int64_t number, const char *text)
{
    Work *w = user;
    int64_t i = number - w->first;
    if (i < 0 || i >= w->count || w->line[i])
        return;
    w->line[i] = strdup(text);
    if (!w->line[i])
        memory_failed(strlen(text));
    w->found++;
}

/* The next run that is not done; -1: none, or it is over. */
static int64_t take_run(Work *w)
{
    SDL_LockMutex(w->lock);
    while (w->next < w->count && w->line[w->next])
        w->next++;
    int64_t i = w->failed || w->next == w->count ? -1 : w->next++;
    SDL_UnlockMutex(w->lock);
    return i;
}

static void put_run(Work *w, int64_t i, char *line, const Err *why)
{
    SDL_LockMutex(w->lock);
    Err err = *why;
    w->line[i] = line;
    w->done += line != NULL;
    if ((!line || (w->part && !part_add(w->part, w->first + i, line, &err))) && !w->failed) {
        w->failed = true;
        w->err = err;
    }
    SDL_UnlockMutex(w->lock);
}

static int worker(void *user)
{
    Work *w = user;
    for (int64_t i; (i = take_run(w)) >= 0;) {
        Config c;
        Metrics m;
        Err err = { "" };
        bool ok = run_to_end(w->a, w->first + i, &c, &m, &err);
        put_run(w, i, ok ? line_of(w->a, &c, &m) : NULL, &err);
    }
    return 0;
}

/* The time left is that of the runs so far: they are much alike. */
static bool still_going(Work *w)
{
    SDL_LockMutex(w->lock);
    int64_t done = w->done, left = w->count - w->found - done;
    bool going = !w->failed && left > 0;
    SDL_UnlockMutex(w->lock);
    double seconds = (double)(SDL_GetTicks64() - w->begun) / 1000;
    if (!going)
        cli_progress(w->a, "", 1);
    else if (done == 0)
        cli_status(w->a, tr("sweep %lld of %lld"), (long long)(w->count - left), (long long)w->count);
    else
        cli_status(w->a, tr("sweep %lld of %lld, about %.0f s left"), (long long)(w->count - left), (long long)w->count,
                   seconds / (double)done * (double)left + 0.5);
    return going;
}

static void work_through(Work *w, int jobs)
{
    SDL_Thread *thread[ARG_JOBS];
    int n = 0;
    w->begun = SDL_GetTicks64();
    while (n < jobs && n < w->count && (thread[n] = SDL_CreateThread(worker, "sweep", w)) != NULL)
        n++;
    if (n == 0)
        worker(w); /* a system without threads */
    while (still_going(w))
        SDL_Delay(EVERY_MS);
    for (int i = 0; i < n; i++)
        SDL_WaitThread(thread[i], NULL);
}

/* --- the command --- */

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n > m && text_distance(name + n - m, end) == 0; /* letters without case */
}

/* Nobody looks for a table in a .png; a device or a pipe may have any name. */
static int check_name(const Args *a)
{
    bool json = ends_with(a->out, ".json") || ends_with(a->out, ".jsonl") || ends_with(a->out, ".ndjson");
    if (!files_regular(a->out))
        return DONE;
    if (json && !a->json)
        return cli_fail(USAGE, tr("'%s' without --json; expected it, or a name that ends in .csv"), a->out);
    if (!json && a->json)
        return cli_fail(USAGE, tr("--json into '%s'; expected a name that ends in .jsonl, .ndjson or .json"), a->out);
    if (!json && !ends_with(a->out, ".csv"))
        return cli_fail(USAGE, tr("'%s' is no name for a table; expected one that ends in .csv, or --json and .jsonl"),
                        a->out);
    return DONE;
}

static int check_arguments(const Args *a, int64_t *runs)
{
    *runs = max_i(1, a->seeds);
    for (int i = 0; i < a->overs; i++) {
        const char *key = param_defs[a->over[i].param].key;
        for (int k = 0; k < i; k++)
            if (a->over[k].param == a->over[i].param)
                return cli_fail(USAGE, tr("--over %s twice; expected all its values in one"), key);
        if (a->seeds && strncmp(key, "seed_", 5) == 0)
            return cli_fail(USAGE, tr("--over %s beside --seeds, which sets it; expected one of them"), key);
        *runs *= a->over[i].n;
        if (*runs > RUNS)
            return cli_fail(USAGE, tr("more than %d runs; expected fewer values or seeds"), RUNS);
    }
    return DONE;
}

static int sweep(Work *w)
{
    Err err;
    char name[128];
    Part *part = NULL;
    bool kept = files_regular(w->a->out);
    name_work(w, name);
    if (kept && !(part = part_open(w->a->out, name, take_line, w, &err)))
        return cli_fail(FAILED, "%s", err.text);
    if (w->found)
        cli_note(w->a, tr("going on from %s.part: %lld of %lld runs are done"), w->a->out, (long long)w->found,
                 (long long)w->count);
    w->part = part;
    work_through(w, w->a->jobs ? w->a->jobs : SDL_GetCPUCount());
    bool ok = !w->failed && write_all(w, &w->err);
    if (part)
        part_close(part, ok);
    return ok ? DONE : cli_fail(FAILED, "%s", w->err.text);
}

int cmd_sweep(Args *a)
{
    Err err;
    Work w = { .a = a };
    if (!a->out)
        return cli_fail(USAGE, tr("sweep without -o; expected -o FILE"));
    int status = check_name(a);
    status = status == DONE ? check_arguments(a, &w.runs) : status;
    status = status == DONE ? cli_scene(a, a->word[0]) : status;
    if (status != DONE)
        return status;
    if (!check_all(a, w.runs, &err))
        return cli_fail(USAGE, "%s", err.text);
    if (!files_can_write(a->out, &err))
        return cli_fail(FAILED, "%s", err.text);

    int64_t k = max_i(1, a->shard), n = max_i(1, a->shards);
    w.first = w.runs * (k - 1) / n;
    w.count = w.runs * k / n - w.first;
    w.line = calloc((size_t)w.count + 1, sizeof *w.line);
    w.lock = SDL_CreateMutex();
    if (!w.line || !w.lock)
        memory_failed((size_t)w.count * sizeof *w.line);
    status = sweep(&w);
    for (int64_t i = 0; i < w.count; i++)
        free(w.line[i]);
    free(w.line);
    SDL_DestroyMutex(w.lock);
    return status;
}
