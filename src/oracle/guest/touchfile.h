/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file that a kernel is asked with: the touches of pages by up to
 * TOUCH_PROCESSES processes, in the order of the trace.
 *
 *	struct touch_head
 *	word[words]	32 bits each, in the byte order of the machine
 *	struct touch_range[ranges]
 *
 * A word below TOUCH_SWITCH is the touch of a page by the process under way:
 * page * 2, plus 1 for a write.  TOUCH_SWITCH + n: process n goes on.
 * TOUCH_DISCARD + page: the page is unmapped.  Pages are numbered by process,
 * from 0, as they lie in its address space; process 0 begins.  The pages of a
 * range are those of a file, from page 'at' of it on.
 *
 * The host writes the file and the guest reads it, so this header needs no
 * other one of the program.
 */
#ifndef ORACLE_GUEST_TOUCHFILE_H
#define ORACLE_GUEST_TOUCHFILE_H

#include <stdint.h>

#define TOUCH_MAGIC     "prtouch1" /* 8 bytes, without a NUL */
#define TOUCH_PROCESSES 16
#define TOUCH_PAGES     (UINT32_C(1) << 28) /* pages are below this */
#define TOUCH_SWITCH    UINT32_C(0x80000000)
#define TOUCH_DISCARD   UINT32_C(0xc0000000)

struct touch_head {
	char magic[8];
	uint32_t processes;
	uint32_t ranges;
	uint64_t words;
	uint64_t touches; /* words below TOUCH_SWITCH */
	uint32_t pages[TOUCH_PROCESSES];
};

struct touch_range {
	uint32_t process;
	uint32_t first, n; /* pages */
	uint32_t at;
};

static inline uint64_t
touch_bytes(const struct touch_head *h)
{
	return (sizeof(*h) + h->words * sizeof(uint32_t) +
		h->ranges * sizeof(struct touch_range));
}

#endif
