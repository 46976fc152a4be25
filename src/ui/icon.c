/* icon: small pictures as data. An icon is a list of parts in a 20 px box whose middle is (0, 0), y down; a part is one
 * shape with at most 14 numbers. To add one: a row of the table, and its name in the enum. */
#include "ui/ui.h"

typedef enum Shape {
    END,
    LINE,  /* x y x y ... an open line */
    LOOP,  /* x y x y ... a closed line */
    SOLID, /* x y x y ... filled */
    BOX,   /* x y w h radius: outline of a rounded rectangle */
    DISC,  /* x y radius */
    RING,  /* x y radius */
    ARC,   /* x y radius from to: angles as parts of pi, clockwise from +x */
    HALF,  /* x y radius: the left half of a disc */
    MARK,  /* x y size: a question mark, y its baseline */
} Shape;

typedef struct Part {
    Shape shape;
    int n;       /* numbers used */
    float width; /* of lines; 0: as usual */
    float at[14];
} Part;

enum { PARTS = 5, ROUND = 8 }; /* most parts of an icon; points of a rounded corner */
static const float usual_width = 1.75f;
static const float pi = 3.14159265f;

static const Part icons[ICON_COUNT][PARTS] = {
    [ICON_PLAY] = { { SOLID, 6, 0, { -5, -7, 7, 0, -5, 7 } } },
    [ICON_PAUSE] = { { SOLID, 8, 0, { -6, -7, -2, -7, -2, 7, -6, 7 } }, { SOLID, 8, 0, { 2, -7, 6, -7, 6, 7, 2, 7 } } },
    [ICON_STEP] = { { SOLID, 6, 0, { -6, -6, 3, 0, -6, 6 } }, { LINE, 4, 0, { 6, -6, 6, 6 } } },
    [ICON_RESET] = { { ARC, 5, 0, { 0, 0, 6.5f, -0.19f, 1.45f } },
                     { LINE, 6, 0, { 6.6f, -8, 5.6f, -3.4f, 1, -4.4f } } },
    [ICON_CAMERA] = { { BOX, 5, 0, { -8.5f, -5, 17, 12, 2.5f } },
                      { RING, 3, 0, { 0, 1, 3.2f } },
                      { LINE, 8, 0, { -3.5f, -5, -2, -7.5f, 2, -7.5f, 3.5f, -5 } } },
    [ICON_PANELS] = { { BOX, 5, 0, { -8, -7.5f, 9, 15, 2 } },
                      { BOX, 5, 0, { 3.5f, -7.5f, 4.5f, 6, 1.5f } },
                      { BOX, 5, 0, { 3.5f, 1.5f, 4.5f, 6, 1.5f } } },
    [ICON_COMPARE] = { { BOX, 5, 0, { -8, -6.5f, 7, 13, 2 } },
                       { BOX, 5, 0, { 2, -6.5f, 6, 13, 2 } },
                       { SOLID, 8, 0, { 3.5f, -5.5f, 6.5f, -5.5f, 6.5f, 5.5f, 3.5f, 5.5f } } },
    [ICON_DIFFERENCE] = { { RING, 3, 0, { -2.5f, 0, 5.5f } }, { RING, 3, 0, { 2.5f, 0, 5.5f } } },
    [ICON_THEME] = { { RING, 3, 0, { 0, 0, 7 } }, { HALF, 3, 0, { 0, 0, 7 } } },
    [ICON_HELP] = { { RING, 3, 0, { 0, 0, 8 } }, { MARK, 3, 0, { 0, 4.3f, 12 } } },
    [ICON_EXPAND] = { { LINE, 6, 0, { 1, -6, 6, -6, 6, -1 } },
                      { LINE, 6, 0, { -1, 6, -6, 6, -6, 1 } },
                      { LINE, 4, 0, { 6, -6, 1.4f, -1.4f } },
                      { LINE, 4, 0, { -6, 6, -1.4f, 1.4f } } },
    [ICON_SHRINK] = { { LINE, 6, 0, { 1.4f, -6.4f, 1.4f, -1.4f, 6.4f, -1.4f } },
                      { LINE, 6, 0, { -1.4f, 6.4f, -1.4f, 1.4f, -6.4f, 1.4f } },
                      { LINE, 4, 0, { 1.4f, -1.4f, 6, -6 } },
                      { LINE, 4, 0, { -1.4f, 1.4f, -6, 6 } } },
    [ICON_DOWN] = { { LINE, 6, 0, { -4, -2, 0, 2, 4, -2 } } },
    [ICON_RIGHT] = { { LINE, 6, 0, { -2, -4, 2, 0, -2, 4 } } },
    [ICON_LEFT] = { { LINE, 6, 0, { 2, -4, -2, 0, 2, 4 } } },
    [ICON_CHECK] = { { LINE, 6, 2.4f, { -5, 0.5f, -1.5f, 4, 5.5f, -4 } } },
    [ICON_DICE] = { { BOX, 5, 0, { -7, -7, 14, 14, 3 } },
                    { DISC, 3, 0, { -3, -3, 1.4f } },
                    { DISC, 3, 0, { 3, 3, 1.4f } },
                    { DISC, 3, 0, { 0, 0, 1.4f } } },
    [ICON_BOOK] = { { BOX, 5, 0, { -8, -7, 7.5f, 13, 1.5f } }, { BOX, 5, 0, { 0.5f, -7, 7.5f, 13, 1.5f } } },
    [ICON_CLOSE] = { { LINE, 4, 0, { -4.5f, -4.5f, 4.5f, 4.5f } }, { LINE, 4, 0, { 4.5f, -4.5f, -4.5f, 4.5f } } },
    [ICON_WARN] = { { LOOP, 6, 0, { 0, -8, 9, 7.5f, -9, 7.5f } },
                    { LINE, 4, 0, { 0, -2.5f, 0, 2.5f } },
                    { DISC, 3, 0, { 0, 5, 1.1f } } },
    [ICON_LOGO] = { { LINE, 12, 2, { -11, 6, -6, -1, -3, 2.4f, 2, -8, 7, 1.5f, 11, 6 } } },
    [ICON_UNDO] = { { LINE, 6, 0, { -3, -6, -6.5f, -2.5f, -3, 1 } },
                    { LINE, 4, 0, { -6.5f, -2.5f, 2, -2.5f } },
                    { ARC, 5, 0, { 2, 1.75f, 4.25f, -0.5f, 0.5f } },
                    { LINE, 4, 0, { 2, 6, -2.5f, 6 } } },
    [ICON_SETUP] = { { LINE, 4, 0, { -8, -4, 8, -4 } },
                     { LINE, 4, 0, { -8, 4, 8, 4 } },
                     { RING, 3, 0, { 3, -4, 2.6f } },
                     { RING, 3, 0, { -3, 4, 2.6f } } },
    [ICON_PENCIL] = { { LOOP, 10, 0, { -7, 7, -5.5f, 2, 3.5f, -7, 7, -3.5f, -2, 5.5f } },
                      { LINE, 4, 0, { 1, -4.5f, 4.5f, -1 } } },
    [ICON_DOTTED] = { { DISC, 3, 0, { -7.5f, 4, 1.5f } },
                      { DISC, 3, 0, { -4.5f, -1.5f, 1.5f } },
                      { DISC, 3, 0, { 0, -3.5f, 1.5f } },
                      { DISC, 3, 0, { 4.5f, -1, 1.5f } },
                      { DISC, 3, 0, { 7.5f, 4, 1.5f } } },
};

