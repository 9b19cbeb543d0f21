/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading the trace of a document, and metrics of the trace or of a run.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "result/document_parts.h"
#include "result/metric.h"

/* The path of a row within the object it is read from. */
static const char *
key_of(const struct metric *m)
{
	return (m->name +
		((m->flags & METRIC_OF_TRACE) != 0 ? strlen("trace.") : 0));
}

static void *
member_of(const struct metric *m, struct trace_facts *trace, struct run *run)
{
	char *of =
	    (m->flags & METRIC_OF_TRACE) != 0 ? (char *)trace : (char *)run;

	return (of + m->offset);
}

/* Reads a row that is a member; a row that is computed is only checked. */
static int
read_metric(const struct json_cursor *c, const struct metric *m,
    struct trace_facts *trace, struct run *run)
{
	const char *key = key_of(m);
	uint64_t seen;
	void *at = m->get == NULL ? member_of(m, trace, run) : &seen;
	if ((m->flags & METRIC_REQUIRED) == 0 && !json_cursor_has(c, key)) {
		if (m->kind == METRIC_TEXT && m->get == NULL)
			*(const char **)at = "";
		else if ((m->flags & METRIC_GATED) != 0)
			*(uint64_t *)at = METRIC_UNKNOWN;
		return (0);
	}
	switch (m->kind) {
	case METRIC_COUNT:
	case METRIC_TIME:
		return (json_cursor_count(c, key, m->least, INT64_MAX, at));
	case METRIC_TEXT:
		if (m->get != NULL)
			return (0);
		/* The trace's name is cleaned where it is shown. */
		return (strcmp(m->name, "trace.name") == 0
			    ? json_cursor_raw(c, key, at)
			    : json_cursor_text(c, key, at));
	case METRIC_FLAG:
		return (json_cursor_bool(c, key, at));
	case METRIC_RATIO:
	case METRIC_VALUES:
	case METRIC_BUCKETS:
		break;
	}
	return (0);
}

/*
 * Checks a gated sum against its parts.  Older documents lack the last part
 * that is not gated itself; it is computed as the sum less the other parts.
 */
static int
check_sum(const struct json_cursor *c, const struct metric *m,
    struct trace_facts *trace, struct run *run)
{
	const struct metric *rest = NULL;
	unsigned __int128 sum = 0;
	uint64_t total, n, last = 0;
	char part[64];

	if (json_cursor_count(c, key_of(m), 0, INT64_MAX, &total) != 0)
		return (-1);
	for (const char *name = m->sum; *name != '\0';
	     name += strcspn(name, " "), name += strspn(name, " ")) {
		const struct metric *row;

		snprintf(
		    part, sizeof(part), "%.*s", (int)strcspn(name, " "), name);
		row = metric_find(part);
		n = 0;
		if (json_cursor_has(c, key_of(row)) &&
		    json_cursor_count(c, key_of(row), 0, INT64_MAX, &n) != 0)
			return (-1);
		sum += n;
		if ((row->flags & METRIC_GATED) == 0) {
			rest = row;
			last = n;
		}
	}
	if (rest != NULL && sum - last <= total)
		*(uint64_t *)member_of(rest, trace, run) =
		    total - (uint64_t)(sum - last);
	else if (sum != total)
		return (json_cursor_fail(
		    c, key_of(m), "must be the sum of %s", m->sum));
	return (0);
}

int
document_metrics(const struct json_cursor *c, unsigned with, unsigned without,
    struct trace_facts *trace, struct run *run)
{
	for (const struct metric *m = metrics; m->name != NULL; m++) {
		if ((m->flags & with) != with || (m->flags & without) != 0)
			continue;
		if (read_metric(c, m, trace, run) != 0)
			return (-1);
	}
	for (const struct metric *m = metrics; m->name != NULL; m++)
		if ((m->flags & with) == with && (m->flags & without) == 0 &&
		    (m->flags & METRIC_GATED) != 0 && m->sum != NULL &&
		    check_sum(c, m, trace, run) != 0)
			return (-1);
	return (0);
}

/* "rwu": one letter for each flag that is set. */
static int
read_flags(const struct json_cursor *c, unsigned *flags)
{
	const char *text;

	if (json_cursor_text(c, "flags", &text) != 0)
		return (-1);
	for (*flags = 0; *text != '\0'; text++) {
		if (map_flag(*text) == 0)
			return (json_cursor_fail(c, "flags",
			    "must be letters of '%s'", MAP_LETTERS));
		*flags |= map_flag(*text);
	}
	return (0);
}

static int
read_backend(const struct json_cursor *c, enum backend_kind *out)
{
	static const char *const name[] = { "lazy", "populated", "linear" };
	const char *text;

	if (json_cursor_text(c, "backend", &text) != 0)
		return (-1);
	for (int i = 0; i < 3; i++)
		if (strcmp(name[i], text) == 0) {
			*out = (enum backend_kind)i;
			return (0);
		}
	return (json_cursor_fail(
	    c, "backend", "must be lazy, populated or linear"));
}

