/* Own points in a scene file. Private to this folder.
 *
 *     points: [[x, y, class], ...]      or [x, value]; all have as many numbers as the first
 *     labels: [cat, dog]                words of the classes, when they have any
 *     axes: [{name: weight, shift: 70, scale: 12}, ...]      original = value * scale + shift; inputs, then the target
 */
#ifndef RIDGESCOPE_POINTLIST_H
#define RIDGESCOPE_POINTLIST_H

#include "lesson/lesson.h"
#include "lesson/tree.h"
#include "lesson/writer.h"

bool pointlist_points(Own **out, const Node *list, Err *err); /* *out may be set even on error: for free() */
bool pointlist_labels(Own *o, const Node *list, Err *err);    /* o NULL: refused; all with "LINE: ..." */
bool pointlist_axes(Own *o, const Node *list, Err *err);
void pointlist_write(Writer *t, const char *indent, const Own *o); /* indent: before each line */

#endif
