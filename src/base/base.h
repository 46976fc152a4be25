/* base: what every other folder stands on: memory, random streams, maths with known bits, text, geometry, a mailbox.
 *
 * It knows nothing about nets or screens and calls nothing but the C library. No call here into the C library's maths
 * except sqrt: exp, log, tanh, sin and cos differ between processors and C libraries in their last bits, and every
 * number that training shows must be the same on every machine. To add a helper, put it into the file of its kind. */
#ifndef RIDGESCOPE_BASE_H
#define RIDGESCOPE_BASE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof(0 [a])))

/* --- geometry: screen rectangles and points, y down, in layout pixels unless said otherwise --- */

typedef struct Vec2 {
    float x, y;
} Vec2;
typedef struct Rect {
    float x, y, w, h;
} Rect;

static inline float min_f(float a, float b) { return a < b ? a : b; }
static inline float max_f(float a, float b) { return a > b ? a : b; }
static inline float clamp_f(float v, float lo, float hi) { return v < lo ? lo : v > hi ? hi : v; }
static inline float mix_f(float a, float b, float t) { return a + (b - a) * t; }
static inline int min_i(int a, int b) { return a < b ? a : b; }
static inline int max_i(int a, int b) { return a > b ? a : b; }
static inline int clamp_i(int v, int lo, int hi) { return v < lo ? lo : v > hi ? hi : v; }
static inline Rect rect_inset(Rect r, float d) { return (Rect){ r.x + d, r.y + d, r.w - 2 * d, r.h - 2 * d }; }
static inline bool rect_has(Rect r, Vec2 p) { return p.x >= r.x && p.y >= r.y && p.x < r.x + r.w && p.y < r.y + r.h; }
static inline Rect rect_and(Rect a, Rect b)
{
    float x = max_f(a.x, b.x), y = max_f(a.y, b.y);
    return (Rect){ x, y, max_f(0, min_f(a.x + a.w, b.x + b.w) - x), max_f(0, min_f(a.y + a.h, b.y + b.h) - y) };
}

/* --- arena.c: bump allocation; who passes the arena decides how long the result lives --- */

typedef struct ArenaBlock ArenaBlock;
typedef struct Arena {
    ArenaBlock *first, *now;
} Arena; /* {0} is an empty arena */

void *arena_alloc(Arena *a, size_t size); /* zeroed, 64-byte aligned; out of memory: memory_failed(size) */
void *arena_try(Arena *a, size_t size);   /* the same, but NULL when there is no memory */
void arena_reset(Arena *a);               /* everything allocated is gone, the memory is kept for reuse */
void arena_free(Arena *a);                /* gives the memory back; a is empty again */
size_t arena_used(const Arena *a);        /* bytes handed out since the last reset, each rounded up to 64 */
#define arena_new(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (size_t)(n)))
_Noreturn void memory_failed(size_t size); /* one line on stderr, exit status 1 */

/* --- rng.c: PCG32 (O'Neill 2014, XSH-RR). One stream per purpose, so that a draw more here moves nothing there --- */

typedef struct Rng {
    uint64_t state, inc;
} Rng;

Rng rng_make(uint64_t seed, uint64_t stream);
uint32_t rng_u32(Rng *r);
double rng_unit(Rng *r);                     /* [0,1), 32 bits of it random */
uint32_t rng_below(Rng *r, uint32_t n);      /* 0 ... n-1 without bias (rejection); n >= 1 */
double rng_normal(Rng *r);                   /* N(0,1), Box and Muller 1958, both draws used up, none kept */
void rng_shuffle(Rng *r, int *index, int n); /* Fisher and Yates */

/* --- num.c: elementary functions with known bits --- */

double num_exp(double x); /* errors stated and tested in num.c; inf, 0 and NaN as in C */
double num_log(double x);
double num_log1p(double x);
double num_sin(double x); /* |x| < 1e5 */
double num_cos(double x);
double num_tanh(double x);
double num_pow10(double x); /* 10^x */
double num_log10(double x);
double num_erf(double x); /* 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x */
static inline bool num_finite(double x) { return x - x == 0; }

/* The float versions have no branch and no call, so that a loop over them vectorises (gcc -O3, clang -O3). Error at
 * most 1 ulp (sin, cos), 2 ulp (exp, erf, log1p), 3 ulp (sigmoid above -87) and 5 ulp (tanh). NaN stays NaN. */

typedef union FloatBits {
    float f;
    uint32_t u;
} FloatBits;

/* a * b + c rounded once, as fmaf of the C library: training is defined with it, so that processors with and without
 * such an instruction agree. Without: the product is exact in double, and the sum is rounded to odd, that is to the
 * neighbour with last bit 1 unless it is exact, from where rounding to float cannot go wrong (Boldo and Melquiond
 * 2008).
 */
