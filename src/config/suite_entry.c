/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The entries that occur in more than one place of a suite: settings, paths,
 * words, policies and devices, memory sizes.
 */
#include "config/suite_entry.h"

#include <stdbool.h>
#include <string.h>

#include "config/settings.h"

/*
 * The settings of a node (NULL: none) change those in *out; those of the
 * command line change both.
 */
int
entry_settings(
    const struct entry_reader *r, const struct node *n, struct settings *out)
{
	const struct node *c = n != NULL ? n->first : NULL;
	struct setting s;
	bool sound;

	if (n != NULL && node_mapping(n, "settings", r->err) != 0)
		return (-1);
	for (; c != NULL; c = c->next)
		if (node_setting(c, settings_table, &s, r->err) != 0 ||
		    settings_set(out, &s, ERR_CONFIG, r->err) != 0)
			return (-1);
	sound = settings_check(out, r->err) == 0;
	for (size_t i = 0; i < r->ngiven; i++)
		if (settings_set(out, &r->given[i], ERR_USAGE, r->err) != 0)
			return (-1);
	if (settings_check(out, r->err) == 0)
		return (0);
	if (n != NULL && !sound) {
		r->err->kind = ERR_CONFIG;
		r->err->where = n->key_at;
	}
	return (-1);
}

/* A path in the file is relative to the file's folder. */
static const char *
path_beside(const struct entry_reader *r, const char *path)
{
	const char *slash = strrchr(r->file, '/');
	size_t folder, len = strlen(path);
	char *whole;

	if (slash == NULL || *path == '/' || strcmp(path, "-") == 0)
		return (path);
	folder = (size_t)(slash - r->file) + 1;
	whole = mem_alloc(r->m, folder + len + 1);
	memcpy(whole, r->file, folder);
	memcpy(whole + folder, path, len + 1);
	return (whole);
}

int
entry_path(const struct entry_reader *r, const struct node *n, const char **out)
{
	const char *what = n->key != NULL ? n->key : "a trace";

	if (node_scalar(n, what, r->err) != 0)
		return (-1);
	if (*n->text == '\0')
		return (err_at(
		    r->err, ERR_CONFIG, &n->at, "%s needs a path", what));
	/* A pattern is no file. */
	*out = path_is_pattern(n->text) ? n->text : path_beside(r, n->text);
	return (0);
}

int
entry_word(const struct entry_reader *r, const struct node *n, const char **out)
{
	if (n == NULL)
		return (0);
	if (node_scalar(n, n->key, r->err) != 0)
		return (-1);
	if (*n->text == '\0')
		return (err_at(r->err, ERR_CONFIG, &n->at,
		    "%s is empty "
		    "(leave the key out)",
		    n->key));
	*out = n->text;
	return (0);
}

int
entry_words(const struct entry_reader *r, const struct node *n,
    const char *what, struct word_list *out)
{
	const struct node *c = n;

	if (n == NULL)
		return (0);
	if (n->kind != NODE_SCALAR) {
		if (node_sequence(n, n->key, r->err) != 0)
			return (-1);
		c = n->first;
	}
	for (; c != NULL; c = c == n ? NULL : c->next) {
		char *rest, *word;

		if (node_scalar(c, what, r->err) != 0)
			return (-1);
		word = strtok_r(mem_strdup(r->m, c->text), ", ", &rest);
		if (word == NULL)
			return (err_at(r->err, ERR_CONFIG, &c->at,
			    "%s is empty (leave the key out)", n->key));
		for (; word != NULL; word = strtok_r(NULL, ", ", &rest)) {
			out->item = mem_grow(r->m, out->item, out->n, &out->cap,
			    sizeof(*out->item));
			out->item[out->n++] =
			    (struct setting){ what, word, c->at };
		}
	}
	return (0);
}

int
entry_selection(const struct entry_reader *r, const struct node *n,
    const struct selection **out)
{
	struct selection *s;
	const char *text;

	if (n == NULL)
		return (0);
	if (entry_word(r, n, &text) != 0)
		return (-1);
	s = mem_alloc(r->m, sizeof(*s));
	*out = s;
	return (selection_read(s, r->m, text, &n->at, ERR_CONFIG, r->err));
}

/* {name: clock, load_bit: 0} */
static int
read_selection_map(const struct entry_reader *r, const struct node *n,
    const char *what, struct selection *s)
{
	struct setting *values;
	const struct node *name = node_find(n, "name");

	*s = (struct selection){ .at = n->at };
	if (name == NULL)
		return (err_at(r->err, ERR_CONFIG, &n->at,
		    "%s written as a mapping needs a 'name'", what));
	if (entry_word(r, name, &s->name) != 0)
		return (-1);
	if (n->n - 1 > SELECTION_VALUES_MAX)
		return (err_at(r->err, ERR_CONFIG, &n->at,
		    "too many values (at most %d)", SELECTION_VALUES_MAX));
	values = mem_array(r->m, n->n, sizeof(*values));
	s->value = values;
	for (const struct node *c = n->first; c != NULL; c = c->next) {
		if (c == name)
			continue;
		if (node_scalar(c, c->key, r->err) != 0)
			return (-1);
		values[s->nvalue++] =
		    (struct setting){ c->key, c->text, c->at };
	}
	return (0);
}

int
entry_selections(const struct entry_reader *r, const struct node *n,
    const char *what, struct selections *list)
{
	struct selection s;

	if (n == NULL)
		return (0);
	if (n->kind == NODE_SCALAR)
		return (selections_read(
		    list, r->m, n->text, &n->at, ERR_CONFIG, r->err));
	if (node_sequence(n, n->key, r->err) != 0)
		return (-1);
	for (const struct node *c = n->first; c != NULL; c = c->next) {
		if (c->kind == NODE_MAPPING) {
			if (read_selection_map(r, c, what, &s) != 0 ||
			    selections_add(
				list, r->m, &s, ERR_CONFIG, r->err) != 0)
				return (-1);
		} else if (node_scalar(c, what, r->err) != 0 ||
			   selections_read(list, r->m, c->text, &c->at,
			       ERR_CONFIG, r->err) != 0)
			return (-1);
	}
	return (0);
}

int
entry_memories(
    const struct entry_reader *r, const struct node *n, struct memories *list)
{
	*list = (struct memories){ .item = NULL };
	if (n->kind == NODE_SCALAR)
		return (memories_read(
		    list, r->m, n->text, &n->at, ERR_CONFIG, r->err));
	if (node_sequence(n, n->key, r->err) != 0)
		return (-1);
	for (const struct node *c = n->first; c != NULL; c = c->next)
		if (node_scalar(c, "a memory size", r->err) != 0 ||
		    memories_read(
			list, r->m, c->text, &c->at, ERR_CONFIG, r->err) != 0)
			return (-1);
	return (0);
}
