/* bench: how fast this machine is, and how much of what it could do is used. To add a workload: a function in
 * workload.c or showing.c, a row here. */
#include "app/bench.h"

#include <string.h>

typedef struct WorkloadDef {
    const char *key;
    int (*run)(const Bench *b);
} WorkloadDef;

static const WorkloadDef workload_defs[] = {
    { "peak", peak_bench },          { "W1", workload_w1 },       { "W2", workload_w2 },
    { "W3", workload_w3 },           { "sweep", workload_sweep }, { "field", workload_field },
    { "surface", workload_surface }, { "frame", showing_frame },  { "start", showing_start },
    { "export", showing_export },
};

static const char *workload_key(int i) { return workload_defs[i].key; }

static bool wanted(const Args *a, const char *key)
{
    for (int i = 0; i < a->words; i++)
        if (strcmp(a->word[i], key) == 0)
            return true;
    return a->words == 0;
}

int cmd_bench(Args *a)
{
    for (int i = 0; i < a->words; i++) {
        int nearest = option_nearest(a->word[i], workload_key, COUNT(workload_defs));
        if (strcmp(a->word[i], workload_key(nearest)) != 0)
            return cli_fail(USAGE, tr("unknown workload '%s'; the nearest is '%s'"), a->word[i], workload_key(nearest));
    }
    int status = DONE;
    for (int i = 0; i < COUNT(workload_defs); i++) {
        Bench b = { a, workload_key(i) };
        if (!wanted(a, b.workload))
            continue;
        cli_progress(a, b.workload, (double)i / COUNT(workload_defs));
        int s = workload_defs[i].run(&b);
        status = s == DONE ? status : s;
    }
    cli_progress(a, "", 1);
    return status;
}
