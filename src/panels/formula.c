/* The penalty as it is written: (λ/2)‖w‖² and λ₁‖w‖₁, those of the two that the objective holds. What pulls at the
 * weights without being part of the objective, as decoupled decay does, has no term. */
#include "panels/panel.h"

static const FormulaTerm terms[] = { { "(λ/2) ", 2 }, { "λ₁ ", 1 } };

int formula_terms(const Config *c, FormulaTerm out[2])
{
    Config probe = *c; /* the slider's own term is there at 0 as well */
    const RegDef *d = &reg_defs[c->reg];
    if (d->slider && !d->dropout) {
        probe.l2 = d->l2 ? 1 : 0;
        probe.l1 = d->l1 ? 1 : 0;
    }
    Penalty p = reg_penalty(&probe);
    int n = 0;
    if (p.l2 > 0)
        out[n++] = terms[0];
    if (p.reported > 0)
        out[n++] = terms[1];
    return n;
}

float formula_width(Canvas *c, FormulaTerm t, float size)
{
    TextStyle s = { .size = size, .face = FACE_MEDIUM };
    return canvas_text_width(c, s, t.factor) + ui_norm_width(c, size, FACE_MEDIUM_ITALIC, t.norm == 2) +
           (t.norm == 1 ? canvas_text_width(c, s, "₁") : 0);
}

float formula_draw(Canvas *c, FormulaTerm t, float x, float y, float size, Color color)
{
    TextStyle s = { .size = size, .face = FACE_MEDIUM, .color = color };
    float at = x + canvas_text(c, x, y, s, t.factor);
    at += ui_norm(c, at, y, size, FACE_MEDIUM_ITALIC, color, t.norm == 2);
    if (t.norm == 1)
        at += canvas_text(c, at, y, s, "₁");
    return at - x;
}
