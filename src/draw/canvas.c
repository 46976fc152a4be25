/* The display list: every call appends one command in layout pixels. Nothing is drawn, measured in device pixels or
 * checked for sense here: outline.c does that once, when the list is replayed. What cannot be seen is not stored.
 *
 * To add a command: a row in CommandKind, its fields in Command, a function here, and its outline in outline.c. */
#include "draw/replay.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Room for `more` elements behind the `used` ones. The old copy stays in the arena until its next reset, which costs
 * at most as much memory again as the lists themselves. */
static void *room(Arena *arena, void *old, int used, int *cap, int more, size_t size)
{
    if (used + more <= *cap)
        return old;
    *cap = max_i(2 * *cap, max_i(256, used + more));
    void *p = arena_alloc(arena, (size_t)*cap * size);
    if (used)
        memcpy(p, old, (size_t)used * size);
    return p;
}

#define ROOM(c, list, used, cap, more)                                                                                 \
    ((c)->list = room((c)->arena, (c)->list, (c)->used, &(c)->cap, (more), sizeof *(c)->list))

void canvas_begin(Canvas *c, Arena *arena, const Font *font, float w, float h, Color background)
{
    *c = (Canvas){ .arena = arena, .font = font, .size = { 0, 0, w, h }, .background = background, .weight = 1 };
    c->clip[0] = c->size;
    c->clips = 1;
}

void canvas_push_clip(Canvas *c, Rect r)
{
    assert(c->clips < COUNT(c->clip));
    c->clip[c->clips] = rect_and(c->clip[c->clips - 1], r);
    c->clips++;
}

void canvas_pop_clip(Canvas *c)
{
    assert(c->clips > 1);
    c->clips--;
}

static Command *append(Canvas *c, CommandKind kind, Color color)
{
    ROOM(c, command, commands, command_cap, 1);
    Command *k = &c->command[c->commands++];
    *k = (Command){ .kind = kind, .clip = c->clip[c->clips - 1], .color = color };
    return k;
}

static int append_points(Canvas *c, const Vec2 *p, int n)
{
    int first = c->points;
    ROOM(c, point, points, point_cap, n);
    memcpy(c->point + first, p, (size_t)n * sizeof *p);
    c->points += n;
    return first;
}

static bool invisible(Color color) { return color >> 24 == 0; }

void canvas_rect(Canvas *c, Rect r, float radius, Color color)
{
    if (invisible(color))
        return;
    Command *k = append(c, CMD_RECT, color);
    k->rect.r = r;
    k->rect.radius = radius;
}

void canvas_frame(Canvas *c, Rect r, float radius, float width, Color color)
{
    if (invisible(color))
        return;
    Command *k = append(c, CMD_FRAME, color);
    k->rect.r = r;
    k->rect.radius = radius;
    k->rect.width = c->weight * width;
}

void canvas_disc(Canvas *c, Vec2 at, float radius, Color color)
{
    if (invisible(color))
        return;
    Command *k = append(c, CMD_DISC, color);
    k->disc.at = at;
    k->disc.radius = radius;
}

void canvas_ring(Canvas *c, Vec2 at, float radius, float width, Color color)
{
    if (invisible(color))
        return;
    Command *k = append(c, CMD_RING, color);
    k->disc.at = at;
    k->disc.radius = radius;
    k->disc.width = c->weight * width;
}

void canvas_fill(Canvas *c, const Vec2 *p, int n, Color color) { canvas_fill_many(c, p, &n, 1, color); }

void canvas_fill_many(Canvas *c, const Vec2 *p, const int *count, int contours, Color color)
{
    int n = 0;
    for (int i = 0; i < contours; i++)
        n += count[i];
    if (n < 3 || invisible(color))
        return;
    Command *k = append(c, CMD_FILL, color);
    k->path.points = n;
    k->path.first = append_points(c, p, n);
    k->path.contours = contours;
    k->path.first_contour = c->contours;
    ROOM(c, contour, contours, contour_cap, contours);
    memcpy(c->contour + c->contours, count, (size_t)contours * sizeof *count);
    c->contours += contours;
}

void canvas_stroke(Canvas *c, const Vec2 *p, int n, Stroke s, Color color)
{
    if (n < 1 || invisible(color))
        return;
    Command *k = append(c, CMD_STROKE, color);
    k->path.points = n;
    k->path.first = append_points(c, p, n);
    k->path.contours = 1;
    k->stroke.width = c->weight * (s.width > 0 ? s.width : 1);
    k->stroke.closed = s.closed;
    k->stroke.butt = s.butt;
    k->stroke.first_dash = c->dashes;
    k->stroke.dashes = s.dash ? s.dashes : 0;
    if (k->stroke.dashes == 0)
        return;
    ROOM(c, dash, dashes, dash_cap, s.dashes);
    memcpy(c->dash + c->dashes, s.dash, (size_t)s.dashes * sizeof *s.dash);
    c->dashes += s.dashes;
}

