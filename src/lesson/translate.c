/* translate: the words of a lesson in another language, laid over the original. What trains, locks and proves is the
 * original's alone, so a translation cannot say one thing and do another. */
#include "lesson/directive.h"
#include "lesson/lesson.h"
#include "lesson/tree.h"

#include <stdio.h>
#include <string.h>

/* --- words over the original --- */

/* The texts of a step but its title and choices. */
enum { TEXTS = 4 };
static const char *const text_names[TEXTS] = { "text", "predict", "hint", "why" };
static Prose text_of(const LessonStep *s, int i)
{
    const Prose all[TEXTS] = { s->prose, s->predict.ask, s->hint, s->why };
    return all[i];
}

/* Has a step the same kinds of text? */
static bool same_texts(const LessonStep *o, const LessonStep *t, int step, Err *err)
{
    for (int i = 0; i < TEXTS; i++) {
        bool there = text_of(o, i).blocks > 0, here = text_of(t, i).blocks > 0;
        if (here && !there)
            return tree_error(err, t->line, tr("step %d with `%s`; expected none, as in the original"), step,
                              text_names[i]);
        if (there && !here)
            return tree_error(err, t->line, tr("step %d without `%s`; expected it, as in the original"), step,
                              text_names[i]);
    }
    int here = t->predict.choices, there = o->predict.choices;
    return here == there ||
           tree_error(err, t->directives, tr("%d choices; expected %d, as in the original"), here, there);
}

/* The first step of the original that is not the one translated, by its mark; where the marks end if there is none. */
static int first_changed(const Lesson *o, const Lesson *t)
{
    char mark[8];
    int part = 1;
    for (; part < t->marks && part < o->steps; part++) {
        translate_mark(o, part, mark);
        if (strcmp(mark, t->of[part]) != 0)
            break;
    }
    return part;
}

static bool same_shape(const Lesson *o, const Lesson *t, Err *err)
{
    if (t->objectives != o->objectives)
        return tree_error(err, 1, tr("%d objectives; expected %d, as in the original"), t->objectives, o->objectives);
    if (t->steps != o->steps) {
        int changed = first_changed(o, t);
        return tree_error(err, t->step[t->steps - 1].line,
                          tr("%d steps; expected %d, as in the original, where step %d is now '%.80s'"), t->steps,
                          o->steps, changed, o->step[changed - 1].title);
    }
    for (int i = 0; i < o->steps; i++)
        if (!same_texts(&o->step[i], &t->step[i], i + 1, err))
            return false;
    return true;
}

/* Everything of the original but its words. */
static void adopt(Lesson *t, const Lesson *o)
{
    Lesson words = *t;
    *t = *o;
    t->title = words.title;
    memcpy(t->objective, words.objective, sizeof t->objective);
    t->marks = words.marks;
    memcpy(t->of, words.of, sizeof t->of);
    t->step = words.step;
    for (int i = 0; i < o->steps; i++) {
        LessonStep step = o->step[i], *own = &t->step[i];
        step.title = own->title;
        step.line = own->line;
        step.directives = own->directives;
        step.prose = own->prose;
        step.hint = own->hint;
        step.why = own->why;
        step.predict.ask = own->predict.ask;
        memcpy(step.predict.choice, own->predict.choice, sizeof step.predict.choice);
        *own = step;
    }
}

const Lesson *translate_lesson(const Lesson *original, const char *text, size_t n, Arena *a, Err *err)
{
    Lesson *t = frame_read(text, n, &directive_front_words, &directive_step_words, a, err);
    if (!t || !same_shape(original, t, err))
        return NULL;
    adopt(t, original);
    return t;
}

/* --- does it lag? --- */

/* Fowler, Noll and Vo's FNV-1a. */
static void take_byte(uint32_t *h, unsigned byte) { *h = (*h ^ (byte & 0xff)) * 16777619u; }

static void take_text(uint32_t *h, const char *s)
{
    for (; s && *s; s++)
        take_byte(h, (unsigned char)*s);
    take_byte(h, 0);
}

static void take_prose(uint32_t *h, Prose p)
{
    for (const Block *b = p.block; b < p.block + p.blocks; b++) {
        take_byte(h, 1 + (unsigned)b->kind);
        for (const Span *s = b->span; s < b->span + b->spans; s++) {
            take_byte(h, (unsigned)s->kind);
            take_byte(h, (unsigned)s->style);
            take_text(h, s->text);
            take_text(h, s->href);
        }
    }
    take_byte(h, 0);
}

void translate_mark(const Lesson *l, int part, char out[8])
{
    uint32_t h = 2166136261u;
    if (part == 0) {
        take_text(&h, l->title);
        for (int i = 0; i < l->objectives; i++)
            take_text(&h, l->objective[i]);
    } else {
        const LessonStep *s = &l->step[part - 1];
        take_text(&h, s->title);
        for (int i = 0; i < TEXTS; i++)
            take_prose(&h, text_of(s, i));
        for (int i = 0; i < s->predict.choices; i++)
            take_text(&h, s->predict.choice[i]);
    }
    snprintf(out, 8, "%06x", (unsigned)((h ^ h >> 24) & 0xffffff));
}

