/* tree: YAML text -> nodes with line numbers. libyaml splits the text into events, this file stacks them up and says
 * no to everything that a settings file does not need. */
#include "lesson/tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

typedef struct Reader {
    yaml_parser_t yaml;
    const char *source;
    size_t size;
    Arena *arena;
    Err *err;
    int line; /* of the first byte */
    int nodes;
} Reader;

bool tree_error(Err *err, int line, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return err_set(err, "%d: %s", line, text);
}

static int event_line(const Reader *r, const yaml_event_t *e) { return r->line + (int)e->start_mark.line; }

/* What libyaml did not like. A byte that is no text has an offset, everything else a mark. */
static bool syntax_error(const Reader *r)
{
    int line = r->line + (int)r->yaml.problem_mark.line;
    if (r->yaml.error == YAML_MEMORY_ERROR)
        return tree_error(r->err, line, tr("out of memory; expected a smaller file"));
    if (r->yaml.error != YAML_READER_ERROR)
        return tree_error(r->err, line, tr("this is not valid YAML (%s); expected lines of `key: value`"),
                          r->yaml.problem);
    line = r->line;
    for (size_t i = 0; i < r->yaml.problem_offset && i < r->size; i++)
        line += r->source[i] == '\n';
    return tree_error(r->err, line, tr("a byte that is not text (%s); expected UTF-8"), r->yaml.problem);
}

static bool next_event(Reader *r, yaml_event_t *e) { return yaml_parser_parse(&r->yaml, e) ? true : syntax_error(r); }

static char *keep_text(Reader *r, const yaml_event_t *e)
{
    const char *s = (const char *)e->data.scalar.value;
    size_t n = e->data.scalar.length;
    char *kept = NULL;
    if (n > TREE_TEXT)
        tree_error(r->err, event_line(r, e), tr("a text of %zu bytes; expected at most %d"), n, TREE_TEXT);
    else if (!text_utf8_ok(s, n))
        tree_error(r->err, event_line(r, e), tr("a zero or broken character in a text; expected UTF-8"));
    else if (!(kept = arena_try(r->arena, n + 1)))
        tree_error(r->err, event_line(r, e), tr("out of memory; expected a smaller file"));
    if (kept)
        memcpy(kept, s, n);
    return kept;
}

/* The anchor or tag of an event, NULL when it has none. */
static const char *decoration(const yaml_event_t *e)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;
    if (e->type == YAML_SCALAR_EVENT)
        anchor = e->data.scalar.anchor, tag = e->data.scalar.tag;
    else if (e->type == YAML_SEQUENCE_START_EVENT)
        anchor = e->data.sequence_start.anchor, tag = e->data.sequence_start.tag;
    else if (e->type == YAML_MAPPING_START_EVENT)
        anchor = e->data.mapping_start.anchor, tag = e->data.mapping_start.tag;
    else if (e->type == YAML_ALIAS_EVENT)
        anchor = e->data.alias.anchor;
    return anchor ? tr("an anchor or alias") : tag ? tr("a tag") : NULL;
}

static Node *read_node(Reader *r, const yaml_event_t *e, int depth);

/* The entries of a list or map up to its end event. */
static bool read_entries(Reader *r, Node *parent, yaml_event_type_t end, int depth)
{
    Node **tail = &parent->first;
    for (int entries = 0;; entries++) {
        yaml_event_t e;
        if (!next_event(r, &e))
            return false;
        if (e.type == end) {
            yaml_event_delete(&e);
            return true;
        }
        char *key = NULL;
        bool ok = true;
        if (parent->kind == NODE_MAP) {
            int line = event_line(r, &e);
            const Node *before = NULL;
            if (e.type != YAML_SCALAR_EVENT || decoration(&e))
                ok = tree_error(r->err, line, tr("a key that is not a plain word; expected `key: value`"));
            else if (entries >= TREE_KEYS)
                ok = tree_error(r->err, line, tr("more than %d keys in one map; expected fewer"), TREE_KEYS);
            else
                ok = (key = keep_text(r, &e)) != NULL;
            if (ok && (before = tree_find(parent, key)))
                ok = tree_error(r->err, line, tr("'%.60s' stands twice, first in line %d; expected each key once"), key,
                                before->line);
            yaml_event_delete(&e);
            if (!ok || !next_event(r, &e))
                return false;
        }
        *tail = read_node(r, &e, depth);
        yaml_event_delete(&e);
        if (!*tail)
            return false;
        (*tail)->key = key;
        tail = &(*tail)->next;
    }
}

