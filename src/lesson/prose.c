/* prose: the Markdown between headings -> blocks of spans. md4c (CommonMark) splits the text into events; this file
 * keeps what a lesson needs, finds {live numbers}, and refuses what could reach outside of the lesson. */
#include "lesson/lesson.h"
#include "lesson/tree.h"

#include <md4c.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct Reader {
    const char *text, *seen; /* the whole text; as far as lines were counted */
    size_t n;
    int line; /* of seen */
    Arena *arena;
    Err *err;
    Block *block;
    int blocks, most_blocks;
    Span *span;
    int spans, most_spans;
    bool open;                          /* the last block takes more spans */
    int level, number[PROSE_DEPTH + 1]; /* depth in lists and quotes; next number of each list, 0: bullets */
    bool item, head, display;           /* the next block is the first of an item; rows are of the head */
    int strong, em, code;               /* spans around the text */
    const char *href;                   /* of a link */
    const char *image;                  /* its file, while its description is read */
    char *said;                         /* text not yet made a span */
    size_t said_n, said_most;
    bool failed;
} Reader;

/* md4c stops for good when a callback returns a negative number. */
enum { STOP = -1 };

static int fail(Reader *r, const char *format, ...) PRINTF(2, 3);
static int fail(Reader *r, const char *format, ...)
{
    char text[300];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    tree_error(r->err, r->line, "%s", text);
    r->failed = true;
    return STOP;
}

/* The line of a piece of text; md4c also hands out pieces that are not of the file. */
static void count_lines(Reader *r, const char *at)
{
    if (at < r->seen || at > r->text + r->n)
        return;
    for (; r->seen < at; r->seen++)
        r->line += *r->seen == '\n';
}

static const char *keep(Reader *r, const char *s, size_t n)
{
    char *kept = arena_new(r->arena, char, n + 1);
    memcpy(kept, s, n);
    return kept;
}

/* --- blocks and spans --- */

static int begin_block(Reader *r, BlockKind kind)
{
    if (r->blocks == r->most_blocks)
        return fail(r, tr("too many paragraphs in one step; expected at most 400"));
    Block *b = &r->block[r->blocks++];
    *b = (Block){ .kind = kind, .line = r->line, .level = r->level, .span = r->span + r->spans };
    if (r->item && kind != BLOCK_ROW && r->level > 0) {
        b->kind = BLOCK_ITEM;
        b->first = true;
        b->number = r->number[r->level];
        r->number[r->level] += r->number[r->level] > 0;
        r->item = false;
    }
    if (kind == BLOCK_ROW)
        b->first = r->head;
    r->open = true;
    return 0;
}

static int add_span(Reader *r, Span s)
{
    if (!r->open && begin_block(r, BLOCK_PARAGRAPH))
        return STOP;
    if (r->spans == r->most_spans)
        return fail(r, tr("too many pieces of text in one step; expected a shorter one"));
    s.style |= (r->strong ? SPAN_STRONG : 0) | (r->em ? SPAN_EM : 0) | (r->code ? SPAN_CODE : 0);
    s.href = s.href ? s.href : r->href;
    r->span[r->spans++] = s;
    r->block[r->blocks - 1].spans++;
    return 0;
}

static int add_text(Reader *r, const char *s, size_t n)
{
    return n ? add_span(r, (Span){ .kind = SPAN_TEXT, .text = keep(r, s, n) }) : 0;
}

/* {test_accuracy}: braces around an expression. In code they are braces. */
static int add_live(Reader *r, const char *s, size_t n)
{
    Err why;
    const char *text = keep(r, s, n);
    const Expr *e = expr_parse(text, r->arena, &why);
    if (!e)
        return fail(r, "{%.60s}: %s", text, why.text);
    return add_span(r, (Span){ .kind = SPAN_LIVE, .text = text, .expr = e });
}

static bool opens(char c) { return (c >= 'a' && c <= 'z') || c == '('; }

/* What was said so far becomes spans. */
static int flush(Reader *r)
{
    const char *s = r->said, *end = s + r->said_n;
    r->said_n = 0;
    if (r->image)
        return 0;
    while (s < end) {
        const char *brace = s, *close;
        while (brace < end && !(*brace == '{' && brace + 1 < end && opens(brace[1])))
            brace++;
        close = brace < end && !r->code ? memchr(brace, '}', (size_t)(end - brace)) : NULL;
        if (!close)
            return add_text(r, s, (size_t)(end - s));
        if (add_text(r, s, (size_t)(brace - s)) || add_live(r, brace + 1, (size_t)(close - brace - 1)))
            return STOP;
        s = close + 1;
    }
    return 0;
}

