/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The watermarks of a machine's memory (__setup_per_zone_wmarks() and
 * calculate_min_free_kbytes() in mm/page_alloc.c), in frames:
 *
 *	high	reclaim in the background ends
 *	low	it begins
 *	min	a fault that would leave fewer reclaims itself
 */
#ifndef MACHINE_RECLAIM_WATERMARK_H
#define MACHINE_RECLAIM_WATERMARK_H

#include "model/page.h"
#include "model/spec.h"

struct watermarks {
	uint64_t min, low, high;
};

/*
 * min is min_free_kbytes or, if that is 0, the square root of 16 times the
 * memory in KiB, from 128 to 262,144 KiB.  The marks are a quarter of min
 * apart, or the memory times watermark_scale_factor / 10,000 if that is more.
 * No system has so little memory that this is most of it; here 'high' is half
 * of the frames at most, and the others are smaller in proportion.
 */
struct watermarks watermarks_of(const struct settings *s, frame_t frames);

#endif
