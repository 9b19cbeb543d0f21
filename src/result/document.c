/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a result document.  JSON that is none is reported by line and
 * column; JSON that is no result document by the path of what is wrong in it,
 * as "results[1].runs[3].faults.total".  The reader takes every key it knows
 * not for a newer program's, and passes it over.
 */
#include "result/document.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "result/json_cursor.h"
#include "result/label.h"

/* A run with a full histogram takes some 100 KiB: room for thousands. */
#define BYTES_MAX (UINT64_C(1) << 30)

struct source {
	FILE *from;
	uint64_t bytes;
	int sys; /* errno of a read that failed */
};

static size_t
feed(void *buffer, size_t size, void *source)
{
	struct source *s = source;
	size_t n = fread(buffer, 1, size, s->from);

	if (ferror(s->from))
		s->sys = errno;
	s->bytes += n;
	return (s->sys != 0 || s->bytes > BYTES_MAX ? (size_t)-1 : n);
}

/* "clock:hands=2,dirty=false" */
static const char *
make_label(struct mem *m, const char *policy, const json_t *params)
{
	char label[LABEL_SIZE], clean[LABEL_SIZE];
	const char *name;
	size_t len;
	json_t *v;

	len = (size_t)snprintf(label, sizeof(label), "%s", policy);
	json_object_foreach((json_t *)(uintptr_t)params, name, v)
	{
		char *text = json_dumps(v, JSON_ENCODE_ANY);

		if (len < sizeof(label))
			len += (size_t)snprintf(label + len,
			    sizeof(label) - len, "%c%s=%s",
			    len == strlen(policy) ? ':' : ',', name,
			    json_is_string(v) ? json_string_value(v)
			    : text != NULL    ? text
					      : "");
		free(text);
	}
	return (mem_strdup(m, label_clean(clean, sizeof(clean), label)));
}

static int
get_metrics(
    const struct json_cursor *p, const json_t *o, uint64_t value[METRICS])
{
	for (size_t i = 0; i < METRICS; i++) {
		const char *name = document_metrics[i];
		const char *dot = strchr(name, '.');
		struct json_cursor in = *p;
		char outer[32];
		json_t *within = (json_t *)(uintptr_t)o;

		if (dot != NULL) {
			snprintf(outer, sizeof(outer), "%.*s",
			    (int)(dot - name), name);
			if (json_cursor_object(p, o, outer, &within) != 0)
				return (-1);
			in = json_cursor_inside(p, outer);
			name = dot + 1;
		}
		if (json_cursor_count(&in, within, name, 0, &value[i]) != 0)
			return (-1);
	}
	/* Each is below 2^63, so the sum of three is looked at in 128 bits. */
	if ((unsigned __int128)value[METRIC_ZERO_FILL] + value[METRIC_SWAP_IN] +
		value[METRIC_COW] !=
	    value[METRIC_FAULTS])
		return (json_cursor_fail(p, "faults.total",
		    "must be zero_fill, swap_in and cow together"));
	return (0);
}

static int
get_run(const struct json_cursor *p, const json_t *o, struct document_run *r)
{
	*r = (struct document_run){ .device_params = "{}" };
	if (!json_is_object(o))
		return (json_cursor_fail(p, "", "must be an object"));
	if (json_cursor_text(p, o, "policy", &r->policy) != 0 ||
	    json_cursor_values(p, o, "params", &r->params) != 0 ||
	    json_cursor_count(p, o, "frames", 1, &r->frames) != 0 ||
	    json_cursor_text(p, o, "device", &r->device) != 0 ||
	    json_cursor_values(p, o, "model", &r->model) != 0 ||
	    get_metrics(p, o, r->value) != 0 ||
	    json_cursor_text(p, o, "figures", &r->figures) != 0)
		return (-1);
	if (json_object_get(o, "device_params") != NULL &&
	    json_cursor_values(p, o, "device_params", &r->device_params) != 0)
		return (-1);
	r->label = make_label(p->m, r->policy, json_object_get(o, "params"));
	return (0);
}

static int
get_result(struct document *d, const struct json_cursor *p, const json_t *o,
    size_t index, size_t *nrun)
{
	struct document_trace *t = &d->trace[index];
	struct json_cursor in = json_cursor_inside(p, "trace");
	const char *schema;
	json_t *trace, *runs, *run;
	size_t i;

	if (!json_is_object(o))
		return (json_cursor_fail(p, "", "must be an object"));
	if (json_cursor_text(p, o, "schema", &schema) != 0)
		return (-1);
	if (strcmp(schema, "pagerace.result/1") != 0)
		return (json_cursor_fail(p, "schema",
		    "'%.40s' cannot be read (pagerace.result/1 can)", schema));
	if (json_cursor_object(p, o, "trace", &trace) != 0 ||
	    json_cursor_text(&in, trace, "name", &t->name) != 0 ||
	    json_cursor_text(&in, trace, "digest", &t->digest) != 0 ||
	    json_cursor_count(&in, trace, "page_size", 1, &t->page_size) != 0 ||
	    json_cursor_array(p, o, "runs", &runs) != 0)
		return (-1);
	json_array_foreach(runs, i, run)
	{
		struct json_cursor at = json_cursor_element(p, "runs", i);

		if (*nrun == d->nrun || get_run(&at, run, &d->run[*nrun]) != 0)
			return (-1);
		d->run[(*nrun)++].trace = t;
	}
	return (0);
}

