/* Data sets: which there are, what becomes of the points of a generator or of own points, and what the net is fed.
 *
 *     generator or own points -> imbalance -> wrong labels -> features
 *
 * Each step draws from a random stream of its own, so that a change of one moves nothing in the others. */
#include "nn/generate.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const DataDef data_defs[] = {
    { "moons",
      N_("Moons"),
      N_("Two half circles that reach into each other."),
      2,
      2,
      { -2, 2, -1.3f, 1.3f },
      .make = generate_moons },
    { "circles",
      N_("Circles"),
      N_("A small circle inside a large one."),
      2,
      2,
      { -1.2f, 1.2f, -1.2f, 1.2f },
      .make = generate_circles },
    { "spirals",
      N_("Spirals"),
      N_("Two arms that wind around each other."),
      2,
      2,
      { -1.1f, 1.1f, -1.1f, 1.1f },
      .make = generate_spirals },
    { "xor", "XOR", N_("Opposite quadrants share a class."), 2, 2, { -1.2f, 1.2f, -1.2f, 1.2f }, .make = generate_xor },
    { "blobs",
      N_("Blobs"),
      N_("Gaussian clouds in a circle, one a class."),
      2,
      3,
      { -1.5f, 1.5f, -1.5f, 1.5f },
      .make = generate_blobs },
    { "checker",
      N_("Checker"),
      N_("Three by three cells of a checkerboard."),
      2,
      2,
      { -1.1f, 1.1f, -1.1f, 1.1f },
      .make = generate_checker },
    { "clusters",
      N_("Clusters"),
      N_("Two long clouds side by side; their coordinates are correlated."),
      2,
      2,
      { -2, 2, -2, 2 },
      .make = generate_clusters },
    { "ellipse",
      N_("Ellipse"),
      N_("Twenty fixed points with correlated coordinates and a value each: ridge by the book."),
      2,
      0,
      { -1.5f, 1.5f, -1.5f, 1.5f },
      .make = generate_ellipse },
    { "sine",
      N_("Sine"),
      N_("A noisy sine of one variable, to be drawn as a curve."),
      1,
      0,
      { 0, 1, -1.6f, 1.6f },
      .make = generate_sine },
    { "glyphs",
      N_("Glyphs"),
      N_("Small noisy pictures: bars, plus and ring."),
      GLYPH_SIDE *GLYPH_SIDE,
      4,
      { 0, 1, 0, 1 },
      .make = generate_glyphs,
      .side = GLYPH_SIDE },
    { "points",
      N_("Own points"),
      N_("Drawn with the mouse; at first they are moons."),
      2,
      2,
      { -1.5f, 1.5f, -1.5f, 1.5f },
      .make = generate_moons,
      .own = true },
    { "csv",
      N_("Own file"),
      N_("Read from a table of comma-separated values."),
      2,
      2,
      { -1.5f, 1.5f, -1.5f, 1.5f },
      .own = true },
};
const int data_count = COUNT(data_defs);

static const Own *own_of(const Config *c, const Own *own) { return data_defs[c->data].own ? own : NULL; }

int data_classes(const Config *c, const Own *own)
{
    const DataDef *d = &data_defs[c->data];
    if (own_of(c, own))
        return own->classes;
    return d->make == generate_blobs ? c->classes : d->classes;
}

bool data_check(const Config *c, const Own *own, Err *err)
{
    const DataDef *d = &data_defs[c->data];
    if (!d->make && !own)
        return err_set(err, tr("data=%s without a file; expected the name of a .csv file in place of a scene"), d->key);
    int classes = data_classes(c, own);
    if (loss_fits(c->loss, classes))
        return true;
    const char *wanted = loss_defs[loss_for(classes)].key;
    if (classes)
        return err_set(err, tr("loss=%s does not fit data=%s, which has %d classes; expected %s, or auto"),
                       loss_defs[c->loss].key, d->key, classes, wanted);
    return err_set(err, tr("loss=%s does not fit data=%s, which has values, not classes; expected %s, or auto"),
                   loss_defs[c->loss].key, d->key, wanted);
}

/* --- features --- */

static real f_x(real x, real y) { return (void)y, x; }
static real f_y(real x, real y) { return (void)x, y; }
static real f_x2(real x, real y) { return (void)y, x * x; }
static real f_y2(real x, real y) { return (void)x, y * y; }
static real f_xy(real x, real y) { return x * y; }
static real f_sinx(real x, real y) { return (void)y, (real)num_sin((double)x); }
static real f_siny(real x, real y) { return (void)x, (real)num_sin((double)y); }

const FeatureDef feature_defs[] = {
    { "x", "x", f_x },     { "y", "y", f_y },           { "x2", "x²", f_x2 },        { "y2", "y²", f_y2 },
    { "xy", "x·y", f_xy }, { "sinx", "sin x", f_sinx }, { "siny", "sin y", f_siny },
};
const int feature_count = COUNT(feature_defs);

InputMap data_map(const Config *c, const Own *own)
{
    const uint32_t plain = 3; /* x and y */
    const Own *mine = own_of(c, own);
    int raw = mine ? mine->inputs : data_defs[c->data].inputs;
    InputMap m = { .raw = raw, .inputs = raw, .scale = 1 };
    if (raw == 2 && c->features && c->features != plain) {
        m.features = c->features;
        m.inputs = 0;
        for (int k = 0; k < feature_count; k++)
            m.inputs += (m.features >> k & 1) != 0;
    }
    if (raw == 1 && c->degree) {
        m.inputs = m.degree = c->degree;
    } else if (raw == 1 && !mine) { /* a net wants its input around 0 */
        m.scale = 2;
        m.shift = -1;
    }
    return m;
}

