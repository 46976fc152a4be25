/* The column beside the curve of the curvature: the three largest eigenvalues as a table, and what they do not say. */
#include "panels/panel.h"

#include <stdio.h>
#include <string.h>

/* Breaks a sentence into lines as wide as r at most, from y on; returns where the next line begins. */
static float prose(const PanelView *v, Rect r, float y, const char *text, Canvas *c)
{
    TextStyle s = panel_type(v, 14, FACE_REGULAR, v->theme->ink2, ALIGN_LEFT);
    float high = 20 * v->k;
    while (*text && y + high <= r.y + r.h) {
        char line[192];
        int n = canvas_text_line(c, s, text, r.w);
        snprintf(line, sizeof line, "%.*s", n, text);
        canvas_text(c, r.x, y + 14 * v->k, s, line);
        y += high;
        text += n;
        text += strspn(text, " ");
    }
    return y + 8 * v->k;
}

static float table_row(const PanelView *v, Rect r, float y, const char *name, const float *value, Color color,
                       Canvas *c)
{
    static const char *const heads[] = { N_("largest"), N_("second"), N_("third") };
    char text[32];
    float k = v->k;
    TextStyle s = panel_type(v, 14, FACE_SEMIBOLD, color, ALIGN_LEFT);
    canvas_text(c, r.x, y + 14 * k, s, name);
    s.face = value ? FACE_SEMIBOLD : FACE_REGULAR;
    s.align = ALIGN_RIGHT;
    for (int i = 0; i < CURVATURE_TOP; i++)
        canvas_text(c, r.x + r.w - (float)(CURVATURE_TOP - 1 - i) * 84 * k, y + 14 * k, s,
                    value ? sharpness_number(text, value[i]) : tr(heads[i]));
    return y + 24 * k;
}

/* What the penalty does to the curvature. */
static const char *shift(const Config *c, const Curvature *d)
{
    Penalty p = reg_penalty(c);
    if (p.l2 > 0 || (reg_defs[c->reg].l2 && !(p.decay > 0) && !(p.shrink > 0)))
        return d->free
                   ? tr("λ adds itself to every eigenvalue over the weights alone. Biases are not penalised, so the "
                        "total lies at most λ above the data loss.")
                   : tr("All parameters are penalised, so the total lies exactly λ above the data loss.");
    if (p.decay > 0)
        return tr("Decoupled decay is no part of the cost: total and data loss have the same curvature.");
    if (p.reported > 0)
        return tr("A penalty on |w| is straight on both sides of 0: it moves the net, but adds no curvature.");
    return tr("There is no penalty that has a curvature: the total is the data loss.");
}

void caveats_draw(const Findings *f, const PanelView *v, Rect r, bool twin, Canvas *c)
{
    const Curvature *d = f->curvature;
    const Theme *t = v->theme;
    int now = d->points - 1;
    char text[200];
    snprintf(text, sizeof text, tr("At step %llu"), (unsigned long long)d->step);
    float y = table_row(v, r, r.y, text, NULL, t->ink3, c);
    y = table_row(v, r, y, tr("Data loss"), d->data[now], t->train, c);
    y = table_row(v, r, y, tr("Total"), d->total[now], t->ink, c);
    if (twin)
        y = table_row(v, r, y, panel_twin_name(&f->snap.config), d->twin[now], t->ink2, c);
    y += 10 * v->k;
    if (d->rows < f->snap.train.n) {
        snprintf(text, sizeof text, tr("Measured on the first %d of %d training points."), d->rows, f->snap.train.n);
        y = prose(v, r, y, text, c);
    }
    y = prose(v, r, y, shift(&f->snap.config, d), c);
    if (loss_defs[f->snap.shape.loss].hi > 0)
        y = prose(
            v, r, y,
            tr("Once the training loss is near 0 the curvature of the cross-entropy vanishes with p(1 − p): a small "
               "number at the end of a run without a penalty means a net that is sure of every point, not a wide "
               "bowl. Compare in the middle of the run."),
            c);
    y = prose(
        v, r, y,
        tr("It is about steps of length 1 in the weights, however large these are: to large weights such a step is "
           "small. Directions scaled to the weights (Loss surface) tell pit from bowl."),
        c);
    y = prose(v, r, y,
              tr("Gradient descent without momentum follows a valley only while its rate is below 2 / largest."), c);
    snprintf(text, sizeof text, tr("Three eigenvalues of %d say nothing about the others: no proof of a minimum."),
             f->snap.shape.params - f->snap.shape.frozen);
    prose(v, r, y, text, c);
}
