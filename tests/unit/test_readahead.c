/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A trace that a thread reads ahead gives what it gives without one: batches,
 * events, positions, counts and errors.
 */
#include <sys/stat.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/rng.h"
#include "trace/format.h"
#include "trace/readahead.h"
#include "trace/writer.h"
#include "unit/fixture.h"

/* Either is enough for more chunks than the ring has: so many accesses, or
 * fewer with events among them. */
#define ACCESSES 150000
#define FEW      20000
#define PER      7 /* accesses between two events */

struct kind {
	const char *format;
	const char *key, *value; /* of the format */
	bool refs;               /* read as references */
	bool strict;
	uint64_t most; /* of references at a time */
	uint64_t accesses;
	bool events;
};

static const struct kind kinds[] = {
	{ "text", NULL, NULL, false, false, 0, FEW, true },
	{ "text", NULL, NULL, false, true, 0, FEW, true },
	{ "packed", "refs", "no", false, false, 0, ACCESSES, false },
	{ "packed", "refs", "yes", false, false, 0, FEW, true },
	{ "packed", "refs", "yes", true, false, READAHEAD_BATCH, FEW, true },
	{ "packed", "refs", "yes", true, false, 512, ACCESSES, false },
};

static void
write_file(const struct kind *k, uint64_t accesses)
{
	const struct setting value[] = {
		{ k->key, k->value, { NULL, 0, 0 } },
		{ "block", "4096", { NULL, 0, 0 } },
	};
	struct selection sel = { .name = k->format,
		.value = value,
		.nvalue = k->key == NULL ? 0 : ROWS(value) };
	struct trace_origin origin = { .page_size = 4096 };
	struct event ev = { .kind = EVENT_TICK };
	FILE *to = fopen("trace", "w");
	struct rng rng = { 1 };
	struct trace_writer *w;
	struct err err;

	ck_assert_ptr_nonnull(to);
	ck_assert_int_eq(trace_writer_open(&w, &sel, &origin, &err), 0);
	ck_assert_int_eq(trace_writer_begin(w, to, &err), 0);
	for (uint64_t i = 0; i < accesses; i++) {
		struct access a = { rng_below(&rng, 20 + i / 8) << 12, 1,
			(uint32_t)rng_below(&rng, 3), ACCESS_WRITE };

		if (k->events && i % PER == 0)
			ck_assert_int_eq(trace_writer_event(w, &ev, &err), 0);
		ck_assert_int_eq(
		    trace_writer_accesses(w, &a, NULL, 1, &err), 0);
	}
	ck_assert_int_eq(trace_writer_end(w, &err), 0);
	trace_writer_close(w);
	ck_assert_int_eq(fclose(to), 0);
}

static struct readahead *
open_path(const char *path, const struct kind *k, struct settings *settings,
    bool ahead)
{
	struct readahead *r;
	struct err err;
	struct trace_spec spec = {
		.path = path, .settings = settings, .ahead = ahead
	};

	*settings = (struct settings){
		.page_size = 4096, .ifetch = true, .strict = k->strict
	};
	ck_assert_msg(
	    readahead_open(&r, &spec, false, &err) == 0, "%s", err.msg);
	return (r);
}

static struct readahead *
open_file(const struct kind *k, struct settings *settings, bool ahead)
{
	return (open_path("trace", k, settings, ahead));
}

static int
next(const struct kind *k, struct readahead *r, struct trace_refs *refs,
    struct batch *b, struct err *err)
{
	*refs = (struct trace_refs){ .n = 0 };
	return (k->refs ? readahead_refs(r, refs, k->most, b, err)
			: readahead_next(r, b, err));
}

static void
expect_batch(const struct batch *a, const struct batch *b)
{
	size_t differ = 0;

	ck_assert_uint_eq(a->n, b->n);
	ck_assert_int_eq(a->event.kind, b->event.kind);
	ck_assert_uint_eq(a->at.line, b->at.line);
	ck_assert_uint_eq(a->at.column, b->at.column);
	ck_assert_str_eq(a->at.file, b->at.file);
	if (a->access != NULL)
		for (size_t i = 0; i < a->n; i++) {
			const struct access *p = &a->access[i];
			const struct access *q = &b->access[i];

			differ += p->addr != q->addr || p->pid != q->pid ||
				  p->op != q->op || p->size != q->size;
		}
	ck_assert_uint_eq(differ, 0);
}

static void
expect_refs(const struct trace_refs *a, const struct trace_refs *b)
{
	size_t differ = 0;

	for (size_t i = 0; i < a->n; i++) {
		const struct trace_page *p = &a->page[a->ref[i] >> 2];
		const struct trace_page *q = &b->page[b->ref[i] >> 2];

		differ += b->ref[i] >> 2 >= b->npage ||
			  a->ref[i] != b->ref[i] || p->addr != q->addr ||
			  p->pid != q->pid;
	}
	ck_assert_uint_eq(differ, 0);
}

static void
expect_facts(const struct readahead *a, const struct readahead *b)
{
	struct trace_facts f = { 0 }, g = { 0 };

	readahead_tell(a, &f);
	readahead_tell(b, &g);
	ck_assert_uint_eq(f.accesses, g.accesses);
	ck_assert_uint_eq(f.straddles, g.straddles);
	ck_assert_uint_eq(f.ignored, g.ignored);
	ck_assert_uint_eq(f.malformed, g.malformed);
	ck_assert_str_eq(f.format, g.format);
}

