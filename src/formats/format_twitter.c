/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * twitter: requests of Twitter's cache clusters in libCacheSim's binary form,
 * 20 bytes, little-endian.
 *
 *	 0  time, seconds (4)
 *	 4  object (8)
 *	12  size of the value (low 22 bits), of the key (high 10)
 *	16  time to live (low 24 bits), operation (high 8)
 *
 * Source: libCacheSim, twrBin.h; the traces are those of Yang, Yue and
 * Rashmi, OSDI 2020.
 */
#include "formats/objects.h"
#include "trace/bytes.h"

#define TWITTER_RECORD 20

static void
twitter_close(void *state)
{
	objects_close(state);
}

static int
twitter_decode(void *state, struct window *w, struct sink *to, struct err *err)
{
	struct record rec;

	while (!sink_full(to) && record_take(w, TWITTER_RECORD, &rec)) {
		const char *p = rec.start;
		uint32_t sizes = bytes_le32(p + 12);
		int kind = objects_request(state, &rec, bytes_le64(p + 4),
		    (sizes >> 22) + (sizes & 0x3fffff),
		    bytes_le32(p + 16) >> 24, err);

		rec.time = bytes_le32(p) * SECOND_NS;
		if (kind < 0 ||
		    record_put(w, to, (enum record_kind)kind, &rec, err) != 0)
			return (-1);
	}
	return (0);
}

const struct trace_format trace_format_twitter = {
	.name = "twitter",
	.summary = "requests of Twitter's caches, 20 bytes each",
	.carries = CARRIES_WRITES | CARRIES_PAGES | CARRIES_TIME,
	.numbers = "objects",
	.state_size = sizeof(struct objects),
	.close = twitter_close,
	.decode = twitter_decode,
};
