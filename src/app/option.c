/* option: one row an option, and the function that takes its value into Args. To add one: a take_ function, a row. */
#include "app/cli.h"
#include "app/film.h"

#include <string.h>

int option_nearest(const char *word, const char *(*text)(int row), int count)
{
    int best = 0;
    for (int i = 1; i < count; i++)
        if (text_distance(word, text(i)) < text_distance(word, text(best)))
            best = i;
    return best;
}

static bool take_setting(const char **set, int *n, const char *v, Err *err)
{
    set[(*n)++] = v;
    return strchr(v, '=') ? true : err_set(err, tr("'%s' sets nothing; expected KEY=VALUE, such as l2=0.01"), v);
}

static bool take_set(Args *a, const char *v, Err *err) { return take_setting(a->set, &a->sets, v, err); }
static bool take_a(Args *a, const char *v, Err *err) { return take_setting(a->side_set[0], &a->side_sets[0], v, err); }
static bool take_b(Args *a, const char *v, Err *err) { return take_setting(a->side_set[1], &a->side_sets[1], v, err); }

static bool take_at(Args *a, const char *v, Err *err)
{
    (void)err;
    a->at[a->ats++] = v;
    return true;
}

static bool take_count(const char *v, int64_t *out, Err *err)
{
    int64_t most = (int64_t)param_defs[param_find("until")].hi;
    if (text_to_int(v, out) && *out >= 0 && *out <= most)
        return true;
    return err_set(err, tr("'%s' is no number of steps; expected 0 ... %lld"), v, (long long)most);
}

static bool take_steps(Args *a, const char *v, Err *err) { return take_count(v, &a->steps, err); }
static bool take_every(Args *a, const char *v, Err *err) { return take_count(v, &a->every, err); }

static bool take_flag(bool *flag)
{
    *flag = true;
    return true;
}

static bool take_json(Args *a, const char *v, Err *err) { return (void)v, (void)err, take_flag(&a->json); }
static bool take_quiet(Args *a, const char *v, Err *err) { return (void)v, (void)err, take_flag(&a->quiet); }
static bool take_verbose(Args *a, const char *v, Err *err) { return (void)v, (void)err, take_flag(&a->verbose); }
static bool take_help(Args *a, const char *v, Err *err) { return (void)v, (void)err, take_flag(&a->help); }
static bool take_version(Args *a, const char *v, Err *err) { return (void)v, (void)err, take_flag(&a->version); }

static bool take_out(Args *a, const char *v, Err *err)
{
    a->out = v;
    return v[0] ? true : err_set(err, tr("no file name; expected -o FILE"));
}

const char *option_panel_key(int row) { return panel_defs[row].key; }

static bool take_panel(Args *a, const char *v, Err *err)
{
    char list[256], *rest = list;
    if (strlen(v) >= sizeof list)
        return err_set(err, tr("a list of %zu letters; expected --panel KEY,KEY"), strlen(v));
    strcpy(list, v);
    while (rest) {
        char *key = rest, *comma = strchr(rest, ',');
        rest = comma ? comma + 1 : NULL;
        if (comma)
            *comma = 0;
        int row = panel_find(key);
        if (!key[0])
            return err_set(err, tr("a panel without a name; expected --panel KEY,KEY (ridgescope list panel)"));
        for (int i = 0; i < a->panels; i++)
            if (a->panel[i] == row)
                return err_set(err, tr("panel '%s' twice; expected each once"), key);
        if (row < 0)
            return err_set(err, tr("unknown panel '%s'; the nearest is '%s' (ridgescope list panel)"), key,
                           option_panel_key(option_nearest(key, option_panel_key, panel_count)));
        if (a->panels == ARG_PANELS)
            return err_set(err, tr("more than %d panels; expected fewer"), ARG_PANELS);
        a->panel[a->panels++] = row;
    }
    return true;
}

const char *const option_views[] = {
    [VIEW_MAIN] = "main",   [VIEW_COMPARE] = "compare",    [VIEW_DIFFERENCE] = "difference",
    [VIEW_GRID] = "grid",   [VIEW_PRESENT] = "present",    [VIEW_EXPLORE] = "explore",
    [VIEW_SHEET] = "sheet", [VIEW_WORKSHEET] = "worksheet"
};

