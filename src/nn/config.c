/* Settings: one row of param_defs is a slider, an option, a lesson key and a saved field at once, so the four cannot
 * disagree. Values travel as doubles or text and are stored in the field at `offset` with the type of the row's kind.
 * Defaults are those of the first scene. To add a setting: a field in Config, a row here, a value in scene moons. */
#include "nn/nn.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define ROW(k, type, field) .key = k, .kind = type, .offset = offsetof(Config, field)
#define SEED_MAX 4294967295.0

const ParamDef param_defs[] = {
    { ROW("data", PARAM_CHOICE, data), .label = "Data", .restarts = true, .help = "The toy problem to learn." },
    { ROW("points", PARAM_INT, points), .label = "Training points", .lo = 1, .hi = 100000, .restarts = true,
      .help = "How many points the net is trained on." },
    { ROW("valid_points", PARAM_INT, valid_points), .label = "Validation points", .lo = 0, .hi = 100000,
      .restarts = true, .help = "Points held out to choose lambda with; wrong labels occur here as well." },
    { ROW("test_points", PARAM_INT, test_points), .label = "Test points", .lo = 1, .hi = 100000, .restarts = true,
      .help = "New points with true labels that measure how well the net generalises." },
    { ROW("noise", PARAM_REAL, noise), .label = "Noise", .lo = 0, .hi = 5, .restarts = true,
      .help = "Standard deviation of the Gaussian noise on each coordinate." },
    { ROW("flip", PARAM_REAL, flip), .label = "Wrong labels", .lo = 0, .hi = 1, .restarts = true,
      .help = "Probability that a training or validation label is replaced by another class." },
    { ROW("scale", PARAM_REAL, scale), .label = "Scale", .lo = 0.1, .hi = 10, .restarts = true,
      .help = "The moons are drawn this many times smaller; small inputs need larger weights." },
    { ROW("turns", PARAM_REAL, turns), .label = "Turns", .lo = 0, .hi = 5, .restarts = true,
      .help = "How often the spirals wind around the centre." },
    { ROW("seed_data", PARAM_SEED, seed_data), .label = "Data seed", .hi = SEED_MAX, .restarts = true,
      .help = "Another seed draws other points from the same distribution." },

    { ROW("net", PARAM_NET, layers), .label = "Network", .lo = 1, .hi = NN_WIDTH, .restarts = true,
      .help = "Units of each hidden layer, such as 32-32; - for a linear model." },
    { ROW("act", PARAM_CHOICE, act), .label = "Activation", .restarts = true,
      .help = "The nonlinearity of the hidden units." },
    { ROW("loss", PARAM_CHOICE, loss), .label = "Loss", .restarts = true,
      .help = "The data loss; auto takes cross-entropy for classes and squared error for values." },
    { ROW("seed_init", PARAM_SEED, seed_init), .label = "Weight seed", .hi = SEED_MAX, .restarts = true,
      .help = "Another seed starts training from other weights." },

    { ROW("reg", PARAM_CHOICE, reg), .label = "Regularizer", .help = "The penalty that is added to the data loss." },
    { ROW("l2", PARAM_LOG, l2), .label = "λ", .lo = 1e-12, .hi = 100, .zero = true,
      .help = "Strength of the L2 penalty: half of lambda times the sum of squared weights." },

    { ROW("opt", PARAM_CHOICE, opt), .label = "Optimizer", .restarts = true,
      .help = "The rule that turns gradients into steps." },
    { ROW("lr", PARAM_LOG, lr), .label = "Learning rate", .lo = 1e-6, .hi = 100, .help = "The length of a step." },
    { ROW("momentum", PARAM_REAL, momentum), .label = "Momentum", .lo = 0, .hi = 0.9999,
      .help = "Share of the last step that momentum keeps." },
    { ROW("beta1", PARAM_REAL, beta1), .label = "Beta 1", .lo = 0, .hi = 0.9999,
      .help = "How slowly Adam forgets the mean of the gradient." },
    { ROW("beta2", PARAM_REAL, beta2), .label = "Beta 2", .lo = 0, .hi = 0.99999,
      .help = "How slowly Adam forgets the mean square of the gradient." },
    { ROW("batch", PARAM_INT, batch), .label = "Batch size", .lo = 0, .hi = 100000, .restarts = true,
      .help = "Points used in one step; 0 uses all of them." },
    { ROW("seed_batch", PARAM_SEED, seed_batch), .label = "Batch seed", .hi = SEED_MAX, .restarts = true,
      .help = "Another seed shuffles the mini-batches differently." },

    { ROW("until", PARAM_INT, until), .label = "Until step", .lo = 1, .hi = 1000000,
      .help = "The step at which a whole run ends." },
    { ROW("sweep_lo", PARAM_LOG, sweep_lo), .label = "Axis from", .lo = 1e-12, .hi = 100,
      .help = "Smallest lambda on the axis after 0." },
    { ROW("sweep_hi", PARAM_LOG, sweep_hi), .label = "Axis to", .lo = 1e-12, .hi = 100,
      .help = "Largest lambda on the axis." },
};
const int param_count = COUNT(param_defs);

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
    { offsetof(Config, opt), opt_defs, sizeof(OptDef), &opt_count },
};

