/* Replays training runs that other programs have computed (tests/fixtures/README.md is their schema) with this
 * program's own loss, penalty and optimisers, and prints how far apart the two are:
 *
 *     parity FILE.json...
 *
 * One line a file: at each recorded step the largest relative error of losses, gradients and weights. An error is
 * max|a-b| / max(0.1, max|b|) over a tensor. Exit status 1 when one is over the file's tolerance, or a file asks for
 * something the engine does not have; then the line says what. Compiled with REAL_DOUBLE, every tolerance is 1e-8. */
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

/* Row of a table whose rows start with their key; -1: none. */
static int row_of(const void *rows, size_t size, int count, const char *key)
{
    for (int i = 0; i < count; i++)
        if (strcmp(*(const char *const *)(const void *)((const char *)rows + (size_t)i * size), key) == 0)
            return i;
    return -1;
}
#define ROW_OF(defs, count, key) row_of(defs, sizeof(defs)[0], count, key)

/* Sizes of the layers from `list` on, behind those already in width; how many there are then; 0: impossible. */
static int read_widths(const json_t *list, int *width, int at, Err *err)
{
    size_t i;
    const json_t *item;
    json_array_foreach(list, i, item)
    {
        width[at] = (int)json_integer_value(item);
        if (width[at] < 1 || width[at] > NN_WIDTH || at > NN_LAYERS) {
            err_set(err, "layer %d of %d units", at, width[at]);
            return 0;
        }
        at++;
    }
    return at;
}

static bool read_filters(const json_t *model, NetPlan *plan, Err *err)
{
    plan->high = (int)number(model, "height");
    plan->wide = (int)number(model, "width");
    plan->filters = (int)number(model, "filters");
    plan->kernel = (int)number(model, "kernel");
    plan->pool = ROW_OF(pool_defs, pool_count, text(model, "pool"));
    plan->pool_window = (int)number_or(model, "pool_size", 2);
    int least = min_i(plan->high, plan->wide);
    if (number_or(model, "channels", 1) != 1 || plan->filters < 1 || plan->filters > NN_WIDTH || plan->pool < 0)
        return err_set(err, "%d filters, pooling %s", plan->filters, text(model, "pool"));
    return (plan->kernel >= 1 && plan->pool_window >= 1 && least <= NN_WIDTH &&
            least >= plan->kernel + plan->pool_window - 1) ||
           err_set(err, "filters of %d on images of %dx%d", plan->kernel, plan->high, plan->wide);
}

static bool read_shape(Fixture *f, Err *err)
{
    static const char *const losses[][2] = { { "bce_logits", "bce" },
                                             { "softmax_ce", "softmax" },
                                             { "half_mse", "mse" } };
    const json_t *model = json_object_get(f->root, "model");
    const char *kind = text(model, "kind"), *place = text(model, "gdn");
    bool conv = strcmp(kind, "conv") == 0;
    int width[NN_LAYERS + 2] = { 0 }, n;
    NetPlan plan = { .width = width, .act = ROW_OF(act_defs, act_count, text(model, "activation")), .loss = -1 };
    for (int i = 0; i < COUNT(losses); i++)
        if (strcmp(losses[i][0], text(f->root, "loss")) == 0)
            plan.loss = ROW_OF(loss_defs, loss_count, losses[i][1]);
    if (!conv && strcmp(kind, "mlp") != 0)
        return err_set(err, "model %s", kind);
    if (plan.act < 0 || plan.loss < 0)
        return err_set(err, "activation %s with loss %s", text(model, "activation"), text(f->root, "loss"));
    plan.gdn = place[0] != 0;
    plan.gdn_place = ROW_OF(gdn_defs, gdn_count, place);
    if (plan.gdn && plan.gdn_place < 0)
        return err_set(err, "gdn %s", place);
    if (conv && !read_filters(model, &plan, err))
        return false;
    n = read_widths(json_object_get(model, conv ? "dense" : "layers"), width, conv, err);
    if (n < 2)
        return n == 0 ? false : err_set(err, "%d layers", n);
    plan.layers = n - 1;
    f->shape = net_build(&plan);
    return f->shape.outputs <= NN_CLASSES || err_set(err, "%d outputs", f->shape.outputs);
}

