/* Toy problems: where the points lie, which labels are wrong, and what a change of one setting leaves in place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nn/nn.h"

static Points make(const Config *c, Split split, Arena *a)
{
    Points p;
    data_make(c, NULL, split, a, &p);
    return p;
}

enum { PLANE = 7 }; /* the first rows are classes in the plane: moons ... clusters */

static Config scene(int i)
{
    Config c;
    scene_config(i, &c);
    c.points = c.valid_points = c.test_points = 1000;
    return c;
}

static double square(double v) { return v * v; }
static bool near(double a, double b, double e) { return a - b < e && b - a < e; }

/* Without noise every point must satisfy its formula (reference: the list of generators in nn.h's settings). */
static bool fits(const char *key, double x, double y, int class)
{
    double r2 = x * x + y * y;
    if (strcmp(key, "moons") == 0) {
        double px = x + 0.5, py = y + 0.25; /* class 1 is class 0 turned by half a circle about (0.5, 0.25) */
        if (class)
            px = 1 - px, py = 0.5 - py;
        return near(px * px + py * py, 1, 1e-5) && py > -1e-5;
    }
    if (strcmp(key, "circles") == 0)
        return near(r2, square(class ? 0.8 : 0.4), 1e-5);
    if (strcmp(key, "spirals") == 0) { /* three quarters of a turn: radius gives the angle */
        double r = 0, sign = class ? -1 : 1;
        for (r = 0; r * r < r2; r += 1e-5)
            ;
        double a = 2 * 3.14159265358979 * 0.75 * (r - 0.1) / 0.9;
        return near(x, sign * r * num_cos(a), 1e-3) && near(y, sign * r * num_sin(a), 1e-3);
    }
    if (strcmp(key, "xor") == 0)
        return class == ((x > 0) != (y > 0)) && x > -1 && x < 1 && y > -1 && y < 1;
    if (strcmp(key, "checker") == 0)
        return class == ((int)(1.5 * (x + 1)) + (int)(1.5 * (y + 1))) % 2;
    if (strcmp(key, "clusters") == 0)
        return near(x, class ? 0.4 : -0.4, 1e-6) && near(y, class ? 0.1 : -0.1, 1e-6);
    double a = 3.14159265358979 * (0.5 + 2.0 * class / 3); /* blobs */
    return near(x, 0.5 * num_cos(a), 1e-5) && near(y, 0.5 * num_sin(a), 1e-5);
}

static void formulas(void **state)
{
    (void)state;
    for (int d = 0; d < PLANE; d++) {
        Arena a = { 0 };
        Config c = scene(d);
        c.noise = 0;
        Points p = make(&c, SPLIT_TEST, &a);
        int seen[NN_CLASSES] = { 0 };
        for (int i = 0; i < p.n; i++) {
            int class = (int)p.y[i];
            seen[class]++;
            if (!fits(data_defs[d].key, (double)p.x[2 * i], (double)p.x[2 * i + 1], class))
                fail_msg("%s: point %d (%g, %g) is not of class %d", data_defs[d].key, i, (double)p.x[2 * i],
                         (double)p.x[2 * i + 1], class);
        }
        for (int k = 0; k < data_defs[d].classes; k++)
            assert_true(seen[k] > 800 / data_defs[d].classes);
        arena_free(&a);
    }
}

static void noise_and_scale(void **state)
{
    (void)state;
    for (int d = 0; d < PLANE; d++) {
        Arena a = { 0 };
        Config c = scene(d), still = c, half = c;
        still.noise = 0;
        half.scale = 0.5f;
        Points p = make(&c, SPLIT_TRAIN, &a), q = make(&still, SPLIT_TRAIN, &a), h = make(&half, SPLIT_TRAIN, &a);
        double sum = 0;
        for (int i = 0; i < 2 * p.n; i++) {
            double k = d == 0 ? 2 : 1;
            sum += square((double)p.x[i] - (double)q.x[i]);
            assert_true(near((double)h.x[i], k * (double)p.x[i], 1e-5));
        }
        assert_true(near(sum / (2 * p.n) / square((double)c.noise), 1, 0.1)); /* 2000 draws: +-3 sd are 0.095 */
        int inside = 0;
        const float *box = data_defs[d].box;
        for (int i = 0; i < p.n; i++)
            inside += p.x[2 * i] > box[0] && p.x[2 * i] < box[1] && p.x[2 * i + 1] > box[2] && p.x[2 * i + 1] < box[3];
        assert_true(inside > 940);
        arena_free(&a);
    }
}

