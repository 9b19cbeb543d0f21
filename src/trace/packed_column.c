/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Columns, plain or compressed with zstd.
 *
 * The sizes in a file bound nothing before they are checked: a block's columns
 * together are at most COLUMNS_MAX bytes plain, and what zstd makes of one must
 * be exactly as long as the column says.
 */
#include "trace/packed_column.h"

#include <string.h>
#include <zstd.h>

#include "trace/bytes.h"

/* All columns of a block, plain: at most 35 bytes an access, and its events. */
#define COLUMNS_MAX ((size_t)PACKED_BLOCK_MAX * 36 + ((size_t)1 << 20))

/* That writers choose if they are not told. */
#define COLUMN_LEVEL 3
/* Of a table of 16 KiB. */
#define SMALL_HASH_LOG 12

struct column_writer {
	ZSTD_CCtx *zstd;
	int level;
	unsigned char *buffer; /* of a compressed column */
	size_t size;
};

struct column_reader {
	ZSTD_DCtx *zstd;
	unsigned char *buffer; /* of all columns of a block */
};

struct column_writer *
column_writer_open(struct mem *m, int level)
{
	struct column_writer *w = mem_alloc(m, sizeof(*w));

	w->size = ZSTD_compressBound(COLUMNS_MAX);
	w->buffer = mem_alloc(m, w->size);
	w->zstd = ZSTD_createCCtx();
	if (w->zstd == NULL)
		mem_die("no memory to compress a trace");
	w->level = level;
	return (w);
}

/*
 * What is compressed for a level, COLUMN_LEVEL or less.  Of traces of gcc and
 * sqlite3, sites and their targets are no smaller by level 3 than by 1, at 1.5
 * times the time, and the numbers of sites are 4 percent larger.  Differences
 * of addresses, two thirds of the bytes, take a quarter less time by level 2
 * with a table that stays in the first-level cache; they are 5 percent larger.
 */
static void
set_level(const struct column_writer *w, enum column_id id)
{
	int level = w->level, hash_log = 0;

	if (level <= COLUMN_LEVEL && id >= COLUMN_SITES &&
	    id <= COLUMN_SITE_HIGH)
		level = 1;
	if (level == COLUMN_LEVEL && id == COLUMN_DATA) {
		level = COLUMN_LEVEL - 1;
		hash_log = SMALL_HASH_LOG;
	}
	ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_compressionLevel, level);
	ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_hashLog, hash_log);
}

void
column_writer_close(struct column_writer *w)
{
	if (w != NULL)
		ZSTD_freeCCtx(w->zstd);
}

unsigned char *
column_put(struct column_writer *w, unsigned char *to, enum column_id id,
    const void *bytes, size_t size)
{
	size_t stored;
	bool smaller;

	if (size == 0)
		return (to);
	set_level(w, id);
	stored = ZSTD_compress2(w->zstd, w->buffer, w->size, bytes, size);
	smaller = !ZSTD_isError(stored) && stored < size;
	to[0] = (unsigned char)id;
	to[1] = smaller ? COLUMN_ZSTD : COLUMN_RAW;
	bytes_put_le32(to + 2, (uint32_t)size);
	bytes_put_le32(to + 6, (uint32_t)(smaller ? stored : size));
	to += COLUMN_HEADER;
	memcpy(to, smaller ? w->buffer : bytes, smaller ? stored : size);
	return (to + (smaller ? stored : size));
}

struct column_reader *
column_reader_open(struct mem *m)
{
	struct column_reader *r = mem_alloc(m, sizeof(*r));

	r->buffer = mem_alloc(
	    m, COLUMNS_MAX + (COLUMN_ID_MAX + 1) * (size_t)COLUMN_SPARE);
	r->zstd = ZSTD_createDCtx();
	if (r->zstd == NULL)
		mem_die("no memory to unpack a trace");
	return (r);
}

void
column_reader_close(struct column_reader *r)
{
	if (r != NULL)
		ZSTD_freeDCtx(r->zstd);
}

/* One column into its place. */
static const char *
unpack(struct column_reader *r, unsigned method, const unsigned char *p,
    size_t stored, unsigned char *to, size_t size)
{
	if (method == COLUMN_RAW) {
		if (stored != size)
			return ("a plain column of another size");
		memcpy(to, p, size);
	} else if (method == COLUMN_ZSTD) {
		if (ZSTD_decompressDCtx(r->zstd, to, size, p, stored) != size)
			return ("a column that does not unpack");
	} else {
		return ("a column compressed by a method that is not known");
	}
	memset(to + size, 0, COLUMN_SPARE);
	return (NULL);
}

const char *
columns_get(struct column_reader *r, const unsigned char *p,
    const unsigned char *end, uint64_t wanted,
    struct column column[COLUMN_ID_MAX + 1])
{
	static const unsigned char nothing[COLUMN_SPARE];
	unsigned char *to = r->buffer;
	size_t size, stored, left = COLUMNS_MAX;
	unsigned last = 0, method;
	const char *why;

	for (unsigned i = 0; i <= COLUMN_ID_MAX; i++)
		column[i] = (struct column){ nothing, nothing };
	for (; p < end; p += stored) {
		if (end - p < COLUMN_HEADER)
			return ("a column without its size");
		if (p[0] <= last || p[0] > COLUMN_ID_MAX)
			return ("a column that is not known, or out of order");
		last = p[0];
		method = p[1];
		size = bytes_le32((const char *)p + 2);
		stored = bytes_le32((const char *)p + 6);
		if (size == 0 || size > left ||
		    stored > (size_t)(end - p) - COLUMN_HEADER)
			return ("a column that is too long");
		left -= size;
		p += COLUMN_HEADER;
		if ((wanted & COLUMN_BIT(last)) == 0)
			continue;
		why = unpack(r, method, p, stored, to, size);
		if (why != NULL)
			return (why);
		column[last] = (struct column){ to, to + size };
		to += size + COLUMN_SPARE;
	}
	return (NULL);
}
