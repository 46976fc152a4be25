/* embedded: the course that is part of the program. */
#include "app/embedded.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const EmbeddedFile *embedded_find(const char *name)
{
    for (int i = 0; i < embedded_count; i++)
        if (strcmp(embedded_files[i].name, name) == 0)
            return &embedded_files[i];
    return NULL;
}

const Lesson *embedded_lesson(const EmbeddedFile *f, const char *lang, Arena *a, Err *err)
{
    char name[LESSON_NAME];
    const EmbeddedFile *words = lang[0] && translate_file(f->name, lang, name) ? embedded_find(name) : NULL;
    const Lesson *l = lesson_parse(f->text, f->n, a, err);
    const Lesson *other = l && words ? translate_lesson(l, words->text, words->n, a, NULL) : NULL;
    return other ? other : l;
}

void embedded_row(const Lesson *l, CourseRow *r)
{
    snprintf(r->id, sizeof r->id, "%s", l->id);
    snprintf(r->title, sizeof r->title, "%s", l->title);
    r->order = l->order;
    r->minutes = l->minutes;
    r->steps = l->steps;
    r->objectives[0] = 0;
    for (int i = 0; i < l->objectives; i++) {
        size_t used = strlen(r->objectives), more = strlen(l->objective[i]) + 5;
        if (used + more < sizeof r->objectives) /* whole ones */
            snprintf(r->objectives + used, sizeof r->objectives - used, "%s%s", used ? " · " : "", l->objective[i]);
    }
}

static int by_order(const void *a, const void *b)
{
    const CourseRow *x = a, *y = b;
    return x->order != y->order ? x->order - y->order : strcmp(x->id, y->id);
}

int embedded_course(const char *lang, CourseRow *row, int most)
{
    Arena arena = { 0 };
    Err err;
    int n = 0;
    for (int i = 0; i < embedded_count && n < most; i++) {
        char name[LESSON_NAME];
        arena_reset(&arena);
        const Lesson *l = translate_original(embedded_files[i].name, name)
                              ? NULL
                              : embedded_lesson(&embedded_files[i], lang, &arena, &err);
        if (!l)
            continue;
        CourseRow *r = &row[n++];
        *r = (CourseRow){ .bundled = true };
        snprintf(r->file, sizeof r->file, "%s", embedded_files[i].name);
        embedded_row(l, r);
    }
    arena_free(&arena);
    qsort(row, (size_t)n, sizeof *row, by_order);
    return n;
}
