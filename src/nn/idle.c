/* idle: which settings say nothing beside the others, and why. A table of conditions, each with its reason: what is
 * true of the first that holds. Only what changes neither data nor training, bit for bit, is called idle (test_idle).
 */
#include "nn/generate.h"

#include <string.h>

typedef struct Beside { /* what the conditions look at */
    const Config *c;
    const DataDef *data;
    const RegDef *reg;
    const char *opt;
    bool own;
    int raw, classes;
} Beside;

static bool is_own(const Beside *b) { return b->own; }
static bool is_values(const Beside *b) { return b->classes == 0; }
static bool is_ellipse(const Beside *b) { return b->data->make == generate_ellipse; }
static bool no_moons(const Beside *b) { return b->own || b->data->make != generate_moons; }
static bool no_spirals(const Beside *b) { return b->data->make != generate_spirals; }
static bool no_blobs(const Beside *b) { return b->data->make != generate_blobs; }
static bool no_curve(const Beside *b) { return b->raw != 1; }
static bool no_plane(const Beside *b) { return b->raw != 2; }
static bool no_filters(const Beside *b) { return b->c->filters == 0; }
static bool no_gdn(const Beside *b) { return !b->reg->gdn; }
static bool no_l2(const Beside *b) { return !b->reg->l2; }
static bool no_l1(const Beside *b) { return !b->reg->l1; }
static bool no_penalty(const Beside *b) { return !b->reg->l2 && !b->reg->l1; }
static bool no_dropout(const Beside *b) { return !b->reg->dropout; }
static bool is_decoupled(const Beside *b) { return opt_defs[b->c->opt].decoupled; }
static bool no_chance(const Beside *b) { return b->c->batch == 0 && !b->reg->dropout; }
static bool no_momentum(const Beside *b) { return strcmp(b->opt, "momentum") != 0 && strcmp(b->opt, "nesterov") != 0; }
static bool no_adam(const Beside *b) { return strncmp(b->opt, "adam", 4) != 0; }
static bool no_squares(const Beside *b) { return no_adam(b) && strcmp(b->opt, "rmsprop") != 0; }

static const struct {
    const char *key;
    bool (*idle)(const Beside *b);
    const char *why;
} reasons[] = {
    { "noise", is_own, N_("Own points stay where they are.") },
    { "noise", is_ellipse, N_("The ellipse's points are fixed.") },
    { "flip", is_own, N_("Own points keep their labels.") },
    { "flip", is_values, N_("These data have values, not labels.") },
    { "imbalance", is_own, N_("Own points are taken as they are.") },
    { "imbalance", is_values, N_("These data have values, not classes.") },
    { "scale", no_moons, N_("Only for the moons.") },
    { "turns", no_spirals, N_("Only for the spirals.") },
    { "degree", no_curve, N_("Only for data with one input, such as the sine.") },
    { "features", no_plane, N_("Only for points in the plane.") },
    { "classes", no_blobs, N_("Only for the blobs; other data have a number of their own.") },
    { "pool", no_filters, N_("The net has no filters.") },
    { "freeze", no_filters, N_("The net has no filters.") },
    { "gdn", no_gdn, N_("The regularizer is not GDN.") },
    { "l2", no_l2, N_("The regularizer has no L2 penalty.") },
    { "l1", no_l1, N_("The regularizer has no L1 penalty.") },
    { "l1_mode", no_l1, N_("The regularizer has no L1 penalty.") },
    { "dropout", no_dropout, N_("The regularizer is not dropout.") },
    { "decay", no_l2, N_("The regularizer has no L2 penalty.") },
    { "decay", is_decoupled, N_("This optimizer is decoupled by its definition.") },
    { "bias_penalty", no_penalty, N_("The regularizer has no penalty on weights.") },
    { "mistake", no_l2, N_("Both mistakes are about the L2 penalty, and there is none.") },
    { "momentum", no_momentum, N_("Only for momentum and Nesterov.") },
    { "beta1", no_adam, N_("Only for Adam and AdamW.") },
    { "beta2", no_squares, N_("Only for Adam, AdamW and RMSprop.") },
    { "seed_batch", no_chance, N_("With the full batch and no dropout nothing is drawn in training.") },
};

const char *idle_reason(const Config *c, const Own *own, int row)
{
    const DataDef *d = &data_defs[c->data];
    const Beside b = { .c = c,
                       .data = d,
                       .reg = &reg_defs[c->reg],
                       .opt = opt_defs[c->opt].key,
                       .own = d->own && own,
                       .raw = data_map(c, own).raw,
                       .classes = data_classes(c, own) };
    for (int i = 0; i < COUNT(reasons); i++)
        if (strcmp(reasons[i].key, param_defs[row].key) == 0 && reasons[i].idle(&b))
            return tr(reasons[i].why);
    return NULL;
}
