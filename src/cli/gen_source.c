/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Patterns in place of traces.
 */
#include "cli/gen_source.h"

#include <string.h>

#include "cli/profile_file.h"
#include "config/selection.h"
#include "generate/gentrace.h"

/* A pattern that can begin again. */
struct repeatable {
	const struct options *options;
	struct selection what;
	struct trace_source made; /* from 'mem' */
	struct mem *mem;
	bool begun;
};

static int
make(struct repeatable *r, struct err *err)
{
	const struct profile_reader profiles = profile_files(r->options);

	r->mem = mem_open_in(r->options->m);
	return (gentrace_open(&r->made, r->mem, &r->what, &profiles, err));
}

/* What was made is used for the first reading. */
static int
begin(void *self, struct err *err)
{
	struct repeatable *r = self;

	if (!r->begun) {
		r->begun = true;
		return (0);
	}
	mem_close(r->mem);
	return (make(r, err));
}

static int
next(void *self, struct access *a, uint64_t *time, size_t cap, size_t *n,
    struct event *ev, struct err *err)
{
	const struct trace_source *made = &((struct repeatable *)self)->made;

	return (made->next(made->self, a, time, cap, n, ev, err));
}

int
gen_source(struct trace_spec *spec, const struct options *o, struct err *err)
{
	static const struct err_where nowhere;
	struct trace_source *source;
	struct repeatable *r;

	if (spec->text != NULL || !path_is_pattern(spec->path))
		return (0);
	if (spec->format != NULL)
		return (err_set(err, ERR_USAGE,
		    "%.60s is not read, and has no --format", spec->path));
	r = mem_alloc(o->m, sizeof(*r));
	r->options = o;
	if (selection_read(&r->what, o->m, spec->path + strlen(PATTERN_PREFIX),
		&nowhere, ERR_USAGE, err) != 0 ||
	    make(r, err) != 0)
		return (-1);
	source = mem_alloc(o->m, sizeof(*source));
	*source = r->made;
	source->begin = begin;
	source->next = next;
	source->self = r;
	spec->source = source;
	return (0);
}
