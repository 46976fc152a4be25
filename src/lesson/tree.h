/* What reads YAML in this folder shares: text -> a tree of nodes that know their lines. Nobody outside includes this.
 *
 * Only the plain part of YAML is taken: maps, lists and text. Anchors, aliases, tags and a second document are refused,
 * and depth, counts and lengths are bounded, so hostile text costs neither time nor memory. */
#ifndef RIDGESCOPE_TREE_H
#define RIDGESCOPE_TREE_H

#include "base/base.h"

enum { TREE_DEPTH = 8, TREE_NODES = 1 << 19, TREE_KEYS = 256, TREE_TEXT = 4096 };

typedef enum NodeKind { NODE_TEXT, NODE_LIST, NODE_MAP } NodeKind;

typedef struct Node {
    NodeKind kind;
    int line;         /* 1 ... */
    const char *key;  /* of an entry of a map; NULL elsewhere. No two entries of a map have the same */
    const char *text; /* TEXT: UTF-8 without a zero byte */
    struct Node *first, *next;
} Node;

/* The one document in yaml[n]; line: of its first byte. NULL with "LINE: ..." in err. All of it lies in a. */
const Node *tree_parse(const char *yaml, size_t n, int line, Arena *a, Err *err);
const Node *tree_find(const Node *map, const char *key);                   /* NULL: no such entry */
bool tree_is(const Node *n, NodeKind kind, Err *err);                      /* false with "LINE: ..." when it is not */
bool tree_error(Err *err, int line, const char *format, ...) PRINTF(3, 4); /* "LINE: ..."; always false */

#endif
