/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The laws there are, in the order in which they are judged.  First those
 * without which nothing can be said of the others: a policy that is not the
 * same twice cannot be compared with itself.
 */
#include "check/lawlist.h"

const struct law law_rows[] = {
	{ "verbs", "it has the verbs it needs, and none beyond its sight",
	    law_verbs, LAW_GROUND },
	{ "returns", "every verb comes back: no crash, no endless loop",
	    law_returns, LAW_GROUND },
	{ "victim",
	    "what it names as victim, cleans or releases is resident, not "
	    "pinned and its own",
	    law_victim, LAW_GROUND },
	{ "seed", "the same seed gives the same run, in any process", law_seed,
	    LAW_GROUND | LAW_TWICE },
	{ "fresh", "a run does not depend on those made before it", law_fresh,
	    0 },
	{ "place", "nothing depends on where its memory lies", law_place,
	    LAW_GROUND },
	{ "memory",
	    "it keeps to the memory it was lent, and neither writes its "
	    "parameters nor keeps its setup",
	    law_memory, 0 },
	{ "table",
	    "of frames and entries it changes nothing, but clears accessed "
	    "bits",
	    law_table, 0 },
	{ "turns", "two runs that take turns do not disturb each other",
	    law_turns, 0 },
	{ "batches", "nothing depends on where a trace is cut into batches",
	    law_batches, 0 },
	{ "bound",
	    "bound into the loop or called through pointers, watched or not, "
	    "it answers the same",
	    law_bound, 0 },
	{ "hits", "hits it may not see change nothing", law_hits, 0 },
	{ "future",
	    "what is still to come changes nothing: the rest of the trace, or "
	    "how many pages it will have",
	    law_future, 0 },
	{ "ghost",
	    "a page that is unmapped leaves no ghost: its number, given to "
	    "another, means nothing",
	    law_ghost, 0 },
	{ "one", "with one frame, every change of page is a fault", law_one,
	    0 },
	{ "all", "with a frame for every page, each faults once and none goes",
	    law_all, 0 },
	{ "opt", "it never faults less than OPT", law_opt, 0 },
	{ "stack",
	    "what hits with n frames hits with n + 1 (stack algorithms only)",
	    law_stack, 0 },
	{ .name = NULL },
};
