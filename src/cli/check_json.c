/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing the verdicts of 'check'.  A law that is broken has the breach, the
 * trace and the frames.
 */
#include "cli/check_json.h"

void
check_json_begin(struct json_text *t, const char *policy, uint64_t seed)
{
	json_open(t, NULL, '{');
	json_put_head(t, "pagerace.check/1");
	json_put_text(t, "policy", policy);
	json_put_count(t, "seed", seed);
	json_open(t, "laws", '[');
}

void
check_json_law(struct json_text *t, const struct laws_result *r)
{
	static const char *const verdict[] = {
		[VERDICT_HOLDS] = "holds",
		[VERDICT_BROKEN] = "broken",
		[VERDICT_NOT_JUDGED] = "not_judged",
	};

	json_open(t, NULL, '{');
	json_put_text(t, "law", laws_name(r->law));
	json_put_text(t, "sentence", laws_sentence(r->law));
	json_put_text(t, "verdict", verdict[r->verdict]);
	json_put_count(t, "traces", r->judged);
	if (r->verdict == VERDICT_NOT_JUDGED)
		json_put_text(t, "why", r->said);
	if (r->verdict == VERDICT_BROKEN) {
		json_put_text(t, "what", r->said);
		json_put_count(t, "reference", r->at);
		json_put_text(t, "trace", r->steps.name);
		json_put_count(t, "seed", r->steps.seed);
		json_put_count(t, "steps", r->steps.n);
		json_put_count(t, "frames", r->nframes);
	}
	json_close(t, '}');
}

int
check_json_end(struct json_text *t, bool passed, struct err *err)
{
	json_close(t, ']');
	json_put_bool(t, "passed", passed);
	json_close(t, '}');
	return (json_end(t, err));
}
