/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A YAML file as a tree of nodes, each with its position in the file.
 *
 * Only the part of YAML that configuration needs is read: one document of
 * scalars, sequences and mappings.  Aliases and tags are refused (a few
 * lines of aliases can expand to billions of nodes), a key may appear once,
 * and depth, number of nodes, size of a mapping and size of the file are
 * limited.  A scalar stays text until the table that has its key reads it,
 * so 'no' and '010' are not converted before that.
 */
#ifndef CONFIG_YAML_H
#define CONFIG_YAML_H

#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/param.h"

#define YAML_BYTES_MAX (1u << 20) /* of a file */
#define YAML_NODES_MAX 65536u
#define YAML_DEPTH_MAX 32u
#define YAML_KEYS_MAX  1024u /* of one mapping */

enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING };

struct node {
	enum node_kind kind;
	const char *text;    /* of a scalar; never NULL */
	const char *key;     /* within a mapping; else NULL */
	struct err_where at; /* the node; of an empty value, its key */
	struct err_where key_at;
	const struct node *first; /* of a sequence or a mapping */
	const struct node *next;  /* within its parent */
	size_t n;                 /* children */
};

struct yaml {
	const char *file; /* as in every node's place */
	const char *text;
	size_t len;
	const struct node *root;
};

/* The text is copied; what is found is owned by m. */
int yaml_read_text(struct yaml *y, struct mem *m, const char *file,
    const char *text, size_t len, struct err *err);
int yaml_read_file(
    struct yaml *y, struct mem *m, const char *path, struct err *err);

/* Adds the line of an error that is in this file, if it has none yet. */
void yaml_excerpt(const struct yaml *y, struct err *err);

/* The value of a key of a mapping, or NULL. */
const struct node *node_find(const struct node *map, const char *key);

/* Each is an error at the node unless it is of that kind; what: the expected
 * content of the node, for the message. */
int node_scalar(const struct node *n, const char *what, struct err *err);
int node_sequence(const struct node *n, const char *what, struct err *err);
int node_mapping(const struct node *n, const char *what, struct err *err);

/* A mapping with no other keys than those of the NULL-ended list. */
int node_keys(const struct node *n, const char *what, const char *const *keys,
    struct err *err);

/* A key of a table of parameters with its value.  The place is the value's; of
 * a key that the table does not have, which param_set() refuses, the key's. */
int node_setting(const struct node *n, const struct param *table,
    struct setting *s, struct err *err);

/* An error about an unknown key: the nearest key, or the keys there are. */
int node_unknown(const struct node *n, const char *what,
    const char *const *keys, struct err *err);

#endif
