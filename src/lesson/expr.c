/* expr: conditions and numbers in lessons, by recursive descent. The grammar, lowest first:
 *
 *     or    = and { "or" and }                 sum     = product { ("+" | "-") product }
 *     and   = not { "and" not }                product = sign { ("*" | "/") sign }
 *     not   = "not" not | comparison           sign    = "-" sign | atom
 *     comparison = sum [ op sum ]              atom    = NUMBER | name | "(" or ")"
 *     name  = METRIC | "twin." METRIC | "at(" STEP ")." METRIC | "sweep.best_l2"
 *
 * Nodes are counted and depth is bounded, so hostile text costs nothing. */
#include "lesson/lesson.h"

#include <stdio.h>
#include <string.h>

typedef enum Op {
    OP_NUMBER,
    OP_NAME,
    OP_OR,
    OP_AND,
    OP_NOT,
    OP_MINUS,
    OP_LE,
    OP_LT,
    OP_GE,
    OP_GT,
    OP_EQ,
    OP_NE,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_DIV
} Op;

struct Expr {
    Op op;
    double number;
    ExprName name;
    const Expr *a, *b;
};

typedef struct Reader {
    const char *at; /* what is not read yet */
    Arena *arena;
    Err *err;
    int nodes, depth;
} Reader;

