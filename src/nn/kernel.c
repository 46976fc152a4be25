/* Which of the compiled kernels this processor can run. Nowhere else does nn ask what machine it is on. */
#include "nn/kernel.h"

extern const Kernel kernel_plain, kernel_avx2, kernel_avx512;

int kernel_count(void)
{
#ifdef KERNEL_X86
    return __builtin_cpu_supports("avx512f") ? 3 : __builtin_cpu_supports("avx2") ? 2 : 1;
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

const Kernel *kernel_best(void) { return kernel_at(kernel_count() - 1); }
