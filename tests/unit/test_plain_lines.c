/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The readers that take many lines at once, against the same formats one by
 * one: random lines, plain and damaged, give the same accesses, positions,
 * counts and errors with each PAGERACE_ISA, and each of the readers takes
 * lines.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/isa.h"
#include "base/rng.h"
#include "formats/numbers.h"
#include "trace/line.h"
#include "unit/fixture.h"
#include "unit/plain_rows.h"

#define LINES    1500 /* the readers of Dinero look at the first 1024 */
#define TEXT_MAX (LINES * 160)
#define BATCH    (LINES * 8)

static char buf[TEXT_MAX + WINDOW_SLACK];
static size_t length;

static size_t
expand(char *to, const char *line, char letter, uint64_t addr, uint64_t number)
{
	char *at = to;

	for (; *line != '\0'; line++) {
		if (*line != '%') {
			*at++ = *line;
			continue;
		}
		switch (*++line) {
		case 'o':
			*at++ = letter;
			break;
		case 'd':
			at += sprintf(at, "%ju", (uintmax_t)addr);
			break;
		case 'x':
			at += sprintf(at, "%jx", (uintmax_t)addr);
			break;
		case 'X':
			at += sprintf(at, "%jX", (uintmax_t)addr);
			break;
		case 'p':
			at += sprintf(at, "%08jx", (uintmax_t)addr);
			break;
		case 'n':
			at += sprintf(at, "%ju", (uintmax_t)number);
			break;
		case 'h':
			at += sprintf(at, "%jx", (uintmax_t)number);
			break;
		default:
			at += sprintf(at, "%jX", (uintmax_t)number);
		}
	}
	return ((size_t)(at - to));
}

/* One line in odd is not plain, 0: none, and no letter or page number is an
 * error. */
static void
make_text(struct rng *rng, unsigned f, unsigned odd)
{
	const char *letters = formats[f].letters;
	size_t good = strcspn(letters, "|"),
	       n = odd > 0 ? strlen(letters) : good;

	length = 0;
	if (strcmp(formats[f].name, "fio") == 0)
		length = (size_t)sprintf(buf, "fio version %d iolog\n",
		    formats[f].line[0][0] == '%' ? 3 : 2);
	for (unsigned i = 0; i < LINES; i++) {
		uint64_t r = rng_next(rng), addr = rng_next(rng) >> (r & 63);
		unsigned which = r >> 8 & 3;

		if (odd == 0 || (r >> 16) % odd != 0)
			which = 0;
		if (odd == 0)
			addr >>= 34;
		length += expand(buf + length, formats[f].line[which],
		    letters[(r >> 32) % n], addr, (r >> 40) % 4096);
	}
	for (unsigned i = 0; odd > 0 && i < 4; i++) {
		size_t at = rng_below(rng, length - 1);

		if (buf[at] != '\n')
			buf[at] =
			    "0g \tRx,\r-9\x11\x18@`/:"[rng_next(rng) % 16];
	}
	memset(buf + length, '7', WINDOW_SLACK);
}

struct pass {
	struct trace_format format;
	struct format_use use;
	struct window w;
	struct sink to;
	struct access out[BATCH];
	uint64_t time[BATCH];
	size_t n;
	struct err_where where[BATCH];
	unsigned batches;
	struct err err;
	int rc;
};

/* The reader of many lines under test, and how many it has taken. */
static void (*bulk_reader)(void *state, struct window *w, struct sink *to);
static uint64_t taken_in_bulk;

static void
count_bulk(void *state, struct window *w, struct sink *to)
{
	uint64_t before = w->taken;

	bulk_reader(state, w, to);
	taken_in_bulk += w->taken - before;
}

/* How a text is read. */
struct way {
	bool no_fetch, first, timed; /* as in struct splitter */
	unsigned shift;
	size_t cap;
};

static void
read_all(struct pass *r, unsigned f, enum isa isa, const struct way *way)
{
	const struct settings settings = { .page_size = UINT64_C(1)
							<< way->shift,
		.straddle = way->first ? STRADDLE_FIRST : STRADDLE_SPLIT,
		.ifetch = !way->no_fetch };
	const size_t cap = way->cap;
	struct setting given[GIVEN];
	struct selection sel = { .name = formats[f].name, .value = given };

	memcpy(given, formats[f].given, sizeof(given));
	while (sel.nvalue < GIVEN && given[sel.nvalue].name != NULL)
		sel.nvalue++;
	memset(r, 0, sizeof(*r));
	ck_assert_int_eq(
	    format_open(&r->use, format_find(trace_formats, &sel, &r->err),
		&sel, &r->err),
	    0);
	r->format = *r->use.format;
	bulk_reader = r->format.bulk;
	ck_assert_ptr_nonnull(bulk_reader);
	r->format.bulk = isa != ISAS ? count_bulk : NULL;
	r->to.isa = isa;
	r->use.format = &r->format;
	r->w = (struct window){ .p = buf,
		.front = buf,
		.end = buf + length,
		.lines = true,
		.last = true,
		.file = "t",
		.format = formats[f].name };
	split_init(&r->to.split, &settings);
	while (r->w.p < r->w.end && r->rc == 0 && r->n + cap <= BATCH) {
		split_batch(&r->to.split, r->out + r->n,
		    way->timed && (r->use.format->carries & CARRIES_TIME) != 0
			? r->time + r->n
			: NULL,
		    cap);
		r->rc = line_decode(&r->use, &r->w, &r->to, &r->err);
		r->n += r->to.split.n;
		r->where[r->batches++] = record_where(&r->w);
	}
}

