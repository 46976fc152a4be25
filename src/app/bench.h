/* What the files of `bench` share: cmd_bench.c (the table), bench.c (what is printed, time), peak.c (what the core can
 * do), workload.c (training, fields, surfaces), showing.c (frames, start, export). Nobody else includes this.
 *
 * A workload measures and says each line of its result with bench_emit. Times are CPU seconds of the measuring thread,
 * so that neither other programs nor our own helpers count, and medians of several repetitions. */
#ifndef RIDGESCOPE_BENCH_H
#define RIDGESCOPE_BENCH_H

#include "app/cli.h"

enum { BENCH_FIELDS = 6, BENCH_REPS = 64 }; /* at most */

typedef struct Result { /* one line of output */
    int reps, threads, fields;
    struct {
        const char *key, *text; /* text NULL: a number */
        double value;
    } field[BENCH_FIELDS];
} Result;

typedef struct Bench {
    const Args *args;
    const char *workload; /* being measured */
} Bench;

/* bench.c */
void bench_number(Result *r, const char *key, double value);
void bench_text(Result *r, const char *key, const char *text);
void bench_emit(const Bench *b, const Result *r);
int bench_fail(const Bench *b, const char *why);   /* one line on stderr; returns FAILED */
double bench_cpu(void);                            /* CPU seconds of this thread */
double bench_wall(void);                           /* seconds, steady */
double bench_quantile(double *v, int n, double q); /* sorts v; q 0.5: the median */
/* Median CPU seconds of `reps` calls of work(user), after one that does not count. */
double bench_time(void (*work)(void *user), void *user, int reps);

/* peak.c */
typedef struct Cost { /* what an ideal core would be busy with, in one call of a workload */
    double macs, tanhs;
} Cost;
typedef struct Timing {
    double seconds, share; /* of a call; of the ideal: cost at the core's peak / seconds. Medians. */
} Timing;
/* work(user) `reps` times, after one call that does not count, in turns with slices of the peak. */
Timing peak_compare(void (*work)(void *user), void *user, Cost cost, int reps);

/* one a workload; return DONE or FAILED */
int peak_bench(const Bench *b);
int workload_w1(const Bench *b);
int workload_w2(const Bench *b);
int workload_w3(const Bench *b);
int workload_sweep(const Bench *b);
int workload_field(const Bench *b);
int workload_surface(const Bench *b);
int showing_frame(const Bench *b);
int showing_start(const Bench *b);
int showing_export(const Bench *b);

#endif
