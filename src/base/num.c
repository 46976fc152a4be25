/* num: elementary functions with the same bits on every machine, made only of + - * /, sqrt and whole-number work on
 * the bits of a number. Errors in units of the last place (ulp), as tests/test_num.c measures them against the C
 * library's long double:
 *
 *     exp 1   log 1   log1p 2   sin, cos 1   tanh 2   pow10 4 (7 beyond 10^22)   log10 3   erf 4
 *
 * The series are those of Taylor with coefficients written as fractions, which every compiler rounds alike; what makes
 * them short is the reduction before them (Muller 2016, "Elementary Functions", chapters 9 to 11). The float versions
 * are in base.h, where loops can take them in and vectorise. */
#include "base/base.h"

#include <math.h> /* sqrt only */

#define LN2_HI 0x1.62e42feep-1       /* ln 2 in two parts: the first has 31 bits, so that k * LN2_HI is exact */
#define LN2_LO 0x1.a39ef35793c76p-33 /* for every exponent k of a double */
#define PIO2_1 0x1.921fb544p+0       /* pi/2 in three parts, of 33, 33 and 53 bits: */
#define PIO2_2 0x1.0b4611a6p-34      /* k * PIO2_1 and k * PIO2_2 are exact for |k| < 2^20 */
#define PIO2_3 0x1.3198a2e037073p-69 /* (Cody and Waite 1980, chapter 8) */
#define LN10 0x1.26bb1bbb55516p+1
#define INFINITE (0x1p1023 * 2)
#define NOT_A_NUMBER (INFINITE - INFINITE)

typedef union Bits {
    double d;
    uint64_t u;
} Bits;

static double power_of_two(int k) { return (Bits){ .u = (uint64_t)(k + 1023) << 52 }.d; } /* -1022 ... 1023 */

static int nearest(double x) { return (int)(x < 0 ? x - 0.5 : x + 0.5); }

/* exp x = 2^k exp r with |r| <= ln(2)/2. */
double num_exp(double x)
{
    if (x != x)
        return x;
    if (x > 710)
        return INFINITE;
    if (x < -746)
        return 0;
    int k = nearest(x * 0x1.71547652b82fep+0);
    double r = (x - k * LN2_HI) - k * LN2_LO, p = 0;
    static const double inverse_factorial[] = { 1. / 2,       1. / 6,        1. / 24,        1. / 120,
                                                1. / 720,     1. / 5040,     1. / 40320,     1. / 362880,
                                                1. / 3628800, 1. / 39916800, 1. / 479001600, 1. / 6227020800. };
    for (int i = COUNT(inverse_factorial) - 1; i >= 0; i--)
        p = p * r + inverse_factorial[i];
    int half = k / 2; /* in two steps, because 2^k alone may be too large or too small for a double */
    return (1 + (r + r * r * p)) * power_of_two(half) * power_of_two(k - half);
}

/* log(2^k m) = k ln 2 + 2 artanh(s), s = (m-1)/(m+1), |s| < 0.172. With f = m-1, 2s = f - s f, and the larger part of
 * s f is f^2/2: taking it off the exact f last keeps the error of the division small (Tang 1990). */
double num_log(double x)
{
    if (x != x || x == INFINITE)
        return x;
    if (x <= 0)
        return x == 0 ? -INFINITE : NOT_A_NUMBER;
    int k = 0;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        k = -54;
    }
    Bits b = { .d = x };
    k += (int)(b.u >> 52) - 1023;
    b.u = (b.u & 0xFFFFFFFFFFFFFu) | 0x3FF0000000000000u;
    if (b.d > 0x1.6a09e667f3bcdp+0) {
        b.d *= 0.5;
        k++;
    }
    double f = b.d - 1, s = f / (2 + f), z = s * s, p = 0, half = 0.5 * f * f;
    for (int n = 23; n >= 3; n -= 2)
        p = (p + 2. / n) * z;
    return k * LN2_HI - ((half - (s * (half + p) + k * LN2_LO)) - f);
}

/* log(1+x): what the sum 1+x loses of x comes back in first order. */
double num_log1p(double x)
{
    double u = 1 + x;
    if (!(u > 0 && u < INFINITE))
        return num_log(u);
    double lost = x > 1 ? 1 - (u - x) : x - (u - 1);
    return num_log(u) + lost / u;
}

/* sin x and cos x are, up to sign, sin r and cos r by turns, x = k pi/2 + r + low, |r| <= pi/4. quarter: 0 for sin, 1
 * for cos. The tail low matters where x is close to a multiple of pi/2. */