static void say(Reader *r, const char *s, size_t n)
{
    if (n > r->said_most - r->said_n)
        n = r->said_most - r->said_n;
    memcpy(r->said + r->said_n, s, n);
    r->said_n += n;
}

/* --- what md4c calls --- */

static int enter_list(Reader *r, int number)
{
    if (r->level == PROSE_DEPTH)
        return fail(r, tr("lists and quotes nested more than 6 deep; expected a flatter text"));
    r->open = false;
    r->level++;
    r->number[r->level] = number;
    return 0;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    Reader *r = user;
    if (flush(r))
        return STOP;
    switch (type) {
    case MD_BLOCK_QUOTE: return enter_list(r, 0);
    case MD_BLOCK_UL: return enter_list(r, 0);
    case MD_BLOCK_OL: {
        unsigned first = ((const MD_BLOCK_OL_DETAIL *)detail)->start;
        return enter_list(r, first > 0 && first < 10000 ? (int)first : 1);
    }
    case MD_BLOCK_LI: r->open = false, r->item = true; return 0;
    case MD_BLOCK_P: return r->open && r->block[r->blocks - 1].spans == 0 ? 0 : begin_block(r, BLOCK_PARAGRAPH);
    case MD_BLOCK_H: {
        int level = (int)((const MD_BLOCK_H_DETAIL *)detail)->level;
        if (level < 3)
            return fail(
                r, tr("a heading of level 1 or 2 that is not a line of its own beginning with #; expected `## Title`"));
        if (begin_block(r, BLOCK_HEADING))
            return STOP;
        r->block[r->blocks - 1].level = level;
        return 0;
    }
    case MD_BLOCK_CODE: r->code++; return begin_block(r, BLOCK_CODE);
    case MD_BLOCK_HR:
        if (begin_block(r, BLOCK_RULE))
            return STOP;
        r->open = false;
        return 0;
    case MD_BLOCK_THEAD: r->head = true; return 0;
    case MD_BLOCK_TBODY: r->head = false; return 0;
    case MD_BLOCK_TR: return begin_block(r, BLOCK_ROW);
    case MD_BLOCK_TH:
    case MD_BLOCK_TD: {
        Block *b = &r->block[r->blocks - 1];
        MD_ALIGN align = ((const MD_BLOCK_TD_DETAIL *)detail)->align;
        if (b->cells == PROSE_CELLS)
            return fail(r, tr("a table of more than 12 columns; expected fewer"));
        b->align[b->cells] = align == MD_ALIGN_RIGHT ? 1 : align == MD_ALIGN_CENTER ? 0 : -1;
        b->cell[b->cells++] = b->spans;
        return 0;
    }
    case MD_BLOCK_HTML: return fail(r, tr("HTML; expected Markdown alone"));
    case MD_BLOCK_DOC:
    case MD_BLOCK_TABLE: return 0;
    }
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    Reader *r = user;
    (void)detail;
    if (flush(r))
        return STOP;
    switch (type) {
    case MD_BLOCK_QUOTE:
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        r->level--;
        r->open = false;
        break;
    case MD_BLOCK_CODE: r->code--, r->open = false; break;
    case MD_BLOCK_P: {
        Block *b = &r->block[r->blocks - 1];
        if (r->display && b->kind == BLOCK_PARAGRAPH && b->spans == 1 && b->span->kind == SPAN_FORMULA)
            b->kind = BLOCK_FORMULA;
        r->display = r->open = false;
        break;
    }
    case MD_BLOCK_LI: r->item = r->open = false; break;
    case MD_BLOCK_H:
    case MD_BLOCK_TR: r->open = false; break;
    default: break;
    }
    return 0;
}

static const char *attribute(Reader *r, const MD_ATTRIBUTE *a) { return keep(r, a->text ? a->text : "", a->size); }

static bool starts(const char *s, const char *with) { return strncmp(s, with, strlen(with)) == 0; }

