/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace compare: every policy at every memory.
 */
#include "cli/cmd.h"
#include "cli/experiment.h"

static int
compare(struct options *o, int *status, struct err *err)
{
	struct study study;
	struct experiment experiment;
	struct experiment_grid grid;

	(void)status;
	if (cmd_one_word(
		o, "trace", "a file, or '-' for standard input", err) != 0 ||
	    experiment_defaults(o, err) != 0 ||
	    experiment_open(&experiment, o, err) != 0)
		return (-1);
	grid = (struct experiment_grid){
		.path = o->word[0],
		.format = o->format,
		.settings = &experiment.machine.settings,
		.areas = &experiment.machine.areas,
		.policies = &o->policies,
		.memories = &o->memories,
		.devices = &o->devices,
		.comparison = true,
		.optimum = o->optimum,
	};
	if (experiment_run(&experiment, &grid, &study, err) != 0)
		return (-1);
	return (experiment_report(&experiment, &study, err));
}

const struct cmd cmd_compare = {
	.name = "compare",
	.summary = "every policy at every memory: the comparison report",
	.usage = "TRACE [-p LIST] [-m LIST] [-d LIST] [OPTION...]",
	.words = "files",
	.option = FOR_COMPARE,
	.about = "Races policies over one trace, which is read once.  Without "
		 "-p and -m it takes the best-known policies at memories from "
		 "2% to 100% of the footprint.",
	.run = compare,
};
