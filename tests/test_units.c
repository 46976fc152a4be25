/* The net as a drawing: which units are taken, which weight lies between two, and what each unit answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/analysis.h"
#include "taken.h"

#include <math.h>
#include <string.h>

static void the_strongest_units_come_first(void **state)
{
    (void)state;
    Snapshot s = TAKEN(0, "net", "5-2", "act", "tanh");
    Units u;
    /* Outgoing weights of the five units of layer 1, two each; norms 5, 0, 13, 1, 5: of equal ones the first. */
    const real out[5][2] = { { 3, -4 }, { 0, 0 }, { -5, 12 }, { 0, 1 }, { 4, 3 } };
    memcpy(s.params + s.shape.weights[1], out, sizeof out);
    units_make(&s, NULL, 0, &arena, &u);
    const int order[] = { 2, 0, 4, 3, 1 };
    const float norm[] = { 13, 5, 5, 1, 0 };
    assert_int_equal(u.columns, 4);
    assert_int_equal(u.column[1].kind, UNIT_HIDDEN);
    assert_memory_equal(u.column[1].unit, order, sizeof order);
    for (int i = 0; i < 5; i++)
        assert_true(fabsf(u.column[1].out[i] - norm[i]) < 1e-6f);
    assert_int_equal(u.column[1].used, 4);
    assert_int_equal(u.column[0].layer, -1);
    assert_int_equal(u.column[1].layer, 0);
    assert_int_equal(u.column[3].layer, 2);
}

static void places_are_kept_when_asked(void **state)
{
    (void)state;
    Snapshot s = TAKEN(0, "net", "5-2", "act", "tanh"), other = TAKEN(0, "net", "4-2", "act", "tanh");
    UnitOrder kept, now;
    Units u;
    units_make(&s, NULL, 0, &arena, &u);
    units_order(&u, &kept);
    real *w = s.params + s.shape.weights[1] + 2 * u.column[1].unit[4]; /* the weakest becomes the strongest */
    w[0] = w[1] = 100;
    units_make(&s, &kept, 0, &arena, &u);
    units_order(&u, &now);
    assert_memory_equal(&now, &kept, sizeof now);
    assert_true(u.column[1].out[4] > 100); /* the number is the one of now */
    units_make(&s, NULL, 0, &arena, &u);
    assert_int_equal(u.column[1].unit[0], kept.unit[1][4]);
    units_make(&other, &kept, 0, &arena, &u); /* of another net: it does not fit, and is not used */
    assert_int_equal(u.column[1].shown, 4);
    for (int i = 1; i < 4; i++)
        assert_true(u.column[1].out[i] <= u.column[1].out[i - 1]);
}

/* Six of twelve have the places; a penalty empties them. At just over half of the norm of the best six they stay. */
static void emptied_units_give_up_their_places(void **state)
{
    (void)state;
    Snapshot s = TAKEN(0, "net", "12", "act", "tanh");
    UnitOrder kept;
    Units u;
    real *w = s.params + s.shape.weights[1];
    for (int i = 0; i < 12; i++)
        w[i] = i < 6 ? 4 : 2;
    units_make(&s, NULL, 0, &arena, &u);
    units_order(&u, &kept);
    for (int i = 0; i < 6; i++)
        w[i] = 1.01f;
    units_make(&s, &kept, 0, &arena, &u);
    assert_int_equal(u.column[1].unit[0], 0);
    for (int i = 0; i < 6; i++)
        w[i] = 0.99f;
    units_make(&s, &kept, 0, &arena, &u);
    assert_int_equal(u.column[1].unit[0], 6);
    assert_true(u.column[1].out[5] == 2);
    for (int i = 0; i < 12; i++)
        w[i] = 0;
    units_make(&s, &kept, 0, &arena, &u); /* nobody has more to tell */
    assert_int_equal(u.column[1].unit[0], 0);
}

static void wide_layers_show_their_strongest_units(void **state)
{
    (void)state;
    Snapshot s = TAKEN(3, "net", "64");
    Units u;
    units_make(&s, NULL, 0, &arena, &u);
    assert_int_equal(u.column[1].units, 64);
    assert_int_equal(u.column[1].shown, UNITS_MOST);
    float weakest = u.column[1].out[UNITS_MOST - 1];
    int stronger = 0;
    for (int k = 0; k < 64; k++)
        stronger += fabsf((float)s.params[s.shape.weights[1] + k]) > weakest;
    assert_int_equal(stronger, UNITS_MOST - 1);
}

