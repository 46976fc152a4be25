/* cli: the words of the command line -> Args, a scene name -> Scene, and how errors are said. Nothing here trains or
 * draws. To add an option: a take_ function, a row in option_defs. */
#define _POSIX_C_SOURCE 200809L
#include "app/cli.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- what is said --- */

static bool on_line; /* a progress line is on the terminal */

static void wipe_progress(void)
{
    if (on_line)
        fputs("\r\033[K", stderr);
    on_line = false;
}

static void say(const char *format, va_list args)
{
    char text[1024];
    vsnprintf(text, sizeof text, format, args);
    for (char *p = text; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 127) /* a name with a line break in it stays one line */
            *p = '?';
    wipe_progress();
    fprintf(stderr, "ridgescope: %s\n", text);
}

int cli_fail(int status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
    return status;
}

void cli_note(const Args *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (!a->quiet)
        say(format, args);
    va_end(args);
}

void cli_progress(const Args *a, const char *what, double share)
{
    if (share >= 1)
        wipe_progress();
    if (share >= 1 || a->quiet || !isatty(STDERR_FILENO) || (!a->out && isatty(STDOUT_FILENO)))
        return;
    fprintf(stderr, "\r%s %3d %%", what, (int)(share * 100));
    on_line = true;
}

int cli_nearest(const char *word, const char *(*text)(int row), int count)
{
    int best = 0;
    for (int i = 1; i < count; i++)
        if (text_distance(word, text(i)) < text_distance(word, text(best)))
            best = i;
    return best;
}

/* --- options --- */

static bool take_set(Args *a, const char *v, Err *err)
{
    a->set[a->sets++] = v;
    return strchr(v, '=') ? true : err_set(err, "'%s' sets nothing; expected KEY=VALUE, such as l2=0.01", v);
}

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
    return err_set(err, "'%s' is no number of steps; expected 0 ... %lld", v, (long long)most);
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
    return v[0] ? true : err_set(err, "no file name; expected -o FILE");
}

static const char *panel_key(int row) { return panel_defs[row].key; }

static bool take_panel(Args *a, const char *v, Err *err)
{
    char list[128], *rest = list;
    if (strlen(v) >= sizeof list)
        return err_set(err, "a list of %zu letters; expected --panel KEY,KEY", strlen(v));
    strcpy(list, v);
    while (rest) {
        char *key = rest, *comma = strchr(rest, ',');
        rest = comma ? comma + 1 : NULL;
        if (comma)
            *comma = 0;
        int row = panel_find(key);
        if (row < 0)
            return err_set(err, "unknown panel '%s'; the nearest is '%s' (ridgescope list panel)", key,
                           panel_key(cli_nearest(key, panel_key, panel_count)));
        if (a->panels == ARG_PANELS)
            return err_set(err, "more than %d panels; expected fewer", ARG_PANELS);
        a->panel[a->panels++] = row;
    }
    return true;
}

static bool take_view(Args *a, const char *v, Err *err)
{
    (void)a;
    return strcmp(v, "main") == 0 ? true : err_set(err, "unknown view '%s'; expected main", v);
}

static bool take_size(Args *a, const char *v, Err *err)
{
    char text[32], *x;
    int64_t w = 0, h = 0;
    bool ok = strlen(v) < sizeof text && (x = strchr(strcpy(text, v), 'x')) != NULL;
    if (ok) {
        *x = 0;
        ok = text_to_int(text, &w) && text_to_int(x + 1, &h) && w >= 1 && h >= 1 && w <= 1000000 && h <= 1000000;
    }
    a->w = (int)w;
    a->h = (int)h;
    return ok ? true : err_set(err, "'%s' is no size; expected WIDTHxHEIGHT in layout pixels, such as 1600x1000", v);
}

static bool take_positive(const char *v, double most, double *out, Err *err)
{
    if (text_to_double(v, out) && *out > 0 && *out <= most)
        return true;
    return err_set(err, "'%s' is not possible; expected a number above 0, at most %g", v, most);
}

static bool take_width(Args *a, const char *v, Err *err) { return take_positive(v, 10000, &a->width_mm, err); }
static bool take_dpi(Args *a, const char *v, Err *err) { return take_positive(v, 10000, &a->dpi, err); }
static bool take_scale(Args *a, const char *v, Err *err) { return take_positive(v, 100, &a->scale, err); }

