/* The elementary functions: how far they are from the C library's long double, that their bits are the same from every
 * compiler, and their behaviour at the ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static long double pow10_exact(long double x) { return powl(10, x); }
static long double sigmoid_exact(long double x) { return 1 / (1 + expl(-x)); }

static const struct {
    const char *name;
    double (*f)(double);
    long double (*exact)(long double);
    double lo, hi, ulps;
} doubles[] = {
    { "exp", num_exp, expl, -745, 709.7, 1 },
    { "exp", num_exp, expl, -1, 1, 1 },
    { "log", num_log, logl, 0, 4, 1 },
    { "log", num_log, logl, 0, 1e300, 1 },
    { "log1p", num_log1p, log1pl, -1, 3, 2 },
    { "log1p", num_log1p, log1pl, -1e-3, 1e-3, 2 },
    { "sin", num_sin, sinl, -1e5, 1e5, 1 },
    { "sin", num_sin, sinl, -4, 4, 1 },
    { "cos", num_cos, cosl, -1e5, 1e5, 1 },
    { "cos", num_cos, cosl, -4, 4, 1 },
    { "tanh", num_tanh, tanhl, -1, 1, 2 },
    { "tanh", num_tanh, tanhl, -22, 22, 2 },
    { "pow10", num_pow10, pow10_exact, -22, 22, 4 },
    { "pow10", num_pow10, pow10_exact, -307, 308, 7 },
    { "log10", num_log10, log10l, 0, 20, 3 },
    { "log10", num_log10, log10l, 0, 1e300, 3 },
    { "erf", num_erf, erfl, -1.2, 1.2, 4 },
    { "erf", num_erf, erfl, -6.5, 6.5, 4 },
};

static float expf_(float x) { return num_expf(x); }
static float tanhf_(float x) { return num_tanhf(x); }
static float sigmoidf_(float x) { return num_sigmoidf(x); }
static float log1pf_(float x) { return num_log1pf(x); }
static float erff_(float x) { return num_erff(x); }
static float sinf_(float x) { return num_sinf(x); }
static float cosf_(float x) { return num_cosf(x); }

static const struct {
    const char *name;
    float (*f)(float);
    long double (*exact)(long double);
    double lo, hi, ulps;
} floats[] = {
    { "expf", expf_, expl, -104, 88.72, 2 },    { "expf", expf_, expl, -1, 1, 1 },
    { "tanhf", tanhf_, tanhl, -10, 10, 5 },     { "tanhf", tanhf_, tanhl, -1, 1, 5 },
    { "tanhf", tanhf_, tanhl, -1e-3, 1e-3, 5 }, { "sigmoidf", sigmoidf_, sigmoid_exact, -87, 30, 3 },
    { "log1pf", log1pf_, log1pl, 0, 1, 2 },     { "log1pf", log1pf_, log1pl, 0, 1e-3, 2 },
    { "erff", erff_, erfl, -1, 1, 2 },          { "erff", erff_, erfl, -5, 5, 2 },
    { "sinf", sinf_, sinl, -4, 4, 1 },          { "sinf", sinf_, sinl, -1e6, 1e6, 1 },
    { "cosf", cosf_, cosl, -4, 4, 1 },          { "cosf", cosf_, cosl, -1e6, 1e6, 1 },
};

/* The distance in units of the last place of a number with that many bits and that smallest exponent. */
static double ulps(long double got, long double want, int bits, int least)
{
    int e;
    frexpl(want, &e);
    return (double)fabsl(ldexpl(got - want, bits - (e > least ? e : least)));
}

typedef struct Worst {
    double ulps, at;
} Worst;

static void check_worst(const char *name, double lo, double hi, Worst worst, double stated)
{
    print_message("%-8s [%g, %g]: %.2f ulp\n", name, lo, hi, worst.ulps);
    if (!(worst.ulps <= stated))
        fail_msg("%s(%a) is %.2f ulp off, stated are %.0f", name, worst.at, worst.ulps, stated);
}

