/* rng: PCG32, the 64-bit linear congruence with a permuted 32-bit output of O'Neill 2014 ("PCG", section 6.3.1,
 * XSH-RR), and the distributions that training and the toy data need. A generator is a value: a copy of it repeats
 * its future. */
#include "base/base.h"

#include <math.h> /* sqrt only */

/* Inlined, unlike the public ones: a shuffle of every epoch is a share of the time of small nets. */
static inline uint32_t next(Rng *r)
{
    uint64_t s = r->state;
    r->state = s * 6364136223846793005u + r->inc;
    uint32_t x = (uint32_t)((s >> 18 ^ s) >> 27), turn = (uint32_t)(s >> 59);
    return x >> turn | x << (-turn & 31);
}

static inline uint32_t below(Rng *r, uint32_t n)
{
    uint32_t x; /* the lowest 2^32 mod n values would make some results likelier; they are below n */
    do
        x = next(r);
    while (x < n && x < -n % n);
    return x % n;
}

Rng rng_make(uint64_t seed, uint64_t stream)
{
    Rng r = { 0, stream << 1 | 1 }; /* an odd increment gives the full period, each a different order */
    rng_u32(&r);
    r.state += seed;
    rng_u32(&r);
    return r;
}

uint32_t rng_u32(Rng *r) { return next(r); }

double rng_unit(Rng *r) { return next(r) * 0x1p-32; }

uint32_t rng_below(Rng *r, uint32_t n) { return below(r, n); }

double rng_normal(Rng *r)
{
    double radius = sqrt(-2 * num_log(1 - rng_unit(r))); /* 1 - u is never 0 */
    return radius * num_cos(6.283185307179586 * rng_unit(r));
}

void rng_shuffle(Rng *r, int *index, int n)
{
    Rng own = *r; /* its state stays in a register */
    for (int i = n - 1; i > 0; i--) {
        int j = (int)below(&own, (uint32_t)i + 1), t = index[i];
        index[i] = index[j];
        index[j] = t;
    }
    *r = own;
}
