/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The format packed: what its files share.
 */
#ifndef FORMATS_PACKING_H
#define FORMATS_PACKING_H

#include "trace/format.h"
#include "trace/packed_read.h"

/* With exact addresses sizes too. */
#define PACKED_CARRIES                                                         \
	(CARRIES_WRITES | CARRIES_FETCHES | CARRIES_PIDS | CARRIES_EVENTS |    \
	    CARRIES_TIME)

extern const struct trace_encoder packed_encoder;

/* A trace that is being read. */
struct packed {
	struct packed_reader *reader;
	bool recover;
	bool started;         /* magic and version have been read */
	bool cut;             /* what follows is not read */
	bool active;          /* a block is being passed on */
	size_t frame;         /* its bytes in the window */
	uint32_t at;          /* accesses of it that have been */
	uint32_t event;       /* and events */
	unsigned pages_shift; /* of page references: log2 of the page size */
	char why[200];
};

/* An error at the next byte of the window. */
int packed_refuse(const struct window *w, const char *why, struct err *err);
/*
 * The rest of the file cannot be used.  With recover it is left out, which
 * counts as a malformed record.
 */
int packed_give_up(struct packed *s, struct window *w, struct sink *to,
    const char *why, struct err *err);
/* Reads on until a block is there, as far as the window goes. */
int packed_next_block(struct packed *s, struct window *w, struct sink *to,
    bool *more, struct err *err);

#endif
