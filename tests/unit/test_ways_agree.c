/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every reader says the same of a damaged trace with each PAGERACE_ISA, and
 * where it takes one line at a time.
 *
 * Of each format the lines of its samples, the files of its name in
 * tests/fuzz/corpus/trace, are put together at random; a binary sample is
 * repeated.  Then a few bytes are changed, taken out, put in or doubled, or the
 * end is cut off.  What comes out must be equal: accesses, times, events,
 * positions, counts, the error and its excerpt.
 *
 *	WAYS_CASES=10000 WAYS_SEED=7 tests/unit/test_ways_agree
 *
 * reads so many damaged traces of each format (100), from another seed (1).
 * A case that differs is named by its number and written to the file named by
 * WAYS_KEEP.
 */
#include <sys/mman.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/isa.h"
#include "base/rng.h"
#include "fuzz/any_trace.h"
#include "unit/damaged.h"
#include "unit/fixture.h"

#define SAMPLE_MAX  65536
#define TEXT_MAX    8192
#define LINES_MAX   4096
#define FORMATS_MAX 80
#define CASES       100
#define LINE_WISE   ISAS /* one line at a time */

/* What comes of reading a trace. */
struct reading {
	uint64_t hash; /* of accesses, times, events and positions */
	uint64_t accesses;
	struct trace_facts facts;
	struct err err;
	char where[64];
};

/* The formats without bulk(), NULL-ended. */
static const struct trace_format *line_wise[FORMATS_MAX];

static struct {
	char bytes[SAMPLE_MAX];
	size_t size;
	const char *line[LINES_MAX];
	size_t lines;
} sample;

static uint64_t
number(const char *name, uint64_t otherwise)
{
	const char *value = getenv(name);

	return (value == NULL ? otherwise : strtoull(value, NULL, 10));
}

static void
copy_formats(void)
{
	static struct trace_format copy[FORMATS_MAX];

	for (size_t i = 0; trace_formats[i] != NULL; i++) {
		ck_assert_uint_lt(i, FORMATS_MAX - 1);
		copy[i] = *trace_formats[i];
		copy[i].bulk = NULL;
		line_wise[i] = &copy[i];
	}
}

static bool
is_sample(const char *file, const char *format)
{
	size_t n = strlen(format);

	return (strncmp(file, format, n) == 0 &&
		(file[n] == '\0' || file[n] == '.') &&
		strcmp(file, "text.huge") != 0);
}

static void
load_file(const char *folder, const char *file)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%.3000s/%.1000s", folder, file);
	f = fopen(path, "rb");
	ck_assert_ptr_nonnull(f);
	sample.size +=
	    fread(sample.bytes + sample.size, 1, SAMPLE_MAX - sample.size, f);
	fclose(f);
}

/* The samples of a format; of a binary one the first alone. */
static void
load(const struct trace_format *format)
{
	const char *srcdir = getenv("srcdir");
	char folder[4096];
	struct dirent *entry;
	DIR *d;

	snprintf(folder, sizeof(folder), "%.4000s/tests/fuzz/corpus/trace",
	    srcdir != NULL ? srcdir : ".");
	sample.size = sample.lines = 0;
	load_file(folder, format->name);
	if (format->line == NULL)
		return;
	d = opendir(folder);
	ck_assert_ptr_nonnull(d);
	while ((entry = readdir(d)) != NULL)
		if (is_sample(entry->d_name, format->name) &&
		    strcmp(entry->d_name, format->name) != 0)
			load_file(folder, entry->d_name);
	closedir(d);
	if (sample.size > 0 && sample.bytes[sample.size - 1] != '\n')
		sample.bytes[sample.size++ % SAMPLE_MAX] = '\n';
	for (size_t at = 0; at < sample.size && sample.lines < LINES_MAX;) {
		char *nl = memchr(sample.bytes + at, '\n', sample.size - at);

		sample.line[sample.lines++] = sample.bytes + at;
		at = nl == NULL ? sample.size : (size_t)(nl + 1 - sample.bytes);
	}
}

