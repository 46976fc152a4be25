/* bench: what workloads share: results, said as a table or as JSON, and time. */
#define _POSIX_C_SOURCE 200809L
#include "app/bench.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

void bench_number(Result *r, const char *key, double value)
{
    assert(r->fields < BENCH_FIELDS);
    r->field[r->fields].key = key;
    r->field[r->fields++].value = value;
}

void bench_text(Result *r, const char *key, const char *text)
{
    bench_number(r, key, 0);
    r->field[r->fields - 1].text = text;
}

/* Three digits and a unit prefix: 13.2 M. */
static void short_number(double v, char out[32])
{
    static const struct {
        double from, unit;
        const char *sign;
    } units[] = { { 1e12, 1e12, " T" }, { 1e9, 1e9, " G" }, { 1e6, 1e6, " M" }, { 1e4, 1e3, " k" }, { 0, 1, "" } };
    int i = 0;
    while (v < units[i].from)
        i++;
    v /= units[i].unit;
    snprintf(out, 32, "%.*f%s", v >= 100 ? 0 : v >= 10 ? 1 : v >= 1 ? 2 : 3, v, units[i].sign);
}

void bench_emit(const Bench *b, const Result *r)
{
    Report line = report_begin(stdout);
    if (b->args->json)
        report_text(&line, "workload", b->workload);
    else
        printf("%-8s", b->workload);
    for (int i = 0; i < r->fields; i++) {
        char number[32];
        short_number(r->field[i].value, number);
        if (!b->args->json)
            printf("  %s %s", r->field[i].key, r->field[i].text ? r->field[i].text : number);
        else if (r->field[i].text)
            report_text(&line, r->field[i].key, r->field[i].text);
        else
            report_number(&line, r->field[i].key, r->field[i].value);
    }
    if (b->args->json) {
        report_number(&line, "reps", r->reps);
        report_number(&line, "threads", r->threads);
        report_end(&line);
    } else {
        printf("\n");
    }
    fflush(stdout);
}

int bench_fail(const Bench *b, const char *why) { return cli_fail(FAILED, "%s: %s", b->workload, why); }

/* --- time --- */

static double clock_now(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double bench_cpu(void) { return clock_now(CLOCK_THREAD_CPUTIME_ID); }
double bench_wall(void) { return clock_now(CLOCK_MONOTONIC); }

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_quantile(double *v, int n, double q)
{
    qsort(v, (size_t)n, sizeof *v, compare);
    return v[(int)(q * (n - 1) + 0.5)];
}

double bench_time(void (*work)(void *user), void *user, int reps)
{
    double seconds[BENCH_REPS];
    assert(reps <= BENCH_REPS);
    for (int i = -1; i < reps; i++) {
        double begin = bench_cpu();
        work(user);
        seconds[i < 0 ? 0 : i] = bench_cpu() - begin;
    }
    return bench_quantile(seconds, reps, 0.5);
}
