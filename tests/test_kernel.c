/* The inner loops: each kernel this processor can run gives the bits of the plain loop. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nn/kernel.h"

/* Product by its definition in kernel.h. */
static void plain(const Product *p)
{
    for (int i = 0; i < p->rows + p->ones; i++)
        for (int j = 0; j < p->cols; j++) {
            real *c = &p->c[i * p->c_row + j], start = !p->fresh ? *c : p->bias ? p->bias[j] : 0, sum[PARTS] = { 0 };
            bool parts = p->cols == 1 && p->a_depth == 1 && p->b_row == 1;
            sum[0] = parts ? 0 : start;
            for (int k = 0; k < p->depth; k++) {
                real *to = &sum[parts ? k % PARTS : 0];
                *to = num_fmaf(i == p->rows ? 1 : p->a[i * p->a_row + k * p->a_depth], p->b[k * p->b_row + j], *to);
            }
            for (int n = PARTS / 2; parts && n >= 1; n /= 2)
                for (int k = 0; k < n; k++)
                    sum[k] += sum[k + n];
            *c = parts ? start + sum[0] : sum[0];
            real h = p->slope ? p->slope[i * p->c_row + j] : 0;
            *c = p->tanh ? num_tanhf(*c) : p->slope ? *c * (1 - h * h) : *c;
        }
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
    for (int trial = 0; trial < 600; trial++) {
        Product p = { .rows = 1 + (int)rng_below(&r, 40), .depth = (int)rng_below(&r, 40), .a = a, .b = b };
        p.cols = trial % 5 ? 1 + (int)rng_below(&r, 75) : 1 + trial % 4;
        p.a_row = trial % 2 ? MOST : 1; /* as it stands, or turned */
        p.a_depth = trial % 2 ? 1 : MOST;
        p.b_row = p.cols + (trial % 15 ? trial % 3 : 0);
        p.c_row = p.cols + trial % 7;
        p.fresh = trial % 4 > 1;
        p.bias = p.fresh && trial % 4 == 3 ? a + 7 : NULL;
        p.ones = trial % 3 == 0 && !(p.cols == 1 && p.a_depth == 1 && p.b_row == 1);
        p.tanh = !p.ones && trial % 7 > 4;
        p.slope = !p.ones && trial % 7 == 3 ? a + 11 : NULL;
        memcpy(expected, b, sizeof expected);
        p.c = expected;
        plain(&p);
        for (int w = 0; w < count; w++) {
            memcpy(c, b, sizeof c);
            p.c = c;
            kernel_at(w)->product(&p);
            if (memcmp(c, expected, sizeof c) != 0)
                fail_msg("%s differs: %d x %d x %d", kernel_at(w)->key, p.rows, p.depth, p.cols);
        }
    }
}

static void turned(void **state)
{
    (void)state;
    static real a[37 * 41], t[37 * 41];
    for (int i = 0; i < COUNT(a); i++)
        a[i] = (real)i;
    for (int w = 0; w < kernel_count(); w++)
        for (int rows = 1; rows <= 37; rows += 3)
            for (int cols = 1; cols <= 41; cols += 4) {
                kernel_at(w)->turn(a, rows, cols, t);
                for (int i = 0; i < rows * cols; i++)
                    assert_true(t[i % cols * rows + i / cols] == a[i]);
            }
}