/* Reads both to the end, or to an error; returns the references. */
static uint64_t
read_both(const struct kind *k, struct err *err)
{
	struct settings s, t;
	struct readahead *a = open_file(k, &s, false);
	struct readahead *b = open_file(k, &t, true);
	struct trace_refs p, q;
	struct batch x, y;
	struct trace_facts f = { 0 }, g = { 0 };
	uint64_t n = 0;
	int failed;

	do {
		struct err other = { .kind = ERR_NONE };

		failed = next(k, a, &p, &x, err);
		ck_assert_int_eq(next(k, b, &q, &y, &other), failed);
		if (failed != 0) {
			ck_assert_str_eq(err->msg, other.msg);
			ck_assert_uint_eq(err->where.line, other.where.line);
			ck_assert_uint_eq(
			    err->where.column, other.where.column);
			break;
		}
		n += x.n;
		expect_batch(&x, &y);
		expect_refs(&p, &q);
		if (!k->refs || k->most > 4096)
			expect_facts(a, b);
	} while (x.n > 0 || x.event.kind != EVENT_NONE);
	readahead_tell(a, &f);
	readahead_tell(b, &g);
	if (failed == 0)
		ck_assert_str_eq(f.digest, g.digest);
	readahead_close(a);
	readahead_close(b);
	return (n);
}

START_TEST(same_batches)
{
	const struct kind *k = &kinds[_i];
	struct err err;

	write_file(k, k->accesses);
	ck_assert_uint_eq(read_both(k, &err), k->accesses);
}
END_TEST

/* Short traces, with batches that the caller reads by itself. */
START_TEST(short_traces)
{
	static const uint64_t sizes[] = { 1, 2, 16384, 16385, 32768, 32769,
		49152, 49153, 65537 };
	struct err err;

	write_file(&kinds[2], sizes[_i]);
	ck_assert_uint_eq(read_both(&kinds[2], &err), sizes[_i]);
}
END_TEST

/* The last third of the file is damaged. */
START_TEST(same_error)
{
	const struct kind *k = &kinds[_i];
	struct err err = { .kind = ERR_NONE };
	struct stat st;
	FILE *f;

	write_file(k, k->accesses);
	f = fopen("trace", "r+");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fstat(fileno(f), &st), 0);
	ck_assert_int_eq(fseek(f, st.st_size * 2 / 3, SEEK_SET), 0);
	ck_assert_int_ge(fputs("\nbad line\n", f), 0);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_uint_gt(read_both(k, &err), 0);
	if (k->strict || strcmp(k->format, "packed") == 0)
		ck_assert_int_eq(err.kind, ERR_TRACE);
}
END_TEST

/* What the thread has read already is passed over, too, and not more. */
START_TEST(passes_the_rest)
{
	const struct kind k = { "packed", "refs", "yes", false, false, 0, FEW,
		true };
	struct settings s;
	uint64_t n = 0, passed = 0, events = 0;
	struct readahead *r;
	struct batch b;
	struct err err;

	write_file(&k, FEW);
	r = open_file(&k, &s, true);
	ck_assert_int_eq(readahead_pass(r, 5, &b, &err), 0);
	while (n < FEW / 2) {
		ck_assert_int_eq(readahead_next(r, &b, &err), 0);
		n += b.n;
		events += b.event.kind == EVENT_TICK;
	}
	do {
		ck_assert_int_eq(readahead_pass(r, 3, &b, &err), 0);
		ck_assert_uint_le(b.n, 3);
		passed += b.n;
		events += b.event.kind == EVENT_TICK;
	} while (b.n > 0 || b.event.kind != EVENT_NONE);
	ck_assert_uint_eq(n + passed, FEW);
	ck_assert_uint_ge(events, FEW / PER);
	readahead_close(r);
}
END_TEST

/* A pipe that its writer neither fills nor closes holds up no one who does not
 * want more of it. */
START_TEST(closes_while_it_waits)
{
	const struct kind k = { "text", NULL, NULL, false, false, 0, 0, false };
	struct settings s;
	struct readahead *r;
	struct batch b;
	struct err err;
	pid_t writer;

	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	writer = fork();
	ck_assert_int_ge(writer, 0);
	if (writer == 0) {
		int fd = open("fifo", O_WRONLY);

		dprintf(fd, "pagerace-trace 1\n");
		for (unsigned i = 0; fd >= 0 && i < 100000; i++)
			dprintf(fd, "R %x\n", i << 12);
		pause();
		_exit(0);
	}
	r = open_path("fifo", &k, &s, true);
	for (int i = 0; i < 4; i++) {
		ck_assert_int_eq(readahead_next(r, &b, &err), 0);
		ck_assert_uint_eq(b.n, READAHEAD_BATCH);
	}
	readahead_close(r);
	kill(writer, SIGKILL);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("readahead");

	fixture_folder(t);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, same_batches, 0, ROWS(kinds));
	tcase_add_loop_test(t, short_traces, 0, 9);
	tcase_add_loop_test(t, same_error, 0, ROWS(kinds));
	tcase_add_test(t, passes_the_rest);
	tcase_add_test(t, closes_while_it_waits);
	return (fixture_run("readahead", t));
}