static const char *theme_key(int row) { return theme_defs[row].key; }

static bool take_theme(Args *a, const char *v, Err *err)
{
    a->theme = v;
    if (theme_find(v) >= 0)
        return true;
    return err_set(err, "unknown theme '%s'; the nearest is '%s'", v,
                   theme_key(cli_nearest(v, theme_key, theme_count)));
}

enum { FOR_SCENE = FOR_WINDOW | FOR_TRAIN | FOR_EXPORT, FOR_ALL = FOR_SCENE | FOR_BENCH | FOR_LIST };

typedef struct OptionDef {
    const char *key, *brief, *value, *help; /* brief: a second name; value NULL: it takes none */
    int commands;                           /* FOR_ bits */
    bool (*take)(Args *a, const char *value, Err *err);
} OptionDef;

static const OptionDef option_defs[] = {
    { "--set", NULL, "KEY=VALUE", "any setting of `ridgescope list setting`; may be repeated", FOR_SCENE, take_set },
    { "--at", NULL, "STEP:KEY=VALUE", "the same while it runs, at that step; also STEP:reheat=SD; may be repeated",
      FOR_SCENE, take_at },
    { "--steps", NULL, "N", "training steps (default: the scene's `until`)", FOR_TRAIN | FOR_EXPORT, take_steps },
    { "--every", NULL, "N", "a line every N steps; 0: only the last (default: about 30 lines)", FOR_TRAIN, take_every },
    { "--panel", NULL, "KEY[,KEY]", "these panels instead of the main view (`ridgescope list panel`)", FOR_EXPORT,
      take_panel },
    { "--view", NULL, "main", "the window as it stands (default)", FOR_EXPORT, take_view },
    { "--size", NULL, "WxH", "layout pixels (default: 1600x1000; a panel: 800x500)", FOR_EXPORT, take_size },
    { "--width", NULL, "MM", "printed width in millimetres; decides the scale together with --dpi", FOR_EXPORT,
      take_width },
    { "--dpi", NULL, "N", "dots per inch (default with --width: 300)", FOR_EXPORT, take_dpi },
    { "--scale", NULL, "S", "device pixels per layout pixel (default: 1)", FOR_EXPORT, take_scale },
    { "--theme", NULL, "light|dark", "colours (default: the scene's; export: light)", FOR_EXPORT | FOR_WINDOW,
      take_theme },
    { "--output", "-o", "FILE", "where to write; it appears only when it is complete", FOR_TRAIN | FOR_EXPORT,
      take_out },
    { "--json", NULL, NULL, "one JSON object per line", FOR_ALL & ~FOR_WINDOW, take_json },
    { "--quiet", "-q", NULL, "errors only", FOR_ALL, take_quiet },
    { "--verbose", "-v", NULL, "say more", FOR_ALL, take_verbose },
    { "--help", "-h", NULL, "this text", FOR_ALL, take_help },
    { "--version", NULL, NULL, "name and version", FOR_ALL, take_version },
};

static const char *option_key(int row) { return option_defs[row].key; }

static const OptionDef *find_option(const char *name, size_t length)
{
    for (int i = 0; i < COUNT(option_defs); i++) {
        const OptionDef *o = &option_defs[i];
        if ((strlen(o->key) == length && memcmp(o->key, name, length) == 0) ||
            (o->brief && strlen(o->brief) == length && memcmp(o->brief, name, length) == 0))
            return o;
    }
    return NULL;
}

/* --- parsing --- */

static const CommandDef *find_command(const char *key)
{
    for (int i = 0; i < command_count - 1; i++)
        if (strcmp(command_defs[i].key, key) == 0)
            return &command_defs[i];
    return NULL;
}

static const char *command_key(int row) { return command_defs[row].key; }

static int take_word(Args *a, const char *word)
{
    const CommandDef *c = a->command ? NULL : find_command(word);
    if (c) {
        a->command = c;
        return DONE;
    }
    if (!a->command)
        a->command = &command_defs[command_count - 1]; /* a scene for the window */
    if (a->words == ARG_WORDS)
        return cli_fail(USAGE, "too many words; expected `ridgescope %s %s`", a->command->key, a->command->arguments);
    a->word[a->words++] = word;
    return DONE;
}

