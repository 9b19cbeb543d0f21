/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The frames of a packed trace in the window, up to the next block.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "formats/packing.h"
#include "trace/bytes.h"
#include "trace/record.h"

int
packed_refuse(const struct window *w, const char *why, struct err *err)
{
	struct err_where at = record_next(w, 0);

	return (err_at(err, ERR_TRACE, &at, "%s", why));
}

int
packed_give_up(struct packed *s, struct window *w, struct sink *to,
    const char *why, struct err *err)
{
	const struct packed_tail *sums = packed_reader_sums(s->reader);

	if (s->recover && !to->strict) {
		s->cut = true;
		to->malformed++;
		w->p = w->end;
		return (0);
	}
	snprintf(s->why, sizeof(s->why),
	    "%s (whole blocks before it: %" PRIu64
	    ", accesses in them: %" PRIu64
	    "; -f packed:recover=yes reads these)",
	    why, sums->blocks, sums->accesses);
	return (packed_refuse(w, s->why, err));
}

/* Magic and version; the window may hold less at first. */
static int
start(struct packed *s, struct window *w, struct err *err)
{
	uint32_t version;

	if (w->end - w->p < PACKED_START)
		return (!w->last ? 0
				 : packed_refuse(w,
				       "the file ends within its first "
				       "bytes",
				       err));
	version = bytes_le32(w->p + PACKED_MAGIC_SIZE);
	if (memcmp(w->p, PACKED_MAGIC, PACKED_MAGIC_SIZE) != 0)
		return (packed_refuse(w, "no packed trace begins so", err));
	if (version != PACKED_VERSION) {
		snprintf(s->why, sizeof(s->why),
		    "version %" PRIu32 " of the packed format is not known "
		    "(%d is; a newer pagerace wrote this)",
		    version, PACKED_VERSION);
		return (packed_refuse(w, s->why, err));
	}
	w->p += PACKED_START;
	s->started = true;
	return (0);
}

/* Page references are of one page size. */
static int
check_page_size(const struct packed *s, const struct window *w,
    const struct sink *to, struct err *err)
{
	const struct packed_head *h = packed_reader_head(s->reader);
	char has[32], set[32], why[160];

	if (h == NULL || h->flavour != PACKED_REFS ||
	    h->shift == to->split.shift)
		return (0);
	num_print_size(has, sizeof(has), UINT64_C(1) << h->shift);
	num_print_size(set, sizeof(set), UINT64_C(1) << to->split.shift);
	snprintf(why, sizeof(why),
	    "holds references to pages of %s, and page_size is %s "
	    "(--page-size %s)",
	    has, set, has);
	return (packed_refuse(w, why, err));
}

/* The next frame: *more is false when the window does not hold all of it. */
static int
next_frame(struct packed *s, struct window *w, struct sink *to, bool *more,
    struct err *err)
{
	const unsigned char *p = (const unsigned char *)w->p;
	const unsigned char *end = (const unsigned char *)w->end;
	struct packed_frame f = { .size = 0 };
	const char *why;

	*more = frame_read(&f, p, end);
	if (f.size > PACKED_FRAME_MAX - FRAME_HEADER)
		return (packed_give_up(
		    s, w, to, "a frame of more than 4 MiB", err));
	if (!*more && !w->last)
		return (0);
	if (!*more)
		return (packed_give_up(s, w, to,
		    packed_reader_ended(s->reader)
			? "the file goes on behind its tail"
			: "the file ends within a frame: it was not finished",
		    err));
	switch (packed_read_frame(s->reader, &f, &why)) {
	case STEP_WRONG:
		return (packed_give_up(s, w, to, why, err));
	case STEP_BLOCK:
		s->active = true;
		s->frame = FRAME_HEADER + f.size;
		s->at = s->event = 0;
		return (0);
	case STEP_OTHER:
	case STEP_END:
		break;
	}
	w->p += FRAME_HEADER + f.size;
	return (check_page_size(s, w, to, err));
}

int
packed_next_block(struct packed *s, struct window *w, struct sink *to,
    bool *more, struct err *err)
{
	if (s->cut) {
		w->p = w->end;
		return (0);
	}
	if (!s->started && start(s, w, err) != 0)
		return (-1);
	while (s->started && !s->active && *more && w->p < w->end)
		if (next_frame(s, w, to, more, err) != 0)
			return (-1);
	return (0);
}
