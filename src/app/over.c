/* over: the values of a setting that several nets differ in: KEY=A,B,LO:HI:N, values and ranges mixed, ranges evenly
 * spaced, or by equal factors where the setting is logarithmic. Values are kept as text, as config_set takes them. Sets
 * of features are joined by + (x+y,x+y+x2), since the comma separates the values. */
#include "app/app.h"

#include <stdio.h>
#include <string.h>

static bool add(Over *o, const char *value, Err *err)
{
    Config probe;
    config_default(&probe);
    if (o->n == OVER_VALUES)
        return err_set(err, tr("more than %d values of %s; expected fewer"), OVER_VALUES, param_defs[o->param].key);
    if (strlen(value) >= sizeof o->value[0])
        return err_set(err, tr("'%s' is too long for a value of %s"), value, param_defs[o->param].key);
    strcpy(o->value[o->n], value);
    for (char *plus = o->value[o->n]; param_defs[o->param].kind == PARAM_BITS && (plus = strchr(plus, '+'));)
        *plus = ',';
    if (!param_set(&probe, o->param, o->value[o->n], err))
        return false;
    o->n++;
    return true;
}

static bool add_number(Over *o, double v, Err *err)
{
    const ParamDef *d = &param_defs[o->param];
    char text[32];
    if (d->kind == PARAM_INT || d->kind == PARAM_SEED)
        snprintf(text, sizeof text, "%.0f", v);
    else
        text_of_float(text, (float)v);
    return add(o, text, err);
}

/* To a millionth of a decade, as the axis of the slider has them: 1e-5:1:31 are its 31 values, bit for bit. */
static double exponent(double v)
{
    double e = num_log10(v) * 1e6;
    return (double)(int64_t)(e < 0 ? e - 0.5 : e + 0.5) / 1e6;
}

static bool add_range(Over *o, const char *text, Err *err)
{
    char lo[32], hi[32];
    double from, to;
    int64_t n;
    const ParamDef *d = &param_defs[o->param];
    const char *second = strchr(text, ':'), *third = second ? strchr(second + 1, ':') : NULL;
    if (!third)
        return err_set(err, tr("'%s' is no range; expected LO:HI:N"), text);
    snprintf(lo, sizeof lo, "%.*s", (int)(second - text), text);
    snprintf(hi, sizeof hi, "%.*s", (int)(third - second - 1), second + 1);
    bool number = d->kind == PARAM_INT || d->kind == PARAM_REAL || d->kind == PARAM_LOG || d->kind == PARAM_SEED;
    if (!number)
        return err_set(err, tr("%s has no ranges; expected its values one by one"), d->key);
    if (!text_to_double(lo, &from) || !text_to_double(hi, &to) || !text_to_int(third + 1, &n) || n < 2 ||
        n > OVER_VALUES || !(from < to))
        return err_set(err, tr("'%s' is no range; expected LO:HI:N with LO below HI and 2 to %d values"), text,
                       OVER_VALUES);
    if (d->kind == PARAM_LOG && !(from > 0))
        return err_set(err, tr("'%s': a range of %s goes by equal factors; expected LO above 0"), text, d->key);
    for (int i = 0; i < (int)n; i++) {
        double v = from + (to - from) * i / (double)(n - 1);
        if (i > 0 && i < n - 1 && d->kind == PARAM_LOG)
            v = num_pow10(exponent(from) + (exponent(to) - exponent(from)) * i / (double)(n - 1));
        if (!add_number(o, v, err))
            return false;
    }
    return true;
}

bool over_parse(const char *text, Over *out, Err *err)
{
    char list[OVER_TEXT], key[32], *rest;
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || strlen(equals + 1) >= sizeof list)
        return err_set(err, tr("'%s' goes over nothing; expected KEY=A,B,LO:HI:N, such as l2=0,1e-4:1:5"), text);
    snprintf(key, sizeof key, "%.*s", (int)(equals - text), text);
    *out = (Over){ .param = param_find(key) };
    if (out->param < 0)
        return err_set(err, tr("unknown setting '%s'; the nearest is '%s'"), key, param_defs[param_nearest(key)].key);
    for (rest = strcpy(list, equals + 1); rest;) {
        char *value = rest, *comma = strchr(rest, ',');
        rest = comma ? comma + 1 : NULL;
        if (comma)
            *comma = 0;
        if (!(strchr(value, ':') && strncmp(value, "conv:", 5) != 0 ? add_range(out, value, err)
                                                                    : add(out, value, err)))
            return false;
    }
    return true;
}

void over_text(const Over *o, char *out, size_t size)
{
    int n = snprintf(out, size, "%s=", param_defs[o->param].key);
    for (int i = 0; i < o->n && n > 0 && (size_t)n < size; i++) {
        char value[sizeof o->value[i]];
        strcpy(value, o->value[i]);
        for (char *comma = value; (comma = strchr(comma, ',')) != NULL;)
            *comma = '+';
        n += snprintf(out + n, size - (size_t)n, "%s%s", i ? "," : "", value);
    }
}
