/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the table of system calls says, applied to the arguments of one.  A
 * range may be of any size that a process gives: it is later cut to the areas
 * that the process has.
 */
#include "record/call_memory.h"

#include <sys/syscall.h>

#include <string.h>

#include "record/call_table.h"
#include "record/inject.h"

#if defined(__x86_64__)

#define IOV_MAX_COUNT 1024
#define STRING_MAX    (128 * 1024)
#define STRINGS_MAX   900
#define PAGE          4096

static void
put(struct call_memory *m, uint64_t start, uint64_t size, bool write,
    bool by_result)
{
	if (start == 0 || size == 0)
		return;
	if (m->n == CALL_RANGES_MAX) {
		m->everything = true;
		return;
	}
	m->range[m->n++] = (struct call_range){ start, size, write, by_result };
}

/* With its end, up to a page that cannot be read. */
static void
put_string(const struct injector *in, struct call_memory *m, uint64_t start)
{
	char text[256];
	uint64_t size = 0;

	if (start == 0)
		return;
	while (size < STRING_MAX) {
		size_t part = sizeof(text) - (start + size) % sizeof(text);
		const char *end;

		if (!inject_read(in, start + size, text, part))
			break;
		end = memchr(text, '\0', part);
		size += end != NULL ? (size_t)(end - text) + 1 : part;
		if (end != NULL)
			break;
	}
	put(m, start, size, false, false);
}

static void
put_strings(const struct injector *in, struct call_memory *m, uint64_t at)
{
	uint64_t start = at, string = 1;

	for (size_t i = 0; at != 0 && i < STRINGS_MAX; i++, at += 8) {
		if (!inject_read(in, at, &string, sizeof(string)))
			break;
		if (string == 0) {
			put(m, start, at + 8 - start, false, false);
			return;
		}
		put_string(in, m, string);
	}
	m->everything |= start != 0;
}

static void
put_iov(const struct injector *in, struct call_memory *m, uint64_t at,
    uint64_t n, bool write)
{
	uint64_t iov[2];

	if (n > IOV_MAX_COUNT)
		return;
	put(m, at, n * sizeof(iov), false, false);
	for (uint64_t i = 0; i < n; i++) {
		if (!inject_read(in, at + i * sizeof(iov), iov, sizeof(iov)))
			return;
		put(m, iov[0], iov[1], write, true);
	}
}

/* struct msghdr */
static void
put_message(
    const struct injector *in, struct call_memory *m, uint64_t at, bool write)
{
	struct {
		uint64_t name, name_size, iov, niov, control, control_size;
		uint64_t flags;
	} head;

	if (!inject_read(in, at, &head, sizeof(head)))
		return;
	put(m, at, sizeof(head), write, false);
	put(m, head.name, (uint32_t)head.name_size, write, false);
	put(m, head.control, head.control_size, write, false);
	put_iov(in, m, head.iov, head.niov, write);
}

static void
put_by_size(const struct injector *in, struct call_memory *m, uint64_t at,
    uint64_t size_at)
{
	uint32_t size;

	if (at == 0 || size_at == 0 ||
	    !inject_read(in, size_at, &size, sizeof(size)))
		return;
	put(m, size_at, sizeof(size), true, false);
	put(m, at, size < PAGE ? size : PAGE, true, false);
}