static void wrong_labels(void **state)
{
    (void)state;
    for (int d = 0; d < PLANE; d++) {
        Arena a = { 0 };
        Config c = scene(d), clean = c, more = c;
        c.flip = 0.15f;
        clean.flip = 0;
        more.flip = 0.4f;
        for (Split s = SPLIT_TRAIN; s <= SPLIT_TEST; s++) {
            Points p = make(&c, s, &a), t = make(&clean, s, &a), m = make(&more, s, &a);
            assert_memory_equal(p.x, t.x, sizeof(real) * 2000); /* labels move no point */
            int wrong = 0;
            for (int i = 0; i < p.n; i++) {
                wrong += p.wrong[i];
                assert_int_equal(p.wrong[i], p.y[i] < t.y[i] || p.y[i] > t.y[i]);
                assert_true(p.y[i] >= 0 && p.y[i] < (real)data_defs[d].classes);
                assert_true(m.wrong[i] >= p.wrong[i]); /* more of them are more, not others */
                assert_int_equal(t.wrong[i], 0);
            }
            if (s == SPLIT_TEST)
                assert_int_equal(wrong, 0);
            else
                assert_in_range(wrong, 115, 185); /* 150 +- 3 sd */
        }
        arena_free(&a);
    }
}

static void seeds_and_sizes(void **state)
{
    (void)state;
    Arena a = { 0 };
    Config c = scene(0), other = c, few = c;
    other.seed_data = 2;
    few.points = 10;
    Points p = make(&c, SPLIT_TRAIN, &a), again = make(&c, SPLIT_TRAIN, &a), f = make(&few, SPLIT_TRAIN, &a);
    Points o = make(&other, SPLIT_TRAIN, &a), v = make(&c, SPLIT_VALID, &a), t = make(&c, SPLIT_TEST, &a);
    assert_memory_equal(p.x, again.x, sizeof(real) * 2000);
    assert_memory_equal(p.y, again.y, sizeof(real) * 1000);
    assert_memory_equal(p.x, f.x, sizeof(real) * 20); /* more points keep the first ones, and their labels */
    assert_memory_equal(p.y, f.y, sizeof(real) * 10);
    assert_memory_not_equal(p.x, o.x, sizeof(real) * 20);
    assert_memory_not_equal(p.x, v.x, sizeof(real) * 20);
    assert_memory_not_equal(t.x, v.x, sizeof(real) * 20);
    few.valid_points = 0;
    assert_int_equal(make(&few, SPLIT_VALID, &a).n, 0);
    arena_free(&a);
}

/* --- regression --- */

/* Sums over the n points: X'X/n and the least squares weights by 2 x 2 normal equations, which here are harmless. */
static void least_squares(const Points *p, double a[3], double w[2])
{
    double b[2] = { 0 };
    a[0] = a[1] = a[2] = 0;
    for (int i = 0; i < p->n; i++) {
        double x = (double)p->x[2 * i], y = (double)p->x[2 * i + 1], v = (double)p->y[i];
        a[0] += x * x / p->n, a[1] += x * y / p->n, a[2] += y * y / p->n;
        b[0] += x * v / p->n, b[1] += y * v / p->n;
    }
    double det = a[0] * a[2] - a[1] * a[1];
    w[0] = (a[2] * b[0] - a[1] * b[1]) / det;
    w[1] = (a[0] * b[1] - a[1] * b[0]) / det;
}

