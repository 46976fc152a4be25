/* Every float through every float function of base.h, compared with the C library's double, whose own error is a
 * billionth of what is measured here. Some minutes; built without sanitizers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"

#include <math.h>
#include <stdio.h>

enum { BLOCK = 4096 };

static double sigmoid_exact(double x) { return 1 / (1 + exp(-x)); }

/* A loop of its own for each, as in training, so that it is the vectorised function which is measured. */
#define ROW(name)                                                                                                      \
    static void name##_row(const float *x, float *y)                                                                   \
    {                                                                                                                  \
        for (int i = 0; i < BLOCK; i++)                                                                                \
            y[i] = num_##name(x[i]);                                                                                   \
    }
ROW(expf)
ROW(log1pf)
ROW(tanhf)
ROW(sigmoidf)
ROW(erff)
ROW(sinf)
ROW(cosf)

static const struct {
    const char *name;
    void (*row)(const float *x, float *y);
    double (*exact)(double);
    float lo,
        hi; /* stated for these; beyond lies one value or nothing. 0 and more: so it is below, with the same bits */
    double ulps;
} functions[] = {
    { "expf", expf_row, exp, -104, 88.72f, 2 },   { "log1pf", log1pf_row, log1p, 0, 1, 2 },
    { "tanhf", tanhf_row, tanh, 0, INFINITY, 5 }, { "sigmoidf", sigmoidf_row, sigmoid_exact, -87, INFINITY, 3 },
    { "erff", erff_row, erf, 0, INFINITY, 2 },    { "sinf", sinf_row, sin, 0, 1e6f, 1 },
    { "cosf", cosf_row, cos, 0, 1e6f, 1 },
};

/* How far y is from `want`, in units of the last place of a float of that size. */
static double ulps(float y, double want)
{
    union {
        double d;
        uint64_t u;
    } size = { .d = want };
    int e = (int)(size.u >> 52 & 0x7FF) - 1023; /* 2^e <= |want| < 2^(e+1) */
    union {
        uint64_t u;
        double d;
    } unit = { .u = (uint64_t)((e > -126 ? e : -126) - 23 + 1023) << 52 };
    return fabs((double)y - want) / unit.d;
}

static void every_float(void **state)
{
    (void)state;
    static float x[BLOCK], y[BLOCK];
    for (int f = 0; f < COUNT(functions); f++) {
        double worst = 0;
        float at = 0;
        uint64_t measured = 0;
        for (uint64_t first = 0; first < (functions[f].lo < 0 ? 0x100000000u : 0x80000000u); first += BLOCK) {
            for (int i = 0; i < BLOCK; i++) {
                FloatBits b = { .u = (uint32_t)first + (uint32_t)i };
                x[i] = b.f;
            }
            if (!((x[0] >= functions[f].lo && x[0] <= functions[f].hi) ||
                  (x[BLOCK - 1] >= functions[f].lo && x[BLOCK - 1] <= functions[f].hi)))
                continue;
            functions[f].row(x, y);
            for (int i = 0; i < BLOCK; i++) {
                if (!(x[i] >= functions[f].lo && x[i] <= functions[f].hi))
                    continue;
                double d = ulps(y[i], functions[f].exact((double)x[i]));
                measured++;
                if (!(d <= worst)) {
                    worst = d;
                    at = x[i];
                }
            }
        }
        print_message("%-8s %.3f ulp at %a, of %llu floats\n", functions[f].name, worst, (double)at,
                      (unsigned long long)measured);
        fflush(stdout);
        assert_true(measured > 1000000000u);
        assert_true(worst <= functions[f].ulps);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_float) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
