/* cli: the words of the command line -> Args, a scene name -> Scene, and how errors are said. Nothing here trains or
 * draws. */
#define _POSIX_C_SOURCE 200809L
#include "app/cli.h"
#include "app/source.h"

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
    else
        cli_status(a, "%s %3d %%", what, (int)(share * 100));
}

void cli_status(const Args *a, const char *format, ...)
{
    va_list args;
    bool table = !a->out && a->command->bit != FOR_CHECK && isatty(STDOUT_FILENO); /* its lines would be torn */
    if (a->quiet || table || !isatty(STDERR_FILENO))
        return;
    fputs("\r\033[K", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    on_line = true;
}

/* --- parsing --- */

static const CommandDef *find_command(const char *key)
{
    for (int i = 0; i < command_count - 1; i++)
        if (strcmp(command_defs[i].key, key) == 0)
            return &command_defs[i];
    return NULL;
}

static const char *scene_or_command(int row)
{
    return row < scene_count ? scene_defs[row].key : command_defs[row - scene_count].key;
}

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
        return cli_fail(USAGE, tr("too many words; expected `ridgescope %s %s`"), a->command->key,
                        a->command->arguments);
    a->word[a->words++] = word;
    return DONE;
}

static int check_words(const Args *a)
{
    const CommandDef *c = a->command;
    if (a->words > c->most)
        return cli_fail(USAGE, tr("'%s' is one word too many; expected `ridgescope %s %s`"), a->word[c->most], c->key,
                        c->arguments);
    if (a->words < c->least)
        return cli_fail(USAGE, tr("something is missing; expected `ridgescope %s %s`"), c->key, c->arguments);
    return DONE;
}

/* An option, with its value in the same word behind `=` or in the next one. */
static int take_option(Args *a, const char *arg, const char *next, int *at, bool *used)
{
    const char *equals = arg[1] == '-' ? strchr(arg, '=') : NULL, *value = equals ? equals + 1 : next;
    int row = option_find(arg, equals ? (size_t)(equals - arg) : strlen(arg));
    Err err;
    if (row < 0)
        return cli_fail(USAGE, tr("unknown option '%s'; the nearest is '%s'"), arg,
                        option_key(option_nearest(arg, option_key, option_count)));
    const OptionDef *o = &option_defs[row];
    if (!o->value && equals)
        return cli_fail(USAGE, tr("%s takes no value; expected it alone"), o->key);
    if (o->value && !value)
        return cli_fail(USAGE, tr("%s without a value; expected %s %s"), arg, arg, o->value);
    if (!o->take(a, value, &err))
        return cli_fail(USAGE, "%s: %s", o->key, err.text);
    remake_note(a, row, o->value ? value : NULL);
    *at += o->value && !equals;
    used[row] = true;
    return DONE;
}

static int check_options(const Args *a, const bool *used)
{
    const CommandDef *c = a->command;
    for (int i = 0; i < option_count; i++)
        if (used[i] && !(option_defs[i].commands & c->bit))
            return cli_fail(USAGE, tr("%s does nothing here; `ridgescope %s%s--help` lists what does"), option_key(i),
                            c->key, c->key[0] ? " " : "");
    return DONE;
}

/* A first word that is neither a command nor like a scene: say so before anything else is found wrong. */
static int check_name(const Args *a)
{
    const char *name = a->words ? a->word[0] : NULL;
    if (a->command->key[0] || !name || scene_find(name) >= 0 || source_known(name) || strpbrk(name, "./:"))
        return DONE;
    return cli_fail(USAGE, tr("unknown command or scene '%s'; the nearest is '%s'"), name,
                    scene_or_command(option_nearest(name, scene_or_command, scene_count + command_count - 1)));
}

int cli_parse(Args *a, int argc, char **argv)
{
    a->steps = a->every = a->view = -1;
    a->set = calloc(4 * (size_t)argc, sizeof(char *));
    if (!a->set)
        memory_failed(4 * (size_t)argc * sizeof(char *));
    a->at = a->set + argc;
    a->side_set[0] = a->set + 2 * argc;
    a->side_set[1] = a->set + 3 * argc;

    int status = DONE;
    bool options = true, *used = calloc((size_t)option_count, sizeof *used); /* options: until `--` */
    if (!used)
        memory_failed((size_t)option_count);
    for (int i = 1; i < argc && status == DONE; i++) {
        const char *arg = argv[i];
        if (!options || arg[0] != '-' || !arg[1])
            status = take_word(a, arg);
        else if (strcmp(arg, "--") == 0)
            options = false;
        else
            status = take_option(a, arg, i + 1 < argc ? argv[i + 1] : NULL, &i, used);
    }
    if (!a->command)
        a->command = &command_defs[command_count - 1];
    if (status == DONE && !a->help && !a->version) {
        status = check_name(a);
        status = status == DONE ? check_options(a, used) : status;
        status = status == DONE ? check_words(a) : status;
    }
    free(used);
    return status;
}

/* --- scenes --- */