static void ellipse(void **state)
{
    (void)state;
    Arena a = { 0 };
    Config c, other;
    scene_config(scene_find("ellipse"), &c);
    Points p = make(&c, SPLIT_TRAIN, &a), t = make(&c, SPLIT_TEST, &a);
    double moment[3], w[2];
    assert_int_equal(p.n, 20);
    least_squares(&p, moment, w);
    assert_true(near(moment[0], 1, 1e-6) && near(moment[1], 0.95, 1e-6) && near(moment[2], 1, 1e-6));
    assert_true(near(w[0], 2.2, 1e-5) && near(w[1], -0.8, 1e-5));
    least_squares(&t, moment, w); /* the truth, on the same ellipse: the test loss is the excess risk */
    assert_true(near(moment[1], 0.95, 1e-6) && near(w[0], 1, 1e-5) && near(w[1], 0.5, 1e-5));
    other = c;
    other.seed_data = 99;
    assert_memory_equal(p.y, make(&other, SPLIT_TRAIN, &a).y, sizeof(real) * 20); /* no chance in it */
    assert_int_equal(data_classes(&c, NULL), 0);
    arena_free(&a);
}

static void sine(void **state)
{
    (void)state;
    Arena a = { 0 };
    Config c;
    scene_config(scene_find("sine"), &c);
    Points p = make(&c, SPLIT_TRAIN, &a), t = make(&c, SPLIT_TEST, &a);
    assert_true(p.n == 15 && p.raw_inputs == 1 && p.inputs == 1 && t.n == 401);
    double noise = 0;
    for (int i = 0; i < p.n; i++) {
        assert_true(near((double)p.raw[i], i / 14.0, 1e-6));
        assert_true(near((double)p.x[i], 2 * i / 14.0 - 1, 1e-6)); /* what a net is fed lies around 0 */
        noise += square((double)p.y[i] - num_sin(2 * 3.14159265358979 * i / 14)) / 15;
    }
    assert_true(noise > 0.03 && noise < 0.25); /* 0.3^2 = 0.09; chi square, 15 degrees: 0.035 ... 0.2 */
    for (int i = 0; i < t.n; i++)
        assert_true(near((double)t.y[i], num_sin(2 * 3.14159265358979 * i / 400), 1e-6));
    c.degree = 9;
    p = make(&c, SPLIT_TRAIN, &a);
    assert_int_equal(p.inputs, 9);
    double x = 3 / 14.0;
    assert_true(near((double)p.x[3 * 9], x, 1e-6) && near((double)p.x[3 * 9 + 2], x * x * x, 1e-6));
    assert_true(near((double)p.x[14 * 9 + 8], 1, 1e-6));
    arena_free(&a);
}

/* --- pictures --- */

static void glyphs(void **state)
{
    (void)state;
    Arena a = { 0 };
    Config c = scene(scene_find("glyphs"));
    c.noise = 0;
    int seen[4] = { 0 };
    Points p = make(&c, SPLIT_TEST, &a);
    assert_true(p.inputs == 144 && p.raw == p.x);
    for (int i = 0; i < p.n; i++) {
        const real *pixel = p.x + i * 144;
        int ink = 0, rows = 0, columns = 0, kind = (int)p.y[i];
        for (int k = 0; k < 12; k++) {
            int row = 0, column = 0;
            for (int j = 0; j < 12; j++) {
                assert_true(near((double)pixel[12 * k + j], 0, 1e-9) || near((double)pixel[12 * k + j], 1, 1e-9));
                row += pixel[12 * k + j] > 0;
                column += pixel[12 * j + k] > 0;
            }
            ink += row, rows += row > 0, columns += column > 0;
        }
        seen[kind]++;
        if (kind < 2) /* a bar: one or two pixels wide, seven or so long */
            assert_true((kind ? columns : rows) <= 2 && (kind ? rows : columns) >= 6 && ink == rows * columns);
        else
            assert_true(rows >= 6 && columns >= 6 && rows <= 8 && columns <= 8 && ink < rows * columns);
        assert_true(kind != 3 || ink >= 12); /* a ring of radius 3 */
    }
    for (int k = 0; k < 4; k++)
        assert_int_equal(seen[k], p.n / 4); /* in turn */
    c.noise = 0.35f;
    Points q = make(&c, SPLIT_TEST, &a);
    double sum = 0;
    for (int i = 0; i < p.n * 144; i++)
        sum += square((double)q.x[i] - (double)p.x[i]);
    assert_true(near(sum / (p.n * 144) / square(0.35), 1, 0.02));
    arena_free(&a);
}

