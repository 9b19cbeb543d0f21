/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A run that is followed reference by reference.
 *
 * The policy's own loop is called with one reference at a time, so the results
 * are those of any other run, and a run that is not followed executes
 * nothing of this.
 */
#include "sim/replay.h"

void
replay_step_by_step(struct replay *r, const struct reference *ref, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (r->translation != NULL)
			translation_begin(r->translation, ref[i]);
		r->loop(r, ref + i, 1);
		if (r->translation != NULL)
			translation_end(r->translation, ref[i]);
		if (observe_step(r->observer, r, r->now - 1, ref[i], r->err) !=
		    0)
			longjmp(*r->broken_to, 1);
	}
}
