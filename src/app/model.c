/* model: from a run to the value that is written, with the program's own answers at some points. */
#include "app/model.h"

#include <string.h>

const char *const model_ends[] = { "sigmoid", "softmax", "none" };

const char *model_class(const Model *m, int i, char out[32])
{
    if (m->own && m->own->label[i][0])
        snprintf(out, 32, "%s", m->own->label[i]);
    else
        snprintf(out, 32, "%d", i);
    return out;
}

static ModelEnd end_of(const Shape *s)
{
    const char *loss = loss_defs[s->loss].key;
    return strcmp(loss, "bce") == 0 ? MODEL_SIGMOID : strcmp(loss, "softmax") == 0 ? MODEL_SOFTMAX : MODEL_VALUES;
}

/* What the last layer's numbers z mean. */
static void answer(const Model *m, const real *z, double *out)
{
    double most = (double)z[0], sum = 0;
    for (int i = 0; i < m->outputs; i++)
        most = (double)z[i] > most ? (double)z[i] : most;
    for (int i = 0; i < m->outputs; i++) {
        if (m->end == MODEL_SIGMOID)
            out[i] = 1 / (1 + num_exp(-(double)z[i]));
        else if (m->end == MODEL_SOFTMAX)
            sum += out[i] = num_exp((double)z[i] - most);
        else
            out[i] = (double)z[i] * m->out_scale + m->out_shift;
    }
    for (int i = 0; m->end == MODEL_SOFTMAX && i < m->outputs; i++)
        out[i] /= sum;
}

void model_make(const Scene *s, Run *r, Arena *a, Model *out)
{
    const Shape *shape = run_shape(r);
    const Points *test = run_points(r, SPLIT_TEST);
    const Config *c = run_config(r);
    *out = (Model){ .scene = s,
                    .config = c,
                    .shape = shape,
                    .params = run_params(r, 0),
                    .own = data_defs[c->data].own ? s->own : NULL,
                    .end = end_of(shape),
                    .inputs = test->raw_inputs,
                    .outputs = shape->outputs,
                    .examples = min_i(MODEL_EXAMPLES, test->n),
                    .out_scale = 1 };
    run_metrics(r, 0, &out->metrics);
    for (int i = 0; i < min_i(out->inputs, NN_INPUTS); i++) {
        out->scale[i] = out->own ? (double)out->own->scale[i] : 1;
        out->shift[i] = out->own ? (double)out->own->shift[i] : 0;
    }
    if (out->own && out->own->classes == 0) {
        out->out_scale = (double)out->own->scale[out->own->inputs];
        out->out_shift = (double)out->own->shift[out->own->inputs];
    }

    size_t n = (size_t)out->examples;
    out->example = arena_alloc(a, sizeof(double) * n * (size_t)out->inputs);
    out->answer = arena_alloc(a, sizeof(double) * n * (size_t)out->outputs);
    real *z = arena_alloc(a, sizeof(real) * n * (size_t)out->outputs);
    net_forward(shape, out->params, test->x, out->examples, z, net_scratch(shape, a));
    for (int i = 0; i < out->examples; i++) {
        for (int k = 0; k < out->inputs; k++) {
            double raw = (double)test->raw[i * out->inputs + k];
            out->example[i * out->inputs + k] = out->own ? raw * out->scale[k] + out->shift[k] : raw;
        }
        answer(out, z + i * out->outputs, out->answer + i * out->outputs);
    }
}
