/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From bytes to accesses: batches, positions, counts, and every trace that must
 * be refused, with its message.
 */
#include "base/rng.h"
#include "trace/line.h"
#include "unit/fixture.h"
#include "unit/trace_feed.h"

static struct feed f;

static void
setup(void)
{
	feed_init(&f);
}

static void
teardown(void)
{
	feed_fini(&f);
}

#define TEXT "pagerace-trace 1\n"

static const struct refusal {
	const char *format;
	const char *text;
	bool strict;
	uint64_t line, column;
	enum err_kind kind;
	const char *says;
} refusals[] = {
	{ NULL, "", false, 0, 0, ERR_TRACE, "is empty" },
	{ "lirs", "", false, 0, 0, ERR_TRACE, "is empty" },
	{ NULL, "\n\n\n", false, 0, 0, ERR_TRACE, "no format known" },
	{ NULL, "hello\nworld\n", false, 0, 0, ERR_TRACE, "--format" },
	{ NULL, "1\n\002\n", false, 0, 0, ERR_TRACE, "binary" },
	{ NULL, "PK\3\4....", false, 0, 0, ERR_TRACE, "archive is damaged" },
	{ "lackye", "1\n", false, 0, 0, ERR_USAGE, "did you mean 'lackey'" },
	{ "text", "R 10\n", false, 1, 1, ERR_TRACE, "begins with" },
	{ NULL, "pagerace-trace 9\nR 1\n", false, 1, 16, ERR_TRACE, "version" },
	{ NULL, TEXT "# nothing\ntick\n", false, 0, 0, ERR_TRACE,
	    "no memory access" },
	{ NULL, "==1== Lackey\n==1== \n", false, 0, 0, ERR_TRACE,
	    "no memory access" },
	{ "lirs", "*\n", false, 0, 0, ERR_TRACE, "no memory access" },
	{ "lackey", "1\n2\n3\n", false, 0, 0, ERR_TRACE,
	    "is the format right?" },
	{ "lirs", "1\nx\ny\n", false, 0, 0, ERR_TRACE, "is the format right?" },
	{ "lirs", "1\n2\nx\n", true, 3, 1, ERR_TRACE, "page number" },
	{ "lirs", "1\n2\n4503599627370496\n", false, 3, 1, ERR_TRACE,
	    "beyond 64-bit" },
	{ "arc", "1 1 0 0\n4503599627370495 2 0 0\n", false, 2, 1, ERR_TRACE,
	    "beyond 64-bit" },
	{ "hexrw", "1 R\n2 R\n 11112222333344445 W\n", false, 3, 2, ERR_TRACE,
	    "beyond 64 bits in hexadecimal (if it is decimal" },
	{ "lackey", "I  04000000,4\n L ffffffffffffffff,2\n", true, 2, 1,
	    ERR_TRACE, "past the end" },
	{ NULL, TEXT "R 0 2G\n", false, 2, 5, ERR_TRACE, "1 GiB" },
};

START_TEST(refused)
{
	const struct refusal *row = &refusals[_i];

	f.format = row->format;
	f.settings.strict = row->strict;
	feed_text(&f, row->text);
	ck_assert_int_eq(f.failed, -1);
	ck_assert_int_eq(f.err.kind, row->kind);
	ck_assert_msg(strstr(f.err.msg, row->says) != NULL, "%s", f.err.msg);
	ck_assert_uint_eq(f.err.where.line, row->line);
	ck_assert_uint_eq(f.err.where.column, row->column);
	if (row->line > 1)
		ck_assert_str_ne(f.err.excerpt, "");
}
END_TEST

/* A path that cannot be opened is an error of the trace, not of the system. */
START_TEST(unopened)
{
	feed_path(&f, "there/is/no such file");
	ck_assert_int_eq(f.err.kind, ERR_TRACE);
	ck_assert_str_eq(f.err.where.file, "there/is/no such file");
	feed_path(&f, ".");
	ck_assert_int_eq(f.err.kind, ERR_TRACE);
	ck_assert_ptr_nonnull(strstr(f.err.msg, "directory"));
}
END_TEST

