/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads any bytes as a trace in any format and checks what must hold of all
 * that comes out: every error has words, and each access lies within a page.
 * For the fuzzer and for the test of damaged traces.
 */
#ifndef FUZZ_ANY_TRACE_H
#define FUZZ_ANY_TRACE_H

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/param.h"
#include "trace/format.h"
#include "trace/trace.h"

#define ANY_BATCH 4096
/* A line may stand for millions of accesses; this many are enough. */
#define ANY_ACCESSES_MAX (1 << 18)

/* The formats that are not read without a parameter. */
static const struct any_needs {
	const char *format;
	struct setting value[2];
	size_t n;
} any_needs[] = {
	{ "columns",
	    { { .name = "addr", .value = "1" },
		{ .name = "op", .value = "2" } },
	    2 },
	{ "struct", { { .name = "layout", .value = "<QB:addr,op" } }, 1 },
};

/* How to ask for a format of the list. */
static inline struct selection
any_selection(const char *format)
{
	struct selection sel = { .name = format };

	for (size_t i = 0; i < sizeof(any_needs) / sizeof(any_needs[0]); i++)
		if (strcmp(any_needs[i].format, format) == 0) {
			sel.value = any_needs[i].value;
			sel.nvalue = any_needs[i].n;
		}
	return (sel);
}

static inline void
any_check_batch(
    const struct access *a, size_t n, const struct settings *settings)
{
	unsigned shift = settings_page_shift(settings);

	assert(n <= ANY_BATCH);
	for (size_t i = 0; i < n; i++) {
		vaddr_t last = a[i].addr + a[i].size - 1;

		assert(a[i].size > 0 && last >= a[i].addr);
		assert(a[i].addr >> shift == last >> shift);
		assert(a[i].op <= ACCESS_FETCH);
		assert(settings->ifetch || a[i].op != ACCESS_FETCH);
	}
}

static inline void
any_check_error(const struct err *err)
{
	assert(err->kind != ERR_NONE && err->msg[0] != '\0');
	assert(strlen(err->msg) < sizeof(err->msg) - 1);
	assert(strlen(err->excerpt) < sizeof(err->excerpt));
}

/* sel NULL: the format is detected; formats NULL: those built in.  The accesses
 * that came out; err->kind is ERR_NONE if the trace was read to its end. */
static inline size_t
any_read(const char *path, const struct selection *sel,
    const struct trace_format *const *formats, const struct settings *settings,
    struct err *err)
{
	static struct access a[ANY_BATCH];
	struct trace_spec spec = { .path = path,
		.format = sel,
		.settings = settings,
		.formats = formats };
	struct trace_facts facts;
	struct err_where at = { NULL, 0, 0 };
	struct trace *t;
	struct event ev;
	size_t n, seen = 0;

	memset(err, 0, sizeof(*err));
	if (trace_open(&t, &spec, err) != 0) {
		any_check_error(err);
		assert(t == NULL);
		return (0);
	}
	do {
		uint64_t line = at.line;

		if (trace_next(t, a, ANY_BATCH, &n, &ev, err) != 0) {
			any_check_error(err);
			break;
		}
		any_check_batch(a, n, settings);
		seen += n;
		at = trace_where(t);
		assert(at.line >= line);
		assert(ev.kind == EVENT_NONE ||
		       ev.line == (at.line & ~WHERE_RECORD));
		assert(ev.pid <= PID_MAX || ev.kind == EVENT_NONE);
	} while ((n > 0 || ev.kind != EVENT_NONE) && seen < ANY_ACCESSES_MAX);
	trace_tell(t, &facts);
	assert(strlen(facts.digest) == 21);
	trace_close(t);
	return (seen);
}

#endif
