/* flow: blocks of spans -> words -> lines. A word is what must not be broken: letters without a blank, a formula, a
 * live number; in scripts that have no blanks every sign is one, and some must not begin or end a line. Lines are
 * filled greedily; a word that is wider than its column is cut. What a term names decides its colour, the same
 * everywhere: lambda, train, gap. */
#include "app/flow.h"

#include <stdio.h>
#include <string.h>

static const float UP = 0.76f, DOWN = 0.24f; /* of a line of text, in parts of its size */

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
    FlowTerms *terms;
    Word *word;
    int words, room;
    bool blank;            /* the next word comes after a blank */
    uint32_t before, last; /* the runes before the next word; last 0: there is none */
} Flow;

/* --- names and colours --- */

/* Metrics and the part of the window that shows them. */
static const struct {
    const char *metric, *part;
} shown_by[] = {
    { "step", "play" },           { "epoch", "play" },           { "l2", "slider" },
    { "l1", "slider" },           { "data_loss", "train" },      { "penalty", "penalty" },
    { "objective", "formula" },   { "valid_loss", "curves" },    { "valid_accuracy", "curves" },
    { "test_loss", "test" },      { "train_accuracy", "train" }, { "test_accuracy", "test" },
    { "weight_norm", "weights" },
};

const char *flow_names(const Span *span)
{
    ExprName name;
    if (span->href)
        return span->href[0] == '#' ? span->href + 1 : NULL;
    if (span->kind != SPAN_LIVE || expr_names(span->expr, &name, 1) == 0)
        return NULL;
    if (name.whose != EXPR_NET)
        return name.whose == EXPR_TWIN ? "twin" : "sweep";
    for (int i = 0; i < COUNT(shown_by); i++)
        if (strcmp(shown_by[i].metric, metric_defs[name.metric].key) == 0)
            return shown_by[i].part;
    return NULL;
}

typedef enum Hue { HUE_INK, HUE_LAMBDA, HUE_TRAIN, HUE_GAP } Hue;
static const struct {
    const char *name;
    Hue hue;
} hues[] = { { "lambda", HUE_LAMBDA },  { "slider", HUE_LAMBDA }, { "penalty", HUE_LAMBDA },
             { "weights", HUE_LAMBDA }, { "train", HUE_TRAIN },   { "gap", HUE_GAP } };

static Color term_color(const Theme *t, const char *name)
{
    for (int i = 0; name && i < COUNT(hues); i++)
        if (strcmp(name, hues[i].name) == 0)
            switch (hues[i].hue) {
            case HUE_INK: return t->ink;
            case HUE_LAMBDA: return t->lam;
            case HUE_TRAIN: return t->train;
            case HUE_GAP: return t->gap_text;
            }
    return t->ink;
}

