/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace compare: every policy at every memory.
 */
#include "cli/cmd.h"
#include "cli/experiment.h"
#include "cli/study_output.h"

static int
compare(struct options *o, not_used int *status, struct err *err)
{
	struct study study;
	const struct study *all = &study;
	struct experiment experiment;

	if (cmd_one_trace(o, err) != 0 || experiment_defaults(o, err) != 0 ||
	    experiment_open(&experiment, o, err) != 0)
		return (-1);
	experiment.comparison = true;
	if (experiment_run(&experiment, experiment.suite.trace, &study, err) !=
	    0)
		return (-1);
	return (o->dry_run ? 0 : output_report(o, &all, 1, false, err));
}

const struct cmd cmd_compare = {
	.name = "compare",
	.summary = "every policy at every memory: the comparison report",
	.usage =
	    "TRACE|--refs STRING [-p LIST] [-m LIST] [-d LIST] [OPTION...]",
	.words = "files",
	.option = FOR_COMPARE,
	.about = "Compares policies on one trace.  Without -p and -m it takes "
		 "the best-known policies, at memory sizes from 2% to 100% of "
		 "the footprint.",
	.run = compare,
};
