/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses and events on their way into the trace.
 *
 * An access to a page that was accessed before needs only a look into a small
 * table, c->known.  Otherwise its area is found: one that was reported, or the
 * mapping in /proc/PID/maps, or, where the process has no such mapping any more
 * by now, an area of this page alone, named "[gone]".  So no access of a
 * recorded trace is outside its areas.
 */
#include "record/capture.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/access_word.h"
#include "record/page_set.h"

#define PAGE_SHIFT 12
#define PAGE_BYTES (UINT64_C(1) << PAGE_SHIFT)
#define TAGS       4096

void
capture_open(struct capture *c, struct trace_writer *to, struct err *err)
{
	*c = (struct capture){ .to = to, .take = UINT64_MAX, .err = err };
	c->known.key = calloc(KNOWN_KEYS, sizeof(*c->known.key));
	c->known.epoch = 1;
	c->tagged = calloc(TAGS, sizeof(*c->tagged));
	if (c->known.key == NULL || c->tagged == NULL)
		mem_die("recording");
	c->touched = page_set_open();
}

static void
flush(struct capture *c)
{
	if (c->n > 0 && !c->failed &&
	    trace_writer_accesses(c->to, c->batch, NULL, c->n, c->err) != 0)
		c->failed = c->ended = true;
	c->n = 0;
}

void
capture_close(struct capture *c)
{
	flush(c);
	page_set_close(c->touched);
	free(c->known.key);
	free(c->tagged);
}

static void
forget_pages(struct capture *c)
{
	memset(c->known.key, 0, KNOWN_KEYS * sizeof(*c->known.key));
	c->known.epoch++;
}

static void
put_event(struct capture *c, const struct event *ev)
{
	if (c->ended)
		return;
	flush(c);
	if (c->failed)
		return;
	c->events++;
	if (trace_writer_event(c->to, ev, c->err) != 0)
		c->failed = c->ended = true;
}

static void
put_map(struct capture *c, const struct tracee *t, const struct recarea *a,
    enum backend_kind backend)
{
	struct event ev = {
		.kind = EVENT_MAP,
		.pid = t->number,
		.start = a->start,
		.size = a->end - a->start,
		.flags = a->flags,
		.backend = backend,
	};

	memcpy(ev.name, a->name, sizeof(ev.name));
	put_event(c, &ev);
}

void
capture_unmap(struct capture *c, struct tracee *t, uint64_t start, uint64_t end)
{
	struct recarea part;
	bool any = false;

	while (areamap_cut(&t->areas, start, end, &part)) {
		put_event(c, &(struct event){ .kind = EVENT_UNMAP,
				 .pid = t->number,
				 .start = part.start,
				 .size = part.end - part.start });
		any = true;
	}
	if (any)
		forget_pages(c);
}

void
capture_map(struct capture *c, struct tracee *t, const struct recarea *a,
    enum backend_kind backend)
{
	capture_unmap(c, t, a->start, a->end);
	if (areamap_add(&t->areas, a))
		put_map(c, t, a, backend);
}

/* The part of each area is an event of its own, because an event's range must
 * be mapped. */
void
capture_range(struct capture *c, struct tracee *t, enum event_kind kind,
    uint64_t start, uint64_t end, unsigned flags)
{
	struct recarea part;

	for (uint64_t at = start; at < end; at = part.end) {
		size_t i = areamap_above(&t->areas, at);

		if (i == t->areas.n || t->areas.area[i].start >= end)
			return;
		part = t->areas.area[i];
		if (kind == EVENT_PROTECT) {
			(void)areamap_cut(&t->areas, at, end, &part);
			part.flags = flags | MAP_USER;
			(void)areamap_add(&t->areas, &part);
			forget_pages(c);
		}
		if (part.start < at)
			part.start = at;
		if (part.end > end)
			part.end = end;
		put_event(c, &(struct event){ .kind = kind,
				 .pid = t->number,
				 .start = part.start,
				 .size = part.end - part.start,
				 .flags = part.flags });
	}
}

void
capture_fork(
    struct capture *c, const struct tracee *parent, struct tracee *child)
{
	put_event(c, &(struct event){ .kind = EVENT_FORK,
			 .pid = parent->number,
			 .child = child->number });
}

void
capture_exec(struct capture *c, struct tracee *t)
{
	capture_unmap(c, t, 0, UINT64_MAX);
	t->stack_known = false;
}

void
capture_exit(struct capture *c, struct tracee *t)
{
	put_event(c, &(struct event){ .kind = EVENT_EXIT, .pid = t->number });
	t->alive = false;
	areamap_clear(&t->areas);
}

/* A stack grows downwards, and a program begins by using it. */
static bool
is_below_stack(const struct tracee *t, const struct recarea *a)
{
	const struct recarea *above = areamap_find(&t->areas, a->end);

	return (above != NULL && strcmp(above->name, "[stack]") == 0);
}

static struct recarea *
find_area(struct capture *c, struct tracee *t, uint64_t addr, bool data)
{
	struct recarea *known = areamap_find(&t->areas, addr), a;

	if (known != NULL)
		return (known);
	if (!areamap_lookup_process(&t->areas, t->pid, addr, &a)) {
		a = (struct recarea){ .start = addr & -PAGE_BYTES,
			.flags = MAP_READ | MAP_WRITE | MAP_USER,
			.name = "[gone]" };
		a.end = a.start + PAGE_BYTES;
	} else if (a.name[0] == '[' &&
		   ((data && !t->stack_known) || is_below_stack(t, &a))) {
		areamap_name(a.name, "[stack]");
	}
	t->stack_known |= data;
	/* The last page of all has no end. */
	if (a.end <= a.start || !areamap_add(&t->areas, &a))
		return (NULL);
	put_map(c, t, &a, BACKEND_LAZY);
	return (areamap_find(&t->areas, addr));
}

