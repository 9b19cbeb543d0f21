/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The events that a recording can start at: those of the program that say that
 * it has initialised.
 */
#include "record/start.h"

#include <sys/syscall.h>

#include <string.h>
#include <unistd.h>

#include "record/registers.h"

/* START_TIME has none. */
static const char *const words[] = {
	[START_AT_ONCE] = "start",
	[START_EXEC] = "exec",
	[START_OUTPUT] = "output",
	[START_LISTEN] = "listen",
	[START_ACCEPT] = "accept",
	[START_SIGNAL] = "signal",
};

static const struct {
	enum record_start start;
	struct follow_call call;
} watched[] = {
	{ START_OUTPUT, { SYS_write, true } },
	{ START_OUTPUT, { SYS_writev, true } },
	{ START_LISTEN, { SYS_listen, false } },
#ifdef SYS_accept
	{ START_ACCEPT, { SYS_accept, false } },
#endif
	{ START_ACCEPT, { SYS_accept4, false } },
};

#define NWATCHED (sizeof(watched) / sizeof(watched[0]))

bool
record_start_named(const char *word, enum record_start *start)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i] != NULL && strcmp(words[i], word) == 0) {
			*start = (enum record_start)i;
			return (true);
		}
	return (false);
}

size_t
start_calls(enum record_start start, struct follow_call *calls)
{
	size_t n = 0;

	for (size_t i = 0; i < NWATCHED; i++)
		if (watched[i].start == start)
			calls[n++] = watched[i].call;
	return (n);
}

bool
start_is_call(enum record_start start, pid_t tid)
{
	struct syscall_registers regs;

	if (!registers_get(tid, &regs))
		return (false);
	for (size_t i = 0; i < NWATCHED; i++)
		if (watched[i].start == start &&
		    (uint64_t)watched[i].call.number == regs.number &&
		    (!watched[i].call.output || regs.arg[0] == STDOUT_FILENO ||
			regs.arg[0] == STDERR_FILENO))
			return (true);
	return (false);
}