static double wave(double x, int quarter)
{
    if (!num_finite(x))
        return NOT_A_NUMBER;
    int k = nearest(x * 0x1.45f306dc9c883p-1);
    double a = x - k * PIO2_1, w = k * PIO2_2;
    double b = a - w, back = b - a, error = (a - (b - back)) - (w + back); /* two-sum: b + error = a - w exactly */
    double tail = k * PIO2_3 - error;
    double r = b - tail, low = (b - r) - tail, z = r * r, p = 0;
    int turn = (k + quarter) & 3;
    if (turn & 1) {
        for (int n = 18; n >= 4; n -= 2) /* r^4/4! - r^6/6! + ..., by Horner's rule */
            p = (1 - p) * z / (n * (n - 1));
        double half = 0.5 * z, head = 1 - half;
        p = head + (((1 - head) - half) + (p * half - r * low));
    } else {
        for (int n = 19; n >= 3; n -= 2)
            p = (1 - p) * z / (n * (n - 1));
        p = r - (r * p - low);
    }
    return turn & 2 ? -p : p;
}

double num_sin(double x) { return x == 0 ? x : wave(x, 0); }
double num_cos(double x) { return wave(x, 1); }

/* Near 0 the continued fraction of Lambert (1768), x/(1 + x^2/(3 + x^2/(5 + ...))); beyond, 1 - 2/(exp 2x + 1). */
double num_tanh(double x)
{
    double a = x < 0 ? -x : x, y;
    if (x != x || x == 0)
        return x;
    if (a < 0.625) {
        double d = 19;
        for (int n = 17; n >= 1; n -= 2)
            d = n + x * x / d;
        return x / d;
    }
    y = a > 20 ? 1 : 1 - 2 / (num_exp(2 * a) + 1);
    return x < 0 ? -y : y;
}

/* 10^x = 10^n exp((x-n) ln 10), n the nearest whole number: exact up to 10^22, and the nearest double down to 10^-22.
 */
double num_pow10(double x)
{
    static const double powers[] = { 1e1, 1e2, 1e4, 1e8, 1e16, 1e32, 1e64, 1e128, 1e256 };
    if (x != x)
        return x;
    if (x > 309 || x < -324)
        return x > 0 ? INFINITE : 0;
    int n = nearest(x), size = n < 0 ? -n : n;
    double v = num_exp((x - n) * LN10), power = 1;
    for (int i = 0; i < 8; i++)
        if (size >> i & 1)
            power *= powers[i];
    v = n < 0 ? v / power : v * power;
    if (size >> 8) /* apart, since 10^323 is no double */
        v = n < 0 ? v / powers[8] : v * powers[8];
    return v;
}

/* log10 x = n + log10(x / 10^n): whole where x is a power of ten. */
double num_log10(double x)
{
    double y = num_log(x) / LN10;
    if (!num_finite(y) || x < 1e-300)
        return y;
    int n = nearest(y);
    return n + num_log(x / num_pow10(n)) / LN10;
}

/* exp(-x^2), x^2 in two parts: its rounding error alone would cost some ulp. */
static double bell(double x)
{
    Bits b = { .d = x };
    b.u &= ~0x7FFFFFFull; /* 26 bits: the square is exact */
    return num_exp(-b.d * b.d) * num_exp(-(x - b.d) * (x + b.d));
}

/* Up to 1 the series 2/sqrt(pi) exp(-x^2) x (1 + 2x^2/3 (1 + 2x^2/5 (1 + ...))), whose terms are all positive
 * (Abramowitz and Stegun 1964, 7.1.6); beyond, 1 - erfc with Laplace's continued fraction exp(-x^2)/sqrt(pi) / (x +
 * 1/2/(x + 1/(x + 3/2/(x + ...)))) (7.1.14). */
double num_erf(double x)
{
    const double two_over_root_pi = 0x1.20dd750429b6dp+0;
    double a = x < 0 ? -x : x, y = 1;
    if (x != x || x == 0)
        return x;
    if (a < 1) {
        for (int n = 19; n >= 1; n--)
            y = 1 + y * (2 * a * a) / (2 * n + 1);
        y *= a < 1e-8 ? two_over_root_pi * a : two_over_root_pi * a * bell(a);
    } else if (a < 6) {
        enum { DEPTH = 120 };
        double tail = (a + sqrt(a * a + 2 * DEPTH)) / 2; /* as if all deeper ones were alike */
        for (int n = DEPTH; n >= 1; n--)
            tail = a + 0.5 * n / tail;
        y = 1 - bell(a) * (two_over_root_pi / 2) / tail;
    }
    return x < 0 ? -y : y;
}
