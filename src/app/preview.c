/* preview: the figure that the export dialog is about, drawn by the code that draws the file, at its true size where
 * there is room; and what it says of itself: size, and the smallest type. */
#include "app/app_state.h"

#include <stdio.h>
#include <string.h>

static const float SMALL = 6; /* points */

void preview_forget(App *a) { a->exporting.preview.of[0] = 0; }

void preview_free(App *a)
{
    arena_free(&a->exporting.preview.arena);
    app_free(a->exporting.preview.app);
}

/* Made again only when the figure or the frame is another one. The pictures of its panels lie in its App. */
static void make(App *a, const Frame *f)
{
    Exporting *e = &a->exporting;
    Figure fig;
    exportview_figure(a, &fig);
    uint64_t of[2] = { f->serial, compare_on(a) && a->frame[1] ? a->frame[1]->serial : 0 };
    if (memcmp(of, e->preview.of, sizeof of) == 0 && memcmp(&fig, &e->preview.figure, sizeof fig) == 0)
        return;
    arena_reset(&e->preview.arena);
    app_free(e->preview.app);
    e->preview.app = picture_app(a, &f->f.snap.config, fig.theme);
    e->preview.figure = fig;
    memcpy(e->preview.of, of, sizeof of);
    e->preview.ok = figure_plan(&fig, &e->preview.plan, &e->preview.err);
    if (e->preview.ok) {
        Frame *copy = picture_frame(e->preview.app, f, &fig, &e->preview.plan, false, &e->preview.arena);
        e->preview.ok = picture_draw(e->preview.app, copy, &fig, &e->preview.plan, a->ui.c->font, &e->preview.arena,
                                     &e->preview.canvas, &e->preview.err);
    }
}

/* The chequered ground of a transparent picture. */
static void chequer(Canvas *c, Rect r)
{
    const float side = 8;
    canvas_rect(c, r, 0, 0xFFFFFFFF);
    for (float y = 0; y < r.h; y += side)
        for (float x = (float)((int)(y / side) % 2) * side; x < r.w; x += 2 * side)
            canvas_rect(c, (Rect){ r.x + x, r.y + y, min_f(side, r.w - x), min_f(side, r.h - y) }, 0, 0xFFE3E6EA);
}

static void note(App *a, Rect r, float scale, float paper)
{
    const Theme *t = app_theme(a);
    const Exporting *e = &a->exporting;
    const FigurePlan *p = &e->preview.plan;
    bool physical = p->physical || figure_formats[e->format].vector, small = false;
    char text[sizeof e->preview.err.text], size[80];
    if (!e->preview.ok) {
        snprintf(text, sizeof text, "%s", e->preview.err.text);
    } else {
        float points = figure_smallest(&e->preview.canvas, p);
        int tenths = (int)(points * 10 + 0.5f);
        small = physical && points > 0 && points < SMALL;
        if (physical)
            snprintf(size, sizeof size, "%d × %d mm", (int)(p->width_mm + 0.5),
                     (int)(p->width_mm * (double)p->h / (double)p->w + 0.5));
        else
            snprintf(size, sizeof size, tr("%d × %d pixels"), p->px_w, p->px_h);
        if (!physical)
            snprintf(text, sizeof text, "%s", size);
        else if (scale < 0.995f * paper)
            snprintf(text, sizeof text, tr("%s, shown at %d%%. Smallest text prints at %d.%d pt."), size,
                     (int)(100 * scale / paper + 0.5f), tenths / 10, tenths % 10);
        else
            snprintf(text, sizeof text, tr("%s, as on paper. Smallest text prints at %d.%d pt."), size, tenths / 10,
                     tenths % 10);
    }
    Color ink = small || !e->preview.ok ? t->danger : t->ink2;
    float x = r.x + (small || !e->preview.ok ? 22 : 0), y = r.y + r.h + 22;
    if (x > r.x)
        icon_draw(a->ui.c, ICON_WARN, r.x + 8, y - 5, 0.8f, ink, 0);
    float w = put(a->ui.c, text, x, y, 13, FACE_REGULAR, ink, ALIGN_LEFT);
    if (small)
        put(a->ui.c, tr("That is hard to read."), x + w + 6, y, 13, FACE_REGULAR, ink, ALIGN_LEFT);
}

void preview_draw(App *a, const Frame *f, Rect r)
{
    const Theme *t = app_theme(a);
    Exporting *e = &a->exporting;
    Canvas *c = a->ui.c;
    make(a, f);
    const FigurePlan *p = &e->preview.plan;
    float paper = (float)(p->width_mm * 96 / 25.4) / max_f(1, p->w), scale = paper;
    canvas_rect(c, r, 6, t->bg);
    canvas_frame(c, r, 6, 1, t->line);
    if (e->preview.ok) {
        scale = min_f(paper, min_f((r.w - 24) / p->w, (r.h - 24) / p->h));
        Rect page = { 0, 0, p->w * scale, p->h * scale };
        page.x = r.x + (r.w - page.w) / 2;
        page.y = r.y + (r.h - page.h) / 2;
        canvas_push_clip(c, page);
        if (e->transparent)
            chequer(c, page);
        else
            canvas_rect(c, page, 0, theme_defs[e->theme].bg);
        canvas_place(c, &e->preview.canvas, (Vec2){ page.x, page.y }, scale);
        canvas_pop_clip(c);
    }
    note(a, r, scale, paper);
}
