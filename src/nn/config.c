/* Settings: one row of param_defs is a slider, an option, a lesson key and a saved field at once, so the four cannot
 * disagree. Values travel as doubles or text and are stored in the field at `offset` with the type of the row's kind.
 * Defaults are those of the first scene. To add a setting: a field in Config, a row here, a value in scene moons
 * (scenes.c). */
#include "nn/nn.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define ROW(k, type, field) .key = k, .kind = type, .offset = offsetof(Config, field)
#define SEED_MAX 4294967295.0

const ParamDef param_defs[] = {
    { ROW("data", PARAM_CHOICE, data), .label = N_("Data"), .restarts = true, .help = N_("The toy problem to learn.") },
    { ROW("points", PARAM_INT, points), .label = N_("Training points"), .lo = 1, .hi = 100000, .restarts = true,
      .help = N_("How many points the net is trained on.") },
    { ROW("valid_points", PARAM_INT, valid_points), .label = N_("Validation points"), .lo = 0, .hi = 100000,
      .restarts = true, .help = N_("Points held out to choose lambda with; wrong labels occur here as well.") },
    { ROW("test_points", PARAM_INT, test_points), .label = N_("Test points"), .lo = 1, .hi = 100000, .restarts = true,
      .help = N_("New points with true labels that measure how well the net generalises.") },
    { ROW("noise", PARAM_REAL, noise), .label = N_("Noise"), .lo = 0, .hi = 5, .restarts = true,
      .help = N_("Standard deviation of the Gaussian noise on each coordinate.") },
    { ROW("flip", PARAM_REAL, flip), .label = N_("Wrong labels"), .lo = 0, .hi = 1, .restarts = true,
      .help = N_("Probability that a training or validation label is replaced by another class.") },
    { ROW("imbalance", PARAM_REAL, imbalance), .label = N_("Imbalance"), .lo = 0, .hi = 0.95, .restarts = true,
      .help = N_("Share of its points that every class but the first one loses.") },
    { ROW("scale", PARAM_REAL, scale), .label = N_("Scale"), .lo = 0.1, .hi = 10, .restarts = true,
      .help = N_("The moons are drawn this many times smaller; small inputs need larger weights.") },
    { ROW("turns", PARAM_REAL, turns), .label = N_("Turns"), .lo = 0, .hi = 5, .restarts = true,
      .help = N_("How often the spirals wind around the centre.") },
    { ROW("degree", PARAM_INT, degree), .label = N_("Degree"), .lo = 0, .hi = NN_INPUTS, .restarts = true,
      .help = N_("Curves: the net sees the powers of x up to this one; 0 leaves x as it is.") },
    { ROW("features", PARAM_BITS, features), .label = N_("Inputs"), .restarts = true,
      .help = N_("Points in the plane: what the net sees of each.") },
    { ROW("classes", PARAM_INT, classes), .label = N_("Classes"), .lo = 2, .hi = NN_CLASSES, .restarts = true,
      .help = N_("How many clouds the blobs have, one a class.") },
    { ROW("seed_data", PARAM_SEED, seed_data), .label = N_("Data seed"), .hi = SEED_MAX, .restarts = true,
      .help = N_("Another seed draws other points from the same distribution.") },

    { ROW("net", PARAM_NET, layers), .label = N_("Network"), .lo = 1, .hi = NN_WIDTH, .restarts = true,
      .help =
          N_("Units of each hidden layer, such as 32-32; - for a linear model; conv:4x5-16 puts 4 filters of 5x5 in "
             "front, for images.") },
    { ROW("act", PARAM_CHOICE, act), .label = N_("Activation"), .restarts = true,
      .help = N_("The nonlinearity of the hidden units.") },
    { ROW("loss", PARAM_CHOICE, loss), .label = N_("Loss"), .restarts = true,
      .help = N_("The data loss; auto takes cross-entropy for classes and squared error for values.") },
    { ROW("pool", PARAM_CHOICE, pool), .label = N_("Pooling"), .restarts = true,
      .help = N_("What stands for each 2x2 window behind the filters.") },
    { ROW("freeze", PARAM_INT, freeze), .label = N_("Frozen filters"), .lo = 0, .hi = 1, .restarts = true,
      .help = N_("1: the filters were trained on 1000 clean images and stay as they are.") },
    { ROW("gdn", PARAM_CHOICE, gdn), .label = "GDN", .restarts = true,
      .help = N_("Where generalized divisive normalization stands when it is the regularizer.") },
    { ROW("seed_init", PARAM_SEED, seed_init), .label = N_("Weight seed"), .hi = SEED_MAX, .restarts = true,
      .help = N_("Another seed starts training from other weights.") },

    { ROW("reg", PARAM_CHOICE, reg), .label = N_("Regularizer"),
      .help = N_("The penalty that is added to the data loss.") },
    { ROW("l2", PARAM_LOG, l2), .label = "λ", .lo = 1e-16, .hi = 100, .zero = true,
      .help = N_("Strength of the L2 penalty: half of lambda times the sum of squared weights.") },
    { ROW("l1", PARAM_LOG, l1), .label = "λ₁", .lo = 1e-12, .hi = 100, .zero = true,
      .help = N_("Strength of the L1 penalty: lambda times the sum of the weights' sizes.") },
    { ROW("l1_mode", PARAM_CHOICE, l1_mode), .label = N_("L1 step"),
      .help = N_("Proximal shrinks each weight after the step and makes exact zeros; subgradient adds the sign.") },
    { ROW("dropout", PARAM_REAL, dropout), .label = N_("Drop rate"), .lo = 0, .hi = 0.95,
      .help = N_("Probability that a hidden unit is left out of a step.") },
    { ROW("decay", PARAM_CHOICE, decay), .label = N_("Decay"),
      .help = N_("Coupled: L2 is part of the gradient; decoupled: weights shrink beside the optimizer's step.") },
    { ROW("bias_penalty", PARAM_INT, bias_penalty), .label = N_("Penalise biases"), .lo = 0, .hi = 1,
      .help = N_("1: biases are penalised like weights.") },
    { ROW("mistake", PARAM_CHOICE, mistake), .label = N_("Wrong on purpose"),
      .help =
          N_("Published mistakes: a constant taken off every weight; a reported loss with lr times squared weights.") },

    { ROW("opt", PARAM_CHOICE, opt), .label = N_("Optimizer"), .restarts = true,
      .help = N_("The rule that turns gradients into steps.") },
    { ROW("lr", PARAM_LOG, lr), .label = N_("Learning rate"), .lo = 1e-6, .hi = 100,
      .help = N_("The length of a step.") },
    { ROW("momentum", PARAM_REAL, momentum), .label = N_("Momentum"), .lo = 0, .hi = 0.9999,
      .help = N_("Share of the last step that momentum and Nesterov keep.") },
    { ROW("beta1", PARAM_REAL, beta1), .label = N_("Beta 1"), .lo = 0, .hi = 0.9999,
      .help = N_("How slowly Adam forgets the mean of the gradient.") },
    { ROW("beta2", PARAM_REAL, beta2), .label = N_("Beta 2"), .lo = 0, .hi = 0.99999,
      .help = N_("How slowly Adam and RMSprop forget the mean square of the gradient.") },
    { ROW("batch", PARAM_INT, batch), .label = N_("Batch size"), .lo = 0, .hi = 100000, .restarts = true,
      .help = N_("Points used in one step; 0 uses all of them.") },
    { ROW("seed_batch", PARAM_SEED, seed_batch), .label = N_("Batch seed"), .hi = SEED_MAX, .restarts = true,
      .help = N_("Another seed shuffles the mini-batches differently.") },

    { ROW("until", PARAM_INT, until), .label = N_("Until step"), .lo = 1, .hi = 1000000,
      .help = N_("The step at which a whole run ends.") },
    { ROW("sweep_lo", PARAM_LOG, sweep_lo), .label = N_("Axis from"), .lo = 1e-16, .hi = 100,
      .help = N_("Smallest lambda on the axis after 0.") },
    { ROW("sweep_hi", PARAM_LOG, sweep_hi), .label = N_("Axis to"), .lo = 1e-16, .hi = 100,
      .help = N_("Largest lambda on the axis.") },
};
const int param_count = COUNT(param_defs);