/* An address is hexadecimal text, because a JSON integer has only 63 bits. */
int
document_address(const struct json_cursor *c, const char *key, uint64_t *out)
{
	const char *text;
	char *end;

	if (json_cursor_text(c, key, &text) != 0)
		return (-1);
	*out = strtoull(text, &end, 16);
	if (strncmp(text, "0x", 2) != 0 || end == text || *end != '\0' ||
	    strlen(text) > 18)
		return (json_cursor_fail(
		    c, key, "must be a hexadecimal number as text, '0x1000'"));
	return (0);
}

static int
read_area(const struct json_cursor *c, size_t nprocess, struct area_fact *a)
{
	const char *name;
	uint64_t process;
	bool file = false;

	if (json_cursor_object(c) != 0 ||
	    json_cursor_raw(c, "name", &name) != 0 ||
	    json_cursor_count(c, "process", 0, UINT32_MAX, &process) != 0 ||
	    document_address(c, "start", &a->start) != 0 ||
	    json_cursor_count(c, "bytes", 0, INT64_MAX, &a->size) != 0 ||
	    read_flags(c, &a->flags) != 0 ||
	    read_backend(c, &a->backend) != 0 ||
	    json_cursor_count(c, "pages", 0, INT64_MAX, &a->pages) != 0 ||
	    (json_cursor_has(c, "file") &&
		json_cursor_bool(c, "file", &file) != 0))
		return (-1);
	a->flags |= file ? MAP_OF_FILE : 0;
	if (process >= nprocess)
		return (json_cursor_fail(
		    c, "process", "must be the index of a process"));
	if (strlen(name) >= sizeof(a->name))
		return (json_cursor_fail(c, "name",
		    "must be a text below %zu bytes", sizeof(a->name)));
	a->process = (uint32_t)process;
	memcpy(a->name, name, strlen(name) + 1);
	return (0);
}

static int
read_process(
    const struct json_cursor *c, size_t nprocess, struct process_fact *p)
{
	uint64_t pid, parent;
	struct json_cursor tables;
	size_t levels;

	if (json_cursor_object(c) != 0 ||
	    json_cursor_count(c, "pid", 0, UINT32_MAX, &pid) != 0 ||
	    json_cursor_count(c, "parent", 0, UINT32_MAX, &parent) != 0 ||
	    json_cursor_count(c, "references", 0, INT64_MAX, &p->references) !=
		0 ||
	    json_cursor_count(c, "denied", 0, INT64_MAX, &p->denied) != 0 ||
	    json_cursor_count(c, "pages", 0, INT64_MAX, &p->pages) != 0 ||
	    json_cursor_count(
		c, "table_bytes", 0, INT64_MAX, &p->table_bytes) != 0 ||
	    json_cursor_list(c, "tables", &tables, &levels) != 0 ||
	    json_cursor_counts(c, "tables", p->tables,
		levels == PAGING_LEVELS_MAX ? levels : PAGING_LEVELS) != 0)
		return (-1);
	if (parent >= nprocess)
		return (json_cursor_fail(
		    c, "parent", "must be the index of a process"));
	p->pid = (uint32_t)pid;
	p->parent = (uint32_t)parent;
	return (0);
}

/* A list that older documents may lack. */
static int
open_list(const struct json_cursor *c, const char *key, size_t most,
    struct json_cursor *list, size_t *n)
{
	*n = 0;
	if (!json_cursor_has(c, key))
		return (0);
	if (json_cursor_list(c, key, list, n) != 0)
		return (-1);
	if (*n > most)
		return (json_cursor_fail(c, key, "more than %zu", most));
	return (0);
}

int
document_trace(const struct json_cursor *c, struct trace_facts *out)
{
	struct json_cursor in, areas, processes;
	struct area_fact *area;
	struct process_fact *process;
	const char *digest;

	if (json_cursor_enter(c, "trace", &in) != 0 ||
	    document_metrics(&in, METRIC_OF_TRACE, METRIC_DERIVED, out, NULL) !=
		0 ||
	    json_cursor_text(&in, "digest", &digest) != 0)
		return (-1);
	if (strlen(digest) >= sizeof(out->digest))
		return (json_cursor_fail(&in, "digest",
		    "must be a text below %zu bytes", sizeof(out->digest)));
	memcpy(out->digest, digest, strlen(digest) + 1);
	if (open_list(&in, "processes", PROCESSES_MAX, &processes,
		&out->nprocess) != 0 ||
	    open_list(&in, "areas", AREAS_MAX, &areas, &out->narea) != 0)
		return (-1);
	out->process = process =
	    mem_array(c->m, out->nprocess, sizeof(*process));
	out->area = area = mem_array(c->m, out->narea, sizeof(*area));
	for (size_t i = 0; i < out->nprocess; i++) {
		struct json_cursor at = json_cursor_element(&processes, i);

		if (read_process(&at, out->nprocess, &process[i]) != 0)
			return (-1);
	}
	for (size_t i = 0; i < out->narea; i++) {
		struct json_cursor at = json_cursor_element(&areas, i);

		if (read_area(&at, out->nprocess, &area[i]) != 0)
			return (-1);
	}
	return (0);
}