static const Choice *choice_of(int row)
{
    assert(row >= 0 && row < param_count && param_defs[row].kind == PARAM_CHOICE);
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
const char *param_choice_label(int row, int i) { return choice_texts(row, i)[1]; }

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
    return kind == PARAM_SEED ? (double)*(const uint32_t *)f : (double)*(const int *)f;
}

static bool refuse_range(Err *err, int row, const char *value)
{
    const ParamDef *d = &param_defs[row];
    char lo[32], hi[32];
    text_of_double(lo, d->lo);
    text_of_double(hi, d->hi);
    return err_set(err, "%s=%s is not possible; expected a %s%s ... %s%s", d->key, value,
                   is_real(d->kind) ? "number " : "whole number ", lo, hi, d->zero ? ", or 0" : "");
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
    return err_set(err, "%s=%s is unknown, the nearest is %s; expected one of: %s", param_defs[row].key, value,
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
    if (!(v >= d->lo && v <= d->hi) || v != (double)(int64_t)v)
        return refuse_range(err, row, text);
    if (d->kind == PARAM_SEED)
        *(uint32_t *)field_of(c, row) = (uint32_t)v;
    else
        *(int *)field_of(c, row) = (int)v;
    return true;
}

/* "32-32" or "-": reads into layers and width. */
static bool set_net(Config *c, const char *value, Err *err)
{
    int layers = 0, width[NN_LAYERS] = { 0 };
    bool ok = true;
    for (const char *s = value; ok && strcmp(value, "-") != 0; s++) {
        int w = 0, digits = 0;
        for (; *s >= '0' && *s <= '9' && digits < 4; s++, digits++)
            w = w * 10 + (*s - '0');
        ok = digits > 0 && w >= 1 && w <= NN_WIDTH && layers < NN_LAYERS && (*s == '-' || *s == 0);
        if (ok)
            width[layers++] = w;
        if (*s == 0)
            break;
    }
    if (!ok)
        return err_set(err,
                       "net=%s is not a network; expected 1 ... %d hidden layers of 1 ... %d units such as 32-32, "
                       "or - for a linear model",
                       value, NN_LAYERS, NN_WIDTH);
    c->layers = layers;
    memcpy(c->width, width, sizeof width);
    return true;
}

bool param_set(Config *c, int row, const char *value, Err *err)
{
    if (param_defs[row].kind == PARAM_NET)
        return set_net(c, value, err);
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
        return err_set(err, "unknown setting %s; the nearest is %s", key, param_defs[param_nearest(key)].key);
    return param_set(c, row, value, err);
}

int param_text(char out[96], const Config *c, int row)
{
    const ParamDef *d = &param_defs[row];
    if (d->kind == PARAM_CHOICE)
        return snprintf(out, 96, "%s", param_choice_key(row, (int)param_get(c, row)));
    if (is_real(d->kind))
        return text_of_float(out, *(const float *)field_in(c, row));
    if (d->kind != PARAM_NET)
        return snprintf(out, 96, "%.0f", param_get(c, row));
    int n = snprintf(out, 96, "%s", c->layers ? "" : "-");
    for (int i = 0; i < c->layers; i++)
        n += snprintf(out + n, 96 - (size_t)n, "%s%d", i ? "-" : "", c->width[i]);
    return n;
}

/* --- whole configurations --- */

static bool row_equal(const Config *a, const Config *b, int row)
{
    if (param_defs[row].kind != PARAM_NET)
        return param_get(a, row) == param_get(b, row);
    return a->layers == b->layers && memcmp(a->width, b->width, sizeof(int) * (size_t)a->layers) == 0;
}

bool config_equal(const Config *a, const Config *b)
{
    for (int i = 0; i < param_count; i++)
        if (!row_equal(a, b, i))
            return false;
    return true;
}

bool config_restarts(const Config *a, const Config *b)
{
    for (int i = 0; i < param_count; i++)
        if (param_defs[i].restarts && !row_equal(a, b, i))
            return true;
    return false;
}

bool config_check(const Config *c, Err *err)
{
    char lo[32], hi[32];
    text_of_float(lo, c->sweep_lo);
    text_of_float(hi, c->sweep_hi);
    if (!(c->sweep_lo < c->sweep_hi))
        return err_set(err, "the axis of lambda goes from %s to %s; expected sweep_lo < sweep_hi", lo, hi);
    const DataDef *d = &data_defs[c->data];
    const LossDef *l = &loss_defs[c->loss];
    if (loss_fits(c->loss, d->classes))
        return true;
    return err_set(err, "loss=%s does not fit data=%s, which has %d classes; expected %s, or auto", l->key, d->key,
                   d->classes, loss_defs[loss_for(d->classes)].key);
}

/* --- scenes: settings as measured; the seeds were chosen by eye among the first twenty or more, where overfitting and
 * healing are plainly seen (moons: of 40, test accuracy at 0 at most .80 and at .01 at least .93) --- */

const SceneDef scene_defs[] = {
    { .key = "moons",
      .label = "Two moons",
      .help = "Eighty points, about twelve of them with a wrong label.",
      .settings = "data=moons points=80 valid_points=80 test_points=2000 noise=0.2 flip=0.15 scale=1 turns=0.75 "
                  "seed_data=22 net=32-32 act=relu loss=auto seed_init=22 reg=l2 l2=0 opt=adam lr=0.01 momentum=0.9 "
                  "beta1=0.9 beta2=0.999 batch=0 seed_batch=22 until=3000 sweep_lo=1e-5 sweep_hi=1" },
    { .key = "circles",
      .label = "Circles",
      .help = "A ring around a disc, with wrong labels.",
      .settings = "data=circles noise=0.12 "
                  "seed_data=7 seed_init=7 seed_batch=7" },
    { .key = "spirals",
      .label = "Spirals",
      .help = "Two arms that need a strongly bent boundary.",
      .settings = "data=spirals points=120 valid_points=120 noise=0.05 flip=0.1 "
                  "seed_data=9 seed_init=9 seed_batch=9" },
    { .key = "xor",
      .label = "XOR",
      .help = "Four quadrants, opposite ones of the same class.",
      .settings = "data=xor noise=0.1 "
                  "seed_data=13 seed_init=13 seed_batch=13" },
    { .key = "blobs",
      .label = "Three blobs",
      .help = "Three overlapping classes; no labels are wrong.",
      .settings = "data=blobs points=90 valid_points=90 noise=0.4 flip=0 "
                  "seed_data=16 seed_init=16 seed_batch=16" },
    { .key = "checker",
      .label = "Checkerboard",
      .help = "Nine cells; too much penalty soon flattens them all.",
      .settings = "data=checker points=150 valid_points=150 noise=0.05 flip=0.1 "
                  "seed_data=8 seed_init=8 seed_batch=8" },
};
const int scene_count = COUNT(scene_defs);

int scene_find(const char *key)
{
    for (int i = 0; i < scene_count; i++)
        if (strcmp(scene_defs[i].key, key) == 0)
            return i;
    return -1;
}

static void apply_settings(Config *c, const char *settings)
{
    char key[32], value[32];
    int used = 0;
    for (const char *s = settings; sscanf(s, " %31[a-z0-9_]=%31[^ ]%n", key, value, &used) == 2; s += used) {
        Err err;
        bool ok = config_set(c, key, value, &err);
        assert(ok);
        (void)ok;
    }
}

void scene_config(int row, Config *c)
{
    memset(c, 0, sizeof *c);
    apply_settings(c, scene_defs[0].settings);
    apply_settings(c, scene_defs[row].settings);
}

void config_default(Config *c) { scene_config(0, c); }
