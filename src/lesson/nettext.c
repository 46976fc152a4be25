/* nettext: settings and journal of one net of a scene, as YAML. */
#include "lesson/nettext.h"

#include <string.h>

static void put_setting(Writer *t, const Config *c, int row)
{
    char value[96];
    param_text(value, c, row);
    bool quote = strcmp(value, "-") == 0; /* alone it would open a list */
    writer_put(t, quote ? "%s: '%s'" : "%s: %s", param_defs[row].key, value);
}

void nettext_settings(Writer *t, const char *indent, const Config *c, const Config *than)
{
    for (int i = 0; i < param_count; i++) {
        char mine[96], other[96] = "";
        param_text(mine, c, i);
        if (than)
            param_text(other, than, i);
        if (than && strcmp(mine, other) == 0)
            continue;
        writer_put(t, "%s", indent);
        put_setting(t, c, i);
        writer_put(t, "\n");
    }
}

void nettext_journal(Writer *t, const char *indent, const Scene *s)
{
    if (s->changes)
        writer_put(t, "%sjournal:\n", indent);
    Config c = s->config;
    for (int i = 0; i < s->changes; i++) {
        const Change *change = &s->change[i];
        writer_put(t, "%s  - {step: %llu, ", indent, (unsigned long long)change->step);
        if (change->kind == ACTION_REHEAT) {
            char sd[32];
            text_of_double(sd, change->value);
            writer_put(t, "reheat: %s", sd);
        } else if (change->kind == ACTION_RESTORE) {
            writer_put(t, "restore: 1");
        } else {
            param_put(&c, change->param, change->value, NULL);
            put_setting(t, &c, change->param);
        }
        writer_put(t, "}\n");
    }
    writer_put(t, "%suntil: %llu\n", indent, (unsigned long long)s->until);
}