static inline float num_fmaf(float a, float b, float c)
{
#if defined(__FMA__) || defined(__aarch64__)
    return __builtin_fmaf(a, b, c);
#else
    union {
        double d;
        uint64_t u;
    } sum;
    double p = (double)a * (double)b, w = (double)c;
    sum.d = p + w;
    double t = sum.d - p, lost = (p - (sum.d - t)) + (w - t); /* two-sum: sum + lost = p + w exactly (Knuth) */
    uint64_t inexact = (lost > 0) | (lost < 0), back = (lost > 0) ^ (sum.d > 0);
    sum.u += (inexact & ~sum.u & 1) * (1 - 2 * back);
    return (float)sum.d;
#endif
}

/* x = k ln 2 + r, |r| <= ln(2)/2: returns exp(r) - 1 and leaves k. Adding 1.5 * 2^23 rounds to a whole number, which
 * then sits in the low bits. The polynomial is ours: minimax for exp(r) - 1, relative error 1.4e-8 (Remez 1934). */
static inline float num_expm1_part(float x, uint32_t *k)
{
    FloatBits n = { .f = num_fmaf(x, 0x1.715476p+0f, 0x1.8p+23f) };
    *k = n.u - 0x4B400000u;
    float whole = n.f - 0x1.8p+23f, r = num_fmaf(whole, -0x1.0bfbe8p-15f, num_fmaf(whole, -0x1.62ep-1f, x));
    float p = num_fmaf(r, num_fmaf(r, 0x1.6d9b08p-10f, 0x1.12294ep-7f), 0x1.555484p-5f);
    return num_fmaf(r * r, num_fmaf(r, num_fmaf(r, p, 0x1.5554aep-3f), 0x1p-1f), r);
}

static inline float num_expf(float x)
{
    uint32_t k;
    x = x > 89 ? 89 : x;
    x = x < -104 ? -104 : x;
    float e = 1 + num_expm1_part(x, &k);
    uint32_t half = (k + 256) / 2 - 128; /* 2^k in two factors: alone it may be no float */
    FloatBits a = { .u = (half + 127) << 23 }, b = { .u = (k - half + 127) << 23 };
    return e * a.f * b.f;
}

/* tanh x = 2t/(1 + t^2) with t = tanh(x/2) = m/d, a rational function of ours: minimax where the error counts, 1.3e-8.
 * Towards 1 the errors of t vanish, so it is never passed; every float from 9.02 on gives 1. */
static inline float num_tanhf(float x)
{
    x = 9.02f < x ? 9.02f : x;
    x = -9.02f > x ? -9.02f : x;
    float z = x * x;
    float m = num_fmaf(x * z, num_fmaf(z, num_fmaf(z, -0x1.297b46p-24f, 0x1.41f72ep-14f), 0x1.d08d9p-6f), x);
    float d = num_fmaf(z, num_fmaf(z, 0x1.1374b4p-9f, 0x1.c978a2p-3f), 2);
    return m * (d + d) / num_fmaf(m, m, d * d);
}

static inline float num_sigmoidf(float x) { return 1 / (1 + num_expf(-x)); }

/* log(1 + x) for 0 <= x <= 1 only: x + x^2 p(x), minimax with a relative error of 3.3e-8. */
static inline float num_log1pf(float x)
{
    float p = num_fmaf(x, num_fmaf(x, 0x1.5f99f8p-8f, -0x1.ec9c34p-6f), 0x1.446d4p-4f);
    p = num_fmaf(x, num_fmaf(x, num_fmaf(x, p, -0x1.19ae14p-3f), 0x1.88449p-3f), -0x1.fd133p-3f);
    return num_fmaf(x * x, num_fmaf(x, num_fmaf(x, p, 0x1.5535dap-2f), -0x1.ffff14p-2f), x);
}

/* Below 1 an odd polynomial, beyond 1 - exp(-q(x)), which rises evenly towards 1; both ours, minimax (relative errors
 * 4e-8 and 4e-10). Every float from 4 on is nearest to 1. */
static inline float num_erff(float x)
{
    FloatBits in = { .f = x }, size = { .u = in.u & 0x7FFFFFFFu };
    float a = size.f > 4 ? 4 : size.f, z = a * a;
    float p = 0x1.06eba2p-3f +
              z * (-0x1.812674p-2f +
                   z * (0x1.ce0944p-4f + z * (-0x1.b5a36cp-6f + z * (0x1.42471cp-8f - z * 0x1.27409ap-11f))));
    float q =
        0x1.b459d4p-4f + a * (-0x1.8961eep-6f + a * (0x1.ec8184p-9f + a * (-0x1.6fa24ep-12f + a * 0x1.d48a08p-17f)));
    FloatBits out = { .f = 1 - num_expf(-a * (0x1.20f21cp+0f + a * (0x1.451ab8p-1f + a * q))) };
    out.f = a < 1 ? a + a * p : out.f;
    out.u |= in.u & 0x80000000u;
    return out.f;
}

/* sin for quarter 0, cos for 1. x = k pi/2 + r, |r| <= pi/4, and all of it in double: one rounding at the end. Stated
 * for |x| < 1e6, where the products with k are exact; beyond that a number in [-1, 1] that means nothing. */