void canvas_line(Canvas *c, float x0, float y0, float x1, float y1, float width, Color color)
{
    canvas_stroke(c, (Vec2[]){ { x0, y0 }, { x1, y1 } }, 2, (Stroke){ .width = width, .butt = true }, color);
}

void canvas_arc(Canvas *c, Vec2 at, float radius, float from, float to, float width, Color color)
{
    enum { MOST = 256 };
    Vec2 p[MOST + 1];
    const float turn = 6.2831853f;
    if (!(__builtin_fabsf(from) < 1e4f && __builtin_fabsf(to) < 1e4f) || !(radius > 0))
        return;
    float angle = clamp_f(to - from, -turn, turn);
    /* The sagitta r t^2 / 8 of a piece stays below 1/80 px at scale 1, below 1/20 px at 4. */
    float pieces = __builtin_fabsf(angle) * __builtin_sqrtf(max_f(radius, 1) * 10);
    int n = clamp_i((int)min_f(pieces, MOST) + 1, 2, MOST);
    for (int i = 0; i <= n; i++) {
        double t = (double)from + (double)angle * i / n;
        p[i] = (Vec2){ at.x + radius * (float)num_cos(t), at.y + radius * (float)num_sin(t) };
    }
    canvas_stroke(c, p, n + 1, (Stroke){ .width = width }, color);
}

void canvas_quads(Canvas *c, const Vec2 *p, const Color *color, int n)
{
    if (n < 1)
        return;
    Command *k = append(c, CMD_QUADS, 0);
    k->mesh.quads = n;
    k->mesh.first = append_points(c, p, 4 * n);
    k->mesh.first_color = c->quad_colors;
    ROOM(c, quad_color, quad_colors, quad_color_cap, n);
    memcpy(c->quad_color + c->quad_colors, color, (size_t)n * sizeof *color);
    c->quad_colors += n;
}

void canvas_image(Canvas *c, Rect r, const Color *pixels, int w, int h, uint64_t version, float radius)
{
    if (!pixels || w < 1 || h < 1)
        return;
    Command *k = append(c, CMD_IMAGE, 0xFF000000u);
    k->image.r = r;
    k->image.pixels = pixels;
    k->image.w = w;
    k->image.h = h;
    k->image.version = version;
    k->image.radius = radius;
}

float canvas_text(Canvas *c, float x, float y, TextStyle s, const char *utf8)
{
    float width = canvas_text_width(c, s, utf8);
    int bytes = (int)strlen(utf8);
    if (!c->font || bytes == 0)
        return width;
    Command *k = append(c, CMD_TEXT, s.color);
    k->text.at.x = s.align == ALIGN_LEFT ? x : s.align == ALIGN_CENTER ? x - width / 2 : x - width;
    k->text.at.y = y;
    k->text.width = width;
    k->text.bytes = bytes;
    k->text.first = c->text_bytes;
    k->text_style = s;
    ROOM(c, text, text_bytes, text_cap, bytes + 1);
    memcpy(c->text + c->text_bytes, utf8, (size_t)bytes + 1); /* with its 0, so that text_rune stops there */
    c->text_bytes += bytes + 1;
    return width;
}

float canvas_textf(Canvas *c, float x, float y, TextStyle s, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return canvas_text(c, x, y, s, text);
}

float canvas_text_width(const Canvas *c, TextStyle s, const char *utf8)
{
    float width = 0, shift;
    if (!c->font)
        return 0;
    for (uint32_t rune; (rune = text_rune(&utf8)) != 0;)
        width += glyph_advance(c->font, s, rune, &shift);
    return width;
}

int canvas_text_fit(const Canvas *c, TextStyle s, const char *utf8, float width)
{
    const char *at = utf8, *next = utf8;
    float x = 0, shift;
    if (!c->font)
        return (int)strlen(utf8);
    for (uint32_t rune; (rune = text_rune(&next)) != 0; at = next) {
        x += glyph_advance(c->font, s, rune, &shift);
        if (x > width)
            break;
    }
    return (int)(at - utf8);
}

