/* pointlist: own points in a scene file, from YAML and back. */
#include "lesson/pointlist.h"

#include <string.h>

static bool take_number(const Node *n, double most, double *out, Err *err)
{
    if (!tree_is(n, NODE_TEXT, err))
        return false;
    if (!text_to_double(n->text, out) || !(*out >= -most && *out <= most))
        return tree_error(err, n->line, tr("'%.40s' is not possible here; expected a number of at most %g in size"),
                          n->text, most);
    return true;
}

/* [x, y, class] or [x, value]: as many numbers as the first point has. */
static bool take_point(const Node *list, Own *o, int i, Err *err)
{
    double v[3] = { 0 };
    int n = 0;
    if (!tree_is(list, NODE_LIST, err))
        return false;
    for (const Node *e = list->first; e; e = e->next, n++)
        if (n <= o->inputs && !take_number(e, 1e6, &v[n], err))
            return false;
    if (n != o->inputs + 1)
        return tree_error(err, list->line, tr("a point of %d numbers; expected %d, as in the first one"), n,
                          o->inputs + 1);
    for (int k = 0; k < o->inputs; k++)
        o->x[i * o->inputs + k] = (float)v[k];
    o->y[i] = (float)v[o->inputs];
    int class = (int)o->y[i];
    if (o->inputs == 1)
        return true;
    if (class < 0 || class >= NN_CLASSES || v[2] != class)
        return tree_error(err, list->line, tr("no class %g; expected 0 ... %d"), v[2], NN_CLASSES - 1);
    o->classes = max_i(o->classes, class + 1);
    return true;
}

bool pointlist_points(Own **out, const Node *list, Err *err)
{
    int n = 0, numbers = 0, i = 0;
    for (const Node *p = list->first; p; p = p->next)
        n++;
    if (n == 0 || n > OWN_POINTS)
        return tree_error(err, list->line, tr("%d points; expected 1 ... %d"), n, OWN_POINTS);
    for (const Node *e = list->first->kind == NODE_LIST ? list->first->first : NULL; e; e = e->next)
        numbers++;
    if (numbers != 2 && numbers != 3)
        return tree_error(err, list->first->line, tr("not a point; expected [x, y, class], or [x, value] for all"));
    Own *o = *out = own_new(n, numbers - 1);
    if (!o)
        return tree_error(err, list->line, tr("out of memory; expected fewer points"));
    o->classes = numbers == 3 ? 2 : 0;
    for (const Node *p = list->first; p; p = p->next)
        if (!take_point(p, o, i++, err))
            return false;
    return true;
}

static bool take_name(char out[24], const Node *n, Err *err)
{
    if (!tree_is(n, NODE_TEXT, err))
        return false;
    bool control = false;
    for (const char *p = n->text; *p; p++)
        control |= (unsigned char)*p < ' ' || *p == 127;
    if (strlen(n->text) > 23 || control)
        return tree_error(err, n->line, tr("'%.40s' is not a name; expected at most 23 bytes in one line"), n->text);
    strcpy(out, n->text);
    return true;
}

bool pointlist_labels(Own *o, const Node *list, Err *err)
{
    int k = 0;
    if (!o || !o->classes)
        return tree_error(err, list->line, tr("labels without classes; expected points: [[x, y, class], ...]"));
    for (const Node *n = list->first; n; n = n->next, k++) {
        if (k == NN_CLASSES)
            return tree_error(err, n->line, tr("more than %d labels; expected fewer"), NN_CLASSES);
        if (!take_name(o->label[k], n, err))
            return false;
    }
    o->classes = max_i(o->classes, k);
    return true;
}

static bool take_axis(Own *o, int k, const Node *map, Err *err)
{
    if (!tree_is(map, NODE_MAP, err))
        return false;
    for (const Node *n = map->first; n; n = n->next) {
        double v = 0;
        if (strcmp(n->key, "name") == 0 ? !take_name(o->axis[k], n, err) : !take_number(n, 1e38, &v, err))
            return false;
        if (strcmp(n->key, "shift") == 0)
            o->shift[k] = (float)v;
        else if (strcmp(n->key, "scale") == 0 && v > 0)
            o->scale[k] = (float)v;
        else if (strcmp(n->key, "name") != 0)
            return tree_error(err, n->line, tr("'%.40s: %.40s'; expected name, shift, or a scale above 0"), n->key,
                              n->text);
    }
    return true;
}

bool pointlist_axes(Own *o, const Node *list, Err *err)
{
    int k = 0;
    if (!o)
        return tree_error(err, list->line, tr("axes without points; expected points: [[x, y, class], ...]"));
    for (const Node *n = list->first; n; n = n->next, k++)
        if (k == COUNT(o->axis))
            return tree_error(err, n->line, tr("more than %d axes; expected fewer"), k);
        else if (!take_axis(o, k, n, err))
            return false;
    return true;
}

void pointlist_write(Writer *t, const char *indent, const Own *o)
{
    bool scaled = false, named = false;
    writer_put(t, "%spoints:\n", indent);
    for (int i = 0; i < o->n; i++) {
        char number[32];
        for (int k = 0; k < o->inputs; k++) {
            text_of_float(number, o->x[i * o->inputs + k]);
            writer_put(t, "%s%s%s, ", k ? "" : indent, k ? "" : "  - [", number);
        }
        text_of_float(number, o->y[i]);
        writer_put(t, "%s]\n", number);
    }
    for (int k = 0; k < o->classes; k++)
        named |= o->label[k][0] != 0;
    for (int k = 0; k < COUNT(o->axis); k++)
        scaled |= o->axis[k][0] || o->shift[k] < 0 || o->shift[k] > 0 || o->scale[k] < 1 || o->scale[k] > 1;
    if (named || o->classes > 2) {
        writer_put(t, "%slabels: [", indent);
        for (int k = 0; k < o->classes; k++) {
            writer_put(t, k ? ", " : "");
            writer_quoted(t, o->label[k]);
        }
        writer_put(t, "]\n");
    }
    if (!scaled)
        return;
    writer_put(t, "%saxes:\n", indent);
    for (int k = 0; k < COUNT(o->axis); k++) {
        char shift[32], scale[32];
        text_of_float(shift, o->shift[k]);
        text_of_float(scale, o->scale[k]);
        writer_put(t, "%s  - {name: ", indent);
        writer_quoted(t, o->axis[k]);
        writer_put(t, ", shift: %s, scale: %s}\n", shift, scale);
    }
}
