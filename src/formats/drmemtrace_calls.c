/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls of a drmemtrace as events.
 */
#include "formats/drmemtrace_calls.h"

#define BASE_64 UINT64_C(0x100000000) /* of ids of system calls */
#define BASE_32 UINT64_C(0x10000)

/* Earlier versions have 1 for a call that succeeded and 0 for one that did not
 * in place of the result.  Builds of six weeks of 2023 do so with this version.
 */
#define VERSION_RESULTS 6

#define ERRNO_MAX 4095 /* a result above -ERRNO_MAX is an error */

/* Of Linux, the same on all processors below. */
#define FLAG_ANONYMOUS 0x20
#define FLAG_POPULATE  0x8000
#define ADVICE_DISCARD 4  /* MADV_DONTNEED */
#define ADVICE_PAGEOUT 21 /* MADV_PAGEOUT */

#define SMALLEST_PAGE UINT64_C(4096)
#define LARGEST_PAGE  (UINT64_C(1) << 30)

#define ALL_ACCESSES (MAP_READ | MAP_WRITE | MAP_EXEC | MAP_USER)

enum call {
	CALL_MMAP,
	CALL_OLD_MMAP, /* its arguments are in memory */
	CALL_MUNMAP,
	CALL_BRK,
	CALL_MREMAP,
	CALL_MADVISE,
	CALL_OTHER,
};

/* Arguments that must have been recorded. */
static const uint8_t needs[] = {
	[CALL_MMAP] = 4,             /* the flags */
	[CALL_OLD_MMAP] = UINT8_MAX, /* are never there */
	[CALL_MUNMAP] = 2,
	[CALL_BRK] = 0, /* the result says it */
	[CALL_MREMAP] = 3,
	[CALL_MADVISE] = 3,
};

#define NO_NUMBER UINT16_MAX

/* Bits of the type of a file that name a processor. */
#define PROCESSOR_ALL (0x08 | 0x10 | 0x20 | 0x40)

static const struct processor {
	unsigned filetype; /* its bit */
	uint16_t number[CALL_OTHER];
} processors[] = {
	{ 0x40, /* x86, 64 bits */
	    { [CALL_MMAP] = 9,
		[CALL_OLD_MMAP] = NO_NUMBER,
		[CALL_MUNMAP] = 11,
		[CALL_BRK] = 12,
		[CALL_MREMAP] = 25,
		[CALL_MADVISE] = 28 } },
	{ 0x08, /* ARM, 64 bits */
	    { [CALL_MMAP] = 222,
		[CALL_OLD_MMAP] = NO_NUMBER,
		[CALL_MUNMAP] = 215,
		[CALL_BRK] = 214,
		[CALL_MREMAP] = 216,
		[CALL_MADVISE] = 233 } },
	{ 0x20, /* x86, 32 bits */
	    { [CALL_MMAP] = 192,
		[CALL_OLD_MMAP] = 90,
		[CALL_MUNMAP] = 91,
		[CALL_BRK] = 45,
		[CALL_MREMAP] = 163,
		[CALL_MADVISE] = 219 } },
	{ 0x10, /* ARM, 32 bits */
	    { [CALL_MMAP] = 192,
		[CALL_OLD_MMAP] = 90,
		[CALL_MUNMAP] = 91,
		[CALL_BRK] = 45,
		[CALL_MREMAP] = 163,
		[CALL_MADVISE] = 220 } },
};

/* Whether nothing tells which call has a number.  That of futex is recorded
 * without being asked for, and is 98, 202 or 240. */
static bool
is_doubtful(const struct drmemtrace_calls *c, uint64_t number)
{
	return ((c->filetype & PROCESSOR_ALL) == 0 && number != 98 &&
		number != 202 && number != 240);
}

/* A call by its number; CALL_OTHER also where the processor is not known. */
static enum call
call_of(const struct drmemtrace_calls *c, uint64_t number)
{
	for (size_t i = 0; i < sizeof(processors) / sizeof(processors[0]); i++)
		for (unsigned k = 0; k < CALL_OTHER; k++)
			if ((c->filetype & processors[i].filetype) != 0 &&
			    processors[i].number[k] == number)
				return ((enum call)k);
	return (CALL_OTHER);
}

static bool
is_error(const struct drmemtrace_calls *c, uint64_t result)
{
	return (c->narrow ? (uint32_t)result >= -(uint32_t)ERRNO_MAX
			  : result >= -(uint64_t)ERRNO_MAX);
}

/* The end of a range of whole pages, whose size is rounded up; 0: it is none.
 */
static uint64_t
range_end(const struct drmemtrace_calls *c, uint64_t start, uint64_t size)
{
	uint64_t page = c->page == 0 ? SMALLEST_PAGE : c->page, end;

	if (start % page != 0 || size == 0 ||
	    __builtin_add_overflow(start, size, &end) || end > -page)
		return (0);
	return ((end + page - 1) & -page);
}

static void
add_event(struct drmemtrace_calls *c, enum event_kind kind, uint64_t start,
    uint64_t end)
{
	c->event[c->n++] =
	    (struct event){ .kind = kind, .start = start, .size = end - start };
}

static struct event *
add_map(struct drmemtrace_calls *c, uint64_t start, uint64_t end)
{
	add_event(c, EVENT_UNMAP, start, end);
	add_event(c, EVENT_MAP, start, end);
	c->event[c->n - 1].flags = ALL_ACCESSES;
	return (&c->event[c->n - 1]);
}

/* Each of these adds the events of a call that has succeeded; false: it has no
 * range of whole pages. */