/* --- settings that change what a generator gives --- */

static void classes_and_imbalance(void **state)
{
    (void)state;
    Arena a = { 0 };
    Config c = scene(scene_find("blobs"));
    for (c.classes = 2; c.classes <= NN_CLASSES; c.classes++) {
        Points p = make(&c, SPLIT_TRAIN, &a);
        int seen[NN_CLASSES] = { 0 };
        for (int i = 0; i < p.n; i++)
            seen[(int)p.y[i]]++;
        for (int k = 0; k < NN_CLASSES; k++)
            assert_true(k < c.classes ? seen[k] >= 1000 / c.classes : seen[k] == 0);
        assert_int_equal(data_classes(&c, NULL), c.classes);
    }
    for (int d = 0; d < PLANE; d++) {
        Config few = scene(d), full = few;
        few.imbalance = 0.9f, few.flip = full.flip = 0;
        Points p = make(&few, SPLIT_TRAIN, &a), q = make(&full, SPLIT_TRAIN, &a);
        int others = 0, before = 0;
        for (int i = 0; i < p.n; i++) {
            others += p.y[i] > 0;
            before += q.y[i] > 0;
        }
        assert_int_equal(p.n, 1000); /* as many as before: what was left out is replaced by class 0 */
        double kept = before * 0.1, share = 1000 * kept / (kept + 1000 - before), sd = 3 * 10;
        assert_true(near(others, share, sd));
        for (int k = 0; k < 2; k++) /* the first point of class 0 is still there */
            assert_true(near((double)p.x[k], (double)q.x[k], 1e-9) || q.y[0] > 0);
    }
    arena_free(&a);
}

static void features(void **state)
{
    (void)state;
    Arena a = { 0 };
    Config c = scene(0);
    Points plain = make(&c, SPLIT_TRAIN, &a);
    assert_true(plain.raw == plain.x);
    c.features = (1u << feature_count) - 1;
    Points p = make(&c, SPLIT_TRAIN, &a);
    assert_int_equal(p.inputs, feature_count);
    assert_memory_equal(p.raw, plain.x, sizeof(real) * 2000);
    for (int i = 0; i < p.n; i++) {
        double x = (double)p.raw[2 * i], y = (double)p.raw[2 * i + 1];
        const double want[] = { x, y, x * x, y * y, x * y, num_sin(x), num_sin(y) };
        for (int k = 0; k < feature_count; k++)
            assert_true(near((double)p.x[feature_count * i + k], want[k], 1e-6));
    }
    c.features = 1u << 4; /* x y alone */
    p = make(&c, SPLIT_TRAIN, &a);
    assert_int_equal(p.inputs, 1);
    assert_true(near((double)p.x[5], (double)p.raw[10] * (double)p.raw[11], 1e-6));
    arena_free(&a);
}

/* --- own points --- */

static Own *hundred(void) /* numbered in x[0] */
{
    Own *o = own_new(100, 2);
    o->classes = 3;
    for (int i = 0; i < 100; i++) {
        o->x[2 * i] = (float)i;
        o->x[2 * i + 1] = -(float)i;
        o->y[i] = (float)(i % 3);
    }
    return o;
}

