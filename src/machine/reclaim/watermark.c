/* SPDX-License-Identifier: BSD-2-Clause */
#include "machine/reclaim/watermark.h"

#include "model/level.h"

#define MIN_FREE_LEAST 128
#define MIN_FREE_MOST  262144

static uint64_t
root_of(uint64_t n)
{
	uint64_t root = 0;

	for (uint64_t bit = UINT64_C(1) << 31; bit != 0; bit >>= 1)
		if ((root + bit) * (root + bit) <= n)
			root += bit;
	return (root);
}

/* In KiB. */
static uint64_t
min_free(const struct settings *s, uint64_t memory)
{
	uint64_t root;

	if (s->min_free_kbytes != 0)
		return (s->min_free_kbytes);
	root = root_of(16 * memory);
	return (root < MIN_FREE_LEAST  ? MIN_FREE_LEAST
		: root > MIN_FREE_MOST ? MIN_FREE_MOST
				       : root);
}

struct watermarks
watermarks_of(const struct settings *s, frame_t frames)
{
	uint64_t memory = (frames * s->page_size) >> 10, step, scaled;
	uint64_t factor = s->watermark_scale_factor;
	struct watermarks w;

	w.min = (min_free(s, memory) << 10) / s->page_size;
	scaled =
	    (uint64_t)frames * (factor == 0 ? WATERMARK_SCALE : factor) / 10000;
	step = w.min / 4 > scaled ? w.min / 4 : scaled;
	w.low = w.min + step;
	w.high = w.min + 2 * step;
	if (w.high > frames / 2) {
		w.min = frames / 2 * w.min / w.high;
		w.low = frames / 2 * w.low / w.high;
		w.high = frames / 2;
	}
	return (w);
}
