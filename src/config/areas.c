/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading declared areas.
 *
 * An area that could never be mapped is refused here, where its position in
 * the file is known: no pages, ends that are not on a page boundary, a size
 * that wraps around, an area that overlaps another one of the same space.
 * Whether the paging mode has such an address is checked by the address
 * space.
 */
#include "config/areas.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"

struct reader {
	struct area_list *list;
	struct mem *m;
	uint64_t page_size;
	struct err *err;
};

static const char *const KEYS[] = { "name", "base", "hint", "size", "flags",
	"backend", "physical", "pid", "file", NULL };

static const char *const BACKENDS[] = {
	[BACKEND_LAZY] = "lazy",
	[BACKEND_POPULATED] = "populated",
	[BACKEND_LINEAR] = "linear",
	NULL,
};

static int
hex(const char *s, uint64_t *out, const char **why)
{
	size_t len = strlen(s);

	*why = "an address such as 0x400000, below 2^64";
	if (len == 0 || len > 16)
		return (-1);
	for (*out = 0; *s != '\0'; s++) {
		unsigned digit =
		    *s >= '0' && *s <= '9'   ? (unsigned)(*s - '0')
		    : *s >= 'a' && *s <= 'f' ? (unsigned)(*s - 'a' + 10)
		    : *s >= 'A' && *s <= 'F' ? (unsigned)(*s - 'A' + 10)
					     : 16;

		if (digit == 16)
			return (-1);
		*out = *out << 4 | digit;
	}
	return (0);
}

/* An address or a size, a whole number of pages. */
static int
read_bytes(const struct reader *r, const struct node *n, uint64_t *out)
{
	const char *why;
	int rc;

	if (node_scalar(n, n->key, r->err) != 0)
		return (-1);
	rc = strncmp(n->text, "0x", 2) == 0 ? hex(n->text + 2, out, &why)
					    : num_size(n->text, out, &why);
	if (rc != 0)
		return (err_at(r->err, ERR_CONFIG, &n->at,
		    "bad %s '%.40s' "
		    "(%s)",
		    n->key, n->text, why));
	if (*out % r->page_size != 0)
		return (err_at(r->err, ERR_CONFIG, &n->at,
		    "%s is not on a page boundary: %.40s (a multiple of %ju)",
		    n->key, n->text, (uintmax_t)r->page_size));
	return (0);
}

static int
read_flags(const struct reader *r, const struct node *n, unsigned *out)
{
	if (node_scalar(n, "flags", r->err) != 0)
		return (-1);
	/* The programs that traces are recorded from run in user mode. */
	*out = MAP_USER;
	for (const char *s = n->text; *s != '\0'; s++) {
		if (map_flag(*s) == 0 && *s != '-')
			return (err_at(r->err, ERR_CONFIG, &n->at,
			    "bad flags '%.40s' (r, w, x, u, d, n in any order, "
			    "or - for none)",
			    n->text));
		*out |= map_flag(*s);
	}
	if (*n->text == '\0')
		return (err_at(r->err, ERR_CONFIG, &n->at,
		    "flags of nothing (rw, rx, or - for none)"));
	return (0);
}

static int
read_backend(
    const struct reader *r, const struct node *n, enum backend_kind *out)
{
	if (node_scalar(n, "backend", r->err) != 0)
		return (-1);
	for (int i = 0; BACKENDS[i] != NULL; i++)
		if (strcmp(BACKENDS[i], n->text) == 0) {
			*out = (enum backend_kind)i;
			return (0);
		}
	return (err_at(r->err, ERR_CONFIG, &n->at,
	    "bad backend '%.40s' (lazy, populated or linear)", n->text));
}

static int
read_pid(const struct reader *r, const struct node *n, struct area_spec *a)
{
	const char *why;
	uint64_t pid;

	if (node_scalar(n, "pid", r->err) != 0)
		return (-1);
	if (num_count(n->text, &pid, &why) != 0 || pid > UINT32_MAX)
		return (err_at(r->err, ERR_CONFIG, &n->at,
		    "bad pid '%.40s' (a number below 2^32)", n->text));
	a->map.pid = (uint32_t)pid;
	a->any_process = false;
	return (0);
}

static int
read_name(const struct reader *r, const struct node *n, struct event *map)
{
	if (node_scalar(n, n->key, r->err) != 0)
		return (-1);
	if (strlen(n->text) >= sizeof(map->name))
		return (err_at(r->err, ERR_CONFIG, &n->at,
		    "name of an area is too long (at most %zu characters)",
		    sizeof(map->name) - 1));
	snprintf(map->name, sizeof(map->name), "%s", n->text);
	return (0);
}

/* A file is the name of its area unless that has one. */
static int
read_file(const struct reader *r, const struct node *n, bool named,
    struct area_spec *a)
{
	if (a->map.backend == BACKEND_LINEAR)
		return (err_at(r->err, ERR_CONFIG, &n->key_at,
		    "the pages of a linear area are those of no file"));
	a->map.flags |= MAP_OF_FILE;
	return (
	    named ? node_scalar(n, "file", r->err) : read_name(r, n, &a->map));
}

