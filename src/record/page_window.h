/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pages of an address space that can be accessed, in the order in which
 * they were opened.  A page that a system call uses is held: it does not count
 * among the oldest until it is let go.
 */
#ifndef RECORD_PAGE_WINDOW_H
#define RECORD_PAGE_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#define WINDOW_NONE    UINT32_MAX
#define WINDOW_BUCKETS 1024

struct window_page {
	uint64_t page;
	uint32_t bucket_next, older, newer;
	uint32_t holds; /* system calls that use it */
	bool writable;  /* open for writing, too */
	bool seen;      /* an access to it is in the trace */
	bool written;   /* a write to it is */
};

struct page_window {
	struct window_page *page;
	uint32_t cap, n;
	uint32_t held;   /* pages of them */
	uint32_t unused; /* a list, by bucket_next */
	uint32_t oldest, newest;
	uint32_t bucket[WINDOW_BUCKETS];
};

void page_window_init(struct page_window *w);
void page_window_free(struct page_window *w);

/* NULL: it is closed. */
struct window_page *page_window_find(
    const struct page_window *w, uint64_t page);
/* One that is closed becomes the newest. */
struct window_page *page_window_add(struct page_window *w, uint64_t page);
void page_window_remove(struct page_window *w, struct window_page *p);
void page_window_hold(struct page_window *w, struct window_page *p);
void page_window_release(struct page_window *w, struct window_page *p);
/* The oldest that is not held, or NULL. */
struct window_page *page_window_oldest(struct page_window *w);

#endif
