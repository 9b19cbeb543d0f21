/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Evictions by area and process that nothing noted (parts.h).
 */
#include "sim/replay.h"

void
account_balance(struct replay *r)
{
	if (r->parts == NULL || !r->parts->balanced)
		return;
	parts_balance_begin(r->parts, r->outcome);
	for (size_t i = 0; i < r->npartition; i++) {
		const struct instance *in = &r->partitions[i].instance;

		parts_balance(r->parts, in->frames.page, in->used);
	}
}

void
account_note_victims(struct replay *r)
{
	account_balance(r);
	if (r->parts != NULL)
		r->parts->balanced = false;
}
