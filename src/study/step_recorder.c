/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The recorder of steps.  A frame that several pages share is an item of the
 * page that heads it, with the number of the others.
 */
#include "study/step_recorder.h"

#include <stdio.h>
#include <string.h>

/* What a policy's state() is given. */
struct collector {
	struct policy_state to; /* first: found from it */
	struct step_recorder *recorder;
	struct run_step *step;
	const struct instance *instance;
	uint32_t process;
	struct step_row *row; /* the one that items are added to */
};

static struct step_item *
add_item(struct step_recorder *s, struct step_list *l, enum step_item_kind kind)
{
	struct step_item *item;

	l->item = mem_grow(s->m, l->item, l->n, &l->cap, sizeof(*l->item));
	item = &l->item[l->n++];
	*item = (struct step_item){ .kind = kind };
	s->items++;
	return (item);
}

static struct step_item *
add_page(struct step_recorder *s, struct step_list *l, page_id_t page)
{
	struct step_item *item = add_item(s, l, STEP_PAGE);

	item->number = s->facts.number[page];
	item->process = s->facts.process[page];
	return (item);
}

static void
state_row(struct policy_state *to, const char *name)
{
	struct collector *c = (struct collector *)to;
	struct run_step *step = c->step;
	struct step_row *row = step->row;

	for (size_t i = 0; i < step->nrow; i++, row++)
		if (row->process == c->process &&
		    strncmp(row->name, name, STEP_NAME_SIZE - 1) == 0) {
			c->row = row;
			return;
		}
	step->row = mem_grow(c->recorder->m, step->row, step->nrow,
	    &step->row_cap, sizeof(*step->row));
	c->row = &step->row[step->nrow++];
	*c->row = (struct step_row){ .process = c->process };
	snprintf(c->row->name, sizeof(c->row->name), "%s", name);
	c->recorder->items++;
}

/* A row that was not begun has no name. */
static struct step_list *
list_of(struct collector *c)
{
	if (c->row == NULL)
		state_row(&c->to, "state");
	return (&c->row->list);
}

/* A page that does not exist is left out. */
static void
state_page(struct policy_state *to, page_id_t page)
{
	struct collector *c = (struct collector *)to;

	if (page < c->instance->machine->npages)
		add_page(c->recorder, list_of(c), page);
}

static void
state_page_in(struct policy_state *to, frame_t f)
{
	const struct collector *c = (const struct collector *)to;

	if (f < c->instance->used)
		state_page(to, c->instance->frames.page[f]);
}

static void
state_frame(struct policy_state *to, frame_t f)
{
	struct collector *c = (struct collector *)to;

	add_item(c->recorder, list_of(c), STEP_FRAME)->number =
	    (uint64_t)c->instance->base + f;
}

static void
state_number(struct policy_state *to, uint64_t n)
{
	struct collector *c = (struct collector *)to;

	add_item(c->recorder, list_of(c), STEP_NUMBER)->number = n;
}

static void
state_remark(struct policy_state *to, const char *text)
{
	struct collector *c = (struct collector *)to;
	char copy[STEP_REMARK_SIZE];
	struct step_list *l = list_of(c);

	if (l->n == 0)
		return;
	snprintf(copy, sizeof(copy), "%s", text);
	l->item[l->n - 1].remark = mem_strdup(c->recorder->m, copy);
}

static void
copy_state(
    struct step_recorder *s, struct run_step *step, const struct replay *r)
{
	const struct policy_ops *ops = r->policy->ops;

	for (size_t i = 0; i < r->npartition && ops->state != NULL; i++) {
		struct collector c = {
			.to = { .size = sizeof(c.to),
			    .row = state_row,
			    .page = state_page,
			    .page_in = state_page_in,
			    .frame = state_frame,
			    .number = state_number,
			    .remark = state_remark },
			.recorder = s,
			.step = step,
			.instance = &r->partitions[i].instance,
			.process = (uint32_t)i,
		};

		ops->state(c.instance->st, &c.to);
	}
}

static void
copy_frame(struct step_recorder *s, struct run_step *step,
    const struct machine *m, frame_t f)
{
	page_id_t page = m->page[f];
	uint8_t e = m->entry[page];
	struct step_item *item = add_page(s, &step->frames, page);

	item->frame = f;
	if ((e & ENTRY_ACCESSED) != 0)
		item->bits |= STEP_ACCESSED;
	if ((e & ENTRY_DIRTY) != 0)
		item->bits |= STEP_DIRTY;
	if (entry_pinned(e))
		item->bits |= STEP_PINNED;
	for (page_id_t p = machine_next_in_frame(m, page); p != page;
	     p = machine_next_in_frame(m, p))
		item->sharers++;
}

static void
copy_frames(
    struct step_recorder *s, struct run_step *step, const struct replay *r)
{
	for (size_t i = 0; i < r->npartition; i++) {
		const struct instance *in = &r->partitions[i].instance;

		for (frame_t f = 0; f < in->used; f++)
			if (in->frames.page[f] != NO_PAGE)
				copy_frame(s, step, &r->machine, in->base + f);
	}
}

