/* The product behind every pass: each way this processor can do it gives the bits of the plain loop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nn/kernel.h"

static void plain(const Product *p)
{
    for (int i = 0; i < p->rows; i++)
        for (int j = 0; j < p->cols; j++)
            for (int k = 0; k < p->depth; k++)
                p->c[i * p->c_row + j] += p->a[i * p->a_row + k * p->a_depth] * p->b[k * p->b_row + j];
}

static void same_bits(void **state)
{
    (void)state;
    enum { MOST = 80 };
    static real a[MOST * MOST], b[MOST * MOST], c[MOST * MOST], expected[MOST * MOST];
    KernelProduct *ways[4];
    int count = kernel_products(ways);
    assert_true(count >= 1);
    Rng r = rng_make(3, 1);
    for (int i = 0; i < MOST * MOST; i++) {
        a[i] = (real)rng_normal(&r);
        b[i] = (real)rng_normal(&r);
    }
    for (int trial = 0; trial < 400; trial++) {
        Product p = { .rows = 1 + (int)rng_below(&r, 40), .depth = (int)rng_below(&r, 40), .a = a, .b = b };
        p.cols = 1 + (int)rng_below(&r, 75);
        p.a_row = trial % 2 ? MOST : 1; /* as it stands, or turned */
        p.a_depth = trial % 2 ? 1 : MOST;
        p.b_row = p.cols + trial % 3;
        p.c_row = p.cols + trial % 5;
        memcpy(expected, b, sizeof expected);
        p.c = expected;
        plain(&p);
        for (int w = 0; w < count; w++) {
            memcpy(c, b, sizeof c);
            p.c = c;
            ways[w](&p);
            if (memcmp(c, expected, sizeof c) != 0)
                fail_msg("way %d differs: %d x %d x %d", w, p.rows, p.depth, p.cols);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(same_bits) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
