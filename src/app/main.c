/* main: one table of commands. To add one: cmd_NAME.c, a row here. */
#define _POSIX_C_SOURCE 200809L
#include "app/cli.h"
#include "app/filing.h"
#include "app/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const CommandDef command_defs[] = {
    { "train", "SCENE [-o FILE]", N_("train without a window and print metrics"), .bit = FOR_TRAIN, .least = 1,
      .most = 1, .run = cmd_train,
      .more = N_("Prints CSV, or with --json one object per line. The last line is the final state. Examples:\n"
                 "  ridgescope train moons --set l2=0.01 --json --every 0\n"
                 "  ridgescope train moons --at 1500:l2=0.01 --steps 3000") },
    { "sweep", "SCENE -o FILE", N_("train over a grid of settings and seeds"), .bit = FOR_SWEEP, .least = 1, .most = 1,
      .run = cmd_sweep,
      .more = N_(
          "Writes the final state of each run, as CSV or with --json one object per line, in a fixed order: the first\n"
          "--over outermost, seeds innermost. What is done is kept in FILE.part; the same command goes on from there.\n"
          "Examples:\n"
          "  ridgescope sweep moons --over l2=0,1e-5:1:31 --seeds 20 -o moons.csv\n"
          "  ridgescope sweep circles --over l2=0,0.01 --over points=20,80,300 --shard 1/4 -o part1.csv") },
    { "export", "SCENE -o FILE", N_("a picture, film or table of what the window shows"), .bit = FOR_EXPORT, .least = 1,
      .most = 1, .run = cmd_export,
      .more = N_("Trains first, and waits for every analysis that the picture shows. FILE's ending says what it is:\n"
                 "  .png .svg .pdf  a picture          .gif .mp4  a film of the training, or over a setting (--over)\n"
                 "  .csv            its numbers        .tex       its lines and bars for LaTeX (pgfplots)\n"
                 "  .yaml           the scene          .txt       the scene as one line of letters, to send\n"
                 "Examples:\n"
                 "  ridgescope export moons -o moons.png --theme dark --size 1920x1080\n"
                 "  ridgescope export moons -o figure.pdf --panel boundary,curves --width 174\n"
                 "  ridgescope export moons -o lambdas.pdf --panel boundary --over l2=0,0.001,0.01 --width 174\n"
                 "  ridgescope export moons -o film.gif --panel boundary,curves --size 640x400 --fps 12\n"
                 "  ridgescope export moons -o compare.png --view compare --b reg=l1 --b points=300") },
    { "model", "SCENE -o FILE", N_("the trained network: .json .npz .c"), .bit = FOR_MODEL, .least = 1, .most = 1,
      .run = cmd_model,
      .more = N_(
          "What it is made of and its weights, with some points and the program's own answers to check a reader by.\n"
          "Examples:\n"
          "  ridgescope model moons --set l2=0.01 -o moons.npz\n"
          "  ridgescope model glyphs -o glyphs.c") },
    { "check", "FILE...", N_("validate lessons, scenes and tables: a line for each problem"), .bit = FOR_CHECK,
      .least = 1, .most = ARG_WORDS, .run = cmd_check,
      .more = N_(
          "A lesson's steps are trained: goals must be reached by their own moves, and what it expects must be so.") },
    { "bench", "[NAME...]", N_("measure this machine"), .bit = FOR_BENCH, .most = ARG_WORDS, .run = cmd_bench,
      .more = N_("NAMEs: peak W1 W2 W3 sweep field surface frame start export; all of them unless told.") },
    { "list", "[KIND]", N_("what there is: settings, data sets, scenes, panels ..."), .bit = FOR_LIST, .most = 1,
      .run = cmd_list, .more = N_("KINDs: data act loss reg opt feature panel scene lesson setting.") },
    { "", "[SCENE]", N_("open the window"), .bit = FOR_WINDOW, .most = 1, .run = cmd_window },
};
const int command_count = COUNT(command_defs);

int cmd_window(Args *a)
{
    int status = cli_scene(a, a->words ? a->word[0] : scene_defs[0].key);
    if (status != DONE)
        return status;
#ifdef __linux__
    const char *screens[] = { "DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER" }; /* the last: somebody knows better */
    bool any = false;
    for (int i = 0; i < COUNT(screens); i++) {
        const char *screen = getenv(screens[i]);
        any = any || (screen && screen[0]);
    }
    if (!any)
        return cli_fail(FAILED,
                        tr("no display for a window; expected DISPLAY to be set, or use `ridgescope export %s -o "
                           "picture.png`, `ridgescope train %s`"),
                        a->scene_name, a->scene_name);
#endif
    if (a->words && source_known(a->scene_name) && !a->lesson[0])
        filing_opened(a->scene_name);
    bool changed = a->sets || a->ats || a->steps >= 0; /* then it is a scene of one's own */
    return window_run(&(WindowStart){ .scene = a->scene,
                                      .theme = a->theme,
                                      .lang = a->lang,
                                      .lesson = changed        ? NULL
                                                : a->lesson[0] ? a->lesson
                                                : a->words     ? NULL
                                                               : "",
                                      .lesson_step = a->lesson_step });
}

static int run(Args *a)
{
    if (a->version)
        return printf("ridgescope %s\n", RIDGESCOPE_VERSION) > 0 ? DONE : FAILED;
    if (a->help)
        return cli_help(stdout, a->command), DONE;
    return a->command->run(a);
}

/* RIDGESCOPE_KERNEL=plain|avx2|avx512: other inner loops than this processor's best. All give the same bits; tests
 * compare them, and what a slower machine shows can be seen here. */
static int choose_kernel(void)
{
    const char *key = getenv("RIDGESCOPE_KERNEL");
    if (!key || !key[0] || kernel_choose(key))
        return DONE;
    return cli_fail(FAILED, tr("RIDGESCOPE_KERNEL=%s: not on this processor; expected plain, avx2 or avx512"), key);
}

int main(int argc, char **argv)
{
    Args args = { 0 };
    language_use(language_of_system());
    int status = cli_parse(&args, argc, argv);
    if (status == DONE)
        status = choose_kernel();
    if (status == DONE)
        status = run(&args);
    if ((fflush(stdout) != 0 || ferror(stdout)) && status == DONE)
        status = cli_fail(FAILED, tr("cannot write what was asked for: %s; expected room for it"), strerror(errno));
    if (args.scene)
        scene_free(args.scene);
    free(args.scene);
    free(args.set);
    return status;
}
