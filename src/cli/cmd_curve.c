/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace curve: page faults at every memory size.
 */
#include "cli/cmd.h"
#include "cli/experiment.h"
#include "cli/study_output.h"

static int
curve(struct options *o, not_used int *status, struct err *err)
{
	struct study study;
	const struct study *all = &study;
	struct experiment experiment;

	if (cmd_one_trace(o, err) != 0 ||
	    experiment_open(&experiment, o, err) != 0 ||
	    experiment_curves(&experiment, &study, err) != 0)
		return (-1);
	return (o->dry_run ? 0 : output_report(o, &all, 1, false, err));
}

const struct cmd cmd_curve = {
	.name = "curve",
	.summary = "page faults at every memory size",
	.usage = "TRACE|--refs STRING [-p LIST] [OPTION...]",
	.words = "files",
	.option = FOR_CURVE,
	.about = "Makes the curve of each policy (without -p: of lru): its "
		 "page faults with any number of frames, from one to the "
		 "footprint. Those of lru and opt are exact everywhere and "
		 "take one pass; others are exact at sizes that are chosen "
		 "where the curve bends.",
	.run = curve,
};
