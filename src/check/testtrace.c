/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Test traces to and from references and changes, and to text.
 *
 * As text, every page has its own address.  A populated page is an area that is
 * mapped at that step; these areas have addresses far above the others.  All
 * other pages are in one area that is mapped first.
 *
 * Where pages are shared, every page is in a process of its own: a fork then
 * copies one page, so that any of these steps can be left out.
 */
#include "check/testtrace.h"

#include "model/area.h"
#include "trace/format.h"
#include "trace/writer.h"

/* The address of populated pages: above all others, below 2^38. */
#define FILLED_AT (UINT64_C(1) << 36)

void
testtrace_add(struct mem *m, struct testtrace *s, struct step step)
{
	s->step = mem_grow(m, s->step, s->n, &s->cap, sizeof(*s->step));
	s->step[s->n++] = step;
}

bool
testtrace_have(const struct testtrace *s, enum step_kind kind)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->step[i].kind == kind)
			return (true);
	return (false);
}

uint64_t
testtrace_references(const struct testtrace *s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += step_is_reference(&s->step[i]);
	return (n);
}

/* The page's new number, the next one at its first appearance. */
static page_id_t
number_of(page_id_t *number, page_id_t page, page_id_t *npages)
{
	if (number[page] == 0)
		number[page] = ++*npages;
	return (number[page] - 1);
}

void
testtrace_settle(struct mem *m, struct testtrace *s)
{
	page_id_t *number = mem_array(m, s->npages, sizeof(*number));
	page_id_t npages = 0;
	size_t kept = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct step t = s->step[i];

		if (t.kind != STEP_TICK) {
			if ((t.kind == STEP_UNMAP || t.kind == STEP_UNPIN ||
				t.kind == STEP_SHARE ||
				t.kind == STEP_PAGEOUT) &&
			    number[t.page] == 0)
				continue;
			t.page = number_of(number, t.page, &npages);
		}
		if (t.kind == STEP_SHARE)
			t.other = number_of(number, t.other, &npages);
		s->step[kept++] = t;
	}
	s->n = kept;
	s->npages = npages;
	mem_free(m, number);
}

static const enum change_kind change_of[] = {
	[STEP_UNMAP] = CHANGE_FREE,
	[STEP_FILL] = CHANGE_FILL,
	[STEP_PIN] = CHANGE_PIN,
	[STEP_UNPIN] = CHANGE_UNPIN,
	[STEP_TICK] = CHANGE_TICK,
	[STEP_SHARE] = CHANGE_SHARE,
	[STEP_PAGEOUT] = CHANGE_PAGEOUT,
};

void
testtrace_refstring(
    struct mem *m, const struct testtrace *s, struct refstring *refstring)
{
	uint64_t n = testtrace_references(s);
	struct reference *ref = mem_array(m, n + REPLAY_AHEAD, sizeof(*ref));
	struct change *change = mem_array(m, s->n - n, sizeof(*change));
	uint64_t at = 0, c = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct step *t = &s->step[i];

		if (step_is_reference(t))
			ref[at++] =
			    reference_make(t->page, t->kind == STEP_WRITE);
		else
			change[c++] = (struct change){
				.at = at,
				.kind = change_of[t->kind],
				.page = t->page,
				.other = t->other,
			};
	}
	*refstring = (struct refstring){
		.reference = ref,
		.n = at,
		.change = change,
		.nchange = c,
	};
}

struct step
step_of_reference(struct reference r)
{
	return ((struct step){
	    .kind = reference_write(r) ? STEP_WRITE : STEP_READ,
	    .page = reference_page(r),
	});
}

struct step
step_of_change(const struct change *c)
{
	struct step t = { .page = c->page, .other = c->other };

	for (int k = STEP_UNMAP; k <= STEP_PAGEOUT; k++)
		if (change_of[k] == c->kind)
			t.kind = (enum step_kind)k;
	if (t.kind == STEP_TICK)
		t.page = 0;
	return (t);
}

bool
testtrace_writable(const struct testtrace *s)
{
	return (!testtrace_have(s, STEP_SHARE) || s->npages < PROCESSES_MAX);
}