/* The frames and the state as they are now.  There is a bound for them, because
 * every frame in use is an item of every step. */
static int
copy(struct step_recorder *s, struct run_step *step, const struct replay *r,
    struct err *err)
{
	copy_frames(s, step, r);
	copy_state(s, step, r);
	s->out->local = r->npartition > 1;
	if (s->items <= RUN_STEPS_ITEMS)
		return (0);
	return (err_set(err, ERR_USAGE,
	    "at reference %ju the frames in use at each step are more than %ju "
	    "in all, too many for a table (take a part of the trace with "
	    "--take, or less memory with -m)",
	    (uintmax_t)r->now, (uintmax_t)RUN_STEPS_ITEMS));
}

/* A page left the frames: with those that shared its frame, if it did. */
static void
note_evicted(struct step_recorder *s, page_id_t page)
{
	struct step_item *item = add_page(s, &s->now.evicted, page);
	const struct step_list *before;

	if (s->out->n == 0)
		return;
	before = &s->out->step[s->out->n - 1].frames;
	for (size_t i = 0; i < before->n; i++)
		if (before->item[i].number == item->number &&
		    before->item[i].process == item->process)
			item->sharers = before->item[i].sharers;
}

static void
on_begin(void *self, const struct page_facts *facts)
{
	struct step_recorder *s = self;

	s->facts = *facts;
	if (s->next != NULL && s->next->begin != NULL)
		s->next->begin(s->next->self, facts);
}

static void
on_fault(void *self, const struct fault *f)
{
	struct step_recorder *s = self;
	bool cow = f->kind == FAULT_COW || f->kind == FAULT_COW_LAST;

	s->now.result = cow ? STEP_COW : STEP_FAULT;
	if (s->observer.step != NULL && f->victim != NO_PAGE) {
		note_evicted(s, f->victim);
		if (f->written)
			add_page(s, &s->now.written, f->victim);
	}
	observe_fault(s->next, f);
}

static void
on_evict(void *self, uint64_t at, page_id_t page, slot_t out, bool written)
{
	struct step_recorder *s = self;

	if (s->observer.step != NULL) {
		note_evicted(s, page);
		if (written)
			add_page(s, &s->now.written, page);
	}
	observe_evict(s->next, at, page, out, written);
}

static void
on_clean(void *self, uint64_t at, page_id_t page, slot_t out)
{
	struct step_recorder *s = self;

	if (s->observer.step != NULL)
		add_page(s, &s->now.written, page);
	observe_clean(s->next, at, page, out);
}

/* The frame that the page came into is marked. */
static void
mark_loaded(struct run_step *step)
{
	for (size_t i = 0; i < step->frames.n; i++) {
		struct step_item *item = &step->frames.item[i];

		if (item->number == step->page.number &&
		    item->process == step->page.process)
			item->bits |= STEP_LOADED;
	}
}

static int
on_step(void *self, const struct replay *r, uint64_t at, struct reference ref,
    struct err *err)
{
	struct step_recorder *s = self;
	page_id_t page = reference_page(ref);
	struct steps *out = s->out;
	struct run_step *step;

	if (out->n == RUN_STEPS_MAX)
		return (err_set(err, ERR_USAGE,
		    "the trace has more than %d references, too many for a "
		    "table of steps (take a part of it with --skip and --take)",
		    RUN_STEPS_MAX));
	out->step =
	    mem_grow(s->m, out->step, out->n, &out->cap, sizeof(*out->step));
	step = &out->step[out->n];
	*step = s->now;
	step->reference = at + 1;
	step->write = reference_write(ref);
	if (r->translation != NULL)
		step->tlb = r->translation->hit ? STEP_TLB_HIT : STEP_TLB_MISS;
	step->page = (struct step_item){ .kind = STEP_PAGE,
		.number = s->facts.number[page],
		.process = s->facts.process[page] };
	if (r->no_frame != s->no_frame)
		step->result = STEP_NO_FRAME;
	s->no_frame = r->no_frame;
	s->now = (struct run_step){ .result = STEP_HIT };
	if (copy(s, step, r, err) != 0)
		return (-1);
	if (step->result == STEP_FAULT || step->result == STEP_COW)
		mark_loaded(step);
	out->n++;
	return (observe_step(s->next, r, at, ref, err));
}

static int
on_finish(void *self, const struct replay *r, struct err *err)
{
	struct step_recorder *s = self;

	if (s->out->end != NULL) {
		s->items = 0;
		if (copy(s, s->out->end, r, err) != 0)
			return (-1);
	}
	return (observe_finish(s->next, r, err));
}

void
steps_record(struct step_recorder *s, struct mem *m, struct steps *out,
    bool each, bool end, const struct observer *next)
{
	*out = (struct steps){
		.end = end ? mem_alloc(m, sizeof(*out->end)) : NULL,
	};
	*s = (struct step_recorder){
		.m = m,
		.out = out,
		.next = next,
		.observer = { .begin = on_begin,
		    .fault = on_fault,
		    .evict = on_evict,
		    .clean = on_clean,
		    .step = each ? on_step : NULL,
		    .finish = on_finish,
		    .self = s },
	};
}