static int check_words(const Args *a)
{
    const CommandDef *c = a->command;
    if (a->words > c->most && !c->key[0])
        return cli_fail(USAGE, "unknown command '%s'; the nearest is '%s'", a->word[0],
                        command_key(cli_nearest(a->word[0], command_key, command_count - 1)));
    if (a->words > c->most)
        return cli_fail(USAGE, "'%s' is one word too many; expected `ridgescope %s %s`", a->word[c->most], c->key,
                        c->arguments);
    if (a->words < c->least)
        return cli_fail(USAGE, "something is missing; expected `ridgescope %s %s`", c->key, c->arguments);
    return DONE;
}

int cli_parse(Args *a, int argc, char **argv)
{
    a->steps = a->every = -1;
    a->set = calloc(2 * (size_t)argc, sizeof *a->set);
    const OptionDef **used = calloc((size_t)argc, sizeof *used);
    if (!a->set || !used)
        memory_failed((size_t)argc * sizeof *used);
    a->at = a->set + argc;

    int status = DONE, uses = 0;
    bool options = true; /* until `--` */
    for (int i = 1; i < argc && status == DONE; i++) {
        const char *arg = argv[i];
        if (!options || arg[0] != '-' || !arg[1]) {
            status = take_word(a, arg);
            continue;
        }
        options = strcmp(arg, "--") != 0;
        if (!options)
            continue;
        const char *equals = arg[1] == '-' ? strchr(arg, '=') : NULL;
        const OptionDef *o = find_option(arg, equals ? (size_t)(equals - arg) : strlen(arg));
        const char *value = equals ? equals + 1 : o && o->value && i + 1 < argc ? argv[++i] : NULL;
        Err err;
        if (!o)
            status = cli_fail(USAGE, "unknown option '%s'; the nearest is '%s'", arg,
                              option_key(cli_nearest(arg, option_key, COUNT(option_defs))));
        else if (o->value && !value)
            status = cli_fail(USAGE, "%s without a value; expected %s %s", arg, arg, o->value);
        else if (!o->value && equals)
            status = cli_fail(USAGE, "%s takes no value; expected it alone", o->key);
        else if (!o->take(a, value, &err))
            status = cli_fail(USAGE, "%s: %s", o->key, err.text);
        else
            used[uses++] = o;
    }
    if (!a->command)
        a->command = &command_defs[command_count - 1];
    for (int i = 0; i < uses && status == DONE && !a->help && !a->version; i++)
        if (!(used[i]->commands & a->command->bit))
            status = cli_fail(USAGE, "%s does nothing here; `ridgescope %s%s--help` lists what does", used[i]->key,
                              a->command->key, a->command->key[0] ? " " : "");
    if (status == DONE && !a->help && !a->version)
        status = check_words(a);
    free(used);
    return status;
}

/* --- scenes --- */

static const char *scene_or_command(int row)
{
    return row < scene_count ? scene_defs[row].key : command_defs[row - scene_count].key;
}

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n >= m && strcmp(s + n - m, end) == 0;
}

/* The words of `view`, which only this folder can judge. */
static int check_view(const Scene *s, const char *file)
{
    if (s->theme[0] && theme_find(s->theme) < 0)
        return cli_fail(FAILED, "%s:%d: unknown theme '%s'; the nearest is '%s'", file, s->view_line, s->theme,
                        theme_key(cli_nearest(s->theme, theme_key, theme_count)));
    if (s->layout[0] && strcmp(s->layout, "main") != 0 && strcmp(s->layout, "explore") != 0)
        return cli_fail(FAILED, "%s:%d: unknown layout '%s'; expected main or explore", file, s->view_line, s->layout);
    for (int i = 0; i < COUNT(s->panels) && s->panels[i][0]; i++)
        if (panel_find(s->panels[i]) < 0)
            return cli_fail(FAILED, "%s:%d: unknown panel '%s'; the nearest is '%s'", file, s->view_line, s->panels[i],
                            panel_key(cli_nearest(s->panels[i], panel_key, panel_count)));
    return DONE;
}