START_TEST(counted)
{
	f.format = "lackey";
	feed_text(&f, "==1== Lackey\n"
		      "I  04000ffe,3\n"
		      " L 1fff0006f8,8\n"
		      "hello\n"
		      " S 04,\n"
		      "\n"
		      " M 04225bf0,4\n");
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_str_eq(f.facts.format, "lackey");
	ck_assert_uint_eq(f.n, 4);
	ck_assert_uint_eq(f.access[1].addr, 0x4001000);
	ck_assert_uint_eq(f.facts.accesses, 3);
	ck_assert_uint_eq(f.facts.straddles, 1);
	ck_assert_uint_eq(f.facts.ignored, 3);
	ck_assert_uint_eq(f.facts.malformed, 1);
	ck_assert_uint_eq(f.where.line, 7);
	ck_assert_uint_eq(f.where.column, 2);
	f.settings.ifetch = false;
	feed_text(&f, "I  04000ffe,3\n L 1fff0006f8,8\nI  04001001,3\n");
	ck_assert_uint_eq(f.n, 1);
	ck_assert_uint_eq(f.facts.accesses, 1);
	ck_assert_uint_eq(f.facts.straddles, 0);
	ck_assert_uint_eq(f.where.line, 2);
	feed_text(&f, "I  04000000,3\n");
	ck_assert_int_eq(f.failed, -1);
	ck_assert_ptr_nonnull(strstr(f.err.msg, "ifetch"));
}
END_TEST

START_TEST(events_break_batches)
{
	feed_text(&f, TEXT "R 1000 8\nmap 5000 8K rw name=heap\n"
			   "# between\n"
			   "tick\nW 2000\nX 3000\nexit\n");
	ck_assert_int_eq(f.failed, 0);
	ck_assert_uint_eq(f.n, 3);
	ck_assert_uint_eq(f.nevent, 3);
	ck_assert_int_eq(f.event[0].kind, EVENT_MAP);
	ck_assert_uint_eq(f.event[0].line, 3);
	ck_assert_uint_eq(f.after[0], 1);
	ck_assert_int_eq(f.event[1].kind, EVENT_TICK);
	ck_assert_uint_eq(f.event[1].line, 5);
	ck_assert_uint_eq(f.after[1], 1);
	ck_assert_int_eq(f.event[2].kind, EVENT_EXIT);
	ck_assert_uint_eq(f.after[2], 3);
	ck_assert_uint_eq(f.where.line, 8);
}
END_TEST

/* One record longer than many batches, and the records behind it. */
START_TEST(long_record)
{
	feed_text(&f, TEXT "W 800 100M\ntick\nR 10\n");
	ck_assert_int_eq(f.failed, 0);
	ck_assert_uint_eq(f.n, 25601 + 1);
	ck_assert_uint_eq(f.after[0], 25601);
	ck_assert_uint_eq(f.access[25600].size, 0x800);
	ck_assert_uint_eq(f.facts.accesses, 2);
	f.format = "arc";
	feed_text(&f, "7 100000 0 0\n1 1 0 1\n");
	ck_assert_uint_eq(f.n, 100001);
	ck_assert_uint_eq(f.access[99999].addr, (uint64_t)(7 + 99999) << 12);
	ck_assert_uint_eq(f.access[99999].size, 1);
	ck_assert_uint_eq(f.facts.accesses, 100001);
	ck_assert_uint_eq(f.facts.straddles, 0);
}
END_TEST

/* Random lackey lines, plain and odd ones, give the accesses they were made
 * of. */
