/* jsonmodel: a network as JSON. Numbers are the shortest text that reads back as the same float. */
#define _POSIX_C_SOURCE 200809L
#include "app/model.h"

#include <stdlib.h>
#include <string.h>

static void put_key(FILE *f, const char *key)
{
    report_quoted(f, key);
    fputs(": ", f);
}

static void put_double(FILE *f, double v)
{
    char text[32] = "null";
    if (num_finite(v))
        text_of_double(text, v);
    fputs(text, f);
}

static void put_floats(FILE *f, const real *v, int n)
{
    fputc('[', f);
    for (int i = 0; i < n; i++) {
        char text[32] = "null";
        if (num_finite((double)v[i]))
            text_of_float(text, (float)v[i]);
        fprintf(f, "%s%s", i ? ", " : "", text);
    }
    fputc(']', f);
}

static void put_doubles(FILE *f, const char *key, const double *v, int n)
{
    put_key(f, key);
    fputc('[', f);
    for (int i = 0; i < n; i++) {
        fputs(i ? ", " : "", f);
        put_double(f, v[i]);
    }
    fputc(']', f);
}

/* [rows][cols], a row a line. */
static void put_matrix(FILE *f, const char *key, const real *v, int rows, int cols)
{
    fputs(",\n     ", f);
    put_key(f, key);
    fputc('[', f);
    for (int i = 0; i < rows; i++) {
        fputs(i ? ",\n      " : "", f);
        put_floats(f, v + i * cols, cols);
    }
    fputc(']', f);
}

static void put_vector(FILE *f, const char *key, const real *v, int n)
{
    fputs(",\n     ", f);
    put_key(f, key);
    put_floats(f, v, n);
}

static void put_parameters(FILE *f, const Model *m, const LayerShape *l)
{
    const real *p = m->params + l->first;
    if (l->kind == LAYER_DENSE) {
        put_matrix(f, "weights", p, l->in, l->out);
        put_vector(f, "biases", p + l->weights, l->out);
    } else if (l->kind == LAYER_GDN) {
        put_matrix(f, "gamma", p, l->in, l->out);
        put_vector(f, "beta", p + l->in * l->out, l->out);
    } else if (l->kind == LAYER_CONV) {
        put_matrix(f, "filters", p, l->maps, l->window * l->window);
        put_vector(f, "biases", p + l->weights, l->maps);
    }
}

static void put_layer(FILE *f, const Model *m, const LayerShape *l)
{
    fprintf(f, ", \"in\": %d, \"out\": %d", l->in, l->out);
    if (l->kind == LAYER_CONV || l->kind == LAYER_POOL)
        fprintf(f, ", \"maps\": %d, \"high\": %d, \"wide\": %d, \"window\": %d", l->maps, l->high, l->wide, l->window);
    if (l->kind == LAYER_POOL)
        fprintf(f, ", \"pool\": \"%s\"", pool_defs[m->shape->pool].key);
    if (l->kind == LAYER_ACT)
        fprintf(f, ", \"act\": \"%s\"", act_defs[m->shape->act].key);
}

/* A layer's name; NULL: it does nothing in use (dropout). */
static const char *kind_key(LayerKind k)
{
    static const char *const keys[LAYER_KINDS] = {
        [LAYER_DENSE] = "dense", [LAYER_ACT] = "act", [LAYER_GDN] = "gdn", [LAYER_CONV] = "conv", [LAYER_POOL] = "pool"
    };
    return keys[k];
}

static void put_input(FILE *f, const Model *m)
{
    const InputMap *map = &m->shape->map;
    fprintf(f, " \"input\": {\"numbers\": %d", m->inputs);
    if (m->own) {
        fputs(", ", f);
        put_doubles(f, "shift", m->shift, m->inputs);
        fputs(", ", f);
        put_doubles(f, "scale", m->scale, m->inputs);
    }
    if (map->features) {
        fputs(", \"features\": [", f);
        for (int i = 0, n = 0; i < feature_count; i++)
            if (map->features >> i & 1) {
                fputs(n++ ? ", " : "", f);
                report_quoted(f, feature_defs[i].key);
            }
        fputc(']', f);
    }
    if (map->raw == 1) {
        double line[2] = { (double)map->scale, (double)map->shift };
        fputs(", ", f);
        put_doubles(f, "line", line, 2);
        fprintf(f, ", \"powers\": %d", map->inputs);
    }
    fputs("},\n", f);
}

static void put_output(FILE *f, const Model *m)
{
    char name[32];
    fprintf(f, " \"output\": {\"numbers\": %d, \"function\": \"%s\"", m->outputs, model_ends[m->end]);
    int classes = data_classes(m->config, m->own);
    if (classes) {
        fputs(", \"classes\": [", f);
        for (int i = 0; i < classes; i++) {
            fputs(i ? ", " : "", f);
            report_quoted(f, model_class(m, i, name));
        }
        fputc(']', f);
    }
    if (m->own && !classes) {
        double line[2] = { m->out_scale, m->out_shift };
        fputs(", ", f);
        put_doubles(f, "line", line, 2);
    }
    fputs("},\n", f);
}

void jsonmodel_head(FILE *f, const Model *m)
{
    size_t size;
    char *scene = scene_write(m->scene, &size);
    fprintf(f, "{\"ridgescope_model\": %d,\n ", MODEL_FORMAT);
    put_key(f, "scene");
    report_quoted(f, scene);
    free(scene);
    fputs(",\n \"metrics\": ", f);
    Report r = report_begin(f);
    report_add_metrics(&r, &m->metrics);
    fputs("},\n", f);
    put_input(f, m);
    put_output(f, m);
}

static void put_examples(FILE *f, const Model *m)
{
    fputs(" \"examples\": [", f);
    for (int i = 0; i < m->examples; i++) {
        fputs(i ? ",\n  {" : "\n  {", f);
        put_doubles(f, "input", m->example + i * m->inputs, m->inputs);
        fputs(", ", f);
        put_doubles(f, "output", m->answer + i * m->outputs, m->outputs);
        fputc('}', f);
    }
    fputs("]}\n", f);
}

void jsonmodel_layers(FILE *f, const Model *m, bool parameters)
{
    fputs(" \"layers\": [", f);
    for (int i = 0, n = 0; i < m->shape->chain; i++) {
        const LayerShape *l = &m->shape->layer[i];
        const char *kind = kind_key(l->kind);
        if (!kind)
            continue;
        fprintf(f, "%s\n    {\"kind\": \"%s\"", n++ ? "," : "", kind);
        put_layer(f, m, l);
        if (parameters)
            put_parameters(f, m, l);
        fputc('}', f);
    }
    fputc(']', f);
}

char *jsonmodel_write(const Model *m, size_t *size)
{
    char *text = NULL;
    FILE *f = open_memstream(&text, size);
    if (!f)
        memory_failed(0);
    jsonmodel_head(f, m);
    jsonmodel_layers(f, m, true);
    fputs(",\n", f);
    put_examples(f, m);
    if (fclose(f) != 0)
        memory_failed(*size);
    return text;
}
