/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of devices share: a device and a sequence of transfers whose
 * times were computed by hand.
 */
#ifndef TESTS_DEVICE_WALK_H
#define TESTS_DEVICE_WALK_H

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "device/device.h"
#include "device/kind.h"
#include "unit/fixture.h"

static struct device *d;
static struct err err;

static void
open_device(const struct device_figures *f, uint64_t page_size)
{
	ck_assert_int_eq(device_open(&d, mem, f, page_size, 1, &err), 0);
}

/* One transfer and its expected times. */
struct step {
	sim_ns at;
	uint64_t slot;
	uint32_t pages;
	bool write;
	sim_ns wait, done, cpu;
};

static void
walk(const struct step *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct transfer t = { s[i].at, s[i].slot, s[i].pages,
			s[i].write };
		struct served out;

		device_serve(d, &t, &out);
		ck_assert_msg(out.wait == s[i].wait && out.done == s[i].done &&
				  out.cpu == s[i].cpu,
		    "step %zu: wait %ju done %ju cpu %ju", i,
		    (uintmax_t)out.wait, (uintmax_t)out.done,
		    (uintmax_t)out.cpu);
	}
}

#define WALK(steps) walk(steps, sizeof(steps) / sizeof((steps)[0]))
/* A table with the same value for every share. */
#define ALWAYS(value)                                                          \
	{                                                                      \
		.point = { { 0, value } }, .n = 1                              \
	}

#endif
