/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every reader survives damage.  Each format of the list has a sample, the file
 * of its name in tests/fuzz/corpus/trace; a format without one fails.  Of each:
 * nothing, one byte, the sample cut at every byte, each of its bytes changed, a
 * line that does not end, numbers that are too large, and the samples of all
 * other formats.  Nothing crashes, and every refusal has words (any_trace.h).
 */
#include <sys/mman.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fuzz/any_trace.h"
#include "unit/fixture.h"

#define SAMPLE_MAX 65536

static const struct settings loose = { .page_size = 4096, .ifetch = true };
static const struct settings strict = {
	.page_size = 4096, .ifetch = true, .strict = true
};

/* The sample of the format under test. */
static char sample[SAMPLE_MAX];
static size_t size;
static struct selection sel;

static size_t
load(const char *format, char *to)
{
	const char *srcdir = getenv("srcdir");
	char path[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/trace/%s",
	    srcdir != NULL ? srcdir : ".", format);
	f = fopen(path, "rb");
	ck_assert_msg(f != NULL, "format %s has no sample %s", format, path);
	n = fread(to, 1, SAMPLE_MAX, f);
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_lt(n, SAMPLE_MAX);
	fclose(f);
	return (n);
}

static void
begin(int i)
{
	sel = any_selection(trace_formats[i]->name);
	size = load(sel.name, sample);
}

static size_t
read_bytes(const char *bytes, size_t n, const struct settings *settings,
    struct err *err)
{
	char path[32];
	size_t seen;
	int fd = memfd_create("survival", 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, n), (ssize_t)n);
	snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	seen = any_read(path, &sel, NULL, settings, err);
	close(fd);
	return (seen);
}

/* Whatever comes of it. */
static void
survive(const char *bytes, size_t n)
{
	struct err err;

	read_bytes(bytes, n, &loose, &err);
}

START_TEST(sample_is_read)
{
	struct err err;

	begin(_i);
	ck_assert_uint_gt(read_bytes(sample, size, &loose, &err), 0);
	ck_assert_msg(err.kind == ERR_NONE, "%s: %s", sel.name, err.msg);
}
END_TEST

START_TEST(nothing)
{
	struct err err;

	begin(_i);
	read_bytes("", 0, &loose, &err);
	ck_assert_int_eq(err.kind, ERR_TRACE);
	for (int c = 0; c < 256; c++) {
		const char byte = (char)c;

		survive(&byte, 1);
	}
}
END_TEST

START_TEST(cut)
{
	struct err err;

	begin(_i);
	for (size_t n = 1; n < size; n++) {
		survive(sample, n);
		read_bytes(sample, n, &strict, &err);
	}
}
END_TEST

START_TEST(changed)
{
	static const unsigned char flips[] = { 0x01, 0x20, 0x80, 0xff };

	begin(_i);
	for (size_t at = 0; at < size; at++)
		for (size_t k = 0; k < sizeof(flips); k++) {
			sample[at] ^= (char)flips[k];
			survive(sample, size);
			sample[at] ^= (char)flips[k];
		}
}
END_TEST

/* Each byte of a text repeated up to more than a line may have. */
START_TEST(endless)
{
	const size_t n = 3 << 19;
	char *line = malloc(n);
	struct err err;

	ck_assert_ptr_nonnull(line);
	begin(_i);
	memset(line, sample[size / 2], n);
	memcpy(line, sample, size);
	read_bytes(line, n, &loose, &err);
	memset(line, '1', n);
	read_bytes(line, n, &loose, &err);
	if (trace_formats[_i]->line != NULL)
		ck_assert_int_eq(err.kind, ERR_TRACE);
	free(line);
}
END_TEST

/* Digits in place of each number of a text; all bits in place of eight bytes of
 * a binary one. */
START_TEST(too_large)
{
	static const char digits[] = "99999999999999999999999";
	static char text[SAMPLE_MAX + sizeof(digits)];

	begin(_i);
	for (size_t at = 0, end; at < size; at = end) {
		for (end = at;
		     end < size && isdigit((unsigned char)sample[end]);)
			end++;
		if (end == at) {
			end++;
			continue;
		}
		memcpy(text, sample, at);
		memcpy(text + at, digits, sizeof(digits) - 1);
		memcpy(
		    text + at + sizeof(digits) - 1, sample + end, size - end);
		survive(text, size - (end - at) + sizeof(digits) - 1);
	}
	for (size_t at = 0; at + 8 <= size; at++) {
		memcpy(text, sample, size);
		memset(text + at, 0xff, 8);
		survive(text, size);
	}
}
END_TEST

START_TEST(of_another_format)
{
	static char other[SAMPLE_MAX];

	begin(_i);
	for (size_t i = 0; trace_formats[i] != NULL; i++)
		survive(other, load(trace_formats[i]->name, other));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("survival");
	int n = 0;

	while (trace_formats[n] != NULL)
		n++;
	tcase_set_timeout(t, 0);
	tcase_add_loop_test(t, sample_is_read, 0, n);
	tcase_add_loop_test(t, nothing, 0, n);
	tcase_add_loop_test(t, cut, 0, n);
	tcase_add_loop_test(t, changed, 0, n);
	tcase_add_loop_test(t, endless, 0, n);
	tcase_add_loop_test(t, too_large, 0, n);
	tcase_add_loop_test(t, of_another_format, 0, n);
	return (fixture_run("survival", t));
}