const ChoiceDef l1_defs[] = {
    [L1_PROXIMAL] = { "proximal", N_("proximal") }, [L1_SUBGRADIENT] = { "subgradient", N_("subgradient") }
};
const ChoiceDef decay_defs[] = {
    [DECAY_COUPLED] = { "coupled", N_("coupled") }, [DECAY_DECOUPLED] = { "decoupled", N_("decoupled") }
};
const ChoiceDef gdn_defs[] = {
    [GDN_INSTEAD] = { "instead", N_("instead of activation") }, [GDN_AFTER] = { "after", N_("after activation") }
};
const ChoiceDef pool_defs[] = { [POOL_MAX] = { "max", N_("largest") }, [POOL_AVG] = { "avg", N_("mean") } };
const ChoiceDef mistake_defs[] = { [MISTAKE_NONE] = { "none", N_("none") },
                                   [MISTAKE_SHRINK] = { "shrink", N_("a constant off every weight") },
                                   [MISTAKE_LOSS] = { "loss", N_("a loss that depends on the step") } };
const int l1_count = COUNT(l1_defs), decay_count = COUNT(decay_defs), gdn_count = COUNT(gdn_defs),
          pool_count = COUNT(pool_defs), mistake_count = COUNT(mistake_defs);

/* The tables that choices choose from. Every such row starts with its key and its label. */
typedef struct Choice {
    size_t offset;
    const void *rows;
    size_t size;
    const int *count;
} Choice;
static const Choice choices[] = {
    { offsetof(Config, data), data_defs, sizeof(DataDef), &data_count },
    { offsetof(Config, act), act_defs, sizeof(ActDef), &act_count },
    { offsetof(Config, loss), loss_defs, sizeof(LossDef), &loss_count },
    { offsetof(Config, reg), reg_defs, sizeof(RegDef), &reg_count },
    { offsetof(Config, features), feature_defs, sizeof(FeatureDef), &feature_count },
    { offsetof(Config, pool), pool_defs, sizeof(ChoiceDef), &pool_count },
    { offsetof(Config, gdn), gdn_defs, sizeof(ChoiceDef), &gdn_count },
    { offsetof(Config, l1_mode), l1_defs, sizeof(ChoiceDef), &l1_count },
    { offsetof(Config, decay), decay_defs, sizeof(ChoiceDef), &decay_count },
    { offsetof(Config, mistake), mistake_defs, sizeof(ChoiceDef), &mistake_count },
    { offsetof(Config, opt), opt_defs, sizeof(OptDef), &opt_count },
};