static int open_scene(Args *a, const char *name)
{
    if (scene_bundled(name, a->scene))
        return DONE;
    if (!ends_with(name, ".yaml") && !ends_with(name, ".yml")) {
        if (strpbrk(name, "./"))
            return cli_fail(
                USAGE, "'%s' is not a scene; expected a bundled name (ridgescope list scene) or a .yaml file", name);
        int commands = a->command->key[0] ? 0 : command_count - 1; /* alone it may have been meant as a command */
        return cli_fail(USAGE, "unknown %s '%s'; the nearest is '%s'", commands ? "command or scene" : "scene", name,
                        scene_or_command(cli_nearest(name, scene_or_command, scene_count + commands)));
    }
    char *text;
    size_t size;
    Err err;
    if (!files_read(name, SCENE_BYTES, &text, &size, &err))
        return cli_fail(FAILED, "%s", err.text);
    bool ok = scene_parse(text, size, a->scene, &err);
    free(text);
    return ok ? check_view(a->scene, name) : cli_fail(FAILED, "%s:%s", name, err.text);
}

int cli_scene(Args *a, const char *name)
{
    Err err;
    a->scene = a->scene ? a->scene : calloc(1, sizeof *a->scene);
    if (!a->scene)
        memory_failed(sizeof *a->scene);
    a->scene_name = name;
    int status = open_scene(a, name);
    if (status != DONE)
        return status;
    Scene *s = a->scene;
    int until = s->config.until;
    for (int i = 0; i < a->sets; i++) {
        char key[64];
        const char *equals = strchr(a->set[i], '=');
        snprintf(key, sizeof key, "%.*s", (int)(equals - a->set[i]), a->set[i]);
        if (!config_set(&s->config, key, equals + 1, &err))
            return cli_fail(USAGE, "--set: %s", err.text);
    }
    if (s->config.until != until)
        s->until = (uint64_t)s->config.until;
    if (a->steps >= 0)
        s->until = (uint64_t)a->steps;
    for (int i = 0; i < a->ats; i++)
        if (!scene_add(s, a->at[i], &err))
            return cli_fail(USAGE, "--at: %s", err.text);
    if (!scene_check(s, &err))
        return cli_fail(USAGE, "%s", err.text);
    if (a->ats && s->changes && s->change[s->changes - 1].step >= s->until)
        cli_note(a, "the change at step %llu is never made; it ends at step %llu",
                 (unsigned long long)s->change[s->changes - 1].step, (unsigned long long)s->until);
    return DONE;
}

int cli_theme(const Args *a)
{
    int row = theme_find(a->theme ? a->theme : a->scene && a->scene->theme[0] ? a->scene->theme : "light");
    return row < 0 ? 0 : row;
}

/* --- help --- */

static void help_options(FILE *f, int bits)
{
    fprintf(f, "\nOptions:\n");
    for (int i = 0; i < COUNT(option_defs); i++) {
        const OptionDef *o = &option_defs[i];
        char left[64];
        snprintf(left, sizeof left, "%s%s%s%s%s", o->brief ? o->brief : "", o->brief ? ", " : "", o->key,
                 o->value ? " " : "", o->value ? o->value : "");
        if (o->commands & bits)
            fprintf(f, "  %-24s %s\n", left, o->help);
    }
}

void cli_help(FILE *f, const CommandDef *c)
{
    if (c && c->key[0]) {
        fprintf(f, "ridgescope %s %s\n%s\n", c->key, c->arguments, c->help);
        if (c->more)
            fprintf(f, "\n%s\n", c->more);
        help_options(f, c->bit);
        return;
    }
    fprintf(f, "Ridgescope shows what L2 regularization does to a neural network.\n\n");
    for (int i = 0; i < command_count; i++) {
        const CommandDef *d = &command_defs[(i + command_count - 1) % command_count]; /* the window first */
        char left[64];
        snprintf(left, sizeof left, "ridgescope %s%s%s", d->key, d->key[0] ? " " : "", d->arguments);
        fprintf(f, "  %-38s %s\n", left, d->help);
    }
    fprintf(
        f,
        "\nA SCENE is a bundled name (`ridgescope list scene`) or a .yaml file. `ridgescope COMMAND --help` tells more."
        "\n");
    help_options(f, FOR_WINDOW);
}
