/* npzmodel: a network as NumPy reads it: a zip file, nothing compressed, of arrays in the .npy format 1.0 (NumPy
 * enhancement proposal 1) and model.json, which says what they are. Files have the zip format's first date, so that the
 * same network gives the same bytes. */
#define _POSIX_C_SOURCE 200809L
#include "app/model.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { ENTRIES = 4 * NN_CHAIN, FIRST_DATE = 0x21 /* 1980-01-01 */ };

typedef struct Entry {
    char name[40];
    uint32_t crc, size, at;
} Entry;

typedef struct Zip {
    FILE *f;
    int n;
    Entry entry[ENTRIES];
} Zip;

static void put16(FILE *f, uint32_t v)
{
    fputc((int)(v & 255), f);
    fputc((int)(v >> 8 & 255), f);
}

static void put32(FILE *f, uint32_t v)
{
    put16(f, v & 0xFFFF);
    put16(f, v >> 16);
}

/* What the local header and the directory say alike. */
static void put_facts(FILE *f, const Entry *m)
{
    put16(f, 20);     /* version needed */
    put16(f, 0x0800); /* names are UTF-8 */
    put16(f, 0);      /* stored */
    put16(f, 0);
    put16(f, FIRST_DATE);
    put32(f, m->crc);
    put32(f, m->size);
    put32(f, m->size);
    put16(f, (uint32_t)strlen(m->name));
    put16(f, 0);
}

static void put_entry(Zip *z, const char *name, const void *data, size_t size)
{
    Entry *m = &z->entry[z->n++];
    snprintf(m->name, sizeof m->name, "%s", name);
    m->at = (uint32_t)ftell(z->f);
    m->size = (uint32_t)size;
    m->crc = (uint32_t)crc32(0, data, (uInt)size);
    put32(z->f, 0x04034b50);
    put_facts(z->f, m);
    fputs(m->name, z->f);
    fwrite(data, 1, size, z->f);
}

static void put_directory(Zip *z)
{
    uint32_t at = (uint32_t)ftell(z->f);
    for (int i = 0; i < z->n; i++) {
        put32(z->f, 0x02014b50);
        put16(z->f, 20);
        put_facts(z->f, &z->entry[i]);
        put16(z->f, 0); /* comment */
        put16(z->f, 0); /* disk */
        put16(z->f, 0);
        put32(z->f, 0);
        put32(z->f, z->entry[i].at);
        fputs(z->entry[i].name, z->f);
    }
    uint32_t size = (uint32_t)ftell(z->f) - at;
    put32(z->f, 0x06054b50);
    put16(z->f, 0);
    put16(z->f, 0);
    put16(z->f, (uint32_t)z->n);
    put16(z->f, (uint32_t)z->n);
    put32(z->f, size);
    put32(z->f, at);
    put16(z->f, 0);
}

/* type: "<f4" or "<f8"; cols 0: a vector. Little-endian, as every machine is that this runs on. */
static void put_array(Zip *z, const char *name, const char *type, const void *data, size_t each, int rows, int cols)
{
    char shape[40], file[40], *bytes = NULL;
    size_t size;
    FILE *f = open_memstream(&bytes, &size);
    if (!f)
        memory_failed(0);
    snprintf(shape, sizeof shape, cols ? "(%d, %d)" : "(%d,)", rows, cols);
    int length = snprintf(NULL, 0, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }", type, shape);
    int whole = (10 + length + 1 + 63) / 64 * 64; /* the data are aligned */
    fputs("\x93NUMPY\x01", f);
    fputc(0, f);
    put16(f, (uint32_t)(whole - 10));
    fprintf(f, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }%*s\n", type, shape, whole - 11 - length, "");
    fwrite(data, each, (size_t)rows * (size_t)max_i(1, cols), f);
    if (fclose(f) != 0)
        memory_failed(size);
    snprintf(file, sizeof file, "%s.npy", name);
    put_entry(z, file, bytes, size);
    free(bytes);
}

static void put_layer(Zip *z, const Model *m, const LayerShape *l, int number)
{
    char name[40];
    const real *p = m->params + l->first;
    typedef struct Array {
        const char *name;
        const real *data;
        int rows, cols;
    } Array;
    Array part[2] = { { "weights", p, l->in, l->out }, { "biases", p + l->weights, l->out, 0 } };
    if (l->kind == LAYER_GDN) {
        part[0].name = "gamma";
        part[1] = (Array){ "beta", p + l->in * l->out, l->out, 0 };
    } else if (l->kind == LAYER_CONV) {
        part[0] = (Array){ "filters", p, l->maps, l->window * l->window };
        part[1].rows = l->maps;
    }
    for (int i = 0; i < 2; i++) {
        snprintf(name, sizeof name, "layer%d_%s", number, part[i].name);
        put_array(z, name, "<f4", part[i].data, sizeof(real), part[i].rows, part[i].cols);
    }
}

static void put_head(Zip *z, const Model *m)
{
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    if (!f)
        memory_failed(0);
    jsonmodel_head(f, m);
    jsonmodel_layers(f, m, false);
    fputs("}\n", f);
    if (fclose(f) != 0)
        memory_failed(size);
    put_entry(z, "model.json", text, size);
    free(text);
}

char *npzmodel_write(const Model *m, size_t *size)
{
    char *bytes = NULL;
    Zip *z = calloc(1, sizeof *z);
    if (!z || !(z->f = open_memstream(&bytes, size)))
        memory_failed(sizeof *z);
    put_head(z, m);
    for (int i = 0, n = 0; i < m->shape->chain; i++) {
        const LayerShape *l = &m->shape->layer[i];
        if (l->kind == LAYER_DENSE || l->kind == LAYER_GDN || l->kind == LAYER_CONV)
            put_layer(z, m, l, n);
        n += l->kind != LAYER_DROPOUT; /* as numbered in model.json */
    }
    put_array(z, "example_inputs", "<f8", m->example, sizeof(double), m->examples, m->inputs);
    put_array(z, "example_outputs", "<f8", m->answer, sizeof(double), m->examples, m->outputs);
    put_directory(z);
    FILE *f = z->f;
    free(z);
    if (fclose(f) != 0)
        memory_failed(*size);
    return bytes;
}
