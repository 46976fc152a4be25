/* What a word of the lesson names lights up while the pointer or the keyboard is on that word: a calm outline in ink
 * around panels and parts of the deck; curves that it names get thicker (Highlight). Who draws a part says so, with its
 * name as in links and `lock`. */
#include "app/app_state.h"

#include <string.h>

bool spot_on(const App *a, const char *part) { return strcmp(a->player.lit, part) == 0; }

void spot(App *a, const char *part, Rect r)
{
    if (spot_on(a, part) && r.w > 0)
        canvas_frame(a->ui.c, r, 8, 2, app_theme(a)->ink);
}

Highlight spot_highlight(const App *a)
{
    static const struct {
        const char *part;
        Highlight highlight;
    } terms[] = { { "train", HIGHLIGHT_DATA }, { "penalty", HIGHLIGHT_PENALTY }, { "formula", HIGHLIGHT_TOTAL },
                  { "test", HIGHLIGHT_TEST },  { "gap", HIGHLIGHT_GAP },         { "twin", HIGHLIGHT_TWIN } };
    for (int i = 0; i < COUNT(terms); i++)
        if (spot_on(a, terms[i].part))
            return terms[i].highlight;
    return HIGHLIGHT_NONE;
}
