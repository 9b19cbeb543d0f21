/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device that takes no time: for counting faults alone, and to measure
 * the rest of the program.
 */
#include "device/kind.h"

static void
none_serve(
    not_used struct device *d, const struct transfer *t, struct served *out)
{
	*out = (struct served){ .done = t->at };
}

const struct device_kind device_none = {
	.name = "none",
	.summary = "takes no time",
	.serve = none_serve,
};
