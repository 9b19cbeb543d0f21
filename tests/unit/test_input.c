/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input in every compression, in pieces, truncated, through a pipe, and with
 * lines longer than a window.  The compressed files are made here, by
 * libarchive.
 */
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/rng.h"
#include "unit/fixture.h"
#include "unit/trace_feed.h"

#define LINES 60000

static struct feed f;
static char *text;
static size_t length;
static char digest[24];

static void
setup(void)
{
	struct rng rng = { 1 };

	feed_init(&f);
	text = malloc((size_t)LINES * 16);
	ck_assert_ptr_nonnull(text);
	length = 0;
	for (int i = 0; i < LINES; i++)
		length += (size_t)sprintf(text + length, "%08x R\n",
		    (unsigned)rng_below(&rng, 1 << 24));
	feed_bytes(&f, text, length);
	ck_assert_int_eq(f.failed, 0);
	memcpy(digest, f.facts.digest, sizeof(digest));
	ck_assert_int_eq(strncmp(digest, "xxh3:", 5), 0);
	ck_assert_uint_eq(strlen(digest), 21);
}

static void
teardown(void)
{
	free(text);
	feed_fini(&f);
}

static const struct codec {
	const char *name;
	int (*add)(struct archive *);
} codecs[] = {
	{ "gzip", archive_write_add_filter_gzip },
	{ "xz", archive_write_add_filter_xz },
	{ "zstd", archive_write_add_filter_zstd },
	{ "bzip2", archive_write_add_filter_bzip2 },
	{ "lz4", archive_write_add_filter_lz4 },
	{ "lzip", archive_write_add_filter_lzip },
};

/* Compresses the text into out and returns the length.  tar: as a file in an
 * archive. */
static size_t
pack(const struct codec *codec, bool tar, char *out, size_t room)
{
	struct archive *a = archive_write_new();
	struct archive_entry *e = archive_entry_new();
	size_t used = 0;

	ck_assert_int_eq(codec->add(a), ARCHIVE_OK);
	if (tar)
		archive_write_set_format_ustar(a);
	else
		archive_write_set_format_raw(a);
	archive_write_set_bytes_in_last_block(a, 1);
	ck_assert_int_eq(
	    archive_write_open_memory(a, out, room, &used), ARCHIVE_OK);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_pathname(e, "trace");
	archive_entry_set_size(e, (la_int64_t)length);
	ck_assert_int_eq(archive_write_header(a, e), ARCHIVE_OK);
	ck_assert_int_eq(archive_write_data(a, text, length), (int)length);
	archive_entry_free(e);
	ck_assert_int_eq(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
	return (used);
}

START_TEST(packed)
{
	const struct codec *codec = &codecs[_i];
	size_t room = 2 * length, n;
	char *bytes = malloc(2 * room);

	ck_assert_ptr_nonnull(bytes);
	n = pack(codec, false, bytes, room);
	feed_bytes(&f, bytes, n);
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_uint_eq(f.n, LINES);
	ck_assert_str_eq(f.facts.digest, digest);
	ck_assert_str_eq(f.facts.format, "hexrw");
	ck_assert_uint_eq(f.where.line, LINES);

	/* Two members. */
	memcpy(bytes + n, bytes, n);
	feed_bytes(&f, bytes, 2 * n);
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_uint_eq(f.n, 2 * LINES);
	free(bytes);
}
END_TEST

START_TEST(cut_short)
{
	const struct codec *codec = &codecs[_i];
	size_t room = 2 * length, n;
	char *bytes = malloc(room);
	const size_t parts[] = { 11, 20, 1000, 0, 0 };

	ck_assert_ptr_nonnull(bytes);
	n = pack(codec, false, bytes, room);
	for (int i = 0; i < 5; i++) {
		size_t part = i == 3 ? n / 2 : i == 4 ? n - 3 : parts[i];

		feed_bytes(&f, bytes, part);
		ck_assert_int_eq(f.failed, -1);
		ck_assert_int_eq(f.err.kind, ERR_TRACE);
		ck_assert_msg(
		    strstr(f.err.msg, codec->name) != NULL, "%s", f.err.msg);
		ck_assert_msg(
		    strstr(f.err.msg, "cut short") != NULL, "%s", f.err.msg);
	}
	/* Only the first bytes are those of the compression. */
	memset(bytes + 6, 'x', n - 6);
	feed_bytes(&f, bytes, n);
	ck_assert_int_eq(f.failed, -1);
	ck_assert_int_eq(f.err.kind, ERR_TRACE);
	free(bytes);
}
END_TEST

START_TEST(tar)
{
	const struct codec *codec = &codecs[_i];
	size_t room = 2 * length;
	char *bytes = malloc(room);

	feed_bytes(&f, bytes, pack(codec, true, bytes, room));
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_uint_gt(f.n, 0);
	free(bytes);
}
END_TEST

/* A compressed file without content; libarchive's writer of lz4 crashes on
 * it. */
START_TEST(empty)
{
	static const char lz4[] = "\x04\x22\x4d\x18\x64\x40\xa7\0\0\0\0"
				  "\x05\x5d\xcc\x02";
	char bytes[4096];

	length = 0;
	if (strcmp(codecs[_i].name, "lz4") == 0)
		feed_bytes(&f, lz4, sizeof(lz4) - 1);
	else
		feed_bytes(
		    &f, bytes, pack(&codecs[_i], false, bytes, sizeof(bytes)));
	ck_assert_int_eq(f.failed, -1);
	ck_assert_msg(strstr(f.err.msg, "is empty") != NULL, "%s", f.err.msg);
}
END_TEST

/* Reads standard input, which another process writes in pieces. */
static void
feed_pipe(const char *bytes, size_t n, size_t piece)
{
	int ends[2], saved = dup(STDIN_FILENO);
	pid_t pid;

	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		close(ends[0]);
		for (size_t done = 0; done < n; done += piece) {
			size_t now = n - done < piece ? n - done : piece;

			if (write(ends[1], bytes + done, now) < 0)
				_exit(1);
		}
		_exit(0);
	}
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	feed_path(&f, "-");
	dup2(saved, STDIN_FILENO);
	close(saved);
}

