/* Replays training runs that other programs have computed (tests/fixtures/README.md is their schema) with this
 * program's own loss, penalty and optimisers, and prints how far apart the two are:
 *
 *     parity FILE.json...
 *
 * One line a file: at each recorded step the largest relative error of losses, gradients and weights. An error is
 * max|a-b| / max(0.1, max|b|) over a tensor. Exit status 1 when one is over the file's tolerance, or a file asks for
 * something the engine does not have; then the line names the key, what it holds and what was expected. Compiled with
 * REAL_DOUBLE, every tolerance is 1e-8. */
#include "nn/nn.h"

#include <jansson.h>
#include <math.h> /* sqrt only */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Fixture {
    Arena arena;
    json_t *root;
    Shape shape;
    Points points;
    int opt;
    OptArgs args;
    real *params, *grad, *slots, *file; /* file: a tensor as it stands there */
    uint8_t *is_weight, *penalised;
    Scratch *scratch;
} Fixture;

typedef struct Errors {
    double loss, grad, weights;
} Errors;

static double number(const json_t *o, const char *key) { return json_number_value(json_object_get(o, key)); }
static double number_or(const json_t *o, const char *key, double otherwise)
{
    return json_is_number(json_object_get(o, key)) ? number(o, key) : otherwise;
}
static const char *text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

/* --- reading --- */

/* Every key that a fixture may have, by the object it stands in ("checkpoint": each of them), and what it holds. One
 * that is not here would be passed over, and the run would be another one than the file means. */
typedef enum Holds { HOLDS_NUMBER, HOLDS_TEXT, HOLDS_TRUTH, HOLDS_LIST, HOLDS_OBJECT } Holds;
static const struct {
    const char *object;
    Holds holds;
    const char *keys; /* each between blanks */
} schema[] = {
    { "", HOLDS_NUMBER, " schema l2 l1 weight_decay dropout " },
    { "", HOLDS_TEXT, " name note loss l1_mode " },
    { "", HOLDS_TRUTH, " penalise_biases " },
    { "", HOLDS_LIST, " batches l2_schedule l1_schedule dropout_masks " },
    { "", HOLDS_OBJECT, " model optimizer data init checkpoints tolerance " },
    { "model", HOLDS_NUMBER, " channels height width filters kernel pool_size " },
    { "model", HOLDS_TEXT, " kind activation gdn pool " },
    { "model", HOLDS_LIST, " layers dense " },
    { "optimizer", HOLDS_NUMBER, " lr momentum alpha beta1 beta2 eps " },
    { "optimizer", HOLDS_TEXT, " name " },
    { "data", HOLDS_LIST, " X y " },
    { "checkpoint", HOLDS_NUMBER, " data_loss l2_penalty l1_penalty J weight_norm lambda_used first_batch_data_loss " },
    { "checkpoint", HOLDS_OBJECT, " params grad first_batch_grad " },
};

static bool holds(const json_t *v, Holds what)
{
    switch (what) {
    case HOLDS_NUMBER: return json_is_number(v);
    case HOLDS_TEXT: return json_is_string(v);
    case HOLDS_TRUTH: return json_is_boolean(v);
    case HOLDS_LIST: return json_is_array(v);
    case HOLDS_OBJECT: return json_is_object(v);
    }
    return false;
}

/* o is the `object` of the schema; path, with a dot behind it or empty, is where it stands. */
static bool check_keys(json_t *o, const char *object, const char *path, Err *err)
{
    static const char *const words[] = { "a number", "a text", "true or false", "a list", "an object" };
    const char *key;
    json_t *value;
    json_object_foreach(o, key, value)
    {
        char word[72], all[256] = "";
        int row = -1;
        snprintf(word, sizeof word, " %.64s ", key);
        for (int i = 0; i < COUNT(schema); i++) {
            if (strcmp(schema[i].object, object) != 0)
                continue;
            size_t used = strlen(all);
            snprintf(all + used, sizeof all - used, "%s", schema[i].keys);
            row = strstr(schema[i].keys, word) ? i : row;
        }
        if (row < 0)
            return err_set(err, "%s%s: unknown; expected one of:%s", path, key, all);
        if (!holds(value, schema[row].holds))
            return err_set(err, "%s%s: another kind of value; expected %s", path, key, words[schema[row].holds]);
    }
    return true;
}