int canvas_text_line(const Canvas *c, TextStyle s, const char *utf8, float width)
{
    const char *end = utf8 + canvas_text_fit(c, s, utf8, width), *cut = NULL, *next = utf8, *first;
    uint32_t before = 0, last = 0;
    if (!*end)
        return (int)(end - utf8);
    for (const char *at = utf8; at <= end; at = next) {
        uint32_t rune = text_rune(&next);
        if (at > utf8 && (rune == ' ' || text_breaks(before, last, rune)))
            cut = at;
        before = last;
        last = rune;
    }
    first = utf8;
    text_rune(&first);
    return (int)((cut ? cut : end > utf8 ? end : first) - utf8);
}

static Vec2 placed(Vec2 p, Vec2 at, float k) { return (Vec2){ at.x + k * p.x, at.y + k * p.y }; }

static Rect placed_rect(Rect r, Vec2 at, float k) { return (Rect){ at.x + k * r.x, at.y + k * r.y, k * r.w, k * r.h }; }

static void place_points(Canvas *c, const Vec2 *p, int n, Vec2 at, float k)
{
    ROOM(c, point, points, point_cap, n);
    for (int i = 0; i < n; i++)
        c->point[c->points++] = placed(p[i], at, k);
}

void canvas_place(Canvas *c, const Canvas *from, Vec2 at, float k)
{
    for (int i = 0; i < from->commands; i++) {
        Command m = from->command[i];
        m.clip = rect_and(c->clip[c->clips - 1], placed_rect(m.clip, at, k));
        switch (m.kind) {
        case CMD_STROKE:
            ROOM(c, dash, dashes, dash_cap, m.stroke.dashes);
            for (int d = 0; d < m.stroke.dashes; d++)
                c->dash[c->dashes + d] = k * from->dash[m.stroke.first_dash + d];
            m.stroke.first_dash = c->dashes;
            c->dashes += m.stroke.dashes;
            m.stroke.width *= k; /* fall through */
        case CMD_FILL: {
            const Vec2 *p = from->point + m.path.first;
            const int *contour = from->contour + m.path.first_contour;
            m.path.first = c->points;
            m.path.first_contour = c->contours;
            place_points(c, p, m.path.points, at, k);
            if (m.kind == CMD_FILL) {
                ROOM(c, contour, contours, contour_cap, m.path.contours);
                memcpy(c->contour + c->contours, contour, (size_t)m.path.contours * sizeof *contour);
                c->contours += m.path.contours;
            }
            break;
        }
        case CMD_RECT:
        case CMD_FRAME:
            m.rect.r = placed_rect(m.rect.r, at, k);
            m.rect.radius *= k;
            m.rect.width *= k;
            break;
        case CMD_DISC:
        case CMD_RING:
            m.disc.at = placed(m.disc.at, at, k);
            m.disc.radius *= k;
            m.disc.width *= k;
            break;
        case CMD_QUADS: {
            const Vec2 *p = from->point + m.mesh.first;
            const Color *color = from->quad_color + m.mesh.first_color;
            m.mesh.first = c->points;
            m.mesh.first_color = c->quad_colors;
            place_points(c, p, 4 * m.mesh.quads, at, k);
            ROOM(c, quad_color, quad_colors, quad_color_cap, m.mesh.quads);
            memcpy(c->quad_color + c->quad_colors, color, (size_t)m.mesh.quads * sizeof *color);
            c->quad_colors += m.mesh.quads;
            break;
        }
        case CMD_IMAGE:
            m.image.r = placed_rect(m.image.r, at, k);
            m.image.radius *= k;
            break;
        case CMD_TEXT: {
            const char *text = from->text + m.text.first;
            ROOM(c, text, text_bytes, text_cap, m.text.bytes + 1);
            memcpy(c->text + c->text_bytes, text, (size_t)m.text.bytes + 1);
            m.text.first = c->text_bytes;
            c->text_bytes += m.text.bytes + 1;
            m.text.at = placed(m.text.at, at, k);
            m.text.width *= k;
            m.text_style.size *= k;
            m.text_style.halo_width *= k;
            break;
        }
        }
        ROOM(c, command, commands, command_cap, 1);
        c->command[c->commands++] = m;
    }
}

static Color grey_of(Color c)
{
    Lab lab = color_to_lab(c);
    lab.a = lab.b = 0;
    return (color_from_lab(lab) & 0xFFFFFFu) | (c & 0xFF000000u);
}

void canvas_grey(Canvas *c)
{
    for (int i = 0; i < c->commands; i++) {
        Command *k = &c->command[i];
        k->color = grey_of(k->color);
        k->text_style.color = grey_of(k->text_style.color);
        k->text_style.halo = grey_of(k->text_style.halo);
    }
    for (int i = 0; i < c->quad_colors; i++)
        c->quad_color[i] = grey_of(c->quad_color[i]);
}
