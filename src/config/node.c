/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Queries on YAML nodes: the value of a key, the kind of a node, and that a
 * mapping has known keys only.
 */
#include <stdio.h>
#include <string.h>

#include "base/choice.h"
#include "config/yaml.h"

static const char *
kind_name(const struct node *n)
{
	switch (n->kind) {
	case NODE_SCALAR:
		return (*n->text == '\0' ? "nothing" : "a single value");
	case NODE_SEQUENCE:
		return ("a list");
	case NODE_MAPPING:
		return ("a mapping of keys");
	}
	return ("nothing");
}

static int
expect(const struct node *n, enum node_kind kind, const char *what,
    const char *shape, struct err *err)
{
	if (n->kind == kind)
		return (0);
	return (err_at(err, ERR_CONFIG, &n->at, "%s is %s, and here is %s",
	    what, shape, kind_name(n)));
}

const struct node *
node_find(const struct node *map, const char *key)
{
	if (map->kind != NODE_MAPPING)
		return (NULL);
	for (const struct node *c = map->first; c != NULL; c = c->next)
		if (strcmp(c->key, key) == 0)
			return (c);
	return (NULL);
}

int
node_scalar(const struct node *n, const char *what, struct err *err)
{
	return (expect(n, NODE_SCALAR, what, "a single value", err));
}

int
node_sequence(const struct node *n, const char *what, struct err *err)
{
	return (expect(n, NODE_SEQUENCE, what,
	    "a list ([a, b] or a line "
	    "with '- ' for each)",
	    err));
}

int
node_mapping(const struct node *n, const char *what, struct err *err)
{
	return (expect(n, NODE_MAPPING, what, "a mapping (key: value)", err));
}

int
node_unknown(const struct node *n, const char *what, const char *const *keys,
    struct err *err)
{
	const char *near = choice_near(keys, n->key);
	char known[220] = "";
	size_t len = 0;

	if (near != NULL)
		return (err_at(err, ERR_CONFIG, &n->key_at,
		    "%s has no key '%.60s'; did you mean '%s'?", what, n->key,
		    near));
	for (; *keys != NULL && len < sizeof(known); keys++)
		len += (size_t)snprintf(known + len, sizeof(known) - len,
		    "%s%s", len == 0 ? "" : ", ", *keys);
	return (err_at(err, ERR_CONFIG, &n->key_at,
	    "%s has no key '%.60s' (there are: %s)", what, n->key, known));
}

int
node_keys(const struct node *n, const char *what, const char *const *keys,
    struct err *err)
{
	if (node_mapping(n, what, err) != 0)
		return (-1);
	for (const struct node *c = n->first; c != NULL; c = c->next) {
		const char *const *k = keys;

		while (*k != NULL && strcmp(*k, c->key) != 0)
			k++;
		if (*k == NULL)
			return (node_unknown(c, what, keys, err));
	}
	return (0);
}

int
node_setting(const struct node *n, const struct param *table, struct setting *s,
    struct err *err)
{
	bool known = param_find(table, n->key) != NULL;

	if (known && node_scalar(n, n->key, err) != 0)
		return (-1);
	*s = (struct setting){ n->key, n->text, known ? n->at : n->key_at };
	return (0);
}