static bool check_schema(json_t *root, Err *err)
{
    static const char *const parts[] = { "model", "optimizer", "data" };
    const char *step;
    json_t *point;
    char path[64];
    if (!json_is_object(root))
        return err_set(err, "no object; expected {\"model\": ...}");
    if (!check_keys(root, "", "", err))
        return false;
    for (int i = 0; i < COUNT(parts); i++) {
        snprintf(path, sizeof path, "%s.", parts[i]);
        if (!check_keys(json_object_get(root, parts[i]), parts[i], path, err))
            return false;
    }
    json_object_foreach(json_object_get(root, "checkpoints"), step, point)
    {
        snprintf(path, sizeof path, "checkpoints.%.20s.", step);
        if (!check_keys(point, "checkpoint", path, err))
            return false;
    }
    return true;
}

/* Row of a table whose rows start with their key, named by o's `key`; -1 with err, which calls it `path`. */
static int row_of(const void *rows, size_t size, int count, const json_t *o, const char *key, const char *path,
                  Err *err)
{
    const char *name = text(o, key);
    char keys[256] = "";
    for (int i = 0; i < count; i++) {
        const char *row = *(const char *const *)(const void *)((const char *)rows + (size_t)i * size);
        if (strcmp(row, name) == 0)
            return i;
        size_t used = strlen(keys);
        snprintf(keys + used, sizeof keys - used, "%s%s", i ? ", " : "", row);
    }
    err_set(err, "%s: '%s'; expected one of: %s", path, name, keys);
    return -1;
}
#define ROW_OF(defs, count, o, key, path) row_of(defs, sizeof(defs)[0], count, o, key, path, err)

/* A whole number of o in lo ... hi; otherwise 0 with err. */
static bool take_count(const json_t *o, const char *key, int lo, int hi, int *out, Err *err)
{
    double v = number(o, key);
    *out = v >= lo && v <= hi ? (int)v : 0;
    return *out >= lo || err_set(err, "model.%s: %g; expected %d ... %d", key, v, lo, hi);
}

/* Sizes of the layers from `list` on, behind those already in width; how many there are then; 0: impossible. */
static int read_widths(const json_t *model, const char *key, int *width, int at, Err *err)
{
    size_t i;
    const json_t *item;
    const int most = NN_LAYERS + 2 - at;
    json_array_foreach(json_object_get(model, key), i, item)
    {
        int units = (int)json_integer_value(item);
        if (units < 1 || units > NN_WIDTH || at > NN_LAYERS + 1) {
            err_set(err, "model.%s[%zu]: %d units; expected 1 ... %d, and at most %d layers", key, i, units, NN_WIDTH,
                    most);
            return 0;
        }
        width[at++] = units;
    }
    if (at < 2)
        err_set(err, "model.%s: %zu sizes; expected inputs, hidden layers and outputs", key, i);
    return at < 2 ? 0 : at;
}

static bool read_filters(const json_t *model, NetPlan *plan, Err *err)
{
    if (number_or(model, "channels", 1) != 1)
        return err_set(err, "model.channels: %g; expected 1", number(model, "channels"));
    plan->pool = ROW_OF(pool_defs, pool_count, model, "pool", "model.pool");
    if (plan->pool < 0 || !take_count(model, "height", 1, NN_WIDTH, &plan->high, err) ||
        !take_count(model, "width", 1, NN_WIDTH, &plan->wide, err) ||
        !take_count(model, "filters", 1, NN_WIDTH, &plan->filters, err))
        return false;
    int least = min_i(plan->high, plan->wide);
    plan->pool_window = 2;
    return take_count(model, "kernel", 1, least, &plan->kernel, err) &&
           (!json_object_get(model, "pool_size") ||
            take_count(model, "pool_size", 1, least - plan->kernel + 1, &plan->pool_window, err));
}

