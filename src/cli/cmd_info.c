/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace info: the facts of a trace.
 */
#include "cli/cmd.h"
#include "cli/experiment.h"
#include "cli/option_files.h"
#include "cli/study_output.h"
#include "report/report.h"

static int
info(struct options *o, not_used int *status, struct err *err)
{
	struct study facts;
	struct experiment experiment;
	struct report_view view = output_view(o);
	const struct report_subject subject = { .facts = &facts };
	bool shown = !o->quiet && !options_use_stdout(o);

	if (cmd_one_trace(o, err) != 0 ||
	    experiment_open(&experiment, o, err) != 0)
		return (-1);
	if (experiment_survey(&experiment, &facts, err) != 0)
		return (-1);
	for (size_t i = 0; i < o->noutput; i++) {
		const struct report_format *f =
		    output_format(o->output[i].format, err);

		if (f == NULL || report_save(f, &subject, &view,
				     o->output[i].path, err) != 0)
			return (-1);
	}
	if (shown &&
	    report_save(&terminal_format, &subject, &view, "-", err) != 0)
		return (-1);
	output_warn(&facts, false);
	return (0);
}

const struct cmd cmd_info = {
	.name = "info",
	.summary = "what is in a trace",
	.usage = "TRACE|--refs STRING [OPTION...]",
	.words = "files",
	.option = FOR_INFO,
	.about = "Reads a trace once and reports its format, references by "
		 "kind, footprint, areas and processes.",
	.run = info,
};
