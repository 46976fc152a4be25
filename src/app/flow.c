/* flow: blocks of spans -> words -> lines. A word is what must not be broken: letters without a blank, a formula, a
 * live number; in scripts that have no blanks every sign is one, and some must not begin a line. Lines are filled
 * greedily. What a term names decides its colour, the same everywhere: lambda, train, gap. */
#include "app/flow.h"

#include <stdio.h>
#include <string.h>

enum { WORDS = 4000, COLUMNS = PROSE_CELLS };

typedef struct Word {
    const Span *span;
    const char *text; /* of a formula: NULL, see tex */
    const Tex *tex;
    TextStyle style;
    float w, up, down;
    bool blank;  /* a blank stands before it */
    bool glued;  /* no line may begin with it */
    bool breaks; /* a line ends before it, whatever */
} Word;

typedef struct Flow {
    Canvas *c;
    bool draw;
    Arena *scratch;
    const FlowStyle *s;
    FlowHit *hit;
    Word *word;
    int words;
} Flow;

/* --- numbers and colours --- */

void flow_number(char out[32], const ExprName *name, double v)
{
    bool share = name->metric >= 0 && metric_defs[name->metric].share;
    const char *key = name->metric >= 0 ? metric_defs[name->metric].key : "l2";
    if (!num_finite(v))
        snprintf(out, 32, "–");
    else if (share)
        snprintf(out, 32, "%.1f%%", 100 * v);
    else if (strcmp(key, "step") == 0)
        snprintf(out, 32, "%.0f", v);
    else if (key[0] == 'l' || (v != 0 && v < 0.01 && v > -0.01))
        text_short(out, v);
    else
        snprintf(out, 32, v < 10 ? "%.2f" : "%.1f", v);
}

static Color named(const Theme *t, const char *name, Color other)
{
    static const char *const lam[] = { "lambda", "slider", "penalty", "weights", "l2", "l1", "weight_norm" };
    static const char *const train[] = { "train", "data_loss", "train_accuracy" };
    for (int i = 0; i < COUNT(lam); i++)
        if (strcmp(name, lam[i]) == 0)
            return t->lam;
    for (int i = 0; i < COUNT(train); i++)
        if (strcmp(name, train[i]) == 0)
            return t->train;
    return strcmp(name, "gap") == 0 ? t->gap_text : other;
}

static Color color_of(const FlowStyle *s, const Span *span)
{
    ExprName name;
    if (span->kind == SPAN_LIVE && expr_names(span->expr, &name, 1) > 0)
        return named(s->theme, name.metric >= 0 ? metric_defs[name.metric].key : "l2", s->theme->ink);
    if (span->href)
        return span->href[0] == '#' ? named(s->theme, span->href + 1, s->theme->ink) : s->theme->ink;
    if (span->style & SPAN_STRONG)
        return strstr(span->text, "λ") ? s->theme->lam : s->theme->ink;
    return s->color;
}

static Face face_of(const Span *span)
{
    bool strong = span->style & SPAN_STRONG || span->kind == SPAN_LIVE || (span->href && span->href[0] == '#');
    if (span->style & SPAN_CODE)
        return FACE_MONO;
    if (span->style & SPAN_EM)
        return strong ? FACE_SEMIBOLD_ITALIC : FACE_ITALIC;
    return strong ? FACE_SEMIBOLD : FACE_REGULAR;
}

/* --- spans -> words --- */

static void add_word(Flow *f, Word w)
{
    if (f->words == WORDS)
        return;
    if (w.text)
        w.w = canvas_text_width(f->c, w.style, w.text);
    f->word[f->words++] = w;
}

/* Scripts that are written without blanks: a line may end after any sign. */
static bool wide(uint32_t rune) { return rune >= 0x2e80 && rune < 0xfb00; }

/* ... but not before these. */
static bool closes(uint32_t rune)
{
    static const uint32_t signs[] = { 0x3001, 0x3002, 0xff0c, 0xff0e, 0xff1a, 0xff1b, 0xff01, 0xff1f, 0x300d,
                                      0x300f, 0xff09, 0x300b, 0x2019, 0x201d, 0x3011, 0x2026, 0x2014 };
    for (int i = 0; i < COUNT(signs); i++)
        if (rune == signs[i])
            return true;
    return false;
}

static const char *keep(Flow *f, const char *s, size_t n)
{
    char *kept = arena_new(f->scratch, char, n + 1);
    memcpy(kept, s, n);
    return kept;
}

