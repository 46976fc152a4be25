/* vec: a vector of reals as wide as the processor this file is compiled for, and the fused multiply-add that all
 * training stands on. Private to the files that are compiled once for each width (kernel.h).
 *
 * fused(a, b, c) is a * b + c rounded once, in every version, by definition. So a sum of products has the same bits on
 * every machine, however wide its vectors are: where there is no such instruction num_fmaf's emulation takes its place.
 * In double (tests alone use it) nothing is fused anywhere. */
#ifndef RIDGESCOPE_VEC_H
#define RIDGESCOPE_VEC_H

#include "nn/kernel.h"

#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
#else
#define VECTOR_BYTES 16
#endif
#define INLINE static inline __attribute__((always_inline))

enum { LANES = VECTOR_BYTES / sizeof(real) };
typedef real Vec __attribute__((vector_size(VECTOR_BYTES)));

INLINE Vec load(const real *from) /* any address: memcpy of a vector is one load */
{
    Vec v;
    memcpy(&v, from, sizeof v);
    return v;
}
INLINE void store(real *to, Vec v) { memcpy(to, &v, sizeof v); }
INLINE Vec same(real x) { return x - (Vec){ 0 }; } /* x in every lane; -0 stays -0 */

#if defined(__AVX512F__) && !defined(REAL_DOUBLE)

INLINE Vec fused(Vec a, Vec b, Vec c) { return (Vec)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c); }
INLINE Vec least(Vec a, Vec b) { return (Vec)_mm512_min_ps((__m512)a, (__m512)b); } /* a < b ? a : b */
INLINE Vec most(Vec a, Vec b) { return (Vec)_mm512_max_ps((__m512)a, (__m512)b); }  /* a > b ? a : b */
/* The first n < LANES lanes; the others are 0. */
INLINE Vec load_some(const real *from, int n) { return (Vec)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), from); }
INLINE void store_some(real *to, Vec v, int n) { _mm512_mask_storeu_ps(to, (__mmask16)((1u << n) - 1), (__m512)v); }

INLINE real fold_lanes(Vec v) /* upper half added to lower half, until one is left */
{
    __m256 a = _mm256_add_ps(_mm512_castps512_ps256((__m512)v), _mm512_extractf32x8_ps((__m512)v, 1));
    __m128 b = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
    b = _mm_add_ps(b, _mm_movehl_ps(b, b));
    return _mm_cvtss_f32(_mm_add_ss(b, _mm_movehdup_ps(b)));
}

#elif defined(__AVX2__) && !defined(REAL_DOUBLE)

INLINE Vec fused(Vec a, Vec b, Vec c) { return (Vec)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c); }
INLINE Vec least(Vec a, Vec b) { return (Vec)_mm256_min_ps((__m256)a, (__m256)b); }
INLINE Vec most(Vec a, Vec b) { return (Vec)_mm256_max_ps((__m256)a, (__m256)b); }
INLINE __m256i first(int n)
{
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
INLINE Vec load_some(const real *from, int n) { return (Vec)_mm256_maskload_ps(from, first(n)); }
INLINE void store_some(real *to, Vec v, int n) /* in pieces: the masked store is slow on some processors */
{
    __m128 part = _mm256_castps256_ps128((__m256)v);
    if (n & 4) {
        _mm_storeu_ps(to, part);
        part = _mm256_extractf128_ps((__m256)v, 1);
        to += 4;
    }
    if (n & 2) {
        _mm_storel_pi((__m64 *)(void *)to, part);
        part = _mm_movehl_ps(part, part);
        to += 2;
    }
    if (n & 1)
        _mm_store_ss(to, part);
}
INLINE real fold_lanes(Vec v)
{
    __m128 b = _mm_add_ps(_mm256_castps256_ps128((__m256)v), _mm256_extractf128_ps((__m256)v, 1));
    b = _mm_add_ps(b, _mm_movehl_ps(b, b));
    return _mm_cvtss_f32(_mm_add_ss(b, _mm_movehdup_ps(b)));
}

#else

#if defined(REAL_DOUBLE)
INLINE Vec fused(Vec a, Vec b, Vec c) { return a * b + c; }
#elif defined(__aarch64__)
INLINE Vec fused(Vec a, Vec b, Vec c) { return (Vec)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b); }
#else
typedef double Wide __attribute__((vector_size(2 * VECTOR_BYTES)));
typedef int64_t WideBits __attribute__((vector_size(2 * VECTOR_BYTES)));