static inline float num_wavef(float x, uint64_t quarter)
{
    union {
        double d;
        uint64_t u;
    } n = { .d = (double)x * 0x1.45f306dc9c883p-1 + 0x1.8p52 };
    double k = n.d - 0x1.8p52, r = ((double)x - k * 0x1.921fb544p+0) - k * 0x1.0b4611a626331p-34, z = r * r;
    double odd = r - r * z * (1. / 6 - z * (1. / 120 - z * (1. / 5040 - z * (1. / 362880))));
    double even = 1 - z * (1. / 2 - z * (1. / 24 - z * (1. / 720 - z * (1. / 40320 - z * (1. / 3628800)))));
    uint64_t turn = n.u + quarter;
    double y = turn & 1 ? even : odd;
    return (float)(turn & 2 ? -y : y);
}

static inline float num_sinf(float x) { return num_wavef(x, 0); }
static inline float num_cosf(float x) { return num_wavef(x, 1); }

/* --- text.c: strings, numbers, errors --- */

typedef struct Err {
    char text[480];
} Err; /* "what is wrong; what was expected", no full stop, no newline */

#if defined(__GNUC__)
#define PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define PRINTF(f, a)
#endif
bool err_set(Err *e, const char *format, ...) PRINTF(2, 3); /* e may be NULL; always returns false */
/* text_to_double: the whole string is one finite decimal number, < 512 bytes; the point is '.' in every locale. */
bool text_to_double(const char *s, double *out);
bool text_to_int(const char *s, int64_t *out);   /* the whole string is one decimal integer that fits */
int text_of_double(char out[32], double v);      /* fewest digits that read back as the same double; length */
int text_of_float(char out[32], float v);        /* fewest digits that read back as the same float */
int text_distance(const char *a, const char *b); /* Levenshtein 1966, letters compared without case */
uint32_t text_rune(const char **s);              /* next code point of UTF-8, 0 at the end, U+FFFD for a bad byte */
bool text_utf8_ok(const char *s, size_t n);      /* strict, and no zero byte inside */
/* May a line end between two code points and the next one, where no blank is? Chinese has none: it ends anywhere, but
 * for signs that belong to their neighbour. before: the one before last, or 0. */
bool text_breaks(uint32_t before, uint32_t last, uint32_t next);

/* --- tr.c: texts in the reader's language ---
 * What a user reads is written in English, as tr("Whole sentence, %s.") where it is used, or N_("...") in a table whose
 * user then calls tr(def->label). tools/catalogs collects both. Keys (settings, metrics, JSON) are never translated.
 * The catalog is a .mo file of GNU gettext, read where it lies in memory; see docs/translating.md. */
typedef struct Catalog {
    const unsigned char *bytes; /* the file; must stay where it is */
    uint32_t count, english, translated;
} Catalog; /* the last two: where its tables begin */

#if defined(__GNUC__)
#define FORMAT_ARG(a) __attribute__((format_arg(a)))
#else
#define FORMAT_ARG(a)
#endif
#define N_(text) text
/* The translation; text itself when there is none, or no catalog. Any thread; never NULL unless text is. Lives as long
 * as the catalog, so its pointer may be kept while the language stays. */
const char *tr(const char *text) FORMAT_ARG(1);
const char *tr_in(const Catalog *c, const char *text) FORMAT_ARG(2); /* the same of any catalog; NULL: English */
/* Checks the whole file once, so that looking up need not: false when it is no .mo file (little-endian). */
bool tr_read(Catalog *c, const void *mo, size_t size, Err *err);
void tr_use(const Catalog *c); /* from now on, in all threads; NULL is English. The catalog must outlive its use. */

/* --- mailbox.h is small enough to live here: a one-way mailbox of three slots ---
 * One writer, one reader, any threads, no locks. The writer fills slot mailbox_back() and posts it; the reader takes
 * the newest. The writer always has a slot to fill, the reader always has a whole value, nobody waits. */
typedef struct Mailbox {
    _Atomic uint32_t middle;
    uint32_t back, front;
} Mailbox;

static inline void mailbox_init(Mailbox *m)
{
    atomic_init(&m->middle, 1u);
    m->back = 0;
    m->front = 2;
}
static inline uint32_t mailbox_back(const Mailbox *m) { return m->back; }   /* writer: the slot to fill */
static inline uint32_t mailbox_front(const Mailbox *m) { return m->front; } /* reader: the slot to read */
static inline void mailbox_post(Mailbox *m)                                 /* writer: publish the slot just filled */
{
    m->back = atomic_exchange_explicit(&m->middle, m->back | 4u, memory_order_acq_rel) & 3u;
}
static inline bool mailbox_take(Mailbox *m) /* reader: true when there is a newer value; front is it */
{
    if (!(atomic_load_explicit(&m->middle, memory_order_acquire) & 4u))
        return false;
    m->front = atomic_exchange_explicit(&m->middle, m->front, memory_order_acq_rel) & 3u;
    return true;
}
static inline bool mailbox_taken(const Mailbox *m) /* writer: the reader has seen the last post */
{
    return !(atomic_load_explicit(&m->middle, memory_order_acquire) & 4u);
}

#endif
