/* tex: a readable part of TeX's mathematics, set in the program's own fonts. Text -> a tree of boxes -> strokes and
 * text; spacing after Knuth 1984, chapter 18: none between ordinary signs, thin around functions, medium around binary
 * operators, thick around relations. What is not known is shown as it was typed. To add a sign: a row of `signs`. */
#include "ui/ui.h"

#include <string.h>

enum { TEX_NODES = 400, TEX_DEPTH = 12 };

/* Classes, in the order of `space`. */
typedef enum Class { ORDINARY, LARGE, BINARY, RELATION, OPENING, CLOSING, PUNCTUATION, CLASSES } Class;

typedef enum Kind {
    SIGN,     /* text, in a face */
    BARS,     /* the norm's two bars */
    ROW,      /* a, and its followers by `next` */
    SCRIPTS,  /* a with b above and c below */
    FRACTION, /* a over b */
    ROOT,     /* of a */
    ACCENT,   /* text over a */
    GAP       /* width */
} Kind;

struct Tex {
    Kind kind;
    Class class;
    Face face;
    const char *text;
    float width; /* GAP, in parts of the size */
    const struct Tex *a, *b, *c, *next;
};

typedef struct Sign {
    const char *name, *text;
    Class class;
    bool upright;
} Sign;

static const Sign signs[] = {
    { "alpha", "α", ORDINARY, false },     { "beta", "β", ORDINARY, false },     { "gamma", "γ", ORDINARY, false },
    { "delta", "δ", ORDINARY, false },     { "epsilon", "ε", ORDINARY, false },  { "varepsilon", "ε", ORDINARY, false },
    { "zeta", "ζ", ORDINARY, false },      { "eta", "η", ORDINARY, false },      { "theta", "θ", ORDINARY, false },
    { "iota", "ι", ORDINARY, false },      { "kappa", "κ", ORDINARY, false },    { "lambda", "λ", ORDINARY, false },
    { "mu", "μ", ORDINARY, false },        { "nu", "ν", ORDINARY, false },       { "xi", "ξ", ORDINARY, false },
    { "pi", "π", ORDINARY, false },        { "rho", "ρ", ORDINARY, false },      { "sigma", "σ", ORDINARY, false },
    { "tau", "τ", ORDINARY, false },       { "phi", "φ", ORDINARY, false },      { "varphi", "φ", ORDINARY, false },
    { "chi", "χ", ORDINARY, false },       { "psi", "ψ", ORDINARY, false },      { "omega", "ω", ORDINARY, false },
    { "Gamma", "Γ", ORDINARY, true },      { "Delta", "Δ", ORDINARY, true },     { "Theta", "Θ", ORDINARY, true },
    { "Lambda", "Λ", ORDINARY, true },     { "Pi", "Π", ORDINARY, true },        { "Sigma", "Σ", ORDINARY, true },
    { "Phi", "Φ", ORDINARY, true },        { "Psi", "Ψ", ORDINARY, true },       { "Omega", "Ω", ORDINARY, true },
    { "partial", "∂", ORDINARY, true },    { "nabla", "∇", ORDINARY, true },     { "infty", "∞", ORDINARY, true },
    { "ell", "ℓ", ORDINARY, true },        { "ldots", "…", ORDINARY, true },     { "cdots", "⋯", ORDINARY, true },
    { "prime", "′", ORDINARY, true },      { "sum", "∑", LARGE, true },          { "prod", "∏", LARGE, true },
    { "int", "∫", LARGE, true },           { "log", "log", LARGE, true },        { "ln", "ln", LARGE, true },
    { "exp", "exp", LARGE, true },         { "min", "min", LARGE, true },        { "max", "max", LARGE, true },
    { "sin", "sin", LARGE, true },         { "cos", "cos", LARGE, true },        { "tanh", "tanh", LARGE, true },
    { "tr", "tr", LARGE, true },           { "argmin", "arg min", LARGE, true }, { "sign", "sign", LARGE, true },
    { "cdot", "·", BINARY, true },         { "times", "×", BINARY, true },       { "pm", "±", BINARY, true },
    { "odot", "⊙", BINARY, true },         { "le", "≤", RELATION, true },        { "leq", "≤", RELATION, true },
    { "ge", "≥", RELATION, true },         { "geq", "≥", RELATION, true },       { "ne", "≠", RELATION, true },
    { "neq", "≠", RELATION, true },        { "approx", "≈", RELATION, true },    { "sim", "∼", RELATION, true },
    { "propto", "∝", RELATION, true },     { "in", "∈", RELATION, true },        { "to", "→", RELATION, true },
    { "rightarrow", "→", RELATION, true }, { "leftarrow", "←", RELATION, true }, { "gets", "←", RELATION, true },
    { "Rightarrow", "⇒", RELATION, true }, { "ll", "≪", RELATION, true },        { "gg", "≫", RELATION, true },
    { "equiv", "≡", RELATION, true },      { "{", "{", OPENING, true },          { "}", "}", CLOSING, true },
    { "%", "%", ORDINARY, true },          { "_", "_", ORDINARY, true },         { "#", "#", ORDINARY, true },
    { "$", "$", ORDINARY, true },
};

