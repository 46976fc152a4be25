/* arena: bump allocation. An arena is a chain of blocks; an allocation takes the next bytes of the newest block, or
 * starts a new one at least twice as large. Nothing is freed singly. A reset of a chain trades it for one block of the
 * chain's whole size, so that a frame or a run that repeats itself soon lives in a single block and asks the system
 * for nothing. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = 64, FIRST_BLOCK = 1 << 14 }; /* a cache line, and the widest SIMD vector */

struct ArenaBlock {
    _Alignas(ALIGN) ArenaBlock *next;
    size_t size, used; /* bytes of data[] */
    _Alignas(ALIGN) unsigned char data[];
};

static ArenaBlock *new_block(size_t size)
{
    ArenaBlock *b = size > SIZE_MAX / 2 ? NULL : aligned_alloc(ALIGN, sizeof(ArenaBlock) + size);
    if (b)
        *b = (ArenaBlock){ .size = size };
    return b;
}

static bool grow(Arena *a, size_t size)
{
    size_t twice = a->now ? 2 * a->now->size : FIRST_BLOCK;
    ArenaBlock *b = new_block(size > twice ? size : twice);
    if (!b)
        b = new_block(size); /* no room to be generous */
    if (!b)
        return false;
    if (a->now)
        a->now->next = b;
    else
        a->first = b;
    a->now = b;
    return true;
}

void *arena_try(Arena *a, size_t size)
{
    if (size > SIZE_MAX / 2)
        return NULL;
    size = (size + ALIGN - 1) / ALIGN * ALIGN;
    if ((!a->now || a->now->size - a->now->used < size) && !grow(a, size))
        return NULL;
    void *p = a->now->data + a->now->used;
    a->now->used += size;
    return memset(p, 0, size);
}

void *arena_alloc(Arena *a, size_t size)
{
    void *p = arena_try(a, size);
    if (!p)
        memory_failed(size);
    return p;
}

void arena_reset(Arena *a)
{
    size_t total = 0;
    for (const ArenaBlock *b = a->first; b; b = b->next)
        total += b->size;
    if (a->first != a->now) {
        arena_free(a);
        a->first = a->now = new_block(total); /* on failure the arena is empty, and grows again as it can */
    }
    if (a->now)
        a->now->used = 0;
}

void arena_free(Arena *a)
{
    for (ArenaBlock *b = a->first, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    *a = (Arena){ 0 };
}

size_t arena_used(const Arena *a)
{
    size_t used = 0;
    for (const ArenaBlock *b = a->first; b; b = b->next)
        used += b->used;
    return used;
}

_Noreturn void memory_failed(size_t size)
{
    fprintf(stderr, "ridgescope: out of memory, %zu bytes were needed\n", size);
    exit(1);
}
