/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a real kernel is asked with, and the reading of its answers.
 */
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "oracle/guest/touchfile.h"
#include "oracle/guestanswer.h"
#include "oracle/initrd.h"
#include "oracle/kerneloutcome.h"
#include "oracle/place.h"
#include "oracle/touches.h"

#define WORDS_MAX 32

struct asked {
	struct touch_head head;
	uint32_t word[WORDS_MAX];
	struct touch_range range[4];
	struct touches counts;
	int failed;
	struct err err;
};

/* Pages 0 and 1 of process 0 lie in two page tables far apart, page 2 in the
 * first of them; page 3 is of process 1. */
static const uint64_t number[] = { 0x7f005, 0x12, 0x7f1ff, 0x12 };
static const uint32_t process[] = { 0, 0, 0, 1 };
/* Pages 0 and 2 are of files where a test says so. */
static const uint32_t area[] = { 0, 1, 0, 2 };
static const uint8_t files[] = { FILE_PAGE, 0, FILE_PAGE, FILE_PAGE };
static bool with_files;

/* The change, if there is one, comes before reference change->at. */
static struct asked
ask(const struct reference *ref, size_t n, const struct change *change)
{
	size_t before = change != NULL ? change->at : n;
	struct asked a = { .failed = -1 };
	struct refstring s;
	FILE *to = tmpfile();

	refstring_open(&s);
	ck_assert_int_eq(refstring_add(&s, ref, before, &a.err), 0);
	if (change != NULL)
		ck_assert_int_eq(refstring_changes(&s, change, 1, &a.err), 0);
	ck_assert_int_eq(
	    refstring_add(&s, ref + before, n - before, &a.err), 0);
	ck_assert_int_eq(refstring_seal(&s, &a.err), 0);
	s.facts.page = (struct page_facts){ .number = number,
		.area = area,
		.process = process,
		.file = with_files ? files : NULL };
	s.facts.npages = 4;
	s.facts.nprocess = 2;
	a.failed = touches_write(&a.counts, to, &s, &a.err);
	rewind(to);
	if (a.failed == 0) {
		ck_assert_uint_eq(fread(&a.head, sizeof(a.head), 1, to), 1);
		ck_assert_uint_le(a.head.words, WORDS_MAX);
		ck_assert_uint_eq(
		    fread(a.word, sizeof(a.word[0]), a.head.words, to),
		    a.head.words);
		ck_assert_uint_eq(
		    fread(a.range, sizeof(a.range[0]), 4, to), a.head.ranges);
	}
	fclose(to);
	refstring_close(&s);
	return (a);
}

START_TEST(places)
{
	const struct reference ref[] = { reference_make(0, false),
		reference_make(1, true), reference_make(2, false),
		reference_make(3, true), reference_make(0, true) };
	const struct asked a = ask(ref, 5, NULL);
	/* The lower table comes first: page 1 in it, then pages 0 and 2. */
	const uint32_t want[] = { (512 + 5) << 1, 0x12 << 1 | 1,
		(512 + 511) << 1, TOUCH_SWITCH + 1, 0x12 << 1 | 1,
		TOUCH_SWITCH + 0, (512 + 5) << 1 | 1 };

	ck_assert_int_eq(a.failed, 0);
	ck_assert_mem_eq(a.head.magic, TOUCH_MAGIC, 8);
	ck_assert_uint_eq(a.head.words, 7);
	ck_assert_mem_eq(a.word, want, sizeof(want));
	ck_assert_uint_eq(a.head.processes, 2);
	ck_assert_uint_eq(a.head.pages[0], 1024);
	ck_assert_uint_eq(a.head.pages[1], 0x13);
	ck_assert_uint_eq(a.head.touches, 5);
	ck_assert_uint_eq(a.counts.first, 4);
	ck_assert_uint_eq(a.counts.region_pages, 1024 + 0x13);
}
END_TEST

/* Each area of a file is a range of the device, at the same place in its
 * table. */