static const struct {
    const char *name;
    float width;
} gaps[] = { { ",", 3.f / 18 }, { ":", 4.f / 18 }, { ";", 5.f / 18 }, { " ", 0.28f }, { "quad", 1 }, { "qquad", 2 } };

static const struct {
    const char *name, *text;
} accents[] = { { "hat", "ˆ" }, { "bar", "¯" }, { "tilde", "˜" }, { "dot", "˙" } };

/* --- text -> tree --- */

typedef struct Reader {
    const char *at;
    Arena *arena;
    const char *unknown;
    int nodes, depth;
    bool bold, upright;
} Reader;

static Tex *node(Reader *r, Tex t)
{
    Tex *n = arena_new(r->arena, Tex, 1);
    r->nodes++;
    *n = t;
    return n;
}

/* Too long or too deep: what is left is not read. */
static bool full(const Reader *r) { return r->nodes > TEX_NODES || r->depth >= TEX_DEPTH; }

static const char *keep(Reader *r, const char *s, size_t n)
{
    char *kept = arena_new(r->arena, char, n + 1);
    memcpy(kept, s, n);
    return kept;
}

static Face face_of(const Reader *r, bool upright)
{
    if (r->bold)
        return upright ? FACE_SEMIBOLD : FACE_SEMIBOLD_ITALIC;
    return upright || r->upright ? FACE_REGULAR : FACE_ITALIC;
}

static Tex *sign(Reader *r, const char *text, Class class, bool upright)
{
    return node(r, (Tex){ .kind = SIGN, .class = class, .face = face_of(r, upright), .text = text });
}

static const Tex *row(Reader *r, const char *end);

static void skip(Reader *r)
{
    while (*r->at == ' ' || *r->at == '\n' || *r->at == '\t')
        r->at++;
}

/* What a command takes: {...} or the next sign. */
static const Tex *atom(Reader *r);
static const Tex *argument(Reader *r)
{
    skip(r);
    if (!*r->at || *r->at == '}' || full(r))
        return node(r, (Tex){ .kind = ROW });
    return atom(r);
}