enum { MARKS_BYTES = 7 * (LESSON_STEPS + 1) + 2 };

/* All of them, as they stand in front matter. */
static void all_marks(const Lesson *l, char out[MARKS_BYTES])
{
    for (int part = 0; part <= l->steps; part++) {
        out[7 * part] = part ? ',' : '[';
        translate_mark(l, part, out + 7 * part + 1);
    }
    memcpy(out + 7 * (l->steps + 1), "]", 2);
}

/* What has to be the same in every language: of a live number, a formula, an image or a link into the window its text,
 * else NULL. */
static const char *kept(const Block *b, int span)
{
    const Span *s = &b->span[span];
    bool continued = span > 0 && b->span[span - 1].href == s->href; /* a link of several spans */
    switch (s->kind) {
    case SPAN_LIVE:
    case SPAN_FORMULA: return s->text;
    case SPAN_IMAGE: return s->href;
    default: return s->href && s->href[0] == '#' && !continued ? s->href : NULL;
    }
}

/* The same, whatever stands in \text{...} of a formula: those are words. */
static bool same(const char *a, const char *b)
{
    static const char words[] = "\\text{";
    size_t n = strlen(words);
    while (*a && *a == *b) {
        bool skip = strncmp(a, words, n) == 0 && strncmp(b, words, n) == 0;
        a += skip ? strcspn(a, "}") : 1;
        b += skip ? strcspn(b, "}") : 1;
    }
    return *a == *b;
}

static int times(Prose p, const char *what)
{
    int n = 0;
    for (const Block *b = p.block; b < p.block + p.blocks; b++)
        for (int i = 0; i < b->spans; i++)
            n += kept(b, i) && same(kept(b, i), what);
    return n;
}

/* The first thing to keep of a that stands another number of times in b, or NULL. */
static const char *not_kept(Prose a, Prose b)
{
    for (const Block *block = a.block; block < a.block + a.blocks; block++)
        for (int i = 0; i < block->spans; i++) {
            const char *what = kept(block, i);
            if (what && times(a, what) != times(b, what))
                return what;
        }
    return NULL;
}

static bool differs(Prose o, Prose t, const char *name, Err *err)
{
    const char *what = not_kept(o, t);
    what = what ? what : not_kept(t, o);
    if (what)
        tree_error(err, t.block[0].line, tr("%s: '%.60s' stands here %d times; expected %d, as in the original"), name,
                   what, times(t, what), times(o, what));
    return what != NULL;
}

/* Marks that are not those of the original's part; all of them are judged with part 0. */
static bool other_mark(const Lesson *o, const Lesson *t, int part, int line, Err *err)
{
    char mark[8], all[MARKS_BYTES];
    if (t->marks != o->steps + 1) {
        all_marks(o, all);
        return part == 0 && !tree_error(err, line, tr("`of` has %d marks; expected `of: %s`, when all is translated"),
                                        t->marks, all);
    }
    translate_mark(o, part, mark);
    return strcmp(mark, t->of[part]) != 0 &&
           !tree_error(
               err, line,
               tr("the original changed since this was translated; expected %s instead of %.20s in `of`, when this "
                  "is mended"),
               mark, t->of[part]);
}

bool translate_lags(const Lesson *original, const Lesson *translation, int part, Err *err)
{
    if (part == 0)
        return other_mark(original, translation, part, 2, err);
    const LessonStep *o = &original->step[part - 1], *t = &translation->step[part - 1];
    bool lags = other_mark(original, translation, part, t->line, err);
    for (int i = 0; i < TEXTS && !lags; i++)
        lags = differs(text_of(o, i), text_of(t, i), text_names[i], err);
    return lags;
}

/* --- names of files --- */

/* The length of NAME in NAME.md, or -1. */
static int stem_of(const char *file)
{
    size_t n = strlen(file);
    return n > 3 && strcmp(file + n - 3, ".md") == 0 ? (int)n - 3 : -1;
}

/* A language: two or three small letters, then perhaps a script or country, as in zh-CN. */
static bool is_language(const char *s, int n)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    static const char all[] = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    int small = (int)strspn(s, letters), rest = (int)strspn(s + small, all);
    return (small == 2 || small == 3) && small + rest == n && (!rest || (s[small] == '-' && rest > 1));
}

bool translate_original(const char *file, char out[512])
{
    int stem = stem_of(file), dot = stem - 1;
    while (dot > 0 && file[dot] != '.' && file[dot] != '/')
        dot--;
    return dot > 0 && file[dot] == '.' && file[dot - 1] != '/' && is_language(file + dot + 1, stem - dot - 1) &&
           snprintf(out, 512, "%.*s.md", dot, file) < 512;
}

bool translate_file(const char *original, const char *lang, char out[512])
{
    int stem = stem_of(original);
    return stem > 0 && is_language(lang, (int)strlen(lang)) &&
           snprintf(out, 512, "%.*s.%s.md", stem, original, lang) < 512;
}