static Color color_of(const FlowStyle *s, const Span *span)
{
    if (span->kind == SPAN_LIVE || span->href)
        return term_color(s->theme, flow_names(span));
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

static const char *keep(Flow *f, const char *s, size_t n)
{
    char *kept = arena_new(f->scratch, char, n + 1);
    memcpy(kept, s, n);
    return kept;
}

static void add_word(Flow *f, Word w)
{
    if (f->words == f->room) {
        Word *more = arena_new(f->scratch, Word, 2 * f->room + 64);
        if (f->words)
            memcpy(more, f->word, (size_t)f->words * sizeof *more);
        f->room = 2 * f->room + 64;
        f->word = more;
    }
    w.blank = f->blank;
    f->word[f->words++] = w;
    f->blank = false;
}

static Word text_word(Flow *f, const Span *span, const char *text, size_t n, TextStyle style)
{
    Word w = { .span = span, .text = keep(f, text, n), .style = style };
    w.w = canvas_text_width(f->c, style, w.text);
    w.up = UP * style.size;
    w.down = DOWN * style.size;
    return w;
}

static uint32_t first_rune(const char *text) { return *text ? text_rune(&text) : 0; }

static bool glued(const Flow *f, uint32_t next)
{
    return f->last && !f->blank && !text_breaks(f->before, f->last, next);
}

static void add_text(Flow *f, const Span *span, const char *text, TextStyle style)
{
    const char *begin = text;
    uint32_t before = 0, last = f->last;
    for (const char *s = text;;) {
        const char *at = s;
        uint32_t rune = *s ? text_rune(&s) : 0;
        bool space = rune == ' ' || rune == '\n';
        if (at > begin && (!rune || space || text_breaks(before, last, rune))) {
            Word w = text_word(f, span, begin, (size_t)(at - begin), style);
            w.glued = glued(f, first_rune(begin));
            add_word(f, w);
            f->before = before;
            f->last = last;
            begin = at;
        }
        if (!rune)
            return;
        before = last;
        last = rune;
        if (space) {
            f->blank = true;
            begin = s;
        }
    }
}

static void add_live(Flow *f, const Span *span, TextStyle style)
{
    char text[32] = "…";
    if (f->s->number)
        f->s->number(f->s->user, span, text);
    style.tabular = true;
    Word w = text_word(f, span, text, strlen(text), style);
    w.glued = glued(f, '0');
    add_word(f, w);
    f->last = '0';
}

static void size_formula(Flow *f, Word *w, float size)
{
    TexSize box = tex_size(w->tex, f->c, size, false);
    w->style.size = size;
    w->w = box.w;
    w->up = box.up;
    w->down = box.down;
}

static void add_formula(Flow *f, const Span *span, float size, Color color)
{
    Word w = { .span = span, .style.color = color, .glued = glued(f, 'x') };
    w.tex = tex_parse(span->text, f->scratch, NULL);
    size_formula(f, &w, size);
    add_word(f, w);
    f->last = 'x';
}

static void add_break(Flow *f, const Span *span, TextStyle style)
{
    Word w = text_word(f, span, "", 0, style);
    w.breaks = true;
    add_word(f, w);
    f->last = 0;
}

static void collect(Flow *f, const Span *span, int n, float size, Face face)
{
    f->words = 0;
    f->blank = false;
    f->last = 0;
    for (int i = 0; i < n; i++) {
        const Span *s = &span[i];
        Face own = face_of(s);
        TextStyle style = ui_text(s->style & SPAN_CODE ? 0.92f * size : size, own == FACE_REGULAR ? face : own,
                                  face != FACE_REGULAR && !s->href ? f->s->theme->ink : color_of(f->s, s), ALIGN_LEFT);
        switch (s->kind) {
        case SPAN_TEXT:
        case SPAN_IMAGE: add_text(f, s, s->text, style); break;
        case SPAN_LIVE: add_live(f, s, style); break;
        case SPAN_FORMULA: add_formula(f, s, size, f->s->theme->ink); break;
        case SPAN_BREAK: add_break(f, s, style); break;
        }
    }
}

/* Words that are wider than the column: text is cut, a formula made smaller. */
static void cut_words(Flow *f, float width)
{
    Word *word = f->word;
    int n = f->words;
    bool all_fit = true;
    for (int i = 0; i < n; i++)
        all_fit &= word[i].w <= width;
    if (all_fit)
        return;
    f->word = NULL;
    f->words = f->room = 0;
    for (int i = 0; i < n; i++) {
        Word w = word[i];
        if (w.tex && w.w > width)
            size_formula(f, &w, w.style.size * width / w.w);
        f->blank = w.blank;
        while (w.text && w.w > width) {
            int bytes = max_i(canvas_text_fit(f->c, w.style, w.text, width), 1);
            while (((unsigned char)w.text[bytes] & 0xC0) == 0x80) /* a column narrower than one rune */
                bytes++;
            Word part = text_word(f, w.span, w.text, (size_t)bytes, w.style);
            if (!w.text[bytes])
                break;
            part.glued = w.glued;
            add_word(f, part);
            w.text += bytes;
            w.w = canvas_text_width(f->c, w.style, w.text);
            w.glued = false;
        }
        add_word(f, w);
    }
}

/* --- words -> lines --- */

/* Words of one term that follow each other on a line are one. */
static void note_term(Flow *f, const Word *w, Rect r)
{
    FlowTerms *t = f->terms;
    bool term = (w->span->href && w->span->kind != SPAN_IMAGE) || w->span->kind == SPAN_LIVE;
    if (!t || !term)
        return;
    FlowTerm *last = t->n ? &t->term[t->n - 1] : NULL;
    if (last && last->span == w->span && last->r.y + last->r.h > r.y + r.h / 2) {
        last->r.w = r.x + r.w - last->r.x;
        return;
    }
    if (t->n < FLOW_TERMS)
        t->term[t->n++] = (FlowTerm){ r, w->span };
}

/* more: the ground of code goes on so far behind it, to the next word of the same. */
static void put_word(Flow *f, const Word *w, float x, float y, float more)
{
    const Theme *t = f->s->theme;
    bool outside = w->span->href && w->span->kind != SPAN_IMAGE && w->span->href[0] != '#';
    note_term(f, w, (Rect){ x, y - w->up, w->w, w->up + w->down });
    if (!f->draw)
        return;
    if (w->span->style & SPAN_CODE && w->text)
        canvas_rect(f->c, (Rect){ x - 2, y - w->up - 2, w->w + 4 + more, w->up + w->down + 3 }, 3, t->raised);
    if (w->tex)
        tex_draw(w->tex, f->c, x, y, w->style.size, false, w->style.color);
    else
        canvas_text(f->c, x, y, w->style, w->text);
    if (outside)
        canvas_line(f->c, x, y + 3.5f, x + w->w, y + 3.5f, 1, t->ink3);
}

static float lead(const Flow *f, int i, int from, float blank) { return i > from && f->word[i].blank ? blank : 0; }

/* λ = 0.01 is one thing: no line ends on either side of the sign. */
static bool equals(const Word *w) { return w->text && strcmp(w->text, "=") == 0; }

/* Where the line that begins with `from` ends: the first word of the next one. */
static int line_end(const Flow *f, int from, float width, float blank)
{
    float x = 0;
    int can = from + 1; /* the last place where the line may end */
    for (int i = from; i < f->words; i++) {
        const Word *w = &f->word[i];
        if (i > from && w->breaks)
            return i;
        if (i > from && !w->glued && !equals(w) && !equals(w - 1))
            can = i;
        x += lead(f, i, from, blank) + w->w;
        if (x > width && i > from)
            return can;
    }
    return f->words;
}

static float blank_width(const Flow *f, float size)
{
    return canvas_text_width(f->c, ui_text(size, FACE_REGULAR, 0, ALIGN_LEFT), " ");
}

/* The collected words into a column; its height. align -1, 0, 1: left, middle, right. */
static float lines(Flow *f, float x, float y, float width, float size, float leading, int align)
{
    float blank = blank_width(f, size), top = y;
    cut_words(f, width);
    for (int i = 0; i < f->words;) {
        int end = line_end(f, i, width, blank);
        float used = 0, up = UP * size, down = DOWN * size;
        for (int j = i; j < end; j++) {
            used += lead(f, j, i, blank) + f->word[j].w;
            up = max_f(up, f->word[j].up);
            down = max_f(down, f->word[j].down);
        }
        float extra = leading - size, high = max_f(leading, up + down + extra * 0.6f);
        float base = y + up + (high - up - down) / 2;
        float at = x + (align < 0 ? 0 : align > 0 ? width - used : (width - used) / 2);
        for (int j = i; j < end; j++) {
            at += lead(f, j, i, blank);
            bool on = j + 1 < end && f->word[j + 1].span == f->word[j].span;
            put_word(f, &f->word[j], at, base, on ? lead(f, j + 1, i, blank) : 0);
            at += f->word[j].w;
        }
        y += high;
        i = end;
    }
    return y - top;
}

/* Of the collected words on one line, and of the widest one. */
static void widths(const Flow *f, float size, float *all, float *widest)
{
    float blank = blank_width(f, size);
    *all = *widest = 0;
    for (int i = 0; i < f->words; i++) {
        *all += lead(f, i, 0, blank) + f->word[i].w;
        *widest = max_f(*widest, f->word[i].w);
    }
}

/* --- blocks --- */

static float code(Flow *f, const Block *b, Rect r)
{
    const FlowStyle *s = f->s;
    float size = 0.82f * s->size, step = 1.4f * size, pad = 10, y = r.y + 8 + step / 2 + 0.36f * size;
    int rows = 0;
    const char *text = b->spans ? b->span->text : "";
    float widest = 0;
    for (const char *at = text; *at; rows++) {
        size_t n = strcspn(at, "\n");
        widest = max_f(widest, canvas_text_width(f->c, ui_text(size, FACE_MONO, 0, ALIGN_LEFT), keep(f, at, n)));
        at += n + (at[n] == '\n');
    }
    if (widest > r.w - 2 * pad) /* smaller rather than cut: what a program does hangs on every sign */
        size *= (r.w - 2 * pad) / widest;
    float high = step * (float)rows + 16;
    if (!f->draw)
        return high;
    canvas_rect(f->c, (Rect){ r.x, r.y, r.w, high }, 6, s->theme->raised);
    for (const char *at = text; *at; y += step) {
        size_t n = strcspn(at, "\n");
        canvas_text(f->c, r.x + pad, y, ui_text(size, FACE_MONO, s->theme->ink, ALIGN_LEFT), keep(f, at, n));
        at += n + (at[n] == '\n');
    }
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

typedef struct Columns {
    float size, pad, w[PROSE_CELLS], all;
} Columns;

static void collect_cell(Flow *f, const Block *row, int k, float size)
{
    int from = row->cell[k], to = k + 1 < row->cells ? row->cell[k + 1] : row->spans;
    collect(f, row->span + from, to - from, size, row->first ? FACE_SEMIBOLD : FACE_REGULAR);
}

/* Columns are as wide as they need; where that is too much those that can break their lines give way. False: even one
 * word a line is too wide. */
static bool fit_columns(Flow *f, const Block *b, int rows, float width, Columns *out)
{
    float least[PROSE_CELLS] = { 0 }, need = 0;
    int n = b->cells;
    memset(out->w, 0, sizeof out->w);
    for (int i = 0; i < rows; i++)
        for (int k = 0; k < n && k < b[i].cells; k++) {
            float all, widest;
            collect_cell(f, &b[i], k, out->size);
            widths(f, out->size, &all, &widest);
            out->w[k] = max_f(out->w[k], all + out->pad);
            least[k] = max_f(least[k], widest + out->pad);
        }
    out->all = 0;
    for (int k = 0; k < n; k++) {
        out->all += out->w[k];
        need += least[k];
    }
    if (out->all <= width)
        return true;
    float give = out->all > need ? clamp_f((out->all - width) / (out->all - need), 0, 1) : 1;
    for (int k = 0; k < n; k++)
        out->w[k] -= give * (out->w[k] - least[k]);
    out->all = need + (1 - give) * (out->all - need);
    return need <= width;
}

static float table(Flow *f, const Block *b, int rows, Rect r)
{
    const FlowStyle *s = f->s;
    Columns c = { .size = 0.88f * s->size, .pad = 8 };
    for (int i = 0; i < 4 && !fit_columns(f, b, rows, r.w, &c); i++) {
        c.size *= 0.9f;
        c.pad = 5;
    }
    float shrink = min_f(1, r.w / c.all), y = r.y;
    for (int i = 0; i < rows; i++) {
        float x = r.x, high = 0;
        for (int k = 0; k < b->cells && k < b[i].cells; k++) {
            float w = c.w[k] * shrink;
            collect_cell(f, &b[i], k, c.size);
            high = max_f(high, lines(f, x, y + 3, w - c.pad, c.size, 1.35f * c.size, b->align[k]));
            x += w;
        }
        y += high + 6;
        if (f->draw)
            canvas_line(f->c, r.x, y - 0.5f, r.x + c.all * shrink, y - 0.5f, 1, s->theme->line);
    }
    return y - r.y;
}

static float paragraph(Flow *f, const Block *b, Rect r)
{
    const FlowStyle *s = f->s;
    float indent = 20 * s->size / 17 * (float)b->level, size = s->size;
    bool heading = b->kind == BLOCK_HEADING;
    if (heading) {
        size *= 1.06f;
        indent = 0;
    }
    Rect in = { r.x + indent, r.y, r.w - indent, 0 };
    collect(f, b->span, b->spans, size, heading ? FACE_SEMIBOLD : FACE_REGULAR);
    float high = lines(f, in.x, in.y, in.w, size, s->line * size / s->size, -1);
    if (f->draw && b->first && b->kind == BLOCK_ITEM) {
        char number[16];
        snprintf(number, sizeof number, "%d.", b->number);
        float base = in.y + UP * size + (s->line - size) / 2;
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

float flow_prose(Canvas *c, bool draw, Arena *scratch, const Prose *p, Rect r, const FlowStyle *s, FlowTerms *terms)
{
    Flow f = { .c = c, .draw = draw, .scratch = scratch, .s = s, .terms = terms };
    float y = r.y, gap = 0.48f * s->size;
    for (int i = 0; i < p->blocks; i++) {
        const Block *b = &p->block[i];
        Rect in = { r.x, y, r.w, 0 };
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
        bool tight = i + 1 < p->blocks && b->kind == BLOCK_ITEM && p->block[i + 1].kind == BLOCK_ITEM;
        y += i + 1 < p->blocks ? (tight ? gap / 2 : gap) : 0;
    }
    return y - r.y;
}

float flow_text(Canvas *c, bool draw, Arena *scratch, const char *text, Face face, Rect r, const FlowStyle *s)
{
    Flow f = { .c = c, .draw = draw, .scratch = scratch, .s = s };
    const Span span = { .kind = SPAN_TEXT, .text = text };
    add_text(&f, &span, text, ui_text(s->size, face, s->color, ALIGN_LEFT));
    return lines(&f, r.x, r.y, r.w, s->size, s->line, -1);
}