/* {text} as it stands, in upright type. */
static const Tex *words(Reader *r, bool bold)
{
    skip(r);
    if (*r->at != '{')
        return argument(r);
    const char *end = strchr(r->at, '}');
    size_t n = end ? (size_t)(end - r->at) - 1 : strlen(r->at + 1);
    const char *text = keep(r, r->at + 1, n);
    r->at += n + 1 + (end != NULL);
    return node(r, (Tex){ .kind = SIGN, .face = bold ? FACE_SEMIBOLD : FACE_REGULAR, .text = text });
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static const Tex *known_command(Reader *r)
{
    const char *begin = r->at++;
    size_t n = 0;
    char name[24] = "";
    while (is_letter(r->at[n]) && n < sizeof name - 1)
        name[n] = r->at[n], n++;
    if (!n && *r->at)
        name[n++] = r->at[0];
    r->at += n;
    if (strcmp(name, "left") == 0 || strcmp(name, "right") == 0)
        return argument(r);
    if (strcmp(name, "|") == 0 || strcmp(name, "Vert") == 0 || strcmp(name, "lVert") == 0 || strcmp(name, "rVert") == 0)
        return node(r, (Tex){ .kind = BARS, .class = name[0] == 'r' ? CLOSING : name[0] == 'l' ? OPENING : ORDINARY });
    if (strcmp(name, "frac") == 0 || strcmp(name, "tfrac") == 0) {
        const Tex *a = argument(r), *b = argument(r);
        return node(r, (Tex){ .kind = FRACTION, .a = a, .b = b });
    }
    if (strcmp(name, "sqrt") == 0)
        return node(r, (Tex){ .kind = ROOT, .a = argument(r) });
    if (strcmp(name, "text") == 0 || strcmp(name, "mathrm") == 0 || strcmp(name, "operatorname") == 0)
        return words(r, false);
    if (strcmp(name, "mathbf") == 0)
        return words(r, true);
    for (int i = 0; i < COUNT(accents); i++)
        if (strcmp(name, accents[i].name) == 0)
            return node(r, (Tex){ .kind = ACCENT, .text = accents[i].text, .a = argument(r) });
    for (int i = 0; i < COUNT(gaps); i++)
        if (strcmp(name, gaps[i].name) == 0)
            return node(r, (Tex){ .kind = GAP, .width = gaps[i].width });
    for (int i = 0; i < COUNT(signs); i++)
        if (strcmp(name, signs[i].name) == 0)
            return sign(r, signs[i].text, signs[i].class, signs[i].upright);
    const char *typed = keep(r, begin, (size_t)(r->at - begin));
    r->unknown = r->unknown ? r->unknown : typed;
    return node(r, (Tex){ .kind = SIGN, .face = FACE_MONO, .text = typed });
}

static const Tex *command(Reader *r)
{
    r->depth++;
    const Tex *t = known_command(r);
    r->depth--;
    return t;
}

static const Tex *atom(Reader *r)
{
    static const struct {
        char typed;
        const char *text;
        Class class;
    } plain[] = { { '+', "+", BINARY },       { '-', "\u2212", BINARY }, { '*', "∗", BINARY },
                  { '/', "/", ORDINARY },     { '=', "=", RELATION },    { '<', "<", RELATION },
                  { '>', ">", RELATION },     { ',', ",", PUNCTUATION }, { ';', ";", PUNCTUATION },
                  { '(', "(", OPENING },      { '[', "[", OPENING },     { ')', ")", CLOSING },
                  { ']', "]", CLOSING },      { '!', "!", CLOSING },     { '\'', "′", ORDINARY },
                  { '~', "\u00a0", ORDINARY } };
    if (*r->at == '{') {
        r->at++;
        r->depth++;
        const Tex *inside = row(r, "}");
        r->depth--;
        if (*r->at == '}')
            r->at++;
        return inside;
    }
    if (*r->at == '\\')
        return command(r);
    for (int i = 0; i < COUNT(plain); i++)
        if (*r->at == plain[i].typed) {
            r->at++;
            return sign(r, plain[i].text, plain[i].class, true);
        }
    const char *s = r->at;
    if (*s >= '0' && *s <= '9') {
        size_t n = strspn(s, "0123456789.");
        r->at += n;
        return sign(r, keep(r, s, n), ORDINARY, true);
    }
    text_rune(&r->at);
    return sign(r, keep(r, s, (size_t)(r->at - s)), ORDINARY, !is_letter(*s));
}

static const Tex *row(Reader *r, const char *end)
{
    Tex *all = node(r, (Tex){ .kind = ROW });
    const Tex **tail = &all->a;
    for (;;) {
        skip(r);
        if (!*r->at || strchr(end, *r->at) || full(r))
            break;
        const Tex *base = *r->at == '^' || *r->at == '_' ? node(r, (Tex){ .kind = ROW }) : atom(r), *up = NULL,
                  *down = NULL;
        for (skip(r); *r->at == '^' || *r->at == '_'; skip(r)) {
            const Tex **script = *r->at++ == '^' ? &up : &down;
            *script = argument(r);
        }
        Tex *whole = up || down ? node(r, (Tex){ .kind = SCRIPTS, .class = base->class, .a = base, .b = up, .c = down })
                                : node(r, *base);
        whole->next = NULL;
        *tail = whole;
        tail = &whole->next;
    }
    return all;
}

const Tex *tex_parse(const char *text, Arena *a, const char **unknown)
{
    Reader r = { .at = text, .arena = a };
    const Tex *t = row(&r, "");
    if (*r.at == 0 && unknown)
        *unknown = r.unknown;
    else if (unknown)
        *unknown = r.unknown ? r.unknown : r.at; /* too deep, or too long */
    return t;
}

/* --- tree -> boxes --- */

typedef struct Pen {
    Canvas *c;
    Color color;
    bool draw, display;
} Pen;

static const float SCRIPT = 0.7f, AXIS = 0.36f, UP = 0.76f, DOWN = 0.22f; /* parts of the size */

static TexSize place(const Pen *p, const Tex *t, float x, float y, float size);

static float gap_between(Class left, Class right, float size)
{
    static const uint8_t space[CLASSES][CLASSES] = {
        /* in eighteenths of the size */
        { 0, 3, 4, 5, 0, 0, 0 }, { 3, 3, 0, 5, 0, 0, 0 }, { 4, 4, 0, 0, 4, 0, 0 }, { 5, 5, 0, 0, 5, 0, 0 },
        { 0, 0, 0, 0, 0, 0, 0 }, { 0, 3, 4, 5, 0, 0, 0 }, { 3, 3, 0, 3, 3, 3, 3 },
    };
    return size * (float)space[left][right] / 18;
}

static TexSize place_row(const Pen *p, const Tex *t, float x, float y, float size)
{
    TexSize all = { 0, 0, 0 };
    Class last = OPENING;
    for (const Tex *i = t->a; i; i = i->next) {
        Class class = i->class;
        bool first = i == t->a || last == BINARY || last == RELATION || last == OPENING || last == PUNCTUATION;
        if (class == BINARY && (first || !i->next)) /* a sign, not an operator */
            class = ORDINARY;
        if (i != t->a && i->kind != GAP)
            all.w += gap_between(last, class, size);
        TexSize one = place(p, i, x + all.w, y, size);
        all.w += one.w;
        all.up = max_f(all.up, one.up);
        all.down = max_f(all.down, one.down);
        last = i->kind == GAP ? OPENING : class;
    }
    return all;
}

static TexSize place_scripts(const Pen *p, const Tex *t, float x, float y, float size)
{
    TexSize base = place(&(Pen){ p->c, p->color, false, p->display }, t->a, x, y, size);
    Pen still = { p->c, p->color, false, p->display };
    TexSize up = t->b ? place(&still, t->b, 0, 0, size * SCRIPT) : (TexSize){ 0, 0, 0 };
    TexSize down = t->c ? place(&still, t->c, 0, 0, size * SCRIPT) : (TexSize){ 0, 0, 0 };
    float raise = max_f(0.38f * size, base.up - 0.42f * size), lower = max_f(0.2f * size, base.down);
    bool limits = p->display && t->class == LARGE;
    if (limits) {
        float w = max_f(base.w, max_f(up.w, down.w));
        raise = base.up + up.down + 0.12f * size;
        lower = base.down + down.up + 0.12f * size;
        if (p->draw) {
            place(p, t->a, x + (w - base.w) / 2, y, size);
            if (t->b)
                place(p, t->b, x + (w - up.w) / 2, y - raise, size * SCRIPT);
            if (t->c)
                place(p, t->c, x + (w - down.w) / 2, y + lower, size * SCRIPT);
        }
        return (TexSize){ w, t->b ? raise + up.up : base.up, t->c ? lower + down.down : base.down };
    }
    if (p->draw) {
        place(p, t->a, x, y, size);
        if (t->b)
            place(p, t->b, x + base.w + 0.04f * size, y - raise, size * SCRIPT);
        if (t->c)
            place(p, t->c, x + base.w + 0.04f * size, y + lower, size * SCRIPT);
    }
    return (TexSize){ base.w + 0.06f * size + max_f(up.w, down.w), max_f(base.up, t->b ? raise + up.up : 0),
                      max_f(base.down, t->c ? lower + down.down : 0) };
}

static TexSize place_fraction(const Pen *p, const Tex *t, float x, float y, float size)
{
    float small = p->display ? size : size * 0.75f, air = 0.14f * size, bar = max_f(1, size / 16);
    Pen still = { p->c, p->color, false, false }, inner = { p->c, p->color, p->draw, false };
    TexSize a = place(&still, t->a, 0, 0, small), b = place(&still, t->b, 0, 0, small);
    float w = max_f(a.w, b.w) + 0.2f * size, middle = y - AXIS * size;
    if (p->draw) {
        place(&inner, t->a, x + (w - a.w) / 2, middle - air - a.down, small);
        place(&inner, t->b, x + (w - b.w) / 2, middle + air + b.up, small);
        canvas_rect(p->c, (Rect){ x + 0.04f * size, middle - bar / 2, w - 0.08f * size, bar }, 0, p->color);
    }
    return (TexSize){ w, AXIS * size + air + a.down + a.up, b.up + b.down + air - AXIS * size };
}

static TexSize place_root(const Pen *p, const Tex *t, float x, float y, float size)
{
    TexSize a = place(&(Pen){ p->c, p->color, false, p->display }, t->a, 0, 0, size);
    float hook = 0.55f * size, top = a.up + 0.14f * size;
    if (p->draw) {
        Vec2 line[] = { { x + 0.04f * size, y - 0.3f * size },
                        { x + 0.16f * size, y - 0.36f * size },
                        { x + 0.32f * size, y + a.down },
                        { x + hook, y - top },
                        { x + hook + a.w + 0.08f * size, y - top } };
        canvas_stroke(p->c, line, COUNT(line), (Stroke){ .width = max_f(1, size / 16) }, p->color);
        place(p, t->a, x + hook + 0.04f * size, y, size);
    }
    return (TexSize){ hook + a.w + 0.1f * size, top + 0.06f * size, a.down };
}

static TexSize place_accent(const Pen *p, const Tex *t, float x, float y, float size)
{
    TextStyle s = ui_text(size, FACE_REGULAR, p->color, ALIGN_CENTER);
    TexSize a = place(p, t->a, x, y, size);
    if (p->draw) /* the accent stands above small letters in the font */
        canvas_text(p->c, x + a.w / 2 + 0.06f * size, y - max_f(0, a.up - 0.76f * size), s, t->text);
    a.up += 0.16f * size;
    return a;
}

static TexSize place(const Pen *p, const Tex *t, float x, float y, float size)
{
    switch (t->kind) {
    case SIGN: {
        bool sum = t->class == LARGE && t->text[0] < 0; /* a sign, not a word */
        TextStyle s = ui_text(sum && p->display ? 1.4f * size : size, t->face, p->color, ALIGN_LEFT);
        float drop = sum && p->display ? 0.14f * size : 0;
        if (p->draw)
            canvas_text(p->c, x, y + drop, s, t->text);
        return (TexSize){ canvas_text_width(p->c, s, t->text), UP * s.size - drop, DOWN * s.size + drop };
    }
    case BARS: {
        float bar = 0.07f * size, apart = 0.12f * size, tall = 0.98f * size;
        for (int i = 0; i < 2 && p->draw; i++)
            canvas_rect(p->c, (Rect){ x + 0.06f * size + (float)i * (bar + apart), y - 0.76f * size, bar, tall }, 0,
                        p->color);
        return (TexSize){ 2 * bar + apart + 0.12f * size, 0.76f * size, 0.22f * size };
    }
    case ROW: return place_row(p, t, x, y, size);
    case SCRIPTS: return place_scripts(p, t, x, y, size);
    case FRACTION: return place_fraction(p, t, x, y, size);
    case ROOT: return place_root(p, t, x, y, size);
    case ACCENT: return place_accent(p, t, x, y, size);
    case GAP: return (TexSize){ t->width * size, 0, 0 };
    }
    return (TexSize){ 0, 0, 0 };
}

TexSize tex_size(const Tex *t, Canvas *c, float size, bool display)
{
    return place(&(Pen){ c, 0, false, display }, t, 0, 0, size);
}

void tex_draw(const Tex *t, Canvas *c, float x, float y, float size, bool display, Color color)
{
    place(&(Pen){ c, color, true, display }, t, x, y, size);
}
