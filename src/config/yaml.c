/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making nodes from libyaml's events.  No other file uses libyaml.
 *
 * The whole text is read first: its size is then checked by one comparison,
 * and an error can show the line it is about.  The depth is counted as
 * events are read, so neither libyaml's stacks nor the recursion here grow
 * beyond a limit on a malicious file.
 */
#include "config/yaml.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <yaml.h>

#include "base/file.h"

struct reader {
	struct yaml *y;
	struct mem *m;
	struct err *err;
	yaml_parser_t parser;
	size_t nodes;
};

static struct err_where
place(const struct reader *r, const yaml_mark_t *mark)
{
	return (
	    (struct err_where){ r->y->file, mark->line + 1, mark->column + 1 });
}

/* A position by its offset in bytes, where libyaml gives no line. */
static struct err_where
place_of(const struct yaml *y, size_t offset)
{
	struct err_where at = { y->file, 1, 1 };

	for (size_t i = 0; i < offset && i < y->len; i++) {
		at.column++;
		if (y->text[i] == '\n') {
			at.line++;
			at.column = 1;
		}
	}
	return (at);
}

static int
refused(const struct reader *r)
{
	const yaml_parser_t *p = &r->parser;
	struct err_where at;

	if (p->error == YAML_MEMORY_ERROR)
		return (err_set(r->err, ERR_SYS, "out of memory"));
	at = p->error == YAML_READER_ERROR ? place_of(r->y, p->problem_offset)
					   : place(r, &p->problem_mark);
	return (err_at(r->err, ERR_CONFIG, &at, "not YAML: %s%s%s",
	    p->context != NULL ? p->context : "",
	    p->context != NULL ? ", " : "",
	    p->problem != NULL ? p->problem : "unreadable"));
}

static int
event(struct reader *r, yaml_event_t *ev)
{
	return (yaml_parser_parse(&r->parser, ev) ? 0 : refused(r));
}

/* Everything that stands for a value, checked for what is not understood. */
static int
understood(struct reader *r, const yaml_event_t *ev, struct err_where at)
{
	const yaml_char_t *tag = NULL;

	switch (ev->type) {
	case YAML_SCALAR_EVENT:
		tag = ev->data.scalar.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		tag = ev->data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		tag = ev->data.mapping_start.tag;
		break;
	default:
		return (err_at(r->err, ERR_CONFIG, &at,
		    "an alias (*name) has no meaning here; write the value "
		    "out"));
	}
	if (tag != NULL)
		return (err_at(r->err, ERR_CONFIG, &at,
		    "a tag (!%.20s) has no meaning here; leave it out",
		    (const char *)tag + (tag[0] == '!')));
	if (r->nodes++ == YAML_NODES_MAX)
		return (err_at(r->err, ERR_LIMIT, &at,
		    "too many values in one file (at most %u)",
		    YAML_NODES_MAX));
	return (0);
}

static int
scalar(struct reader *r, const yaml_event_t *ev, struct err_where at,
    const char **out)
{
	const char *value = (const char *)ev->data.scalar.value;
	size_t len = ev->data.scalar.length;
	char *text;

	if (memchr(value, '\0', len) != NULL)
		return (err_at(
		    r->err, ERR_CONFIG, &at, "a value may not hold NUL"));
	text = mem_alloc(r->m, len + 1);
	memcpy(text, value, len);
	*out = text;
	return (0);
}

static int build(
    struct reader *r, yaml_event_t *ev, unsigned depth, struct node *n);

/* A key, whose event is *ev and is given back here. */
static int
key(struct reader *r, yaml_event_t *ev, const struct node *map,
    struct node *child)
{
	int rc = -1;

	child->key_at = place(r, &ev->start_mark);
	if (understood(r, ev, child->key_at) != 0)
		goto out;
	if (ev->type != YAML_SCALAR_EVENT) {
		err_at(r->err, ERR_CONFIG, &child->key_at,
		    "a key is a single word, not a list or a mapping");
		goto out;
	}
	if (scalar(r, ev, child->key_at, &child->key) != 0)
		goto out;
	for (const struct node *c = map->first; c != NULL; c = c->next)
		if (strcasecmp(c->key, child->key) == 0) {
			err_at(r->err, ERR_CONFIG, &child->key_at,
			    "'%.60s' is given twice (first in line %ju)",
			    child->key, (uintmax_t)c->key_at.line);
			goto out;
		}
	if (map->n == YAML_KEYS_MAX) {
		err_at(r->err, ERR_LIMIT, &child->key_at,
		    "too many keys in one mapping (at most %u)", YAML_KEYS_MAX);
		goto out;
	}
	rc = 0;
out:
	yaml_event_delete(ev);
	return (rc);
}

static int
children(struct reader *r, unsigned depth, struct node *parent)
{
	bool map = parent->kind == NODE_MAPPING;
	yaml_event_type_t end =
	    map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
	const struct node **last = &parent->first;
	yaml_event_t ev;

	for (;;) {
		struct node *child;

		if (event(r, &ev) != 0)
			return (-1);
		if (ev.type == end) {
			yaml_event_delete(&ev);
			return (0);
		}
		child = mem_alloc(r->m, sizeof(*child));
		if (map &&
		    (key(r, &ev, parent, child) != 0 || event(r, &ev) != 0))
			return (-1);
		if (build(r, &ev, depth, child) != 0)
			return (-1);
		/* libyaml's position of a missing value is after the
		 * mapping. */
		if (map && child->kind == NODE_SCALAR && *child->text == '\0')
			child->at = child->key_at;
		*last = child;
		last = (const struct node **)&child->next;
		parent->n++;
	}
}

