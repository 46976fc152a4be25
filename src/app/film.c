/* film: training as it goes, or the same training at one strength after another, picture by picture. The same code
 * draws each picture as draws a figure. */
#include "app/film.h"
#include "app/app_state.h"

#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 6, MIXES = 3, RAMP = 64 };
static const double HOLD = 1.5; /* seconds: the last picture stays */

typedef struct Reel {
    const Args *a;
    Figure figure;
    FigurePlan plan;
    const Font *font;
    int format, fps, shots;
    int shot;       /* the one that is drawn */
    uint64_t every; /* steps between two pictures of training */
    App *app;
    Ask ask;
    Arena arena;
    Replay *replay;
    Pixels px;
} Reel;

/* --- what is shown --- */

static bool over_strength(const Reel *r) { return r->a->overs > 0; }

/* Settings and step of picture i of n. */
static bool shot_of(const Reel *r, int i, int n, Config *c, uint64_t *step, Err *err)
{
    const Scene *s = r->a->scene;
    const Config was = s->config;
    *c = was;
    *step = s->until;
    if (over_strength(r)) {
        const Over *o = &r->a->over[0];
        if (!param_set(c, o->param, o->value[n > 1 ? i * (o->n - 1) / (n - 1) : 0], err))
            return false;
        strength_follow(c, &was);
        return config_check(c, err);
    }
    if (n == r->shots)
        *step = r->every * (uint64_t)i < s->until ? r->every * (uint64_t)i : s->until;
    else
        *step = n > 1 ? s->until * (uint64_t)i / (uint64_t)(n - 1) : s->until;
    return true;
}

static int plan_shots(Reel *r)
{
    const Args *a = r->a;
    uint64_t until = a->scene->until;
    Config c;
    Err err;
    r->fps = a->fps ? a->fps : FILM_FPS;
    if (a->overs > 1)
        return cli_fail(USAGE, tr("--over %d times; a film goes over one setting"), a->overs);
    if (over_strength(r)) {
        r->shots = a->over[0].n;
        for (int i = 0; i < r->shots; i++)
            if (!shot_of(r, i, r->shots, &c, &until, &err))
                return cli_fail(USAGE, "--over: %s", err.text);
        return DONE;
    }
    if (a->every == 0)
        return cli_fail(USAGE, tr("--every 0 in a film; expected some steps between two pictures"));
    r->every = a->every > 0 ? (uint64_t)a->every : (until + FILM_FRAMES - 2) / (FILM_FRAMES - 1);
    r->every = r->every ? r->every : 1;
    uint64_t shots = (until + r->every - 1) / r->every + 1;
    if (shots > FILM_FRAMES_MOST)
        return cli_fail(USAGE, tr("a film of %llu pictures; expected at most %d: a larger --every"),
                        (unsigned long long)shots, FILM_FRAMES_MOST);
    r->shots = (int)shots;
    return DONE;
}

/* --- drawing --- */

/* Panels do not say where in the film they are. */
static void stamp(Reel *r, const Frame *f)
{
    const Config *c = &f->f.snap.config;
    char value[32];
    text_short(value, (double)path_strength(c));
    if (over_strength(r) && r->a->over[0].param != reg_slider(c))
        snprintf(r->app->stamp, sizeof r->app->stamp, "%s %s", tr(param_defs[r->a->over[0].param].label),
                 r->a->over[0].value[r->shot]);
    else if (reg_slider(c) < 0)
        snprintf(r->app->stamp, sizeof r->app->stamp, tr("step %llu"), (unsigned long long)f->f.snap.step);
    else if (over_strength(r))
        snprintf(r->app->stamp, sizeof r->app->stamp, "%s = %s", panel_symbol(c), value);
    else
        snprintf(r->app->stamp, sizeof r->app->stamp, tr("%s = %s · step %llu"), panel_symbol(c), value,
                 (unsigned long long)f->f.snap.step);
}

static bool draw_shot(Reel *r, Trainer *t, Err *err)
{
    Canvas c;
    Box box;
    bool fresh;
    FigurePlan plan = r->plan;
    arena_reset(&r->arena);
    Frame *f = trainer_latest(t, &fresh);
    stamp(r, f);
    if (!picture_draw(r->app, f, &r->figure, &plan, r->font, &r->arena, &c, err))
        return false;
    replay_draw(r->replay, &c, plan.scale, r->px, true, &box, 1);
    return true;
}

static Trainer *trainer_of(const Reel *r, Err *err)
{
    const Scene *s = r->a->scene;
    Kept *own = keep_copy(s->own);
    Trainer *t = trainer_new(&s->config, own, s->change, s->changes, 0, NULL, NULL, err);
    keep_drop(own);
    return t;
}

/* Trains on, or anew with other settings; the sweep above the slider is the same for all strengths, so it is kept. */
static bool go_to(const Reel *r, Trainer *t, int i, int n, bool sweep, Err *err)
{
    TrainerCommand next = { .type = DO_SCENE };
    if (!shot_of(r, i, n, &next.config, &next.until, err))
        return false;
    if (over_strength(r)) {
        const Scene *s = r->a->scene;
        next.own = keep_copy(s->own);
        next.journal = share_journal(s->change, s->changes);
        trainer_send(t, &next);
        keep_drop(next.own);
        share_drop(next.journal);
        r->app->config = r->app->opened = next.config;
    }
    trainer_finish(t, next.until, sweep && (r->ask.want & WANT_SWEEP), &r->ask);
    return true;
}

