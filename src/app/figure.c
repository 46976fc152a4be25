/* figure: the options that a picture was made with, as words of its scene (`figure`), so that they need not be said
 * again. They are the options of the command line, and are taken by the same functions; what stands on the command line
 * itself counts more. */
#include "app/cli.h"

#include <string.h>

static int part_of(int row) { return option_defs[row].commands & FIGURE_ANY; }

static const char *word_key(int row) { return option_defs[row].key + 2; }

void figure_note(Args *a, int row, const char *value)
{
    if (part_of(row))
        words_put(&a->figure, word_key(row), false, value ? value : "on");
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

void figure_words(const Args *a, Words *out)
{
    memset(out, 0, sizeof *out);
    for (int row = 0; row < option_count; row++)
        for (int i = 0; part_of(row) && words_get(&a->figure, word_key(row), i); i++)
            words_put(out, word_key(row), false, words_get(&a->figure, word_key(row), i)->text);
}

int figure_apply(Args *a)
{
    const Words said = a->figure;
    const Words *made = &a->scene->figure;
    Err err;
    for (int i = 0; i < made->n; i++) {
        const SceneWord *w = &made->word[i];
        int row = row_of(w->key);
        if (row < 0)
            return cli_fail(FAILED, tr("%s:%d: unknown word '%s' of the figure; expected an option of export"),
                            a->scene_name, w->line, w->key);
        const OptionDef *o = &option_defs[row];
        if (w->list || decided(a, &said, row))
            continue;
        figure_note(a, row, w->text);
        if (!o->take(a, o->value ? a->figure.word[a->figure.n - 1].text : NULL, &err)) /* it stays where it is now */
            return cli_fail(FAILED, "%s:%d: %s: %s", a->scene_name, w->line, w->key, err.text);
    }
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