static const enum event_kind event_of[] = {
	[STEP_UNMAP] = EVENT_UNMAP,
	[STEP_FILL] = EVENT_MAP,
	[STEP_PIN] = EVENT_PIN,
	[STEP_UNPIN] = EVENT_UNPIN,
	[STEP_TICK] = EVENT_TICK,
	[STEP_SHARE] = EVENT_FORK,
	[STEP_PAGEOUT] = EVENT_PAGEOUT,
};

static int
write_area(struct trace_writer *w, uint32_t pid, uint64_t address,
    uint64_t size, struct err *err)
{
	const struct event map = {
		.kind = EVENT_MAP,
		.pid = pid,
		.start = address,
		.size = size,
		.flags = MAP_READ | MAP_WRITE,
	};

	return (trace_writer_event(w, &map, err));
}

static int
write_step(struct trace_writer *w, const struct step *t, uint32_t pid,
    uint64_t address, uint64_t page_size, struct err *err)
{
	const struct access access = {
		.addr = address,
		.size = 1,
		.pid = pid,
		.op = t->kind == STEP_WRITE ? ACCESS_WRITE : ACCESS_READ,
	};
	const struct event event = {
		.kind = event_of[t->kind],
		.pid = pid,
		.child = (uint32_t)t->other,
		.start = address,
		.size = page_size,
		.flags = MAP_READ | MAP_WRITE,
		.backend = BACKEND_POPULATED,
	};

	return (step_is_reference(t)
		    ? trace_writer_accesses(w, &access, NULL, 1, err)
		    : trace_writer_event(w, &event, err));
}

static int
write_one_process(const struct testtrace *s, uint64_t page_size,
    struct trace_writer *w, struct err *err)
{
	struct mem *m = mem_open();
	bool *filled = mem_array(m, s->npages, sizeof(*filled));
	int failed;

	for (size_t i = 0; i < s->n; i++)
		if (s->step[i].kind == STEP_FILL)
			filled[s->step[i].page] = true;
	failed = write_area(
	    w, 0, page_size, page_size * (s->npages > 0 ? s->npages : 1), err);
	for (size_t i = 0; i < s->n && failed == 0; i++) {
		const struct step *t = &s->step[i];
		uint64_t address = (t->page + UINT64_C(1)) * page_size;

		if (t->kind != STEP_TICK && filled[t->page])
			address += FILLED_AT;
		failed = write_step(w, t, 0, address, page_size, err);
	}
	mem_close(m);
	return (failed);
}

/* Process n has page n.  The address of a page is that of the page of which it
 * is a copy; 0: it has none yet. */
static int
write_processes(const struct testtrace *s, uint64_t page_size,
    struct trace_writer *w, struct err *err)
{
	struct mem *m = mem_open();
	uint64_t *address = mem_array(m, s->npages, sizeof(*address));
	int failed = 0;

	for (size_t i = 0; i < s->n && failed == 0; i++) {
		const struct step *t = &s->step[i];
		bool tick = t->kind == STEP_TICK;
		uint32_t pid = tick ? 0 : (uint32_t)t->page;
		uint64_t *at = &address[t->page];

		if (!tick && *at == 0) {
			*at = (t->page + UINT64_C(1)) * page_size;
			if (t->kind != STEP_FILL)
				failed =
				    write_area(w, pid, *at, page_size, err);
		}
		if (t->kind == STEP_SHARE)
			address[t->other] = *at;
		if (failed == 0)
			failed = write_step(w, t, pid, *at, page_size, err);
	}
	mem_close(m);
	return (failed);
}

int
testtrace_write(
    const struct testtrace *s, uint64_t page_size, FILE *to, struct err *err)
{
	const struct selection text = { .name = "text" };
	const struct trace_origin origin = { .page_size = page_size };
	struct trace_writer *w;
	int failed;

	if (trace_writer_open(&w, &text, &origin, err) != 0)
		return (-1);
	failed = trace_writer_begin(w, to, err);
	if (failed == 0)
		failed = testtrace_have(s, STEP_SHARE)
			     ? write_processes(s, page_size, w, err)
			     : write_one_process(s, page_size, w, err);
	if (failed == 0)
		failed = trace_writer_end(w, err);
	trace_writer_close(w);
	return (failed);
}