START_TEST(standard_input)
{
	static const size_t pieces[] = { 1, 7, 4096, 100000 };
	char *bytes = malloc(2 * length);
	size_t n = pack(&codecs[_i % 2], false, bytes, 2 * length);

	feed_pipe(bytes, n, pieces[_i]);
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_uint_eq(f.n, LINES);
	ck_assert_str_eq(f.facts.digest, digest);
	ck_assert_str_eq(f.facts.name, "-");
	feed_pipe(text, length, pieces[_i]);
	ck_assert_uint_eq(f.n, LINES);
	ck_assert_str_eq(f.facts.digest, digest);
	free(bytes);
}
END_TEST

/* A line of the greatest length, with and without its newline, and a longer
 * one. */
START_TEST(long_lines)
{
	const size_t mega = (size_t)1 << 20, room = 10 * mega;
	char *bytes = malloc(room + 100);
	size_t at;

	memset(bytes, '#', room + 100);
	memcpy(bytes, "10 R\n", 5);
	at = 5 + mega;
	memcpy(bytes + at, "\n20 W\n", 6);
	f.format = "hexrw";
	feed_bytes(&f, bytes, at + 6);
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_uint_eq(f.n, 2);
	ck_assert_uint_eq(f.where.line, 3);
	feed_bytes(&f, bytes, at);
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	memcpy(bytes + at, "#\n20 W\n", 7);
	for (size_t n = at + 7; n <= room; n += room - at - 7) {
		feed_bytes(&f, bytes, n);
		ck_assert_int_eq(f.failed, -1);
		ck_assert_uint_eq(f.err.where.line, 2);
		ck_assert_ptr_nonnull(strstr(f.err.msg, "more than 1 MiB"));
		memset(bytes + at, '#', 100);
	}
	free(bytes);
}
END_TEST

/* The last line's newline may be missing; lines at the border of windows are
 * read like others. */
START_TEST(windows)
{
	feed_bytes(&f, text, length - 1);
	ck_assert_uint_eq(f.n, LINES);
	ck_assert_uint_eq(f.where.line, LINES);
	for (size_t i = 0; i < LINES; i++)
		ck_assert_uint_eq(
		    f.access[i].addr, strtoul(text + 11 * i, NULL, 16));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("input");
	const int n = ROWS(codecs);

	fixture_folder(t);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 600);
	tcase_add_loop_test(t, packed, 0, n);
	tcase_add_loop_test(t, cut_short, 0, n);
	tcase_add_loop_test(t, tar, 0, n);
	tcase_add_loop_test(t, empty, 0, n);
	tcase_add_loop_test(t, standard_input, 0, 4);
	tcase_add_test(t, long_lines);
	tcase_add_test(t, windows);
	return (fixture_run("input", t));
}