static bool read_shape(Fixture *f, Err *err)
{
    static const struct {
        const char *name, *key; /* there and here */
    } losses[] = { { "bce_logits", "bce" }, { "softmax_ce", "softmax" }, { "half_mse", "mse" } };
    const json_t *model = json_object_get(f->root, "model");
    const char *kind = text(model, "kind"), *place = text(model, "gdn");
    bool conv = strcmp(kind, "conv") == 0;
    int width[NN_LAYERS + 2] = { 0 }, n;
    NetPlan plan = { .width = width, .gdn = place[0] != 0 };
    if (!conv && strcmp(kind, "mlp") != 0)
        return err_set(err, "model.kind: '%s'; expected one of: mlp, conv", kind);
    plan.act = ROW_OF(act_defs, act_count, model, "activation", "model.activation");
    int loss = plan.act < 0 ? -1 : ROW_OF(losses, COUNT(losses), f->root, "loss", "loss");
    if (loss < 0)
        return false;
    while (strcmp(loss_defs[plan.loss].key, losses[loss].key) != 0)
        plan.loss++;
    plan.gdn_place = plan.gdn ? ROW_OF(gdn_defs, gdn_count, model, "gdn", "model.gdn") : 0;
    if (plan.gdn_place < 0 || (conv && !read_filters(model, &plan, err)))
        return false;
    n = read_widths(model, conv ? "dense" : "layers", width, conv, err);
    if (n == 0)
        return false;
    plan.layers = n - 1;
    f->shape = net_build(&plan);
    return f->shape.outputs <= NN_CLASSES || err_set(err, "model.%s: %d outputs; expected at most %d",
                                                     conv ? "dense" : "layers", f->shape.outputs, NN_CLASSES);
}

static bool read_rules(Fixture *f, Err *err)
{
    const json_t *opt = json_object_get(f->root, "optimizer");
    if (json_object_get(f->root, "l1_mode") && ROW_OF(l1_defs, l1_count, f->root, "l1_mode", "l1_mode") < 0)
        return false;
    f->opt = ROW_OF(opt_defs, opt_count, opt, "name", "optimizer.name");
    if (f->opt < 0)
        return false;
    if (!opt_defs[f->opt].step)
        return err_set(err, "optimizer.name: '%s' takes no steps; expected another one", opt_defs[f->opt].key);
    if (!(number(opt, "lr") > 0))
        return err_set(err, "optimizer.lr: %g; expected a number above 0", number(opt, "lr"));
    bool mean_square = strcmp(opt_defs[f->opt].key, "rmsprop") == 0; /* its one rate is called alpha elsewhere */
    f->args = (OptArgs){ .lr = (real)number(opt, "lr"),
                         .momentum = (real)number(opt, "momentum"),
                         .beta1 = (real)number_or(opt, "beta1", 0.9),
                         .beta2 = (real)number_or(opt, mean_square ? "alpha" : "beta2",
                                                  number_or(opt, "beta2", mean_square ? 0.99 : 0.999)),
                         .eps = (real)number_or(opt, "eps", 1e-8) };
    return true;
}

/* Numbers of nested arrays, one after another; more or fewer than n: false. */
static int flatten(const json_t *v, real *out, int n)
{
    if (json_is_number(v)) {
        if (n > 0)
            *out = (real)json_number_value(v);
        return 1;
    }
    int used = 0;
    size_t i;
    const json_t *item;
    json_array_foreach(v, i, item) used += flatten(item, used < n ? out + used : out, n - used);
    return used;
}

static bool read_points(Fixture *f, Err *err)
{
    const json_t *data = json_object_get(f->root, "data"), *x = json_object_get(data, "X"),
                 *y = json_object_get(data, "y");
    Points *p = &f->points;
    p->n = (int)json_array_size(x);
    p->inputs = f->shape.inputs;
    p->targets = loss_defs[f->shape.loss].hi == 0 ? f->shape.outputs : 1;
    p->x = arena_new(&f->arena, real, p->n * p->inputs);
    p->y = arena_new(&f->arena, real, p->n * p->targets);
    if (p->n < 1)
        return err_set(err, "data.X: no points; expected a list of them");
    int numbers = flatten(x, p->x, p->n * p->inputs), targets = flatten(y, p->y, p->n * p->targets);
    if (numbers != p->n * p->inputs)
        return err_set(err, "data.X: %d numbers; expected %d points of %d", numbers, p->n, p->inputs);
    if (targets != p->n * p->targets)
        return err_set(err, "data.y: %d numbers; expected %d points of %d", targets, p->n, p->targets);
    int classes = max_i(2, f->shape.outputs); /* one output stands for two */
    for (int i = 0; i < p->n && loss_defs[f->shape.loss].hi > 0; i++) {
        double label = (double)p->y[i];
        if (!(label >= 0 && label < classes) || label != (int)label)
            return err_set(err, "data.y[%d]: class %g; expected 0 ... %d", i, label, classes - 1);
    }
    return true;
}

/* The tensors of layer i: name and size in the file, place in params. Matrices are [out][in] there, [in][out] here. */
typedef struct Tensor {
    char key[16];
    int at, rows, cols; /* of the file; turned: cols apart here */
    bool turned;
} Tensor;

