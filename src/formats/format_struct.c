/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * struct: records of a fixed size that the user describes: "struct:<QIB:addr,
 * size,op" is an address of 8 bytes, a size of 4 and an operation of 1,
 * little-endian (layout.h has the letters).
 *
 *	addr	the address in bytes		page	or a page number
 *	size	bytes of the access, 1 if there is no such field
 *	pid	the process
 *	op	0, r, R, l or L: read; 1, w, W, s or S: write; 2, i, I, f or F:
 *		fetch; m or M: modify.  Without it all are reads
 *	time	nanoseconds
 *	-	not used
 *
 * Names are given to fields in order; fields behind the last name are not used.
 */
#include "formats/layout.h"
#include "trace/record.h"

enum role {
	ROLE_ADDR,
	ROLE_PAGE,
	ROLE_SIZE,
	ROLE_PID,
	ROLE_OP,
	ROLE_TIME,
	ROLES
};

static const char *const role_names[ROLES] = { "addr", "page", "size", "pid",
	"op", "time" };

struct structure {
	struct layout layout;
	struct layout_field role[ROLES];
};

struct struct_params {
	const char *layout;
};

static const struct param struct_params[] = {
	{ "layout", PARAM_TEXT, offsetof(struct struct_params, layout), NULL, 0,
	    0, NULL, NULL, "the fields and their names, as <QIB:addr,size,op" },
	{ .name = NULL },
};

static int
refuse(const char *text, const char *why, struct err *err)
{
	return (err_set(err, ERR_USAGE,
	    "format struct: '%.60s': %s (struct:<QIB:addr,size,op)", text,
	    why));
}

/* Gives the next name [s, end) to a field. */
static int
name_field(struct structure *s, unsigned i, const char *text, const char *name,
    const char *end, struct err *err)
{
	size_t n = (size_t)(end - name);

	if (n == 1 && *name == '-')
		return (0);
	for (int r = 0; r < ROLES; r++) {
		if (strlen(role_names[r]) != n ||
		    memcmp(role_names[r], name, n) != 0)
			continue;
		if (i >= s->layout.n)
			return (refuse(text, "more names than fields", err));
		if (s->role[r].size != 0)
			return (refuse(text, "a name is given twice", err));
		if (!s->layout.field[i].integer)
			return (refuse(
			    text, "a name belongs to a whole number", err));
		s->role[r] = s->layout.field[i];
		return (0);
	}
	return (refuse(
	    text, "a name is addr, page, size, pid, op, time or -", err));
}

static int
struct_open(void *state, const void *params, struct err *err)
{
	const struct struct_params *p = params;
	const char *text = p->layout == NULL ? "" : p->layout, *why;
	const char *name = strchr(text, ':'), *end;
	struct structure *s = state;

	if (name == NULL)
		return (
		    refuse(text, "its fields and their names are needed", err));
	why = layout_read(&s->layout, text, name);
	if (why != NULL)
		return (refuse(text, why, err));
	for (unsigned i = 0; *name != '\0'; i++, name = end) {
		end = name + 1 + strcspn(name + 1, ",");
		if (name_field(s, i, text, name + 1, end, err) != 0)
			return (-1);
	}
	if ((s->role[ROLE_ADDR].size == 0) == (s->role[ROLE_PAGE].size == 0))
		return (refuse(text, "either addr or page is needed", err));
	return (0);
}

/* -1: no operation. */
static int
op_of(uint64_t value)
{
	switch (value) {
	case 0:
	case 'r':
	case 'R':
	case 'l':
	case 'L':
		return (ACCESS_READ);
	case 1:
	case 'w':
	case 'W':
	case 's':
	case 'S':
		return (ACCESS_WRITE);
	case 2:
	case 'i':
	case 'I':
	case 'f':
	case 'F':
		return (ACCESS_FETCH);
	case 'm':
	case 'M':
		return (ACCESS_MODIFY);
	default:
		return (-1);
	}
}

static enum record_kind
struct_record(const struct structure *s, struct record *rec)
{
	const struct layout *l = &s->layout;
	const struct layout_field *role = s->role;
	const char *p = rec->start;
	bool by_page = role[ROLE_PAGE].size != 0;
	struct layout_field where = role[by_page ? ROLE_PAGE : ROLE_ADDR];
	int op = op_of(layout_get(l, role[ROLE_OP], p));
	uint64_t pid = layout_get(l, role[ROLE_PID], p);

	if (op < 0)
		return (record_malformed(rec, p + role[ROLE_OP].at,
		    "an operation belongs here: 0, 1, 2 or a letter of r w i "
		    "m"));
	if (pid > PID_MAX)
		return (record_malformed(rec, p + role[ROLE_PID].at, WHY_PID));
	record_access(rec, layout_get(l, where, p), (enum access_op)op);
	rec->access.pid = pid & PID_MAX;
	if (role[ROLE_TIME].size > 0)
		rec->time = layout_get(l, role[ROLE_TIME], p);
	rec->pages = by_page;
	rec->at = p + where.at;
	if (role[ROLE_SIZE].size == 0 || by_page)
		return (RECORD_ACCESS);
	return (record_size(
	    rec, p + role[ROLE_SIZE].at, layout_get(l, role[ROLE_SIZE], p)));
}

static int
struct_decode(void *state, struct window *w, struct sink *to, struct err *err)
{
	const struct structure *s = state;
	struct record rec;

	while (!sink_full(to) && record_take(w, s->layout.size, &rec))
		if (record_put(w, to, struct_record(s, &rec), &rec, err) != 0)
			return (-1);
	return (0);
}

const struct trace_format trace_format_struct = {
	.name = "struct",
	.summary = "records of a fixed size, described by struct:LAYOUT:NAMES",
	.carries = CARRIES_WRITES | CARRIES_FETCHES | CARRIES_SIZES |
		   CARRIES_PAGES | CARRIES_PIDS | CARRIES_TIME,
	.params = struct_params,
	.params_size = sizeof(struct struct_params),
	.state_size = sizeof(struct structure),
	.open = struct_open,
	.decode = struct_decode,
};