static void a_weight_is_found_in_the_parameters(void **state)
{
    (void)state;
    Snapshot s = TAKEN(0, "net", "5-3");
    Units u;
    int index;
    units_make(&s, NULL, 0, &arena, &u);
    for (int l = 0; l < 3; l++)
        for (int from = 0; from < s.shape.width[l]; from++)
            for (int to = 0; to < s.shape.width[l + 1]; to++) {
                float w = units_weight(&s.shape, s.params, &u, l, from, to, &index);
                assert_int_equal(index, s.shape.weights[l] + from * s.shape.width[l + 1] + to);
                assert_true(w == (float)s.params[index]);
            }
}

/* Of images the weights from a map, or from the image, are many: all of them together are the layer. */
static void norms_of_many_weights_add_up(void **state)
{
    (void)state;
    Snapshot s = TAKEN(2, "data", "glyphs", "net", "conv:3x5-6", "points", "20");
    Units u;
    int index;
    units_make(&s, NULL, 0, &arena, &u);
    assert_int_equal(u.columns, 4);
    assert_int_equal(u.column[1].kind, UNIT_FILTER);
    for (int column = 0; column < 2; column++) {
        double sum = 0, all = 0;
        for (int from = 0; from < u.column[column].units; from++)
            for (int to = 0; to < u.column[column + 1].units; to++) {
                double w = (double)units_weight(&s.shape, s.params, &u, column, from, to, &index);
                assert_int_equal(index, -1);
                sum += w * w;
            }
        const LayerShape *conv = &s.shape.layer[0];
        int first = column ? s.shape.weights[0] : conv->first;
        int n = column ? s.shape.width[0] * s.shape.width[1] : conv->weights;
        for (int i = first; i < first + n; i++)
            all += (double)s.params[i] * (double)s.params[i];
        assert_true(fabs(sum / all - 1) < 1e-5);
    }
}

static double tanh_unit(const Snapshot *s, int unit, double x, double y)
{
    const real *w = s->params + s->shape.weights[0], *b = s->params + s->shape.biases[0];
    return tanh((double)w[unit] * x + (double)w[s->shape.width[1] + unit] * y + (double)b[unit]);
}

static void pictures_are_what_units_answer(void **state)
{
    (void)state;
    Snapshot s = TAKEN(20, "net", "4", "act", "tanh");
    Units u;
    units_make(&s, NULL, 0, &arena, &u);
    const UnitColumn *c = &u.column[1], *in = &u.column[0], *out = &u.column[2];
    assert_int_equal(c->w, UNIT_NODES);
    assert_int_equal(c->h, UNIT_NODES);
    for (int i = 0; i < c->w * c->h; i++) {
        double x = (double)u.window.x0 + (double)(u.window.x1 - u.window.x0) * (i % c->w) / (c->w - 1);
        double y = (double)u.window.y1 + (double)(u.window.y0 - u.window.y1) * (i / c->w) / (c->h - 1);
        double z = (double)s.params[s.shape.biases[1]];
        assert_true(fabs((double)in->z[i] - x) < 1e-5);
        assert_true(fabs((double)in->z[c->w * c->h + i] - y) < 1e-5);
        for (int k = 0; k < 4; k++) {
            double h = tanh_unit(&s, c->unit[k], x, y);
            assert_true(fabs((double)c->z[k * c->w * c->h + i] - h) < 1e-5);
            z += h * (double)s.params[s.shape.weights[1] + c->unit[k]];
        }
        assert_true(fabs((double)out->z[i] - tanh(z / 2)) < 1e-5); /* 2 p - 1 */
    }
}

static void outputs_are_probabilities(void **state)
{
    (void)state;
    Snapshot s = TAKEN(20, "data", "blobs", "net", "4");
    Units u;
    units_make(&s, NULL, 0, &arena, &u);
    const UnitColumn *c = &u.column[2];
    int n = c->w * c->h;
    assert_int_equal(c->units, 3);
    for (int i = 0; i < n; i++) {
        assert_true(fabsf(c->z[i] + c->z[n + i] + c->z[2 * n + i] - 1) < 1e-5f);
        assert_true(c->z[i] >= 0 && c->z[n + i] >= 0 && c->z[2 * n + i] >= 0);
    }
}

