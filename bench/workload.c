/* SPDX-License-Identifier: BSD-2-Clause */
#include "bench/workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/selection.h"
#include "generate/gentrace.h"
#include "study/refstream.h"
#include "trace/format.h"
#include "trace/trace.h"
#include "trace/writer.h"

#define BATCH      32768
#define REFERENCES 10000000

/* Bytes of memory that a command takes at most. */
#define MEMORY_EACH_REFERENCE 12
#define MEMORY_EACH_PAGE      80
#define MEMORY_MORE           ((size_t)32 << 20)

/*
 * Of a generated one the pattern has these pages, a share of 30 % of writes,
 * and a written seed.  Pages are numbered in order of first touch, as a reader
 * does.  sweep: each page is referenced once before the pattern begins, so that
 * all of them exist; else those that the pattern refers to, zipf's of a million
 * some three quarters in 10 million references.
 */
static const struct row {
	const char *name;
	const char *pattern; /* NULL: a bundled trace */
	uint64_t pages;
	bool sweep;
	unsigned kind;
} rows[] = {
	{ "zipf-64k", "zipf", 64 << 10, false, WORKLOAD_SMALL },
	{ "zipf-1m", "zipf", 1 << 20, false, WORKLOAD_MAIN },
	{ "zipf-16m", "zipf", 16 << 20, true, 0 },
	{ "uniform-64k", "uniform", 64 << 10, false, 0 },
	{ "uniform-1m", "uniform", 1 << 20, false, 0 },
	{ "uniform-16m", "uniform", 16 << 20, true, 0 },
	{ "gcc", NULL, 0, false, WORKLOAD_REAL },
	{ "git", NULL, 0, false, WORKLOAD_REAL },
	{ "graph", NULL, 0, false, WORKLOAD_REAL },
	{ "python", NULL, 0, false, WORKLOAD_REAL },
	{ "server", NULL, 0, false, WORKLOAD_REAL },
	{ "sort", NULL, 0, false, WORKLOAD_REAL },
	{ "sqlite3", NULL, 0, false, WORKLOAD_REAL | WORKLOAD_MAIN },
	{ "xz", NULL, 0, false, WORKLOAD_REAL },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

const struct settings bench_settings = {
	.page_size = 4096, .ifetch = true, .seed = 1
};

struct packer {
	struct trace_writer *w;
	FILE *to;
};

static void
packer_open(struct packer *p, const char *path)
{
	static const struct selection packed = { .name = "packed" };
	static const struct trace_origin origin = { .page_size = 4096,
		.page_refs = true };
	struct err err;

	p->to = fopen(path, "w");
	if (p->to == NULL)
		bench_die(path);
	bench_expect(trace_writer_open(&p->w, &packed, &origin, &err), &err);
	bench_expect(trace_writer_begin(p->w, p->to, &err), &err);
}

static void
packer_close(struct packer *p)
{
	struct err err;

	bench_expect(trace_writer_end(p->w, &err), &err);
	trace_writer_close(p->w);
	if (fclose(p->to) != 0)
		bench_die("a packed trace");
}

static void
pack_trace(struct packer *p, const struct trace_spec *spec)
{
	static struct access a[BATCH];
	struct trace *t;
	struct event ev;
	struct err err;
	size_t n;

	bench_expect(trace_open(&t, spec, &err), &err);
	do {
		bench_expect(trace_next(t, a, BATCH, &n, &ev, &err), &err);
		bench_expect(
		    trace_writer_accesses(p->w, a, NULL, n, &err), &err);
	} while (n > 0 || ev.kind != EVENT_NONE);
	trace_close(t);
}

void
workload_pack(const char *from, const char *to)
{
	struct trace_spec spec = { .path = from, .settings = &bench_settings };
	struct packer p;

	packer_open(&p, to);
	pack_trace(&p, &spec);
	packer_close(&p);
}

static void
pack_pattern(struct packer *p, const char *text)
{
	static const struct err_where here;
	struct trace_spec spec = { .path = text, .settings = &bench_settings };
	struct mem *m = mem_open();
	struct trace_source source;
	struct selection sel;
	struct err err;

	bench_expect(
	    selection_read(&sel, m, text, &here, ERR_USAGE, &err), &err);
	bench_expect(gentrace_open(&source, m, &sel, NULL, &err), &err);
	spec.source = &source;
	pack_trace(p, &spec);
	mem_close(m);
}

/* The pages of a workload; --quick refers to few of them, so fewer exist. */
static uint64_t
pages_of(const struct bench_options *o, const struct row *row)
{
	return (row->sweep && o->quick ? row->pages >> 8 : row->pages);
}

static void
generate(const struct row *row, uint64_t pages, uint64_t references,
    const char *path)
{
	struct packer p;
	char text[200];

	packer_open(&p, path);
	if (row->sweep) {
		snprintf(
		    text, sizeof(text), "sequential:n=%ju", (uintmax_t)pages);
		pack_pattern(&p, text);
	}
	snprintf(text, sizeof(text), "%s:pages=%ju,n=%ju,writes=30%%,seed=42",
	    row->pattern, (uintmax_t)pages, (uintmax_t)references);
	pack_pattern(&p, text);
	packer_close(&p);
}

static void
record(struct workload *w)
{
	struct trace_spec spec = { .path = w->path,
		.settings = &bench_settings };
	struct consumer recorder;
	struct stream s = { .consumer = &recorder, .n = 1 };
	struct mem *m = mem_open();
	struct refstream *r;
	struct err err;

	refstring_open(&w->string);
	recorder = refstring_recorder(&w->string);
	bench_expect(refstream_open(&r, m, &spec, NULL, 0, &err), &err);
	s.source = refstream_source(r);
	bench_expect(stream_run(&s, &err), &err);
	w->npages = s.facts.npages;
	refstream_close(r);
	mem_close(m);
}

/* The bundled trace, or the beginning of it. */
static const char *
bundled(const struct row *row, uint64_t references)
{
	static const struct selection packed = { .name = "packed" };
	static char path[512];
	struct trace_spec spec = { .settings = &bench_settings,
		.format = &packed };
	static struct access a[BATCH];
	struct event ev;
	struct packer p;
	struct trace *t;
	struct err err;
	const char *cut;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s.prt", TRACES_DIR, row->name);
	if (references == 0)
		return (path);
	spec.path = path;
	cut = bench_file();
	packer_open(&p, cut);
	bench_expect(trace_open(&t, &spec, &err), &err);
	for (uint64_t left = references; left > 0; left -= n) {
		bench_expect(trace_next(t, a, BATCH, &n, &ev, &err), &err);
		if (n == 0 && ev.kind == EVENT_NONE)
			break;
		if (n > left)
			n = (size_t)left;
		bench_expect(
		    trace_writer_accesses(p.w, a, NULL, n, &err), &err);
	}
	trace_close(t);
	packer_close(&p);
	return (cut);
}

static void
check_names(const char *list)
{
	char name[64];

	for (size_t length; list != NULL && *list != '\0';
	     list += length + (list[length] == ',')) {
		bool known = false;

		length = strcspn(list, ",");
		snprintf(name, sizeof(name), "%.*s", (int)length, list);
		for (size_t i = 0; i < ROWS; i++)
			known |= strcmp(name, rows[i].name) == 0;
		if (!known) {
			fprintf(stderr,
			    "bench: there is no workload '%s'; see --help\n",
			    name);
			exit(2);
		}
	}
}

void
workloads_each(const struct bench_options *o, unsigned kinds,
    void (*use)(const struct workload *w, void *arg), void *arg)
{
	check_names(o->workloads);
	if (o->quick)
		kinds = WORKLOAD_SMALL;
	for (size_t i = 0; i < ROWS; i++) {
		const struct row *row = &rows[i];
		struct workload w = { .name = row->name, .kind = row->kind };
		uint64_t n = bench_amount(o, REFERENCES);

		if (o->workloads != NULL
			? !bench_wants(o->workloads, row->name)
			: kinds != 0 && (row->kind & kinds) == 0)
			continue;
		if (row->pattern != NULL) {
			w.path = bench_file();
			generate(row, pages_of(o, row), n, w.path);
		} else {
			w.path = bundled(row, n == REFERENCES ? 0 : n);
		}
		record(&w);
		if (row->sweep && w.npages != pages_of(o, row)) {
			fprintf(stderr, "bench: %s has %u pages\n", row->name,
			    w.npages);
			exit(1);
		}
		use(&w, arg);
		refstring_close(&w.string);
		if (row->pattern != NULL || n != REFERENCES)
			bench_file_end();
	}
}

void
workload_touch_memory(const struct workload *w)
{
	bench_touch_memory(w->string.n * MEMORY_EACH_REFERENCE +
			   w->npages * MEMORY_EACH_PAGE + MEMORY_MORE);
}

void
workloads_list(void)
{
	for (size_t i = 0; i < ROWS; i++)
		printf("%s%s", i == 0 ? "" : ", ", rows[i].name);
	putchar('\n');
}
