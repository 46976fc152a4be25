/* list: the tables of the program, one line a row. What can be set, chosen and shown is in tables only, so this is the
 * whole manual of names. To add a kind: a row in `kinds`. */
#include "app/cli.h"
#include "app/embedded.h"

#include <string.h>

typedef struct Row {
    const char *key, *label, *help; /* help may be NULL */
} Row;

static int data_rows(void) { return data_count; }
static int act_rows(void) { return act_count; }
static int loss_rows(void) { return loss_count; }
static int reg_rows(void) { return reg_count; }
static int opt_rows(void) { return opt_count; }
static int feature_rows(void) { return feature_count; }
static int panel_rows(void) { return panel_count; }
static const CourseRow *course(int *n)
{
    static CourseRow row[COURSE_MOST];
    static int rows = -1;
    rows = rows < 0 ? embedded_course(language_now() ? language_key(language_now()) : "", row, COUNT(row)) : rows;
    *n = rows;
    return row;
}
static int lesson_rows(void)
{
    int n;
    course(&n);
    return n;
}
static int scene_rows(void) { return scene_count; }
static int param_rows(void) { return param_count; }

static Row data_row(int i) { return (Row){ data_defs[i].key, data_defs[i].label, data_defs[i].help }; }
static Row act_row(int i) { return (Row){ act_defs[i].key, act_defs[i].label, NULL }; }
static Row loss_row(int i) { return (Row){ loss_defs[i].key, loss_defs[i].label, NULL }; }
static Row reg_row(int i) { return (Row){ reg_defs[i].key, reg_defs[i].label, NULL }; }
static Row opt_row(int i) { return (Row){ opt_defs[i].key, opt_defs[i].label, NULL }; }
static Row feature_row(int i) { return (Row){ feature_defs[i].key, feature_defs[i].label, NULL }; }
static Row panel_row(int i) { return (Row){ panel_defs[i].key, panel_defs[i].title, panel_defs[i].help }; }
static Row scene_row(int i) { return (Row){ scene_defs[i].key, scene_defs[i].label, scene_defs[i].help }; }
static Row lesson_row(int i)
{
    static char minutes[32];
    int n;
    const CourseRow *l = &course(&n)[i];
    snprintf(minutes, sizeof minutes, tr("%d minutes"), l->minutes);
    return (Row){ l->id, l->title, minutes };
}
static Row param_row(int i) { return (Row){ param_defs[i].key, param_defs[i].label, param_defs[i].help }; }

typedef struct KindDef {
    const char *key, *help;
    int (*rows)(void);
    Row (*row)(int i);
} KindDef;

static const KindDef kinds[] = {
    { "data", N_("data sets"), data_rows, data_row },
    { "act", N_("activations"), act_rows, act_row },
    { "loss", N_("data losses"), loss_rows, loss_row },
    { "reg", N_("penalties"), reg_rows, reg_row },
    { "opt", N_("optimizers"), opt_rows, opt_row },
    { "feature", N_("inputs computed from a point"), feature_rows, feature_row },
    { "panel", N_("pictures of a run"), panel_rows, panel_row },
    { "scene", N_("bundled scenes"), scene_rows, scene_row },
    { "lesson", N_("lessons of the course, in their order"), lesson_rows, lesson_row },
    { "setting", N_("everything that can be set, with range and default"), param_rows, param_row },
};

static const char *kind_key(int i) { return kinds[i].key; }

static const char *const kind_names[] = { "int", "real", "log", "choice", "net", "seed", "bits" }; /* of ParamKind */

static void default_text(int row, char out[96])
{
    Config c;
    config_default(&c);
    param_text(out, &c, row);
}

static bool has_choices(const ParamDef *d) { return d->kind == PARAM_CHOICE || d->kind == PARAM_BITS; }

static void setting_json(Report *r, int row)
{
    const ParamDef *d = &param_defs[row];
    bool number = !has_choices(d) && d->kind != PARAM_NET, is_real = d->kind == PARAM_REAL || d->kind == PARAM_LOG;
    Config c;
    char text[96];
    config_default(&c);
    default_text(row, text);
    report_text(r, "kind", kind_names[d->kind]);
    if (number) {
        report_number(r, "lo", d->zero ? 0 : d->lo);
        report_number(r, "hi", d->hi);
    } else {
        report_text(r, "lo", NULL);
        report_text(r, "hi", NULL);
    }
    if (!number)
        report_text(r, "default", text);
    else if (is_real)
        report_float(r, "default", (float)param_get(&c, row));
    else
        report_number(r, "default", param_get(&c, row));
    report_bool(r, "restarts", d->restarts);
    if (has_choices(d))
        report_texts(r, "choices", param_choice_key, row, param_choices(row));
}

static void range_text(int row, char out[128])
{
    const ParamDef *d = &param_defs[row];
    char lo[32], hi[32];
    text_of_double(lo, d->lo);
    text_of_double(hi, d->hi);
    if (has_choices(d)) {
        int n = 0;
        out[0] = 0;
        for (int i = 0; i < param_choices(row) && n < 128; i++)
            n += snprintf(out + n, 128 - (size_t)n, "%s%s", i ? " " : "", param_choice_key(row, i));
    } else if (d->kind == PARAM_NET)
        snprintf(out, 128, "%s", tr("32-32, or - for a linear model"));
    else
        snprintf(out, 128, "%s%s ... %s", d->zero ? "0, " : "", lo, hi);
}

static void print_row(const KindDef *k, int i, bool json)
{
    bool setting = k->row == param_row;
    Row row = k->row(i);
    if (json) {
        Report r = report_begin(stdout);
        report_text(&r, "key", row.key);
        if (setting)
            setting_json(&r, i);
        report_text(&r, "label", tr(row.label));
        if (row.help)
            report_text(&r, "help", tr(row.help));
        report_end(&r);
    } else if (setting) {
        char value[96], range[128];
        default_text(i, value);
        range_text(i, range);
        printf("%-13s %-8s %-45s %s\n", row.key, value, range, tr(row.help));
    } else {
        printf(row.help ? "%-13s %s: %s\n" : "%-13s %s\n", row.key, tr(row.label), tr(row.help));
    }
}

static int list_kinds(bool json)
{
    for (int i = 0; i < COUNT(kinds); i++) {
        Report r = report_begin(stdout);
        if (!json) {
            printf("%-13s %s\n", kinds[i].key, tr(kinds[i].help));
            continue;
        }
        report_text(&r, "key", kinds[i].key);
        report_text(&r, "label", tr(kinds[i].help));
        report_end(&r);
    }
    return DONE;
}

int cmd_list(Args *a)
{
    if (!a->words)
        return list_kinds(a->json);
    for (int i = 0; i < COUNT(kinds); i++) {
        if (strcmp(kinds[i].key, a->word[0]) != 0)
            continue;
        for (int row = 0; row < kinds[i].rows(); row++)
            print_row(&kinds[i], row, a->json);
        return DONE;
    }
    return cli_fail(USAGE, tr("unknown kind '%s'; the nearest is '%s'"), a->word[0],
                    kind_key(option_nearest(a->word[0], kind_key, COUNT(kinds))));
}
