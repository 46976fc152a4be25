/* progress: what is known of lessons, as a text that the host keeps from one start to the next. A line a lesson:
 *
 *     heal step 2 seen 7 reached 4 revealed 2 chosen 0 2 -1
 *
 * numbers of steps count from 0, sets of steps are sums of powers of two, and of choices 0 is none, -1 skipped. Lessons
 * that are not open now keep their lines. */
#include "app/app_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 512 };

const Progress *progress_of(const Player *p, const char *id, int but)
{
    for (int i = p->rows - 1; i >= 0; i--)
        if (i != but && strcmp(p->row[i].id, id) == 0)
            return &p->row[i].progress;
    for (int i = 0; i < p->kept; i++)
        if (strcmp(p->keep[i].id, id) == 0)
            return &p->keep[i].progress;
    return NULL;
}

/* --- out --- */

static size_t write_line(char *out, const char *id, const Progress *q)
{
    int last = LESSON_STEPS;
    while (last > 0 && !q->chosen[last - 1])
        last--;
    int n = snprintf(out, LINE_BYTES, "%s step %d seen %llu reached %llu revealed %llu chosen", id, q->step,
                     (unsigned long long)q->seen, (unsigned long long)q->reached, (unsigned long long)q->revealed);
    for (int i = 0; i < last; i++)
        n += snprintf(out + n, LINE_BYTES - (size_t)n, " %d", q->chosen[i]);
    n += snprintf(out + n, LINE_BYTES - (size_t)n, "\n");
    return (size_t)n;
}

/* Of rows with the same id the last one was open last: a file of one's own beside the course's lesson. */
static bool is_last(const Player *p, int row)
{
    for (int i = row + 1; i < p->rows; i++)
        if (strcmp(p->row[i].id, p->row[row].id) == 0)
            return false;
    return true;
}

static bool in_rows(const Player *p, const char *id)
{
    for (int i = 0; i < p->rows; i++)
        if (strcmp(p->row[i].id, id) == 0)
            return true;
    return false;
}

char *player_progress(App *a, size_t *n)
{
    Player *p = &a->player;
    char *out = p->changed ? malloc((size_t)LINE_BYTES * (size_t)(p->rows + p->kept + 1)) : NULL;
    *n = 0;
    if (!out)
        return NULL;
    p->changed = false;
    for (int i = 0; i < p->rows; i++)
        if (p->row[i].progress.seen && is_last(p, i))
            *n += write_line(out + *n, p->row[i].id, &p->row[i].progress);
    for (int i = 0; i < p->kept; i++)
        if (!in_rows(p, p->keep[i].id))
            *n += write_line(out + *n, p->keep[i].id, &p->keep[i].progress);
    return out;
}

/* --- and back --- */

/* The next word, NULL at the end; cuts the line. */
static char *word(char **at)
{
    char *s = *at + strspn(*at, " ");
    if (!*s)
        return NULL;
    char *end = s + strcspn(s, " ");
    *at = *end ? end + 1 : end;
    *end = 0;
    return s;
}

static bool number(char **at, int64_t lo, int64_t hi, int64_t *out)
{
    const char *s = word(at);
    return s && text_to_int(s, out) && *out >= lo && *out <= hi;
}

static bool named(char **at, const char *name, int64_t hi, int64_t *out)
{
    const char *s = word(at);
    return s && strcmp(s, name) == 0 && number(at, 0, hi, out);
}

static bool read_line(char *line, char id[32], Progress *q)
{
    const int64_t steps = ((int64_t)1 << LESSON_STEPS) - 1;
    int64_t step, seen, reached, revealed, choice;
    const char *name = word(&line), *chosen;
    if (!name || strlen(name) > 31 || !named(&line, "step", LESSON_STEPS - 1, &step) ||
        !named(&line, "seen", steps, &seen) || !named(&line, "reached", steps, &reached) ||
        !named(&line, "revealed", steps, &revealed) || !(chosen = word(&line)) || strcmp(chosen, "chosen") != 0)
        return false;
    *q = (Progress){
        .step = (int)step, .seen = (uint64_t)seen, .reached = (uint64_t)reached, .revealed = (uint64_t)revealed
    };
    snprintf(id, 32, "%s", name);
    const char *s = word(&line);
    for (int i = 0; s && i < LESSON_STEPS; i++, s = word(&line)) {
        if (!text_to_int(s, &choice) || choice < -1 || choice > LESSON_CHOICES)
            return false;
        q->chosen[i] = (int8_t)choice;
    }
    return !s;
}

static void take(Player *p, const char *id, const Progress *q)
{
    bool taken = false;
    for (int i = 0; i < p->rows; i++)
        if (strcmp(p->row[i].id, id) == 0) {
            p->row[i].progress = *q;
            p->row[i].progress.step = min_i(q->step, p->row[i].steps - 1);
            taken = true;
        }
    if (taken || p->kept == PLAYER_KEPT)
        return;
    memcpy(p->keep[p->kept].id, id, 32);
    p->keep[p->kept++].progress = *q;
}

bool player_remember(App *a, const char *text, size_t n, Err *err)
{
    bool ok = true;
    int line = 0;
    for (const char *at = text, *end = text + n; at < end; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((stop ? stop : end) - at);
        char copy[LINE_BYTES], id[32];
        Progress q;
        bool fits = length < sizeof copy && !memchr(at, 0, length);
        memcpy(copy, at, fits ? length : 0);
        copy[fits ? length : 0] = 0;
        if (fits && read_line(copy, id, &q))
            take(&a->player, id, &q);
        else if (ok)
            ok = err_set(err, tr("%d: no progress of a lesson; expected `ID step N seen N ...`"), line + 1);
        at += length + 1;
    }
    return ok;
}
