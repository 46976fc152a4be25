/* Generalized divisive normalization (Balle, Laparra and Simoncelli 2016, equation 2 with exponents 2 and 1/2):
 *
 *     y_i = x_i / sqrt(u_i),   u_i = beta_i + sum over j of gamma_ij x_j^2
 *
 * u is an affine map of the squares, so its parameters lie like those of a dense layer: gamma as [j][i], then beta.
 * They start at gamma = 0.1 I, beta = 1, are learned, are no weights to any penalty, and are clamped after each step,
 * so that u stays above 0. */
#include "nn/layer.h"

#include <math.h> /* sqrt only */

#define BETA_MIN 1e-3

int gdn_fixed(const LayerShape *l) { return l->in * l->out; }
int gdn_keep(const LayerShape *l) { return 3 * l->out; } /* x^2; u^(-1/2); du */

void gdn_init(const Shape *s, const LayerShape *l, Rng *r, real *params)
{
    (void)s, (void)r;
    int n = l->out;
    for (int i = 0; i < n; i++) {
        params[i * n + i] = (real)0.1;
        params[n * n + i] = 1;
    }
}

void gdn_prepare(const Pass *p)
{
    if (p->grad)
        layer_affine_turn(p);
}

void gdn_forward(const Pass *p)
{
    int n = p->rows * p->l->out;
    real *square = p->keep, *shrink = square + n;
    for (int i = 0; i < n; i++)
        square[i] = p->in[i] * p->in[i];
    layer_affine(p, square, shrink);
    for (int i = 0; i < n; i++) {
        shrink[i] = 1 / real_sqrt(shrink[i]);
        p->out[i] = p->in[i] * shrink[i];
    }
}

/* du_i = -1/2 x_i u_i^(-3/2) dy_i;  dx_j = u_j^(-1/2) dy_j + 2 x_j sum over i of gamma_ij du_i */
void gdn_backward(const Pass *p)
{
    int n = p->rows * p->l->out;
    const real *square = p->keep, *shrink = square + n;
    real *du = p->keep + 2 * n;
    for (int i = 0; i < n; i++)
        du[i] = (real)-0.5 * p->out[i] * (shrink[i] * shrink[i]) * p->dout[i];
    layer_affine_grad(p, square, du);
    if (!p->din)
        return;
    layer_affine_back(p, du, p->din);
    for (int i = 0; i < n; i++)
        p->din[i] = shrink[i] * p->dout[i] + 2 * p->in[i] * p->din[i];
}

void gdn_clamp(const LayerShape *l, real *params) /* NaN stays NaN */
{
    int gammas = l->out * l->out;
    for (int i = 0; i < gammas; i++)
        params[i] = params[i] < 0 ? 0 : params[i];
    for (int i = gammas; i < l->params; i++)
        params[i] = params[i] < (real)BETA_MIN ? (real)BETA_MIN : params[i];
}
