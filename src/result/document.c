/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a result document.  Text that is not JSON is reported with line and
 * column; JSON that is not a result document with the path of the wrong member,
 * as "results[1].runs[3].faults.total".  Unknown keys are ignored, since a
 * newer version may have written them.
 */
#include "result/document.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "result/document_parts.h"
#include "result/json_text.h"
#include "result/label.h"
#include "result/map_json.h"

/* A run takes two histograms of 58 KiB in memory. */
#define RUNS_MAX 65536

struct source {
	FILE *from; /* NULL: fd is read */
	int fd;
	uint64_t bytes, most;
	int sys; /* errno of a read that failed */
};

static size_t
read_stream(struct source *s, void *buffer, size_t size)
{
	size_t n = fread(buffer, 1, size, s->from);

	if (ferror(s->from))
		s->sys = errno;
	return (n);
}

static size_t
read_descriptor(struct source *s, void *buffer, size_t size)
{
	ssize_t n = file_read(s->fd, buffer, size);

	if (n < 0)
		s->sys = errno;
	return (n < 0 ? 0 : (size_t)n);
}

static size_t
feed(void *buffer, size_t size, void *source)
{
	struct source *s = source;
	size_t n = s->from != NULL ? read_stream(s, buffer, size)
				   : read_descriptor(s, buffer, size);

	s->bytes += n;
	return (s->sys != 0 || s->bytes > s->most ? (size_t)-1 : n);
}

/* A study has one set of settings: every run must have those of the first. */
static int
read_settings(const struct json_cursor *runs, size_t n, struct study *s)
{
	struct json_cursor first = json_cursor_element(runs, 0);

	if (json_cursor_values(
		&first, "model", &s->settings_table, &s->settings_values) != 0)
		return (-1);
	for (size_t i = 1; i < n; i++) {
		struct json_cursor at = json_cursor_element(runs, i);

		if (!json_equal(json_object_get(first.at, "model"),
			json_object_get(at.at, "model")))
			return (json_cursor_fail(&at, "model",
			    "must be the same as that of the first run"));
	}
	return (0);
}

/* A document has OPT's page faults in each run, a study has them by memory. */
static int
add_optimum(const struct json_cursor *c, struct study *s, uint64_t frames)
{
	uint64_t faults;

	if (!json_cursor_has(c, "optimum"))
		return (0);
	if (json_cursor_count(c, "optimum", 0, INT64_MAX, &faults) != 0)
		return (-1);
	for (size_t i = 0; i < s->noptimum; i++) {
		if (s->optimum[i].frames != frames)
			continue;
		if (s->optimum[i].faults != faults)
			return (json_cursor_fail(c, "optimum",
			    "must be the same in all runs with %ju frames",
			    (uintmax_t)frames));
		return (0);
	}
	s->optimum[s->noptimum++] =
	    (struct optimum){ .frames = frames, .faults = faults };
	return (0);
}

static int
read_runs(const struct json_cursor *c, bool slim, struct study *s)
{
	struct json_cursor runs;

	if (json_cursor_list(c, "runs", &runs, &s->nrun) != 0)
		return (-1);
	if (s->nrun > RUNS_MAX)
		return (
		    json_cursor_fail(c, "runs", "more than %d runs", RUNS_MAX));
	s->run = mem_array(c->m, s->nrun, sizeof(*s->run));
	s->optimum = mem_array(c->m, s->nrun, sizeof(*s->optimum));
	for (size_t i = 0; i < s->nrun; i++) {
		struct json_cursor at = json_cursor_element(&runs, i);

		if (document_run(&at, s, &s->run[i]) != 0 ||
		    add_optimum(&at, s, s->run[i].frames) != 0)
			return (-1);
	}
	if (slim)
		return (json_cursor_values(
		    c, "model", &s->settings_table, &s->settings_values));
	return (s->nrun > 0 ? read_settings(&runs, s->nrun, s) : 0);
}

/* Documents of earlier versions have neither "comparison" nor "model_label". */
static int
read_form(const struct json_cursor *c, struct study *s)
{
	char label[LABEL_SIZE];

	s->comparison = s->nrun > 1;
	if (json_cursor_has(c, "comparison") &&
	    json_cursor_bool(c, "comparison", &s->comparison) != 0)
		return (-1);
	if (json_cursor_has(c, "model_label"))
		return (json_cursor_text(c, "model_label", &s->settings_label));
	s->unlabelled = true;
	label_params(
	    label, sizeof(label), s->settings_table, s->settings_values, true);
	s->settings_label = mem_strdup(c->m, label);
	return (0);
}

static int
read_result(const struct json_cursor *c, bool slim, struct study *s)
{
	const char *schema;

	if (json_cursor_object(c) != 0 ||
	    (!slim && json_cursor_text(c, "schema", &schema) != 0))
		return (-1);
	if (!slim && strcmp(schema, "pagerace.result/1") != 0)
		return (json_cursor_fail(c, "schema",
		    "'%.40s' cannot be read (the schema must be "
		    "pagerace.result/1)",
		    schema));
	if (json_cursor_has(c, "build") &&
	    json_cursor_text(c, "build", &s->build) != 0)
		return (-1);
	if (document_trace(c, &s->trace) != 0 || read_runs(c, slim, s) != 0 ||
	    (!slim && (document_curves(c, s) != 0 ||
			  document_map(c, &s->trace) != 0)) ||
	    read_form(c, s) != 0)
		return (-1);
	if (!json_cursor_has(c, "timing"))
		return (0);
	return (
	    json_cursor_count(c, "timing.wall_ns", 1, INT64_MAX, &s->wall_ns));
}