int option_views_count(void) { return COUNT(option_views); }
const char *option_view_key(int row) { return option_views[row]; }

int option_view(const char *layout)
{
    for (int i = 0; i < COUNT(option_views); i++)
        if (strcmp(layout, option_views[i]) == 0)
            return i;
    return VIEW_MAIN;
}

static bool take_view(Args *a, const char *v, Err *err)
{
    for (a->view = 0; a->view < COUNT(option_views); a->view++)
        if (strcmp(v, option_views[a->view]) == 0)
            return true;
    return err_set(err, tr("unknown view '%s'; the nearest is '%s'"), v,
                   option_views[option_nearest(v, option_view_key, COUNT(option_views))]);
}

static bool take_over(Args *a, const char *v, Err *err)
{
    if (a->overs == COUNT(a->over))
        return err_set(err, tr("more than %d times; expected fewer settings to go over"), ARG_OVERS);
    char first[OVER_TEXT];
    const char *rest = strchr(v, ';'); /* several in one, as figures carry them */
    if (!rest)
        return over_parse(v, &a->over[a->overs++], err);
    if ((size_t)(rest - v) >= sizeof first)
        return err_set(err, tr("a list of %zu letters; expected fewer"), strlen(v));
    snprintf(first, sizeof first, "%.*s", (int)(rest - v), v);
    return over_parse(first, &a->over[a->overs++], err) && take_over(a, rest + 1, err);
}

static bool take_number(const char *v, int most, int *out, Err *err)
{
    int64_t n;
    bool ok = text_to_int(v, &n) && n >= 1 && n <= most;
    *out = ok ? (int)n : 0;
    return ok ? true : err_set(err, tr("'%s' is not possible; expected 1 ... %d"), v, most);
}

static bool take_seeds(Args *a, const char *v, Err *err) { return take_number(v, ARG_SEEDS, &a->seeds, err); }
static bool take_jobs(Args *a, const char *v, Err *err) { return take_number(v, ARG_JOBS, &a->jobs, err); }

static bool take_fps(Args *a, const char *v, Err *err) { return take_number(v, FILM_FPS_MOST, &a->fps, err); }

static bool take_shard(Args *a, const char *v, Err *err)
{
    char text[32], *slash;
    int64_t k = 0, n = 0;
    bool ok = strlen(v) < sizeof text && (slash = strchr(strcpy(text, v), '/')) != NULL;
    if (ok) {
        *slash = 0;
        ok = text_to_int(text, &k) && text_to_int(slash + 1, &n) && k >= 1 && k <= n && n <= 1000000;
    }
    a->shard = (int)k;
    a->shards = (int)n;
    return ok ? true : err_set(err, tr("'%s' is no part; expected K/N with K from 1 to N, such as 2/8"), v);
}

static bool take_size(Args *a, const char *v, Err *err)
{
    char text[32], *x;
    int64_t w = 0, h = 0;
    bool ok = strlen(v) < sizeof text && (x = strchr(strcpy(text, v), 'x')) != NULL;
    if (ok) {
        *x = 0;
        ok =
            text_to_int(text, &w) && text_to_int(x + 1, &h) && w >= 1 && h >= 1 && w <= FIGURE_SIDE && h <= FIGURE_SIDE;
    }
    a->w = (int)w;
    a->h = (int)h;
    return ok ? true
              : err_set(
                    err,
                    tr("'%s' is no size; expected WIDTHxHEIGHT in layout pixels, such as 1600x1000, at most %d each"),
                    v, FIGURE_SIDE);
}

static bool take_positive(const char *v, double most, double *out, Err *err)
{
    if (text_to_double(v, out) && *out > 0 && *out <= most)
        return true;
    return err_set(err, tr("'%s' is not possible; expected a number above 0, at most %g"), v, most);
}

static bool take_width(Args *a, const char *v, Err *err) { return take_positive(v, 10000, &a->width_mm, err); }
static bool take_dpi(Args *a, const char *v, Err *err) { return take_positive(v, 10000, &a->dpi, err); }
static bool take_scale(Args *a, const char *v, Err *err) { return take_positive(v, 100, &a->scale, err); }