static size_t
line_size(size_t i)
{
	const char *end = i + 1 < sample.lines ? sample.line[i + 1]
					       : sample.bytes + sample.size;

	return ((size_t)(end - sample.line[i]));
}

/* Lines that begin as the sample does; those of one kind come in runs. */
static size_t
make_text(struct rng *rng, char *to)
{
	size_t n = 0, heads = 1 + rng_below(rng, 3), which = 0;
	size_t most = 16 + rng_below(rng, TEXT_MAX - 16);

	for (size_t i = 0; n < most; i++) {
		size_t size;

		if (i < heads && i < sample.lines)
			which = i;
		else if (rng_below(rng, 8) == 0)
			which = rng_below(rng, sample.lines);
		size = line_size(which);
		if (n + size > TEXT_MAX)
			break;
		memcpy(to + n, sample.line[which], size);
		/* Numbers of other values and other lengths. */
		for (size_t k = 0; i >= heads && k < size; k++)
			if (to[n + k] >= '1' && to[n + k] <= '9' &&
			    rng_below(rng, 4) == 0)
				to[n + k] = (char)('1' + rng_below(rng, 9));
		n += size;
	}
	return (n);
}

static size_t
make_binary(struct rng *rng, char *to)
{
	size_t n = 0, times = 1 + rng_below(rng, 64);

	for (size_t i = 0; i < times && n + sample.size <= TEXT_MAX; i++) {
		memcpy(to + n, sample.bytes, sample.size);
		n += sample.size;
	}
	return (n);
}

static size_t
make_case(const struct trace_format *f, uint64_t seed, char *to)
{
	struct rng rng = { seed };
	size_t n =
	    f->line != NULL ? make_text(&rng, to) : make_binary(&rng, to);

	for (uint64_t i = rng_below(&rng, 5); i > 0 && n > 0; i--)
		n = damage(&rng, to, n, TEXT_MAX);
	return (n);
}

static void
mix(struct reading *o, uint64_t v)
{
	o->hash = rng_mix(o->hash + v);
}

static void
mix_batch(struct reading *o, const struct access *a, const uint64_t *time,
    size_t n, const struct event *ev)
{
	for (size_t i = 0; i < n; i++) {
		mix(o, a[i].addr);
		mix(o, (uint64_t)a[i].size << 32 | (uint64_t)a[i].pid << 3 |
			   a[i].op);
		if (time != NULL)
			mix(o, time[i]);
	}
	o->accesses += n;
	mix(o, ev->kind);
	if (ev->kind != EVENT_NONE) {
		mix(o, ev->pid);
		mix(o, ev->start);
		mix(o, ev->size);
		mix(o, ev->line);
	}
}

static void
read_all(const char *path, const struct trace_spec *spec, bool timed,
    struct reading *o)
{
	static struct access a[ANY_BATCH];
	static uint64_t time[ANY_BATCH];
	struct trace *t;
	struct event ev;
	struct err_where at;
	size_t n;

	memset(o, 0, sizeof(*o));
	if (trace_open(&t, spec, &o->err) != 0)
		return;
	do {
		if ((timed ? trace_next_timed(
				 t, a, time, ANY_BATCH, &n, &ev, &o->err)
			   : trace_next(t, a, ANY_BATCH, &n, &ev, &o->err)) !=
		    0)
			break;
		mix_batch(o, a, timed ? time : NULL, n, &ev);
		at = trace_where(t);
		mix(o, at.line);
		mix(o, at.column);
	} while (
	    (n > 0 || ev.kind != EVENT_NONE) && o->accesses < ANY_ACCESSES_MAX);
	trace_tell(t, &o->facts);
	/* The file of an error and texts of the format end with it. */
	snprintf(o->where, sizeof(o->where), "%ju.%ju",
	    (uintmax_t)o->err.where.line, (uintmax_t)o->err.where.column);
	o->facts.name = o->facts.format = o->facts.provenance = path;
	trace_close(t);
}

