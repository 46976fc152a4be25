/* The values above the slider: 0, and a log axis from sweep_lo to sweep_hi; of a drop rate: even steps from 0. And the
 * seeds that each of them is trained with. */
#include "nn/nn.h"

#include <assert.h>

/* Exponents are rounded to a millionth of a decade, so that an axis from 1e-5 to 1 meets 0.01 and not its neighbour. */
static double exponent(float v)
{
    double e = num_log10((double)v) * 1e6;
    return (double)(int64_t)(e < 0 ? e - 0.5 : e + 0.5) / 1e6;
}

float sweep_value(const Config *c, int member)
{
    assert(member >= 0 && member < SWEEP_MEMBERS);
    const int last = SWEEP_MEMBERS - 1;
    float from, to;
    bool linear;
    reg_axis(c, &from, &to, &linear);
    if (linear)
        return from + (to - from) * (float)member / (float)last;
    if (member <= 1 || member == last)
        return member == 0 ? 0 : member == 1 ? c->sweep_lo : c->sweep_hi;
    double lo = exponent(c->sweep_lo), hi = exponent(c->sweep_hi);
    return (float)num_pow10(lo + (hi - lo) * (member - 1) / (last - 1));
}

Config sweep_seeded(const Config *c, int which)
{
    assert(which >= 0 && which < SWEEP_SEEDS);
    Config out = *c;
    for (int i = 0; i < which; i++)
        config_reseed(&out, config_next_seed(&out));
    return out;
}

/* The first group spans the axis, the next two fill in its middle, where nets heal: the curve is there early and then
 * gets finer. */
int sweep_order(int rank)
{
    static const uint8_t order[SWEEP_MEMBERS] = {
        0, 1,  6,  11, 16, 21, 26, 31, /* every 5th */
        3, 8,  13, 14, 18, 19, 23, 28, /* between */
        9, 10, 12, 15, 17, 20, 22, 24, /* the middle */
        2, 4,  5,  7,  25, 27, 29, 30, /* the rest */
    };
    assert(rank >= 0 && rank < SWEEP_MEMBERS);
    return order[rank];
}