START_TEST(file_ranges)
{
	const struct reference ref[] = { reference_make(0, false),
		reference_make(2, true), reference_make(3, false),
		reference_make(1, false) };
	const struct change change = {
		.at = 4, .kind = CHANGE_FREE, .page = 2
	};
	struct asked a;

	with_files = true;
	a = ask(ref, 4, NULL);
	ck_assert_int_eq(a.failed, 0);
	ck_assert_uint_eq(a.head.ranges, 2);
	ck_assert_uint_eq(a.range[0].process, 0);
	ck_assert_uint_eq(a.range[0].first, 512 + 5);
	ck_assert_uint_eq(a.range[0].n, 511 - 5 + 1);
	ck_assert_uint_eq(a.range[0].at, 5);
	ck_assert_uint_eq(a.range[1].process, 1);
	ck_assert_uint_eq(a.range[1].first, 0x12);
	ck_assert_uint_eq(a.range[1].n, 1);
	ck_assert_uint_eq(a.range[1].at, 512 + 0x12);
	ck_assert_uint_eq(a.counts.first, 4);
	ck_assert_uint_eq(a.counts.file_first, 3);
	ck_assert_uint_eq(a.counts.file_pages, 1024);
	a = ask(ref, 4, &change);
	with_files = false;
	ck_assert_int_eq(a.failed, -1);
	ck_assert_int_eq(a.err.kind, ERR_TRACE);
	ck_assert_ptr_nonnull(strstr(a.err.msg, "unmaps a page of a file"));
}
END_TEST

START_TEST(unmapped)
{
	const struct reference ref[] = { reference_make(1, false),
		reference_make(1, false) };
	const struct change change = {
		.at = 1, .kind = CHANGE_FREE, .page = 1
	};
	const struct asked a = ask(ref, 2, &change);
	const uint32_t want[] = { 0x12 << 1, TOUCH_DISCARD + 0x12, 0x12 << 1 };

	ck_assert_int_eq(a.failed, 0);
	ck_assert_uint_eq(a.head.words, 3);
	ck_assert_mem_eq(a.word, want, sizeof(want));
	ck_assert_uint_eq(a.counts.first, 2);
}
END_TEST

static const struct {
	enum change_kind kind;
	const char *says;
} impossible[] = {
	{ CHANGE_SHARE, "a fork" },
	{ CHANGE_PIN, "pinned pages" },
	{ CHANGE_PAGEOUT, "page-out" },
	{ CHANGE_COUNT, "warm-up" },
};

START_TEST(refused)
{
	const struct reference ref[] = { reference_make(0, false) };
	const struct change change = { .at = 1, .kind = impossible[_i].kind };
	const struct asked a = ask(ref, 1, &change);

	ck_assert_int_eq(a.failed, -1);
	ck_assert_int_eq(a.err.kind, ERR_TRACE);
	ck_assert_ptr_nonnull(strstr(a.err.msg, impossible[_i].says));
}
END_TEST

START_TEST(answers)
{
	static char text[] =
	    "[    0.1] some line of the kernel\r\n"
	    "pagerace-oracle: warning=module-zram-2\n"
	    "[ 1.2]pagerace-oracle: job=1 release=6.12.1-x majflt=7 minflt=9 "
	    "kernel_pages=99 oom=0 pswpin=8 pswpout=11 pgscan=40 pgsteal=20 "
	    "workingset_refault=5 workingset_activate=4 workingset_restore=2 "
	    "swap_ra=1 swap_ra_hit=1\r\n"
	    "pagerace-oracle: job=0 failed=the group (No such file)\n"
	    "pagerace-oracle: job=7 majflt=1\n"
	    "pagerace-oracle: job=2 majflt=5 minf";
	struct oracle_answer a[3] = { { .there = false } };
	FILE *from = fmemopen(text, sizeof(text) - 1, "r");
	char warning[32];

	guestanswer_read(from, a, 3, warning, sizeof(warning));
	fclose(from);
	ck_assert_str_eq(warning, "module-zram-2");
	ck_assert_str_eq(a[0].failed, "the group (No such file)");
	ck_assert_str_eq(a[1].release, "6.12.1-x");
	ck_assert_uint_eq(a[1].majflt, 7);
	ck_assert_uint_eq(a[1].minflt, 9);
	ck_assert_uint_eq(a[1].kernel_pages, 99);
	ck_assert_uint_eq(a[1].counted.n[COUNT_PSWPIN], 8);
	ck_assert_uint_eq(a[1].counted.n[COUNT_PGSTEAL], 20);
	ck_assert_uint_eq(a[1].counted.n[COUNT_SWAP_RA], 1);
	ck_assert_uint_eq(a[1].counted.n[COUNT_SWAP_RA_HIT], 1);
	ck_assert(!a[2].there); /* cut off */
}
END_TEST