static void add_text(Flow *f, const Span *span, const char *text, TextStyle style, bool *blank, bool *glue)
{
    const char *begin = text;
    bool after_wide = false;
    for (const char *s = text;;) {
        const char *at = s;
        uint32_t rune = *s ? text_rune(&s) : 0;
        bool space = rune == ' ' || rune == '\n';
        bool cut = !rune || space || (wide(rune) && !closes(rune)) || (after_wide && !closes(rune));
        if (cut && at > begin) {
            Word w = { .span = span, .text = keep(f, begin, (size_t)(at - begin)), .style = style, .blank = *blank };
            w.up = 0.76f * style.size;
            w.down = 0.24f * style.size;
            w.glued = *glue && !*blank;
            add_word(f, w);
            *blank = false;
            *glue = !after_wide && !wide(rune);
            begin = at;
        }
        after_wide = wide(rune);
        if (!rune)
            break;
        if (space) {
            *blank = true;
            *glue = false;
            begin = s;
        }
    }
    *glue = !*blank;
}

static void add_live(Flow *f, const Span *span, TextStyle style, bool *blank, bool *glue)
{
    double v;
    char text[32] = "…";
    ExprName name = { .metric = -1 };
    expr_names(span->expr, &name, 1);
    if (f->s->look && expr_value(span->expr, f->s->look, f->s->user, &v))
        flow_number(text, &name, v);
    style.tabular = true;
    Word w = { .span = span, .text = keep(f, text, strlen(text)), .style = style, .blank = *blank };
    w.up = 0.76f * style.size;
    w.down = 0.24f * style.size;
    w.glued = *glue && !*blank;
    add_word(f, w);
    *blank = false;
    *glue = true;
}

static void add_formula(Flow *f, const Span *span, float size, Color color, bool *blank, bool *glue)
{
    const Tex *t = tex_parse(span->text, f->scratch, NULL);
    TexSize box = tex_size(t, f->c, size, false);
    Word w = { .span = span, .tex = t, .style = ui_text(size, FACE_REGULAR, color, ALIGN_LEFT), .blank = *blank };
    w.w = box.w;
    w.up = box.up;
    w.down = box.down;
    w.glued = *glue && !*blank;
    add_word(f, w);
    *blank = false;
    *glue = true;
}

static void collect(Flow *f, const Span *span, int n, float size, Face face)
{
    bool blank = false, glue = false;
    f->words = 0;
    for (int i = 0; i < n; i++) {
        const Span *s = &span[i];
        Face own = face_of(s);
        TextStyle style = ui_text(s->style & SPAN_CODE ? 0.92f * size : size, own == FACE_REGULAR ? face : own,
                                  face != FACE_REGULAR && !s->href ? f->s->theme->ink : color_of(f->s, s), ALIGN_LEFT);
        switch (s->kind) {
        case SPAN_TEXT: add_text(f, s, s->text, style, &blank, &glue); break;
        case SPAN_IMAGE: add_text(f, s, s->text, style, &blank, &glue); break;
        case SPAN_LIVE: add_live(f, s, style, &blank, &glue); break;
        case SPAN_FORMULA: add_formula(f, s, size, f->s->theme->ink, &blank, &glue); break;
        case SPAN_BREAK:
            add_word(f, (Word){ .span = s, .text = "", .style = style, .breaks = true });
            blank = glue = false;
            break;
        }
    }
}

/* --- words -> lines --- */

static void put_word(Flow *f, const Word *w, float x, float y)
{
    bool link = w->span->href && w->span->kind != SPAN_IMAGE;
    if (f->draw && w->span->style & SPAN_CODE && w->text)
        canvas_rect(f->c, (Rect){ x - 2, y - w->up - 2, w->w + 4, w->up + w->down + 3 }, 3, f->s->theme->raised);
    if (f->draw && w->tex)
        tex_draw(w->tex, f->c, x, y, w->style.size, false, w->style.color);
    if (f->draw && w->text)
        canvas_text(f->c, x, y, w->style, w->text);
    if (f->draw && link && w->span->href[0] != '#')
        canvas_line(f->c, x, y + 3.5f, x + w->w, y + 3.5f, 1, f->s->theme->ink3);
    if (f->hit && link && rect_has((Rect){ x - 2, y - w->up - 2, w->w + 4, w->up + w->down + 4 }, f->hit->at))
        f->hit->href = w->span->href;
}

