/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of laws, in the order in which they are judged.  The laws that the
 * others need come first: where the same run has different results, runs cannot
 * be compared.
 */
#include "check/law.h"

const struct law law_rows[] = {
	{ "operations",
	    "it has the operations it needs, and none beyond its sight",
	    law_ops, LAW_GROUND, "verbs" },
	{ "returns", "every operation returns: no crash, no endless loop",
	    law_returns, LAW_GROUND, NULL },
	{ "victim",
	    "a page that it evicts, cleans or releases is resident, its own "
	    "and not pinned",
	    law_victim, LAW_GROUND, NULL },
	{ "seed", "the same seed gives the same run, in any process", law_seed,
	    LAW_GROUND | LAW_TWICE, NULL },
	{ "fresh", "a run does not depend on earlier runs", law_fresh, 0,
	    NULL },
	{ "place", "a run does not depend on the address of its memory",
	    law_place, LAW_GROUND, NULL },
	{ "memory",
	    "it stays within its memory, does not write its parameters, and "
	    "does not keep its setup",
	    law_memory, 0, NULL },
	{ "table",
	    "in frames and page entries it changes only accessed bits, which "
	    "it clears",
	    law_table, 0, NULL },
	{ "turns", "two runs that alternate do not affect each other",
	    law_turns, 0, NULL },
	{ "batches",
	    "a run does not depend on how the trace is cut into batches",
	    law_batches, 0, NULL },
	{ "bound",
	    "compiled into the loop or called through pointers, observed or "
	    "not, the run is the same",
	    law_bound, 0, NULL },
	{ "hits", "hits beyond its sight do not change the run", law_hits,
	    LAW_DEMAND, NULL },
	{ "future",
	    "neither later references nor the number of pages changes what it "
	    "does",
	    law_future, 0, NULL },
	{ "ghost",
	    "it keeps no ghost of an unmapped page, whose number may be given "
	    "to another page",
	    law_ghost, 0, NULL },
	{ "one", "with one frame, every change of page is a fault", law_one,
	    LAW_DEMAND, NULL },
	{ "all", "with a frame for every page, each page faults once", law_all,
	    LAW_DEMAND, NULL },
	{ "opt", "it never has fewer faults than OPT", law_opt, LAW_DEMAND,
	    NULL },
	{ "stack",
	    "a hit with n frames is a hit with n + 1 (stack algorithms only)",
	    law_stack, 0, NULL },
	{ .name = NULL },
};
