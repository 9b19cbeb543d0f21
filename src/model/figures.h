/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Figures of swap devices and of the kernel's own work, as read from YAML, each
 * with its source.
 */
#ifndef MODEL_FIGURES_H
#define MODEL_FIGURES_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/page.h"

/* A point of an inverse distribution: this share of the requests takes at most
 * this time.  Between two points it is linear. */
struct percentile {
	uint64_t ppm;
	sim_ns ns;
};

#define PERCENTILES_MAX 32

struct percentile_table {
	struct percentile point[PERCENTILES_MAX];
	size_t n; /* 0: takes no time */
};

struct device_figures {
	const char *name;
	const char *kind; /* "none", "disk", "flash", "memory" */
	const char *summary;
	const char *source;
	uint64_t servers;   /* requests served at the same time */
	uint64_t bandwidth; /* of the link, bytes a second; 0: no limit */
	sim_ns overhead_ns; /* software, each request */
	/* Of a request that a kernel writes back, at most; 0: 128 */
	uint64_t request_pages;
	struct percentile_table read, write; /* service by percentile */
	/* disk: a + b * sqrt(distance in slots) + a turn's share at random */
	sim_ns seek_ns, seek_root_ns, rotation_ns;
	/* flash: writes complete from a buffer until it is full, then at the
	 * rate of the program operation */
	uint64_t buffer_pages;
	sim_ns program_ns;
	uint64_t program_ways; /* pages programmed at the same time */
	uint64_t erase_every;  /* writes between two erase stalls; 0: none */
	sim_ns erase_ns;
	/* memory: the faulting processor does the work; compressed sizes by
	 * percentile, in bytes (point.ns), and the pool's limit */
	struct percentile_table compressed;
	uint64_t reject_above; /* bytes; stored as it is if larger */
	/* Its position in a file; file NULL: built in. */
	struct err_where at;
};

/* The time of the kernel's own work, for each event. */
struct kernel_figures {
	sim_ns zero_fault_ns;  /* minor fault and zeroing */
	sim_ns major_fault_ns; /* software on the way to the device and back */
	sim_ns cow_fault_ns;   /* fault and copy */
	sim_ns cow_last_ns;    /* fault, no copy */
	sim_ns evict_ns;       /* unmapping a victim, TLB flush included */
	const char *source;
};

struct figures {
	const struct device_figures *device;
	size_t ndevice;
	struct kernel_figures kernel;
	char digest[24]; /* of all figures: "xxh3:" and 16 hex digits */
};

#endif
