/* The language of the interface: which there are, which the system wants, which is in use. */
#include "app/language.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { LANGUAGES = 64 };
static int now; /* row in use */

int language_count(void) { return 1 + language_catalogs_count; }
const char *language_key(int row) { return row > 0 ? language_catalogs[row - 1].key : "en"; }
int language_now(void) { return now; }

/* The catalog of a row, read when it is first wanted; NULL for English. */
static const Catalog *catalog(int row)
{
    static Catalog catalogs[LANGUAGES];
    assert(row >= 0 && row < language_count() && row < LANGUAGES);
    if (row > 0 && !catalogs[row].bytes) {
        bool ok = tr_read(&catalogs[row], language_catalogs[row - 1].mo, language_catalogs[row - 1].size, NULL);
        assert(ok); /* msgfmt made it, and it is part of the program */
        (void)ok;
    }
    return row > 0 ? &catalogs[row] : NULL;
}

const char *language_name(int row)
{
    /* translators: the name of your own language (Deutsch, Magyar), not of English */
    return tr_in(catalog(row), N_("English"));
}

void language_use(int row)
{
    now = row;
    tr_use(catalog(row));
}

/* --- names --- */

/* The next letter of a language's name: small, with - for _; 0 at the end, where an encoding or variant begins. */
static char letter(const char *s)
{
    return *s >= 'A' && *s <= 'Z' ? (char)(*s - 'A' + 'a') : *s == '_' ? '-' : *s == '.' || *s == '@' ? 0 : *s;
}

/* Alike up to their end or, if `country` is false, up to the country. */
static bool alike(const char *a, const char *b, bool country)
{
    for (;; a++, b++) {
        char x = letter(a), y = letter(b);
        x = !country && x == '-' ? 0 : x;
        y = !country && y == '-' ? 0 : y;
        if (x != y || !x)
            return x == y;
    }
}

int language_find(const char *name)
{
    for (int country = 1; country >= 0; country--)
        for (int i = 0; i < language_count(); i++)
            if (alike(name, language_key(i), country))
                return i;
    return -1;
}

/* As gettext: LC_ALL before LC_MESSAGES before LANG says which; LANGUAGE is a list of what is liked better, which
 * counts unless that one is C. */
int language_of_system(void)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    const char *locale = NULL, *liked = getenv("LANGUAGE");
    for (int i = 0; i < COUNT(names) && !(locale && locale[0]); i++)
        locale = getenv(names[i]);
    if (!locale || !locale[0] || alike(locale, "C", true) || alike(locale, "POSIX", true))
        return 0;
    while (liked && *liked) {
        char name[32] = "";
        size_t n = strcspn(liked, ":");
        memcpy(name, liked, n < sizeof name ? n : sizeof name - 1);
        int row = n > 0 ? language_find(name) : -1;
        if (row >= 0)
            return row;
        liked += n + (liked[n] == ':');
    }
    int row = language_find(locale);
    return row >= 0 ? row : 0;
}