static void
check_text(const char *a, const char *b)
{
	ck_assert_int_eq(a == NULL, b == NULL);
	if (a != NULL)
		ck_assert_str_eq(a, b);
}

static void
check_same(const struct reading *a, const struct reading *b)
{
	const struct trace_facts *x = &a->facts, *y = &b->facts;

	ck_assert_int_eq(a->err.kind, b->err.kind);
	ck_assert_str_eq(a->err.msg, b->err.msg);
	ck_assert_str_eq(a->err.excerpt, b->err.excerpt);
	ck_assert_str_eq(a->where, b->where);
	ck_assert_uint_eq(a->accesses, b->accesses);
	ck_assert_uint_eq(a->hash, b->hash);
	ck_assert_str_eq(x->digest, y->digest);
	ck_assert_uint_eq(x->accesses, y->accesses);
	ck_assert_uint_eq(x->straddles, y->straddles);
	ck_assert_uint_eq(x->ignored, y->ignored);
	ck_assert_uint_eq(x->malformed, y->malformed);
	check_text(x->assumed_base, y->assumed_base);
	check_text(x->assumed_unit, y->assumed_unit);
	check_text(x->assumed_third, y->assumed_third);
	check_text(x->assumed_list, y->assumed_list);
	check_text(x->assumed_label, y->assumed_label);
	check_text(x->assumed_size, y->assumed_size);
	check_text(x->assumed_process, y->assumed_process);
	check_text(x->partial, y->partial);
}

static void
keep_case(const char *bytes, size_t n)
{
	const char *to = getenv("WAYS_KEEP");
	FILE *f = to == NULL ? NULL : fopen(to, "wb");

	if (f != NULL) {
		fwrite(bytes, 1, n, f);
		fclose(f);
	}
}

static void
run_case(
    const struct trace_format *f, const char *bytes, size_t n, uint64_t way)
{
	const struct settings settings = { .page_size = way % 3 == 0   ? 16
							: way % 3 == 1 ? 256
								       : 4096,
		.straddle = way / 3 % 4 == 0 ? STRADDLE_FIRST : STRADDLE_SPLIT,
		.ifetch = way / 12 % 4 != 0 };
	const bool timed =
	    way / 48 % 2 == 0 && (f->carries & CARRIES_TIME) != 0;
	struct selection sel = any_selection(f->name);
	static struct reading first, o;
	char path[32];
	struct trace_spec spec = { .path = path,
		.format = &sel,
		.settings = &settings,
		.formats = line_wise };
	int fd = memfd_create("ways", 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, n), (ssize_t)n);
	snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	setenv("PAGERACE_ISA", isa_name(ISA_PLAIN), 1);
	read_all(path, &spec, timed, &first);
	spec.formats = NULL;
	for (unsigned isa = 0; isa < ISAS; isa++)
		if (isa_has((enum isa)isa)) {
			setenv("PAGERACE_ISA", isa_name((enum isa)isa), 1);
			read_all(path, &spec, timed, &o);
			check_same(&first, &o);
		}
	close(fd);
}

START_TEST(damaged)
{
	static char bytes[TEXT_MAX];
	const struct trace_format *f = trace_formats[_i];
	uint64_t cases = number("WAYS_CASES", CASES);
	uint64_t seed = number("WAYS_SEED", 1);

	load(f);
	copy_formats();
	for (uint64_t i = 0; i < cases; i++) {
		size_t n = make_case(f, rng_mix(seed << 40 | i), bytes);

		keep_case(bytes, n);
		if (n > 0)
			run_case(f, bytes, n, i);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("ways agree");
	int n = 0;

	while (trace_formats[n] != NULL)
		n++;
	tcase_set_timeout(t, 0);
	tcase_add_loop_test(t, damaged, 0, n);
	return (fixture_run("ways agree", t));
}
