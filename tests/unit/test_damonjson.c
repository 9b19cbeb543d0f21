/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reader of many regions of damonjson against that of tokens: random files,
 * in the styles that programs write and damaged, give the same accesses,
 * positions, counts, errors and state, however the bytes and batches are cut.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/isa.h"
#include "base/rng.h"
#include "formats/damonjson.h"
#include "unit/fixture.h"

#define REGIONS    300
#define TEXT_BYTES (REGIONS * 512)
#define BATCH      (REGIONS * 24)
#define FILES      1000

static char buf[TEXT_BYTES + WINDOW_SLACK];
static size_t length;

/* How regions are written. */
struct style {
	const char *colon, *between, *open, *comma;
	unsigned quoted;   /* 0; 1: numbers in quotes; 2: with commas */
	unsigned accesses; /* which of the forms below */
	unsigned age;
	bool end_first;
};

static struct style
any_style(struct rng *rng)
{
	static const char *const colons[] = { ": ", ":", " : ", ":\t" };
	static const char *const betweens[] = { ", ", ",", ",\n  ", ",\r\n\t",
		" ,\n                                            " };
	static const char *const opens[] = { "{", "{\n    ", "{\r\n", "{ " };
	static const char *const commas[] = { ",\n", ",", ", ",
		",\r\n                        ",
		",\n                                          " };
	uint64_t r = rng_next(rng);

	return ((struct style){ .colon = colons[r & 3],
	    .between = betweens[(r >> 2 & 255) % 5],
	    .open = opens[r >> 10 & 3],
	    .comma = commas[(r >> 12 & 255) % 5],
	    .quoted = (unsigned)(r >> 20 & 3) % 3,
	    .accesses = (unsigned)(r >> 24 & 7),
	    .age = (unsigned)(r >> 28 & 7),
	    .end_first = (r >> 32 & 31) == 0 });
}

static void
put(const char *text)
{
	length += (size_t)sprintf(buf + length, "%s", text);
}

static void
put_number(const struct style *s, uint64_t v)
{
	char digits[24], *p = digits;
	size_t n = (size_t)sprintf(digits, "%ju", (uintmax_t)v);

	if (s->quoted > 0)
		put("\"");
	for (; *p != '\0'; p++, n--) {
		buf[length++] = *p;
		if (s->quoted == 2 && n % 3 == 1 && n > 1)
			buf[length++] = ',';
	}
	if (s->quoted > 0)
		put("\"");
}

static void
put_key(const struct style *s, const char *name)
{
	length += (size_t)sprintf(buf + length, "\"%s\"%s", name, s->colon);
}

static void
put_accesses(const struct style *s, uint64_t v)
{
	put_key(s, "nr_accesses");
	if (s->accesses == 0) {
		put_number(s, v);
		return;
	}
	put(s->open);
	if (s->accesses == 1) {
		put_key(s, "percent");
		put("0.5");
		put(s->between);
	}
	put_key(s, s->accesses == 2 ? "other" : "samples");
	put_number(s, v);
	if (s->accesses == 3) {
		put(s->between);
		put_key(s, "percent");
		put("null");
	}
	put(s->accesses == 4 ? "\n}" : "}");
}

static void
put_age(struct rng *rng, const struct style *s)
{
	static const char *const ages[] = { "7", "-1.5", "\"1 s\"", "\"\"",
		"{\"usec\": \"100 ms\", \"aggr_intervals\": \"12\"}", "[1]",
		"\"a\\\"b\"" };

	if (s->age == 7)
		return;
	put(s->between);
	put_key(s, "age");
	if (s->age == 0)
		put_number(s, rng_below(rng, 3000));
	else
		put(ages[s->age]);
}