/* Pages that a kernel read and wrote on devices, 900 and 700, with 400 and 300
 * of swap; what is left for files. */
static const struct {
	const char *release;
	int swap;
	bool here;
	uint64_t reads, writes;
} devices[] = {
	{ "6.12.1-x", SWAPDEV_ZRAM, false, 500, 400 },
	{ "6.3", SWAPDEV_ZRAM, false, 500, 400 },
	{ "6.1.0-50", SWAPDEV_ZRAM, false, 900, 700 },
	{ "5.19", SWAPDEV_ZRAM, false, 900, 700 },
	{ "6.1.0-50", SWAPDEV_NULL, false, 500, 400 },
	{ "6.18.4", SWAPDEV_ZRAM, true, 250, 0 },
	{ "6.2.9", SWAPDEV_ZRAM, true, 650, 0 },
};

START_TEST(file_io)
{
	const struct oracle_conditions c = { .release = devices[_i].release,
		.swap = devices[_i].swap,
		.here = devices[_i].here };
	const struct trace_facts trace = { .references = 5000 };
	const struct touches t = {
		.first = 100, .file_first = 60, .file_pages = 60
	};
	struct oracle_answer a = { .majflt = 1000, .pages_read = 650 };
	struct outcome out = { .references = 0 };

	a.counted.n[COUNT_PGPGIN] = UINT64_C(900) * 4;
	a.counted.n[COUNT_PGPGOUT] = UINT64_C(700) * 4;
	a.counted.n[COUNT_PSWPIN] = 400;
	a.counted.n[COUNT_PSWPOUT] = 300;
	kerneloutcome_fill(&out, &a, &c, &trace, &t, mem);
	ck_assert_uint_eq(out.faults[FAULT_SWAP_IN], 940);
	ck_assert_uint_eq(out.hits, 5000 - 940 - 100);
	ck_assert_uint_eq(out.kernel.file_reads, devices[_i].reads);
	ck_assert_uint_eq(out.kernel.file_writes, devices[_i].writes);
}
END_TEST

START_TEST(members)
{
	static const char *const want[] = { "dev", "dev/console", "jobs",
		"copy" };
	const char *path = place_path(mem, "initrd-%d", (int)getpid());
	struct archive *from = archive_read_new();
	struct archive_entry *e;
	struct initrd *i;
	struct err err;
	char text[16] = "";

	ck_assert_int_eq(initrd_open(&i, path, &err), 0);
	ck_assert_int_eq(initrd_folder(i, "dev", &err), 0);
	ck_assert_int_eq(initrd_console(i, &err), 0);
	ck_assert_int_eq(initrd_text(i, "jobs", "a=1\n", &err), 0);
	ck_assert_int_eq(initrd_file(i, "copy", "/dev/null", 0755, &err), 0);
	ck_assert_int_eq(initrd_close(i, 0, &err), 0);
	archive_read_support_format_cpio(from);
	ck_assert_int_eq(archive_read_open_filename(from, path, 512), 0);
	for (size_t k = 0; k < 4; k++) {
		ck_assert_int_eq(archive_read_next_header(from, &e), 0);
		ck_assert_str_eq(archive_entry_pathname(e), want[k]);
		if (k == 1)
			ck_assert_uint_eq(archive_entry_rdevmajor(e), 5);
		if (k == 2) {
			ck_assert_int_eq(archive_read_data(from, text, 16), 4);
			ck_assert_str_eq(text, "a=1\n");
		}
	}
	ck_assert_int_eq(archive_read_next_header(from, &e), ARCHIVE_EOF);
	archive_read_free(from);
	unlink(path);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("oracle");

	fixture_mem(t);
	tcase_add_test(t, places);
	tcase_add_test(t, unmapped);
	tcase_add_test(t, file_ranges);
	tcase_add_loop_test(t, refused, 0, ROWS(impossible));
	tcase_add_test(t, answers);
	tcase_add_loop_test(t, file_io, 0, ROWS(devices));
	tcase_add_test(t, members);
	return (fixture_run("oracle", t));
}
