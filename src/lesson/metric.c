/* The numbers that lessons may look at: those of `train --json`, by the same keys. */
#include "lesson/lesson.h"

#include <string.h>

#define METRIC(name)                                                                                                   \
    static double of_##name(const Metrics *m) { return (double)m->name; }
METRIC(step)
METRIC(epoch)
METRIC(l2)
METRIC(l1)
METRIC(data_loss)
METRIC(penalty)
METRIC(objective)
METRIC(valid_loss)
METRIC(test_loss)
METRIC(train_accuracy)
METRIC(valid_accuracy)
METRIC(test_accuracy)
METRIC(weight_norm)

const MetricDef metric_defs[] = {
    { "step", N_("step"), false, of_step },
    { "epoch", N_("epoch"), false, of_epoch },
    { "l2", "λ", false, of_l2 },
    { "l1", "λ₁", false, of_l1 },
    { "data_loss", N_("data loss"), false, of_data_loss },
    { "penalty", N_("penalty"), false, of_penalty },
    { "objective", N_("cost"), false, of_objective },
    { "valid_loss", N_("validation loss"), false, of_valid_loss },
    { "test_loss", N_("test loss"), false, of_test_loss },
    { "train_accuracy", N_("train accuracy"), true, of_train_accuracy },
    { "valid_accuracy", N_("validation accuracy"), true, of_valid_accuracy },
    { "test_accuracy", N_("test accuracy"), true, of_test_accuracy },
    { "weight_norm", N_("weight norm"), false, of_weight_norm },
};
const int metric_count = COUNT(metric_defs);

int metric_find(const char *key)
{
    for (int i = 0; i < metric_count; i++)
        if (strcmp(metric_defs[i].key, key) == 0)
            return i;
    return -1;
}
