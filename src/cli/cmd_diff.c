/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace diff: two result documents; a gate by itself.
 */
#include "cli/cmd.h"
#include "cli/verdict.h"

static int
diff(struct options *o, int *status, struct err *err)
{
	struct baselines old;
	struct document new;
	struct gate_spec spec;
	int failed;

	if (o->nword < 2)
		return (err_set(err, ERR_USAGE,
		    "diff needs two result documents (OLD.json NEW.json)"));
	if (verdict_spec(&spec, o, NULL, err) != 0)
		return (-1);
	if (baselines_open(&old, o, o->word, o->nword - 1, err) != 0) {
		verdict_refuse(o, true, err);
		return (-1);
	}
	if (cmd_open_document(o, &new, o->word[o->nword - 1], false, err) !=
	    0) {
		verdict_refuse(o, true, err);
		baselines_close(&old);
		return (-1);
	}
	failed = verdict_give(o, &spec, &old, &new, true, status, err);
	document_close(&new);
	baselines_close(&old);
	return (failed);
}

const struct cmd cmd_diff = {
	.name = "diff",
	.summary = "compares two result documents; a CI gate by itself",
	.usage = "[EARLIER.json...] OLD.json NEW.json [--limit METRIC=AMOUNT] "
		 "[OPTION...]",
	.words = "files",
	.option = FOR_DIFF,
	.about = "Compares every run of NEW with the same run of OLD, count by "
		 "count.  Exit status 1 where one is worse by more than its "
		 "limit.  Documents of different runs are refused.  Earlier "
		 "documents, oldest first, show how the values came about.",
	.run = diff,
};
