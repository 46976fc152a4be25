/* story: see story.h. */
#include "app/story.h"

#include "app/app_state.h"
#include "app/cli.h"
#include "app/scenery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How the run of a frame began, what was changed at which step, and the step it shows. */
static bool put_net(const Frame *f, Scene *out, Err *err)
{
    const Snapshot *snap = &f->f.snap;
    if (snap->changes > SCENE_CHANGES)
        return err_set(err, tr("this net was changed %d times; expected at most %d"), snap->changes, SCENE_CHANGES);
    out->config = snap->start;
    out->changes = snap->changes;
    memcpy(out->change, snap->journal, (size_t)out->changes * sizeof *out->change);
    out->until = snap->step;
    return true;
}

static int layout(const App *a)
{
    if (compare_on(a))
        return a->difference ? VIEW_DIFFERENCE : VIEW_COMPARE;
    return a->stage == STAGE_GRID ? VIEW_GRID : VIEW_MAIN;
}

char *story_text(const App *a, const Words *figure, StoryForm form, size_t *size, Err *err)
{
    Scene *s = calloc(1, sizeof *s), *b = calloc(1, sizeof *b);
    char *text = NULL;
    if (!s || !b)
        memory_failed(sizeof *s);
    bool two = compare_on(a) && a->frame[1];
    if (put_net(a->frame[0], s, err) && (!two || put_net(a->frame[1], b, err))) {
        snprintf(s->title, sizeof s->title, "%s", a->title);
        snprintf(s->version, sizeof s->version, "%s", RIDGESCOPE_VERSION);
        s->own = (Own *)keep_own(a->frame[0]->own); /* borrowed: a writer takes nothing over */
        if (two) {
            s->b = b;
            b->own = a->frame[1]->own == a->frame[0]->own ? NULL : (Own *)keep_own(a->frame[1]->own);
        }
        scenery_put(a, option_views[layout(a)], &s->view);
        if (figure)
            s->figure = *figure;
        text = form == STORY_BRIEF ? scene_write_brief(s, size) : scene_write(s, size);
    }
    free(b);
    free(s);
    return text;
}
