/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace replay: one run, in full.
 */
#include <string.h>
#include <strings.h>

#include "cli/cmd.h"
#include "cli/events.h"
#include "cli/experiment.h"
#include "cli/study_output.h"
#include "study/step_recorder.h"

/* The run, with its steps where they were asked for: in memory from m, which no
 * other run uses at the same time. */
static int
run_recorded(
    struct experiment *e, struct study *study, struct mem *m, struct err *err)
{
	const struct options *o = e->options;
	struct step_recorder recorder;
	struct steps *steps;
	int failed;

	if (!o->steps && !o->final)
		return (experiment_run(e, e->suite.trace, study, err));
	steps = mem_alloc(m, sizeof(*steps));
	steps_record(&recorder, m, steps, o->steps, o->final, e->observer);
	e->observer = &recorder.observer;
	failed = experiment_run(e, e->suite.trace, study, err);
	e->observer = recorder.next;
	if (failed == 0)
		study->run[0].steps = steps;
	return (failed);
}

static int
run_one(
    struct experiment *e, struct study *study, struct mem *m, struct err *err)
{
	const struct options *o = e->options;
	struct events events;
	int failed;

	if (o->events == NULL)
		return (run_recorded(e, study, m, err));
	if (events_open(&events, o->events,
		(enum events_format)o->events_format,
		e->suite.settings.page_size, err) != 0)
		return (-1);
	e->observer = &events.observer;
	failed = run_recorded(e, study, m, err);
	e->observer = NULL;
	return (events_close(&events, failed == 0, err));
}

static int
replay(struct options *o, not_used int *status, struct err *err)
{
	struct study study;
	const struct study *all = &study;
	struct experiment experiment;
	struct mem *steps;
	bool failed;

	if (cmd_one_trace(o, err) != 0)
		return (-1);
	if (o->policies.n == 0 || o->memories.n == 0)
		return (err_set(err, ERR_USAGE, "replay needs a %s (%s)",
		    o->policies.n == 0 ? "policy" : "memory",
		    o->policies.n == 0 ? "-p lru; 'list policies' has them"
				       : "-m 64 frames, -m 25% or -m 1MiB"));
	if (o->policies.n != 1 || o->memories.n != 1 || o->devices.n > 1 ||
	    strcasecmp(o->policies.item[0].name, "all") == 0)
		return (err_set(err, ERR_USAGE,
		    "replay makes one run: one policy (-p), one memory (-m), "
		    "at "
		    "most one device (-d); 'compare' takes lists"));
	if (experiment_open(&experiment, o, err) != 0)
		return (-1);
	steps = mem_open();
	failed = run_one(&experiment, &study, steps, err) != 0 ||
		 (!o->dry_run && output_report(o, &all, 1, false, err) != 0);
	mem_close(steps);
	return (failed ? -1 : 0);
}

const struct cmd cmd_replay = {
	.name = "replay",
	.summary = "one run: a full report of faults, swap I/O and latency",
	.usage = "TRACE|--refs STRING -p POLICY -m MEMORY [OPTION...]",
	.words = "files",
	.option = FOR_REPLAY,
	.about = "Replays a trace on one machine: one policy, one memory size, "
		 "one device.",
	.run = replay,
};
