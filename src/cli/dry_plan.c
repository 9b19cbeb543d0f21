/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/dry_plan.h"

#include <stdio.h>

#include "base/num.h"
#include "study/curves.h"

void
dry_plan_print(const struct engine_spec *plan, const struct study *s,
    const struct dry_run *d)
{
	char time[40], all[40], most[40], recorded[40], trace[40];

	if (s->ncurve > 0)
		engine_tell_curves(plan, s, stdout);
	else
		engine_tell(plan, s, stdout);
	printf("plan: about %s of processor time to simulate, and the time to "
	       "read; %s of memory, or %s and more with -j 1; %s of it are "
	       "recorded; %s more for the trace\n",
	    num_print_time(time, sizeof(time),
		(uint64_t)(d->ns * (double)s->trace.references)),
	    num_print_size(all, sizeof(all), d->bytes),
	    num_print_size(most, sizeof(most), d->most + d->recorded),
	    num_print_size(recorded, sizeof(recorded), d->recorded),
	    num_print_size(trace, sizeof(trace), d->trace));
}

int
dry_plan_begin(const struct options *o, struct engine_spec *plan,
    struct dry_run *d, struct err *err)
{
	if (!o->dry_run)
		return (0);
	if (o->noutput > 0 || o->events != NULL || o->steps || o->final)
		return (err_set(err, ERR_USAGE,
		    "--dry-run makes no run, so there is nothing to report"));
	if (o->baseline != NULL)
		return (err_set(err, ERR_USAGE,
		    "--dry-run makes no run, so there is nothing to compare "
		    "with --baseline"));
	plan->dry_run = d;
	return (0);
}
