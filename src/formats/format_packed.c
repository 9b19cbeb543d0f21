/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * packed: pagerace's own binary format (trace/packed.h), as a format.
 *
 * A frame stays in the window until the last access of its block has been
 * passed on: an error in a later use of the access can then say where it is.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "formats/packing.h"
#include "model/study.h"
#include "trace/bytes.h"
#include "trace/packed_read.h"
#include "trace/record.h"

struct read_params {
	bool recover;
};

struct packed {
	struct packed_reader *reader;
	bool recover;
	bool started;   /* magic and version have been read */
	bool cut;       /* what follows is not read */
	bool active;    /* a block is being passed on */
	size_t frame;   /* its bytes in the window */
	uint32_t at;    /* accesses of it that have been */
	uint32_t event; /* and events */
	char why[200];
};

static int
packed_open(void *state, const void *params, not_used struct err *err)
{
	const struct read_params *p = params;
	struct packed *s = state;

	s->recover = p->recover;
	s->reader = packed_reader_open();
	return (0);
}

static void
packed_close(void *state)
{
	packed_reader_close(((struct packed *)state)->reader);
}

/* An error at the next byte of the window. */
static int
refuse(const struct window *w, const char *why, struct err *err)
{
	struct err_where at = record_next(w, 0);

	return (err_at(err, ERR_TRACE, &at, "%s", why));
}

/*
 * The rest of the file cannot be used.  With recover it is left out, which
 * counts as a malformed record.
 */
static int
give_up(struct packed *s, struct window *w, struct sink *to, const char *why,
    struct err *err)
{
	const struct packed_tail *sums = packed_reader_sums(s->reader);

	if (s->recover && !to->strict) {
		s->cut = true;
		to->malformed++;
		w->p = w->end;
		return (0);
	}
	snprintf(s->why, sizeof(s->why),
	    "%s (%" PRIu64 " whole blocks with %" PRIu64
	    " accesses are before it; -f packed:recover=yes reads these)",
	    why, sums->blocks, sums->accesses);
	return (refuse(w, s->why, err));
}