static void errors_are_as_stated(void **state)
{
    (void)state;
    enum { N = 200000 };
    Rng r = rng_make(1, 1);
    for (int i = 0; i < COUNT(doubles); i++) {
        Worst worst = { 0 };
        for (int k = 0; k < N; k++) {
            double x = doubles[i].lo + (doubles[i].hi - doubles[i].lo) * rng_unit(&r);
            double d = ulps((long double)doubles[i].f(x), doubles[i].exact(x), DBL_MANT_DIG, DBL_MIN_EXP);
            if (!(d <= worst.ulps))
                worst = (Worst){ d, x };
        }
        check_worst(doubles[i].name, doubles[i].lo, doubles[i].hi, worst, doubles[i].ulps);
    }
    for (int i = 0; i < COUNT(floats); i++) {
        Worst worst = { 0 };
        for (int k = 0; k < N; k++) {
            float x = (float)(floats[i].lo + (floats[i].hi - floats[i].lo) * rng_unit(&r));
            double d = ulps((long double)floats[i].f(x), floats[i].exact(x), FLT_MANT_DIG, FLT_MIN_EXP);
            if (!(d <= worst.ulps))
                worst = (Worst){ d, (double)x };
        }
        check_worst(floats[i].name, floats[i].lo, floats[i].hi, worst, floats[i].ulps);
    }
}

/* Where the reduction of sin and cos loses most: the doubles next to whole multiples of pi/2. */
static void waves_hold_near_their_zeros(void **state)
{
    (void)state;
    double worst = 0;
    for (int k = 1; k < 63661; k++) {
        double x = k * 0x1.921fb54442d18p+0;
        worst = fmax(worst, ulps((long double)num_sin(x), sinl(x), DBL_MANT_DIG, DBL_MIN_EXP));
        worst = fmax(worst, ulps((long double)num_cos(x), cosl(x), DBL_MANT_DIG, DBL_MIN_EXP));
    }
    print_message("sin, cos next to multiples of pi/2: %.2f ulp\n", worst);
    assert_true(worst <= 1);
}

/* Uniform draws see few small numbers: here are a million and more mantissas evenly on both sides of 1, where the sum
 * of the exponent's part and the mantissa's cancels most, numbers ever closer to 1, and every exponent there is. */
static void logarithm_holds_everywhere(void **state)
{
    (void)state;
    enum { N = 1 << 20, EACH = 64 };
    Rng r = rng_make(2, 1);
    double worst = 0, at = 0;
    for (int i = 0; i < 2 * N + 53 * EACH + 2098 * EACH; i++) {
        double x;
        if (i < 2 * N)
            x = (1 + (i / 2 + rng_unit(&r)) / N) * (i % 2 ? 0.5 : 1);
        else if (i < 2 * N + 53 * EACH)
            x = 1 + ldexp(2 * rng_unit(&r) - 1, -(i - 2 * N) / EACH);
        else
            x = ldexp(1 + rng_unit(&r), (i - 2 * N) / EACH - 53 - 1074); /* from the smallest subnormal on */
        if (x == 1 || !(x > 0))
            continue;
        double d = ulps((long double)num_log(x), logl(x), DBL_MANT_DIG, DBL_MIN_EXP);
        if (!(d <= worst)) {
            worst = d;
            at = x;
        }
    }
    print_message("log, mantissas and exponents: %.3f ulp at %a\n", worst, at);
    assert_true(worst <= 1);
}

static uint32_t crc(uint32_t c, const void *data, size_t n) /* CRC-32 of ISO 3309, bit by bit */
{
    for (const unsigned char *p = data, *end = p + n; p < end; p++) {
        c ^= *p;
        for (int i = 0; i < 8; i++)
            c = c >> 1 ^ (c & 1 ? 0xEDB88320u : 0);
    }
    return c;
}