static void
put_region(struct rng *rng, const struct style *s, bool odd)
{
	uint64_t r = rng_next(rng), start = rng_next(rng) >> (r & 63);
	uint64_t accesses = (r >> 32) % 21, end;

	if (!odd)
		start >>= 16; /* as those of a process are */
	end = start + 1 + (r >> 8 & 0xfffff);
	if (odd && (r >> 48 & 7) == 0)
		accesses = 70000;
	if (odd && (r >> 51 & 7) == 0)
		end = start;
	put(s->open);
	put_key(s, s->end_first ? "end" : "start");
	put_number(s, start);
	put(s->between);
	put_key(s, s->end_first ? "start" : "end");
	put_number(s, end);
	put(s->between);
	put_accesses(s, accesses);
	put_age(rng, s);
	put("}");
}

/* One region in 'odd' is another one, 0: none. */
static void
make_text(struct rng *rng, unsigned odd)
{
	const struct style s = any_style(rng);
	bool first = true;

	length = 0;
	put("[{\"kdamond_idx\": 0, \"regions\": [");
	for (unsigned i = 0; i < REGIONS; i++) {
		bool other = odd > 0 && rng_below(rng, odd) == 0;
		struct style t = other ? any_style(rng) : s;

		if (!first)
			put(s.comma);
		first = false;
		put_region(rng, &t, other);
		if (rng_below(rng, 40) == 0) {
			put("]}, {\"target_id\": 1, \"regions\": [");
			first = true;
		}
	}
	put("]}]");
	for (unsigned i = 0; odd > 0 && i < odd % 4; i++)
		buf[rng_below(rng, length)] =
		    "\"{}[]:, 9.x\\\n"[rng_below(rng, 13)];
	if (odd % 8 == 5)
		length = rng_below(rng, length);
	memset(buf + length, '7', WINDOW_SLACK);
}

struct pass {
	struct format_use use;
	struct window w;
	struct sink to;
	struct access out[BATCH];
	size_t n;
	struct err_where where[BATCH];
	enum damonjson_key key[BATCH];
	unsigned depth[BATCH];
	unsigned batches;
	struct err err;
	int rc;
};

/* As trace.c moves on: more bytes; false: there are no more. */
static bool
move(struct window *w, size_t step)
{
	const char *end = buf + length;

	if (w->last)
		return (false);
	w->past = record_where(w);
	w->record = NULL;
	w->front_byte += (uint64_t)(w->p - w->front);
	w->front = w->p;
	w->end = (size_t)(end - w->end) > step ? w->end + step : end;
	w->last = w->end == end;
	return (true);
}

static void
read_all(struct pass *r, bool tokens, enum isa isa, size_t step, size_t cap)
{
	const struct settings settings = { .page_size = 4096, .ifetch = true };
	const struct selection sel = { .name = "damonjson" };
	struct damonjson *d;

	memset(r, 0, sizeof(*r));
	ck_assert_int_eq(
	    format_open(&r->use, format_find(trace_formats, &sel, &r->err),
		&sel, &r->err),
	    0);
	d = r->use.state;
	d->wait = tokens ? UINT_MAX : 0;
	r->w = (struct window){ .p = buf,
		.front = buf,
		.end = buf,
		.file = "t",
		.format = "damonjson" };
	r->to.isa = isa;
	split_init(&r->to.split, &settings);
	while (r->rc == 0 && r->n + cap <= BATCH) {
		split_batch(&r->to.split, r->out + r->n, NULL, cap);
		r->rc = r->use.format->decode(d, &r->w, &r->to, &r->err);
		r->n += r->to.split.n;
		r->key[r->batches] = d->key;
		r->depth[r->batches] = d->depth;
		r->where[r->batches++] = record_where(&r->w);
		if (r->to.split.n == 0 && !move(&r->w, step))
			break;
	}
}