/* How many runs a result says it has; what it is, is looked at later. */
static size_t
count_runs(const json_t *result)
{
	return (json_array_size(json_object_get(result, "runs")));
}

static int
get_document(struct document *d, struct err *err)
{
	struct json_cursor p = { .file = d->path, .m = d->m, .err = err };
	const char *schema;
	json_t *results = NULL, *result;
	size_t i, nrun = 0;

	if (!json_is_object(d->root))
		return (json_cursor_fail(
		    &p, "", "not a result document (an object)"));
	if (json_cursor_text(&p, d->root, "schema", &schema) != 0)
		return (-1);
	if (strcmp(schema, "pagerace.suite/1") == 0) {
		if (json_cursor_array(&p, d->root, "results", &results) != 0)
			return (-1);
		d->ntrace = json_array_size(results);
		json_array_foreach(results, i, result)
		{
			d->nrun += count_runs(result);
		}
	} else {
		d->ntrace = 1;
		d->nrun = count_runs(d->root);
	}
	d->trace = mem_array(d->m, d->ntrace, sizeof(*d->trace));
	d->run = mem_array(d->m, d->nrun, sizeof(*d->run));
	if (results == NULL)
		return (get_result(d, &p, d->root, 0, &nrun));
	json_array_foreach(results, i, result)
	{
		struct json_cursor at = json_cursor_element(&p, "results", i);

		if (get_result(d, &at, result, i, &nrun) != 0)
			return (-1);
	}
	return (0);
}

/* Why the bytes did not become JSON. */
static void
explain(const char *path, const struct source *s, const json_error_t *why,
    struct err *err)
{
	struct err_where at = { path, (uint64_t)why->line,
		(uint64_t)why->column };

	errno = s->sys;
	if (s->bytes > BYTES_MAX)
		err_at(err, ERR_LIMIT, &at, "the document is beyond 1 GiB");
	else if (s->sys != 0)
		err_sys(err, "cannot read %.200s", path);
	else
		err_at(err, ERR_RESULT, &at, "not JSON: %.120s", why->text);
}

int
document_read(struct document *d, const char *path, FILE *from, struct err *err)
{
	struct source source = { .from = from };
	char text[sizeof(err->msg)];
	json_error_t why = { .line = 0 };

	*d = (struct document){ .path = path };
	if (source.from == NULL)
		source.sys = errno;
	else
		d->root = json_load_callback(
		    feed, &source, JSON_REJECT_DUPLICATES, &why);
	if (d->root == NULL)
		explain(path, &source, &why, err);
	if (d->root != NULL) {
		d->m = mem_open();
		if (get_document(d, err) == 0)
			return (0);
		document_close(d);
	}
	/* A wrong name is bad input, not a failure of the system. */
	if (err->sys == ENOENT || err->sys == ENOTDIR || err->sys == EISDIR)
		err->kind = ERR_RESULT;
	label_clean(text, sizeof(text), err->msg);
	memcpy(err->msg, text, sizeof(text));
	return (-1);
}

int
document_open(struct document *d, const char *path, struct err *err)
{
	FILE *from = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	int failed = document_read(d, path, from, err);

	if (from != NULL && from != stdin)
		fclose(from);
	return (failed);
}

bool
document_same_trace(
    const struct document_trace *a, const struct document_trace *b)
{
	return (
	    strcmp(a->digest, b->digest) == 0 && a->page_size == b->page_size);
}

void
document_close(struct document *d)
{
	mem_close(d->m);
	json_decref(d->root);
	*d = (struct document){ .path = NULL };
}

const char *const document_metrics[METRICS + 1] = {
	[METRIC_FAULTS] = "faults.total",
	[METRIC_ZERO_FILL] = "faults.zero_fill",
	[METRIC_SWAP_IN] = "faults.swap_in",
	[METRIC_COW] = "faults.cow",
	[METRIC_EVICTIONS] = "evictions",
	[METRIC_SWAP_READS] = "swap.reads",
	[METRIC_SWAP_WRITES] = "swap.writes",
	[METRIC_TOTAL_NS] = "time_ns.total",
	[METRIC_STALL_NS] = "time_ns.stall",
};
