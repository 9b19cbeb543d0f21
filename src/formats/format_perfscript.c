/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * perfscript: samples with an address, as perf script prints them.
 *
 *	big 17142/17142   733.967562: page-faults:  5568ae3b6030 ffffffff817554
 *	19270 [001] 825.569842:  1 cpu/mem-stores/P:  55de1d3e8030 4011a6
 *
 * The fields are the command (which may have blanks and may be missing), the
 * process and the thread or one of them, the processor, the time in seconds,
 * the period, the event and a colon, the address and the instruction, both in
 * hexadecimal without 0x.  A symbol may follow each of the two.
 *
 * Source: perf, builtin-script.c; perf record -d.  A page fault does not say
 * whether it is a read, so it is one.  Events with "store" in their name write,
 * and so do those whose source is decoded as OP STORE.  Without -F addr perf
 * prints the instruction alone, which must not be taken for the address.
 */
#include "formats/plain_values.h"
#include "formats/samples.h"

struct perfscript {
	bool faults, others; /* events of either kind were seen */
	/* Events that were seen, with their colons, and which of them write:
	 * lines of others are not read in bulk. */
	struct names events;
	struct plain_same task; /* up to the time, read in bulk */
	uint64_t pid;           /* of it */
	bool store[NAMES_MAX];
};

/* A process, or a process and a thread. */
static bool
read_pid(const char *p, const char *end, uint64_t *pid)
{
	uint64_t thread;

	if (field_decimal(&p, end, pid) != FIELD_OK)
		return (false);
	if (p == end)
		return (true);
	return (*p++ == '/' && field_decimal(&p, end, &thread) == FIELD_OK &&
		p == end);
}

/* Finds the process and the time, with the processor perhaps between them; *p:
 * what follows the time. */
static bool
find_time(const char **p, const char *end, uint64_t *pid, uint64_t *time)
{
	bool is_pid = false;

	while (*p < end) {
		const char *word, *stop;

		field_blanks(p, end);
		word = *p;
		*p = stop = field_end(*p, end);
		if (is_pid && *word == '[')
			continue;
		if (is_pid && sample_time(word, stop, 9, time))
			return (true);
		is_pid = read_pid(word, stop, pid);
	}
	return (false);
}

/* The event, whose colon ends a word; a period may come before it. */
static bool
read_event(
    const char **p, const char *end, const char **event, const char **event_end)
{
	for (int i = 0; i < 2; i++) {
		field_blanks(p, end);
		*event = *p;
		*p = *event_end = field_end(*p, end);
		if (*event_end - *event > 1 && (*event_end)[-1] == ':')
			return (true);
	}
	return (false);
}

static bool
is_hex(const char **p, const char *end, uint64_t *v)
{
	field_blanks(p, end);
	return (field_hex(p, end, v) == FIELD_OK && field_ends(*p, end));
}

/* What follows the address: an instruction, each perhaps with a symbol. */
static bool
ends_well(const char *p, const char *end)
{
	uint64_t ip;

	field_blanks(&p, end);
	if (p == end || is_hex(&p, end, &ip))
		return (true);
	p = field_end(p, end);
	return (is_hex(&p, end, &ip));
}

static void
see_event(struct perfscript *ps, const char *event, const char *end, bool store)
{
	int n = names_number(&ps->events, event, (size_t)(end - event));

	if (sample_has(event, end, "-faults"))
		ps->faults = true;
	else
		ps->others = true;
	if (n >= 0)
		ps->store[n] = store;
}

static enum record_kind
perfscript_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct perfscript *ps = state;
	const char *p = s, *event, *event_end, *at;
	uint64_t pid = 0, addr, time;
	bool store;

	if (!find_time(&p, end, &pid, &time) ||
	    !read_event(&p, end, &event, &event_end))
		return (RECORD_STRANGE);
	field_blanks(&p, end);
	at = p;
	if (!is_hex(&p, end, &addr))
		return (record_malformed(rec, at, WHY_ADDRESS));
	if (!ends_well(p, end))
		return (record_fatal(rec, at,
		    "perf has printed no address here, only an instruction: "
		    "print with perf script -F comm,pid,tid,time,event,addr,ip "
		    "what perf record -d has recorded"));
	if (pid > PID_MAX)
		return (record_malformed(rec, s, WHY_PID));
	store = sample_has(event, event_end, "store");
	see_event(ps, event, event_end, store);
	if (addr == 0) /* a sample that has none */
		return (RECORD_OURS);
	store = store || sample_has(p, end, "|OP STORE");
	return (sample_access(
	    rec, addr, store ? ACCESS_WRITE : ACCESS_READ, pid, time));
}

