/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The packed format: what is written is read as it was, whatever it is; and a
 * file that was changed or cut is refused, or read up to there.
 */
#include "base/rng.h"
#include "trace/format.h"
#include "trace/packed.h"
#include "trace/writer.h"
#include "unit/trace_feed.h"

#define ACCESSES 150000
#define EVENTS   24

static struct feed f;

/* What was written. */
static struct access access[ACCESSES];
static uint64_t when[ACCESSES];
static size_t n;
static struct event event[EVENTS];
static size_t after[EVENTS]; /* accesses before that event */
static size_t nevent;

static void
setup(void)
{
	feed_init(&f);
	/* Such accesses are not split. */
	f.settings.page_size = PAGE_SIZE_MAX;
	n = nevent = 0;
}

static void
teardown(void)
{
	feed_fini(&f);
}

/* Writes them to a file; value: parameters. */
static void
write_packed(const struct setting *value, size_t nvalue, uint64_t page_size,
    const uint64_t *time)
{
	struct selection sel = {
		.name = "packed", .value = value, .nvalue = nvalue
	};
	struct trace_origin origin = { .page_size = page_size,
		.reduction = { 7, 4096, 12345 } };
	FILE *to = fopen("out", "w");
	struct trace_writer *w;
	struct err err;
	size_t done = 0;

	ck_assert_int_eq(trace_writer_open(&w, &sel, &origin, &err), 0);
	ck_assert_int_eq(trace_writer_begin(w, to, &err), 0);
	for (size_t i = 0; i <= nevent; i++) {
		size_t stop = i < nevent ? after[i] : n;

		ck_assert_int_eq(
		    trace_writer_accesses(w, access + done,
			time != NULL ? time + done : NULL, stop - done, &err),
		    0);
		done = stop;
		if (i < nevent)
			ck_assert_int_eq(
			    trace_writer_event(w, &event[i], &err), 0);
	}
	ck_assert_int_eq(trace_writer_end(w, &err), 0);
	trace_writer_close(w);
	ck_assert_int_eq(fclose(to), 0);
}

static void
expect_access(const struct access *is, const struct access *want)
{
	ck_assert_uint_eq(is->addr, want->addr);
	ck_assert_uint_eq(is->size, want->size);
	ck_assert_uint_eq(is->pid, want->pid);
	ck_assert_uint_eq(is->op, want->op);
}

/* Everything, or with cut the beginning of it. */
static void
expect_same(bool cut)
{
	ck_assert_uint_le(f.n, n);
	ck_assert_uint_le(f.nevent, nevent);
	if (!cut) {
		ck_assert_msg(f.failed == 0, "%s", f.err.msg);
		ck_assert_uint_eq(f.n, n);
		ck_assert_uint_eq(f.nevent, nevent);
	}
	for (size_t i = 0; i < f.n; i++)
		expect_access(&f.access[i], &access[i]);
	for (size_t i = 0; i < f.nevent; i++) {
		ck_assert_uint_eq(f.after[i], after[i]);
		expect_event(&f.event[i], &event[i]);
	}
}

/* A number of at most so many bits, the fewer the more likely. */
static uint64_t
some(struct rng *rng, unsigned bits)
{
	unsigned some = (unsigned)(rng_next(rng) % (bits + 1));

	return (some == 0 ? 0 : rng_next(rng) >> (64 - some));
}

