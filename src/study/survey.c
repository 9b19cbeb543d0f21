/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of a plan needs no run: amounts of memory in frames, what is in a trace,
 * how a study is computed.
 */
#include <stdio.h>
#include <string.h>

#include "study/engine.h"

int
engine_frames(const struct memory_size *memory, uint64_t pages,
    uint64_t page_size, uint64_t *frames, struct err *err)
{
	struct err_where at = { memory->file, memory->line, memory->column };
	enum err_kind kind = memory->file == NULL ? ERR_USAGE : ERR_CONFIG;
	unsigned __int128 share;

	switch (memory->unit) {
	case MEMORY_FRAMES:
		*frames = memory->n;
		break;
	case MEMORY_BYTES:
		*frames = memory->n / page_size;
		break;
	case MEMORY_SHARE:
		share = (unsigned __int128)pages * memory->n;
		*frames = (uint64_t)((share + 999999) / 1000000);
		if (*frames == 0)
			*frames = 1;
		break;
	}
	if (*frames == 0)
		return (err_at(err, kind, &at,
		    "a memory of %ju bytes holds no page of %ju bytes",
		    (uintmax_t)memory->n, (uintmax_t)page_size));
	if (*frames > FRAMES_MAX)
		return (err_at(err, kind, &at,
		    "a memory of %ju frames is more than the model's %ju",
		    (uintmax_t)*frames, (uintmax_t)FRAMES_MAX));
	return (0);
}

int
engine_survey(const struct engine_spec *spec, struct mem *keep,
    struct trace_facts *out, struct err *err)
{
	const struct progress *p = &spec->progress;
	uint64_t done, total;
	struct refstream *w;
	struct batch b;
	int failed;

	if (refstream_open(
		&w, keep, &spec->trace, spec->area, spec->narea, err) != 0)
		return (-1);
	do {
		failed = refstream_next(w, &b, err);
		if (p->tell != NULL) {
			refstream_progress(w, &done, &total);
			p->tell(p->self, "reading", done, total);
		}
	} while (failed == 0 && !b.end);
	if (failed == 0)
		refstream_tell(w, out);
	refstream_close(w);
	return (failed);
}

bool
engine_is_live(const struct engine_spec *spec, const struct study *s)
{
	return (spec->nrun == 1 && !spec->optimum && !spec->plain &&
		s->run[0].memory.unit != MEMORY_SHARE &&
		strcmp(s->run[0].sight, "future") != 0 &&
		s->settings.scope == SCOPE_GLOBAL);
}

void
engine_tell(const struct engine_spec *spec, const struct study *s, FILE *to)
{
	if (engine_is_live(spec, s)) {
		fputs("plan: one run, fed as the trace is read\n", to);
		return;
	}
	fprintf(to,
	    "plan: the trace is read once onto a tape of %ju references; "
	    "%zu run%s",
	    (uintmax_t)s->trace.references, s->nrun, s->nrun == 1 ? "" : "s");
	if (s->noptimum > 0)
		fprintf(to, ", and OPT at %zu memor%s,", s->noptimum,
		    s->noptimum == 1 ? "y" : "ies");
	fprintf(to, " %s led past it%s, by up to %u worker%s\n",
	    s->nrun + s->noptimum == 1 ? "is" : "are",
	    s->nrun + s->noptimum == 1 ? "" : ", each by itself", spec->jobs,
	    spec->jobs == 1 ? "" : "s");
}