void data_inputs(const InputMap *m, const real *raw, int n, real *x)
{
    if (m->raw == 1) {
        for (int i = 0; i < n; i++) {
            real u = m->scale * raw[i] + m->shift, power = 1;
            for (int k = 0; k < m->inputs; k++)
                x[i * m->inputs + k] = power = power * u;
        }
    } else if (m->features) {
        for (int i = 0; i < n; i++)
            for (int k = 0; k < feature_count; k++)
                if (m->features >> k & 1)
                    *x++ = feature_defs[k].f(raw[2 * i], raw[2 * i + 1]);
    } else {
        memcpy(x, raw, sizeof(real) * (size_t)n * (size_t)m->raw);
    }
}

/* --- points of a generator --- */

static void generate(const Config *c, Split split, int inputs, Points *out)
{
    const DataDef *d = &data_defs[c->data];
    Rng place = rng_make(c->seed_data, (uint64_t)STREAM_TRAIN + split);
    Rng thin = rng_make(c->seed_data, (uint64_t)STREAM_THIN_TRAIN + split);
    for (int i = 0, kept = 0; kept < out->n; i++) {
        d->make(c, split, &place, i, out->n, out->raw + (size_t)kept * (size_t)inputs, out->y + kept);
        bool left_out = d->classes && c->imbalance > 0 && rng_unit(&thin) < (double)c->imbalance;
        kept += !left_out || out->y[kept] < (real)0.5; /* class 0 always stays; the next point takes the place */
    }
}

static void flip(const Config *c, Split split, int classes, Points *out)
{
    Rng label = rng_make(c->seed_data, split == SPLIT_TRAIN ? STREAM_FLIP_TRAIN : STREAM_FLIP_VALID);
    for (int i = 0; i < out->n; i++) {
        double u = rng_unit(&label);
        int other = 1 + (int)rng_below(&label, (uint32_t)classes - 1);
        out->wrong[i] = u < (double)c->flip;
        if (out->wrong[i])
            out->y[i] = (real)(((int)out->y[i] + other) % classes);
    }
}

/* --- own points --- */

/* As many as the settings say, or their proportion: training always gets at least one. */
static void own_sizes(const Config *c, int n, int size[3])
{
    int64_t want[] = { c->points, c->valid_points, c->test_points }, all = want[0] + want[1] + want[2];
    for (int k = 0; k < 3; k++)
        size[k] = (int)(n >= all ? want[k] : n * want[k] / all);
    if (n < all)
        size[SPLIT_TRAIN] = n - size[SPLIT_VALID] - size[SPLIT_TEST];
}

static int by_value(const void *a, const void *b)
{
    uint64_t p = *(const uint64_t *)a, q = *(const uint64_t *)b;
    return (p > q) - (p < q);
}

/* Every point has a random number of its own, and the sets are taken in the order of these numbers: one point more
 * moves hardly any other to another set. The low half of each is the point's index; free. */
static uint64_t *own_order(const Config *c, const Own *own)
{
    uint64_t *order = malloc(sizeof *order * (size_t)own->n);
    if (!order)
        memory_failed(sizeof *order * (size_t)own->n);
    Rng r = rng_make(c->seed_data, STREAM_OWN);
    for (int i = 0; i < own->n; i++)
        order[i] = (uint64_t)rng_u32(&r) << 32 | (uint32_t)i;
    qsort(order, (size_t)own->n, sizeof *order, by_value);
    return order;
}

void data_own_splits(const Config *c, const Own *own, uint8_t *split)
{
    int size[3], end = 0;
    uint64_t *order = own_order(c, own);
    own_sizes(c, own->n, size);
    memset(split, SPLIT_TEST + 1, (size_t)own->n);
    for (int k = SPLIT_TRAIN, i = 0; k <= SPLIT_TEST; k++)
        for (end += size[k]; i < end; i++)
            split[(uint32_t)order[i]] = (uint8_t)k;
    free(order);
}

static void take_own(const Config *c, const Own *own, int from, Points *out)
{
    uint64_t *order = own_order(c, own);
    for (int i = 0; i < out->n; i++) {
        int at = (int)(uint32_t)order[from + i];
        for (int k = 0; k < own->inputs; k++)
            out->raw[i * own->inputs + k] = (real)own->x[at * own->inputs + k];
        out->y[i] = (real)own->y[at];
    }
    free(order);
}

void data_make(const Config *c, const Own *own, Split split, Arena *a, Points *out)
{
    const Own *mine = own_of(c, own);
    InputMap map = data_map(c, own);
    int size[] = { c->points, c->valid_points, c->test_points }, classes = data_classes(c, own);
    if (mine)
        own_sizes(c, mine->n, size);
    size_t n = (size_t)size[split];
    *out = (Points){ .n = size[split], .inputs = map.inputs, .targets = 1, .raw_inputs = map.raw };
    out->raw = out->x = arena_new(a, real, n * (size_t)map.raw);
    out->y = arena_new(a, real, n);
    out->wrong = arena_new(a, uint8_t, n);
    if (mine) {
        take_own(c, mine, split == SPLIT_TRAIN ? 0 : split == SPLIT_VALID ? size[0] : size[0] + size[1], out);
    } else {
        assert(data_defs[c->data].make);
        generate(c, split, map.raw, out);
        if (split != SPLIT_TEST && classes)
            flip(c, split, classes, out);
    }
    if (map.features || map.raw == 1) {
        out->x = arena_new(a, real, n * (size_t)map.inputs);
        data_inputs(&map, out->raw, out->n, out->x);
    }
}