/* Magic and version; the window may hold less at first. */
static int
start(struct packed *s, struct window *w, struct err *err)
{
	uint32_t version;

	if (w->end - w->p < PACKED_START)
		return (!w->last ? 0
				 : refuse(w,
				       "the file ends within its first "
				       "bytes",
				       err));
	version = bytes_le32(w->p + PACKED_MAGIC_SIZE);
	if (memcmp(w->p, PACKED_MAGIC, PACKED_MAGIC_SIZE) != 0)
		return (refuse(w, "no packed trace begins so", err));
	if (version != PACKED_VERSION) {
		snprintf(s->why, sizeof(s->why),
		    "version %" PRIu32 " of the packed format is not known "
		    "(%d is; a newer pagerace wrote this)",
		    version, PACKED_VERSION);
		return (refuse(w, s->why, err));
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
	return (refuse(w, why, err));
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
		return (give_up(s, w, to, "a frame of more than 4 MiB", err));
	if (!*more && !w->last)
		return (0);
	if (!*more)
		return (give_up(s, w, to,
		    "the file ends within a frame: it was not finished", err));
	switch (packed_read_frame(s->reader, &f, &why)) {
	case STEP_WRONG:
		return (give_up(s, w, to, why, err));
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

static void
says(struct window *w, uint32_t n)
{
	w->record = w->p;
	w->taken += n;
	w->number = w->taken;
}

/* An access, which may straddle pages or be left out. */
static int
put_access(const struct packed_block *b, uint32_t i, struct window *w,
    struct sink *to, struct err *err)
{
	struct splitter *c = &to->split;
	const char *why;

	c->now = b->timed ? b->time[i] : NO_TIME;
	why = split_access(c, b->access[i]);
	return (why == NULL ? 0 : refuse(w, why, err));
}

/* Passes on accesses with addresses up to the stop-th of the block. */
static int
put_exact(struct packed *s, struct window *w, struct sink *to, uint32_t stop,
    struct err *err)
{
	const struct packed_block *b = packed_reader_block(s->reader);
	struct splitter *c = &to->split;
	uint32_t i = s->at;
	int failed = 0;

	for (; i < stop && !sink_full(to) && failed == 0; i++) {
		const struct access *a = &b->access[i];
		vaddr_t last = a->addr + a->size - 1;

		if ((a->addr ^ last) >> c->shift != 0 || c->no_fetch) {
			failed = put_access(b, i, w, to, err);
			continue;
		}
		if (c->time != NULL)
			c->time[c->n] = b->timed ? b->time[i] : NO_TIME;
		c->out[c->n++] = *a;
		c->accesses++;
	}
	says(w, i - s->at);
	s->at = i;
	return (failed);
}

/* The same with page references. */
static void
put_refs(struct packed *s, struct window *w, struct sink *to, uint32_t stop)
{
	const struct packed_block *b = packed_reader_block(s->reader);
	const struct packed_page *page = packed_reader_pages(s->reader)->page;
	struct splitter *c = &to->split;
	uint32_t i = s->at;

	for (; i < stop && !sink_full(to); i++) {
		const struct packed_page *p = &page[packed_page(b->code[i])];
		unsigned op = packed_op(b->code[i]);

		if (c->no_fetch && op == ACCESS_FETCH) {
			c->dropped = true;
			continue;
		}
		if (c->time != NULL)
			c->time[c->n] = b->timed ? b->time[i] : NO_TIME;
		c->out[c->n++] =
		    (struct access){ p->addr, 1, p->pid & PID_MAX, op };
		c->accesses++;
	}
	says(w, i - s->at);
	s->at = i;
}

/* Passes on what is left of the block, until the sink is full. */
static int
pass_on(struct packed *s, struct window *w, struct sink *to, struct err *err)
{
	const struct packed_block *b = packed_reader_block(s->reader);

	while (!sink_full(to) && (s->at < b->n || s->event < b->nevent)) {
		const struct packed_event *e = &b->event[s->event];
		uint32_t stop = s->event < b->nevent ? e->after : b->n;

		if (b->access == NULL)
			put_refs(s, w, to, stop);
		else if (put_exact(s, w, to, stop, err) != 0)
			return (-1);
		if (s->event == b->nevent || s->at < stop ||
		    (to->strict && to->split.n > 0))
			continue;
		says(w, 1);
		to->event = e->event;
		to->event.line = w->taken;
		s->event++;
	}
	if (s->at == b->n && s->event == b->nevent) {
		w->p += s->frame;
		s->active = false;
	}
	return (0);
}

static int
packed_decode(void *state, struct window *w, struct sink *to, struct err *err)
{
	struct packed *s = state;
	bool more = true;

	if (s->cut) {
		w->p = w->end;
		return (0);
	}
	if (!s->started && start(s, w, err) != 0)
		return (-1);
	while (s->started && more && !sink_full(to) && w->p < w->end) {
		if (!s->active && next_frame(s, w, to, &more, err) != 0)
			return (-1);
		if (s->active && pass_on(s, w, to, err) != 0)
			return (-1);
	}
	return (0);
}

/* A file may end between two frames. */
static int
packed_finish(void *state, struct window *w, struct sink *to, struct err *err)
{
	struct packed *s = state;

	if (s->cut || packed_reader_ended(s->reader))
		return (0);
	return (give_up(s, w, to,
	    "the file ends without its tail: it was not finished", err));
}

static void
packed_tell(const struct format_use *use, not_used unsigned shift,
    struct trace_facts *facts)
{
	const struct packed *s = use->state;
	const struct packed_head *h = packed_reader_head(s->reader);

	if (h == NULL)
		return;
	facts->reduction = (struct trace_reduction){ h->reduced_frames,
		h->reduced_page_size, h->reduced_references };
	snprintf(facts->digest, sizeof(facts->digest), "xxh3:%016" PRIx64,
	    packed_reader_sums(s->reader)->digest);
}

static const struct param read_params[] = {
	{ "recover", PARAM_BOOL, offsetof(struct read_params, recover), "no", 0,
	    0, NULL, NULL,
	    "of a file that is damaged or was not finished, read the whole "
	    "blocks before that" },
	{ .name = NULL },
};

const struct trace_format trace_format_packed = {
	.name = "packed",
	.summary = "pagerace's packed format: exact addresses, or pages",
	.carries = PACKED_CARRIES | CARRIES_SIZES,
	.magic = PACKED_MAGIC,
	.magic_size = PACKED_MAGIC_SIZE,
	.params = read_params,
	.params_size = sizeof(struct read_params),
	.state_size = sizeof(struct packed),
	.record_max = PACKED_FRAME_MAX,
	.open = packed_open,
	.close = packed_close,
	.tell = packed_tell,
	.decode = packed_decode,
	.finish = packed_finish,
	.encoder = &packed_encoder,
};
