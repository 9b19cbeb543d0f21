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

#include "formats/packing.h"
#include "model/study.h"
#include "trace/record.h"

struct read_params {
	bool recover;
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
	return (why == NULL ? 0 : packed_refuse(w, why, err));
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
	struct packed_block *b = packed_reader_block(s->reader);
	const struct trace_page *page = packed_reader_pages(s->reader)->page;
	struct splitter *c = &to->split;
	uint32_t i = s->at, n = stop - i;
	const uint32_t *code;

	code = refs_codes(b, i, &n);
	for (; n > 0 && !sink_full(to); i++, code++, n--) {
		const struct trace_page *p = &page[packed_page(*code)];
		unsigned op = packed_op(*code);

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

/* Accesses of the block before the next event, or before its end. */
static uint32_t
next_stop(const struct packed *s)
{
	const struct packed_block *b = packed_reader_block(s->reader);

	return (s->event < b->nevent ? b->event[s->event].after : b->n);
}

/* Passes on the next event, if it comes here. */
static void
put_event(struct packed *s, struct window *w, struct sink *to)
{
	const struct packed_block *b = packed_reader_block(s->reader);

	if (s->event == b->nevent || s->at < b->event[s->event].after)
		return;
	says(w, 1);
	to->event = b->event[s->event++].event;
	to->event.line = w->taken;
}

/* The frame of a block goes when all of it has been passed on. */
static void
end_block(struct packed *s, struct window *w)
{
	const struct packed_block *b = packed_reader_block(s->reader);

	if (s->at < b->n || s->event < b->nevent)
		return;
	w->p += s->frame;
	s->active = false;
}

/* Passes on what is left of the block, until the sink is full. */
static int
pass_on(struct packed *s, struct window *w, struct sink *to, struct err *err)
{
	const struct packed_block *b = packed_reader_block(s->reader);

	while (!sink_full(to) && (s->at < b->n || s->event < b->nevent)) {
		uint32_t stop = next_stop(s);

		if (b->access == NULL)
			put_refs(s, w, to, stop);
		else if (put_exact(s, w, to, stop, err) != 0)
			return (-1);
		if (!to->strict || to->split.n == 0)
			put_event(s, w, to);
	}
	end_block(s, w);
	return (0);
}

static int
packed_decode(void *state, struct window *w, struct sink *to, struct err *err)
{
	struct packed *s = state;
	bool more = true;

	do {
		if (packed_next_block(s, w, to, &more, err) != 0 ||
		    (s->active && pass_on(s, w, to, err) != 0))
			return (-1);
	} while (!s->active && s->started && more && !sink_full(to) &&
		 w->p < w->end);
	return (0);
}

/*
 * What the first bytes say: magic, version, a frame's header, and then the
 * head.  Its checksum is compared when the frame is read.
 */
static void
packed_look(const struct format_use *use, const struct trace_head *head)
{
	const char *p = head->p + PACKED_START + FRAME_HEADER;
	struct packed *s = use->state;

	if (head->n >= PACKED_START + FRAME_HEADER + HEAD_SIZE &&
	    p[0] == PACKED_REFS)
		s->pages_shift = (unsigned char)p[1];
}

static bool
packed_has_pages(const void *state, unsigned shift)
{
	return (((const struct packed *)state)->pages_shift == shift);
}

/* As pass_on(), but the references stay where they are. */
static int
packed_pages(void *state, struct window *w, struct sink *to,
    struct trace_refs *refs, size_t most, struct err *err)
{
	struct packed *s = state;
	struct packed_block *b = packed_reader_block(s->reader);
	const struct page_list *pages = packed_reader_pages(s->reader);
	bool more = true;
	uint32_t n;

	if (packed_next_block(s, w, to, &more, err) != 0)
		return (-1);
	if (!s->active)
		return (0);
	if (b->code == NULL)
		return (packed_refuse(w, "holds no page references", err));
	n = next_stop(s) - s->at;
	if (n > most)
		n = (uint32_t)most;
	refs->ref = refs_codes(b, s->at, &n);
	refs->n = n;
	refs->page = pages->page;
	refs->npage = pages->n;
	s->at += n;
	to->split.accesses += refs->n;
	says(w, n);
	if (n == 0)
		put_event(s, w, to);
	end_block(s, w);
	return (0);
}

/* Passes over references.  Blocks of them alone are not even decoded. */
static int
packed_pass(void *state, struct window *w, struct sink *to, uint64_t most,
    size_t *passed, struct err *err)
{
	struct packed *s = state;
	bool more = true;
	uint32_t n;
	int failed;

	*passed = 0;
	packed_reader_skim(s->reader, most);
	failed = packed_next_block(s, w, to, &more, err);
	packed_reader_skim(s->reader, 0);
	if (failed != 0 || !s->active)
		return (failed);
	n = next_stop(s) - s->at;
	if (n > most)
		n = (uint32_t)most;
	s->at += n;
	to->split.accesses += n;
	says(w, n);
	if (n == 0)
		put_event(s, w, to);
	end_block(s, w);
	*passed = n;
	return (0);
}

/* A file may end between two frames. */
static int
packed_finish(void *state, struct window *w, struct sink *to, struct err *err)
{
	struct packed *s = state;

	if (s->cut || packed_reader_ended(s->reader))
		return (0);
	return (packed_give_up(s, w, to,
	    "the file ends without its tail: it was not finished", err));
}

/* What it has in place of all accesses, as its text says. */
static const char *
find_partial(const char *text)
{
	static const char key[] = "\npartial: ";
	const char *s = text == NULL ? NULL : strstr(text, key);

	if (s == NULL)
		return (NULL);
	s += sizeof(key) - 1;
	return (trace_partial_named(s, strcspn(s, "\n")));
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
	facts->provenance = h->text;
	facts->partial = find_partial(h->text);
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
	.look = packed_look,
	.tell = packed_tell,
	.decode = packed_decode,
	.finish = packed_finish,
	.has_pages = packed_has_pages,
	.pages = packed_pages,
	.pass = packed_pass,
	.encoder = &packed_encoder,
};
