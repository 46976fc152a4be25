/* leaf: from step to step and from lesson to lesson, and the keys for it. */
#include "app/app_state.h"

#include <string.h>

/* The bundled lesson that comes after (or before) the open one, or -1. A file of one's own stands where the course has
 * a lesson of its name. */
static int neighbour(const Player *p, int by)
{
    int at = p->at;
    for (int i = 0; i < p->rows && !p->row[at].bundled; i++)
        if (p->row[i].bundled && strcmp(p->row[i].id, p->row[p->at].id) == 0)
            at = i;
    int next = at + by;
    return p->row[at].bundled && next >= 0 && next < p->rows && p->row[next].bundled ? next : -1;
}

bool player_has_next(const App *a)
{
    const Player *p = &a->player;
    return p->lesson && (p->step + 1 < p->lesson->steps || neighbour(p, 1) >= 0);
}

bool player_has_back(const App *a)
{
    const Player *p = &a->player;
    return p->lesson && (p->step > 0 || neighbour(p, -1) >= 0);
}

void player_next(App *a)
{
    Player *p = &a->player;
    if (!player_has_next(a))
        return;
    if (p->step + 1 < p->lesson->steps)
        player_go(a, p->step + 1);
    else
        player_open(a, p->row[neighbour(p, 1)].file, 0);
}

void player_back(App *a)
{
    Player *p = &a->player;
    if (!player_has_back(a))
        return;
    int before = neighbour(p, -1);
    if (p->step > 0)
        player_go(a, p->step - 1);
    else
        player_open(a, p->row[before].file, p->row[before].steps - 1);
}

bool player_key(App *a, const KeyPress *k)
{
    const LessonStep *st = player_step(a);
    int digit = k->key == KEY_PRINT && !k->ctrl && !k->shift ? (int)k->rune - '1' : -1;
    if (!st || a->ui.edit || a->ui.menu || a->popup)
        return false;
    if (k->key == KEY_PAGE_DOWN)
        player_next(a);
    else if (k->key == KEY_PAGE_UP)
        player_back(a);
    else if (digit >= 0 && digit < st->predict.choices && player_predict(a) == PREDICT_OPEN)
        player_answer(a, digit);
    else
        return false;
    return true;
}