static int open_scene(Args *a, const char *name)
{
    Err err;
    if (!a->columns.columns && !strpbrk(name, "./:") && scene_find(name) < 0 &&
        !source_known(name)) {                                     /* it looks like a word: which? */
        int commands = a->command->key[0] ? 0 : command_count - 1; /* alone it may have been meant as a command */
        return cli_fail(USAGE,
                        commands ? tr("unknown command or scene '%s'; the nearest is '%s'")
                                 : tr("unknown scene '%s'; the nearest is '%s'"),
                        name, scene_or_command(option_nearest(name, scene_or_command, scene_count + commands)));
    }
    int status = source_open(name, &a->columns, a->scene, &err);
    if (status == DONE && !source_lesson_step(name, a->lesson, &a->lesson_step))
        a->lesson[0] = 0;
    return status == DONE ? DONE : cli_fail(status, "%s", err.text);
}

int cli_settings(Config *c, const char *const *set, int n, const char *option)
{
    Err err;
    Config was = *c;
    for (int i = 0; i < n; i++) {
        char key[64];
        const char *equals = strchr(set[i], '=');
        snprintf(key, sizeof key, "%.*s", (int)(equals - set[i]), set[i]);
        if (!config_set(c, key, equals + 1, &err))
            return cli_fail(USAGE, "%s: %s", option, err.text);
    }
    strength_follow(c, &was);
    return DONE;
}

/* What the command line says of both nets of a scene, or of its only one. */
static int adjust(Args *a, Scene *s)
{
    Err err;
    int until = s->config.until;
    int status = cli_settings(&s->config, a->set, a->sets, "--set");
    if (status != DONE)
        return status;
    if (s->config.until != until)
        s->until = (uint64_t)s->config.until;
    if (a->steps >= 0)
        s->until = (uint64_t)a->steps;
    for (int i = 0; i < a->ats; i++)
        if (!scene_add(s, a->at[i], &err))
            return cli_fail(USAGE, "--at: %s", err.text);
    return DONE;
}

int cli_scene(Args *a, const char *name)
{
    Err err;
    a->scene = a->scene ? a->scene : calloc(1, sizeof *a->scene);
    if (!a->scene)
        memory_failed(sizeof *a->scene);
    a->scene_name = name;
    Scene *s = a->scene;
    scene_free(s); /* of the file before, when several are checked */
    memset(s, 0, sizeof *s);
    int status = open_scene(a, name);
    status = status == DONE ? adjust(a, s) : status;
    status = status == DONE && s->b ? adjust(a, s->b) : status;
    if (status != DONE)
        return status;
    if (!scene_check(s, &err))
        return cli_fail(USAGE, "%s", err.text);
    if (source_newer(s->version))
        cli_note(a, tr("%s is of Ridgescope %s, a newer version than this one (%s); it may have meant more"), name,
                 s->version, RIDGESCOPE_VERSION);
    if (a->ats && s->changes && s->change[s->changes - 1].step >= s->until)
        cli_note(a, tr("the change at step %llu is never made; it ends at step %llu"),
                 (unsigned long long)s->change[s->changes - 1].step, (unsigned long long)s->until);
    return DONE;
}

Run *cli_run(const Scene *s, const Config *c, Err *err)
{
    MemberPlan member = { .kind = MEMBER_FOLLOWS };
    RunPlan plan = { .members = 1, .member = &member, .vary = param_find("l2"), .own = s->own };
    for (int i = 0; i < s->changes; i++) /* only a run that records knows its best state */
        plan.record |= s->change[i].kind == ACTION_RESTORE;
    return run_new(c, &plan, err);
}

int cli_theme(const Args *a)
{
    const SceneWord *own = a->scene ? words_get(&a->scene->view, "theme", 0) : NULL;
    int row = theme_find(a->theme ? a->theme : own ? own->text : "print");
    return row < 0 ? 0 : row;
}

/* --- help --- */

void cli_help(FILE *f, const CommandDef *c)
{
    if (c && c->key[0]) {
        fprintf(f, "ridgescope %s %s\n%s\n", c->key, c->arguments, tr(c->help));
        if (c->more)
            fprintf(f, "\n%s\n", tr(c->more));
        option_help(f, c->bit);
        return;
    }
    fprintf(f, "%s\n\n", tr("Ridgescope shows what L2 regularization does to a neural network."));
    for (int i = 0; i < command_count; i++) {
        const CommandDef *d = &command_defs[(i + command_count - 1) % command_count]; /* the window first */
        char left[64];
        snprintf(left, sizeof left, "ridgescope %s%s%s", d->key, d->key[0] ? " " : "", d->arguments);
        fprintf(f, "  %-38s %s\n", left, tr(d->help));
    }
    fprintf(f, tr("\nA SCENE is a bundled name (`ridgescope list scene`), a file (.yaml, .csv, a lesson, a figure) or "
                  "a code (rs1:...). `ridgescope COMMAND "
                  "--help` tells more."
                  "\n"));
    option_help(f, FOR_WINDOW);
}
