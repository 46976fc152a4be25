/* The inner loops: each kernel this processor can run gives the bits of the plain loop. */
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

static void products(void **state)
{
    (void)state;
    enum { MOST = 80 };
    static real a[MOST * MOST], b[MOST * MOST], c[MOST * MOST], expected[MOST * MOST];
    int count = kernel_count();
    assert_true(count >= 1 && kernel_best() == kernel_at(count - 1));
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
            kernel_at(w)->product(&p);
            if (memcmp(c, expected, sizeof c) != 0)
                fail_msg("kernel %d differs: %d x %d x %d", w, p.rows, p.depth, p.cols);
        }
    }
}

static void activations(void **state)
{
    (void)state;
    enum { N = 4099 };
    static real z[N], h[N], expected[N];
    for (int i = 0; i < N; i++)
        z[i] = (real)(i - N / 2) * (real)0.013;
    z[0] = (real)-1e30;
    z[N - 1] = (real)1e30;
    for (int w = 0; w < kernel_count(); w++) {
        for (int i = 0; i < N; i++)
            expected[i] = num_tanhf(z[i]);
        kernel_at(w)->tanh_row(z, h, N);
        assert_memory_equal(h, expected, sizeof h);
        for (int i = 0; i < N; i++)
            expected[i] = num_sigmoidf(z[i]);
        kernel_at(w)->sigmoid_row(z, h, N);
        assert_memory_equal(h, expected, sizeof h);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(products), cmocka_unit_test(activations) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
