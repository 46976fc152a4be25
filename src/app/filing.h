/* filing: opening and saving scenes. The window's content asks (Filing), the host does it: filing.c has the files and
 * the clipboard, filingview.c the pop-over. */
#ifndef RIDGESCOPE_FILING_H
#define RIDGESCOPE_FILING_H

#include "ui/ui.h"

typedef enum FilingWish { FILING_NOTHING, FILING_LIST, FILING_OPEN, FILING_SAVE, FILING_COPY, FILING_PASTE } FilingWish;

enum { FILING_ROWS = 9, FILING_PATH = 512 };

typedef struct Filing {
    FilingWish wish;          /* the host's to take */
    bool saving;              /* the pop-over saves; false: it opens */
    char typed[UI_ENTRY];     /* in its field: a name in the folder of own scenes, a path, a code */
    char folder[FILING_PATH]; /* of own scenes, with a slash at its end; "": there is none */
    int rows;                 /* what can be opened: recent files, then own scenes */
    char row[FILING_ROWS][FILING_PATH];
} Filing;

struct App;
void filing_serve(struct App *a);     /* does what is wished, and says in the window how it went */
void filing_opened(const char *path); /* becomes the newest of the recent files; nothing where it is none */
bool filing_open(struct App *a, const char *name); /* as from the command line; what is wrong is said in the window */

#endif
