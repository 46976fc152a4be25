/* A net of features, of one input, of own points: a field feeds it what training fed it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/analysis.h"

static bool near(float a, float b) { return a - b < 1e-4f && b - a < 1e-4f; }

static void set(Config *c, const char *key, const char *value)
{
    Err err;
    if (!config_set(c, key, value, &err))
        fail_msg("%s", err.text);
}

/* The net's outputs at the training points, by way of training, against fields of which they are the first corner. */
static void check(const Config *c, const Own *own)
{
    Arena a = { 0 };
    Points p;
    data_make(c, own, SPLIT_TRAIN, &a, &p);
    Shape s = net_shape(c, own);
    assert_true(field_fits(&s) && p.inputs == s.inputs && p.raw_inputs == s.map.raw);
    real *params = arena_new(&a, real, s.params), *z = arena_new(&a, real, p.n * s.outputs);
    net_init(&s, 3, params);
    net_forward(&s, params, p.x, p.n, z, net_scratch(&s, &a));
    for (int i = 0; i < p.n; i++) {
        Field f;
        float x = p.raw[i * p.raw_inputs], y = p.raw_inputs == 2 ? p.raw[2 * i + 1] : 0;
        field_make(&s, params, 0, (Window){ x, x + 1, y - 1, y }, 2, p.raw_inputs == 2 ? 2 : 1, &a, &f);
        for (int k = 0; k < s.outputs; k++)
            assert_true(near(f.z[k], z[i * s.outputs + k]));
    }
    arena_free(&a);
}

static void features(void **state)
{
    (void)state;
    static const char *const chosen[] = { "x,y", "x", "y", "x2,y2", "x,y,x2,y2,xy,sinx,siny", "xy,siny" };
    for (int i = 0; i < COUNT(chosen); i++) {
        Config c;
        scene_config(scene_find("blobs"), &c);
        set(&c, "features", chosen[i]);
        set(&c, "points", "9");
        check(&c, NULL);
    }
}

static void curves(void **state)
{
    (void)state;
    static const char *const degrees[] = { "0", "1", "9" };
    for (int i = 0; i < COUNT(degrees); i++) {
        Config c;
        scene_config(scene_find("sine"), &c);
        set(&c, "degree", degrees[i]);
        check(&c, NULL);
    }
}

static void own_points(void **state)
{
    (void)state;
    for (int inputs = 1; inputs <= 2; inputs++) {
        Config c;
        scene_config(scene_find("points"), &c);
        Own *o = own_new(10, inputs);
        o->classes = inputs == 2 ? 4 : 0;
        for (int i = 0; i < 10 * inputs; i++)
            o->x[i] = (float)(i % 7) / 7;
        check(&c, o);
        set(&c, "degree", "3");
        set(&c, "features", "x,xy");
        check(&c, o);
        free(o);
    }
}

/* Another choice of inputs is another field, even when the parameters happen to be the same. */
static void versions(void **state)
{
    (void)state;
    Arena a = { 0 };
    Config c;
    Field f[2];
    scene_config(scene_find("moons"), &c);
    for (int i = 0; i < 2; i++) {
        set(&c, "features", i ? "x2,y2" : "x,y");
        Shape s = net_shape(&c, NULL);
        real *params = arena_new(&a, real, s.params);
        field_make(&s, params, 0, (Window){ -1, 1, -1, 1 }, 3, 3, &a, &f[i]);
    }
    assert_true(f[0].version != f[1].version);
    scene_config(scene_find("glyphs"), &c);
    Shape image = net_shape(&c, NULL);
    assert_false(field_fits(&image));
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(features),
        cmocka_unit_test(curves),
        cmocka_unit_test(own_points),
        cmocka_unit_test(versions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
