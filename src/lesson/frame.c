/* frame: a Markdown file -> steps. Its frame is found line by line, so that every message has its line: front matter
 * between --- lines, `# Title`, `## Step`, and fenced blocks with the info string `ridgescope`. What stands in those is
 * for directive.c, what stands between is prose. */
#include "lesson/directive.h"
#include "lesson/lesson.h"
#include "lesson/tree.h"

#include <string.h>

typedef struct Line {
    const char *s;
    size_t n; /* without its end */
    int number;
} Line;

static bool next_line(Frame *f, Line *out)
{
    if (f->at >= f->end)
        return false;
    const char *stop = memchr(f->at, '\n', (size_t)(f->end - f->at));
    size_t n = (size_t)((stop ? stop : f->end) - f->at);
    *out = (Line){ f->at, n && f->at[n - 1] == '\r' ? n - 1 : n, f->line++ };
    f->at = stop ? stop + 1 : f->end;
    return true;
}

static bool is(const Line *l, const char *text) { return l->n == strlen(text) && memcmp(l->s, text, l->n) == 0; }

static bool starts(const Line *l, const char *with)
{
    return l->n >= strlen(with) && memcmp(l->s, with, strlen(with)) == 0;
}

static const char *keep(Arena *a, const char *s, size_t n)
{
    char *kept = arena_new(a, char, n + 1);
    memcpy(kept, s, n);
    return kept;
}