static const Choice *choice_of(int row)
{
    assert(row >= 0 && row < param_count &&
           (param_defs[row].kind == PARAM_CHOICE || param_defs[row].kind == PARAM_BITS));
    int i = 0;
    while (choices[i].offset != param_defs[row].offset)
        i++;
    return &choices[i];
}

static const char *const *choice_texts(int row, int i) /* key, label */
{
    const Choice *c = choice_of(row);
    assert(i >= 0 && i < *c->count);
    return (const char *const *)(const void *)((const char *)c->rows + (size_t)i * c->size);
}

int param_choices(int row) { return *choice_of(row)->count; }
const char *param_choice_key(int row, int i) { return choice_texts(row, i)[0]; }
const char *param_choice_label(int row, int i) { return tr(choice_texts(row, i)[1]); }

/* --- rows by name --- */

int param_find(const char *key)
{
    if (strcmp(key, "lambda") == 0)
        key = "l2";
    for (int i = 0; i < param_count; i++)
        if (strcmp(param_defs[i].key, key) == 0)
            return i;
    return -1;
}

int param_nearest(const char *key)
{
    int best = param_find("l2"), least = text_distance(key, "lambda");
    for (int i = 0; i < param_count; i++) {
        int d = text_distance(key, param_defs[i].key);
        if (d < least) {
            least = d;
            best = i;
        }
    }
    return best;
}

