/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Second chance, an example of a policy in a shared object.
 *
 * The resident pages are in a queue, the oldest load in front.  When a frame
 * is needed and the accessed bit of the page in front is set, the bit is
 * cleared and the page moves to the back, which is its second chance; if the
 * bit is clear, the page is evicted.  With chance=no the bit is not read, and
 * the policy is FIFO.
 *
 * This is CLOCK with a queue in place of the ring and the hand.  'pagerace
 * compare -p clock,fifo,./second_chance.so' shows it: the numbers are the
 * same.
 *
 * How a policy is made:
 *
 *   - It makes one decision, which page is evicted, in victim().  The other
 *     operations report what happens: admit() that a page was loaded into a
 *     frame, leave() that it leaves the frame.  (touch() reports every hit;
 *     it is not used here, because a kernel does not see hits.)
 *   - It has no global variable and allocates nothing.  footprint() says how
 *     many bytes it needs; they are zeroed and passed to every operation as st.
 *     Therefore several runs can use the policy at the same time.
 *   - Frames are numbered from 0 to nframes - 1.  What the policy keeps of a
 *     frame is in an array indexed by that number, so there is no search.
 */
#include "policy/policy.h"

/* Ends the queue on both sides: frames have numbers below nframes. */
#define NONE NO_FRAME

struct second_chance_params {
	bool chance;
};

struct second_chance {
	const struct frame_table *frames; /* to look at the accessed bits */
	bool chance;
	frame_t front, back;
	struct {
		frame_t before, behind;
	} place[]; /* by frame: its neighbours in the queue */
};

static size_t
second_chance_footprint(const struct policy_setup *setup)
{
	struct second_chance *s;

	return (sizeof(*s) + setup->nframes * sizeof(s->place[0]));
}

static void
second_chance_init(void *st, const struct policy_setup *setup)
{
	const struct second_chance_params *p = setup->params;
	struct second_chance *s = st;

	s->frames = setup->frames;
	s->chance = p->chance;
	s->front = s->back = NONE;
}

static void
second_chance_append(struct second_chance *s, frame_t f)
{
	s->place[f].before = s->back;
	s->place[f].behind = NONE;
	if (s->back == NONE)
		s->front = f;
	else
		s->place[s->back].behind = f;
	s->back = f;
}

static void
second_chance_remove(struct second_chance *s, frame_t f)
{
	frame_t before = s->place[f].before, behind = s->place[f].behind;

	if (before == NONE)
		s->front = behind;
	else
		s->place[before].behind = behind;
	if (behind == NONE)
		s->back = before;
	else
		s->place[behind].before = before;
}

/* The page is now in frame f.  Its number is not needed here. */
static void
second_chance_admit(void *st, frame_t f, not_used page_id_t page)
{
	second_chance_append(st, f);
}

/*
 * No frame is free.  The loop ends, because each pass clears a bit and no bit
 * is set in between.
 */
static frame_t
second_chance_victim(void *st, page_id_t page)
{
	struct second_chance *s = st;
	frame_t f;

	(void)page; /* the page that is to be loaded */
	while (f = s->front, s->chance && frame_accessed(s->frames, f)) {
		frame_clear_accessed(s->frames, f);
		second_chance_remove(s, f);
		second_chance_append(s, f);
	}
	return (f);
}

/*
 * The page in f leaves because victim() returned f, because the program
 * unmapped it, or because it is now pinned and may not be evicted.  The frame
 * is removed in each case, so that the queue never has a frame that victim()
 * may not return.
 */
static void
second_chance_leave(void *st, frame_t f, not_used enum leave_why why)
{
	second_chance_remove(st, f);
}

static const struct policy_ops second_chance_ops = {
	.size = sizeof(struct policy_ops),
	.admit = second_chance_admit,
	.victim = second_chance_victim,
	.leave = second_chance_leave,
};

/* For -p ./second_chance.so:chance=no.  The check of the value, the help and
 * the column of the report are made from this row. */
static const struct param second_chance_params[] = {
	{ .name = "chance",
	    .type = PARAM_BOOL,
	    .offset = offsetof(struct second_chance_params, chance),
	    .dflt = "yes",
	    .text = "whether a page that was used is kept once" },
	{ .name = NULL },
};

/* The two names that pagerace looks for in a shared object. */
const uint32_t policy_contract = POLICY_CONTRACT;

const struct policy policy_plugin = {
	.name = "second-chance",
	.summary = "a queue; pages that were used move to its back",
	.size = sizeof(struct policy),
	.source = "an example; Corbato, MIT Project MAC 1968",
	.sight = SEES_BITS,
	.params = second_chance_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct second_chance_params),
	.about = "The page at the front of the queue is evicted if its "
		 "accessed bit is clear. Otherwise the bit is cleared and the "
		 "page moves to the back.",
	.weakness = "when every page was used, it is FIFO",
	.complexity = "O(1) per fault on average, nothing per hit; "
		      "8 bytes per frame",
	.footprint = second_chance_footprint,
	.init = second_chance_init,
	.ops = &second_chance_ops,
};