static void skip(Reader *r)
{
    while (*r->at == ' ' || *r->at == '\t')
        r->at++;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Takes a sign or a whole word if it comes next. */
static bool take(Reader *r, const char *what)
{
    size_t n = strlen(what);
    skip(r);
    if (strncmp(r->at, what, n) != 0 || (is_word(what[n - 1]) && is_word(r->at[n])))
        return false;
    r->at += n;
    return true;
}

static const Expr *fail(Reader *r, const char *expected)
{
    char here[24];
    snprintf(here, sizeof here, "%.20s", r->at);
    if (*r->at)
        err_set(r->err, tr("'%s' in an expression; expected %s"), here, expected);
    else
        err_set(r->err, tr("the expression ends too early; expected %s"), expected);
    return NULL;
}

static const Expr *node(Reader *r, Expr e)
{
    if (++r->nodes > EXPR_NODES) {
        err_set(r->err, tr("an expression of more than %d parts; expected a shorter one"), EXPR_NODES);
        return NULL;
    }
    Expr *n = arena_new(r->arena, Expr, 1);
    *n = e;
    return n;
}

static const Expr *either(Reader *r);

/* The metric that a name ends with. */
static const Expr *metric(Reader *r, ExprName name)
{
    char word[32];
    int n = 0, nearest = 0;
    skip(r);
    while (n < (int)sizeof word - 1 && is_word(r->at[n]))
        word[n] = r->at[n], n++;
    word[n] = 0;
    if (name.whose == EXPR_BEST) {
        if (strcmp(word, "best_l2") != 0)
            return fail(r, tr("best_l2 behind `sweep.`"));
        name.metric = -1;
    } else {
        name.metric = metric_find(word);
    }
    if (name.metric < 0 && name.whose != EXPR_BEST) {
        for (int i = 1; i < metric_count; i++)
            if (text_distance(word, metric_defs[i].key) < text_distance(word, metric_defs[nearest].key))
                nearest = i;
        err_set(r->err, tr("'%s' is no metric; expected '%s', or another key of train --json"), word,
                metric_defs[nearest].key);
        return NULL;
    }
    r->at += n;
    return node(r, (Expr){ .op = OP_NAME, .name = name });
}

static const Expr *number(Reader *r)
{
    char text[40];
    int n = 0;
    while (n < (int)sizeof text - 1 &&
           ((r->at[n] >= '0' && r->at[n] <= '9') || r->at[n] == '.' || r->at[n] == 'e' || r->at[n] == 'E' ||
            ((r->at[n] == '-' || r->at[n] == '+') && n > 0 && (r->at[n - 1] == 'e' || r->at[n - 1] == 'E'))))
        text[n] = r->at[n], n++;
    text[n] = 0;
    Expr e = { .op = OP_NUMBER };
    if (!text_to_double(text, &e.number))
        return fail(r, tr("a number"));
    r->at += n;
    return node(r, e);
}

static const Expr *at_step(Reader *r)
{
    char text[16];
    int n = 0;
    int64_t step;
    skip(r);
    while (n < (int)sizeof text - 1 && r->at[n] >= '0' && r->at[n] <= '9')
        text[n] = r->at[n], n++;
    text[n] = 0;
    if (!text_to_int(text, &step))
        return fail(r, tr("the number of a step, as in at(1500).test_loss"));
    r->at += n;
    if (!take(r, ")") || !take(r, "."))
        return fail(r, tr("`).` and a metric, as in at(1500).test_loss"));
    return metric(r, (ExprName){ .whose = EXPR_NET, .at = true, .step = (uint64_t)step });
}

static const Expr *atom(Reader *r)
{
    skip(r);
    if ((*r->at >= '0' && *r->at <= '9') || *r->at == '.')
        return number(r);
    if (take(r, "(")) {
        const Expr *e = either(r);
        return e && !take(r, ")") ? fail(r, "`)`") : e;
    }
    if (take(r, "at"))
        return take(r, "(") ? at_step(r) : fail(r, tr("`(`, as in at(1500).test_loss"));
    if (take(r, "twin"))
        return take(r, ".") ? metric(r, (ExprName){ .whose = EXPR_TWIN }) : fail(r, tr("`.` and a metric"));
    if (take(r, "sweep"))
        return take(r, ".") ? metric(r, (ExprName){ .whose = EXPR_BEST }) : fail(r, "`.best_l2`");
    return is_word(*r->at) ? metric(r, (ExprName){ .whose = EXPR_NET }) : fail(r, tr("a metric or a number"));
}

static const Expr *one_of(Reader *r, Op op, const Expr *(*operand)(Reader *))
{
    if (++r->depth > EXPR_DEPTH) {
        err_set(r->err, tr("an expression nested more than %d deep; expected a flatter one"), EXPR_DEPTH);
        return NULL;
    }
    const Expr *a = operand(r);
    r->depth--;
    return a ? node(r, (Expr){ .op = op, .a = a }) : NULL;
}

static const Expr *sign(Reader *r) { return take(r, "-") ? one_of(r, OP_MINUS, sign) : atom(r); }

typedef struct OpText {
    const char *text;
    Op op;
} OpText;

/* operand { op operand } of the operators given; most: how many of them in a row. */
static const Expr *chain(Reader *r, const OpText *ops, int n, int most, const Expr *(*operand)(Reader *))
{
    const Expr *a = operand(r);
    for (int count = 0; a && count < most; count++) {
        int found = -1;
        for (int i = 0; i < n && found < 0; i++)
            if (take(r, ops[i].text))
                found = i;
        if (found < 0)
            break;
        const Expr *b = operand(r);
        a = b ? node(r, (Expr){ .op = ops[found].op, .a = a, .b = b }) : NULL;
    }
    return a;
}

static const Expr *product(Reader *r)
{
    static const OpText ops[] = { { "*", OP_MUL }, { "/", OP_DIV } };
    return chain(r, ops, COUNT(ops), EXPR_NODES, sign);
}
static const Expr *sum(Reader *r)
{
    static const OpText ops[] = { { "+", OP_ADD }, { "-", OP_SUB } };
    return chain(r, ops, COUNT(ops), EXPR_NODES, product);
}
static const Expr *comparison(Reader *r)
{
    static const OpText ops[] = { { "<=", OP_LE }, { "<", OP_LT },  { ">=", OP_GE },
                                  { ">", OP_GT },  { "==", OP_EQ }, { "!=", OP_NE } };
    return chain(r, ops, COUNT(ops), 1, sum);
}
static const Expr *negation(Reader *r) { return take(r, "not") ? one_of(r, OP_NOT, negation) : comparison(r); }
static const Expr *both(Reader *r)
{
    static const OpText ops[] = { { "and", OP_AND } };
    return chain(r, ops, COUNT(ops), EXPR_NODES, negation);
}
static const Expr *either(Reader *r)
{
    static const OpText ops[] = { { "or", OP_OR } };
    if (++r->depth > EXPR_DEPTH) {
        err_set(r->err, tr("an expression nested more than %d deep; expected a flatter one"), EXPR_DEPTH);
        return NULL;
    }
    const Expr *e = chain(r, ops, COUNT(ops), EXPR_NODES, both);
    r->depth--;
    return e;
}

const Expr *expr_parse(const char *text, Arena *a, Err *err)
{
    Reader r = { .at = text, .arena = a, .err = err };
    if (strlen(text) > EXPR_BYTES) {
        err_set(err, tr("an expression of %zu bytes; expected at most %d"), strlen(text), EXPR_BYTES);
        return NULL;
    }
    const Expr *e = either(&r);
    skip(&r);
    return e && *r.at ? fail(&r, tr("an operator, or the end")) : e;
}

/* --- values --- */

static double compute(Op op, double a, double b)
{
    switch (op) {
    case OP_OR: return a != 0 || b != 0;
    case OP_AND: return a != 0 && b != 0;
    case OP_LE: return a <= b;
    case OP_LT: return a < b;
    case OP_GE: return a >= b;
    case OP_GT: return a > b;
    case OP_EQ: return a == b;
    case OP_NE: return a != b;
    case OP_ADD: return a + b;
    case OP_SUB: return a - b;
    case OP_MUL: return a * b;
    case OP_DIV: return a / b;
    case OP_NOT: return a == 0;
    case OP_MINUS: return -a;
    case OP_NUMBER:
    case OP_NAME: break;
    }
    return 0;
}

bool expr_value(const Expr *e, ExprLook look, void *user, double *out)
{
    double a = 0, b = 0;
    if (e->op == OP_NUMBER) {
        *out = e->number;
        return true;
    }
    if (e->op == OP_NAME)
        return look(user, &e->name, out);
    if (!expr_value(e->a, look, user, &a))
        return false;
    if (e->b && !expr_value(e->b, look, user, &b))
        return false;
    *out = compute(e->op, a, b);
    return true;
}

static int collect(const Expr *e, ExprName *out, int most, int n)
{
    if (!e)
        return n;
    if (e->op == OP_NAME && n < most)
        out[n] = e->name;
    return collect(e->b, out, most, collect(e->a, out, most, n + (e->op == OP_NAME)));
}

int expr_names(const Expr *e, ExprName *out, int most) { return collect(e, out, most, 0); }

static bool bound_of(const Expr *e, ExprBound *out)
{
    while (e->op == OP_AND)
        e = e->a;
    bool more = e->op == OP_GE || e->op == OP_GT, less = e->op == OP_LE || e->op == OP_LT;
    if (!(more || less) || e->a->op != OP_NAME || e->b->op != OP_NUMBER)
        return false;
    *out = (ExprBound){ e->a->name, e->b->number, more };
    return true;
}

int expr_bounds(const Expr *e, ExprBound *out, int most)
{
    if (e->op != OP_AND)
        return most > 0 && bound_of(e, out) ? 1 : 0;
    int first = expr_bounds(e->a, out, most), rest = first ? expr_bounds(e->b, out + first, most - first) : 0;
    return rest ? first + rest : 0;
}

/* A step comes by itself: of several conditions, the first of something else. */
bool expr_meter(const Expr *e, ExprName *name, double *target, bool *up)
{
    enum { MOST = 8 };
    ExprBound b[MOST];
    int n = expr_bounds(e, b, MOST), i = 0;
    while (i + 1 < n && b[i].name.metric >= 0 && strcmp(metric_defs[b[i].name.metric].key, "step") == 0)
        i++;
    if (n == 0)
        return false;
    *name = b[i].name;
    *target = b[i].number;
    *up = b[i].up;
    return true;
}
