/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A trace in temporary storage: accesses, their times, and events with their
 * places.
 */
#include "trace/store.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/scratch.h"
#include "trace/writer.h"

/* Accesses that are stored or written at a time. */
#define BATCH ((size_t)4096)

struct stored_event {
	uint64_t at; /* accesses before it */
	struct event event;
};

struct trace_store {
	struct scratch *accesses, *times, *events;
	uint64_t n; /* accesses */
	size_t waiting;
	struct access access[BATCH];
	uint64_t time[BATCH];
};

struct trace_store *
trace_store_open(void)
{
	struct trace_store *s = calloc(1, sizeof(*s));

	if (s == NULL)
		mem_die("out of memory");
	s->accesses = scratch_open();
	s->times = scratch_open();
	s->events = scratch_open();
	return (s);
}

void
trace_store_close(struct trace_store *s)
{
	if (s == NULL)
		return;
	scratch_close(s->accesses);
	scratch_close(s->times);
	scratch_close(s->events);
	free(s);
}

static int
flush(struct trace_store *s, struct err *err)
{
	size_t n = s->waiting;

	s->waiting = 0;
	if (scratch_append(
		s->accesses, s->access, n * sizeof(*s->access), err) != 0)
		return (-1);
	return (scratch_append(s->times, s->time, n * sizeof(*s->time), err));
}

int
trace_store_access(struct trace_store *s, const struct access *a, uint64_t time,
    struct err *err)
{
	s->access[s->waiting] = *a;
	s->time[s->waiting++] = time;
	s->n++;
	return (s->waiting < BATCH ? 0 : flush(s, err));
}

int
trace_store_event(
    struct trace_store *s, const struct event *ev, struct err *err)
{
	const struct stored_event stored = { s->n, *ev };

	return (scratch_append(s->events, &stored, sizeof(stored), err));
}

int
trace_store_write(
    struct trace_store *s, struct trace_writer *w, struct err *err)
{
	const struct stored_event *ev;
	const struct access *a;
	const uint64_t *time;
	uint64_t size, nevent, at = 0;

	if (flush(s, err) != 0)
		return (-1);
	a = scratch_read(s->accesses, &size, err);
	time = a == NULL ? NULL : scratch_read(s->times, &size, err);
	ev = time == NULL ? NULL : scratch_read(s->events, &size, err);
	if (ev == NULL)
		return (-1);
	nevent = size / sizeof(*ev);
	while (at < s->n || nevent > 0) {
		uint64_t end = nevent > 0 ? ev->at : s->n;
		size_t n = end - at < BATCH ? (size_t)(end - at) : BATCH;

		if (n > 0 &&
		    trace_writer_accesses(w, a + at, time + at, n, err) != 0)
			return (-1);
		at += n;
		if (nevent == 0 || at < ev->at)
			continue;
		if (trace_writer_event(w, &ev->event, err) != 0)
			return (-1);
		ev++;
		nevent--;
	}
	return (0);
}
