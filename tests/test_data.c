/* Toy problems: where the points lie, which labels are wrong, and what a change of one setting leaves in place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nn/nn.h"

static Points make(const Config *c, Split split, Arena *a)
{
    Points p;
    data_make(c, split, a, &p);
    return p;
}

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
    double a = 3.14159265358979 * (0.5 + 2.0 * class / 3); /* blobs */
    return near(x, 0.5 * num_cos(a), 1e-5) && near(y, 0.5 * num_sin(a), 1e-5);
}

static void formulas(void **state)
{
    (void)state;
    for (int d = 0; d < data_count; d++) {
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
    for (int d = 0; d < data_count; d++) {
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
    for (int d = 0; d < data_count; d++) {
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas),
        cmocka_unit_test(noise_and_scale),
        cmocka_unit_test(wrong_labels),
        cmocka_unit_test(seeds_and_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