/* Pooled, the maps that are drawn are what the rest of the net is fed. */
static void feature_maps_are_the_nets(void **state)
{
    (void)state;
    Snapshot s = TAKEN(5, "data", "glyphs", "net", "conv:3x5", "points", "20", "pool", "max");
    Units u;
    units_make(&s, NULL, 0, &arena, &u);
    const UnitColumn *c = &u.column[1];
    const LayerShape *pool = NULL;
    for (int i = 0; i < s.shape.chain; i++)
        pool = s.shape.layer[i].kind == LAYER_POOL ? &s.shape.layer[i] : pool;
    assert_non_null(pool);
    real pooled[NN_WIDTH];
    net_hidden(&s.shape, s.params, -1, s.test.x, 1, pooled, net_scratch(&s.shape, &arena));
    int high = c->h / pool->window, wide = c->w / pool->window;
    assert_int_equal(s.shape.width[0], 3 * high * wide);
    for (int k = 0; k < 3; k++)
        for (int y = 0; y < high; y++)
            for (int x = 0; x < wide; x++) {
                float most = -1e30f;
                for (int i = 0; i < pool->window * pool->window; i++)
                    most = fmaxf(most, c->z[k * c->w * c->h + (y * pool->window + i / pool->window) * c->w +
                                            x * pool->window + i % pool->window]);
                assert_true(fabsf(most - (float)pooled[c->unit[k] * high * wide + y * wide + x]) < 1e-5f);
            }
    Units other;
    units_make(&s, NULL, 7, &arena, &other); /* another image */
    for (int i = 0; i < s.shape.inputs; i++)
        assert_true(other.column[0].z[i] == (float)s.test.x[7 * s.shape.inputs + i]);
    assert_memory_not_equal(other.column[1].z, c->z, sizeof(float) * (size_t)(c->w * c->h));
    for (int k = 0; k < 3; k++) /* and the filters are the parameters */
        for (int i = 0; i < 25; i++)
            assert_true(c->look[k * 25 + i] == (float)s.params[s.shape.layer[0].first + c->unit[k] * 25 + i]);
}

static void one_unit_fills_a_field(void **state)
{
    (void)state;
    Snapshot s = TAKEN(20, "net", "4", "act", "tanh");
    const Window win = { -2, 2, -1, 1 };
    Findings f = { .snap = s };
    FindingsAsk ask = {
        .want = WANT_UNIT, .window = win, .field_w = 9, .field_h = 5, .choices = { .unit_layer = 0, .unit = 3 }
    };
    findings_make(&f, &ask, &arena);
    assert_true(f.have & WANT_UNIT);
    assert_int_equal(f.unit_index, 3);
    for (int i = 0; i < 45; i++) {
        double x = -2 + 4. * (i % 9) / 8, y = 1 - 2. * (i / 9) / 4;
        assert_true(fabs((double)f.unit.z[i] - tanh_unit(&s, 3, x, y)) < 1e-5);
    }
    assert_true(f.unit.slope <= 3 && f.unit.slope > 2.9f); /* tanh stays below 1 */
    ask.choices = (Choices){ .unit_layer = 1, .unit = 0 }; /* the output: its logit */
    findings_make(&f, &ask, &arena);
    Field net;
    field_make(&s.shape, s.params, s.step, win, 9, 5, &arena, &net);
    assert_memory_equal(f.unit.z, net.z, sizeof(float) * 45);
    ask.choices = (Choices){ .unit_layer = 0, .unit = 4 }; /* there is none */
    findings_make(&f, &ask, &arena);
    assert_false(f.have & WANT_UNIT);
    assert_null(f.unit.z);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_strongest_units_come_first),      cmocka_unit_test(places_are_kept_when_asked),
        cmocka_unit_test(emptied_units_give_up_their_places),  cmocka_unit_test(wide_layers_show_their_strongest_units),
        cmocka_unit_test(a_weight_is_found_in_the_parameters), cmocka_unit_test(norms_of_many_weights_add_up),
        cmocka_unit_test(pictures_are_what_units_answer),      cmocka_unit_test(outputs_are_probabilities),
        cmocka_unit_test(feature_maps_are_the_nets),           cmocka_unit_test(one_unit_fills_a_field),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