/* --- values --- */

static void *field_of(Config *c, int row) { return (char *)c + param_defs[row].offset; }
static const void *field_in(const Config *c, int row) { return (const char *)c + param_defs[row].offset; }
static bool is_real(ParamKind k) { return k == PARAM_REAL || k == PARAM_LOG; }

double param_get(const Config *c, int row)
{
    const void *f = field_in(c, row);
    ParamKind kind = param_defs[row].kind;
    assert(kind != PARAM_NET);
    if (is_real(kind))
        return (double)*(const float *)f;
    return kind == PARAM_SEED || kind == PARAM_BITS ? (double)*(const uint32_t *)f : (double)*(const int *)f;
}

static bool refuse_range(Err *err, int row, const char *value)
{
    const ParamDef *d = &param_defs[row];
    char lo[32], hi[32];
    text_of_double(lo, d->lo);
    text_of_double(hi, d->hi);
    return err_set(err,
                   !is_real(d->kind) ? tr("%s=%s is not possible; expected a whole number %s ... %s")
                   : d->zero         ? tr("%s=%s is not possible; expected a number %s ... %s, or 0")
                                     : tr("%s=%s is not possible; expected a number %s ... %s"),
                   d->key, value, lo, hi);
}

static bool refuse_choice(Err *err, int row, const char *value)
{
    char keys[256] = "";
    size_t used = 0;
    int best = 0;
    for (int i = 0; i < param_choices(row); i++) {
        const char *k = param_choice_key(row, i);
        int n = snprintf(keys + used, sizeof keys - used, "%s%s", i ? ", " : "", k);
        used = used + (size_t)n < sizeof keys ? used + (size_t)n : sizeof keys - 1;
        if (text_distance(value, k) < text_distance(value, param_choice_key(row, best)))
            best = i;
    }
    return err_set(err, tr("%s=%s is unknown, the nearest is %s; expected one of: %s"), param_defs[row].key, value,
                   param_choice_key(row, best), keys);
}

bool param_put(Config *c, int row, double v, Err *err)
{
    const ParamDef *d = &param_defs[row];
    assert(d->kind != PARAM_NET);
    char text[32];
    text_of_double(text, v);
    if (d->kind == PARAM_CHOICE) {
        if (!(v >= 0 && v < param_choices(row) && v == (int)v))
            return refuse_choice(err, row, text);
        *(int *)field_of(c, row) = (int)v;
        return true;
    }
    if (is_real(d->kind)) { /* compared as stored: the float nearest to an end of the range lies in it */
        if (!(v >= -1e30 && v <= 1e30))
            return refuse_range(err, row, text);
        float f = (float)v;
        if (!(f >= (float)d->lo && f <= (float)d->hi) && !(d->zero && f == 0))
            return refuse_range(err, row, text);
        *(float *)field_of(c, row) = f + 0.0f; /* no -0 */
        return true;
    }
    double hi = d->kind == PARAM_BITS ? (double)((1u << param_choices(row)) - 1) : d->hi;
    if (!(v >= (d->kind == PARAM_BITS) && v >= d->lo && v <= hi) || v != (double)(int64_t)v)
        return d->kind == PARAM_BITS ? refuse_choice(err, row, text) : refuse_range(err, row, text);
    if (d->kind == PARAM_SEED || d->kind == PARAM_BITS)
        *(uint32_t *)field_of(c, row) = (uint32_t)v;
    else
        *(int *)field_of(c, row) = (int)v;
    return true;
}