static int tensors_of(const Shape *s, int i, Tensor out[2])
{
    const LayerShape *l = &s->layer[i];
    static const char *const names[LAYER_KINDS][2] = {
        [LAYER_DENSE] = { "W%d", "b%d" }, [LAYER_GDN] = { "gamma%d", "beta%d" }, [LAYER_CONV] = { "K", "k" }
    };
    if (!names[l->kind][0])
        return 0;
    bool conv = l->kind == LAYER_CONV;
    int number = 0, biases = conv ? l->maps : l->out;
    for (int k = 0; k < i; k++)
        number += s->layer[k].kind == l->kind;
    out[0] = (Tensor){ .at = l->first, .rows = biases, .cols = l->params / biases - 1, .turned = !conv };
    out[1] = (Tensor){ .at = l->first + l->params - biases, .rows = biases, .cols = 1 };
    for (int k = 0; k < 2; k++)
        snprintf(out[k].key, sizeof out[k].key, names[l->kind][k], number);
    return 2;
}

static bool read_params(const Fixture *f, const json_t *tensors, const char *path, real *params, Err *err)
{
    Tensor t[2];
    size_t known = 0;
    for (int i = 0; i < f->shape.chain; i++)
        for (int k = 0, n = tensors_of(&f->shape, i, t); k < n; k++, known++) {
            int rows = t[k].rows, cols = t[k].cols,
                numbers = flatten(json_object_get(tensors, t[k].key), f->file, rows * cols);
            if (numbers != rows * cols)
                return err_set(err, "%s.%s: %d numbers; expected %d x %d", path, t[k].key, numbers, rows, cols);
            for (int r = 0; r < rows; r++)
                for (int c = 0; c < cols; c++)
                    params[t[k].at + (t[k].turned ? c * rows + r : r * cols + c)] = f->file[r * cols + c];
        }
    return json_object_size(tensors) == known ||
           err_set(err, "%s: %zu tensors; expected %zu, those of the layers", path, json_object_size(tensors), known);
}

/* "batches": a list of samples for every step up to the last checkpoint, or [] for the full batch. */
static bool check_batches(const Fixture *f, Err *err)
{
    const json_t *batches = json_object_get(f->root, "batches"), *batch, *sample, *point;
    size_t b, i;
    json_array_foreach(batches, b, batch) json_array_foreach(batch, i, sample)
    {
        json_int_t at = json_integer_value(sample);
        if (at < 0 || at >= f->points.n)
            return err_set(err, "batches[%zu]: sample %d; expected 0 ... %d", b, (int)at, f->points.n - 1);
    }
    const char *key;
    json_object_foreach(json_object_get(f->root, "checkpoints"), key,
                        point) if (json_array_size(batches) > 0 &&
                                   json_array_size(batches) <
                                       (size_t)atoi(key)) return err_set(err, "batches: %zu; expected %s or none",
                                                                         json_array_size(batches), key);
    return true;
}

static bool read_fixture(Fixture *f, const char *path, Err *err)
{
    json_error_t why;
    f->root = json_load_file(path, 0, &why);
    if (!f->root)
        return err_set(err, "line %d: %s", why.line, why.text);
    if (!check_schema(f->root, err) || !read_shape(f, err) || !read_rules(f, err) || !read_points(f, err) ||
        !check_batches(f, err))
        return false;
    size_t n = (size_t)f->shape.params;
    f->params = arena_new(&f->arena, real, n);
    f->grad = arena_new(&f->arena, real, n);
    f->slots = arena_new(&f->arena, real, n * (size_t)opt_defs[f->opt].slots);
    f->file = arena_new(&f->arena, real, n);
    f->is_weight = arena_new(&f->arena, uint8_t, n);
    f->penalised = arena_new(&f->arena, uint8_t, n);
    f->scratch = net_scratch(&f->shape, &f->arena);
    net_is_weight(&f->shape, f->is_weight);
    net_penalised(&f->shape, json_is_true(json_object_get(f->root, "penalise_biases")), f->penalised);
    return read_params(f, json_object_get(f->root, "init"), "init", f->params, err);
}

/* --- training --- */

/* A strength in force at a step: the last row of its schedule that has begun, or its one value. */
static real strength(const Fixture *f, const char *key, int step)
{
    char schedule[32];
    double value = number(f->root, key);
    size_t i;
    const json_t *row;
    snprintf(schedule, sizeof schedule, "%s_schedule", key);
    json_array_foreach(json_object_get(f->root, schedule), i, row)
    {
        if (json_integer_value(json_array_get(row, 0)) <= step)
            value = json_number_value(json_array_get(row, 1));
    }
    return (real)value;
}

