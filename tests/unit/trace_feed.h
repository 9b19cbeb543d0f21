/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads a trace, from a file or from bytes in memory, and keeps all that comes
 * out, for the tests of reading traces.
 */
#ifndef UNIT_TRACE_FEED_H
#define UNIT_TRACE_FEED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/trace.h"
#include "unit/fixture.h"

#define FEED_MAX 200000

struct feed {
	struct settings settings;
	const char *format;                        /* NULL: detected */
	const struct setting *value;               /* of the format; or NULL */
	const struct trace_format *const *formats; /* NULL: those built in */
	size_t cap;                                /* of a batch */
	/* The result. */
	int failed; /* 0, or -1 with err set */
	struct err err;
	struct access *access;
	size_t n;
	struct event event[32];
	size_t after[32]; /* accesses before that event */
	size_t nevent;
	struct err_where where; /* of the last thing read */
	struct trace_facts facts;
};

static inline void
feed_init(struct feed *f)
{
	memset(f, 0, sizeof(*f));
	f->settings.page_size = 4096;
	f->settings.ifetch = true;
	f->cap = 4096;
	f->access = calloc(FEED_MAX, sizeof(*f->access));
	ck_assert_ptr_nonnull(f->access);
}

static inline void
feed_fini(struct feed *f)
{
	free(f->access);
}

/* Reads the trace at path to its end. */
static inline void
feed_path(struct feed *f, const char *path)
{
	struct selection sel = {
		.name = f->format, .value = f->value, .nvalue = f->value != NULL
	};
	struct trace_spec spec = { .path = path,
		.format = f->format != NULL ? &sel : NULL,
		.settings = &f->settings,
		.formats = f->formats };
	struct trace *t = NULL;
	struct event ev;
	size_t n;

	f->n = f->nevent = 0;
	memset(&f->err, 0, sizeof(f->err));
	f->failed = trace_open(&t, &spec, &f->err);
	while (f->failed == 0) {
		ck_assert_uint_le(f->n + f->cap, FEED_MAX);
		f->failed =
		    trace_next(t, f->access + f->n, f->cap, &n, &ev, &f->err);
		if (f->failed != 0 || (n == 0 && ev.kind == EVENT_NONE))
			break;
		ck_assert_uint_le(n, f->cap);
		f->n += n;
		f->where = trace_where(t);
		if (ev.kind != EVENT_NONE) {
			ck_assert_uint_lt(f->nevent, 32);
			f->after[f->nevent] = f->n;
			f->event[f->nevent++] = ev;
		}
	}
	if (t != NULL)
		trace_tell(t, &f->facts);
	trace_close(t);
	if (f->failed != 0) {
		ck_assert_int_ne(f->err.kind, ERR_NONE);
		ck_assert_str_ne(f->err.msg, "");
	}
}

static inline void
feed_bytes(struct feed *f, const void *bytes, size_t size)
{
	fixture_write("feed", bytes, size);
	feed_path(f, "feed");
}

static inline void
feed_text(struct feed *f, const char *text)
{
	feed_bytes(f, text, strlen(text));
}

static inline void
expect_event(const struct event *is, const struct event *want)
{
	ck_assert_int_eq(is->kind, want->kind);
	ck_assert_uint_eq(is->pid, want->pid);
	ck_assert_uint_eq(is->child, want->child);
	ck_assert_uint_eq(is->start, want->start);
	ck_assert_uint_eq(is->size, want->size);
	ck_assert_uint_eq(is->flags, want->flags);
	ck_assert_int_eq(is->backend, want->backend);
	ck_assert_uint_eq(is->physical, want->physical);
	ck_assert_str_eq(is->name, want->name);
	ck_assert_int_eq(is->timed, want->timed);
	if (want->timed)
		ck_assert_uint_eq(is->time, want->time);
}

#endif
