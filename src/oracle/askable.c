/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/askable.h"

#include "model/level.h"

bool
askable_here(const struct oracle_spec *spec)
{
	return (spec->kernel[0].version == NULL);
}

int
askable_check(const struct oracle_spec *spec, struct err *err)
{
	if (spec->settings->page_size != KERNEL_PAGE_SIZE)
		return (err_set(err, ERR_USAGE,
		    "a kernel is asked with pages of 4 KiB (--page-size "
		    "4KiB)"));
	if (settings_machine_memory(spec->settings) && askable_here(spec))
		return (err_set(err, ERR_USAGE,
		    "the memory of the machine that runs is not made short "
		    "(--kernel VERSION, or memory_of=group)"));
	for (size_t i = 0; i < spec->nkernel; i++) {
		int swap = spec->kernel[i].conditions.swap;

		if (askable_here(spec) && spec->nkernel > 1)
			return (err_set(err, ERR_USAGE,
			    "the kernel that runs is asked alone (--here "
			    "without --kernel)"));
		if (settings_machine_memory(spec->settings) &&
		    swap == SWAPDEV_NULL)
			return (err_set(err, ERR_USAGE,
			    "swap=null keeps pages in the memory that is to be "
			    "short (swap=zram, or memory_of=group)"));
		if (!askable_here(spec) &&
		    (swap == SWAPDEV_LOOP || swap == SWAPDEV_FILE))
			return (err_set(err, ERR_USAGE,
			    "swap=%s is for the running kernel (--here); an "
			    "emulated one swaps to zram or null",
			    swapdev_names[swap]));
	}
	return (0);
}
