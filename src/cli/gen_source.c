/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Patterns in place of traces.
 */
#include "cli/gen_source.h"

#include <string.h>

#include "cli/profile_file.h"
#include "config/selection.h"
#include "generate/gentrace.h"

int
gen_source(struct trace_spec *spec, const struct options *o, struct err *err)
{
	const struct profile_reader profiles = profile_files(o);
	static const struct err_where nowhere;
	struct trace_source *source;
	struct selection sel;

	if (spec->text != NULL || !path_is_pattern(spec->path))
		return (0);
	if (spec->format != NULL)
		return (err_set(err, ERR_USAGE,
		    "%.60s is not read, and has no --format", spec->path));
	if (selection_read(&sel, o->m, spec->path + strlen(PATTERN_PREFIX),
		&nowhere, ERR_USAGE, err) != 0)
		return (-1);
	source = mem_alloc(o->m, sizeof(*source));
	spec->source = source;
	return (gentrace_open(source, o->m, &sel, &profiles, err));
}