static int
read_base(const struct reader *r, const struct node *n, struct area_spec *a)
{
	const struct node *base = node_find(n, "base");
	const struct node *hint = node_find(n, "hint");

	if (base == NULL)
		return (err_at(r->err, ERR_CONFIG, &n->at,
		    "an area needs a 'base': an address, or 'anywhere'"));
	a->anywhere =
	    base->kind == NODE_SCALAR && strcmp(base->text, "anywhere") == 0;
	if (hint != NULL && !a->anywhere)
		return (err_at(r->err, ERR_CONFIG, &hint->key_at,
		    "a hint is for an area with 'base: anywhere'"));
	if (!a->anywhere)
		return (read_bytes(r, base, &a->map.start));
	return (hint == NULL ? 0 : read_bytes(r, hint, &a->map.start));
}

static int
read_size(const struct reader *r, const struct node *n, struct area_spec *a)
{
	const struct node *size = node_find(n, "size");

	if (size == NULL)
		return (err_at(
		    r->err, ERR_CONFIG, &n->at, "an area needs a 'size'"));
	if (read_bytes(r, size, &a->map.size) != 0)
		return (-1);
	if (a->map.size == 0)
		return (err_at(r->err, ERR_CONFIG, &size->at,
		    "an area of no size (at least one page)"));
	/* An end of 2^64 does not fit an exclusive end. */
	if (a->map.start + a->map.size < a->map.size ||
	    a->map.start + a->map.size == 0)
		return (err_at(r->err, ERR_CONFIG, &size->at,
		    "the area wraps around: 0x%jx bytes from 0x%jx pass 2^64",
		    (uintmax_t)a->map.size, (uintmax_t)a->map.start));
	return (0);
}

static int
read_physical(const struct reader *r, const struct node *n, struct area_spec *a)
{
	const struct node *physical = node_find(n, "physical");
	bool linear = a->map.backend == BACKEND_LINEAR;

	if (linear && physical == NULL)
		return (err_at(r->err, ERR_CONFIG, &n->at,
		    "a linear area needs 'physical', the address it begins "
		    "at"));
	if (!linear && physical != NULL)
		return (err_at(r->err, ERR_CONFIG, &physical->key_at,
		    "physical is for an area with 'backend: linear'"));
	return (linear ? read_bytes(r, physical, &a->map.physical) : 0);
}

/* No two overlap in one address space. */
static int
check_overlap(const struct reader *r, const struct area_spec *a)
{
	for (size_t i = 0; i < r->list->n && !a->anywhere; i++) {
		const struct area_spec *b = &r->list->item[i];

		if (b->anywhere ||
		    (!a->any_process && !b->any_process &&
			a->map.pid != b->map.pid) ||
		    a->map.start >= b->map.start + b->map.size ||
		    b->map.start >= a->map.start + a->map.size)
			continue;
		return (err_at(r->err, ERR_CONFIG, &a->at,
		    "area [0x%jx, 0x%jx) overlaps [0x%jx, 0x%jx) of line %ju",
		    (uintmax_t)a->map.start,
		    (uintmax_t)(a->map.start + a->map.size),
		    (uintmax_t)b->map.start,
		    (uintmax_t)(b->map.start + b->map.size),
		    (uintmax_t)b->at.line));
	}
	return (0);
}

static int
read_area(const struct reader *r, const struct node *n, struct area_spec *a)
{
	const struct node *name = node_find(n, "name");
	const struct node *file = node_find(n, "file");
	const struct node *flags = node_find(n, "flags");
	const struct node *backend = node_find(n, "backend");
	const struct node *pid = node_find(n, "pid");

	if (node_keys(n, "an area", KEYS, r->err) != 0)
		return (-1);
	*a = (struct area_spec){
		.map = { .kind = EVENT_MAP,
		    .flags = MAP_READ | MAP_WRITE | MAP_USER },
		.any_process = true,
		.at = n->at,
	};
	if ((name != NULL && read_name(r, name, &a->map) != 0) ||
	    (flags != NULL && read_flags(r, flags, &a->map.flags) != 0) ||
	    (backend != NULL &&
		read_backend(r, backend, &a->map.backend) != 0) ||
	    (pid != NULL && read_pid(r, pid, a) != 0))
		return (-1);
	if (file != NULL && read_file(r, file, name != NULL, a) != 0)
		return (-1);
	if (read_base(r, n, a) != 0 || read_size(r, n, a) != 0 ||
	    read_physical(r, n, a) != 0)
		return (-1);
	return (check_overlap(r, a));
}

int
areas_read(struct area_list *list, struct mem *m, const struct node *n,
    uint64_t page_size, struct err *err)
{
	struct reader r = { list, m, page_size, err };
	struct area_spec a;

	*list = (struct area_list){ .item = NULL };
	if (node_sequence(n, "areas", err) != 0)
		return (-1);
	for (const struct node *c = n->first; c != NULL; c = c->next) {
		if (read_area(&r, c, &a) != 0)
			return (-1);
		if (list->n == SUITE_AREAS_MAX)
			return (err_at(err, ERR_LIMIT, &c->at,
			    "too many areas (at most %d)", SUITE_AREAS_MAX));
		list->item =
		    mem_grow(m, list->item, list->n, &list->cap, sizeof(a));
		list->item[list->n++] = a;
	}
	return (0);
}
