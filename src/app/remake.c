/* remake: the options that a picture was made with, as words of its scene (`figure`), so that they need not be said
 * again. They are the options of the command line, and are taken by the same functions; what stands on the command line
 * itself counts more. */
#include "app/cli.h"
#include "app/source.h"

#include <string.h>

static int part_of(int row) { return option_defs[row].commands & FIGURE_ANY; }

static const char *word_key(int row) { return option_defs[row].key + 2; }

void remake_note(Args *a, int row, const char *value)
{
    if (part_of(row))
        words_put(&a->said, word_key(row), false, value ? value : "on");
}

static int row_of(const char *key)
{
    for (int i = 0; i < option_count; i++)
        if (part_of(i) && strcmp(word_key(i), key) == 0)
            return i;
    return -1;
}

/* Has the command line a say in what this option is about? */
static bool decided(const Args *a, const Words *said, int row)
{
    int part = part_of(row);
    for (int i = 0; i < said->n; i++) {
        int other = row_of(said->word[i].key);
        if (other == row || (part_of(other) == part && part != FIGURE_LOOK))
            return true;
    }
    return part == FIGURE_WHAT && a->view >= 0;
}

static void put(Words *out, const char *key, double value)
{
    char text[32];
    text_of_double(text, value);
    if (value > 0)
        words_put(out, key, false, text);
}

Words remake_words(const Figure *f, const char *caption, int text)
{
    Words out = { 0 };
    char list[FIGURE_PANELS * 24] = "", size[32];
    for (int i = 0; i < f->panels; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i ? "," : "", panel_defs[f->panel[i]].key);
    if (f->panels)
        words_put(&out, "panel", false, list);
    snprintf(size, sizeof size, "%dx%d", f->w, f->h);
    if (f->w)
        words_put(&out, "size", false, size);
    put(&out, "width", f->width_mm);
    put(&out, "dpi", f->dpi);
    put(&out, "scale", f->scale);
    if (caption && strcmp(caption, "none") != 0)
        words_put(&out, "caption", false, caption);
    if (f->transparent)
        words_put(&out, "transparent", false, "on");
    if (f->outlines)
        words_put(&out, "outlines", false, "on");
    put(&out, "text-scale", text ? (double)text_scales[text] : 0);
    return out;
}

int remake_apply(Args *a)
{
    const Words before = a->said;
    const Words *made = &a->scene->figure;
    Err err;
    for (int i = 0; i < made->n; i++) {
        const SceneWord *w = &made->word[i];
        int row = row_of(w->key);
        if (row < 0)
            return cli_fail(FAILED, tr("%s:%d: unknown word '%s' of the figure; expected an option of export"),
                            a->scene_name, w->line, w->key);
        const OptionDef *o = &option_defs[row];
        if (w->list || decided(a, &before, row))
            continue;
        remake_note(a, row, w->text);
        if (!o->take(a, o->value ? a->said.word[a->said.n - 1].text : NULL, &err)) /* it stays where it is now */
            return cli_fail(FAILED, "%s:%d: %s: %s", a->scene_name, w->line, w->key, err.text);
    }
    const SceneWord *lesson = words_get(&a->scene->view, "lesson", 0);
    if (lesson && a->view < 0 && !a->panels) /* scenery_check knows that it is one of the course */
        source_lesson_step(lesson->text, a->lesson, &a->lesson_step);
    const SceneWord *layout = words_get(&a->scene->view, "layout", 0), *over;
    if (a->view < 0)
        a->view = layout && !a->panels ? option_view(layout->text) : VIEW_MAIN;
    bool said_over = a->overs > 0;
    for (int i = 0; a->view == VIEW_GRID && !said_over && (over = words_get(&a->scene->view, "over", i)); i++) {
        if (i == COUNT(a->over) || !over_parse(over->text, &a->over[i], &err))
            return cli_fail(FAILED, "%s:%d: %s", a->scene_name, over->line,
                            i == COUNT(a->over) ? tr("a third axis; a grid goes over one or two settings") : err.text);
        a->overs = i + 1;
    }
    return DONE;
}