static Penalty penalty_at(const Fixture *f, int step)
{
    real l1 = strength(f, "l1", step);
    bool proximal = strcmp(text(f->root, "l1_mode"), l1_defs[L1_PROXIMAL].key) == 0;
    return (Penalty){ .l2 = strength(f, "l2", step),
                      .l1 = proximal ? 0 : l1,
                      .threshold = proximal ? l1 : 0,
                      .decay = strength(f, "weight_decay", step),
                      .reported = l1 };
}

/* Data loss and the gradient of the objective; batch NULL: over the whole set; drop NULL: without dropout. */
static double evaluate(Fixture *f, const json_t *batch, const Dropout *drop, Penalty pen)
{
    int n = batch ? (int)json_array_size(batch) : f->points.n;
    int *index = arena_new(&f->arena, int, n);
    for (int i = 0; batch && i < n; i++)
        index[i] = (int)json_integer_value(json_array_get(batch, (size_t)i));
    double loss =
        net_loss_dropout(&f->shape, f->params, &f->points, batch ? index : NULL, n, drop, f->grad, f->scratch);
    reg_gradient(pen, f->params, f->penalised, f->grad, f->shape.params);
    return loss;
}

static const json_t *batch_of(const Fixture *f, int step) /* NULL: full batch */
{
    return json_array_get(json_object_get(f->root, "batches"), (size_t)step);
}

/* The given masks of a step, as bytes; rate 0: the file has none. */
static bool dropout_of(Fixture *f, int step, Dropout *out, Err *err)
{
    const json_t *batch = batch_of(f, step),
                 *masks = json_array_get(json_object_get(f->root, "dropout_masks"), (size_t)step);
    int n = batch ? (int)json_array_size(batch) : f->points.n;
    *out = (Dropout){ .rate = number(f->root, "dropout") };
    if (out->rate == 0)
        return true;
    const uint8_t **kept = arena_new(&f->arena, const uint8_t *, NN_LAYERS + 1);
    for (int i = 0; i < f->shape.chain; i++) {
        const LayerShape *l = &f->shape.layer[i];
        if (l->kind != LAYER_DROPOUT)
            continue;
        uint8_t *bytes = arena_new(&f->arena, uint8_t, n * l->out);
        real *given = arena_new(&f->arena, real, n * l->out);
        if (l->out > NN_WIDTH || flatten(json_array_get(masks, (size_t)l->hidden), given, n * l->out) != n * l->out)
            return err_set(err, "dropout_masks[%d][%d]: another size; expected %d x %d", step, l->hidden, n, l->out);
        for (int k = 0; k < n * l->out; k++)
            bytes[k] = given[k] != 0;
        kept[l->hidden] = bytes;
    }
    out->kept = kept;
    return true;
}

static bool take_step(Fixture *f, int step, Err *err)
{
    Penalty pen = penalty_at(f, step);
    Dropout drop;
    int n = f->shape.params;
    if (!dropout_of(f, step, &drop, err))
        return false;
    evaluate(f, batch_of(f, step), &drop, pen);
    f->args.t = (uint64_t)step + 1;
    reg_before(pen, f->args.lr, f->params, f->penalised, n);
    opt_defs[f->opt].step(f->params, f->grad, f->slots, n, &f->args);
    reg_after(pen, f->args.lr, f->params, f->penalised, n);
    net_clamp(&f->shape, f->params);
    return true;
}

/* --- comparing --- */

static void worst(double *error, double e) { *error = e <= *error ? *error : e; } /* NaN wins */

static void compare(double *error, const real *a, const real *b, int n)
{
    double difference = 0, size = 0.1;
    for (int i = 0; i < n; i++) {
        double d = (double)a[i] - (double)b[i], v = (double)b[i];
        worst(&difference, d < 0 ? -d : d);
        worst(&size, v < 0 ? -v : v);
    }
    worst(error, difference / size);
}

static void compare_number(double *error, double a, const json_t *o, const char *key)
{
    double b = json_is_number(json_object_get(o, key)) ? number(o, key) : NAN, d = a - b, size = b < 0 ? -b : b;
    worst(error, (d < 0 ? -d : d) / (size > 0.1 ? size : 0.1));
}

