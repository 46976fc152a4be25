/* nearest: what was most likely meant by a word that is none of ours. On its own, so that who needs it alone (scenes,
 * views) is not tied to the command line. */
#include "app/cli.h"

int cli_nearest(const char *word, const char *(*text)(int row), int count)
{
    int best = 0;
    for (int i = 1; i < count; i++)
        if (text_distance(word, text(i)) < text_distance(word, text(best)))
            best = i;
    return best;
}
