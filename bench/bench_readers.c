/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How fast traces of each format are read.
 *
 * A trace of each format is made in TMPDIR from a written seed and read by
 * trace_next(), as every command reads it: with the digest and the splitting at
 * pages.  In turns with that, a text is read by the obvious loop of fgets() and
 * sscanf(), and a binary trace is copied by memcpy().  "decode" is the format's
 * decoder alone, over the same bytes in memory.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/isa.h"
#include "base/rng.h"
#include "bench/driver.h"
#include "bench/reader_rows.h"
#include "trace/line.h"
#include "trace/record.h"
#include "trace/trace.h"

#define GROUP "readers"
#define SEED  1
#define BATCH 16384
#define HEAD  4096        /* bytes that a format looks at */
#define PIECE (128 << 10) /* that is written at once */

struct times {
	struct timing *base, *trace, *decode;
};

/* Addresses of code, stack and heap, with the page sizes of a program. */
static uint64_t
make_address(struct rng *rng)
{
	uint64_t r = rng_next(rng);

	switch (r & 3) {
	case 0:
		return (UINT64_C(0x1fff000000) - (r >> 8 & 0xfff) * 8);
	case 1:
		return (UINT64_C(0x4222000) + (r >> 8 & 0xffff8));
	default:
		return (0x401000 + (r >> 8 & 0xffff8));
	}
}

static void
make_line(const struct row *row, struct rng *rng, FILE *to)
{
	uint64_t addr = make_address(rng), r = rng_next(rng), v[3] = { 0 };

	for (unsigned i = 0; row->order[i] != '\0'; i++)
		v[i] = row->order[i] == 'o'   ? (uint64_t)row->letters[r & 3]
		       : row->order[i] == 'a' ? addr
		       : row->order[i] == 'p' ? addr >> 12
		       : row->order[i] == 'z' ? addr + (1 << 20)
					      : 1 + (r >> 8 & 7);
		/* The patterns are those of the rows. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	if (fprintf(to, row->line, v[0], v[1], v[2]) < 0)
		bench_die(row->name);
#pragma GCC diagnostic pop
}

static void
put64(char *p, uint64_t v)
{
	v = htole64(v);
	memcpy(p, &v, sizeof(v));
}

static void
make_record(const struct row *row, struct rng *rng, FILE *to)
{
	char record[64] = { 0 };
	uint64_t r = rng_next(rng);

	if (strcmp(row->name, "champsim") == 0) {
		put64(record, make_address(rng));
		record[8] = (char)(r & 1);
		for (unsigned i = 0; i < 6; i++)
			if ((r >> (8 + 2 * i) & 3) == 0)
				put64(record + 16 + 8 * i, make_address(rng));
	} else if (strcmp(row->name, "oraclegeneral") == 0) {
		put64(record + 4, rng_mix(make_address(rng) >> 12));
		record[12] = 1;
	} else {
		put64(record, row->name[3] == 'p' ? make_address(rng) >> 12
						  : make_address(rng));
	}
	if (fwrite(record, row->record, 1, to) != 1)
		bench_die(row->name);
}

/* The bytes of the trace, also in the file. */
static char *
make_trace(
    const struct row *row, const char *path, uint64_t references, size_t *size)
{
	struct rng rng = { SEED };
	FILE *f = fopen(path, "w+");
	static char piece[PIECE];
	char *bytes;

	if (f == NULL)
		bench_die(path);
	/* As cp and zstd write: of small pieces the kernel keeps small ones,
	 * which it takes longer to copy. */
	setvbuf(f, piece, _IOFBF, PIECE);
	if (strcmp(row->name, "text") == 0)
		fputs("pagerace-trace 1\n", f);
	if (strcmp(row->name, "fio") == 0)
		fputs("fio version 2 iolog\n", f);
	for (uint64_t i = 0; i < references; i++)
		(row->record == 0 ? make_line : make_record)(row, &rng, f);
	*size = (size_t)ftell(f);
	bytes = calloc(1, *size + WINDOW_SLACK);
	rewind(f);
	if (bytes == NULL || fread(bytes, 1, *size, f) != *size ||
	    fclose(f) != 0)
		bench_die(path);
	return (bytes);
}

static uint64_t
read_plainly(const struct row *row, const char *path)
{
	FILE *f = fopen(path, "r");
	uint64_t v[3] = { 0 }, sum = 0;
	char line[256];

	if (f == NULL)
		bench_die(path);
	while (fgets(line, sizeof(line), f) != NULL) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		if (sscanf(line, row->scan, &v[0], &v[1], &v[2]) <= 0)
			continue;
#pragma GCC diagnostic pop
		sum += v[row->addr];
	}
	fclose(f);
	return (sum);
}

/* The sum of addresses, which is part of what is timed: four sums, so that none
 * waits for the one before. */
static uint64_t
add_addresses(const struct access *a, size_t n)
{
	uint64_t sum[4] = { 0 };
	size_t i;

	for (i = 0; i + 4 <= n; i += 4) {
		sum[0] += a[i].addr;
		sum[1] += a[i + 1].addr;
		sum[2] += a[i + 2].addr;
		sum[3] += a[i + 3].addr;
	}
	for (; i < n; i++)
		sum[0] += a[i].addr;
	return (sum[0] + sum[1] + sum[2] + sum[3]);
}

