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

static sim_ns
none_most(not_used const struct device_figures *f, not_used uint64_t page_size,
    not_used bool write)
{
	return (0);
}

const struct device_kind device_none = {
	.name = "none",
	.summary = "takes no time",
	.serve = none_serve,
	.most = none_most,
};