/* Every function of rows.c: what each kernel makes of the same numbers is what the plain one makes of them. */
static void rows_agree(void **state)
{
    (void)state;
    enum { N = 1027, ALL = 3 * N };
    static real z[N], y[N], d[N], first[ALL], other[ALL];
    static uint8_t mask[N];
    Rng r = rng_make(5, 1);
    for (int i = 0; i < N; i++) {
        z[i] = (real)(6 * rng_normal(&r));
        d[i] = (real)rng_normal(&r);
        y[i] = (real)rng_below(&r, 2);
        mask[i] = rng_below(&r, 4) > 0;
    }
    z[0] = (real)-1e30;
    z[N - 1] = (real)1e30;
    const OptArgs args = { .lr = 0.1f, .momentum = 0.9f, .beta1 = 0.9f, .beta2 = 0.999f, .eps = 1e-8f, .t = 3 };
    const Penalty pen = { .l2 = 0.3f, .l1 = 0.02f, .decay = 0.1f, .threshold = 0.7f, .shrink = 0.3f };
    for (int what = 0; what < 20; what++)
        for (int w = 0; w < kernel_count(); w++) {
            const Rows *rows = kernel_at(w)->rows;
            real *out = w ? other : first;
            void (*const step[])(real *, const real *, real *, int, const OptArgs *) = { rows->sgd, rows->momentum,
                                                                                         rows->nesterov, rows->rmsprop,
                                                                                         rows->adam };
            for (int i = 0; i < ALL; i++)
                out[i] = i < N ? z[i] : 0;
            if (what < 7) {
                rows->act[what].f(z, out, N);
                rows->act[what].back(z, out, d, out + N, N);
            } else if (what < 12) {
                step[what - 7](out, d, out + N, N, &args);
            } else if (what < 15) {
                rows->loss[what - 11](z, y, N / 2, what == 13 ? 2 : 1, out, out + N);
            } else if (what == 15) {
                rows->pull(pen, z, mask, out, N);
            } else if (what == 16) {
                rows->decay(pen, args.lr, out, mask, N);
            } else if (what == 17) {
                rows->cut(pen, args.lr, out, mask, N);
            } else { /* in one go, and one after another */
                real l2 = what == 18 ? pen.l2 : 0, limit = 1000, *stepped = out + N, *grad = out + 2 * N;
                memcpy(stepped, y, sizeof y);
                memcpy(grad, d, sizeof d);
                assert_true(rows->descend(l2, args.lr, mask, d, N, limit, stepped));
                assert_false(rows->descend(l2, args.lr, mask, d, N, limit, out)); /* +-1e30 is in there */
                rows->pull((Penalty){ .l2 = l2 }, y, mask, grad, N);
                memcpy(out, y, sizeof y);
                rows->sgd(out, grad, NULL, N, &args);
                assert_memory_equal(out, stepped, sizeof y);
                stepped[N - 1] = NAN;
                assert_false(rows->descend(l2, args.lr, mask, d, N, limit, stepped));
            }
            if (w && memcmp(first, other, sizeof first) != 0)
                fail_msg("%s differs in function %d", kernel_at(w)->key, what);
        }
}

/* The same for what works in double, and on lanes. */
static void doubles_agree(void **state)
{
    (void)state;
    enum { N = 45 };
    static double m[N * N], q[N * 8], x[NN_MANY], y[NN_MANY];
    static real o[N], a[N], u[N];
    static uint8_t mask[N];
    struct {
        double dot[N], product[N * 8], sum[NN_MANY];
        real plane[N * NN_MANY], size[NN_MANY];
    } got[2];
    Rng r = rng_make(9, 1);
    for (int i = 0; i < N * N; i++)
        m[i] = rng_normal(&r);
    for (int i = 0; i < N * 8; i++)
        q[i] = rng_normal(&r);
    for (int l = 0; l < NN_MANY; l++) {
        x[l] = rng_normal(&r);
        y[l] = rng_normal(&r);
    }
    for (int i = 0; i < N; i++) {
        o[i] = (real)rng_normal(&r);
        a[i] = (real)rng_normal(&r);
        u[i] = (real)rng_normal(&r);
        mask[i] = i % 3 > 0;
    }
    for (int w = 0; w < kernel_count(); w++) {
        const Rows *rows = kernel_at(w)->rows;
        memset(&got[w > 0], 0, sizeof got[0]);
        for (int n = 0; n < N; n++)
            got[w > 0].dot[n] = rows->dot(m, q, n);
        rows->multiply(m, N, q, got[w > 0].product);
        rows->plane(o, a, u, N, x, y, got[w > 0].plane);
        rows->sizes(got[w > 0].plane, mask, N, got[w > 0].size);
        rows->add_lanes(got[w > 0].plane, N, got[w > 0].sum);
        if (w && memcmp(&got[0], &got[1], sizeof got[0]) != 0)
            fail_msg("%s differs", kernel_at(w)->key);
    }
    for (int i = 0; i < N; i++) {
        double sum = 0;
        for (int j = 0; j < N; j++)
            sum += m[i * N + j] * q[j * 8 + 3];
        assert_true(sum == got[0].product[i * 8 + 3]);
    }
}

static void checks_of_size(void **state)
{
    (void)state;
    static real p[100];
    for (int w = 0; w < kernel_count(); w++)
        for (int i = 0; i < COUNT(p); i++) {
            bool (*below)(const real *, int, real) = kernel_at(w)->rows->all_below;
            p[i] = 1;
            assert_true(below(p, COUNT(p), 1.5f) && !below(p, COUNT(p), 1));
            p[i] = -2;
            assert_false(below(p, COUNT(p), 1.5f));
            p[i] = (real)NAN;
            assert_false(below(p, COUNT(p), 1.5f));
            p[i] = 0;
        }
}

static void kernels_by_name(void **state)
{
    (void)state;
    assert_false(kernel_choose("none"));
    for (int w = 0; w < kernel_count(); w++)
        assert_true(kernel_choose(kernel_at(w)->key) && kernel_best() == kernel_at(w));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(products),       cmocka_unit_test(turned),
                                        cmocka_unit_test(rows_agree),     cmocka_unit_test(doubles_agree),
                                        cmocka_unit_test(checks_of_size), cmocka_unit_test(kernels_by_name) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
