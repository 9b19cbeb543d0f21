/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Strict reading.
 */
#include "study/strict.h"

#include <sys/stat.h>

#include <string.h>

#include "study/refstream.h"

struct strict *
strict_open(struct mem *m, const struct trace_spec *trace,
    const struct area_spec *area, size_t narea)
{
	struct strict *s;
	struct stat st;

	if (!trace->settings->strict || trace->text != NULL ||
	    trace->source != NULL || strcmp(trace->path, "-") == 0 ||
	    stat(trace->path, &st) != 0 || !S_ISREG(st.st_mode))
		return (NULL);
	s = mem_alloc(m, sizeof(*s));
	s->exact = s->relaxed = *trace;
	s->settings = *trace->settings;
	s->settings.strict = false;
	s->relaxed.settings = &s->settings;
	s->area = area;
	s->narea = narea;
	return (s);
}

int
strict_read(const struct strict *s, struct err *err)
{
	struct mem *m = mem_open();
	struct refstream *w = NULL;
	struct source source;
	struct chunk c = { .end = false };
	int failed =
	    refstream_open_exact(&w, m, &s->exact, s->area, s->narea, err);

	if (failed == 0)
		source = refstream_source(w);
	while (failed == 0 && !c.end)
		failed = source.next(source.self, UINT64_MAX, &c, err);
	refstream_close(w);
	mem_close(m);
	return (failed);
}
