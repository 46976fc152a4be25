/* The goal of a step: what is to be reached, a meter with a mark where that is and one for the best that can be, and a
 * check when it is reached, drawn once. */
#include "app/pane_parts.h"

#include <stdio.h>
#include <string.h>

static const float PAD = 16, CHECK_TIME = 0.24f; /* seconds */

/* --- in words --- */

/* "90%", "0.4", "4 points": a number as a goal writes it, that of a share or of a difference of shares in per cent. */
static void put_number(char *out, size_t size, double v, bool share, bool difference)
{
    char digits[32];
    if (!share) {
        int n = text_of_float(digits, (float)v); /* all that was written: 1.43 is not 1.44 */
        if (n > 7 || strchr(digits, 'e'))
            text_short(digits, v);
        snprintf(out, size, "%s", digits);
        return;
    }
    double percent = 100 * v, whole = percent + 1e-9;
    bool even = whole - (double)(int64_t)whole < 1e-6;
    panel_fixed(digits, percent, even ? 0 : 1);
    snprintf(out, size, difference ? tr("%s points") : "%s%%", digits);
}

typedef struct Clause { /* of an expression, as it is put into words */
    char text[200];
    size_t n;
    bool share, difference; /* a share was named; something is subtracted from it */
} Clause;

static void say(Clause *c, const char *text)
{
    int n = snprintf(c->text + c->n, sizeof c->text - c->n, "%s%s", c->n ? " " : "", text);
    c->n += n > 0 && (size_t)n < sizeof c->text - c->n ? (size_t)n : 0;
}

/* A name such as test_accuracy, twin.test_loss or at(1500).test_loss. */
static void say_name(Clause *c, const char *word)
{
    char whole[96];
    const char *dot = strchr(word, '.');
    int m = metric_find(dot ? dot + 1 : word);
    const char *label = m >= 0 ? tr(metric_defs[m].label) : word;
    long long step;
    c->share |= m >= 0 && metric_defs[m].share;
    if (strncmp(word, "twin.", 5) == 0)
        snprintf(whole, sizeof whole, tr("%s of the λ = 0 twin"), label);
    else if (sscanf(word, "at(%lld)", &step) == 1)
        snprintf(whole, sizeof whole, tr("%s at step %lld"), label, step);
    else if (strncmp(word, "sweep.", 6) == 0)
        snprintf(whole, sizeof whole, "%s", tr("λ of the sweet spot"));
    else
        snprintf(whole, sizeof whole, "%s", label);
    say(c, whole);
}

static void say_word(Clause *c, const char *word)
{
    static const struct {
        const char *sign, *shown;
    } signs[] = { { ">=", "≥" }, { "<=", "≤" }, { "!=", "≠" }, { "==", "=" }, { "-", "−" }, { "*", "×" } };
    double v;
    for (int i = 0; i < COUNT(signs); i++)
        if (strcmp(word, signs[i].sign) == 0) {
            c->difference |= word[0] == '-' && c->share;
            say(c, signs[i].shown);
            return;
        }
    if (text_to_double(word, &v)) {
        char number[48];
        put_number(number, sizeof number, v, c->share, c->difference);
        say(c, number);
    } else if (strcmp(word, "and") == 0 || strcmp(word, "or") == 0 || strcmp(word, "not") == 0) {
        say(c, strcmp(word, "and") == 0 ? tr("and") : strcmp(word, "or") == 0 ? tr("or") : tr("not"));
        c->share = c->difference = false;
    } else if ((word[0] | 32) >= 'a' && (word[0] | 32) <= 'z') {
        say_name(c, word);
    } else {
        say(c, word);
    }
}

/* A goal, or a part of it, as it is written: "test loss ≤ 0.4 and step ≥ 1500". */
static void say_clause(Clause *c, const char *text)
{
    char word[96];
    for (const char *at = text + strspn(text, " \t\n"); *at; at += strspn(at, " \t\n")) {
        size_t n = strcspn(at, " \t\n");
        snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : sizeof word - 1), at);
        say_word(c, word);
        at += n;
    }
}

/* What is said behind the first part of a goal; "": nothing. */
static const char *conditions(const LessonStep *s)
{
    const char *rest = strstr(s->goal_text, " and ");
    return rest ? rest + strlen(" and ") : "";
}