static void
put_argument(const struct injector *in, struct call_memory *m,
    const struct argument *a, const uint64_t *arg)
{
	uint64_t at = arg[a->index], of = arg[a->of];
	uint64_t units = (of > INT32_MAX ? INT32_MAX : of) * a->n;

	switch ((enum points_to)a->is) {
	case NOTHING:
		return;
	case IN:
	case OUT:
		put(m, at, of, a->is == OUT, a->is == OUT);
		return;
	case IN_SIZE:
	case OUT_SIZE:
	case BOTH_SIZE:
		put(m, at, a->n, a->is != IN_SIZE, false);
		return;
	case IN_UNITS:
	case BOTH_UNITS:
		put(m, at, units, a->is != IN_UNITS, false);
		return;
	case OUT_UNITS:
		m->unit = a->n;
		put(m, at, units, true, true);
		return;
	case STRING:
		put_string(in, m, at);
		return;
	case STRINGS:
		put_strings(in, m, at);
		return;
	case IOV_IN:
	case IOV_OUT:
		put_iov(in, m, at, of, a->is == IOV_OUT);
		return;
	case MSG_IN:
	case MSG_OUT:
		put_message(in, m, at, a->is == MSG_OUT);
		return;
	case OUT_BY_SIZE:
		put_by_size(in, m, at, of);
		return;
	case FDS:
		put(m, at, of > 1024 ? 128 : (of + 63) / 64 * 8, true, false);
	}
}

/* What a futex operation does with its fourth argument.  Its word must be
 * writable even for a wait. */
static void
fix_futex(const uint64_t *arg, struct call_memory *m)
{
	enum { WAIT = 0, LOCK_PI = 6, WAIT_BITSET = 9, WAIT_REQUEUE_PI = 11 };
	uint64_t op = arg[1] & 0x7f;
	bool waits = op == WAIT || op == LOCK_PI || op == WAIT_BITSET ||
		     op == WAIT_REQUEUE_PI;

	for (size_t i = 1; i < m->n; i++)
		if (m->range[i].start == arg[3] && !waits)
			m->range[i].size = 0;
}

static void
find_clone3(
    const uint64_t *arg, const struct injector *in, struct call_memory *m)
{
	uint64_t clone[5]; /* flags, pidfd, child_tid, parent_tid, signal */

	put(m, arg[0], arg[1], false, false);
	if (!inject_read(in, arg[0], clone, sizeof(clone)))
		return;
	for (int i = 1; i <= 3; i++)
		put(m, clone[i], 4, true, false);
}

/* The argument of an ioctl of a terminal or a file is in one place. */
static void
find_ioctl(const uint64_t *arg, struct call_memory *m)
{
	uint64_t size = arg[1] >> 16 & 0x3fff, group = arg[1] >> 8 & 0xff;

	if (group == 'T' && size == 0)
		put(m, arg[2], 64, true, false);
	else if (group == 'T' || arg[1] == 0x5421 /* FIONBIO */)
		put(m, arg[2], size == 0 ? 4 : size, true, false);
	else if (arg[1] != 0x5450 && arg[1] != 0x5451) /* FIOCLEX */
		m->everything = true;
}

static void
find_other(const struct injector *in, uint64_t number, const uint64_t *arg,
    struct call_memory *m)
{
	if (number == SYS_clone3)
		find_clone3(arg, in, m);
	else if (number == SYS_ioctl)
		find_ioctl(arg, m);
	else if (number == SYS_fcntl)
		/* The commands with struct flock, and others with a pointer. */
		put(m, arg[1] >= 5 && arg[1] < 1024 ? arg[2] : 0, 32, true,
		    false);
	else if (number == SYS_prctl)
		m->everything = arg[0] > 0xffff || arg[1] > 0xffff;
	else if (number == SYS_arch_prctl) /* ARCH_GET_FS, ARCH_GET_GS */
		put(m, arg[0] == 0x1003 || arg[0] == 0x1004 ? arg[1] : 0, 8,
		    true, false);
	else
		m->everything = true;
}

void
call_memory_find(const struct injector *in, uint64_t number,
    const uint64_t arg[6], struct call_memory *m)
{
	const struct known_call *call;

	m->n = 0;
	m->unit = 1;
	m->everything = false;
	if (call_uses_none(number))
		return;
	call = call_known(number);
	if (call == NULL) {
		find_other(in, number, arg, m);
		return;
	}
	for (size_t k = 0; k < CALL_ARGS; k++)
		put_argument(in, m, &call->arg[k], arg);
	if (number == SYS_futex)
		fix_futex(arg, m);
}

#endif
