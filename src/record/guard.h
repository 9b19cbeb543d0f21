/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An address space of which only a window of pages can be accessed.  All others
 * are protected, so that an access to one raises SIGSEGV, which the recorder
 * takes: it opens the page and closes the oldest of the window.
 *
 * Processes share a space after vfork(2) and clone(2) with CLONE_VM.
 */
#ifndef RECORD_GUARD_H
#define RECORD_GUARD_H

#include "record/areamap.h"
#include "record/inject.h"
#include "record/page_window.h"

#define GUARD_SHIFT 12
#define GUARD_PAGE  (UINT64_C(1) << GUARD_SHIFT)

static inline uint64_t
guard_whole_pages(uint64_t bytes)
{
	return ((bytes + GUARD_PAGE - 1) & -GUARD_PAGE);
}

/* struct sigaction as the kernel has it */
#define GUARD_ACTION 32

/* A flag of an area, beside enum map_flags: it cannot be protected. */
#define AREA_UNWATCHED 0x100U
#define AREA_PROT      7U /* PROT_READ and so on */

struct space {
	unsigned refs; /* processes */
	struct injector injector;
	struct areamap areas; /* with what they allow to the program */
	struct page_window window;
	uint64_t heap_end; /* 0: not known */
	pid_t mapper;      /* the thread that may change mappings, or 0 */
	unsigned open;     /* calls during which everything is open */
	bool stale;        /* it is open, and should not be */
	bool given_up;     /* it is open for good */
	bool sets_segv;    /* the program handles or ignores SIGSEGV: */
	uint64_t action[GUARD_ACTION / 8];
};

struct space *space_new(pid_t pid);
/* Of a forked process: it begins with nothing open, so that its first access to
 * each page is seen. */
struct space *space_copy(const struct space *from, pid_t pid);
void space_put(struct space *s);

/* A thread that makes calls that change a space, and the calls that are
 * collected for it. */
struct guard {
	struct follow *follow;
	uint32_t size; /* of windows, pages */
	struct space *space;
	struct inject_thread *thread;
	bool lost; /* the thread is gone, or the space cannot be changed */
	size_t n;
	struct inject_call call[INJECT_MAX];
};

/* Adds a call. */
void guard_call(struct guard *g, uint64_t number, uint64_t a, uint64_t b,
    uint64_t c, uint64_t d);
/* Sets what a range allows, without a look at areas. */
void guard_protect(
    struct guard *g, uint64_t start, uint64_t end, unsigned prot);
/* Makes the calls; false: the space is not guarded any more. */
bool guard_commit(struct guard *g);

/* What is in areas of the range is closed, or opened as areas allow; of its
 * pages only those that are held are in the window still, and open. */
void guard_close_range(struct guard *g, uint64_t start, uint64_t end);
void guard_open_range(struct guard *g, uint64_t start, uint64_t end);
/* Opens a range at once, also of a space that is not guarded any more. */
void guard_reopen(struct guard *g, uint64_t start, uint64_t end);
/* What was mapped there is not any more. */
void guard_forget_range(struct space *s, uint64_t start, uint64_t end);
/* Closes an open page, unless everything is open. */
void guard_close_page(struct guard *g, struct window_page *p);
/* Closes the oldest pages above the window's size. */
void guard_trim(struct guard *g);

/* Closes all of a space that should not be open. */
void guard_refresh(struct guard *g);
/* Opens all for good, and takes out what was mapped for the calls. */
void guard_release(struct guard *g);

/* Adds the areas that /proc/PID/maps has while everything is open. */
void guard_read_areas(struct space *s, pid_t pid);

#endif
