/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of laws, in the order in which they are judged.  First those that
 * the others need: a policy that does not repeat its own run cannot be compared
 * with itself.
 */
#include "check/law.h"

const struct law law_rows[] = {
	{ "verbs", "it has the functions it needs, and none beyond its sight",
	    law_verbs, LAW_GROUND },
	{ "returns", "every function returns: no crash, no endless loop",
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
	    "it stays within its memory, and neither writes its parameters "
	    "nor keeps its setup",
	    law_memory, 0 },
	{ "table",
	    "it changes nothing in frames and entries but clears accessed "
	    "bits",
	    law_table, 0 },
	{ "turns", "two runs that alternate do not disturb each other",
	    law_turns, 0 },
	{ "batches", "nothing depends on where a trace is cut into batches",
	    law_batches, 0 },
	{ "bound",
	    "bound into the loop or called through pointers, observed or not, "
	    "it gives the same run",
	    law_bound, 0 },
	{ "hits", "hits that it may not see change nothing", law_hits, 0 },
	{ "future",
	    "the future changes nothing: neither the rest of the trace nor the "
	    "number of its pages",
	    law_future, 0 },
	{ "ghost",
	    "a page that is unmapped leaves no ghost: its number may be given "
	    "to another page",
	    law_ghost, 0 },
	{ "one", "with one frame, every change of page is a fault", law_one,
	    0 },
	{ "all", "with a frame for every page, each page faults once", law_all,
	    0 },
	{ "opt", "it never has fewer faults than OPT", law_opt, 0 },
	{ "stack",
	    "what hits with n frames hits with n + 1 (stack algorithms only)",
	    law_stack, 0 },
	{ .name = NULL },
};