/* The node that begins with *ev, which is given back here. */
static int
build(struct reader *r, yaml_event_t *ev, unsigned depth, struct node *n)
{
	yaml_event_type_t type = ev->type;
	int rc;

	n->at = place(r, &ev->start_mark);
	n->text = "";
	rc = understood(r, ev, n->at);
	if (rc == 0 && type == YAML_SCALAR_EVENT)
		rc = scalar(r, ev, n->at, &n->text);
	yaml_event_delete(ev);
	if (rc != 0 || type == YAML_SCALAR_EVENT)
		return (rc);
	if (depth == YAML_DEPTH_MAX)
		return (err_at(r->err, ERR_LIMIT, &n->at,
		    "nested too deeply (at most %u levels)", YAML_DEPTH_MAX));
	n->kind =
	    type == YAML_MAPPING_START_EVENT ? NODE_MAPPING : NODE_SEQUENCE;
	return (children(r, depth + 1, n));
}

/* Reads on to the next event and expects it to be the one or the other. */
static int
step(struct reader *r, yaml_event_type_t *got)
{
	yaml_event_t ev;

	if (event(r, &ev) != 0)
		return (-1);
	*got = ev.type;
	yaml_event_delete(&ev);
	return (0);
}

static int
document(struct reader *r, struct node *root)
{
	yaml_event_type_t got;
	yaml_event_t ev;

	if (step(r, &got) != 0 || step(r, &got) != 0)
		return (-1);
	if (got != YAML_DOCUMENT_START_EVENT) {
		struct err_where at = { r->y->file, 1, 1 };

		return (err_at(r->err, ERR_CONFIG, &at,
		    "there is nothing in "
		    "it"));
	}
	if (event(r, &ev) != 0 || build(r, &ev, 0, root) != 0)
		return (-1);
	if (step(r, &got) != 0 || event(r, &ev) != 0)
		return (-1);
	if (ev.type != YAML_STREAM_END_EVENT) {
		struct err_where at = place(r, &ev.start_mark);

		yaml_event_delete(&ev);
		return (err_at(r->err, ERR_CONFIG, &at,
		    "a second document begins (one to a file)"));
	}
	yaml_event_delete(&ev);
	return (0);
}

int
yaml_read_text(struct yaml *y, struct mem *m, const char *file,
    const char *text, size_t len, struct err *err)
{
	struct reader r = { .y = y, .m = m, .err = err };
	struct node *root = mem_alloc(m, sizeof(*root));
	char *copy;
	int rc;

	*y = (struct yaml){ .file = mem_strdup(m, file), .root = root };
	if (len > YAML_BYTES_MAX) {
		struct err_where at = { y->file, 0, 0 };

		return (err_at(err, ERR_LIMIT, &at,
		    "too large for a configuration (at most %u bytes)",
		    YAML_BYTES_MAX));
	}
	copy = mem_alloc(m, len + 1);
	memcpy(copy, text, len);
	y->text = copy;
	y->len = len;
	if (!yaml_parser_initialize(&r.parser))
		return (err_set(err, ERR_SYS, "out of memory"));
	yaml_parser_set_input_string(
	    &r.parser, (const unsigned char *)y->text, len);
	rc = document(&r, root);
	yaml_parser_delete(&r.parser);
	if (rc != 0)
		yaml_excerpt(y, err);
	return (rc);
}

int
yaml_read_file(struct yaml *y, struct mem *m, const char *path, struct err *err)
{
	struct err_where at = { mem_strdup(m, path), 0, 0 };
	int fd = file_open(path, O_RDONLY | O_NOCTTY, 0), bad;
	struct stat st;
	ssize_t len;
	char *text;
	int rc;

	if (fd < 0)
		return (err_input(err, ERR_CONFIG, &at, "cannot be opened"));
	text = mem_alloc(m, YAML_BYTES_MAX + 1);
	len =
	    fstat(fd, &st) == 0 ? file_read(fd, text, YAML_BYTES_MAX + 1) : -1;
	bad = errno;
	close(fd);
	errno = bad;
	if (len < 0)
		rc = err_input(err, ERR_CONFIG, &at, "cannot be read");
	else if (len > YAML_BYTES_MAX && !S_ISREG(st.st_mode))
		rc = err_at(err, ERR_LIMIT, &at,
		    "endless, or too large for a configuration (at most %u "
		    "bytes)",
		    YAML_BYTES_MAX);
	else
		rc = yaml_read_text(y, m, path, text, (size_t)len, err);
	mem_free(m, text);
	return (rc);
}

void
yaml_excerpt(const struct yaml *y, struct err *err)
{
	const char *line = y->text, *end, *stop;

	if (line == NULL || err->excerpt[0] != '\0' || err->where.line == 0 ||
	    err->where.file == NULL || strcmp(err->where.file, y->file) != 0)
		return;
	end = line + y->len;
	for (uint64_t i = 1; i < err->where.line; i++) {
		line = memchr(line, '\n', (size_t)(end - line));
		if (line == NULL)
			return;
		line++;
	}
	stop = memchr(line, '\n', (size_t)(end - line));
	err_excerpt(err, line, (size_t)((stop != NULL ? stop : end) - line));
}