/* The theme's own colours, what lies between them where letters and lines have edges, and the map of probabilities. */
static Palette *palette_of(const Theme *t)
{
    const Color from[] = { t->ink,      t->ink2,     t->ink3,     t->lam,     t->train,         t->gap,
                           t->danger,   t->cls[0],   t->cls[1],   t->cls[2],  t->cls[3],        t->layer[0],
                           t->layer[1], t->layer[2], t->bg,       t->surface, t->raised,        t->line,
                           t->on_lam,   t->gap_fill, t->gap_text, t->chosen,  t->point_outline, t->note };
    const Color *ramp = theme_ramp(t);
    Color all[COUNT(from) + MIXES * 14 + RAMP];
    int n = 0;
    for (int i = 0; i < COUNT(from); i++)
        all[n++] = from[i];
    for (int i = 0; i < RAMP; i++)
        all[n++] = ramp[i * 255 / (RAMP - 1)];
    for (int i = 0; i < 14; i++)
        for (int k = 1; k <= MIXES; k++)
            all[n++] = color_mix(t->surface, from[i], (float)k / (MIXES + 1));
    return palette_new(all, n);
}

/* A few pictures of the same film, without the sweep, decide which other colours are needed. */
static Palette *choose_colors(Reel *r, Err *err)
{
    Palette *p = palette_of(&theme_defs[r->figure.theme]);
    Trainer *t = trainer_of(r, err);
    int n = min_i(SAMPLES, r->shots);
    bool ok = t != NULL;
    for (int i = 0; ok && i < n; i++) {
        ok = go_to(r, t, i, n, false, err) && draw_shot(r, t, err);
        if (ok)
            palette_see(p, r->px);
        cli_progress(r->a, tr("choosing colours"), (double)i / n);
    }
    cli_progress(r->a, "", 1);
    trainer_free(t);
    palette_fill(p);
    if (ok)
        return p;
    palette_free(p);
    return NULL;
}

static bool shoot(Reel *r, Encoder *e, Err *err)
{
    Trainer *t = trainer_of(r, err);
    bool ok = t != NULL;
    for (int i = 0; ok && i < r->shots; i++) {
        cli_progress(r->a, tr("filming"), (double)i / r->shots);
        r->shot = i;
        ok = go_to(r, t, i, r->shots, true, err) && draw_shot(r, t, err) &&
             encoder_frame(e, r->px, i + 1 < r->shots ? 1 : max_i(1, (int)(HOLD * r->fps)), err);
    }
    cli_progress(r->a, "", 1);
    trainer_free(t);
    return ok;
}

static bool make(Reel *r, Bytes *out, Err *err)
{
    Palette *palette = NULL;
    if (encoder_wants_palette(r->format) && !(palette = choose_colors(r, err)))
        return false;
    Encoder *e = encoder_begin(r->format, r->px.w, r->px.h, r->fps, palette, err);
    bool ok = e && shoot(r, e, err);
    if (e)
        ok = encoder_end(e, ok ? out : NULL, ok ? err : NULL) && ok;
    palette_free(palette);
    return ok;
}

static void report_film(const Reel *r, size_t size)
{
    const Args *a = r->a;
    if (a->verbose)
        cli_note(a, tr("%s: %d pictures of %d x %d, %zu kB"), a->out, r->shots, r->px.w, r->px.h, (size + 999) / 1000);
    if (!a->json)
        return;
    Report report = report_begin(stdout);
    report_text(&report, "file", a->out);
    report_number(&report, "width", r->px.w);
    report_number(&report, "height", r->px.h);
    report_number(&report, "frames", r->shots);
    report_number(&report, "fps", r->fps);
    report_end(&report);
}

int film_make(const Args *a, const Figure *f, const FigurePlan *p, const Font *font)
{
    Reel r = { .a = a, .figure = *f, .plan = *p, .font = font, .format = encoder_format(a->out) };
    Bytes out = { 0 };
    Err err;
    int status = plan_shots(&r);
    if (status != DONE)
        return status;
    size_t n = (size_t)p->px_w * (size_t)p->px_h;
    r.px = (Pixels){ calloc(n, sizeof *r.px.px), p->px_w, p->px_h, p->px_w };
    if (!r.px.px)
        memory_failed(n * sizeof *r.px.px);
    r.replay = replay_new();
    r.app = picture_app(NULL, &a->scene->config, f->theme);
    r.app->present = a->view == VIEW_PRESENT;
    r.app->text = a->text;
    r.ask = picture_ask(r.app, f, p);
    bool ok = make(&r, &out, &err) && files_write(a->out, out.data, out.size, &err);
    if (ok)
        report_film(&r, out.size);
    app_free(r.app);
    replay_free(r.replay);
    arena_free(&r.arena);
    free(r.px.px);
    free(out.data);
    return ok ? DONE : cli_fail(FAILED, "%s", err.text);
}
