/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The compressions and their first bytes, and the error for damaged data.
 */
#define ZLIB_CONST /* zlib only reads its input */
#include "trace/codec.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "trace/bytes.h"

const char *const codec_name[] = {
	[CODEC_GZIP] = "gzip",
	[CODEC_XZ] = "xz",
	[CODEC_ZSTD] = "zstd",
	[CODEC_BZIP2] = "bzip2",
	[CODEC_LZ4] = "lz4",
	[CODEC_LZIP] = "lzip",
	[CODEC_ZLIB] = "zlib",
};

static const struct {
	const char *bytes;
	size_t n;
} magic[] = {
	[CODEC_GZIP] = { "\x1f\x8b", 2 },
	[CODEC_XZ] = { "\xfd\x37zXZ\0", 6 },
	[CODEC_ZSTD] = { "\x28\xb5\x2f\xfd", 4 },
	[CODEC_BZIP2] = { "BZh", 3 },
	[CODEC_LZ4] = { "\x04\x22\x4d\x18", 4 },
	[CODEC_LZIP] = { "LZIP", 4 },
	[CODEC_ZLIB] = { "", 0 },
};

/* zlib's magic is of one byte and a check, so the bytes are tried: what comes
 * out is text, or there are too few of them. */
static bool
is_zlib(const uint8_t *head, size_t n)
{
	uint8_t plain[64] = { 0 };
	z_stream z = { .next_out = plain, .avail_out = sizeof(plain) };
	int result;

	if (n < 2 || head[0] != 0x78 || (head[0] << 8 | head[1]) % 31 != 0 ||
	    inflateInit(&z) != Z_OK)
		return (false);
	z.next_in = head;
	z.avail_in = n > UINT16_MAX ? UINT16_MAX : (uInt)n;
	result = inflate(&z, Z_NO_FLUSH);
	inflateEnd(&z);
	for (size_t i = 0; i < sizeof(plain) - z.avail_out; i++)
		if (plain[i] < '\t' || (plain[i] > '\r' && plain[i] < ' '))
			return (false);
	return (
	    result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR);
}

static bool
begins(enum codec c, const void *head, size_t n)
{
	return (magic[c].n > 0 && n >= magic[c].n &&
		memcmp(head, magic[c].bytes, magic[c].n) == 0);
}

/* Bytes of the frames at the beginning that readers skip, as pzstd(1) writes
 * them (RFC 8878, 3.1.2), and that do not reach to the end. */
static size_t
skippable_bytes(const char *head, size_t n)
{
	size_t at = 0;

	while (n - at >= 8 &&
	       (bytes_le32(head + at) & ~UINT32_C(15)) == 0x184d2a50) {
		uint64_t bytes = UINT64_C(8) + bytes_le32(head + at + 4);

		if (bytes >= n - at)
			break;
		at += (size_t)bytes;
	}
	return (at);
}

enum codec
codec_find(const void *head, size_t n)
{
	size_t skipped = skippable_bytes(head, n);
	int c = 0;

	if (begins(CODEC_ZSTD, (const char *)head + skipped, n - skipped))
		return (CODEC_ZSTD);
	if (is_zlib(head, n))
		return (CODEC_ZLIB);
	while (c < CODEC_NONE && !begins((enum codec)c, head, n))
		c++;
	return ((enum codec)c);
}

int
codec_damaged(enum codec codec, const uint64_t at[2], uint64_t plain,
    const char *why, struct err *err)
{
	char place[64];
	int n = snprintf(place, sizeof(place), "at byte %" PRIu64, at[0]);

	if (at[1] > at[0])
		snprintf(place + n, sizeof(place) - (size_t)n, " to %" PRIu64,
		    at[1]);
	return (err_set(err, ERR_TRACE,
	    "the %s data is damaged or cut short %s of the file, after "
	    "%" PRIu64 " plain bytes (%.100s)",
	    codec_name[codec], place, plain, why));
}
