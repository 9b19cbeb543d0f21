/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ftrace: page faults as the kernel's tracepoints page_fault_user and
 * page_fault_kernel print them, through trace, trace-cmd or perf script; and
 * the line of numbers of a program for bpftrace.
 *
 *	big-19251 [001] d.... 823.004933: page_fault_user: address=0x5557462f
 *	    ip=0x7fd3f422f109 error_code=0x6
 *	1046500 19251 19251 0x5557462f7178 0x7fd3f422f109 6
 *
 * The second is: nanoseconds, process, thread, address, instruction, error.
 *
 * Source: Linux, arch/x86/include/asm/trace/exceptions.h; Intel SDM 3, 4.7 for
 * the error code: 2 is a write, 16 the fetch of an instruction.  The first
 * gives the thread as its number; where the process stands behind it in
 * brackets (trace option record-tgid), that is taken.  The address of the
 * kernel may be printed as a symbol, and is then ignored.
 */
#include <ctype.h>

#include "formats/plain_values.h"
#include "formats/samples.h"

#define ERROR_WRITE 2
#define ERROR_FETCH 16

#define WHY_LINE                                                               \
	"a process, [processor], seconds, page_fault_user: and address=, ip= " \
	"and error_code= belong here"

/* What an access was, by the error code. */
static inline enum access_op
fault_op(uint64_t error)
{
	return ((error & ERROR_FETCH) != 0   ? ACCESS_FETCH
		: (error & ERROR_WRITE) != 0 ? ACCESS_WRITE
					     : ACCESS_READ);
}

struct ftrace {
	struct plain_same task; /* up to the time, read in bulk */
	uint64_t pid;           /* of it */
};

static enum record_kind
fault(struct record *rec, uint64_t addr, uint64_t error, uint64_t pid,
    uint64_t time)
{
	if (pid > PID_MAX)
		return (record_malformed(rec, rec->start, WHY_PID));
	return (sample_access(rec, addr, fault_op(error), pid, time));
}

/* "name=0x12"; false: it is a symbol, or not there. */
static bool
read_named(const char *p, const char *end, const char *name, uint64_t *v)
{
	p = sample_find(p, end, name);
	if (p == NULL)
		return (false);
	p += strlen(name);
	return (field_prefix_0x(&p, end) && field_hex(&p, end, v) == FIELD_OK &&
		field_ends(p, end));
}

/* The decimal number that ends at 'end'. */
static bool
number_before(const char *s, const char *end, uint64_t *v)
{
	const char *p = end;

	while (p > s && isdigit((unsigned char)p[-1]))
		p--;
	return (field_decimal(&p, end, v) == FIELD_OK);
}

