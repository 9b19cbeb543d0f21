/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Second chance, as a first policy of your own.
 *
 * The pages in memory stand in a queue, the oldest load in front.  When a frame
 * is needed, look at the front: a page that was used since anyone last looked
 * loses its accessed bit and goes to the back, the second chance; one that was
 * not, goes out.  With chance=no the bit is not looked at, and what is left is
 * FIFO.
 *
 * This is CLOCK with the hand unrolled into a queue.  'pagerace compare -p
 * clock,fifo,./second_chance.so' shows it: the numbers are the same.
 *
 * How a policy is made:
 *
 *   - It decides one thing, which page goes, in victim().  The other verbs are
 *     how it is told what happens: admit() a page came into a frame, leave()
 *     one is going.  (touch(), for policies that want to hear of every hit, is
 *     not used here: a kernel does not hear of them either.)
 *   - It has no global variable and allocates nothing.  footprint() says how
 *     many bytes it wants; they come zeroed and are handed to every verb as st.
 *     So a hundred runs can go on at once.
 *   - Frames are numbered from 0 to nframes - 1.  Whatever is known of a frame
 *     is an array indexed by its number: there is no searching.
 */
#include "policy/policy.h"

/* Ends the queue on both sides.  A frame has a number below nframes. */
#define NOBODY NO_FRAME

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
	s->front = s->back = NOBODY;
}

static void
second_chance_append(struct second_chance *s, frame_t f)
{
	s->place[f].before = s->back;
	s->place[f].behind = NOBODY;
	if (s->back == NOBODY)
		s->front = f;
	else
		s->place[s->back].behind = f;
	s->back = f;
}

static void
second_chance_remove(struct second_chance *s, frame_t f)
{
	frame_t before = s->place[f].before, behind = s->place[f].behind;

	if (before == NOBODY)
		s->front = behind;
	else
		s->place[before].behind = behind;
	if (behind == NOBODY)
		s->back = before;
	else
		s->place[behind].before = before;
}

/* The page, whose number we do not need, is now in frame f. */
static void
second_chance_admit(void *st, frame_t f, page_id_t page)
{
	(void)page;
	second_chance_append(st, f);
}

/*
 * Every frame is taken.  The loop ends: each time round it clears a bit, and
 * nobody sets one meanwhile.
 */
static frame_t
second_chance_victim(void *st, page_id_t page)
{
	struct second_chance *s = st;
	frame_t f;

	(void)page; /* the one that is to come in */
	while (f = s->front, s->chance && frame_accessed(s->frames, f)) {
		frame_clear_accessed(s->frames, f);
		second_chance_remove(s, f);
		second_chance_append(s, f);
	}
	return (f);
}

/*
 * The page in f is going: because victim() said so, or because the program
 * unmapped it, or because it is pinned from now on and not ours to choose.  It
 * is all one to us, and so the queue never holds a frame that must not be
 * named.
 */
static void
second_chance_leave(void *st, frame_t f, enum leave_why why)
{
	(void)why;
	second_chance_remove(st, f);
}

static const struct policy_ops second_chance_ops = {
	.size = sizeof(struct policy_ops),
	.admit = second_chance_admit,
	.victim = second_chance_victim,
	.leave = second_chance_leave,
};

/* -p ./second_chance.so:chance=no and all that comes with it: the check of the
 * value, the help, the column of the report. */
static const struct param second_chance_params[] = {
	{ .name = "chance",
	    .type = PARAM_BOOL,
	    .offset = offsetof(struct second_chance_params, chance),
	    .dflt = "yes",
	    .text = "Whether a page used since is passed over once." },
	{ .name = NULL },
};

/* The two names that pagerace looks for in a shared object. */
const uint32_t policy_contract = POLICY_CONTRACT;

const struct policy policy_plugin = {
	.name = "second-chance",
	.summary = "a queue in which pages used since go to the back",
	.size = sizeof(struct policy),
	.source = "an example; Corbato, MIT Project MAC 1968",
	.sight = SEES_BITS,
	.params = second_chance_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct second_chance_params),
	.about = "The oldest load goes, unless it was used since anyone last "
		 "looked: then it is sent to the back of the queue.",
	.weakness = "when every page was used since, it is FIFO",
	.complexity = "O(1) a fault on average, nothing a hit; 8 bytes a frame",
	.footprint = second_chance_footprint,
	.init = second_chance_init,
	.ops = &second_chance_ops,
};