static bool is_step(const ExprName *n) { return strcmp(metric_defs[n->metric].key, "step") == 0; }

static bool same_name(const ExprName *a, const ExprName *b)
{
    return a->metric == b->metric && a->whose == b->whose && a->at == b->at;
}

/* "Get X to 90% or more.", a range of one metric, or one from some step on: what most goals are. */
static bool bounds_words(const LessonStep *s, char out[200])
{
    ExprBound b[4];
    char number[COUNT(b)][48];
    Clause rest = { .n = 0 };
    int n = expr_bounds(s->goal, b, COUNT(b));
    for (int i = 0; i < n; i++) {
        if (b[i].name.whose != EXPR_NET || b[i].name.at || b[i].name.metric < 0)
            return false;
        put_number(number[i], sizeof number[i], b[i].number, metric_defs[b[i].name.metric].share, false);
    }
    if (n == 0)
        return false;
    say_clause(&rest, conditions(s));
    bool late = n == 2 && b[0].up && is_step(&b[0].name);
    int i = late ? 1 : 0;
    const char *label = tr(metric_defs[b[i].name.metric].label);
    if (n == 1)
        snprintf(out, 200, b[0].up ? tr("Get %s to %s or more.") : tr("Get %s down to %s or less."), label, number[0]);
    else if (late)
        snprintf(out, 200,
                 b[1].up ? tr("Get %s to %s or more, at step %s or later.")
                         : tr("Get %s down to %s or less, at step %s or later."),
                 label, number[1], number[0]);
    else if (n == 2 && same_name(&b[0].name, &b[1].name) && b[0].up != b[1].up)
        snprintf(out, 200, tr("Get %s between %s and %s."), label, number[b[0].up ? 0 : 1], number[b[0].up ? 1 : 0]);
    else if (!is_step(&b[0].name))
        snprintf(out, 200, b[0].up ? tr("Get %s to %s or more, with %s.") : tr("Get %s down to %s or less, with %s."),
                 label, number[0], rest.text);
    else
        return false;
    return true;
}

void goalcard_words(const LessonStep *s, char out[200])
{
    char number[48], word[96];
    if (bounds_words(s, out))
        return;
    char twin[96], points[32];
    double v;
    Clause c = { .n = 0 };
    if (sscanf(s->goal_text, "%95s - twin.%95s >= %31s", word, twin, points) == 3 && strcmp(word, twin) == 0 &&
        metric_find(word) >= 0 && text_to_double(points, &v)) {
        const MetricDef *m = &metric_defs[metric_find(word)];
        put_number(number, sizeof number, v, m->share, true);
        say_clause(&c, conditions(s));
        snprintf(out, 200, c.n ? tr("Get %s %s above the λ = 0 twin, with %s.") : tr("Get %s %s above the λ = 0 twin."),
                 tr(m->label), number, c.text);
        return;
    }
    say_clause(&c, s->goal_text);
    snprintf(out, 200, tr("Reach: %s."), c.text);
}

/* --- the meter --- */

typedef struct Scale {
    float x, w;
    double lo, hi;
} Scale;

static float scale_x(const Scale *s, double v)
{
    return s->x + s->w * (float)(v <= s->lo ? 0 : v >= s->hi ? 1 : (v - s->lo) / (s->hi - s->lo));
}

/* Shares: up to the next twentieth above the best, and as much room below that the target is not at the edge. */
static Scale scale_of(const Goal *g, float x, float w)
{
    Scale s = { x, w, 0, 2 * g->target };
    double most = num_finite(g->best) && g->best > g->target ? g->best : g->target;
    if (g->name.metric >= 0 && metric_defs[g->name.metric].share) {
        s.hi = (double)((int)(most * 20 - 1e-9) + 1) / 20;
        double above = s.hi - g->target;
        s.lo = s.hi - 4 * (above > 0.025 ? above : 0.025);
        s.lo = s.lo > 0 ? s.lo : 0;
    } else if (g->up) {
        s.hi = g->target * 4 / 3;
    }
    if (!(s.hi > s.lo))
        s.hi = s.lo + 1;
    return s;
}

static void mark(const Pane *p, float x, float y, Color color)
{
    canvas_rect(p->c, (Rect){ x - 1, y - 5, 2, 18 }, 0, color);
}