/* Traces of several kinds, from nearly as a program makes them to random. */
static void
make(struct rng *rng, size_t length)
{
	static const unsigned spreads[] = { 3, 8, 14, 33, 62 };
	unsigned spread = spreads[rng_next(rng) % 5];
	unsigned pids = (unsigned)(rng_next(rng) % 3) * 20 + 1;
	unsigned stay = (unsigned)(rng_next(rng) % 30) + 1;
	unsigned ops = (unsigned)(rng_next(rng) % 4) + 1;
	uint64_t now = 0, code = 0x401000;
	uint32_t pid = 0;

	nevent = 0;
	for (n = 0; n < length; n++) {
		struct access *a = &access[n];

		if (rng_next(rng) % stay == 0)
			pid = (uint32_t)(rng_next(rng) % pids * 12345677) &
			      PID_MAX;
		*a = (struct access){ .size = (uint32_t)some(rng, 12) + 1,
			.pid = pid,
			.op = rng_next(rng) % ops };
		a->addr = 0x7f0000000000 + some(rng, spread) * 8;
		if (a->op == ACCESS_FETCH) {
			code = n % 7 == 0 ? 0x401000 + some(rng, spread % 20)
					  : code + 4;
			a->addr = code;
			a->size = 4;
		}
		if (spread == 62 && rng_next(rng) % 4 == 0)
			a->addr = rng_next(rng) >> 1;
		now += some(rng, 20);
		when[n] = rng_next(rng) % 9 == 0 ? NO_TIME : now;
		if (nevent < EVENTS && rng_next(rng) % (length / 20 + 1) == 0) {
			struct event *ev = &event[nevent];

			after[nevent++] = n;
			*ev = (struct event){
				.kind = (enum event_kind)(
				    1 + rng_next(rng) % EVENT_RESUME),
				.pid = pid,
				.child = (uint32_t)some(rng, 29),
				.start = some(rng, 64),
				.size = some(rng, 64),
				.flags = (unsigned)some(rng, 6),
				.backend =
				    (enum backend_kind)(rng_next(rng) % 3),
				.physical = some(rng, 64),
			};
			snprintf(ev->name, sizeof(ev->name), "%.*s",
			    (int)some(rng, 5), "an area of \xc3\xa4 name");
		}
	}
}

static const struct setting small_blocks[] = {
	{ "block", "1000", { NULL, 0, 0 } },
	{ "level", "1", { NULL, 0, 0 } },
	{ "refs", "yes", { NULL, 0, 0 } },
};

START_TEST(exact)
{
	struct rng rng = { (uint64_t)_i + 1 };

	make(&rng, _i % 5 == 0 ? ACCESSES : 1 + some(&rng, 15));
	write_packed(small_blocks, _i % 3 == 0 ? 2 : 0, 4096, NULL);
	feed_path(&f, "out");
	expect_same(false);
	ck_assert_str_eq(f.facts.format, "packed");
	ck_assert_uint_eq(f.facts.reduction.frames, 7);
	ck_assert_uint_eq(f.facts.reduction.page_size, 4096);
	ck_assert_uint_eq(f.facts.reduction.references, 12345);
}
END_TEST

START_TEST(page_references)
{
	struct rng rng = { (uint64_t)_i + 1 };
	uint64_t page = UINT64_C(16) << _i % 9 * 3;

	make(&rng, _i % 5 == 0 ? ACCESSES : 1 + some(&rng, 15));
	write_packed(_i % 3 == 0 ? small_blocks : small_blocks + 2,
	    _i % 3 == 0 ? 3 : 1, page, NULL);
	f.settings.page_size = page;
	feed_path(&f, "out");
	for (size_t i = 0; i < n; i++) {
		access[i].addr &= -page;
		access[i].size = 1;
	}
	expect_same(false);
	f.settings.page_size = page * 2;
	feed_path(&f, "out");
	ck_assert_int_eq(f.failed, -1);
	ck_assert_msg(strstr(f.err.msg, "holds references to pages of") != NULL,
	    "%s", f.err.msg);
}
END_TEST

/* Reads with times, through a batch that is smaller than a block. */
START_TEST(times)
{
	struct rng rng = { (uint64_t)_i + 1 };
	struct settings settings = { .page_size = PAGE_SIZE_MAX,
		.ifetch = true };
	struct trace_spec spec = { .path = "out", .settings = &settings };
	static struct access a[4096];
	static uint64_t time[4096];
	struct trace *t;
	struct event ev;
	struct err err;
	size_t some, at = 0, events = 0;

	make(&rng, 20000);
	for (size_t i = 0; i < nevent; i++) {
		event[i].time = i * 1000;
		event[i].timed = true;
	}
	/* Of some only events have times, or accesses from one on. */
	for (size_t i = 0; _i / 2 > 1 && i < (_i / 2 == 2 ? n : 7321); i++)
		when[i] = NO_TIME;
	write_packed(small_blocks, (size_t)_i % 2 * 3, PAGE_SIZE_MAX, when);
	ck_assert_int_eq(trace_open(&t, &spec, &err), 0);
	do {
		ck_assert_int_eq(
		    trace_next_timed(t, a, time, 4096, &some, &ev, &err), 0);
		for (size_t i = 0; i < some; i++)
			ck_assert_uint_eq(time[i], when[at + i]);
		at += some;
		if (ev.kind != EVENT_NONE) {
			ck_assert(ev.timed);
			ck_assert_uint_eq(ev.time, 1000 * events++);
		}
	} while (some > 0 || ev.kind != EVENT_NONE);
	ck_assert_uint_eq(at, n);
	ck_assert_uint_eq(events, nevent);
	trace_close(t);
}
END_TEST