static const char *
back_over_blanks(const char *s, const char *end)
{
	while (end > s && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return (end);
}

/* The process before "[001]": "big-19251", "big 19251", "big-19251 (19251)",
 * and the time behind it. */
static bool
read_task(const char *s, const char *end, uint64_t *pid, uint64_t *time)
{
	const char *cpu, *p;

	if (end <= s)
		return (false);
	cpu = memrchr(s, '[', (size_t)(end - s));
	end = back_over_blanks(s, end);
	if (cpu == NULL)
		return (false);
	for (p = end; p > cpu && !field_ends(p - 1, end);)
		p--;
	if (!sample_time(p, end, 9, time))
		return (false);
	p = back_over_blanks(s, cpu);
	if (p > s && p[-1] == ')') {
		if (number_before(s, p - 1, pid))
			return (true);
		/* "(-----)": not known */
		p = memrchr(s, '(', (size_t)(p - s));
		p = p == NULL ? s : back_over_blanks(s, p);
	}
	return (number_before(s, p, pid));
}

/* "ns pid tid 0xaddr 0xip error". */
static bool
read_numbers(const char *p, const char *end, uint64_t v[6])
{
	for (int i = 0; i < 6; i++) {
		bool hex;

		field_blanks(&p, end);
		hex = field_prefix_0x(&p, end);
		if (hex != (i == 3 || i == 4))
			return (false);
		if ((hex ? field_hex(&p, end, &v[i])
			 : field_decimal(&p, end, &v[i])) != FIELD_OK ||
		    !field_ends(p, end))
			return (false);
	}
	return (p == end);
}

static enum record_kind
ftrace_line(
    not_used void *state, const char *s, const char *end, struct record *rec)
{
	const char *event;
	uint64_t v[6], addr, error, pid, time;

	rec->start = s;
	if (read_numbers(s, end, v))
		return (fault(rec, v[3], v[5], v[1], v[0]));
	if (field_prefix(&s, end, "Attaching ")) /* what bpftrace begins with */
		return (RECORD_OURS);
	event = sample_find(s, end, "page_fault_user:");
	if (event == NULL)
		event = sample_find(s, end, "page_fault_kernel:");
	if (event == NULL)
		return (RECORD_STRANGE);
	/* perf prints the name of the tracepoint's system before it. */
	if (event > s && event[-1] == ':')
		while (event > s && !field_ends(event - 1, end))
			event--;
	if (!read_task(s, event, &pid, &time) ||
	    !read_named(event, end, "error_code=", &error) ||
	    !sample_has(event, end, "address="))
		return (record_malformed(rec, s, WHY_LINE));
	if (!read_named(event, end, "address=", &addr))
		return (RECORD_OURS);
	return (fault(rec, addr, error, pid, time));
}

static always_inline bool
plain_hex(struct plain_fields *f, uint64_t *v)
{
	const char *s = f->p, *end;

	return (plain_cut(f, &end) && plain_hex_value(f, s, end, v));
}

/* "ip=0x7fd3f422f109" */
static always_inline bool
plain_named(struct plain_fields *f, const char *name, uint64_t *v)
{
	return (plain_text(f, name) && plain_hex(f, v));
}

/* The line of numbers. */
static always_inline bool
plain_numbers(struct plain_fields *f, struct plain_line *l, uint64_t *pid,
    uint64_t *error)
{
	uint64_t thread, ip;

	return (plain_decimal(f, &l->time) && plain_decimal(f, pid) &&
		plain_decimal(f, &thread) && plain_named(f, "0x", &l->addr) &&
		plain_named(f, "0x", &ip) && plain_last(f, error));
}

/* "(19251)", "19251" or nothing, behind a command with or without a number. */
static always_inline bool
plain_process(struct plain_fields *f, const char *name, const char *name_end,
    uint64_t *pid)
{
	const char *p = name_end, *end;

	while (p > name && p[-1] >= '0' && p[-1] <= '9')
		p--;
	/* So short that it has no name of an event. */
	if (p - name > 16 || (p > name && p[-1] == ':'))
		return (false);
	if (*f->p == '[')
		return (plain_value(f, p, name_end, pid));
	if (*f->p != '(')
		return (plain_decimal(f, pid));
	plain_move(f, 1);
	plain_blanks(f);
	p = f->p;
	return (plain_cut(f, &end) && end > p && end[-1] == ')' &&
		plain_value(f, p, end - 1, pid));
}

/* The flags, which may be missing. */
static always_inline bool
plain_flags(struct plain_fields *f)
{
	const char *s = f->p, *end;
	bool bracket = false;

	if (*s >= '0' && *s <= '9')
		return (true);
	if (!plain_cut(f, &end) || end - s > 8)
		return (false);
	for (; s < end; s++)
		bracket |= *s == '[';
	return (!bracket && plain_blanks(f));
}

/* Up to the time. */
static inline bool
plain_task(struct plain_fields *f, uint64_t *pid)
{
	const char *name, *name_end, *cpu, *end;
	uint64_t number;

	name = f->p;
	if (*name == '#' || *name == ';' || !plain_cut(f, &name_end))
		return (false);
	plain_blanks(f);
	if (!plain_process(f, name, name_end, pid))
		return (false);
	plain_blanks(f);
	cpu = f->p;
	return (plain_cut(f, &end) && *cpu == '[' && end[-1] == ']' &&
		plain_value(f, cpu + 1, end - 1, &number) && plain_blanks(f) &&
		plain_flags(f));
}

static always_inline bool
plain_event(struct plain_fields *f, uint64_t *addr, uint64_t *error)
{
	const char *s;
	uint64_t ip;

	if (*f->p == 'e' && !plain_text(f, "exceptions:"))
		return (false);
	if ((!plain_text(f, "page_fault_user: address=0x") &&
		!plain_text(f, "page_fault_kernel: address=0x")) ||
	    !plain_hex(f, addr) || !plain_named(f, "ip=0x", &ip) ||
	    !plain_text(f, "error_code=0x"))
		return (false);
	s = f->p;
	return (plain_hex_value(f, s, plain_stop(f), error) &&
		plain_line_end(&f->p));
}

/* The same, of the process of the line before or another. */
static always_inline bool
plain_known_task(struct ftrace *ft, struct plain_fields *f, uint64_t *pid)
{
	struct plain_fields other; /* so that *f can be in registers */
	uint64_t number;

	plain_blanks(f);
	if (unlikely(!plain_again(f, &ft->task))) {
		other = *f;
		if (!plain_task(&other, &number) || !plain_done(&other))
			return (false);
		ft->pid = number;
		plain_see(&ft->task, f->p, other.p);
		*f = other;
	}
	*pid = ft->pid;
	return (true);
}

static always_inline struct plain_line
ftrace_read(void *how, not_used bool hex, const struct plain_place *at)
{
	struct ftrace *ft = how;
	struct plain_fields f = plain_fields(at, ' ');
	struct plain_line l = PLAIN_LINE(at->p);
	uint64_t pid = 0, error = 0;

	if (*at->p >= '0' && *at->p <= '9') {
		l.good = plain_numbers(&f, &l, &pid, &error);
	} else {
		l.good = plain_known_task(ft, &f, &pid) &&
			 plain_clock(&f, &l.time) && plain_blanks(&f) &&
			 plain_event(&f, &l.addr, &error);
	}
	l.good = l.good && plain_done(&f) && pid <= PID_MAX;
	l.pid = pid & PID_MAX;
	l.op = 1 + fault_op(error);
	l.p = f.p;
	return (l);
}

static void
ftrace_bulk(void *state, struct window *w, struct sink *to)
{
	plain_take_lines(ftrace_read, state, ' ', NULL, w, to);
}

const struct trace_format trace_format_ftrace = {
	.name = "ftrace",
	.summary = "page faults of the tracepoint page_fault_user",
	.carries = CARRIES_WRITES | CARRIES_FETCHES | CARRIES_PIDS |
		   CARRIES_TIME | CARRIES_SAMPLED,
	.partial = "page faults",
	.state_size = sizeof(struct ftrace),
	.line = ftrace_line,
	.bulk = ftrace_bulk,
};
