/* cmodel: a network as one C file: a function, its tables, and a main to check it by. It sums in double, so it agrees
 * with the program as far as the program's floats go. */
#define _POSIX_C_SOURCE 200809L
#include "app/model.h"

#include <stdlib.h>
#include <string.h>

/* --- what a kind of layer needs, written once if the network has it --- */

typedef struct CodeDef {
    const char *key, *code;
} CodeDef;

static const CodeDef act_code[] = {
    { "tanh", "tanh(z)" },
    { "relu", "z > 0 ? z : 0" },
    { "sigmoid", "1 / (1 + exp(-z))" },
    { "linear", "z" },
    { "leaky", "z < 0 ? 0.01 * z : z" },
    { "gelu", "0.5 * z * (1 + erf(z * 0.70710678118654752))" },
    { "sine", "sin(z)" },
};

static const CodeDef feature_code[] = {
    { "x", "p[0]" },         { "y", "p[1]" },         { "x2", "p[0] * p[0]" }, { "y2", "p[1] * p[1]" },
    { "xy", "p[0] * p[1]" }, { "sinx", "sin(p[0])" }, { "siny", "sin(p[1])" },
};

static const char *const layer_code[LAYER_KINDS] = {
    [LAYER_DENSE] = "/* p: weights [in][out], biases [out] */\n"
                    "static void dense(const float *p, int in, int out, const double *x, double *y)\n"
                    "{\n"
                    "    for (int j = 0; j < out; j++) {\n"
                    "        y[j] = p[in * out + j];\n"
                    "        for (int i = 0; i < in; i++)\n"
                    "            y[j] += x[i] * p[i * out + j];\n"
                    "    }\n"
                    "}\n\n",
    [LAYER_GDN] = "/* p: gamma [n][n], beta [n]; y_j = x_j / sqrt(beta_j + sum_i gamma_ij x_i^2) */\n"
                  "static void gdn(const float *p, int n, const double *x, double *y)\n"
                  "{\n"
                  "    for (int j = 0; j < n; j++) {\n"
                  "        double u = p[n * n + j];\n"
                  "        for (int i = 0; i < n; i++)\n"
                  "            u += x[i] * x[i] * p[i * n + j];\n"
                  "        y[j] = x[j] / sqrt(u);\n"
                  "    }\n"
                  "}\n\n",
    [LAYER_CONV] =
        "/* p: filters [maps][k][k], biases [maps]; x: [high][wide]; y: [maps][high - k + 1][wide - k + 1] */\n"
        "static void filter(const float *p, int maps, int k, int high, int wide, const double *x, double *y)\n"
        "{\n"
        "    for (int m = 0; m < maps; m++)\n"
        "        for (int r = 0; r + k <= high; r++)\n"
        "            for (int c = 0; c + k <= wide; c++, y++) {\n"
        "                *y = p[maps * k * k + m];\n"
        "                for (int i = 0; i < k * k; i++)\n"
        "                    *y += p[m * k * k + i] * x[(r + i / k) * wide + c + i % k];\n"
        "            }\n"
        "}\n\n",
    [LAYER_POOL] = "/* x: [maps][high][wide]; windows of k x k that do not overlap; their largest or their mean */\n"
                   "static void pool(int largest, int maps, int k, int high, int wide, const double *x, double *y)\n"
                   "{\n"
                   "    for (int m = 0; m < maps; m++, x += high * wide)\n"
                   "        for (int r = 0; r + k <= high; r += k)\n"
                   "            for (int c = 0; c + k <= wide; c += k, y++) {\n"
                   "                double most = x[r * wide + c], sum = 0;\n"
                   "                for (int i = 0; i < k * k; i++) {\n"
                   "                    double v = x[(r + i / k) * wide + c + i % k];\n"
                   "                    most = v > most ? v : most;\n"
                   "                    sum += v;\n"
                   "                }\n"
                   "                *y = largest ? most : sum / (k * k);\n"
                   "            }\n"
                   "}\n\n",
};

static const char *code_of(const CodeDef *table, int n, const char *key)
{
    for (int i = 0; i < n; i++)
        if (strcmp(table[i].key, key) == 0)
            return table[i].code;
    return "z"; /* a row that is not yet known here: tests loop over all of them */
}

/* --- tables --- */

static void put_float(FILE *f, real v)
{
    char text[32];
    text_of_float(text, (float)v);
    fprintf(f, "%s%sf", text, strpbrk(text, ".e") ? "" : ".0");
}

