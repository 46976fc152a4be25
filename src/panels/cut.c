/* Along which plane a loss surface is cut, in words. */
#include "panels/panel.h"

#include <stdio.h>
#include <string.h>

static const char *why_not(PlaneWhy why)
{
    switch (why) {
    case PLANE_NO_TWIN: return tr("no twin to compare with: ");
    case PLANE_TWIN_IS_NET: return tr("net and twin are the same: ");
    case PLANE_NET_IS_ZERO: return tr("all weights are 0: ");
    case PLANE_NOT_TWO: return tr("more than two weights: ");
    default: return "";
    }
}

void cut_words(const Findings *f, char text[CUT_WORDINGS][256])
{
    const Surface *s = f->surface;
    const char *twin = panel_twin_name(&f->snap.config), *why = why_not(s->why);
    char step[40] = "", share[32], part[2][32];
    if (s->step < f->snap.step && f->snap.step - s->step > f->snap.step / 100)
        snprintf(step, sizeof step, tr(" of step %llu"), (unsigned long long)s->step);
    panel_fixed(share, 100 * (double)s->share, 0);
    for (int i = 0; i < 2; i++)
        panel_fixed(part[i], 100 * (double)s->principal[i], 0);
    for (int i = 0; i < CUT_WORDINGS; i++)
        text[i][0] = 0;
    switch (s->plane) {
    case PLANE_RANDOM:
        snprintf(
            text[0], 160,
            tr("two random directions%s, each as large as the weights themselves: 1 is a change by 100%%, seed %u"),
            step, (unsigned)s->seed);
        snprintf(text[1], 256, tr("two random directions%s, as large as the weights"), step);
        snprintf(text[2], 256, "%s", tr("two random directions"));
        snprintf(text[3], 256, "%s", tr("random"));
        break;
    case PLANE_SHRINK:
        snprintf(text[0], 256, tr("plane%s through w = 0, the %s and the net, %s%% of the path\u2019s motion"), step,
                 twin, share);
        snprintf(text[1], 256, "%s", tr("plane through w = 0, twin and net"));
        snprintf(text[2], 256, "%s", tr("0, twin and net"));
        break;
    case PLANE_WEIGHTS:
        snprintf(text[0], 256,
                 s->best_bias ? tr("the two weights%s, the bias at its best everywhere")
                              : tr("the two weights%s, the bias as it is"),
                 step);
        snprintf(text[1], 256, tr("the two weights%s"), step);
        snprintf(text[2], 256, "%s", tr("two weights"));
        break;
    default:
        snprintf(text[0], 256, tr("%splane of the path%s, %s%% of its motion: %s%% + %s%%"), why, step, share, part[0],
                 part[1]);
        snprintf(text[1], 256, tr("%splane of the path%s, %s%% of its motion"), why, step, share);
        snprintf(text[2], 256, tr("%s%s%% of the path\u2019s motion"), why, share);
        snprintf(text[3], 256, "%s%%", share);
    }
    for (int i = 0; i < CUT_WORDINGS - 1 && s->rows < f->snap.train.n; i++) {
        size_t used = strlen(text[i]);
        if (used && i < 2)
            snprintf(text[i] + used, 256 - used, tr(", from %d of %d points"), s->rows, f->snap.train.n);
        else if (used)
            snprintf(text[i] + used, 256 - used, tr(", %d points"), s->rows);
    }
}
