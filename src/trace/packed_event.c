/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Events and times as columns.
 *
 * An event is these numbers, each a varint: accesses since the event before
 * it, kind, process, child, start, size, flags, backend, physical address,
 * bytes of the name, then the name.  Times are differences of time + 1, which
 * is 0 where there is none: first those of the accesses, then those of the
 * events.
 */
#include "trace/packed_event.h"

#include <string.h>

#include "trace/bytes.h"
#include "trace/packed_varint.h"

#define FLAGS_MAX (MAP_OF_FILE * 2 - 1)

void
packed_block_init(struct packed_block *b, struct mem *m, enum packed_flavour f)
{
	size_t n = PACKED_BLOCK_MAX;

	*b = (struct packed_block){ .event = mem_array(m, PACKED_EVENTS_MAX,
					sizeof(*b->event)) };
	if (f == PACKED_EXACT)
		b->access = mem_array(m, n, sizeof(*b->access));
	else
		b->code = mem_array(m, n + 64, sizeof(*b->code));
	b->time = mem_array(m, n, sizeof(*b->time));
}

static unsigned char *
put_event(unsigned char *p, const struct event *ev, uint32_t distance)
{
	size_t n = strnlen(ev->name, sizeof(ev->name) - 1);
	const uint64_t fields[] = { distance, ev->kind, ev->pid, ev->child,
		ev->start, ev->size, ev->flags, ev->backend, ev->physical, n };

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		p = varint_put(p, fields[i]);
	memcpy(p, ev->name, n);
	return (p + n);
}

unsigned char *
events_put(struct column_writer *w, unsigned char *to,
    const struct packed_block *b, unsigned char *buffer)
{
	unsigned char *end = buffer;
	uint32_t last = 0;

	for (uint32_t i = 0; i < b->nevent; i++) {
		end = put_event(
		    end, &b->event[i].event, b->event[i].after - last);
		last = b->event[i].after;
	}
	return (
	    column_put(w, to, COLUMN_EVENTS, buffer, (size_t)(end - buffer)));
}

/* The time of the i-th thing: an access, or behind these an event. */
static uint64_t *
time_of(const struct packed_block *b, uint32_t i)
{
	return (i < b->n ? &b->time[i] : &b->event[i - b->n].event.time);
}

unsigned char *
times_put(struct column_writer *w, unsigned char *to,
    const struct packed_block *b, unsigned char *buffer)
{
	unsigned char *end = buffer;
	uint64_t last = 0;

	for (uint32_t i = 0; b->timed && i < b->n + b->nevent; i++) {
		uint64_t t = *time_of(b, i) + 1;

		end = varint_put(end, zigzag(t - last));
		last = t;
	}
	return (
	    column_put(w, to, COLUMN_TIMES, buffer, (size_t)(end - buffer)));
}

/* A name is shown in reports, so it has no character that controls a
 * terminal. */
static bool
get_name(struct column *c, size_t n, struct event *ev)
{
	if (n >= sizeof(ev->name) || n > column_size(c))
		return (false);
	memcpy(ev->name, c->p, n);
	c->p += n;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)ev->name[i] < ' ' || ev->name[i] == 0x7f)
			return (false);
	return (true);
}

static bool
get_event(struct column *c, struct event *ev, uint64_t *distance)
{
	uint64_t kind, pid, child, flags, backend, n;
	uint64_t *const fields[] = { distance, &kind, &pid, &child, &ev->start,
		&ev->size, &flags, &backend, &ev->physical, &n };

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		c->p = varint_get(c->p, c->end, fields[i]);
		if (c->p == NULL)
			return (false);
	}
	if (kind == EVENT_NONE || kind > EVENT_RESUME || pid > PID_MAX ||
	    child > PID_MAX || flags > FLAGS_MAX || backend > BACKEND_LINEAR)
		return (false);
	ev->kind = (enum event_kind)kind;
	ev->pid = (uint32_t)pid;
	ev->child = (uint32_t)child;
	ev->flags = (unsigned)flags;
	ev->backend = (enum backend_kind)backend;
	ev->time = NO_TIME;
	return (get_name(c, (size_t)n, ev));
}

const char *
events_get(const struct column *column, struct packed_block *b)
{
	struct column c = column[COLUMN_EVENTS];
	uint64_t after = 0, distance;

	for (uint32_t i = 0; i < b->nevent; i++) {
		struct packed_event *e = &b->event[i];

		memset(&e->event, 0, sizeof(e->event));
		if (!get_event(&c, &e->event, &distance) ||
		    distance > b->n - after)
			return ("an event that is wrong");
		after += distance;
		e->after = (uint32_t)after;
	}
	return (c.p == c.end ? NULL : "more events than their block has");
}

/* How many of the first accesses have no time: a byte 0 of the column each. */
static uint32_t
count_untimed(const struct column *c, uint32_t n)
{
	uint32_t i = 0;

	if (column_size(c) < n)
		n = (uint32_t)column_size(c);
	while (n - i >= 8 && bytes_le64((const char *)c->p + i) == 0)
		i += 8;
	while (i < n && c->p[i] == 0)
		i++;
	return (i);
}

/* Often only events have times: then those of the accesses are not filled. */
const char *
times_get(const struct column *column, struct packed_block *b)
{
	struct column c = column[COLUMN_TIMES];
	uint32_t all = c.p < c.end ? b->n + b->nevent : 0;
	uint32_t untimed = count_untimed(&c, b->n);
	uint64_t v, last = 0;

	b->timed = all > 0 && untimed < b->n;
	if (b->timed)
		memset(b->time, 0xff, untimed * sizeof(*b->time));
	c.p += untimed;
	for (uint32_t i = untimed; i < all; i++) {
		c.p = varint_get(c.p, c.end, &v);
		if (c.p == NULL)
			return ("times that end too early");
		last += unzigzag(v);
		*time_of(b, i) = last - 1;
	}
	for (uint32_t i = 0; i < b->nevent; i++)
		b->event[i].event.timed = b->event[i].event.time != NO_TIME;
	return (c.p == c.end ? NULL : "more times than accesses");
}
