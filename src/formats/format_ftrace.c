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

#include "formats/samples.h"

#define ERROR_WRITE 2
#define ERROR_FETCH 16

#define WHY_LINE                                                               \
	"a process, [processor], seconds, page_fault_user: and address=, ip= " \
	"and error_code= belong here"

static enum record_kind
fault(struct record *rec, uint64_t addr, uint64_t error, uint64_t pid,
    uint64_t time)
{
	enum access_op op = (error & ERROR_FETCH) != 0   ? ACCESS_FETCH
			    : (error & ERROR_WRITE) != 0 ? ACCESS_WRITE
							 : ACCESS_READ;

	if (pid > PID_MAX)
		return (record_malformed(rec, rec->start, WHY_PID));
	return (sample_access(rec, addr, op, pid, time));
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

const struct trace_format trace_format_ftrace = {
	.name = "ftrace",
	.summary = "page faults of the tracepoint page_fault_user",
	.carries = CARRIES_WRITES | CARRIES_FETCHES | CARRIES_PIDS |
		   CARRIES_TIME | CARRIES_SAMPLED,
	.partial = "page faults",
	.line = ftrace_line,
};