static bool take_transparent(Args *a, const char *v, Err *err)
{
    return (void)v, (void)err, take_flag(&a->transparent);
}
static bool take_outlines(Args *a, const char *v, Err *err) { return (void)v, (void)err, take_flag(&a->outlines); }

static bool take_caption(Args *a, const char *v, Err *err)
{
    a->caption = v;
    if (strlen(v) < FIGURE_CAPTION && text_utf8_ok(v, strlen(v)))
        return true;
    return err_set(err, tr("%zu bytes; expected auto, none, or less than %d bytes of UTF-8"), strlen(v),
                   FIGURE_CAPTION);
}

static bool take_text(Args *a, const char *v, Err *err)
{
    double scale;
    for (a->text = 0; a->text < TEXT_SCALES; a->text++)
        if (text_to_double(v, &scale) && scale == (double)text_scales[a->text])
            return true;
    return err_set(err, tr("'%s' is no size of text; expected 1, 1.25, 1.5, 2 or 3"), v);
}

static bool take_columns(Args *a, const char *v, Err *err) { return csv_ask(v, &a->columns, err); }

const char *option_theme_key(int row) { return theme_defs[row].key; }

static bool take_lang(Args *a, const char *v, Err *err)
{
    int row = language_find(v);
    if (row < 0)
        return err_set(err, tr("unknown language '%s'; the nearest is '%s'"), v,
                       language_key(option_nearest(v, language_key, language_count())));
    a->lang = true;
    language_use(row); /* at once: what is wrong with later options is said in it */
    return true;
}

static bool take_grey(Args *a, const char *v, Err *err) { return (void)v, (void)err, (a->theme = "grey", true); }

static bool take_theme(Args *a, const char *v, Err *err)
{
    a->theme = v;
    if (theme_find(v) >= 0)
        return true;
    return err_set(err, tr("unknown theme '%s'; the nearest is '%s'"), v,
                   option_theme_key(option_nearest(v, option_theme_key, theme_count)));
}