static const unsigned needs[] = {
	[ACCESS_READ] = MAP_READ,
	[ACCESS_WRITE] = MAP_WRITE,
	[ACCESS_MODIFY] = MAP_READ | MAP_WRITE,
	[ACCESS_FETCH] = MAP_EXEC,
};

/* A tag is of one process at a time. */
static uint64_t
tag_of(struct capture *c, const struct tracee *t)
{
	uint32_t tag = t->number % (TAGS - 1) + 1;

	if (unlikely(c->tagged[tag] != t->number)) {
		c->tagged[tag] = t->number;
		forget_pages(c);
	}
	return ((uint64_t)tag << KNOWN_TAG_SHIFT);
}

/* slot: where its key is kept from here on; NULL: nowhere. */
static never_inline void
meet_page(struct capture *c, struct tracee *t, uint64_t page, enum access_op op,
    uint64_t *slot, uint64_t key)
{
	unsigned need = needs[op];
	struct recarea *a =
	    find_area(c, t, page << PAGE_SHIFT, (need & MAP_EXEC) == 0);

	if (page_set_add(c->touched, page, t->number)) {
		c->pages++;
		t->pages++;
	}
	if (a == NULL) {
		c->known.epoch++;
		return;
	}
	/* An access shows what /proc/PID/maps, which was read earlier or
	 * later, did not. */
	if ((a->flags & need) != need) {
		a->flags |= need;
		put_event(c, &(struct event){ .kind = EVENT_PROTECT,
				 .pid = t->number,
				 .start = a->start,
				 .size = a->end - a->start,
				 .flags = a->flags });
	}
	if (slot != NULL)
		*slot = key;
}

static inline void
know_page(struct capture *c, struct tracee *t, enum access_op op, uint64_t page)
{
	uint64_t key = tag_of(c, t) | (uint64_t)op << KNOWN_OP_SHIFT | page;
	uint64_t *slot = &c->known.key[known_index(key)];

	/* Pages that have more bits are few: those of the kernel. */
	if (unlikely(page > ACCESS_WORD_ADDR >> PAGE_SHIFT))
		meet_page(c, t, page, op, NULL, 0);
	else if (unlikely(*slot != key))
		meet_page(c, t, page, op, slot, key);
}

/* One that lies within a page. */
static inline void
put_access(struct capture *c, struct tracee *t, enum access_op op,
    uint64_t addr, uint64_t size)
{
	if (c->skip > 0) {
		c->skip--;
		return;
	}
	know_page(c, t, op, addr >> PAGE_SHIFT);
	c->batch[c->n++] =
	    (struct access){ .addr = c->page_refs ? addr & -PAGE_BYTES : addr,
		    .size = c->page_refs ? 1 : (uint32_t)size,
		    .pid = t->number & PID_MAX,
		    .op = op };
	t->accesses++;
	c->accesses++;
	if (c->n == CAPTURE_BATCH || c->accesses == c->take)
		flush(c);
	if (c->accesses == c->take)
		c->ended = true;
}

void
capture_access(struct capture *c, struct tracee *t, enum access_op op,
    uint64_t addr, uint64_t size)
{
	uint64_t left = PAGE_BYTES - addr % PAGE_BYTES;

	if (!c->started || (op == ACCESS_FETCH && !c->fetches))
		return;
	for (; unlikely(size > left) && !c->ended; left = PAGE_BYTES) {
		put_access(c, t, op, addr, left);
		addr += left;
		size -= left;
	}
	if (!c->ended)
		put_access(c, t, op, addr, size);
}

/* Up to one that is not known; returns how many. */
static size_t
put_words(struct capture *c, struct tracee *t, const uint64_t *word, size_t n)
{
	if (n == 0 || c->failed)
		return (0);
	if (c->n > 0)
		flush(c);
	if (trace_writer_words(
		c->to, word, &n, t->number & PID_MAX, &c->known, c->err) != 0)
		c->failed = c->ended = true;
	c->accesses += n;
	t->accesses += n;
	return (n);
}

size_t
capture_words(
    struct capture *c, struct tracee *t, const uint64_t *word, size_t n)
{
	size_t i = 0;

	if (!c->started || c->ended || c->skip > 0 ||
	    (c->page_refs && !trace_writer_takes_words(c->to)))
		return (0);
	c->known.tag = tag_of(c, t);
	/* The last one of all does more. */
	if (n >= c->take - c->accesses)
		n = (size_t)(c->take - c->accesses) - 1;
	while (i < n && !c->ended) {
		uint64_t key;

		i += put_words(c, t, word + i, n - i);
		if (i == n || c->ended || !word_is_plain(word[i]) ||
		    (access_word_kind(word[i]) == ACCESS_FETCH && !c->fetches))
			break;
		key = known_key(word[i], c->known.tag);
		meet_page(c, t, access_word_addr(word[i]) >> PAGE_SHIFT,
		    access_word_kind(word[i]), &c->known.key[known_index(key)],
		    key);
		/* One without an area is written by itself. */
		if (!word_is_known(&c->known, word[i]))
			break;
	}
	return (i);
}
