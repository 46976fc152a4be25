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

static bool alive(const Sweep *s, int m) { return s->done[m] && s->mean[m].status == STATUS_OK; }

static const double POINT = 0.01 + 1e-9; /* of accuracy, and a little for the rounding of 0.93 - 0.92 */
static const double ALIKE = 1.1;         /* losses that are as good as the lowest one */

int path_sweet(const Sweep *s)
{
    int best = -1;
    for (int m = 0; m < s->total; m++)
        if (alive(s, m) && num_finite(s->mean[m].test_loss) &&
            (best < 0 || s->mean[m].test_loss < s->mean[best].test_loss))
            best = m;
    return best;
}

static bool within_a_point(double a, double b) { return a - b <= POINT && b - a <= POINT; } /* no accuracy: false */

static bool as_at_zero(const Sweep *s, int m)
{
    return s->done[0] && within_a_point(s->mean[m].test_accuracy, s->mean[0].test_accuracy);
}

/* First and last member that do about as well as the best one, by loss or by accuracy; what lies between is theirs.
 * first > last: nobody. */
static void sweet_range(const Sweep *s, int *first, int *last)
{
    int best = path_sweet(s);
    double accuracy = 0;
    for (int m = 0; m < s->total; m++)
        if (alive(s, m) && s->mean[m].test_accuracy > accuracy)
            accuracy = s->mean[m].test_accuracy;
    *first = s->total;
    *last = -1;
    for (int m = 0; best >= 0 && m < s->total; m++) {
        const Metrics *now = &s->mean[m];
        if (!alive(s, m))
            continue;
        bool right = within_a_point(now->test_accuracy, accuracy) && (m >= best || !as_at_zero(s, m));
        if (now->test_loss <= ALIKE * s->mean[best].test_loss || right) {
            *first = min_i(*first, m);
            *last = m;
        }
    }
}

void path_zones(const Sweep *s, Zone zone[SWEEP_MEMBERS])
{
    int first, last;
    sweet_range(s, &first, &last);
    bool none = true, heals = path_sweet(s) > 0;
    Zone left = ZONE_NONE;
    for (int m = 0; m < SWEEP_MEMBERS; m++) {
        if (m < s->total && s->done[m]) {
            Status status = s->mean[m].status;
            none = none && as_at_zero(s, m);
            left = status == STATUS_COLLAPSED  ? ZONE_COLLAPSED
                   : status == STATUS_DIVERGED ? ZONE_DIVERGED
                   : last < 0                  ? ZONE_NONE /* no test points */
                   : m > last                  ? ZONE_UNDERFIT
                   : !heals                    ? ZONE_NONE
                   : m >= first                ? ZONE_SWEET
                   : none                      ? ZONE_NONE
                                               : ZONE_HEALING;
        }
        zone[m] = left;
    }
}