static bool read_rules(Fixture *f, Err *err)
{
    const json_t *opt = json_object_get(f->root, "optimizer");
    f->opt = ROW_OF(opt_defs, opt_count, text(opt, "name"));
    if (f->opt < 0 || !opt_defs[f->opt].step)
        return err_set(err, "optimizer %s", text(opt, "name"));
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
    if (p->n < 1 || flatten(x, p->x, p->n * p->inputs) != p->n * p->inputs ||
        flatten(y, p->y, p->n * p->targets) != p->n * p->targets)
        return err_set(err, "data of another size than the net's");
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

static bool read_params(const Fixture *f, const json_t *tensors, real *params, Err *err)
{
    Tensor t[2];
    for (int i = 0; i < f->shape.chain; i++)
        for (int k = 0, n = tensors_of(&f->shape, i, t); k < n; k++) {
            int rows = t[k].rows, cols = t[k].cols;
            if (flatten(json_object_get(tensors, t[k].key), f->file, rows * cols) != rows * cols)
                return err_set(err, "%s of another size", t[k].key);
            for (int r = 0; r < rows; r++)
                for (int c = 0; c < cols; c++)
                    params[t[k].at + (t[k].turned ? c * rows + r : r * cols + c)] = f->file[r * cols + c];
        }
    return true;
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
            return err_set(err, "batch %zu with sample %d of %d", b, (int)at, f->points.n);
    }
    const char *key;
    json_object_foreach(json_object_get(f->root, "checkpoints"), key,
                        point) if (json_array_size(batches) > 0 &&
                                   json_array_size(batches) <
                                       (size_t)atoi(key)) return err_set(err, "%zu batches for %s steps",
                                                                         json_array_size(batches), key);
    return true;
}

static bool read_fixture(Fixture *f, const char *path, Err *err)
{
    json_error_t why;
    f->root = json_load_file(path, 0, &why);
    if (!f->root)
        return err_set(err, "line %d: %s", why.line, why.text);
    if (!read_shape(f, err) || !read_rules(f, err) || !read_points(f, err) || !check_batches(f, err))
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
    return read_params(f, json_object_get(f->root, "init"), f->params, err);
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
            return err_set(err, "dropout masks of another size at step %d", step);
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

static bool compare_tensors(const Fixture *f, double *error, const real *a, const json_t *tensors, Err *err)
{
    real *b = arena_new((Arena *)&f->arena, real, f->shape.params);
    Tensor t[2];
    if (!read_params(f, tensors, b, err))
        return false;
    for (int i = 0; i < f->shape.chain; i++)
        for (int k = 0, n = tensors_of(&f->shape, i, t); k < n; k++)
            compare(error, a + t[k].at, b + t[k].at, t[k].rows * t[k].cols);
    return true;
}

static bool check(Fixture *f, int step, const json_t *point, Errors *e, Err *err)
{
    Penalty pen = penalty_at(f, step), only_l2 = { .l2 = pen.l2 }, only_l1 = { .reported = pen.reported };
    int n = f->shape.params;
    *e = (Errors){ 0 };
    const json_t *first = json_object_get(point, "first_batch_grad");
    if (first) {
        Dropout drop;
        if (!dropout_of(f, 0, &drop, err))
            return false;
        compare_number(&e->loss, evaluate(f, batch_of(f, 0), &drop, pen), point, "first_batch_data_loss");
        if (!compare_tensors(f, &e->grad, f->grad, first, err))
            return false;
    }
    double loss = evaluate(f, NULL, NULL, pen);
    compare_number(&e->loss, loss, point, "data_loss");
    compare_number(&e->loss, reg_value(only_l2, f->params, f->penalised, n), point, "l2_penalty");
    compare_number(&e->loss, reg_value(only_l1, f->params, f->penalised, n), point, "l1_penalty");
    compare_number(&e->loss, loss + reg_value(pen, f->params, f->penalised, n), point, "J");
    compare_number(&e->weights, sqrt(reg_norm2(f->params, f->is_weight, n)), point, "weight_norm");
    const json_t *params = json_object_get(point, "params");
    return compare_tensors(f, &e->grad, f->grad, json_object_get(point, "grad"), err) &&
           (!params || compare_tensors(f, &e->weights, f->params, params, err));
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
        return err_set(err, "no checkpoints");
    qsort(steps, (size_t)count, sizeof *steps, by_step);
    bool ok = true;
    for (int i = 0; i < count; i++) {
        char name[16];
        Errors e;
        snprintf(name, sizeof name, "%d", steps[i]);
        for (; at < steps[i]; at++)
            if (!take_step(f, at, err))
                return false;
        if (!check(f, steps[i], json_object_get(points, name), &e, err))
            return false;
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