/* A function whose bits differ between compilers, levels of optimisation or machines changes this number. */
static void bits_are_the_same_everywhere(void **state)
{
    (void)state;
    uint32_t c = ~0u;
    Rng r = rng_make(2, 2);
    for (int i = 0; i < COUNT(doubles); i++)
        for (int k = 0; k < 20000; k++) {
            double y = doubles[i].f(doubles[i].lo + (doubles[i].hi - doubles[i].lo) * rng_unit(&r));
            c = crc(c, &y, sizeof y);
        }
    static float x[20000];
    for (int i = 0; i < COUNT(floats); i++) {
        for (int k = 0; k < COUNT(x); k++)
            x[k] = (float)(floats[i].lo + (floats[i].hi - floats[i].lo) * rng_unit(&r));
        for (int k = 0; k < COUNT(x); k++)
            x[k] = floats[i].f(x[k]);
        c = crc(c, x, sizeof x);
    }
    assert_int_equal(c, 0xB19690A6);
}

/* In a loop that the compiler vectorises, the float functions give what they give one by one. */
static void vector_loops_agree_with_single_calls(void **state)
{
    (void)state;
    enum { N = 4099 };
    static float x[N], e[N], t[N], s[N];
    Rng r = rng_make(3, 3);
    for (int i = 0; i < N; i++)
        x[i] = (float)(40 * rng_unit(&r) - 20);
    for (int i = 0; i < N; i++) {
        e[i] = num_expf(x[i]);
        t[i] = num_tanhf(x[i]);
        s[i] = num_sigmoidf(x[i]);
    }
    float (*volatile exp_once)(float) = expf_, (*volatile tanh_once)(float) = tanhf_,
                     (*volatile sigmoid_once)(float) = sigmoidf_;
    for (int i = 0; i < N; i++) {
        assert_true(e[i] == exp_once(x[i]));
        assert_true(t[i] == tanh_once(x[i]));
        assert_true(s[i] == sigmoid_once(x[i]));
    }
}

static void tanhf_saturates(void **state)
{
    (void)state;
    FloatBits x = { .f = 0.5f };
    for (x.u += 16; x.f < 12; x.u += 16) {
        float y = num_tanhf(x.f);
        if (y > 1 || num_tanhf(-x.f) != -y)
            fail_msg("tanhf passes 1 or is not odd at %a", (double)x.f);
    }
    assert_true(num_tanhf(9.02f) == 1 && num_tanhf(1e30f) == 1 && num_tanhf(INFINITY) == 1);
    assert_true(num_tanhf(-9.02f) == -1 && num_tanhf(-INFINITY) == -1);
    assert_true(num_tanhf(1e-40f) == 1e-40f);
    assert_true(signbit(num_tanhf(-0.f)) && num_tanhf(-0.f) == 0);
}

/* A float with its bits drawn from where fused multiply-adds go wrong: any exponent, few bits set, the ends. */
static float odd_float(Rng *r)
{
    FloatBits v = { .u = rng_u32(r) };
    switch (rng_below(r, 8)) {
    case 0:
        v.u &= 0xFF800000u | 1u << rng_below(r, 23) | 1u; /* few bits */
        break;
    case 1:
        v.u &= 0x807FFFFFu; /* no normal number */
        break;
    case 2:
        v.u |= 0x7F800000u; /* infinite or NaN */
        v.u &= rng_below(r, 2) ? 0xFF800000u : ~0u;
        break;
    case 3:
        v.u &= 0x80000000u; /* 0 */
        break;
    default: /* about 1, so that sums cancel */ v.u = (v.u & 0x807FFFFFu) | (127 - 14 + rng_below(r, 28)) << 23;
    }
    return v.f;
}

static void fused_multiply_adds_are_those_of_the_c_library(void **state)
{
    (void)state;
    enum { N = 12000000 };
    Rng r = rng_make(4, 4);
    int close = 0;
    for (int i = 0; i < N; i++) {
        FloatBits a = { .f = odd_float(&r) }, b = { .f = odd_float(&r) }, c = { .f = odd_float(&r) }, ours, theirs;
        if (i % 4 == 0) /* the product almost cancels, or lies half between two floats */
            c.f = -a.f * b.f;
        if (i % 8 == 0)
            c.u += rng_below(&r, 5) - 2;
        ours.f = num_fmaf(a.f, b.f, c.f);
        theirs.f = fmaf(a.f, b.f, c.f);
        close += num_finite((double)ours.f);
        if (ours.u != theirs.u && !(isnan(ours.f) && isnan(theirs.f)))
            fail_msg("fma(%a, %a, %a) = %a, expected %a", (double)a.f, (double)b.f, (double)c.f, (double)ours.f,
                     (double)theirs.f);
    }
    assert_true(close > N / 4);
}

