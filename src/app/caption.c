/* caption: what a figure shows, in two sentences made of its settings: what is drawn, of which net and penalty; then
 * data, optimizer, step and seeds. A setting that says nothing here (idle.c) is not mentioned. */
#include "app/app_state.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct Text {
    char *out;
    size_t size, used;
} Text;

static void PRINTF(2, 3) add(Text *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(t->out + t->used, t->size - t->used, format, args);
    va_end(args);
    t->used = n < 0 ? t->used : (size_t)min_i((int)t->used + n, (int)t->size - 1);
}

static bool swept(const Figure *fig, const char *key)
{
    for (int i = 0; i < fig->swepts; i++)
        if (strcmp(param_defs[fig->swept[i]].key, key) == 0)
            return true;
    return false;
}

/* It says something, and the same in every picture of the figure. */
static bool matters(const Figure *fig, const Snapshot *s, const char *key)
{
    return !swept(fig, key) && !idle_reason(&s->config, s->own, param_find(key));
}

/* "Decision boundary", or all of them with their letters; of the whole view nothing. */
static void add_panels(Text *t, const Figure *fig, const Findings *f)
{
    for (int i = 0; i < fig->panels; i++) {
        const char *title = panel_title(f, fig->panel[i]);
        if (fig->columns)
            add(t, i == 0 ? "%s" : i + 1 < fig->panels ? ", %s" : tr(" and %s"), title);
        else if (fig->panels > 1)
            add(t, i ? ", (%c) %s" : "(%c) %s", 'a' + i, title);
        else
            add(t, "%s", title);
    }
}

static void add_net(Text *t, const Figure *fig, const Snapshot *s)
{
    char net[96];
    const char *act = tr(act_defs[s->config.act].label);
    toolbar_net_text(&s->config, &s->shape, net);
    if (swept(fig, "net") || swept(fig, "act"))
        add(t, "%s", tr("network"));
    else if (s->config.layers || s->config.filters)
        add(t, tr("%s %s network"), net, act);
    else
        add(t, tr("%s linear model"), net);
}

/* "L2 with λ = 0.01 from step 1500 on (before: 0)" */
static void add_penalty(Text *t, const Figure *fig, const Snapshot *s)
{
    const Config *c = &s->config;
    int row = reg_slider(c), changes = 0;
    char now[32], before[32];
    uint64_t step = 0;
    if (row < 0) {
        add(t, "%s", tr("no penalty"));
        return;
    }
    if (fig->columns) { /* of several nets: how they differ is said elsewhere */
        add(t, "%s", tr(reg_defs[c->reg].label));
        return;
    }
    for (int i = 0; i < s->changes; i++)
        if (s->journal[i].kind == ACTION_SET && s->journal[i].param == row) {
            step = s->journal[i].step;
            changes++;
        }
    const char *reg = tr(reg_defs[c->reg].label), *name = tr(param_defs[row].label);
    text_short(now, (double)path_strength(c));
    text_short(before, (double)path_strength(&s->start));
    if (changes == 0 || strcmp(now, before) == 0)
        add(t, tr("%s with %s = %s"), reg, name, now);
    else if (changes == 1)
        add(t, tr("%s with %s = %s from step %llu on (before: %s)"), reg, name, now, (unsigned long long)step, before);
    else
        add(t, tr("%s with %s = %s since step %llu, the last of %d changes"), reg, name, now, (unsigned long long)step,
            changes);
}

static void add_data(Text *t, const Figure *fig, const Snapshot *s)
{
    const Config *c = &s->config;
    int wrong = 0;
    char noise[32];
    for (int i = 0; i < s->train.n && s->train.wrong; i++)
        wrong += s->train.wrong[i];
    bool open = swept(fig, "points") || swept(fig, "flip") || swept(fig, "data"); /* how many differs */
    const char *set = data_defs[c->data].side ? tr("%s, %d training images") : tr("%s, %d training points");
    if (open)
        add(t, "%s", tr(data_defs[c->data].label));
    else
        add(t, set, tr(data_defs[c->data].label), s->train.n);
    if (wrong && !open)
        add(t, tr(", %d of them with a wrong label"), wrong);
    text_short(noise, (double)c->noise);
    if (matters(fig, s, "noise"))
        add(t, tr(", noise %s"), noise);
}

static void add_training(Text *t, const Figure *fig, const Snapshot *s)
{
    const Config *c = &s->config;
    char lr[32];
    text_short(lr, (double)c->lr);
    add(t, tr("; %s"), tr(opt_defs[c->opt].label));
    if (matters(fig, s, "lr"))
        add(t, tr(", learning rate %s"), lr);
    if (matters(fig, s, "batch") && c->batch > 0)
        add(t, tr(", batches of %d"), c->batch);
    add(t, tr("; step %llu"), (unsigned long long)s->step);
    if (c->seed_data == c->seed_init && c->seed_init == c->seed_batch)
        add(t, tr(", seed %u."), c->seed_data);
    else
        add(t, tr(", seeds %u, %u, %u."), c->seed_data, c->seed_init, c->seed_batch);
}

/* What the marks of the boundary are. */
static void add_marks(Text *t, const Figure *fig, const Findings *f)
{
    bool field = false, twin = !fig->columns && f->snap.members > 1 && path_strength(&f->snap.config) > 0;
    for (int i = 0; i < fig->panels; i++)
        field |= panel_defs[fig->panel[i]].behind == behind_boundary;
    if (!field || f->snap.shape.map.raw != 2 || !data_classes(&f->snap.config, f->snap.own))
        return;
    add(t, tr(" Filled: training points, wrong labels ringed; hollow: test points."));
    if (twin)
        add(t, tr(" Dashed: %s."), panel_twin_name(&f->snap.config));
}

void caption_auto(const Figure *fig, const Findings *f, char out[FIGURE_CAPTION])
{
    const Snapshot *s = &f->snap;
    char panels[FIGURE_CAPTION / 2], net[160], penalty[160];
    Text p = { panels, sizeof panels, 0 }, n = { net, sizeof net, 0 }, r = { penalty, sizeof penalty, 0 },
         all = { out, FIGURE_CAPTION, 0 };
    add_panels(&p, fig, f);
    add_net(&n, fig, s);
    add_penalty(&r, fig, s);
    if (fig->panels)
        add(&all, tr("%s of a %s, %s."), panels, net, penalty);
    else
        add(&all, tr("A %s, %s."), net, penalty);
    add(&all, " ");
    add_data(&all, fig, s);
    add_training(&all, fig, s);
    add_marks(&all, fig, f);
}