static void put_numbers(FILE *f, const real *v, int n)
{
    for (int i = 0; i < n; i++) {
        fputs(i % 8 == 0 ? "\n    " : " ", f);
        put_float(f, v[i]);
        fputc(',', f);
    }
}

static void put_doubles(FILE *f, const char *name, int rows, int cols, const double *v)
{
    fprintf(f, "static const double %s[%d][%d] = {", name, rows, cols);
    for (int i = 0; i < rows; i++) {
        fputs("\n    {", f);
        for (int k = 0; k < cols; k++) {
            char text[32];
            text_of_double(text, v[i * cols + k]);
            fprintf(f, "%s%s", k ? ", " : " ", text);
        }
        fputs(" },", f);
    }
    fputs("\n};\n", f);
}

/* Text inside a comment, which nothing in it can end. */
static void put_inside(FILE *f, const char *text)
{
    for (const char *c = text; *c; c++)
        fprintf(f, c[0] == '*' && c[1] == '/' ? "* " : "%c", *c);
}

static void put_scene(FILE *f, const Model *m)
{
    size_t size;
    char *scene = scene_write(m->scene, &size);
    if (size > 1 << 16)
        fputs(" *   (own points are left out)\n", f);
    for (char *line = scene; size <= 1 << 16 && line && *line;) {
        char *end = strchr(line, '\n');
        if (end)
            *end = 0;
        fputs(" *   ", f);
        put_inside(f, line);
        fputc('\n', f);
        line = end ? end + 1 : NULL;
    }
    free(scene);
}

/* --- the function --- */

static int widest(const Model *m)
{
    int n = max_i(m->inputs, m->shape->inputs);
    for (int i = 0; i < m->shape->chain; i++)
        n = max_i(n, m->shape->layer[i].out);
    return n;
}

static void put_inputs(FILE *f, const Model *m)
{
    const InputMap *map = &m->shape->map;
    char shift[32], scale[32];
    fprintf(f, "    double p[%d], a[%d], b[%d];\n", m->inputs, widest(m), widest(m));
    if (!m->own)
        fprintf(f, "    for (int i = 0; i < %d; i++)\n        p[i] = x[i];\n", m->inputs);
    for (int i = 0; m->own && i < m->inputs; i++) {
        text_of_double(shift, m->shift[i]);
        text_of_double(scale, m->scale[i]);
        fprintf(f, "    p[%d] = (x[%d] - %s) / %s;\n", i, i, shift, scale);
    }
    if (map->raw == 1) {
        text_of_float(scale, (float)map->scale);
        text_of_float(shift, (float)map->shift);
        fprintf(f, "    double u = %s * p[0] + %s, power = 1;\n", scale, shift);
        fprintf(f, "    for (int i = 0; i < %d; i++)\n        a[i] = power *= u;\n", map->inputs);
    } else if (map->features) {
        for (int i = 0, n = 0; i < feature_count; i++)
            if (map->features >> i & 1)
                fprintf(f, "    a[%d] = %s;\n", n++, code_of(feature_code, COUNT(feature_code), feature_defs[i].key));
    } else {
        fprintf(f, "    for (int i = 0; i < %d; i++)\n        a[i] = p[i];\n", m->inputs);
    }
}

/* One layer, from a to b or back; returns where its numbers are. */
static char put_layer(FILE *f, const Model *m, int i, char in)
{
    const LayerShape *l = &m->shape->layer[i];
    char out = in == 'a' ? 'b' : 'a';
    if (l->kind == LAYER_DENSE)
        fprintf(f, "    dense(layer%d, %d, %d, %c, %c);\n", i, l->in, l->out, in, out);
    else if (l->kind == LAYER_GDN)
        fprintf(f, "    gdn(layer%d, %d, %c, %c);\n", i, l->out, in, out);
    else if (l->kind == LAYER_CONV)
        fprintf(f, "    filter(layer%d, %d, %d, %d, %d, %c, %c);\n", i, l->maps, l->window, l->high, l->wide, in, out);
    else if (l->kind == LAYER_POOL)
        fprintf(f, "    pool(%d, %d, %d, %d, %d, %c, %c);\n", m->shape->pool == POOL_MAX, l->maps, l->window, l->high,
                l->wide, in, out);
    else if (l->kind == LAYER_ACT)
        fprintf(f, "    for (int i = 0; i < %d; i++) {\n        double z = %c[i];\n        %c[i] = %s;\n    }\n",
                l->out, in, out, code_of(act_code, COUNT(act_code), act_defs[m->shape->act].key));
    else
        return in; /* dropout does nothing in use */
    return out;
}