static bool compare_tensors(const Fixture *f, double *error, const real *a, const json_t *point, const char *key,
                            Err *err)
{
    real *b = arena_new((Arena *)&f->arena, real, f->shape.params);
    Tensor t[2];
    if (!read_params(f, json_object_get(point, key), key, b, err))
        return false;
    for (int i = 0; i < f->shape.chain; i++)
        for (int k = 0, n = tensors_of(&f->shape, i, t); k < n; k++)
            compare(error, a + t[k].at, b + t[k].at, t[k].rows * t[k].cols);
    return true;
}

static bool check(Fixture *f, int step, const json_t *point, Errors *e, Err *err)
{
    static const char *const numbers[] = { "data_loss", "l2_penalty", "l1_penalty", "J", "weight_norm" };
    Penalty pen = penalty_at(f, step), only_l2 = { .l2 = pen.l2 }, only_l1 = { .reported = pen.reported };
    int n = f->shape.params;
    *e = (Errors){ 0 };
    if (json_object_get(point, "first_batch_grad")) {
        Dropout drop;
        if (!dropout_of(f, 0, &drop, err))
            return false;
        compare_number(&e->loss, evaluate(f, batch_of(f, 0), &drop, pen), point, "first_batch_data_loss");
        if (!compare_tensors(f, &e->grad, f->grad, point, "first_batch_grad", err))
            return false;
    }
    double loss = evaluate(f, NULL, NULL, pen);
    compare_number(&e->loss, loss, point, "data_loss");
    compare_number(&e->loss, reg_value(only_l2, f->params, f->penalised, n), point, "l2_penalty");
    compare_number(&e->loss, reg_value(only_l1, f->params, f->penalised, n), point, "l1_penalty");
    compare_number(&e->loss, loss + reg_value(pen, f->params, f->penalised, n), point, "J");
    compare_number(&e->weights, sqrt(reg_norm2(f->params, f->is_weight, n)), point, "weight_norm");
    if (!compare_tensors(f, &e->grad, f->grad, point, "grad", err) ||
        (step > 0 && !compare_tensors(f, &e->weights, f->params, point, "params", err)))
        return false;
    for (int i = 0; i < COUNT(numbers); i++)
        if (!json_object_get(point, numbers[i]))
            return err_set(err, "%s: nothing there; expected a number", numbers[i]);
    return true;
}

static double tolerance_of(const Fixture *f, const char *step)
{
    if (sizeof(real) == sizeof(double))
        return 1e-8;
    return number(json_object_get(f->root, "tolerance"), step);
}

static int by_step(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static bool replay(Fixture *f, char *line, size_t size, Err *err)
{
    enum { CHECKPOINTS = 64 };
    json_t *points = json_object_get(f->root, "checkpoints");
    int steps[CHECKPOINTS], count = 0, at = 0;
    const char *key;
    json_t *point;
    json_object_foreach(points, key, point) if (count < CHECKPOINTS) steps[count++] = atoi(key);
    if (count == 0)
        return err_set(err, "checkpoints: none; expected {step: numbers, ...}");
    qsort(steps, (size_t)count, sizeof *steps, by_step);
    bool ok = true;
    for (int i = 0; i < count; i++) {
        char name[16];
        Errors e;
        snprintf(name, sizeof name, "%d", steps[i]);
        for (; at < steps[i]; at++)
            if (!take_step(f, at, err))
                return false;
        if (!check(f, steps[i], json_object_get(points, name), &e, err)) {
            Err what = *err;
            return err_set(err, "checkpoints.%s.%s", name, what.text);
        }
        double limit = tolerance_of(f, name);
        bool good = e.loss <= limit && e.grad <= limit && e.weights <= limit;
        size_t used = strlen(line);
        snprintf(line + used, size - used, "  step %s: loss %.1e grad %.1e weights %.1e%s", name, e.loss, e.grad,
                 e.weights, good ? "" : " OVER");
        ok = ok && good;
    }
    return ok || err_set(err, "over its tolerance");
}

int main(int argc, char **argv)
{
    int failed = 0;
    if (argc < 2) {
        fprintf(stderr, "usage: parity FILE.json...\n");
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        Fixture f = { 0 };
        Err err;
        char line[4096] = "";
        bool read = read_fixture(&f, argv[i], &err), ok = read && replay(&f, line, sizeof line, &err);
        const char *slash = strrchr(argv[i], '/'), *name = slash ? slash + 1 : argv[i];
        if (line[0] == 0)
            printf("%-38s cannot be run: %s\n", name, err.text);
        else
            printf("%-38s %s%s\n", name, ok ? "ok" : err.text, line);
        failed += !ok;
        json_decref(f.root);
        arena_free(&f.arena);
    }
    return failed > 0;
}
