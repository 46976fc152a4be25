/* model: a trained network for other programs. The same value is written as JSON (jsonmodel.c), as NumPy's .npz
 * (npzmodel.c) and as a C function (cmodel.c); each carries some points with the program's own answers, so that a
 * reader can be checked. Nothing here trains or knows files. */
#ifndef RIDGESCOPE_MODEL_H
#define RIDGESCOPE_MODEL_H

#include "app/cli.h"

enum { MODEL_FORMAT = 1, MODEL_EXAMPLES = 16 };

/* What the numbers of the last layer are made into. */
typedef enum ModelEnd {
    MODEL_SIGMOID, /* one number: the probability of class 1 */
    MODEL_SOFTMAX, /* a probability a class */
    MODEL_VALUES   /* as they are: regression */
} ModelEnd;

typedef struct Model {
    const Scene *scene;
    const Config *config; /* at the end */
    const Shape *shape;
    const real *params;
    Metrics metrics;
    const Own *own; /* the points it was trained on, if they were own ones: inputs are in their units */
    ModelEnd end;
    int inputs, outputs, examples;
    double shift[NN_INPUTS],
        scale[NN_INPUTS];        /* of each input: (number - shift) / scale goes into the net; of points */
    double out_shift, out_scale; /* of values: out * scale + shift */
    double *example;             /* [examples][inputs], */
    double *answer;              /* [examples][outputs]: from the test set, in the user's units */
} Model;

/* Everything lies in a, or in the run and the scene. */
void model_make(const Scene *s, Run *r, Arena *a, Model *out);
extern const char *const model_ends[]; /* names of ModelEnd */
const char *model_class(const Model *m, int i, char out[32]);

/* The whole file, malloc'ed. */
char *jsonmodel_write(const Model *m, size_t *size);
char *npzmodel_write(const Model *m, size_t *size);
char *cmodel_write(const Model *m, size_t *size);
/* The beginning of the JSON object, up to its layers; these, with or without their parameters. */
void jsonmodel_head(FILE *f, const Model *m);
void jsonmodel_layers(FILE *f, const Model *m, bool parameters);

#endif