/* A whole number of at most four digits, lo ... hi; moves on behind it. */
static bool read_count(const char **s, int lo, int hi, int *out)
{
    int v = 0, digits = 0;
    for (; **s >= '0' && **s <= '9' && digits < 4; ++*s, digits++)
        v = v * 10 + (**s - '0');
    *out = v;
    return digits > 0 && v >= lo && v <= hi;
}

/* "32-32", "-", "conv:4x5", "conv:4x5-16": reads into filters, kernel, layers and width. */
static bool set_net(Config *c, const char *value, Err *err)
{
    int layers = 0, width[NN_LAYERS] = { 0 }, filters = 0, kernel = 0;
    const char *s = value;
    bool ok = true;
    if (strncmp(s, "conv:", 5) == 0) {
        s += 5;
        ok = read_count(&s, 1, NN_FILTERS, &filters) && *s++ == 'x' && read_count(&s, 1, NN_KERNEL, &kernel) &&
             (*s == '-' || *s == 0);
        s += ok && *s == '-' && s[1];
    } else if (strcmp(s, "-") == 0)
        s++;
    else
        ok = *s != 0;
    while (ok && *s) {
        ok = layers < NN_LAYERS && read_count(&s, 1, NN_WIDTH, &width[layers]) && (*s == 0 || (*s == '-' && s[1]));
        layers += ok;
        s += ok && *s == '-';
    }
    if (!ok)
        return err_set(
            err,
            tr("net=%s is not a network; expected 1 ... %d hidden layers of 1 ... %d units such as 32-32, "
               "- for a linear model; for images conv:4x5 or conv:4x5-16, that is 1 ... %d filters of 1 ... %d "
               "pixels each way"),
            value, NN_LAYERS, NN_WIDTH, NN_FILTERS, NN_KERNEL);
    c->layers = layers;
    c->filters = filters;
    c->kernel = kernel;
    memcpy(c->width, width, sizeof width);
    return true;
}

/* "x,y,xy": keys of rows. */
static bool set_bits(Config *c, int row, const char *value, Err *err)
{
    uint32_t bits = 0;
    for (const char *s = value; s; s = strchr(s, ',') ? strchr(s, ',') + 1 : NULL) {
        char key[32];
        int i = 0, n = (int)strcspn(s, ",");
        snprintf(key, sizeof key, "%.*s", n, s);
        while (i < param_choices(row) && strcmp(key, param_choice_key(row, i)) != 0)
            i++;
        if (i == param_choices(row))
            return refuse_choice(err, row, key);
        bits |= 1u << i;
    }
    return param_put(c, row, bits, err);
}

bool param_set(Config *c, int row, const char *value, Err *err)
{
    if (param_defs[row].kind == PARAM_NET)
        return set_net(c, value, err);
    if (param_defs[row].kind == PARAM_BITS)
        return set_bits(c, row, value, err);
    if (param_defs[row].kind == PARAM_CHOICE) {
        for (int i = 0; i < param_choices(row); i++)
            if (strcmp(value, param_choice_key(row, i)) == 0)
                return param_put(c, row, i, err);
        return refuse_choice(err, row, value);
    }
    double v;
    if (!text_to_double(value, &v))
        return refuse_range(err, row, value);
    return param_put(c, row, v, err);
}

bool config_set(Config *c, const char *key, const char *value, Err *err)
{
    int row = param_find(key);
    if (row < 0)
        return err_set(err, tr("unknown setting %s; the nearest is %s"), key, param_defs[param_nearest(key)].key);
    return param_set(c, row, value, err);
}

int param_text(char out[96], const Config *c, int row)
{
    const ParamDef *d = &param_defs[row];
    if (d->kind == PARAM_CHOICE)
        return snprintf(out, 96, "%s", param_choice_key(row, (int)param_get(c, row)));
    if (is_real(d->kind))
        return text_of_float(out, *(const float *)field_in(c, row));
    int n = 0;
    if (d->kind == PARAM_BITS) {
        for (int i = 0; i < param_choices(row); i++)
            if ((uint32_t)param_get(c, row) >> i & 1)
                n += snprintf(out + n, 96 - (size_t)n, "%s%s", n ? "," : "", param_choice_key(row, i));
        return n;
    }
    if (d->kind != PARAM_NET)
        return snprintf(out, 96, "%.0f", param_get(c, row));
    if (c->filters)
        n = snprintf(out, 96, "conv:%dx%d", c->filters, c->kernel);
    else if (c->layers == 0)
        n = snprintf(out, 96, "-");
    for (int i = 0; i < c->layers; i++)
        n += snprintf(out + n, 96 - (size_t)n, "%s%d", n ? "-" : "", c->width[i]);
    return n;
}

