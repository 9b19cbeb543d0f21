/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace merge: joins documents of parts of a study into one.
 */
#include "cli/cmd.h"
#include "report/report.h"
#include "result/merge.h"

static int
write_whole(const struct options *o, const struct document *part, size_t n,
    struct err *err)
{
	struct report_view view = { .suite = false };
	struct report_subject subject = { .nstudy = 0 };
	struct document whole;

	if (merge_documents(&whole, o->m, part, n, err) != 0)
		return (-1);
	view.suite = whole.suite;
	subject.study = whole.study;
	subject.nstudy = whole.nstudy;
	return (report_save(&json_format, &subject, &view, o->merged, err));
}

static int
merge(struct options *o, not_used int *status, struct err *err)
{
	struct document *part = mem_array(o->m, o->nword, sizeof(*part));
	size_t n = 0;
	int failed = 0;

	if (o->nword < 2)
		return (err_set(err, ERR_USAGE,
		    "merge needs two result documents or more"));
	if (o->merged == NULL)
		return (err_set(err, ERR_USAGE,
		    "merge needs a file to write to (-o FILE)"));
	while (failed == 0 && n < o->nword) {
		failed = cmd_open_document(o, &part[n], o->word[n], true, err);
		n += failed == 0;
	}
	if (failed == 0)
		failed = write_whole(o, part, n, err);
	while (n > 0)
		document_close(&part[--n]);
	return (failed);
}

const struct cmd cmd_merge = {
	.name = "merge",
	.summary = "documents of one study made in parts become the whole",
	.usage = "A.json B.json... -o FILE",
	.words = "files",
	.option = FOR_MERGE,
	.about = "Joins result documents of one trace, or suites, made with "
		 "parts of the policies, devices and memories.  The whole has "
		 "the bytes of the document made at once; documents that do "
		 "not belong together are refused.",
	.run = merge,
};
