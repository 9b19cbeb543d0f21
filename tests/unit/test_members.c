/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Traces in zip and tar archives: one file, one that is named, the chunks of a
 * drmemtrace; refusals; and damage.
 */
#include <archive.h>
#include <archive_entry.h>

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

#define BOMB ((size_t)64 << 20)

/* Members with their contents; NULL-ended. */
struct member {
	const char *name, *text;
};

static int (*const kinds[])(struct archive *) = {
	archive_write_set_format_zip,
	archive_write_set_format_ustar,
};

static void
write_archive(int kind, const char *path, const struct member *m)
{
	struct archive *a = archive_write_new();
	struct archive_entry *e = archive_entry_new();

	kinds[kind](a);
	ck_assert_int_eq(archive_write_open_filename(a, path), ARCHIVE_OK);
	archive_entry_set_pathname(e, "folder/");
	archive_entry_set_filetype(e, AE_IFDIR);
	archive_entry_set_perm(e, 0755);
	archive_write_header(a, e);
	for (; m->name != NULL; m++) {
		size_t n = strlen(m->text);

		archive_entry_clear(e);
		archive_entry_set_pathname(e, m->name);
		archive_entry_set_filetype(e, AE_IFREG);
		archive_entry_set_perm(e, 0644);
		archive_entry_set_size(e, (la_int64_t)n);
		archive_write_header(a, e);
		archive_write_data(a, m->text, n);
	}
	archive_entry_free(e);
	ck_assert_int_eq(archive_write_free(a), ARCHIVE_OK);
}

static const struct member single[] = { { "folder/a", "10 R\n20 W\n" },
	{ NULL, NULL } };
static const struct member two[] = { { "folder/a", "1000 R\n2a00 W\n" },
	{ "b", "3a00 W\n" }, { NULL, NULL } };
static const struct member chunks[] = { { "t/chunk.0000", "10a0 R\n20" },
	{ "t/chunk.0001", "b0 W\n" }, { "t/chunk.0002", "30 R\n" },
	{ NULL, NULL } };
static const struct member gap[] = { { "chunk.0000", "10 R\n" },
	{ "chunk.0002", "20 W\n" }, { NULL, NULL } };

static const struct sample {
	const struct member *members;
	const char *path;
	size_t accesses; /* 0: refused */
	const char *says;
} samples[] = {
	{ single, "archive", 2, NULL },
	{ single, "archive::folder/a", 2, NULL },
	{ two, "archive::b", 1, NULL },
	{ two, "archive::folder/a", 2, NULL },
	{ two, "archive", 0, "FILE::folder/a (there are: folder/a, b)" },
	{ two, "archive::c", 0, "no member 'c' (there are: folder/a, b)" },
	{ chunks, "archive", 3, NULL },
	{ chunks, "archive::t/chunk.0002", 1, NULL },
	{ gap, "archive", 0, "chunk 2 follows chunk 0" },
	{ single + 1, "archive", 0, "the archive holds no file" },
};

START_TEST(members)
{
	const struct sample *s = &samples[_i % ROWS(samples)];

	f.format = "hexrw";
	write_archive(_i / ROWS(samples), "archive", s->members);
	feed_path(&f, s->path);
	if (s->accesses > 0) {
		ck_assert_msg(f.failed == 0, "%s", f.err.msg);
		ck_assert_uint_eq(f.n, s->accesses);
		ck_assert_str_eq(f.facts.name, s->path);
	} else {
		ck_assert_int_eq(f.failed, -1);
		ck_assert_int_eq(f.err.kind, ERR_TRACE);
		ck_assert_msg(
		    strstr(f.err.msg, s->says) != NULL, "%s", f.err.msg);
	}
}
END_TEST

/* The digest is of the member, and so the same as without the archive. */
START_TEST(digest)
{
	char before[24];

	f.format = "hexrw";
	feed_text(&f, single->text);
	memcpy(before, f.facts.digest, sizeof(before));
	write_archive(_i, "archive", single);
	feed_path(&f, "archive");
	ck_assert_str_eq(f.facts.digest, before);
	feed_path(&f, "feed::x");
	ck_assert_msg(strstr(f.err.msg, "no zip or tar archive") != NULL, "%s",
	    f.err.msg);
}
END_TEST

/* A compressed archive is a stream: what is behind its first member is found at
 * the end of that. */
START_TEST(stream)
{
	f.format = "hexrw";
	write_archive(_i, "archive", two);
	ck_assert_int_eq(system("gzip -f archive"), 0);
	feed_path(&f, "archive.gz::b");
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_uint_eq(f.n, 1);
	feed_path(&f, "archive.gz");
	ck_assert_int_eq(f.failed, -1);
	ck_assert_msg(
	    strstr(f.err.msg, "several files") != NULL, "%s", f.err.msg);
}
END_TEST

/* Cut at every byte, and with each byte changed. */
START_TEST(damaged)
{
	static char bytes[16384];
	FILE *file;
	size_t n;

	f.format = "hexrw";
	write_archive(_i, "archive", two);
	file = fopen("archive", "rb");
	n = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	/* tar ends with zeros up to a block of 10 KiB. */
	n = n > 3000 ? 3000 : n;
	for (size_t at = 0; at < n; at++) {
		if (_i == 0 || at % 16 == 0) {
			fixture_write("cut", bytes, at);
			feed_path(&f, "cut::b");
		}
		bytes[at] ^= (char)0xff;
		fixture_write("changed", bytes, n);
		feed_path(&f, "changed::b");
		bytes[at] ^= (char)0xff;
	}
}
END_TEST

/* Much comes of little: it is read in pieces, and a line has an end. */
START_TEST(bomb)
{
	char *zeros = malloc(BOMB);
	struct member m[] = { { "a", zeros }, { NULL, NULL } };

	memset(zeros, '0', BOMB - 1);
	zeros[BOMB - 1] = '\0';
	write_archive(0, "archive", m);
	f.format = "hexrw";
	feed_path(&f, "archive");
	ck_assert_int_eq(f.failed, -1);
	ck_assert_msg(
	    strstr(f.err.msg, "more than 1 MiB") != NULL, "%s", f.err.msg);
	free(zeros);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("members");
	int n = ROWS(kinds);

	tcase_set_timeout(t, 0);
	tcase_add_checked_fixture(t, setup, teardown);
	fixture_folder(t);
	tcase_add_loop_test(t, members, 0, n * ROWS(samples));
	tcase_add_loop_test(t, digest, 0, n);
	tcase_add_loop_test(t, stream, 0, n);
	tcase_add_loop_test(t, damaged, 0, n);
	tcase_add_test(t, bomb);
	return (fixture_run("members", t));
}