static const struct settings settings = { .page_size = 4096, .ifetch = true };

static uint64_t
read_trace(const struct selection *sel, const char *path, uint64_t *n)
{
	static struct access a[BATCH];
	struct trace_spec spec = {
		.path = path, .settings = &settings, .format = sel
	};
	struct event ev;
	struct trace *t;
	struct err err;
	uint64_t sum = 0;
	size_t got;

	*n = 0;
	bench_expect(trace_open(&t, &spec, &err), &err);
	do {
		bench_expect(trace_next(t, a, BATCH, &got, &ev, &err), &err);
		*n += got;
		sum += add_addresses(a, got);
	} while (got > 0);
	trace_close(t);
	return (sum);
}

static uint64_t
decode(const struct selection *sel, const char *bytes, size_t size)
{
	static struct access a[BATCH];
	struct format_use use;
	struct sink to = { .isa = isa_chosen() };
	struct window w = {
		.p = bytes,
		.front = bytes,
		.end = bytes + size,
		.last = true,
		.file = "",
		.format = sel->name,
	};
	const struct trace_head head = {
		.p = bytes, .n = size < HEAD ? size : HEAD, .file = ""
	};
	uint64_t sum = 0;
	struct err err;

	bench_expect(
	    format_open(&use, format_find(trace_formats, sel, &err), sel, &err),
	    &err);
	w.lines = use.format->line != NULL;
	if (use.format->look != NULL)
		use.format->look(&use, &head);
	split_init(&to.split, &settings);
	do {
		split_batch(&to.split, a, NULL, BATCH);
		bench_expect(use.format->line != NULL
				 ? line_decode(&use, &w, &to, &err)
				 : use.format->decode(use.state, &w, &to, &err),
		    &err);
		sum += add_addresses(a, to.split.n);
	} while (to.split.n > 0);
	format_close(&use);
	return (sum);
}

static void
measure(const struct row *row, const char *path, uint64_t references,
    uint64_t rounds, struct times *t)
{
	struct setting values[3] = { { .name = "op", .value = "1" },
		{ .name = "addr", .value = "2" },
		{ .name = "size", .value = "3" } };
	struct selection sel = { .name = row->name };
	size_t size;
	char *bytes = make_trace(row, path, references, &size), *copy = NULL;
	uint64_t sum, n = 0, plain = 0;

	if (row->params != NULL) {
		sel.value = values;
		sel.nvalue = 3;
	}
	if (row->record != 0 && (copy = malloc(size)) == NULL)
		bench_die("memory");
	for (uint64_t i = 0; i < rounds; i++) {
		uint64_t start = timing_clock();

		if (row->record == 0)
			plain += read_plainly(row, path);
		else
			memcpy(copy, bytes, size);
		timing_add(t->base, start, size);
		start = timing_clock();
		sum = read_trace(&sel, path, &n);
		timing_add(t->trace, start, size);
		if (row->record == 0 && n < references) {
			fprintf(stderr, "bench_readers: %s: %ju accesses\n",
			    row->name, (uintmax_t)n);
			exit(EXIT_FAILURE);
		}
		start = timing_clock();
		if (decode(&sel, bytes, size) != sum)
			bench_die("the decoder alone sees other references");
		timing_add(t->decode, start, size);
	}
	if (row->record == 0 && plain == 0)
		bench_die("sscanf() reads nothing");
	free(copy);
	free(bytes);
}

/* The rate. */
static void
note(struct timing *t)
{
	snprintf(t->note, sizeof(t->note), "%.0f MB/s",
	    1000 / timing_quartile(t, 2));
}

static struct times
add_lines(const struct row *row, struct timings *t)
{
	struct times x = { NULL, NULL, NULL };

	x.base = timing_new(
	    t, GROUP, row->name, row->record == 0 ? "sscanf" : "memcpy", NULL);
	x.trace = timing_new(t, GROUP, row->name,
	    row->line == NULL || row->letters != NULL ||
		    strcmp(row->name, "refs") != 0
		? "trace_next"
		: "trace_next, three a line",
	    x.base);
	x.decode = timing_new(t, GROUP, row->name, "decode", x.base);
	return (x);
}

static void
run(const struct bench_options *o, struct timings *t)
{
	uint64_t references = bench_amount(o, 2000000);
	const char *path = bench_file();

	for (size_t i = 0; i < nreader_rows; i++) {
		size_t from = t->n;
		struct times x;

		if (!bench_wants(o->list, reader_rows[i].name))
			continue;
		x = add_lines(&reader_rows[i], t);
		measure(&reader_rows[i], path, references, o->rounds, &x);
		for (size_t k = from; k < t->n; k++)
			note(t->item[k]);
		timings_print(t, from);
	}
	bench_file_end();
}

const struct bench_group bench_readers = {
	.name = GROUP,
	.summary = "reading each format, beside sscanf() or memcpy()",
	.list = "formats",
	.run = run,
};
