/* Which of the compiled products this processor can run. Only here does the program ask what machine it is on, and the
 * answer changes its speed alone. */
#include "nn/kernel.h"

KernelProduct product_plain;
#ifdef PRODUCT_X86
KernelProduct product_avx2, product_avx512;
#endif

int kernel_products(KernelProduct *out[4])
{
    int n = 0;
    out[n++] = product_plain;
#ifdef PRODUCT_X86
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2"))
        out[n++] = product_avx2;
    if (__builtin_cpu_supports("avx512f"))
        out[n++] = product_avx512;
#endif
    return n;
}