static bool
mapped(struct drmemtrace_calls *c, uint64_t start)
{
	uint64_t end = range_end(c, start, c->arg[1]);
	struct event *ev;

	if (end == 0)
		return (false);
	ev = add_map(c, start, end);
	memcpy(ev->name,
	    (c->arg[3] & FLAG_ANONYMOUS) != 0 ? "[anon]" : "[file]",
	    sizeof("[anon]"));
	/* Pages without a permission are not populated. */
	if ((c->arg[3] & FLAG_POPULATE) != 0 && c->arg[2] != 0)
		ev->backend = BACKEND_POPULATED;
	return (true);
}

static bool
on_range(struct drmemtrace_calls *c, enum event_kind kind)
{
	uint64_t end = range_end(c, c->arg[0], c->arg[1]);

	/* An advice about no bytes is none. */
	if (end == 0)
		return (kind != EVENT_UNMAP && c->arg[1] == 0);
	add_event(c, kind, c->arg[0], end);
	return (true);
}

static bool
heap_moved(struct drmemtrace_calls *c, uint64_t to, uint32_t pid)
{
	uint64_t end = range_end(c, 0, to);

	if (end == 0)
		return (false);
	if (c->heap_pid == pid && end < c->heap_end)
		add_event(c, EVENT_UNMAP, end, c->heap_end);
	c->heap_end = end;
	c->heap_pid = pid;
	return (true);
}

/* Pages that move are new ones at their place; those of a range that grows or
 * becomes smaller where it is stay. */
static bool
remapped(struct drmemtrace_calls *c, uint64_t start)
{
	uint64_t old = c->arg[0], end = range_end(c, start, c->arg[2]);
	uint64_t old_end = range_end(c, old, c->arg[1]);

	if (end == 0 || (old_end == 0 && c->arg[1] != 0))
		return (false);
	if (start != old) {
		if (old_end > 0)
			add_event(c, EVENT_UNMAP, old, old_end);
		(void)add_map(c, start, end);
	} else if (end > old_end && old_end > 0) {
		(void)add_map(c, old_end, end);
	} else if (end < old_end) {
		add_event(c, EVENT_UNMAP, end, old_end);
	}
	return (true);
}

static bool
succeeded(
    struct drmemtrace_calls *c, enum call call, uint64_t result, uint32_t pid)
{
	switch (call) {
	case CALL_MMAP:
		return (mapped(c, result));
	case CALL_MUNMAP:
		return (result == 0 && on_range(c, EVENT_UNMAP));
	case CALL_BRK:
		return (heap_moved(c, result, pid));
	case CALL_MREMAP:
		return (remapped(c, result));
	case CALL_MADVISE:
		if (c->arg[2] == ADVICE_DISCARD)
			return (result == 0 && on_range(c, EVENT_DISCARD));
		return (c->arg[2] != ADVICE_PAGEOUT ||
			(result == 0 && on_range(c, EVENT_PAGEOUT)));
	default:
		return (true);
	}
}

static enum record_kind
next_event(struct drmemtrace_calls *c, struct record *rec, uint32_t pid)
{
	rec->event = c->event[c->next++];
	rec->event.pid = pid;
	return (RECORD_EVENT);
}

/* The result of a call. */
static enum record_kind
ended(struct drmemtrace_calls *c, struct record *rec, uint64_t result,
    uint32_t pid, uint64_t thread)
{
	enum call call = call_of(c, c->number - 1);
	unsigned nargs =
	    c->begun == c->number && c->thread == thread ? c->nargs : 0;
	bool tells = call == CALL_MUNMAP || call == CALL_MADVISE;

	if (calls_wait(c))
		return (next_event(c, rec, pid));
	c->n = c->next = 0;
	if (is_doubtful(c, c->number - 1))
		return (record_malformed(rec, rec->start,
		    "a system call cannot be known by its number, because the "
		    "type of the file names no processor"));
	if (call == CALL_OTHER)
		return (RECORD_OURS);
	c->begun = 0;
	if (nargs < needs[call])
		return (record_malformed(rec, rec->start,
		    "the arguments of this call belong before its result (4 of "
		    "mmap, 2 of munmap, 3 of mremap and madvise)"));
	if (c->version < VERSION_RESULTS && !tells)
		return (record_malformed(rec, rec->start,
		    "an address belongs here, which mmap, mremap and brk have "
		    "in traces from version 6 on"));
	if (c->version < VERSION_RESULTS ? result == 0 : is_error(c, result))
		return (RECORD_OURS);
	if (!succeeded(c, call, c->version < VERSION_RESULTS ? 0 : result, pid))
		return (record_malformed(rec, rec->start,
		    "a call for whole pages belongs here, with its result"));
	return (calls_wait(c) ? next_event(c, rec, pid) : RECORD_OURS);
}

enum record_kind
calls_marker(struct drmemtrace_calls *c, struct record *rec, unsigned kind,
    uint64_t value, uint32_t pid, uint64_t thread)
{
	uint64_t base = c->narrow ? BASE_32 : BASE_64;

	switch (kind) {
	case MARK_FILETYPE:
		c->filetype = value;
		break;
	case MARK_PAGE_SIZE:
		if (value >= SMALLEST_PAGE && value <= LARGEST_PAGE &&
		    (value & (value - 1)) == 0)
			c->page = value;
		break;
	case MARK_FUNC_ID:
		c->number = value < base ? 0 : value - base + 1;
		c->id_last = true;
		break;
	case MARK_FUNC_ARG:
		if (c->number == 0)
			break;
		if (c->id_last) {
			c->begun = c->number;
			c->thread = thread;
			c->nargs = 0;
		}
		c->id_last = false;
		if (c->nargs < CALL_ARGS)
			c->arg[c->nargs++] = value;
		break;
	case MARK_FUNC_RETVAL:
		if (c->number != 0)
			return (ended(c, rec, value, pid, thread));
		break;
	default:
		break;
	}
	return (RECORD_OURS);
}