static void ends_are_as_in_c(void **state)
{
    (void)state;
    static double (*const all[])(double) = { num_exp,  num_log,   num_log1p, num_sin, num_cos,
                                             num_tanh, num_pow10, num_log10, num_erf };
    for (int i = 0; i < COUNT(all); i++)
        assert_true(isnan(all[i](NAN)));
    assert_true(isnan(num_expf(NAN)) && isnan(num_tanhf(NAN)) && isnan(num_sigmoidf(NAN)) && isnan(num_erff(NAN)));
    assert_true(num_exp(INFINITY) == INFINITY && num_exp(710) == INFINITY && num_exp(-INFINITY) == 0);
    assert_true(num_exp(0) == 1 && num_exp(-746) == 0 && num_exp(-745) == 0x1p-1074);
    assert_true(num_log(0) == -INFINITY && isnan(num_log(-1)) && num_log(INFINITY) == INFINITY && num_log(1) == 0);
    assert_true(num_log1p(-1) == -INFINITY && isnan(num_log1p(-2)) && num_log1p(INFINITY) == INFINITY);
    assert_true(num_log1p(1e-20) == 1e-20);
    assert_true(isnan(num_sin(INFINITY)) && isnan(num_cos(-INFINITY)) && num_sin(0) == 0 && num_cos(0) == 1);
    assert_true(signbit(num_sin(-0.)) && signbit(num_tanh(-0.)));
    assert_true(num_tanh(INFINITY) == 1 && num_tanh(-30) == -1);
    assert_true(num_pow10(309) == INFINITY && num_pow10(INFINITY) == INFINITY && num_pow10(-400) == 0);
    assert_true(num_log10(0) == -INFINITY && isnan(num_log10(-3)) && num_log10(INFINITY) == INFINITY);
    assert_true(num_erf(INFINITY) == 1 && num_erf(-7) == -1 && num_erf(1e-300) > 1e-300 && signbit(num_erf(-0.)));
    assert_true(isnan(num_sinf(INFINITY)) && isnan(num_cosf(NAN)) && num_sinf(0) == 0 && num_cosf(0) == 1);
    assert_true(num_erff(INFINITY) == 1 && num_erff(-4) == -1 && signbit(num_erff(-0.f)));
    assert_true(num_expf(INFINITY) == INFINITY && num_expf(88.8f) == INFINITY && num_expf(-INFINITY) == 0);
    assert_true(num_expf(0) == 1 && num_expf(-103) == 0x1p-149f);
    assert_true(num_sigmoidf(0) == 0.5f && num_sigmoidf(100) == 1 && num_sigmoidf(-1000) == 0);
    assert_true(num_finite(1e308) && !num_finite(INFINITY) && !num_finite(NAN));
}

static void powers_of_ten_are_exact(void **state)
{
    (void)state;
    for (int n = -22; n <= 22; n++) {
        char text[16];
        double want;
        snprintf(text, sizeof text, "1e%d", n);
        assert_true(text_to_double(text, &want));
        assert_true(num_pow10(n) == want);
        assert_true(num_log10(want) == n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_as_stated),
        cmocka_unit_test(waves_hold_near_their_zeros),
        cmocka_unit_test(logarithm_holds_everywhere),
        cmocka_unit_test(bits_are_the_same_everywhere),
        cmocka_unit_test(vector_loops_agree_with_single_calls),
        cmocka_unit_test(tanhf_saturates),
        cmocka_unit_test(fused_multiply_adds_are_those_of_the_c_library),
        cmocka_unit_test(ends_are_as_in_c),
        cmocka_unit_test(powers_of_ten_are_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
