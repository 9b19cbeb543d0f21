/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace report: any report of results that were written as documents.
 */
#include "cli/cmd.h"
#include "cli/study_output.h"
#include "result/document.h"

static int
report(struct options *o, not_used int *status, struct err *err)
{
	struct document *d = mem_array(o->m, o->nword, sizeof(*d));
	const struct study **all;
	size_t n = 0, opened = 0;
	bool suite = o->nword > 1;
	int failed = 0;

	if (o->nword == 0)
		return (err_set(err, ERR_USAGE,
		    "report needs a result document (a file written with "
		    "--json)"));
	while (failed == 0 && opened < o->nword) {
		failed = cmd_open_document(
		    o, &d[opened], o->word[opened], true, err);
		if (failed == 0) {
			n += d[opened].nstudy;
			suite |= d[opened++].suite;
		}
	}
	all = mem_array(o->m, n, sizeof(*all));
	n = 0;
	for (size_t i = 0; failed == 0 && i < opened; i++)
		for (size_t k = 0; k < d[i].nstudy; k++)
			all[n++] = d[i].study[k];
	if (failed == 0)
		failed = output_report(o, all, n, suite, err);
	while (opened > 0)
		document_close(&d[--opened]);
	return (failed);
}

const struct cmd cmd_report = {
	.name = "report",
	.summary = "any report of results that were written with --json",
	.usage = "RESULT.json... [OPTION...]",
	.words = "files",
	.option = FOR_REPORT,
	.about = "Makes from result documents the reports that the command "
		 "which made the results would have written, with the same "
		 "bytes.  Several documents are reported as a suite.",
	.run = report,
};