/* "17142/17142", or one of the two. */
static always_inline bool
plain_pid(struct plain_fields *f, uint64_t *pid)
{
	const char *s, *p, *end;
	uint64_t thread;

	if (!plain_blanks(f))
		return (false);
	for (s = p = f->p; *p >= '0' && *p <= '9';)
		p++;
	return (
	    plain_cut(f, &end) && plain_value(f, s, p, pid) &&
	    (p == end || (*p == '/' && plain_value(f, p + 1, end, &thread))));
}

/* The command, which may be missing, the process, the processor, which may be
 * missing too, up to the time. */
static inline bool
plain_task(struct plain_fields *f, uint64_t *pid)
{
	struct plain_fields without = *f;

	if (*f->p == '#' || *f->p == ';' || !plain_skip(f))
		return (false);
	plain_blanks(f);
	if (*f->p < '0' || *f->p > '9')
		*f = without;
	if (!plain_pid(f, pid))
		return (false);
	plain_blanks(f);
	if (*f->p == '[' && !plain_skip(f))
		return (false);
	return (plain_blanks(f));
}

/* The same, of the process of the line before or another. */
static always_inline bool
plain_known_task(struct perfscript *ps, struct plain_fields *f, uint64_t *pid)
{
	struct plain_fields other; /* so that *f can be in registers */
	uint64_t number;

	plain_blanks(f);
	if (unlikely(!plain_again(f, &ps->task))) {
		other = *f;
		if (!plain_task(&other, &number) || !plain_done(&other))
			return (false);
		ps->pid = number;
		plain_see(&ps->task, f->p, other.p);
		*f = other;
	}
	*pid = ps->pid;
	return (true);
}

/* The period, which may be missing, and an event that was seen before. */
static always_inline bool
plain_event(struct plain_fields *f, struct names *events, unsigned *event)
{
	uint64_t period;
	const char *s;

	if (*f->p >= '0' && *f->p <= '9' && !plain_decimal(f, &period))
		return (false);
	plain_blanks(f);
	s = f->p;
	return (plain_skip(f) && plain_name(events, s, f->p - 1, event) &&
		plain_blanks(f));
}

/* An instruction and a rest in which no source is decoded. */
static always_inline bool
plain_tail(struct plain_fields *f)
{
	const char *s, *rest;
	uint64_t ip;

	if (*f->p == ' ') {
		plain_blanks(f);
		s = f->p;
		if (!plain_hex_value(f, s, plain_stop(f), &ip))
			return (false);
	}
	if (*f->p != ' ')
		return (plain_line_end(&f->p));
	rest = f->p;
	return (
	    plain_rest(f) && memchr(rest, '|', (size_t)(f->p - rest)) == NULL);
}

static always_inline struct plain_line
perfscript_read(void *how, not_used bool hex, const struct plain_place *at)
{
	struct perfscript *ps = how;
	struct plain_fields f = plain_fields(at, ' ');
	struct plain_line l = PLAIN_LINE(at->p);
	uint64_t pid = 0;
	unsigned event;
	const char *s;

	l.good = plain_known_task(ps, &f, &pid) && plain_clock(&f, &l.time) &&
		 plain_blanks(&f) && plain_event(&f, &ps->events, &event);
	s = f.p;
	l.good = l.good && plain_hex_value(&f, s, plain_stop(&f), &l.addr) &&
		 l.addr != 0 && plain_tail(&f) && plain_done(&f) &&
		 pid <= PID_MAX;
	l.pid = pid & PID_MAX;
	if (l.good)
		l.op = 1 + (ps->store[event] ? ACCESS_WRITE : ACCESS_READ);
	l.p = f.p;
	return (l);
}

static void
perfscript_bulk(void *state, struct window *w, struct sink *to)
{
	plain_take_lines(perfscript_read, state, ' ', NULL, w, to);
}

static void
perfscript_tell(const struct format_use *use, not_used unsigned shift,
    struct trace_facts *facts)
{
	const struct perfscript *ps = use->state;

	if (ps->others)
		facts->partial = "samples";
}

const struct trace_format trace_format_perfscript = {
	.name = "perfscript",
	.summary = "page faults or memory samples, as perf script prints them",
	.carries =
	    CARRIES_WRITES | CARRIES_PIDS | CARRIES_TIME | CARRIES_SAMPLED,
	.partial = "page faults",
	.state_size = sizeof(struct perfscript),
	.tell = perfscript_tell,
	.line = perfscript_line,
	.bulk = perfscript_bulk,
};