/* --- whole configurations --- */

static bool row_equal(const Config *a, const Config *b, int row)
{
    if (param_defs[row].kind != PARAM_NET)
        return param_get(a, row) == param_get(b, row);
    return a->layers == b->layers && a->filters == b->filters && a->kernel == b->kernel &&
           memcmp(a->width, b->width, sizeof(int) * (size_t)a->layers) == 0;
}

bool config_equal(const Config *a, const Config *b)
{
    for (int i = 0; i < param_count; i++)
        if (!row_equal(a, b, i))
            return false;
    return true;
}

void config_reseed(Config *c, uint32_t seed) { c->seed_data = c->seed_init = c->seed_batch = seed; }

uint32_t config_next_seed(const Config *c) { return c->seed_data % 9999 + 1; }

bool config_restarts(const Config *a, const Config *b)
{
    for (int i = 0; i < param_count; i++)
        if (param_defs[i].restarts && !row_equal(a, b, i))
            return true;
    return reg_defs[a->reg].gdn != reg_defs[b->reg].gdn; /* its layers come and go with it */
}

static bool check_axis(const Config *c, Err *err)
{
    char lo[32], hi[32];
    text_of_float(lo, c->sweep_lo);
    text_of_float(hi, c->sweep_hi);
    return c->sweep_lo < c->sweep_hi ||
           err_set(err, tr("the axis of lambda goes from %s to %s; expected sweep_lo < sweep_hi"), lo, hi);
}

static bool check_filters(const Config *c, Err *err)
{
    int side = data_defs[c->data].side;
    if (c->filters == 0)
        return true;
    if (side == 0)
        return err_set(err, tr("a net with filters does not fit data=%s; expected image data, or a net such as 32-32"),
                       data_defs[c->data].key);
    return side >= c->kernel + 1 || err_set(err,
                                            tr("filters of %dx%d leave nothing to pool of %dx%d pixels; expected "
                                               "filters of at most %d"),
                                            c->kernel, c->kernel, side, side, side - 1);
}

/* The closed form is that of a linear net's ridge regression and of nothing else. Says the first thing in the way. */
static bool check_exact(const Config *c, Err *err)
{
    const DataDef *d = &data_defs[c->data];
    const RegDef *r = &reg_defs[c->reg];
    const struct {
        bool ok;
        const char *expected;
    } needs[] = {
        { d->own || d->classes == 0, tr("data with values, not classes") },
        { c->layers == 0 && c->filters == 0, tr("a net without hidden layers, net=-") },
        { !r->l1 && !r->dropout && !r->gdn, tr("reg=l2 or reg=none") },
        { !(r->l2 && opt_decoupled(c)), "decay=coupled" }, /* at any lambda */
        { !(r->l2 && c->mistake == MISTAKE_SHRINK), "mistake=none" },
        { c->batch == 0, tr("the full batch, batch=0") },
    };
    for (int i = 0; opt_defs[c->opt].solve && i < COUNT(needs); i++)
        if (!needs[i].ok)
            return err_set(err, tr("opt=%s solves least squares alone; expected %s"), opt_defs[c->opt].key,
                           needs[i].expected);
    return true;
}

bool config_check(const Config *c, Err *err)
{
    if (!check_axis(c, err) || !check_filters(c, err) || !check_exact(c, err))
        return false;
    return data_defs[c->data].own || data_check(c, NULL, err); /* own points: run_new sees what they are */
}
