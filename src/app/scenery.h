/* scenery: what the window shows, as words of a scene (`view`), and back. Whatever a picture depends on besides the
 * nets stands in one table: layout, theme, open panels in the order in which they were raised, parts of the deck, what
 * panels have to choose from. */
#ifndef RIDGESCOPE_SCENERY_H
#define RIDGESCOPE_SCENERY_H

#include "app/app.h"

void scenery_put(const App *a, const char *layout, Words *out); /* what is as at the start is left out */
/* False for the first word that is not known, or has a value that is not; *line: where it stands. */
bool scenery_check(const Words *w, int *line, Err *err);
void scenery_take(App *a, const Words *w); /* checked before; what is not named is as at the start, but for the theme */

#endif
