/* A camera for surfaces over the unit square: turned by yaw, tilted by pitch, no perspective, so that equal heights
 * look equal everywhere. The surface is one list of flat quads from back to front; nothing is hidden by a depth test,
 * so it can be written as vectors too. */
#include "draw/draw.h"

#include <cglm/cglm.h>

/* Columns: where the three axes of the model point, in layout pixels right, down, and towards the eye. The angles go
 * through num.c and not through cglm's own rotations, which call the C library's sine. */
static void view_of(const Camera *cam, mat3 view)
{
    float size = min_f(cam->r.w * 0.62f, cam->r.h * 0.80f) * cam->zoom;
    float cy = (float)num_cos((double)cam->yaw), sy = (float)num_sin((double)cam->yaw);
    float cp = (float)num_cos((double)cam->pitch), sp = (float)num_sin((double)cam->pitch);
    mat3 turn = { { cy, sy, 0 }, { -sy, cy, 0 }, { 0, 0, 1 } };
    mat3 tilt = { { size, 0, 0 }, { 0, size * sp, size * cp }, { 0, -cam->height, cam->height * sp } };
    glm_mat3_mul(tilt, turn, view);
}

static Vec2 project(const Camera *cam, mat3 view, float x, float y, float z, float *depth)
{
    vec3 at, from = { x, y, z }, middle = { 0.5f, 0.5f, 0 };
    glm_vec3_sub(from, middle, from);
    glm_mat3_mulv(view, from, at);
    if (depth)
        *depth = at[2];
    return (Vec2){ cam->r.x + cam->r.w / 2 + at[0], cam->r.y + cam->r.h * 0.575f + at[1] };
}

Vec2 camera_at(const Camera *cam, float x, float y, float z, float *depth)
{
    mat3 view;
    view_of(cam, view);
    return project(cam, view, x, y, z, depth);
}

/* --- the surface --- */

typedef struct Mesh {
    Vec2 *p;
    Color *color;
    int n;
} Mesh; /* quads: 4 points and a colour each */

static void add_quad(Mesh *m, Vec2 a, Vec2 b, Vec2 c, Vec2 d, Color color)
{
    Vec2 *p = m->p + 4 * m->n;
    p[0] = a;
    p[1] = b;
    p[2] = c;
    p[3] = d;
    m->color[m->n++] = color;
}

static void add_line(Mesh *m, Vec2 a, Vec2 b, Color color)
{
    float dx = b.x - a.x, dy = b.y - a.y, length = __builtin_sqrtf(dx * dx + dy * dy);
    if (!(length > 0))
        return;
    float nx = 0.3f * dy / length, ny = -0.3f * dx / length; /* 0.6 layout pixels wide */
    add_quad(m, (Vec2){ a.x + nx, a.y + ny }, (Vec2){ b.x + nx, b.y + ny }, (Vec2){ b.x - nx, b.y - ny },
             (Vec2){ a.x - nx, a.y - ny }, color);
}

/* Light from the upper left: 1 is the colour as it is, below towards the shadow's, above towards white. */
static Color shaded(Color color, Color shadow, float slope_x, float slope_y)
{
    const float up = 2.2f;
    float length = __builtin_sqrtf(slope_x * slope_x + slope_y * slope_y + up * up);
    float light = clamp_f((up - 0.55f * slope_x - 0.35f * slope_y) / length, 0.35f, 1.25f);
    return light < 1 ? color_mix(shadow, color, 0.45f + 0.55f * light)
                     : color_mix(color, 0xFFFFFFFFu, (light - 1) * 0.7f);
}

void camera_surface(Canvas *c, Arena *scratch, const Camera *cam, const float *z, const Color *color, int n, int every)
{
    if (n < 2 || every < 1)
        return;
    mat3 view;
    view_of(cam, view);
    int cells = (n - 2 + every) / every; /* along an edge; the last one may be narrower */
    bool dark = color_contrast(c->background, 0xFFFFFFFFu) > 4.5f;
    Color shadow = dark ? c->background | 0xFF000000u : 0xFF5A6270u, line = color_alpha(c->background, 0.28f);
    Vec2 *node = arena_new(scratch, Vec2, n * n);
    Mesh m = { arena_new(scratch, Vec2, 20 * cells * cells), arena_new(scratch, Color, 5 * cells * cells), 0 };
    for (int j = 0; j < n; j++)
        for (int i = 0; i < n; i++)
            node[j * n + i] =
                project(cam, view, (float)i / (float)(n - 1), (float)j / (float)(n - 1), z[j * n + i], NULL);

    /* Back to front: a cell can only be hidden by cells farther along both axes, each in its own direction towards the
     * eye. The lines on a cell's two back edges come right after it: the cells on both sides of them are there. */
    bool x_up = view[0][2] >= 0, y_up = view[1][2] >= 0;
    for (int row = 0; row < cells; row++)
        for (int column = 0; column < cells; column++) {
            int i0 = (x_up ? column : cells - 1 - column) * every, i1 = min_i(i0 + every, n - 1);
            int j0 = (y_up ? row : cells - 1 - row) * every, j1 = min_i(j0 + every, n - 1);
            int back_i = x_up ? i0 : i1, front_i = x_up ? i1 : i0, back_j = y_up ? j0 : j1, front_j = y_up ? j1 : j0;
            int a = back_j * n + back_i, b = back_j * n + front_i, d = front_j * n + back_i, e = front_j * n + front_i;
            if (!num_finite((double)z[a]) || !num_finite((double)z[b]) || !num_finite((double)z[d]) ||
                !num_finite((double)z[e]))
                continue;
            float slope_x = (z[j0 * n + i1] - z[j0 * n + i0]) * (float)(n - 1) / (float)(i1 - i0);
            float slope_y = (z[j1 * n + i0] - z[j0 * n + i0]) * (float)(n - 1) / (float)(j1 - j0);
            add_quad(&m, node[a], node[b], node[e], node[d],
                     shaded(color_mix(color[a], color[e], 0.5f), shadow, slope_x, slope_y));
            add_line(&m, node[a], node[b], line);
            add_line(&m, node[a], node[d], line);
            if (row == cells - 1)
                add_line(&m, node[d], node[e], line);
            if (column == cells - 1)
                add_line(&m, node[b], node[e], line);
        }
    canvas_quads(c, m.p, m.color, m.n);
}