static void put_end(FILE *f, const Model *m, char in)
{
    char scale[32], shift[32];
    if (m->end == MODEL_SIGMOID) {
        fprintf(f, "    y[0] = 1 / (1 + exp(-%c[0]));\n", in);
    } else if (m->end == MODEL_SOFTMAX) {
        fprintf(f,
                "    double most = %c[0], sum = 0;\n    for (int i = 1; i < %d; i++)\n"
                "        most = %c[i] > most ? %c[i] : most;\n    for (int i = 0; i < %d; i++)\n"
                "        sum += y[i] = exp(%c[i] - most);\n    for (int i = 0; i < %d; i++)\n        y[i] /= sum;\n",
                in, m->outputs, in, in, m->outputs, in, m->outputs);
    } else {
        text_of_double(scale, m->out_scale);
        text_of_double(shift, m->out_shift);
        fprintf(f, "    for (int i = 0; i < %d; i++)\n        y[i] = %c[i] * %s + %s;\n", m->outputs, in, scale, shift);
    }
}

static void put_function(FILE *f, const Model *m)
{
    char in = 'a';
    fprintf(f, "void RIDGESCOPE_MODEL(const double x[%d], double y[%d])\n{\n", m->inputs, m->outputs);
    put_inputs(f, m);
    for (int i = 0; i < m->shape->chain; i++)
        in = put_layer(f, m, i, in);
    put_end(f, m, in);
    fputs("}\n", f);
}

static void put_check(FILE *f, const Model *m)
{
    fputs("\n#ifdef RIDGESCOPE_MODEL_CHECK\n#include <stdio.h>\n\n", f);
    put_doubles(f, "input", m->examples, m->inputs, m->example);
    put_doubles(f, "output", m->examples, m->outputs, m->answer);
    fprintf(f,
            "\nint main(void)\n{\n    double worst = 0, y[%d];\n    for (int i = 0; i < %d; i++) {\n"
            "        RIDGESCOPE_MODEL(input[i], y);\n        for (int k = 0; k < %d; k++) {\n"
            "            double off = fabs(y[k] - output[i][k]) / (1 + fabs(output[i][k]));\n"
            "            worst = off > worst ? off : worst;\n        }\n    }\n"
            "    printf(\"%%g\\n\", worst);\n    return worst < 1e-4 ? 0 : 1;\n}\n#endif\n",
            m->outputs, m->examples, m->outputs);
}

static void put_head(FILE *f, const Model *m)
{
    char name[32];
    fputs("/* A network trained by Ridgescope, from this scene:\n *\n", f);
    put_scene(f, m);
    fprintf(f, " *\n * x: %d number%s", m->inputs, m->inputs == 1 ? "" : "s");
    int classes = data_classes(m->config, m->own);
    static const char *const what[] = { "the probability of class 1", "the probability of each class",
                                        "the value there" };
    fprintf(f, ". y: %s.\n", what[m->end]);
    for (int i = 0; i < classes; i++) {
        fprintf(f, " * class %d: ", i);
        put_inside(f, model_class(m, i, name));
        fputc('\n', f);
    }
    fputs(" * The name of the function can be chosen: -DRIDGESCOPE_MODEL=my_net. With -DRIDGESCOPE_MODEL_CHECK there "
          "is a main\n"
          " * that compares it with the program's own answers. */\n#include <math.h>\n\n"
          "#ifndef RIDGESCOPE_MODEL\n#define RIDGESCOPE_MODEL ridgescope_model\n#endif\n\n",
          f);
    fprintf(f, "void RIDGESCOPE_MODEL(const double x[%d], double y[%d]);\n\n", m->inputs, m->outputs);
}

char *cmodel_write(const Model *m, size_t *size)
{
    char *text = NULL;
    bool there[LAYER_KINDS] = { false };
    FILE *f = open_memstream(&text, size);
    if (!f)
        memory_failed(0);
    put_head(f, m);
    for (int i = 0; i < m->shape->chain; i++) {
        const LayerShape *l = &m->shape->layer[i];
        if (layer_code[l->kind] && !there[l->kind])
            fputs(layer_code[l->kind], f);
        there[l->kind] = true;
        if (!l->params)
            continue;
        fprintf(f, "static const float layer%d[%d] = {", i, l->params);
        put_numbers(f, m->params + l->first, l->params);
        fputs("\n};\n\n", f);
    }
    put_function(f, m);
    put_check(f, m);
    if (fclose(f) != 0)
        memory_failed(*size);
    return text;
}