/* As num_fmaf, four at a time. Comparisons give -1 in a lane for true. */
INLINE Vec fused(Vec a, Vec b, Vec c)
{
    Wide p = __builtin_convertvector(a, Wide) * __builtin_convertvector(b, Wide), w = __builtin_convertvector(c, Wide);
    Wide s = p + w, t = s - p, lost = (p - (s - t)) + (w - t);
    WideBits u = (WideBits)s, inexact = (lost > 0) | (lost < 0), even = (u & 1) - 1, back = (lost > 0) ^ (s > 0);
    u += inexact & even & (back | 1);
    return __builtin_convertvector((Wide)u, Vec);
}
#endif

INLINE Vec least(Vec a, Vec b)
{
    for (int i = 0; i < LANES; i++)
        a[i] = a[i] < b[i] ? a[i] : b[i];
    return a;
}
INLINE Vec most(Vec a, Vec b)
{
    for (int i = 0; i < LANES; i++)
        a[i] = a[i] > b[i] ? a[i] : b[i];
    return a;
}
INLINE Vec load_some(const real *from, int n)
{
    Vec v = { 0 };
    for (int i = 0; i < n; i++)
        v[i] = from[i];
    return v;
}
INLINE void store_some(real *to, Vec v, int n)
{
    for (int i = 0; i < n; i++)
        to[i] = v[i];
}

INLINE real fold_lanes(Vec v)
{
    for (int n = LANES / 2; n >= 1; n /= 2)
        for (int i = 0; i < n; i++)
            v[i] += v[i + n];
    return v[0];
}

#endif

/* num_tanhf, for use where z is in a register. In double: not used. */
INLINE Vec tanh_vec(Vec x)
{
    const Vec end = same((real)9.02);
    x = most(-end, least(end, x));
    Vec z = x * x, c = fused(z, same((real)-0x1.297b46p-24), same((real)0x1.41f72ep-14));
    Vec m = fused(x * z, fused(z, c, same((real)0x1.d08d9p-6)), x);
    Vec d = fused(z, fused(z, same((real)0x1.1374b4p-9), same((real)0x1.c978a2p-3)), same(2));
    return m * (d + d) / fused(m, m, d * d);
}

typedef uint32_t Words __attribute__((vector_size(VECTOR_BYTES)));

/* num_expf. In double: not used, nor is the next one. */
INLINE Vec exp_vec(Vec x)
{
    x = most(same(-104), least(same(89), x));
    Vec n = fused(x, same((real)0x1.715476p+0), same((real)0x1.8p+23)), whole = n - same((real)0x1.8p+23);
    Vec r = fused(whole, same((real)-0x1.0bfbe8p-15), fused(whole, same((real)-0x1.62ep-1), x));
    Vec p = fused(r, fused(r, same((real)0x1.6d9b08p-10), same((real)0x1.12294ep-7)), same((real)0x1.555484p-5));
    p = fused(r * r, fused(r, fused(r, p, same((real)0x1.5554aep-3)), same((real)0x1p-1)), r);
    Words k = (Words)n - 0x4B400000u, half = (k + 256) / 2 - 128;
    return (1 + p) * (Vec)((half + 127) << 23) * (Vec)((k - half + 127) << 23);
}

/* num_log1pf */
INLINE Vec log1p_vec(Vec x)
{
    Vec p = fused(x, fused(x, same((real)0x1.5f99f8p-8), same((real)-0x1.ec9c34p-6)), same((real)0x1.446d4p-4));
    p = fused(x, fused(x, fused(x, p, same((real)-0x1.19ae14p-3)), same((real)0x1.88449p-3)),
              same((real)-0x1.fd133p-3));
    return fused(x * x, fused(x, fused(x, p, same((real)0x1.5535dap-2)), same((real)-0x1.ffff14p-2)), x);
}

#endif
