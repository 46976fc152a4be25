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
    int opt, reg;
    OptArgs args;
    real *params, *grad, *slots;
    uint8_t *is_weight;
    Scratch *scratch;
} Fixture;

typedef struct Errors {
    double loss, grad, weights;
} Errors;

static double number(const json_t *o, const char *key) { return json_number_value(json_object_get(o, key)); }
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

static bool read_shape(Fixture *f, Err *err)
{
    static const char *const losses[][2] = { { "bce_logits", "bce" },
                                             { "softmax_ce", "softmax" },
                                             { "half_mse", "mse" } };
    const json_t *model = json_object_get(f->root, "model"), *layers = json_object_get(model, "layers");
    int act = ROW_OF(act_defs, act_count, text(model, "activation")), loss = -1, n = (int)json_array_size(layers);
    for (int i = 0; i < COUNT(losses); i++)
        if (strcmp(losses[i][0], text(f->root, "loss")) == 0)
            loss = ROW_OF(loss_defs, loss_count, losses[i][1]);
    if (strcmp(text(model, "kind"), "mlp") != 0)
        return err_set(err, "model %s", text(model, "kind"));
    if (json_object_get(model, "gdn"))
        return err_set(err, "gdn");
    if (act < 0 || loss < 0)
        return err_set(err, "activation %s with loss %s", text(model, "activation"), text(f->root, "loss"));
    if (n < 2 || n > NN_LAYERS + 2)
        return err_set(err, "%d layers", n);
    int width[NN_LAYERS + 2];
    for (int l = 0; l < n; l++) {
        width[l] = (int)json_integer_value(json_array_get(layers, (size_t)l));
        if (width[l] < 1 || width[l] > NN_WIDTH)
            return err_set(err, "a layer of %d units", width[l]);
    }
    f->shape = net_layout(width, n - 1, act, loss);
    return f->shape.outputs <= NN_CLASSES || err_set(err, "%d outputs", f->shape.outputs);
}

static bool read_rules(Fixture *f, Err *err)
{
    const json_t *opt = json_object_get(f->root, "optimizer");
    f->opt = ROW_OF(opt_defs, opt_count, text(opt, "name"));
    f->reg = ROW_OF(reg_defs, reg_count, "l2");
    if (f->opt < 0)
        return err_set(err, "optimizer %s", text(opt, "name"));
    static const char *const absent[] = { "l1", "dropout", "weight_decay" };
    for (int i = 0; i < COUNT(absent); i++)
        if (number(f->root, absent[i]) != 0)
            return err_set(err, "%s", absent[i]);
    if (json_is_true(json_object_get(f->root, "penalise_biases")))
        return err_set(err, "penalised biases");
    f->args = (OptArgs){ .lr = (real)number(opt, "lr"),
                         .momentum = (real)number(opt, "momentum"),
                         .beta1 = (real)number(opt, "beta1"),
                         .beta2 = (real)number(opt, "beta2"),
                         .eps = (real)number(opt, "eps") };
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

/* Tensors of the file stand in the order of params, but W is [out][in] there and [in][out] here. */
static bool read_params(const Fixture *f, const json_t *tensors, real *params, Err *err)
{
    const Shape *s = &f->shape;
    static real file[NN_WIDTH * NN_WIDTH];
    for (int l = 0; l < s->layers; l++) {
        int in = s->width[l], out = s->width[l + 1];
        char key[16];
        snprintf(key, sizeof key, "W%d", l);
        if (flatten(json_object_get(tensors, key), file, in * out) != in * out)
            return err_set(err, "%s of another size", key);
        for (int i = 0; i < in; i++)
            for (int o = 0; o < out; o++)
                params[s->weights[l] + i * out + o] = file[o * in + i];
        snprintf(key, sizeof key, "b%d", l);
        if (flatten(json_object_get(tensors, key), params + s->biases[l], out) != out)
            return err_set(err, "%s of another size", key);
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
    f->is_weight = arena_new(&f->arena, uint8_t, n);
    f->scratch = net_scratch(&f->shape, &f->arena);
    net_is_weight(&f->shape, f->is_weight);
    return read_params(f, json_object_get(f->root, "init"), f->params, err);
}

/* --- training --- */

static Penalty penalty_at(const Fixture *f, int step)
{
    double l2 = number(f->root, "l2");
    size_t i;
    const json_t *row;
    json_array_foreach(json_object_get(f->root, "l2_schedule"), i,
                       row) if (json_integer_value(json_array_get(row, 0)) <= step) l2 =
        json_number_value(json_array_get(row, 1));
    return reg_penalty(f->reg, (real)l2);
}

/* Data loss and the gradient of the objective; batch NULL: over the whole set. */
static double evaluate(Fixture *f, const json_t *batch, Penalty pen)
{
    int n = batch ? (int)json_array_size(batch) : f->points.n;
    int *index = arena_new(&f->arena, int, n);
    for (int i = 0; batch && i < n; i++)
        index[i] = (int)json_integer_value(json_array_get(batch, (size_t)i));
    double loss = net_loss(&f->shape, f->params, &f->points, batch ? index : NULL, n, f->grad, f->scratch);
    reg_gradient(pen, f->params, f->is_weight, f->grad, f->shape.params);
    return loss;
}

static const json_t *batch_of(const Fixture *f, int step) /* NULL: full batch */
{
    return json_array_get(json_object_get(f->root, "batches"), (size_t)step);
}

static void take_step(Fixture *f, int step)
{
    evaluate(f, batch_of(f, step), penalty_at(f, step));
    f->args.t = (uint64_t)step + 1;
    opt_defs[f->opt].step(f->params, f->grad, f->slots, f->shape.params, &f->args);
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
    const Shape *s = &f->shape;
    static real b[(NN_LAYERS + 1) * (NN_WIDTH + 1) * NN_WIDTH];
    if (!read_params(f, tensors, b, err))
        return false;
    for (int l = 0; l < s->layers; l++) {
        compare(error, a + s->weights[l], b + s->weights[l], s->biases[l] - s->weights[l]);
        compare(error, a + s->biases[l], b + s->biases[l], s->width[l + 1]);
    }
    return true;
}

static bool check(Fixture *f, int step, const json_t *point, Errors *e, Err *err)
{
    Penalty pen = penalty_at(f, step);
    int n = f->shape.params;
    *e = (Errors){ 0 };
    const json_t *first = json_object_get(point, "first_batch_grad");
    if (first) {
        compare_number(&e->loss, evaluate(f, batch_of(f, 0), pen), point, "first_batch_data_loss");
        if (!compare_tensors(f, &e->grad, f->grad, first, err))
            return false;
    }
    double loss = evaluate(f, NULL, pen), value = reg_value(pen, f->params, f->is_weight, n);
    compare_number(&e->loss, loss, point, "data_loss");
    compare_number(&e->loss, value, point, "l2_penalty");
    compare_number(&e->loss, loss + value, point, "J");
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
            take_step(f, at);
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