static unsigned char file[1 << 16];

static size_t
read_file(void)
{
	FILE *from = fopen("out", "r");
	size_t size = fread(file, 1, sizeof(file), from);

	fclose(from);
	ck_assert_uint_lt(size, sizeof(file));
	return (size);
}

/* Two blocks and a bit, with events. */
static size_t
make_small(uint64_t seed)
{
	static const struct setting blocks[] = {
		{ "block", "40", { NULL, 0, 0 } },
		{ "refs", "yes", { NULL, 0, 0 } },
	};
	struct rng rng = { seed };

	do
		make(&rng, 100);
	while (nevent == 0);
	write_packed(blocks, 1 + (seed & 1), PAGE_SIZE_MAX, when);
	if ((seed & 1) != 0)
		for (size_t i = 0; i < n; i++) {
			access[i].addr &= -PAGE_SIZE_MAX;
			access[i].size = 1;
		}
	return (read_file());
}

/* Cut at any place it is refused, and what was read before is right; what can
 * be recovered is whole blocks. */
START_TEST(cut)
{
	static const struct setting recover = { "recover", "yes",
		{ NULL, 0, 0 } };
	size_t size = make_small((uint64_t)_i), last = 0;

	for (size_t i = 0; i < size; i++) {
		f.format = NULL;
		f.value = NULL;
		feed_bytes(&f, file, i);
		ck_assert_int_eq(f.failed, -1);
		expect_same(true);
		if (i < PACKED_START)
			continue;
		f.format = "packed";
		f.value = &recover;
		feed_bytes(&f, file, i);
		expect_same(true);
		if (f.n == 0)
			continue;
		ck_assert_msg(f.failed == 0, "%s", f.err.msg);
		ck_assert_uint_eq(f.facts.malformed, 1);
		ck_assert(f.n % 40 == 0 || f.n == n);
		ck_assert_uint_ge(f.n, last);
		last = f.n;
	}
	ck_assert_uint_eq(last, n);
}
END_TEST

/* Each byte changed: refused, and what was read before is right. */
START_TEST(changed)
{
	size_t size = make_small((uint64_t)_i);

	f.format = "packed";
	for (size_t i = 0; i < size; i++) {
		unsigned char was = file[i];

		for (unsigned bit = 0; bit < 8; bit += 3) {
			file[i] = was ^ (unsigned char)(1 << bit);
			feed_bytes(&f, file, size);
			ck_assert_msg(f.failed != 0, "byte %zu", i);
			ck_assert_int_eq(f.err.kind, ERR_TRACE);
			expect_same(true);
		}
		file[i] = was;
	}
	feed_bytes(&f, file, size);
	expect_same(false);
}
END_TEST

START_TEST(newer)
{
	size_t size = make_small(0);

	file[PACKED_MAGIC_SIZE] = 2;
	feed_bytes(&f, file, size);
	ck_assert_int_eq(f.failed, -1);
	ck_assert_msg(strstr(f.err.msg, "version 2 of the packed format is not "
					"known") != NULL,
	    "%s", f.err.msg);
	file[PACKED_MAGIC_SIZE] = 1;
	file[size] = 'x';
	feed_bytes(&f, file, size + 1);
	ck_assert_int_eq(f.failed, -1);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("packed");

	fixture_folder(tc);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 600);
	tcase_add_loop_test(tc, exact, 0, 10);
	tcase_add_loop_test(tc, page_references, 0, 10);
	tcase_add_loop_test(tc, times, 0, 8);
	tcase_add_loop_test(tc, cut, 0, 2);
	tcase_add_loop_test(tc, changed, 0, 2);
	tcase_add_test(tc, newer);
	return (fixture_run("packed", tc));
}
