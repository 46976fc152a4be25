/* notation: the same penalty as other programs write it. Everything follows from what each of them minimises, or from
 * the step that it takes; the sources and what to mind are in docs/units.md.
 *
 *     ours    mean loss + λ/2 Σw²    or    mean loss + λ₁ Σ|w|        the loss of values is (z − y)²/2
 *
 * A program that sums over n points instead needs n λ, one that leaves out the ½ of the squares half of it, one whose
 * loss of values is (z − y)² twice. */
#include "analysis/analysis.h"

static double same(double s, const NotationAsk *q) { return (void)q, s; }
static double half(double s, const NotationAsk *q) { return (void)q, s / 2; }
static double twice(double s, const NotationAsk *q) { return (void)q, 2 * s; }
static double by_n(double s, const NotationAsk *q) { return s * q->n; }
static double by_batch(double s, const NotationAsk *q) { return s * q->batch; }
static double by_spread(double s, const NotationAsk *q) { return s * q->spread; }
static double one_by_n(double s, const NotationAsk *q) { return s > 0 ? 1 / (s * q->n) : __builtin_inf(); }
static double root(double s, const NotationAsk *q) { return __builtin_sqrt(one_by_n(s, q)); }

enum { C = NOTATION_CLASSES, V = NOTATION_VALUES, D = NOTATION_DECAY };

const NotationDef notation_defs[] = {
    { "playground", "TensorFlow Playground", "Regularization rate", "λ", NOTATION_L2, C | V, same },
    { "pytorch", "PyTorch, SGD, Adam, RMSprop", "weight_decay", "λ", NOTATION_L2, C, same },
    { "pytorch", N_("PyTorch, the same, with MSELoss"), "weight_decay", "2 λ", NOTATION_L2, V, twice },
    { "adamw", N_("PyTorch and Keras, AdamW"), "weight_decay", "λ", NOTATION_L2, C | V | D, same },
    { "keras", "Keras", "regularizers.L2(l2=…)", "λ / 2", NOTATION_L2, C, half },
    { "keras", N_("Keras, with loss='mse'"), "regularizers.L2(l2=…)", "λ", NOTATION_L2, V, same },
    { "sgd", "scikit-learn SGDClassifier", "alpha", "λ", NOTATION_L2, C, same },
    { "sgd", "scikit-learn SGDRegressor", "alpha", "λ", NOTATION_L2, V, same },
    { "mlp", "scikit-learn MLPClassifier", "alpha", N_("batch · λ"), NOTATION_L2, C, by_batch },
    { "mlp", "scikit-learn MLPRegressor", "alpha", N_("batch · λ"), NOTATION_L2, V, by_batch },
    { "ridge", "scikit-learn Ridge", "alpha", "n λ", NOTATION_L2, V, by_n },
    { "logistic", "scikit-learn LogisticRegression", "C", "1 / (n λ)", NOTATION_L2, C, one_by_n },
    { "glmnet", "glmnet, alpha = 0, binomial", "lambda", "λ", NOTATION_L2, C, same },
    { "glmnet", "glmnet, alpha = 0, gaussian", "lambda", "λ · sd(y)", NOTATION_L2, V, by_spread },
    { "prior", N_("Gaussian prior of each weight"), "σ", "1 / √(n λ)", NOTATION_L2, C, root },
    { "prior", N_("Gaussian prior, in noise sd"), "σ", "1 / √(n λ)", NOTATION_L2, V, root },
    { "playground", "TensorFlow Playground, L1", "Regularization rate", "λ₁", NOTATION_L1, C | V, same },
    { "keras", "Keras", "regularizers.L1(l1=…)", "λ₁", NOTATION_L1, C, same },
    { "keras", N_("Keras, with loss='mse'"), "regularizers.L1(l1=…)", "2 λ₁", NOTATION_L1, V, twice },
    { "sgd", "scikit-learn SGDClassifier, l1", "alpha", "λ₁", NOTATION_L1, C, same },
    { "sgd", "scikit-learn SGDRegressor, l1", "alpha", "λ₁", NOTATION_L1, V, same },
    { "lasso", "scikit-learn Lasso", "alpha", "λ₁", NOTATION_L1, V, same },
    { "logistic", "scikit-learn LogisticRegression, l1", "C", "1 / (n λ₁)", NOTATION_L1, C, one_by_n },
    { "glmnet", "glmnet, alpha = 1", "lambda", "λ₁", NOTATION_L1, C | V, same },
    { "prior", N_("Laplace prior of each weight"), "b", "1 / (n λ₁)", NOTATION_L1, C | V, one_by_n },
};
const int notation_count = COUNT(notation_defs);

bool notation_fits(const NotationDef *d, const NotationAsk *q)
{
    if (d->strength != q->strength || !(d->fits & (q->values ? V : C)))
        return false;
    return q->strength == NOTATION_L1 || q->decoupled == ((d->fits & D) != 0);
}

NotationAsk notation_ask(const Config *c, const Points *train)
{
    const RegDef *r = &reg_defs[c->reg];
    bool l1 = r->slider && param_find(r->slider) == param_find("l1");
    NotationAsk q = { .strength = l1 ? NOTATION_L1 : NOTATION_L2,
                      .decoupled = opt_decoupled(c),
                      .n = train->n,
                      .batch = c->batch > 0 && c->batch < train->n ? c->batch : train->n };
    double sum = 0, squares = 0;
    for (int i = 0; i < train->n; i++)
        sum += (double)train->y[(size_t)i * (size_t)train->targets];
    for (int i = 0; i < train->n; i++) {
        double d = (double)train->y[(size_t)i * (size_t)train->targets] - sum / train->n;
        squares += d * d;
    }
    q.spread = train->n > 0 ? __builtin_sqrt(squares / train->n) : 0;
    return q;
}
