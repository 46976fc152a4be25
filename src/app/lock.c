/* lock: what a step of a lesson keeps as it is, and what it says A and B are. Whatever is touched, by hand, by a key or
 * by a panel, comes to player_keeps; widgets ask before, to look locked. */
#include "app/app_state.h"

#include <string.h>

/* What a menu of the toolbar stands for: its lock keeps all settings up to the next one's, seeds aside, since other
 * draws are another look at the same task. */
static bool within(const char *lock, int row)
{
    static const struct {
        const char *first, *next; /* in the order of param_defs */
    } menus[] = { { "data", "net" }, { "net", "reg" }, { "opt", "until" } };
    for (int i = 0; i < COUNT(menus); i++)
        if (strcmp(lock, menus[i].first) == 0)
            return row >= param_find(menus[i].first) && row < param_find(menus[i].next) &&
                   strncmp(param_defs[row].key, "seed", 4) != 0;
    return false;
}

bool player_locked(const App *a, const char *key)
{
    const LessonStep *st = player_step(a);
    int row = param_find(key);
    for (int i = 0; st && i < st->locks; i++) {
        bool same = strcmp(st->lock[i], key) == 0 || (row >= 0 && param_find(st->lock[i]) == row);
        bool strength = strcmp(st->lock[i], "slider") == 0 && row >= 0 && row == reg_slider(&a->config);
        if (same || strength || (row >= 0 && within(st->lock[i], row)))
            return true;
    }
    return false;
}

const char *player_lock(const App *a, const char *key)
{
    return player_locked(a, key) ? tr("Locked in this step of the lesson.") : NULL;
}

bool player_refuses(App *a, const char *key)
{
    const char *why = player_lock(a, key);
    if (why)
        app_say(a, false, "%s", why);
    return why != NULL;
}

bool player_keeps(App *a, const Config *next, bool other_points)
{
    const LessonStep *st = player_step(a);
    if (st && a->player.preparing) {
        app_say(a, false, tr("This step is being trained up to its start."));
        return true;
    }
    if (st && other_points && player_refuses(a, "data"))
        return true;
    for (int i = 0; st && st->locks && i < param_count; i++) {
        char now[96], then[96];
        param_text(now, &a->config, i);
        param_text(then, next, i);
        if (strcmp(now, then) != 0 && player_locked(a, param_defs[i].key)) {
            app_say(a, false, tr("Locked in this step of the lesson: %s."), tr(param_defs[i].label));
            return true;
        }
    }
    return false;
}

bool player_compares(const App *a)
{
    const LessonStep *st = player_step(a);
    return st && st->compare;
}

void player_compare(const App *a, Config *first, Config *second)
{
    const LessonStep *st = player_step(a);
    for (int i = 0; i < st->a_sets; i++)
        config_set(first, st->a[i].key, st->a[i].value, NULL);
    for (int i = 0; i < st->b_sets; i++)
        config_set(second, st->b[i].key, st->b[i].value, NULL);
}
