/* The languages of the interface: English, in which everything is written, and the catalogs of the folder po, which are
 * part of the program. No file is looked for and no locale has to be installed, so it is the same in a browser. */
#ifndef RIDGESCOPE_LANGUAGE_H
#define RIDGESCOPE_LANGUAGE_H

#include "base/base.h"

int language_count(void);
const char *language_key(int row);  /* "en" (row 0), "zh-CN": what --lang takes, and what lessons/NAME.KEY.md ends in */
const char *language_name(int row); /* in itself: "English", "简体中文" */
/* The row for a name as people and systems write it: zh-CN, zh_CN.UTF-8, ZH; a country that is not there gives the
 * language's own. -1: none. */
int language_find(const char *name);
int language_of_system(void); /* what the environment asks for as gettext reads it; English when that is not there */
void language_use(int row);   /* from now on, everywhere: see tr in base.h. Any moment, but one thread at a time */
int language_now(void);

/* catalogs.c, made by po/meson.build */
typedef struct EmbeddedCatalog {
    const char *key;
    const unsigned char *mo;
    size_t size;
} EmbeddedCatalog;
extern const EmbeddedCatalog language_catalogs[]; /* ended by a row without a key */
extern const int language_catalogs_count;

#endif