/* What stands behind the first `skip` bytes, without blanks around it. */
static const char *rest_of(Arena *a, const Line *l, size_t skip)
{
    const char *s = l->s + skip, *end = l->s + l->n;
    while (s < end && (*s == ' ' || *s == '\t'))
        s++;
    while (end > s && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    return keep(a, s, (size_t)(end - s));
}

typedef struct Part { /* prose under way: lines that are no frame */
    char *text;
    size_t n;
    int line; /* of its first byte; 0: nothing yet */
} Part;

static void add_line(Part *p, const Line *l)
{
    if (!p->line)
        p->line = l->number;
    memcpy(p->text + p->n, l->s, l->n);
    p->n += l->n;
    p->text[p->n++] = '\n';
}

static bool end_step(Frame *f, Part *p)
{
    bool blank = strspn(p->text, " \t\n") >= p->n;
    if (!f->step && !blank)
        return tree_error(f->err, p->line, tr("text before the first step; expected `## Title of the step`"));
    return blank || prose_parse(p->text, p->n, p->line, f->arena, &f->step->prose, f->err);
}

static void clear(Part *p, size_t most)
{
    memset(p->text, 0, p->n < most ? p->n + 1 : most);
    p->n = 0;
    p->line = 0;
}

static bool take_entry(Frame *f, const Grammar *g, const Node *n)
{
    const Directive *d = g->row;
    for (const Directive *i = d; i < g->row + g->rows; i++)
        if (text_distance(n->key, i->key) < text_distance(n->key, d->key))
            d = i;
    if (strcmp(n->key, d->key) == 0)
        return (d->kind == ANY_KIND || tree_is(n, (NodeKind)d->kind, f->err)) && d->take(f, n);
    if (g->expected)
        return tree_error(f->err, n->line, tr("unknown %s '%.40s'; expected %s"), tr(g->what), n->key, tr(g->expected));
    return tree_error(f->err, n->line, tr("unknown %s '%.40s'; expected '%s'"), tr(g->what), n->key, d->key);
}

/* What stands behind the line `open` up to a line `fence`: YAML, each entry a row of the grammar. */
static bool take_fence(Frame *f, const Line *open, const char *fence, const Grammar *g)
{
    const char *yaml = f->at;
    Line l = { 0 };
    while (next_line(f, &l) && !is(&l, fence))
        ;
    if (!is(&l, fence))
        return tree_error(f->err, open->number, tr("a fenced block without an end; expected a line %s"), fence);
    Arena scratch = { 0 };
    const Node *root = tree_parse(yaml, (size_t)(l.s - yaml), open->number + 1, &scratch, f->err);
    bool ok = root && tree_is(root, NODE_MAP, f->err);
    for (const Node *i = ok ? root->first : NULL; i && ok; i = i->next)
        ok = take_entry(f, g, i);
    arena_free(&scratch);
    return ok;
}

static bool take_directives(Frame *f, const Line *open)
{
    LessonStep *s = f->step;
    if (!s)
        return tree_error(f->err, open->number, tr("directives before the first step; expected `## Title` first"));
    if (s->directives)
        return tree_error(f->err, open->number,
                          tr("a second block of directives in one step, first in line %d; expected one"),
                          s->directives);
    s->directives = open->number;
    return take_fence(f, open, "```", f->block);
}

static bool begin_step(Frame *f, const Line *line)
{
    const char *title = rest_of(f->arena, line, 2);
    Lesson *l = f->lesson;
    if (!l->title)
        return tree_error(f->err, line->number, tr("a step before the title; expected `# Title of the lesson` first"));
    if (l->steps == LESSON_STEPS)
        return tree_error(f->err, line->number, tr("more than %d steps; expected fewer"), LESSON_STEPS);
    if (!title[0])
        return tree_error(f->err, line->number, tr("a step without a title; expected `## Title`"));
    f->step = &l->step[l->steps++];
    *f->step = (LessonStep){ .title = title, .line = line->number };
    return true;
}

static bool take_body(Frame *f)
{
    size_t room = (size_t)(f->end - f->at) + 2; /* each line once, with its end */
    Part part = { .text = arena_new(f->arena, char, room) };
    Lesson *l = f->lesson;
    Line line;
    const char *fence = NULL; /* of code that is shown, not obeyed */
    while (next_line(f, &line)) {
        if (fence) {
            fence = is(&line, fence) ? NULL : fence;
            add_line(&part, &line);
        } else if (is(&line, "```ridgescope")) {
            if (!take_directives(f, &line))
                return false;
            line.n = 0; /* a blank line stands for the block */
            add_line(&part, &line);
        } else if (starts(&line, "```") || starts(&line, "~~~")) {
            fence = starts(&line, "```") ? "```" : "~~~";
            add_line(&part, &line);
        } else if (starts(&line, "## ") || is(&line, "##")) {
            if (!end_step(f, &part) || !begin_step(f, &line))
                return false;
            clear(&part, room);
        } else if (starts(&line, "# ") || is(&line, "#")) {
            if (l->title)
                return tree_error(f->err, line.number, tr("a second title; expected one `# Title`"));
            l->title = rest_of(f->arena, &line, 1);
            if (!l->title[0])
                return tree_error(f->err, line.number, tr("an empty title; expected `# Title of the lesson`"));
        } else {
            add_line(&part, &line);
        }
    }
    if (!end_step(f, &part))
        return false;
    if (!l->title)
        return tree_error(f->err, f->line, tr("no title; expected `# Title of the lesson`"));
    return l->steps > 0 ? true : tree_error(f->err, f->line, tr("no steps; expected `## Title of the step`"));
}

/* Titles, keys and fences are looked at byte by byte, so all bytes are looked at first. */
static bool is_text(Frame f)
{
    Line line;
    while (next_line(&f, &line))
        if (!text_utf8_ok(line.s, line.n))
            return tree_error(f.err, line.number, tr("a zero or broken character; expected UTF-8"));
    return true;
}

Lesson *frame_read(const char *text, size_t n, const Grammar *front, const Grammar *block, Arena *a, Err *err)
{
    if (n > LESSON_BYTES) {
        tree_error(err, 1, tr("a lesson of %zu bytes; expected at most %d"), n, LESSON_BYTES);
        return NULL;
    }
    Line line = { 0 };
    Lesson *l = arena_new(a, Lesson, 1);
    Frame f = { .at = text, .end = text + n, .line = 1, .block = block, .arena = a, .err = err, .lesson = l };
    l->step = arena_new(a, LessonStep, LESSON_STEPS);
    if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        f.at += 3;
    if (!is_text(f))
        return NULL;
    if (!next_line(&f, &line) || !is(&line, "---")) {
        tree_error(err, 1, tr("no front matter; expected a line --- and `id: NAME`"));
        return NULL;
    }
    return take_fence(&f, &line, "---", front) && take_body(&f) ? l : NULL;
}
