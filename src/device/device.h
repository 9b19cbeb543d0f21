/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A swap device: a queue and a clock.  A transfer is given with its time,
 * and the device returns when it is done; integer nanoseconds, seeded, so
 * that every run is the same.
 */
#ifndef DEVICE_DEVICE_H
#define DEVICE_DEVICE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/figures.h"
#include "model/page.h"

struct device;

struct transfer {
	sim_ns at;      /* when it is requested; where there is a queue, not
			 * before the last one's */
	uint64_t slot;  /* the first slot */
	uint32_t pages; /* as many, from there on */
	bool write;
};

struct served {
	sim_ns wait; /* in the queue, before service began */
	sim_ns done; /* when it is complete; not waited for if it is a write */
	sim_ns cpu;  /* the part in which the issuer's processor is busy */
};

/* All kinds of devices. */
struct device_kind;
extern const struct device_kind *const device_kinds[]; /* NULL-ended */

/* Memory from m; figures must outlive it.  An error names a figure that makes
 * no sense for the kind. */
int device_open(struct device **d, struct mem *m,
    const struct device_figures *figures, uint64_t page_size, uint64_t seed,
    struct err *err);

void device_serve(
    struct device *d, const struct transfer *t, struct served *out);

/* What a fault transfers, a page each: the victim before the page that comes
 * in. */
enum {
	DEVICE_WRITE = 1,
	DEVICE_READ = 2,
};

/* At most so many at a time. */
#define DEVICE_FAULTS_MOST 256

/* Faults of one process, which waits in each until it is served. */
struct device_faults {
	size_t n;
	bool sync;       /* it waits for what is written, too */
	sim_ns stall;    /* of all its faults before; then of these, too */
	sim_ns *at;      /* its own time, without what it waited in faults */
	sim_ns *latency; /* the kernel's work; then of the whole fault */
	sim_ns *wait;    /* filled: of the read in the queue */
	const uint8_t *move; /* DEVICE_WRITE | DEVICE_READ */
};

/* Transfers of all these faults, in order; only for a device of which
 * device_minds_slots() is false. */
void device_serve_faults(struct device *d, struct device_faults *f);

/* The device that takes no time at all. */
extern const struct device_figures device_free;

/* True where every transfer takes no time at all. */
bool device_is_free(const struct device *d);

/* True where transfers wait for one another, and so must be in order of time.
 * Where they do not, each is the work of a processor. */
bool device_has_queue(const struct device *d);

/* False where it makes no difference which slots are read and written; also of
 * one that is not open. */
bool device_minds_slots(const struct device *d);
bool device_figures_mind_slots(const struct device_figures *f);

/* The longest time of a read of one page in a device to which nothing is
 * written and whose reads come one after another, where the number of reads
 * before it alone decides which time it is; UINT64_MAX: it does not. */
sim_ns device_read_most(const struct device_figures *f, uint64_t page_size);

/* By how much a write of one page puts off the time at which such a device has
 * nothing to do, at most; UINT64_MAX: that is not known. */
sim_ns device_write_most(const struct device_figures *f, uint64_t page_size);

/* Bytes that pages written to a device of kind memory take; 0 for others. */
uint64_t device_pool_bytes(const struct device *d);

#endif