/* y: top of the bar. */
static void meter(const Pane *p, const Goal *g, float x, float y, float w, float green)
{
    Scale s = scale_of(g, x, w);
    const Theme *t = p->t;
    bool share = g->name.metric >= 0 && metric_defs[g->name.metric].share;
    char text[32], number[48];
    float target = scale_x(&s, g->target);
    canvas_rect(p->c, (Rect){ x, y, w, 8 }, 4, green > 0 ? t->raised : t->line);
    if (g->known && num_finite(g->value))
        canvas_rect(p->c, (Rect){ x, y, max_f(8, scale_x(&s, g->value) - x), 8 }, 4,
                    color_mix(t->ink2, t->train, green));
    if (num_finite(g->best) && g->best <= s.hi) {
        mark(p, scale_x(&s, g->best), y, t->ink3);
        player_metric(&g->name, g->best, text);
        canvas_textf(p->c, x + w, y - 10, ui_text(13, FACE_REGULAR, t->ink3, ALIGN_RIGHT), tr("best %s"), text);
    }
    mark(p, target, y, t->ink);
    if (share) /* 93, as beside other bars: the words above say of what */
        panel_fixed(number, 100 * g->target, 100 * g->target - (double)(int)(100 * g->target + 1e-9) < 1e-6 ? 0 : 1);
    else
        put_number(number, sizeof number, g->target, false, false);
    if (g->known)
        player_metric(&g->name, g->value, text);
    else
        snprintf(text, sizeof text, "–");
    TextStyle now = ui_text(13, FACE_SEMIBOLD, t->ink, ALIGN_LEFT), at = ui_text(13, FACE_MONO, t->ink2, ALIGN_CENTER);
    now.tabular = true;
    float used = canvas_textf(p->c, x, y + 28, now, tr("now %s"), text);
    float half = canvas_text_width(p->c, at, number) / 2;
    float middle = max_f(min_f(target - 1, x + w - half), x + used + 8 + half); /* it never runs into the other one */
    canvas_text(p->c, middle, y + 28, at, number);
}

/* --- the card --- */

/* 0 while it is open, 1 when it is reached, between them for a moment. */
static float greenness(const Pane *p, const Goal *g)
{
    App *a = p->a;
    if (!g->reached)
        return 0;
    float t = g->since > 0 && a->ui.in && !a->calm ? (float)(a->now - g->since) / CHECK_TIME : 1;
    if (t >= 1)
        return 1;
    a->ui.animating = true;
    return clamp_f(t, 0.01f, 1);
}

static void sign(const Pane *p, float x, float y, float green)
{
    const Theme *t = p->t;
    if (green <= 0) {
        canvas_ring(p->c, (Vec2){ x, y }, 10, 2, t->ink2);
        return;
    }
    canvas_disc(p->c, (Vec2){ x, y }, 11 * (0.5f + 0.5f * green), t->train);
    icon_draw(p->c, ICON_CHECK, x, y, 0.95f * green, t->dark ? t->bg : t->surface, 0);
}

void goalcard_draw(Pane *p)
{
    const Goal *g = &p->a->player.goal;
    const Theme *t = p->t;
    char words[200];
    if (!g->any)
        return;
    goalcard_words(p->step, words);
    FlowStyle s = pane_style(p, 16, 22, t->ink);
    float w = p->w, high = pane_text_height(p, words, FACE_MEDIUM, &s, w - 2 * PAD + 2 * CARD_OVER);
    Rect r = pane_card(p, 46 + high + (g->meter ? 70 : 18));
    float green = greenness(p, g);
    canvas_rect(p->c, r, 8, color_mix(t->raised, color_mix(t->dark ? t->bg : t->surface, t->train, 0.09f), green));
    canvas_frame(p->c, r, 8, 1, color_mix(t->line, t->train, green));
    sign(p, r.x + 26, r.y + 28, green);
    put(p->c, g->reached ? tr("Goal reached") : tr("Goal"), r.x + 46, r.y + 33, g->reached ? 15 : 14, FACE_SEMIBOLD,
        g->reached ? t->train : t->ink2, ALIGN_LEFT);
    pane_text(p, words, FACE_MEDIUM, &s, (Rect){ r.x + PAD, r.y + 47, r.w - 2 * PAD, 0 });
    if (g->meter)
        meter(p, g, r.x + PAD, r.y + r.h - 40, r.w - 2 * PAD, green);
    p->y += r.h + 11;
}
