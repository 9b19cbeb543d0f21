/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Damaged files: every bit of a small file inverted, a second member cut at
 * every length, other bytes and zeros after the last one.  A file that is
 * accepted must have given all its content.
 */
#include <archive.h>
#include <archive_entry.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "trace/unpack.h"
#include "unit/fixture.h"

#define ROOM 4096

static const char text[] = "0041f7a0 R\n13f5e2c0 R\n31348900 W\n"
			   "0041f7a0 R\n13f5e2c0 R\n31348900 W\n"
			   "0041f7a4 R\n13f5e2e0 W\n";

static size_t
pack_gzip(char *out)
{
	gz_header head = {
		.time = 1234567890, .os = 3, .name = (Bytef *)"trace", .hcrc = 1
	};
	z_stream z = { .avail_in = sizeof(text) - 1, .avail_out = ROOM };

	z.next_in = (Bytef *)text;
	z.next_out = (Bytef *)out;
	ck_assert_int_eq(
	    deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	deflateSetHeader(&z, &head);
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return (ROOM - z.avail_out);
}

static size_t
pack_library(int (*add)(struct archive *), char *out)
{
	struct archive *a = archive_write_new();
	struct archive_entry *e = archive_entry_new();
	size_t used = 0;

	ck_assert_int_eq(add(a), ARCHIVE_OK);
	archive_write_set_format_raw(a);
	archive_write_set_bytes_in_last_block(a, 1);
	ck_assert_int_eq(
	    archive_write_open_memory(a, out, ROOM, &used), ARCHIVE_OK);
	archive_entry_set_filetype(e, AE_IFREG);
	ck_assert_int_eq(archive_write_header(a, e), ARCHIVE_OK);
	archive_write_data(a, text, sizeof(text) - 1);
	archive_entry_free(e);
	ck_assert_int_eq(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
	return (used);
}

static size_t
pack_xz(char *out)
{
	return (pack_library(archive_write_add_filter_xz, out));
}

static size_t
pack_bzip2(char *out)
{
	return (pack_library(archive_write_add_filter_bzip2, out));
}

static size_t
pack_lz4(char *out)
{
	return (pack_library(archive_write_add_filter_lz4, out));
}

static size_t
pack_lzip(char *out)
{
	return (pack_library(archive_write_add_filter_lzip, out));
}

/* Made by zstd(1): libarchive writes no checksum. */
static size_t
pack_zstd(char *out)
{
	static const char made[] =
	    "\x28\xb5\x2f\xfd\x04\x58\x8d\x01\x00\x74\x02\x30\x30\x34"
	    "\x31\x66\x37\x61\x30\x20\x52\x0a\x31\x33\x66\x35\x65\x32"
	    "\x63\x30\x20\x52\x0a\x33\x31\x33\x34\x38\x39\x30\x30\x20"
	    "\x57\x0a\x34\x65\x30\x20\x57\x0a\x02\x00\xa0\x10\x49\x4a"
	    "\xf5\x04\x3a\x8d\x9f\x6b";

	memcpy(out, made, sizeof(made) - 1);
	return (sizeof(made) - 1);
}

static const struct packing {
	const char *name;
	size_t (*pack)(char *out);
	size_t idle; /* most bits without a meaning: up to the next byte, sizes
		      * of windows */
	size_t pad;  /* zeros may follow in multiples of this; 0: none may */
} codecs[] = {
	{ "gzip", pack_gzip, 7, 1 },
	{ "xz", pack_xz, 0, 4 },
	{ "zstd", pack_zstd, 16, 0 },
	{ "bzip2", pack_bzip2, 16, 0 },
	{ "lz4", pack_lz4, 16, 0 },
	{ "lzip", pack_lzip, 16, 0 },
};

/* A file in memory, read in pieces. */
struct source {
	const char *bytes;
	size_t n, piece;
};

static int
more(void *from, const void **block, size_t *n, struct err *err)
{
	struct source *s = from;

	(void)err;
	*block = s->bytes;
	*n = s->n < s->piece ? s->n : s->piece;
	s->bytes += *n;
	s->n -= *n;
	return (0);
}

static char plain[ROOM];
static size_t nplain;
static struct err err;

/* Unpacks it all, into plain. */
static int
unpack(const char *bytes, size_t n, size_t piece)
{
	struct source s = { bytes, n, piece };
	struct unpack *u;
	size_t got;
	int result;

	nplain = 0;
	memset(&err, 0, sizeof(err));
	result = unpack_open(&u, codec_find(bytes, n), more, &s, &err);
	while (result == 0) {
		result =
		    unpack_read(u, plain + nplain, ROOM - nplain, &got, &err);
		if (result != 0 || got == 0)
			break;
		nplain += got;
		ck_assert_uint_lt(nplain, ROOM);
	}
	unpack_close(u);
	ck_assert(result == 0 || err.kind == ERR_TRACE);
	return (result);
}

static bool
whole(size_t times)
{
	const size_t one = sizeof(text) - 1;

	if (nplain != times * one)
		return (false);
	for (size_t i = 0; i < times; i++)
		if (memcmp(plain + i * one, text, one) != 0)
			return (false);
	return (true);
}

/* As pzstd(1) writes one before each frame. */
START_TEST(skippable)
{
	static const char frames[] = "\x50\x2a\x4d\x18\x02\0\0\0ab"
				     "\x5f\x2a\x4d\x18\0\0\0";
	char bytes[ROOM];
	size_t n = sizeof(frames) + pack_zstd(bytes + sizeof(frames));

	memcpy(bytes, frames, sizeof(frames));
	ck_assert_int_eq(codec_find(bytes, n), CODEC_ZSTD);
	ck_assert_int_eq(unpack(bytes, n, n), 0);
	ck_assert(whole(1));
	for (size_t i = 0; i < sizeof(frames) + 4; i++)
		ck_assert_int_eq(codec_find(bytes, i), CODEC_NONE);
	bytes[7] = '\x7f';
	ck_assert_int_eq(codec_find(bytes, n), CODEC_NONE);
}
END_TEST

START_TEST(every_bit)
{
	const struct packing *c = &codecs[_i];
	char bytes[ROOM];
	size_t n = c->pack(bytes), passed = 0;

	ck_assert_int_eq(unpack(bytes, n, n), 0);
	ck_assert(whole(1));
	for (size_t i = 0; i < 8 * n; i++) {
		enum codec found;

		bytes[i / 8] ^= (char)(1 << i % 8);
		found = codec_find(bytes, n);
		if (found != CODEC_NONE &&
		    strcmp(codec_name[found], c->name) == 0 &&
		    unpack(bytes, n, n) == 0) {
			ck_assert_msg(whole(1), "%s, byte %zu, bit %zu",
			    c->name, i / 8, i % 8);
			passed++;
		}
		bytes[i / 8] ^= (char)(1 << i % 8);
	}
	ck_assert_uint_le(passed, c->idle);
}
END_TEST

/* The damage is between the bytes low and high of the file; the position or
 * range in the message must overlap it. */
static void
expect_position(const struct packing *c, size_t low, size_t high)
{
	const char *at = strstr(err.msg, " at byte ");
	char *to;
	unsigned long first, last;

	ck_assert_msg(strstr(err.msg, c->name) != NULL, "%s", err.msg);
	ck_assert_msg(at != NULL, "%s", err.msg);
	first = last = strtoul(at + 9, &to, 10);
	if (strncmp(to, " to ", 4) == 0)
		last = strtoul(to + 4, NULL, 10);
	ck_assert_msg(first <= high && last >= low && last <= high,
	    "%s: not %zu to %zu", err.msg, low, high);
}

START_TEST(second_cut)
{
	const struct packing *c = &codecs[_i];
	char bytes[ROOM];
	size_t n = c->pack(bytes);

	c->pack(bytes + n);
	for (size_t piece = 1; piece <= 2 * n; piece += 2 * n - 1) {
		ck_assert_int_eq(unpack(bytes, 2 * n, piece), 0);
		ck_assert(whole(2));
		for (size_t more = 1; more < n; more++) {
			ck_assert_msg(unpack(bytes, n + more, piece) == -1,
			    "%zu bytes of a second %s", more, c->name);
			expect_position(c, n, n + more);
		}
	}
}
END_TEST

START_TEST(junk)
{
	static const char *const tails[] = { "x", "\n", "junk and more junk",
		"\x1f", "BZ", "four", "\0\0\0\0x", "\xfd\x37zYZ" };
	const struct packing *c = &codecs[_i];
	char bytes[ROOM];
	size_t n = c->pack(bytes);

	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		size_t more = tails[i][0] == '\0' ? 5 : strlen(tails[i]);

		memcpy(bytes + n, tails[i], more);
		for (size_t piece = 1; piece <= n + more;
		     piece += n + more - 1) {
			ck_assert_msg(unpack(bytes, n + more, piece) == -1,
			    "%s and then %s", c->name, tails[i]);
			expect_position(c, n, n + more);
		}
	}
}
END_TEST

START_TEST(zeros)
{
	const struct packing *c = &codecs[_i];
	char bytes[ROOM] = { 0 };
	size_t n = c->pack(bytes);

	for (size_t more = 0; more <= 1024; more = 2 * more + 1 + more % 3) {
		bool well = more == 0 || (c->pad > 0 && more % c->pad == 0);

		ck_assert_msg(unpack(bytes, n + more, 100) == (well ? 0 : -1),
		    "%s and %zu zeros: %s", c->name, more, err.msg);
		if (well)
			ck_assert(whole(1));
		else
			expect_position(c, n, n + more);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("unpack");
	const int n = ROWS(codecs);

	tcase_set_timeout(t, 600);
	tcase_add_test(t, skippable);
	tcase_add_loop_test(t, every_bit, 0, n);
	tcase_add_loop_test(t, second_cut, 0, n);
	tcase_add_loop_test(t, junk, 0, n);
	tcase_add_loop_test(t, zeros, 0, n);
	return (fixture_run("unpack", t));
}
