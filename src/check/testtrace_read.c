/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a trace file as a test trace.
 */
#include "check/testtrace.h"
#include "study/refstream.h"

/* A step takes 12 bytes, and every trial reads all of them. */
#define STEPS_MAX (UINT64_C(1) << 26)

/* The first steps of a stream. */
struct step_reader {
	struct mem *keep;
	struct testtrace *out;
	struct trace_facts *facts;
	uint64_t enough;
};

static int
is_enough(const struct step_reader *r, struct err *err)
{
	if (r->out->n > STEPS_MAX)
		return (err_set(err, ERR_LIMIT,
		    "%s is too long to check laws on: more than %ju "
		    "references and changes",
		    r->out->name, (uintmax_t)STEPS_MAX));
	return (r->out->n < r->enough ? 0 : CONSUMER_DONE);
}

static int
read_references(
    void *self, const struct reference *ref, size_t n, struct err *err)
{
	struct step_reader *r = self;

	for (size_t i = 0; i < n; i++)
		testtrace_add(r->keep, r->out, step_of_reference(ref[i]));
	return (is_enough(r, err));
}

static int
read_changes(void *self, const struct change *c, size_t n, struct err *err)
{
	struct step_reader *r = self;

	for (size_t i = 0; i < n; i++)
		testtrace_add(r->keep, r->out, step_of_change(&c[i]));
	return (is_enough(r, err));
}

static int
read_end(void *self, const struct stream_facts *facts, not_used struct err *err)
{
	struct step_reader *r = self;

	*r->facts = *facts->trace;
	r->out->npages = (page_id_t)facts->trace->pages;
	if (r->out->n < r->enough)
		return (0);
	r->out->n = r->enough;
	testtrace_settle(r->keep, r->out);
	return (0);
}

int
testtrace_read(struct mem *keep, const struct trace_spec *trace,
    uint64_t enough, struct testtrace *out, struct trace_facts *facts,
    struct err *err)
{
	struct step_reader reader = { keep, out, facts, enough };
	struct consumer consumer = {
		.feed = read_references,
		.change = read_changes,
		.end = read_end,
		.self = &reader,
	};
	struct stream s = { .consumer = &consumer, .n = 1 };
	struct refstream *w;
	int failed;

	*out = (struct testtrace){ .name = trace->path };
	if (refstream_open(&w, keep, trace, NULL, 0, err) != 0)
		return (-1);
	s.source = refstream_source(w);
	failed = stream_run(&s, err);
	refstream_close(w);
	return (failed);
}
