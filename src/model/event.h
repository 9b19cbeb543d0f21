/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Events: what happens to an address space between accesses.
 */
#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "model/page.h"

enum event_kind {
	EVENT_NONE,
	EVENT_MAP,     /* start, size, flags, backend, name */
	EVENT_UNMAP,   /* start, size */
	EVENT_PROTECT, /* start, size, flags */
	EVENT_FORK,    /* pid forks child */
	EVENT_EXIT,    /* pid ends */
	EVENT_PIN,     /* start, size: may not be evicted until unpinned */
	EVENT_UNPIN,   /* start, size */
	EVENT_TICK,    /* the timer */
	EVENT_PAGEOUT, /* start, size: pages leave memory, as MADV_PAGEOUT */
	EVENT_DISCARD, /* start, size: contents go, as MADV_DONTNEED */
	EVENT_SUSPEND, /* pid stops: its pages leave memory */
	EVENT_RESUME,  /* pid runs again: they come back as it touches them */
};

/* The accesses that an area or a page allows, and that an access needs. */
enum map_flags {
	MAP_READ = 1,
	MAP_WRITE = 2,
	MAP_EXEC = 4,
	MAP_USER = 8,
	MAP_DEVICE = 16,
	MAP_UNCACHED = 32,
	MAP_OF_FILE = 64, /* of an area: its pages are those of a file, shared;
			   * it is no permission and has no letter */
};

/* Their letters, from the lowest bit on, as every text has them. */
#define MAP_LETTERS "rwxudn"

/* The flag of a letter; 0: it is the letter of none. */
static inline unsigned
map_flag(char letter)
{
	static const char letters[] = MAP_LETTERS;
	const char *at = memchr(letters, letter, sizeof(letters) - 1);

	return (at == NULL ? 0 : 1U << (at - letters));
}

/* The letters of the flags that are set; returns buf. */
static inline char *
map_letters(char buf[sizeof(MAP_LETTERS)], unsigned flags)
{
	char *end = buf;

	for (const char *s = MAP_LETTERS; *s != '\0'; s++)
		if ((flags & map_flag(*s)) != 0)
			*end++ = *s;
	*end = '\0';
	return (buf);
}

/* Where the pages of an area come from. */
enum backend_kind {
	BACKEND_LAZY,      /* a frame at the first touch */
	BACKEND_POPULATED, /* frames when it is mapped */
	BACKEND_LINEAR, /* fixed physical pages: never frames, never swapped */
};

struct event {
	enum event_kind kind;
	uint32_t pid;
	uint32_t child;
	vaddr_t start;
	uint64_t size;  /* bytes */
	unsigned flags; /* enum map_flags */
	enum backend_kind backend;
	uint64_t physical; /* BACKEND_LINEAR: the physical address of start */
	char name[32];     /* of the area, or its file; empty: it has none */
	bool timed;        /* its time is known: */
	uint64_t time;     /* as of an access (access.h) */
	uint64_t line;     /* in the trace, for messages; 0: unknown */
};

#endif