static void
compare(enum isa isa, size_t step, size_t cap)
{
	static struct pass a, b;

	read_all(&a, false, isa, step, cap);
	read_all(&b, true, isa, step, cap);
	ck_assert_int_eq(a.rc, b.rc);
	ck_assert_uint_eq(a.n, b.n);
	ck_assert_ptr_eq(a.w.p, b.w.p);
	ck_assert_uint_eq(a.w.taken, b.w.taken);
	ck_assert_ptr_eq(a.w.record, b.w.record);
	ck_assert_uint_eq(a.w.number, b.w.number);
	ck_assert_uint_eq(a.batches, b.batches);
	ck_assert_mem_eq(a.where, b.where, sizeof(a.where));
	ck_assert_mem_eq(a.key, b.key, sizeof(a.key));
	ck_assert_mem_eq(a.depth, b.depth, sizeof(a.depth));
	ck_assert_uint_eq(a.to.ignored, b.to.ignored);
	ck_assert_uint_eq(a.to.malformed, b.to.malformed);
	ck_assert_uint_eq(a.to.senseless, b.to.senseless);
	ck_assert_uint_eq(a.to.split.accesses, b.to.split.accesses);
	ck_assert_mem_eq(a.out, b.out, a.n * sizeof(a.out[0]));
	ck_assert_str_eq(a.err.msg, b.err.msg);
	ck_assert_uint_eq(a.err.where.column, b.err.where.column);
	ck_assert_uint_eq(a.err.where.line, b.err.where.line);
	format_close(&a.use);
	format_close(&b.use);
}

START_TEST(bulk_and_tokens_agree)
{
	struct rng rng = { (uint64_t)_i + 1 };

	for (unsigned i = 0; i < FILES / 10; i++) {
		uint64_t r = rng_next(&rng);

		make_text(&rng, r % 3 == 0 ? 0 : 1 + (unsigned)(r >> 8) % 60);
		for (enum isa isa = 0; isa < ISAS; isa++)
			if (isa_has(isa))
				compare(isa,
				    (r >> 16) % 3 == 0 ? TEXT_BYTES
						       : 1 + (r >> 24) % 4000,
				    (r >> 40) % 2 == 0 ? BATCH / 2
						       : 1 + (r >> 48) % 100);
	}
}
END_TEST

static struct damonjson d;
static struct access out[BATCH];

/* Takes what it can of the text, from where its first region begins. */
static uint64_t
take_all(enum isa isa, const char *text)
{
	const struct settings settings = { .page_size = 4096, .ifetch = true };
	struct window w = { .last = true };
	struct sink to = { .strict = false, .isa = isa };

	memset(&d, 0, sizeof(d));
	w.p = w.front = text;
	w.p = strchr(w.p + 16, '{');
	w.end = text + strlen(text);
	split_init(&to.split, &settings);
	split_batch(&to.split, out, NULL, BATCH);
	damonjson_bulk(&d, &w, &to);
	ck_assert_uint_eq(w.taken % 2, 0);
	return (w.taken / 2);
}

/* What programs write is taken many at once. */
START_TEST(regions_are_taken)
{
	static const struct style styles[] = {
		{ ": ", ", ", "{", ", ", 0, 5, 0, false },
		{ ": ", ",\n        ", "{\n        ", ",\n    ", 1, 3, 0,
		    false },
		{ ":", ",", "{", ",", 2, 1, 2, false },
		{ ": ", ", ", "{", ",\r\n", 0, 5, 1, false },
		{ ": ", ", ", "{", ",\r\n", 0, 5, 3, false },
	};
	struct rng rng = { 3 };

	length = 0;
	put("                 ");
	for (unsigned i = 0; i < REGIONS; i++) {
		put_region(&rng, &styles[_i], false);
		put(styles[_i].comma);
	}
	for (enum isa isa = 0; isa < ISAS; isa++)
		if (isa_has(isa))
			ck_assert_uint_gt(take_all(isa, buf), REGIONS - 10);
	ck_assert_uint_eq(d.at, 1);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("damonjson");

	tcase_add_loop_test(t, bulk_and_tokens_agree, 0, 10);
	tcase_add_loop_test(t, regions_are_taken, 0, 5);
	tcase_set_timeout(t, 600);
	return (fixture_run("damonjson", t));
}