static int
read_document(void *self, const json_t *root, struct err *err)
{
	struct document *d = self;
	struct json_cursor c = {
		.file = d->path,
		.m = d->m = mem_open(),
		.err = err,
		.at = root,
	};
	struct json_cursor list, at;
	const char *schema;

	if (!json_is_object(root))
		return (json_cursor_fail(
		    &c, "", "not a result document (an object)"));
	if (json_cursor_text(&c, "schema", &schema) != 0)
		return (-1);
	d->slim = strcmp(schema, "pagerace.baseline/1") == 0;
	d->suite = d->slim || strcmp(schema, "pagerace.suite/1") == 0;
	d->nstudy = 1;
	if (d->suite && json_cursor_list(&c, "results", &list, &d->nstudy) != 0)
		return (-1);
	d->study = mem_array(d->m, d->nstudy, sizeof(*d->study));
	for (size_t i = 0; i < d->nstudy; i++) {
		struct study *s = mem_alloc(d->m, sizeof(*s));

		at = d->suite ? json_cursor_element(&list, i) : c;
		if (read_result(&at, d->slim, s) != 0)
			return (-1);
		d->study[i] = s;
	}
	return (0);
}

/* The file has more bytes than are read. */
static void
too_long(const char *path, const struct source *s, struct err *err)
{
	struct err_where at = { .file = path };
	struct stat st;
	char most[40];

	num_print_size(most, sizeof(most), s->most);
	if (s->from == NULL && fstat(s->fd, &st) == 0 && !S_ISREG(st.st_mode))
		err_at(err, ERR_LIMIT, &at,
		    "is endless, or has more than %s of text (--max-document "
		    "allows more)",
		    most);
	else
		err_at(err, ERR_LIMIT, &at,
		    "has more than %s of text (--max-document allows more)",
		    most);
}

/* The error for a document that could not be read as JSON. */
static void
explain(const char *path, const struct source *s, const json_error_t *why,
    struct err *err)
{
	struct err_where file = { .file = path };
	struct err_where at = { path, (uint64_t)why->line,
		(uint64_t)why->column };

	errno = s->sys;
	if (s->bytes > s->most)
		too_long(path, s, err);
	else if (s->sys != 0)
		err_input(err, ERR_RESULT, &file, "cannot be read");
	else
		err_at(err, ERR_RESULT, &at, "not JSON: %.120s", why->text);
}

/* Gives what is read as JSON to a function. */
static int
read_json(const char *path, struct source *s,
    int (*take)(void *self, const json_t *root, struct err *err), void *self,
    struct err *err)
{
	char text[sizeof(err->msg)];
	json_error_t why = { .line = 0 };
	json_t *root = NULL;
	int failed = -1;

	json_use_memory();
	if (s->sys == 0)
		root =
		    json_load_callback(feed, s, JSON_REJECT_DUPLICATES, &why);
	if (root == NULL)
		explain(path, s, &why, err);
	else {
		failed = take(self, root, err);
		json_decref(root);
	}
	if (failed == 0)
		return (0);
	label_clean(text, sizeof(text), err->msg);
	memcpy(err->msg, text, sizeof(text));
	return (-1);
}

int
document_json(const char *path, FILE *from,
    int (*take)(void *self, const json_t *root, struct err *err), void *self,
    struct err *err)
{
	struct source s = { .from = from, .most = DOCUMENT_BYTES };

	return (read_json(path, &s, take, self, err));
}

static int
read_source(
    struct document *d, const char *path, struct source *s, struct err *err)
{
	*d = (struct document){ .path = path };
	if (read_json(path, s, read_document, d, err) == 0)
		return (0);
	document_close(d);
	return (-1);
}

int
document_open_limited(
    struct document *d, const char *path, uint64_t most, struct err *err)
{
	bool input = strcmp(path, "-") == 0;
	struct source s = { .most = most };
	int failed;

	s.fd = input ? STDIN_FILENO : file_open(path, O_RDONLY | O_NOCTTY, 0);
	if (s.fd < 0)
		s.sys = errno;
	failed = read_source(d, path, &s, err);
	if (s.fd >= 0 && !input)
		close(s.fd);
	return (failed);
}

int
document_open(struct document *d, const char *path, struct err *err)
{
	return (document_open_limited(d, path, DOCUMENT_BYTES, err));
}

int
document_read(struct document *d, const char *path, FILE *from, struct err *err)
{
	struct source s = { .from = from, .most = DOCUMENT_BYTES };

	return (read_source(d, path, &s, err));
}

int
document_complete(const struct document *d, struct err *err)
{
	struct err_where at = { .file = d->path };

	if (!d->slim)
		return (0);
	return (err_at(err, ERR_RESULT, &at,
	    "is a slim baseline, which has what a gate needs and neither "
	    "latencies nor areas (--json, or --update-baseline=full, writes a "
	    "complete document)"));
}

void
document_close(struct document *d)
{
	mem_close(d->m);
	*d = (struct document){ .path = NULL };
}