/* A plain name of a file beside the lesson. */
static bool is_file(const char *s)
{
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");
    return n > 0 && !s[n] && s[0] != '.' && n < 100;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *user)
{
    Reader *r = user;
    if (flush(r))
        return STOP;
    switch (type) {
    case MD_SPAN_STRONG: r->strong++; return 0;
    case MD_SPAN_EM: r->em++; return 0;
    case MD_SPAN_CODE: r->code++; return 0;
    case MD_SPAN_A:
        r->href = attribute(r, &((const MD_SPAN_A_DETAIL *)detail)->href);
        if (!starts(r->href, "https://") && !starts(r->href, "http://") && r->href[0] != '#')
            return fail(r, tr("a link to '%.60s'; expected https://..., or #NAME of a part of the window"), r->href);
        return 0;
    case MD_SPAN_IMG:
        r->image = attribute(r, &((const MD_SPAN_IMG_DETAIL *)detail)->src);
        if (!is_file(r->image))
            return fail(r, tr("an image '%.60s'; expected the name of a file beside the lesson"), r->image);
        return 0;
    case MD_SPAN_LATEXMATH_DISPLAY: r->display = true; return 0;
    default: return 0;
    }
}

static int leave_span(MD_SPANTYPE type, void *detail, void *user)
{
    Reader *r = user;
    (void)detail;
    if (type == MD_SPAN_LATEXMATH || type == MD_SPAN_LATEXMATH_DISPLAY) {
        Span s = { .kind = SPAN_FORMULA, .text = keep(r, r->said, r->said_n) };
        r->said_n = 0;
        return add_span(r, s);
    }
    if (type == MD_SPAN_IMG) {
        Span s = { .kind = SPAN_IMAGE, .text = keep(r, r->said, r->said_n), .href = r->image };
        r->image = NULL;
        r->said_n = 0;
        return add_span(r, s);
    }
    if (flush(r))
        return STOP;
    switch (type) {
    case MD_SPAN_STRONG: r->strong--; break;
    case MD_SPAN_EM: r->em--; break;
    case MD_SPAN_CODE: r->code--; break;
    case MD_SPAN_A: r->href = NULL; break;
    default: break;
    }
    return 0;
}

/* The few entities that prose has; others stand as they were typed. */
static const char *entity(const char *s, size_t n)
{
    static const struct {
        const char *name, *text;
    } known[] = { { "&amp;", "&" },   { "&lt;", "<" },        { "&gt;", ">" },
                  { "&quot;", "\"" }, { "&nbsp;", "\u00a0" }, { "&ndash;", "–" } };
    for (int i = 0; i < COUNT(known); i++)
        if (strlen(known[i].name) == n && memcmp(s, known[i].name, n) == 0)
            return known[i].text;
    return NULL;
}

static int text(MD_TEXTTYPE type, const MD_CHAR *s, MD_SIZE n, void *user)
{
    Reader *r = user;
    const char *known;
    count_lines(r, s);
    switch (type) {
    case MD_TEXT_BR: return flush(r) ? STOP : add_span(r, (Span){ .kind = SPAN_BREAK, .text = "" });
    case MD_TEXT_SOFTBR: say(r, " ", 1); return 0;
    case MD_TEXT_NULLCHAR: return fail(r, tr("a zero byte; expected text"));
    case MD_TEXT_ENTITY:
        known = entity(s, n);
        say(r, known ? known : s, known ? strlen(known) : n);
        return 0;
    default: say(r, s, n); return 0;
    }
}

bool prose_parse(const char *source, size_t n, int line, Arena *a, Prose *out, Err *err)
{
    const MD_PARSER parser = { .flags = MD_FLAG_TABLES | MD_FLAG_LATEXMATHSPANS | MD_FLAG_NOHTML |
                                        MD_FLAG_NOINDENTEDCODEBLOCKS,
                               .enter_block = enter_block,
                               .leave_block = leave_block,
                               .enter_span = enter_span,
                               .leave_span = leave_span,
                               .text = text };
    Reader r = { .text = source, .seen = source, .n = n, .line = line, .arena = a, .err = err };
    if (!text_utf8_ok(source, n))
        return tree_error(err, line, tr("a zero or broken character; expected UTF-8"));
    if (n > LESSON_BYTES)
        return tree_error(err, line, tr("a text of %zu bytes; expected at most %d"), n, LESSON_BYTES);
    int small = n < PROSE_SPANS ? (int)n + 4 : PROSE_SPANS;
    r.most_blocks = min_i(small, PROSE_BLOCKS);
    r.block = arena_new(a, Block, r.most_blocks);
    r.span = arena_new(a, Span, small);
    r.said = arena_new(a, char, 4 * n + 64); /* an entity is never longer than what it stands for, a line end is one */
    r.most_spans = small;
    r.said_most = 4 * n + 64;
    int status = md_parse(source, (MD_SIZE)n, &parser, &r);
    if (status == 0)
        *out = (Prose){ r.block, r.blocks };
    else if (!r.failed)
        tree_error(err, line, tr("this text cannot be read as Markdown; expected less of it"));
    return status == 0;
}
