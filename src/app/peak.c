/* peak: what this core could do at best, to compare training with. Two loops that do nothing but arithmetic: fused
 * multiply-adds on the widest vectors that there are, and the program's own tanh on numbers in the first cache. */
#include "app/bench.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

enum { TURNS = 1 << 16, SUMS = 12, PEAK_REPS = 25 };

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

static float sink[16]; /* what the loops leave, so that they are not left out */

static void run_loop(void *user)
{
    const Loop *l = user;
    l->run(sink);
}

enum { TANHS = 2048, TANH_TURNS = 512 };

typedef struct TanhWork {
    int act;
    real z[TANHS], h[TANHS];
} TanhWork;

static void run_tanh(void *user)
{
    TanhWork *w = user;
    for (int i = 0; i < TANH_TURNS; i++)
        act_defs[w->act].f(w->z, w->h, TANHS);
}

const Peak *peak_of_core(void)
{
    static Peak peak;
    static TanhWork work;
    if (peak.isa)
        return &peak;
    Loop loop = best_loop();
    while (strcmp(act_defs[work.act].key, "tanh") != 0)
        work.act++;
    for (int i = 0; i < TANHS; i++)
        work.z[i] = (real)(i - TANHS / 2) * (real)(4.0 / TANHS);
    peak.flops = 2.0 * SUMS * TURNS * loop.lanes / bench_time(run_loop, &loop, PEAK_REPS);
    peak.tanhs = (double)TANHS * TANH_TURNS / bench_time(run_tanh, &work, PEAK_REPS);
    peak.isa = loop.isa;
    return &peak;
}

double peak_ideal(double macs, double tanhs, double passes)
{
    const Peak *p = peak_of_core();
    return 2 * passes * macs / p->flops + tanhs / p->tanhs;
}

int peak_bench(const Bench *b)
{
    const Peak *p = peak_of_core();
    Result r = { .reps = PEAK_REPS, .threads = 1 };
    bench_number(&r, "fma_flops_per_s", p->flops);
    bench_number(&r, "tanh_per_s", p->tanhs);
    bench_text(&r, "isa", p->isa);
    bench_emit(b, &r);
    return DONE;
}