START_TEST(fast_and_slow_agree)
{
	static const char letters[] = "LSM";
	size_t room = (size_t)4 << 20, len = 0, n = 60000;
	char *text = malloc(room);
	struct access *want = calloc(n, sizeof(*want));
	struct rng rng = { (uint64_t)_i + 1 };

	ck_assert(text != NULL && want != NULL);
	for (size_t i = 0; i < n; i++) {
		uint64_t r = rng_next(&rng);
		unsigned bits = (unsigned)(r >> 8) % 65;
		unsigned op = (unsigned)r & 3;
		struct access *a = &want[i];
		const char *way = (r >> 20 & 7) == 0   ? "%s %08lX,%u\n"
				  : (r >> 20 & 7) == 1 ? "%s %lx,%u\n"
						       : "%s %08lx,%u\n";
		char first[3] = { ' ', op < 3 ? letters[op] : 'I', 0 };

		if (op == 3) {
			first[0] = 'I';
			first[1] = ' ';
		}
		a->addr = bits == 0 ? 0 : rng_next(&rng) >> (64 - bits);
		a->op = op < 3 ? op : ACCESS_FETCH;
		a->size = (r >> 30 & 31) == 0 ? 1 + (r >> 40 & 0xfff)
					      : 1 + (r >> 40 & 15);
		/* Within a page, so that accesses and records are one. */
		if ((a->addr & 4095) + a->size > 4096)
			a->addr &= ~(uint64_t)4095;
		len += (size_t)snprintf(text + len, room - len, way, first,
		    (unsigned long)a->addr, (unsigned)a->size);
		if ((r >> 50 & 63) == 0)
			len += (size_t)snprintf(
			    text + len, room - len, "some noise %u\n", bits);
	}
	f.format = "lackey";
	f.cap = 4096 + (size_t)_i * 777;
	feed_bytes(&f, text, len);
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_uint_eq(f.n, n);
	for (size_t i = 0; i < n; i++) {
		ck_assert_uint_eq(f.access[i].addr, want[i].addr);
		ck_assert_uint_eq(f.access[i].size, want[i].size);
		ck_assert_uint_eq(f.access[i].op, want[i].op);
		ck_assert_uint_eq(f.access[i].pid, 0);
	}
	ck_assert_uint_eq(f.facts.malformed, 0);
	free(want);
	free(text);
}
END_TEST

/* A plain line with one byte changed, to each value in turn, gives what line()
 * gives. */
START_TEST(every_byte_is_looked_at)
{
	static const char line[] = " S 1fff0006f8,8\n";
	struct format_use lackey;

	ck_assert_int_eq(
	    format_open(&lackey, trace_formats[1], NULL, &f.err), 0);
	ck_assert_str_eq(lackey.format->name, "lackey");
	f.format = "lackey";
	for (int c = 1; c < 256; c++) {
		char text[160] = "I  0400000a,1\nI  04000001,1\n"
				 "I  04000002,1\n";
		size_t at = strlen(text);
		struct record rec = { .pages = 0 };
		enum record_kind kind;

		/* The ends of lines have tests of their own. */
		if (c == '\n' || c == '\r')
			continue;
		strcat(text, line);
		text[at + (size_t)_i] = (char)c;
		kind = line_read(
		    &lackey, text + at, text + at + sizeof(line) - 2, &rec);
		/* Behind it, digits that a word may load. */
		strcat(text, "I  04000003,1\n");
		feed_text(&f, text);
		if (kind == RECORD_FATAL) {
			ck_assert_int_eq(f.failed, -1);
			continue;
		}
		ck_assert_msg(f.failed == 0, "%s", f.err.msg);
		ck_assert_uint_eq(f.n, kind == RECORD_ACCESS ? 5 : 4);
		if (kind == RECORD_ACCESS) {
			ck_assert_uint_eq(f.access[3].addr, rec.access.addr);
			ck_assert_uint_eq(f.access[3].size, rec.access.size);
			ck_assert_uint_eq(f.access[3].op, rec.access.op);
		}
	}
	format_close(&lackey);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("trace");

	fixture_folder(t);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 600);
	tcase_add_loop_test(t, refused, 0, ROWS(refusals));
	tcase_add_test(t, unopened);
	tcase_add_test(t, counted);
	tcase_add_test(t, events_break_batches);
	tcase_add_test(t, long_record);
	tcase_add_loop_test(t, fast_and_slow_agree, 0, 4);
	tcase_add_loop_test(t, every_byte_is_looked_at, 0, 15);
	return (fixture_run("trace", t));
}
