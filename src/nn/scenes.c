/* Scenes: settings as measured; the seeds were chosen by eye among the first twenty or more, where overfitting and
 * healing are plainly seen (moons: of 40, test accuracy at 0 at most .80 and at .01 at least .93). Each scene says what
 * differs from the first one. */
#include "nn/nn.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

const SceneDef scene_defs[] = {
    { .key = "moons",
      .label = N_("Two moons"),
      .help = N_("Eighty points, about twelve of them with a wrong label."),
      .settings =
          "data=moons points=80 valid_points=80 test_points=2000 noise=0.2 flip=0.15 scale=1 turns=0.75 "
          "imbalance=0 degree=0 features=x,y classes=3 seed_data=22 net=32-32 act=relu loss=auto pool=max freeze=0 "
          "gdn=instead seed_init=22 reg=l2 l2=0 l1=0 l1_mode=proximal dropout=0 decay=coupled bias_penalty=0 "
          "mistake=none opt=adam lr=0.01 momentum=0.9 beta1=0.9 beta2=0.999 "
          "batch=0 seed_batch=22 until=3000 sweep_lo=1e-5 sweep_hi=1" },
    { .key = "circles",
      .label = N_("Circles"),
      .help = N_("A ring around a disc, with wrong labels."),
      .settings = "data=circles noise=0.12 "
                  "seed_data=7 seed_init=7 seed_batch=7" },
    { .key = "spirals",
      .label = N_("Spirals"),
      .help = N_("Two arms that need a strongly bent boundary."),
      .settings = "data=spirals points=120 valid_points=120 noise=0.05 flip=0.1 "
                  "seed_data=9 seed_init=9 seed_batch=9" },
    { .key = "xor",
      .label = "XOR",
      .help = N_("Four quadrants, opposite ones of the same class."),
      .settings = "data=xor noise=0.1 "
                  "seed_data=13 seed_init=13 seed_batch=13" },
    { .key = "blobs",
      .label = N_("Three blobs"),
      .help = N_("Three overlapping classes; no labels are wrong."),
      .settings = "data=blobs points=90 valid_points=90 noise=0.4 flip=0 "
                  "seed_data=16 seed_init=16 seed_batch=16" },
    { .key = "checker",
      .label = N_("Checkerboard"),
      .help = N_("Nine cells; too much penalty soon flattens them all."),
      .settings = "data=checker points=150 valid_points=150 noise=0.05 flip=0.1 "
                  "seed_data=8 seed_init=8 seed_batch=8" },
    { .key = "clusters",
      .label = N_("Two clusters"),
      .help = N_("A linear model: lambda sets how steep it is, and turns it."),
      .settings = "data=clusters points=30 valid_points=30 noise=0.5 flip=0 net=- lr=0.1 "
                  "seed_data=29 seed_init=29 seed_batch=29" },
    { .key = "ellipse",
      .label = N_("Ellipse"),
      .help = N_("Ridge regression with two weights, solved exactly: the picture of the textbooks."),
      .settings = "data=ellipse points=20 valid_points=0 noise=0 flip=0 net=- opt=exact sweep_lo=1e-3 sweep_hi=10" },
    { .key = "sine",
      .label = N_("Noisy sine"),
      .help = N_("Fifteen points on a noisy sine; the test is the true curve."),
      .settings = "data=sine points=15 valid_points=15 test_points=401 noise=0.3 flip=0 act=tanh "
                  "seed_data=19 seed_init=19 seed_batch=19" },
    { .key = "ridge",
      .label = N_("Ten points"),
      .help = N_("A polynomial of degree nine through ten points of the noisy sine, solved exactly."),
      .settings = "data=sine points=10 valid_points=10 test_points=401 noise=0.3 flip=0 degree=9 net=- opt=exact "
                  "sweep_lo=1e-15 sweep_hi=10 seed_data=8 seed_init=8 seed_batch=8" },
    { .key = "glyphs",
      .label = N_("Glyphs"),
      .help = N_("Pictures of bars, plus and ring: noisy filters become smooth templates."),
      .settings = "data=glyphs points=60 valid_points=60 test_points=600 noise=0.35 flip=0.2 net=conv:4x5 batch=16 "
                  "until=800 sweep_lo=1e-4 sweep_hi=10 seed_data=13 seed_init=13 seed_batch=13" },
    { .key = "points",
      .label = N_("Own points"),
      .help = N_("Draw points with the mouse and see what the net makes of them."),
      .settings = "data=points points=300 valid_points=100 test_points=100 flip=0" },
};
const int scene_count = COUNT(scene_defs);

int scene_find(const char *key)
{
    for (int i = 0; i < scene_count; i++)
        if (strcmp(scene_defs[i].key, key) == 0)
            return i;
    return -1;
}

static void apply_settings(Config *c, const char *settings)
{
    char key[32], value[32];
    int used = 0;
    for (const char *s = settings; sscanf(s, " %31[a-z0-9_]=%31[^ ]%n", key, value, &used) == 2; s += used) {
        Err err;
        bool ok = config_set(c, key, value, &err);
        assert(ok);
        (void)ok;
    }
}

void scene_config(int row, Config *c)
{
    memset(c, 0, sizeof *c);
    apply_settings(c, scene_defs[0].settings);
    apply_settings(c, scene_defs[row].settings);
}

void config_default(Config *c) { scene_config(0, c); }