static Node *read_node(Reader *r, const yaml_event_t *e, int depth)
{
    int line = event_line(r, e);
    const char *extra = decoration(e);
    Node *n = NULL;
    if (extra)
        tree_error(r->err, line, tr("%s; expected plain values"), extra);
    else if (depth >= TREE_DEPTH)
        tree_error(r->err, line, tr("values nested more than %d deep; expected a flatter file"), TREE_DEPTH);
    else if (++r->nodes > TREE_NODES)
        tree_error(r->err, line, tr("more than %d values; expected fewer"), TREE_NODES);
    else if (!(n = arena_try(r->arena, sizeof *n)))
        tree_error(r->err, line, tr("out of memory; expected a smaller file"));
    if (!n)
        return NULL;
    n->line = line;
    bool ok = true;
    if (e->type == YAML_SCALAR_EVENT) {
        n->kind = NODE_TEXT;
        ok = (n->text = keep_text(r, e)) != NULL;
    } else if (e->type == YAML_SEQUENCE_START_EVENT) {
        n->kind = NODE_LIST;
        ok = read_entries(r, n, YAML_SEQUENCE_END_EVENT, depth + 1);
    } else {
        n->kind = NODE_MAP;
        ok = read_entries(r, n, YAML_MAPPING_END_EVENT, depth + 1);
    }
    return ok ? n : NULL;
}

/* Takes the next event, which must be of this type. */
static bool skip(Reader *r, yaml_event_type_t type, const char *otherwise)
{
    yaml_event_t e;
    if (!next_event(r, &e))
        return false;
    bool ok = e.type == type;
    if (!ok)
        tree_error(r->err, event_line(r, &e), "%s", otherwise);
    yaml_event_delete(&e);
    return ok;
}

static const Node *read_document(Reader *r)
{
    if (!skip(r, YAML_STREAM_START_EVENT, tr("not a text")) ||
        !skip(r, YAML_DOCUMENT_START_EVENT, tr("the file is empty; expected lines of `key: value`")))
        return NULL;
    yaml_event_t e;
    if (!next_event(r, &e))
        return NULL;
    const Node *root = read_node(r, &e, 0);
    yaml_event_delete(&e);
    if (!root || !skip(r, YAML_DOCUMENT_END_EVENT, tr("the document does not end")) ||
        !skip(r, YAML_STREAM_END_EVENT, tr("a second document; expected one")))
        return NULL;
    return root;
}

const Node *tree_parse(const char *yaml, size_t n, int line, Arena *a, Err *err)
{
    Reader r = { .source = yaml, .size = n, .arena = a, .err = err, .line = line };
    if (!yaml_parser_initialize(&r.yaml)) {
        tree_error(err, line, tr("out of memory; expected a smaller file"));
        return NULL;
    }
    yaml_parser_set_input_string(&r.yaml, (const unsigned char *)yaml, n);
    yaml_parser_set_encoding(&r.yaml, YAML_UTF8_ENCODING);
    const Node *root = read_document(&r);
    yaml_parser_delete(&r.yaml);
    return root;
}

const Node *tree_find(const Node *map, const char *key)
{
    for (const Node *n = map->first; n; n = n->next)
        if (strcmp(n->key, key) == 0)
            return n;
    return NULL;
}

bool tree_is(const Node *n, NodeKind kind, Err *err)
{
    static const char *const names[] = { N_("a text or number"), N_("a list [a, b]"), N_("a map {key: value}") };
    if (n->kind == kind)
        return true;
    if (n->key)
        return tree_error(err, n->line, tr("'%.60s' is %s; expected %s"), n->key, tr(names[n->kind]), tr(names[kind]));
    return tree_error(err, n->line, tr("this is %s; expected %s"), tr(names[n->kind]), tr(names[kind]));
}
