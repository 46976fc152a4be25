/* spread: the nets of several seeds as one number for each value of a sweep, and how far apart they lie. */
#include "analysis/analysis.h"

#include <stddef.h>

static const size_t averaged[] = { offsetof(Metrics, epoch),          offsetof(Metrics, data_loss),
                                   offsetof(Metrics, penalty),        offsetof(Metrics, objective),
                                   offsetof(Metrics, valid_loss),     offsetof(Metrics, test_loss),
                                   offsetof(Metrics, train_accuracy), offsetof(Metrics, valid_accuracy),
                                   offsetof(Metrics, test_accuracy),  offsetof(Metrics, weight_norm) };

static double *number(Metrics *m, size_t offset) { return (double *)(void *)((char *)m + offset); }

/* In the order of seeds, whoever was first: the same bits. A net without a finite loss leaves none to the mean. */
static void summarise(Sweep *s, int member)
{
    Metrics *mean = &s->mean[member];
    *mean = s->net[0][member];
    s->low[member] = s->high[member] = mean->test_loss;
    for (int k = 1; k < s->seeds; k++) {
        Metrics *net = &s->net[k][member];
        for (int i = 0; i < COUNT(averaged); i++)
            *number(mean, averaged[i]) += *number(net, averaged[i]);
        s->low[member] = net->test_loss < s->low[member] ? net->test_loss : s->low[member];
        s->high[member] = net->test_loss > s->high[member] ? net->test_loss : s->high[member];
    }
    for (int i = 0; s->seeds > 1 && i < COUNT(averaged); i++)
        *number(mean, averaged[i]) /= s->seeds;
}

void spread_add(Sweep *s, int seed, int member, const Metrics *m)
{
    int was = s->seeds;
    s->net[seed][member] = *m;
    s->finished[seed]++;
    s->done[member] |= seed == 0;
    s->seeds = max_i(was, 1);
    while (s->seeds < SWEEP_SEEDS && s->finished[s->seeds - 1] == s->total && s->finished[s->seeds] == s->total)
        s->seeds++;
    for (int i = 0; i < s->total; i++)
        if (s->done[i] && (i == member || s->seeds != was))
            summarise(s, i);
}

bool spread_complete(const Sweep *s) { return s->seeds == SWEEP_SEEDS; }