const OptionDef option_defs[] = {
    { "--set", NULL, "KEY=VALUE", N_("any setting of `ridgescope list setting`; may be repeated"), FOR_SCENE,
      take_set },
    { "--at", NULL, "STEP:KEY=VALUE",
      N_("the same while it runs, at that step; also STEP:reheat=SD, STEP:restore=1; may be repeated"), FOR_SCENE,
      take_at },
    { "--columns", NULL, "X,Y,LABEL",
      N_("columns of a .csv file, by name or number from 1; two of them (X,VALUE) for regression"), FOR_SCENE,
      take_columns },
    { "--steps", NULL, "N", N_("training steps (default: the scene's `until`)"),
      FOR_TRAIN | FOR_EXPORT | FOR_SWEEP | FOR_MODEL, take_steps },
    { "--every", NULL, "N",
      N_("a line every N steps; 0: only the last (default: about 30 lines). Films: a picture every N steps (default: "
         "100 of "
         "them)"),
      FOR_TRAIN | FOR_EXPORT, take_every },
    { "--fps", NULL, "N", N_("films: pictures a second (default: 20)"), FOR_EXPORT, take_fps },
    { "--panel", NULL, "KEY[,KEY]", N_("these panels instead of the main view (`ridgescope list panel`)"),
      FOR_EXPORT | FIGURE_WHAT, take_panel },
    { "--view", NULL, "NAME",
      N_("main or explore (default): the window as it stands; compare: two nets, A and B; difference: and where they "
         "differ; grid: "
         "many nets over one or two settings; present: for a projector, few things and large ones; sheet: a lesson on "
         "a "
         "page, with its answers; worksheet: the same for students, without them"),
      FOR_EXPORT, take_view },
    { "--over", NULL, "KEY=A,B,LO:HI:N",
      N_("values of a setting, and ranges; may be repeated. In a grid: columns, then rows (default: the strength and "
         "the noise). Of panels: small multiples. In a film: one after another"),
      FOR_EXPORT | FOR_SWEEP | FIGURE_WHAT, take_over },
    { "--seeds", NULL, "N", N_("each with the seeds 1 ... N, for data, weights and batches alike"), FOR_SWEEP,
      take_seeds },
    { "--jobs", NULL, "N", N_("how many at a time (default: one a processor); the numbers do not depend on it"),
      FOR_SWEEP, take_jobs },
    { "--shard", NULL, "K/N", N_("only part K of N; the parts one after another are the whole"), FOR_SWEEP,
      take_shard },
    { "--a", NULL, "KEY=VALUE", N_("compare: a setting of net A alone (default: the scene without its penalty)"),
      FOR_EXPORT, take_a },
    { "--b", NULL, "KEY=VALUE",
      N_("compare: a setting of net B alone (default: the scene's strength, or the sweet spot where that is 0)"),
      FOR_EXPORT, take_b },
    { "--size", NULL, "WxH", N_("layout pixels (default: 1600x1000; a panel: 800x500)"), FOR_EXPORT | FIGURE_SIZE,
      take_size },
    { "--width", NULL, "MM", N_("printed width in millimetres; decides the scale together with --dpi"),
      FOR_EXPORT | FIGURE_FINE, take_width },
    { "--dpi", NULL, "N", N_("dots per inch (default with --width: 300)"), FOR_EXPORT | FIGURE_FINE, take_dpi },
    { "--scale", NULL, "S", N_("device pixels per layout pixel (default: 1)"), FOR_EXPORT | FIGURE_FINE, take_scale },
    { "--caption", NULL, "auto|none|TEXT",
      N_("a text below the picture; auto: what it shows, in words (default: none)"), FOR_EXPORT | FIGURE_LOOK,
      take_caption },
    { "--transparent", NULL, NULL, N_("nothing behind the panels"), FOR_EXPORT | FIGURE_LOOK, take_transparent },
    { "--outlines", NULL, NULL, N_("SVG: text as outlines, which look the same everywhere but cannot be edited"),
      FOR_EXPORT | FIGURE_LOOK, take_outlines },
    { "--text-scale", NULL, "S", N_("size of text and controls: 1 (default), 1.25, 1.5, 2 or 3"),
      FOR_EXPORT | FIGURE_LOOK, take_text },
    { "--theme", NULL, "print|grey|light|dark|projector", N_("colours (default: the scene's; export: print)"),
      FOR_EXPORT | FOR_WINDOW, take_theme },
    { "--grey", NULL, NULL, N_("without colour; the classes still differ (the same as --theme grey)"), FOR_EXPORT,
      take_grey },
    { "--output", "-o", "FILE", N_("where to write; it appears only when it is complete"),
      FOR_TRAIN | FOR_EXPORT | FOR_SWEEP | FOR_MODEL, take_out },
    { "--lang", NULL, "NAME", N_("language of what is said and drawn: en, zh-CN (default: the system's)"),
      FOR_ALL | FIGURE_LOOK, take_lang },
    { "--json", NULL, NULL, N_("one JSON object per line"), FOR_ALL & ~FOR_WINDOW, take_json },
    { "--quiet", "-q", NULL, N_("errors only"), FOR_ALL, take_quiet },
    { "--verbose", "-v", NULL, N_("say more"), FOR_ALL, take_verbose },
    { "--help", "-h", NULL, N_("this text"), FOR_ALL, take_help },
    { "--version", NULL, NULL, N_("name and version"), FOR_ALL, take_version },
};

const int option_count = COUNT(option_defs);

static bool is_name(const char *key, const char *name, size_t length)
{
    return key && strlen(key) == length && memcmp(key, name, length) == 0;
}

int option_find(const char *name, size_t length)
{
    for (int i = 0; i < option_count; i++)
        if (is_name(option_defs[i].key, name, length) || is_name(option_defs[i].brief, name, length))
            return i;
    return -1;
}

const char *option_key(int row) { return option_defs[row].key; }

void option_help(FILE *f, int bits)
{
    fprintf(f, "\n%s\n", tr("Options:"));
    for (int i = 0; i < option_count; i++) {
        const OptionDef *o = &option_defs[i];
        char left[64];
        snprintf(left, sizeof left, "%s%s%s%s%s", o->brief ? o->brief : "", o->brief ? ", " : "", o->key,
                 o->value ? " " : "", o->value ? o->value : "");
        if (o->commands & bits)
            fprintf(f, "  %-24s %s\n", left, tr(o->help));
    }
}
