/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Choosing accesses and events.
 */
#include "trace/filter.h"

#include <string.h>

#include "trace/fields.h"

enum key { KEY_PID, KEY_KIND, KEY_ADDR, KEY_EVENTS, KEYS };

static const char *const names[KEYS] = {
	[KEY_PID] = "pid",
	[KEY_KIND] = "kind",
	[KEY_ADDR] = "addr",
	[KEY_EVENTS] = "events",
};

/* What would be right. */
static const char *const right[KEYS] = {
	[KEY_PID] = "a process or a range: 3 or 3-9, at most 536870911",
	[KEY_KIND] = "letters of RWMX: read, write, modify, fetch",
	[KEY_ADDR] = "an address or a range in hexadecimal: 1000 or 1000-1fff",
	[KEY_EVENTS] = "yes or no",
};

/* The operations that a letter chooses; 0: it is none. */
static unsigned
ops_of(char letter)
{
	const unsigned modify = 1u << ACCESS_MODIFY;

	switch (letter | 0x20) {
	case 'r':
		return (1u << ACCESS_READ | modify);
	case 'w':
		return (1u << ACCESS_WRITE | modify);
	case 'm':
		return (modify);
	case 'x':
		return (1u << ACCESS_FETCH);
	default:
		return (0);
	}
}

/* "A" or "A-B", A <= B <= most. */
static bool
read_range(
    const char *p, const char *end, bool hex, uint64_t most, uint64_t range[2])
{
	for (int i = 0; i < 2; i++) {
		enum field f;

		if (hex)
			field_prefix_0x(&p, end);
		f = hex ? field_hex(&p, end, &range[i])
			: field_decimal(&p, end, &range[i]);
		if (f != FIELD_OK || range[i] > most)
			return (false);
		if (i == 0 && p == end)
			range[1] = range[0];
		if (p == end)
			break;
		if (i == 1 || *p++ != '-')
			return (false);
	}
	return (range[0] <= range[1]);
}

static bool
read_kind(const char *p, const char *end, unsigned *ops)
{
	*ops = 0;
	if (p == end)
		return (false);
	for (; p < end; p++) {
		if (ops_of(*p) == 0)
			return (false);
		*ops |= ops_of(*p);
	}
	return (true);
}

static bool
read_value(struct trace_filter *f, enum key key, const char *p, const char *end)
{
	switch (key) {
	case KEY_PID:
		return (read_range(p, end, false, PID_MAX, f->pid));
	case KEY_ADDR:
		return (read_range(p, end, true, UINT64_MAX, f->addr));
	case KEY_KIND:
		return (read_kind(p, end, &f->ops));
	case KEY_EVENTS:
		f->no_events = field_is(p, end, "no");
		return (f->no_events || field_is(p, end, "yes"));
	case KEYS:
		break;
	}
	return (false);
}

int
trace_filter_read(struct trace_filter *f, const char *text, struct err *err)
{
	bool given[KEYS] = { false };

	*f = (struct trace_filter){
		.pid = { 0, PID_MAX },
		.addr = { 0, UINT64_MAX },
		.ops = ~0u,
	};
	for (const char *p = text, *stop;; p = stop + 1) {
		const char *equals;
		unsigned key = 0;

		stop = strchrnul(p, ',');
		equals = memchr(p, '=', (size_t)(stop - p));
		while (key < KEYS && equals != NULL &&
		       !field_is(p, equals, names[key]))
			key++;
		if (equals == NULL || key == KEYS)
			return (err_set(err, ERR_USAGE,
			    "bad --filter '%.60s' (pid=3,kind=RW,"
			    "addr=1000-1fff,events=no)",
			    text));
		if (given[key])
			return (err_set(err, ERR_USAGE,
			    "bad --filter '%.60s': %s is given twice (repeat "
			    "--filter to choose either)",
			    text, names[key]));
		given[key] = true;
		if (!read_value(f, key, equals + 1, stop))
			return (err_set(err, ERR_USAGE,
			    "bad --filter '%.60s': %s is %s", text, names[key],
			    right[key]));
		if (*stop == '\0')
			return (0);
	}
}

static bool
has_pid(const struct trace_filter *f, uint32_t pid)
{
	return (pid >= f->pid[0] && pid <= f->pid[1]);
}

bool
trace_filter_access(
    const struct trace_filter *f, size_t n, const struct access *a)
{
	for (size_t i = 0; i < n; i++, f++)
		if ((f->ops >> a->op & 1) != 0 && has_pid(f, a->pid) &&
		    a->addr <= f->addr[1] &&
		    a->addr + (a->size - 1) >= f->addr[0])
			return (true);
	return (n == 0);
}

bool
trace_filter_event(
    const struct trace_filter *f, size_t n, const struct event *ev)
{
	for (size_t i = 0; i < n; i++, f++)
		if (!f->no_events && has_pid(f, ev->pid) &&
		    (ev->kind != EVENT_FORK || has_pid(f, ev->child)))
			return (true);
	return (n == 0);
}
