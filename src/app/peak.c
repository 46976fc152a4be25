/* peak: what this core could do at best, to compare training with. Two loops that do nothing but arithmetic: fused
 * multiply-adds on the widest vectors that there are, and the program's own tanh on numbers in the first cache.
 *
 * On a shared machine a core is not the same from one second to the next: another guest on its other hardware thread
 * costs these loops between nothing and a third of their rates, and each loop, and each workload, another part. A peak
 * from a quiet moment and a workload from a busy one, or the other way round, moved the share of one program by a
 * fifth. So a workload and the two loops take turns, every few milliseconds: each slice of work is compared with the
 * slices of peak just before and just after it, and the share is the median of these ratios. */
#include "app/bench.h"

#include <assert.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

enum { TURNS = 1 << 16, SUMS = 12 };

/* Twelve sums in flight: a fused multiply-add takes four or five cycles and two can begin in each, so ten are needed;
 * m, c and the sums fit into sixteen registers. Each turn multiplies by almost 1: no sum vanishes or overflows. They
 * start differently, or the compiler would keep only one of them. */
#define FMA_LOOP(name, V, set, fma, add)                                                                               \
    static void name(float *out)                                                                                       \
    {                                                                                                                  \
        V m = set(0.9999f), c = set(1e-4f), a0 = set(0), a1 = set(.1f), a2 = set(.2f), a3 = set(.3f), a4 = set(.4f),   \
          a5 = set(.5f), a6 = set(.6f), a7 = set(.7f), a8 = set(.8f), a9 = set(.9f), a10 = set(1), a11 = set(1.1f);    \
        for (int i = 0; i < TURNS; i++) {                                                                              \
            a0 = fma(a0, m, c), a1 = fma(a1, m, c), a2 = fma(a2, m, c), a3 = fma(a3, m, c);                            \
            a4 = fma(a4, m, c), a5 = fma(a5, m, c), a6 = fma(a6, m, c), a7 = fma(a7, m, c);                            \
            a8 = fma(a8, m, c), a9 = fma(a9, m, c), a10 = fma(a10, m, c), a11 = fma(a11, m, c);                        \
        }                                                                                                              \
        a0 = add(add(add(a0, a1), add(a2, a3)), add(add(a4, a5), add(a6, a7)));                                        \
        a0 = add(a0, add(add(a8, a9), add(a10, a11)));                                                                 \
        memcpy(out, &a0, sizeof a0);                                                                                   \
    }

#if defined(__x86_64__)
__attribute__((target("avx512f"))) FMA_LOOP(fma_512, __m512, _mm512_set1_ps, _mm512_fmadd_ps, _mm512_add_ps)
    __attribute__((target("avx,fma"))) FMA_LOOP(fma_256, __m256, _mm256_set1_ps, _mm256_fmadd_ps, _mm256_add_ps)
#elif defined(__aarch64__)
#define NEON_FMA(a, m, c) vfmaq_f32(c, a, m)
FMA_LOOP(fma_128, float32x4_t, vdupq_n_f32, NEON_FMA, vaddq_f32)
#endif

/* No fused instruction: a product and a sum, in twelve chains that compilers put side by side into vectors. */
#define PLAIN(x) (x)
#define PLAIN_FMA(a, m, c) ((a) * (m) + (c))
#define PLAIN_ADD(a, b) ((a) + (b))
        FMA_LOOP(fma_plain, float, PLAIN, PLAIN_FMA, PLAIN_ADD)

            typedef struct Peak {
    double flops, tanhs; /* fused multiply-adds count two; activations; both a second */
} Peak;

typedef struct Loop {
    const char *isa;
    int lanes;
    void (*run)(float *out /* [16] */);
} Loop;

static Loop best_loop(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f"))
        return (Loop){ "avx512f", 16, fma_512 };
    if (__builtin_cpu_supports("fma"))
        return (Loop){ "avx+fma", 8, fma_256 };
#elif defined(__aarch64__)
    return (Loop){ "neon", 4, fma_128 };
#endif
    return (Loop){ "plain", 1, fma_plain };
}

enum { TANHS = 2048, TANH_TURNS = 512 };

static struct {
    Loop loop;
    int act;
    real z[TANHS], h[TANHS];
    float sums[16]; /* what the loop leaves, so that it is not left out */
} core;

static void core_begin(void)
{
    core.loop = best_loop();
    while (strcmp(act_defs[core.act].key, "tanh") != 0)
        core.act++;
    for (int i = 0; i < TANHS; i++)
        core.z[i] = (real)(i - TANHS / 2) * (real)(4.0 / TANHS);
}

/* A slice of each loop, a quarter of a millisecond long. */
static Peak peak_now(void)
{
    double begin = bench_cpu();
    core.loop.run(core.sums);
    double middle = bench_cpu();
    for (int i = 0; i < TANH_TURNS; i++)
        act_defs[core.act].f(core.z, core.h, TANHS);
    double end = bench_cpu();
    return (Peak){ .flops = 2.0 * SUMS * TURNS * core.loop.lanes / (middle - begin),
                   .tanhs = (double)TANHS * TANH_TURNS / (end - middle) };
}

static double ideal(Peak p, Cost c) { return 2 * c.macs / p.flops + c.tanhs / p.tanhs; }

Timing peak_compare(void (*work)(void *user), void *user, Cost cost, int reps)
{
    double seconds[BENCH_REPS], share[BENCH_REPS];
    assert(reps <= BENCH_REPS);
    core_begin();
    work(user); /* does not count */
    Peak before = peak_now();
    for (int i = 0; i < reps; i++) {
        double begin = bench_cpu();
        work(user);
        seconds[i] = bench_cpu() - begin;
        Peak after = peak_now();
        share[i] = (ideal(before, cost) + ideal(after, cost)) / 2 / seconds[i];
        before = after;
    }
    return (Timing){ bench_quantile(seconds, reps, 0.5), bench_quantile(share, reps, 0.5) };
}

int peak_bench(const Bench *b)
{
    double flops[BENCH_REPS], tanhs[BENCH_REPS];
    core_begin();
    peak_now(); /* does not count */
    for (int i = 0; i < BENCH_REPS; i++) {
        Peak p = peak_now();
        flops[i] = p.flops;
        tanhs[i] = p.tanhs;
    }
    Result r = { .reps = BENCH_REPS, .threads = 1 };
    bench_number(&r, "fma_flops_per_s", bench_quantile(flops, BENCH_REPS, 0.5));
    bench_number(&r, "tanh_per_s", bench_quantile(tanhs, BENCH_REPS, 0.5));
    bench_text(&r, "isa", core.loop.isa);
    bench_emit(b, &r);
    return DONE;
}