/* Corners as points, clockwise from the top right. Canvas frames are snapped to whole pixels, this is not: the lens
 * stays in the middle of the camera. */
static int round_box(Vec2 out[4 * ROUND], Vec2 at, float w, float h, float radius)
{
    static const Vec2 side[4] = { { 1, 0 }, { 1, 1 }, { 0, 1 }, { 0, 0 } };
    int n = 0;
    for (int corner = 0; corner < 4; corner++)
        for (int i = 0; i < ROUND; i++) {
            double a = (double)pi / 2 * (corner - 1 + i / (ROUND - 1.0));
            float x = side[corner].x, y = side[corner].y;
            out[n++] = (Vec2){ at.x + x * w + radius * (1 - 2 * x) + radius * (float)num_cos(a),
                               at.y + y * h + radius * (1 - 2 * y) + radius * (float)num_sin(a) };
        }
    return n;
}

static int left_half(Vec2 out[4 * ROUND], Vec2 at, float radius)
{
    for (int i = 0; i < 4 * ROUND; i++) {
        double a = (double)pi * (0.5 + i / (4 * ROUND - 1.0));
        out[i] = (Vec2){ at.x + radius * (float)num_cos(a), at.y + radius * (float)num_sin(a) };
    }
    return 4 * ROUND;
}

static void outline(Canvas *c, const Vec2 *p, int n, float width, Color color, Color hole)
{
    canvas_fill(c, p, n, hole);
    canvas_stroke(c, p, n, (Stroke){ .width = width, .closed = true }, color);
}

static void draw_part(Canvas *c, const Part *part, float cx, float cy, float scale, Color color, Color hole)
{
    const float *v = part->at;
    Vec2 p[4 * ROUND], at = { cx + scale * v[0], cy + scale * v[1] };
    int n = part->n / 2;
    float width = scale * (part->width > 0 ? part->width : usual_width);
    if (part->shape == LINE || part->shape == LOOP || part->shape == SOLID)
        for (int i = 0; i < n; i++)
            p[i] = (Vec2){ cx + scale * v[2 * i], cy + scale * v[2 * i + 1] };
    switch (part->shape) {
    case END: break;
    case LINE: canvas_stroke(c, p, n, (Stroke){ .width = width }, color); break;
    case LOOP: outline(c, p, n, width, color, hole); break;
    case SOLID: canvas_fill(c, p, n, color); break;
    case BOX: outline(c, p, round_box(p, at, scale * v[2], scale * v[3], scale * v[4]), width, color, hole); break;
    case DISC: canvas_disc(c, at, scale * v[2], color); break;
    case RING:
        canvas_disc(c, at, scale * v[2], hole);
        canvas_ring(c, at, scale * v[2], width, color);
        break;
    case ARC: canvas_arc(c, at, scale * v[2], v[3] * pi, v[4] * pi, width, color); break;
    case HALF: canvas_fill(c, p, left_half(p, at, scale * v[2]), color); break;
    case MARK: canvas_text(c, at.x, at.y, ui_text(scale * v[2], FACE_SEMIBOLD, color, ALIGN_CENTER), "?"); break;
    }
}

void icon_draw(Canvas *c, Icon icon, float cx, float cy, float scale, Color color, Color hole)
{
    for (int i = 0; i < PARTS && icons[icon][i].shape != END; i++)
        draw_part(c, &icons[icon][i], cx, cy, scale, color, hole);
}
