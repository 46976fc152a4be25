/* Which of the compiled kernels this processor can run. Nowhere else does nn ask what machine it is on. */
#include "nn/kernel.h"

#include <string.h>

extern const Kernel kernel_plain, kernel_avx2, kernel_avx512;

int kernel_count(void)
{
#ifdef KERNEL_X86
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                  __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
    return avx2 && avx512 ? 3 : avx2 ? 2 : 1;
#else
    return 1;
#endif
}

const Kernel *kernel_at(int i)
{
#ifdef KERNEL_X86
    if (i > 0)
        return i == 1 ? &kernel_avx2 : &kernel_avx512;
#endif
    (void)i;
    return &kernel_plain;
}

static _Atomic(const Kernel *) best; /* once known, or as kernel_choose said */
static bool chosen;

bool kernel_choose(const char *key)
{
    for (int i = 0; i < kernel_count(); i++)
        if (strcmp(kernel_at(i)->key, key) == 0) {
            atomic_store(&best, kernel_at(i));
            chosen = true;
            return true;
        }
    return false;
}

const Kernel *kernel_best(void)
{
    const Kernel *k = atomic_load_explicit(&best, memory_order_relaxed);
    if (!k) {
        k = kernel_at(kernel_count() - 1);
        atomic_store_explicit(&best, k, memory_order_relaxed);
    }
    return k;
}

const Kernel *kernel_for(const Shape *s)
{
    int widest = 0;
    for (int l = 1; l < s->layers; l++)
        widest = max_i(widest, s->width[l]);
    return widest <= 8 && !chosen && kernel_count() > 1 ? kernel_at(1) : kernel_best();
}

int kernel_small_work(const Kernel *k, const Shape *s, int rows)
{
    bool fits = s->layers > 1;
    for (int i = 0; i < s->chain; i++) {
        LayerKind kind = s->layer[i].kind;
        fits &= kind == LAYER_DENSE || kind == LAYER_ACT || kind == LAYER_DROPOUT;
    }
    for (int l = 1; l <= s->layers; l++)
        fits &= s->width[l] <= k->lanes && (s->width[l] > 1 || l == s->layers); /* one unit is summed in parts */
    fits &= s->width[0] <= k->lanes;
    return fits ? (2 * k->lanes + rows * (2 * s->layers + 2)) * k->lanes : 0;
}

double kernel_dot(const double *a, const double *b, int n) { return kernel_best()->rows->dot(a, b, n); }

void kernel_multiply(const double *m, int n, const double *q, double *y) { kernel_best()->rows->multiply(m, n, q, y); }