/* Whether the state of a format begins with struct numbers; nothing in text is
 * doubtful. */
static bool
has_numbers(const struct trace_format *f)
{
	const struct param *p = f->params;

	while (p != NULL && p->name != NULL && strcmp(p->name, "base") != 0)
		p++;
	if (strcmp(f->name, "text") == 0)
		return (false);
	return (
	    strcmp(f->name, "lackey") == 0 || (p != NULL && p->name != NULL));
}

/* What they remember to tell how numbers could have been meant; lackey forgets
 * it after the first letter. */
static void
compare_numbers(unsigned f, const struct pass *x, const struct pass *y)
{
	const struct numbers *a = x->use.state, *b = y->use.state;

	if (!has_numbers(&x->format))
		return;
	ck_assert_int_eq(a->letters, b->letters);
	if (strcmp(formats[f].name, "lackey") == 0)
		return;
	ck_assert_uint_eq(a->n, b->n);
	ck_assert_mem_eq(a->kept, b->kept, sizeof(a->kept));
}

/* A ck_assert for each access would be a system call for each. */
static bool
same_access(const struct pass *a, const struct pass *b, size_t i)
{
	const struct access *x = a->out + i, *y = b->out + i;

	return (x->addr == y->addr && x->size == y->size && x->pid == y->pid &&
		x->op == y->op && a->time[i] == b->time[i]);
}

static void
compare(unsigned f, enum isa isa, const struct way *way)
{
	static struct pass a, b;

	read_all(&a, f, isa, way);
	read_all(&b, f, ISAS, way);
	ck_assert_int_eq(a.rc, b.rc);
	ck_assert_uint_eq(a.n, b.n);
	ck_assert_ptr_eq(a.w.p, b.w.p);
	ck_assert_uint_eq(a.w.taken, b.w.taken);
	ck_assert_ptr_eq(a.w.record, b.w.record);
	ck_assert_uint_eq(a.batches, b.batches);
	ck_assert_mem_eq(a.where, b.where, sizeof(a.where));
	ck_assert_uint_eq(a.to.ignored, b.to.ignored);
	ck_assert_uint_eq(a.to.malformed, b.to.malformed);
	ck_assert_uint_eq(a.to.split.more, b.to.split.more);
	ck_assert_uint_eq(a.to.senseless, b.to.senseless);
	ck_assert_uint_eq(a.to.split.accesses, b.to.split.accesses);
	ck_assert_uint_eq(a.to.split.straddles, b.to.split.straddles);
	ck_assert_int_eq(a.to.split.dropped, b.to.split.dropped);
	for (size_t i = 0; i < a.n; i++)
		if (!same_access(&a, &b, i))
			ck_abort_msg("access %zu is another one", i);
	if (a.rc != 0)
		ck_assert_str_eq(a.err.msg, b.err.msg);
	compare_numbers(f, &a, &b);
	format_close(&a.use);
	format_close(&b.use);
}

START_TEST(bulk_and_lines_agree)
{
	struct rng rng = { (uint64_t)_i + 1 };
	unsigned f = (unsigned)_i / ISAS;
	enum isa isa = (enum isa)(_i % ISAS);

	if (!isa_has(isa))
		return;
	taken_in_bulk = 0;
	for (unsigned i = 0; i < 60; i++) {
		const struct way way = { .no_fetch = i % 3 == 0,
			.first = i % 11 == 1,
			.timed = i / 4 % 2 == 0,
			.shift = i % 5 == 0   ? 4
				 : i % 5 == 2 ? 8
					      : 12,
			.cap = i % 2 == 0 ? BATCH / 2 : 8 + i % 50 };

		make_text(&rng, f, i % 4 == 0 ? 0 : i % 37 + 1);
		compare(f, isa, &way);
	}
	ck_assert_uint_gt(taken_in_bulk, LINES);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("plain lines");

	tcase_add_loop_test(t, bulk_and_lines_agree, 0,
	    (int)(ISAS * sizeof(formats) / sizeof(formats[0])));
	tcase_set_timeout(t, 600);
	return (fixture_run("plain lines", t));
}