/* Where the line that begins with `from` ends: the first word of the next one. */
static int line_end(const Flow *f, int from, float width, float blank)
{
    float x = 0;
    int can = from + 1; /* the last place where the line may end */
    for (int i = from; i < f->words; i++) {
        const Word *w = &f->word[i];
        if (i > from && w->breaks)
            return i;
        if (i > from && !w->glued)
            can = i;
        x += (i > from && w->blank ? blank : 0) + w->w;
        if (x > width && i > from)
            return w->glued ? can : i;
    }
    return f->words;
}

/* The collected words into a column; its height. align -1, 0, 1: left, middle, right. */
static float lines(Flow *f, float x, float y, float width, float size, float leading, int align)
{
    float blank = canvas_text_width(f->c, ui_text(size, FACE_REGULAR, 0, ALIGN_LEFT), " "), top = y;
    for (int i = 0; i < f->words;) {
        int end = line_end(f, i, width, blank);
        float used = 0, up = 0.76f * size, down = 0.24f * size;
        for (int j = i; j < end; j++) {
            used += (j > i && f->word[j].blank ? blank : 0) + f->word[j].w;
            up = max_f(up, f->word[j].up);
            down = max_f(down, f->word[j].down);
        }
        float extra = leading - size, high = max_f(leading, up + down + extra * 0.6f);
        float base = y + up + (high - up - down) / 2;
        float at = x + (align < 0 ? 0 : align > 0 ? width - used : (width - used) / 2);
        for (int j = i; j < end; j++) {
            at += j > i && f->word[j].blank ? blank : 0;
            put_word(f, &f->word[j], at, base);
            at += f->word[j].w;
        }
        y += high;
        i = end;
    }
    return y - top;
}

static float width_of(Flow *f, float size)
{
    float blank = canvas_text_width(f->c, ui_text(size, FACE_REGULAR, 0, ALIGN_LEFT), " "), w = 0;
    for (int i = 0; i < f->words; i++)
        w += (i && f->word[i].blank ? blank : 0) + f->word[i].w;
    return w;
}

/* --- blocks --- */

static float code(Flow *f, const Block *b, Rect r)
{
    const FlowStyle *s = f->s;
    float size = 0.82f * s->size, step = 1.4f * size, y = r.y + 10 + size;
    TextStyle style = ui_text(size, FACE_MONO, s->theme->ink, ALIGN_LEFT);
    int rows = 0;
    const char *text = b->spans ? b->span->text : "";
    for (const char *at = text; *at; at++)
        rows += *at == '\n';
    float high = step * (float)rows + 16;
    if (!f->draw)
        return high;
    canvas_rect(f->c, (Rect){ r.x, r.y, r.w, high }, 6, s->theme->raised);
    canvas_push_clip(f->c, (Rect){ r.x, r.y, r.w - 6, high });
    for (const char *at = text; *at; y += step) {
        size_t n = strcspn(at, "\n");
        canvas_text(f->c, r.x + 10, y, style, keep(f, at, n));
        at += n + (at[n] == '\n');
    }
    canvas_pop_clip(f->c);
    return high;
}

static float image(Flow *f, const Span *span, Rect r)
{
    FlowImage i = f->s->image ? f->s->image(f->s->user, span->href) : (FlowImage){ 0 };
    if (!i.pixels)
        return 0;
    float scale = min_f(1, r.w / (float)i.w), w = scale * (float)i.w, h = scale * (float)i.h;
    if (f->draw)
        canvas_image(f->c, (Rect){ r.x + (r.w - w) / 2, r.y, w, h }, i.pixels, i.w, i.h, i.version, 4);
    return h;
}

