/* path: what a sweep over lambda says about the slider's track: where nothing changes, where the net heals, where it is
 * at its best, where it is too stiff and where it dies. Members are in ascending order of lambda, the first has none.
 */
#include "analysis/analysis.h"

float path_strength(const Config *c)
{
    int row = reg_slider(c);
    return row < 0 ? 0 : (float)param_get(c, row);
}

bool path_moves(const Snapshot *s, const Change *c)
{
    return c->kind == ACTION_SET && c->param == reg_slider(&s->config); /* what changes nothing is in no journal */
}

static bool alive(const Sweep *s, int m) { return s->done[m] && s->metrics[m].status == STATUS_OK; }

int path_sweet(const Sweep *s)
{
    int best = -1;
    for (int m = 0; m < s->total; m++)
        if (alive(s, m) && num_finite(s->metrics[m].test_loss) &&
            (best < 0 || s->metrics[m].test_loss < s->metrics[best].test_loss))
            best = m;
    return best;
}

/* A point of accuracy, and a little for the rounding of differences such as 0.93 - 0.92. No accuracy: false. */
static bool within_a_point(double a, double b) { return a - b <= 0.01 + 1e-9 && b - a <= 0.01 + 1e-9; }

/* First and last member that do about as well as the best one, by loss or by accuracy; what lies between is theirs.
 * first > last: nobody. */
static void sweet_range(const Sweep *s, int *first, int *last)
{
    int best = path_sweet(s);
    double accuracy = 0;
    for (int m = 0; m < s->total; m++)
        if (alive(s, m) && s->metrics[m].test_accuracy > accuracy)
            accuracy = s->metrics[m].test_accuracy;
    *first = s->total;
    *last = -1;
    for (int m = 0; best >= 0 && m < s->total; m++) {
        const Metrics *now = &s->metrics[m];
        if (!alive(s, m))
            continue;
        if (now->test_loss <= 1.1 * s->metrics[best].test_loss || within_a_point(now->test_accuracy, accuracy)) {
            *first = min_i(*first, m);
            *last = m;
        }
    }
}

void path_zones(const Sweep *s, Zone zone[SWEEP_MEMBERS])
{
    int first, last;
    sweet_range(s, &first, &last);
    bool none = true;
    Zone left = ZONE_NONE;
    for (int m = 0; m < SWEEP_MEMBERS; m++) {
        if (m < s->total && s->done[m]) {
            none = none && s->done[0] && within_a_point(s->metrics[m].test_accuracy, s->metrics[0].test_accuracy);
            left = s->metrics[m].status != STATUS_OK ? ZONE_COLLAPSED
                   : m > last                        ? ZONE_UNDERFIT
                   : m >= first                      ? ZONE_SWEET
                   : none                            ? ZONE_NONE
                                                     : ZONE_HEALING;
        }
        zone[m] = left;
    }
}