static void own_points(void **state)
{
    (void)state;
    Arena a = { 0 };
    Config c;
    scene_config(scene_find("points"), &c);
    c.flip = 0.5f;
    c.points = 50, c.valid_points = 20, c.test_points = 10;
    Own *o = hundred();
    int seen[100] = { 0 }, sizes[3];
    for (Split s = SPLIT_TRAIN; s <= SPLIT_TEST; s++) {
        Points p;
        data_make(&c, o, s, &a, &p);
        sizes[s] = p.n;
        for (int i = 0; i < p.n; i++) {
            int at = (int)p.x[2 * i];
            seen[at]++;
            assert_true((int)p.y[i] == at % 3 && !p.wrong[i]); /* labels are as they are */
        }
    }
    assert_true(sizes[0] == 50 && sizes[1] == 20 && sizes[2] == 10);
    for (int i = 0; i < 100; i++)
        assert_true(seen[i] <= 1); /* no point in two sets */
    c.points = 600, c.valid_points = 200, c.test_points = 200;
    Points train, more;
    data_make(&c, o, SPLIT_TRAIN, &a, &train);
    assert_int_equal(train.n, 60); /* too few: the proportion stays */
    Config other = c;
    other.seed_data++;
    data_make(&other, o, SPLIT_TRAIN, &a, &more);
    assert_memory_not_equal(train.x, more.x, sizeof(real) * 120);
    o->n = 99; /* one point less: all others but one or two are where they were */
    data_make(&c, o, SPLIT_TRAIN, &a, &more);
    int moved = 0;
    for (int i = 0; i < train.n; i++) {
        bool found = false;
        for (int j = 0; j < more.n; j++)
            found |= near((double)train.x[2 * i], (double)more.x[2 * j], 0.1);
        moved += !found;
    }
    assert_true(moved <= 2);
    for (o->n = 1; o->n < 5; o->n++) { /* hardly any: training comes first */
        data_make(&c, o, SPLIT_TRAIN, &a, &train);
        assert_true(train.n >= 1);
    }
    free(o);
    arena_free(&a);
}

static void own_is_needed(void **state)
{
    (void)state;
    Config c;
    Err err;
    Own *o = hundred();
    scene_config(scene_find("points"), &c);
    assert_true(data_check(&c, NULL, &err)); /* it has points to begin with */
    assert_true(data_check(&c, o, &err));
    assert_int_equal(data_classes(&c, o), 3);
    assert_true(param_set(&c, param_find("data"), "csv", &err));
    assert_false(data_check(&c, NULL, &err));
    assert_non_null(strstr(err.text, ".csv"));
    assert_true(data_check(&c, o, &err));
    assert_true(param_set(&c, param_find("loss"), "bce", &err));
    assert_false(data_check(&c, o, &err));
    assert_non_null(strstr(err.text, "3 classes"));
    o->classes = 0;
    assert_false(data_check(&c, o, &err));
    free(o);
}

static void own_values(void **state)
{
    (void)state;
    Arena a = { 0 };
    Own *o = hundred(), *copy = own_copy(o, &a);
    assert_true(own_equal(o, copy) && own_equal(NULL, NULL) && !own_equal(o, NULL));
    assert_null(own_copy(NULL, &a));
    copy->y[99] = 2;
    assert_false(own_equal(o, copy));
    copy->y[99] = o->y[99];
    copy->scale[2] = 3;
    assert_false(own_equal(o, copy));
    copy->scale[2] = 1;
    strcpy(copy->label[7], "cat");
    assert_false(own_equal(o, copy));
    free(o);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas),      cmocka_unit_test(noise_and_scale),
        cmocka_unit_test(wrong_labels),  cmocka_unit_test(seeds_and_sizes),
        cmocka_unit_test(ellipse),       cmocka_unit_test(sine),
        cmocka_unit_test(glyphs),        cmocka_unit_test(classes_and_imbalance),
        cmocka_unit_test(features),      cmocka_unit_test(own_points),
        cmocka_unit_test(own_is_needed), cmocka_unit_test(own_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
