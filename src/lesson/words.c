/* words: the parts of a scene that say what is shown. This folder knows their form, the app what they mean:
 *
 *     view: {layout: main, theme: dark, panels: [boundary, curves], curves.log: on}
 */
#include "lesson/words.h"

#include <string.h>

const SceneWord *words_get(const Words *w, const char *key, int i)
{
    for (int k = 0; k < w->n; k++)
        if (strcmp(w->word[k].key, key) == 0 && i-- == 0)
            return &w->word[k];
    return NULL;
}

static void cut(char *out, size_t size, const char *text)
{
    size_t n = strlen(text) < size ? strlen(text) : size - 1;
    memcpy(out, text, n);
    out[n] = 0;
}

void words_put(Words *w, const char *key, bool list, const char *text)
{
    if (w->n == WORDS)
        return;
    SceneWord *word = &w->word[w->n++];
    *word = (SceneWord){ .list = list };
    cut(word->key, sizeof word->key, key);
    cut(word->text, sizeof word->text, text);
}

bool words_equal(const Words *a, const Words *b)
{
    bool equal = a->n == b->n;
    for (int i = 0; equal && i < a->n; i++)
        equal = strcmp(a->word[i].key, b->word[i].key) == 0 && strcmp(a->word[i].text, b->word[i].text) == 0 &&
                a->word[i].list == b->word[i].list;
    return equal;
}

/* --- from YAML --- */

static bool take_text(Words *w, const char *key, bool list, const Node *n, Err *err)
{
    if (!tree_is(n, NODE_TEXT, err))
        return false;
    if (strlen(n->text) >= WORD_TEXT)
        return tree_error(err, n->line, tr("'%.40s' is not a word; expected at most %d bytes"), n->text, WORD_TEXT - 1);
    if (w->n == WORDS)
        return tree_error(err, n->line, tr("more than %d words; expected fewer"), WORDS);
    words_put(w, key, list, n->text);
    w->word[w->n - 1].line = n->line;
    return true;
}

bool words_take(Words *w, const Node *map, Err *err)
{
    for (const Node *n = map->first; n; n = n->next) {
        if (!n->key[0] || n->key[strspn(n->key, "abcdefghijklmnopqrstuvwxyz0123456789_-.")] ||
            strlen(n->key) >= WORD_KEY)
            return tree_error(err, n->line, tr("'%.40s' is not a key; expected at most %d small letters"), n->key,
                              WORD_KEY - 1);
        if (n->kind != NODE_LIST && !take_text(w, n->key, false, n, err))
            return false;
        for (const Node *e = n->kind == NODE_LIST ? n->first : NULL; e; e = e->next)
            if (!take_text(w, n->key, true, e, err))
                return false;
    }
    return true;
}

/* --- to YAML --- */

/* Short, and nothing in it that YAML would take for something else. */
static bool plain(const char *s)
{
    static const char letters[] = "_-.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    return s[0] && !strchr("_-.", s[0]) && !s[strspn(s, letters)] && strlen(s) < 100;
}

static void put_text(Writer *t, const char *s)
{
    if (plain(s))
        writer_put(t, "%s", s);
    else
        writer_quoted(t, s);
}

void words_write(Writer *t, const char *name, const Words *w)
{
    if (!w->n)
        return;
    writer_put(t, "%s: {", name);
    for (int i = 0; i < w->n; i++) {
        const SceneWord *word = &w->word[i];
        bool more = i > 0 && word->list && strcmp(word->key, word[-1].key) == 0;
        bool last = word->list && (i + 1 == w->n || strcmp(word->key, word[1].key) != 0);
        if (!more)
            writer_put(t, "%s%s: %s", i ? ", " : "", word->key, word->list ? "[" : "");
        else
            writer_put(t, ", ");
        put_text(t, word->text);
        if (last)
            writer_put(t, "]");
    }
    writer_put(t, "}\n");
}