/* A table: columns as wide as they need, or all narrower by the same factor. */
static float table(Flow *f, const Block *b, int rows, Rect r)
{
    const FlowStyle *s = f->s;
    float size = 0.88f * s->size, pad = 8, wide[COLUMNS] = { 0 }, all = 0, y = r.y;
    int columns = b->cells;
    for (int i = 0; i < rows; i++)
        for (int k = 0; k < columns && k < b[i].cells; k++) {
            int from = b[i].cell[k], to = k + 1 < b[i].cells ? b[i].cell[k + 1] : b[i].spans;
            collect(f, b[i].span + from, to - from, size, b[i].first ? FACE_SEMIBOLD : FACE_REGULAR);
            wide[k] = max_f(wide[k], width_of(f, size) + pad);
        }
    for (int k = 0; k < columns; k++)
        all += wide[k];
    float shrink = all > r.w ? r.w / all : 1;
    for (int i = 0; i < rows; i++) {
        float x = r.x, high = 0;
        for (int k = 0; k < columns && k < b[i].cells; k++) {
            int from = b[i].cell[k], to = k + 1 < b[i].cells ? b[i].cell[k + 1] : b[i].spans;
            collect(f, b[i].span + from, to - from, size, b[i].first ? FACE_SEMIBOLD : FACE_REGULAR);
            float w = wide[k] * shrink;
            high = max_f(high, lines(f, x, y + 3, w - pad, size, 1.35f * size, b->align[k]));
            x += w;
        }
        y += high + 6;
        if (f->draw)
            canvas_line(f->c, r.x, y - 0.5f, r.x + all * shrink, y - 0.5f, 1, s->theme->line);
    }
    return y - r.y;
}

static float paragraph(Flow *f, const Block *b, Rect r)
{
    const FlowStyle *s = f->s;
    float indent = 20 * s->size / 17 * (float)b->level, size = s->size;
    Rect in = { r.x + indent, r.y, r.w - indent, 0 };
    if (b->kind == BLOCK_HEADING)
        size *= 1.06f;
    collect(f, b->span, b->spans, size, b->kind == BLOCK_HEADING ? FACE_SEMIBOLD : FACE_REGULAR);
    float high = lines(f, in.x, in.y, in.w, size, s->line * size / s->size, -1);
    if (f->draw && b->first && b->kind == BLOCK_ITEM) {
        char number[16];
        snprintf(number, sizeof number, "%d.", b->number);
        float base = in.y + 0.76f * size + (s->line - size) / 2;
        if (b->number)
            canvas_text(f->c, in.x - 6, base, ui_text(size, FACE_REGULAR, s->theme->ink3, ALIGN_RIGHT), number);
        else
            canvas_disc(f->c, (Vec2){ in.x - 11, base - 0.28f * size }, 2.4f * size / 17, s->theme->ink3);
    }
    return high;
}

static float formula(Flow *f, const Block *b, Rect r)
{
    const Tex *t = tex_parse(b->span->text, f->scratch, NULL);
    float size = 1.15f * f->s->size;
    TexSize box = tex_size(t, f->c, size, true);
    if (box.w > r.w) { /* smaller rather than cut */
        size *= r.w / box.w;
        box = tex_size(t, f->c, size, true);
    }
    if (f->draw)
        tex_draw(t, f->c, r.x + (r.w - box.w) / 2, r.y + box.up + 4, size, true, f->s->theme->ink);
    return box.up + box.down + 8;
}

float flow_prose(Canvas *c, bool draw, Arena *scratch, const Prose *p, Rect r, const FlowStyle *s, FlowHit *hit)
{
    Flow f = { .c = c, .draw = draw, .scratch = scratch, .s = s, .hit = hit };
    float y = r.y, gap = s->line * 0.42f;
    f.word = arena_new(scratch, Word, WORDS);
    for (int i = 0; i < p->blocks; i++) {
        const Block *b = &p->block[i];
        Rect in = { r.x, y, r.w, 0 };
        bool tight = i + 1 < p->blocks && b->kind == BLOCK_ITEM && p->block[i + 1].kind == BLOCK_ITEM;
        int rows = 1;
        switch (b->kind) {
        case BLOCK_CODE: y += code(&f, b, in); break;
        case BLOCK_FORMULA: y += formula(&f, b, in); break;
        case BLOCK_RULE:
            if (draw)
                canvas_line(c, r.x, y + 0.5f, r.x + r.w, y + 0.5f, 1, s->theme->line);
            y += 1;
            break;
        case BLOCK_ROW:
            while (i + rows < p->blocks && p->block[i + rows].kind == BLOCK_ROW && !p->block[i + rows].first)
                rows++;
            y += table(&f, b, rows, in);
            i += rows - 1;
            break;
        default: {
            bool alone = b->spans == 1 && b->span->kind == SPAN_IMAGE;
            float high = alone ? image(&f, b->span, in) : 0;
            y += high > 0 ? high : paragraph(&f, b, in);
        }
        }
        y += i + 1 < p->blocks ? (tight ? gap / 3 : gap) : 0;
    }
    return y - r.y;
}
