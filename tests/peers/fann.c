/* FANN: float32, its own loops in C, as Debian compiles them.
 *
 * Fair: a batch is a view into the shuffled points, so nothing is copied, and fann_train_epoch on it is one SGD step.
 * FANN has no decay in this mode: the weights are shrunk in one loop before the step, which is the same update. It has
 * no cross-entropy and, before 2.3, no ReLU: squared error on sigmoid outputs and its piecewise linear unit cost no
 * more. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <floatfann.h>

enum { LAYERS = 8, POINTS = 1000 };
static const double enough = 0.3; /* seconds */

typedef struct Peer {
    struct fann *net;
    struct fann_train_data *points;
    unsigned batch;
    float keep; /* 1 - rate * l2 */
} Peer;

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* A class is 0 or 1 for one output, one of them on for two. */
static struct fann_train_data *read_points(const char *path, unsigned outputs)
{
    static float xy[POINTS][2];
    static unsigned class[POINTS];
    unsigned n = 0;
    FILE *f = fopen(path, "r");
    while (f && n < POINTS && fscanf(f, "%f %f %u", &xy[n][0], &xy[n][1], &class[n]) == 3)
        n++;
    if (!f || n == 0) {
        fprintf(stderr, "fann: no points in %s\n", path);
        exit(1);
    }
    fclose(f);
    struct fann_train_data *d = fann_create_train(n, 2, outputs);
    for (unsigned i = 0; i < n; i++) {
        memcpy(d->input[i], xy[i], sizeof xy[i]);
        for (unsigned o = 0; o < outputs; o++)
            d->output[i][o] = (float)(outputs == 1 ? class[i] : class[i] == o);
    }
    return d;
}

/* The last connection of a neuron is its bias and is left alone; a bias neuron has none. */
static void shrink(struct fann *net, float keep)
{
    for (struct fann_layer *l = net->first_layer + 1; l < net->last_layer; l++)
        for (struct fann_neuron *n = l->first_neuron; n < l->last_neuron; n++)
            for (unsigned c = n->first_con; c + 1 < n->last_con; c++)
                net->weights[c] *= keep;
}

static void train(const Peer *p, long epochs)
{
    struct fann_train_data *all = p->points;
    for (long e = 0; e < epochs; e++) {
        if (p->batch < all->num_data)
            fann_shuffle_train_data(all);
        for (unsigned at = 0; at < all->num_data; at += p->batch) {
            struct fann_train_data view = *all;
            unsigned left = all->num_data - at;
            view.num_data = p->batch < left ? p->batch : left;
            view.input += at;
            view.output += at;
            shrink(p->net, p->keep);
            fann_train_epoch(p->net, &view);
        }
    }
}

static double accuracy(const Peer *p)
{
    unsigned right = 0, outputs = p->points->num_output;
    for (unsigned i = 0; i < p->points->num_data; i++) {
        const float *z = fann_run(p->net, p->points->input[i]), *y = p->points->output[i];
        right += outputs == 1 ? (z[0] > 0.5f) == (y[0] > 0.5f) : (z[1] > z[0]) == (y[1] > y[0]);
    }
    return (double)right / p->points->num_data;
}

int main(int argc, char **argv)
{
    unsigned width[LAYERS], layers = 0;
    if (argc < 8 || argc - 6 > LAYERS) {
        fprintf(stderr, "usage: fann POINTS BATCH RATE L2 ACT WIDTH...\n");
        return 2;
    }
    for (int i = 6; i < argc; i++)
        width[layers++] = (unsigned)atoi(argv[i]);
    float rate = strtof(argv[3], NULL), l2 = strtof(argv[4], NULL);
    Peer p = { fann_create_standard_array(layers, width), read_points(argv[1], width[layers - 1]),
               (unsigned)atoi(argv[2]), 1 - rate * l2 };
    fann_set_training_algorithm(p.net, FANN_TRAIN_BATCH);
    fann_set_train_error_function(p.net, FANN_ERRORFUNC_LINEAR);
    fann_set_learning_rate(p.net, rate);
    fann_set_activation_function_hidden(p.net,
                                        strcmp(argv[5], "tanh") == 0 ? FANN_SIGMOID_SYMMETRIC : FANN_LINEAR_PIECE);
    fann_set_activation_steepness_hidden(p.net, 1);
    fann_set_activation_steepness_output(p.net, 1);
    srand(1); /* FANN draws with rand(), which it has seeded by the clock */
    fann_randomize_weights(p.net, -0.3f, 0.3f);
    fann_set_activation_function_output(p.net, FANN_SIGMOID);

    double seconds = 0;
    long epochs = 1;
    for (;; epochs *= 2) {
        double from = cpu_seconds();
        train(&p, epochs);
        seconds = cpu_seconds() - from;
        if (seconds >= enough)
            break;
    }
    printf("%.0f %.3f\n", (double)epochs * p.points->num_data / seconds, accuracy(&p));
    fann_destroy_train(p.points);
    fann_destroy(p.net);
    return 0;
}
